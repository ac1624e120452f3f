//! Reading frames from a client that may be slow, silent or hostile.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use crate::api::wire::{self, WireError};

/// From the first byte of a frame to its last.
const WHOLE_FRAME: Duration = Duration::from_secs(10);

/// Waits as long as it takes for a frame to begin, and then [`WHOLE_FRAME`] for the rest of it.
pub fn receive(stream: &UnixStream) -> Result<Vec<u8>, WireError> {
    stream.set_read_timeout(None)?;
    let mut first = [0];
    (&mut &*stream).read_exact(&mut first)?;
    let rest = Within { stream, end: Instant::now() + WHOLE_FRAME };
    wire::receive_bytes(&mut first.as_slice().chain(rest))
}

/// Waits for a whole frame within a time.
pub fn receive_within(stream: &UnixStream, time: Duration) -> Result<Vec<u8>, WireError> {
    wire::receive_bytes(&mut Within { stream, end: Instant::now() + time })
}

/// A stream that has to deliver until a moment, however many bytes come one by one.
struct Within<'a> {
    stream: &'a UnixStream,
    end: Instant,
}

impl Read for Within<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        (&mut &*self.stream).read(buffer)
    }
}
