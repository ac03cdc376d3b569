//! A planner at the window: what the journeys do there, in a planner's words.

use pfa_journeys::{Artefacts, Desktop, Pems, User, Window};
use serde_json::json;
use std::path::Path;

/// Leaves a field as a person does who is done with it.
const ENTER: &str = "\u{e007}";

/// A planner before the open window.
pub struct Planner<'a> {
    pub window: Window<'a>,
}

impl<'a> Planner<'a> {
    /// Opens the window on a profile.
    pub fn opens(desktop: &Desktop, profile: &Path, artefacts: &'a Artefacts) -> Self {
        Self { window: Window::open(desktop, profile, artefacts) }
    }

    /// Fills in the first screen and waits until `records` records are there.
    pub fn signs_in(&self, pems: &Pems, user: User, records: u32) {
        let window = &self.window;
        window.fill("textbox", "PEMS address", pems.root());
        window.fill("textbox", "Tenant", Pems::TENANT);
        window.fill("textbox", "Organization", "RIO");
        window.press("radio", "User and password");
        window.fill("textbox", "User", user.id);
        window.fill("textbox", "Password", user.password);
        window.press("button", "Sign in and pull records");
        self.sees_records(records);
    }

    /// Waits until the grid holds `records` records.
    pub fn sees_records(&self, records: u32) {
        // Two rows of heads stand above the first record.
        let rows = "one('grid', 'PFA records')?.getAttribute('aria-rowcount') === String(arguments[0] + 2)";
        self.window.holds(&format!("{records} records in the grid"), rows, json!([records]));
    }

    /// Narrows the grid to one record and opens it in the panel.
    pub fn finds(&self, pfa_id: &str) {
        self.window.press("button", "Grid");
        self.window.fill("textbox", "Find in all text fields", pfa_id);
        self.sees_records(1);
        self.window.press("gridcell", pfa_id);
        self.window.sees("complementary", &format!("Record {pfa_id}"));
    }

    /// Changes a field of the record in the panel.
    pub fn edits(&self, field: &str, value: &str) {
        self.window.fill("textbox", field, value);
        self.window.type_keys("textbox", field, ENTER);
    }

    /// Sends all drafts on their way.
    pub fn saves_and_syncs(&self) {
        self.window.press("button", "Save & Sync*");
    }

    /// Ticks a record in the grid, or takes its tick away.
    pub fn ticks(&self, pfa_id: &str) {
        self.window.press_found(&format!("the number of {pfa_id}"), NUMBER, &json!([pfa_id]));
    }

    /// Waits until the record's badge in the grid says `status`.
    pub fn sees_badge(&self, pfa_id: &str, status: &str) {
        let badge = format!("{BADGE}?.getAttribute('aria-label') === arguments[1]");
        self.window.holds(&format!("{pfa_id} to be {status}"), &badge, json!([pfa_id, status]));
    }

    /// Presses the record's badge, which leads on.
    pub fn follows_badge(&self, pfa_id: &str) {
        self.window.press_found(&format!("the badge of {pfa_id}"), BADGE, &json!([pfa_id]));
    }

    /// Waits until a record's cell under this head shows `text`.
    pub fn sees_in(&self, pfa_id: &str, head: &str, text: &str) {
        let shows = format!("squeeze({CELL}?.textContent) === arguments[2]");
        self.window.holds(&format!("{head} of {pfa_id} to be {text}"), &shows, json!([pfa_id, head, text]));
    }

    /// What a record's cell under this head shows.
    pub fn shown_in(&self, pfa_id: &str, head: &str) -> String {
        let text = self.window.holds(
            head,
            &format!("{CELL} && {{ text: squeeze({CELL}.textContent) }}"),
            json!([pfa_id, head]),
        );
        text["text"].as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the record's cell under this head has the focus.
    pub fn stands_in(&self, pfa_id: &str, head: &str) {
        let focused = format!("{CELL} && {CELL} === document.activeElement");
        self.window.holds(&format!("the focus in {head} of {pfa_id}"), &focused, json!([pfa_id, head]));
    }

    /// Checks the screen for accessibility and takes its picture, in light and in dark.
    pub fn looks_at(&self, screen: &str) {
        for theme in ["light", "dark"] {
            self.window.in_theme(theme, || {
                self.window.is_accessible(&format!("{screen}, {theme}"));
                self.window.picture(&format!("{screen}-{theme}"));
            });
        }
    }
}

/// The badge of the record `arguments[0]` in the grid.
const BADGE: &str = "[...document.querySelectorAll('[role=row]')].find((row) => \
                     all('gridcell', arguments[0], row).length > 0)?.querySelector('.grid-status')";

/// The number of the record `arguments[0]`, which ticks it.
const NUMBER: &str = "[...document.querySelectorAll('[role=row]')].find((row) => \
                      all('gridcell', arguments[0], row).length > 0)?.querySelector('[data-number]')";

/// The cell of the record `arguments[0]` under the head `arguments[1]`.
pub const CELL: &str = "(() => { const row = [...document.querySelectorAll('[role=row]')].find((line) => \
                        all('gridcell', arguments[0], line).length > 0); \
                        const column = one('columnheader', arguments[1], document)?.getAttribute('aria-colindex'); \
                        return row?.querySelector(`[role=gridcell][aria-colindex=\"${column}\"]`); })()";
