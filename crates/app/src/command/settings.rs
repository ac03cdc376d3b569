//! The commands about settings.

use super::Desk;
use super::handlers::Answer;
use crate::event::Changed;
use crate::network;
use crate::secrets::Secret;
use crate::settings::{self, SettingKey, SettingProblem, Settings};
use crate::sync::Order;
use crate::view::SettingView;
use std::sync::Arc;

pub(super) async fn settings_show(desk: &Arc<Desk>) -> Answer<Settings> {
    settings::show_settings(&*desk.workspace()?)
}

pub(super) async fn settings_save(desk: &Arc<Desk>, settings: Settings) -> Answer<Changed> {
    let changed = settings::save_settings(&*desk.workspace()?, &settings)?;
    desk.order(Order::LookAgain);
    Ok(changed)
}

pub(super) async fn setting_list(desk: &Arc<Desk>) -> Answer<Vec<SettingView>> {
    Ok(settings::list_settings(&*desk.workspace()?)?.into_iter().map(Into::into).collect())
}

pub(super) async fn setting_unset(desk: &Arc<Desk>, key: SettingKey) -> Answer<Changed> {
    let changed = settings::unset_setting(&*desk.workspace()?, key)?;
    desk.order(Order::LookAgain);
    Ok(changed)
}

pub(super) async fn setting_problems(desk: &Arc<Desk>) -> Answer<Vec<SettingProblem>> {
    settings::list_problems(&*desk.workspace()?)
}

pub(super) async fn proxy_sign_in(desk: &Arc<Desk>, user: String, password: String) -> Answer<Changed> {
    let changed = network::proxy_sign_in(&*desk.workspace()?, &user, &Secret::new(password))?;
    desk.order(Order::LookAgain);
    Ok(changed)
}

pub(super) async fn proxy_sign_out(desk: &Arc<Desk>) -> Answer<Changed> {
    let changed = network::proxy_sign_out(&*desk.workspace()?)?;
    desk.order(Order::LookAgain);
    Ok(changed)
}
