//! The change feed from PEMS to the window. The clock of these desks stands still, so that no schedule brings
//! anything, and chance delays nothing.

use crate::desk::{IN_VAIN, MARIA, Office, told};
use chrono::TimeDelta;
use pems_sim::{Capability, Operation, Outage, Sim, StrayFrame};
use pfa_app::clock::{Clock, Ids, ManualClock, SystemClock, SystemIds};
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

const JANE: &str = "jane.smith@example.com";

/// Ids like any others, and no patience.
struct AtOnce;

impl Ids for AtOnce {
    fn uuid(&self) -> Uuid {
        SystemIds.uuid()
    }

    fn chance(&self) -> f64 {
        0.0
    }
}

struct Listening {
    office: Office,
    clock: ManualClock,
    /// Records that can be edited.
    ids: Vec<String>,
}

async fn listening() -> Listening {
    let clock = ManualClock::at(SystemClock.now());
    let pems = Sim::builder().records(20);
    let office = Office::at(pems, Arc::new(clock.clone()), Arc::new(AtOnce)).await.signed_in(MARIA).await;
    let free = office.sim.control().records("RIO").into_iter();
    let free = free.filter(|r| !r.is_discontinued() && !r.is_actualized());
    let ids = free.map(|r| r.id.pfa_id.to_string()).collect();
    let desk = Listening { office, clock, ids };
    desk.office.sees(|s| s["changeFeed"] == "connected").await;
    // What happened before the line stood is pulled once.
    let mut events = desk.office.events();
    while desk.runs("hint").await == 0 {
        told(&mut events).await;
    }
    desk
}

impl Listening {
    /// A colleague changes a record, and the window shows it, however lately another change was pulled.
    async fn shown(&self, organization: &str, id: &str, model: &str) {
        self.idle().await;
        pass(Duration::from_secs(20)).await;
        self.edited(organization, id, model);
        self.shows(id, model).await;
    }

    fn edited(&self, organization: &str, id: &str, model: &str) {
        self.office.sim.control().edit(organization, id, json!({ "model": model }), JANE, None).unwrap();
    }

    async fn shows(&self, id: &str, model: &str) {
        let mut events = self.office.events();
        while self.model(id).await != model {
            told(&mut events).await;
        }
    }

    /// The model that the window shows, once it shows the record at all.
    async fn model(&self, id: &str) -> Json {
        let shown = self.office.call("record_show", json!({ "pfaId": id })).await;
        shown.map(|shown| shown["row"]["values"]["model"].clone()).unwrap_or_default()
    }

    /// Waits until no request is on its way.
    async fn idle(&self) {
        self.office.sees(|s| s["running"] == false).await;
    }

    /// Runs that began for this reason.
    async fn runs(&self, trigger: &str) -> usize {
        let query =
            json!({ "status": null, "from": null, "to": null, "hideIdle": false, "limit": 500, "offset": 0 });
        let page = self.office.call("run_list", json!({ "query": query })).await.unwrap();
        page["runs"].as_array().unwrap().iter().filter(|run| run["trigger"] == trigger).count()
    }

    fn lines(&self) -> usize {
        let requests = self.office.sim.control().requests();
        requests.iter().filter(|r| r.operation == Operation::ChangeFeed).count()
    }

    /// Waits until the feed was asked for so often.
    async fn line(&self, count: usize) {
        let control = self.office.sim.control();
        let asked = control.wait_for_requests(count, |r| r.operation == Operation::ChangeFeed);
        timeout(IN_VAIN, asked).await.expect("the feed was not asked for again");
    }
}

/// Lets the time of timers pass, at once.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_colleagues_edit_shows_without_waiting_for_the_interval() {
    let desk = listening().await;
    let before = desk.runs("hint").await;
    desk.shown("RIO", &desk.ids[1], "LR 1160").await;
    assert_eq!((desk.runs("hint").await, desk.runs("schedule").await), (before + 1, 0));
}

