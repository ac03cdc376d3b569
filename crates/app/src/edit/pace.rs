//! The pace of a long edit: it says how far it is, and ends where the person stops it.

use crate::event::{AppEvent, EditProgress};
use crate::{AppError, Workspace};
use std::sync::atomic::{AtomicU64, Ordering};

/// Records between two looks at whether the person stopped it.
const LOOK: u64 = 256;
/// Edits of fewer records are over before they could be stopped.
const LONG: u64 = 2_000;

/// Counts how often the person has stopped what was under way.
#[derive(Default)]
pub(crate) struct Halt(AtomicU64);

/// An edit under way.
pub(crate) struct Pace<'w> {
    w: &'w Workspace,
    stopped_before: u64,
    done: u64,
    total: u64,
}

/// Stops the edits under way; nothing of them is kept.
pub fn cancel_edits(w: &Workspace) {
    w.halt().0.fetch_add(1, Ordering::Relaxed);
}

impl<'w> Pace<'w> {
    /// Begins an edit of so many records.
    pub fn begin(w: &'w Workspace, total: usize) -> Self {
        Self { w, stopped_before: w.halt().0.load(Ordering::Relaxed), done: 0, total: total as u64 }
    }

    /// Begins the next record.
    pub fn step(&mut self) -> Result<(), AppError> {
        if self.done.is_multiple_of(LOOK) {
            if self.w.halt().0.load(Ordering::Relaxed) != self.stopped_before {
                return Err(AppError::Cancelled);
            }
            self.tell(Some(EditProgress { done: self.done, total: self.total }));
        }
        self.done += 1;
        Ok(())
    }

    fn tell(&self, progress: Option<EditProgress>) {
        if self.total >= LONG {
            self.w.tell(AppEvent::EditProgress { progress });
        }
    }
}

impl Drop for Pace<'_> {
    fn drop(&mut self) {
        self.tell(None);
    }
}
