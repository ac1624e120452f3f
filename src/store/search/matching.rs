//! Which words and persons one typed term may mean, best first.
use std::cell::OnceCell;

use super::dictionary::{Dictionary, FILE, ROOM};
use super::numbers::{self, Numbers};
use super::query::{FILE_LETTERS, Term};
use super::rank::{self, Rank};
use super::{Docs, Why};
use crate::domain::names::{self, DM_DISTANCE, TYPO_LETTERS};

/// Letters a beginning must have before it is compared by sound.
const SOUND_LETTERS: usize = 3;
/// Words or persons, each once, best first.
type Ranked = Vec<(Rank, u32)>;
/// The same in the order of their numbers.
type Ranks = Vec<(u32, Rank)>;

/// All that a term may mean.
#[derive(Default)]
pub struct Matches {
    pub words: Ranked,
    by_word: Ranks,
    /// Persons by their numbers.
    pub docs: Ranked,
    by_doc: Ranks,
    bearers: OnceCell<Docs>,
}

impl Matches {
    /// How well a word matches the term.
    pub fn word(&self, word: u32) -> Option<Rank> {
        let place = self.by_word.binary_search_by_key(&word, |(word, _)| *word).ok()?;
        self.by_word.get(place).map(|(_, rank)| *rank)
    }

    /// How well a number of the person matches the term.
    pub fn doc(&self, doc: u32) -> Option<Rank> {
        let place = self.by_doc.binary_search_by_key(&doc, |(doc, _)| *doc).ok()?;
        self.by_doc.get(place).map(|(_, rank)| *rank)
    }

    /// The rank of the best match.
    pub fn best(&self) -> Option<Rank> {
        let ranked = [self.words.first(), self.docs.first()];
        ranked.into_iter().flatten().map(|(rank, _)| *rank).min()
    }

    /// Persons that would have to be looked at, some more than once.
    pub fn cost(&self, dictionary: &Dictionary) -> usize {
        let bearers = self.words.iter().map(|(_, word)| dictionary.docs(*word).len());
        bearers.sum::<usize>() + self.docs.len()
    }

    /// The persons a term may mean, best first.
    pub fn groups<'a>(&'a self, dictionary: &'a Dictionary) -> Vec<(Rank, &'a [u32])> {
        let bearers = self.words.iter().map(|(rank, word)| (*rank, dictionary.docs(*word)));
        let numbered = self.docs.iter().map(|(rank, doc)| (*rank, std::slice::from_ref(doc)));
        let mut groups: Vec<_> = numbered.chain(bearers).collect();
        if !self.docs.is_empty() {
            groups.sort_by_key(|(rank, _)| *rank);
        }
        groups
    }

    /// The same persons as a set, made once.
    pub fn bearers(&self, dictionary: &Dictionary) -> &Docs {
        self.bearers.get_or_init(|| {
            let mut bearers = Docs::default();
            for (_, docs) in self.groups(dictionary) {
                // the last one first, so that the set is as long as it gets
                bearers.extend(docs.iter().rev().copied());
            }
            bearers
        })
    }

    fn add(&mut self, rank: Rank, word: u32) {
        self.words.push((rank, word));
    }

    /// Keeps the best rank of each word and of each person.
    fn settle(mut self) -> Self {
        (self.words, self.by_word) = settled(&self.words);
        (self.docs, self.by_doc) = settled(&self.docs);
        self
    }
}

fn settled(found: &[(Rank, u32)]) -> (Ranked, Ranks) {
    let mut by_id: Ranks = found.iter().map(|(rank, id)| (*id, *rank)).collect();
    by_id.sort_unstable();
    by_id.dedup_by_key(|(id, _)| *id);
    let best = |(rank, id): &&(Rank, u32)| by_id.binary_search(&(*id, *rank)).is_ok();
    let mut best_first: Ranked = found.iter().filter(best).copied().collect();
    // stable: words of one rank stay in alphabetical order
    best_first.sort_by_key(|(rank, _)| *rank);
    (best_first, by_id)
}

