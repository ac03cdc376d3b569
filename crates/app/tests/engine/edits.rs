//! Edits while something else goes on with the record: a push, a conflict, a rollback, another window.

use crate::laptop::{ID, Laptop, delta, save};
use pems_sim::{Fault, FaultKind, Operation};
use pfa_app::conflict::{list_conflicts, resolve_conflict};
use pfa_app::domain::{Choice, Field, SyncStatus};
use pfa_app::{AppError, draft, version};
use serde_json::{Value as Json, json};

impl Laptop {
    /// A conflict over the contract, committed.
    async fn in_conflict() -> Self {
        let laptop = Laptop::new().await;
        laptop.edit(json!({ "contract": "MINE" }));
        laptop.commit();
        laptop.colleague(json!({ "contract": "THEIRS" }));
        laptop.sync().await;
        assert_eq!(laptop.status(), SyncStatus::Conflict);
        laptop
    }

    fn resolve(&self, id: &str, choice: &Choice) -> Result<(), AppError> {
        resolve_conflict(&self.w, id, choice).map(drop)
    }

    fn shown(&self) -> String {
        self.conflict().id.to_string()
    }
}

#[tokio::test]
async fn an_edit_during_a_push_stays_a_draft_on_what_was_sent() {
    let laptop = Laptop::new().await;
    let control = laptop.control();
    control.inject(Fault::always(FaultKind::HoldReply).times(1).on(Operation::UpdatePfa)).unwrap();
    laptop.edit(json!({ "contract": "FIRST" }));
    laptop.commit();
    let edit_meanwhile = async {
        control.wait_until_held(1).await;
        laptop.edit(json!({ "contract": "SECOND", "model": "M" }));
        control.release();
    };
    tokio::join!(laptop.sync(), edit_meanwhile);
    assert_eq!(laptop.in_pems(Field::Contract), "FIRST");
    assert_eq!(
        (laptop.status(), laptop.drafted()),
        (SyncStatus::Draft, json!({ "contract": "SECOND", "model": "M" }))
    );
    laptop.commit();
    laptop.sync().await;
    assert_eq!((laptop.in_pems(Field::Contract), laptop.status()), (json!("SECOND"), SyncStatus::Synced));
    assert_eq!(list_conflicts(&laptop.w, false).unwrap(), [], "no conflict with oneself");
}

#[tokio::test]
async fn an_edit_during_a_conflict_changes_my_side_and_what_was_shown_is_out_of_date() {
    let laptop = Laptop::in_conflict().await;
    let looked_at = laptop.shown();
    laptop.edit(json!({ "contract": "MINE AGAIN", "model": "M" }));
    let now = laptop.conflict();
    assert_eq!(now.local.to_json(), delta(json!({ "contract": "MINE AGAIN", "model": "M" })).to_json());
    assert_eq!((now.clash.fields.as_slice(), now.committed), ([Field::Contract].as_slice(), true));
    assert!(matches!(laptop.resolve(&looked_at, &Choice::Mine), Err(AppError::ConflictChanged(_))));
    assert_eq!(laptop.status(), SyncStatus::Conflict, "what was not seen was not decided");
    laptop.resolve(&laptop.shown(), &Choice::Mine).unwrap();
    laptop.sync().await;
    assert_eq!(
        (laptop.in_pems(Field::Contract), laptop.in_pems(Field::Model)),
        (json!("MINE AGAIN"), json!("M"))
    );
}

#[tokio::test]
async fn a_conflict_dissolves_where_the_edit_says_what_pems_says() {
    let laptop = Laptop::in_conflict().await;
    laptop.edit(json!({ "contract": "THEIRS", "model": "M" }));
    assert_eq!(list_conflicts(&laptop.w, true).unwrap(), []);
    assert_eq!((laptop.status(), laptop.drafted()), (SyncStatus::Draft, json!({ "model": "M" })));
    laptop.edit(json!({ "model": laptop.pems().get(Field::Model).to_json() }));
    assert_eq!(laptop.status(), SyncStatus::Synced);
    assert_eq!(laptop.in_pems(Field::Contract), "THEIRS");
}

#[tokio::test]
async fn a_value_put_back_in_a_conflict_stands_against_what_pems_has() {
    let laptop = Laptop::in_conflict().await;
    let before = laptop.conflict().base[&Field::Contract].to_json();
    laptop.edit(json!({ "contract": before }));
    let now = laptop.conflict();
    assert_eq!(now.local.to_json(), delta(json!({ "contract": before })).to_json());
    assert_eq!(now.clash.fields, [Field::Contract], "PEMS holds another value");
    laptop.resolve(&laptop.shown(), &Choice::Mine).unwrap();
    laptop.sync().await;
    assert_eq!((laptop.in_pems(Field::Contract), laptop.status()), (before, SyncStatus::Synced));
}

#[tokio::test]
async fn a_value_put_back_in_a_conflict_is_done_once_a_colleague_puts_it_back_too() {
    let laptop = Laptop::in_conflict().await;
    let before = laptop.conflict().base[&Field::Contract].to_json();
    laptop.edit(json!({ "contract": before }));
    laptop.colleague(json!({ "contract": before }));
    laptop.pull().await;
    assert_eq!(list_conflicts(&laptop.w, true).unwrap(), []);
    assert_eq!((laptop.in_pems(Field::Contract), laptop.status()), (before, SyncStatus::Synced));
}

