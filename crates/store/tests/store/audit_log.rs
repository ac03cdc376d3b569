//! The audit log keeps what it was told, and says when it was not let.

use crate::given::{Folder, at, id, memory, noon, read, written};
use pfa_store::audit::{self, Broken, Entry};
use pfa_store::{Store, StoreError};
use serde_json::json;

fn remember(store: &Store, actions: &[&str]) {
    let record = id("A-1");
    for action in actions {
        let entry = Entry {
            at: noon(),
            who: "jane",
            action,
            record: (*action != "signed_in").then_some(&record),
            organization: None,
            detail: json!({ "fields": ["model"], "text": "line\nline 'ü'" }),
        };
        written(store, |tx| audit::append(tx, &entry));
    }
}

/// Changes the log as somebody would who holds the key and the file.
fn tampered(sql: &str) -> Result<u64, Broken> {
    let store = memory();
    remember(&store, &["signed_in", "draft_saved", "write_queued", "write_sent", "write_acknowledged"]);
    written(&store, |tx| {
        Ok(tx.execute_batch(&format!(
            "DROP TRIGGER audit_log_keeps_rows; DROP TRIGGER audit_log_keeps_values; DROP TRIGGER audit_log_replaces_no_row;
             PRAGMA ignore_check_constraints = ON; {sql}; PRAGMA ignore_check_constraints = OFF;"
        ))?)
    });
    read(&store, audit::verify)
}

#[test]
fn an_untouched_log_is_whole() {
    let store = memory();
    assert_eq!(read(&store, audit::verify), Ok(0));
    remember(&store, &["signed_in", "draft_saved"]);
    assert_eq!(read(&store, audit::verify), Ok(2));
}

#[test]
fn the_log_goes_on_from_its_last_row_after_a_restart() {
    let folder = Folder::new();
    remember(&folder.open().unwrap(), &["draft_saved"]);
    let store = folder.open().unwrap();
    remember(&store, &["write_queued"]);
    assert_eq!(read(&store, audit::verify), Ok(2));
}

#[test]
fn rows_are_neither_changed_nor_deleted_nor_replaced() {
    let store = memory();
    remember(&store, &["draft_saved"]);
    for sql in [
        "UPDATE audit_log SET who = 'nobody'",
        "DELETE FROM audit_log",
        "INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log",
    ] {
        let refused = store.write(|tx| Ok::<_, StoreError>(tx.execute_batch(sql)?)).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
    assert_eq!(read(&store, audit::verify), Ok(1));
}

#[test]
fn each_changed_value_is_named() {
    for change in [
        "at = '2026-06-12T12:00:00.000001Z'",
        "who = 'maria'",
        "action = 'write_failed'",
        "organization = 'PORTARTHUR'",
        "organization = NULL",
        "pfa_id = 'A-2'",
        "detail = '{}'",
        "hash = zeroblob(32)",
        "hash = x'00'",
        "previous = zeroblob(32)",
    ] {
        assert_eq!(
            tampered(&format!("UPDATE audit_log SET {change} WHERE id = 3")),
            Err(Broken::Changed(3)),
            "{change}"
        );
    }
}

#[test]
fn text_moved_from_one_column_to_the_next_is_named() {
    let moved = "UPDATE audit_log SET who = 'jan', action = 'e' || action WHERE id = 3";
    assert_eq!(tampered(moved), Err(Broken::Changed(3)));
}

#[test]
fn a_dropped_row_is_named_by_the_one_after_it() {
    assert_eq!(tampered("DELETE FROM audit_log WHERE id = 1"), Err(Broken::OutOfOrder(2)));
    assert_eq!(tampered("DELETE FROM audit_log WHERE id IN (2, 3)"), Err(Broken::OutOfOrder(4)));
}

#[test]
fn reordered_rows_are_named() {
    let swap = "UPDATE audit_log SET id = 99 WHERE id = 2; UPDATE audit_log SET id = 2 WHERE id = 3;
                UPDATE audit_log SET id = 3 WHERE id = 99";
    assert_eq!(tampered(swap), Err(Broken::Changed(2)));
}

#[test]
fn a_log_cut_short_is_named_by_its_head() {
    let truncated = |found| Err(Broken::Truncated { expected: 5, found });
    assert_eq!(tampered("DELETE FROM audit_log WHERE id > 3"), truncated(3));
    assert_eq!(tampered("DELETE FROM audit_log"), truncated(0));
}

#[test]
fn a_log_that_went_on_after_it_was_cut_short_stays_found_out() {
    let store = memory();
    remember(&store, &["signed_in", "draft_saved"]);
    written(&store, |tx| {
        Ok(tx.execute_batch("DROP TRIGGER audit_log_keeps_rows; DELETE FROM audit_log WHERE id = 2")?)
    });
    remember(&store, &["write_queued"]);
    assert_eq!(read(&store, audit::verify), Err(Broken::Truncated { expected: 3, found: 2 }));
}

#[test]
fn a_last_row_put_in_the_place_of_another_is_found_out() {
    let forged = "DELETE FROM audit_log WHERE id = 5; INSERT INTO audit_log
        SELECT 5, at, who, action, organization, pfa_id, detail, hash, zeroblob(32) FROM audit_log WHERE id = 4";
    assert_eq!(tampered(forged), Err(Broken::Changed(5)));
    let head = "UPDATE head SET audit_rows = audit_rows + 1";
    assert_eq!(tampered(head), Err(Broken::Truncated { expected: 6, found: 5 }));
}

#[test]
fn the_head_is_neither_lowered_nor_dropped() {
    let store = memory();
    remember(&store, &["signed_in", "draft_saved"]);
    for sql in [
        "UPDATE head SET audit_rows = 1",
        "UPDATE head SET audit_hash = zeroblob(32)",
        "UPDATE head SET step = -1",
        "DELETE FROM head",
    ] {
        let refused = store.write(|tx| Ok::<_, StoreError>(tx.execute_batch(sql)?)).unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
}

#[test]
fn a_forged_row_needs_the_hashes_of_all_that_follow() {
    let copied = "UPDATE audit_log SET who = 'maria', previous = (SELECT previous FROM audit_log WHERE id = 4) WHERE id = 3";
    assert_eq!(tampered(copied), Err(Broken::Changed(3)));
}

#[test]
fn the_clock_may_go_back_between_rows() {
    let store = memory();
    for time in ["12:00:00", "11:00:00"] {
        let entry = Entry {
            at: at(time),
            who: "worker",
            action: "sync_run",
            record: None,
            organization: None,
            detail: json!(null),
        };
        written(&store, |tx| audit::append(tx, &entry));
    }
    assert_eq!(read(&store, audit::verify), Ok(2));
}
