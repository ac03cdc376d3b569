//! Repeatable dice (SplitMix64): a library's generator may change with its version, and the data with it.

use super::SampleId;

/// A stream of numbers that follows from its seed alone.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream that belongs to one sample record, for one purpose.
    pub(crate) fn of(sample: SampleId<'_>, purpose: &str) -> Self {
        let mut mixed = 0xcbf2_9ce4_8422_2325_u64 ^ sample.seed;
        for byte in sample.organization.as_str().bytes().chain(purpose.bytes()) {
            mixed = (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut stream = Self(mixed ^ (u64::from(sample.index) << 32));
        stream.next();
        stream
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// A number from 0 to below `end`.
    pub(crate) fn below(&mut self, end: i64) -> i64 {
        i64::try_from(self.next() % end.unsigned_abs()).unwrap_or(0)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    /// A number from 0 to below 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        // 53 bits are what a double holds exactly.
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of the things.
    pub(crate) fn pick<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        let at = self.next() % things.len() as u64;
        &things[usize::try_from(at).unwrap_or(0)]
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
