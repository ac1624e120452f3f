//! A date of which perhaps only the year or the month is known: births, arrivals.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::DateError;
use super::reach::{gone_by, within_reach};
use super::written::{self, Written, WrittenYear};

/// How much of a date is known. The order is from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// The very day.
    Day,
    /// Month and year.
    Month,
    /// The year.
    Year,
    /// The papers say 1 January because only the year was known
    /// (`docs/domain.md`, partial dates).
    Fictive,
}

/// A date as exact as it is known, and never more exact than that. "Unknown" is `Option::None`
/// around it.
///
/// In files, records and messages it is its canonical text (`Display`): `1990-12-24`, `1990-12`,
/// `1990`, `1990?` for a fictive 1 January. Screens take their wording from `text/`.
///
/// Ordered by the first day it can be, then the more exact one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    /// First day of the span, so that equal dates are equal values.
    first: NaiveDate,
    precision: Precision,
}

/// The ages a person can have on a day, in completed years. Both ends are equal when the birth date
/// is exact enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeRange {
    /// If born on the last possible day; 0 if that day has not come yet.
    pub min: u32,
    /// If born on the first possible day.
    pub max: u32,
}

impl AgeRange {
    /// The age, if there is only one.
    pub fn exact(self) -> Option<u32> {
        (self.min == self.max).then_some(self.min)
    }
}

impl PartialDate {
    /// An exact day.
    pub fn day(day: NaiveDate) -> PartialDate {
        PartialDate { first: day, precision: Precision::Day }
    }

    /// A month (1 to 12) of a year (1 to 9999).
    pub fn month(year: i32, month: u32) -> Option<PartialDate> {
        Self::starting(year, month, Precision::Month)
    }

    /// A year, 1 to 9999.
    pub fn year(year: i32) -> Option<PartialDate> {
        Self::starting(year, 1, Precision::Year)
    }

    /// The year (1 to 9999) of a 1 January that stands on papers for want of a day.
    pub fn fictive(year: i32) -> Option<PartialDate> {
        Self::starting(year, 1, Precision::Fictive)
    }

    fn starting(year: i32, month: u32, precision: Precision) -> Option<PartialDate> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        (1..=9999).contains(&year).then_some(PartialDate { first, precision })
    }

    /// What a person typed or a spreadsheet holds: `24.12.1990`, `24.12.90`, `1990-12-24`,
    /// `24121990`, `12.1990`, `12/1990`, `1990`, and `1990?` or `01.01.1990?` for a fictive day.
    /// Two-digit years mean the last such year that is not in the future.
    pub fn parse(text: &str, today: NaiveDate) -> Result<PartialDate, DateError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DateError::Empty);
        }
        let date = match text.strip_suffix('?') {
            Some(doubtful) => fictive_from(doubtful.trim_end(), today)?,
            None => from_written(text, today)?,
        };
        gone_by(date.first, today).map(|()| date)
    }

    /// The same for what may lie ahead, as the first day of a notice that came early. Two-digit
    /// years mean the next such year that can be meant, else the last one.
    pub fn parse_near(text: &str, today: NaiveDate) -> Result<PartialDate, DateError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DateError::Empty);
        }
        let last = today.checked_add_months(Months::new(10 * 12)).unwrap_or(today);
        let date = from_written(text, last)?;
        within_reach(date.first, today).map(|()| date)
    }

    /// How much of it is known.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// The day, if it is known.
    pub fn exact(self) -> Option<NaiveDate> {
        (self.precision == Precision::Day).then_some(self.first)
    }

    /// The first day it can be.
    pub fn earliest(self) -> NaiveDate {
        self.first
    }

    /// The last day it can be.
    pub fn latest(self) -> NaiveDate {
        let months = match self.precision {
            Precision::Day => return self.first,
            Precision::Month => 1,
            Precision::Year | Precision::Fictive => 12,
        };
        let after = self.first.checked_add_months(Months::new(months));
        after.and_then(|next| next.checked_sub_days(Days::new(1))).unwrap_or(self.first)
    }

    /// An exact 1 January: on most papers of refugees it stands for an unknown day, so the worker is
    /// asked (`docs/domain.md`, partial dates). Never changed silently.
    pub fn looks_fictive(self) -> bool {
        self.precision == Precision::Day && self.first.ordinal() == 1
    }

    /// Age on a day in completed years, `None` if certainly not born yet. Who was born on 29 February
    /// grows a year older on 1 March (§§ 187, 188 BGB).
    pub fn age_on(self, day: NaiveDate) -> Option<AgeRange> {
        let max = day.years_since(self.earliest())?;
        Some(AgeRange { min: day.years_since(self.latest()).unwrap_or(0), max })
    }
}

