//! Whatever a case goes through, every record that was acknowledged is still there: closed, opened
//! again, rested, moved out, parted, in any order, undone in between and after a restart.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod office;

use std::collections::BTreeMap;

use aid::domain::case::{CloseReason, Phase};
use aid::domain::dates::Window;
use aid::domain::household::{Left, Relation};
use aid::domain::ids::{CaseId, FollowUpId, PersonId, VisitId};
use aid::domain::person::PersonField;
use aid::domain::phase::Fate;
use aid::store::members::Kin;
use aid::store::moves::MoveOut;
use aid::store::parts::Part;
use aid::store::persons::Details;
use aid::store::phases::Step;
use aid::store::{
    StoreError, Written, cases, followups, households, members, moves, parts, persons, phases,
    visits,
};
use office::{Office, day};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Deed {
    Person(u8),
    Visit(u8),
    FollowUp(u8),
    Close(u8, u8),
    To(u8, u8),
    Leave(u8, u8),
    Move(u8, u8, u8),
    Part(u8, u8, bool),
    MoveOut(u8),
    Undo,
    Restart,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    use Deed as D;
    let deed = prop_oneof![
        3 => any::<u8>().prop_map(D::Person),
        3 => any::<u8>().prop_map(D::Visit),
        3 => any::<u8>().prop_map(D::FollowUp),
        2 => (any::<u8>(), any::<u8>()).prop_map(|(c, f)| D::Close(c, f)),
        3 => (any::<u8>(), any::<u8>()).prop_map(|(c, n)| D::To(c, n)),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(c, p)| D::Leave(c, p)),
        2 => (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(c, p, t)| D::Move(c, p, t)),
        2 => (any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(c, p, s)| D::Part(c, p, s)),
        1 => any::<u8>().prop_map(D::MoveOut),
        2 => Just(D::Undo),
        1 => Just(D::Restart),
    ];
    prop::collection::vec(deed, 1..40)
}

/// An office, and what was acknowledged in it.
struct World {
    office: Office,
    visits: BTreeMap<VisitId, CaseId>,
    follow_ups: Vec<FollowUpId>,
    people: Vec<PersonId>,
    /// The newest change of which a record was made, with what it made: taken back first.
    last: Option<(u64, Option<u64>)>,
}

impl World {
    fn cases(&self) -> Vec<CaseId> {
        let all = self.office.store().read(|view| cases::all(view)).unwrap();
        all.into_iter().map(|case| case.id).collect()
    }

    fn case(&self, n: u8) -> CaseId {
        let cases = self.cases();
        cases[usize::from(n) % cases.len()]
    }

    fn staying(&self, case: CaseId) -> Vec<PersonId> {
        self.office.household_of(case).staying().collect()
    }

    fn steps(&self, case: CaseId) -> usize {
        self.office.store().read(|view| cases::get(view, case)).unwrap().steps()
    }

    /// Everybody else is no relative of the first of these.
    fn kin(people: &[PersonId]) -> Kin {
        let others = people[1..].iter().map(|person| (*person, Relation::Unrelated));
        Kin { person: people[0], relations: others.collect() }
    }

    fn done(&mut self, made: Result<Written, StoreError>, is_new: bool) -> Option<u64> {
        match made {
            Ok(written) => {
                self.last = Some((written.change, is_new.then_some(written.id)));
                Some(written.id)
            }
            Err(
                StoreError::CaseClosed
                | StoreError::StatusChanged
                | StoreError::LastMember
                | StoreError::Field { .. },
            ) => None,
            Err(error) => panic!("{error}"),
        }
    }

    fn act(&mut self, deed: Deed) {
        let me = *self.office.me();
        let today = me.today();
        match deed {
            Deed::Person(n) => {
                let case = self.case(n);
                let fields = vec![(PersonField::Surname, format!("Kind{n}"))];
                let details = Details { fields, source: String::new() };
                let made = self.office.write(&me, move |c| {
                    households::add_person(c, case, &details, Relation::Child, day("2026-11-02"))
                });
                if let Some(id) = self.done(made, true) {
                    self.people.push(PersonId(id));
                }
            }
            Deed::Visit(n) => {
                let case = self.case(n);
                let entry = office::entry(&self.office, case);
                let made = self.office.write(&me, move |c| visits::record(c, case, entry));
                if let Some(id) = self.done(made, true) {
                    self.visits.insert(VisitId(id), case);
                }
            }
            Deed::FollowUp(n) => {
                let case = self.case(n);
                let window = Window::on(day("2026-12-01"));
                let made = self
                    .office
                    .write(&me, move |c| followups::add(c, case, "Kita", window, None, None));
                if let Some(id) = self.done(made, true) {
                    self.follow_ups.push(FollowUpId(id));
                }
            }
            Deed::Close(n, fate) => self.close(self.case(n), fate),
            Deed::To(n, to) => {
                let case = self.case(n);
                let to = [
                    Phase::Active,
                    Phase::Dormant { until: Some(day("2026-12-24")), reason: "Reise".into() },
                    Phase::Aftercare { until: None, reason: String::new() },
                ][usize::from(to % 3)]
                .clone();
                let made = self.office.write(&me, move |c| phases::enter(c, case, &to, today));
                self.done(made, false);
            }
            Deed::Leave(n, p) => {
                let case = self.case(n);
                let (person, kin) = self.one_of(case, p);
                let left = (day("2026-11-21"), Left::MovedOut);
                let made = self
                    .office
                    .write(&me, move |c| members::leave(c, case, person, left, kin.as_ref()));
                self.done(made, false);
            }
            Deed::Move(n, p, to) => {
                let (case, to) = (self.case(n), self.case(to));
                let (person, kin) = self.one_of(case, p);
                let there = (to, Relation::Relative, today);
                let made = self
                    .office
                    .write(&me, move |c| members::move_to(c, case, person, there, kin.as_ref()));
                self.done(made, false);
            }
            Deed::Part(n, p, protects) => self.part(self.case(n), p, protects),
            Deed::MoveOut(n) => {
                let case = self.case(n);
                let (seen, address, area) = (self.steps(case), "Am Markt 1".into(), None);
                let visits = vec![];
                let moves = MoveOut { seen, address, from: today, area, to: None, visits };
                let made = self.office.write(&me, move |c| moves::move_out(c, case, &moves));
                self.done(made, false);
            }
            Deed::Undo => self.undo(),
            Deed::Restart => {
                self.office.close();
                self.office.open();
            }
        }
    }

