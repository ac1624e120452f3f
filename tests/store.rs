//! The store through its own doors: what is written, what follows from it, what is refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may panic

mod office;

use aid::domain::case::{CaseNo, Phase};
use aid::domain::checklist::{Answer, ItemCode, Origin, Rating, TemplateId, TemplateRef};
use aid::domain::dates::Window;
use aid::domain::field::{AnyField, Edit, FieldError};
use aid::domain::followup::Source;
use aid::domain::household::{HouseholdField, Relation};
use aid::domain::ids::{CaseId, RequestId, VisitId};
use aid::domain::person::{Person, PersonField};
use aid::domain::site::{Home, Place, SiteKind};
use aid::domain::visit::{Agreed, EntryError, Noted};
use aid::store::persons::Details;
use aid::store::{
    Read, StoreError, UndoError, cases, followups, households, persons, phases, sites, visits,
};
use office::{Office, day, entry, opening};

fn window(on: &str) -> Window {
    Window::on(day(on))
}

fn noted(item: &str, rating: Rating, agreed: Option<&str>) -> Noted {
    Noted {
        answer: Answer { item: ItemCode::new(item).unwrap(), rating, origin: Origin::Asked },
        note: String::new(),
        agreed: agreed.map(|what| Agreed { what: what.into(), window: window("2026-12-01") }),
    }
}

#[test]
fn a_recorded_visit_survives_reopen_and_rebuild() {
    let mut office = Office::new();
    let case = office.household("Kaya", "Emine");
    let note = "Heizung kalt\nTermin Freitag";
    let written = office.visit(case, |e| e.note = note.into());
    for rebuild in [false, true] {
        office.close();
        if rebuild {
            std::fs::remove_dir_all(office.path().join("records")).unwrap();
        }
        office.open();
        let visits = office.store().read(|view| visits::of_case(view, case)).unwrap();
        assert_eq!(visits.len(), 1);
        assert_eq!((visits[0].id, visits[0].entry.note.as_str()), (VisitId(written.id), note));
    }
}

#[test]
fn rest_ok_does_not_hide_an_earlier_concern() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let answered = |code: &str, rating, origin| {
        let mut noted = noted(code, rating, None);
        noted.answer.origin = origin;
        noted
    };
    let rounds = [
        [("SP4", Rating::Attention, Origin::Asked), ("WO1", Rating::Attention, Origin::Asked)],
        [("SP4", Rating::Ok, Origin::Summary), ("WO1", Rating::Ok, Origin::Asked)],
        [("SP4", Rating::Ok, Origin::Summary), ("WO1", Rating::Ok, Origin::Summary)],
    ];
    for round in rounds {
        office.visit(case, |e| {
            e.template = Some(TemplateRef::current(TemplateId::Visit));
            e.answers = round.map(|(code, rating, origin)| answered(code, rating, origin)).to_vec();
        });
    }
    let visits = office.store().read(|view| visits::of_case(view, case)).unwrap();
    let last = visits::last_answers(&visits, office.me().zone, true);
    let of = |code: &str| {
        let last = last.iter().find(|last| last.answer.item.to_string() == code).unwrap();
        (last.answer.rating, last.answer.origin)
    };
    assert_eq!(of("SP4"), (Rating::Attention, Origin::Asked));
    assert_eq!(of("WO1"), (Rating::Ok, Origin::Summary), "that concern was settled in between");
}

#[test]
fn what_is_agreed_becomes_follow_ups_and_the_case_active() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let restricted = office::restricted_item();
    let written = office.visit(case, |e| {
        e.template = Some(TemplateRef::current(TemplateId::Visit));
        e.answers = vec![
            noted("SP4", Rating::Attention, Some("Kurs anmelden")),
            noted(&restricted, Rating::Urgent, Some("Beratung anrufen")),
        ];
        e.follow_ups =
            vec![Agreed { what: " Brief\tmitnehmen ".into(), window: window("2026-11-25") }];
    });
    let store = office.store();
    let (all, visible, shown) = store.read(|view| {
        let all = followups::open_of_case(view, case, true).unwrap();
        let visible = followups::open_of_case(view, case, false).unwrap();
        (all, visible, cases::get(view, case).unwrap())
    });
    let whats: Vec<_> = all.iter().map(|f| f.what.as_str()).collect();
    assert_eq!(whats, ["Brief mitnehmen", "Kurs anmelden", "Beratung anrufen"]);
    assert_eq!(visible.len(), 2);
    let source = |item| Source::Visit { visit: VisitId(written.id), item };
    assert_eq!(all[0].source, source(None));
    assert_eq!(all[1].source, source(ItemCode::new("SP4")));
    assert!(all.iter().all(|f| f.owner == office.me().staff));
    let (on, since) = (day("2026-11-20"), shown.since_on(day("2026-11-20")));
    assert_eq!((shown.phase_on(on), since), (&Phase::Active, on));

    for follow_up in &all {
        let id = follow_up.id;
        office
            .write(office.me(), move |c| {
                let seen = followups::get(c, case, id)?.seen();
                followups::close(c, case, id, seen)
            })
            .unwrap();
    }
    let done = |restricted| {
        let done = store.read(|view| followups::done_of_case(view, case, restricted)).unwrap();
        done.into_iter().map(|(by, f)| (by, f.what)).collect::<Vec<_>>()
    };
    let me = office.me().staff;
    assert!(done(true).contains(&(me, "Beratung anrufen".to_owned())));
    assert_eq!((done(true).len(), done(false).len()), (3, 2), "done is as restricted as open");

    let mut visits = store.read(|view| visits::of_case(view, case)).unwrap();
    assert_eq!(visits::last_answers(&visits, office.me().zone, true).len(), 2);
    assert_eq!(visits::last_answers(&visits, office.me().zone, false).len(), 1);
    assert_eq!(visits::concerns(&visits[0].entry), 2);
    assert_eq!(visits::withhold(&mut visits[0].entry), 1);
    assert_eq!(visits[0].entry.answers[0].answer.item, ItemCode::new("SP4").unwrap());
}

