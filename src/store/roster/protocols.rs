//! Protocols as the roster knows them: who reads which, so that lists, the board and pushes ask no
//! record, and nobody else learns that there is one.

use chrono::NaiveDate;

use super::{Roster, Viewer};
use crate::codec::CodecError;
use crate::domain::ids::{CaseId, ProtocolId, StaffId};
use crate::domain::protocol::Protocol;
use crate::domain::today::Matter;
use crate::journal::Op;
use crate::store::records::{Record, read_case_key, tree};

/// What is known of a protocol: nothing of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The case.
    pub case: CaseId,
    /// Which.
    pub id: ProtocolId,
    /// Who wrote it.
    pub author: StaffId,
    /// The second professional.
    pub second: Option<StaffId>,
    /// It is signed.
    pub signed: bool,
    /// The day of the observation.
    pub day: NaiveDate,
    /// When feedback is to be asked for.
    pub feedback: Option<NaiveDate>,
}

impl Known {
    fn of(protocol: &Protocol) -> Self {
        let Protocol { id, case, author, content, signed, .. } = protocol;
        Self {
            case: *case,
            id: *id,
            author: *author,
            second: content.second,
            signed: signed.is_some(),
            day: content.day,
            feedback: protocol.feedback_due(),
        }
    }

    /// Who is to sign it.
    fn signer(&self) -> StaffId {
        self.second.unwrap_or(self.author)
    }

    /// What is to be done about it, and by whom.
    pub(super) fn matters(self) -> impl Iterator<Item = (Matter, StaffId)> {
        let Self { id, day, signed, .. } = self;
        let signs = (!signed).then(|| (Matter::Protocol { id, signs: true, day }, self.signer()));
        let asks = move |day| (Matter::Protocol { id, signs: false, day }, self.author);
        signs.into_iter().chain(self.feedback.map(asks))
    }
}

impl Viewer {
    /// Whether she may read a protocol: its author, her deputy, the second professional.
    pub fn reads(&self, known: &Known) -> bool {
        let Self { staff, owners, .. } = self;
        known.author == *staff || owners.contains(&known.author) || known.second == Some(*staff)
    }
}

impl Roster {
    /// Protocols that somebody may read: those that are not signed first, then the latest.
    pub fn protocols(&self, viewer: &Viewer) -> Vec<Known> {
        let read = |known: &&Known| viewer.reads(known) && self.cases.find(known.case.0).is_some();
        let mut read: Vec<Known> = self.protocols.values().filter(read).copied().collect();
        read.sort_by_key(|known| (known.signed, std::cmp::Reverse((known.day, known.id))));
        read
    }

    pub(super) fn apply_protocol(
        &mut self,
        key: &[u8],
        value: Option<&[u8]>,
    ) -> Result<(), CodecError> {
        let (_, id) = read_case_key(key)?;
        match value {
            Some(value) => {
                let known = Known::of(&Protocol::open(key, value)?);
                self.protocols.insert(known.id, known);
            }
            None => drop(self.protocols.remove(&ProtocolId(id))),
        }
        Ok(())
    }

    /// The protocols of a change, as they stand.
    pub(super) fn protocols_in(&self, ops: &[Op]) -> Result<Vec<Known>, CodecError> {
        let mut known = Vec::new();
        for op in ops.iter().filter(|op| op.tree == tree::PROTOCOLS) {
            let (_, id) = read_case_key(&op.key)?;
            known.extend(self.protocols.get(&ProtocolId(id)));
        }
        Ok(known)
    }
}
