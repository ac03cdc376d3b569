//! Signing in, signing out, choosing the organization.

use crate::account::{self, Account, SecretKind};
use crate::event::{AppEvent, Changed};
use crate::event::{Connection, Topic};
use crate::network::{Network, address_wanted};
use crate::secrets::{Secret, SecretName};
use crate::{AppError, Workspace, settings};
use pfa_domain::{Organization, Permission};
use pfa_pems::PemsError;
use pfa_store::{audit, cursor, mirror};
use serde_json::json;

/// What a person signs in with.
pub struct SignIn {
    /// The API's root, such as `https://host/axis/restservices`; empty for the one that the settings name.
    pub pems: String,
    /// The tenant.
    pub tenant: String,
    /// The organization to work on.
    pub organization: String,
    /// The user; may be left out with an API key.
    pub user: Option<String>,
    /// Password or key.
    pub secret_kind: SecretKind,
    /// The secret itself.
    pub secret: Secret,
    /// An extra CA, PEM.
    pub ca_pem: Option<String>,
    /// Whether this is the sample on an embedded PEMS.
    pub sample: bool,
}

/// Signs in: asks PEMS who the credentials belong to, then keeps the account here and the secret in the vault.
///
/// A profile belongs to one PEMS and tenant: signing in to the same again replaces the credentials and
/// keeps all data, another is refused.
pub async fn sign_in(w: &Workspace, request: SignIn) -> Result<Changed, AppError> {
    let layers = w.store().read(|db| settings::layers(w, db))?;
    let account = account_of(&request, &address_wanted(&request.pems, &layers)?)?;
    w.store().read(|db| same_pems(account::get(db)?.as_ref(), &account))?;
    let network = Network::of(&account, &layers)?;
    let signed_in = ask_pems(w, &request, account.clone(), &network).await;
    if let Err(error @ (AppError::SignInRefused | AppError::Forbidden { .. } | AppError::Invalid { .. })) =
        &signed_in
    {
        note_refused(w, &account, error)?;
    }
    keep(w, &request.secret, &signed_in?)?;
    w.forget_client();
    w.live().connection = Connection::Online;
    w.live().connection_reason = None;
    w.tell(AppEvent::Connected);
    Ok(everything())
}

/// Asks PEMS who the credentials belong to, and whether they may read the organization.
async fn ask_pems(
    w: &Workspace,
    request: &SignIn,
    mut account: Account,
    network: &Network,
) -> Result<Account, AppError> {
    let client = w.client_for(&account, request.secret.clone(), network)?;
    let session = client.session().await;
    w.note_requests()?;
    let session = session.map_err(|error| {
        if error == PemsError::Unauthorized { AppError::SignInRefused } else { error.into() }
    })?;
    account.take_session(&session);
    let Some(here) = account.organizations.iter().find(|o| o.code == account.organization) else {
        let known: Vec<&str> = account.organizations.iter().map(|o| o.code.as_str()).collect();
        return Err(AppError::invalid(format!(
            "{} is not among the organizations of this user: {}.",
            account.organization,
            if known.is_empty() { "there are none".to_owned() } else { known.join(", ") }
        )));
    };
    if !here.permissions.contains(&Permission::Read) {
        return Err(AppError::Forbidden {
            permission: Permission::Read,
            organization: here.code.to_string(),
        });
    }
    Ok(account)
}

fn keep(w: &Workspace, secret: &Secret, account: &Account) -> Result<(), AppError> {
    w.vault().write(SecretName::SignIn, secret)?;
    w.store().write(|tx| {
        account::put(tx, account)?;
        let detail =
            json!({ "pems": account.pems, "tenant": account.tenant, "organization": account.organization });
        Ok(audit::append(tx, &w.entry(&account.user_id, "signed_in", None, detail))?)
    })
}

/// Remembers who tried, and why PEMS or we said no.
fn note_refused(w: &Workspace, account: &Account, error: &AppError) -> Result<(), AppError> {
    let who = account.user.as_deref().unwrap_or("somebody with an API key");
    let why = error.to_string();
    let detail = json!({ "pems": account.pems, "tenant": account.tenant, "organization": account.organization, "why": why });
    w.store().write(|tx| Ok(audit::append(tx, &w.entry(who, "sign_in_refused", None, detail))?))
}

