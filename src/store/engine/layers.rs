//! Reading through layers: what was just committed lies over what is in the records.

use super::error::RecordsError;
use super::records::{Pair, Records};
use crate::journal::Tree;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::{Bound, ControlFlow};

/// Bounds of flat keys.
pub type Bounds = (Bound<Vec<u8>>, Bound<Vec<u8>>);

/// A value that lies over the records.
#[derive(Debug, Clone, Default)]
pub struct Slot {
    /// Change it came with.
    pub seq: u64,
    /// The value; `None` is deleted.
    pub value: Option<Vec<u8>>,
}

/// Takes key and value of a record, and says whether to go on.
pub type Each<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

/// Values by flat key.
pub type Layer = BTreeMap<Vec<u8>, Slot>;

/// A key with the number of its tree in front.
pub fn flat(tree: Tree, key: &[u8]) -> Vec<u8> {
    let mut flat = Vec::with_capacity(key.len() + 1);
    flat.push(tree.0);
    flat.extend_from_slice(key);
    flat
}

/// Which records of a tree, and in which order.
#[derive(Debug, Clone, Copy)]
pub struct Span<'a> {
    /// The tree.
    pub tree: Tree,
    /// Only keys that begin with this.
    pub prefix: &'a [u8],
    /// Only keys behind this one (in front of it when going back): the last key of the page
    /// before.
    pub after: Option<&'a [u8]>,
    /// From the last key to the first.
    pub back: bool,
}

impl<'a> Span<'a> {
    /// All of a tree, in the order of its keys.
    pub fn all(tree: Tree) -> Span<'a> {
        Span { tree, prefix: &[], after: None, back: false }
    }

    /// The keys of a tree that begin with `prefix`.
    pub fn prefix(tree: Tree, prefix: &'a [u8]) -> Span<'a> {
        Span { prefix, ..Span::all(tree) }
    }

    /// `None` when nothing can lie between the bounds.
    fn bounds(&self) -> Option<Bounds> {
        let start = flat(self.tree, self.prefix);
        let mut low = Bound::Included(start.clone());
        let mut high = successor(start).map_or(Bound::Unbounded, Bound::Excluded);
        if let Some(after) = self.after {
            let after = flat(self.tree, after);
            if self.back {
                if above(&high, &after) {
                    high = Bound::Excluded(after);
                }
            } else if matches!(&low, Bound::Included(start) if *start <= after) {
                low = Bound::Excluded(after);
            }
        }
        let empty = match (&low, &high) {
            (Bound::Included(low) | Bound::Excluded(low), Bound::Excluded(high)) => low >= high,
            _ => false,
        };
        (!empty).then_some((low, high))
    }
}

fn above(high: &Bound<Vec<u8>>, key: &[u8]) -> bool {
    match high {
        Bound::Excluded(high) => key < high.as_slice(),
        _ => true,
    }
}

/// The first key behind all those that begin with `prefix`.
fn successor(mut prefix: Vec<u8>) -> Option<Vec<u8>> {
    while let Some(last) = prefix.pop() {
        if last < u8::MAX {
            prefix.push(last + 1);
            return Some(prefix);
        }
    }
    None
}

/// The value of a flat key, the first layer that knows it wins. Without records the layers are all
/// there is.
pub fn get(
    layers: &[&Layer],
    records: Option<&Records>,
    key: &[u8],
) -> Result<Option<Vec<u8>>, RecordsError> {
    if let Some(slot) = layers.iter().find_map(|layer| layer.get(key)) {
        return Ok(slot.value.clone());
    }
    let found = records.map_or(Ok(None), |records| records.get(key))?;
    Ok(found.map(|value| value.to_vec()))
}

/// Hands key (without tree) and value of each record of the span to `each` until it breaks. Without
/// records the layers are all there is.
pub fn walk(
    layers: &[&Layer],
    records: Option<&Records>,
    span: &Span<'_>,
    each: &mut Each<'_>,
) -> Result<(), RecordsError> {
    let Some(bounds) = span.bounds() else { return Ok(()) };
    let mut upper: Vec<_> = layers.iter().map(|layer| cursor(layer, &bounds, span.back)).collect();
    let mut lower = lower(records, bounds, span.back);
    loop {
        let (key, value) = match next(&mut upper, &mut lower, span.back)? {
            Some(Next::Upper(key, slot)) => match &slot.value {
                Some(value) => (key, value.as_slice()),
                None => continue,
            },
            Some(Next::Lower((key, value))) => {
                if each(key.get(1..).unwrap_or_default(), &value).is_break() {
                    return Ok(());
                }
                continue;
            }
            None => return Ok(()),
        };
        if each(key.get(1..).unwrap_or_default(), value).is_break() {
            return Ok(());
        }
    }
}

type Cursor<'a> = Peekable<Box<dyn Iterator<Item = (&'a Vec<u8>, &'a Slot)> + 'a>>;
type Lower<'a> = Peekable<Box<dyn Iterator<Item = Result<Pair, RecordsError>> + 'a>>;

enum Next<'a> {
    Upper(&'a Vec<u8>, &'a Slot),
    Lower(Pair),
}

fn cursor<'a>(layer: &'a Layer, bounds: &Bounds, back: bool) -> Cursor<'a> {
    let range = layer.range(bounds.clone());
    let boxed: Box<dyn Iterator<Item = _>> =
        if back { Box::new(range.rev()) } else { Box::new(range) };
    boxed.peekable()
}

fn lower(records: Option<&Records>, bounds: Bounds, back: bool) -> Lower<'_> {
    let none = || -> Box<dyn Iterator<Item = _>> { Box::new(std::iter::empty()) };
    records.map_or_else(none, |records| records.iter(bounds, back)).peekable()
}

/// The next key of all layers; where several have it, the upper one counts and all step on.
fn next<'a>(
    upper: &mut [Cursor<'a>],
    lower: &mut Lower<'_>,
    back: bool,
) -> Result<Option<Next<'a>>, RecordsError> {
    let order = |a: &[u8], b: &[u8]| if back { b.cmp(a) } else { a.cmp(b) };
    let mut first: Option<(&'a Vec<u8>, &'a Slot)> = None;
    for (key, slot) in upper.iter_mut().filter_map(|cursor| cursor.peek().copied()) {
        if first.is_none_or(|(best, _)| order(key, best).is_lt()) {
            first = Some((key, slot));
        }
    }
    let below = match (lower.peek(), first) {
        (None, _) => Ordering::Less,
        (Some(Err(_)), _) | (_, None) => Ordering::Greater,
        (Some(Ok((below, _))), Some((key, _))) => order(key, below),
    };
    if below.is_gt() {
        return Ok(lower.next().transpose()?.map(Next::Lower));
    }
    if below.is_eq() {
        lower.next();
    }
    let Some((key, slot)) = first else { return Ok(None) };
    for cursor in upper {
        cursor.next_if(|(other, _)| *other == key);
    }
    Ok(Some(Next::Upper(key, slot)))
}
