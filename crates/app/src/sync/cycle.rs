//! One cycle: runs the effects of `pfa_sync::step` until it says that nothing is due.

use super::page::{Page, store_page};
use super::read::read_behind;
use super::request::{Cancel, Report, Request};
use super::send::{Sender, take_writes};
use super::{Running, connection, gone};
use crate::account::{self, Account};
use crate::aside::Aside;
use crate::event::{AppEvent, Changed, ProgressPhase, Topic};
use crate::profile::ProfileError;
use crate::{AppError, Workspace, settings};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_domain::{Permission, PfaId, SyncStatus};
use pfa_pems::{Capability, Client, GridPage, PemsError, Session};
use pfa_store::modification::Modification;
use pfa_store::run::{self, Kept, Run, RunFigures};
use pfa_store::write::{Write, WriteStatus};
use pfa_store::{audit, current, cursor, mirror, modification, setting, write};
use pfa_sync::{Begin, Effect, End, Event, Failure, FailureKind, GuardStop, Phase, PullMode, Scope, step};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

/// Rows of a pull's first page: few enough to be seen soon.
const FIRST_ROWS: u32 = 1000;
/// Rows of the pages after it: an organization of twenty thousand is read within a second's requests, and a page is
/// stored before a person who saves meanwhile notices.
const PAGE_ROWS: u32 = 4000;
/// Changes are asked for since a little before the last pull, as the contract advises.
const OVERLAP: TimeDelta = TimeDelta::seconds(60);
/// How often a cycle asks for its session where PEMS is asked too often, and how long it waits between.
const SESSION_ATTEMPTS: u32 = 4;
const LEAST_PAUSE: Duration = Duration::from_secs(1);
const MOST_PAUSE: Duration = Duration::from_secs(30);
/// How often everything is read although PEMS tells of changes.
const SWEEP_EVERY: TimeDelta = TimeDelta::hours(24);
/// How long runs are remembered.
const KEPT: Kept = Kept { days: 90, runs: 10_000, idle_days: 7, idle_runs: 1_000 };
/// Runs forgotten at the end of one, at the most: it has to stay short.
const PRUNED_AT_ONCE: u64 = 100;
pub(super) const LAST_KEY: &str = "last_sync";

/// When a cycle last went through, for the next process to know.
#[derive(Serialize, Deserialize)]
pub(super) struct LastSync {
    pub at: DateTime<Utc>,
}

struct Cycle<'a> {
    w: &'a Workspace,
    account: &'a Account,
    client: &'a Client,
    running: &'a Arc<Running>,
    request: &'a Request,
    cancel: &'a Cancel,
    taken: Vec<Write>,
    /// PEMS's clock at the first page, and the records that it listed there.
    first: Option<(DateTime<Utc>, u64)>,
    stored: u64,
    ahead: Option<Ahead<'a>>,
}

/// A page that is asked for while the one before it is stored.
struct Ahead<'a> {
    mode: PullMode,
    after: Option<PfaId>,
    page: Reading<'a>,
}

type Reading<'a> = Pin<Box<dyn Future<Output = Result<GridPage, PemsError>> + Send + 'a>>;

/// Runs one cycle, if no other sync runs on the profile.
pub async fn run_cycle(w: &Workspace, request: &Request, cancel: &Cancel) -> Result<Report, AppError> {
    check_rights(w, request.scope)?;
    let _lock = w.profile().lock_sync(&request.who)?;
    w.live().running = true;
    w.tell(AppEvent::Changed { changed: Changed::of([Topic::Status]) });
    let report = locked(w, request, cancel).await;
    {
        let mut live = w.live();
        live.running = false;
        live.progress = None;
    }
    w.tell(AppEvent::Progress { progress: None });
    // The rights and the number of records may be others now.
    let changed = Changed::of([Topic::Status, Topic::Runs, Topic::Session, Topic::Audit]);
    w.tell(AppEvent::Changed { changed });
    w.note_requests()?;
    report
}

