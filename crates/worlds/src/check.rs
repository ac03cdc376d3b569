//! What must hold in every world, after every step.

use crate::ledger::Ledger;
use crate::pems::{Applied, Witness};
use crate::shot::{RecordShot, Shot};
use chrono::{DateTime, Utc};
use pfa_domain::{Field, FieldValue, PfaRecord, RecordId, SyncStatus, check_change};
use pfa_store::conflict::ConflictStatus;
use pfa_store::write::WriteStatus;
use pfa_store::{Db, audit, write};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use uuid::Uuid;

/// Remembers what has to be compared with what comes later.
#[derive(Debug, Default)]
pub struct Checker {
    last: Option<Rc<Shot>>,
    /// How many of the witness's entries were looked at.
    applied: usize,
    /// What each draft's revision became in PEMS.
    by_revision: BTreeMap<(RecordId, u64), Applied>,
    /// The versions that PEMS made of writes whose outcome was open when it did, each with the write's key.
    own: BTreeMap<(RecordId, u64), Uuid>,
    /// The records whose version fell since the person accepted it: a draft's base may be ahead until it is settled.
    fallen: BTreeSet<RecordId>,
    /// The versions that the person has decided a conflict with.
    decided: BTreeSet<(RecordId, u64)>,
    /// For how many looks versions may fall, since the person accepted it.
    pub falls_accepted: u32,
}

/// What a look at a world compares.
pub struct Look<'a> {
    /// The laptop's database.
    pub shot: &'a Rc<Shot>,
    /// What the person did.
    pub ledger: &'a Ledger,
    /// What PEMS did.
    pub witness: &'a Witness,
}

impl Checker {
    /// Checks everything that must hold at any moment.
    ///
    /// # Errors
    /// The first thing that does not, in words.
    pub fn check(&mut self, look: &Look<'_>, db: &Db<'_>) -> Result<(), String> {
        look.ledger.check_nothing_is_lost(look.shot, look.witness)?;
        self.check_writes(look, db)?;
        for (id, record) in &look.shot.records {
            check_record(id, record)?;
            self.check_base(id, record)?;
            if look.witness.disturbed.contains(id) {
                continue;
            }
            let asked = record.conflict.as_ref().map(|c| (id.clone(), c.pems.version));
            if let Some((_, version)) = asked.filter(|asked| self.decided.contains(asked)) {
                return Err(format!(
                    "the person decided {} v{version} already and is asked again",
                    id.pfa_id
                ));
            }
            self.check_no_conflict_with_oneself(id, record, db)?;
        }
        check_cursor(look)?;
        if let Some(last) = self.last.take() {
            self.check_steps(&last, look.shot)?;
        }
        self.last = Some(Rc::clone(look.shot));
        self.falls_accepted = self.falls_accepted.saturating_sub(1);
        Ok(())
    }

    /// The person has decided a conflict with this version.
    pub fn decided(&mut self, id: &RecordId, version: u64) {
        self.decided.insert((id.clone(), version));
    }

    /// PEMS applied each revision once, by the key that the queue holds for it, over values that were seen.
    fn check_writes(&mut self, look: &Look<'_>, db: &Db<'_>) -> Result<(), String> {
        for applied in &look.witness.applied[self.applied..] {
            let Applied { key, before, after, .. } = applied;
            let id = &after.id;
            let queued = write::by_key(db, *key).map_err(|error| error.to_string())?;
            let Some(queued) = queued else {
                return Err(format!(
                    "PEMS made {} v{} of a write that is in no queue",
                    id.pfa_id, after.version
                ));
            };
            let revision = (id.clone(), queued.revision);
            let first = self.by_revision.insert(revision, applied.clone());
            if let Some(first) = first.filter(|first| !look.witness.lost_between(first, applied)) {
                return Err(format!(
                    "revision {} of {} was applied twice: as v{} and as v{}",
                    queued.revision, id.pfa_id, first.after.version, after.version
                ));
            }
            look.ledger.check_nothing_is_overwritten_unseen(before, after)?;
            let was_open = |shot: &Shot| {
                let held = shot.records.get(id);
                held.is_some_and(|r| r.is_open_ended() && r.write.as_ref().is_some_and(|w| w.key == *key))
            };
            if self.last.as_deref().is_some_and(was_open) || was_open(look.shot) {
                self.own.insert((id.clone(), after.version), *key);
            }
        }
        self.applied = look.witness.applied.len();
        Ok(())
    }

