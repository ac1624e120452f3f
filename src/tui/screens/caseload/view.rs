//! How the caseload is drawn.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{EVERYBODY, Line, SORTS, State, VIEWS};
use crate::api::cases::{Filter, PhaseMark, Row, Scope, Sort};
use crate::domain::area::ratio_percent;
use crate::domain::papers::PaperKind;
use crate::domain::site::SiteKind;
use crate::text::{Lang, Texts};
use crate::tui::cells;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::keymap::{Focus, words};
use crate::tui::screens::unfinished;
use crate::tui::theme::{DOT, Tone, behind, below, from, row};
use crate::tui::widgets::columns::{self, Column, Contents, Fitted};
use crate::tui::widgets::list::MARGIN;
use crate::tui::widgets::{field, frame, whichkey};

const NAME: usize = 0;
const PERSONS: usize = 1;
const HOME: usize = 2;
const ROOM: usize = 3;
const VISIT: usize = 4;
const OPEN: usize = 5;

const COLUMNS: [Column; 7] = [
    Column { title: "caseload-name", min: 18, max: 32, right: false, rank: 0 },
    Column { title: "caseload-persons", min: 4, max: 4, right: true, rank: 5 },
    Column { title: "caseload-home", min: 18, max: 36, right: false, rank: 4 },
    Column { title: "caseload-room", min: 4, max: 12, right: false, rank: 2 },
    Column { title: "caseload-visit", min: 7, max: 7, right: true, rank: 1 },
    Column { title: "caseload-open", min: 5, max: 5, right: true, rank: 6 },
    Column { title: "caseload-due", min: 7, max: 7, right: true, rank: 3 },
];

/// Where somebody was found by another spelling, it stands where the numbers stand otherwise.
const SEARCH_COLUMNS: [Column; 5] = [
    Column { title: "caseload-name", min: 18, max: 32, right: false, rank: 0 },
    Column { title: "caseload-matched", min: 14, max: 24, right: false, rank: 1 },
    Column { title: "caseload-home", min: 18, max: 36, right: false, rank: 4 },
    Column { title: "caseload-room", min: 4, max: 12, right: false, rank: 3 },
    Column { title: "caseload-visit", min: 7, max: 7, right: true, rank: 2 },
];

/// How wide what is in the columns is, as long as nothing of it changes.
#[derive(Debug, Default)]
pub(super) struct Measured {
    contents: Contents,
    /// The rows, the language and the columns it was measured for.
    of: Option<(u32, Lang, bool)>,
}

/// What a cell shows, for either set of columns.
const OF_SEARCH: [usize; 5] = [NAME, MATCHED, HOME, ROOM, VISIT];
const MATCHED: usize = 7;

impl State {
    /// Measures the rows that are here; those that went out of sight still count, so that columns
    /// stay in their places while the list scrolls.
    fn measure(&mut self, ctx: &Ctx, columns: &[Column], searching: bool) {
        let of = Some((self.window.turn(), ctx.texts.lang(), searching));
        if self.measured.of == of {
            return;
        }
        let same =
            |before: (u32, Lang, bool)| (before.1, before.2) == (ctx.texts.lang(), searching);
        if self.search.is_some() || !self.measured.of.is_some_and(same) {
            self.measured.contents = Contents::of(ctx, columns);
        }
        self.measured.of = of;
        for case in self.window.rows() {
            let cells = Cells { ctx, case, selected: false, searching };
            for column in 0..columns.len() {
                self.measured.contents.take(ctx, column, &cells.cell(cells.what(column)).0);
            }
        }
    }

