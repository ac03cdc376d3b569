//! What the database holds in figures, for whoever supports it: rows of each table, and the schema itself. No content.

use crate::{Db, StoreError};
use std::collections::BTreeMap;

/// How many rows each table has.
pub fn all(db: &Db<'_>) -> Result<BTreeMap<String, u64>, StoreError> {
    let mut statement = db.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut counts = BTreeMap::new();
    for name in names {
        let quoted = name.replace('"', "\"\"");
        let rows = db.query_row(&format!("SELECT count(*) FROM \"{quoted}\""), [], |row| row.get(0))?;
        counts.insert(name, rows);
    }
    Ok(counts)
}

/// The schema as this database has it.
pub fn schema(db: &Db<'_>) -> Result<String, StoreError> {
    let mut statement = db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")?;
    let texts: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(texts.into_iter().map(|text| format!("{text};\n")).collect())
}