    /// No draft is made upon more than the mirror knows; but a conflict remembers the version of which a person has
    /// accepted that PEMS lost it, also where PEMS then loses the record, or which was lost with the record.
    fn check_base(&mut self, id: &RecordId, record: &RecordShot) -> Result<(), String> {
        let (Some(m), Some(row)) = (&record.modification, &record.mirror) else { return Ok(()) };
        if m.draft.base_version <= row.record.version || m.draft.delta.is_empty() {
            return Ok(());
        }
        let was_gone =
            |last: &Shot| last.records.get(id).and_then(|r| r.mirror.as_ref()).is_some_and(|row| row.gone);
        let fell =
            self.fallen.contains(id) || self.falls_accepted > 0 || self.last.as_deref().is_some_and(was_gone);
        if (record.conflict.is_some() || row.gone) && fell {
            return Ok(());
        }
        Err(format!("the base of {} is ahead of the mirror: {record}", id.pfa_id))
    }

    /// What PEMS made of the planner's own writes, and nobody touched since, is nobody's to be in conflict with.
    fn check_no_conflict_with_oneself(
        &self,
        id: &RecordId,
        record: &RecordShot,
        db: &Db<'_>,
    ) -> Result<(), String> {
        let Some(c) = record.conflict.as_ref().filter(|c| !c.by_hand && c.pems.version > c.base_version)
        else {
            return Ok(());
        };
        for version in c.base_version + 1..=c.pems.version {
            let Some(key) = self.own.get(&(id.clone(), version)) else { return Ok(()) };
            let sent = write::by_key(db, *key).map_err(|error| error.to_string())?;
            // Who discards what may have been applied meets it as anybody else's.
            if sent.is_none_or(|sent| sent.status == WriteStatus::Discarded) {
                return Ok(());
            }
        }
        Err(format!("{} is in conflict with nobody but the person: {record}", id.pfa_id))
    }

    /// From one look to the next.
    fn check_steps(&mut self, last: &Shot, now: &Shot) -> Result<(), String> {
        for (id, now) in &now.records {
            let Some(before) = last.records.get(id) else { continue };
            let (was, is) = (version_of(before), version_of(now));
            // What was gone may come back out of a backup, older than it went.
            let was_gone = before.mirror.as_ref().is_some_and(|row| row.gone);
            if is < was && self.falls_accepted == 0 && !was_gone {
                return Err(format!("the mirror of {} fell from v{was} to v{is}", id.pfa_id));
            }
            if is < was {
                self.fallen.insert(id.clone());
            }
            if is != was && waits_for_its_answer(before, now) {
                return Err(format!(
                    "the mirror of {} went from v{was} to v{is} under a write that PEMS may have: {before} → {now}",
                    id.pfa_id
                ));
            }
            let known_before = before.mirror.is_some();
            if known_before && differs(before, now) && now.audited == before.audited {
                return Err(format!(
                    "{} changed and the audit log has no row of it: {before} → {now}",
                    id.pfa_id
                ));
            }
        }
        Ok(())
    }
}

/// An edit leaves a write alone that PEMS may have: it would be forgotten, and met as somebody else's.
///
/// # Errors
/// In words, when it was ended.
pub fn check_edit(id: &RecordId, before: &RecordShot, after: &RecordShot) -> Result<(), String> {
    let Some(open) = before.write.as_ref().filter(|_| before.is_open_ended()) else { return Ok(()) };
    if after.write.as_ref().is_some_and(|still| still.id == open.id) {
        return Ok(());
    }
    Err(format!("an edit ended a write of {} that PEMS may have: {before} → {after}", id.pfa_id))
}

