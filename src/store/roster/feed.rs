//! The roster as the engine's projection: fed at the start and with each change, and telling which
//! cases a change concerned.

use std::collections::BTreeMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, PoisonError, RwLock};

use super::apply::Touched;
use super::loader::Loader;
use super::{Known, Roster, Standing};
use crate::codec::CodecError;
use crate::domain::ids::{CaseId, StaffId};
use crate::journal::{Op, Tree};
use crate::store::change::OFFICE_ITSELF;
use crate::store::engine::Projection;
use crate::store::log::Entry;
use crate::store::records::{Record, read_case_key, read_id, tree};

/// What a change concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affected {
    /// The change.
    pub change: u64,
    /// Who made it.
    pub by: StaffId,
    /// The cases, in the order of their ids.
    pub cases: Vec<AffectedCase>,
    /// Its protocols, as they were and as they are: who reads them is told, nobody else.
    pub protocols: Vec<Known>,
    /// Office, areas, staff or sites changed.
    pub tables: bool,
}

/// A case a change concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AffectedCase {
    /// The case.
    pub case: CaseId,
    /// Where it stands on the day of the change; nowhere when it is gone.
    pub now: Standing,
    /// Where it stood before, when that changed.
    pub before: Option<Standing>,
    /// Nothing changed in it but what is restricted.
    pub restricted: bool,
    /// Somebody in it is protected: only who is responsible is told, for what changed with it in one
    /// moment would tell where she was before.
    pub masked: bool,
}

/// Feeds a roster.
pub struct Feed {
    pub roster: Arc<RwLock<Roster>>,
    pub loader: Arc<Loader>,
    pub changes: Sender<Affected>,
}

impl Projection for Feed {
    fn clear(&mut self) {
        self.loader.clear();
    }

    fn load(&mut self, tree: Tree, key: &[u8], value: &[u8]) -> Result<(), String> {
        self.loader.add(tree, key, value)
    }

    fn commit(&mut self, seq: u64, ops: &[Op]) {
        let mut roster = self.roster.write().unwrap_or_else(PoisonError::into_inner);
        let affected = roster.take_in(seq, ops);
        drop(roster);
        match affected {
            // nobody has to listen
            Ok(affected) => drop(self.changes.send(affected)),
            Err(error) => tracing::error!(seq, %error, "a change cannot be read back"),
        }
    }
}

impl Roster {
    /// Takes a change in.
    fn take_in(&mut self, seq: u64, ops: &[Op]) -> Result<Affected, CodecError> {
        let entry = ops.iter().rev().find(|op| op.tree == tree::LOG);
        let entry = entry.and_then(|op| Some((&op.key, op.value.as_ref()?)));
        let fact = match entry {
            Some((key, value)) => Some(Entry::open(key, value)?.fact),
            None => None,
        };
        let by = fact.as_ref().and_then(|fact| fact.staff).unwrap_or(OFFICE_ITSELF);
        let day = fact.map(|fact| self.zone.day(fact.at)).unwrap_or_default();
        let mut cases: BTreeMap<CaseId, Option<Standing>> = BTreeMap::new();
        for op in ops {
            let id = match op.tree {
                tree::CASES => read_id(&op.key)?,
                tree::VISITS => read_case_key(&op.key)?.0,
                _ => continue,
            };
            cases.entry(CaseId(id)).or_insert_with(|| self.standing(CaseId(id), day));
        }
        let mut protocols = self.protocols_in(ops)?;
        let mut touched = Touched::default();
        for op in ops {
            self.apply(op.tree, &op.key, op.value.as_deref(), &mut touched)?;
        }
        protocols.extend(self.protocols_in(ops)?);
        // those are told once more, who still see the name; of a case that is new nobody does
        let newly = touched.masked.into_iter().filter_map(|slot| self.cases.get(slot));
        let is_old = |case: &CaseId| cases.get(case).is_none_or(Option::is_some);
        let newly: Vec<CaseId> = newly.map(|case| case.id).filter(is_old).collect();
        for slot in touched.cases {
            self.lists.changed(slot);
            if let Some(id) = self.cases.get(slot).map(|case| case.id) {
                // not among the operations: only persons, papers or the household changed
                cases.entry(id).or_insert_with(|| self.standing(id, day));
            }
        }
        // a list may count what only some see of it
        let quiet = touched.restricted.iter().chain(&touched.sorted);
        quiet.for_each(|slot| self.lists.changed(*slot));
        let restricted = touched.restricted.into_iter().filter_map(|slot| self.cases.get(slot));
        let restricted: Vec<CaseId> =
            restricted.map(|case| case.id).filter(|id| !cases.contains_key(id)).collect();
        cases.extend(restricted.iter().map(|id| (*id, None)));
        let cases = cases.into_iter().map(|(case, before)| {
            let now = self.standing(case, day).unwrap_or_default();
            let before = before.filter(|before| *before != now);
            let restricted = restricted.contains(&case);
            let masked = self.is_masked(case) && !newly.contains(&case);
            AffectedCase { case, now, before, restricted, masked }
        });
        let (cases, tables) = (cases.collect(), touched.tables);
        Ok(Affected { change: seq, by, cases, protocols, tables })
    }
}
