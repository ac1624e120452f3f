//! Drafts: every form as it stands, kept on the server before it is saved.

use serde::{Deserialize, Serialize};

pub use crate::domain::draft::{
    Before, Body, DRAFT_MAX, DRAFTS_MAX, Draft, FIELDS_MAX, Form, Head, Was,
};
use crate::domain::ids::RequestId;

/// Asks for one draft with all that is typed into it, to go on with it or to throw it away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Which.
    pub id: RequestId,
}

/// Throws a draft away, unless it was kept anew since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drop {
    /// Which, as it was seen.
    pub was: Was,
}
