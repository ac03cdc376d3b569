//! The sync engine on a database on disk against a PEMS over HTTP: cycles run when a test says so, and time
//! passes when it says so.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alerts;
mod approval;
mod audit;
mod clock;
mod edits;
mod laptop;
mod outcomes;
mod run_roll_back;
mod states;
mod undone_merge;
