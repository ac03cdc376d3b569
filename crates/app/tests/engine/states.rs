//! Every local state meets every kind of news through the real store, driver and PEMS: nothing is lost, nothing
//! is overwritten, and in the end everything is settled or waits for a person.

use crate::laptop::{ID, JANE, Laptop, MARIA, delta};
use chrono::TimeDelta;
use pems_sim::{Fault, FaultKind, Operation, Sim};
use pfa_app::conflict::list_conflicts;
use pfa_app::domain::{Field, FieldValue, Permission, PfaRecord, SyncStatus};
use pfa_app::record::{RecordState, show_record};
use pfa_app::sync::End;
use pfa_app::{AppError, draft};
use serde_json::{Value as Json, json};

const NEWS: [&str; 9] = [
    "unchanged",
    "changed alike",
    "changed elsewhere",
    "same field",
    "breaks a rule together",
    "discontinued",
    "gone",
    "back again",
    "withdrawn",
];

/// local · unchanged, alike, elsewhere, same field, rule, discontinued, gone, back again, withdrawn
#[rustfmt::skip]
const TABLE: [(&str, [&str; 9]); 10] = [
    ("clean",                ["synced", "synced", "synced", "synced", "synced", "synced", "not shown", "synced", "synced"]),
    ("draft",                ["draft", "synced", "draft", "conflict", "conflict", "conflict", "failed, a draft", "draft", "draft"]),
    ("queued",               ["queued", "synced", "queued", "conflict, committed", "conflict, committed", "conflict, committed", "failed", "queued", "queued"]),
    ("died in flight",       ["open", "open", "open", "open", "open", "open", "open", "open", "open"]),
    ("unknown outcome",      ["open", "open", "open", "open", "open", "open", "open", "open", "open"]),
    ("refused",              ["failed", "synced", "failed", "conflict, committed", "conflict, committed", "conflict, committed", "failed", "queued", "failed"]),
    ("conflict of a draft",  ["conflict", "synced", "draft", "conflict", "conflict", "conflict", "failed, a draft", "conflict", "conflict"]),
    ("conflict, committed",  ["conflict, committed", "synced", "queued", "conflict, committed", "conflict, committed", "conflict, committed", "failed", "conflict, committed", "conflict, committed"]),
    ("discontinued, draft",  ["draft", "synced", "draft", "draft", "draft", "synced", "failed, a draft", "draft", "draft"]),
    ("discontinued, queued", ["queued", "synced", "queued", "queued", "queued", "synced", "failed", "queued", "queued"]),
];

const MINE: &str = "MINE";

impl Laptop {
    /// A laptop with a record in each local state, by its row of the table.
    async fn in_every_state() -> (Self, Vec<String>) {
        let laptop = Self::signed_in(Sim::builder().records(200).rate(100_000.0)).await;
        let free = |r: &PfaRecord| !r.is_discontinued() && !r.is_actualized();
        let records: Vec<PfaRecord> = laptop.control().records("RIO").into_iter().filter(free).collect();
        let ids: Vec<String> = records.iter().take(TABLE.len()).map(|r| r.id.pfa_id.to_string()).collect();
        for id in &ids {
            laptop.theirs(
                id,
                json!({ "contract": "BASE", "model": "BASE",
                "forecastStart": "2030-01-01", "forecastEnd": "2030-01-20" }),
            );
        }
        laptop.sync().await;
        for (id, (state, _)) in ids.iter().zip(TABLE) {
            if state != "clean" {
                laptop.mine(id, state.starts_with("discontinued"));
            }
        }
        laptop.bring_about(&ids).await;
        (laptop, ids)
    }

    fn mine(&self, id: &str, cancel: bool) {
        let (edit, reason) = if cancel {
            (json!({ "isDiscontinued": true }), Some("cancelled"))
        } else {
            (json!({ "contract": MINE, "forecastStart": "2030-01-15" }), None)
        };
        draft::save_draft(&self.w, id, &delta(edit), reason).unwrap();
    }

    fn commit_one(&self, id: &str) {
        draft::commit_drafts(&self.w, Some(&[id.to_owned()])).unwrap();
    }

    async fn bring_about(&self, ids: &[String]) {
        let control = self.control();
        let of = |state: &str| ids[TABLE.iter().position(|(name, _)| *name == state).unwrap()].as_str();
        for state in ["conflict of a draft", "conflict, committed"] {
            self.theirs(of(state), json!({ "contract": "FIRST CLASH" }));
        }
        self.commit_one(of("conflict, committed"));
        self.pull().await;

        self.commit_one(of("refused"));
        self.rights(Permission::ALL.into_iter().filter(|right| *right != Permission::EditForecast));
        self.cycle(false, true).await.unwrap();
        self.rights(Permission::ALL);
        self.pull().await;

        self.commit_one(of("unknown outcome"));
        control.inject(Fault::always(FaultKind::DropRequest).times(1).on(Operation::UpdatePfa)).unwrap();
        self.cycle(false, true).await.unwrap();

        self.commit_one(of("died in flight"));
        control.inject(Fault::always(FaultKind::HoldReply).times(1).on(Operation::UpdatePfa)).unwrap();
        tokio::select! {
            _ = self.cycle(false, true) => panic!("PEMS has not answered"),
            () = control.wait_until_held(1) => {}
        }
        control.release();
        self.commit_one(of("queued"));
        self.commit_one(of("discontinued, queued"));
    }

