//! Ids of records: one type a noun, so that a case id can never stand where a person id belongs.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u64);
    )+};
}

ids! {
    /// A person.
    PersonId
    /// A household: people who live and manage together.
    HouseholdId
    /// A case: one care relation with one household.
    CaseId
    /// A visit or brief contact.
    VisitId
    /// A follow-up.
    FollowUpId
    /// A member of staff.
    StaffId
    /// An integration area.
    AreaId
    /// A site: shelter or municipal flat.
    SiteId
    /// A paper: status, benefits, passport, health cover.
    PaperId
    /// A note.
    NoteId
    /// A protocol.
    ProtocolId
    /// A need, a goal or a strength.
    NeedId
    /// A letter.
    LetterId
    /// A filled checklist of its own.
    AssessmentId
    /// That somebody was told something.
    ToldId
}

/// Names one wish to change something. The client makes it up (128 random bits) when a form is
/// opened; the same id sent twice is carried out once. The form's draft bears it too.
///
/// Forms that go on with one draft are kin: the lower halves of their ids are the same. So whoever
/// has the ids of what was saved knows, without anything kept beside them, that a form was begun as
/// the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u128);

impl RequestId {
    /// This id, made kin of another one.
    #[must_use]
    pub fn akin(self, other: Self) -> Self {
        let own = u128::MAX << 64;
        Self((self.0 & own) | (other.0 & !own))
    }

    /// Whether the two belong to forms that were begun as the same one.
    pub fn is_akin(self, other: Self) -> bool {
        self.akin(other) == self
    }
}