#[tokio::test]
async fn a_conflict_gains_the_field_that_a_colleague_changed_before_it_was_edited_here() {
    let laptop = Laptop::in_conflict().await;
    laptop.edit(json!({ "model": "MINE" }));
    laptop.colleague(json!({ "model": "THEIRS" }));
    laptop.pull().await;
    assert_eq!(laptop.conflict().clash.fields, [Field::Model, Field::Contract]);
}

#[tokio::test]
async fn an_edit_that_breaks_a_rule_is_refused_in_a_conflict_too_and_the_conflict_stays() {
    let laptop = Laptop::in_conflict().await;
    let shown = laptop.shown();
    let refused = save(&laptop.w, json!({ "forecastStart": "2030-02-01", "forecastEnd": "2030-01-01" }));
    assert!(matches!(refused, Err(AppError::Rule(_))), "{refused:?}");
    let check = draft::check_draft(&laptop.w, ID, json!({ "model": "M" }).as_object().unwrap()).unwrap();
    assert_eq!((check.violations, laptop.shown()), (vec![], shown));
}

#[tokio::test]
async fn an_edit_of_a_rollback_that_was_not_sent_is_a_draft_with_both_in_it() {
    let laptop = Laptop::new().await;
    let (before, version) = (laptop.in_pems(Field::Model), laptop.pems().version);
    laptop.colleague(json!({ "model": "WRONG" }));
    laptop.pull().await;
    version::roll_back(&laptop.w, ID, version, "the model was wrong").unwrap();
    laptop.edit(json!({ "contract": "C-9" }));
    assert_eq!(
        (laptop.status(), laptop.drafted()),
        (SyncStatus::Draft, json!({ "contract": "C-9", "model": before }))
    );
    laptop.commit();
    laptop.sync().await;
    assert_eq!((laptop.in_pems(Field::Model), laptop.in_pems(Field::Contract)), (before, json!("C-9")));
}

#[tokio::test]
async fn an_edit_of_a_rollback_on_its_way_stands_upon_it() {
    let laptop = Laptop::new().await;
    let (before, version) = (laptop.in_pems(Field::Model), laptop.pems().version);
    laptop.colleague(json!({ "model": "WRONG" }));
    laptop.pull().await;
    let control = laptop.control();
    control.inject(Fault::always(FaultKind::HoldReply).times(1).on(Operation::UpdatePfa)).unwrap();
    version::roll_back(&laptop.w, ID, version, "the model was wrong").unwrap();
    let edit_meanwhile = async {
        control.wait_until_held(1).await;
        laptop.edit(json!({ "contract": "C-9" }));
        control.release();
    };
    tokio::join!(laptop.sync(), edit_meanwhile);
    assert_eq!((laptop.in_pems(Field::Model), laptop.drafted()), (before, json!({ "contract": "C-9" })));
}

#[tokio::test]
async fn edits_of_different_fields_from_two_windows_combine() {
    let laptop = Laptop::new().await;
    let other = laptop.second_window();
    laptop.edit(json!({ "contract": "ONE" }));
    save(&other, json!({ "model": "TWO" })).unwrap();
    assert_eq!(laptop.drafted(), json!({ "contract": "ONE", "model": "TWO" }));
    laptop.commit();
    laptop.sync().await;
    assert_eq!((laptop.in_pems(Field::Contract), laptop.in_pems(Field::Model)), (json!("ONE"), json!("TWO")));
}

#[tokio::test]
async fn a_form_saved_over_what_another_window_changed_is_refused_and_names_the_field() {
    let laptop = Laptop::new().await;
    let other = laptop.second_window();
    let saw =
        delta(json!({ "contract": laptop.in_pems(Field::Contract), "model": laptop.in_pems(Field::Model) }));
    save(&other, json!({ "model": "OTHER WINDOW" })).unwrap();
    let form = |changes: Json| draft::save_draft_upon(&laptop.w, ID, &delta(changes), &saw, None);
    let Err(AppError::Stale { fields, .. }) = form(json!({ "contract": "FORM", "model": "FORM" })) else {
        panic!("the other window's edit is overwritten unseen")
    };
    assert_eq!(fields, [Field::Model]);
    assert_eq!(laptop.drafted(), json!({ "model": "OTHER WINDOW" }), "all of the form or nothing");
    form(json!({ "contract": "FORM" })).unwrap();
    assert_eq!(laptop.drafted(), json!({ "contract": "FORM", "model": "OTHER WINDOW" }));
}

#[tokio::test]
async fn a_form_saved_over_what_a_pull_changed_is_refused() {
    let laptop = Laptop::new().await;
    let saw = delta(json!({ "model": laptop.in_pems(Field::Model) }));
    laptop.colleague(json!({ "model": "THEIRS" }));
    laptop.pull().await;
    let stale = draft::save_draft_upon(&laptop.w, ID, &delta(json!({ "model": "FORM" })), &saw, None);
    assert!(matches!(stale, Err(AppError::Stale { .. })), "{stale:?}");
}

#[tokio::test]
async fn two_windows_decide_one_conflict_once() {
    let laptop = Laptop::in_conflict().await;
    let (other, shown) = (laptop.second_window(), laptop.shown());
    resolve_conflict(&other, &shown, &Choice::Pems).unwrap();
    assert!(matches!(laptop.resolve(&shown, &Choice::Mine), Err(AppError::Invalid { .. })));
    laptop.sync().await;
    assert_eq!(laptop.in_pems(Field::Contract), "THEIRS");
}
