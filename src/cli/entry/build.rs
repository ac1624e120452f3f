//! From what a script gives and what the form proposes to the entry that is recorded.

use chrono::{DateTime, NaiveTime, Utc};

use super::input::{Answer, FollowUp, Given, Input, Met};
use crate::api::visits::Prepared;
use crate::cli::log::{past_day, wrong_value};
use crate::domain::checklist::{
    ActionField, Answer as Rated, Item, ItemCode, Origin, Rating, Template, TemplateId,
    TemplateRef, sweep,
};
use crate::domain::dates::{self, OfficeZone, Window};
use crate::domain::field::{FieldError, choice};
use crate::domain::household::Interpreter;
use crate::domain::ids::PersonId;
use crate::domain::names::fold;
use crate::domain::visit::{Agreed, Entry, Noted, Outcome, VisitKind};
use crate::domain::{clean, visit::EntryError};
use crate::problem::{Kind, Problem};
use crate::text::Texts;

/// Which form a script fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The checklist of a visit.
    Visit,
    /// A brief contact.
    Contact,
}

/// When it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// Zone of the office.
    pub zone: OfficeZone,
    /// Time of the server.
    pub now: DateTime<Utc>,
}

/// Fills in the form and checks it by the rules of the field.
pub(super) fn entry(
    input: Input,
    form: Form,
    prepared: &Prepared,
    moment: Moment,
    texts: &Texts,
) -> Result<Entry, Problem> {
    let code = |text: &Option<String>| text.clone().unwrap_or_default();
    let kind = kind(input.kind.as_deref(), form, prepared, texts)?;
    let outcome = coded(&Outcome::CODES, input.outcome.as_deref(), Outcome::Met, texts)?;
    let interpreter = input.interpreter.as_deref();
    let interpreter = coded(&Interpreter::CODES, interpreter, prepared.interpreter, texts)?;
    let field = match form {
        Form::Contact if input.field.is_some() => {
            Some(choose(&ActionField::CODES, &code(&input.field), texts)?)
        }
        _ => None,
    };
    let template = template(kind, prepared);
    let checklist = template.and_then(TemplateRef::load);
    let today = moment.zone.day(moment.now);
    let (of_items, follow_ups) = split(input.follow_ups, checklist);
    let mut answers = input.answers;
    for (item, when) in of_items {
        let key = answers.keys().find(|k| ItemCode::new(k) == Some(item.code)).cloned();
        let key = key.unwrap_or_else(|| item.code.to_string());
        let mut answer = answers.remove(&key).map(Given::full).unwrap_or_default();
        answer.when = Some(when);
        answers.insert(key, Given::Full(answer));
    }
    let window = |when: &str| follow_up_window(when, today, texts);
    let mut noted = Vec::new();
    for (code, given) in answers {
        noted.push(self::noted(&code, given.full(), checklist, &window, texts)?);
    }
    if let (Some(checklist), true) = (checklist, input.rest_ok && outcome == Outcome::Met) {
        let answered: Vec<ItemCode> = noted.iter().map(|n| n.answer.item).collect();
        let rest = sweep(checklist.regular(), |code| answered.contains(&code));
        noted.extend(rest.into_iter().map(|answer| Noted {
            answer,
            note: String::new(),
            agreed: None,
        }));
    }
    let place_in = |n: &Noted| checklist?.items.iter().position(|i| i.code == n.answer.item);
    noted.sort_by_key(place_in);
    let agreed = |f: FollowUp| Ok(Agreed { what: clean::line(&f.what), window: window(&f.when)? });
    let entry = Entry {
        kind,
        at: at(input.date.as_deref(), input.time.as_deref(), moment, texts)?,
        place: input.place.map_or_else(|| prepared.place.clone(), |place| clean::line(&place)),
        met: met(input.met, outcome, prepared, texts)?,
        interpreter,
        outcome,
        template,
        answers: noted,
        field,
        note: clean::text(&input.note),
        follow_ups: follow_ups.into_iter().map(agreed).collect::<Result<_, Problem>>()?,
    };
    let household: Vec<PersonId> = prepared.persons.iter().map(|(id, _)| *id).collect();
    let refused = |error: EntryError| {
        let values = [("reason", texts.entry_error(error).into())];
        Problem::with(texts, Kind::Failed, "problem-entry", &values)
    };
    entry.check(&household, moment.now).map_err(refused)?;
    Ok(entry)
}

fn kind(
    text: Option<&str>,
    form: Form,
    prepared: &Prepared,
    texts: &Texts,
) -> Result<VisitKind, Problem> {
    let proposed = match form {
        Form::Visit => prepared.kind,
        Form::Contact => VisitKind::Brief,
    };
    let kind = coded(&VisitKind::CODES, text, proposed, texts)?;
    if kind.is_visit() == (form == Form::Visit) {
        return Ok(kind);
    }
    Err(Problem::new(texts, Kind::Usage, "cli-entry-kind"))
}

