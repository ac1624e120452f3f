//! What is written in a date before anybody asks whether the calendar has it. Day before month, as on
//! German papers; ISO when the year comes first.

/// The numbers of a date in their places, not yet checked against the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    Day { day: u32, month: u32, year: WrittenYear },
    DayMonth { day: u32, month: u32 },
    Month { month: u32, year: i32 },
    Year(i32),
}

/// A year with its century, or without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrittenYear {
    Full(i32),
    Short(i32),
}

/// Reads `24.12.1990`, `24.12.90`, `24.12.`, `24/12/1990`, `1990-12-24`, `12.1990`, `12/1990`,
/// `1990-12`, `1990` and the digits alone (`24121990`, `241290`). `None` for everything else.
pub(super) fn read(text: &str) -> Option<Written> {
    match text.chars().find(|c| !c.is_ascii_digit()) {
        None => digits_only(text),
        Some(separator @ ('.' | '/' | '-')) => separated(text, separator),
        Some(_) => None,
    }
}

fn digits_only(text: &str) -> Option<Written> {
    match text.len() {
        4 => Some(Written::Year(full_year(text)?)),
        6 | 8 => Some(Written::Day {
            day: number(text.get(..2)?)?,
            month: number(text.get(2..4)?)?,
            year: year(text.get(4..)?)?,
        }),
        _ => None,
    }
}

fn separated(text: &str, separator: char) -> Option<Written> {
    let text = if separator == '.' { text.strip_suffix('.').unwrap_or(text) } else { text };
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    match *parts.as_slice() {
        [y, m, d] if y.len() == 4 => Some(Written::Day {
            day: number(d)?,
            month: number(m)?,
            year: WrittenYear::Full(full_year(y)?),
        }),
        [d, m, y] => Some(Written::Day { day: number(d)?, month: number(m)?, year: year(y)? }),
        [y, m] if y.len() == 4 => Some(Written::Month { month: number(m)?, year: full_year(y)? }),
        [m, y] if y.len() == 4 => Some(Written::Month { month: number(m)?, year: full_year(y)? }),
        [d, m] => Some(Written::DayMonth { day: number(d)?, month: number(m)? }),
        _ => None,
    }
}

/// One or two digits.
pub(super) fn number(text: &str) -> Option<u32> {
    (text.len() <= 2 && is_digits(text)).then(|| text.parse().ok()).flatten()
}

fn full_year(text: &str) -> Option<i32> {
    (text.len() == 4 && is_digits(text)).then(|| text.parse().ok()).flatten()
}

fn year(text: &str) -> Option<WrittenYear> {
    match text.len() {
        2 if is_digits(text) => text.parse().ok().map(WrittenYear::Short),
        _ => full_year(text).map(WrittenYear::Full),
    }
}

/// At least one digit and nothing else: `u32::from_str` alone would let a sign through.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
