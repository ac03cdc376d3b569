//! What moves much money takes a second person's sign-in, which PEMS checks and the log names.

use crate::laptop::{ID, JANE, Laptop, MARIA};
use pfa_app::AppError;
use pfa_app::approval::{Approval, Approved, approve};
use pfa_app::audit::{AuditQuery, list_audit};
use pfa_app::conflict::{ShownConflict, preview_many, resolve_approved, resolve_conflict, resolve_many};
use pfa_app::domain::{Choice, Field, Side, SyncStatus};
use pfa_app::secrets::Secret;
use pfa_app::settings::{SettingKey, set_setting};
use pfa_app::version::{roll_back, roll_back_approved};
use serde_json::json;

/// A laptop on which more than this much takes an approval.
async fn with_limit(amount: &str) -> Laptop {
    let laptop = Laptop::new().await;
    set_setting(&laptop.w, SettingKey::ApprovalAbove, json!(amount)).unwrap();
    laptop
}

/// A conflict in which mine costs much more than PEMS's, with its id.
async fn dear_conflict(laptop: &Laptop) -> String {
    laptop.edit(json!({ "forecastEnd": "2095-12-31" }));
    laptop.colleague(json!({ "forecastEnd": "2050-06-30" }));
    laptop.commit();
    laptop.sync().await;
    laptop.conflict().id.to_string()
}

async fn word_of(laptop: &Laptop, user: &str, password: &str) -> Result<Approved, AppError> {
    approve(&laptop.w, Approval { user: user.to_owned(), secret: Secret::new(password) }).await
}

fn needs_approval<T: std::fmt::Debug>(done: Result<T, AppError>) {
    let error = done.unwrap_err();
    assert!(matches!(error, AppError::ApprovalNeeded { .. }), "{error}");
}

#[tokio::test]
async fn a_decision_above_the_amount_waits_for_another_person() {
    let laptop = with_limit("5000.00").await;
    let id = dear_conflict(&laptop).await;
    needs_approval(resolve_conflict(&laptop.w, &id, &Choice::Mine));
    assert_eq!(laptop.status(), SyncStatus::Conflict, "nothing is half decided");
    let approved = word_of(&laptop, JANE, "planner-2").await.unwrap();
    resolve_approved(&laptop.w, &id, &Choice::Mine, Some(&approved)).unwrap();
    laptop.sync().await;
    assert_eq!(laptop.in_pems(Field::ForecastEnd), "2095-12-31");
    let query = AuditQuery { action: Some("conflict_resolved".to_owned()), ..AuditQuery::default() };
    let row = list_audit(&laptop.w, &query, None, None, 1).unwrap().rows.remove(0);
    assert_eq!(row.who, MARIA);
    assert!(row.detail.contains(&format!("\"approvedBy\":\"{JANE}\"")), "{}", row.detail);
}

#[tokio::test]
async fn what_moves_less_or_where_no_amount_is_set_takes_nobody_else() {
    let laptop = with_limit("5000.00").await;
    let id = dear_conflict(&laptop).await;
    resolve_conflict(&laptop.w, &id, &Choice::Pems).unwrap();
    let free = Laptop::new().await;
    let id = dear_conflict(&free).await;
    resolve_conflict(&free.w, &id, &Choice::Mine).unwrap();
}

#[tokio::test]
async fn many_decisions_at_once_are_no_way_around_it() {
    let laptop = with_limit("5000.00").await;
    let id = dear_conflict(&laptop).await;
    let shown: Vec<ShownConflict> =
        preview_many(&laptop.w, Some(&[id]), Side::Mine).unwrap().into_iter().map(|p| p.shown).collect();
    needs_approval(resolve_many(&laptop.w, &shown, Side::Mine));
    assert_eq!(laptop.status(), SyncStatus::Conflict);
}

#[tokio::test]
async fn a_roll_back_above_the_amount_takes_another_person_too() {
    let laptop = with_limit("5000.00").await;
    laptop.colleague(json!({ "forecastEnd": "2095-12-31" }));
    laptop.sync().await;
    let before = laptop.state().mirror.record.version;
    laptop.colleague(json!({ "forecastEnd": "2050-06-30" }));
    laptop.sync().await;
    needs_approval(roll_back(&laptop.w, ID, before, "Wrong end"));
    let approved = word_of(&laptop, JANE, "planner-2").await.unwrap();
    roll_back_approved(&laptop.w, ID, before, "Wrong end", Some(&approved)).unwrap();
    assert_eq!(laptop.status(), SyncStatus::Queued);
}

#[tokio::test]
async fn an_approval_is_nobodys_who_decides_or_may_not_sync_or_is_not_known() {
    let laptop = with_limit("5000.00").await;
    let own = word_of(&laptop, MARIA, "planner-1").await.unwrap_err();
    assert!(matches!(own, AppError::Invalid { .. }), "{own}");
    let reader = word_of(&laptop, "r.reader@example.com", "reader-1").await.unwrap_err();
    assert!(matches!(reader, AppError::Forbidden { .. }), "{reader}");
    let wrong = word_of(&laptop, JANE, "wrong").await.unwrap_err();
    assert!(matches!(wrong, AppError::SignInRefused), "{wrong}");
    let query = AuditQuery { action: Some("approval_refused".to_owned()), ..AuditQuery::default() };
    let rows = list_audit(&laptop.w, &query, None, None, 10).unwrap().rows;
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| !row.detail.contains("planner-1") && !row.detail.contains("wrong")));
}
