//! Organizations never mix, although ids repeat between them.

use crate::given::{
    conflict_on, memory, model, new_write, noon, org, read, record, rio, text, uuid, written,
};
use crate::grid::all;
use pfa_domain::{Field, Organization, PfaId, PfaRecord, RecordId, SyncStatus};
use pfa_store::conflict::ConflictStatus;
use pfa_store::current::{self, Column, SortKey, Window};
use pfa_store::cursor::{self, Cursor};
use pfa_store::write::{self, WriteStatus};
use pfa_store::{Store, conflict, history, journal, mirror, modification, quarantine, run};

fn port() -> Organization {
    org("PORTARTHUR")
}

/// A-1 of an organization; the model names whose it is.
fn of(organization: &Organization) -> PfaRecord {
    let mut record = record("A-1", &[(Field::Model, organization.as_str())]);
    record.id = RecordId::new(organization.clone(), PfaId::new("A-1").unwrap());
    record
}

/// RIO and PORTARTHUR, each with A-1, a modification of it, and everything that hangs on one.
fn both() -> Store {
    let store = memory();
    for (number, organization) in [(1, rio()), (2, port())] {
        let record = of(&organization);
        written(&store, |tx| {
            mirror::put(tx, &record, mirror::Put { sweep: 1, accept: false }, noon())?;
            mirror::note_seen(tx, &record.id, 2)?;
            let modification = modification::Modification {
                record: record.id.clone(),
                draft: pfa_domain::Draft::on(&record).rebase(&record, &model("mine")),
                status: SyncStatus::Failed,
                synced_at: None,
                sync_error: None,
                pems_version: None,
                changed_at: noon(),
                changed_by: "jane".into(),
                what_if: None,
            };
            let row = modification::put(tx, &modification)?;
            current::refresh(tx, &record.id)?;
            let mut settled = conflict_on(number, &record);
            settled.status = ConflictStatus::ResolvedAuto;
            conflict::insert(tx, row, &settled)?;
            write::insert(tx, &new_write(number, &record.id, row, &model("mine")))?;
            history::add_seen(tx, &record, None, noon(), "worker")?;
            history::add_given_up(tx, &record.id, 1, &model("lost"), "discarded", noon(), "jane")?;
            quarantine::put(tx, &organization, Some("A-1"), "reason", "{}", None, noon())?;
            cursor::put(
                tx,
                &organization,
                &Cursor { listed: u64::try_from(number).unwrap(), ..Cursor::default() },
            )?;
            run::start(tx, &organization, &a_run(number))?;
            let item = run::RunItem {
                pfa_id: "A-1".into(),
                action: "pulled".into(),
                fields: vec![],
                detail: None,
                at: noon(),
            };
            run::add_item(tx, uuid(number), &item)
        });
    }
    store
}

fn a_run(number: u128) -> run::Run {
    run::Run {
        id: uuid(number),
        trigger: "manual".into(),
        started_by: "jane".into(),
        started_at: noon(),
        ended_at: None,
        status: "running".into(),
        figures: run::RunFigures::default(),
        message: None,
    }
}

#[test]
fn the_grid_shows_one_organization() {
    let store = both();
    for organization in [rio(), port()] {
        let shown = |window: &Window| read(&store, |db| current::rows(db, &organization, window));
        let by_model = SortKey { column: Column::Field(Field::Model), descending: true };
        for window in
            [all(), Window { search: "mine".into(), ..all() }, Window { sort: vec![by_model], ..all() }]
        {
            let rows = shown(&window);
            assert_eq!(rows.len(), 1);
            assert_eq!(rows[0].record.id.organization, organization);
            assert_eq!(read(&store, |db| current::count(db, &organization, &window)), 1);
            assert_eq!(read(&store, |db| current::totals(db, &organization, &window)).count, 1);
        }
        let models = read(&store, |db| {
            current::facets(db, &organization, &Window::default(), Column::Field(Field::Model))
        });
        assert_eq!(models, [(Some("mine".to_owned()), 1)]);
    }
    assert_eq!(read(&store, |db| current::count(db, &org("RIO2"), &all())), 0);
}

