//! Which days can be meant at all. Rule and source: `docs/domain.md`, days that are entered.

use chrono::{Datelike, Months, NaiveDate};

use super::DateError;

/// Nobody lives longer; an older year is a slip of the finger.
const BACK_YEARS: i32 = 125;
/// Nothing is agreed or planned for longer.
const AHEAD_MONTHS: u32 = 10 * 12;

/// Refuses a day that nobody can mean: more than 125 years back, more than ten years ahead.
pub fn within_reach(day: NaiveDate, today: NaiveDate) -> Result<(), DateError> {
    let last = today.checked_add_months(Months::new(AHEAD_MONTHS)).unwrap_or(NaiveDate::MAX);
    if day.year() < today.year() - BACK_YEARS {
        Err(DateError::TooLongAgo(day.year()))
    } else if day > last {
        Err(DateError::TooFarAhead(last))
    } else {
        Ok(())
    }
}

/// The same for what has begun or taken place: not after today either.
pub fn gone_by(day: NaiveDate, today: NaiveDate) -> Result<(), DateError> {
    if day > today { Err(DateError::InFuture(day)) } else { within_reach(day, today) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_lies_between_the_longest_life_and_the_longest_plan() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-20");
        for fine in ["1901-01-01", "2026-11-20", "2036-11-20"] {
            assert_eq!(within_reach(day(fine), today), Ok(()), "{fine}");
        }
        assert_eq!(within_reach(day("1900-12-31"), today), Err(DateError::TooLongAgo(1900)));
        let last = DateError::TooFarAhead(day("2036-11-20"));
        for far in ["2036-11-21", "9999-12-31"] {
            assert_eq!(within_reach(day(far), today), Err(last), "{far}");
        }
        assert_eq!(within_reach(NaiveDate::MAX, NaiveDate::MAX), Ok(()));
        let tomorrow = day("2026-11-21");
        assert_eq!(gone_by(tomorrow, today), Err(DateError::InFuture(tomorrow)));
        assert_eq!(gone_by(today, today), Ok(()));
    }
}
