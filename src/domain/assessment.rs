//! Checklists of their own: readiness to rent, daily structure, shared responsibility, move-out. Each
//! time one is filled it is kept beside those of before, so that it is seen what has become better
//! (`docs/domain.md`, checklists of their own).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::checklist::{Rating, Template, TemplateId, TemplateRef};
use super::clean;
use super::dates::gone_by;
use super::field::{FieldError, line};
use super::ids::{AssessmentId, CaseId, PersonId, StaffId};
use super::visit::{Agreed, EntryError, LastAnswer, Noted, check_answers, check_texts};

/// Most filled checklists of a case (`docs/domain.md`, limits).
pub const ASSESSMENTS_MAX: usize = 500;
/// Longest name of who confirmed a level, in characters.
pub const CONFIRMED_MAX: usize = 120;

/// A filled checklist of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Its id.
    pub id: AssessmentId,
    /// The case.
    pub case: CaseId,
    /// Who filled it.
    pub by: StaffId,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// What was answered.
    pub entry: Entry,
}

/// What is answered in a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The checklist and its version.
    pub template: TemplateRef,
    /// The day on which it was gone through.
    pub day: NaiveDate,
    /// Whom of the household it is about; the household without one.
    pub person: Option<PersonId>,
    /// The answers, in the order of the checklist. An item without one was not discussed.
    pub answers: Vec<Noted>,
    /// A note on the whole.
    pub note: String,
    /// Measures that belong to no item.
    pub follow_ups: Vec<Agreed>,
    /// What came of it; of readiness to rent only, and open without.
    pub readiness: Option<Readiness>,
}

/// How ready somebody is to rent, as the worker decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// How far.
    pub level: Level,
    /// The day of the test; not before [`Level::Ready`] has to be known.
    pub tested: Option<NaiveDate>,
    /// Who confirmed it, one line.
    pub confirmed: String,
}

/// Levels of readiness to rent (`docs/domain.md`, readiness to rent). The numbers are stored: append
/// only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum Level {
    /// Nothing was begun yet.
    NotBegun = 1,
    /// Practising.
    Practising = 2,
    /// In part.
    Partly = 3,
    /// Ready to rent.
    Ready = 4,
}

impl Level {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 4] = [
        ("not-begun", Self::NotBegun),
        ("practising", Self::Practising),
        ("partly", Self::Partly),
        ("ready", Self::Ready),
    ];
}

/// A field of a filled checklist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AssessmentField {
    /// [`Entry::template`].
    Template,
    /// [`Entry::day`].
    Day,
    /// [`Entry::person`].
    Person,
    /// [`Entry::answers`].
    Answers,
    /// [`Entry::readiness`].
    Level,
    /// [`Readiness::tested`].
    Tested,
    /// [`Readiness::confirmed`].
    Confirmed,
}

/// Why an entry does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A field.
    Field(AssessmentField, FieldError),
    /// Its answers or texts.
    Entry(EntryError),
}

/// What is known of before, of one person or of the household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Whom; the household without one.
    pub person: Option<PersonId>,
    /// The last time it was filled.
    pub latest: AssessmentId,
    /// What was answered last, item by item.
    pub last: Vec<LastAnswer>,
    /// What was decided last, and on which day.
    pub readiness: Option<(Readiness, NaiveDate)>,
}

/// What a landlord may be shown: the level, when and by whom it was confirmed, and what was seen. No
/// address, no case number, no note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Name of the person, or of the household by its reference person.
    pub name: String,
    /// It is about the household.
    pub household: bool,
    /// The filled checklist, without notes and measures.
    pub entry: Entry,
}

/// Whether a checklist is filled for itself, in contrast to those of visits.
pub fn stands_alone(id: TemplateId) -> bool {
    !matches!(id, TemplateId::Visit | TemplateId::Aftercare)
}

impl Entry {
    /// Cleans the words and checks everything; `members` belong or belonged to the household.
    pub fn check(&mut self, members: &[PersonId], today: NaiveDate) -> Result<(), Flaw> {
        use AssessmentField as F;
        let wrong = |field, error| Err(Flaw::Field(field, error));
        self.clean()?;
        let template = self.template.load().filter(|_| stands_alone(self.template.id));
        let Some(template) = template else { return wrong(F::Template, FieldError::NotAChoice) };
        if let Err(error) = gone_by(self.day, today) {
            return wrong(F::Day, FieldError::Date(error));
        }
        if self.person.is_some_and(|person| !members.contains(&person)) {
            return wrong(F::Person, FieldError::NotAChoice);
        }
        check_answers(template, &self.answers).map_err(Flaw::Entry)?;
        self.check_readiness(template, today)?;
        let says_nothing = self.answers.is_empty() && self.note.is_empty();
        if says_nothing && self.readiness.is_none() && self.follow_ups.is_empty() {
            return wrong(F::Answers, FieldError::Missing);
        }
        Ok(())
    }

