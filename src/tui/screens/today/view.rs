//! How the board is drawn: counts on top, below them when, who and what.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::State;
use super::lines::{Group, Line};
use crate::api::today::{Row, Urgency, What, Whose};
use crate::domain::codes::List;
use crate::domain::dates::Window;
use crate::domain::papers::PaperKind;
use crate::domain::site::SiteKind;
use crate::domain::today::MISSED;
use crate::tui::cells;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::screens::{draft_in_words, unfinished};
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::columns::{self, Column, Contents};
use crate::tui::widgets::frame;
use crate::tui::widgets::list::MARGIN;

/// What a column shows.
const WHEN: usize = 0;
const NAME: usize = 1;
const WHAT: usize = 2;
const WHO: usize = 3;
const HOME: usize = 4;
const ROOM: usize = 5;

const fn column(title: &'static str, min: u16, max: u16, rank: u8) -> Column {
    Column { title, min, max, right: false, rank }
}

/// By urgency.
const COLUMNS: [(usize, Column); 6] = [
    (WHEN, column("today-when", 14, 15, 0)),
    (NAME, column("today-name", 18, 24, 0)),
    (WHAT, column("today-what", 38, 60, 0)),
    (WHO, column("today-who", 14, 22, 3)),
    (HOME, column("today-home", 14, 30, 1)),
    (ROOM, column("today-room", 4, 10, 2)),
];

/// By urgency, where there is little room.
const NARROW: [(usize, Column); 3] = [
    (WHEN, column("today-when", 7, 7, 0)),
    (NAME, column("today-name", 12, 12, 0)),
    (WHAT, column("today-what", 11, 60, 0)),
];

/// By homes, where there is little room.
const NARROW_BY_HOME: [(usize, Column); 3] = [
    (HOME, column("today-home", 10, 10, 0)),
    (NAME, column("today-name", 11, 18, 0)),
    (WHAT, column("today-what", 11, 60, 0)),
];

/// Rows in which the selected line is said in full there.
const TOLD: u16 = 2;

/// Narrower terminals have little room.
const WIDE: u16 = 64;

/// By homes and rooms.
const BY_HOME: [(usize, Column); 6] = [
    (HOME, column("today-home", 17, 24, 0)),
    (ROOM, column("today-room", 4, 10, 1)),
    (NAME, column("today-name", 13, 20, 0)),
    (WHAT, column("today-what", 20, 60, 0)),
    (WHEN, column("today-when", 10, 11, 2)),
    (WHO, column("today-who", 14, 22, 3)),
];

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title_row = row(area, 0);
    let order = if state.by_home { ctx.texts.get("today-by-home") } else { "".into() };
    let taken = ctx.theme.width(&order) + if state.by_home { 4 } else { 2 };
    let room = title_row.width.saturating_sub(taken);
    frame::title(ctx, title_row, buf, &headline(state, ctx, room), &order);
    let body = below(area, 1);
    let mut rows = below(body, 1);
    let told = told_rows(ctx, rows);
    rows.height -= told;
    let resized = std::mem::replace(&mut state.height, rows.height) != rows.height;
    if state.known && (std::mem::take(&mut state.anew) || resized && !state.is_opened()) {
        state.fold(rows.height);
    }
    let len = state.lines().len();
    if len == 0 {
        empty(state, ctx, body, buf);
        return Position::new(body.x, body.y);
    }
    state.list.fit(len, rows.height);
    draw_rows(state, ctx, body, rows, buf);
    let under = Rect { y: rows.bottom(), height: told, ..rows };
    tell(state, ctx, under, buf);
    state.list.cursor(rows)
}

/// Rows below the list in which the selected line stands in full, where columns are short.
fn told_rows(ctx: &Ctx, rows: Rect) -> u16 {
    if is_narrow(ctx) && rows.height > 2 * TOLD { TOLD } else { 0 }
}

