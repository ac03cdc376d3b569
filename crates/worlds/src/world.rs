//! A world: one PEMS, one laptop, one planner and a colleague, and what happens to them by a seed.

use crate::chance::Chance;
use crate::check::{Checker, Look, check_rest};
use crate::laptop::{Ended, Laptop, Planner};
use crate::ledger::Ledger;
use crate::line::Line;
use crate::pems::{KEYS_LAST, ORGANIZATION, Pems};
use crate::shot::Shot;
use crate::step::{Step, pause_after};
use crate::story::{self, Beat};
use crate::time::{WorldTime, pass};
use crate::trace::{Loudness, Trace};
use crate::values::Values;
use chrono::{DateTime, TimeDelta, Utc};
use pems_sim::{Backup, Capability};
use pfa_app::AppError;
use pfa_app::sync::{Order, Trigger};
use pfa_domain::{Permission, RecordId};
use pfa_store::{Db, Memory};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How a world is to run.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// What happens, and nothing else, to the first record; without it the seed draws what happens.
    pub story: Option<Vec<Beat>>,
    /// Steps to leave out, to find out which are needed.
    pub left_out: BTreeSet<usize>,
    /// What becomes of the lines that tell what happens.
    pub loudness: Loudness,
}

/// How a world went.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What did not hold, if anything.
    pub failure: Option<String>,
    /// Everything that happened.
    pub trace: String,
    /// A hash over it.
    pub hash: String,
    /// How many steps it took.
    pub steps: usize,
}

/// A running world.
pub struct World {
    pub(crate) plan: Plan,
    pub(crate) pems: Arc<Pems>,
    pub(crate) laptop: Laptop,
    pub(crate) trace: Trace,
    pub(crate) ledger: Ledger,
    pub(crate) values: Values,
    pub(crate) ids: Vec<RecordId>,
    /// The record that the story is about, while one is told.
    pub(crate) focus: Option<RecordId>,
    pub(crate) backup: Option<Backup>,
    pub(crate) first_backup: Backup,
    /// Whether the laptop's clock was ever set wrong: then it cannot tell how old a key is.
    pub(crate) clock_was_wrong: bool,
    checker: Checker,
    /// How often the laptop has committed, and what its database held at one of these counts.
    commits: Arc<AtomicU64>,
    looked: RefCell<Option<(u64, Rc<Shot>)>>,
}

/// Runs a world to its end, or to the first thing that does not hold.
pub fn run(plan: &Plan, empty: &Memory) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            let failure = Some(format!("no runtime: {error}"));
            return Outcome { failure, trace: String::new(), hash: String::new(), steps: 0 };
        }
    };
    runtime.block_on(async {
        let mut chance = Chance::of_part(plan.seed, 0);
        let course = plan.story.clone().map_or_else(|| drawn(&mut chance), told);
        let steps = course.len();
        let mut world = match World::new(plan.clone(), &mut chance, empty).await {
            Ok(world) => world,
            Err(failure) => {
                return Outcome {
                    failure: Some(failure),
                    trace: String::new(),
                    hash: String::new(),
                    steps: 0,
                };
            }
        };
        let failure = world.live(course).await.err();
        if let Some(failure) = &failure {
            world.trace.note(format_args!("DOES NOT HOLD: {failure}"));
        }
        Outcome { failure, trace: world.trace.text(), hash: world.trace.hash(), steps }
    })
}

