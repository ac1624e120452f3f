//! Import of persons and export of everything.
//!
//! An import is gathered part by part, checked as a whole and only then written, household by
//! household in change-sets of a bounded size. Persons are known again by their source: an import
//! that was cut off is finished by sending the file once more, and a file that is there already
//! creates nothing.

use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;

use serde::Serialize;

use super::places::Places;
use super::refusal::refusal;
use super::{Context, PART, Room, redact, size};
use crate::api::exchange::{BadLine, ExportPage, Import, ImportRow, Imported, Page, Sent, Whole};
use crate::api::{AnyField, Refusal, Reply};
use crate::domain::case::{Case, Turned};
use crate::domain::dates::gone_by;
use crate::domain::facts::Subject;
use crate::domain::field::{FieldError, Fields, line};
use crate::domain::followup::{FollowUp, Source};
use crate::domain::household::MEMBERS_MAX;
use crate::domain::ids::{AreaId, CaseId, PersonId, SiteId, StaffId};
use crate::domain::names::fold;
use crate::domain::person::{Person, PersonField};
use crate::domain::site::{Home, Place, Site};
use crate::server::room::ImportRoom;
use crate::store::cases::Opening;
use crate::store::engine::Span;
use crate::store::persons::Details;
use crate::store::records::{id_key, tree};
use crate::store::{
    Change, Outcome, Read, StoreError, View, areas, assessments, cases, facts, followups,
    households, letters, needs, notes, papers, sites, topics, visits,
};

/// Most rows of an import.
const ROWS_MAX: usize = 50_000;
/// Persons written in one change.
const BATCH: usize = 500;
/// Cases looked through at once.
const CASES: usize = 16;
/// Most bytes of a site without its rooms.
const SITE: usize = 600;
/// Longest name of a person within a file, in characters: names, birth and two cells.
const SOURCE_MAX: usize = 600;
/// Longest name of a site or room and longest address, in characters.
const PLACE_MAX: usize = 120;

/// The parts of an import that have come.
#[derive(Default)]
pub struct Gathered {
    rows: Vec<ImportRow>,
    /// Until all of it is written.
    room: Option<ImportRoom>,
}

/// What is there already.
struct Known {
    /// Persons by source, with their case.
    sources: HashMap<String, PersonId>,
    /// Names by folded name and birth date, to tell who is probably the same.
    alike: HashMap<(String, String), String>,
    areas: HashMap<String, AreaId>,
    staff: HashMap<String, StaffId>,
}

/// Takes a part of an import; the last one has the whole of it checked and carried out.
pub fn import(context: &mut Context<'_>, q: Import) -> Result<Reply, Refusal> {
    let gathered = &mut context.work.import;
    let room = gathered.room.get_or_insert_with(|| ImportRoom::new(&context.work.user));
    let fits = room.add(context.work.frame);
    gathered.rows.extend(q.rows);
    if gathered.rows.len() > ROWS_MAX || !fits {
        *gathered = Gathered::default();
        return Err(Refusal::Malformed);
    }
    if !q.last {
        return Ok(Reply::Imported(Imported::default()));
    }
    let Gathered { rows, room: _room } = std::mem::take(gathered);
    let _alone = context.office.importing.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known(context)?;
    let (mut imported, fresh) = check(context, &known, rows);
    for group in &fresh {
        imported.bad.extend(too_large(context, group)?);
    }
    imported.bad.extend(too_many_places(context, &fresh));
    if !imported.bad.is_empty() {
        (imported.persons, imported.households) = (0, 0);
    } else if !q.dry_run {
        write(context, &known, fresh)?;
    }
    let (alike, left) = Room::of(PART).fit(std::mem::take(&mut imported.alike).into_iter(), PART);
    (imported.alike, imported.alike_more) = (alike, u32::try_from(left).unwrap_or(u32::MAX));
    Ok(Reply::Imported(imported))
}

