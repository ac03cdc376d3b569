//! A planner's laptop, signed in to a PEMS in this process, with a clock of its own.

use chrono::TimeDelta;
use pems_sim::{Control, Sim};
use pfa_app::account::SecretKind;
use pfa_app::clock::{ManualClock, SeededIds};
use pfa_app::domain::{Delta, Field, PfaRecord, SyncStatus};
use pfa_app::event::AppEvent;
use pfa_app::profile::Profile;
use pfa_app::record::{RecordState, show_record};
use pfa_app::secrets::{Secret, SecretName, Vault, VaultError};
use pfa_app::settings::Governing;
use pfa_app::sign_in::{SignIn, sign_in};
use pfa_app::sync::{Cancel, Report, Request, Scope, Trigger, run_cycle};
use pfa_app::{AppError, Surroundings, Workspace, conflict, draft};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// A planner with every right.
pub const MARIA: &str = "maria.ortiz@example.com";
/// A colleague.
pub const JANE: &str = "jane.smith@example.com";
/// The record that most tests are about.
pub const ID: &str = "RIO-10001";

pub struct Laptop {
    pub sim: Sim,
    pub w: Workspace,
    pub clock: ManualClock,
    vault: Arc<MemoryVault>,
    home: TempDir,
    told: Told,
}

/// What a window was told.
type Told = Arc<Mutex<Vec<AppEvent>>>;

#[derive(Default)]
struct MemoryVault(Mutex<HashMap<&'static str, Secret>>);

impl Vault for MemoryVault {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, VaultError> {
        Ok(self.0.lock().unwrap().get(word(name)).cloned())
    }
    fn write(&self, name: SecretName, secret: &Secret) -> Result<(), VaultError> {
        self.0.lock().unwrap().insert(word(name), secret.clone());
        Ok(())
    }
    fn forget(&self, name: SecretName) -> Result<(), VaultError> {
        self.0.lock().unwrap().remove(word(name));
        Ok(())
    }
}

fn word(name: SecretName) -> &'static str {
    match name {
        SecretName::DatabaseKey => "key",
        SecretName::SignIn => "sign-in",
        SecretName::ProxyPassword => "proxy-password",
    }
}

impl Laptop {
    /// A laptop with a few records of RIO pulled; records that tests are about are free to edit.
    pub async fn new() -> Self {
        Self::with(Sim::builder().records(12).rate(100_000.0)).await
    }

    pub async fn with(pems: pems_sim::SimBuilder) -> Self {
        let laptop = Self::signed_in(pems).await;
        laptop.sync().await;
        laptop
    }

    /// A laptop that nothing was pulled to yet.
    pub async fn signed_in(pems: pems_sim::SimBuilder) -> Self {
        let sim = pems.start().await.unwrap();
        let clock = ManualClock::at("2026-06-12T08:00:00Z".parse().unwrap());
        let (home, vault) = (TempDir::new().unwrap(), Arc::new(MemoryVault::default()));
        let told = Told::default();
        let w = open(&home, &vault, &clock, 1, &told);
        let laptop = Self { sim, w, clock, vault, home, told };
        laptop.sign_in().await.unwrap();
        laptop
    }

    pub async fn sign_in(&self) -> Result<(), AppError> {
        let request = SignIn {
            pems: self.sim.root_url(),
            tenant: self.sim.tenant().to_owned(),
            organization: "RIO".to_owned(),
            user: Some(MARIA.to_owned()),
            secret_kind: SecretKind::Password,
            secret: Secret::new("planner-1"),
            ca_pem: None,
            sample: false,
        };
        sign_in(&self.w, request).await.map(drop)
    }

    /// A second window, or process, on the same profile.
    pub fn second_window(&self) -> Workspace {
        open(&self.home, &self.vault, &self.clock, 2, &Told::default())
    }

    /// What the first window was told since this was asked last.
    pub fn told(&self) -> Vec<AppEvent> {
        std::mem::take(&mut *self.told.lock().unwrap())
    }

