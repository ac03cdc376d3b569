//! What the doctor has to say, as data: the command line words it in English here, the window in its own language.

use crate::view::ErrorCode;
use serde::Serialize;
use std::fmt;

/// What something is like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(rename = "Said")]
#[expect(missing_docs, reason = "each is worded below")]
pub enum Said {
    Versions {
        app: String,
        schema: String,
        sqlite: String,
        arch: String,
        os: String,
    },
    KeyKept,
    KeyWithoutCode,
    KeyringEmpty,
    KeyMissing,
    DatabaseNone,
    DatabaseWhole {
        path: String,
        bytes: String,
    },
    DatabaseDamaged {
        path: String,
        why: String,
    },
    CopyOf {
        path: String,
        made: String,
    },
    CopyOld {
        made: String,
    },
    CopyNotYet,
    CopyMissing,
    Room {
        megabytes: String,
        directory: String,
    },
    RoomLow {
        megabytes: String,
        directory: String,
    },
    DiskSilent {
        directory: String,
        error: String,
    },
    Log {
        path: String,
        kilobytes: String,
    },
    LogUnusable {
        path: String,
        error: String,
    },
    PolicyGood,
    PolicyBroken {
        problems: String,
    },
    LookFailed {
        error: String,
    },
    NoAnswer {
        seconds: String,
    },
    NotAsked,
    ProxySystem,
    ProxyNone,
    ProxyUsed {
        address: String,
    },
    ProxyScript {
        address: String,
    },
    Reached {
        pems: String,
    },
    CertificateTrusted,
    CertificateNone,
    ClockAhead {
        seconds: String,
    },
    ClockBehind {
        seconds: String,
    },
    Serves,
    Degraded,
    /// An error in its own words.
    Error {
        code: ErrorCode,
        message: String,
    },
}

/// What helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "Help")]
#[expect(missing_docs, reason = "each is worded below")]
pub enum Help {
    MakeCode,
    RecoverKey,
    RecoverByCode,
    Repair,
    NewerVersion,
    SeeBackupLog,
    FreeSpace,
    CheckDisk,
    OpenLogFolder,
    CorrectPolicy,
    SendBundle,
    SeeWhatHangs,
    SeeDatabase,
    SignIn,
    SignInAgain,
    SetClock,
    WaitOrAsk,
    LookAgainOrAsk,
    InstallAuthority,
    SignInToProxy,
    OpenProxy,
    CheckOnline,
    SomethingElse,
    AskAdministrator,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Said::Versions { app, schema, sqlite, arch, os } => {
                write!(f, "PFA Vanguard {app}, schema {schema}, SQLite {sqlite}, {arch} on {os}.")
            }
            Said::DatabaseWhole { path, bytes } => {
                write!(f, "{path} is whole: every page of its {bytes} bytes was read.")
            }
            Said::DatabaseDamaged { path, why } => write!(f, "{path} is damaged: {why}."),
            Said::CopyOf { path, made } => write!(f, "{path} is of {made}."),
            Said::CopyOld { made } => write!(f, "The newest copy is of {made}."),
            Said::Room { megabytes, directory } => write!(f, "{megabytes} MB are free in {directory}."),
            Said::RoomLow { megabytes, directory } => {
                write!(f, "Only {megabytes} MB are free in {directory}.")
            }
            Said::DiskSilent { directory, error } => {
                write!(f, "The disk of {directory} does not tell how much is free: {error}.")
            }
            Said::Log { path, kilobytes } => write!(f, "{path} holds {kilobytes} kB."),
            Said::LogUnusable { path, error } => write!(f, "{path} cannot be read and written: {error}."),
            Said::PolicyBroken { problems } => f.write_str(problems),
            Said::LookFailed { error } => write!(f, "The look failed: {error}."),
            Said::NoAnswer { seconds } => write!(f, "There was no answer within {seconds} seconds."),
            Said::ProxyUsed { address } => write!(f, "{address} is used."),
            Said::ProxyScript { address } => write!(f, "{address} decides."),
            Said::Reached { pems } => write!(f, "{pems} is reached."),
            Said::ClockAhead { seconds } => {
                write!(f, "This computer's clock is {seconds} s ahead of PEMS's.")
            }
            Said::ClockBehind { seconds } => write!(f, "This computer's clock is {seconds} s behind PEMS's."),
            Said::Error { message, .. } => f.write_str(message),
            Said::KeyKept => {
                f.write_str("The key of the database can be read, and is kept against a lost keyring.")
            }
            Said::KeyWithoutCode => {
                f.write_str("The key of the database can be read. No recovery code was written down yet.")
            }
            Said::KeyringEmpty => {
                f.write_str("It answers; there is no database yet whose key it could hold.")
            }
            Said::KeyMissing => f.write_str("The key of the database is not there."),
            Said::DatabaseNone => f.write_str("There is none yet."),
            Said::CopyNotYet => f.write_str("There is no database to copy yet."),
            Said::CopyMissing => f.write_str("There is no copy of the database."),
            Said::PolicyGood => f.write_str("What governs this computer can be applied."),
            Said::NotAsked => f.write_str("PEMS was not asked: the database does not open."),
            Said::ProxySystem => f.write_str("What the system and the environment say is used."),
            Said::ProxyNone => f.write_str("None is used."),
            Said::CertificateTrusted => f.write_str("The certificate that was shown is trusted."),
            Said::CertificateNone => f.write_str("None is shown: PEMS is on this computer."),
            Said::Serves => f.write_str("PEMS serves and accepts the sign-in."),
            Said::Degraded => f.write_str("PEMS says that it does not work as it should."),
        }
    }
}

