//! The world's PEMS, and a witness beside it who writes down every version that it ever held and who made it.

use chrono::{DateTime, Utc};
use http::{Method, Request, Response};
use pems_sim::{Backup, Capability, Control, InProcess, Sim, StartError};
use pfa_domain::{Delta, Organization, Permission, PfaId, PfaRecord, RecordId, check_change};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// The organization that everybody works on.
pub const ORGANIZATION: &str = "RIO";
/// The planner at the laptop.
pub const PLANNER: &str = "maria.ortiz@example.com";
/// The planner's password.
pub const PASSWORD: &str = "planner-1";
/// How long PEMS remembers a key for sure.
pub const KEYS_LAST: Duration = Duration::from_secs(24 * 60 * 60);
/// The colleague in PEMS.
pub const COLLEAGUE: &str = "jane.smith@example.com";

/// A PEMS without a port, and its witness.
pub struct Pems {
    inner: InProcess,
    witness: Mutex<Witness>,
}

/// Everything that PEMS ever held.
#[derive(Default)]
pub struct Witness {
    /// Each record's versions in the order in which they were there; a restored one again.
    pub versions: BTreeMap<RecordId, Vec<PfaRecord>>,
    /// The planner's writes that changed a record, in order.
    pub applied: Vec<Applied>,
    /// The records that were taken away or put back: of these a later version may be older than an earlier one.
    pub disturbed: BTreeSet<RecordId>,
    /// The first write that was sent although the version that it was made against tells that it breaks a rule.
    pub breach: Option<String>,
}

/// A write of the planner's that PEMS applied.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The idempotency key that it came with.
    pub key: Uuid,
    /// What it was applied to.
    pub before: PfaRecord,
    /// What it made of it.
    pub after: PfaRecord,
    /// Which of the record's versions that is in [`Witness::versions`].
    pub at: usize,
}

impl Witness {
    /// Whether PEMS lost what `first` made, to a backup or with the record, before it made `again`.
    pub fn lost_between(&self, first: &Applied, again: &Applied) -> bool {
        let versions = self.versions.get(&first.after.id).map(Vec::as_slice).unwrap_or_default();
        let since = versions.get(first.at..again.at).unwrap_or_default();
        since.iter().any(|record| record.version < first.after.version)
    }
}

impl Pems {
    /// A PEMS with so many records, whose clock shows `now`.
    pub fn new(
        seed: u64,
        records: u32,
        capabilities: impl IntoIterator<Item = Capability>,
        rate: f64,
        now: DateTime<Utc>,
    ) -> Result<Self, StartError> {
        let sim = Sim::builder().seed(seed).records_of("PORTARTHUR", 0).records_of(ORGANIZATION, records);
        let pems = Self::of(sim.rate(rate).in_process(now)?, [ORGANIZATION]);
        pems.control().set_capabilities(capabilities);
        Ok(pems)
    }

