//! What the window asks of the records that it shows.

use crate::Outcome;
use crate::desk::{Desk, edit};
use crate::pems::{NO_LIMIT, Pems};
use pfa_app::cost::{Scale, cost_matrix};
use pfa_app::domain::Field;
use pfa_app::draft::save_draft;
use pfa_app::line::{LineQuery, list_lines};
use pfa_app::record::{Column, Filter, SortKey, Window, equal_to, list_facets, total_records};
use pfa_figures::Series;
use pfa_figures::{Figure, Target, Unit};
use std::collections::BTreeMap;

/// Records of the databases.
pub const SIZES: [u32; 2] = [20_280, 100_000];
const ROUNDS: usize = 30;
/// Rows that a window shows.
const ROWS: u64 = 50;

const INDEXED: [Column; 5] = [
    Column::PfaId,
    Column::Field(Field::Category),
    Column::Field(Field::ForecastStart),
    Column::Field(Field::Description),
    Column::Variance,
];
const UNINDEXED: [Column; 3] =
    [Column::Field(Field::Model), Column::Field(Field::MonthlyRate), Column::Field(Field::ActualEnd)];
const FACETS: [Field; 5] =
    [Field::Category, Field::Class, Field::AreaSilo, Field::Manufacturer, Field::Model];

/// Each question over each size.
pub async fn measure() -> Outcome<Vec<Figure>> {
    let mut figures = Vec::new();
    for records in SIZES {
        let pems = Pems::start(records, NO_LIMIT)?;
        let desk = Desk::pulled(&pems).await?;
        let pairs = filters(&desk)?;
        figures.extend(window(&desk, records, "an indexed sort", &pairs, &INDEXED, 0.002)?);
        figures.extend(window(&desk, records, "any sort", &pairs, &UNINDEXED, 0.010)?);
        figures.push(search(&desk, records)?);
        let mut totals = Series::default();
        for _ in 0..ROUNDS {
            totals.time(|| total_records(&desk.workspace, &Window::default()))?;
        }
        figures.push(p95(format!("exact totals of all, {records}"), &totals));
        figures.extend(groups(&desk, records)?);
        figures.push(costs(&desk, records)?);
        for field in FACETS {
            let mut facets = Series::default();
            for _ in 0..10 {
                facets.time(|| list_facets(&desk.workspace, &Window::default(), Column::Field(field)))?;
            }
            figures.push(p95(format!("facets of {}, {records}", field.name()), &facets));
        }
    }
    Ok(figures)
}

/// As one scrolls and sorts, and the first one after an edit.
fn window(
    desk: &Desk,
    records: u32,
    what: &str,
    pairs: &[Vec<Filter>],
    sorts: &[Column],
    most: f64,
) -> Outcome<[Figure; 2]> {
    let (mut series, mut first) = (Series::default(), Series::default());
    let mut slowest = (0.0, String::new());
    let edited = desk.ids()?.swap_remove(0);
    for round in 0..ROUNDS {
        for filters in pairs {
            save_draft(&desk.workspace, &edited, &edit(&format!("{what} {round}")), None)?;
            let ways = sorts.iter().flat_map(|column| [(*column, false), (*column, true)]);
            for (number, (column, descending)) in ways.enumerate() {
                let sort = vec![SortKey { column, descending }];
                let query = of(Window { filters: filters.clone(), sort, ..Window::default() });
                let mut one = Series::default();
                one.time(|| list_lines(&desk.workspace, &query, 0, ROWS))?;
                if number == 0 { &mut first } else { &mut series }.join(&one);
                if number > 0 && one.median() > slowest.0 {
                    slowest = (one.median(), format!("{column:?} {descending} {filters:?}"));
                }
            }
        }
    }
    let shown = std::env::var_os("PFA_BENCH_SLOWEST").is_some();
    let figure = p95(format!("50 rows by {what}, two filters, {records}"), &series);
    let with_slowest = format!("{} {}", figure.remark, if shown { slowest.1.as_str() } else { "" });
    Ok([
        figure.toward(Target::AtMost(most)).remark(with_slowest.trim_end()),
        p95(format!("the first of them after an edit, {records}"), &first),
    ])
}

