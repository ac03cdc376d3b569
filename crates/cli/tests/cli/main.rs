//! `pfa` as a script runs it: the real binary, a key file, a PEMS in this process.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod account;
mod config;
mod conflicts;
mod doctor;
mod edits;
mod export;
mod fuzz;
mod grammar;
mod planning;
mod reading;
mod recovery;
mod sync;
mod world;
