//! The command line with a server: scripted entry, lists, staff, refusals.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "common/server.rs"]
mod server;

use std::collections::HashSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::RwLock;
use std::time::{Duration, Instant};

use aid::api::exchange::Sent;
use aid::api::facts::{EditFacts, FactEdit};
use aid::api::papers::AddPaper;
use aid::api::{Ask, FromServer, Reply, Request, wire};
use aid::domain::facts::{FactKey, Source, Subject};
use aid::domain::field::Edit;
use aid::domain::household::{Member, Relation};
use aid::domain::ids::PersonId;
use aid::domain::office::OfficeKind;
use aid::domain::papers::{PaperField, PaperKind};
use aid::domain::person::Person;
use aid::domain::staff::Role;
use aid::server::peer::Peer;
use aid::store::{Outcome, cases, households};
use assert_cmd::Command;
use serde_json::Value;
use server::{TestServer, found, hire};
use tempfile::TempDir;

/// A child holds the open files of this process for a moment before it becomes another program, the
/// lock of an office among them. So no office is made while one is started.
static STARTING: RwLock<()> = RwLock::new(());

/// How a call ended: exit code, standard output, standard error.
type Ended = (i32, String, String);

/// `aid` with nothing of this machine but this home directory.
fn aid(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aid"));
    command.env_clear().env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
    command.env("XDG_DATA_HOME", home.join("data")).current_dir(home);
    command
}

fn ended(command: &mut Command) -> Ended {
    let starting = STARTING.read();
    let output = command.output().unwrap();
    drop(starting);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A served office, and `aid` called on its socket.
struct Desk {
    server: TestServer,
    home: TempDir,
}

impl Desk {
    fn over(server: TestServer) -> Self {
        Self { server, home: tempfile::tempdir().unwrap() }
    }

    /// An office of one's own with one household; its case number.
    fn with_household(surname: &str) -> (Self, String) {
        let making = STARTING.write();
        let desk = Self::over(TestServer::personal());
        drop(making);
        let mut me = desk.server.connect_own();
        let case = me.household(surname);
        let no = me.sheet(case).case.no.to_string();
        (desk, no)
    }

    fn run(&self, args: &[&str]) -> Ended {
        self.run_with(args, "")
    }

    /// Runs with this on standard input.
    fn run_with(&self, args: &[&str], input: &str) -> Ended {
        let mut command = aid(self.home.path());
        ended(command.arg("--socket").arg(self.server.socket()).args(args).write_stdin(input))
    }

    /// What a listing says.
    fn json(&self, args: &[&str]) -> Value {
        let (code, out, err) = self.run(&[args, &["--json"]].concat());
        assert_eq!(code, 0, "{err}");
        serde_json::from_str(&out).unwrap()
    }
}

#[test]
fn a_visit_with_nothing_to_report_is_one_line_of_a_script() {
    let (desk, no) = Desk::with_household("Haddad");
    let note = "Alles in Ordnung.\n";
    let (code, out, err) = desk.run_with(&["visit", "add", &no, "--rest-ok", "--note"], note);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Besuch gespeichert: Haddad"), "{out}");
    let visits = desk.json(&["list", "visits"]);
    assert_eq!(visits["visits"][0]["case_no"], no.as_str());
    let visit = &visits["visits"][0];
    assert_eq!((&visit["name"], &visit["outcome"]), (&"Haddad".into(), &"met".into()));
    assert_eq!(visit["kind"], "first");
    assert_eq!(visit["note"], "Alles in Ordnung.");
}

#[test]
fn an_answer_with_note_and_follow_up_comes_from_options_or_a_document() {
    let (desk, no) = Desk::with_household("Haddad");
    let args =
        ["visit", "add", &no, "--answer", "SP4=attention", "--follow-up", "SP4=+14", "--note"];
    let (code, _, err) = desk.run_with(&args, "SP4: Warteliste\nSonst gut.\n");
    assert_eq!(code, 0, "{err}");
    let document = format!(
        r#"{{"case": "{no}", "answers": {{"WO1": {{"rating": "watch", "note": "feucht"}}}},
            "follow_ups": [{{"what": "Anruf", "when": "+3"}}], "rest_ok": true}}"#
    );
    let (code, _, err) = desk.run_with(&["visit", "add", "--json", "-"], &document);
    assert_eq!(code, 0, "{err}");
    let mut me = desk.server.connect_own();
    let case = me.sheet(aid::domain::ids::CaseId(case_id(&desk, &no)));
    assert_eq!(case.visits.len(), 2);
    let notes: Vec<&str> =
        case.visits.iter().flat_map(|v| &v.visit.entry.answers).map(|a| a.note.as_str()).collect();
    assert!(notes.contains(&"Warteliste") && notes.contains(&"feucht"));
    let due: Vec<String> =
        case.follow_ups.iter().map(|f| f.follow_up.window.due().to_string()).collect();
    assert_eq!(due, ["2026-11-23", "2026-12-04"]);
    let listed = desk.json(&["list", "followups", "--filter", &no]);
    assert_eq!(listed["follow_ups"][0]["case_no"], no.as_str());
    let (_, out, _) = desk.run(&["export", "everything"]);
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(out["cases"][0]["visits"][0]["case_no"], no.as_str());
    assert_eq!(out["cases"][0]["follow_ups"][0]["case_no"], no.as_str());
    assert_eq!(listed["follow_ups"].as_array().unwrap().len(), 2);
}

