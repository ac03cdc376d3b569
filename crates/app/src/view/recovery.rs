//! What stands against a lost keyring.

use super::instant;
use crate::recovery::{RecoveryCode, RecoveryState};
use serde::Serialize;
use ts_rs::TS;

/// What a profile has against a lost keyring.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "RecoveryState")]
pub struct RecoveryView {
    /// Whether the person has shown that they wrote the code down.
    pub shown: bool,
    /// When the code was made; null while there is none.
    pub made_at: Option<String>,
    /// Whether the key is kept for the organization too.
    pub organization_key: bool,
}

/// A recovery code, to be written down; it is not shown again.
#[derive(Serialize, TS)]
#[ts(rename = "RecoveryCode")]
pub struct RecoveryCodeView {
    /// Six groups of five, with dashes between.
    pub code: String,
}

impl From<RecoveryState> for RecoveryView {
    fn from(state: RecoveryState) -> Self {
        Self {
            shown: state.shown,
            made_at: state.made_at.map(instant),
            organization_key: state.organization_key,
        }
    }
}

impl From<&RecoveryCode> for RecoveryCodeView {
    fn from(code: &RecoveryCode) -> Self {
        Self { code: code.shown().expose().to_owned() }
    }
}
