//! A first visit by keyboard alone, through the program in a terminal: a family of six is entered, its
//! fact sheet saved half-finished, left, resumed and completed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/pty.rs"]
mod pty;
#[path = "common/server.rs"]
mod server;

use aid::api::facts::{Sheet, ShowFacts};
use aid::api::{Reply, Request};
use aid::domain::dates::{PartialDate, Precision};
use aid::domain::facts::{FactKey, Subject};
use aid::domain::ids::CaseId;
use aid::domain::papers::PaperKind;
use aid::domain::person::{NameKind, Person};
use chrono::{Datelike, NaiveDate, Utc};
use portable_pty::CommandBuilder;
use pty::Pty;
use server::{Client, TestServer};

/// Who types, and how much.
struct Typist {
    pty: Pty,
    /// Keys that are no letters of a text.
    keys: usize,
    /// Letters and digits typed into fields.
    letters: usize,
}

impl Typist {
    fn at(server: &TestServer) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_aid"));
        command.env_clear();
        command.env("HOME", server.socket().parent().unwrap());
        command.env("LANG", "C.UTF-8");
        command.env("TERM", "xterm-256color");
        command.args(["--socket", server.socket().to_str().unwrap()]);
        Self { pty: Pty::start(command, 80, 24), keys: 0, letters: 0 }
    }

    /// Presses keys by their names; what stands in quotes is typed: `n 'Al-Hamadi' tab`.
    fn press(&mut self, keys: &str) -> &mut Self {
        for (n, part) in keys.split('\'').enumerate() {
            if n % 2 == 1 {
                self.letters += part.chars().count();
                self.pty.send(part.as_bytes());
                continue;
            }
            for key in part.split_whitespace() {
                self.keys += 1;
                self.pty.send(match key {
                    "enter" => b"\r",
                    "tab" => b"\t",
                    "up" => b"\x1b[A",
                    "down" => b"\x1b[B",
                    "home" => b"\x1b[H",
                    "backspace" => b"\x7f",
                    "esc" => b"\x1b",
                    "f2" => b"\x1bOQ",
                    "f7" => b"\x1b[18~",
                    "f8" => b"\x1b[19~",
                    letter if letter.len() == 1 => letter.as_bytes(),
                    other => panic!("no key {other}"),
                });
            }
        }
        self
    }

    fn sees(&mut self, text: &str) -> &mut Self {
        self.pty.wait_for_text(text);
        self
    }
}

fn sheet(client: &mut Client, case: CaseId) -> Sheet {
    match client.ask(Request::ShowFacts(ShowFacts { case })) {
        Ok(Reply::Facts(sheet)) => *sheet,
        other => panic!("no sheet: {other:?}"),
    }
}

/// The benefits of the only member: how often they were written down, and their end in fact.
fn benefits(client: &mut Client, case: CaseId) -> (usize, Option<NaiveDate>) {
    let sheet = sheet(client, case);
    let benefits = sheet.parts[1].papers.iter().find(|paper| paper.kind == PaperKind::Benefit);
    let benefits = benefits.unwrap();
    (benefits.versions.len(), benefits.version().unwrap().content.effective)
}

/// The only case of the office.
fn only_case(client: &mut Client) -> CaseId {
    let cases = client.ask(Request::Caseload(aid::api::cases::Query {
        scope: aid::api::cases::Scope::Mine,
        filter: aid::api::cases::Filter::Open,
        text: String::new(),
        sort: aid::api::cases::Sort::Name,
        offset: 0,
        limit: 10,
        around: None,
    }));
    let Ok(Reply::Caseload(page)) = cases else { panic!("{cases:?}") };
    page.rows[0].case
}

fn named(people: &[Person], given: &str) -> Person {
    let name = |person: &&Person| person.names.iter().any(|name| name.given == given);
    people.iter().find(name).unwrap().clone()
}

