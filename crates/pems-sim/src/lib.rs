//! A PEMS to run against: the whole contract, seeded sample data, faults on demand.
//!
//! [`Sim::builder`] starts one in this process; the binary `pems-sim` runs one on its own. Nothing here shares
//! a type with the client that it is there to test.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let sim = pems_sim::Sim::builder().records(100).start().await?;
//! let control = sim.control();
//! control.edit("RIO", "RIO-10001", serde_json::json!({"model": "LR 1160"}), "jane.smith@example.com", None)?;
//! # Ok(())
//! # }
//! ```

mod clock;
mod control;
mod control_http;
mod database;
mod fault;
mod feed;
mod grid;
mod http;
mod in_process;
mod log;
mod operation;
mod rate;
mod refusal;
mod sample;
mod server;
mod settings;
mod shape;
mod shared;
mod sim;
mod user;
mod world;
mod write;

pub use control::{Control, ControlError, HeldVersion, Outage};
pub use database::DatabaseError;
pub use fault::{Fault, FaultKind, FaultMatch};
pub use feed::StrayFrame;
pub use in_process::InProcess;
pub use log::LoggedRequest;
pub use operation::Operation;
pub use settings::{Capability, UnknownCapability};
pub use sim::{MOST_RECORDS, Sim, SimBuilder, StartError};
pub use user::{InvalidUser, User};
pub use world::Backup;
