//! What a laptop's database holds at one moment, of each record.

use pfa_app::AppError;
use pfa_domain::{RecordId, SyncStatus};
use pfa_store::conflict::{self, Conflict};
use pfa_store::current::{self, CurrentRow, Window};
use pfa_store::cursor::{self, Cursor};
use pfa_store::history::{self, GivenUp};
use pfa_store::mirror::{self, MirrorRow};
use pfa_store::modification::{self, Modification};
use pfa_store::write::{self, Write, WriteStatus};
use pfa_store::{Db, audit, quarantine};
use std::collections::BTreeMap;
use std::fmt;

/// Everything of one record.
#[derive(Debug, Clone)]
pub struct RecordShot {
    /// As PEMS last showed it.
    pub mirror: Option<MirrorRow>,
    /// What the planner has on top.
    pub modification: Option<Modification>,
    /// The open write.
    pub write: Option<Write>,
    /// The open conflict.
    pub conflict: Option<Conflict>,
    /// What the planner sees.
    pub current: Option<CurrentRow>,
    /// What was given up, the newest first.
    pub given_up: Vec<GivenUp>,
    /// How many rows of the audit log are about it.
    pub audited: u64,
}

/// Everything of all records that PEMS ever held.
#[derive(Debug, Clone, Default)]
pub struct Shot {
    /// By record.
    pub records: BTreeMap<RecordId, RecordShot>,
    /// How far the pull has come.
    pub cursor: Cursor,
    /// The records that have a row in quarantine.
    pub quarantined: Vec<String>,
}

impl Shot {
    /// Looks at these records.
    pub fn take(db: &Db<'_>, ids: &[RecordId]) -> Result<Self, AppError> {
        let Some(organization) = ids.first().map(|id| id.organization.clone()) else {
            return Ok(Self::default());
        };
        let everything = Window { limit: 1_000, ..Window::default() };
        let shown = current::rows(db, &organization, &everything)?;
        let mut shown: BTreeMap<RecordId, CurrentRow> =
            shown.into_iter().map(|row| (row.record.id.clone(), row)).collect();
        let mut records = BTreeMap::new();
        for id in ids {
            let record = RecordShot {
                mirror: mirror::get(db, id)?,
                modification: modification::get(db, id)?,
                write: write::open_for_record(db, id)?,
                conflict: conflict::open_for_record(db, id)?,
                current: shown.remove(id),
                given_up: history::given_up(db, id)?,
                audited: audit::count(db, id)?,
            };
            records.insert(id.clone(), record);
        }
        let held = quarantine::list(db, &organization)?;
        let quarantined = held.into_iter().filter_map(|row| row.pfa_id).collect();
        Ok(Self { records, cursor: cursor::get(db, &organization)?, quarantined })
    }

    /// The records with something unsent on them, a line each.
    pub fn unsent(&self) -> impl Iterator<Item = String> + '_ {
        let held = self.records.iter().filter(|(_, shot)| shot.holds_something());
        held.map(|(id, shot)| format!("{}: {shot}", id.pfa_id))
    }
}

impl RecordShot {
    /// Whether something of the planner's hangs on it.
    pub fn holds_something(&self) -> bool {
        let unsent = |m: &Modification| m.status != SyncStatus::Synced;
        self.modification.as_ref().is_some_and(unsent) || self.write.is_some() || self.conflict.is_some()
    }

    /// Whether a write hangs on it of which nobody knows whether PEMS applied it.
    pub fn is_open_ended(&self) -> bool {
        self.write.as_ref().is_some_and(|w| w.status == WriteStatus::InFlight || w.outcome_unknown)
    }
}

impl fmt::Display for RecordShot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = &self.mirror {
            let gone = if row.gone { " gone" } else { "" };
            write!(out, "mirror v{} seen v{}{gone}", row.record.version, row.seen_version)?;
        }
        if let Some(m) = &self.modification {
            let delta = serde_json::Value::Object(m.draft.delta.to_json());
            write!(
                out,
                ", {} rev {} on v{} {delta}",
                m.status.name(),
                m.draft.revision,
                m.draft.base_version
            )?;
        }
        if let Some(w) = &self.write {
            let open = if w.outcome_unknown { " outcome open" } else { "" };
            let (status, base) = (w.status.name(), w.base_version);
            write!(
                out,
                ", write {status}{open} on v{base} rev {} after {} attempts",
                w.revision, w.attempts
            )?;
        }
        if let Some(c) = &self.conflict {
            write!(out, ", conflict with v{} over {:?}", c.pems.version, c.clash.fields)?;
        }
        Ok(())
    }
}
