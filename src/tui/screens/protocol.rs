//! The form of a protocol: what was seen apart from what it may mean. The same form adds to one that
//! is signed or a colleague's.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::form;
use super::form::life::{self, FormScreen, Life, Typed};
use super::form::{Field, Form, Input, MET, Reads, Word};
use super::visit::head::{met, persons, refuse_persons};
use crate::api::drafts::{Body, Draft, Form as Kind, Head};
use crate::api::protocols::{Append, Shown, Write};
use crate::api::visits::Prepared;
use crate::api::{AnyField, Refusal, Reply, Request, Saved};
use crate::domain::dates::parse_time;
use crate::domain::escalation::Sign;
use crate::domain::field::{choice, code};
use crate::domain::ids::{CaseId, PersonId, ProtocolId, StaffId};
use crate::domain::protocol::{Content, Finding, Protocol, ProtocolField, feedback_after};
use crate::tui::command::{Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice};

/// In a draft: the protocol, and how often it had been saved.
const OF: &str = "of";
const SEEN: &str = "seen";
/// In a draft: whom it was about and who was named in it before.
const ABOUT: &str = "about";
const NAMED: &str = "named";
/// The only field of an addition.
const ADDITION: &str = "addition";

/// What is done with a protocol that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Old {
    id: ProtocolId,
    /// How often it had been saved; an addition asks for nothing.
    seen: Option<u16>,
}

/// A protocol that is being written.
#[derive(Debug)]
pub struct State {
    life: Life,
    form: Form,
    /// What is written on or added to; `None` for a new one.
    old: Option<Old>,
    /// What it says; not in a form that goes on with a draft, which has it.
    before: Option<Content>,
    /// Whom it was about before: who has no box any more stays in it.
    about: Vec<PersonId>,
    /// The second professional that was named before: she may have left since, and stays in it.
    named: Option<(StaffId, String)>,
    /// The sign that was shown when it was begun.
    sign: &'static str,
}

impl State {
    /// A new protocol about a household.
    pub fn new(case: CaseId, name: &str, sign: Option<&'static Sign>, ctx: &Ctx) -> Self {
        let life = Life::waiting(Kind::Protocol, Some(case), name, ctx);
        Self::blank(life, sign.map_or("child", |sign| sign.name)).begun(ctx)
    }

    /// Writes one on that is not signed, or adds to one.
    pub fn of(shown: &Shown, ctx: &Ctx) -> Self {
        let protocol = &shown.protocol;
        let life = if shown.may_write { Life::waiting } else { Life::ready };
        let life = life(Kind::Protocol, Some(protocol.case), &shown.household, ctx);
        let seen = shown.may_write.then_some(protocol.saved);
        let old = Some(Old { id: protocol.id, seen });
        let before = shown.may_write.then_some(&protocol.content);
        let mut state = Self::blank(life, "child");
        state.named = before.and_then(|content| Some((content.second?, shown.signer.clone())));
        state.about = before.map(|content| content.persons.clone()).unwrap_or_default();
        (state.old, state.before) = (old, before.cloned());
        state.begun(ctx)
    }

    /// A protocol as its draft was left.
    pub fn resume(draft: &Draft, ctx: &Ctx) -> Self {
        let Body::Fields { fields, .. } = &draft.body else {
            let life = Life::waiting(draft.form, draft.case, &draft.name, ctx).resuming(draft);
            return Self::blank(life, "child").begun(ctx);
        };
        let old = kept(fields);
        let adds = old.is_some_and(|old| old.seen.is_none());
        let life = if adds { Life::ready } else { Life::waiting };
        let life = life(draft.form, draft.case, &draft.name, ctx).resuming(draft);
        let mut state = Self::blank(life, "child");
        state.old = old;
        state.keep(fields);
        state.begun(ctx)
    }

    fn blank(life: Life, sign: &'static str) -> Self {
        let (form, about) = (Form::default(), vec![]);
        Self { life, form, old: None, before: None, about, named: None, sign }
    }

    fn begun(mut self, ctx: &Ctx) -> Self {
        self.form = self.fields(None, ctx);
        life::start(&mut self, ctx);
        self
    }

