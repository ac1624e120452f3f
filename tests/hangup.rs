//! The input thread on a real terminal: keys, signals, and above all the end of the line.
//!
//! Each test runs this very file again as a process in a pseudo-terminal of its own; it reports what its input
//! thread told it over a socket, so that it can still be heard when the terminal is gone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use aid::tui::input::{Input, Settings, TtyEvent, start};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

const SOCKET: &str = "AID_TEST_SOCKET";

struct Session {
    terminal: Option<(Box<dyn MasterPty + Send>, Box<dyn Write + Send>)>,
    child: Box<dyn Child + Send + Sync>,
    reports: BufReader<UnixStream>,
}

/// Starts the child; with `controlling` the kernel sends it SIGHUP when the terminal closes, without it does not,
/// as under `nohup`.
fn session(controlling: bool) -> Session {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("reports");
    let listener = UnixListener::bind(&path).unwrap();
    let pty = native_pty_system().openpty(PtySize::default()).unwrap();
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--ignored", "--exact", "child"]);
    command.env(SOCKET, &path);
    command.set_controlling_tty(controlling);
    let child = pty.slave.spawn_command(command).unwrap();
    let (stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let writer = pty.master.take_writer().unwrap();
    let mut session =
        Session { terminal: Some((pty.master, writer)), child, reports: BufReader::new(stream) };
    session.expect("ready");
    session
}

impl Session {
    fn expect(&mut self, report: &str) {
        let mut line = String::new();
        self.reports.read_line(&mut line).expect("a report in time");
        assert_eq!(line.trim_end(), report);
    }

    fn send(&mut self, bytes: &[u8]) {
        let (_, writer) = self.terminal.as_mut().unwrap();
        writer.write_all(bytes).unwrap();
    }

    fn signal(&self, signal: Signal) {
        let pid =
            self.child.process_id().and_then(|pid| Pid::from_raw(pid.try_into().unwrap())).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Closes the terminal, for which portable-pty says good-bye with Enter and Ctrl-D, and waits for the news.
    fn close_terminal(&mut self) {
        self.terminal = None;
        let news = self
            .reports
            .by_ref()
            .lines()
            .map(Result::unwrap)
            .find(|line| line != "enter" && line != "ctrl-d");
        assert_eq!(news.as_deref(), Some("HungUp"));
    }

    /// The child lets go of its reader and ends by itself.
    fn finish(mut self) {
        self.reports.get_mut().write_all(b"x").unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Session {
    /// A test that failed leaves no process behind.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

#[test]
fn a_closed_terminal_is_noticed_without_a_signal_and_costs_nothing_afterwards() {
    let mut session = session(false);
    session.send(b"a");
    session.expect("a");
    session.close_terminal();
    session.expect("quiet");
    session.signal(Signal::TERM);
    session.expect("Ended");
    session.finish();
}

#[test]
fn a_closed_terminal_is_noticed_with_a_signal() {
    let mut session = session(true);
    session.close_terminal();
    session.expect("quiet");
    session.finish();
}

#[test]
fn signals_become_events() {
    let mut session = session(true);
    let (master, _) = session.terminal.as_ref().unwrap();
    master.resize(PtySize { rows: 30, cols: 100, ..PtySize::default() }).unwrap();
    session.expect("Resized");
    for (signal, report) in
        [(Signal::CONT, "Resumed"), (Signal::INT, "Ended"), (Signal::TERM, "Ended")]
    {
        session.signal(signal);
        session.expect(report);
    }
    // stops nobody: the next key still arrives
    session.signal(Signal::TSTP);
    session.send(b"\x1a");
    session.expect("ctrl-z");
    session.finish();
}

#[test]
fn keys_arrive_in_order_and_a_lone_escape_by_itself() {
    let mut session = session(false);
    session.send(b"\x1b[B\x1b[B\x1b[Bv\xc3\xa4\x03");
    for key in ["down", "down", "down", "v", "ä", "ctrl-c"] {
        session.expect(key);
    }
    session.send(b"\x1b");
    session.expect("esc");
    session.finish();
}

/// The process in the terminal: reports each event as a line, one byte back ends it.
#[test]
#[ignore = "run by the other tests, in a terminal of its own"]
fn child() {
    let Some(path) = std::env::var_os(SOCKET) else { return };
    let mut reports = UnixStream::connect(path).unwrap();
    crossterm::terminal::enable_raw_mode().unwrap();
    let (to, events) = channel::<TtyEvent>();
    let end = reports.try_clone().unwrap();
    let reader = start(std::io::stdin(), Settings::default(), to).unwrap();
    writeln!(reports, "ready").unwrap();
    let last = std::thread::spawn(move || {
        let _ = (&end).read(&mut [0]);
        drop(reader);
    });
    while let Ok(event) = events.recv() {
        match event {
            TtyEvent::Input(inputs) => {
                for input in inputs {
                    let Input::Key(key) = input else { panic!("nobody pasted") };
                    writeln!(reports, "{key}").unwrap();
                }
            }
            TtyEvent::HungUp => {
                writeln!(reports, "HungUp").unwrap();
                writeln!(reports, "{}", aftermath(&events)).unwrap();
            }
            event => writeln!(reports, "{event:?}").unwrap(),
        }
    }
    last.join().unwrap();
}

/// What a process does whose terminal is gone: nothing, apart from the signals (SIGHUP, SIGCONT) that may follow.
fn aftermath(events: &Receiver<TtyEvent>) -> String {
    loop {
        let before = nanoseconds_of_work();
        assert!(before > 0, "the system does not count");
        match events.recv_timeout(Duration::from_millis(300)) {
            Ok(TtyEvent::HungUp | TtyEvent::Resumed) => {}
            Err(RecvTimeoutError::Timeout) => {
                let work = nanoseconds_of_work() - before;
                return if work < 30_000_000 {
                    "quiet".into()
                } else {
                    format!("worked for {work} ns")
                };
            }
            other => return format!("{other:?}"),
        }
    }
}

/// CPU time of all threads of this process.
fn nanoseconds_of_work() -> u64 {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let of = |task: std::fs::DirEntry| {
        let stat = std::fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        stat.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(0_u64)
    };
    tasks.flatten().map(of).sum()
}
