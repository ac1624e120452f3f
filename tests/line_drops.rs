//! The line drops in five ways, at the real program in a real terminal: what was typed is on the
//! server to the last letter, the process is gone and has burnt nothing on its way. `AID_ROUNDS`
//! sets how often each (1), every second time at a server that does not answer; `.ci/long` prints
//! how long the slowest took.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/faults.rs"]
mod faults;
#[path = "common/program.rs"]
mod program;
#[path = "common/pty.rs"]
mod pty;
#[path = "common/server.rs"]
mod server;

use std::cell::RefCell;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use faults::{Tally, rounds, skipped};
use portable_pty::CommandBuilder;
use program::{Office, wait_until};
use pty::Pty;
use rustix::process::{Pid, Signal};

/// What the way out may cost, in milliseconds of CPU: a loop that turns round and round costs more
/// while a server that does not answer is waited for.
const WORK: u64 = 300;

const SSHD: &str = "/usr/sbin/sshd";

/// The kernel's count of CPU time, in milliseconds; `None` when the process is gone.
fn work(pid: Pid) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|n| n.parse::<u64>().ok());
    let is_alive = !matches!(fields.first(), Some(&"Z" | &"X") | None);
    is_alive.then_some(10 * (ticks(11)? + ticks(12)?))
}

/// Waits until the process is gone; how long that took, and its work meanwhile.
fn leaves(pid: Pid) -> (Duration, u64) {
    let start = Instant::now();
    let before = work(pid).unwrap_or(0);
    let mut last = before;
    wait_until("the program is gone", || match work(pid) {
        Some(now) => {
            last = now;
            false
        }
        None => true,
    });
    (start.elapsed(), last.saturating_sub(before))
}

/// Drops the line in one way, again and again, and notes what became of it. `start` gives the
/// program in its terminal, `drop` cuts the line after typing a last `!`.
fn drops(
    way: &str,
    start: impl Fn(&Office) -> Pty,
    mut drop: impl FnMut(&Office, &mut Pty) -> Pid,
) {
    let mut tally = Tally { rounds: rounds(2), ..Tally::default() };
    let office = Office::new();
    let (mut slowest, mut most) = (Duration::ZERO, 0);
    let mut typed: Vec<String> = Vec::new();
    for round in 0..tally.rounds {
        let mut pty = start(&office);
        pty.wait_for_text("▸ Al-Hamadi");
        pty.send(b"k");
        pty.wait_for_text("gesprochen mit");
        let words = format!("Anruf vom Jobcenter {round}");
        pty.send(words.as_bytes());
        pty.wait_for_text(&words);
        let stopped = round % 2 == 1;
        if stopped {
            office.signal(Signal::STOP);
        }
        let pid = drop(&office, &mut pty);
        let (time, cost) = leaves(pid);
        if stopped {
            office.signal(Signal::CONT);
        }
        (slowest, most) = (slowest.max(time), most.max(cost));
        typed.insert(0, format!("{words}!"));
        let wanted: Vec<&str> = typed.iter().take(30).map(String::as_str).collect();
        office.wait_for_drafts(&wanted);
        if typed.len() == 30 {
            forget(&office);
            typed.clear();
        }
        tally.acknowledged += 1;
    }
    assert!(most <= WORK, "{way}: {most} ms of CPU on the way out");
    let slowest = slowest.as_millis();
    tally.fault = format!("line drops, {way}: gone after {slowest} ms at most, {most} ms of CPU");
    tally.finish();
}

/// Throws all drafts away.
fn forget(office: &Office) {
    use aid::api::{Reply, Request, drafts::Drop};
    let mut client = office.connect();
    let Ok(Reply::Drafts(drafts)) = client.ask(Request::Drafts) else { panic!() };
    for head in drafts {
        client.ask(Request::DropDraft(Drop { was: head.was })).unwrap();
    }
}

#[test]
fn closed_with_a_signal() {
    let start = |office: &Office| Pty::start(office.command(""), 80, 24);
    drops("SIGHUP", start, |_, pty| {
        let pid = pty.pid();
        pty.hang_up(b"!");
        pid
    });
}

#[test]
fn closed_with_the_signal_ignored() {
    let start = |office: &Office| Pty::start(office.command("trap '' HUP;"), 80, 24);
    drops("SIGHUP ignored", start, |_, pty| {
        let pid = pty.pid();
        pty.hang_up(b"!");
        pid
    });
}

