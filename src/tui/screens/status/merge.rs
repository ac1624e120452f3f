//! Somebody who was entered twice: who the other record is, which value counts where the two differ,
//! and in which household she lives. Who it may be is asked of the server; the worker decides.

use super::State;
use super::fields::Step;
use super::people::chosen;
use crate::api::cases::{Sheet, ShowCase};
use crate::api::similar::{Ask, Degree, Found, LIMIT, Seen, Whom};
use crate::api::{AnyField, Differs, Merge, Refusal, Reply, Request};
use crate::client::problems::any_field;
use crate::domain::field::Fields;
use crate::domain::ids::{CaseId, PersonId};
use crate::domain::merge::differing;
use crate::domain::person::{Person, PersonField};
use crate::domain::similar::{Looks, may_be_born, nearness};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::screens::form::{Field, Form, Word};
use crate::tui::screens::record::{in_words, known_as};
use crate::tui::theme::DOT;

/// What comes before the number of a field of a person: whose value counts.
const VALUE: &str = "value:";
/// The values of such a field: that of the record made first, that of the other.
const FIRST: &str = "1";
const OTHER: &str = "2";

/// Below so many columns one value stands below the other.
const NARROW: u16 = 64;

/// What is known of the two beside the case that is open.
#[derive(Debug, Default)]
pub(super) struct Merging {
    /// With whom the form begins, and who the other one is.
    pub(super) begins: Option<(PersonId, Option<PersonId>)>,
    /// Of whom it was asked who else she may be.
    asked: Option<PersonId>,
    /// Who she may be in other cases and in this one, and how likely at least.
    found: Vec<(Degree, Seen)>,
    /// The other case that was asked for, and its sheet.
    case: Option<CaseId>,
    sheet: Option<Box<Sheet>>,
    /// What a draft holds, until all is here that it is about.
    pub(super) kept: Vec<(String, String)>,
    /// The two whose dates of birth she was asked about before saving.
    warned: Option<[PersonId; 2]>,
}

impl Merging {
    /// With somebody who is known already.
    pub(super) fn of(person: Option<PersonId>, other: Option<Seen>) -> Self {
        let begins = person.map(|person| (person, other.as_ref().map(|seen| seen.person)));
        // whoever was chosen before comes first
        let chosen = other.into_iter().map(|seen| (Degree::Certain, seen));
        Self { begins, found: chosen.collect(), ..Self::default() }
    }
}

/// The fields, as they follow from what is chosen so far.
pub(super) fn fields(state: &State, sheet: &Sheet, ctx: &Ctx) -> Vec<Field> {
    let of = |person: &Person| (person.id.0.to_string(), Word::Said(named(person, ctx)));
    let kept = || sheet.persons.iter().filter(|person| sheet.household.keeps(person.id));
    let mut fields =
        vec![Field::choice("person", "status-who", kept().map(of).collect(), "").needed()];
    let Some(person) = chosen(&state.form, "person") else { return fields };
    let others = others(state, sheet, person, ctx);
    fields
        .push(Field::choice("other", "merge-other", others, "").needed().hint("merge-other-hint"));
    let Some(both) = both(state, &state.form) else { return fields };
    if both.cases[0] != both.cases[1] {
        let homes = [sheet, both.away].map(|sheet| (sheet.case.id.0.to_string(), home(sheet, ctx)));
        let homes = homes.map(|(id, home)| (id, Word::Said(home))).to_vec();
        fields.push(Field::choice("lives", "merge-lives", homes, "").needed());
    }
    for (at, differs) in differing(both.stays, both.gone).into_iter().enumerate() {
        let value =
            |code: &str, text: &str| [code, &in_words(differs.field, text, &ctx.texts)].join(" ");
        let (mut said, other) = (value(FIRST, &differs.stays), value(OTHER, &differs.gone));
        let is_narrow = ctx.size.0 < NARROW;
        if !is_narrow {
            said = [said.as_str(), &other].join(DOT);
        }
        let options = [FIRST, OTHER].map(|code| (code.to_owned(), Word::Said(code.to_owned())));
        let label = Word::Said(any_field(AnyField::Person(differs.field), &ctx.texts));
        let mut field = Field::marks(&value_name(differs.field), label, options.to_vec(), &said);
        field.below.extend(is_narrow.then_some(other));
        field.set(if differs.other_counts { OTHER } else { FIRST });
        fields.push(if at == 0 { field.under(Word::Text("merge-counts")) } else { field }.needed());
    }
    fields
}