    /// Takes control and bidi characters out of the texts; what is too long is refused.
    fn clean(&mut self) -> Result<(), Flaw> {
        self.note = clean::text(&self.note);
        for noted in &mut self.answers {
            noted.note = clean::text(&noted.note);
        }
        let agreed = self.answers.iter_mut().filter_map(|noted| noted.agreed.as_mut());
        for agreed in agreed.chain(&mut self.follow_ups) {
            agreed.what = clean::line(&agreed.what);
        }
        if let Some(readiness) = &mut self.readiness {
            let confirmed = line(&readiness.confirmed, CONFIRMED_MAX);
            let wrong = |error| Flaw::Field(AssessmentField::Confirmed, error);
            readiness.confirmed = confirmed.map_err(wrong)?;
        }
        let of_items = self.answers.iter().flat_map(|noted| {
            [Some(&noted.note), noted.agreed.as_ref().map(|agreed| &agreed.what)]
        });
        let agreed = self.follow_ups.iter().map(|agreed| &agreed.what);
        let texts = std::iter::once(&self.note).chain(of_items.flatten()).chain(agreed);
        check_texts(texts.map(String::as_str), self.follow_ups.len()).map_err(Flaw::Entry)
    }

    /// A level belongs to readiness to rent; whoever is ready passed a test that somebody confirmed.
    fn check_readiness(&self, template: &Template, today: NaiveDate) -> Result<(), Flaw> {
        use AssessmentField as F;
        let wrong = |field, error| Err(Flaw::Field(field, error));
        let Some(readiness) = &self.readiness else { return Ok(()) };
        if template.is.id != TemplateId::TenancyReadiness {
            return wrong(F::Level, FieldError::NotAChoice);
        }
        if let Some(error) = readiness.tested.and_then(|day| gone_by(day, today).err()) {
            return wrong(F::Tested, FieldError::Date(error));
        }
        let ready = readiness.level == Level::Ready;
        if ready && readiness.tested.is_none() {
            return wrong(F::Tested, FieldError::Missing);
        }
        if ready && readiness.confirmed.is_empty() {
            return wrong(F::Confirmed, FieldError::Missing);
        }
        Ok(())
    }

    /// The certificate's part of it: what may leave the house.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        for noted in &mut self.answers {
            (noted.note, noted.agreed) = (String::new(), None);
        }
        self.follow_ups.clear();
        Self { note: String::new(), person: None, ..self }
    }

    /// Answers that say that something has to be done.
    pub fn concerns(&self) -> u16 {
        let concerns = self.answers.iter().filter(|noted| noted.answer.rating.is_concern());
        u16::try_from(concerns.count()).unwrap_or(u16::MAX)
    }
}

/// A level proposed from the answers, and the reason for it: how many items stand how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The level.
    pub level: Level,
    /// Items that are there.
    pub can: usize,
    /// Items that work with help.
    pub helped: usize,
    /// Items that are not there yet.
    pub not_yet: usize,
    /// Items not discussed.
    pub open: usize,
}

/// What the answers to a checklist of abilities speak for: nothing answered, not begun; everything
/// that applies is there, ready; at least half of it, in part; else practising. The worker decides.
pub fn propose(ratings: &[Rating], items: usize) -> Proposal {
    let count = |wanted| ratings.iter().filter(|rating| **rating == wanted).count();
    let (can, helped) = (count(Rating::Ok), count(Rating::Watch));
    let not_yet = count(Rating::Attention) + count(Rating::Urgent);
    let open = items.saturating_sub(ratings.len());
    let apply = items.saturating_sub(count(Rating::NotApplicable));
    let level = match can {
        _ if can + helped + not_yet == 0 => Level::NotBegun,
        _ if can == apply => Level::Ready,
        _ if can * 2 >= apply => Level::Partly,
        _ => Level::Practising,
    };
    Proposal { level, can, helped, not_yet, open }
}

#[cfg(test)]
mod tests {
    use super::AssessmentField as F;
    use super::*;
    use crate::domain::checklist::{Answer, ItemCode, Origin};

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    fn noted(code: &str, rating: Rating) -> Noted {
        let item = ItemCode::new(code).unwrap();
        let answer = Answer { item, rating, origin: Origin::Asked };
        Noted { answer, note: String::new(), agreed: None }
    }

    fn entry(id: TemplateId, answers: Vec<Noted>) -> Entry {
        let template = TemplateRef::current(id);
        let (note, follow_ups) = (String::new(), vec![]);
        Entry { template, day: day(22), person: None, answers, note, follow_ups, readiness: None }
    }