#[tokio::test]
async fn the_echo_of_an_own_write_asks_for_no_pull() {
    let desk = listening().await;
    let before = desk.runs("hint").await;
    for n in 0..3 {
        let edit =
            json!({ "pfaId": desk.ids[1], "changes": { "contract": format!("C-{n}") }, "reason": null });
        desk.office.call("draft_save", edit).await.unwrap();
        desk.office.after("draft_commit", json!({ "pfaIds": null }), |s| s["completed"] == n + 1).await;
        desk.idle().await;
        pass(Duration::from_secs(20)).await;
    }
    desk.shown("RIO", &desk.ids[2], "theirs").await;
    assert_eq!(desk.runs("hint").await, before + 1, "the colleague's alone");
}

#[tokio::test]
async fn a_burst_is_one_pull() {
    let desk = listening().await;
    let before = desk.runs("hint").await;
    desk.idle().await;
    pass(Duration::from_secs(20)).await;
    for id in &desk.ids {
        desk.edited("RIO", id, "new");
    }
    for id in &desk.ids {
        desk.shows(id, "new").await;
    }
    assert_eq!(desk.runs("hint").await, before + 1);
}

#[tokio::test]
async fn frames_that_are_no_events_change_nothing() {
    let desk = listening().await;
    let (before, lines) = (desk.runs("hint").await, desk.lines());
    let record = desk.office.call("record_show", json!({ "pfaId": desk.ids[1] })).await.unwrap();
    for text in ["", "{", "[1]", r#"{"type":"PFA_CHANGED"}"#, r#"{"type":"LATER","organization":"RIO"}"#] {
        desk.office.sim.control().stray_on_feed(StrayFrame::Text { text: text.to_owned() }).unwrap();
    }
    desk.office.sim.control().stray_on_feed(StrayFrame::Binary { bytes: 1000 }).unwrap();
    desk.shown("RIO", &desk.ids[2], "a real one").await;
    assert_eq!((desk.runs("hint").await, desk.lines()), (before + 1, lines), "the line stood");
    assert_eq!(desk.office.call("record_show", json!({ "pfaId": desk.ids[1] })).await.unwrap(), record);
}

#[tokio::test]
async fn an_event_is_a_hint_and_never_data() {
    let desk = listening().await;
    let record = desk.office.call("record_show", json!({ "pfaId": desk.ids[1] })).await.unwrap();
    let lie = json!({ "type": "PFA_CHANGED", "organization": "RIO", "pfaId": desk.ids[1], "version": 9_000_000,
        "changedBy": "nobody", "model": "a lie" });
    let before = desk.runs("hint").await;
    desk.idle().await;
    pass(Duration::from_secs(20)).await;
    desk.office.sim.control().stray_on_feed(StrayFrame::Text { text: lie.to_string() }).unwrap();
    let mut events = desk.office.events();
    while desk.runs("hint").await == before {
        told(&mut events).await;
    }
    desk.idle().await;
    assert_eq!(desk.office.call("record_show", json!({ "pfaId": desk.ids[1] })).await.unwrap(), record);
}

#[tokio::test]
async fn a_line_that_falls_is_made_again_and_what_was_missed_is_pulled() {
    let desk = listening().await;
    let lines = desk.lines();
    desk.office.sim.control().cut_feed();
    desk.shown("RIO", &desk.ids[1], "missed").await;
    desk.line(lines + 1).await;
    desk.office.sees(|s| s["changeFeed"] == "connected").await;

    desk.office.sim.control().stray_on_feed(StrayFrame::Binary { bytes: 1 << 20 }).unwrap();
    desk.shown("RIO", &desk.ids[1], "missed too").await;
    desk.line(lines + 2).await;
}

#[tokio::test]
async fn a_pems_that_starts_again_is_listened_to_again() {
    let desk = listening().await;
    desk.office.sim.control().outage(Outage::Refuse).await;
    desk.office.sees(|s| s["changeFeed"] == "connecting").await;
    desk.edited("RIO", &desk.ids[1], "missed");
    desk.office.sim.control().restore().await;
    desk.office.sees(|s| s["changeFeed"] == "connected").await;
    pass(Duration::from_secs(20)).await;
    desk.shows(&desk.ids[1], "missed").await;
}

