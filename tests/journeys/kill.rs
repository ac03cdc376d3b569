//! `pfa` is killed at random moments, again and again; at the end each edit is in PEMS once.
//!
//! `cargo xtask kill --rounds 5000` does it at length. The seed that is printed repeats the choices, though not the
//! machine's own timing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::json;

use pfa_journeys::{Dice, Ledger, PLANNER, Pems, Pfa, until};

use crate::script::{count, editable, open_profile};

/// Rounds where nobody asks for a number.
const ROUNDS: u64 = 500;

/// How often each verb is drawn.
const VERBS: [&str; 8] = ["edit", "edit", "edit", "commit", "commit", "sync", "sync", "watch"];
/// In how many rounds PEMS applies what it gets and answers nothing before the process is dead: one in so many.
const UNANSWERED: u64 = 5;

struct Script<'a> {
    pems: &'a Pems,
    pfa: &'a Pfa<'static>,
    dice: Dice,
    ledger: Ledger,
    ids: Vec<String>,
    /// How long a verb takes that nobody kills.
    takes: BTreeMap<&'static str, Duration>,
    killed: BTreeMap<&'static str, u32>,
}

#[test]
fn each_edit_is_in_pems_once_however_often_the_process_is_killed() {
    let rounds = asked_for("PFA_KILL_ROUNDS").unwrap_or(ROUNDS);
    let seed = asked_for("PFA_KILL_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("PFA_KILL_SEED={seed} PFA_KILL_ROUNDS={rounds}");
    let pems = Pems::with_records(200);
    pems.takes_per_second(1_000);
    let pfa = Pfa::with_key_file();
    open_profile(&pfa, &pems, PLANNER);
    let mut script = Script {
        pems: &pems,
        pfa: &pfa,
        dice: Dice::of(seed),
        ledger: Ledger::default(),
        ids: editable(&pfa, 60),
        takes: BTreeMap::new(),
        killed: BTreeMap::new(),
    };
    for id in &script.ids {
        script.ledger.open(&pems, id);
    }
    script.measures();
    for _ in 0..rounds {
        script.round();
    }
    settle(&pfa);
    let tally = script.ledger.check(&pems).unwrap_or_else(|wrong| panic!("PFA_KILL_SEED={seed}\n{wrong}"));
    println!("{rounds} rounds, killed {:?} of usual times {:?}; {tally:?}", script.killed, script.takes);
    println!("{} requests to write", pems.writes());
    assert!(script.killed.values().sum::<u32>() > 0 && tally.in_pems > 0, "{tally:?}");
    let verdict = pfa.json(&["audit", "verify"]);
    assert_eq!(verdict["intact"], true, "{verdict}");
    pfa.done(&["sync"]);
}

impl Script<'_> {
    /// Learns how long each verb takes here, so that it is killed anywhere on its way.
    fn measures(&mut self) {
        for verb in ["edit", "commit", "sync"] {
            let started = now();
            let arguments = self.arguments(verb);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            self.pfa.done(&arguments);
            if verb == "edit" {
                self.ledger.acknowledged(arguments[1]);
            }
            self.takes.insert(verb, now() - started);
        }
        // It never ends by itself: its first cycle is the interesting part.
        self.takes.insert("watch", self.takes["sync"]);
    }

    fn round(&mut self) {
        let verb = *self.dice.one_of(&VERBS);
        let arguments = self.arguments(verb);
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let usual = self.takes[verb].as_micros() as u64;
        let unanswered = self.dice.below(UNANSWERED) == 0;
        if unanswered {
            self.pems.fails_writes(&json!({"kind": "holdReply"}));
        }
        let process = self.pfa.start(&words);
        let ended = process.kill_after(Duration::from_micros(self.dice.below(usual * 3 / 2)));
        if unanswered {
            self.pems.heal();
        }
        match ended {
            Some(0) if verb == "edit" => self.ledger.acknowledged(&arguments[1]),
            Some(0) => {}
            None => *self.killed.entry(verb).or_default() += 1,
            Some(code) => panic!("pfa {arguments:?} ended with {code}"),
        }
    }

    fn arguments(&mut self, verb: &str) -> Vec<String> {
        let rest = match verb {
            "edit" => {
                let id = self.dice.one_of(&self.ids).clone();
                let change = self.ledger.edit(&id);
                vec![id, change]
            }
            "commit" => vec!["--all".to_owned()],
            _ => Vec::new(),
        };
        [vec![verb.to_owned()], rest].concat()
    }
}

/// Commits what is left, and lets it sync until nothing waits.
fn settle(pfa: &Pfa<'_>) {
    let watch = pfa.start(&["watch"]);
    until("all edits to be synced", || {
        pfa.done(&["commit", "--all"]);
        let waiting: u64 = ["draft", "queued", "syncing", "conflict", "failed"]
            .map(|status| count(pfa, status))
            .iter()
            .sum();
        (waiting == 0).then_some(())
    });
    assert_eq!(watch.terminate(), Some(0), "watch ends as it was asked to");
}

fn asked_for(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|number| number.parse().expect("a number"))
}

#[expect(clippy::disallowed_methods, reason = "how long a verb takes decides only when it is killed")]
fn now() -> Instant {
    Instant::now()
}
