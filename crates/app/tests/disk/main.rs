//! The use cases on a disk that loses power or fails, over a real encrypted database and a PEMS in this process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod day;
mod fault;
mod loss;
mod planner;
mod state;
