//! A planner's draft: what changed, and what it was changed from.

use crate::{Delta, Field, FieldValue, PfaRecord, Violation, check_change};
use std::collections::BTreeMap;

/// The unsent change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// PEMS's version that the change was made against.
    pub base_version: u64,
    /// What the changed fields and those coupled with them held at that version.
    pub base: BTreeMap<Field, FieldValue>,
    /// The new values: what PEMS, as it was last seen, does not hold or may yet hold no more.
    pub delta: Delta,
    /// Rises with every edit, so that an acknowledgement of an older one is told apart.
    pub revision: u64,
    /// Why, in the planner's words; sent along.
    pub reason: Option<String>,
}

/// Why an edit is not taken into a draft.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the change breaks {} rule(s)", .0.len())]
pub struct DraftError(pub Vec<Violation>);

impl Draft {
    /// A draft that changes nothing yet.
    pub fn on(record: &PfaRecord) -> Self {
        Self {
            base_version: record.version,
            base: BTreeMap::new(),
            delta: Delta::default(),
            revision: 0,
            reason: None,
        }
    }

    /// Takes an edit in, all of it or nothing. `record` is the record as PEMS has it, which this
    /// draft is based on; a field put back to PEMS's value leaves the draft, unless it is among
    /// `on_the_way`: what an unanswered write may yet bring to PEMS, and putting it back must undo.
    pub fn edit(&self, record: &PfaRecord, edit: &Delta, on_the_way: &Delta) -> Result<Draft, DraftError> {
        let wanted = self.wanted(record, edit, on_the_way);
        let refused = check_change(record, &wanted);
        if !refused.is_empty() {
            return Err(DraftError(refused));
        }
        let differs =
            |field: Field, value: &FieldValue| record.get(field) != value || on_the_way.contains(field);
        let delta: Delta =
            wanted.iter().filter(|(f, v)| differs(*f, v)).map(|(f, v)| (f, v.clone())).collect();
        Ok(Draft {
            base_version: record.version,
            base: base_of(record, &delta),
            delta,
            revision: self.revision + 1,
            reason: self.reason.clone(),
        })
    }

    /// Takes an edit into a draft that is in conflict with `record`, all of it or nothing. The sides of the conflict
    /// stay as they were: only mine changes. A field set to what PEMS has now leaves the draft. One put back to what
    /// it was before either side changed it stays: PEMS holds another value, and to want the old one is an edit
    /// like any other. Rules that the two sides break already are the conflict's to settle; the edit may break no other.
    pub fn edit_in_conflict(&self, record: &PfaRecord, edit: &Delta) -> Result<Draft, DraftError> {
        let mut wanted = self.delta.clone();
        for (field, value) in edit.iter() {
            wanted.insert(field, value.clone());
        }
        let known = check_change(record, &self.delta);
        let broken: Vec<Violation> =
            check_change(record, &wanted).into_iter().filter(|v| !known.contains(v)).collect();
        if !broken.is_empty() {
            return Err(DraftError(broken));
        }
        let mut base = base_of(record, edit);
        base.extend(self.base.clone());
        Ok(Draft { base, delta: wanted.against(record), revision: self.revision + 1, ..self.clone() })
    }

    /// All that the draft would change with an edit taken in, whether or not the rules allow it. What only
    /// takes an earlier edit of this draft back is no change any more.
    pub fn wanted(&self, record: &PfaRecord, edit: &Delta, on_the_way: &Delta) -> Delta {
        let mut wanted = self.delta.clone();
        for (field, value) in edit.iter() {
            if self.delta.contains(field) && record.get(field) == value && !on_the_way.contains(field) {
                wanted.remove(field);
            } else {
                wanted.insert(field, value.clone());
            }
        }
        wanted
    }

    /// The same change put on top of `record`, without the fields that hold the new value already.
    pub fn rebase(&self, record: &PfaRecord, delta: &Delta) -> Draft {
        let delta = delta.against(record);
        Draft {
            base_version: record.version,
            base: base_of(record, &delta),
            delta,
            revision: self.revision,
            reason: self.reason.clone(),
        }
    }

    /// The same draft with what a write of it may have brought to PEMS counted as its base: where `seen`
    /// holds the value that was `sent`, the change there is the planner's own and nobody else's.
    pub fn knowing(&self, sent: &Delta, seen: &PfaRecord) -> Draft {
        let mut known = self.clone();
        for (field, value) in sent.iter().filter(|(field, value)| seen.get(*field) == *value) {
            known.base.insert(field, value.clone());
        }
        known
    }

    /// What a field holds in the planner's view: the new value, else the base where it is known.
    pub fn mine(&self, field: Field) -> Option<&FieldValue> {
        self.delta.get(field).or_else(|| self.base.get(&field))
    }
}

