//! Sync in figures over a large database, a decision, and the cost of a record in a long queue.

use crate::Outcome;
use crate::desk::{Desk, edit};
use crate::pems::{NO_LIMIT, ORGANIZATION, Pems};
use pfa_app::conflict::{list_conflicts, resolve_conflict};
use pfa_app::domain::Choice;
use pfa_app::draft::{commit_drafts, save_draft};
use pfa_app::sync::sync_status;
use pfa_figures::Series;
use pfa_figures::{Figure, Target, Unit};
use serde_json::json;

const RECORDS: u32 = 100_000;
const QUEUED: usize = 10_000;
const SHORT: usize = 100;
const CONFLICTS: usize = 200;

/// All three on one database.
pub async fn measure() -> Outcome<Vec<Figure>> {
    let pems = Pems::start(RECORDS, NO_LIMIT)?;
    let desk = Desk::pulled(&pems).await?;
    let ids = desk.ids()?;
    let (contested, rest) = ids.split_at(CONFLICTS);
    let mut figures = vec![decision(&pems, &desk, contested).await?];
    desk.sync(true, true).await?;

    let short = cost_of_queue(&desk, &rest[..SHORT]).await?;
    let (mut series, wide) = (Series::default(), &rest[SHORT..SHORT + QUEUED]);
    let commit = queue(&desk, wide)?;
    for _ in 0..500 {
        series.time(|| sync_status(&desk.workspace))?;
    }
    let send = send(&desk).await?;
    figures.push(
        Figure::alone("sync in figures, 100,000 records, 10,000 queued", Unit::Seconds, series.median())
            .toward(Target::AtMost(0.001))
            .remark(format!("p99 {:.2} ms", series.at(0.99) * 1e3)),
    );
    let each = |total: f64, number: usize| total / number as f64;
    let per = [
        ("commit, a record of 10,000", each(commit, QUEUED), each(short.0, SHORT)),
        ("send and acknowledge, a record of 10,000", each(send, QUEUED), each(short.1, SHORT)),
    ];
    for (what, long, short) in per {
        let figure = Figure::beside(what, Unit::Seconds, long, short);
        figures.push(figure.toward(Target::RatioAtMost(1.1)).remark("bare: a record of 100"));
    }
    Ok(figures)
}

/// Decides conflicts, each in one transaction.
async fn decision(pems: &Pems, desk: &Desk, ids: &[String]) -> Outcome<Figure> {
    for pfa_id in ids {
        save_draft(&desk.workspace, pfa_id, &edit("mine"), None)?;
        let theirs =
            json!({ "organization": ORGANIZATION, "pfaId": pfa_id, "changes": { "contract": "theirs" } });
        pems.tell("/edit", theirs).await?;
    }
    // A cycle that finds conflicts says so; here they are wanted.
    drop(desk.sync(true, false).await);
    let mut series = Series::default();
    let found = list_conflicts(&desk.workspace, true)?;
    if found.len() != ids.len() {
        return Err(format!("{} conflicts were found", found.len()).into());
    }
    for conflict in found {
        series.time(|| resolve_conflict(&desk.workspace, &conflict.id.to_string(), &Choice::Mine))?;
    }
    Ok(Figure::alone("a conflict decided, one transaction", Unit::Seconds, series.median())
        .remark(format!("p99 {:.2} ms", series.at(0.99) * 1e3)))
}

/// Seconds to commit and to send.
async fn cost_of_queue(desk: &Desk, ids: &[String]) -> Outcome<(f64, f64)> {
    let (mut commits, mut sends) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        commits.push(queue(desk, ids)?);
        sends.push(send(desk).await?);
    }
    commits.sort_by(f64::total_cmp);
    sends.sort_by(f64::total_cmp);
    Ok((commits[2], sends[2]))
}

fn queue(desk: &Desk, ids: &[String]) -> Outcome<f64> {
    let text = pfa_app::clock::Ids::uuid(&pfa_app::clock::SystemIds).to_string();
    for pfa_id in ids {
        save_draft(&desk.workspace, pfa_id, &edit(&text), None)?;
    }
    let mut series = Series::default();
    series.time(|| commit_drafts(&desk.workspace, None))?;
    Ok(series.median())
}

async fn send(desk: &Desk) -> Outcome<f64> {
    let mut series = Series::default();
    series.time_async(desk.sync(false, true)).await?;
    Ok(series.median())
}
