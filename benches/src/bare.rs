//! The least that could do the same: SQLite with the application's own pragmas and encryption, one table, no more.

use crate::Outcome;
use pfa_app::domain::Field;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde_json::Value as Json;
use std::path::Path;

/// The columns of a grid row.
const COLUMNS: usize = 27;

/// Makes an encrypted database.
pub fn open(path: &Path) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA key = \"x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'\";
         PRAGMA cipher_hmac_algorithm = HMAC_SHA256;
         PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;",
    )?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Makes the table of drafts that [`save`] writes to, with so many rows.
pub fn drafts(connection: &Connection, rows: usize) -> Outcome<()> {
    connection.execute_batch(
        "CREATE TABLE draft (
           id INTEGER PRIMARY KEY, organization TEXT NOT NULL, pfa_id TEXT NOT NULL, delta TEXT NOT NULL,
           base TEXT NOT NULL, changed_at TEXT NOT NULL, UNIQUE (organization, pfa_id)
         ) STRICT",
    )?;
    let transaction = begin(connection)?;
    (0..rows).try_for_each(|row| insert(&transaction, &format!("HELD-{row:06}"), "held"))?;
    Ok(transaction.commit()?)
}

/// Saves one row in a transaction of its own.
pub fn save(connection: &Connection, pfa_id: &str, text: &str) -> Outcome<()> {
    let transaction = begin(connection)?;
    insert(&transaction, pfa_id, text)?;
    Ok(transaction.commit()?)
}

fn insert(transaction: &Transaction<'_>, pfa_id: &str, text: &str) -> Outcome<()> {
    transaction
        .prepare_cached(
            "INSERT INTO draft (organization, pfa_id, delta, base, changed_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            "RIO",
            pfa_id,
            format!("{{\"contract\":\"{text}\"}}"),
            "{\"contract\":null}",
            "2026-06-12T12:00:00.000000Z",
        ))?;
    Ok(())
}

/// Makes the table that [`store_page`] fills.
pub fn records(connection: &Connection) -> Outcome<()> {
    let columns: Vec<String> = (2..COLUMNS).map(|at| format!("c{at} TEXT")).collect();
    let sql = format!(
        "CREATE TABLE record (id INTEGER PRIMARY KEY, c0 TEXT NOT NULL, c1 TEXT NOT NULL, {}, UNIQUE (c1, c0)) STRICT",
        columns.join(", ")
    );
    Ok(connection.execute_batch(&sql)?)
}

/// Inserts a page of grid rows in one transaction, a column a cell. The last id of it.
pub fn store_page(connection: &Connection, rows: &[Json]) -> Outcome<Option<String>> {
    let names: Vec<String> = (0..COLUMNS).map(|at| format!("c{at}")).collect();
    let marks = vec!["?"; COLUMNS].join(", ");
    let transaction = begin(connection)?;
    let mut last = None;
    {
        let mut insert = transaction
            .prepare_cached(&format!("INSERT INTO record ({}) VALUES ({marks})", names.join(", ")))?;
        for row in rows {
            let cell = |name: &str| row[name].as_str();
            insert.execute(rusqlite::params_from_iter(aliases().map(cell)))?;
            last = cell("pfs_id");
        }
    }
    transaction.commit()?;
    Ok(last.map(str::to_owned))
}

fn begin(connection: &Connection) -> Outcome<Transaction<'_>> {
    Ok(Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?)
}

/// The grid's columns by the names that PEMS gives them.
fn aliases() -> impl Iterator<Item = &'static str> {
    ["pfs_id", "pfs_a_org", "pfs_updatecount"].into_iter().chain(Field::ALL.into_iter().map(Field::alias))
}