/// Who she may be: who was found, and everybody of her household; the likeliest first.
fn others(state: &State, sheet: &Sheet, person: PersonId, ctx: &Ctx) -> Vec<(String, Word)> {
    let her = sheet.persons.iter().find(|known| known.id == person).map(Looks::of);
    let near = |looks: Looks| her.as_ref().map_or(0, |her| nearness(her, &looks));
    let found = state.merging.found.iter().filter(|(_, seen)| seen.person != person);
    let mut others: Vec<(u16, PersonId, String)> = found
        .map(|(degree, seen)| {
            let near = near(Looks::named(&[&seen.name], seen.birth, ""));
            (near.max(degree.least()), seen.person, known_as(seen, &ctx.texts))
        })
        .collect();
    let kept = sheet.persons.iter().filter(|known| sheet.household.keeps(known.id));
    for member in kept.filter(|member| member.id != person) {
        if others.iter().all(|(_, id, _)| *id != member.id) {
            others.push((near(Looks::of(member)), member.id, named(member, ctx)));
        }
    }
    others.sort_by_key(|(near, ..)| std::cmp::Reverse(*near));
    others.into_iter().map(|(_, id, said)| (id.0.to_string(), Word::Said(said))).collect()
}

/// The two records, the one made first in front.
struct Both<'a> {
    stays: &'a Person,
    gone: &'a Person,
    /// The cases that keep them.
    cases: [CaseId; 2],
    /// The sheet of the other one's case; this one's where both are of one household.
    away: &'a Sheet,
}

impl Both<'_> {
    fn may_be_one(&self) -> bool {
        may_be_born(self.stays.birth, self.gone.birth)
    }
}

fn both<'a>(state: &'a State, form: &Form) -> Option<Both<'a>> {
    let sheet = state.sheet.as_deref()?;
    let of = |sheet: &'a Sheet, id| {
        let known = sheet.persons.iter().find(|person| person.id == id);
        known.filter(|person| sheet.household.keeps(person.id))
    };
    let one = of(sheet, chosen(form, "person")?)?;
    let id = chosen(form, "other").filter(|id| *id != one.id)?;
    let here = of(sheet, id).map(|person| (person, sheet));
    let there = || state.merging.sheet.as_deref().and_then(|sheet| Some((of(sheet, id)?, sheet)));
    let (other, away) = here.or_else(there)?;
    let (stays, gone, cases) = if one.id < other.id {
        (one, other, [sheet.case.id, away.case.id])
    } else {
        (other, one, [away.case.id, sheet.case.id])
    };
    Some(Both { stays, gone, cases, away })
}

/// `Ahmadi, Reza · *1990`
fn named(person: &Person, ctx: &Ctx) -> String {
    let birth = person.birth.map(|birth| format!("*{}", ctx.texts.partial_date(birth)));
    [Some(person.listed()), birth].into_iter().flatten().collect::<Vec<_>>().join(DOT)
}