#[test]
fn a_family_of_six_is_entered_saved_half_finished_resumed_and_completed() {
    let server = TestServer::of_today();
    let year = Utc::now().year();
    let mut desk = Typist::at(&server);

    // the household and its members, one form behind the other
    desk.sees("F1 Hilfe").press("n 'Al-Hamadi' tab 'Fatima' tab '12.3.1988' tab 'w' tab tab tab");
    desk.press("'neue unt' enter 'Am Bahnhof 3' tab '12' f7").sees("Haushalt angelegt");
    let born = year - 41;
    desk.press(&format!("tab 'Yusuf' tab '{born}' tab 'm' tab 'part' tab tab tab tab tab tab"));
    desk.press("'يوسف' f7").sees("Yusuf");
    let born = year - 14;
    desk.press(&format!("tab 'Amira' tab '{born}' tab 'w' tab 'kind' f7")).sees("Amira");
    let born = year - 11;
    desk.press(&format!("tab 'Sami' tab '3.5.{born}' tab 'm' tab 'kind' f7")).sees("Sami");
    desk.press("tab 'Noor' tab tab 'w' tab 'kind' f7").sees("Noor");
    desk.press("backspace tab 'Tesfay' tab '7.1979' tab 'm' tab 'nicht' f2").sees("▸ Al-Hamadi");
    let family = (desk.keys, desk.letters);

    // the household, and what is the same for everybody, once
    desk.press("d").sees("1 von 7: Haushalt").press("tab 'beruf' enter").press("j");
    desk.press("'ar' enter 'syr' enter 'ar' enter 'beide' enter '3.2024' enter '5.2024' enter");
    desk.press("'aufenthaltsg' enter '14.1.' enter 'grundl' enter enter").press("j n");
    desk.press("'behandl' enter enter f2").sees("fehlen noch");
    let half = desk.pty.contents();
    let mut client = server.connect_own();
    let case = only_case(&mut client);
    let known = sheet(&mut client, case);
    let missing = known.complete.missing.len();
    let said = format!("{missing} von {} fehlen noch", known.complete.required);
    assert!(half.contains(&said), "{said}: {half}");
    let key = |name| FactKey::named(name).unwrap();
    assert!(known.complete.missing.contains(&key("visit")));
    assert!(!known.complete.missing.contains(&key("arrival")), "typed once for all");

    // another day: what is missing is listed, and only that is asked
    desk.press("q");
    desk.pty.wait_exit();
    let (keys, letters) = (desk.keys, desk.letters);
    let mut desk = Typist { keys, letters, ..Typist::at(&server) };
    desk.sees("▸ Al-Hamadi").press("d").sees(&format!("{missing} von")).press("f8");
    desk.sees("Was noch fehlt").sees("Haushalt  Erstbesuch").sees("Fatima    Dringend Arzt nötig");
    desk.press("enter enter")
        .sees("Erstbesuch · Al-Hamadi")
        .press("a f2")
        .sees("1 von 7: Haushalt");
    desk.press("enter")
        .sees("Was")
        .press("'Schule anmelden' tab '+14' f2")
        .sees("1 von 7: Haushalt");
    desk.press("f7").sees("2 von 7: Fatima").press("n n j 'liegt' enter j");

    // left in the middle, and gone on with from the list of drafts
    desk.press("esc")
        .sees("Der Entwurf bleibt")
        .sees("Angefangen")
        .press("home enter")
        .sees("2 von 7: Fatima");
    let adult = "'latei' enter 'a2' enter enter 'Arbeit finden' enter";
    desk.press(adult).sees("3 von 7: Yusuf");
    desk.press("n n n 'liegt' enter j").press(adult).sees("4 von 7: Amira");
    desk.press("n n j 'liegt' enter 'regel' enter").sees("5 von 7: Sami");
    desk.press("n n j 'liegt' enter 'regel' enter").sees("6 von 7: Noor");
    desk.press("?").press("n n j 'liegt' enter j").press(adult).sees("7 von 7: Tesfay");
    desk.press("n n n 'liegt' enter j").press(adult).sees("nichts fehlt").press("f2");
    desk.sees("Datenblatt gespeichert · es fehlt nichts mehr").press("q");
    desk.pty.wait_exit();
    println!(
        "the family: {} keys and {} letters; with its fact sheet: {} keys and {} letters",
        family.0, family.1, desk.keys, desk.letters
    );
    assert!(family.0 <= 45 && desk.keys <= 130, "{} and {} keys", family.0, desk.keys);

    // nothing is missing, and no date is more exact than it was told
    let known = sheet(&mut client, case);
    assert_eq!((known.complete.missing, known.parts.len()), (vec![], 7));
    let people = client.sheet(case).persons;
    let birth = |given| named(&people, given).birth.map(PartialDate::precision);
    assert_eq!(birth("Fatima"), Some(Precision::Day));
    assert_eq!((birth("Yusuf"), birth("Amira")), (Some(Precision::Year), Some(Precision::Year)));
    assert_eq!((birth("Sami"), birth("Tesfay")), (Some(Precision::Day), Some(Precision::Month)));
    assert_eq!(birth("Noor"), None);
    let tesfay = named(&people, "Tesfay");
    assert_eq!(tesfay.listed(), "Tesfay", "one name is enough");
    let script = named(&people, "Yusuf");
    assert_eq!(script.name(NameKind::OriginalScript).unwrap().listed(), "يوسف");
    for part in known.parts.iter().filter(|part| matches!(part.subject, Subject::Person(_))) {
        let value = |name| {
            let answer = part.answers.iter().find(|answer| answer.key == key(name));
            answer.map_or("", |answer| answer.value.as_str())
        };
        assert_eq!((value("arrival"), value("allocation")), ("2024-03", "2024-05"));
        assert_eq!((value("status"), value("regime")), ("GES", "ALG3"));
        let status = part.papers.iter().find(|paper| paper.kind == PaperKind::Residence).unwrap();
        let content = &status.version().unwrap().content;
        assert_eq!(content.until.map(|day| (day.day(), day.month())), Some((14, 1)));
        assert_eq!((content.from, content.issued, content.effective), (None, None, None));
    }
}

