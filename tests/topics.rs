//! Information given: who reads and enters it, what taking back keeps, what the sheet of the case says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/server.rs"]
mod server;

use aid::api::exchange::{ExportPage, Sent};
use aid::api::households::AddPerson;
use aid::api::phases::ChangePhase;
use aid::api::topics::{Before, Brief, Page, TakeBack, Tell};
use aid::api::{AnyField, FieldRefusal, Refusal, Reply, Request, office};
use aid::domain::case::{CloseReason, Phase};
use aid::domain::codes::List;
use aid::domain::dates::DateError;
use aid::domain::field::FieldError;
use aid::domain::household::Relation;
use aid::domain::ids::{CaseId, PersonId, ToldId};
use aid::domain::merge::{Merge, differing};
use aid::domain::person::PersonField;
use aid::domain::topics::{Entry, How, TopicField as F};
use server::{Client, TestServer, today};

fn entry(persons: &[PersonId], topics: &[&str]) -> Entry {
    let topics = topics.iter().map(|topic| (*topic).to_owned()).collect();
    let (language, way, who) = ("ar".to_owned(), "interpreter".to_owned(), String::new());
    Entry { persons: persons.to_vec(), topics, how: How { day: today(), language, way, who } }
}

fn tell(case: CaseId, entry: Entry) -> Request {
    Request::TellTopics(Box::new(Tell { case, entry }))
}

fn page(client: &mut Client, case: CaseId) -> Page {
    match client.ask(Request::CaseTopics(Before { case, skip: 0 })) {
        Ok(Reply::CaseTopics(page)) => *page,
        other => panic!("{other:?}"),
    }
}

fn take_back(case: CaseId, told: ToldId) -> Request {
    Request::TakeBackTopic(TakeBack { case, told })
}

/// A household of two.
fn household(client: &mut Client) -> (CaseId, [PersonId; 2]) {
    let case = client.household("Alavi");
    let mother = client.sheet(case).household.reference;
    let add = AddPerson {
        case,
        person: vec![(PersonField::Given, "Sami".into())],
        relation: Relation::Child,
        from: today(),
        distinct: vec![],
    };
    let child = PersonId(client.save(Request::AddPerson(Box::new(add))).id);
    (case, [mother, child])
}

#[test]
fn several_are_told_about_several_topics_at_once_and_a_mistake_is_taken_back_but_stays() {
    let server = TestServer::shared();
    let (mut anna, mut frida) = (server.connect("anna"), server.connect("frida"));
    let (case, both) = household(&mut anna);
    let all = u32::try_from(List::Topic.on(today()).count()).unwrap();
    assert_eq!(anna.sheet(case).topics, Brief { heard: 0, all });
    let told = anna.save(tell(case, entry(&both, &["health", "WORK", "health"])));
    let shown = page(&mut anna, case);
    assert_eq!((shown.rows.len(), shown.persons.len()), (4, 2));
    assert!(
        shown.rows.iter().all(|row| row.by == "Anna Beispiel" && row.told.how.language == "ar")
    );
    assert!(shown.rows.iter().any(|row| row.person == "Sami" && row.told.topic == "work"));
    assert_eq!(anna.sheet(case).topics, Brief { heard: 2, all });

    // one of them was a mistake: a colleague of the area takes it back
    let work = shown.rows.iter().filter(|row| row.told.topic == "work");
    let work: Vec<ToldId> = work.map(|row| row.told.id).collect();
    frida.save(take_back(case, work[0]));
    assert_eq!(anna.sheet(case).topics.heard, 2, "the other one heard of it");
    let last = frida.save(take_back(case, work[1]));
    assert_eq!(anna.sheet(case).topics.heard, 1);
    let kept = page(&mut anna, case).rows;
    let back: Vec<&str> = kept.iter().map(|row| row.back.as_str()).collect();
    assert_eq!(kept.len(), 4);
    assert_eq!(back.iter().filter(|name| **name == "Frida Beispiel").count(), 2);
    // a second time it says no more than the first
    anna.save(take_back(case, work[1]));
    assert_eq!(page(&mut anna, case).rows, kept);

    // both can be undone; what others did since is not undone with it
    frida.save(Request::Undo(office::Undo { change: last.change }));
    assert_eq!(anna.sheet(case).topics.heard, 2);
    let undo = anna.ask(Request::Undo(office::Undo { change: told.change }));
    assert_eq!(undo, Err(Refusal::ChangedSince("Frida Beispiel".into())));
    let again = anna.save(tell(case, entry(&both[1..], &["school"])));
    anna.save(Request::Undo(office::Undo { change: again.change }));
    assert_eq!(anna.sheet(case).topics.heard, 2);
    // the restart reads the same
    let before = page(&mut anna, case);
    drop((anna, frida));
    let server = TestServer::over(server.stop());
    assert_eq!(page(&mut server.connect("anna"), case), before);
}

