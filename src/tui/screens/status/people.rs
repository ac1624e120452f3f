//! Who belongs to the household: another reference person, leaving, going elsewhere, parting. What
//! the others are to a new reference person is worked out as far as it follows, and asked otherwise.

use super::fields::Step;
use crate::api::cases::{Row, Sheet};
use crate::api::members::Kin;
use crate::domain::field::{choice, code};
use crate::domain::household::{Left, Member, Relation};
use crate::domain::ids::PersonId;
use crate::domain::kinship::told_from;
use crate::domain::person::Person;
use crate::tui::ctx::Ctx;
use crate::tui::screens::form::{Field, Form, Reads, Word};
use crate::tui::screens::record::home;
use crate::tui::theme::DOT;

/// What comes before the id of a person in the names of fields: she goes; what she is to the one who
/// leads those who stay; the same of those who go.
const GOES: &str = "goes:";
const STAYS_AS: &str = "rel:";
const GOES_AS: &str = "kin:";
/// The same of a follow-up that goes along or not.
pub(super) const ALONG: &str = "along:";

/// Everybody who belongs to the household and is shown, the reference person first.
pub(super) fn staying(sheet: &Sheet) -> Vec<(&Member, &Person)> {
    let members = sheet.household.members.iter().filter(|member| member.until.is_none());
    let known = members.filter_map(|member| {
        Some((member, sheet.persons.iter().find(|person| person.id == member.person)?))
    });
    let mut known: Vec<_> = known.collect();
    known.sort_by_key(|(member, _)| member.person != sheet.household.reference);
    known
}

/// The fields of a step, as they follow from what is chosen so far.
pub(super) fn of(step: Step, sheet: &Sheet, form: &Form, rows: &[Row], ctx: &Ctx) -> Vec<Field> {
    let today = ctx.texts.date(ctx.today());
    let day = |name, label| Field::date(name, label, Reads::Past, &today).needed();
    let mut fields = match step {
        Step::Reference => vec![],
        Step::Leave => {
            let why = Left::CODES.map(|(code, left)| (code.to_owned(), Word::Left(left)));
            vec![
                who("person", "status-who", staying(sheet).into_iter()),
                Field::choice("left", "status-why", why.to_vec(), "").needed(),
                day("until", "status-last-day"),
            ]
        }
        Step::Move => vec![
            who("person", "status-who", staying(sheet).into_iter()),
            Field::choice("house", "status-house", houses(sheet, rows, ctx), "")
                .needed()
                .hint("status-house-hint"),
            Field::choice("as-what", "status-as-what", relations(), "unknown"),
            day("from", "status-first-day"),
        ],
        _ => parting(sheet, form, ctx, day("from", "status-first-day")),
    };
    fields.extend(led(step, sheet, form));
    fields
}

/// Who goes, and the household that they make.
fn parting(sheet: &Sheet, form: &Form, ctx: &Ctx, from: Field) -> Vec<Field> {
    let mut fields: Vec<Field> = staying(sheet)
        .into_iter()
        .enumerate()
        .map(|(at, (member, person))| {
            let label = if at == 0 { Word::Text("status-goes") } else { Word::Said(String::new()) };
            let name = format!("{GOES}{}", member.person.0);
            Field::tick(&name, label, &person.listed(), goes(form, member.person))
        })
        .collect();
    fields.push(from);
    fields.push(Field::tick(
        "protects",
        Word::Text("status-protects"),
        &ctx.texts.get("status-protects-words"),
        false,
    ));
    fields.extend(home::fields(ctx));
    let staff = ctx.lists.staff.iter();
    let staff = staff.map(|(id, name)| (id.0.to_string(), Word::Said(name.clone())));
    let worker = sheet.case.worker_on(ctx.today()).map(|id| id.0.to_string()).unwrap_or_default();
    fields.push(Field::choice("worker", "status-worker", staff.collect(), &worker).needed());
    fields.extend(area(sheet, ctx));
    let fates = [("goes", "status-along"), ("keep", "status-keep")];
    let fates = fates.map(|(code, key)| (code.to_owned(), Word::Text(key)));
    for (at, row) in sheet.follow_ups.iter().enumerate() {
        let label = if at == 0 { Word::Text("status-open") } else { Word::Said(String::new()) };
        let open = &row.follow_up;
        let words = [ctx.texts.window(open.window, ctx.today()), open.what.clone()].join(" ");
        let name = format!("{ALONG}{}", open.id.0);
        fields.push(Field::marks(&name, label, fates.to_vec(), &words).needed());
    }
    fields
}

/// The area, where there are some to choose from.
pub(super) fn area(sheet: &Sheet, ctx: &Ctx) -> Option<Field> {
    let areas = ctx.lists.areas.iter();
    let areas: Vec<_> =
        areas.map(|area| (area.id.0.to_string(), Word::Said(area.name.clone()))).collect();
    let now = sheet.case.area_on(ctx.today()).map(|id| id.0.to_string()).unwrap_or_default();
    (!areas.is_empty()).then(|| Field::choice("area", "status-area", areas, &now).needed())
}

/// Whether somebody is ticked to go.
pub(super) fn goes(form: &Form, person: PersonId) -> bool {
    form.text(&format!("{GOES}{}", person.0)) == "x"
}