    /// Takes over from a draft what stands in no field.
    fn keep(&mut self, fields: &[(String, String)]) {
        let text = |name| fields.iter().find(|(of, _)| of == name).map(|(_, text)| text.as_str());
        let about = text(ABOUT).unwrap_or_default().split(' ');
        self.about = about.filter_map(|id| id.parse().ok().map(PersonId)).collect();
        let named = text(NAMED).and_then(|named| named.split_once(' '));
        self.named =
            named.and_then(|(id, name)| Some((StaffId(id.parse().ok()?), name.to_owned())));
    }

    fn adds(&self) -> bool {
        self.old.is_some_and(|old| old.seen.is_none())
    }

    fn fields(&self, prepared: Option<&Prepared>, ctx: &Ctx) -> Form {
        if self.adds() {
            let addition = Field::note(ADDITION, "protocol-addition", "").needed();
            return Form::new(vec![addition], &ctx.texts);
        }
        let mut form = Form::new(fields(prepared, self.sign, self.named.as_ref(), ctx), &ctx.texts);
        if let Some(content) = &self.before {
            put(&mut form, content, ctx);
        }
        form
    }

    fn content(&self, ctx: &Ctx) -> Content {
        let text = |name| self.form.text(name);
        let day = |name| self.form.day(name, ctx);
        let field = |person: &PersonId| self.form.field(&format!("{MET}{}", person.0));
        let has_box = |person: &&PersonId| field(person).is_some_and(|f| f.ticked().is_some());
        let gone = self.about.iter().filter(|person| !has_box(person));
        Content {
            sign: text("sign"),
            day: day("day").unwrap_or(ctx.today()),
            time: parse_time(&text("time")).ok(),
            persons: met(&self.form).into_iter().chain(gone.copied()).collect(),
            facts: text("facts"),
            assessment: text("assessment"),
            second: text("second").parse().ok().map(StaffId),
            expert: day("expert"),
            parents: match text("parents").as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
            parents_why: text("why"),
            result: choice(&Finding::CODES, &text("result")).ok(),
            action: text("action"),
            informed: day("informed"),
            informed_how: text("how"),
            feedback: day("feedback"),
        }
    }

    /// Says beside the persons that nobody is named, as long as that is so: it can be saved without.
    fn mark_nobody(&mut self, ctx: &Ctx) {
        let nobody = self.content(ctx).persons.is_empty();
        if let Some(first) = self.form.fields.iter_mut().find(|field| field.ticked().is_some()) {
            first.hint = nobody.then_some("protocol-nobody");
        }
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let holds = self.form.check(ctx);
        let Some(case) = self.life.case.filter(|_| holds) else {
            return vec![Effect::Say(Notice::hint(ctx.texts.get("form-not-yet")))];
        };
        let request = match self.old {
            Some(Old { id: protocol, seen: None }) => {
                let text = self.form.text(ADDITION);
                Request::AppendProtocol(Box::new(Append { case, protocol, text }))
            }
            old => Request::WriteProtocol(Box::new(Write {
                case,
                of: old.and_then(|old| Some((old.id, old.seen?))),
                content: self.content(ctx),
            })),
        };
        let what = ctx.texts.with("protocol-what", &[("name", self.life.name.as_str().into())]);
        let what = what.into_owned();
        vec![self.life.save(request, what)]
    }

