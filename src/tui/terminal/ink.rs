//! Writes glyphs with the shortest sequences, knowing where the cursor stands and which pen is in use.
//!
//! Only what xterm, the Linux console, screen, tmux and PuTTY all understand is used: CR, LF, BS, RI, CUU, CUD,
//! CUF, CUB, CHA, CUP, EL, IL, DL, DECSTBM and SGR. LF moves straight down, so the terminal must be in raw mode.
use super::grid::Glyph;
use super::pen::Pen;
use super::scroll::Scroll;

/// What is known of the terminal between two writes.
#[derive(Debug, Clone, Copy, Default)]
pub struct At {
    /// Colours and attributes in use.
    pub pen: Pen,
    /// Column of the cursor; unknown after the last column, where terminals wrap each in its own way.
    pub x: Option<u16>,
    /// Row of the cursor.
    pub y: Option<u16>,
}

/// Bytes on their way to the terminal.
#[derive(Debug)]
pub struct Ink {
    /// What is to be written.
    pub out: Vec<u8>,
    /// The terminal after it.
    pub at: At,
}

impl Ink {
    /// Writes what makes row `y` of `old` look like `new`: cell by cell, or by erasing its end first.
    pub fn row(&mut self, y: u16, old: &[Glyph], new: &[Glyph]) {
        let Some(first) =
            (0..).zip(old.iter().zip(new)).find_map(|(x, (a, b))| (a != b).then_some(x))
        else {
            return;
        };
        let (mark, start) = (self.out.len(), self.at);
        self.changes(y, old, new);
        let (middle, changed) = (self.out.len(), self.at);
        self.at = start;
        self.erase_from(first, y, new);
        let kept = new.iter().take(usize::from(first)).copied();
        let erased: Vec<Glyph> =
            kept.chain(std::iter::repeat(Glyph::BLANK)).take(new.len()).collect();
        self.changes(y, &erased, new);
        if !keep_shorter(&mut self.out, mark, middle) {
            self.at = changed;
        }
    }

    /// Writes the glyphs that differ; three blanks or more at the end of the row are erased instead.
    fn changes(&mut self, y: u16, old: &[Glyph], new: &[Glyph]) {
        let tail = new.len() - new.iter().rev().take_while(|glyph| **glyph == Glyph::BLANK).count();
        let last = old.iter().zip(new).rposition(|(a, b)| a != b).unwrap_or(0);
        for (x, (before, glyph)) in old.iter().zip(new).enumerate() {
            if before == glyph || glyph.width == 0 {
                continue;
            }
            let column = u16::try_from(x).unwrap_or(u16::MAX);
            if x >= tail && last - x >= 3 {
                return self.erase_from(column, y, new);
            }
            self.go(column, y, new);
            self.put(glyph, new.len());
        }
    }

    fn erase_from(&mut self, x: u16, y: u16, row: &[Glyph]) {
        self.go(x, y, row);
        self.dip(&Glyph::BLANK);
        self.out.extend(b"\x1b[K");
    }

    fn put(&mut self, glyph: &Glyph, cols: usize) {
        self.dip(glyph);
        self.out.extend(glyph.text());
        self.at.x =
            self.at.x.map(|x| x + u16::from(glyph.width)).filter(|&x| usize::from(x) < cols);
    }

    /// Takes the pen for `glyph`. On a blank only the background shows: the rest may stay as it is.
    fn dip(&mut self, glyph: &Glyph) {
        if self.fits(glyph) {
            return;
        }
        let mark = self.out.len();
        let before = self.at.pen;
        self.at.pen = glyph.pen;
        before.change(glyph.pen, &mut self.out);
        if glyph.is_blank() {
            let near = before.for_blank(glyph.pen.bg);
            let middle = self.out.len();
            before.change(near, &mut self.out);
            if keep_shorter(&mut self.out, mark, middle) {
                self.at.pen = near;
            }
        }
    }

    /// The glyph looks right when drawn with the pen in use.
    fn fits(&self, glyph: &Glyph) -> bool {
        let pen = self.at.pen;
        pen == glyph.pen || (glyph.is_blank() && pen.for_blank(glyph.pen.bg) == pen)
    }

