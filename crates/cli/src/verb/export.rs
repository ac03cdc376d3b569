//! Taking work out of the profile.

use crate::args::{AuditFilter, Common, FormatArg, RunFilter, ToFile};
use crate::error::CliError;
use crate::open;
use crate::output::Output;
use pfa_app::audit::export_audit;
use pfa_app::profile::write_new_by;
use pfa_app::run::export_runs;
use pfa_app::unsent::ExportFormat;
use pfa_app::{AppError, Workspace};
use serde_json::json;
use std::io::Write;

/// Writes everything unsent to a file, or to standard output. What could be read is written also where
/// something could not, which is told then.
pub fn unsent(common: &Common, to: &ToFile, out: &mut Output) -> Result<(), CliError> {
    let work = open::unsent(common)?;
    let format = to.format.into();
    let lost = work.unreadable().len();
    match to.output.as_deref() {
        None => out.bytes(&work.content(format)?)?,
        Some(path) => {
            work.write_to(path, format)?;
            if out.json {
                out.json(&json!({ "file": path, "records": work.records(), "changes": work.changes(),
                    "unreadable": lost }))?;
            } else {
                out.line(&format!(
                    "{} changed fields of {} records: {}",
                    work.changes(),
                    work.records(),
                    path.display()
                ))?;
            }
        }
    }
    out.flush::<CliError>()?;
    if lost > 0 { Err(CliError::Unreadable(lost)) } else { Ok(()) }
}

/// Writes the runs asked for.
pub fn runs(w: &Workspace, wanted: &RunFilter, to: &ToFile, out: &mut Output) -> Result<(), CliError> {
    let (content, rows) = export_runs(w, &wanted.query(), to.format.into())?;
    let cannot = |e| AppError::invalid(format!("The runs cannot be written: {e}."));
    written(to, out, |file| file.write_all(&content).map(|()| rows).map_err(cannot))
}

/// Writes the rows of the audit log asked for.
pub fn audit(w: &Workspace, wanted: &AuditFilter, to: &ToFile, out: &mut Output) -> Result<(), CliError> {
    written(to, out, |file| export_audit(w, &wanted.query(), wanted.text.as_deref(), to.format.into(), file))
}

/// Writes rows to the file that was named, and says how many, or to standard output.
fn written(
    to: &ToFile,
    out: &mut Output,
    write: impl FnOnce(&mut dyn Write) -> Result<u64, AppError>,
) -> Result<(), CliError> {
    let Some(path) = &to.output else {
        write(out.writer())?;
        return Ok(());
    };
    let mut rows = 0;
    write_new_by(path, |file| {
        rows = write(file)?;
        Ok(())
    })?;
    if out.json {
        return Ok(out.json(&json!({ "file": path, "rows": rows }))?);
    }
    Ok(out.line(&format!("{rows} rows: {}", path.display()))?)
}

impl From<FormatArg> for ExportFormat {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Csv => ExportFormat::Csv,
            FormatArg::Json => ExportFormat::Json,
        }
    }
}
