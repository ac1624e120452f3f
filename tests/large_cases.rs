//! The largest household and the largest visit that can be saved are shown, exported and kept as a
//! draft; more is refused; and an office that holds more from before is shown and exported as well.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests"
)]

#[path = "common/server.rs"]
mod server;

use aid::api::exchange::{ExportPage, Import, ImportRow, Imported, Sent, Whole};
use aid::api::{
    AnyField, FieldRefusal, Refusal, Reply, Request, cases, drafts, followups, households, wire,
};
use aid::domain::checklist::{Answer, Origin, Rating, TemplateId, TemplateRef};
use aid::domain::dates::Window;
use aid::domain::field::FieldError;
use aid::domain::followup::{Done, FollowUp, Source};
use aid::domain::household::{LODGINGS_MAX, MEMBERS_MAX, Member, Relation};
use aid::domain::ids::{CaseId, FollowUpId, PersonId, RequestId, SiteId, VisitId};
use aid::domain::person::{CODES_MAX, Person, PersonField};
use aid::domain::site::{Home, Place, ROOMS_MAX, SITES_MAX, Site, SiteKind};
use aid::domain::visit::{
    AGREED_MAX, Agreed, Entry, EntryError, Noted, TEXTS_MAX, Visit, VisitKind,
};
use aid::store::{Outcome, cases as stored, households as living};
use server::{Client, TestServer, clock, entry, record, today};

/// A letter of four bytes, the longest there are.
const LETTER: &str = "𐎠";

fn agreed(what: &str) -> Agreed {
    Agreed { what: what.into(), window: Window::on(today()) }
}

fn add_person(case: CaseId, person: Vec<(PersonField, String)>) -> Request {
    let (relation, from, distinct) = (Relation::Child, today(), vec![]);
    Request::AddPerson(Box::new(households::AddPerson { case, person, relation, from, distinct }))
}

fn named(name: &str) -> Vec<(PersonField, String)> {
    vec![(PersonField::Surname, name.into())]
}

/// Every field as long as it may be.
fn long_winded() -> Vec<(PersonField, String)> {
    use PersonField as F;
    let letters = |n: usize| LETTER.repeat(n);
    vec![
        (F::Surname, letters(120)),
        (F::Given, letters(120)),
        (F::CallName, letters(120)),
        (F::OriginalScript, letters(240)),
        (F::Variant, letters(240)),
        (F::Languages, "kmr ".repeat(CODES_MAX)),
        (F::Nationalities, "SY ".repeat(CODES_MAX)),
        (F::Phone, letters(40)),
        (F::FileRef, letters(40)),
    ]
}

/// Every item answered with a note and a measure, everything as long as it may be together.
fn largest_entry(met: &[PersonId]) -> Entry {
    let template = TemplateRef::current(TemplateId::Visit);
    let items = &template.load().unwrap().items;
    let measures = LETTER.repeat(240);
    let mut left = TEXTS_MAX - 240 * (items.len() + AGREED_MAX);
    let answers = items.iter().map(|item| {
        let length = left.min(4_000);
        left -= length;
        Noted {
            answer: Answer { item: item.code, rating: Rating::Attention, origin: Origin::Asked },
            note: LETTER.repeat(length),
            agreed: Some(agreed(&measures)),
        }
    });
    let answers = answers.collect();
    let follow_ups = vec![agreed(&measures); AGREED_MAX];
    let entry = entry(VisitKind::Regular, met, &LETTER.repeat(left));
    Entry { template: Some(template), answers, follow_ups, ..entry }
}

fn import(client: &mut Client, rows: Vec<ImportRow>, dry_run: bool) -> Imported {
    let mut rows = rows.into_iter().peekable();
    loop {
        let part: Vec<ImportRow> = rows.by_ref().take(250).collect();
        let last = rows.peek().is_none();
        let ask = Request::Import(Box::new(Import { rows: part, last, dry_run }));
        match client.ask(ask) {
            Ok(Reply::Imported(imported)) if last => return imported,
            Ok(Reply::Imported(_)) => {}
            other => panic!("{other:?}"),
        }
    }
}

fn row(line: u32, household: &str) -> ImportRow {
    ImportRow {
        line,
        household: household.into(),
        source: format!("liste:{household}:{line}"),
        person: named("Alavi"),
        relation: Relation::Unknown,
        home: None,
        area: Some("nord".into()),
        worker: Some("anna".into()),
        from: None,
    }
}