/// Checks what must hold once nothing disturbs any more and there was time enough.
///
/// # Errors
/// The first thing that does not, in words.
pub fn check_rest(look: &Look<'_>, pems: &[PfaRecord], db: &Db<'_>) -> Result<(), String> {
    if let Err(broken) = audit::verify(db).map_err(|error| error.to_string())? {
        return Err(format!("the audit log: {broken}"));
    }
    if let Some(guard) = &look.shot.cursor.guard {
        return Err(format!("the guard still holds the pull: {guard}"));
    }
    let by_id: BTreeMap<&RecordId, &PfaRecord> = pems.iter().map(|record| (&record.id, record)).collect();
    for (id, record) in &look.shot.records {
        if let Some(open) = record.write.as_ref().filter(|open| open.status != WriteStatus::Failed) {
            return Err(format!("{} is still {} at rest: {record}", id.pfa_id, open.status.name()));
        }
        if record.is_open_ended() {
            continue;
        }
        let mirror = record.mirror.as_ref().filter(|row| !row.gone).map(|row| &row.record);
        match (by_id.get(id), mirror) {
            (None, None) => {}
            (Some(there), Some(here)) if there.version == here.version && there.same_values(here) => {}
            (Some(there), Some(here)) => {
                let fields: Vec<Field> =
                    Field::ALL.into_iter().filter(|f| there.get(*f) != here.get(*f)).collect();
                return Err(format!(
                    "{}: PEMS has v{} and the mirror v{} at rest; they differ in {fields:?}: {record}",
                    id.pfa_id, there.version, here.version
                ));
            }
            (Some(there), None) => {
                return Err(format!(
                    "{}: PEMS has v{} and the mirror has none at rest",
                    id.pfa_id, there.version
                ));
            }
            (None, Some(here)) => {
                return Err(format!("{}: PEMS has none and the mirror v{} at rest", id.pfa_id, here.version));
            }
        }
    }
    Ok(())
}

fn check_record(id: &RecordId, record: &RecordShot) -> Result<(), String> {
    let name = &id.pfa_id;
    if record.write.is_some() && record.conflict.is_some() {
        return Err(format!("{name} has an open write beside an open conflict: {record}"));
    }
    let Some(row) = &record.mirror else { return Ok(()) };
    let version = row.record.version;
    if let Some(m) = &record.modification {
        if m.status == SyncStatus::Synced && !m.draft.delta.is_empty() {
            return Err(format!("{name} counts as synced and has a draft: {record}"));
        }
        if m.status == SyncStatus::Conflict && record.conflict.is_none() {
            return Err(format!("{name} counts as in conflict and there is none: {record}"));
        }
        if row.gone && matches!(m.status, SyncStatus::Draft | SyncStatus::Conflict) {
            return Err(format!("{name} is gone, and what hangs on it does not say so: {record}"));
        }
        let on_its_way = matches!(m.status, SyncStatus::Queued | SyncStatus::Syncing);
        if on_its_way && record.write.is_none() {
            return Err(format!("{name} counts as {} and no write is open: {record}", m.status.name()));
        }
    }
    if let Some(open) = record.write.as_ref().filter(|w| w.status == WriteStatus::Pending)
        && open.base_version == version
        && !open.outcome_unknown
        && let [broken, ..] = check_change(&row.record, &open.delta).as_slice()
    {
        return Err(format!("what waits to be sent of {name} breaks a rule: {broken}: {record}"));
    }
    if let Some(c) = record.conflict.as_ref().filter(|c| c.status == ConflictStatus::Open)
        && c.pems.version > version
    {
        return Err(format!("the conflict of {name} shows a version ahead of the mirror: {record}"));
    }
    check_current(id, record, &row.record)
}

