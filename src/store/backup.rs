//! An office as one stream, and an office out of such a stream.
//!
//! ```text
//! "AiD backup\n" | u16 version | u32 files | file… | bytes of all files | SHA-256 of all before
//! file = u16 length | path below the office | u64 bytes          all numbers little endian
//! ```
//!
//! A backup is made of the engine's snapshots and journal while the office goes on: everything up to
//! the last change that was on disk when it was begun. Records, drafts and locks are not in it.
//! [`seal`] encrypts it on its way out, [`restore`](mod@restore) puts it into an office being made.
pub mod restore;
pub mod seal;

use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::engine::{BackupFile, OpenError};
use super::half::{Half, HalfError};
use crate::journal::{DiskError, ScanError};
use seal::{Recipient, Sealed};

const MAGIC: &[u8; 11] = b"AiD backup\n";
const VERSION: u16 = 1;
/// More files than any office has.
const FILES_MAX: u32 = 1 << 20;
const SUM: usize = 32;
/// Where the engine keeps what is in a backup.
const DIRS: [&str; 2] = ["snapshots", "journal"];

/// A backup could not be made, checked or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The stream is no backup.
    #[error("this is not a backup of an office")]
    NotABackup,
    /// It was made by a newer release.
    #[error("the backup has format {0}, newest known is {VERSION}")]
    Newer(u16),
    /// It ends too early, goes on too long or its sum is wrong.
    #[error("the backup is damaged")]
    Damaged,
    /// It is encrypted, and no key was given.
    #[error("the backup is encrypted")]
    Locked,
    /// It was encrypted for other keys.
    #[error("the backup is encrypted for another key")]
    WrongKey,
    /// The directory to restore into has something in it.
    #[error("{}: the directory is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// The stream could not be read.
    #[error("the backup cannot be read: {0}")]
    Stream(io::Error),
    /// The journal that is to follow on it cannot be read.
    #[error(transparent)]
    Journal(ScanError),
    /// There is no journal in this directory.
    #[error("{}: no journal", .0.display())]
    NoJournal(PathBuf),
    /// The journal that is to follow on it is another office's, or went another way.
    #[error("change {0} of the journal is not the one of the backup")]
    Foreign(u64),
    /// The journal begins too late to follow on it.
    #[error("the backup ends at change {backup}, the journal begins at {journal}")]
    Gap {
        /// The last change of the backup.
        backup: u64,
        /// The first change of the journal.
        journal: u64,
    },
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl From<HalfError> for BackupError {
    fn from(error: HalfError) -> Self {
        match error {
            HalfError::Refused(OpenError::Disk(error)) => Self::Disk(error),
            HalfError::NotEmpty(dir) | HalfError::Refused(OpenError::Locked(dir)) => {
                Self::NotEmpty(dir)
            }
            HalfError::Refused(_) => Self::Damaged,
        }
    }
}

impl From<io::Error> for BackupError {
    /// What the system did not say was said by the encryption: the bytes are not the ones written.
    fn from(error: io::Error) -> Self {
        if error.raw_os_error().is_some() { Self::Stream(error) } else { Self::Damaged }
    }
}

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// Number of files.
    pub files: usize,
    /// Bytes of them.
    pub bytes: u64,
}

/// A backup as it leaves the office.
pub enum Outgoing {
    /// In the clear.
    Plain(Box<Backup>),
    /// For some recipients only.
    Sealed(Box<Sealed<Backup>>),
}

impl Outgoing {
    /// Without recipients it leaves in the clear.
    pub fn new(backup: Backup, recipients: &[Recipient]) -> io::Result<Self> {
        if recipients.is_empty() {
            return Ok(Self::Plain(Box::new(backup)));
        }
        Sealed::new(backup, recipients).map(|sealed| Self::Sealed(Box::new(sealed)))
    }
}

impl Read for Outgoing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(backup) => backup.read(into),
            Self::Sealed(sealed) => sealed.read(into),
        }
    }
}

/// A backup being made, to be read to its end. What is in it was fixed when it was begun.
pub struct Backup {
    head: io::Cursor<Vec<u8>>,
    files: std::vec::IntoIter<BackupFile>,
    now: Option<io::Take<std::fs::File>>,
    sum: Sha256,
    tail: Option<io::Cursor<[u8; SUM]>>,
}

impl Backup {
    pub(super) fn of(files: Vec<BackupFile>) -> Self {
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(&VERSION.to_le_bytes());
        head.extend_from_slice(&u32::try_from(files.len()).unwrap_or(u32::MAX).to_le_bytes());
        for BackupFile { name, bytes, .. } in &files {
            let name = name.to_string_lossy();
            let length = u16::try_from(name.len()).unwrap_or(u16::MAX);
            head.extend_from_slice(&length.to_le_bytes());
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(&bytes.to_le_bytes());
        }
        let (head, files) = (io::Cursor::new(head), files.into_iter());
        Self { head, files, now: None, sum: Sha256::new(), tail: None }
    }

