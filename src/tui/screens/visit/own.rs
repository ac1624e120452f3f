//! A checklist of its own in the place of a visit: the same items on the same screen, with another
//! head (whom it is about, the day and, of readiness to rent, what came of it). The level is the
//! worker's to decide; what the answers speak for stands beside it.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::act::{doubt, hint};
use super::{Focus, State, keep, lines};
use crate::api::assessments::{Prepared, Record, Shown};
use crate::api::{AnyField, Refusal, Request};
use crate::domain::assessment::{
    AssessmentField, CONFIRMED_MAX, Earlier, Entry, Flaw, Level, Proposal, Readiness, propose,
};
use crate::domain::checklist::{Origin, Rating, TemplateId, TemplateRef};
use crate::domain::field::{FieldError, choice, code};
use crate::domain::ids::{AssessmentId, PersonId};
use crate::domain::visit::LastAnswer;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};
use crate::tui::screens::form::{Field, Form, Reads, Word};
use crate::tui::theme::DOT;

/// In a draft: the last time of which she knew.
const SEEN: &str = "seen";

/// What a checklist of its own has besides what a visit has.
#[derive(Debug)]
pub(super) struct Own {
    id: TemplateId,
    /// Who may be named, and what to call them.
    persons: Vec<(PersonId, String)>,
    /// What is known of before.
    earlier: Vec<Earlier>,
    /// Whom it was opened about.
    wanted: Option<PersonId>,
    /// Whom it is about.
    person: Option<PersonId>,
    /// The last time it was filled for her of which this form knows.
    seen: Option<AssessmentId>,
}

impl Own {
    /// Until the server has said more.
    pub fn new(id: TemplateId, person: Option<PersonId>) -> Self {
        Self { id, persons: vec![], earlier: vec![], wanted: person, person, seen: None }
    }

    /// The checklist.
    pub fn template(&self) -> TemplateRef {
        TemplateRef::current(self.id)
    }

    /// Takes what the server knows.
    pub fn begin(&mut self, prepared: &Prepared) {
        self.persons.clone_from(&prepared.persons);
        self.earlier.clone_from(&prepared.earlier);
        // who lives alone is the household, from whichever list it is opened
        let belongs = |id: &PersonId| self.persons.iter().any(|(of, _)| of == id);
        self.person = self.wanted.filter(|id| self.persons.len() > 1 && belongs(id));
        self.seen = self.known().map(|earlier| earlier.latest);
    }

    /// What was answered last, about the same.
    pub fn last(&self) -> Vec<LastAnswer> {
        self.known().map(|earlier| earlier.last.clone()).unwrap_or_default()
    }

    fn known(&self) -> Option<&Earlier> {
        self.earlier.iter().find(|earlier| earlier.person == self.person)
    }

    fn decides(&self) -> bool {
        self.id == TemplateId::TenancyReadiness
    }

    /// The fields of its head; what is decided comes first.
    pub fn fields(&self, ctx: &Ctx) -> Form {
        let people = self.persons.iter();
        let people = people.map(|(id, name)| (id.0.to_string(), Word::Said(name.clone())));
        let person = self.person.map(|person| person.0.to_string()).unwrap_or_default();
        let mut fields = vec![];
        if self.decides() {
            let levels = Level::CODES.map(|(code, level)| (code.to_owned(), Word::Level(level)));
            fields.extend([
                Field::perhaps("level", "assessment-level", levels.to_vec(), ""),
                Field::date("tested", "assessment-tested", Reads::Past, "")
                    .hint("assessment-tested-hint"),
                Field::line("confirmed", "assessment-confirmed", "")
                    .most(CONFIRMED_MAX)
                    .hint("assessment-confirmed-hint"),
            ]);
        }
        fields.extend([
            Field::perhaps("person", "note-person", people.collect(), &person)
                .hint("note-person-hint"),
            Field::date("day", "note-day", Reads::Past, &ctx.texts.date(ctx.today()))
                .needed()
                .hint("form-date-past-hint"),
        ]);
        Form::new(fields, &ctx.texts)
    }
}

/// Takes whom it is about now; what was taken over from before of somebody else goes again.
pub(super) fn follow_person(state: &mut State) {
    let person = state.head.text("person").parse().ok().map(PersonId);
    let Some(own) = state.own.as_mut().filter(|own| own.person != person) else { return };
    own.person = person;
    own.seen = own.known().map(|earlier| earlier.latest);
    state.last = own.last();
    for line in &mut state.lines {
        let code = line.item.map(|item| item.code);
        line.last = state.last.iter().find(|last| Some(last.answer.item) == code).cloned();
        if line.answer.is_some_and(|(_, origin)| origin == Origin::AsLastTime) {
            line.clear();
        }
    }
}

