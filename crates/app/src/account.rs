//! Who is signed in to which PEMS, and what PEMS lets them do. Kept in the database without its secret,
//! so that work goes on offline with the rights that PEMS last gave.

use crate::AppError;
use crate::approval::Approved;
use pfa_domain::{Organization, Permission, Permissions};
use pfa_pems::{Capability, Session};
use pfa_store::{Db, StoreError, Tx, setting};
use serde::{Deserialize, Serialize};

pub(crate) const KEY: &str = "account";

/// The kind of secret that a person signs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SecretKind {
    /// A user's password.
    Password,
    /// A PEMS API key.
    ApiKey,
}

/// A person's account at a PEMS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The API's root.
    pub pems: String,
    /// The tenant.
    pub tenant: String,
    /// The organization worked on.
    pub organization: Organization,
    /// The user as typed; none with an API key alone.
    pub user: Option<String>,
    /// What they sign in with.
    pub secret_kind: SecretKind,
    /// An extra CA, PEM.
    pub ca_pem: Option<String>,
    /// The user as PEMS knows them.
    pub user_id: String,
    /// Their name.
    pub display_name: String,
    /// What this PEMS can do.
    pub capabilities: Vec<String>,
    /// Requests a second that PEMS allows; `None` for the contract's 10.
    pub rate_limit_per_second: Option<f64>,
    /// The organizations and the rights in each.
    pub organizations: Vec<OrganizationRights>,
    /// Whether the secret is held; false after a sign-out.
    pub signed_in: bool,
    /// Whether this is the sample on an embedded PEMS.
    pub sample: bool,
}

/// What a person may do in an organization.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganizationRights {
    /// The organization.
    pub code: Organization,
    /// Its name.
    pub name: String,
    /// The currency of its amounts, ISO 4217.
    pub currency: String,
    /// The rights.
    pub permissions: Vec<Permission>,
}

/// Who acts, where: what a use case gets after its permission was checked.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The organization.
    pub organization: Organization,
    /// The user as PEMS knows them.
    pub user: String,
    /// Their rights in it.
    pub permissions: Permissions,
    /// Who else approved of what they do.
    pub approved: Option<Approved>,
}

impl Account {
    /// The rights in the organization worked on; none if PEMS lists it no more.
    pub fn permissions(&self) -> Permissions {
        let here = self.organizations.iter().find(|o| o.code == self.organization);
        here.map(|o| o.permissions.iter().copied().collect()).unwrap_or_default()
    }

    /// Whether PEMS announced this.
    pub fn can(&self, capability: Capability) -> bool {
        self.capabilities.iter().any(|name| name == capability.name())
    }

    /// Takes over what PEMS says of the person and of itself.
    pub fn take_session(&mut self, session: &Session) {
        self.user_id = session.user_id.clone();
        self.display_name = session.display_name.clone();
        self.capabilities = session.capabilities.iter().map(|c| c.name().to_owned()).collect();
        self.rate_limit_per_second = session.rate_limit_per_second;
        self.organizations = session
            .organizations
            .iter()
            .map(|o| OrganizationRights {
                code: o.code.clone(),
                name: o.name.clone(),
                currency: o.currency.clone(),
                permissions: o.permissions.iter().collect(),
            })
            .collect();
    }

    /// Who acts.
    pub fn actor(&self) -> Actor {
        Actor {
            organization: self.organization.clone(),
            user: self.user_id.clone(),
            permissions: self.permissions(),
            approved: None,
        }
    }
}

impl Actor {
    /// The same with somebody's approval, where there is one.
    pub(crate) fn with(self, approved: Option<&Approved>) -> Self {
        Self { approved: approved.cloned(), ..self }
    }

    /// Who approved, for the audit log.
    pub(crate) fn approved_by(&self) -> Option<&str> {
        self.approved.as_ref().map(Approved::by)
    }

    /// Refuses unless the person has the right.
    pub fn require(&self, permission: Permission) -> Result<(), AppError> {
        if self.permissions.has(permission) {
            Ok(())
        } else {
            Err(AppError::Forbidden { permission, organization: self.organization.to_string() })
        }
    }
}

/// The account, signed in or not; none before the first sign-in.
pub(crate) fn get(db: &Db<'_>) -> Result<Option<Account>, StoreError> {
    setting::get(db, KEY)
}

/// The account if somebody is signed in.
pub(crate) fn signed_in(db: &Db<'_>) -> Result<Account, AppError> {
    get(db)?.filter(|account| account.signed_in).ok_or(AppError::SignedOut)
}

/// Who acts, if they have the right.
pub(crate) fn actor(db: &Db<'_>, permission: Permission) -> Result<Actor, AppError> {
    let actor = signed_in(db)?.actor();
    actor.require(permission)?;
    Ok(actor)
}

pub(crate) fn put(tx: &Tx<'_>, account: &Account) -> Result<(), StoreError> {
    setting::put(tx, KEY, account)
}
