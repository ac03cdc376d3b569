//! The contract, asked for from outside over real HTTP, as a client asks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::wildcard_enum_match_arm, reason = "tests")]

mod batch;
mod binary;
mod control;
mod database;
mod faults;
mod feed;
mod grid;
mod protocol;
mod records;
mod world;
mod writes;
