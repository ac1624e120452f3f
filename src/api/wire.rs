//! Frames on the socket and the handshake.
//!
//! A frame is `u32` length, little endian, and so many bytes of body. The length is checked
//! against [`FRAME_MAX`] before memory is taken. The first frame of a client is a [`Hello`] in a
//! layout that never changes, so that client and server of different versions can still tell each
//! other so.

use std::io::{self, Read, Write};

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::codec;
pub use crate::codec::{CodecError, decode, encode};
use crate::domain::ids::StaffId;
use crate::domain::office::OfficeKind;
use crate::domain::staff::Role;

/// Version of the messages; raised whenever one of them changes (`tests/wire.rs` sees to it).
pub const PROTOCOL: u16 = 30;

/// Largest body of a frame, in bytes.
pub const FRAME_MAX: usize = 1 << 20;

/// What can go wrong with a frame.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The other end is gone.
    #[error("the connection is closed")]
    Closed,
    /// A frame longer than [`FRAME_MAX`] was announced or would have to be sent.
    #[error("a message of {0} bytes is too large")]
    TooLarge(usize),
    /// The body cannot be read.
    #[error("a message cannot be read: {0}")]
    Codec(#[from] CodecError),
    /// The socket failed.
    #[error("the connection failed: {0}")]
    Io(io::Error),
}

impl From<io::Error> for WireError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::ConnectionReset => Self::Closed,
            _ => Self::Io(error),
        }
    }
}

/// The first message of a client, in a layout of its own: `"AiD?" | protocol u16 LE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello {
    /// [`PROTOCOL`] of the client.
    pub protocol: u16,
}

impl Hello {
    /// The body of its frame.
    pub fn to_bytes(self) -> [u8; 6] {
        let [low, high] = self.protocol.to_le_bytes();
        [b'A', b'i', b'D', b'?', low, high]
    }

    /// Reads the body of the first frame; `None` when it is no hello.
    pub fn from_bytes(body: &[u8]) -> Option<Self> {
        match body {
            [b'A', b'i', b'D', b'?', low, high, ..] => {
                Some(Self { protocol: u16::from_le_bytes([*low, *high]) })
            }
            _ => None,
        }
    }
}

/// The answer to a [`Hello`]. A server of another version answers with its own `PROTOCOL` in the
/// same layout as the hello (`"AiD!" | protocol u16 LE`) and closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Greeting {
    /// Come in.
    Welcome(Box<Welcome>),
    /// Not let in.
    Refused(Refused),
}

/// Who the server takes this client for, and how its office is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Id of the member of staff.
    pub staff: StaffId,
    /// Display name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Own language, where set.
    pub lang: Option<String>,
    /// Kind of office.
    pub kind: OfficeKind,
    /// Name of the office.
    pub office: String,
    /// IANA time zone in which days are counted.
    pub zone: String,
    /// Names of the areas of the posts held today, for the headline.
    pub areas: Vec<String>,
    /// Time of the server.
    pub now: DateTime<Utc>,
    /// Version of the server.
    pub version: String,
}

/// Why somebody is not let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refused {
    /// This Unix user is not on the staff list.
    NotStaff {
        /// The user name, or the uid as text where it has no name.
        user: String,
        /// Display names of coordinators and administrators to ask.
        ask: Vec<String>,
    },
    /// The staff list has nobody yet, and this uid does not own the office.
    NoStaffYet,
    /// Too many connections of this user.
    TooMany,
    /// The server is about to stop.
    Closing,
}

/// Sends one message.
pub fn send<T: Serialize>(to: &mut impl Write, message: &T) -> Result<(), WireError> {
    send_bytes(to, &codec::encode(message)?)
}

/// Sends a body as it is, in one write.
pub fn send_bytes(to: &mut impl Write, body: &[u8]) -> Result<(), WireError> {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    if body.len() > FRAME_MAX {
        return Err(WireError::TooLarge(body.len()));
    }
    let mut frame = Vec::with_capacity(4 + body.len());
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(body);
    to.write_all(&frame)?;
    Ok(to.flush()?)
}

/// Waits for one message.
pub fn receive<T: DeserializeOwned>(from: &mut impl Read) -> Result<T, WireError> {
    Ok(codec::decode(&receive_bytes(from)?)?)
}

/// Waits for the body of one frame.
pub fn receive_bytes(from: &mut impl Read) -> Result<Vec<u8>, WireError> {
    let length = receive_length(from)?;
    receive_body(from, length)
}

/// Waits for the length of a frame.
pub fn receive_length(from: &mut impl Read) -> Result<usize, WireError> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > FRAME_MAX { Err(WireError::TooLarge(length)) } else { Ok(length) }
}

/// Waits for the body that follows its length.
pub fn receive_body(from: &mut impl Read, length: usize) -> Result<Vec<u8>, WireError> {
    let mut body = vec![0; length];
    from.read_exact(&mut body)?;
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_as_it_was_sent() {
        let mut wire = Vec::new();
        send(&mut wire, &Greeting::Refused(Refused::NoStaffYet)).unwrap();
        let back: Greeting = receive(&mut wire.as_slice()).unwrap();
        assert_eq!(back, Greeting::Refused(Refused::NoStaffYet));
    }

    #[test]
    fn a_frame_too_large_is_refused_before_memory_is_taken() {
        let wire = u32::MAX.to_le_bytes();
        assert!(matches!(receive_bytes(&mut wire.as_slice()), Err(WireError::TooLarge(_))));
    }

    #[test]
    fn a_torn_frame_is_a_closed_connection() {
        let mut wire = [9, 0, 0, 0, 1, 2].as_slice();
        assert!(matches!(receive_bytes(&mut wire), Err(WireError::Closed)));
    }

    #[test]
    fn the_hello_stays_readable() {
        let hello = Hello { protocol: 0x0102 };
        assert_eq!(hello.to_bytes(), *b"AiD?\x02\x01");
        assert_eq!(Hello::from_bytes(&hello.to_bytes()), Some(hello));
        assert_eq!(Hello::from_bytes(b"GET / HTTP"), None);
    }
}
