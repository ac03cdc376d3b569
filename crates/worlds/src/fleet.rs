//! A working day of many laptops at one PEMS, with an hour in which nobody can reach it.
//!
//! Laptops meet in PEMS only in the records of their organization, so the fleet is lived through a few dozen
//! organizations at a time, each such part with a PEMS of its own; the requests of all are counted together.

use crate::chance::Chance;
use crate::laptop::{Laptop, Planner};
use crate::ledger::Ledger;
use crate::line::{Line, Tally};
use crate::pems::Pems;
use crate::shot::{RecordShot, Shot};
use crate::time::{WorldTime, pass};
use crate::trace::{Loudness, Trace};
use crate::values::Values;
use chrono::{DateTime, Utc};
use pems_sim::{Capability, Sim, User};
use pfa_app::settings::{SettingKey, set_setting};
use pfa_app::sync::{Order, Trigger};
use pfa_app::{conflict, draft};
use pfa_domain::{Choice, Delta, Field, Permission, RecordId};
use pfa_store::Memory;
use pfa_store::write::WriteStatus;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Laptops that share an organization, and its records.
const TEAM: u64 = 8;
/// Laptops of which the days run together.
const PART: u64 = TEAM * 32;
/// The day, in minutes.
pub const DAY: u64 = 8 * 60;
/// When nobody can reach PEMS, in minutes of the day.
pub const OUTAGE: Range<u64> = 180..240;
/// Within how many minutes the laptops are opened in the morning.
const MORNING: u64 = 15;
/// How often a planner edits, in minutes.
const EDIT_EVERY: u64 = 60;
/// How often a laptop syncs by itself, in seconds: five times the interval, as while the change feed stands.
const SYNC_EVERY: u32 = 300;
/// The steps of the day's loop.
const SLICE: Duration = Duration::from_secs(5);
/// The time after the day that everything has to come to its end.
const EVENING: u64 = 10;

/// How the day went.
#[derive(Debug, Clone, Default)]
pub struct Day {
    /// How many laptops there were.
    pub laptops: u64,
    /// Requests that reached PEMS, minute by minute.
    pub per_minute: Vec<u32>,
    /// Requests that found nobody, minute by minute.
    pub refused: Vec<u32>,
    /// Edits that were made.
    pub edits: u64,
    /// What was lost or did not come to its end, in words.
    pub failures: Vec<String>,
}

struct Seat {
    laptop: Laptop,
    ledger: Ledger,
    values: Values,
    ids: Vec<RecordId>,
    opens_at: u64,
    name: String,
}

/// Lives through the day.
///
/// # Errors
/// Where the fleet cannot even be set up.
pub fn working_day(laptops: u64, seed: u64) -> Result<Day, String> {
    let next = AtomicU64::new(0);
    let day = Mutex::new(Day::default());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let work = || -> Result<(), String> {
            loop {
                let first = next.fetch_add(PART, Ordering::Relaxed);
                if first >= laptops {
                    return Ok(());
                }
                let part = a_part_of_the_day(first..laptops.min(first + PART), seed)?;
                day.lock().unwrap_or_else(PoisonError::into_inner).add(part);
            }
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        let panicked = || Err("a part of the fleet panicked".to_owned());
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| panicked()))
    })?;
    Ok(day.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn a_part_of_the_day(laptops: Range<u64>, seed: u64) -> Result<Day, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.map_err(|error| error.to_string())?.block_on(live(laptops, seed))
}

impl Day {
    /// The mean of the minutes in which everybody was at work and PEMS could be reached.
    pub fn mean(&self) -> f64 {
        let usual = |minute: &usize| {
            let minute = *minute as u64;
            (MORNING + 5..OUTAGE.start).contains(&minute) || (OUTAGE.end + 30..DAY).contains(&minute)
        };
        let counted: Vec<f64> =
            (0..self.per_minute.len()).filter(usual).map(|at| f64::from(self.per_minute[at])).collect();
        counted.iter().sum::<f64>() / (counted.len().max(1) as f64)
    }

