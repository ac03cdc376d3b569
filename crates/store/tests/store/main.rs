//! The store through its public face: real SQLite, encrypted files, several connections.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod any_text;
mod audit_log;
mod audit_page;
mod file;
mod fuzz;
mod given;
mod grid;
mod group;
mod invariant;
mod journal;
mod plan;
mod rescue;
mod round_trip;
mod run_log;
mod sync_log;
mod tally;
mod transaction;
mod two_organizations;
mod watched;