/// `Ahmadi, Reza · Kölner Landstr. 4 · Zi. 12 · AiD-2026-0143`
fn home(sheet: &Sheet, ctx: &Ctx) -> String {
    let leads = sheet.persons.iter().find(|person| person.id == sheet.household.reference);
    let room = ctx.texts.with("case-room", &[("room", sheet.room.as_str().into())]);
    let parts = [
        leads.map(Person::listed).unwrap_or_default(),
        sheet.home.clone(),
        if sheet.room.is_empty() { String::new() } else { room.into_owned() },
        sheet.case.no.to_string(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(DOT)
}

fn value_name(field: PersonField) -> String {
    let at = PersonField::ALL.iter().position(|known| *known == field).unwrap_or_default();
    format!("{VALUE}{at}")
}

/// What has to be asked for the fields to be there: who she may be, and the other one's case.
pub(super) fn questions(state: &mut State) -> Vec<Effect> {
    if state.step != Some(Step::Merge) {
        return vec![];
    }
    let mut effects = Vec::new();
    let person = chosen(&state.form, "person");
    if let (Some(sheet), Some(id)) = (state.sheet.as_deref(), person)
        && state.merging.asked != person
        && let Some(person) = sheet.persons.iter().find(|person| person.id == id)
    {
        let fields = PersonField::ALL.map(|field| (field, person.field(field))).to_vec();
        state.merging.asked = Some(id);
        let ask = Ask {
            case: Some(sheet.case.id),
            person: Some(id),
            fields,
            home_phone: String::new(),
            home: None,
            limit: LIMIT,
        };
        effects.push(Effect::Read(Topic::Similar, Request::Similar(Box::new(ask))));
    }
    let other = chosen(&state.form, "other");
    let away = state.merging.found.iter().find(|(_, seen)| Some(seen.person) == other);
    let away = away.map(|(_, seen)| seen.case).filter(|case| Some(*case) != state.life.case);
    if away.is_some() && away != state.merging.case {
        (state.merging.case, state.merging.sheet) = (away, None);
        let show = away.map(|case| Request::ShowCase(ShowCase { case, visits: 0 }));
        effects.extend(show.map(|show| Effect::Read(Topic::Sheet, show)));
    }
    effects
}

/// Takes an answer to these.
pub(super) fn told(state: &mut State, result: Result<Reply, Refusal>, ctx: &Ctx) -> Vec<Effect> {
    match result {
        Ok(Reply::Similar(found)) => {
            let seen = found.into_iter().filter_map(|Found { degree, whom, .. }| match whom {
                Whom::Seen(seen) => Some((degree, *seen)),
                Whom::Elsewhere { .. } => None,
            });
            let found = &mut state.merging.found;
            let known: Vec<PersonId> = found.iter().map(|(_, seen)| seen.person).collect();
            found.extend(seen.filter(|(_, seen)| !known.contains(&seen.person)));
        }
        Ok(Reply::Case(sheet)) if Some(sheet.case.id) == state.merging.case => {
            state.merging.sheet = Some(sheet);
        }
        Ok(_) => {}
        Err(refusal) => return vec![Effect::Say(Notice::refusal(&refusal, &ctx.texts))],
    }
    let outline = state.form.outline();
    state.rebuild(false, ctx);
    take_up(state, ctx);
    state.form.stop_at_new(&outline);
    vec![]
}

/// Chooses what was chosen in the draft, as far as that is there; not once something else is.
pub(super) fn take_up(state: &mut State, ctx: &Ctx) {
    let kept = std::mem::take(&mut state.merging.kept);
    let said = |name: &str| kept.iter().find(|(of, _)| of == name).map(|(_, text)| text.clone());
    let other = said("other").unwrap_or_default();
    if other.is_empty() || ![String::new(), other].contains(&state.form.text("other")) {
        return;
    }
    for _ in 0..2 {
        // the fields that follow from who it is come with her
        state.form.restore(&kept);
        state.arrange(ctx);
    }
    if both(state, &state.form).is_none() {
        state.merging.kept = kept;
    }
}

/// The request, if everything is decided.
pub(super) fn request(state: &State) -> Option<Request> {
    let both = both(state, &state.form)?;
    let [case, other] = both.cases;
    let lives_in = match state.form.text("lives").parse() {
        Ok(id) => CaseId(id),
        Err(_) if case == other => case,
        Err(_) => return None,
    };
    let decided = |differs: Differs| {
        let other_counts = state.form.text(&value_name(differs.field)) == OTHER;
        Differs { other_counts, ..differs }
    };
    let differing = differing(both.stays, both.gone).into_iter().map(decided).collect();
    let (stays, gone) = (both.stays.id, both.gone.id);
    Some(Request::Merge(Box::new(Merge { case, stays, other, gone, lives_in, differing })))
}

/// Whether she is to be asked once more: their dates of birth are not those of one person.
pub(super) fn warns(state: &mut State) -> bool {
    let two = both(state, &state.form).filter(|both| !both.may_be_one());
    let two = two.map(|both| [both.stays.id, both.gone.id]);
    two.is_some() && std::mem::replace(&mut state.merging.warned, two) != two
}

/// What will happen, in sentences.
pub(super) fn sentences(state: &State, ctx: &Ctx) -> Vec<String> {
    let texts = &ctx.texts;
    let Some(both) = both(state, &state.form) else {
        return vec![texts.get("merge-will-choose").into_owned()];
    };
    let names = [("stays", named(both.stays, ctx).into()), ("gone", named(both.gone, ctx).into())];
    let mut said = Vec::new();
    if !both.may_be_one() {
        let born =
            |who: &Person| who.birth.map(|birth| texts.partial_date(birth)).unwrap_or_default();
        let births = [("stays", born(both.stays).into()), ("gone", born(both.gone).into())];
        said.push(texts.with("merge-births", &births).into_owned());
    }
    said.push(texts.with("merge-will", &names).into_owned());
    if both.cases[0] != both.cases[1] {
        let words = state.form.field("lives").map(|field| field.in_words(texts));
        let words = words.filter(|words| !words.is_empty()).unwrap_or_else(|| "…".to_owned());
        said.push(texts.with("merge-will-live", &[("house", words.into())]).into_owned());
    }
    said
}
