//! Why the store refuses, told apart as far as a handler answers differently.

use super::engine::{EngineError, UndoError};
use crate::codec::CodecError;
use crate::domain::assessment::Assessment;
use crate::domain::facts::FactClash;
use crate::domain::field::{AnyField, Clash, FieldError, Misfit};
use crate::domain::followup::{FollowUp, Meanwhile};
use crate::domain::household::HouseholdField;
use crate::domain::letters::LetterField;
use crate::domain::merge::MergeError;
use crate::domain::needs::NeedField;
use crate::domain::note::Note;
use crate::domain::papers::PaperField;
use crate::domain::person::PersonField;
use crate::domain::protocol::Protocol;
use crate::domain::visit::EntryError;

/// A reading or a change was refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// The record does not exist, or does not belong to the case that was named.
    #[error("no such record")]
    NotFound,
    /// A field does not hold.
    #[error("{field:?} does not hold: {error:?}")]
    Field {
        /// Which.
        field: AnyField,
        /// Why.
        error: FieldError,
    },
    /// An entry of a visit does not hold.
    #[error("the entry does not hold: {0:?}")]
    Entry(EntryError),
    /// Others set the same fields of a person otherwise.
    #[error("fields of a person were changed meanwhile")]
    PersonClash(Vec<Clash<PersonField>>),
    /// Others set the same fields of a household otherwise.
    #[error("fields of a household were changed meanwhile")]
    HouseholdClash(Vec<Clash<HouseholdField>>),
    /// Others answered the same questions of a fact sheet otherwise.
    #[error("questions of a fact sheet were answered meanwhile")]
    FactClash(Vec<FactClash>),
    /// Others set the same fields of a paper otherwise.
    #[error("fields of a paper were changed meanwhile")]
    PaperClash(Vec<Clash<PaperField>>),
    /// Others set the same fields of a need otherwise.
    #[error("fields of a need were changed meanwhile")]
    NeedClash(Vec<Clash<NeedField>>),
    /// Others set the same fields of a letter otherwise.
    #[error("fields of a letter were changed meanwhile")]
    LetterClash(Vec<Clash<LetterField>>),
    /// Others corrected this note: as it is now.
    #[error("a note was corrected meanwhile")]
    NoteChanged(Box<Note>),
    /// Somebody filled this checklist since it was opened: as she did.
    #[error("a checklist was filled meanwhile")]
    AssessedMeanwhile(Box<Assessment>),
    /// The protocol is signed, as it is now: nothing changes it.
    #[error("the protocol is signed")]
    Signed(Box<Protocol>),
    /// The protocol was saved again since it was shown: as it is now.
    #[error("the protocol was saved meanwhile")]
    ProtocolChanged(Box<Protocol>),
    /// Others did something with this follow-up since it was seen: as it is now, what that was, and
    /// whether it is what was asked for.
    #[error("a follow-up was changed meanwhile")]
    FollowUpChanged(Box<FollowUp>, Meanwhile, bool),
    /// A name that must be the only one is given already.
    #[error("this name is taken")]
    Taken(String),
    /// The case may not be passed on like that by who asks.
    #[error("the case is not hers to pass on like that")]
    HandOver,
    /// Another form that began as the same one was saved.
    #[error("a form of the same draft was saved")]
    SavedElsewhere,
    /// The case is closed.
    #[error("the case is closed")]
    CaseClosed,
    /// Somebody else brought the case elsewhere meanwhile.
    #[error("the case is not where it was")]
    StatusChanged,
    /// Nobody would be left in the household.
    #[error("the last member of a household")]
    LastMember,
    /// Two records are not made one.
    #[error("two records are not made one: {0:?}")]
    Merge(MergeError),
    /// Something is open of which it was not said what becomes of it.
    #[error("something open is not decided")]
    Undecided,
    /// What a change made holds more by now, of which nothing is to go with it.
    #[error("something was entered since in what is to be taken back")]
    HoldsMore,
    /// More new records than one change may have (65,535).
    #[error("too many new records in one change")]
    TooMany,
    /// A record on disk cannot be read by this release.
    #[error("a stored record: {0}")]
    Codec(#[from] CodecError),
    /// The engine refused.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The change cannot be taken back.
    #[error(transparent)]
    Undo(#[from] UndoError),
}

impl StoreError {
    /// A field that does not hold.
    pub fn field(field: AnyField, error: FieldError) -> Self {
        Self::Field { field, error }
    }
}

impl From<Misfit<PersonField>> for StoreError {
    fn from(Misfit { field, error }: Misfit<PersonField>) -> Self {
        Self::field(AnyField::Person(field), error)
    }
}

impl From<Misfit<HouseholdField>> for StoreError {
    fn from(Misfit { field, error }: Misfit<HouseholdField>) -> Self {
        Self::field(AnyField::Household(field), error)
    }
}

impl From<Misfit<NeedField>> for StoreError {
    fn from(Misfit { field, error }: Misfit<NeedField>) -> Self {
        Self::field(AnyField::Need(field), error)
    }
}

impl From<Misfit<PaperField>> for StoreError {
    fn from(Misfit { field, error }: Misfit<PaperField>) -> Self {
        Self::field(AnyField::Paper(field), error)
    }
}

impl From<Misfit<LetterField>> for StoreError {
    fn from(Misfit { field, error }: Misfit<LetterField>) -> Self {
        Self::field(AnyField::Letter(field), error)
    }
}
