//! Stored records: frozen bytes for each kind and version, and every value back as it was.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // a test may panic

use std::fmt::{Debug, Write};
use std::fs;
use std::path::Path;

use aid::codec::CodecError;
use aid::domain::area::{Area, Fte};
use aid::domain::assessment::{self, Assessment};
use aid::domain::case::{
    Assignment, Case, CaseNo, CloseReason, InArea, Phase, Signed, Turn, Turned,
};
use aid::domain::checklist::{
    ActionField, Answer, ItemCode, Origin, Rating, TemplateId, TemplateRef,
};
use aid::domain::dates::{PartialDate, Window};
use aid::domain::distinct::Distinct;
use aid::domain::draft::{Body, Draft, Form};
use aid::domain::facts::{self, FactKey, Facts, Subject};
use aid::domain::followup::{Done, FollowUp, Purpose, Source};
use aid::domain::household::{Household, Interpreter, Left, Lodging, Member, Relation};
use aid::domain::ids::*;
use aid::domain::letters;
use aid::domain::needs;
use aid::domain::note;
use aid::domain::office::{CaseCounter, Office, OfficeKind, Rules};
use aid::domain::papers::{Content, Paper, PaperKind, Version};
use aid::domain::person::{Name, NameKind, Person, Sex};
use aid::domain::protocol;
use aid::domain::site::{Place, Room, Site, SiteKind};
use aid::domain::staff::{Deputy, Post, Role, Staff};
use aid::domain::topics;
use aid::domain::visit::{Agreed, Entry, Noted, Outcome, Visit, VisitKind};
use aid::store::log;
use aid::store::records::{Code, Record, drafts as record};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn person() -> Person {
    let name = |kind, surname: &str, given: &str| Name {
        kind,
        surname: surname.into(),
        given: given.into(),
    };
    Person {
        id: PersonId(0x0001_0001),
        names: vec![
            name(NameKind::Official, "Al Ḥassan", "Mouhamad"),
            name(NameKind::OriginalScript, "الحسن", "محمد"),
            name(NameKind::CallName, "", "Mo"),
        ],
        birth: PartialDate::month(1990, 12),
        sex: Sex::Male,
        nationalities: vec!["SY".into(), "??".into()],
        languages: vec!["ar".into(), "ku".into()],
        phone: "0176 1234567".into(),
        file_ref: "50-123/26".into(),
        protected: true,
        source: "bestand.csv:17".into(),
        also: vec![PersonId(0x0003_0001), PersonId(0x0004_0002)],
        into: Some(PersonId(0x0000_0009)),
    }
}

fn household() -> Household {
    Household {
        id: HouseholdId(0x0001_0002),
        reference: PersonId(0x0001_0001),
        members: vec![
            Member {
                person: PersonId(0x0001_0001),
                relation: Relation::Reference,
                from: day("2025-03-01"),
                until: None,
                left: None,
            },
            Member {
                person: PersonId(0x0002_0001),
                relation: Relation::Child,
                from: day("2025-03-01"),
                until: Some(day("2026-01-31")),
                left: Some(Left::OtherHousehold),
            },
        ],
        lodgings: vec![
            Lodging {
                place: Place::Room { site: SiteId(3), room: "2.04".into() },
                from: day("2025-03-01"),
                until: Some(day("2026-10-31")),
            },
            Lodging {
                place: Place::OwnFlat { address: "Am Markt 1".into() },
                from: day("2026-11-01"),
                until: None,
            },
        ],
        phone: "02421 25-0".into(),
        language: "ar".into(),
        interpreter: Interpreter::Professional,
        letterbox: "Alhassan".into(),
        reach: "nachmittags".into(),
    }
}

/// One of each kind.
fn turns() -> Vec<Turn> {
    let by = |by| Some(Signed { at: time("2026-11-20T15:02:03.456Z"), by: StaffId(by) });
    let turn = |on: &str, signed, what| Turn { day: day(on), signed, what };
    let phase = |on: &str, phase| turn(on, by(5), Turned::To(phase));
    let (until, reason) = (Some(day("2027-01-31")), String::from("Reise"));
    vec![
        turn("2025-03-01", None, Turned::To(Phase::New)),
        turn("2025-03-01", by(6), Turned::CameFrom(CaseId(0x0001_0009))),
        phase("2025-03-07", Phase::Active),
        turn("2026-01-31", by(5), Turned::Left(PersonId(0x0002_0001))),
        turn("2026-02-01", by(5), Turned::Smaller(300)),
        turn("2026-02-01", by(5), Turned::Reference(PersonId(0x0001_0001))),
        turn("2026-02-02", by(5), Turned::Joined(PersonId(0x0003_0001))),
        phase("2026-10-31", Phase::Closed { reason: CloseReason::RegimeChange }),
        phase("2026-11-01", Phase::Aftercare { until, reason: reason.clone() }),
        turn("2026-11-01", by(5), Turned::MovedOut),
        phase("2026-11-22", Phase::Dormant { until, reason }),
        turn("2026-11-23", by(6), Turned::Opened("Anruf der Polizei".into())),
        turn("2026-11-23", by(6), Turned::Merged(PersonId(0x0004_0001), "50-9/22".into())),
        turn("2026-11-24", by(5), Turned::Rhythm(Some(6))),
    ]
}

