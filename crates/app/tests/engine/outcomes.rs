//! Writes of unknown outcome: whatever was lost on the way, PEMS applies an edit once, and nobody is in
//! conflict with themselves.

use crate::laptop::{ID, JANE, Laptop, MARIA};
use chrono::TimeDelta;
use pems_sim::{Capability, Fault, FaultKind, Operation, Sim};
use pfa_app::conflict::list_conflicts;
use pfa_app::domain::{Field, SyncStatus};
use pfa_app::sync::{End, FailureKind, sync_status};
use pfa_app::{draft, failed, version};
use pfa_store::write::WriteStatus;
use serde_json::json;

/// Beyond the time for which PEMS remembers a key.
const FORGOTTEN: TimeDelta = TimeDelta::hours(25);

impl Laptop {
    async fn without_versions() -> Self {
        Self::with(Sim::builder().records(12).rate(100_000.0).without(Capability::Versions)).await
    }

    /// Contract FIRST is sent, and the answer, or the request, is lost.
    async fn lose(&self, what: FaultKind) {
        let fault = Fault::always(what).times(1).on(Operation::UpdatePfa);
        self.control().inject(fault).unwrap();
        self.edit(json!({ "contract": "FIRST" }));
        self.commit();
        self.sync().await;
        assert!(self.state().write.unwrap().outcome_unknown);
    }

    /// Comes back when PEMS has forgotten the key.
    async fn sync_much_later(&self) {
        self.control().forget_keys().unwrap();
        self.control().clear_requests();
        self.pass(FORGOTTEN);
        self.sync().await;
    }

    /// The keys of the updates that PEMS was asked for.
    fn keys(&self) -> Vec<String> {
        let requests = self.control().requests();
        let updates = requests.into_iter().filter(|r| r.operation == Operation::UpdatePfa);
        updates.filter_map(|r| r.idempotency_key).collect()
    }

    fn no_conflict(&self) {
        assert_eq!(list_conflicts(&self.w, true).unwrap(), [], "a conflict with oneself");
    }
}

#[tokio::test]
async fn a_lost_reply_is_repeated_with_the_same_key_and_applied_once() {
    let laptop = Laptop::new().await;
    let before = laptop.pems().version;
    laptop.lose(FaultKind::DropReply).await;
    laptop.pass(TimeDelta::minutes(1));
    laptop.sync().await;
    let keys = laptop.keys();
    assert_eq!((keys.len(), &keys[0]), (2, &keys[1]));
    assert_eq!((laptop.pems().version, laptop.status()), (before + 1, SyncStatus::Synced));
}

#[tokio::test]
async fn a_truncated_answer_and_a_lost_request_end_alike() {
    for lost in [FaultKind::TruncatedBody, FaultKind::DropRequest, FaultKind::CaptivePortal] {
        let laptop = Laptop::new().await;
        let before = laptop.pems().version;
        laptop.lose(lost).await;
        laptop.pass(TimeDelta::minutes(1));
        laptop.sync().await;
        assert_eq!(
            (laptop.pems().version, laptop.in_pems(Field::Contract)),
            (before + 1, json!("FIRST")),
            "{lost:?}"
        );
        assert_eq!(laptop.status(), SyncStatus::Synced);
    }
}

#[tokio::test]
async fn much_later_the_record_is_read_before_anything_is_sent() {
    for (lost, sent) in [(FaultKind::DropReply, 0), (FaultKind::DropRequest, 1)] {
        let laptop = Laptop::new().await;
        let before = laptop.pems().version;
        laptop.lose(lost).await;
        laptop.sync_much_later().await;
        assert_eq!(laptop.keys().len(), sent, "{lost:?}");
        assert_eq!((laptop.pems().version, laptop.status()), (before + 1, SyncStatus::Synced), "{lost:?}");
        laptop.no_conflict();
    }
}

