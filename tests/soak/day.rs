//! What happens while the memory is watched.

use std::time::{Duration, Instant};

use pfa_journeys::script::{count, editable, exit};
use pfa_journeys::{Dice, Ledger, Pems, Pfa, Process, Tally, until};
use serde_json::{Value, json};

use crate::samples::{Sample, Samples};

/// The pause between two edits.
const BEAT: Duration = Duration::from_secs(1);
/// Beats of faults, and as many without.
const WEATHER: u64 = 20;
/// Beats between two looks at memory and files.
const LOOK: u64 = 5;
/// Beats between two rounds of settling what waits for a person.
const TIDY: u64 = 15;
/// Beats between two edits of a colleague, and between two of the very field that the person has just edited.
const COLLEAGUE: u64 = 3;
const CLASH: u64 = 9;

pub struct Day<'a> {
    pems: &'a Pems,
    pfa: &'a Pfa<'static>,
    watch: Option<Process>,
    dice: Dice,
    ledger: Ledger,
    ids: Vec<String>,
    beats: u64,
    refused: u64,
    resolved: u64,
}

impl<'a> Day<'a> {
    /// Starts `pfa watch` on a profile that is signed in and pulled.
    pub fn begin(pems: &'a Pems, pfa: &'a Pfa<'static>, seed: u64) -> Self {
        let ids = editable(pfa, 300);
        let mut ledger = Ledger::default();
        ids.iter().for_each(|id| ledger.open(pems, id));
        let watch = Some(pfa.start(&["watch"]));
        Self { pems, pfa, watch, dice: Dice::of(seed), ledger, ids, beats: 0, refused: 0, resolved: 0 }
    }

    /// Lives for so long, and says what memory and files were like.
    #[expect(
        clippy::disallowed_methods,
        reason = "a soak lasts as long as it was asked to, and decides nothing by it"
    )]
    pub fn live(&mut self, minutes: u64) -> Samples {
        let (began, end) = (Instant::now(), Duration::from_secs(minutes * 60));
        let mut samples = Samples::default();
        while began.elapsed() < end {
            self.beat();
            if self.beats.is_multiple_of(LOOK) {
                let id = self.watch.as_ref().unwrap().id();
                samples.add(Sample::of(id, began.elapsed()));
            }
            std::thread::sleep(
                BEAT.saturating_sub(began.elapsed() - BEAT * u32::try_from(self.beats - 1).unwrap()),
            );
        }
        samples
    }

    /// Ends the faults, and lets everything be sent.
    pub fn settle(&mut self) {
        self.clear_up();
        until("everything to be sent", || {
            self.tidy();
            let waiting: u64 = ["draft", "queued", "syncing", "conflict", "failed"]
                .map(|status| count(self.pfa, status))
                .iter()
                .sum();
            (waiting == 0).then_some(())
        });
        assert_eq!(self.watch.take().unwrap().terminate(), Some(0), "watch ends as it was asked to");
        let verdict = self.pfa.json(&["audit", "verify"]);
        assert_eq!(verdict["intact"], true, "{verdict}");
    }

    /// What was done, in a line.
    pub fn told(&self) -> String {
        format!(
            "{} beats, {} requests to write, {} conflicts resolved, {} edits refused while their record was in conflict",
            self.beats,
            self.pems.writes(),
            self.resolved,
            self.refused
        )
    }

    /// Compares with PEMS.
    ///
    /// # Errors
    /// What was lost or repeated.
    pub fn check(&self) -> Result<Tally, String> {
        self.ledger.check(self.pems)
    }

    fn beat(&mut self) {
        self.weather();
        if self.beats.is_multiple_of(COLLEAGUE) {
            let id = self.dice.one_of(&self.ids).clone();
            self.colleague(&id, "model");
        }
        let id = self.edit();
        if self.beats.is_multiple_of(CLASH) {
            self.colleague(&id, "contract");
        }
        if self.dice.below(2) == 0 {
            self.pfa.done(&["commit", "--all"]);
        }
        if self.beats % TIDY == TIDY - 1 {
            self.tidy();
        }
        self.beats += 1;
    }

    fn edit(&mut self) -> String {
        let id = self.dice.one_of(&self.ids).clone();
        let change = self.ledger.edit(&id);
        let run = self.pfa.run(&["edit", &id, &change]);
        match run.code {
            0 => self.ledger.acknowledged(&id),
            1 if run.errors.contains("conflict") => self.refused += 1,
            _ => panic!("pfa edit {id} {change}: {run:?}"),
        }
        id
    }

    /// A colleague is at the machine that PEMS runs on: no fault keeps the edit away.
    fn colleague(&mut self, pfa_id: &str, field: &str) {
        self.pems.colleague_edits(pfa_id, json!({ field: format!("THEIRS-{}", self.beats) }));
        self.ledger.colleague(pfa_id);
    }

    fn weather(&mut self) {
        match self.beats % (2 * WEATHER) {
            0 => self.turn_bad(),
            WEATHER => self.clear_up(),
            _ => {}
        }
    }

    fn turn_bad(&mut self) {
        let kinds: [Option<Value>; 9] = [
            None,
            Some(json!({"kind": "serverError"})),
            Some(json!({"kind": "dropRequest"})),
            Some(json!({"kind": "dropReply"})),
            Some(json!({"kind": "captivePortal"})),
            Some(json!({"kind": "truncatedBody"})),
            Some(json!({"kind": "unavailable", "retryAfter": 2})),
            Some(json!({"kind": "rateLimited", "retryAfter": 1})),
            Some(json!({"kind": "delay", "milliseconds": 900})),
        ];
        match self.dice.one_of(&kinds) {
            Some(fault) => self.pems.fails_share(fault, 0.5),
            None => self.pems.take_down(),
        }
    }

    fn clear_up(&self) {
        self.pems.restore();
        self.pems.heal();
    }

    /// What a person does who looks after what waits.
    fn tidy(&mut self) {
        for conflict in self.pfa.json(&["conflicts"]).as_array().unwrap() {
            let run = self.pfa.run(&["resolve", conflict["id"].as_str().unwrap(), "--use", "mine"]);
            // PEMS may have moved on meanwhile: then there is another conflict to look at.
            assert!(run.code == 0 || run.code == 1, "{run:?}");
            self.resolved += u64::from(run.code == 0);
        }
        let retried = self.pfa.run(&["retry", "--all"]).code;
        assert!(retried == 0 || retried == exit::FAILED_WAIT, "retry ended with {retried}");
        self.pfa.done(&["commit", "--all"]);
    }
}