    /// The busiest minute after the outage.
    pub fn peak_after_the_outage(&self) -> u32 {
        let from = usize::try_from(OUTAGE.end).unwrap_or(0).min(self.per_minute.len());
        let to = usize::try_from(DAY).unwrap_or(0).min(self.per_minute.len());
        self.per_minute[from..to].iter().copied().max().unwrap_or(0)
    }

    fn add(&mut self, part: Day) {
        self.laptops += part.laptops;
        self.edits += part.edits;
        self.failures.extend(part.failures);
        for (all, more) in [(&mut self.per_minute, part.per_minute), (&mut self.refused, part.refused)] {
            all.resize(all.len().max(more.len()), 0);
            all.iter_mut().zip(more).for_each(|(all, more)| *all += more);
        }
    }
}

async fn live(numbers: Range<u64>, seed: u64) -> Result<Day, String> {
    let start: DateTime<Utc> = DateTime::from_timestamp(1_772_000_000, 0).unwrap_or_default();
    let time = WorldTime::starting_at(start);
    let tally = Arc::new(Tally::starting_now());
    let laptops = numbers.end - numbers.start;
    let teams: Vec<String> =
        (numbers.start / TEAM..numbers.end.div_ceil(TEAM)).map(|team| format!("T{team}")).collect();
    let pems = Arc::new(pems_of(&teams, seed, start)?);
    let mut chance = Chance::of_part(seed, numbers.start << 1 | 1);
    let mut seats = seats(numbers, seed, &pems, time, &tally)?;
    let mut edits = 0;
    for minute in 0..DAY {
        if minute == OUTAGE.start {
            let length = Duration::from_secs((OUTAGE.end - OUTAGE.start) * 60);
            seats.iter().for_each(|seat| seat.laptop.line.die_for(length));
        }
        for slice in 0..12 {
            for seat in seats.iter_mut().filter(|seat| seat.opens_at == minute * 12 + slice) {
                seat.open().await?;
            }
            let slices = EDIT_EVERY * 12;
            let one_more = u64::from(chance.below(slices) < laptops % slices);
            for _ in 0..laptops / slices + one_more {
                let at = usize::try_from(chance.below(laptops)).unwrap_or(0);
                edits += u64::from(seats[at].edit(&mut chance, &pems)?);
            }
            pass(SLICE).await;
        }
    }
    for _ in 0..EVENING * 12 {
        pass(SLICE).await;
    }
    let failures = seats.iter().filter_map(|seat| seat.check(&pems).err()).collect();
    let (per_minute, refused) = tally.minutes();
    Ok(Day { laptops, per_minute, refused, edits, failures })
}

fn pems_of(teams: &[String], seed: u64, start: DateTime<Utc>) -> Result<Pems, String> {
    let users = teams.iter().map(|team| {
        User::new(user_of(team), team.clone()).password(crate::pems::PASSWORD).within(team, Permission::ALL)
    });
    let sim = Sim::builder().seed(seed).users(users).rate(1_000_000.0);
    let sim = sim.records_of("RIO", 0).records_of("PORTARTHUR", 0);
    let records = u32::try_from(TEAM).unwrap_or(8);
    let sim = teams.iter().fold(sim, |sim, team| sim.records_of(team.clone(), records));
    let pems =
        Pems::of(sim.in_process(start).map_err(|error| error.to_string())?, teams.iter().map(String::as_str));
    pems.control().set_capabilities([Capability::Batch, Capability::Versions, Capability::UpdatedSince]);
    Ok(pems)
}

fn user_of(team: &str) -> String {
    format!("{}@example.com", team.to_lowercase())
}

fn seats(
    numbers: Range<u64>,
    seed: u64,
    pems: &Arc<Pems>,
    time: WorldTime,
    tally: &Arc<Tally>,
) -> Result<Vec<Seat>, String> {
    let empty = Memory::new().map_err(|error| error.to_string())?;
    let mut chance = Chance::of_part(seed, numbers.start << 1);
    numbers
        .map(|number| {
            let team = format!("T{}", number / TEAM);
            let trace = Trace::new(time, Loudness::Silent);
            let line = Line::new(Arc::clone(pems), trace).counted_by(Arc::clone(tally));
            line.draw_from(Chance::of_part(seed, 1_000 + number));
            let memory = empty.copy().map_err(|error| error.to_string())?;
            let laptop = Laptop::new(memory, seed ^ (number << 20), time, Arc::new(line), Arc::new(|_| ()));
            Ok(Seat {
                laptop,
                ledger: Ledger::default(),
                values: Values::default(),
                ids: pems.control().records(&team).into_iter().map(|record| record.id).collect(),
                opens_at: chance.below(MORNING * 12),
                name: team,
            })
        })
        .collect()
}