/// The id behind a case number.
fn case_id(desk: &Desk, no: &str) -> u64 {
    let mut me = desk.server.connect_own();
    let find = aid::api::cases::Find { text: no.into(), limit: 1 };
    match me.ask(aid::api::Request::Find(find)) {
        Ok(aid::api::Reply::Found(found)) => found[0].case.0,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn the_same_id_records_once() {
    let (desk, no) = Desk::with_household("Haddad");
    let document = format!(
        r#"{{"id": "{:032x}", "case": "{no}", "rest_ok": true}}"#,
        0x1234_5678_9abc_def0_u128
    );
    for _ in 0..2 {
        let (code, _, err) = desk.run_with(&["visit", "add", "--json", "-"], &document);
        assert_eq!(code, 0, "{err}");
    }
    assert_eq!(desk.json(&["list", "visits"])["visits"].as_array().unwrap().len(), 1);
}

#[test]
fn a_contact_finds_its_case_by_name() {
    let (desk, _) = Desk::with_household("Muhammad");
    let args = ["contact", "add", "--find", "mohamad", "--kind", "phone", "--note"];
    let (code, out, err) = desk.run_with(&args, "Termin verlegt.\n");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Kontakt gespeichert: Muhammad"), "{out}");
    let (code, _, err) = desk.run(&["contact", "add", "--find", "mohamad"]);
    assert_eq!(code, 1);
    assert!(err.contains("Notiz"), "{err}");
    desk.server.connect_own().household("Muhamed");
    let (code, _, err) = desk.run_with(&args, "Termin verlegt.\n");
    assert_eq!((code, err.contains("mehrere Fälle")), (1, true), "{err}");
}

#[test]
fn what_does_not_hold_is_named_and_nothing_is_saved() {
    let (desk, no) = Desk::with_household("Haddad");
    let wrong: [(&[&str], i32, &str); 8] = [
        (&["AiD-1999-0001"], 1, "AiD-1999-0001"),
        (&["0143"], 2, "Fallnummer"),
        (&[&no, "--answer", "XX9=ok"], 2, "»XX9«"),
        (&[&no, "--answer", "SP4=gut"], 2, "attention"),
        (&[&no, "--met", "Yusuf"], 1, "»Yusuf«"),
        (&[&no, "--date", "31.2."], 2, "31.2."),
        (&[&no, "--follow-up", "Anruf"], 2, "+14"),
        (&[&no, "--outcome", "not-met", "--answer", "SP4=ok"], 1, "angetroffen"),
    ];
    for (args, expected, named) in wrong {
        let (code, out, err) = desk.run(&[&["visit", "add"], args].concat());
        assert_eq!((code, out.as_str()), (expected, ""), "{args:?}: {err}");
        assert!(err.contains(named), "{args:?}: {err}");
    }
    assert!(desk.json(&["list", "visits"])["visits"].as_array().unwrap().is_empty());
}

#[test]
fn lists_are_for_people_and_for_programs() {
    let (desk, no) = Desk::with_household("Kovalenko");
    let (code, out, err) = desk.run(&["list", "cases"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("Fall") && out.contains(&no) && out.contains("Kovalenko"), "{out}");
    let cases = desk.json(&["list", "cases"]);
    assert_eq!(cases["cases"][0]["case_no"], Value::from(no.as_str()));
    assert_eq!(cases["cases"][0]["phase"], "new");
    let (_, out, _) = desk.run(&["list", "cases", "--filter", "ended"]);
    assert_eq!(out, "Keine Einträge.\n");
    let persons = desk.json(&["list", "persons", "--filter", "kov"]);
    assert_eq!(persons["persons"][0]["case_no"], Value::from(no.as_str()));
    let (code, _, err) = desk.run(&["find", "Niemandsname"]);
    assert_eq!((code, err.as_str()), (1, "Niemand gefunden.\n"));
    let found = desk.json(&["find", "kovalenko"]);
    assert_eq!(found["persons"][0]["why"], "name");
    let staff = desk.json(&["staff", "list"]);
    assert_eq!(staff["staff"][0]["roles"], serde_json::json!(["worker", "coordinator"]));
}

#[test]
fn an_export_has_answers_and_papers_but_nothing_restricted() {
    let (desk, no) = Desk::with_household("Kovalenko");
    let mut me = desk.server.connect_own();
    let query = aid::api::cases::Find { text: no, limit: 1 };
    let Ok(Reply::Found(found)) = me.ask(Request::Find(query)) else { panic!() };
    let case = found[0].case;
    let person = me.sheet(case).household.reference;
    let edit = |name, now: &str| FactEdit {
        subject: Subject::Person(person),
        edit: Edit { field: FactKey::named(name).unwrap(), was: String::new(), now: now.into() },
    };
    let edits = vec![edit("trade", "Köchin"), edit("safety_way", "geheimer Weg")];
    let fields = vec![(PaperField::Code, "GES".into()), (PaperField::From, "2025-03".into())];
    let (persons, kind) = (vec![person], PaperKind::Residence);
    let papers = vec![AddPaper { case, persons, kind, fields }];
    let (as_of, source) = (server::today(), Source::Word);
    me.save(Request::EditFacts(Box::new(EditFacts { case, edits, papers, as_of, source })));
    let (code, out, err) = desk.run(&["export", "everything"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(!out.contains("geheim") && !out.contains("safety"), "{out}");
    let out: Value = serde_json::from_str(&out).unwrap();
    let facts = out["cases"][0]["facts"].as_array().unwrap();
    let said: Vec<_> = facts.iter().map(|f| (&f["question"], &f["value"], &f["source"])).collect();
    assert_eq!(said, [(&"trade".into(), &"Köchin".into(), &"word".into())]);
    let paper = &out["cases"][0]["papers"][0];
    assert_eq!((&paper["code"], &paper["from"]), (&"GES".into(), &"2025-03".into()));
    let (_, persons, _) = desk.run(&["export", "persons", "--format", "json"]);
    assert!(!persons.contains("GES") && !persons.contains("Köchin"), "{persons}");
}

#[test]
fn a_name_to_look_for_can_come_from_standard_input() {
    let (desk, no) = Desk::with_household("Kovalenko");
    let (code, out, err) = desk.run_with(&["find", "-"], "kovalenko\n");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains(&no), "{out}");
}

#[test]
fn a_shared_office_is_not_backed_up_in_the_clear() {
    let making = STARTING.write();
    let dir = tempfile::tempdir().unwrap();
    found(dir.path(), OfficeKind::Shared);
    let me = Peer::own();
    hire(dir.path(), &me.user, me.uid, &[Role::Admin], None);
    let desk = Desk::over(TestServer::over(dir));
    drop(making);
    let (code, _, err) = desk.run(&["backup", "office.aid", "--plain"]);
    assert_eq!((code, err.contains("Ohne --plain")), (3, true), "{err}");
    let (code, _, err) = desk.run(&["backup", "office.aid"]);
    assert_eq!((code, err.contains("backup_recipients")), (3, true), "{err}");
    assert!(!desk.home.path().join("office.aid").exists());
    // an administrator sees no content
    let (code, _, err) = desk.run(&["list", "cases"]);
    assert_eq!(code, 3, "{err}");
}

#[test]
fn doctor_names_who_one_is() {
    let (desk, _) = Desk::with_household("Haddad");
    let (code, out, err) = desk.run(&["--lang", "en", "doctor"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("worker, coordinator"), "{out}");
}

/// A server in a process of its own, ended with the test.
struct Served(Child);

impl Served {
    fn start(home: &Path, office: &Path) -> Self {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_aid"));
        command.env_clear().env("HOME", home).env("XDG_CONFIG_HOME", home.join("config"));
        let child = command.arg("serve").arg("--office").arg(office);
        let starting = STARTING.read();
        let mut served = Self(child.stderr(Stdio::null()).spawn().unwrap());
        drop(starting);
        let until = Instant::now() + Duration::from_secs(30);
        while !office.join("sock").exists() {
            assert!(served.0.try_wait().unwrap().is_none(), "the server ended");
            assert!(Instant::now() < until, "no socket");
            std::thread::sleep(Duration::from_millis(2));
        }
        served
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_shared_office_begins_empty_and_its_owner_fills_the_staff_list() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config/aid");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), "shared = true\n").unwrap();
    let office = home.path().join("office");
    let _served = Served::start(home.path(), &office);
    let socket = office.join("sock");
    let run = |args: &[&str]| ended(aid(home.path()).arg("--socket").arg(&socket).args(args));
    let me = Peer::own().user;
    let args = ["staff", "add", &me, "--name", "Anna Weber", "--role", "coordinator"];
    let (code, out, err) = run(&[&args[..], &["--area", "Nord=0,5"]].concat());
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Anna Weber"), "{out}");
    let (_, out, err) = run(&["staff", "list"]);
    assert!(out.contains("Koordination") && out.contains("Nord 0,50"), "{out}{err}");
    // and she sets the rules of the office
    let (code, out, err) = run(&["rules"]);
    assert_eq!((code, out.contains("shelter-weeks=4 ")), (0, true), "{out}{err}");
    let (code, out, err) = run(&["rules", "shelter-weeks=6", "days-to-first-visit=3"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("shelter-weeks=6 ") && out.contains("own-flat-weeks=8 "), "{out}");
    for wrong in ["shelter-weeks=0", "shelter-weeks=53", "shelter-weeks", "weeks=6"] {
        let (code, out, err) = run(&["rules", "ratio=80", wrong]);
        assert_eq!((code, out.as_str(), err.contains(wrong)), (2, "", true), "{err}");
    }
    let (_, out, _) = run(&["rules"]);
    assert!(out.contains("shelter-weeks=6 ") && out.contains("ratio=100 "), "{out}");
    let (code, _, err) = run(&["staff", "add", "gibtsnicht", "--name", "X", "--role", "worker"]);
    assert_eq!((code, err.contains("»gibtsnicht«")), (1, true), "{err}");
    let (code, out, err) = run(&["staff", "end", &me, "--until", "+14"]);
    assert_eq!((code, out.contains(&me)), (0, true), "{err}");
}

#[test]
fn the_configuration_of_the_server_says_who_reads_the_backups_of_a_shared_office() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config/aid");
    fs::create_dir_all(&config).unwrap();
    let keys = [(); 3].map(|()| age::x25519::Identity::generate());
    let [first, second, foreign] = keys.each_ref().map(|key| key.to_public().to_string());
    let configure = |keys: &str| {
        let text = format!("shared = true\nbackup_recipients = [\n{keys}]\n");
        fs::write(config.join("config.toml"), text).unwrap();
    };
    let office = home.path().join("office");
    for lang in ["de", "en"] {
        let secret = "AGE-SECRET-KEY-1";
        for (wrong, line) in [("\"age1wrong\",\n", 4), (secret, 4), ("12\n", 4), ("", 2)] {
            let quoted = if wrong == secret { format!("\"{secret}\"\n") } else { wrong.to_owned() };
            let first = if wrong.is_empty() { String::new() } else { format!("\"{first}\",\n") };
            configure(&format!("{first}{quoted}"));
            let serve = ["--lang", lang, "serve", "--office"];
            let (code, _, err) = ended(aid(home.path()).args(serve).arg(&office));
            assert_eq!((code, office.exists()), (2, false), "{err}");
            let place = [format!("Zeile {line} "), format!("Line {line} ")];
            assert!(place.iter().any(|place| err.contains(place)), "{err}");
            assert!(err.contains("aid/config.toml") && err.contains("age-keygen -y"), "{err}");
            assert!(!err.contains(secret), "{err}");
        }
    }

    configure(&format!("\"{first}\",\n\"{second}\",\n"));
    let _served = Served::start(home.path(), &office);
    let socket = office.join("sock");
    let run = |args: &[&str]| ended(aid(home.path()).arg("--socket").arg(&socket).args(args));
    let me = Peer::own().user;
    let roles = ["--role", "admin", "--role", "dpo"];
    let (code, _, err) =
        run(&[&["staff", "add", &me, "--name", "Anna Weber"], &roles[..]].concat());
    assert_eq!(code, 0, "{err}");
    // what the timer of each night calls
    let (code, out, err) = run(&["backup", "o.age"]);
    assert_eq!((code, out.contains("geheimen Schlüssel")), (0, true), "{out}{err}");
    let file = fs::File::open(home.path().join("o.age")).unwrap();
    let opens = |key: &age::x25519::Identity| {
        let sealed = age::Decryptor::new(&file).unwrap();
        std::io::Seek::rewind(&mut &file).unwrap();
        sealed.decrypt(std::iter::once(key as &dyn age::Identity)).is_ok()
    };
    assert_eq!(keys.each_ref().map(opens), [true, true, false]);
    for (lang, said) in [("de", "Für diesen Schlüssel"), ("en", "for this key")] {
        let call = ["--lang", lang, "backup", "p.age", "--recipient", &foreign];
        let (code, _, err) = run(&call);
        assert_eq!((code, err.contains(said)), (3, true), "{err}");
        assert!(err.contains("backup_recipients") && !home.path().join("p.age").exists(), "{err}");
    }
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        // written behind the answer
        let (code, out, err) = run(&["--lang", "en", "log", "--json"]);
        assert_eq!(code, 0, "{err}");
        if out.contains(&first) && out.contains("\"refused\":true") {
            break assert!(!out.contains(&foreign), "{out}");
        }
        assert!(Instant::now() < until, "{out}");
    }
}

#[test]
fn keys_that_are_wrong_keep_no_office_closed_but_a_shared_one() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("config/aid");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), "backup_recipients = [\"age1wrong\"]\n").unwrap();
    for (kind, wanted) in [(OfficeKind::Personal, 0), (OfficeKind::Shared, 2)] {
        let office = tempfile::tempdir().unwrap();
        let starting = STARTING.write();
        found(office.path(), kind);
        drop(starting);
        let mut serve = aid(home.path());
        serve.args(["serve", "--idle-exit", "0", "--office"]).arg(office.path());
        serve.arg("--socket").arg(home.path().join("sock"));
        let (code, _, err) = ended(&mut serve);
        let told = err.contains("Zeile 1 ") && err.contains("backup_recipients");
        assert_eq!((code, told), (wanted, true), "{kind:?}: {err}");
    }
}

#[test]
fn nothing_is_served_where_there_is_no_office() {
    let home = tempfile::tempdir().unwrap();
    let (code, _, err) = ended(aid(home.path()).args(["serve", "--office", "leer"]));
    assert_eq!((code, err.contains("»leer«")), (1, true), "{err}");
    assert!(!home.path().join("leer").exists());
}

#[test]
fn two_servers_of_one_office_are_refused_with_a_sentence() {
    let (desk, _) = Desk::with_household("Haddad");
    let office = desk.server.socket().parent().unwrap();
    let mut second = aid(desk.home.path());
    let (code, _, err) = ended(second.args(["serve", "--office"]).arg(office));
    assert_eq!(code, 1);
    assert!(err.contains("führt schon ein anderer Server"), "{err}");
    let (code, _, _) = desk.run(&["list", "cases"]);
    assert_eq!(code, 0);
}

#[test]
fn a_backup_of_a_running_office_becomes_the_same_office() {
    let (desk, no) = Desk::with_household("Haddad");
    let (code, _, err) = desk.run_with(&["visit", "add", &no, "--rest-ok", "--note"], "Gut.\n");
    assert_eq!(code, 0, "{err}");
    let (code, _, err) = desk.run(&["backup", "office.aid"]);
    assert_eq!((code, err.contains("--plain")), (2, true), "{err}");
    let (code, _, err) = desk.run(&["backup", "office.aid", "--plain"]);
    assert_eq!(code, 0, "{err}");
    let file = desk.home.path().join("office.aid");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let (code, _, err) = desk.run(&["backup", "office.aid", "--plain"]);
    assert_eq!((code, err.contains("Das gibt es schon")), (1, true), "{err}");
    assert_eq!(desk.run(&["verify"]).0, 0);

    let restore = |file: &str, office: &str| {
        ended(aid(desk.home.path()).args(["restore", file, "--office", office]))
    };
    let (code, out, err) = restore("office.aid", "again");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("again"), "{out}");
    let (code, _, err) = restore("office.aid", "again");
    assert_eq!((code, err.contains("nicht leer")), (1, true), "{err}");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(desk.home.path().join("torn.aid"), bytes).unwrap();
    let (code, _, err) = restore("torn.aid", "torn");
    assert_eq!((code, err.contains("beschädigt")), (5, true), "{err}");
    fs::write(desk.home.path().join("other.txt"), "Liste").unwrap();
    assert_eq!(restore("other.txt", "other").0, 1);

    let office = desk.home.path().join("again");
    let _served = Served::start(desk.home.path(), &office);
    let mut list = aid(desk.home.path());
    list.arg("--socket").arg(office.join("sock")).args(["list", "visits", "--json"]);
    let (code, out, err) = ended(&mut list);
    assert_eq!(code, 0, "{err}");
    let visits: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(visits["visits"][0]["note"], "Gut.");
}

#[test]
fn the_log_names_who_saw_which_case_and_never_what_it_says() {
    let (desk, no) = Desk::with_household("Haddad");
    desk.run_with(&["visit", "add", &no, "--rest-ok", "--note"], "Geheimes.\n");
    let log = desk.json(&["log", "--case", &no]);
    let rows = log["log"].as_array().unwrap();
    let actions: Vec<&str> = rows.iter().map(|row| row["action"].as_str().unwrap()).collect();
    assert!(actions.contains(&"record-visit") && actions.contains(&"show-case"), "{actions:?}");
    assert!(rows.iter().all(|row| row["case_no"] == no.as_str()));
    assert!(!log.to_string().contains("Geheimes") && !log.to_string().contains("Haddad"));
    let other = desk.json(&["log", "--staff", "3999999998"]);
    assert!(other["log"].as_array().unwrap().is_empty());
    let (code, out, err) = desk.run(&["log", "--since", "heute"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains(&no), "{out}");
}

#[test]
fn an_export_that_cannot_be_written_says_why_and_one_that_is_not_read_says_nothing() {
    let (desk, _) = Desk::with_household("Haddad");
    for what in ["persons", "visits", "everything"] {
        let call = |stdout: std::process::Stdio| {
            let _starting = STARTING.read();
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_aid"));
            command.env_clear().env("HOME", desk.home.path()).arg("--socket");
            command.arg(desk.server.socket()).args(["export", what]).stdout(stdout);
            command.stderr(std::process::Stdio::piped()).spawn().unwrap()
        };
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ended = call(full.into()).wait_with_output().unwrap();
        let err = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(1), "{what}: {err}");
        assert!(err.contains("»Standardausgabe«: Der Datenträger ist voll."), "{what}: {err}");
        let mut child = call(std::process::Stdio::piped());
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr.as_slice()), (Some(0), &b""[..]), "{what}");
    }
}

