//! The filled checklists of a case: a list, each of them as a page, and the certificate of readiness
//! to rent.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{About, Msg, case, form};
use crate::api::assessments::{Ask, Certify, Page, Shown};
use crate::api::{Reply, Request};
use crate::domain::assessment::{Certificate, Level};
use crate::domain::ids::{AssessmentId, CaseId, PersonId};
use crate::tui::cells;
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::theme::{DOT, Tone, behind, below, from, row};
use crate::tui::widgets::frame;
use crate::tui::widgets::list::List;

/// Lines that a page key goes by.
const PAGE: usize = 8;

/// The list, one of them as a page, or its certificate.
#[derive(Debug)]
pub struct State {
    case: CaseId,
    name: String,
    /// The case is closed.
    closed: bool,
    persons: Vec<(PersonId, String)>,
    rows: Option<Vec<Shown>>,
    /// What has come of a new list so far.
    coming: Vec<Shown>,
    list: List,
    height: u16,
    /// First line of the page that is seen, while one is open.
    page: Option<usize>,
    /// Lines of the page that are not seen.
    hidden: usize,
    /// The certificate, while it is shown.
    certificate: Option<Box<Certificate>>,
    /// The one to go to when the list is here.
    wanted: Option<AssessmentId>,
    /// Its certificate is asked for then.
    certifies: bool,
}

impl State {
    /// Those of a case.
    pub fn new(case: CaseId, name: &str) -> Self {
        Self {
            case,
            name: name.to_owned(),
            closed: false,
            persons: vec![],
            rows: None,
            coming: vec![],
            list: List::default(),
            height: 0,
            page: None,
            hidden: 0,
            certificate: None,
            wanted: None,
            certifies: false,
        }
    }

    /// The same with one of them open.
    #[must_use]
    pub fn at(self, id: AssessmentId) -> Self {
        Self { wanted: Some(id), page: Some(0), ..self }
    }

    /// The same with the certificate of one of them.
    #[must_use]
    pub fn certifying(self, id: AssessmentId) -> Self {
        Self { certifies: true, ..self.at(id) }
    }

    /// The case it is about.
    pub fn case(&self) -> CaseId {
        self.case
    }

    fn row(&self) -> Option<&Shown> {
        self.rows.as_ref()?.get(self.list.selected)
    }

    fn ask(&self, topic: Topic, skip: usize) -> Effect {
        let skip = u32::try_from(skip).unwrap_or(u32::MAX);
        Effect::Read(topic, Request::Assessments(Ask { case: self.case, skip }))
    }

    /// Takes a part of the list; asks for the next until all is here. The selection and the page stay
    /// with their checklist, wherever it stands now.
    fn take(&mut self, page: Page, ctx: &Ctx) -> Vec<Effect> {
        let ends = page.more == 0 || page.rows.is_empty();
        (self.name, self.persons, self.closed) = (page.name, page.persons, page.closed);
        let known: Vec<AssessmentId> =
            self.coming.iter().map(|shown| shown.assessment.id).collect();
        self.coming.extend(page.rows.into_iter().filter(|s| !known.contains(&s.assessment.id)));
        if !ends {
            return vec![self.ask(Topic::More, self.coming.len())];
        }
        let here = self.wanted.take().or(self.row().map(|shown| shown.assessment.id));
        let rows = std::mem::take(&mut self.coming);
        let at = rows.iter().position(|shown| Some(shown.assessment.id) == here);
        if at.is_none() {
            (self.page, self.certificate) = (None, None); // it was taken back
        }
        self.list.selected = at.unwrap_or(self.list.selected);
        self.list.fit(rows.len(), self.height);
        self.rows = Some(rows);
        if std::mem::take(&mut self.certifies) && at.is_some() {
            certify(self, ctx)
        } else {
            vec![]
        }
    }

