//! The desk: the workspace that the window works on, its worker, and going from one to another.

use crate::audit::note_refusal;
use crate::clock::{Clock, Ids};
use crate::doctor::{Subject, examine};
use crate::event::{AppEvent, EventSink};
use crate::logging;
use crate::profile::{Profile, ProfileError, hand_over, hand_over_by};
use crate::recovery::{self, Means, RecoveryState};
use crate::repair::{self, Repaired};
use crate::secrets::{Secret, Vault, VaultError};
use crate::settings::Governing;
use crate::sign_in::{SignIn, show_account, sign_in};
use crate::support::{self, BundleFile};
use crate::sync::{Order, Worker};
use crate::unsent::{ExportFormat, read_unsent};
use crate::view::{AppState, ErrorView, SessionView, Stage, UnsentExport};
use crate::{AppError, Surroundings, Workspace};
use pfa_domain::PfaId;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

/// Makes the vault of a profile.
pub type VaultOf = Arc<dyn Fn(&Profile) -> Result<Arc<dyn Vault>, VaultError> + Send + Sync>;

/// What the desk is set up with.
pub struct DeskOptions {
    /// The directory of the profile.
    pub profile: PathBuf,
    /// Where secrets rest.
    pub vault: VaultOf,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Ids and chance.
    pub ids: Arc<dyn Ids>,
    /// Where events go.
    pub events: EventSink,
    /// Who sets settings besides the person.
    pub governing: Governing,
    /// The embedded PEMS of the sample.
    pub sample: Arc<dyn SamplePems>,
    /// Where files for the person go.
    pub handover: Arc<dyn Handover>,
    /// Opens a further window on the same workspace, or says why there is none.
    pub another_window: Arc<dyn Fn() -> Result<(), String> + Send + Sync>,
}

/// Hands files to the person: the window itself has no way to any file.
pub trait Handover: Send + Sync {
    /// The folder that the person looks for them in.
    fn folder(&self) -> Option<PathBuf>;

    /// Shows a file in the system's file manager.
    fn show(&self, file: &Path) -> Result<(), String>;
}

/// How to sign in to the embedded PEMS.
pub struct SampleAccess {
    /// The API's root, on loopback.
    pub root: String,
    /// The tenant.
    pub tenant: String,
    /// The organization.
    pub organization: String,
    /// The user.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// An embedded PEMS with sample data.
pub trait SamplePems: Send + Sync {
    /// Starts it, with its data in `directory`, or finds it started.
    fn start(
        &self,
        directory: PathBuf,
    ) -> Pin<Box<dyn Future<Output = Result<SampleAccess, String>> + Send + '_>>;
}

struct Open {
    workspace: Workspace,
    worker: Option<(Worker, JoinHandle<()>)>,
}

/// The workspace that the window works on.
pub struct Desk {
    options: DeskOptions,
    open: RwLock<Option<Open>>,
    problem: RwLock<Option<ErrorView>>,
    /// The file that was handed over last.
    handed_over: RwLock<Option<PathBuf>>,
    /// The support bundle that the person reads, until it is saved.
    bundle: RwLock<Option<Vec<BundleFile>>>,
    /// What opening the database took.
    repaired: RwLock<Option<Repaired>>,
    /// The record that a link asked for last, until the window takes it.
    link: RwLock<Option<PfaId>>,
    /// One opening at a time: the start and the window's first question come together.
    opening: Mutex<()>,
}

impl Desk {
    /// Sets the desk up; nothing is opened yet.
    pub fn new(options: DeskOptions) -> Arc<Self> {
        Arc::new(Self {
            options,
            open: RwLock::new(None),
            problem: RwLock::new(None),
            handed_over: RwLock::new(None),
            bundle: RwLock::new(None),
            repaired: RwLock::new(None),
            link: RwLock::new(None),
            opening: Mutex::default(),
        })
    }

    /// Opens the profile. What keeps it from being opened is part of the state, for the window to show.
    pub async fn open(self: &Arc<Self>) -> AppState {
        let _one = self.opening.lock().await;
        if self.workspace().is_ok() {
            return self.state();
        }
        let opened = self.open_at(self.options.profile.clone()).await;
        self.note_problem(opened.err());
        self.state()
    }

