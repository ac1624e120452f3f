//! A small disk of its own that fills up, down to the last byte, while people work: writing is
//! refused with a sentence, reading goes on, drafts still fit, and when there is room again
//! everything works without a restart. Only root can mount such a disk. `AID_ROUNDS` sets how often
//! it fills up.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests"
)]

#[path = "common/faults.rs"]
mod faults;
#[path = "common/server.rs"]
mod server;

use aid::api::{Refusal, Reply, Request, drafts};
use aid::client::CallError;
use aid::domain::ids::RequestId;
use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;
use aid::server::peer::Peer;
use aid::store::engine::{Author, Engine, EngineError, OpenError, Options, Span, Tree};
use faults::{Tally, rounds, skipped};
use server::{TestServer, clock, found, hire, talk};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A small file system of its own; it goes when the test ends.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount(mebibytes: u32) -> Option<Disk> {
        let dir = tempfile::tempdir().unwrap();
        let size = format!("size={mebibytes}m");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(dir.path());
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        if !mounted {
            skipped("only root can mount a small disk");
        }
        mounted.then(|| Disk(dir))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Whether it may be written from now on: `rw` or `ro`. Refused while somebody writes.
    fn remount(&self, mode: &str) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,{mode}")]).arg(self.path());
        mount.status().is_ok_and(|status| status.success())
    }

    /// Takes all the room there is, at once.
    fn fill(&self) -> PathBuf {
        let ballast = self.path().join("ballast");
        let file = File::create(&ballast).unwrap();
        let (mut len, mut part) = (0, 1);
        loop {
            let stat = rustix::fs::statvfs(self.path()).unwrap();
            let free = stat.f_bavail / part * stat.f_frsize;
            if free == 0 {
                return ballast;
            }
            let flags = rustix::fs::FallocateFlags::empty();
            match rustix::fs::fallocate(&file, flags, len, free) {
                Ok(()) => (len, part) = (len + free, 1),
                // somebody was faster
                Err(_) => part *= 2,
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

const NOW: i64 = 1_790_000_000_000;
const T: Tree = Tree(1);
const WRITERS: usize = 3;

/// Change `n` of a writer.
fn write(engine: &Engine, writer: u64, n: u64) -> Result<(), EngineError> {
    let author = Author { time_ms: NOW, staff: writer, request: u128::from(n) };
    let key = [writer.to_be_bytes(), n.to_be_bytes()].concat();
    let put = move |tx: &mut aid::store::engine::Tx<'_>| {
        tx.put_for_good(T, &key, vec![7; 200]).map(|()| vec![])
    };
    engine.write::<EngineError>(author, put).map(drop)
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < end, "never: {what}");
        std::thread::yield_now();
    }
}

/// Tells the writers to end, also when the test fails.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What a writer has come to.
#[derive(Default)]
struct Progress {
    saved: AtomicU64,
    refused: AtomicU64,
}

#[test]
fn the_engine_goes_on_when_a_full_disk_has_room_again() {
    let Some(disk) = Disk::mount(128) else { return };
    let office = disk.path().join("office");
    let options = Options {
        cache_bytes: 1 << 20,
        compact_bytes: 200_000,
        reserve_bytes: 64 << 20,
        ..Options::at(NOW)
    };
    let mut tally = Tally { rounds: rounds(5), ..Tally::of("disk full while writing, engine") };
    let engine = Engine::open(&office, options.clone(), (), &mut |_| {}).unwrap().0;
    let (end, done) = (AtomicBool::new(false), <[Progress; WRITERS]>::default());
    let count =
        |of: fn(&Progress) -> &AtomicU64| done.each_ref().map(|p| of(p).load(Ordering::Relaxed));
    std::thread::scope(|scope| {
        for (writer, progress) in (1..).zip(&done) {
            let (engine, end) = (&engine, &end);
            scope.spawn(move || {
                while !end.load(Ordering::Relaxed) {
                    // a disk in memory takes more in a moment than it can hold
                    std::thread::sleep(Duration::from_millis(1));
                    let n = progress.saved.load(Ordering::Relaxed) + 1;
                    match write(engine, writer, n) {
                        Ok(()) => progress.saved.fetch_add(1, Ordering::Relaxed),
                        Err(EngineError::DiskFull) => {
                            progress.refused.fetch_add(1, Ordering::Relaxed)
                        }
                        Err(error) => {
                            eprintln!("{error}");
                            break;
                        }
                    };
                }
            });
        }
        let _end = End(&end);
        for round in 0..tally.rounds {
            let ballast = disk.fill();
            let before = count(|p| &p.refused);
            until("each is refused", || {
                count(|p| &p.refused).iter().zip(before).all(|(now, before)| *now > before)
            });
            // sled writes behind: twice a second
            std::thread::sleep(Duration::from_millis(700));
            assert_eq!(engine.failure(), None, "round {round}");
            let found = engine.range(Span::all(T), 5).unwrap();
            assert!(round == 0 || found.len() == 5, "reading goes on");
            std::fs::remove_file(ballast).unwrap();
            let before = count(|p| &p.saved);
            until("each is saved", || {
                engine.failure().is_some()
                    || count(|p| &p.saved)
                        .iter()
                        .zip(before)
                        .all(|(now, before)| *now > before + 20)
            });
            assert_eq!(engine.failure(), None, "round {round}");
        }
    });
    let saved = count(|p| &p.saved);
    println!("{saved:?} {:?}", count(|p| &p.refused));
    tally.acknowledged = saved.iter().sum();
    assert_eq!(engine.verify().unwrap().problems, []);
    engine.close().unwrap();
    drop(engine);
    let engine = Engine::open(&office, options, (), &mut |_| {}).unwrap().0;
    for (writer, saved) in (1_u64..).zip(saved) {
        let found =
            engine.range(Span::prefix(T, &writer.to_be_bytes()), usize::MAX).unwrap().len() as u64;
        tally.lost += saved.saturating_sub(found);
        tally.doubled += found.saturating_sub(saved);
    }
    tally.finish();
}

