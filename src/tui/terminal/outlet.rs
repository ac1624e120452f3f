//! The way out to the terminal: a thread of its own writes, so that a terminal that takes nothing
//! (a laptop asleep, a line over which no answer comes) holds up nobody. What is typed is kept and
//! the program ends as if it were not there.
use std::fs::File;
use std::io::{self, Write};
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

const STACK: usize = 64 * 1024;

/// What a terminal that was busy, or that is gone, leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It has taken everything, and somebody wanted to draw meanwhile.
    Free,
    /// Nothing can be written to it any more.
    Gone,
}

/// Takes bytes for the terminal and never blocks.
#[derive(Clone, Debug)]
pub struct Outlet(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// To be written.
    bytes: Vec<u8>,
    /// The thread is writing what it took before.
    writing: bool,
    /// Somebody wanted to draw and could not.
    wanted: bool,
    end: End,
}

/// Whether there is an end of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum End {
    #[default]
    Open,
    /// Nothing more will come.
    Last,
    /// The terminal is gone.
    Gone,
}

impl State {
    fn is_free(&self) -> bool {
        self.end == End::Gone || (self.bytes.is_empty() && !self.writing)
    }
}

impl Outlet {
    /// Starts the thread that writes to `out`; `tell` is called from it.
    pub(super) fn start(out: File, tell: impl Fn(Told) + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = thread::Builder::new().name("output".into()).stack_size(STACK);
        thread.spawn(move || theirs.run(&out, &tell))?;
        Ok(Self(shared))
    }

    /// Whether everything has been taken, so that a draw is seen at once. If not, it is told when
    /// it has.
    pub(super) fn is_free(&self) -> bool {
        let mut state = self.0.lock();
        state.wanted |= !state.is_free();
        state.is_free()
    }

    /// Writes a last word and waits until the terminal has taken all, but not for long.
    pub(super) fn end(&self, last: &[u8], patience: Duration) {
        let mut state = self.0.lock();
        if state.end == End::Open {
            state.bytes.extend(last);
            state.end = End::Last;
        }
        self.0.changed.notify_all();
        let waited = self.0.changed.wait_timeout_while(state, patience, |s| !s.is_free());
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }
}

impl Write for Outlet {
    /// Takes all.
    ///
    /// # Errors
    /// The terminal is gone.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.0.lock();
        if state.end == End::Gone {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        state.bytes.extend(bytes);
        self.0.changed.notify_all();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes until there is nothing more to come, or the terminal is gone.
    fn run(&self, out: &File, tell: &impl Fn(Told)) {
        let mut state = self.lock();
        loop {
            if state.bytes.is_empty() {
                if state.end == End::Last {
                    return;
                }
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let bytes = mem::take(&mut state.bytes);
            state.writing = true;
            drop(state);
            let poured = pour(out, &bytes);
            state = self.lock();
            state.writing = false;
            if poured.is_err() {
                state.end = End::Gone;
            }
            self.changed.notify_all();
            if poured.is_err() {
                drop(state);
                return tell(Told::Gone);
            }
            if state.bytes.is_empty() && mem::take(&mut state.wanted) {
                tell(Told::Free);
            }
        }
    }
}

/// Writes all of it, in one piece where the terminal takes that.
fn pour(out: &File, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match rustix::io::write(out, bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            // a program before this one left the terminal like that
            Err(Errno::AGAIN) => match poll(&mut [PollFd::new(out, PollFlags::OUT)], None) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => return Err(error),
            },
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
