//! The log is read by who, what, which record and when, a page at a time, and never another organization's.

use crate::given::{at, id, memory, noon, org, read, rio, written};
use chrono::TimeDelta;
use pfa_domain::{Organization, RecordId};
use pfa_store::audit::{self, AuditPage, AuditQuery, AuditRow, Entry};
use pfa_store::{Store, StoreError};
use serde_json::json;

/// A row of jane's about a record of RIO, so many seconds after noon.
fn row<'a>(action: &'a str, record: Option<&'a RecordId>, seconds: i64) -> Entry<'a> {
    let at = noon() + TimeDelta::seconds(seconds);
    Entry { at, who: "jane", action, record, organization: None, detail: json!({ "second": seconds }) }
}

fn keep(store: &Store, entries: &[Entry<'_>]) {
    written(store, |tx| entries.iter().try_for_each(|entry| audit::append(tx, entry)));
}

fn page(store: &Store, query: &AuditQuery, before: Option<i64>, limit: usize) -> AuditPage {
    read(store, |db| audit::page(db, &rio(), query, before, limit, |_| true))
}

fn ids(page: &AuditPage) -> Vec<i64> {
    page.rows.iter().map(|row| row.id).collect()
}

fn log() -> Store {
    let (store, first, second) = (memory(), id("A-1"), id("A-2"));
    keep(
        &store,
        &[
            row("signed_in", None, 0),
            row("draft_saved", Some(&first), 1),
            row("draft_saved", Some(&second), 2),
            Entry { who: "worker", ..row("write_sent", Some(&first), 3) },
            row("draft_saved", Some(&first), 4),
        ],
    );
    store
}

#[test]
fn pages_follow_one_another_without_a_gap() {
    let store = log();
    let all = AuditQuery::default();
    let first = page(&store, &all, None, 2);
    assert_eq!((ids(&first), first.total, first.exact), (vec![5, 4], 5, true));
    let second = page(&store, &all, first.next, 2);
    let third = page(&store, &all, second.next, 2);
    assert_eq!((ids(&second), ids(&third), third.next), (vec![3, 2], vec![1], None));
}

#[test]
fn rows_are_found_by_action_user_record_and_time_together() {
    let store = log();
    let of = |query: AuditQuery| ids(&page(&store, &query, None, 10));
    let text = |word: &str| Some(word.to_owned());
    assert_eq!(of(AuditQuery { action: text("draft_saved"), ..Default::default() }), [5, 3, 2]);
    assert_eq!(of(AuditQuery { who: text("worker"), ..Default::default() }), [4]);
    assert_eq!(of(AuditQuery { pfa_id: text("A-1"), ..Default::default() }), [5, 4, 2]);
    let both = AuditQuery { pfa_id: text("A-1"), who: text("jane"), ..Default::default() };
    assert_eq!(of(both), [5, 2]);
    let span = AuditQuery { from: Some(at("12:00:02")), to: Some(at("12:00:04")), ..Default::default() };
    assert_eq!(of(span.clone()), [4, 3], "its beginning is within, its end is not");
    assert_eq!(of(AuditQuery { action: text("write_sent"), ..span }), [4]);
}

#[test]
fn rows_of_one_instant_are_told_apart_across_pages() {
    let store = memory();
    let record = id("A-1");
    keep(&store, &[row("a", Some(&record), 1), row("b", Some(&record), 1), row("c", Some(&record), 1)]);
    let query = AuditQuery { to: Some(at("12:00:02")), ..Default::default() };
    let first = page(&store, &query, None, 1);
    let second = page(&store, &query, first.next, 5);
    assert_eq!((ids(&first), ids(&second)), (vec![3], vec![2, 1]));
    assert_eq!(ids(&page(&store, &AuditQuery { to: Some(at("12:00:01")), ..query }, None, 5)), [0; 0]);
}

#[test]
fn what_is_about_another_organization_is_never_shown_nor_counted() {
    let store = log();
    let port = org("PORTARTHUR");
    let theirs = RecordId::new(port.clone(), id("A-1").pfa_id);
    let of_port = Entry { organization: Some(&port), ..row("run_ended", None, 6) };
    keep(&store, &[row("draft_saved", Some(&theirs), 5), of_port]);
    let in_org = |organization: &Organization, query: &AuditQuery| {
        let page = read(&store, |db| audit::page(db, organization, query, None, 10, |_| true));
        (ids(&page), page.total)
    };
    assert_eq!(in_org(&rio(), &AuditQuery::default()), (vec![5, 4, 3, 2, 1], 5));
    assert_eq!(in_org(&port, &AuditQuery::default()), (vec![7, 6, 1], 3), "a sign-in is nobody's alone");
    let of_record = AuditQuery { pfa_id: Some("A-1".into()), ..Default::default() };
    assert_eq!((in_org(&rio(), &of_record).1, in_org(&port, &of_record)), (3, (vec![6], 1)));
    let mut exported = Vec::new();
    read(&store, |db| {
        audit::each(db, &rio(), &AuditQuery::default(), |row| {
            exported.push(row.id);
            Ok::<_, StoreError>(())
        })
    });
    assert_eq!(exported, [5, 4, 3, 2, 1]);
}

#[test]
fn what_is_rare_in_a_long_log_is_found_pages_later() {
    let store = memory();
    let record = id("A-1");
    keep(&store, &[row("rare", Some(&record), 0)]);
    written(&store, |tx| (1..=10_000).try_for_each(|s| audit::append(tx, &row("common", Some(&record), s))));
    let rare = |row: &AuditRow| row.action == "rare";
    let sought =
        |before| read(&store, |db| audit::page(db, &rio(), &AuditQuery::default(), before, 10, rare));
    let first = sought(None);
    assert_eq!((ids(&first), first.next, first.total, first.exact), (vec![], Some(2), 0, false));
    assert_eq!(ids(&sought(first.next)), [1]);
    let by_action = AuditQuery { action: Some("rare".into()), ..Default::default() };
    let first = page(&store, &by_action, None, 10);
    assert_eq!((ids(&first), first.next, first.total, first.exact), (vec![], Some(2), 0, false));
    assert_eq!(ids(&page(&store, &by_action, first.next, 10)), [1]);
}
