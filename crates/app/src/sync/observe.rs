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
use pfa_sync::{FailureKind, Held, Local, Next, PullAction, Refusal, plan_pull};
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
    write::close(tx, &sent.record.organization, sent.id, WriteStatus::Conflict, w.now())?;
    let mut state = crate::record::state_of(tx, &sent.record)?;
    // Where PEMS holds what was sent, that is the planner's own doing: no conflict with oneself.
    state.modification =
        state.modification.map(|m| Modification { draft: m.draft.knowing(&sent.delta, seen.record), ..m });
    let local = match &state.modification {
        Some(m) => Local::waiting(m.draft.clone(), m.draft.revision == sent.revision),
        None => Local::Clean,
    };
    apply(w, tx, running, seen, state, local)
}

/// What the planner has on top of a record, in the words that sync decides by.
pub(super) fn local_of(tx: &Tx<'_>, state: &RecordState) -> Result<Local, AppError> {
    let draft = state.modification.as_ref().map(|m| m.draft.clone());
    if let (Some(_), Some(draft)) = (state.conflict, &draft) {
        let open = conflict::open_for_record(tx, &state.mirror.record.id)?;
        let (committed, by_hand) = open.map_or((false, false), |c| (c.committed, c.by_hand));
        return Ok(Local::Conflict { draft: draft.clone(), committed, by_hand });
    }
    let status = state.modification.as_ref().map(|m| m.status);
    Ok(match (&state.write, draft) {
        (Some(open), _) if open.status == WriteStatus::InFlight => Local::InFlight,
        (Some(open), _) if unresolved(open) => Local::UnknownOutcome,
        (Some(open), Some(draft)) if open.status == WriteStatus::Failed => {
            Local::Refused { draft, refusal: refusal_of(open) }
        }
        (Some(_), Some(draft)) => Local::waiting(draft, true),
        (None, Some(draft)) if status != Some(SyncStatus::Synced) => Local::waiting(draft, false),
        (Some(_) | None, Some(_) | None) => Local::Clean,
    })
}

fn refusal_of(failed: &Write) -> Refusal {
    match &failed.last_error {
        Some(failure) if failure.kind == FailureKind::Gone => Refusal::Gone { committed: failed.committed },
        Some(_) | None => Refusal::Answered,
    }
}