fn base_of(record: &PfaRecord, delta: &Delta) -> BTreeMap<Field, FieldValue> {
    let coupled = |field: Field| field.group().map_or_else(|| vec![field], |g| g.fields().to_vec());
    delta.fields().flat_map(coupled).map(|field| (field, record.get(field).clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::tests::rental;

    fn text(value: &str) -> FieldValue {
        FieldValue::Text(value.into())
    }

    #[test]
    fn an_edit_in_a_conflict_changes_my_side_and_no_other() {
        let base = rental();
        let one = |field, value: &str| -> Delta { [(field, text(value))].into_iter().collect() };
        let mine = Draft::on(&base).edit(&base, &one(Field::Model, "mine"), &Delta::default()).unwrap();
        let mut pems = base.clone();
        pems.version += 1;
        pems.set(Field::Model, text("theirs"));
        pems.set(Field::Contract, text("theirs too"));

        let again = mine.edit_in_conflict(&pems, &one(Field::Model, "mine again")).unwrap();
        assert_eq!((again.delta.clone(), again.revision), (one(Field::Model, "mine again"), 2));
        assert_eq!((again.base_version, &again.base), (mine.base_version, &mine.base));
        let more = mine.edit_in_conflict(&pems, &one(Field::Contract, "mine")).unwrap();
        assert_eq!(more.base[&Field::Contract], text("theirs too"), "the person sees PEMS's value there");
        assert_eq!(more.base[&Field::Model], FieldValue::Null);

        let back: Delta = [(Field::Model, FieldValue::Null)].into_iter().collect();
        assert_eq!(mine.edit_in_conflict(&pems, &back).unwrap().delta, back, "PEMS holds another value");
        assert!(mine.edit_in_conflict(&pems, &one(Field::Model, "theirs")).unwrap().delta.is_empty());
    }

    #[test]
    fn an_edit_in_a_conflict_breaks_no_rule_that_was_whole() {
        let day = |day| FieldValue::Date(chrono::NaiveDate::from_ymd_opt(2026, 6, day).unwrap());
        let start = |d| -> Delta { [(Field::ForecastStart, day(d))].into_iter().collect() };
        let mut base = rental();
        base.set(Field::ForecastStart, day(1));
        base.set(Field::ForecastEnd, day(20));
        let mine = Draft::on(&base).edit(&base, &start(15), &Delta::default()).unwrap();
        let mut pems = base.clone();
        pems.set(Field::ForecastEnd, day(10));
        // Ends before it starts: that is the conflict, and editing something else is no part of it.
        let model: Delta = [(Field::Model, text("m"))].into_iter().collect();
        assert_eq!(mine.edit_in_conflict(&pems, &model).unwrap().delta.len(), 2);
        assert!(mine.edit_in_conflict(&pems, &start(9)).is_ok(), "this settles it");
        let free: Delta = [(Field::MonthlyRate, FieldValue::Null)].into_iter().collect();
        assert_eq!(mine.edit_in_conflict(&pems, &free).unwrap_err().0[0].rule.number(), 2);
    }

    #[test]
    fn what_was_sent_and_is_there_counts_as_the_base() {
        let base = rental();
        let sent: Delta =
            [(Field::Model, text("sent")), (Field::Contract, text("sent"))].into_iter().collect();
        let draft = Draft::on(&base).edit(&base, &sent, &Delta::default()).unwrap();
        let mut seen = base.clone();
        seen.set(Field::Model, text("sent"));
        seen.set(Field::Contract, text("theirs"));
        let known = draft.knowing(&sent, &seen);
        assert_eq!(known.base[&Field::Model], text("sent"), "ours");
        assert_eq!(known.base[&Field::Contract], FieldValue::Null, "somebody else's");
    }

    #[test]
    fn a_reinstatement_can_be_taken_back() {
        let mut record = rental();
        record.set(Field::IsDiscontinued, FieldValue::Bool(true));
        let flag = |value| [(Field::IsDiscontinued, FieldValue::Bool(value))].into_iter().collect::<Delta>();
        let nothing = Delta::default();
        let draft = Draft::on(&record).edit(&record, &flag(false), &nothing).unwrap();
        assert!(draft.edit(&record, &flag(true), &nothing).unwrap().delta.is_empty());
        assert!(
            Draft::on(&record).edit(&record, &flag(true), &nothing).is_err(),
            "there is nothing to take back"
        );
    }

    #[test]
    fn an_edit_put_back_leaves_the_draft() {
        let record = rental();
        let there: Delta = [(Field::Model, text("new"))].into_iter().collect();
        let back: Delta = [(Field::Model, FieldValue::Null)].into_iter().collect();
        let draft = Draft::on(&record).edit(&record, &there, &Delta::default()).unwrap();
        assert_eq!((draft.delta.len(), draft.revision), (1, 1));
        let draft = draft.edit(&record, &back, &Delta::default()).unwrap();
        assert!(draft.delta.is_empty());
        assert_eq!(draft.revision, 2);
    }

    #[test]
    fn an_edit_put_back_while_it_is_on_the_way_stays_to_undo_it() {
        let record = rental();
        let there: Delta = [(Field::Model, text("new"))].into_iter().collect();
        let back: Delta = [(Field::Model, FieldValue::Null)].into_iter().collect();
        let sent = Draft::on(&record).edit(&record, &there, &Delta::default()).unwrap();
        let draft = sent.edit(&record, &back, &sent.delta).unwrap();
        assert_eq!(draft.delta, back);
        assert_eq!(draft.rebase(&there.apply(&record), &draft.delta).delta, back);
    }

    #[test]
    fn an_edit_with_one_broken_rule_changes_nothing() {
        let record = rental();
        let edit: Delta =
            [(Field::Model, text("m")), (Field::MonthlyRate, FieldValue::Null)].into_iter().collect();
        let DraftError(broken) = Draft::on(&record).edit(&record, &edit, &Delta::default()).unwrap_err();
        assert_eq!(broken[0].fields, [Field::Source, Field::MonthlyRate]);
    }

    #[test]
    fn the_base_keeps_the_coupled_fields_too() {
        let record = rental();
        let edit: Delta =
            [(Field::ForecastStart, FieldValue::Date("2026-05-01".parse().unwrap()))].into_iter().collect();
        let draft = Draft::on(&record).edit(&record, &edit, &Delta::default()).unwrap();
        assert_eq!(
            draft.base.keys().copied().collect::<Vec<_>>(),
            [Field::ForecastStart, Field::ForecastEnd]
        );
    }
}
