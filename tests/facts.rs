//! The fact sheet: the table of questions, and what the store does with answers and papers.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may panic

mod office;

use std::collections::BTreeSet;

use aid::domain::codes::List;
use aid::domain::facts::{
    About, ENTRIES_MAX, Entry, FactClash, FactKey, Facts, Kind, Required, Source, Subject, sheet,
};
use aid::domain::field::{AnyField, Clash, Edit, FieldError};
use aid::domain::household::{HouseholdField, Interpreter, Relation};
use aid::domain::ids::{CaseId, PaperId, PersonId};
use aid::domain::papers::{PAPERS_MAX, Paper, PaperField, PaperKind, VERSIONS_MAX};
use aid::domain::person::PersonField;
use aid::store::facts::{self, Edits};
use aid::store::persons::Details;
use aid::store::{Author, StoreError, UndoError, Written, households, papers, persons};
use office::{Office, day};

const TABLE: &str = include_str!("../src/domain/facts/sheet.tsv");

fn key(name: &str) -> FactKey {
    FactKey::named(name).unwrap()
}

#[test]
fn no_question_of_the_table_is_left_out_and_each_has_its_own_number() {
    assert_eq!(sheet().len(), TABLE.lines().count() - 1);
    let keys: BTreeSet<_> = sheet().iter().map(|q| q.key).collect();
    let names: BTreeSet<_> = sheet().iter().map(|q| q.name).collect();
    assert_eq!((keys.len(), names.len()), (sheet().len(), sheet().len()));
    assert!(sheet().windows(2).all(|pair| pair[0].section <= pair[1].section), "one talk");
    for question in sheet() {
        for label in [question.label.de, question.label.en] {
            assert!((2..=40).contains(&label.chars().count()) && label == label.trim(), "{label}");
        }
        assert_eq!(question.key.question(), Some(question));
    }
}

/// Numbers stand on disks: none is ever given to another question.
#[test]
fn numbers_of_questions_are_for_ever() {
    let pinned = [
        (1, "visit"),
        (3, "privacy_info"),
        (5, "consent"),
        (11, "sex"),
        (12, "birth"),
        (20, "custody"),
        (23, "arrival"),
        (24, "allocation"),
        (25, "stay_since"),
        (28, "status"),
        (32, "regime"),
        (38, "doctor_needed"),
        (42, "due_day"),
        (45, "safety"),
        (46, "safety_way"),
        (47, "vulnerability"),
        (49, "school"),
        (53, "german"),
        (62, "work_permit"),
        (72, "own_goal"),
        (73, "agreed"),
    ];
    for (number, name) in pinned {
        assert_eq!(key(name), FactKey(number));
    }
}

#[test]
fn what_is_restricted_and_what_is_required_is_what_was_decided() {
    let named = |which: &dyn Fn(&aid::domain::facts::Question) -> bool| -> Vec<&str> {
        sheet().iter().filter(|q| which(q)).map(|q| q.name).collect()
    };
    assert_eq!(named(&|q| q.restricted), ["safety", "safety_way", "vulnerability"]);
    let yes = [
        "visit",
        "interpreter",
        "privacy_info",
        "privacy_language",
        "languages",
        "relation",
        "allocation",
        "home",
        "status",
        "account",
        "emergency",
        "health_cover",
        "safety",
        "own_goal",
        "agreed",
    ];
    assert_eq!(named(&|q| q.required == Required::Yes), yes);
    let or_unknown = [
        "sex",
        "birth",
        "nationality",
        "custody",
        "arrival",
        "regime",
        "doctor_needed",
        "medication",
        "doctor",
        "kita",
        "school",
        "literacy",
        "german",
    ];
    assert_eq!(named(&|q| q.required == Required::OrUnknown), or_unknown);
    assert_eq!(named(&|q| q.required == Required::InShelter), ["measles"]);
    // what is copied is copied to persons
    assert_eq!(named(&|q| q.copied && q.about == About::Household), [""; 0]);
}