#[test]
fn mirror_and_modification_are_found_by_both_parts_of_the_identity() {
    let store = both();
    for organization in [rio(), port()] {
        let record = of(&organization);
        let held = read(&store, |db| mirror::get(db, &record.id)).unwrap();
        assert_eq!(held.record.get(Field::Model), &text(organization.as_str()));
        assert_eq!(read(&store, |db| mirror::count(db, &organization)), 1);
        let last = PfaId::new("Z").unwrap();
        assert_eq!(read(&store, |db| mirror::marks(db, &organization, None, &last)).len(), 1);
        assert_eq!(
            read(&store, |db| mirror::not_swept(db, &organization, 2)),
            std::slice::from_ref(&record.id)
        );
        assert_eq!(read(&store, |db| mirror::behind(db, &organization)), std::slice::from_ref(&record.id));
        assert_eq!(read(&store, |db| modification::get(db, &record.id)).unwrap().record, record.id);
        let failed = read(&store, |db| modification::with_status(db, &organization, SyncStatus::Failed));
        assert_eq!(failed, std::slice::from_ref(&record.id));
        let counts = read(&store, |db| modification::count_by_status(db, &organization));
        assert_eq!(counts, [(SyncStatus::Failed, 1)].into());
    }
}

#[test]
fn the_queue_of_one_organization_is_not_the_others() {
    let store = both();
    for (number, organization) in [(1, rio()), (2, port())] {
        let id = of(&organization).id;
        assert_eq!(read(&store, |db| write::due(db, &organization, noon(), 10)), [uuid(number)]);
        assert_eq!(read(&store, |db| write::open_for_record(db, &id)).unwrap().id, uuid(number));
        assert_eq!(read(&store, |db| write::figures(db, &organization, noon())).pending, 1);
    }
    written(&store, |tx| write::close(tx, &rio(), uuid(1), WriteStatus::Failed, noon()));
    assert_eq!(read(&store, |db| write::failed(db, &rio())).len(), 1);
    assert_eq!(read(&store, |db| write::failed(db, &port())), []);
    assert_eq!(read(&store, |db| write::next_due(db, &rio())), None);
    assert_eq!(read(&store, |db| write::next_due(db, &port())), Some(noon()));
    written(&store, |tx| write::close(tx, &port(), uuid(2), WriteStatus::InFlight, noon()));
    assert_eq!(read(&store, |db| write::in_flight(db, &rio())), []);
}

#[test]
fn an_id_of_one_organization_opens_nothing_in_another() {
    let store = both();
    let before = read(&store, |db| write::get(db, &rio(), uuid(1))).unwrap();
    let attempt =
        write::Attempt { number: 1, at: noon(), took_ms: 1, outcome: "timeout".into(), failure: None };
    written(&store, |tx| {
        write::add_attempt(tx, uuid(1), uuid(9), &attempt)?;
        write::close(tx, &port(), uuid(1), WriteStatus::Discarded, noon())?;
        let stranger = write::Write { record: of(&port()).id, attempts: 9, ..before.clone() };
        write::update(tx, &stranger)?;
        conflict::close(
            tx,
            &port(),
            uuid(1),
            ConflictStatus::Discarded,
            &serde_json::json!({}),
            "jane",
            noon(),
        )
    });
    assert_eq!(read(&store, |db| write::get(db, &port(), uuid(1))), None);
    assert_eq!(read(&store, |db| write::attempts(db, &port(), uuid(1))), []);
    assert_eq!(read(&store, |db| write::attempts(db, &rio(), uuid(1))), [attempt]);
    assert_eq!(read(&store, |db| write::get(db, &rio(), uuid(1))), Some(before));
    let conflict = read(&store, |db| conflict::get(db, &rio(), uuid(1))).unwrap();
    assert_ne!(conflict.status, ConflictStatus::Discarded);
    let given_up = read(&store, |db| history::given_up(db, &of(&rio()).id)).remove(0).id;
    assert_eq!(read(&store, |db| history::given_up_by_id(db, &port(), given_up)), None);
    assert!(read(&store, |db| history::given_up_by_id(db, &rio(), given_up)).is_some());
}