#[test]
fn a_recognition_suggests_the_end_of_benefits_and_only_a_key_ends_them() {
    let server = TestServer::of_today();
    let today = Utc::now().date_naive();
    let year = if (today.month(), today.day()) > (5, 12) { today.year() } else { today.year() - 1 };
    let last = NaiveDate::from_ymd_opt(year, 5, 31);
    let mut desk = Typist::at(&server);
    desk.sees("F1 Hilfe").press("n 'Alavi' tab 'Mina' f2").sees("▸ Alavi, Mina").press("D");
    desk.sees("Noch kein Papier").press("n 'leist' enter 'grundl' enter");
    desk.press(&format!("'1.1.{}' f2", year - 1)).sees("Papier eingetragen: Grundleistungen");
    desk.press("n 'verf' enter 'anerk' enter").press(&format!("'12.5.{year}' f2"));
    desk.sees("Papier eingetragen: Anerkennung");
    desk.sees(&format!("Vorschlag: Leistungsende 31.05.{year} – Anerkennung"));
    desk.sees("§ 1 Abs. 3 AsylbLG");
    let mut client = server.connect_own();
    let case = only_case(&mut client);
    assert_eq!(benefits(&mut client, case), (1, None), "nothing by itself");

    // looked at and left: still nothing
    desk.press("home enter").sees("Letzter Tag").sees(&format!("31.05.{year}")).press("esc");
    desk.sees("Vorschlag: Leistungsende");
    assert_eq!(benefits(&mut client, case), (1, None));

    desk.press("home enter").sees("Letzter Tag").press("f2").sees("Papier beendet");
    assert_eq!(benefits(&mut client, case), (2, last));
    desk.press("u").sees("zurückgenommen").sees("Vorschlag: Leistungsende");
    assert_eq!(benefits(&mut client, case), (1, None));
    desk.press("q");
    desk.pty.wait_exit();
}
