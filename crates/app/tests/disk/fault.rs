//! The disk fills up, fails, or shuts, at every operation of a use case: the error says which, nothing is changed, and
//! the next try goes through.

use crate::planner::{Memory, colleague, commits, conflict, in_pems, open, pems, saves, signs_in, syncs};
use crate::state::{assert_sound, dump};
use pems_sim::{Operation, Sim};
use pfa_app::conflict::resolve_conflict;
use pfa_app::domain::Choice;
use pfa_app::sync::{End, Order, Trigger, Worker};
use pfa_app::view::{ErrorCode, ErrorView};
use pfa_app::{AppError, Workspace};
use pfa_power::{Fault, Recorder};
use pfa_store::StoreError;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Handle;

/// Each fault, and what the window and `pfa` call it.
const FAULTS: [(Fault, ErrorCode); 4] = [
    (Fault::Full, ErrorCode::DiskFull),
    (Fault::ReadOnly, ErrorCode::ReadOnly),
    (Fault::Broken, ErrorCode::DiskFailed),
    (Fault::Unreadable, ErrorCode::DiskFailed),
];

/// A planner at work, on a disk that does as it is told.
struct Desk {
    recorder: Recorder,
    sim: Sim,
    vault: Arc<Memory>,
    folder: TempDir,
    w: Workspace,
    ids: Vec<String>,
}

impl Desk {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let recorder = Recorder::on(folder.path()).unwrap();
        let (sim, vault) = (pems(12).await, Arc::new(Memory::default()));
        let w = open(folder.path(), &vault).unwrap();
        signs_in(&w, &sim).await.unwrap();
        assert_eq!(syncs(&w).await.unwrap().end, End::Done);
        let ids = crate::day::free(&sim);
        Self { recorder, sim, vault, folder, w, ids }
    }

    fn id(&self) -> &str {
        &self.ids[0]
    }

    /// Tries `act` with each of its disk operations failing in turn; how many failed.
    fn fails_everywhere(
        &self,
        (fault, code): (Fault, ErrorCode),
        before: impl Fn(u64),
        act: impl Fn(u64) -> Result<(), AppError>,
    ) -> u64 {
        for operation in 0.. {
            before(operation);
            let held = dump(&self.w);
            self.recorder.fail_from(operation, fault);
            let outcome = act(operation);
            let struck = self.recorder.heal();
            match outcome {
                Err(error) => {
                    assert!(struck, "{error}");
                    let text = error.to_string();
                    assert_eq!(ErrorView::from(error).code, code, "{fault:?} at {operation}: {text}");
                    assert!(dump(&self.w) == held, "{fault:?} at {operation} left something behind");
                }
                // What failed came after the commit, such as bringing the WAL into the file.
                Ok(()) if struck => {}
                Ok(()) => return operation,
            }
        }
        unreachable!("a use case asks the disk for less than that")
    }
}

#[tokio::test]
async fn a_failing_disk_is_named_nothing_changes_and_the_next_try_goes_through() {
    let desk = Desk::new().await;
    let (w, id) = (&desk.w, desk.id());
    let mut struck = 0;
    for fault in FAULTS {
        struck += desk.fails_everywhere(fault, |_| (), |n| saves(w, id, &format!("S-{:?}-{n}", fault.0)));
        struck += desk.fails_everywhere(
            fault,
            |n| saves(w, id, &format!("C-{:?}-{n}", fault.0)).unwrap(),
            |_| commits(w),
        );
    }
    assert!(struck > 100, "{struck} failures");
    assert_sound(w);
    assert_eq!(syncs(w).await.unwrap().end, End::Done);
    assert!(in_pems(&desk.sim.control(), id).starts_with("C-Unreadable"));
}

#[tokio::test]
async fn a_decision_that_the_disk_refuses_leaves_the_conflict_open() {
    let desk = Desk::new().await;
    let (w, control) = (&desk.w, desk.sim.control());
    for (at, fault) in FAULTS.into_iter().enumerate() {
        let id = &desk.ids[at];
        saves(w, id, "MINE").unwrap();
        colleague(&control, id, "THEIRS");
        commits(w).unwrap();
        syncs(w).await.unwrap();
        let open = conflict(w);
        for operation in 0.. {
            desk.recorder.fail_from(operation, fault.0);
            let decided = resolve_conflict(w, &open, &Choice::Mine);
            desk.recorder.heal();
            match decided {
                Ok(_) => break,
                Err(error) => {
                    let text = format!("{error:?}");
                    assert_eq!(ErrorView::from(error).code, fault.1, "{fault:?} at {operation}: {text}");
                }
            }
            assert_eq!(conflict(w), open);
        }
        syncs(w).await.unwrap();
        assert_eq!(in_pems(&control, id), "MINE");
    }
}

