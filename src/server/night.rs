//! When the office is compacted by itself although its journal is small: at three in the morning,
//! or a while after the start of a server that did not run then.

use std::time::SystemTime;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use crate::domain::dates::OfficeZone;

/// Between midnight and the compaction.
const AFTER_MIDNIGHT: TimeDelta = TimeDelta::hours(3);
/// Between a start that makes up for a night and the compaction: who starts wants to work.
const CATCH_UP: TimeDelta = TimeDelta::minutes(5);

/// The next compaction after `now`.
pub fn next(zone: OfficeZone, now: DateTime<Utc>) -> DateTime<Utc> {
    let night = |day: chrono::NaiveDate| zone.utc(day.and_time(NaiveTime::MIN) + AFTER_MIDNIGHT);
    let today = zone.day(now);
    let tonight = night(today);
    if now < tonight { tonight } else { night(today.succ_opt().unwrap_or(today)) }
}

/// The first one of a server that starts now, in an office compacted last at `last`.
pub fn first(zone: OfficeZone, now: DateTime<Utc>, last: Option<SystemTime>) -> DateTime<Utc> {
    let next = next(zone, now);
    let missed = last.is_none_or(|last| DateTime::<Utc>::from(last) < next - TimeDelta::days(1));
    if missed { next.min(now + CATCH_UP) } else { next }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn it_is_three_on_the_clock_of_the_office_in_summer_and_winter() {
        let zone = OfficeZone::default();
        let cases = [
            ("2026-11-22T18:00:00Z", "2026-11-23T02:00:00Z"),
            ("2026-11-23T01:59:59Z", "2026-11-23T02:00:00Z"),
            ("2026-11-23T02:00:00Z", "2026-11-24T02:00:00Z"),
            ("2026-07-01T00:30:00Z", "2026-07-01T01:00:00Z"),
            // the nights in which the clock is changed
            ("2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
            ("2026-10-24T12:00:00Z", "2026-10-25T02:00:00Z"),
        ];
        for (now, then) in cases {
            assert_eq!(next(zone, at(now)), at(then), "{now}");
        }
    }

    #[test]
    fn a_missed_night_is_made_up_for_soon_and_only_once() {
        let (zone, now) = (OfficeZone::default(), at("2026-11-22T18:00:00Z"));
        let first = |last: Option<&str>| first(zone, now, last.map(|text| at(text).into()));
        assert_eq!(first(None), now + CATCH_UP);
        assert_eq!(first(Some("2026-11-21T20:00:00Z")), now + CATCH_UP);
        assert_eq!(first(Some("2026-11-22T02:00:01Z")), at("2026-11-23T02:00:00Z"));
    }
}
