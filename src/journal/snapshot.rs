//! Snapshots: an image of all records in one verified file.
//!
//! A snapshot is *fuzzy*: it is taken without a lock while changes go on. It holds what a scan saw
//! between change `s0` (everything up to it is in) and change `s1` (nothing behind it is). Since
//! all operations are absolute, image plus replay of `(s0, s1]` is exactly the state after `s1`,
//! whose digest stands in the footer.
//!
//! ```text
//! "AiDsnp" + u16 version | u64 s0 | u32 crc
//! block  = u32 len | records | u32 crc(prev_crc, len, records)
//! record = u8 tree | u32 len | key | u32 len | value
//! footer = a block whose len has the highest bit set:
//!          u64 s1 | u64 count, u64 sum of the image | u64 count, u64 sum of the state after s1
//! ```

use super::Digest;
use super::change::{Reader, Tree, length, put_bytes};
use super::disk::{self, DiskError, at};
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 6] = b"AiDsnp";
const VERSION: u16 = 1;
const FOOTER: u32 = 1 << 31;
/// A block is closed when it has this many bytes (256 KiB).
const BLOCK: usize = 256 << 10;
/// Longest block that is read: one record may be as long as a change-set.
const MAX_BLOCK: usize = BLOCK + super::frame::MAX_PAYLOAD;

/// What the footer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// The image holds every change up to this one.
    pub from: u64,
    /// The image holds nothing behind this change.
    pub to: u64,
    /// Count and digest of the image itself.
    pub image: Digest,
    /// Count and digest of the records after change `to`.
    pub state: Digest,
}

/// A snapshot that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The system refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// A checksum, the count or the digest is wrong, or the file is cut.
    #[error("{}: the snapshot is damaged", .0.display())]
    Damaged(PathBuf),
    /// Written by a newer release.
    #[error("{}: snapshot of a newer format", .0.display())]
    Newer(PathBuf),
}

/// A snapshot being written; without [`Writer::finish`] nothing of it remains.
pub struct Writer {
    dir: PathBuf,
    temporary: PathBuf,
    file: File,
    offset: u64,
    from: u64,
    crc: u32,
    block: Vec<u8>,
    image: Digest,
    key: Vec<u8>,
}

impl Writer {
    /// Begins a snapshot of a state that holds every change up to `from`.
    pub fn create(dir: &Path, from: u64) -> Result<Writer, DiskError> {
        let temporary = dir.join("next.tmp");
        let file = disk::create(&temporary)?;
        let mut header = [MAGIC.as_slice(), &VERSION.to_le_bytes(), &from.to_le_bytes()].concat();
        let crc = crc32fast::hash(&header);
        header.extend_from_slice(&crc.to_le_bytes());
        disk::write_at(&file, &temporary, &header, 0)?;
        Ok(Writer {
            dir: dir.to_path_buf(),
            temporary,
            file,
            offset: header.len() as u64,
            from,
            crc,
            block: Vec::with_capacity(BLOCK),
            image: Digest::default(),
            key: Vec::new(),
        })
    }

    /// Adds a record.
    pub fn put(&mut self, tree: Tree, key: &[u8], value: &[u8]) -> Result<(), DiskError> {
        self.image.add(flat(&mut self.key, tree, key), value);
        self.block.push(tree.0);
        put_bytes(&mut self.block, key);
        put_bytes(&mut self.block, value);
        if self.block.len() >= BLOCK { self.close_block(0) } else { Ok(()) }
    }

    /// Makes it durable under its name. `state` is count and digest after change `to`.
    pub fn finish(mut self, to: u64, state: Digest) -> Result<PathBuf, DiskError> {
        if !self.block.is_empty() {
            self.close_block(0)?;
        }
        for number in [to, self.image.count, self.image.sum, state.count, state.sum] {
            self.block.extend_from_slice(&number.to_le_bytes());
        }
        self.close_block(FOOTER)?;
        let path = self.dir.join(name(self.from, to));
        disk::publish(&self.file, &self.temporary, &path)?;
        Ok(path)
    }

    fn close_block(&mut self, flag: u32) -> Result<(), DiskError> {
        let len = length(self.block.len()) | flag;
        self.crc = checksum(self.crc, len, &self.block);
        let bytes = [&len.to_le_bytes(), self.block.as_slice(), &self.crc.to_le_bytes()].concat();
        disk::write_at(&self.file, &self.temporary, &bytes, self.offset)?;
        self.offset += bytes.len() as u64;
        self.block.clear();
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // when it is finished it has another name
        let _ = fs::remove_file(&self.temporary);
    }
}

/// Name of the snapshot that holds every change up to `from` and nothing behind `to`.
fn name(from: u64, to: u64) -> String {
    format!("{from:020}-{to:020}.snap")
}

