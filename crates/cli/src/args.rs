//! The grammar. Scripts rely on it: what is here is only added to.

use chrono::{DateTime, Utc};
use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use pfa_app::audit::AuditQuery;
use pfa_app::domain::{Field, Side};
use pfa_app::record::{Column, column};
use pfa_app::run::RunQuery;
use pfa_app::settings::SettingKey;
use std::path::PathBuf;

/// What `pfa` was asked to do.
#[derive(Debug, Parser)]
#[command(
    name = "pfa",
    version,
    about = "Edit PFA records offline and sync them with PEMS, without a window.",
    after_help = "Exit codes: 0 done, also while something waits; 1 refused or failed; 2 malformed command; \
                  3 conflicts wait, 4 failed items wait (push and sync only); 5 PEMS did not serve; \
                  6 sign-in, passphrase or permission refused."
)]
pub struct Args {
    /// What every verb takes.
    #[command(flatten)]
    pub common: Common,
    /// The verb.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What goes before or after any verb.
#[derive(Debug, ClapArgs)]
pub struct Common {
    /// The directory that holds all state
    #[arg(long, global = true, value_name = "DIR")]
    pub profile: Option<PathBuf>,
    /// Keep secrets in this file, under the passphrase in PFA_PASSPHRASE, and not in the keyring
    #[arg(long, global = true, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
}

/// A verb with its arguments.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Sign in to a PEMS, or replace the credentials of the one that this profile belongs to
    Init(Init),
    /// Forget the credentials; all data stays
    SignOut,
    /// Read every record of PEMS
    Pull {
        /// Take over what the guard stopped: records that vanished, versions that went backwards
        #[arg(long)]
        accept_changes: bool,
    },
    /// Send the queued changes that are due
    Push,
    /// Pull what changed and push until nothing is due
    Sync,
    /// Sync again and again, until SIGTERM or Ctrl-C
    Watch,
    /// List records as a planner sees them
    List(List),
    /// Show a record, PEMS's copy of it and the draft on it
    Show(Record),
    /// Change fields of a record, all of them or none
    Edit(Edit),
    /// Queue drafts for PEMS
    Commit(Chosen),
    /// Give up what is unsent of a record
    Discard {
        /// The record
        id: String,
        /// Why
        #[arg(long)]
        reason: Option<String>,
    },
    /// Change many records alike, in one step; those that the rules keep from it are left out and named
    Bulk(Bulk),
    /// Make drafts of the rows of a table (CSV or Excel), in one step; its columns are known by their names
    Import {
        /// The table; one column holds the records' PFA ids
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Only say what would change, and which rows are bad
        #[arg(long)]
        check: bool,
    },
    /// Take the last step back: an edit, a bulk change, an import, a discard
    Undo,
    /// Do again the step that was taken back last
    Redo,
    /// How sync stands, and whether PEMS answers now
    Status,
    /// List the conflicts that wait for a decision
    Conflicts,
    /// Decide conflicts
    Resolve(Resolve),
    /// List what was merged automatically of a record
    Merges(Record),
    /// Take an automatic merge back, to decide it field by field
    UndoMerge {
        /// The merge's id, as `pfa merges` shows it
        merge: String,
    },
    /// List the changes that failed
    Failed,
    /// Send failed changes again
    Retry(Chosen),
    /// List the versions of a record, the newest first
    History(Record),
    /// Go back to an earlier version of a record
    Rollback {
        /// The record
        id: String,
        /// The version to go back to
        #[arg(long, value_name = "VERSION")]
        to: u64,
        /// Why
        #[arg(long)]
        reason: String,
        /// Another person approves, where it moves more money than one may: their password is the first line of standard input
        #[arg(long, value_name = "USER")]
        approved_by: Option<String>,
    },
    /// Take back what a sync run pushed, where nobody changed it since
    RollbackRun {
        /// The run's id, as `pfa runs --json` shows it
        run: String,
        /// Why
        #[arg(long, required_unless_present = "dry_run")]
        reason: Option<String>,
        /// Show what would change and what stays, and change nothing
        #[arg(long)]
        dry_run: bool,
        /// Another person approves, where it moves more money than one may: their password is the first line of standard input
        #[arg(long, value_name = "USER")]
        approved_by: Option<String>,
    },
    /// List the values of a record that were given up, the newest first
    GivenUp(Record),
    /// Put given-up values back as a draft
    Restore {
        /// Their id, as `pfa given-up` shows it
        id: String,
    },
    /// List what sync did, the newest run first
    Runs {
        /// Which.
        #[command(flatten)]
        wanted: RunFilter,
        /// Runs at the most
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u64,
    },
    /// Take what sync did out as a file, a run a line
    ExportRuns {
        /// Which.
        #[command(flatten)]
        wanted: RunFilter,
        /// How, and where to.
        #[command(flatten)]
        to: ToFile,
    },
    /// Sync in figures over a span of time, and what somebody should look after
    Dashboard {
        /// From then on; a day before the end unless given
        #[arg(long, value_name = "TIME")]
        from: Option<DateTime<Utc>>,
        /// Up to before then; now unless given
        #[arg(long, value_name = "TIME")]
        to: Option<DateTime<Utc>>,
    },
    /// List the rows of PEMS that could not be taken over
    Quarantine,
    /// Take everything unsent out as a file; needs no sign-in, no PEMS and no sound database
    ExportUnsent(ToFile),
    /// Whether the database's key is kept against a lost keyring, or keep it under a new code
    RecoveryCode {
        /// What to do; without it, tell how it stands
        #[command(subcommand)]
        what: Option<RecoveryCode>,
    },
    /// Look at everything that may keep this from working; ends with 1 if something is not in order
    Doctor {
        /// Set a damaged database aside and restore the newest good backup; what is unsent is saved out first
        #[arg(long)]
        repair: bool,
    },
    /// Write what whoever supports this needs to FILE, without records and secrets
    SupportBundle {
        /// A ZIP file that is not there yet
        file: PathBuf,
    },
    /// Put the database's key into this keyring again, after it was lost
    Recover(Recover),
    /// Who signs in to a proxy that asks
    Proxy {
        /// What to do.
        #[command(subcommand)]
        what: Proxy,
    },
    /// The settings, in layers: policy, machine, user, default
    Config {
        /// What to do with them.
        #[command(subcommand)]
        what: Config,
    },
    /// Write the manual's pages into FOLDER, one a verb
    Manual {
        /// A folder that is there
        folder: PathBuf,
    },
    /// Print what a shell completes the words of `pfa` by
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// The log of who did what
    Audit {
        /// What to do with it.
        #[command(subcommand)]
        what: Audit,
    },
}

