//! Talking to the server of an office: find it or start it ([`start`]), then either one request
//! after the other ([`Connection`], for the command line) or in the background with reconnection
//! ([`link`], for the terminal application).
pub mod link;
pub mod problems;
pub mod start;

use std::io;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::api::socket::reach;
use crate::api::wire::{self, Greeting, Hello, PROTOCOL, Refused, Welcome, WireError};
use crate::api::{Ask, FromServer, Refusal, Reply, Request};
use crate::domain::ids::RequestId;

/// How long a silent server is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For its greeting, once it has taken the connection.
    pub greeting: Duration,
    /// Before who waits for a short request is told that it goes on.
    pub notice: Duration,
    /// Before a short request is given up.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let [greeting, notice, answer] = [10, 5, 30].map(Duration::from_secs);
        Self { greeting, notice, answer }
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Nobody listens there.
    #[error("no server listens at the socket")]
    NoServer,
    /// This Unix user may not open the socket.
    #[error("the socket may not be opened by this user")]
    NotPermitted,
    /// The server speaks another version of the protocol: this one.
    #[error("the server speaks protocol {0}, this program {PROTOCOL}")]
    OtherVersion(u16),
    /// The server does not let this user in, or not now.
    #[error("the server refused the connection")]
    Refused(Refused),
    /// The server ended the connection before its greeting.
    #[error("the server is gone")]
    Lost,
    /// Somebody listens, but does not answer in time: stopped, overloaded, or not ready yet.
    #[error("the server does not answer")]
    Silent,
    /// The greeting cannot be read or the socket failed.
    #[error(transparent)]
    Wire(WireError),
}

impl From<WireError> for ConnectError {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Closed => Self::Lost,
            error if is_silence(&error) => Self::Silent,
            error => Self::Wire(error),
        }
    }
}

/// Whether an error only says that nothing came in time.
fn is_silence(error: &WireError) -> bool {
    let kinds = [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut];
    matches!(error, WireError::Io(error) if kinds.contains(&error.kind()))
}

/// Why a request got no reply that carries it out.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The server refused it; nothing was changed.
    #[error("the server refused the request")]
    Refused(Refusal),
    /// The server is there and does not answer. Whether a change was carried out is not known.
    #[error("the server does not answer")]
    Silent,
    /// The line broke. Whether a change was carried out is not known: asking again with the same
    /// request id carries it out once.
    #[error(transparent)]
    Wire(WireError),
}

impl From<WireError> for CallError {
    fn from(error: WireError) -> Self {
        if is_silence(&error) { Self::Silent } else { Self::Wire(error) }
    }
}

/// A connection that was let in.
#[derive(Debug)]
pub struct Connection {
    stream: UnixStream,
    welcome: Welcome,
    tag: u32,
    patience: Patience,
}

impl Connection {
    /// Connects to a server that runs and greets it.
    pub fn open(socket: &Path) -> Result<Self, ConnectError> {
        let stream =
            reach(socket, |path| UnixStream::connect(path)).map_err(|e| match e.kind() {
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
                    ConnectError::NoServer
                }
                io::ErrorKind::PermissionDenied => ConnectError::NotPermitted,
                _ => ConnectError::from(WireError::from(e)),
            })?;
        Self::over(stream)
    }

    /// Greets the server at the other end of a stream.
    pub fn over(stream: UnixStream) -> Result<Self, ConnectError> {
        Self::over_within(stream, Patience::default())
    }

    /// The same with a patience of one's own.
    pub fn over_within(stream: UnixStream, patience: Patience) -> Result<Self, ConnectError> {
        let within = |time| stream.set_read_timeout(time).map_err(WireError::from);
        within(Some(patience.greeting))?;
        match wire::send_bytes(&mut &stream, &Hello { protocol: PROTOCOL }.to_bytes()) {
            // a server that takes nobody in hangs up early, but its reason can still be read
            Ok(()) | Err(WireError::Closed) => {}
            Err(error) => return Err(error.into()),
        }
        let body = wire::receive_bytes(&mut &stream)?;
        within(None)?;
        if let [b'A', b'i', b'D', b'!', low, high] = body.as_slice() {
            return Err(ConnectError::OtherVersion(u16::from_le_bytes([*low, *high])));
        }
        match wire::decode(&body).map_err(WireError::from)? {
            Greeting::Welcome(welcome) => Ok(Self { stream, welcome: *welcome, tag: 0, patience }),
            Greeting::Refused(why) => Err(ConnectError::Refused(why)),
        }
    }

    /// Who the server takes this client for, and how its office is.
    pub fn welcome(&self) -> &Welcome {
        &self.welcome
    }

    /// Asks and waits for the reply; pushes in between are passed over.
    pub fn call(&mut self, body: Request) -> Result<Reply, CallError> {
        self.call_as(fresh_request_id(), body)
    }

    /// Like [`Connection::call`] with an id of one's own, to ask again after a broken line.
    pub fn call_as(&mut self, request: RequestId, body: Request) -> Result<Reply, CallError> {
        self.call_telling(request, body, || ())
    }

    /// The same; `silent` is called when a short request is not answered soon. After a while it is
    /// given up; what works through the whole office is waited for without end ([`Patience`]).
    pub fn call_telling(
        &mut self,
        request: RequestId,
        body: Request,
        silent: impl FnOnce(),
    ) -> Result<Reply, CallError> {
        self.tag = self.tag.wrapping_add(1).max(1);
        let tag = self.tag;
        let limit = (!takes_long(&body)).then_some(self.patience.answer);
        self.stream.set_write_timeout(Some(self.patience.answer)).map_err(WireError::from)?;
        // nobody is there to be asked; a script that sends another id means another entry
        self.send(&Ask { tag, request: Some(request), beside: true, body })?;
        if limit.is_some() && !self.hears_within(self.patience.notice) {
            silent();
        }
        self.stream.set_read_timeout(limit).map_err(WireError::from)?;
        loop {
            if let FromServer::Reply { tag: of, result } = self.receive()?
                && of == tag
            {
                return result.map_err(CallError::Refused);
            }
        }
    }

    /// Whether anything comes within this time. Nothing is read.
    fn hears_within(&self, time: Duration) -> bool {
        let time = Timespec::try_from(time).unwrap_or_default();
        let mut fds = [PollFd::new(&self.stream, PollFlags::IN)];
        !matches!(poll(&mut fds, Some(&time)), Ok(0))
    }

    /// Sends without waiting.
    pub fn send(&mut self, ask: &Ask) -> Result<(), WireError> {
        wire::send(&mut self.stream, ask)
    }

    /// Waits for whatever the server sends next.
    pub fn receive(&mut self) -> Result<FromServer, WireError> {
        wire::receive(&mut self.stream)
    }

    /// The stream and the welcome, to read and write them apart.
    pub fn into_parts(self) -> (UnixStream, Welcome) {
        (self.stream, self.welcome)
    }
}

/// Whether a request goes through all of the office or all of a file, so that silence means work.
fn takes_long(body: &Request) -> bool {
    use Request as R;
    matches!(body, R::Import(_) | R::Export(_) | R::Backup(_) | R::Verify | R::Log(_))
}

/// A new id for a wish to change something: 128 random bits.
pub fn fresh_request_id() -> RequestId {
    let mut bytes = [0_u8; 16];
    // the kernel does not fail here once it is up; if it ever did, the numbers mixed in still
    // tell two ids apart
    let _ = rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty());
    RequestId(u128::from_le_bytes(bytes) ^ u128::from(fastrand::u64(..)))
}
