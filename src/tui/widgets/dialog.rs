//! A question before what cannot be undone. The safe answer is the highlighted one.
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::cells;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::keymap::{Focus, words};
use crate::tui::theme::{MARKER, Tone, behind, clear, from, row};

/// A question and the answer that is highlighted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialog {
    question: String,
    yes: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Still asking.
    Open,
    /// Go on.
    Yes,
    /// Leave everything as it is.
    No,
}

impl Dialog {
    /// A question to which "no" is the safe answer.
    pub fn new(question: impl Into<String>) -> Self {
        Self { question: question.into(), yes: false }
    }

    /// Takes a command.
    pub fn apply(&mut self, command: CommandId) -> Answer {
        match command {
            CommandId::Yes => return Answer::Yes,
            CommandId::Accept if self.yes => return Answer::Yes,
            CommandId::Accept | CommandId::No | CommandId::Back => return Answer::No,
            CommandId::Up | CommandId::Down => self.yes = !self.yes,
            _ => {}
        }
        Answer::Open
    }

    /// Draws it at the lower end of `body`.
    pub fn draw(&self, ctx: &Ctx, body: Rect, buf: &mut Buffer) -> Position {
        let shown = ctx.theme.shown(&self.question);
        let lines = cells::wrap(&shown, body.width.saturating_sub(4).max(1));
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(3);
        let height = height.min(body.height);
        let area = Rect { y: body.bottom().saturating_sub(height), height, ..body };
        clear(buf, area);
        ctx.theme.rule(buf, row(area, 0), &ctx.texts.get("widget-question"));
        for (number, line) in (1..).zip(&lines) {
            ctx.theme.put(buf, behind(row(area, number), 2), line, Tone::Plain);
        }
        let line = row(area, height.saturating_sub(1));
        let (cursor, x) = answer(ctx, buf, behind(line, 1), CommandId::No, !self.yes);
        let (other, _) = answer(ctx, buf, from(line, x + 3), CommandId::Yes, self.yes);
        if self.yes { other } else { cursor }
    }
}

/// Draws one answer. Gives the place of its marker and the column behind it.
fn answer(
    ctx: &Ctx,
    buf: &mut Buffer,
    at: Rect,
    id: CommandId,
    highlighted: bool,
) -> (Position, u16) {
    let command = id.command();
    let mut keys = ctx.keymap.keys_for(id, Focus::on(Context::Dialog));
    let keys = keys.next().map(|keys| words(keys, &ctx.texts)).unwrap_or_default();
    let (mark, tone) = if highlighted { (MARKER, Tone::Chosen) } else { (" ", Tone::Plain) };
    let x = ctx.theme.put(buf, at, mark, Tone::Plain);
    let x = ctx.theme.put(buf, from(at, x + 1), &keys, Tone::Strong);
    let x = ctx.theme.put(buf, from(at, x + 1), &command.label(&ctx.texts), tone);
    (Position::new(at.x, at.y), x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_takes_the_safe_answer_unless_one_moved() {
        let mut dialog = Dialog::new("?");
        assert_eq!(dialog.apply(CommandId::Accept), Answer::No);
        assert_eq!(dialog.apply(CommandId::Down), Answer::Open);
        assert_eq!(dialog.apply(CommandId::Accept), Answer::Yes);
        assert_eq!(dialog.apply(CommandId::Back), Answer::No);
        assert_eq!(dialog.apply(CommandId::Yes), Answer::Yes);
    }
}
