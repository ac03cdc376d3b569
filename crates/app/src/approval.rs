//! A second person's word for what moves much money: a decision or a roll-back that moves the variance of a record by more than
//! the setting `approvalAbove` is taken only once somebody else has signed in to PEMS for it.

use crate::account::{self, Account, Actor, SecretKind};
use crate::network::Network;
use crate::secrets::Secret;
use crate::{AppError, Workspace, settings};
use pfa_domain::{Cost, Money, Permission, PfaRecord, RecordCost};
use pfa_pems::PemsError;
use pfa_store::{Db, audit};
use serde_json::json;

/// Who approves, and what shows that it is them.
pub struct Approval {
    /// The user.
    pub user: String,
    /// Their password; it is used once and kept nowhere.
    pub secret: Secret,
}

/// That somebody approved: PEMS knew them, and they may change the organization's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    by: String,
}

/// Asks PEMS whether somebody is who they say, is not the person who decides, and may sync the organization.
pub async fn approve(w: &Workspace, approval: Approval) -> Result<Approved, AppError> {
    let (account, layers) =
        w.store().read(|db| Ok::<_, AppError>((account::signed_in(db)?, settings::layers(w, db)?)))?;
    let network = Network::of(&account, &layers)?;
    let asked = ask(w, &account, &network, &approval).await;
    w.note_requests()?;
    if let Err(error @ (AppError::SignInRefused | AppError::Forbidden { .. } | AppError::Invalid { .. })) =
        &asked
    {
        let detail = json!({ "for": account.user_id, "why": error.to_string() });
        let entry = w.entry_in(&approval.user, "approval_refused", &account.organization, detail);
        w.store().write(|tx| Ok::<_, AppError>(audit::append(tx, &entry)?))?;
    }
    asked
}

/// Refuses what moves the variance of a record by more than may be without somebody's approval.
pub(crate) fn require_approval(
    w: &Workspace,
    db: &Db<'_>,
    actor: &Actor,
    before: &PfaRecord,
    after: &PfaRecord,
) -> Result<(), AppError> {
    if actor.approved.is_some() {
        return Ok(());
    }
    let Some(limit) = settings::get(w, db)?.approval_above else { return Ok(()) };
    // A setting that is no amount is refused before it holds.
    let Ok(limit) = Money::parse(&limit) else { return Ok(()) };
    let moved = moved(before, after);
    if moved.units() > Cost::UNITS_PER_CENT * i128::from(limit.cents()) {
        return Err(AppError::ApprovalNeeded { pfa_id: before.id.pfa_id.clone(), moved, limit });
    }
    Ok(())
}

impl Approved {
    /// Who approved, as PEMS knows them.
    pub fn by(&self) -> &str {
        &self.by
    }
}

async fn ask(
    w: &Workspace,
    account: &Account,
    network: &Network,
    approval: &Approval,
) -> Result<Approved, AppError> {
    let other = Account {
        user: Some(approval.user.trim().to_owned()),
        secret_kind: SecretKind::Password,
        ..account.clone()
    };
    let client = w.client_for(&other, approval.secret.clone(), network)?;
    let session = client.session().await.map_err(|error| {
        if error == PemsError::Unauthorized { AppError::SignInRefused } else { error.into() }
    })?;
    if session.user_id == account.user_id {
        return Err(AppError::invalid("The approval is another person's to give: you decide it yourself."));
    }
    let here = session.organizations.iter().find(|o| o.code == account.organization);
    if !here.is_some_and(|o| o.permissions.has(Permission::Sync)) {
        let organization = account.organization.to_string();
        return Err(AppError::Forbidden { permission: Permission::Sync, organization });
    }
    Ok(Approved { by: session.user_id })
}

/// By how much the variance goes up or down; one that there is not counts as nothing.
fn moved(before: &PfaRecord, after: &PfaRecord) -> Cost {
    let of = |record| RecordCost::of(record).variance.unwrap_or_default().units();
    Cost::from_units((of(after) - of(before)).abs())
}
