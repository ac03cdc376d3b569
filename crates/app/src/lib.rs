//! Use cases, the sync driver, sign-in and settings, permission checks, commands and view types.