    /// Where the application stands. A profile that could not be opened is tried again.
    pub async fn state_or_retry(self: &Arc<Self>) -> AppState {
        if self.workspace().is_ok() { self.state() } else { self.open().await }
    }

    /// Opens the sample: a profile of its own, on the embedded PEMS.
    pub async fn open_sample(self: &Arc<Self>) -> Result<AppState, AppError> {
        let directory = self.options.profile.join("sample");
        let _one = self.opening.lock().await;
        self.close().await;
        self.open_at(directory.clone()).await?;
        let access = self
            .options
            .sample
            .start(directory)
            .await
            .map_err(|e| AppError::invalid(format!("The sample does not start: {e}.")))?;
        let request = SignIn {
            pems: access.root,
            tenant: access.tenant,
            organization: access.organization,
            user: Some(access.user),
            secret_kind: crate::account::SecretKind::Password,
            secret: access.password,
            ca_pem: None,
            sample: true,
        };
        sign_in(&self.workspace()?, request).await?;
        self.start_worker()?;
        self.note_problem(None);
        Ok(self.state())
    }

    /// Leaves the sample for the profile.
    pub async fn leave_sample(self: &Arc<Self>) -> AppState {
        self.close().await;
        self.open().await
    }

    /// The workspace, or why there is none.
    pub fn workspace(&self) -> Result<Workspace, AppError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().map(|open| open.workspace.clone()).ok_or(AppError::SignedOut)
    }

    /// Writes everything unsent of the open profile, or of the one that does not open, to a file for the
    /// person. Where nothing is unsent no file is made.
    pub async fn export_unsent(self: &Arc<Self>, format: ExportFormat) -> Result<UnsentExport, AppError> {
        let desk = Arc::clone(self);
        let exported = tokio::task::spawn_blocking(move || {
            let directory = desk
                .workspace()
                .map_or_else(|_| desk.options.profile.clone(), |w| w.profile().directory().to_owned());
            let work =
                read_unsent(&directory, |profile| (desk.options.vault)(profile), desk.options.clock.now())?;
            if work.records() == 0 && work.unreadable().is_empty() {
                return Ok(UnsentExport::of(&work, None));
            }
            let file = work.write_into(&desk.folder()?, format)?;
            desk.note_handed_over(&file);
            Ok(UnsentExport::of(&work, Some(&file)))
        });
        exported.await.map_err(|e| AppError::invalid(format!("the export was interrupted: {e}")))?
    }

    /// Writes a file for the person, under a name that says what and when; gives its path.
    pub(super) fn hand_over(&self, what: &str, extension: &str, content: &[u8]) -> Result<PathBuf, AppError> {
        let file = hand_over(&self.folder()?, what, self.options.clock.now(), extension, content)?;
        self.note_handed_over(&file);
        Ok(file)
    }

