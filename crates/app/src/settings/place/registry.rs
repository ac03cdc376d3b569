//! The registry of Windows: `Software\Policies\PFA Vanguard`, of the computer first, then of the person. Group
//! policy writes both, and no person can.

use crate::settings::{Form, SettingKey};
use serde_json::Value as Json;

/// A value of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(windows), allow(dead_code, reason = "made on Windows alone, understood and tried everywhere"))]
pub(in crate::settings) enum RegistryValue {
    /// REG_DWORD or REG_QWORD.
    Number(u64),
    /// REG_SZ or REG_EXPAND_SZ.
    Text(String),
    /// REG_MULTI_SZ.
    Texts(Vec<String>),
    /// Of any other type.
    Other,
}

/// What a value of the registry says of a setting: flags are 0 and 1, schedules are JSON, an empty text is no value.
pub(super) fn understand(key: SettingKey, value: &RegistryValue) -> Result<Json, String> {
    let form = &key.spec().form;
    match (form, value) {
        (Form::Flag, RegistryValue::Number(n @ (0 | 1))) => Ok(Json::Bool(*n == 1)),
        (Form::Number(_), RegistryValue::Number(n)) => Ok((*n).into()),
        (Form::Text(_) | Form::Schedule, RegistryValue::Text(text)) if text.is_empty() => Ok(Json::Null),
        (Form::Word(_) | Form::Text(_), RegistryValue::Text(text)) => Ok(text.clone().into()),
        (Form::Texts(_) | Form::Words(_), RegistryValue::Texts(texts)) => {
            Ok(texts.iter().filter(|text| !text.is_empty()).cloned().collect())
        }
        (Form::Schedule, RegistryValue::Text(text)) => serde_json::from_str(text)
            .map_err(|error| format!("{} must be {form}; it is no JSON: {error}", key.name())),
        (
            Form::Flag
            | Form::Number(_)
            | Form::Word(_)
            | Form::Words(_)
            | Form::Text(_)
            | Form::Texts(_)
            | Form::Schedule,
            RegistryValue::Number(_)
            | RegistryValue::Text(_)
            | RegistryValue::Texts(_)
            | RegistryValue::Other,
        ) => Err(format!("{} must be {form}, as {}", key.name(), registry_type(form))),
    }
}

fn registry_type(form: &Form) -> &'static str {
    match form {
        Form::Flag => "a REG_DWORD of 1 or 0",
        Form::Number(_) => "a REG_DWORD",
        Form::Word(_) | Form::Text(_) | Form::Schedule => "a REG_SZ",
        Form::Texts(_) | Form::Words(_) => "a REG_MULTI_SZ",
    }
}

#[cfg(windows)]
pub(super) use system::{common_data, read};

#[cfg(windows)]
mod system {
    use super::RegistryValue;
    use crate::settings::place::{Entry, Fault, Place, Written};
    use std::path::PathBuf;
    use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE, Type, Value};

    const POLICIES: &str = r"Software\Policies\PFA Vanguard";
    const FOLDERS: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders";
    /// `ERROR_FILE_NOT_FOUND` as an HRESULT.
    const NOT_FOUND: i32 = 0x8007_0002_u32 as i32;

    /// The policies of the computer and of the person; none where there are none.
    pub(in crate::settings::place) fn read() -> Vec<Place> {
        let hives = [("HKEY_LOCAL_MACHINE", LOCAL_MACHINE), ("HKEY_CURRENT_USER", CURRENT_USER)];
        hives.into_iter().filter_map(|(name, hive)| place(name, hive)).collect()
    }

    /// Where programs keep what all people of the computer share. Asked of the registry and not of the environment,
    /// which a person can change.
    pub(in crate::settings::place) fn common_data() -> PathBuf {
        let told = LOCAL_MACHINE.open(FOLDERS).and_then(|folders| folders.get_string("Common AppData"));
        told.map_or_else(|_| PathBuf::from(r"C:\ProgramData"), PathBuf::from)
    }

    fn place(name: &str, hive: &Key) -> Option<Place> {
        let entries = match hive.open(POLICIES).and_then(|key| Ok(key.values()?.map(entry).collect())) {
            Ok(entries) => Ok(entries),
            Err(error) if error.code().0 == NOT_FOUND => return None,
            Err(error) => Err(Fault { line: None, message: format!("it cannot be read: {error}") }),
        };
        Some(Place { source: Some(format!(r"{name}\{POLICIES}")), entries })
    }

    fn entry((name, value): (String, Value)) -> Entry {
        let value = match value.ty() {
            Type::U32 | Type::U64 => u64::try_from(value).map_or(RegistryValue::Other, RegistryValue::Number),
            Type::String | Type::ExpandString => {
                String::try_from(value).map_or(RegistryValue::Other, RegistryValue::Text)
            }
            Type::MultiString => Vec::try_from(value).map_or(RegistryValue::Other, RegistryValue::Texts),
            Type::Bytes | Type::Other(_) => RegistryValue::Other,
        };
        Entry { name, line: None, written: Written::Registry(value) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_the_registry_become_those_of_a_file() {
        use RegistryValue::{Number, Text, Texts};
        use SettingKey as K;
        for (key, value, wanted) in [
            (K::SyncEnabled, Number(0), json!(false)),
            (K::IntervalSeconds, Number(120), json!(120)),
            (K::PemsAddress, Text("https://pems.example".to_owned()), json!("https://pems.example")),
            (K::ProxyAddress, Text(String::new()), json!(null)),
            (K::Theme, Text("dark".to_owned()), json!("dark")),
            (K::ProxyBypass, Texts(vec![".example".to_owned(), String::new()]), json!([".example"])),
            (
                K::Schedule,
                Text(r#"{"days":[1],"from":"07:00","to":"19:00"}"#.to_owned()),
                json!({ "days": [1], "from": "07:00", "to": "19:00" }),
            ),
        ] {
            assert_eq!(understand(key, &value).unwrap(), wanted);
        }
    }

    #[test]
    fn a_value_of_another_type_is_told_with_the_type_it_must_have() {
        for (key, value, wanted) in [
            (SettingKey::SyncEnabled, RegistryValue::Number(2), "REG_DWORD of 1 or 0"),
            (SettingKey::SyncEnabled, RegistryValue::Text("true".to_owned()), "REG_DWORD of 1 or 0"),
            (SettingKey::Theme, RegistryValue::Number(1), "REG_SZ"),
            (SettingKey::ProxyBypass, RegistryValue::Text("a".to_owned()), "REG_MULTI_SZ"),
            (SettingKey::Schedule, RegistryValue::Text("mornings".to_owned()), "no JSON"),
            (SettingKey::LogLevel, RegistryValue::Other, "REG_SZ"),
        ] {
            let why = understand(key, &value).unwrap_err();
            assert!(why.contains(wanted) && why.starts_with(key.name()), "{why}");
        }
    }
}
