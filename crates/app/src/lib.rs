//! The application without a window: use cases, the sync driver, sign-in and settings, permission
//! checks, the list of commands and view types.

pub mod account;
pub mod alert;
pub mod approval;
mod aside;
pub mod audit;
pub mod backup;
pub mod clock;
pub mod command;
pub mod conflict;
pub mod cost;
pub mod doctor;
pub mod draft;
pub mod edit;
mod error;
pub mod event;
pub mod export;
pub mod failed;
pub mod import;
pub mod line;
pub mod logging;
pub mod metrics;
pub mod network;
pub mod profile;
pub mod record;
pub mod recovery;
pub mod repair;
pub mod run;
pub mod saved_view;
pub mod scratch;
pub mod secrets;
pub mod settings;
pub mod sign_in;
pub mod support;
pub mod sync;
pub mod table;
pub mod undo;
pub mod unsent;
pub mod version;
pub mod view;
pub mod what_if;
mod workspace;

pub use error::AppError;
/// The nouns, for whoever shows them.
pub use pfa_domain as domain;
pub use workspace::{Surroundings, Workspace};
