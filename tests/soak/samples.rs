//! Memory and open files of a process over time.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

/// The share of the samples, at the beginning, in which caches fill.
const WARM_UP: f64 = 0.2;
/// How much more the last third may have than the first, once warm.
const GROWTH: f64 = 1.2;
/// Files that may be open more, at the most: connections come and go.
const MORE_FILES: u64 = 8;

/// What a process had at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    at: Duration,
    pss_kb: u64,
    rss_kb: u64,
    files: u64,
}

#[derive(Debug, Default)]
pub struct Samples(Vec<Sample>);

impl Sample {
    /// Reads what the kernel says of a process.
    pub fn of(id: u32, at: Duration) -> Self {
        let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).expect("the process runs");
        let of = |name: &str| {
            let line = rollup.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).expect("the kernel says it")
        };
        let files = fs::read_dir(format!("/proc/{id}/fd")).expect("the process runs").count() as u64;
        Self { at, pss_kb: of("Pss:"), rss_kb: of("Rss:"), files }
    }
}

impl Samples {
    pub fn add(&mut self, sample: Sample) {
        self.0.push(sample);
    }

    /// Every sample, for a table or a chart.
    pub fn csv(&self) -> String {
        let mut csv = "seconds,pss_kb,rss_kb,files\n".to_owned();
        for sample in &self.0 {
            writeln!(csv, "{},{},{},{}", sample.at.as_secs(), sample.pss_kb, sample.rss_kb, sample.files)
                .unwrap();
        }
        csv
    }

    /// Whether the last third has about what the first has, once warm.
    pub fn flat(&self) -> bool {
        let (first, last) = self.thirds();
        let memory = median(last, |s| s.pss_kb) as f64 <= GROWTH * median(first, |s| s.pss_kb) as f64;
        memory && median(last, |s| s.files) <= median(first, |s| s.files) + MORE_FILES
    }

    /// The figures.
    pub fn report(&self) -> String {
        let (first, last) = self.thirds();
        let most = self.0.iter().map(|s| s.pss_kb).max().unwrap_or_default();
        format!(
            "{} samples; PSS of `pfa watch`: median {} kB in the first third once warm, {} kB in the last, at most {} kB, \
             {:+.1} kB a minute; RSS {} and {} kB; open files {} and {}",
            self.0.len(),
            median(first, |s| s.pss_kb),
            median(last, |s| s.pss_kb),
            most,
            self.slope_per_minute(),
            median(first, |s| s.rss_kb),
            median(last, |s| s.rss_kb),
            median(first, |s| s.files),
            median(last, |s| s.files),
        )
    }

    fn warm(&self) -> &[Sample] {
        &self.0[(self.0.len() as f64 * WARM_UP) as usize..]
    }

    fn thirds(&self) -> (&[Sample], &[Sample]) {
        let warm = self.warm();
        let third = warm.len() / 3;
        assert!(third > 0, "{} samples say nothing: let it last longer", self.0.len());
        (&warm[..third], &warm[warm.len() - third..])
    }

    /// The straight line that fits best, once warm.
    fn slope_per_minute(&self) -> f64 {
        let points: Vec<(f64, f64)> =
            self.warm().iter().map(|s| (s.at.as_secs_f64() / 60.0, s.pss_kb as f64)).collect();
        let count = points.len() as f64;
        let (mean_x, mean_y) = (
            points.iter().map(|p| p.0).sum::<f64>() / count,
            points.iter().map(|p| p.1).sum::<f64>() / count,
        );
        let over = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum::<f64>();
        over / points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum::<f64>()
    }
}

fn median(samples: &[Sample], of: impl Fn(&Sample) -> u64) -> u64 {
    let mut values: Vec<u64> = samples.iter().map(of).collect();
    values.sort_unstable();
    values[values.len() / 2]
}
