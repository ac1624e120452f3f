//! Persons who may be the one that is being entered: asked for when a field is left and before the
//! form is saved, shown below the birth date, opened with one key. Nothing is joined or refused.

use super::{State, fields, home, send};
use crate::api::drafts::{Form as Kind, Was};
use crate::api::similar::{Ask, Degree, Found, LIMIT, Reason, Seen, Whom};
use crate::api::{Refusal, Reply, Request};
use crate::domain::facts::is_mark;
use crate::domain::ids::PersonId;
use crate::domain::person::PersonField;
use crate::text::Texts;
use crate::tui::command::CommandId;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::keymap::{Focus, words};
use crate::tui::screens::form::{Field, TYPED_ON, Word, life};
use crate::tui::screens::{Screen, status};
use crate::tui::theme::DOT;

/// The field below which they stand.
const BELOW: &str = "birth";
/// The field in which one of several is chosen.
const CHOICE: &str = "similar";
/// Comes before the id of one who is to be made one with her, in that field.
const MERGE: &str = "merge:";
/// Lines that are shown; who stands behind them is in the choice.
const LINES: usize = 3;
/// In a draft: who was told apart.
pub(super) const DISTINCT: &str = "distinct";

/// Who was found, and what became of it.
#[derive(Debug, Default)]
pub(super) struct Similar {
    asked: Option<Ask>,
    answered: bool,
    found: Vec<Found>,
    /// Told apart from who is being entered.
    distinct: Vec<PersonId>,
    /// Probable ones that she was asked about before saving.
    warned: Vec<Found>,
    /// The form is saved as soon as the answer is here.
    saves: bool,
}

impl Similar {
    /// Who is not the person that is being entered.
    pub(super) fn distinct(&self) -> Vec<PersonId> {
        self.distinct.clone()
    }

    /// The same for a draft.
    pub(super) fn kept(&self) -> String {
        let ids: Vec<String> = self.distinct.iter().map(|id| id.0.to_string()).collect();
        ids.join(" ")
    }

    /// Back from a draft.
    pub(super) fn restore(&mut self, kept: &str) {
        let ids = kept.split(' ').filter_map(|id| id.parse().ok());
        self.distinct = ids.map(PersonId).collect();
    }

    /// Who was found and can be opened.
    fn seen(&self) -> impl Iterator<Item = &Seen> {
        self.shown().filter_map(|found| match &found.whom {
            Whom::Seen(seen) => Some(&**seen),
            Whom::Elsewhere { .. } => None,
        })
    }

    /// Who was found and not told apart.
    fn shown(&self) -> impl Iterator<Item = &Found> {
        self.found.iter().filter(|found| match &found.whom {
            Whom::Seen(seen) => !self.distinct.contains(&seen.person),
            Whom::Elsewhere { .. } => true,
        })
    }

    /// Whether there is somebody to open.
    pub(super) fn can_open(&self) -> bool {
        self.seen().next().is_some()
    }

    /// Who is more likely the same person than not.
    fn probable(&self) -> Vec<Found> {
        self.shown().filter(|found| found.degree > Degree::Possible).cloned().collect()
    }
}

/// What to ask for the form as it stands; `None` while nothing tells who it is, and where nothing
/// of that was changed.
fn ask(state: &State, ctx: &Ctx) -> Option<Ask> {
    let person = match state.life.kind {
        Kind::NewHousehold | Kind::NewPerson => None,
        Kind::EditPerson(person) => Some(person),
        _ => return None,
    };
    let mut fields = if person.is_some() && send::edits(state, &fields::PERSON, ctx).is_empty() {
        vec![]
    } else {
        send::filled(state, &fields::PERSON, ctx)
    };
    let tells = |field| !matches!(field, PersonField::Sex | PersonField::Languages);
    fields.retain(|(field, text)| tells(*field) && !is_mark(text));
    (!state.name().is_empty() && !fields.is_empty()).then(|| Ask {
        case: state.life.case,
        person,
        fields,
        home_phone: send::value(state, "home-phone", ctx),
        home: home::of(&state.form),
        limit: LIMIT,
    })
}

/// Asks when a field was left and something is different. `before` is the field that had the focus.
pub(super) fn watch(state: &mut State, before: &str, ctx: &Ctx) -> Option<Effect> {
    if state.form.focused().is_some_and(|field| field.name == before) || state.life.is_waiting() {
        return None;
    }
    let wanted = ask(state, ctx);
    if wanted == state.similar.asked {
        return None;
    }
    asking(state, wanted).map(|request| Effect::Read(Topic::Similar, request))
}