    /// The lines below the list are shown where there is room for them, or as chosen.
    pub(super) fn has_preview(&self, ctx: &Ctx) -> bool {
        self.preview.unwrap_or(ctx.size.0 >= 110 || ctx.size.1 >= 30)
    }
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let cursor = title(state, ctx, row(area, 0), buf);
    let body = below(area, 1);
    let preview = if state.has_preview(ctx) { 2 } else { 0 };
    let height = body.height.saturating_sub(1 + preview);
    let rows = Rect { height, ..below(body, 1) };
    let before = std::mem::replace(&mut state.height, height);
    if before == 0 {
        state.list.first = 0; // before the first draw nobody knew how much is seen
    }
    if before != height {
        // a message of two lines must not lie on the selection
        state.list.fit(state.len().max(state.list.selected + 1), height);
    }
    let selected = if state.len() == 0 {
        empty(state, ctx, body, buf);
        Position::new(body.x, body.y)
    } else {
        draw_rows(state, ctx, body, rows, buf)
    };
    if let Some(command) = state.choosing {
        let (labels, chosen) = choices(state, command, &ctx.texts);
        whichkey::choices(ctx, body, buf, command, &labels, chosen);
    }
    cursor.unwrap_or(selected)
}

/// Draws the list and what is known of the selected case; returns where the marker stands.
fn draw_rows(state: &mut State, ctx: &Ctx, body: Rect, rows: Rect, buf: &mut Buffer) -> Position {
    let searching = state.search.is_some() && state.window.has_reasons();
    let wanted: &[Column] = if searching { &SEARCH_COLUMNS } else { &COLUMNS };
    state.measure(ctx, wanted, searching);
    let fitted = columns::fit(wanted, &state.measured.contents, behind(rows, MARGIN + 1).width);
    columns::headings(ctx, buf, behind(row(body, 0), MARGIN), wanted, &fitted);
    for line in state.list.rows(ctx, rows, buf, state.len()) {
        match state.line(line.number) {
            Line::Case(case) => {
                let cells = Cells { ctx, case, selected: line.selected, searching };
                for column in &fitted {
                    cells.draw(column, line.area, buf);
                }
            }
            Line::Draft(head) => {
                unfinished::draw(ctx, head, &state.drafts.heads, line.selected, line.area, buf);
            }
            Line::Unknown => {}
        }
    }
    if state.has_preview(ctx)
        && let Line::Case(case) = state.selected()
    {
        let [first, second] = preview_of(case, ctx);
        let lines = below(body, rows.height + 1);
        ctx.theme.put(buf, behind(row(lines, 0), 1), &first, Tone::Plain);
        ctx.theme.put(buf, behind(row(lines, 1), 1), &second, Tone::Plain);
    }
    state.list.cursor(rows)
}

/// What the filter or the order can be, and what it is.
fn choices(state: &State, command: CommandId, texts: &Texts) -> (Vec<String>, usize) {
    if command == CommandId::Sort {
        return (SORTS.map(|sort| order(sort, texts)).into(), state.sort);
    }
    (VIEWS.map(|(scope, filter)| shown(scope, filter, texts)).into(), state.view)
}

/// Who and how many at the left, what is shown and in which order at the right; while somebody is
/// searched for, what was typed. Gives the cursor while letters go there.
fn title(state: &State, ctx: &Ctx, line: Rect, buf: &mut Buffer) -> Option<Position> {
    let Some(search) = &state.search else {
        frame::title(ctx, line, buf, &headline(state, ctx), &choice(state, &ctx.texts));
        return None;
    };
    let hits = match state.window.total() {
        0 => String::new(),
        hits => ctx.texts.with("caseload-hits", &[("n", hits.into())]).into_owned(),
    };
    let right = Rect { width: line.width.saturating_sub(1), ..line };
    let end = ctx.theme.put_right(buf, right, &hits, Tone::Plain);
    let label = ctx.texts.get("caseload-search");
    let x = ctx.theme.put(buf, behind(line, 1), &label, Tone::Strong);
    let room = Rect { width: end.saturating_sub(x + 2), ..from(line, x + 1) };
    let cursor = field::value(ctx, room, buf, &search.text);
    search.typing.then_some(cursor)
}

