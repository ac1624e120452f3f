//! Somebody is entered who is known already: who is shown, with which reasons, and to whom.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]
#[path = "common/server.rs"]
mod server;

use aid::api::similar::{Ask, Degree, Distinct, Found, Reason, Whom};
use aid::api::{Refusal, Reply, Request, households, office};
use aid::domain::household::Relation;
use aid::domain::ids::{CaseId, PersonId};
use aid::domain::person::PersonField as F;
use server::{Client, TestServer, today, wait_until};

type Fields<'a> = &'a [(F, &'a str)];

fn texts(fields: Fields<'_>) -> Vec<(F, String)> {
    fields.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}

fn named<'a>(surname: &'a str, given: &'a str, birth: &'a str) -> [(F, &'a str); 3] {
    [(F::Surname, surname), (F::Given, given), (F::Birth, birth)]
}

fn household(client: &mut Client, person: Fields<'_>) -> CaseId {
    let saved = client.save(Request::NewHousehold(Box::new(households::New {
        person: texts(person),
        household: vec![],
        home: None,
        from: today(),
        worker: None,
        area: None,
        distinct: vec![],
    })));
    saved.case.unwrap()
}

fn member(
    client: &mut Client,
    case: CaseId,
    person: Fields<'_>,
    distinct: &[PersonId],
) -> PersonId {
    let saved = client.save(Request::AddPerson(Box::new(households::AddPerson {
        case,
        person: texts(person),
        relation: Relation::Child,
        from: today(),
        distinct: distinct.to_vec(),
    })));
    PersonId(saved.id)
}

fn ask_as(
    client: &mut Client,
    case: Option<CaseId>,
    person: Option<PersonId>,
    fields: Fields<'_>,
) -> Vec<Found> {
    let (fields, home_phone) = (texts(fields), String::new());
    let ask = Ask { case, person, fields, home_phone, home: None, limit: 5 };
    match client.ask(Request::Similar(Box::new(ask))).unwrap() {
        Reply::Similar(found) => found,
        other => panic!("{other:?}"),
    }
}

fn ask(client: &mut Client, fields: Fields<'_>) -> Vec<Found> {
    ask_as(client, None, None, fields)
}

/// The persons shown.
fn seen(found: &[Found]) -> Vec<PersonId> {
    let person = |found: &Found| match &found.whom {
        Whom::Seen(seen) => Some(seen.person),
        Whom::Elsewhere { .. } => None,
    };
    found.iter().filter_map(person).collect()
}

#[test]
fn the_same_child_with_day_and_month_swapped_is_shown() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = household(&mut anna, &named("Haddad", "Yusuf", "04.11.1985"));
    let child = member(&mut anna, case, &named("Haddad", "Sami", "05.03.2015"), &[]);
    // spelled otherwise, the names in another order
    let found = ask(&mut anna, &named("Samy", "Al-Hadad", "03.05.2015"));
    assert_eq!(seen(&found), [child]);
    assert_eq!(found[0].degree, Degree::Possible);
    assert_eq!(found[0].reasons, [Reason::DayMonthSwapped, Reason::NamesAlike]);
    let Whom::Seen(seen) = &found[0].whom else { panic!("{found:?}") };
    assert_eq!((seen.case, seen.name.as_str(), seen.area.as_str()), (case, "Haddad, Sami", "Nord"));
    assert_eq!(seen.birth.unwrap().to_string(), "2015-03-05");
    // nobody invents a day while it is typed
    assert_eq!(
        ask(&mut anna, &named("Haddad", "Sami", "05.0"))[0].reasons[1],
        Reason::BirthUnknown
    );
    assert!(ask(&mut anna, &named("Haddad", "Sami", "05.03.2019")).is_empty());
    assert!(ask(&mut anna, &named("Karimi", "Sami", "05.03.2015")).is_empty());
}

#[test]
fn the_likeliest_comes_first_and_five_are_enough() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let births = ["1990", "12.03.1991", "03.12.1990", "12.03.1990", "01.01.1990", "07.07.1990"];
    for birth in births {
        household(&mut anna, &named("Ahmadi", "Reza", birth));
    }
    let file = [(F::Surname, "Omar"), (F::Given, "Layla"), (F::FileRef, "50-3/4711")];
    household(&mut anna, &file);
    let mut typed = named("Ahmadi", "Riza", "12.03.1990").to_vec();
    typed.push((F::FileRef, "50 3 4711"));
    let found = ask(&mut anna, &typed);
    let degrees: Vec<Degree> = found.iter().map(|found| found.degree).collect();
    let mut expected = vec![Degree::Certain, Degree::Probable];
    expected.extend([Degree::Possible; 3]);
    assert_eq!(degrees, expected);
    assert!(found[2].reasons.contains(&Reason::DayMonthSwapped));
    assert!(found[0].reasons.contains(&Reason::FileRef));
}

#[test]
fn siblings_and_twins_of_the_household_are_not_shown() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = household(&mut anna, &named("Karimi", "Mehdi", "04.11.1985"));
    member(&mut anna, case, &named("Karimi", "Hassan", "05.03.2015"), &[]);
    member(&mut anna, case, &named("Karimi", "Lina", "08.09.2018"), &[]);
    let twin = named("Karimi", "Hussein", "05.03.2015");
    assert!(ask_as(&mut anna, Some(case), None, &twin).is_empty());
    assert!(!ask(&mut anna, &twin).is_empty(), "in another household it may be a slip");
    let again = named("Karimi", "Hasan", "05.03.2015");
    let found = ask_as(&mut anna, Some(case), None, &again);
    assert_eq!(found[0].degree, Degree::Probable);
    assert!(found[0].reasons.contains(&Reason::Household));
}

