//! The write path: what an update or a delete has to pass before a record changes.
//!
//! The order of the checks is part of the behaviour: a key is answered before anything else, the shape and the
//! right before it is told whether the record exists, the version before the rules.

use crate::{
    refusal::Refusal,
    sample::Version,
    shape::{self, Members},
    world::{Applied, Room, Stored, World},
};
use chrono::{DateTime, SecondsFormat, Utc};
use pfa_domain::{
    Delta, Field, FieldValue, Permission, Permissions, PfaRecord, RecordError, Violation, Writer,
    check_change,
};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// What a write wants of a record.
#[derive(Debug, Clone)]
pub(crate) enum Intent {
    /// New values by camelCase name.
    Update(Members),
    /// Mark it as discontinued.
    Discontinue,
}

/// One write as it was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    pub(crate) pfa_id: String,
    pub(crate) version: u64,
    pub(crate) intent: Intent,
    pub(crate) reason: Option<String>,
    pub(crate) key: Uuid,
    /// The request without its key.
    pub(crate) request: Json,
}

/// Who writes, where and when.
#[derive(Debug, Clone)]
pub(crate) struct Author<'a> {
    pub(crate) user: &'a str,
    pub(crate) organization: &'a str,
    pub(crate) at: DateTime<Utc>,
}

/// The answer to an applied write.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Receipt {
    pub(crate) applied: Applied,
    pub(crate) replayed: bool,
}

impl Receipt {
    /// The contract's `UpdateResult`.
    pub(crate) fn to_json(&self) -> Json {
        let at = self.applied.updated_at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let mut body =
            json!({"pfaId": self.applied.pfa_id, "newVersion": self.applied.new_version, "updatedAt": at});
        if self.replayed {
            body["replayed"] = true.into();
        }
        body
    }
}

impl Write {
    /// Reads an `UpdateRequest`; `members` is without the batch's `idempotencyKey`.
    pub(crate) fn update(members: &Members, key: Uuid) -> Result<Self, Refusal> {
        let changes = shape::object(shape::required(members, "changes")?, "changes")?;
        if changes.is_empty() {
            return Err(Refusal::invalid("changes", "changes must name at least one field."));
        }
        shape::text(members, "organization")?;
        shape::optional_text(members, "modifiedBy")?;
        let reason = shape::optional_text(members, "changeReason")?;
        if reason.is_some_and(|text| text.chars().count() > 500) {
            return Err(Refusal::invalid("changeReason", "changeReason has at most 500 characters."));
        }
        Ok(Self {
            pfa_id: shape::text(members, "pfaId")?.to_owned(),
            version: shape::count(members, "version")?,
            intent: Intent::Update(changes.clone()),
            reason: reason.map(str::to_owned),
            key,
            request: json!({"update": members}),
        })
    }

    /// A delete, whose body is its version and its reason.
    pub(crate) fn discontinue(
        organization: &str,
        pfa_id: &str,
        version: u64,
        reason: &str,
        key: Uuid,
    ) -> Self {
        let of = format!("{organization}/{pfa_id}");
        Self {
            pfa_id: pfa_id.to_owned(),
            version,
            intent: Intent::Discontinue,
            reason: Some(reason.to_owned()),
            key,
            request: json!({"delete": of, "version": version, "reason": reason}),
        }
    }
}

/// Applies a write once, or says why not.
pub(crate) fn apply(world: &mut World, author: &Author<'_>, write: Write) -> Result<Receipt, Refusal> {
    if let Some(applied) = world.keys.get(&write.key) {
        return replay(applied, &write);
    }
    let delta = delta(&write.intent)?;
    permitted(world.permissions(author.user, author.organization), &delta)?;
    let room = world.rooms.get(author.organization).ok_or_else(Refusal::no_record)?;
    let stored = room.records.get(&write.pfa_id).ok_or_else(Refusal::no_record)?;
    let held = &stored.now.record;
    if held.version != write.version {
        return Err(conflict(room, stored, write.version, &delta));
    }
    keeps_rules(held, &delta)?;
    let next = next(held, &delta, author);
    let applied = Applied {
        request: write.request,
        pfa_id: write.pfa_id,
        new_version: next.version,
        updated_at: author.at,
    };
    let version = Version { record: next, reason: write.reason };
    world.put(author.organization, version, Some((write.key, applied.clone())))?;
    Ok(Receipt { applied, replayed: false })
}