/// `Raum Nord · 87 Personen / 1,0 VZÄ (87 %)`
fn headline(state: &State, ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    let areas = ctx.me.as_ref().map(|me| me.areas.as_slice()).unwrap_or_default();
    let who = match areas {
        [] if state.view == EVERYBODY => texts.get("caseload-everybody").into_owned(),
        areas if state.view == EVERYBODY => {
            let values = [("areas", areas.join(", ").into())];
            texts.with("caseload-everybody-own", &values).into_owned()
        }
        [] => texts.get("caseload-title").into_owned(),
        areas => texts.with("caseload-area", &[("areas", areas.join(", ").into())]).into_owned(),
    };
    let Some((persons, fte, ratio)) = state.window.load() else { return who };
    if ctx.size.0 < 64 {
        let persons = texts.with("caseload-persons-only", &[("persons", persons.into())]);
        return format!("{who}{DOT}{persons}");
    }
    let full = texts.decimal(f64::from(fte.0) / 100.0, if fte.0 % 10 == 0 { 1 } else { 2 });
    let load = match ratio_percent(persons, fte, ratio) {
        Some(percent) => texts.with(
            "caseload-load",
            &[("persons", persons.into()), ("fte", full.into()), ("percent", percent.into())],
        ),
        None => texts.with("caseload-persons-only", &[("persons", persons.into())]),
    };
    format!("{who}{DOT}{load}")
}

/// What is shown and in which order, where that is not by name.
fn choice(state: &State, texts: &Texts) -> String {
    let (scope, filter) = VIEWS.get(state.view).copied().unwrap_or((Scope::Mine, Filter::Open));
    let shown = shown(scope, filter, texts);
    match SORTS.get(state.sort) {
        Some(Sort::Name) | None => shown,
        Some(sort) => format!("{shown}{DOT}{}", order(*sort, texts)),
    }
}

fn shown(scope: Scope, filter: Filter, texts: &Texts) -> String {
    texts
        .get(match (scope, filter) {
            (Scope::Mine, Filter::Open) => "caseload-filter-open",
            (Scope::Mine, Filter::VisitOverdue) => "caseload-filter-overdue",
            (Scope::Mine, Filter::FollowUpDue) => "caseload-filter-due",
            (Scope::Mine, Filter::Aftercare) => "caseload-filter-aftercare",
            (Scope::Mine, Filter::Ended) => "caseload-filter-ended",
            _ => "caseload-filter-everybody",
        })
        .into_owned()
}

fn order(sort: Sort, texts: &Texts) -> String {
    texts
        .get(match sort {
            Sort::Name => "caseload-sort-name",
            Sort::LastVisit => "caseload-sort-visit",
            Sort::NextDue => "caseload-sort-due",
            Sort::Home => "caseload-sort-home",
        })
        .into_owned()
}

/// What belongs here and which key adds it, or what else to try.
fn empty(state: &State, ctx: &Ctx, body: Rect, buf: &mut Buffer) {
    let key_of = |command: CommandId, context| {
        let mut keys = ctx.keymap.keys_for(command, Focus::on(context));
        keys.next().map(|keys| words(keys, &ctx.texts)).unwrap_or_default()
    };
    if !state.window.is_known() {
        return;
    }
    let (key, command, context) = match (&state.search, state.view) {
        (Some(search), _) if search.text.is_empty() => return,
        (Some(_), _) => ("caseload-nobody-found", CommandId::Accept, Context::Palette),
        (None, 0 | EVERYBODY) => ("caseload-empty", CommandId::New, Context::List),
        (None, _) => ("caseload-none-of-these", CommandId::Filter, Context::List),
    };
    let text = ctx.texts.with(key, &[("key", key_of(command, context).into())]);
    let shown = ctx.theme.shown(&text);
    for (number, line) in (1..).zip(cells::wrap(&shown, body.width.saturating_sub(4).max(1))) {
        ctx.theme.put(buf, behind(row(body, number), MARGIN), line, Tone::Plain);
    }
}

/// One case in its row.
struct Cells<'a> {
    ctx: &'a Ctx,
    case: &'a Row,
    selected: bool,
    searching: bool,
}

