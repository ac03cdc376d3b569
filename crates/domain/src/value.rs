//! Values of fields: parsed once where they enter, from a person, from JSON or from a grid row.

use crate::{Field, InvalidMoney, Kind, Money};
use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use serde_json::Value as Json;
use std::fmt;

/// How the equipment is obtained; it decides how cost is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Paid by the month.
    Rental,
    /// Paid once.
    Purchase,
}

/// Who pays (division of responsibility).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dor {
    /// The contractor's own equipment organization.
    Beo,
    /// The project.
    Project,
}

/// A field's value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldValue {
    /// Empty.
    Null,
    /// Text, trimmed, at least one character.
    Text(String),
    /// An exact amount.
    Money(Money),
    /// A calendar date.
    Date(NaiveDate),
    /// True or false.
    Bool(bool),
    /// Rental or Purchase.
    Source(Source),
    /// BEO or PROJECT.
    Dor(Dor),
    /// A moment in UTC.
    Instant(DateTime<Utc>),
}

/// Why a value does not fit its field. The text is a sentence's end: "Forecast end " + text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidValue {
    /// A field that must have a value got none.
    #[error("must not be empty")]
    Empty,
    /// More code points than the field holds.
    #[error("has {length} characters; at most {max} fit")]
    TooLong {
        /// Code points given.
        length: usize,
        /// Code points that fit.
        max: usize,
    },
    /// White space before or after.
    #[error("has white space before or after the text")]
    Untrimmed,
    /// A control character, by its code point.
    #[error("has a control character (U+{0:04X}) in it")]
    ControlCharacter(u32),
    /// No amount.
    #[error("is not an amount: {0}")]
    Money(#[from] InvalidMoney),
    /// No date.
    #[error("is not a date: write year, month and day, such as 2026-06-15")]
    NotADate,
    /// A date outside the range.
    #[error("must lie between 1990-01-01 and 2100-12-31")]
    DateOutOfRange,
    /// No instant.
    #[error("is not a moment in UTC (RFC 3339)")]
    NotAnInstant,
    /// None of the words.
    #[error("must be {0}")]
    NotOneOf(&'static str),
    /// JSON of another type.
    #[error("has the wrong type")]
    WrongType,
}

/// Whether a date lies where records may lie: 1990-01-01 to 2100-12-31.
pub fn date_in_range(date: NaiveDate) -> bool {
    (1990..=2100).contains(&date.year())
}

impl Source {
    /// The word that PEMS uses.
    pub fn name(self) -> &'static str {
        match self {
            Source::Rental => "Rental",
            Source::Purchase => "Purchase",
        }
    }
}

impl Dor {
    /// The word that PEMS uses.
    pub fn name(self) -> &'static str {
        match self {
            Dor::Beo => "BEO",
            Dor::Project => "PROJECT",
        }
    }
}

