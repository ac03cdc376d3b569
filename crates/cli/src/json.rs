//! The JSON that scripts read. Its names are promised in `docs/cli.md`.

use pfa_app::conflict::{Conflict, ConflictRow};
use pfa_app::domain::{Field, FieldValue, PfaRecord, SyncStatus};
use pfa_app::failed::FailedWrite;
use pfa_app::record::{CurrentRow, RecordState};
use pfa_app::version::{GivenUp, Version};
use pfa_app::view::{SyncStatusView, ViolationView};
use serde_json::{Map, Value as Json, json};

/// A record with all names of the field list.
pub fn record(record: &PfaRecord) -> Map<String, Json> {
    let mut members = record.to_json();
    members.insert("pfaId".to_owned(), record.id.pfa_id.as_str().into());
    members.insert("organization".to_owned(), record.id.organization.as_str().into());
    members.insert("version".to_owned(), record.version.into());
    members
}

/// A record in a list: as the planner sees it, with its status.
pub fn row(row: &CurrentRow) -> Json {
    let mut members = record(&row.record);
    members.insert("status".to_owned(), row.status.name().into());
    Json::Object(members)
}

/// A record with all that hangs on it.
pub fn state(state: &RecordState) -> Json {
    let mirror = &state.mirror.record;
    let draft = state.modification.as_ref().map(|m| &m.draft.delta).filter(|delta| !delta.is_empty());
    let seen = draft.map_or_else(|| mirror.clone(), |delta| delta.apply(mirror));
    json!({
        "record": record(&seen),
        "mirror": record(mirror),
        "draft": draft.map(|delta| delta.to_json()),
        "status": status_of(state).name(),
    })
}

/// The badge of a record; one that was never edited is synced.
pub fn status_of(state: &RecordState) -> SyncStatus {
    state.modification.as_ref().map_or(SyncStatus::Synced, |m| m.status)
}

/// A conflict, its values over the fields to decide.
pub fn conflict(c: &Conflict) -> Json {
    let over = |value: &dyn Fn(Field) -> Option<FieldValue>| -> Map<String, Json> {
        let member = |f: &Field| (f.name().to_owned(), value(*f).map_or(Json::Null, |v| v.to_json()));
        c.clash.fields.iter().map(member).collect()
    };
    json!({
        "id": c.id,
        "pfaId": c.record.pfa_id,
        "fields": c.clash.fields,
        "base": over(&|f| c.base.get(&f).cloned()),
        "mine": over(&|f| c.local.get(f).or_else(|| c.base.get(&f)).cloned()),
        "pems": over(&|f| Some(c.pems.get(f).clone())),
        "rule": c.clash.rule.clone().map(ViolationView::from),
        "baseVersion": c.base_version,
        "pemsVersion": c.pems.version,
        "pemsChangedBy": c.pems.text(Field::LastChangedBy),
        "openedAt": c.opened_at,
    })
}

/// A change that failed.
pub fn failed(f: &FailedWrite) -> Json {
    let tries: Vec<Json> = f
        .attempts
        .iter()
        .map(|a| json!({ "number": a.number, "at": a.at, "tookMs": a.took_ms, "outcome": a.outcome }))
        .collect();
    json!({
        "pfaId": f.write.record.pfa_id,
        "attempts": f.write.attempts,
        "reason": f.reason(),
        "advice": f.advice(),
        "whoActs": f.who_acts(),
        "canRetry": f.can_retry(),
        "outcomeKnown": !f.write.outcome_unknown,
        "changes": f.write.delta.to_json(),
        "tries": tries,
    })
}

/// A version of a record.
pub fn version(v: &Version) -> Json {
    json!({
        "version": v.record.version,
        "changedBy": v.changed_by,
        "changedAt": v.changed_at,
        "changeReason": v.why,
        "record": record(&v.record),
    })
}

/// Values that were given up.
pub fn given_up(g: &GivenUp) -> Json {
    json!({
        "id": g.id.to_string(),
        "pfaId": g.record.pfa_id,
        "version": g.version,
        "at": g.at,
        "by": g.by,
        "why": g.why,
        "values": g.delta.to_json(),
    })
}

/// An automatic merge, its values over the fields that either side changed.
pub fn merge(merge: &Conflict, rows: &[ConflictRow]) -> Json {
    let side = |value: &dyn Fn(&ConflictRow) -> Json| -> Map<String, Json> {
        rows.iter().map(|row| (row.field.name().to_owned(), value(row))).collect()
    };
    json!({
        "id": merge.id,
        "pfaId": merge.record.pfa_id,
        "at": merge.resolved_at,
        "base": side(&|row| row.base.to_json()),
        "mine": side(&|row| row.mine.to_json()),
        "pems": side(&|row| row.pems.to_json()),
        "baseVersion": merge.base_version,
        "pemsVersion": merge.pems.version,
        "pemsChangedBy": merge.pems.text(Field::LastChangedBy),
    })
}

/// Sync in figures. `online` was asked just now.
pub fn figures(f: &SyncStatusView, online: bool) -> Json {
    json!({
        "counts": f.counts,
        "online": online,
        "connection": f.connection,
        "connectionReason": f.connection_reason,
        "lastSyncAt": f.last_sync_at,
        "queued": f.queued,
        "processing": f.processing,
        "completed": f.completed,
        "failed": f.failed,
        "averageMs": f.average_ms,
        "quarantined": f.quarantined,
        "guard": f.guard,
    })
}
