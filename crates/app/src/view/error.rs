//! Errors as the window gets them: a closed code with its data, never text to match.

use super::ViolationView;
use crate::AppError;
use crate::profile::ProfileError;
use crate::secrets::VaultError;
use pfa_domain::Field;
use pfa_store::StoreError;
use pfa_sync::FailureKind;
use serde::Serialize;
use std::path::Path;
use ts_rs::TS;

/// What kind of error it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the name of its cause")]
pub enum ErrorCode {
    Invalid,
    Rule,
    NotFound,
    Forbidden,
    SignedOut,
    SignInRefused,
    Offline,
    Timeout,
    NotPems,
    Unavailable,
    Certificate,
    ConflictOpen,
    ConflictChanged,
    /// A field of the edit holds another value by now than the person saw.
    Stale,
    WriteOpen,
    /// Another person has to sign in for it.
    ApprovalNeeded,
    Busy,
    /// A proxy on the way wants to know who asks.
    Proxy,
    /// The organization or the computer's administrator has set it, or the policy cannot be applied.
    Policy,
    Guard,
    Keyring,
    /// The key file that was named in the keyring's place does not open.
    KeyFile,
    /// The keyring has no key, or another one, and a recovery code may bring it back.
    KeyLost,
    /// The recovery code, or the organization's key, is not the right one.
    Recovery,
    NewerDatabase,
    DamagedDatabase,
    DatabaseBusy,
    DiskFull,
    DiskFailed,
    ReadOnly,
    Internal,
    Cancelled,
}

/// Every command fails with this.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AppError")]
pub struct ErrorView {
    /// What kind of error it is.
    pub code: ErrorCode,
    /// A sentence for the person.
    pub message: String,
    /// More, in small.
    pub detail: Option<String>,
    /// The fields at fault.
    #[ts(type = "Field[]")]
    pub fields: Vec<Field>,
    /// The rules broken.
    pub violations: Vec<ViolationView>,
    /// The record concerned.
    pub record_id: Option<String>,
}

impl ErrorView {
    /// An error with this code and sentence.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            detail: None,
            fields: Vec::new(),
            violations: Vec::new(),
            record_id: None,
        }
    }
}

impl ErrorView {
    /// The error, and where the database lies if it has to do with that.
    pub fn of(error: AppError, profile: &Path) -> Self {
        let of_database = matches!(error, AppError::Store(_));
        let mut view = Self::from(error);
        if of_database {
            view.message = format!("{} The database is in {}.", view.message, profile.display());
        }
        view
    }
}

impl From<AppError> for ErrorView {
    fn from(error: AppError) -> Self {
        let mut view = Self::new(code_of(&error), sentence(&error.to_string()));
        match error {
            AppError::Invalid { fields, .. } => view.fields = fields,
            AppError::Rule(violations) => {
                view.fields = violations.iter().flat_map(|v| v.fields.iter().copied()).collect();
                view.violations = violations.into_iter().map(ViolationView::from).collect();
            }
            AppError::Pems(failure) => {
                view.fields = failure.fields;
                view.detail = failure.request_id;
            }
            AppError::ConflictOpen(id) | AppError::ConflictChanged(id) | AppError::WriteOpen(id) => {
                view.record_id = Some(id.to_string());
            }
            AppError::Stale { pfa_id, fields } => {
                view.fields = fields;
                view.record_id = Some(pfa_id.to_string());
            }
            AppError::NotFound { .. }
            | AppError::Forbidden { .. }
            | AppError::SignedOut
            | AppError::SignInRefused
            | AppError::Cancelled
            | AppError::Governed { .. }
            | AppError::ApprovalNeeded { .. }
            | AppError::PolicyBroken(_)
            | AppError::Guard(_)
            | AppError::Vault(_)
            | AppError::Recovery(_)
            | AppError::Profile(_)
            | AppError::Store(_) => {}
        }
        view
    }
}

