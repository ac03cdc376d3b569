//! Commands as the window sends them, against a PEMS over HTTP and a database on disk.

#![allow(clippy::unwrap_used)]

mod bounds;
mod cost;
mod desk;
mod edits;
mod feed;
mod fuzz;
mod idle;
mod lines;
mod many;
mod metrics;
mod newer;
mod repair;
mod rights;
mod scratch;
mod settings;
mod settings_doc;
mod support;
mod sync;
mod transfer;
mod undo;
mod unsent;
mod watching;
mod what_if;
