//! The fact sheet: shown, one answer's history, everything typed on it saved. Restricted questions do
//! not exist for who may not see them.

use std::collections::BTreeMap;

use super::cases::{self as sheet_of, HomeToday};
use super::{ALL, Context, PART, Room, in_each, merge, size, together};
use crate::api::facts::{
    Answer, Brief, EditFacts, FactEdit, FactHistory, Held, History, Part, Sheet, ShowFacts,
};
use crate::api::papers::AddPaper;
use crate::api::{AnyField, FieldRefusal, Refusal, Reply};
use crate::domain::case::Case;
use crate::domain::dates::PartialDate;
use crate::domain::facts::{
    About, Asked, Completeness, FactKey, Facts, Question, Records, Subject, is_mark, sheet,
};
use crate::domain::field::Edit;
use crate::domain::followup::FollowUp;
use crate::domain::household::Household;
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::papers::{
    self as rules, Glimpse, Member, Paper, PaperKind, Suggestion, advise, after_moving,
};
use crate::domain::person::Person;
use crate::domain::site::{Place, SiteKind};
use crate::domain::visit::Visit;
use crate::store::facts::{self, Edits};
use crate::store::{StoreError, cases, followups, households, papers, persons, visits};

/// What suggestions and names may take, in bytes.
const BESIDE: usize = 100 * 1024;

/// A member or, without a person, the household, with all that is stored.
struct Known {
    person: Option<Person>,
    facts: Facts,
    /// What is restricted; `None` where it is not hers to see.
    restricted: Option<Facts>,
    papers: Vec<Paper>,
}

/// Everything the sheet of a case is made of.
struct Gathered {
    case: Case,
    household: Household,
    /// The household first, then the members of today.
    known: Vec<Known>,
    visits: Vec<Visit>,
    follow_ups: Vec<FollowUp>,
}

/// The sheet.
pub fn show(context: &Context<'_>, q: ShowFacts) -> Result<Reply, Refusal> {
    let restricted = context.sees_restricted(q.case);
    let all = gather(context, q.case, restricted)?;
    let home = sheet_of::home(context, &all.household)?;
    let in_shelter = is_shelter(&home);
    let suggestions = suggestions(context, &all, home.kind);
    let parts = parts(context, &all, &home);
    let complete = Completeness::sum(parts.iter().map(|part| &part.complete));
    let mut sheet = Sheet {
        case: q.case,
        parts: vec![],
        more: 0,
        in_shelter,
        complete,
        suggestions,
        staff: vec![],
        restricted,
        closed: context.is_closed(q.case),
    };
    let mut room = Room::of(ALL.saturating_sub(size(&sheet)).saturating_sub(BESIDE));
    let left;
    (sheet.parts, left) = room.fit(parts.into_iter(), PART);
    sheet.more = u32::try_from(left).unwrap_or(u32::MAX);
    for (part, known) in sheet.parts.iter_mut().zip(all.known) {
        let left;
        (part.papers, left) = room.fit(in_order(known.papers), PART);
        part.papers_more = u32::try_from(left).unwrap_or(u32::MAX);
    }
    sheet.staff = staff(context, sheet.parts.iter().flat_map(writers));
    Ok(Reply::Facts(Box::new(sheet)))
}

/// What the sheet says in short.
pub fn brief(context: &Context<'_>, id: CaseId, restricted: bool) -> Result<Brief, Refusal> {
    let all = gather(context, id, restricted)?;
    let home = sheet_of::home(context, &all.household)?;
    let parts = parts(context, &all, &home);
    let complete = Completeness::sum(parts.iter().map(|part| &part.complete));
    let missing = u16::try_from(complete.missing.len()).unwrap_or(u16::MAX);
    let mut held: Vec<Held> = Vec::new();
    for known in &all.known {
        let residence = rules::current(&known.papers, PaperKind::Residence, context.today);
        let benefit = rules::benefits(&known.papers, context.today)
            .or_else(|| rules::current(&known.papers, PaperKind::Benefit, context.today));
        // what was ended by hand is not forgotten: it warns of nothing
        let over = |paper: &&Paper| {
            Glimpse::of(paper).is_some_and(|p| p.is_ended() && !paper.holds(context.today))
        };
        for paper in residence.into_iter().chain(benefit).filter(|paper| !over(paper)) {
            let (kind, last, persons) = (paper.kind, paper.last_day(), 1);
            let code = paper.filled().content.code;
            let same =
                |held: &&mut Held| (held.kind, held.last) == (kind, last) && held.code == code;
            match held.iter_mut().find(same) {
                Some(held) => held.persons += 1,
                None => held.push(Held { kind, code, last, persons }),
            }
        }
    }
    held.sort_by_key(|held| (held.kind, std::cmp::Reverse(held.persons)));
    let moved = after_moving(&looked_at(context, &all, home.kind), context.today);
    Ok(Brief { required: complete.required, missing, held, moved })
}

