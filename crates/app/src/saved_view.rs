//! Saved views, and where a planner left off: both an organization's own.

use crate::event::{Changed, Topic};
use crate::{AppError, Workspace, account};
use pfa_domain::{Organization, Permission};
use pfa_store::saved_view::{self, SavedView};
use pfa_store::setting;

const VIEWS_MAX: usize = 200;
const ID_MAX: usize = 60;
const NAME_MAX: usize = 80;
const SPEC_BYTES_MAX: usize = 64 << 10;
/// The most bytes of what a window keeps to open where the planner left off.
const STATE_BYTES_MAX: usize = 64 << 10;

/// The organization's views, by name.
pub fn list_views(w: &Workspace) -> Result<Vec<SavedView>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(saved_view::list(db, &actor.organization)?)
    })
}

/// Keeps a view, in the place of the one with its id. A name is given once.
pub fn save_view(w: &Workspace, view: &SavedView) -> Result<Changed, AppError> {
    let name = view.name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(AppError::invalid(format!("A view's name has 1 to {NAME_MAX} characters.")));
    }
    let id_fits = !view.id.is_empty() && view.id.len() <= ID_MAX && view.id.bytes().all(is_id_byte);
    if !id_fits || view.spec.len() > SPEC_BYTES_MAX {
        return Err(AppError::invalid("This view is larger than a view can be."));
    }
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        let others: Vec<SavedView> = saved_view::list(tx, &actor.organization)?
            .into_iter()
            .filter(|other| other.id != view.id)
            .collect();
        if others.iter().any(|other| other.name == name) {
            return Err(AppError::invalid(format!("There is a view called {name} already.")));
        }
        if others.len() >= VIEWS_MAX {
            return Err(AppError::invalid(format!("At most {VIEWS_MAX} views can be saved.")));
        }
        let view = SavedView { name: name.to_owned(), ..view.clone() };
        saved_view::put(tx, &actor.organization, &view, w.now())?;
        Ok(Changed::of([Topic::Views]))
    })
}

/// Forgets a view.
pub fn delete_view(w: &Workspace, id: &str) -> Result<Changed, AppError> {
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        if saved_view::remove(tx, &actor.organization, id)? {
            Ok(Changed::of([Topic::Views]))
        } else {
            Err(AppError::NotFound { what: "saved view", id: id.chars().take(ID_MAX).collect() })
        }
    })
}

/// What the window kept to open where the planner left off.
pub fn workspace_state(w: &Workspace) -> Result<Option<String>, AppError> {
    w.store().read(|db| {
        let actor = account::actor(db, Permission::Read)?;
        Ok(setting::get(db, &state_key(&actor.organization))?)
    })
}

/// Keeps what the window needs to open where the planner left off.
pub fn keep_workspace_state(w: &Workspace, state: &str) -> Result<(), AppError> {
    if state.len() > STATE_BYTES_MAX {
        return Err(AppError::invalid(format!("At most {STATE_BYTES_MAX} bytes can be kept.")));
    }
    w.store().write(|tx| {
        let actor = account::actor(tx, Permission::Read)?;
        Ok(setting::put(tx, &state_key(&actor.organization), &state)?)
    })
}

fn state_key(organization: &Organization) -> String {
    format!("workspace_state:{organization}")
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}
