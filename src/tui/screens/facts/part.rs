//! The part of the sheet of one person, or of the household: its form and what is known already.

use crate::api::facts::{Answer, Part as Known};
use crate::domain::dates::PartialDate;
use crate::domain::facts::{
    About, Asked, Completeness, FactKey, Kind, NO_ANSWER, Question, Required, Subject, UNKNOWN,
    sheet,
};
use crate::domain::ids::PersonId;
use crate::domain::papers::Paper;
use crate::domain::person::PersonField;
use crate::tui::ctx::Ctx;
use crate::tui::screens::form::{CLASH, Field, Form, Input, which};

use super::fields;

/// Questions that only make sense with one of these answers to another one.
const FOLLOWS: [(&str, &str, &[&str]); 3] = [
    ("pregnancy", "sex", &["", "f", "d", UNKNOWN, NO_ANSWER]),
    ("due_day", "pregnancy", &["yes"]),
    ("safety_way", "safety", &["no", "unclear"]),
];

/// A part of the sheet.
#[derive(Debug)]
pub(super) struct Part {
    /// Whom it is about.
    pub(super) subject: Subject,
    /// What to call them.
    pub(super) name: String,
    /// The questions.
    pub(super) form: Form,
    /// Which questions are put, as far as the server knows.
    asked: Asked,
    /// What counted when the sheet came: canonical text, and as it was put into the field.
    before: Vec<Before>,
    /// Questions that show what was typed for all.
    copied: Vec<FactKey>,
    /// They left the household while this was typed.
    pub(super) left: bool,
    /// It had the focus, so that something may have been typed.
    touched: bool,
}

/// A question of which it is asked whose answer holds.
pub(super) struct Clash {
    question: &'static Question,
    /// The choice.
    field: Field,
    /// The colleague's answer.
    theirs: String,
}

/// An answer that there was.
#[derive(Clone, Debug)]
pub(super) struct Before {
    pub(super) key: FactKey,
    pub(super) value: String,
    shown: String,
    /// The answer that she has typed over: another one while it is asked which of two holds. Of a
    /// restricted one [only which it is](mark): drafts keep it.
    pub(super) typed_over: String,
}

impl Part {
    /// The part of `known`; the household's also asks what is mostly the same for everybody.
    pub(super) fn new(known: &Known, restricted: bool, ctx: &Ctx) -> Self {
        let mut part = Self {
            subject: known.subject,
            name: known.name.clone(),
            form: Form::default(),
            asked: known.asked,
            before: vec![],
            copied: vec![],
            left: false,
            touched: false,
        };
        let mut all = Vec::new();
        let questions = sheet().iter().filter(|q| restricted || !q.restricted);
        for question in questions.filter(|q| part.has(q)).collect::<Vec<_>>() {
            let answer = known.answers.iter().find(|answer| answer.key == question.key);
            all.push(part.field(question, answer, &known.papers, ctx));
            if answer.is_none() {
                all.extend(fields::date_of(question));
            }
            if question.kind == Kind::Person(PersonField::Birth) {
                all.push(fields::fictive(question));
            }
        }
        part.form = Form::new(all, &ctx.texts);
        part.form.long = true;
        part
    }

    /// A part for what was typed about somebody who has left the household since: nothing is asked
    /// of them any more.
    pub(super) fn of_left(person: PersonId, name: &str, restricted: bool, ctx: &Ctx) -> Self {
        let known = Known {
            subject: Subject::Person(person),
            name: name.to_owned(),
            asked: Asked::Adult,
            answers: vec![],
            papers: vec![],
            papers_more: 0,
            complete: Completeness::default(),
        };
        Self { left: true, ..Self::new(&known, restricted, ctx) }
    }

    /// Notes that something may be typed from now on.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }

    /// Whether something may have been typed.
    pub(super) fn is_touched(&self) -> bool {
        self.touched
    }

    /// Whether this is the household's.
    pub(super) fn is_household(&self) -> bool {
        matches!(self.subject, Subject::Household(_))
    }

    /// Whose it is, where it is a person's.
    pub(super) fn person(&self) -> Option<PersonId> {
        match self.subject {
            Subject::Person(person) => Some(person),
            Subject::Household(_) => None,
        }
    }