    /// Moves the cursor the shortest way; `row` is what row `y` shows left of `x`, for it can be shorter to write
    /// that again than to jump over it.
    pub fn go(&mut self, x: u16, y: u16, row: &[Glyph]) {
        if (self.at.x, self.at.y) == (Some(x), Some(y)) {
            return;
        }
        let mark = self.out.len();
        address(&mut self.out, x, y);
        if let Some(from_y) = self.at.y {
            if from_y == y {
                or(&mut self.out, mark, |out| csi(out, x + 1, b'G'));
            }
            for (from_x, lead) in [(self.at.x, ""), (Some(0), "\r")] {
                let Some(from_x) = from_x else { continue };
                or(&mut self.out, mark, |out| {
                    out.extend(lead.as_bytes());
                    vertically(out, from_y, y);
                    horizontally(out, from_x, x);
                });
                let between = row.get(usize::from(from_x)..usize::from(x)).unwrap_or_default();
                let whole = between.first().is_some_and(|glyph| glyph.width > 0);
                if whole && between.iter().all(|glyph| glyph.width == 0 || self.fits(glyph)) {
                    or(&mut self.out, mark, |out| {
                        out.extend(lead.as_bytes());
                        vertically(out, from_y, y);
                        out.extend(between.iter().flat_map(Glyph::text));
                    });
                }
            }
        }
        (self.at.x, self.at.y) = (Some(x), Some(y));
    }

    /// Moves the rows of a region. Lines are deleted or inserted rather than pushed over the edge, as rows that
    /// leave at the top edge may stay in the terminal's scrollback, where nobody should read them.
    pub fn scroll(&mut self, scroll: &Scroll, rows: u16) {
        let (top, bottom) = (*scroll.rows.start(), *scroll.rows.end());
        let margins = bottom + 1 < rows;
        self.dip(&Glyph::BLANK);
        if margins {
            self.out.extend(b"\x1b[");
            number(&mut self.out, top + 1);
            self.out.push(b';');
            csi_end(&mut self.out, bottom + 1, b'r');
            // home, or the top of the region: terminals differ
            (self.at.x, self.at.y) = (None, None);
        }
        self.go(0, top, &[]);
        let count = u16::try_from(scroll.by.unsigned_abs()).unwrap_or(u16::MAX);
        csi(&mut self.out, count, if scroll.by > 0 { b'M' } else { b'L' });
        if margins {
            self.out.extend(b"\x1b[r");
            (self.at.x, self.at.y) = (Some(0), Some(0));
        }
    }
}

/// Writes another way behind the one that begins at `mark`, and keeps the shorter of the two.
pub fn or(out: &mut Vec<u8>, mark: usize, write: impl FnOnce(&mut Vec<u8>)) {
    let middle = out.len();
    write(out);
    keep_shorter(out, mark, middle);
}

/// Keeps the shorter of two pieces at the end of `out`, from `mark` and from `middle`; true if the second.
fn keep_shorter(out: &mut Vec<u8>, mark: usize, middle: usize) -> bool {
    let second = out.len() - middle < middle - mark;
    if second {
        out.drain(mark..middle);
    } else {
        out.truncate(middle);
    }
    second
}

fn vertically(out: &mut Vec<u8>, from: u16, to: u16) {
    let mark = out.len();
    if to >= from {
        out.extend(std::iter::repeat_n(b'\n', usize::from(to - from)));
        or(out, mark, |out| csi(out, to - from, b'B'));
    } else {
        csi(out, from - to, b'A');
        if from - to == 1 {
            or(out, mark, |out| out.extend(b"\x1bM"));
        }
    }
}

fn horizontally(out: &mut Vec<u8>, from: u16, to: u16) {
    let mark = out.len();
    if to > from {
        csi(out, to - from, b'C');
    } else {
        out.extend(std::iter::repeat_n(b'\x08', usize::from(from - to)));
        or(out, mark, |out| csi(out, from - to, b'D'));
    }
}

fn address(out: &mut Vec<u8>, x: u16, y: u16) {
    out.extend(b"\x1b[");
    if (x, y) != (0, 0) {
        number(out, y + 1);
    }
    if x > 0 {
        out.push(b';');
        number(out, x + 1);
    }
    out.push(b'H');
}

/// A control sequence with one parameter, which is left out if it is 1.
fn csi(out: &mut Vec<u8>, parameter: u16, end: u8) {
    out.extend(b"\x1b[");
    csi_end(out, if parameter == 1 { 0 } else { parameter }, end);
}

fn csi_end(out: &mut Vec<u8>, parameter: u16, end: u8) {
    number(out, parameter);
    out.push(end);
}

/// Writes a parameter; 0 is written as nothing, which terminals read as the default.
pub fn number(out: &mut Vec<u8>, parameter: u16) {
    if parameter > 0 {
        out.extend(parameter.to_string().into_bytes());
    }
}
