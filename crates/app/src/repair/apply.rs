//! Puts what was unsent back into a database restored from a backup. What the backup would send on its own, and the
//! damaged database had no longer, is not sent: it was sent or given up since.

use super::Left;
use crate::draft::unresolved;
use crate::record::{RecordState, state_of};
use crate::{AppError, account};
use chrono::{DateTime, Utc};
use pfa_domain::{Draft, PfaRecord, RecordId, SyncStatus};
use pfa_store::backup::Backup;
use pfa_store::conflict::ConflictStatus;
use pfa_store::mirror::Put;
use pfa_store::modification::Modification;
use pfa_store::rescue::{Salvage, Unsent};
use pfa_store::write::WriteStatus;
use pfa_store::{Store, Tx, audit, conflict, current, history, mirror, modification, what_if, write};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::path::Path;

/// What the restored database is told of the repair.
pub(super) struct About<'a> {
    pub why: &'a str,
    pub backup: Option<&'a Backup>,
    pub set_aside: Option<&'a Path>,
    pub now: DateTime<Utc>,
}

/// What became of the unsent changes.
#[derive(Default)]
pub(super) struct Applied {
    pub reapplied: usize,
    pub left: Vec<Left>,
}

struct Restoring<'t, 'c> {
    tx: &'t Tx<'c>,
    who: String,
    now: DateTime<Utc>,
}

/// Puts the unsent changes back as drafts, in one transaction.
pub(super) fn apply(
    store: &Store,
    salvage: Option<&Salvage>,
    about: &About<'_>,
) -> Result<Applied, AppError> {
    store.write(|tx| {
        let who = account::get(tx)?.map_or_else(|| "nobody".to_owned(), |a| a.user_id);
        let mut restoring = Restoring { tx, who, now: about.now };
        let unsent: &[Unsent] = salvage.map_or(&[], |salvage| &salvage.unsent);
        let kept: BTreeSet<&RecordId> = unsent.iter().map(|u| &u.modification.record).collect();
        let all_read = salvage.is_some_and(|salvage| salvage.unreadable.is_empty());
        for id in modification::all_unsent(tx)?.iter().filter(|id| !kept.contains(id)) {
            restoring.settle(&state_of(tx, id)?, all_read)?;
        }
        let mut applied = Applied::default();
        for unsent in unsent {
            match restoring.put_back(unsent)? {
                Ok(()) => applied.reapplied += 1,
                Err(why) => applied.left.push(Left {
                    pfa_id: unsent.modification.record.pfa_id.to_string(),
                    why: why.to_owned(),
                }),
            }
        }
        restoring.note(
            "database_restored",
            None,
            json!({
                "why": about.why,
                "backup": about.backup.map(|backup| backup.path.display().to_string()),
                "setAside": about.set_aside.map(|path| path.display().to_string()),
                "reapplied": applied.reapplied,
                "onlyInFile": applied.left.len(),
            }),
        )?;
        Ok(applied)
    })
}

impl Restoring<'_, '_> {
    /// An unsent change of the backup that the damaged database had no more, or that could not be read there.
    fn settle(&mut self, state: &RecordState, known_to_be_gone: bool) -> Result<(), AppError> {
        let Some(m) = &state.modification else { return Ok(()) };
        if state.write.as_ref().is_some_and(unresolved) {
            // PEMS knows its key, and answers whether it has it.
            return Ok(());
        }
        if known_to_be_gone {
            return self.give_up(state, m);
        }
        if m.status == SyncStatus::Queued {
            self.close_what_is_open(state)?;
            return self.put(m, m.draft.clone(), "draft_restored");
        }
        Ok(())
    }

