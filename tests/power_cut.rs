//! The power goes while writers write: of everything the program did to the disk since its last
//! syncs a part is lost, torn or out of order. Nothing acknowledged is lost, nothing is made twice,
//! the office opens, every draft is there as it was kept last, and none beside the one that took its
//! place. `AID_ROUNDS` sets the number of cuts. Needs strace.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/faults.rs"]
mod faults;
#[path = "common/trace.rs"]
mod trace;

use aid::domain::draft::{Body, Draft, Form, Was};
use aid::domain::ids::RequestId;
use aid::store::Store;
use aid::store::engine::Options;
use faults::{Acknowledged, Kill, Tally, copy, no_strace, reap, rounds, writer};
use std::fs;
use std::path::Path;
use trace::{Disk, Event, STRACE, events};

/// Cuts on the record of one run of the writer.
const CUTS: usize = 10;

/// Set for the process that keeps drafts: the office.
const DRAFTS: &str = "AID_TEST_DRAFTS";
/// Forms that are typed into at once; each is gone on with under another id now and then.
const FORMS: u64 = 3;
const UID: u32 = 1001;

/// Not a test of its own: what runs when the power goes.
#[test]
fn writes_if_asked() {
    match std::env::var_os(DRAFTS) {
        Some(office) => keep_drafts(Path::new(&office)),
        None => faults::write_if_asked(),
    }
}

/// Writes to an office until 150 changes are acknowledged, and tells all that happened to the disk.
fn run(office: &Path, trace: &Path) -> Vec<Event> {
    let strace = [&STRACE[..], &["-o", trace.to_str().unwrap()]].concat();
    let child = writer(office, &strace).env(faults::STOP, "150").spawn().unwrap();
    let ended = reap(child, &Kill::Never, &mut Acknowledged::new());
    assert_eq!((ended.refused, ended.said), (None, vec![]));
    events(&fs::read_to_string(trace).unwrap(), office)
}

#[test]
fn power_cuts_lose_nothing_and_double_nothing() {
    if no_strace() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut random = fastrand::Rng::with_seed(11);
    let mut tally = Tally { rounds: rounds(CUTS * 2), ..Tally::of("simulated power cut") };
    // the office the writer starts with: none, later what the last cut left
    let (mut office, mut before) = (dir.path().join("0"), Acknowledged::new());
    fs::create_dir(&office).unwrap();
    let mut done = 0;
    while done < tally.rounds {
        let start = Disk::of(&office);
        let happened = run(&office, &dir.path().join("trace"));
        let mut cuts: Vec<usize> = (0..CUTS).map(|_| random.usize(0..=happened.len())).collect();
        cuts.sort_unstable();
        let (mut disk, mut acknowledged, mut now) = (start, before.clone(), 0);
        for cut in cuts {
            for event in &happened[now..cut] {
                disk.happens(event);
                if let Event::Said(line) = event {
                    tally.acknowledged += u64::from(faults::saved(line, &mut acknowledged));
                }
            }
            now = cut;
            done += 1;
            let left = dir.path().join(done.to_string());
            fs::create_dir(&left).unwrap();
            disk.cut(&office, &left, &mut random);
            before.clone_from(&acknowledged);
            tally.check(&left, &mut before);
            if done % CUTS != 0 {
                fs::remove_dir_all(&left).unwrap();
            }
        }
        fs::remove_dir_all(&office).unwrap();
        office = dir.path().join(done.to_string());
    }
    assert!(tally.acknowledged > 200, "the writers wrote: {tally}");
    tally.finish();
}

fn store(office: &Path) -> Option<Store> {
    let options = Options { cache_bytes: 1 << 20, ..Options::at(1_790_000_000_000) };
    let opened = Store::open(office, options, &mut |_| {});
    opened.map_err(|error| faults::say(&format!("{error}\n"))).ok().map(|opened| opened.store)
}

/// The whole of the process that keeps drafts.
fn keep_drafts(office: &Path) {
    let store = store(office).unwrap();
    for n in 1..=30 {
        for form in 1..=FORMS {
            store.drafts().save(UID, &draft(form, n)).unwrap();
            faults::say(&format!("saved {form} {n}\n"));
        }
    }
}

