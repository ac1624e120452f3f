//! The making of one change, on the state the change before left.

use super::Author;
use super::error::EngineError;
use super::history::{self, CHANGES, KEPT_MS, Past, RESERVED};
use super::layers::{Layer, Slot, Span, flat};
use super::view::{Record, View, collect};
use crate::journal::{Before, ChangeSet, Op, Tree};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Why a change was not undone; nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    /// No such change, or it is older than 30 days.
    #[error("this change is no longer remembered")]
    Expired,
    /// It was made for good (signed protocols, disclosures, the log).
    #[error("this change cannot be undone")]
    ForGood,
    /// Somebody changed the same record since: the change and its author, where remembered.
    #[error("the record was changed since")]
    Changed(Option<(u64, u64)>),
    /// Reading failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// A change being made. What it reads is the state all changes before it left, its own included;
/// when its closure returns an error, nothing of it remains.
pub struct Tx<'a> {
    view: View<'a>,
    /// What the changes of the same group before this one wrote.
    group: &'a Layer,
    own: Layer,
    before: BTreeMap<Vec<u8>, Before>,
    for_good: bool,
    seq: u64,
    author: Author,
    kin: bool,
}

impl<'a> Tx<'a> {
    pub(super) fn new(
        view: View<'a>,
        group: &'a Layer,
        seq: u64,
        author: Author,
        kin: bool,
    ) -> Tx<'a> {
        let (own, before) = (Layer::new(), BTreeMap::new());
        Tx { view, group, own, before, for_good: false, seq, author, kin }
    }

    /// The sequence number this change gets.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Who makes it, when and on which request.
    pub fn author(&self) -> Author {
        self.author
    }

    /// Whether another request of this author became a change in the last 30 days whose identity
    /// has the lower half in common with this one.
    pub fn has_kin(&self) -> bool {
        self.kin
    }

    /// The value of a key.
    pub fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.view.get_over(&[&self.own, self.group], tree, key)
    }

    /// The first records of a span, at most `limit`.
    pub fn range(&self, span: Span<'_>, limit: usize) -> Result<Vec<Record>, EngineError> {
        collect(limit, |each| self.walk(span, each))
    }

    /// Hands each record of a span to `each` until it breaks.
    pub fn walk(
        &self,
        span: Span<'_>,
        mut each: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), EngineError> {
        self.view.walk_over(&[&self.own, self.group], &span, &mut each)
    }

    /// Makes the whole change one that cannot be undone: no value before is read or kept. For bulk
    /// building, and for what the law or the profession wants unchanged.
    pub fn for_good(&mut self) {
        self.for_good = true;
        self.before.values_mut().for_each(|before| *before = Before::Unkept);
    }

    /// Writes a value; undo brings the one before back.
    pub fn put(&mut self, tree: Tree, key: &[u8], value: Vec<u8>) -> Result<(), EngineError> {
        self.write(tree, key, Some(value))
    }

    /// Deletes a key, if it is there; undo brings it back.
    pub fn delete(&mut self, tree: Tree, key: &[u8]) -> Result<(), EngineError> {
        self.write(tree, key, None)
    }

    /// Writes a value that undo leaves alone although it undoes the rest of this change: log
    /// entries, counters.
    pub fn put_for_good(
        &mut self,
        tree: Tree,
        key: &[u8],
        value: Vec<u8>,
    ) -> Result<(), EngineError> {
        check(tree)?;
        self.set(flat(tree, key), Some(value), Before::Unkept);
        Ok(())
    }

    /// What is remembered of an earlier change.
    pub fn past(&self, seq: u64) -> Result<Option<Past>, EngineError> {
        let key = history::key(seq);
        Ok(self.get(CHANGES, &key)?.and_then(|entry| Past::read(&key, &entry)))
    }

    /// Brings back the values that change `seq` replaced, if each record still is as that change
    /// left it. This is itself a change and can be undone.
    pub fn undo(&mut self, seq: u64) -> Result<Past, UndoError> {
        let past = self.past(seq)?.ok_or(UndoError::Expired)?;
        if self.author.time_ms.saturating_sub(past.change.time_ms) > KEPT_MS {
            return Err(UndoError::Expired);
        }
        if past.undoable().next().is_none() {
            return Err(UndoError::ForGood);
        }
        for op in past.undoable() {
            let now = self.get(op.tree, &op.key)?;
            if history::stamp(op.tree, &op.key, now.as_deref()) != op.value {
                return Err(UndoError::Changed(self.changed_since(seq, (op.tree, &op.key))?));
            }
        }
        for op in past.undoable() {
            match &op.before {
                Before::Value(value) => self.put(op.tree, &op.key, value.clone())?,
                Before::Absent | Before::Unkept => self.delete(op.tree, &op.key)?,
            }
        }
        Ok(past)
    }

    /// Deletes records for good and removes what earlier changes keep of them for undo (erasure,
    /// Art. 17 GDPR). Journal and snapshots lose them with the next compaction.
    pub fn erase(&mut self, keys: &[(Tree, Vec<u8>)]) -> Result<(), EngineError> {
        for (tree, key) in keys {
            check(*tree)?;
            self.set(flat(*tree, key), None, Before::Unkept);
        }
        let mut stripped = Vec::new();
        self.walk(Span::all(CHANGES), |seq, entry| {
            if let Some(mut past) = Past::read(seq, entry)
                && keys.iter().any(|(tree, key)| past.touched(*tree, key))
            {
                past.change.ops.clear();
                past.change.answer.clear();
                stripped.push((flat(CHANGES, seq), past.change.encode()));
            }
            ControlFlow::Continue(())
        })?;
        for (key, entry) in stripped {
            self.set(key, Some(entry), Before::Unkept);
        }
        Ok(())
    }

    /// Forgets changes older than 30 days, at most `limit`; how many there were.
    pub(super) fn prune(&mut self, limit: usize) -> Result<usize, EngineError> {
        self.for_good();
        let mut old = Vec::new();
        let oldest = self.author.time_ms.saturating_sub(KEPT_MS);
        let now = self.author.time_ms;
        self.walk(Span::all(CHANGES), |seq, entry| {
            let past = Past::read(seq, entry);
            if past.as_ref().is_some_and(|past| past.change.time_ms > now) {
                // the clock was ahead: this stays, and must not keep all that came after it
                return ControlFlow::Continue(());
            }
            let expired = past.is_none_or(|past| past.change.time_ms < oldest);
            if !expired || old.len() == limit {
                return ControlFlow::Break(());
            }
            old.push(flat(CHANGES, seq));
            ControlFlow::Continue(())
        })?;
        let count = old.len();
        for key in old {
            self.set(key, None, Before::Unkept);
        }
        Ok(count)
    }

    /// The change and the layer it puts over the records.
    pub(super) fn finish(mut self, answer: Vec<u8>) -> ChangeSet {
        let Author { time_ms, staff, request } = self.author;
        let ops = std::mem::take(&mut self.own).into_iter().filter_map(|(flat, slot)| {
            let before = self.before.remove(&flat).unwrap_or(Before::Unkept);
            let (tree, key) = flat.split_first()?;
            Some(Op { tree: Tree(*tree), key: key.to_vec(), value: slot.value, before })
        });
        ChangeSet { time_ms, staff, request, answer, ops: ops.collect() }
    }

    fn write(&mut self, tree: Tree, key: &[u8], value: Option<Vec<u8>>) -> Result<(), EngineError> {
        check(tree)?;
        let flat = flat(tree, key);
        let before = if self.for_good || self.own.contains_key(&flat) {
            Before::Unkept
        } else {
            self.get(tree, key)?.map_or(Before::Absent, Before::Value)
        };
        self.set(flat, value, before);
        Ok(())
    }

    /// The value before is that of the first write of a key.
    fn set(&mut self, flat: Vec<u8>, value: Option<Vec<u8>>, before: Before) {
        self.before.entry(flat.clone()).or_insert(before);
        self.own.insert(flat, Slot { seq: self.seq, value });
    }

    /// The first change behind `seq` that touched a record, and its author.
    pub fn changed_since(
        &self,
        seq: u64,
        (tree, key): (Tree, &[u8]),
    ) -> Result<Option<(u64, u64)>, EngineError> {
        let mut found = None;
        let span = Span { after: Some(&history::key(seq)), ..Span::all(CHANGES) };
        self.walk(span, |of, entry| match Past::read(of, entry) {
            Some(past) if past.touched(tree, key) => {
                found = Some((past.seq, past.change.staff));
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        })?;
        Ok(found)
    }
}

fn check(tree: Tree) -> Result<(), EngineError> {
    if tree.0 < RESERVED { Ok(()) } else { Err(EngineError::Reserved(tree.0)) }
}
