//! The Retry-After header: seconds or a date, bounded, and read without a clock of our own.

use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use std::time::Duration;

/// The longest wait that a server can ask for: a mistake there must not park a write for days.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// How long the server asks to be left alone, counted from its answer.
///
/// A date is measured against the answer's own Date: the laptop's clock may be wrong.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().map_or(LONGEST, Duration::from_secs)
    } else {
        let answered = http_date(headers.get(DATE)?.to_str().ok()?)?;
        (http_date(text)? - answered).to_std().unwrap_or_default()
    };
    Some(wait.min(LONGEST))
}

/// One of the three forms of a date in HTTP (RFC 9110, 5.6.7).
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok())
        .map(|at| at.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(retry_after: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        super::retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn seconds_and_all_forms_of_dates_are_read() {
        let answered = Some("Sun, 06 Nov 1994 08:49:30 GMT");
        assert_eq!(asked("7", None), Some(7));
        assert_eq!(asked("0", None), Some(0));
        for date in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(asked(date, answered), Some(7), "{date}");
        }
    }

    #[test]
    fn a_date_in_the_past_is_no_wait_and_one_far_away_is_bounded() {
        let answered = Some("Sun, 06 Nov 1994 08:49:30 GMT");
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:00 GMT", answered), Some(0));
        assert_eq!(asked("Sat, 06 Nov 2094 08:49:00 GMT", answered), Some(3600));
        assert_eq!(asked("99999999999999999999999999", None), Some(3600));
    }

    #[test]
    fn what_is_neither_is_ignored() {
        for text in ["", "-1", "1.5", "soon", "+3"] {
            assert_eq!(asked(text, Some("Sun, 06 Nov 1994 08:49:30 GMT")), None, "{text}");
        }
        assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT", None), None);
    }
}
