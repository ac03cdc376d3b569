//! A planner at a profile whose disk is watched.

use pems_sim::{Control, Sim};
use pfa_app::account::SecretKind;
use pfa_app::clock::{SystemClock, SystemIds};
use pfa_app::conflict::list_conflicts;
use pfa_app::domain::{Delta, Field, FieldValue};
use pfa_app::draft::{commit_drafts, save_draft};
use pfa_app::profile::Profile;
use pfa_app::secrets::{Secret, SecretName, Vault, VaultError};
use pfa_app::settings::Governing;
use pfa_app::sign_in::{SignIn, sign_in};
use pfa_app::sync::{Cancel, Report, Request, Scope, Trigger, run_cycle};
use pfa_app::{AppError, Surroundings, Workspace};
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

pub const MARIA: (&str, &str) = ("maria.ortiz@example.com", "planner-1");
pub const JANE: &str = "jane.smith@example.com";

/// Secrets on no disk: what a loss of power does to a keyring is the keyring's affair.
#[derive(Default)]
pub struct Memory(Mutex<HashMap<&'static str, Secret>>);

fn filed_as(name: SecretName) -> &'static str {
    match name {
        SecretName::DatabaseKey => "key",
        SecretName::SignIn => "sign-in",
        SecretName::ProxyPassword => "proxy-password",
    }
}

impl Vault for Memory {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, VaultError> {
        Ok(self.0.lock().unwrap().get(filed_as(name)).cloned())
    }

    fn write(&self, name: SecretName, secret: &Secret) -> Result<(), VaultError> {
        self.0.lock().unwrap().insert(filed_as(name), secret.clone());
        Ok(())
    }

    fn forget(&self, name: SecretName) -> Result<(), VaultError> {
        self.0.lock().unwrap().remove(filed_as(name));
        Ok(())
    }
}

/// A PEMS with so many records of RIO.
pub async fn pems(records: u32) -> Sim {
    Sim::builder().records(0).records_of("RIO", records).rate(1000.0).start().await.unwrap()
}

/// Opens the profile in a folder, as the application does at its start.
pub fn open(folder: &Path, vault: &Arc<Memory>) -> Result<Workspace, AppError> {
    let vault: Arc<dyn Vault> = Arc::<Memory>::clone(vault);
    let around = Surroundings {
        vault,
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
        events: Arc::new(|_| ()),
        governing: Governing::Nobody,
    };
    Workspace::open(Profile::at(folder)?, around)
}

pub async fn signs_in(w: &Workspace, sim: &Sim) -> Result<(), AppError> {
    let request = SignIn {
        pems: sim.root_url(),
        tenant: sim.tenant().to_owned(),
        organization: "RIO".to_owned(),
        user: Some(MARIA.0.to_owned()),
        secret_kind: SecretKind::Password,
        secret: Secret::new(MARIA.1),
        ca_pem: None,
        sample: false,
    };
    sign_in(w, request).await.map(drop)
}

pub async fn syncs(w: &Workspace) -> Result<Report, AppError> {
    let scope = Scope { pull: true, push: true };
    let request =
        Request { trigger: Trigger::Manual, scope, sweep: false, accept: false, who: "the test".into() };
    run_cycle(w, &request, &Cancel::default()).await
}

pub fn contract(value: &str) -> Delta {
    [(Field::Contract, FieldValue::Text(value.into()))].into_iter().collect()
}

pub fn saves(w: &Workspace, id: &str, value: &str) -> Result<(), AppError> {
    save_draft(w, id, &contract(value), None).map(drop)
}

pub fn commits(w: &Workspace) -> Result<(), AppError> {
    commit_drafts(w, None).map(drop)
}

/// The id of the only open conflict.
pub fn conflict(w: &Workspace) -> String {
    let open = list_conflicts(w, true).unwrap();
    assert_eq!(open.len(), 1);
    open[0].id.to_string()
}

/// A colleague changes the contract.
pub fn colleague(control: &Control, id: &str, value: &str) {
    control.edit("RIO", id, serde_json::json!({ "contract": value }), JANE, None).unwrap();
}

/// What PEMS has as the contract.
pub fn in_pems(control: &Control, id: &str) -> String {
    control.record("RIO", id).unwrap().text(Field::Contract).unwrap_or_default().to_owned()
}
