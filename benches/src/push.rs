//! Sending many records.

use crate::Outcome;
use crate::desk::{Desk, edit};
use crate::pems::{NO_LIMIT, ORGANIZATION, Pems, USER};
use futures_util::{StreamExt, TryStreamExt, stream};
use pfa_app::clock::{Ids, SystemIds};
use pfa_app::draft::{commit_drafts, save_draft};
use pfa_figures::Series;
use pfa_figures::{Figure, Target, Unit};
use reqwest::Method;
use serde_json::{Value as Json, json};
use std::collections::HashMap;

const RECORDS: u32 = 20_280;
const SENT: usize = 1_000;
const ROUNDS: usize = 5;
/// Requests under way at once, as many as the application has.
const IN_FLIGHT: usize = 8;

/// Versions by id, as the bare client knows them.
type Versions = HashMap<String, u64>;

/// A cycle that sends 1,000 records, beside a bare loop of the same requests.
pub async fn unlimited() -> Outcome<Vec<Figure>> {
    let pems = Pems::start(RECORDS, NO_LIMIT)?;
    let desk = Desk::pulled(&pems).await?;
    let ids = desk.ids()?;
    let (mine, rest) = ids.split_at(SENT);
    let theirs = &rest[..SENT];
    let mut versions = versions(&pems).await?;
    let mut figures = Vec::new();
    for batch in [false, true] {
        offer(&pems, batch).await?;
        let (mut ours, mut bare) = (Series::default(), Series::default());
        for round in 0..ROUNDS {
            let text = format!("{batch}-{round}");
            bare.time_async(bare_push(&pems, theirs, &mut versions, &text, batch)).await?;
            queue(&desk, mine, &text)?;
            // The same requests: this half of a cycle has one more, for the session.
            ours.time_async(desk.sync(false, true)).await?;
        }
        let rate = |series: &Series| SENT as f64 / series.median();
        let what =
            if batch { "records sent a second, in batches" } else { "records sent a second, one by one" };
        let figure = Figure::beside(what, Unit::PerSecond, rate(&ours), rate(&bare));
        figures.push(if batch { figure } else { figure.toward(Target::RatioAtLeast(0.6)) });
    }
    Ok(figures)
}

/// The same under the limit that PEMS announces.
pub async fn limited() -> Outcome<Vec<Figure>> {
    let pems = Pems::start(SENT as u32, 10)?;
    let desk = Desk::signed_in(&pems).await?;
    desk.sync(true, false).await?;
    let ids = desk.ids()?;
    let mut figures = Vec::new();
    for (batch, what) in
        [(true, "1,000 records at 10 requests a second, in batches"), (false, "the same one by one")]
    {
        offer(&pems, batch).await?;
        desk.sync(true, false).await?;
        queue(&desk, &ids, &format!("{batch}"))?;
        let before = pems.requests().await?;
        let mut ours = Series::default();
        ours.time_async(desk.sync(true, true)).await?;
        let requests = pems.requests().await? - before;
        // The first ten go at once; each further one waits for a place.
        let least = (requests.saturating_sub(1) / 10) as f64;
        let figure = Figure::beside(what, Unit::Seconds, ours.median(), least);
        let remark = format!("{requests} requests; bare: the seconds that so many take at the least");
        let target = if batch { Target::AtMost(2.0) } else { Target::RatioAtMost(1.05) };
        figures.push(figure.toward(target).remark(remark));
    }
    Ok(figures)
}

/// Whether PEMS takes batches from now on.
async fn offer(pems: &Pems, batch: bool) -> Outcome<()> {
    let mut capabilities = vec!["versions", "changeFeed", "updatedSince"];
    capabilities.extend(batch.then_some("batch"));
    pems.tell("/capabilities", json!({ "capabilities": capabilities })).await
}

fn queue(desk: &Desk, ids: &[String], text: &str) -> Outcome<()> {
    for pfa_id in ids {
        save_draft(&desk.workspace, pfa_id, &edit(text), None)?;
    }
    commit_drafts(&desk.workspace, None)?;
    Ok(())
}

async fn versions(pems: &Pems) -> Outcome<Versions> {
    let mut versions = Versions::new();
    let mut after: Option<String> = None;
    loop {
        let (rows, more) = pems.page(after.as_deref(), 10_000).await?;
        for row in &rows {
            let version = row["pfs_updatecount"].as_str().ok_or("a row without a version")?.parse()?;
            let id = row["pfs_id"].as_str().ok_or("a row without an id")?;
            versions.insert(id.to_owned(), version);
            after = Some(id.to_owned());
        }
        if !more {
            return Ok(versions);
        }
    }
}

async fn bare_push(
    pems: &Pems,
    ids: &[String],
    versions: &mut Versions,
    text: &str,
    batch: bool,
) -> Outcome<()> {
    let bodies: Vec<Json> = ids.iter().map(|id| body(id, versions[id], text)).collect();
    if batch {
        for chunk in bodies.chunks(100) {
            let items: Vec<Json> = chunk.iter().cloned().map(with_key).collect();
            let request = pems.request(Method::POST, "/pfa/batch").json(&json!({ "items": items }));
            answered(request, |answer| answer["results"][99]["status"] == 200).await?;
        }
    } else {
        let sent = bodies.into_iter().map(|body| {
            let path = format!("/pfa/{}", body["pfaId"].as_str().unwrap_or_default());
            let key = SystemIds.uuid().to_string();
            let request = pems.request(Method::PUT, &path).header("Idempotency-Key", key).json(&body);
            answered(request, |answer| answer["newVersion"].is_u64())
        });
        stream::iter(sent).buffer_unordered(IN_FLIGHT).try_collect::<Vec<()>>().await?;
    }
    for id in ids {
        *versions.entry(id.clone()).or_default() += 1;
    }
    Ok(())
}

async fn answered(request: reqwest::RequestBuilder, good: impl Fn(&Json) -> bool) -> Outcome<()> {
    let answer: Json = serde_json::from_slice(&request.send().await?.error_for_status()?.bytes().await?)?;
    if good(&answer) { Ok(()) } else { Err(format!("PEMS answered {answer}").into()) }
}

fn body(id: &str, version: u64, text: &str) -> Json {
    json!({
        "pfaId": id, "organization": ORGANIZATION, "version": version, "changes": { "contract": text }, "modifiedBy": USER,
    })
}

fn with_key(mut item: Json) -> Json {
    item["idempotencyKey"] = json!(SystemIds.uuid().to_string());
    item
}