/// Signs out: the secret leaves the vault, the data stays, encrypted, until somebody signs in again.
pub fn sign_out(w: &Workspace) -> Result<Changed, AppError> {
    let mut account = w.store().read(account::signed_in)?;
    account.signed_in = false;
    w.vault().forget(SecretName::SignIn)?;
    w.store().write(|tx| {
        account::put(tx, &account)?;
        audit::append(tx, &w.entry(&account.user_id, "signed_out", None, json!({})))?;
        Ok::<_, AppError>(())
    })?;
    w.forget_client();
    Ok(everything())
}

/// Works on another of the person's organizations from now on.
pub fn select_organization(w: &Workspace, organization: &str) -> Result<Changed, AppError> {
    let code = Organization::new(organization).map_err(|e| AppError::invalid(e.to_string()))?;
    w.store().write(|tx| {
        let mut account = account::signed_in(tx)?;
        let known = account.organizations.iter().any(|o| o.code == code);
        if !known {
            return Err(AppError::NotFound { what: "organization", id: code.to_string() });
        }
        account.organization = code;
        account.actor().require(Permission::Read)?;
        account::put(tx, &account)?;
        Ok(everything())
    })
}

/// The account, signed in or not, with the number of records held of each organization.
pub fn show_account(w: &Workspace) -> Result<Option<(Account, Vec<u64>)>, AppError> {
    w.store().read(|db| {
        let Some(account) = account::get(db)? else { return Ok(None) };
        let counts: Result<Vec<u64>, _> =
            account.organizations.iter().map(|o| mirror::count(db, &o.code)).collect();
        Ok(Some((account, counts?)))
    })
}

/// Whether anything was ever pulled of the organization worked on.
pub fn has_pulled(w: &Workspace) -> Result<bool, AppError> {
    w.store().read(|db| {
        let organization = account::signed_in(db)?.organization;
        Ok(cursor::get(db, &organization)?.pulled_at.is_some())
    })
}

fn account_of(request: &SignIn, pems: &str) -> Result<Account, AppError> {
    let tenant = request.tenant.trim();
    if tenant.is_empty() || tenant.chars().count() > 64 {
        return Err(AppError::invalid("The tenant has 1 to 64 characters."));
    }
    let organization =
        Organization::new(request.organization.trim()).map_err(|e| AppError::invalid(format!("{e}.")))?;
    let endpoint = pfa_pems::Endpoint::new(pems, tenant)?;
    Ok(Account {
        pems: endpoint.root().to_string(),
        tenant: tenant.to_owned(),
        organization,
        user: request.user.as_deref().map(str::trim).filter(|user| !user.is_empty()).map(str::to_owned),
        secret_kind: request.secret_kind,
        ca_pem: request.ca_pem.clone(),
        user_id: String::new(),
        display_name: String::new(),
        capabilities: Vec::new(),
        rate_limit_per_second: None,
        organizations: Vec::new(),
        signed_in: true,
        sample: request.sample,
    })
}

/// The sample's PEMS listens on another port each time it starts; it is the same PEMS all the same.
fn same_pems(held: Option<&Account>, wanted: &Account) -> Result<(), AppError> {
    match held {
        Some(held) if (held.sample, wanted.sample) == (true, true) => Ok(()),
        Some(held) if held.pems != wanted.pems || held.tenant != wanted.tenant => {
            Err(AppError::invalid(format!(
                "This profile belongs to {} (tenant {}): use another profile for {} (tenant {}).",
                held.pems, held.tenant, wanted.pems, wanted.tenant
            )))
        }
        Some(_) | None => Ok(()),
    }
}

fn everything() -> Changed {
    Changed::of([
        Topic::Session,
        Topic::Records,
        Topic::Status,
        Topic::Conflicts,
        Topic::Failed,
        Topic::Runs,
        Topic::Audit,
    ])
}