fn asking(state: &mut State, wanted: Option<Ask>) -> Option<Request> {
    state.similar.asked.clone_from(&wanted);
    state.similar.answered = wanted.is_none();
    if wanted.is_none() {
        state.similar.found.clear();
    }
    wanted.map(|ask| Request::Similar(Box::new(ask)))
}

/// Takes the answer; the form goes on to be saved where it waited for that.
pub(super) fn told(state: &mut State, result: Result<Reply, Refusal>, ctx: &Ctx) -> Vec<Effect> {
    state.similar.answered = true;
    // without an answer there is nothing to show, and nothing to wait for
    state.similar.found = match result {
        Ok(Reply::Similar(found)) => found,
        _ => vec![],
    };
    put_choice_away(state);
    if std::mem::take(&mut state.similar.saves) { send::save(state, ctx) } else { vec![] }
}

/// What comes before saving: to ask, or to say once that there is somebody. `None` when the form
/// may go; whoever she was asked about is somebody else then.
pub(super) fn before_saving(state: &mut State, ctx: &Ctx) -> Option<Vec<Effect>> {
    let wanted = ask(state, ctx);
    let current = wanted == state.similar.asked && state.similar.answered;
    let twice = std::mem::take(&mut state.similar.saves);
    if !current && !twice && ctx.online {
        let request = asking(state, wanted)?;
        state.similar.saves = true;
        return Some(vec![Effect::Read(Topic::SimilarFirst, request)]);
    }
    let probable = state.similar.probable();
    if probable.iter().all(|found| state.similar.warned.contains(found)) {
        tell_apart(state, &probable);
        return None;
    }
    state.similar.warned = probable;
    let save = ctx.keymap.keys_for(CommandId::Save, Focus::on(state.form.context())).next();
    let save = save.map(|keys| words(keys, &ctx.texts)).unwrap_or_default();
    let said = ctx.texts.with("similar-before-saving", &[("key", save.into())]);
    Some(vec![Effect::Say(Notice::problem(said))])
}

fn tell_apart(state: &mut State, others: &[Found]) {
    for found in others {
        if let Whom::Seen(seen) = &found.whom
            && !state.similar.distinct.contains(&seen.person)
        {
            state.similar.distinct.push(seen.person);
        }
    }
}

/// Opens the only one that was found, or lets choose among several.
pub(super) fn open(state: &mut State, ctx: &Ctx) -> Vec<Effect> {
    let seen: Vec<Seen> = state.similar.seen().cloned().collect();
    match seen.as_slice() {
        [] => vec![],
        [one] if !state.is_edit() => open_one(state, one, ctx),
        several => {
            let texts = &ctx.texts;
            let option = |seen: &Seen| (seen.person.0.to_string(), Word::Said(who(seen, texts)));
            let none = ("none".to_owned(), Word::Text("similar-none"));
            // of a record that is there already the other one may be the same person
            let merge = |seen: &Seen| {
                let said = texts.with("similar-merge", &[("name", who(seen, texts).into())]);
                (format!("{MERGE}{}", seen.person.0), Word::Said(said.into_owned()))
            };
            let merges = several.iter().filter(|_| state.is_edit()).map(merge);
            let options = several.iter().map(option).chain(merges).chain([none]).collect();
            put_choice_away(state);
            let choice = Field::choice(CHOICE, "similar-which", options, "");
            state.form.add_below(BELOW, choice, texts);
            vec![]
        }
    }
}

/// Does what was chosen among several, if anything was.
pub(super) fn chosen(state: &mut State, ctx: &Ctx) -> Option<Vec<Effect>> {
    let chosen = state.form.text(CHOICE);
    if chosen.is_empty() {
        return None;
    }
    put_choice_away(state);
    let seen: Vec<Seen> = state.similar.seen().cloned().collect();
    if let Some(one) = seen.iter().find(|seen| seen.person.0.to_string() == chosen) {
        return Some(open_one(state, one, ctx));
    }
    let merged = seen.iter().find(|seen| format!("{MERGE}{}", seen.person.0) == chosen);
    if let (Some(one), Kind::EditPerson(person), Some(case)) =
        (merged, state.life.kind, state.life.case)
    {
        let form =
            status::State::merging(case, &state.life.name, Some(person), Some(one.clone()), ctx);
        // afterwards this form would be about a record that is hidden; what was typed stays as a draft
        let left =
            life::draft(state, ctx).map(|_| Effect::Say(Notice::hint(ctx.texts.get("form-left"))));
        let opens = Effect::Open(Box::new(Screen::Status(Box::new(form))));
        return Some([Effect::Close, opens].into_iter().chain(left).collect());
    }
    let all: Vec<Found> = state.similar.shown().cloned().collect();
    tell_apart(state, &all);
    Some(vec![])
}