#[test]
fn there_is_no_question_for_what_is_never_recorded() {
    let never =
        ["religio", "diagnos", "medikamentenname", "flucht", "konto-nr", "iban", "abschieb"];
    for question in sheet() {
        let words = format!("{} {}", question.label.de, question.name).to_lowercase();
        assert!(never.iter().all(|word| !words.contains(word)), "{words}");
    }
}

fn edit(field: FactKey, was: &str, now: &str) -> Edit<FactKey> {
    Edit { field, was: was.into(), now: now.into() }
}

fn typed(subject: Subject, answers: &[(&str, &str)]) -> Edits {
    let edits = answers.iter().map(|(name, now)| (subject, edit(key(name), "", now)));
    Edits { edits: edits.collect(), as_of: day("2026-11-20"), source: Source::Word }
}

fn write(
    office: &Office,
    author: &Author,
    case: CaseId,
    edits: Edits,
) -> Result<Written, StoreError> {
    office.write(author, move |change| facts::edit(change, case, &edits))
}

fn known(office: &Office, subject: Subject) -> Facts {
    office.store().read(|view| facts::of(view, subject, false)).unwrap()
}

/// A household with its reference person and a child.
fn family(office: &Office) -> (CaseId, PersonId, PersonId, Subject) {
    let case = office.household("Kaya", "Emine");
    let details =
        Details { fields: vec![(PersonField::Given, "Ali".into())], source: String::new() };
    let add = move |change: &mut aid::store::Change<'_, '_>| {
        households::add_person(change, case, &details, Relation::Unknown, day("2026-11-01"))
    };
    let child = PersonId(office.write(office.me(), add).unwrap().id);
    let household = office.household_of(case);
    (case, household.reference, child, Subject::Household(household.id))
}

#[test]
fn everything_typed_on_a_sheet_is_one_change_that_survives_reopen_and_rebuild() {
    let mut office = Office::new();
    let (case, mother, child, household) = family(&office);
    let (mother, child) = (Subject::Person(mother), Subject::Person(child));
    let mut edits = typed(household, &[("account", "yes"), ("interpreter", "none")]);
    edits.edits.extend(typed(mother, &[("arrival", "3/2025"), ("birth", "1990?")]).edits);
    // entered once and copied
    edits.edits.extend(typed(child, &[("arrival", "3/2025"), ("relation", "child")]).edits);
    write(&office, office.me(), case, edits).unwrap();
    for rebuild in [false, true] {
        office.close();
        if rebuild {
            std::fs::remove_dir_all(office.path().join("records")).unwrap();
        }
        office.open();
        for subject in [mother, child] {
            let facts = known(&office, subject);
            let arrival = facts.current(key("arrival")).unwrap();
            let expected = Entry {
                key: key("arrival"),
                value: "2025-03".into(),
                as_of: day("2026-11-20"),
                source: Source::Word,
                by: office.me().staff,
                at: office::now(),
            };
            assert_eq!(arrival, &expected);
        }
        assert_eq!(known(&office, household).value(key("account")), "yes");
        let living = office.household_of(case);
        let relations: Vec<_> = living.members.iter().map(|member| member.relation).collect();
        assert_eq!(relations, [Relation::Reference, Relation::Child]);
    }
}

