//! Work that has not reached PEMS, taken out as a file. It asks for nothing but the database and its key:
//! no sign-in, no PEMS, no right to sync, no sound database, no folder that can be written.

mod csv;
mod document;

use crate::profile::{Profile, hand_over, write_new};
use crate::secrets::{Vault, VaultError, kept_key};
use crate::{AppError, view::instant};
use chrono::{DateTime, Utc};
use document::Document;
use pfa_store::Store;
use pfa_store::rescue::{Salvage, Unreadable};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use ts_rs::TS;

/// How the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    /// For a spreadsheet: a line a changed field.
    Csv,
    /// For a program: every value exactly as it is.
    Json,
}

/// Everything unsent of a profile, read out at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct UnsentWork {
    salvage: Salvage,
    read_at: DateTime<Utc>,
}

/// Reads what is unsent, of every organization, without changing anything in the profile.
pub fn read_unsent(
    directory: &Path,
    vault_of: impl FnOnce(&Profile) -> Result<Arc<dyn Vault>, VaultError>,
    now: DateTime<Utc>,
) -> Result<UnsentWork, AppError> {
    if !Profile::exists(directory) {
        return Err(AppError::NotFound { what: "profile", id: directory.display().to_string() });
    }
    let profile = Profile::existing(directory)?;
    let key = kept_key(&profile, &*vault_of(&profile)?)?;
    let salvage = Store::open_for_rescue(&profile.database(), key)?.unsent()?;
    Ok(UnsentWork::of(salvage, now))
}

impl UnsentWork {
    /// What was read out at this time.
    pub(crate) fn of(salvage: Salvage, read_at: DateTime<Utc>) -> Self {
        Self { salvage, read_at }
    }

    /// Records with something unsent that could be read.
    pub fn records(&self) -> usize {
        self.salvage.unsent.len()
    }

    /// Changed fields in all.
    pub fn changes(&self) -> usize {
        self.salvage.unsent.iter().map(|u| u.modification.draft.delta.len()).sum()
    }

    /// What is lost, by a damage of the database or because a newer build wrote it.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.salvage.unreadable
    }

    /// The file's content.
    pub fn content(&self, format: ExportFormat) -> Result<Vec<u8>, AppError> {
        let document = Document::of(&self.salvage, instant(self.read_at));
        Ok(match format {
            ExportFormat::Csv => csv::written(&document).into_bytes(),
            ExportFormat::Json => {
                let unwritable =
                    |e: serde_json::Error| AppError::invalid(format!("It cannot be written: {e}."));
                let mut text = serde_json::to_vec_pretty(&document).map_err(unwritable)?;
                text.push(b'\n');
                text
            }
        })
    }

    /// Writes the file, readable by its owner alone. One that is there already is left as it is.
    pub fn write_to(&self, path: &Path, format: ExportFormat) -> Result<(), AppError> {
        let content = self.content(format)?;
        write_new(path, &content)
            .map_err(|e| AppError::invalid(format!("{} cannot be written: {e}.", path.display())))
    }

    /// Writes the file into `folder` under a name that says what and when, and gives its path.
    pub fn write_into(&self, folder: &Path, format: ExportFormat) -> Result<PathBuf, AppError> {
        hand_over(folder, "Unsent PFA changes", self.read_at, format.extension(), &self.content(format)?)
    }
}

impl ExportFormat {
    /// How a file of this kind ends.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Json => "json",
        }
    }
}

#[cfg(test)]
mod tests;
