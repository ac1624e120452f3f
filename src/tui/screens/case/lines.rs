//! The lines of a case without the visits: home and contact, persons, follow-ups.

use super::{Item, reading};
use crate::api::cases::{PhaseMark, Sheet};
use crate::api::facts::Held;
use crate::api::followups;
use crate::api::letters::Brief;
use crate::api::topics::Brief as Told;
use crate::domain::case::Phase;
use crate::domain::checklist::{ActionField, Rating};
use crate::domain::codes::List;
use crate::domain::dates::WindowState;
use crate::domain::followup::Purpose;
use crate::domain::household::{Household, Interpreter, Member, Relation};
use crate::domain::letters::URGENT_DAYS;
use crate::domain::needs::{Content, Kind};
use crate::domain::person::{NameKind, Person};
use crate::tui::cells;
use crate::tui::command::{CommandId, Context};
use crate::tui::ctx::Ctx;
use crate::tui::theme::{DOT, Tone};

/// A line of the screen.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// What it belongs to.
    pub(super) item: Option<Item>,
    /// Its texts, one behind the other.
    pub(super) parts: Vec<(String, Tone)>,
    /// Where the parts begin at the earliest, in cells from the text's left edge.
    pub(super) tabs: &'static [u16],
    /// Cells further in.
    pub(super) indent: u16,
    /// A heading.
    pub(super) heading: bool,
}

impl Line {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { parts: vec![(text.into(), Tone::Plain)], ..Self::default() }
    }

    pub(super) fn heading(text: impl Into<String>) -> Self {
        Self { heading: true, ..Self::text(text) }
    }

    pub(super) fn of(self, item: Item) -> Self {
        Self { item: Some(item), ..self }
    }

    pub(super) fn indented(self, indent: u16) -> Self {
        Self { indent, ..self }
    }
}

/// A text in as many lines as it takes.
pub(super) fn wrapped(ctx: &Ctx, text: &str, width: u16) -> Vec<Line> {
    let shown = ctx.theme.shown(text);
    cells::wrap(&shown, width.max(1)).into_iter().map(Line::text).collect()
}

/// Where birth date, relation and languages of a person stand.
const PERSON_TABS: &[u16] = &[0, 26, 44, 58];
/// Where the text and the state of a follow-up stand.
const FOLLOW_UP_TABS: &[u16] = &[0, 17];

/// Name of the household: of its reference person.
pub(super) fn name(sheet: &Sheet) -> String {
    let reference = sheet.persons.iter().find(|p| p.id == sheet.household.reference);
    reference.map(Person::listed).unwrap_or_default()
}

/// Name and number; phase, worker and area at the right.
pub(super) fn title(sheet: &Sheet, ctx: &Ctx) -> (String, String) {
    let title = format!("{}{DOT}{}", name(sheet), sheet.case.no);
    let side = [sheet.worker.as_str(), sheet.area.as_str()];
    let side: Vec<&str> = side.into_iter().filter(|part| !part.is_empty()).collect();
    (title, if ctx.size.0 < 64 { String::new() } else { side.join(DOT) })
}

/// Everything but the visits.
pub(super) fn household(sheet: &Sheet, ctx: &Ctx, width: u16) -> Vec<Line> {
    let texts = &ctx.texts;
    let texts_of = [
        phase,
        home,
        contact,
        |sheet: &Sheet, _: &Ctx| sheet.household.reach.clone(),
        facts,
        needs,
        letters,
        protocols,
    ];
    let mut lines: Vec<Line> = texts_of
        .iter()
        .map(|text| text(sheet, ctx))
        .filter(|text| !text.is_empty())
        .flat_map(|text| wrapped(ctx, &text, width))
        .collect();
    let more = &sheet.more;
    let here = sheet.household.members_on(ctx.today()).count() + more.persons as usize;
    let were = sheet.household.members.iter().filter(|member| has_left(member, ctx)).count();
    let counted = [("n", here.into()), ("were", were.into())];
    let persons = if were > 0 { "case-persons-were" } else { "case-persons" };
    lines.push(Line::heading(texts.with(persons, &counted)));
    for member in &sheet.household.members {
        if let Some(person) = sheet.persons.iter().find(|p| p.id == member.person) {
            lines.extend(person_lines(person, member, &sheet.household, ctx, width));
        }
    }
    lines.extend(left_out("case-more", more.persons, ctx));
    let open = sheet.follow_ups.len() + more.follow_ups as usize;
    lines.push(Line::heading(texts.with("case-follow-ups", &[("n", open.into())])));
    lines.extend(sheet.follow_ups.iter().flat_map(|row| follow_up(row, ctx, width)));
    lines.extend(left_out("case-more", more.follow_ups, ctx));
    lines
}

