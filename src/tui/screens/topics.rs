//! What the members of a household were told: a table of topics and persons where that fits, a list
//! otherwise. Enter shows all entries of a topic; one that was a mistake is taken back there.
pub mod form;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{About, Msg, Screen};
use crate::api::topics::{Before, Page, Shown, TakeBack};
use crate::api::{Reply, Request};
use crate::domain::codes::List as Codes;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::topics::{Told, lasts, topics};
use crate::tui::cells;
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::entries::{self, Entry};
use crate::tui::widgets::frame;
use crate::tui::widgets::list::{List, MARGIN};

/// Where it stands in the list who was told about a topic.
const TAB: u16 = 28;
/// Where it stands who was told on a day.
const DAY_TAB: u16 = 12;
/// Rows below the table that say more of the selected topic.
const MORE: u16 = 4;
/// Cells between two columns.
const GAP: u16 = 2;

/// What the members of a household were told.
#[derive(Debug)]
pub struct State {
    case: CaseId,
    /// What is known, all of it.
    page: Option<Page>,
    /// What has come of a new list so far.
    coming: Vec<Shown>,
    list: List,
    /// The topic whose entries are shown, and which of them is selected.
    open: Option<(String, List)>,
    /// Rows seen when it was drawn last.
    seen: u16,
    /// Name of the household until all is known.
    name: String,
    /// What is drawn at each key, once for all.
    brief: Brief,
}

/// Who was told what, in short.
#[derive(Debug, Default)]
struct Brief {
    /// Topics that somebody was told about, in the order of the entries.
    topics: Vec<String>,
    /// What each was told last about each topic.
    last: BTreeMap<PersonId, BTreeMap<String, Told>>,
    /// The first and the last day on which each was told something: no other is wider on the screen.
    days: BTreeMap<PersonId, (NaiveDate, NaiveDate)>,
}

impl Brief {
    fn of(rows: &[Shown]) -> Self {
        let mut brief = Self::default();
        for told in rows.iter().map(|shown| &shown.told) {
            if !brief.topics.contains(&told.topic) {
                brief.topics.push(told.topic.clone());
            }
            let day = told.how.day;
            let (first, last) = brief.days.entry(told.person).or_insert((day, day));
            (*first, *last) = ((*first).min(day), (*last).max(day));
        }
        for ((person, topic), told) in lasts(rows.iter().map(|shown| &shown.told)) {
            let of = brief.last.entry(person).or_default();
            of.insert(topic.to_owned(), told.clone());
        }
        brief
    }

    fn last(&self, person: PersonId, topic: &str) -> Option<&Told> {
        self.last.get(&person)?.get(topic)
    }
}

impl State {
    /// What was told in a case.
    pub fn new(case: CaseId, name: &str) -> Self {
        let (name, list, brief) = (name.to_owned(), List::default(), Brief::default());
        Self { case, page: None, coming: vec![], list, open: None, seen: 1, name, brief }
    }

    /// The case it is about.
    pub fn case(&self) -> CaseId {
        self.case
    }

    fn ask(&self, topic: Topic, skip: usize) -> Vec<Effect> {
        let skip = u32::try_from(skip).unwrap_or(u32::MAX);
        vec![Effect::Read(topic, Request::CaseTopics(Before { case: self.case, skip }))]
    }

    /// Takes a part; asks for the next until all is here.
    fn take(&mut self, mut page: Page) -> Vec<Effect> {
        let ends = page.more == 0 || page.rows.is_empty();
        let known: Vec<_> = self.coming.iter().map(|shown| shown.told.id).collect();
        let new = page.rows.into_iter().filter(|shown| !known.contains(&shown.told.id));
        self.coming.extend(new);
        if !ends {
            return self.ask(Topic::More, self.coming.len());
        }
        page.rows = std::mem::take(&mut self.coming);
        self.name.clone_from(&page.name);
        self.brief = Brief::of(&page.rows);
        self.page = Some(page);
        vec![]
    }

    fn topics(&self, ctx: &Ctx) -> Vec<&str> {
        topics(self.brief.topics.iter().map(String::as_str), ctx.today())
    }

