//! Use cases, the sync driver, sign-in and settings, permission checks, commands and view types.

pub mod clock;
pub mod logging;
pub mod profile;
pub mod secrets;
