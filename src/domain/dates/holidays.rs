//! Working days: Monday to Friday without the public holidays of North Rhine-Westphalia
//! (`docs/domain.md`, working days).

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Holidays on a fixed day, as month and day (§ 2 Abs. 1 Feiertagsgesetz NW).
const FIXED: [(u32, u32); 6] = [(1, 1), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)];

/// Holidays by the days from Easter Sunday on: Good Friday, Easter Monday, Ascension, Whit Monday,
/// Corpus Christi (§ 2 Abs. 1 Feiertagsgesetz NW).
const MOVABLE: [i64; 5] = [-2, 1, 39, 50, 60];

/// Whether a day is a public holiday in North Rhine-Westphalia. A Sunday as such is none.
pub fn is_holiday(day: NaiveDate) -> bool {
    let from_easter = easter(day.year()).map(|easter| (day - easter).num_days());
    // 500 years of the Reformation: a holiday once
    let once = NaiveDate::from_ymd_opt(2017, 10, 31);
    FIXED.contains(&(day.month(), day.day()))
        || from_easter.is_some_and(|days| MOVABLE.contains(&days))
        || once == Some(day)
}

/// Whether an office works on a day.
pub fn is_working_day(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(day)
}

/// The last of so many working days after a day, which itself does not count (§ 187 Abs. 1 BGB); the
/// day itself for none. `None` where the calendar ends.
pub fn working_days_after(day: NaiveDate, count: u8) -> Option<NaiveDate> {
    let mut day = day;
    for _ in 0..count {
        day = day.succ_opt()?;
        while !is_working_day(day) {
            day = day.succ_opt()?;
        }
    }
    Some(day)
}

/// The last working day before a day.
pub fn working_day_before(day: NaiveDate) -> NaiveDate {
    let before = (1..30).filter_map(|days| day.checked_sub_days(Days::new(days)));
    before.into_iter().find(|before| is_working_day(*before)).unwrap_or(day)
}

/// Easter Sunday of a year of the Gregorian calendar, by the rule of Gauss in the form of Lichtenberg.
fn easter(year: i32) -> Option<NaiveDate> {
    let century = year / 100;
    let moon = 15 + (3 * century + 3) / 4 - (8 * century + 13) / 25;
    let sun = 2 - (3 * century + 3) / 4;
    let in_cycle = year % 19;
    let full = (19 * in_cycle + moon) % 30;
    let less = (full + in_cycle / 11) / 29;
    let limit = 21 + full - less;
    let sunday = 7 - (year + year / 4 + sun) % 7;
    let march = limit + 7 - (limit - sunday) % 7;
    let first = NaiveDate::from_ymd_opt(year, 3, 1)?;
    first.checked_add_days(Days::new(u64::try_from(march - 1).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_is_where_the_calendars_have_it() {
        // among them the earliest and the latest there are, and the years of the two exceptions
        let known = [
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2019-04-21",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
        ];
        for text in known {
            assert_eq!(easter(day(text).year()), Some(day(text)));
        }
    }

    #[test]
    fn the_holidays_of_a_year_are_those_of_the_law() {
        let of = |year: i32| -> Vec<String> {
            let days = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days();
            let days = days.take_while(|day| day.year() == year).filter(|day| is_holiday(*day));
            days.map(|day| day.format("%d.%m.").to_string()).collect()
        };
        assert_eq!(
            of(2026),
            [
                "01.01.", "03.04.", "06.04.", "01.05.", "14.05.", "25.05.", "04.06.", "03.10.",
                "01.11.", "25.12.", "26.12."
            ]
        );
        assert_eq!(
            of(2027),
            [
                "01.01.", "26.03.", "29.03.", "01.05.", "06.05.", "17.05.", "27.05.", "03.10.",
                "01.11.", "25.12.", "26.12."
            ]
        );
        assert_eq!(of(2017).len(), 12, "and 31 October, once");
        // Ascension and the first of May on one day
        assert_eq!(of(2008).len(), 10);
    }

    #[test]
    fn working_days_are_counted_past_weekends_and_holidays() {
        let after = |from: &str, count| working_days_after(day(from), count);
        assert_eq!(
            after("2026-11-18", 3),
            Some(day("2026-11-23")),
            "from Wednesday over a weekend"
        );
        assert_eq!(after("2026-11-18", 5), Some(day("2026-11-25")));
        assert_eq!(after("2026-11-22", 5), Some(day("2026-11-27")), "a Sunday itself is none");
        assert_eq!(after("2026-12-23", 3), Some(day("2026-12-29")), "the 24th is one, 25th no");
        assert_eq!(after("2026-05-12", 2), Some(day("2026-05-15")), "Ascension on Thursday");
        assert_eq!(after("2026-11-21", 0), Some(day("2026-11-21")));
        assert_eq!(after("+262142-12-31", 1), None, "where the calendar ends");
        assert_eq!(working_day_before(day("2026-11-23")), day("2026-11-20"));
        assert_eq!(working_day_before(day("2026-04-07")), day("2026-04-02"), "after Easter");
    }
}