    /// The entries of the topic that is open, the latest day first.
    fn entries(&self) -> Vec<&Shown> {
        let rows = self.page.iter().flat_map(|page| &page.rows);
        let is_open = |shown: &&Shown| {
            self.open.as_ref().is_some_and(|(topic, _)| *topic == shown.told.topic)
        };
        rows.filter(is_open).collect()
    }

    fn entry(&self) -> Option<&Shown> {
        let (_, list) = self.open.as_ref()?;
        self.entries().get(list.selected).copied()
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Topics, Context::List);
    situation.present.add(Need::Household);
    let closed = state.page.as_ref().is_some_and(|page| page.closed);
    situation.present.set(Need::OpenCase, !closed);
    situation.present.set(Need::Row, state.page.is_some() && state.open.is_none());
    let stands = state.entry().is_some_and(|shown| shown.told.taken_back.is_none());
    situation.present.set(Need::Answer, stands);
    situation
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    match msg {
        Msg::Shown(_) | Msg::NewDay => state.ask(Topic::Page, 0),
        Msg::Changed(cases) if cases.as_ref().is_none_or(|c| c.contains(&state.case)) => {
            state.ask(Topic::Page, 0)
        }
        Msg::Reply(Topic::Page, Ok(Reply::CaseTopics(page))) => {
            state.coming.clear();
            state.take(*page)
        }
        Msg::Reply(Topic::More, Ok(Reply::CaseTopics(page))) => state.take(*page),
        Msg::Reply(Topic::Changed, Ok(Reply::Saved(_))) => {
            let done = Notice::done(ctx.texts.get("topic-back-now")).undoable();
            std::iter::once(Effect::Say(done)).chain(state.ask(Topic::Page, 0)).collect()
        }
        Msg::Reply(Topic::Changed, Err(refusal)) => {
            let refused = Effect::Say(Notice::refusal(&refusal, &ctx.texts));
            std::iter::once(refused).chain(state.ask(Topic::Page, 0)).collect()
        }
        Msg::Reply(_, Err(refusal)) => {
            vec![Effect::Say(Notice::refusal(&refusal, &ctx.texts)), Effect::Close]
        }
        Msg::Command(command) => on_command(state, command, ctx),
        _ => vec![],
    }
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let entries = state.entries().len();
    let topics = state.topics(ctx).len();
    let moves = match &mut state.open {
        Some((_, list)) => list.apply(command, entries, state.seen),
        None => state.list.apply(command, topics, state.seen),
    };
    if moves {
        return vec![];
    }
    match command {
        CommandId::Back if state.open.take().is_some() => vec![],
        CommandId::Back => vec![Effect::Close],
        CommandId::Open => {
            let topic = state.topics(ctx).get(state.list.selected).map(|topic| (*topic).to_owned());
            state.open = topic.map(|topic| (topic, List::default()));
            vec![]
        }
        CommandId::New | CommandId::TopicNew => {
            let topic = state.open.as_ref().map(|(topic, _)| topic.as_str());
            let form = form::State::new(state.case, &state.name, topic, ctx);
            vec![Effect::Open(Box::new(Screen::Topic(Box::new(form))))]
        }
        CommandId::TopicBack => {
            state.entry().map(|shown| take_back(shown, ctx)).into_iter().collect()
        }
        command => {
            let about = About { case: Some(state.case), name: &state.name, ..About::default() };
            let screen = super::form(command, about, ctx);
            screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect()
        }
    }
}

