//! A desk on a profile of its own, signed in to a PEMS in this process.

use pems_sim::{Capability, Sim, SimBuilder};
use pfa_app::clock::{Clock, Ids, SystemClock, SystemIds};
use pfa_app::command::{Desk, DeskOptions, Handover, SampleAccess, SamplePems, dispatch};
use pfa_app::event::AppEvent;
use pfa_app::profile::Profile;
use pfa_app::secrets::{KeyFileVault, Secret, Vault};
use pfa_app::settings::Governing;
use pfa_app::view::{ErrorCode, ErrorView, Stage};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::broadcast;
use tokio::time::timeout;

/// A planner with every right.
pub const MARIA: (&str, &str) = ("maria.ortiz@example.com", "planner-1");
/// A planner who may neither roll back nor change settings.
pub const OKAFOR: (&str, &str) = ("p.okafor@example.com", "planner-3");
/// Somebody who may only read.
pub const READER: (&str, &str) = ("r.reader@example.com", "reader-1");

pub struct Office {
    pub sim: Sim,
    pub desk: Arc<Desk>,
    events: broadcast::Sender<AppEvent>,
    pub home: TempDir,
}

/// How long a test waits for what does not come: it fails then, and keeps nobody waiting.
pub const IN_VAIN: Duration = Duration::from_secs(300);

/// What the window is told next.
pub async fn told(events: &mut broadcast::Receiver<AppEvent>) -> AppEvent {
    timeout(IN_VAIN, events.recv()).await.expect("the window was told nothing more").unwrap()
}

struct NoSample;

impl SamplePems for NoSample {
    fn start(&self, _: PathBuf) -> Pin<Box<dyn Future<Output = Result<SampleAccess, String>> + Send + '_>> {
        Box::pin(async { Err("there is no sample in this test".to_owned()) })
    }
}

/// Files for the person, in a folder of the test's own.
struct Tray(PathBuf);

impl Handover for Tray {
    fn folder(&self) -> Option<PathBuf> {
        Some(self.0.clone())
    }

    fn show(&self, file: &Path) -> Result<(), String> {
        Err(format!("no file manager shows {}", file.display()))
    }
}

impl Office {
    /// A PEMS with so many records, and a desk that nobody is signed in at. It has no change feed, so that nothing is
    /// pulled but when a test says so.
    pub async fn new(records: u32) -> Self {
        let pems = Sim::builder().records(records).without(Capability::ChangeFeed);
        Self::at(pems, Arc::new(SystemClock), Arc::new(SystemIds)).await
    }

    /// The same at this PEMS, by this clock and this chance.
    pub async fn at(pems: SimBuilder, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        let sim = pems.rate(1000.0).start().await.unwrap();
        let home = TempDir::new().unwrap();
        let (events, _) = broadcast::channel(10_000);
        let (key_file, sender) = (home.path().join("keys"), events.clone());
        let desk = Desk::new(DeskOptions {
            profile: home.path().join("profile"),
            vault: Arc::new(move |_: &Profile| {
                Ok(Arc::new(KeyFileVault::at(&key_file, Some(Secret::new("pass")))?) as Arc<dyn Vault>)
            }),
            clock,
            ids,
            // Nobody listens now and then.
            events: Arc::new(move |event| drop(sender.send(event))),
            governing: Governing::Directory(home.path().join("etc")),
            sample: Arc::new(NoSample),
            handover: Arc::new(Tray(home.path().join("Downloads"))),
            another_window: Arc::new(|| Err("there is no window here".to_owned())),
        });
        Self { sim, desk, events, home }
    }

    /// The same, with this person signed in and the records pulled.
    pub async fn with(records: u32, who: (&str, &str)) -> Self {
        Self::new(records).await.signed_in(who).await
    }

