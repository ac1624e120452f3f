//! An office as one stream, and an office out of such a stream.
//!
//! ```text
//! "AiD backup\n" | u16 version | u32 files | file… | bytes of all files | SHA-256 of all before
//! file = u16 length | path below the office | u64 bytes          all numbers little endian
//! ```
//!
//! A backup is made of the engine's snapshots and journal while the office goes on: what was being
//! written when the last file was copied is a torn tail. Records, drafts and locks are not in it.
//! Restoring writes below `.restoring` and moves it up when the sum is right; while that is there,
//! the office is not opened, so that half of one is never taken for a whole. Encryption is the
//! caller's business.
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::engine::{BackupFile, OpenError};
use crate::journal::DiskError;
use crate::journal::disk::{self, at};

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
    /// The directory to restore into has something in it.
    #[error("{}: the directory is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// The stream could not be read.
    #[error("the backup cannot be read: {0}")]
    Stream(#[from] io::Error),
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    /// Number of files.
    pub files: usize,
    /// Bytes of them.
    pub bytes: u64,
}

/// A backup being made, to be read to its end. What is in it was fixed when it was begun.
pub struct Backup {
    head: io::Cursor<Vec<u8>>,
    files: std::vec::IntoIter<(File, u64)>,
    now: Option<io::Take<File>>,
    sum: Sha256,
    tail: Option<io::Cursor<[u8; SUM]>>,
}

impl Backup {
    pub(super) fn of(files: Vec<BackupFile>) -> io::Result<Self> {
        let mut head = MAGIC.to_vec();
        head.extend_from_slice(&VERSION.to_le_bytes());
        head.extend_from_slice(&u32::try_from(files.len()).unwrap_or(u32::MAX).to_le_bytes());
        let mut sized = Vec::with_capacity(files.len());
        for BackupFile { name, file } in files {
            let (name, bytes) = (name.to_string_lossy().into_owned(), file.metadata()?.len());
            let length = u16::try_from(name.len()).unwrap_or(u16::MAX);
            head.extend_from_slice(&length.to_le_bytes());
            head.extend_from_slice(name.as_bytes());
            head.extend_from_slice(&bytes.to_le_bytes());
            sized.push((file, bytes));
        }
        let (head, files) = (io::Cursor::new(head), sized.into_iter());
        Ok(Self { head, files, now: None, sum: Sha256::new(), tail: None })
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
                    // a journal only grows; a shorter one is not the one that was begun with
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            match self.files.next() {
                Some((file, bytes)) => self.now = Some(file.take(bytes)),
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
    unpack(stream, |_, _| Ok(io::sink()), |_, _| Ok(()))
}

/// What is being restored stands below this until all of it is there.
const HALF: &str = ".restoring";

/// Makes an office out of a backup, in a directory that does not exist, is empty or holds what an
/// interrupted restore left. Opening it afterwards builds the records.
pub fn restore(stream: impl Read, office: &Path) -> Result<Contents, BackupError> {
    let half = office.join(HALF);
    disk::create_dir(office)?;
    if half.exists() {
        DIRS.iter().chain([&HALF]).try_for_each(|dir| discard(&office.join(dir)))?;
    }
    if !disk::list(office, "")?.is_empty() {
        return Err(BackupError::NotEmpty(office.to_path_buf()));
    }
    let restored = unpack_into(stream, &half);
    let Ok(contents) = restored else {
        discard(&half)?;
        return restored;
    };
    for dir in DIRS {
        let (from, to) = (half.join(dir), office.join(dir));
        disk::create_dir(&from)?;
        fs::rename(&from, &to).map_err(at(&to))?;
    }
    disk::sync_dir(office)?;
    discard(&half)?;
    disk::sync_dir(office)?;
    Ok(contents)
}

/// Refuses an office in which a restore was interrupted.
pub(super) fn check(office: &Path) -> Result<(), OpenError> {
    if office.join(HALF).exists() {
        return Err(OpenError::HalfRestored(office.to_path_buf()));
    }
    Ok(())
}

fn discard(dir: &Path) -> Result<(), DiskError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(dir)(error)),
        _ => Ok(()),
    }
}

fn unpack_into(stream: impl Read, dir: &Path) -> Result<Contents, BackupError> {
    let make = |name: &Path, _| {
        let path = dir.join(name);
        path.parent().map_or(Ok(()), disk::create_dir)?;
        Ok(disk::create(&path)?)
    };
    let finish = |name: &Path, file: File| {
        let path = dir.join(name);
        disk::sync(&file, &path)?;
        Ok(path.parent().map_or(Ok(()), disk::sync_dir)?)
    };
    disk::create_dir(dir)?;
    unpack(stream, make, finish)
}

/// Hands each file of a stream to what `make` makes for it.
fn unpack<W: Write>(
    stream: impl Read,
    mut make: impl FnMut(&Path, u64) -> Result<W, BackupError>,
    mut finish: impl FnMut(&Path, W) -> Result<(), BackupError>,
) -> Result<Contents, BackupError> {
    let mut stream = Summed { stream, sum: Sha256::new() };
    if stream.array::<11>().map_err(|_| BackupError::NotABackup)? != *MAGIC {
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
        let mut file = make(&name, bytes)?;
        if io::copy(&mut (&mut stream).take(bytes), &mut file)? != bytes {
            return Err(BackupError::Damaged);
        }
        finish(&name, file)?;
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
