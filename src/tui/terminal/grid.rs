//! A screen as the terminal shows it: glyphs with widths and pens, in a form that is quick to compare.
use ratatui::buffer::{Buffer, Cell};

use super::pen::{Pen, REVERSE, UNDERLINE};
use crate::tui::cells;

/// Longest text of one glyph in bytes; a cluster that is longer loses its marks.
const TEXT_MAX: usize = 15;

/// What stands in one cell. Two glyphs that look the same are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    text: [u8; TEXT_MAX],
    len: u8,
    /// Cells, 1 or 2; 0 is the second half of the wide glyph before.
    pub width: u8,
    /// Colours and attributes.
    pub pen: Pen,
}

impl Glyph {
    /// A cell as it is after erasing.
    pub const BLANK: Self = Self::ascii(b' ', Pen { fg: 0, bg: 0, attributes: 0 });
    const SECOND_HALF: Self = Self { len: 0, width: 0, ..Self::BLANK };

    const fn ascii(byte: u8, pen: Pen) -> Self {
        let mut text = [0; TEXT_MAX];
        let [first, ..] = &mut text;
        *first = byte;
        Self { text, len: 1, width: 1, pen }
    }

    fn new(cell: &Cell, ascii: bool) -> Self {
        let pen = Pen::of(cell.fg, cell.bg, cell.modifier);
        match cell.symbol().as_bytes() {
            [b' '] if pen.attributes & (REVERSE | UNDERLINE) == 0 => {
                // nothing of the foreground can be seen
                Self::ascii(b' ', Pen { bg: pen.bg, ..Pen::default() })
            }
            &[byte @ b' '..0x7f] => Self::ascii(byte, pen),
            _ => Self::composed(cell.symbol(), pen, ascii),
        }
    }

    fn composed(symbol: &str, pen: Pen, ascii: bool) -> Self {
        let (text, width) = cells::drawable(symbol, TEXT_MAX);
        let width = u8::try_from(width).unwrap_or(1);
        let mut glyph = Self { width, len: 0, ..Self::ascii(b' ', pen) };
        let folded = ascii.then(|| format!("{:2}", cells::ascii(&text)));
        let bytes = folded.as_deref().map_or(text.as_bytes(), |folded| folded.as_bytes());
        let bytes = if ascii { bytes.get(..usize::from(width)).unwrap_or_default() } else { bytes };
        for (to, byte) in glyph.text.iter_mut().zip(bytes) {
            *to = *byte;
            glyph.len += 1;
        }
        glyph
    }

    /// The bytes that draw it.
    pub fn text(&self) -> &[u8] {
        self.text.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// A blank of which only the background can be seen.
    pub fn is_blank(&self) -> bool {
        *self == Self { pen: Pen { bg: self.pen.bg, ..Pen::default() }, ..Self::BLANK }
    }
}

/// All glyphs of a screen, row by row.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    cols: u16,
    glyphs: Vec<Glyph>,
}

impl Grid {
    /// An erased screen.
    pub fn blank(cols: u16, rows: u16) -> Self {
        Self { cols, glyphs: vec![Glyph::BLANK; usize::from(cols) * usize::from(rows)] }
    }

    /// Takes over what `buffer` holds; with `ascii` nothing but ASCII.
    pub fn read(&mut self, buffer: &Buffer, ascii: bool) {
        self.cols = buffer.area.width;
        self.glyphs.clear();
        for row in buffer.content.chunks(usize::from(self.cols).max(1)) {
            let mut hidden = 0;
            for (left, cell) in (1..=row.len()).rev().zip(row) {
                if hidden > 0 {
                    hidden -= 1;
                    self.glyphs.push(Glyph::SECOND_HALF);
                    continue;
                }
                let glyph = Glyph::new(cell, ascii);
                let fits = usize::from(glyph.width) <= left;
                hidden = if fits { glyph.width.saturating_sub(1) } else { 0 };
                self.glyphs.push(if fits { glyph } else { Glyph::BLANK });
            }
        }
    }

    /// Columns.
    pub fn cols(&self) -> u16 {
        self.cols
    }

    /// Rows.
    pub fn rows(&self) -> u16 {
        u16::try_from(self.glyphs.len() / usize::from(self.cols).max(1)).unwrap_or(u16::MAX)
    }

    /// One row, empty if there is no such row.
    pub fn row(&self, y: u16) -> &[Glyph] {
        let start = usize::from(y) * usize::from(self.cols);
        self.glyphs.get(start..start + usize::from(self.cols)).unwrap_or_default()
    }

    /// The screen after `rows` are moved up by `by` (down if negative) and the rows that became free are erased.
    pub fn scrolled(&self, rows: std::ops::RangeInclusive<u16>, by: i32) -> Self {
        let source = |y: u16| {
            let from = u16::try_from(i32::from(y) + by).ok().filter(|from| rows.contains(from));
            if rows.contains(&y) { from } else { Some(y) }
        };
        let blank = vec![Glyph::BLANK; usize::from(self.cols)];
        let moved =
            (0..self.rows()).flat_map(|y| source(y).map_or(&blank[..], |from| self.row(from)));
        Self { cols: self.cols, glyphs: moved.copied().collect() }
    }
}
