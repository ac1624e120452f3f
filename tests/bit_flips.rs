//! One damage to one file of an office with several segments, snapshots, drafts and everything that
//! the roster knows: a flipped bit, a cut, a removal. Nothing saved is lost, nothing is altered, and
//! a draft is either as it was or named as damaged. `AID_ROUNDS` sets the number of flips and cuts
//! in each file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

#[path = "common/faults.rs"]
mod faults;
mod office;

use aid::domain::draft::{Body, Draft, Form};
use aid::domain::ids::RequestId;
use aid::store::Store;
use aid::store::engine::{CHANGES, Engine, Options, Problem, Span, Tree};
use faults::{Tally, copy, files, rounds};
use office::Office;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

const UID: u32 = 1001;

fn options() -> Options {
    let now_ms = office::now().timestamp_millis();
    Options { cache_bytes: 1 << 20, reserve_bytes: 0, ..Options::at(now_ms) }
}

/// Every record, the engine's memory of changes included.
type State = BTreeMap<(u8, Vec<u8>), Vec<u8>>;

fn state(engine: &Engine) -> State {
    let trees = (0..aid::store::engine::RESERVED).map(Tree).chain([CHANGES]);
    let records = trees.flat_map(|tree| {
        let records = engine.range(Span::all(tree), usize::MAX).unwrap();
        records.into_iter().map(move |(key, value)| ((tree.0, key), value))
    });
    records.collect()
}

/// An office, and what must be in it whatever happens.
struct Whole {
    dir: PathBuf,
    records: State,
    drafts: Vec<Draft>,
}

fn draft(id: u128, text: &str) -> Draft {
    let fields = vec![("what".to_owned(), text.to_owned())];
    Draft {
        id: RequestId(id),
        form: Form::FollowUp,
        case: None,
        name: String::new(),
        kept: office::now(),
        no: 0,
        from: None,
        body: Body::Fields { fields, at: "what".into(), cursor: 3 },
    }
}

/// Households with visits; a compaction that was killed before it let the older files go, twice.
fn whole(dir: &Path) -> Whole {
    let (dir, older) = (dir.join("whole"), dir.join("older"));
    let mut office = Office::new();
    for round in 0..3 {
        for n in 0..6 {
            let case = office.household(&format!("Alavi{round}{n}"), "Sara");
            office.visit(case, |entry| entry.note = format!("Gespräch {round} {n}"));
        }
        if round < 2 {
            for kept in ["journal", "snapshots"] {
                copy(&office.path().join(kept), &older.join(kept));
            }
            office.store().compact().unwrap();
        }
    }
    for n in 1..=3 {
        let text = format!("Sie ruft am Montag wieder an, {n}");
        office.store().drafts().save(UID, &draft(n, &text)).unwrap();
    }
    let drafts = kept(office.store());
    office.close();
    copy(office.path(), &dir);
    copy(&older, &dir);
    let engine = Engine::open(&dir, options(), (), &mut |_| {}).unwrap().0;
    let verified = engine.verify().unwrap();
    assert_eq!((verified.problems, verified.segments, verified.snapshots), (vec![], 3, 2));
    let records = state(&engine);
    engine.close().unwrap();
    Whole { dir, records, drafts }
}

/// Her drafts with all that is in them.
fn kept(store: &Store) -> Vec<Draft> {
    let heads = store.drafts().list(UID).unwrap().into_iter();
    let sound = heads.filter(|head| head.form != Form::Unreadable);
    sound.map(|head| store.drafts().get(UID, head.was.id).unwrap()).collect()
}

fn is_draft(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "draft")
}

impl Whole {
    /// Opens a copy of which this file is damaged, and compares.
    fn check(&self, damaged: &Path, file: &Path, tally: &mut Tally) {
        tally.rounds += 1;
        tally.acknowledged += self.records.len() as u64;
        let open = || Engine::open(damaged, options(), (), &mut |_| {});
        match catch_unwind(AssertUnwindSafe(open)) {
            Err(_) => tally.panics += 1,
            Ok(Err(error)) => {
                println!("{error}");
                tally.unopened += 1;
            }
            Ok(Ok((engine, _))) => {
                self.compare(&engine, tally);
                // nothing needs a snapshot while the records are sound: it is named, and the next
                // compaction puts another in its place
                let problems = engine.verify().unwrap().problems;
                let named = |p: &Problem| matches!(p, Problem::Snapshot(path) if path == file);
                tally.unopened += u64::from(!problems.iter().all(named));
                engine.compact().unwrap();
                tally.unopened += u64::from(!engine.verify().unwrap().problems.is_empty());
                self.compare(&engine, tally);
                engine.close().unwrap();
                drop(engine);
                self.check_store(damaged, tally);
            }
        }
    }

