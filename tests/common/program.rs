//! A personal office with one household, at a server of its own process, and the program in a
//! terminal. Use it with `#[path = "common/program.rs"] mod program;`, beside `pty` and `server`.
#![allow(dead_code, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use aid::api::drafts::{Body, Draft};
use aid::client::start::{Start, Target};
use aid::domain::ids::CaseId;
use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;
use aid::server::peer::Peer;
use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::pty::Pty;
pub use crate::server::wait_until;
use crate::server::{Client, PATIENCE, found, hire};

/// The office of who runs the test. Its server goes with it.
pub struct Office {
    pub dir: tempfile::TempDir,
    pub case: CaseId,
}

impl Office {
    /// With the household Al-Hamadi.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        found(dir.path(), OfficeKind::Personal);
        let me = Peer::own();
        hire(dir.path(), &me.user, me.uid, &[Role::Worker, Role::Coordinator], Some("Nord"));
        let mut office = Self { dir, case: CaseId(0) };
        office.case = office.connect().household("Al-Hamadi");
        office
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn socket(&self) -> PathBuf {
        self.path().join("sock")
    }

    pub fn target(&self) -> Target {
        let office = self.path().to_owned();
        let program = env!("CARGO_BIN_EXE_aid").into();
        let start = Some(Start { office, program, idle_exit: 30 });
        Target { socket: self.socket(), start }
    }

    pub fn connect(&self) -> Client {
        Client(self.target().connect().unwrap())
    }

    /// Signals the server, if one lives.
    pub fn signal(&self, signal: Signal) {
        let Ok(stream) = UnixStream::connect(self.socket()) else { return };
        let server = rustix::net::sockopt::socket_peercred(&stream).unwrap().pid;
        rustix::process::kill_process(server, signal).unwrap();
    }

    /// Ends the server and waits until it is gone.
    pub fn end(&self) {
        self.signal(Signal::TERM);
        wait_until("the server is gone", || !self.socket().exists());
    }

    /// The program in a terminal.
    pub fn aid(&self) -> Pty {
        Pty::start(self.command(""), 80, 24)
    }

    /// The program, started by a shell that does something before. Its terminal knows no end of
    /// file, so that portable-pty says no good-bye when the line is cut.
    pub fn command(&self, before: &str) -> CommandBuilder {
        shell(before, &["--office", self.path().to_str().unwrap()], self.path())
    }

    /// The program as a client of a server that is not its to start.
    pub fn client(&self) -> CommandBuilder {
        shell("", &["--socket", self.socket().to_str().unwrap()], self.path())
    }

    /// The texts of the drafts that the server has, the latest first.
    pub fn drafts(&self) -> Vec<String> {
        self.connect().drafts().iter().map(text).collect()
    }

    /// Waits until the drafts are these.
    pub fn wait_for_drafts(&self, wanted: &[&str]) {
        let mut found = Vec::new();
        let until = Instant::now() + PATIENCE;
        while found != wanted {
            assert!(Instant::now() < until, "drafts {found:?}, not {wanted:?}");
            std::thread::sleep(Duration::from_millis(5));
            found = self.drafts();
        }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

/// The note of a visit, or all fields of another form.
pub fn text(draft: &Draft) -> String {
    match &draft.body {
        Body::Entry { entry, .. } => entry.note.clone(),
        Body::Fields { fields, .. } => fields.iter().map(|field| field.1.as_str()).collect(),
    }
}

fn shell(before: &str, args: &[&str], home: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new("/bin/sh");
    command.env_clear();
    command.env("PATH", "/usr/bin:/bin");
    command.env("HOME", home);
    command.env("LANG", "C.UTF-8");
    command.env("TERM", "xterm-256color");
    command.args(["-c", &format!("stty eof undef; {before} exec \"$@\""), "sh"]);
    command.arg(env!("CARGO_BIN_EXE_aid"));
    command.args(args);
    command
}