/// How many more there are than the sheet has.
pub(super) fn left_out(key: &str, n: u32, ctx: &Ctx) -> Option<Line> {
    (n > 0).then(|| Line::text(ctx.texts.with(key, &[("n", n.into())])))
}

/// Open follow-ups that stand free, above what happened.
pub(super) fn free(sheet: &Sheet, ctx: &Ctx, width: u16) -> Vec<Line> {
    let n = reading::free(sheet).count();
    let mut lines: Vec<Line> =
        reading::free(sheet).flat_map(|row| follow_up(row, ctx, width)).collect();
    if n > 0 {
        lines.insert(0, Line::heading(ctx.texts.with("case-follow-ups-free", &[("n", n.into())])));
    }
    lines
}

/// `in Betreuung seit 01.03.2025`
fn phase(sheet: &Sheet, ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    let stands = sheet.case.phase_on(ctx.today());
    let phase = texts.phase(PhaseMark::from(stands)).into_owned();
    let since = texts.with(
        "case-since",
        &[("what", phase.into()), ("date", texts.date(sheet.case.since_on(ctx.today())).into())],
    );
    let mut over = false;
    let more = match stands {
        Phase::Closed { reason } => Some(texts.close_reason(*reason).into_owned()),
        Phase::Dormant { until, reason } => {
            let until = until.map(|until| {
                let date = texts.date(until);
                texts.with("case-step-until", &[("date", date.into())]).into_owned()
            });
            let parts = [until, Some(reason.clone()).filter(|reason| !reason.is_empty())];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(DOT))
        }
        Phase::Aftercare { until: Some(until), .. } if *until < ctx.today() => {
            let date = texts.date(*until);
            over = true;
            Some(texts.with("case-aftercare-over", &[("date", date.into())]).into_owned())
        }
        _ => sheet.visit_due.map(|due| {
            let date = texts.date_near(due, ctx.today());
            texts.with("case-visit-due", &[("date", date.into())]).into_owned()
        }),
    };
    let overdue = over || sheet.visit_due.is_some_and(|due| due < ctx.today());
    let mark = if overdue { "! " } else { "" };
    [Some(since.into_owned()), more.map(|more| format!("{mark}{more}"))]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(DOT)
}

/// `Aufenthaltsgestattung § 55 AsylG bis 14.01. (4) · … · Datenblatt 19/28`: residence and benefits
/// of the members, of how many where that is not everybody, how complete the fact sheet is, and about how
/// many topics somebody was told.
fn facts(sheet: &Sheet, ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    let everybody = sheet.household.members_on(ctx.today()).count() + sheet.more.persons as usize;
    let one = |held: &Held| {
        let what = texts.standing(held.kind, &held.code, held.last, ctx.today());
        if usize::from(held.persons) == everybody {
            return what;
        }
        format!("{what} ({})", held.persons)
    };
    let held = sheet.facts.held.iter().map(one);
    let (all, missing) = (sheet.facts.required, sheet.facts.missing);
    let values = [("done", all.saturating_sub(missing).into()), ("all", all.into())];
    let asked = (all > 0).then(|| texts.with("case-facts", &values).into_owned());
    let Told { heard, all } = sheet.topics;
    let key = ctx.key(CommandId::Topics, Context::List);
    let values = [("heard", heard.into()), ("all", all.into()), ("key", key.into())];
    let told = (heard > 0).then(|| texts.with("case-topics", &values).into_owned());
    held.chain(asked).chain(told).collect::<Vec<_>>().join(DOT)
}

/// `2 offene Briefe, nächste Frist Mo 14.12. Kürzung: P`
fn letters(sheet: &Sheet, ctx: &Ctx) -> String {
    let (texts, Brief { open, next }) = (&ctx.texts, &sheet.letters);
    if *open == 0 {
        return String::new();
    }
    let next = next.as_ref().map(|(day, kind, what)| {
        let mark = if (*day - ctx.today()).num_days() <= URGENT_DAYS { "! " } else { "" };
        let what = if what.is_empty() { &*texts.code(List::LetterKind, kind) } else { what };
        let day = texts.weekday_near(*day, ctx.today());
        let values = [("date", format!("{mark}{day}").into()), ("what", what.into())];
        texts.with("case-letter-next", &values).into_owned()
    });
    let key = ctx.key(CommandId::Letters, Context::List);
    let values = [("n", (*open).into()), ("key", key.into())];
    let open = texts.with("case-letters", &values).into_owned();
    std::iter::once(open).chain(next).collect::<Vec<_>>().join(DOT)
}