    /// The same for a file that is written piece by piece.
    pub(super) fn hand_over_by(
        &self,
        what: &str,
        extension: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), AppError>,
    ) -> Result<PathBuf, AppError> {
        let file = hand_over_by(&self.folder()?, what, self.options.clock.now(), extension, write)?;
        self.note_handed_over(&file);
        Ok(file)
    }

    /// Shows the file that was handed over last; no other can be asked for.
    pub fn show_handed_over(&self) -> Result<(), AppError> {
        let file = self.handed_over.read().unwrap_or_else(PoisonError::into_inner).clone();
        let file = file.ok_or_else(|| AppError::invalid("No file was written yet."))?;
        let unshown = |e| {
            AppError::invalid(format!("The folder cannot be shown ({e}). The file is {}.", file.display()))
        };
        self.options.handover.show(&file).map_err(unshown)
    }

    /// Opens a further window on the same workspace.
    pub fn open_window(&self) -> Result<(), AppError> {
        (self.options.another_window)().map_err(|e| AppError::invalid(format!("No window opens: {e}.")))
    }

    /// Asks the window to open a record. It is kept until there is a window that does.
    pub fn follow_link(&self, pfa_id: PfaId) {
        *self.link.write().unwrap_or_else(PoisonError::into_inner) = Some(pfa_id);
        (self.options.events)(AppEvent::Open);
    }

    /// The record that a link asked for, once.
    pub fn take_link(&self) -> Option<PfaId> {
        self.link.write().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn folder(&self) -> Result<PathBuf, AppError> {
        let nowhere = || AppError::invalid("This user has no folder that a file can be written to.");
        self.options.handover.folder().ok_or_else(nowhere)
    }

    fn note_handed_over(&self, file: &Path) {
        *self.handed_over.write().unwrap_or_else(PoisonError::into_inner) = Some(file.to_owned());
    }

    /// The profile, open or not, to be examined.
    pub(super) fn subject(&self) -> Result<Subject, AppError> {
        let workspace = self.workspace().ok();
        let profile = match &workspace {
            Some(w) => w.profile().clone(),
            None => Profile::at(&self.options.profile)?,
        };
        Ok(Subject {
            vault: (self.options.vault)(&profile)?,
            profile,
            clock: Arc::clone(&self.options.clock),
            governing: self.options.governing.clone(),
            workspace,
        })
    }

    /// Makes the files of a support bundle, to be read before they are saved.
    pub(super) async fn bundle(&self) -> Result<Vec<BundleFile>, AppError> {
        let subject = self.subject()?;
        let findings = examine(&subject).await;
        let made = tokio::task::spawn_blocking(move || support::bundle(&subject, &findings));
        let files =
            made.await.map_err(|e| AppError::invalid(format!("the bundle was interrupted: {e}")))??;
        *self.bundle.write().unwrap_or_else(PoisonError::into_inner) = Some(files.clone());
        Ok(files)
    }

    /// Writes the support bundle that was read into the folder for the person; one made now where none was.
    pub(super) async fn save_bundle(&self) -> Result<PathBuf, AppError> {
        let read = self.bundle.read().unwrap_or_else(PoisonError::into_inner).clone();
        let files = match read {
            Some(files) => files,
            None => self.bundle().await?,
        };
        let zipped = support::zipped(&files)?;
        let now = self.options.clock.now();
        let file = hand_over(&self.folder()?, "PFA Vanguard support", now, "zip", &zipped)?;
        self.note_handed_over(&file);
        *self.bundle.write().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(file)
    }

    /// What the repair of the database came to that opening it took; `None` where it opened as it was.
    pub fn repaired(&self) -> Option<Repaired> {
        self.repaired.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the profile, open or not, has against a lost keyring.
    pub fn recovery_state(&self) -> Result<RecoveryState, AppError> {
        if let Ok(w) = self.workspace() {
            return Ok(recovery::recovery_state(w.profile())?);
        }
        match Profile::exists(&self.options.profile) {
            true => Ok(recovery::recovery_state(&Profile::existing(&self.options.profile)?)?),
            false => Ok(RecoveryState::default()),
        }
    }

    /// Puts the key to the profile's database into the keyring again, and opens the profile.
    pub async fn recover(self: &Arc<Self>, means: Means) -> Result<AppState, AppError> {
        if self.workspace().is_ok() {
            return Err(AppError::invalid("The database is open; it needs no recovery."));
        }
        let (desk, with) = (Arc::clone(self), means.clone());
        // Deriving the key takes long on purpose, and the keyring may ask the person.
        let recovered = tokio::task::spawn_blocking(move || {
            let profile = Profile::existing(&desk.options.profile)?;
            recovery::recover(&profile, &*(desk.options.vault)(&profile)?, &with)
        });
        recovered.await.map_err(|e| AppError::invalid(format!("the recovery was interrupted: {e}")))??;
        let state = self.open().await;
        if let Ok(w) = self.workspace() {
            recovery::note_recovered(&w, &means)?;
        }
        Ok(state)
    }

    /// An error of this command as the window gets it. A refusal for want of a right is remembered.
    pub(super) fn told(&self, command: &str, error: AppError) -> ErrorView {
        match self.workspace() {
            Ok(w) => {
                if error.met_damage() {
                    w.store().distrust();
                }
                note_refusal(&w, command, &error);
                ErrorView::of(error, w.profile().directory())
            }
            Err(_) => ErrorView::of(error, &self.options.profile),
        }
    }

    /// Gives the worker an order, if one runs.
    pub fn order(&self, order: Order) {
        if let Some(worker) = self.worker() {
            worker.order(order);
        }
    }

    /// Ends the cycle under way.
    pub fn cancel_cycle(&self) {
        if let Some(worker) = self.worker() {
            worker.cancel_cycle();
        }
    }

    /// Starts the worker of the open workspace, if it does not run yet.
    pub fn start_worker(&self) -> Result<(), AppError> {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = open.as_mut() else { return Err(AppError::SignedOut) };
        match &open.worker {
            Some((worker, _)) => worker.order(Order::LookAgain),
            None => {
                let (worker, work) = Worker::new(open.workspace.clone());
                open.worker = Some((worker, tokio::spawn(work)));
            }
        }
        Ok(())
    }

    /// Ends the worker after the request in flight, then closes the workspace.
    pub async fn close(&self) {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((worker, working)) = open.and_then(|open| open.worker) {
            worker.order(Order::Stop);
            if let Err(error) = working.await {
                tracing::error!(%error, "the worker did not end as it should");
            }
        }
    }

    /// Where the application stands.
    pub fn state(&self) -> AppState {
        let problem = self.problem.read().unwrap_or_else(PoisonError::into_inner).clone();
        let account = self.workspace().and_then(|w| show_account(&w));
        let (problem, account) = match account {
            Ok(account) => (problem, account),
            Err(AppError::SignedOut) => (problem, None),
            Err(error) => (Some(error.into()), None),
        };
        let signed_in = account.as_ref().is_some_and(|(account, _)| account.signed_in);
        AppState {
            stage: match (&problem, signed_in) {
                (Some(_), _) => Stage::Blocked,
                (None, true) => Stage::Ready,
                (None, false) => Stage::FirstRun,
            },
            session: account.as_ref().map(|(account, records)| SessionView::of(account, records)),
            signed_in,
            problem,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    async fn open_at(self: &Arc<Self>, directory: PathBuf) -> Result<(), AppError> {
        let desk = Arc::clone(self);
        // The keyring may ask the person to unlock it: not on a thread that others wait for.
        let opened = tokio::task::spawn_blocking(move || {
            let profile = Profile::at(directory)?;
            let vault = (desk.options.vault)(&profile)?;
            let opened = Workspace::open(profile.clone(), desk.surroundings(&vault));
            let Err(error) = opened else { return opened };
            if !repair::may_help(&error) {
                return Err(error);
            }
            tracing::error!(%error, "the database does not open and is repaired");
            match repair::repair(&profile, &*vault, desk.options.clock.now()) {
                Ok(report) => {
                    *desk.repaired.write().unwrap_or_else(PoisonError::into_inner) = Some(report);
                    Workspace::open(profile, desk.surroundings(&vault))
                }
                Err(other @ AppError::Profile(ProfileError::InUse)) => Err(other),
                Err(unrepaired) => {
                    tracing::error!(error = %unrepaired, "the database was not repaired");
                    Err(error)
                }
            }
        });
        let workspace =
            opened.await.map_err(|e| AppError::invalid(format!("opening was interrupted: {e}")))??;
        logging::follow(&workspace)?;
        let signed_in = show_account(&workspace)?.is_some_and(|(account, _)| account.signed_in);
        *self.open.write().unwrap_or_else(PoisonError::into_inner) = Some(Open { workspace, worker: None });
        if signed_in { self.start_worker() } else { Ok(()) }
    }

    fn surroundings(&self, vault: &Arc<dyn Vault>) -> Surroundings {
        Surroundings {
            vault: Arc::clone(vault),
            clock: Arc::clone(&self.options.clock),
            ids: Arc::clone(&self.options.ids),
            events: Arc::clone(&self.options.events),
            governing: self.options.governing.clone(),
        }
    }

    fn worker(&self) -> Option<Worker> {
        self.open
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .and_then(|open| open.worker.as_ref().map(|(worker, _)| worker.clone()))
    }

    fn note_problem(&self, problem: Option<AppError>) {
        let problem = problem.map(|problem| ErrorView::of(problem, &self.options.profile));
        if let Some(problem) = &problem {
            tracing::error!(code = ?problem.code, message = %problem.message, "the profile cannot be used");
        }
        *self.problem.write().unwrap_or_else(PoisonError::into_inner) = problem;
        (self.options.events)(AppEvent::Changed {
            changed: crate::event::Changed::of([crate::event::Topic::Session]),
        });
    }
}
