//! A program in a pseudo-terminal of its own: keys in, screen out. Use it with
//! `#[path = "common/pty.rs"] mod pty;`.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "not every test needs all of it"
)]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// How long anything may take before a test gives up; nothing waits for it when all is well.
const PATIENCE: Duration = Duration::from_secs(30);

/// `aid` with this home and nothing else of the surroundings of the test.
pub fn program(home: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_aid"));
    command.env_clear();
    command.env("HOME", home);
    command.env("LANG", "C.UTF-8");
    command.env("TERM", "xterm-256color");
    command
}

/// What the program wrote so far, as a terminal shows it.
struct Shown {
    parser: vt100::Parser,
    /// The reader is to let go of the terminal at the next output.
    let_go: bool,
    closed: bool,
}

type Terminal = (Box<dyn MasterPty + Send>, Box<dyn Write + Send>);

/// A running program and its terminal. Dropping it ends the program.
pub struct Pty {
    /// `None` after the hang-up.
    terminal: Option<Terminal>,
    child: Box<dyn Child + Send + Sync>,
    shown: Arc<(Mutex<Shown>, Condvar)>,
}

impl Pty {
    /// Starts `command` on a terminal of this size, with `TERM=xterm-256color` unless the command says otherwise.
    pub fn start(mut command: CommandBuilder, cols: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        if command.get_env("TERM").is_none_or(|term| term == "dumb") {
            command.env("TERM", "xterm-256color");
        }
        let mut reader = pair.master.try_clone_reader().unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let parser =
            vt100::Parser::new(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(cols).unwrap(), 0);
        let shown =
            Arc::new((Mutex::new(Shown { parser, let_go: false, closed: false }), Condvar::new()));
        let theirs = Arc::clone(&shown);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            loop {
                let count = reader.read(&mut bytes).unwrap_or(0);
                let mut shown = theirs.0.lock().unwrap();
                shown.parser.process(bytes.get(..count).unwrap());
                shown.closed = count == 0 || shown.let_go;
                theirs.1.notify_all();
                if shown.closed {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Self { terminal: Some((pair.master, writer)), child, shown }
    }

    /// Types `bytes`.
    pub fn send(&mut self, bytes: &[u8]) {
        let (_, writer) = self.terminal.as_mut().expect("the line is open");
        writer.write_all(bytes).unwrap();
    }

    /// Waits until the screen is as it should be; otherwise fails with `what` and the screen as it is.
    pub fn wait_for(&self, what: &str, mut wanted: impl FnMut(&vt100::Screen) -> bool) {
        let (lock, changed) = &*self.shown;
        let until = Instant::now() + PATIENCE;
        let mut shown = lock.lock().unwrap();
        while !wanted(shown.parser.screen()) {
            let left = until.saturating_duration_since(Instant::now());
            let waiting = !left.is_zero() && !shown.closed;
            assert!(
                waiting,
                "waited for {what}; the screen is\n{}",
                shown.parser.screen().contents()
            );
            shown = changed.wait_timeout(shown, left).unwrap().0;
        }
    }

    /// Waits until `text` can be read on the screen.
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// The text of the screen as it is now.
    pub fn contents(&self) -> String {
        self.shown.0.lock().unwrap().parser.screen().contents()
    }

    /// Whether the program, with all that it started on this terminal, has ended.
    pub fn is_closed(&self) -> bool {
        self.shown.0.lock().unwrap().closed
    }

    /// Lets something else write on the screen, as `wall` does.
    pub fn disturb(&self, bytes: &[u8]) {
        self.shown.0.lock().unwrap().parser.process(bytes);
    }

    /// Gives the window another size.
    pub fn resize(&self, cols: u16, rows: u16) {
        let screen = &mut self.shown.0.lock().unwrap().parser;
        screen
            .screen_mut()
            .set_size(NonZeroU16::new(rows).unwrap(), NonZeroU16::new(cols).unwrap());
        self.master().resize(PtySize { rows, cols, ..PtySize::default() }).unwrap();
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// The modes of the terminal (echo, lines, …) in words, to be compared.
    pub fn modes(&self) -> String {
        format!("{:?}", self.master().get_termios().unwrap().local_flags)
    }

    /// Closes the terminal, as a lost connection does. `key` must make the program write something, at which this side
    /// lets go; portable-pty then sends Enter and Ctrl-D before the line is cut, unless the terminal knows no end of
    /// file.
    pub fn hang_up(&mut self, key: &[u8]) {
        self.fall_asleep(key);
        self.cut();
    }

    /// Reads no more, and lets the terminal take nothing from the program. `key` must make it write something first.
    pub fn fall_asleep(&mut self, key: &[u8]) {
        self.shown.0.lock().unwrap().let_go = true;
        self.send(key);
        self.wait_closed();
        let line = std::fs::File::open(self.master().tty_name().unwrap()).unwrap();
        rustix::termios::tcflow(&line, rustix::termios::Action::OOff).unwrap();
    }

    /// Closes the terminal that nobody reads any more.
    pub fn cut(&mut self) {
        self.terminal = None;
    }

    /// The process.
    pub fn pid(&self) -> Pid {
        let pid = self.child.process_id().and_then(|pid| Pid::from_raw(pid.try_into().unwrap()));
        pid.expect("the program was started")
    }

    /// Waits until the program has ended and all it wrote is on the screen.
    pub fn wait_exit(&mut self) -> ExitStatus {
        self.wait_closed();
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the program goes on without a terminal");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn wait_closed(&self) {
        let (lock, changed) = &*self.shown;
        let shown = lock.lock().unwrap();
        let (shown, late) =
            changed.wait_timeout_while(shown, PATIENCE, |shown| !shown.closed).unwrap();
        assert!(
            !late.timed_out(),
            "the program goes on; the screen is\n{}",
            shown.parser.screen().contents()
        );
    }

    fn master(&self) -> &(dyn MasterPty + Send) {
        &*self.terminal.as_ref().expect("the line is open").0
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
