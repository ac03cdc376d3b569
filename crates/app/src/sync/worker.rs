//! The worker: a cycle every interval, on demand, on reconnecting and on waking from sleep.

use super::connection::note_policy;
use super::cycle::{pause, run_cycle, runs_elsewhere};
use super::feed::{Listener, Notice};
use super::request::{Cancel, Report, Request, Trigger};
use crate::backup::keep_copy_of_the_day;
use crate::event::{AppEvent, ChangeFeed, Changed, Connection, Topic};
use crate::settings::{self, Settings};
use crate::{AppError, Workspace, account, alert, metrics};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_store::write;
use pfa_sync::{End, Scope, cycle_delay, interval_with_feed, offline_delay};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// How often the worker looks whether the computer slept: time that passed unseen.
const LOOK: Duration = Duration::from_secs(5);
const SLEPT: TimeDelta = TimeDelta::seconds(30);
/// How often it looks whether somebody should look after something.
const ALERTS: TimeDelta = TimeDelta::minutes(1);
/// How soon to look again where another process syncs the profile.
const ELSEWHERE: TimeDelta = TimeDelta::seconds(5);

/// What the worker can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Sync now.
    Sync(Trigger),
    /// Pull now and accept what the guard would stop.
    Accept,
    /// Settings or sign-in have changed: look again.
    LookAgain,
    /// End after the request in flight.
    Stop,
}

/// Gives orders to a worker that runs.
#[derive(Debug, Clone)]
pub struct Worker {
    orders: mpsc::UnboundedSender<Order>,
    cancel: Cancel,
    stop: Cancel,
}

struct Loop {
    w: Workspace,
    who: String,
    orders: mpsc::UnboundedReceiver<Order>,
    /// Tells the listener.
    notices: mpsc::UnboundedSender<Notice>,
    /// Ends the cycle under way; taken back before the next.
    cancel: Cancel,
    /// Ends the worker; never taken back, also where it comes just before a cycle starts.
    stop: Cancel,
    failures: u32,
    next_at: DateTime<Utc>,
    /// Whether the next cycle may come later, since the change feed tells of changes.
    leaves_it_to_the_feed: bool,
    /// When the last cycle began.
    began: DateTime<Utc>,
    /// When it last looked whether somebody should look after something.
    looked_at: DateTime<Utc>,
    /// When the wall's clock and the computer's own were last compared: only the first goes on in sleep.
    compared: (DateTime<Utc>, Instant),
    /// The copy of the database under way, or the last.
    copying: Option<JoinHandle<()>>,
    /// What the store said of changes elsewhere when the windows were last told of some.
    elsewhere: Option<i64>,
}

impl Worker {
    /// Makes a worker for a workspace: the handle, and the future to be run until it is told to stop.
    pub fn new(w: Workspace) -> (Self, impl Future<Output = ()> + Send) {
        Self::named(w, "the window's worker")
    }

    /// The same by the name that other processes are told while it syncs.
    pub fn named(w: Workspace, who: &str) -> (Self, impl Future<Output = ()> + Send) {
        let (orders, receiver) = mpsc::unbounded_channel();
        let (cancel, stop) = (Cancel::default(), Cancel::default());
        let (who, next_at) = (who.to_owned(), w.now());
        let offered = metrics::offer(w.clone());
        let (listener, notices) = Listener::new(w.clone(), orders.downgrade());
        let elsewhere = w.store().changes_elsewhere().ok();
        let work = Loop {
            w,
            who,
            orders: receiver,
            notices,
            cancel: cancel.clone(),
            stop: stop.clone(),
            failures: 0,
            next_at,
            leaves_it_to_the_feed: false,
            began: next_at,
            looked_at: next_at,
            compared: (next_at, Instant::now()),
            copying: None,
            elsewhere,
        };
        let all = async {
            tokio::select! {
                biased;
                // The listener ends with the worker, and whoever offers figures with both.
                ((), ()) = async { tokio::join!(biased; work.run(), listener.run()) } => {}
                () = offered => {}
            }
        };
        (Self { orders, cancel, stop }, all)
    }

    /// Gives an order. One that comes after the end is of no consequence.
    pub fn order(&self, order: Order) {
        if order == Order::Stop {
            self.stop.set();
            self.cancel.set();
        }
        let _ = self.orders.send(order);
    }

    /// Ends the cycle under way; the worker goes on.
    pub fn cancel_cycle(&self) {
        self.cancel.set();
    }
}

impl Loop {
    async fn run(mut self) {
        let mut trigger = Trigger::Start;
        let mut accept = false;
        loop {
            if self.may_sync(trigger) {
                self.cycle(trigger, accept).await;
            } else {
                self.rest();
            }
            accept = false;
            match self.wait().await {
                Some(Order::Stop) | None => return self.end_of_copying().await,
                Some(Order::Sync(next)) => trigger = next,
                Some(Order::Accept) => (trigger, accept) = (Trigger::Manual, true),
                Some(Order::LookAgain) => trigger = Trigger::Start,
            }
        }
    }