/// A follow-up as far as it is typed.
fn typed(id: u128, text: String) -> Request {
    Request::SaveDraft(Box::new(drafts::Draft {
        id: RequestId(id),
        form: drafts::Form::FollowUp,
        case: None,
        name: String::new(),
        kept: clock(),
        no: 0,
        from: None,
        body: drafts::Body::Fields {
            fields: vec![("what".into(), text)],
            at: "what".into(),
            cursor: 0,
        },
    }))
}

#[test]
fn at_a_server_with_a_full_disk_reading_goes_on_and_drafts_fit() {
    let Some(disk) = Disk::mount(128) else { return };
    let dir = tempfile::tempdir_in(disk.path()).unwrap();
    found(dir.path(), OfficeKind::Personal);
    let me = Peer::own();
    hire(dir.path(), &me.user, me.uid, &[Role::Worker, Role::Coordinator], Some("Nord"));
    let server = TestServer::over(dir);
    let mut tally = Tally { rounds: rounds(5), ..Tally::of("disk full, server and client") };
    let mut client = server.connect_own();
    let case = client.household("Alavi");
    for round in 1..=tally.rounds as u128 {
        client.talk(case, &format!("vor der {round}. vollen Platte"));
        let ballast = disk.fill();
        let note = talk(case, &format!("nach der {round}. vollen Platte"));
        let id = RequestId(round);
        let full = |result| matches!(result, Err(CallError::Refused(Refusal::DiskFull)));
        assert!(full(client.0.call_as(id, note.clone())), "round {round}");
        for n in 0..20 {
            let text = format!("{round} {n} {}", "Wort ".repeat(2000));
            assert_eq!(
                client.ask(typed(round + (n << 64), text)),
                Ok(Reply::Kept(None)),
                "{round} {n}"
            );
        }
        assert!(full(client.0.call_as(id, note.clone())), "and again");
        let sheet = client.sheet(case);
        assert_eq!(u64::from(sheet.visits_total), tally.acknowledged + 1, "reading goes on");
        let drafts = client.drafts();
        assert_eq!(drafts.len(), 20, "each draft is there");
        tally.lost += drafts.iter().filter(|draft| !is_of(draft, round)).count() as u64;
        std::fs::remove_file(ballast).unwrap();
        client.0.call_as(id, note).expect("there is room");
        assert!(server.socket().with_file_name("drafts/RESERVE").exists(), "for the next time");
        for draft in client.drafts() {
            let was = drafts::Was { id: draft.id, no: draft.no };
            client.ask(Request::DropDraft(drafts::Drop { was })).unwrap();
        }
        tally.acknowledged += 2;
    }
    let again = TestServer::over(server.stop());
    let found = u64::from(again.connect_own().sheet(case).visits_total);
    tally.lost += tally.acknowledged.saturating_sub(found);
    tally.doubled += found.saturating_sub(tally.acknowledged);
    drop(again);
    tally.finish();
}

