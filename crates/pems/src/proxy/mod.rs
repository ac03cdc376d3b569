//! How requests leave the network.

mod address;

pub use address::{InvalidAddress, ProxyAddress, WebAddress};
