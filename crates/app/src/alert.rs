//! What somebody should look after: told once when it arises, and shown as long as it stands.

use crate::event::{AppEvent, Changed, Connection, Topic};
use crate::run::{outcomes_since, success_rate};
use crate::settings::{self, Layer};
use crate::{AppError, Workspace, account};
use chrono::{DateTime, TimeDelta, Utc};
use pfa_store::{Db, backup, write};
use serde::Serialize;
use std::collections::BTreeMap;

/// The least share of writes that reach PEMS without a person.
const SUCCESS_LEAST: f64 = 0.999;
/// A copy of the database that is older is not what anybody wants to go back to.
pub(crate) const BACKUP_OLD: TimeDelta = TimeDelta::days(3);
/// How far back that share is taken.
const LOOKED_BACK: TimeDelta = TimeDelta::hours(24);

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// A write has waited for too long.
    QueueOld,
    /// Too many writes do not reach PEMS.
    SuccessLow,
    /// PEMS accepts the sign-in no more.
    SignedOut,
    /// A newer version is there.
    Update,
    /// The organization's policy cannot be read.
    PolicyBroken,
    /// No backup is made, and the newest is old.
    BackupOld,
}

/// Something that somebody should look after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ts_rs::TS)]
pub struct Alert {
    /// What it is about.
    pub kind: AlertKind,
    /// What is the matter and what helps, in a sentence or two.
    pub message: String,
    /// Since when.
    #[ts(type = "string")]
    pub since: DateTime<Utc>,
}

/// What stands now, the most pressing first.
pub(crate) fn alerts_in(w: &Workspace, db: &Db<'_>) -> Result<Vec<Alert>, AppError> {
    let Some(account) = account::get(db)? else { return Ok(Vec::new()) };
    let now = w.now();
    let noticed = w.live().alerts.clone();
    let since = |kind: AlertKind| noticed.get(&kind).copied().unwrap_or(now);
    let mut alerts = Vec::new();
    if account.signed_in && w.live().connection == Connection::SignInAgain {
        alerts.push(Alert {
            kind: AlertKind::SignedOut,
            message:
                "PEMS does not accept your sign-in any more. Sign in again: nothing is synced until then."
                    .to_owned(),
            since: since(AlertKind::SignedOut),
        });
    }
    let layers = settings::layers(w, db)?;
    if let Some(problem) = layers.problems().iter().find(|problem| problem.layer == Layer::Policy) {
        alerts.push(Alert {
            kind: AlertKind::PolicyBroken,
            message: format!("The organization's policy cannot be applied, so nothing is synced: {problem}"),
            since: since(AlertKind::PolicyBroken),
        });
    }
    let patience = TimeDelta::minutes(i64::from(layers.settings().queue_age_alert_minutes));
    let oldest = write::oldest_open(db, &account.organization)?;
    if let Some(oldest) = oldest.filter(|oldest| now - *oldest > patience) {
        let waited = (now - oldest).num_minutes();
        alerts.push(Alert {
            kind: AlertKind::QueueOld,
            message: format!(
                "A change has waited for {waited} minutes to reach PEMS. See why sync does not get through."
            ),
            since: oldest + patience,
        });
    }
    let (synced, failed) = outcomes_since(db, &account.organization, now - LOOKED_BACK, now)?;
    if let Some(rate) = success_rate(synced, failed).filter(|rate| *rate < SUCCESS_LEAST) {
        alerts.push(Alert {
            kind: AlertKind::SuccessLow,
            message: format!(
                "{:.1} % of the changes of the last 24 hours reached PEMS; {failed} failed. See the failed items.",
                rate * 100.0
            ),
            since: since(AlertKind::SuccessLow),
        });
    }
    // Whoever comes back after a week has an old copy until the day's is made: only what keeps it from that is told of.
    if w.live().backup_fails {
        let newest = backup::list(&w.profile().backups())?.first().map(|newest| newest.made_at);
        if newest.is_none_or(|made_at| now - made_at > BACKUP_OLD) {
            alerts.push(Alert {
                kind: AlertKind::BackupOld,
                message: "Your local data cannot be backed up, and there is no backup of the last 3 days. See Help and support for what helps."
                    .to_owned(),
                since: newest.map_or_else(|| since(AlertKind::BackupOld), |made_at| made_at + BACKUP_OLD),
            });
        }
    }
    Ok(alerts)
}

/// Tells of what arose since the last look, once each, and that something stands no more.
pub fn look(w: &Workspace) -> Result<(), AppError> {
    let standing = w.store().read(|db| alerts_in(w, db))?;
    let now: BTreeMap<AlertKind, DateTime<Utc>> = standing.iter().map(|a| (a.kind, a.since)).collect();
    let before = std::mem::replace(&mut w.live().alerts, now.clone());
    if before.keys().eq(now.keys()) {
        return Ok(());
    }
    for alert in standing.into_iter().filter(|alert| !before.contains_key(&alert.kind)) {
        w.tell(AppEvent::Alert { alert });
    }
    w.tell(AppEvent::Changed { changed: Changed::of([Topic::Alerts]) });
    Ok(())
}
