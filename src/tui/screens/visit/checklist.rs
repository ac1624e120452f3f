//! The items of a visit on the screen.
//!
//! The checklist is a column of pieces, each one row high, of which a window is seen. Answering an
//! item changes its rating, the marker and the count, and nothing else on the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::ratings::{Wording, answer};
use super::{Focus, Line, State, head};
use crate::domain::checklist::{ActionField, Item, Rating};
use crate::domain::visit::Outcome;
use crate::text::{Lang, Texts};
use crate::tui::cells;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::theme::{DOT, MARKER, Tone, behind, below, from, row};
use crate::tui::widgets::field;

/// Cells before the code, the code, the rating, what it was last time.
pub(super) const MARGIN: u16 = 3;
const CODE: u16 = 5;
const RATING: u16 = 10;
const LAST: u16 = 22;
/// Cells before what stands below an item.
const INDENT: u16 = 8;
/// Stands before what is agreed.
const ARROW: &str = "→";
/// Narrower than this, last time is not shown.
pub(super) const LAST_FROM: u16 = 64;
/// From this width on there is room for all words of last time.
const LAST_LONG_FROM: u16 = 100;
const LAST_LONG: u16 = 30;

/// One row of the checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// Heading of a field of action; `None` for the visit as a whole.
    Heading(Option<ActionField>),
    /// A row of the question of a line.
    Question(usize, usize),
    /// A row of what to mind with it.
    Hint(usize, usize),
    /// A row of its note.
    Note(usize, usize),
    /// A row of what is agreed.
    Measure(usize, usize),
    /// A row of the form in which that is changed.
    Changing(usize, u16),
    /// What is wrong with it.
    Error(usize, usize),
    /// How many more items there are.
    More(usize),
    /// Nobody was met, so there is nothing to ask.
    NobodyMet,
}

/// The columns at this width.
struct Columns {
    question: u16,
    last: u16,
}

impl Columns {
    fn of(area: Rect) -> Self {
        let last = match area.width {
            LAST_LONG_FROM.. => LAST_LONG,
            LAST_FROM.. => LAST,
            _ => 0,
        };
        let question = area.width.saturating_sub(MARGIN + CODE + RATING + last + 1);
        Self { question: question.max(8), last }
    }
}

pub(super) fn question<'t>(line: &Line, texts: &'t Texts) -> std::borrow::Cow<'t, str> {
    match (line.item, texts.lang()) {
        (Some(item), Lang::De) => item.question.de.into(),
        (Some(item), Lang::En) => item.question.en.into(),
        (None, _) => texts.get(line.whole),
    }
}

