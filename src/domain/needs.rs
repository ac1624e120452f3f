//! Needs, goals and strengths: what somebody lacks, wants or can do in a field of action, and what
//! became of it.
//!
//! Nothing is written over: every change is a [`Version`] with who made it, and a step forward is
//! one with a word about it ([`Need::versions`]). What is agreed on is a follow-up that names the
//! need; whether a need is served is derived from those and never stored. Rules: `docs/domain.md`,
//! needs.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::checklist::{ActionField, ItemCode, Rating, item};
use super::dates::gone_by;
use super::field::{FieldError, Fields, choice, code, line};
use super::followup::{FollowUp, Source, WHAT_MAX};
use super::ids::{CaseId, NeedId, PersonId, StaffId, VisitId};
use super::visit::Visit;

/// Most needs, goals and strengths of a case (`docs/domain.md`, limits).
pub const NEEDS_MAX: usize = 500;
/// Most versions of one.
pub const VERSIONS_MAX: usize = 100;
/// Longest word about a step, in characters.
pub const WORD_MAX: usize = 2_000;

/// A need, a goal or a strength.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Its id.
    pub id: NeedId,
    /// The case.
    pub case: CaseId,
    /// The answer of a visit that it was taken up from.
    pub origin: Option<Origin>,
    /// What it says, oldest version first; never empty. The last one counts.
    pub versions: Vec<Version>,
}

/// An answer of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The visit.
    pub visit: VisitId,
    /// The item.
    pub item: ItemCode,
}

/// What a need says from one change to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What it says.
    pub content: Content,
    /// What was said about this change: the step, the reason; may be empty.
    pub word: String,
    /// Who made it.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a need says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Need, goal or strength.
    pub kind: Kind,
    /// The field of action, one of those of visits.
    pub field: ActionField,
    /// Whom of the household it is about; the household without one.
    pub person: Option<PersonId>,
    /// What it is, one line.
    pub what: String,
    /// How pressing it is: watch, attention or urgent. A strength is not.
    pub severity: Option<Rating>,
    /// How far it is.
    pub status: Status,
    /// Since when it is known.
    pub since: NaiveDate,
    /// For the responsible worker and her deputy only. What is psychosocial always is.
    pub restricted: bool,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// Something is lacking.
    Need,
    /// Something is wanted.
    Goal,
    /// Something is there to build on.
    Strength,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Status {
    /// Nobody has begun.
    Open,
    /// Under way.
    UnderWay,
    /// Met.
    Met,
    /// Given up, for a reason that its step says.
    Dropped,
}

/// A field of a need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NeedField {
    /// [`Content::field`], by code.
    Field,
    /// [`Content::what`].
    What,
    /// [`Content::severity`], by code.
    Severity,
    /// [`Content::kind`], by code.
    Kind,
    /// [`Content::person`], by id.
    Person,
    /// [`Content::since`], an ISO day.
    Since,
    /// [`Content::restricted`]: `x`.
    Restricted,
    /// [`Content::status`], by code.
    Status,
    /// [`Version::word`]; no field of a need, but of every change of one.
    Word,
}

impl Kind {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 3] =
        [("need", Self::Need), ("goal", Self::Goal), ("strength", Self::Strength)];
}

impl Status {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 4] = [
        ("open", Self::Open),
        ("under-way", Self::UnderWay),
        ("met", Self::Met),
        ("dropped", Self::Dropped),
    ];

    /// Whether something is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::UnderWay)
    }
}

impl NeedField {
    /// The fields of a need in the order of its form.
    pub const ALL: [Self; 8] = [
        Self::Field,
        Self::What,
        Self::Severity,
        Self::Kind,
        Self::Person,
        Self::Since,
        Self::Restricted,
        Self::Status,
    ];
}

