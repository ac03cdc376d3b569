//! What was typed, and whether `pfa` said that it was saved: held at the end against every version in PEMS.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::pems::Pems;

/// The field that a ledger's edits change.
const FIELD: &str = "contract";

/// The edits of a script, record by record, each with a value of its own.
#[derive(Debug, Default)]
pub struct Ledger {
    records: BTreeMap<String, Account>,
    values: u32,
}

/// What a ledger came to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Edits that were tried.
    pub edits: usize,
    /// Those that `pfa` acknowledged.
    pub acknowledged: usize,
    /// Values that PEMS has had, each once.
    pub in_pems: usize,
    /// Acknowledged edits in whose place a later one of the same record was sent.
    pub replaced: usize,
}

#[derive(Debug)]
struct Account {
    first_version: u64,
    edits: Vec<Edit>,
    by_colleagues: u64,
}

#[derive(Debug)]
struct Edit {
    value: String,
    acknowledged: bool,
}

impl Ledger {
    /// Opens a record's account, before anybody edits it.
    pub fn open(&mut self, pems: &Pems, pfa_id: &str) {
        let first_version = pems.record(pfa_id)["version"].as_u64().unwrap();
        let account = Account { first_version, edits: Vec::new(), by_colleagues: 0 };
        self.records.insert(pfa_id.to_owned(), account);
    }

    /// Writes the next edit down; the change as `pfa edit` takes it.
    pub fn edit(&mut self, pfa_id: &str) -> String {
        self.values += 1;
        let value = format!("E-{}", self.values);
        let change = format!("{FIELD}={value}");
        self.account(pfa_id).edits.push(Edit { value, acknowledged: false });
        change
    }

    /// The last edit of the record was acknowledged.
    pub fn acknowledged(&mut self, pfa_id: &str) {
        self.account(pfa_id).edits.last_mut().unwrap().acknowledged = true;
    }

    /// A colleague changes the record, by whatever value.
    pub fn colleague(&mut self, pfa_id: &str) {
        self.account(pfa_id).by_colleagues += 1;
    }

    /// Compares with PEMS: each edit there is there once and in order, none that was acknowledged is missing unless a
    /// later one took its place, and PEMS has no version that nobody made.
    ///
    /// # Errors
    /// What does not hold, a line each.
    pub fn check(&self, pems: &Pems) -> Result<Tally, String> {
        let mut tally = Tally::default();
        let mut wrong = Vec::new();
        for (pfa_id, account) in &self.records {
            let versions = pems.versions(pfa_id);
            if let Err(why) = account.check(&versions, &mut tally) {
                wrong.push(format!("{pfa_id}: {why}"));
            }
        }
        if wrong.is_empty() { Ok(tally) } else { Err(wrong.join("\n")) }
    }

    fn account(&mut self, pfa_id: &str) -> &mut Account {
        self.records.get_mut(pfa_id).unwrap_or_else(|| panic!("{pfa_id} has no account"))
    }
}

impl Account {
    fn check(&self, versions: &[Value], tally: &mut Tally) -> Result<(), String> {
        tally.edits += self.edits.len();
        tally.acknowledged += self.edits.iter().filter(|edit| edit.acknowledged).count();
        let place = |value: &Value| self.edits.iter().position(|edit| *value == *edit.value);
        let mut sent = Vec::new();
        for pair in versions.windows(2) {
            if pair[0][FIELD] != pair[1][FIELD] {
                sent.extend(place(&pair[1][FIELD]));
            }
        }
        if !sent.is_sorted_by(|one, next| one < next) {
            return Err(format!("PEMS had its edits as {sent:?}: one came twice or out of order"));
        }
        let last = self.edits.iter().rposition(|edit| edit.acknowledged);
        if sent.last().copied() < last {
            return Err(format!(
                "edit {last:?} of {} was acknowledged and PEMS has {:?}",
                self.edits.len(),
                sent.last()
            ));
        }
        let now = versions.last().and_then(|version| version["version"].as_u64()).unwrap_or_default();
        let made = sent.len() as u64 + self.by_colleagues;
        if now != self.first_version + made {
            return Err(format!("{made} changes made version {} of version {}", now, self.first_version));
        }
        tally.in_pems += sent.len();
        let missing = |(at, edit): &(usize, &Edit)| edit.acknowledged && !sent.contains(at);
        tally.replaced += self.edits.iter().enumerate().filter(missing).count();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn account(edits: &[(&str, bool)], by_colleagues: u64) -> Account {
        let edit = |(value, acknowledged): &(&str, bool)| Edit {
            value: (*value).to_owned(),
            acknowledged: *acknowledged,
        };
        Account { first_version: 1, edits: edits.iter().map(edit).collect(), by_colleagues }
    }

    fn pems(values: &[&str]) -> Vec<Value> {
        (1u64..).zip(values).map(|(version, value)| json!({"version": version, "contract": value})).collect()
    }

    fn verdict(account: &Account, values: &[&str]) -> Result<Tally, String> {
        let mut tally = Tally::default();
        account.check(&pems(values), &mut tally).map(|()| tally)
    }

    #[test]
    fn an_edit_is_in_order_when_it_came_once_or_a_later_one_took_its_place() {
        let both = account(&[("A", true), ("B", true)], 0);
        assert_eq!(verdict(&both, &["", "A", "B"]).unwrap().in_pems, 2);
        assert_eq!(verdict(&both, &["", "B"]).unwrap().replaced, 1);
        let second_unsure = account(&[("A", true), ("B", false)], 1);
        assert!(verdict(&second_unsure, &["", "A", "theirs"]).is_ok());
        assert!(verdict(&second_unsure, &["", "A", "theirs", "B"]).is_ok());
    }

    #[test]
    fn an_edit_lost_repeated_or_applied_twice_is_found() {
        let both = account(&[("A", true), ("B", true)], 0);
        assert!(verdict(&both, &["", "A"]).is_err(), "lost");
        assert!(verdict(&both, &["", "A", "B", "B"]).is_err(), "applied twice");
        assert!(verdict(&both, &["", "B", "A"]).is_err(), "out of order");
        assert!(verdict(&account(&[("A", true)], 1), &["", "A", "theirs", "A"]).is_err(), "overwrote");
    }
}
