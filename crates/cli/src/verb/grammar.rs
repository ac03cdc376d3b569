//! The grammar told to others: the manual's pages, and what a shell completes.

use crate::args::Args;
use crate::error::CliError;
use crate::output::Output;
use clap::CommandFactory;
use clap_complete::Shell;
use serde_json::json;
use std::path::Path;

/// Writes `pfa.1` and a page for each verb.
pub fn manual(folder: &Path, out: &mut Output) -> Result<(), CliError> {
    clap_mangen::generate_to(Args::command(), folder)
        .map_err(|source| CliError::Unwritten { what: folder.display().to_string(), source })?;
    if out.json {
        out.json(&json!({ "path": folder }))?;
    } else {
        out.line(&format!("The manual's pages are in {}.", folder.display()))?;
    }
    Ok(())
}

/// Prints the shell's script.
pub fn completions(shell: Shell, out: &mut Output) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "pfa", &mut script);
    Ok(out.bytes(&script)?)
}