/// What can be done about proxies that ask who it is.
#[derive(Debug, Subcommand)]
pub enum Proxy {
    /// Keep a user and a password for proxies
    SignIn {
        /// The user
        #[arg(long)]
        user: String,
        /// Read the password from the first line of standard input
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Forget them
    SignOut,
}

/// What can be done with settings.
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Print the value that holds
    Get {
        /// The setting
        #[arg(value_name = "KEY")]
        key: SettingKey,
    },
    /// Choose a value for this profile
    Set {
        /// The setting
        #[arg(value_name = "KEY")]
        key: SettingKey,
        /// The value; a list with commas between
        value: String,
    },
    /// Give up what was chosen for this profile
    Unset {
        /// The setting
        #[arg(value_name = "KEY")]
        key: SettingKey,
    },
    /// Show what each layer says and whose value holds
    Explain {
        /// Only this setting
        #[arg(value_name = "KEY")]
        key: Option<SettingKey>,
    },
}

/// What can be done with the audit log.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// List who did what, the newest first
    List {
        /// Which.
        #[command(flatten)]
        wanted: AuditFilter,
        /// Rows at the most
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: usize,
    },
    /// Take rows out as a file, each with its hash
    Export {
        /// Which.
        #[command(flatten)]
        wanted: AuditFilter,
        /// How, and where to.
        #[command(flatten)]
        to: ToFile,
    },
    /// Check that no row was changed, dropped or moved
    Verify,
}

/// Which rows of the audit log.
#[derive(Debug, ClapArgs)]
pub struct AuditFilter {
    /// Only rows that say TEXT anywhere
    #[arg(long)]
    pub text: Option<String>,
    /// Only rows of this action
    #[arg(long, value_name = "WORD")]
    pub action: Option<String>,
    /// Only rows of this user
    #[arg(long, value_name = "USER")]
    pub who: Option<String>,
    /// Only rows about this record
    #[arg(long, value_name = "ID")]
    pub record: Option<String>,
    /// Written then or later
    #[arg(long, value_name = "TIME")]
    pub from: Option<DateTime<Utc>>,
    /// Written before
    #[arg(long, value_name = "TIME")]
    pub to: Option<DateTime<Utc>>,
}

