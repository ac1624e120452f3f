//! Level 2: the consonants of a word as they sound.
//!
//! Vowels are what transliterations disagree about, so only a vowel at the start leaves a mark
//! (`A`). Where one spelling stands for several sounds the word gets several skeletons; two words
//! meet when they share one. Rules and sources: `docs/names.md`.

/// Letters looked at; longer words are told apart by then.
const LETTERS: usize = 32;
/// Skeletons of one word.
const BRANCHES: usize = 16;

/// Spellings and the sounds they may stand for, the longer spelling first. `""` is silence.
const SOUNDS: &[(&str, &[&str])] = &[
    ("schtsch", &["S"]),
    ("shch", &["S"]),
    ("tsch", &["S", "K"]),
    ("dsch", &["J"]),
    ("sch", &["S"]),
    ("dzh", &["J"]),
    ("dsh", &["J"]),
    ("sh", &["S"]),
    ("zh", &["J", "S"]),
    ("kh", &["H", "K"]),
    ("ch", &["H", "K", "S"]),
    ("gh", &["G", "H", "K"]),
    ("th", &["T", "S"]), // ث: Othman is Osman in Turkish and Persian
    ("dh", &["D", "S"]), // ذ ض: Ramadhan is Ramazan
    ("ph", &["F"]),
    ("dj", &["J"]),
    ("xh", &["J"]), // Albanian: Xhafer, Gjergj
    ("gj", &["J"]),
    ("ck", &["K"]),
    ("qu", &["K"]),
    ("ts", &["S"]),
    ("tz", &["S"]),
    ("cz", &["S", "K"]),
    ("sz", &["S"]),
    ("ce", &["K", "J", "S"]), // Turkish and Kurdish: Cevat is Javad
    ("ci", &["K", "J", "S"]),
    ("x", &["KS", "H"]), // Somali: Xasan
    ("g", &["G", "H", "K"]),
    ("c", &["K", "J"]), // Turkish: Cafer
    ("q", &["K"]),
    ("z", &["S"]),
];

/// The skeletons of a folded word: capital letters, at least one unless the word has neither
/// consonant nor leading vowel. At most 16.
///
/// ```
/// use aid::domain::names::skeletons;
/// assert_eq!(skeletons("muhammad"), skeletons("mohamet"));
/// ```
pub fn skeletons(word: &str) -> Vec<String> {
    variants(word, Ending::Complete)
}

/// The skeletons of the beginning of a word: what sounds differently at the end of a word may
/// still go on.
pub fn skeleton_starts(word: &str) -> Vec<String> {
    variants(word, Ending::Open)
}

#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Complete,
    Open,
}

