//! Days as this work knows them: dates of which only a part is known, dates typed in a hurry, windows
//! instead of deadlines, and the one time zone of the office.
//!
//! Nothing here reads a clock: "today" is always an argument. Nothing here guesses: a year stays a
//! year and never becomes 1 January (`docs/domain.md`, partial dates).
mod holidays;
mod months;
mod partial;
mod reach;
mod shorthand;
mod time;
mod window;
mod written;
mod zone;

pub use holidays::{is_holiday, is_working_day, working_day_before, working_days_after};
pub use months::{month_end, months_full, quarter_end};
pub use partial::{AgeRange, PartialDate, Precision};
pub use reach::{gone_by, within_reach};
pub use shorthand::{Typed, parse, parse_past};
pub use time::{TimeError, parse_time};
pub use window::{Window, WindowState};
pub use zone::OfficeZone;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Why a typed date was not understood. `text/` words it; the input stays in the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateError {
    /// Nothing was typed.
    Empty,
    /// None of the known forms.
    NotADate,
    /// The month is not 1 to 12.
    NoSuchMonth(u32),
    /// The month has no such day, or no year near has it (29 February).
    NoSuchDay {
        /// The day as typed.
        day: u32,
        /// The month as typed, 1 to 12.
        month: u32,
    },
    /// A day and a month, but the year is needed here.
    YearMissing,
    /// Later than today where only the past makes sense. Holds the first day it could be.
    InFuture(NaiveDate),
    /// Longer ago than anybody lives (`docs/domain.md`, days that are entered). Holds the year.
    TooLongAgo(i32),
    /// Earlier than it can be here. Holds the first day it could be.
    TooEarly(NaiveDate),
    /// Further ahead than anything is planned. Holds the last day it could be.
    TooFarAhead(NaiveDate),
    /// Further than the calendar goes.
    OutOfRange,
}