    /// Syncs by itself only when that is wished; a person may always ask. Nothing to do when signed out.
    fn may_sync(&self, trigger: Trigger) -> bool {
        let signed_in = match self.w.store().read(account::signed_in) {
            Ok(_) => true,
            Err(AppError::SignedOut) => false,
            Err(error) => {
                tracing::error!(%error, "whether somebody is signed in cannot be read; the next look tells");
                false
            }
        };
        signed_in && (trigger.by_person() || self.syncs_by_itself())
    }

    fn syncs_by_itself(&self) -> bool {
        let settings = self.settings();
        settings.sync_enabled && settings.schedule.is_none_or(|hours| hours.holds(self.w.local(self.w.now())))
    }

    fn note_broken_policy(&self) {
        match settings::show_layers(&self.w) {
            Ok(layers) if layers.policy_is_broken() => {
                note_policy(&self.w, &AppError::PolicyBroken(layers.problems().to_vec()));
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "whether the policy can be applied cannot be read"),
        }
    }

    /// Outside its hours the worker looks again at every interval, which spreads a fleet over the one after they
    /// begin; a person is told when they do.
    fn rest(&mut self) {
        let now = self.w.now();
        self.next_at = now + self.stretched_interval();
        self.note_broken_policy();
        let settings = self.settings();
        let opening = settings.schedule.filter(|_| settings.sync_enabled).and_then(|hours| {
            let local = self.w.local(now);
            hours.next_opening(local).map(|opening| now + (opening - local))
        });
        let told = std::mem::replace(&mut self.w.live().next_at, opening);
        if told != opening {
            self.w.tell(AppEvent::Changed { changed: Changed::of([Topic::Status]) });
        }
    }

    async fn cycle(&mut self, trigger: Trigger, accept: bool) {
        self.cancel.clear();
        if self.stop.is_set() {
            return;
        }
        self.began = self.w.now();
        let request = Request { trigger, scope: self.scope(), sweep: accept, accept, who: self.who.clone() };
        self.notify(Notice::PullBegan);
        let ended = run_cycle(&self.w, &request, &self.cancel).await;
        self.notify(Notice::PullEnded);
        self.next_at = self.after(ended);
        self.w.live().next_at = Some(self.next_at);
        self.w.tell(AppEvent::Changed { changed: Changed::of([Topic::Status]) });
        self.look_after();
        self.back_up();
    }

    /// Copies the database once a day, beside all that the worker does: nothing waits for it but the end.
    fn back_up(&mut self) {
        let under_way = self.copying.as_ref().is_some_and(|copying| !copying.is_finished());
        if !under_way && !self.w.profile().directory().as_os_str().is_empty() {
            let w = self.w.clone();
            self.copying = Some(tokio::task::spawn_blocking(move || keep_copy_of_the_day(&w)));
        }
    }

    /// Waits for a copy under way: whoever closes the profile after this finds nobody in it.
    async fn end_of_copying(&mut self) {
        if let Some(copying) = self.copying.take()
            && let Err(error) = copying.await
        {
            tracing::error!(%error, "copying the database was interrupted");
        }
    }

    /// Tells of what somebody should look after.
    fn look_after(&mut self) {
        self.looked_at = self.w.now();
        if let Err(error) = alert::look(&self.w) {
            tracing::error!(%error, "it cannot be told what to look after; the next look tells");
        }
    }

    /// Whoever may only read pulls.
    fn scope(&self) -> Scope {
        let actor = self.w.store().read(|db| account::actor(db, pfa_domain::Permission::Sync));
        // Any other error is the cycle's to meet and to tell.
        Scope { pull: true, push: !matches!(actor, Err(AppError::Forbidden { .. })) }
    }

    fn after(&mut self, ended: Result<Report, AppError>) -> DateTime<Utc> {
        let now = self.w.now();
        let every = self.stretched_interval();
        self.leaves_it_to_the_feed = false;
        match ended {
            Ok(Report { end: End::Failed(failure), .. }) => {
                self.failures = self.failures.saturating_add(1);
                let most = every.to_std().unwrap_or(LOOK);
                let chance = self.w.ids().chance();
                let delay = offline_delay(self.failures, most, failure.retry_after, chance);
                now + TimeDelta::from_std(delay).unwrap_or(every)
            }
            // Whoever ends a cycle does not want the next one at once.
            Ok(Report { end: End::Cancelled, .. }) => now + every,
            Ok(_) => {
                self.failures = 0;
                self.leaves_it_to_the_feed = self.w.live().change_feed == ChangeFeed::Connected;
                let every = if self.leaves_it_to_the_feed { with_feed(every) } else { every };
                self.next_retry().map_or(now + every, |due| due.clamp(now, now + every))
            }
            Err(error) if runs_elsewhere(&error) => now + ELSEWHERE,
            Err(error @ AppError::PolicyBroken(_)) => {
                note_policy(&self.w, &error);
                now + every
            }
            Err(error) => {
                tracing::error!(%error, "a cycle failed");
                self.w.live().connection_reason = Some(error.to_string());
                now + every
            }
        }
    }

