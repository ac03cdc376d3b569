//! Steps that can be undone: in which order, how many, and what ends a redo.

use crate::given::{Folder, id, memory, model, noon, read, rio, uuid, written};
use pfa_store::journal::{self, Depth, FORGOTTEN_EVERY, STEPS_KEPT};
use pfa_store::{Store, what_if};

fn begin(store: &Store, label: &str) -> i64 {
    written(store, |tx| journal::begin(tx, &rio(), label, noon(), "jane"))
}

fn next(store: &Store) -> (Option<String>, Option<String>) {
    let label = |step: Option<journal::Step>| step.map(|step| step.label);
    read(store, |db| Ok((label(journal::last_done(db, &rio())?), label(journal::first_undone(db, &rio())?))))
}

fn labels(undo: &str, redo: &str) -> (Option<String>, Option<String>) {
    let label = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (label(undo), label(redo))
}

fn edit(pfa_id: &str) -> journal::Edit {
    journal::Edit {
        record: id(pfa_id),
        before: model("a"),
        after: model("b"),
        reason: (None, Some("why".into())),
        what_if: (Some(uuid(7)), None),
    }
}

#[test]
fn steps_are_undone_from_the_last_and_redone_from_the_first() {
    let store = memory();
    assert_eq!(next(&store), labels("", ""));
    let (one, two) = (begin(&store, "one"), begin(&store, "two"));
    assert_eq!(next(&store), labels("two", ""));
    written(&store, |tx| journal::mark(tx, two, true));
    written(&store, |tx| journal::mark(tx, one, true));
    assert_eq!(next(&store), labels("", "one"));
    written(&store, |tx| journal::mark(tx, one, false));
    assert_eq!(next(&store), labels("one", "two"));
    assert_eq!(read(&store, |db| journal::depth(db, &rio())), Depth { undo: 1, redo: 1 });
}

#[test]
fn an_edit_made_after_an_undo_ends_what_could_be_redone_and_takes_no_id_of_it() {
    let store = memory();
    begin(&store, "kept");
    let undone = begin(&store, "undone");
    written(&store, |tx| journal::append(tx, undone, &edit("A-1")));
    written(&store, |tx| journal::mark(tx, undone, true));
    assert!(begin(&store, "new") > undone);
    assert_eq!(next(&store), labels("new", ""));
    assert_eq!(read(&store, |db| journal::edits(db, undone)), []);
}

#[test]
fn what_a_step_did_reads_back_after_a_restart() {
    let folder = Folder::new();
    let store = folder.open().unwrap();
    let step = begin(&store, "Shift");
    written(&store, |tx| journal::append(tx, step, &edit("A-2")));
    written(&store, |tx| journal::append(tx, step, &edit("A-1")));
    drop(store);
    let store = folder.open().unwrap();
    assert_eq!(next(&store), labels("Shift", ""));
    assert_eq!(read(&store, |db| journal::edits(db, step)), [edit("A-1"), edit("A-2")]);
}

#[test]
fn the_latest_steps_are_kept_and_older_ones_forgotten() {
    let store = memory();
    let first = begin(&store, "first");
    written(&store, |tx| journal::append(tx, first, &edit("A-1")));
    for n in 0..STEPS_KEPT + FORGOTTEN_EVERY {
        begin(&store, &n.to_string());
        let kept = read(&store, |db| journal::depth(db, &rio())).undo;
        assert!(
            kept >= u64::from(STEPS_KEPT.min(n + 2)) && kept <= u64::from(STEPS_KEPT + FORGOTTEN_EVERY),
            "{kept}"
        );
    }
    assert_eq!(read(&store, |db| journal::edits(db, first)), []);
}

#[test]
fn undoing_the_step_that_closed_a_what_if_opens_it_and_redoing_closes_it() {
    let store = memory();
    written(&store, |tx| what_if::insert(tx, &rio(), uuid(7), "Later", noon(), "jane"));
    let open = || read(&store, |db| what_if::list(db, &rio())).len();
    let step = begin(&store, "Commit Later");
    written(&store, |tx| what_if::close(tx, uuid(7), what_if::Closing::Committed, step));
    assert_eq!(open(), 0);
    assert_eq!(written(&store, |tx| what_if::reopen(tx, step)), Some(uuid(7)));
    assert_eq!((open(), written(&store, |tx| what_if::reopen(tx, step + 1))), (1, None));
    assert_eq!(written(&store, |tx| what_if::close_again(tx, step)), Some(uuid(7)));
    assert_eq!(open(), 0);
}
