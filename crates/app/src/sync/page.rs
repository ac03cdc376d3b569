//! Stores a pulled page and the cursor that covers it, in one transaction, after the guard has seen it.

use super::observe::{Seen, observe};
use super::{Fate, Running};
use crate::{AppError, Workspace};
use chrono::{DateTime, Utc};
use pfa_domain::{Organization, PfaId, PfaRecord};
use pfa_pems::{GridPage, ObservedRow};
use pfa_store::mirror::{Mark, Put};
use pfa_store::{Db, Tx, audit, current, cursor, mirror, quarantine, write};
use pfa_sync::{Event, GuardReason, GuardStop, PageFacts, PullMode, check_page};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// A page that came, and what it was asked for.
pub(super) struct Page {
    pub organization: Organization,
    pub mode: PullMode,
    /// The last id before it; `None` for the first page.
    pub after: Option<PfaId>,
    pub page: GridPage,
    /// Whether a person has accepted what the guard would stop.
    pub accept: bool,
    /// PEMS's clock at the first page of this pull.
    pub first_server_time: DateTime<Utc>,
}

/// Stores the page, or keeps the guard's reason not to.
pub(super) fn store_page(w: &Workspace, running: &Running, page: &Page) -> Result<Event, AppError> {
    if pfa_sync::mutant!(CursorBeforeRows) {
        w.store().write(|tx| advance(tx, page))?;
    }
    let event = w.store().write(|tx| {
        let marks = marks(tx, page)?;
        if let Err(stop) = guard(tx, page, &marks)? {
            return stopped(w, tx, page, stop);
        }
        let sweep = begin_or_go_on(tx, page)?;
        let inserted = take_rows(w, tx, running, page, &marks, sweep)?;
        note_arrivals(w, tx, page, &marks)?;
        advance(tx, page)?;
        Ok::<_, AppError>(Event::PageStored { last: page.page.last.clone(), more: page.page.more, inserted })
    })?;
    running.publish(w);
    Ok(event)
}

/// Keeps a guard's stop until a person has decided or a later pull passes.
fn stopped(w: &Workspace, tx: &Tx<'_>, page: &Page, stop: GuardStop) -> Result<Event, AppError> {
    let mut at = cursor::get(tx, &page.organization)?;
    at.guard = Some(stop.clone());
    at.sweep_after = None;
    cursor::put(tx, &page.organization, &at)?;
    let detail = json!({ "guard": stop });
    audit::append(tx, &w.entry_in("worker", "pull_stopped", &page.organization, detail))?;
    Ok(Event::PageStopped(stop))
}

fn marks(db: &Db<'_>, page: &Page) -> Result<HashMap<String, Mark>, AppError> {
    let rows = &page.page.rows;
    match (page.mode, &page.page.last) {
        (_, None) => Ok(HashMap::new()),
        (PullMode::Sweep, Some(last)) => {
            Ok(mirror::marks(db, &page.organization, page.after.as_ref(), last)?)
        }
        (PullMode::Since(_), Some(_)) => {
            let mut marks = HashMap::new();
            for record in rows.iter().filter_map(parsed) {
                if let Some(mark) = mirror::mark(db, &record.id)? {
                    marks.insert(record.id.pfa_id.to_string(), mark);
                }
            }
            Ok(marks)
        }
    }
}

fn guard(db: &Db<'_>, page: &Page, marks: &HashMap<String, Mark>) -> Result<Result<(), GuardStop>, AppError> {
    let rows = &page.page.rows;
    let stranger =
        rows.iter().find_map(|row| organization_of(row).filter(|o| *o != page.organization.as_str()));
    let fallen = |r: &&PfaRecord| marks.get(r.id.pfa_id.as_str()).is_some_and(|mark| fell(mark, r));
    let first_of_sweep = page.mode == PullMode::Sweep && page.after.is_none();
    let facts = PageFacts {
        first_of_sweep,
        held: mirror::count(db, &page.organization)?,
        open: if first_of_sweep { write::count_unresolved(db, &page.organization)? } else { 0 },
        matching: page.page.matching,
        rows: rows.len() as u64,
        more: page.page.more,
        fallen: rows.iter().filter_map(parsed).filter(fallen).count() as u64,
        stranger: stranger.map(|name| name.chars().take(60).collect()),
    };
    Ok(match check_page(&page.organization, &facts) {
        Err(stop) if page.accept && acceptable(stop.reason) => Ok(()),
        verdict => verdict,
    })
}

/// Whether the record's version went backwards. One that was gone comes back in whatever version PEMS has of it.
fn fell(mark: &Mark, record: &PfaRecord) -> bool {
    !mark.gone && record.version < mark.version
}

/// A person can say that records were removed or a backup restored; no one can say that another
/// organization's rows belong here or that missing rows came.
fn acceptable(reason: GuardReason) -> bool {
    match reason {
        GuardReason::Empty | GuardReason::FarFewer | GuardReason::VersionsFell => true,
        GuardReason::RowsMissing | GuardReason::OtherOrganization => false,
    }
}

