//! The byte parser: what terminals send, byte by byte, to keys and pastes. A pure state machine.
//!
//! It understands xterm and its kin, screen and tmux, the Linux console (`ESC [ [ A`), PuTTY (`ESC [ 11 ~`) and
//! rxvt (`ESC [ 11 ^`). Where the reads are cut makes no difference; only [`Parser::elapsed`] tells a lone
//! Escape from the beginning of a sequence. A sequence nobody knows is swallowed, never typed as text.
//!
//! Escape followed by a character stays two keys, so that a quick Esc-n over a slow line is not lost as Alt-n;
//! only `ESC [` and `ESC O` are joined. A profile that binds Alt turns joining on.
//!
//! A paste may hold the very sequence that ends pastes, so that what follows it would act as keys; most terminals
//! take it out, not all. What arrives right behind the end of a paste therefore waits [`PASTE_TAIL`]: if the
//! sequence comes once more, all of it was pasted; if not, these were keys.
use std::time::{Duration, Instant};

use super::key::{Code, Key};
use crate::domain::clean::is_hidden;

/// How long a sequence may take from its `ESC` to its end.
pub const SEQUENCE_TIME: Duration = Duration::from_millis(50);
/// How long a paste may pause before it counts as broken off.
pub const PASTE_PAUSE: Duration = Duration::from_secs(2);
/// How long what follows the end of a paste waits for another one: less than it takes to go on typing.
pub const PASTE_TAIL: Duration = Duration::from_millis(100);
/// Bytes of one paste that are kept: many times what the longest field takes, so that what is left out is counted
/// there.
pub const PASTE_MAX: usize = 512 * 1024;

const PASTE_BEGIN: &[u8] = b"\x1b[200~";
const PASTE_END: &[u8] = b"\x1b[201~";
/// More bytes in one read than keys can be: more is on its way.
const BURST: usize = 64;
/// Longest parameters of a sequence that are looked at.
const PARAMETERS_MAX: usize = 32;

/// What the keyboard gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted: line ends are `\n`, tabs are blanks, controls and bidi characters are gone.
    Paste {
        /// The text, at most [`PASTE_MAX`] bytes as they came.
        text: String,
        /// False if it was longer or broke off: the user is to be told.
        whole: bool,
    },
}

/// How bytes are to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The locale is UTF-8; otherwise bytes are Latin-1.
    pub utf8: bool,
    /// Escape and a digit within [`SEQUENCE_TIME`] are F1 to F10, for terminals without function keys.
    pub alt_digits: bool,
    /// Escape and any other character within [`SEQUENCE_TIME`] are Alt with it, for a keymap that binds Alt.
    pub alt_chars: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { utf8: true, alt_digits: false, alt_chars: false }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ground,
    /// Inside a UTF-8 character.
    Utf8,
    /// After `ESC`.
    Escape,
    /// After `ESC [`, parameters in `bytes`.
    Csi,
    /// After `ESC O`, parameters in `bytes`.
    Ss3,
    /// After `ESC [ [`: a function key of the Linux console.
    Console,
    /// Inside the old mouse report `ESC [ M`, so many bytes to come.
    Mouse(u8),
    /// Inside a sequence that came too slowly or is too long.
    Discard,
    Paste,
    /// Behind the end of a paste; what came since is in `tail`.
    PasteTail,
}

/// The state between two reads.
#[derive(Debug)]
pub struct Parser {
    settings: Settings,
    state: State,
    bytes: Vec<u8>,
    tail: Vec<u8>,
    deadline: Option<Instant>,
}

impl Parser {
    /// A parser at rest.
    pub const fn new(settings: Settings) -> Self {
        Self { settings, state: State::Ground, bytes: Vec::new(), tail: Vec::new(), deadline: None }
    }

    /// Takes one read and adds what it gave to `out`. `now` only moves the [`deadline`](Self::deadline).
    pub fn feed(&mut self, bytes: &[u8], now: Instant, out: &mut Vec<Input>) {
        for &byte in bytes {
            let before = self.state;
            self.byte(byte, out);
            match self.state {
                State::Escape => self.deadline = Some(now + SEQUENCE_TIME),
                State::PasteTail if before == State::Paste || bytes.len() > BURST => {
                    self.deadline = Some(now + PASTE_TAIL);
                }
                _ => {}
            }
        }
        match self.state {
            State::Ground | State::Utf8 => self.deadline = None,
            State::Paste => self.deadline = Some(now + PASTE_PAUSE),
            _ => {}
        }
    }

