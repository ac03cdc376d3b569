//! Reads JSON bodies against the contract's schemas.
//!
//! Derived deserializers are too kind for this: they take an array for an object and null for an absent member.

use crate::refusal::Refusal;
use serde_json::{Map, Value as Json};

/// The members of a JSON object.
pub(crate) type Members = Map<String, Json>;

/// The value as an object.
pub(crate) fn object<'a>(value: &'a Json, name: &str) -> Result<&'a Members, Refusal> {
    value.as_object().ok_or_else(|| Refusal::invalid(name, format!("{name} must be an object.")))
}

/// A member that has to be there.
pub(crate) fn required<'a>(members: &'a Members, name: &str) -> Result<&'a Json, Refusal> {
    members.get(name).ok_or_else(|| Refusal::invalid(name, format!("{name} is missing.")))
}

/// A text that has to be there.
pub(crate) fn text<'a>(members: &'a Members, name: &str) -> Result<&'a str, Refusal> {
    as_text(required(members, name)?, name)
}

/// A text that may be absent, but not null.
pub(crate) fn optional_text<'a>(members: &'a Members, name: &str) -> Result<Option<&'a str>, Refusal> {
    members.get(name).map(|value| as_text(value, name)).transpose()
}

/// A text that has to be one of these words.
pub(crate) fn word<'a>(members: &'a Members, name: &str, words: &[&str]) -> Result<&'a str, Refusal> {
    let given = text(members, name)?;
    if words.contains(&given) {
        Ok(given)
    } else {
        Err(Refusal::invalid(name, format!("{name} must be {}.", words.join(" or "))))
    }
}

/// A whole number from 1 that has to be there.
pub(crate) fn count(members: &Members, name: &str) -> Result<u64, Refusal> {
    as_count(required(members, name)?, name)
}

/// A whole number from 1. As in JSON Schema `1.0` is one; what is beyond the machine's range is as good as its end.
pub(crate) fn as_count(value: &Json, name: &str) -> Result<u64, Refusal> {
    let number = value.as_u64().or_else(|| {
        // A float-to-integer cast saturates, which is what is wanted here.
        value.as_f64().filter(|float| float.fract() == 0.0 && *float >= 1.0).map(|float| float as u64)
    });
    number
        .filter(|n| *n >= 1)
        .ok_or_else(|| Refusal::invalid(name, format!("{name} must be a whole number from 1.")))
}

fn as_text<'a>(value: &'a Json, name: &str) -> Result<&'a str, Refusal> {
    value.as_str().ok_or_else(|| Refusal::invalid(name, format!("{name} must be a text.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn whole_numbers_are_taken_however_they_are_written() {
        for (given, taken) in [
            (json!(1), Some(1)),
            (json!(7.0), Some(7)),
            (json!(1e30), Some(u64::MAX)),
            (json!(0), None),
            (json!(-1), None),
            (json!(1.5), None),
            (json!("1"), None),
            (json!(null), None),
            (json!(true), None),
        ] {
            assert_eq!(as_count(&given, "version").ok(), taken, "{given}");
        }
    }

    #[test]
    fn null_is_not_the_same_as_absent() {
        let members = json!({"a": null});
        let members = object(&members, "body").unwrap();
        assert!(optional_text(members, "a").is_err());
        assert_eq!(optional_text(members, "b"), Ok(None));
    }
}