#[test]
fn what_a_record_has_is_changed_there_and_only_its_source_kept_here() {
    let office = Office::new();
    let (case, mother, ..) = family(&office);
    let subject = Subject::Person(mother);
    write(&office, office.me(), case, typed(subject, &[("birth", "24.12.1990"), ("sex", "f")]))
        .unwrap();
    let person = office.store().read(|view| persons::get(view, mother)).unwrap();
    assert_eq!(person.birth.unwrap().to_string(), "1990-12-24");
    let facts = known(&office, subject);
    assert_eq!((facts.value(key("birth")), facts.value(key("sex"))), ("=", "="));
    // changed in a form that asks for no source: what was noted is not the source of the new value
    let edits = vec![Edit {
        field: PersonField::Birth,
        was: "1990-12-24".into(),
        now: "12.12.1990".into(),
    }];
    office.write(office.me(), move |c| persons::edit(c, case, mother, &edits)).unwrap();
    let facts = known(&office, subject);
    assert_eq!(facts.current(key("birth")).unwrap().source, Source::Unnoted);
    assert_eq!(facts.current(key("sex")).unwrap().source, Source::Word);
    // unknown takes the value out of the record
    let unknown = Edits {
        edits: vec![(subject, edit(key("birth"), "1990-12-12", "?"))],
        as_of: day("2026-11-20"),
        source: Source::Word,
    };
    write(&office, office.me(), case, unknown).unwrap();
    let person = office.store().read(|view| persons::get(view, mother)).unwrap();
    assert_eq!((person.birth, known(&office, subject).value(key("birth"))), (None, "?"));
    assert_eq!(known(&office, subject).history(key("birth")).count(), 3);
}

#[test]
fn a_field_of_the_household_is_asked_on_the_sheet_and_changed_in_the_household() {
    let office = Office::new();
    let (case, .., household) = family(&office);
    write(&office, office.me(), case, typed(household, &[("interpreter", "lay")])).unwrap();
    assert_eq!(office.household_of(case).interpreter, Interpreter::Lay);
    let edits =
        vec![Edit { field: HouseholdField::Interpreter, was: "lay".into(), now: "family".into() }];
    office.write(office.me(), move |c| households::edit(c, case, &edits)).unwrap();
    let facts = known(&office, household);
    assert_eq!(facts.current(key("interpreter")).unwrap().source, Source::Unnoted);
}

#[test]
fn colleagues_meet_on_each_question_and_nothing_unseen_is_written_over() {
    let office = Office::new();
    let (case, mother, ..) = family(&office);
    let other = office.colleague("jbrandt", 1002);
    let subject = Subject::Person(mother);
    write(&office, office.me(), case, typed(subject, &[("account", "yes")])).unwrap_err();
    write(&office, office.me(), case, typed(subject, &[("custody", "mother")])).unwrap();
    write(&office, &other, case, typed(subject, &[("german", "A1:test")])).unwrap();
    // both questions at once: one clashes, so neither is written
    let both = typed(subject, &[("german", "B1:test"), ("trade", "Köchin")]);
    let refused = write(&office, office.me(), case, both).unwrap_err();
    let clash = Clash { field: key("german"), theirs: "A1:test".into(), mine: "B1:test".into() };
    assert_eq!(refused, StoreError::FactClash(vec![FactClash { subject, clash }]));
    assert_eq!(known(&office, subject).value(key("trade")), "");
    // the same answer is none
    write(&office, office.me(), case, typed(subject, &[("german", "a1:TEST")])).unwrap();
    // and who saw theirs may write over it
    let seen = Edits {
        edits: vec![(subject, edit(key("german"), "A1:test", "B1:test"))],
        as_of: day("2026-11-20"),
        source: Source::Document,
    };
    write(&office, office.me(), case, seen).unwrap();
    let facts = known(&office, subject);
    let values: Vec<_> = facts.history(key("german")).map(|e| e.value.as_str()).collect();
    assert_eq!(values, ["B1:test", "A1:test"]);
    // a name that a colleague changed in the form of persons
    let edits = vec![Edit { field: PersonField::Given, was: "Emine".into(), now: "Emina".into() }];
    office.write(&other, move |c| persons::edit(c, case, mother, &edits)).unwrap();
    let mine = Edits {
        edits: vec![(subject, edit(key("given"), "Emine", "Amina"))],
        as_of: day("2026-11-20"),
        source: Source::Document,
    };
    let refused = write(&office, office.me(), case, mine).unwrap_err();
    let clash = Clash { field: key("given"), theirs: "Emina".into(), mine: "Amina".into() };
    assert_eq!(refused, StoreError::FactClash(vec![FactClash { subject, clash }]));
}