/// Says all of the selected line of which columns may show a part only.
fn tell(state: &State, ctx: &Ctx, area: Rect, buf: &mut Buffer) {
    let lines = state.lines();
    let said = match lines.get(state.list.selected) {
        Some(Line::Row(row)) => [row.name.clone(), with_who(row, ctx)].join(DOT),
        Some(Line::Draft(head)) => draft_in_words(head, &ctx.texts),
        _ => return,
    };
    let shown = ctx.theme.shown(&said);
    let lines = cells::wrap(&shown, area.width.saturating_sub(2).max(1));
    for (number, line) in (0..area.height).zip(lines) {
        ctx.theme.put(buf, behind(row(area, number), 1), line, Tone::Quiet);
    }
}

impl State {
    /// Whether a group was opened by hand: then the others stay as they are.
    fn is_opened(&self) -> bool {
        self.groups.values().any(|fold| fold.open)
    }
}

fn is_narrow(ctx: &Ctx) -> bool {
    ctx.size.0 < WIDE
}

/// The columns of the board as it is, and what each shows.
fn wanted(state: &State, ctx: &Ctx) -> Vec<(usize, Column)> {
    let shown: &[(usize, Column)] = match state.by_home {
        true if is_narrow(ctx) => &NARROW_BY_HOME,
        true => &BY_HOME,
        false if is_narrow(ctx) => &NARROW,
        false => &COLUMNS,
    };
    let others = state.board.rows.iter().any(|row| row.whose != Whose::Mine);
    shown.iter().copied().filter(|(what, _)| others || *what != WHO).collect()
}

fn draw_rows(state: &State, ctx: &Ctx, body: Rect, rows: Rect, buf: &mut Buffer) {
    let lines = state.lines();
    let shown = wanted(state, ctx);
    let wanted: Vec<Column> = shown.iter().map(|(_, column)| *column).collect();
    let what = |number: usize| shown.get(number).map_or(WHAT, |(what, _)| *what);
    let mut contents = Contents::of(ctx, &wanted);
    for row in &state.board.rows {
        for number in 0..wanted.len() {
            let text = match what(number) {
                WHAT => with_who(row, ctx),
                what => cell(row, what, state.by_home, ctx).0,
            };
            contents.take(ctx, number, &text);
        }
    }
    let fitted = columns::fit(&wanted, &contents, behind(rows, MARGIN + 1).width);
    columns::headings(ctx, buf, behind(row(body, 0), MARGIN), &wanted, &fitted);
    let has_who = fitted.iter().any(|place| what(place.number) == WHO);
    let mut above: Option<&Row> = None;
    for line in state.list.rows(ctx, rows, buf, lines.len()) {
        let tone = if line.selected { Tone::Chosen } else { Tone::Plain };
        match lines.get(line.number) {
            Some(Line::Row(row)) => {
                let same = state.by_home && above.is_some_and(|above| above.home == row.home);
                for place in &fitted {
                    let (text, tone) = match what(place.number) {
                        NAME => (row.name.clone(), tone),
                        HOME if same => continue,
                        WHAT if !has_who => (with_who(row, ctx), Tone::Plain),
                        what => cell(row, what, state.by_home, ctx),
                    };
                    place.put(ctx, buf, line.area, &text, tone);
                }
                above = Some(row);
            }
            Some(Line::Draft(head)) => {
                unfinished::draw(ctx, head, &state.drafts.heads, line.selected, line.area, buf);
            }
            Some(Line::Group(group, count, first, open)) => {
                let text = group_in_words(*group, *count, *first, *open, ctx);
                ctx.theme.put(buf, line.area, &text, tone);
            }
            Some(Line::More(more)) => {
                let text = ctx.texts.with("today-more", &[("n", (*more).into())]);
                ctx.theme.put(buf, line.area, &text, Tone::Quiet);
            }
            None => {}
        }
    }
}

/// `für JB: Kita anrufen`, where there is no room for a column of its own.
fn with_who(row: &Row, ctx: &Ctx) -> String {
    let initials = |name: &str| name.split([' ', '-']).filter_map(|w| w.chars().next()).collect();
    let who = match &row.whose {
        Whose::Mine => return in_words(row, ctx),
        Whose::For(name) => Whose::For(initials(name)),
        Whose::With(name) => Whose::With(initials(name)),
        Whose::Nobody => Whose::Nobody,
    };
    [whose_in_words(&who, ctx), in_words(row, ctx)].join(": ")
}

