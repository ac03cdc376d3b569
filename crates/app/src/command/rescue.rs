//! Commands against loss: of the keyring, of a database, of what was typed.

use super::Desk;
use super::handlers::Answer;
use crate::recovery::{self, Means, RecoveryCode};
use crate::view::{AppState, RecoveryCodeView, RecoveryView};
use std::sync::Arc;

pub(super) async fn recovery_state(desk: &Arc<Desk>) -> Answer<RecoveryView> {
    Ok(desk.recovery_state()?.into())
}

pub(super) async fn recovery_make(desk: &Arc<Desk>) -> Answer<RecoveryCodeView> {
    let w = desk.workspace()?;
    Ok((&recovery::make_code(&w)?).into())
}

pub(super) async fn recovery_confirm(desk: &Arc<Desk>, last_group: String) -> Answer<RecoveryView> {
    recovery::confirm_code(&*desk.workspace()?, &last_group)?;
    Ok(desk.recovery_state()?.into())
}

pub(super) async fn recovery_open(desk: &Arc<Desk>, code: String) -> Answer<AppState> {
    let code = crate::secrets::Secret::new(code);
    desk.recover(Means::Code(RecoveryCode::parse(code.expose())?)).await
}
