//! A planner's laptop: one database, the windows open on it, and what ends them.

use crate::line::Line;
use crate::pems::{ORGANIZATION, PASSWORD, PLANNER};
use crate::time::{LaptopClock, WorldTime};
use pfa_app::account::SecretKind;
use pfa_app::clock::SeededIds;
use pfa_app::profile::Profile;
use pfa_app::secrets::{Secret, SecretName, Vault, VaultError};
use pfa_app::settings::Governing;
use pfa_app::sign_in::{SignIn, sign_in};
use pfa_app::sync::{Order, Worker};
use pfa_app::{AppError, Surroundings, Workspace};
use pfa_pems::Carrier;
use pfa_store::{Db, Memory};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// A laptop.
pub struct Laptop {
    memory: Memory,
    profile: Profile,
    vault: Arc<PocketVault>,
    /// Its clock.
    pub clock: Arc<LaptopClock>,
    /// Its line to PEMS.
    pub line: Arc<Line>,
    ids: Arc<SeededIds>,
    desks: Vec<Desk>,
    fuse: Arc<Fuse>,
    on_commit: OnCommit,
}

/// Who works at a laptop, and where.
#[derive(Debug, Clone)]
pub struct Planner {
    /// The user id.
    pub user: String,
    /// The organization's code.
    pub organization: String,
}

impl Planner {
    /// The one of the worlds.
    pub fn of_the_world() -> Self {
        Self { user: PLANNER.to_owned(), organization: ORGANIZATION.to_owned() }
    }
}

/// What looks at the database after each commit.
pub type OnCommit = Arc<dyn Fn(&Db<'_>) + Send + Sync>;

/// An open application: a process of its own.
struct Desk {
    workspace: Workspace,
    worker: Worker,
    work: JoinHandle<()>,
}

/// Ends the laptop after so many commits.
#[derive(Default)]
struct Fuse(AtomicI64);

/// The laptop ended here.
struct PowerLoss;

/// How something ended that a laptop did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The power went.
    PowerLoss,
    /// Something of ours panicked, or a worker ended that was not told to.
    Broken(String),
}

impl Laptop {
    /// A laptop with an empty database, nothing open.
    pub fn new(memory: Memory, seed: u64, time: WorldTime, line: Arc<Line>, on_commit: OnCommit) -> Self {
        Self {
            memory,
            profile: Profile::in_memory(Uuid::from_u64_pair(0, seed)),
            vault: Arc::default(),
            clock: Arc::new(LaptopClock::right(time)),
            line,
            ids: Arc::new(SeededIds::new(seed)),
            desks: Vec::new(),
            fuse: Arc::default(),
            on_commit,
        }
    }

    /// Signs the planner in, once in the laptop's life, and starts to sync.
    pub async fn first_start(&mut self, planner: Planner) -> Result<(), AppError> {
        let workspace = self.open_workspace()?;
        let request = SignIn {
            pems: "http://127.0.0.1:1/axis/restservices".to_owned(),
            tenant: "DEMO".to_owned(),
            organization: planner.organization,
            user: Some(planner.user),
            secret_kind: SecretKind::Password,
            secret: Secret::new(PASSWORD),
            ca_pem: None,
            sample: false,
        };
        sign_in(&workspace, request).await?;
        self.start(workspace);
        Ok(())
    }

    /// Opens one application more.
    pub fn open(&mut self) -> Result<(), AppError> {
        let workspace = self.open_workspace()?;
        self.start(workspace);
        Ok(())
    }

    /// How many applications are open.
    pub fn open_desks(&self) -> usize {
        self.desks.len()
    }

    /// The workspace of an open application; none while all are closed.
    pub fn workspace(&self, desk: usize) -> Option<Workspace> {
        self.desks.get(desk).map(|desk| desk.workspace.clone())
    }

    /// Gives a worker an order.
    pub fn order(&self, desk: usize, order: Order) {
        if let Some(desk) = self.desks.get(desk) {
            desk.worker.order(order);
        }
    }

