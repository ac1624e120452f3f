//! Due dates are windows: from when something may be done, when it should be, until when it is still
//! in time. Rules: `docs/domain.md`, follow-up windows.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A span with a day in it on which the thing is due: `from <= due <= until`, held by every
/// constructor and by reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Bounds", into = "Bounds")]
pub struct Window {
    // the order of the fields is the order of lists: what is due first comes first
    due: NaiveDate,
    until: NaiveDate,
    from: NaiveDate,
}

/// Where a day stands to a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WindowState {
    /// Before `from`; so many days are left until it opens.
    NotYet(u32),
    /// From `from` to the day before `due`.
    Open,
    /// From `due` to `until`.
    Due,
    /// After `until`, by so many days.
    Overdue(u32),
}

impl Window {
    /// A window with its own bounds; `None` unless `from <= due <= until`.
    pub fn new(from: NaiveDate, due: NaiveDate, until: NaiveDate) -> Option<Window> {
        (from <= due && due <= until).then_some(Window { due, until, from })
    }

    /// The window of something due on `due` and noted on `made_on`: within the next six days the day
    /// itself is meant, visible at once; from a week ahead on the calendar week, Monday to Sunday.
    pub fn for_due(due: NaiveDate, made_on: NaiveDate) -> Window {
        if due.signed_duration_since(made_on).num_days() < 7 {
            Window { due, until: due, from: made_on.min(due) }
        } else {
            Window::week_of(due)
        }
    }

    /// That day and no other, as for an appointment.
    pub fn on(day: NaiveDate) -> Window {
        Window { due: day, until: day, from: day }
    }

    /// The calendar week of a day, Monday to Sunday.
    pub fn week_of(day: NaiveDate) -> Window {
        let week = day.week(Weekday::Mon);
        Window {
            due: day,
            until: week.checked_last_day().unwrap_or(day),
            from: week.checked_first_day().unwrap_or(day),
        }
    }

    /// Some time in a month, at the latest on its last day. `None` if there is no such month.
    pub fn month(year: i32, month: u32) -> Option<Window> {
        let from = NaiveDate::from_ymd_opt(year, month, 1)?;
        let last = from.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))?;
        Window::new(from, last, last)
    }

    /// The first day it is shown.
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The day it should be done.
    pub fn due(self) -> NaiveDate {
        self.due
    }

    /// The last day it is in time.
    pub fn until(self) -> NaiveDate {
        self.until
    }

    /// Whether it is exactly one calendar month, to be shown as such.
    pub fn is_month(self) -> bool {
        Window::month(self.from.year(), self.from.month()) == Some(self)
    }

    /// Where `day` stands to this window. Derived whenever shown, never stored.
    pub fn state_on(self, day: NaiveDate) -> WindowState {
        if day < self.from {
            WindowState::NotYet(days_between(day, self.from))
        } else if day < self.due {
            WindowState::Open
        } else if day <= self.until {
            WindowState::Due
        } else {
            WindowState::Overdue(days_between(self.until, day))
        }
    }
}

/// Days from the earlier to the later day.
fn days_between(earlier: NaiveDate, later: NaiveDate) -> u32 {
    u32::try_from(later.signed_duration_since(earlier).num_days()).unwrap_or(0)
}

/// The window as it is read and written.
#[derive(Serialize, Deserialize)]
struct Bounds {
    from: NaiveDate,
    due: NaiveDate,
    until: NaiveDate,
}

impl TryFrom<Bounds> for Window {
    type Error = &'static str;

    fn try_from(bounds: Bounds) -> Result<Window, Self::Error> {
        Window::new(bounds.from, bounds.due, bounds.until)
            .ok_or("a window needs from <= due <= until")
    }
}

impl From<Window> for Bounds {
    fn from(window: Window) -> Bounds {
        Bounds { from: window.from, due: window.due, until: window.until }
    }
}