fn take_back(shown: &Shown, ctx: &Ctx) -> Effect {
    let (case, told) = (shown.told.case, shown.told.id);
    let request = Request::TakeBackTopic(TakeBack { case, told });
    let what = ctx.texts.with("topic-what", &[("name", shown.person.as_str().into())]).into_owned();
    Effect::Write { topic: Topic::Changed, id: ctx.fresh_id(), request, what, beside: false }
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let word = |topic: &str| ctx.texts.code(Codes::Topic, topic).into_owned();
    let title = ctx.texts.get("topic-title").into_owned();
    let open = state.open.as_ref().map(|(topic, _)| word(topic));
    let title = [Some(title), open, Some(state.name.clone())].into_iter().flatten();
    let title = title.collect::<Vec<_>>().join(DOT);
    let body = below(area, 1);
    let Some(page) = &state.page else {
        frame::title(ctx, row(area, 0), buf, &title, "");
        return Position::new(body.x, body.y);
    };
    let topics: Vec<String> = state.topics(ctx).into_iter().map(str::to_owned).collect();
    let heard = topics.iter().filter(|topic| {
        page.persons.iter().any(|(person, _)| state.brief.last(*person, topic).is_some())
    });
    let values = [("heard", heard.count().into()), ("all", topics.len().into())];
    let side = ctx.texts.with("topic-heard", &values);
    let side = if state.open.is_some() { "" } else { &*side };
    frame::title(ctx, row(area, 0), buf, &title, side);
    if state.open.is_some() {
        return view_entries(state, ctx, body, buf);
    }
    let mut body = body;
    if page.rows.is_empty() {
        let key = ctx.key(CommandId::New, Context::List);
        let said = ctx.texts.with("topic-list-none", &[("key", key.into())]).into_owned();
        let shown = ctx.theme.shown(&said);
        let lines = cells::wrap(&shown, body.width.saturating_sub(2).max(1));
        for (at, line) in (0..body.height).zip(&lines) {
            ctx.theme.put(buf, behind(row(body, at), 1), line, Tone::Plain);
        }
        body = below(body, u16::try_from(lines.len()).unwrap_or(u16::MAX));
    }
    let table = Table::new(page, &state.brief, &topics, ctx);
    if table.fits(body) {
        return table.draw(state, &topics, ctx, body, buf);
    }
    let rows: Vec<Entry> = topics
        .iter()
        .map(|topic| Entry {
            first: (word(topic), Tone::Plain, TAB),
            second: (String::new(), Tone::Plain, TAB),
            sentence: (in_words(state, topic, ctx), Tone::Plain),
        })
        .collect();
    state.seen = entries::draw(&mut state.list, ctx, body, buf, &rows).max(1);
    entries::cursor(&state.list, ctx, body, &rows)
}

/// `Fatima 19.10. Arabisch · noch nicht: Amira, Sami`
fn in_words(state: &State, topic: &str, ctx: &Ctx) -> String {
    let (texts, page) = (&ctx.texts, state.page.as_ref());
    let (mut said, mut not_yet) = (Vec::new(), Vec::new());
    for (person, name) in page.iter().flat_map(|page| &page.persons) {
        match state.brief.last(*person, topic) {
            Some(told) => {
                let date = texts.date_near(told.how.day, ctx.today());
                let language = texts.language(&told.how.language);
                said.push(format!("{name} {date} {language}").trim_end().to_owned());
            }
            None => not_yet.push(name.as_str()),
        }
    }
    if said.is_empty() {
        return texts.get("topic-nobody").into_owned();
    }
    if !not_yet.is_empty() {
        let names = not_yet.join(", ");
        said.push(texts.with("topic-not-yet", &[("names", names.into())]).into_owned());
    }
    said.join(DOT)
}

/// Draws the entries of a topic.
fn view_entries(state: &mut State, ctx: &Ctx, body: Rect, buf: &mut Buffer) -> Position {
    let rows: Vec<Entry> = state.entries().into_iter().map(|shown| entry(shown, ctx)).collect();
    let Some((_, list)) = &mut state.open else { return Position::new(body.x, body.y) };
    if rows.is_empty() {
        let key = ctx.key(CommandId::New, Context::List);
        let said = ctx.texts.with("topic-none", &[("key", key.into())]).into_owned();
        let shown = ctx.theme.shown(&said);
        for (at, line) in (0..).zip(cells::wrap(&shown, body.width.saturating_sub(2).max(1))) {
            ctx.theme.put(buf, behind(row(body, at), 1), line, Tone::Plain);
        }
        return Position::new(body.x, body.y);
    }
    state.seen = entries::draw(list, ctx, body, buf, &rows).max(1);
    entries::cursor(list, ctx, body, &rows)
}

