//! The server: owns an office and lets clients work in it, one thread per connection.
//!
//! ```text
//! listen ─ accept ─ push::Hub gives a seat ─ session: hello, ask after ask, drafts aside
//!                                              │ desk: who is it at this moment
//!                                              │ access: may she, does she see the case
//!                                              │ handle/*: one file a noun, calls the store
//!                                              └ outbox ─ writer thread ─ socket
//! ```
//!
//! A disk that fails is no end: what is there is read on, whoever wants to write is told why not, and
//! the server ends when the disk takes writes again, to be started anew (`read_on`).
//!
//! Start: the office is opened (its lock is held for life), and only then the socket is bound and
//! renamed into place. Stop (signal, or nobody there for a while): no more guests, what has
//! arrived is answered, everybody is told, then the office is closed.
//!
//! The clock is read here, by the sessions, and nowhere below.
pub mod access;
mod desk;
mod frames;
mod handle;
mod listen;
mod night;
mod office;
mod outbox;
pub mod peer;
mod push;
mod ready;
mod room;
mod session;

use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Resource, Rlimit};
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::domain::office::OfficeKind;
use crate::store::backup::seal::Recipient;
use crate::store::roster::Affected;
use crate::store::{Opened, Options, Store};
pub use handle::office::findings;
use listen::Listener;
use office::Office;
use peer::Peer;
use push::Hub;
pub use ready::{failure, not_opened};

/// Tells the time.
pub type Clock = fn() -> DateTime<Utc>;

/// How long clients have to take their last reply when the server stops.
const FAREWELL: Duration = Duration::from_secs(3);
/// How long the server sleeps when nothing happens.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// How often it is tried whether a disk that failed is well again.
const TRIAL: Duration = Duration::from_secs(5);
/// How long to wait when the system has no handles left.
const BREATH: Duration = Duration::from_millis(100);

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Directory of the office.
    pub office: PathBuf,
    /// Path of the socket, when systemd does not hand one over.
    pub socket: PathBuf,
    /// Stop when nobody has been there for so long.
    pub idle_exit: Option<Duration>,
    /// Started by a client: leave its session, and say on standard output when ready.
    pub background: bool,
    /// How many connections are taken, and how long is waited for each.
    pub limits: Limits,
    /// The only keys for which a shared office is backed up: without any, it is not. `None` where it is
    /// not known who is meant: a shared office is not served then.
    pub backup_recipients: Option<Vec<Recipient>>,
}

/// How many connections are taken, and how long is waited for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of one Unix user: a worker has a handful of terminals.
    pub per_user: usize,
    /// Of the Unix user that owns the data, who could read them without a server.
    pub of_owner: usize,
    /// In all.
    pub in_all: usize,
    /// From the connection to the end of the hello.
    pub hello: Duration,
    /// From the first byte of a message to its last.
    pub message: Duration,
    /// For a client to take a message, however it takes it.
    pub taking: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_user: 32,
            of_owner: 512,
            in_all: 2048,
            hello: Duration::from_secs(5),
            message: Duration::from_secs(10),
            taking: Duration::from_secs(20),
        }
    }
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The office could not be opened.
    #[error(transparent)]
    Open(#[from] crate::store::OpenError),
    /// The directory holds no office.
    #[error("there is no office in this directory")]
    NoOffice,
    /// The office is shared, and it is not known for which keys it is to be backed up.
    #[error("the configuration lists no keys for the backups of this office")]
    BackupKeys,
    /// The socket could not be bound.
    #[error("{}: {source}", path.display())]
    Socket {
        /// The socket.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A signal or a thread could not be set up, or the socket failed.
    #[error("the socket cannot be served: {0}")]
    Io(#[from] io::Error),
    /// Closing the office failed; everything acknowledged is safe.
    #[error("the office was not closed cleanly: {0}")]
    Close(String),
}

/// A server that is ready to run.
pub struct Server {
    office: Arc<Office>,
    listener: Listener,
    idle_exit: Option<Duration>,
    wakened: UnixStream,
    /// Tells everybody of changes.
    telling: JoinHandle<()>,
}

/// A hold on a running server.
#[derive(Clone)]
pub struct Handle(Arc<Office>);

/// Serves an office until a signal or the idle time ends it.
pub fn serve(options: &ServeOptions, clock: Clock) -> Result<(), ServeError> {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    raise_file_limit();
    if options.background {
        // fails only for who leads a session already
        let _ = rustix::process::setsid();
    }
    let opened = Server::open(options, clock);
    if options.background {
        ready::tell_client(opened.as_ref().map(|_| ()));
    }
    let server = opened?;
    for signal in [SIGTERM, SIGINT] {
        signal_hook::flag::register(signal, Arc::clone(&server.office.stopping))?;
        signal_hook::low_level::pipe::register(signal, server.office.wake.try_clone()?)?;
    }
    ready::tell_systemd("READY=1");
    server.run()
}

/// Tells everybody who is connected of each change, until the office is closed or cannot be changed
/// any more.
fn tell(office: &Office, changes: &Receiver<Affected>) {
    for change in changes {
        office.last_change.store(change.change, Ordering::Relaxed);
        office.hub.changed(&change, |staff| office.actor(staff));
    }
    if office.store.disk_failed() {
        read_on(office);
    }
    // the office was closed, or is to be opened anew
    office.stop();
}

/// Waits while people read, until the disk takes a write again: who then starts the server anew finds
/// the office as it was read, and what was refused when the sync failed if it is on disk all the same;
/// asked for again under the same id it is there once. To go on in this process would be to believe a disk about what it had
/// refused.
fn read_on(office: &Office) {
    tracing::error!("the disk failed: what is there is read on, nothing is written");
    ready::tell_systemd("STATUS=The disk failed. Reading goes on, nothing is written.");
    while !office.stopping.load(Ordering::Relaxed) && !office.store.is_disk_well() {
        thread::park_timeout(TRIAL);
    }
}

/// As many open files as the system allows: each connection is one.
fn raise_file_limit() {
    let limit = rustix::process::getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, ..limit };
    if let Err(error) = rustix::process::setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "the number of open files stays small");
    }
}

