//! Case numbers and telephone numbers, found by their digits.
//!
//! A number is one `u64`: four bits a digit from the left, so that all numbers with the same
//! beginning are one range. Telephone numbers are kept in both directions, because people also
//! know the last digits, and once more from each of their groups on, because they leave the area
//! code out.
use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Kind, Why};
use crate::domain::names;

/// Fewer digits are not looked for among telephone numbers.
const PHONE_DIGITS: usize = 4;

/// Groups of a telephone number from which on it is found.
const GROUPS: usize = 5;

/// First digit of a key: which numbers it belongs to.
const CASE: u64 = 1;
const PHONE: u64 = 2;
const PHONE_END: u64 = 3;

/// Numbers taken for one search: one digit among a million cases would find 111,111.
const FOUND: usize = 100_000;

/// One entry; the key in halves, so that it takes 12 bytes and not 16.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    high: u32,
    low: u32,
    doc: u32,
}

/// All numbers of all persons.
#[derive(Default)]
pub struct Numbers {
    entries: BTreeSet<Entry>,
    /// While many are taken in: what is to be sorted in at the end.
    waiting: Option<Vec<Entry>>,
}

impl Numbers {
    pub fn insert(&mut self, key: u64, doc: u32) {
        match &mut self.waiting {
            Some(waiting) => waiting.push(entry(key, doc)),
            None => drop(self.entries.insert(entry(key, doc))),
        }
    }

    pub fn remove(&mut self, key: u64, doc: u32) {
        let entry = entry(key, doc);
        self.entries.remove(&entry);
        if let Some(waiting) = &mut self.waiting {
            waiting.retain(|other| *other != entry);
        }
    }

    /// Many numbers come until [`Self::finish`]; they are found from then on.
    pub fn start(&mut self) {
        self.waiting = Some(Vec::new());
    }

    /// Takes over the numbers that wait in another.
    pub fn append(&mut self, other: Self) {
        for Entry { high, low, doc } in other.waiting.into_iter().flatten() {
            self.insert(u64::from(high) << 32 | u64::from(low), doc);
        }
    }

    /// Sorts all waiting numbers in at once, which leaves no gaps in the tree.
    pub fn finish(&mut self) {
        let mut all = self.waiting.take().unwrap_or_default();
        all.extend(std::mem::take(&mut self.entries));
        all.sort_unstable();
        self.entries = all.into_iter().collect();
    }

    /// Persons with a number that is, begins or (telephone) ends as typed: why, whether it is the
    /// whole number, and the person. Whole numbers first, at most 100,000.
    pub fn find(&self, typed: &Typed) -> Vec<(Why, bool, u32)> {
        let number = typed.case.as_deref();
        let begun = number.and_then(|number| number.strip_suffix(YEAR));
        let phone = Some(typed.phone.as_str()).filter(|digits| digits.len() >= PHONE_DIGITS);
        let ranges = [
            number.map(|digits| (Why::Case, true, range(CASE, digits.chars()))),
            begun.map(|digits| (Why::Case, false, range(CASE, digits.chars()))),
            phone.map(|digits| (Why::Phone, false, range(PHONE, digits.chars()))),
            phone.map(|digits| (Why::Phone, false, range(PHONE_END, digits.chars().rev()))),
        ];
        let hits = ranges.into_iter().flatten().flat_map(|(why, whole, (first, last))| {
            let entries = self.entries.range(entry(first, 0)..=entry(last, u32::MAX));
            entries.map(move |entry| (why, whole, entry.doc))
        });
        hits.take(FOUND).collect()
    }
}

/// Ends the number of a case and begins its year.
const YEAR: char = ':';

/// What someone typed, read as a number.
pub struct Typed {
    /// `143:2026`, or `143:` without a year.
    case: Option<String>,
    phone: String,
}

/// Reads `AiD-2026-0143`, `143` or `0171 23 45`; `None` where there are other letters or no digit.
pub fn typed(text: &str) -> Option<Typed> {
    let folded = names::fold(text);
    let digits = folded.strip_prefix("aid").unwrap_or(&folded).trim_start();
    let plain = digits.bytes().all(|b| b == b' ' || b.is_ascii_digit());
    let groups: Vec<&str> = digits.split(' ').collect();
    let case = case(&groups).map(|case| case.digits().collect());
    (plain && !digits.is_empty()).then(|| Typed { case, phone: phone(text) })
}

