//! The engine against damage: flipped bits, cut and removed files, snapshots, compaction, backup.

// helpers outside of the test functions may unwrap too
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "common/folder.rs"]
mod folder;
#[path = "common/skip.rs"]
mod skip;

use aid::store::engine::{
    Author, Damage, Engine, EngineError, KEPT_MS, OpenError, OpenReport, Options, Problem, Rebuilt,
    Span, Stray, Tree,
};
use folder::{copy, files};
use proptest::prelude::*;
use skip::skipped;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const NOW: i64 = 1_790_000_000_000;
const T: Tree = Tree(1);

fn options() -> Options {
    Options { cache_bytes: 1 << 20, ..Options::at(NOW) }
}

fn try_open(dir: &Path) -> Result<(Engine, OpenReport), OpenError> {
    Engine::open(dir, options(), (), &mut |_| {})
}

fn open(dir: &Path) -> Engine {
    try_open(dir).unwrap().0
}

fn put(engine: &Engine, key: &str, value: &str) -> u64 {
    put_at(engine, NOW, key, value)
}

fn put_at(engine: &Engine, time_ms: i64, key: &str, value: &str) -> u64 {
    let (key, value) = (key.as_bytes().to_vec(), value.as_bytes().to_vec());
    let author = Author { time_ms, staff: 1, request: 0 };
    let put =
        engine.write::<EngineError>(author, move |tx| tx.put(T, &key, value).map(|()| vec![]));
    put.unwrap().seq
}

type State = BTreeMap<(u8, Vec<u8>), Vec<u8>>;

/// Everything, the engine's memory of changes included.
fn state(engine: &Engine) -> State {
    let trees = [T, Tree(2), aid::store::engine::CHANGES];
    let records = trees.into_iter().flat_map(|tree| {
        let records = engine.range(Span::all(tree), usize::MAX).unwrap();
        records.into_iter().map(move |(key, value)| ((tree.0, key), value))
    });
    records.collect()
}

/// An office with a snapshot, changes behind it and several segments.
fn build(dir: &Path) -> State {
    let engine = open(dir);
    for n in 0..40 {
        put(&engine, &format!("key {}", n % 25), &format!("value {n} {}", "x".repeat(n * 7)));
    }
    engine.snapshot().unwrap();
    for n in 40..60 {
        put(&engine, &format!("key {}", n % 25), &format!("value {n}"));
    }
    let state = state(&engine);
    engine.close().unwrap();
    state
}

/// Offsets worth damaging: bytes that hold something.
fn places(bytes: &[u8], count: usize, random: &mut fastrand::Rng) -> Vec<usize> {
    let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
    (0..count.min(used.len())).map(|_| used[random.usize(0..used.len())]).collect()
}

/// The office opens with everything in it, twice; `repaired` tells whether that needed a repair.
fn survives(dir: &Path, expected: &State, what: &str) -> bool {
    let (engine, report) = try_open(dir).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(state(&engine) == *expected, "{what}: other records than before");
    put(&engine, "still", "writable");
    let after = state(&engine);
    drop(engine);
    let (engine, again) = try_open(dir).unwrap();
    assert!(state(&engine) == after, "{what}: the repair did not last");
    assert_eq!((again.rebuilt, again.journal_renewed), (None, false), "{what}: repaired twice");
    report.rebuilt.is_some() || report.journal_renewed
}

#[test]
fn no_flipped_bit_in_any_file_loses_anything() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    let expected = build(&whole);
    let mut random = fastrand::Rng::with_seed(7);
    let mut repairs = 0;
    for file in files(&whole) {
        let name = file.strip_prefix(&whole).unwrap();
        let bytes = fs::read(&file).unwrap();
        for at in places(&bytes, 6, &mut random) {
            let damaged = dir.path().join("damaged");
            copy(&whole, &damaged);
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << random.u8(0..8);
            fs::write(damaged.join(name), bytes).unwrap();
            repairs += usize::from(survives(&damaged, &expected, &format!("{name:?} byte {at}")));
            fs::remove_dir_all(&damaged).unwrap();
        }
    }
    assert!(repairs > 5, "the damage was real: {repairs}");
}

