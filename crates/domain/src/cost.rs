//! What a record costs, exactly.
//!
//! Rental: days / 30.44 × monthly rate, days = end − start. Purchase: the price, whatever the dates.
//! 1 / 30.44 = 25 / 761, so every cost is a whole number of 761ths of a cent: sums are exact and
//! rounding, half to even, happens once, where an amount is shown.

use crate::{Outlay, PfaRecord, RecordOutlay};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// An exact cost or a difference of costs, in 761ths of a cent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cost(i128);

/// The costs of one record; `None` where a date or an amount that it needs is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordCost {
    /// By the plan dates.
    pub plan: Option<Cost>,
    /// By the forecast dates.
    pub forecast: Option<Cost>,
    /// By the actual dates; `None` until the record is actualized.
    pub actual: Option<Cost>,
    /// Forecast (actual, where actualized) less plan.
    pub variance: Option<Cost>,
}

/// Sums over records; what a record lacks counts as nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CostTotals {
    /// Records counted.
    pub count: u64,
    /// Sum of plan costs.
    pub plan: Cost,
    /// Sum of forecast costs.
    pub forecast: Cost,
    /// Sum of actual costs.
    pub actual: Cost,
    /// Sum of variances.
    pub variance: Cost,
}

impl Cost {
    /// 761ths of a cent in a cent.
    pub const UNITS_PER_CENT: i128 = 761;

    /// A cost of so many 761ths of a cent.
    pub fn from_units(units: i128) -> Self {
        Self(units)
    }

    /// A cost of so many cents.
    pub(crate) fn of_cents(cents: i64) -> Self {
        Self(i128::from(cents) * Self::UNITS_PER_CENT)
    }

    /// What a day costs at a monthly rate of so many cents: a month has 30.44 days.
    pub(crate) fn a_day(cents: i64) -> Self {
        Self(i128::from(cents) * 25)
    }

    /// So many times the cost.
    pub(crate) fn times(self, times: i64) -> Self {
        Self(self.0 * i128::from(times))
    }

    /// The cost in 761ths of a cent.
    pub fn units(self) -> i128 {
        self.0
    }

    /// The cost in cents, rounded half to even.
    pub fn rounded_cents(self) -> i128 {
        let floor = self.0.div_euclid(Self::UNITS_PER_CENT);
        let twice_rest = 2 * self.0.rem_euclid(Self::UNITS_PER_CENT);
        // 761 is odd, so a rest is never exactly half and "to even" never has to choose.
        if twice_rest > Self::UNITS_PER_CENT { floor + 1 } else { floor }
    }
}

impl RecordCost {
    /// Works out the costs of a record.
    pub fn of(record: &PfaRecord) -> Self {
        let outlay = RecordOutlay::of(record);
        let cost = |outlay: Option<Outlay>| outlay.map(|outlay| outlay.cost());
        let variance = outlay.varies().map(|(now, plan)| now.cost() - plan.cost());
        Self {
            plan: cost(outlay.plan),
            forecast: cost(outlay.forecast),
            actual: cost(outlay.actual),
            variance,
        }
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Cost) {
        self.0 += other.0;
    }
}

impl AddAssign<RecordCost> for CostTotals {
    fn add_assign(&mut self, cost: RecordCost) {
        self.count += 1;
        self.plan = self.plan + cost.plan.unwrap_or_default();
        self.forecast = self.forecast + cost.forecast.unwrap_or_default();
        self.actual = self.actual + cost.actual.unwrap_or_default();
        self.variance = self.variance + cost.variance.unwrap_or_default();
    }
}

impl AddAssign for CostTotals {
    fn add_assign(&mut self, other: CostTotals) {
        self.count += other.count;
        self.plan = self.plan + other.plan;
        self.forecast = self.forecast + other.forecast;
        self.actual = self.actual + other.actual;
        self.variance = self.variance + other.variance;
    }
}

impl Add for CostTotals {
    type Output = CostTotals;
    fn add(mut self, other: CostTotals) -> CostTotals {
        self += other;
        self
    }
}

impl Sub for CostTotals {
    type Output = CostTotals;
    fn sub(self, other: CostTotals) -> CostTotals {
        CostTotals {
            count: self.count - other.count,
            plan: self.plan - other.plan,
            forecast: self.forecast - other.forecast,
            actual: self.actual - other.actual,
            variance: self.variance - other.variance,
        }
    }
}

