//! From ratatui's buffer to the bytes of the terminal, with as few of them as can be.
//!
//! Many work over slow lines, where every 8 bytes cost a millisecond and every further write may cost a packet.
//! So the whole next screen is compared with the one that is shown ([`Screen`]): the cursor takes the shortest
//! way, only attributes that change are sent, row ends are erased, a list that moves is moved by the terminal.
//! A draw is one write, and none if nothing changed; the cursor is part of it.
//!
//! The application draws with [`Tty::draw`]. ratatui's own `Terminal` works on [`Tty`] as well, which is its
//! `Backend`: what it sends cell by cell is gathered and written at its `flush`.
mod grid;
mod ink;
mod outlet;
mod pen;
mod screen;
mod scroll;
mod session;

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};

pub use screen::{Drawing, Screen};
pub use session::{Session, size};

/// A terminal that can be drawn on. After an error, which means that the line is gone or that the terminal got
/// only a part, the next draw draws all.
#[derive(Debug)]
pub struct Tty<W> {
    out: W,
    screen: Screen,
    next: Buffer,
    cursor: Option<Position>,
    /// Where ratatui last put the cursor, visible or not.
    position: Position,
    /// Sequences that go before the next draw.
    first: Vec<u8>,
}

impl<W: Write> Tty<W> {
    /// A terminal of this size that may show anything.
    pub fn new(out: W, size: Size, drawing: Drawing) -> Self {
        Self {
            out,
            screen: Screen::new(drawing),
            next: Buffer::empty(Rect::from((Position::ORIGIN, size))),
            cursor: None,
            position: Position::ORIGIN,
            first: Vec::new(),
        }
    }

    /// Draws the screen that `view` puts into an empty buffer, with the cursor where it says, or hidden.
    pub fn draw(&mut self, view: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        self.next.reset();
        self.cursor = view(&mut self.next);
        self.flush()
    }

    /// The window has this size now; the next draw draws all.
    pub fn resize(&mut self, size: Size) {
        self.next = Buffer::empty(Rect::from((Position::ORIGIN, size)));
        self.screen.forget();
    }

    /// Something else may have written on the screen: the next draw draws all.
    pub fn redraw(&mut self) {
        self.screen.forget();
    }

    /// Writes `sequence` together with the next draw.
    fn announce(&mut self, sequence: &[u8]) {
        self.first.extend(sequence);
    }
}

impl<W: Write> Backend for Tty<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            if let Some(place) = self.next.cell_mut((x, y)) {
                place.clone_from(cell);
            }
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.cursor = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.cursor = Some(self.position);
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.position)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.position = position.into();
        self.cursor = self.cursor.map(|_| self.position);
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.next.reset();
        self.screen.forget();
        Ok(())
    }

    /// Only `All`: the others are for applications that draw below a prompt.
    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        if region == ClearType::All { self.clear() } else { Err(io::ErrorKind::Unsupported.into()) }
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.next.area.as_size())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.next.area.as_size(), pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut bytes = std::mem::take(&mut self.first);
        bytes.extend(self.screen.present(&self.next, self.cursor));
        if bytes.is_empty() {
            return Ok(());
        }
        self.out
            .write_all(&bytes)
            .and_then(|()| self.out.flush())
            .inspect_err(|_| self.screen.forget())
    }
}
