//! Brings a table in: its columns are put to fields, what it would change is shown, every bad row is told with
//! its reason, and the good ones become drafts in one step.

use crate::edit::{Edit, EditCheck, check_edits, save_edits};
use crate::event::Changed;
use crate::table::{Table, read_table};
use crate::{AppError, Workspace, account};
use pfa_domain::{Field, Kind, Permission};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// The most bytes that a file may have.
pub const BYTES_MAX: usize = 10 << 20;
/// Tables held at once: what two windows look at, and a little more.
const HELD: usize = 4;
const SAMPLE: usize = 5;
const BAD_SHOWN: usize = 500;
const NAME_MAX: usize = 60;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The record's id.
    PfaId,
    /// The organization; rows of another are bad.
    Organization,
    /// A field's new value; an empty cell clears.
    Field(Field),
}

/// A table that was opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// What it is asked for by.
    pub id: Uuid,
    /// Its columns' names.
    pub columns: Vec<String>,
    /// How many rows it has.
    pub rows: usize,
    /// The first of them.
    pub sample: Vec<Vec<String>>,
    /// What each column seems to hold.
    pub mapping: Vec<Option<Target>>,
}

/// What an import would change.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportCheck {
    /// The records that its good rows name.
    pub check: EditCheck,
    /// Rows in all.
    pub rows: usize,
    /// The first of the bad ones, by line.
    pub bad: Vec<BadRow>,
    /// Bad rows in all.
    pub bad_count: usize,
}

/// A row that is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its line in the file; the headings' is 1 where the file begins with them.
    pub line: u64,
    /// The record that it names.
    pub pfa_id: Option<String>,
    /// Why, in a sentence.
    pub reason: String,
}

/// The tables that were opened last.
#[derive(Default)]
pub(crate) struct Imports(Mutex<Vec<(Uuid, Arc<Held>)>>);

struct Held {
    name: String,
    table: Table,
}

/// Opens a table: a workbook or text, whatever its name says.
pub fn open_import(w: &Workspace, name: &str, bytes: &[u8]) -> Result<Opened, AppError> {
    if bytes.len() > BYTES_MAX {
        return Err(AppError::invalid(format!("At most {} MB can be imported at once.", BYTES_MAX >> 20)));
    }
    w.store().read(|db| account::actor(db, Permission::Read))?;
    let table = read_table(bytes)?;
    let opened = Opened {
        id: w.ids().uuid(),
        columns: table.columns.clone(),
        rows: table.rows.len(),
        sample: table.rows.iter().take(SAMPLE).map(|(_, cells)| cells.clone()).collect(),
        mapping: guessed(&table.columns),
    };
    let name = name.chars().filter(|c| !c.is_control()).take(NAME_MAX).collect();
    let mut held = w.imports().0.lock().unwrap_or_else(PoisonError::into_inner);
    held.insert(0, (opened.id, Arc::new(Held { name, table })));
    held.truncate(HELD);
    Ok(opened)
}

/// Says what the table would change with its columns put to these fields, and which rows are bad and why.
pub fn check_import(w: &Workspace, id: &str, mapping: &[Option<Target>]) -> Result<ImportCheck, AppError> {
    let held = w.imports().find(id)?;
    let read = Read::of(w, &held.table, mapping)?;
    let check = check_edits(w, read.edits)?;
    let refused = check.edits.iter().filter_map(|verdict| {
        let reason = verdict.refused.clone()?;
        let line = read.lines.get(&verdict.pfa_id).copied().unwrap_or_default();
        Some(BadRow { line, pfa_id: Some(verdict.pfa_id.clone()), reason })
    });
    let bad_count = read.bad.len() + usize::try_from(check.refused).unwrap_or(usize::MAX);
    let mut bad: Vec<BadRow> = read.bad.into_iter().chain(refused).collect();
    bad.sort_by_key(|row| row.line);
    bad.truncate(BAD_SHOWN);
    Ok(ImportCheck { rows: held.table.rows.len(), bad, bad_count, check })
}

/// Makes drafts of the good rows, in one step.
pub fn save_import(w: &Workspace, id: &str, mapping: &[Option<Target>]) -> Result<Changed, AppError> {
    let held = w.imports().find(id)?;
    let edits = Read::of(w, &held.table, mapping)?.edits;
    let changed = save_edits(w, edits, format!("Import {}", held.name).trim(), None)?;
    w.imports().forget(id);
    Ok(changed)
}

/// What the rows say.
struct Read {
    edits: Vec<Edit>,
    /// The line of each record.
    lines: HashMap<String, u64>,
    bad: Vec<BadRow>,
}

