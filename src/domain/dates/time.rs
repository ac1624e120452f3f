//! Times of day as typed: `14:10`, `14.10`, `1410`, `930`, `9`.

use chrono::NaiveTime;

use super::written::number;

/// Why a typed time was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeError {
    /// Nothing was typed.
    Empty,
    /// None of the known forms.
    NotATime,
    /// The clock has no such time: `25:00`, `9:75`.
    NoSuchTime,
}

/// A time of day in hours and minutes. One or two digits are the hour, three or four hour and
/// minutes; `:` and `.` separate them; `Uhr` and `h` may follow.
pub fn parse_time(text: &str) -> Result<NaiveTime, TimeError> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Err(TimeError::Empty);
    }
    let text = text.strip_suffix("uhr").or_else(|| text.strip_suffix('h')).unwrap_or(&text);
    let text = text.trim_end();
    let (hour, minute) = match text.split_once([':', '.']) {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute),
        Some(_) => return Err(TimeError::NotATime),
        None if text.len() <= 2 => (text, "0"),
        None => text.split_at_checked(text.len() - 2).ok_or(TimeError::NotATime)?,
    };
    let hour = number(hour).ok_or(TimeError::NotATime)?;
    let minute = number(minute).ok_or(TimeError::NotATime)?;
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or(TimeError::NoSuchTime)
}