#[test]
fn a_sheet_is_taken_back_as_a_whole_but_not_over_what_came_after() {
    let office = Office::new();
    let (case, mother, ..) = family(&office);
    let subject = Subject::Person(mother);
    let edits = typed(subject, &[("birth", "1990"), ("arrival", "2025")]);
    let written = write(&office, office.me(), case, edits).unwrap();
    office.store().undo(office.me(), None, written.change).unwrap();
    let person = office.store().read(|view| persons::get(view, mother)).unwrap();
    assert_eq!((person.birth, known(&office, subject).entries), (None, vec![]));

    let written =
        write(&office, office.me(), case, typed(subject, &[("arrival", "2025")])).unwrap();
    let other = office.colleague("jbrandt", 1002);
    write(&office, &other, case, typed(subject, &[("trade", "Köchin")])).unwrap();
    let refused = office.store().undo(office.me(), None, written.change).unwrap_err();
    assert!(matches!(refused, StoreError::Undo(UndoError::Changed(_))), "{refused:?}");
    // what is restricted is a record of its own: it does not tell that it was written
    let written = write(&office, office.me(), case, typed(subject, &[("degree", "none")])).unwrap();
    write(&office, &other, case, typed(subject, &[("safety", "yes")])).unwrap();
    office.store().undo(office.me(), None, written.change).unwrap();
    let hidden = office.store().read(|view| facts::of(view, subject, true)).unwrap();
    assert_eq!(
        (hidden.value(key("safety")), known(&office, subject).value(key("safety"))),
        ("yes", "")
    );
}

#[test]
fn an_answer_that_does_not_fit_is_refused_beside_its_question() {
    let office = Office::new();
    let (case, mother, _, household) = family(&office);
    let (person, stranger) = (Subject::Person(mother), office.household("Omar", "Khadija"));
    let stranger = Subject::Person(office.household_of(stranger).reference);
    let refused = |edits: Edits| write(&office, office.me(), case, edits).unwrap_err();
    let field = |subject, name, error| StoreError::field(AnyField::Fact(subject, key(name)), error);
    for (subject, name, text, error) in [
        (person, "german", "Z9", FieldError::NotAChoice),
        (person, "account", "yes", FieldError::NotAChoice), // asked of the household
        (household, "german", "A1", FieldError::NotAChoice), // asked of persons
        (person, "status", "GES", FieldError::NotAChoice),  // a paper
        (person, "relation", "child", FieldError::NotAChoice), // she is the reference person
        (person, "surname", "", FieldError::Missing),
    ] {
        let mut edits = typed(subject, &[(name, text)]);
        if name == "surname" {
            edits.edits[0].1.was = "Kaya".into();
            edits.edits.push((subject, edit(key("given"), "Emine", "")));
        }
        assert_eq!(refused(edits), field(subject, name, error), "{name}");
    }
    assert_eq!(refused(typed(stranger, &[("trade", "Koch")])), StoreError::NotFound);
    // that a status is not known can be said here
    write(&office, office.me(), case, typed(person, &[("status", "?")])).unwrap();
    assert_eq!(known(&office, person).value(key("status")), "?");
    let unknown = Edits {
        edits: vec![(person, edit(FactKey(9999), "", "x"))],
        as_of: day("2026-11-20"),
        source: Source::Word,
    };
    let nobody_asked = AnyField::Fact(person, FactKey(9999));
    assert_eq!(refused(unknown), StoreError::field(nobody_asked, FieldError::NotAChoice));
}

