//! Visits and brief contacts. A brief contact is a visit without a checklist, so both are one
//! noun: one log of what was done with a household.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::checklist::{ActionField, Answer, ItemCode, Template, TemplateRef};
use super::dates::Window;
use super::household::Interpreter;
use super::ids::{CaseId, PersonId, StaffId, VisitId};

/// A visit or brief contact as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// The case it belongs to.
    pub case: CaseId,
    /// Who made it; a deputy signs with her own name.
    pub worker: StaffId,
    /// When it was written down.
    pub recorded: DateTime<Utc>,
    /// What was recorded.
    pub entry: Entry,
}

/// What is recorded of a visit: also the body of the form and of its draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What kind of visit or contact.
    pub kind: VisitKind,
    /// When it took place.
    pub at: DateTime<Utc>,
    /// Where, one line.
    pub place: String,
    /// Persons met.
    pub met: Vec<PersonId>,
    /// How people talked.
    pub interpreter: Interpreter,
    /// What came of it.
    pub outcome: Outcome,
    /// The checklist used and its version; `None` for brief contacts.
    pub template: Option<TemplateRef>,
    /// Answers in the order of the checklist. An item without one was not discussed.
    pub answers: Vec<Noted>,
    /// Field of action a brief contact was about.
    pub field: Option<ActionField>,
    /// General note.
    pub note: String,
    /// Follow-ups agreed that belong to no item.
    pub follow_ups: Vec<Agreed>,
}

/// An answer with what was written and agreed beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// Item, rating and how it came about.
    pub answer: Answer,
    /// Note on this item.
    pub note: String,
    /// What was agreed; becomes a follow-up.
    pub agreed: Option<Agreed>,
}

/// A measure agreed on: what is to be done and when it comes up again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// What is to be done, one line.
    pub what: String,
    /// When.
    pub window: Window,
}

/// Kinds of visits and contacts (`docs/domain.md`, visit kinds).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VisitKind {
    /// First visit (Erstbesuch).
    First,
    /// Regular visit (Regelbesuch).
    Regular,
    /// Visit in aftercare (Nachbetreuung).
    Aftercare,
    /// Talk in the office hour or elsewhere (Beratung).
    Consultation,
    /// Telephone call.
    Phone,
    /// Letter, e-mail or message.
    Message,
    /// Going along to an office or a doctor (Begleitung).
    Accompaniment,
    /// Brief contact in passing (Kurzkontakt).
    Brief,
}

/// What came of a visit (`docs/domain.md`, outcomes). Only [`Outcome::Met`] is a contact; the
/// others are attempts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Outcome {
    /// Somebody was met.
    #[default]
    Met,
    /// Nobody was there.
    NotMet,
    /// The talk was declined.
    Refused,
    /// They do not live there any more.
    Moved,
}

impl VisitKind {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 8] = [
        ("first", Self::First),
        ("regular", Self::Regular),
        ("aftercare", Self::Aftercare),
        ("consultation", Self::Consultation),
        ("phone", Self::Phone),
        ("message", Self::Message),
        ("accompaniment", Self::Accompaniment),
        ("brief", Self::Brief),
    ];

    /// Made at the home, with a checklist; resets the visit rhythm.
    pub fn is_visit(self) -> bool {
        matches!(self, Self::First | Self::Regular | Self::Aftercare)
    }
}

impl Outcome {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 4] = [
        ("met", Self::Met),
        ("not-met", Self::NotMet),
        ("refused", Self::Refused),
        ("moved", Self::Moved),
    ];
}

/// Why an entry cannot be recorded. The words are in `text/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryError {
    /// Takes place after the present moment.
    InTheFuture,
    /// Somebody was met, but nobody is named.
    NobodyNamed,
    /// Nobody was met, but persons are named or items answered.
    MetWithoutMeeting,
    /// A person who is not of the household was named.
    NotOfTheHousehold,
    /// An item that the checklist does not have.
    UnknownItem,
    /// The same item answered twice.
    AnsweredTwice,
    /// A brief contact without a word about what it was.
    Empty,
    /// A text longer than [`NOTE_MAX`].
    TooLong,
    /// A warning sign marked "rest ok": these are never swept.
    SweptWarning,
    /// All texts together longer than [`TEXTS_MAX`].
    TooMuch,
    /// More follow-ups that belong to no item than [`AGREED_MAX`].
    TooManyAgreed,
    /// This item is for the responsible worker and her deputy only, and somebody else answered it:
    /// nobody else could read the answer back.
    Restricted(ItemCode),
}

