//! Finding the server of an office, and starting it when the office is one's own.
//!
//! Any number of clients may start at once: `start.lock` decides which of them starts the server,
//! the server's own lock decides which server lives, and the greeting is inside the retry loop, so
//! that a server that is just leaving is noticed. A server is never started for another user's
//! office, and never for a shared one: that is systemd's.

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{ConnectError, Connection};
use crate::api::ready::{self, Failure, Word};
use crate::api::wire::Refused;

/// The socket of the shared office of this machine.
pub const SHARED_SOCKET: &str = "/run/aid/aid.sock";

/// How long to try before giving up; opening alone is waited for without end.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(10);
/// The log of servers started in the background begins anew above this size, in bytes.
const LOG_MAX: u64 = 1 << 20;

/// Where a server is, and how to start it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its socket.
    pub socket: PathBuf,
    /// How to start it; `None` where it is not ours to start.
    pub start: Option<Start>,
}

/// How to start a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Directory of the office.
    pub office: PathBuf,
    /// The program `aid`.
    pub program: PathBuf,
    /// Seconds after which a server without clients ends.
    pub idle_exit: u32,
}

/// Why no server could be reached.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Reaching it failed.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// There is no office in this directory.
    #[error("there is no office at {0}")]
    NoOffice(PathBuf),
    /// The directory belongs to another Unix user: this uid.
    #[error("the office belongs to another user (uid {0})")]
    NotYours(u32),
    /// The server said why it does not start.
    #[error("the server of {} did not start: {why:?}", office.display())]
    Failed {
        /// Directory of the office.
        office: PathBuf,
        /// Why.
        why: Failure,
    },
    /// A file beside the office, which starting takes, was refused.
    #[error("{}: {source}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The server ended before it was ready and without a word; its log may say why.
    #[error("the server did not start, see {log}")]
    Died {
        /// The log of the server.
        log: PathBuf,
    },
    /// The server could not be started.
    #[error("the server cannot be started: {0}")]
    Io(#[from] io::Error),
}

impl StartError {
    /// Trying again soon may help.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Connect(error) => match error {
                ConnectError::NoServer | ConnectError::Lost | ConnectError::Silent => true,
                ConnectError::Refused(why) => matches!(why, Refused::Closing | Refused::TooMany),
                _ => false,
            },
            _ => false,
        }
    }
}

/// The socket of the office in `directory`, which has to exist.
pub fn socket_of(directory: &Path) -> Result<PathBuf, StartError> {
    Ok(canonical(directory)?.join("sock"))
}

fn canonical(directory: &Path) -> Result<PathBuf, StartError> {
    fs::canonicalize(directory).map_err(|_| StartError::NoOffice(directory.to_owned()))
}

impl Target {
    /// A server that somebody else runs.
    pub fn running(socket: impl Into<PathBuf>) -> Self {
        Self { socket: socket.into(), start: None }
    }

    /// The server of an office of one's own, started by this very program when it does not run.
    pub fn own(directory: &Path, socket: Option<PathBuf>) -> Result<Self, StartError> {
        let office = canonical(directory)?;
        let socket = socket.unwrap_or_else(|| office.join("sock"));
        let program = std::env::current_exe()?;
        Ok(Self { socket, start: Some(Start { office, program, idle_exit: 30 }) })
    }

    /// Connects, starting the server when there is none and it is ours to start.
    pub fn connect(&self) -> Result<Connection, StartError> {
        let give_up = Instant::now() + PATIENCE;
        loop {
            let error = match Connection::open(&self.socket) {
                Ok(connection) => return Ok(connection),
                Err(error) => StartError::from(error),
            };
            // it has had its time, and another connection would only wait behind this one
            let silent = matches!(error, StartError::Connect(ConnectError::Silent));
            let absent = matches!(error, StartError::Connect(ConnectError::NoServer));
            match &self.start {
                _ if silent || !error.may_pass() || Instant::now() > give_up => return Err(error),
                None if absent => return Err(error),
                Some(start) if absent => {
                    if let Some(connection) = start.run(&self.socket)? {
                        return Ok(connection);
                    }
                }
                _ => {}
            }
            thread::sleep(PAUSE);
        }
    }
}

impl Start {
    /// Starts the server unless somebody else did in the meantime. `None`: try again.
    fn run(&self, socket: &Path) -> Result<Option<Connection>, StartError> {
        let owner = fs::metadata(&self.office)
            .map_err(|_| StartError::NoOffice(self.office.clone()))?
            .uid();
        if owner != rustix::process::geteuid().as_raw() {
            return Err(StartError::NotYours(owner));
        }
        let lock = self.office.join("start.lock");
        let turn = private(OpenOptions::new().create(true).truncate(false).write(true))
            .open(&lock)
            .map_err(|source| StartError::File { file: lock, source })?;
        turn.lock()?;
        if let Ok(connection) = Connection::open(socket) {
            return Ok(Some(connection));
        }
        let mut server = self.spawn(socket)?;
        let word = server.stdout.take().and_then(ready::hear);
        // reaped by a thread of its own, so that it never stays behind as a zombie
        thread::Builder::new().stack_size(64 * 1024).spawn(move || server.wait())?;
        match word {
            Some(Word::Ready) => Ok(Connection::open(socket).ok()),
            Some(Word::Busy) => Ok(None),
            None | Some(Word::Failed(Failure::Other)) => Err(StartError::Died { log: self.log() }),
            Some(Word::Failed(why)) => Err(StartError::Failed { office: self.office.clone(), why }),
        }
    }

    /// Where a server started in the background writes what goes wrong.
    pub fn log(&self) -> PathBuf {
        self.office.join("serve.log")
    }

    fn spawn(&self, socket: &Path) -> Result<Child, StartError> {
        let path = self.log();
        let full = fs::metadata(&path).is_ok_and(|m| m.len() > LOG_MAX);
        let log = private(OpenOptions::new().create(true).append(true)).open(&path);
        let log = log.and_then(|log| if full { log.set_len(0).map(|()| log) } else { Ok(log) });
        let log = log.map_err(|source| StartError::File { file: path, source })?;
        let kept = std::env::vars_os().filter(|(name, _)| {
            let name = name.to_string_lossy();
            name.starts_with("AID_") || matches!(&*name, "PATH" | "HOME" | "TMPDIR")
        });
        let server = Command::new(&self.program)
            .args(["serve", "--background", "--office"])
            .arg(&self.office)
            .arg("--socket")
            .arg(socket)
            .args(["--idle-exit", &self.idle_exit.to_string()])
            // nothing of this user's session goes along: a server outlives it
            .env_clear()
            .envs(kept)
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        Ok(server)
    }
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options.mode(0o600)
}