fn text(n: u32) -> String {
    format!("{n}: {}", "Sie ruft am Montag wieder an. ".repeat(1 + n as usize % 40))
}

/// The draft that holds a form when it is kept for the `n`th time.
fn id(form: u64, n: u64) -> RequestId {
    RequestId(u128::from(form + (FORMS + 1) * (n / 7)))
}

/// A form as it stands when it is kept for the `n`th time.
fn draft(form: u64, n: u64) -> Draft {
    let id = |n| id(form, n);
    let no = u32::try_from(n).unwrap();
    let from = (id(n) != id(n - 1)).then(|| Was { id: id(n - 1), no: no - 1 });
    let body =
        Body::Fields { fields: vec![("what".into(), text(no))], at: "what".into(), cursor: 3 };
    let kept = "2026-11-20T08:00:00Z".parse().unwrap();
    let (case, name) = (None, String::new());
    Draft { id: id(n), form: Form::FollowUp, case, name, kept, no, from, body }
}

/// Her drafts with all that is in them.
fn kept(store: &Store) -> Vec<Draft> {
    let heads = store.drafts().list(UID).unwrap().into_iter();
    let sound = heads.filter(|head| head.form != Form::Unreadable);
    sound.map(|head| store.drafts().get(UID, head.was.id).unwrap()).collect()
}

/// Opens what the cut left and compares its drafts with those that were acknowledged.
fn check_drafts(left: &Path, acknowledged: &Acknowledged, tally: &mut Tally) {
    let Some(store) = store(left) else {
        tally.unopened += 1;
        return;
    };
    let drafts = kept(&store);
    tally.unopened += store.drafts().unreadable().unwrap().len() as u64;
    for form in 1..=FORMS {
        let sure = acknowledged.get(&form).copied().unwrap_or(0);
        let mut newest = 0;
        for draft in &drafts {
            if draft.id.0 % u128::from(FORMS + 1) == u128::from(form) {
                let Body::Fields { fields, .. } = &draft.body else { unreachable!() };
                tally.lost += u64::from(fields[0].1 != text(draft.no));
                newest = newest.max(draft.no.into());
                // the one before has gone with what was acknowledged
                tally.doubled += u64::from(draft.id < id(form, sure));
            }
        }
        tally.lost += sure.saturating_sub(newest);
        tally.doubled += newest.saturating_sub(sure + 1);
    }
    store.close().unwrap();
}

#[test]
fn power_cuts_lose_no_draft() {
    if no_strace() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let (whole, office, left) =
        (dir.path().join("whole"), dir.path().join("office"), dir.path().join("left"));
    store(&whole).unwrap().close().unwrap();
    let mut random = fastrand::Rng::with_seed(13);
    let mut tally = Tally { rounds: rounds(CUTS * 2), ..Tally::of("simulated power cut, drafts") };
    for round in 0..tally.rounds.div_ceil(CUTS) {
        copy(&whole, &office);
        let start = Disk::of(&office);
        let trace = dir.path().join("trace");
        let strace = [&STRACE[..], &["-o", trace.to_str().unwrap()]].concat();
        let child = writer(&office, &strace).env(DRAFTS, &office).spawn().unwrap();
        let ended = reap(child, &Kill::Never, &mut Acknowledged::new());
        assert_eq!((ended.said, ended.saved), (vec![], 30 * FORMS));
        let happened = events(&fs::read_to_string(&trace).unwrap(), &office);
        for _ in 0..CUTS {
            let (mut disk, mut acknowledged) = (start.clone(), Acknowledged::new());
            for event in &happened[..random.usize(0..=happened.len())] {
                disk.happens(event);
                if let Event::Said(line) = event {
                    tally.acknowledged += u64::from(faults::saved(line, &mut acknowledged));
                }
            }
            fs::create_dir(&left).unwrap();
            disk.cut(&office, &left, &mut random);
            check_drafts(&left, &acknowledged, &mut tally);
            tally.assert_well(&format!("{round}"));
            fs::remove_dir_all(&left).unwrap();
        }
        fs::remove_dir_all(&office).unwrap();
    }
    tally.finish();
}
