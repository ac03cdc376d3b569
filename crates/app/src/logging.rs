//! What the application writes about itself: one JSON object a line, in a file a day, the last fourteen days.
//! Secrets have no `Debug` that shows them, and what other libraries tell in detail is left out, since it
//! could be the content of a request.

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::OnceLock;

use crate::settings::{Layer as SettingLayer, LogDetail, SettingKey, show_layers};
use crate::{AppError, Workspace};

use thiserror::Error;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_appender::rolling::{InitError, RollingFileAppender, Rotation};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::reload::{self, Handle};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry, fmt};

/// The days of which logs are kept.
const DAYS_KEPT: usize = 14;

/// The log of this process.
static STARTED: OnceLock<Started> = OnceLock::new();

struct Started {
    /// Whether whoever started the process named a level.
    asked: bool,
    level: Handle<Targets, Registry>,
}

/// How much is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLevel(LevelFilter);

/// What is written besides the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Echo {
    /// Nothing.
    Nothing,
    /// Warnings and errors, on standard error, for a person who asked to see them.
    WarningsToStderr,
}

/// Why there is no log.
#[derive(Debug, Error)]
pub enum LoggingError {
    /// The level is no level.
    #[error("PFA_LOG is {found:?}; it must be one of off, error, warn, info, debug, trace")]
    UnknownLevel {
        /// What was given.
        found: String,
    },
    /// The log file cannot be opened.
    #[error("the log in {} cannot be written: {source}", directory.display())]
    NotWritable {
        /// The directory of the log files.
        directory: PathBuf,
        /// Why not.
        source: InitError,
    },
    /// The process has a log already.
    #[error("logging was started twice in one process")]
    StartedTwice,
}

impl Default for LogLevel {
    fn default() -> Self {
        Self(LevelFilter::INFO)
    }
}

impl FromStr for LogLevel {
    type Err = LoggingError;

    fn from_str(text: &str) -> Result<Self, LoggingError> {
        // The levels by name alone: the parser of tracing takes numbers too, and filters, in which a misspelt level
        // is a target that turns everything else off.
        const NAMES: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
        let unknown = || LoggingError::UnknownLevel { found: text.to_owned() };
        let name = NAMES.iter().find(|name| name.eq_ignore_ascii_case(text)).ok_or_else(unknown)?;
        name.parse().map(Self).map_err(|_| unknown())
    }
}

impl From<LogDetail> for LogLevel {
    fn from(detail: LogDetail) -> Self {
        Self(match detail {
            LogDetail::Off => LevelFilter::OFF,
            LogDetail::Error => LevelFilter::ERROR,
            LogDetail::Warn => LevelFilter::WARN,
            LogDetail::Info => LevelFilter::INFO,
            LogDetail::Debug => LevelFilter::DEBUG,
            LogDetail::Trace => LevelFilter::TRACE,
        })
    }
}

/// Starts writing the log of this process into `directory`. Each line is in the file when the call that logs it
/// returns, so that a crash loses none. A level that is `asked` for by whoever started the process holds, unless a
/// policy names another; without one the settings do, once they can be read.
///
/// # Errors
/// `NotWritable` if the file cannot be opened, `StartedTwice` if the process has a log.
pub fn start(directory: &Path, asked: Option<LogLevel>, echo: Echo) -> Result<(), LoggingError> {
    let (subscriber, level) = subscriber(directory, asked.unwrap_or_default(), echo)?;
    subscriber.try_init().map_err(|_| LoggingError::StartedTwice)?;
    // Only the start that went through comes here.
    let _ = STARTED.set(Started { asked: asked.is_some(), level });
    Ok(())
}

/// Writes as much from now on as the settings say.
pub fn follow(w: &Workspace) -> Result<(), AppError> {
    let Some(started) = STARTED.get() else { return Ok(()) };
    let layers = show_layers(w)?;
    if started.asked && layers.winner(SettingKey::LogLevel).layer != SettingLayer::Policy {
        return Ok(());
    }
    let level = LogLevel::from(layers.settings().log_level);
    if let Err(error) = started.level.reload(ours(level.0)) {
        tracing::warn!(%error, "the level of the log stays as it was");
    }
    Ok(())
}

