//! Dates typed in a hurry: `h`, `morgen`, `+14`, `+2w`, `mo`, `24.12.`, `12.2026`.
//!
//! German and English words are both understood whatever the language of the screen, because people
//! mix them. A word may be cut short as long as it stays clear: `mor`, `gest`, `thu`.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::DateError;
use super::partial::calendar_day;
use super::reach::{gone_by, within_reach};
use super::window::Window;
use super::written::{self, Written, WrittenYear, is_digits};

/// What a typed date means: a day, or a month that is left open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// One day.
    Day(NaiveDate),
    /// Some time in a span: `12.2026`.
    Window(Window),
}

impl Typed {
    /// The day, if one was typed.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Typed::Day(day) => Some(day),
            Typed::Window(_) => None,
        }
    }

    /// The window of a follow-up typed so on `made_on` (`docs/domain.md`, follow-up windows).
    pub fn window(self, made_on: NaiveDate) -> Window {
        match self {
            Typed::Day(day) => Window::for_due(day, made_on),
            Typed::Window(window) => window,
        }
    }
}

/// Which way an incomplete date looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Toward {
    Future,
    Past,
}

/// A date ahead, as for a follow-up. `mo` is the next Monday after today, `24.12.` the next
/// 24 December from today on. Days gone by are accepted when written out or as `-1`.
pub fn parse(text: &str, today: NaiveDate) -> Result<Typed, DateError> {
    let typed = read(text, today, Toward::Future)?;
    let day = match typed {
        Typed::Day(day) => day,
        Typed::Window(window) => window.due(),
    };
    within_reach(day, today).map(|()| typed)
}

/// A day gone by, as for a visit entered later. `mo` is the last Monday before today, `24.12.` the
/// last 24 December up to today. A month alone is no day, a day after today is refused.
pub fn parse_past(text: &str, today: NaiveDate) -> Result<NaiveDate, DateError> {
    match read(text, today, Toward::Past)? {
        Typed::Day(day) => gone_by(day, today).map(|()| day),
        Typed::Window(_) => Err(DateError::NotADate),
    }
}

fn read(text: &str, today: NaiveDate, toward: Toward) -> Result<Typed, DateError> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        Err(DateError::Empty)
    } else if let Some(distance) = text.strip_prefix('+') {
        moved(distance, today, Toward::Future).map(Typed::Day)
    } else if let Some(distance) = text.strip_prefix(['-', '−', '–']) {
        moved(distance, today, Toward::Past).map(Typed::Day)
    } else if let Some(meaning) = word(&text) {
        meaning.day(today, toward).map(Typed::Day).ok_or(DateError::OutOfRange)
    } else {
        calendar(&text, today, toward)
    }
}

/// `14`, `14t`, `14d`, `2w`, `3m` behind a sign: days (Tage), weeks, months. A month without that
/// day gives its last day.
fn moved(distance: &str, today: NaiveDate, toward: Toward) -> Result<NaiveDate, DateError> {
    let distance = distance.trim_start();
    let digits = distance.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = distance.strip_prefix(digits).unwrap_or_default().trim();
    if !is_digits(digits) {
        return Err(DateError::NotADate);
    }
    // digits only, so what does not fit is too far
    let count: u32 = digits.parse().map_err(|_| DateError::OutOfRange)?;
    let day = match (unit, toward) {
        ("" | "t" | "d", Toward::Future) => today.checked_add_days(Days::new(count.into())),
        ("" | "t" | "d", Toward::Past) => today.checked_sub_days(Days::new(count.into())),
        ("w", Toward::Future) => today.checked_add_days(Days::new(u64::from(count) * 7)),
        ("w", Toward::Past) => today.checked_sub_days(Days::new(u64::from(count) * 7)),
        ("m", Toward::Future) => today.checked_add_months(Months::new(count)),
        ("m", Toward::Past) => today.checked_sub_months(Months::new(count)),
        _ => return Err(DateError::NotADate),
    };
    day.ok_or(DateError::OutOfRange)
}

/// What a word means: so many days from today, or a day of the week.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    FromToday(i64),
    On(Weekday),
}

