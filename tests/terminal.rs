//! The bytes we write, fed to a terminal emulator: it must show exactly what was drawn, and for few bytes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "helpers of tests"
)]

use std::cell::RefCell;
use std::io::{self, Write};
use std::num::NonZeroU16;
use std::rc::Rc;

use aid::tui::terminal::{Drawing, Screen, Tty};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier, Style};
use ratatui::widgets::Paragraph;

const PLAIN: Drawing = Drawing { ascii: false, synchronized: false };

fn emulator(area: Rect) -> vt100::Parser {
    vt100::Parser::new(
        NonZeroU16::new(area.height).unwrap(),
        NonZeroU16::new(area.width).unwrap(),
        100,
    )
}

/// What a cell of `buffer` must look like: text, colours, attributes. Of a blank only the background shows.
type Look = (String, vt100::Color, vt100::Color, [bool; 4]);

fn wanted(buffer: &Buffer) -> Vec<Look> {
    let width = usize::from(buffer.area.width);
    let mut looks = Vec::new();
    for row in buffer.content.chunks(width) {
        let mut hidden = 0;
        for (x, cell) in row.iter().enumerate() {
            if hidden > 0 {
                hidden -= 1;
                looks.push((
                    String::new(),
                    vt100::Color::Default,
                    vt100::Color::Default,
                    [false; 4],
                ));
                continue;
            }
            let fits = x + usize::from(cell.cell_width()) <= width;
            let (text, cell) =
                if fits { (cell.symbol(), cell.clone()) } else { (" ", Cell::default()) };
            hidden = text.cell_width() - 1;
            let has = |flag| cell.modifier.contains(flag);
            let [bold, dim, underline, reverse] =
                [Modifier::BOLD, Modifier::DIM, Modifier::UNDERLINED, Modifier::REVERSED].map(has);
            let attributes = [bold, dim && !bold, underline, reverse];
            looks.push(look(text, colour(cell.fg), colour(cell.bg), attributes));
        }
    }
    looks
}

fn shown(screen: &vt100::Screen) -> Vec<Look> {
    let (rows, cols) = screen.size();
    let cells = (0..rows.get()).flat_map(|y| (0..cols.get()).map(move |x| (y, x)));
    let look_at = |(y, x)| {
        let cell = screen.cell(y, x).unwrap();
        if cell.is_wide_continuation() {
            return (String::new(), vt100::Color::Default, vt100::Color::Default, [false; 4]);
        }
        let text = if cell.has_contents() { cell.contents() } else { " " };
        look(
            text,
            cell.fgcolor(),
            cell.bgcolor(),
            [cell.bold(), cell.dim(), cell.underline(), cell.inverse()],
        )
    };
    cells.map(look_at).collect()
}

fn look(text: &str, fg: vt100::Color, bg: vt100::Color, attributes: [bool; 4]) -> Look {
    match attributes {
        [_, _, false, false] if text == " " => (text.into(), vt100::Color::Default, bg, [false; 4]),
        _ => (text.into(), fg, bg, attributes),
    }
}

fn colour(colour: Color) -> vt100::Color {
    let all = [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ];
    let number = all.iter().position(|&named| named == colour);
    number.map_or(vt100::Color::Default, |n| vt100::Color::Idx(u8::try_from(n).unwrap()))
}

/// Feeds `bytes` and compares everything that can be seen.
fn check(
    parser: &mut vt100::Parser,
    bytes: &[u8],
    buffer: &Buffer,
    cursor: Option<Position>,
) -> Result<(), TestCaseError> {
    let scrollback = parser.screen().scrollback_len();
    parser.process(bytes);
    let screen = parser.screen();
    prop_assert_eq!(shown(screen), wanted(buffer), "after {}", bytes.escape_ascii());
    prop_assert_eq!(screen.hide_cursor(), cursor.is_none());
    if let Some(Position { x, y }) = cursor {
        prop_assert_eq!(screen.cursor_position(), (y, x), "after {}", bytes.escape_ascii());
    }
    prop_assert_eq!(
        screen.scrollback_len(),
        scrollback,
        "rows were left to be read in the scrollback"
    );
    Ok(())
}