impl Seat {
    async fn open(&mut self) -> Result<(), String> {
        let planner = Planner { user: user_of(&self.name), organization: self.name.clone() };
        self.laptop.first_start(planner).await.map_err(|error| error.to_string())?;
        let every = serde_json::json!(SYNC_EVERY);
        // The worker has not begun yet.
        match self.laptop.act(0, |w| set_setting(w, SettingKey::IntervalSeconds, every)) {
            Some(Ok(set)) => set.map(drop).map_err(|error| error.to_string()),
            Some(Err(_)) | None => Err("the laptop did not open".to_owned()),
        }
    }

    /// The planner settles what is in conflict, else edits a record and sends it. Whether it was an edit.
    fn edit(&mut self, chance: &mut Chance, pems: &Pems) -> Result<bool, String> {
        let shot = self.shot()?;
        let held: Vec<_> = shot.records.iter().filter(|(_, record)| record.current.is_some()).collect();
        let Some((id, before)) = chance.pick(&held).copied() else { return Ok(false) };
        if let Some(found) = &before.conflict {
            self.ledger.shown_conflict(found);
            let conflict = found.id.to_string();
            let done = self.laptop.act(0, |w| conflict::resolve_conflict(w, &conflict, &Choice::Mine));
            if matches!(done, Some(Ok(Ok(_)))) {
                self.laptop.order(0, Order::Sync(Trigger::Commit));
            }
            return Ok(false);
        }
        let Some(current) = before.current.as_ref() else { return Ok(false) };
        let mut edit = Delta::default();
        let field =
            *chance.pick(&[Field::Model, Field::Description, Field::Contract]).unwrap_or(&Field::Model);
        self.values.put(&mut edit, field, &current.record, &format!("{}-{}", self.name, self.opens_at));
        self.save(id, &edit, before, pems)
    }

    fn save(
        &mut self,
        id: &RecordId,
        edit: &Delta,
        before: &RecordShot,
        pems: &Pems,
    ) -> Result<bool, String> {
        let name = id.pfa_id.to_string();
        let saved = self.laptop.act(0, |w| draft::save_draft(w, &name, edit, None));
        if !matches!(saved, Some(Ok(Ok(_)))) {
            return Ok(false);
        }
        let after = self.shot()?;
        if let Some(after) = after.records.get(id) {
            self.ledger.typed(id, edit, before, after, &pems.witness())?;
        }
        if matches!(
            self.laptop.act(0, |w| draft::commit_drafts(w, Some(std::slice::from_ref(&name)))),
            Some(Ok(Ok(_)))
        ) {
            self.laptop.order(0, Order::Sync(Trigger::Commit));
        }
        Ok(true)
    }

    fn shot(&self) -> Result<Shot, String> {
        self.laptop.read(|db| Shot::take(db, &self.ids)).map_err(|error| error.to_string())
    }

    /// Nothing is lost, nothing waits, and what the laptop shows is what PEMS has.
    fn check(&self, pems: &Pems) -> Result<(), String> {
        let shot = self.shot()?;
        self.ledger.check_nothing_is_lost(&shot, &pems.witness())?;
        for (id, record) in &shot.records {
            if let Some(open) = record.write.as_ref().filter(|open| open.status != WriteStatus::Failed) {
                return Err(format!("{} is still {} in the evening", id.pfa_id, open.status.name()));
            }
            let there = pems.record(id).map(|record| record.version);
            let here = record.mirror.as_ref().map(|row| row.record.version);
            if there != here {
                return Err(format!(
                    "{}: PEMS has v{there:?}, the laptop v{here:?} in the evening",
                    id.pfa_id
                ));
            }
        }
        Ok(())
    }
}