impl FieldValue {
    /// Reads what a person typed: trimmed, empty clears, `1.5` is 1.50.
    pub fn from_input(field: Field, typed: &str) -> Result<Self, InvalidValue> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Self::null(field);
        }
        match field.kind() {
            Kind::Money => Ok(Self::Money(Money::parse(typed)?)),
            Kind::Text { .. } | Kind::Date | Kind::Bool | Kind::Source | Kind::Dor | Kind::Instant => {
                Self::from_text(field, typed)
            }
        }
    }

    /// Reads a grid row's string, where the empty string is null.
    pub fn from_grid(field: Field, cell: &str) -> Result<Self, InvalidValue> {
        if cell.is_empty() { Self::null(field) } else { Self::from_text(field, cell) }
    }

    /// Reads a JSON value as PEMS writes it and as the window sends it.
    pub fn from_json(field: Field, json: &Json) -> Result<Self, InvalidValue> {
        match json {
            Json::Null => Self::null(field),
            Json::Bool(flag) if field.kind() == Kind::Bool => Ok(Self::Bool(*flag)),
            Json::String(_) if field.kind() == Kind::Bool => Err(InvalidValue::WrongType),
            Json::String(text) if text.is_empty() => Err(InvalidValue::Empty),
            Json::String(text) => Self::from_text(field, text),
            Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => {
                Err(InvalidValue::WrongType)
            }
        }
    }

    /// The value as PEMS's JSON has it: money as a string with both places, a date as YYYY-MM-DD.
    pub fn to_json(&self) -> Json {
        match self {
            FieldValue::Null => Json::Null,
            FieldValue::Bool(flag) => Json::Bool(*flag),
            FieldValue::Text(_)
            | FieldValue::Money(_)
            | FieldValue::Date(_)
            | FieldValue::Source(_)
            | FieldValue::Dor(_)
            | FieldValue::Instant(_) => Json::String(self.to_string()),
        }
    }

    /// Whether it is empty.
    pub fn is_null(&self) -> bool {
        *self == FieldValue::Null
    }

    fn null(field: Field) -> Result<Self, InvalidValue> {
        if field.nullable() { Ok(Self::Null) } else { Err(InvalidValue::Empty) }
    }

    fn from_text(field: Field, text: &str) -> Result<Self, InvalidValue> {
        match field.kind() {
            Kind::Text { max, lines } => checked_text(text, max, lines).map(Self::Text),
            Kind::Money => Ok(Self::Money(Money::parse_wire(text)?)),
            Kind::Date => parse_date(text).map(Self::Date),
            Kind::Instant => parse_instant(text).map(Self::Instant),
            Kind::Bool => match text {
                "true" => Ok(Self::Bool(true)),
                "false" => Ok(Self::Bool(false)),
                _ => Err(InvalidValue::NotOneOf("true or false")),
            },
            Kind::Source => match text {
                "Rental" => Ok(Self::Source(Source::Rental)),
                "Purchase" => Ok(Self::Source(Source::Purchase)),
                _ => Err(InvalidValue::NotOneOf("Rental or Purchase")),
            },
            Kind::Dor => match text {
                "BEO" => Ok(Self::Dor(Dor::Beo)),
                "PROJECT" => Ok(Self::Dor(Dor::Project)),
                _ => Err(InvalidValue::NotOneOf("BEO or PROJECT")),
            },
        }
    }
}

/// The value as text; empty for null.
impl fmt::Display for FieldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FieldValue::Null => Ok(()),
            FieldValue::Text(text) => f.write_str(text),
            FieldValue::Money(amount) => amount.fmt(f),
            FieldValue::Date(date) => date.fmt(f),
            FieldValue::Bool(flag) => flag.fmt(f),
            FieldValue::Source(source) => f.write_str(source.name()),
            FieldValue::Dor(dor) => f.write_str(dor.name()),
            FieldValue::Instant(at) => f.write_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        }
    }
}

fn checked_text(text: &str, max: usize, lines: bool) -> Result<String, InvalidValue> {
    if let Some(c) = text.chars().find(|&c| c.is_control() && !(lines && c == '\n')) {
        return Err(InvalidValue::ControlCharacter(u32::from(c)));
    }
    if text.trim() != text {
        return Err(InvalidValue::Untrimmed);
    }
    let length = text.chars().count();
    if length > max { Err(InvalidValue::TooLong { length, max }) } else { Ok(text.to_owned()) }
}

fn parse_date(text: &str) -> Result<NaiveDate, InvalidValue> {
    // By hand: a page of answers has a hundred thousand of them, and chrono would take 2026-6-5 and +2026-06-05 too,
    // where the wire and the screen have one form.
    let digits = |part: &[u8]| {
        part.iter().try_fold(0_u32, |number, byte| {
            byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
        })
    };
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text.as_bytes() else {
        return Err(InvalidValue::NotADate);
    };
    let parts = (digits(&[y0, y1, y2, y3]), digits(&[m0, m1]), digits(&[d0, d1]));
    let (Some(year), Some(month), Some(day)) = parts else {
        return Err(InvalidValue::NotADate);
    };
    let date = NaiveDate::from_ymd_opt(year as i32, month, day).ok_or(InvalidValue::NotADate)?;
    if date_in_range(date) { Ok(date) } else { Err(InvalidValue::DateOutOfRange) }
}

