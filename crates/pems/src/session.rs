//! Who is signed in, what they may do where, and what this PEMS can do.

use crate::{PemsError, text::one_line};
use pfa_domain::{Organization, Permission, Permissions};
use serde::Deserialize;
use std::collections::BTreeSet;

const NAME_MAX: usize = 200;

/// The signed-in user as PEMS knows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The user's id, as it stands in `lastChangedBy`.
    pub user_id: String,
    /// The user's name for people.
    pub display_name: String,
    /// What this PEMS can do beyond the least.
    pub capabilities: BTreeSet<Capability>,
    /// Requests a second that this user may make; `None` where PEMS does not say.
    pub rate_limit_per_second: Option<f64>,
    /// The organizations that the user has to do with.
    pub organizations: Vec<SessionOrganization>,
}

/// An organization and the user's rights in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionOrganization {
    /// Its code.
    pub code: Organization,
    /// Its name for people.
    pub name: String,
    /// The currency of its money, ISO 4217.
    pub currency: String,
    /// What the user may do in it.
    pub permissions: Permissions,
}

/// What a PEMS may offer beyond the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Capability {
    /// Many updates in one request.
    Batch,
    /// The versions of a record.
    Versions,
    /// Word of changes as they happen.
    ChangeFeed,
    /// Reading only what changed since an instant.
    UpdatedSince,
}

impl Capability {
    /// All of them.
    pub const ALL: [Capability; 4] =
        [Capability::Batch, Capability::Versions, Capability::ChangeFeed, Capability::UpdatedSince];

    /// The word that PEMS uses.
    pub fn name(self) -> &'static str {
        match self {
            Capability::Batch => "batch",
            Capability::Versions => "versions",
            Capability::ChangeFeed => "changeFeed",
            Capability::UpdatedSince => "updatedSince",
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionAnswer {
    user_id: String,
    display_name: String,
    capabilities: Vec<String>,
    rate_limit_per_second: Option<f64>,
    organizations: Vec<OrganizationAnswer>,
}

#[derive(Deserialize)]
struct OrganizationAnswer {
    code: String,
    name: String,
    currency: Option<String>,
    permissions: Vec<String>,
}

impl SessionAnswer {
    /// The session, if its user can be told from others.
    pub(crate) fn session(self) -> Result<Session, PemsError> {
        // Compared with what records say of who changed them: kept as it is, or not taken.
        if self.user_id.is_empty() || one_line(&self.user_id, NAME_MAX) != self.user_id {
            return Err(PemsError::not_pems("a session whose user id is no id"));
        }
        let organizations: Result<Vec<_>, _> =
            self.organizations.into_iter().filter_map(OrganizationAnswer::organization).collect();
        Ok(Session {
            user_id: self.user_id,
            display_name: one_line(&self.display_name, NAME_MAX),
            capabilities: Capability::ALL
                .into_iter()
                .filter(|c| self.capabilities.iter().any(|word| word == c.name()))
                .collect(),
            rate_limit_per_second: self.rate_limit_per_second.filter(|rate| rate.is_finite() && *rate > 0.0),
            organizations: organizations?,
        })
    }
}

impl OrganizationAnswer {
    /// `None` for a code that no request could name: the user's other organizations still work.
    fn organization(self) -> Option<Result<SessionOrganization, PemsError>> {
        let Ok(code) = Organization::new(self.code) else {
            tracing::warn!("the session lists an organization whose code is none; it is left out");
            return None;
        };
        let currency = self.currency.unwrap_or_else(|| "USD".to_owned());
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
            return Some(Err(PemsError::not_pems(format!("the currency of {code} is none"))));
        }
        let permissions =
            self.permissions.iter().filter_map(|word| word.parse::<Permission>().ok()).collect();
        Some(Ok(SessionOrganization { code, name: one_line(&self.name, NAME_MAX), currency, permissions }))
    }
}
