//! A setting as a form shows it.

use super::sentence;
use crate::settings::{Layer, SettingKey, SettingState};
use serde::Serialize;
use serde_json::Value as Json;
use ts_rs::TS;

/// A setting, whose value it is, and whether the person may change it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SettingView {
    /// Which.
    pub key: SettingKey,
    /// The value that holds.
    #[ts(
        type = "string | number | boolean | string[] | { days: number[]; from: string; to: string } | null"
    )]
    pub value: Json,
    /// Whose value it is.
    pub layer: Layer,
    /// The file or registry key that it stands in.
    pub source: Option<String>,
    /// Whether the person may change it.
    pub editable: bool,
    /// Why not, in a sentence.
    pub why: Option<String>,
}

impl From<SettingState> for SettingView {
    fn from(state: SettingState) -> Self {
        Self {
            key: state.key,
            value: state.winner.value,
            layer: state.winner.layer,
            source: state.winner.source,
            editable: state.fixed.is_none(),
            why: state.fixed.as_deref().map(sentence),
        }
    }
}
