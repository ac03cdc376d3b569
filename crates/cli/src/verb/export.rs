//! Taking work out of the profile.

use crate::args::{Common, FormatArg};
use crate::error::CliError;
use crate::open;
use crate::output::Output;
use pfa_app::unsent::ExportFormat;
use serde_json::json;
use std::path::Path;

/// Writes everything unsent to a file, or to standard output. What could be read is written also where
/// something could not, which is told then.
pub fn unsent(
    common: &Common,
    format: FormatArg,
    output: Option<&Path>,
    out: &mut Output,
) -> Result<(), CliError> {
    let work = open::unsent(common)?;
    let format = match format {
        FormatArg::Csv => ExportFormat::Csv,
        FormatArg::Json => ExportFormat::Json,
    };
    let lost = work.unreadable().len();
    match output {
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
