//! Rules of days that count in months and quarters (`docs/domain.md`, spans of months).

use chrono::{Datelike, Days, Months, NaiveDate};

/// The last day of the month of a day.
pub fn month_end(day: NaiveDate) -> NaiveDate {
    first_behind(day.with_day(1), 1).unwrap_or(day)
}

/// The last day of the quarter of a day.
pub fn quarter_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).and_then(|first| first.with_month(day.month0() / 3 * 3 + 1));
    first_behind(first, 3).unwrap_or(day)
}

/// The last day of so many months from a first day.
fn first_behind(first: Option<NaiveDate>, months: u32) -> Option<NaiveDate> {
    first?.checked_add_months(Months::new(months))?.checked_sub_days(Days::new(1))
}

/// The day on which so many months are full that begin with `first`, to the day: 36 months from
/// 1 March 2023 are full on 1 March 2026. Where that month has no such day, the first of the next one:
/// what begins on 29 February is full on 1 March (§§ 187, 188 BGB).
pub fn months_full(first: NaiveDate, months: u32) -> NaiveDate {
    let full = first.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
    if full.day() == first.day() { full } else { full.succ_opt().unwrap_or(full) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_and_a_quarter_end_on_their_last_day() {
        assert_eq!(month_end(day("2026-05-12")), day("2026-05-31"));
        assert_eq!(month_end(day("2028-02-29")), day("2028-02-29"));
        assert_eq!(month_end(day("2026-12-31")), day("2026-12-31"));
        assert_eq!(quarter_end(day("2026-11-22")), day("2026-12-31"));
        assert_eq!(quarter_end(day("2026-01-31")), day("2026-03-31"));
    }

    #[test]
    fn months_are_full_to_the_day() {
        assert_eq!(months_full(day("2023-03-01"), 36), day("2026-03-01"));
        assert_eq!(months_full(day("2024-02-29"), 36), day("2027-03-01"));
        assert_eq!(months_full(day("2026-08-31"), 6), day("2027-03-01"));
        assert_eq!(months_full(day("2009-02-22"), 213), day("2026-11-22"), "17 years and 9 months");
    }
}
