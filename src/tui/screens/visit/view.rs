//! How a visit is drawn: what it is, whom it is about, and in the status line the keys of the
//! ratings; between them the checklist, the head or the jump to an item.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::checklist::{self, LAST_FROM, MARGIN, question};
use super::{Focus, State, act, head, own, ratings};
use crate::domain::visit::Outcome;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::screens::form::{self, Input};
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::frame;

/// Lower than this, the persons are only shown in the head itself.
const PERSONS_FROM: u16 = 14;

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let at = ctx.zone.local(head::at(&state.head, ctx).unwrap_or(ctx.now));
    let kind = ctx.texts.visit_kind(head::kind(&state.head));
    let kind = own::title(state, ctx).map_or(kind, Cow::Owned);
    let title = [kind.as_ref(), state.life.name.as_str()].join(DOT);
    let when = if state.own.is_some() {
        ctx.texts.date(own::day(state, ctx))
    } else if area.width >= LAST_FROM {
        ctx.texts.weekday_time(at)
    } else {
        at.format("%d.%m. %H:%M").to_string()
    };
    frame::title(ctx, row(area, 0), buf, title.trim_end_matches(DOT), &when);
    let status = row(area, area.height.saturating_sub(1));
    draw_status(state, ctx, status, buf);
    let offered = form::offer(ctx, below(area, 1), buf, &state.life);
    let area = below(area, offered);
    if state.focus == Focus::Head {
        let body = Rect { height: area.height.saturating_sub(2), ..below(area, 1) };
        return state.head.view(ctx, body, buf);
    }
    draw_facts(state, ctx, row(area, 1), buf);
    let proposal = own::proposal(state, ctx);
    let persons =
        u16::from(area.height >= PERSONS_FROM && (state.own.is_none() || proposal.is_some()));
    if let Some(proposal) = proposal.filter(|_| persons > 0) {
        ctx.theme.put(buf, behind(row(area, 2), 1), &proposal, Tone::Plain);
    } else if persons > 0 {
        draw_persons(state, ctx, row(area, 2), buf);
    }
    let body = below(area, 2 + persons);
    let body = Rect { height: body.height.saturating_sub(1), ..body };
    if state.focus == Focus::Jump {
        return draw_jump(state, ctx, body, buf);
    }
    checklist::draw(state, ctx, body, buf)
}

/// Place and interpreter, or where the status line is too narrow for it whose note the next key
/// opens; at the right whether the draft is kept.
fn draw_facts(state: &State, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let line = Rect { width: area.width.saturating_sub(1), ..area };
    let mark = if state.life.offers() { String::new() } else { state.life.mark(ctx) };
    let end = ctx.theme.put_right(buf, line, &mark, Tone::Quiet);
    let interpreter = state.head.field("interpreter").map(|field| field.in_words(&ctx.texts));
    let label = ctx.texts.get("field-interpreter");
    let facts = [
        Some(state.head.text("place")).filter(|place| !place.is_empty()),
        interpreter.map(|interpreter| format!("{label}: {interpreter}")),
    ];
    let note = note_of_rated(state, ctx).filter(|_| area.width < LAST_FROM);
    let facts = || facts.into_iter().flatten().collect::<Vec<_>>().join(DOT);
    let facts = note.or_else(|| own::facts(state, ctx)).unwrap_or_else(facts);
    let room = end.saturating_sub(area.x + 2);
    ctx.theme.put(buf, Rect { width: room, ..behind(line, 1) }, &facts, Tone::Plain);
}

/// `angetroffen: [x] Fatima [ ] Amira`
fn draw_persons(state: &State, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let outcome = head::outcome(&state.head);
    let mut line = ctx.texts.outcome(outcome).into_owned();
    if outcome == Outcome::Met {
        line.push(':');
        for field in &state.head.fields {
            match &field.input {
                Input::Tick(ticked, name) => {
                    line.push_str(if *ticked { " [x] " } else { " [ ] " });
                    line.push_str(name);
                }
                Input::Elsewhere(words) if field.shown => {
                    line.push(' ');
                    line.push_str(words);
                }
                _ => {}
            }
        }
    }
    ctx.theme.put(buf, behind(area, 1), &line, Tone::Plain);
}

/// The keys of the ratings; at the right whose note the next key opens, and how many answers.
fn draw_status(state: &State, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    if head::outcome(&state.head) != Outcome::Met {
        return;
    }
    let line = Rect { width: area.width.saturating_sub(1), ..area };
    let (done, total) = state.progress();
    let values = [("done", done.into()), ("total", total.into())];
    let narrow = area.width < LAST_FROM;
    let note = note_of_rated(state, ctx).filter(|_| !narrow);
    let progress = ctx.texts.with(
        match &note {
            _ if narrow => "visit-progress-narrow",
            Some(_) => "visit-progress-short",
            None => "visit-progress",
        },
        &values,
    );
    let said = [note.as_deref(), Some(&*progress)].into_iter().flatten().collect::<Vec<_>>();
    let end = ctx.theme.put_right(buf, line, &said.join(DOT), Tone::Plain);
    let line = Rect { width: end.saturating_sub(area.x + 3), ..behind(line, 1) };
    let legend = ratings::legend(state, ctx, narrow);
    if ctx.theme.width(&legend) <= line.width {
        ctx.theme.put(buf, line, &legend, Tone::Quiet);
    }
}

/// `n Notiz zu SP4`: right after a rating, from which the selection has gone on.
fn note_of_rated(state: &State, ctx: &Ctx) -> Option<String> {
    let item = state.rated.and_then(|at| state.lines.get(at)?.item)?;
    let key = ctx.key(CommandId::Note, Context::Checklist);
    let values = [("key", key.into()), ("code", item.code.to_string().into())];
    Some(ctx.texts.with("visit-note-of", &values).into_owned())
}

/// The items that fit what is typed.
fn draw_jump(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = ctx.texts.get("visit-jump");
    let cursor = state.jump.draw_line(ctx, row(area, 0), buf, &title);
    let fitting = act::jumps(state, &ctx.texts);
    let under = below(area, 1);
    state.jump.list.fit(fitting.len(), under.height);
    for line in state.jump.list.rows(ctx, under, buf, fitting.len()) {
        let at = fitting.get(line.number).and_then(|at| state.lines.get(*at));
        let Some((item, text)) = at.and_then(|l| Some((l.item?, question(l, &ctx.texts)))) else {
            continue;
        };
        let tone = if line.selected { Tone::Chosen } else { Tone::Plain };
        ctx.theme.put(buf, line.area, &format!("{} {text}", item.code), tone);
    }
    if fitting.is_empty() {
        let nothing = ctx.texts.get("widget-nothing-fits");
        ctx.theme.put(buf, behind(row(under, 0), MARGIN), &nothing, Tone::Quiet);
    }
    cursor
}
