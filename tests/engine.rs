//! The engine through its public doors: changes, reading, undo, repeated requests.

// helpers outside of the test functions may unwrap too
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use aid::store::engine::{
    Author, Committed, Engine, EngineError, KEPT_MS, Op, OpenError, Options, Projection, Rebuilt,
    Span, Tree, UndoError,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

const T: Tree = Tree(1);
const NOW: i64 = 1_790_000_000_000;

fn options() -> Options {
    Options { cache_bytes: 1 << 20, ..Options::at(NOW) }
}

fn open(dir: &Path) -> Engine {
    Engine::open(dir, options(), (), &mut |_| {}).unwrap().0
}

fn by(staff: u64, request: u128) -> Author {
    Author { time_ms: NOW, staff, request }
}

fn put(engine: &Engine, key: &str, value: &str) -> Committed {
    put_as(engine, by(1, 0), key, value).unwrap()
}

fn put_as(
    engine: &Engine,
    author: Author,
    key: &str,
    value: &str,
) -> Result<Committed, EngineError> {
    let (key, value) = (key.as_bytes().to_vec(), value.as_bytes().to_vec());
    engine.write(author, move |tx| {
        tx.put(T, &key, value)?;
        Ok(format!("answer {}", tx.seq()).into_bytes())
    })
}

fn text(engine: &Engine, key: &str) -> Option<String> {
    engine.get(T, key.as_bytes()).unwrap().map(|value| String::from_utf8(value).unwrap())
}

fn keys(engine: &Engine, span: Span<'_>, limit: usize) -> Vec<String> {
    let records = engine.range(span, limit).unwrap();
    records.into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect()
}

#[test]
fn what_is_written_is_read_before_and_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    assert_eq!(put(&engine, "a", "1").seq, 1);
    assert_eq!(put(&engine, "b", "2").answer, b"answer 2");
    put(&engine, "a", "3");
    assert_eq!((text(&engine, "a"), text(&engine, "c")), (Some("3".into()), None));
    engine.close().unwrap();
    drop(engine);
    let (engine, report) = Engine::open(dir.path(), options(), (), &mut |_| {}).unwrap();
    assert_eq!((report.seq, report.replayed, report.rebuilt), (3, 0, None));
    assert_eq!((text(&engine, "a"), text(&engine, "b")), (Some("3".into()), Some("2".into())));
}

#[test]
fn spans_go_both_ways_by_prefix_and_page_over_fresh_and_older_values() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    for key in ["a1", "a2", "a4", "b1", "a\u{7f}"] {
        put(&engine, key, "old");
    }
    engine.close().unwrap();
    drop(engine);
    let engine = open(dir.path());
    engine
        .write::<EngineError>(by(1, 0), |tx| {
            tx.put(T, b"a3", b"new".to_vec())?;
            tx.delete(T, b"a2")?;
            tx.put(T, b"a1", b"newer".to_vec())?;
            tx.put(Tree(2), b"a5", b"other tree".to_vec())?;
            let seen = tx.range(Span::prefix(T, b"a"), 9)?;
            let seen: Vec<&[u8]> = seen.iter().map(|(key, _)| key.as_slice()).collect();
            assert_eq!(seen, [b"a1".as_slice(), b"a3", b"a4", b"a\x7f"]);
            Ok(vec![])
        })
        .unwrap();
    let span = Span::prefix(T, b"a");
    assert_eq!(keys(&engine, span, 9), ["a1", "a3", "a4", "a\u{7f}"]);
    assert_eq!(keys(&engine, Span { back: true, ..span }, 9), ["a\u{7f}", "a4", "a3", "a1"]);
    assert_eq!(keys(&engine, Span { after: Some(b"a1"), ..span }, 2), ["a3", "a4"]);
    assert_eq!(keys(&engine, Span { after: Some(b"a4"), back: true, ..span }, 1), ["a3"]);
    assert_eq!(keys(&engine, Span { after: Some(b"zz"), ..span }, 9), [""; 0]);
    assert_eq!(keys(&engine, Span { after: Some(b"0"), back: true, ..span }, 9), [""; 0]);
    assert_eq!(keys(&engine, Span::all(T), 0), [""; 0]);
    assert_eq!(keys(&engine, Span::all(Tree(2)), 9), ["a5"]);
    assert_eq!(text(&engine, "a1"), Some("newer".into()));
}

#[derive(Debug, PartialEq)]
enum Mine {
    No,
    Engine(EngineError),
}
impl From<EngineError> for Mine {
    fn from(error: EngineError) -> Self {
        Mine::Engine(error)
    }
}

