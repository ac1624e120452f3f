//! The roster: what it answers, for whom, and that changes leave it as a fresh start would.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test may panic

mod office;

use aid::domain::area::Fte;
use aid::domain::case::{CloseReason, Phase};
use aid::domain::caseload::{Filter, Query, Scope, Sort};
use aid::domain::checklist::{Answer, ItemCode, Origin, Rating, TemplateId, TemplateRef};
use aid::domain::dates::Window;
use aid::domain::field::{AnyField, Edit};
use aid::domain::followup::Purpose;
use aid::domain::household::Relation;
use aid::domain::ids::{AreaId, CaseId, FollowUpId, PersonId, StaffId};
use aid::domain::papers::{PaperField, PaperKind, Stage};
use aid::domain::person::PersonField;
use aid::domain::site::{Home, SiteKind};
use aid::domain::staff::Staff;
use aid::domain::today::{Matter, Urgency};
use aid::domain::visit::{Agreed, Noted};
use aid::store::persons::Details;
use aid::store::roster::{Page, Roster, Standing, Viewer};
use aid::store::{
    Author, Store, StoreError, areas, cases, followups, households, papers, persons, phases, staff,
};
use office::{Office, day, opening};
use proptest::prelude::*;

const TODAY: &str = "2026-11-22";

fn everything(me: &Author) -> Viewer {
    Viewer { staff: me.staff, everything: true, areas: vec![], owners: vec![me.staff] }
}

fn only(staff: StaffId) -> Viewer {
    Viewer { staff, everything: false, areas: vec![], owners: vec![staff] }
}

/// Colleagues see no more than their own.
fn eyes(her: &Staff) -> Viewer {
    only(her.id)
}

fn query(sort: Sort) -> Query {
    let (scope, filter, text) = (Scope::All, Filter::Open, String::new());
    Query { scope, filter, text, sort, offset: 0, limit: 50, around: None }
}

fn names(page: &Page<'_>) -> Vec<String> {
    page.lines.iter().map(|line| line.name.to_owned()).collect()
}

fn sorted(store: &Store, viewer: &Viewer, query: &Query) -> Vec<String> {
    names(&store.roster().page(viewer, query, day(TODAY)))
}

fn rehouse(office: &Office, case: CaseId, site: &str, room: &str) {
    let (name, room) = (site.to_owned(), room.to_owned());
    let home = Home::NewSite { name, kind: SiteKind::Shelter, room };
    let from = day("2026-11-10");
    office.write(office.me(), move |c| households::rehouse(c, case, &home, from)).unwrap();
}

fn add_follow_up(office: &Office, case: CaseId, due: &str) -> FollowUpId {
    let window = Window::on(day(due));
    let written = office
        .write(office.me(), move |c| followups::add(c, case, "Anrufen", window, None, None))
        .unwrap();
    FollowUpId(written.id)
}

#[test]
fn every_order_of_the_caseload_follows_changes() {
    let office = Office::new();
    let (kaya, omar, zahra) = (
        office.household("Kaya", "Emine"),
        office.household("Haddad", "Omar"),
        office.household("Ahmadi", "Zahra"),
    );
    let all = everything(office.me());
    let look = |sort| sorted(office.store(), &all, &query(sort));
    assert_eq!(look(Sort::Name), ["Ahmadi, Zahra", "Haddad, Omar", "Kaya, Emine"]);
    assert_eq!(look(Sort::LastVisit), ["Ahmadi, Zahra", "Haddad, Omar", "Kaya, Emine"]);

    office.visit(zahra, |_| {});
    assert_eq!(look(Sort::LastVisit), ["Haddad, Omar", "Kaya, Emine", "Ahmadi, Zahra"]);
    add_follow_up(&office, kaya, "2026-12-03");
    add_follow_up(&office, omar, "2026-12-01");
    assert_eq!(look(Sort::NextDue), ["Haddad, Omar", "Kaya, Emine", "Ahmadi, Zahra"]);
    rehouse(&office, kaya, "Weg 12", "1");
    rehouse(&office, omar, "Weg 4", "10");
    rehouse(&office, zahra, "Weg 4", "9");
    assert_eq!(look(Sort::Home), ["Ahmadi, Zahra", "Haddad, Omar", "Kaya, Emine"]);

    let household = office.household_of(kaya);
    let edits =
        vec![Edit { field: PersonField::Surname, was: "Kaya".into(), now: "Aaltonen".into() }];
    office
        .write(office.me(), move |c| persons::edit(c, kaya, household.reference, &edits))
        .unwrap();
    assert_eq!(look(Sort::Name), ["Aaltonen, Emine", "Ahmadi, Zahra", "Haddad, Omar"]);
    let found = Query { text: "altonen".into(), ..query(Sort::Name) };
    assert_eq!(sorted(office.store(), &all, &found), ["Aaltonen, Emine"]);
}

