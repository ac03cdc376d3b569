//! One action on very many records: a shift of 10,000, seen before, made, undone and done again.

use crate::Outcome;
use crate::desk::Desk;
use crate::grid::SIZES;
use crate::pems::{NO_LIMIT, Pems};
use pfa_app::edit::{BulkChange, Target as Meant, check_bulk, save_bulk};
use pfa_app::undo::{redo, undo};
use pfa_figures::Series;
use pfa_figures::{Figure, Target, Unit};

const MANY: usize = 10_000;
const ROUNDS: usize = 5;

/// On both sizes. Every round ends as it began, but that the records have been edited once.
pub async fn measure() -> Outcome<Vec<Figure>> {
    let mut figures = Vec::new();
    for records in SIZES {
        let pems = Pems::start(records, NO_LIMIT)?;
        let desk = Desk::pulled(&pems).await?;
        let ids = desk.ids()?.into_iter().take(MANY).collect();
        let (w, meant, change) = (&desk.workspace, Meant::Ids(ids), BulkChange::Shift { days: 14 });
        let (mut first, mut seen) = (Series::default(), Series::default());
        let (mut made, mut undone, mut redone) = (Series::default(), Series::default(), Series::default());
        for round in 0..ROUNDS {
            seen.time(|| check_bulk(w, &meant, &change))?;
            let shift = if round == 0 { &mut first } else { &mut made };
            shift.time(|| save_bulk(w, &meant, &change, None))?;
            undone.time(|| undo(w))?;
            redone.time(|| redo(w))?;
            undo(w)?;
        }
        let per = |what: &str, series: &Series| {
            Figure::alone(format!("{what}, of {records}"), Unit::Seconds, series.median())
                .remark(format!("processor {:.2} s", series.worked(0.5)))
        };
        figures.extend([
            per("shift of 10,000 untouched records, durable", &first).toward(Target::AtMost(1.0)),
            per("the same of records that were edited before", &made).toward(Target::AtMost(1.0)),
            per("its preview", &seen),
            per("its undo", &undone),
            per("its redo", &redone),
        ]);
    }
    Ok(figures)
}