fn search(desk: &Desk, records: u32) -> Outcome<Figure> {
    let mut series = Series::default();
    let texts = ["crane", "liebherr 100", "e", "nowhere to be found", "rio-1", "20", "jane", "起", "weld"];
    for _ in 0..ROUNDS {
        for text in texts {
            let query = of(Window { search: text.to_owned(), ..Window::default() });
            series.time(|| list_lines(&desk.workspace, &query, 0, ROWS))?;
        }
    }
    Ok(p95(format!("text search, 50 rows and their number, {records}"), &series)
        .toward(Target::AtMost(0.030)))
}

/// A window over groups: what it takes when the rows have just changed, and when they are as they were.
fn groups(desk: &Desk, records: u32) -> Outcome<[Figure; 2]> {
    let groups = vec![Column::Field(Field::Category), Column::Field(Field::Class)];
    let query = LineQuery { groups, ..LineQuery::default() };
    let (mut fresh, mut kept) = (Series::default(), Series::default());
    for round in 0..ROUNDS {
        // Other rows are asked for: their groups are not known yet.
        let text = (round % 10).to_string();
        let other = LineQuery { window: Window { search: text, ..Window::default() }, ..query.clone() };
        fresh.time(|| list_lines(&desk.workspace, &other, 0, ROWS))?;
        kept.time(|| list_lines(&desk.workspace, &query, u64::from(records) / 2, ROWS))?;
    }
    Ok([
        p95(format!("50 lines by category and class, found anew, {records}"), &fresh),
        p95(format!("the same by groups that are known, half way down, {records}"), &kept),
    ])
}

fn costs(desk: &Desk, records: u32) -> Outcome<Figure> {
    let query = LineQuery { groups: vec![Column::Field(Field::Category)], ..LineQuery::default() };
    let mut series = Series::default();
    for _ in 0..10 {
        series.time(|| cost_matrix(&desk.workspace, &query, Scale::Month, None, None))?;
    }
    Ok(p95(format!("cost matrix of all by month and category, {records}"), &series))
}

/// Pairs of filters from the values that there are: frequent ones, rare ones, one of each.
fn filters(desk: &Desk) -> Outcome<Vec<Vec<Filter>>> {
    let mut values = BTreeMap::new();
    for field in [Field::Category, Field::Class, Field::AreaSilo, Field::Manufacturer] {
        let facets = list_facets(&desk.workspace, &Window::default(), Column::Field(field))?;
        let named: Vec<String> = facets.into_iter().filter_map(|(value, _)| value).collect();
        let (most, least) = (named.first().cloned(), named.last().cloned());
        values.insert(field, (most.unwrap_or_default(), least.unwrap_or_default()));
    }
    let most = |field: Field| equal_to(Column::Field(field), &values[&field].0);
    let least = |field: Field| equal_to(Column::Field(field), &values[&field].1);
    let word = |field: Field, word: &str| equal_to(Column::Field(field), word);
    Ok(vec![
        vec![most(Field::Category)?, word(Field::Source, "Rental")?],
        vec![least(Field::Category)?, word(Field::Dor, "BEO")?],
        vec![most(Field::Class)?, most(Field::AreaSilo)?],
        vec![most(Field::Manufacturer)?, word(Field::IsActualized, "false")?],
        vec![word(Field::Source, "Rental")?, word(Field::Dor, "PROJECT")?],
        vec![equal_to(Column::Status, "synced")?, most(Field::Category)?],
        vec![equal_to(Column::Status, "draft")?, most(Field::Category)?],
    ])
}

/// A view without groups.
fn of(window: Window) -> LineQuery {
    LineQuery { window, ..LineQuery::default() }
}

fn p95(what: String, series: &Series) -> Figure {
    Figure::alone(what, Unit::Seconds, series.at(0.95)).remark(remark(series))
}

/// The p95 is the figure: what it stands among.
fn remark(series: &Series) -> String {
    let [median, p95, worked] =
        [series.median(), series.worked(0.95), series.worked(0.5)].map(|seconds| seconds * 1e3);
    format!("p95; median {median:.2} ms; processor {p95:.2} and {worked:.2} ms")
}
