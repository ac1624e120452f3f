//! Typed reading, the same over a view and inside a change.

use std::ops::ControlFlow;

use super::engine::{EngineError, Span, Tx, View};
use super::error::StoreError;
use super::records::{Record, id_key};
use crate::codec::CodecError;
use crate::journal::Tree;

/// Takes key and bytes of a record and says whether to go on.
pub type EachRecord<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

/// Something records can be read from: a view, or a change being made with all it wrote so far.
pub trait Read {
    /// The bytes of a key.
    fn bytes(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError>;

    /// Hands key and bytes of each record of a span to `each` until it breaks.
    fn walk(&self, span: Span<'_>, each: &mut EachRecord<'_>) -> Result<(), EngineError>;

    /// The record of a key.
    fn record<R: Record>(&self, key: &[u8]) -> Result<Option<R>, StoreError> {
        let bytes = self.bytes(R::TREE, key)?;
        Ok(bytes.map(|bytes| R::open(key, &bytes)).transpose()?)
    }

    /// The record of an id; not being there is an error.
    fn by_id<R: Record>(&self, id: u64) -> Result<R, StoreError> {
        self.record(&id_key(id))?.ok_or(StoreError::NotFound)
    }

    /// How many records a span has; none of them is decoded.
    fn count(&self, span: Span<'_>) -> Result<usize, StoreError> {
        let mut count = 0;
        self.walk(span, &mut |_, _| {
            count += 1;
            ControlFlow::Continue(())
        })?;
        Ok(count)
    }

    /// The first `limit` records of a span.
    fn list<R: Record>(&self, span: Span<'_>, limit: usize) -> Result<Vec<R>, StoreError> {
        let mut found = Vec::new();
        if limit > 0 {
            self.each(span, |record| {
                found.push(record);
                found.len() < limit
            })?;
        }
        Ok(found)
    }

    /// Hands each record of a span to `each` as long as it wants more.
    fn each<R: Record>(
        &self,
        span: Span<'_>,
        mut each: impl FnMut(R) -> bool,
    ) -> Result<(), StoreError> {
        let mut unreadable: Option<CodecError> = None;
        self.walk(span, &mut |key, bytes| {
            let more = match R::open(key, bytes) {
                Ok(record) => each(record),
                Err(error) => {
                    unreadable = Some(error);
                    false
                }
            };
            if more { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        unreadable.map_or(Ok(()), |error| Err(error.into()))
    }
}

impl Read for View<'_> {
    fn bytes(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.get(tree, key)
    }

    fn walk(&self, span: Span<'_>, each: &mut EachRecord<'_>) -> Result<(), EngineError> {
        View::walk(self, span, each)
    }
}

impl Read for Tx<'_> {
    fn bytes(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.get(tree, key)
    }

    fn walk(&self, span: Span<'_>, each: &mut EachRecord<'_>) -> Result<(), EngineError> {
        Tx::walk(self, span, each)
    }
}
