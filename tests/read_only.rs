//! The disk below a running server takes nothing any more: reading goes on without a restart, each
//! write is refused with a sentence, forms keep their words, and when the disk is well again the
//! office opens as it was read and the form is saved once.
//!
//! Three ways, each in the middle of saving: a file system that the kernel closes for writing after an
//! error (root only, ext4 in a file), system calls of the server's process that fail while strace holds
//! on to it, and a limit of the process that refuses every write from one moment to the next: the
//! journal takes nothing then, and the records break off where they are. `AID_ROUNDS` sets how often.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/faults.rs"]
mod faults;
#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;
#[path = "common/server.rs"]
mod server;

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};

use aid::api::ready::Failure;
use aid::api::{Refusal, Reply, Request, cases, office};
use aid::client::start::{Start, StartError};
use aid::client::{CallError, Connection};
use aid::domain::ids::{CaseId, RequestId};
use aid::domain::office::OfficeKind;
use aid::domain::staff::Role;
use aid::server::peer::Peer;
use faults::{Tally, no_strace, rounds, skipped};
use program::{Office, wait_until};
use pty::Pty;
use rustix::process::{Pid, Resource, Rlimit};
use server::{Client, found, hire, talk};

const F2: &[u8] = b"\x1bOQ";
/// What a file system refuses that may only be read.
const WRITING: &str = "pwrite64,ftruncate,fallocate,fsync,fdatasync,?rename,renameat,renameat2,\
    ?unlink,unlinkat,?mkdir,mkdirat";
/// With these a change is refused, and on disk all the same as soon as the system writes it.
const UNTOLD: &str = "fdatasync,fsync,ftruncate";

/// A server in a process of its own, started again when it ends by itself, as a service is.
struct Service {
    office: PathBuf,
    socket: PathBuf,
    child: Child,
    log: PathBuf,
}

impl Service {
    fn over(office: &Path, log: &Path) -> Self {
        let (office, socket) = (office.to_owned(), office.join("sock"));
        let child = Self::started(&office, &socket, log);
        let mut service = Self { office, socket, child, log: log.to_owned() };
        service.wait();
        service
    }

    fn started(office: &Path, socket: &Path, log: &Path) -> Child {
        let log = File::options().create(true).append(true).open(log).unwrap();
        // a file that may not grow is an error to it, not its end
        Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_aid")])
            .args(["serve", "--office"])
            .arg(office)
            .arg("--socket")
            .arg(socket)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap()
    }

    /// Waits until there is a server; one that has ended is started again.
    fn wait(&mut self) {
        wait_until("the server is there", || self.is_there());
    }

    fn is_there(&mut self) -> bool {
        if let Some(ended) = self.child.try_wait().unwrap() {
            assert!(!ended.success(), "else a service would not be started again");
            self.child = Self::started(&self.office, &self.socket, &self.log);
        }
        Connection::open(&self.socket).is_ok()
    }

    /// Offers a note until it is saved, by this server or the one after it.
    fn saved(&mut self, id: u128, case: CaseId, note: &str) {
        wait_until("it is saved", || {
            let line = self.is_there().then(|| Connection::open(&self.socket).ok()).flatten();
            line.is_some_and(|line| match write(&mut Client(line), id, case, note) {
                Err(
                    CallError::Refused(Refusal::DiskFailed | Refusal::Closing) | CallError::Wire(_),
                ) => false,
                saved => {
                    saved.unwrap();
                    true
                }
            })
        });
    }

