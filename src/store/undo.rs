//! What undo must not take along: what was entered since in a case that it would take back, and a
//! protocol that is signed.

use std::ops::ControlFlow;

use super::change::Change;
use super::engine::{Past, Span, UndoError};
use super::error::StoreError;
use super::facts;
use super::read::Read;
use super::records::{read_id, tree};
use crate::domain::facts::Subject;
use crate::domain::ids::{HouseholdId, PersonId};
use crate::domain::protocol::Protocol;
use crate::journal::Tree;

/// Where what belongs to a case lies under its id.
const OF_CASES: [Tree; 7] = [
    tree::VISITS,
    tree::FOLLOW_UPS,
    tree::NOTES,
    tree::PROTOCOLS,
    tree::NEEDS,
    tree::LETTERS,
    tree::ASSESSMENTS,
];

/// Takes a change back; what was entered since in what it made stays, and so it does then.
pub(super) fn take_back(change: &mut Change<'_, '_>, past: &Past) -> Result<(), StoreError> {
    match change.tx().undo(past.seq) {
        Err(UndoError::Changed(by)) => {
            return Err(match signed(change, past)? {
                Some(protocol) => StoreError::Signed(Box::new(protocol)),
                None => UndoError::Changed(by).into(),
            });
        }
        undone => undone?,
    };
    for op in past.undoable() {
        if change.bytes(op.tree, &op.key)?.is_none() && holds_more(change, op.tree, &op.key)? {
            return Err(StoreError::HoldsMore);
        }
    }
    Ok(())
}

/// A protocol of the change that is signed by now.
fn signed(change: &Change<'_, '_>, past: &Past) -> Result<Option<Protocol>, StoreError> {
    for op in past.undoable().filter(|op| op.tree == tree::PROTOCOLS) {
        let protocol: Option<Protocol> = change.record(&op.key)?;
        if let Some(protocol) = protocol.filter(|protocol| protocol.signed.is_some()) {
            return Ok(Some(protocol));
        }
    }
    Ok(None)
}

/// Whether something belongs to a record that is not there any more.
fn holds_more(change: &mut Change<'_, '_>, of: Tree, key: &[u8]) -> Result<bool, StoreError> {
    let (below, subject): (&[Tree], Option<Subject>) = match of {
        tree::CASES => (&OF_CASES, None),
        tree::PERSONS => (&[tree::PAPERS], Some(Subject::Person(PersonId(read_id(key)?)))),
        tree::HOUSEHOLDS => (&[], Some(Subject::Household(HouseholdId(read_id(key)?)))),
        _ => return Ok(false),
    };
    for tree in below {
        let mut any = false;
        change.tx().walk(Span::prefix(*tree, key), |_, _| {
            any = true;
            ControlFlow::Break(())
        })?;
        if any {
            return Ok(true);
        }
    }
    let Some(subject) = subject else { return Ok(false) };
    for restricted in [false, true] {
        if !facts::of(change, subject, restricted)?.entries.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