#[test]
fn a_rejected_or_panicking_change_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    let rejected = engine.write(by(1, 7), |tx| {
        tx.put(T, b"a", b"1".to_vec())?;
        Err(Mine::No)
    });
    assert_eq!(rejected, Err(Mine::No));
    let panicked = engine.write::<EngineError>(by(1, 8), |tx| {
        tx.put(T, b"a", b"1".to_vec())?;
        panic!("a bug")
    });
    assert_eq!(panicked, Err(EngineError::Panicked));
    let reserved = engine
        .write(by(1, 9), |tx| Ok::<_, Mine>(tx.put(Tree(255), b"", vec![]).map(|()| vec![])?));
    assert_eq!(reserved, Err(Mine::Engine(EngineError::Reserved(255))));
    let large = put_as(&engine, by(1, 9), "large", &"x".repeat(9 << 20));
    assert!(matches!(large, Err(EngineError::TooLarge(_))));
    assert_eq!((text(&engine, "a"), text(&engine, "large")), (None, None));
    // the same requests may be tried again, and numbers have no gap
    assert_eq!(put_as(&engine, by(1, 7), "a", "2").unwrap().seq, 1);
}

#[test]
fn a_repeated_request_is_answered_again_and_applied_once() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    let first = put_as(&engine, by(1, 42), "a", "1").unwrap();
    put(&engine, "a", "2");
    let again = put_as(&engine, by(1, 42), "a", "1").unwrap();
    assert_eq!((again.seq, &again.answer, again.repeated), (first.seq, &first.answer, true));
    assert_eq!(text(&engine, "a"), Some("2".into()));
    // somebody else's id is another request
    assert!(!put_as(&engine, by(2, 42), "b", "1").unwrap().repeated);
    drop(engine);
    let engine = open(dir.path());
    let again = put_as(&engine, by(1, 42), "a", "1").unwrap();
    assert_eq!((again.seq, again.answer, again.repeated), (first.seq, first.answer, true));
    assert_eq!(text(&engine, "a"), Some("2".into()));
}

#[test]
fn the_same_request_from_many_threads_is_applied_once() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let engine = engine.clone();
            std::thread::spawn(move || {
                let count = |tx: &mut aid::store::engine::Tx<'_>| {
                    let old = tx.get(T, b"count")?.map_or(0, |value| value[0]);
                    tx.put(T, b"count", vec![old + 1])?;
                    Ok::<_, EngineError>(vec![old + 1])
                };
                (0..20_u128).map(|n| engine.write(by(1, n + 1), count).unwrap().answer).collect()
            })
        })
        .collect();
    let answers: Vec<Vec<Vec<u8>>> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(engine.get(T, b"count").unwrap(), Some(vec![20]));
}

fn undo(engine: &Engine, staff: u64, seq: u64, time_ms: i64) -> Result<u64, UndoError> {
    let author = Author { time_ms, staff, request: 0 };
    engine.write(author, move |tx| tx.undo(seq).map(|_| vec![])).map(|done| done.seq)
}

#[test]
fn undo_brings_back_what_was_unless_somebody_changed_it_since() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    put(&engine, "a", "1");
    let change = engine
        .write::<EngineError>(by(1, 5), |tx| {
            tx.put(T, b"a", b"2".to_vec())?;
            tx.put(T, b"b", b"new".to_vec())?;
            tx.put_for_good(Tree(9), b"log", b"entry".to_vec())?;
            Ok(vec![])
        })
        .unwrap();
    drop(engine);
    let engine = open(dir.path());
    let undone = undo(&engine, 1, change.seq, NOW).unwrap();
    assert_eq!((text(&engine, "a"), text(&engine, "b")), (Some("1".into()), None));
    assert!(engine.get(Tree(9), b"log").unwrap().is_some());
    // undo of undo is redo
    undo(&engine, 1, undone, NOW).unwrap();
    assert_eq!((text(&engine, "a"), text(&engine, "b")), (Some("2".into()), Some("new".into())));

    let by_colleague = put_as(&engine, by(2, 0), "b", "hers").unwrap().seq;
    put_as(&engine, by(3, 0), "b", "later").unwrap();
    assert_eq!(undo(&engine, 1, change.seq, NOW), Err(UndoError::Changed(Some((undone, 1)))));
    let redone = undone + 1;
    assert_eq!(undo(&engine, 1, redone, NOW), Err(UndoError::Changed(Some((by_colleague, 2)))));
    assert_eq!(text(&engine, "a"), Some("2".into()));
}

