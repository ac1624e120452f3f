//! Dates, spans and numbers as people write them in a German office.
//!
//! Dates are written `24.12.2026` in both languages: that is what stands on every letter the
//! office gets, and what is typed into a date field; only the weekday is translated.
use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};

use super::{Lang, Texts};

impl Texts {
    /// `24.12.2026`
    pub fn date(&self, date: NaiveDate) -> String {
        date.format("%d.%m.%Y").to_string()
    }

    /// `24.12.` while it is clear which year is meant, that is in the year of `today`;
    /// `24.12.2027` otherwise.
    pub fn date_near(&self, date: NaiveDate, today: NaiveDate) -> String {
        if date.year() == today.year() {
            date.format("%d.%m.").to_string()
        } else {
            self.date(date)
        }
    }

    /// `So 24.12.`, with the year where [`Texts::date_near`] has it: due days, so that a Sunday is
    /// seen.
    pub fn weekday_near(&self, date: NaiveDate, today: NaiveDate) -> String {
        format!("{} {}", self.weekday(date.weekday()), self.date_near(date, today))
    }

    /// `So 22.11.2026`
    pub fn weekday_date(&self, date: NaiveDate) -> String {
        format!("{} {}", self.weekday(date.weekday()), self.date(date))
    }

    /// `So 22.11.2026 14:10`
    pub fn weekday_time(&self, at: NaiveDateTime) -> String {
        format!("{} {}", self.weekday_date(at.date()), at.format("%H:%M"))
    }

    /// `34 T`: whole days, for columns.
    pub fn days(&self, days: i64) -> String {
        self.with("format-days", &[("n", days.into())]).into_owned()
    }

    /// `1,05`: a number with a fixed count of decimals.
    pub fn decimal(&self, value: f64, decimals: usize) -> String {
        let point = format!("{value:.decimals$}");
        match self.lang() {
            Lang::De => point.replace('.', ","),
            Lang::En => point,
        }
    }

    /// `November 2026`
    pub fn month_year(&self, date: NaiveDate) -> String {
        let values =
            [("month", self.month(date.month()).into()), ("year", date.year().to_string().into())];
        self.with("format-month-year", &values).into_owned()
    }

    fn month(&self, number: u32) -> Cow<'_, str> {
        self.get(match number {
            1 => "format-month-1",
            2 => "format-month-2",
            3 => "format-month-3",
            4 => "format-month-4",
            5 => "format-month-5",
            6 => "format-month-6",
            7 => "format-month-7",
            8 => "format-month-8",
            9 => "format-month-9",
            10 => "format-month-10",
            11 => "format-month-11",
            _ => "format-month-12",
        })
    }

    /// The two letters of a weekday: `So`.
    pub fn weekday(&self, day: Weekday) -> String {
        let key = match day {
            Weekday::Mon => "format-monday",
            Weekday::Tue => "format-tuesday",
            Weekday::Wed => "format-wednesday",
            Weekday::Thu => "format-thursday",
            Weekday::Fri => "format-friday",
            Weekday::Sat => "format-saturday",
            Weekday::Sun => "format-sunday",
        };
        self.get(key).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn german_office_formats() {
        let texts = Texts::new(Lang::De);
        let at = day(2026, 11, 22).and_hms_opt(14, 10, 0).unwrap();
        assert_eq!(texts.date(day(2026, 12, 24)), "24.12.2026");
        assert_eq!(texts.date_near(day(2026, 12, 6), day(2026, 11, 22)), "06.12.");
        assert_eq!(texts.date_near(day(2027, 3, 4), day(2026, 11, 22)), "04.03.2027");
        assert_eq!(texts.weekday_time(at), "So 22.11.2026 14:10");
        assert_eq!(texts.days(34), "34 T");
        assert_eq!(texts.decimal(1.0, 1), "1,0");
    }

    #[test]
    fn english_keeps_the_date_and_changes_the_words() {
        let texts = Texts::new(Lang::En);
        let at = day(2026, 11, 22).and_hms_opt(14, 10, 0).unwrap();
        assert_eq!(texts.weekday_time(at), "Su 22.11.2026 14:10");
        assert_eq!(texts.days(34), "34 d");
        assert_eq!(texts.decimal(1.5, 1), "1.5");
    }
}