/// The checklist of a kind: that of the form, unless the script chose another kind.
fn template(kind: VisitKind, prepared: &Prepared) -> Option<TemplateRef> {
    match kind {
        kind if kind == prepared.kind => Some(prepared.template),
        VisitKind::First | VisitKind::Regular => Some(TemplateRef::current(TemplateId::Visit)),
        VisitKind::Aftercare => Some(TemplateRef::current(TemplateId::Aftercare)),
        _ => None,
    }
}

/// Follow-ups whose "what" is the code of an item belong to that item.
fn split(
    all: Vec<FollowUp>,
    checklist: Option<&'static Template>,
) -> (Vec<(&'static Item, String)>, Vec<FollowUp>) {
    let (mut of_items, mut others) = (Vec::new(), Vec::new());
    for follow_up in all {
        let item = ItemCode::new(&follow_up.what).and_then(|code| checklist?.item(&code));
        match item {
            Some(item) => of_items.push((item, follow_up.when)),
            None => others.push(follow_up),
        }
    }
    (of_items, others)
}

fn noted(
    code: &str,
    answer: Answer,
    checklist: Option<&Template>,
    window: &impl Fn(&str) -> Result<Window, Problem>,
    texts: &Texts,
) -> Result<Noted, Problem> {
    let item = ItemCode::new(code.trim()).and_then(|code| checklist?.item(&code));
    let unknown = || wrong_value(code, texts.entry_error(EntryError::UnknownItem), texts);
    let item = item.ok_or_else(unknown)?;
    let rating = choose(&Rating::CODES, &answer.rating, texts)?;
    if !item.scale.allows(rating) {
        return Err(wrong_value(&answer.rating, texts.field_error(&FieldError::NotAChoice), texts));
    }
    let agreed = match (answer.what, answer.when) {
        (None, None) => None,
        (what, when) => {
            let measure = texts.wording(&item.measure);
            let days = if rating == Rating::Urgent { 0 } else { item.due_days };
            let when = when.unwrap_or_else(|| format!("+{days}"));
            let what = what.map_or_else(|| measure.to_owned(), |what| clean::line(&what));
            Some(Agreed { what, window: window(&when)? })
        }
    };
    let note = clean::text(&answer.note);
    Ok(Noted { answer: Rated { item: item.code, rating, origin: Origin::Asked }, note, agreed })
}

/// When it took place: now; at noon of a day without a time.
fn at(
    date: Option<&str>,
    time: Option<&str>,
    moment: Moment,
    texts: &Texts,
) -> Result<DateTime<Utc>, Problem> {
    let today = moment.zone.day(moment.now);
    let day = date.map(|text| past_day(text, today, texts)).transpose()?.unwrap_or(today);
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let time = match time {
        Some(text) => {
            dates::parse_time(text).map_err(|e| wrong_value(text, texts.time_error(e), texts))?
        }
        None if day == today => return Ok(moment.now),
        None => noon,
    };
    Ok(moment.zone.utc(day.and_time(time)))
}

/// Who was met: nobody where nobody was, the reference person where the script says nothing.
fn met(
    given: Option<Met>,
    outcome: Outcome,
    prepared: &Prepared,
    texts: &Texts,
) -> Result<Vec<PersonId>, Problem> {
    let first = |count| prepared.persons.iter().take(count).map(|(id, _)| *id).collect();
    let Some(given) = given else {
        return Ok(first(usize::from(outcome == Outcome::Met)));
    };
    let Some(names) = given.names() else { return Ok(first(usize::MAX)) };
    names.into_iter().map(|name| person(name, prepared, texts)).collect()
}

/// The only person of the household with this name.
fn person(name: String, prepared: &Prepared, texts: &Texts) -> Result<PersonId, Problem> {
    let wanted = fold(&name);
    let mut fitting = prepared.persons.iter().filter(|(_, called)| fold(called) == wanted);
    if let (Some((id, _)), None) = (fitting.next(), fitting.next()) {
        return Ok(*id);
    }
    let all: Vec<&str> = prepared.persons.iter().map(|(_, name)| name.as_str()).collect();
    let values = [("name", name.into()), ("all", all.join(", ").into())];
    Err(Problem::with(texts, Kind::Failed, "cli-entry-person", &values))
}

fn follow_up_window(
    when: &str,
    today: chrono::NaiveDate,
    texts: &Texts,
) -> Result<Window, Problem> {
    let typed = dates::parse(when, today);
    let typed = typed.map_err(|error| wrong_value(when, texts.date_error(error), texts))?;
    Ok(typed.window(today))
}

/// The value of a code, or what the form proposes.
fn coded<T: Copy>(
    codes: &[(&str, T)],
    text: Option<&str>,
    proposed: T,
    texts: &Texts,
) -> Result<T, Problem> {
    text.map_or(Ok(proposed), |text| choose(codes, text, texts))
}

/// The value of a code; the problem names those that exist.
fn choose<T: Copy>(codes: &[(&str, T)], text: &str, texts: &Texts) -> Result<T, Problem> {
    choice(codes, text).map_err(|error| {
        let mut problem = wrong_value(text, texts.field_error(&error), texts);
        let all: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
        let values = [("values", all.join(", ").into())];
        problem.hint = Some(texts.with("usage-possible", &values).into_owned());
        problem
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::CaseId;
    use crate::text::Lang;

    fn prepared() -> Prepared {
        Prepared {
            case: CaseId(1),
            name: "Al-Hamadi, Fatima".into(),
            persons: vec![(PersonId(1), "Fatima".into()), (PersonId(2), "Ömer".into())],
            former: vec![],
            kind: VisitKind::Regular,
            template: TemplateRef::current(TemplateId::Visit),
            place: "Kölner Landstr. 4, 12".into(),
            language: String::new(),
            interpreter: Interpreter::Lay,
            last: vec![],
            restricted: false,
            drafts: vec![],
        }
    }

    fn built(json: &str, form: Form) -> Result<Entry, Problem> {
        let texts = Texts::new(Lang::De);
        let now = "2026-11-22T13:10:00Z".parse().unwrap();
        let moment = Moment { zone: OfficeZone::default(), now };
        entry(Input::read(json, &texts)?, form, &prepared(), moment, &texts)
    }

    #[test]
    fn what_is_left_out_is_as_the_form_proposes() {
        let entry = built(r#"{"rest_ok": true}"#, Form::Visit).unwrap();
        assert_eq!((entry.kind, entry.outcome), (VisitKind::Regular, Outcome::Met));
        assert_eq!(entry.met, [PersonId(1)]);
        assert_eq!(entry.place, "Kölner Landstr. 4, 12");
        assert!(!entry.answers.is_empty());
        assert!(entry.answers.iter().all(|n| n.answer.origin == Origin::Summary));
    }

    #[test]
    fn answers_stand_in_the_order_of_the_checklist_and_follow_ups_find_their_item() {
        let json = r#"{"answers": {"WO1": "watch", "SP4": {"rating": "attention", "note": "voll"}},
            "follow_ups": [{"what": "sp4", "when": "+14"}, {"what": "Anruf", "when": "mo"}],
            "met": ["fatima", "OMER"]}"#;
        let entry = built(json, Form::Visit).unwrap();
        let codes: Vec<String> = entry.answers.iter().map(|n| n.answer.item.to_string()).collect();
        assert_eq!(codes, ["SP4", "WO1"]);
        let agreed = entry.answers[0].agreed.as_ref().unwrap();
        assert!(!agreed.what.is_empty());
        assert_eq!(agreed.window.due().to_string(), "2026-12-06");
        assert_eq!(entry.follow_ups.len(), 1);
        assert_eq!(entry.met, [PersonId(1), PersonId(2)]);
    }

    #[test]
    fn a_day_without_a_time_is_taken_at_noon() {
        let entry = built(r#"{"date": "20.11."}"#, Form::Visit).unwrap();
        assert_eq!(entry.at.to_string(), "2026-11-20 11:00:00 UTC");
        let entry = built(r#"{"date": "20.11.", "time": "9.30"}"#, Form::Visit).unwrap();
        assert_eq!(entry.at.to_string(), "2026-11-20 08:30:00 UTC");
    }

    #[test]
    fn the_rules_of_the_screen_hold() {
        let refused = |json: &str, form| built(json, form).unwrap_err();
        let problem = refused(r#"{"met": ["Yusuf"]}"#, Form::Visit);
        assert!(problem.to_string().contains("Fatima"), "{problem}");
        assert_eq!(refused(r#"{"date": "+3"}"#, Form::Visit).kind, Kind::Usage);
        assert_eq!(refused(r#"{"answers": {"XX9": "ok"}}"#, Form::Visit).kind, Kind::Usage);
        assert_eq!(refused(r#"{"answers": {"SP4": "gut"}}"#, Form::Visit).kind, Kind::Usage);
        assert_eq!(refused(r#"{"kind": "phone"}"#, Form::Visit).kind, Kind::Usage);
        assert_eq!(refused("{}", Form::Contact).kind, Kind::Failed);
        let json = r#"{"outcome": "not-met", "answers": {"SP4": "ok"}}"#;
        assert_eq!(refused(json, Form::Visit).kind, Kind::Failed);
    }

    #[test]
    fn nobody_met_needs_nobody_named() {
        let entry = built(r#"{"outcome": "not-met", "rest_ok": true}"#, Form::Visit).unwrap();
        assert!(entry.met.is_empty() && entry.answers.is_empty());
        let entry = built(r#"{"kind": "phone", "note": "Termin verlegt."}"#, Form::Contact);
        assert_eq!(entry.unwrap().kind, VisitKind::Phone);
    }
}