fn apply(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    seen: Seen<'_>,
    state: RecordState,
    local: Local,
) -> Result<(), AppError> {
    let held = Held { record: &state.mirror.record, gone: state.mirror.gone };
    let committed = matches!(local, Local::Queued(_) | Local::Discontinued { committed: true, .. });
    let known = !held.gone && seen.record.version == held.record.version;
    // A write of an older version that PEMS refused is over: that the mirror has moved on before sends nothing.
    let to_send = committed && known && state.write.is_none();
    let action = plan_pull(&local, Some(held).filter(|_| !to_send), seen.record, seen.put.accept);
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
        PullAction::Rebase { delta, next } => step.rebase(&delta, next),
        PullAction::Conflict { clash, committed } => step.conflict(clash, committed),
        PullAction::Defer => Ok(mirror::note_seen(tx, &seen.record.id, seen.record.version)?),
        PullAction::VersionFell => step.version_fell(),
        // These are about a record that does not come.
        PullAction::Remove | PullAction::SetAside { .. } | PullAction::Leave => Ok(()),
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
        mirror::put(self.tx, self.seen.record, self.seen.put, self.w.now())?;
        // After a restored backup somebody else may have made the same version with the same values.
        if self.held.as_ref().is_some_and(|row| row.record != *self.seen.record) {
            current::refresh(self.tx, &self.seen.record.id)?;
        }
        Ok(())
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
    fn rebase(&self, delta: &Delta, next: Next) -> Result<(), AppError> {
        self.take_over()?;
        let Some(m) = &self.modification else { return Ok(()) };
        let had_conflict = self.close_conflict(ConflictStatus::ResolvedAuto)?.is_some();
        let rebased = Modification { draft: m.draft.rebase(self.seen.record, delta), ..m.clone() };
        if !had_conflict && self.is_a_merge(m, delta, next) {
            self.record_merge(&rebased, m, next == Next::Queue)?;
        }
        match next {
            Next::Queue => {
                self.close_write(WriteStatus::Withdrawn)?;
                queue(self.w, self.tx, &rebased)?;
            }
            Next::StayDraft => {
                self.close_write(WriteStatus::Withdrawn)?;
                let draft = Modification { status: SyncStatus::Draft, sync_error: None, ..rebased };
                modification::put(self.tx, &draft)?;
            }
            // The write stays as it is, for a person; the draft under it has moved.
            Next::StayRefused => drop(modification::put(self.tx, &rebased)?),
        }
        current::refresh(self.tx, &m.record)?;
        let detail = "PEMS changed other fields; both changes stand.".to_owned();
        self.note(Fate::Merged, self.changed_fields(), Some(detail))
    }

    /// Whether the two changes met: what was committed is on its way with a colleague's change under it; what
    /// was not is only told where the merge changes what the person will send, or what it is coupled with.
    fn is_a_merge(&self, m: &Modification, delta: &Delta, next: Next) -> bool {
        let changed = self.changed_fields();
        let coupled = |field: &Field| {
            field.group().is_some_and(|g| g.fields().iter().any(|other| m.draft.delta.contains(*other)))
        };
        match next {
            Next::Queue => !changed.is_empty(),
            Next::StayDraft | Next::StayRefused => *delta != m.draft.delta || changed.iter().any(coupled),
        }
    }

    fn conflict(&self, clash: Clash, committed: bool) -> Result<(), AppError> {
        self.take_over()?;
        let Some(m) = &self.modification else { return Ok(()) };
        self.close_write(WriteStatus::Conflict)?;
        let before = self.close_conflict(ConflictStatus::MovedOn)?;
        let fields = clash.fields.clone();
        let detail = clash.rule.as_ref().map(|rule| rule.message.clone());
        let mut found = self.new_conflict(m, clash, committed, ConflictStatus::Open);
        found.by_hand = before.is_some_and(|before| before.by_hand);
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

    /// Both sides changed different fields: visible as a conflict that settled itself, with all that it takes
    /// to take it back.
    fn record_merge(
        &self,
        rebased: &Modification,
        m: &Modification,
        committed: bool,
    ) -> Result<(), AppError> {
        let modification = modification::put(self.tx, rebased)?;
        let clash = Clash { fields: Vec::new(), rule: None };
        let mut merged = self.new_conflict(m, clash, committed, ConflictStatus::ResolvedAuto);
        for field in self.changed_fields().into_iter().filter(|field| field.editable()) {
            if let Some(row) = &self.held {
                merged.base.entry(field).or_insert_with(|| row.record.get(field).clone());
            }
        }
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
            by_hand: false,
            drafted_at: m.changed_at,
            status,
            opened_at: self.w.now(),
            resolved_at: None,
            resolved_by: None,
        }
    }

    fn close_write(&self, status: WriteStatus) -> Result<(), AppError> {
        match &self.open {
            Some(open) => {
                Ok(write::close(self.tx, &open.record.organization, open.id, status, self.w.now())?)
            }
            None => Ok(()),
        }
    }

    /// Ends the record's open conflict, if there is one, and gives it as it was.
    fn close_conflict(&self, status: ConflictStatus) -> Result<Option<Conflict>, AppError> {
        let Some(open) = conflict::open_for_record(self.tx, &self.seen.record.id)? else { return Ok(None) };
        let decision = json!({ "pemsVersion": self.seen.record.version });
        conflict::close(
            self.tx,
            &open.record.organization,
            open.id,
            status,
            &decision,
            WORKER,
            self.w.now(),
        )?;
        let detail =
            json!({ "conflict": open.id, "as": status.name(), "pemsVersion": self.seen.record.version });
        self.audit("conflict_closed", detail)?;
        Ok(Some(open))
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
