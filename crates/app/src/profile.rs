//! The directory that holds all state of one user of the application.