#[test]
fn filters_and_headline_count_as_of_the_day() {
    let office = Office::new();
    let (kaya, omar) = (office.household("Kaya", "Emine"), office.household("Haddad", "Omar"));
    let child = Details { fields: vec![(PersonField::Given, "Ali".into())], ..Details::default() };
    office
        .write(office.me(), move |c| {
            households::add_person(c, kaya, &child, Relation::Child, day("2026-11-30"))
        })
        .unwrap();
    office.visit(kaya, |_| {});
    add_follow_up(&office, omar, "2026-11-23");
    let all = everything(office.me());
    let look = |filter, on: &str| {
        let roster = office.store().roster();
        let page = roster.page(&all, &Query { filter, ..query(Sort::Name) }, day(on));
        (names(&page), page.persons)
    };
    assert_eq!(look(Filter::Open, TODAY), (vec!["Haddad, Omar".into(), "Kaya, Emine".into()], 2));
    assert_eq!(look(Filter::Open, "2026-11-30").1, 3);
    // opened on Sunday, 1 November: the first visit is due within five working days
    assert_eq!(look(Filter::VisitOverdue, TODAY).0, ["Haddad, Omar"]);
    assert_eq!(look(Filter::VisitOverdue, "2026-12-19").0, ["Haddad, Omar", "Kaya, Emine"]);
    assert!(look(Filter::FollowUpDue, TODAY).0.is_empty());
    assert_eq!(look(Filter::FollowUpDue, "2026-11-23").0, ["Haddad, Omar"]);
    let closed = Phase::Closed { reason: CloseReason::NoNeed };
    office.write(office.me(), move |c| phases::enter(c, omar, &closed, day(TODAY))).unwrap();
    assert_eq!(look(Filter::Ended, TODAY), (vec!["Haddad, Omar".into()], 1));
    assert_eq!(look(Filter::Open, TODAY), (vec!["Kaya, Emine".into()], 1));
}

#[test]
fn what_somebody_may_not_see_never_leaves_the_roster() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    let restricted = office::restricted_item();
    office.visit(case, |e| {
        let item = ItemCode::new(&restricted).unwrap();
        e.template = Some(TemplateRef::current(TemplateId::Visit));
        e.answers = vec![Noted {
            answer: Answer { item, rating: Rating::Urgent, origin: Origin::Asked },
            note: String::new(),
            agreed: Some(Agreed { what: "Schutz".into(), window: Window::on(day(TODAY)) }),
        }];
    });
    let (mine, other) = (only(office.me().staff), office.colleague("bschmidt", 1002));
    let other = only(other.staff);
    let coordinator = Viewer { everything: true, ..other.clone() };
    let store = office.store();
    let roster = store.roster();
    let count = |viewer: &Viewer| {
        let page = roster.page(viewer, &query(Sort::Name), day(TODAY));
        let open = page.lines.first().map(|line| line.open);
        let due = roster.due(viewer, 0, 9, day(TODAY)).len();
        let recent = roster.recent(viewer, false, 0, 9, day(TODAY)).len();
        (page.total, page.persons, open, due, recent)
    };
    assert_eq!(count(&mine), (1, 1, Some(1), 1, 1));
    assert_eq!(count(&coordinator), (1, 1, Some(0), 0, 1));
    assert_eq!(count(&other), (0, 0, None, 0, 0));
    assert!(roster.find(&other, "Kaya", 9, day(TODAY)).is_empty());
    assert!(roster.case_line(&other, case, day(TODAY)).is_none());
}

