//! Simulated worlds: the real application against a real PEMS, in one process, on a clock that a seed owns.
//!
//! A world is one laptop with its database in memory, a planner at it, a colleague in PEMS and a bad line between
//! them. Everything that happens follows from a seed. After every step everything is checked that
//! `docs/sync.md` promises: [`world::run`] tells the first promise that did not hold.

mod chance;
mod chart;
mod check;
mod fate;
mod fleet;
mod happen;
mod laptop;
mod ledger;
mod line;
#[cfg(feature = "mutants")]
mod net;
mod pems;
mod shot;
mod step;
mod story;
mod sweep;
mod time;
mod trace;
mod values;
mod world;

pub use chart::chart;
pub use fate::{Answer, Fate};
pub use fleet::{Day, working_day};
#[cfg(feature = "mutants")]
pub use net::{Caught, catch_all};
pub use step::Step;
pub use story::Beat;
pub use sweep::{Swept, kept, shortened, sweep};
pub use trace::Loudness;
pub use world::{Outcome, Plan, run};