/// One change of a screen.
#[derive(Debug, Clone)]
enum Change {
    Text(u16, u16, String, Style),
    /// A cell set without regard for its neighbours, as overlapping widgets do.
    Cell(u16, u16, &'static str),
    Paint(Rect, Style),
    Scroll(u16, u16, i32),
    Clear,
    Nothing,
}

fn styles() -> impl Strategy<Value = Style> {
    let colours = prop::sample::select(vec![
        Color::Reset,
        Color::Reset,
        Color::Red,
        Color::DarkGray,
        Color::White,
        Color::Black,
        Color::Rgb(1, 2, 3),
        Color::Indexed(99),
    ]);
    (colours.clone(), colours, 0_u16..256).prop_map(|(fg, bg, bits)| {
        Style::new()
            .fg(fg)
            .bg(if bits & 1 == 0 { Color::Reset } else { bg })
            .add_modifier(Modifier::from_bits_truncate(bits >> 1))
    })
}

fn changes(area: Rect) -> impl Strategy<Value = Change> {
    let (w, h) = (area.width, area.height);
    let texts = "[a-d ]{0,12}|[ab한🙂 لاäé]{1,6}|e\u{301}x|[─▸…]{1,4} {1,9}";
    prop_oneof![
        6 => (0..w, 0..h, texts, styles()).prop_map(|(x, y, text, style)| Change::Text(x, y, text, style)),
        2 => (0..w, 0..h, texts).prop_map(|(x, y, text)| Change::Text(x, y, text, Style::new())),
        1 => (0..w, 0..h, prop::sample::select(vec!["한", "x", " ", "🙂", "e\u{301}"])).prop_map(|(x, y, s)| Change::Cell(x, y, s)),
        1 => (0..w, 0..h, 0..=w, 0..=h, styles()).prop_map(|(x, y, w, h, style)| Change::Paint(Rect::new(x, y, w, h), style)),
        3 => (0..h, 0..h, -3..=3).prop_map(|(a, b, by)| Change::Scroll(a.min(b), a.max(b), by)),
        1 => Just(Change::Clear),
        1 => Just(Change::Nothing),
    ]
}

fn apply(buffer: &mut Buffer, changes: &[Change]) {
    for change in changes {
        apply_one(buffer, change);
    }
}

fn apply_one(buffer: &mut Buffer, change: &Change) {
    match change {
        Change::Text(x, y, text, style) => {
            buffer.set_stringn(*x, *y, text, 99, *style);
        }
        Change::Cell(x, y, symbol) => {
            buffer[(*x, *y)].set_symbol(symbol);
        }
        Change::Paint(area, style) => buffer.set_style(*area, *style),
        Change::Scroll(top, bottom, by) => {
            let before = buffer.clone();
            for y in *top..=*bottom {
                let from = i32::from(y) + by;
                for x in 0..buffer.area.width {
                    let inside = (i32::from(*top)..=i32::from(*bottom)).contains(&from);
                    buffer[(x, y)] = if inside {
                        before[(x, u16::try_from(from).unwrap())].clone()
                    } else {
                        Cell::default()
                    };
                }
            }
        }
        Change::Clear => buffer.reset(),
        Change::Nothing => {}
    }
}

/// Some changes, and where the cursor stands behind them.
type Step = (Vec<Change>, Option<(u16, u16)>);

/// A screen size, and steps.
fn sessions() -> impl Strategy<Value = (Rect, Vec<Step>)> {
    let areas = prop_oneof![(1_u16..14, 1_u16..8), (20_u16..60, 8_u16..20)]
        .prop_map(|(w, h)| Rect::new(0, 0, w, h));
    areas.prop_flat_map(|area| {
        let step = (
            prop::collection::vec(changes(area), 0..6),
            prop::option::of((0..area.width, 0..area.height)),
        );
        (Just(area), prop::collection::vec(step, 1..10))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_terminal_shows_what_was_drawn((area, steps) in sessions(), forget in any::<prop::sample::Index>()) {
        let mut parser = emulator(area);
        // whatever was there before is gone with the first draw
        parser.process(b"\x1b[31;1;44mgarbage\x1b[2;3r\x1b[2;2Hmore");
        let mut screen = Screen::new(PLAIN);
        let mut buffer = Buffer::empty(area);
        for (at, (changes, cursor)) in steps.iter().enumerate() {
            apply(&mut buffer, changes);
            if at == forget.index(steps.len()) {
                parser.process(b"\x1b[7mwall message\r\n\x1b[?25l");
                screen.forget();
            }
            let cursor = cursor.map(Position::from);
            let bytes = screen.present(&buffer, cursor);
            check(&mut parser, &bytes, &buffer, cursor)?;
            prop_assert!(screen.present(&buffer, cursor).is_empty(), "nothing changed, nothing written");
        }
    }

    #[test]
    fn nothing_but_ascii_and_known_sequences_leaves_for_an_ascii_terminal((area, steps) in sessions()) {
        let mut screen = Screen::new(Drawing { ascii: true, synchronized: true });
        let mut buffer = Buffer::empty(area);
        for (changes, cursor) in &steps {
            apply(&mut buffer, changes);
            let bytes = screen.present(&buffer, cursor.map(Position::from));
            prop_assert!(bytes.is_ascii());
        }
    }

    #[test]
    fn whatever_stands_in_a_cell_no_control_reaches_the_terminal(symbols in prop::collection::vec("\\PC{1,3}|[\u{0}-\u{9f}]{1,3}|[a👩🏽🇩🇪\u{200d}\u{202e}\u{fe0f}\u{301}]{1,6}", 1..40)) {
        let area = Rect::new(0, 0, 20, 3);
        let mut buffer = Buffer::empty(area);
        for (cell, symbol) in buffer.content.iter_mut().zip(&symbols) {
            cell.set_symbol(symbol);
        }
        let mut parser = emulator(area);
        let mut screen = Screen::new(PLAIN);
        let bytes = screen.present(&buffer, Some(Position::new(0, 2)));
        parser.process(&bytes);
        let text = String::from_utf8(bytes).unwrap();
        let foreign = text.chars().find(|&c| c.is_control() && !"\u{1b}\r\n\u{8}".contains(c) || ('\u{202a}'..='\u{202e}').contains(&c));
        prop_assert_eq!(foreign, None);
        prop_assert_eq!(parser.screen().cursor_position(), (2, 0));
        prop_assert!(shown(parser.screen())[40..].iter().all(|look| look.0 == " "), "nothing ran over into the last row");
    }
}

/// A line to a terminal that keeps each write.
#[derive(Clone, Default)]
struct Line(Rc<RefCell<Vec<Vec<u8>>>>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Line {
    /// Bytes since last asked, which must have come in one write.
    fn bytes(&self) -> Vec<u8> {
        let writes = self.0.take();
        assert!(writes.len() <= 1, "{} writes for one draw", writes.len());
        writes.concat()
    }
}

const SIZE: Size = Size::new(80, 24);
const BAR: Style = Style::new().add_modifier(Modifier::REVERSED);
const SOFT: Style = Style::new().fg(Color::Cyan);

fn put(buffer: &mut Buffer, x: u16, y: u16, text: &str, style: Style) {
    buffer.set_string(x, y, text, style);
}

/// The caseload as in the design: `first` is the first household on screen, `selected` the chosen one.
fn caseload(buffer: &mut Buffer, first: usize, selected: usize) -> Position {
    const NAMES: [&str; 10] = [
        "Al-Hamadi, Fatima",
        "Haddad, Yusuf",
        "Kovalenko, Oksana",
        "Öztürk, Ayşe",
        "Rahimi, Sami",
        "Tesfay, Selam",
        "Şahin, Mehmet",
        "Ibrahimović, Ana",
        "Nguyen, Thi Hoa",
        "Mohammadi, Zahra",
    ];
    const SITES: [&str; 4] =
        ["Kölner Landstr. 4", "eigene Wohnung", "Am Ellernbusch 12", "Zollhausstraße 9"];
    put(buffer, 1, 0, "AiD   1 Heute  2 Fälle  3 Besuche", Style::new());
    put(buffer, 16, 0, "2 Fälle", Modifier::BOLD.into());
    put(
        buffer,
        1,
        1,
        "Fälle · Raum Nord · 87 Personen / 1,0 VZÄ (87 %)              Filter: offen",
        SOFT,
    );
    put(
        buffer,
        2,
        2,
        "Name                    Pers. Unterkunft         Zi.  Besuch     Offen  Frist",
        Modifier::UNDERLINED.into(),
    );
    for y in 3..22 {
        let no = first + usize::from(y) - 3;
        let name = NAMES[no * 7 % 10];
        let row = format!(
            "{:>3}   {:<18}{:>3}  {:>3} {:>3} T    {:>3}  {:>2}.{:02}.",
            1 + no % 7,
            SITES[no % 4],
            1 + no % 30,
            ["", "!", "N"][no % 3],
            no * 3 % 60,
            no % 4,
            1 + no % 28,
            1 + no % 12
        );
        put(buffer, 26, y, &row, Style::new());
        put(buffer, 2, y, name, if no == selected { BAR } else { Style::new() });
        if no == selected {
            put(buffer, 0, y, "▸", Style::new());
        }
    }
    put(
        buffer,
        1,
        23,
        "Eingabe öffnen  v Besuch  k Kontakt  r Verweisen  / suchen  f filtern  F1 Hilfe",
        SOFT,
    );
    Position::new(0, u16::try_from(selected - first).unwrap() + 3)
}

/// A case with a one-line field that has the focus.
fn form(buffer: &mut Buffer, note: &str) -> Position {
    put(
        buffer,
        1,
        0,
        "Regelbesuch · Al-Hamadi, Fatima · So 22.11.2026 14:10 · Kölner Landstr. 4, Zi. 12",
        Modifier::BOLD.into(),
    );
    put(
        buffer,
        1,
        1,
        "angetroffen: [x] Fatima [x] Amira [ ] Sami [x] Noor [x] Karim   Sprachmittl.: –",
        Style::new(),
    );
    for y in 2..20 {
        let line = format!(
            "  {}{y:<3} Kommt im Alltag auf Deutsch zurecht, Frage {y}?",
            if y < 11 { "SP" } else { "WO" }
        );
        put(buffer, 0, y, &line, Style::new());
        put(buffer, 54, y, ["ok", "Bedarf", "–", "beob."][usize::from(y) % 4], Style::new());
        put(buffer, 63, y, "zuletzt: ok 19.10.", Modifier::DIM.into());
    }
    put(buffer, 6, 20, &format!("Notiz: {note}"), Style::new());
    put(
        buffer,
        1,
        23,
        "a Rest ok  n Notiz  w Wiedervorlage  r Verweisen  F8 wie letztes Mal  F2 Speichern",
        SOFT,
    );
    Position::new(13 + u16::try_from(note.chars().count()).unwrap(), 20)
}

/// A terminal on which the caseload was drawn.
fn on_caseload() -> (Tty<Line>, Line) {
    let line = Line::default();
    let mut tty = Tty::new(line.clone(), SIZE, Drawing { ascii: false, synchronized: true });
    tty.draw(|buffer| Some(caseload(buffer, 0, 5))).unwrap();
    (tty, line)
}

fn quantiles(mut bytes: Vec<usize>) -> (usize, usize) {
    bytes.sort_unstable();
    (bytes[bytes.len() / 2], bytes[bytes.len() * 95 / 100])
}

#[test]
fn the_first_screen_is_one_packet_or_little_more() {
    let (_, line) = on_caseload();
    let bytes = line.bytes().len();
    assert!((1_000..=1_800).contains(&bytes), "{bytes} bytes");
}

#[test]
fn moving_the_selection_changes_marker_and_name_only() {
    let (mut tty, line) = on_caseload();
    line.bytes();
    let mut costs = Vec::new();
    for selected in (6..19).chain((1..18).rev()) {
        tty.draw(|buffer| Some(caseload(buffer, 0, selected))).unwrap();
        costs.push(line.bytes().len());
    }
    let (median, p95) = quantiles(costs);
    assert!(median <= 48 && p95 <= 64, "median {median}, p95 {p95}");
}

#[test]
fn a_list_that_moves_by_a_row_is_moved_by_the_terminal() {
    let (mut tty, line) = on_caseload();
    tty.draw(|buffer| Some(caseload(buffer, 0, 18))).unwrap();
    line.0.take();
    let mut costs = Vec::new();
    for first in (1..30).chain((0..29).rev()) {
        let selected = if costs.len() < 29 { first + 18 } else { first };
        tty.draw(|buffer| Some(caseload(buffer, first, selected))).unwrap();
        costs.push(line.bytes().len());
    }
    let (median, p95) = quantiles(costs);
    assert!(median <= 150 && p95 <= 200, "median {median}, p95 {p95}");
}

#[test]
fn a_page_costs_its_text() {
    let (mut tty, line) = on_caseload();
    line.bytes();
    tty.draw(|buffer| Some(caseload(buffer, 18, 23))).unwrap();
    let bytes = line.bytes().len();
    assert!((500..=1_400).contains(&bytes), "{bytes} bytes");
}

#[test]
fn a_typed_character_costs_one_byte() {
    let (mut tty, line) = on_caseload();
    line.bytes();
    tty.draw(|buffer| Some(form(buffer, ""))).unwrap();
    let switched = line.bytes().len();
    // 1.05 times the least for this text
    assert!(switched <= 2_000, "{switched} bytes");
    let note = "Warteliste VHS seit 6 Wochen";
    for (at, c) in note.char_indices() {
        tty.draw(|buffer| Some(form(buffer, &note[..=at]))).unwrap();
        let bytes = line.bytes();
        // behind a blank the cursor may move without the cell being written
        assert!(
            bytes == [u8::try_from(c).unwrap()] || bytes == b"\x1b[C",
            "{}",
            bytes.escape_ascii()
        );
    }
    tty.draw(|buffer| Some(form(buffer, &note[..note.len() - 1]))).unwrap();
    assert_eq!(line.bytes(), b"\x08 \x08");
}

#[test]
fn a_draw_that_changes_nothing_writes_nothing() {
    let (mut tty, line) = on_caseload();
    line.bytes();
    for _ in 0..3 {
        tty.draw(|buffer| Some(caseload(buffer, 0, 5))).unwrap();
    }
    assert_eq!(line.0.take().len(), 0);
}

#[test]
fn long_draws_are_synchronized_and_short_ones_are_not() {
    for synchronized in [true, false] {
        let line = Line::default();
        let mut tty = Tty::new(line.clone(), SIZE, Drawing { ascii: false, synchronized });
        let text = "lang ".repeat(16);
        tty.draw(|buffer| {
            for y in 0..24 {
                put(buffer, 0, y, &text, Style::new());
            }
            None
        })
        .unwrap();
        let bytes = line.bytes();
        assert_eq!(
            bytes.starts_with(b"\x1b[?2026h") && bytes.ends_with(b"\x1b[?2026l"),
            synchronized
        );
        tty.draw(|buffer| {
            for y in 0..24 {
                put(buffer, 0, y, &text, Style::new());
            }
            put(buffer, 5, 5, "kurz", BAR);
            None
        })
        .unwrap();
        assert!(!line.bytes().escape_ascii().to_string().contains("2026"));
    }
}

#[test]
fn ascii_terminals_get_the_nearest_look() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 14, 1));
    put(&mut buffer, 0, 0, "▸ Müller … 한", Style::new());
    let bytes = Screen::new(Drawing { ascii: true, synchronized: false }).present(&buffer, None);
    assert!(bytes.escape_ascii().to_string().contains("> Muller . ?"), "{}", bytes.escape_ascii());
}

#[test]
fn a_new_size_draws_all() {
    let (mut tty, line) = on_caseload();
    line.bytes();
    let area = Rect::new(0, 0, 100, 30);
    tty.resize(area.as_size());
    let mut drawn = Buffer::empty(area);
    tty.draw(|buffer| {
        let cursor = caseload(buffer, 0, 5);
        drawn = buffer.clone();
        Some(cursor)
    })
    .unwrap();
    let mut parser = emulator(area);
    check(&mut parser, &line.bytes(), &drawn, Some(Position::new(0, 8))).unwrap();
}

#[test]
fn ratatuis_own_terminal_works_on_it() {
    let line = Line::default();
    let mut terminal = Terminal::new(Tty::new(line.clone(), Size::new(30, 5), PLAIN)).unwrap();
    let mut parser = emulator(Rect::new(0, 0, 30, 5));
    for (text, cursor) in [("Fälle\n한글", Some((2, 1))), ("Fälle\n한 x", None), ("", Some((0, 0)))]
    {
        let mut drawn = Buffer::default();
        terminal
            .draw(|frame| {
                frame.render_widget(Paragraph::new(text), frame.area());
                if let Some(cursor) = cursor {
                    frame.set_cursor_position(cursor);
                }
                drawn = frame.buffer_mut().clone();
            })
            .unwrap();
        check(&mut parser, &line.bytes(), &drawn, cursor.map(Position::from)).unwrap();
    }
    parser.process(b"\x1b[Hgarbage");
    terminal.clear().unwrap();
    terminal.draw(|frame| frame.render_widget(Paragraph::new("neu"), frame.area())).unwrap();
    parser.process(&line.0.take().concat());
    assert_eq!(parser.screen().contents(), "neu");
}

#[test]
fn after_a_write_error_everything_is_drawn_again() {
    struct Broken(bool, Line);
    impl Write for Broken {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if std::mem::take(&mut self.0) {
                Err(io::ErrorKind::BrokenPipe.into())
            } else {
                self.1.write(bytes)
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let line = Line::default();
    let mut tty = Tty::new(Broken(true, line.clone()), SIZE, PLAIN);
    assert!(tty.draw(|buffer| Some(caseload(buffer, 0, 5))).is_err());
    tty.draw(|buffer| Some(caseload(buffer, 0, 5))).unwrap();
    assert!(line.bytes().len() > 1_000);
}