impl Server {
    /// Opens the office and only then its socket.
    pub fn open(options: &ServeOptions, clock: Clock) -> Result<Self, ServeError> {
        let now = clock().timestamp_millis();
        let opened = Store::open(&options.office, Options::at(now), &mut |_| {})?;
        let Opened { store, report, changes } = opened;
        tracing::info!(?report, "the office is open");
        let (record, zone) = (store.roster().office().cloned(), store.roster().zone());
        let record = record.ok_or(ServeError::NoOffice)?;
        if record.kind == OfficeKind::Shared && options.backup_recipients.is_none() {
            return Err(ServeError::BackupKeys);
        }
        let owner = std::fs::metadata(&options.office)?.uid();
        let listener = match Listener::from_systemd()? {
            Some(listener) => listener,
            None => Listener::bind(&options.socket, record.kind)
                .map_err(|source| ServeError::Socket { path: options.socket.clone(), source })?,
        };
        let (wake, wakened) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        wakened.set_nonblocking(true)?;
        let hub = Arc::new(Hub::new(options.limits, owner, wake.try_clone()?));
        let (stopping, recent, importing) = Default::default();
        let opened = Mutex::default();
        let last_change = AtomicU64::new(report.seq);
        let office = Office {
            store,
            record,
            zone,
            hub,
            backup_recipients: options.backup_recipients.clone().unwrap_or_default(),
            recent,
            clock,
            owner,
            importing,
            opened,
            last_change,
            stopping,
            wake,
        };
        let office = Arc::new(office);
        let telling = Arc::clone(&office);
        let push = thread::Builder::new().name("push".into());
        let telling = push.spawn(move || tell(&telling, &changes))?;
        Ok(Self { office, listener, idle_exit: options.idle_exit, wakened, telling })
    }

    /// A hold on this server, to stop it or to hand it a connection.
    pub fn handle(&self) -> Handle {
        Handle(Arc::clone(&self.office))
    }

    /// Takes clients in until something stops the server, and closes the office.
    pub fn run(self) -> Result<(), ServeError> {
        tracing::info!(version = env!("CARGO_PKG_VERSION"), "serving");
        let (clock, zone) = (self.office.clock, self.office.zone);
        let mut night = night::first(zone, clock(), self.office.store.compacted());
        while !self.office.stopping.load(Ordering::Relaxed) {
            let now = clock();
            if now >= night {
                self.office.store.compact_soon();
                night = night::next(zone, now);
            }
            // a clock that was ahead is no reason to leave out nights
            night = night.min(night::next(zone, now));
            let left = self.idle_exit.map(|limit| {
                self.office.hub.idle().map_or(limit, |idle| limit.saturating_sub(idle))
            });
            if left.is_some_and(|left| left.is_zero()) {
                break;
            }
            // not for longer than an hour: the clock may be set, or the machine asleep
            let night = (night - now).to_std().unwrap_or_default().min(LONGEST_WAIT);
            self.wait(left.map_or(night, |left| left.min(night)))?;
            self.accept();
        }
        tracing::info!("stopping");
        self.office.hub.close(FAREWELL);
        let closed = self.office.close();
        // ends with the last change, and with it its hold on the office and the lock
        self.office.stop();
        self.telling.thread().unpark();
        let _ = self.telling.join();
        drop(self.listener);
        closed
    }

    /// Sleeps until somebody connects or leaves, a signal comes or the time is over.
    fn wait(&self, time: Duration) -> io::Result<()> {
        let time = Timespec::try_from(time).ok();
        let mut both = [
            PollFd::new(&self.listener.socket, PollFlags::IN),
            PollFd::new(&self.wakened, PollFlags::IN),
        ];
        match rustix::event::poll(&mut both, time.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut bytes = [0; 64];
        while matches!((&self.wakened).read(&mut bytes), Ok(1..)) {}
        Ok(())
    }

    /// Takes in everybody who waits at the socket.
    fn accept(&self) {
        loop {
            match self.listener.socket.accept() {
                Ok((stream, _)) => {
                    let taken = stream
                        .set_nonblocking(false)
                        .and_then(|()| Peer::uid_of(&stream))
                        .and_then(|uid| session::start(&self.office, stream, uid, None));
                    if let Err(error) = taken {
                        tracing::warn!(%error, "a connection was not taken");
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                Err(error) => {
                    // no handles left, for instance: those who are there go on working
                    tracing::error!(%error, "nobody can connect");
                    thread::sleep(BREATH);
                    return;
                }
            }
        }
    }
}

impl Handle {
    /// Stops the server as a signal would.
    pub fn stop(&self) {
        self.0.stop();
    }

    /// Serves a connection of a user who is known otherwise than from the socket.
    pub fn admit(&self, stream: UnixStream, peer: Peer) -> io::Result<()> {
        session::start(&self.0, stream, peer.uid, Some(peer.user))
    }

    /// Open connections.
    pub fn sessions(&self) -> usize {
        self.0.hub.sessions()
    }
}
