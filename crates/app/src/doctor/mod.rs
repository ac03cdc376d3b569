//! What may keep the application from working, looked at one by one, with what helps. Nothing is changed.

mod local;
mod remote;
mod said;

pub use said::{Help, Said};

use crate::clock::Clock;
use crate::profile::Profile;
use crate::secrets::Vault;
use crate::settings::Governing;
use crate::view::{code_of, sentence};
use crate::{AppError, Workspace};
use serde::Serialize;
use std::sync::Arc;
use std::time::Duration;

/// How long a look at the whole database may take: it reads every page.
const WHOLE_DATABASE: Duration = Duration::from_secs(60);
/// How long anything else on this computer may take, a person who is asked to unlock the keyring included.
const LOCAL: Duration = Duration::from_secs(10);

/// What is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "DoctorCheck")]
pub enum Check {
    /// Whether every page of the database is as it was written.
    Database,
    /// Whether there is a recent copy of it.
    Backup,
    /// Whether the secrets can be read.
    Keyring,
    /// Whether the computer of PEMS is reached.
    Network,
    /// The way through a proxy.
    Proxy,
    /// Whether the certificate shown is trusted.
    Certificate,
    /// Whether this computer's clock agrees with PEMS's.
    Clock,
    /// Whether PEMS serves, and accepts the sign-in.
    Pems,
    /// What this build is made of.
    Versions,
    /// Whether there is room.
    Disk,
    /// Whether what governs this computer can be applied.
    Policy,
    /// Whether the log can be written.
    Log,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// Whether it is in order.
    pub ok: bool,
    /// What it is like.
    pub said: Said,
    /// What helps; none where nothing has to.
    pub help: Option<Help>,
    /// What it is like, in a sentence of English.
    pub what: String,
    /// What helps, in one.
    pub remedy: Option<String>,
    /// How long the look took.
    #[ts(type = "number")]
    pub took_ms: i64,
}

/// What is examined: a profile, open or not.
#[derive(Clone)]
pub struct Subject {
    /// The profile.
    pub profile: Profile,
    /// Where its secrets rest.
    pub vault: Arc<dyn Vault>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What governs this computer.
    pub governing: Governing,
    /// The profile opened, where it opens.
    pub workspace: Option<Workspace>,
}

/// What a look came to, before it is known how long it took.
struct Look {
    ok: bool,
    said: Said,
    help: Option<Help>,
}

impl Look {
    fn good(said: Said) -> Self {
        Self { ok: true, said, help: None }
    }

    fn bad(said: Said, help: Help) -> Self {
        Self { ok: false, said, help: Some(help) }
    }

    /// An error says itself what helps.
    fn failed(error: &AppError) -> Self {
        let said = Said::Error { code: code_of(error), message: sentence(&error.to_string()) };
        Self { ok: false, said, help: None }
    }

    fn after(self, check: Check, took_ms: i64) -> Finding {
        let (what, remedy) = (self.said.to_string(), self.help.map(|help| help.to_string()));
        Finding { check, ok: self.ok, said: self.said, help: self.help, what, remedy, took_ms }
    }
}

/// Looks at everything, each within a time.
pub async fn examine(subject: &Subject) -> Vec<Finding> {
    let mut found = vec![
        look(subject, Check::Versions, LOCAL, local::versions).await,
        look(subject, Check::Keyring, LOCAL, local::keyring).await,
        look(subject, Check::Database, WHOLE_DATABASE, local::database).await,
        look(subject, Check::Backup, LOCAL, local::backup).await,
        look(subject, Check::Disk, LOCAL, local::disk).await,
        look(subject, Check::Log, LOCAL, local::log).await,
        look(subject, Check::Policy, LOCAL, local::policy).await,
    ];
    found.extend(remote::ask(subject).await);
    found
}

async fn look(subject: &Subject, check: Check, within: Duration, at: fn(&Subject) -> Look) -> Finding {
    let began = subject.clock.now();
    let taken = subject.clone();
    // On a thread of its own: a keyring that asks a person, or a disk that hangs, must not keep the rest waiting.
    let looked = tokio::time::timeout(within, tokio::task::spawn_blocking(move || at(&taken))).await;
    let look = match looked {
        Ok(Ok(look)) => look,
        Ok(Err(error)) => Look::bad(Said::LookFailed { error: error.to_string() }, Help::SendBundle),
        Err(_) => Look::bad(Said::NoAnswer { seconds: within.as_secs().to_string() }, Help::SeeWhatHangs),
    };
    look.after(check, (subject.clock.now() - began).num_milliseconds())
}
