//! The form of a paper: a new one for one member or several, a correction, or its end.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::lines;
use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::papers::{AddPaper, EditPaper, EndPaper};
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::domain::facts::Source;
use crate::domain::field::{Edit, Fields, choice, code};
use crate::domain::ids::{CaseId, PaperId, PersonId};
use crate::domain::papers::{Filled, LINE_MAX, Paper, PaperField, PaperKind};
use crate::tui::command::{CommandId, Context, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::facts::fields::{options, value};
use crate::tui::screens::form::life::{self, FormScreen, Life, Typed};
use crate::tui::screens::form::{self, CLASH, Field, Form, Reads, Word};
use crate::tui::screens::visit::head::words;
use crate::tui::theme::DOT;

/// What comes before the id of a member in the name of a box.
const FOR: &str = "for:";
/// In a draft: comes before a field, with what it held at the opening.
const WAS: &str = "was:";
/// In a draft: what becomes of the paper, which one and whose, and what it is called.
const ABOUT: [&str; 4] = ["mode", "person", "paper", "title"];

/// What is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Add,
    Edit(PersonId, PaperId),
    End(PersonId, PaperId),
}

/// What a new paper starts with.
#[derive(Clone, Debug)]
pub struct Preset {
    /// Its kind.
    pub kind: PaperKind,
    /// Its code; may be empty.
    pub code: String,
}

/// A paper that is being written down.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    mode: Mode,
    /// What the paper said when the form was opened: name of the field, canonical text, and as it
    /// was put into the field.
    before: Vec<(String, String, String)>,
    /// What the paper is called.
    title: String,
    /// What holds now, in words, of whom and of which kind: a new paper counts from then on instead.
    holds: Vec<(PersonId, PaperKind, String)>,
    /// The last day that is suggested for it, and why: one key takes both over.
    suggested: Option<(NaiveDate, String)>,
}

impl State {
    /// A new paper.
    pub fn add(
        case: CaseId,
        name: &str,
        members: &[(PersonId, String)],
        person: PersonId,
        preset: &Preset,
        holds: Vec<(PersonId, PaperKind, String)>,
        ctx: &Ctx,
    ) -> Self {
        let life = Life::ready(Kind::Paper, Some(case), name, ctx);
        let mut fields = fields(None, ctx);
        fields.extend(members.iter().enumerate().map(|(at, (id, name))| {
            let label = Word::Text("paper-person");
            let label = if at == 0 { label } else { Word::Said(String::new()) };
            Field::tick(&format!("{FOR}{}", id.0), label, name, *id == person)
        }));
        let mut state = Self::with(life, Mode::Add, fields, ctx);
        state.holds = holds;
        state.form.set("kind", &code(&PaperKind::CODES, preset.kind));
        state.form.set(&code_name(preset.kind), &preset.code);
        state.arrange();
        state.form.focus(if preset.code.is_empty() { "kind" } else { "until" });
        life::start(&mut state, ctx);
        state
    }

    /// A paper that is corrected; with the day to which it holds in fact, and why, where that is
    /// suggested.
    pub fn edit(
        case: CaseId,
        name: &str,
        paper: &Paper,
        preset: Option<(NaiveDate, &str)>,
        ctx: &Ctx,
    ) -> Self {
        let life = Life::ready(Kind::Paper, Some(case), name, ctx);
        let filled = paper.filled();
        let fields = fields(Some((paper.kind, &filled.content.code)), ctx);
        let mut state = Self::with(life, Mode::Edit(paper.person, paper.id), fields, ctx);
        state.form.set("kind", &code(&PaperKind::CODES, paper.kind));
        state.title = lines::in_words(paper, ctx);
        for field in PaperField::ALL {
            let (name, was) = (field_name(field, paper.kind), filled.field(field));
            let shown = shown(field, &was, ctx);
            state.form.set(&name, &shown);
            state.before.push((name, was, shown));
        }
        state.arrange();
        state.form.focus(&code_name(paper.kind));
        if let Some((until, why)) = preset {
            state.form.set("effective", &ctx.texts.date(until));
            state.form.set("reason", why);
            state.form.focus("effective");
        }
        life::start(&mut state, ctx); // what is suggested is not typed
        state
    }