    /// Whether a question may be asked in this part, whatever is known of the birth date.
    fn has(&self, question: &Question) -> bool {
        let of_household = question.about == About::Household;
        if self.is_household() { of_household || question.copied } else { !of_household }
    }

    fn field(
        &mut self,
        question: &Question,
        answer: Option<&Answer>,
        papers: &[Paper],
        ctx: &Ctx,
    ) -> Field {
        let Some(answer) = answer else {
            let mut field = fields::field(question, "", ctx);
            let shared = self.is_household() && question.copied;
            let said = if shared { Some("sheet-for-all") } else { fields::asks(question) };
            field.stands = said.map(|key| ctx.texts.get(key).into_owned());
            return field;
        };
        let shown = fields::shown(question.kind, &answer.value, &ctx.texts);
        let (key, value) = (answer.key, answer.value.clone());
        let mut field = fields::field(question, &answer.value, ctx);
        let marked = matches!(value.as_str(), UNKNOWN | NO_ANSWER);
        if is_door(question.kind) && !marked {
            let words = fields::in_words(question.kind, &answer.value, ctx);
            field.input = Input::Elsewhere(words);
        }
        field.set(&shown);
        let enough = !(marked && matches!(question.required, Required::Yes | Required::InShelter));
        field.known = enough.then(|| known(question, answer, papers, ctx));
        let typed_over = if question.restricted { mark(answer) } else { value.clone() };
        self.before.push(Before { key, value, shown, typed_over });
        field
    }

    /// Who is asked, with the birth date that stands in the form.
    pub(super) fn asked(&self, ctx: &Ctx) -> Asked {
        let birth = sheet().iter().find(|q| q.kind == Kind::Person(PersonField::Birth));
        let field = birth.and_then(|question| self.form.field(&fields::name(question)));
        match field.filter(|field| field.known.is_none() && !field.answer().is_empty()) {
            Some(field) => {
                Asked::of(fields::value(field, ctx).parse::<PartialDate>().ok(), ctx.today())
            }
            None => self.asked,
        }
    }

    /// The answer that there was.
    pub(super) fn before(&self, key: FactKey) -> Option<&Before> {
        self.before.iter().find(|before| before.key == key)
    }

    /// Whether they get what is typed for all where they are ticked: asked and without an answer.
    pub(super) fn lacks(&self, question: &Question, ctx: &Ctx) -> bool {
        !self.left
            && question.about.asks(self.asked(ctx))
            && self.before(question.key).is_none()
            && !self.is_changed(question)
    }

    /// What was typed was typed over this answer; an empty text is none.
    pub(super) fn set_before(&mut self, question: &Question, value: &str, ctx: &Ctx) {
        let (key, value) = (question.key, value.to_owned());
        if self.before(key).is_some_and(|before| before.typed_over == value) {
            return; // it is still the one
        }
        self.before.retain(|before| before.key != key);
        if !value.is_empty() {
            let shown = fields::shown(question.kind, &value, &ctx.texts);
            self.before.push(Before { key, shown, typed_over: value.clone(), value });
        }
    }

    /// A paper was typed and is there by now, from elsewhere: the one that was typed stays beside it.
    pub(super) fn reopen(&mut self, question: &Question, ctx: &Ctx) {
        let name = fields::name(question);
        let place = self.form.fields.iter().position(|field| field.name == name);
        let Some(field) = place.and_then(|place| self.form.fields.get_mut(place)) else { return };
        if !matches!((question.kind, &field.input), (Kind::Paper(_), Input::Elsewhere(_))) {
            return;
        }
        *field = fields::field(question, "", ctx);
        field.speak(&ctx.texts);
        let date = fields::date_of(question);
        let below = place.map_or(0, |place| place + 1);
        self.form.fields.splice(below..below, date);
    }

    /// A colleague answered otherwise meanwhile: asks which answer holds where one was typed here,
    /// else shows theirs.
    pub(super) fn clash(&mut self, question: &Question, theirs: &str, ctx: &Ctx) {
        let (name, typed) = (fields::name(question), self.is_changed(question));
        let shown = fields::shown(question.kind, theirs, &ctx.texts);
        self.copied.retain(|key| *key != question.key);
        if typed {
            self.form.ask_which(&name, &shown, CLASH, &ctx.texts);
        } else if let Some(field) = self.form.field_mut(&name) {
            field.set(&shown);
            field.known = Some(String::new());
        }
        let typed_over = self.before(question.key).map(|before| before.typed_over.clone());
        let before = Before {
            key: question.key,
            value: theirs.to_owned(),
            shown,
            typed_over: typed_over.unwrap_or_default(),
        };
        self.before.retain(|before| before.key != question.key);
        self.before.push(before);
    }