/// Also between PEMS's answer and our noting it: the write is repeated with its key, and PEMS applies it once.
#[tokio::test]
async fn a_cycle_that_the_disk_cuts_short_loses_and_repeats_nothing() {
    let desk = Desk::new().await;
    let (w, id, control) = (&desk.w, desk.id(), desk.sim.control());
    for (fault, code) in [FAULTS[0], FAULTS[2]] {
        let (mut struck, mut between) = (0, 0);
        for operation in (0..).step_by(3) {
            let value = format!("{fault:?}-{operation}");
            saves(w, id, &value).unwrap();
            commits(w).unwrap();
            let before = control.record("RIO", id).unwrap().version;
            desk.recorder.fail_from(operation, fault);
            let cut = syncs(w).await;
            let reached = control.record("RIO", id).unwrap().version > before;
            if !desk.recorder.heal() {
                cut.unwrap();
                break;
            }
            struck += 1;
            if let Err(error) = cut {
                between += u32::from(reached);
                assert_eq!(ErrorView::from(error).code, code);
            }
            assert_eq!(syncs(w).await.unwrap().end, End::Done);
            let after = control.record("RIO", id).unwrap();
            assert_eq!(
                (in_pems(&control, id), after.version),
                (value, before + 1),
                "{fault:?} at {operation}"
            );
        }
        println!("{fault:?}: cut short {struck} times, {between} of them after PEMS had the change");
        assert!(between > 0, "{struck}");
    }
    assert_sound(w);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_program_holds_is_named_and_the_next_try_goes_through() {
    let desk = Desk::new().await;
    let (w, id) = (&desk.w, desk.id());
    // How long it is waited for is a matter of patience, not of outcome.
    w.store().write(|tx| Ok::<_, StoreError>(tx.busy_timeout(Duration::ZERO)?)).unwrap();
    saves(w, id, "BEFORE").unwrap();
    commits(w).unwrap();
    let backup_tool = open(desk.folder.path(), &desk.vault).unwrap();
    let busy = |error: AppError| assert_eq!(ErrorView::from(error).code, ErrorCode::DatabaseBusy);
    backup_tool
        .store()
        .write(|_| {
            busy(saves(w, id, "MEANWHILE").unwrap_err());
            busy(tokio::task::block_in_place(|| Handle::current().block_on(syncs(w))).unwrap_err());
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(syncs(w).await.unwrap().end, End::Done);
    assert_eq!(in_pems(&desk.sim.control(), id), "BEFORE");
    saves(w, id, "AFTER").unwrap();
}

#[tokio::test]
async fn files_that_may_not_be_opened_any_more_are_named() {
    let desk = Desk::new().await;
    desk.recorder.fail_from(0, Fault::Shut);
    let refused = open(desk.folder.path(), &desk.vault).err().unwrap();
    assert!(desk.recorder.heal());
    let place = desk.folder.path();
    let view = ErrorView::of(refused, place);
    assert_eq!(view.code, ErrorCode::ReadOnly);
    assert!(view.message.ends_with(&format!("The database is in {}.", place.display())), "{}", view.message);
    open(place, &desk.vault).unwrap();
}
#[tokio::test]
async fn a_worker_that_cannot_read_sends_nothing_and_goes_on_once_it_can() {
    let desk = Desk::new().await;
    let control = desk.sim.control();
    let writes = || {
        let all = control.requests();
        all.iter().filter(|r| matches!(r.operation, Operation::UpdatePfa | Operation::UpdateBatch)).count()
    };
    saves(&desk.w, desk.id(), "W-1").unwrap();
    commits(&desk.w).unwrap();
    // Another process writes, so that what is known of the pages is not enough.
    saves(&open(desk.folder.path(), &desk.vault).unwrap(), &desk.ids[1], "W-2").unwrap();
    desk.recorder.fail_from(0, Fault::Unreadable);
    let (worker, work) = Worker::new(desk.w.clone());
    let working = tokio::spawn(work);
    // It runs on this thread, until it waits.
    tokio::task::yield_now().await;
    assert!(saves(&desk.w, &desk.ids[2], "W-3").is_err(), "the writer cannot read either");
    assert!(desk.recorder.heal(), "it tried to read");
    assert_eq!(writes(), 0);
    saves(&desk.w, &desk.ids[2], "W-3").unwrap();
    worker.order(Order::Sync(Trigger::Manual));
    let sent = |r: &pems_sim::LoggedRequest| r.operation == Operation::UpdatePfa;
    control.wait_for_requests(1, sent).await;
    worker.order(Order::Stop);
    working.await.unwrap();
    assert_eq!((in_pems(&control, desk.id()), writes()), ("W-1".to_owned(), 1));
}