#[test]
fn a_protected_person_is_masked_for_all_but_the_responsible() {
    let office = Office::new();
    let case = office.household("Kaya", "Emine");
    rehouse(&office, case, "Frauenhaus", "3");
    let before = office.household("Abdi", "Hodan");
    rehouse(&office, before, "Weg 4", "1");
    let person = office.household_of(case).reference;
    office.write(office.me(), move |c| persons::protect(c, case, person, true)).unwrap();
    let mine = only(office.me().staff);
    let coordinator = Viewer { everything: true, owners: vec![], ..mine.clone() };
    let roster = office.store().roster();
    let line = roster.case_line(&coordinator, case, day(TODAY)).unwrap();
    assert_eq!((line.name, line.home, line.room, line.masked), ("", "", "", true));
    assert!(roster.find(&coordinator, "Kaya", 9, day(TODAY)).is_empty());
    let named = Query { text: "Kaya".into(), ..query(Sort::Name) };
    assert_eq!(roster.page(&coordinator, &named, day(TODAY)).total, 0);
    // nor does its place in a list tell of name or home
    let first = |viewer: &Viewer, sort| roster.page(viewer, &query(sort), day(TODAY)).lines[0].case;
    assert_eq!(first(&mine, Sort::Name), before);
    assert_eq!(first(&mine, Sort::Home), case);
    assert_eq!(first(&coordinator, Sort::Name), case);
    assert_eq!(first(&coordinator, Sort::Home), before);
    let line = roster.case_line(&mine, case, day(TODAY)).unwrap();
    assert_eq!((line.name, line.home, line.room), ("Kaya, Emine", "Frauenhaus", "3"));
    assert_eq!(roster.find(&mine, "Kaya", 9, day(TODAY)).len(), 1);
}

#[test]
fn a_page_can_be_asked_around_a_case() {
    let office = Office::new();
    let cases: Vec<CaseId> = (0..9).map(|n| office.household(&format!("Name{n}"), "A")).collect();
    let all = everything(office.me());
    let around = |case, limit| {
        let query = Query { around: Some(case), limit, ..query(Sort::Name) };
        let roster = office.store().roster();
        let page = roster.page(&all, &query, day(TODAY));
        (page.offset, page.lines.iter().map(|l| l.case).collect::<Vec<_>>())
    };
    assert_eq!(around(cases[4], 3), (3, cases[3..6].to_vec()));
    assert_eq!(around(cases[0], 3), (0, cases[..3].to_vec()));
    assert_eq!(around(cases[8], 3), (6, cases[6..].to_vec()));
    assert_eq!(around(CaseId(77), 2), (0, cases[..2].to_vec()));
}

