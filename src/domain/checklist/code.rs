//! The short name of a checklist item, as `SP4`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Two letters and a number from 1 to 255. A code need not be known to this version of the program:
/// answers of older and newer checklists keep theirs. Ordered as people count: `SP4` before `SP10`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemCode {
    letters: [u8; 2],
    number: u8,
}

impl ItemCode {
    /// Reads a code, in small letters too. `None` if it is none.
    pub fn new(text: &str) -> Option<Self> {
        let (letters, digits) = text.as_bytes().split_first_chunk::<2>()?;
        // no "SP04": it would be a second name of SP4
        if !letters.iter().all(u8::is_ascii_alphabetic)
            || !matches!(digits.first(), Some(b'1'..=b'9'))
        {
            return None;
        }
        let number = text.get(2..)?.parse().ok()?;
        Some(Self { letters: letters.map(|letter| letter.to_ascii_uppercase()), number })
    }
}

impl fmt::Display for ItemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.letters.map(char::from);
        write!(f, "{first}{second}{}", self.number)
    }
}

impl fmt::Debug for ItemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for ItemCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text).ok_or("not the code of a checklist item")
    }
}

impl From<ItemCode> for String {
    fn from(code: ItemCode) -> Self {
        code.to_string()
    }
}
