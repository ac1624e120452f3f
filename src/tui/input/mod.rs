//! From the bytes of the keyboard to keys: [`Key`] as keymaps name it, the [`Parser`] of byte sequences, and
//! the thread that reads the terminal and the signals ([`start`]).
mod key;
mod parser;
mod reader;

pub use key::{Code, Key, KeyError};
pub use parser::{Input, PASTE_MAX, PASTE_PAUSE, PASTE_TAIL, Parser, SEQUENCE_TIME, Settings};
pub use reader::{Reader, TtyEvent, start};
