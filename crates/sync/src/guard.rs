//! The pull guard: a pull that looks wrong stops, changes nothing and asks a person.

use pfa_domain::Organization;
use serde::{Deserialize, Serialize};

/// What the guard looks at before a page is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFacts {
    /// Whether this is the first page of a full sweep, whose `matching` counts all records.
    pub first_of_sweep: bool,
    /// Records of the organization that are held here.
    pub held: u64,
    /// How many of those stay whatever a sweep shows, since the outcome of their write is open. Counted where
    /// `first_of_sweep`.
    pub open: u64,
    /// Rows that PEMS says match the request, all further pages together.
    pub matching: u64,
    /// Rows on the page.
    pub rows: u64,
    /// Whether PEMS says that more follow.
    pub more: bool,
    /// Rows whose version is lower than the one held.
    pub fallen: u64,
    /// The first other organization that a row names.
    pub stranger: Option<String>,
}

/// Why a pull was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GuardReason {
    /// PEMS lists no record at all.
    Empty,
    /// PEMS lists far fewer records than are held.
    FarFewer,
    /// PEMS says that more rows match than it sent.
    RowsMissing,
    /// Rows of another organization came.
    OtherOrganization,
    /// More than 1 % of the versions went backwards.
    VersionsFell,
}

/// A stopped pull, with the figures that a person decides by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct GuardStop {
    /// What looked wrong.
    pub reason: GuardReason,
    /// Records held here.
    pub held: u64,
    /// What PEMS showed: records listed, rows sent, or versions fallen.
    pub seen: u64,
    /// A sentence with the figures.
    pub message: String,
}

/// Looks at a page before it is stored.
pub fn check_page(organization: &Organization, facts: &PageFacts) -> Result<(), GuardStop> {
    let PageFacts { held, matching, rows, fallen, .. } = *facts;
    let stop = |reason, seen, message| Err(GuardStop { reason, held, seen, message });
    if let Some(stranger) = &facts.stranger {
        let message = format!(
            "PEMS sent rows of {stranger} where {organization} was asked for. Nothing was changed here."
        );
        return stop(GuardReason::OtherOrganization, rows, message);
    }
    let removable = held.saturating_sub(facts.open);
    if facts.first_of_sweep && removable > 0 && matching == 0 {
        let message = format!(
            "You hold {held} records of {organization}, PEMS now lists none. Nothing was removed here."
        );
        return stop(GuardReason::Empty, 0, message);
    }
    if facts.first_of_sweep && far_fewer(removable, matching) {
        let message = format!(
            "You hold {held} records of {organization}, PEMS now lists {matching}. Nothing was removed here."
        );
        return stop(GuardReason::FarFewer, matching, message);
    }
    if if facts.more { rows == 0 } else { rows < matching } {
        let message =
            format!("PEMS says that {matching} records match but sent {rows}. Nothing was changed here.");
        return stop(GuardReason::RowsMissing, rows, message);
    }
    if fallen >= 2 && fallen * 100 > rows {
        let message = format!(
            "{fallen} of {rows} records came with an older version than you hold, as after a restored backup. Nothing was changed here."
        );
        return stop(GuardReason::VersionsFell, fallen, message);
    }
    Ok(())
}

/// A tenth of the records is more than a colleague removes between two pulls.
fn far_fewer(removable: u64, matching: u64) -> bool {
    removable >= 10 && matching * 10 < removable * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rio() -> Organization {
        Organization::new("RIO").unwrap()
    }

    fn usual() -> PageFacts {
        PageFacts {
            first_of_sweep: true,
            held: 8807,
            open: 0,
            matching: 8807,
            rows: 1000,
            more: true,
            fallen: 0,
            stranger: None,
        }
    }

    fn reason(facts: &PageFacts) -> Option<GuardReason> {
        check_page(&rio(), facts).err().map(|stop| stop.reason)
    }

    #[test]
    fn what_looks_wrong_is_stopped_with_its_figures() {
        let cases = [
            ("usual", usual(), None),
            ("first pull", PageFacts { held: 0, ..usual() }, None),
            (
                "nothing new",
                PageFacts { first_of_sweep: false, matching: 0, rows: 0, more: false, ..usual() },
                None,
            ),
            (
                "an empty organization",
                PageFacts { held: 0, matching: 0, rows: 0, more: false, ..usual() },
                None,
            ),
            ("empty", PageFacts { matching: 0, rows: 0, more: false, ..usual() }, Some(GuardReason::Empty)),
            (
                "212 left",
                PageFacts { matching: 212, rows: 212, more: false, ..usual() },
                Some(GuardReason::FarFewer),
            ),
            (
                "empty, and what is held is on its way",
                PageFacts { held: 2, open: 2, matching: 0, rows: 0, more: false, ..usual() },
                None,
            ),
            (
                "empty, and some of what is held is on its way",
                PageFacts { held: 2, open: 1, matching: 0, rows: 0, more: false, ..usual() },
                Some(GuardReason::Empty),
            ),
            ("a fifth is on its way and gone", PageFacts { open: 1807, matching: 7000, ..usual() }, None),
            (
                "a fifth is on its way, and a third gone",
                PageFacts { open: 1807, matching: 6000, ..usual() },
                Some(GuardReason::FarFewer),
            ),
            ("a few removed", PageFacts { matching: 8800, ..usual() }, None),
            (
                "one of ten removed",
                PageFacts { held: 10, matching: 9, rows: 9, more: false, ..usual() },
                None,
            ),
            ("a fifth removed", PageFacts { matching: 7000, ..usual() }, Some(GuardReason::FarFewer)),
            (
                "a stranger",
                PageFacts { stranger: Some("PORTARTHUR".into()), ..usual() },
                Some(GuardReason::OtherOrganization),
            ),
            ("short last page", PageFacts { more: false, ..usual() }, Some(GuardReason::RowsMissing)),
            ("an endless empty page", PageFacts { rows: 0, ..usual() }, Some(GuardReason::RowsMissing)),
            ("one version fell", PageFacts { fallen: 1, ..usual() }, None),
            ("ten of a thousand fell", PageFacts { fallen: 10, ..usual() }, None),
            (
                "eleven of a thousand fell",
                PageFacts { fallen: 11, ..usual() },
                Some(GuardReason::VersionsFell),
            ),
        ];
        for (name, facts, expected) in cases {
            assert_eq!(reason(&facts), expected, "{name}");
        }
    }
}
