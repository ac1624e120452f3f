//! Finding persons by names in any spelling, order and script, by case number, telephone and room.
//!
//! [`Index`] is held in memory and knows persons as small numbers, which the roster gives and
//! maps to records. It is updated with each change-set and built anew at every start; nothing of
//! it is on disk. A typed word is looked up among the distinct words of all names on six levels
//! ([`Why`]), so that a search costs what the words cost and not what the persons cost.
//!
//! One search, in the order of its files: `query` reads what was typed → `matching` finds the
//! words each part may mean (`dictionary`, `numbers`) → `reading` goes through the bearers of the
//! rarest part and checks the other parts against each (`people`) → `rank` keeps the best.
mod dictionary;
mod docs;
mod matching;
mod numbers;
mod people;
mod query;
mod rank;
mod reading;

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

use crate::domain::names;
use dictionary::{Dictionary, FILE, ROOM};
pub use docs::Docs;
use numbers::Numbers;
use people::{Borne, NUMBERS, People, WORDS};
use query::Reading;
use rank::{Best, Found};

/// Groups of a file reference by which it is found.
const FILE_GROUPS: usize = 6;

/// Why a person was found, best reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Whole words of one name, in order.
    Exact,
    /// The case number, whole or begun.
    Case,
    /// The file reference, whole or begun, also from one of its groups on.
    File,
    /// The room.
    Room,
    /// Beginnings of words of one name, in order.
    Start,
    /// First or last digits of a telephone number, or the first of one of its groups.
    Phone,
    /// Words in another order, from several names, joined or cut.
    Words,
    /// Another form of the same name.
    Alias,
    /// Sounds alike: the same skeleton.
    Sound,
    /// Sounds similar: the same Daitch-Mokotoff code.
    Phonetic,
    /// One letter wrong, missing, too many or swapped.
    Typo,
}

/// What else than names a person is found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `AiD-2026-0143`; found by `143`, `2026-143` and the whole.
    Case,
    /// Any way of writing; found by four digits and more: the first or last of it, or of what comes
    /// behind the area code or another group.
    Phone,
    /// `50-3/4711`; found by three characters and more from the start of any of its groups.
    File,
    /// `B 2.14`; found by `b2`, `B 2.14` and `2.14`.
    Room,
}

/// A person found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The person's number.
    pub doc: u32,
    /// The poorest of the reasons, which is what has to be explained.
    pub why: Why,
    /// How far the spellings are apart among hits of this reason.
    pub distance: u8,
    /// The folded word of the person that matched for this reason; empty where a case or telephone
    /// number was found.
    pub matched: String,
}

/// All persons of an office, to be searched.
#[derive(Default)]
pub struct Index {
    words: Dictionary,
    numbers: Numbers,
    people: People,
}

impl Index {
    /// An index without persons.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a person in, in place of what was known under this number. `names` are all names in
    /// all spellings and scripts, each one text; at most 64 words and 32 numbers of a person count.
    ///
    /// Persons are numbered from 0 without large gaps: the highest number decides the memory.
    pub fn insert(&mut self, doc: u32, names: &[&str], tokens: &[(Kind, &str)]) {
        self.remove(doc);
        let mut borne: Vec<Borne> = Vec::new();
        let mut bear = |words: &mut Dictionary, text: &str, starts| {
            if borne.len() < WORDS {
                borne.push(Borne { word: words.add(text, doc), starts });
            }
        };
        for name in names {
            let folded = names::fold(name);
            let parts: Vec<&str> = names::split(&folded).collect();
            for (place, word) in parts.iter().enumerate() {
                bear(&mut self.words, word, place == 0);
            }
            for joined in names::compounds(&parts) {
                bear(&mut self.words, &joined, false);
            }
        }
        for (kind, text) in tokens {
            let words = match kind {
                Kind::Room => room_words(text),
                Kind::File => file_words(text),
                Kind::Case | Kind::Phone => continue,
            };
            for word in &words {
                bear(&mut self.words, word, true);
            }
        }
        let keys = tokens.iter().flat_map(|(kind, text)| numbers::keys(*kind, text));
        let keys: Vec<u64> = keys.take(NUMBERS).collect();
        for key in &keys {
            self.numbers.insert(*key, doc);
        }
        self.people.insert(doc, &borne, &keys);
    }

