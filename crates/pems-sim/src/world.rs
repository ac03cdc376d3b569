//! What PEMS holds: organizations, records with their versions, and the keys of writes it applied.
//!
//! It lives in memory behind one lock; where a database file is given, each write is there before it is here.

use crate::{
    database::{Database, DatabaseError},
    feed::ChangeEvent,
    refusal::Refusal,
    sample::{self, SampleId, Version},
    user::User,
};
use chrono::{DateTime, Utc};
use pfa_domain::{Organization, Permission, Permissions, PfaRecord};
use serde_json::Value as Json;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use tokio::sync::broadcast;
use uuid::Uuid;

/// How many change events a slow listener may fall behind before it misses some.
const FEED_BACKLOG: usize = 4_096;

/// An organization to start with.
#[derive(Debug, Clone)]
pub(crate) struct OrganizationPlan {
    pub(crate) code: Organization,
    pub(crate) name: String,
    pub(crate) currency: String,
    pub(crate) records: u32,
}

/// A record as it is, and how it came to be that.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    pub(crate) now: Arc<Version>,
    /// The versions that were written over since the sample was made, the oldest first.
    pub(crate) past: Vec<Arc<Version>>,
    /// The position in the sample data, from which older versions follow.
    pub(crate) sample: u32,
}

/// One organization.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) plan: OrganizationPlan,
    pub(crate) seed: u64,
    pub(crate) records: BTreeMap<String, Stored>,
    pub(crate) feed: broadcast::Sender<ChangeEvent>,
}

/// An applied write, for as long as its key is remembered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Applied {
    /// The request without its key; another one under the same key is refused.
    pub(crate) request: Json,
    pub(crate) pfa_id: String,
    pub(crate) new_version: u64,
    pub(crate) updated_at: DateTime<Utc>,
}

/// Everything that PEMS holds.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) rooms: BTreeMap<String, Room>,
    pub(crate) keys: HashMap<Uuid, Applied>,
    pub(crate) users: Vec<Arc<User>>,
    database: Option<Database>,
}

impl World {
    /// Makes the sample data, or takes what the database file holds already.
    pub(crate) fn open(
        plans: &[OrganizationPlan],
        seed: u64,
        users: Vec<User>,
        mut database: Option<Database>,
    ) -> Result<Self, DatabaseError> {
        let mut rooms = BTreeMap::new();
        for plan in plans {
            let held = database.as_ref().map(|db| db.room(plan)).transpose()?.flatten();
            let room = match held {
                Some((seed, records)) => Room::new(plan.clone(), seed, records),
                None => {
                    let room = Room::new(plan.clone(), seed, sample_records(plan, seed));
                    if let Some(db) = &mut database {
                        db.put_room(&room)?;
                    }
                    room
                }
            };
            rooms.insert(plan.code.to_string(), room);
        }
        let keys = database.as_ref().map(Database::keys).transpose()?.unwrap_or_default();
        Ok(Self { rooms, keys, users: users.into_iter().map(Arc::new).collect(), database })
    }

    /// What a user may do in an organization; nothing where either is not there.
    pub(crate) fn permissions(&self, user: &str, organization: &str) -> Permissions {
        self.users
            .iter()
            .find(|u| u.id == user && self.rooms.contains_key(organization))
            .map(|u| u.permissions(organization))
            .unwrap_or_default()
    }

    /// The organization's room, for a member.
    pub(crate) fn member_of(&self, user: &str, organization: &str) -> Result<&Room, Refusal> {
        let member = self.permissions(user, organization) != Permissions::default();
        self.rooms
            .get(organization)
            .filter(|_| member)
            .ok_or(Refusal::Forbidden { message: "The organization is not among those of this user." })
    }

    /// The organization's room, for who may read it.
    pub(crate) fn readable(&self, user: &str, organization: &str) -> Result<&Room, Refusal> {
        let room = self.member_of(user, organization)?;
        if self.permissions(user, organization).has(Permission::Read) {
            Ok(room)
        } else {
            Err(Refusal::Forbidden { message: "Reading takes the permission read." })
        }
    }