    /// With this person signed in and the records pulled.
    pub async fn signed_in(self, who: (&str, &str)) -> Self {
        self.call("app_state", json!({})).await.unwrap();
        let mut events = self.events.subscribe();
        self.sign_in(who).await.unwrap();
        self.until(&mut events, |s| s["lastSyncAt"].is_string()).await;
        self
    }

    pub async fn sign_in(&self, (user, password): (&str, &str)) -> Result<Json, Box<ErrorView>> {
        let request = json!({ "pems": self.sim.root_url(), "tenant": self.sim.tenant(), "organization": "RIO",
            "user": user, "secretKind": "password", "secret": password, "caFile": null });
        self.call("sign_in", json!({ "request": request })).await
    }

    pub async fn call(&self, name: &str, args: Json) -> Result<Json, Box<ErrorView>> {
        dispatch(&self.desk, name, args).await.map(|done| done.answer)
    }

    /// The code that a command is refused with.
    pub async fn refused(&self, name: &str, args: Json) -> ErrorCode {
        self.call(name, args).await.unwrap_err().code
    }

    /// Does something, then waits for events until the status is as wanted.
    pub async fn after(&self, name: &str, args: Json, wanted: impl Fn(&Json) -> bool) {
        let mut events = self.events.subscribe();
        self.call(name, args).await.unwrap();
        self.until(&mut events, wanted).await;
    }

    /// What the window is told from now on.
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.events.subscribe()
    }

    /// Waits for events until the status is as wanted.
    pub async fn sees(&self, wanted: impl Fn(&Json) -> bool) {
        self.until(&mut self.events.subscribe(), wanted).await;
    }

    async fn until(&self, events: &mut broadcast::Receiver<AppEvent>, wanted: impl Fn(&Json) -> bool) {
        while !wanted(&self.call("sync_status", json!({})).await.unwrap()) {
            told(events).await;
        }
    }
}

#[tokio::test]
async fn a_new_profile_asks_for_a_sign_in_and_opens_once_for_all_who_ask() {
    let office = Office::new(1).await;
    let (first, second) = tokio::join!(office.desk.open(), office.desk.state_or_retry());
    assert_eq!((first.stage, second.stage), (Stage::FirstRun, Stage::FirstRun));
    let before = std::ptr::from_ref(office.desk.workspace().unwrap().store());
    office.desk.open().await;
    assert_eq!(before, std::ptr::from_ref(office.desk.workspace().unwrap().store()));
}

#[tokio::test]
async fn signing_in_pulls_and_signing_out_keeps_the_data_and_shows_none_of_it() {
    let office = Office::with(30, MARIA).await;
    let window = json!({ "query": { "search": null, "filters": [], "sort": [] }, "offset": 0, "limit": 10 });
    let shown = office.call("line_window", window.clone()).await.unwrap();
    assert_eq!((shown["total"].as_u64(), shown["lines"].as_array().unwrap().len()), (Some(30), 10));

    assert_eq!(office.call("sign_out", json!({})).await.unwrap()["stage"], "first_run");
    assert_eq!(office.refused("line_window", window.clone()).await, ErrorCode::SignedOut);

    office.sign_in(MARIA).await.unwrap();
    assert_eq!(office.call("line_window", window).await.unwrap()["total"], 30);
}

#[tokio::test]
async fn a_wrong_password_and_a_foreign_organization_are_told_apart() {
    let office = Office::new(1).await;
    office.desk.open().await;
    assert_eq!(office.sign_in((MARIA.0, "wrong")).await.unwrap_err().code, ErrorCode::SignInRefused);
    let request = json!({ "pems": office.sim.root_url(), "tenant": office.sim.tenant(), "organization": "ELSEWHERE",
        "user": MARIA.0, "secretKind": "password", "secret": MARIA.1, "caFile": null });
    let error = office.call("sign_in", json!({ "request": request })).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    assert!(
        error.message.contains("PORTARTHUR, RIO") || error.message.contains("RIO, PORTARTHUR"),
        "{}",
        error.message
    );
}