#[test]
fn a_deputys_visit_leaves_its_follow_ups_with_the_responsible_worker() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let deputy = office.colleague("bschmidt", 1002);
    let agreed = Agreed { what: "Anrufen".into(), window: window("2026-12-01") };
    let entry = aid::domain::visit::Entry { follow_ups: vec![agreed], ..entry(&office, case) };
    office.write(&deputy, move |change| visits::record(change, case, entry)).unwrap();
    let open = office.store().read(|view| followups::open_of_case(view, case, true)).unwrap();
    assert_eq!((open[0].owner, open[0].created_by), (office.me().staff, deputy.staff));
}

#[test]
fn an_attempt_leaves_a_new_case_new() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    office.visit(case, |e| {
        e.outcome = aid::domain::visit::Outcome::NotMet;
        e.met.clear();
    });
    let kept = office.store().read(|v| cases::get(v, case)).unwrap();
    assert_eq!(kept.phase_on(office.me().today()), &Phase::New);
}

#[test]
fn an_entry_against_the_rules_is_refused_and_leaves_nothing() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let nobody = aid::domain::visit::Entry { met: vec![], ..entry(&office, case) };
    let refused = office.write(office.me(), move |c| visits::record(c, case, nobody));
    assert_eq!(refused.unwrap_err(), StoreError::Entry(EntryError::NobodyNamed));
    let here = entry(&office, case);
    let refused = office.write(office.me(), move |c| visits::record(c, CaseId(77), here));
    assert_eq!(refused.unwrap_err(), StoreError::NotFound);
    assert_eq!(office.store().read(|v| visits::of_case(v, case)).unwrap(), []);
}

#[test]
fn each_case_of_a_year_has_its_own_number_even_in_one_change() {
    let office = Office::new();
    let first = office.household("Kaya", "Emine");
    office
        .write(office.me(), |change| {
            cases::open(change, &opening("Haddad", "Omar"))?;
            let from = day("2025-12-31");
            let last_year = cases::Opening { from, ..opening("Tesfay", "Selam") };
            cases::open(change, &last_year)?;
            cases::open(change, &opening("Ahmadi", "Zahra"))
        })
        .unwrap();
    let span = aid::store::engine::Span::all(aid::store::records::tree::CASES);
    let all = office.store().read(|v| v.list::<aid::domain::case::Case>(span, 10)).unwrap();
    let numbers: Vec<CaseNo> = all.iter().map(|c| c.no).collect();
    let no = |year, n| CaseNo { year, n };
    assert_eq!(numbers, [no(2026, 1), no(2026, 2), no(2025, 1), no(2026, 3)]);
    assert_eq!(all[0].id, first);
    assert!(all.windows(2).all(|pair| pair[0].id < pair[1].id));
}

#[test]
fn colleagues_meet_field_by_field() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let other = office.colleague("bschmidt", 1002);
    let edit = |field, was: &str, now: &str| Edit { field, was: was.into(), now: now.into() };
    let phone = vec![edit(HouseholdField::Phone, "", "02421 1")];
    let reach = vec![edit(HouseholdField::Reach, "", "abends")];
    office.write(office.me(), move |c| households::edit(c, case, &phone)).unwrap();
    office.write(&other, move |c| households::edit(c, case, &reach)).unwrap();
    let late = vec![
        edit(HouseholdField::Phone, "", "02421 2"),
        edit(HouseholdField::Letterbox, "", "Kaya"),
    ];
    let Err(StoreError::HouseholdClash(clashes)) =
        office.write(&other, move |c| households::edit(c, case, &late))
    else {
        panic!("two phones in one field");
    };
    assert_eq!((clashes.len(), clashes[0].theirs.as_str()), (1, "02421 1"));
    let household = office.household_of(case);
    assert_eq!((household.phone.as_str(), household.reach.as_str()), ("02421 1", "abends"));
    assert_eq!(household.letterbox, "", "a clash changes nothing");
}

