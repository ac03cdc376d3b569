//! A laptop's clock that is wrong, or jumps, changes no outcome.

use crate::laptop::Laptop;
use chrono::TimeDelta;
use pems_sim::{Fault, FaultKind, Operation};
use pfa_app::conflict::list_conflicts;
use pfa_app::domain::{Field, SyncStatus};
use serde_json::json;

const YEAR: TimeDelta = TimeDelta::days(365);

impl Laptop {
    fn committed(&self) {
        self.edit(json!({ "contract": "MINE" }));
        self.commit();
    }

    fn fails_next(&self, kind: FaultKind) {
        self.control().inject(Fault::always(kind).times(1).on(Operation::UpdatePfa)).unwrap();
    }

    fn sent_once(&self, before: u64, context: &str) {
        assert_eq!(
            (self.in_pems(Field::Contract), self.pems().version),
            (json!("MINE"), before + 1),
            "{context}"
        );
        assert_eq!(self.status(), SyncStatus::Synced, "{context}");
        assert_eq!(list_conflicts(&self.w, true).unwrap(), [], "{context}");
    }
}

#[tokio::test]
async fn what_was_committed_in_what_is_now_the_future_is_sent() {
    let laptop = Laptop::new().await;
    let before = laptop.pems().version;
    laptop.committed();
    laptop.pass(-YEAR);
    laptop.sync().await;
    laptop.sent_once(before, "set back after the commit");
}

#[tokio::test]
async fn a_try_that_was_put_off_by_a_clock_ahead_is_made_when_the_clock_is_right_again() {
    for kind in
        [FaultKind::ServerError, FaultKind::Unavailable { retry_after: Some(600) }, FaultKind::DropReply]
    {
        let laptop = Laptop::new().await;
        let before = laptop.pems().version;
        laptop.pass(YEAR);
        laptop.committed();
        laptop.fails_next(kind);
        laptop.sync().await;
        assert_eq!(laptop.status(), SyncStatus::Queued);
        laptop.pass(-YEAR);
        laptop.sync().await;
        laptop.sent_once(before, &format!("{kind:?}"));
    }
}

#[tokio::test]
async fn a_key_that_was_forgotten_sooner_than_the_clock_says_applies_nothing_twice() {
    for jump in [TimeDelta::minutes(1), -YEAR, YEAR, TimeDelta::hours(-30)] {
        let laptop = Laptop::new().await;
        let before = laptop.pems().version;
        laptop.committed();
        laptop.fails_next(FaultKind::DropReply);
        laptop.sync().await;
        laptop.control().forget_keys().unwrap();
        laptop.pass(jump);
        laptop.sync().await;
        laptop.sent_once(before, &format!("{jump}"));
    }
}

#[tokio::test]
async fn changes_are_asked_for_by_pemss_clock_alone() {
    for jump in [YEAR * 10, -YEAR * 10] {
        let laptop = Laptop::new().await;
        laptop.pass(jump);
        laptop.colleague(json!({ "model": "THEIRS" }));
        laptop.pull_changes().await;
        assert_eq!(laptop.state().mirror.record.text(Field::Model), Some("THEIRS"), "{jump}");
        laptop.colleague(json!({ "model": "THEIRS AGAIN" }));
        laptop.pull_changes().await;
        assert_eq!(laptop.state().mirror.record.text(Field::Model), Some("THEIRS AGAIN"), "{jump}");
    }
}

#[tokio::test]
async fn what_changed_after_pemss_own_clock_was_set_back_is_found_by_the_next_sweep() {
    let laptop = Laptop::new().await;
    laptop.control().set_clock_offset(-3_600).unwrap();
    laptop.colleague(json!({ "model": "THEIRS" }));
    laptop.pull_changes().await;
    laptop.pull_changes().await;
    assert_eq!(laptop.state().mirror.record.text(Field::Model), Some("THEIRS"));
}