impl fmt::Display for Help {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Help::MakeCode => "Make a new recovery code: pfa recovery-code make",
            Help::RecoverKey => {
                "Type pfa recover --code-stdin with the recovery code, or let IT type pfa recover --organization-key."
            }
            Help::RecoverByCode => "Type pfa recover --code-stdin with the recovery code.",
            Help::Repair => {
                "Close PFA Vanguard everywhere and type pfa doctor --repair: what is unsent is saved out first."
            }
            Help::NewerVersion => "Install the newer version.",
            Help::SeeBackupLog => {
                "A copy is made after the first sync of a day; see the log for what keeps it from that."
            }
            Help::FreeSpace => "Free some space: without room nothing can be saved.",
            Help::CheckDisk => "Have the disk looked at.",
            Help::OpenLogFolder => "Let its owner read and write that folder.",
            Help::CorrectPolicy => "Have IT correct it: see pfa config explain.",
            Help::SendBundle => "Send a support bundle to IT.",
            Help::SeeWhatHangs => "See whether the disk or the keyring hangs, and look again.",
            Help::SeeDatabase => "See the finding on the database.",
            Help::SignIn => "Sign in to PEMS.",
            Help::SignInAgain => "Sign in again, or ask a PEMS administrator if it is refused once more.",
            Help::SetClock => "Set the clock, or let the system keep it by a time server.",
            Help::WaitOrAsk => "Wait, or ask a PEMS administrator.",
            Help::LookAgainOrAsk => "Wait and look again, or ask a PEMS administrator.",
            Help::InstallAuthority => {
                "Have IT install the authority that signed it, or name it in the setting extraCaFile."
            }
            Help::SignInToProxy => "Sign in to the proxy: in the settings, or with pfa proxy sign-in.",
            Help::OpenProxy => {
                "Have IT let PEMS's address pass the proxy without a sign-in, or allow Basic authentication for it."
            }
            Help::CheckOnline => "See whether this computer is online, and whether the proxy is right.",
            Help::SomethingElse => {
                "Something else answers in PEMS's place: sign in to the network, or correct the address."
            }
            Help::AskAdministrator => "Ask a PEMS administrator.",
        })
    }
}
