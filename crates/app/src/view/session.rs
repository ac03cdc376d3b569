//! Where the application stands, and who is signed in.

use super::ErrorView;
use crate::account::Account;
use crate::approval::Approval;
use crate::secrets::Secret;
use pfa_domain::Permission;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody is signed in.
    FirstRun,
    /// Records.
    Ready,
    /// The database or the keyring cannot be used.
    Blocked,
}

/// Where the application stands.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppState {
    /// What the window shows.
    pub stage: Stage,
    /// The account.
    pub session: Option<SessionView>,
    /// Whether the account's secret is held.
    pub signed_in: bool,
    /// Why it is blocked.
    pub problem: Option<ErrorView>,
    /// The version of this build.
    pub version: String,
}

/// An organization that the person works for.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct OrganizationView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The currency of its amounts.
    pub currency: String,
    /// What the person may do.
    pub permissions: Vec<Permission>,
    /// Records held here.
    pub records: u64,
}

/// The account.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// The API's root.
    pub pems: String,
    /// The tenant.
    pub tenant: String,
    /// The user as PEMS knows them.
    pub user_id: String,
    /// Their name.
    pub display_name: String,
    /// Their organizations.
    pub organizations: Vec<OrganizationView>,
    /// The one worked on.
    pub organization: String,
    /// Whether this is the sample.
    pub sample: bool,
}

/// What the sign-in form sends.
#[derive(Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "SignIn")]
pub struct SignInView {
    /// The PEMS address.
    pub pems: String,
    /// The tenant.
    pub tenant: String,
    /// The organization.
    pub organization: String,
    /// The user.
    pub user: Option<String>,
    /// What `secret` is.
    #[ts(type = "\"password\" | \"apiKey\"")]
    pub secret_kind: crate::account::SecretKind,
    /// The password or key.
    pub secret: String,
    /// The path of an extra CA file.
    pub ca_file: Option<String>,
}

/// Another person's sign-in, for what one person may not do alone.
#[derive(Deserialize, TS)]
#[ts(rename = "Approval")]
pub struct ApprovalView {
    /// The user.
    pub user: String,
    /// Their password.
    pub secret: String,
}

impl ApprovalView {
    /// What is shown to PEMS.
    pub fn approval(self) -> Approval {
        Approval { user: self.user, secret: Secret::new(self.secret) }
    }
}

impl SessionView {
    /// The account with the number of records held of each organization.
    pub fn of(account: &Account, records: &[u64]) -> Self {
        let with_records =
            account.organizations.iter().zip(records.iter().copied().chain(std::iter::repeat(0)));
        Self {
            pems: account.pems.clone(),
            tenant: account.tenant.clone(),
            user_id: account.user_id.clone(),
            display_name: account.display_name.clone(),
            organizations: with_records
                .map(|(o, records)| OrganizationView {
                    code: o.code.to_string(),
                    name: o.name.clone(),
                    currency: o.currency.clone(),
                    permissions: o.permissions.clone(),
                    records,
                })
                .collect(),
            organization: account.organization.to_string(),
            sample: account.sample,
        }
    }
}