/// Every case, put together from its pieces, and how many pages that took.
fn export(client: &mut Client) -> (Vec<Whole>, usize) {
    let (mut whole, mut after, mut sent) = (Vec::<Whole>::new(), None, Sent::default());
    for pages in 1..200 {
        let ask = ExportPage { after, sent, limit: 100, visits: true };
        let Ok(Reply::Export(page)) = client.ask(Request::Export(ask)) else { panic!("no page") };
        after = page.cases.last().map(|whole| whole.case.id).or(after);
        sent = page.rest.unwrap_or_default();
        for piece in page.cases {
            match whole.last_mut().filter(|begun| begun.case.id == piece.case.id) {
                Some(begun) => begun.add(piece),
                None => whole.push(piece),
            }
        }
        if page.last {
            return (whole, pages);
        }
    }
    panic!("it goes on for ever");
}

#[test]
fn a_household_is_full_however_somebody_comes_to_it() {
    let server = TestServer::shared();
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let case = anna.household("Alavi");
    for _ in 1..MEMBERS_MAX {
        anna.save(add_person(case, named("Alavi")));
    }
    let full = |error: Result<Reply, Refusal>| match error {
        Err(Refusal::Field(refused)) => (refused.field, refused.error),
        other => panic!("{other:?}"),
    };
    let expected = (AnyField::Member, FieldError::HouseholdFull(MEMBERS_MAX));
    assert_eq!(full(anna.ask(add_person(case, named("Alavi")))), expected);
    assert_eq!(anna.sheet(case).persons.len(), MEMBERS_MAX);

    let lines = |n: usize| (2..).take(n).map(|line| row(line, "1")).collect::<Vec<_>>();
    for dry_run in [true, false] {
        let imported = import(&mut clara, lines(4_000), dry_run);
        assert_eq!(imported.bad.len(), 4_000, "each line of it, so that none is taken alone");
        assert_eq!((imported.bad[0].field, imported.bad[0].error.clone()), expected);
        assert_eq!((imported.persons, imported.households), (0, 0));
    }
    assert_eq!(export(&mut clara).0.len(), 1, "nothing was written");
    assert_eq!(import(&mut clara, lines(MEMBERS_MAX), false).bad, []);
    let imported = import(&mut clara, lines(MEMBERS_MAX + 1), false);
    assert_eq!(imported.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [52], "full already");
    let mut long = row(2, "2");
    long.source = "x".repeat(100_000);
    assert_eq!(import(&mut clara, vec![long], false).bad.len(), 1);
}

#[test]
fn an_office_has_only_so_many_sites_and_a_site_only_so_many_rooms() {
    let server = TestServer::shared();
    let mut clara = server.connect("clara");
    let long = |n: usize| format!("{n:04}{}", LETTER.repeat(116));
    let home = |name: &str, room: String| {
        let (name, kind) = (name.to_owned(), SiteKind::Shelter);
        Home::NewSite { name, kind, room }
    };
    let line = |line: usize, home| ImportRow {
        home: Some(home),
        ..row(u32::try_from(line).unwrap(), &line.to_string())
    };
    let bad = |imported: Imported| {
        assert!(imported.bad.iter().all(|bad| bad.field == AnyField::Place));
        imported.bad.into_iter().map(|bad| (bad.line, bad.error)).collect::<Vec<_>>()
    };
    let rooms = |n: usize| (1..).take(n).map(|n| line(n, home("Ost", long(n))));
    let (rooms_full, sites_full) =
        (FieldError::RoomsFull(ROOMS_MAX), FieldError::SitesFull(SITES_MAX));

    let too_many = rooms(ROOMS_MAX + 1).collect();
    assert_eq!(bad(import(&mut clara, too_many, false)), [(501, rooms_full.clone())]);
    assert_eq!(export(&mut clara).0.len(), 0, "nothing was written");
    assert_eq!(bad(import(&mut clara, rooms(ROOMS_MAX).collect(), false)), []);
    drop(clara);
    let dir = server.stop();
    server::change(dir.path(), |change| {
        for n in 2..SITES_MAX {
            let id = SiteId(change.new_id()?);
            let (kind, name) = (SiteKind::MunicipalFlat, format!("Ring {n}"));
            change.put(&Site { id, kind, name, area: None, rooms: vec![] })?;
        }
        Ok(Outcome::default())
    });
    let server = TestServer::over(dir);
    let (mut anna, mut clara) = (server.connect("anna"), server.connect("clara"));
    let more = vec![
        line(601, home("OST", long(1))),
        line(602, home("ost", long(0))),
        line(603, home("West", String::new())),
        line(604, home("Süd", String::new())),
    ];
    let told = [(602, rooms_full.clone()), (604, sites_full.clone())];
    assert_eq!(bad(import(&mut clara, more.clone(), false)), told);
    let Ok(Reply::Lists(lists)) = clara.ask(Request::Lists) else { panic!("no lists") };
    let east = lists.sites.iter().find(|site| site.name == "Ost").unwrap().id;
    let by_id = |line_no, site, room| line(line_no, Home::Site { site, room });
    let of_ids = vec![
        by_id(605, east, long(1)),
        by_id(606, east, long(0)),
        by_id(607, SiteId(0), String::new()),
    ];
    let told = [(606, rooms_full.clone()), (607, FieldError::NotAChoice)];
    assert_eq!(bad(import(&mut clara, of_ids, false)), told);
    let spaced = vec![line(608, home(" ring  2 ", "1".into()))];
    assert_eq!(bad(import(&mut clara, spaced, false)), []);
    assert_eq!(bad(import(&mut clara, vec![more[0].clone(), more[2].clone()], false)), []);

    // by hand, too
    let mut open = |home| {
        let (home, household) = (Some(home), vec![]);
        let (person, from, worker, area) = (named("Bekele"), today(), None, None);
        let distinct = vec![];
        let new = households::New { person, household, home, from, worker, area, distinct };
        anna.ask(Request::NewHousehold(Box::new(new)))
    };
    for (home, error) in
        [(home("Ost", long(0)), rooms_full), (home("Süd", String::new()), sites_full)]
    {
        let refused = FieldRefusal { field: AnyField::Place, error };
        assert_eq!(open(home), Err(Refusal::Field(refused)));
    }
    assert!(matches!(open(home("ost", long(7))), Ok(Reply::Saved(_))));
    assert!(matches!(open(home(" ring  3 ", "1".into())), Ok(Reply::Saved(_))), "it is there");
    // and the choices of a form are a message all the same
    let Ok(Reply::Lists(lists)) = anna.ask(Request::Lists) else { panic!("no lists") };
    assert!(!lists.sites.is_empty() && !lists.staff.is_empty());
}

