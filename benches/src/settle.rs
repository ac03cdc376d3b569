//! Very many conflicts decided at once: what one costs must not grow with their number.

use crate::Outcome;
use crate::desk::{Desk, edit};
use crate::pems::{NO_LIMIT, ORGANIZATION, Pems};
use pfa_app::conflict::{ShownConflict, preview_many, resolve_many};
use pfa_app::domain::Side;
use pfa_app::draft::save_draft;
use pfa_figures::Series;
use pfa_figures::{Figure, Target, Unit};
use serde_json::json;

const RECORDS: u32 = 20_280;
const MANY: usize = 10_000;
const FEW: usize = 100;

/// A few, then very many in the same database.
pub async fn measure() -> Outcome<Vec<Figure>> {
    let pems = Pems::start(RECORDS, NO_LIMIT)?;
    let desk = Desk::pulled(&pems).await?;
    let ids = desk.ids()?;
    let (few, rest) = ids.split_at(FEW);
    let few = decided(&pems, &desk, few).await?;
    let many = decided(&pems, &desk, &rest[..MANY]).await?;
    let of_all = many * MANY as f64;
    Ok(vec![
        Figure::beside("a conflict of 10,000 decided at once", Unit::Seconds, many, few)
            .toward(Target::RatioAtMost(1.1))
            .remark(format!("bare: one of 100; {of_all:.2} s in all")),
    ])
}

/// Seconds for each of these records to have its conflict decided.
async fn decided(pems: &Pems, desk: &Desk, ids: &[String]) -> Outcome<f64> {
    for pfa_id in ids {
        save_draft(&desk.workspace, pfa_id, &edit("mine"), None)?;
        let theirs =
            json!({ "organization": ORGANIZATION, "pfaId": pfa_id, "changes": { "contract": "theirs" } });
        pems.tell("/edit", theirs).await?;
    }
    // A cycle that finds conflicts says so; here they are wanted.
    drop(desk.sync(true, false).await);
    let found = preview_many(&desk.workspace, None, Side::Pems)?;
    let shown: Vec<ShownConflict> = found.into_iter().map(|one| one.shown).collect();
    let mut series = Series::default();
    let settled = series.time(|| resolve_many(&desk.workspace, &shown, Side::Pems))?;
    if settled.resolved.len() == ids.len() {
        Ok(series.median() / ids.len() as f64)
    } else {
        Err(format!("{} of {} conflicts were decided", settled.resolved.len(), ids.len()).into())
    }
}
