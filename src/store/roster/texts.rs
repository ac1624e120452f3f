//! Names of rooms, sites and streets, each kept once with the key it is sorted by.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::names::sort_key;

/// A number for each distinct text. Texts nobody uses any more stay until the next start.
#[derive(Default)]
pub struct Texts {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Text>,
}

struct Text {
    text: Arc<str>,
    key: Box<str>,
}

impl Texts {
    /// The number of a text.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let kept: Arc<str> = Arc::from(text);
        self.numbers.insert(Arc::clone(&kept), number);
        self.texts.push(Text { text: kept, key: natural_key(text).into() });
        number
    }

    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| &text.text)
    }

    /// The place of each text in the order of the keys, from 1; 0 for an empty key. Equal keys have
    /// equal places.
    pub fn places(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..).zip(&self.texts).map(|(number, _)| number).collect();
        order.sort_unstable_by(|a, b| self.key(*a).cmp(self.key(*b)));
        let mut places = vec![0; order.len()];
        let (mut place, mut before) = (0, "");
        for number in order {
            let key = self.key(number);
            if key != before {
                (place, before) = (place + 1, key);
            }
            if let Some(of) = places.get_mut(number as usize) {
                *of = place;
            }
        }
        places
    }

    /// The key by which it is sorted: `Weg 4` before `Weg 12`.
    pub fn key(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| &text.key)
    }
}

/// [`sort_key`] with numbers as long as house numbers get, so that they sort by value.
fn natural_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 8);
    let mut digits = String::new();
    for c in sort_key(text).chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            if !digits.is_empty() {
                key.extend(std::iter::repeat_n('0', 6_usize.saturating_sub(digits.len())));
                key.push_str(&digits);
                digits.clear();
            }
            if c != '\0' {
                key.push(c);
            }
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn house_numbers_and_rooms_sort_by_value() {
        let mut texts = Texts::default();
        let mut rooms = ["12", "2.10", "2.4", "EG links", "2"].map(|room| texts.number(room));
        rooms.sort_by(|a, b| texts.key(*a).cmp(texts.key(*b)));
        assert_eq!(rooms.map(|room| texts.text(room)), ["2", "2.4", "2.10", "12", "EG links"]);
        assert_eq!(texts.number("12"), texts.number("12"));
    }
}
