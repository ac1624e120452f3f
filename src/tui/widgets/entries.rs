//! Entries of a list, each with a sentence: beside it where that takes few rows, otherwise below it in
//! as many as it takes. No word is ever cut.
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::list::{List, MARGIN};
use crate::tui::cells;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{MARKER, Tone, behind, below, row};

/// Narrower than this, the sentence stands below.
const BESIDE_FROM: u16 = 64;
/// So does one that takes more rows beside.
const BESIDE_ROWS: usize = 3;

/// An entry, or a heading without sentence.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What stands first and where the second begins.
    pub first: (String, Tone, u16),
    /// What stands second and where the sentence begins, both from the left edge.
    pub second: (String, Tone, u16),
    /// The sentence.
    pub sentence: (String, Tone),
}

impl Entry {
    /// The rows of its sentence, and whether they begin beside it.
    fn sentence<'s>(&self, shown: &'s str, width: u16) -> (bool, Vec<&'s str>) {
        if shown.is_empty() {
            return (true, vec![""]);
        }
        let rows = |indent: u16| cells::wrap(shown, width.saturating_sub(indent + 1).max(1));
        let beside = (width + MARGIN >= BESIDE_FROM).then(|| rows(self.second.2));
        let beside = beside.filter(|rows| rows.len() <= BESIDE_ROWS);
        beside.map_or_else(|| (false, rows(2)), |rows| (true, rows))
    }

    fn height(&self, ctx: &Ctx, width: u16) -> u16 {
        let shown = ctx.theme.shown(&self.sentence.0);
        let (beside, rows) = self.sentence(&shown, width);
        u16::try_from(rows.len()).unwrap_or(u16::MAX).max(1) + u16::from(!beside)
    }

    fn draw(&self, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
        let shown = ctx.theme.shown(&self.sentence.0);
        let (beside, rows) = self.sentence(&shown, area.width);
        let (first, tone, tab) = &self.first;
        let line = row(area, 0);
        let room = Rect { width: line.width.min(tab.saturating_sub(1)), ..line };
        let alone = *tab == 0 || (!beside && self.second.0.is_empty());
        ctx.theme.put(buf, if alone { line } else { room }, first, *tone);
        let (second, tone, tab) = (&self.second.0, self.second.1, self.first.2);
        ctx.theme.put(buf, behind(line, tab), second, tone);
        let lines = below(area, u16::from(!beside));
        for (number, text) in (0..lines.height).zip(rows) {
            let indent = if beside { self.second.2 } else { 2 };
            ctx.theme.put(buf, behind(row(lines, number), indent), text, self.sentence.1);
        }
    }
}

/// Draws the entries from the first one seen on, scrolled so that the selected one is seen as a
/// whole; gives how many are.
pub fn draw(list: &mut List, ctx: &Ctx, area: Rect, buf: &mut Buffer, entries: &[Entry]) -> u16 {
    let width = area.width.saturating_sub(MARGIN);
    list.selected = list.selected.min(entries.len().saturating_sub(1));
    list.first = list.first.min(list.selected);
    let heights: Vec<u16> = entries.iter().map(|entry| entry.height(ctx, width)).collect();
    let rows = |from: usize, to: usize| -> u16 {
        heights.get(from..to).unwrap_or_default().iter().fold(0, |sum, h| sum.saturating_add(*h))
    };
    while list.first < list.selected && rows(list.first, list.selected + 1) > area.height {
        list.first += 1;
    }
    while list.first > 0 && rows(list.first - 1, entries.len()) <= area.height {
        list.first -= 1;
    }
    let (mut top, mut seen) = (0, 0);
    for (number, (entry, height)) in entries.iter().zip(&heights).enumerate().skip(list.first) {
        let whole = top + height <= area.height;
        if !whole && seen > 0 {
            break;
        }
        let place = Rect { height: (*height).min(area.height - top), ..below(area, top) };
        if number == list.selected {
            ctx.theme.put(buf, Rect { width: 1, ..behind(row(place, 0), 1) }, MARKER, Tone::Plain);
        }
        entry.draw(ctx, behind(place, MARGIN), buf);
        (top, seen) = (top + height, seen + 1);
    }
    seen
}

/// Where the cursor stands: on the marker, where the entries were drawn so.
pub fn cursor(list: &List, ctx: &Ctx, area: Rect, entries: &[Entry]) -> Position {
    let width = area.width.saturating_sub(MARGIN);
    let above = entries.get(list.first..list.selected).unwrap_or_default().iter();
    let above = above.fold(0_u16, |sum, entry| sum.saturating_add(entry.height(ctx, width)));
    let y = area.y.saturating_add(above).min(area.bottom().saturating_sub(1));
    Position::new(area.x + 1.min(area.width), y)
}

/// As many of the keys as fit, the first in any case.
pub fn fitting(ctx: &Ctx, keys: impl IntoIterator<Item = String>, width: u16) -> String {
    let mut said = String::new();
    for key in keys {
        let more = if said.is_empty() { key } else { format!("{said}, {key}") };
        if !said.is_empty() && ctx.theme.width(&more) > width {
            break;
        }
        said = more;
    }
    said
}
