//! What just happened, and how to take it back.
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::cells;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::effect::Notice;
use crate::tui::keymap::{Focus, words};
use crate::tui::theme::{DOT, Tone, behind, clear, row};

/// It as it is broken into lines of this width. The hint to undo is left out where its key does not
/// work.
pub fn lines(ctx: &Ctx, width: u16, notice: &Notice, context: Context) -> Vec<String> {
    let mut text = notice.text.clone();
    let undo = CommandId::Undo;
    let mut keys = ctx.keymap.keys_for(undo, Focus::on(context));
    if let Some(keys) = keys.next().filter(|_| notice.undo) {
        let (keys, label) = (words(keys, &ctx.texts), undo.command().label(&ctx.texts));
        text = format!("{text}{DOT}{keys}\u{a0}{label}"); // the key stays with what it does
    }
    let shown = ctx.theme.shown(&text);
    let lines = cells::wrap(&shown, width.saturating_sub(2).max(1));
    lines.into_iter().map(|line| line.replace('\u{a0}', " ")).collect()
}

/// Draws its lines on the one below `main`, and on as many above it as they take: what to do next
/// stands at its end.
pub fn draw(ctx: &Ctx, main: Rect, buf: &mut Buffer, lines: &[String], tone: Tone) {
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(main.height);
    let area = Rect { y: main.bottom() + 1 - count, height: count, ..main };
    clear(buf, area);
    for (number, line) in (0..count).zip(lines) {
        ctx.theme.put(buf, behind(row(area, number), 1), line, tone);
    }
}