fn parse_instant(text: &str) -> Result<DateTime<Utc>, InvalidValue> {
    let at = DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc));
    // A zone can carry the last hours of 9999 into a year that RFC 3339 cannot write.
    at.ok().filter(|at| (0..=9999).contains(&at.year())).ok_or(InvalidValue::NotAnInstant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cell_of_the_grid_reads_as_its_field_s_words() {
        let read = |field, cell| FieldValue::from_grid(field, cell);
        assert_eq!(read(Field::IsActualized, "true"), Ok(FieldValue::Bool(true)));
        assert_eq!(read(Field::IsActualized, "false"), Ok(FieldValue::Bool(false)));
        assert_eq!(read(Field::Source, "Rental"), Ok(FieldValue::Source(Source::Rental)));
        assert_eq!(read(Field::Source, "Purchase"), Ok(FieldValue::Source(Source::Purchase)));
        assert_eq!(read(Field::Dor, "BEO"), Ok(FieldValue::Dor(Dor::Beo)));
        assert_eq!(read(Field::Dor, "PROJECT"), Ok(FieldValue::Dor(Dor::Project)));
        let empty = read(Field::Model, "").unwrap();
        assert!(empty.is_null() && !FieldValue::Bool(false).is_null());
    }

    #[test]
    fn a_flag_is_no_value_of_another_field() {
        let flag = Json::Bool(true);
        assert_eq!(FieldValue::from_json(Field::IsActualized, &flag), Ok(FieldValue::Bool(true)));
        assert_eq!(FieldValue::from_json(Field::Model, &flag), Err(InvalidValue::WrongType));
    }

    #[test]
    fn typed_values_are_taken_or_refused_with_the_reason() {
        use Field::*;
        let refused = [
            (Category, "   ", InvalidValue::Empty),
            (Model, "a\tb", InvalidValue::ControlCharacter(9)),
            (Model, "a\nb", InvalidValue::ControlCharacter(10)),
            (ForecastEnd, "2026-02-30", InvalidValue::NotADate),
            (ForecastEnd, "2026-6-5", InvalidValue::NotADate),
            (ForecastEnd, "1989-12-31", InvalidValue::DateOutOfRange),
            (ForecastEnd, "2101-01-01", InvalidValue::DateOutOfRange),
            (MonthlyRate, "1.005", InvalidValue::Money(InvalidMoney::TooPrecise)),
            (Source, "rental", InvalidValue::NotOneOf("Rental or Purchase")),
            (IsFundsTransferable, "yes", InvalidValue::NotOneOf("true or false")),
        ];
        for (field, typed, why) in refused {
            assert_eq!(FieldValue::from_input(field, typed), Err(why), "{field} {typed:?}");
        }
        assert_eq!(FieldValue::from_input(Model, "  LR 1160 "), Ok(FieldValue::Text("LR 1160".into())));
        assert_eq!(FieldValue::from_input(Description, "a\nb"), Ok(FieldValue::Text("a\nb".into())));
        assert_eq!(FieldValue::from_input(MonthlyRate, "1.5"), FieldValue::from_grid(MonthlyRate, "1.50"));
        assert_eq!(FieldValue::from_input(Model, ""), Ok(FieldValue::Null));
    }

    #[test]
    fn length_counts_code_points_and_nothing_is_normalised() {
        let eighty = "é".repeat(80);
        assert_eq!(FieldValue::from_input(Field::Model, &eighty), Ok(FieldValue::Text(eighty)));
        let decomposed = "e\u{301}".repeat(41);
        assert_eq!(
            FieldValue::from_input(Field::Model, &decomposed),
            Err(InvalidValue::TooLong { length: 82, max: 80 })
        );
    }

    #[test]
    fn an_instant_that_could_not_be_written_again_is_refused() {
        let read = |text: &str| FieldValue::from_grid(Field::LastChangedAt, text);
        assert_eq!(read("9999-12-31T23:59:59-01:00"), Err(InvalidValue::NotAnInstant));
        assert_eq!(read("2026-06-12T12:00:00+02:00").unwrap().to_string(), "2026-06-12T10:00:00Z");
    }

    #[test]
    fn json_of_another_type_is_refused() {
        assert_eq!(FieldValue::from_json(Field::IsActualized, &"true".into()), Err(InvalidValue::WrongType));
        assert_eq!(FieldValue::from_json(Field::MonthlyRate, &1.5.into()), Err(InvalidValue::WrongType));
        assert_eq!(FieldValue::from_json(Field::Model, &"".into()), Err(InvalidValue::Empty));
    }

    proptest! {
        #[test]
        fn what_is_taken_reads_back_from_json_and_grid(at in 0..Field::COUNT, typed in "[ -~é\n]{0,12}|[0-9]{1,11}(\\.[0-9]{1,2})?|20[0-9]{2}-[01][0-9]-[0-3][0-9]|Rental|BEO|true") {
            let field = Field::ALL[at];
            if let Ok(value) = FieldValue::from_input(field, &typed) {
                prop_assert_eq!(FieldValue::from_json(field, &value.to_json()), Ok(value.clone()));
                prop_assert_eq!(FieldValue::from_grid(field, &value.to_string()), Ok(value));
            }
        }
    }
}