/// What its draft has besides that of a visit.
pub(super) fn keep(state: &State) -> Option<(String, String)> {
    let seen = state.own.as_ref()?.seen?;
    Some((SEEN.to_owned(), seen.0.to_string()))
}

/// Whom a draft is about stays to be chosen, though she belongs to the household no more: it must not
/// become one about the household. The server says whether it can still be saved about her.
pub(super) fn keep_person(state: &mut State, head: &[(String, String)], ctx: &Ctx) {
    let kept = head.iter().find(|(name, _)| name == "person");
    let person = kept.and_then(|(_, id)| id.parse().ok()).map(PersonId);
    if state.life.is_waiting() {
        return; // it is not known yet who belongs to it
    }
    let (Some(own), Some(person)) = (&mut state.own, person) else { return };
    if own.persons.iter().any(|(id, _)| *id == person) {
        return;
    }
    own.persons.push((person, ctx.texts.get("assessment-person-gone").into_owned()));
    state.head = own.fields(ctx);
}

/// Puts back what the head of a draft says.
pub(super) fn restore(state: &mut State, raw: &[(String, String)]) {
    follow_person(state);
    let seen = raw.iter().find(|(name, _)| name == SEEN).and_then(|(_, id)| id.parse().ok());
    if let (Some(own), Some(seen)) = (&mut state.own, seen) {
        own.seen = Some(AssessmentId(seen)); // what she took over was answered then
    }
}

/// What the answers speak for, and why.
fn proposed(state: &State) -> Option<Proposal> {
    state.own.as_ref().filter(|own| own.decides())?;
    let items = state.lines.iter().filter(|line| line.item.is_some());
    let ratings: Vec<Rating> =
        items.clone().filter_map(|line| line.answer).map(|(rating, _)| rating).collect();
    Some(propose(&ratings, items.count()))
}

/// The same in words: `Vorschlag: teilweise, denn …`.
pub(super) fn proposal(state: &State, ctx: &Ctx) -> Option<String> {
    let Proposal { level, can, helped, not_yet, open } = proposed(state)?;
    let values = [
        ("level", ctx.texts.level(level).into()),
        ("can", can.into()),
        ("helped", helped.into()),
        ("not", not_yet.into()),
        ("open", open.into()),
    ];
    Some(ctx.texts.with("assessment-proposal", &values).into_owned())
}

/// Whom it is about, and what came of it now or last.
pub(super) fn facts(state: &State, ctx: &Ctx) -> Option<String> {
    let own = state.own.as_ref()?;
    let name = own.persons.iter().find(|(id, _)| Some(*id) == own.person);
    let whose = name.map_or_else(
        || ctx.texts.get("assessment-household").into_owned(),
        |(_, name)| name.clone(),
    );
    let level = choice(&Level::CODES, &state.head.text("level")).ok();
    let decided = level.map(|level| {
        let label = ctx.texts.get("assessment-level");
        format!("{label}: {}", ctx.texts.level(level))
    });
    let last = || {
        let (readiness, on) = own.known()?.readiness.as_ref()?;
        let date = ctx.texts.date_near(*on, ctx.today());
        let values = [("rating", ctx.texts.level(readiness.level).into()), ("date", date.into())];
        Some(ctx.texts.with("visit-last", &values).into_owned())
    };
    Some([Some(whose), decided.or_else(last)].into_iter().flatten().collect::<Vec<_>>().join(DOT))
}

/// The name of the checklist.
pub(super) fn title(state: &State, ctx: &Ctx) -> Option<String> {
    Some(ctx.texts.checklist(state.own.as_ref()?.id).into_owned())
}

/// Whether each question is answered by itself, for a certificate rests on it.
pub(super) fn is_one_by_one(state: &State) -> bool {
    state.own.as_ref().is_some_and(|own| own.decides())
}

/// The day that stands in the head.
pub(super) fn day(state: &State, ctx: &Ctx) -> NaiveDate {
    state.head.day("day", ctx).unwrap_or(ctx.today())
}

/// The beginning of that day, in a checklist of its own.
pub(super) fn at(state: &State, ctx: &Ctx) -> Option<DateTime<Utc>> {
    state.own.as_ref()?;
    Some(ctx.zone.utc(day(state, ctx).and_time(NaiveTime::MIN)))
}

/// Says in the head what the answers speak for, before it is gone to; the list of levels opens there.
pub(super) fn advise(state: &mut State, ctx: &Ctx) {
    let said = proposal(state, ctx);
    let level = proposed(state).map(|proposed| code(&Level::CODES, proposed.level));
    if let Some(field) = state.head.field_mut("level") {
        field.below = said.into_iter().collect();
        field.suggest(level.as_deref());
    }
}

