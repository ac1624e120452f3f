//! From an urgent answer over the card to a protocol, its signature and an addition: by the keys.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::drafts::Form;
use aid::api::protocols::Shown;
use aid::api::{Push, Refusal, Request};
use aid::client::link::LinkEvent;
use aid::domain::ids::{PersonId, ProtocolId, StaffId};
use aid::domain::protocol::{Content, Finding, Protocol};
use aid::tui::app::Event;
use counter::{CASE, Counter, day};
use insta::assert_snapshot;

fn shown() -> Shown {
    let content = Content {
        sign: "child".into(),
        day: day(11, 22),
        time: None,
        persons: vec![PersonId(2)],
        facts: "Um 22 Uhr allein im Flur.\n»Mama ist weg.«".into(),
        assessment: "Aufsicht nicht gesichert.".into(),
        second: None,
        expert: Some(day(11, 20)),
        parents: Some(true),
        parents_why: "Gespräch geführt".into(),
        result: Some(Finding::Latent),
        action: "Familienhilfe angeboten".into(),
        informed: None,
        informed_how: String::new(),
        feedback: Some(day(11, 25)),
    };
    let begun = "2026-11-22T09:00:00Z".parse().unwrap();
    let (id, author) = (ProtocolId(5), StaffId(1));
    let (signed, additions) = (None, vec![]);
    let protocol = Protocol { id, case: CASE, author, begun, saved: 1, content, signed, additions };
    let name = || "Anna Weber".to_owned();
    Shown {
        protocol,
        household: "Al-Hamadi, Fatima".into(),
        persons: vec![(PersonId(2), "Amira".into())],
        author: name(),
        signer: name(),
        added: vec![],
        may_write: true,
        may_sign: true,
    }
}

#[test]
fn an_urgent_sign_leads_to_its_protocol_and_back_to_the_very_place() {
    let mut counter = Counter::german();
    counter.press("v / 'ps7' enter 4 'laut' ctrl-e");
    assert!(counter.screen().contains("Notfall: Kindeswohlgefährdung"));
    counter.press("f4 'Um 22 Uhr allein im Flur' tab 'Aufsicht fehlt'");
    let form = counter.screen();
    assert!(form.contains("Tatsachen") && form.contains("Kindeswohlgefährdung"), "{form}");
    counter.press("f2");
    let [Request::WriteProtocol(sent)] = counter.changes()[..] else {
        panic!("{:?}", counter.changes())
    };
    assert_eq!(sent.content.facts, "Um 22 Uhr allein im Flur");
    assert_eq!(sent.content.assessment, "Aufsicht fehlt");
    assert_eq!((sent.content.sign.as_str(), sent.of), ("child", None));
    assert_eq!(sent.content.feedback, Some(day(11, 25)), "three working days from a Sunday");
    let back = counter.screen();
    assert!(back.contains("PS7") && back.contains("laut"), "{back}");
    counter.press("', nachts' enter f2");
    let Some(Request::RecordVisit(visit)) = counter.changes().pop() else { panic!("no visit") };
    let noted = visit.entry.answers.iter().find(|n| n.note == "laut, nachts");
    assert!(noted.is_some(), "nothing typed is lost");
}

#[test]
fn without_a_person_it_is_saved_and_says_so_and_is_asked_about_before_it_is_signed() {
    for (ticks, named) in [("", false), ("tab tab tab tab tab space", true)] {
        let mut counter = Counter::german();
        let form = counter.press(&format!("N p 'Allein im Flur' {ticks}")).screen();
        assert_eq!(form.contains("niemand angekreuzt"), !named, "{form}");
        let saved = counter.press("f2").screen();
        assert_eq!(counter.changes().len(), 1, "{saved}");
        assert_eq!(saved.contains("ohne Betroffene"), !named, "{saved}");
    }
    let mut counter = Counter::german();
    let mut nobody = shown();
    (nobody.protocol.content.persons, nobody.persons) = (vec![], vec![]);
    counter.protocols = vec![nobody];
    let asked = counter.press("g p enter s").screen();
    assert!(asked.contains("Niemand ist als betroffen genannt") && asked.contains("Abzeichnen?"));
    counter.protocols = vec![shown()];
    let asked = counter.press("n f5 s").screen();
    assert!(!asked.contains("Niemand") && asked.contains("Abzeichnen?"), "{asked}");
}