impl Meaning {
    fn day(self, today: NaiveDate, toward: Toward) -> Option<NaiveDate> {
        let offset = match self {
            Meaning::FromToday(days) => days,
            // 1 to 7: never today itself, that is `h`
            Meaning::On(weekday) => match toward {
                Toward::Future => i64::from((weekday.days_since(today.weekday()) + 6) % 7) + 1,
                Toward::Past => -i64::from((today.weekday().days_since(weekday) + 6) % 7) - 1,
            },
        };
        today.checked_add_signed(chrono::Duration::days(offset))
    }
}

/// Forms that mean something although they also begin other words.
const SHORT: [(&str, Meaning); 2] =
    [("h", Meaning::FromToday(0)), ("mo", Meaning::On(Weekday::Mon))];

const WORDS: [(&str, Meaning); 23] = [
    ("heute", Meaning::FromToday(0)),
    ("today", Meaning::FromToday(0)),
    ("morgen", Meaning::FromToday(1)),
    ("tomorrow", Meaning::FromToday(1)),
    ("übermorgen", Meaning::FromToday(2)),
    ("uebermorgen", Meaning::FromToday(2)),
    ("gestern", Meaning::FromToday(-1)),
    ("yesterday", Meaning::FromToday(-1)),
    ("vorgestern", Meaning::FromToday(-2)),
    ("montag", Meaning::On(Weekday::Mon)),
    ("monday", Meaning::On(Weekday::Mon)),
    ("dienstag", Meaning::On(Weekday::Tue)),
    ("tuesday", Meaning::On(Weekday::Tue)),
    ("mittwoch", Meaning::On(Weekday::Wed)),
    ("wednesday", Meaning::On(Weekday::Wed)),
    ("donnerstag", Meaning::On(Weekday::Thu)),
    ("thursday", Meaning::On(Weekday::Thu)),
    ("freitag", Meaning::On(Weekday::Fri)),
    ("friday", Meaning::On(Weekday::Fri)),
    ("samstag", Meaning::On(Weekday::Sat)),
    ("saturday", Meaning::On(Weekday::Sat)),
    ("sonntag", Meaning::On(Weekday::Sun)),
    ("sunday", Meaning::On(Weekday::Sun)),
];

/// The meaning of a word or of its beginning (two letters or more), if there is only one. A single
/// `m` could be Monday, Wednesday or tomorrow and is not guessed.
fn word(text: &str) -> Option<Meaning> {
    let text = text.strip_suffix('.').unwrap_or(text);
    if let Some((_, meaning)) = SHORT.iter().find(|(short, _)| *short == text) {
        return Some(*meaning);
    }
    if text.chars().count() < 2 {
        return None;
    }
    let mut meanings = WORDS.iter().filter(|(word, _)| word.starts_with(text)).map(|(_, m)| *m);
    let first = meanings.next()?;
    meanings.all(|other| other == first).then_some(first)
}

fn calendar(text: &str, today: NaiveDate, toward: Toward) -> Result<Typed, DateError> {
    match written::read(text).ok_or(DateError::NotADate)? {
        Written::Day { day, month, year } => {
            let year = match year {
                WrittenYear::Full(year) => year,
                WrittenYear::Short(year) => 2000 + year,
            };
            calendar_day(day, month, year).map(Typed::Day)
        }
        Written::DayMonth { day, month } => nearest(day, month, today, toward).map(Typed::Day),
        Written::Month { month, year } => {
            Window::month(year, month).map(Typed::Window).ok_or(DateError::NoSuchMonth(month))
        }
        Written::Year(_) => Err(DateError::NotADate),
    }
}

/// The nearest such day, today included. Eight years reach the next 29 February even across 2100.
fn nearest(day: u32, month: u32, today: NaiveDate, toward: Toward) -> Result<NaiveDate, DateError> {
    // says what is wrong with day or month before years are tried; 2000 has a 29 February
    calendar_day(day, month, 2000)?;
    let found = (0..=8).find_map(|distance| match toward {
        Toward::Future => {
            NaiveDate::from_ymd_opt(today.year() + distance, month, day).filter(|d| *d >= today)
        }
        Toward::Past => {
            NaiveDate::from_ymd_opt(today.year() - distance, month, day).filter(|d| *d <= today)
        }
    });
    found.ok_or(DateError::NoSuchDay { day, month })
}
