//! TLS with a certificate made for the test: trusted through the CA option, and refused without it.

use crate::server::{client, client_with};
use axum::{
    Json, Router,
    body::Body,
    extract::ws::{Message, WebSocketUpgrade},
    http::{Request, Version},
    response::Response,
    routing::any,
    serve::Listener,
};
use pfa_pems::{Client, ClientOptions, Endpoint, Limiter, PemsError, SetupError};
use pfa_sync::Retry;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::json;
use std::{io, net::SocketAddr, sync::Arc};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
    server::TlsStream,
};

/// A server with a certificate for `name`, and the PEM of the authority that issued it.
pub async fn serve_tls(name: &str) -> (String, Vec<u8>) {
    let (mut config, authority) = identity(name);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("https://localhost:{}/axis", tcp.local_addr().unwrap().port());
    let listener = TlsListener { tcp, tls: TlsAcceptor::from(Arc::new(config)) };
    let router = Router::new().route("/axis/ws/sync/RIO", any(change_feed)).fallback(
        async |request: Request<Body>| {
            let status = if request.version() == Version::HTTP_2 { "ok" } else { "degraded" };
            Json(json!({ "status": status, "serverTime": "2026-01-01T00:00:00Z" }))
        },
    );
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (root, authority)
}

/// A server's side of TLS for `name`, and the PEM of the authority that issued its certificate.
pub fn identity(name: &str) -> (ServerConfig, Vec<u8>) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, format!("Authority for {name}"));
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();

    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (config, authority.pem().into_bytes())
}

async fn change_feed(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async |mut socket| {
        let connected = r#"{"type":"CONNECTED","organization":"RIO"}"#;
        socket.send(Message::Text(connected.into())).await.unwrap();
        // Stays until the client leaves.
        while socket.recv().await.is_some() {}
    })
}

/// Accepts what completes a handshake.
struct TlsListener {
    tcp: TcpListener,
    tls: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, peer) = self.tcp.accept().await.unwrap();
            if let Ok(stream) = self.tls.accept(stream).await {
                return (stream, peer);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

pub fn trusting(root: &str, pem: Vec<u8>) -> Client {
    client_with(root, ClientOptions { ca_file_pem: Some(pem), ..ClientOptions::default() })
}

#[tokio::test]
async fn a_server_is_trusted_through_the_ca_file_and_speaks_http_2() {
    let (root, authority) = serve_tls("localhost").await;
    assert!(!trusting(&root, authority).health().await.unwrap().degraded);
}

#[tokio::test]
async fn a_server_of_an_unknown_authority_is_refused_with_host_and_reason() {
    let (root, _) = serve_tls("localhost").await;
    let (_, another) = serve_tls("pems.example.com").await;
    let error = trusting(&root, another).health().await.unwrap_err();
    let PemsError::Certificate { host, detail } = &error else { panic!("{error:?}") };
    assert_eq!(host, "localhost");
    assert!(detail.contains("unknown issuer"), "{detail}");
    assert_eq!(error.retry(), Retry::WhenOnline);
    assert!(error.outcome_known());
}

#[tokio::test]
async fn a_certificate_of_another_host_is_refused_with_both_names() {
    let (root, authority) = serve_tls("pems.example.com").await;
    let error = trusting(&root, authority).health().await.unwrap_err();
    let PemsError::Certificate { host, detail } = &error else { panic!("{error:?}") };
    assert_eq!(host, "localhost");
    assert!(detail.contains("localhost") && detail.contains("pems.example.com"), "{detail}");
}

#[tokio::test]
async fn a_server_without_tls_where_https_was_asked_is_not_reached() {
    let root = crate::server::always(200, &[], "{}").await.replace("http:", "https:");
    let error = client(&root).health().await.unwrap_err();
    assert!(matches!(error, PemsError::Offline { .. }), "{error:?}");
}

#[test]
fn a_ca_file_without_certificates_is_refused() {
    for pem in ["", "not PEM", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let endpoint = Endpoint::new("https://pems.example.com", "T1").unwrap();
        let options =
            ClientOptions { ca_file_pem: Some(pem.as_bytes().to_vec()), ..ClientOptions::default() };
        let limiter = Arc::new(Limiter::new(10.0, &[]));
        let refused = Client::new(endpoint, crate::server::credentials(), limiter, options).map(drop);
        assert_eq!(refused, Err(SetupError::CaFile), "{pem:?}");
    }
}
