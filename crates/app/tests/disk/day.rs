//! A planner's day, recorded: after each step, what the database held then.

use crate::planner::{
    Memory, colleague, commits, conflict, contract, in_pems, open, pems, saves, signs_in, syncs,
};
use crate::state::dump;
use pfa_app::Workspace;
use pfa_app::conflict::resolve_conflict;
use pfa_app::domain::Choice;
use pfa_app::draft::{discard_draft, save_draft};
use pfa_app::sync::End;
use pfa_power::{Log, Recorder};
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

/// What was done and acknowledged.
pub struct Step {
    pub name: &'static str,
    /// The point of the recording at which it was.
    pub end: usize,
    /// Whether it is one transaction.
    pub whole: bool,
    /// The database after it.
    pub after: String,
}

/// The recording of a day.
pub struct Day {
    pub log: Log,
    pub steps: Vec<Step>,
    pub vault: Arc<Memory>,
    /// The profile's `profile.json`, which SQLite has no part in.
    pub identity: Vec<u8>,
}

struct Notes<'a> {
    recorder: &'a Recorder,
    steps: Vec<Step>,
}

/// The day, lived through once for all tests.
pub fn recorded() -> &'static Day {
    static DAY: OnceLock<Day> = OnceLock::new();
    DAY.get_or_init(|| {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(live())
    })
}

impl Notes<'_> {
    /// Notes a step that is one transaction, from the last one's end until now.
    fn whole(&mut self, name: &'static str, w: &Workspace) {
        self.note(name, true, w);
    }

    /// Notes a step of several transactions.
    fn several(&mut self, name: &'static str, w: &Workspace) {
        self.note(name, false, w);
    }

    fn note(&mut self, name: &'static str, whole: bool, w: &Workspace) {
        // Taken first: looking at the database may not count as part of the step.
        let end = self.recorder.len();
        self.steps.push(Step { name, end, whole, after: dump(w) });
    }
}

async fn live() -> Day {
    let folder = TempDir::new().unwrap();
    let recorder = Recorder::on(folder.path()).unwrap();
    let sim = pems(12).await;
    let control = sim.control();
    let vault = Arc::new(Memory::default());
    let mut notes = Notes { recorder: &recorder, steps: Vec::new() };
    control.set_page_rows(5).unwrap();

    let w = open(folder.path(), &vault).unwrap();
    notes.several("first open", &w);
    signs_in(&w, &sim).await.unwrap();
    notes.several("sign in", &w);
    assert_eq!(syncs(&w).await.unwrap().end, End::Done);
    notes.several("pull three pages", &w);
    let ids = free(&sim);
    let [a, b, c, d] = [&ids[0], &ids[1], &ids[2], &ids[3]];

    for (id, value) in [(a, "A-1"), (b, "B-1"), (a, "A-2")] {
        saves(&w, id, value).unwrap();
        notes.whole("save a draft", &w);
    }
    commits(&w).unwrap();
    notes.whole("commit two drafts", &w);
    assert_eq!(syncs(&w).await.unwrap().end, End::Done);
    assert_eq!((in_pems(&control, a), in_pems(&control, b)), ("A-2".to_owned(), "B-1".to_owned()));
    notes.several("send and acknowledge", &w);

    saves(&w, c, "MINE").unwrap();
    notes.whole("save a draft", &w);
    colleague(&control, c, "THEIRS");
    commits(&w).unwrap();
    notes.whole("commit a draft", &w);
    assert_eq!(syncs(&w).await.unwrap().end, End::Done);
    notes.several("meet a conflict", &w);
    resolve_conflict(&w, &conflict(&w), &Choice::Mine).unwrap();
    notes.whole("resolve a conflict", &w);
    assert_eq!(syncs(&w).await.unwrap().end, End::Done);
    assert_eq!(in_pems(&control, c), "MINE");
    notes.several("send the decision", &w);

    drop(w);
    let w = open(folder.path(), &vault).unwrap();
    notes.several("close and open again", &w);
    // From here on the WAL is brought into the file after nearly every transaction, and begun anew.
    w.store()
        .write(|tx| Ok::<_, pfa_store::StoreError>(tx.pragma_update(None, "wal_autocheckpoint", 8)?))
        .unwrap();
    notes.several("change the pace", &w);
    for (id, value) in [(d, "D-1"), (a, "A-3"), (d, "D-2"), (b, "B-2"), (d, "D-3")] {
        saves(&w, id, value).unwrap();
        notes.whole("save a draft as the WAL is emptied", &w);
    }
    discard_draft(&w, d, Some("not needed")).unwrap();
    notes.whole("discard a draft", &w);
    // A second process opens and closes beside the first.
    drop(open(folder.path(), &vault).unwrap());
    save_draft(&w, d, &contract("D-4"), Some("needed after all")).unwrap();
    notes.whole("save a draft beside another process", &w);
    commits(&w).unwrap();
    notes.whole("commit three drafts", &w);
    assert_eq!(syncs(&w).await.unwrap().end, End::Done);
    notes.several("send as the WAL is emptied", &w);
    drop(w);

    let steps = notes.steps;
    // As it is before the first database is whole: an image may be of that time too.
    let identity = std::fs::read(folder.path().join("profile.json")).unwrap();
    let mut identity: serde_json::Value = serde_json::from_slice(&identity).unwrap();
    identity["hadDatabase"] = false.into();
    let identity = identity.to_string().into_bytes();
    Day { log: recorder.log(), steps, vault, identity }
}

/// Records that a planner may edit freely.
pub fn free(sim: &pems_sim::Sim) -> Vec<String> {
    let records = sim.control().records("RIO").into_iter();
    let free = records.filter(|r| !r.is_discontinued() && !r.is_actualized());
    free.map(|r| r.id.pfa_id.to_string()).collect()
}
