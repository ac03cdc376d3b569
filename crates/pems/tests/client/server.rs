//! Small servers that misbehave in one way each, and clients for them.

use axum::{
    Router,
    body::Body,
    http::{HeaderName, Request, Response},
};
use pfa_domain::{Delta, Field, FieldValue, Organization, PfaId, RecordId};
use pfa_pems::{Client, ClientOptions, Credentials, Endpoint, Limiter, Secret, WriteRequest};
use std::{future::Future, io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use uuid::Uuid;

/// The password of every client here.
pub const PASSWORD: &str = "planted-password";

/// Serves whatever comes with one answer; gives the root of its API.
pub async fn serve<F, R>(answer: F) -> String
where
    F: Fn(Request<Body>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Response<Body>> + Send + 'static,
{
    serve_router(Router::new().fallback(answer)).await
}

pub async fn serve_router(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}/axis", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    root
}

/// Hands each connection to `handle`; gives the root of its API.
pub async fn serve_raw<F, R>(handle: F) -> String
where
    F: Fn(TcpStream) -> R + Send + 'static,
    R: Future<Output = io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}/axis", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(handle(stream));
        }
    });
    root
}

/// Reads a request to the end of its headers and body, then says these bytes and hangs up.
pub async fn say(mut stream: TcpStream, words: &[u8]) -> io::Result<()> {
    read_request(&mut stream).await?;
    stream.write_all(words).await?;
    stream.shutdown().await
}

pub async fn read_request(stream: &mut TcpStream) -> io::Result<String> {
    let mut request = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Ok(text);
            }
        }
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await?;
        if read == 0 {
            return Ok(text);
        }
        request.extend_from_slice(&chunk[..read]);
    }
}

/// An answer with a status, headers and a body.
pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status.try_into().unwrap();
    for (name, value) in headers {
        response.headers_mut().insert(HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
    }
    response
}

/// A server that answers everything alike.
pub async fn always(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: impl Into<String>,
) -> String {
    let body = body.into();
    serve(move |_| {
        let response = answer(status, headers, body.clone());
        async move { response }
    })
    .await
}

pub fn credentials() -> Credentials {
    Credentials::Basic { user: "ann".to_owned(), password: Secret::new(PASSWORD) }
}

pub fn client(root: &str) -> Client {
    client_with(root, ClientOptions::default())
}

/// Gives up soon, for servers that never answer.
pub fn impatient_client(root: &str) -> Client {
    client_with(root, ClientOptions { timeout: Duration::from_millis(300), ..ClientOptions::default() })
}

pub fn client_with(root: &str, options: ClientOptions) -> Client {
    let endpoint = Endpoint::new(root, "T1").unwrap();
    Client::new(endpoint, credentials(), Arc::new(Limiter::new(1000.0, &[])), options).unwrap()
}

pub fn rio() -> Organization {
    Organization::new("RIO").unwrap()
}

pub fn id(text: &str) -> RecordId {
    RecordId::new(rio(), PfaId::new(text).unwrap())
}

/// A change of one text field.
pub fn write(record: &str, version: u64, key: u128) -> WriteRequest {
    let change = (Field::Model, FieldValue::Text("LR 1160".to_owned()));
    WriteRequest {
        id: id(record),
        version,
        delta: Delta::from_iter([change]),
        key: Uuid::from_u128(key),
        reason: Some("better crane".to_owned()),
        modified_by: Some("ann".to_owned()),
    }
}