#[test]
fn the_log_has_the_names_of_questions_and_never_an_answer() {
    let office = Office::new();
    let (case, mother, ..) = family(&office);
    let subject = Subject::Person(mother);
    let edits = typed(subject, &[("trade", "Geheimnis"), ("birth", "1990")]);
    write(&office, office.me(), case, edits).unwrap();
    let entries = office.store().read(|view| aid::store::log::page(view, None, 10)).unwrap();
    let fact = &entries[0].fact;
    assert_eq!((fact.case, fact.subjects.as_slice()), (Some(case), [mother.0].as_slice()));
    assert_eq!(fact.fields, ["trade", "birth"]);
    assert!(!format!("{entries:?}").contains("Geheimnis"));
}

#[test]
fn a_change_of_what_is_restricted_concerns_nobody_else() {
    let office = Office::new();
    let (case, mother, ..) = family(&office);
    let subject = Subject::Person(mother);
    office.changes();
    for (name, restricted) in [("safety", true), ("trade", false)] {
        write(&office, office.me(), case, typed(subject, &[(name, "no")])).unwrap();
        let changes = office.changes();
        let concerned: Vec<_> =
            changes.iter().flat_map(|c| &c.cases).map(|c| (c.case, c.restricted)).collect();
        assert_eq!(concerned, [(case, restricted)], "{name}");
    }
}

fn paper_fields(code: &str, from: &str) -> Vec<(PaperField, String)> {
    vec![(PaperField::Code, code.into()), (PaperField::From, from.into())]
}

fn all_papers(office: &Office, person: PersonId) -> Vec<Paper> {
    office.store().read(|view| papers::of(view, person)).unwrap()
}

#[test]
fn a_paper_is_added_to_several_corrected_with_history_and_ended() {
    let mut office = Office::new();
    let (case, mother, child, _) = family(&office);
    let fields = paper_fields("ALG3", "1.1.2025");
    let (kind, both) = (PaperKind::Benefit, [mother, child, mother]);
    let written =
        office.write(office.me(), move |c| papers::add(c, case, &both, kind, &fields)).unwrap();
    let id = PaperId(written.id);
    assert_eq!((all_papers(&office, mother).len(), all_papers(&office, child).len()), (1, 1));
    assert_eq!(all_papers(&office, mother)[0].id, id);

    let edits =
        vec![Edit { field: PaperField::From, was: "2025-01-01".into(), now: "1.2.2025".into() }];
    let correct = edits.clone();
    office.write(office.me(), move |c| papers::edit(c, case, mother, id, &correct)).unwrap();
    // the same once more from what was shown before: the colleague's newer day is told
    let late = vec![Edit { now: "1.3.2025".into(), ..edits[0].clone() }];
    let refused =
        office.write(office.me(), move |c| papers::edit(c, case, mother, id, &late)).unwrap_err();
    let clash =
        Clash { field: PaperField::From, theirs: "2025-02-01".into(), mine: "1.3.2025".into() };
    assert_eq!(refused, StoreError::PaperClash(vec![clash]));
    // nothing new is no version
    office.write(office.me(), move |c| papers::edit(c, case, mother, id, &edits)).unwrap();

    let (last, reason) = (day("2026-05-31"), "Anerkennung");
    let end = move |was| {
        move |c: &mut aid::store::Change<'_, '_>| {
            papers::end(c, case, (mother, id), was, last, reason)
        }
    };
    let refused = office.write(office.me(), end(Some(day("2026-12-31")))).unwrap_err();
    assert!(matches!(refused, StoreError::PaperClash(_)), "{refused:?}");
    let written = office.write(office.me(), end(None)).unwrap();
    // what a colleague gave as her reason for the same day is not written over
    let other = move |c: &mut aid::store::Change<'_, '_>| {
        papers::end(c, case, (mother, id), None, last, "x")
    };
    let refused = office.write(office.me(), other).unwrap_err();
    let (theirs, mine) = (reason.to_owned(), "x".to_owned());
    let clash = Clash { field: PaperField::Reason, theirs, mine };
    assert_eq!(refused, StoreError::PaperClash(vec![clash]));
    office.close();
    office.open();
    let paper = &all_papers(&office, mother)[0];
    let said: Vec<_> =
        paper.versions.iter().map(|v| (v.content.from, v.content.effective)).collect();
    let from = |text: &str| Some(text.parse().unwrap());
    let expected =
        [(from("2025-01-01"), None), (from("2025-02-01"), None), (from("2025-02-01"), Some(last))];
    assert_eq!(said, expected);
    office.store().undo(office.me(), None, written.change).unwrap();
    assert_eq!(all_papers(&office, mother)[0].versions.len(), 2);
}