/// What the planner sees is the mirror with the draft laid over it.
fn check_current(id: &RecordId, record: &RecordShot, mirrored: &PfaRecord) -> Result<(), String> {
    let name = &id.pfa_id;
    let gone = record.mirror.as_ref().is_some_and(|row| row.gone);
    let unsent = record.modification.as_ref().is_some_and(|m| m.status != SyncStatus::Synced);
    let Some(current) = &record.current else {
        return if gone && !unsent { Ok(()) } else { Err(format!("{name} is out of sight: {record}")) };
    };
    if gone && !unsent {
        return Err(format!("{name} is gone and still in sight: {record}"));
    }
    let expected = match &record.modification {
        Some(m) => m.draft.delta.apply(mirrored),
        None => mirrored.clone(),
    };
    let differing: Vec<Field> =
        Field::ALL.into_iter().filter(|f| expected.get(*f) != current.record.get(*f)).collect();
    if !differing.is_empty() || current.record.version != mirrored.version {
        return Err(format!("what is shown of {name} is not mirror and draft, in {differing:?}: {record}"));
    }
    let status = record.modification.as_ref().map_or(SyncStatus::Synced, |m| m.status);
    if current.status != status {
        return Err(format!("{name} is shown as {} : {record}", current.status.name()));
    }
    Ok(())
}

/// Nothing that PEMS changed before the instant that the cursor stands at is unknown here.
fn check_cursor(look: &Look<'_>) -> Result<(), String> {
    let Some(pulled_at) = look.shot.cursor.pulled_at else { return Ok(()) };
    let steady = look.witness.versions.iter().filter(|(id, _)| !look.witness.disturbed.contains(*id));
    for (id, versions) in steady {
        let newest = versions.iter().rfind(|v| changed_at(v).is_some_and(|at| at < pulled_at));
        let Some(newest) = newest else { continue };
        let record = look.shot.records.get(id);
        let seen = record.and_then(|r| r.mirror.as_ref()).map_or(0, |row| row.seen_version);
        let set_aside = look.shot.quarantined.iter().any(|held| held == id.pfa_id.as_str());
        let waits = record.is_some_and(RecordShot::is_open_ended);
        let gone = record.and_then(|r| r.mirror.as_ref()).is_some_and(|row| row.gone);
        if seen < newest.version && !set_aside && !waits && !gone {
            return Err(format!(
                "the cursor stands at {pulled_at} and {} v{} of before is not known here",
                id.pfa_id, newest.version
            ));
        }
    }
    Ok(())
}

fn changed_at(record: &PfaRecord) -> Option<DateTime<Utc>> {
    if let FieldValue::Instant(at) = record.get(Field::LastChangedAt) { Some(*at) } else { None }
}

fn version_of(record: &RecordShot) -> u64 {
    record.mirror.as_ref().map_or(0, |row| row.record.version)
}

/// Whether one write was open all the while, and nothing was sent of it in between.
fn waits_for_its_answer(before: &RecordShot, now: &RecordShot) -> bool {
    let open = |record: &RecordShot| {
        let waits = record.write.as_ref().filter(|_| record.is_open_ended());
        waits.map(|write| (write.id, write.attempts))
    };
    open(before).is_some_and(|was| open(now) == Some(was))
}

/// Whether anything changed that a person would want to know who did it.
fn differs(before: &RecordShot, now: &RecordShot) -> bool {
    let drafted =
        |record: &RecordShot| record.modification.as_ref().map(|m| (m.draft.revision, m.draft.delta.clone()));
    let conflict = |record: &RecordShot| record.conflict.as_ref().map(|c| c.id);
    let write = |record: &RecordShot| record.write.as_ref().map(|w| w.id);
    version_of(before) != version_of(now)
        || drafted(before) != drafted(now)
        || conflict(before) != conflict(now)
        || write(before) != write(now)
        || before.mirror.as_ref().is_some_and(|row| row.gone)
            != now.mirror.as_ref().is_some_and(|row| row.gone)
}
