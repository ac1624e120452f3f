//! Reading a journal back: what is there, what is torn, what is damaged.

use super::disk::{self, DiskError, at};
use super::frame::{self, Frame, HEADER, HeaderError};
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Consecutive frames of one segment that hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// First sequence number.
    pub first: u64,
    /// Last sequence number.
    pub last: u64,
    /// Offset of the first frame in the file.
    start: usize,
    /// Offset behind the last frame.
    end: usize,
    /// Checksum in front of the first frame.
    before: u32,
    /// Checksum of the last frame.
    crc: u32,
    /// Groups that begin in it.
    groups: usize,
    /// One of the checksums was wrong, though nothing else.
    mended: bool,
}

/// One segment file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The file.
    pub path: PathBuf,
    /// First sequence number it may hold, from its name.
    pub first: u64,
    /// What can be read, in order; more than one run means damage.
    pub runs: Vec<Run>,
    /// Something is wrong in front of its end.
    pub damaged: bool,
    /// Offset behind the last good frame.
    pub end: usize,
    /// Checksum the next frame builds on.
    pub(super) crc: u32,
    /// Bytes behind `end` of a group that is not complete: most likely the power went while it was
    /// written, and nobody was told that it is saved. The zeros written ahead are not counted.
    pub torn: usize,
}

/// All segments of a journal, read once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// In the order of their sequence numbers.
    pub segments: Vec<Segment>,
    /// Highest sequence number that is known to have been written.
    pub last: u64,
}

/// The journal could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The system refused.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// A segment of a newer release.
    #[error("{}: journal of format {version}", path.display())]
    Newer {
        /// The segment.
        path: PathBuf,
        /// Its version.
        version: u16,
    },
}

impl Scan {
    /// Reads every segment of this directory and checks every byte.
    pub fn read(dir: &Path) -> Result<Scan, ScanError> {
        let paths = segments(dir)?;
        let count = paths.len();
        let mut scan = Scan { segments: Vec::with_capacity(count), last: 0 };
        for (index, (first, path)) in paths.into_iter().enumerate() {
            let bytes = fs::read(&path).map_err(at(&path))?;
            let segment = read_segment(path, first, &bytes, index + 1 == count)?;
            // a segment is begun when the one before it is complete, and unreadable bytes in it
            // stand for one change at least
            let unreadable = segment.damaged && segment.runs.is_empty() && bytes.len() > HEADER;
            let known = if unreadable { first } else { first.saturating_sub(1) };
            let last = segment.runs.last().map_or(0, |run| run.last);
            scan.last = scan.last.max(known).max(last);
            scan.segments.push(segment);
        }
        Ok(scan)
    }

    /// The last change that can be reached from `from` without a gap.
    pub fn reach(&self, from: u64) -> u64 {
        let runs = self.segments.iter().flat_map(|segment| &segment.runs);
        runs.fold(from, |reached, run| {
            if run.first <= reached.saturating_add(1) { reached.max(run.last) } else { reached }
        })
    }

    /// True when every change behind `from` that is known to have been written can be read.
    pub fn covers(&self, from: u64) -> bool {
        self.reach(from) >= self.last
    }

    /// The segments with damage, and those with a gap in front of them.
    pub fn damaged(&self) -> impl Iterator<Item = &Segment> {
        let mut expected = None;
        self.segments.iter().filter(move |segment| {
            let gap = expected.is_some_and(|seq| seq != segment.first);
            expected = Some(segment.runs.last().map_or(segment.first, |run| run.last + 1));
            segment.damaged || gap
        })
    }

    /// Bytes of an incomplete group at the very end.
    pub fn torn(&self) -> usize {
        self.segments.last().map_or(0, |segment| segment.torn)
    }

    /// Those bytes themselves: [`Journal::resume`](super::Journal::resume) cuts them off.
    pub fn torn_tail(&self) -> Result<Vec<u8>, DiskError> {
        let Some(segment) = self.segments.last() else { return Ok(Vec::new()) };
        let mut bytes = vec![0; segment.torn];
        let read = File::open(&segment.path)
            .and_then(|file| file.read_exact_at(&mut bytes, segment.end as u64));
        read.map(|()| bytes).map_err(at(&segment.path))
    }

