//! Takes over a record that PEMS shows, as `plan_pull` decides, in the caller's transaction.

use super::{Fate, Running};
use crate::draft::{queue, unresolved, with_draft};
use crate::record::RecordState;
use crate::{AppError, Workspace};
use pfa_domain::{Clash, Delta, Draft, Field, PfaRecord, SyncStatus};
use pfa_store::conflict::{Conflict, ConflictStatus};
use pfa_store::mirror::{MirrorRow, Put};
use pfa_store::modification::Modification;
use pfa_store::write::{Write, WriteStatus};
use pfa_store::{Tx, audit, conflict, current, history, mirror, modification, quarantine, write};
use pfa_sync::{Held, Local, PullAction, plan_pull};
use serde_json::{Value as Json, json};

const WORKER: &str = "worker";

/// Where a record comes from and how it enters.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    /// The record as PEMS shows it.
    pub record: &'a PfaRecord,
    /// How it enters the mirror.
    pub put: Put,
}

struct Step<'a> {
    w: &'a Workspace,
    tx: &'a Tx<'a>,
    running: &'a Running,
    seen: Seen<'a>,
    held: Option<MirrorRow>,
    modification: Option<Modification>,
    open: Option<Write>,
}

/// Takes the record over. Whether it was not held before.
pub(super) fn observe(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    seen: Seen<'_>,
) -> Result<bool, AppError> {
    let id = &seen.record.id;
    let Some(row) = mirror::get(tx, id)? else {
        mirror::put(tx, seen.record, seen.put, w.now())?;
        current::put_untouched(tx, seen.record)?;
        running.count_pulled(id.pfa_id.as_str());
        return Ok(true);
    };
    let state = RecordState {
        mirror: row,
        modification: modification::get(tx, id)?,
        write: write::open_for_record(tx, id)?,
        conflict: conflict::open_for_record(tx, id)?.map(|c| c.id),
    };
    let local = local_of(tx, &state)?;
    let back_again = state.mirror.gone;
    apply(w, tx, running, seen, state, local)?;
    Ok(back_again)
}

/// Takes a record over whose write was answered with 409: it is known not to have been applied.
pub(super) fn observe_after_conflict(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    seen: Seen<'_>,
    sent: &Write,
) -> Result<(), AppError> {
    write::close(tx, sent.id, WriteStatus::Conflict, w.now())?;
    let state = crate::record::state_of(tx, &sent.record)?;
    let local = match &state.modification {
        Some(m) if m.draft.revision == sent.revision => Local::Queued(m.draft.clone()),
        Some(m) => Local::Draft(m.draft.clone()),
        None => Local::Clean,
    };
    apply(w, tx, running, seen, state, local)
}

/// What the planner has on top of a record, in the words that sync decides by.
pub(super) fn local_of(tx: &Tx<'_>, state: &RecordState) -> Result<Local, AppError> {
    let draft = state.modification.as_ref().map(|m| m.draft.clone());
    if let (Some(_), Some(draft)) = (state.conflict, &draft) {
        let open = conflict::open_for_record(tx, &state.mirror.record.id)?;
        return Ok(Local::Conflict { draft: draft.clone(), committed: open.is_some_and(|c| c.committed) });
    }
    let status = state.modification.as_ref().map(|m| m.status);
    Ok(match (&state.write, draft) {
        (Some(open), _) if open.status == WriteStatus::InFlight => Local::InFlight,
        (Some(open), _) if unresolved(open) => Local::UnknownOutcome,
        (Some(open), Some(draft)) if open.status == WriteStatus::Failed => Local::Refused(draft),
        (Some(_), Some(draft)) => Local::Queued(draft),
        (None, Some(draft)) if status != Some(SyncStatus::Synced) => Local::Draft(draft),
        (Some(_) | None, Some(_) | None) => Local::Clean,
    })
}

