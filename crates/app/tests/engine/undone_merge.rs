//! An automatic merge is on record, and can be taken back.

use crate::laptop::{ID, Laptop};
use pfa_app::conflict::{UndoneMerge, list_conflicts, resolve_conflict, undo_merge};
use pfa_app::domain::{Choice, Field, Pick, SyncStatus};
use pfa_app::{AppError, version};
use serde_json::json;

/// Mine changed the contract, a colleague the model; both stand, the result waits to be sent.
async fn merged() -> (Laptop, String) {
    let laptop = Laptop::new().await;
    laptop.edit(json!({ "contract": "MINE" }));
    laptop.commit();
    laptop.colleague(json!({ "model": "THEIRS" }));
    laptop.pull().await;
    let settled = list_conflicts(&laptop.w, false).unwrap();
    assert_eq!(settled[0].status.name(), "resolved_auto");
    (laptop, settled[0].id.to_string())
}

async fn reopened() -> (Laptop, String) {
    let (laptop, merge) = merged().await;
    let UndoneMerge::Reopened { conflict, .. } = undo_merge(&laptop.w, &merge).unwrap() else {
        panic!("it was not sent yet")
    };
    (laptop, conflict.to_string())
}

#[tokio::test]
async fn a_merge_taken_back_is_a_conflict_over_every_field_that_either_side_changed() {
    let (laptop, conflict) = reopened().await;
    let open = laptop.conflict();
    assert_eq!(open.id.to_string(), conflict);
    assert_eq!(open.clash.fields, [Field::Model, Field::Contract]);
    assert_eq!(laptop.status(), SyncStatus::Conflict);
    laptop.sync().await;
    assert_ne!(laptop.in_pems(Field::Contract), "MINE", "nothing is sent while a person decides");
}

#[tokio::test]
async fn the_colleagues_change_can_then_be_refused_and_mine_kept() {
    let (laptop, conflict) = reopened().await;
    let before = laptop.conflict().base[&Field::Model].to_json();
    let picks = [(Field::Model, Pick::Mine), (Field::Contract, Pick::Mine)].into();
    resolve_conflict(&laptop.w, &conflict, &Choice::Merge(picks)).unwrap();
    laptop.sync().await;
    assert_eq!((laptop.in_pems(Field::Contract), laptop.in_pems(Field::Model)), (json!("MINE"), before));
}

#[tokio::test]
async fn mine_may_be_given_up_and_theirs_kept() {
    let (laptop, conflict) = reopened().await;
    let picks = [(Field::Model, Pick::Pems), (Field::Contract, Pick::Pems)].into();
    resolve_conflict(&laptop.w, &conflict, &Choice::Merge(picks)).unwrap();
    assert_eq!((laptop.status(), laptop.in_pems(Field::Model)), (SyncStatus::Synced, json!("THEIRS")));
    let (_, given_up) = version::known_versions(&laptop.w, ID).unwrap();
    assert_eq!(given_up[0].delta.to_json()["contract"], "MINE", "what lost stays in history");
}

#[tokio::test]
async fn what_a_person_took_back_stays_theirs_to_decide_whatever_pems_changes_meanwhile() {
    let (laptop, first) = reopened().await;
    laptop.colleague(json!({ "equipment": "TAG-9" }));
    laptop.sync().await;
    let second = laptop.conflict();
    assert_ne!(second.id.to_string(), first, "what was shown is out of date");
    assert!(second.by_hand && second.clash.fields.contains(&Field::Model));
    assert_eq!(second.pems.text(Field::Equipment), Some("TAG-9"));
}

#[tokio::test]
async fn a_merge_that_was_sent_names_the_version_to_roll_back_to() {
    let (laptop, merge) = merged().await;
    laptop.sync().await;
    assert_eq!(laptop.in_pems(Field::Contract), "MINE");
    let UndoneMerge::Sent { pfa_id, roll_back_to } = undo_merge(&laptop.w, &merge).unwrap() else {
        panic!("PEMS has it already")
    };
    assert_eq!((pfa_id.as_str(), roll_back_to + 1), (ID, laptop.pems().version));
    version::roll_back(&laptop.w, ID, roll_back_to, "the merge was wrong").unwrap();
    laptop.sync().await;
    assert_ne!(laptop.in_pems(Field::Contract), "MINE");
    assert_eq!(laptop.in_pems(Field::Model), "THEIRS", "the colleague's change stays");
}

#[tokio::test]
async fn a_merge_of_a_draft_is_on_record_where_it_changes_what_will_be_sent() {
    let laptop = Laptop::new().await;
    laptop.colleague(json!({ "forecastStart": "2030-01-01", "forecastEnd": "2030-01-20" }));
    laptop.pull().await;
    laptop.edit(json!({ "forecastStart": "2030-01-05" }));
    laptop.colleague(json!({ "model": "THEIRS" }));
    laptop.pull().await;
    assert_eq!(list_conflicts(&laptop.w, false).unwrap(), [], "the two have nothing to do with one another");
    laptop.colleague(json!({ "forecastEnd": "2030-01-15" }));
    laptop.pull().await;
    assert_eq!(laptop.status(), SyncStatus::Draft);
    let merge = list_conflicts(&laptop.w, false).unwrap()[0].id.to_string();
    undo_merge(&laptop.w, &merge).unwrap();
    let open = laptop.conflict();
    assert_eq!(
        (open.clash.fields.as_slice(), open.committed),
        ([Field::ForecastStart, Field::ForecastEnd].as_slice(), false)
    );
    resolve_conflict(&laptop.w, &open.id.to_string(), &Choice::Mine).unwrap();
    laptop.sync().await;
    assert_eq!(
        (laptop.in_pems(Field::ForecastStart), laptop.in_pems(Field::ForecastEnd)),
        (json!("2030-01-05"), json!("2030-01-20"))
    );
}

#[tokio::test]
async fn a_merge_is_taken_back_once_and_a_decision_of_a_person_never() {
    let (laptop, merge) = merged().await;
    undo_merge(&laptop.w, &merge).unwrap();
    assert!(matches!(undo_merge(&laptop.w, &merge), Err(AppError::Invalid { .. })));
    let conflict = laptop.conflict().id.to_string();
    assert!(matches!(undo_merge(&laptop.w, &conflict), Err(AppError::Invalid { .. })));
    resolve_conflict(&laptop.w, &conflict, &Choice::Pems).unwrap();
    assert!(matches!(undo_merge(&laptop.w, &conflict), Err(AppError::Invalid { .. })));
}