fn known(context: &Context<'_>) -> Result<Known, Refusal> {
    let (mut sources, mut alike) = (HashMap::new(), HashMap::new());
    let areas = context.read(|view| {
        view.each(Span::all(tree::PERSONS), |person: Person| {
            let birth = person.field(PersonField::Birth);
            // who is protected is not named to who imports, not even by a file that names her
            if !birth.is_empty() && !person.protected && person.into.is_none() {
                alike.insert((fold(&person.listed()), birth), person.listed());
            }
            if !person.source.is_empty() {
                sources.insert(person.source, person.id);
            }
            true
        })?;
        areas::all(view)
    })?;
    let areas = areas.into_iter().map(|area| (fold(&area.name), area.id)).collect();
    let roster = context.office.store.roster();
    let staff = roster.staff().map(|s| (s.user.clone(), s.id)).collect();
    Ok(Known { sources, alike, areas, staff })
}

/// Rows of a household, in the order of the file.
struct Group {
    rows: Vec<ImportRow>,
    /// The case of a household of which somebody is known already.
    case: Option<CaseId>,
}

/// Checks every row; what would be made, and the households with somebody new.
fn check(context: &Context<'_>, known: &Known, rows: Vec<ImportRow>) -> (Imported, Vec<Group>) {
    let mut imported = Imported::default();
    let mut groups: Vec<Group> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut seen = HashSet::new();
    let roster = context.office.store.roster();
    for row in rows {
        let place = *places.entry(row.household.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Group { rows: vec![], case: None });
        }
        let Some(group) = groups.get_mut(place) else { continue };
        if let Some(person) = known.sources.get(&row.source) {
            imported.known += 1;
            group.case = group.case.or_else(|| roster.case_of_person(*person));
            continue;
        }
        if !seen.insert(row.source.clone()) {
            // the same line twice in one file is one person
            imported.known += 1;
            continue;
        }
        imported.bad.extend(flaws(context, known, &row));
        let person = person(context, &row);
        let key = (fold(&person.listed()), person.field(PersonField::Birth));
        imported.alike.extend(known.alike.get(&key).map(|name| (row.line, name.clone())));
        group.rows.push(row);
    }
    groups.retain(|group| !group.rows.is_empty());
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    imported.persons = count(groups.iter().map(|g| g.rows.len()).sum());
    imported.households = count(groups.iter().filter(|g| g.case.is_none()).count());
    (imported, groups)
}

/// The lines of a household that would have more members than one can have.
fn too_large(context: &Context<'_>, group: &Group) -> Result<Vec<BadLine>, Refusal> {
    let of_case = |case| context.read(|view| households::of_case(view, &cases::get(view, case)?));
    let there = group.case.map(of_case).transpose()?.map_or(0, |there| there.members.len());
    if there + group.rows.len() <= MEMBERS_MAX {
        return Ok(vec![]);
    }
    let error = FieldError::HouseholdFull(MEMBERS_MAX);
    let bad =
        |row: &ImportRow| BadLine { line: row.line, field: AnyField::Member, error: error.clone() };
    Ok(group.rows.iter().map(bad).collect())
}

/// The lines that would make more sites, or rooms of one, than there can be.
fn too_many_places(context: &Context<'_>, groups: &[Group]) -> Vec<BadLine> {
    let mut places = Places::of(&context.office.store.roster());
    let new = groups.iter().filter(|group| group.case.is_none());
    // where a household lives is what its first line says
    let homes = new.filter_map(|group| group.rows.first()).filter_map(|row| {
        let error = places.add(row.home.as_ref()?).err()?;
        Some(BadLine { line: row.line, field: AnyField::Place, error })
    });
    homes.collect()
}

/// The person of a row, as far as its fields hold.
fn person(context: &Context<'_>, row: &ImportRow) -> Person {
    let mut person = Person::new(PersonId(0));
    for (field, text) in &row.person {
        let _ = person.set_field(*field, text, context.today);
    }
    person
}

