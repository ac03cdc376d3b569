//! A secret planted in the credentials is looked for wherever a person or a log could see it.

use crate::server::{PASSWORD, always, client, credentials, rio, say, serve_raw, write};
use crate::tls::{serve_tls, trusting};
use pfa_pems::{ClientOptions, Credentials, Endpoint, Limiter, PemsError, Secret};
use serde_json::json;
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter};

const ENCODED: &str = "YW5uOnBsYW50ZWQtcGFzc3dvcmQ";

/// Everything logged, at any level, by any library.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn assert_clean(text: &str) {
    for secret in [PASSWORD, ENCODED, "planted-key"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn no_log_at_any_level_holds_a_secret() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .init();
    let ok = always(200, &[], r#"{"status":"ok","serverTime":"2026-01-01T00:00:00Z"}"#).await;
    client(&ok).health().await.unwrap();
    let _ = client(&ok).session().await;
    let broken = serve_raw(|stream| async move { say(stream, b"").await }).await;
    let _ = client(&broken).update(&write("RIO-1", 7, 1)).await;
    let key = Credentials::ApiKey { user: None, key: Secret::new("planted-key") };
    let endpoint = Endpoint::new(&ok, "T1").unwrap();
    let with_key =
        pfa_pems::Client::new(endpoint, key, Arc::new(Limiter::new(10.0, &[])), ClientOptions::default());
    let _ = with_key.unwrap().session().await;
    let (tls, authority) = serve_tls("localhost").await;
    let over_tls = trusting(&tls, authority);
    let _ = over_tls.update(&write("RIO-1", 7, 1)).await;
    over_tls.change_feed(&rio()).await.unwrap().next().await.unwrap();
    let _ = client(&ok).change_feed(&rio()).await;

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("PEMS request") && text.contains("path=\"/pfa/{pfaId}\""), "{text}");
    for library in ["hyper", "reqwest", "rustls", "h2", "tungstenite"] {
        assert!(text.contains(library), "{library} is heard too: {text}");
    }
    assert_clean(&text);
    assert!(!text.contains("LR 1160"), "no bodies either");
}

#[tokio::test]
async fn no_error_repeats_a_secret_that_the_server_echoes() {
    let said = format!("you sent {PASSWORD} as Basic {ENCODED}=");
    for (status, code) in
        [(400, "INVALID_REQUEST"), (403, "FORBIDDEN"), (500, "SERVER_ERROR"), (503, "UNAVAILABLE")]
    {
        let body = json!({ "error": code, "message": said, "fields": [said], "requestId": said });
        let error = client(&always(status, &[], body.to_string()).await).session().await.unwrap_err();
        assert_clean(&format!("{error} {error:?} {:?}", error.failure()));
        assert!(error.to_string().contains("you sent …"), "{error}");
    }
    let page = always(200, &[("content-type", "text/html")], said).await;
    let error = client(&page).session().await.unwrap_err();
    assert!(matches!(error, PemsError::NotPems { .. }));
    assert_clean(&format!("{error} {error:?}"));
}

#[test]
fn no_debug_text_holds_a_secret() {
    let client = client("https://pems.example.com/axis");
    assert_clean(&format!("{client:?} {:?}", credentials()));
}
