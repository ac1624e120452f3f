//! A list: which row is selected and which rows are seen.
//!
//! A move within the screen changes nothing but marker and name of two rows; a move past the edge
//! scrolls by exactly one row, so that the terminal can shift the others by itself.
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{MARKER, Tone, behind, row};

/// Cells that the marker takes before each row.
pub const MARGIN: u16 = 3;

/// The selected row and the first one seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The selected row.
    pub selected: usize,
    /// The first row seen.
    pub first: usize,
}

/// A row to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number in the list.
    pub number: usize,
    /// Where its text goes, behind the marker.
    pub area: Rect,
    /// Whether it is the selected one.
    pub selected: bool,
}

impl List {
    /// Carries out a command that moves in a list of `len` rows of which `height` are seen;
    /// `false` if this is none.
    pub fn apply(&mut self, command: CommandId, len: usize, height: u16) -> bool {
        let last = len.saturating_sub(1);
        let page = usize::from(height.max(1));
        match command {
            CommandId::Up => self.selected = self.selected.saturating_sub(1),
            CommandId::Down => self.selected = (self.selected + 1).min(last),
            CommandId::PageUp => {
                self.selected = self.selected.saturating_sub(page);
                self.first = self.first.saturating_sub(page);
            }
            CommandId::PageDown => {
                self.selected = (self.selected + page).min(last);
                self.first = (self.first + page).min(len.saturating_sub(page));
            }
            CommandId::First => self.selected = 0,
            CommandId::Last => self.selected = last,
            _ => return false,
        }
        self.fit(len, height);
        true
    }

    /// Keeps the selection inside the list and on the screen, scrolling as little as possible, and
    /// leaves no line empty below the end of the list that a row above could fill.
    pub fn fit(&mut self, len: usize, height: u16) {
        let page = usize::from(height.max(1));
        self.selected = self.selected.min(len.saturating_sub(1));
        let lowest = (self.selected + 1).saturating_sub(page);
        self.first = self.first.clamp(lowest, self.selected.max(lowest));
        self.first = self.first.min(len.saturating_sub(page));
    }

    /// The rows seen in `area`, each with the marker drawn before it. The cursor belongs on the
    /// marker of the selected row: [`List::cursor`].
    pub fn rows(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer, len: usize) -> Vec<Row> {
        let seen = self.first..len.min(self.first + usize::from(area.height));
        let rows = seen.zip(0..).map(|(number, line)| {
            let line = row(area, line);
            Row { number, area: behind(line, MARGIN), selected: number == self.selected }
        });
        let rows: Vec<Row> = rows.collect();
        if len > 0 {
            let at = self.cursor(area);
            ctx.theme.put(buf, Rect::new(at.x, at.y, 1, 1), MARKER, Tone::Plain);
        }
        rows
    }

    /// Where the cursor stands: on the marker.
    pub fn cursor(&self, area: Rect) -> Position {
        let line = self.selected.saturating_sub(self.first);
        let line = u16::try_from(line).unwrap_or(u16::MAX).min(area.height.saturating_sub(1));
        Position::new(area.x + 1.min(area.width), area.y + line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CommandId as C;

    fn moved(commands: &[CommandId]) -> (usize, usize) {
        let mut list = List::default();
        for command in commands {
            assert!(list.apply(*command, 20, 5));
        }
        (list.first, list.selected)
    }

    #[test]
    fn it_scrolls_by_one_row_at_the_edges() {
        assert_eq!(moved(&[C::Down; 4]), (0, 4));
        assert_eq!(moved(&[C::Down; 5]), (1, 5));
        assert_eq!(moved(&[C::Down, C::Down, C::Down, C::Down, C::Down, C::Up]), (1, 4));
    }

    #[test]
    fn pages_keep_the_place_of_the_selection() {
        assert_eq!(moved(&[C::Down, C::PageDown]), (5, 6));
        assert_eq!(moved(&[C::Down, C::PageDown, C::PageUp]), (0, 1));
        assert_eq!(moved(&[C::PageDown; 9]), (15, 19));
        assert_eq!(moved(&[C::Last]), (15, 19));
        assert_eq!(moved(&[C::Last, C::First]), (0, 0));
    }

    #[test]
    fn a_list_that_got_shorter_or_empty_holds() {
        let mut list = List { selected: 19, first: 15 };
        list.fit(3, 5);
        assert_eq!((list.first, list.selected), (0, 2), "what fits is seen as a whole");
        list.fit(0, 5);
        assert_eq!(list.selected, 0);
        assert!(list.apply(C::Down, 0, 5) && list.selected == 0);
    }
}
