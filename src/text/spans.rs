//! Windows, birth dates and ages in words.

use super::Texts;
use crate::domain::dates::{PartialDate, Precision, Window};
use chrono::{Datelike, NaiveDate};

impl Texts {
    /// When something is due, as exactly as it was meant: `28.11.`, `23.–29.11.`, `November 2026`.
    pub fn window(&self, window: Window, today: NaiveDate) -> String {
        if window.is_month() {
            return self.month_year(window.from());
        }
        let until = self.date_near(window.until(), today);
        if window.until() == window.due() {
            return until;
        }
        let from = if window.from().format("%m%Y").to_string()
            == window.until().format("%m%Y").to_string()
        {
            window.from().format("%d.").to_string()
        } else {
            self.date_near(window.from(), today)
        };
        format!("{from}–{until}")
    }

    /// The same with the days of the week: `Sa 28.11.`, `Mo 23.–So 29.`, `November 2026`.
    pub fn weekday_window(&self, window: Window, today: NaiveDate) -> String {
        let (from, until) = (window.from(), window.until());
        let week = (until - from).num_days() < 7;
        match (window.is_month(), until == window.due()) {
            (true, _) => self.month_year(from),
            (_, true) => self.weekday_near(until, today),
            _ if week => {
                let [from, until] = [from, until]
                    .map(|day| format!("{} {}", self.weekday(day.weekday()), day.format("%d.")));
                format!("{from}–{until}")
            }
            _ => self.window(window, today),
        }
    }

    /// A date as exactly as it is known: `12.03.1988`, `03.1988`, `1988`, `1988 fiktiv`.
    pub fn partial_date(&self, date: PartialDate) -> String {
        let first = date.earliest();
        match date.precision() {
            Precision::Day => self.date(first),
            Precision::Month => first.format("%m.%Y").to_string(),
            Precision::Year => first.format("%Y").to_string(),
            Precision::Fictive => {
                let year = first.format("%Y").to_string();
                self.with("format-fictive", &[("year", year.into())]).into_owned()
            }
        }
    }

    /// A date as people type it: `12.03.1988`, `03.1988`, `1988`, `1988?`.
    pub fn typed_date(&self, date: PartialDate) -> String {
        match date.precision() {
            Precision::Fictive => format!("{}?", date.earliest().format("%Y")),
            _ => self.partial_date(date),
        }
    }

    /// `*12.03.1988 (38)`: birth date as it is known and the age on `today` that follows from it.
    pub fn born(&self, birth: PartialDate, today: NaiveDate) -> String {
        let date = self.partial_date(birth);
        match birth.age_on(today).map(|age| (age.min, age.max)) {
            Some((min, max)) if min == max => format!("*{date} ({min})"),
            Some((min, max)) => format!("*{date} ({min}–{max})"),
            None => format!("*{date}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap()
    }

    #[test]
    fn a_window_reads_as_it_was_meant() {
        let texts = Texts::new(Lang::De);
        let shown = |window| texts.window(window, day(11, 22));
        assert_eq!(shown(Window::on(day(11, 28))), "28.11.");
        assert_eq!(shown(Window::for_due(day(11, 25), day(11, 22))), "25.11.");
        assert_eq!(shown(Window::week_of(day(11, 25))), "23.–29.11.");
        assert_eq!(shown(Window::week_of(day(12, 1))), "30.11.–06.12.");
        assert_eq!(shown(Window::month(2026, 12).unwrap()), "Dezember 2026");
    }

    #[test]
    fn a_window_of_a_week_is_told_by_its_days() {
        let texts = Texts::new(Lang::De);
        let shown = |window| texts.weekday_window(window, day(11, 22));
        assert_eq!(shown(Window::on(day(11, 28))), "Sa 28.11.");
        assert_eq!(shown(Window::for_due(day(11, 25), day(11, 22))), "Mi 25.11.");
        assert_eq!(shown(Window::week_of(day(12, 1))), "Mo 30.–So 06.");
        assert_eq!(shown(Window::week_of(day(12, 6))), "So 06.12.");
        assert_eq!(shown(Window::month(2026, 12).unwrap()), "Dezember 2026");
        let long = Window::new(day(11, 20), day(11, 25), day(12, 4)).unwrap();
        assert_eq!(shown(long), "20.11.–04.12.");
    }

    #[test]
    fn a_birth_date_claims_no_more_than_is_known() {
        let texts = Texts::new(Lang::De);
        let born = |text| texts.born(PartialDate::parse(text, day(11, 22)).unwrap(), day(11, 22));
        assert_eq!(born("12.03.1988"), "*12.03.1988 (38)");
        assert_eq!(born("12.1988"), "*12.1988 (37)");
        assert_eq!(born("1988"), "*1988 (37–38)");
        assert_eq!(born("1988?"), "*1988 fiktiv (37–38)");
    }
}
