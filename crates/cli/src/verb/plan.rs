//! Planning: many records at once, tables in, steps back and forth.

use crate::args::Bulk;
use crate::error::CliError;
use crate::output::{Output, Table, plain};
use pfa_app::draft::parse_changes;
use pfa_app::edit::{BulkChange, EditCheck, Target, check_bulk, save_bulk};
use pfa_app::event::{Changed, StepDone};
use pfa_app::import::{check_import, open_import, save_import};
use pfa_app::view::{EditCheckView, ImportCheckView};
use pfa_app::{AppError, Workspace, undo};
use serde_json::{Map, Value as Json, json};
use std::fs;
use std::path::Path;

/// Changes many records alike, or says what that would do.
pub fn bulk(w: &Workspace, bulk: &Bulk, out: &mut Output) -> Result<(), CliError> {
    let target = match bulk.which.named() {
        Some(ids) => Target::Ids(ids),
        None => Target::Window(Box::default()),
    };
    let change = change_of(bulk)?;
    if bulk.check {
        return told_check(check_bulk(w, &target, &change)?, out);
    }
    told_step(save_bulk(w, &target, &change, bulk.reason.as_deref())?, out)
}

/// Makes drafts of a table's good rows, or says what that would do.
pub fn import(w: &Workspace, file: &Path, check: bool, out: &mut Output) -> Result<(), CliError> {
    let bytes =
        fs::read(file).map_err(|source| CliError::Input { what: file.display().to_string(), source })?;
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let opened = open_import(w, &name, &bytes)?;
    let id = opened.id.to_string();
    let found = check_import(w, &id, &opened.mapping)?;
    if check && out.json {
        return Ok(out.json(&json!(ImportCheckView::from(found)))?);
    }
    if !out.json {
        for row in &found.bad {
            let record = row.pfa_id.as_deref().unwrap_or("no record");
            out.line(&plain(&format!("Line {}, {record}: {}", row.line, row.reason)))?;
        }
        let left_out = opened.columns.iter().zip(&opened.mapping).filter(|(_, to)| to.is_none());
        let left_out: Vec<&str> = left_out.map(|(column, _)| column.as_str()).collect();
        if !left_out.is_empty() {
            out.line(&plain(&format!("Columns that are no fields: {}.", left_out.join(", "))))?;
        }
    }
    if check { told_check(found.check, out) } else { told_step(save_import(w, &id, &opened.mapping)?, out) }
}

/// Takes the last step back.
pub fn undo(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    told_step(undo::undo(w)?, out)
}

/// Does again the step that was taken back last.
pub fn redo(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    told_step(undo::redo(w)?, out)
}

fn change_of(bulk: &Bulk) -> Result<BulkChange, AppError> {
    if !bulk.set.is_empty() {
        let values: Map<String, Json> =
            bulk.set.iter().map(|v| (v.field.clone(), Json::String(v.value.clone()))).collect();
        return Ok(BulkChange::Set { values: parse_changes(&values)? });
    }
    Ok(match (bulk.shift, bulk.length) {
        (Some(days), _) => BulkChange::Shift { days },
        (None, Some(days)) => BulkChange::Length { days },
        (None, None) if bulk.reset_to_plan => BulkChange::ResetToPlan,
        (None, None) if bulk.back_to_pems => BulkChange::BackToPems,
        (None, None) if bulk.discontinue => BulkChange::Discontinue,
        (None, None) => BulkChange::Reinstate,
    })
}

fn told_check(check: EditCheck, out: &mut Output) -> Result<(), CliError> {
    if out.json {
        return Ok(out.json(&json!(EditCheckView::from(check)))?);
    }
    let mut table = Table::new(["RECORDS", "WOULD BE LEFT OUT BECAUSE"]);
    for reason in &check.reasons {
        table.add([&reason.count.to_string(), &reason.message]);
    }
    out.line(&format!(
        "{} records would change, {} are so already, {} would be left out. Forecast {}, now {}.",
        check.changed, check.unchanged, check.refused, check.after.forecast, check.before.forecast
    ))?;
    Ok(out.table(&table, "")?)
}

fn told_step(changed: Changed, out: &mut Output) -> Result<(), CliError> {
    let Some(StepDone { label, count, left_out, left_out_count }) = changed.step else {
        unreachable!("these verbs are steps")
    };
    if out.json {
        return Ok(out.json(&json!({ "step": label, "count": count, "leftOut": left_out,
            "leftOutCount": left_out_count }))?);
    }
    for one in &left_out {
        out.line(&plain(&format!("Left out {}: {}", one.pfa_id, one.reason)))?;
    }
    Ok(out.line(&plain(&format!("{label}: {count} records changed, {left_out_count} left out.")))?)
}