fn is_shelter(home: &HomeToday) -> bool {
    home.kind.is_some_and(|kind| kind != SiteKind::OwnFlat)
}

/// Household and members with their answers; papers are not in it yet.
fn parts(context: &Context<'_>, all: &Gathered, home: &HomeToday) -> Vec<Part> {
    let people = || all.known.iter().filter_map(|known| known.person.as_ref());
    let name = people().find(|p| p.id == all.household.reference).map(Person::listed);
    let part = |known| {
        let mut part = part(&records(context, all, known, &home.name), known, is_shelter(home));
        if matches!(part.subject, Subject::Household(_)) {
            part.name = name.clone().unwrap_or_default();
        }
        part
    };
    all.known.iter().map(part).collect()
}

fn gather(context: &Context<'_>, id: CaseId, restricted: bool) -> Result<Gathered, Refusal> {
    context.read(|view| {
        let case = cases::get(view, id)?;
        let household = households::of_case(view, &case)?;
        let known_of = |subject| {
            let hidden = restricted.then(|| facts::of(view, subject, true)).transpose()?;
            let (person, papers) = (None, vec![]);
            let facts = facts::of(view, subject, false)?;
            Ok::<_, StoreError>(Known { person, facts, restricted: hidden, papers })
        };
        let mut known = vec![known_of(Subject::Household(household.id))?];
        let mut members: Vec<_> = household.members_on(context.today).map(|m| m.person).collect();
        members.sort_by_key(|id| *id != household.reference);
        members.dedup();
        for id in members {
            let person = Some(persons::get(view, id)?);
            let papers = papers::of(view, id)?;
            known.push(Known { person, papers, ..known_of(Subject::Person(id))? });
        }
        let visits = visits::of_case(view, id)?;
        let mut follow_ups = followups::of_case(view, id)?;
        follow_ups.retain(|follow_up| restricted || !follow_up.restricted);
        Ok(Gathered { case, household, known, visits, follow_ups })
    })
}

fn records<'a>(
    context: &Context<'_>,
    all: &'a Gathered,
    known: &'a Known,
    home: &'a str,
) -> Records<'a> {
    let met = all.visits.iter().filter(|visit| visit.entry.met_at_home());
    let open = all.follow_ups.iter().filter(|f| f.done.is_none()).map(|f| f.window.due());
    let done = all.follow_ups.iter().filter(|f| f.done.is_some()).map(|f| f.window.due());
    Records {
        household: &all.household,
        person: known.person.as_ref(),
        home,
        first_visit: met.map(|visit| context.office.zone.day(visit.entry.at)).min(),
        follow_up: open.min().or(done.max()),
        papers: &known.papers,
        today: context.today,
    }
}

