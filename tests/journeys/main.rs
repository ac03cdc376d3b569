//! Journeys across rooms, one file a subject.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cli;
mod harness;
mod keyring;
mod notification;
mod planner;
mod restart;
mod script;
mod window;
