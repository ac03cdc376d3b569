//! Journeys across rooms, one file a subject.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cli;
mod content;
mod harness;
mod keyring;
mod kill;
mod notification;
mod pictures;
mod planner;
mod planning;
mod restart;
mod screen_reader;
mod settling;
mod shell;
mod sizes;
mod window;

use pfa_journeys::script;