    /// A paper that is ended, on a day and for a reason that may be suggested: filled in already where the
    /// suggestion itself was opened.
    pub fn end(
        case: CaseId,
        name: &str,
        paper: &Paper,
        suggested: Option<(NaiveDate, String)>,
        filled: bool,
        ctx: &Ctx,
    ) -> Self {
        let life = Life::ready(Kind::Paper, Some(case), name, ctx);
        let mode = Mode::End(paper.person, paper.id);
        let mut state = Self::with(life, mode, end_fields(), ctx);
        state.title = lines::in_words(paper, ctx);
        state.suggested = suggested;
        let last = paper.version().and_then(|version| version.content.last_day());
        let was = last.map(|day| day.to_string()).unwrap_or_default();
        state.before.push(("last".to_owned(), was, String::new()));
        if let Some(field) = state.form.field_mut("last") {
            let stands =
                |day| ctx.texts.with("paper-until", &[("date", ctx.texts.date(day).into())]);
            field.stands = last.map(|day| stands(day).into_owned());
        }
        if filled {
            state.take_over(ctx);
        }
        state.suggest(ctx);
        life::start(&mut state, ctx); // what is suggested is not typed
        state
    }

    /// A form as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Option<Self> {
        let Body::Fields { fields: kept, .. } = &draft.body else { return None };
        let text = |name: &str| kept.iter().find(|(of, _)| of == name).map(|(_, text)| text);
        let id = |name: &str| text(name).and_then(|id| id.parse::<u64>().ok());
        let paper = || Some((PersonId(id("person")?), PaperId(id("paper")?)));
        let mode = match text("mode")?.as_str() {
            "add" => Mode::Add,
            "edit" => paper().map(|(person, paper)| Mode::Edit(person, paper))?,
            _ => paper().map(|(person, paper)| Mode::End(person, paper))?,
        };
        let life = Life::ready(Kind::Paper, draft.case, &draft.name, ctx).resuming(draft);
        let kind = text("kind").and_then(|kind| choice(&PaperKind::CODES, kind).ok());
        let code = kind.and_then(|kind| text(&format!("{WAS}{}", code_name(kind))));
        let mut fields = match mode {
            Mode::End(..) => end_fields(),
            _ => fields(kind.zip(code.map(String::as_str)), ctx),
        };
        let named =
            kept.iter().filter_map(|(name, text)| Some((name.strip_prefix("name:")?, text)));
        for (at, (id, name)) in named.enumerate() {
            let label = Word::Text("paper-person");
            let label = if at == 0 { label } else { Word::Said(String::new()) };
            fields.push(Field::tick(&format!("{FOR}{id}"), label, name, false));
        }
        let mut state = Self::with(life, mode, fields, ctx);
        state.title = text("title").cloned().unwrap_or_default();
        for (name, was) in kept.iter().filter_map(|(n, was)| Some((n.strip_prefix(WAS)?, was))) {
            let field = PaperField::ALL.into_iter().find(|f| base_name(*f) == base(name));
            let shown = field.map_or_else(String::new, |field| shown(field, was, ctx));
            state.before.push((name.to_owned(), was.clone(), shown));
        }
        life::start(&mut state, ctx);
        Some(state)
    }

    fn with(life: Life, mode: Mode, fields: Vec<Field>, ctx: &Ctx) -> Self {
        let form = Form::new(fields, &ctx.texts);
        Self {
            life,
            form,
            mode,
            before: vec![],
            title: String::new(),
            holds: vec![],
            suggested: None,
        }
    }

    /// Says below the last day which one is suggested, while none is typed.
    fn suggest(&mut self, ctx: &Ctx) {
        let said = self.suggested.as_ref().map(|(last, why)| {
            let date = ctx.texts.weekday_date(*last);
            let key = ctx.key(CommandId::LetterTake, Context::Date);
            let parts = [
                ctx.texts.with("letter-suggested", &[("date", date.into())]),
                why.as_str().into(),
                ctx.texts.with("letter-take", &[("key", key.into())]),
            ];
            parts.join(DOT)
        });
        if let Some(field) = self.form.field_mut("last") {
            let said = said.filter(|_| field.text().is_empty());
            field.below = said.into_iter().collect();
        }
    }

    /// Takes the suggested day over, and why where no reason is given yet.
    fn take_over(&mut self, ctx: &Ctx) {
        let Some((last, why)) = &self.suggested else { return };
        self.form.set("last", &ctx.texts.date(*last));
        if self.form.text("reason").is_empty() {
            self.form.set("reason", why);
        }
    }

    fn kind(&self) -> PaperKind {
        choice(&PaperKind::CODES, &self.form.text("kind")).unwrap_or(PaperKind::Residence)
    }

    /// Shows the codes of the kind, and what papers of that kind have.
    fn arrange(&mut self) {
        let kind = self.kind();
        for (_, other) in PaperKind::CODES {
            self.form.show(&code_name(other), other == kind);
        }
        self.form.show("kind", self.mode == Mode::Add);
        for name in ["work", "condition"] {
            self.form.show(name, kind == PaperKind::Residence);
        }
        let persons = self.persons();
        let of = |(person, of, _): &&(_, _, _)| *of == kind && persons.contains(person);
        let below = self.holds.iter().filter(of).map(|(.., words)| words.clone()).collect();
        if let Some(field) = self.form.field_mut(&code_name(kind)) {
            field.below = below;
        }
        let step = kind == PaperKind::Procedure;
        for name in ["until", "effective", "reason"] {
            self.form.show(name, !step);
        }
    }

    /// What a field holds that the server takes.
    fn value(&self, field: PaperField, ctx: &Ctx) -> String {
        let name = field_name(field, self.kind());
        let shown = self.form.field(&name).filter(|field| field.shown);
        shown.map(|field| value(field, ctx)).unwrap_or_default()
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let not_yet = || vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
        for (name, _, shown) in &self.before {
            if self.form.takes_theirs(name) {
                self.form.set(name, shown);
            }
        }
        if !self.form.check(ctx) || !self.holds(ctx) {
            return not_yet();
        }
        let Some(case) = self.life.case else { return vec![] };
        let Some(request) = self.request(case, ctx) else {
            return form::unchanged(self, ctx);
        };
        let key = match self.mode {
            Mode::Add => "paper-what-new",
            Mode::Edit(..) => "paper-what-edit",
            Mode::End(..) => "paper-what-end",
        };
        let values = [("what", self.what(ctx).into()), ("name", self.life.surname().into())];
        let what = ctx.texts.with(key, &values).into_owned();
        vec![self.life.save(request, what)]
    }

    /// Lets the paper itself look at what is filled in.
    fn holds(&mut self, ctx: &Ctx) -> bool {
        if matches!(self.mode, Mode::End(..)) {
            return true;
        }
        let mut filled = Filled::new(self.kind());
        let mut wrong = None;
        for field in PaperField::ALL {
            let text = self.value(field, ctx);
            if field == PaperField::Code && self.before.iter().any(|(_, was, _)| *was == text) {
                filled.content.code = text; // also one that no list knows any more
                continue;
            }
            if let Err(error) = filled.set_field(field, &text, ctx.today()) {
                wrong.get_or_insert((field, error));
            }
        }
        if let Some((field, error)) = wrong.or_else(|| filled.check().err()) {
            let name = field_name(field, self.kind());
            self.form.refuse(&name, ctx.texts.field_error(&error));
            return false;
        }
        let nobody = self.mode == Mode::Add && self.persons().is_empty();
        let first = self.form.fields.iter().find(|field| field.name.starts_with(FOR));
        if let Some(name) = first.map(|field| field.name.clone()).filter(|_| nobody) {
            self.form.refuse(&name, ctx.texts.get("paper-nobody").into_owned());
        }
        !nobody
    }

    fn persons(&self) -> Vec<PersonId> {
        let ticked = self.form.fields.iter().filter(|field| field.ticked() == Some(true));
        ticked.filter_map(|f| f.name.strip_prefix(FOR)?.parse().ok().map(PersonId)).collect()
    }

    /// What is sent; `None` where nothing was changed.
    fn request(&self, case: CaseId, ctx: &Ctx) -> Option<Request> {
        Some(match self.mode {
            Mode::Add => {
                let fields = PaperField::ALL.map(|field| (field, self.value(field, ctx)));
                let fields = fields.into_iter().filter(|(_, text)| !text.is_empty()).collect();
                let (persons, kind) = (self.persons(), self.kind());
                Request::AddPaper(Box::new(AddPaper { case, persons, kind, fields }))
            }
            Mode::Edit(person, paper) => {
                let edit = |field: PaperField| {
                    let name = field_name(field, self.kind());
                    let (_, was, _) = self.before.iter().find(|(of, ..)| *of == name)?;
                    let (was, now) = (was.clone(), self.value(field, ctx));
                    (was != now).then_some(Edit { field, was, now })
                };
                let edits: Vec<_> = PaperField::ALL.into_iter().filter_map(edit).collect();
                if edits.is_empty() {
                    return None;
                }
                Request::EditPaper(Box::new(EditPaper { case, person, paper, edits }))
            }
            Mode::End(person, paper) => {
                let was = self.before.first().and_then(|(_, was, _)| was.parse().ok());
                let last = self.form.day("last", ctx)?;
                let reason = crate::domain::clean::line(&self.form.text("reason"));
                Request::EndPaper(EndPaper { case, person, paper, was, last, reason })
            }
        })
    }

    /// What the paper is called.
    fn what(&self, ctx: &Ctx) -> String {
        if self.mode == Mode::Add {
            let field = self.form.field(&code_name(self.kind()));
            return field.map(|field| field.in_words(&ctx.texts)).unwrap_or_default();
        }
        self.title.clone()
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

/// The name of a field in drafts; codes have one of their own for each kind.
fn base_name(field: PaperField) -> &'static str {
    match field {
        PaperField::Code => "code",
        PaperField::From => "from",
        PaperField::Until => "until",
        PaperField::Effective => "effective",
        PaperField::Reason => "reason",
        PaperField::Issued => "issued",
        PaperField::Reference => "reference",
        PaperField::Work => "work",
        PaperField::Condition => "condition",
        PaperField::Note => "note",
        PaperField::Source => "source",
    }
}

