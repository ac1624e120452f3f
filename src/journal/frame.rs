//! Frames and segment headers as bytes.
//!
//! ```text
//! segment = 8 bytes "AiDjnl" + u16 version | u64 first seq | u32 crc of these 16 bytes | frame…
//! frame   = u32 len | u64 seq | payload | u32 crc(prev_crc, len, seq, payload)
//! ```
//! The highest bit of `len` marks the first frame of a group, that is of one write and one sync.
//! A group follows only when the one before it was synced; so a broken frame with a *group* behind
//! it is damage, and one with nothing but the rest of its own group behind it is a torn write.

/// Longest payload (8 MiB): a wire frame of 1 MiB with the values before, several times over.
pub const MAX_PAYLOAD: usize = 8 << 20;
/// Bytes of a segment header.
pub const HEADER: usize = 20;
/// Bytes of a frame around its payload.
pub const OVERHEAD: usize = 16;

const MAGIC: &[u8; 6] = b"AiDjnl";
const VERSION: u16 = 1;
const GROUP: u32 = 1 << 31;

/// A frame that was read and whose checksum is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Sequence number of the change.
    pub seq: u64,
    /// First frame of a group?
    pub starts_group: bool,
    /// The change-set.
    pub payload: &'a [u8],
    /// Checksum, which the next frame builds on.
    pub crc: u32,
}

impl Frame<'_> {
    /// Bytes on disk.
    pub fn size(&self) -> usize {
        self.payload.len() + OVERHEAD
    }
}

/// Why a segment header was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderError {
    /// Written by a newer release.
    Newer(u16),
    /// Not a header, or a damaged one.
    Damaged,
}

/// The header of a segment; its last four bytes start the chain of checksums.
pub fn header(first_seq: u64) -> [u8; HEADER] {
    let mut bytes = [0; HEADER];
    let fields = MAGIC.iter().copied().chain(VERSION.to_le_bytes()).chain(first_seq.to_le_bytes());
    bytes.iter_mut().zip(fields).for_each(|(to, from)| *to = from);
    let crc = bytes.first_chunk::<16>().map_or(0, |fields| crc32fast::hash(fields));
    bytes.iter_mut().skip(16).zip(crc.to_le_bytes()).for_each(|(to, from)| *to = from);
    bytes
}

/// First sequence number and checksum of a segment.
pub fn read_header(bytes: &[u8]) -> Result<(u64, u32), HeaderError> {
    let (fields, rest) = bytes.split_first_chunk::<16>().ok_or(HeaderError::Damaged)?;
    let crc = rest.first_chunk::<4>().map(|crc| u32::from_le_bytes(*crc));
    let [m0, m1, m2, m3, m4, m5, v0, v1, seq @ ..] = *fields;
    if crc != Some(crc32fast::hash(fields)) || [m0, m1, m2, m3, m4, m5] != *MAGIC {
        return Err(HeaderError::Damaged);
    }
    match u16::from_le_bytes([v0, v1]) {
        VERSION => Ok((u64::from_le_bytes(seq), crc32fast::hash(fields))),
        newer => Err(HeaderError::Newer(newer)),
    }
}

/// Appends a frame and returns its checksum. The payload is at most [`MAX_PAYLOAD`] bytes.
pub fn put(out: &mut Vec<u8>, prev_crc: u32, seq: u64, starts_group: bool, payload: &[u8]) -> u32 {
    let len = super::change::length(payload.len()) | if starts_group { GROUP } else { 0 };
    let crc = checksum(prev_crc, len, seq, payload);
    out.extend_from_slice(&len.to_le_bytes());
    out.extend_from_slice(&seq.to_le_bytes());
    out.extend_from_slice(payload);
    out.extend_from_slice(&crc.to_le_bytes());
    crc
}

/// Reads the frame at the front of `bytes`; `None` unless every check holds.
pub fn read(bytes: &[u8], prev_crc: u32) -> Option<Frame<'_>> {
    let (frame, stored) = parse(bytes, prev_crc)?;
    (frame.crc == stored).then_some(frame)
}

/// A frame whose stored checksum is wrong, but on whose right checksum the next frame builds: the
/// damage is in those four bytes alone.
pub fn read_mended(bytes: &[u8], prev_crc: u32) -> Option<Frame<'_>> {
    let (frame, _) = parse(bytes, prev_crc)?;
    read(bytes.get(frame.size()..)?, frame.crc).map(|_| frame)
}

/// A frame with the checksum it should have, and the one it has.
fn parse(bytes: &[u8], prev_crc: u32) -> Option<(Frame<'_>, u32)> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    let (seq, rest) = rest.split_first_chunk::<8>()?;
    let (len, seq) = (u32::from_le_bytes(*len), u64::from_le_bytes(*seq));
    let size = (len & !GROUP) as usize;
    if size == 0 || size > MAX_PAYLOAD {
        return None;
    }
    let (payload, rest) = rest.split_at_checked(size)?;
    let stored = u32::from_le_bytes(*rest.first_chunk::<4>()?);
    let crc = checksum(prev_crc, len, seq, payload);
    Some((Frame { seq, starts_group: len & GROUP != 0, payload, crc }, stored))
}

fn checksum(prev_crc: u32, len: u32, seq: u64, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&prev_crc.to_le_bytes());
    hasher.update(&len.to_le_bytes());
    hasher.update(&seq.to_le_bytes());
    hasher.update(payload);
    hasher.finalize()
}
