//! One measured figure and what it is held against.

use serde_json::{Value as Json, json};

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds, shown as milliseconds or microseconds where they are few.
    Seconds,
    /// So many a second.
    PerSecond,
    /// Mebibytes.
    Mebibytes,
    /// Parts of a hundred.
    Percent,
    /// Things.
    Count,
}

/// What a figure should reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// Ours is at most so many times the bare.
    RatioAtMost(f64),
    /// Ours is at least this part of the bare.
    RatioAtLeast(f64),
    /// Ours is at most this.
    AtMost(f64),
    /// Ours is at most so much more than the bare.
    BeyondAtMost(f64),
}

/// A measured figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub what: String,
    /// What the numbers count.
    pub unit: Unit,
    /// The application's.
    pub ours: f64,
    /// The bare machine's, where there is one.
    pub bare: Option<f64>,
    /// The ratio; of the rounds' own where they were taken in pairs.
    pub ratio: Option<f64>,
    /// What it should reach, where something is promised.
    pub target: Option<Target>,
    /// More, in words.
    pub remark: String,
}

impl Figure {
    /// A figure without a bare one beside it.
    pub fn alone(what: impl Into<String>, unit: Unit, ours: f64) -> Self {
        let what = what.into();
        Self { what, unit, ours, bare: None, ratio: None, target: None, remark: String::new() }
    }

    /// A figure beside the bare machine's.
    pub fn beside(what: impl Into<String>, unit: Unit, ours: f64, bare: f64) -> Self {
        Self { bare: Some(bare), ratio: Some(ours / bare), ..Self::alone(what, unit, ours) }
    }

    /// With the ratio of paired rounds.
    pub fn by(mut self, ratio: f64) -> Self {
        self.ratio = Some(ratio);
        self
    }

    /// With a target.
    pub fn toward(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// With words.
    pub fn remark(mut self, words: impl Into<String>) -> Self {
        self.remark = words.into();
        self
    }

    /// Whether the target is met; `None` where nothing is promised.
    pub fn met(&self) -> Option<bool> {
        self.target.map(|target| match target {
            Target::RatioAtMost(most) => self.ratio.is_some_and(|ratio| ratio <= most),
            Target::RatioAtLeast(least) => self.ratio.is_some_and(|ratio| ratio >= least),
            Target::AtMost(most) => self.ours <= most,
            Target::BeyondAtMost(most) => self.bare.is_some_and(|bare| self.ours - bare <= most),
        })
    }
}

/// All figures, for machines.
pub fn to_json(figures: &[Figure]) -> String {
    let figures: Vec<Json> = figures.iter().map(one_to_json).collect();
    format!("{:#}\n", json!({ "figures": figures }))
}

fn one_to_json(figure: &Figure) -> Json {
    let unit = match figure.unit {
        Unit::Seconds => "s",
        Unit::PerSecond => "1/s",
        Unit::Mebibytes => "MiB",
        Unit::Percent => "%",
        Unit::Count => "",
    };
    let target = figure.target.map(|target| match target {
        Target::RatioAtMost(most) => json!({ "ratioAtMost": most }),
        Target::RatioAtLeast(least) => json!({ "ratioAtLeast": least }),
        Target::AtMost(most) => json!({ "atMost": most }),
        Target::BeyondAtMost(most) => json!({ "beyondAtMost": most }),
    });
    json!({
        "what": figure.what, "unit": unit, "ours": figure.ours, "bare": figure.bare, "ratio": figure.ratio,
        "target": target, "met": figure.met(), "remark": figure.remark,
    })
}
