//! Checklists of their own: filled, read. None goes over another: what is answered anew stands beside
//! what was answered before.

use super::change::{Change, Outcome};
use super::engine::Span;
use super::error::StoreError;
use super::followups;
use super::merge::Meant;
use super::read::Read;
use super::records::{case_key, id_key, tree};
use super::visits::{latest_answers, restricted_items};
use super::{households, phases};
use crate::domain::assessment::{
    ASSESSMENTS_MAX, Assessment, AssessmentField, Earlier, Entry, Flaw,
};
use crate::domain::checklist::TemplateId;
use crate::domain::field::{AnyField, FieldError};
use crate::domain::followup::Source;
use crate::domain::ids::{AssessmentId, CaseId, PersonId};

/// A filled checklist.
pub fn get(from: &impl Read, case: CaseId, id: AssessmentId) -> Result<Assessment, StoreError> {
    from.record(&case_key(case.0, id.0))?.ok_or(StoreError::NotFound)
}

/// The filled checklists of a case, each about whom its person stands for by now, the latest day first, and of a day the one entered last.
pub fn of_case(from: &impl Read, case: CaseId) -> Result<Vec<Assessment>, StoreError> {
    let span = id_key(case.0);
    let mut all: Vec<Assessment> = from.list(Span::prefix(tree::ASSESSMENTS, &span), usize::MAX)?;
    let mut meant = Meant::default();
    for filled in &mut all {
        let person = filled.entry.person.map(|person| meant.by(from, person));
        filled.entry.person = person.transpose()?;
    }
    all.sort_by_key(|filled| std::cmp::Reverse((filled.entry.day, filled.id)));
    Ok(all)
}

/// Fills a checklist anew, of which `seen` was the last time when the form was opened. Everything
/// agreed becomes a follow-up. The outcome's id is that of the filled checklist; the follow-ups are its
/// further subjects.
pub fn record(
    change: &mut Change<'_, '_>,
    case: CaseId,
    seen: Option<AssessmentId>,
    mut entry: Entry,
) -> Result<Outcome, StoreError> {
    let case = phases::open_case(change, case, change.today())?;
    let household = households::of_case(change, &case)?;
    let members: Vec<PersonId> = household.members.iter().map(|m| m.person).collect();
    entry.check(&members, change.today()).map_err(|flaw| match flaw {
        Flaw::Field(field, error) => StoreError::field(AnyField::Assessment(field), error),
        Flaw::Entry(error) => StoreError::Entry(error),
    })?;
    let before = of_case(change, case.id)?;
    if let Some(theirs) = newer(&before, &entry, seen) {
        return Err(StoreError::AssessedMeanwhile(Box::new(theirs.clone())));
    }
    if before.len() >= ASSESSMENTS_MAX {
        let field = AnyField::Assessment(AssessmentField::Answers);
        return Err(StoreError::field(field, FieldError::TooMany(ASSESSMENTS_MAX)));
    }
    let author = *change.author();
    let id = AssessmentId(change.new_id()?);
    let filled = Assessment { id, case: case.id, by: author.staff, at: author.at, entry };
    change.put(&filled)?;
    let mut outcome = Outcome::of(case.id, id.0).fields([AssessmentField::Answers]);
    let owner = case.worker_on(author.today()).unwrap_or(author.staff);
    let restricted = restricted_items(Some(filled.entry.template), &filled.entry.answers);
    let of_items = filled.entry.answers.iter();
    let of_items = of_items.filter_map(|n| Some((Some(n.answer.item), n.agreed.as_ref()?)));
    for (item, agreed) in of_items.chain(filled.entry.follow_ups.iter().map(|a| (None, a))) {
        let new = followups::New {
            what: agreed.what.clone(),
            window: agreed.window,
            owner,
            source: Source::Assessment { assessment: id, item },
            purpose: None,
            restricted: item.is_some_and(|item| restricted.contains(&item)),
        };
        outcome.subjects.push(followups::make(change, case.id, new)?.0);
    }
    Ok(outcome)
}

/// What somebody filled since, of the same checklist and about the same.
fn newer<'a>(
    before: &'a [Assessment],
    entry: &Entry,
    seen: Option<AssessmentId>,
) -> Option<&'a Assessment> {
    let same = |filled: &&Assessment| {
        let of = &filled.entry;
        of.template.id == entry.template.id && of.person == entry.person
    };
    let latest = before.iter().filter(same).max_by_key(|filled| filled.id)?;
    seen.is_none_or(|seen| latest.id > seen).then_some(latest)
}

/// Takes out the answers that only the responsible worker and her deputy may see, with all that was
/// noted and agreed on them; how many there were.
pub fn withhold(entry: &mut Entry) -> usize {
    let restricted = restricted_items(Some(entry.template), &entry.answers);
    let all = entry.answers.len();
    entry.answers.retain(|noted| !restricted.contains(&noted.answer.item));
    all - entry.answers.len()
}

/// What is known of before of a checklist, for each of whom it was filled, from all of a case
/// ([`of_case`]); restricted items only with `restricted`.
pub fn earlier(all: &[Assessment], template: TemplateId, restricted: bool) -> Vec<Earlier> {
    let of_template = || all.iter().filter(|filled| filled.entry.template.id == template);
    let mut subjects: Vec<Option<PersonId>> = vec![];
    for filled in of_template() {
        if !subjects.contains(&filled.entry.person) {
            subjects.push(filled.entry.person);
        }
    }
    let about = |person: Option<PersonId>| {
        let hers = || of_template().filter(move |filled| filled.entry.person == person);
        let answers =
            hers().map(|f| (f.entry.day, Some(f.entry.template), f.entry.answers.as_slice()));
        let decided = |f: &Assessment| f.entry.readiness.clone().map(|level| (level, f.entry.day));
        Some(Earlier {
            person,
            latest: hers().map(|filled| filled.id).max()?,
            last: latest_answers(answers, restricted),
            readiness: hers().find_map(decided),
        })
    };
    subjects.into_iter().filter_map(about).collect()
}
