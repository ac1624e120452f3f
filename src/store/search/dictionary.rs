//! The distinct words of all names, each with the persons who bear it.
//!
//! A million persons share some ten thousand words, so everything costly (keys by sound, spelling
//! mistakes) is done a word, never a person. Rooms stand in the same dictionary behind [`ROOM`], file
//! references behind that and [`FILE`].
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use crate::domain::names;

/// Marks a room in the dictionary: before every letter and digit, in no name.
pub const ROOM: char = '#';
/// Behind [`ROOM`]: no room but a file reference.
pub const FILE: char = '@';

/// Letters of a skeleton in a packed key, five bits each.
const SKELETON_LETTERS: u32 = 12;

struct Word {
    text: Arc<str>,
    /// One bit for each letter that occurs, see [`letters`].
    letters: u32,
    /// Ascending, without repetition; empty for a free place.
    docs: Vec<u32>,
}

/// Words by number, spelling and sound. The number of a word stays as long as somebody bears it.
#[derive(Default)]
pub struct Dictionary {
    words: Vec<Word>,
    free: Vec<u32>,
    ids: HashMap<Arc<str>, u32>,
    sorted: BTreeMap<Arc<str>, u32>,
    skeletons: BTreeSet<(u64, u32)>,
    codes: BTreeSet<(u32, u32)>,
    /// Words by the name that they are a form of.
    forms: HashMap<u16, Vec<u32>>,
}

impl Dictionary {
    /// Notes that `doc` bears the word; the word's number.
    pub fn add(&mut self, text: &str, doc: u32) -> u32 {
        let id = match self.ids.get(text) {
            Some(id) => *id,
            None => self.create(text),
        };
        if let Some(word) = self.words.get_mut(id as usize) {
            if word.docs.last().is_none_or(|last| *last < doc) {
                word.docs.push(doc);
            } else if let Err(place) = word.docs.binary_search(&doc) {
                word.docs.insert(place, doc);
            }
        }
        id
    }

    /// Takes `doc` from a word; a word nobody bears is forgotten.
    pub fn remove(&mut self, id: u32, doc: u32) {
        let Some(word) = self.words.get_mut(id as usize) else { return };
        let Ok(place) = word.docs.binary_search(&doc) else { return };
        word.docs.remove(place);
        if word.docs.is_empty() {
            let text = std::mem::replace(&mut word.text, Arc::from(""));
            word.docs = Vec::new();
            self.forget(&text, id);
        }
    }

    /// Takes over the words of another, borne by persons behind all of this one; which number each
    /// of its words has here.
    pub fn append(&mut self, other: Self) -> Vec<u32> {
        let take = |word: Word| {
            if word.docs.is_empty() {
                return u32::MAX; // free: nobody asks for it
            }
            let known = self.id(&word.text);
            let id = known.unwrap_or_else(|| self.create(&word.text));
            if let Some(here) = self.words.get_mut(id as usize) {
                here.docs.extend(word.docs);
            }
            id
        };
        other.words.into_iter().map(take).collect()
    }

