//! Drafts: what somebody is typing, kept for her until the form is saved.
//!
//! A draft is kept whatever became of the case meanwhile, so that no word is lost, and every one is
//! listed; what is in it is shown while she sees the case.

use super::refusal::{disk_failed, internal};
use super::{Context, merge, protocols, redact};
use crate::api::drafts::{Before, Body, Draft, Drop, FIELDS_MAX, Form, Head, Open};
use crate::api::{Refusal, Reply};
use crate::domain::clean::is_hidden;
use crate::domain::draft::{WAS, WITHHELD, question_of};
use crate::domain::ids::{CaseId, PersonId, RequestId};
use crate::store::drafts::DraftError;
use crate::store::{Change, StoreError, View, cases, followups, households, needs};

/// Keeps a form as it stands. One that was on its way while the form was saved is not kept. One
/// that goes on with a form which has been saved itself is, and the answer says so.
pub fn save(context: &Context<'_>, mut draft: Draft) -> Result<Reply, Refusal> {
    let (Body::Entry { raw: fields, .. } | Body::Fields { fields, .. }) = &draft.body;
    if fields.len() > FIELDS_MAX {
        return Err(Refusal::Malformed);
    }
    let drafts = context.office.store.drafts();
    strip(&mut draft.body);
    draft.kept = context.now;
    draft.name.clear();
    carry_over(context, &mut draft);
    drafts.save(context.me.uid, &draft).map_err(refusal)?;
    // asked behind the saving of the draft, for the form may be saved at the same time
    let is_saved_elsewhere = settle(context, draft.id);
    let kin = || drafts.has_kin(context.me.uid, draft.id).unwrap_or_default();
    let before = || match (is_saved_elsewhere, kin()) {
        (true, _) => Before::Saved,
        (false, true) => Before::Elsewhere,
        (false, false) => Before::Gone,
    };
    Ok(Reply::Kept(draft.from.map(|_| before())))
}

/// Throws the draft of a form away that was saved; whether another form was that began as the same
/// one. The writer knows every request of the last 30 days and says so of one that it carried out
/// already; nothing is changed by asking.
fn settle(context: &Context<'_>, id: RequestId) -> bool {
    let ask = |change: &mut Change<'_, '_>| {
        Err(if change.has_kin() { StoreError::SavedElsewhere } else { StoreError::NotFound })
    };
    let (store, action) = (&context.office.store, context.line.action);
    let answer = store.write(&context.author(), Some(id), action, ask);
    matches!(answer, Err(StoreError::SavedElsewhere))
}

/// All her drafts, the latest first.
pub fn list(context: &Context<'_>) -> Result<Reply, Refusal> {
    Ok(Reply::Drafts(heads(context).map_err(refusal)?))
}

/// Her drafts of a case that she sees. Where they cannot be listed there are none to go on with,
/// but a visit can be begun all the same.
pub fn of_case(context: &Context<'_>, case: CaseId) -> Vec<Head> {
    let mut heads = heads(context).unwrap_or_else(|error| {
        tracing::error!(%error, "drafts cannot be listed");
        Vec::new()
    });
    heads.retain(|head| head.case == Some(case));
    heads
}

/// One of her drafts, while she sees its case.
pub fn open(context: &Context<'_>, q: Open) -> Result<Reply, Refusal> {
    let mut draft = context.office.store.drafts().get(context.me.uid, q.id).map_err(refusal)?;
    let mut about = draft.clone();
    merge::in_whole_draft(context, &mut about);
    merge::in_draft(context, &mut draft);
    if let Some(case) = draft.case {
        // of a protected case only while it is open to her, with its reason
        let opened = || protocols::called(context, case).filter(|_| context.reaches(case));
        draft.name = name(context, draft.form, case).or_else(opened).ok_or(Refusal::NotFound)?;
        let hidden = hidden(context, case);
        if is_about(&about, &hidden) {
            return Err(Refusal::NotFound);
        }
        if let Body::Entry { entry, .. } = &mut draft.body {
            let roster = context.office.store.roster();
            entry.met.retain(|person| !hidden.contains(&roster.stands_for(*person)));
        }
    }
    if is_hidden_from(context, &draft) {
        return Err(Refusal::NotFound);
    }
    if is_withheld_from(context, &draft) {
        withhold(&mut draft.body);
    }
    Ok(Reply::Draft(Box::new(draft)))
}

