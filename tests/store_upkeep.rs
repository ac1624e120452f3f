//! What an office keeps beside its records: the log, drafts, backups.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may panic

mod office;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use aid::domain::draft::{Body, DRAFT_MAX, Draft, Form};
use aid::domain::ids::{CaseId, RequestId};
use aid::store::backup::{self, BackupError};
use aid::store::drafts::DraftError;
use aid::store::log::{self, Broken, Fact};
use aid::store::{Options, Store, records, visits};
use chrono::TimeDelta;
use office::{Office, entry, now};
use proptest::prelude::*;

fn reading(office: &Office, case: CaseId) -> Fact {
    Fact {
        at: now(),
        staff: Some(office.me().staff),
        uid: office.me().uid,
        action: "show-case".into(),
        case: Some(case),
        subjects: vec![],
        fields: vec![],
        refused: false,
    }
}

fn actions(office: &Office) -> Vec<String> {
    let page = office.store().read(|view| log::page(view, None, 99)).unwrap();
    page.into_iter().map(|entry| entry.fact.action).collect()
}

#[test]
fn every_change_and_reading_is_in_the_chain_and_undo_leaves_it() {
    let mut office = Office::new();
    let case = office.household("Kaya", "Emine");
    let visit = office.visit(case, |_| {});
    office.store().undo(office.me(), None, visit.change).unwrap();
    for _ in 0..3 {
        office.store().note(reading(&office, case));
    }
    office.close();
    office.open();
    let told = ["show-case", "show-case", "show-case", "undo", "test", "test", "test", "found"];
    assert_eq!(actions(&office), told);
    let entries = told.len() as u64;
    assert_eq!(office.store().verify_log().unwrap(), Ok(entries));
    office.store().compact().unwrap();
    assert_eq!(office.store().verify_log().unwrap(), Ok(entries));

    let page = |before| office.store().read(|view| log::page(view, before, 3)).unwrap();
    let numbers = |page: Vec<log::Entry>| page.iter().map(|e| e.no).collect::<Vec<_>>();
    assert_eq!(numbers(page(None)), [8, 7, 6]);
    assert_eq!(numbers(page(Some(6))), [5, 4, 3]);
    let recorded = &page(Some(5))[0].fact;
    assert_eq!((recorded.case, recorded.subjects[0]), (Some(case), visit.id));
    assert_eq!(recorded.fields, ["Phase"]);
    assert!(!format!("{:?}", page(None)).contains("Kaya"));
}

#[test]
fn an_entry_taken_out_or_altered_breaks_the_chain() {
    for alter in [false, true] {
        let mut office = Office::new();
        office.household("Kaya", "Emine");
        office.close();
        let options = Options { reserve_bytes: 0, ..Options::at(now().timestamp_millis()) };
        let engine = aid::store::engine::Engine::open(office.path(), options, (), &mut |_| {});
        let (engine, _) = engine.unwrap();
        let by = aid::store::engine::Author { time_ms: 0, staff: 0, request: 0 };
        let written = engine.write(by, move |tx| {
            let key = records::id_key(2);
            let mut entry = tx.get(records::tree::LOG, &key)?.unwrap_or_default();
            if alter && !entry.is_empty() {
                let last = entry.len() - 1;
                entry[last] ^= 1;
                tx.put(records::tree::LOG, &key, entry)?;
            } else {
                let twin = tx.get(records::tree::LOG, &records::id_key(3))?.unwrap_or_default();
                tx.put(records::tree::LOG, &key, twin)?;
            }
            Ok::<_, aid::store::engine::EngineError>(Vec::new())
        });
        written.unwrap();
        engine.close().unwrap();
        drop(engine);
        office.open();
        let broken = office.store().verify_log().unwrap().unwrap_err();
        // an entry that can still be read shows at the next one
        assert!(matches!(broken, Broken { no: 2 | 3 }), "{broken}");
    }
}

fn draft(id: u128, case: CaseId, text: &str) -> Draft {
    Draft {
        id: RequestId(id),
        form: Form::FollowUp,
        case: Some(case),
        name: String::new(),
        kept: now() + TimeDelta::seconds(i64::try_from(id).unwrap()),
        no: 0,
        from: None,
        body: Body::Fields {
            fields: vec![("what".into(), text.into())],
            at: "what".into(),
            cursor: 0,
        },
    }
}