/// Which runs.
#[derive(Debug, ClapArgs)]
pub struct RunFilter {
    /// Only runs that ended so
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Only runs that this started
    #[arg(long, value_name = "TRIGGER")]
    pub trigger: Option<String>,
    /// Only runs that this user started
    #[arg(long, value_name = "USER")]
    pub by: Option<String>,
    /// Only runs whose message has TEXT, or that did something to a record whose id begins so
    #[arg(long)]
    pub text: Option<String>,
    /// Started then or later
    #[arg(long, value_name = "TIME")]
    pub from: Option<DateTime<Utc>>,
    /// Started before
    #[arg(long, value_name = "TIME")]
    pub to: Option<DateTime<Utc>>,
}

/// How a file is written, and where to.
#[derive(Debug, ClapArgs)]
pub struct ToFile {
    /// csv for a spreadsheet, json for a program
    #[arg(long, value_name = "FORMAT")]
    pub format: FormatArg,
    /// Write here, where no file is yet, and not to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What can be done with the recovery code.
#[derive(Debug, Subcommand)]
pub enum RecoveryCode {
    /// Make a code and print it, this once; those before it open nothing from then on
    Make,
}

/// What the key is recovered with.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("means").required(true).args(["code_stdin", "organization_key"])))]
pub struct Recover {
    /// Read the recovery code from the first line of standard input
    #[arg(long)]
    pub code_stdin: bool,
    /// The organization's private key, an X25519 key in PEM
    #[arg(long, value_name = "FILE")]
    pub organization_key: Option<PathBuf>,
}

/// How to sign in.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("secret").required(true).args(["password_stdin", "api_key_stdin"])))]
pub struct Init {
    /// The root of PEMS's API, such as https://host/axis/restservices; by default the one of the settings
    #[arg(long, value_name = "ROOT", default_value = "", hide_default_value = true)]
    pub pems: String,
    /// The tenant
    #[arg(long)]
    pub tenant: String,
    /// The organization to work on
    #[arg(long, value_name = "ORG")]
    pub organization: String,
    /// The user; may be left out with an API key
    #[arg(long, required_unless_present = "api_key_stdin")]
    pub user: Option<String>,
    /// Read the password from the first line of standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// Read an API key from the first line of standard input
    #[arg(long)]
    pub api_key_stdin: bool,
    /// Certificates (PEM) to trust besides the system's
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
}

/// Which records to list.
#[derive(Debug, ClapArgs)]
pub struct List {
    /// Only records whose FIELD is exactly VALUE; an empty VALUE finds empty fields; all filters must hold
    #[arg(long = "filter", value_name = "FIELD=VALUE", value_parser = wanted)]
    pub filters: Vec<Wanted>,
    /// In the order of FIELD, empty ones last
    #[arg(long, value_name = "FIELD[:desc]", value_parser = order)]
    pub sort: Option<Order>,
    /// Records at the most
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
}

/// One record.
#[derive(Debug, ClapArgs)]
pub struct Record {
    /// The record
    pub id: String,
}

/// An edit.
#[derive(Debug, ClapArgs)]
pub struct Edit {
    /// The record
    pub id: String,
    /// The new values; an empty VALUE clears
    #[arg(required = true, value_name = "FIELD=VALUE", value_parser = assignment)]
    pub values: Vec<Assignment>,
    /// Why; discontinuing a record takes one
    #[arg(long)]
    pub reason: Option<String>,
}

/// Some records, or all that it concerns.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("which").required(true).args(["ids", "all"])))]
pub struct Chosen {
    /// The records
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// All that can be
    #[arg(long)]
    pub all: bool,
}

/// A change of many records.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("change").required(true).args([
    "shift", "length", "set", "reset_to_plan", "back_to_pems", "discontinue", "reinstate",
])))]
pub struct Bulk {
    /// Which records.
    #[command(flatten)]
    pub which: Chosen,
    /// Move both forecast dates by DAYS; of an actualized record the actual end alone
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    pub shift: Option<i64>,
    /// Let the forecast end DAYS after its start
    #[arg(long, value_name = "DAYS")]
    pub length: Option<i64>,
    /// Set FIELD to VALUE; an empty VALUE clears
    #[arg(long, value_name = "FIELD=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,
    /// Give the forecast the dates of the plan
    #[arg(long)]
    pub reset_to_plan: bool,
    /// Give up all that is unsent
    #[arg(long)]
    pub back_to_pems: bool,
    /// Cancel the requirement; takes a reason
    #[arg(long)]
    pub discontinue: bool,
    /// Take a cancelled requirement up again
    #[arg(long)]
    pub reinstate: bool,
    /// Why
    #[arg(long)]
    pub reason: Option<String>,
    /// Only say what would change
    #[arg(long)]
    pub check: bool,
}

