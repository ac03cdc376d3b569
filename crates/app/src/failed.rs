//! Writes that failed: what happened, who acts, and trying again.

use crate::account::{self, Actor};
use crate::draft::{check_number, require_sync};
use crate::event::{AppEvent, Changed, Topic};
use crate::record::record_id;
use crate::{AppError, Workspace};
use pfa_domain::{FieldValue, Permission, PfaId, PfaRecord, SyncStatus};
use pfa_store::modification::Modification;
use pfa_store::write::{Attempt, Write, WriteStatus};
use pfa_store::{Tx, audit, current, mirror, modification, write};
use pfa_sync::{Failure, FailureKind};
use serde::Serialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// Who has to act on a failed write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum WhoActs {
    /// The planner.
    You,
    /// Whoever looks after PEMS.
    PemsSupport,
    /// Whoever grants rights in PEMS.
    PemsAdministrator,
}

/// A write that failed, with what explains it.
#[derive(Debug, Clone)]
pub struct FailedWrite {
    /// The write.
    pub write: Write,
    /// Its attempts, the first first.
    pub attempts: Vec<Attempt>,
    /// The record as PEMS last showed it.
    pub mirror: PfaRecord,
    /// What became of it last.
    pub failure: Failure,
}

impl FailedWrite {
    /// Who acts.
    pub fn who_acts(&self) -> WhoActs {
        match self.failure.kind {
            FailureKind::Refused | FailureKind::RuleBroken | FailureKind::Gone => WhoActs::You,
            FailureKind::Forbidden | FailureKind::Unauthorized => WhoActs::PemsAdministrator,
            FailureKind::Timeout
            | FailureKind::LostReply
            | FailureKind::NotPems
            | FailureKind::Offline
            | FailureKind::Certificate
            | FailureKind::ProxySignIn
            | FailureKind::RateLimited => WhoActs::You,
            FailureKind::ServerError | FailureKind::Unavailable => WhoActs::PemsSupport,
        }
    }

    /// Whether trying the same again can help: where its outcome is open, that finds it out.
    pub fn can_retry(&self) -> bool {
        let final_answer =
            matches!(self.failure.kind, FailureKind::Refused | FailureKind::RuleBroken | FailureKind::Gone);
        self.write.outcome_unknown || !final_answer
    }

    /// What happened, in a sentence.
    pub fn reason(&self) -> String {
        reason(&self.failure, self.write.attempts)
    }

    /// What to do, in a sentence.
    pub fn advice(&self) -> &'static str {
        match self.failure.kind {
            FailureKind::Refused | FailureKind::RuleBroken => {
                "Edit the record and send it again, or discard the change."
            }
            FailureKind::Gone if self.write.outcome_unknown => {
                "PEMS may have taken the change before. Retry once PEMS shows the record again, or discard the change."
            }
            FailureKind::Gone => {
                "The record was removed from PEMS. Discard the change, or ask PEMS support to bring the record back."
            }
            FailureKind::Forbidden | FailureKind::Unauthorized => {
                "Ask a PEMS administrator for the permission, then retry."
            }
            FailureKind::RateLimited => "PEMS was too busy. Retry when it is quieter.",
            FailureKind::ServerError | FailureKind::Unavailable => {
                "Retry is safe: PEMS applies the change once at most. If it fails again, tell PEMS support."
            }
            FailureKind::Timeout
            | FailureKind::LostReply
            | FailureKind::NotPems
            | FailureKind::Offline
            | FailureKind::Certificate
            | FailureKind::ProxySignIn => {
                "The change may have arrived or not. Retry is safe: PEMS applies it once at most."
            }
        }
    }
}

/// What happened, in a sentence for the badge and the list.
pub(crate) fn reason(failure: &Failure, attempts: u32) -> String {
    let times = if attempts == 1 { "once".to_owned() } else { format!("{attempts} times") };
    match failure.kind {
        FailureKind::Refused | FailureKind::RuleBroken | FailureKind::Forbidden => failure.message.clone(),
        FailureKind::Gone => "PEMS has this record no more.".to_owned(),
        FailureKind::Unauthorized => "PEMS did not accept the sign-in.".to_owned(),
        FailureKind::RateLimited => format!("PEMS was too busy, {times}."),
        FailureKind::ServerError => format!("PEMS had an internal error, {times}."),
        FailureKind::Unavailable => format!("PEMS was not available, {times}."),
        FailureKind::Timeout => {
            format!("PEMS did not answer in time, {times}. The change may have arrived or not.")
        }
        FailureKind::LostReply => {
            format!("The connection broke, {times}. The change may have arrived or not.")
        }
        FailureKind::NotPems => format!("Something else answered in PEMS's place, {times}."),
        FailureKind::Offline | FailureKind::Certificate | FailureKind::ProxySignIn => failure.message.clone(),
    }
}