    /// Whom a checklist is about.
    fn whose(&self, shown: &Shown, ctx: &Ctx) -> String {
        let person = shown.assessment.entry.person;
        let name = self.persons.iter().find(|(id, _)| Some(*id) == person);
        name.map_or_else(|| ctx.texts.get("assessment-household").into_owned(), |(_, n)| n.clone())
    }
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Assessments, Context::List);
    situation.present.set(Need::Answer, state.row().is_some());
    situation.present.set(Need::Row, state.row().is_some() && state.page.is_none());
    situation.present.set(Need::Household, true);
    situation.present.set(Need::OpenCase, !state.closed);
    situation
}

/// Takes a message.
pub fn update(state: &mut State, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    match msg {
        Msg::Shown(_) | Msg::NewDay => vec![state.ask(Topic::Page, 0)],
        Msg::Changed(cases) if cases.as_ref().is_none_or(|c| c.contains(&state.case)) => {
            vec![state.ask(Topic::Page, 0)]
        }
        Msg::Reply(Topic::Page, Ok(Reply::Assessments(page))) => {
            state.coming.clear();
            state.take(*page, ctx)
        }
        Msg::Reply(Topic::More, Ok(Reply::Assessments(page))) => state.take(*page, ctx),
        Msg::Reply(Topic::Sheet, Ok(Reply::Certificate(certificate))) => {
            (state.certificate, state.page) = (Some(certificate), Some(0));
            vec![]
        }
        Msg::Reply(topic, Err(refusal)) => {
            let said = Effect::Say(Notice::refusal(&refusal, &ctx.texts));
            let closes = matches!(topic, Topic::Page | Topic::More).then_some(Effect::Close);
            std::iter::once(said).chain(closes).collect()
        }
        Msg::Command(command) => on_command(state, command, ctx),
        _ => vec![],
    }
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
        CommandId::Back if state.certificate.is_some() => {
            (state.certificate, state.page) = (None, Some(0));
        }
        CommandId::Back if state.page.is_some() => state.page = None,
        CommandId::Back => return vec![Effect::Close],
        CommandId::Open if state.page.is_none() && state.row().is_some() => state.page = Some(0),
        CommandId::Certificate => return certify(state, ctx),
        _ => {
            let person = state.row().and_then(|shown| shown.assessment.entry.person);
            let about = About { case: Some(state.case), name: &state.name, person, due: None };
            let screen = form(command, about, ctx);
            return screen.map(|screen| Effect::Open(Box::new(screen))).into_iter().collect();
        }
    }
    vec![]
}

/// Asks for the certificate of the selected checklist.
fn certify(state: &State, ctx: &Ctx) -> Vec<Effect> {
    let Some(shown) = state.row() else { return vec![] };
    let decided = shown.assessment.entry.readiness.as_ref();
    if decided.is_none_or(|readiness| readiness.level != Level::Ready) {
        return vec![Effect::Say(Notice::hint(ctx.texts.get("assessment-no-certificate")))];
    }
    let certify = Certify { case: state.case, assessment: shown.assessment.id };
    vec![Effect::Read(Topic::Sheet, Request::Certificate(certify))]
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let body = below(area, 1);
    state.height = body.height;
    let Some(rows) = &state.rows else { return Position::new(body.x, body.y) };
    if let (Some(first), Some(shown)) = (state.page, rows.get(state.list.selected)) {
        let template = ctx.texts.checklist(shown.assessment.entry.template.id);
        let title = [&*template, state.name.as_str()].join(DOT);
        let day = ctx.texts.date(shown.assessment.entry.day);
        frame::title(ctx, row(area, 0), buf, &title, &day);
        let lines = match &state.certificate {
            Some(certificate) => plain(ctx.texts.certificate(certificate)),
            None => page(state, shown, ctx),
        };
        let width = usize::from(body.width.saturating_sub(3).max(1));
        let lines: Vec<(String, Tone)> =
            lines.iter().flat_map(|(text, tone)| wrapped(ctx, text, width, *tone)).collect();
        state.hidden = lines.len().saturating_sub(body.height.into());
        let first = first.min(state.hidden);
        for (at, (line, tone)) in (0..body.height).zip(lines.iter().skip(first)) {
            ctx.theme.put(buf, behind(row(body, at), 1), line, *tone);
        }
        return Position::new(body.x + 1.min(body.width), body.y);
    }
    let title = [&*ctx.texts.get("assessment-list"), state.name.as_str()].join(DOT);
    frame::title(ctx, row(area, 0), buf, &title, "");
    if rows.is_empty() {
        let key = ctx.key(CommandId::RentNew, Context::List);
        let none = ctx.texts.with("assessment-list-none", &[("key", key.into())]).into_owned();
        let width = usize::from(body.width.saturating_sub(2).max(1));
        for (at, (line, tone)) in (0..).zip(wrapped(ctx, &none, width, Tone::Plain)) {
            ctx.theme.put(buf, behind(row(body, at), 1), &line, tone);
        }
        return Position::new(body.x, body.y);
    }
    for line in state.list.rows(ctx, body, buf, rows.len()) {
        let Some(shown) = rows.get(line.number) else { continue };
        let tone = if line.selected { Tone::Chosen } else { Tone::Plain };
        let template = ctx.texts.checklist(shown.assessment.entry.template.id);
        let x = ctx.theme.put(buf, line.area, &template, tone);
        let date = ctx.texts.date_near(shown.assessment.entry.day, ctx.today());
        let rest = [Some(date), stands(shown, ctx), Some(state.whose(shown, ctx))];
        let rest = rest.into_iter().flatten().collect::<Vec<_>>().join(DOT);
        ctx.theme.put(buf, from(line.area, x + 2), &rest, Tone::Plain);
    }
    state.list.cursor(body)
}

