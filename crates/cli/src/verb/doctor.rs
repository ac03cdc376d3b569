//! Looking after the application itself.

use crate::args::Common;
use crate::error::{CliError, exit};
use crate::open;
use crate::output::{Output, plain};
use crate::verb::runtime::runtime;
use pfa_app::doctor::{Finding, Subject, examine};
use pfa_app::support::{bundle as make_bundle, write_bundle};
use pfa_app::view::RepairView;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// Looks at everything and tells what helps.
pub fn doctor(common: &Common, out: &mut Output) -> Result<ExitCode, CliError> {
    let findings = found(&open::subject(common)?)?;
    if out.json {
        out.json(&json!(findings))?;
    } else {
        for finding in &findings {
            let word = json!(finding.check).as_str().unwrap_or_default().to_owned();
            let mark = if finding.ok { "ok " } else { "BAD" };
            out.line(&format!("{mark} {word:<11} {}", plain(&finding.what)))?;
            if let Some(remedy) = &finding.remedy {
                out.line(&format!("                {}", plain(remedy)))?;
            }
        }
    }
    out.flush::<CliError>()?;
    let sound = findings.iter().all(|finding| finding.ok);
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(exit::OTHER) })
}

/// Repairs a damaged database.
pub fn repair(common: &Common, out: &mut Output) -> Result<(), CliError> {
    let report = RepairView::from(open::repair(common)?);
    if out.json {
        out.json(&json!(report))?;
    } else {
        out.line(&plain(&report.message))?;
    }
    Ok(())
}

/// Writes a support bundle.
pub fn bundle(common: &Common, file: &Path, out: &mut Output) -> Result<(), CliError> {
    let subject = open::subject(common)?;
    let files = make_bundle(&subject, &found(&subject)?)?;
    write_bundle(&files, file)?;
    if out.json {
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        out.json(&json!({ "path": file, "files": names }))?;
    } else {
        out.line(&format!("{} files without records and secrets: {}", files.len(), file.display()))?;
    }
    Ok(())
}

fn found(subject: &Subject) -> Result<Vec<Finding>, CliError> {
    let runtime = runtime()?;
    let findings = runtime.block_on(examine(subject));
    // A look that hangs must not keep the process.
    runtime.shutdown_timeout(Duration::ZERO);
    Ok(findings)
}
