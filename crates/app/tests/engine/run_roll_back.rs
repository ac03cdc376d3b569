//! What a run pushed is taken back as a whole, where nobody changed it since.

use crate::laptop::{ID, JANE, Laptop};
use pfa_app::AppError;
use pfa_app::audit::{AuditQuery, list_audit};
use pfa_app::domain::{Field, SyncStatus};
use pfa_app::run::{RunQuery, RunRollBack, ShownVersion, list_runs, preview_run_roll_back, roll_back_run};
use pfa_app::{conflict, draft};
use serde_json::json;

const OTHER: &str = "RIO-10002";

/// Two records changed by one run, and that run's id.
async fn pushed() -> (Laptop, String) {
    let laptop = Laptop::new().await;
    laptop.colleague(json!({ "contract": "BEFORE", "model": "M-1" }));
    laptop.control().edit("RIO", OTHER, json!({ "contract": "BEFORE" }), JANE, None).unwrap();
    laptop.sync().await;
    for id in [ID, OTHER] {
        let edit = crate::laptop::delta(json!({ "contract": "AFTER" }));
        draft::save_draft(&laptop.w, id, &edit, None).unwrap();
    }
    draft::commit_drafts(&laptop.w, None).unwrap();
    assert_eq!(laptop.sync().await.figures.synced, 2);
    let (runs, ..) = list_runs(&laptop.w, &RunQuery { limit: 1, ..RunQuery::default() }).unwrap();
    let run = runs[0].id.to_string();
    (laptop, run)
}

fn preview(laptop: &Laptop, run: &str) -> RunRollBack {
    preview_run_roll_back(&laptop.w, run).unwrap()
}

fn all(preview: &RunRollBack) -> Vec<ShownVersion> {
    let shown = |item: &pfa_app::run::RunItemBack| ShownVersion {
        pfa_id: item.pfa_id.to_string(),
        version: item.from,
    };
    preview.items.iter().map(shown).collect()
}

/// Why each record stays; none where it would change.
fn stays(preview: &RunRollBack) -> Vec<Option<&str>> {
    preview.items.iter().map(|item| item.stays.as_deref()).collect()
}

#[tokio::test]
async fn what_a_run_pushed_is_back_in_pems_after_the_next_sync() {
    let (laptop, run) = pushed().await;
    let shown = preview(&laptop, &run);
    assert_eq!(stays(&shown), [None, None]);
    let item = &shown.items[0];
    assert_eq!((item.to + 1, item.changes.len()), (item.from, 1));
    let done = roll_back_run(&laptop.w, &run, "Wrong contract", &all(&shown)).unwrap();
    assert_eq!((done.rolled_back.len(), done.stayed.len()), (2, 0));
    assert_eq!(laptop.status(), SyncStatus::Queued);
    laptop.sync().await;
    assert_eq!(
        (laptop.in_pems(Field::Contract), laptop.in_pems(Field::Model)),
        (json!("BEFORE"), json!("M-1"))
    );
    assert_eq!(laptop.control().record("RIO", OTHER).unwrap().text(Field::Contract), Some("BEFORE"));
    let of = |action: &str| {
        let query = AuditQuery { action: Some(action.to_owned()), ..AuditQuery::default() };
        list_audit(&laptop.w, &query, Some("wrong contract"), None, 10).unwrap().rows.len()
    };
    assert_eq!((of("rolled_back"), of("run_rolled_back")), (2, 1));
}

#[tokio::test]
async fn a_colleagues_change_of_another_field_since_stays() {
    let (laptop, run) = pushed().await;
    laptop.colleague(json!({ "model": "M-2" }));
    laptop.sync().await;
    let shown = preview(&laptop, &run);
    roll_back_run(&laptop.w, &run, "Wrong contract", &all(&shown)).unwrap();
    laptop.sync().await;
    assert_eq!(
        (laptop.in_pems(Field::Contract), laptop.in_pems(Field::Model)),
        (json!("BEFORE"), json!("M-2"))
    );
}

#[tokio::test]
async fn a_record_whose_value_somebody_changed_since_stays_and_says_which() {
    let (laptop, run) = pushed().await;
    laptop.colleague(json!({ "contract": "THEIRS" }));
    laptop.sync().await;
    let shown = preview(&laptop, &run);
    assert_eq!(stays(&shown), [Some("Contract changed since that run."), None]);
    let done = roll_back_run(&laptop.w, &run, "Wrong contract", &all(&shown)).unwrap();
    assert_eq!((done.rolled_back[0].as_str(), done.stayed[0].pfa_id.as_str()), (OTHER, ID));
    laptop.sync().await;
    assert_eq!(laptop.in_pems(Field::Contract), "THEIRS");
}

#[tokio::test]
async fn a_record_that_moved_on_since_it_was_shown_stays() {
    let (laptop, run) = pushed().await;
    let shown = all(&preview(&laptop, &run));
    laptop.colleague(json!({ "model": "M-2" }));
    laptop.pull().await;
    let done = roll_back_run(&laptop.w, &run, "Wrong contract", &shown).unwrap();
    assert_eq!(done.stayed.len(), 1);
    assert!(done.stayed[0].reason.ends_with("since you looked."), "{:?}", done.stayed);
}

#[tokio::test]
async fn a_change_that_pems_gets_before_the_roll_back_arrives_is_a_conflict() {
    let (laptop, run) = pushed().await;
    roll_back_run(&laptop.w, &run, "Wrong contract", &all(&preview(&laptop, &run))).unwrap();
    laptop.colleague(json!({ "contract": "THEIRS" }));
    laptop.sync().await;
    assert_eq!(laptop.in_pems(Field::Contract), "THEIRS");
    let open = conflict::list_conflicts(&laptop.w, true).unwrap();
    assert_eq!(open[0].record.pfa_id.as_str(), ID);
}

#[tokio::test]
async fn unsent_work_upon_a_record_is_never_given_up_for_it() {
    let (laptop, run) = pushed().await;
    let shown = all(&preview(&laptop, &run));
    laptop.edit(json!({ "model": "MINE" }));
    let done = roll_back_run(&laptop.w, &run, "Wrong contract", &shown).unwrap();
    assert_eq!(done.stayed[0].pfa_id, ID);
    assert_eq!(laptop.drafted(), json!({ "model": "MINE" }));
}

#[tokio::test]
async fn a_run_is_taken_back_once_with_a_reason_and_by_name_only() {
    let (laptop, run) = pushed().await;
    let shown = all(&preview(&laptop, &run));
    let refused = |reason: &str, shown: &[ShownVersion]| {
        let error = roll_back_run(&laptop.w, &run, reason, shown).unwrap_err();
        assert!(matches!(error, AppError::Invalid { .. }), "{error}");
    };
    refused("  ", &shown);
    refused("Wrong", &[]);
    roll_back_run(&laptop.w, &run, "Wrong", &shown[1..]).unwrap();
    assert_eq!(laptop.status(), SyncStatus::Synced, "what was not named stays");
    laptop.sync().await;
    refused("Again", &[ShownVersion { version: shown[1].version + 1, ..shown[1].clone() }]);
    let nothing = preview_run_roll_back(&laptop.w, "00000000-0000-0000-0000-000000000001").unwrap_err();
    assert!(matches!(nothing, AppError::NotFound { .. }), "{nothing}");
}