impl Content {
    /// A need of a day that says nothing yet, of a field that is not chosen yet.
    pub fn new(today: NaiveDate) -> Self {
        Self {
            kind: Kind::Need,
            field: ActionField::Language,
            person: None,
            what: String::new(),
            severity: Some(Rating::Attention),
            status: Status::Open,
            since: today,
            restricted: false,
        }
    }

    /// Checks the whole and what follows from its parts: a strength does not press, and what is
    /// psychosocial is restricted. `members` belong or belonged to the household.
    pub fn check(
        &mut self,
        members: &[PersonId],
        today: NaiveDate,
    ) -> Result<(), (NeedField, FieldError)> {
        if self.kind == Kind::Strength {
            self.severity = None;
        }
        self.restricted |= self.field == ActionField::Psychosocial;
        let wrong = |field, error| Err((field, error));
        if self.what.is_empty() {
            return wrong(NeedField::What, FieldError::Missing);
        }
        if self.kind != Kind::Strength && self.severity.is_none() {
            return wrong(NeedField::Severity, FieldError::Missing);
        }
        if let Err(error) = gone_by(self.since, today) {
            return wrong(NeedField::Since, FieldError::Date(error));
        }
        match self.person {
            Some(person) if !members.contains(&person) => {
                wrong(NeedField::Person, FieldError::NotAChoice)
            }
            _ => Ok(()),
        }
    }

    /// Whether somebody has to see to it.
    pub fn is_open_need(&self) -> bool {
        self.kind == Kind::Need && self.status.is_open()
    }

    /// The order of lists: by field, needs before goals before strengths, what presses most first.
    pub fn rank(&self) -> impl Ord + use<> {
        (self.field, self.kind, std::cmp::Reverse(self.severity.map(|s| s as u8)), self.since)
    }
}

impl Fields for Content {
    type Field = NeedField;

    fn field(&self, field: NeedField) -> String {
        match field {
            NeedField::Field => code(&ActionField::CODES, self.field),
            NeedField::What => self.what.clone(),
            NeedField::Severity => {
                self.severity.map(|s| code(&Rating::CODES, s)).unwrap_or_default()
            }
            NeedField::Kind => code(&Kind::CODES, self.kind),
            NeedField::Person => self.person.map(|p| p.0.to_string()).unwrap_or_default(),
            NeedField::Since => self.since.to_string(),
            NeedField::Restricted => if self.restricted { "x" } else { "" }.to_owned(),
            NeedField::Status => code(&Status::CODES, self.status),
            NeedField::Word => String::new(),
        }
    }

    fn set_field(
        &mut self,
        field: NeedField,
        text: &str,
        _today: NaiveDate,
    ) -> Result<(), FieldError> {
        match field {
            NeedField::Field => {
                let field = choice(&ActionField::CODES, text)?;
                self.field =
                    Some(field).filter(|f| f.is_of_visits()).ok_or(FieldError::NotAChoice)?;
            }
            NeedField::What => self.what = line(text, WHAT_MAX)?,
            NeedField::Severity if text.is_empty() => self.severity = None,
            NeedField::Severity => {
                let rating = choice(&Rating::CODES, text)?;
                let presses = rating == Rating::Watch || rating.is_concern();
                self.severity =
                    Some(Some(rating).filter(|_| presses).ok_or(FieldError::NotAChoice)?);
            }
            NeedField::Kind => self.kind = choice(&Kind::CODES, text)?,
            NeedField::Person if text.is_empty() => self.person = None,
            NeedField::Person => {
                self.person = Some(PersonId(text.parse().map_err(|_| FieldError::NotAChoice)?));
            }
            NeedField::Since => {
                self.since = text.parse().map_err(|_| FieldError::Missing)?;
            }
            NeedField::Restricted => self.restricted = text == "x",
            NeedField::Status => self.status = choice(&Status::CODES, text)?,
            NeedField::Word => {}
        }
        Ok(())
    }
}