fn whose_in_words(whose: &Whose, ctx: &Ctx) -> String {
    match whose {
        Whose::Mine => String::new(),
        Whose::For(name) => named("today-for", name, ctx),
        Whose::With(name) => named("today-with", name, ctx),
        Whose::Nobody => ctx.texts.get("today-nobody").into_owned(),
    }
}

/// `Mo 23.11. · 2 dringend · 3 überfällig · 12 Besuche`: as many counts as there is room for.
fn headline(state: &State, ctx: &Ctx, width: u16) -> String {
    let texts = &ctx.texts;
    let counts = state.board.counts;
    let begun = u32::try_from(state.drafts.heads.len()).unwrap_or(u32::MAX);
    let parts = [
        ("today-danger", counts.danger),
        ("today-overdue", counts.overdue),
        ("today-due", counts.today),
        ("today-visits", counts.visits),
        ("today-week", counts.week),
        ("today-news", counts.news),
        ("today-begun", begun),
    ];
    let mut line = texts.weekday_near(ctx.today(), ctx.today());
    for (key, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
        let more = [&*line, &texts.with(key, &[("n", count.into())])].join(DOT);
        if ctx.theme.width(&more) > width {
            break;
        }
        line = more;
    }
    line
}

fn empty(state: &State, ctx: &Ctx, body: Rect, buf: &mut Buffer) {
    if !state.known {
        return;
    }
    let key = ctx.key(CommandId::GoCaseload, Context::List);
    let text = ctx.texts.with("today-empty", &[("key", key.into())]);
    let shown = ctx.theme.shown(&text);
    let lines = cells::wrap(&shown, body.width.saturating_sub(4).max(1));
    for (number, line) in (1..).zip(lines) {
        ctx.theme.put(buf, behind(row(body, number), MARGIN), line, Tone::Plain);
    }
}

/// `12 Besuche überfällig, der älteste seit 34 T …`
fn group_in_words(
    group: Group,
    count: usize,
    first: Option<NaiveDate>,
    open: bool,
    ctx: &Ctx,
) -> String {
    let key = match group {
        Group::Overdue => "today-group-overdue",
        Group::OverdueVisits => "today-group-overdue-visits",
        Group::Today => "today-group-due",
        Group::TodayVisits => "today-group-today",
        Group::News => "today-group-news",
        Group::Week => "today-group-week",
        Group::WeekVisits => "today-group-week-visits",
        Group::Open => "today-group-open",
    };
    let days = first.map_or(0, |first| (ctx.today() - first).num_days().max(0));
    let words = ctx.texts.with(key, &[("n", count.into()), ("days", days.into())]);
    if open { words.into_owned() } else { format!("{words} …") }
}

fn cell(row: &Row, what: usize, by_home: bool, ctx: &Ctx) -> (String, Tone) {
    let text = match what {
        WHEN => return when(row, by_home || is_narrow(ctx), ctx),
        NAME => row.name.clone(),
        WHAT => return (in_words(row, ctx), Tone::Plain),
        WHO => whose_in_words(&row.whose, ctx),
        // on the way to it the address is what counts
        HOME if !by_home && row.home_kind == Some(SiteKind::OwnFlat) => {
            ctx.texts.site_kind(SiteKind::OwnFlat).into_owned()
        }
        HOME => row.home.clone(),
        _ => row.room.clone(),
    };
    (text, Tone::Plain)
}

fn named(key: &str, name: &str, ctx: &Ctx) -> String {
    ctx.texts.with(key, &[("name", name.into())]).into_owned()
}

