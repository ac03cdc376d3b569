//! What PEMS lets a person do in an organization.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One right, as PEMS names it in the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Permission {
    /// See records.
    Read,
    /// Change plan-independent and forecast fields, discontinue and reinstate.
    EditForecast,
    /// Change actual dates.
    EditActuals,
    /// Send changes to PEMS.
    Sync,
    /// Go back to an earlier version.
    Rollback,
    /// Change how this application syncs.
    ManageSettings,
}

/// A word that names no permission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no permission is called {0:?}")]
pub struct UnknownPermission(String);

impl Permission {
    /// All of them, in the order of the contract.
    pub const ALL: [Permission; 6] = [
        Permission::Read,
        Permission::EditForecast,
        Permission::EditActuals,
        Permission::Sync,
        Permission::Rollback,
        Permission::ManageSettings,
    ];

    /// The word that PEMS uses.
    pub fn name(self) -> &'static str {
        match self {
            Permission::Read => "read",
            Permission::EditForecast => "editForecast",
            Permission::EditActuals => "editActuals",
            Permission::Sync => "sync",
            Permission::Rollback => "rollback",
            Permission::ManageSettings => "manageSettings",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Permission {
    type Err = UnknownPermission;
    fn from_str(word: &str) -> Result<Self, UnknownPermission> {
        Self::ALL.into_iter().find(|p| p.name() == word).ok_or_else(|| UnknownPermission(word.to_owned()))
    }
}

/// The rights that a person has in one organization.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions(u8);

impl Permissions {
    /// Whether the right is among them.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & Self::bit(permission) != 0
    }

    /// The rights, in the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |p| self.has(*p))
    }

    fn bit(permission: Permission) -> u8 {
        1 << permission as u8
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(iter: I) -> Self {
        Self(iter.into_iter().fold(0, |bits, p| bits | Self::bit(p)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_of_rights_has_just_its_members() {
        for bits in 0u8..64 {
            let members: Vec<_> =
                Permission::ALL.into_iter().filter(|p| bits & (1 << *p as u8) != 0).collect();
            let set: Permissions = members.iter().copied().collect();
            assert_eq!(set.iter().collect::<Vec<_>>(), members);
        }
    }

    #[test]
    fn a_right_given_twice_is_given() {
        let twice: Permissions = [Permission::Sync, Permission::Sync].into_iter().collect();
        assert!(twice.has(Permission::Sync));
    }

    #[test]
    fn names_read_back() {
        for p in Permission::ALL {
            assert_eq!(p.name().parse(), Ok(p));
            assert_eq!(p.to_string(), p.name());
        }
        assert!("admin".parse::<Permission>().is_err());
    }
}