fn part(records: &Records<'_>, known: &Known, in_shelter: bool) -> Part {
    let person = known.person.as_ref();
    let asked = match person {
        Some(person) => Asked::of(person.birth, records.today),
        None => Asked::Household,
    };
    let of_them = |q: &&Question| (q.about == About::Household) == person.is_none();
    let facts_of =
        |q: &Question| if q.restricted { known.restricted.as_ref() } else { Some(&known.facts) };
    let questions = sheet().iter().filter(of_them);
    let answers = questions.filter_map(|q| answer(records, facts_of(q)?, q));
    let answers: Vec<Answer> = answers.collect();
    let values: BTreeMap<FactKey, &str> =
        answers.iter().map(|answer| (answer.key, answer.value.as_str())).collect();
    let value = |key| values.get(&key).copied().unwrap_or_default();
    let complete = Completeness::of(asked, in_shelter, known.restricted.is_some(), value);
    Part {
        subject: known.facts.subject,
        name: person.map(Person::short).unwrap_or_default(),
        asked,
        answers,
        papers: vec![],
        papers_more: 0,
        complete,
    }
}

/// The answer that counts with where it comes from; `None` where nothing was ever answered.
fn answer(records: &Records<'_>, facts: &Facts, question: &Question) -> Option<Answer> {
    let value = records.value(question, facts);
    let entry = facts.current(question.key);
    // what was noted of a mark is not the source of what came after it
    let fits = |entry: &&crate::domain::facts::Entry| {
        !question.kind.is_elsewhere() || is_mark(&value) == is_mark(&entry.value)
    };
    let entries = facts.history(question.key).count();
    let entry = entry.filter(fits).filter(|_| !value.is_empty()).cloned();
    let earlier = u16::try_from(entries - usize::from(entry.is_some())).unwrap_or(u16::MAX);
    let is_there = !value.is_empty() || earlier > 0;
    is_there.then_some(Answer { key: question.key, value, entry, earlier })
}

/// Papers by kind, the newest of each first, and of all kinds the newest before the older ones.
fn in_order(papers: Vec<Paper>) -> impl Iterator<Item = Paper> {
    let mut by_kind: BTreeMap<PaperKind, Vec<Paper>> = BTreeMap::new();
    for paper in papers {
        by_kind.entry(paper.kind).or_default().push(paper);
    }
    let mut placed: Vec<(usize, PaperKind, Paper)> = Vec::new();
    for (kind, mut of_kind) in by_kind {
        of_kind.sort_by_key(|paper| std::cmp::Reverse(rules::Glimpse::of(paper).map(|g| g.rank())));
        placed.extend(of_kind.into_iter().enumerate().map(|(place, paper)| (place, kind, paper)));
    }
    placed.sort_by_key(|(place, kind, _)| (*place, *kind));
    placed.into_iter().map(|(_, _, paper)| paper)
}

fn suggestions(context: &Context<'_>, all: &Gathered, home: Option<SiteKind>) -> Vec<Suggestion> {
    let mut found = advise(&looked_at(context, all, home), context.today);
    // so many that they would fill a message belong to nobody's household
    found.truncate(500);
    found
}

/// What the rules look at.
fn looked_at<'a>(
    context: &Context<'_>,
    all: &'a Gathered,
    home: Option<SiteKind>,
) -> rules::Household<'a> {
    let people = all.known.iter().filter_map(|known| Some((known.person.as_ref()?, known)));
    let members = people.map(|(person, known)| Member {
        person: person.id,
        birth: person.birth,
        stay: stay(&known.facts),
        papers: &known.papers,
    });
    rules::Household {
        id: all.household.id,
        members: members.collect(),
        home,
        moved_out: home == Some(SiteKind::OwnFlat) && lived_in_shelter(&all.household),
        phase: all.case.phase_on(context.today),
    }
}

fn lived_in_shelter(household: &Household) -> bool {
    household.lodgings.iter().any(|lodging| matches!(lodging.place, Place::Room { .. }))
}

/// Stay without interruption, else the arrival.
fn stay(facts: &Facts) -> Option<(FactKey, PartialDate)> {
    ["stay_since", "arrival"].into_iter().find_map(|name| {
        let key = FactKey::named(name)?;
        Some((key, facts.value(key).parse().ok()?))
    })
}

fn writers(part: &Part) -> impl Iterator<Item = StaffId> {
    let of_answers = part.answers.iter().filter_map(|answer| Some(answer.entry.as_ref()?.by));
    let versions = part.papers.iter().flat_map(|paper| &paper.versions);
    of_answers.chain(versions.map(|version| version.by))
}

