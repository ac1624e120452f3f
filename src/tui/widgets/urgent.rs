//! The urgent card: the numbers to call, one key away from everywhere.
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::ctx::Ctx;
use crate::tui::theme::{Tone, behind, clear, row};

/// Who to call, in the order shown; the number is the attribute `number` of the text.
const NUMBERS: [&str; 4] =
    ["urgent-police", "urgent-rescue", "urgent-violence", "urgent-counselling"];

/// Draws the card at the upper end of `body`.
pub fn draw(ctx: &Ctx, body: Rect, buf: &mut Buffer) -> Position {
    let area = Rect { height: body.height.min(8), ..body };
    clear(buf, area);
    ctx.theme.rule(buf, row(area, 0), &ctx.texts.get("urgent-title"));
    for (line, key) in (1..).zip(NUMBERS) {
        let number = ctx.texts.attribute(key, "number").unwrap_or_default();
        let at = behind(row(area, line), 2);
        ctx.theme.put(buf, at, &number, Tone::Alarm);
        ctx.theme.put(buf, behind(at, 16), &ctx.texts.get(key), Tone::Plain);
    }
    ctx.theme.put(buf, behind(row(area, 6), 2), &ctx.texts.get("urgent-hint"), Tone::Strong);
    ctx.theme.rule(buf, row(area, 7), "");
    Position::new(area.x + 2.min(area.width), row(area, 1).y)
}
