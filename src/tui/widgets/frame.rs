//! The rows at the top of every screen: header and title.
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::office::OfficeKind;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::keymap::{Focus, words};
use crate::tui::theme::{Tone, behind, from};

/// Draws the screens one can go to, the open one marked, each with its key; at the right, that
/// everything here is invented: nobody shall enter real people there.
pub fn header(ctx: &Ctx, area: Rect, buf: &mut Buffer, open: Option<CommandId>) {
    let mut x = ctx.theme.put(buf, behind(area, 1), &ctx.texts.get("widget-program"), Tone::Strong);
    for screen in [CommandId::GoToday, CommandId::GoCaseload, CommandId::GoRecent] {
        let command = screen.command();
        let mut keys = ctx.keymap.keys_for(screen, Focus::on(Context::List));
        let keys = keys.next().map(|keys| words(keys, &ctx.texts)).unwrap_or_default();
        let tone = if open == Some(screen) { Tone::Chosen } else { Tone::Plain };
        x = ctx.theme.put(buf, from(area, x + 3), &keys, Tone::Quiet);
        x = ctx.theme.put(buf, from(area, x + 1), &command.label(&ctx.texts), tone);
    }
    if ctx.me.as_ref().is_some_and(|me| me.kind == OfficeKind::Demo) {
        let practice = ctx.texts.get("widget-practice");
        let room = Rect { width: area.width.saturating_sub(1), ..area };
        if x + 2 + ctx.theme.width(&practice) <= room.right() {
            ctx.theme.put_right(buf, room, &practice, Tone::Warn);
        }
    }
}

/// Draws what the screen shows and, at the right, its state; the state is never cut.
pub fn title(ctx: &Ctx, area: Rect, buf: &mut Buffer, text: &str, state: &str) {
    let line = Rect { width: area.width.saturating_sub(2), ..behind(area, 1) };
    let right = ctx.theme.put_right(buf, line, state, Tone::Plain);
    let room = right.saturating_sub(line.x).saturating_sub(u16::from(!state.is_empty()) * 2);
    ctx.theme.put(buf, Rect { width: room, ..line }, text, Tone::Strong);
}