#[test]
fn an_export_goes_over_what_a_killed_one_left_behind() {
    let (desk, _) = Desk::with_household("Haddad");
    let (file, part) = (desk.home.path().join("p.csv"), desk.home.path().join("p.csv.part"));
    let persons = ["export", "persons", "-o", "p.csv"];
    fs::write(&part, "half of a table that was longer than the one to come".repeat(100)).unwrap();
    let (code, _, err) = desk.run(&persons);
    assert_eq!(code, 0, "{err}");
    let table = fs::read_to_string(&file).unwrap();
    assert!(table.contains("Haddad") && !table.contains("half"), "{table}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!part.exists());
    // one that is being written is left alone, and named
    let other = fs::File::create(&part).unwrap();
    rustix::fs::flock(&other, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let (code, _, err) = desk.run(&persons);
    assert!(code == 1 && err.contains("p.csv.part"), "{err}");
    assert!(part.exists() && fs::read_to_string(&file).unwrap() == table);
}

#[test]
fn an_export_of_a_household_larger_than_a_message_comes_to_its_end() {
    const PERSONS: usize = 9_000;
    let making = STARTING.write();
    let server = TestServer::personal();
    let case = server.connect_own().household("Alavi");
    let dir = server.stop();
    server::change(dir.path(), move |change| {
        let case = cases::get(change, case)?;
        let mut household = households::of_case(change, &case)?;
        for _ in 1..PERSONS {
            let mut person = Person::new(PersonId(change.new_id()?));
            person.names[0].surname = "Alavi aus einer langen Liste".into();
            change.put(&person)?;
            let (relation, from) = (Relation::Unknown, server::today());
            household.members.push(Member {
                person: person.id,
                relation,
                from,
                until: None,
                left: None,
            });
        }
        change.put(&household)?;
        Ok(Outcome::default())
    });
    let desk = Desk::over(TestServer::over(dir));
    drop(making);
    let export = |args: &[&str]| {
        let mut command = aid(desk.home.path());
        command.timeout(Duration::from_secs(120)).arg("--socket").arg(desk.server.socket());
        let output = command.args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let document: Value = serde_json::from_str(&export(&["export", "everything"])).unwrap();
    let cases = document["cases"].as_array().unwrap();
    let ids: HashSet<u64> =
        cases[0]["persons"].as_array().unwrap().iter().map(|p| p["id"].as_u64().unwrap()).collect();
    assert_eq!((cases.len(), ids.len()), (1, PERSONS));
    assert_eq!(export(&["export", "persons"]).lines().count(), PERSONS + 1);
    let listed: Value = serde_json::from_str(&export(&["list", "persons", "--json"])).unwrap();
    assert_eq!(listed["persons"].as_array().unwrap().len(), PERSONS);
}

/// A server that answers each page of an export with the same one.
#[test]
fn an_export_that_gets_no_further_ends_with_an_error() {
    let (desk, _) = Desk::with_household("Haddad");
    let stuck = desk.home.path().join("stuck");
    let listener = UnixListener::bind(&stuck).unwrap();
    let real = desk.server.socket().to_owned();
    let answering = std::thread::spawn(move || {
        let (mut there, _) = listener.accept().unwrap();
        let mut real = UnixStream::connect(real).unwrap();
        // the greeting as it comes
        wire::send_bytes(&mut real, &wire::receive_bytes(&mut there).unwrap()).unwrap();
        wire::send_bytes(&mut there, &wire::receive_bytes(&mut real).unwrap()).unwrap();
        let mut pages = 0;
        while let Ok(ask) = wire::receive::<Ask>(&mut there) {
            wire::send(&mut real, &ask).unwrap();
            let mut answer: FromServer = wire::receive(&mut real).unwrap();
            if let FromServer::Reply { result: Ok(Reply::Export(page)), .. } = &mut answer {
                (page.rest, page.last) = (Some(Sent { persons: 1, ..Sent::default() }), false);
                pages += 1;
            }
            wire::send(&mut there, &answer).unwrap();
        }
        pages
    });
    let mut command = aid(desk.home.path());
    command.timeout(Duration::from_secs(60)).arg("--socket").arg(&stuck);
    let (code, _, err) = ended(command.args(["export", "everything"]));
    assert!(code == 1 && !err.is_empty(), "{code}: {err}");
    assert_eq!(answering.join().unwrap(), 2);
}
