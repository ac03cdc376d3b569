//! What happened in a world, line by line: for a person to read, and to compare two runs by.

use crate::time::WorldTime;
use sha2::{Digest, Sha256};
use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The lines of one world; copies write to the same.
#[derive(Clone)]
pub struct Trace {
    lines: Arc<Mutex<String>>,
    time: WorldTime,
    loudness: Loudness,
}

/// What becomes of the lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Loudness {
    /// They are kept.
    #[default]
    Kept,
    /// They are kept, and written to the terminal at once: for a world that comes to no end.
    Aloud,
    /// Nobody wants them.
    Silent,
}

impl Trace {
    /// An empty one.
    pub fn new(time: WorldTime, loudness: Loudness) -> Self {
        Self { lines: Arc::default(), time, loudness }
    }

    /// Writes a line about something that a person or a colleague does, or the world.
    pub fn step(&self, number: usize, what: impl Display) {
        self.line(format_args!("step {number}: {what}"));
    }

    /// Writes a line about what follows from it.
    pub fn note(&self, what: impl Display) {
        self.line(format_args!("    {what}"));
    }

    /// Everything so far.
    pub fn text(&self) -> String {
        self.lock().clone()
    }

    /// A hash over everything so far.
    pub fn hash(&self) -> String {
        let digest = Sha256::digest(self.lock().as_bytes());
        digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    fn line(&self, what: impl Display) {
        use std::fmt::Write;
        if self.loudness == Loudness::Silent {
            return;
        }
        let at = self.time.passed().as_millis();
        let mut lines = self.lock();
        let from = lines.len();
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{:>10}.{:03} {what}", at / 1000, at % 1000);
        if self.loudness == Loudness::Aloud {
            eprint!("{}", &lines[from..]);
        }
    }

    fn lock(&self) -> MutexGuard<'_, String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