/// What does not hold in a row.
fn flaws(context: &Context<'_>, known: &Known, row: &ImportRow) -> Vec<BadLine> {
    let mut flaws = Vec::new();
    let mut bad = |field, error| flaws.push(BadLine { line: row.line, field, error });
    let mut trial = Person::new(PersonId(0));
    for (field, text) in &row.person {
        if let Err(error) = trial.set_field(*field, text, context.today) {
            bad(AnyField::Person(*field), error);
        }
    }
    if trial.listed().is_empty() {
        bad(AnyField::Person(PersonField::Surname), FieldError::Missing);
    }
    let texts: &[&String] = match &row.home {
        Some(Home::Site { room, .. }) => &[room],
        Some(Home::NewSite { name, room, .. }) => &[name, room],
        Some(Home::OwnFlat { address }) => &[address],
        None => &[],
    };
    if row.source.chars().count() > SOURCE_MAX {
        bad(AnyField::Member, FieldError::TooLong(SOURCE_MAX));
    }
    if let Some(Err(error)) = row.from.map(|from| gone_by(from, context.today)) {
        bad(AnyField::From, FieldError::Date(error));
    }
    if let Some(error) = texts.iter().find_map(|text| line(text, PLACE_MAX).err()) {
        bad(AnyField::Place, error);
    }
    let names_nobody = |user: &String| !known.staff.contains_key(user);
    if row.worker.as_ref().is_some_and(names_nobody) {
        bad(AnyField::Name, FieldError::NotAChoice);
    }
    let names_none = |area: &String| !known.areas.contains_key(&fold(area));
    if row.area.as_ref().is_some_and(names_none) {
        bad(AnyField::Name, FieldError::NotAChoice);
    }
    flaws
}

/// Writes the households, a batch of persons a change.
fn write(context: &Context<'_>, known: &Known, groups: Vec<Group>) -> Result<(), Refusal> {
    let today = context.today;
    let mut groups = groups.into_iter().peekable();
    while groups.peek().is_some() {
        let mut batch = Vec::new();
        let mut persons = 0;
        while persons < BATCH
            && let Some(group) = groups.next()
        {
            persons += group.rows.len();
            let first = group.rows.first();
            let worker = first.and_then(|r| known.staff.get(r.worker.as_ref()?)).copied();
            let area = first.and_then(|r| known.areas.get(&fold(r.area.as_ref()?))).copied();
            batch.push((group, worker, area));
        }
        let make = move |change: &mut Change<'_, '_>| {
            change.for_good();
            for (group, worker, area) in batch {
                household(change, group, worker, area, today)?;
            }
            Ok(Outcome::default())
        };
        let (store, action) = (&context.office.store, context.line.action);
        store.write(&context.author(), None, action, make).map_err(refusal)?;
    }
    Ok(())
}

/// Writes the new persons of one household.
fn household(
    change: &mut Change<'_, '_>,
    group: Group,
    worker: Option<StaffId>,
    area: Option<AreaId>,
    today: chrono::NaiveDate,
) -> Result<(), StoreError> {
    let mut case = group.case;
    for row in group.rows {
        let details = Details { fields: row.person, source: row.source };
        let from = row.from.unwrap_or(today);
        if let Some(case) = case {
            households::add_person(change, case, &details, row.relation, from)?;
        } else {
            let (household, home) = (vec![], row.home);
            let opening = Opening { person: details, household, home, from, worker, area };
            case = cases::open(change, &opening)?.case;
        }
    }
    Ok(())
}