#[test]
fn undo_ends_after_thirty_days_and_is_never_for_what_is_for_good() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    let seq = put(&engine, "a", "1").seq;
    assert_eq!(undo(&engine, 1, seq, NOW + KEPT_MS + 1), Err(UndoError::Expired));
    assert_eq!(undo(&engine, 1, 99, NOW), Err(UndoError::Expired));
    let signed = engine
        .write::<EngineError>(by(1, 3), |tx| {
            tx.for_good();
            tx.put(T, b"protocol", b"signed".to_vec()).map(|()| vec![])
        })
        .unwrap();
    assert_eq!(undo(&engine, 1, signed.seq, NOW), Err(UndoError::ForGood));
    undo(&engine, 1, seq, NOW + KEPT_MS).unwrap();
    assert_eq!(text(&engine, "a"), None);
}

type Seen = Arc<Mutex<BTreeMap<(u8, Vec<u8>), Vec<u8>>>>;

#[derive(Default, Clone)]
struct Mirror(Seen);

impl Projection for Mirror {
    fn clear(&mut self) {
        self.0.lock().unwrap().clear();
    }
    fn load(&mut self, tree: Tree, key: &[u8], value: &[u8]) -> Result<(), String> {
        if value == b"unreadable" {
            return Err("newer".into());
        }
        self.0.lock().unwrap().insert((tree.0, key.to_vec()), value.to_vec());
        Ok(())
    }
    fn commit(&mut self, _: u64, ops: &[Op]) {
        let mut seen = self.0.lock().unwrap();
        for op in ops {
            let key = (op.tree.0, op.key.clone());
            match &op.value {
                Some(value) => seen.insert(key, value.clone()),
                None => seen.remove(&key),
            };
        }
    }
}

#[test]
fn the_projection_is_fed_before_the_answer_and_again_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let mirror = Mirror::default();
    let engine = Engine::open(dir.path(), options(), mirror.clone(), &mut |_| {}).unwrap().0;
    put(&engine, "a", "1");
    put(&engine, "b", "2");
    engine.write::<EngineError>(by(1, 1), |tx| tx.delete(T, b"a").map(|()| vec![])).unwrap();
    let expected = BTreeMap::from([((1, b"b".to_vec()), b"2".to_vec())]);
    assert_eq!(*mirror.0.lock().unwrap(), expected);
    drop(engine);
    let again = Mirror::default();
    let engine = Engine::open(dir.path(), options(), again.clone(), &mut |_| {}).unwrap().0;
    assert_eq!(*again.0.lock().unwrap(), expected);
    put(&engine, "c", "unreadable");
    drop(engine);
    let refused = Engine::open(dir.path(), options(), Mirror::default(), &mut |_| {});
    assert!(matches!(refused.err(), Some(OpenError::Unreadable(why)) if why == "newer"));
}

#[test]
fn an_office_has_one_owner() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    let second = Engine::open(dir.path(), options(), (), &mut |_| {});
    assert!(matches!(second.err(), Some(OpenError::Locked(_))));
    let clone = engine.clone();
    engine.close().unwrap();
    assert!(matches!(put_as(&engine, by(1, 0), "a", "1"), Err(EngineError::Stopped)));
    drop((engine, clone));
    open(dir.path());
}

#[test]
fn a_view_is_one_state() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    let writer = engine.clone();
    let thread = std::thread::spawn(move || {
        for n in 0..300_u32 {
            writer
                .write::<EngineError>(by(1, 0), move |tx| {
                    tx.for_good();
                    // the record moves from key to key: it must be seen exactly once
                    tx.delete(T, &[(n % 7) as u8])?;
                    tx.put(T, &[((n + 1) % 7) as u8], n.to_le_bytes().to_vec())?;
                    tx.put(Tree(2), b"copy", n.to_le_bytes().to_vec()).map(|()| vec![])
                })
                .unwrap();
        }
    });
    while !thread.is_finished() {
        engine.read(|view| {
            let found = view.range(Span::all(T), 9).unwrap();
            let copy = view.get(Tree(2), b"copy").unwrap();
            assert_eq!(found.into_iter().map(|(_, value)| value).next(), copy);
            assert!(view.range(Span::all(T), 9).unwrap().len() <= 1);
        });
    }
    thread.join().unwrap();
}

#[test]
fn records_that_were_removed_are_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    let engine = open(dir.path());
    put(&engine, "a", "1");
    drop(engine);
    std::fs::remove_dir_all(dir.path().join("records")).unwrap();
    let (engine, report) = Engine::open(dir.path(), options(), (), &mut |_| {}).unwrap();
    assert_eq!((report.rebuilt, report.seq), (Some(Rebuilt::Missing), 1));
    assert_eq!(text(&engine, "a"), Some("1".into()));
}
