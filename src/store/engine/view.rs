//! One consistent sight of all records.

use super::Shared;
use super::error::{EngineError, RecordsError};
use super::history::{self, CHANGES, Past};
use super::layers::{self, Each, Layer, Span, flat};
use super::records::Records;
use crate::journal::Tree;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::{PoisonError, RwLockReadGuard};

/// A key and its value.
pub type Record = (Vec<u8>, Vec<u8>);

/// The state after some change: while a view lives, nothing newer is seen through it. Commits wait
/// for it before they are acknowledged, so it is to be short; pages, never whole tables.
pub struct View<'a> {
    shared: &'a Shared,
    overlay: RwLockReadGuard<'a, Layer>,
}

impl<'a> View<'a> {
    pub(super) fn new(shared: &'a Shared) -> View<'a> {
        View { shared, overlay: shared.overlay.read().unwrap_or_else(PoisonError::into_inner) }
    }

    /// The value of a key.
    pub fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.get_over(&[], tree, key)
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
        self.walk_over(&[], &span, &mut each)
    }

    /// What is remembered of a change; `None` when it is older than 30 days or left no trace.
    pub fn past(&self, seq: u64) -> Result<Option<Past>, EngineError> {
        let key = history::key(seq);
        Ok(self.get(CHANGES, &key)?.and_then(|entry| Past::read(&key, &entry)))
    }

    pub(super) fn get_over(
        &self,
        over: &[&Layer],
        tree: Tree,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, EngineError> {
        let key = flat(tree, key);
        self.read(over, |layers, records| layers::get(layers, records, &key))
    }

    pub(super) fn walk_over(
        &self,
        over: &[&Layer],
        span: &Span<'_>,
        each: &mut Each<'_>,
    ) -> Result<(), EngineError> {
        let mut handed = 0;
        self.read(over, |layers, records| {
            let mut known = handed; // before the records failed half way
            layers::walk(layers, records, span, &mut |key, value| {
                if known > 0 {
                    known -= 1;
                    return ControlFlow::Continue(());
                }
                handed += 1;
                each(key, value)
            })
        })
    }

    /// Reads from the records below the overlay; once they fail with the disk, from memory.
    fn read<T>(
        &self,
        over: &[&Layer],
        mut read: impl FnMut(&[&Layer], Option<&Records>) -> Result<T, RecordsError>,
    ) -> Result<T, EngineError> {
        let (shared, overlay) = (self.shared, &*self.overlay);
        let mut layers: Vec<&Layer> = over.iter().copied().chain([overlay]).collect();
        if !shared.records_failed.load(Ordering::Acquire) {
            match read(&layers, Some(&shared.records)) {
                Ok(found) => return Ok(found),
                Err(error) => drop(shared.fail_with(&error)),
            }
        }
        // without it, what sled can still read
        let memory = shared.memory();
        layers.extend(memory);
        let records = memory.is_none().then_some(&shared.records);
        read(&layers, records).map_err(|error| shared.fail_with(&error))
    }
}

/// Collects what a walk hands out, up to `limit` records.
pub(super) fn collect<E>(
    limit: usize,
    walk: impl FnOnce(&mut Each<'_>) -> Result<(), E>,
) -> Result<Vec<Record>, E> {
    let mut found = Vec::new();
    if limit > 0 {
        walk(&mut |key, value| {
            found.push((key.to_vec(), value.to_vec()));
            if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
    }
    Ok(found)
}
