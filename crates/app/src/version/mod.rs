//! Versions of a record: PEMS's, and values of ours that were given up.

mod roll_back;

pub use pfa_store::history::GivenUp;
pub use roll_back::{RollbackPreview, preview_roll_back, restore_given_up, roll_back, roll_back_approved};
pub(crate) use roll_back::{take_back, version_before};

use crate::{AppError, Workspace, account, record};
use chrono::{DateTime, Utc};
use pfa_domain::{Field, FieldValue, Permission, PfaRecord, RecordId};
use pfa_pems::{Capability, PemsError};
use pfa_store::history;
use std::time::Duration;

/// How long the list of versions waits for PEMS before it shows what is known here.
const PATIENCE: Duration = Duration::from_secs(5);

/// One version of a record in PEMS.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The record as it was, with its version.
    pub record: PfaRecord,
    /// Who made it.
    pub changed_by: Option<String>,
    /// When.
    pub changed_at: Option<DateTime<Utc>>,
    /// Why.
    pub why: Option<String>,
    /// The fields that differ from the version before it, as far as that is known.
    pub changed: Vec<Field>,
    /// Whether PEMS has it now, as far as is known here.
    pub current: bool,
}

/// The versions, the newest first, and what was given up. PEMS is asked where it announces `versions`
/// and can be reached; what it tells is kept, so that the list is there offline too.
pub async fn list_versions(w: &Workspace, pfa_id: &str) -> Result<(Vec<Version>, Vec<GivenUp>), AppError> {
    let (id, ask) = w.store().read(|db| {
        let account = account::signed_in(db)?;
        let actor = account.actor();
        actor.require(Permission::Read)?;
        let id = record::record_id(&actor, pfa_id)?;
        record::state_of(db, &id)?;
        Ok::<_, AppError>((id, account.can(Capability::Versions)))
    })?;
    let mut newest = None;
    if ask {
        match learn_versions(w, &id).await {
            Ok(told) => newest = told,
            Err(error) => tracing::info!(%error, record = %id, "versions shown as known here"),
        }
        w.note_requests()?;
    }
    known_up_to(w, pfa_id, newest)
}

/// The versions as they are known here, without asking PEMS.
pub fn known_versions(w: &Workspace, pfa_id: &str) -> Result<(Vec<Version>, Vec<GivenUp>), AppError> {
    known_up_to(w, pfa_id, None)
}

/// The versions known here up to the one held, or to the newest that PEMS has just told of. What was seen
/// beyond either is not PEMS's any more: a backup was restored since.
fn known_up_to(
    w: &Workspace,
    pfa_id: &str,
    newest: Option<u64>,
) -> Result<(Vec<Version>, Vec<GivenUp>), AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let id = record::record_id(&actor, pfa_id)?;
        let row = record::state_of(db, &id)?.mirror;
        let newest = newest.unwrap_or(0).max(row.record.version);
        Ok((joined(row.record, history::seen(db, &id)?, newest), history::given_up(db, &id)?))
    })
}

/// Asks PEMS for a record's versions and keeps those that are not known here; gives the newest.
async fn learn_versions(w: &Workspace, id: &RecordId) -> Result<Option<u64>, AppError> {
    let client = w.client()?;
    let told =
        tokio::time::timeout(PATIENCE, client.versions(id)).await.map_err(|_| PemsError::Timeout)??;
    let newest = told.iter().map(|version| version.version).max();
    w.store().write(|tx| {
        for mut version in told {
            version.record.set(Field::LastChangedBy, FieldValue::Text(version.changed_by));
            version.record.set(Field::LastChangedAt, FieldValue::Instant(version.changed_at));
            history::add_told(tx, &version.record, version.change_reason.as_deref(), w.now())?;
        }
        Ok(newest)
    })
}

fn joined(mirrored: PfaRecord, seen: Vec<history::SeenVersion>, newest: u64) -> Vec<Version> {
    let held = mirrored.version;
    let why = seen.iter().find(|v| v.record.version == held).and_then(|v| v.why.clone());
    let mut versions = vec![Version {
        changed_by: mirrored.text(Field::LastChangedBy).map(str::to_owned),
        changed_at: changed_at(&mirrored),
        why,
        changed: Vec::new(),
        current: held == newest,
        record: mirrored,
    }];
    versions.extend(seen.into_iter().filter(|v| v.record.version != held && v.record.version <= newest).map(
        |v| Version {
            changed_by: v.changed_by,
            changed_at: v.changed_at,
            why: v.why,
            changed: Vec::new(),
            current: v.record.version == newest,
            record: v.record,
        },
    ));
    versions.sort_by_key(|v| std::cmp::Reverse(v.record.version));
    for at in 1..versions.len() {
        let (newer, older) = (&versions[at - 1].record, &versions[at].record);
        versions[at - 1].changed = differing(older, newer);
    }
    versions
}

fn differing(older: &PfaRecord, newer: &PfaRecord) -> Vec<Field> {
    let told = |f: &Field| !matches!(f, Field::LastChangedBy | Field::LastChangedAt);
    Field::ALL.into_iter().filter(told).filter(|f| older.get(*f) != newer.get(*f)).collect()
}

fn changed_at(record: &PfaRecord) -> Option<DateTime<Utc>> {
    if let FieldValue::Instant(at) = record.get(Field::LastChangedAt) { Some(*at) } else { None }
}