#[test]
fn an_entry_is_refused_that_no_message_holds() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    let met = [anna.sheet(case).persons[0].id];
    let mut refused = |change: fn(&mut Entry)| {
        let mut entry = largest_entry(&met);
        change(&mut entry);
        anna.ask(record(case, entry)).unwrap_err()
    };
    assert_eq!(refused(|e| e.place.push('x')), Refusal::Entry(EntryError::TooMuch));
    let many = refused(|e| e.follow_ups = vec![agreed("Kita"); AGREED_MAX + 1]);
    assert_eq!(many, Refusal::Entry(EntryError::TooManyAgreed));
    let twice = refused(|e| e.met = vec![e.met[0]; 100]);
    assert_eq!(twice, Refusal::Entry(EntryError::NotOfTheHousehold));
    // so many that nobody sends: they are not even looked at
    let endless = refused(|e| e.met = vec![e.met[0]; 5_000]);
    assert_eq!(endless, Refusal::Malformed);
    assert_eq!(anna.sheet(case).visits_total, 0);
    let many = "ar ".repeat(CODES_MAX + 1);
    let refused = anna.ask(add_person(case, vec![(PersonField::Languages, many)]));
    assert!(matches!(refused, Err(Refusal::Field(_))), "{refused:?}");
}

#[test]
fn the_largest_there_may_be_is_kept_shown_and_exported() {
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let case = anna.household("Alavi");
    for _ in 1..MEMBERS_MAX {
        anna.save(add_person(case, long_winded()));
    }
    let dir = server.stop();
    server::change(dir.path(), move |change| {
        let mut household = living::of_case(change, &stored::get(change, case)?)?;
        let address = LETTER.repeat(120);
        for days in 1..=LODGINGS_MAX as u64 {
            let place = Place::OwnFlat { address: address.clone() };
            household.move_to(place, today() - chrono::Days::new(1_000 - days));
        }
        change.put(&household)?;
        Ok(Outcome::default())
    });
    let server = TestServer::over(dir);
    let mut anna = server.connect("anna");
    let home = households::Home::OwnFlat { address: "Am Markt 1".into() };
    let move_on = households::Rehouse { case, home, from: today() };
    let refused = anna.ask(Request::Rehouse(move_on));
    assert!(matches!(refused, Err(Refusal::Field(_))), "{refused:?}");
    let met: Vec<PersonId> = anna.sheet(case).persons.iter().map(|p| p.id).collect();
    assert_eq!(met.len(), MEMBERS_MAX);
    let largest = largest_entry(&met);
    let draft = drafts::Draft {
        id: RequestId(1),
        form: drafts::Form::Visit,
        case: Some(case),
        name: String::new(),
        kept: clock(),
        no: 0,
        from: None,
        body: drafts::Body::Entry {
            entry: Box::new(largest.clone()),
            raw: vec![],
            at: "note".into(),
            cursor: 0,
        },
    };
    let bytes = wire::encode(&draft).unwrap().len();
    assert!(bytes < drafts::DRAFT_MAX, "{bytes}");
    assert!(matches!(anna.ask(Request::SaveDraft(Box::new(draft))), Ok(Reply::Kept(_))));
    assert_eq!(anna.prepared(case).drafts.len(), 1);
    for _ in 0..4 {
        anna.save(record(case, largest.clone()));
    }
    let sheet = anna.sheet(case);
    assert_eq!((sheet.persons.len(), sheet.visits_total), (MEMBERS_MAX, 4));
    assert!(!sheet.visits.is_empty());
    let agreed = 4 * (largest.answers.len() + AGREED_MAX);
    assert_eq!(sheet.follow_ups.len() + sheet.more.follow_ups as usize, agreed);
    for skip in 0..4 {
        let ask = cases::VisitsBefore { case, skip, limit: 50 };
        let Ok(Reply::CaseVisits(visits)) = anna.ask(Request::CaseVisits(ask)) else { panic!() };
        assert!(visits.iter().all(|shown| shown.visit.entry == largest));
    }
    let (whole, pages) = export(&mut anna);
    let all = (whole[0].persons.len(), whole[0].visits.len(), whole[0].follow_ups.len());
    assert_eq!((whole.len(), all), (1, (MEMBERS_MAX, 4, agreed)));
    assert!(pages > 3 && whole[0].visits.iter().all(|visit| visit.entry == largest), "{pages}");
}