/// A sync that another process runs on the profile.
pub(super) fn runs_elsewhere(error: &AppError) -> bool {
    matches!(error, AppError::Profile(ProfileError::SyncRunning { .. }))
}

async fn locked(w: &Workspace, request: &Request, cancel: &Cancel) -> Result<Report, AppError> {
    recover(w)?;
    let client = w.client()?;
    let account = match tokio::select! {
        biased;
        session = refresh_session(w, &client) => session?,
        () = cancel.wait() => return Ok(Report::of(End::Cancelled)),
    } {
        Ok(account) => account,
        Err(failure) => {
            connection::note(w, Some(&failure));
            return Ok(Report::of(End::Failed(failure)));
        }
    };
    connection::note(w, None);
    let request = &as_far_as_allowed(w, request)?;
    let running = Arc::new(start_run(w, request, &account)?);
    let cycle = Cycle {
        w,
        account: &account,
        client: &client,
        running: &running,
        request,
        cancel,
        taken: Vec::new(),
        first: None,
        stored: 0,
        ahead: None,
    };
    let end = cycle.run().await;
    end_run(w, &running, &account, &end)?;
    let end = end?;
    connection::note(w, if let End::Failed(failure) = &end { Some(failure) } else { None });
    let (figures, setback) = (running.run().figures, running.setback().take());
    Ok(Report { end, figures, setback })
}

/// Where PEMS had taken the organization away, only PEMS can say whether it has given it back.
fn check_rights(w: &Workspace, scope: Scope) -> Result<(), AppError> {
    let actor = w.store().read(account::signed_in)?.actor();
    let withdrawn = !actor.permissions.has(Permission::Read);
    if scope.push && !withdrawn { actor.require(Permission::Sync) } else { Ok(()) }
}

/// A person who may no longer send still pulls.
fn as_far_as_allowed(w: &Workspace, request: &Request) -> Result<Request, AppError> {
    let actor = w.store().read(|db| account::actor(db, Permission::Read))?;
    let mut allowed = request.clone();
    if request.scope.push && !actor.permissions.has(Permission::Sync) {
        if !request.scope.pull {
            actor.require(Permission::Sync)?;
        }
        allowed.scope.push = false;
    }
    Ok(allowed)
}

/// Whoever holds the sync lock finds what a process that died left: writes that may have arrived.
fn recover(w: &Workspace) -> Result<(), AppError> {
    w.store().write(|tx| {
        let Some(account) = account::get(tx)? else { return Ok(()) };
        run::end_orphans(tx, w.now())?;
        for left in write::in_flight(tx, &account.organization)? {
            let outcome_unknown = left.outcome_unknown || !pfa_sync::mutant!(CrashForgetsInFlight);
            let open = Write { status: WriteStatus::Pending, outcome_unknown, scheduled_at: w.now(), ..left };
            write::update(tx, &open)?;
            if let Some(m) = modification::get(tx, &open.record)?.filter(|m| m.status == SyncStatus::Syncing)
            {
                modification::put(tx, &Modification { status: SyncStatus::Queued, ..m })?;
            }
            current::refresh(tx, &open.record)?;
            let detail = json!({ "write": open.id });
            audit::append(tx, &w.entry("worker", "write_found_open", Some(&open.record), detail))?;
        }
        Ok(())
    })
}

/// Asks PEMS for the person's rights as they are now.
pub(super) async fn refresh_session(
    w: &Workspace,
    client: &Client,
) -> Result<Result<Account, Failure>, AppError> {
    let session = match ask_session(client).await {
        Ok(session) => session,
        Err(error) => {
            let failure =
                error.failure().unwrap_or_else(|| Failure::new(FailureKind::NotPems, error.to_string()));
            return Ok(Err(failure));
        }
    };
    w.store().write(|tx| {
        let mut account = account::signed_in(tx)?;
        let before = account.clone();
        account.take_session(&session);
        w.keep_to(&account, settings::get(w, tx)?.rate_limit_per_second);
        if account != before {
            account::put(tx, &account)?;
            let rights: Vec<&str> = account.permissions().iter().map(|p| p.name()).collect();
            let detail = json!({ "permissions": rights });
            audit::append(tx, &w.entry_in("worker", "rights_changed", &account.organization, detail))?;
        }
        let missing = !account.permissions().has(Permission::Read);
        let forbidden = || {
            let message =
                format!("you may no longer read {}: nothing was removed here", account.organization);
            Failure::new(FailureKind::Forbidden, message)
        };
        Ok(if missing { Err(forbidden()) } else { Ok(account) })
    })
}

