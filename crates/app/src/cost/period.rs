//! Months, quarters and years, one after the other.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use std::ops::Range;
use ts_rs::TS;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
#[ts(rename = "CostScale")]
pub enum Scale {
    /// A calendar month.
    Month,
    /// Three months from January, April, July or October on.
    Quarter,
    /// A calendar year.
    Year,
}

/// Periods without a gap. Months are counted from the year 0.
#[derive(Debug)]
pub(super) struct Periods {
    first: i32,
    months: i32,
    count: usize,
}

impl Periods {
    /// None at all.
    pub fn none() -> Self {
        Self { first: 0, months: 1, count: 0 }
    }

    /// From the one that has `first` in it to the one that has `last`.
    pub fn of(scale: Scale, first: NaiveDate, last: NaiveDate) -> Self {
        let months = match scale {
            Scale::Month => 1,
            Scale::Quarter => 3,
            Scale::Year => 12,
        };
        let first = month(first).div_euclid(months) * months;
        let count = usize::try_from((month(last) - first).div_euclid(months) + 1).unwrap_or(0);
        Self { first, months, count }
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.count
    }

    /// The first day of the first.
    pub fn first(&self) -> Option<NaiveDate> {
        (self.count > 0).then(|| self.get(0).0)
    }

    /// The first day of each.
    pub fn days(&self) -> Vec<NaiveDate> {
        (0..self.count).map(|at| self.get(at).0).collect()
    }

    /// The first day of one and the first day after it.
    pub fn get(&self, at: usize) -> (NaiveDate, NaiveDate) {
        let start = self.first + self.months * i32::try_from(at).unwrap_or(i32::MAX / 24);
        (first_of(start), first_of(start + self.months))
    }

    /// Those that have a day between two in them, both included.
    pub fn between(&self, first: NaiveDate, last: NaiveDate) -> Range<usize> {
        let at = |day: NaiveDate| (month(day) - self.first).div_euclid(self.months);
        let start = usize::try_from(at(first)).unwrap_or(0).min(self.count);
        let end = usize::try_from(at(last) + 1).unwrap_or(0).min(self.count);
        start..end.max(start)
    }
}

fn month(day: NaiveDate) -> i32 {
    day.year() * 12 + day.month0().cast_signed()
}

fn first_of(month: i32) -> NaiveDate {
    let (year, month0) = (month.div_euclid(12), month.rem_euclid(12).cast_unsigned());
    NaiveDate::from_ymd_opt(year, month0 + 1, 1).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_begin_where_the_calendar_has_them_begin_and_leave_no_gap() {
        for (scale, expected) in [
            (Scale::Month, vec!["2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01"]),
            (Scale::Quarter, vec!["2025-10-01", "2026-01-01"]),
            (Scale::Year, vec!["2025-01-01", "2026-01-01"]),
        ] {
            let periods = Periods::of(scale, day("2025-11-30"), day("2026-02-01"));
            assert_eq!(periods.days(), expected.iter().map(|d| day(d)).collect::<Vec<_>>());
            for at in 1..periods.len() {
                assert_eq!(periods.get(at - 1).1, periods.get(at).0);
            }
        }
    }

    #[test]
    fn days_are_found_in_their_periods_and_those_outside_in_none() {
        let periods = Periods::of(Scale::Month, day("2026-01-15"), day("2026-03-15"));
        assert_eq!(periods.between(day("2026-01-31"), day("2026-02-01")), 0..2);
        assert_eq!(periods.between(day("2025-01-01"), day("2027-01-01")), 0..3);
        assert_eq!(periods.between(day("2025-01-01"), day("2025-12-31")).len(), 0);
        assert_eq!(periods.between(day("2026-04-01"), day("2027-01-01")).len(), 0);
        assert_eq!(Periods::of(Scale::Year, day("2027-01-01"), day("2026-01-01")).len(), 0);
    }
}
