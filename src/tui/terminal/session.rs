//! Takes the terminal and gives it back: raw mode, alternate screen, bracketed paste.
//!
//! crossterm keeps the modes of before; the sequences are our own so that they travel with the first draw. No
//! mouse, no title, and nothing is asked of the terminal: an answer would cost a round trip.
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode, window_size};
use ratatui::layout::Size;

use super::{Drawing, Tty};

/// Alternate screen, bracketed paste.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h";
/// Plain pen, visible cursor, no bracketed paste, and an erased screen: where there is no alternate screen, and
/// also where its content is kept, nothing of a case stays to be read.
const LEAVE: &[u8] = b"\x1b[m\x1b[r\x1b[?25h\x1b[?2004l\x1b[H\x1b[J\x1b[?1049l";

/// Whether the terminal is ours and has to be given back, once.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal while it is ours. Dropping it gives the terminal back, on every way out; a panic does so before its
/// message is printed. Only one at a time.
#[derive(Debug)]
pub struct Session {
    /// Draws on the terminal.
    pub tty: Tty<File>,
}

impl Session {
    /// Takes the terminal of standard input and output.
    ///
    /// # Errors
    /// `Unsupported` if either is not a terminal; what the system says if it does not allow raw mode.
    pub fn open(drawing: Drawing) -> io::Result<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        // a descriptor of our own: standard output would cut a draw in pieces at its line feeds
        let out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
        enable_raw_mode()?;
        if !TAKEN.swap(true, Ordering::SeqCst) {
            give_back_when_panicking();
        }
        let mut tty = Tty::new(out, size(), drawing);
        tty.announce(ENTER);
        Ok(Self { tty })
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
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout().lock();
        let _ = out.write_all(LEAVE).and_then(|()| out.flush());
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
