//! The log as a file, each row with its hash, so that somebody else can check the chain.

use super::{AuditQuery, AuditRow, has, sentence, sought};
use crate::table::{BYTE_ORDER_MARK, Cell, csv_line};
use crate::unsent::ExportFormat;
use crate::{AppError, Workspace, account};
use chrono::SecondsFormat;
use pfa_domain::Permission;
use pfa_store::audit;
use serde_json::json;
use std::io::Write;

const HEADINGS: [&str; 10] =
    ["id", "at", "who", "action", "organization", "pfaId", "sentence", "detail", "previous", "hash"];

/// Writes the rows that the query finds, the newest first, piece by piece: there may be millions. How many there were.
pub fn export_audit(
    w: &Workspace,
    query: &AuditQuery,
    text: Option<&str>,
    format: ExportFormat,
    file: &mut dyn Write,
) -> Result<u64, AppError> {
    let sought = sought(text);
    let mut rows = 0;
    put(file, head(format))?;
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        audit::each(db, &actor.organization, query, |row| {
            if sought.as_deref().is_some_and(|sought| !has(&row, sought)) {
                return Ok(());
            }
            let line = match format {
                ExportFormat::Csv => csv(&row),
                ExportFormat::Json => format!("{}{}", if rows == 0 { "\n" } else { ",\n" }, json_of(&row)),
            };
            rows += 1;
            put(file, line)
        })
    })?;
    if format == ExportFormat::Json {
        put(file, "\n]\n".to_owned())?;
    }
    Ok(rows)
}

fn put(file: &mut dyn Write, text: String) -> Result<(), AppError> {
    file.write_all(text.as_bytes())
        .map_err(|e| AppError::invalid(format!("The log cannot be written out: {e}.")))
}

fn head(format: ExportFormat) -> String {
    match format {
        ExportFormat::Csv => {
            let mut line = String::from(BYTE_ORDER_MARK);
            csv_line(&mut line, HEADINGS.into_iter().map(|heading| Cell::Text(heading.to_owned())));
            line
        }
        ExportFormat::Json => "[".to_owned(),
    }
}

fn csv(row: &AuditRow) -> String {
    let told = |text: &Option<String>| text.clone().map_or(Cell::Empty, Cell::Text);
    let text = |text: &str| Cell::Text(text.to_owned());
    let cells = [
        Cell::Amount(row.id.to_string()),
        Cell::Date(at(row)),
        text(&row.who),
        text(&row.action),
        told(&row.organization),
        told(&row.pfa_id),
        Cell::Text(sentence(row)),
        text(&row.detail),
        Cell::Text(hex(&row.previous)),
        Cell::Text(hex(&row.hash)),
    ];
    let mut line = String::new();
    csv_line(&mut line, cells.into_iter());
    line
}

/// The particulars stay the text that the hash was made over.
fn json_of(row: &AuditRow) -> String {
    json!({ "id": row.id, "at": at(row), "who": row.who, "action": row.action, "organization": row.organization,
        "pfaId": row.pfa_id, "sentence": sentence(row), "detail": row.detail, "previous": hex(&row.previous),
        "hash": hex(&row.hash) })
    .to_string()
}

/// The instant as the hash was made over it: with microseconds.
fn at(row: &AuditRow) -> String {
    row.at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
