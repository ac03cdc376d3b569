//! The nouns of PFA Vanguard and their rules: records, fields, money, drafts, merge, permissions.
//!
//! Pure: no I/O, no clock, no SQL, no HTTP. Everything that decides what a record *may* be is here;
//! what sync does with it is in `pfa-sync`.

mod cost;
mod delta;
mod draft;
mod field;
#[cfg(test)]
mod fuzz;
mod id;
mod merge;
mod money;
mod outlay;
mod permission;
mod record;
mod rule;
mod status;
mod value;

pub use cost::{Cost, CostTotals, RecordCost};
pub use delta::Delta;
pub use draft::{Draft, DraftError};
pub use field::{CoupledGroup, Field, Kind, UnknownField, Writer};
pub use id::{InvalidId, Organization, PfaId, RecordId};
pub use merge::{Choice, Clash, MergeOutcome, Pick, ResolveError, Side, merge, merge_by_hand, resolve};
pub use money::{InvalidMoney, Money};
pub use outlay::{Outlay, RecordOutlay};
pub use permission::{Permission, Permissions, UnknownPermission};
pub use record::{PfaRecord, RecordError};
pub use rule::{Rule, Violation, check_change, check_record};
pub use status::{SyncStatus, UnknownStatus};
pub use value::{Dor, FieldValue, InvalidValue, Source, date_in_range};
