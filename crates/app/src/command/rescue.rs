//! Commands against loss: of the keyring, of a database, of what was typed.

use super::Desk;
use super::handlers::Answer;
use crate::doctor::{Finding, examine};
use crate::recovery::{self, Means, RecoveryCode};
use crate::scratch::{keep_typed, list_typed};
use crate::view::{
    AppState, BundleView, RecoveryCodeView, RecoveryView, RepairView, SavedFile, ScratchView, Values,
};
use std::sync::Arc;

pub(super) async fn repair_report(desk: &Arc<Desk>) -> Answer<Option<RepairView>> {
    Ok(desk.repaired().map(Into::into))
}

pub(super) async fn scratch_put(desk: &Arc<Desk>, pfa_id: String, values: Option<Values>) -> Answer<()> {
    keep_typed(&desk.workspace()?, &pfa_id, values.as_ref().map(|values| &values.0))
}

pub(super) async fn scratch_list(desk: &Arc<Desk>) -> Answer<Vec<ScratchView>> {
    Ok(list_typed(&desk.workspace()?)?.into_iter().map(Into::into).collect())
}

pub(super) async fn doctor(desk: &Arc<Desk>) -> Answer<Vec<Finding>> {
    Ok(examine(&desk.subject()?).await)
}

pub(super) async fn bundle_preview(desk: &Arc<Desk>) -> Answer<BundleView> {
    Ok(desk.bundle().await?.into())
}

pub(super) async fn bundle_save(desk: &Arc<Desk>) -> Answer<SavedFile> {
    let path = desk.save_bundle().await?;
    Ok(SavedFile { path: path.display().to_string() })
}

pub(super) async fn recovery_state(desk: &Arc<Desk>) -> Answer<RecoveryView> {
    Ok(desk.recovery_state()?.into())
}

pub(super) async fn recovery_make(desk: &Arc<Desk>) -> Answer<RecoveryCodeView> {
    let w = desk.workspace()?;
    Ok((&recovery::make_code(&w)?).into())
}

pub(super) async fn recovery_confirm(desk: &Arc<Desk>, last_group: String) -> Answer<RecoveryView> {
    recovery::confirm_code(&desk.workspace()?, &last_group)?;
    Ok(desk.recovery_state()?.into())
}

pub(super) async fn recovery_open(desk: &Arc<Desk>, code: String) -> Answer<AppState> {
    let code = crate::secrets::Secret::new(code);
    desk.recover(Means::Code(RecoveryCode::parse(code.expose())?)).await
}
