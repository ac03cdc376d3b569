//! The only SQLite: one encrypted file, migrations, typed readers and one typed writer.
//!
//! A folder a noun, its SQL beside it. Functions take a [`Db`] to read and a [`Tx`] to write; what is
//! written together is composed by the use case in one [`Store::write`]. Nothing here decides.

pub mod audit;
pub mod backup;
pub mod conflict;
pub mod counts;
pub mod current;
pub mod cursor;
mod db;
mod error;
pub mod history;
pub mod journal;
mod memory;
mod migrate;
pub mod mirror;
pub mod modification;
mod open;
pub mod quarantine;
pub mod rescue;
pub mod run;
pub mod saved_view;
pub mod scratch;
pub mod setting;
mod tally;
mod text;
pub mod what_if;
pub mod write;

/// A value as a filter compares it.
pub use rusqlite::types::Value as SqlValue;

/// The version of SQLite that is built in.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

pub use db::{Db, Store, Tx};
pub use error::StoreError;
pub use memory::Memory;
pub use migrate::SCHEMA_VERSION;
pub use open::{DatabaseKey, OpenOptions};