fn variants(word: &str, ending: Ending) -> Vec<String> {
    let mut letters: Vec<char> = word.chars().take(LETTERS).collect();
    letters.dedup();
    let word: String = letters.into_iter().collect();
    let mut found = Vec::new();
    let servant_of = abd(&word);
    for rest in servant_of.iter().flat_map(|name| sounds(name, ending)) {
        found.push(format!("ABT{rest}"));
    }
    if servant_of.is_empty() {
        found = sounds(&word, ending);
        if let Some(rest) = without_article(&word) {
            found.extend(sounds(rest, ending));
        }
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(BRANCHES);
    found
}

/// `Abdulrahman`, `Abdelrahman`, `Abdurahman`: what comes behind `abd` and the article. The `l`
/// of Abdullah is part of the name. Without an `l` the vowel may belong to the name: `Abdaziz` is
/// Abd al-Aziz without its article.
fn abd(word: &str) -> Vec<&str> {
    let Some(whole) = word.strip_prefix("abd") else { return Vec::new() };
    let rest = whole.trim_start_matches(['a', 'e', 'i', 'o', 'u']);
    let article = rest.strip_prefix('l').filter(|name| name.len() >= 3 && !name.starts_with("ah"));
    let mut names = vec![article.unwrap_or(rest)];
    if article.is_none() && rest.len() < whole.len() {
        names.push(whole);
    }
    names.retain(|name| name.len() >= 2);
    names
}

/// `Alhamadi` for `Al-Hamadi`: the name without an article written onto it.
fn without_article(word: &str) -> Option<&str> {
    let rest = word.strip_prefix("al").or_else(|| word.strip_prefix("el"))?;
    (rest.len() >= 4 && !rest.starts_with(is_vowel)).then_some(rest)
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

fn sounds(word: &str, ending: Ending) -> Vec<String> {
    let mut branches = vec![String::new()];
    let mut rest = word;
    let mut before = None;
    while let Some(c) = rest.chars().next() {
        let (length, options) = sound(rest, before, ending);
        before = rest.chars().take(length).last().or(Some(c));
        rest = rest.get(length..).unwrap_or_default();
        branches = branches
            .iter()
            .flat_map(|branch| options.iter().map(move |option| format!("{branch}{option}")))
            .take(BRANCHES)
            .collect();
    }
    branches.retain(|branch| !branch.is_empty());
    branches
}

/// The sound at the start of `rest`: how many letters it takes, and what it may be.
fn sound(rest: &str, before: Option<char>, ending: Ending) -> (usize, &'static [&'static str]) {
    let known = SOUNDS.iter().find(|(spelling, _)| rest.starts_with(spelling));
    if let Some((spelling, options)) = known {
        return (spelling.len(), options);
    }
    let mut letters = rest.chars();
    let (letter, next) = (letters.next().unwrap_or_default(), letters.next());
    let options = match (before, letter) {
        (None, _) if next.is_some_and(is_vowel) || matches!(letter, 'j' | 'y') => first(rest),
        (None, 'a' | 'e' | 'i' | 'o' | 'u') => &["A"],
        (Some(_), 'j') => &["J", ""], // Natalija, Tatjana
        // Nawroz, نور, and Dawud for Daoud
        (Some(_), 'w') if !matches!(next, Some('a' | 'e' | 'i' | 'y')) => &["V", ""],
        (Some(_), _) if next.is_none() => last(letter, ending),
        _ => plain(letter),
    };
    (1, options)
}

/// A first letter before a vowel. Slavic and German papers write one sound `Je`, `Ye`, `Ie` or
/// only `E` (Jelena, Yelena, Elena).
fn first(rest: &str) -> &'static [&'static str] {
    match rest.as_bytes() {
        [b'j', b'e', ..] => &["J", "Y", "A"],
        [b'j', ..] => &["J", "Y"],
        [b'y' | b'i', b'e', ..] | [b'i', b'a' | b'o' | b'u', ..] => &["Y", "A"],
        [b'y', b'a' | b'i' | b'o' | b'u', ..] | [b'y'] => &["Y"],
        [b'y', ..] => &["A", "Y"], // Игорь by the Ukrainian table
        [b'o', b'u', b'a' | b'e' | b'i', ..] => &["V", "A"], // Oualid is Walid in French
        [b'a' | b'e' | b'i' | b'o' | b'u', ..] => &["A"],
        [letter, ..] => plain(char::from(*letter)),
        [] => &[""],
    }
}

/// A last letter: `d` and `b` are hard in German and Turkish (Mehmet, Zeynep), `h` is silent.
fn last(letter: char, ending: Ending) -> &'static [&'static str] {
    match (letter, ending) {
        ('d', Ending::Complete) => &["T"],
        ('d', Ending::Open) => &["D", "T"],
        ('b', Ending::Complete) => &["P"],
        ('b', Ending::Open) => &["B", "P"],
        ('h', Ending::Complete) => &[""],
        ('h', Ending::Open) => &["H", ""],
        _ => plain(letter),
    }
}

fn plain(letter: char) -> &'static [&'static str] {
    match letter {
        'b' => &["B"],
        'd' => &["D"],
        'f' => &["F"],
        'h' => &["H"],
        'j' => &["J"],
        'k' => &["K"],
        'l' => &["L"],
        'm' => &["M"],
        'n' => &["N"],
        'p' => &["P"],
        'r' => &["R"],
        's' => &["S"],
        't' => &["T"],
        'v' | 'w' => &["V"],
        _ => &[""],
    }
}