/// The writes that failed, the oldest first.
pub fn list_failed(w: &Workspace) -> Result<Vec<FailedWrite>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let mut failed = Vec::new();
        for write in write::failed(db, &actor.organization)? {
            let unknown = || Failure::new(FailureKind::NotPems, "It is not known what happened.");
            let Some(row) = mirror::get(db, &write.record)? else { continue };
            failed.push(FailedWrite {
                attempts: write::attempts(db, &actor.organization, write.id)?,
                failure: write.last_error.clone().unwrap_or_else(unknown),
                mirror: row.record,
                write,
            });
        }
        Ok(failed)
    })
}

/// What a failed write says to PEMS, with the key that makes sending it again safe.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// What is sent.
    pub body: Json,
    /// Its idempotency key.
    pub key: Uuid,
}

/// What the failed write of a record says to PEMS.
pub fn show_failed(w: &Workspace, pfa_id: &str) -> Result<Payload, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let id = record_id(&actor, pfa_id)?;
        let open = write::open_for_record(db, &id)?.filter(|open| open.status == WriteStatus::Failed);
        let failed =
            open.ok_or(AppError::NotFound { what: "failed change of", id: id.pfa_id.to_string() })?;
        let request = crate::sync::request_of(&failed);
        Ok(Payload { body: request.payload(), key: request.key })
    })
}

/// Sends failed writes again with the key that each has had all along: these, or all that a retry can help.
pub fn retry_failed(w: &Workspace, pfa_ids: Option<&[String]>) -> Result<Changed, AppError> {
    check_number(pfa_ids)?;
    let worth: Option<Vec<PfaId>> = match pfa_ids {
        Some(_) => None,
        None => Some(
            list_failed(w)?
                .into_iter()
                .filter(FailedWrite::can_retry)
                .map(|f| f.write.record.pfa_id)
                .collect(),
        ),
    };
    let retried: Vec<PfaId> = w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        require_sync(&actor)?;
        let ids = match (pfa_ids, worth) {
            (Some(named), _) => {
                named.iter().map(|id| record_id(&actor, id)).collect::<Result<Vec<_>, _>>()?
            }
            (None, worth) => worth
                .unwrap_or_default()
                .into_iter()
                .map(|id| pfa_domain::RecordId::new(actor.organization.clone(), id))
                .collect(),
        };
        ids.into_iter()
            .map(|id| retry(w, tx, &actor, &id, pfa_ids.is_some()))
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()
    })?;
    w.tell(AppEvent::SyncQueued { records: retried.iter().map(ToString::to_string).collect() });
    Ok(Changed::records([Topic::Records, Topic::Status, Topic::Failed], &retried))
}

/// How the change reads, for the failed list: field, PEMS's value, mine.
pub fn changes(failed: &FailedWrite) -> Vec<(pfa_domain::Field, FieldValue, FieldValue)> {
    failed.write.delta.iter().map(|(f, mine)| (f, failed.mirror.get(f).clone(), mine.clone())).collect()
}

fn retry(
    w: &Workspace,
    tx: &Tx<'_>,
    actor: &Actor,
    id: &pfa_domain::RecordId,
    named: bool,
) -> Result<Option<PfaId>, AppError> {
    let open = write::open_for_record(tx, id)?.filter(|open| open.status == WriteStatus::Failed);
    let Some(open) = open else {
        return if named {
            Err(AppError::invalid(format!("{} has nothing failed to retry.", id.pfa_id)))
        } else {
            Ok(None)
        };
    };
    let again =
        Write { status: WriteStatus::Pending, committed: true, attempts: 0, scheduled_at: w.now(), ..open };
    write::update(tx, &again)?;
    if let Some(m) = modification::get(tx, id)?.filter(|m| m.status == SyncStatus::Failed) {
        modification::put(
            tx,
            &Modification { status: SyncStatus::Queued, sync_error: None, changed_at: w.now(), ..m },
        )?;
    }
    current::refresh(tx, id)?;
    audit::append(tx, &w.entry(&actor.user, "write_retried", Some(id), json!({ "write": again.id })))?;
    Ok(Some(id.pfa_id.clone()))
}