#[test]
fn no_cut_or_removed_file_loses_anything() {
    let dir = tempfile::tempdir().unwrap();
    let whole = dir.path().join("whole");
    let expected = build(&whole);
    for file in files(&whole) {
        let name = file.strip_prefix(&whole).unwrap();
        let len = fs::metadata(&file).unwrap().len();
        for cut in [None, Some(0), Some(len / 3), Some(len / 2)] {
            let damaged = dir.path().join("damaged");
            copy(&whole, &damaged);
            match cut {
                None => fs::remove_file(damaged.join(name)).unwrap(),
                Some(len) => {
                    let file = fs::File::options().write(true).open(damaged.join(name)).unwrap();
                    file.set_len(len).unwrap();
                }
            }
            survives(&damaged, &expected, &format!("{name:?} cut to {cut:?}"));
            fs::remove_dir_all(&damaged).unwrap();
        }
    }
}

/// Flips a bit in the last change of the journal; the bytes of that change as they are now.
fn flip_in_the_last_change(dir: &Path) -> Vec<u8> {
    let segment = dir.join("journal/00000000000000000001.jnl");
    let mut bytes = fs::read(&segment).unwrap();
    let last = bytes.windows(8).rposition(|seq| seq == 60_u64.to_le_bytes()).unwrap() - 4;
    let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    bytes[last + 40] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    bytes[last..end].to_vec()
}

#[test]
fn a_damaged_last_change_that_the_records_have_is_not_cut() {
    let dir = tempfile::tempdir().unwrap();
    let expected = build(dir.path());
    flip_in_the_last_change(dir.path());
    let (engine, report) = try_open(dir.path()).unwrap();
    assert_eq!((report.journal_renewed, report.torn_bytes), (true, 0));
    assert!(state(&engine) == expected, "the change is there");
    assert_eq!(engine.strays().unwrap(), [Stray::SetAside(report.set_aside[0].clone())]);
    assert_eq!(engine.verify().unwrap().problems, []);
    engine.compact().unwrap();
    assert_eq!(engine.strays().unwrap(), [], "what is erased is not left in what was set aside");
}

#[test]
fn an_incomplete_last_change_is_cut_said_and_kept_until_compaction() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    build(dir.path());
    let cut = flip_in_the_last_change(dir.path());
    // nothing is left that tells whether change 60 was ever acknowledged
    fs::remove_dir_all(dir.path().join("records")).unwrap();
    let (engine, report) = try_open(dir.path()).unwrap();
    assert_eq!((report.seq, report.torn_bytes), (59, cut.len() as u64));
    let kept = dir.path().join("journal/00000000000000000060.cut-20260921-141320");
    assert_eq!(fs::read(&kept).unwrap(), cut);
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    let found = engine.verify().unwrap();
    assert_eq!((found.problems, found.strays), (vec![], vec![Stray::Cut(kept.clone())]));
    assert!(engine.backup_files().unwrap().iter().all(|file| !kept.ends_with(&file.name)));
    put(&engine, "next", "change");
    drop(engine);
    let (engine, report) = try_open(dir.path()).unwrap();
    assert_eq!((report.seq, report.torn_bytes), (60, 0), "the kept bytes are no journal");
    engine.compact().unwrap();
    assert_eq!(engine.strays().unwrap(), []);
}

