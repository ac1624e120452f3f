//! From the bytes of the keyboard to keys.
mod key;

pub use key::{Code, Key, KeyError};
