//! What journeys are made with: a PEMS, a desktop of its own, the window, and `pfa`.
//!
//! Every journey has its own folders, ports, display, session bus and keyring, so that journeys run side by side in
//! any order. Every process ends with the value that started it. Nothing sleeps: whoever waits names the
//! condition and the longest time, and is told what was there instead.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a journey whose tools fail has failed, and the panic says where"
)]

mod artefacts;
mod axe;
mod desktop;
mod dice;
mod input;
mod ledger;
mod pems;
mod pfa;
mod process;
mod screen_reader;
pub mod script;
mod wait;
mod webdriver;
mod window;

pub use artefacts::Artefacts;
pub use desktop::{Desktop, Keyring, NotificationWatch};
pub use dice::Dice;
pub use input::key;
pub use ledger::{Ledger, Tally};
pub use pems::{PLANNER, Pems, User, WITHOUT_ROLLBACK};
pub use pfa::{Pfa, Run};
pub use process::{Process, program};
pub use screen_reader::Spoken;
pub use wait::until;
pub use window::Window;