    /// Hands every readable change in `(from, to]` to `each`, in order.
    pub fn replay<E: From<DiskError>>(
        &self,
        from: u64,
        to: u64,
        mut each: impl FnMut(u64, &[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut done = from;
        for segment in &self.segments {
            if !segment.runs.iter().any(|run| run.last > done && run.first <= to) {
                continue;
            }
            let bytes = fs::read(&segment.path).map_err(at(&segment.path))?;
            for run in &segment.runs {
                let (mut offset, mut crc) = (run.start, run.before);
                while offset < run.end {
                    let Some((frame, _)) = frame_at(&bytes, offset, crc) else { break };
                    if frame.seq > done && frame.seq <= to {
                        each(frame.seq, frame.payload)?;
                        done = frame.seq;
                    }
                    offset += frame.size();
                    crc = frame.crc;
                }
            }
        }
        Ok(())
    }
}

/// Name of the segment that begins with this sequence number.
pub fn segment_name(first: u64) -> String {
    format!("{first:020}.jnl")
}

/// The sequence number a segment's name says; `None` for a foreign file.
fn first_seq(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    let first = name.strip_suffix(".jnl")?.parse().ok()?;
    (segment_name(first) == name).then_some(first)
}

/// Whether a path is named like a segment.
pub fn is_segment(path: &Path) -> bool {
    first_seq(path).is_some()
}

/// The segments of a directory with the number each may begin with, in order.
pub fn segments(dir: &Path) -> Result<Vec<(u64, PathBuf)>, DiskError> {
    let paths = disk::list(dir, ".jnl")?;
    Ok(paths.into_iter().filter_map(|path| Some((first_seq(&path)?, path))).collect())
}

/// The frame at this offset, and whether its checksum needed no mending.
fn frame_at(bytes: &[u8], offset: usize, prev_crc: u32) -> Option<(Frame<'_>, bool)> {
    let rest = bytes.get(offset..)?;
    let sound = frame::read(rest, prev_crc).map(|frame| (frame, true));
    sound.or_else(|| frame::read_mended(rest, prev_crc).map(|frame| (frame, false)))
}

fn read_segment(
    path: PathBuf,
    first: u64,
    bytes: &[u8],
    is_last: bool,
) -> Result<Segment, ScanError> {
    let (mut damaged, crc) = match frame::read_header(bytes) {
        Ok((seq, crc)) => (seq != first, crc),
        Err(HeaderError::Newer(version)) => return Err(ScanError::Newer { path, version }),
        // the checksum itself may be fine: try to go on from it
        Err(HeaderError::Damaged) => (true, crc_before(bytes, HEADER).unwrap_or(0)),
    };
    let mut runs: Vec<Run> = Vec::new();
    let mut from = Some((HEADER, crc));
    while let Some((start, before)) = from {
        let expected = runs.last().map_or(first, |run| run.last + 1);
        let run = read_run(bytes, start, before, expected);
        runs.extend(run);
        let expected = runs.last().map_or(first, |run| run.last + 1);
        from = resync(bytes, run.map_or(start, |run| run.end), expected);
    }
    // frames behind a broken one, but no group: the rest of the torn group
    while is_last && runs.pop_if(|run| run.start != HEADER && run.groups == 0).is_some() {}
    let (end, crc) = runs.last().map_or((HEADER, crc), |run| (run.end, run.crc));
    let rest = bytes.get(end..).unwrap_or_default();
    let torn = rest.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    damaged |= runs.len() > 1 || runs.iter().any(|run| run.mended);
    damaged |= runs.first().is_some_and(|run| run.start != HEADER);
    damaged |= torn > 0 && !is_last;
    Ok(Segment { path, first, runs, damaged, end, crc, torn })
}

/// The frames from `start` on that follow each other.
fn read_run(bytes: &[u8], start: usize, before: u32, expected: u64) -> Option<Run> {
    let mut run: Option<Run> = None;
    let (mut offset, mut crc, mut groups) = (start, before, 0);
    let mut mended = false;
    while let Some((frame, sound)) = frame_at(bytes, offset, crc) {
        let next = run.map_or(expected, |run| run.last + 1);
        // behind a gap the first number may be any later one
        if frame.seq < next || (run.is_some() && frame.seq != next) {
            break;
        }
        offset += frame.size();
        crc = frame.crc;
        groups += usize::from(frame.starts_group);
        mended |= !sound;
        let first = run.map_or(frame.seq, |run| run.first);
        run = Some(Run { first, last: frame.seq, start, end: offset, before, crc, groups, mended });
    }
    run
}

/// The next place behind `from` where a whole frame with a later number stands. The four bytes in
/// front of a frame are the checksum it builds on, so one broken frame does not hide the next.
fn resync(bytes: &[u8], from: usize, expected: u64) -> Option<(usize, u32)> {
    let rest = bytes.get(from..)?;
    if rest.iter().all(|byte| *byte == 0) {
        return None;
    }
    // each frame takes more than OVERHEAD bytes: that bounds the numbers that can follow
    let bound = expected.saturating_add((rest.len() / frame::OVERHEAD) as u64);
    (from + 1..bytes.len().saturating_sub(frame::OVERHEAD)).find_map(|offset| {
        let seq = bytes.get(offset + 4..offset + 12)?.first_chunk::<8>()?;
        let seq = u64::from_le_bytes(*seq);
        let before = crc_before(bytes, offset)?;
        let plausible = seq >= expected && seq <= bound;
        (plausible && frame_at(bytes, offset, before).is_some()).then_some((offset, before))
    })
}

fn crc_before(bytes: &[u8], offset: usize) -> Option<u32> {
    let crc = bytes.get(offset.checked_sub(4)?..offset)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*crc))
}