/// The numbers in a snapshot's name, `(from, to)`; `None` for a foreign file.
pub fn range(path: &Path) -> Option<(u64, u64)> {
    let file = path.file_name()?.to_str()?;
    let (from, to) = file.strip_suffix(".snap")?.split_once('-')?;
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (name(from, to) == file).then_some((from, to))
}

/// The snapshots of a directory, the newest first.
pub fn list(dir: &Path) -> Result<Vec<PathBuf>, DiskError> {
    let mut paths = disk::list(dir, ".snap")?;
    paths.retain(|path| range(path).is_some());
    paths.reverse();
    Ok(paths)
}

/// Reads and checks a whole snapshot, handing each record to `each`. The footer comes last, so the
/// caller may believe the records only when this returns `Ok`.
pub fn read<E: From<SnapshotError>>(
    path: &Path,
    mut each: impl FnMut(Tree, &[u8], &[u8]) -> Result<(), E>,
) -> Result<Info, E> {
    let damaged = || SnapshotError::Damaged(path.to_path_buf());
    let file = File::open(path).map_err(at(path)).map_err(SnapshotError::Disk)?;
    let mut input = Blocks { input: BufReader::with_capacity(BLOCK, file), crc: 0 };
    let from = input.header(path)?;
    let mut image = Digest::default();
    let mut flat_key = Vec::new();
    loop {
        let (is_footer, block) = input.next(path)?;
        let mut records = Reader(&block);
        if is_footer {
            let info = footer(&mut records, from).ok_or_else(damaged)?;
            let name_is_right = range(path) == Some((info.from, info.to));
            if info.image != image || !name_is_right || !input.at_end() {
                return Err(damaged().into());
            }
            return Ok(info);
        }
        while !records.0.is_empty() {
            let (tree, key, value) = record(&mut records).ok_or_else(damaged)?;
            image.add(flat(&mut flat_key, tree, key), value);
            each(tree, key, value)?;
        }
    }
}

/// A key with its tree in front, as the digest counts it.
fn flat<'a>(buffer: &'a mut Vec<u8>, tree: Tree, key: &[u8]) -> &'a [u8] {
    buffer.clear();
    buffer.push(tree.0);
    buffer.extend_from_slice(key);
    buffer
}

fn record<'a>(input: &mut Reader<'a>) -> Option<(Tree, &'a [u8], &'a [u8])> {
    Some((Tree(input.u8()?), input.bytes()?, input.bytes()?))
}

fn footer(input: &mut Reader<'_>, from: u64) -> Option<Info> {
    let to = input.u64()?;
    let image = Digest { count: input.u64()?, sum: input.u64()? };
    let state = Digest { count: input.u64()?, sum: input.u64()? };
    input.0.is_empty().then_some(Info { from, to, image, state })
}

fn checksum(prev: u32, len: u32, block: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&prev.to_le_bytes());
    hasher.update(&len.to_le_bytes());
    hasher.update(block);
    hasher.finalize()
}

struct Blocks {
    input: BufReader<File>,
    crc: u32,
}

impl Blocks {
    fn header(&mut self, path: &Path) -> Result<u64, SnapshotError> {
        let fields: [u8; 16] = self.array(path)?;
        let crc = u32::from_le_bytes(self.array(path)?);
        let [m0, m1, m2, m3, m4, m5, v0, v1, from @ ..] = fields;
        if crc != crc32fast::hash(&fields) || [m0, m1, m2, m3, m4, m5] != *MAGIC {
            return Err(SnapshotError::Damaged(path.to_path_buf()));
        }
        if u16::from_le_bytes([v0, v1]) != VERSION {
            return Err(SnapshotError::Newer(path.to_path_buf()));
        }
        self.crc = crc;
        Ok(u64::from_le_bytes(from))
    }

    fn next(&mut self, path: &Path) -> Result<(bool, Vec<u8>), SnapshotError> {
        let len = u32::from_le_bytes(self.array(path)?);
        let size = (len & !FOOTER) as usize;
        if size == 0 || size > MAX_BLOCK {
            return Err(SnapshotError::Damaged(path.to_path_buf()));
        }
        let mut block = vec![0; size];
        self.fill(&mut block, path)?;
        self.crc = checksum(self.crc, len, &block);
        if u32::from_le_bytes(self.array(path)?) != self.crc {
            return Err(SnapshotError::Damaged(path.to_path_buf()));
        }
        Ok((len & FOOTER != 0, block))
    }

    fn array<const N: usize>(&mut self, path: &Path) -> Result<[u8; N], SnapshotError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes, path)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8], path: &Path) -> Result<(), SnapshotError> {
        self.input.read_exact(bytes).map_err(|source| match source.kind() {
            std::io::ErrorKind::UnexpectedEof => SnapshotError::Damaged(path.to_path_buf()),
            _ => SnapshotError::Disk(at(path)(source)),
        })
    }

    fn at_end(&mut self) -> bool {
        matches!(self.input.read(&mut [0]), Ok(0))
    }
}
