//! What is fed with anything: each takes bytes from outside and says, by a panic, when something
//! does not hold. `fuzz/fuzz_targets` calls them for hours, `tests/fuzz_corpus.rs` with every input
//! that once showed something new.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "each target is a program of its own; a panic is a finding"
)]

use aid::api::wire::{self, Greeting, Hello};
use aid::api::{Ask, FromServer};
use aid::codec;
use aid::domain::{clean, dates};
use aid::exchange::{csv as tables, persons, sheet};
use aid::journal::change::ChangeSet;
use aid::journal::scan::{Scan, segment_name};
use aid::journal::{DiskError, frame, snapshot};
use aid::text::{Lang, Texts};
use aid::tui::input::{Input, Parser, Settings};
use aid::tui::keymap::{Keymap, Profile};
use chrono::NaiveDate;
use std::fs;
use std::time::{Duration, Instant};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

/// What comes over the socket, on both sides: whatever is understood is understood again.
pub fn frames(bytes: &[u8]) {
    let _ = Hello::from_bytes(bytes);
    let mut stream = bytes;
    while let Ok(body) = wire::receive_bytes(&mut stream) {
        message(&body);
    }
    message(bytes);
}

fn message(body: &[u8]) {
    again::<Ask>(body);
    again::<FromServer>(body);
    again::<Greeting>(body);
}

/// Encoded once more it is the same message, whatever of it was written in a longer way.
fn again<T: serde::Serialize + serde::de::DeserializeOwned>(body: &[u8]) {
    let Ok(message) = codec::decode::<T>(body) else { return };
    let short = codec::encode(&message).unwrap();
    let back: T = codec::decode(&short).unwrap();
    assert_eq!(codec::encode(&back).unwrap(), short);
}

/// Segments, snapshots and changes as they may lie on a disk. The first byte chooses which.
pub fn journal(bytes: &[u8]) {
    let Some((kind, bytes)) = bytes.split_first() else { return };
    match kind % 4 {
        0 => segment(bytes),
        1 => mended(bytes),
        2 => snapshot_file(bytes),
        _ => {
            if let Ok(change) = ChangeSet::decode(bytes) {
                assert_eq!(ChangeSet::decode(&change.encode()).unwrap(), change);
            }
        }
    }
}

fn scan(segment: &[u8]) -> (Scan, Vec<(u64, Vec<u8>)>) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(segment_name(1)), segment).unwrap();
    let Ok(scan) = Scan::read(dir.path()) else {
        return (Scan { segments: Vec::new(), last: 0 }, Vec::new());
    };
    let mut read = Vec::new();
    let replayed = scan.replay(0, u64::MAX, |seq, payload| {
        read.push((seq, payload.to_vec()));
        Ok::<(), DiskError>(())
    });
    replayed.unwrap();
    (scan, read)
}

fn segment(bytes: &[u8]) {
    let (_, read) = scan(bytes);
    assert!(read.is_sorted_by_key(|(seq, _)| *seq), "{read:?}");
}

/// A sound segment with some bytes changed: nothing is read that was not written.
fn mended(bytes: &[u8]) {
    let (changes, payloads) = bytes.split_at(bytes.len().min(8));
    let mut file = frame::header(1).to_vec();
    let (_, mut crc) = frame::read_header(&file).unwrap();
    let written: Vec<&[u8]> = payloads.chunks(40).collect();
    for (seq, payload) in (1..).zip(&written) {
        crc = frame::put(&mut file, crc, seq, seq % 3 != 0, payload);
    }
    for change in changes.chunks_exact(2) {
        let at = usize::from(change[0]) * file.len() / 256;
        file[at] ^= change[1];
    }
    let (_, read) = scan(&file);
    for (seq, payload) in read {
        let index = usize::try_from(seq).unwrap() - 1;
        assert_eq!(written.get(index).copied(), Some(payload.as_slice()), "change {seq}");
    }
}

fn snapshot_file(bytes: &[u8]) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(format!("{:020}-{:020}.snap", 1, 2));
    fs::write(&path, bytes).unwrap();
    let _ = snapshot::read(&path, |_, _, _| Ok::<(), snapshot::SnapshotError>(()));
}

/// A file that somebody wants to import: what is taken of it holds nothing hidden, and what is not
/// is written back for her to mend.
pub fn csv(bytes: &[u8]) {
    let Ok(sheet) = sheet::read(bytes) else { return };
    let found = persons::read(&sheet, today());
    for row in &found.rows {
        assert!(sheet.row(row.line).is_some(), "a person from line {}", row.line);
        let hidden = |c: char| c != '\n' && clean::is_hidden(c);
        assert!(row.person.iter().all(|(_, text)| !text.contains(hidden)), "{:?}", row.person);
    }
    let bad = tables::rejected(&sheet, "?", |line| {
        found.bad.iter().any(|bad| bad.line == line).then(|| "!".to_owned())
    });
    assert!(sheet::read(&bad).is_ok() || sheet.headers.iter().all(String::is_empty));
}

/// A user's keymap: what is wrong with it is said, in both languages, and keys still do something.
pub fn keymaps(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    for (profile, lang) in [(Profile::Default, Lang::De), (Profile::Vim, Lang::En)] {
        let (keymap, lints) = Keymap::load(profile, Some(source), lang);
        let texts = Texts::new(lang);
        assert!(lints.iter().all(|lint| !lint.message("", &texts).is_empty()));
        assert!(!keymap.bindings().is_empty());
    }
}

/// A date typed in a hurry, a partial date, a time of day.
pub fn dates(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(typed) = dates::parse(text, today()) {
        let window = typed.window(today());
        assert!(window.from() <= window.until(), "{window:?}");
    }
    if let Ok(day) = dates::parse_past(text, today()) {
        assert!(day <= today(), "{day}");
    }
    if let Ok(date) = dates::PartialDate::parse(text, today()) {
        assert!(date.earliest() <= date.latest(), "{date:?}");
        let _ = date.age_on(today());
    }
    let _ = dates::parse_time(text);
}

/// What a terminal sends, in pieces: the first bytes say where it is cut.
pub fn keys(bytes: &[u8]) {
    let (cuts, mut bytes) = bytes.split_at(bytes.len().min(4));
    let settings =
        Settings { utf8: cuts.first().is_some_and(|b| b % 2 == 0), ..Settings::default() };
    let (mut parser, mut out) = (Parser::new(settings), Vec::new());
    let now = Instant::now();
    for cut in cuts {
        let (piece, rest) = bytes.split_at(usize::from(*cut).min(bytes.len()));
        parser.feed(piece, now, &mut out);
        if cut % 3 == 0 {
            parser.elapsed(&mut out);
        }
        bytes = rest;
    }
    parser.feed(bytes, now + Duration::from_secs(1), &mut out);
    parser.hung_up(&mut out);
    for input in out {
        if let Input::Paste { text, .. } = input {
            let hidden = |c: char| c != '\n' && clean::is_hidden(c);
            assert!(!text.contains(hidden), "{text:?}");
        }
    }
    let text = String::from_utf8_lossy(bytes);
    let (line, note) = (clean::line(&text), clean::text(&text));
    assert_eq!((clean::line(&line), clean::text(&note)), (line, note), "cleaning is done once");
}
