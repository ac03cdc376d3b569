//! The house as `docs/ARCHITECTURE.md` draws it: who may use whom, and no room with a forgotten file.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod crates;
mod files;
mod guide;
mod security;
mod window;
mod workspace;