impl Cells<'_> {
    /// What a column shows.
    fn what(&self, column: usize) -> usize {
        if self.searching { OF_SEARCH.get(column).copied().unwrap_or(NAME) } else { column }
    }

    fn draw(&self, column: &Fitted, line: Rect, buf: &mut Buffer) {
        let (text, tone) = self.cell(self.what(column.number));
        column.put(self.ctx, buf, line, &text, tone);
    }

    fn cell(&self, what: usize) -> (String, Tone) {
        let (case, ctx) = (self.case, self.ctx);
        let text = match what {
            NAME => {
                let tone = if self.selected { Tone::Chosen } else { Tone::Plain };
                return (case.name.clone(), tone);
            }
            PERSONS => case.persons.to_string(),
            HOME => match case.home_kind {
                Some(SiteKind::OwnFlat) => ctx.texts.site_kind(SiteKind::OwnFlat).into_owned(),
                _ => case.home.clone(),
            },
            ROOM => or_dash(case.room.clone()),
            VISIT => return self.visit(),
            OPEN => or_dash(if case.open == 0 { String::new() } else { case.open.to_string() }),
            MATCHED => case.matched.clone().unwrap_or_default(),
            _ => self.due(),
        };
        (text, Tone::Plain)
    }

    /// `!N 34 T`: overdue, in aftercare, days since the last visit.
    fn visit(&self) -> (String, Tone) {
        let (case, ctx) = (self.case, self.ctx);
        let today = ctx.today();
        let mark = match case.phase {
            PhaseMark::Dormant | PhaseMark::Closed => {
                return (ctx.texts.phase(case.phase).into_owned(), Tone::Plain);
            }
            PhaseMark::Aftercare => ctx.texts.get("caseload-mark-aftercare").into_owned(),
            PhaseMark::New | PhaseMark::Active => " ".to_owned(),
        };
        let overdue = case.visit_due.is_some_and(|due| due < today);
        let days = match case.last_visit {
            Some(last) => ctx.texts.days((today - last).num_days()),
            None => ctx.texts.get("caseload-no-visit").into_owned(),
        };
        let text = format!("{}{mark}{}", if overdue { "!" } else { " " }, {
            cells::pad_left(&days, 5, "")
        });
        (text, if overdue { Tone::Warn } else { Tone::Plain })
    }

    /// The next follow-up, marked when it is overdue.
    fn due(&self) -> String {
        let today = self.ctx.today();
        match self.case.next_due {
            Some(due) if due < today => format!("!{}", short_date(due, today)),
            Some(due) => short_date(due, today),
            None => or_dash(String::new()),
        }
    }
}

/// `28.11.` as long as it is clear which one is meant, `11.2027` beyond.
fn short_date(date: NaiveDate, today: NaiveDate) -> String {
    let near = (date - today).num_days().abs() < 330;
    date.format(if near { "%d.%m." } else { "%m.%Y" }).to_string()
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}

/// What else is known of a case without opening it.
fn preview_of(case: &Row, ctx: &Ctx) -> [String; 2] {
    let texts = &ctx.texts;
    let staff = |id| ctx.lists.staff.iter().find(|(of, _)| *of == id).map(|(_, name)| name);
    let worker = case.worker.and_then(staff).cloned();
    let home = if case.room.is_empty() {
        case.home.clone()
    } else {
        let room = texts.with("caseload-room-no", &[("room", case.room.as_str().into())]);
        format!("{}, {room}", case.home)
    };
    let kind = case.home_kind.map(|kind| texts.site_kind(kind).into_owned());
    let first = [
        Some(case.no.to_string()),
        Some(texts.phase(case.phase).into_owned()),
        worker,
        (!home.is_empty()).then_some(home),
        kind,
    ];
    let date = |day: NaiveDate| texts.date_near(day, ctx.today());
    let sentence = |key: &str, day| texts.with(key, &[("date", date(day).into())]).into_owned();
    let status = case.status.as_ref();
    let status =
        status.map(|(code, last)| texts.standing(PaperKind::Residence, code, *last, ctx.today()));
    let second = [
        status,
        case.last_visit.map(|day| sentence("caseload-last-visit", day)),
        case.visit_due.map(|day| sentence("caseload-next-visit", day)),
        case.next_due.map(|day| sentence("caseload-next-due", day)),
    ];
    [first.into_iter().flatten().collect::<Vec<_>>(), second.into_iter().flatten().collect()]
        .map(|parts| parts.join(DOT))
}