#[test]
fn people_are_found_by_name_number_room_and_telephone() {
    let office = Office::new();
    let case = office.household("Alhassan", "Muhammad");
    let child = Details {
        fields: vec![
            (PersonField::Surname, "Alhassan".into()),
            (PersonField::Given, "Noor".into()),
            (PersonField::Phone, "0176 555123".into()),
        ],
        ..Details::default()
    };
    office
        .write(office.me(), move |c| {
            households::add_person(c, case, &child, Relation::Child, day("2026-11-01"))
        })
        .unwrap();
    rehouse(&office, case, "Weg 4", "B 12");
    let all = everything(office.me());
    let roster = office.store().roster();
    let find = |text: &str| {
        let found = roster.find(&all, text, 9, day(TODAY));
        found.iter().map(|f| f.name.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(find("mohamad"), ["Alhassan, Muhammad"]);
    assert_eq!(find("2026-1"), ["Alhassan, Muhammad"]);
    assert_eq!(find("B 12"), ["Alhassan, Muhammad"]);
    assert_eq!(find("5123"), ["Alhassan, Noor"]);
    let page = Query { text: "noor".into(), ..query(Sort::Name) };
    let page = roster.page(&all, &page, day(TODAY));
    assert_eq!(page.total, 1);
    assert_eq!(page.lines[0].name, "Alhassan, Muhammad");
    assert_eq!(page.lines[0].matched.as_deref(), Some("Alhassan, Noor"));
    let why = |text: &str| roster.find(&all, text, 9, day(TODAY)).remove(0).matched;
    assert_eq!(why("mohamad"), "Muhammad", "the name as it is written, not the key of the search");
    assert!(why("2026-1").starts_with("AiD-2026-"), "which number matched is shown");
    assert!(why("5123").ends_with("5123"));
}

#[test]
fn posts_count_by_scope_and_day() {
    let office = Office::new();
    let hire = staff::Hire {
        uid: 1001,
        user: "aweber".into(),
        name: "Anna Weber".into(),
        roles: vec![],
        posts: vec![("Nord".into(), Fte(50)), ("Mitte".into(), Fte(25))],
        from: day("2026-01-01"),
        lang: None,
    };
    office.write(office.me(), move |c| staff::add(c, &hire)).unwrap();
    let all = everything(office.me());
    let nord = office.store().roster().areas().find(|a| a.name == "Nord").unwrap().id;
    let fte = |scope, on: &str| {
        let query = Query { scope, ..query(Sort::Name) };
        office.store().roster().page(&all, &query, day(on)).fte
    };
    assert_eq!(fte(Scope::Mine, TODAY), Fte(75));
    assert_eq!(fte(Scope::Area(nord), TODAY), Fte(50));
    assert_eq!(fte(Scope::All, "2025-12-31"), Fte(0));
}

#[test]
fn each_change_tells_whom_it_concerns() {
    let office = Office::new();
    let other = office.colleague("bschmidt", 1002);
    let case = office.household("Kaya", "Emine");
    office.changes();
    let visit = office.visit(case, |_| {});
    let edits = cases::Edits { worker: Some(other.staff), ..cases::Edits::default() };
    office.write(office.me(), move |c| cases::edit(c, case, &edits)).unwrap();
    let changes = office.changes();
    assert_eq!((changes[0].change, changes[0].by), (visit.change, office.me().staff));
    let of = |worker| Standing { worker: Some(worker), area: None };
    assert_eq!((changes[0].cases[0].case, changes[0].cases[0].before), (case, None));
    let moved = changes[1].cases[0];
    assert_eq!((moved.now, moved.before), (of(other.staff), Some(of(office.me().staff))));
}

#[test]
fn papers_that_run_out_are_known_of_the_cases_that_one_sees() {
    let mut office = Office::new();
    let (kaya, omar) = (office.household("Kaya", "Emine"), office.household("Haddad", "Omar"));
    let add = |case: CaseId, kind: PaperKind, code: &'static str, until: &str| {
        let person = office.household_of(case).reference;
        let fields = [
            (PaperField::Code, code.to_owned()),
            (PaperField::From, "2026-01-01".to_owned()),
            (PaperField::Until, until.to_owned()),
        ];
        office.write(office.me(), move |c| papers::add(c, case, &[person], kind, &fields)).unwrap();
        person
    };
    let emine = add(kaya, PaperKind::Residence, "GES", "2026-12-01");
    add(kaya, PaperKind::Benefit, "ALG3", "");
    add(omar, PaperKind::Residence, "DUL1", "2026-11-20");
    add(omar, PaperKind::Identity, "passport", "2031-01-01");
    let (all, me) = (everything(office.me()), office.me().staff);
    let stranger = office.colleague("jbrandt", 1002).staff;
    let look = |office: &Office, viewer: &Viewer, on: &str| -> Vec<(CaseId, Stage)> {
        let roster = office.store().roster();
        roster.expiries(viewer, day(on)).iter().map(|expiry| (expiry.case, expiry.stage)).collect()
    };
    let both = [(omar, Stage::Expired), (kaya, Stage::Soon)];
    assert_eq!(look(&office, &all, TODAY), both);
    assert_eq!(look(&office, &only(me), "2026-11-02"), [(omar, Stage::Early)]);
    assert_eq!(look(&office, &only(stranger), TODAY), []);
    let roster = office.store().roster();
    let of_kaya = roster.expiries_of(kaya, day(TODAY));
    let first = of_kaya.first().unwrap();
    assert_eq!((first.person, first.last), (emine, day("2026-12-01")));
    let line = roster.case_line(&all, kaya, day(TODAY)).unwrap();
    assert_eq!(line.status, Some(("GES", Some(day("2026-12-01")))));
    // on the board, too: what has run out first, what may be renewed already at its end
    let board = roster.board(&only(me), 99, day(TODAY), &eyes);
    let papers = board.items.iter().filter(|item| matches!(item.matter, Matter::Expiry { .. }));
    let papers: Vec<_> = papers.map(|item| (item.case, item.place.urgency)).collect();
    assert_eq!(papers, [(omar, Urgency::Danger), (kaya, Urgency::Open)]);
    assert!(roster.board(&only(stranger), 99, day(TODAY), &eyes).items.is_empty());
    drop(roster);
    // who is hidden is hidden here too, and who is not in care any more is of no concern
    office.write(office.me(), move |c| persons::protect(c, kaya, emine, true)).unwrap();
    let coordinator = Viewer { staff: stranger, everything: true, areas: vec![], owners: vec![] };
    assert_eq!(look(&office, &coordinator, TODAY), [(omar, Stage::Expired)]);
    let closed = Phase::Closed { reason: CloseReason::NoNeed };
    let at = day(TODAY);
    office.write(office.me(), move |c| phases::enter(c, omar, &closed, at)).unwrap();
    assert_eq!(look(&office, &all, TODAY), [(kaya, Stage::Soon)]);
    office.close();
    office.open();
    assert_eq!(look(&office, &all, TODAY), [(kaya, Stage::Soon)]);
}

/// What somebody does.
#[derive(Debug, Clone, Copy)]
enum Act {
    Open(u8),
    In(u8, Deed),
    Close(u8),
    Move(u8, u8),
    Undo(u8),
    Look(u8),
}

/// What somebody does in a case.
#[derive(Debug, Clone, Copy)]
enum Deed {
    AddPerson(u8),
    Rename(u8),
    Visit(u8, bool),
    FollowUp(u8),
    Rehouse(u8, bool),
    Phase(u8),
    HandOver(bool),
    Area(u8),
    Protect(bool),
    Paper(u8, bool),
}

fn some_deed() -> impl Strategy<Value = Deed> {
    use Deed::*;
    let (n, yes) = (any::<u8>(), any::<bool>());
    prop_oneof![
        n.prop_map(AddPerson),
        n.prop_map(Rename),
        (n, yes).prop_map(|(ago, met)| Visit(ago, met)),
        n.prop_map(FollowUp),
        (n, yes).prop_map(|(to, flat)| Rehouse(to, flat)),
        n.prop_map(Phase),
        yes.prop_map(HandOver),
        n.prop_map(Area),
        yes.prop_map(Protect),
        (n, yes).prop_map(|(n, another)| Paper(n, another)),
    ]
}

fn some_act() -> impl Strategy<Value = Act> {
    let n = any::<u8>();
    prop_oneof![
        2 => n.prop_map(Act::Open),
        10 => (n, some_deed()).prop_map(|(case, deed)| Act::In(case, deed)),
        1 => n.prop_map(Act::Close),
        1 => (n, n).prop_map(|(which, to)| Act::Move(which, to)),
        2 => n.prop_map(Act::Undo),
        1 => n.prop_map(Act::Look),
    ]
}

const SURNAMES: [&str; 5] = ["Kaya", "Haddad", "Ahmadi", "Tesfay", "Öztürk"];

fn pick<T: Copy>(of: &[T], n: u8) -> Option<T> {
    of.get(usize::from(n).checked_rem(of.len())?).copied()
}

/// An office with random things done in it.
struct Play {
    office: Office,
    other: Author,
    areas: Vec<AreaId>,
    changes: Vec<u64>,
}

impl Play {
    fn new() -> Self {
        let office = Office::new();
        let other = office.colleague("bschmidt", 1002);
        let area = |name: &'static str| {
            let written =
                office.write(office.me(), move |c| areas::add(c, name, day("2024-01-01")));
            AreaId(written.unwrap().id)
        };
        let areas = vec![area("Nord"), area("Mitte")];
        Self { office, other, areas, changes: vec![] }
    }

    fn cases(&self) -> Vec<(CaseId, PersonId)> {
        let store = self.office.store();
        let span = aid::store::engine::Span::all(aid::store::records::tree::CASES);
        store.read(|view| {
            use aid::store::Read;
            let all: Vec<aid::domain::case::Case> = view.list(span, 99).unwrap();
            let reference =
                |c: &aid::domain::case::Case| households::of_case(view, c).unwrap().reference;
            all.iter().map(|c| (c.id, reference(c))).collect()
        })
    }

    fn write(
        &mut self,
        make: impl FnOnce(
            &mut aid::store::Change<'_, '_>,
        ) -> Result<aid::store::Outcome, aid::store::StoreError>
        + Send
        + 'static,
    ) {
        match self.office.write(self.office.me(), make) {
            Ok(written) => self.changes.push(written.change),
            // there is no such step from here, the case is closed, or it moved later already
            Err(
                StoreError::StatusChanged
                | StoreError::CaseClosed
                | StoreError::Field { field: AnyField::From, .. },
            ) => {}
            Err(error) => panic!("{error}"),
        }
    }

    fn act(&mut self, act: Act) {
        let cases = self.cases();
        match act {
            Act::Open(n) => {
                let opening = opening(pick(&SURNAMES, n).unwrap(), &format!("P{n}"));
                self.write(move |c| cases::open(c, &opening));
            }
            Act::Undo(n) => {
                if let Some(change) = pick(&self.changes, n)
                    && let Ok(written) = self.office.store().undo(self.office.me(), None, change)
                {
                    self.changes.push(written.change);
                }
            }
            Act::Look(n) => drop(observe(&self.office.store().roster(), &self.viewers(), n % 4)),
            Act::Close(n) | Act::Move(n, _) => {
                let me = everything(self.office.me());
                let due = self.office.store().roster().due(&me, 0, 99, day(TODAY));
                let Some(due) = pick(&due, n) else { return };
                let (case, id) = (due.case, due.follow_up);
                if let Act::Move(_, to) = act {
                    let window = Window::on(day(TODAY) + chrono::Days::new(u64::from(to % 30)));
                    self.write(move |c| {
                        let seen = followups::get(c, case, id)?.seen();
                        followups::move_to(c, case, id, seen, window)
                    });
                } else {
                    self.write(move |c| {
                        let seen = followups::get(c, case, id)?.seen();
                        followups::close(c, case, id, seen)
                    });
                }
            }
            Act::In(n, deed) => {
                if let Some((case, reference)) = pick(&cases, n) {
                    self.in_case(case, reference, deed);
                }
            }
        }
    }

    fn in_case(&mut self, case: CaseId, reference: PersonId, deed: Deed) {
        match deed {
            Deed::AddPerson(n) => {
                let fields = vec![(PersonField::Given, format!("Kind{n}"))];
                let details = Details { fields, ..Details::default() };
                let from = day(TODAY) + chrono::Days::new(u64::from(n % 3));
                self.write(move |c| {
                    households::add_person(c, case, &details, Relation::Child, from)
                });
            }
            Deed::Rename(n) => {
                let person =
                    self.office.store().read(|view| persons::get(view, reference)).unwrap();
                let was = aid::domain::field::Fields::field(&person, PersonField::Surname);
                let now = pick(&SURNAMES, n).unwrap().to_owned();
                let edits = vec![Edit { field: PersonField::Surname, was, now }];
                self.write(move |c| persons::edit(c, case, reference, &edits));
            }
            Deed::Visit(ago, met) => {
                let mut entry = office::entry(&self.office, case);
                entry.at -= chrono::TimeDelta::days(i64::from(ago % 60));
                if !met {
                    entry.outcome = aid::domain::visit::Outcome::NotMet;
                    entry.met.clear();
                }
                self.write(move |c| aid::store::visits::record(c, case, entry));
            }
            Deed::FollowUp(n) => {
                let due = day(TODAY) - chrono::Days::new(10) + chrono::Days::new(u64::from(n % 30));
                self.write(move |c| {
                    let purpose = (n % 2 == 0).then_some(Purpose::Visit);
                    followups::add(c, case, "Anrufen", Window::on(due), purpose, None)
                });
            }
            Deed::Rehouse(n, flat) => {
                let home = if flat {
                    Home::OwnFlat { address: format!("Weg {}", n % 20) }
                } else {
                    let name = format!("Heim {}", n % 3);
                    let room = (n % 12).to_string();
                    Home::NewSite { name, kind: SiteKind::Shelter, room }
                };
                let from = day(TODAY) - chrono::Days::new(5) + chrono::Days::new(u64::from(n % 8));
                self.write(move |c| households::rehouse(c, case, &home, from));
            }
            Deed::Phase(n) => {
                let phase = [
                    Phase::Active,
                    Phase::Aftercare { until: None, reason: String::new() },
                    Phase::Dormant { until: Some(day("2026-11-25")), reason: "Reise".into() },
                    Phase::Closed { reason: CloseReason::NoNeed },
                ];
                let to = phase[usize::from(n % 4)].clone();
                self.write(move |c| phases::enter(c, case, &to, day(TODAY)));
            }
            Deed::HandOver(away) => {
                let to = if away { self.other.staff } else { self.office.me().staff };
                self.edit(case, cases::Edits { worker: Some(to), ..cases::Edits::default() });
            }
            Deed::Area(n) => {
                let area = pick(&self.areas, n);
                self.edit(case, cases::Edits { area, ..cases::Edits::default() });
            }
            Deed::Paper(n, another) => {
                let known = self.office.store().read(|view| papers::of(view, reference)).unwrap();
                let paper = known.last().filter(|_| !another).map(|paper| paper.id);
                let day = |ahead: u8| {
                    let day = day(TODAY) - chrono::Days::new(20);
                    (day + chrono::Days::new(u64::from(ahead % 60))).to_string()
                };
                self.write(move |c| {
                    if let Some(id) = paper {
                        let (last, reason) = (day(n).parse().unwrap(), "Bescheid");
                        let was = papers::get(c, reference, id)?.filled().content.last_day();
                        return papers::end(c, case, (reference, id), was, last, reason);
                    }
                    let kind = PaperKind::CODES[usize::from(n % 5)].1;
                    let code = kind.list().codes().nth(usize::from(n % 7)).unwrap().code;
                    let fields = [
                        (PaperField::Code, code.to_owned()),
                        (PaperField::From, day(0)),
                        (PaperField::Until, day(n)),
                    ];
                    papers::add(c, case, &[reference], kind, &fields)
                });
            }
            Deed::Protect(protected) => {
                self.write(move |c| persons::protect(c, case, reference, protected));
            }
        }
    }

    fn edit(&mut self, case: CaseId, edits: cases::Edits) {
        self.write(move |c| cases::edit(c, case, &edits));
    }

    fn viewers(&self) -> Vec<Viewer> {
        let (me, other) = (self.office.me().staff, self.other.staff);
        let coordinator = Viewer { staff: me, everything: true, areas: vec![], owners: vec![] };
        let of_area = Viewer { areas: vec![self.areas[0]], ..only(other) };
        vec![everything(self.office.me()), only(me), coordinator, of_area]
    }
}

