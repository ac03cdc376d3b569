//! Money: exact, two places, never a float.

use std::fmt;

/// An amount in the organization's currency, in whole cents: 0.00 to 9,999,999,999.99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// Text that is no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMoney {
    /// Not digits with at most one point between them.
    #[error("an amount is written in digits with a point before the cents, such as 1250.00")]
    NotAnAmount,
    /// More than two places: rounding would be a silent change.
    #[error("an amount has at most two decimal places")]
    TooPrecise,
    /// Above the largest amount that PEMS holds.
    #[error("an amount is at most 9999999999.99")]
    TooLarge,
}

impl Money {
    /// The largest amount that PEMS holds.
    pub const MAX: Money = Money(999_999_999_999);

    /// An amount from whole cents, if it is in range.
    pub fn from_cents(cents: i64) -> Option<Self> {
        (0..=Self::MAX.0).contains(&cents).then_some(Self(cents))
    }

    /// The amount in whole cents.
    pub fn cents(self) -> i64 {
        self.0
    }

    /// Reads what a person typed: `1250`, `1250.5` or `1250.50`.
    pub fn parse(text: &str) -> Result<Self, InvalidMoney> {
        let (whole, places) = text.split_once('.').map_or((text, None), |(w, p)| (w, Some(p)));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !places.is_none_or(digits) {
            return Err(InvalidMoney::NotAnAmount);
        }
        let cents = match places.unwrap_or("0") {
            tenths if tenths.len() == 1 => format!("{tenths}0"),
            cents if cents.len() == 2 => cents.to_owned(),
            _ => return Err(InvalidMoney::TooPrecise),
        };
        let whole = whole.trim_start_matches('0');
        if whole.len() > 10 {
            return Err(InvalidMoney::TooLarge);
        }
        format!("{whole}{cents}").parse().ok().and_then(Self::from_cents).ok_or(InvalidMoney::TooLarge)
    }

    /// Reads an amount off the wire, where PEMS always writes both places.
    pub fn parse_wire(text: &str) -> Result<Self, InvalidMoney> {
        let amount = Self::parse(text)?;
        if text.split_once('.').is_some_and(|(_, places)| places.len() == 2) {
            Ok(amount)
        } else {
            Err(InvalidMoney::NotAnAmount)
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn typed_amounts_are_taken_exactly_or_refused() {
        let ok = [("1.5", "1.50"), ("0", "0.00"), ("007.10", "7.10"), ("9999999999.99", "9999999999.99")];
        for (typed, held) in ok {
            assert_eq!(Money::parse(typed).unwrap().to_string(), held);
        }
        assert_eq!(Money::parse("1.005"), Err(InvalidMoney::TooPrecise));
        assert_eq!(Money::parse("10000000000.00"), Err(InvalidMoney::TooLarge));
        for bad in ["", ".", ".5", "5.", "-1", "+1", "1,000", "1e3", " 1", "1.2.3", "١"] {
            assert_eq!(Money::parse(bad), Err(InvalidMoney::NotAnAmount), "{bad:?}");
        }
    }

    #[test]
    fn the_wire_form_has_both_places() {
        assert!(Money::parse_wire("1.50").is_ok());
        assert!(Money::parse_wire("1.5").is_err());
        assert!(Money::parse_wire("1").is_err());
    }

    proptest! {
        #[test]
        fn every_amount_reads_back_as_itself(cents in 0..=Money::MAX.0) {
            let amount = Money::from_cents(cents).unwrap();
            prop_assert_eq!(Money::parse_wire(&amount.to_string()), Ok(amount));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = Money::parse(&text);
        }
    }
}
