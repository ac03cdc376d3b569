//! The power is cut at every point of a day: what was acknowledged is there, and nothing is half done.

use crate::day::{Day, recorded};
use crate::planner::open;
use crate::state::{assert_sound, dump};
use pfa_power::{Image, Survival, Syncs};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tempfile::TempDir;

/// How many ways of losing some of what was not synced are tried at each point, beside losing all and losing none, unless
/// `PFA_LOSS_SEEDS` says otherwise.
const SEEDS: u64 = 1;

/// What is found after a loss.
type Found = Result<usize, String>;

/// Opens what losses leave, each but once, and knows the states that it has met.
struct Finder<'d> {
    day: &'d Day,
    seen: HashMap<u64, Found>,
    states: Vec<String>,
}

/// What a way through the day came to.
#[derive(Debug, Default)]
struct Tally {
    points: usize,
    losses: usize,
    images: usize,
    damaged: Vec<String>,
    lost: Vec<String>,
    torn_apart: Vec<String>,
}

impl Finder<'_> {
    fn find(&mut self, image: &Image) -> Found {
        let mut hasher = DefaultHasher::new();
        image.hash(&mut hasher);
        let key = hasher.finish();
        if let Some(found) = self.seen.get(&key) {
            return found.clone();
        }
        let found = self.look(image);
        self.seen.insert(key, found.clone());
        found
    }

    /// Starts the application on the files, checks them, and tells which state it finds.
    fn look(&mut self, image: &Image) -> Found {
        let folder = in_memory();
        image.write_to(folder.path()).unwrap();
        std::fs::write(folder.path().join("profile.json"), &self.day.identity).unwrap();
        let w = open(folder.path(), &self.day.vault).map_err(|error| error.to_string())?;
        let state = catch_unwind(AssertUnwindSafe(|| {
            let state = dump(&w);
            assert_sound(&w);
            state
        }))
        .map_err(|panic| panic.downcast_ref::<String>().cloned().unwrap_or_default())?;
        let known = self.states.iter().position(|known| *known == state);
        Ok(known.unwrap_or_else(|| {
            self.states.push(state);
            self.states.len() - 1
        }))
    }
}

/// Cuts the power at every point of the day, until enough is known.
fn cut_everywhere(day: &Day, syncs: Syncs, enough: impl Fn(&Tally) -> bool) -> Tally {
    let seeds = std::env::var("PFA_LOSS_SEEDS").map_or(SEEDS, |seeds| seeds.parse().unwrap());
    let mut finder = Finder { day, seen: HashMap::new(), states: Vec::new() };
    let mut tally = Tally::default();
    // The states that the database went through, in order: what a process that dies leaves, with the disk's power on.
    let mut through: Vec<usize> = Vec::new();
    // Which of them was acknowledged at the end of each step.
    let mut acknowledged: Vec<(usize, usize)> = Vec::new();
    let mut walk = day.log.walk(syncs);
    loop {
        let point = walk.point();
        tally.points += 1;
        match finder.find(&walk.image(Survival::All)) {
            Ok(state) if through.last() != Some(&state) => through.push(state),
            Ok(_) => {}
            Err(why) => tally.damaged.push(format!("killed at {point}: {why}")),
        }
        for step in day.steps.iter().filter(|step| step.end == point) {
            let now = through.len() - 1;
            assert_eq!(
                finder.states[through[now]], step.after,
                "the recording of {} is not what happened",
                step.name
            );
            let before = acknowledged.last().map_or(0, |(_, state)| *state);
            if step.whole && now != before + 1 {
                tally.torn_apart.push(format!("{} went through {} states", step.name, now - before));
            }
            acknowledged.push((point, now));
        }
        let least = acknowledged.last().map_or(0, |(_, state)| *state);
        for survival in [Survival::None].into_iter().chain((0..seeds).map(Survival::Some)) {
            tally.losses += 1;
            match finder.find(&walk.image(survival)) {
                Ok(state) if through[least..].contains(&state) => {}
                Ok(state) if through.contains(&state) => {
                    tally.lost.push(format!("{survival:?} at {point}, in {}", during(day, point)));
                }
                Ok(_) => tally.torn_apart.push(format!("{survival:?} at {point}, in {}", during(day, point))),
                Err(why) => {
                    tally.damaged.push(format!("{survival:?} at {point}, in {}: {why}", during(day, point)))
                }
            }
        }
        if enough(&tally) || !walk.advance() {
            tally.images = finder.seen.len();
            return tally;
        }
    }
}

/// Where syncing costs nothing, if the system has such a place.
fn in_memory() -> TempDir {
    TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).unwrap()
}

fn during(day: &Day, point: usize) -> &'static str {
    day.steps.iter().find(|step| point <= step.end).map_or("the end", |step| step.name)
}

#[test]
fn no_loss_of_power_takes_back_what_was_acknowledged_or_leaves_it_half_done() {
    let day = recorded();
    let tally = cut_everywhere(day, Syncs::Kept, |_| false);
    println!(
        "{} points of {} steps, {} losses of power, {} different disks opened",
        tally.points,
        day.steps.len(),
        tally.losses,
        tally.images
    );
    assert_eq!(tally.damaged, [""; 0], "does not open, or is damaged");
    assert_eq!(tally.lost, [""; 0], "acknowledged and lost");
    assert_eq!(tally.torn_apart, [""; 0], "half done");
    assert!(tally.points > 500, "{tally:?}");
}

#[test]
fn a_commit_that_is_not_synced_is_found_to_be_lost() {
    let tally = cut_everywhere(recorded(), Syncs::IgnoredForWal, |tally| !tally.lost.is_empty());
    assert!(!tally.lost.is_empty(), "as with synchronous=NORMAL, saves are lost: {tally:?}");
}

#[test]
fn a_disk_that_syncs_nothing_is_found_out() {
    let found = |tally: &Tally| !tally.lost.is_empty() && !tally.damaged.is_empty();
    let tally = cut_everywhere(recorded(), Syncs::Ignored, found);
    assert!(found(&tally), "as with synchronous=OFF: {tally:?}");
}
