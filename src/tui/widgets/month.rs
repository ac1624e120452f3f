//! The month grid of a date field: arrows move by day and week, page keys by month.
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{MARKER, Tone, behind, clear, row};

/// Rows of the grid: title, weekdays, six weeks.
pub const HEIGHT: u16 = 8;
/// Cells of a day.
const DAY: u16 = 4;

const WEEK: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// The open grid and the day it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// The day that Enter takes.
    pub day: NaiveDate,
}

impl Month {
    /// Carries out a command that moves; `false` if this is none.
    pub fn apply(&mut self, command: CommandId) -> bool {
        let day = self.day;
        let moved = match command {
            CommandId::TextLeft => day.checked_sub_days(Days::new(1)),
            CommandId::TextRight => day.checked_add_days(Days::new(1)),
            CommandId::Up => day.checked_sub_days(Days::new(7)),
            CommandId::Down => day.checked_add_days(Days::new(7)),
            CommandId::PageUp => day.checked_sub_months(Months::new(1)),
            CommandId::PageDown => day.checked_add_months(Months::new(1)),
            _ => return false,
        };
        self.day = moved.unwrap_or(day);
        true
    }

    /// Draws it over what stands below the field. Gives the place of the cursor.
    pub fn draw(self, ctx: &Ctx, under: Rect, buf: &mut Buffer) -> Position {
        let width = (DAY * 7 + 1).min(under.width);
        let area = Rect { height: HEIGHT.min(under.height), width, ..under };
        clear(buf, area);
        let mut cursor = Position::new(area.x, area.y);
        ctx.theme.put(buf, behind(area, 2), &ctx.texts.month_year(self.day), Tone::Strong);
        for (column, weekday) in (0..).zip(WEEK) {
            let at = behind(row(area, 1), column * DAY + 2);
            ctx.theme.put(buf, at, &ctx.texts.weekday(weekday), Tone::Quiet);
        }
        let first = self.day.with_day(1).unwrap_or(self.day);
        let before = first.weekday().num_days_from_monday();
        for day in first.iter_days().take_while(|day| day.month() == first.month()) {
            let place = u16::try_from(before + day.day0()).unwrap_or_default();
            let at = behind(row(area, 2 + place / 7), place % 7 * DAY + 1);
            let text = format!("{:>2}", day.day());
            let tone = if day == ctx.today() { Tone::Strong } else { Tone::Plain };
            let tone = if day == self.day { Tone::Chosen } else { tone };
            ctx.theme.put(buf, behind(at, 1), &text, tone);
            if day == self.day {
                ctx.theme.put(buf, at, MARKER, Tone::Plain);
                cursor = Position::new(at.x, at.y);
            }
        }
        cursor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_moves_by_day_week_and_month_and_holds_at_short_months() {
        let mut month = Month { day: NaiveDate::from_ymd_opt(2027, 1, 31).unwrap() };
        assert!(month.apply(CommandId::PageDown));
        assert_eq!(month.day, NaiveDate::from_ymd_opt(2027, 2, 28).unwrap());
        assert!(month.apply(CommandId::TextRight) && month.apply(CommandId::Up));
        assert_eq!(month.day, NaiveDate::from_ymd_opt(2027, 2, 22).unwrap());
        assert!(!month.apply(CommandId::Accept));
    }
}