#[test]
fn papers_are_of_the_household_and_not_without_end() {
    let office = Office::new();
    let (case, mother, ..) = family(&office);
    let stranger = office.household_of(office.household("Omar", "Khadija")).reference;
    let add = |person: PersonId, code: &'static str| {
        office.write(office.me(), move |c| {
            let fields = paper_fields(code, "2025");
            papers::add(c, case, &[person], PaperKind::Residence, &fields)
        })
    };
    assert_eq!(add(stranger, "GES").unwrap_err(), StoreError::NotFound);
    let code = AnyField::Paper(PaperField::Code);
    assert_eq!(add(mother, "X").unwrap_err(), StoreError::field(code, FieldError::NotAChoice));
    assert_eq!(add(mother, "").unwrap_err(), StoreError::field(code, FieldError::Missing));
    let id = PaperId(add(mother, "GES").unwrap().id);
    for n in 1..VERSIONS_MAX {
        let (was, now) = (if n == 1 { String::new() } else { (n - 1).to_string() }, n.to_string());
        let edits = vec![Edit { field: PaperField::Note, was, now }];
        office.write(office.me(), move |c| papers::edit(c, case, mother, id, &edits)).unwrap();
    }
    let more = vec![Edit { field: PaperField::Work, was: String::new(), now: "x".into() }];
    let refused = office.write(office.me(), move |c| papers::edit(c, case, mother, id, &more));
    let too_many = StoreError::field(code, FieldError::TooMany(VERSIONS_MAX));
    assert_eq!(refused.unwrap_err(), too_many);
    office
        .write(office.me(), move |c| {
            for _ in 1..PAPERS_MAX {
                let fields = paper_fields("GES", "2025");
                papers::add(c, case, &[mother], PaperKind::Residence, &fields)?;
            }
            Ok(aid::store::Outcome::default())
        })
        .unwrap();
    let too_many = StoreError::field(code, FieldError::TooMany(PAPERS_MAX));
    assert_eq!(add(mother, "GES").unwrap_err(), too_many);
}

#[test]
fn a_sheet_that_is_full_says_so() {
    let office = Office::new();
    let (case, mother, ..) = family(&office);
    let subject = Subject::Person(mother);
    let mut edits = typed(subject, &[]);
    for n in 0..=ENTRIES_MAX {
        let values = ["yes", "no"];
        let was = if n == 0 { "" } else { values[(n + 1) % 2] };
        edits.edits.push((subject, edit(key("doctor"), was, values[n % 2])));
    }
    let refused = write(&office, office.me(), case, edits).unwrap_err();
    let error = FieldError::TooMany(ENTRIES_MAX);
    assert_eq!(refused, StoreError::field(AnyField::Fact(subject, key("doctor")), error));
}

#[test]
fn every_kind_of_question_is_one_the_screen_can_draw() {
    // a list that nobody asks from would be dead data; these are asked from in other forms
    let of_others =
        [List::LetterKind, List::LetterSender, List::LetterWay, List::Topic, List::TopicWay];
    let lists: BTreeSet<_> = sheet()
        .iter()
        .flat_map(|question| match question.kind {
            Kind::Choice(list) | Kind::Several(list) => vec![list],
            Kind::Graded(a, b) | Kind::SeveralGraded(a, b) => vec![a, b],
            Kind::Paper(kind) => vec![kind.list()],
            _ => vec![],
        })
        .chain(of_others)
        .collect();
    assert_eq!(lists.len(), List::CODES.len());
}
