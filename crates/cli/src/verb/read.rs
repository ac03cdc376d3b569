//! Reading: records, status, conflicts, failures, runs.

use crate::args::List;
use crate::error::CliError;
use crate::json;
use crate::output::{Output, OutputError, Table, plain};
use crate::verb::runtime::runtime;
use pfa_app::Workspace;
use pfa_app::domain::{Delta, Field, FieldValue, PfaRecord};
use pfa_app::event::Connection;
use pfa_app::record::{CurrentRow, RecordState, SortKey, Window, each_record, equal_to, show_record};
use pfa_app::run::list_quarantine;
use pfa_app::sync::{probe_connection, sync_status};
use pfa_app::view::{QuarantineItem, SyncStatusView};
use serde_json::{Value as Json, json};
use std::ops::ControlFlow;

/// The columns of a list for a person; the last is as long as it is.
const LIST: [(&str, usize); 8] = [
    ("ID", 14),
    ("STATUS", 8),
    ("SOURCE", 8),
    ("RATE/PRICE", 13),
    ("FORECAST", 24),
    ("CLASS", 22),
    ("MODEL", 22),
    ("DESCRIPTION", 0),
];

/// Lists records, one by one, however many there are.
pub fn list(w: &Workspace, list: &List, out: &mut Output) -> Result<(), CliError> {
    let filters = list.filters.iter().map(|f| equal_to(f.column, &f.value)).collect::<Result<_, _>>()?;
    let sort = list.sort.map(|key| SortKey { column: key.column, descending: key.descending });
    let window = Window {
        filters,
        sort: sort.into_iter().collect(),
        limit: list.limit.unwrap_or(u64::MAX),
        ..Window::default()
    };
    let (mut count, mut written) = (0u64, Ok(()));
    each_record(w, &window, |row| {
        written = if out.json { list_json(&row, count == 0, out) } else { list_line(&row, count == 0, out) };
        count += 1;
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    written?;
    match (out.json, count) {
        (true, 0) => out.line("[]")?,
        (true, _) => out.line("\n]")?,
        (false, 0) => out.line("No record matches.")?,
        (false, _) => {}
    }
    Ok(())
}

fn list_json(row: &CurrentRow, first: bool, out: &mut Output) -> Result<(), OutputError> {
    out.piece(if first { "[\n" } else { ",\n" })?;
    out.piece(&json::row(row).to_string())
}

fn list_line(row: &CurrentRow, first: bool, out: &mut Output) -> Result<(), OutputError> {
    let widths = LIST.map(|(_, width)| width);
    if first {
        out.row(LIST.iter().map(|(heading, _)| *heading), &widths)?;
    }
    let record = &row.record;
    let money =
        if record.money(Field::MonthlyRate).is_some() { Field::MonthlyRate } else { Field::PurchasePrice };
    let cells = [
        record.id.pfa_id.to_string(),
        row.status.name().to_owned(),
        shown(record, Field::Source),
        format!("{:>13}", shown(record, money)),
        format!("{:<10} – {}", shown(record, Field::ForecastStart), shown(record, Field::ForecastEnd)),
        shown(record, Field::Class),
        shown(record, Field::Model),
        shown(record, Field::Description),
    ];
    out.row(cells.iter().map(String::as_str), &widths)
}

/// Shows a record.
pub fn show(w: &Workspace, id: &str, out: &mut Output) -> Result<(), CliError> {
    let (state, _) = show_record(w, id)?;
    if out.json { Ok(out.json(&json::state(&state))?) } else { Ok(print_state(&state, out)?) }
}

/// A record for a person: each field, and what PEMS has where that differs.
fn print_state(state: &RecordState, out: &mut Output) -> Result<(), OutputError> {
    let mirror = &state.mirror.record;
    let seen = state.modification.as_ref().map_or_else(|| mirror.clone(), |m| m.draft.delta.apply(mirror));
    let id = &mirror.id;
    let gone = if state.mirror.gone { "; PEMS has it no more" } else { "" };
    let status = json::status_of(state);
    out.line(&format!("{id}, version {}, {status}{gone}", mirror.version))?;
    if let Some(why) = state.modification.as_ref().and_then(|m| m.sync_error.as_deref()) {
        out.line(&plain(why))?;
    }
    let mut table = Table::new(["FIELD", "VALUE", "IN PEMS"]);
    for (field, value) in seen.fields() {
        let in_pems = mirror.get(field);
        let before = if in_pems == value { String::new() } else { quoted(in_pems) };
        table.add([field.name(), &value.to_string(), &before]);
    }
    out.table(&table, "")
}

/// Shows how sync stands, after asking PEMS whether it is there.
pub fn status(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    // Refused before PEMS is asked, where nobody is signed in.
    sync_status(w)?;
    let online = runtime()?.block_on(probe_connection(w))? == Connection::Online;
    let figures = SyncStatusView::from(sync_status(w)?);
    if out.json {
        return Ok(out.json(&json::figures(&figures, online))?);
    }
    let mut table = Table::new(["STATUS", "RECORDS"]);
    for (status, count) in &figures.counts {
        table.add([status.name(), &count.to_string()]);
    }
    out.table(&table, "")?;
    match (online, &figures.connection_reason) {
        (true, _) => out.line("PEMS answers.")?,
        (false, reason) => {
            out.line(&format!("PEMS is not reached: {}", plain(reason.as_deref().unwrap_or("no answer"))))?
        }
    }
    out.line(&format!("Last sync: {}.", figures.last_sync_at.as_deref().unwrap_or("never")))?;
    if figures.quarantined > 0 {
        out.line(&format!("{} rows are in quarantine: pfa quarantine", figures.quarantined))?;
    }
    if let Some(guard) = &figures.guard {
        out.line(&format!("The last pull was stopped: {}", plain(&guard.message)))?;
    }
    Ok(())
}

/// Lists open conflicts.
pub fn conflicts(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    let open = pfa_app::conflict::list_conflicts(w, true)?;
    if out.json {
        return Ok(out.json(&open.iter().map(json::conflict).collect())?);
    }
    let mut table = Table::new(["CONFLICT", "RECORD", "FIELD", "BASE", "MINE", "PEMS"]);
    for c in &open {
        for (at, field) in c.clash.fields.iter().enumerate() {
            let base = c.base.get(field);
            let mine = c.local.get(*field).or(base);
            let of = |value: Option<&FieldValue>| value.map_or_else(String::new, quoted);
            let id = c.id.to_string();
            let (id, record) = if at == 0 { (id.as_str(), c.record.pfa_id.as_str()) } else { ("", "") };
            table.add([id, record, field.name(), &of(base), &of(mine), &quoted(c.pems.get(*field))]);
        }
    }
    out.table(&table, "No conflict waits.")?;
    for rule in open.iter().filter_map(|c| c.clash.rule.as_ref().map(|rule| (c, rule))) {
        out.line(&format!("{}: together the two sides break a rule: {}", rule.0.record.pfa_id, rule.1))?;
    }
    Ok(())
}

/// Lists failed changes.
pub fn failed(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    let failed = pfa_app::failed::list_failed(w)?;
    if out.json {
        return Ok(out.json(&failed.iter().map(json::failed).collect())?);
    }
    let mut table = Table::new(["RECORD", "TRIES", "REASON", "WHAT TO DO"]);
    for f in &failed {
        let tries = f.write.attempts.to_string();
        table.add([f.write.record.pfa_id.as_str(), &tries, &f.reason(), f.advice()]);
    }
    Ok(out.table(&table, "Nothing has failed.")?)
}

/// Lists rows in quarantine.
pub fn quarantine(w: &Workspace, out: &mut Output) -> Result<(), CliError> {
    let rows: Vec<QuarantineItem> = list_quarantine(w)?.into_iter().map(QuarantineItem::from).collect();
    if out.json {
        return Ok(out.json(&json!(rows))?);
    }
    let mut table = Table::new(["RECORD", "CAME", "REASON"]);
    for row in &rows {
        table.add([row.pfa_id.as_deref().unwrap_or("?"), &row.at, &row.reason]);
    }
    Ok(out.table(&table, "No row is in quarantine.")?)
}

/// A record's new state after a change, for a script or a person.
pub fn told(w: &Workspace, id: &str, sentence: &str, out: &mut Output) -> Result<(), CliError> {
    let (state, _) = show_record(w, id)?;
    if out.json {
        return Ok(out.json(&json::state(&state))?);
    }
    Ok(out.line(&format!("{id}: {sentence} It is {} now.", json::status_of(&state)))?)
}

/// Records that were queued, for a script or a person.
pub fn told_queued(ids: &[String], out: &mut Output) -> Result<(), CliError> {
    if out.json {
        let ids: Json = ids.into();
        return Ok(out.json(&json!({ "queued": ids }))?);
    }
    match ids {
        [] => out.line("There was nothing to queue.")?,
        ids => out.line(&format!("Queued: {}.", ids.join(", ")))?,
    }
    Ok(())
}

fn shown(record: &PfaRecord, field: Field) -> String {
    plain(&record.get(field).to_string())
}

/// Values by field, on a line.
pub fn values(delta: &Delta) -> String {
    delta.iter().map(|(field, value)| format!("{field}={}", quoted(value))).collect::<Vec<_>>().join(", ")
}

/// A value that can be told from an empty cell.
pub fn quoted(value: &FieldValue) -> String {
    if value.is_null() { "(empty)".to_owned() } else { plain(&value.to_string()) }
}
