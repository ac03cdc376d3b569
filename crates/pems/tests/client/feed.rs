//! The change feed against the stand-in, and against servers that do not keep to WebSocket or the contract.

use crate::server::{PASSWORD, answer, client, impatient_client, read_request, rio, serve, serve_raw};
use pems_sim::{Capability, Fault, FaultKind, Operation, Sim, SimBuilder, StrayFrame};
use pfa_domain::{Organization, Permission, PfaId};
use pfa_pems::{ChangeEvent, Client, ClientOptions, Credentials, Endpoint, Feed, Limiter, PemsError, Secret};
use pfa_sync::Retry;
use serde_json::json;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

const MARIA: &str = "maria.ortiz@example.com";

async fn started(builder: SimBuilder) -> (Sim, Client) {
    let sim = builder.records(20).start().await.unwrap();
    let client = client_of(&sim, "planner-1");
    (sim, client)
}

fn client_of(sim: &Sim, password: &str) -> Client {
    let endpoint = Endpoint::new(&sim.root_url(), sim.tenant()).unwrap();
    let credentials = Credentials::Basic { user: MARIA.to_owned(), password: Secret::new(password) };
    Client::new(endpoint, credentials, Arc::new(Limiter::new(10.0, &[])), ClientOptions::default()).unwrap()
}

async fn connected(client: &Client) -> Feed {
    let mut feed = client.change_feed(&rio()).await.unwrap();
    assert_eq!(feed.next().await.unwrap(), ChangeEvent::Connected);
    feed
}

fn edit(sim: &Sim, model: &str) -> ChangeEvent {
    let record = sim.control().find("RIO", |r| !r.is_discontinued() && !r.is_actualized()).unwrap().id;
    let changes = json!({ "model": model });
    let version = sim.control().edit("RIO", record.pfa_id.as_str(), changes, "jane.smith@example.com", None);
    ChangeEvent::Changed { pfa_id: record.pfa_id, version: version.unwrap() }
}

/// A server that agrees to a WebSocket and then says these bytes, keeping the line open.
async fn saying(bytes: &'static [u8]) -> Client {
    let root = serve_raw(move |mut stream| async move {
        agree(&mut stream).await?;
        stream.write_all(bytes).await?;
        stream.read_to_end(&mut Vec::new()).await.map(drop)
    })
    .await;
    client(&root)
}

pub async fn agree(stream: &mut TcpStream) -> io::Result<()> {
    let request = read_request(stream).await?;
    let key = request.lines().find_map(|line| line.strip_prefix("sec-websocket-key: ")).unwrap_or_default();
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-accept: {}\r\n\r\n",
        derive_accept_key(key.as_bytes())
    );
    stream.write_all(answer.as_bytes()).await
}

#[tokio::test]
async fn what_colleagues_do_is_told_in_order() {
    let (sim, client) = started(Sim::builder()).await;
    let mut feed = connected(&client).await;
    let told = [edit(&sim, "a"), edit(&sim, "b")];
    assert_eq!([feed.next().await.unwrap(), feed.next().await.unwrap()], told);
    assert_eq!(sim.control().peak_per_second(), 0, "the feed takes no place of the limiter");
}