fn apply(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    seen: Seen<'_>,
    state: RecordState,
    local: Local,
) -> Result<(), AppError> {
    let held = Held { record: state.mirror.record.clone(), gone: state.mirror.gone, local };
    let action = plan_pull(Some(&held), seen.record, seen.put.accept);
    let step = Step {
        w,
        tx,
        running,
        seen,
        held: Some(state.mirror),
        modification: state.modification,
        open: state.write,
    };
    match action {
        // The caller met a record that is not held before it came here.
        PullAction::Insert | PullAction::Update => step.update(),
        PullAction::Unchanged => step.unchanged(),
        PullAction::Settle => step.settle(),
        PullAction::Rebase { delta, requeue } => step.rebase(&delta, requeue, &held.local),
        PullAction::Conflict(clash) => step.conflict(clash, &held.local),
        PullAction::Defer => Ok(mirror::note_seen(tx, &seen.record.id, seen.record.version)?),
        PullAction::VersionFell => step.version_fell(),
    }
}

impl Step<'_> {
    /// PEMS's record replaces the one held, which history keeps.
    fn take_over(&self) -> Result<(), AppError> {
        let (tx, now) = (self.tx, self.w.now());
        if let Some(row) = self.held.as_ref().filter(|row| row.record.version != self.seen.record.version) {
            history::add_seen(tx, &row.record, None, now, WORKER)?;
        }
        let from = self.held.as_ref().map(|row| row.record.version);
        mirror::put(tx, self.seen.record, self.seen.put, now)?;
        let detail = json!({ "from": from, "to": self.seen.record.version });
        self.audit("record_pulled", detail)
    }

    fn update(&self) -> Result<(), AppError> {
        self.take_over()?;
        current::refresh(self.tx, &self.seen.record.id)?;
        self.note(Fate::Pulled, self.changed_fields(), None)
    }

    fn unchanged(&self) -> Result<(), AppError> {
        Ok(mirror::put(self.tx, self.seen.record, self.seen.put, self.w.now())?)
    }

    /// PEMS holds what the draft wants: nothing is left to send.
    fn settle(&self) -> Result<(), AppError> {
        self.take_over()?;
        self.close_write(WriteStatus::Withdrawn)?;
        self.close_conflict(ConflictStatus::ResolvedAuto)?;
        if let Some(m) = &self.modification {
            let clean = Draft { revision: m.draft.revision + 1, ..Draft::on(self.seen.record) };
            let mut settled =
                with_draft(self.w, &m.changed_by, &m.record, Some(m), clean, SyncStatus::Synced);
            settled.synced_at = Some(self.w.now());
            modification::put(self.tx, &settled)?;
        }
        current::refresh(self.tx, &self.seen.record.id)?;
        self.note(Fate::Merged, self.changed_fields(), Some("PEMS holds the same values already.".to_owned()))
    }

    /// The draft moves onto PEMS's record.
    fn rebase(&self, delta: &Delta, requeue: bool, local: &Local) -> Result<(), AppError> {
        self.take_over()?;
        let Some(m) = &self.modification else { return Ok(()) };
        let had_conflict = self.close_conflict(ConflictStatus::ResolvedAuto)?;
        let rebased = Modification { draft: m.draft.rebase(self.seen.record, delta), ..m.clone() };
        if requeue {
            self.close_write(WriteStatus::Withdrawn)?;
            if !had_conflict {
                self.record_merge(&rebased, m)?;
            }
            queue(self.w, self.tx, &rebased)?;
        } else {
            // A refused write stays as it is, for a person; the draft under it has moved.
            let status = if matches!(local, Local::Refused(_)) { m.status } else { SyncStatus::Draft };
            modification::put(self.tx, &Modification { status, ..rebased })?;
            current::refresh(self.tx, &m.record)?;
        }
        let detail = "PEMS changed other fields; both changes stand.".to_owned();
        self.note(Fate::Merged, self.changed_fields(), Some(detail))
    }

    fn conflict(&self, clash: Clash, local: &Local) -> Result<(), AppError> {
        self.take_over()?;
        let Some(m) = &self.modification else { return Ok(()) };
        let committed = match local {
            Local::Conflict { committed, .. } => *committed,
            Local::Queued(_) | Local::Refused(_) => true,
            Local::Draft(_) | Local::Clean | Local::InFlight | Local::UnknownOutcome => false,
        };
        self.close_write(WriteStatus::Conflict)?;
        self.close_conflict(ConflictStatus::MovedOn)?;
        let fields = clash.fields.clone();
        let detail = clash.rule.as_ref().map(|rule| rule.message.clone());
        let found = self.new_conflict(m, clash, committed, ConflictStatus::Open);
        let in_conflict =
            Modification { status: SyncStatus::Conflict, sync_error: detail.clone(), ..m.clone() };
        let modification = modification::put(self.tx, &in_conflict)?;
        conflict::insert(self.tx, modification, &found)?;
        current::refresh(self.tx, &m.record)?;
        self.audit(
            "conflict_found",
            json!({ "conflict": found.id, "fields": fields, "pemsVersion": found.pems.version }),
        )?;
        self.note(Fate::Conflict, fields, detail)
    }

    fn version_fell(&self) -> Result<(), AppError> {
        let record = self.seen.record;
        let held = self.held.as_ref().map_or(0, |row| row.record.version);
        let reason = format!("PEMS shows version {}, and version {held} was seen before.", record.version);
        let payload = Json::Object(record.to_json()).to_string();
        let id = record.id.pfa_id.as_str();
        let run = self.running.run().id;
        if quarantine::put(
            self.tx,
            &record.id.organization,
            Some(id),
            &reason,
            &payload,
            Some(run),
            self.w.now(),
        )? {
            self.note(Fate::Quarantined, [], Some(reason))?;
        }
        Ok(())
    }

    /// Both sides changed different fields: visible as a conflict that settled itself.
    fn record_merge(&self, rebased: &Modification, m: &Modification) -> Result<(), AppError> {
        let modification = modification::put(self.tx, rebased)?;
        let clash = Clash { fields: Vec::new(), rule: None };
        let mut merged = self.new_conflict(m, clash, true, ConflictStatus::ResolvedAuto);
        merged.resolved_at = Some(self.w.now());
        merged.resolved_by = Some(WORKER.to_owned());
        conflict::insert(self.tx, modification, &merged)?;
        let detail = json!({ "conflict": merged.id, "delta": rebased.draft.delta.to_json(), "pemsVersion": merged.pems.version });
        self.audit("merged", detail)
    }

    fn new_conflict(
        &self,
        m: &Modification,
        clash: Clash,
        committed: bool,
        status: ConflictStatus,
    ) -> Conflict {
        Conflict {
            id: self.w.ids().uuid(),
            record: m.record.clone(),
            base: m.draft.base.clone(),
            base_version: m.draft.base_version,
            local: m.draft.delta.clone(),
            pems: self.seen.record.clone(),
            clash,
            committed,
            drafted_at: m.changed_at,
            status,
            opened_at: self.w.now(),
            resolved_at: None,
            resolved_by: None,
        }
    }

    fn close_write(&self, status: WriteStatus) -> Result<(), AppError> {
        match &self.open {
            Some(open) => Ok(write::close(self.tx, open.id, status, self.w.now())?),
            None => Ok(()),
        }
    }

    fn close_conflict(&self, status: ConflictStatus) -> Result<bool, AppError> {
        let Some(open) = conflict::open_for_record(self.tx, &self.seen.record.id)? else { return Ok(false) };
        let decision = json!({ "pemsVersion": self.seen.record.version });
        conflict::close(self.tx, open.id, status, &decision, WORKER, self.w.now())?;
        Ok(true)
    }

    fn changed_fields(&self) -> Vec<Field> {
        let Some(row) = &self.held else { return Vec::new() };
        let told = |f: &Field| !matches!(f, Field::LastChangedBy | Field::LastChangedAt);
        Field::ALL
            .into_iter()
            .filter(told)
            .filter(|f| row.record.get(*f) != self.seen.record.get(*f))
            .collect()
    }

    fn audit(&self, action: &str, detail: Json) -> Result<(), AppError> {
        Ok(audit::append(self.tx, &self.w.entry(WORKER, action, Some(&self.seen.record.id), detail))?)
    }

    fn note(
        &self,
        fate: Fate,
        fields: impl IntoIterator<Item = Field>,
        detail: Option<String>,
    ) -> Result<(), AppError> {
        self.running.note(self.w, self.tx, fate, self.seen.record.id.pfa_id.as_str(), fields, detail)
    }
}