#[test]
fn an_office_opens_on_a_full_disk_and_drafts_fit() {
    let Some(disk) = Disk::mount(128) else { return };
    let dir = tempfile::tempdir_in(disk.path()).unwrap();
    found(dir.path(), OfficeKind::Personal);
    let me = Peer::own();
    hire(dir.path(), &me.user, me.uid, &[Role::Worker], Some("Nord"));
    let server = TestServer::over(dir);
    let case = server.connect_own().household("Alavi");
    let dir = server.stop();
    let ballast = disk.fill();
    let server = TestServer::over(dir);
    let mut client = server.connect_own();
    assert_eq!(client.sheet(case).visits_total, 0, "reading goes on");
    assert_eq!(client.ask(talk(case, "Anruf")), Err(Refusal::DiskFull));
    assert_eq!(client.ask(typed(1, "Anruf".into())), Ok(Reply::Kept(None)));
    std::fs::remove_file(ballast).unwrap();
    client.talk(case, "Anruf");
}

/// A first start of a shared office on this disk, which ends at once: whether it went well, and what
/// it said.
fn first_start(disk: &Disk, home: &Path) -> (bool, String) {
    std::fs::create_dir_all(home.join(".config/aid")).unwrap();
    std::fs::write(home.join(".config/aid/config.toml"), "shared = true\n").unwrap();
    let mut aid = Command::new(env!("CARGO_BIN_EXE_aid"));
    aid.env_clear().env("HOME", home).args(["serve", "--idle-exit", "0", "--office"]);
    aid.arg(disk.path().join("a/office")).arg("--socket").arg(home.join("sock"));
    let output = aid.output().unwrap();
    (output.status.success(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn an_office_for_which_there_is_no_room_is_not_made_and_later_it_is() {
    let home = tempfile::tempdir().unwrap();
    for left in [0, 16 << 10, 1 << 20, 4 << 20, 9 << 20, 20 << 20] {
        let Some(disk) = Disk::mount(128) else { return };
        let ballast = disk.fill();
        let file = File::options().write(true).open(&ballast).unwrap();
        file.set_len(file.metadata().unwrap().len() - left).unwrap();
        drop(file);
        let (well, said) = first_start(&disk, home.path());
        assert!(!well && said.contains("zu wenig Platz"), "{left}: {said}");
        assert!(!disk.path().join("a").exists(), "{left}: what was begun is gone");
        std::fs::remove_file(ballast).unwrap();
        let (well, said) = first_start(&disk, home.path());
        assert!(well, "{left}: {said}");
    }
}

#[test]
fn an_office_on_a_disk_that_may_only_be_read_is_not_made_and_later_it_is() {
    let home = tempfile::tempdir().unwrap();
    for before in ["", "a/office"] {
        let Some(disk) = Disk::mount(128) else { return };
        std::fs::create_dir_all(disk.path().join(before)).unwrap();
        assert!(disk.remount("ro"));
        let (well, said) = first_start(&disk, home.path());
        let named = said.contains(&disk.path().display().to_string());
        assert!(!well && named && !said.contains("panicked"), "{said}");
        assert!(disk.remount("rw"));
        let (well, said) = first_start(&disk, home.path());
        assert!(well, "{said}");
    }
}

#[test]
fn a_disk_that_may_only_be_read_is_named_and_not_taken_for_damage() {
    let Some(disk) = Disk::mount(128) else { return };
    let office = disk.path().join("office");
    let open = || Engine::open(&office, Options::at(NOW), (), &mut |_| {});
    let engine = open().unwrap().0;
    write(&engine, 1, 1).unwrap();
    engine.close().unwrap();
    drop(engine);
    // sled lets go of its file a moment later
    until("nobody writes", || disk.remount("ro"));
    let Err(OpenError::Disk(error)) = open() else { panic!("opened") };
    assert_eq!(error.source.kind(), std::io::ErrorKind::ReadOnlyFilesystem);
    assert!(error.path.starts_with(&office));
    assert!(disk.remount("rw"));
    let (engine, report) = open().unwrap();
    assert_eq!((report.rebuilt, report.seq), (None, 1));
    write(&engine, 1, 2).unwrap();
}

fn is_of(draft: &drafts::Draft, round: u128) -> bool {
    let drafts::Body::Fields { fields, .. } = &draft.body else { return false };
    let n = draft.id.0 >> 64;
    fields[0].1 == format!("{round} {n} {}", "Wort ".repeat(2000))
}