    /// It was saved from elsewhere: what she did not touch becomes what it is now, the rest stays as
    /// she has it, and where both changed the same it stands below hers.
    fn merge(&mut self, theirs: &Protocol, ctx: &Ctx) -> bool {
        let (mine, now) = (words(&self.content(ctx), ctx), words(&theirs.content, ctx));
        let before = self.before.as_ref().map(|before| words(before, ctx));
        let mut clashes = false;
        for (at, ((name, mine), (_, now))) in mine.iter().zip(&now).enumerate() {
            let was = before.as_ref().and_then(|was| Some(was.get(at)?.1.as_str()));
            if was == Some(mine) {
                self.form.set(name, now);
            } else if mine != now && was != Some(now) {
                clashes = true;
                if let Some(field) = self.form.field_mut(name) {
                    field.below = said(name, now, ctx).lines().map(str::to_owned).collect();
                }
                self.form.refuse(name, ctx.texts.get("protocol-clash").into_owned());
            }
        }
        let persons = self.content(ctx).persons;
        let untouched = self.before.as_ref().is_some_and(|was| same(&was.persons, &persons));
        for person in persons.iter().chain(&theirs.content.persons).filter(|_| untouched) {
            let stays = theirs.content.persons.contains(person);
            self.form.set(&format!("{MET}{}", person.0), if stays { "x" } else { "" });
        }
        self.about.clone_from(&theirs.content.persons);
        self.before = Some(theirs.content.clone());
        self.old = Some(Old { id: theirs.id, seen: Some(theirs.saved) });
        clashes || self.form.refuse("facts", ctx.texts.get("protocol-merged").into_owned())
    }

    /// It was signed meanwhile: what she has written besides becomes an addition.
    fn add_instead(&mut self, signed: &Protocol, ctx: &Ctx) -> bool {
        let (mine, theirs) = (words(&self.content(ctx), ctx), words(&signed.content, ctx));
        let others = mine.iter().zip(&theirs).filter(|(mine, theirs)| mine != theirs);
        let lines = others.filter(|((_, mine), _)| !mine.is_empty()).map(|((name, mine), _)| {
            let label = ctx.texts.get(&format!("protocol-{name}"));
            format!("{label}: {}", said(name, mine, ctx))
        });
        let mut lines: Vec<String> = lines.collect();
        if !same(&self.content(ctx).persons, &signed.content.persons) {
            let names = self.form.fields.iter().filter_map(|field| match &field.input {
                Input::Tick(true, name) => Some(name.as_str()),
                _ => None,
            });
            let names = names.collect::<Vec<_>>().join(", ");
            lines.push(format!("{}: {names}", ctx.texts.get("protocol-persons")));
        }
        let text = lines.join("\n");
        self.old = Some(Old { id: signed.id, seen: None });
        self.form = self.fields(None, ctx);
        self.form.set(ADDITION, &text);
        self.form.refuse(ADDITION, ctx.texts.get("protocol-signed-meanwhile").into_owned())
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        self.life.case
    }
}