    fn compare(&self, engine: &Engine, tally: &mut Tally) {
        let found = state(engine);
        let lost = self.records.iter().filter(|(key, value)| found.get(*key) != Some(value));
        tally.lost += lost.count() as u64;
        let strange = found.keys().filter(|key| !self.records.contains_key(*key));
        tally.doubled += strange.count() as u64;
    }

    /// The roster can be built, the chain of the log holds, and no draft is another than it was.
    fn check_store(&self, damaged: &Path, tally: &mut Tally) {
        let store = Store::open(damaged, options(), &mut |_| {}).unwrap().store;
        assert!(store.verify_log().unwrap().is_ok());
        let drafts = kept(&store);
        let named = store.drafts().unreadable().unwrap().len();
        tally.doubled += drafts.iter().filter(|draft| !self.drafts.contains(draft)).count() as u64;
        tally.lost += self.drafts.len().saturating_sub(drafts.len() + named) as u64;
        store.close().unwrap();
    }

    /// Damages each file in turn in a copy.
    fn each(
        &self,
        tally: &mut Tally,
        mut damage: impl FnMut(&Path) -> Option<String>,
        files: &[PathBuf],
    ) {
        for file in files {
            let name = file.strip_prefix(&self.dir).unwrap();
            let damaged = self.dir.with_file_name("damaged");
            copy(&self.dir, &damaged);
            let file = damaged.join(name);
            if let Some(what) = damage(&file) {
                self.check(&damaged, &file, tally);
                tally.assert_well(&format!("{}: {what}", name.display()));
            }
            fs::remove_dir_all(&damaged).unwrap();
        }
    }
}

#[test]
fn no_flipped_bit_in_any_file_loses_or_alters_anything() {
    let dir = tempfile::tempdir().unwrap();
    let whole = whole(dir.path());
    let mut random = fastrand::Rng::with_seed(31);
    let mut tally = Tally::of("bit flips in every file");
    let files = files(&whole.dir);
    assert_eq!(files.iter().filter(|file| is_draft(file)).count(), 3);
    for _ in 0..rounds(3) {
        let flip = |file: &Path| {
            let mut bytes = fs::read(file).unwrap();
            // bytes that hold something
            let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
            let at = *random.choice(&used)?;
            bytes[at] ^= 1 << random.u8(0..8);
            fs::write(file, bytes).unwrap();
            Some(format!("bit in byte {at}"))
        };
        whole.each(&mut tally, flip, &files);
    }
    tally.finish();
}

#[test]
fn no_file_cut_short_loses_or_alters_anything() {
    let dir = tempfile::tempdir().unwrap();
    let whole = whole(dir.path());
    let mut random = fastrand::Rng::with_seed(37);
    let mut tally = Tally::of("files cut short");
    for _ in 0..rounds(2) {
        let cut = |file: &Path| {
            let len = fs::metadata(file).unwrap().len();
            let left = random.u64(0..len.max(1));
            fs::File::options().write(true).open(file).unwrap().set_len(left).unwrap();
            Some(format!("cut to {left} of {len}"))
        };
        whole.each(&mut tally, cut, &files(&whole.dir));
    }
    tally.finish();
}

#[test]
fn no_missing_file_or_folder_loses_or_alters_anything() {
    let dir = tempfile::tempdir().unwrap();
    let whole = whole(dir.path());
    let mut tally = Tally::of("a missing file or folder");
    let folders = fs::read_dir(&whole.dir).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<_> = files(&whole.dir).into_iter().chain(folders).collect();
    // of a draft nothing else tells that it was there
    all.retain(|path| !is_draft(path) && !path.ends_with("drafts"));
    let remove = |path: &Path| {
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
        Some("removed".to_owned())
    };
    whole.each(&mut tally, remove, &all);
    tally.finish();
}