fn field_name(field: PaperField, kind: PaperKind) -> String {
    if field == PaperField::Code { code_name(kind) } else { base_name(field).to_owned() }
}

fn code_name(kind: PaperKind) -> String {
    format!("code:{}", code(&PaperKind::CODES, kind))
}

/// The name without the kind.
fn base(name: &str) -> &str {
    name.split(':').next().unwrap_or_default()
}

/// A canonical text as it is put into its field.
fn shown(field: PaperField, was: &str, ctx: &Ctx) -> String {
    let is_date = matches!(
        field,
        PaperField::From | PaperField::Until | PaperField::Effective | PaperField::Issued
    );
    let date = is_date.then(|| was.parse().ok()).flatten();
    date.map_or_else(|| was.to_owned(), |date| ctx.texts.typed_date(date))
}

/// The fields of a paper, which may have a code that is no longer offered.
fn fields(has: Option<(PaperKind, &str)>, ctx: &Ctx) -> Vec<Field> {
    let day = |name, label| Field::date(name, label, Reads::Until, "").hint("sheet-day-hint");
    let line = |name, label| Field::line(name, label, "").most(LINE_MAX);
    let kinds = words(&PaperKind::CODES, Word::Paper);
    let mut fields = vec![Field::choice("kind", "paper-kind", kinds, "residence")];
    for (_, kind) in PaperKind::CODES {
        let has = has.filter(|(of, _)| *of == kind).map(|(_, code)| code);
        let options = options(kind.list(), has, ctx);
        fields.push(Field::choice(&code_name(kind), "paper-code", options, "").needed());
    }
    fields.extend([
        Field::date("from", "paper-from", Reads::Near, "").hint("sheet-date-hint"),
        day("until", "paper-until-label"),
        day("effective", "paper-effective").hint("paper-effective-hint"),
        line("reason", "paper-reason"),
        Field::date("issued", "paper-issued-label", Reads::Past, "").hint("form-date-past-hint"),
        line("reference", "paper-reference"),
        line("work", "paper-work"),
        line("condition", "paper-condition"),
        line("note", "paper-note"),
        Field::choice(
            "source",
            "paper-source",
            words(&Source::CODES, Word::Source),
            &code(&Source::CODES, Source::Document),
        ),
    ]);
    fields
}