fn subscriber(
    directory: &Path,
    level: LogLevel,
    echo: Echo,
) -> Result<(impl Subscriber + Send + Sync, Handle<Targets, Registry>), LoggingError> {
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix("pfa")
        .filename_suffix("log")
        .max_log_files(DAYS_KEPT)
        .build(directory)
        .map_err(|source| LoggingError::NotWritable { directory: directory.to_owned(), source })?;
    let (filter, handle) = reload::Layer::new(ours(level.0));
    let to_file = fmt::layer().json().flatten_event(true).with_writer(file).with_filter(filter);
    let to_stderr = (echo == Echo::WarningsToStderr).then(|| {
        fmt::layer()
            .with_writer(io::stderr)
            .without_time()
            .with_target(false)
            .with_filter(ours(LevelFilter::WARN))
    });
    Ok((tracing_subscriber::registry().with(to_file).with(to_stderr), handle))
}

/// Lets through what this project's crates tell at `level`, and of other libraries warnings at most.
fn ours(level: LevelFilter) -> Targets {
    Targets::new()
        .with_default(level.min(LevelFilter::WARN))
        .with_target("pfa", level)
        .with_target("pems_sim", level)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use serde_json::Value;

    use super::*;

    fn logged(level: &str, act: impl FnOnce()) -> Vec<Value> {
        let logs = tempfile::tempdir().unwrap();
        let (subscriber, _) = subscriber(logs.path(), level.parse().unwrap(), Echo::Nothing).unwrap();
        tracing::subscriber::with_default(subscriber, act);
        let files: Vec<_> = fs::read_dir(logs.path()).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        let text = fs::read_to_string(&files[0]).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_is_an_object_with_its_fields_even_if_a_value_spans_lines() {
        let lines = logged("info", || tracing::info!(record = "PFA-1\nERROR forged", "draft saved"));
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["message"], "draft saved");
        assert_eq!(lines[0]["record"], "PFA-1\nERROR forged");
        assert_eq!(lines[0]["level"], "INFO");
    }

    #[test]
    fn the_level_decides_what_is_written() {
        let say_both = || {
            tracing::debug!("detail");
            tracing::warn!("trouble");
        };
        let messages = |level| {
            logged(level, say_both).iter().map(|line| line["message"].to_string()).collect::<Vec<_>>()
        };
        assert_eq!(messages("debug"), ["\"detail\"", "\"trouble\""]);
        assert_eq!(messages("INFO"), ["\"trouble\""]);
        assert!(messages("off").is_empty());
    }

    #[test]
    fn another_level_holds_at_once() {
        let logs = tempfile::tempdir().unwrap();
        let (subscriber, level) = subscriber(logs.path(), LogLevel::default(), Echo::Nothing).unwrap();
        tracing::subscriber::with_default(subscriber, || {
            tracing::debug!("before");
            level.reload(ours(LogLevel::from(LogDetail::Debug).0)).unwrap();
            tracing::debug!("after");
        });
        let file = fs::read_dir(logs.path()).unwrap().next().unwrap().unwrap().path();
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains("after") && !text.contains("before"), "{text}");
    }

    #[test]
    fn details_of_other_libraries_stay_out_at_every_level() {
        let lines = logged("trace", || {
            tracing::debug!(target: "hyper::proto", "authorization: Basic …");
            tracing::warn!(target: "hyper::proto", "connection reset");
        });
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0]["message"], "connection reset");
    }

    #[test]
    fn a_misspelt_level_is_refused_with_the_ones_there_are() {
        for wrong in ["verbose", "", "3", "pfa=debug", "info,debug"] {
            let refused = wrong.parse::<LogLevel>().unwrap_err().to_string();
            assert!(refused.contains(&format!("{wrong:?}")) && refused.contains("debug, trace"), "{refused}");
        }
    }

    #[test]
    fn logs_older_than_the_days_kept_go() {
        let logs = tempfile::tempdir().unwrap();
        for day in 1..=20 {
            fs::write(logs.path().join(format!("pfa.2020-01-{day:02}.log")), "").unwrap();
        }
        fs::write(logs.path().join("notes.txt"), "").unwrap();
        subscriber(logs.path(), LogLevel::default(), Echo::Nothing).unwrap();
        let names: Vec<_> = fs::read_dir(logs.path())
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(names.iter().filter(|name| name.ends_with(".log")).count(), DAYS_KEPT, "{names:?}");
        assert!(names.contains(&"notes.txt".to_owned()));
    }

    #[test]
    fn a_directory_that_cannot_be_written_is_named() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("logs");
        fs::write(&file, "").unwrap();
        let refused = subscriber(&file, LogLevel::default(), Echo::Nothing).map(drop).unwrap_err();
        assert!(matches!(&refused, LoggingError::NotWritable { directory, .. } if *directory == file));
    }
}
