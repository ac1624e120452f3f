//! The fields of each form of records: which there are, what they hold, which belong together.

use super::{Before, home};
use crate::api::cases::Sheet;
use crate::api::drafts::Form as Kind;
use crate::domain::dates::PartialDate;
use crate::domain::facts::{FactKey, UNKNOWN};
use crate::domain::field::{Fields, code};
use crate::domain::household::{HouseholdField, Interpreter, Relation};
use crate::domain::ids::PersonId;
use crate::domain::person::{PersonField, Sex};
use crate::domain::site::Place;
use crate::text::Texts;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::screens::form::Reads;
use crate::tui::screens::form::codes::Codes;
use crate::tui::screens::form::{Field, Form, Word, which};
use crate::tui::screens::visit::head::words;

/// The names of the fields of a person, as drafts keep them.
pub(super) const PERSON: [(PersonField, &str); 11] = [
    (PersonField::Surname, "surname"),
    (PersonField::Given, "given"),
    (PersonField::CallName, "called"),
    (PersonField::OriginalScript, "script"),
    (PersonField::Variant, "variant"),
    (PersonField::Birth, "birth"),
    (PersonField::Sex, "sex"),
    (PersonField::Nationalities, "nationalities"),
    (PersonField::Languages, "languages"),
    (PersonField::Phone, "phone"),
    (PersonField::FileRef, "file"),
];

/// The names of the fields of a household.
pub(super) const HOUSEHOLD: [(HouseholdField, &str); 5] = [
    (HouseholdField::Phone, "home-phone"),
    (HouseholdField::Language, "spoken"),
    (HouseholdField::Interpreter, "interpreter"),
    (HouseholdField::Letterbox, "letterbox"),
    (HouseholdField::Reach, "reach"),
];

/// The fields that say where a household lives.
pub(super) const HOME: [&str; 4] = ["home", "site", "room", "address"];

/// The name of a field of a person.
pub(super) fn person(field: PersonField) -> &'static str {
    PERSON.iter().find(|(of, _)| *of == field).map_or("", |(_, name)| name)
}

/// The name of a field of a household.
pub(super) fn household(field: HouseholdField) -> &'static str {
    HOUSEHOLD.iter().find(|(of, _)| *of == field).map_or("", |(_, name)| name)
}

/// The empty form.
pub(super) fn of(kind: Kind, ctx: &Ctx) -> Form {
    let today = ctx.texts.date(ctx.today());
    let from = |label, reads| Field::date("from", label, reads, &today).needed();
    let mut fields = Vec::new();
    // the same order in each: who it is, where she belongs, how she is reached, what is rarer
    match kind {
        Kind::NewHousehold => {
            fields.extend(person_fields());
            fields.extend(home::fields(ctx));
            fields.push(from("register-since", Reads::Past));
            fields.extend(household_fields()); // with the telephone, which is hers
            fields.extend(rarer_fields());
        }
        Kind::NewPerson => {
            fields.extend(person_fields());
            let relations = Relation::CODES.into_iter().filter(|(_, r)| *r != Relation::Reference);
            let relations: Vec<_> = relations.collect();
            let options = words(&relations, Word::Relation);
            let relation = Field::choice("relation", "register-relation", options, "unknown");
            // before what is mostly the same for everybody, which the fact sheet asks once
            let shared = fields.iter().position(|field| field.name == "nationalities");
            fields.insert(shared.unwrap_or(fields.len()), relation);
            fields.push(from("register-member-since", Reads::Past));
            fields.push(own_phone());
            fields.extend(rarer_fields());
        }
        Kind::EditHousehold => {
            fields.extend(home::fields(ctx));
            fields.push(from("register-moved-in", Reads::Day));
            fields.extend(household_fields());
        }
        _ => {
            fields.extend(person_fields());
            fields.push(own_phone());
            fields.extend(rarer_fields());
        }
    }
    for field in &mut fields {
        field.marks = is_asked(&field.name);
    }
    let mut form = Form::new(fields, &ctx.texts);
    arrange(&mut form, &[], ctx);
    form
}

