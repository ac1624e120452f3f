//! Backups that only the holder of a key can read, in the format of `age` (X25519 keys). The only
//! module that names the crate; files go both ways between it and the command of that name.
//!
//! A recipient is the public half of a key: it writes and cannot read. So the server that makes a
//! backup cannot read it afterwards, nor can who takes its disk away.
use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufRead, Read, Write};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor, x25519};

use super::BackupError;

/// Recipients of one backup, more than any office has.
pub const RECIPIENTS_MAX: usize = 32;
/// What an encrypted file begins with.
const MAGIC: &[u8] = b"age-encryption.org/";
/// Bytes that are encrypted at once: a chunk of the format.
const CHUNK: usize = 64 * 1024;

/// The public half of a key, `age1…`.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient(x25519::Recipient);

/// The secret half of a key, `AGE-SECRET-KEY-1…`.
pub struct Identity(x25519::Identity);

/// The text is no key of the kind asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key")]
pub struct NoKey;

impl FromStr for Recipient {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        text.parse().map(Self).map_err(|_| NoKey)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Identity {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        text.parse().map(Self).map_err(|_| NoKey)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

/// The keys of a file: one a line, empty lines and those with `#` in front are left out. Without any
/// it is [`NoKey`].
pub fn keys<K: FromStr<Err = NoKey>>(text: &str) -> Result<Vec<K>, NoKey> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys = lines.filter(|line| !line.starts_with('#')).map(str::parse);
    let keys: Vec<K> = keys.collect::<Result<_, _>>()?;
    if keys.is_empty() { Err(NoKey) } else { Ok(keys) }
}

/// A stream, encrypted while it is read.
pub struct Sealed<R> {
    plain: R,
    /// `None` when everything is encrypted.
    writer: Option<StreamWriter<Pipe>>,
    pipe: Pipe,
}

impl<R: Read> Sealed<R> {
    /// Each of the recipients will be able to read it.
    pub fn new(plain: R, recipients: &[Recipient]) -> io::Result<Self> {
        let recipients = recipients.iter().map(|Recipient(key)| key as &dyn age::Recipient);
        let encryptor = Encryptor::with_recipients(recipients).map_err(|_| Self::refused())?;
        let pipe = Pipe::default();
        let writer = Some(encryptor.wrap_output(pipe.clone())?);
        Ok(Self { plain, writer, pipe })
    }

    /// No recipient at all, or one that takes no key.
    fn refused() -> io::Error {
        io::Error::new(io::ErrorKind::InvalidInput, "cannot encrypt for these recipients")
    }
}

impl<R: Read> Read for Sealed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.pipe.with(|bytes| bytes.read(into))?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            let Some(writer) = &mut self.writer else { return Ok(0) };
            let copied = io::copy(&mut (&mut self.plain).take(CHUNK as u64), writer)?;
            if copied == 0
                && let Some(writer) = self.writer.take()
            {
                writer.finish()?;
            }
        }
    }
}

/// What the encryption has put out and nobody has read yet.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<VecDeque<u8>>>);

impl Pipe {
    fn with<T>(&self, act: impl FnOnce(&mut VecDeque<u8>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|all| all.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A backup as it was before it was encrypted, if it was.
pub enum Opened<R> {
    /// It was not.
    Plain(R),
    /// Decrypted while it is read.
    Sealed(StreamReader<R>),
}

impl<R: BufRead> Opened<R> {
    /// Looks at the first bytes. An encrypted backup needs one of the keys it was written for.
    pub fn new(mut stream: R, identities: &[Identity]) -> Result<Self, BackupError> {
        if !stream.fill_buf()?.starts_with(MAGIC) {
            return Ok(Self::Plain(stream));
        }
        if identities.is_empty() {
            return Err(BackupError::Locked);
        }
        let decryptor = Decryptor::new_buffered(stream).map_err(refused)?;
        let keys = identities.iter().map(|Identity(key)| key as &dyn age::Identity);
        decryptor.decrypt(keys).map(Self::Sealed).map_err(refused)
    }

    /// Whether it was encrypted.
    pub fn is_sealed(&self) -> bool {
        matches!(self, Self::Sealed(_))
    }
}

impl<R: Read> Read for Opened<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(into),
            Self::Sealed(stream) => stream.read(into),
        }
    }
}

fn refused(error: DecryptError) -> BackupError {
    match error {
        DecryptError::NoMatchingKeys => BackupError::WrongKey,
        DecryptError::Io(error) => error.into(),
        _ => BackupError::Damaged,
    }
}
