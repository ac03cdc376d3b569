//! What somebody should look after is told once when it arises, and shown as long as it stands.

use crate::laptop::Laptop;
use chrono::TimeDelta;
use pfa_app::Workspace;
use pfa_app::alert::{AlertKind, look};
use pfa_app::backup::keep_copy_of_the_day;
use pfa_app::event::AppEvent;
use pfa_app::run::show_dashboard;
use pfa_app::sync::{Cancel, Request, Scope, Trigger, run_cycle};
use serde_json::json;

fn standing(w: &Workspace) -> Vec<AlertKind> {
    let now = w.now();
    let shown = show_dashboard(w, now - TimeDelta::hours(1), now).unwrap();
    shown.alerts.into_iter().map(|alert| alert.kind).collect()
}

#[tokio::test]
async fn a_change_that_waits_for_an_hour_is_an_alert_until_it_is_sent() {
    let laptop = Laptop::new().await;
    laptop.edit(json!({ "contract": "C-9" }));
    laptop.commit();
    laptop.pass(TimeDelta::minutes(60));
    assert_eq!(standing(&laptop.w), []);
    laptop.pass(TimeDelta::seconds(1));
    assert_eq!(standing(&laptop.w), [AlertKind::QueueOld]);
    laptop.sync().await;
    assert_eq!(standing(&laptop.w), []);
}

#[tokio::test]
async fn a_sign_in_that_pems_accepts_no_more_is_an_alert() {
    let laptop = Laptop::new().await;
    laptop.spoil_sign_in();
    // Another process has not yet been let in by the old password.
    let w = laptop.second_window();
    let scope = Scope { pull: true, push: false };
    let request =
        Request { trigger: Trigger::Schedule, scope, sweep: false, accept: false, who: "a test".to_owned() };
    drop(run_cycle(&w, &request, &Cancel::default()).await);
    assert_eq!((standing(&w), standing(&laptop.w)), (vec![AlertKind::SignedOut], vec![]));
}

/// The alerts that a window was told of since this was asked last.
fn told(laptop: &Laptop) -> Vec<AlertKind> {
    let kind = |event| if let AppEvent::Alert { alert } = event { Some(alert.kind) } else { None };
    laptop.told().into_iter().filter_map(kind).collect()
}

#[tokio::test]
async fn an_alert_is_told_once_for_as_long_as_it_stands_and_again_when_it_arises_anew() {
    let laptop = Laptop::new().await;
    laptop.edit(json!({ "contract": "C-9" }));
    laptop.commit();
    laptop.pass(TimeDelta::minutes(61));
    for told_now in [vec![AlertKind::QueueOld], vec![], vec![]] {
        look(&laptop.w).unwrap();
        assert_eq!(told(&laptop), told_now);
        laptop.pass(TimeDelta::minutes(1));
    }
    laptop.sync().await;
    look(&laptop.w).unwrap();
    assert_eq!(told(&laptop), []);
    laptop.edit(json!({ "contract": "C-10" }));
    laptop.commit();
    laptop.pass(TimeDelta::minutes(61));
    look(&laptop.w).unwrap();
    assert_eq!(told(&laptop), [AlertKind::QueueOld]);
}

#[tokio::test]
async fn a_database_that_cannot_be_copied_is_an_alert_until_it_is() {
    let laptop = Laptop::new().await;
    assert_eq!(standing(&laptop.w), [], "there is no copy yet, and nobody has tried");
    let key = laptop.lose_key();
    keep_copy_of_the_day(&laptop.w);
    assert_eq!(standing(&laptop.w), [AlertKind::BackupOld]);
    laptop.find_key(&key);
    keep_copy_of_the_day(&laptop.w);
    assert_eq!(standing(&laptop.w), []);
}