    /// It was sent or given up after the backup was made: its values stay in history.
    fn give_up(&mut self, state: &RecordState, m: &Modification) -> Result<(), AppError> {
        self.close_what_is_open(state)?;
        let (id, draft) = (&m.record, &m.draft);
        if !draft.delta.is_empty() {
            let why = "Sent or given up after the backup that was restored";
            history::add_given_up(self.tx, id, draft.base_version, &draft.delta, why, self.now, &self.who)?;
        }
        let clean = Draft { revision: draft.revision + 1, ..Draft::on(&state.mirror.record) };
        self.put(m, clean, "draft_discarded")
    }

    fn put_back(&mut self, unsent: &Unsent) -> Result<Result<(), &'static str>, AppError> {
        let m = &unsent.modification;
        let Some(record) = self.hold(unsent)? else {
            return Ok(Err("PEMS's copy of the record is neither in the backup nor could it be read"));
        };
        if let Some(id) = m.what_if {
            let known = what_if::list(self.tx, &m.record.organization)?.iter().any(|w| w.id == id);
            if !known {
                return Ok(Err("it is part of a what-if that the backup does not have"));
            }
        }
        let state = state_of(self.tx, &m.record)?;
        self.close_what_is_open(&state)?;
        let revision = m.draft.revision.max(state.modification.map_or(0, |held| held.draft.revision)) + 1;
        let mut draft = Draft { revision, ..m.draft.clone() };
        if record.version < draft.base_version {
            // From the values that are known here: where PEMS has others, it is a conflict and no silent choice.
            draft.base_version = record.version;
            draft.base = draft.delta.fields().map(|field| (field, record.get(field).clone())).collect();
        }
        self.put(m, draft, "draft_restored")?;
        Ok(Ok(()))
    }

    /// PEMS's copy of the record, the newer of the two that are known.
    fn hold(&self, unsent: &Unsent) -> Result<Option<PfaRecord>, AppError> {
        let held = mirror::get(self.tx, &unsent.modification.record)?;
        let older = |shown: &PfaRecord| held.as_ref().is_none_or(|held| held.record.version < shown.version);
        let Some(shown) = unsent.mirror.as_ref().filter(|shown| older(&shown.record)) else {
            return Ok(held.map(|held| held.record));
        };
        if let Some(held) = &held {
            history::add_seen(self.tx, &held.record, None, self.now, &self.who)?;
        }
        mirror::put(self.tx, &shown.record, Put::default(), self.now)?;
        if shown.gone {
            mirror::mark_gone(self.tx, &shown.record.id, self.now)?;
        }
        Ok(Some(shown.record.clone()))
    }

    fn close_what_is_open(&self, state: &RecordState) -> Result<(), AppError> {
        let organization = &state.mirror.record.id.organization;
        if let Some(open) = state.write.as_ref().filter(|open| !unresolved(open)) {
            write::close(self.tx, organization, open.id, WriteStatus::Withdrawn, self.now)?;
        }
        if let Some(open) = state.conflict {
            let decision = json!({ "restored": true });
            conflict::close(
                self.tx,
                organization,
                open,
                ConflictStatus::Discarded,
                &decision,
                &self.who,
                self.now,
            )?;
        }
        Ok(())
    }

    fn put(&mut self, m: &Modification, draft: Draft, action: &str) -> Result<(), AppError> {
        let status = if draft.delta.is_empty() { SyncStatus::Synced } else { SyncStatus::Draft };
        let what_if = m.what_if.filter(|_| status == SyncStatus::Draft);
        let detail = json!({ "after": draft.delta.to_json(), "revision": draft.revision });
        let put = Modification { draft, status, sync_error: None, what_if, ..m.clone() };
        modification::put(self.tx, &put)?;
        current::refresh(self.tx, &m.record)?;
        self.note(action, Some(&m.record), detail)
    }

    fn note(&mut self, action: &str, record: Option<&RecordId>, detail: Json) -> Result<(), AppError> {
        let (at, who) = (self.now, self.who.as_str());
        Ok(audit::append(self.tx, &audit::Entry { at, who, action, record, organization: None, detail })?)
    }
}