/// Whether the fact sheet asks for what a field holds, so that it can be said here too that it is
/// unknown or was not answered.
fn is_asked(name: &str) -> bool {
    let person = PERSON.iter().find(|(_, of)| *of == name);
    let household = HOUSEHOLD.iter().find(|(_, of)| *of == name);
    person.is_some_and(|(field, _)| FactKey::of_person(*field).is_some())
        || household.is_some_and(|(field, _)| FactKey::of_household(*field).is_some())
}

/// The sex that was chosen, as the server takes it: that it is unknown is an answer where it was
/// chosen; without one the record holds the same.
pub(super) fn sex(chosen: &str) -> String {
    let unknown = code(&Sex::CODES, Sex::Unknown);
    match chosen {
        "" => unknown,
        _ if chosen == unknown => UNKNOWN.to_owned(),
        _ => chosen.to_owned(),
    }
}

fn person_fields() -> Vec<Field> {
    let sexes = words(&Sex::CODES, Word::Sex);
    let fictive = ["yes", "no"].map(str::to_owned).into_iter();
    let fictive: Vec<_> = fictive
        .zip([Word::Text("register-fictive-yes"), Word::Text("register-fictive-no")])
        .collect();
    let codes =
        |name, label, codes| Field::codes(name, label, codes, "").hint("register-codes-hint");
    vec![
        Field::line("surname", "field-surname", ""),
        Field::line("given", "field-given", ""),
        Field::date("birth", "field-birth", Reads::Birth, "").hint("register-birth-hint"),
        Field::choice("fictive", "register-fictive", fictive, "")
            .needed()
            .hint("register-fictive-hint"),
        Field::perhaps("sex", "field-sex", sexes, ""),
        codes("nationalities", "register-nationalities", Codes::Nationalities),
        codes("languages", "field-languages", Codes::Languages),
    ]
}

/// Her own number, beside that of the household.
fn own_phone() -> Field {
    Field::line("phone", "register-own-phone", "").hint("register-own-phone-hint")
}

fn rarer_fields() -> Vec<Field> {
    vec![
        Field::line("called", "field-call-name", ""),
        Field::line("script", "field-original-script", ""),
        Field::line("variant", "register-variant", ""),
        Field::line("file", "field-file-ref", ""),
    ]
}

fn household_fields() -> Vec<Field> {
    let interpreters = words(&Interpreter::CODES, Word::Interpreter);
    vec![
        Field::line("home-phone", "register-phone", ""),
        Field::codes("spoken", "register-spoken", Codes::Language, "").hint("register-codes-hint"),
        Field::choice("interpreter", "field-interpreter", interpreters, "none"),
        Field::line("letterbox", "field-letterbox", ""),
        Field::line("reach", "field-reach", ""),
    ]
}

/// What a person holds.
pub(super) fn of_person(sheet: &Sheet, id: PersonId, texts: &Texts) -> Vec<Before> {
    let Some(record) = sheet.persons.iter().find(|person| person.id == id) else { return vec![] };
    PERSON.iter().map(|(field, name)| before(name, record.field(*field), texts)).collect()
}

/// What a household holds, and where it lives.
pub(super) fn of_household(sheet: &Sheet, ctx: &Ctx) -> Vec<Before> {
    let record = &sheet.household;
    let fields =
        HOUSEHOLD.iter().map(|(field, name)| before(name, record.field(*field), &ctx.texts));
    let (home, room, address) = match record.lodging_on(ctx.today()).map(|l| &l.place) {
        Some(Place::Room { site, room }) => {
            (format!("site:{}", site.0), room.clone(), String::new())
        }
        Some(Place::OwnFlat { address }) => ("own".to_owned(), String::new(), address.clone()),
        None => Default::default(),
    };
    let place = [("home", home), ("room", room), ("address", address)];
    fields.chain(place.map(|(name, text)| before(name, text, &ctx.texts))).collect()
}

