//! What is remembered of each change for 30 days: its answer, for a client that asks again, and
//! the values before, for undo.
//!
//! The entry of a change lies in the engine's tree [`CHANGES`] under its sequence number. It has
//! the frozen shape of the change-set itself, with the digest of each value in place of the value.

use super::layers::flat;
use crate::journal::{Before, ChangeSet, Op, Tree, digest};

/// The engine's tree of past changes.
pub const CHANGES: Tree = Tree(255);
/// Tree numbers from here on belong to the engine.
pub const RESERVED: u8 = 240;
/// How long a change is remembered: 30 days in milliseconds (`docs/domain.md`, undo).
pub const KEPT_MS: i64 = 30 * 24 * 3600 * 1000;

/// A past change, as far as it is remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its sequence number.
    pub seq: u64,
    /// Who, when, which request and what was answered; the values are digests.
    pub change: ChangeSet,
}

impl Past {
    /// Reads an entry of [`CHANGES`]; `None` when it is not one.
    pub fn read(key: &[u8], value: &[u8]) -> Option<Past> {
        let seq = u64::from_be_bytes(key.try_into().ok()?);
        Some(Past { seq, change: ChangeSet::decode(value).ok()? })
    }

    /// The records that undo would bring back.
    pub fn undoable(&self) -> impl Iterator<Item = &Op> {
        self.change.ops.iter().filter(|op| op.before != Before::Unkept)
    }

    /// True when this change touched the key.
    pub fn touched(&self, tree: Tree, key: &[u8]) -> bool {
        self.change.ops.iter().any(|op| op.tree == tree && op.key == key)
    }
}

/// Key of a change in [`CHANGES`].
pub fn key(seq: u64) -> [u8; 8] {
    seq.to_be_bytes()
}

/// The digest that stands for a value in [`CHANGES`].
pub fn stamp(tree: Tree, key: &[u8], value: Option<&[u8]>) -> Option<Vec<u8>> {
    value.map(|value| digest::hash(&flat(tree, key), value).to_le_bytes().to_vec())
}

/// Everything a change writes, by flat key: its own operations and its entry in [`CHANGES`].
/// Live commits and replay both go through here.
pub fn writes(seq: u64, change: &ChangeSet) -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
    let own = change.ops.iter().map(|op| (flat(op.tree, &op.key), op.value.clone()));
    own.chain(entry(change).map(|entry| (flat(CHANGES, &key(seq)), Some(entry)))).collect()
}

/// The entry; bulk building (no request, nothing to undo) leaves none.
fn entry(change: &ChangeSet) -> Option<Vec<u8>> {
    let plain = change.request == 0 && change.ops.iter().all(|op| op.before == Before::Unkept);
    if plain {
        return None;
    }
    let stamped = |op: &Op| Op {
        tree: op.tree,
        key: op.key.clone(),
        value: stamp(op.tree, &op.key, op.value.as_deref()),
        before: op.before.clone(),
    };
    let ops = change.ops.iter().map(stamped).collect();
    Some(ChangeSet { ops, answer: change.answer.clone(), ..*change }.encode())
}