#[test]
fn the_page_of_one_offers_no_key_that_does_nothing_and_the_list_cuts_no_word() {
    let mut counter = Counter::german();
    counter.protocols = vec![shown()];
    let list = counter.press("g p").screen();
    assert!(list.contains("Eingabe Öffnen"), "{list}");
    let page = counter.press("enter").screen();
    assert!(!page.contains("Eingabe Öffnen") && page.contains("s Abzeichnen"), "{page}");
    for (_, setting) in screen::SETTINGS.iter().filter(|(ending, _)| ending.ends_with("_40")) {
        let mut narrow = Counter::new(*setting);
        narrow.protocols = vec![shown()];
        let list = narrow.press("g p").screen();
        assert!(list.contains("Anna Weber") && !list.contains('…'), "{list}");
    }
}

#[test]
fn half_a_protocol_is_kept_as_a_draft() {
    let mut counter = Counter::german();
    counter.press("N p 'gesehen' esc").wait(Duration::from_secs(3));
    let draft = counter.drafts.iter().find(|draft| draft.form == Form::Protocol);
    assert!(format!("{draft:?}").contains("gesehen"), "{draft:?}");
    // a time that is none is not left out in silence
    let mut counter = Counter::german();
    counter.press("N p 'gesehen' tab tab tab tab 'bald' f2");
    assert!(counter.changes().is_empty(), "{}", counter.screen());
}

#[test]
fn it_is_read_signed_and_added_to() {
    let mut counter = Counter::german();
    counter.protocols = vec![shown()];
    let page = counter.press("g p enter").screen();
    assert!(page.contains("allein im Flur") && page.contains("Einschätzung"), "{page}");
    let asked = counter.press("s").screen();
    assert!(asked.contains("Abzeichnen?"), "{asked}");
    counter.press("j");
    let signs = |request: &&Request| matches!(request, Request::SignProtocol(s) if s.seen == 1);
    assert_eq!(counter.changes().iter().filter(|request| signs(request)).count(), 1);
    // signed, or a colleague's: what is written is an addition
    let mut signed = shown();
    signed.protocol.signed = Some((StaffId(1), signed.protocol.begun));
    (signed.may_write, signed.may_sign) = (false, false);
    counter.protocols = vec![signed];
    counter.press("f5 s");
    assert!(counter.screen().contains("bleibt, wie es ist"), "{}", counter.screen());
    counter.press("b 'Jugendamt rief zurück' f2");
    let last = counter.changes().pop().unwrap().clone();
    assert!(
        matches!(&last, Request::AppendProtocol(a) if a.text == "Jugendamt rief zurück"),
        "{last:?}"
    );
}

#[test]
fn what_was_written_while_it_was_signed_becomes_an_addition() {
    let mut counter = Counter::german();
    counter.protocols = vec![shown()];
    counter.press("g p b end ' Wieder um 23 Uhr.' tab tab tab tab tab space");
    let mut signed = shown().protocol;
    signed.signed = Some((StaffId(1), signed.begun));
    counter.refuse = Some(Refusal::Signed(Box::new(signed)));
    let now = counter.press("f2").screen();
    assert!(now.contains("inzwischen abgezeichnet") && now.contains("Wieder um 23 Uhr."), "{now}");
    assert!(!now.contains("Aufsicht nicht gesichert"), "only what is not signed: {now}");
    assert!(now.contains("Betroffen: Fatima, Amira"), "{now}");
    counter.press("f2");
    let last = counter.changes().pop().unwrap().clone();
    let Request::AppendProtocol(added) = &last else { panic!("{last:?}") };
    assert!(added.text.contains("Wieder um 23 Uhr."), "{added:?}");
}