/// What she is to the reference person, and where that is changed.
pub(super) fn add_relation(form: &mut Form, sheet: &Sheet, id: PersonId, ctx: &Ctx) {
    let hers = sheet.household.members.iter().rev().find(|member| member.person == id);
    let hers = hers.filter(|member| member.until.is_none());
    let Some(relation) = hers.map(|member| member.relation) else { return };
    let (key, command) = match relation {
        Relation::Reference => ("register-relation-lead", CommandId::CaseStatus),
        _ => ("register-relation-facts", CommandId::Facts),
    };
    let key = ctx.texts.with(key, &[("key", ctx.key(command, Context::List).into())]);
    let mut field = Field::elsewhere("relation", ctx.texts.relation(relation).into_owned())
        .labelled(Word::Text("register-relation"));
    field.known = Some(key.into_owned());
    // where it stands for a new person
    let at = form.fields.iter().position(|field| field.name == "nationalities");
    form.fields.insert(at.unwrap_or(form.fields.len()), field);
}

fn before(name: &str, was: String, texts: &Texts) -> Before {
    Before { name: name.to_owned(), shown: shown(name, &was, texts), was }
}

/// A canonical text as it is put into its field: birth dates as they are typed, countries and
/// languages by their names.
pub(super) fn shown(name: &str, was: &str, texts: &Texts) -> String {
    match name {
        "nationalities" => return Codes::Nationalities.in_words(was, texts),
        "languages" | "spoken" => return Codes::Languages.in_words(was, texts),
        "sex" if was == code(&Sex::CODES, Sex::Unknown) => return String::new(),
        _ => {}
    }
    let date = if name == "birth" { was.parse::<PartialDate>().ok() } else { None };
    date.map_or_else(|| was.to_owned(), |date| texts.typed_date(date))
}

/// Shows the fields that follow from others: which rooms and addresses a home has, whether a
/// birth on 1 January was meant.
pub(super) fn arrange(form: &mut Form, before: &[Before], ctx: &Ctx) {
    home::arrange(form);
    if !before.is_empty() && form.field("home").is_some() {
        form.show("from", moved(form, before));
    }
    let birth = form.text("birth");
    let known = before.iter().any(|before| before.name == "birth" && before.shown == birth);
    let date = PartialDate::parse(&birth, form.counts_from("birth", ctx)).ok();
    form.show("fictive", !known && date.is_some_and(PartialDate::looks_fictive));
}

/// Whether the home is another one than at the opening.
pub(super) fn moved(form: &Form, before: &[Before]) -> bool {
    let differs = |name: &&str| {
        let shown = form.field(name).is_some_and(|field| field.shown);
        let was = before.iter().find(|b| b.name == **name).map_or("", |b| b.shown.as_str());
        shown && form.text(name).trim() != was
    };
    !form.text("home").is_empty() && HOME.iter().any(differs)
}

/// A field is saved as it stands, also where it was asked which value holds.
pub(super) fn settle(form: &mut Form, before: &mut [Before], name: &str, saved: String) {
    if let Some(before) = before.iter_mut().find(|before| before.name == name) {
        (before.was, before.shown) = (saved, form.text(name));
    }
    form.take_out(&which(name));
}

/// Asks which value holds, a colleague's or this one's, in these words: a choice below the field.
/// From now on the colleague's is what the field was.
pub(super) fn ask(
    form: &mut Form,
    before: &mut [Before],
    name: &str,
    theirs: &str,
    words: [&'static str; 2],
    ctx: &Ctx,
) {
    let shown = shown(name, theirs, &ctx.texts);
    form.ask_which(name, &shown, words, &ctx.texts);
    if let Some(before) = before.iter_mut().find(|before| before.name == name) {
        (before.was, before.shown) = (theirs.to_owned(), shown);
    }
}
