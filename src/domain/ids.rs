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
}

/// Names one wish to change something. The client makes it up (128 random bits) when a form is
/// opened; the same id sent twice is carried out once. The form's draft bears it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u128);
