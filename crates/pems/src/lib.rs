//! The only HTTP of the application: the client of PEMS's REST dialect (`contract/openapi.yaml`).
//!
//! Everything that comes back is checked before it leaves this crate. What is not PEMS's answer is
//! [`PemsError::NotPems`], a row that is no record is [`ObservedRow::Unparsable`], and text that a
//! person may see is bounded and free of control characters. Secrets go into request headers and
//! nowhere else.

mod batch;
mod bounds;
mod carrier;
mod classify;
mod client;
mod collector;
mod credentials;
mod endpoint;
mod error;
mod feed;
mod grid;
mod health;
mod limiter;
mod proxy;
mod retry_after;
mod row;
mod session;
mod text;
mod tls;
mod transport;
mod version;
mod write;

pub use carrier::{Broken, Carried, Carrier, Carry, WireRequest, WireResponse};
pub use client::{Client, ClientOptions, SetupError, Trust, check_certificates};
pub use collector::{Collector, CollectorError};
pub use credentials::{Credentials, Secret};
pub use endpoint::{Endpoint, InvalidEndpoint};
pub use error::PemsError;
pub use feed::{ChangeEvent, Feed};
pub use grid::{GRID_ROWS_MAX, GridPage};
pub use health::Health;
pub use limiter::{DEFAULT_RATE, Limiter, Slot};
pub use proxy::{Bypass, InvalidAddress, ProxyAddress, ProxyOptions, ProxyRule, ProxySignIn, WebAddress};
pub use row::ObservedRow;
pub use session::{Capability, Session, SessionOrganization};
pub use version::SeenVersion;
pub use write::{Acknowledged, BATCH_ITEMS_MAX, REQUEST_BYTES_MAX, WriteRequest};
