//! How a case is drawn, and moving in it.
//!
//! The screen is lines; some of them belong to an item that can be selected. Moving goes from item
//! to item; one that is longer than the screen is scrolled through line by line first.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::lines::{self, Line};
use super::{Item, State, reading};
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{MARKER, Tone, behind, below, from, row};
use crate::tui::widgets::frame;
use crate::tui::widgets::list::MARGIN;

/// From this width on the reading view stands beside the rest.
const TWO_PANES_FROM: u16 = 110;

/// A part of the screen with its own scroll position.
#[derive(Debug, Default)]
pub(super) struct Pane {
    /// First line seen.
    first: usize,
    /// Lines seen.
    height: usize,
    /// For each line the item it belongs to.
    items: Vec<Option<Item>>,
}

impl Pane {
    fn lines_of(&self, item: Item) -> Option<(usize, usize)> {
        let begin = self.items.iter().position(|i| *i == Some(item))?;
        let end = self.items.iter().rposition(|i| *i == Some(item))?;
        Some((begin, end + 1))
    }

    /// Scrolls as little as possible so that an item is seen, at least its beginning.
    fn show(&mut self, item: Item, is_first: bool) {
        let Some((begin, end)) = self.lines_of(item) else { return };
        if is_first && end <= self.height {
            self.first = 0; // what stands above the first item belongs to it
        } else if begin < self.first {
            self.first = begin;
        } else if end > self.first + self.height {
            self.first = begin.min(end.saturating_sub(self.height));
        }
    }

    /// Scrolls within an item that is longer than what is seen of it; `false` when it is not.
    fn scroll(&mut self, item: Item, lines: isize) -> bool {
        let Some((begin, end)) = self.lines_of(item) else { return false };
        let hidden = if lines > 0 {
            end.saturating_sub(self.first + self.height)
        } else {
            self.first.saturating_sub(begin)
        };
        if hidden == 0 || begin >= self.first + self.height {
            return false;
        }
        let step = hidden.min(lines.unsigned_abs());
        self.first = if lines > 0 { self.first + step } else { self.first - step };
        true
    }
}

/// Carries out a command that moves; `false` if this is none.
pub(super) fn moves(state: &mut State, command: CommandId) -> bool {
    let items = state.items();
    let last = items.len().saturating_sub(1);
    let (lines, to) = match command {
        CommandId::Up => (-1, state.selected.saturating_sub(1)),
        CommandId::Down => (1, (state.selected + 1).min(last)),
        CommandId::First => (0, 0),
        CommandId::Last => (0, last),
        CommandId::PageUp | CommandId::PageDown => {
            page(state, &items, command == CommandId::PageDown);
            return true;
        }
        _ => return false,
    };
    let within =
        |pane: &mut Pane| items.get(state.selected).is_some_and(|i| pane.scroll(*i, lines));
    if lines == 0 || !state.panes.iter_mut().any(within) {
        state.selected = to;
        show_selected(state);
    }
    true
}

/// Scrolls by a page and selects what is then at its edge.
fn page(state: &mut State, items: &[Item], down: bool) {
    let Some(item) = items.get(state.selected) else { return };
    let Some(pane) = state.panes.iter_mut().find(|pane| pane.lines_of(*item).is_some()) else {
        return;
    };
    let step = pane.height.saturating_sub(1).max(1);
    let most = pane.items.len().saturating_sub(pane.height);
    let before = pane.first;
    pane.first = if down { (before + step).min(most) } else { before.saturating_sub(step) };
    let seen = pane.items.get(pane.first..).unwrap_or_default().iter().take(pane.height);
    let mut seen = seen.flatten();
    let edge = match (before == pane.first, down) {
        (true, true) => seen.next_back(), // nothing to scroll: the last one
        _ => seen.next(),
    };
    if let Some(place) = edge.and_then(|edge| items.iter().position(|item| item == edge)) {
        state.selected = place;
    }
}