#[tokio::test]
async fn waking_from_sleep_makes_a_new_line() {
    let desk = listening().await;
    let lines = desk.lines();
    desk.idle().await;
    desk.clock.advance(TimeDelta::hours(9));
    pass(Duration::from_secs(6)).await;
    desk.line(lines + 1).await;
    desk.office.sees(|s| s["changeFeed"] == "connected").await;
    desk.shown("RIO", &desk.ids[1], "morning").await;
    assert_eq!(desk.runs("woke").await, 1);
}

#[tokio::test]
async fn nothing_is_listened_to_when_signed_out_or_sync_is_off() {
    let desk = listening().await;
    let mut settings = desk.office.call("settings_show", json!({})).await.unwrap();
    settings["syncEnabled"] = json!(false);
    desk.office.after("settings_save", json!({ "settings": settings }), |s| s["changeFeed"] == "off").await;
    settings["syncEnabled"] = json!(true);
    let on = json!({ "settings": settings });
    desk.office.after("settings_save", on, |s| s["changeFeed"] == "connected").await;

    let lines = desk.lines();
    desk.office.call("sign_out", json!({})).await.unwrap();
    // What is told while nobody may see anything is of no interest.
    desk.edited("RIO", &desk.ids[1], "unseen");
    desk.office.sign_in(MARIA).await.unwrap();
    desk.line(lines + 1).await;
    desk.office.sees(|s| s["changeFeed"] == "connected").await;
}

#[tokio::test]
async fn a_pems_without_a_feed_is_not_asked_for_it() {
    let desk = listening().await;
    desk.office.sim.control().set_capabilities([Capability::UpdatedSince]);
    desk.office.after("sync_now", json!({}), |s| s["changeFeed"] == "off").await;
    let lines = desk.lines();
    desk.office.sim.control().cut_feed();
    desk.office.sim.control().set_capabilities(Capability::ALL);
    desk.office.after("sync_now", json!({}), |s| s["changeFeed"] == "connected").await;
    assert_eq!(desk.lines(), lines + 1, "none while it was not offered");
}

#[tokio::test]
async fn another_organization_is_listened_to_in_its_own_room() {
    let desk = listening().await;
    let control = desk.office.sim.control();
    let other = control.find("PORTARTHUR", |r| !r.is_discontinued() && !r.is_actualized());
    let other = other.unwrap().id.pfa_id.to_string();
    desk.office.call("organization_select", json!({ "organization": "PORTARTHUR" })).await.unwrap();
    control.wait_for_requests(1, |r| r.path == "/ws/sync/PORTARTHUR").await;
    desk.office.sees(|s| s["changeFeed"] == "connected").await;
    desk.shown("PORTARTHUR", &other, "theirs").await;
    control.set_permissions(MARIA.0, "PORTARTHUR", []).unwrap();
    desk.edited("PORTARTHUR", &other, "not for you");
    desk.office.sees(|s| s["changeFeed"] == "connecting").await;
}

#[tokio::test]
async fn the_schedule_is_rarer_while_the_feed_stands_and_takes_over_when_it_falls() {
    let desk = listening().await;
    let now = desk.clock.now();
    let due_in = |s: &Json| {
        let next = s["nextSyncAt"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        (next - now).num_seconds()
    };
    desk.office.sees(|s| [299, 300].contains(&due_in(s))).await;
    desk.office.sim.control().outage(Outage::Refuse).await;
    desk.office.sees(|s| s["changeFeed"] == "connecting").await;
    pass(Duration::from_secs(6)).await;
    desk.office.sees(|s| s["connection"] == "offline").await;
}

#[tokio::test]
async fn closing_the_desk_ends_the_line() {
    let desk = listening().await;
    desk.office.desk.close().await;
    let lines = desk.lines();
    desk.office.sim.control().cut_feed();
    pass(Duration::from_secs(3600)).await;
    assert_eq!(desk.lines(), lines);
}
