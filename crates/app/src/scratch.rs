//! What was typed and not saved outlives a crash: the window hands over what stands in an open form, and asks for it
//! when it starts again. It is no draft: nothing is checked, audited or sent until the person saves it.

use crate::record::{record_id, state_of};
use crate::{AppError, Workspace, account};
use chrono::{DateTime, Utc};
use pfa_domain::{Field, Permission, RecordId};
use pfa_store::{mirror, scratch};
use serde_json::{Map, Value as Json};

/// The most bytes that a form holds: far more than all fields together may have.
const BYTES_MAX: usize = 128 << 10;

/// What stood in the form of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// The record.
    pub pfa_id: String,
    /// Its description, to be known by; empty where the record is there no more.
    pub description: String,
    /// The fields as they were typed, by camelCase name.
    pub values: Map<String, Json>,
    /// When.
    pub typed_at: DateTime<Utc>,
}

/// Keeps what stands in the form of a record; `None` once it is saved, or given up.
pub fn keep_typed(w: &Workspace, pfa_id: &str, values: Option<&Map<String, Json>>) -> Result<(), AppError> {
    if let Some(unknown) = values.and_then(|values| values.keys().find(|name| name.parse::<Field>().is_err()))
    {
        return Err(AppError::invalid(format!("No field is called {unknown:?}.")));
    }
    let text = values.map(|values| Json::Object(values.clone()).to_string());
    if text.as_ref().is_some_and(|text| text.len() > BYTES_MAX) {
        return Err(AppError::invalid("This is more than a form holds."));
    }
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        let id = record_id(&actor, pfa_id)?;
        match text {
            Some(text) => {
                state_of(tx, &id)?;
                scratch::put(tx, &id, &text, w.now())?;
            }
            None => scratch::remove(tx, &id)?,
        }
        Ok(())
    })
}

/// What stood in forms when the application ended without it being saved, the latest first.
pub fn list_typed(w: &Workspace) -> Result<Vec<Typed>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        let mut all = Vec::new();
        for kept in scratch::list(db, &actor.organization)? {
            let id = RecordId::new(actor.organization.clone(), kept.pfa_id.clone());
            let record = mirror::get(db, &id)?.map(|held| held.record);
            let description = record.and_then(|record| record.text(Field::Description).map(str::to_owned));
            // Written by this application alone; what does not read back is no more than an empty form.
            let values = serde_json::from_str(&kept.typed).unwrap_or_default();
            all.push(Typed {
                pfa_id: kept.pfa_id.to_string(),
                description: description.unwrap_or_default(),
                values,
                typed_at: kept.typed_at,
            });
        }
        Ok(all)
    })
}