#[tokio::test]
async fn a_process_that_dies_after_pems_committed_finds_out_and_sends_nothing_twice() {
    for much_later in [false, true] {
        let laptop = Laptop::new().await;
        let before = laptop.pems().version;
        laptop
            .control()
            .inject(Fault::always(FaultKind::HoldReply).times(1).on(Operation::UpdatePfa))
            .unwrap();
        laptop.edit(json!({ "contract": "FIRST" }));
        laptop.commit();
        let control = laptop.control();
        tokio::select! {
            _ = laptop.sync() => panic!("PEMS has not answered"),
            () = control.wait_until_held(1) => {}
        }
        assert_eq!((laptop.status(), laptop.pems().version), (SyncStatus::Syncing, before + 1));
        control.release();
        if much_later {
            laptop.sync_much_later().await;
        } else {
            laptop.sync().await;
        }
        assert_eq!((laptop.status(), laptop.pems().version), (SyncStatus::Synced, before + 1));
        laptop.no_conflict();
    }
}

#[tokio::test]
async fn a_404_upon_reading_tells_nothing_of_what_was_applied_before() {
    let laptop = Laptop::new().await;
    let before = laptop.pems().version;
    laptop.lose(FaultKind::DropReply).await;
    laptop.edit(json!({ "model": "SECOND" }));
    let backup = laptop.control().back_up();
    laptop.control().remove("RIO", ID).unwrap();
    laptop.sync_much_later().await;
    let open = laptop.state().write.unwrap();
    assert_eq!((open.status, open.outcome_unknown), (WriteStatus::Failed, true));

    laptop.control().put_back(&backup);
    laptop.sync().await;
    failed::retry_failed(&laptop.w, None).unwrap();
    laptop.sync().await;
    assert_eq!(laptop.keys(), Vec::<String>::new(), "it was applied already");
    laptop.no_conflict();
    assert_eq!((laptop.status(), laptop.drafted()), (SyncStatus::Draft, json!({ "model": "SECOND" })));
    assert_eq!((laptop.pems().version, laptop.in_pems(Field::Contract)), (before + 1, json!("FIRST")));
}

#[tokio::test]
async fn a_write_of_open_outcome_on_what_pems_lists_no_more_does_not_stop_the_pull() {
    let laptop = Laptop::with(Sim::builder().records(1).rate(100_000.0)).await;
    laptop.lose(FaultKind::DropReply).await;
    let backup = laptop.control().back_up();
    laptop.control().remove("RIO", ID).unwrap();
    laptop.sync_much_later().await;
    let report = laptop.sync().await;
    assert_eq!((report.end, sync_status(&laptop.w).unwrap().guard), (End::Done, None));
    assert_eq!((laptop.status(), laptop.state().mirror.gone), (SyncStatus::Failed, false));
    assert_eq!(laptop.drafted(), json!({ "contract": "FIRST" }));

    laptop.control().put_back(&backup);
    failed::retry_failed(&laptop.w, None).unwrap();
    laptop.sync().await;
    assert_eq!((laptop.status(), laptop.in_pems(Field::Contract)), (SyncStatus::Synced, json!("FIRST")));
}

#[tokio::test]
async fn a_newer_edit_upon_a_lost_reply_does_not_clash_with_what_was_sent() {
    for theirs in [json!({ "model": "THEIRS" }), json!({ "equipment": "TAG-9" })] {
        let laptop = Laptop::without_versions().await;
        laptop.lose(FaultKind::DropReply).await;
        laptop.edit(json!({ "contract": "SECOND" }));
        laptop.colleague(theirs);
        laptop.sync_much_later().await;
        laptop.no_conflict();
        assert_eq!((laptop.status(), laptop.drafted()), (SyncStatus::Draft, json!({ "contract": "SECOND" })));
        laptop.commit();
        laptop.sync().await;
        assert_eq!((laptop.in_pems(Field::Contract), laptop.status()), (json!("SECOND"), SyncStatus::Synced));
    }
}