    /// Tells an application to end and waits until it has: what is in flight is answered first.
    pub async fn close(&mut self, desk: usize) {
        if desk < self.desks.len() {
            let desk = self.desks.remove(desk);
            desk.worker.order(Order::Stop);
            // How it ended shows in what it left.
            let _ = desk.work.await;
        }
    }

    /// The power goes, now.
    pub async fn lose_power(&mut self) {
        for desk in self.desks.drain(..) {
            desk.work.abort();
            // Cancelled, or ended just before.
            let _ = desk.work.await;
        }
        self.fuse.0.store(0, Ordering::Relaxed);
    }

    /// The power goes with the `commits`-th commit from now on.
    pub fn lose_power_after(&self, commits: i64) {
        self.fuse.0.store(commits, Ordering::Relaxed);
    }

    /// Does what a person does at an open application; the power may go meanwhile.
    pub fn act<T>(&self, desk: usize, what: impl FnOnce(&Workspace) -> T) -> Option<Result<T, Ended>> {
        let workspace = self.workspace(desk)?;
        Some(catch_unwind(AssertUnwindSafe(|| what(&workspace))).map_err(how_it_ended))
    }

    /// How the worker that ended first has ended, if one has.
    pub async fn ended(&mut self) -> Option<Ended> {
        let at = self.desks.iter().position(|desk| desk.work.is_finished())?;
        let desk = self.desks.swap_remove(at);
        Some(match desk.work.await {
            Ok(()) => Ended::Broken("a worker ended by itself".to_owned()),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => how_it_ended(panic),
                Err(error) => Ended::Broken(error.to_string()),
            },
        })
    }

    /// Looks at the database as it is.
    pub fn read<T>(&self, look: impl FnOnce(&Db<'_>) -> Result<T, AppError>) -> Result<T, AppError> {
        self.memory.open().read(look)
    }

    fn open_workspace(&self) -> Result<Workspace, AppError> {
        let (fuse, on_commit) = (Arc::clone(&self.fuse), Arc::clone(&self.on_commit));
        let store = self.memory.open_watched(move |db| {
            on_commit(db);
            fuse.burn();
        });
        let around = Surroundings {
            vault: self.vault.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
            events: Arc::new(|_| ()),
            governing: Governing::Nobody,
        };
        let line: Arc<Line> = Arc::clone(&self.line);
        Workspace::over(store, Carrier::InProcess(line), self.profile.clone(), around)
    }

    fn start(&mut self, workspace: Workspace) {
        let (worker, work) = Worker::named(workspace.clone(), "a simulated worker");
        let work = tokio::spawn(work);
        self.desks.push(Desk { workspace, worker, work });
    }
}

impl Fuse {
    fn burn(&self) {
        let left = self.0.load(Ordering::Relaxed);
        if left > 0 {
            self.0.store(left - 1, Ordering::Relaxed);
            if left == 1 {
                // Unlike a panic it says nothing: this is no fault.
                resume_unwind(Box::new(PowerLoss));
            }
        }
    }
}

fn how_it_ended(panic: Box<dyn std::any::Any + Send>) -> Ended {
    if panic.is::<PowerLoss>() {
        return Ended::PowerLoss;
    }
    let words = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    Ended::Broken(
        words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_owned()),
    )
}

/// Keeps secrets in memory.
#[derive(Default)]
struct PocketVault(Mutex<HashMap<&'static str, Secret>>);

impl PocketVault {
    fn name(name: SecretName) -> &'static str {
        match name {
            SecretName::DatabaseKey => "database key",
            SecretName::SignIn => "sign-in",
            SecretName::ProxyPassword => "proxy password",
        }
    }
}

impl Vault for PocketVault {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, VaultError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(Self::name(name)).cloned())
    }

    fn write(&self, name: SecretName, secret: &Secret) -> Result<(), VaultError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(Self::name(name), secret.clone());
        Ok(())
    }

    fn forget(&self, name: SecretName) -> Result<(), VaultError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(Self::name(name));
        Ok(())
    }
}
