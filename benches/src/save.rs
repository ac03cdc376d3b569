//! Saving a draft, durably.

use crate::desk::{Desk, edit};
use crate::pems::{NO_LIMIT, Pems};
use crate::{Outcome, bare};
use pfa_app::draft::save_draft;
use pfa_figures::{Figure, Target, Unit};
use pfa_figures::{Series, ratio};

const RECORDS: u32 = 20_280;
const ROUNDS: usize = 2_000;

/// First drafts of records, each beside one row in a transaction of its own, then further edits of the same.
pub async fn measure() -> Outcome<Vec<Figure>> {
    let pems = Pems::start(RECORDS, NO_LIMIT)?;
    let desk = Desk::pulled(&pems).await?;
    let plain = bare::open(&desk.path().join("bare.sqlite"))?;
    bare::drafts(&plain, RECORDS as usize)?;
    let ids = desk.ids()?;
    // Spread over the whole organization: a planner does not edit in the order of ids.
    let chosen: Vec<&String> = ids.iter().cycle().step_by(37).take(ROUNDS).collect();
    let mut figures = Vec::new();
    for (what, text) in [("save a first draft", "C-1"), ("save a further edit", "C-2")] {
        let (mut ours, mut theirs) = (Series::default(), Series::default());
        for pfa_id in &chosen {
            theirs.time(|| bare::save(&plain, &format!("{text}-{pfa_id}"), text))?;
            ours.time(|| save_draft(&desk.workspace, pfa_id, &edit(text), None))?;
        }
        let by = ratio(&ours, &theirs);
        figures.push(
            Figure::beside(format!("{what}, median"), Unit::Seconds, ours.median(), theirs.median())
                .by(by)
                .toward(Target::RatioAtMost(1.3)),
        );
        figures.push(Figure::beside(format!("{what}, p99"), Unit::Seconds, ours.at(0.99), theirs.at(0.99)));
    }
    Ok(figures)
}
