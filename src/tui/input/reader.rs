//! The input thread: waits for keys, signals and the end of the line, and tells the loop.
//!
//! One thread sleeps in one `poll` on the terminal, on the signals and on a pipe whose other end the
//! [`Reader`] holds. Nothing wakes it but these and the 50 ms in which an escape sequence must be complete.
//! A terminal that is gone is noticed by `POLLHUP` or an empty read, so also where SIGHUP is ignored; from then
//! on the thread no longer looks at it and costs nothing.
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;

use super::parser::{Input, Parser, Settings};

/// What the terminal and the system tell the application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TtyEvent {
    /// All inputs of one read, in order, never empty.
    ///
    /// The loop takes further events with `try_recv` until there is none before it draws: twelve queued
    /// arrows are then one draw.
    Input(Vec<Input>),
    /// The window has another size (SIGWINCH).
    Resized,
    /// The process was stopped and goes on (SIGCONT): modes and screen may be anything.
    Resumed,
    /// The terminal is gone (hang-up, SIGHUP): save, write nothing more to it, end. May come twice, and the
    /// kernel sends SIGCONT behind SIGHUP.
    HungUp,
    /// The terminal has taken the last draw, and one was left out meanwhile: draw.
    Free,
    /// The process is asked to end (SIGTERM, SIGINT): save, restore the terminal, end.
    Ended,
}

/// Keeps the input thread alive; it ends soon after this is dropped.
#[derive(Debug)]
pub struct Reader {
    _alive: OwnedFd,
}

/// Starts the input thread on `tty`, which should be in raw mode. Signals are taken over from now on;
/// SIGTSTP does nothing, as Ctrl-Z is a key.
///
/// # Errors
/// The system gives no pipe, no handler or no thread.
pub fn start<E>(
    tty: impl AsFd + Send + 'static,
    settings: Settings,
    to: Sender<E>,
) -> io::Result<Reader>
where
    E: From<TtyEvent> + Send + 'static,
{
    let (dropped, alive) = rustix::pipe::pipe()?;
    let (read, write) = UnixStream::pair()?;
    let taken = [SIGWINCH, SIGCONT, SIGHUP, SIGTERM, SIGINT, SIGTSTP];
    let signals = SignalDelivery::with_pipe(read, write, SignalOnly, taken)?;
    let source = Source { tty: Some(tty), signals, dropped, parser: Parser::new(settings) };
    thread::Builder::new().name("input".into()).spawn(move || source.run(&to))?;
    Ok(Reader { _alive: alive })
}

struct Source<T> {
    /// `None` after the hang-up.
    tty: Option<T>,
    signals: SignalDelivery<UnixStream, SignalOnly>,
    /// Hangs up when the [`Reader`] is dropped.
    dropped: OwnedFd,
    parser: Parser,
}

/// What a wait ended with.
struct Ready {
    tty: PollFlags,
    signals: bool,
    dropped: bool,
}

impl<T: AsFd> Source<T> {
    /// Runs until the [`Reader`] or the receiver is gone.
    fn run<E: From<TtyEvent>>(mut self, to: &Sender<E>) {
        while let Ok(ready) = self.wait() {
            if ready.dropped {
                return;
            }
            let signals = if ready.signals { self.signals() } else { Vec::new() };
            let mut keys = Vec::new();
            if ready.tty.is_empty() {
                keys.extend(self.elapsed());
            } else {
                self.read(ready.tty, &mut keys);
            }
            for event in keys.into_iter().chain(signals) {
                if to.send(event.into()).is_err() {
                    return;
                }
            }
        }
    }

    fn wait(&self) -> io::Result<Ready> {
        let timeout = self.parser.deadline().map(|deadline| {
            let left = deadline.saturating_duration_since(Instant::now());
            // rounded up, or the last fraction of a millisecond would be spent turning round and round
            Timespec::try_from(left + Duration::from_millis(1)).unwrap_or_default()
        });
        let mut fds = vec![
            PollFd::new(&self.dropped, PollFlags::IN),
            PollFd::new(self.signals.get_read(), PollFlags::IN),
        ];
        fds.extend(self.tty.as_ref().map(|tty| PollFd::new(tty, PollFlags::IN)));
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => fds.iter_mut().for_each(PollFd::clear_revents),
            Err(error) => return Err(error.into()),
        }
        let seen = |at: usize| fds.get(at).map_or(PollFlags::empty(), PollFd::revents);
        Ok(Ready { dropped: !seen(0).is_empty(), signals: !seen(1).is_empty(), tty: seen(2) })
    }

    /// Takes what can be read; if there is nothing, the terminal is gone, and a paste that was on its way ends here.
    fn read(&mut self, ready: PollFlags, out: &mut Vec<TtyEvent>) {
        let mut bytes = [0; 4096];
        let read = match &self.tty {
            Some(tty) if ready.contains(PollFlags::IN) => rustix::io::read(tty, &mut bytes),
            _ => Ok(0),
        };
        let mut inputs = Vec::new();
        let gone = match read {
            Ok(0) => true,
            Ok(count) => {
                let read = bytes.get(..count).unwrap_or_default();
                self.parser.feed(read, Instant::now(), &mut inputs);
                false
            }
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => false,
            Err(_) => true,
        };
        if gone {
            self.parser.hung_up(&mut inputs);
        }
        if !inputs.is_empty() {
            out.push(TtyEvent::Input(inputs));
        }
        if gone && self.tty.take().is_some() {
            out.push(TtyEvent::HungUp);
        }
    }

    /// Decides what waited for the rest of a sequence, if its time is over.
    fn elapsed(&mut self) -> Option<TtyEvent> {
        let mut inputs = Vec::new();
        if self.parser.deadline().is_some_and(|deadline| deadline <= Instant::now()) {
            self.parser.elapsed(&mut inputs);
        }
        (!inputs.is_empty()).then_some(TtyEvent::Input(inputs))
    }

    fn signals(&mut self) -> Vec<TtyEvent> {
        let event = |signal| match signal {
            SIGWINCH => Some(TtyEvent::Resized),
            SIGCONT => Some(TtyEvent::Resumed),
            SIGHUP => Some(TtyEvent::HungUp),
            SIGTERM | SIGINT => Some(TtyEvent::Ended),
            _ => None,
        };
        self.signals.pending().filter_map(event).collect()
    }
}
