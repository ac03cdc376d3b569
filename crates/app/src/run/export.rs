//! Runs as a file.

use super::{Run, RunQuery};
use crate::table::{BYTE_ORDER_MARK, Cell, csv_line};
use crate::unsent::ExportFormat;
use crate::view::{RunView, instant};
use crate::{AppError, Workspace, account};
use pfa_domain::Permission;
use pfa_store::run;

const HEADINGS: [&str; 13] = [
    "id",
    "startedAt",
    "endedAt",
    "trigger",
    "by",
    "status",
    "pulled",
    "pushed",
    "synced",
    "conflicts",
    "failed",
    "quarantined",
    "message",
];

/// The file with every run that the query finds, the newest first, whatever page it asks for; and how many those are.
pub fn export_runs(
    w: &Workspace,
    query: &RunQuery,
    format: ExportFormat,
) -> Result<(Vec<u8>, u64), AppError> {
    let all = RunQuery { limit: u64::from(u32::MAX), offset: 0, ..query.clone() };
    let runs = w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok::<_, AppError>(run::list(db, &actor.organization, &all)?.0)
    })?;
    let count = runs.len() as u64;
    Ok((content(runs, format)?, count))
}

fn content(runs: Vec<Run>, format: ExportFormat) -> Result<Vec<u8>, AppError> {
    match format {
        ExportFormat::Csv => {
            let mut file = String::from(BYTE_ORDER_MARK);
            csv_line(&mut file, HEADINGS.into_iter().map(|heading| Cell::Text(heading.to_owned())));
            runs.iter().for_each(|run| csv_line(&mut file, cells(run).into_iter()));
            Ok(file.into_bytes())
        }
        ExportFormat::Json => {
            let runs: Vec<RunView> = runs.into_iter().map(Into::into).collect();
            let mut text = serde_json::to_vec_pretty(&runs)
                .map_err(|e| AppError::invalid(format!("The runs cannot be written: {e}.")))?;
            text.push(b'\n');
            Ok(text)
        }
    }
}

fn cells(run: &Run) -> [Cell; 13] {
    let text = |text: &str| Cell::Text(text.to_owned());
    let number = |number: u64| Cell::Amount(number.to_string());
    let f = run.figures;
    [
        text(&run.id.to_string()),
        Cell::Date(instant(run.started_at)),
        run.ended_at.map_or(Cell::Empty, |at| Cell::Date(instant(at))),
        text(&run.trigger),
        text(&run.started_by),
        text(&run.status),
        number(f.pulled),
        number(f.pushed),
        number(f.synced),
        number(f.conflicts),
        number(f.failed),
        number(f.quarantined),
        run.message.as_deref().map_or(Cell::Empty, text),
    ]
}