impl Add for Cost {
    type Output = Cost;
    fn add(self, other: Cost) -> Cost {
        Cost(self.0 + other.0)
    }
}

impl Sub for Cost {
    type Output = Cost;
    fn sub(self, other: Cost) -> Cost {
        Cost(self.0 - other.0)
    }
}

/// The rounded amount with both places, a minus in front when negative.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.rounded_cents();
        let sign = if cents < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::tests::rental;
    use crate::{Field, FieldValue, Money, Source};
    use chrono::NaiveDate;

    fn day(text: &str) -> FieldValue {
        FieldValue::Date(text.parse::<NaiveDate>().unwrap())
    }

    #[test]
    fn a_rental_costs_its_days_and_a_purchase_its_price() {
        let mut record = rental();
        record.set(Field::MonthlyRate, FieldValue::Money(Money::parse("28500").unwrap()));
        record.set(Field::OriginalStart, day("2026-05-04"));
        record.set(Field::OriginalEnd, day("2026-09-30"));
        record.set(Field::ForecastStart, day("2026-07-20"));
        record.set(Field::ForecastEnd, day("2026-10-31"));
        let cost = RecordCost::of(&record);
        assert_eq!(cost.plan.unwrap().to_string(), "139503.94");
        assert_eq!(cost.forecast.unwrap().to_string(), "96435.61");
        assert_eq!(cost.variance.unwrap().to_string(), "-43068.33");
        assert_eq!(cost.actual, None);

        record.set(Field::Source, FieldValue::Source(Source::Purchase));
        record.set(Field::PurchasePrice, FieldValue::Money(Money::parse("0.01").unwrap()));
        assert_eq!(RecordCost::of(&record).plan.unwrap().to_string(), "0.01");
        assert_eq!(RecordCost::of(&record).variance.unwrap().to_string(), "0.00");
    }

    #[test]
    fn an_actualized_record_varies_by_its_actuals() {
        let mut record = rental();
        record.set(Field::IsActualized, FieldValue::Bool(true));
        for (field, date) in [
            (Field::OriginalStart, "2026-01-01"),
            (Field::OriginalEnd, "2026-01-31"),
            (Field::ActualStart, "2026-01-01"),
            (Field::ActualEnd, "2026-03-02"),
        ] {
            record.set(field, day(date));
        }
        let cost = RecordCost::of(&record);
        assert_eq!(cost.variance.unwrap(), cost.actual.unwrap() - cost.plan.unwrap());
    }

    #[test]
    fn sums_round_once_at_the_end() {
        // One day at 0.01 a month is a third of a hundredth of a cent: ten thousand of them are not nothing.
        let mut record = rental();
        record.set(Field::MonthlyRate, FieldValue::Money(Money::parse("0.01").unwrap()));
        record.set(Field::ForecastStart, day("2026-01-01"));
        record.set(Field::ForecastEnd, day("2026-01-02"));
        let one = RecordCost::of(&record);
        assert_eq!(one.forecast.unwrap().to_string(), "0.00");
        let mut totals = CostTotals::default();
        (0..10_000).for_each(|_| totals += one);
        assert_eq!(totals.forecast.to_string(), "3.29");
    }

    #[test]
    fn each_total_is_the_sum_of_its_own() {
        let mut record = rental();
        record.set(Field::Source, FieldValue::Source(Source::Purchase));
        record.set(Field::PurchasePrice, FieldValue::Money(Money::parse("2.00").unwrap()));
        record.set(Field::IsActualized, FieldValue::Bool(true));
        let mut totals = CostTotals::default();
        totals += RecordCost::of(&record);
        totals += RecordCost { variance: Some(Cost::from_units(-7)), ..RecordCost::of(&record) };
        let shown = [totals.plan, totals.forecast, totals.actual].map(|total| total.to_string());
        assert_eq!((totals.count, shown), (2, ["4.00", "4.00", "4.00"].map(str::to_owned)));
        assert_eq!(totals.variance.units(), -7);
    }

    #[test]
    fn halves_round_to_the_nearest_on_both_sides_of_zero() {
        let shown = |units| Cost::from_units(units).to_string();
        assert_eq!([shown(380), shown(381), shown(-380), shown(-381)], ["0.00", "0.01", "0.00", "-0.01"]);
    }
}
