//! How a connection that breaks is told from one that was never made.

use crate::server::{client, impatient_client, say, serve_raw, write};
use pfa_pems::{Client, PemsError};
use pfa_sync::Retry;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::net::TcpListener;

const HEALTH: &str = r#"{"status":"ok","serverTime":"2026-01-01T00:00:00Z"}"#;

async fn update_error(client: Client) -> PemsError {
    client.update(&write("RIO-1", 7, 1)).await.unwrap_err()
}

#[tokio::test]
async fn a_refused_connection_is_offline_and_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = update_error(client(&root)).await;
    assert!(matches!(error, PemsError::Offline { .. }), "{error:?}");
    assert_eq!(error.retry(), Retry::WhenOnline);
    assert!(error.outcome_known());
}

#[tokio::test]
async fn a_name_that_nobody_knows_is_offline() {
    let error = update_error(client("https://pems.invalid/axis")).await;
    assert!(matches!(error, PemsError::Offline { .. }), "{error:?}");
}

#[tokio::test]
async fn a_connection_closed_after_the_request_is_a_lost_reply() {
    let root = serve_raw(|stream| async move { say(stream, b"").await }).await;
    let error = update_error(client(&root)).await;
    assert!(matches!(error, PemsError::LostReply { .. }), "{error:?}");
    assert_eq!(error.retry(), Retry::Backoff { not_before: None });
    assert!(!error.outcome_known());
}

#[tokio::test]
async fn a_connection_closed_before_the_request_is_read_is_a_lost_reply() {
    let root = serve_raw(|stream| async move {
        drop(stream);
        Ok(())
    })
    .await;
    let error = update_error(client(&root)).await;
    assert!(matches!(error, PemsError::LostReply { .. }), "{error:?}");
}

#[tokio::test]
async fn a_lost_reply_is_not_sent_again_by_itself() {
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let root = serve_raw(move |stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        async move { say(stream, b"").await }
    })
    .await;
    assert!(client(&root).health().await.is_err());
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_body_shorter_than_announced_is_not_from_pems() {
    let root = serve_raw(|stream| async move {
        say(stream, format!("HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{HEALTH}").as_bytes()).await
    })
    .await;
    let error = client(&root).health().await.unwrap_err();
    assert_eq!(error, PemsError::NotPems { detail: "the answer was cut short".to_owned() });
}

#[tokio::test]
async fn a_failing_server_is_believed_even_if_its_body_is_cut() {
    let root = serve_raw(|stream| async move {
        say(stream, b"HTTP/1.1 503 X\r\nretry-after: 3\r\ncontent-length: 900\r\n\r\n{").await
    })
    .await;
    let error = client(&root).health().await.unwrap_err();
    assert!(matches!(error, PemsError::Unavailable { retry_after: Some(_), .. }), "{error:?}");
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_not_from_pems() {
    let root =
        serve_raw(|stream| async move { say(stream, b"220 mail.example.com ESMTP\r\n\r\n").await }).await;
    let error = client(&root).health().await.unwrap_err();
    assert!(matches!(error, PemsError::NotPems { .. }), "{error:?}");
}

#[tokio::test]
async fn a_tls_handshake_that_hangs_sent_nothing_that_counts() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("https://{}", listener.local_addr().unwrap());
    let error = update_error(impatient_client(&root)).await;
    assert!(matches!(error, PemsError::Offline { .. } | PemsError::Timeout), "{error:?}");
}

#[tokio::test]
async fn one_connection_serves_requests_that_follow_each_other() {
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    let root = serve_raw(move |mut stream| {
        counted.fetch_add(1, Ordering::SeqCst);
        async move {
            use tokio::io::AsyncWriteExt;
            loop {
                if crate::server::read_request(&mut stream).await?.is_empty() {
                    return Ok(());
                }
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{HEALTH}", HEALTH.len());
                stream.write_all(answer.as_bytes()).await?;
            }
        }
    })
    .await;
    let client = client(&root);
    for _ in 0..5 {
        client.health().await.unwrap();
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}