    /// Somebody of a household; and who leads the others, should she have led them.
    fn one_of(&self, case: CaseId, n: u8) -> (PersonId, Option<Kin>) {
        let all = self.staying(case);
        let person = all[usize::from(n) % all.len()];
        let others: Vec<_> = all.iter().copied().filter(|other| *other != person).collect();
        let led = self.office.household_of(case).reference == person && !others.is_empty();
        (person, led.then(|| Self::kin(&others)))
    }

    fn close(&mut self, case: CaseId, fate: u8) {
        let me = *self.office.me();
        let open = self.office.store().read(|v| followups::open_of_case(v, case, true)).unwrap();
        let fate = [Fate::End, Fate::Keep, Fate::HandOver(me.staff)][usize::from(fate % 3)];
        let step = Step {
            to: Phase::Closed { reason: CloseReason::NoNeed },
            from: me.today(),
            seen: self.steps(case),
            open: open.iter().map(|follow_up| (follow_up.id, fate)).collect(),
            leaves_room: Some(true),
            restricted: true,
        };
        let made = self.office.write(&me, move |c| phases::change(c, case, &step));
        self.done(made, false);
    }

    fn part(&mut self, case: CaseId, n: u8, protects: bool) {
        let me = *self.office.me();
        let all = self.staying(case);
        let reference = self.office.household_of(case).reference;
        let (go, stay): (Vec<_>, Vec<_>) =
            all.iter().copied().enumerate().partition(|(at, _)| n >> (at % 8) & 1 == 1);
        let only = |people: Vec<(usize, PersonId)>| -> Vec<PersonId> {
            people.into_iter().map(|(_, person)| person).collect()
        };
        let (go, stay) = (only(go), only(stay));
        if go.is_empty() || stay.is_empty() {
            return;
        }
        let open = self.office.store().read(|v| followups::open_of_case(v, case, true)).unwrap();
        let part = Part {
            seen: self.steps(case),
            from: me.today(),
            stay: go.contains(&reference).then(|| Self::kin(&stay)),
            go: Self::kin(&go),
            home: None,
            worker: None,
            area: None,
            follow_ups: open.iter().step_by(2).map(|follow_up| follow_up.id).collect(),
            protects,
            restricted: true,
        };
        let made = self.office.write(&me, move |c| parts::part(c, case, &part));
        self.done(made, false);
    }

    /// Takes the newest change back; what it made is gone with it, and nothing else.
    fn undo(&mut self) {
        let Some((change, made)) = self.last.take() else { return };
        self.office.store().undo(self.office.me(), None, change).unwrap();
        if let Some(made) = made {
            self.visits.remove(&VisitId(made));
            self.follow_ups.retain(|id| id.0 != made);
            self.people.retain(|id| id.0 != made);
        }
    }

    /// Every record that was acknowledged is there, once, and nobody belongs to two households.
    fn check(&self) {
        let store = self.office.store();
        let mut follow_ups = Vec::new();
        let mut staying = Vec::new();
        for case in self.cases() {
            store.read(|view| {
                follow_ups.extend(followups::of_case(view, case).unwrap().iter().map(|f| f.id));
            });
            let household = self.office.household_of(case);
            staying.extend(household.staying());
            let leads = household.members.iter().filter(|m| m.until.is_none());
            let leads = leads.filter(|m| m.relation == Relation::Reference).map(|m| m.person);
            assert_eq!(leads.collect::<Vec<_>>(), [household.reference]);
            let roster = store.roster();
            let everything = aid::store::roster::Viewer {
                staff: self.office.me().staff,
                everything: true,
                areas: vec![],
                owners: vec![self.office.me().staff],
            };
            assert!(roster.case_line(&everything, case, self.office.me().today()).is_some());
        }
        for (visit, case) in &self.visits {
            store.read(|view| visits::get(view, *case, *visit)).unwrap();
        }
        let count = |id| follow_ups.iter().filter(|known| **known == id).count();
        assert!(self.follow_ups.iter().all(|id| count(*id) == 1));
        for person in &self.people {
            store.read(|view| persons::get(view, *person)).unwrap();
            assert!(staying.iter().filter(|known| *known == person).count() <= 1, "in two");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_was_acknowledged_is_lost(deeds in deeds()) {
        let office = Office::new();
        let cases = [office.household("Kaya", "Emine"), office.household("Omar", "Said")];
        let people = cases.map(|case| office.household_of(case).reference).to_vec();
        let (visits, follow_ups) = (BTreeMap::new(), vec![]);
        let mut world = World { office, visits, follow_ups, people, last: None };
        for deed in deeds {
            world.act(deed);
            world.check();
        }
        world.office.close();
        world.office.open();
        world.check();
    }
}
