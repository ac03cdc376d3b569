//! Commands as the window sends them, against a PEMS over HTTP and a database on disk.

#![allow(clippy::unwrap_used)]

mod bounds;
mod desk;
mod feed;
mod fuzz;
mod idle;
mod many;
mod rights;
mod sync;
mod unsent;
