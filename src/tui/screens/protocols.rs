//! The protocols that one may read: her own, those of whom she stands in for, those she is to sign. A
//! list, and each of them as a page.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Msg, Screen, protocol};
use crate::api::protocols::{Ask, Page, Shown, Sign as Signing};
use crate::api::{Reply, Request};
use crate::domain::escalation::Sign;
use crate::domain::field::code;
use crate::domain::ids::ProtocolId;
use crate::domain::protocol::Finding;
use crate::tui::cells;
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::theme::{DOT, Tone, behind, below, row};
use crate::tui::widgets::entries::{self, Entry};
use crate::tui::widgets::frame;
use crate::tui::widgets::list::List;

/// Where it stands what a protocol is.
const TAB: u16 = 24;
/// Lines that a page key goes by.
const PAGE: usize = 8;

/// The list, or one of them as a page.
#[derive(Debug, Default)]
pub struct State {
    rows: Option<Vec<Shown>>,
    /// What has come of a new list so far.
    coming: Vec<Shown>,
    list: List,
    height: u16,
    /// First line of the page that is seen, while one is open.
    page: Option<usize>,
    /// Lines of the page that are not seen.
    hidden: usize,
    /// The one to go to when the list is here.
    wanted: Option<ProtocolId>,
    /// What she was asked to sign, as it stood then: the list may be another one by her answer.
    asked: Option<Signing>,
}

impl State {
    /// The list, with one of them open.
    pub fn at(id: ProtocolId) -> Self {
        Self { wanted: Some(id), page: Some(0), ..Self::default() }
    }

    fn row(&self) -> Option<&Shown> {
        self.rows.as_ref()?.get(self.list.selected)
    }