    /// The time to the next cycle, were there nothing to hurry for.
    fn stretched_interval(&self) -> TimeDelta {
        let every = Duration::from_secs(u64::from(self.settings().interval_seconds));
        TimeDelta::from_std(cycle_delay(every, self.w.ids().chance())).unwrap_or(ELSEWHERE)
    }

    /// When the next write is due that waits for its time.
    fn next_retry(&self) -> Option<DateTime<Utc>> {
        let due = self.w.store().read(|db| {
            let actor = account::actor(db, pfa_domain::Permission::Sync)?;
            Ok::<_, AppError>(write::next_due(db, &actor.organization)?)
        });
        match due {
            Ok(due) => due,
            Err(AppError::Forbidden { .. } | AppError::SignedOut) => None,
            Err(error) => {
                tracing::error!(%error, "the queue cannot be read; the next cycle looks again");
                None
            }
        }
    }

    /// Waits for an order, the time, or the computer's waking.
    async fn wait(&mut self) -> Option<Order> {
        if self.slept(Duration::MAX) {
            return Some(self.wakes());
        }
        loop {
            // Told to stop before a cycle began, it would find its time come again and again.
            if self.stop.is_set() {
                return None;
            }
            let left = (self.next_at - self.w.now()).to_std().unwrap_or_default();
            if left.is_zero() {
                let back = self.w.live().connection != Connection::Online && self.failures > 0;
                return Some(Order::Sync(if back { Trigger::Reconnected } else { Trigger::Schedule }));
            }
            let nap = left.min(LOOK);
            tokio::select! {
                // In this order, so that a seed repeats a simulated world.
                biased;
                order = self.orders.recv() => {
                    if order == Some(Order::LookAgain) {
                        self.notify(Notice::LookAgain);
                        self.w.look_again().notify_one();
                    }
                    return order;
                }
                () = pause(nap) => {}
            }
            if self.slept(nap) {
                return Some(self.wakes());
            }
            self.tell_of_changes_elsewhere();
            if self.queued_elsewhere() {
                return Some(Order::Sync(Trigger::Commit));
            }
            self.take_over_from_the_feed();
            if (self.w.now() - self.looked_at).abs() >= ALERTS {
                self.look_after();
            }
        }
    }

    /// Whether time passed that this process did not see, since it was asked last. What it saw is told by a clock that
    /// on some systems goes on in sleep, so that a nap counts for no more than its length.
    fn slept(&mut self, most: Duration) -> bool {
        let now = (self.w.now(), Instant::now());
        let before = std::mem::replace(&mut self.compared, now);
        let seen = TimeDelta::from_std((now.1 - before.1).min(most)).unwrap_or(TimeDelta::MAX);
        (now.0 - before.0 - seen).abs() > SLEPT
    }

    fn wakes(&self) -> Order {
        self.notify(Notice::Woke);
        Order::Sync(Trigger::Woke)
    }

    /// Once the feed has fallen, the schedule alone brings changes. It fell for many at once, so chance spreads what
    /// is due by now.
    fn take_over_from_the_feed(&mut self) {
        if !self.leaves_it_to_the_feed || self.w.live().change_feed == ChangeFeed::Connected {
            return;
        }
        self.leaves_it_to_the_feed = false;
        let every = self.stretched_interval().to_std().unwrap_or_default();
        let soon = TimeDelta::from_std(every.mul_f64(self.w.ids().chance())).unwrap_or_default();
        self.next_at = self.next_at.min(self.w.now() + soon);
        self.w.live().next_at = Some(self.next_at);
        self.w.tell(AppEvent::Changed { changed: Changed::of([Topic::Status]) });
    }

    fn notify(&self, notice: Notice) {
        // The listener ends no sooner than the worker.
        let _ = self.notices.send(notice);
    }

    /// Tells the windows where another process, such as `pfa`, has changed a record.
    fn tell_of_changes_elsewhere(&mut self) {
        let now = match self.w.store().changes_elsewhere() {
            Ok(now) => now,
            Err(error) => {
                tracing::error!(%error, "it cannot be read whether another process changed records; the next look tells");
                return;
            }
        };
        if self.elsewhere.replace(now) != Some(now) {
            let topics =
                [Topic::Records, Topic::Status, Topic::Conflicts, Topic::Failed, Topic::Runs, Topic::Audit];
            self.w.tell(AppEvent::Changed { changed: Changed::of(topics) });
        }
    }

    /// Whether another process, such as `pfa`, has queued a write since the last cycle began.
    fn queued_elsewhere(&self) -> bool {
        self.next_retry().is_some_and(|due| due > self.began && due <= self.w.now())
    }

    fn settings(&self) -> Settings {
        match self.w.store().read(|db| settings::get(&self.w, db)) {
            Ok(settings) => settings,
            Err(error) => {
                tracing::error!(%error, "the settings cannot be read; nothing is synced by itself until they can");
                Settings { sync_enabled: false, ..Settings::default() }
            }
        }
    }
}

fn with_feed(every: TimeDelta) -> TimeDelta {
    every.to_std().ok().and_then(|every| TimeDelta::from_std(interval_with_feed(every)).ok()).unwrap_or(every)
}