    /// The terminal is gone: a paste that waits is given as far as it came. Half a sequence is nothing.
    pub fn hung_up(&mut self, out: &mut Vec<Input>) {
        if self.state == State::PasteTail {
            self.end_tail(out);
        }
        if self.state == State::Paste {
            self.end_paste(false, out);
        }
        self.state = State::Ground;
        self.deadline = None;
    }

    /// When [`elapsed`](Self::elapsed) is due if nothing more arrives.
    pub const fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The deadline has passed without a byte: what waited is decided.
    ///
    /// Bytes that are already there go to [`feed`](Self::feed) first, however late this process comes to read them.
    pub fn elapsed(&mut self, out: &mut Vec<Input>) {
        let typed: &[Code] = match self.state {
            State::Escape => &[Code::Esc],
            State::Csi if self.bytes.is_empty() => &[Code::Esc, Code::Char('[')],
            State::Ss3 if self.bytes.is_empty() => &[Code::Esc, Code::Char('O')],
            _ => &[],
        };
        out.extend(typed.iter().map(|&code| Input::Key(Key::new(code))));
        match self.state {
            State::Ground | State::Utf8 => {}
            State::Csi | State::Ss3 | State::Console if typed.is_empty() => {
                // nobody types this: the end of the sequence is still on its way
                self.state = State::Discard;
                self.deadline = self.deadline.map(|deadline| deadline + SEQUENCE_TIME);
            }
            State::PasteTail => self.end_tail(out),
            rest => {
                self.state = State::Ground;
                self.deadline = None;
                if rest == State::Paste {
                    self.end_paste(false, out);
                }
            }
        }
    }

    /// Nothing more came behind a paste: what did are keys.
    fn end_tail(&mut self, out: &mut Vec<Input>) {
        self.state = State::Ground;
        self.end_paste(true, out);
        for byte in std::mem::take(&mut self.tail) {
            self.byte(byte, out);
        }
        let more = match self.state {
            State::Ground | State::Utf8 => None,
            State::Paste => Some(PASTE_PAUSE),
            _ => Some(SEQUENCE_TIME),
        };
        self.deadline = self.deadline.and_then(|deadline| Some(deadline + more?));
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Input>) {
        match self.state {
            State::Ground => self.ground(byte, out),
            State::Utf8 => self.utf8(byte, out),
            State::Escape => self.escape(byte, out),
            State::Paste => self.paste(byte),
            State::PasteTail => self.paste_tail(byte),
            State::Mouse(left) => {
                self.state = if left > 1 { State::Mouse(left - 1) } else { State::Ground }
            }
            // the rest is inside a sequence, which a control or a foreign byte breaks off
            _ if byte == 0x1b => self.state = State::Escape,
            _ if !(0x20..0x7f).contains(&byte) => self.ground(byte, out),
            State::Csi => self.csi(byte, out),
            State::Ss3 => self.ss3(byte, out),
            State::Console => {
                self.state = State::Ground;
                out.extend(
                    (b'A'..=b'E')
                        .contains(&byte)
                        .then(|| Input::Key(Key::new(Code::F(byte - b'A' + 1)))),
                );
            }
            State::Discard if byte >= 0x40 => self.state = State::Ground,
            State::Discard => {}
        }
    }

    fn ground(&mut self, byte: u8, out: &mut Vec<Input>) {
        self.state = State::Ground;
        match byte {
            0x1b => self.state = State::Escape,
            0..0x80 => out.push(Input::Key(single(byte))),
            0xc2..=0xf4 if self.settings.utf8 => {
                self.state = State::Utf8;
                self.bytes.clear();
                self.bytes.push(byte);
            }
            _ if self.settings.utf8 => {}
            _ => typed(char::from(byte), out),
        }
    }