/// Everything a roster answers, for one order.
fn observe(roster: &Roster, viewers: &[Viewer], sort: u8) -> Vec<String> {
    let sorts = [Sort::Name, Sort::LastVisit, Sort::NextDue, Sort::Home];
    let sort = sorts[usize::from(sort)];
    let filters =
        [Filter::Open, Filter::VisitOverdue, Filter::FollowUpDue, Filter::Aftercare, Filter::Ended];
    let mut seen = Vec::new();
    for viewer in viewers {
        for on in [TODAY, "2026-11-25"].map(day) {
            for filter in filters {
                let scopes = [Scope::Mine, Scope::All];
                let areas = roster.areas().map(|area| Scope::Area(area.id));
                for scope in scopes.into_iter().chain(areas) {
                    let query = Query { scope, filter, ..query(sort) };
                    seen.push(format!("{:?}", roster.page(viewer, &query, on)));
                }
                for text in ["ka", "Haddat", "2026-2", "3"] {
                    let query = Query { text: text.into(), filter, ..query(sort) };
                    seen.push(format!("{:?}", roster.page(viewer, &query, on)));
                }
            }
            seen.push(format!("{:?}", roster.find(viewer, "kind", 99, on)));
            seen.push(format!("{:?}", roster.find(viewer, "oz", 99, on)));
            seen.push(format!("{:?}", roster.recent(viewer, false, 0, 99, on)));
            seen.push(format!("{:?}", roster.recent(viewer, true, 1, 5, on)));
            seen.push(format!("{:?}", roster.due(viewer, 0, 99, on)));
            seen.push(format!("{:?}", roster.expiries(viewer, on)));
            seen.push(format!("{:?}", roster.board(viewer, 99, on, &eyes)));
        }
    }
    seen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() })]

    #[test]
    fn after_any_changes_it_answers_as_after_a_fresh_start(
        acts in prop::collection::vec(some_act(), 1..60),
    ) {
        let mut play = Play::new();
        for act in acts {
            play.act(act);
        }
        let viewers = play.viewers();
        let look = |play: &Play| {
            let roster = play.office.store().roster();
            (0..4).flat_map(|sort| observe(&roster, &viewers, sort)).collect::<Vec<_>>()
        };
        let live = look(&play);
        play.office.close();
        play.office.open();
        let fresh = look(&play);
        for (live, fresh) in live.iter().zip(&fresh) {
            prop_assert_eq!(live, fresh);
        }
    }
}