    /// The next bytes in front of the sum; 0 when there are none.
    fn next(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.head.read(into)?;
        if read > 0 {
            return Ok(read);
        }
        loop {
            if let Some(file) = &mut self.now {
                let read = file.read(into)?;
                if read > 0 {
                    return Ok(read);
                }
                if file.limit() > 0 {
                    // what was on disk stays: a shorter file is not the one that was begun with
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            match self.files.next() {
                Some(BackupFile { file, bytes, .. }) => self.now = Some(file.take(bytes)),
                None => return Ok(0),
            }
        }
    }
}

impl Read for Backup {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        if let Some(tail) = &mut self.tail {
            return tail.read(into);
        }
        match self.next(into)? {
            0 => {
                let sum: [u8; SUM] = self.sum.finalize_reset().into();
                self.tail.insert(io::Cursor::new(sum)).read(into)
            }
            read => {
                self.sum.update(into.get(..read).unwrap_or_default());
                Ok(read)
            }
        }
    }
}

/// Reads a backup to its end and compares its sum.
pub fn verify(stream: impl Read) -> Result<Contents, BackupError> {
    unpack(stream, |_, file| Ok(io::copy(file, &mut io::sink()).map(drop)?))
}

/// Makes an office out of a backup, in a directory that does not exist, is empty or holds what an
/// interrupted restore left. Opening it afterwards builds the records.
pub fn restore(stream: impl Read, office: &Path) -> Result<Contents, BackupError> {
    let half = Half::restore(office)?;
    let contents = half.unpack(stream)?;
    half.finish()?;
    Ok(contents)
}

/// Hands each file of a stream with its name to `each`, which reads it to its end. What it got may
/// be believed only when this returns `Ok`.
fn unpack<R: Read>(
    stream: R,
    mut each: impl FnMut(&Path, &mut io::Take<&mut Summed<R>>) -> Result<(), BackupError>,
) -> Result<Contents, BackupError> {
    let mut stream = Summed { stream, sum: Sha256::new() };
    let mut magic = Vec::new();
    (&mut stream).take(MAGIC.len() as u64).read_to_end(&mut magic)?;
    if magic != *MAGIC {
        return Err(BackupError::NotABackup);
    }
    let version = u16::from_le_bytes(stream.array()?);
    if version != VERSION {
        return Err(BackupError::Newer(version));
    }
    let files = u32::from_le_bytes(stream.array()?);
    if files > FILES_MAX {
        return Err(BackupError::Damaged);
    }
    let names = (0..files).map(|_| stream.name()).collect::<Result<Vec<_>, _>>()?;
    let contents = Contents { files: names.len(), bytes: names.iter().map(|(_, b)| b).sum() };
    for (name, bytes) in names {
        let mut file = (&mut stream).take(bytes);
        each(&name, &mut file)?;
        if file.limit() > 0 {
            return Err(BackupError::Damaged);
        }
    }
    let sum: [u8; SUM] = stream.sum.finalize_reset().into();
    if stream.array::<SUM>()? != sum || stream.read(&mut [0])? != 0 {
        return Err(BackupError::Damaged);
    }
    Ok(contents)
}

/// A stream and the sum of what was read of it.
struct Summed<R> {
    stream: R,
    sum: Sha256,
}

impl<R: Read> Summed<R> {
    fn array<const N: usize>(&mut self) -> Result<[u8; N], BackupError> {
        let mut bytes = [0; N];
        match self.read_exact(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(BackupError::Damaged),
            read => Ok(read.map(|()| bytes)?),
        }
    }

    /// A file's path and size. Only paths that the engine could have named are taken.
    fn name(&mut self) -> Result<(PathBuf, u64), BackupError> {
        let length = u64::from(u16::from_le_bytes(self.array()?));
        let mut name = String::new();
        let read = self.take(length).read_to_string(&mut name);
        if read.is_err() || name.len() as u64 != length {
            return Err(BackupError::Damaged);
        }
        let path = PathBuf::from(name);
        let parts: Vec<Component<'_>> = path.components().collect();
        let known = match parts.as_slice() {
            [Component::Normal(dir), Component::Normal(_)] => DIRS.iter().any(|d| dir == d),
            _ => false,
        };
        if !known {
            return Err(BackupError::Damaged);
        }
        Ok((path, u64::from_le_bytes(self.array()?)))
    }
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(into)?;
        self.sum.update(into.get(..read).unwrap_or_default());
        Ok(read)
    }
}
