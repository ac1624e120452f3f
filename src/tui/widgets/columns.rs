//! Columns of a table: which ones fit, how wide, and drawing a row of them.
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::ctx::Ctx;
use crate::tui::theme::Tone;

/// A column as the screen wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Key of the heading in `text/`.
    pub title: &'static str,
    /// Fewest cells.
    pub min: u16,
    /// Most cells; what is left over goes to the columns in their order up to this.
    pub max: u16,
    /// Figures stand at the right.
    pub right: bool,
    /// 0 always stays; of the others the highest goes first when the room is short.
    pub rank: u8,
}

/// A column that fits: its place among those wanted, where it begins and how wide it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fitted {
    /// Its number among the columns wanted.
    pub number: usize,
    /// First cell, from the left edge of the row.
    pub x: u16,
    /// Cells.
    pub width: u16,
    /// Figures stand at the right.
    pub right: bool,
}

/// Cells between two columns; figures have room of their own before them and need one less.
const GAP: u16 = 2;

fn gap(before: Option<&Column>, column: &Column) -> u16 {
    match before {
        None => 0,
        Some(_) => GAP - u16::from(column.right),
    }
}

/// How wide what is in each column is, headings included; grows with what else is [taken
/// in](Contents::take), so that columns keep their places while a list scrolls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents(Vec<u16>);

impl Contents {
    /// Nothing but the headings.
    pub fn of(ctx: &Ctx, columns: &[Column]) -> Self {
        Self(columns.iter().map(|column| ctx.theme.width(&ctx.texts.get(column.title))).collect())
    }

    /// Takes in what stands in a column.
    pub fn take(&mut self, ctx: &Ctx, column: usize, text: &str) {
        if let Some(widest) = self.0.get_mut(column) {
            *widest = ctx.theme.width(text).max(*widest);
        }
    }
}

/// Chooses the columns that fit into `width`. A column needs no more than what is in it; what is
/// left over goes first to those that lack least.
pub fn fit(columns: &[Column], contents: &Contents, width: u16) -> Vec<Fitted> {
    struct Kept {
        number: usize,
        column: Column,
        /// Cells that show all of it, and those it has.
        needed: u16,
        cells: u16,
    }
    let kept = columns.iter().zip(&contents.0).enumerate().map(|(number, (column, content))| {
        let needed = (*content).min(column.max);
        Kept { number, column: *column, needed, cells: needed.min(column.min) }
    });
    let mut kept: Vec<Kept> = kept.collect();
    let taken = |kept: &[Kept]| -> u16 {
        let gaps = kept.iter().zip(kept.iter().skip(1));
        let gaps: u16 = gaps.map(|(one, next)| gap(Some(&one.column), &next.column)).sum();
        kept.iter().map(|column| column.cells).sum::<u16>() + gaps
    };
    while taken(&kept) > width {
        let goes = kept.iter().enumerate().filter(|(_, kept)| kept.column.rank > 0);
        let Some((at, _)) = goes.max_by_key(|(_, kept)| kept.column.rank) else { break };
        kept.remove(at);
    }
    let mut left = width.saturating_sub(taken(&kept));
    let mut give = |column: &mut Kept, up_to: u16| {
        let more = left.min(up_to.saturating_sub(column.cells));
        (column.cells, left) = (column.cells + more, left - more);
    };
    let mut lacking: Vec<&mut Kept> = kept.iter_mut().collect();
    lacking.sort_by_key(|column| column.needed - column.cells);
    for column in lacking {
        give(column, column.needed);
    }
    for column in &mut kept {
        give(column, column.column.max);
    }
    let (mut x, mut before) = (0, None);
    let fitted = kept.into_iter().map(|Kept { number, column, cells, .. }| {
        x += gap(before.as_ref(), &column);
        before = Some(column);
        let cells = cells.min(width.saturating_sub(x));
        let place = Fitted { number, x, width: cells, right: column.right };
        x += cells;
        place
    });
    fitted.collect()
}

impl Fitted {
    /// Its part of a row.
    pub fn cell(&self, row: Rect) -> Rect {
        let x = row.x + self.x.min(row.width);
        Rect { x, width: self.width.min(row.right().saturating_sub(x)), ..row }
    }

    /// Draws a text in its part of a row.
    pub fn put(&self, ctx: &Ctx, buf: &mut Buffer, row: Rect, text: &str, tone: Tone) {
        if self.right {
            ctx.theme.put_right(buf, self.cell(row), text, tone);
        } else {
            ctx.theme.put(buf, self.cell(row), text, tone);
        }
    }
}

/// Draws the headings.
pub fn headings(ctx: &Ctx, buf: &mut Buffer, row: Rect, columns: &[Column], fitted: &[Fitted]) {
    for place in fitted {
        if let Some(column) = columns.get(place.number) {
            place.put(ctx, buf, row, &ctx.texts.get(column.title), Tone::Quiet);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(min: u16, max: u16, rank: u8) -> Column {
        Column { title: "", min, max, right: false, rank }
    }

    fn widths(columns: &[Column], contents: &[u16], width: u16) -> Vec<(usize, u16, u16)> {
        let fitted = fit(columns, &Contents(contents.to_vec()), width);
        fitted.iter().map(|f| (f.number, f.x, f.width)).collect()
    }

    #[test]
    fn columns_go_by_rank_and_share_what_is_left_over() {
        let wanted = [column(10, 20, 0), column(5, 5, 2), column(8, 30, 1)];
        let full = [20, 5, 30];
        assert_eq!(widths(&wanted, &full, 60), [(0, 0, 20), (1, 22, 5), (2, 29, 30)]);
        assert_eq!(widths(&wanted, &full, 30), [(0, 0, 13), (1, 15, 5), (2, 22, 8)]);
        assert_eq!(widths(&wanted, &full, 26), [(0, 0, 16), (2, 18, 8)]);
        assert_eq!(widths(&wanted, &full, 12), [(0, 0, 12)]);
        assert_eq!(widths(&wanted, &full, 6), [(0, 0, 6)]);
    }

    #[test]
    fn a_column_gets_what_is_in_it_before_another_gets_room_to_spare() {
        let wanted = [column(18, 32, 0), column(18, 36, 2), column(4, 12, 1)];
        let room = |contents: [u16; 3]| widths(&wanted, &contents, 44)[2].2;
        assert_eq!(room([14, 12, 8]), 8, "short names leave their cells to the rooms");
        assert_eq!(room([31, 30, 8]), 4, "where nothing is left, each keeps its fewest");
        assert_eq!(widths(&wanted, &[31, 17, 8], 50), [(0, 0, 21), (1, 23, 17), (2, 42, 8)]);
    }
}
