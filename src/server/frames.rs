//! Frames from and to a client that may be slow, silent or hostile.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::room::{Held, Room};
use crate::api::wire::{self, WireError};

/// A message that is not answered yet.
#[derive(Debug)]
pub struct Frame {
    /// Its bytes.
    pub body: Vec<u8>,
    /// Their room, until the message is answered.
    pub held: Held,
}

/// Waits as long as it takes for a frame to begin and for room to take it, and then `time` for the
/// rest of it.
pub fn receive(stream: &UnixStream, time: Duration, room: &Arc<Room>) -> Result<Frame, WireError> {
    stream.set_read_timeout(None)?;
    let mut first = [0];
    (&mut &*stream).read_exact(&mut first)?;
    let within = || Within { stream, end: Instant::now() + time };
    let length = wire::receive_length(&mut first.as_slice().chain(within()))?;
    let held = room.take(length);
    Ok(Frame { body: wire::receive_body(&mut within(), length)?, held })
}

/// Waits for a whole frame within a time.
pub fn receive_within(stream: &UnixStream, time: Duration) -> Result<Vec<u8>, WireError> {
    wire::receive_bytes(&mut Within { stream, end: Instant::now() + time })
}

/// Sends a frame, all of which has to be taken within a time.
pub fn send_within(stream: &UnixStream, body: &[u8], time: Duration) -> Result<(), WireError> {
    wire::send_bytes(&mut Within { stream, end: Instant::now() + time }, body)
}

/// A stream on which all has to be done by a moment, however many bytes go one by one.
struct Within<'a> {
    stream: &'a UnixStream,
    end: Instant,
}

impl Within<'_> {
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Within<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(self.left()?)?;
        (&mut &*self.stream).read(buffer)
    }
}

impl Write for Within<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(self.left()?)?;
        (&mut &*self.stream).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
