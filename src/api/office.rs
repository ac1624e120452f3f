//! The office as a whole: choices for forms, undo, backup, log and status.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::area::Area;
use crate::domain::case::CaseNo;
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::office::{OfficeKind, Rule};
use crate::domain::site::Site;

/// Choices for forms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lists {
    /// Shelters and municipal flats.
    pub sites: Vec<Site>,
    /// Areas that exist.
    pub areas: Vec<Area>,
    /// Colleagues: id and display name.
    pub staff: Vec<(StaffId, String)>,
}

/// Takes back a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// The change, as [`super::Saved::change`] named it.
    pub change: u64,
}

/// Sets rules of the office; those that are not named stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRules {
    /// Which, and to what ([`Rule::most`]).
    pub set: Vec<(Rule, u32)>,
}

/// Asks for a piece of the backup; the first with `piece` 0 fixes what is backed up, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupPiece {
    /// Counts from 0.
    pub piece: u32,
    /// Public keys (`age1…`) of those who will be able to read it; only with the first piece. Without
    /// any it is in the clear; in a shared office it is for all the keys of its configuration then.
    pub recipients: Vec<String>,
}

/// A piece of the backup, to be written one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// With the last piece: SHA-256 of all of them.
    pub sum: Option<[u8; 32]>,
}

/// What a check of the whole office found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Records counted.
    pub records: u64,
    /// The last change.
    pub changes: u64,
    /// Files of the journal that were read.
    pub segments: u32,
    /// Snapshots that were read.
    pub snapshots: u32,
    /// What is damaged, and what lies beside the office's own files; empty when all is well.
    pub found: Vec<Finding>,
}

/// Something that a check of the files found. Files are named below the office, with nothing of
/// their content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// The records are not what they should be. The server ends, the next one builds them anew.
    Records,
    /// This file of the journal is damaged; the records have what stood in it.
    Journal(String),
    /// The journal does not reach back to the newest snapshot.
    Gap,
    /// This snapshot is damaged.
    Snapshot(String),
    /// The chain of the access log does not hold at this entry.
    Log(u64),
    /// So many bytes were cut off the journal: a change that was not complete.
    Cut {
        /// Where they are kept.
        file: String,
        /// How many.
        bytes: u64,
    },
    /// Damaged and replaced; kept for a while.
    SetAside(String),
    /// No file of the office.
    Foreign(String),
    /// This draft is damaged: what it held is not offered to whom it belongs.
    Draft(String),
}

impl Finding {
    /// Whether data are damaged; the other findings are something to know.
    pub fn is_damage(&self) -> bool {
        !matches!(self, Self::Cut { .. } | Self::SetAside(_) | Self::Foreign(_))
    }
}

/// Asks for a page of the log, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPage {
    /// Only entries before this number; from the newest when `None`.
    pub before: Option<u64>,
    /// How many are wanted.
    pub limit: u16,
}

/// An entry of the access and change log: ids and kinds, never values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    /// Its number.
    pub no: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` for somebody who is not on the staff list.
    pub staff: Option<StaffId>,
    /// Display name of that member of staff, or empty.
    pub name: String,
    /// Unix user id.
    pub uid: u32,
    /// What was done, the name of the request.
    pub action: String,
    /// The case it was about.
    pub case: Option<CaseId>,
    /// The number of that case, while there is one.
    pub case_no: Option<CaseNo>,
    /// Names of the fields changed; of a backup the public keys of those who can read it.
    pub fields: Vec<String>,
    /// It was refused.
    pub refused: bool,
}

/// Facts for `aid doctor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Version of the server.
    pub version: String,
    /// Kind of office.
    pub kind: OfficeKind,
    /// Open connections.
    pub sessions: u32,
    /// What lies beside the office's own files.
    pub beside: Vec<Finding>,
    /// Last change on disk.
    pub last_change: u64,
    /// Cases and persons in all, for who runs the office: a worker is not told how many there are
    /// that she does not see.
    pub counts: Option<(u32, u32)>,
}
