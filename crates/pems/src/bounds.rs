//! Bounds of what PEMS says in figures and moments: what lies beyond them cannot be kept, sent back or shown exactly.

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Deserializer, de::Error};

/// The largest version or count: the window's numbers are exact up to it, and the database holds it.
pub(crate) const LARGEST: u64 = (1 << 53) - 1;

/// Reads a count or a version.
pub(crate) fn figure<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let figure = u64::deserialize(from)?;
    if figure <= LARGEST { Ok(figure) } else { Err(D::Error::custom("a figure beyond 2^53 - 1")) }
}

/// Reads a moment. One within a year of the calendar's ends could not be reckoned with, nor written in another zone.
pub(crate) fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
    let moment = DateTime::<Utc>::deserialize(from)?;
    if (1..=9998).contains(&moment.year()) {
        Ok(moment)
    } else {
        Err(D::Error::custom("no moment of PEMS's"))
    }
}
