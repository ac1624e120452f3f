//! The journal through its public doors: frozen bytes, torn tails, damage, snapshots.
// helpers outside of the test functions may unwrap too
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use aid::journal::frame::{self, HEADER};
use aid::journal::snapshot::{self, SnapshotError};
use aid::journal::{Before, ChangeSet, Digest, Journal, Op, Scan, ScanError, Tree};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

fn sample() -> ChangeSet {
    let op = |tree, key: &str, value: Option<&str>, before| Op {
        tree: Tree(tree),
        key: key.into(),
        value: value.map(Into::into),
        before,
    };
    ChangeSet {
        time_ms: 1_790_000_000_123,
        staff: 7,
        request: 0x0011_2233_4455_6677_8899_aabb_ccdd_eeff,
        answer: b"ok".to_vec(),
        ops: vec![
            op(1, "new", Some("value"), Before::Absent),
            op(2, "changed", Some("later"), Before::Value(b"earlier".to_vec())),
            op(3, "deleted", None, Before::Value(vec![])),
            op(250, "log", Some(""), Before::Unkept),
        ],
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.chunks(32).map(|line| line.concat() + "\n").collect()
}

/// The golden files are never edited: what they show stands in somebody's journal.
fn golden(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let text = fs::read_to_string(path).unwrap();
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|d| u8::from_str_radix(str::from_utf8(d).unwrap(), 16).unwrap()).collect()
}

fn segment() -> Vec<u8> {
    let mut bytes = frame::header(41).to_vec();
    let (_, crc) = frame::read_header(&bytes).unwrap();
    let crc = frame::put(&mut bytes, crc, 41, true, b"first");
    frame::put(&mut bytes, crc, 42, false, b"second");
    bytes
}

fn snapshot_in(dir: &Path) -> (PathBuf, Digest) {
    let mut writer = snapshot::Writer::create(dir, 3).unwrap();
    writer.put(Tree(1), b"key", b"value").unwrap();
    writer.put(Tree(2), b"", b"").unwrap();
    let state = Digest { count: 2, sum: 99 };
    (writer.finish(5, state).unwrap(), state)
}

#[test]
fn the_bytes_on_disk_are_frozen() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = snapshot_in(dir.path());
    assert_eq!(hex(&sample().encode()), hex(&golden("change-v1.hex")));
    assert_eq!(hex(&segment()), hex(&golden("segment-v1.hex")));
    assert_eq!(hex(&fs::read(path).unwrap()), hex(&golden("snapshot-v1.hex")));
}

#[test]
fn goldens_are_read_and_every_prefix_of_one_is_an_error() {
    let bytes = golden("change-v1.hex");
    assert_eq!(ChangeSet::decode(&bytes), Ok(sample()));
    for cut in 0..bytes.len() {
        assert!(ChangeSet::decode(&bytes[..cut]).is_err(), "prefix of {cut} bytes");
    }
    assert!(ChangeSet::decode(&[bytes.as_slice(), &[0]].concat()).is_err());
    let newer = [&[2], &bytes[1..]].concat();
    assert_eq!(ChangeSet::decode(&newer), Err(aid::journal::change::ChangeError::Newer(2)));

    let bytes = golden("segment-v1.hex");
    assert_eq!(frame::read_header(&bytes).map(|(seq, _)| seq), Ok(41));
    for cut in 0..HEADER {
        assert!(frame::read_header(&bytes[..cut]).is_err(), "prefix of {cut} bytes");
    }
    let (_, crc) = frame::read_header(&bytes).unwrap();
    for cut in HEADER..HEADER + frame::OVERHEAD + 5 {
        assert_eq!(frame::read(&bytes[HEADER..cut], crc), None, "prefix of {cut} bytes");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>, version in 0..3u8) {
        let _ = ChangeSet::decode(&[&[version], bytes.as_slice()].concat());
        let _ = frame::read(&bytes, 0);
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("00000000000000000001.jnl"), &bytes).unwrap();
        let with_header = [frame::header(9).as_slice(), &bytes].concat();
        fs::write(dir.path().join("00000000000000000009.jnl"), with_header).unwrap();
        prop_assert!(Scan::read(dir.path()).is_ok());
    }
}

