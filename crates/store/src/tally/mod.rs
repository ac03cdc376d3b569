//! `tally`: how many there are of what, kept by triggers in the transaction that changes it.

use crate::{Db, StoreError};
use pfa_domain::Organization;
use rusqlite::{OptionalExtension, params};

/// How many records PEMS has, as far as is known here.
pub(crate) fn held(db: &Db<'_>, organization: &Organization) -> Result<u64, StoreError> {
    of(db, organization, "held")
}

/// How many modifications have this status.
pub(crate) fn modifications(
    db: &Db<'_>,
    organization: &Organization,
    status: &str,
) -> Result<u64, StoreError> {
    of(db, organization, &format!("modification {status}"))
}

/// How many writes have this status.
pub(crate) fn writes(db: &Db<'_>, organization: &Organization, status: &str) -> Result<u64, StoreError> {
    of(db, organization, &format!("write {status}"))
}

fn of(db: &Db<'_>, organization: &Organization, what: &str) -> Result<u64, StoreError> {
    let number = db
        .prepare_cached("SELECT number FROM tally WHERE organization = ?1 AND what = ?2")?
        .query_row(params![organization.as_str(), what], |row| row.get(0))
        .optional()?;
    Ok(number.unwrap_or(0))
}