/// A page of everything she may export, case by case; a case too large for a page goes out in
/// pieces.
pub fn export(context: &Context<'_>, q: ExportPage) -> Result<Reply, Refusal> {
    let mut cases: Vec<Whole> = Vec::new();
    let mut page = Page { cases: vec![], sites: vec![], areas: vec![], rest: None, last: false };
    let (mut room, mut after) = (PART, q.after);
    let begun = q.after.filter(|_| q.sent != Sent::default());
    if let Some(case) = begun {
        // it comes once more, without what was sent
        after = case.0.checked_sub(1).map(CaseId);
    }
    while room > 0 && cases.len() < usize::from(q.limit) && page.rest.is_none() {
        let Some(case) = next_case(context, after)? else {
            page.last = true;
            break;
        };
        let sent = if begun == Some(case.id) { q.sent } else { Sent::default() };
        after = Some(case.id);
        let Some(mut whole) = whole(context, case, q.visits)? else { continue };
        leave_out(&mut whole, sent);
        let bytes = size(&whole);
        if bytes > room && !cases.is_empty() {
            break;
        }
        if bytes > PART {
            page.rest = cut(&mut whole, sent);
        }
        room = room.saturating_sub(bytes + whole.household.lodgings.len() * SITE);
        cases.push(whole);
    }
    if q.after.is_none() {
        page.areas = context.read(|view| areas::all(view))?;
    }
    page.sites = sites_of(context, &cases)?;
    Ok(Reply::Export(Box::new(Page { cases, ..page })))
}

/// The sites where these cases live and lived, without their rooms.
fn sites_of(context: &Context<'_>, cases: &[Whole]) -> Result<Vec<(SiteId, Site)>, Refusal> {
    let lodgings = cases.iter().flat_map(|whole| &whole.household.lodgings);
    let ids: HashSet<SiteId> = lodgings
        .filter_map(|lodging| match lodging.place {
            Place::Room { site, .. } => Some(site),
            Place::OwnFlat { .. } => None,
        })
        .collect();
    let named = |id| context.read(|view| sites::get(view, id));
    ids.into_iter().map(|id| Ok((id, Site { rooms: vec![], ..named(id)? }))).collect()
}

/// Leaves out what was sent.
fn leave_out(whole: &mut Whole, sent: Sent) {
    fn from<T>(list: &mut Vec<T>, first: u32) {
        list.drain(..list.len().min(first as usize));
    }
    from(&mut whole.household.members, sent.members);
    from(&mut whole.persons, sent.persons);
    from(&mut whole.visits, sent.visits);
    from(&mut whole.follow_ups, sent.follow_ups);
    from(&mut whole.facts, sent.facts);
    from(&mut whole.papers, sent.papers);
    from(&mut whole.notes, sent.notes);
    from(&mut whole.needs, sent.needs);
    from(&mut whole.letters, sent.letters);
    from(&mut whole.assessments, sent.assessments);
    from(&mut whole.topics, sent.topics);
}

/// Keeps as much as fits a page, and at least one thing; how much was sent then, where something is
/// left.
fn cut(whole: &mut Whole, sent: Sent) -> Option<Sent> {
    fn keep<T: Serialize>(list: &mut Vec<T>, page: &mut (Room, usize), sent: u32) -> u32 {
        let (room, more) = page;
        let (kept, left) = room.fit(std::mem::take(list).into_iter(), PART);
        *list = kept;
        *more += left;
        sent.saturating_add(u32::try_from(list.len()).unwrap_or(u32::MAX))
    }
    let page = &mut (Room::of(PART), 0);
    let sent = Sent {
        members: keep(&mut whole.household.members, page, sent.members),
        persons: keep(&mut whole.persons, page, sent.persons),
        visits: keep(&mut whole.visits, page, sent.visits),
        follow_ups: keep(&mut whole.follow_ups, page, sent.follow_ups),
        facts: keep(&mut whole.facts, page, sent.facts),
        papers: keep(&mut whole.papers, page, sent.papers),
        notes: keep(&mut whole.notes, page, sent.notes),
        needs: keep(&mut whole.needs, page, sent.needs),
        letters: keep(&mut whole.letters, page, sent.letters),
        assessments: keep(&mut whole.assessments, page, sent.assessments),
        topics: keep(&mut whole.topics, page, sent.topics),
    };
    (page.1 > 0).then_some(sent)
}

/// The next case in her scope.
fn next_case(context: &Context<'_>, mut after: Option<CaseId>) -> Result<Option<Case>, Refusal> {
    loop {
        let key = after.map(|case| id_key(case.0));
        let after_key = key.as_ref().map(<[u8; 8]>::as_slice);
        let span = Span { after: after_key, ..Span::all(tree::CASES) };
        let cases: Vec<Case> = context.read(|view| view.list(span, CASES))?;
        let Some(last) = cases.last() else { return Ok(None) };
        after = Some(last.id);
        let hers = |c: &Case| context.office.sees(c.id, &context.actor);
        if let Some(case) = cases.into_iter().find(hers) {
            return Ok(Some(case));
        }
    }
}

