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

/// Cells between two columns.
const GAP: u16 = 2;

/// Chooses the columns that fit into `width` and shares out what is left over.
pub fn fit(columns: &[Column], width: u16) -> Vec<Fitted> {
    let mut kept: Vec<(usize, Column)> = columns.iter().copied().enumerate().collect();
    let needed = |kept: &[(usize, Column)]| -> u16 {
        kept.iter().map(|(_, column)| column.min + GAP).sum::<u16>().saturating_sub(GAP)
    };
    while needed(&kept) > width {
        let last = kept.iter().enumerate().filter(|(_, (_, column))| column.rank > 0);
        let Some((at, _)) = last.max_by_key(|(_, (_, column))| column.rank) else { break };
        kept.remove(at);
    }
    let mut left = width.saturating_sub(needed(&kept));
    let mut x = 0;
    let mut fitted = Vec::with_capacity(kept.len());
    for (number, column) in kept {
        let more = left.min(column.max.saturating_sub(column.min));
        let cells = (column.min + more).min(width.saturating_sub(x));
        fitted.push(Fitted { number, x, width: cells, right: column.right });
        left -= more;
        x += cells + GAP;
    }
    fitted
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

    fn widths(columns: &[Column], width: u16) -> Vec<(usize, u16, u16)> {
        fit(columns, width).iter().map(|f| (f.number, f.x, f.width)).collect()
    }

    #[test]
    fn columns_grow_in_order_and_go_by_rank() {
        let wanted = [column(10, 20, 0), column(5, 5, 2), column(8, 30, 1)];
        assert_eq!(widths(&wanted, 60), [(0, 0, 20), (1, 22, 5), (2, 29, 30)]);
        assert_eq!(widths(&wanted, 30), [(0, 0, 13), (1, 15, 5), (2, 22, 8)]);
        assert_eq!(widths(&wanted, 26), [(0, 0, 16), (2, 18, 8)]);
        assert_eq!(widths(&wanted, 12), [(0, 0, 12)]);
        assert_eq!(widths(&wanted, 6), [(0, 0, 6)]);
    }
}
