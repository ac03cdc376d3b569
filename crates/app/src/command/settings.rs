//! The commands about settings.

use super::Desk;
use super::handlers::Answer;
use crate::event::Changed;
use crate::logging;
use crate::network;
use crate::secrets::Secret;
use crate::settings::{self, SettingKey, SettingProblem, Settings};
use crate::sync::Order;
use crate::view::SettingView;
use std::sync::Arc;

pub(super) async fn settings_show(desk: &Arc<Desk>) -> Answer<Settings> {
    settings::show_settings(&desk.workspace()?)
}

pub(super) async fn settings_save(desk: &Arc<Desk>, settings: Settings) -> Answer<Changed> {
    let w = desk.workspace()?;
    let changed = settings::save_settings(&w, &settings)?;
    logging::follow(&w)?;
    desk.order(Order::LookAgain);
    Ok(changed)
}

pub(super) async fn setting_list(desk: &Arc<Desk>) -> Answer<Vec<SettingView>> {
    Ok(settings::list_settings(&desk.workspace()?)?.into_iter().map(Into::into).collect())
}

pub(super) async fn setting_unset(desk: &Arc<Desk>, key: SettingKey) -> Answer<Changed> {
    let w = desk.workspace()?;
    let changed = settings::unset_setting(&w, key)?;
    logging::follow(&w)?;
    desk.order(Order::LookAgain);
    Ok(changed)
}

pub(super) async fn setting_problems(desk: &Arc<Desk>) -> Answer<Vec<SettingProblem>> {
    settings::list_problems(&desk.workspace()?)
}

pub(super) async fn proxy_sign_in(desk: &Arc<Desk>, user: String, password: String) -> Answer<Changed> {
    let changed = network::proxy_sign_in(&desk.workspace()?, &user, &Secret::new(password))?;
    desk.order(Order::LookAgain);
    Ok(changed)
}

pub(super) async fn proxy_sign_out(desk: &Arc<Desk>) -> Answer<Changed> {
    let changed = network::proxy_sign_out(&desk.workspace()?)?;
    desk.order(Order::LookAgain);
    Ok(changed)
}