/// The fields of a protocol with nothing in them but what is usual.
fn fields(
    prepared: Option<&Prepared>,
    sign: &str,
    named: Option<&(StaffId, String)>,
    ctx: &Ctx,
) -> Vec<Field> {
    let texts = &ctx.texts;
    let said = |text: &str| Word::Said(text.to_owned());
    let signs = Sign::all().iter();
    let signs = signs.map(|sign| (sign.name.to_owned(), said(texts.wording(&sign.title))));
    let mine = ctx.me.as_ref().map(|me| me.staff);
    let staff = ctx.lists.staff.iter().filter(|(id, _)| Some(*id) != mine);
    let left = named.filter(|(id, _)| !ctx.lists.staff.iter().any(|(known, _)| known == id));
    let staff = staff.chain(left);
    let staff = staff.map(|(id, name)| (id.0.to_string(), Word::Said(name.clone())));
    let of = |codes: [(&str, &'static str); 2]| {
        codes.map(|(code, key)| (code.to_owned(), Word::Text(key))).to_vec()
    };
    let yes_no = of([("yes", "protocol-yes"), ("no", "protocol-no")]);
    let result = |(code, _): (&'static str, Finding)| (code.to_owned(), Word::Text(finding(code)));
    let feedback = feedback_after(ctx.today()).map(|day| texts.date(day)).unwrap_or_default();
    let people = prepared.map(|prepared| prepared.persons.as_slice()).unwrap_or_default();
    let past = |name: &str, label| Field::date(name, label, Reads::Past, "");
    let mut people = persons(people, 0);
    if let Some(first) = people.first_mut() {
        first.label = Word::Text("protocol-persons");
    }
    let mut fields = vec![
        Field::note("facts", "protocol-facts", "").needed().hint("protocol-facts-hint"),
        Field::note("assessment", "protocol-assessment", "").hint("protocol-assessment-hint"),
        Field::choice("sign", "protocol-sign", signs.collect(), sign).needed(),
        Field::date("day", "protocol-day", Reads::Past, &texts.date(ctx.today())).needed(),
        Field::time("time", "protocol-time", "").hint("protocol-time-hint"),
    ];
    fields.extend(people);
    fields.extend([
        Field::perhaps("second", "protocol-second", staff.collect(), "")
            .hint("protocol-second-hint"),
        past("expert", "protocol-expert").hint("protocol-expert-hint"),
        Field::perhaps("parents", "protocol-parents", yes_no, ""),
        Field::line("why", "protocol-why", ""),
        Field::perhaps("result", "protocol-result", Finding::CODES.map(result).to_vec(), ""),
        Field::note("action", "protocol-action", ""),
        past("informed", "protocol-informed").hint("protocol-informed-hint"),
        Field::line("how", "protocol-how", "").hint("protocol-how-hint"),
        Field::date("feedback", "protocol-feedback", Reads::Ahead, &feedback)
            .hint("protocol-feedback-hint"),
    ]);
    fields
}

/// The text of a finding.
pub(super) fn finding(code: &str) -> &'static str {
    match code {
        "none" => "protocol-none",
        "latent" => "protocol-latent",
        _ => "protocol-acute",
    }
}

/// What stands in the fields, by their names; boxes are left out.
fn words(content: &Content, ctx: &Ctx) -> Vec<(&'static str, String)> {
    let day =
        |day: Option<chrono::NaiveDate>| day.map(|day| ctx.texts.date(day)).unwrap_or_default();
    let parents = content.parents.map_or("", |yes| if yes { "yes" } else { "no" });
    let result = content.result.map(|result| code(&Finding::CODES, result)).unwrap_or_default();
    let time = content.time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default();
    let second = content.second.map(|second| second.0.to_string()).unwrap_or_default();
    vec![
        ("facts", content.facts.clone()),
        ("assessment", content.assessment.clone()),
        ("sign", content.sign.clone()),
        ("day", day(Some(content.day))),
        ("time", time),
        ("second", second),
        ("expert", day(content.expert)),
        ("parents", parents.to_owned()),
        ("why", content.parents_why.clone()),
        ("result", result),
        ("action", content.action.clone()),
        ("informed", day(content.informed)),
        ("how", content.informed_how.clone()),
        ("feedback", day(content.feedback)),
    ]
}

fn put(form: &mut Form, content: &Content, ctx: &Ctx) {
    for (name, text) in words(content, ctx) {
        form.set(name, &text);
    }
    for person in &content.persons {
        form.set(&format!("{MET}{}", person.0), "x");
    }
}

/// The answer of a field as it is read, not as it is kept.
fn said(name: &str, text: &str, ctx: &Ctx) -> String {
    let found = match name {
        "sign" => Sign::named(text).map(|sign| ctx.texts.wording(&sign.title).to_owned()),
        "parents" if text == "yes" => Some(ctx.texts.get("protocol-yes").into_owned()),
        "parents" if text == "no" => Some(ctx.texts.get("protocol-no").into_owned()),
        "result" if !text.is_empty() => Some(ctx.texts.get(finding(text)).into_owned()),
        "second" => {
            let of =
                |(id, name): &(StaffId, String)| (id.0.to_string() == text).then(|| name.clone());
            ctx.lists.staff.iter().find_map(of)
        }
        _ => None,
    };
    found.unwrap_or_else(|| text.to_owned())
}

fn same(one: &[PersonId], other: &[PersonId]) -> bool {
    one.len() == other.len() && one.iter().all(|person| other.contains(person))
}

/// Which protocol a draft is about.
fn kept(fields: &[(String, String)]) -> Option<Old> {
    let text = |name| fields.iter().find(|(of, _)| of == name).map(|(_, text)| text.as_str());
    let id = text(OF)?.parse().ok().map(ProtocolId)?;
    Some(Old { id, seen: text(SEEN).and_then(|seen| seen.parse().ok()) })
}

/// Which commands make sense.
pub fn situation(state: &State) -> Situation {
    let mut situation = Situation::new(Place::Protocol, state.form.context());
    state.form.note(&mut situation.present);
    situation
}

/// Whether nothing is typed in the focused field.
pub fn field_is_empty(state: &State) -> bool {
    state.form.field_is_empty()
}

/// Draws it.
pub fn view(state: &mut State, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
    let key = if state.adds() { "protocol-addition-title" } else { "label-form-protocol" };
    let title = ctx.texts.get(key);
    form::sheet(ctx, area, buf, &title, &state.life, &mut state.form)
}

impl FormScreen for State {
    fn life(&self) -> &Life {
        &self.life
    }

    fn life_mut(&mut self) -> &mut Life {
        &mut self.life
    }

    fn begin(&mut self, reply: &Reply, ctx: &Ctx) -> Option<Vec<Head>> {
        let Reply::Prepared(prepared) = reply else { return None };
        self.life.name.clone_from(&prepared.name);
        self.form = self.fields(Some(prepared), ctx);
        self.form.know_former(&prepared.former, &ctx.texts);
        self.mark_nobody(ctx);
        Some(prepared.drafts.clone())
    }

    fn body(&self, _ctx: &Ctx) -> Body {
        let (at, cursor) = self.form.place();
        let mut fields = self.form.kept();
        if let Some(Old { id, seen }) = self.old {
            fields.push((OF.to_owned(), id.0.to_string()));
            fields.extend(seen.map(|seen| (SEEN.to_owned(), seen.to_string())));
        }
        if !self.about.is_empty() {
            let about: Vec<String> = self.about.iter().map(|person| person.0.to_string()).collect();
            fields.push((ABOUT.to_owned(), about.join(" ")));
        }
        let named = self.named.iter().map(|(id, name)| format!("{} {name}", id.0));
        fields.extend(named.map(|named| (NAMED.to_owned(), named)));
        Body::Fields { fields, at, cursor }
    }

    fn restore(&mut self, body: &Body, ctx: &Ctx) {
        let Body::Fields { fields, at, cursor } = body else { return };
        let (adds, old) = (self.adds(), kept(fields));
        if self.old.map(|old| old.id) != old.map(|old| old.id) {
            self.before = None;
        }
        self.old = old;
        self.keep(fields);
        if self.adds() != adds {
            self.form = self.fields(None, ctx); // a draft of the other kind was taken up
        }
        self.form.restore(fields);
        self.mark_nobody(ctx);
        self.form.go(at, *cursor);
    }

    fn act(&mut self, typed: &Typed, ctx: &Ctx) -> Vec<Effect> {
        let effects = form::act(&mut self.form, typed, ctx).unwrap_or_else(|| self.save(ctx));
        self.mark_nobody(ctx);
        effects
    }

    fn saved(&self, _saved: &Saved, ctx: &Ctx) -> String {
        let key = match self.adds() {
            true => "protocol-added",
            false if self.content(ctx).persons.is_empty() => "protocol-saved-nobody",
            false => "protocol-saved",
        };
        ctx.texts.get(key).into_owned()
    }

    fn is_for_good(&self, _ctx: &Ctx) -> bool {
        self.adds()
    }

    fn refused(&mut self, refusal: &Refusal, ctx: &Ctx) -> bool {
        use ProtocolField as F;
        match refusal {
            Refusal::Signed(signed) => return self.add_instead(signed, ctx),
            Refusal::ProtocolChanged(theirs) => return self.merge(theirs, ctx),
            _ => {}
        }
        let Refusal::Field(refused) = refusal else { return false };
        let AnyField::Protocol(field) = refused.field else { return false };
        let error = ctx.texts.field_error(&refused.error);
        let name = match field {
            F::Persons => return refuse_persons(&mut self.form, error),
            F::Sign => "sign",
            F::Day => "day",
            F::Facts => "facts",
            F::Assessment => "assessment",
            F::Second => "second",
            F::Expert => "expert",
            F::Parents => "why",
            F::Result => "result",
            F::Action => "action",
            F::Informed => "informed",
            F::InformedHow => "how",
            F::Feedback => "feedback",
            F::Addition => ADDITION,
        };
        self.form.refuse(name, error)
    }
}
