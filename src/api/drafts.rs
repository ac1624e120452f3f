//! Drafts: every form as it stands, kept on the server before it is saved.

use serde::{Deserialize, Serialize};

pub use crate::domain::draft::{Before, Body, DRAFT_MAX, DRAFTS_MAX, Draft, FIELDS_MAX, Form, Was};

/// Throws a draft away, unless it was kept anew since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drop {
    /// Which, as it was seen.
    pub was: Was,
}
