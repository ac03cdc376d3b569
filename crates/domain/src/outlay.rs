//! When a cost falls: a rental's day by day, a purchase's on the day it starts.

use crate::{Cost, Field, PfaRecord, Source};
use chrono::NaiveDate;

/// A cost with its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlay {
    /// The same on every day from the start up to, not including, the end; given back where it ends before
    /// it starts.
    Daily {
        /// The first day.
        start: NaiveDate,
        /// The day after the last.
        end: NaiveDate,
        /// What a day costs.
        a_day: Cost,
    },
    /// All at once.
    Once {
        /// The day, if it is known.
        on: Option<NaiveDate>,
        /// What is paid.
        cost: Cost,
    },
}

/// The outlays of one record; `None` where a date or an amount that one needs is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordOutlay {
    /// By the plan dates.
    pub plan: Option<Outlay>,
    /// By the forecast dates.
    pub forecast: Option<Outlay>,
    /// By the actual dates; `None` until the record is actualized.
    pub actual: Option<Outlay>,
    /// Whether the equipment is on site and billing: what it varies by are its actuals then.
    pub is_actualized: bool,
}

impl Outlay {
    /// All of it.
    pub fn cost(&self) -> Cost {
        match *self {
            Outlay::Daily { start, end, a_day } => a_day.times((end - start).num_days()),
            Outlay::Once { cost, .. } => cost,
        }
    }

    /// What falls on the days from `from` up to, not including, `until`.
    pub fn within(&self, from: NaiveDate, until: NaiveDate) -> Cost {
        match *self {
            Outlay::Daily { start, end, a_day } if start <= end => {
                a_day.times((end.min(until) - start.max(from)).num_days().max(0))
            }
            Outlay::Daily { start, end, a_day } => {
                a_day.times(-(start.min(until) - end.max(from)).num_days().max(0))
            }
            Outlay::Once { on: Some(day), cost } if from <= day && day < until => cost,
            Outlay::Once { .. } => Cost::default(),
        }
    }

    /// What falls on no day that is known.
    pub fn undated(&self) -> Cost {
        match *self {
            Outlay::Once { on: None, cost } => cost,
            Outlay::Once { .. } | Outlay::Daily { .. } => Cost::default(),
        }
    }

    /// The first day that it falls on and the last; `None` where it falls on none.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        match *self {
            Outlay::Daily { start, end, .. } if start != end => {
                Some((start.min(end), start.max(end).pred_opt()?))
            }
            Outlay::Daily { .. } => None,
            Outlay::Once { on, .. } => on.map(|day| (day, day)),
        }
    }
}

impl RecordOutlay {
    /// Works out the outlays of a record.
    pub fn of(record: &PfaRecord) -> Self {
        let actual = record.is_actualized().then(|| outlay(record, Field::ActualStart, Field::ActualEnd));
        Self {
            plan: outlay(record, Field::OriginalStart, Field::OriginalEnd),
            forecast: outlay(record, Field::ForecastStart, Field::ForecastEnd),
            actual: actual.flatten(),
            is_actualized: record.is_actualized(),
        }
    }

    /// What it comes to now (forecast; actual, where actualized) and what it was planned to come to; `None`
    /// unless both are known, so that they can be told from one another.
    pub fn varies(&self) -> Option<(Outlay, Outlay)> {
        (if self.is_actualized { self.actual } else { self.forecast }).zip(self.plan)
    }
}

fn outlay(record: &PfaRecord, start: Field, end: Field) -> Option<Outlay> {
    match record.source()? {
        Source::Purchase => {
            let cost = Cost::of_cents(record.money(Field::PurchasePrice)?.cents());
            Some(Outlay::Once { on: record.date(start), cost })
        }
        Source::Rental => {
            let a_day = Cost::a_day(record.money(Field::MonthlyRate)?.cents());
            Some(Outlay::Daily { start: record.date(start)?, end: record.date(end)?, a_day })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::tests::rental;
    use crate::{FieldValue, Money};
    use proptest::prelude::*;

    fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Duration::days(n)
    }

    fn outlay() -> impl Strategy<Value = Outlay> {
        let units = (0..1_000_000i128).prop_map(Cost::from_units);
        prop_oneof![
            (0..60i64, 0..60i64, units.clone()).prop_map(|(start, end, a_day)| Outlay::Daily {
                start: day(start),
                end: day(end),
                a_day
            }),
            (proptest::option::of(0..60i64), units)
                .prop_map(|(on, cost)| Outlay::Once { on: on.map(day), cost }),
        ]
    }

    #[test]
    fn what_ends_as_it_starts_falls_on_no_day() {
        let none = Outlay::Daily { start: day(3), end: day(3), a_day: Cost::from_units(7) };
        assert_eq!(none.days(), None);
        let one = Outlay::Daily { start: day(3), end: day(4), a_day: Cost::from_units(7) };
        assert_eq!(one.days(), Some((day(3), day(3))));
    }

    proptest! {
        #[test]
        fn what_falls_in_periods_that_cover_all_days_is_all_of_it(outlay in outlay(), mut cuts in proptest::collection::vec(0..60i64, 0..6)) {
            cuts.extend([0, 60]);
            cuts.sort_unstable();
            let dated = cuts.windows(2).fold(Cost::default(), |sum, cut| sum + outlay.within(day(cut[0]), day(cut[1])));
            prop_assert_eq!(dated + outlay.undated(), outlay.cost());
        }

        #[test]
        fn nothing_falls_outside_of_its_days(outlay in outlay()) {
            let (first, last) = outlay.days().unwrap_or((day(0), day(-1)));
            let before = outlay.within(day(-9), first);
            let after = outlay.within(last.succ_opt().unwrap(), day(99));
            prop_assert_eq!((before, after), (Cost::default(), Cost::default()));
        }
    }

    #[test]
    fn a_month_costs_its_days_and_a_purchase_falls_on_its_start() {
        let mut record = rental();
        record.set(Field::MonthlyRate, FieldValue::Money(Money::parse("3044").unwrap()));
        record.set(Field::ForecastStart, FieldValue::Date(day(21)));
        record.set(Field::ForecastEnd, FieldValue::Date(day(36)));
        let forecast = RecordOutlay::of(&record).forecast.unwrap();
        // 22 January to 5 February, the 6th not included: ten days in January, five in February.
        assert_eq!(forecast.within(day(0), day(31)).to_string(), "1000.00");
        assert_eq!(forecast.within(day(31), day(59)).to_string(), "500.00");
        assert_eq!(forecast.days(), Some((day(21), day(35))));

        record.set(Field::Source, FieldValue::Source(Source::Purchase));
        record.set(Field::PurchasePrice, FieldValue::Money(Money::parse("70").unwrap()));
        let bought = RecordOutlay::of(&record);
        assert_eq!(bought.forecast.unwrap().within(day(21), day(22)).to_string(), "70.00");
        assert_eq!(bought.plan.unwrap().undated().to_string(), "70.00", "no plan start");
        assert_eq!(bought.actual, None);
    }
}
