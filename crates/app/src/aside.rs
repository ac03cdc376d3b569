//! Work on a thread of its own, which ends before whoever waits for it is gone.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread::{self, JoinHandle};
use tokio::sync::oneshot;

/// Work under way. Dropped, it waits for the work's end: nothing that a thread does outlives what asked for it.
pub(crate) struct Aside<T> {
    ended: oneshot::Receiver<thread::Result<T>>,
    _thread: Joined,
}

struct Joined(Option<JoinHandle<()>>);

impl<T: Send + 'static> Aside<T> {
    /// Starts the work on a thread of this name.
    pub fn start(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        let (tell, ended) = oneshot::channel();
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            // Nobody hears it where nobody waits any more.
            let _ = tell.send(catch_unwind(AssertUnwindSafe(work)));
        })?;
        Ok(Self { ended, _thread: Joined(Some(thread)) })
    }

    /// Waits for what comes of it; a panic goes on here.
    pub async fn end(self) -> T {
        match self.ended.await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => unreachable!("the thread tells how it ended, also when it panics"),
        }
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        if let Some(Err(_)) = self.0.take().map(JoinHandle::join) {
            tracing::error!("a thread ended early");
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Barrier};

    #[tokio::test]
    async fn what_comes_of_the_work_is_handed_over() {
        assert_eq!(Aside::start("sum", || 20 + 22).unwrap().end().await, 42);
    }

    #[tokio::test]
    #[should_panic(expected = "the work's own words")]
    async fn a_panic_goes_on_where_it_is_waited_for() {
        let panicking = || -> u8 { panic!("the work's own words") };
        Aside::start("panic", panicking).unwrap().end().await;
    }

    #[test]
    fn whoever_gives_up_waiting_goes_on_after_its_end() {
        let (done, begun) = (Arc::new(AtomicBool::new(false)), Arc::new(Barrier::new(2)));
        let (told, there) = (Arc::clone(&done), Arc::clone(&begun));
        let work = Aside::start("work", move || {
            there.wait();
            told.store(true, Ordering::SeqCst);
        });
        begun.wait();
        drop(work.unwrap());
        assert!(done.load(Ordering::SeqCst));
    }
}