    fn connect(&self) -> Client {
        Client(Connection::open(&self.socket).unwrap())
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    fn end(&mut self) -> bool {
        let pid = rustix::process::Pid::from_child(&self.child);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        self.child.wait().unwrap().success()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// While this lives, calls of a process fail.
struct Fault(Child);

impl Fault {
    fn of(service: &Service, calls: &str, error: &str) -> Self {
        let mut strace = Command::new("strace")
            .args(["-f", "-p", &service.child.id().to_string(), "-o", "/dev/null"])
            .args(["-e", &format!("trace={calls}")])
            .args(["-e", &format!("inject={calls}:error={error}")])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // it says of each thread that it has it, and of the process last
        let said = BufReader::new(strace.stderr.take().unwrap());
        let mut lines = said.lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("attached")), "strace cannot attach");
        thread::spawn(move || lines.for_each(drop));
        Self(strace)
    }
}

impl Drop for Fault {
    /// It lets go of the process, whose calls go through again.
    fn drop(&mut self) {
        let pid = rustix::process::Pid::from_child(&self.0);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        let _ = self.0.wait();
    }
}

fn personal(dir: &Path) {
    found(dir, OfficeKind::Personal);
    let me = Peer::own();
    hire(dir, &me.user, me.uid, &[Role::Worker, Role::Coordinator], Some("Nord"));
}

fn write(client: &mut Client, id: u128, case: CaseId, note: &str) -> Result<Reply, CallError> {
    client.0.call_as(RequestId(id), talk(case, note))
}

fn is_failed<T>(result: &Result<T, CallError>) -> bool {
    matches!(result, Err(CallError::Refused(Refusal::DiskFailed)))
}

/// Saves notes, one after the other, until one is refused: the records are never at rest.
struct Busy {
    first: u128,
    saved: Arc<AtomicU32>,
    thread: JoinHandle<()>,
}

impl Busy {
    /// The requests have the ids `first`, `first + 2³²` and so on.
    fn with(mut client: Client, first: u128, case: CaseId) -> Self {
        let saved = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&saved);
        let thread = thread::spawn(move || {
            for n in 0.. {
                match write(&mut client, first + (n << 32), case, &long()) {
                    Err(CallError::Refused(Refusal::DiskFailed | Refusal::DiskFull)) => return,
                    told => drop(told.unwrap()),
                }
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self { first, saved, thread }
    }

    /// Waits until so many are saved.
    fn wait(&self, count: u32) {
        wait_until("they are saved", || self.saved.load(Ordering::Relaxed) >= count);
    }

    /// Waits for the end: how many were saved, and the id of the one that was not.
    fn ended(self) -> (u32, u128) {
        self.thread.join().unwrap();
        let saved = self.saved.load(Ordering::Relaxed);
        (saved, self.first + (u128::from(saved) << 32))
    }
}

/// Of such notes the pages of the records soon are too large and have to be split.
fn long() -> String {
    "Wort ".repeat(200)
}

/// Lists, the search and a whole case.
fn reads(client: &mut Client, case: CaseId, visits: u32) {
    let query = cases::Query {
        scope: cases::Scope::All,
        filter: cases::Filter::Open,
        text: String::new(),
        sort: cases::Sort::Name,
        offset: 0,
        limit: 100,
        around: None,
    };
    let page = client.ask(Request::Caseload(query)).unwrap();
    assert!(matches!(page, Reply::Caseload(page) if page.rows.len() == 1));
    let find = cases::Find { text: "alavi".into(), limit: 5 };
    let found = client.ask(Request::Find(find)).unwrap();
    assert!(matches!(found, Reply::Found(found) if found.len() == 1));
    assert_eq!(client.sheet(case).visits_total, visits);
}

/// The log, which is not to be had while it cannot be written.
fn log(client: &mut Client, before: Option<u64>) -> Result<Vec<office::LogRow>, Refusal> {
    match client.ask(Request::Log(office::LogPage { before, limit: 500 }))? {
        Reply::Log(rows) => Ok(rows),
        reply => panic!("{reply:?}"),
    }
}

/// Panics in a server's log, without those of sled, which are caught: it has one when it is closed
/// over a disk that refuses.
fn panics(said: &str) -> u64 {
    let own = |line: &&str| line.contains("panicked at") && !line.contains("/sled-");
    said.lines().filter(own).count() as u64
}

/// Entries of the log that somebody prepared a visit. All pages count: whoever looks for them long makes
/// entries too.
fn prepared(client: &mut Client) -> usize {
    let (mut count, mut before) = (0, None);
    loop {
        let rows = log(client, before).unwrap();
        let Some(last) = rows.last() else { return count };
        before = Some(last.no);
        count += rows.iter().filter(|row| row.action == "prepare-visit").count();
    }
}

/// How often these words were saved.
fn notes(service: &mut Service, case: CaseId, words: &str) -> usize {
    let show = cases::ShowCase { case, visits: 1000 };
    let Reply::Case(sheet) = service.connect().ask(Request::ShowCase(show)).unwrap() else {
        panic!()
    };
    let visits = sheet.visits.iter().map(|shown| &shown.visit.entry.note);
    visits.filter(|note| *note == words).count()
}

#[test]
fn while_the_disk_takes_nothing_reading_goes_on_and_then_the_office_is_as_it_was_read() {
    if no_strace() {
        return;
    }
    let (dir, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    personal(dir.path());
    let mut service = Service::over(dir.path(), &logs.path().join("log"));
    let case = service.connect().household("Alavi");
    let faults = [(WRITING, "EROFS"), (WRITING, "EIO"), ("fdatasync,fsync", "EIO")];
    let mut tally = Tally {
        rounds: rounds(6),
        ..Tally::of("disk takes nothing for a while, server and client")
    };
    let mut visits = 0;
    for round in 1..=tally.rounds as u128 {
        let mut client = service.connect();
        let (calls, error) = faults[round as usize % faults.len()];
        let busy = Busy::with(service.connect(), round << 64, case);
        busy.wait(20);
        let fault = Fault::of(&service, calls, error);
        let (saved, untold) = busy.ended();
        visits += saved;
        let refused = round << 64 | 1;
        for n in 0..3 {
            // one that was refused may be sent again at any time
            let told = write(&mut client, refused + n % 2, case, &format!("nein {round}"));
            assert!(is_failed(&told), "{round}");
        }
        let again = write(&mut client, round << 64, case, &long());
        assert!(matches!(again, Ok(Reply::Saved(_))), "what is on disk is saved: {again:?}");
        reads(&mut client, case, visits);
        client.prepared(case);
        thread::sleep(std::time::Duration::from_millis(600)); // sled writes behind
        reads(&mut service.connect(), case, visits);
        assert_eq!(log(&mut client, None), Err(Refusal::DiskFailed), "not without an entry");
        drop(fault);
        // the same words are there once, whatever of them was on disk; others beside them
        service.saved(untold, case, &long());
        let words = [format!("nein {round}"), format!("nein {round}, doch")];
        service.saved(refused, case, &words[0]);
        service.saved(refused | 1 << 127, case, &words[1]);
        visits += 3;
        for words in words {
            assert_eq!(notes(&mut service, case, &words), 1, "{words}");
        }
        let found = service.connect().sheet(case).visits_total;
        tally.lost += u64::from(visits.saturating_sub(found));
        tally.doubled += u64::from(found.saturating_sub(visits));
        tally.acknowledged += u64::from(saved) + 3;
        let read = || prepared(&mut service.connect()) == round as usize;
        wait_until("the reading is in the log", read);
    }
    let said = service.said();
    tally.panics += panics(&said);
    assert!(said.contains("not in the log yet"), "{said}");
    assert!(service.end(), "it closes cleanly");
    tally.finish();
}

/// Whether a process may write to files at all: at once, in the middle of whatever it does.
fn let_write(child: &Child, may: bool) {
    let limit = Rlimit { current: (!may).then_some(0), maximum: None };
    rustix::process::prlimit(Some(Pid::from_child(child)), Resource::Fsize, limit).unwrap();
}

#[test]
fn what_was_saved_is_read_whenever_the_disk_fails_below_the_records() {
    let (dir, logs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    personal(dir.path());
    let mut service = Service::over(dir.path(), &logs.path().join("log"));
    let cases = ["Alavi", "Behzad", "Cemal"].map(|name| service.connect().household(name));
    let mut tally =
        Tally { rounds: rounds(20), ..Tally::of("disk fails while records are taken in, server") };
    let mut visits = [0; 3];
    for round in 1..=u32::try_from(tally.rounds).unwrap() {
        let id = |writer| u128::from(round << 2 | writer) << 64;
        let busy = [0, 1, 2].map(|n| Busy::with(service.connect(), id(n), cases[n as usize]));
        busy[0].wait(10 + round * 7 % 16);
        let_write(&service.child, false);
        for (n, busy) in busy.into_iter().enumerate() {
            let (saved, _) = busy.ended();
            visits[n] += saved;
            tally.acknowledged += u64::from(saved);
        }
        for _ in 0..2 {
            let mut client = service.connect();
            let seen = cases.map(|case| client.sheet(case).visits_total);
            assert_eq!(seen, visits, "{round}");
        }
        let_write(&service.child, true);
        service.child.kill().unwrap();
        service.child.wait().unwrap();
        service.wait();
        for (case, visits) in cases.into_iter().zip(visits) {
            let found = service.connect().sheet(case).visits_total;
            tally.lost += u64::from(visits.saturating_sub(found));
            tally.doubled += u64::from(found.saturating_sub(visits));
        }
    }
    tally.panics += panics(&service.said());
    assert!(service.end(), "it closes cleanly");
    tally.finish();
}

#[test]
fn a_disk_that_makes_nothing_durable_from_the_start_is_named_and_the_next_server_has_everything() {
    if no_strace() {
        return;
    }
    let office = Office::new();
    office.connect().talk(office.case, "Anruf");
    office.end();
    let tools = tempfile::tempdir().unwrap();
    let failing = tools.path().join("failing");
    let calls = "fsync,fdatasync";
    let strace = format!("strace -f -o /dev/null -e trace={calls} -e inject={calls}:error=EIO");
    let aid = env!("CARGO_BIN_EXE_aid");
    fs::write(&failing, format!("#!/bin/sh\nexec {strace} {aid} \"$@\"\n")).unwrap();
    fs::set_permissions(&failing, fs::Permissions::from_mode(0o700)).unwrap();
    let mut target = office.target();
    target.start = target.start.map(|start| Start { program: failing, ..start });
    let refused = target.connect().map(drop).unwrap_err();
    assert!(matches!(refused, StartError::Failed { why: Failure::File { .. }, .. }), "{refused:?}");
    assert_eq!(office.connect().sheet(office.case).visits_total, 1);
    office.end();
}

/// An ext4 in a file, which the kernel closes for writing when it is told of an error in it.
struct Disk {
    dir: tempfile::TempDir,
}

impl Disk {
    fn mount() -> Option<Disk> {
        let disk = Disk { dir: tempfile::tempdir().unwrap() };
        File::create(disk.image()).unwrap().set_len(300 << 20).unwrap();
        fs::create_dir(disk.path()).unwrap();
        let mut make = Command::new("mkfs.ext4");
        make.args(["-q", "-F", "-e", "remount-ro"]).arg(disk.image());
        let is_made = make.status().is_ok_and(|status| status.success());
        let works = is_made && disk.on() && disk.trigger().exists();
        if !works {
            skipped("only root can mount an ext4 in a file, and tell it of an error");
        }
        works.then_some(disk)
    }

    fn image(&self) -> PathBuf {
        self.dir.path().join("image")
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("disk")
    }

    fn on(&self) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-o", "loop"]).arg(self.image()).arg(self.path());
        mount.status().is_ok_and(|status| status.success())
    }

    fn off(&self) -> bool {
        Command::new("umount").arg(self.path()).status().is_ok_and(|status| status.success())
    }

    fn trigger(&self) -> PathBuf {
        let found = Command::new("findmnt").args(["-n", "-o", "SOURCE"]).arg(self.path()).output();
        let source = String::from_utf8(found.unwrap().stdout).unwrap();
        let name = source.trim().trim_start_matches("/dev/").to_owned();
        Path::new("/sys/fs/ext4").join(name).join("trigger_fs_error")
    }

    /// It takes nothing from now on.
    fn fail(&self) {
        fs::write(self.trigger(), "1").unwrap();
    }

    /// As an administrator mends it.
    fn mend(&self) {
        assert!(self.off(), "nobody holds on to it");
        // 1 is that it was mended
        let checked = Command::new("e2fsck").args(["-f", "-y"]).arg(self.image()).output().unwrap();
        assert!(checked.status.code() <= Some(1), "{checked:?}");
        assert!(self.on());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).stderr(Stdio::null()).status();
    }
}

#[test]
fn a_file_system_that_closes_after_an_error_is_read_on_and_opens_when_it_is_mended() {
    let Some(disk) = Disk::mount() else { return };
    let logs = tempfile::tempdir().unwrap();
    let office = disk.path().join("office");
    fs::create_dir(&office).unwrap();
    personal(&office);
    let mut tally = Tally {
        rounds: rounds(2).min(20),
        ..Tally::of("file system closes for writing, server and client")
    };
    let mut visits = 0;
    let mut case = None;
    for round in 1..=tally.rounds as u128 {
        let mut service = Service::over(&office, &logs.path().join("log"));
        let mut client = service.connect();
        let case = *case.get_or_insert_with(|| client.household("Alavi"));
        let busy = Busy::with(service.connect(), round << 64, case);
        busy.wait(50);
        disk.fail();
        let (saved, untold) = busy.ended();
        visits += saved;
        for _ in 0..2 {
            assert!(is_failed(&write(&mut client, round << 64 | 1, case, "nein")), "{round}");
            reads(&mut client, case, visits);
            thread::sleep(std::time::Duration::from_millis(600)); // sled writes behind
        }
        reads(&mut service.connect(), case, visits);
        assert_eq!(log(&mut client, None), Err(Refusal::DiskFailed), "not without an entry");
        drop(client);
        assert!(!service.end(), "it was no clean end");
        let said = service.said();
        tally.panics += panics(&said);
        drop(service);
        disk.mend();
        let mut service = Service::over(&office, &logs.path().join("log"));
        let mut client = service.connect();
        write(&mut client, untold, case, &long()).unwrap();
        write(&mut client, round << 64 | 1, case, "nein, doch").unwrap();
        visits += 2;
        let found = client.sheet(case).visits_total;
        tally.lost += u64::from(visits.saturating_sub(found));
        tally.doubled += u64::from(found.saturating_sub(visits));
        tally.acknowledged += u64::from(saved) + 2;
        drop(client);
        assert!(service.end(), "it closes cleanly");
    }
    tally.finish();
}

#[test]
fn a_form_keeps_its_words_while_the_disk_takes_nothing_and_is_saved_once() {
    if no_strace() {
        return;
    }
    let sentences = [
        (
            "de",
            "gesprochen mit",
            "nimmt nichts an",
            "Was Sie tippen, bleibt hier",
            "Trotzdem beenden?",
            "Kontakt gespeichert",
        ),
        ("en", "talked with", "takes nothing", "What you type stays here", "Quit anyway?", "saved"),
    ];
    for (lang, form, sentence, banner, question, saved) in sentences {
        let office = Office::new();
        office.end();
        let logs = tempfile::tempdir().unwrap();
        let mut service = Service::over(office.path(), &logs.path().join("log"));
        let mut command = office.client();
        command.env("AID_LANG", lang);
        let mut pty = Pty::start(command, 80, 24);
        pty.wait_for_text("▸ Al-Hamadi");
        let fault = Fault::of(&service, WRITING, "EROFS");
        pty.send(b"k");
        pty.wait_for_text(form);
        pty.send(b"Anruf");
        pty.wait_for_text(sentence);
        pty.send(b" vom Amt");
        pty.wait_for_text("Anruf vom Amt");
        pty.wait_for_text(banner);
        pty.send(F2);
        pty.wait_for_text(sentence);
        pty.send(b"\x18");
        pty.wait_for_text(question);
        pty.send(b"n");
        pty.wait_for_text("Anruf vom Amt");
        drop(fault);
        service.saved(1, office.case, "Brief");
        pty.send(F2);
        pty.wait_for_text(saved);
        let visits = service.connect().sheet(office.case).visits;
        let notes: Vec<_> = visits.into_iter().map(|shown| shown.visit.entry.note).collect();
        assert_eq!(notes.iter().filter(|note| *note == "Anruf vom Amt").count(), 1, "{notes:?}");
        pty.send(b"q");
        assert!(pty.wait_exit().success());
        assert!(service.end());
    }
}

#[test]
fn words_typed_after_a_sync_that_failed_are_not_taken_for_those_on_disk() {
    if no_strace() {
        return;
    }
    let office = Office::new();
    office.end();
    let logs = tempfile::tempdir().unwrap();
    let mut service = Service::over(office.path(), &logs.path().join("log"));
    let mut pty = Pty::start(office.client(), 80, 24);
    pty.wait_for_text("▸ Al-Hamadi");
    pty.send(b"k");
    pty.wait_for_text("gesprochen mit");
    pty.send(b"Anruf");
    wait_until("it is kept", || service.connect().drafts().len() == 1);
    let fault = Fault::of(&service, UNTOLD, "EIO");
    pty.send(F2);
    pty.wait_for_text("ungewiss");
    pty.send(b" vom Amt");
    pty.wait_for_text("Anruf vom Amt");
    drop(fault);
    service.saved(1, office.case, "Brief");
    assert_eq!(notes(&mut service, office.case, "Anruf"), 1, "it was on disk all the same");
    pty.send(F2);
    pty.wait_for_text("noch nicht gespeichert");
    pty.send(F2);
    pty.wait_for_text("Kontakt gespeichert");
    for words in ["Anruf", "Anruf vom Amt"] {
        assert_eq!(notes(&mut service, office.case, words), 1, "{words}");
    }
    pty.send(b"q");
    assert!(pty.wait_exit().success());
    assert!(service.end());
}
