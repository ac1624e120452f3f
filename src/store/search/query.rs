//! What was typed, as words and numbers that all have to match.
//!
//! One query is read in several ways: as typed, without articles, with two words as one
//! (`Abdul Rahman`), with one word as two (`Nurmohammad`). Each way is a [`Reading`].
use super::dictionary::Dictionary;
use super::numbers;
use crate::domain::names;

/// Typed words looked at; the rest is ignored.
const TERMS: usize = 8;
/// Characters looked at, so that a pasted letter is no burden.
const LENGTH: usize = 128;
/// With more words than this a query is read as typed and in no other way.
const READ_OTHERWISE: usize = 5;
/// Characters of a file reference that have to be typed, and that one of its groups must have.
pub const FILE_LETTERS: usize = 3;
/// Words behind which a room follows, folded.
const ROOM_WORDS: [&str; 9] =
    ["zimmer", "zi", "zim", "z", "raum", "room", "apartment", "app", "wohnung"];
/// Ways to cut one word in two.
const CUTS: usize = 3;

/// One thing a person must have.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Term {
    /// Folded: `a-z` and `0-9`.
    pub text: String,
    /// Whether it may be the beginning of a word: the last one is still being typed.
    pub open: bool,
    /// What stands in the query where this is a number, a room perhaps.
    pub number: Option<String>,
    /// It was said that a room is meant.
    pub room: bool,
}

/// One way to read the query.
pub struct Reading {
    pub terms: Vec<Term>,
    /// False where words were left out, joined or cut.
    pub literal: bool,
}

/// The words and numbers as typed. White space at the end says that the last word is complete.
pub fn terms(query: &str) -> Vec<Term> {
    let length = query.char_indices().nth(LENGTH).map_or(query.len(), |(place, _)| place);
    let query = query.get(..length).unwrap_or_default();
    if numbers::typed(query).is_some() {
        return vec![number(query)];
    }
    let mut terms: Vec<Term> = query.split_whitespace().flat_map(chunk).take(TERMS).collect();
    if let Some(last) = terms.last_mut() {
        last.open = !query.ends_with(char::is_whitespace);
    }
    terms
}

fn chunk(chunk: &str) -> Vec<Term> {
    if chunk.chars().any(char::is_numeric) {
        return vec![room_in_one(chunk).unwrap_or_else(|| number(chunk))];
    }
    let word = |text| Term { text, open: false, number: None, room: false };
    names::words(chunk).into_iter().map(word).collect()
}

fn number(text: &str) -> Term {
    let compact = names::fold(text).replace(' ', "");
    Term { text: compact, open: true, number: Some(text.to_owned()), room: false }
}

/// `Zi.12` and `Zimmer12`, without a space.
fn room_in_one(chunk: &str) -> Option<Term> {
    let folded = names::fold(chunk);
    let behind = |word: &str| {
        let room = folded.strip_prefix(word)?.trim_start();
        room.starts_with(|c: char| c.is_ascii_digit()).then_some(room)
    };
    // a room may itself be called Z 12
    let mut words = ROOM_WORDS.into_iter().filter(|word| word.len() > 1);
    let room = words.find_map(behind)?;
    Some(Term { room: true, ..number(room) })
}

/// The terms without a word that says that a room follows: the number behind it is one.
fn room_said(terms: &[Term]) -> Option<Vec<Term>> {
    let says = |term: &Term| term.number.is_none() && ROOM_WORDS.contains(&term.text.as_str());
    let place = terms.iter().position(says)?;
    let mut rest: Vec<Term> = terms.to_vec();
    rest.remove(place);
    let room = rest.iter_mut().skip(place).take(2).find(|term| term.number.is_some())?;
    room.room = true;
    Some(rest)
}

/// The other ways to read the terms; the dictionary says which cuts make sense.
pub fn other_readings(terms: &[Term], dictionary: &Dictionary) -> Vec<Reading> {
    if terms.len() > READ_OTHERWISE {
        return Vec::new();
    }
    let mut readings = joined(terms);
    if let Some(terms) = room_said(terms) {
        readings.extend(joined(&terms));
        readings.push(Reading { terms, literal: true });
    }
    let is_article = |term: &Term| names::is_article(&term.text);
    let without: Vec<Term> = terms.iter().filter(|term| !is_article(term)).cloned().collect();
    if without.len() < terms.len() && !without.is_empty() {
        readings.extend(joined(&without));
        readings.push(Reading { terms: without, literal: false });
    }
    readings.extend(cut(terms, dictionary));
    readings
}

/// Each two neighbouring words as one, and each number with the word before it (`B 2.14`).
fn joined(terms: &[Term]) -> Vec<Reading> {
    let mut readings = Vec::new();
    for (place, pair) in terms.windows(2).enumerate() {
        let [first, second] = pair else { continue };
        if first.number.is_none() {
            let number = second.number.as_ref().map(|number| format!("{} {number}", first.text));
            let literal = number.is_some();
            let text = format!("{}{}", first.text, second.text);
            let one = Term { text, open: second.open, number, room: second.room };
            readings.push(Reading { terms: replaced(terms, place, 2, [one]), literal });
        }
    }
    readings
}

/// Each word as two that somebody bears.
fn cut(terms: &[Term], dictionary: &Dictionary) -> Vec<Reading> {
    let mut readings = Vec::new();
    for (place, term) in terms.iter().enumerate().filter(|(_, term)| term.number.is_none()) {
        let cuts =
            (2..term.text.len().saturating_sub(2)).filter_map(|at| term.text.split_at_checked(at));
        let known = cuts.filter(|(first, second)| {
            dictionary.id(first).is_some()
                && (dictionary.id(second).is_some()
                    || term.open && dictionary.beginning(second).next().is_some())
        });
        for (first, second) in known.take(CUTS) {
            let first = Term { text: first.to_owned(), open: false, ..term.clone() };
            let second = Term { text: second.to_owned(), ..term.clone() };
            let terms = replaced(terms, place, 1, [first, second]);
            readings.push(Reading { terms, literal: false });
        }
    }
    readings
}

/// The terms with `count` of them from `place` on replaced.
fn replaced<const N: usize>(
    terms: &[Term],
    place: usize,
    count: usize,
    by: [Term; N],
) -> Vec<Term> {
    let before = terms.iter().take(place).cloned();
    let after = terms.iter().skip(place + count).cloned();
    before.chain(by).chain(after).collect()
}
