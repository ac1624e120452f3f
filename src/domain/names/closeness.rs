//! How far apart two spellings are: orders what sounds alike, and knows a slip of the finger.

/// Letters compared; the rest of longer words does not change the order.
const LETTERS: usize = 20;
/// Cost of a consonant that is missing or another one; a vowel costs 1.
const CONSONANT: u8 = 2;

/// The distance of two folded words, 0 for spellings of one sound. Vowels, which transliterations
/// disagree about, weigh half: `Hassan` and `Husain` share a skeleton and are three apart,
/// `Mohamad` and `Muhammad` none. With `open`, `typed` is the beginning of a word and what
/// follows in `word` costs nothing.
pub fn distance(typed: &str, word: &str, open: bool) -> u8 {
    let (typed, word) = (shape(typed), shape(word));
    let mut row: Vec<u8> = Vec::with_capacity(word.len() + 1);
    row.push(0);
    let mut total = 0u8;
    for letter in &word {
        total = total.saturating_add(cost(*letter));
        row.push(total);
    }
    for a in &typed {
        let mut diagonal = row.first().copied().unwrap_or_default();
        let mut left = diagonal.saturating_add(cost(*a));
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (b, cell) in word.iter().zip(row.iter_mut().skip(1)) {
            let replaced = if a == b { 0 } else { cost(*a).max(cost(*b)) };
            let best = diagonal
                .saturating_add(replaced)
                .min(left.saturating_add(cost(*b)))
                .min(cell.saturating_add(cost(*a)));
            diagonal = std::mem::replace(cell, best);
            left = best;
        }
    }
    let distance = if open { row.iter().min() } else { row.last() };
    distance.copied().unwrap_or_default()
}

/// Whether `typed` becomes `word` (with `open`: its beginning) by one letter more, less or
/// different, or by two neighbours changing places.
pub fn one_mistake(typed: &str, word: &str, open: bool) -> bool {
    let (typed, word) = (typed.as_bytes(), word.as_bytes());
    let same = typed.iter().zip(word).take_while(|(a, b)| a == b).count();
    let typed = typed.get(same..).unwrap_or_default();
    let word = word.get(same..).unwrap_or_default();
    let rest =
        |typed: &[u8], word: &[u8]| if open { word.starts_with(typed) } else { word == typed };
    match (typed, word) {
        ([a, typed_after @ ..], [b, word_after @ ..]) => {
            rest(typed_after, word_after)
                || rest(typed, word_after)
                || rest(typed_after, word)
                || matches!((typed_after, word_after), ([c, typed @ ..], [d, word @ ..])
                    if a == d && b == c && rest(typed, word))
        }
        ([_], []) | ([], [_]) => true,
        _ => false,
    }
}

fn cost(letter: u8) -> u8 {
    if matches!(letter, b'a' | b'i' | b'u') { 1 } else { CONSONANT }
}

/// The word with one letter a sound: three vowels, no doubles, no digraphs.
pub(super) fn shape(word: &str) -> Vec<u8> {
    let mut shape: Vec<u8> = Vec::with_capacity(LETTERS);
    for letter in word.bytes().take(LETTERS) {
        // dsch is j
        if letter == b'h' && shape.ends_with(b"ds") {
            shape.truncate(shape.len() - 2);
            shape.push(b'j');
            continue;
        }
        let (replaces, sound) = match (shape.last(), letter) {
            (Some(b'd' | b't'), b'j') => (true, b'j'),
            (Some(b'p'), b'h') => (true, b'f'),
            (Some(sound @ (b'k' | b's' | b't' | b'd')), b'h') => (true, *sound),
            (Some(b's'), b'c') => (true, b's'),
            (_, letter) => (false, single(letter)),
        };
        if replaces {
            shape.pop();
        }
        if shape.last() != Some(&sound) {
            shape.push(sound);
        }
    }
    shape
}

fn single(letter: u8) -> u8 {
    match letter {
        b'o' => b'u',
        b'e' | b'y' => b'i',
        b'q' | b'c' | b'g' => b'k',
        b'w' => b'v',
        b'z' => b's',
        other => other,
    }
}