#[test]
fn what_was_written_in_two_places_is_put_together() {
    let mut counter = Counter::german();
    counter.protocols = vec![shown()];
    counter.press("g p b end ' Wieder um 23 Uhr.'");
    let mut theirs = shown().protocol;
    theirs.saved = 2;
    theirs.content.action = "Jugendamt angerufen".into();
    counter.refuse = Some(Refusal::ProtocolChanged(Box::new(theirs.clone())));
    let now = counter.press("f2").screen();
    assert!(now.contains("zusammengeführt") && now.contains("Jugendamt angerufen"), "{now}");
    // the same field: both are shown, and hers stays
    theirs.saved = 3;
    theirs.content.facts = "Nichts gesehen.".into();
    counter.refuse = Some(Refusal::ProtocolChanged(Box::new(theirs)));
    let now = counter.press("f2").screen();
    assert!(now.contains("Nichts gesehen.") && now.contains("Wieder um 23 Uhr."), "{now}");
    counter.press("f2");
    let last = counter.changes().pop().unwrap().clone();
    let Request::WriteProtocol(sent) = &last else { panic!("{last:?}") };
    assert_eq!(sent.of, Some((ProtocolId(5), 3)));
    assert!(sent.content.facts.contains("Wieder um 23 Uhr."));
    assert_eq!(sent.content.action, "Jugendamt angerufen");
    assert_eq!(sent.content.persons, [PersonId(2)]);
}

#[test]
fn whom_it_names_stays_in_it_though_she_has_left() {
    let mut counter = Counter::german();
    let mut old = shown();
    old.protocol.content.second = Some(StaffId(9));
    old.protocol.content.persons.push(PersonId(70));
    old.signer = "Berta Fort".into();
    old.may_sign = false;
    counter.protocols = vec![old];
    let form = counter.press("g p b").screen();
    assert!(form.contains("Berta Fort"), "{form}");
    // also when it is gone on with as a draft
    counter.press("end ' Mehr.' esc").wait(Duration::from_secs(3));
    let draft = counter.drafts.pop().unwrap();
    let mut later = Counter::german();
    later.drafts = vec![draft];
    later.press("g h").answer();
    let resumed = later.press("home enter").screen();
    assert!(resumed.contains("Berta Fort"), "{resumed}");
    for counter in [&mut counter, &mut later] {
        counter.press("f2");
    }
    let last = later.changes().pop().unwrap().clone();
    let Request::WriteProtocol(sent) = &last else { panic!("{last:?}") };
    assert_eq!(sent.content.second, Some(StaffId(9)));
    assert_eq!(sent.content.persons, [PersonId(2), PersonId(70)]);
    assert!(sent.content.facts.contains("Mehr."));
}

#[test]
fn what_is_signed_is_what_was_read() {
    let mut counter = Counter::german();
    let mut other = shown();
    other.protocol.id = ProtocolId(6);
    other.household = "Baran, Ali".into();
    counter.protocols = vec![shown(), other.clone()];
    counter.press("g p enter s");
    // the list turns round before she answers
    counter.protocols = vec![other, shown()];
    counter.tell(Event::Link(LinkEvent::Push(Push::ManyChanged)));
    counter.press("j");
    let last = counter.changes().pop().unwrap().clone();
    assert!(matches!(&last, Request::SignProtocol(s) if s.protocol == ProtocolId(5)), "{last:?}");
    assert!(counter.screen().contains("Al-Hamadi"), "the page stays: {}", counter.screen());
}

#[test]
fn a_case_shows_its_readers_that_there_is_one() {
    let mut counter = Counter::german();
    assert!(!counter.press("enter").screen().contains("Protokoll"), "{}", counter.screen());
    let mut counter = Counter::german();
    counter.sheet.protocols = 1;
    let case = counter.press("enter").screen();
    assert!(case.contains("1 Protokoll: g p"), "{case}");
}

#[test]
fn the_whole_name_of_who_signs_is_read_in_the_list() {
    let mut counter = Counter::german();
    let mut long = shown();
    long.signer = "Dr. Maximiliane von Hohenfels".into();
    counter.protocols = vec![long];
    let list = counter.press("g p").screen();
    assert!(list.contains("Dr. Maximiliane von Hohenfels"), "{list}");
}

#[test]
fn it_is_drawn_everywhere() {
    for (ending, screen) in counter::everywhere("N p 'Um 22 Uhr allein im Flur' tab") {
        assert_snapshot!(format!("protocol_{ending}"), screen);
    }
    for (ending, setting) in screen::SETTINGS {
        let mut counter = Counter::new(setting);
        counter.protocols = vec![shown()];
        assert_snapshot!(format!("list_{ending}"), counter.press("g p").screen());
        assert_snapshot!(format!("page_{ending}"), counter.press("enter").screen());
    }
}
