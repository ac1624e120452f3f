//! A line to type into with a list below that it narrows: what palette, help, search and choices
//! have in common.
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::editor::Editor;
use super::list::List;
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{Tone, behind, from};
use crate::tui::widgets::field;

/// What was typed and which entry is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picker {
    /// What was typed.
    pub query: Editor,
    /// The list of what fits it.
    pub list: List,
}

impl Picker {
    /// Types or pastes text; the best entry is selected anew.
    pub fn insert(&mut self, text: &str) {
        self.query.insert(text);
        self.list = List::default();
    }

    /// Carries out a command that moves in the list or edits the line; `false` if this is neither.
    /// The list has `len` entries of which `height` are seen.
    pub fn apply(&mut self, command: CommandId, len: usize, height: u16) -> bool {
        if self.list.apply(command, len, height) {
            return true;
        }
        let before = self.query.text().to_owned();
        let taken = self.query.apply(command, u16::MAX);
        if self.query.text() != before {
            self.list = List::default();
        }
        taken
    }

    /// Draws the line, with its title before it. Gives the place of the cursor.
    pub fn draw_line(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer, title: &str) -> Position {
        let x = ctx.theme.put(buf, behind(area, 1), title, Tone::Strong);
        field::value(ctx, from(area, x + 1), buf, &self.query)
    }
}
