//! The same client without a network between it and a stand-in in this process.

use crate::server::rio;
use pems_sim::{FaultKind, FaultMatch, InProcess, Sim};
use pfa_pems::{
    Broken, Carried, Carrier, Carry, Client, ClientOptions, Credentials, Endpoint, Limiter, PemsError,
    Secret, WireRequest,
};
use std::sync::Arc;
use std::time::Duration;

/// Calls the stand-in; `None` breaks in the given way before anything is sent.
struct Call(Option<InProcess>, Broken);

impl Carry for Call {
    fn carry(&self, request: WireRequest) -> Carried<'_> {
        Box::pin(async {
            match &self.0 {
                Some(pems) => pems.answer(request).await.ok_or(self.1),
                None => Err(self.1),
            }
        })
    }
}

fn client(call: Call) -> Client {
    let endpoint = Endpoint::new("http://127.0.0.1:1/axis/restservices", "DEMO").unwrap();
    let user = "maria.ortiz@example.com".to_owned();
    let credentials = Credentials::Basic { user, password: Secret::new("planner-1") };
    let options = ClientOptions { carrier: Carrier::InProcess(Arc::new(call)), ..ClientOptions::default() };
    Client::new(endpoint, credentials, Arc::new(Limiter::new(100.0, &[])), options).unwrap()
}

fn stand_in() -> InProcess {
    Sim::builder().records(3).in_process("2026-02-01T08:00:00Z".parse().unwrap()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_call_in_place_of_the_network_brings_the_same_answers_on_the_worlds_clock() {
    let pems = stand_in();
    let control = pems.control();
    let client = client(Call(Some(pems), Broken::Lost));
    tokio::time::advance(Duration::from_secs(90)).await;
    let page = client.grid_page(&rio(), None, None, 10).await.unwrap();
    assert_eq!((page.rows.len(), page.server_time.to_rfc3339()), (3, "2026-02-01T08:01:30+00:00".to_owned()));

    control.fail_next(1, FaultKind::RateLimited { retry_after: 7 }, FaultMatch::default()).unwrap();
    let slow_down = PemsError::RateLimited { retry_after: Some(Duration::from_secs(7)) };
    assert_eq!(client.session().await, Err(slow_down));
    control.fail_next(1, FaultKind::TruncatedBody, FaultMatch::default()).unwrap();
    assert!(matches!(client.session().await, Err(PemsError::NotPems { .. })));
    control.fail_next(1, FaultKind::DropReply, FaultMatch::default()).unwrap();
    assert!(matches!(client.session().await, Err(PemsError::LostReply { .. })));
}

#[tokio::test]
async fn a_way_that_breaks_is_told_apart_as_on_the_network() {
    let failed = async |broken| client(Call(None, broken)).session().await.unwrap_err();
    assert!(matches!(failed(Broken::Refused).await, PemsError::Offline { .. }));
    assert!(matches!(failed(Broken::Lost).await, PemsError::LostReply { .. }));
    assert_eq!(failed(Broken::TimedOut).await, PemsError::Timeout);
}
