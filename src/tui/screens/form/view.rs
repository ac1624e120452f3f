//! How a form is drawn: one field below the other, scrolled so that the focused one is seen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Field, Form, Input};
use crate::tui::cells;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::field::{self, Beside, Slot};
use crate::tui::widgets::{choice, month};

/// Rows of a note at most; longer ones scroll within.
const NOTE: usize = 8;
/// Rows of an open list or month grid.
const POPUP: u16 = month::HEIGHT;

/// A field where it is drawn.
struct Block {
    /// Its place among the fields.
    at: usize,
    /// Its first row in the whole form.
    top: u16,
    /// Its rows.
    height: u16,
    beside: Beside,
    /// What does not fit beside it: lines below.
    under: Vec<String>,
    /// What else there is to say: lines behind those.
    more: Vec<String>,
}

impl Form {
    /// Draws it; returns where the cursor stands.
    pub fn view(&mut self, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
        self.speak(&ctx.texts);
        self.note_width = note_room(ctx, area, self.focused());
        let blocks = self.blocks(ctx, area);
        self.scroll(&blocks, area.height);
        let mut cursor = Position::new(area.x, area.y);
        let mut popup = None;
        for block in &blocks {
            let Some(field) = self.fields.get(block.at) else { continue };
            // a field of several rows that begins above the area is not drawn half
            let Some(y) = block.top.checked_sub(self.first).filter(|y| *y < area.height) else {
                continue;
            };
            let lines = below(area, y);
            let lines = Rect { height: block.height.min(lines.height), ..lines };
            let focused = block.at == self.at;
            let at = draw(ctx, lines, buf, field, &block.beside, focused);
            let tone = if field.error.is_some() { Tone::Alarm } else { Tone::Quiet };
            let said = block.under.iter().map(|line| (line, tone));
            let said = said.chain(block.more.iter().map(|line| (line, Tone::Strong)));
            let below_it = block.height.saturating_sub(len(&block.under) + len(&block.more));
            for (number, (line, tone)) in (below_it..block.height).zip(said) {
                ctx.theme.put(buf, indented(row(lines, number)), line, tone);
            }
            if focused {
                cursor = at;
                popup = Some((field, indented(below(area, y + 1))));
            }
        }
        match popup {
            Some((Field { input: Input::Choice(choice, _), .. }, under)) => {
                choice.draw_list(ctx, under, buf);
            }
            Some((Field { input: Input::Codes(editor, codes, Some(list)), .. }, under)) => {
                choice::draw_open(ctx, under, buf, *list, &codes.fitting(editor, &ctx.texts));
            }
            Some((Field { input: Input::Date(_, _, Some(month)), .. }, under)) => {
                cursor = month.draw(ctx, under, buf);
            }
            _ => {}
        }
        cursor
    }

    /// Rows that it takes at this width.
    pub fn height(&self, ctx: &Ctx, area: Rect) -> u16 {
        self.blocks(ctx, area).last().map_or(0, |block| block.top + block.height)
    }

    fn blocks(&self, ctx: &Ctx, area: Rect) -> Vec<Block> {
        let mut top = 0;
        let mut blocks = Vec::with_capacity(self.fields.len());
        for (at, field) in self.fields.iter().enumerate().filter(|(_, field)| field.shown) {
            let said = beside(ctx, field, at == self.at);
            let (beside, under) = arranged(ctx, area, field, said);
            let more = wrapped(ctx, area, &field.below);
            let height = lines_of(ctx, area, field) + len(&under) + len(&more);
            blocks.push(Block { at, top, height, beside, under, more });
            top += height;
        }
        blocks
    }

    /// Moves what is seen as little as possible so that the focused field is, with its open list.
    fn scroll(&mut self, blocks: &[Block], height: u16) {
        let total = blocks.last().map_or(0, |block| block.top + block.height);
        let Some(block) = blocks.iter().find(|block| block.at == self.at) else { return };
        let open = match self.focused().map(|field| &field.input) {
            Some(Input::Choice(choice, _)) => choice.is_open(),
            Some(Input::Codes(_, _, list)) => list.is_some(),
            Some(Input::Date(_, _, month)) => month.is_some(),
            _ => false,
        };
        let bottom = block.top + if open { block.height.max(1 + POPUP) } else { block.height };
        self.first = self.first.max(bottom.saturating_sub(height)).min(block.top);
        if !open {
            self.first = self.first.min(total.saturating_sub(height));
        }
    }
}