    fn create(&mut self, text: &str) -> u32 {
        let text: Arc<str> = Arc::from(text);
        let word = Word { text: Arc::clone(&text), letters: letters(&text), docs: Vec::new() };
        let reused = self.free.pop();
        let id = reused.unwrap_or_else(|| u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        match reused.and_then(|id| self.words.get_mut(id as usize)) {
            Some(place) => *place = word,
            None => self.words.push(word),
        }
        let (skeletons, codes) = keys(&text);
        self.skeletons.extend(skeletons.iter().map(|key| (*key, id)));
        self.codes.extend(codes.iter().map(|code| (*code, id)));
        if let Some(name) = names::alias(&text) {
            self.forms.entry(name).or_default().push(id);
        }
        self.ids.insert(Arc::clone(&text), id);
        self.sorted.insert(text, id);
        id
    }

    fn forget(&mut self, text: &str, id: u32) {
        let (skeletons, codes) = keys(text);
        for key in skeletons {
            self.skeletons.remove(&(key, id));
        }
        for code in codes {
            self.codes.remove(&(code, id));
        }
        if let Some(forms) = names::alias(text).and_then(|name| self.forms.get_mut(&name)) {
            forms.retain(|form| *form != id);
        }
        self.ids.remove(text);
        self.sorted.remove(text);
        self.free.push(id);
    }

    /// Gives back memory that growing left unused.
    pub fn shrink(&mut self) {
        self.words.shrink_to_fit();
        for word in &mut self.words {
            word.docs.shrink_to_fit();
        }
    }

    pub fn id(&self, text: &str) -> Option<u32> {
        self.ids.get(text).copied()
    }

    pub fn text(&self, id: u32) -> &str {
        self.words.get(id as usize).map_or("", |word| &word.text)
    }

    /// The persons who bear a word, ascending.
    pub fn docs(&self, id: u32) -> &[u32] {
        self.words.get(id as usize).map_or(&[], |word| &word.docs)
    }

    /// Words that begin so, in alphabetical order.
    pub fn beginning<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, u32)> {
        let from = (Bound::Included(start), Bound::Unbounded);
        let words = self.sorted.range::<str, _>(from);
        words
            .map(|(text, id)| (text.as_ref(), *id))
            .take_while(move |(text, _)| text.starts_with(start))
    }

    /// Words with this skeleton.
    pub fn sounding(&self, skeleton: &str) -> impl Iterator<Item = u32> {
        let (key, _) = packed(skeleton);
        self.skeletons.range((key, 0)..=(key, u32::MAX)).map(|(_, id)| *id)
    }

    /// Words whose skeleton begins so.
    pub fn beginning_to_sound(&self, skeleton: &str) -> impl Iterator<Item = u32> {
        let (first, last) = packed(skeleton);
        self.skeletons.range((first, 0)..=(last, u32::MAX)).map(|(_, id)| *id)
    }

    /// Words that are forms of the same name.
    pub fn forms(&self, typed: &str) -> &[u32] {
        names::alias(typed).and_then(|name| self.forms.get(&name)).map_or(&[], Vec::as_slice)
    }

    /// Words with this Daitch-Mokotoff code.
    pub fn coded(&self, code: u32) -> impl Iterator<Item = u32> {
        self.codes.range((code, 0)..=(code, u32::MAX)).map(|(_, id)| *id)
    }

    /// Words that lack at most one of the letters of `typed`: all that one mistake can explain.
    pub fn with_letters(&self, typed: &str) -> impl Iterator<Item = (&str, u32)> {
        let wanted = letters(typed);
        let near = self.words.iter().zip(0u32..).filter(move |(word, _)| {
            (wanted & !word.letters).count_ones() <= 1 && !word.docs.is_empty()
        });
        near.map(|(word, id)| (word.text.as_ref(), id)).filter(|(text, _)| !text.starts_with(ROOM))
    }
}

/// Packed skeletons and Daitch-Mokotoff codes of a word; none for a room and where digits are.
fn keys(text: &str) -> (Vec<u64>, Vec<u32>) {
    if text.contains(|c: char| c == ROOM || c.is_ascii_digit()) {
        return (Vec::new(), Vec::new());
    }
    let skeletons = names::skeletons(text).iter().map(|skeleton| packed(skeleton).0).collect();
    (skeletons, names::dm_codes(text))
}

/// First and last key of the skeletons that begin so; the first is the key of the skeleton itself.
fn packed(skeleton: &str) -> (u64, u64) {
    let mut shift = SKELETON_LETTERS * 5;
    let mut key = 0;
    for letter in skeleton.bytes().take(SKELETON_LETTERS as usize) {
        shift -= 5;
        key |= u64::from(letter & 31) << shift;
    }
    (key, key | ((1 << shift) - 1))
}

/// One bit for each of `a` to `z`, digits share the rest.
fn letters(text: &str) -> u32 {
    let bit = |b: u8| if b.is_ascii_lowercase() { b - b'a' } else { 26 + b % 6 };
    text.bytes().fold(0, |bits, b| bits | 1 << bit(b))
}
