//! The urgent card: the numbers to call and the steps by sign, one key away from everywhere. It asks
//! no server.
//!
//! Opened by a key it begins with the numbers; a digit or the marker chooses a sign. Opened by an
//! answer it begins with the steps of that sign, and whoever types on types into the note below it.
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::escalation::Sign;
use crate::tui::cells;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::theme::{MARKER, Tone, behind, below, clear, row};

/// Who to call, in the order shown; the number is the attribute `number` of the text.
const NUMBERS: [&str; 5] =
    ["urgent-police", "urgent-rescue", "urgent-violence", "urgent-counselling", "urgent-doctor"];
/// Where the names stand, behind the numbers.
const NAME: u16 = 16;
/// Where steps and signs stand, behind their digit.
const STEP: u16 = 3;
/// Lines that a page key goes by.
const PAGE: u16 = 5;

/// The card while it is open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Urgent {
    /// The sign whose steps are shown; else numbers and signs.
    sign: Option<&'static Sign>,
    /// It was opened with the sign: there is no list behind it.
    direct: bool,
    /// The sign that the marker is at.
    selected: usize,
    /// First line seen, where the screen is too low for all of them.
    first: u16,
    /// Lines that are not seen.
    hidden: u16,
    /// The marker stands below what is seen: the numbers come first.
    below: bool,
}

/// A line of the card.
struct Line {
    /// Number to call or place in the order.
    lead: String,
    text: String,
    tone: Tone,
    indent: u16,
    /// The sign it stands for.
    sign: Option<usize>,
}

impl Urgent {
    /// The card with the steps of a sign, if one is given.
    pub fn of(sign: Option<&'static Sign>) -> Self {
        Self { sign, direct: sign.is_some(), ..Self::default() }
    }

    /// Whether it was opened with a sign, so that what is typed goes on below it.
    pub fn is_direct(&self) -> bool {
        self.direct
    }