impl Need {
    /// The version that counts.
    pub fn now(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// What it says.
    pub fn content(&self) -> Option<&Content> {
        self.now().map(|now| &now.content)
    }

    /// Whether it is for the responsible worker and her deputy only.
    pub fn is_restricted(&self) -> bool {
        self.content().is_none_or(|content| content.restricted)
    }

    /// Whether somebody has to see to it or is at it.
    pub fn is_open(&self) -> bool {
        self.content().is_some_and(|content| content.status.is_open())
    }

    /// Whether a follow-up was agreed on for it: by itself, or with the answer that it was taken up
    /// from.
    pub fn has_measure(&self, follow_up: &FollowUp) -> bool {
        match follow_up.source {
            Source::Manual | Source::Assessment { .. } => false,
            Source::Need(need) => need == self.id,
            Source::Visit { visit, item } => {
                self.origin.is_some_and(|of| of.visit == visit && Some(of.item) == item)
            }
        }
    }

    /// Whether nothing is being done about a need that is open: nothing was agreed on, or nothing of
    /// it was possible. `measures` are those it [has](Self::has_measure).
    pub fn is_unserved<'a>(&self, measures: impl IntoIterator<Item = &'a FollowUp>) -> bool {
        let failed = |m: &FollowUp| m.done.as_ref().is_some_and(|done| done.impossible.is_some());
        self.content().is_some_and(Content::is_open_need) && measures.into_iter().all(failed)
    }
}

/// A concern of the last visit that no need stands for. It becomes one when the worker takes it up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The answer.
    pub origin: Origin,
    /// The day of the visit.
    pub day: NaiveDate,
    /// Attention or urgent.
    pub rating: Rating,
    /// What was noted beside it.
    pub note: String,
}

