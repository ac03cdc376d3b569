//! The first pull, and a cycle with nothing new.

use crate::desk::{Desk, folder};
use crate::pems::{NO_LIMIT, Pems};
use crate::{Outcome, bare};
use pfa_figures::{Figure, Target, Unit};
use pfa_figures::{Series, ratio};

const RECORDS: u32 = 20_280;
const ROUNDS: usize = 5;
/// The application's own pages: the first, and those after it.
const PAGE_ROWS: [u32; 2] = [1_000, 4_000];

/// The first pull, beside a download and parse of the same pages and a bulk insert of the same rows.
pub async fn measure() -> Outcome<Vec<Figure>> {
    let pems = Pems::start(RECORDS, NO_LIMIT)?;
    let (mut ours, mut theirs) = (Series::default(), Series::default());
    let (mut download, mut insert) = (Series::default(), Series::default());
    for _ in 0..ROUNDS {
        let mut parts = (Series::default(), Series::default());
        theirs.time_async(bare_pull(&pems, &mut parts)).await?;
        download.join(&parts.0);
        insert.join(&parts.1);
        let desk = Desk::unlimited(&pems).await?;
        let report = ours.time_async(desk.sync(true, false)).await?;
        if report.figures.pulled != u64::from(RECORDS) {
            return Err("not every record came".into());
        }
    }
    let limited = Desk::signed_in(&pems).await?;
    let mut with_limit = Series::default();
    with_limit.time_async(limited.sync(true, false)).await?;
    let remark = format!(
        "bare: download and parse {:.0} ms, insert {:.0} ms; ours {:.0} rows a second",
        download.median() * 1e3,
        insert.median() * 1e3,
        f64::from(RECORDS) / ours.median()
    );
    Ok(vec![
        Figure::beside("first pull of 20,280 records", Unit::Seconds, ours.median(), theirs.median())
            .by(ratio(&ours, &theirs))
            .toward(Target::RatioAtMost(2.0))
            .remark(remark),
        Figure::alone("the same at 10 requests a second", Unit::Seconds, with_limit.median()),
    ])
}

/// A cycle with nothing new.
pub async fn idle() -> Outcome<Vec<Figure>> {
    let pems = Pems::start(RECORDS, NO_LIMIT)?;
    let desk = Desk::pulled(&pems).await?;
    let mut series = Series::default();
    let before = pems.requests().await?;
    for _ in 0..50 {
        series.time_async(desk.sync(true, true)).await?;
    }
    let requests = (pems.requests().await? - before) as f64 / 50.0;
    Ok(vec![
        Figure::alone("requests of an idle cycle", Unit::Count, requests)
            .toward(Target::AtMost(4.0))
            .remark("that no statement of it scans a table is a test: crates/app/tests/commands/idle.rs"),
        Figure::alone("idle cycle, median", Unit::Seconds, series.median()),
    ])
}

async fn bare_pull(pems: &Pems, (download, insert): &mut (Series, Series)) -> Outcome<()> {
    let home = folder()?;
    let plain = bare::open(&home.path().join("bare.sqlite"))?;
    bare::records(&plain)?;
    let mut after: Option<String> = None;
    loop {
        let (rows, more) =
            download.time_async(pems.page(after.as_deref(), PAGE_ROWS[usize::from(after.is_some())])).await?;
        after = insert.time(|| bare::store_page(&plain, &rows))?;
        if !more {
            return Ok(());
        }
    }
}
