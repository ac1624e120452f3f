//! The urgent card: the numbers to call, one key away from everywhere.
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::cells;
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{Tone, behind, below, clear, row};

/// Who to call, in the order shown; the number is the attribute `number` of the text.
const NUMBERS: [&str; 4] =
    ["urgent-police", "urgent-rescue", "urgent-violence", "urgent-counselling"];
/// Where the names stand, behind the numbers.
const NAME: u16 = 16;

/// The card while it is open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Urgent {
    /// First line seen, where the screen is too low for all of them.
    first: u16,
    /// Lines that are not seen.
    hidden: u16,
}

impl Urgent {
    /// Carries out a command that moves.
    pub fn apply(&mut self, command: CommandId) {
        match command {
            CommandId::Up | CommandId::PageUp => self.first = self.first.saturating_sub(1),
            CommandId::Down | CommandId::PageDown => {
                self.first = (self.first + 1).min(self.hidden);
            }
            _ => {}
        }
    }

    /// Draws the card at the upper end of `body`.
    pub fn draw(&mut self, ctx: &Ctx, body: Rect, buf: &mut Buffer) -> Position {
        let lines = lines(ctx, body.width);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let area = Rect { height: body.height.min(height + 2), ..body };
        clear(buf, area);
        ctx.theme.rule(buf, row(area, 0), &ctx.texts.get("urgent-title"));
        let card = below(area, 1);
        self.hidden = height.saturating_sub(card.height);
        self.first = self.first.min(self.hidden);
        for (at, (number, text, tone)) in (0..card.height).zip(lines.iter().skip(self.first.into()))
        {
            let at = behind(row(card, at), 2);
            ctx.theme.put(buf, at, number, Tone::Alarm);
            let indent = if *tone == Tone::Strong { 0 } else { NAME };
            ctx.theme.put(buf, behind(at, indent), text, *tone);
        }
        if card.height > height {
            ctx.theme.rule(buf, row(card, height), "");
        }
        Position::new(area.x + 2.min(area.width), card.y)
    }
}

/// Number and name of each line; at last what to do, over the whole width.
fn lines(ctx: &Ctx, width: u16) -> Vec<(String, String, Tone)> {
    let mut lines = Vec::new();
    let mut add =
        |number: &str, text: &str, indent: u16, tone| {
            let shown = ctx.theme.shown(text);
            let rows = cells::wrap(&shown, width.saturating_sub(indent + 3).max(1));
            lines.extend(rows.into_iter().enumerate().map(|(at, row)| {
                (if at == 0 { number } else { "" }.to_owned(), row.to_owned(), tone)
            }));
        };
    for key in NUMBERS {
        let number = ctx.texts.attribute(key, "number").unwrap_or_default();
        add(&number, &ctx.texts.get(key), NAME, Tone::Plain);
    }
    if width >= 64 {
        add("", "", 0, Tone::Plain);
    }
    add("", &ctx.texts.get("urgent-hint"), 0, Tone::Strong);
    lines
}
