//! A row of the log as a person reads it.

use super::AuditRow;
use pfa_domain::{Field, Permission};
use serde_json::{Map, Value as Json};

/// Fields that a sentence names; of more it tells how many.
const NAMED: usize = 4;

/// What the row says, in a sentence. An action that this build does not know is told by its word.
pub fn sentence(row: &AuditRow) -> String {
    let detail: Json = serde_json::from_str(&row.detail).unwrap_or_default();
    let d = Detail(&detail);
    match row.action.as_str() {
        "draft_saved" => format!("Changed {} in a draft.", d.changed()),
        "draft_committed" => format!("Committed {} to be sent.", d.fields("delta")),
        "draft_discarded" => format!("Discarded the change of {}{}", d.fields("delta"), d.because()),
        "draft_undone" => format!("Undid “{}”: {}.", d.text("step"), d.changed()),
        "draft_redone" => format!("Redid “{}”: {}.", d.text("step"), d.changed()),
        "what_if_begun" => format!("Began the what-if “{}”.", d.text("name")),
        "what_if_committed" => {
            format!("Took {} over from the what-if “{}”.", d.fields("delta"), d.text("name"))
        }
        "write_sent" | "write_acknowledged" | "write_failed" | "write_retried" | "write_found_open" => {
            of_write(&row.action, &d)
        }
        "conflict_found" => format!("Found a conflict with PEMS about {}.", d.listed("fields")),
        "conflict_edited" => format!("Edited in a conflict; it is about {} now.", d.listed("fields")),
        "conflict_resolved" => of_resolution(&d),
        "conflict_closed" => "The conflict ended by itself: PEMS has changed.".to_owned(),
        "merged" => format!("Merged {} with PEMS's version {}.", d.fields("delta"), d.number("pemsVersion")),
        "merge_undone" => "Took an automatic merge back, to decide it by hand.".to_owned(),
        "rolled_back" => format!("Rolled back to version {}{}{}", d.number("to"), d.because(), d.approval()),
        "run_rolled_back" => {
            format!("Rolled back {} records of a sync run{}", d.number("count"), d.because())
        }
        "record_pulled" => match d.0["from"].as_u64() {
            Some(from) => format!("PEMS went from version {from} to {}.", d.number("to")),
            None => format!("PEMS showed the record for the first time, at version {}.", d.number("to")),
        },
        "records_arrived" => format!("PEMS showed {} records for the first time.", d.number("count")),
        "record_gone" => "PEMS has the record no more.".to_owned(),
        "pull_stopped" => {
            format!("Stopped a pull that looked wrong: {}", d.0["guard"]["message"].as_str().unwrap_or("-"))
        }
        "run_ended" => match d.0["message"].as_str() {
            Some(message) => format!("A sync run ended ({}): {message}", d.text("status").replace('_', " ")),
            None => format!("A sync run ended ({}).", d.text("status").replace('_', " ")),
        },
        "runs_pruned" => format!("Forgot {} old sync runs.", d.number("runs")),
        "signed_in" => format!("Signed in to {} for {}.", d.text("pems"), d.text("organization")),
        "signed_out" => "Signed out.".to_owned(),
        "sign_in_refused" => format!("Was refused a sign-in to {}: {}", d.text("pems"), d.text("why")),
        "approval_refused" => {
            format!("Was not taken as the approval for {}: {}", d.text("for"), d.text("why"))
        }
        "permission_refused" => format!(
            "Was refused “{}”: it takes the permission {}.",
            d.text("what").replace('_', " "),
            d.text("permission")
        ),
        "rights_changed" => of_rights(&d),
        "settings_saved" => of_settings(&d),
        "recovery_code_made" => "Made a recovery code.".to_owned(),
        "recovery_code_confirmed" => {
            "Wrote the recovery code down; those before it open nothing any more.".to_owned()
        }
        "recovery_kept_for_organization" => "Kept the database's key for the organization.".to_owned(),
        "key_recovered_by_code" => {
            "Put the database's key into the keyring again, by the recovery code.".to_owned()
        }
        "key_recovered_by_organization" => {
            "Put the database's key into the keyring again, by the organization's key.".to_owned()
        }
        "draft_restored" => "Put an unsent change of a damaged database back as a draft.".to_owned(),
        "database_restored" => format!(
            "Restored the damaged database ({}); {} unsent changes were put back.",
            d.text("why"),
            d.number("reapplied")
        ),
        other => format!("{}.", other.replace('_', " ")),
    }
}

/// The particulars of a row.
struct Detail<'a>(&'a Json);