/// A process that died just before may have used the second's requests up: PEMS says when to ask again.
async fn ask_session(client: &Client) -> Result<Session, PemsError> {
    for _ in 1..SESSION_ATTEMPTS {
        match client.session().await {
            Err(PemsError::RateLimited { retry_after }) => {
                pause(retry_after.unwrap_or(LEAST_PAUSE).clamp(LEAST_PAUSE, MOST_PAUSE)).await;
            }
            answer => return answer,
        }
    }
    client.session().await
}

fn start_run(w: &Workspace, request: &Request, account: &Account) -> Result<Running, AppError> {
    let started_by = if request.trigger.by_person() { account.user_id.clone() } else { "worker".to_owned() };
    let run = Run {
        id: w.ids().uuid(),
        trigger: request.trigger.name().to_owned(),
        started_by,
        started_at: w.now(),
        ended_at: None,
        status: "running".to_owned(),
        figures: RunFigures::default(),
        message: None,
    };
    w.store().write(|tx| run::start(tx, &account.organization, &run))?;
    Ok(Running::new(run))
}

fn end_run(
    w: &Workspace,
    running: &Running,
    account: &Account,
    end: &Result<End, AppError>,
) -> Result<(), AppError> {
    let mut run = running.run().clone();
    run.ended_at = Some(w.now());
    let (status, message) = match end {
        Ok(End::Done) if run.figures.failed > 0 => ("with_failures", None),
        Ok(End::Done) if run.figures.conflicts > 0 => ("with_conflicts", None),
        Ok(End::Done) => ("done", None),
        Ok(End::Guarded(stop)) => ("stopped", Some(stop.message.clone())),
        Ok(End::Cancelled) => ("stopped", Some("Cancelled.".to_owned())),
        Ok(End::Failed(failure)) => ("offline", Some(failure.message.clone())),
        Err(error) => ("stopped", Some(error.to_string())),
    };
    run.status = status.to_owned();
    run.message = message;
    w.counts().run();
    if let Ok(End::Failed(failure)) = end {
        w.counts().error(failure.kind);
    }
    w.store().write(|tx| {
        run::update(tx, &run)?;
        if matches!(end, Ok(End::Done)) {
            setting::put(tx, LAST_KEY, &LastSync { at: w.now() })?;
        }
        let pruned = run::prune(tx, &account.organization, KEPT, w.now(), PRUNED_AT_ONCE)?;
        if pruned > 0 {
            let detail = json!({ "runs": pruned });
            audit::append(tx, &w.entry_in("worker", "runs_pruned", &account.organization, detail))?;
        }
        let detail = json!({ "run": run.id, "status": run.status, "message": run.message });
        Ok(audit::append(tx, &w.entry_in(&run.started_by, "run_ended", &account.organization, detail))?)
    })
}

impl<'a> Cycle<'a> {
    async fn run(mut self) -> Result<End, AppError> {
        let begin = self.begin()?;
        let (mut phase, mut effect) = step(Phase::Idle, Event::Begin(begin));
        loop {
            if let Effect::Finish(end) = effect {
                return Ok(end);
            }
            let event = if self.cancel.is_set() { Event::Cancel } else { self.perform(effect).await? };
            (phase, effect) = step(phase, event);
        }
    }