/// `1990?` or a whole 1 January with a question mark.
fn fictive_from(text: &str, today: NaiveDate) -> Result<PartialDate, DateError> {
    let date = from_written(text, today)?;
    if date.precision == Precision::Year || date.looks_fictive() {
        return Ok(PartialDate { first: date.first, precision: Precision::Fictive });
    }
    Err(DateError::NotADate)
}

fn from_written(text: &str, today: NaiveDate) -> Result<PartialDate, DateError> {
    match written::read(text).ok_or(DateError::NotADate)? {
        Written::Day { day, month, year } => {
            calendar_day(day, month, last_such_year(year, day, month, today)).map(PartialDate::day)
        }
        Written::DayMonth { .. } => Err(DateError::YearMissing),
        Written::Month { month, year } => {
            PartialDate::month(year, month).ok_or(if (1..=12).contains(&month) {
                DateError::OutOfRange
            } else {
                DateError::NoSuchMonth(month)
            })
        }
        Written::Year(year) => PartialDate::year(year).ok_or(DateError::OutOfRange),
    }
}

/// The day of the calendar, or what is wrong with it.
pub(super) fn calendar_day(day: u32, month: u32, year: i32) -> Result<NaiveDate, DateError> {
    if !(1..=12).contains(&month) {
        return Err(DateError::NoSuchMonth(month));
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NoSuchDay { day, month })
}

/// `90` is 1990 in 2026 and `25` is 2025: the past is meant. A day that is still to come in this
/// year belongs to the century before.
fn last_such_year(year: WrittenYear, day: u32, month: u32, today: NaiveDate) -> i32 {
    match year {
        WrittenYear::Full(year) => year,
        WrittenYear::Short(short) => {
            let year = today.year() - today.year().rem_euclid(100) + short;
            let later = (year, month, day) > (today.year(), today.month(), today.day());
            if later { year - 100 } else { year }
        }
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(day: NaiveDate) -> PartialDate {
        PartialDate::day(day)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.precision {
            Precision::Day => write!(f, "{}", self.first),
            Precision::Month => write!(f, "{year:04}-{month:02}"),
            Precision::Year => write!(f, "{year:04}"),
            Precision::Fictive => write!(f, "{year:04}?"),
        }
    }
}

/// Reads the canonical text only; what people type goes through [`PartialDate::parse`].
impl FromStr for PartialDate {
    type Err = DateError;

    fn from_str(text: &str) -> Result<PartialDate, DateError> {
        let date = match text.strip_suffix('?') {
            Some(year) => year.parse().ok().and_then(PartialDate::fictive),
            None => match text.split_once('-') {
                None => text.parse().ok().and_then(PartialDate::year),
                Some((year, month)) if !month.contains('-') => {
                    year.parse().ok().zip(month.parse().ok()).and_then(|(y, m)| Self::month(y, m))
                }
                Some(_) => text.parse().ok().map(PartialDate::day),
            },
        };
        // one text per date: no sign, no missing zero, no blank
        date.filter(|date| date.to_string() == text).ok_or(DateError::NotADate)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = &'static str;

    fn try_from(text: String) -> Result<PartialDate, Self::Error> {
        text.parse().map_err(|_| "not the canonical text of a date")
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> String {
        date.to_string()
    }
}
