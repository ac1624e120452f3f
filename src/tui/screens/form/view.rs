//! How a form is drawn: one field below the other, scrolled so that the focused one is seen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Field, Form, Input};
use crate::tui::cells;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{DOT, Tone, behind, below, from, row};
use crate::tui::widgets::field::{self, Beside, Caption, Slot};
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
    /// A heading above it, in a row of its own that is counted in.
    heading: Option<String>,
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
            let mut lines = Rect { height: block.height.min(lines.height), ..lines };
            if let Some(heading) = &block.heading {
                ctx.theme.put(buf, behind(row(lines, 0), 1), heading, Tone::Strong);
                lines = below(lines, 1);
            }
            let focused = block.at == self.at && !self.idle;
            let at = draw(ctx, lines, buf, field, (&block.beside, self.long), focused);
            let tone = if field.error.is_some() { Tone::Alarm } else { Tone::Quiet };
            let said = block.under.iter().map(|line| (line, tone));
            let said = said.chain(block.more.iter().map(|line| (line, Tone::Strong)));
            let height = block.height - u16::from(block.heading.is_some());
            let below_it = height.saturating_sub(len(&block.under) + len(&block.more));
            for (number, (line, tone)) in (below_it..height).zip(said) {
                ctx.theme.put(buf, indented(row(lines, number), self.long), line, tone);
            }
            if focused {
                cursor = at;
                let under = below(area, at.y.saturating_sub(area.y) + 1);
                popup = Some((field, indented(under, self.long)));
            }
        }
        match popup {
            Some((Field { input: Input::Choice(choice, _), .. }, under)) => {
                choice.draw_list(ctx, under, buf);
            }
            Some((Field { input: Input::Several(several, ..), .. }, under)) => {
                several.draw_list(ctx, under, buf);
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
        let mut section = None;
        let mut blocks = Vec::with_capacity(self.fields.len());
        for (at, field) in self.fields.iter().enumerate().filter(|(_, field)| field.shown) {
            let said = beside(ctx, field, at == self.at && !self.idle, self.long);
            let (beside, under) = arranged(ctx, area, field, said, self.long);
            let more = wrapped(ctx, area, &field.below, self.long);
            let begins = field.section.as_ref().filter(|begins| section != Some(*begins));
            section = field.section.as_ref().or(section);
            let heading = begins.map(|word| word.say(&ctx.texts));
            let rows = lines_of(ctx, area, field, self.long) + len(&under) + len(&more);
            let height = rows + u16::from(heading.is_some());
            blocks.push(Block { at, top, height, beside, under, more, heading });
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
            Some(Input::Several(several, ..)) => several.is_open(),
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

fn wrapped(ctx: &Ctx, area: Rect, lines: &[String], long: bool) -> Vec<String> {
    let room = indented(area, long).width.max(1);
    let wrapped = lines.iter().flat_map(|line| {
        let shown = ctx.theme.shown(line);
        cells::wrap(&shown, room).into_iter().map(str::to_owned).collect::<Vec<_>>()
    });
    wrapped.collect()
}

fn len(lines: &[String]) -> u16 {
    u16::try_from(lines.len()).unwrap_or(u16::MAX)
}

/// Where what stands below a value begins.
fn indented(area: Rect, long: bool) -> Rect {
    let value = Slot::of(area, long, &Beside::Nothing).value.x;
    behind(area, value.saturating_sub(area.x))
}

fn note_room(ctx: &Ctx, area: Rect, field: Option<&Field>) -> u16 {
    let width = indented(area, false).width;
    match field.map(|field| &field.input) {
        Some(Input::Note(editor)) => field::note_width(ctx, width, editor),
        _ => width,
    }
}

/// Rows of the value.
fn lines_of(ctx: &Ctx, area: Rect, field: &Field, long: bool) -> u16 {
    match &field.input {
        Input::Note(editor) => {
            let rows = editor.rows(note_room(ctx, area, Some(field)).max(1)).len();
            u16::try_from(rows.clamp(1, NOTE)).unwrap_or(1)
        }
        _ => Slot::rows(area, long),
    }
}

/// What is to be said about a field: what is wrong, else what was understood, else a hint.
fn beside(ctx: &Ctx, field: &Field, focused: bool, long: bool) -> Beside {
    if let Some(error) = &field.error {
        if let (Input::Marks(marks, _), true) = (&field.input, field.text().is_empty()) {
            // what is to be filled in goes by these keys
            return Beside::Error([error.as_str(), &marks.keys()].join(" "));
        }
        return Beside::Error(error.clone());
    }
    if let Some(known) = &field.known {
        return if known.is_empty() { Beside::Nothing } else { Beside::Hint(known.clone()) };
    }
    let fits_nothing = match &field.input {
        Input::Choice(choice, _) => choice.fits_nothing(),
        Input::Several(several, ..) => several.fits_nothing(),
        _ => false,
    };
    if fits_nothing {
        return Beside::Hint(ctx.texts.get("widget-nothing-fits").into_owned());
    }
    if let (Input::Marks(marks, _), true) = (&field.input, focused) {
        return Beside::Hint(marks.keys());
    }
    match (field.echo(ctx), field.hint) {
        (Some(echo), _) => Beside::Echo(echo),
        // on a long sheet only beside the field that one is at
        (None, hint) if focused || (field.is_empty() && !long && hint.is_some()) => {
            let hint = hint.map(|hint| ctx.texts.get(hint));
            let stands = field.stands.as_deref().filter(|_| field.is_empty());
            let said: Vec<&str> = stands.into_iter().chain(hint.as_deref()).collect();
            if said.is_empty() { Beside::Nothing } else { Beside::Hint(said.join(DOT)) }
        }
        _ => Beside::Nothing,
    }
}

/// Puts it beside the field where it fits, otherwise below, so that no word is cut.
fn arranged(
    ctx: &Ctx,
    area: Rect,
    field: &Field,
    said: Beside,
    long: bool,
) -> (Beside, Vec<String>) {
    let text = match &said {
        Beside::Nothing => return (said, vec![]),
        Beside::Hint(text) => text.clone(),
        Beside::Echo(text) => format!("→ {text}"),
        Beside::Error(text) => format!("! {text}"),
    };
    let slot = Slot::of(Rect { height: Slot::rows(area, long), ..area }, long, &said);
    let fits = |text: &str| slot.beside.height > 0 && ctx.theme.width(text) <= slot.beside.width;
    if let (true, Beside::Hint(_), Some((_, last))) = (long, &said, text.rsplit_once(DOT))
        && !fits(&text)
        && fits(last)
    {
        return (Beside::Hint(last.to_owned()), vec![]); // no row comes and goes with the focus
    }
    let is_wide = matches!(field.input, Input::Note(_) | Input::Marks(..));
    if !is_wide && fits(&text) {
        return (said, vec![]);
    }
    let shown = ctx.theme.shown(&text);
    let room = indented(area, long).width.max(1);
    let lines = cells::wrap(&shown, room).into_iter().map(str::to_owned).collect();
    (Beside::Nothing, lines)
}

/// Draws the first rows of a field: label, value, what stands beside.
fn draw(
    ctx: &Ctx,
    area: Rect,
    buf: &mut Buffer,
    field: &Field,
    (beside, long): (&Beside, bool),
    focused: bool,
) -> Position {
    let text = field.label.say(&ctx.texts);
    let sign = if field.open { "*" } else { "" };
    let label = Caption { text: &text, sign, long };
    let line = Rect { height: Slot::rows(area, long).min(area.height), ..area };
    match &field.input {
        _ if field.known.is_some() => {
            let slot = field::frame(ctx, line, buf, label, beside, focused);
            ctx.theme.put(buf, slot.value, &field.in_words(&ctx.texts), Tone::Quiet);
            Position::new(slot.value.x, slot.value.y)
        }
        Input::Elsewhere(words) => {
            let slot = field::frame(ctx, line, buf, label, beside, focused);
            ctx.theme.put(buf, slot.value, words, Tone::Plain);
            Position::new(slot.value.x, slot.value.y)
        }
        Input::Several(several, ..) => several.draw(ctx, line, buf, label, beside, focused),
        Input::Line(editor)
        | Input::Date(editor, ..)
        | Input::Time(editor)
        | Input::Codes(editor, ..) => {
            let mut editor = editor.clone();
            if !focused {
                editor.set_cursor(0); // its beginning is seen
            }
            field::draw(ctx, line, buf, label, &editor, beside, focused)
        }
        Input::Choice(choice, _) => choice.draw(ctx, line, buf, label, beside, focused),
        Input::Note(editor) => {
            field::frame(ctx, line, buf, label, &Beside::Nothing, focused);
            let rows = lines_of(ctx, area, field, long).min(area.height);
            field::note(ctx, Rect { height: rows, ..indented(area, long) }, buf, editor)
        }
        Input::Tick(ticked, words) => {
            let slot = field::frame(ctx, line, buf, label, beside, focused);
            let mark = if *ticked { "[x]" } else { "[ ]" };
            ctx.theme.put(buf, slot.value, &format!("{mark} {words}"), Tone::Plain);
            Position::new(slot.value.x, slot.value.y)
        }
        Input::Marks(marks, words) => {
            let slot = field::frame(ctx, line, buf, label, beside, focused);
            let mark = if marks.label().is_empty() { "?" } else { marks.label() };
            let tone = if marks.label().is_empty() { Tone::Strong } else { Tone::Plain };
            let x = ctx.theme.put(buf, slot.value, &format!("[{mark}] "), tone);
            ctx.theme.put(buf, from(slot.value, x), words, Tone::Plain);
            Position::new(slot.value.x, slot.value.y)
        }
    }
}