/// The fields of its end.
fn end_fields() -> Vec<Field> {
    vec![
        Field::date("last", "paper-last", Reads::Nearest, "").needed().hint("sheet-day-hint"),
        Field::line("reason", "paper-reason", "").most(LINE_MAX).needed(),
    ]
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Paper, state.form.context());
    situation.present.add(Need::Household);
    state.form.note(&mut situation.present);
    let offers = |field: &Field| field.name == "last" && !field.below.is_empty();
    situation.present.set(Need::Suggested, state.form.focused().is_some_and(offers));
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let title = ctx.texts.get(match state.mode {
        Mode::Add => "paper-add-title",
        Mode::Edit(..) => "paper-edit-title",
        Mode::End(..) => "paper-end-title",
    });
    let title: Vec<&str> =
        [&*title, &state.title].into_iter().filter(|part| !part.is_empty()).collect();
    form::sheet(ctx, area, buf, &title.join(DOT), &state.life, &mut state.form)
}

impl FormScreen for State {
    fn life(&self) -> &Life {
        &self.life
    }

    fn life_mut(&mut self) -> &mut Life {
        &mut self.life
    }

    fn questions(&self) -> Vec<Effect> {
        vec![Effect::Read(Topic::Drafts, Request::Drafts)]
    }

    fn begin(&mut self, _reply: &Reply, _ctx: &Ctx) -> Option<Vec<Head>> {
        None
    }