/// Whether a draft may hold answers that she must not see (any more).
fn is_withheld_from(context: &Context<'_>, draft: &Draft) -> bool {
    draft.form == Form::Facts && draft.case.is_some_and(|case| !context.sees_restricted(case))
}

/// Whether a draft is about a need or a follow-up that she must not see (any more). It is kept and there
/// again when she is a deputy again.
fn is_hidden_from(context: &Context<'_>, draft: &Draft) -> bool {
    let Some(case) = draft.case.filter(|case| !context.sees_restricted(*case)) else {
        return false;
    };
    let about = draft.about();
    let need = about.need.is_some_and(|id| {
        let need = context.read(|view| needs::get(view, case, id, true));
        // of one that was taken back, only what names it in its title is held back
        need.map_or(draft.form == Form::FollowUp, |need| need.is_restricted())
    });
    let follow_up = about.follow_up.is_some_and(|id| {
        context.read(|view| followups::get(view, case, id)).is_ok_and(|f| f.restricted)
    });
    about.restricted || need || follow_up
}

/// Whether a line of a draft is about a restricted question.
fn is_restricted(line: &str) -> bool {
    question_of(line).is_some_and(|question| question.restricted)
}

/// What was withheld of the draft that this one takes the place of stays in it, unseen: it is what
/// she typed herself, and there again when she is a deputy again.
fn carry_over(context: &Context<'_>, draft: &mut Draft) {
    if let Body::Fields { fields, .. } = &mut draft.body {
        fields.retain(|(name, _)| name != WITHHELD);
    }
    if !is_withheld_from(context, draft) {
        return;
    }
    let drafts = context.office.store.drafts();
    let mut ids = [Some(draft.id), draft.from.map(|was| was.id)].into_iter().flatten();
    let before = ids.find_map(|id| drafts.get(context.me.uid, id).ok());
    let before = before.filter(|before| before.case == draft.case).map(|before| before.body);
    let (Some(Body::Fields { fields: before, .. }), Body::Fields { fields, .. }) =
        (before, &mut draft.body)
    else {
        return;
    };
    for (name, lines) in before {
        for line in lines.lines().filter(|line| is_restricted(line)) {
            match fields.iter_mut().find(|(of, _)| *of == name) {
                Some((_, text)) if text.lines().any(|known| known == line) => {}
                Some((_, text)) => *text = format!("{text}\n{line}"),
                None => fields.push((name.clone(), line.to_owned())),
            }
        }
    }
}

/// Takes the answers to restricted questions out of the draft of a fact sheet: her time as a deputy
/// may be over (`docs/domain.md`, fact sheet). It says how many questions that are.
fn withhold(body: &mut Body) {
    let Body::Fields { fields, .. } = body else { return };
    let mut withheld = 0;
    for (_, lines) in fields.iter_mut() {
        let (gone, open): (Vec<&str>, Vec<&str>) = lines.lines().partition(|l| is_restricted(l));
        withheld += gone.iter().filter(|line| line.starts_with(WAS)).count();
        *lines = open.join("\n");
    }
    if withheld > 0 {
        fields.push((WITHHELD.to_owned(), withheld.to_string()));
    }
}

/// Throws a draft away. One that is gone already is as good; one that cannot be read stays.
pub fn drop(context: &Context<'_>, q: Drop) -> Result<Reply, Refusal> {
    context.office.store.drafts().discard(context.me.uid, q.was).map_err(refusal)?;
    Ok(Reply::Done)
}