/// A journal of `groups`, each payload its own sequence number as text, `per_segment` groups each.
fn write_journal(dir: &Path, groups: &[usize], per_segment: usize) -> u64 {
    let mut journal = Journal::start(dir, 1).unwrap();
    for (index, size) in groups.iter().enumerate() {
        if index > 0 && index % per_segment == 0 {
            journal.rotate().unwrap();
        }
        let next = journal.next_seq();
        let payloads: Vec<Vec<u8>> =
            (next..next + *size as u64).map(|seq| format!("change {seq}").into_bytes()).collect();
        journal.append(&payloads).unwrap();
    }
    journal.next_seq() - 1
}

fn replayed(scan: &Scan, from: u64) -> Vec<u64> {
    let mut seen = Vec::new();
    scan.replay::<ScanError>(from, u64::MAX, |seq, payload| {
        assert_eq!(payload, format!("change {seq}").as_bytes());
        seen.push(seq);
        Ok(())
    })
    .unwrap();
    seen
}

fn only_segment(dir: &Path) -> PathBuf {
    let scan = Scan::read(dir).unwrap();
    assert_eq!(scan.segments.len(), 1);
    scan.segments[0].path.clone()
}

/// The file without the zeros ahead of the next group.
fn trimmed(path: &Path) -> Vec<u8> {
    let mut bytes = fs::read(path).unwrap();
    bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1);
    bytes
}

#[test]
fn what_was_appended_is_read_back_over_segments() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(write_journal(dir.path(), &[1, 3, 2, 5], 2), 11);
    let scan = Scan::read(dir.path()).unwrap();
    assert_eq!((scan.last, scan.segments.len(), scan.torn()), (11, 2, 0));
    assert_eq!(scan.damaged().count(), 0);
    assert_eq!(replayed(&scan, 0), (1..=11).collect::<Vec<_>>());
    assert_eq!(replayed(&scan, 7), (8..=11).collect::<Vec<_>>());
    assert!(scan.covers(0) && scan.covers(11) && scan.covers(99));
}

#[test]
fn every_cut_of_the_last_group_is_a_torn_tail_and_the_journal_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    write_journal(dir.path(), &[2, 3], 9);
    let path = only_segment(dir.path());
    let whole = trimmed(&path);
    let two = HEADER + 2 * (frame::OVERHEAD + "change 1".len());
    for cut in two..whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        let scan = Scan::read(dir.path()).unwrap();
        assert_eq!(scan.damaged().count(), 0, "cut at {cut}");
        assert!((2..5).contains(&scan.last) && scan.covers(0), "cut at {cut}");
        let mut journal = Journal::resume(dir.path(), &scan).unwrap();
        journal.append(&[format!("change {}", scan.last + 1).into_bytes()]).unwrap();
        let again = Scan::read(dir.path()).unwrap();
        assert_eq!((again.last, again.torn()), (scan.last + 1, 0), "cut at {cut}");
        assert_eq!(replayed(&again, 0).len() as u64, again.last);
    }
}

#[test]
fn a_group_written_out_of_order_by_a_power_cut_is_torn_not_damaged() {
    let dir = tempfile::tempdir().unwrap();
    write_journal(dir.path(), &[2, 3], 9);
    let path = only_segment(dir.path());
    let mut bytes = trimmed(&path);
    let third = HEADER + 2 * (frame::OVERHEAD + "change 1".len());
    bytes[third..third + 10].fill(0);
    fs::write(&path, &bytes).unwrap();
    let scan = Scan::read(dir.path()).unwrap();
    assert_eq!((scan.last, scan.damaged().count()), (2, 0));
    let tail = &bytes[third..];
    assert_eq!((scan.torn(), scan.torn_tail().unwrap().as_slice()), (tail.len(), tail));
}

#[test]
fn the_zeros_written_ahead_are_no_part_of_a_torn_tail() {
    let dir = tempfile::tempdir().unwrap();
    write_journal(dir.path(), &[2], 9);
    let path = only_segment(dir.path());
    let whole = trimmed(&path);
    let ahead = vec![0; 1 << 16];
    fs::write(&path, [&whole, ahead.as_slice()].concat()).unwrap();
    let scan = Scan::read(dir.path()).unwrap();
    assert_eq!((scan.last, scan.torn()), (2, 0));
    fs::write(&path, [&whole[..whole.len() - 3], ahead.as_slice()].concat()).unwrap();
    let scan = Scan::read(dir.path()).unwrap();
    let cut = frame::OVERHEAD + "change 2".len() - 3;
    assert_eq!((scan.last, scan.torn()), (1, cut));
}

