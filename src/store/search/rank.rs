//! The order of hits, and the best few of many.
use std::collections::{BTreeMap, HashMap};

use super::Why;

/// How good a match is: the reason first, then the distance of the spellings. Smaller is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    why: Why,
    distance: u8,
}

/// Added to the distance where only the beginning of a word was compared by its sound.
pub const HALF: u8 = 32;
/// Added to the distance of names that only sound alike.
pub const FRIENDS: u8 = 64;

impl Rank {
    pub const fn of(why: Why, distance: u8) -> Self {
        Self { why, distance }
    }

    pub fn why(self) -> Why {
        self.why
    }

    pub fn distance(self) -> u8 {
        self.distance
    }

    /// The rank of a person in whom both match.
    pub fn and(self, other: Self) -> Self {
        let distance = self.distance.saturating_add(other.distance);
        Self { why: self.why.max(other.why), distance }
    }
}

/// A person found, and by which word (none where a number was found).
#[derive(Clone, Copy)]
pub struct Found {
    pub doc: u32,
    pub rank: Rank,
    pub word: Option<u32>,
}

/// The best persons so far, each once; among equals the ones found first.
pub struct Best {
    limit: usize,
    found: BTreeMap<(Rank, usize), Found>,
    places: HashMap<u32, (Rank, usize)>,
    turn: usize,
}

impl Best {
    pub fn new(limit: usize) -> Self {
        Self { limit, found: BTreeMap::new(), places: HashMap::new(), turn: 0 }
    }

    /// Whether nothing of this rank or a worse one can get in any more.
    pub fn is_closed_to(&self, rank: Rank) -> bool {
        self.found.len() >= self.limit
            && self.found.last_key_value().is_none_or(|((worst, _), _)| *worst <= rank)
    }

    pub fn offer(&mut self, found: Found) {
        if self.is_closed_to(found.rank) {
            return;
        }
        let place = (found.rank, self.turn);
        self.turn += 1;
        if let Some(before) = self.places.get(&found.doc) {
            if before.0 <= found.rank {
                return;
            }
            self.found.remove(before);
        }
        self.places.insert(found.doc, place);
        self.found.insert(place, found);
        if self.found.len() > self.limit
            && let Some((_, worst)) = self.found.pop_last()
        {
            self.places.remove(&worst.doc);
        }
    }

    /// Best first.
    pub fn into_found(self) -> impl Iterator<Item = Found> {
        self.found.into_values()
    }
}
