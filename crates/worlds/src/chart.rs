//! The day of a fleet as a picture.

use crate::fleet::{Day, OUTAGE};
use std::fmt::Write;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 320.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 40.0;

/// An SVG of the requests a minute, with the mean, twice the mean and the outage.
pub fn chart(day: &Day) -> String {
    let minutes = day.per_minute.len().max(1) as f64;
    let highest = day.per_minute.iter().copied().max().unwrap_or(1).max(1);
    let top = f64::from(highest).max(day.mean() * 2.2);
    let across = |minute: f64| LEFT + minute / minutes * WIDTH;
    let up = |count: f64| TOP + HEIGHT - count / top * HEIGHT;
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"22\" font-size=\"15\">{} laptops, a working day: requests that reached PEMS each minute</text>\n",
        LEFT + WIDTH + 110.0,
        TOP + HEIGHT + 44.0,
        day.laptops
    );
    let (from, to) = (across(OUTAGE.start as f64), across(OUTAGE.end as f64));
    let _ = write!(
        svg,
        "<rect x=\"{from:.1}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{HEIGHT}\" fill=\"#f3e3e0\"/>\n\
         <text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#7a2e22\">nobody answers</text>\n",
        to - from,
        (from + to) / 2.0,
        TOP + 16.0
    );
    let bars: String = day.per_minute.iter().enumerate().fold(String::new(), |mut bars, (minute, count)| {
        let y = up(f64::from(*count));
        let _ = write!(
            bars,
            "M{:.1} {:.1}V{y:.1}h{:.2}V{:.1}z",
            across(minute as f64),
            up(0.0),
            WIDTH / minutes,
            up(0.0)
        );
        bars
    });
    let _ = writeln!(svg, "<path d=\"{bars}\" fill=\"#2f5d8a\"/>");
    for (count, name) in [(day.mean(), "mean"), (day.mean() * 2.0, "twice the mean")] {
        let y = up(count);
        let _ = write!(
            svg,
            "<path d=\"M{LEFT} {y:.1}h{WIDTH}\" stroke=\"#444\" stroke-dasharray=\"5 4\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\">{name}: {count:.0}</text>\n",
            LEFT + WIDTH + 4.0,
            y + 4.0
        );
    }
    for hour in 0..=day.per_minute.len() / 60 {
        let x = across(hour as f64 * 60.0);
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{:02}:00</text>",
            TOP + HEIGHT + 18.0,
            8 + hour
        );
    }
    svg.push_str("</svg>\n");
    svg
}