    fn rights(&self, rights: impl IntoIterator<Item = Permission>) {
        self.control().set_permissions(MARIA, "RIO", rights).unwrap();
    }

    fn theirs(&self, id: &str, changes: Json) {
        self.control().edit("RIO", id, changes, JANE, None).unwrap();
    }

    /// Brings the news about for each record.
    async fn news(&self, news: &str, ids: &[String]) {
        let each = |changes: Json| ids.iter().for_each(|id| self.theirs(id, changes.clone()));
        match news {
            "unchanged" => {}
            "changed alike" => {
                for (id, (state, _)) in ids.iter().zip(TABLE) {
                    if state.starts_with("discontinued") {
                        self.control().discontinue("RIO", id, JANE, "cancelled").unwrap();
                    } else {
                        self.theirs(id, json!({ "contract": MINE, "forecastStart": "2030-01-15" }));
                    }
                }
            }
            // Where a colleague's change clashes already, they take it back.
            "changed elsewhere" => each(json!({ "model": "THEIRS", "contract": "BASE" })),
            "same field" => each(json!({ "contract": "THEIRS" })),
            "breaks a rule together" => {
                each(
                    json!({ "contract": "BASE", "forecastStart": "2030-01-01", "forecastEnd": "2030-01-10" }),
                );
            }
            "discontinued" => {
                for id in ids {
                    self.control().discontinue("RIO", id, JANE, "cancelled").unwrap();
                }
            }
            "gone" => ids.iter().for_each(|id| self.control().remove("RIO", id).unwrap()),
            "back again" => {
                let before = self.control().back_up();
                ids.iter().for_each(|id| self.control().remove("RIO", id).unwrap());
                self.pull().await;
                self.control().put_back(&before);
            }
            "withdrawn" => self.rights([]),
            other => panic!("no news are called {other}"),
        }
    }

    /// How a record stands here, in the words of the table.
    fn stands(&self, id: &str) -> String {
        let RecordState { mirror, modification, write, conflict } = self.state_of(id);
        let status = modification.map_or(SyncStatus::Synced, |m| m.status);
        match (status, write, conflict) {
            (SyncStatus::Synced, None, None) if mirror.gone => "not shown".to_owned(),
            (SyncStatus::Failed, Some(write), None) if !write.committed => "failed, a draft".to_owned(),
            (SyncStatus::Queued, Some(write), None) if write.outcome_unknown => "open".to_owned(),
            (SyncStatus::Conflict, None, Some(open)) => {
                let found =
                    list_conflicts(&self.w, true).unwrap().into_iter().find(|c| c.id == open).unwrap();
                if found.committed { "conflict, committed".to_owned() } else { "conflict".to_owned() }
            }
            (SyncStatus::Synced | SyncStatus::Draft, None, None)
            | (SyncStatus::Queued | SyncStatus::Failed, Some(_), None) => status.name().to_owned(),
            (status, write, conflict) => panic!("{id}: {status} with {write:?} and {conflict:?}"),
        }
    }

    fn state_of(&self, id: &str) -> RecordState {
        show_record(&self.w, id).unwrap().0
    }

    /// Whether the planner's values are still here, or in PEMS.
    fn kept(&self, id: &str, cancelled: bool) -> bool {
        let (field, mine) = if cancelled {
            (Field::IsDiscontinued, FieldValue::Bool(true))
        } else {
            (Field::Contract, FieldValue::Text(MINE.to_owned()))
        };
        let drafted = self.state_of(id).modification.is_some_and(|m| m.draft.delta.get(field) == Some(&mine));
        drafted || self.control().record("RIO", id).is_some_and(|r| *r.get(field) == mine)
    }