#[tokio::test]
async fn a_value_put_back_upon_a_lost_reply_is_put_back_in_pems() {
    let laptop = Laptop::without_versions().await;
    let before = laptop.in_pems(Field::Contract);
    laptop.lose(FaultKind::DropReply).await;
    laptop.edit(json!({ "contract": before }));
    laptop.colleague(json!({ "model": "THEIRS" }));
    laptop.sync_much_later().await;
    laptop.no_conflict();
    laptop.commit();
    laptop.sync().await;
    assert_eq!((laptop.in_pems(Field::Contract), laptop.in_pems(Field::Model)), (before, json!("THEIRS")));
}

#[tokio::test]
async fn a_value_put_back_upon_a_lost_request_leaves_nothing_to_send() {
    let laptop = Laptop::without_versions().await;
    let before = laptop.in_pems(Field::Contract);
    laptop.lose(FaultKind::DropRequest).await;
    laptop.edit(json!({ "contract": before }));
    laptop.colleague(json!({ "model": "THEIRS" }));
    let version = laptop.pems().version;
    laptop.sync_much_later().await;
    assert_eq!((laptop.status(), laptop.pems().version), (SyncStatus::Synced, version));
    assert_eq!(laptop.in_pems(Field::Contract), before);
}

#[tokio::test]
async fn what_a_colleague_put_over_mine_is_found_among_the_versions_or_decided_by_a_person() {
    for announced in [true, false] {
        let laptop = if announced { Laptop::new().await } else { Laptop::without_versions().await };
        laptop.lose(FaultKind::DropReply).await;
        laptop.colleague(json!({ "contract": "THEIRS" }));
        laptop.sync_much_later().await;
        let expected = if announced { SyncStatus::Synced } else { SyncStatus::Conflict };
        assert_eq!(
            (laptop.status(), laptop.in_pems(Field::Contract)),
            (expected, json!("THEIRS")),
            "{announced}"
        );
    }
}

#[tokio::test]
async fn the_same_value_at_a_later_version_than_the_next_is_not_this_write() {
    let laptop = Laptop::new().await;
    laptop.lose(FaultKind::DropRequest).await;
    // The planner at another desk does the same after a colleague, who then overrules it.
    laptop.colleague(json!({ "model": "THEIRS" }));
    laptop.control().edit("RIO", ID, json!({ "contract": "FIRST" }), MARIA, None).unwrap();
    laptop.colleague(json!({ "contract": "THEIRS" }));
    laptop.sync_much_later().await;
    assert_eq!(laptop.status(), SyncStatus::Conflict, "mine never got there: a person decides");
}

#[tokio::test]
async fn a_colleague_who_shares_the_user_is_not_taken_for_the_write() {
    for (theirs, expected) in [
        (json!({ "model": "THEIRS" }), SyncStatus::Synced),
        (json!({ "contract": "THEIRS" }), SyncStatus::Conflict),
    ] {
        let laptop = Laptop::new().await;
        laptop.lose(FaultKind::DropRequest).await;
        laptop.control().edit("RIO", ID, theirs.clone(), MARIA, None).unwrap();
        laptop.sync_much_later().await;
        assert_eq!(laptop.status(), expected, "{theirs}");
        for (name, value) in theirs.as_object().unwrap() {
            assert_eq!(laptop.in_pems(name.parse().unwrap()), *value, "nothing of theirs is overwritten");
        }
    }
}

#[tokio::test]
async fn the_key_of_a_write_is_kept_through_its_failure_and_a_persons_retry() {
    let laptop = Laptop::new().await;
    let before = laptop.pems().version;
    laptop.control().inject(Fault::always(FaultKind::DropReply).times(4).on(Operation::UpdatePfa)).unwrap();
    laptop.edit(json!({ "contract": "FIRST" }));
    laptop.commit();
    for _ in 0..4 {
        laptop.sync().await;
        laptop.pass(TimeDelta::minutes(1));
    }
    assert_eq!(laptop.status(), SyncStatus::Failed);
    failed::retry_failed(&laptop.w, None).unwrap();
    laptop.sync().await;
    let mut keys = laptop.keys();
    keys.dedup();
    assert_eq!((keys.len(), laptop.pems().version, laptop.status()), (1, before + 1, SyncStatus::Synced));
}