#[test]
fn the_records_of_another_office_are_not_mixed_into_this_one() {
    let dir = tempfile::tempdir().unwrap();
    let (ours, theirs) = (dir.path().join("ours"), dir.path().join("theirs"));
    let expected = build(&ours);
    for changes in [30, 60, 90] {
        let _ = fs::remove_dir_all(&theirs);
        let engine = open(&theirs);
        for n in 0..changes {
            // the same keys, and the second person of that office
            let author = Author { time_ms: NOW, staff: 2, request: n + 1 };
            let (key, value) = (format!("key {}", n % 25), format!("theirs {n}"));
            let put = move |tx: &mut aid::store::engine::Tx<'_>| {
                tx.put(T, key.as_bytes(), value.into_bytes()).map(|()| vec![])
            };
            engine.write::<EngineError>(author, put).unwrap();
        }
        engine.close().unwrap();
        drop(engine);
        let mixed = dir.path().join(format!("mixed {changes}"));
        copy(&ours, &mixed);
        fs::remove_dir_all(mixed.join("records")).unwrap();
        copy(&theirs.join("records"), &mixed.join("records"));
        let (engine, report) = try_open(&mixed).unwrap();
        assert_eq!((report.rebuilt, report.journal_renewed), (Some(Rebuilt::Foreign), false));
        assert!(state(&engine) == expected, "{changes}: all of this office, nothing of the other");
        assert_eq!(engine.verify().unwrap().problems, []);
    }

    // where the journal cannot tell all, neither is touched
    let mixed = dir.path().join("hole");
    copy(&ours, &mixed);
    fs::remove_dir_all(mixed.join("records")).unwrap();
    copy(&theirs.join("records"), &mixed.join("records"));
    fs::remove_dir_all(mixed.join("snapshots")).unwrap();
    let segment = mixed.join("journal/00000000000000000001.jnl");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[300] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    assert!(matches!(try_open(&mixed), Err(OpenError::Damaged(_))));
    assert_eq!(fs::read(&segment).unwrap(), bytes);
    assert!(mixed.join("records").is_dir());
}

#[test]
fn a_foreign_file_is_named_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let expected = build(dir.path());
    let foreign = ["journal/copy.jnl", "journal/notes", "snapshots/old.snap"];
    let foreign = foreign.map(|name| dir.path().join(name));
    for path in &foreign {
        fs::write(path, "anything").unwrap();
    }
    let (engine, report) = try_open(dir.path()).unwrap();
    assert_eq!((report.rebuilt, report.journal_renewed), (None, false));
    assert!(state(&engine) == expected);
    let found = engine.verify().unwrap();
    assert_eq!((found.problems, found.segments, found.snapshots), (vec![], 1, 1));
    assert_eq!(found.strays, foreign.clone().map(Stray::Foreign));
    assert_eq!(engine.backup_files().unwrap().len(), 2);
    engine.compact().unwrap();
    assert_eq!(engine.strays().unwrap(), foreign.map(Stray::Foreign));
}

#[test]
fn journal_and_records_both_damaged_is_said_and_nothing_is_touched() {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path());
    fs::remove_dir_all(dir.path().join("snapshots")).unwrap();
    let segment = dir.path().join("journal/00000000000000000001.jnl");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[100] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    fs::remove_dir_all(dir.path().join("records")).unwrap();
    for _ in 0..2 {
        let error = try_open(dir.path()).err();
        let Some(OpenError::Damaged(Damage::JournalHole { from, last: 60 })) = error else {
            panic!("{error:?}");
        };
        assert!(from < 10);
        assert_eq!(fs::read(&segment).unwrap(), bytes);
    }
}

#[test]
fn a_journal_that_lost_its_end_is_not_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let expected = build(dir.path());
    let journal = dir.path().join("journal");
    let segment = journal.join("00000000000000000001.jnl");
    let file = fs::File::options().write(true).open(segment).unwrap();
    file.set_len(file.metadata().unwrap().len() / 200).unwrap();
    // without records the snapshot shows that changes are missing, and so does the journal's
    // absence; nothing is made up in their place
    let (records, kept) = (dir.path().join("records"), dir.path().join("kept"));
    fs::rename(&records, &kept).unwrap();
    let damage = || match try_open(dir.path()).err() {
        Some(OpenError::Damaged(Damage::JournalHole { from, last })) => (from, last),
        other => panic!("{other:?}"),
    };
    // the snapshot is taken right behind change 40, which it may or may not have
    let (from, last) = damage();
    assert!((39..=40).contains(&from) && last == from, "{from} {last}");
    fs::remove_dir_all(&journal).unwrap();
    assert_eq!(damage(), (from, last));
    // with the records everything is there
    fs::rename(&kept, &records).unwrap();
    assert!(survives(dir.path(), &expected, "no journal"));
}

