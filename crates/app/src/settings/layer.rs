//! The layers of settings, the strongest first, and what they come to together.

use super::check::check;
use super::place::{Governing, Place};
use super::{SettingKey, Settings};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

/// The settings are read in each cycle and at each look: what nobody gave is put into words once.
static DEFAULTS: LazyLock<Json> =
    LazyLock::new(|| serde_json::to_value(Settings::default()).unwrap_or_default());

/// Where a value comes from; an earlier one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// The organization.
    Policy,
    /// Whoever administers this computer.
    Machine,
    /// The person, in this profile.
    User,
    /// Nobody.
    Default,
}

/// Something that a layer says and that cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct SettingProblem {
    /// Whose.
    pub layer: Layer,
    /// The file or registry key.
    pub source: String,
    /// The line in it, where it is a text.
    pub line: Option<u32>,
    /// The setting, where it is about one.
    pub key: Option<String>,
    /// What is wrong, without the place.
    pub message: String,
}

/// A value that holds, and who gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Winner {
    /// The value.
    pub value: Json,
    /// Whose.
    pub layer: Layer,
    /// The file or registry key; none for what the profile itself holds.
    pub source: Option<String>,
}

/// What all layers say, as they were read just now.
#[derive(Debug)]
pub struct Layers {
    /// What anybody gave; the defaults are nobody's.
    given: BTreeMap<(Layer, SettingKey), (Json, Option<String>)>,
    problems: Vec<SettingProblem>,
}

impl Layer {
    /// All of them, the strongest first.
    pub const ALL: [Layer; 4] = [Layer::Policy, Layer::Machine, Layer::User, Layer::Default];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Layer::Policy => "policy",
            Layer::Machine => "machine",
            Layer::User => "user",
            Layer::Default => "default",
        }
    }

    /// Whether it is above the person's own.
    pub fn governs(self) -> bool {
        self < Layer::User
    }
}

impl Layers {
    /// Reads what governs this computer, and lays it over what the person has chosen.
    pub fn read(governing: &Governing, chosen: BTreeMap<String, Json>) -> Self {
        let mut layers = Self { given: BTreeMap::new(), problems: Vec::new() };
        layers.take(Layer::User, Place::of_profile(chosen));
        for layer in [Layer::Machine, Layer::Policy] {
            for place in governing.places(layer) {
                layers.take(layer, place);
            }
        }
        layers
    }

    /// The value that holds.
    pub fn winner(&self, key: SettingKey) -> Winner {
        let found = Layer::ALL.into_iter().find_map(|layer| {
            let (value, source) = self.given(layer, key)?;
            Some(Winner { value: value.clone(), layer, source: source.map(str::to_owned) })
        });
        found.unwrap_or(Winner { value: Json::Null, layer: Layer::Default, source: None })
    }

    /// What one layer gives, with the file or registry key that it stands in.
    pub fn given(&self, layer: Layer, key: SettingKey) -> Option<(&Json, Option<&str>)> {
        match layer {
            Layer::Default => DEFAULTS.get(key.name()).map(|value| (value, None)),
            Layer::Policy | Layer::Machine | Layer::User => {
                self.given.get(&(layer, key)).map(|(value, source)| (value, source.as_deref()))
            }
        }
    }

    /// The whole. While the policy cannot be read whole, nothing syncs by itself.
    pub fn settings(&self) -> Settings {
        let mut settings = if self.given.is_empty() { Settings::default() } else { self.together() };
        settings.sync_enabled &= !self.policy_is_broken();
        settings
    }

    fn together(&self) -> Settings {
        let all: Map<String, Json> =
            SettingKey::all().map(|key| (key.name().to_owned(), self.winner(key).value)).collect();
        serde_json::from_value(Json::Object(all)).unwrap_or_else(|error| {
            // Each value was checked in the shape of the whole, so this is a fault of this program.
            tracing::error!(%error, "the settings do not fit together; nothing is synced by itself");
            Settings { sync_enabled: false, ..Settings::default() }
        })
    }

    /// What cannot be applied, of all layers.
    pub fn problems(&self) -> &[SettingProblem] {
        &self.problems
    }

    /// Whether the policy says something that cannot be applied.
    pub fn policy_is_broken(&self) -> bool {
        self.problems.iter().any(|problem| problem.layer == Layer::Policy)
    }

    fn take(&mut self, layer: Layer, place: Place) {
        let Place { source, entries } = place;
        let problem = |line: Option<u32>, key: Option<&str>, message: String| SettingProblem {
            layer,
            source: source.clone().unwrap_or_else(|| "this profile".to_owned()),
            line,
            key: key.map(str::to_owned),
            message,
        };
        let entries = match entries {
            Ok(entries) => entries,
            Err(fault) => return self.problems.push(problem(fault.line, None, fault.message)),
        };
        for (at, entry) in entries.iter().enumerate() {
            let said = match entry.name.parse::<SettingKey>() {
                _ if entries[..at].iter().any(|earlier| earlier.name == entry.name) => {
                    Err(format!("{} stands there twice", entry.name))
                }
                Ok(key) => {
                    entry.value(key).and_then(|value| check(key, &value, layer).map(|()| (key, value)))
                }
                Err(unknown) => Err(unknown.to_string()),
            };
            match said {
                // The first place that names a setting wins.
                Ok((key, value)) => {
                    self.given.entry((layer, key)).or_insert_with(|| (value, source.clone()));
                }
                Err(message) => self.problems.push(problem(entry.line, Some(&entry.name), message)),
            }
        }
    }
}

impl fmt::Display for SettingProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.source, self.message),
            None => write!(f, "{}: {}", self.source, self.message),
        }
    }
}