#[test]
fn an_office_that_holds_more_than_may_be_is_shown_and_exported_whole() {
    const PERSONS: usize = 6_000;
    const AGREED: usize = 4_000;
    let server = TestServer::shared();
    let mut anna = server.connect("anna");
    let (large, small) = (anna.household("Alavi"), anna.household("Bahari"));
    anna.talk(large, "Ein Wort");
    let dir = server.stop();
    server::change(dir.path(), move |change| {
        let case = stored::get(change, large)?;
        let mut household = living::of_case(change, &case)?;
        for _ in 1..PERSONS {
            let mut person = Person::new(PersonId(change.new_id()?));
            person.names[0].surname = "Alavi aus einer langen Liste".into();
            person.source = "alavi, samira/1990/1/liste.csv".into();
            change.put(&person)?;
            let (relation, from) = (Relation::Unknown, today());
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
    server::change(dir.path(), move |change| {
        for n in 0..2 * AGREED {
            let id = FollowUpId(change.new_id()?);
            let (owner, window) = (change.author().staff, Window::on(today()));
            let what = "Unterlagen für den Sprachkurs zusammen durchsehen und abgeben".into();
            let (source, created_by, case) = (Source::Manual, owner, large);
            let done = (n % 2 == 0).then(|| Done { at: clock(), by: owner, impossible: None });
            let restricted = false;
            change.put(&FollowUp {
                id,
                case,
                what,
                window,
                owner,
                source,
                purpose: None,
                noted: None,
                restricted,
                created_by,
                done,
            })?;
        }
        let (id, worker) = (VisitId(change.new_id()?), change.author().staff);
        let entry = entry(VisitKind::Phone, &[], &"ä".repeat(500_000));
        change.put(&Visit { id, case: large, worker, recorded: clock(), entry })?;
        Ok(Outcome::default())
    });
    let server = TestServer::over(dir);
    let mut anna = server.connect("anna");
    let sheet = anna.sheet(large);
    let shown = sheet.persons.len();
    assert!(shown > 1_000 && sheet.household.members.len() == shown, "{shown}");
    assert_eq!(shown + sheet.more.persons as usize, PERSONS);
    assert_eq!(sheet.follow_ups.len() + sheet.more.follow_ups as usize, AGREED);
    assert_eq!(sheet.done.len() + sheet.more.done as usize, AGREED);
    assert_eq!((sheet.visits.len(), sheet.visits_total), (0, 2), "it comes when asked for");
    let mut visits = Vec::new();
    for skip in [0, 1] {
        let ask = cases::VisitsBefore { case: large, skip, limit: 50 };
        let Ok(Reply::CaseVisits(page)) = anna.ask(Request::CaseVisits(ask)) else { panic!() };
        visits.extend(page.into_iter().map(|shown| shown.visit.entry.note.chars().count()));
    }
    assert_eq!(visits, [500_000, 8], "each alone");
    assert!(!anna.prepared(large).persons.is_empty());
    anna.talk(large, "Noch ein Wort");
    let follow_ups = Request::FollowUps(followups::List { skip: 0, limit: 500 });
    assert!(anna.ask(follow_ups).is_ok());
    let (whole, pages) = export(&mut anna);
    assert_eq!(whole.iter().map(|w| w.case.id).collect::<Vec<_>>(), [large, small]);
    let Whole { household, persons, visits, follow_ups, .. } = &whole[0];
    assert_eq!((household.members.len(), persons.len()), (PERSONS, PERSONS));
    assert_eq!((visits.len(), follow_ups.len()), (3, 2 * AGREED));
    assert!(household.members.iter().zip(persons).all(|(m, p)| m.person == p.id));
    assert!(pages > 2, "{pages}");
}