#[test]
fn a_start_that_died_while_opening_is_repaired_by_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let expected = build(dir.path());
    fs::write(dir.path().join("OPENING"), "opening\n").unwrap();
    let (engine, report) = try_open(dir.path()).unwrap();
    assert_eq!(report.rebuilt, Some(Rebuilt::DiedOpening));
    assert_eq!(report.set_aside, [dir.path().join("records.damaged-20260921-141320")]);
    assert_eq!(state(&engine), expected);
    engine.compact().unwrap();
    assert!(!report.set_aside[0].exists(), "compaction removes what was set aside");
    drop(engine);
    // half-built records are of no use: they go without being kept
    fs::write(dir.path().join("OPENING"), "rebuilding\n").unwrap();
    let (engine, report) = try_open(dir.path()).unwrap();
    assert_eq!((report.rebuilt, report.set_aside.len()), (Some(Rebuilt::Missing), 0));
    assert_eq!(state(&engine), expected);
}

#[test]
fn a_start_killed_over_a_damaged_journal_does_not_cost_the_records_that_have_everything() {
    let dir = tempfile::tempdir().unwrap();
    let expected = build(dir.path());
    fs::remove_dir_all(dir.path().join("snapshots")).unwrap();
    let segment = dir.path().join("journal/00000000000000000001.jnl");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[2000] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    fs::write(dir.path().join("OPENING"), "opening\n").unwrap();
    let (engine, report) = try_open(dir.path()).unwrap();
    assert_eq!((report.rebuilt, report.journal_renewed), (None, true));
    assert!(state(&engine) == expected);
}

#[test]
fn compaction_keeps_the_records_and_lets_the_rest_go() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    let old = put_at(&engine, NOW - KEPT_MS - 1, "old", "secret once");
    put_at(&engine, NOW - KEPT_MS - 1, "old", "new");
    for n in 0..50 {
        put(&engine, "key", &format!("value {n}"));
    }
    let author = Author { time_ms: NOW, staff: 1, request: 0 };
    let erased = put(&engine, "person", "everything about her");
    engine
        .write::<EngineError>(author, |tx| tx.erase(&[(T, b"person".to_vec())]).map(|()| vec![]))
        .unwrap();
    assert!(engine.read(|view| view.past(old)).unwrap().is_some());
    engine.compact().unwrap();
    assert_eq!(engine.read(|view| view.past(old)).unwrap(), None, "older than 30 days");
    assert!(engine.read(|view| view.past(erased)).unwrap().unwrap().undoable().next().is_none());
    let expected = state(&engine);
    engine.close().unwrap();
    drop(engine);
    let journal = files(&dir.path().join("journal"));
    let all = journal.into_iter().chain(files(&dir.path().join("snapshots")));
    let all: Vec<u8> = all.flat_map(|file| fs::read(file).unwrap()).collect();
    let holds = |text: &str| all.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!holds("everything about her") && !holds("secret once"));
    assert!(holds("value 3"), "the memory of the last 30 days keeps the values before");
    fs::remove_dir_all(dir.path().join("records")).unwrap();
    assert_eq!(state(&open(dir.path())), expected);
}

#[test]
fn the_journal_is_compacted_by_itself_when_it_has_grown() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { compact_bytes: 100_000, ..options() };
    let engine = Engine::open(dir.path(), options, (), &mut |_| {}).unwrap().0;
    let snapshots = || fs::read_dir(dir.path().join("snapshots")).unwrap().count();
    let mut written = 0;
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while snapshots() == 0 {
        assert!(std::time::Instant::now() < until, "not compacted after {written} changes");
        put(&engine, &format!("key {}", written % 9), &"x".repeat(10_000));
        written += 1;
    }
    assert!(written >= 5, "not at once: {written}");
    put(&engine, "last", "one");
    engine.close().unwrap();
    let expected = state(&engine);
    drop(engine);
    assert_eq!(state(&open(dir.path())), expected);
}