#[test]
fn a_person_needs_a_name_and_belongs_to_the_case() {
    let office = Office::new();
    let (case, stranger) = (office.household("Kaya", "Emine"), office.household("Haddad", "Omar"));
    let add = |surname: &str| Details {
        fields: vec![(PersonField::Surname, surname.into())],
        source: String::new(),
    };
    for nameless in [add(" "), add("\u{301}\u{308}")] {
        let refused = office.write(office.me(), move |c| {
            households::add_person(c, case, &nameless, Relation::Child, day("2026-11-01"))
        });
        let missing = AnyField::Person(PersonField::Surname);
        assert_eq!(refused.unwrap_err(), StoreError::field(missing, FieldError::Missing));
    }
    let child = add("Kaya");
    let person = office.write(office.me(), move |c| {
        households::add_person(c, case, &child, Relation::Child, day("2026-11-01"))
    });
    let person = aid::domain::ids::PersonId(person.unwrap().id);
    let household = office.household_of(case);
    let people = office.store().read(|v| persons::of(v, &household)).unwrap();
    assert_eq!(people.iter().map(Person::listed).collect::<Vec<_>>(), ["Kaya, Emine", "Kaya"]);
    let refused = office.write(office.me(), move |c| persons::edit(c, stranger, person, &[]));
    assert_eq!(refused.unwrap_err(), StoreError::NotFound);
}

#[test]
fn sites_and_rooms_are_made_when_first_named() {
    let office = Office::new();
    let home = |room: &str| Home::NewSite {
        name: "Kölner Landstr. 4".into(),
        kind: SiteKind::Shelter,
        room: room.into(),
    };
    let (first, second) = (office.household("Kaya", "Emine"), office.household("Haddad", "Omar"));
    for (case, room) in [(first, "12"), (second, "14"), (second, "12")] {
        let home = home(room);
        let from = day("2026-11-10");
        office.write(office.me(), move |c| households::rehouse(c, case, &home, from)).unwrap();
    }
    let all = office.store().read(|view| sites::all(view)).unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].rooms.iter().map(|r| r.name.as_str()).collect::<Vec<_>>(), ["12", "14"]);
    let lodgings = office.household_of(second).lodgings;
    let place = Place::Room { site: all[0].id, room: "12".into() };
    assert_eq!((lodgings.len(), &lodgings[0].place), (1, &place));
}

#[test]
fn a_repeated_request_is_carried_out_once() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let record = || {
        let entry = entry(&office, case);
        let request = Some(RequestId(7));
        office.store().write(office.me(), request, "record-visit", move |change| {
            visits::record(change, case, entry)
        })
    };
    let (first, again) = (record().unwrap(), record().unwrap());
    assert!(!first.repeated && again.repeated);
    assert_eq!((first.change, first.id, first.case), (again.change, again.id, Some(case)));
    assert_eq!(office.store().read(|v| visits::of_case(v, case)).unwrap().len(), 1);
}

#[test]
fn undo_takes_back_ones_own_change_and_names_who_came_between() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let other = office.colleague("bschmidt", 1002);
    let visit = office.visit(case, |_| {});
    let refused = office.store().undo(&other, None, visit.change);
    assert_eq!(refused.unwrap_err(), StoreError::NotFound);
    let undone = office.store().undo(office.me(), None, visit.change).unwrap();
    assert_eq!((undone.id, undone.case), (visit.id, Some(case)));
    assert_eq!(office.store().read(|v| visits::of_case(v, case)).unwrap(), []);
    let kept = office.store().read(|v| cases::get(v, case)).unwrap();
    assert_eq!(kept.phase_on(office.me().today()), &Phase::New);

    let visit = office.visit(case, |_| {});
    let aftercare = Phase::Aftercare { until: None, reason: String::new() };
    let from = office.me().today();
    let changed = office.write(&other, move |c| phases::enter(c, case, &aftercare, from)).unwrap();
    let refused = office.store().undo(office.me(), None, visit.change).unwrap_err();
    let by = Some((changed.change, other.staff.0));
    assert_eq!(refused, StoreError::Undo(UndoError::Changed(by)));
    assert_eq!(office.store().read(|v| visits::of_case(v, case)).unwrap().len(), 1);
}
