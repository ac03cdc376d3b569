//! The file for a spreadsheet: RFC 4180, UTF-8 with a byte order mark, by which Excel knows it.

use super::document::{ChangedField, Document, Lost, Record};
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
    let mut file = String::from('\u{feff}');
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
    let cells = cells.map(|cell| quoted(&harmless(cell)));
    file.push_str(&cells.join(","));
    file.push_str("\r\n");
}

/// Text that a spreadsheet would work out as a formula gets an apostrophe in front, which makes it text.
fn harmless(cell: String) -> String {
    let first = cell.trim_start().chars().next();
    let formula = first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if formula || cell.starts_with(['\t', '\r', '\n']) { format!("'{cell}") } else { cell }
}

fn quoted(cell: &str) -> String {
    let plain = !cell.contains([',', '"', '\r', '\n']) && cell.trim() == cell;
    if plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_would_be_a_formula_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =HYPERLINK(A1)", "\t=1", "\r=1", "＝1+1"] {
            assert_eq!(harmless(formula.to_owned()), format!("'{formula}"));
        }
        for text in ["", "Crane 4", "2026-06-12", "1234.50", "a=b", "'quoted'"] {
            assert_eq!(harmless(text.to_owned()), text);
        }
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_its_quotes_doubled() {
        assert_eq!(quoted("plain text"), "plain text");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("6\" pipe"), "\"6\"\" pipe\"");
        assert_eq!(quoted("two\nlines"), "\"two\nlines\"");
        assert_eq!(quoted(" led by a space"), "\" led by a space\"");
    }
}