/// Longest note, in characters.
pub const NOTE_MAX: usize = 8_000;

/// Longest texts of an entry together, in characters (`docs/domain.md`, limits).
pub const TEXTS_MAX: usize = 60_000;

/// Most follow-ups of an entry that belong to no item (`docs/domain.md`, limits).
pub const AGREED_MAX: usize = 20;

impl Entry {
    /// Whether a visit counts as having met somebody at home.
    pub fn met_at_home(&self) -> bool {
        self.kind.is_visit() && self.outcome == Outcome::Met
    }

    /// Every text of the entry, to be cleaned or measured.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let of_items = self.answers.iter_mut().flat_map(|a| {
            [Some(&mut a.note), a.agreed.as_mut().map(|g| &mut g.what)].into_iter().flatten()
        });
        let agreed = self.follow_ups.iter_mut().map(|f| &mut f.what);
        [&mut self.place, &mut self.note].into_iter().chain(of_items).chain(agreed)
    }

    /// Checks the entry against the rules of the field: the form before it sends, and the server
    /// again before it writes. `household` are the ids of those who belong to the case.
    pub fn check(&self, household: &[PersonId], now: DateTime<Utc>) -> Result<(), EntryError> {
        let met = self.outcome == Outcome::Met;
        if self.at > now + chrono::TimeDelta::minutes(5) {
            return Err(EntryError::InTheFuture);
        }
        if met && self.kind.is_visit() && self.met.is_empty() {
            return Err(EntryError::NobodyNamed);
        }
        let met_somebody = !self.met.is_empty() || !self.answers.is_empty();
        if !met && met_somebody {
            return Err(EntryError::MetWithoutMeeting);
        }
        if self.met.len() > household.len() || !self.met.iter().all(|p| household.contains(p)) {
            return Err(EntryError::NotOfTheHousehold);
        }
        let says_nothing = self.note.trim().is_empty() && self.follow_ups.is_empty();
        if met && !self.kind.is_visit() && says_nothing {
            return Err(EntryError::Empty);
        }
        self.check_size()?;
        self.check_answers()
    }

    /// What was saved can be shown, exported and kept as a draft: all of it fits one message.
    fn check_size(&self) -> Result<(), EntryError> {
        let mut copy = self.clone();
        check_texts(copy.texts_mut().map(|text| text.as_str()), self.follow_ups.len())
    }

    fn check_answers(&self) -> Result<(), EntryError> {
        let Some(template) = self.template else {
            return if self.answers.is_empty() { Ok(()) } else { Err(EntryError::UnknownItem) };
        };
        check_answers(template.load().ok_or(EntryError::UnknownItem)?, &self.answers)
    }
}

/// Checks texts that are kept together, and how many measures belong to no item.
pub(super) fn check_texts<'t>(
    texts: impl Iterator<Item = &'t str>,
    agreed: usize,
) -> Result<(), EntryError> {
    if agreed > AGREED_MAX {
        return Err(EntryError::TooManyAgreed);
    }
    let lengths: Vec<usize> = texts.map(|text| text.chars().count()).collect();
    if lengths.iter().any(|length| *length > NOTE_MAX) {
        return Err(EntryError::TooLong);
    }
    if lengths.iter().sum::<usize>() > TEXTS_MAX { Err(EntryError::TooMuch) } else { Ok(()) }
}

/// Checks answers against their checklist.
pub(super) fn check_answers(template: &Template, answers: &[Noted]) -> Result<(), EntryError> {
    let mut seen = std::collections::HashSet::new();
    for Noted { answer, .. } in answers {
        let item = template.item(&answer.item).ok_or(EntryError::UnknownItem)?;
        if !item.scale.allows(answer.rating) {
            return Err(EntryError::UnknownItem);
        }
        if !seen.insert(item.code) {
            return Err(EntryError::AnsweredTwice);
        }
        if item.restricted && answer.origin == super::checklist::Origin::Summary {
            return Err(EntryError::SweptWarning);
        }
    }
    Ok(())
}

/// What was answered last time, item by item: shown beside the item and copied by "as last time".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastAnswer {
    /// The answer.
    pub answer: Answer,
    /// On which day.
    pub on: NaiveDate,
}