    /// The sign whose steps are shown.
    pub fn sign(&self) -> Option<&'static Sign> {
        self.sign
    }

    /// Goes back by one layer; `false` if the card itself goes.
    pub fn back(&mut self) -> bool {
        if self.direct || self.sign.is_none() {
            return false;
        }
        (self.sign, self.first) = (None, 0);
        true
    }

    /// Takes typed text: the digit of a sign opens its steps.
    pub fn insert(&mut self, text: &str) {
        let digit = text.parse::<usize>().ok().and_then(|digit| digit.checked_sub(1));
        if let (None, Some(at)) = (self.sign, digit) {
            self.choose(at);
        }
    }

    fn choose(&mut self, at: usize) {
        if let Some(sign) = Sign::all().get(at) {
            (self.sign, self.selected, self.first) = (Some(sign), at, 0);
        }
    }

    /// Carries out a command that moves or opens; `false` if the card has had its time.
    pub fn apply(&mut self, command: CommandId) -> bool {
        match command {
            CommandId::Back => return self.back(),
            CommandId::Accept if self.sign.is_some() => return self.back(),
            CommandId::Accept => self.choose(self.selected),
            CommandId::Up if self.sign.is_none() && self.selected > 0 => self.selected -= 1,
            CommandId::Down if self.sign.is_none() && !self.below => {
                self.selected = (self.selected + 1).min(Sign::all().len().saturating_sub(1));
            }
            CommandId::Up => self.first = self.first.saturating_sub(1),
            CommandId::Down => self.first = (self.first + 1).min(self.hidden),
            CommandId::PageUp => self.first = self.first.saturating_sub(PAGE),
            CommandId::PageDown => self.first = (self.first + PAGE).min(self.hidden),
            _ => {}
        }
        true
    }

    /// Draws the card at the upper end of `body`.
    pub fn draw(&mut self, ctx: &Ctx, body: Rect, buf: &mut Buffer) -> Position {
        let lines = self.lines(ctx, body.width);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let area = Rect { height: body.height.min(height.saturating_add(2)), ..body };
        clear(buf, area);
        let title = match self.sign {
            Some(sign) => {
                let values = [("sign", ctx.texts.wording(&sign.title).into())];
                ctx.texts.with("urgent-title-sign", &values)
            }
            None => ctx.texts.get("urgent-title"),
        };
        ctx.theme.rule(buf, row(area, 0), &title);
        let whole = below(area, 1);
        let cut = u16::from(whole.height < height);
        let card = Rect { height: whole.height.saturating_sub(cut), ..whole };
        self.scroll(&lines, card.height);
        if cut > 0 && self.first < self.hidden {
            let n = [("n", (self.hidden - self.first).into())];
            let more = ctx.texts.with("urgent-more", &n);
            ctx.theme.put(buf, behind(row(whole, card.height), 2), &more, Tone::Quiet);
        }
        let mut cursor = Position::new(area.x + 2.min(area.width), card.y);
        for (at, line) in (0..card.height).zip(lines.iter().skip(self.first.into())) {
            let whole = row(card, at);
            let chosen = self.sign.is_none() && line.sign == Some(self.selected);
            if chosen && !line.lead.is_empty() {
                ctx.theme.put(buf, Rect { width: 1, ..whole }, MARKER, Tone::Plain);
                cursor = Position::new(whole.x, whole.y);
            }
            let at = behind(whole, 2);
            ctx.theme.put(buf, at, &line.lead, Tone::Alarm);
            ctx.theme.put(buf, behind(at, line.indent), &line.text, line.tone);
        }
        if card.height > height {
            ctx.theme.rule(buf, row(card, height), "");
        }
        cursor
    }

    /// Scrolls so that the marker is seen once it has been moved.
    fn scroll(&mut self, lines: &[Line], height: u16) {
        let rows = |rows: usize| u16::try_from(rows).unwrap_or(u16::MAX);
        let of_it = |line: &Line| self.sign.is_none() && line.sign == Some(self.selected);
        let end = rows(lines.iter().rposition(of_it).map_or(0, |row| row + 1));
        self.hidden = rows(lines.len()).saturating_sub(height);
        if self.selected > 0 && end > 0 {
            let top = rows(lines.iter().position(of_it).unwrap_or(0));
            self.first = self.first.max(end.saturating_sub(height)).min(top);
        }
        self.first = self.first.min(self.hidden);
        self.below = end > self.first + height;
    }

    fn lines(&self, ctx: &Ctx, width: u16) -> Vec<Line> {
        let mut lines = Lines { ctx, width, done: vec![] };
        let hint = ctx.texts.get("urgent-hint");
        let Some(sign) = self.sign else {
            numbers(&mut lines);
            lines.gap();
            lines.add("", &hint, 0, Tone::Strong);
            lines.gap();
            lines.add("", &ctx.texts.get("urgent-signs"), 0, Tone::Plain);
            for (at, sign) in Sign::all().iter().enumerate() {
                let tone = if at == self.selected { Tone::Chosen } else { Tone::Plain };
                let digit = (at + 1).to_string();
                lines.add_sign(&digit, ctx.texts.wording(&sign.title), STEP, tone, Some(at));
            }
            return lines.done;
        };
        lines.add("", &hint, 0, Tone::Strong);
        for (at, step) in (1..).zip(&sign.steps) {
            lines.add(&format!("{at}."), ctx.texts.wording(step), STEP, Tone::Plain);
        }
        lines.gap();
        numbers(&mut lines);
        if self.direct {
            lines.gap();
            let key = ctx.key(CommandId::Back, Context::Card);
            let back = ctx.texts.with("urgent-back", &[("key", key.into())]);
            lines.add("", &back, 0, Tone::Quiet);
        }
        lines.done
    }
}

fn numbers(lines: &mut Lines<'_>) {
    for key in NUMBERS {
        let texts = &lines.ctx.texts;
        let number = texts.attribute(key, "number").unwrap_or_default();
        lines.add(&number, &texts.get(key), NAME, Tone::Plain);
    }
}

/// Lines as they are put together, wrapped at a width.
struct Lines<'a> {
    ctx: &'a Ctx,
    width: u16,
    done: Vec<Line>,
}

impl Lines<'_> {
    fn add(&mut self, lead: &str, text: &str, indent: u16, tone: Tone) {
        self.add_sign(lead, text, indent, tone, None);
    }

    fn add_sign(&mut self, lead: &str, text: &str, indent: u16, tone: Tone, sign: Option<usize>) {
        let shown = self.ctx.theme.shown(text);
        let rows = cells::wrap(&shown, self.width.saturating_sub(indent + 3).max(1));
        self.done.extend(rows.into_iter().enumerate().map(|(at, row)| Line {
            lead: if at == 0 { lead } else { "" }.to_owned(),
            text: row.to_owned(),
            tone,
            indent,
            sign,
        }));
    }

    /// An empty line where there is room.
    fn gap(&mut self) {
        if self.width >= 64 {
            self.add("", "", 0, Tone::Plain);
        }
    }
}