#[test]
fn it_is_seen_by_who_sees_the_case() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, both) = household(&mut anna);
    let mut told = entry(&both, &["housing"]);
    told.how.who = "Frau Vertraut".into();
    anna.save(tell(case, told));
    let id = page(&mut anna, case).rows[0].told.id;
    for user in ["clara", "frida"] {
        assert_eq!(page(&mut server.connect(user), case).rows.len(), 2, "{user}");
    }
    for (user, refused) in [
        ("berta", Refusal::NotFound),
        ("dora", Refusal::NotPermitted),
        ("emil", Refusal::NotPermitted),
    ] {
        let mut other = server.connect(user);
        let asked = [
            Request::CaseTopics(Before { case, skip: 0 }),
            tell(case, entry(&both, &["work"])),
            take_back(case, id),
        ];
        for ask in asked {
            assert_eq!(other.ask(ask), Err(refused.clone()), "{user}");
        }
    }
    // an entry is taken back in its own case
    let mine = server.connect("berta").household("Omar");
    assert_eq!(server.connect("berta").ask(take_back(mine, id)), Err(Refusal::NotFound));
    // who sees the case is told that something changed in it
    let mut clara = server.connect("clara");
    anna.save(take_back(case, id));
    clara.hears_at_last(anna.staff(), case);
    // the log names ids and fields
    let log = server.connect("dora").ask(Request::Log(office::LogPage { before: None, limit: 99 }));
    let log = format!("{log:?}");
    for action in ["tell-topics", "take-back-topic", "read-topics"] {
        assert!(log.contains(action), "{action}: {log}");
    }
    assert!(!log.contains("housing") && !log.contains("Vertraut"), "{log}");
}

#[test]
fn what_does_not_hold_is_refused_beside_its_field() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, both) = household(&mut anna);
    let mut refused = |entry: Entry| match anna.ask(tell(case, entry)) {
        Err(Refusal::Field(FieldRefusal { field: AnyField::Topic(field), error })) => {
            (field, error)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(entry(&both, &[])), (F::Topics, FieldError::Missing));
    assert_eq!(refused(entry(&both, &["rumour"])), (F::Topics, FieldError::NotAChoice));
    assert_eq!(refused(entry(&[], &["work"])), (F::Persons, FieldError::Missing));
    assert_eq!(refused(entry(&[PersonId(9)], &["work"])), (F::Persons, FieldError::NotAChoice));
    let mut ahead = entry(&both, &["work"]);
    ahead.how.day = today().succ_opt().unwrap();
    let in_future = FieldError::Date(DateError::InFuture(ahead.how.day));
    assert_eq!(refused(ahead), (F::Day, in_future));
    assert!(page(&mut anna, case).rows.is_empty());
}

#[test]
fn in_a_closed_case_a_mistake_is_still_taken_back() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, both) = household(&mut anna);
    anna.save(tell(case, entry(&both, &["work"])));
    let id = page(&mut anna, case).rows[0].told.id;
    let close = ChangePhase {
        case,
        seen: anna.sheet(case).case.steps().try_into().unwrap(),
        to: Phase::Closed { reason: CloseReason::NoNeed },
        from: today(),
        open: vec![],
        leaves_room: None,
    };
    anna.save(Request::ChangePhase(Box::new(close)));
    let asked = anna.ask(tell(case, entry(&both, &["health"])));
    assert_eq!(asked, Err(Refusal::CaseClosed));
    anna.save(take_back(case, id));
    assert!(page(&mut anna, case).rows.iter().any(|row| row.told.taken_back.is_some()));
}

#[test]
fn the_form_starts_with_the_language_that_is_known() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, _) = household(&mut anna);
    assert_eq!(anna.prepared(case).language, "");
    let person = anna.sheet(case).household.reference;
    let edit = aid::domain::field::Edit {
        field: PersonField::Languages,
        was: String::new(),
        now: "ti, ar".into(),
    };
    let edit = aid::api::households::EditPerson { case, person, edits: vec![edit] };
    anna.save(Request::EditPerson(edit));
    assert_eq!(anna.prepared(case).language, "ti");
}

#[test]
fn it_goes_out_with_the_record_of_the_case() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, both) = household(&mut anna);
    anna.save(tell(case, entry(&both, &["waste"])));
    let (sent, limit, visits) = (Sent::default(), 100, true);
    match anna.ask(Request::Export(ExportPage { after: None, sent, limit, visits })) {
        Ok(Reply::Export(page)) => {
            let told = page.cases[0].topics.iter().map(|told| (told.person, told.topic.as_str()));
            assert_eq!(told.collect::<Vec<_>>(), both.map(|person| (person, "waste")));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn whom_two_records_meant_heard_all_of_it_and_undo_parts_them_again() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (case, [_, stays]) = household(&mut anna);
    let other = anna.household("Sami");
    let gone = anna.sheet(other).household.reference;
    anna.save(tell(case, entry(&[stays], &["work"])));
    anna.save(tell(other, entry(&[gone], &["health"])));
    let before = [case, other].map(|case| page(&mut anna, case).rows);
    let mut of = |case: CaseId, id| {
        anna.sheet(case).persons.into_iter().find(|person| person.id == id).unwrap()
    };
    let differing = differing(&of(case, stays), &of(other, gone));
    let merge = Merge { case, stays, other, gone, lives_in: case, differing };
    let merged = anna.save(Request::Merge(Box::new(merge)));
    let all = page(&mut anna, case).rows;
    let heard = |topic: &str| {
        all.iter()
            .any(|row| row.told.topic == topic && row.told.person == stays && row.person == "Sami")
    };
    assert!(heard("work") && heard("health"), "{all:?}");
    assert_eq!((page(&mut anna, other).rows, anna.sheet(case).topics.heard), (vec![], 2));
    anna.save(Request::Undo(office::Undo { change: merged.change }));
    assert_eq!([case, other].map(|case| page(&mut anna, case).rows), before);
}