impl Read {
    fn of(w: &Workspace, table: &Table, mapping: &[Option<Target>]) -> Result<Self, AppError> {
        let id_column = check_mapping(table, mapping)?;
        let actor = w.store().read(|db| account::actor(db, Permission::Read))?;
        let mut read = Self { edits: Vec::new(), lines: HashMap::new(), bad: Vec::new() };
        for (line, cells) in &table.rows {
            let cell = |at: usize| cells.get(at).map_or("", String::as_str);
            let pfa_id = cell(id_column);
            let elsewhere = mapping
                .iter()
                .enumerate()
                .any(|(at, to)| *to == Some(Target::Organization) && cell(at) != actor.organization.as_str());
            let bad = if pfa_id.is_empty() {
                Some("The row names no record.".to_owned())
            } else if elsewhere {
                Some(format!("The row is of another organization than {}.", actor.organization))
            } else {
                read.lines.get(pfa_id).map(|first| format!("Line {first} has this record already."))
            };
            if let Some(reason) = bad {
                let pfa_id = (!pfa_id.is_empty()).then(|| pfa_id.to_owned());
                read.bad.push(BadRow { line: *line, pfa_id, reason });
                continue;
            }
            let of_field = |(at, to): (usize, &Option<Target>)| match to {
                Some(Target::Field(field)) => Some((field.name().to_owned(), value_of(*field, cell(at)))),
                Some(Target::PfaId | Target::Organization) | None => None,
            };
            let changes: Map<String, Json> = mapping.iter().enumerate().filter_map(of_field).collect();
            read.lines.insert(pfa_id.to_owned(), *line);
            read.edits.push(Edit { pfa_id: pfa_id.to_owned(), changes, seen: Map::new() });
        }
        Ok(read)
    }
}

impl Imports {
    fn find(&self, id: &str) -> Result<Arc<Held>, AppError> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = held.iter().find(|(own, _)| own.to_string() == id);
        found.map(|(_, held)| Arc::clone(held)).ok_or_else(|| AppError::NotFound {
            what: "open import",
            id: id.chars().take(NAME_MAX).collect(),
        })
    }

    fn forget(&self, id: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|(own, _)| own.to_string() != id);
    }
}

/// The column of the record's id, where each column is put to one thing and each thing to one column.
fn check_mapping(table: &Table, mapping: &[Option<Target>]) -> Result<usize, AppError> {
    if mapping.len() != table.columns.len() {
        return Err(AppError::invalid("Each column is put to a field or left out."));
    }
    let twice = |at: usize| mapping[at].is_some() && mapping[..at].contains(&mapping[at]);
    if let Some(at) = (0..mapping.len()).find(|at| twice(*at)) {
        return Err(AppError::invalid(format!("Two columns hold the same: {} is one.", table.columns[at])));
    }
    mapping
        .iter()
        .position(|to| *to == Some(Target::PfaId))
        .ok_or_else(|| AppError::invalid("One column must hold the records' PFA ids."))
}

/// Each column's target by its name, as a person or this application writes it.
fn guessed(columns: &[String]) -> Vec<Option<Target>> {
    let mut taken: Vec<Target> = Vec::new();
    let mut guess = |column: &String| {
        let name = plain(column);
        let target = match name.as_str() {
            "pfaid" | "id" | "pfa" | "record" => Some(Target::PfaId),
            "organization" | "org" => Some(Target::Organization),
            _ => Field::ALL
                .into_iter()
                .find(|f| [f.name(), f.label(), f.alias()].iter().any(|known| plain(known) == name))
                .map(Target::Field),
        };
        let target = target.filter(|target| !taken.contains(target));
        taken.extend(target);
        target
    };
    columns.iter().map(&mut guess).collect()
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A spreadsheet writes TRUE where PEMS writes true.
fn value_of(field: Field, cell: &str) -> Json {
    match field.kind() {
        _ if cell.is_empty() => Json::Null,
        Kind::Bool => cell.to_lowercase().into(),
        Kind::Text { .. } | Kind::Money | Kind::Date | Kind::Source | Kind::Dor | Kind::Instant => {
            cell.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_name_label_and_alias_and_each_once() {
        let columns = ["PFA ID", "Forecast end", "monthlyRate", "pfs_f_model", "Colour", "forecast_end"];
        let guess = guessed(&columns.map(str::to_owned));
        let field = |field| Some(Target::Field(field));
        assert_eq!(
            guess,
            [
                Some(Target::PfaId),
                field(Field::ForecastEnd),
                field(Field::MonthlyRate),
                field(Field::Model),
                None,
                None
            ]
        );
    }
}