    /// Lets everything come to rest: nothing is on its way, and what is not parked is as PEMS has it.
    async fn come_to_rest(&self, ids: &[String], context: &str) {
        for _ in 0..6 {
            self.pass(TimeDelta::minutes(5));
            self.sync().await;
        }
        for id in ids {
            let state = self.state_of(id);
            let status = state.modification.map_or(SyncStatus::Synced, |m| m.status);
            assert!(
                !matches!(status, SyncStatus::Queued | SyncStatus::Syncing),
                "{context}, {id}: {status} at rest"
            );
            match self.control().record("RIO", id) {
                Some(pems) => assert_eq!(state.mirror.record, pems, "{context}, {id}"),
                // Whether PEMS had taken the write is for a person to find out, by a retry or a discard.
                None => {
                    let open = state.write.is_some_and(|w| w.outcome_unknown);
                    assert!(state.mirror.gone || (status == SyncStatus::Failed && open), "{context}, {id}");
                }
            }
        }
    }
}

async fn meets(news: &str) {
    let column = NEWS.iter().position(|known| *known == news).unwrap();
    let (laptop, ids) = Laptop::in_every_state().await;
    laptop.news(news, &ids).await;
    let seen: Vec<Option<PfaRecord>> = ids.iter().map(|id| laptop.control().record("RIO", id)).collect();
    let pulled = laptop.pull().await;
    if news == "withdrawn" {
        let End::Failed(why) = pulled.end else { panic!("it went on without the right") };
        assert!(why.message.contains("no longer read"), "{why}");
        assert!(matches!(show_record(&laptop.w, &ids[0]), Err(AppError::Forbidden { .. })));
        laptop.sync().await;
        laptop.rights(Permission::ALL);
        laptop.pull().await;
    }
    for (at, (id, (state, expected))) in ids.iter().zip(TABLE).enumerate() {
        let context = format!("{state} · {news}");
        assert_eq!(laptop.stands(id), expected[column], "{context}");
        if state != "clean" {
            assert!(laptop.kept(id, state.starts_with("discontinued")), "{context}: the edit is lost");
        }
        assert_eq!(laptop.control().record("RIO", id), seen[at], "{context}: a pull changed PEMS");
    }
    laptop.come_to_rest(&ids, news).await;
    for (id, (state, _)) in ids.iter().zip(TABLE) {
        if state != "clean" {
            let after = laptop.kept(id, state.starts_with("discontinued"));
            let overruled =
                matches!(state, "died in flight") && laptop.state_of(id).mirror.record.version > 2;
            assert!(after || overruled, "{state} · {news}: the edit is lost at rest");
        }
    }
}

#[tokio::test]
async fn what_is_unchanged_stays_as_it_stands() {
    meets("unchanged").await;
}

#[tokio::test]
async fn what_pems_has_alike_is_done() {
    meets("changed alike").await;
}

#[tokio::test]
async fn changes_of_other_fields_both_stand() {
    meets("changed elsewhere").await;
}

#[tokio::test]
async fn changes_of_the_same_field_are_for_a_person() {
    meets("same field").await;
}

#[tokio::test]
async fn changes_that_break_a_rule_together_are_for_a_person() {
    meets("breaks a rule together").await;
}

#[tokio::test]
async fn an_edit_of_what_was_cancelled_in_pems_is_for_a_person() {
    meets("discontinued").await;
}

#[tokio::test]
async fn an_edit_of_what_is_gone_is_set_aside() {
    meets("gone").await;
}

#[tokio::test]
async fn an_edit_of_what_came_back_lives_again_as_it_was() {
    meets("back again").await;
}

#[tokio::test]
async fn what_was_gone_comes_back_older_than_it_went() {
    let laptop = Laptop::new().await;
    let (backup, older) = (laptop.control().back_up(), laptop.pems().version);
    laptop.colleague(json!({ "model": "LOST" }));
    laptop.sync().await;
    laptop.control().remove("RIO", ID).unwrap();
    laptop.pull().await;
    assert!(laptop.state().mirror.gone);
    laptop.control().put_back(&backup);
    laptop.pull().await;
    let RecordState { mirror, .. } = laptop.state();
    assert_eq!((mirror.gone, mirror.record.version, mirror.seen_version), (false, older, older));
}

#[tokio::test]
async fn what_may_no_longer_be_read_is_kept_and_goes_on_when_it_may_again() {
    meets("withdrawn").await;
}

#[tokio::test]
async fn what_was_never_here_arrives_as_pems_has_it() {
    for news in ["unchanged", "changed elsewhere", "discontinued", "gone", "withdrawn"] {
        let laptop = Laptop::signed_in(Sim::builder().records(30).rate(100_000.0)).await;
        let free = |r: &PfaRecord| !r.is_discontinued() && !r.is_actualized();
        let id = laptop.control().find("RIO", free).unwrap().id.pfa_id.to_string();
        laptop.news(news, std::slice::from_ref(&id)).await;
        laptop.pull().await;
        if news == "withdrawn" {
            laptop.rights(Permission::ALL);
            laptop.pull().await;
        }
        let held = show_record(&laptop.w, &id).map(|(state, _)| state.mirror.record);
        assert_eq!(held.ok(), laptop.control().record("RIO", &id), "{news}");
    }
}