fn entry(state: &State, own: &Own, ctx: &Ctx) -> Entry {
    let visit = keep::entry(state, ctx);
    let tested = state.head.day("tested", ctx);
    let level = choice(&Level::CODES, &state.head.text("level")).ok();
    let confirmed = state.head.text("confirmed");
    Entry {
        template: state.template,
        day: day(state, ctx),
        person: own.person,
        answers: visit.answers,
        note: visit.note,
        follow_ups: visit.follow_ups,
        readiness: level.map(|level| Readiness { level, tested, confirmed }),
    }
}

/// Checks it and sends it. Gives nothing where this is no checklist of its own.
pub(super) fn send(state: &mut State, ctx: &Ctx) -> Option<Vec<Effect>> {
    let own = state.own.as_ref()?;
    let mut entry = entry(state, own, ctx);
    let members: Vec<PersonId> = own.persons.iter().map(|(id, _)| *id).collect();
    let undecided = entry.readiness.is_none()
        && ["tested", "confirmed"].iter().any(|name| !state.head.text(name).is_empty());
    if undecided {
        refuse(state, AssessmentField::Level, &FieldError::Missing, ctx);
        return Some(hint(ctx, "form-not-yet"));
    }
    match entry.check(&members, ctx.today()) {
        Ok(()) => {}
        Err(Flaw::Field(AssessmentField::Answers, _)) => {
            return Some(hint(ctx, "assessment-empty"));
        }
        Err(Flaw::Field(field, error)) => {
            refuse(state, field, &error, ctx);
            return Some(hint(ctx, "form-not-yet"));
        }
        Err(Flaw::Entry(error)) => {
            return Some(vec![Effect::Say(Notice::problem(ctx.texts.entry_error(error)))]);
        }
    }
    let visit = keep::entry(state, ctx);
    let doubt = doubt(&visit, ctx).or_else(|| {
        let open = own.decides() && entry.readiness.is_none();
        let proposal = proposal(state, ctx).filter(|_| open)?;
        let key = |command| ctx.key(command, Context::Checklist);
        let (head, save) = (key(CommandId::VisitHead), key(CommandId::Save));
        let values = [("proposal", proposal.into()), ("head", head.into()), ("save", save.into())];
        Some(ctx.texts.with("assessment-undecided", &values).into_owned())
    });
    if let Some(doubt) = doubt
        && !std::mem::replace(&mut state.told, true)
    {
        return Some(vec![Effect::Say(Notice::hint(doubt))]);
    }
    let own = state.own.as_ref()?;
    let date = ctx.texts.date_near(entry.day, ctx.today());
    let what = [&*ctx.texts.checklist(own.id), state.life.surname(), &date].join(" ");
    let (Some(case), seen) = (state.life.case, own.seen) else { return Some(vec![]) };
    let request = Request::RecordAssessment(Box::new(Record { case, seen, entry }));
    Some(vec![state.life.save(request, what)])
}

/// Says beside its field what does not hold.
fn refuse(state: &mut State, field: AssessmentField, error: &FieldError, ctx: &Ctx) -> bool {
    let name = match field {
        AssessmentField::Person => "person",
        AssessmentField::Level => "level",
        AssessmentField::Tested => "tested",
        AssessmentField::Confirmed => "confirmed",
        AssessmentField::Day | AssessmentField::Template | AssessmentField::Answers => "day",
    };
    advise(state, ctx);
    state.focus = Focus::Head;
    state.head.refuse(name, ctx.texts.field_error(error))
}

/// What the server did not accept.
pub(super) fn refused(state: &mut State, refusal: &Refusal, ctx: &Ctx) -> bool {
    match refusal {
        Refusal::Field(refused) => match refused.field {
            AnyField::Assessment(field) => refuse(state, field, &refused.error, ctx),
            _ => false,
        },
        Refusal::AssessedMeanwhile(theirs) => {
            take_in(state, theirs);
            false // the message says by whom, and that it is to be saved once more
        }
        _ => false,
    }
}

/// A colleague filled it meanwhile: what she answered stands beside each item, and takes the place of
/// what was only taken over from before. What is answered here stays.
fn take_in(state: &mut State, theirs: &Shown) {
    let filled = &theirs.assessment;
    let on = filled.entry.day;
    if let Some(own) = &mut state.own {
        own.seen = Some(filled.id);
    }
    for noted in &filled.entry.answers {
        let of = |line: &&mut lines::Line| line.item.is_some_and(|i| i.code == noted.answer.item);
        let Some(line) = state.lines.iter_mut().find(of) else { continue };
        line.last = Some(LastAnswer { answer: noted.answer, on });
        if let Some((rating, Origin::AsLastTime)) = &mut line.answer {
            *rating = noted.answer.rating;
        }
    }
}