#[test]
fn out_of_sight_is_told_only_that_there_is_somebody_and_the_log_keeps_it() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let case = household(&mut anna, &named("Haddad", "Yusuf", "04.11.1985"));
    let found = ask(&mut berta, &named("Haddad", "Yousef", "04.11.1985"));
    let there = Whom::Elsewhere { area: "Nord".into(), worker: "Anna Beispiel".into() };
    assert_eq!(found, [Found { degree: Degree::Probable, reasons: vec![], whom: there }]);
    // nobody can feel her way to a birth date
    for birth in ["11.04.1985", "1985", ""] {
        assert!(ask(&mut berta, &named("Haddad", "Yusuf", birth)).is_empty(), "{birth}");
    }
    // the coordinator sees the case anyway
    let mut clara = server.connect("clara");
    assert_eq!(seen(&ask(&mut clara, &named("Haddad", "Yusuf", "04.11.1985"))).len(), 1);
    // it is written behind the answer
    let mut dora = server.connect("dora");
    wait_until("the log keeps it", || {
        let page = Request::Log(office::LogPage { before: None, limit: 50 });
        let Ok(Reply::Log(log)) = dora.ask(page) else { panic!("no log") };
        let told: Vec<_> = log.iter().filter(|row| row.action == "similar").collect();
        assert!(told.len() <= 1, "{told:?}");
        for told in &told {
            assert_eq!((told.staff, told.case), (Some(berta.staff()), Some(case)));
        }
        !told.is_empty()
    });
}

#[test]
fn a_protected_person_is_shown_to_nobody_but_the_responsible_worker() {
    let dir = tempfile::tempdir().unwrap();
    server::found(dir.path(), aid::domain::office::OfficeKind::Shared);
    for (user, uid, roles, area) in server::CREW {
        server::hire(dir.path(), user, uid, roles, area);
    }
    let server = TestServer::over(dir);
    let mut anna = server.connect("anna");
    let person = named("Haddad", "Amal", "04.11.1985");
    let case = household(&mut anna, &person);
    let id = anna.sheet(case).persons[0].id;
    drop(anna);
    let dir = server.stop();
    server::change(dir.path(), move |change| aid::store::persons::protect(change, case, id, true));
    let server = TestServer::over(dir);
    assert_eq!(seen(&ask(&mut server.connect("anna"), &person)), [id]);
    for user in ["berta", "clara", "frida"] {
        assert!(ask(&mut server.connect(user), &person).is_empty(), "{user}");
    }
}

#[test]
fn who_was_told_apart_is_not_shown_again_until_that_is_taken_back() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let born = named("Ahmadi", "Reza", "12.03.1990");
    let first = household(&mut anna, &born);
    let one = anna.sheet(first).persons[0].id;
    let second = household(&mut anna, &named("Ahmadi", "Hamid", "1960"));
    let other = member(&mut anna, second, &named("Ahmadi", "Riza", "12.03.1990"), &[one]);
    assert!(ask_as(&mut anna, Some(second), Some(other), &born).is_empty());
    assert!(ask_as(&mut anna, Some(first), Some(one), &born).is_empty(), "nor the other way round");
    assert_eq!(seen(&ask(&mut anna, &born)).len(), 2, "a third one is a third one");

    let third = member(&mut anna, second, &named("Ahmadi", "Reza Ali", "12.03.1990"), &[]);
    let shown = |anna: &mut Client| {
        let mut shown = seen(&ask_as(anna, Some(second), Some(third), &born));
        shown.sort();
        shown
    };
    assert_eq!(shown(&mut anna), [one, other]);
    let apart = Request::Distinct(Distinct { case: second, person: third, other: one });
    let saved = anna.save(apart);
    assert_eq!(shown(&mut anna), [other]);
    anna.save(Request::Undo(office::Undo { change: saved.change }));
    assert_eq!(shown(&mut anna), [one, other]);
}

#[test]
fn nobody_is_told_apart_who_is_not_seen() {
    let server = TestServer::shared();
    let (mut anna, mut berta) = (server.connect("anna"), server.connect("berta"));
    let hers = household(&mut anna, &named("Haddad", "Yusuf", "04.11.1985"));
    let hidden = anna.sheet(hers).persons[0].id;
    let own = household(&mut berta, &named("Haddad", "Youssef", "04.11.1985"));
    let person = berta.sheet(own).persons[0].id;
    let apart = Request::Distinct(Distinct { case: own, person, other: hidden });
    assert_eq!(berta.ask(apart), Err(Refusal::NotFound));
    let elsewhere = Request::Distinct(Distinct { case: hers, person: hidden, other: person });
    assert_eq!(berta.ask(elsewhere), Err(Refusal::NotFound));
    // named while somebody is entered, it is left out: it says nothing of whether it is there
    let new = member(&mut berta, own, &named("Haddad", "Yusef", "04.11.1985"), &[hidden]);
    let found = ask_as(&mut berta, Some(own), Some(new), &named("Haddad", "Yusef", "04.11.1985"));
    assert!(found.iter().any(|found| matches!(found.whom, Whom::Elsewhere { .. })), "{found:?}");
}