/// A decision.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("decision").required(true).args(["side", "merge", "typed"]).multiple(true)))]
#[command(group(ArgGroup::new("which").required(true).args(["conflicts", "all"])))]
pub struct Resolve {
    /// The conflicts' ids, as `pfa conflicts` shows them
    #[arg(value_name = "CONFLICT")]
    pub conflicts: Vec<String>,
    /// All that are open
    #[arg(long, conflicts_with_all = ["merge", "typed"])]
    pub all: bool,
    /// Show what would be sent and given up, and decide nothing
    #[arg(long, conflicts_with_all = ["merge", "typed"])]
    pub dry_run: bool,
    /// Take all of my changes, or PEMS's record
    #[arg(long = "use", value_name = "SIDE")]
    pub side: Option<SideArg>,
    /// Take this side of FIELD; name every conflicting field
    #[arg(long, value_name = "FIELD=mine|pems", value_parser = pick, conflicts_with = "side")]
    pub merge: Vec<(Field, Side)>,
    /// Take neither side of FIELD but VALUE; an empty VALUE clears
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = assignment, conflicts_with = "side")]
    pub typed: Vec<Assignment>,
    /// Another person approves, where it moves more money than one may: their password is the first line of standard input
    #[arg(long, value_name = "USER")]
    pub approved_by: Option<String>,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// A line a changed field.
    Csv,
    /// Every value exactly as it is.
    Json,
}

/// A side of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SideArg {
    /// The planner's.
    Mine,
    /// PEMS's.
    Pems,
}

/// A filter as it was typed.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// On which column.
    pub column: Column,
    /// What it must be.
    pub value: String,
}

/// A sort key as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// By which column.
    pub column: Column,
    /// From the largest to the smallest.
    pub descending: bool,
}

/// A new value as it was typed.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// A name of the field list.
    pub field: String,
    /// The value, as a person types it.
    pub value: String,
}

impl Verb {
    /// The verb without its arguments.
    pub fn word(&self) -> String {
        let whole = format!("{self:?}");
        whole.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    }
}

impl RunFilter {
    /// What the application is asked; the page is the caller's.
    pub fn query(&self) -> RunQuery {
        RunQuery {
            status: self.status.clone(),
            trigger: self.trigger.clone(),
            by: self.by.clone(),
            text: self.text.clone(),
            from: self.from,
            to: self.to,
            ..RunQuery::default()
        }
    }
}

impl AuditFilter {
    /// What the application is asked; the text apart.
    pub fn query(&self) -> AuditQuery {
        AuditQuery {
            action: self.action.clone(),
            who: self.who.clone(),
            pfa_id: self.record.clone(),
            from: self.from,
            to: self.to,
        }
    }
}

impl Chosen {
    /// The records named, each once; `None` for all.
    pub fn named(&self) -> Option<Vec<String>> {
        if self.all {
            return None;
        }
        let mut named: Vec<String> = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            if !named.contains(id) {
                named.push(id.clone());
            }
        }
        Some(named)
    }
}

fn wanted(text: &str) -> Result<Wanted, String> {
    let (name, value) = split(text)?;
    Ok(Wanted { column: named(name)?, value: value.to_owned() })
}

fn order(text: &str) -> Result<Order, String> {
    let (name, descending) = match text.split_once(':') {
        None => (text, false),
        Some((name, "desc")) => (name, true),
        Some((_, other)) => return Err(format!("after the colon stands desc, not {other:?}")),
    };
    Ok(Order { column: named(name)?, descending })
}

fn assignment(text: &str) -> Result<Assignment, String> {
    let (name, value) = split(text)?;
    let known = name != "status" && column(name).is_ok();
    if !known {
        return Err(format!("no field is called {name:?}"));
    }
    Ok(Assignment { field: name.to_owned(), value: value.to_owned() })
}

fn pick(text: &str) -> Result<(Field, Side), String> {
    let (name, side) = split(text)?;
    let field: Field = name.parse().map_err(|error: pfa_app::domain::UnknownField| error.to_string())?;
    match side {
        "mine" => Ok((field, Side::Mine)),
        "pems" => Ok((field, Side::Pems)),
        other => Err(format!("a side is mine or pems, not {other:?}")),
    }
}

fn split(text: &str) -> Result<(&str, &str), String> {
    text.split_once('=').ok_or_else(|| "it is written FIELD=VALUE".to_owned())
}

fn named(name: &str) -> Result<Column, String> {
    column(name).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_grammar_is_in_order() {
        Args::command().debug_assert();
    }
}