    fn rent() -> Entry {
        entry(TemplateId::TenancyReadiness, vec![noted("MF1", Rating::Ok)])
    }

    #[test]
    fn a_checklist_of_its_own_takes_its_own_items_once_and_says_something() {
        let check = |mut entry: Entry| entry.check(&[PersonId(1)], day(22));
        assert_eq!(check(rent()), Ok(()));
        let wrong = |entry| check(entry).unwrap_err();
        let field = |entry| match wrong(entry) {
            Flaw::Field(field, _) => field,
            Flaw::Entry(error) => panic!("{error:?}"),
        };
        for id in [TemplateId::Visit, TemplateId::Aftercare] {
            assert_eq!(field(entry(id, vec![])), F::Template);
        }
        assert_eq!(field(entry(TemplateId::MoveOut, vec![])), F::Answers);
        assert_eq!(field(Entry { day: day(23), ..rent() }), F::Day);
        assert_eq!(field(Entry { person: Some(PersonId(2)), ..rent() }), F::Person);
        let foreign = entry(TemplateId::MoveOut, vec![noted("MF1", Rating::Ok)]);
        assert_eq!(wrong(foreign), Flaw::Entry(EntryError::UnknownItem));
        let twice = vec![noted("MF1", Rating::Ok), noted("MF1", Rating::Watch)];
        let twice = entry(TemplateId::TenancyReadiness, twice);
        assert_eq!(wrong(twice), Flaw::Entry(EntryError::AnsweredTwice));
        let urgent = entry(TemplateId::TenancyReadiness, vec![noted("MF1", Rating::Urgent)]);
        assert_eq!(wrong(urgent), Flaw::Entry(EntryError::UnknownItem), "learning is never urgent");
        let long = Entry { note: "x".repeat(8_001), ..rent() };
        assert_eq!(wrong(long), Flaw::Entry(EntryError::TooLong));
    }

    #[test]
    fn whoever_is_ready_passed_a_test_that_somebody_confirmed() {
        let with = |level, tested, confirmed: &str| {
            let readiness = Readiness { level, tested, confirmed: confirmed.into() };
            Entry { readiness: Some(readiness), ..rent() }.check(&[], day(22))
        };
        assert_eq!(with(Level::Partly, None, ""), Ok(()));
        assert_eq!(with(Level::Ready, Some(day(20)), "A. Weber"), Ok(()));
        let wrong = |field, error| Err(Flaw::Field(field, error));
        let missing = FieldError::Missing;
        assert_eq!(with(Level::Ready, None, "A. Weber"), wrong(F::Tested, missing.clone()));
        assert_eq!(with(Level::Ready, Some(day(20)), " \u{7}"), wrong(F::Confirmed, missing));
        let ahead = with(Level::Partly, Some(day(23)), "");
        assert!(matches!(ahead, Err(Flaw::Field(F::Tested, FieldError::Date(_)))));
        let readiness = Readiness { level: Level::Ready, tested: None, confirmed: String::new() };
        let of_another = entry(TemplateId::MoveOut, vec![noted("AU1", Rating::Ok)]);
        let mut of_another = Entry { readiness: Some(readiness), ..of_another };
        let refused = of_another.check(&[], day(22));
        assert_eq!(refused, wrong(F::Level, FieldError::NotAChoice));
    }

    #[test]
    fn a_level_is_proposed_from_what_is_there() {
        use Rating::{Attention, NotApplicable, Ok, Watch};
        let level = |ratings: &[Rating]| propose(ratings, 4).level;
        assert_eq!(level(&[]), Level::NotBegun);
        assert_eq!(level(&[NotApplicable; 4]), Level::NotBegun, "nothing was seen");
        assert_eq!(level(&[Ok]), Level::Practising);
        assert_eq!(level(&[Attention; 4]), Level::Practising);
        assert_eq!(level(&[Ok, Ok, Watch, Attention]), Level::Partly);
        assert_eq!(level(&[Ok, Ok, Ok]), Level::Partly, "one was not discussed");
        assert_eq!(level(&[Ok, Ok, Ok, NotApplicable]), Level::Ready);
        let reason = propose(&[Ok, Watch, Attention], 4);
        assert_eq!((reason.can, reason.helped, reason.not_yet, reason.open), (1, 1, 1, 1));
    }

    #[test]
    fn a_certificate_tells_no_words() {
        let mut entry = rent();
        entry.note = "private".into();
        entry.answers[0].note = "private".into();
        entry.person = Some(PersonId(7));
        let told = format!("{:?}", entry.without_words());
        assert!(!told.contains("private") && !told.contains('7') && told.contains("MF1"));
    }
}