#[tokio::test]
async fn a_newer_edit_upon_a_refused_write_takes_its_place() {
    let laptop = Laptop::new().await;
    let (control, before) = (laptop.control(), laptop.in_pems(Field::Contract));
    for (edit, expected) in [(json!("SECOND"), json!("SECOND")), (before.clone(), before)] {
        control.inject(Fault::always(FaultKind::Hold).times(1).on(Operation::UpdatePfa)).unwrap();
        laptop.edit(json!({ "contract": "FIRST" }));
        laptop.commit();
        let edit_meanwhile = async {
            control.wait_until_held(1).await;
            laptop.edit(json!({ "contract": edit }));
            let fewer = rights().into_iter().filter(|right| right.name() != "editForecast");
            control.set_permissions(MARIA, "RIO", fewer).unwrap();
            control.release();
        };
        let push = laptop.cycle(false, true);
        let (pushed, ()) = tokio::join!(push, edit_meanwhile);
        pushed.unwrap();
        assert_eq!(failed::list_failed(&laptop.w).unwrap().len(), 1, "refused");
        control.set_permissions(MARIA, "RIO", rights()).unwrap();
        laptop.pull().await;
        laptop.commit();
        laptop.sync().await;
        assert_eq!((laptop.in_pems(Field::Contract), laptop.status()), (expected, SyncStatus::Synced));
        assert_eq!(failed::list_failed(&laptop.w).unwrap().len(), 0);
    }
}

fn rights() -> Vec<pfa_app::domain::Permission> {
    pfa_app::domain::Permission::ALL.to_vec()
}

#[tokio::test]
async fn a_discarded_write_of_unknown_outcome_takes_what_pems_shows() {
    let laptop = Laptop::new().await;
    laptop.lose(FaultKind::DropReply).await;
    draft::discard_draft(&laptop.w, ID, Some("Not needed")).unwrap();
    laptop.sync().await;
    assert_eq!(laptop.state().mirror.record.text(Field::Contract), Some("FIRST"));
    let (_, given_up) = version::known_versions(&laptop.w, ID).unwrap();
    assert_eq!(given_up.len(), 1);
    assert_eq!(laptop.status(), SyncStatus::Synced);
}

#[tokio::test]
async fn a_record_whose_write_is_open_is_left_alone_and_no_other_waits_for_it() {
    let laptop = Laptop::new().await;
    laptop.lose(FaultKind::DropReply).await;
    laptop.control().edit("RIO", "RIO-10002", json!({ "contract": "OTHER" }), JANE, None).unwrap();
    laptop.pull().await;
    assert_ne!(laptop.state().mirror.record.text(Field::Contract), Some("FIRST"));
    let other = pfa_app::record::show_record(&laptop.w, "RIO-10002").unwrap().0;
    assert_eq!(other.mirror.record.text(Field::Contract), Some("OTHER"));
}

#[tokio::test]
async fn behind_a_captive_portal_and_offline_nothing_is_tried_or_lost() {
    let laptop = Laptop::new().await;
    laptop.edit(json!({ "contract": "FIRST" }));
    laptop.commit();
    laptop.control().inject(Fault::always(FaultKind::CaptivePortal)).unwrap();
    let End::Failed(portal) = laptop.sync().await.end else { panic!("a portal is no PEMS") };
    assert_eq!(portal.kind, FailureKind::NotPems);
    laptop.control().clear_faults();
    laptop.control().outage(pems_sim::Outage::Refuse).await;
    let End::Failed(offline) = laptop.sync().await.end else { panic!("nobody listens") };
    assert_eq!(offline.kind, FailureKind::Offline);
    let waiting = laptop.state().write.unwrap();
    assert_eq!((waiting.attempts, waiting.outcome_unknown, waiting.first_sent_at), (0, false, None));
    laptop.control().restore().await;
    laptop.sync().await;
    assert_eq!(laptop.in_pems(Field::Contract), "FIRST", "the next attempt is right");
}
