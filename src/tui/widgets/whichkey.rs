//! The which-key box: after the first key of a sequence, all the ways to go on.
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::command::{CommandId, Context, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::input::Key;
use crate::tui::keymap::{Focus, Step, words};
use crate::tui::theme::{MARKER, Tone, behind, clear, from, row};

/// Width of one entry.
const CELL: u16 = 24;
/// Width of a choice.
const CHOICE: u16 = 26;

/// Draws the box at the lower end of `body`. What would not work now is left out: it is a reminder
/// of keys, not the list of commands.
pub fn draw(
    ctx: &Ctx,
    body: Rect,
    buf: &mut Buffer,
    pressed: &[Key],
    steps: &[Step<'_>],
    situation: Situation,
) -> Position {
    let here: Vec<_> =
        steps.iter().filter(|step| step.command.command().applies(situation)).collect();
    let across = usize::from((body.width / CELL).max(1));
    let lines = u16::try_from(here.len().div_ceil(across)).unwrap_or(u16::MAX);
    let height = (lines + 1).min(body.height);
    let area = Rect { y: body.bottom().saturating_sub(height), height, ..body };
    clear(buf, area);
    ctx.theme.rule(buf, row(area, 0), &words(pressed, &ctx.texts));
    for (line, steps) in (1..).zip(here.chunks(across)) {
        for (column, step) in (0..).zip(steps) {
            let start = from(row(area, line), area.x + 1 + column * CELL);
            let place = Rect { width: start.width.min(CELL - 1), ..start };
            let x = ctx.theme.put(buf, place, &words(step.keys, &ctx.texts), Tone::Strong);
            let label = step.command.command().label(&ctx.texts);
            ctx.theme.put(buf, from(place, x + 1), &label, Tone::Plain);
        }
    }
    Position::new(area.x, area.y)
}

/// Draws what a key goes through one by one at the lower end of `body`, what is chosen marked.
pub fn choices(
    ctx: &Ctx,
    body: Rect,
    buf: &mut Buffer,
    command: CommandId,
    labels: &[String],
    chosen: usize,
) {
    let mut keys = ctx.keymap.keys_for(command, Focus::on(Context::List));
    let keys = keys.next().map(|keys| words(keys, &ctx.texts)).unwrap_or_default();
    let across = usize::from((body.width / CHOICE).max(1));
    let lines = u16::try_from(labels.len().div_ceil(across)).unwrap_or(u16::MAX);
    let height = (lines + 1).min(body.height);
    let area = Rect { y: body.bottom().saturating_sub(height), height, ..body };
    clear(buf, area);
    let title = format!("{} {keys}", command.command().label(&ctx.texts));
    ctx.theme.rule(buf, row(area, 0), &title);
    let rows = (1..).zip(labels.chunks(across)).enumerate();
    for (at, (line, labels)) in rows {
        for (column, label) in labels.iter().enumerate() {
            let is_chosen = at * across + column == chosen;
            let x = u16::try_from(column).unwrap_or_default() * CHOICE;
            let place = behind(row(area, line), x + 1);
            let tone = if is_chosen { Tone::Chosen } else { Tone::Plain };
            ctx.theme.put(buf, place, if is_chosen { MARKER } else { "" }, Tone::Plain);
            ctx.theme.put(buf, behind(place, 2), label, tone);
        }
    }
}