fn ids(office: &Office, uid: u32) -> Vec<u128> {
    office.store().drafts().list(uid).unwrap().iter().map(|head| head.was.id.0).collect()
}

#[test]
fn a_draft_is_kept_until_its_form_is_saved() {
    let mut office = Office::new();
    let case = office.household("Kaya", "Emine");
    let drafts = |office: &Office, id, text| {
        office.store().drafts().save(1001, &draft(id, case, text)).unwrap();
    };
    drafts(&office, 1, "Anr");
    drafts(&office, 2, "Brief");
    drafts(&office, 1, "Anruf");
    office.close();
    office.open();
    let latest = office.store().drafts().get(1001, RequestId(1)).unwrap();
    assert_eq!(latest, draft(1, case, "Anruf"));
    assert_eq!((ids(&office, 1001), ids(&office, 1002)), (vec![2, 1], vec![]));

    let entry = entry(&office, case);
    let save = move |change: &mut aid::store::Change<'_, '_>| visits::record(change, case, entry);
    office.store().write(office.me(), Some(RequestId(1)), "record-visit", save).unwrap();
    assert_eq!(ids(&office, 1001), [2]);

    // as if the server had been killed between the change and the removal of its draft
    drafts(&office, 1, "Anruf");
    office.close();
    office.open();
    assert_eq!(ids(&office, 1001), [2]);
}

#[test]
fn a_draft_thrown_away_is_on_no_file() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let drafts = office.store().drafts();
    drafts.save(1001, &draft(1, case, "Anruf")).unwrap();
    drafts.discard(1001, aid::domain::draft::Was { id: RequestId(1), no: 0 }).unwrap();
    assert_eq!((ids(&office, 1001), files(&office.path().join("drafts/1001"))), (vec![], vec![]));
    drafts.discard(1001, aid::domain::draft::Was { id: RequestId(1), no: 0 }).unwrap(); // as good as before
}

#[test]
fn a_draft_too_large_leaves_the_one_before() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let drafts = office.store().drafts();
    drafts.save(1001, &draft(1, case, "Anruf")).unwrap();
    let large = draft(1, case, &"x".repeat(DRAFT_MAX));
    assert!(matches!(drafts.save(1001, &large), Err(DraftError::TooLarge(_))));
    assert_eq!(drafts.get(1001, RequestId(1)).unwrap(), draft(1, case, "Anruf"));
}

#[test]
fn file_names_of_drafts_say_nothing_about_anybody() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    office.store().drafts().save(1001, &draft(0xabc, case, "Anruf")).unwrap();
    let names: Vec<_> = files(&office.path().join("drafts")).into_iter().map(|(n, _)| n).collect();
    let draft = format!("1001/{:032x}.draft", 0xabc);
    assert_eq!(names, [PathBuf::from(draft), PathBuf::from("RESERVE")]);
}

/// Every file below a directory with its bytes.
fn files(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(below) = open.pop() {
        for path in fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                found.push((path.strip_prefix(dir).unwrap().to_path_buf(), bytes));
            }
        }
    }
    found.sort();
    found
}

fn backup_of(store: &Store) -> Vec<u8> {
    let mut stream = Vec::new();
    store.backup().unwrap().read_to_end(&mut stream).unwrap();
    stream
}

#[test]
fn a_restored_office_is_the_one_that_was_backed_up() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let visit = office.visit(case, |e| e.note = "Heizung kalt".into());
    office.store().compact().unwrap();
    office.visit(case, |e| e.note = "Termin".into());
    let stream = backup_of(office.store());
    office.visit(case, |e| e.note = "danach".into());

    assert_eq!(backup::verify(stream.as_slice()).unwrap().files, 2);
    let dir = tempfile::tempdir().unwrap();
    backup::restore(stream.as_slice(), dir.path()).unwrap();
    let restored = Office::at(dir);
    let notes = restored.store().read(|view| visits::of_case(view, case)).unwrap();
    let notes: Vec<_> = notes.iter().map(|v| v.entry.note.as_str()).collect();
    assert_eq!(notes, ["Termin", "Heizung kalt"]);
    let shown =
        restored.store().read(|v| visits::get(v, case, aid::domain::ids::VisitId(visit.id)));
    let live = office.store().read(|v| visits::get(v, case, aid::domain::ids::VisitId(visit.id)));
    assert_eq!(shown.unwrap(), live.unwrap());
    assert!(restored.store().verify().unwrap().problems.is_empty());
    assert!(restored.store().verify_log().unwrap().is_ok());
}

