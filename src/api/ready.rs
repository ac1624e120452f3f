//! What a server that a client started says on its standard output: that it is ready, that another
//! one holds the office, or why it is not. Nothing in it is about a person.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::codec;

/// The first word of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// It takes clients.
    Ready,
    /// Another server holds the office.
    Busy,
    /// It ends.
    Failed(Failure),
}

/// Why an office is not served. The client puts it into words (`client/problems.rs`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// The directory holds no office.
    NoOffice,
    /// A newer release wrote something in it.
    Newer,
    /// A restore into it was interrupted.
    HalfRestored,
    /// Acknowledged changes cannot be read.
    Damaged {
        /// Everything up to this change can, where that is known.
        safe: Option<u64>,
        /// Changes up to this one are known to have been written.
        last: Option<u64>,
    },
    /// A record cannot be read by this release.
    Unreadable,
    /// The system refused a file, a directory or the socket.
    File {
        /// Which.
        path: PathBuf,
        /// Number of the system's error, where it has one.
        error: Option<i32>,
    },
    /// Something else; the log of the server says what.
    Other,
}

impl Failure {
    /// The system refused this path.
    pub fn file(path: impl Into<PathBuf>, error: &io::Error) -> Self {
        let number = match error.kind() {
            // sled tells of a full disk without its number
            io::ErrorKind::StorageFull => Some(rustix::io::Errno::NOSPC.raw_os_error()),
            _ => error.raw_os_error(),
        };
        Self::File { path: path.into(), error: number }
    }
}

const READY: u8 = b'R';
const BUSY: u8 = b'B';
const FAILED: u8 = b'E';
/// A failure is short: it holds one path.
const LONGEST: u64 = 64 << 10;

/// Says the word.
pub fn say(mut out: impl Write, word: &Word) -> io::Result<()> {
    let bytes = match word {
        Word::Ready => vec![READY],
        Word::Busy => vec![BUSY],
        Word::Failed(why) => {
            let why = codec::encode(why).map_err(io::Error::other)?;
            [[FAILED].as_slice(), &why].concat()
        }
    };
    out.write_all(&bytes)?;
    out.flush()
}

/// Waits for the word; `None` when the server ends without one. A failure goes on to the end of
/// the stream.
pub fn hear(mut from: impl Read) -> Option<Word> {
    let mut first = [0];
    from.read_exact(&mut first).ok()?;
    match first {
        [READY] => Some(Word::Ready),
        [BUSY] => Some(Word::Busy),
        [FAILED] => {
            let mut why = Vec::new();
            from.take(LONGEST).read_to_end(&mut why).ok()?;
            codec::decode(&why).ok().map(Word::Failed)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_heard_as_it_was_said_and_half_of_one_is_none() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let failures = [
            Failure::NoOffice,
            Failure::Damaged { safe: Some(9), last: None },
            Failure::file("journal", &full),
        ];
        let words = [Word::Ready, Word::Busy].into_iter().chain(failures.map(Word::Failed));
        for word in words {
            let mut said = Vec::new();
            say(&mut said, &word).unwrap();
            assert_eq!(hear(said.as_slice()), Some(word));
            said.pop();
            assert_eq!(hear(said.as_slice()), None);
        }
        assert_eq!(hear([b'?'].as_slice()), None);
    }
}
