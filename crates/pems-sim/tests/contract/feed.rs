//! The change feed over a real WebSocket.

use crate::world::*;
use futures_util::{SinkExt, StreamExt};
use pems_sim::{Capability, StrayFrame};
use reqwest::Method;
use serde_json::{Value as Json, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::Request},
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

fn asked(world: &World, organization: &str, key: &str) -> Request<()> {
    let url = world.url(&format!("/ws/sync/{organization}")).replacen("http", "ws", 1);
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert("tenant", "DEMO".parse().unwrap());
    request.headers_mut().insert("authorization", format!("Bearer {key}").parse().unwrap());
    request
}

async fn connected(world: &World, organization: &str) -> Socket {
    let (mut socket, _) = connect_async(asked(world, organization, "maria-api-key-1")).await.unwrap();
    assert_eq!(event(&mut socket).await, json!({"type": "CONNECTED", "organization": organization}));
    socket
}

async fn event(socket: &mut Socket) -> Json {
    loop {
        if let Message::Text(text) = socket.next().await.unwrap().unwrap() {
            return serde_json::from_str(&text).unwrap();
        }
    }
}

fn refused(outcome: Result<(Socket, impl Sized), Error>) -> u16 {
    match outcome {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was let in"),
    }
}

#[tokio::test]
async fn a_room_hears_of_its_own_organizations_writes_in_order() {
    let world = world().await;
    let mut rio = connected(&world, "RIO").await;
    let mut port_arthur = connected(&world, "PORTARTHUR").await;
    let id = world.editable();
    let base = world.version(&id);
    world.put(&id, base, json!({"model": "m"}), KEY).await.ok();
    world.control().edit("RIO", &id, json!({"model": "n"}), JANE, None).unwrap();
    for (version, user) in [(base + 1, MARIA.0), (base + 2, JANE)] {
        let expected = json!({
            "type": "PFA_CHANGED", "organization": "RIO", "pfaId": id, "version": version, "changedBy": user,
        });
        assert_eq!(event(&mut rio).await, expected);
    }
    let other = world.control().find("PORTARTHUR", |r| !r.is_discontinued()).unwrap();
    world.control().edit("PORTARTHUR", other.id.pfa_id.as_str(), json!({"model": "n"}), JANE, None).unwrap();
    assert_eq!(event(&mut port_arthur).await["pfaId"], other.id.pfa_id.as_str());
}

#[tokio::test]
async fn a_replay_or_a_refusal_is_no_event() {
    let world = world().await;
    let mut rio = connected(&world, "RIO").await;
    let id = world.editable();
    let base = world.version(&id);
    for _ in 0..2 {
        world.put(&id, base, json!({"model": "m"}), KEY).await.ok();
    }
    world.put(&id, base, json!({"model": "x"}), OTHER_KEY).await.refused(409, "VERSION_CONFLICT");
    world.control().edit("RIO", &id, json!({"model": "n"}), JANE, None).unwrap();
    assert_eq!(event(&mut rio).await["version"], base + 1);
    assert_eq!(event(&mut rio).await["version"], base + 2);
}

#[tokio::test]
async fn who_may_not_read_is_refused_before_the_upgrade() {
    let world = world().await;
    assert_eq!(refused(connect_async(asked(&world, "RIO", "wrong")).await), 401);
    assert_eq!(refused(connect_async(asked(&world, "NOWHERE", "maria-api-key-1")).await), 403);
    let mut tenantless = asked(&world, "RIO", "maria-api-key-1");
    tenantless.headers_mut().remove("tenant");
    assert_eq!(refused(connect_async(tenantless).await), 403);
    world.control().set_permissions(READER.0, "RIO", [pfa_domain::Permission::Sync]).unwrap();
    assert_eq!(refused(connect_async(asked(&world, "RIO", "reader-api-key-1")).await), 403);
    seen(world.request(Method::GET, "/ws/sync/RIO")).await.refused(426, "INVALID_REQUEST");
    world.control().set_capabilities([Capability::Batch]);
    assert_eq!(refused(connect_async(asked(&world, "RIO", "maria-api-key-1")).await), 404);
}

#[tokio::test]
async fn who_loses_the_right_hears_no_more() {
    let world = world().await;
    let mut socket = connected(&world, "RIO").await;
    world.control().set_permissions(MARIA.0, "RIO", []).unwrap();
    let id = world.editable();
    world.control().edit("RIO", &id, json!({"model": "n"}), JANE, None).unwrap();
    let Message::Close(Some(frame)) = socket.next().await.unwrap().unwrap() else { panic!("not closed") };
    assert_eq!(u16::from(frame.code), 1008);
}

#[tokio::test]
async fn a_client_that_answers_pings_stays_and_one_that_does_not_is_dropped() {
    let world = started(small().ping_every(Duration::from_millis(40))).await;
    let mut lively = connected(&world, "RIO").await;
    // A raw socket answers nothing by itself.
    let silent = connected(&world, "RIO").await.into_inner();
    let mut pings = 0;
    while pings < 6 {
        // Reading answers a ping; the flush sends the answer on.
        if let Message::Ping(_) = lively.next().await.unwrap().unwrap() {
            lively.flush().await.unwrap();
            pings += 1;
        }
    }
    let mut buffer = [0; 1024];
    let MaybeTlsStream::Plain(stream) = silent else { panic!("not plain") };
    loop {
        stream.readable().await.unwrap();
        match stream.try_read(&mut buffer) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
    }
    let id = world.editable();
    world.control().edit("RIO", &id, json!({"model": "n"}), JANE, None).unwrap();
    assert_eq!(event(&mut lively).await["pfaId"], id);
}

#[tokio::test]
async fn an_outage_and_a_cut_close_the_feed() {
    let world = world().await;
    let mut socket = connected(&world, "RIO").await;
    world.control().cut_feed();
    assert!(matches!(socket.next().await, None | Some(Err(_))));
    let mut socket = connected(&world, "RIO").await;
    world.control().outage(pems_sim::Outage::Refuse).await;
    assert!(matches!(socket.next().await, None | Some(Err(_))));
    world.control().restore().await;
    connected(&world, "RIO").await;
}

#[tokio::test]
async fn stray_frames_come_as_they_were_given() {
    let world = world().await;
    let mut socket = connected(&world, "RIO").await;
    let text = "x".repeat(1 << 20);
    world.control().stray_on_feed(StrayFrame::Text { text: text.clone() }).unwrap();
    world.control().stray_on_feed(StrayFrame::Binary { bytes: 3 }).unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::Text(text.into()));
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::Binary(vec![0; 3].into()));
    assert!(world.control().stray_on_feed(StrayFrame::Binary { bytes: (16 << 20) + 1 }).is_err());
}

#[tokio::test]
async fn a_hushed_feed_says_nothing_until_it_may_again() {
    let world = started(small().ping_every(Duration::from_millis(5))).await;
    let mut socket = connected(&world, "RIO").await;
    world.control().hush_feed(true);
    let id = world.editable();
    world.control().edit("RIO", &id, json!({"model": "unheard"}), JANE, None).unwrap();
    // Whatever was on its way comes before this frame.
    world.control().stray_on_feed(StrayFrame::Binary { bytes: 0 }).unwrap();
    while !matches!(socket.next().await.unwrap().unwrap(), Message::Binary(_)) {}
    world.control().hush_feed(false);
    let version = world.control().edit("RIO", &id, json!({"model": "heard"}), JANE, None).unwrap();
    assert_eq!(event(&mut socket).await["version"], version, "what was kept back is lost");
}
