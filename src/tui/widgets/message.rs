//! One line that says what just happened, and how to take it back.
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::keymap::{Focus, words};
use crate::tui::theme::{DOT, Tone, behind};

/// What just happened. It stays until the next action says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The sentence.
    pub text: String,
    /// Good, worth a look, or wrong.
    pub tone: Tone,
    /// Whether it can be undone.
    pub undo: bool,
}

impl Message {
    /// Something was done and can be undone.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Good, undo: true }
    }

    /// Good to know.
    pub fn note(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Plain, undo: false }
    }

    /// It did not work.
    pub fn problem(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Alarm, undo: false }
    }

    /// Draws it; the hint to undo is left out where its key does not work.
    pub fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer, context: Context) {
        let mut line = self.text.clone();
        let undo = CommandId::Undo;
        let mut keys = ctx.keymap.keys_for(undo, Focus::on(context));
        if let Some(keys) = keys.next().filter(|_| self.undo) {
            let (keys, label) = (words(keys, &ctx.texts), undo.command().label(&ctx.texts));
            line = format!("{line}{DOT}{keys} {label}");
        }
        ctx.theme.put(buf, behind(area, 1), &line, self.tone);
    }
}
