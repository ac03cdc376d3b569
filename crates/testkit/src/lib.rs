//! For tests only: builders, a manual clock, temporary profiles, a PEMS in-process.