fn case() -> Case {
    Case {
        id: CaseId(0x0001_0003),
        no: CaseNo { year: 2026, n: 143 },
        household: HouseholdId(0x0001_0002),
        opened: day("2025-03-01"),
        turns: turns(),
        assignments: vec![Assignment { worker: StaffId(5), from: day("2025-03-01") }],
        areas: vec![InArea { area: AreaId(2), from: day("2025-03-01") }],
        rhythm_weeks: Some(6),
    }
}

fn entry() -> Entry {
    let window = Window::new(day("2026-11-30"), day("2026-12-02"), day("2026-12-06")).unwrap();
    let noted = |item: &str, rating, origin, note: &str, agreed| Noted {
        answer: Answer { item: ItemCode::new(item).unwrap(), rating, origin },
        note: note.into(),
        agreed,
    };
    let agreed = Agreed { what: "Sprachkurs anmelden".into(), window };
    Entry {
        kind: VisitKind::Regular,
        at: time("2026-11-20T13:30:00Z"),
        place: "Kölner Landstr. 4, Zi. 12".into(),
        met: vec![PersonId(0x0001_0001)],
        interpreter: Interpreter::Remote,
        outcome: Outcome::Met,
        template: Some(TemplateRef { id: TemplateId::Visit, version: 1 }),
        answers: vec![
            noted("SP1", Rating::Ok, Origin::Summary, "", None),
            noted("SP4", Rating::Attention, Origin::Asked, "sucht B1-Kurs", Some(agreed.clone())),
        ],
        field: Some(ActionField::Language),
        note: "Zwei\nZeilen".into(),
        follow_ups: vec![agreed],
    }
}

fn visit() -> Visit {
    Visit {
        id: VisitId(0x0009_0001),
        case: CaseId(0x0001_0003),
        worker: StaffId(5),
        recorded: time("2026-11-20T15:02:03.456Z"),
        entry: entry(),
    }
}

fn follow_up() -> FollowUp {
    FollowUp {
        id: FollowUpId(0x0009_0002),
        case: CaseId(0x0001_0003),
        what: "Sprachkurs anmelden".into(),
        window: Window::new(day("2026-11-30"), day("2026-12-02"), day("2026-12-06")).unwrap(),
        owner: StaffId(5),
        source: Source::Visit { visit: VisitId(0x0009_0001), item: ItemCode::new("SP4") },
        purpose: Some(Purpose::Visit),
        noted: Some(day("2026-11-20")),
        restricted: true,
        created_by: StaffId(6),
        done: Some(Done { at: time("2026-12-01T08:00:00Z"), by: StaffId(5), impossible: None }),
    }
}

fn failed() -> FollowUp {
    let done = Done {
        at: time("2026-12-01T08:00:00Z"),
        by: StaffId(5),
        impossible: Some("kein Platz frei".into()),
    };
    FollowUp { source: Source::Need(NeedId(0x0009_0005)), done: Some(done), ..follow_up() }
}

fn practised() -> FollowUp {
    let (assessment, item) = (AssessmentId(0x0009_0006), ItemCode::new("MF2"));
    FollowUp { source: Source::Assessment { assessment, item }, ..follow_up() }
}

fn need() -> needs::Need {
    let content = needs::Content {
        kind: needs::Kind::Need,
        field: ActionField::Housing,
        person: Some(PersonId(0x0001_0001)),
        what: "Schimmel im Zimmer".into(),
        severity: Some(Rating::Urgent),
        status: needs::Status::Open,
        since: day("2026-11-20"),
        restricted: false,
    };
    let begun =
        needs::Content { status: needs::Status::UnderWay, restricted: true, ..content.clone() };
    let version = |content, word: &str, at| needs::Version {
        content,
        word: word.into(),
        by: StaffId(5),
        at: time(at),
    };
    needs::Need {
        id: NeedId(0x0009_0005),
        case: CaseId(0x0001_0003),
        origin: ItemCode::new("WO1")
            .map(|item| needs::Origin { visit: VisitId(0x0009_0001), item }),
        versions: vec![
            version(content, "", "2026-11-20T08:00:00Z"),
            version(begun, "Hausmeister war da", "2026-11-22T10:00:00Z"),
        ],
    }
}

