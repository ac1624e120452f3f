//! Protocols: written, signed, added to, read by their author, her deputy and the second professional.

use serde::{Deserialize, Serialize};

use crate::domain::ids::{CaseId, PersonId, ProtocolId};
use crate::domain::protocol::{Content, Protocol};

/// Asks for the protocols that this user may read, behind so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// How many to skip.
    pub skip: u32,
}

/// Writes a protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// The case.
    pub case: CaseId,
    /// Which is written on, and how often it was saved when it was shown; a new one without.
    pub of: Option<(ProtocolId, u16)>,
    /// What it says.
    pub content: Content,
}

/// Signs a protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub protocol: ProtocolId,
    /// How often it was saved when it was shown.
    pub seen: u16,
}

/// Adds to a protocol.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Append {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub protocol: ProtocolId,
    /// What.
    pub text: String,
}

/// Protocols that this user may read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Those that are not signed first, then the latest.
    pub rows: Vec<Shown>,
    /// How many there are behind them.
    pub more: u32,
}

/// A protocol as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The protocol.
    pub protocol: Protocol,
    /// Name of the household.
    pub household: String,
    /// Those it is about, by name.
    pub persons: Vec<(PersonId, String)>,
    /// Its author.
    pub author: String,
    /// Who signs it or has signed it.
    pub signer: String,
    /// Who made each addition.
    pub added: Vec<String>,
    /// She may write it on.
    pub may_write: bool,
    /// She may sign it.
    pub may_sign: bool,
}