/// `!seit 4 T`, `heute`, `Mo 23.–So 29.`, `bis Do 26.11.`; `short` without what goes before the day
fn when(row: &Row, short: bool, ctx: &Ctx) -> (String, Tone) {
    let (texts, today) = (&ctx.texts, ctx.today());
    let late = |since: NaiveDate| {
        let days = (today - since).num_days();
        let key = if is_narrow(ctx) { "today-late-short" } else { "today-late" };
        (days > 0).then(|| texts.with(key, &[("days", days.into())]).into_owned())
    };
    let until = |day: NaiveDate| match day {
        day if day == today => texts.get("today-now").into_owned(),
        _ if short => near(day, ctx),
        _ => texts.with("today-until", &[("date", near(day, ctx).into())]).into_owned(),
    };
    let (late, in_time) = match &row.what {
        What::FollowUp { window, .. } => (late(window.until()), in_window(*window, short, ctx)),
        What::Visit { due: last, .. } | What::Expiry { last, .. } => (late(*last), until(*last)),
        What::HandOver { on, .. } => (None, near(*on, ctx)),
        What::Protocol { day, .. } | What::Letter { day, .. } => (late(*day), until(*day)),
    };
    let tone = match row.urgency {
        Urgency::Danger => Tone::Alarm,
        Urgency::Overdue => Tone::Warn,
        Urgency::Today => Tone::Strong,
        Urgency::News | Urgency::Week | Urgency::Open => Tone::Plain,
    };
    let mark = if row.urgency <= Urgency::Overdue { "!" } else { " " };
    (format!("{mark}{}", late.unwrap_or(in_time)), tone)
}

/// `Do 26.11.`, where there is little room `26.11.`.
fn near(day: NaiveDate, ctx: &Ctx) -> String {
    if is_narrow(ctx) {
        ctx.texts.date_near(day, ctx.today())
    } else {
        ctx.texts.weekday_near(day, ctx.today())
    }
}

fn in_window(window: Window, short: bool, ctx: &Ctx) -> String {
    let (texts, today) = (&ctx.texts, ctx.today());
    match (window.due(), window.until()) {
        (due, until) if due == today && until == today => texts.get("today-now").into_owned(),
        (due, _) if short => near(due, ctx),
        _ => texts.weekday_window(window, today),
    }
}

/// What is to be done.
fn in_words(row: &Row, ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    match &row.what {
        What::FollowUp { what, .. } => what.clone(),
        What::HandOver { from, .. } => named("today-came", from, ctx),
        What::Protocol { signs: true, .. } => texts.get("today-protocol-sign").into_owned(),
        What::Protocol { .. } => texts.get("today-protocol-feedback").into_owned(),
        What::Letter { kind, what, .. } => {
            let what = if what.is_empty() { &*texts.code(List::LetterKind, kind) } else { what };
            texts.with("today-letter", &[("what", what.into())]).into_owned()
        }
        What::Expiry { kind, last, papers, .. } => {
            let over = *last < ctx.today();
            let key = if over { "today-expired" } else { "today-expires" };
            let paper = texts.get(paper(*kind));
            let values = [("paper", paper.into()), ("n", u32::from(*papers).into())];
            texts.with(key, &values).into_owned()
        }
        What::Visit { first, missed, last, .. } => {
            let visit = texts.get(visit(*first));
            let times = (*missed > 0)
                .then(|| texts.with("today-missed", &[("n", u32::from(*missed).into())]));
            let last = last.map(|last| {
                let date = texts.date_near(last, ctx.today());
                texts.with("today-last", &[("date", date.into())])
            });
            let parts = if *missed >= MISSED {
                [times, Some(visit)]
            } else {
                [Some(visit), times.or(last)]
            };
            parts.into_iter().flatten().collect::<Vec<_>>().join(DOT)
        }
    }
}

/// What a visit is called.
pub(super) fn visit(first: bool) -> &'static str {
    if first { "today-first-visit" } else { "today-visit" }
}

/// What a paper is called.
pub(super) fn paper(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Residence => "today-residence",
        PaperKind::Procedure => "today-procedure",
        PaperKind::Benefit => "today-benefit",
        PaperKind::Identity => "today-identity",
        PaperKind::HealthCover => "today-health-cover",
    }
}