/// Answers and papers of everybody in a case.
fn of_sheet(view: &View<'_>, whole: &mut Whole) -> Result<(), StoreError> {
    let household = Subject::Household(whole.household.id);
    // the record of who went to another case goes out with that one
    let kept: Vec<_> = whole.persons.iter().map(|person| person.id).collect();
    let kept: Vec<_> = kept.into_iter().filter(|id| whole.household.keeps(*id)).collect();
    let people = kept.iter().map(|id| Subject::Person(*id));
    for subject in std::iter::once(household).chain(people) {
        // what is restricted never leaves the office
        whole.facts.push(facts::of(view, subject, false)?);
    }
    whole.facts.retain(|facts| !facts.entries.is_empty());
    for person in kept {
        whole.papers.extend(papers::of(view, person)?);
    }
    Ok(())
}

/// All of a case; nothing of one that was taken back a moment ago.
fn whole(context: &Context<'_>, case: Case, with_visits: bool) -> Result<Option<Whole>, Refusal> {
    let restricted = context.sees_restricted(case.id);
    let id = case.id;
    let whole = context.read(|view| {
        let household = households::of_case(view, &case)?;
        let persons = crate::store::persons::of(view, &household)?;
        let mut whole = Whole {
            case,
            household,
            persons,
            visits: vec![],
            follow_ups: vec![],
            facts: vec![],
            papers: vec![],
            notes: vec![],
            needs: vec![],
            letters: vec![],
            assessments: vec![],
            topics: vec![],
        };
        if with_visits {
            whole.visits = visits::of_case(view, id)?;
            whole.follow_ups = followups::of_case(view, id)?;
            of_sheet(view, &mut whole)?;
            // what is restricted never leaves the office
            whole.notes = notes::of_case(view, id, false)?;
            whole.notes.reverse();
            whole.needs = needs::of_case(view, id, false)?;
            whole.letters = letters::of_case(view, id)?;
            whole.assessments = assessments::of_case(view, id)?;
            whole.assessments.reverse();
            whole.topics = topics::of_case(view, id)?;
            whole.topics.reverse();
        }
        Ok(whole)
    });
    if whole == Err(Refusal::NotFound) {
        return Ok(None);
    }
    let mut whole = whole?;
    redact::gone(context, &mut whole.case, &mut whole.household, &mut whole.persons);
    whole.topics.retain(|told| !redact::is_away(context, id, told.person));
    let shown: Vec<_> = whole.persons.iter().map(|person| person.id).collect();
    whole.facts.retain(|facts| match facts.subject {
        Subject::Person(person) => shown.contains(&person),
        Subject::Household(_) => true,
    });
    whole.papers.retain(|paper| shown.contains(&paper.person));
    whole.case.turns.retain(|turn| restricted || !matches!(turn.what, Turned::Opened(_)));
    whole.visits.reverse();
    for visit in &mut whole.visits {
        redact::visit(visit, restricted);
        redact::met(context, visit);
    }
    for note in &mut whole.notes {
        redact::about(context, note);
    }
    for need in &mut whole.needs {
        redact::needed(context, need, false);
    }
    for letter in &mut whole.letters {
        redact::addressee(context, letter);
    }
    whole.assessments.retain(|filled| redact::is_told(context, filled));
    whole.assessments.iter_mut().for_each(|filled| redact::filled(filled, restricted));
    // a restricted need is in no export, and no measure of it
    let of_need = |f: &FollowUp| matches!(f.source, Source::Need(_));
    whole.follow_ups.retain(|f| !f.restricted || (restricted && !of_need(f)));
    if context.office.masks(id, &context.actor) {
        redact::masked(&mut whole);
    }
    Ok(Some(whole))
}
