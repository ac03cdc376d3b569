//! What the person typed and was shown, kept apart from everything that the application keeps.

use crate::pems::Witness;
use crate::shot::{RecordShot, Shot};
use pfa_domain::{Delta, Field, FieldValue, PfaRecord, RecordId, SyncStatus};
use pfa_store::conflict::Conflict;
use std::collections::{BTreeMap, BTreeSet};

/// The ledger of one laptop's planner.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The last value typed into each field.
    latest: BTreeMap<(RecordId, Field), Typed>,
    /// Every value ever typed or shown there.
    known: BTreeMap<(RecordId, Field), BTreeSet<FieldValue>>,
}

/// A value that was typed.
#[derive(Debug, Clone)]
struct Typed {
    value: FieldValue,
    /// How many versions PEMS had held of the record by then, the one at the time not counted.
    since: usize,
    /// How many sets of values had been given up on the record by then.
    given_up: usize,
}

impl Ledger {
    /// A person has typed these values, and the application said that it saved them; `before` is what they saw,
    /// `after` what it holds now.
    pub fn typed(
        &mut self,
        id: &RecordId,
        edit: &Delta,
        before: &RecordShot,
        after: &RecordShot,
        witness: &Witness,
    ) -> Result<(), String> {
        if let Some(row) = &before.mirror {
            self.shown(id, &row.record);
        }
        let since = witness.versions.get(id).map_or(0, Vec::len).saturating_sub(1);
        for (field, value) in edit.iter() {
            let place = (id.clone(), field);
            self.known.entry(place.clone()).or_default().insert(value.clone());
            let drafted = after.modification.as_ref().and_then(|m| m.draft.delta.get(field));
            if drafted == Some(value) {
                let typed = Typed { value: value.clone(), since, given_up: before.given_up.len() };
                self.latest.insert(place, typed);
                continue;
            }
            // A value put back to what PEMS has is no change any more.
            let mirrored = after.mirror.as_ref().map(|row| row.record.get(field));
            if mirrored != Some(value) {
                return Err(format!("{field} of {} was saved as {value} and is in no draft", id.pfa_id));
            }
            self.latest.remove(&place);
        }
        Ok(())
    }

    /// The person was shown this record of PEMS's, with every field.
    pub fn shown(&mut self, id: &RecordId, record: &PfaRecord) {
        for field in Field::ALL.into_iter().filter(|field| field.editable()) {
            self.known.entry((id.clone(), field)).or_default().insert(record.get(field).clone());
        }
    }

    /// The person was shown a conflict.
    pub fn shown_conflict(&mut self, conflict: &Conflict) {
        self.shown(&conflict.record, &conflict.pems);
    }

    /// Every value typed is in a draft, was in PEMS since, or is named among what was given up.
    pub fn check_nothing_is_lost(&self, shot: &Shot, witness: &Witness) -> Result<(), String> {
        for ((id, field), typed) in &self.latest {
            let Some(record) = shot.records.get(id) else { continue };
            if !typed.is_accounted_for(id, *field, record, witness) {
                return Err(format!(
                    "{field} = {} of {} is lost: it is in no draft, not in PEMS and not among what was given up; held is {record}",
                    typed.value, id.pfa_id
                ));
            }
            let badge = record.current.as_ref().map(|row| row.status);
            let drafted = record.modification.as_ref().is_some_and(|m| m.draft.delta.contains(*field));
            if badge == Some(SyncStatus::Synced) && drafted {
                return Err(format!("{} is shown as synced with {field} unsent", id.pfa_id));
            }
        }
        Ok(())
    }

    /// No write of the planner's replaced a value that the person never saw or wrote.
    pub fn check_nothing_is_overwritten_unseen(
        &self,
        before: &PfaRecord,
        after: &PfaRecord,
    ) -> Result<(), String> {
        for field in Field::ALL.into_iter().filter(|f| f.editable() && before.get(*f) != after.get(*f)) {
            let id = &before.id;
            let known = self.known.get(&(id.clone(), field));
            if !known.is_some_and(|known| known.contains(before.get(field))) {
                return Err(format!(
                    "{field} of {} went from {} (by {}) to {} with v{}, and the person had never seen that value",
                    id.pfa_id,
                    before.get(field),
                    before.text(Field::LastChangedBy).unwrap_or("nobody"),
                    after.get(field),
                    after.version
                ));
            }
        }
        Ok(())
    }
}

impl Typed {
    fn is_accounted_for(&self, id: &RecordId, field: Field, record: &RecordShot, witness: &Witness) -> bool {
        let drafted = record.modification.as_ref().and_then(|m| m.draft.delta.get(field));
        let was_in_pems = || {
            let versions = witness.versions.get(id).map(Vec::as_slice).unwrap_or_default();
            versions.iter().skip(self.since).any(|version| version.get(field) == &self.value)
        };
        let given_up = || {
            let since = record.given_up.len().saturating_sub(self.given_up);
            record.given_up.iter().take(since).any(|set| set.delta.get(field) == Some(&self.value))
        };
        drafted == Some(&self.value) || was_in_pems() || given_up()
    }
}
