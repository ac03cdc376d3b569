//! When the worker syncs by itself: days of the week and hours, by the computer's local time.

use chrono::{Datelike, Days, NaiveDateTime, NaiveTime, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Hours of some days of the week. Where they end before they begin, they end on the next day.
#[derive(Debug, Clone, PartialEq, Eq, ts_rs::TS)]
#[ts(type = "{ days: number[]; from: string; to: string }")]
pub struct Schedule {
    days: Vec<Weekday>,
    from: NaiveTime,
    to: NaiveTime,
}

/// The form in which it is written down: days 1 (Monday) to 7, hours such as 07:00.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    days: Vec<u8>,
    from: String,
    to: String,
}

impl Schedule {
    /// Whether it is one of its hours.
    pub fn holds(&self, at: NaiveDateTime) -> bool {
        let (today, time) = (at.date(), at.time());
        let begins = |date: chrono::NaiveDate| self.days.contains(&date.weekday());
        if self.from < self.to {
            return begins(today) && (self.from..self.to).contains(&time);
        }
        let since_yesterday = today.pred_opt().is_some_and(begins) && time < self.to;
        since_yesterday || (begins(today) && time >= self.from)
    }

    /// When its hours next begin, after this.
    pub fn next_opening(&self, after: NaiveDateTime) -> Option<NaiveDateTime> {
        (0..=7)
            .filter_map(|days| after.date().checked_add_days(Days::new(days)))
            .filter(|date| self.days.contains(&date.weekday()))
            .map(|date| date.and_time(self.from))
            .find(|opening| *opening > after)
    }
}

impl<'de> Deserialize<'de> for Schedule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Written::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
    }
}

impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written::from(self).serialize(serializer)
    }
}

impl TryFrom<Written> for Schedule {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let day = |n: u8| Weekday::try_from(n.wrapping_sub(1)).map_err(|_| format!("there is no day {n}"));
        let time = |text: &str| {
            NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| format!("{text:?} is no time such as 07:00"))
        };
        let days = written.days.into_iter().map(day).collect::<Result<Vec<_>, _>>()?;
        let (from, to) = (time(&written.from)?, time(&written.to)?);
        if days.is_empty() || from == to {
            return Err("it has to hold at least an hour of a day".to_owned());
        }
        Ok(Self { days, from, to })
    }
}

impl From<&Schedule> for Written {
    fn from(schedule: &Schedule) -> Self {
        let time = |time: NaiveTime| time.format("%H:%M").to_string();
        Self {
            days: schedule.days.iter().map(|day| day.num_days_from_monday() as u8 + 1).collect(),
            from: time(schedule.from),
            to: time(schedule.to),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn schedule(days: &[u8], from: &str, to: &str) -> Schedule {
        serde_json::from_value(json!({ "days": days, "from": from, "to": to })).unwrap()
    }

    /// A moment of the week of Monday, the 1st of June 2026.
    fn on(day: u32, time: &str) -> NaiveDateTime {
        format!("2026-06-{day:02}T{time}:00").parse().unwrap()
    }

    #[test]
    fn hours_of_a_day_hold_from_the_first_minute_to_before_the_last() {
        let office = schedule(&[1, 2, 3, 4, 5], "07:00", "19:00");
        for (day, time, holds) in [
            (1, "07:00", true),
            (1, "18:59", true),
            (5, "12:00", true),
            (1, "06:59", false),
            (1, "19:00", false),
            (6, "12:00", false),
        ] {
            assert_eq!(office.holds(on(day, time)), holds, "{day} {time}");
        }
    }

    #[test]
    fn hours_over_midnight_belong_to_the_day_they_begin_on() {
        let friday_night = schedule(&[5], "22:00", "06:00");
        for (day, time, holds) in [
            (5, "21:59", false),
            (5, "22:00", true),
            (6, "05:59", true),
            (6, "06:00", false),
            (5, "05:00", false),
            (6, "23:00", false),
        ] {
            assert_eq!(friday_night.holds(on(day, time)), holds, "{day} {time}");
        }
    }

    #[test]
    fn the_next_opening_skips_the_days_between() {
        let office = schedule(&[1, 5], "07:00", "19:00");
        assert_eq!(office.next_opening(on(1, "06:00")), Some(on(1, "07:00")));
        assert_eq!(office.next_opening(on(1, "07:00")), Some(on(5, "07:00")));
        assert_eq!(office.next_opening(on(5, "20:00")), Some(on(8, "07:00")));
        let mondays = schedule(&[1], "07:00", "19:00");
        assert_eq!(mondays.next_opening(on(1, "12:00")), Some(on(8, "07:00")));
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for bad in [
            json!({ "days": [], "from": "07:00", "to": "19:00" }),
            json!({ "days": [0], "from": "07:00", "to": "19:00" }),
            json!({ "days": [8], "from": "07:00", "to": "19:00" }),
            json!({ "days": [1], "from": "07:00", "to": "07:00" }),
            json!({ "days": [1], "from": "7 am", "to": "19:00" }),
            json!({ "days": [1], "from": "07:00", "to": "24:00" }),
            json!({ "days": [1], "from": "07:00" }),
            json!({ "days": [1], "from": "07:00", "to": "19:00", "zone": "UTC" }),
        ] {
            assert!(serde_json::from_value::<Schedule>(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn it_is_written_as_it_was_read() {
        let written = json!({ "days": [1, 7], "from": "22:00", "to": "06:30" });
        let schedule: Schedule = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(schedule).unwrap(), written);
    }
}