impl Detail<'_> {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or("-")
    }

    fn number(&self, name: &str) -> String {
        self.0[name].as_u64().map_or_else(|| "-".to_owned(), |number| number.to_string())
    }

    /// The fields of a delta.
    fn fields(&self, name: &str) -> String {
        named(self.0[name].as_object().into_iter().flat_map(Map::keys).map(String::as_str))
    }

    /// The fields of a list.
    fn listed(&self, name: &str) -> String {
        named(self.0[name].as_array().into_iter().flatten().filter_map(Json::as_str))
    }

    /// The fields that differ between `before` and `after`.
    fn changed(&self) -> String {
        let (before, after) = (self.0["before"].as_object(), self.0["after"].as_object());
        let names = before.into_iter().chain(after).flat_map(Map::keys).map(String::as_str);
        let differs = |name: &&str| self.0["before"].get(*name) != self.0["after"].get(*name);
        let mut changed: Vec<&str> = names.filter(differs).collect();
        changed.sort_unstable();
        changed.dedup();
        named(changed.into_iter())
    }

    /// Who else approved, in a sentence of its own.
    fn approval(&self) -> String {
        self.0["approvedBy"].as_str().map_or_else(String::new, |other| format!(" ({other} approved)"))
    }

    /// Ends the sentence with the reason, where one was given.
    fn because(&self) -> String {
        self.0["reason"].as_str().map_or_else(|| ".".to_owned(), |reason| format!(": {reason}"))
    }
}

fn of_write(action: &str, d: &Detail<'_>) -> String {
    match action {
        "write_sent" => match d.text("outcome") {
            "acknowledged" => format!("Sent the change, try {}: PEMS took it.", d.number("attempt")),
            "conflict" => format!("Sent the change, try {}: PEMS has another version.", d.number("attempt")),
            _ => {
                let message = d.0["failure"]["message"].as_str().unwrap_or("it failed");
                format!("Sent the change, try {}: {message}", d.number("attempt"))
            }
        },
        "write_acknowledged" => format!("PEMS has the change as version {}.", d.number("version")),
        "write_failed" => {
            let message = d.0["failure"]["message"].as_str().unwrap_or("-");
            format!("Set the change aside after {} tries: {message}", d.number("attempts"))
        }
        "write_retried" => "Asked for the failed change to be sent again.".to_owned(),
        _ => "Found a change on its way whose answer never came.".to_owned(),
    }
}

fn of_resolution(d: &Detail<'_>) -> String {
    let how = match d.0["choice"].as_str() {
        Some("mine") => "with mine",
        Some("pems") => "with PEMS's values",
        Some(_) | None => "field by field",
    };
    format!("Resolved the conflict {how}.{}", d.approval())
}

fn of_rights(d: &Detail<'_>) -> String {
    let names: Vec<&str> =
        d.0["permissions"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    if names.is_empty() {
        return "PEMS gives no rights any more.".to_owned();
    }
    let known = Permission::ALL.len();
    format!("PEMS gives these rights now ({} of {known}): {}.", names.len(), names.join(", "))
}

fn of_settings(d: &Detail<'_>) -> String {
    let empty = Map::new();
    let (before, after) =
        (d.0["before"].as_object().unwrap_or(&empty), d.0["after"].as_object().unwrap_or(&empty));
    let changed: Vec<String> = after
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(value))
        .map(|(name, value)| format!("{name} to {value}"))
        .collect();
    if changed.is_empty() {
        "Saved the settings as they were.".to_owned()
    } else {
        format!("Set {}.", changed.join(", "))
    }
}

/// Fields as a person knows them.
fn named<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let labels: Vec<&str> =
        names.map(|name| name.parse::<Field>().map_or(name, |field| field.label())).collect();
    match labels.as_slice() {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] if labels.len() <= NAMED => format!("{} and {last}", first.join(", ")),
        _ => format!("{} and {} more fields", labels[..NAMED - 1].join(", "), labels.len() - NAMED + 1),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::json;

    fn said(action: &str, detail: Json) -> String {
        sentence(&AuditRow {
            id: 1,
            at: chrono::DateTime::UNIX_EPOCH,
            who: "maria".into(),
            action: action.into(),
            organization: None,
            pfa_id: None,
            detail: detail.to_string(),
            previous: [0; 32],
            hash: [0; 32],
        })
    }

    #[test]
    fn only_what_a_draft_changed_is_named() {
        let detail = json!({ "before": { "contract": "C-1", "model": "M" }, "after": { "contract": "C-2", "model": "M" } });
        assert_eq!(said("draft_saved", detail), "Changed Contract in a draft.");
    }

    #[test]
    fn many_fields_are_counted() {
        let delta = json!({ "contract": 1, "model": 1, "manufacturer": 1, "description": 1, "dor": 1 });
        assert!(
            said("draft_committed", json!({ "delta": delta })).ends_with("and 2 more fields to be sent.")
        );
    }

    #[test]
    fn only_the_settings_that_changed_are_told() {
        let detail = json!({ "before": { "batchSize": 100, "theme": "dark" }, "after": { "batchSize": 50, "theme": "dark" } });
        assert_eq!(said("settings_saved", detail), "Set batchSize to 50.");
    }

    #[test]
    fn a_reason_ends_its_sentence_and_an_unknown_action_is_told_by_its_word() {
        let detail = json!({ "to": 4, "reason": "Wrong rate" });
        assert_eq!(said("rolled_back", detail), "Rolled back to version 4: Wrong rate");
        assert_eq!(said("moon_landed", json!(null)), "moon landed.");
    }

    #[test]
    fn particulars_that_are_missing_or_no_json_keep_no_row_from_being_read() {
        for action in
            ["draft_saved", "write_sent", "conflict_resolved", "rights_changed", "record_pulled", "run_ended"]
        {
            assert!(said(action, json!([])).len() > 5);
            assert!(said(action, json!({ "failure": 3, "choice": {}, "fields": "x" })).len() > 5);
        }
    }
}