/// What to mind with an item: shown with every warning sign, and where there is a concern.
fn hint(line: &Line, texts: &Texts) -> Option<String> {
    let item = line.item?;
    let concern = line.answer.is_some_and(|(rating, _)| rating.is_concern());
    let text = |item: &Item| {
        let hint = item.hint?;
        Some(if texts.lang() == Lang::De { hint.de } else { hint.en })
    };
    let attention = line.answer.is_some_and(|(rating, _)| rating == Rating::Attention);
    let escalates = (item.escalates && attention).then(|| texts.get("visit-escalates"));
    let hint = text(item).filter(|_| concern || item.restricted);
    let parts: Vec<_> = escalates.iter().map(AsRef::as_ref).chain(hint).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn wrapped(ctx: &Ctx, text: &str, width: u16) -> Vec<String> {
    let shown = ctx.theme.shown(text);
    cells::wrap(&shown, width.max(1)).into_iter().map(str::to_owned).collect()
}

/// Cells of what stands below an item, behind its sign.
fn under(area: Rect) -> u16 {
    area.width.saturating_sub(INDENT + 4)
}

/// Cells of a note.
fn note_width(ctx: &Ctx, area: Rect, line: &Line) -> u16 {
    let label = ctx.theme.width(&ctx.texts.get("visit-note")) + 1;
    let room = area.width.saturating_sub(INDENT + label + 1).max(1);
    field::note_width(ctx, room, &line.note)
}

/// Every row of the checklist.
fn pieces(state: &State, ctx: &Ctx, area: Rect) -> Vec<Piece> {
    let columns = Columns::of(area);
    let visible = state.visible();
    let mut pieces = Vec::new();
    let mut section = None;
    if head::outcome(&state.head) != Outcome::Met {
        pieces.push(Piece::NobodyMet);
    }
    for &at in &visible {
        let Some(line) = state.lines.get(at) else { continue };
        let here = Some(line.item.map(|item| item.field));
        if section != here {
            if line.item.is_none() {
                let hidden = state.lines.len() - visible.len();
                let met = head::outcome(&state.head) == Outcome::Met;
                pieces.extend((met && hidden > 0).then_some(Piece::More(hidden)));
            }
            pieces.push(Piece::Heading(here.flatten()));
            section = here;
        }
        let rows = |text: &str, width| 0..wrapped(ctx, text, width).len();
        let asked = rows(&question(line, &ctx.texts), columns.question);
        pieces.extend(asked.map(|n| Piece::Question(at, n)));
        let hint = hint(line, &ctx.texts).map_or(0..0, |hint| rows(&hint, under(area)));
        let hint = hint.map(|n| Piece::Hint(at, n));
        // with a warning sign it belongs to the question, else to what follows from the answer
        let warning = line.item.is_some_and(|item| item.restricted);
        pieces.extend(hint.clone().filter(|_| warning));
        let selected = at == state.at;
        if line.has_note() || !line.note.is_empty() || (selected && state.focus == Focus::Note) {
            let rows = line.note.rows(note_width(ctx, area, line)).len();
            pieces.extend((0..rows).map(|n| Piece::Note(at, n)));
        }
        if selected && state.focus == Focus::Measure {
            let rows = state.measure.height(ctx, measure_area(area));
            pieces.extend((0..rows).map(|n| Piece::Changing(at, n)));
        } else if let Some(agreed) = agreed(line, ctx) {
            pieces.extend(rows(&agreed, under(area)).map(|n| Piece::Measure(at, n)));
        }
        pieces.extend(hint.filter(|_| !warning));
        let changing = selected && state.focus == Focus::Measure; // it says so itself
        if let Some(error) = line.error.as_deref().filter(|_| !changing) {
            pieces.extend(rows(error, under(area)).map(|n| Piece::Error(at, n)));
        }
    }
    pieces
}

fn measure_area(area: Rect) -> Rect {
    behind(area, INDENT.min(area.width / 8))
}

fn line_of(piece: Piece) -> Option<usize> {
    match piece {
        Piece::Heading(_) | Piece::More(_) | Piece::NobodyMet => None,
        Piece::Question(at, _)
        | Piece::Hint(at, _)
        | Piece::Note(at, _)
        | Piece::Measure(at, _)
        | Piece::Changing(at, _)
        | Piece::Error(at, _) => Some(at),
    }
}

/// Draws it; gives where the cursor stands.
pub(super) fn draw(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    if let Some(line) = state.line() {
        state.note_width = note_width(ctx, area, line);
    }
    state.wording = Wording::of(state, ctx, Columns::of(area).last.saturating_sub(1));
    let pieces = pieces(state, ctx, area);
    let cursor_row = cursor_row(state, &pieces);
    scroll(state, &pieces, cursor_row, area.height);
    let mut cursor = Position::new(area.x + 1, area.y);
    let seen = pieces.iter().skip(usize::from(state.first));
    for (number, piece) in (0..area.height).zip(seen) {
        let at = row(area, number);
        draw_piece(state, ctx, at, buf, *piece);
        if state.first + number == cursor_row {
            cursor = place(state, ctx, area, at);
        }
    }
    if state.focus == Focus::Measure {
        let start = pieces.iter().position(|piece| matches!(piece, Piece::Changing(..)));
        let start = start.and_then(|row| u16::try_from(row).ok()).unwrap_or(0);
        let form = measure_area(below(area, start.saturating_sub(state.first)));
        cursor = state.measure.view(ctx, form, buf);
    }
    cursor
}

/// The row of the whole checklist in which the cursor stands.
fn cursor_row(state: &State, pieces: &[Piece]) -> u16 {
    let (_, note) = state.line().map_or((0, 0), |line| line.note.place(state.note_width));
    let wanted = match state.focus {
        Focus::Note => Piece::Note(state.at, usize::from(note)),
        Focus::Measure => Piece::Changing(state.at, 0),
        Focus::Item | Focus::Head | Focus::Jump => Piece::Question(state.at, 0),
    };
    let row = pieces.iter().position(|piece| *piece == wanted).unwrap_or(0);
    u16::try_from(row).unwrap_or(u16::MAX)
}

/// Scrolls as little as possible so that all of the selected line is seen, with the heading above
/// it; where that is too much, the cursor.
fn scroll(state: &mut State, pieces: &[Piece], cursor: u16, height: u16) {
    let of_line = |piece: &Piece| line_of(*piece) == Some(state.at);
    let top = pieces.iter().position(of_line).unwrap_or(0);
    let bottom = pieces.iter().rposition(of_line).map_or(0, |row| row + 1);
    let headed = top.checked_sub(1).and_then(|row| pieces.get(row));
    let top = if matches!(headed, Some(Piece::Heading(_))) { top - 1 } else { top };
    let rows = |row: usize| u16::try_from(row).unwrap_or(u16::MAX);
    let (top, bottom, total) = (rows(top), rows(bottom), rows(pieces.len()));
    let mut first = state.first.max(bottom.saturating_sub(height)).min(top);
    first = first.max((cursor + 1).saturating_sub(height)).min(cursor);
    state.first = first.min(total.saturating_sub(height));
}

fn draw_piece(state: &State, ctx: &Ctx, area: Rect, buf: &mut Buffer, piece: Piece) {
    let theme = ctx.theme;
    match piece {
        Piece::Heading(field) => {
            let title = match field {
                Some(field) => ctx.texts.action_field(field),
                None if state.own.is_some() => ctx.texts.get("assessment-whole-heading"),
                None => ctx.texts.get("visit-whole-heading"),
            };
            theme.rule(buf, behind(area, 1), &title);
        }
        Piece::NobodyMet => {
            theme.put(buf, behind(area, MARGIN), &ctx.texts.get("visit-nobody-met"), Tone::Plain);
        }
        Piece::More(hidden) => {
            let key = ctx.key(CommandId::AllItems, Context::Checklist);
            let key_of_text = if state.restricted { "visit-more-warning" } else { "visit-more" };
            let values = [("n", hidden.into()), ("key", key.into())];
            let text = ctx.texts.with(key_of_text, &values);
            theme.put(buf, behind(area, MARGIN), &text, Tone::Quiet);
        }
        Piece::Changing(..) => {}
        Piece::Question(at, n) => {
            if let Some(line) = state.lines.get(at) {
                draw_question(state, ctx, area, buf, line, at, n);
            }
        }
        Piece::Hint(at, n) => {
            let line = state.lines.get(at);
            let urgent = line.and_then(|l| l.answer).is_some_and(|(r, _)| r == Rating::Urgent);
            let tone = if urgent { Tone::Alarm } else { Tone::Quiet };
            let hint = line.and_then(|line| hint(line, &ctx.texts)).unwrap_or_default();
            let rows = wrapped(ctx, &hint, under(area));
            let mark = if n == 0 { "!" } else { "" };
            theme.put(buf, behind(area, INDENT), mark, tone);
            theme.put(buf, behind(area, INDENT + 2), rows.get(n).map_or("", |r| r), tone);
        }
        Piece::Note(at, n) => {
            let Some(line) = state.lines.get(at) else { return };
            let label = ctx.texts.get("visit-note");
            if n == 0 {
                theme.put(buf, behind(area, INDENT), &label, Tone::Quiet);
            }
            let width = note_width(ctx, area, line);
            let text = line.note.rows(width).get(n).cloned();
            let text = text.and_then(|range| line.note.text().get(range)).unwrap_or_default();
            let indent = INDENT + theme.width(&label) + 1;
            theme.put(buf, behind(area, indent), text, Tone::Plain);
        }
        Piece::Measure(at, n) => {
            let said = state.lines.get(at).and_then(|line| agreed(line, ctx)).unwrap_or_default();
            let rows = wrapped(ctx, &said, under(area));
            theme.put(buf, behind(area, INDENT), if n == 0 { ARROW } else { "" }, Tone::Plain);
            let text = behind(area, INDENT + theme.width(ARROW) + 1);
            theme.put(buf, text, rows.get(n).map_or("", |row| row), Tone::Plain);
        }
        Piece::Error(at, n) => {
            let error = state.lines.get(at).and_then(|line| line.error.as_deref());
            let rows = wrapped(ctx, error.unwrap_or_default(), under(area));
            theme.put(buf, behind(area, INDENT), if n == 0 { "!" } else { "" }, Tone::Alarm);
            let text = behind(area, INDENT + 2);
            theme.put(buf, text, rows.get(n).map_or("", |row| row), Tone::Alarm);
        }
    }
}

/// `Kursplatz suchen · Wiedervorlage 06.12. · Dienst: Sprachkurs`
fn agreed(line: &Line, ctx: &Ctx) -> Option<String> {
    let measure = line.agreed.as_ref()?;
    let date = ctx.texts.weekday_near(measure.window.due(), ctx.today());
    let values = [("what", measure.what.text().into()), ("date", date.into())];
    let mut said = ctx.texts.with("visit-agreed", &values).into_owned();
    let services = line.item.map(|item| item.services.as_slice()).unwrap_or_default();
    let names: Vec<_> = services.iter().filter_map(|code| ctx.texts.service(code)).collect();
    if !names.is_empty() {
        let values = [("n", names.len().into()), ("names", names.join(", ").into())];
        said = format!("{said}{DOT}{}", ctx.texts.with("visit-services", &values));
    }
    Some(said)
}

fn draw_question(
    state: &State,
    ctx: &Ctx,
    area: Rect,
    buf: &mut Buffer,
    line: &Line,
    at: usize,
    n: usize,
) {
    let theme = ctx.theme;
    let columns = Columns::of(area);
    let code = line.item.map(|item| item.code.to_string()).unwrap_or_default();
    let room = if line.item.is_some() { columns.question } else { area.width - MARGIN };
    let rows = wrapped(ctx, &question(line, &ctx.texts), room);
    let indent = if line.item.is_some() { MARGIN + CODE } else { MARGIN };
    theme.put(buf, behind(area, indent), rows.get(n).map_or("", |row| row), Tone::Plain);
    if n > 0 {
        return;
    }
    if at == state.at {
        theme.put(buf, Rect { width: 1, ..behind(area, 1) }, MARKER, Tone::Plain);
    }
    theme.put(buf, behind(area, MARGIN), &code, Tone::Plain);
    let ratings = behind(area, area.width.saturating_sub(RATING + columns.last));
    let (text, tone) = answer(line, &ctx.texts);
    theme.put(buf, Rect { width: RATING, ..ratings }, &text, tone);
    let last = Rect { width: columns.last.saturating_sub(1), ..from(ratings, ratings.x + RATING) };
    if let Some(said) = state.wording.say(line, ctx) {
        theme.put(buf, last, &said, Tone::Quiet);
    }
}

/// Where the cursor stands in its row.
fn place(state: &State, ctx: &Ctx, area: Rect, at: Rect) -> Position {
    if state.focus != Focus::Note {
        return Position::new(at.x + 1, at.y);
    }
    let Some(line) = state.line() else { return Position::new(at.x + 1, at.y) };
    let (_, number) = line.note.place(state.note_width);
    let rows = line.note.rows(state.note_width);
    let start = rows.get(usize::from(number)).map_or(0, |row| row.start);
    let before = line.note.text().get(start..line.note.byte()).unwrap_or_default();
    let label = ctx.theme.width(&ctx.texts.get("visit-note")) + 1;
    let x = at.x + INDENT + label + ctx.theme.width(before);
    Position::new(x.min(area.right().saturating_sub(1)), at.y)
}