/// The code that the window knows an error by.
pub(crate) fn code_of(error: &AppError) -> ErrorCode {
    match error {
        AppError::Invalid { .. } => ErrorCode::Invalid,
        AppError::Rule(_) => ErrorCode::Rule,
        AppError::NotFound { .. } => ErrorCode::NotFound,
        AppError::Forbidden { .. } => ErrorCode::Forbidden,
        AppError::SignedOut => ErrorCode::SignedOut,
        AppError::SignInRefused => ErrorCode::SignInRefused,
        AppError::Pems(failure) => code_of_failure(failure.kind),
        AppError::ConflictOpen(_) => ErrorCode::ConflictOpen,
        AppError::ConflictChanged(_) => ErrorCode::ConflictChanged,
        AppError::Stale { .. } => ErrorCode::Stale,
        AppError::WriteOpen(_) => ErrorCode::WriteOpen,
        AppError::Cancelled => ErrorCode::Cancelled,
        AppError::Governed { .. } | AppError::PolicyBroken(_) => ErrorCode::Policy,
        AppError::ApprovalNeeded { .. } => ErrorCode::ApprovalNeeded,
        AppError::Guard(_) => ErrorCode::Guard,
        AppError::Vault(VaultError::DatabaseKeyLost { .. }) => ErrorCode::KeyLost,
        AppError::Vault(
            VaultError::NoPassphrase
            | VaultError::WrongPassphrase { .. }
            | VaultError::KeyFileExposed { .. }
            | VaultError::KeyFileTampered { .. }
            | VaultError::KeyFileNewer { .. }
            | VaultError::KeyFileUnusable { .. },
        ) => ErrorCode::KeyFile,
        AppError::Vault(
            VaultError::NoService { .. } | VaultError::Locked { .. } | VaultError::Broken { .. },
        ) => ErrorCode::Keyring,
        AppError::Recovery(_) => ErrorCode::Recovery,
        AppError::Profile(ProfileError::SyncRunning { .. } | ProfileError::InUse) => ErrorCode::Busy,
        AppError::Profile(_) => ErrorCode::Internal,
        AppError::Store(error) => code_of_store(error),
    }
}

fn code_of_failure(kind: FailureKind) -> ErrorCode {
    match kind {
        FailureKind::Unauthorized => ErrorCode::SignInRefused,
        FailureKind::Forbidden => ErrorCode::Forbidden,
        FailureKind::Gone => ErrorCode::NotFound,
        FailureKind::Refused => ErrorCode::Invalid,
        FailureKind::RuleBroken => ErrorCode::Rule,
        FailureKind::RateLimited | FailureKind::ServerError | FailureKind::Unavailable => {
            ErrorCode::Unavailable
        }
        FailureKind::Timeout => ErrorCode::Timeout,
        FailureKind::LostReply | FailureKind::Offline => ErrorCode::Offline,
        FailureKind::Certificate => ErrorCode::Certificate,
        FailureKind::ProxySignIn => ErrorCode::Proxy,
        FailureKind::NotPems => ErrorCode::NotPems,
    }
}

fn code_of_store(error: &StoreError) -> ErrorCode {
    match error {
        StoreError::Newer { .. } => ErrorCode::NewerDatabase,
        StoreError::WrongKey { .. } => ErrorCode::KeyLost,
        StoreError::Damaged { .. } | StoreError::DamagedPage(_) => ErrorCode::DamagedDatabase,
        StoreError::Busy => ErrorCode::DatabaseBusy,
        StoreError::DiskFull => ErrorCode::DiskFull,
        StoreError::DiskFailed(_) => ErrorCode::DiskFailed,
        StoreError::ReadOnly | StoreError::Shut => ErrorCode::ReadOnly,
        StoreError::File { .. }
        | StoreError::Unreadable { .. }
        | StoreError::OldSqlite(_)
        | StoreError::Sqlite(_) => ErrorCode::Internal,
    }
}

/// Begins with a capital and ends with a full stop, as a sentence on a screen does.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let ended = text.ends_with(['.', '!', '?']);
    format!("{first}{}{}", letters.as_str(), if ended { "" } else { "." })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_that_does_not_open_is_not_a_missing_keyring() {
        let path = || "/home/maria/key".into();
        let of_file = VaultError::KeyFileTampered { path: path(), detail: "it is no JSON".into() };
        for error in [of_file, VaultError::NoPassphrase, VaultError::WrongPassphrase { path: path() }] {
            assert_eq!(code_of(&AppError::Vault(error)), ErrorCode::KeyFile);
        }
        let none = VaultError::NoService { detail: "no answer".into() };
        assert_eq!(code_of(&AppError::Vault(none)), ErrorCode::Keyring);
    }
}
