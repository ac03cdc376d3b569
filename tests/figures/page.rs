//! What is measured within the page: keys, answers of the application, frames.

use pfa_figures::{Figure, Series, Target, Unit};
use pfa_journeys::{Window, key};
use serde_json::{Value, json};
use std::time::Duration;

const SCRIPT: &str = include_str!("frames.js");
const ASKED: usize = 60;
const FRAMES: u32 = 240;
/// Records that are dragged at once.
const DRAGGED: usize = 50;
/// A frame at 60 a second.
const FRAME: f64 = 1000.0 / 60.0;
/// The forecast's bar of the first record that is ticked.
const BAR: &str = "document.querySelector('[role=row][aria-selected=true] [data-bar$=\":forecast\"]')";

/// From a key to the frame in which the page has heard it, while a value is typed and while the grid is searched.
pub fn keys(window: &Window<'_>) -> Vec<Figure> {
    window.evaluate(&format!("{SCRIPT}\nlisten()"), json!([]));
    window.press("textbox", "Find in all text fields");
    window.types("pump station and crane, then all");
    let search = heard(window);
    window.fill("textbox", "Find in all text fields", "");
    window.holds("all records", "document.querySelectorAll('[role=gridcell]').length > 50", json!([]));
    window.press_found(
        "a cell",
        "document.querySelectorAll('[role=row] [role=gridcell].grid-cell')[2]",
        &json!([]),
    );
    heard(window);
    for _ in 0..20 {
        window.keys(&[key::DOWN]);
        window.keys(&[key::RIGHT]);
    }
    let moved = heard(window);
    let figure = |what: &str, series: &Series| {
        let words = format!("p95 of {}; median {:.1} ms", series.number(), series.median() * 1e3);
        Figure::alone(what, Unit::Seconds, series.at(0.95)).toward(Target::AtMost(0.05)).remark(words)
    };
    vec![
        figure("a key of a search to its frame", &search),
        figure("an arrow key in the grid to its frame", &moved),
    ]
}

/// The times of the keys since the last look.
fn heard(window: &Window<'_>) -> Series {
    series(&window.evaluate("return window.pfaFigures.splice(0)", json!([])))
}

/// From asking for 50 rows to having them in the page.
pub fn answers(window: &Window<'_>) -> Vec<Figure> {
    let ask = "const [sorted, rounds, done] = arguments; (async () => {\n\
        const rows = (query, offset, limit) => window.__TAURI_INTERNALS__.invoke('line_window', { query, offset, limit });\n\
        const first = await rows(sorted, 0, 1);\n\
        const { category } = first.lines[0].row.values;\n\
        const query = { ...sorted, filters: [{ field: 'category', op: 'is', values: [category] }, { field: 'isDiscontinued', op: 'is', values: [false] }] };\n\
        const took = [];\n\
        for (let round = 0; round < rounds; round += 1) {\n\
          const began = performance.now();\n\
          await rows(query, round * 50, 50);\n\
          took.push(performance.now() - began);\n\
        }\n\
        return took;\n\
      })().then((took) => done({ took }), (error) => done({ error: String(error) + JSON.stringify(error) }))";
    let sorted = json!({
        "search": null, "filters": [], "sort": [{ "by": "forecastStart", "descending": false }], "groups": [],
        "folded": [], "only": null, "whatIf": null,
    });
    let answer = window.evaluate_async(ask, json!([sorted, ASKED]));
    assert!(answer["error"].is_null(), "{answer}");
    let took = series(&answer["took"]);
    let words = format!("p95; median {:.1} ms", took.median() * 1e3);
    vec![
        Figure::alone("50 rows by a sort and a filter, asked for by the page", Unit::Seconds, took.at(0.95))
            .toward(Target::AtMost(0.016))
            .remark(words),
    ]
}

/// The part of frames that are dropped while the grid scrolls and while bars are dragged, beside an empty page's.
pub fn frames(window: &Window<'_>, empty: &Window<'_>) -> Vec<Figure> {
    empty.evaluate(
        "document.body.innerHTML = '<div class=\"grid-scroll\" style=\"height:100vh;overflow:auto\"><div style=\"height:700000px\"></div></div>'",
        json!([]),
    );
    let scroll = format!(
        "{SCRIPT}\nconst [count, done] = arguments; const scroller = document.querySelector('.grid-scroll');\n\
         frames(count, (at) => {{ scroller.scrollTop = at * 60; }}, done)"
    );
    let bare = dropped(&empty.evaluate_async(&scroll, json!([FRAMES])));
    let grid = dropped(&window.evaluate_async(&scroll, json!([FRAMES])));

    window.press("button", "Timeline");
    window.sees("grid", "Timeline");
    window.holds("bars", "document.querySelector('[data-bar$=\":forecast\"]')", json!([]));
    window.press_found(
        "the first record",
        "document.querySelector('[role=row][data-line] [role=gridcell][aria-colindex=\"2\"]')",
        &json!([]),
    );
    let downs: Vec<&str> = std::iter::repeat_n(key::DOWN, DRAGGED).collect();
    for down in downs {
        window.keys(&[key::SHIFT, down]);
    }
    window.holds("a bar that is ticked", BAR, json!([]));
    let drag = format!(
        "{SCRIPT}\nconst [count, done] = arguments; const bar = {BAR}; const box = bar.getBoundingClientRect();\n\
         const say = (name, x) => (name === 'mousedown' ? bar : window).dispatchEvent(new MouseEvent(name, {{ bubbles: true, cancelable: true, button: 0, buttons: 1, clientX: x, clientY: box.top + 4 }}));\n\
         const start = box.left + box.width / 2; say('mousedown', start);\n\
         frames(count, (at) => say('mousemove', start + 60 * Math.sin(at / 20)), (came) => {{ say('mouseup', start); done(came); }})"
    );
    let bars = dropped(&window.evaluate_async(&drag, json!([FRAMES])));
    let figure = |what: &str, part: f64| {
        Figure::beside(what, Unit::Percent, part, bare)
            .toward(Target::BeyondAtMost(5.0))
            .remark("bare: while an empty page scrolls")
    };
    vec![
        figure("frames dropped while the grid scrolls", grid),
        figure("the same while 50 bars are dragged", bars),
    ]
}

/// How many of a hundred frames did not come.
fn dropped(came: &Value) -> f64 {
    let came: Vec<f64> = came.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let due = came.windows(2).map(|two| ((two[1] - two[0]) / FRAME).round().max(1.0));
    let (all, shown) = (due.sum::<f64>(), came.len().saturating_sub(1) as f64);
    (all - shown) / all * 100.0
}

fn series(milliseconds: &Value) -> Series {
    let mut series = Series::default();
    for took in milliseconds.as_array().into_iter().flatten().filter_map(Value::as_f64) {
        series.add(Duration::from_secs_f64((took / 1e3).max(0.0)));
    }
    series
}
