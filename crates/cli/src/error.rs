//! Why `pfa` did not do what it was asked to: the exit code, and what standard error says.

use crate::output::{OutputError, plain};
use pfa_app::AppError;
use pfa_app::logging::LoggingError;
use pfa_app::profile::ProfileError;
use pfa_app::recovery::RecoveryError;
use pfa_app::repair::may_help;
use pfa_app::secrets::VaultError;
use pfa_app::sync::{Failure, FailureKind};
use pfa_app::view::ErrorView;
use serde_json::{Value as Json, json};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// The exit codes that scripts rely on.
pub mod exit {
    /// Refused or failed for a reason that has no code of its own.
    pub const OTHER: u8 = 1;
    /// The command makes no sense as it was typed.
    pub const MALFORMED: u8 = 2;
    /// Conflicts wait for a person.
    pub const CONFLICTS_WAIT: u8 = 3;
    /// Failed changes wait for a person.
    pub const FAILED_WAIT: u8 = 4;
    /// PEMS was not reached, did not answer in time, could not serve, or it was not PEMS.
    pub const NOT_SERVED: u8 = 5;
    /// Sign-in, passphrase or permission refused.
    pub const REFUSED: u8 = 6;
}

/// Why a call ends early.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The command makes no sense as it was typed.
    #[error("{0}")]
    Malformed(String),
    /// The use case failed.
    #[error(transparent)]
    App(#[from] AppError),
    /// A sync did not go through; something goes on waiting.
    #[error("{failure}")]
    Sync {
        /// What PEMS answered, or did not.
        failure: Failure,
        /// What waits, for a person.
        waiting: Vec<String>,
    },
    /// The audit log does not hold together.
    #[error("the audit log was tampered with: {0}")]
    Audit(String),
    /// Changes could not be read out of the database.
    #[error(
        "{0} changes could not be read and are not in the file, which names them: the database is damaged or of a newer version"
    )]
    Unreadable(usize),
    /// Conflicts stayed open that were to be settled.
    #[error("{0} conflicts stay open")]
    Stayed(usize),
    /// Standard input or a file could not be read.
    #[error("{what} cannot be read: {source}")]
    Input {
        /// Which.
        what: String,
        /// Why not.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("{what} cannot be written: {source}")]
    Unwritten {
        /// Which.
        what: String,
        /// Why not.
        source: io::Error,
    },
    /// The log cannot be written.
    #[error(transparent)]
    Log(#[from] LoggingError),
    /// What waits for events could not be set up.
    #[error("the system refuses what `pfa` needs to run: {0}")]
    Runtime(io::Error),
    /// Standard output could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

impl From<ProfileError> for CliError {
    fn from(error: ProfileError) -> Self {
        CliError::App(error.into())
    }
}

impl From<VaultError> for CliError {
    fn from(error: VaultError) -> Self {
        CliError::App(error.into())
    }
}

impl CliError {
    /// Says on standard error what went wrong, and where if it is the database, and gives the exit code.
    pub fn tell(self, as_json: bool, profile: Option<&Path>) -> ExitCode {
        if matches!(&self, CliError::Output(error) if error.reader_left()) {
            return ExitCode::SUCCESS;
        }
        let code = self.exit_code();
        let text = if as_json { format!("{}\n", self.into_json(profile)) } else { self.text(profile) };
        // Nobody is left to be told if this fails too.
        let _ = io::stderr().lock().write_all(text.as_bytes());
        ExitCode::from(code)
    }

    fn exit_code(&self) -> u8 {
        match self {
            CliError::Malformed(_) => exit::MALFORMED,
            CliError::App(error) => code_of(error),
            CliError::Sync { failure, .. } => code_of_failure(failure),
            CliError::Audit(_)
            | CliError::Unreadable(_)
            | CliError::Stayed(_)
            | CliError::Input { .. }
            | CliError::Unwritten { .. }
            | CliError::Log(_)
            | CliError::Runtime(_)
            | CliError::Output(_) => exit::OTHER,
        }
    }

    /// `pfa: ` and a sentence, then a line a detail.
    fn text(&self, profile: Option<&Path>) -> String {
        let mut lines = vec![format!("pfa: {}", plain(&self.to_string()))];
        match self {
            CliError::App(AppError::Rule(broken)) => {
                lines.clear();
                lines.push("pfa: the change is refused".to_owned());
                for violation in broken {
                    let fields: Vec<&str> = violation.fields.iter().map(|f| f.name()).collect();
                    lines.push(format!("  {} [{}]", plain(&violation.to_string()), fields.join(", ")));
                }
            }
            CliError::App(AppError::Invalid { fields, .. }) if !fields.is_empty() => {
                let fields: Vec<&str> = fields.iter().map(|f| f.name()).collect();
                lines.push(format!("  fields: {}", fields.join(", ")));
            }
            CliError::App(error @ AppError::Store(_)) => {
                lines.extend(
                    profile
                        .map(|path| format!("  the database is in {}", plain(&path.display().to_string()))),
                );
                lines.extend(remedy(error).map(|text| format!("  {text}")));
            }
            CliError::App(error) => lines.extend(remedy(error).map(|text| format!("  {text}"))),
            CliError::Sync { waiting, .. } => lines.extend(waiting.iter().map(|line| format!("  {line}"))),
            CliError::Malformed(_) => lines.push("  For the grammar, type: pfa --help".to_owned()),
            CliError::Audit(_)
            | CliError::Unreadable(_)
            | CliError::Stayed(_)
            | CliError::Input { .. }
            | CliError::Unwritten { .. }
            | CliError::Log(_)
            | CliError::Runtime(_)
            | CliError::Output(_) => {}
        }
        lines.join("\n") + "\n"
    }

    fn into_json(self, profile: Option<&Path>) -> Json {
        let message = self.to_string();
        let of = |code: &str| json!({ "code": code, "message": message });
        let error = match self {
            CliError::App(error) => json!(match profile {
                Some(profile) => ErrorView::of(error, profile),
                None => ErrorView::from(error),
            }),
            CliError::Sync { failure, waiting } => {
                let mut error = json!(ErrorView::from(AppError::Pems(failure)));
                error["waiting"] = json!(waiting);
                error
            }
            CliError::Malformed(_) => of("malformed"),
            CliError::Audit(_) => of("audit_broken"),
            CliError::Unreadable(_) => of("damaged_database"),
            CliError::Stayed(_) => of("conflict_open"),
            CliError::Input { .. }
            | CliError::Unwritten { .. }
            | CliError::Log(_)
            | CliError::Runtime(_)
            | CliError::Output(_) => of("internal"),
        };
        json!({ "error": error })
    }
}

fn code_of(error: &AppError) -> u8 {
    match error {
        AppError::Forbidden { .. } | AppError::SignedOut | AppError::SignInRefused => exit::REFUSED,
        AppError::Pems(failure) => code_of_failure(failure),
        AppError::Vault(
            VaultError::NoPassphrase | VaultError::WrongPassphrase { .. } | VaultError::Locked { .. },
        )
        | AppError::Recovery(
            RecoveryError::Mistyped | RecoveryError::OtherCode | RecoveryError::OtherOrganization,
        ) => exit::REFUSED,
        AppError::Invalid { .. }
        | AppError::Rule(_)
        | AppError::NotFound { .. }
        | AppError::ConflictOpen(_)
        | AppError::ConflictChanged(_)
        | AppError::Stale { .. }
        | AppError::WriteOpen(_)
        | AppError::Cancelled
        | AppError::Governed { .. }
        | AppError::ApprovalNeeded { .. }
        | AppError::PolicyBroken(_)
        | AppError::Guard(_)
        | AppError::Vault(_)
        | AppError::Recovery(_)
        | AppError::Profile(_)
        | AppError::Store(_) => exit::OTHER,
    }
}

fn code_of_failure(failure: &Failure) -> u8 {
    if matches!(failure.kind, FailureKind::Unauthorized | FailureKind::Forbidden) {
        exit::REFUSED
    } else if may_pass(failure) {
        exit::NOT_SERVED
    } else {
        exit::OTHER
    }
}

/// Whether PEMS did not serve this time, so that the same may go through later without anybody doing anything;
/// whichever request met it.
pub fn may_pass(failure: &Failure) -> bool {
    match failure.kind {
        FailureKind::Offline
        | FailureKind::Certificate
        | FailureKind::ProxySignIn
        | FailureKind::Timeout
        | FailureKind::LostReply
        | FailureKind::Unavailable
        | FailureKind::NotPems
        | FailureKind::RateLimited
        | FailureKind::ServerError => true,
        FailureKind::Unauthorized
        | FailureKind::Forbidden
        | FailureKind::Gone
        | FailureKind::Refused
        | FailureKind::RuleBroken => false,
    }
}

/// What a person can do about it, where the sentence does not say so itself.
fn remedy(error: &AppError) -> Option<&'static str> {
    match error {
        error if may_help(error) => Some(
            "to restore the newest backup, with what is unsent saved out first, type: pfa doctor --repair",
        ),
        AppError::SignedOut => Some("type: pfa init --help"),
        AppError::ConflictOpen(_) | AppError::ConflictChanged(_) => Some("see: pfa conflicts"),
        AppError::WriteOpen(_) => Some("see: pfa failed"),
        AppError::Guard(_) => Some("if PEMS is right all the same, type: pfa pull --accept-changes"),
        AppError::Vault(VaultError::DatabaseKeyLost { .. }) => {
            Some("if a recovery code was made, type: pfa recover --code-stdin")
        }
        AppError::ApprovalNeeded { .. } => {
            Some("that person gives --approved-by USER and their password on standard input")
        }
        AppError::Governed { .. } | AppError::PolicyBroken(_) => Some("see: pfa config explain"),
        AppError::Invalid { .. }
        | AppError::Rule(_)
        | AppError::NotFound { .. }
        | AppError::Stale { .. }
        | AppError::Forbidden { .. }
        | AppError::SignInRefused
        | AppError::Cancelled
        | AppError::Pems(_)
        | AppError::Vault(_)
        | AppError::Recovery(_)
        | AppError::Profile(_)
        | AppError::Store(_) => None,
    }
}