    fn utf8(&mut self, byte: u8, out: &mut Vec<Input>) {
        if !(0x80..0xc0).contains(&byte) {
            return self.ground(byte, out);
        }
        self.bytes.push(byte);
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => {
                self.state = State::Ground;
                text.chars().for_each(|c| typed(c, out));
            }
            Err(error) if error.error_len().is_some() => self.state = State::Ground,
            Err(_) => {}
        }
    }

    fn escape(&mut self, byte: u8, out: &mut Vec<Input>) {
        self.bytes.clear();
        match byte {
            b'[' => self.state = State::Csi,
            b'O' => self.state = State::Ss3,
            0x1b => out.push(Input::Key(Key::new(Code::Esc))),
            b'0'..=b'9' if self.settings.alt_digits => {
                self.state = State::Ground;
                out.push(Input::Key(Key::new(Code::F(if byte == b'0' {
                    10
                } else {
                    byte - b'0'
                }))));
            }
            0..0x80 if self.settings.alt_chars => {
                self.state = State::Ground;
                out.push(Input::Key(single(byte).with_alt()));
            }
            _ => {
                out.push(Input::Key(Key::new(Code::Esc)));
                self.ground(byte, out);
            }
        }
    }

    fn csi(&mut self, byte: u8, out: &mut Vec<Input>) {
        let first = self.bytes.is_empty();
        // rxvt ends Shift with `$`, which elsewhere stands before the end
        let shift = byte == b'$' && !first && self.bytes.iter().all(u8::is_ascii_digit);
        match byte {
            b'[' if first => self.state = State::Console,
            b'M' if first => self.state = State::Mouse(3),
            0x20..0x40 if !shift => self.parameter(byte),
            _ => {
                self.state = State::Ground;
                match numbers(&self.bytes) {
                    Some([200, _]) if byte == b'~' => {
                        self.bytes.clear();
                        self.state = State::Paste;
                    }
                    Some(numbers) => out.extend(csi_key(numbers, byte).map(Input::Key)),
                    None => {}
                }
            }
        }
    }

    fn ss3(&mut self, byte: u8, out: &mut Vec<Input>) {
        if byte.is_ascii_digit() || byte == b';' {
            return self.parameter(byte);
        }
        self.state = State::Ground;
        // `ESC O 5 P` or `ESC O 1 ; 5 P`
        let modifier = numbers(&self.bytes)
            .map_or(0, |[first, second]| if second > 0 { second } else { first });
        let key = match byte {
            b'M' => Some(Key::new(Code::Enter)),
            b'I' => Some(Key::new(Code::Tab)),
            b'X' => Some(Key::char('=')),
            b'j'..=b'y' => Some(Key::char(char::from(byte - 0x40))),
            b'a'..=b'd' => letter(byte.to_ascii_uppercase()).map(Key::with_ctrl),
            _ => letter(byte).map(|key| modified(key, modifier)),
        };
        out.extend(key.map(Input::Key));
    }

    fn parameter(&mut self, byte: u8) {
        self.bytes.push(byte);
        if self.bytes.len() > PARAMETERS_MAX {
            self.state = State::Discard;
        }
    }

    fn paste(&mut self, byte: u8) {
        self.bytes.push(byte);
        if self.bytes.ends_with(PASTE_END) {
            self.bytes.truncate(self.bytes.len() - PASTE_END.len());
            self.tail.clear();
            self.state = State::PasteTail;
        } else if self.bytes.len() > PASTE_MAX + 1 + PASTE_END.len() {
            // one byte more marks the paste as too long; behind it only what may be its end is kept
            self.bytes.remove(PASTE_MAX + 1);
        }
    }

    fn paste_tail(&mut self, byte: u8) {
        self.tail.push(byte);
        if self.tail.ends_with(PASTE_END) {
            // the end before this one was pasted, and so was what came in between
            let more = self.tail.len() - PASTE_END.len();
            let room = (PASTE_MAX + 1).saturating_sub(self.bytes.len());
            self.bytes.extend(self.tail.iter().take(more.min(room)));
            self.tail.clear();
        } else if self.tail.len() > PASTE_MAX {
            // nobody types so much: still inside the paste
            self.bytes.append(&mut self.tail);
            self.bytes.truncate(PASTE_MAX + 1);
            self.state = State::Paste;
        }
    }

    fn end_paste(&mut self, ended: bool, out: &mut Vec<Input>) {
        let whole = ended && self.bytes.len() <= PASTE_MAX;
        self.bytes.truncate(PASTE_MAX);
        let bytes = without(PASTE_BEGIN, &std::mem::take(&mut self.bytes));
        let text = if self.settings.utf8 {
            String::from_utf8_lossy(&bytes).into_owned()
        } else {
            bytes.into_iter().map(char::from).collect()
        };
        // a cut inside a character leaves no trace
        let text = if whole { &text } else { text.trim_end_matches('\u{FFFD}') };
        out.push(Input::Paste { text: clean_paste(text), whole });
    }
}