fn put_choice_away(state: &mut State) {
    let has_focus = state.form.focused().is_some_and(|field| field.name == CHOICE);
    let focused = state.form.focused().map(|field| field.name.clone()).unwrap_or_default();
    state.form.fields.retain(|field| field.name != CHOICE);
    state.form.focus(if has_focus { BELOW } else { &focused });
}

/// The form of the person that is known, with what was typed here as proposed changes. Where it
/// holds all of it, it takes the place of this form's draft; otherwise that stays.
fn open_one(state: &State, seen: &Seen, ctx: &Ctx) -> Vec<Effect> {
    let known = State::person(seen.case, &seen.name, seen.person, ctx);
    if state.is_edit() {
        return vec![Effect::Open(Box::new(Screen::Record(Box::new(known))))];
    }
    let empty = fields::of(state.life.kind, ctx).kept();
    let mut typed = state.form.kept();
    typed.retain(|(name, text)| !name.ends_with(TYPED_ON) && !text.trim().is_empty());
    typed.retain(|field| !empty.contains(field));
    let of_person = |name: &str| name == "fictive" || fields::PERSON.iter().any(|f| f.1 == name);
    let (proposed, rest): (Vec<_>, Vec<_>) =
        typed.into_iter().partition(|(name, _)| of_person(name));
    let instead = rest.is_empty().then_some(Was { id: state.life.id, no: u32::MAX });
    let known = known.proposing(proposed, instead);
    let key = if rest.is_empty() { "similar-opened" } else { "similar-opened-rest" };
    let said = Effect::Say(Notice::hint(ctx.texts.get(key)));
    vec![Effect::Close, Effect::Open(Box::new(Screen::Record(Box::new(known)))), said]
}

/// Puts what was found below its field.
pub(super) fn show(state: &mut State, ctx: &Ctx) {
    let lines = lines(state, ctx);
    if let Some(field) = state.form.field_mut(BELOW) {
        field.below = lines;
    }
}

fn lines(state: &State, ctx: &Ctx) -> Vec<String> {
    let texts = &ctx.texts;
    let shown: Vec<&Found> = state.similar.shown().collect();
    if shown.is_empty() || state.life.kind == Kind::EditHousehold {
        return vec![];
    }
    let key = ctx.keymap.keys_for(CommandId::SimilarOpen, Focus::on(state.form.context())).next();
    let key = key.map(|keys| words(keys, texts)).unwrap_or_default();
    let title = if state.similar.can_open() { "similar-title" } else { "similar-title-elsewhere" };
    let mut lines = vec![texts.with(title, &[("key", key.into())]).into_owned()];
    lines.extend(shown.iter().take(LINES).map(|found| line(found, texts)));
    let more = shown.len().saturating_sub(LINES);
    if more > 0 {
        lines.push(texts.with("similar-more", &[("n", more.into())]).into_owned());
    }
    lines
}

/// One person found, and why.
fn line(found: &Found, texts: &Texts) -> String {
    match &found.whom {
        Whom::Seen(seen) => {
            let why: Vec<_> = found.reasons.iter().map(|why| texts.get(reason(*why))).collect();
            [who(seen, texts), why.join(", ")].join(": ")
        }
        Whom::Elsewhere { area, worker } => {
            let values = [("area", area.as_str().into()), ("worker", worker.as_str().into())];
            texts.with("similar-elsewhere", &values).into_owned()
        }
    }
}

/// `Ahmadi, Reza · *12.03.1990 · Kölner Landstr. 4 · Zi. 12 · Nord`.
pub(in crate::tui::screens) fn who(seen: &Seen, texts: &Texts) -> String {
    let room = [("room", seen.room.as_str().into())];
    let parts = [
        seen.name.clone(),
        seen.birth.map(|birth| format!("*{}", texts.partial_date(birth))).unwrap_or_default(),
        seen.home.clone(),
        if seen.room.is_empty() {
            String::new()
        } else {
            texts.with("case-room", &room).into_owned()
        },
        seen.area.clone(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(DOT)
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::FileRef => "similar-file-ref",
        Reason::Names => "similar-names",
        Reason::NamesAlike => "similar-names-alike",
        Reason::OneName => "similar-one-name",
        Reason::Birth => "similar-birth",
        Reason::DayMonthSwapped => "similar-swapped",
        Reason::BirthYear => "similar-year",
        Reason::BirthYearNear => "similar-year-near",
        Reason::BirthFictive => "similar-fictive",
        Reason::BirthUnknown => "similar-unknown",
        Reason::Household => "similar-household",
        Reason::Home => "similar-home",
        Reason::Phone => "similar-phone",
        Reason::Nationality => "similar-nationality",
    }
}