fn answers() -> Facts {
    let entry = |key, value: &str, source| facts::Entry {
        key: FactKey(key),
        value: value.into(),
        as_of: day("2026-11-20"),
        source,
        by: StaffId(5),
        at: time("2026-11-22T10:00:00.123Z"),
    };
    Facts {
        subject: Subject::Person(PersonId(0x0001_0001)),
        restricted: true,
        entries: vec![
            entry(47, "minor:confirmed", facts::Source::Document),
            entry(47, "minor:confirmed, violence:suspected@2026-11", facts::Source::Word),
            entry(45, "?", facts::Source::Unnoted),
        ],
    }
}

fn paper() -> Paper {
    let content = Content {
        code: "AE24".into(),
        from: PartialDate::month(2022, 4),
        until: Some(day("2026-03-04")),
        effective: None,
        reason: String::new(),
        issued: Some(day("2022-04-12")),
        reference: "§ 24 AufenthG".into(),
        work: "Erwerbstätigkeit erlaubt".into(),
        condition: "Düren".into(),
        note: "bei der Mutter".into(),
        source: facts::Source::Document,
    };
    let longer = Content {
        effective: Some(day("2027-03-04")),
        reason: "Verordnung".into(),
        ..content.clone()
    };
    let version = |content, at| Version { content, by: StaffId(5), at: time(at) };
    Paper {
        id: PaperId(0x0009_0003),
        person: PersonId(0x0001_0001),
        kind: PaperKind::Residence,
        versions: vec![
            version(content, "2026-11-20T08:00:00Z"),
            version(longer, "2026-11-22T10:00:00Z"),
        ],
    }
}

fn note() -> note::Note {
    let entry = note::Entry {
        day: day("2026-11-20"),
        person: Some(PersonId(0x0001_0001)),
        text: "Schlüssel bei der Nachbarin".into(),
    };
    let household = note::Entry { person: None, ..entry.clone() };
    let version = |entry, at| note::Version { entry, by: StaffId(5), at: time(at) };
    note::Note {
        id: NoteId(0x0009_0004),
        case: CaseId(0x0001_0003),
        restricted: true,
        versions: vec![
            version(household, "2026-11-20T08:00:00Z"),
            version(entry, "2026-11-22T10:00:00Z"),
        ],
    }
}

fn letter() -> letters::Letter {
    let content = letters::Content {
        kind: "notice".into(),
        sender: "job-com".into(),
        name: "Az. 12".into(),
        person: Some(PersonId(0x0001_0001)),
        dated: Some(day("2026-11-10")),
        received: Some(day("2026-11-12")),
        way: "post".into(),
        what: "Kürzung".into(),
        deadline: Some(day("2026-12-14")),
        status: letters::Status::Open,
    };
    let answered = letters::Content { status: letters::Status::Answered, ..content.clone() };
    let version = |content, at| letters::Version { content, by: StaffId(5), at: time(at) };
    letters::Letter {
        id: LetterId(0x0009_0005),
        case: CaseId(0x0001_0003),
        versions: vec![
            version(content, "2026-11-13T15:00:00Z"),
            version(answered, "2026-11-20T10:00:00Z"),
        ],
    }
}

fn assessment() -> Assessment {
    let entry = assessment::Entry {
        template: TemplateRef { id: TemplateId::TenancyReadiness, version: 1 },
        day: day("2026-11-20"),
        person: Some(PersonId(0x0001_0001)),
        answers: entry().answers,
        note: "übt weiter".into(),
        follow_ups: entry().follow_ups,
        readiness: Some(assessment::Readiness {
            level: assessment::Level::Ready,
            tested: Some(day("2026-11-19")),
            confirmed: "Weber, Auszugsmanagement".into(),
        }),
    };
    Assessment {
        id: AssessmentId(0x0009_0006),
        case: CaseId(0x0001_0003),
        by: StaffId(5),
        at: time("2026-11-20T15:00:00Z"),
        entry,
    }
}

fn told() -> topics::Told {
    topics::Told {
        id: ToldId(0x0009_0007),
        case: CaseId(0x0001_0003),
        person: PersonId(0x0001_0001),
        topic: "health".into(),
        how: topics::How {
            day: day("2026-11-10"),
            language: "ar".into(),
            way: "event".into(),
            who: "Gesundheitsamt".into(),
        },
        by: StaffId(5),
        at: time("2026-11-13T15:00:00Z"),
        taken_back: Some(Signed { at: time("2026-11-14T15:00:00Z"), by: StaffId(6) }),
    }
}

