//! The handle that only tests, the demo and the control port have: faults, edits by a colleague, outages, the log.

use crate::{
    clock::Clock,
    fault::{Fault, FaultKind, FaultMatch, Faults},
    feed::{STRAY_BYTES_MAX, StrayFrame},
    log::LoggedRequest,
    refusal::Refusal,
    sample::Version,
    settings::{Capability, Settings},
    shared::{Line, Shared},
    world::Backup,
    write::{self, Author, Intent},
};
use chrono::{DateTime, NaiveDate, Utc};
use pfa_domain::{Delta, Field, FieldValue, Permission, PfaRecord, date_in_range};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::sync::{Arc, atomic::Ordering};

/// Controls a running stand-in. Cheap to clone; it outlives nothing.
#[derive(Debug, Clone)]
pub struct Control {
    shared: Arc<Shared>,
}

/// How PEMS cannot be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outage {
    /// Nobody listens on the port; open connections are closed.
    Refuse,
    /// Connections are accepted and closed at once.
    AcceptAndClose,
}

/// Why the control did not do as it was told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ControlError {
    /// No such record in this organization, or no such organization.
    #[error("there is no such record")]
    NoSuchRecord,
    /// No such user.
    #[error("there is no such user")]
    NoSuchUser,
    /// PEMS itself would not take the change.
    #[error("{message}")]
    Refused {
        /// Why.
        message: String,
        /// The fields at fault.
        fields: Vec<String>,
    },
    /// A figure outside its bounds.
    #[error("{what} must lie between {low} and {high}")]
    OutOfBounds {
        /// Which.
        what: &'static str,
        /// The least.
        low: i64,
        /// The most.
        high: i64,
    },
    /// The database file did not take it.
    #[error("the stand-in's database failed")]
    Database,
}