/// Looks a term up on every level.
pub fn find(term: &Term, dictionary: &Dictionary, numbers: &Numbers) -> Matches {
    let mut matches = Matches::default();
    rooms(term, dictionary, &mut matches);
    if term.room {
        return matches.settle();
    }
    files(term, dictionary, &mut matches);
    if let Some(text) = &term.number {
        let typed = numbers::typed(text);
        let hits = typed.map(|typed| numbers.find(&typed)).unwrap_or_default();
        let docs = hits.iter().map(|(why, whole, doc)| (Rank::of(*why, u8::from(!whole)), *doc));
        matches.docs.extend(docs);
    }
    let typed = term.text.as_str();
    for (text, word) in dictionary.beginning(typed) {
        let why = if text.len() == typed.len() { Why::Exact } else { Why::Start };
        matches.add(Rank::of(why, 0), word);
    }
    if term.number.is_none() {
        for word in dictionary.forms(typed) {
            let distance = names::distance(typed, dictionary.text(*word), false);
            matches.add(Rank::of(Why::Alias, distance), *word);
        }
        by_sound(term, dictionary, &mut matches);
        by_code(typed, dictionary, &mut matches);
        by_mistake(term, dictionary, &mut matches);
    }
    matches.settle()
}

/// Rooms: a beginning where a digit was typed, else the whole (`EG`).
fn rooms(term: &Term, dictionary: &Dictionary, matches: &mut Matches) {
    let room = format!("{ROOM}{}", term.text);
    if term.number.is_none() {
        let whole = dictionary.id(&room).into_iter();
        whole.for_each(|word| matches.add(Rank::of(Why::Room, 0), word));
        return;
    }
    for (text, word) in dictionary.beginning(&room) {
        matches.add(Rank::of(Why::Room, u8::from(text.len() > room.len())), word);
    }
}

/// File references, by the beginning of any of their groups.
fn files(term: &Term, dictionary: &Dictionary, matches: &mut Matches) {
    if term.number.is_none() || term.text.len() < FILE_LETTERS {
        return;
    }
    let file = format!("{ROOM}{FILE}{}", term.text);
    for (text, word) in dictionary.beginning(&file) {
        matches.add(Rank::of(Why::File, u8::from(text.len() > file.len())), word);
    }
}

fn by_sound(term: &Term, dictionary: &Dictionary, matches: &mut Matches) {
    let typed = term.text.as_str();
    for skeleton in names::skeletons(typed) {
        for word in dictionary.sounding(&skeleton) {
            let distance = names::distance(typed, dictionary.text(word), false);
            // one consonant says little alone
            if skeleton.len() > 1 || distance <= 1 {
                let friends = names::friends(typed, dictionary.text(word));
                let distance = distance.saturating_add(if friends { rank::FRIENDS } else { 0 });
                matches.add(Rank::of(Why::Sound, distance), word);
            }
        }
    }
    if !term.open || typed.len() < SOUND_LETTERS {
        return;
    }
    for skeleton in names::skeleton_starts(typed).iter().filter(|skeleton| skeleton.len() > 1) {
        for word in dictionary.beginning_to_sound(skeleton) {
            let distance = names::distance(typed, dictionary.text(word), true);
            // a vowel and one consonant say little alone
            if skeleton.trim_start_matches('A').len() > 1 || distance <= 1 {
                matches.add(Rank::of(Why::Sound, distance.saturating_add(rank::HALF)), word);
            }
        }
    }
}

fn by_code(typed: &str, dictionary: &Dictionary, matches: &mut Matches) {
    for code in names::dm_codes(typed) {
        for word in dictionary.coded(code) {
            let distance = names::distance(typed, dictionary.text(word), false);
            if distance <= DM_DISTANCE {
                matches.add(Rank::of(Why::Phonetic, distance), word);
            }
        }
    }
}

fn by_mistake(term: &Term, dictionary: &Dictionary, matches: &mut Matches) {
    if term.text.len() < TYPO_LETTERS {
        return;
    }
    for (text, word) in dictionary.with_letters(&term.text) {
        if names::one_mistake(&term.text, text, term.open) {
            matches.add(Rank::of(Why::Typo, 0), word);
        }
    }
}