#[test]
fn compaction_by_itself_leaves_what_was_set_aside_for_some_days() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    put(&engine, "key", "value");
    let journal = dir.path().join("journal");
    let named = |seq: u64, date| journal.join(format!("{seq:020}.cut-{date}"));
    // NOW is 21 September 2026, 14:13:20
    let (old, fresh) = (named(3, "20260914-141319"), named(9, "20260914-141321"));
    fs::write(&old, "a week ago and more").unwrap();
    fs::write(&fresh, "not so long ago").unwrap();
    engine.compact_soon();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while old.exists() {
        assert!(std::time::Instant::now() < until, "it stays");
        std::thread::yield_now();
    }
    assert!(engine.compacted().is_some());
    assert_eq!(engine.strays().unwrap(), [Stray::Cut(fresh)]);
    engine.compact().unwrap();
    assert_eq!(engine.strays().unwrap(), [], "somebody asked for it");
}

#[test]
fn changes_go_on_while_the_office_is_compacted() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { compact_bytes: 50_000, ..options() };
    let engine = Engine::open(dir.path(), options, (), &mut |_| {}).unwrap().0;
    let done = std::sync::atomic::AtomicBool::new(false);
    let compacting = || {
        // by size, by night and on request, all at once
        for _ in 0..5 {
            engine.compact_soon();
            engine.compact().unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    };
    let written = std::thread::scope(|scope| {
        scope.spawn(compacting);
        let mut written = 0;
        while !done.load(std::sync::atomic::Ordering::Relaxed) || written < 50 {
            put(&engine, &format!("key {}", written % 9), &"x".repeat(5_000));
            written += 1;
        }
        written
    });
    let found = engine.verify().unwrap();
    assert_eq!((found.problems, found.strays), (vec![], vec![]));
    let last = engine.get(T, format!("key {}", (written - 1) % 9).as_bytes()).unwrap();
    assert_eq!(last.unwrap(), "x".repeat(5_000).as_bytes());
    let expected = state(&engine);
    drop(engine);
    fs::remove_dir_all(dir.path().join("records")).unwrap();
    assert!(state(&open(dir.path())) == expected);
}

#[test]
fn verification_names_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    build(dir.path());
    let engine = open(dir.path());
    let sound = engine.verify().unwrap();
    assert_eq!((sound.seq, sound.snapshots, sound.problems), (60, 1, vec![]));
    let snapshot = files(&dir.path().join("snapshots"))[0].clone();
    let segment = files(&dir.path().join("journal"))[0].clone();
    for path in [&snapshot, &segment] {
        let mut bytes = fs::read(path).unwrap();
        bytes[200] ^= 4;
        fs::write(path, bytes).unwrap();
    }
    let problems = engine.verify().unwrap().problems;
    assert_eq!(problems, [Problem::Journal(segment), Problem::Snapshot(snapshot)]);
    engine.compact().unwrap();
    assert_eq!(engine.verify().unwrap().problems, []);
}

#[test]
fn a_backup_taken_while_changes_go_on_is_an_office() {
    let dir = tempfile::tempdir().unwrap();
    let (office, copy) = (dir.path().join("office"), dir.path().join("copy"));
    build(&office);
    let engine = open(&office);
    let writer = engine.clone();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let thread = std::thread::spawn(move || {
        let mut count = 0_u32;
        while stopped.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
            put(&writer, "count", &count.to_string());
            count += 1;
        }
    });
    for _ in 0..3 {
        let acknowledged = put(&engine, "mark", "before the backup");
        for mut file in engine.backup_files().unwrap() {
            let target = copy.join(&file.name);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::io::copy(&mut file.file, &mut fs::File::create(target).unwrap()).unwrap();
        }
        engine.compact().unwrap();
        let (restored, report) = try_open(&copy).unwrap();
        assert_eq!(report.rebuilt, Some(Rebuilt::Missing));
        assert!(report.seq >= acknowledged);
        assert_eq!(restored.get(T, b"mark").unwrap().unwrap(), b"before the backup");
        assert_eq!(restored.verify().unwrap().problems, []);
        drop(restored);
        fs::remove_dir_all(&copy).unwrap();
    }
    stop.send(()).unwrap();
    thread.join().unwrap();
}

