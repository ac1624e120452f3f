//! Takes the terminal and gives it back: raw mode, alternate screen, bracketed paste.
//!
//! Nothing here waits for the terminal: a draw is left out while it has not taken the one before, and made when it has.
//!
//! crossterm keeps the modes of before; the sequences are our own so that they travel with the first draw. No
//! mouse, no title, and nothing is asked of the terminal: an answer would cost a round trip.
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode, window_size};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};

use super::outlet::{Outlet, Told};
use super::{Drawing, Tty};
use crate::tui::input::TtyEvent;

/// Alternate screen, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h";
/// Plain pen, visible cursor, no bracketed paste, and an erased screen: where there is no alternate screen, and
/// also where its content is kept, nothing of a case stays to be read.
const LEAVE: &[u8] = b"\x1b[m\x1b[r\x1b[?25h\x1b[?2004l\x1b[H\x1b[J\x1b[?1049l";

/// How long the terminal has to take its last draw and [`LEAVE`].
const FAREWELL: Duration = Duration::from_millis(200);

/// The terminal while it is ours and has to be given back, once.
static OURS: Mutex<Option<Outlet>> = Mutex::new(None);

/// The terminal while it is ours. Dropping it gives the terminal back, on every way out; a panic does so before its
/// message is printed. Only one at a time.
#[derive(Debug)]
pub struct Session {
    tty: Tty<Outlet>,
    outlet: Outlet,
}

impl Session {
    /// Takes the terminal of standard input and output; `to` is told when it is gone, or free again
    /// for a draw that was left out.
    ///
    /// # Errors
    /// `Unsupported` if either is not a terminal; what the system says if it does not allow raw mode.
    pub fn open<E>(drawing: Drawing, to: Sender<E>) -> io::Result<Self>
    where
        E: From<TtyEvent> + Send + 'static,
    {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        // a descriptor of our own: standard output would cut a draw in pieces at its line feeds
        let out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        let outlet = Outlet::start(out, move |told| {
            // nobody listens any more: the program is ending
            let _ = to.send(E::from(match told {
                Told::Free => TtyEvent::Free,
                Told::Gone => TtyEvent::HungUp,
            }));
        })?;
        enable_raw_mode()?;
        let before = OURS.lock().unwrap_or_else(PoisonError::into_inner).replace(outlet.clone());
        if before.is_none() {
            give_back_when_panicking();
        }
        let mut tty = Tty::new(outlet.clone(), size(), drawing);
        tty.announce(ENTER);
        Ok(Self { tty, outlet })
    }

    /// Draws the screen that `view` puts into an empty buffer, with the cursor where it says, or hidden. Does nothing
    /// while the terminal has not taken the draw before; [`TtyEvent::Free`] says when to draw then.
    ///
    /// # Errors
    /// The terminal is gone.
    pub fn draw(&mut self, view: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        if self.outlet.is_free() { self.tty.draw(view) } else { Ok(()) }
    }

    /// Something else may have written on the screen: the next draw draws all.
    pub fn redraw(&mut self) {
        self.tty.redraw();
    }

    /// Takes the new size of the window; the next draw draws all.
    pub fn resized(&mut self) {
        self.tty.resize(size());
    }

    /// Takes the terminal again after the process was stopped, when a shell has had it in between.
    pub fn resumed(&mut self) -> io::Result<()> {
        disable_raw_mode()?;
        enable_raw_mode()?;
        self.tty.announce(ENTER);
        self.tty.resize(size());
        Ok(())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        give_back();
    }
}

/// Size of the window; 80×24 if the terminal does not know, as on a serial line.
pub fn size() -> Size {
    match window_size() {
        Ok(window) if window.columns > 0 && window.rows > 0 => {
            Size::new(window.columns, window.rows)
        }
        _ => Size::new(80, 24),
    }
}

/// Gives the terminal back if it is ours. Errors are of no use here: a terminal that is gone needs nothing.
fn give_back() {
    let ours = OURS.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(outlet) = ours {
        outlet.end(LEAVE, FAREWELL);
        let _ = disable_raw_mode();
    }
}

fn give_back_when_panicking() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        give_back();
        before(panic);
    }));
}
