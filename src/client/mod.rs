//! Talking to the server of an office: find it or start it ([`start`]), then either one request
//! after the other ([`Connection`], for the command line) or in the background with reconnection
//! ([`link`], for the terminal application).
pub mod link;
pub mod problems;
pub mod start;

use std::io;
use std::os::unix::net::UnixStream;
use std::path::Path;

use crate::api::socket::reach;
use crate::api::wire::{self, Greeting, Hello, PROTOCOL, Refused, Welcome, WireError};
use crate::api::{Ask, FromServer, Refusal, Reply, Request};
use crate::domain::ids::RequestId;

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
    /// The greeting cannot be read or the socket failed.
    #[error(transparent)]
    Wire(WireError),
}

impl From<WireError> for ConnectError {
    fn from(error: WireError) -> Self {
        if matches!(error, WireError::Closed) { Self::Lost } else { Self::Wire(error) }
    }
}

/// Why a request got no reply that carries it out.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The server refused it; nothing was changed.
    #[error("the server refused the request")]
    Refused(Refusal),
    /// The line broke. Whether a change was carried out is not known: asking again with the same
    /// request id carries it out once.
    #[error(transparent)]
    Wire(#[from] WireError),
}

/// A connection that was let in.
#[derive(Debug)]
pub struct Connection {
    stream: UnixStream,
    welcome: Welcome,
    tag: u32,
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
    pub fn over(mut stream: UnixStream) -> Result<Self, ConnectError> {
        match wire::send_bytes(&mut stream, &Hello { protocol: PROTOCOL }.to_bytes()) {
            // a server that takes nobody in hangs up early, but its reason can still be read
            Ok(()) | Err(WireError::Closed) => {}
            Err(error) => return Err(error.into()),
        }
        let body = wire::receive_bytes(&mut stream)?;
        if let [b'A', b'i', b'D', b'!', low, high] = body.as_slice() {
            return Err(ConnectError::OtherVersion(u16::from_le_bytes([*low, *high])));
        }
        match wire::decode(&body).map_err(WireError::from)? {
            Greeting::Welcome(welcome) => Ok(Self { stream, welcome: *welcome, tag: 0 }),
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
        self.tag = self.tag.wrapping_add(1).max(1);
        let tag = self.tag;
        self.send(&Ask { tag, request: Some(request), body })?;
        loop {
            if let FromServer::Reply { tag: of, result } = self.receive()?
                && of == tag
            {
                return result.map_err(CallError::Refused);
            }
        }
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

/// A new id for a wish to change something: 128 random bits.
pub fn fresh_request_id() -> RequestId {
    let mut bytes = [0_u8; 16];
    // the kernel does not fail here once it is up; if it ever did, the numbers mixed in still
    // tell two ids apart
    let _ = rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty());
    RequestId(u128::from_le_bytes(bytes) ^ u128::from(fastrand::u64(..)))
}
