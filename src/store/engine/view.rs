//! One consistent sight of all records.

use super::Shared;
use super::error::{EngineError, RecordsError};
use super::history::{self, CHANGES, Past};
use super::layers::{self, Each, Layer, Span, flat};
use crate::journal::Tree;
use std::ops::ControlFlow;
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
        let layers = self.layers(over);
        let found = layers::get(&layers, &self.shared.records, &flat(tree, key));
        found.map_err(|error| self.failed(&error))
    }

    pub(super) fn walk_over(
        &self,
        over: &[&Layer],
        span: &Span<'_>,
        each: &mut Each<'_>,
    ) -> Result<(), EngineError> {
        let walked = layers::walk(&self.layers(over), &self.shared.records, span, each);
        walked.map_err(|error| self.failed(&error))
    }

    fn layers<'b>(&'b self, over: &[&'b Layer]) -> Vec<&'b Layer> {
        over.iter().copied().chain([&*self.overlay]).collect()
    }

    fn failed(&self, error: &RecordsError) -> EngineError {
        self.shared.fail_with(error)
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