impl World {
    async fn new(plan: Plan, chance: &mut Chance, empty: &Memory) -> Result<Self, String> {
        let start: DateTime<Utc> = DateTime::from_timestamp(1_772_000_000, 0).unwrap_or_default();
        let time = WorldTime::starting_at(start);
        let trace = Trace::new(time, plan.loudness);
        let records = u32::try_from(chance.between(2, 7)).unwrap_or(3);
        let rate = if chance.percent(20) { 3.0 } else { 10.0 };
        let offered = capabilities(chance);
        let pems = Pems::new(plan.seed, records, offered, rate, start).map_err(|error| error.to_string())?;
        let pems = Arc::new(pems);
        let ids: Vec<RecordId> = pems.control().records(ORGANIZATION).into_iter().map(|r| r.id).collect();
        let line = Arc::new(Line::new(Arc::clone(&pems), trace.clone()));
        let memory = empty.copy().map_err(|error| error.to_string())?;
        let commits = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&commits);
        let on_commit = Arc::new(move |_: &Db<'_>| {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let mut laptop = Laptop::new(memory, plan.seed, time, line, on_commit);
        laptop.first_start(Planner::of_the_world()).await.map_err(|error| error.to_string())?;
        pass(Duration::from_secs(5)).await;
        let first_backup = pems.back_up();
        Ok(Self {
            plan,
            pems,
            laptop,
            trace,
            ledger: Ledger::default(),
            values: Values::default(),
            ids,
            focus: None,
            backup: None,
            clock_was_wrong: false,
            first_backup,
            checker: Checker::default(),
            commits,
            looked: RefCell::default(),
        })
    }

    async fn live(&mut self, course: Vec<Moment>) -> Result<(), String> {
        self.check()?;
        for (number, moment) in (1..).zip(course) {
            if self.plan.left_out.contains(&number) {
                continue;
            }
            let mut chance = Chance::of_part(self.plan.seed, number as u64);
            self.laptop.line.draw_from(Chance::of_part(self.plan.seed, 1 << 32 | number as u64));
            match moment {
                Moment::Any => {
                    self.focus = None;
                    let step = Step::draw(&mut chance);
                    self.happen(number, step, &mut chance).await?;
                    self.settle_down(Duration::from_millis(pause_after(&mut chance))).await?;
                }
                Moment::Told(beat) => {
                    self.focus = self.ids.first().cloned();
                    self.tell(number, &beat, &mut chance).await?;
                    self.settle_down(Duration::from_millis(1)).await?;
                }
            }
        }
        self.rest().await
    }

    /// Does what a story says next.
    async fn tell(&mut self, number: usize, beat: &Beat, chance: &mut Chance) -> Result<(), String> {
        if let Beat::Step(step) = beat {
            return self.happen(number, *step, chance).await;
        }
        self.trace.step(number, format_args!("{beat:?}"));
        match beat {
            Beat::Step(_) => {}
            Beat::Writes(fates) => self.laptop.line.meet_writes_with(fates),
            Beat::Poison => self.focus.iter().for_each(|id| self.laptop.line.poison(id)),
            Beat::Silence(time) => self.laptop.line.die_for(*time),
            Beat::Pass(time) => self.settle_down(*time).await?,
            Beat::Asleep(time) => self.skip(*time).await?,
            Beat::PowerLossAfter(commits) => self.laptop.lose_power_after(*commits),
            Beat::ClockWrong(by) => self.set_clock_wrong_by(*by),
            Beat::Rights(rights) => self.pems.permit(rights.iter().copied()),
        }
        Ok(())
    }

    /// Lets time pass, starts again what ended, and checks.
    pub(crate) async fn settle_down(&mut self, time: Duration) -> Result<(), String> {
        pass(time).await;
        self.pick_up().await?;
        self.check()
    }

    /// Starts the laptop again where the power went.
    async fn pick_up(&mut self) -> Result<(), String> {
        while let Some(ended) = self.laptop.ended().await {
            match ended {
                Ended::PowerLoss => self.lose_power("in the middle of its work").await?,
                Ended::Broken(what) => return Err(what),
            }
        }
        Ok(())
    }

    /// The power goes, and after a while it comes back.
    pub(crate) async fn lose_power(&mut self, when: &str) -> Result<(), String> {
        self.trace.note(format_args!("the power goes {when}"));
        self.laptop.lose_power().await;
        pass(Duration::from_secs(3)).await;
        self.laptop.open().map_err(|error| format!("it does not open again: {error}"))
    }

    /// Days that the laptop does not see: no worker runs meanwhile.
    pub(crate) async fn skip(&mut self, time: Duration) -> Result<(), String> {
        tokio::time::advance(time).await;
        if time >= KEYS_LAST {
            let forgotten = self.pems.control().forget_keys().map_err(|error| error.to_string())?;
            self.trace.note(format_args!("PEMS forgets {forgotten} keys"));
        }
        Ok(())
    }