    /// Puts a record's next version in its place, in the file first, and tells the room.
    pub(crate) fn put(
        &mut self,
        organization: &str,
        next: Version,
        key: Option<(Uuid, Applied)>,
    ) -> Result<(), Refusal> {
        let room = self.rooms.get_mut(organization).ok_or_else(Refusal::no_record)?;
        let stored = room.records.get_mut(next.record.id.pfa_id.as_str()).ok_or_else(Refusal::no_record)?;
        if let Some(database) = &mut self.database {
            database.put_version(&next, &stored.now, key.as_ref()).map_err(|error| {
                tracing::error!(%error, "a write could not be stored");
                Refusal::ServerError
            })?;
        }
        let event = ChangeEvent::changed(&next.record);
        let previous = std::mem::replace(&mut stored.now, Arc::new(next));
        stored.past.push(previous);
        if let Some((key, applied)) = key {
            self.keys.insert(key, applied);
        }
        // Nobody listening is no failure.
        let _ = room.feed.send(event);
        Ok(())
    }

    /// Takes a record away as if it had never been; whether it was there.
    pub(crate) fn remove(&mut self, organization: &str, pfa_id: &str) -> Result<bool, DatabaseError> {
        if let Some(database) = &mut self.database {
            database.remove(organization, pfa_id)?;
        }
        Ok(self.rooms.get_mut(organization).is_some_and(|room| room.records.remove(pfa_id).is_some()))
    }

    /// Forgets the keys of applied writes; how many there were.
    pub(crate) fn forget_keys(&mut self) -> Result<usize, DatabaseError> {
        if let Some(database) = &mut self.database {
            database.forget_keys()?;
        }
        Ok(std::mem::take(&mut self.keys).len())
    }

    /// Brings every record back to the sample data, and forgets all keys.
    pub(crate) fn start_over(&mut self) -> Result<(), DatabaseError> {
        self.forget_keys()?;
        for room in self.rooms.values_mut() {
            room.records = sample_records(&room.plan, room.seed);
            if let Some(database) = &mut self.database {
                database.put_room(room)?;
            }
        }
        Ok(())
    }
}

/// What a PEMS held at one moment, to be put back as after a disaster.
#[derive(Debug, Clone)]
pub struct Backup {
    records: BTreeMap<String, BTreeMap<String, Stored>>,
    keys: HashMap<Uuid, Applied>,
}

impl World {
    /// A copy of all records and keys.
    pub(crate) fn back_up(&self) -> Backup {
        let records = self.rooms.iter().map(|(code, room)| (code.clone(), room.records.clone())).collect();
        Backup { records, keys: self.keys.clone() }
    }

    /// Everything as it was, newer versions and keys forgotten. Only what is in memory: a file is not rewritten.
    pub(crate) fn restore(&mut self, backup: &Backup) {
        for (code, room) in &mut self.rooms {
            room.records = backup.records.get(code).cloned().unwrap_or_default();
        }
        self.keys.clone_from(&backup.keys);
    }

    /// One record as it was, where it is not there now; whether it came back.
    pub(crate) fn bring_back(&mut self, backup: &Backup, organization: &str, pfa_id: &str) -> bool {
        let held = backup.records.get(organization).and_then(|records| records.get(pfa_id));
        let Some((room, held)) = self.rooms.get_mut(organization).zip(held) else { return false };
        if room.records.contains_key(pfa_id) {
            return false;
        }
        room.records.insert(pfa_id.to_owned(), held.clone());
        true
    }
}

impl Room {
    fn new(plan: OrganizationPlan, seed: u64, records: BTreeMap<String, Stored>) -> Self {
        Self { plan, seed, records, feed: broadcast::channel(FEED_BACKLOG).0 }
    }

    /// All versions of a record, the newest first.
    pub(crate) fn versions(&self, stored: &Stored) -> Vec<Arc<Version>> {
        let oldest = stored.past.first().unwrap_or(&stored.now);
        let sample = SampleId { seed: self.seed, organization: &self.plan.code, index: stored.sample };
        let before = sample::earlier(sample, &oldest.record);
        std::iter::once(stored.now.clone())
            .chain(stored.past.iter().rev().cloned())
            .chain(before.into_iter().map(Arc::new))
            .collect()
    }

    /// The record as it was at a version, if it ever was at it.
    pub(crate) fn at_version(&self, stored: &Stored, version: u64) -> Option<PfaRecord> {
        self.versions(stored).iter().find(|v| v.record.version == version).map(|v| v.record.clone())
    }
}

fn sample_records(plan: &OrganizationPlan, seed: u64) -> BTreeMap<String, Stored> {
    (0..plan.records)
        .map(|index| {
            let id = SampleId { seed, organization: &plan.code, index };
            let record = sample::record(id);
            let pfa_id = record.id.pfa_id.to_string();
            let now = Arc::new(Version { reason: sample::reason(id, &record), record });
            (pfa_id, Stored { now, past: Vec::new(), sample: index })
        })
        .collect()
}
