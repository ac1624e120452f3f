//! A field that takes one of a few words by its first letter, with what it is about beside it: one
//! key decides, nothing is decided before.

use super::word::Word;
use crate::domain::names::fold;
use crate::text::Texts;
use crate::tui::theme::DOT;

/// What can be decided, and what was.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Code and word of each; the words begin with different letters.
    options: Vec<(String, Word)>,
    /// The words in the language of the screen.
    labels: Vec<String>,
    chosen: Option<usize>,
}

impl Marks {
    /// Nothing is decided.
    pub fn new(options: Vec<(String, Word)>) -> Self {
        Self { options, ..Self::default() }
    }

    /// The code of what was decided; empty while nothing is.
    pub fn code(&self) -> &str {
        let chosen = self.chosen.and_then(|at| self.options.get(at));
        chosen.map_or("", |(code, _)| code)
    }

    /// Decides by code.
    pub fn set(&mut self, code: &str) {
        self.chosen = self.options.iter().position(|(known, _)| known == code);
    }

    /// Takes a letter: the word that begins with it. Others change nothing.
    pub fn insert(&mut self, text: &str) {
        let typed = fold(text);
        let begins = |label: &String| !typed.is_empty() && fold(label).starts_with(&typed);
        self.chosen = self.labels.iter().position(begins).or(self.chosen);
    }

    /// Puts the words into the language of the screen.
    pub fn speak(&mut self, texts: &Texts) {
        self.labels = self.options.iter().map(|(_, word)| word.say(texts)).collect();
    }

    /// What was decided, in words.
    pub fn label(&self) -> &str {
        self.chosen.and_then(|at| self.labels.get(at)).map_or("", String::as_str)
    }

    /// `e endet · ü übergeben · b bleibt`
    pub fn keys(&self) -> String {
        let key = |label: &String| {
            match label.chars().next().unwrap_or_default() {
                digit if digit.is_ascii_digit() => label.clone(), // is its own key
                first => format!("{first} {label}"),
            }
        };
        self.labels.iter().map(key).collect::<Vec<_>>().join(DOT)
    }
}