#[tokio::test]
async fn frames_that_tell_nothing_are_passed_over() {
    let (sim, client) = started(Sim::builder()).await;
    let mut feed = connected(&client).await;
    let deep = "[".repeat(20_000);
    let long =
        format!(r#"{{"type":"PFA_CHANGED","organization":"RIO","pfaId":"{}","version":1}}"#, "X".repeat(31));
    for text in [
        "",
        "null",
        "no JSON",
        "\u{0}",
        &deep,
        r#"{"type":"SOMETHING_NEW","organization":"RIO"}"#,
        r#"{"type":"PFA_CHANGED","organization":"RIO"}"#,
        r#"{"type":"PFA_CHANGED","organization":"RIO","pfaId":"RIO-1","version":-1}"#,
        r#"{"type":"PFA_CHANGED","organization":"RIO","pfaId":"RIO-1","version":1e400}"#,
        r#"{"type":"PFA_CHANGED","organization":"RIO","pfaId":"../../x","version":1}"#,
        r#"{"type":"PFA_CHANGED","organization":"PORTARTHUR","pfaId":"RIO-1","version":1}"#,
        r#"{"type":"CONNECTED","organization":"PORTARTHUR"}"#,
        &long,
    ] {
        sim.control().stray_on_feed(StrayFrame::Text { text: text.to_owned() }).unwrap();
    }
    sim.control().stray_on_feed(StrayFrame::Binary { bytes: 60_000 }).unwrap();
    let later = r#"{"organization":"RIO","more":[1],"version":7,"pfaId":"RIO-1","type":"PFA_CHANGED"}"#;
    sim.control().stray_on_feed(StrayFrame::Text { text: later.to_owned() }).unwrap();
    let told = ChangeEvent::Changed { pfa_id: PfaId::new("RIO-1").unwrap(), version: 7 };
    assert_eq!(feed.next().await.unwrap(), told, "unknown members are no hindrance");
}

#[tokio::test]
async fn a_frame_that_is_too_large_ends_the_line_before_it_is_read() {
    let (sim, client) = started(Sim::builder()).await;
    for frame in
        [StrayFrame::Text { text: "x".repeat((64 << 10) + 1) }, StrayFrame::Binary { bytes: (64 << 10) + 1 }]
    {
        let mut feed = connected(&client).await;
        sim.control().stray_on_feed(frame).unwrap();
        let error = feed.next().await.unwrap_err();
        assert!(matches!(error, PemsError::NotPems { .. }), "{error:?}");
    }
    // The header of a frame of 2^62 bytes, none of which ever comes.
    let mut feed =
        saying(b"\x81\x7f\x40\x00\x00\x00\x00\x00\x00\x00").await.change_feed(&rio()).await.unwrap();
    let error = feed.next().await.unwrap_err();
    assert!(matches!(error, PemsError::NotPems { .. }), "{error:?}");
}

#[tokio::test]
async fn fragments_together_are_no_longer_than_a_frame() {
    let root = serve_raw(|mut stream| async move {
        agree(&mut stream).await?;
        stream.write_all(&[0x01, 0]).await?;
        let mut part = vec![0x00, 126, 0x40, 0x00];
        part.resize(4 + 0x4000, b'x');
        loop {
            stream.write_all(&part).await?;
        }
    });
    let error = client(&root.await).change_feed(&rio()).await.unwrap().next().await.unwrap_err();
    assert!(matches!(error, PemsError::NotPems { .. }), "{error:?}");
}

#[tokio::test]
async fn bytes_that_are_no_frames_end_the_line() {
    for bytes in
        [[b'H'; 100].as_slice(), b"\x81\x02\xff\xfe", b"\xc1\x00", b"\x83\x00", b"\x81\x81\x00\x00\x00\x00x"]
    {
        let mut feed = saying(bytes).await.change_feed(&rio()).await.unwrap();
        let error = feed.next().await.unwrap_err();
        assert!(matches!(error, PemsError::NotPems { .. }), "{bytes:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_ping_is_answered_while_nothing_else_is_told() {
    let root = serve_raw(|mut stream| async move {
        agree(&mut stream).await?;
        stream.write_all(b"\x89\x01p").await?;
        let mut pong = [0; 7];
        stream.read_exact(&mut pong).await?;
        let [0x8a, 0x81, mask, _, _, _, answer] = pong else { return Ok(()) };
        assert_eq!(answer ^ mask, b'p');
        stream.write_all(b"\x81\x29{\"type\":\"CONNECTED\",\"organization\":\"RIO\"}").await?;
        stream.read_to_end(&mut Vec::new()).await.map(drop)
    });
    let mut feed = client(&root.await).change_feed(&rio()).await.unwrap();
    assert_eq!(feed.next().await.unwrap(), ChangeEvent::Connected, "it was let in on by its answer");
}

#[tokio::test]
async fn a_line_on_which_nothing_comes_is_dead_after_75_seconds() {
    let mut feed = saying(b"").await.change_feed(&rio()).await.unwrap();
    tokio::time::pause();
    let before = tokio::time::Instant::now();
    assert_eq!(feed.next().await.unwrap_err(), PemsError::Timeout);
    assert_eq!(before.elapsed().as_secs(), 75);
}

#[tokio::test]
async fn a_line_that_ends_is_an_error_and_no_event() {
    let (sim, client) = started(Sim::builder()).await;
    let mut feed = connected(&client).await;
    sim.control().cut_feed();
    let error = feed.next().await.unwrap_err();
    assert!(matches!(error, PemsError::LostReply { .. }), "{error:?}");
    assert_eq!(error.retry(), Retry::Backoff { not_before: None });

    let mut feed = connected(&client).await;
    sim.control().set_permissions(MARIA, "RIO", []).unwrap();
    edit(&sim, "secret");
    let error = feed.next().await.unwrap_err();
    assert!(matches!(error, PemsError::Forbidden { .. }), "{error:?}");
}

#[tokio::test]
async fn a_close_may_give_a_reason_which_holds_no_secret() {
    // 1001, going away, with the password.
    let mut bytes = vec![0x88, 2 + PASSWORD.len() as u8, 0x03, 0xe9];
    bytes.extend_from_slice(PASSWORD.as_bytes());
    let mut feed = saying(bytes.leak()).await.change_feed(&rio()).await.unwrap();
    let error = feed.next().await.unwrap_err();
    assert_eq!(error, PemsError::LostReply { detail: "PEMS closed the change feed …".to_owned() });
}

#[tokio::test]
async fn refusals_before_the_upgrade_are_told_apart() {
    let (sim, client) = started(Sim::builder()).await;
    let refused = async |client: &Client, organization| {
        client.change_feed(&Organization::new(organization).unwrap()).await.unwrap_err()
    };
    assert_eq!(refused(&client_of(&sim, "wrong"), "RIO").await, PemsError::Unauthorized);
    let error = refused(&client, "NOWHERE").await;
    assert!(matches!(error, PemsError::Forbidden { .. }), "{error:?}");
    sim.control().set_permissions(MARIA, "PORTARTHUR", [Permission::Sync]).unwrap();
    let error = refused(&client, "PORTARTHUR").await;
    assert!(matches!(error, PemsError::Forbidden { .. }), "another organization's room: {error:?}");
    for (fault, kind) in [
        (FaultKind::Unavailable { retry_after: Some(7) }, "unavailable"),
        (FaultKind::CaptivePortal, "not_pems"),
        (FaultKind::DropRequest, "lost_reply"),
    ] {
        sim.control().inject(Fault::always(fault).times(1).on(Operation::ChangeFeed)).unwrap();
        assert_eq!(refused(&client, "RIO").await.failure().unwrap().kind.name(), kind);
    }
    sim.control().set_capabilities([Capability::Batch]);
    assert_eq!(refused(&client, "RIO").await, PemsError::NotFound);
}

#[tokio::test]
async fn a_server_that_agrees_to_something_else_is_not_pems() {
    let wrong_key = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
                     sec-websocket-accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n";
    let another = "HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n";
    for words in [wrong_key, another] {
        let root = serve_raw(move |mut stream| async move {
            read_request(&mut stream).await?;
            stream.write_all(words.as_bytes()).await
        });
        let error = client(&root.await).change_feed(&rio()).await.unwrap_err();
        assert!(matches!(error, PemsError::NotPems { .. }), "{error:?}");
    }
    let moved = serve(|_| async { answer(302, &[("location", "https://login.example.com/")], "") }).await;
    let error = client(&moved).change_feed(&rio()).await.unwrap_err();
    assert!(error.to_string().contains("login.example.com"), "{error:?}");
}

#[tokio::test]
async fn a_server_that_never_agrees_is_given_up() {
    let root = serve_raw(|mut stream| async move { stream.read_to_end(&mut Vec::new()).await.map(drop) });
    let error = impatient_client(&root.await).change_feed(&rio()).await.unwrap_err();
    assert_eq!(error, PemsError::Timeout);
}

#[tokio::test]
async fn the_line_outlives_the_time_that_a_request_has() {
    let (sim, _) = started(Sim::builder()).await;
    let endpoint = Endpoint::new(&sim.root_url(), sim.tenant()).unwrap();
    let options = ClientOptions { timeout: Duration::from_secs(5), ..ClientOptions::default() };
    let key = Credentials::ApiKey { user: None, key: Secret::new("maria-api-key-1") };
    let client = Client::new(endpoint, key, Arc::new(Limiter::new(10.0, &[])), options).unwrap();
    let mut feed = connected(&client).await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::time::resume();
    let told = edit(&sim, "late");
    assert_eq!(feed.next().await.unwrap(), told);
}

/// A WebSocket's server over TLS that offers HTTP/2 first.
#[tokio::test]
async fn over_tls_the_line_trusts_the_same_authority_and_keeps_to_http_1() {
    let (root, authority) = crate::tls::serve_tls("localhost").await;
    let mut feed = crate::tls::trusting(&root, authority).change_feed(&rio()).await.unwrap();
    assert_eq!(feed.next().await.unwrap(), ChangeEvent::Connected);

    let (root, _) = crate::tls::serve_tls("localhost").await;
    let (_, another) = crate::tls::serve_tls("localhost").await;
    let error = crate::tls::trusting(&root, another).change_feed(&rio()).await.unwrap_err();
    assert!(matches!(error, PemsError::Certificate { .. }), "{error:?}");
}
