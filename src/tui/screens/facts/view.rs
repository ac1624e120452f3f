//! How the fact sheet is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{State, aside};
use crate::tui::cells;
use crate::tui::ctx::Ctx;
use crate::tui::screens::form;
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::frame;

/// Lower than this there is no line for day and source, unless one is at them.
const HEAD_FROM: u16 = 12;

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = [&*ctx.texts.get("sheet-title"), &state.life.name].join(DOT);
    let mark = if state.life.offers() { String::new() } else { state.life.mark(ctx) };
    frame::title(ctx, row(area, 0), buf, &title, &mark);
    let offered = form::offer(ctx, below(area, 1), buf, &state.life);
    let body = below(area, 1 + offered);
    if state.sheet.is_none() {
        return Position::new(body.x, body.y);
    }
    let (part, count) = (part_line(state, ctx), count(state, ctx));
    frame::title(ctx, row(body, 0), buf, &part, &count);
    let body = below(body, 1);
    if state.aside.is_some() {
        return aside::view(state, ctx, body, buf);
    }
    let rows = if state.in_head {
        state.head.height(ctx, body).min(body.height)
    } else if area.height >= HEAD_FROM {
        let said = head_line(state, ctx);
        let shown = ctx.theme.shown(&said);
        let line = cells::wrap(&shown, body.width.saturating_sub(2).max(1));
        for (number, line) in (0..2).zip(&line) {
            ctx.theme.put(buf, behind(row(body, number), 1), line, Tone::Quiet);
        }
        u16::try_from(line.len()).unwrap_or(1).min(2)
    } else {
        0
    };
    let more = state.sheet.as_ref().map_or(0, |sheet| sheet.more);
    let mut rows = rows;
    if more > 0 {
        let said = ctx.texts.with("sheet-more", &[("n", more.into())]);
        ctx.theme.put(buf, behind(row(body, rows), 1), &said, Tone::Warn);
        rows += 1;
    }
    let mut cursor = Position::new(body.x, body.y);
    let at = state.at;
    if let Some(part) = state.parts.get_mut(at) {
        part.form.idle = state.in_head;
        cursor = part.form.view(ctx, below(body, rows), buf);
    }
    if state.in_head {
        cursor = state.head.view(ctx, Rect { height: rows, ..body }, buf);
    }
    cursor
}

/// `2 von 7: Amira`
fn part_line(state: &State, ctx: &Ctx) -> String {
    let name = match state.part() {
        Some(part) if part.is_household() => ctx.texts.get("sheet-household").into_owned(),
        Some(part) if part.left => {
            let values = [("name", part.name.as_str().into())];
            ctx.texts.with("sheet-left", &values).into_owned()
        }
        Some(part) => part.name.clone(),
        None => return String::new(),
    };
    let values =
        [("n", (state.at + 1).into()), ("all", state.parts.len().into()), ("name", name.into())];
    ctx.texts.with("sheet-part", &values).into_owned()
}

/// `9 von 28 fehlen`
fn count(state: &State, ctx: &Ctx) -> String {
    let whole = state.whole();
    let values = [("missing", whole.missing.len().into()), ("all", whole.required.into())];
    match whole.missing.len() {
        0 => ctx.texts.get("sheet-count-none"),
        _ => ctx.texts.with("sheet-count", &values),
    }
    .into_owned()
}

/// Day and source of what is typed, and for whom what is typed for all holds where that is not
/// everybody.
fn head_line(state: &State, ctx: &Ctx) -> String {
    let (ticked, all) = (state.ticked().len(), state.members().len());
    let source = ctx.texts.source(state.source()).into_owned();
    let date = state.head.day("as-of", ctx).map(|day| ctx.texts.date_near(day, ctx.today()));
    let values = [
        ("date", date.unwrap_or_default().into()),
        ("source", source.into()),
        ("n", ticked.into()),
        ("all", all.into()),
    ];
    let key = if ticked == all { "sheet-head" } else { "sheet-head-some" };
    ctx.texts.with(key, &values).into_owned()
}
