//! Syncing again and again, with a line for each event.

use crate::args::Common;
use crate::error::CliError;
use crate::open::existing;
use crate::output::{Output, OutputError, plain};
use crate::verb::runtime::{Ending, runtime};
use pfa_app::clock::{Clock, SystemClock};
use pfa_app::event::AppEvent;
use pfa_app::sync::{Order, Worker, sync_status};
use serde_json::json;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long the last lines may take to be read once the worker has ended.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs the worker until SIGTERM or Ctrl-C, or until nobody reads the events.
pub fn watch(common: &Common) -> Result<(), CliError> {
    let runtime = runtime()?;
    let mut ending = runtime.block_on(async { Ending::listen() }).map_err(CliError::Runtime)?;
    let (events, heard) = mpsc::channel();
    let sink = events.clone();
    let told = move |event| {
        // Events that come after the last line was printed are of no consequence.
        let _ = sink.send(event);
    };
    let w = existing(common, Arc::new(told))?;
    // Refused at once where nobody is signed in, which the worker would wait for.
    sync_status(&w)?;
    let (left, mut reader_left) = oneshot::channel();
    let json = common.json;
    // Lines are printed apart, so that a slow reader holds up no request.
    std::thread::spawn(move || {
        // Whoever waited for this may have ended.
        let _ = left.send(print_events(heard, json));
    });
    let (worker, work) = Worker::named(w, "pfa watch");
    runtime.block_on(async {
        tokio::pin!(work);
        loop {
            tokio::select! {
                () = &mut work => break,
                () = ending.asked_for() => worker.order(Order::Stop),
                _ = &mut reader_left => {
                    worker.order(Order::Stop);
                    work.await;
                    return Ok(());
                }
            }
        }
        drop(events);
        match tokio::time::timeout(PATIENCE, reader_left).await {
            Ok(Ok(Err(error))) if !error.reader_left() => Err(error.into()),
            Ok(_) | Err(_) => Ok(()),
        }
    })
}

fn print_events(heard: mpsc::Receiver<AppEvent>, as_json: bool) -> Result<(), OutputError> {
    let mut out = Output::new(as_json);
    for event in heard {
        if matches!(event, AppEvent::Changed { .. }) {
            continue;
        }
        let at = SystemClock.now();
        if as_json {
            let mut line = json!(event);
            line["at"] = json!(at);
            out.json_line(&line)?;
        } else if let Some(text) = sentence(&event) {
            out.line(&format!("{} {}", at.format("%Y-%m-%dT%H:%M:%SZ"), plain(&text)))?;
            out.flush::<OutputError>()?;
        }
    }
    Ok(())
}

/// An event for a person; none for those that a terminal has no use for.
fn sentence(event: &AppEvent) -> Option<String> {
    let records = |what: &str, ids: &[String]| Some(format!("{what} {}", ids.join(" ")));
    match event {
        AppEvent::Connected => Some("CONNECTED".to_owned()),
        AppEvent::Connection { connection, reason } => {
            let word = json!(connection);
            let word = word.as_str().unwrap_or("unknown");
            Some(format!("CONNECTION {word} {}", reason.as_deref().unwrap_or("")).trim_end().to_owned())
        }
        AppEvent::SyncQueued { records: ids } => records("SYNC_QUEUED", ids),
        AppEvent::SyncProcessing { records: ids } => records("SYNC_PROCESSING", ids),
        AppEvent::SyncSuccess { records: ids } => records("SYNC_SUCCESS", ids),
        AppEvent::SyncConflict { records: ids } => records("SYNC_CONFLICT", ids),
        AppEvent::SyncFailed { records: ids, reason } => {
            Some(format!("SYNC_FAILED {} {reason}", ids.join(" ")))
        }
        AppEvent::Alert { alert } => Some(format!("ALERT {}", alert.message)),
        AppEvent::Progress { .. }
        | AppEvent::EditProgress { .. }
        | AppEvent::Open
        | AppEvent::Changed { .. } => None,
    }
}
