//! The practice office: plausible, the same for the same seed, and made through the same changes
//! as real work.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may stop

use std::collections::BTreeMap;

use aid::cli::demo::build::{Plan, build};
use aid::domain::case::Phase;
use aid::domain::checklist::Origin;
use aid::domain::dates::PartialDate;
use aid::domain::household::Relation;
use aid::domain::ids::StaffId;
use aid::domain::person::{NameKind, Person};
use aid::domain::visit::Outcome;
use aid::store::roster::Viewer;
use aid::store::{
    Options, Store, assessments, cases, followups, households, notes, persons, staff, topics,
    visits,
};
use chrono::{TimeZone, Utc};

fn plan(persons: u32, years: u32, seed: u64) -> Plan {
    Plan {
        persons,
        years,
        seed,
        now: Utc.with_ymd_and_hms(2026, 11, 22, 13, 10, 0).unwrap(),
        uid: 1000,
        user: "weber".into(),
        name: "Anna Weber".into(),
    }
}

fn office(plan: &Plan) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), Options::at(0), &mut |_| ()).unwrap().store;
    build(&store, plan, &mut |_| ()).unwrap();
    (dir, store)
}

/// Every person with her household's size, in the order of the cases.
fn everybody(store: &Store) -> Vec<(Person, usize)> {
    store.read(|view| {
        let mut all = Vec::new();
        for case in cases::all(view).unwrap() {
            let household = households::of_case(view, &case).unwrap();
            let members = persons::of(view, &household).unwrap();
            let size = members.len();
            all.extend(members.into_iter().map(|p| (p, size)));
        }
        all
    })
}

#[test]
fn the_same_seed_builds_the_same_office() {
    let (_one, one) = office(&plan(60, 1, 7));
    let (_two, two) = office(&plan(60, 1, 7));
    let (_other, other) = office(&plan(60, 1, 8));
    assert_eq!(everybody(&one), everybody(&two));
    assert_ne!(everybody(&one), everybody(&other));
}

#[test]
fn people_are_as_papers_show_them() {
    let (_dir, store) = office(&plan(400, 0, 1));
    let all = everybody(&store);
    assert!(all.len() >= 400 && all.len() < 410, "{}", all.len());
    assert!(all.iter().all(|(_, size)| (1..=8).contains(size)));
    assert!(all.iter().any(|(p, _)| p.birth.is_none()), "some birth dates are unknown");
    assert!(all.iter().any(|(p, _)| p.name(NameKind::OriginalScript).is_some()));
    assert!(all.iter().any(|(p, _)| p.name(NameKind::Variant).is_some()));
    assert!(all.iter().any(|(p, _)| p.names[0].surname.is_empty()), "some have a single name");
    assert!(all.iter().all(|(p, _)| !p.listed().is_empty()));
}

#[test]
fn two_years_leave_visits_and_follow_ups_behind() {
    let (_dir, store) = office(&plan(100, 2, 1));
    let (mut met, mut attempts, mut swept, mut open, mut done) = (0, 0, 0, 0, 0);
    store.read(|view| {
        assert!(staff::all(view).unwrap().iter().any(|s| s.user == "weber"));
        for case in cases::all(view).unwrap() {
            for visit in visits::of_case(view, case.id).unwrap() {
                match visit.entry.outcome {
                    Outcome::Met => met += 1,
                    _ => attempts += 1,
                }
                swept += usize::from(
                    visit.entry.answers.iter().any(|a| a.answer.origin == Origin::Summary),
                );
                assert!(visit.entry.at <= visit.recorded);
            }
            for follow_up in followups::of_case(view, case.id).unwrap() {
                if follow_up.done.is_some() { done += 1 } else { open += 1 }
            }
        }
    });
    assert!(met > 300 && attempts > 20 && swept > 100, "{met} {attempts} {swept}");
    assert!(open > 10 && done > 50, "{open} open, {done} done");
    let (me, day) = (StaffId(0), plan(100, 2, 1).now.date_naive());
    let roster = store.roster();
    let owners = roster.staff().map(|staff| staff.id).collect();
    let viewer = Viewer { staff: me, everything: false, areas: vec![], owners };
    let counts = roster.board(&viewer, 500, day, &|_| viewer.clone()).counts;
    assert!(counts.danger > 0 && counts.overdue > 0 && counts.visits > 0, "{counts:?}");
}