/// The keys under which a number is kept; none for a text without digits.
pub fn keys(kind: Kind, text: &str) -> Vec<u64> {
    match kind {
        Kind::Case => {
            let text = latin_digits(text);
            let groups =
                text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
            let groups: Vec<&str> = groups.collect();
            let last = groups.last().map(|number| Case { number, year: "" });
            let case = case(&groups).or(last);
            case.map(|case| range(CASE, case.digits()).0).into_iter().collect()
        }
        Kind::Phone => {
            let digits = phone(text);
            if digits.is_empty() {
                return Vec::new();
            }
            let mut keys = vec![range(PHONE, digits.chars()).0];
            let ends = subscriber(text, &digits);
            keys.extend(ends.iter().map(|end| range(PHONE, end.chars()).0));
            keys.push(range(PHONE_END, digits.chars().rev()).0);
            keys
        }
        Kind::Room | Kind::File => Vec::new(),
    }
}

/// The ends of a telephone number from the group behind the area code on; of a mobile number in one
/// piece what comes behind its four digits of the network.
fn subscriber(text: &str, digits: &str) -> Vec<String> {
    let text = latin_digits(text);
    let groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    let groups: Vec<&str> = groups.collect();
    // behind +49 the area code comes first
    let first = if text.trim_start().starts_with('+') || digits.starts_with("00") { 2 } else { 1 };
    let ends = (first..groups.len().min(GROUPS)).filter_map(|group| groups.get(group..));
    let mut ends: Vec<String> = ends.map(<[&str]>::concat).collect();
    let mobile = ["015", "016", "017"].iter().any(|network| digits.starts_with(network));
    if let Some(behind) = digits.get(4..).filter(|_| mobile && groups.len() == 1) {
        ends.push(behind.to_owned());
    }
    ends.retain(|end| end.len() >= PHONE_DIGITS);
    ends
}

struct Case<'a> {
    /// Without leading zeros.
    number: &'a str,
    year: &'a str,
}

impl Case<'_> {
    fn digits(&self) -> impl Iterator<Item = char> {
        self.number.chars().chain([YEAR]).chain(self.year.chars())
    }
}

fn case<'a>(groups: &[&'a str]) -> Option<Case<'a>> {
    let (number, year) = match groups {
        [number] => (number, ""),
        [year, number] if year.len() == 4 => (number, *year),
        _ => return None,
    };
    let number = number.trim_start_matches('0');
    (!number.is_empty()).then_some(Case { number, year })
}

/// All digits, with Germany's `+49` and `0049` as `0`, other countries as `00…`.
fn phone(text: &str) -> String {
    let mut digits = String::with_capacity(text.len() + 2);
    if text.trim_start().starts_with('+') {
        digits.push_str("00");
    }
    digits.extend(latin_digits(text).chars().filter(char::is_ascii_digit));
    if digits.starts_with("0049") {
        let national = digits.chars().skip(4).skip_while(|c| *c == '0');
        return std::iter::once('0').chain(national).collect();
    }
    digits
}

/// The text with the digits of other scripts as ours.
fn latin_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(names::fold(text)) }
}

/// First and last key of the numbers of a kind that begin with these characters (`0` to `:`);
/// the first is the key of the number itself. What does not fit into 15 digits is cut off.
fn range(kind: u64, digits: impl Iterator<Item = char>) -> (u64, u64) {
    let mut shift = 60;
    let mut key = kind << shift;
    for digit in digits.filter(|c| ('0'..=YEAR).contains(c)).take(15) {
        shift -= 4;
        // 1 to 11: nothing is smaller than any digit
        key |= (u64::from(digit) - u64::from('0') + 1) << shift;
    }
    (key, key | ((1 << shift) - 1))
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of a key")]
fn entry(key: u64, doc: u32) -> Entry {
    Entry { high: (key >> 32) as u32, low: key as u32, doc }
}
