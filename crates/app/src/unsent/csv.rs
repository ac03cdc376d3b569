//! The file for a spreadsheet: RFC 4180, UTF-8 with a byte order mark, by which Excel knows it.

use super::document::{ChangedField, Document, Lost, Record};
use crate::table::{Cell, csv_line};
use serde_json::Value as Json;

const HEADINGS: [&str; 14] = [
    "organization",
    "pfaId",
    "description",
    "status",
    "reason",
    "problem",
    "baseVersion",
    "pemsVersion",
    "field",
    "base",
    "mine",
    "pems",
    "changedBy",
    "changedAt",
];
const LOST: &str = "This change could not be read.";

/// The document with a line a changed field, then a line a change that could not be read.
pub(super) fn written(document: &Document) -> String {
    let mut file = String::from(crate::table::BYTE_ORDER_MARK);
    line(&mut file, HEADINGS.map(str::to_owned));
    for record in &document.records {
        if record.changes.is_empty() {
            line(&mut file, cells(record, None));
        }
        for change in &record.changes {
            line(&mut file, cells(record, Some(change)));
        }
    }
    for lost in &document.unreadable {
        line(&mut file, cells_of_lost(lost));
    }
    file
}

fn cells(record: &Record, change: Option<&ChangedField>) -> [String; 14] {
    let told = |text: &Option<String>| text.clone().unwrap_or_default();
    let of = |value: &dyn Fn(&ChangedField) -> String| change.map(value).unwrap_or_default();
    [
        record.organization.clone(),
        record.pfa_id.clone(),
        told(&record.description),
        record.status.to_owned(),
        told(&record.reason),
        told(&record.problem),
        record.base_version.to_string(),
        record.pems_version.map(|v| v.to_string()).unwrap_or_default(),
        of(&|c| c.field.name().to_owned()),
        of(&|c| shown(&c.base)),
        of(&|c| shown(&c.mine)),
        of(&|c| c.pems.as_ref().map(shown).unwrap_or_default()),
        record.changed_by.clone(),
        record.changed_at.clone(),
    ]
}

fn cells_of_lost(lost: &Lost) -> [String; 14] {
    let mut cells: [String; 14] = std::array::from_fn(|_| String::new());
    cells[0] = lost.organization.clone().unwrap_or_default();
    cells[1] = lost.pfa_id.clone().unwrap_or_default();
    cells[3] = lost.status.unwrap_or_default().to_owned();
    cells[5] = LOST.to_owned();
    cells
}

fn shown(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => value.to_string(),
    }
}

fn line(file: &mut String, cells: [String; 14]) {
    csv_line(file, cells.into_iter().map(Cell::Text));
}