/// Reads new values by name: only fields that a person may write, only values of their type.
pub(crate) fn delta(intent: &Intent) -> Result<Delta, Refusal> {
    let changes = match intent {
        Intent::Update(changes) => changes,
        Intent::Discontinue => {
            return Ok([(Field::IsDiscontinued, FieldValue::Bool(true))].into_iter().collect());
        }
    };
    let unwritable: Vec<String> = changes.keys().filter(|name| !is_writable(name)).cloned().collect();
    if !unwritable.is_empty() {
        let message = "Only editable fields may be changed; nothing was written.".to_owned();
        return Err(if unwritable.iter().all(|name| is_plan(name)) {
            Refusal::BusinessRule { message: "Plan fields never change (rule 4).".into(), fields: unwritable }
        } else {
            Refusal::Invalid { message, fields: unwritable }
        });
    }
    lone_reinstatement(changes)?;
    Delta::from_json(changes)
        .map_err(|RecordError { field, why }| broken(&[Violation::of_value(field, &why)]))
}

/// Whether the changed record would keep every business rule.
pub(crate) fn keeps_rules(held: &PfaRecord, delta: &Delta) -> Result<(), Refusal> {
    let violations = check_change(held, delta);
    if violations.is_empty() { Ok(()) } else { Err(broken(&violations)) }
}

/// The record with the changes in it, signed, at its next version.
pub(crate) fn next(held: &PfaRecord, delta: &Delta, author: &Author<'_>) -> PfaRecord {
    let mut next = delta.apply(held);
    next.version += 1;
    next.set(Field::LastChangedBy, FieldValue::Text(author.user.to_owned()));
    next.set(Field::LastChangedAt, FieldValue::Instant(author.at));
    next
}

fn replay(applied: &Applied, write: &Write) -> Result<Receipt, Refusal> {
    if applied.request == write.request {
        Ok(Receipt { applied: applied.clone(), replayed: true })
    } else {
        Err(Refusal::invalid("Idempotency-Key", "This key was used for another request."))
    }
}

fn permitted(held: Permissions, delta: &Delta) -> Result<(), Refusal> {
    if let Some(missing) = delta.permissions().find(|p| !held.has(*p)) {
        return Err(Refusal::Forbidden {
            message: if missing == Permission::EditActuals {
                "Changing actual dates takes the permission editActuals."
            } else {
                "Changing a forecast takes the permission editForecast."
            },
        });
    }
    Ok(())
}

fn conflict(room: &Room, stored: &Stored, expected: u64, delta: &Delta) -> Refusal {
    let held = &stored.now.record;
    let base = room.at_version(stored, expected);
    let moved = |field: &Field| base.as_ref().is_none_or(|base| base.get(*field) != held.get(*field));
    Refusal::Conflict {
        current: held.version,
        expected,
        fields: delta.fields().filter(moved).map(|f| f.name().to_owned()).collect(),
    }
}

fn is_writable(name: &str) -> bool {
    name.parse::<Field>().is_ok_and(Field::editable)
}

fn is_plan(name: &str) -> bool {
    let field = name.parse::<Field>();
    field
        .is_ok_and(|f| f.writer() == Writer::Nobody && matches!(f, Field::OriginalStart | Field::OriginalEnd))
}

fn lone_reinstatement(changes: &Map<String, Json>) -> Result<(), Refusal> {
    let name = Field::IsDiscontinued.name();
    match changes.get(name) {
        Some(Json::Bool(true)) => Err(Refusal::invalid(name, "To discontinue a record, delete it.")),
        Some(_) if changes.len() > 1 => {
            Err(Refusal::invalid(name, "isDiscontinued is changed alone, or not at all."))
        }
        Some(_) | None => Ok(()),
    }
}

fn broken(violations: &[Violation]) -> Refusal {
    let mut fields: Vec<String> = Vec::new();
    for field in violations.iter().flat_map(|v| &v.fields) {
        if !fields.iter().any(|known| known == field.name()) {
            fields.push(field.name().to_owned());
        }
    }
    let messages: Vec<String> = violations.iter().map(ToString::to_string).collect();
    Refusal::BusinessRule { message: messages.join(" "), fields }
}
