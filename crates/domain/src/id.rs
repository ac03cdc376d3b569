//! Identities. They are checked once, where they enter, and carried as types from there on.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An identity that PEMS could not have given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} must be 1 to 30 characters of {allowed}, not {given:?}")]
pub struct InvalidId {
    what: &'static str,
    allowed: &'static str,
    given: String,
}

/// The id of a PFA record within its organization: 1 to 30 of `A-Z a-z 0-9 -`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PfaId(String);

/// The code of an organization, the tenant boundary: 1 to 30 of `A-Z 0-9 _`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Organization(String);

/// A record's identity everywhere: ids repeat between organizations.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId {
    /// The organization that the record belongs to.
    pub organization: Organization,
    /// The record's id within it.
    pub pfa_id: PfaId,
}

impl PfaId {
    /// Checks and takes an id.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
        let text = text.into();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        checked("a PFA id", "A-Z, a-z, 0-9 and -", text, fits).map(Self)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Organization {
    /// Checks and takes an organization code.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
        let text = text.into();
        let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        checked("an organization", "A-Z, 0-9 and _", text, fits).map(Self)
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl RecordId {
    /// Puts the two parts together.
    pub fn new(organization: Organization, pfa_id: PfaId) -> Self {
        Self { organization, pfa_id }
    }
}

fn checked(
    what: &'static str,
    allowed: &'static str,
    given: String,
    fits: impl Fn(char) -> bool,
) -> Result<String, InvalidId> {
    if (1..=30).contains(&given.len()) && given.chars().all(fits) {
        Ok(given)
    } else {
        Err(InvalidId { what, allowed, given: given.chars().take(60).collect() })
    }
}

macro_rules! id_conversions {
    ($id:ident) => {
        impl TryFrom<String> for $id {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }
        impl From<$id> for String {
            fn from(id: $id) -> String {
                id.0
            }
        }
        impl std::str::FromStr for $id {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }
        impl fmt::Display for $id {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
id_conversions!(PfaId);
id_conversions!(Organization);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.organization, self.pfa_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_named_with_its_organization() {
        let id = RecordId::new(Organization::new("RIO").unwrap(), PfaId::new("RIO-1").unwrap());
        assert_eq!(id.to_string(), "RIO/RIO-1");
    }

    #[test]
    fn ids_outside_the_contract_are_refused() {
        for bad in ["", "A B", "RIO_1", "É1", &"x".repeat(31)] {
            assert!(PfaId::new(bad).is_err(), "{bad:?}");
        }
        for bad in ["", "rio", "RIO-1", &"X".repeat(31)] {
            assert!(Organization::new(bad).is_err(), "{bad:?}");
        }
        assert!(PfaId::new("RIO-10442a").is_ok());
        assert!(Organization::new("PORT_ARTHUR2").is_ok());
    }
}
