//! The protocol of an emergency, first of all of an endangered child (§ 4 KKG): what was seen and heard
//! apart from what it may mean, who assessed it, what was done. Once it is signed nothing changes it;
//! additions can be made (`docs/domain.md`, protocols).

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::clean;
use super::dates::{gone_by, within_reach, working_days_after};
use super::escalation::Sign;
use super::field::FieldError;
use super::followup::WHAT_MAX;
use super::ids::{CaseId, PersonId, ProtocolId, StaffId};
use super::visit::NOTE_MAX;

/// Most additions to a protocol: with the longest words in any script it is read in one frame
/// (`docs/domain.md`, protocols).
pub const ADDITIONS_MAX: usize = 24;
/// Working days after which feedback is asked for.
const FEEDBACK: u8 = 3;

/// A protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protocol {
    /// Its id.
    pub id: ProtocolId,
    /// The case.
    pub case: CaseId,
    /// Who wrote it.
    pub author: StaffId,
    /// When it was begun.
    pub begun: DateTime<Utc>,
    /// How often it was saved, so that what was not seen is not written over.
    pub saved: u16,
    /// What it says.
    pub content: Content,
    /// Who signed it, and when; nothing changes the content from then on.
    pub signed: Option<(StaffId, DateTime<Utc>)>,
    /// What was added, oldest first.
    pub additions: Vec<Addition>,
}

/// What a protocol says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Name of the sign ([`Sign::name`]).
    pub sign: String,
    /// The day of the observation.
    pub day: NaiveDate,
    /// The time of day, where it is known.
    pub time: Option<NaiveTime>,
    /// Whom it is about.
    pub persons: Vec<PersonId>,
    /// What was seen and heard, quotes word for word.
    pub facts: String,
    /// What it may mean.
    pub assessment: String,
    /// The second professional, who reads it and signs.
    pub second: Option<StaffId>,
    /// When an experienced professional was asked, without names (§ 4 Abs. 2 KKG).
    pub expert: Option<NaiveDate>,
    /// Whether the parents were involved.
    pub parents: Option<bool>,
    /// Why, or why not.
    pub parents_why: String,
    /// The result.
    pub result: Option<Finding>,
    /// What was done.
    pub action: String,
    /// When the youth office was informed.
    pub informed: Option<NaiveDate>,
    /// At what time, whom, by which way.
    pub informed_how: String,
    /// When feedback is due.
    pub feedback: Option<NaiveDate>,
}

/// What the assessment came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// No danger.
    None,
    /// A danger cannot be excluded.
    Latent,
    /// A danger that does not wait.
    Acute,
}

impl Finding {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 3] =
        [("none", Self::None), ("latent", Self::Latent), ("acute", Self::Acute)];
}

/// Something added to a protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addition {
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// The words.
    pub text: String,
}

/// A field of a protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ProtocolField {
    /// [`Content::sign`].
    Sign,
    /// [`Content::day`].
    Day,
    /// [`Content::persons`].
    Persons,
    /// [`Content::facts`].
    Facts,
    /// [`Content::assessment`].
    Assessment,
    /// [`Content::second`].
    Second,
    /// [`Content::expert`].
    Expert,
    /// [`Content::parents_why`].
    Parents,
    /// [`Content::result`].
    Result,
    /// [`Content::action`].
    Action,
    /// [`Content::informed`].
    Informed,
    /// [`Content::informed_how`].
    InformedHow,
    /// [`Content::feedback`].
    Feedback,
    /// [`Protocol::additions`].
    Addition,
}

/// When feedback is due on what was begun on a day: three working days later.
pub fn feedback_after(day: NaiveDate) -> Option<NaiveDate> {
    working_days_after(day, FEEDBACK)
}

impl Protocol {
    /// Who signs it: the second professional, so that four eyes have seen it; the author where none
    /// is named.
    pub fn signer(&self) -> StaffId {
        self.content.second.unwrap_or(self.author)
    }

    /// The day on which feedback is to be asked for; it has come when something was added.
    pub fn feedback_due(&self) -> Option<NaiveDate> {
        self.content.feedback.filter(|_| self.additions.is_empty())
    }

    /// Whether `staff`, who also stands in for `owners`, may read it.
    pub fn is_read_by(&self, staff: StaffId, owners: &[StaffId]) -> bool {
        self.author == staff || owners.contains(&self.author) || self.content.second == Some(staff)
    }
}

impl Content {
    /// Cleans the words and checks everything; `members` belong or belonged to the household.
    pub fn check(
        &mut self,
        members: &[PersonId],
        today: NaiveDate,
    ) -> Result<(), (ProtocolField, FieldError)> {
        use ProtocolField as F;
        for text in [&mut self.facts, &mut self.assessment, &mut self.action] {
            *text = clean::text(text);
        }
        for line in [&mut self.parents_why, &mut self.informed_how] {
            *line = clean::line(line);
        }
        if Sign::named(&self.sign).is_none() {
            return Err((F::Sign, FieldError::NotAChoice));
        }
        if self.facts.is_empty() {
            return Err((F::Facts, FieldError::Missing));
        }
        let texts = [
            (F::Facts, &self.facts, NOTE_MAX),
            (F::Assessment, &self.assessment, NOTE_MAX),
            (F::Action, &self.action, NOTE_MAX),
            (F::Parents, &self.parents_why, WHAT_MAX),
            (F::InformedHow, &self.informed_how, WHAT_MAX),
        ];
        if let Some((field, _, most)) =
            texts.iter().find(|(_, text, most)| text.chars().count() > *most)
        {
            return Err((*field, FieldError::TooLong(*most)));
        }
        let past =
            [(F::Day, Some(self.day)), (F::Expert, self.expert), (F::Informed, self.informed)];
        for (field, day) in past {
            let checked = day.map_or(Ok(()), |day| gone_by(day, today));
            checked.map_err(|error| (field, FieldError::Date(error)))?;
        }
        let due = self.feedback.map_or(Ok(()), |day| within_reach(day, today));
        due.map_err(|error| (F::Feedback, FieldError::Date(error)))?;
        let known = self.persons.iter().all(|person| members.contains(person));
        if known { Ok(()) } else { Err((F::Persons, FieldError::NotAChoice)) }
    }

    /// What has to be there before it can be signed.
    pub fn lacks(&self) -> Option<ProtocolField> {
        if self.assessment.is_empty() {
            return Some(ProtocolField::Assessment);
        }
        self.result.is_none().then_some(ProtocolField::Result)
    }
}
