//! A workspace of its own on a real file, signed in, as the application opens it.

use crate::Outcome;
use crate::pems::{NO_LIMIT, ORGANIZATION, PASSWORD, Pems, TENANT, USER};
use pfa_app::account::SecretKind;
use pfa_app::clock::{SystemClock, SystemIds};
use pfa_app::domain::{Delta, Field, FieldValue};
use pfa_app::profile::Profile;
use pfa_app::secrets::{Secret, SecretName, Vault, VaultError};
use pfa_app::settings::Governing;
use pfa_app::sign_in::{SignIn, sign_in};
use pfa_app::sync::{Cancel, End, Report, Request, Scope, Trigger, run_cycle};
use pfa_app::{Surroundings, Workspace};
use pfa_store::{StoreError, setting};
use serde_json::json;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;

/// A planner's workspace.
pub struct Desk {
    /// The workspace.
    pub workspace: Workspace,
    home: TempDir,
}

/// Secrets in memory: where they rest is not what is measured.
#[derive(Default)]
struct Pocket(Mutex<Vec<(SecretName, Secret)>>);

impl Vault for Pocket {
    fn read(&self, name: SecretName) -> Result<Option<Secret>, VaultError> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(kept.iter().rev().find(|(of, _)| *of == name).map(|(_, secret)| secret.clone()))
    }

    fn write(&self, name: SecretName, secret: &Secret) -> Result<(), VaultError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((name, secret.clone()));
        Ok(())
    }

    fn forget(&self, name: SecretName) -> Result<(), VaultError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|(of, _)| *of != name);
        Ok(())
    }
}

impl Desk {
    /// One that is signed in and holds nothing yet.
    pub async fn signed_in(pems: &Pems) -> Outcome<Self> {
        let home = folder()?;
        let around = Surroundings {
            vault: Arc::new(Pocket::default()),
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            events: Arc::new(drop),
            governing: Governing::Nobody,
        };
        let workspace = Workspace::open(Profile::at(home.path())?, around)?;
        let request = SignIn {
            pems: pems.root().to_owned(),
            tenant: TENANT.to_owned(),
            organization: ORGANIZATION.to_owned(),
            user: Some(USER.to_owned()),
            secret_kind: SecretKind::Password,
            secret: Secret::new(PASSWORD),
            ca_pem: None,
            sample: false,
        };
        sign_in(&workspace, request).await?;
        Ok(Self { workspace, home })
    }

    /// The same without a limit of its own; the setting that a person can make is bounded, so it is written as it is kept.
    pub async fn unlimited(pems: &Pems) -> Outcome<Self> {
        let desk = Self::signed_in(pems).await?;
        desk.workspace.store().write(|tx| {
            setting::put(tx, "settings", &json!({ "rateLimitPerSecond": NO_LIMIT, "batchSize": 1000 }))
        })?;
        Ok(desk)
    }

    /// The same with everything pulled.
    pub async fn pulled(pems: &Pems) -> Outcome<Self> {
        let desk = Self::unlimited(pems).await?;
        desk.sync(true, false).await?;
        Ok(desk)
    }

    /// Runs a cycle to its end.
    pub async fn sync(&self, pull: bool, push: bool) -> Outcome<Report> {
        let request = Request {
            trigger: Trigger::Manual,
            scope: Scope { pull, push },
            sweep: false,
            accept: false,
            who: "a measurement".to_owned(),
        };
        let report = run_cycle(&self.workspace, &request, &Cancel::default()).await?;
        if matches!(report.end, End::Done) && report.figures.failed + report.figures.conflicts == 0 {
            Ok(report)
        } else {
            Err(format!("a cycle ended otherwise: {report:?}").into())
        }
    }

    /// The ids of the records that can be edited, in order.
    pub fn ids(&self) -> Outcome<Vec<String>> {
        self.workspace.store().read(|db| {
            let mut statement = db.prepare("SELECT pfa_id FROM pfa_current WHERE organization = ?1 AND is_discontinued = 0 ORDER BY pfa_id")
                .map_err(StoreError::from)?;
            let ids = statement.query_map([ORGANIZATION], |row| row.get(0)).map_err(StoreError::from)?;
            ids.collect::<Result<_, _>>().map_err(StoreError::from)
        }).map_err(Into::into)
    }

    /// Where its files lie.
    pub fn path(&self) -> &Path {
        self.home.path()
    }
}

/// An edit like a planner's: other text in one field.
pub fn edit(text: &str) -> Delta {
    [(Field::Contract, FieldValue::Text(text.to_owned()))].into_iter().collect()
}

/// A folder on the disk that the programs lie on, which is a real one.
pub fn folder() -> Outcome<TempDir> {
    let beside = std::env::current_exe()?;
    let beside = beside.parent().ok_or("the program lies nowhere")?;
    Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(beside)?)
}