/// What the last visit suggests beside the needs that are known. Of an item for which there is an open
/// one nothing is suggested, nor again what was taken up from this very answer.
pub fn suggestions(last: &Visit, day: NaiveDate, known: &[Need]) -> Vec<Suggestion> {
    let concerns = last.entry.answers.iter().filter(|noted| noted.answer.rating.is_concern());
    let suggestion = |noted: &super::visit::Noted| {
        let origin = Origin { visit: last.id, item: noted.answer.item };
        item(origin.item).filter(|item| item.field.is_of_visits())?;
        let stands = |of: Origin, open: bool| of.item == origin.item && (open || of == origin);
        let mut known = known.iter();
        let is_known = known.any(|n| n.origin.is_some_and(|of| stands(of, n.is_open())));
        let (rating, note) = (noted.answer.rating, noted.note.clone());
        (!is_known).then_some(Suggestion { origin, day, rating, note })
    };
    concerns.filter_map(suggestion).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checklist::{Answer, Origin as Came};
    use crate::domain::dates::Window;
    use crate::domain::field::merge;
    use crate::domain::followup::Done;
    use crate::domain::household::Interpreter;
    use crate::domain::ids::FollowUpId;
    use crate::domain::visit::{Entry, Noted, Outcome, VisitKind};

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn content() -> Content {
        Content { what: "Kursplatz fehlt".into(), ..Content::new(day(22)) }
    }

    fn code(text: &str) -> ItemCode {
        ItemCode::new(text).unwrap()
    }

    fn need(origin: Option<Origin>, status: Status) -> Need {
        let (by, at) = (StaffId(1), DateTime::UNIX_EPOCH);
        let content = Content { status, ..content() };
        let versions = vec![Version { content, word: String::new(), by, at }];
        Need { id: NeedId(5), case: CaseId(1), origin, versions }
    }

    /// Open, done (`""`), or not possible for a reason.
    fn measure(source: Source, ended: Option<&str>) -> FollowUp {
        let end = |why: &str| Done {
            at: DateTime::UNIX_EPOCH,
            by: StaffId(1),
            impossible: Some(why.to_owned()).filter(|why| !why.is_empty()),
        };
        FollowUp {
            id: FollowUpId(1),
            case: CaseId(1),
            what: "Platz suchen".into(),
            window: Window::on(day(30)),
            owner: StaffId(1),
            source,
            purpose: None,
            noted: None,
            restricted: false,
            created_by: StaffId(1),
            done: ended.map(end),
        }
    }

    #[test]
    fn what_does_not_hold_is_told_with_its_field() {
        let check = |content: Content| {
            let mut content = content;
            content.check(&[PersonId(1)], day(22)).map_err(|(field, _)| field)
        };
        assert_eq!(check(content()), Ok(()));
        assert_eq!(check(Content { what: String::new(), ..content() }), Err(NeedField::What));
        assert_eq!(check(Content { since: day(23), ..content() }), Err(NeedField::Since));
        assert_eq!(check(Content { severity: None, ..content() }), Err(NeedField::Severity));
        assert_eq!(
            check(Content { person: Some(PersonId(2)), ..content() }),
            Err(NeedField::Person)
        );
        assert_eq!(check(Content { person: Some(PersonId(1)), ..content() }), Ok(()));
    }

    #[test]
    fn what_is_psychosocial_is_restricted_and_a_strength_does_not_press() {
        let mut psychosocial = Content { field: ActionField::Psychosocial, ..content() };
        psychosocial.check(&[], day(22)).unwrap();
        assert!(psychosocial.restricted);
        let mut strength = Content { kind: Kind::Strength, ..content() };
        strength.check(&[], day(22)).unwrap();
        assert_eq!((strength.severity, strength.restricted), (None, false));
    }

    #[test]
    fn every_field_is_read_back_as_it_was_set() {
        let texts = [
            (NeedField::Field, "housing"),
            (NeedField::What, "Schimmel"),
            (NeedField::Severity, "urgent"),
            (NeedField::Kind, "goal"),
            (NeedField::Person, "3"),
            (NeedField::Since, "2026-10-19"),
            (NeedField::Restricted, "x"),
            (NeedField::Status, "under-way"),
        ];
        let mut set = Content::new(day(22));
        for (field, text) in texts {
            set.set_field(field, text, day(22)).unwrap();
            assert_eq!(set.field(field), text);
        }
        for (field, text) in [
            (NeedField::Field, "move-out"),
            (NeedField::Severity, "ok"),
            (NeedField::Person, "Amira"),
            (NeedField::Since, "gestern"),
            (NeedField::Status, "x"),
        ] {
            let before = set.clone();
            assert!(set.set_field(field, text, day(22)).is_err(), "{text}");
            assert_eq!(set, before);
        }
    }

    #[test]
    fn two_who_change_different_fields_both_keep_theirs() {
        let mut now = content();
        let edit = |field, was: &str, to: &str| super::super::field::Edit {
            field,
            was: was.into(),
            now: to.into(),
        };
        let one = edit(NeedField::Severity, "attention", "urgent");
        let other = edit(NeedField::Status, "open", "under-way");
        assert_eq!(merge(&mut now, &[one], day(22)), Ok(vec![]));
        assert_eq!(merge(&mut now, std::slice::from_ref(&other), day(22)), Ok(vec![]));
        assert_eq!((now.severity, now.status), (Some(Rating::Urgent), Status::UnderWay));
        let late = edit(NeedField::Status, "open", "dropped");
        let clashes = merge(&mut now, &[late], day(22)).unwrap();
        assert_eq!((clashes.len(), now.status), (1, Status::UnderWay));
    }

    #[test]
    fn a_need_is_unserved_while_nothing_is_done_about_it() {
        let of = Source::Need(NeedId(5));
        let open = need(None, Status::Open);
        assert!(open.is_unserved([]));
        assert!(open.is_unserved(&[measure(of.clone(), Some("kein Platz"))]));
        let served = [
            vec![measure(of.clone(), None)],
            vec![measure(of.clone(), Some(""))],
            vec![measure(of.clone(), Some("kein Platz")), measure(of, None)],
        ];
        for measures in served {
            assert!(!open.is_unserved(&measures), "{measures:?}");
        }
        assert!(need(None, Status::UnderWay).is_unserved([]));
        for status in [Status::Met, Status::Dropped] {
            assert!(!need(None, status).is_unserved([]));
        }
        let mut goal = open;
        goal.versions[0].content.kind = Kind::Goal;
        assert!(!goal.is_unserved([]));
    }

    #[test]
    fn a_measure_belongs_to_its_need_or_to_the_answer_that_it_was_taken_up_from() {
        let origin = Origin { visit: VisitId(9), item: code("SP4") };
        let need = need(Some(origin), Status::Open);
        let at = |visit, item| {
            let item = Some(code(item));
            need.has_measure(&measure(Source::Visit { visit: VisitId(visit), item }, None))
        };
        assert!(at(9, "SP4") && !at(9, "SP1") && !at(8, "SP4"));
        assert!(need.has_measure(&measure(Source::Need(NeedId(5)), None)));
        assert!(!need.has_measure(&measure(Source::Need(NeedId(6)), None)));
        assert!(!need.has_measure(&measure(Source::Manual, None)));
    }

    fn visit(answers: &[(&str, Rating)]) -> Visit {
        let noted = |(item, rating): &(&str, Rating)| Noted {
            answer: Answer { item: code(item), rating: *rating, origin: Came::Asked },
            note: "Warteliste".into(),
            agreed: None,
        };
        let entry = Entry {
            kind: VisitKind::Regular,
            at: DateTime::UNIX_EPOCH,
            place: String::new(),
            met: vec![],
            interpreter: Interpreter::None,
            outcome: Outcome::Met,
            template: None,
            answers: answers.iter().map(noted).collect(),
            field: None,
            note: String::new(),
            follow_ups: vec![],
        };
        let (id, case, worker) = (VisitId(9), CaseId(1), StaffId(1));
        Visit { id, case, worker, recorded: DateTime::UNIX_EPOCH, entry }
    }

    #[test]
    fn concerns_of_the_last_visit_are_suggested_until_a_need_stands_for_them() {
        let last =
            visit(&[("SP4", Rating::Attention), ("WO1", Rating::Urgent), ("GE1", Rating::Watch)]);
        let items = |known: &[Need]| -> Vec<String> {
            let all = suggestions(&last, day(19), known);
            all.iter().map(|s| s.origin.item.to_string()).collect()
        };
        assert_eq!(items(&[]), ["SP4", "WO1"]);
        let of = |visit, item| Some(Origin { visit: VisitId(visit), item: code(item) });
        assert_eq!(items(&[need(of(8, "SP4"), Status::Open)]), ["WO1"]);
        assert_eq!(items(&[need(of(8, "SP4"), Status::Met)]), ["SP4", "WO1"]);
        assert_eq!(items(&[need(of(9, "WO1"), Status::Dropped)]), ["SP4"]);
        // a checklist of its own is none of a visit
        assert_eq!(suggestions(&visit(&[("MF1", Rating::Attention)]), day(19), &[]), []);
    }

    #[test]
    fn what_presses_most_comes_first_in_its_field() {
        let of = |kind, severity| Content { kind, severity, ..content() };
        let mut all = [
            of(Kind::Strength, None),
            of(Kind::Need, Some(Rating::Watch)),
            of(Kind::Goal, Some(Rating::Urgent)),
            of(Kind::Need, Some(Rating::Urgent)),
        ];
        all.sort_by_key(Content::rank);
        let order: Vec<_> = all.iter().map(|c| (c.kind, c.severity)).collect();
        assert_eq!(
            order,
            [
                (Kind::Need, Some(Rating::Urgent)),
                (Kind::Need, Some(Rating::Watch)),
                (Kind::Goal, Some(Rating::Urgent)),
                (Kind::Strength, None),
            ]
        );
    }
}