/// A version of a record, as `versions` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldVersion {
    /// The record at that version.
    pub record: PfaRecord,
    /// The reason that was given for the change to it.
    pub reason: Option<String>,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    // Faults.

    /// Puts a fault in force, after those that are; its number.
    pub fn inject(&self, fault: Fault) -> Result<u64, ControlError> {
        within("probability times 100", (fault.probability * 100.0).round() as i64, 0, 100)?;
        if !(0.0..=1.0).contains(&fault.probability) {
            return Err(ControlError::OutOfBounds { what: "probability", low: 0, high: 1 });
        }
        if let Some(times) = fault.times {
            within("times", times.into(), 1, 1_000_000)?;
        }
        if let FaultKind::Delay { milliseconds } = fault.kind {
            within("milliseconds", i64::try_from(milliseconds).unwrap_or(i64::MAX), 0, 600_000)?;
        }
        let mut faults = self.shared.faults();
        within("faults in force", faults.list().len() as i64 + 1, 1, Faults::MOST as i64)?;
        Ok(faults.add(fault))
    }

    /// Makes the next `times` requests fail that match.
    pub fn fail_next(&self, times: u32, kind: FaultKind, on: FaultMatch) -> Result<u64, ControlError> {
        self.inject(Fault { kind, on, times: Some(times), probability: 1.0 })
    }

    /// The faults in force with their numbers; `times` is what is left.
    pub fn faults(&self) -> Vec<(u64, Fault)> {
        self.shared.faults().list().to_vec()
    }

    /// Takes a fault away; whether it was still in force.
    pub fn remove_fault(&self, number: u64) -> bool {
        self.shared.faults().remove(number)
    }

    /// Takes all faults away. Requests that are held stay so until they are released.
    pub fn clear_faults(&self) {
        self.shared.faults().clear();
    }

    /// Lets all requests go on that are held.
    pub fn release(&self) {
        self.shared.released.send_modify(|n| *n += 1);
    }

    /// Waits until at least so many requests are held.
    pub async fn wait_until_held(&self, count: usize) {
        // The sender is in `shared`, so the wait cannot fail.
        let _ = self.shared.held.subscribe().wait_for(|held| *held >= count).await;
    }

    /// Makes PEMS unreachable, and cuts what is open; returns when it is so.
    pub async fn outage(&self, outage: Outage) {
        self.bring_about(match outage {
            Outage::Refuse => Line::Refusing,
            Outage::AcceptAndClose => Line::Closing,
        })
        .await;
    }

    /// Ends an outage; returns when PEMS answers again.
    pub async fn restore(&self) {
        self.bring_about(Line::Up).await;
    }

    /// The outage in force.
    pub fn current_outage(&self) -> Option<Outage> {
        match *self.shared.settled.borrow() {
            Line::Refusing => Some(Outage::Refuse),
            Line::Closing => Some(Outage::AcceptAndClose),
            Line::Up | Line::Stopped => None,
        }
    }

    /// Closes every connection of the change feed; clients may come back at once.
    pub fn cut_feed(&self) {
        self.shared.feed_cut.send_modify(|n| *n += 1);
    }

    /// Sends every client of the change feed a frame that the contract does not have: at most 16 MiB.
    pub fn stray_on_feed(&self, frame: StrayFrame) -> Result<(), ControlError> {
        let bytes = match &frame {
            StrayFrame::Text { text } => text.len(),
            StrayFrame::Binary { bytes } => *bytes,
        };
        within("bytes", i64::try_from(bytes).unwrap_or(i64::MAX), 0, STRAY_BYTES_MAX as i64)?;
        // Nobody listening is no failure.
        let _ = self.shared.feed_stray.send(frame);
        Ok(())
    }

    /// Keeps the change feed from saying anything, pings included, or lets it speak again.
    pub fn hush_feed(&self, hushed: bool) {
        self.shared.feed_hushed.store(hushed, Ordering::Relaxed);
    }

    // Records.

    /// Changes a record as a colleague would, `changes` by camelCase name; the new version.
    pub fn edit(
        &self,
        organization: &str,
        pfa_id: &str,
        changes: Json,
        user: &str,
        reason: Option<&str>,
    ) -> Result<u64, ControlError> {
        let Json::Object(members) = changes else {
            let message = "changes must be an object".to_owned();
            return Err(ControlError::Refused { message, fields: vec!["changes".into()] });
        };
        let delta = write::delta(&Intent::Update(members))?;
        self.change(organization, pfa_id, &delta, user, reason)
    }

    /// Discontinues a record as a colleague would; the new version.
    pub fn discontinue(
        &self,
        organization: &str,
        pfa_id: &str,
        user: &str,
        reason: &str,
    ) -> Result<u64, ControlError> {
        let delta = write::delta(&Intent::Discontinue)?;
        self.change(organization, pfa_id, &delta, user, Some(reason))
    }

    /// Marks a record as on site and billing, as only PEMS does; the new version. Without a day it came as
    /// forecast, or today.
    pub fn actualize(
        &self,
        organization: &str,
        pfa_id: &str,
        came: Option<NaiveDate>,
    ) -> Result<u64, ControlError> {
        let held = self.record(organization, pfa_id).ok_or(ControlError::NoSuchRecord)?;
        let today = self.now().date_naive();
        let came = came
            .or_else(|| held.date(Field::ActualStart))
            .or_else(|| held.date(Field::ForecastStart))
            .unwrap_or(today);
        if !date_in_range(came) {
            return Err(ControlError::OutOfBounds { what: "year of the day", low: 1990, high: 2100 });
        }
        let left = held.date(Field::ActualEnd).filter(|left| *left >= came);
        let delta: Delta = [
            (Field::IsActualized, FieldValue::Bool(true)),
            (Field::ActualStart, FieldValue::Date(came)),
            (Field::ActualEnd, left.map_or(FieldValue::Null, FieldValue::Date)),
        ]
        .into_iter()
        .collect();
        self.put(organization, pfa_id, &delta, "PEMS", Some("On site and billing"))
    }

    /// Takes a record away as if it had never been: from now on it is a 404.
    pub fn remove(&self, organization: &str, pfa_id: &str) -> Result<(), ControlError> {
        match self.shared.world().remove(organization, pfa_id) {
            Ok(true) => Ok(()),
            Ok(false) => Err(ControlError::NoSuchRecord),
            Err(_) => Err(ControlError::Database),
        }
    }

    /// A copy of all records and keys, to be put back as after a disaster.
    pub fn back_up(&self) -> Backup {
        self.shared.world().back_up()
    }

    /// Puts everything back as it was then, what was removed since included. A database file is not rewritten.
    pub fn put_back(&self, backup: &Backup) {
        self.shared.world().restore(backup);
    }

    /// A record as PEMS has it now.
    pub fn record(&self, organization: &str, pfa_id: &str) -> Option<PfaRecord> {
        let world = self.shared.world();
        world.rooms.get(organization)?.records.get(pfa_id).map(|stored| stored.now.record.clone())
    }

    /// All records of an organization, in the order of their ids.
    pub fn records(&self, organization: &str) -> Vec<PfaRecord> {
        let world = self.shared.world();
        let room = world.rooms.get(organization);
        room.map(|r| r.records.values().map(|s| s.now.record.clone()).collect()).unwrap_or_default()
    }

    /// The first record of an organization, in the order of ids, that is as wanted.
    pub fn find(&self, organization: &str, wanted: impl Fn(&PfaRecord) -> bool) -> Option<PfaRecord> {
        let world = self.shared.world();
        let records = &world.rooms.get(organization)?.records;
        records.values().map(|s| &s.now.record).find(|r| wanted(r)).cloned()
    }

    /// All versions of a record, the newest first; none where it is not there.
    pub fn versions(&self, organization: &str, pfa_id: &str) -> Vec<HeldVersion> {
        let world = self.shared.world();
        let Some(room) = world.rooms.get(organization) else { return Vec::new() };
        let held = |v: &Arc<Version>| HeldVersion { record: v.record.clone(), reason: v.reason.clone() };
        room.records.get(pfa_id).map(|s| room.versions(s).iter().map(held).collect()).unwrap_or_default()
    }

    /// Forgets the keys of applied writes, as PEMS may after a day; how many there were.
    pub fn forget_keys(&self) -> Result<usize, ControlError> {
        self.shared.world().forget_keys().map_err(|_| ControlError::Database)
    }

    // Rights, clock, settings.

    /// Sets what a user may do in an organization; with no permission the user is no member of it.
    pub fn set_permissions(
        &self,
        user: &str,
        organization: &str,
        permissions: impl IntoIterator<Item = Permission>,
    ) -> Result<(), ControlError> {
        let mut world = self.shared.world();
        let held = world.users.iter_mut().find(|u| u.id == user).ok_or(ControlError::NoSuchUser)?;
        Arc::make_mut(held).set_permissions(organization, permissions.into_iter().collect());
        Ok(())
    }

    /// What PEMS believes the time is.
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    /// Sets how many seconds PEMS's clock is ahead of the system's (negative: behind); ten years at most.
    pub fn set_clock_offset(&self, seconds: i64) -> Result<(), ControlError> {
        within("seconds", seconds, -Clock::FURTHEST, Clock::FURTHEST)?;
        self.shared.clock.set_offset(seconds);
        Ok(())
    }

    /// Moves PEMS's clock on (negative: back) by so many seconds.
    pub fn advance_clock(&self, seconds: i64) -> Result<(), ControlError> {
        self.set_clock_offset(self.shared.clock.offset().saturating_add(seconds))
    }

    /// Offers just these optional parts.
    pub fn set_capabilities(&self, capabilities: impl IntoIterator<Item = Capability>) {
        self.shared.settings().capabilities = capabilities.into_iter().collect();
    }

    /// Lets each user send so many requests a second: 1 to 1,000,000.
    pub fn set_rate(&self, per_second: f64) -> Result<(), ControlError> {
        if !(1.0..=Settings::FASTEST).contains(&per_second) {
            let high = Settings::FASTEST as i64;
            return Err(ControlError::OutOfBounds { what: "requests a second", low: 1, high });
        }
        self.shared.settings().rate_per_second = per_second;
        Ok(())
    }

    /// Gives pages fewer rows than asked for, as PEMS may: 1 to 10,000.
    pub fn set_page_rows(&self, rows: usize) -> Result<(), ControlError> {
        let most = Settings::MOST_PAGE_ROWS as i64;
        within("rows", i64::try_from(rows).unwrap_or(i64::MAX), 1, most)?;
        self.shared.settings().page_rows = rows;
        Ok(())
    }

    // The log.

    /// The last 20,000 requests, the oldest first.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.shared.log().entries().cloned().collect()
    }

    /// How many requests there were since the start, those forgotten included.
    pub fn request_count(&self) -> u64 {
        self.shared.log().total()
    }

    /// The most requests of one user, feed and health apart, that arrived within any one second.
    pub fn peak_per_second(&self) -> usize {
        self.shared.windows().peak()
    }

    /// Forgets the requests so far, and the peak.
    pub fn clear_requests(&self) {
        self.shared.log().clear();
        *self.shared.windows() = crate::rate::Windows::default();
    }

    /// Waits until so many remembered requests are as wanted; look at `status` to wait for the answer.
    pub async fn wait_for_requests(&self, count: usize, wanted: impl Fn(&LoggedRequest) -> bool) {
        let mut logged = self.shared.logged.subscribe();
        while self.shared.log().entries().filter(|r| wanted(r)).count() < count {
            // The sender is in `shared`, so the wait cannot fail.
            let _ = logged.changed().await;
        }
    }

    /// Ends faults, holds and outage, and sets clock, rights, capabilities, rate and log back as at the start.
    /// Records stay.
    pub async fn reset(&self) {
        self.clear_faults();
        self.release();
        self.hush_feed(false);
        self.restore().await;
        self.shared.clock.set_offset(0);
        *self.shared.settings() = self.shared.first_settings.clone();
        *self.shared.faults() = Faults::new(self.shared.seed);
        self.shared.world().users = self.shared.first_users.iter().cloned().map(Arc::new).collect();
        self.clear_requests();
    }

    /// Brings every record back to the sample data and forgets all keys.
    pub fn start_over(&self) -> Result<(), ControlError> {
        self.shared.world().start_over().map_err(|_| ControlError::Database)
    }

    /// A line a figure about what is in force.
    pub(crate) fn state(&self) -> Json {
        let settings = self.shared.settings().clone();
        let organizations: serde_json::Map<String, Json> = {
            let world = self.shared.world();
            world.rooms.iter().map(|(code, room)| (code.clone(), room.records.len().into())).collect()
        };
        serde_json::json!({
            "tenant": self.shared.tenant,
            "seed": self.shared.seed,
            "organizations": organizations,
            "capabilities": settings.capabilities,
            "rateLimitPerSecond": settings.rate_per_second,
            "pageRows": settings.page_rows,
            "clockOffsetSeconds": self.shared.clock.offset(),
            "now": self.now(),
            "outage": self.current_outage(),
            "held": *self.shared.held.borrow(),
            "requests": self.request_count(),
            "peakPerSecond": self.peak_per_second(),
        })
    }

    async fn bring_about(&self, line: Line) {
        let wanted = self.shared.wanted.send_if_modified(|held| {
            // What has ended stays ended.
            let open = *held != Line::Stopped && *held != line;
            if open {
                *held = line;
            }
            open
        });
        let mut settled = self.shared.settled.subscribe();
        let in_force = |held: &Line| *held == line || *held == Line::Stopped;
        if wanted || !in_force(&settled.borrow()) {
            // The sender is in `shared`, so the wait cannot fail.
            let _ = settled.wait_for(in_force).await;
        }
    }

    fn change(
        &self,
        organization: &str,
        pfa_id: &str,
        delta: &Delta,
        user: &str,
        reason: Option<&str>,
    ) -> Result<u64, ControlError> {
        let held = self.record(organization, pfa_id).ok_or(ControlError::NoSuchRecord)?;
        write::keeps_rules(&held, delta)?;
        self.put(organization, pfa_id, delta, user, reason)
    }

    fn put(
        &self,
        organization: &str,
        pfa_id: &str,
        delta: &Delta,
        user: &str,
        reason: Option<&str>,
    ) -> Result<u64, ControlError> {
        within("characters of the user", user.chars().count() as i64, 1, 200)?;
        within("characters of the reason", reason.map_or(0, |r| r.chars().count()) as i64, 0, 500)?;
        let mut world = self.shared.world();
        let stored = world.rooms.get(organization).and_then(|room| room.records.get(pfa_id));
        let held = &stored.ok_or(ControlError::NoSuchRecord)?.now.record;
        let author = Author { user, organization, at: self.now() };
        let next = write::next(held, delta, &author);
        let version = next.version;
        world.put(organization, Version { record: next, reason: reason.map(str::to_owned) }, None)?;
        Ok(version)
    }
}

impl From<Refusal> for ControlError {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::NotFound { .. } => ControlError::NoSuchRecord,
            Refusal::Invalid { fields, .. } | Refusal::BusinessRule { fields, .. } => {
                ControlError::Refused { message, fields }
            }
            Refusal::Unauthorized
            | Refusal::Forbidden { .. }
            | Refusal::MethodNotAllowed
            | Refusal::UpgradeRequired
            | Refusal::Conflict { .. }
            | Refusal::TooLarge
            | Refusal::RateLimited { .. }
            | Refusal::ServerError
            | Refusal::Unavailable { .. } => ControlError::Refused { message, fields: Vec::new() },
        }
    }
}

fn within(what: &'static str, given: i64, low: i64, high: i64) -> Result<(), ControlError> {
    if (low..=high).contains(&given) { Ok(()) } else { Err(ControlError::OutOfBounds { what, low, high }) }
}