#[test]
fn every_noun_of_the_case_record_is_there_to_be_looked_at() {
    let (_dir, store) = office(&plan(200, 2, 1));
    let today = plan(200, 2, 1).now.date_naive();
    let (mut plain, mut restricted, mut told, mut owner) = (0, 0, 0, None);
    store.read(|view| {
        owner = staff::all(view).unwrap().iter().find(|s| s.user == "weber").map(|s| s.id);
        for case in cases::all(view).unwrap() {
            for note in notes::of_case(view, case.id, true).unwrap() {
                if note.restricted { restricted += 1 } else { plain += 1 }
            }
            for entry in topics::of_case(view, case.id).unwrap() {
                assert!(entry.how.day >= case.opened && entry.how.day <= today, "{entry:?}");
                assert!(!entry.how.language.is_empty() && entry.taken_back.is_none(), "{entry:?}");
                told += 1;
            }
        }
    });
    let me = owner.unwrap();
    let viewer = Viewer { staff: me, everything: false, areas: vec![], owners: vec![me] };
    let read = store.roster().protocols(&viewer);
    let signed: Vec<bool> = read.iter().map(|known| known.signed).collect();
    assert_eq!(signed, [false, true], "she who opens the office may read one of each");
    assert!(plain > 3 && restricted > 0 && told > 20, "{plain} {restricted} {told}");
}

#[test]
fn nobody_belongs_to_a_household_before_birth_and_parents_are_grown_up() {
    let (_dir, store) = office(&plan(300, 2, 1));
    store.read(|view| {
        let mut born_into_care = 0;
        for case in cases::all(view).unwrap() {
            let household = households::of_case(view, &case).unwrap();
            let members = persons::of(view, &household).unwrap();
            let born = |p: &Person| p.birth.and_then(PartialDate::exact);
            for member in &household.members {
                let person = members.iter().find(|p| p.id == member.person).unwrap();
                assert!(member.from >= case.opened);
                assert!(born(person).is_none_or(|born| born <= member.from), "{person:?}");
                born_into_care += usize::from(member.from > case.opened);
                if let (Relation::Child, Some(child)) = (member.relation, born(person)) {
                    let grown = |p: &Person| born(p).and_then(|parent| child.years_since(parent));
                    let parent = members.iter().find(|p| p.id == household.reference).unwrap();
                    assert!(grown(parent).is_none_or(|age| age >= 17), "{parent:?} {person:?}");
                }
            }
            for visit in visits::of_case(view, case.id).unwrap() {
                let day = visit.entry.at.date_naive();
                let there: Vec<_> = household.members_on(day).map(|m| m.person).collect();
                assert!(visit.entry.met.iter().all(|met| there.contains(met)));
            }
        }
        assert!(born_into_care > 0, "some are born while the household is in care");
    });
}

#[test]
fn every_worker_has_a_caseload_that_one_can_manage() {
    let (_dir, store) = office(&plan(600, 1, 1));
    let today = plan(600, 1, 1).now.date_naive();
    let mut caseloads = BTreeMap::new();
    store.read(|view| {
        for case in cases::all(view).unwrap() {
            let household = households::of_case(view, &case).unwrap();
            if !matches!(case.phase_on(today), Phase::Closed { .. }) {
                let worker = case.worker_on(today).unwrap();
                *caseloads.entry(worker).or_insert(0) += household.members_on(today).count();
            }
        }
        assert_eq!(caseloads.len(), staff::all(view).unwrap().len());
    });
    assert!(caseloads.values().all(|persons| (80..=100).contains(persons)), "{caseloads:?}");
}

#[test]
fn some_households_have_a_checklist_of_their_own_and_none_without_years() {
    use aid::domain::checklist::TemplateId;
    let filled = |plan: &Plan| {
        let (_dir, store) = office(plan);
        store.read(|view| {
            let cases = cases::all(view).unwrap();
            let of = |case: &aid::domain::case::Case| assessments::of_case(view, case.id).unwrap();
            cases.iter().flat_map(of).map(|filled| filled.entry).collect::<Vec<_>>()
        })
    };
    let all = filled(&plan(300, 1, 1));
    let rent = all.iter().filter(|entry| entry.template.id == TemplateId::TenancyReadiness);
    assert!(rent.clone().count() > 0 && rent.clone().count() < all.len());
    assert!(rent.clone().all(|entry| entry.readiness.is_some()));
    assert_eq!(filled(&plan(60, 0, 1)), []);
}