    /// Where it is asked which of two answers holds, as far as that was decided.
    pub(super) fn clashes(&self) -> Vec<Clash> {
        let asked = sheet().iter().filter_map(|question| {
            let field = self.form.field(&which(&fields::name(question)))?.clone();
            let theirs = self.before(question.key)?.value.clone();
            Some(Clash { question, field, theirs })
        });
        asked.collect()
    }

    /// Asks again which of two answers holds, with theirs as it is now; what was decided of the same
    /// one stays.
    pub(super) fn ask_again(&mut self, clashes: Vec<Clash>, now: Option<&Known>, ctx: &Ctx) {
        for Clash { question, field, theirs } in clashes {
            let answers = now.map(|now| now.answers.as_slice()).unwrap_or_default();
            let answer = answers.iter().find(|answer| answer.key == question.key);
            let new = answer.map_or("", |answer| answer.value.as_str());
            if self.is_changed(question) && self.value(question, ctx) != new {
                self.clash(question, new, ctx);
                if new == theirs
                    && let Some(asked) = self.form.field_mut(&field.name)
                {
                    *asked = field;
                }
            }
        }
    }

    /// Puts what there was in the place of what was typed.
    pub(super) fn put_before(&mut self, question: &Question) {
        let shown = self.before(question.key).map_or_else(String::new, |b| b.shown.clone());
        self.form.set(&fields::name(question), &shown);
    }

    /// Whether something else was typed than there was, here and not for all.
    pub(super) fn is_changed(&self, question: &Question) -> bool {
        if !self.touched || self.copied.contains(&question.key) {
            return false;
        }
        let Some(field) = self.form.field(&fields::name(question)) else { return false };
        let was = self.before(question.key).map_or("", |before| before.shown.as_str());
        field.known.is_none()
            && !matches!(field.input, Input::Elsewhere(_))
            && field.answer().trim() != was
    }

    /// Whether it is to be saved: what was changed, while the question is still put. What is no longer
    /// on the screen is not sent, and stays where it was typed.
    pub(super) fn is_to_be_saved(&self, question: &Question) -> bool {
        let shown = |field: &Field| field.shown;
        self.is_changed(question) && self.form.field(&fields::name(question)).is_some_and(shown)
    }

    /// The answer as it stands now: what was typed, else what there was.
    pub(super) fn value(&self, question: &Question, ctx: &Ctx) -> String {
        let typed = self.is_changed(question) || self.copied.contains(&question.key);
        match self.form.field(&fields::name(question)).filter(|_| typed) {
            Some(field) => typed_value(self, field, question, ctx),
            None => self.before(question.key).map_or_else(String::new, |b| b.value.clone()),
        }
    }

    /// How complete it is with what was typed.
    pub(super) fn complete(&self, in_shelter: bool, restricted: bool, ctx: &Ctx) -> Completeness {
        if self.left {
            return Completeness::default();
        }
        let values: Vec<(FactKey, String)> =
            sheet().iter().map(|question| (question.key, self.value(question, ctx))).collect();
        let of = |key| values.iter().find(|(of, _)| *of == key).map_or("", |(_, v)| v.as_str());
        Completeness::of(self.asked(ctx), in_shelter, restricted, of)
    }