/// A row for each of her drafts, with the name of the household where she sees it.
fn heads(context: &Context<'_>) -> Result<Vec<Head>, DraftError> {
    let drafts = context.office.store.drafts();
    let named = |head: Head| {
        let Some(case) = head.case else { return head };
        let hidden = hidden(context, case);
        let hides = |mut draft: Draft| {
            merge::in_whole_draft(context, &mut draft);
            is_about(&draft, &hidden)
        };
        let open = || drafts.get(context.me.uid, head.was.id);
        let is_hidden = !hidden.is_empty() && open().map_or(true, hides);
        match name(context, head.form, case).filter(|_| !is_hidden) {
            Some(name) => Head { name, ..head },
            None => head.out_of_sight(),
        }
    };
    Ok(drafts.list(context.me.uid)?.into_iter().map(named).collect())
}

/// Name of the household of a case that she sees, if nobody in it is protected from her eyes; of one
/// whose protocol she writes or adds to, while she may read that.
fn name(context: &Context<'_>, form: Form, case: CaseId) -> Option<String> {
    let seen = {
        let roster = context.office.store.roster();
        let line = roster.case_line(&context.actor.viewer, case, context.today);
        line.filter(|line| !line.masked).map(|line| line.name.to_owned())
    };
    let reads = || (form == Form::Protocol).then(|| protocols::household(context, case)).flatten();
    seen.or_else(reads)
}

/// Who belonged to the household of a case and is protected from her eyes in another one by now.
fn hidden(context: &Context<'_>, case: CaseId) -> Vec<PersonId> {
    let of_case = |view: &View<'_>| households::of_case(view, &cases::get(view, case)?);
    let Ok(household) = context.read(of_case) else { return vec![] };
    let members = household.members.iter().map(|member| member.person);
    members.filter(|id| redact::is_away(context, case, *id)).collect()
}

/// Whether a form is about one of these: it is hers, or a field of it is, whose name holds her id. A
/// box that is ticked or not says nothing.
fn is_about(draft: &Draft, people: &[PersonId]) -> bool {
    let of = |text: &str| {
        let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
        numbers.any(|id| people.contains(&PersonId(id)))
    };
    let fields = match &draft.body {
        Body::Fields { fields, .. } => fields,
        // of a visit those who were met are taken out; a checklist of its own is about one person
        Body::Entry { raw, .. } => {
            return raw.iter().any(|(name, text)| name == "head:person" && of(text));
        }
    };
    let hers = matches!(draft.form, Form::EditPerson(person) if people.contains(&person));
    let says = |text: &str| !matches!(text, "" | "x");
    let theirs = |(name, text): &(String, String)| {
        (of(name) && says(text)) || (matches!(name.as_str(), "person" | "other") && of(text))
    };
    hers || fields.iter().any(theirs)
}

/// Takes out what no field holds: control characters and what steers the writing direction. The
/// rest stays as it was typed, half a word and its spaces too.
fn strip(body: &mut Body) {
    let clean = |text: &mut String| text.retain(|c| c.is_whitespace() || !is_hidden(c));
    match body {
        Body::Entry { entry, raw, at, .. } => {
            entry.texts_mut().chain(raw.iter_mut().map(|(_, text)| text)).for_each(clean);
            clean(at);
        }
        Body::Fields { fields, at, .. } => {
            fields.iter_mut().map(|(_, text)| text).for_each(clean);
            clean(at);
        }
    }
}

fn refusal(error: DraftError) -> Refusal {
    match error {
        DraftError::TooLarge(_) => Refusal::Malformed,
        DraftError::TooMany => Refusal::TooManyDrafts,
        DraftError::NotFound => Refusal::NotFound,
        DraftError::Disk(error) if error.is_full() => Refusal::DiskFull,
        DraftError::Disk(error) => disk_failed(&error),
        DraftError::Unreadable(_) => internal(&error),
    }
}
