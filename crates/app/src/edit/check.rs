//! What an edit of many records would change, in figures and for the first of them one by one.

use super::plan::{Move, Planned, Refusal, Wish};
use pfa_domain::{CostTotals, Field, RecordCost};
use serde_json::Value as Json;
use std::collections::HashMap;

/// Records that are shown one by one: those refused before the others.
const SHOWN: usize = 500;

/// What an edit would change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EditCheck {
    /// The first records that it would change or refuse; those refused first.
    pub edits: Vec<Verdict>,
    /// Records that it would change.
    pub changed: u64,
    /// Records that are so already.
    pub unchanged: u64,
    /// Records that it would leave out.
    pub refused: u64,
    /// Why, the most frequent reason first.
    pub reasons: Vec<Reason>,
    /// What the records come to now.
    pub before: CostTotals,
    /// What they would come to.
    pub after: CostTotals,
}

/// What an edit would do to a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Which record.
    pub pfa_id: String,
    /// Its fields.
    pub changes: Vec<FieldVerdict>,
    /// Why the record is left out, if it is.
    pub refused: Option<String>,
}

/// What an edit would do to a field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldVerdict {
    /// Which.
    pub field: Field,
    /// Its value as the planner sees it.
    pub from: Json,
    /// Its new value; as typed where it is none.
    pub to: Json,
    /// Why it is refused, if the field is at fault.
    pub refused: Option<String>,
}

/// A reason for leaving records out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// In a sentence.
    pub message: String,
    /// How many records.
    pub count: u64,
}

/// A check under way.
#[derive(Default)]
pub(super) struct Tally {
    check: EditCheck,
    refused: Vec<Verdict>,
    reasons: HashMap<String, u64>,
}

impl Tally {
    /// Takes a record in.
    pub fn add(&mut self, pfa_id: &str, planned: Result<Planned, Refusal>, wish: Wish<'_>) {
        match planned {
            Ok(planned) => self.add_planned(pfa_id, &planned),
            Err(refusal) => self.add_refused(pfa_id, refusal, wish),
        }
    }

    /// What all come to.
    pub fn check(mut self) -> EditCheck {
        let mut reasons: Vec<Reason> =
            self.reasons.into_iter().map(|(message, count)| Reason { message, count }).collect();
        reasons.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.message.cmp(&b.message)));
        self.check.edits.splice(0..0, self.refused);
        self.check.edits.truncate(SHOWN);
        EditCheck { reasons, ..self.check }
    }

    fn add_planned(&mut self, pfa_id: &str, planned: &Planned) {
        let now = RecordCost::of(&planned.seen);
        self.check.before += now;
        match planned.doing {
            Move::Nothing => {
                self.check.after += now;
                self.check.unchanged += 1;
                return;
            }
            Move::Save { .. } | Move::GiveUp => {
                self.check.after += RecordCost::of(&planned.edit.apply(&planned.seen));
                self.check.changed += 1;
            }
        }
        if self.check.edits.len() < SHOWN {
            let changes = planned.edit.iter().map(|(field, to)| FieldVerdict {
                field,
                from: planned.seen.get(field).to_json(),
                to: to.to_json(),
                refused: None,
            });
            let changes = changes.collect();
            self.check.edits.push(Verdict { pfa_id: pfa_id.to_owned(), changes, refused: None });
        }
    }

    fn add_refused(&mut self, pfa_id: &str, refusal: Refusal, wish: Wish<'_>) {
        if let Some(seen) = &refusal.seen {
            let now = RecordCost::of(seen);
            self.check.before += now;
            self.check.after += now;
        }
        self.check.refused += 1;
        *self.reasons.entry(refusal.message.clone()).or_default() += 1;
        if self.refused.len() < SHOWN {
            let changes = changes_refused(&refusal, wish);
            self.refused.push(Verdict { pfa_id: pfa_id.to_owned(), changes, refused: Some(refusal.message) });
        }
    }
}

fn changes_refused(refusal: &Refusal, wish: Wish<'_>) -> Vec<FieldVerdict> {
    let Some(seen) = &refusal.seen else { return Vec::new() };
    let fault = |field: Field| {
        refusal.violations.iter().find(|v| v.fields.contains(&field)).map(|v| v.message.clone())
    };
    let verdict = |field: Field, to: Json| FieldVerdict {
        field,
        from: seen.get(field).to_json(),
        to,
        refused: fault(field),
    };
    match wish {
        Wish::Typed(typed) => typed
            .changes
            .iter()
            .filter_map(|(name, typed)| Some(verdict(name.parse().ok()?, typed.clone())))
            .collect(),
        Wish::Bulk(change) => change
            .wish(seen)
            .map(|wanted| wanted.iter().map(|(field, to)| verdict(field, to.to_json())).collect())
            .unwrap_or_default(),
    }
}