fn wrapped(ctx: &Ctx, area: Rect, lines: &[String]) -> Vec<String> {
    let room = indented(area).width.max(1);
    let wrapped = lines.iter().flat_map(|line| {
        let shown = ctx.theme.shown(line);
        cells::wrap(&shown, room).into_iter().map(str::to_owned).collect::<Vec<_>>()
    });
    wrapped.collect()
}

fn len(lines: &[String]) -> u16 {
    u16::try_from(lines.len()).unwrap_or(u16::MAX)
}

fn indented(area: Rect) -> Rect {
    let label = Slot::of(area, &Beside::Nothing).label.width;
    behind(area, label)
}

fn note_room(ctx: &Ctx, area: Rect, field: Option<&Field>) -> u16 {
    let width = indented(area).width;
    match field.map(|field| &field.input) {
        Some(Input::Note(editor)) => field::note_width(ctx, width, editor),
        _ => width,
    }
}

/// Rows of the value.
fn lines_of(ctx: &Ctx, area: Rect, field: &Field) -> u16 {
    match &field.input {
        Input::Note(editor) => {
            let rows = editor.rows(note_room(ctx, area, Some(field)).max(1)).len();
            u16::try_from(rows.clamp(1, NOTE)).unwrap_or(1)
        }
        _ => 1,
    }
}

/// What is to be said about a field: what is wrong, else what was understood, else a hint.
fn beside(ctx: &Ctx, field: &Field, focused: bool) -> Beside {
    if let Some(error) = &field.error {
        return Beside::Error(error.clone());
    }
    if matches!(&field.input, Input::Choice(choice, _) if choice.fits_nothing()) {
        return Beside::Hint(ctx.texts.get("widget-nothing-fits").into_owned());
    }
    match (field.echo(ctx), field.hint) {
        (Some(echo), _) => Beside::Echo(echo),
        (None, Some(hint)) if focused || field.is_empty() => {
            let hint = ctx.texts.get(hint);
            let stands = field.stands.as_deref().filter(|_| field.is_empty());
            Beside::Hint(stands.into_iter().chain([&*hint]).collect::<Vec<_>>().join(DOT))
        }
        _ => Beside::Nothing,
    }
}

/// Puts it beside the field where it fits, otherwise below, so that no word is cut.
fn arranged(ctx: &Ctx, area: Rect, field: &Field, said: Beside) -> (Beside, Vec<String>) {
    let text = match &said {
        Beside::Nothing => return (said, vec![]),
        Beside::Hint(text) => text.clone(),
        Beside::Echo(text) => format!("→ {text}"),
        Beside::Error(text) => format!("! {text}"),
    };
    let slot = Slot::of(Rect { height: 1, ..area }, &said);
    let is_note = matches!(field.input, Input::Note(_));
    if !is_note && slot.beside.height > 0 && ctx.theme.width(&text) <= slot.beside.width {
        return (said, vec![]);
    }
    let shown = ctx.theme.shown(&text);
    let room = indented(area).width.max(1);
    let lines = cells::wrap(&shown, room).into_iter().map(str::to_owned).collect();
    (Beside::Nothing, lines)
}

/// Draws the first rows of a field: label, value, what stands beside.
fn draw(
    ctx: &Ctx,
    area: Rect,
    buf: &mut Buffer,
    field: &Field,
    beside: &Beside,
    focused: bool,
) -> Position {
    let label = field.label.say(&ctx.texts);
    let line = row(area, 0);
    match &field.input {
        Input::Line(editor)
        | Input::Date(editor, ..)
        | Input::Time(editor)
        | Input::Codes(editor, ..) => {
            let mut editor = editor.clone();
            if !focused {
                editor.set_cursor(0); // its beginning is seen
            }
            field::draw(ctx, line, buf, &label, &editor, beside, focused)
        }
        Input::Choice(choice, _) => choice.draw(ctx, line, buf, &label, beside, focused),
        Input::Note(editor) => {
            field::frame(ctx, line, buf, &label, &Beside::Nothing, focused);
            let rows = lines_of(ctx, area, field).min(area.height);
            field::note(ctx, Rect { height: rows, ..indented(area) }, buf, editor)
        }
        Input::Tick(ticked, words) => {
            let slot = field::frame(ctx, line, buf, &label, beside, focused);
            let mark = if *ticked { "[x]" } else { "[ ]" };
            ctx.theme.put(buf, slot.value, &format!("{mark} {words}"), Tone::Plain);
            Position::new(slot.value.x, slot.value.y)
        }
    }
}
