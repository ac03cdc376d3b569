//! A bundle for whoever supports the application: what it is, how it is set up and what it logged. No record, and no
//! secret: every text goes through the redaction, and can be read before it is sent.

mod redact;

use crate::doctor::{Finding, Subject};
use crate::profile::write_new;
use crate::settings::{Layers, explain_settings, show_layers};
use crate::sync::sync_status;
use crate::view::{SyncStatusView, instant};
use crate::{AppError, Workspace};
use pfa_store::{Db, StoreError, counts};
use redact::Redaction;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The most bytes of the log that go along, the latest.
const LOG_BYTES_MAX: usize = 4 << 20;

/// A file of the bundle, as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleFile {
    /// Its name in the bundle.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// Makes the files of a bundle. What cannot be had is named in its place: a bundle is wanted where things fail.
pub fn bundle(subject: &Subject, findings: &[Finding]) -> Result<Vec<BundleFile>, AppError> {
    let redaction = Redaction::of(&*subject.vault).map_err(|e| AppError::invalid(e.to_string()))?;
    let w = subject.workspace.as_ref();
    let mut files = vec![
        ("about.json".to_owned(), pretty(&about(subject))),
        ("doctor.json".to_owned(), pretty(&json!(findings))),
        ("settings.json".to_owned(), pretty(&settings(subject, w))),
        ("status.json".to_owned(), of_database(w, status)),
        ("counts.json".to_owned(), of_database(w, |w| w.store().read(|db| Ok(json!(counts::all(db)?))))),
        (
            "schema.sql".to_owned(),
            w.map_or_else(not_open, |w| read_schema(w).unwrap_or_else(|e| e.to_string())),
        ),
    ];
    files.extend(logs(&subject.profile.logs()));
    Ok(files.into_iter().map(|(name, text)| BundleFile { text: redaction.clean(&text), name }).collect())
}

/// The files as one ZIP file.
pub fn zipped(files: &[BundleFile]) -> Result<Vec<u8>, AppError> {
    let unmade = |e: &dyn std::fmt::Display| AppError::invalid(format!("The bundle cannot be made: {e}."));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for file in files {
        zip.start_file(file.name.as_str(), options).map_err(|e| unmade(&e))?;
        zip.write_all(file.text.as_bytes()).map_err(|e| unmade(&e))?;
    }
    Ok(zip.finish().map_err(|e| unmade(&e))?.into_inner())
}

/// Writes the files as one ZIP file that only its owner may read. One that is there already is left as it is.
pub fn write_bundle(files: &[BundleFile], path: &Path) -> Result<(), AppError> {
    write_new(path, &zipped(files)?)
        .map_err(|e| AppError::invalid(format!("{} cannot be written: {e}.", path.display())))
}

fn about(subject: &Subject) -> Json {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "schema": pfa_store::SCHEMA_VERSION,
        "sqlite": pfa_store::sqlite_version(),
        "system": std::env::consts::OS,
        "machine": std::env::consts::ARCH,
        "madeAt": instant(subject.clock.now()),
        "profile": subject.profile.id(),
        "directory": subject.profile.directory(),
    })
}

fn settings(subject: &Subject, w: Option<&Workspace>) -> Json {
    let layers = match w.map(show_layers) {
        Some(Ok(layers)) => layers,
        // Without the database what the person chose is not known.
        Some(Err(_)) | None => Layers::read(&subject.governing, BTreeMap::new()),
    };
    json!({ "settings": explain_settings(&layers, None), "problems": layers.problems() })
}

fn status(w: &Workspace) -> Result<Json, AppError> {
    Ok(json!(SyncStatusView::from(sync_status(w)?)))
}

fn of_database(w: Option<&Workspace>, read: impl FnOnce(&Workspace) -> Result<Json, AppError>) -> String {
    match w {
        Some(w) => pretty(&read(w).unwrap_or_else(|error| json!({ "error": error.to_string() }))),
        None => not_open(),
    }
}

fn read_schema(w: &Workspace) -> Result<String, StoreError> {
    w.store().read(|db: &Db<'_>| counts::schema(db))
}

fn not_open() -> String {
    "The database does not open; see doctor.json.\n".to_owned()
}

fn pretty(value: &Json) -> String {
    format!("{value:#}\n")
}

/// The log files, the latest first, as far as they fit.
fn logs(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "log"));
    paths.sort();
    let mut left = LOG_BYTES_MAX;
    let mut taken = Vec::new();
    for path in paths.into_iter().rev() {
        let Ok(bytes) = fs::read(&path) else { continue };
        // The end of a file tells more than its beginning; what is cut begins with a whole line.
        let from = bytes.len().saturating_sub(left);
        let kept = &bytes[from..];
        let whole =
            if from == 0 { 0 } else { kept.iter().position(|b| *b == b'\n').map_or(kept.len(), |at| at + 1) };
        left = left.saturating_sub(kept.len());
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        taken.push((format!("logs/{name}"), String::from_utf8_lossy(&kept[whole..]).into_owned()));
        if left == 0 {
            break;
        }
    }
    taken
}
