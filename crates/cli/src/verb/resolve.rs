//! Decisions: of one conflict, of many, and of a merge that is taken back.

use crate::args::{Resolve, SideArg};
use crate::error::CliError;
use crate::output::{Output, Table, plain};
use crate::verb::account::approved;
use crate::verb::change::typed;
use crate::verb::read::{told, values};
use pfa_app::conflict::{
    ManyPreview, Settlement, UndoneMerge, preview_many, resolve_approved, resolve_many_approved,
    show_conflict, undo_merge as take_back,
};
use pfa_app::domain::{Choice, Delta, Pick, Side};
use pfa_app::{AppError, Workspace};
use serde_json::json;

/// Decides a conflict, or many.
pub fn resolve(w: &Workspace, resolve: &Resolve, out: &mut Output) -> Result<(), CliError> {
    let side = resolve.side.map(|side| match side {
        SideArg::Mine => Side::Mine,
        SideArg::Pems => Side::Pems,
    });
    match (side, resolve.conflicts.as_slice()) {
        (Some(side), ids) if resolve.all || resolve.dry_run || ids.len() > 1 => many(w, resolve, side, out),
        (Some(Side::Mine), [id]) => one(w, resolve, id, &Choice::Mine, out),
        (Some(Side::Pems), [id]) => one(w, resolve, id, &Choice::Pems, out),
        (None, [id]) => {
            let typed = typed(&resolve.typed)?;
            let typed = typed.iter().map(|(field, value)| (field, Pick::Typed(value.clone())));
            let sides = resolve.merge.iter().map(|(field, side)| (*field, (*side).into()));
            one(w, resolve, id, &Choice::Merge(sides.chain(typed).collect()), out)
        }
        (_, _) => Err(CliError::Malformed("name a conflict, or --all".to_owned())),
    }
}

fn one(
    w: &Workspace,
    resolve: &Resolve,
    id: &str,
    choice: &Choice,
    out: &mut Output,
) -> Result<(), CliError> {
    let (conflict, _) = show_conflict(w, id)?;
    resolve_approved(w, id, choice, approved(w, resolve.approved_by.as_deref())?.as_ref())?;
    told(w, conflict.record.pfa_id.as_str(), "the conflict is settled.", out)
}

fn many(w: &Workspace, resolve: &Resolve, side: Side, out: &mut Output) -> Result<(), CliError> {
    let named = (!resolve.all).then_some(resolve.conflicts.as_slice());
    let preview = preview_many(w, named, side)?;
    if resolve.dry_run {
        return show_preview(&preview, out);
    }
    let shown: Vec<_> = preview.into_iter().map(|p| p.shown).collect();
    let approved = approved(w, resolve.approved_by.as_deref())?;
    let done = resolve_many_approved(w, &shown, side, approved.as_ref())?;
    if out.json {
        let resolved: Vec<String> = done.resolved.iter().map(ToString::to_string).collect();
        out.json(&json!({ "resolved": resolved, "stayed": done.stayed }))?;
    } else {
        out.line(&format!("Settled: {}. Still open: {}.", done.resolved.len(), done.stayed.len()))?;
        for stayed in &done.stayed {
            let record = stayed.pfa_id.as_deref().unwrap_or("?");
            out.line(&plain(&format!("{record}: {}", stayed.why)))?;
        }
    }
    out.flush::<CliError>()?;
    if done.stayed.is_empty() { Ok(()) } else { Err(CliError::Stayed(done.stayed.len())) }
}

fn show_preview(preview: &[ManyPreview], out: &mut Output) -> Result<(), CliError> {
    if out.json {
        return Ok(out.json(&preview.iter().map(preview_json).collect())?);
    }
    let mut table = Table::new(["CONFLICT", "RECORD", "WOULD SEND", "WOULD GIVE UP", "STAYS OPEN"]);
    for p in preview {
        let (sends, gives_up, stays) = match &p.outcome {
            Ok(Settlement { sends, gives_up }) => (values(sends), values(gives_up), ""),
            Err(why) => (String::new(), String::new(), why.as_str()),
        };
        table.add([&p.shown.id, p.conflict.record.pfa_id.as_str(), &sends, &gives_up, stays]);
    }
    Ok(out.table(&table, "No conflict waits.")?)
}

fn preview_json(p: &ManyPreview) -> serde_json::Value {
    let nothing = Delta::default();
    let (sends, gives_up, stays) = match &p.outcome {
        Ok(Settlement { sends, gives_up }) => (sends, gives_up, None),
        Err(why) => (&nothing, &nothing, Some(why)),
    };
    json!({ "id": p.shown.id, "pfaId": p.conflict.record.pfa_id, "sends": sends.to_json(),
        "givesUp": gives_up.to_json(), "stays": stays })
}

/// Takes an automatic merge back.
pub fn undo_merge(w: &Workspace, merge: &str, out: &mut Output) -> Result<(), CliError> {
    match take_back(w, merge)? {
        UndoneMerge::Reopened { conflict, changed } => {
            let record = changed.records.unwrap_or_default().concat();
            if out.json {
                return Ok(out.json(&json!({ "pfaId": record, "conflict": conflict }))?);
            }
            Ok(out.line(&format!("{record}: the merge is taken back. Decide conflict {conflict}."))?)
        }
        UndoneMerge::Sent { pfa_id, roll_back_to } => Err(AppError::invalid(format!(
            "PEMS has the merged values of {pfa_id} already. To undo it: pfa rollback {pfa_id} --to {roll_back_to} --reason …"
        ))
        .into()),
    }
}
