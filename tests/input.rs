//! What terminals send, and the keys that must come of it.
#![allow(clippy::indexing_slicing, reason = "helpers of tests")]

use std::time::Instant;

use aid::tui::input::{Code, Input, Key, PASTE_MAX, PASTE_TAIL, Parser, SEQUENCE_TIME, Settings};
use proptest::prelude::*;

/// The keys of `bytes` in one read, then silence; written as in keymaps, a paste in quotes.
fn keys_with(settings: Settings, bytes: &[u8]) -> String {
    let mut parser = Parser::new(settings);
    let mut out = Vec::new();
    parser.feed(bytes, Instant::now(), &mut out);
    silence(&mut parser, &mut out);
    written(&out)
}

fn keys(bytes: &[u8]) -> String {
    keys_with(Settings::default(), bytes)
}

fn silence(parser: &mut Parser, out: &mut Vec<Input>) {
    while parser.deadline().is_some() {
        parser.elapsed(out);
    }
}

fn written(inputs: &[Input]) -> String {
    let word = |input: &Input| match input {
        Input::Key(key) => key.to_string(),
        Input::Paste { text, whole: true } => format!("{text:?}"),
        Input::Paste { text, whole: false } => format!("cut {text:?}"),
    };
    inputs.iter().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn each_terminal_is_understood() {
    let cases: &[(&[u8], &str)] = &[
        // xterm, in both modes of its arrow keys
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", "up down right left"),
        (b"\x1bOA\x1bOB\x1bOC\x1bOD", "up down right left"),
        (b"\x1bOP\x1bOQ\x1bOR\x1bOS\x1b[15~\x1b[17~", "f1 f2 f3 f4 f5 f6"),
        (b"\x1b[18~\x1b[19~\x1b[20~\x1b[21~\x1b[23~\x1b[24~", "f7 f8 f9 f10 f11 f12"),
        (b"\x1b[H\x1b[F\x1bOH\x1bOF\x1b[1~\x1b[4~", "home end home end home end"),
        (b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~\x1b[Z", "insert delete pageup pagedown shift-tab"),
        (
            b"\x1b[1;5A\x1b[1;2D\x1b[1;3C\x1b[1;8B",
            "ctrl-up shift-left alt-right ctrl-alt-shift-down",
        ),
        (b"\x1b[1;2P\x1b[1;2R\x1b[15;5~\x1b[3;2~", "shift-f1 shift-f3 ctrl-f5 shift-delete"),
        // the Linux console
        (b"\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E", "f1 f2 f3 f4 f5"),
        (b"\x1b[25~\x1b[26~\x1b[28~\x1b[34~", "shift-f1 shift-f2 shift-f3 shift-f8"),
        // PuTTY with TERM=xterm
        (b"\x1b[11~\x1b[12~\x1b[13~\x1b[14~", "f1 f2 f3 f4"),
        // rxvt
        (
            b"\x1b[7~\x1b[8~\x1b[11^\x1b[3$\x1b[5@",
            "home end ctrl-f1 shift-delete ctrl-shift-pageup",
        ),
        (b"\x1b[a\x1bOd", "shift-up ctrl-left"),
        // the keypad in application mode
        (b"\x1bOM\x1bOj\x1bOp\x1bOy", "enter * 0 9"),
        // one byte
        (b"aA?-~ ", "a A ? - ~ space"),
        (b"\r\n\t\x08\x7f", "enter enter tab backspace backspace"),
        (b"\x00\x01\x10\x1a\x1f\x1c", "ctrl-space ctrl-a ctrl-p ctrl-z ctrl-_ ctrl-\\"),
        ("äß€한".as_bytes(), "ä ß € 한"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(keys(bytes), *expected, "{}", bytes.escape_ascii());
    }
}

#[test]
fn escape_joins_with_brackets_only() {
    assert_eq!(keys(b"\x1b"), "esc");
    assert_eq!(keys(b"\x1b\x1b"), "esc esc");
    assert_eq!(keys(b"\x1b1"), "esc 1");
    assert_eq!(keys(b"\x1bn\x1bv"), "esc n esc v");
    assert_eq!(keys(b"\x1b\x1b[A"), "esc up");
    assert_eq!(keys("\x1bä".as_bytes()), "esc ä");
    assert_eq!(keys(b"\x1b["), "esc [");
    assert_eq!(keys(b"\x1bO"), "esc O");
    assert_eq!(keys(b"\x1b\r"), "esc enter");
}

#[test]
fn alt_is_an_option() {
    let digits = Settings { alt_digits: true, ..Settings::default() };
    assert_eq!(keys_with(digits, b"\x1b1\x1b0\x1bn"), "f1 f10 esc n");
    let chars = Settings { alt_chars: true, ..Settings::default() };
    assert_eq!(
        keys_with(chars, b"\x1b1\x1bx\x1b<\x1b\x7f\x1b[A\x1b"),
        "alt-1 alt-x alt-< alt-backspace up esc"
    );
}

#[test]
fn a_sequence_is_joined_within_its_time_and_not_after() {
    let now = Instant::now();
    let mut parser = Parser::new(Settings::default());
    let mut out = Vec::new();
    parser.feed(b"\x1b", now, &mut out);
    assert_eq!(parser.deadline(), Some(now + SEQUENCE_TIME));
    parser.feed(b"[", now + SEQUENCE_TIME / 2, &mut out);
    assert_eq!(parser.deadline(), Some(now + SEQUENCE_TIME), "counted from the escape");
    parser.feed(b"A", now + SEQUENCE_TIME, &mut out);
    assert_eq!((written(&out).as_str(), parser.deadline()), ("up", None));

    out.clear();
    parser.feed(b"\x1b[", now, &mut out);
    parser.elapsed(&mut out);
    parser.feed(b"A", now + SEQUENCE_TIME * 2, &mut out);
    assert_eq!(written(&out), "esc [ A");
}

#[test]
fn the_rest_of_a_slow_sequence_is_not_typed() {
    for (begin, rest) in [("\x1b[1;", "5Ax"), ("\x1b[[", "Ax"), ("\x1bO1;", "5Px")] {
        let mut parser = Parser::new(Settings::default());
        let mut out = Vec::new();
        parser.feed(begin.as_bytes(), Instant::now(), &mut out);
        parser.elapsed(&mut out);
        parser.feed(rest.as_bytes(), Instant::now(), &mut out);
        assert_eq!(written(&out), "x", "{begin:?}");
    }
}

#[test]
fn unknown_sequences_are_swallowed() {
    for bytes in [
        "\x1b[?62;1;6c",
        "\x1b[24;80R",
        "\x1b[I",
        "\x1b[O",
        "\x1b[99~",
        "\x1b[<0;12;7M",
        "\x1b[M !!",
        "\x1b[?2026;2$y",
        "\x1b[27;5;65~",
        "\x1b[201~",
        "\x1bOz",
        "\x1b[[Z",
        "\x1b[999999999999A",
    ] {
        assert_eq!(keys(format!("{bytes}x").as_bytes()), "x", "{bytes:?}");
    }
    let long = format!("\x1b[{}Ax", "1;".repeat(400));
    assert_eq!(keys(long.as_bytes()), "x");
}

#[test]
fn a_broken_sequence_does_not_take_the_next_key_along() {
    assert_eq!(keys(b"\x1b[1;\x1b[A"), "up");
    assert_eq!(keys(b"\x1b[1\rx"), "enter x");
    assert_eq!(keys("\x1b[1ä".as_bytes()), "ä");
}

#[test]
fn malformed_and_hidden_characters_are_dropped() {
    assert_eq!(keys(b"a\xff\xc3b\xe2\x82c\x80d\xed\xa0\x80e"), "a b c d e");
    assert_eq!(keys("a\u{202e}b\u{85}c\u{200f}".as_bytes()), "a b c");
}

#[test]
fn latin_1_is_read_where_the_locale_is_not_utf_8() {
    let latin = Settings { utf8: false, ..Settings::default() };
    assert_eq!(keys_with(latin, b"M\xfcller\x85\x9b\xdf"), "M ü l l e r ß");
    assert_eq!(keys_with(latin, b"\x1b[200~gr\xfc\xdf\x1b[201~"), "\"grüß\"");
}

#[test]
fn a_paste_is_one_input_and_clean() {
    assert_eq!(
        keys("\x1b[200~Größe 38\r\nzwei\tdrei\rvier\x1b[201~x".as_bytes()),
        r#""Größe 38\nzwei drei\nvier" x"#
    );
    assert_eq!(keys("\x1b[200~a\x1b[31mb\u{202e}c\x07\x03\x1b[201~".as_bytes()), r#""a[31mbc""#);
    assert_eq!(keys(b"\x1b[200~\x1b[201~"), r#""""#);
}

#[test]
fn a_paste_without_end_is_given_as_cut() {
    assert_eq!(keys("\x1b[200~ein Wort".as_bytes()), r#"cut "ein Wort""#);
    let fits = "a".repeat(PASTE_MAX);
    assert_eq!(keys(format!("\x1b[200~{fits}\x1b[201~x").as_bytes()), format!("{fits:?} x"));
    for more in 1..9 {
        let long = "a".repeat(PASTE_MAX + more);
        assert_eq!(
            keys(format!("\x1b[200~{long}\x1b[201~x").as_bytes()),
            format!("cut {fits:?} x")
        );
    }
    let umlauts = "ä".repeat(PASTE_MAX);
    let kept = "ä".repeat(PASTE_MAX / 2);
    assert_eq!(keys(format!("\x1b[200~{umlauts}\x1b[201~").as_bytes()), format!("cut {kept:?}"));
}

#[test]
fn what_pretends_to_be_the_end_of_a_paste_does_not_become_keys() {
    assert_eq!(keys(b"\x1b[200~a\x1b[201~q\x1bOQb\x1b[201~x"), r#""aqOQb" x"#);
    // with a beginning of its own, and in reads of any size
    let paste = b"\x1b[200~a\x1b[201~q\x1b[200~b\x1b[201~";
    assert_eq!(keys(paste), r#""aqb""#);
    let (now, mut parser, mut out) = (Instant::now(), Parser::new(Settings::default()), vec![]);
    for byte in paste {
        parser.feed(&[*byte], now, &mut out);
    }
    silence(&mut parser, &mut out);
    assert_eq!(written(&out), r#""aqb""#);
}

#[test]
fn a_key_behind_a_paste_is_a_key_and_does_not_wait_for_the_next() {
    assert_eq!(keys(b"\x1b[200~a\x1b[201~b\x1b[12~\r"), r#""a" b f2 enter"#);
    let (now, mut parser, mut out) = (Instant::now(), Parser::new(Settings::default()), vec![]);
    parser.feed(b"\x1b[200~a\x1b[201~", now, &mut out);
    parser.feed(b"\x1b[", now + PASTE_TAIL / 2, &mut out);
    parser.feed(b"B", now + PASTE_TAIL / 2, &mut out);
    assert_eq!(parser.deadline(), Some(now + PASTE_TAIL), "counted from the end of the paste");
    parser.elapsed(&mut out);
    assert_eq!((written(&out).as_str(), parser.deadline()), (r#""a" down"#, None));
    // two pastes with a pause between them are two
    out.clear();
    parser.feed(b"\x1b[200~a\x1b[201~", now, &mut out);
    parser.elapsed(&mut out);
    parser.feed(b"\x1b[200~b\x1b[201~", now, &mut out);
    parser.elapsed(&mut out);
    assert_eq!(written(&out), r#""a" "b""#);
}

#[test]
fn a_paste_on_its_way_when_the_line_breaks_is_not_lost() {
    for (bytes, expected) in [
        (&b"\x1b[200~ein Wort"[..], r#"cut "ein Wort""#),
        (b"\x1b[200~ein Wort\x1b[201~", r#""ein Wort""#),
        (b"\x1b", ""),
    ] {
        let (mut parser, mut out) = (Parser::new(Settings::default()), vec![]);
        parser.feed(bytes, Instant::now(), &mut out);
        parser.hung_up(&mut out);
        assert_eq!((written(&out).as_str(), parser.deadline()), (expected, None));
    }
}

/// Bytes that look like what terminals send, whole and broken.
fn terminal_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        Just(vec![0x1b]),
        Just(b"\x1b[".to_vec()),
        Just(b"\x1b[200~".to_vec()),
        Just(b"\x1b[201~".to_vec()),
        "[äöa-z]{1,3}".prop_map(String::into_bytes),
        "\x1b\\[[0-9;]{0,6}[A-Za-z~^$@]".prop_map(String::into_bytes),
        "\x1bO[0-9;]{0,3}[A-Za-z]".prop_map(String::into_bytes),
    ];
    proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn splitting_the_reads_changes_nothing(
        bytes in terminal_bytes(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
        alt_digits: bool,
        alt_chars: bool,
        utf8: bool,
    ) {
        let settings = Settings { utf8, alt_digits, alt_chars };
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).chain([0, bytes.len()]).collect();
        cuts.sort_unstable();
        let mut parser = Parser::new(settings);
        let mut out = Vec::new();
        for cut in cuts.windows(2) {
            parser.feed(&bytes[cut[0]..cut[1]], Instant::now(), &mut out);
        }
        silence(&mut parser, &mut out);
        prop_assert_eq!(written(&out), keys_with(settings, &bytes));
    }

    #[test]
    fn any_bytes_in_any_rhythm_are_survived(reads in proptest::collection::vec((proptest::collection::vec(any::<u8>(), 0..9), any::<bool>()), 0..30)) {
        let mut parser = Parser::new(Settings::default());
        let mut out = Vec::new();
        for (bytes, pause) in reads {
            parser.feed(&bytes, Instant::now(), &mut out);
            if pause && parser.deadline().is_some() {
                parser.elapsed(&mut out);
            }
        }
        silence(&mut parser, &mut out);
        out.clear();
        // whatever came before, after a silence a key is a key
        parser.feed(b"\x18", Instant::now(), &mut out);
        prop_assert_eq!(out, [Input::Key(Key::new(Code::Char('x')).with_ctrl())]);
    }
}