/// A typed character, unless it is one that is never stored.
fn typed(c: char, out: &mut Vec<Input>) {
    out.extend((!is_hidden(c)).then(|| Input::Key(Key::char(c))));
}

/// The bytes without this sequence, which clean text cannot hold.
fn without(sequence: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        kept.push(byte);
        if kept.ends_with(sequence) {
            kept.truncate(kept.len() - sequence.len());
        }
    }
    kept
}

fn clean_paste(text: &str) -> String {
    let kept = |c| match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        c => (!is_hidden(c)).then_some(c),
    };
    text.replace("\r\n", "\n").chars().filter_map(kept).collect()
}

/// The key of one ASCII byte other than `ESC`.
const fn single(byte: u8) -> Key {
    match byte {
        0 => Key::char(' ').with_ctrl(),
        0x08 | 0x7f => Key::new(Code::Backspace),
        b'\t' => Key::new(Code::Tab),
        b'\n' | b'\r' => Key::new(Code::Enter),
        0x1b => Key::new(Code::Esc),
        1..0x1b => Key::char((byte + 0x60) as char).with_ctrl(),
        0x1c..0x20 => Key::char((byte + 0x40) as char).with_ctrl(),
        _ => Key::char(byte as char),
    }
}

/// The first two numbers, 0 where there is none; `None` if the parameters are not numbers.
fn numbers(parameters: &[u8]) -> Option<[u16; 2]> {
    let text = std::str::from_utf8(parameters).ok()?;
    let mut parts =
        text.split(';').map(|part| if part.is_empty() { Some(0) } else { part.parse().ok() });
    Some([parts.next()??, parts.next().unwrap_or(Some(0))?])
}

fn csi_key([number, modifier]: [u16; 2], end: u8) -> Option<Key> {
    match end {
        b'Z' => Some(Key::new(Code::Tab).with_shift()),
        b'a'..=b'd' => letter(end.to_ascii_uppercase()).map(Key::with_shift),
        // `ESC [ 24 ; 80 R` reports the cursor, `ESC [ 1 ; 2 R` is Shift-F3
        b'A'..=b'S' if number <= 1 => letter(end).map(|key| modified(key, modifier)),
        b'~' => numbered(number).map(|key| modified(key, modifier)),
        b'^' => numbered(number).map(Key::with_ctrl),
        b'$' => numbered(number).map(Key::with_shift),
        b'@' => numbered(number).map(|key| key.with_ctrl().with_shift()),
        _ => None,
    }
}

fn letter(end: u8) -> Option<Key> {
    Some(Key::new(match end {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'P'..=b'S' => Code::F(end - b'P' + 1),
        _ => return None,
    }))
}

/// The keys of `ESC [ n ~`, with the gaps the VT220 left in the numbers of its function keys.
fn numbered(number: u16) -> Option<Key> {
    // the Linux console counts Shift-F1 on as F13
    const FUNCTION: [u16; 20] =
        [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34];
    Some(Key::new(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        _ => {
            let f = u8::try_from(FUNCTION.iter().position(|&n| n == number)?).ok()? + 1;
            return Some(if f > 12 {
                Key::new(Code::F(f - 12)).with_shift()
            } else {
                Key::new(Code::F(f))
            });
        }
    }))
}

/// `key` with xterm's modifiers: 1 plus 1 for Shift, 2 for Alt, 4 for Ctrl, 8 for Meta.
const fn modified(key: Key, modifier: u16) -> Key {
    let bits = modifier.saturating_sub(1);
    Key {
        code: key.code,
        ctrl: key.ctrl || bits & 0b100 != 0,
        alt: key.alt || bits & 0b1010 != 0,
        shift: key.shift || bits & 1 != 0,
    }
}