    /// What the laptop's database holds now; looked at anew only when something was committed since.
    pub(crate) fn shot(&self) -> Result<Rc<Shot>, String> {
        let now = self.commits.load(Ordering::Relaxed);
        if let Some((at, shot)) = &*self.looked.borrow()
            && *at == now
        {
            return Ok(Rc::clone(shot));
        }
        let shot = self.laptop.read(|db| Shot::take(db, &self.ids)).map_err(|error| error.to_string())?;
        let shot = Rc::new(shot);
        *self.looked.borrow_mut() = Some((now, Rc::clone(&shot)));
        Ok(shot)
    }

    /// The person has decided a conflict with this version.
    pub(crate) fn decided(&mut self, id: &RecordId, version: u64) {
        self.checker.decided(id, version);
    }

    /// The person has accepted that versions may fall, which the next sweeps do.
    pub(crate) fn accept_falls(&mut self) {
        self.checker.falls_accepted = 4;
    }

    fn check(&mut self) -> Result<(), String> {
        let resent = self.laptop.line.breach().filter(|_| !self.clock_was_wrong);
        if let Some(breach) = resent.or_else(|| self.pems.witness().breach.clone()) {
            return Err(breach);
        }
        let shot = self.shot()?;
        for line in shot.unsent() {
            self.trace.note(line);
        }
        let (checker, ledger, pems) = (&mut self.checker, &self.ledger, &self.pems);
        let verdict = self.laptop.read(|db| {
            let witness = pems.witness();
            Ok::<_, AppError>(checker.check(&Look { shot: &shot, ledger, witness: &witness }, db))
        });
        verdict.map_err(|error| error.to_string())?
    }

    /// Nothing disturbs any more; everything must come to its end by itself, but for what a person has to do.
    async fn rest(&mut self) -> Result<(), String> {
        self.trace.note("rest");
        self.laptop.line.mend();
        self.laptop.lose_power_after(0);
        self.pems.permit(Permission::ALL);
        self.laptop.clock.set_wrong_by(TimeDelta::zero());
        if self.laptop.open_desks() == 0 {
            self.laptop.open().map_err(|error| error.to_string())?;
        }
        for _ in 0..3 {
            self.settle_down(Duration::from_secs(100)).await?;
        }
        // A restored backup is accepted by a person, in whatever state it is.
        self.accept_falls();
        self.laptop.order(0, Order::Accept);
        self.settle_down(Duration::from_secs(30)).await?;
        self.laptop.order(0, Order::Sync(Trigger::Manual));
        self.settle_down(Duration::from_secs(100)).await?;
        let shot = self.shot()?;
        let records = self.pems.control().records(ORGANIZATION);
        let (ledger, pems) = (&self.ledger, &self.pems);
        let verdict = self.laptop.read(|db| {
            let witness = pems.witness();
            Ok::<_, AppError>(check_rest(&Look { shot: &shot, ledger, witness: &witness }, &records, db))
        });
        verdict.map_err(|error| error.to_string())?
    }
}

/// What comes next in a world's life.
enum Moment {
    /// A step that the seed draws.
    Any,
    /// What a story says.
    Told(Beat),
}

fn told(story: Vec<Beat>) -> Vec<Moment> {
    story.into_iter().map(Moment::Told).collect()
}

/// Steps, and in most worlds a story in the midst of them.
fn drawn(chance: &mut Chance) -> Vec<Moment> {
    let steps = usize::try_from(chance.between(8, 45)).unwrap_or(20);
    let any = |count: usize| (0..count).map(|_| Moment::Any);
    if chance.percent(40) {
        return any(steps).collect();
    }
    // It takes the place of half of the steps.
    let steps = steps / 2;
    let before = usize::try_from(chance.below(steps as u64)).unwrap_or(0);
    any(before).chain(told(story::draw(chance))).chain(any(steps - before)).collect()
}

/// What this PEMS offers; the change feed needs a connection of its own and is never among it.
pub(crate) fn capabilities(chance: &mut Chance) -> Vec<Capability> {
    [Capability::Batch, Capability::Versions, Capability::UpdatedSince]
        .into_iter()
        .filter(|_| chance.percent(60))
        .collect()
}