/// Names of members of staff, each once.
fn staff(context: &Context<'_>, ids: impl Iterator<Item = StaffId>) -> Vec<(StaffId, String)> {
    let ids: std::collections::BTreeSet<StaffId> = ids.collect();
    ids.into_iter().map(|id| (id, context.office.name_of(id))).collect()
}

/// The entries of one question.
pub fn history(context: &Context<'_>, q: FactHistory) -> Result<Reply, Refusal> {
    let question = q.key.question().ok_or(Refusal::NotFound)?;
    if question.restricted && !context.sees_restricted(q.case) {
        return Err(Refusal::NotFound);
    }
    let facts = context.read(|view| {
        let household = households::of_case(view, &cases::get(view, q.case)?)?;
        facts::belongs(&household, q.subject)?;
        facts::of(view, q.subject, question.restricted)
    })?;
    let entries = super::fit(facts.history(q.key).cloned());
    let staff = staff(context, entries.iter().map(|entry| entry.by));
    Ok(Reply::FactHistory(History { entries, staff }))
}

/// Saves what was typed. Restricted questions are answered by the responsible worker and her deputy
/// only, for nobody else could read the answers back. What is about somebody who was made one with a person
/// of another household meanwhile is saved there ([`merge::kept_in`]).
pub fn edit(context: &Context<'_>, q: EditFacts) -> Result<Reply, Refusal> {
    let EditFacts { case, edits, papers: new, as_of, source } = q;
    let with_meant = |typed: FactEdit| (typed.subject, meant(context, typed.subject), typed.edit);
    let named: Vec<(Subject, Subject, Edit<FactKey>)> = edits.into_iter().map(with_meant).collect();
    let answers = named.iter().map(|(_, meant, edit)| (*meant, edit.clone())).collect();
    let answers = merge::by_case(context, case, answers, |(subject, _)| match subject {
        Subject::Person(person) => Some(*person),
        Subject::Household(_) => None,
    })?;
    let restricted = |key: FactKey| key.question().is_some_and(|question| question.restricted);
    for (case, edits) in &answers {
        let touches = edits.iter().any(|(_, edit)| restricted(edit.field));
        if touches && !context.sees_restricted(*case) {
            return Err(Refusal::NotPermitted);
        }
    }
    let mut papers_of = Vec::new();
    for paper in new {
        if paper.case != case {
            return Err(Refusal::NotFound);
        }
        let AddPaper { persons, kind, fields, .. } = paper;
        let of = merge::by_case(context, case, persons, |person| Some(*person))?;
        papers_of.push((of, kind, fields));
    }
    let saved = context.change(move |change| {
        let mut parts = Vec::new();
        if !answers.is_empty() {
            parts.push(in_each(answers, |case, edits| {
                facts::edit(change, case, &Edits { edits, as_of, source })
            })?);
        }
        for (of, kind, fields) in papers_of {
            parts.push(in_each(of, |case, persons| {
                papers::add(change, case, &persons, kind, &fields)
            })?);
        }
        together(parts)
    });
    saved.map_err(|refusal| as_named(refusal, &named))
}

/// A subject by the record that stands for her.
fn meant(context: &Context<'_>, subject: Subject) -> Subject {
    match subject {
        Subject::Person(person) => {
            Subject::Person(context.office.store.roster().stands_for(person))
        }
        household @ Subject::Household(_) => household,
    }
}

/// What is refused, said of the records that were named: the form knows no others.
fn as_named(mut refusal: Refusal, named: &[(Subject, Subject, Edit<FactKey>)]) -> Refusal {
    let name = |subject: &mut Subject, key: FactKey| {
        let of = named.iter().find(|(_, meant, edit)| *meant == *subject && edit.field == key);
        *subject = of.map_or(*subject, |(named, ..)| *named);
    };
    match &mut refusal {
        Refusal::FactClash(clashes) => {
            for clash in clashes {
                name(&mut clash.subject, clash.clash.field);
            }
        }
        Refusal::Field(FieldRefusal { field: AnyField::Fact(subject, key), .. }) => {
            name(subject, *key);
        }
        _ => {}
    }
    refusal
}