    /// Shows the questions that are put to them, and marks those that have to be answered still.
    pub(super) fn arrange(&mut self, open: &[FactKey], ctx: &Ctx) {
        let asked = self.asked(ctx);
        for question in sheet() {
            let name = fields::name(question);
            let follows = FOLLOWS.iter().find(|(name, ..)| *name == question.name);
            let fits = follows.is_none_or(|(_, other, values)| {
                let other = FactKey::named(other).and_then(FactKey::question);
                let is_put = |other: &&Question| {
                    self.form.field(&fields::name(other)).is_some_and(|field| field.shown)
                };
                let value = other.filter(is_put).map(|other| self.value(other, ctx));
                let value = value.unwrap_or_default();
                values.contains(&value.as_str())
            });
            let puts = self.is_household() || question.about.asks(asked);
            let Some(field) = self.form.field_mut(&name) else { continue };
            field.shown = self.left || (puts && (fits || field.known.is_some()));
            field.open = open.contains(&question.key) && field.known.is_none();
            let has_code = !matches!(field.answer().as_str(), "" | UNKNOWN | NO_ANSWER);
            let code = field.shown && field.known.is_none() && has_code;
            self.form.show(&fields::date_name(question), code);
            if question.kind == Kind::Person(PersonField::Birth) {
                let date = self.form.text(&name).trim().to_owned();
                let typed = self.is_changed(question);
                let date = PartialDate::parse(&date, self.form.counts_from(&name, ctx)).ok();
                let looks = date.is_some_and(PartialDate::looks_fictive);
                self.form.show(fields::FICTIVE, typed && looks);
            }
        }
    }

    /// Shows what was typed for all, where nothing else is known; `shared` has key and text.
    pub(super) fn copy(&mut self, shared: &[(FactKey, String)], ctx: &Ctx) {
        for question in sheet().iter().filter(|question| question.copied) {
            let own = self.before(question.key).is_some() || self.is_changed(question);
            let was_copied = self.copied.contains(&question.key);
            let text = shared.iter().find(|(key, _)| *key == question.key).map(|(_, text)| text);
            let Some(field) = self.form.field_mut(&fields::name(question)) else { continue };
            if was_copied && field.known.is_none() {
                self.copied.retain(|key| *key != question.key); // opened: it is their own now
                continue;
            }
            match text {
                Some(text) if !own => {
                    field.set(text);
                    field.known = Some(ctx.texts.get("sheet-for-all").into_owned());
                    if !was_copied {
                        self.copied.push(question.key);
                    }
                }
                _ if was_copied => {
                    field.unlock();
                    field.set("");
                    self.copied.retain(|key| *key != question.key);
                }
                _ => {}
            }
        }
    }

    /// Gives the first question that has to be answered the focus, else the first one there is;
    /// `false` if there is none to be answered.
    pub(super) fn enter(&mut self) -> bool {
        let open = self.form.fields.iter().find(|field| field.shown && field.open);
        let Some(name) = open.map(|field| field.name.clone()) else {
            self.form.enter(false);
            return false;
        };
        self.form.focus(&name);
        true
    }
}

/// What names an answer without saying it: when it was written down.
fn mark(answer: &Answer) -> String {
    let at = answer.entry.as_ref().map_or(0, |entry| entry.at.timestamp_micros());
    format!("#{at}.{}", answer.earlier)
}

/// Whether an answer is entered in a form of its own, and only shown here.
fn is_door(kind: Kind) -> bool {
    matches!(kind, Kind::Paper(_) | Kind::Home | Kind::FirstVisit | Kind::FollowUp)
}

/// What was typed, with what it was said to mean.
fn typed_value(part: &Part, field: &Field, question: &Question, ctx: &Ctx) -> String {
    let value = fields::value(field, ctx);
    let is_birth = question.kind == Kind::Person(PersonField::Birth);
    if is_birth && part.form.text(fields::FICTIVE) == "yes" {
        let date = value.parse::<PartialDate>().ok().filter(|date| date.looks_fictive());
        return date.map_or(value, |date| format!("{}?", date.earliest().format("%Y")));
    }
    value
}

/// `22.11. · eigene Angabe`; of a paper its last day.
fn known(question: &Question, answer: &Answer, papers: &[Paper], ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    let last = match question.kind {
        Kind::Paper(kind) => crate::domain::papers::current(papers, kind, ctx.today())
            .and_then(Paper::last_day)
            .map(|last| {
                let date = texts.date_near(last, ctx.today());
                texts.with("paper-until", &[("date", date.into())]).into_owned()
            }),
        _ => None,
    };
    let entry = answer.entry.as_ref().map(|entry| {
        let date = texts.date_near(entry.as_of, ctx.today());
        let source = texts.source(entry.source).into_owned();
        texts.with("sheet-known", &[("date", date.into()), ("source", source.into())]).into_owned()
    });
    last.or(entry).unwrap_or_default()
}