#[test]
fn a_conflict_is_not_read_from_another_organization() {
    let store = both();
    assert_eq!(read(&store, |db| conflict::get(db, &port(), uuid(1))), None);
    assert!(read(&store, |db| conflict::get(db, &rio(), uuid(1))).is_some());
    for (number, organization) in [(1, rio()), (2, port())] {
        let settled = read(&store, |db| conflict::settled(db, &organization));
        assert_eq!(settled.into_iter().map(|c| c.id).collect::<Vec<_>>(), [uuid(number)]);
    }
}

#[test]
fn a_conflict_in_one_organization_leaves_the_others_record_free() {
    let store = both();
    written(&store, |tx| {
        write::close(tx, &rio(), uuid(1), WriteStatus::Conflict, noon())?;
        conflict::insert(tx, 1, &conflict_on(3, &of(&rio())))
    });
    assert!(read(&store, |db| conflict::open_for_record(db, &of(&rio()).id)).is_some());
    assert_eq!(read(&store, |db| conflict::open_for_record(db, &of(&port()).id)), None);
    assert_eq!(read(&store, |db| conflict::open(db, &port())), []);
    assert!(read(&store, |db| write::open_for_record(db, &of(&port()).id)).is_some());
}

#[test]
fn history_quarantine_cursor_and_runs_are_kept_apart() {
    let store = both();
    for (number, organization) in [(1u8, rio()), (2, port())] {
        let id = of(&organization).id;
        let seen = read(&store, |db| history::seen(db, &id));
        assert_eq!(
            seen.iter().map(|v| v.record.get(Field::Model)).collect::<Vec<_>>(),
            [&text(organization.as_str())]
        );
        let given_up = read(&store, |db| history::given_up(db, &id));
        assert_eq!(given_up.iter().map(|g| &g.record).collect::<Vec<_>>(), [&id]);
        assert_eq!(read(&store, |db| quarantine::list(db, &organization)).len(), 1);
        assert_eq!(read(&store, |db| cursor::get(db, &organization)).listed, u64::from(number));
        let runs = read(&store, |db| {
            run::list(db, &organization, &run::RunQuery { limit: 9, ..Default::default() })
        });
        assert_eq!(runs.0.iter().map(|r| r.id).collect::<Vec<_>>(), [uuid(number.into())]);
        assert_eq!(runs.1, 1);
    }
    assert_eq!(read(&store, |db| run::items(db, &port(), uuid(1))), []);
    assert_eq!(read(&store, |db| run::items(db, &rio(), uuid(1))).len(), 1);
    written(&store, |tx| quarantine::clear(tx, &rio(), &["A-1"]));
    assert_eq!(read(&store, |db| quarantine::count(db, &rio())), 0);
    assert_eq!(read(&store, |db| quarantine::count(db, &port())), 1);
}

#[test]
fn what_is_changed_in_one_organization_stays_in_it() {
    let store = both();
    written(&store, |tx| {
        mirror::note_swept(tx, &rio(), &["A-1"], 2)?;
        mirror::forget_seen(tx, &of(&rio()).id)?;
        mirror::mark_gone(tx, &of(&rio()).id, noon())
    });
    assert_eq!(read(&store, |db| mirror::count(db, &rio())), 0);
    assert_eq!(read(&store, |db| mirror::count(db, &port())), 1);
    assert_eq!(read(&store, |db| mirror::not_swept(db, &port(), 2)), [of(&port()).id]);
    assert_eq!(read(&store, |db| mirror::behind(db, &port())), [of(&port()).id]);
}

#[test]
fn undoing_in_one_organization_leaves_the_steps_of_another() {
    let store = both();
    let begin = |organization: &Organization, label: &str| {
        written(&store, |tx| journal::begin(tx, organization, label, noon(), "jane"))
    };
    let ours = begin(&rio(), "ours");
    begin(&port(), "theirs");
    let label = |step: Option<journal::Step>| step.map(|step| step.label);
    let last = |organization: &Organization| label(read(&store, |db| journal::last_done(db, organization)));
    assert_eq!(last(&rio()).as_deref(), Some("ours"));
    written(&store, |tx| journal::mark(tx, ours, true));
    begin(&port(), "more of theirs");
    assert_eq!((last(&rio()), last(&port()).as_deref()), (None, Some("more of theirs")));
    let redo = label(read(&store, |db| journal::first_undone(db, &rio())));
    assert_eq!(redo.as_deref(), Some("ours"), "a step of another organization ends no redo");
}
