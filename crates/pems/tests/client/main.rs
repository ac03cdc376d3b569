//! The client against real servers: HTTP on a port of the system's choosing, TLS, proxies, the stand-in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod answers;
mod carrier;
mod connections;
mod feed;
mod fuzz;
mod proxy;
mod secrets;
mod server;
mod stand_in;
mod tls;
mod way;
mod writes;