fn begin_or_go_on(tx: &Tx<'_>, page: &Page) -> Result<i64, AppError> {
    if page.mode != PullMode::Sweep {
        return Ok(0);
    }
    let mut at = cursor::get(tx, &page.organization)?;
    if page.after.is_none() {
        at.sweep += 1;
        at.sweep_server_time = Some(page.page.server_time);
        at.sweep_listed = Some(page.page.matching);
        cursor::put(tx, &page.organization, &at)?;
    }
    Ok(at.sweep)
}

fn take_rows(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    page: &Page,
    marks: &HashMap<String, Mark>,
    sweep: i64,
) -> Result<u64, AppError> {
    let put = Put { sweep, accept: page.accept };
    let (mut shown, mut good) = (Vec::new(), Vec::new());
    let (mut fresh, mut rest) = (Vec::new(), Vec::new());
    let mut ids = HashSet::new();
    for row in &page.page.rows {
        match row {
            ObservedRow::Record(record) => {
                let id = record.id.pfa_id.as_str();
                let mark = marks.get(id);
                shown.extend(mark.map(|_| id));
                if page.accept || mark.is_none_or(|m| !fell(m, record)) {
                    good.push(id);
                }
                let same = |m: &Mark| {
                    m.version == record.version && !m.gone && m.checksum == mirror::checksum(record)
                };
                if mark.is_none() && ids.insert(id) {
                    fresh.push(record);
                } else if !mark.is_some_and(same) {
                    rest.push(record);
                }
            }
            ObservedRow::Unparsable { pfa_id, reason, payload, .. } => {
                let id = pfa_id.as_deref();
                let run = running.run().id;
                if quarantine::put(tx, &page.organization, id, reason, payload, Some(run), w.now())? {
                    running.note(w, tx, Fate::Quarantined, id.unwrap_or("?"), [], Some(reason.clone()))?;
                }
                shown.extend(id);
            }
        }
    }
    insert_fresh(w, tx, running, &fresh, put)?;
    let mut inserted = fresh.len() as u64;
    for record in rest {
        inserted += u64::from(observe(w, tx, running, Seen { record, put })?);
    }
    if sweep > 0 {
        mirror::note_swept(tx, &page.organization, &shown, sweep)?;
    }
    if quarantine::count(tx, &page.organization)? > 0 {
        quarantine::clear(tx, &page.organization, &good)?;
    }
    Ok(inserted)
}

/// One audit row names all records of the page that were not held before: a first pull brings thousands.
fn note_arrivals(
    w: &Workspace,
    tx: &Tx<'_>,
    page: &Page,
    marks: &HashMap<String, Mark>,
) -> Result<(), AppError> {
    let ids = page.page.rows.iter().filter_map(parsed).map(|record| record.id.pfa_id.as_str());
    let new: Vec<&str> = ids.filter(|id| !marks.contains_key(*id)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let detail = json!({ "count": new.len(), "records": new });
    Ok(audit::append(tx, &w.entry_in("worker", "records_arrived", &page.organization, detail))?)
}

/// Takes over records that were not held: nothing of ours can hang on them, and there may be thousands.
fn insert_fresh(
    w: &Workspace,
    tx: &Tx<'_>,
    running: &Running,
    records: &[&PfaRecord],
    put: Put,
) -> Result<(), AppError> {
    let now = w.now();
    for record in records {
        mirror::put(tx, record, put, now)?;
        running.count_pulled(record.id.pfa_id.as_str());
    }
    Ok(current::insert_untouched(tx, records.iter().copied())?)
}

/// The cursor never passes a row that is not stored: it moves in the transaction that stores the rows.
fn advance(tx: &Tx<'_>, page: &Page) -> Result<(), AppError> {
    let mut at = cursor::get(tx, &page.organization)?;
    match (page.mode, page.page.more) {
        (PullMode::Sweep, _) => at.sweep_after = page.page.last.clone(),
        (PullMode::Since(_), true) => {}
        (PullMode::Since(_), false) => {
            if at.pulled_at.is_some_and(|before| page.first_server_time < before) {
                // PEMS's clock was set back: what changed since may lie before what was asked for. A sweep finds it.
                at.swept_at = None;
            }
            at.pulled_at = Some(page.first_server_time);
        }
    }
    Ok(cursor::put(tx, &page.organization, &at)?)
}

fn parsed(row: &ObservedRow) -> Option<&PfaRecord> {
    match row {
        ObservedRow::Record(record) => Some(record),
        ObservedRow::Unparsable { .. } => None,
    }
}

fn organization_of(row: &ObservedRow) -> Option<&str> {
    match row {
        ObservedRow::Record(record) => Some(record.id.organization.as_str()),
        ObservedRow::Unparsable { organization, .. } => organization.as_deref(),
    }
}