/// Scrolls so that the selected item is seen.
pub(super) fn show_selected(state: &mut State) {
    if let Some(item) = state.item() {
        let is_first = state.selected == 0;
        state.panes.iter_mut().for_each(|pane| pane.show(item, is_first));
    }
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let body = below(area, 1);
    let Some(sheet) = state.sheet.as_deref() else {
        return Position::new(body.x, body.y);
    };
    let (title, side) = lines::title(sheet, ctx);
    frame::title(ctx, row(area, 0), buf, &title, &side);
    let parts: Vec<(Rect, Vec<Line>)> = if state.reading {
        let mut all = lines::free(sheet, ctx, text_width(body));
        all.extend(reading::lines(sheet, ctx, text_width(body), true));
        vec![(body, all)]
    } else if body.width >= TWO_PANES_FROM {
        let left = Rect { width: body.width / 2, ..body };
        let right = behind(body, body.width / 2 + 1);
        let visits = reading::lines(sheet, ctx, text_width(right), true);
        vec![(left, lines::household(sheet, ctx, text_width(left))), (right, visits)]
    } else {
        let mut all = lines::household(sheet, ctx, text_width(body));
        all.extend(reading::lines(sheet, ctx, text_width(body), false));
        vec![(body, all)]
    };
    let fresh = state.panes.len() != parts.len();
    if fresh {
        state.panes = parts.iter().map(|_| Pane::default()).collect();
    }
    for (pane, (area, lines)) in state.panes.iter_mut().zip(&parts) {
        let resized = pane.height != usize::from(area.height);
        pane.height = usize::from(area.height);
        pane.items = lines.iter().map(|line| line.item).collect();
        pane.first = pane.first.min(lines.len().saturating_sub(pane.height));
        if resized || fresh {
            pane.first = 0;
        }
    }
    if let Some(item) = state.item() {
        for pane in &mut state.panes {
            let seen = pane
                .lines_of(item)
                .is_none_or(|(begin, end)| begin < pane.first + pane.height && end > pane.first);
            if !seen {
                pane.show(item, state.selected == 0);
            }
        }
    }
    draw(state, ctx, &parts, buf)
}

/// Cells for text, marker and right edge left out.
fn text_width(area: Rect) -> u16 {
    area.width.saturating_sub(MARGIN + 1)
}

fn draw(state: &State, ctx: &Ctx, parts: &[(Rect, Vec<Line>)], buf: &mut Buffer) -> Position {
    let selected = state.item();
    let mut cursor = parts.first().map_or(Position::default(), |(area, _)| (*area).into());
    for (pane, (area, lines)) in state.panes.iter().zip(parts) {
        let mut before = pane.first.checked_sub(1).and_then(|at| pane.items.get(at)).copied();
        for (line, at) in lines.iter().skip(pane.first).zip(0..area.height) {
            let place = row(*area, at);
            let begins = line.item.is_some() && before.flatten() != line.item;
            before = Some(line.item);
            let chosen = begins && line.item == selected;
            if chosen {
                ctx.theme.put(buf, behind(place, 1), MARKER, Tone::Plain);
                cursor = Position::new(place.x + 1, place.y);
            } else if line.item == selected && at == 0 && line.item.is_some() {
                cursor = Position::new(place.x + 1, place.y); // its beginning is above
            }
            draw_line(ctx, line, place, chosen, buf);
        }
    }
    cursor
}

fn draw_line(ctx: &Ctx, line: &Line, place: Rect, chosen: bool, buf: &mut Buffer) {
    if line.heading {
        let title = line.parts.first().map(|(text, _)| text.as_str()).unwrap_or_default();
        let place = Rect { width: place.width.saturating_sub(1), ..place };
        ctx.theme.put(buf, behind(place, 1), title, Tone::Strong);
        return;
    }
    let place = Rect { width: place.width.saturating_sub(1), ..place };
    let mut x = place.x + MARGIN + line.indent;
    for (number, (text, tone)) in line.parts.iter().enumerate() {
        let tone = if chosen && number == 0 { Tone::Chosen } else { *tone };
        let at = if number > 0 { x + 2 } else { x };
        let at = line.tabs.get(number).map_or(at, |tab| at.max(place.x + MARGIN + tab));
        x = ctx.theme.put(buf, from(place, at), text, tone);
    }
}
