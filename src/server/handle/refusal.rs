//! What a client is told when the store refuses.

use std::fmt::Display;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::api::assessments::Shown as Filled;
use crate::api::followups::Theirs;
use crate::api::notes::Shown;
use crate::api::{FieldRefusal, Refusal};
use crate::store::engine::EngineError;
use crate::store::{StoreError, UndoError};

/// The refusal of an error of the store.
pub fn refusal(error: StoreError) -> Refusal {
    match error {
        StoreError::NotFound => Refusal::NotFound,
        StoreError::Field { field, error } => Refusal::Field(FieldRefusal { field, error }),
        StoreError::Entry(error) => Refusal::Entry(error),
        StoreError::PersonClash(clashes) => Refusal::PersonClash(clashes),
        StoreError::HouseholdClash(clashes) => Refusal::HouseholdClash(clashes),
        StoreError::FactClash(clashes) => Refusal::FactClash(clashes),
        StoreError::PaperClash(clashes) => Refusal::PaperClash(clashes),
        StoreError::NeedClash(clashes) => Refusal::NeedClash(clashes),
        StoreError::LetterClash(clashes) => Refusal::LetterClash(clashes),
        StoreError::NoteChanged(note) => {
            Refusal::NoteChanged(Box::new(Shown { note: *note, by: vec![] }))
        }
        StoreError::AssessedMeanwhile(assessment) => {
            let by = String::new();
            Refusal::AssessedMeanwhile(Box::new(Filled { assessment: *assessment, by }))
        }
        StoreError::Signed(protocol) => Refusal::Signed(protocol),
        StoreError::ProtocolChanged(protocol) => Refusal::ProtocolChanged(protocol),
        StoreError::FollowUpChanged(follow_up, what, same) => {
            let (now, owner, by) = (follow_up.seen(), String::new(), None);
            Refusal::FollowUpChanged(Box::new(Theirs { now, owner, what, same, by }))
        }
        StoreError::Taken(name) => Refusal::Taken(name),
        StoreError::HandOver => Refusal::HandOver,
        StoreError::SavedElsewhere => Refusal::SavedElsewhere,
        StoreError::CaseClosed => Refusal::CaseClosed,
        StoreError::StatusChanged => Refusal::StatusChanged,
        StoreError::Undecided => Refusal::Undecided,
        StoreError::LastMember => Refusal::LastMember,
        StoreError::HoldsMore => Refusal::HoldsMore,
        StoreError::Merge(error) => Refusal::Merge(error),
        StoreError::TooMany => Refusal::Malformed,
        StoreError::Undo(UndoError::Expired | UndoError::ForGood) => Refusal::TooOld,
        StoreError::Undo(UndoError::Changed(_)) => Refusal::ChangedSince(String::new()),
        StoreError::Undo(UndoError::Engine(error)) | StoreError::Engine(error) => engine(&error),
        StoreError::Codec(error) => internal(&error),
    }
}

fn engine(error: &EngineError) -> Refusal {
    match error {
        EngineError::DiskFull => Refusal::DiskFull,
        EngineError::DiskFailed(_) | EngineError::NotWritten(_) => disk_failed(error),
        // nothing was changed; the next server, which repairs the records, is asked again
        EngineError::Records(_) | EngineError::Stopped => Refusal::Closing,
        EngineError::TooLarge(_) => Refusal::Malformed,
        EngineError::Reserved(_) | EngineError::Panicked => internal(error),
    }
}

/// The disk refused: the reason goes to the server's log.
pub fn disk_failed(error: &impl Display) -> Refusal {
    tracing::error!(%error, "the disk failed");
    Refusal::DiskFailed
}

/// Something that should not happen: it goes to the server's log under a number.
pub fn internal(error: &impl Display) -> Refusal {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    tracing::error!(number, %error, "a request failed");
    Refusal::Internal(number)
}