    fn body(&self, _ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        let mut fields = self.form.kept();
        let (mode, ids) = match self.mode {
            Mode::Add => ("add", None),
            Mode::Edit(person, paper) => ("edit", Some((person, paper))),
            Mode::End(person, paper) => ("end", Some((person, paper))),
        };
        let person = ids.map(|(person, _)| person.0.to_string()).unwrap_or_default();
        let paper = ids.map(|(_, paper)| paper.0.to_string()).unwrap_or_default();
        let about = [mode.to_owned(), person, paper, self.title.clone()];
        fields.extend(ABOUT.map(str::to_owned).into_iter().zip(about));
        fields.extend(self.before.iter().map(|(n, was, _)| (format!("{WAS}{n}"), was.clone())));
        let boxes = self.form.fields.iter().filter_map(|field| match &field.input {
            form::Input::Tick(_, name) => {
                Some((format!("name:{}", field.name.strip_prefix(FOR)?), name.clone()))
            }
            _ => None,
        });
        fields.extend(boxes);
        Body::Fields { fields, at, cursor }
    }

    fn restore(&mut self, body: &Body, _ctx: &Ctx) {
        if let Body::Fields { fields, at, cursor } = body {
            self.form.restore(fields);
            self.arrange();
            self.form.go(at, *cursor);
        }
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        let outline = self.form.outline();
        let effects = match typed {
            Typed::Command(CommandId::LetterTake) => {
                self.take_over(ctx);
                Some(vec![])
            }
            typed => form::act(&mut self.form, typed, ctx),
        };
        self.suggest(ctx);
        self.arrange();
        self.form.stop_at_new(&outline);
        effects.unwrap_or_else(|| self.save(ctx))
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let key = match self.mode {
            Mode::Add => "paper-saved-new",
            Mode::Edit(..) => "paper-saved-edit",
            Mode::End(..) => "paper-saved-end",
        };
        ctx.texts.with(key, &[("what", self.what(ctx).into())]).into_owned()
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        let ends = matches!(self.mode, Mode::End(..));
        let name = |field: PaperField, kind| match field {
            PaperField::Effective | PaperField::Until if ends => "last".to_owned(),
            field => field_name(field, kind),
        };
        match refusal {
            Refusal::Field(refused) => {
                let AnyField::Paper(field) = refused.field else { return false };
                let error = ctx.texts.field_error(&refused.error);
                self.form.refuse(&name(field, self.kind()), error)
            }
            Refusal::PaperClash(clashes) => {
                for clash in clashes.iter().rev() {
                    let name = name(clash.field, self.kind());
                    let theirs = shown(clash.field, &clash.theirs, ctx);
                    self.form.ask_which(&name, &theirs, CLASH, &ctx.texts);
                    match self.before.iter_mut().find(|(of, ..)| *of == name) {
                        Some(before) => (before.1, before.2) = (clash.theirs.clone(), theirs),
                        None => self.before.push((name, clash.theirs.clone(), theirs)),
                    }
                    // the day is the same one, only the reason is not
                    let last = self.form.day("last", ctx).map(|day| day.to_string());
                    if let (PaperField::Reason, Mode::End(..), Some((_, was, _)), Some(last)) =
                        (clash.field, self.mode, self.before.first_mut(), last)
                    {
                        *was = last;
                    }
                }
                true
            }
            _ => false,
        }
    }
}