/// A small file system of its own, for root; it goes when the test ends.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(mebibytes: u32) -> Option<Disk> {
        let dir = tempfile::tempdir().unwrap();
        let size = format!("size={mebibytes}m");
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(dir.path());
        mount.stderr(std::process::Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Disk(dir))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_refuses_changes_until_there_is_room() {
    let Some(disk) = Disk::mount(24) else {
        return skipped("only root can mount a small disk");
    };
    let (office, ballast) = (disk.0.path().join("office"), disk.0.path().join("ballast"));
    let options = Options { reserve_bytes: 4 << 20, ..options() };
    let engine = Engine::open(&office, options.clone(), (), &mut |_| {}).unwrap().0;
    let author = Author { time_ms: NOW, staff: 1, request: 0 };
    let write = |key: &'static str| {
        engine.write::<EngineError>(author, move |tx| {
            tx.put(T, key.as_bytes(), vec![1; 100_000]).map(|()| vec![])
        })
    };
    let mut sure = Vec::new();
    for _ in 0..3 {
        fs::write(&ballast, vec![1; 10 << 20]).unwrap();
        // one that is refused for what is on its way may be taken once that is in the records
        let mut refused = Vec::new();
        while refused.len() < 2 {
            match write("a") {
                Ok(done) => {
                    sure.push(done.seq);
                    refused.clear();
                }
                Err(error) => refused.push(error),
            }
        }
        assert_eq!(refused, [EngineError::DiskFull, EngineError::DiskFull]);
        assert_eq!(engine.get(T, b"a").unwrap().map(|value| value.len()), Some(100_000));
        fs::remove_file(&ballast).unwrap();
        sure.push(write("a").unwrap().seq);
        engine.compact().unwrap();
    }
    assert_eq!((engine.failure(), engine.verify().unwrap().problems), (None, vec![]));
    assert!(sure.windows(2).all(|pair| pair[0] < pair[1]));
    drop(engine);
    let report = Engine::open(&office, options, (), &mut |_| {}).unwrap().1;
    assert!(report.seq >= *sure.last().unwrap() && report.rebuilt.is_none());
}

#[derive(Debug, Clone)]
enum Step {
    Put(u8, u8),
    Delete(u8),
    Undo(u8),
    Snapshot,
    Compact,
    Reopen,
    Lose,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => (0..20_u8, any::<u8>()).prop_map(|(key, value)| Step::Put(key, value)),
        6 => (0..20_u8).prop_map(Step::Delete),
        3 => any::<u8>().prop_map(Step::Undo),
        1 => Just(Step::Snapshot),
        1 => Just(Step::Compact),
        1 => Just(Step::Reopen),
        1 => Just(Step::Lose),
    ]
}

fn change(engine: &Engine, step: Step) {
    let author = Author { time_ms: NOW, staff: 1, request: 0 };
    // a refused undo is a change that was not made
    let _ = engine.write::<aid::store::engine::UndoError>(author, move |tx| {
        match step {
            Step::Put(key, value) => tx.put(T, &[key], vec![value; usize::from(value)])?,
            Step::Delete(key) => tx.delete(T, &[key])?,
            Step::Undo(back) => {
                tx.undo(tx.seq().saturating_sub(u64::from(back % 8)))?;
            }
            _ => {}
        }
        Ok(vec![])
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn snapshot_and_replay_are_the_live_state(steps in prop::collection::vec(step(), 1..80)) {
        let dir = tempfile::tempdir().unwrap();
        let mut engine = open(dir.path());
        for step in steps {
            match step {
                Step::Snapshot => drop(engine.snapshot().unwrap()),
                Step::Compact => engine.compact().unwrap(),
                Step::Reopen | Step::Lose => {
                    let before = state(&engine);
                    drop(engine);
                    if matches!(step, Step::Lose) {
                        fs::remove_dir_all(dir.path().join("records")).unwrap();
                    }
                    engine = open(dir.path());
                    prop_assert_eq!(state(&engine), before);
                }
                other => change(&engine, other),
            }
        }
        prop_assert_eq!(engine.verify().unwrap().problems, vec![]);
    }
}