fn record_of_danger() -> protocol::Protocol {
    let content = protocol::Content {
        sign: "child".into(),
        day: day("2026-11-20"),
        time: chrono::NaiveTime::from_hms_opt(14, 10, 0),
        persons: vec![PersonId(0x0001_0001)],
        facts: "allein im Flur".into(),
        assessment: "Aufsicht fehlt".into(),
        second: Some(StaffId(6)),
        expert: Some(day("2026-11-21")),
        parents: Some(true),
        parents_why: "Gespräch".into(),
        result: Some(protocol::Finding::Latent),
        action: "Hilfe angeboten".into(),
        informed: Some(day("2026-11-22")),
        informed_how: "10:00, Telefon".into(),
        feedback: Some(day("2026-11-25")),
    };
    let (by, at) = (StaffId(6), time("2026-11-23T10:00:00Z"));
    protocol::Protocol {
        id: ProtocolId(0x0009_0005),
        case: CaseId(0x0001_0003),
        author: StaffId(5),
        begun: time("2026-11-20T15:00:00Z"),
        saved: 300,
        content,
        signed: Some((by, at)),
        additions: vec![protocol::Addition { by, at, text: "Rückruf".into() }],
    }
}

fn staff() -> Staff {
    Staff {
        id: StaffId(5),
        uid: 1004,
        user: "aweber".into(),
        name: "Anna Weber".into(),
        roles: vec![Role::Worker, Role::Coordinator],
        posts: vec![Post {
            area: AreaId(2),
            fte: Fte(75),
            from: day("2024-01-01"),
            until: Some(day("2026-12-31")),
        }],
        deputies: vec![Deputy {
            deputy: StaffId(6),
            from: day("2026-08-03"),
            until: day("2026-08-21"),
            granted_by: StaffId(5),
        }],
        from: day("2024-01-01"),
        until: None,
        lang: Some("de".into()),
    }
}

fn area() -> Area {
    Area { id: AreaId(2), name: "Nord".into(), from: day("2024-01-01"), until: None }
}

fn distinct() -> Distinct {
    Distinct {
        one: PersonId(0x0001_0001),
        other: PersonId(0x0002_0001),
        by: StaffId(0x0003_0001),
        at: time("2026-11-20T08:00:00Z"),
    }
}

fn site() -> Site {
    let room = |name: &str, beds| Room { name: name.into(), beds };
    Site {
        id: SiteId(3),
        kind: SiteKind::Shelter,
        name: "Kölner Landstr. 4".into(),
        area: Some(AreaId(2)),
        rooms: vec![room("2.04", Some(4)), room("EG links", None)],
    }
}

fn office() -> Office {
    Office {
        kind: OfficeKind::Shared,
        name: "Düren".into(),
        zone: "Europe/Berlin".into(),
        rules: Rules::default(),
        founded: day("2026-11-22"),
    }
}

fn counter() -> CaseCounter {
    CaseCounter(CaseNo { year: 2026, n: 144 })
}

fn log_entry() -> log::Entry {
    let fact = log::Fact {
        at: time("2026-11-22T10:00:00Z"),
        staff: Some(StaffId(5)),
        uid: 1004,
        action: "record-visit".into(),
        case: Some(CaseId(0x0001_0003)),
        subjects: vec![0x0009_0001],
        fields: vec!["Phase".into()],
        refused: false,
    };
    log::Entry { no: 7, previous: [0xab; 32], fact }
}

fn hex(bytes: &[u8]) -> String {
    bytes.chunks(32).fold(String::new(), |mut text, line| {
        for byte in line {
            write!(text, "{byte:02x}").unwrap();
        }
        text + "\n"
    })
}

/// Keys tell persons, households and what is restricted apart, whatever their ids are.
#[test]
fn answers_have_a_key_of_their_own_for_each_subject() {
    use aid::domain::ids::HouseholdId;
    let subjects = [Subject::Person(PersonId(7)), Subject::Household(HouseholdId(7))];
    let records = subjects.into_iter().flat_map(|s| [false, true].map(|r| Facts::new(s, r)));
    let mut keys = Vec::new();
    for record in records {
        let (key, bytes) = (record.key(), record.seal().unwrap());
        assert_eq!(Facts::open(&key, &bytes).unwrap(), record);
        keys.push(key);
    }
    let firsts: Vec<u8> = keys.iter().map(|key| key[0]).collect();
    assert_eq!(firsts, [1, 3, 2, 4]);
    let nothing = Facts::new(subjects[0], false).seal().unwrap();
    for wrong in [&[5, 0, 0, 0, 0, 0, 0, 0, 7][..], &[1, 7], &[]] {
        assert_eq!(Facts::open(wrong, &nothing), Err(CodecError::Malformed));
    }
}

/// The golden files are never edited: what they show stands on somebody's disk.
fn golden(name: &str) -> Vec<u8> {
    let below = format!("tests/golden/records/{name}.hex");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(below)).unwrap();
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|d| u8::from_str_radix(str::from_utf8(d).unwrap(), 16).unwrap()).collect()
}