/// Who leads those who stay, where that changes, and those who go; and what the others are to them.
fn led(step: Step, sheet: &Sheet, form: &Form) -> Vec<Field> {
    let mut fields = Vec::new();
    let (stay, go) = groups(step, sheet, form);
    if !go.is_empty() && step == Step::Part {
        fields.extend(group(&go, sheet, form, ("lead-go", "status-lead-go", GOES_AS)));
    }
    let leads = stay.iter().any(|(member, _)| member.person == sheet.household.reference);
    if step == Step::Reference || (!leads && (!go.is_empty())) {
        fields.extend(group(&stay, sheet, form, ("lead", "status-lead", STAYS_AS)));
    }
    fields
}

type People<'a> = Vec<(&'a Member, &'a Person)>;

/// Who stays and who goes.
pub(super) fn groups<'a>(step: Step, sheet: &'a Sheet, form: &Form) -> (People<'a>, People<'a>) {
    let chosen = form.text("person");
    let leaves = |member: &Member| match step {
        Step::Reference => false,
        Step::Part => goes(form, member.person),
        _ => chosen == member.person.0.to_string(),
    };
    staying(sheet).into_iter().partition(|(member, _)| !leaves(member))
}

/// The choice of who leads a group, and what each of the others is to her.
fn group(
    people: &People<'_>,
    sheet: &Sheet,
    form: &Form,
    (name, label, prefix): (&str, &'static str, &str),
) -> Vec<Field> {
    let is_reference = |person| person == sheet.household.reference;
    let candidates = people
        .iter()
        .copied()
        .filter(|(member, _)| name == "lead-go" || !is_reference(member.person));
    let mut leads = who(name, label, candidates);
    // one alone leads herself
    if let [(only, _)] = people.as_slice() {
        leads.set(&only.person.0.to_string());
    }
    let mut fields = vec![leads];
    let leader = form.text(name);
    let leads = people.iter().find(|(member, _)| member.person.0.to_string() == leader);
    let Some((leader, _)) = leads else { return fields };
    for (member, person) in people.iter().filter(|(m, _)| m.person != leader.person) {
        let told = told_from(leader.relation, member.relation);
        let told = told.map(|told| code(&Relation::CODES, told)).unwrap_or_default();
        let name = format!("{prefix}{}", member.person.0);
        let mut field = Field::choice(&name, "status-lead", relations(), &told).needed();
        field.label = Word::Said(person.short());
        fields.push(field.hint("status-to-lead"));
    }
    fields
}

fn who<'a>(
    name: &str,
    label: &'static str,
    people: impl Iterator<Item = (&'a Member, &'a Person)>,
) -> Field {
    let people =
        people.map(|(member, person)| (member.person.0.to_string(), Word::Said(person.listed())));
    Field::choice(name, label, people.collect(), "").needed()
}

/// Every relation but the reference person herself.
fn relations() -> Vec<(String, Word)> {
    let others = Relation::CODES.into_iter().filter(|(_, r)| *r != Relation::Reference);
    others.map(|(code, relation)| (code.to_owned(), Word::Relation(relation))).collect()
}

/// Other households: name, home, number.
fn houses(sheet: &Sheet, rows: &[Row], ctx: &Ctx) -> Vec<(String, Word)> {
    let others = rows.iter().filter(|row| row.case != sheet.case.id && !row.name.is_empty());
    let words = |row: &Row| {
        let room = match row.room.as_str() {
            "" => String::new(),
            room => ctx.texts.with("case-room", &[("room", room.into())]).into_owned(),
        };
        let home = [row.home.clone(), room].join(" ").trim().to_owned();
        let parts = [row.name.clone(), home, row.no.to_string()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(DOT)
    };
    others.map(|row| (row.case.0.to_string(), Word::Said(words(row)))).collect()
}

/// Who is chosen in a field.
pub(super) fn chosen(form: &Form, name: &str) -> Option<PersonId> {
    form.text(name).parse().ok().map(PersonId)
}

/// Who leads those who stay, where that was asked.
pub(super) fn stay(form: &Form) -> Option<Kin> {
    Some(Kin { person: chosen(form, "lead")?, relations: told(form, STAYS_AS) })
}

/// Who leads those who go.
pub(super) fn go(form: &Form) -> Option<Kin> {
    Some(Kin { person: chosen(form, "lead-go")?, relations: told(form, GOES_AS) })
}

fn told(form: &Form, prefix: &str) -> Vec<(PersonId, Relation)> {
    let told = form.fields.iter().filter_map(|field| {
        let person = field.name.strip_prefix(prefix)?.parse().ok().map(PersonId)?;
        Some((person, choice(&Relation::CODES, &field.text()).ok()?))
    });
    told.collect()
}

/// What the fields of a step follow from: with another one they are others.
pub(super) fn signature(form: &Form) -> Vec<(String, String)> {
    let decides = |name: &str| {
        matches!(name, "person" | "other" | "lead" | "lead-go") || name.starts_with(GOES)
    };
    let fields = form.fields.iter().filter(|field| decides(&field.name));
    fields.map(|field| (field.name.clone(), field.text())).collect()
}

/// What the others are to somebody does not outlive her being chosen.
pub(super) fn outlives(name: &str) -> bool {
    !name.starts_with(STAYS_AS) && !name.starts_with(GOES_AS)
}