/// `19.10.` and who was told how.
fn entry(shown: &Shown, ctx: &Ctx) -> Entry {
    let (texts, told) = (&ctx.texts, &shown.told);
    let said = |key: &str, name: &str| {
        let some = Some(name).filter(|name| !name.is_empty());
        some.map(|name| texts.with(key, &[("name", name.into())]).into_owned())
    };
    let back = told.taken_back.map(|back| {
        let date = texts.date_near(ctx.zone.local(back.at).date(), ctx.today());
        let values = [("date", date.into()), ("name", shown.back.as_str().into())];
        texts.with("topic-taken-back", &values).into_owned()
    });
    let tone = if back.is_some() { Tone::Quiet } else { Tone::Plain };
    let parts = [
        back,
        Some(shown.person.clone()),
        Some(texts.language(&told.how.language).into_owned()),
        Some(texts.code(Codes::TopicWay, &told.how.way).into_owned()),
        said("topic-by", &told.how.who),
        said("topic-entered", &shown.by),
    ];
    let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
    Entry {
        first: (texts.date_near(told.how.day, ctx.today()), tone, DAY_TAB),
        second: (String::new(), tone, DAY_TAB),
        sentence: (parts.collect::<Vec<_>>().join(DOT), tone),
    }
}

/// Topics below each other, persons beside each other, the day on which each was told.
struct Table {
    /// Cells of the topics.
    first: u16,
    /// Of each person: who she is, what to call her, and the cells of her column.
    persons: Vec<(PersonId, String, u16)>,
    rows: u16,
}

impl Table {
    fn new(page: &Page, brief: &Brief, topics: &[String], ctx: &Ctx) -> Self {
        let width = |text: &str| ctx.theme.width(text);
        let words = topics.iter().map(|topic| width(&ctx.texts.code(Codes::Topic, topic)));
        let persons = page.persons.iter().map(|(id, name)| {
            let days = brief.days.get(id).into_iter().flat_map(|(first, last)| [*first, *last]);
            let days = days.map(|day| width(&ctx.texts.date_near(day, ctx.today())));
            (*id, name.clone(), days.chain([width(name)]).max().unwrap_or_default())
        });
        let rows = u16::try_from(topics.len()).unwrap_or(u16::MAX);
        Self { first: words.max().unwrap_or_default(), persons: persons.collect(), rows }
    }

    /// Whether all of it is seen at once, with what is said of the selected topic.
    fn fits(&self, body: Rect) -> bool {
        let columns = self.persons.iter().map(|(.., cells)| cells.saturating_add(GAP));
        let width = columns.fold(MARGIN + self.first, u16::saturating_add);
        width < body.width && self.rows.saturating_add(1 + MORE) <= body.height
    }

    fn draw(
        &self,
        state: &mut State,
        topics: &[String],
        ctx: &Ctx,
        body: Rect,
        buf: &mut Buffer,
    ) -> Position {
        let area = Rect { height: self.rows, ..below(body, 1) };
        let cells =
            |line: Rect, buf: &mut Buffer, tone, text: &dyn Fn(PersonId, &str) -> String| {
                let mut x = self.first + GAP;
                for (id, name, width) in &self.persons {
                    ctx.theme.put(buf, behind(line, x), &text(*id, name), tone);
                    x += width + GAP;
                }
            };
        cells(behind(row(body, 0), MARGIN), buf, Tone::Quiet, &|_, name| name.to_owned());
        state.seen = self.rows.max(1);
        state.list.fit(topics.len(), state.seen);
        for line in state.list.rows(ctx, area, buf, topics.len()) {
            let Some(topic) = topics.get(line.number) else { continue };
            ctx.theme.put(buf, line.area, &ctx.texts.code(Codes::Topic, topic), Tone::Plain);
            cells(line.area, buf, Tone::Plain, &|person, _| {
                state.brief.last(person, topic).map_or_else(
                    || "–".to_owned(),
                    |told| ctx.texts.date_near(told.how.day, ctx.today()),
                )
            });
        }
        let more = topics.get(state.list.selected).map(|topic| in_words(state, topic, ctx));
        let shown = ctx.theme.shown(&more.unwrap_or_default()).into_owned();
        let under = below(body, self.rows + 2);
        let wrapped = cells::wrap(&shown, under.width.saturating_sub(2).max(1));
        for (at, line) in (0..under.height).zip(wrapped) {
            ctx.theme.put(buf, behind(row(under, at), 1), line, Tone::Plain);
        }
        state.list.cursor(area)
    }
}