    fn begin(&self) -> Result<Begin, AppError> {
        let at = self.w.store().read(|db| cursor::get(db, &self.account.organization))?;
        let fresh = at.swept_at.is_some_and(|swept| (self.w.now() - swept).abs() < SWEEP_EVERY);
        let since = at.pulled_at.filter(|_| fresh && !self.request.sweep && at.guard.is_none());
        let mode = match since.filter(|_| self.account.can(Capability::UpdatedSince)) {
            Some(pulled_at) => PullMode::Since(pulled_at - OVERLAP),
            None => PullMode::Sweep,
        };
        let resume_after =
            if mode == PullMode::Sweep && !self.request.accept { at.sweep_after } else { None };
        Ok(Begin { scope: self.request.scope, mode, resume_after, expected: at.listed })
    }

    async fn perform(&mut self, effect: Effect) -> Result<Event, AppError> {
        match effect {
            Effect::ReadPage { mode, after, wait } => self.read_page(mode, after, wait).await,
            Effect::Count => self.count().await,
            Effect::CloseSweep => self.close_sweep(),
            Effect::TakeWrites => {
                self.taken = take_writes(self.w, self.running, self.account)?;
                if self.taken.is_empty() {
                    let failed = read_behind(self.w, self.running, self.client, self.account).await?;
                    if let Some(failure) = failed {
                        tracing::info!(%failure, "records that are behind are read in the next cycle");
                    }
                }
                Ok(Event::WritesTaken(self.taken.len() as u64))
            }
            Effect::SendWrites => {
                let settings = self.w.store().read(|db| settings::get(self.w, db))?;
                let taken = std::mem::take(&mut self.taken);
                let sender =
                    Sender::new(self.w, self.running, self.client, self.account, self.cancel, &settings);
                Ok(Event::WritesEnded(sender.send(taken).await?))
            }
            Effect::Finish(_) => Ok(Event::Cancel),
        }
    }

    async fn read_page(
        &mut self,
        mode: PullMode,
        after: Option<PfaId>,
        wait: Duration,
    ) -> Result<Event, AppError> {
        let ahead = self.ahead.take().filter(|ahead| ahead.mode == mode && ahead.after == after);
        let reading = ahead.map_or_else(|| self.reading(mode, after.clone()), |ahead| ahead.page);
        let read = async {
            pause(wait).await;
            reading.await
        };
        let page = tokio::select! {
            biased;
            page = read => page,
            () = self.cancel.wait() => return Ok(Event::Cancel),
        };
        match page {
            Ok(page) => {
                if page.more {
                    self.read_ahead(mode, page.last.clone()).await;
                }
                self.keep(mode, after, page).await
            }
            Err(error) => {
                let failure =
                    error.failure().unwrap_or_else(|| Failure::new(FailureKind::NotPems, error.to_string()));
                Ok(Event::PageFailed(failure, self.w.ids().chance()))
            }
        }
    }

