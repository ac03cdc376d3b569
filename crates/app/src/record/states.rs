//! The states of many records, read without asking for what is known not to be there.

use super::{RecordState, not_found, state_of};
use crate::AppError;
use pfa_domain::{Organization, RecordId};
use pfa_store::{Db, mirror, modification};
use std::collections::HashSet;

/// Fewer records are asked for one by one.
const FEW: usize = 200;

/// Reads states within one view of the database, or within a transaction that reads each record before it
/// writes to it.
pub(crate) struct States<'d, 'c> {
    db: &'d Db<'c>,
    known: Option<Known>,
}

/// What hangs on records beside PEMS's copy of them.
struct Known {
    /// Those that were ever edited.
    edited: HashSet<String>,
    /// Those with an open write or conflict.
    open: HashSet<String>,
}

impl<'d, 'c> States<'d, 'c> {
    /// Reads so many records of an organization.
    pub fn new(db: &'d Db<'c>, organization: &Organization, records: usize) -> Result<Self, AppError> {
        let known = if records > FEW {
            let edited = modification::ever_edited(db, organization)?;
            Some(Known { edited, open: modification::with_something_open(db, organization)? })
        } else {
            None
        };
        Ok(Self { db, known })
    }

    /// A record with all that hangs on it.
    pub fn of(&self, id: &RecordId) -> Result<RecordState, AppError> {
        let pfa_id = id.pfa_id.as_str();
        let Some(known) = self.known.as_ref().filter(|known| !known.open.contains(pfa_id)) else {
            return state_of(self.db, id);
        };
        let edited = known.edited.contains(pfa_id);
        Ok(RecordState {
            mirror: mirror::get(self.db, id)?.ok_or_else(|| not_found(pfa_id))?,
            modification: if edited { modification::get(self.db, id)? } else { None },
            write: None,
            conflict: None,
        })
    }
}
