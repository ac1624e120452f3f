//! One reading of a query against the persons: all terms must match, each by a word of its own.
use std::collections::HashMap;
use std::rc::Rc;

use super::matching::{self, Matches};
use super::people::Borne;
use super::query::{Reading, Term};
use super::rank::{Best, Found, Rank};
use super::{Docs, Index, Why};

/// Persons compared word by word in one reading. Only a query of several vague words ("a m")
/// comes that far, and by then the best have been met, because the search goes from good words to
/// poor ones.
const COMPARED: usize = 50_000;
/// Bearers of the rarest term that are compared without looking at the others' bearers first.
const FEW: usize = 2_000;
/// Attempts to give the terms words of one person: enough for any real name.
const STEPS: usize = 256;

/// What the terms of one query mean, each looked up once.
#[derive(Default)]
pub struct Terms(HashMap<Term, Rc<Matches>>);

impl Terms {
    fn of(&mut self, term: &Term, index: &Index) -> Rc<Matches> {
        if let Some(known) = self.0.get(term) {
            return Rc::clone(known);
        }
        let found = Rc::new(matching::find(term, &index.words, &index.numbers));
        self.0.insert(term.clone(), Rc::clone(&found));
        found
    }
}

/// Offers to `best` every person who matches, going through those of the rarest term.
pub fn search(
    reading: &Reading,
    index: &Index,
    terms: &mut Terms,
    filter: &impl Fn(u32) -> bool,
    best: &mut Best,
) {
    let floor = Rank::of(if reading.literal { Why::Exact } else { Why::Words }, 0);
    if best.is_closed_to(floor) {
        return;
    }
    let terms: Vec<Rc<Matches>> = reading.terms.iter().map(|t| terms.of(t, index)).collect();
    let Some(rarest) = terms.iter().min_by_key(|matches| matches.cost(&index.words)) else {
        return;
    };
    // no person is better than what any one term offers at best
    let least = terms.iter().filter_map(|term| term.best()).fold(floor, Rank::max);
    let many = rarest.cost(&index.words) > FEW;
    let others = terms.iter().filter(|term| many && !Rc::ptr_eq(term, rarest));
    let others: Vec<&Docs> = others.map(|term| term.bearers(&index.words)).collect();
    let mut person = Comparison::default();
    let mut compared = 0;
    for (rank, docs) in rarest.groups(&index.words) {
        for doc in docs {
            if best.is_closed_to(rank.max(least)) || compared >= COMPARED {
                return;
            }
            if !others.iter().all(|bearers| bearers.contains(*doc)) || !filter(*doc) {
                continue;
            }
            compared += 1;
            if let Some((rank, word)) = person.compare(*doc, &terms, index) {
                best.offer(Found { doc: *doc, rank: rank.and(floor), word });
            }
        }
    }
}

/// One person against all terms.
#[derive(Default)]
struct Comparison {
    doc: u32,
    words: Vec<Borne>,
    /// Attempts left.
    steps: usize,
}

/// Terms that have found their word.
#[derive(Clone, Copy)]
struct Assigned {
    /// One bit for each word that is taken.
    taken: u64,
    last: Option<usize>,
    /// Whether the words follow each other within one name.
    ordered: bool,
    rank: Rank,
    /// The word of the poorest match, which is the one to explain.
    word: Option<u32>,
}

impl Comparison {
    /// The rank of the person and the word to explain it; `None` where a term is missing.
    fn compare(
        &mut self,
        doc: u32,
        terms: &[Rc<Matches>],
        index: &Index,
    ) -> Option<(Rank, Option<u32>)> {
        self.doc = doc;
        self.words.clear();
        self.words.extend(index.people.words(doc));
        self.steps = STEPS;
        let rank = Rank::of(Why::Exact, 0);
        let nothing = Assigned { taken: 0, last: None, ordered: true, rank, word: None };
        self.assign(terms, nothing)
    }

    /// The best way to give each of `terms` a word of its own.
    fn assign(&mut self, terms: &[Rc<Matches>], so_far: Assigned) -> Option<(Rank, Option<u32>)> {
        let Some((term, rest)) = terms.split_first() else {
            let order = if so_far.ordered { Why::Exact } else { Why::Words };
            return Some((so_far.rank.and(Rank::of(order, 0)), so_far.word));
        };
        self.steps = self.steps.checked_sub(1)?;
        let mut best = None;
        if let Some(rank) = term.doc(self.doc) {
            best = self.assign(rest, Assigned { rank: so_far.rank.and(rank), ..so_far });
        }
        for place in 0..self.words.len() {
            let Some(next) = self.step(term, place, so_far) else { continue };
            let other = self.assign(rest, next);
            best = match (best, other) {
                (Some(a), Some(b)) => Some(if b.0 < a.0 { b } else { a }),
                (a, b) => a.or(b),
            };
        }
        best
    }

    /// `term` takes the word at `place`.
    fn step(&self, term: &Matches, place: usize, so_far: Assigned) -> Option<Assigned> {
        let borne = self.words.get(place)?;
        let bit = 1 << place;
        let rank = term.word(borne.word).filter(|_| so_far.taken & bit == 0)?;
        // a room or a file reference stands in no order to a name
        let named = !matches!(rank.why(), Why::Room | Why::File);
        let place = if named { Some(place) } else { so_far.last };
        let follows = self.follows(so_far.last, place);
        let poorest = so_far.word.is_none() || rank > so_far.rank;
        Some(Assigned {
            taken: so_far.taken | bit,
            last: place,
            ordered: so_far.ordered && follows,
            rank: so_far.rank.and(rank),
            word: if poorest { Some(borne.word) } else { so_far.word },
        })
    }

    /// Whether the word at `place` stands behind the one at `last` in the same name.
    fn follows(&self, last: Option<usize>, place: Option<usize>) -> bool {
        let (Some(last), Some(place)) = (last, place) else { return true };
        let mut between = self.words.iter().take(place + 1).skip(last + 1);
        last <= place && !between.any(|word| word.starts)
    }
}