fn wrapped(ctx: &Ctx, text: &str, width: usize, tone: Tone) -> Vec<(String, Tone)> {
    let shown = ctx.theme.shown(text);
    let width = u16::try_from(width).unwrap_or(u16::MAX);
    cells::wrap(&shown, width).into_iter().map(|line| (line.to_owned(), tone)).collect()
}

fn plain(lines: Vec<String>) -> Vec<(String, Tone)> {
    lines.into_iter().map(|line| (line, Tone::Plain)).collect()
}

/// The level that was decided, or how much is open.
fn stands(shown: &Shown, ctx: &Ctx) -> Option<String> {
    let entry = &shown.assessment.entry;
    let level = entry.readiness.as_ref().map(|readiness| readiness.level);
    case::stands(level, entry.concerns(), ctx)
}

/// The whole checklist as it was filled.
fn page(state: &State, shown: &Shown, ctx: &Ctx) -> Vec<(String, Tone)> {
    let (entry, texts) = (&shown.assessment.entry, &ctx.texts);
    let head = [state.whose(shown, ctx), shown.by.clone()];
    let head = head.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let mut lines = vec![(head.join(DOT), Tone::Strong)];
    if let Some(readiness) = &entry.readiness {
        let tested = readiness.tested.map(|day| texts.date(day)).unwrap_or_default();
        for (key, said) in [
            ("assessment-level", &*texts.level(readiness.level)),
            ("assessment-tested", &tested),
            ("assessment-confirmed", &readiness.confirmed),
        ] {
            if !said.is_empty() {
                lines.push((format!("{}: {said}", texts.get(key)), Tone::Plain));
            }
        }
    }
    for noted in &entry.answers {
        let concern = noted.answer.rating.is_concern();
        let tone = if concern { Tone::Warn } else { Tone::Plain };
        lines.push((case::answer(noted, ctx), tone));
    }
    let answered = |code| entry.answers.iter().any(|noted| noted.answer.item == code);
    let items = entry.template.load().map(|template| template.items.as_slice()).unwrap_or_default();
    let open = items.iter().filter(|item| !answered(item.code));
    let open: Vec<String> = open.map(|item| item.code.to_string()).collect();
    if !open.is_empty() {
        let said = texts.with("assessment-open", &[("items", open.join(", ").into())]);
        lines.push((said.into_owned(), Tone::Quiet));
    }
    lines.extend(entry.note.lines().map(|line| (line.to_owned(), Tone::Plain)));
    lines.extend(entry.follow_ups.iter().map(|agreed| (case::measure(agreed, ctx), Tone::Plain)));
    lines
}