/// What holds for the golden file of a record's newest version.
fn holds<R: Record + PartialEq + Debug>(name: &str, sample: &R) {
    let name = format!("{name}-v{}", R::NEWEST);
    let key = sample.key();
    let bytes = golden(&name);
    assert_eq!(hex(&sample.seal().unwrap()), hex(&bytes), "{name}: what is written changed");
    assert_eq!(R::open(key.as_ref(), &bytes).unwrap(), *sample, "{name}: is read differently");
    for cut in 0..bytes.len() {
        assert!(R::open(key.as_ref(), &bytes[..cut]).is_err(), "{name}: prefix of {cut} bytes");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(R::open(key.as_ref(), &longer).unwrap_err(), CodecError::Trailing(1), "{name}");
    let version = R::NEWEST + 1;
    let newer = [&[R::KIND], version.to_le_bytes().as_slice(), &bytes[3..]].concat();
    let refused = CodecError::Newer { kind: R::KIND, version, newest: R::NEWEST };
    assert_eq!(R::open(key.as_ref(), &newer).unwrap_err(), refused, "{name}");
    let foreign = [&[R::KIND + 100], &bytes[1..]].concat();
    let refused = CodecError::UnknownKind(R::KIND + 100);
    assert_eq!(R::open(key.as_ref(), &foreign).unwrap_err(), refused, "{name}");
}

#[test]
fn every_kind_keeps_its_golden_bytes() {
    holds("person", &person());
    holds("household", &household());
    holds("case", &case());
    holds("visit", &visit());
    holds("follow-up", &practised());
    holds("staff", &staff());
    holds("area", &area());
    holds("site", &site());
    holds("office", &office());
    holds("case-counter", &counter());
    holds("log-entry", &log_entry());
    holds("distinct", &distinct());
    holds("facts", &answers());
    holds("paper", &paper());
    holds("note", &note());
    holds("protocol", &record_of_danger());
    holds("need", &need());
    holds("letter", &letter());
    holds("assessment", &assessment());
    holds("told", &told());
}

#[test]
fn older_versions_are_lifted() {
    let old = FollowUp::open(&follow_up().key(), &golden("follow-up-v3"));
    assert_eq!(old, Ok(failed()));
    let old = FollowUp::open(&follow_up().key(), &golden("follow-up-v2"));
    assert_eq!(old, Ok(follow_up()));
    let old = FollowUp::open(&follow_up().key(), &golden("follow-up-v1"));
    assert_eq!(old, Ok(FollowUp { purpose: None, noted: None, ..follow_up() }));
    // a week until the first visit: five working days
    assert_eq!(Office::open(&office().key(), &golden("office-v1")), Ok(office()));
}

#[test]
fn a_case_of_before_stands_where_it_stood() {
    let old = Case::open(&case().key(), &golden("case-v1")).unwrap();
    let (until, reason) = (Some(day("2027-01-31")), String::from("Reise"));
    let what = Turned::To(Phase::Dormant { until, reason });
    let turns = vec![Turn { day: day("2026-11-22"), signed: None, what }];
    assert_eq!(old, Case { turns, ..case() });
    // what is laid out the same knew one step less
    for (name, fewer) in [("case-v2", 2), ("case-v3", 1)] {
        let old = Case::open(&case().key(), &golden(name)).unwrap();
        let mut turns = case().turns;
        turns.truncate(turns.len() - fewer);
        assert_eq!(old, Case { turns, ..case() }, "{name}");
    }
}

#[test]
fn a_person_of_before_is_one_with_nobody() {
    let old = Person::open(&person().key(), &golden("person-v1")).unwrap();
    assert_eq!(old, Person { also: vec![], into: None, ..person() });
}

#[test]
fn nobody_is_said_to_have_left_a_household_of_before_for_a_reason() {
    let old = Household::open(&household().key(), &golden("household-v1")).unwrap();
    let mut now = household();
    now.members.iter_mut().for_each(|member| member.left = None);
    assert_eq!(old, now);
}

fn drafts() -> [Draft; 2] {
    let texts = vec![("what".to_owned(), "Anruf".to_owned())];
    let draft = |id, form, body| Draft {
        id: RequestId(id),
        form,
        case: Some(CaseId(0x0001_0003)),
        name: String::new(),
        kept: time("2026-11-22T10:00:00Z"),
        no: 300,
        from: None,
        body,
    };
    let visit = Body::Entry {
        entry: Box::new(entry()),
        raw: vec![("at".into(), "20.11".into())],
        at: "SP4".into(),
        cursor: 3,
    };
    let person = Form::EditPerson(PersonId(0x0001_0001));
    [
        draft(u128::MAX - 1, Form::Visit, visit),
        draft(7, person, Body::Fields { fields: texts, at: "what".into(), cursor: 5 }),
    ]
}

#[test]
fn drafts_keep_their_golden_bytes() {
    for (draft, name) in drafts().iter().zip(["draft-visit-v1", "draft-fields-v1"]) {
        assert_eq!(record::open(&golden(name)).unwrap(), Draft { no: 0, ..draft.clone() });
    }
    for (draft, name) in drafts().iter().zip(["draft-visit-v2", "draft-fields-v2"]) {
        let bytes = golden(name);
        assert_eq!(hex(&record::seal(draft).unwrap()), hex(&bytes), "{name}");
        assert_eq!(&record::open(&bytes).unwrap(), draft, "{name}");
        for cut in 0..bytes.len() {
            assert!(record::open(&bytes[..cut]).is_err(), "{name}: prefix of {cut} bytes");
        }
        let newer = [&bytes[..1], &[3], &bytes[2..]].concat();
        let refused = CodecError::Newer { kind: 12, version: 3, newest: 2 };
        assert_eq!(record::open(&newer).unwrap_err(), refused, "{name}");
    }
}

#[test]
fn numbers_of_kinds_are_given_once() {
    let mut kinds = [
        Person::KIND,
        Household::KIND,
        Case::KIND,
        Visit::KIND,
        FollowUp::KIND,
        Staff::KIND,
        Area::KIND,
        Site::KIND,
        Office::KIND,
        CaseCounter::KIND,
        log::Entry::KIND,
        Distinct::KIND,
        Facts::KIND,
        Paper::KIND,
        note::Note::KIND,
        protocol::Protocol::KIND,
        needs::Need::KIND,
        letters::Letter::KIND,
        Assessment::KIND,
        topics::Told::KIND,
        // drafts
        12,
    ];
    kinds.sort_unstable();
    assert!(kinds.windows(2).all(|pair| pair[0] != pair[1]), "{kinds:?}");
}

/// The number of each choice, and that it is read back as the same choice.
fn numbers<T: Code + Copy + PartialEq + Debug, const N: usize>(choices: [T; N]) -> [u8; N] {
    choices.map(|choice| {
        assert_eq!(T::of(choice.code()), Ok(choice));
        choice.code()
    })
}

#[test]
fn every_choice_keeps_its_number() {
    use CloseReason as C;
    use NameKind as N;
    let names = [N::Official, N::Variant, N::OriginalScript, N::Former, N::CallName];
    assert_eq!(numbers(names), [1, 2, 3, 4, 5]);
    assert_eq!(numbers(Sex::CODES.map(|(_, s)| s)), [1, 2, 3, 4]);
    assert_eq!(numbers(Relation::CODES.map(|(_, r)| r)), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(numbers(Interpreter::CODES.map(|(_, i)| i)), [1, 2, 3, 4, 5]);
    let sites = [SiteKind::Shelter, SiteKind::MunicipalFlat, SiteKind::OwnFlat];
    assert_eq!(numbers(sites), [1, 2, 3]);
    let ends = [C::RegimeChange, C::MovedAway, C::LeftCountry, C::WhereaboutsUnknown, C::NoNeed];
    assert_eq!(numbers(ends), [1, 2, 3, 4, 5]);
    let ends = [C::GoalReached, C::Transfer, C::Died, C::Duplicate];
    assert_eq!(numbers(ends), [6, 7, 8, 9]);
    assert_eq!(numbers(Role::CODES.map(|(_, r)| r)), [1, 2, 3, 4]);
    let kinds = [OfficeKind::Personal, OfficeKind::Demo, OfficeKind::Shared];
    assert_eq!(numbers(kinds), [1, 2, 3]);
    assert_eq!(numbers(VisitKind::CODES.map(|(_, k)| k)), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert_eq!(numbers(Outcome::CODES.map(|(_, o)| o)), [1, 2, 3, 4]);
    assert_eq!(numbers(Rating::CODES.map(|(_, r)| r)), [1, 2, 3, 4, 5]);
    assert_eq!(numbers([Origin::Asked, Origin::Summary, Origin::AsLastTime]), [1, 2, 3]);
    assert_eq!(numbers(facts::Source::CODES.map(|(_, s)| s)), [1, 2, 3, 4]);
    assert_eq!(numbers(PaperKind::CODES.map(|(_, k)| k)), [1, 2, 3, 4, 5]);
    assert_eq!(numbers(needs::Kind::CODES.map(|(_, k)| k)), [1, 2, 3]);
    assert_eq!(numbers(needs::Status::CODES.map(|(_, s)| s)), [1, 2, 3, 4]);
    assert_eq!(numbers(TemplateId::CODES.map(|(_, t)| t)), [1, 2, 3, 4, 5, 6]);
    assert_eq!(numbers(letters::Status::CODES.map(|(_, s)| s)), [1, 2, 3]);
    assert_eq!(numbers(assessment::Level::CODES.map(|(_, l)| l)), [1, 2, 3, 4]);
    assert_eq!(numbers(protocol::Finding::CODES.map(|(_, f)| f)), [1, 2, 3]);
}

#[test]
fn a_regular_visit_with_nothing_to_report_stays_small() {
    let noted = |n: u8| Noted {
        answer: Answer {
            item: ItemCode::new(&format!("SP{n}")).unwrap(),
            rating: Rating::Ok,
            origin: Origin::Summary,
        },
        note: String::new(),
        agreed: None,
    };
    let answers = (1..=21).map(noted).collect();
    let (note, follow_ups) = (String::new(), vec![]);
    let visit = Visit { entry: Entry { answers, note, follow_ups, ..entry() }, ..visit() };
    let size = visit.seal().unwrap().len();
    assert!(size <= 256, "{size} bytes");
}

#[test]
fn a_choice_that_does_not_exist_is_an_error() {
    // the last bytes are the sex and what follows from it: 9 is no sex
    let sample = Person { names: vec![], birth: None, ..Person::new(PersonId(1)) };
    let mut bytes = sample.seal().unwrap();
    let sex = bytes.len() - 8 - 1;
    assert_eq!(bytes[sex], 4);
    bytes[sex] = 9;
    assert_eq!(Person::open(&sample.key(), &bytes), Err(CodecError::Malformed));
}

fn some_day() -> impl Strategy<Value = NaiveDate> + Clone {
    (-30_000..60_000_i32).prop_map(|days| NaiveDate::from_epoch_days(days).unwrap())
}

fn some_time() -> impl Strategy<Value = DateTime<Utc>> {
    (0..4_000_000_000_000_i64).prop_map(|ms| DateTime::from_timestamp_millis(ms).unwrap())
}

fn some_birth() -> impl Strategy<Value = PartialDate> {
    (some_day(), 0..4_u8).prop_map(|(day, known)| {
        use chrono::Datelike;
        match known {
            0 => PartialDate::day(day),
            1 => PartialDate::month(day.year(), day.month()).unwrap(),
            2 => PartialDate::year(day.year()).unwrap(),
            _ => PartialDate::fictive(day.year()).unwrap(),
        }
    })
}

fn some_window() -> impl Strategy<Value = Window> {
    (some_day(), 0..40_u64, 0..40_u64).prop_map(|(from, a, b)| {
        let due = from + chrono::Days::new(a);
        Window::new(from, due, due + chrono::Days::new(b)).unwrap()
    })
}

fn some_phase() -> impl Strategy<Value = Phase> {
    let reasons = [CloseReason::RegimeChange, CloseReason::Died, CloseReason::Duplicate];
    prop_oneof![
        Just(Phase::New),
        Just(Phase::Active),
        (prop::option::of(some_day()), ".*")
            .prop_map(|(until, reason)| Phase::Aftercare { until, reason }),
        (prop::option::of(some_day()), ".*")
            .prop_map(|(until, reason)| Phase::Dormant { until, reason }),
        prop::sample::select(reasons.to_vec()).prop_map(|reason| Phase::Closed { reason }),
    ]
}

proptest! {
    #[test]
    fn persons_come_back(
        id: u64, surname in ".*", birth in prop::option::of(some_birth()), phone in ".*",
        codes: Vec<String>, protected: bool, kind in 0..5_usize, sex in 0..4_usize,
    ) {
        use NameKind::*;
        let kind = [Official, Variant, OriginalScript, Former, CallName][kind];
        let (_, sex) = Sex::CODES[sex];
        let names = vec![Name { kind, surname, given: phone.clone() }];
        let person = Person {
            id: PersonId(id), names, birth, sex, phone, protected,
            nationalities: codes.clone(), languages: codes, ..person()
        };
        prop_assert_eq!(Person::open(&person.key(), &person.seal().unwrap()), Ok(person));
    }

    #[test]
    fn households_come_back(
        id: u64, people: Vec<(u64, u8)>, from in some_day(), until in prop::option::of(some_day()),
        address in ".*", reach in ".*", interpreter in 0..5_usize,
    ) {
        let member = |(person, relation): (u64, u8)| {
            let (_, relation) = Relation::CODES[usize::from(relation % 8)];
            Member { person: PersonId(person), relation, from, until, left: None }
        };
        let lodging = Lodging { place: Place::OwnFlat { address }, from, until };
        let household = Household {
            id: HouseholdId(id), members: people.into_iter().map(member).collect(), reach,
            lodgings: vec![lodging], interpreter: Interpreter::CODES[interpreter].1, ..household()
        };
        let bytes = household.seal().unwrap();
        prop_assert_eq!(Household::open(&household.key(), &bytes), Ok(household));
    }

    #[test]
    fn cases_come_back(
        id: u64, year: u16, n: u32, phases in prop::collection::vec(some_phase(), 0..4), workers: Vec<u64>, from in some_day(),
        rhythm_weeks: Option<u8>,
    ) {
        let assignments =
            workers.iter().map(|w| Assignment { worker: StaffId(*w), from }).collect();
        let areas = workers.iter().map(|a| InArea { area: AreaId(*a), from }).collect();
        let no = CaseNo { year, n };
        let to = |phase| Turn { day: from, signed: None, what: Turned::To(phase) };
        let turns = phases.into_iter().map(to).chain(turns()).collect();
        let case =
            Case { id: CaseId(id), no, turns, assignments, areas, rhythm_weeks, ..case() };
        prop_assert_eq!(Case::open(&case.key(), &case.seal().unwrap()), Ok(case));
    }

    #[test]
    fn visits_come_back(
        id: u64, case: u64, recorded in some_time(), at in some_time(), window in some_window(),
        ratings: Vec<(u8, u8, u8)>, note in ".*", kind in 0..8_usize, outcome in 0..4_usize,
    ) {
        let noted = |(n, rating, origin): (u8, u8, u8)| Noted {
            answer: Answer {
                item: ItemCode::new(&format!("GE{}", n.max(1))).unwrap(),
                rating: Rating::CODES[usize::from(rating % 5)].1,
                origin: [Origin::Asked, Origin::Summary, Origin::AsLastTime]
                    [usize::from(origin % 3)],
            },
            note: note.clone(),
            agreed: (n % 2 == 0).then(|| Agreed { what: note.clone(), window }),
        };
        let answers = ratings.into_iter().map(noted).collect();
        let (kind, outcome) = (VisitKind::CODES[kind].1, Outcome::CODES[outcome].1);
        let entry = Entry { kind, outcome, at, answers, note: note.clone(), ..entry() };
        let visit = Visit { id: VisitId(id), case: CaseId(case), recorded, entry, ..visit() };
        prop_assert_eq!(Visit::open(&visit.key(), &visit.seal().unwrap()), Ok(visit));
    }

    #[test]
    fn follow_ups_come_back(
        id: u64, case: u64, what in ".*", window in some_window(), done in prop::option::of(
            (some_time(), any::<u64>())), from: Option<(u64, u8)>, restricted: bool,
        purpose in prop::option::of((0..=PaperKind::CODES.len(), some_day())),
        noted in prop::option::of(some_day()),
    ) {
        let purpose = purpose.map(|(number, last)| match PaperKind::CODES.get(number) {
            Some((_, kind)) => Purpose::Papers { kind: *kind, last },
            None => Purpose::Visit,
        });
        let source = from.map_or(Source::Manual, |(id, n)| match n % 3 {
            0 => Source::Visit { visit: VisitId(id), item: ItemCode::new("SP4") },
            1 => Source::Assessment { assessment: AssessmentId(id), item: None },
            _ => Source::Need(NeedId(id)),
        });
        let done = done.map(|(at, by)| Done { at, by: StaffId(by), impossible: None });
        let (id, case) = (FollowUpId(id), CaseId(case));
        let follow_up =
            FollowUp { id, case, what, window, source, purpose, noted, restricted, done, ..follow_up() };
        let bytes = follow_up.seal().unwrap();
        prop_assert_eq!(FollowUp::open(&follow_up.key(), &bytes), Ok(follow_up));
    }

    #[test]
    fn the_office_side_comes_back(
        id: u64, name in ".*", from in some_day(), until in prop::option::of(some_day()),
        number: u16, area: Option<u64>, rooms: Vec<(String, Option<u16>)>, at in some_time(),
    ) {
        let staff = Staff { id: StaffId(id), name: name.clone(), from, until, ..staff() };
        prop_assert_eq!(Staff::open(&staff.key(), &staff.seal().unwrap()), Ok(staff));
        let area_record = Area { id: AreaId(id), name: name.clone(), from, until };
        let bytes = area_record.seal().unwrap();
        prop_assert_eq!(Area::open(&area_record.key(), &bytes), Ok(area_record));
        let rooms = rooms.into_iter().map(|(name, beds)| Room { name, beds }).collect();
        let site = Site { id: SiteId(id), area: area.map(AreaId), rooms, ..site() };
        prop_assert_eq!(Site::open(&site.key(), &site.seal().unwrap()), Ok(site));
        let rules = Rules { ratio: u32::from(number), ..Rules::default() };
        let office = Office { name: name.clone(), rules, founded: from, ..office() };
        prop_assert_eq!(Office::open(&office.key(), &office.seal().unwrap()), Ok(office));
        let fact = log::Fact { at, action: name, subjects: vec![id], ..log_entry().fact };
        let entry = log::Entry { no: id, fact, ..log_entry() };
        prop_assert_eq!(log::Entry::open(&entry.key(), &entry.seal().unwrap()), Ok(entry));
    }
}