#[test]
fn every_flipped_byte_in_front_of_the_last_group_is_reported() {
    let dir = tempfile::tempdir().unwrap();
    let last = write_journal(dir.path(), &[2, 1, 2], 9);
    let path = only_segment(dir.path());
    let whole = trimmed(&path);
    let frame_size = frame::OVERHEAD + "change 1".len();
    for at in 0..HEADER + 3 * frame_size {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&path, &bytes).unwrap();
        let scan = Scan::read(dir.path()).unwrap();
        assert_eq!((scan.last, scan.damaged().count()), (last, 1), "byte {at}");
        assert!(scan.covers(3), "what lies behind byte {at} is readable");
        assert_eq!(replayed(&scan, 3), vec![4, 5], "byte {at}");
        let gone = (1..=last).filter(|seq| !replayed(&scan, 0).contains(seq)).count();
        assert_eq!(scan.covers(0), gone == 0, "byte {at}");
        assert!(gone <= 1, "byte {at}");
    }
}

#[test]
fn a_missing_segment_is_reported_and_not_jumped_over() {
    let dir = tempfile::tempdir().unwrap();
    let last = write_journal(dir.path(), &[2, 2, 2], 1);
    fs::remove_file(dir.path().join("00000000000000000003.jnl")).unwrap();
    let scan = Scan::read(dir.path()).unwrap();
    assert_eq!((scan.last, scan.damaged().count()), (last, 1));
    assert!(!scan.covers(0) && !scan.covers(2) && scan.covers(4));
}

#[test]
fn a_segment_of_a_newer_release_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut header = frame::header(1);
    header[6] = 9;
    let crc = crc32fast::hash(&header[..16]);
    header[16..].copy_from_slice(&crc.to_le_bytes());
    fs::write(dir.path().join("00000000000000000001.jnl"), header).unwrap();
    assert!(matches!(Scan::read(dir.path()), Err(ScanError::Newer { version: 9, .. })));
}

#[test]
fn only_whole_segments_that_are_no_longer_needed_go() {
    let dir = tempfile::tempdir().unwrap();
    let last = write_journal(dir.path(), &[2, 2, 2], 1);
    let mut journal = Journal::resume(dir.path(), &Scan::read(dir.path()).unwrap()).unwrap();
    let before = journal.size();
    journal.drop_through(3).unwrap();
    let scan = Scan::read(dir.path()).unwrap();
    assert_eq!((scan.segments.len(), scan.last), (2, last));
    assert!(scan.covers(2) && !scan.covers(1) && journal.size() < before);
    journal.drop_through(u64::MAX).unwrap();
    assert_eq!(Scan::read(dir.path()).unwrap().segments.len(), 1, "the open one stays");
}

type Records = Vec<(u8, Vec<u8>, Vec<u8>)>;

fn read_snapshot(path: &Path) -> Result<(Records, Digest), SnapshotError> {
    let mut records = Vec::new();
    let info = snapshot::read(path, |tree, key, value| {
        records.push((tree.0, key.to_vec(), value.to_vec()));
        Ok::<_, SnapshotError>(())
    })?;
    assert_eq!((info.from, info.to), (3, 5));
    Ok((records, info.state))
}

#[test]
fn a_snapshot_comes_back_and_no_changed_byte_passes() {
    let dir = tempfile::tempdir().unwrap();
    let (path, state) = snapshot_in(dir.path());
    let records = vec![(1, b"key".to_vec(), b"value".to_vec()), (2, vec![], vec![])];
    assert_eq!(read_snapshot(&path).unwrap(), (records, state));
    let whole = fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(read_snapshot(&path).is_err(), "byte {at}");
        fs::write(&path, &whole[..at]).unwrap();
        assert!(read_snapshot(&path).is_err(), "cut at {at}");
    }
    fs::write(&path, [whole.as_slice(), &[0]].concat()).unwrap();
    assert!(read_snapshot(&path).is_err(), "a byte too many");
    let renamed = dir.path().join("00000000000000000003-00000000000000000006.snap");
    fs::write(&renamed, &whole).unwrap();
    assert!(read_snapshot(&renamed).is_err(), "a wrong name");
}
