//! One field of a form: label at the left, then what was typed, then a hint or what is wrong.
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::editor::Editor;
use crate::tui::cells;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{MARKER, Tone, behind, row};

/// Cells of the label, the marker before it included.
const LABEL: u16 = 20;
/// Cells of the value where something stands beside it.
const VALUE: u16 = 32;
/// The same where labels are long.
const LONG_LABEL: u16 = 33;
const LONG_VALUE: u16 = 22;
/// Narrower than this, what stands beside the field goes below it.
const BESIDE_FROM: u16 = 64;

/// What stands beside a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Beside {
    /// Nothing.
    #[default]
    Nothing,
    /// In which form it is entered.
    Hint(String),
    /// What was understood.
    Echo(String),
    /// What is wrong and how to put it right.
    Error(String),
}

/// What stands left of a value.
#[derive(Clone, Copy, Debug, Default)]
pub struct Caption<'a> {
    /// What the field is called.
    pub text: &'a str,
    /// A sign before it, one cell.
    pub sign: &'a str,
    /// Room for a long label: more of the row, or a row of its own where the screen is narrow.
    pub long: bool,
}

impl<'a> From<&'a str> for Caption<'a> {
    fn from(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }
}

/// The parts of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Marker and label.
    pub label: Rect,
    /// What was typed.
    pub value: Rect,
    /// Hint or error; empty where there is no room for it.
    pub beside: Rect,
}

impl Slot {
    /// Divides an area of one row, or of two where the screen is narrow; of one more where a long
    /// label has [a row of its own](Slot::rows).
    pub fn of(area: Rect, long: bool, beside: &Beside) -> Self {
        let line = row(area, 0);
        if Self::rows(area, long) > 1 {
            let value = behind(row(area, 1), 5);
            return Self { label: line, value, beside: behind(row(area, 2), 5) };
        }
        let width = if long { LONG_LABEL } else { LABEL };
        let label = Rect { width: width.min(line.width), ..line };
        let value = behind(line, width);
        if area.width < BESIDE_FROM {
            return Self { label, value, beside: behind(row(area, 1), width) };
        }
        let short = if long { LONG_VALUE } else { VALUE };
        let short = if *beside == Beside::Nothing { value.width } else { short };
        let value = Rect { width: short.min(value.width), ..value };
        Self { label, value, beside: behind(line, width + short + 1) }
    }

    /// Rows of label and value.
    pub fn rows(area: Rect, long: bool) -> u16 {
        if long && area.width < BESIDE_FROM { 2 } else { 1 }
    }
}

/// Draws a field of one line. Gives the place of the cursor, should it have the focus.
pub fn draw<'a>(
    ctx: &Ctx,
    area: Rect,
    buf: &mut Buffer,
    label: impl Into<Caption<'a>>,
    editor: &Editor,
    beside: &Beside,
    focused: bool,
) -> Position {
    let slot = frame(ctx, area, buf, label, beside, focused);
    value(ctx, slot.value, buf, editor)
}

/// Draws marker, label and what stands beside; the caller draws the value into its part.
pub fn frame<'a>(
    ctx: &Ctx,
    area: Rect,
    buf: &mut Buffer,
    label: impl Into<Caption<'a>>,
    beside: &Beside,
    focused: bool,
) -> Slot {
    let label = label.into();
    let slot = Slot::of(area, label.long, beside);
    let mark = if focused { MARKER } else { "" };
    ctx.theme.put(buf, behind(slot.label, 1), mark, Tone::Plain);
    ctx.theme.put(buf, behind(slot.label, 2), label.sign, Tone::Plain);
    let tone = if focused { Tone::Strong } else { Tone::Plain };
    let room = Rect { width: slot.label.width.saturating_sub(4), ..behind(slot.label, 3) };
    ctx.theme.put(buf, room, label.text, tone);
    let (text, tone) = match beside {
        Beside::Nothing => return slot,
        Beside::Hint(text) => (text.clone(), Tone::Quiet),
        Beside::Echo(text) => (format!("→ {text}"), Tone::Plain),
        Beside::Error(text) => (format!("! {text}"), Tone::Alarm),
    };
    ctx.theme.put(buf, slot.beside, &text, tone);
    slot
}

/// Draws what was typed in one line, with the cursor always in sight. A long text is shifted by
/// half the width at once, so that not every key draws all of it anew.
pub fn value(ctx: &Ctx, area: Rect, buf: &mut Buffer, editor: &Editor) -> Position {
    let shown = ctx.theme.shown(editor.text());
    let before = editor.text().get(..editor.byte()).unwrap_or_default();
    let column = ctx.theme.width(before);
    let half = (area.width / 2).max(1);
    let hidden = match column.checked_sub(area.width.saturating_sub(1)) {
        Some(over) if over > 0 => over.div_ceil(half) * half,
        _ => 0,
    };
    let skipped = cells::prefix(&shown, hidden);
    let rest = shown.get(skipped.len()..).unwrap_or_default();
    let seen = cells::prefix(rest, area.width);
    ctx.theme.put(buf, area, seen, Tone::Plain);
    let x = area.x + column.saturating_sub(cells::width(skipped)).min(area.width);
    Position::new(x.min(area.right().saturating_sub(1)), area.y)
}

/// The width at which a note is broken into rows so that every row fits into `width` cells as it
/// is drawn: letters that take two cells in ASCII make it smaller. To be given to
/// [`Editor::apply`] for the note that is drawn so.
pub fn note_width(ctx: &Ctx, width: u16, editor: &Editor) -> u16 {
    let fits = |cells: &u16| {
        editor
            .rows(*cells)
            .into_iter()
            .all(|row| ctx.theme.width(editor.text().get(row).unwrap_or_default()) <= width)
    };
    if ctx.theme.ascii() { (1..=width).rev().find(fits).unwrap_or(width) } else { width }
}

/// Draws a text of several lines, scrolled so that the cursor is in sight.
pub fn note(ctx: &Ctx, area: Rect, buf: &mut Buffer, editor: &Editor) -> Position {
    let width = note_width(ctx, area.width, editor);
    let (_, line) = editor.place(width);
    let first = (line + 1).saturating_sub(area.height);
    let rows = editor.rows(width);
    for (number, range) in (0..area.height).zip(rows.iter().skip(usize::from(first))) {
        let text = editor.text().get(range.clone()).unwrap_or_default();
        ctx.theme.put(buf, row(area, number), text, Tone::Plain);
    }
    let start = rows.get(usize::from(line)).map_or(0, |row| row.start);
    let before = editor.text().get(start..editor.byte()).unwrap_or_default();
    let x = area.x.saturating_add(ctx.theme.width(before));
    Position::new(x.min(area.right().saturating_sub(1)), area.y + line - first)
}
