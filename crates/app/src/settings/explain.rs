//! Every layer's word on a setting, for whoever wants to know why it is as it is.

use super::{Layer, Layers, SettingKey, SettingProblem};
use serde::Serialize;
use serde_json::Value as Json;

/// A setting through all layers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// Which.
    pub key: SettingKey,
    /// What holds.
    pub value: Json,
    /// Whose value that is.
    pub layer: Layer,
    /// What each layer gives, the strongest first.
    pub layers: Vec<LayerValue>,
    /// What each says that cannot be applied.
    pub problems: Vec<SettingProblem>,
}

/// What a layer gives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LayerValue {
    /// Which.
    pub layer: Layer,
    /// The file or registry key.
    pub source: Option<String>,
    /// The value.
    pub value: Json,
}

/// Explains a setting, or all.
pub fn explain_settings(layers: &Layers, key: Option<SettingKey>) -> Vec<Explained> {
    SettingKey::all()
        .filter(|one| key.is_none_or(|key| key == *one))
        .map(|key| explain(layers, key))
        .collect()
}

fn explain(layers: &Layers, key: SettingKey) -> Explained {
    let winner = layers.winner(key);
    let given = |layer| {
        let (value, source) = layers.given(layer, key)?;
        Some(LayerValue { layer, source: source.map(str::to_owned), value: value.clone() })
    };
    let about = |problem: &&SettingProblem| problem.key.as_deref() == Some(key.name());
    Explained {
        key,
        value: winner.value,
        layer: winner.layer,
        layers: Layer::ALL.into_iter().filter_map(given).collect(),
        problems: layers.problems().iter().filter(about).cloned().collect(),
    }
}