    /// A PEMS that was set up elsewhere, watched in these organizations.
    pub fn of<'a>(inner: InProcess, organizations: impl IntoIterator<Item = &'a str>) -> Self {
        let pems = Self { inner, witness: Mutex::default() };
        for record in organizations.into_iter().flat_map(|code| pems.control().records(code)) {
            pems.witness().versions.insert(record.id.clone(), vec![record]);
        }
        pems
    }

    /// The handle for faults, rights and the clock. Records are changed by [`Pems`] alone, which the witness sees.
    pub fn control(&self) -> Control {
        self.inner.control()
    }

    /// What the witness has written down.
    pub fn witness(&self) -> MutexGuard<'_, Witness> {
        self.witness.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A record as PEMS has it now.
    pub fn record(&self, id: &RecordId) -> Option<PfaRecord> {
        self.control().record(id.organization.as_str(), id.pfa_id.as_str())
    }

    /// Answers a request; `None` where the connection is closed instead.
    pub async fn answer(&self, request: Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let touched = writes_of(&request);
        let before: Vec<_> = touched.iter().map(|write| self.record(&write.id)).collect();
        let answer = self.inner.answer(request).await;
        for (Written { id, key, version, change }, before) in touched.into_iter().zip(before) {
            let (Some(before), Some(after)) = (before, self.record(&id)) else { continue };
            if before.version != after.version {
                let at = self.note(&id);
                self.witness().applied.push(Applied { key, before, after, at });
            } else if before.version == version
                && let [broken, ..] = check_change(&before, &change).as_slice()
            {
                let mut witness = self.witness();
                if !witness.disturbed.contains(&id) {
                    let told =
                        format!("what was sent of {} on v{version} breaks a rule: {broken}", id.pfa_id);
                    witness.breach.get_or_insert(told);
                }
            }
        }
        answer
    }

    /// A colleague changes a record; the new version, or why PEMS refuses.
    pub fn edit(&self, id: &RecordId, change: &Delta, reason: Option<&str>) -> Result<u64, String> {
        let (organization, pfa_id) = (id.organization.as_str(), id.pfa_id.as_str());
        let changed = if change.discontinues() {
            let why = reason.unwrap_or("No longer needed");
            self.control().discontinue(organization, pfa_id, COLLEAGUE, why)
        } else {
            self.control().edit(organization, pfa_id, Json::Object(change.to_json()), COLLEAGUE, reason)
        };
        self.note(id);
        changed.map_err(|error| error.to_string())
    }

    /// The equipment has come.
    pub fn actualize(&self, id: &RecordId) -> Result<u64, String> {
        let changed = self.control().actualize(id.organization.as_str(), id.pfa_id.as_str(), None);
        self.note(id);
        changed.map_err(|error| error.to_string())
    }

    /// The record is taken away.
    pub fn remove(&self, id: &RecordId) -> bool {
        self.witness().disturbed.insert(id.clone());
        self.control().remove(id.organization.as_str(), id.pfa_id.as_str()).is_ok()
    }

    /// A removed record is brought back from a backup.
    pub fn bring_back(&self, backup: &Backup, id: &RecordId) -> bool {
        let back = self.inner.bring_back(backup, id.organization.as_str(), id.pfa_id.as_str());
        self.note(id);
        back
    }

    /// A copy of everything.
    pub fn back_up(&self) -> Backup {
        self.inner.back_up()
    }

    /// Everything as it was then.
    pub fn restore(&self, backup: &Backup) {
        self.inner.restore(backup);
        let known: Vec<RecordId> = self.witness().versions.keys().cloned().collect();
        for id in known {
            self.note(&id);
            self.witness().disturbed.insert(id);
        }
    }

    /// What the planner may do from now on.
    pub fn permit(&self, permissions: impl IntoIterator<Item = Permission>) {
        // The planner is among the users that every stand-in starts with.
        let _ = self.control().set_permissions(PLANNER, ORGANIZATION, permissions);
    }

    /// Writes the record's version down if it is another than before, and says which of them the last one is.
    fn note(&self, id: &RecordId) -> usize {
        let now = self.record(id);
        let mut witness = self.witness();
        let known = witness.versions.entry(id.clone()).or_default();
        if now.as_ref() != known.last() {
            known.extend(now);
        }
        known.len().saturating_sub(1)
    }
}

/// A write in a request.
#[derive(Debug, Clone)]
pub struct Written {
    /// The record.
    pub id: RecordId,
    /// The idempotency key.
    pub key: Uuid,
    /// The version that it was made against.
    pub version: u64,
    /// What it changes; empty where it cancels the record.
    pub change: Delta,
}

/// The writes in a request.
pub fn writes_of(request: &Request<Vec<u8>>) -> Vec<Written> {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let path = request.uri().path();
    let Some(organization) = text("organization").and_then(|code| Organization::new(code).ok()) else {
        return Vec::new();
    };
    let written = |pfa_id: &str, key: &str, body: &Json| {
        let id = RecordId::new(organization.clone(), PfaId::new(pfa_id).ok()?);
        let change = body["changes"].as_object().and_then(|members| Delta::from_json(members).ok());
        let version = body["version"].as_u64().unwrap_or_default();
        Some(Written { id, key: key.parse().ok()?, version, change: change.unwrap_or_default() })
    };
    let body = || serde_json::from_slice::<Json>(request.body()).unwrap_or_default();
    if path.ends_with("/pfa/batch") {
        let body = body();
        let items = body["items"].as_array().map(Vec::as_slice).unwrap_or_default();
        let item = |item: &Json| written(item["pfaId"].as_str()?, item["idempotencyKey"].as_str()?, item);
        return items.iter().filter_map(item).collect();
    }
    if !matches!(*request.method(), Method::PUT | Method::DELETE) {
        return Vec::new();
    }
    let id = path.rsplit('/').next();
    id.zip(text("idempotency-key")).and_then(|(id, key)| written(id, key, &body())).into_iter().collect()
}