/// `2 Protokolle: g p`, for who may read them.
fn protocols(sheet: &Sheet, ctx: &Ctx) -> String {
    let key = ctx.key(CommandId::GoProtocols, Context::List);
    let values = [("n", sheet.protocols.into()), ("key", key.into())];
    let some =
        (sheet.protocols > 0).then(|| ctx.texts.with("case-protocols", &values).into_owned());
    some.unwrap_or_default()
}

/// `Bedarf: Sprache 2 (dringend), Wohnen 1 · 1 ohne Maßnahme · 1 Ziel`: what is open.
fn needs(sheet: &Sheet, ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    let open = || sheet.needs.iter().filter_map(|shown| Some((shown, shown.need.content()?)));
    let needs = || open().filter(|(_, content)| content.is_open_need());
    let fields: Vec<String> = ActionField::CODES
        .into_iter()
        .filter_map(|(_, field)| {
            let of = || needs().filter(|(_, content)| content.field == field);
            let urgent = of().any(|(_, content)| content.severity == Some(Rating::Urgent));
            let key = if urgent { "needs-brief-pressing" } else { "needs-brief-field" };
            let values = [("field", texts.action_field(field).into()), ("n", of().count().into())];
            (of().count() > 0).then(|| texts.with(key, &values).into_owned())
        })
        .collect();
    let counted = |key, n: usize| (n > 0).then(|| texts.with(key, &[("n", n.into())]).into_owned());
    let unserved = needs().filter(|(shown, _)| shown.unserved).count();
    let is_goal = |c: &Content| c.kind == Kind::Goal && c.status.is_open();
    let named = (!fields.is_empty())
        .then(|| texts.with("needs-brief", &[("fields", fields.join(", ").into())]).into_owned());
    let parts = [
        named,
        counted("needs-brief-unserved", unserved),
        counted("needs-brief-goals", open().filter(|(_, c)| is_goal(c)).count()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(DOT)
}

/// `Kölner Landstr. 4, Zi. 12 · Unterkunft · seit 01.03.2025`
fn home(sheet: &Sheet, ctx: &Ctx) -> String {
    let texts = &ctx.texts;
    let mut home = sheet.home.clone();
    if !sheet.room.is_empty() {
        let room = texts.with("case-room", &[("room", sheet.room.as_str().into())]);
        home = format!("{home}, {room}");
    }
    let kind = sheet.home_kind.map(|kind| texts.site_kind(kind).into_owned());
    let since = sheet.household.lodging_on(ctx.today()).map(|lodging| {
        let date = texts.date(lodging.from);
        texts.with("case-from", &[("date", date.into())]).into_owned()
    });
    let parts = [(!home.is_empty()).then_some(home), kind, since];
    parts.into_iter().flatten().collect::<Vec<_>>().join(DOT)
}

/// Telephone, language, interpreting, name on the bell.
fn contact(sheet: &Sheet, ctx: &Ctx) -> String {
    let (household, texts) = (&sheet.household, &ctx.texts);
    let named = |key: &str, value: &str| {
        let filled = !value.is_empty();
        filled.then(|| texts.with(key, &[("value", value.to_owned().into())]).into_owned())
    };
    let interpreter = match household.interpreter {
        Interpreter::None => String::new(),
        other => texts.interpreter(other).into_owned(),
    };
    let parts = [
        named("case-phone", &household.phone),
        named("case-language", &texts.language(&household.language)),
        named("case-interpreter", &interpreter),
        named("case-letterbox", &household.letterbox),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(DOT)
}

/// Name, birth and age, relation, languages; the original script on a line of its own.
fn person_lines(
    person: &Person,
    member: &Member,
    household: &Household,
    ctx: &Ctx,
    width: u16,
) -> Vec<Line> {
    let texts = &ctx.texts;
    let item = Item::Person(person.id);
    let birth = match person.birth {
        Some(birth) => texts.born(birth, ctx.today()),
        // it stands where she belongs now, and is not for who asks here
        None if member.until.is_some() => String::new(),
        None => texts.get("case-birth-unknown").into_owned(),
    };
    let relation = match member.relation {
        // told from a reference person who may be another one by now
        _ if member.until.is_some() => String::new(),
        Relation::Unknown => String::new(),
        relation => texts.relation(relation).into_owned(),
    };
    let languages: Vec<_> = person.languages.iter().map(|code| texts.language(code)).collect();
    let languages = languages.join(", ");
    let left = member.until.filter(|_| has_left(member, ctx)).map(|until| {
        // who goes on the day on which she came has a last day before her first one
        let date = texts.date(until.max(member.from));
        let until = texts.with("case-left", &[("date", date.into())]).into_owned();
        let why = member.left.map(|left| texts.left(left).into_owned());
        [Some(until), why].into_iter().flatten().collect::<Vec<_>>().join(DOT)
    });
    let mut facts = vec![birth, relation, left.unwrap_or(languages)];
    facts.retain(|fact| !fact.is_empty());
    let name = (person.listed(), Tone::Plain);
    let end = facts
        .iter()
        .zip(PERSON_TABS.iter().skip(1))
        .fold(ctx.theme.width(&name.0), |end, (fact, tab)| {
            (end + 2).max(*tab) + ctx.theme.width(fact)
        });
    let mut lines = if end <= width {
        let facts = facts.into_iter().map(|fact| (fact, Tone::Plain));
        let parts = std::iter::once(name).chain(facts).collect();
        vec![Line { parts, tabs: PERSON_TABS, ..Line::default() }.of(item)]
    } else {
        let facts = wrapped(ctx, &facts.join(DOT), width.saturating_sub(2));
        let facts = facts.into_iter().map(|line| line.indented(2).of(item));
        let name = Line { parts: vec![name], ..Line::default() }.of(item);
        std::iter::once(name).chain(facts).collect()
    };
    if !person.phone.is_empty() && person.phone != household.phone {
        let values = [("value", person.phone.as_str().into())];
        let phone = texts.with("case-person-phone", &values).into_owned();
        lines.push(Line::text(phone).indented(2).of(item));
    }
    for kind in [NameKind::CallName, NameKind::OriginalScript, NameKind::Variant] {
        let drawable = kind != NameKind::OriginalScript || !ctx.theme.ascii();
        for name in person.names.iter().filter(|name| name.kind == kind && drawable) {
            let listed = name.listed();
            let said = match kind {
                // entered twice, under this name too
                NameKind::Variant if !person.also.is_empty() => {
                    texts.with("case-also", &[("name", listed.into())]).into_owned()
                }
                _ => listed,
            };
            lines.push(Line::text(said).indented(2).of(item));
        }
    }
    lines
}

/// Whether somebody belongs to the household no more.
fn has_left(member: &Member, ctx: &Ctx) -> bool {
    member.until.is_some_and(|until| until < ctx.today())
}

/// Window, what is to be done, how it stands: in a line where it fits.
fn follow_up(row: &followups::Row, ctx: &Ctx, width: u16) -> Vec<Line> {
    let texts = &ctx.texts;
    let window = row.follow_up.window;
    let (mark, state, tone) = match window.state_on(ctx.today()) {
        WindowState::NotYet(_) | WindowState::Open => (" ", None, Tone::Plain),
        WindowState::Due => (" ", Some(texts.get("case-now").into_owned()), Tone::Strong),
        WindowState::Overdue(days) => {
            let late = texts.with("case-late", &[("days", days.into())]).into_owned();
            ("!", Some(late), Tone::Warn)
        }
    };
    let item = Item::FollowUp(row.follow_up.id);
    let mut parts = vec![(format!("{mark}{}", texts.window(window, ctx.today())), tone)];
    let mine = ctx.me.as_ref().is_some_and(|me| me.staff == row.follow_up.owner);
    let owner = Some(row.owner.clone()).filter(|owner| !mine && !owner.is_empty());
    let by_visit = row.follow_up.purpose == Some(Purpose::Visit);
    let by_visit = by_visit.then(|| texts.get("followup-visit").into_owned());
    let more = state.map(|state| (state, tone)).into_iter();
    let more = more.chain(by_visit.map(|visit| (visit, Tone::Quiet)));
    let more = more.chain(owner.map(|owner| (owner, Tone::Quiet)));
    let tab = FOLLOW_UP_TABS.last().copied().unwrap_or_default();
    let rest: u16 = more.clone().map(|(text, _)| ctx.theme.width(&text) + 2).sum();
    if tab + ctx.theme.width(&row.follow_up.what) + rest <= width {
        parts.push((row.follow_up.what.clone(), Tone::Plain));
        parts.extend(more);
        return vec![Line { parts, tabs: FOLLOW_UP_TABS, ..Line::default() }.of(item)];
    }
    parts.extend(more);
    let what = wrapped(ctx, &row.follow_up.what, width.saturating_sub(2));
    let head = Line { parts, ..Line::default() };
    let what = what.into_iter().map(|line| line.indented(2));
    std::iter::once(head).chain(what).map(|line| line.of(item)).collect()
}
