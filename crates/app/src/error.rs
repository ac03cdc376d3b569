//! Why a use case did not do what it was asked to. Nothing that failed is half done.

use crate::profile::ProfileError;
use crate::recovery::RecoveryError;
use crate::secrets::VaultError;
use crate::settings::{Layer, SettingProblem};
use pfa_domain::{Cost, Field, Money, Permission, PfaId, RecordError, ResolveError, Violation};
use pfa_pems::{InvalidEndpoint, PemsError, SetupError};
use pfa_store::StoreError;
use pfa_sync::{Failure, GuardStop};

/// A use case's failure: each variant knows what a person can do about it.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// What was asked for makes no sense as it stands.
    #[error("{message}")]
    Invalid {
        /// What is wrong.
        message: String,
        /// Where.
        fields: Vec<Field>,
    },
    /// The change breaks business rules.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))]
    Rule(Vec<Violation>),
    /// There is no such thing here.
    #[error("there is no {what} {id} here")]
    NotFound {
        /// The noun.
        what: &'static str,
        /// What was asked for.
        id: String,
    },
    /// PEMS does not give the person this right.
    #[error("you have no permission {permission} in {organization}; a PEMS administrator can grant it")]
    Forbidden {
        /// The right that it takes.
        permission: Permission,
        /// Where.
        organization: String,
    },
    /// Nobody is signed in.
    #[error("nobody is signed in: sign in to PEMS first")]
    SignedOut,
    /// PEMS refused the credentials.
    #[error("PEMS does not accept this sign-in: check the user and the password or key")]
    SignInRefused,
    /// A request to PEMS failed.
    #[error("{0}")]
    Pems(Failure),
    /// The record is in conflict.
    #[error("{0} is in conflict with a change in PEMS: settle the conflict first")]
    ConflictOpen(PfaId),
    /// What the person decided about is not what stands there now.
    #[error("{0} has changed since you looked: look at the conflict that took this one's place")]
    ConflictChanged(PfaId),
    /// The draft that the person edited is not the one that stands there now.
    #[error("{} of {pfa_id} changed since you looked: look again before you save", labels(fields))]
    Stale {
        /// The record.
        pfa_id: PfaId,
        /// The fields that hold another value than the person saw.
        fields: Vec<Field>,
    },
    /// A write of the record is on its way, or may have been applied.
    #[error(
        "an earlier change of {0} is on its way to PEMS: wait for it, or retry or discard it if it failed"
    )]
    WriteOpen(PfaId),
    /// The person stopped it.
    #[error("stopped; nothing was changed")]
    Cancelled,
    /// The organization, or whoever administers the computer, has set it.
    #[error(
        "{} sets {key} ({place})",
        if *layer == Layer::Policy { "your organization" } else { "whoever administers this computer" }
    )]
    Governed {
        /// The setting.
        key: &'static str,
        /// Who has set it.
        layer: Layer,
        /// The file or registry key.
        place: String,
    },
    /// The policy says something that cannot be applied, so nothing goes to PEMS or comes from it.
    #[error(
        "your organization's policy cannot be applied, so nothing is synced until it is mended: {}",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    )]
    PolicyBroken(Vec<SettingProblem>),
    /// It moves more money than one person may.
    #[error(
        "this moves the variance of {pfa_id} by {moved}, which is more than {limit}: another person who may sync signs in for it"
    )]
    ApprovalNeeded {
        /// The record.
        pfa_id: PfaId,
        /// By how much.
        moved: Cost,
        /// What needs no approval.
        limit: Money,
    },
    /// The guard stopped a pull.
    #[error("{0}")]
    Guard(GuardStop),
    /// Secrets cannot be kept or read.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database's key was not kept against a lost keyring, or does not come back.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The profile cannot be used.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AppError {
    /// Whether a page was met that is not as it was written: the database is not to be trusted any further.
    pub fn met_damage(&self) -> bool {
        matches!(self, AppError::Store(StoreError::DamagedPage(_)))
    }

    /// Something asked for that makes no sense.
    pub fn invalid(message: impl Into<String>) -> Self {
        AppError::Invalid { message: message.into(), fields: Vec::new() }
    }
}

pub(crate) fn labels(fields: &[Field]) -> String {
    fields.iter().map(|field| field.label()).collect::<Vec<_>>().join(", ")
}

impl From<PemsError> for AppError {
    fn from(error: PemsError) -> Self {
        match error.failure() {
            Some(failure) => AppError::Pems(failure),
            None => AppError::invalid(error.to_string()),
        }
    }
}

impl From<InvalidEndpoint> for AppError {
    fn from(error: InvalidEndpoint) -> Self {
        AppError::invalid(error.to_string())
    }
}

impl From<SetupError> for AppError {
    fn from(error: SetupError) -> Self {
        AppError::invalid(error.to_string())
    }
}

impl From<RecordError> for AppError {
    fn from(error: RecordError) -> Self {
        AppError::Rule(vec![Violation::of_value(error.field, &error.why)])
    }
}

impl From<ResolveError> for AppError {
    fn from(error: ResolveError) -> Self {
        match error {
            ResolveError::Rule(violations) => AppError::Rule(violations),
            ResolveError::Missing(ref fields) | ResolveError::NotInConflict(ref fields) => {
                AppError::Invalid { message: error.to_string(), fields: fields.clone() }
            }
        }
    }
}