    /// Forgets a person; words nobody else bears leave the memory too.
    pub fn remove(&mut self, doc: u32) {
        let (words, keys) = self.people.remove(doc);
        for word in words {
            self.words.remove(word, doc);
        }
        for key in keys {
            self.numbers.remove(key, doc);
        }
    }

    /// Takes in the persons from 0 to `docs` at once: `insert` is called for each by `list`, for one
    /// half of them on a thread of its own; searches come afterwards. Takes less time and leaves
    /// less memory unused than one by one.
    pub fn fill(&mut self, docs: u32, list: impl Fn(&mut Self, u32) + Sync) {
        self.numbers.start();
        let mut behind = Self::new();
        behind.numbers.start();
        thread::scope(|scope| {
            let other = scope.spawn(|| (docs / 2..docs).for_each(|doc| list(&mut behind, doc)));
            (0..docs / 2).for_each(|doc| list(self, doc));
            other.join().unwrap_or_else(|panic| resume_unwind(panic));
        });
        self.append(behind, docs / 2..docs);
        self.numbers.finish();
        self.words.shrink();
        self.people.shrink();
    }

    /// Takes over another index, whose persons come behind all of this one.
    fn append(&mut self, other: Self, docs: Range<u32>) {
        let Self { words, numbers, people } = other;
        let places = self.words.append(words);
        self.numbers.append(numbers);
        let mut borne = Vec::new();
        for doc in docs {
            borne.clear();
            let place = |word: u32| places.get(word as usize).copied().unwrap_or_default();
            borne.extend(people.words(doc).map(|b| Borne { word: place(b.word), ..b }));
            self.people.insert(doc, &borne, &people.numbers(doc));
        }
    }

    /// The best `limit` persons for what was typed so far, best first; none for an empty query.
    ///
    /// All words must match, in any order. The last one counts as half typed unless white space
    /// follows it. Only persons that pass `filter` are found, and the best of them however few
    /// they are, with two bounds: of a query of several vague words 50,000 persons that pass are
    /// compared in each reading, and of a number 100,000 bearers are looked at.
    pub fn search(&self, query: &str, limit: usize, filter: impl Fn(u32) -> bool) -> Vec<Hit> {
        let typed = query::terms(query);
        if typed.is_empty() || limit == 0 {
            return Vec::new();
        }
        let mut best = Best::new(limit);
        let mut terms = reading::Terms::default();
        let others = query::other_readings(&typed, &self.words);
        let literal = Reading { terms: typed, literal: true };
        for reading in std::iter::once(literal).chain(others) {
            reading::search(&reading, self, &mut terms, &filter, &mut best);
        }
        best.into_found().map(|found| self.hit(found)).collect()
    }

    fn hit(&self, found: Found) -> Hit {
        let matched = found.word.map(|word| self.words.text(word)).unwrap_or_default();
        let matched = matched.trim_start_matches([ROOM, FILE]).to_owned();
        Hit { doc: found.doc, why: found.rank.why(), distance: found.rank.distance(), matched }
    }

    /// Persons with this very file reference, however it is written.
    pub fn with_file(&self, reference: &str) -> &[u32] {
        let whole = file_words(reference).into_iter().next();
        let word = whole.and_then(|word| self.words.id(&word));
        word.map_or(&[], |word| self.words.docs(word))
    }
}

/// A file reference from the start of each of its groups on, the whole first: `50-3/4711` as
/// `5034711`, `34711` and `4711`.
fn file_words(reference: &str) -> Vec<String> {
    let folded = names::fold(reference);
    let groups: Vec<&str> = folded.split(' ').filter(|group| !group.is_empty()).collect();
    let from = (0..groups.len().min(FILE_GROUPS)).filter_map(|group| groups.get(group..));
    let words = from.map(<[&str]>::concat).filter(|word| word.len() >= query::FILE_LETTERS);
    words.map(|word| format!("{ROOM}{FILE}{word}")).collect()
}

/// A room as it is said: `B 2.14` as `b214` and `214`.
fn room_words(room: &str) -> Vec<String> {
    let compact = names::fold(room).replace(' ', "");
    let number = compact.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut words = vec![format!("{ROOM}{compact}")];
    if !number.is_empty() && number.len() < compact.len() {
        words.push(format!("{ROOM}{number}"));
    }
    words.retain(|word| word.len() > ROOM.len_utf8());
    words
}