    /// The keyring has lost the key of the database; gives it, to be put back.
    pub fn lose_key(&self) -> Secret {
        let key = self.vault.read(SecretName::DatabaseKey).unwrap().unwrap();
        self.vault.forget(SecretName::DatabaseKey).unwrap();
        key
    }

    pub fn find_key(&self, key: &Secret) {
        self.vault.write(SecretName::DatabaseKey, key).unwrap();
    }

    /// The password is another one by now.
    pub fn spoil_sign_in(&self) {
        self.vault.write(SecretName::SignIn, &Secret::new("old")).unwrap();
    }

    pub fn control(&self) -> Control {
        self.sim.control()
    }

    /// A whole cycle.
    pub async fn sync(&self) -> Report {
        self.cycle(true, true).await.unwrap()
    }

    pub async fn pull(&self) -> Report {
        self.cycle(true, false).await.unwrap()
    }

    pub async fn cycle(&self, pull: bool, push: bool) -> Result<Report, AppError> {
        self.run(Scope { pull, push }, pull).await
    }

    /// A pull of what changed, as the worker makes it by itself.
    pub async fn pull_changes(&self) -> Report {
        self.run(Scope { pull: true, push: false }, false).await.unwrap()
    }

    async fn run(&self, scope: Scope, sweep: bool) -> Result<Report, AppError> {
        let request =
            Request { trigger: Trigger::Manual, scope, sweep, accept: false, who: "a test".to_owned() };
        run_cycle(&self.w, &request, &Cancel::default()).await
    }

    pub fn pass(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    pub fn edit(&self, changes: Json) {
        save(&self.w, changes).unwrap();
    }

    pub fn commit(&self) {
        draft::commit_drafts(&self.w, Some(&[ID.to_owned()])).unwrap();
    }

    pub fn state(&self) -> RecordState {
        show_record(&self.w, ID).unwrap().0
    }

    pub fn status(&self) -> SyncStatus {
        self.state().modification.map_or(SyncStatus::Synced, |m| m.status)
    }

    /// What the draft changes, as JSON.
    pub fn drafted(&self) -> Json {
        self.state().modification.map_or(json!({}), |m| Json::Object(m.draft.delta.to_json()))
    }

    /// The one open conflict.
    pub fn conflict(&self) -> conflict::Conflict {
        let mut open = conflict::list_conflicts(&self.w, true).unwrap();
        assert_eq!(open.len(), 1, "one conflict is open");
        open.remove(0)
    }

    /// A colleague's change in PEMS.
    pub fn colleague(&self, changes: Json) {
        self.control().edit("RIO", ID, changes, JANE, None).unwrap();
    }

    /// The record as PEMS has it.
    pub fn pems(&self) -> PfaRecord {
        self.control().record("RIO", ID).unwrap()
    }

    /// A field as PEMS has it.
    pub fn in_pems(&self, field: Field) -> Json {
        self.pems().get(field).to_json()
    }
}

/// Saves an edit from one of the windows.
pub fn save(w: &Workspace, changes: Json) -> Result<(), AppError> {
    draft::save_draft(w, ID, &delta(changes), None).map(drop)
}

pub fn delta(changes: Json) -> Delta {
    draft::parse_changes(changes.as_object().unwrap()).unwrap()
}

fn open(home: &TempDir, vault: &Arc<MemoryVault>, clock: &ManualClock, seed: u64, told: &Told) -> Workspace {
    let told = Arc::clone(told);
    let profile = Profile::at(home.path().join("profile")).unwrap();
    let around = Surroundings {
        vault: Arc::clone(vault) as Arc<dyn Vault>,
        clock: Arc::new(clock.clone()),
        ids: Arc::new(SeededIds::new(seed)),
        events: Arc::new(move |event| told.lock().unwrap().push(event)),
        governing: Governing::Nobody,
    };
    Workspace::open(profile, around).unwrap()
}