    /// Takes a part of the list; asks for the next until all is here. The selection and the page stay
    /// with their protocol, wherever it stands now.
    fn take(&mut self, page: Page) -> Vec<Effect> {
        let Page { rows, more } = page;
        let ends = more == 0 || rows.is_empty();
        let known: Vec<ProtocolId> = self.coming.iter().map(|shown| shown.protocol.id).collect();
        self.coming.extend(rows.into_iter().filter(|shown| !known.contains(&shown.protocol.id)));
        if !ends {
            let skip = u32::try_from(self.coming.len()).unwrap_or(u32::MAX);
            return vec![Effect::Read(Topic::More, Request::Protocols(Ask { skip }))];
        }
        let here = self.wanted.take().or(self.row().map(|shown| shown.protocol.id));
        let rows = std::mem::take(&mut self.coming);
        let at = rows.iter().position(|shown| Some(shown.protocol.id) == here);
        if at.is_none() {
            self.page = None; // it is not hers to read any more
        }
        self.list.selected = at.unwrap_or(self.list.selected);
        self.list.fit(rows.len(), self.height);
        self.rows = Some(rows);
        vec![]
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let place = if state.page.is_some() { Place::ProtocolPage } else { Place::Protocols };
    let mut situation = Situation::new(place, Context::List);
    situation.present.set(Need::Row, state.row().is_some());
    situation
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    let refused = |refusal| Effect::Say(Notice::refusal(&refusal, &ctx.texts));
    match msg {
        Msg::Shown(_) | Msg::NewDay | Msg::Changed(_) => vec![ask()],
        Msg::Reply(Topic::Page, Ok(Reply::Protocols(page))) => {
            state.coming.clear();
            state.take(page)
        }
        Msg::Reply(Topic::More, Ok(Reply::Protocols(page))) => state.take(page),
        Msg::Reply(Topic::Changed, Ok(Reply::Saved(_))) => {
            let done = Notice::done(ctx.texts.get("protocol-signed-now").into_owned());
            vec![Effect::ForGood, Effect::Say(done), ask()]
        }
        Msg::Reply(Topic::Changed, Err(refusal)) => vec![refused(refusal), ask()],
        Msg::Reply(_, Err(refusal)) => vec![refused(refusal)],
        Msg::Command(command) => on_command(state, command, ctx),
        Msg::Confirmed(Topic::Changed, yes) => {
            let asked = state.asked.take().filter(|_| yes);
            asked.map(|asked| sign(state, asked, ctx)).into_iter().collect()
        }
        _ => vec![],
    }
}

fn ask() -> Effect {
    Effect::Read(Topic::Page, Request::Protocols(Ask { skip: 0 }))
}

fn on_command(state: &mut State, command: CommandId, ctx: &Ctx) -> Vec<Effect> {
    let rows = state.rows.as_ref().map_or(0, Vec::len);
    if let Some(first) = state.page {
        let to = match command {
            CommandId::Up => first.saturating_sub(1),
            CommandId::Down => first + 1,
            CommandId::PageUp => first.saturating_sub(PAGE),
            CommandId::PageDown => first + PAGE,
            CommandId::First => 0,
            CommandId::Last => state.hidden,
            _ => first,
        };
        state.page = Some(to.min(state.hidden));
    } else if state.list.apply(command, rows, state.height) {
        return vec![];
    }
    match command {
        CommandId::Back if state.page.is_some() => state.page = None,
        CommandId::Back => return vec![Effect::Close],
        CommandId::Open if state.page.is_none() && state.row().is_some() => state.page = Some(0),
        CommandId::Edit => {
            let form = state.row().map(|shown| protocol::State::of(shown, ctx));
            let open = |form| Effect::Open(Box::new(Screen::Protocol(Box::new(form))));
            return form.map(open).into_iter().collect();
        }
        CommandId::ProtocolSign => return ask_to_sign(state, ctx),
        _ => {}
    }
    vec![]
}

fn ask_to_sign(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let Some(shown) = state.row() else { return vec![] };
    let hint = |key: &str| vec![Effect::Say(Notice::hint(ctx.texts.get(key).into_owned()))];
    let protocol = &shown.protocol;
    if protocol.signed.is_some() {
        return hint("problem-signed");
    }
    if !shown.may_sign {
        let values = [("name", shown.signer.as_str().into())];
        return vec![Effect::Say(Notice::hint(
            ctx.texts.with("protocol-signer", &values).into_owned(),
        ))];
    }
    if protocol.content.lacks().is_some() {
        return hint("protocol-lacks");
    }
    let question = ctx.texts.get("protocol-sign-question");
    let nobody = protocol.content.persons.is_empty().then(|| ctx.texts.get("protocol-sign-nobody"));
    let question = nobody.as_deref().into_iter().chain([&*question]).collect::<Vec<_>>().join(" ");
    let asked = Signing { case: protocol.case, protocol: protocol.id, seen: protocol.saved };
    state.asked = Some(asked);
    vec![Effect::Confirm { question, topic: Topic::Changed }]
}

fn sign(state: &State, asked: Signing, ctx: &Ctx) -> Effect {
    let of = |shown: &&Shown| shown.protocol.id == asked.protocol;
    let shown = state.rows.iter().flatten().find(of);
    let household = shown.map(|shown| shown.household.as_str()).unwrap_or_default();
    let what = ctx.texts.with("protocol-what", &[("name", household.into())]).into_owned();
    let (request, id) = (Request::SignProtocol(asked), ctx.fresh_id());
    Effect::Write { topic: Topic::Changed, id, request, what, beside: false }
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let body = below(area, 1);
    state.height = body.height;
    let Some(rows) = &state.rows else { return Position::new(body.x, body.y) };
    if let (Some(first), Some(shown)) = (state.page, rows.get(state.list.selected)) {
        let title = [&*title(shown, ctx), shown.household.as_str()].join(DOT);
        frame::title(ctx, row(area, 0), buf, &title, "");
        let lines = page(shown, ctx);
        let width = body.width.saturating_sub(3).max(1);
        let lines: Vec<(String, Tone)> = lines
            .iter()
            .flat_map(|(text, tone)| {
                let shown = ctx.theme.shown(text);
                cells::wrap(&shown, width)
                    .into_iter()
                    .map(|line| (line.to_owned(), *tone))
                    .collect::<Vec<_>>()
            })
            .collect();
        state.hidden = lines.len().saturating_sub(body.height.into());
        let first = first.min(state.hidden);
        for (at, (line, tone)) in (0..body.height).zip(lines.iter().skip(first)) {
            ctx.theme.put(buf, behind(row(body, at), 1), line, *tone);
        }
        return Position::new(body.x + 1.min(body.width), body.y);
    }
    frame::title(ctx, row(area, 0), buf, &ctx.texts.get("protocol-list"), "");
    if rows.is_empty() {
        let key = ctx.key(CommandId::ProtocolNew, Context::List);
        let none = ctx.texts.with("protocol-list-none", &[("key", key.into())]).into_owned();
        let shown = ctx.theme.shown(&none);
        for (at, line) in (0..).zip(cells::wrap(&shown, body.width.saturating_sub(2).max(1))) {
            ctx.theme.put(buf, behind(row(body, at), 1), line, Tone::Plain);
        }
        return Position::new(body.x, body.y);
    }
    let rows: Vec<Entry> = rows.iter().map(|shown| entry(shown, ctx)).collect();
    state.height = entries::draw(&mut state.list, ctx, body, buf, &rows).max(1);
    entries::cursor(&state.list, ctx, body, &rows)
}

/// The household, and when, how it stands and why.
fn entry(shown: &Shown, ctx: &Ctx) -> Entry {
    let day = ctx.texts.date_near(shown.protocol.content.day, ctx.today());
    let stands = stands("protocol-open", "protocol-done", shown, ctx);
    Entry {
        first: (shown.household.clone(), Tone::Strong, TAB),
        second: (String::new(), Tone::Plain, TAB),
        sentence: ([day, stands, title(shown, ctx)].join(DOT), Tone::Plain),
    }
}

fn title(shown: &Shown, ctx: &Ctx) -> String {
    let content = &shown.protocol.content;
    let sign = Sign::named(&content.sign).map(|sign| ctx.texts.wording(&sign.title));
    sign.unwrap_or(&content.sign).to_owned()
}

/// Who signed it and when, or who is to, in these words.
fn stands(open: &str, done: &str, shown: &Shown, ctx: &Ctx) -> String {
    let name = ("name", shown.signer.as_str().into());
    let said = match shown.protocol.signed {
        Some((_, at)) => {
            let at = ctx.texts.date_near(ctx.zone.local(at).date(), ctx.today());
            ctx.texts.with(done, &[name, ("date", at.into())])
        }
        None => ctx.texts.with(open, &[name]),
    };
    said.into_owned()
}

/// The whole protocol, facts apart from the assessment.
fn page(shown: &Shown, ctx: &Ctx) -> Vec<(String, Tone)> {
    let (texts, content) = (&ctx.texts, &shown.protocol.content);
    let mut lines: Vec<(String, Tone)> =
        vec![(stands("protocol-signer", "protocol-signed", shown, ctx), Tone::Strong)];
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| texts.date(day)).unwrap_or_default();
    let time = content.time.map(|time| time.format(" %H:%M").to_string()).unwrap_or_default();
    let persons: Vec<&str> = shown.persons.iter().map(|(_, name)| name.as_str()).collect();
    let parents =
        content.parents.map(|yes| texts.get(if yes { "protocol-yes" } else { "protocol-no" }));
    let parents = [parents.as_deref().unwrap_or_default(), &content.parents_why];
    let result = content.result.map(|result| code(&Finding::CODES, result));
    let result = result.map(|code| texts.get(protocol::finding(&code)).into_owned());
    let joined = |parts: &[&str]| {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(DOT)
    };
    let observed = format!("{}{time}", day(Some(content.day)));
    for (key, text) in [
        ("protocol-day", joined(&[&observed, &shown.author])),
        ("protocol-persons", persons.join(", ")),
        ("protocol-facts", content.facts.clone()),
        ("protocol-assessment", content.assessment.clone()),
        ("protocol-expert", day(content.expert)),
        ("protocol-parents", joined(&parents)),
        ("protocol-result", result.unwrap_or_default()),
        ("protocol-action", content.action.clone()),
        ("protocol-informed", joined(&[&day(content.informed), &content.informed_how])),
        ("protocol-feedback", day(content.feedback)),
    ] {
        if !text.is_empty() {
            lines.push((texts.get(key).into_owned(), Tone::Strong));
            lines.extend(text.lines().map(|line| (format!("  {line}"), Tone::Plain)));
        }
    }
    for (added, name) in shown.protocol.additions.iter().zip(&shown.added) {
        let at = texts.weekday_time(ctx.zone.local(added.at));
        let head = [&*texts.get("protocol-addition"), &at, name].join(DOT);
        lines.push((head, Tone::Strong));
        lines.extend(added.text.lines().map(|line| (format!("  {line}"), Tone::Plain)));
    }
    lines
}