#[test]
fn closed_without_a_signal() {
    let start = |office: &Office| {
        let mut command = office.command("");
        command.set_controlling_tty(false);
        Pty::start(command, 80, 24)
    };
    drops("no signal", start, |_, pty| {
        let pid = pty.pid();
        pty.hang_up(b"!");
        pid
    });
}

#[test]
fn asleep_and_cut_off_later() {
    let start = |office: &Office| Pty::start(office.command(""), 80, 24);
    drops("asleep", start, |_, pty| {
        let pid = pty.pid();
        pty.fall_asleep(b"!");
        pty.resize(90, 30); // a draw that the terminal does not take
        pty.cut();
        pid
    });
}

#[test]
fn asleep_the_draft_is_kept_all_the_same_and_the_program_can_be_ended() {
    let office = Office::new();
    let mut pty = office.aid();
    pty.wait_for_text("▸ Al-Hamadi");
    pty.send(b"k");
    pty.wait_for_text("gesprochen mit");
    pty.send(b"Anruf");
    pty.wait_for_text("Anruf");
    pty.fall_asleep(b"!");
    pty.send(b" vom Jobcenter");
    office.wait_for_drafts(&["Anruf! vom Jobcenter"]);
    pty.send(b" und vom Amt");
    pty.signal(Signal::TERM);
    leaves(pty.pid());
    office.wait_for_drafts(&["Anruf! vom Jobcenter und vom Amt"]);
}

/// OpenSSH's server on the loopback, for who runs the test.
struct Sshd {
    server: Child,
    port: u16,
    dir: tempfile::TempDir,
}

impl Sshd {
    /// Its users get the program at this office.
    fn start(office: &Office) -> Self {
        if rustix::process::geteuid().is_root() {
            fs::create_dir_all("/run/sshd").unwrap(); // as its service does
        }
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        for key in ["host", "user"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f", &at(key)])
                .status();
            assert!(made.unwrap().success());
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let aid = format!(
            "exec env -i PATH=/usr/bin:/bin HOME={0} LANG=C.UTF-8 TERM=xterm-256color {1} --office {0}",
            office.path().display(),
            env!("CARGO_BIN_EXE_aid")
        );
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\n\
             StrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n\
             PidFile none\nForceCommand {aid}\n",
            at("host"),
            at("user.pub")
        );
        fs::write(at("config"), config).unwrap();
        let server = Command::new(SSHD)
            .args(["-D", "-e", "-f", &at("config")])
            .stderr(fs::File::create(at("log")).unwrap())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let sshd = Self { server, port, dir };
        wait_until("sshd listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        sshd
    }

    fn client(&self) -> Pty {
        let mut command = CommandBuilder::new("/usr/bin/ssh");
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.args(["-tt", "-F", "none", "-p", &self.port.to_string()]);
        command.args(["-i", self.dir.path().join("user").to_str().unwrap()]);
        command.args(["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"]);
        command.args(["-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR", "127.0.0.1"]);
        Pty::start(command, 80, 24)
    }
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The one program at this office that is no server.
fn program_at(office: &Office) -> Pid {
    let office = office.path().to_str().unwrap();
    let is_it = |pid: &i32| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let words: Vec<&[u8]> = line.split(|byte| *byte == 0).collect();
        words.first() == Some(&env!("CARGO_BIN_EXE_aid").as_bytes())
            && words.contains(&office.as_bytes())
            && !words.contains(&"serve".as_bytes())
    };
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let mut pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let pid = pids.find(is_it).expect("the program runs");
    Pid::from_raw(pid).unwrap()
}

#[test]
fn ssh_killed() {
    let sshd: RefCell<Option<Sshd>> = RefCell::default();
    let start =
        |office: &Office| sshd.borrow_mut().get_or_insert_with(|| Sshd::start(office)).client();
    if !Path::new(SSHD).exists() {
        return skipped("there is no OpenSSH server");
    }
    drops("ssh killed", start, |office, pty| {
        let pid = program_at(office);
        pty.send(b"!");
        pty.wait_for("the last letter", |screen| screen.contents().contains('!'));
        pty.signal(Signal::KILL);
        pid
    });
}