#[test]
fn a_backup_made_while_people_work_holds_a_state_that_was() {
    let mut office = Office::new();
    let case = office.household("Kaya", "Emine");
    let noted = |n: usize| format!("{}{n:04}", "Wort ".repeat(200));
    for round in 0..4_usize {
        let before = 30 * round + 10;
        for n in 30 * round..before {
            office.visit(case, |e| e.note = noted(n));
        }
        let backup = office.store().backup().unwrap();
        let stream = std::thread::scope(|scope| {
            let office = &office;
            let reader = scope.spawn(move || {
                let mut stream = Vec::new();
                Slow(backup).read_to_end(&mut stream).unwrap();
                stream
            });
            for n in before..30 * (round + 1) {
                office.visit(case, |e| e.note = noted(n));
                if n % 10 == 0 {
                    // cuts the journal short and removes what is being read
                    office.store().compact().unwrap();
                }
            }
            reader.join().unwrap()
        });
        let dir = tempfile::tempdir().unwrap();
        backup::restore(stream.as_slice(), dir.path()).unwrap();
        let restored = Office::at(dir);
        let kept = restored.store().read(|view| visits::of_case(view, case)).unwrap();
        let kept: Vec<_> = kept.iter().rev().map(|v| v.entry.note.clone()).collect();
        assert!(kept == (0..before).map(noted).collect::<Vec<_>>(), "round {round}");
        assert!(restored.store().verify().unwrap().problems.is_empty());
    }
    office.close();
}

/// Hands out little at once, and others in between.
struct Slow<R>(R);

impl<R: Read> Read for Slow<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        std::thread::yield_now();
        let few = into.len().min(100);
        self.0.read(&mut into[..few])
    }
}

#[test]
fn a_backup_is_restored_only_into_an_empty_directory() {
    let office = Office::new();
    let stream = backup_of(office.store());
    let refused = backup::restore(stream.as_slice(), office.path());
    assert!(matches!(refused, Err(BackupError::NotEmpty(_))));
    let before = files(&office.path().join("journal"));
    assert!(!before.is_empty());
}

#[test]
fn an_interrupted_restore_is_not_opened_and_can_be_repeated() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let stream = backup_of(office.store());
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join(".restoring/journal")).unwrap();
    fs::create_dir_all(dir.path().join("snapshots")).unwrap();
    assert!(Store::open(dir.path(), Options::at(0), &mut |_| {}).is_err());
    backup::restore(stream.as_slice(), dir.path()).unwrap();
    let restored = Office::at(dir);
    assert_eq!(restored.household_of(case), office.household_of(case));
}

#[test]
fn paths_out_of_the_office_are_refused() {
    for path in ["../journal/x", "/etc/passwd", "journal", "records/db", "journal/../../x"] {
        let mut stream = b"AiD backup\n\x01\x00\x01\x00\x00\x00".to_vec();
        stream.extend_from_slice(&u16::try_from(path.len()).unwrap().to_le_bytes());
        stream.extend_from_slice(path.as_bytes());
        stream.extend_from_slice(&[0; 8]);
        let dir = tempfile::tempdir().unwrap();
        let refused = backup::restore(stream.as_slice(), &dir.path().join("office"));
        assert!(matches!(refused, Err(BackupError::Damaged)), "{path}");
        assert!(files(dir.path()).is_empty(), "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_damaged_backup_is_found_and_leaves_nothing(
        place: prop::sample::Index, bit in 0..8_u32, cut: bool,
    ) {
        thread_local! {
            static STREAM: Vec<u8> = backup_of(Office::new().store());
        }
        let mut stream = STREAM.with(Clone::clone);
        let place = place.index(stream.len());
        if cut { stream.truncate(place) } else { stream[place] ^= 1 << bit }
        prop_assert!(backup::verify(stream.as_slice()).is_err());
        let dir = tempfile::tempdir().unwrap();
        prop_assert!(backup::restore(stream.as_slice(), dir.path()).is_err());
        prop_assert!(files(dir.path()).is_empty());
    }
}