    fn reading(&self, mode: PullMode, after: Option<PfaId>) -> Reading<'a> {
        let since = if let PullMode::Since(at) = mode { Some(at) } else { None };
        let (client, organization) = (self.client, &self.account.organization);
        let rows = if after.is_some() { PAGE_ROWS } else { FIRST_ROWS };
        Box::pin(async move { client.grid_page(organization, after.as_ref(), since, rows).await })
    }

    /// Sends the request for the next page, so that PEMS works on it while this one is stored. Where the pull ends
    /// otherwise, its answer is not looked at.
    async fn read_ahead(&mut self, mode: PullMode, after: Option<PfaId>) {
        let mut page = self.reading(mode, after.clone());
        let page = match poll_fn(|context| Poll::Ready(page.as_mut().poll(context))).await {
            Poll::Ready(answer) => Box::pin(ready(answer)),
            Poll::Pending => {
                // The connection has a task of its own, which gets its turn here.
                tokio::task::yield_now().await;
                page
            }
        };
        self.ahead = Some(Ahead { mode, after, page });
    }

    async fn keep(
        &mut self,
        mode: PullMode,
        after: Option<PfaId>,
        page: GridPage,
    ) -> Result<Event, AppError> {
        let rows = page.rows.len() as u64;
        let first = *self.first.get_or_insert((page.server_time, page.matching));
        let page = Page {
            organization: self.account.organization.clone(),
            mode,
            after,
            page,
            accept: self.request.accept,
            first_server_time: first.0,
        };
        let event = self.store(page).await?;
        if matches!(event, Event::PageStored { .. }) {
            self.stored += rows;
            if first.1 > u64::from(FIRST_ROWS) {
                self.running.progress(self.w, ProgressPhase::Pulling, self.stored, first.1);
            }
        }
        Ok(event)
    }

    /// Stores a page. A large one on a thread of its own, so that the next is read meanwhile.
    async fn store(&mut self, page: Page) -> Result<Event, AppError> {
        let (w, running, page) = (self.w.clone(), Arc::clone(self.running), Arc::new(page));
        let Some(ahead) = self.ahead.as_mut().filter(|_| self.w.works_aside()) else {
            return store_page(self.w, self.running, &page);
        };
        let given = Arc::clone(&page);
        let stored = match Aside::start("page", move || store_page(&w, &running, &given)) {
            Ok(aside) => aside.end(),
            Err(error) => {
                tracing::info!(%error, "a page is stored without a thread of its own");
                return store_page(self.w, self.running, &page);
            }
        };
        let mut stored = pin!(stored);
        tokio::select! {
            biased;
            event = &mut stored => event,
            next = &mut ahead.page => {
                ahead.page = Box::pin(ready(next));
                stored.await
            }
        }
    }

    async fn count(&mut self) -> Result<Event, AppError> {
        match self.client.grid_page(&self.account.organization, None, None, 1).await {
            Ok(page) => {
                self.w.store().write(|tx| {
                    let mut at = cursor::get(tx, &self.account.organization)?;
                    at.listed = page.matching;
                    Ok::<_, AppError>(cursor::put(tx, &self.account.organization, &at)?)
                })?;
                // A sweep that follows is another pull: it has a first page of its own.
                self.first = None;
                self.stored = 0;
                Ok(Event::Counted(page.matching))
            }
            Err(error) => {
                let failure =
                    error.failure().unwrap_or_else(|| Failure::new(FailureKind::NotPems, error.to_string()));
                Ok(Event::PageFailed(failure, 0.0))
            }
        }
    }

    /// What the sweep did not show is gone; then changes are asked for since its first page.
    fn close_sweep(&self) -> Result<Event, AppError> {
        let organization = &self.account.organization;
        let event = self.w.store().write(|tx| {
            let mut at = cursor::get(tx, organization)?;
            let missing = gone::removed_by_sweep(tx, organization, at.sweep)?;
            let held = mirror::count(tx, organization)?;
            if !self.request.accept && missing.len() >= 10 && missing.len() as u64 * 10 > held {
                let message = format!(
                    "{} of {held} records of {organization} did not come. Nothing was removed here.",
                    missing.len()
                );
                let seen = held - missing.len() as u64;
                at.guard = Some(GuardStop { reason: pfa_sync::GuardReason::FarFewer, held, seen, message });
                at.sweep_after = None;
                cursor::put(tx, organization, &at)?;
                let detail = json!({ "guard": at.guard });
                audit::append(tx, &self.w.entry_in("worker", "pull_stopped", organization, detail))?;
                return Ok(at.guard.map_or(Event::SweepClosed, Event::PageStopped));
            }
            for id in &missing {
                gone::record_gone(self.w, tx, self.running, id)?;
            }
            at.pulled_at = at.sweep_server_time.or(at.pulled_at);
            at.listed = at.sweep_listed.unwrap_or(held);
            at.sweep_after = None;
            at.swept_at = Some(self.w.now());
            at.guard = None;
            cursor::put(tx, organization, &at)?;
            Ok::<_, AppError>(Event::SweepClosed)
        })?;
        self.running.publish(self.w);
        Ok(event)
    }
}

#[expect(clippy::disallowed_methods, reason = "the driver's timer: everything else waits for an event")]
pub(super) async fn pause(wait: Duration) {
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
}
