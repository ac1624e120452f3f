//! Drafts: every form as it stands, kept on the server before it is saved.

use serde::{Deserialize, Serialize};

pub use crate::domain::draft::{Body, DRAFT_MAX, DRAFTS_MAX, Draft, Form};
use crate::domain::ids::RequestId;

/// Throws a draft away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drop {
    /// Which.
    pub id: RequestId,
}
