//! What the terminal shows, and the fewest bytes that make it show something else.
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::grid::Grid;
use super::ink::{At, Ink};
use super::pen::Pen;
use super::scroll;

/// Payload of one packet: a longer draw could be seen half done.
const PACKET: usize = 1448;
/// A draw that costs less needs no scrolling.
const SCROLLING_PAYS: usize = 40;
/// In a draw that costs more, a few bytes do not count.
const LONG: usize = 256;

/// How to draw, as the locale and the configuration have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawing {
    /// Nothing but ASCII leaves for the terminal.
    pub ascii: bool,
    /// Long draws are marked so that the terminal shows them at once (mode 2026).
    pub synchronized: bool,
}

/// The terminal's screen as we left it.
#[derive(Debug)]
pub struct Screen {
    drawing: Drawing,
    shown: Grid,
    next: Grid,
    at: At,
    /// Whether the cursor can be seen, if that is known.
    cursor: Option<bool>,
    /// What the terminal shows is not known.
    lost: bool,
}

impl Screen {
    /// A terminal that may show anything, its cursor visible.
    pub fn new(drawing: Drawing) -> Self {
        Self {
            drawing,
            shown: Grid::default(),
            next: Grid::default(),
            at: At::default(),
            cursor: Some(true),
            lost: true,
        }
    }

    /// The terminal may show anything: the next draw erases and draws all.
    pub fn forget(&mut self) {
        self.lost = true;
        self.cursor = None;
    }

    /// The bytes that make the terminal show `buffer` and the cursor; none if it does so already.
    ///
    /// A few ways are written out and the shortest is taken: rows from above or from below, with or without
    /// moving a region first.
    pub fn present(&mut self, buffer: &Buffer, cursor: Option<Position>) -> Vec<u8> {
        self.next.read(buffer, self.drawing.ascii);
        if (self.next.cols(), self.next.rows()) != (self.shown.cols(), self.shown.rows()) {
            self.lost = true;
        }
        let best = if self.lost { self.anew(cursor) } else { self.changed(cursor) };
        self.at = best.at;
        self.cursor = Some(cursor.is_some());
        self.lost = false;
        std::mem::swap(&mut self.shown, &mut self.next);
        let mut out = best.out;
        if out.len() > PACKET && self.drawing.synchronized {
            out.splice(0..0, *b"\x1b[?2026h");
            out.extend(b"\x1b[?2026l");
        }
        out
    }

    fn anew(&self, cursor: Option<Position>) -> Ink {
        // plain pen, whole region, home, erase
        let out = b"\x1b[m\x1b[r\x1b[H\x1b[J".to_vec();
        let ink = Ink { out, at: At { x: Some(0), y: Some(0), ..At::default() } };
        self.paint(ink, &Grid::blank(self.next.cols(), self.next.rows()), false, cursor)
    }

    fn changed(&self, cursor: Option<Position>) -> Ink {
        let start = || Ink { out: Vec::new(), at: self.at };
        let mut best = self.paint(start(), &self.shown, false, cursor);
        if (1..LONG).contains(&best.out.len()) {
            best = shorter(best, self.paint(start(), &self.shown, true, cursor));
        }
        if best.out.len() < SCROLLING_PAYS {
            return best;
        }
        if let Some(scroll) = scroll::find(&self.shown, &self.next) {
            let scrolled = self.shown.scrolled(scroll.rows.clone(), scroll.by);
            for upwards in [false, true] {
                let mut ink = start();
                ink.scroll(&scroll, self.next.rows());
                best = shorter(best, self.paint(ink, &scrolled, upwards, cursor));
            }
        }
        best
    }

    /// Writes all rows that differ from `from`, then the cursor.
    fn paint(&self, mut ink: Ink, from: &Grid, upwards: bool, cursor: Option<Position>) -> Ink {
        let rows = self.next.rows();
        for y in 0..rows {
            let y = if upwards { rows - 1 - y } else { y };
            ink.row(y, from.row(y), self.next.row(y));
        }
        if ink.out.len() > LONG {
            // so that the first character typed afterwards costs one byte
            ink.at.pen.change(Pen::default(), &mut ink.out);
            ink.at.pen = Pen::default();
        }
        if let Some(Position { x, y }) = cursor {
            let (x, y) = (x.min(self.next.cols().saturating_sub(1)), y.min(rows.saturating_sub(1)));
            ink.go(x, y, self.next.row(y));
        }
        if self.cursor != Some(cursor.is_some()) {
            ink.out.extend(if cursor.is_some() { b"\x1b[?25h" } else { b"\x1b[?25l" });
        }
        ink
    }
}

fn shorter(a: Ink, b: Ink) -> Ink {
    if b.out.len() < a.out.len() { b } else { a }
}
