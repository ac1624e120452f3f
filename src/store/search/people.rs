//! What each person is found under: word numbers in the order of the names, and number keys.
//!
//! Needed to check several typed words against one person, and to forget a person.

/// Set on the first word of each name.
const NAME_START: u32 = 1 << 31;

/// Words kept of one person; far more than any passport has.
pub const WORDS: usize = 64;
/// Numbers kept of one person.
pub const NUMBERS: usize = 32;

/// Where a person's entries are in the arena: words, then numbers of two places each.
#[derive(Clone, Copy, Default)]
struct Span {
    start: u32,
    words: u8,
    numbers: u8,
}

impl Span {
    fn len(self) -> usize {
        usize::from(self.words) + 2 * usize::from(self.numbers)
    }
}

/// One arena for all persons: 8 bytes a person, 4 a word, 8 a number.
#[derive(Default)]
pub struct People {
    spans: Vec<Span>,
    arena: Vec<u32>,
    /// Places in the arena that belong to nobody any more.
    waste: usize,
}

/// A word of a person: its number, and whether a name starts with it.
#[derive(Clone, Copy)]
pub struct Borne {
    pub word: u32,
    pub starts: bool,
}

impl People {
    /// Keeps the entries of a person of whom nothing is kept yet: at most [`WORDS`] words and
    /// [`NUMBERS`] numbers.
    pub fn insert(&mut self, doc: u32, words: &[Borne], numbers: &[u64]) {
        let Ok(start) = u32::try_from(self.arena.len()) else { return };
        let words = words.iter().take(WORDS);
        let numbers = numbers.iter().take(NUMBERS);
        #[expect(clippy::cast_possible_truncation, reason = "both are capped below 256")]
        let span = Span { start, words: words.len() as u8, numbers: numbers.len() as u8 };
        self.arena.extend(words.map(|b| b.word | if b.starts { NAME_START } else { 0 }));
        #[expect(clippy::cast_possible_truncation, reason = "the halves of a key")]
        self.arena.extend(numbers.flat_map(|key| [(key >> 32) as u32, *key as u32]));
        let place = doc as usize;
        if self.spans.len() <= place {
            self.spans.resize(place + 1, Span::default());
        }
        if let Some(old) = self.spans.get_mut(place) {
            *old = span;
        }
    }

    /// Forgets a person; the words and numbers that were kept.
    pub fn remove(&mut self, doc: u32) -> (Vec<u32>, Vec<u64>) {
        let words = self.words(doc).map(|borne| borne.word).collect();
        let numbers = self.numbers(doc);
        if let Some(span) = self.spans.get_mut(doc as usize) {
            self.waste += span.len();
            *span = Span::default();
        }
        if self.waste > 4096 && self.waste > self.arena.len() / 2 {
            self.compact();
        }
        (words, numbers)
    }

    /// The words of a person in the order of the names.
    pub fn words(&self, doc: u32) -> impl Iterator<Item = Borne> {
        let span = self.span(doc);
        let words = self.entries(span).iter().take(usize::from(span.words));
        words.map(|entry| Borne { word: entry & !NAME_START, starts: entry & NAME_START != 0 })
    }

    /// Gives back memory that growing left unused.
    pub fn shrink(&mut self) {
        self.compact();
        self.spans.shrink_to_fit();
    }

    /// The keys of a person's numbers.
    pub fn numbers(&self, doc: u32) -> Vec<u64> {
        let span = self.span(doc);
        let numbers = self.entries(span).get(usize::from(span.words)..).unwrap_or_default();
        let pairs = numbers.as_chunks::<2>().0.iter();
        pairs.map(|[high, low]| u64::from(*high) << 32 | u64::from(*low)).collect()
    }

    fn span(&self, doc: u32) -> Span {
        self.spans.get(doc as usize).copied().unwrap_or_default()
    }

    fn entries(&self, span: Span) -> &[u32] {
        let start = span.start as usize;
        self.arena.get(start..start + span.len()).unwrap_or_default()
    }

    fn compact(&mut self) {
        let mut arena = Vec::with_capacity(self.arena.len() - self.waste);
        for span in &mut self.spans {
            let start = span.start as usize;
            let entries = self.arena.get(start..start + span.len()).unwrap_or_default();
            // shorter than the old arena, whose length fitted
            span.start = u32::try_from(arena.len()).unwrap_or(u32::MAX);
            arena.extend_from_slice(entries);
        }
        self.arena = arena;
        self.waste = 0;
    }
}
