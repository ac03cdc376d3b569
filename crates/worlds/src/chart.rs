//! The day of a fleet as a picture, in colours that are read on light and on dark pages.

use crate::fleet::{Day, OUTAGE};
use std::fmt::Write;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 72.0;
const TOP: f64 = 64.0;
const STYLE: &str = "\
    text{font:12px system-ui,sans-serif;fill:#4a5560}\
    .title{font-size:16px;font-weight:600;fill:#1d2630}\
    .axis{stroke:#8a949e;stroke-width:1}.grid{stroke:#8a949e;stroke-opacity:.25}\
    .bars{fill:#3b76b0}.refused{fill:#c77d4f}\
    .outage{fill:#c77d4f;fill-opacity:.14}.mark{stroke:#4a5560;stroke-dasharray:5 4;fill:none}\
    @media(prefers-color-scheme:dark){text{fill:#a9b4bf}.title{fill:#e6ebf0}.mark{stroke:#a9b4bf}.bars{fill:#6ba3d8}}";

/// An SVG of the requests a minute: those that reached PEMS, those that found nobody, the mean, twice the mean and
/// the outage.
pub fn chart(day: &Day) -> String {
    let minutes = day.per_minute.len().max(day.refused.len()).max(1);
    let highest = day.per_minute.iter().chain(&day.refused).copied().max().unwrap_or(1);
    let scale = Scale { minutes: minutes as f64, top: round_up(f64::from(highest).max(day.mean() * 2.2)) };
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\">\n<style>{STYLE}</style>\n",
        LEFT + WIDTH + 168.0,
        TOP + HEIGHT + 56.0
    );
    let _ = writeln!(
        svg,
        "<text class=\"title\" x=\"{LEFT}\" y=\"24\">Requests a minute of {} laptops over a working day</text>\n\
         <text x=\"{LEFT}\" y=\"44\">blue: answered by PEMS; orange: sent while nobody answered</text>",
        thousands(day.laptops as f64)
    );
    outage(&mut svg, &scale);
    rows(&mut svg, &scale);
    bars(&mut svg, &scale, "bars", &day.per_minute);
    bars(&mut svg, &scale, "refused", &day.refused);
    marks(&mut svg, &scale, day.mean());
    hours(&mut svg, &scale, minutes);
    svg.push_str("</svg>\n");
    svg
}

struct Scale {
    minutes: f64,
    top: f64,
}

impl Scale {
    fn across(&self, minute: f64) -> f64 {
        LEFT + minute / self.minutes * WIDTH
    }

    fn up(&self, count: f64) -> f64 {
        TOP + HEIGHT - count / self.top * HEIGHT
    }
}

fn outage(svg: &mut String, scale: &Scale) {
    let (from, to) = (scale.across(OUTAGE.start as f64), scale.across(OUTAGE.end as f64));
    let _ = writeln!(
        svg,
        "<rect class=\"outage\" x=\"{from:.1}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{HEIGHT}\"/>\n\
         <text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">nobody answers</text>",
        to - from,
        (from + to) / 2.0,
        TOP + 16.0
    );
}

/// Lines across, with their counts.
fn rows(svg: &mut String, scale: &Scale) {
    for part in 0..=4_u8 {
        let count = scale.top * f64::from(part) / 4.0;
        let (y, class) = (scale.up(count), if part == 0 { "axis" } else { "grid" });
        let _ = writeln!(
            svg,
            "<path class=\"{class}\" d=\"M{LEFT} {y:.1}h{WIDTH}\"/>\n\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            y + 4.0,
            thousands(count)
        );
    }
}

fn bars(svg: &mut String, scale: &Scale, class: &str, counts: &[u32]) {
    let _ = write!(svg, "<path class=\"{class}\" d=\"");
    for (minute, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (x, y) = (scale.across(minute as f64), scale.up(f64::from(*count)));
        let _ = write!(
            svg,
            "M{x:.1} {:.1}V{y:.1}h{:.2}V{:.1}z",
            scale.up(0.0),
            WIDTH / scale.minutes,
            scale.up(0.0)
        );
    }
    svg.push_str("\"/>\n");
}

fn marks(svg: &mut String, scale: &Scale, mean: f64) {
    for (count, name) in [(mean, "mean"), (mean * 2.0, "twice the mean")] {
        let y = scale.up(count);
        let _ = writeln!(
            svg,
            "<path class=\"mark\" d=\"M{LEFT} {y:.1}h{WIDTH}\"/>\n<text x=\"{:.1}\" y=\"{:.1}\">{name}: {}</text>",
            LEFT + WIDTH + 6.0,
            y + 4.0,
            thousands(count)
        );
    }
}

fn hours(svg: &mut String, scale: &Scale, minutes: usize) {
    for hour in 0..=minutes / 60 {
        let x = scale.across(hour as f64 * 60.0);
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{:02}:00</text>",
            TOP + HEIGHT + 20.0,
            8 + hour
        );
    }
}

/// The next number that four lines across divide evenly.
fn round_up(count: f64) -> f64 {
    let step = 10_f64.powf(count.max(4.0).log10().floor()) * 0.4;
    (count / step).ceil() * step
}

fn thousands(count: f64) -> String {
    let digits = format!("{count:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
