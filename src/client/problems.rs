//! What a server refuses, and why none is reached, in words: the same for the screen and for the
//! command line.

use std::io;
use std::path::Path;

use super::start::StartError;
use super::{CallError, ConnectError};
use crate::api::drafts::DRAFTS_MAX;
use crate::api::followups::Theirs;
use crate::api::office::Finding;
use crate::api::ready::Failure;
use crate::api::wire::{PROTOCOL, Refused};
use crate::api::{AnyField, MergeError, Refusal};
use crate::domain::facts::FactClash;
use crate::domain::field::Clash;
use crate::domain::followup::Meanwhile;
use crate::problem::{Kind, Problem};
use crate::text::{Texts, Value};

/// Why a request was not carried out. Nothing was changed by it.
pub fn refusal(refusal: &Refusal, texts: &Texts) -> Problem {
    let plain = |kind, key| Problem::new(texts, kind, key);
    let worded = |kind, key, name: &'static str, value: Value<'_>| {
        Problem::with(texts, kind, key, &[(name, value)])
    };
    match refusal {
        Refusal::NotPermitted => plain(Kind::NotPermitted, "problem-not-permitted"),
        Refusal::NotFound => plain(Kind::Failed, "problem-not-found"),
        Refusal::HandOver => plain(Kind::NotPermitted, "problem-hand-over"),
        Refusal::Field(refused) => {
            let values = [
                ("field", any_field(refused.field, texts).into()),
                ("reason", texts.field_error(&refused.error).into()),
            ];
            Problem::with(texts, Kind::Failed, "problem-field", &values)
        }
        Refusal::Entry(error) => {
            let kind = if refusal.is_of_rights() { Kind::NotPermitted } else { Kind::Failed };
            worded(kind, "problem-entry", "reason", texts.entry_error(*error).into())
        }
        Refusal::PersonClash(clashes) => clash(clashes, |f| AnyField::Person(*f), texts),
        Refusal::HouseholdClash(clashes) => clash(clashes, |f| AnyField::Household(*f), texts),
        Refusal::PaperClash(clashes) => clash(clashes, |f| AnyField::Paper(*f), texts),
        Refusal::LetterClash(clashes) => clash(clashes, |f| AnyField::Letter(*f), texts),
        Refusal::Signed(_) => plain(Kind::Failed, "problem-signed"),
        Refusal::ProtocolChanged(_) => plain(Kind::Conflict, "problem-protocol-changed"),
        Refusal::NeedClash(clashes) => clash(clashes, |f| AnyField::Need(*f), texts),
        Refusal::NoteChanged(theirs) => {
            let name = theirs.by.last().map(String::as_str).unwrap_or_default();
            worded(Kind::Conflict, "note-changed", "name", name.into())
        }
        Refusal::AssessedMeanwhile(theirs) => {
            let name = theirs.by.as_str().into();
            worded(Kind::Conflict, "assessment-meanwhile", "name", name)
        }
        Refusal::DecidedSince(day, level) => {
            let values = [("day", texts.date(*day).into()), ("level", texts.level(*level).into())];
            Problem::with(texts, Kind::Failed, "assessment-decided-since", &values)
        }
        Refusal::FollowUpChanged(theirs) => changed(theirs, texts),
        Refusal::FactClash(clashes) => {
            let all: Vec<Clash<AnyField>> = clashes.iter().map(of_sheet).collect();
            clash(&all, |f| *f, texts)
        }
        Refusal::ChangedSince(by) => {
            worded(Kind::Conflict, "problem-changed-since", "name", by.as_str().into())
        }
        Refusal::HoldsMore => plain(Kind::Conflict, "problem-holds-more"),
        Refusal::TooOld => plain(Kind::Failed, "problem-too-old"),
        Refusal::TooManyDrafts => {
            worded(Kind::Failed, "problem-too-many-drafts", "n", DRAFTS_MAX.into())
        }
        Refusal::SavedElsewhere => plain(Kind::Failed, "problem-saved-elsewhere"),
        Refusal::NoBackupKeys => plain(Kind::NotPermitted, "problem-no-backup-keys"),
        Refusal::ForeignBackupKey => plain(Kind::NotPermitted, "problem-foreign-backup-key"),
        Refusal::CaseClosed => plain(Kind::Failed, "problem-case-closed"),
        Refusal::StatusChanged => plain(Kind::Conflict, "problem-status-changed"),
        Refusal::Undecided => plain(Kind::Failed, "problem-undecided"),
        Refusal::LastMember => plain(Kind::Failed, "problem-last-member"),
        Refusal::Merge(error) => plain(Kind::Failed, not_merged(*error)),
        Refusal::Protected => plain(Kind::NotPermitted, "problem-protected"),
        Refusal::DiskFull => plain(Kind::Failed, "problem-disk-full"),
        Refusal::DiskFailed => plain(Kind::Failed, "problem-disk-failed"),
        Refusal::Closing => plain(Kind::NoServer, "problem-closing"),
        Refusal::Malformed => plain(Kind::Failed, "problem-malformed"),
        Refusal::TooLarge => plain(Kind::Failed, "problem-too-large"),
        Refusal::Taken(name) => worded(Kind::Failed, "problem-taken", "name", name.as_str().into()),
        Refusal::Internal(number) => {
            worded(Kind::Failed, "problem-internal", "number", number.to_string().into())
        }
    }
}

/// Why two records are not made one, or where a form about one of them is not saved.
fn not_merged(error: MergeError) -> &'static str {
    match error {
        MergeError::Protected => "problem-merge-protected",
        MergeError::Leads => "problem-merge-leads",
        MergeError::LivesElsewhere => "problem-merge-lives",
        MergeError::Changed => "problem-merge-changed",
        MergeError::KeptElsewhere => "problem-merge-kept-elsewhere",
    }
}

/// What a colleague did with a follow-up meanwhile, who it was, and when.
fn changed(theirs: &Theirs, texts: &Texts) -> Problem {
    let key = match (theirs.what, theirs.same) {
        (Meanwhile::Done, false) => "followup-theirs-done",
        (Meanwhile::Moved, false) => "followup-theirs-moved",
        (Meanwhile::Handed, false) => "followup-theirs-handed",
        (Meanwhile::Done, true) => "followup-same-done",
        (Meanwhile::Moved, true) => "followup-same-moved",
        (Meanwhile::Handed, true) => "followup-same-handed",
    };
    let by = theirs.by.as_ref().map(|(name, at)| [name, &*texts.weekday_time(*at)].join(", "));
    let by = by.unwrap_or_else(|| texts.get("followup-theirs-unknown").into_owned());
    // written out: whoever reads it may sit over it for more than a day
    let date = match theirs.now.window {
        window if window.is_month() => texts.month_year(window.from()),
        window => texts.weekday_date(window.due()),
    };
    let values =
        [("by", by.into()), ("date", date.into()), ("owner", theirs.owner.as_str().into())];
    Problem::with(texts, Kind::Conflict, key, &values)
}

/// Why somebody is not let in at all.
pub fn refused(refused: &Refused, texts: &Texts) -> Problem {
    match refused {
        Refused::NotStaff { user, ask } => {
            let key = if ask.is_empty() { "problem-not-staff" } else { "problem-not-staff-ask" };
            let values = [("user", user.as_str().into()), ("ask", ask.join(", ").into())];
            Problem::with(texts, Kind::NotPermitted, key, &values)
        }
        Refused::NoStaffYet => Problem::new(texts, Kind::NotPermitted, "problem-no-staff-yet"),
        Refused::TooMany => Problem::new(texts, Kind::NotPermitted, "problem-too-many"),
        Refused::Closing => Problem::new(texts, Kind::NoServer, "problem-closing"),
    }
}

/// Why a request got no answer that carries it out.
pub fn call(error: &CallError, texts: &Texts) -> Problem {
    match error {
        CallError::Refused(why) => refusal(why, texts),
        CallError::Silent => Problem::new(texts, Kind::NoServer, "problem-no-answer"),
        CallError::Wire(_) => Problem::new(texts, Kind::NoServer, "problem-line-broken"),
    }
}

/// Why no server could be reached.
pub fn start(error: &StartError, texts: &Texts) -> Problem {
    let plain = |kind, key| Problem::new(texts, kind, key);
    let named = |key, name: &'static str, value: String| {
        Problem::with(texts, Kind::NoServer, key, &[(name, value.into())])
    };
    match error {
        StartError::Connect(error) => match error {
            ConnectError::NoServer => plain(Kind::NoServer, "problem-no-server"),
            ConnectError::NotPermitted => plain(Kind::NotPermitted, "problem-socket-closed"),
            ConnectError::OtherVersion(theirs) => {
                let key = if *theirs > PROTOCOL { "problem-newer" } else { "problem-older" };
                plain(Kind::NoServer, key)
            }
            ConnectError::Refused(why) => refused(why, texts),
            ConnectError::Silent => plain(Kind::NoServer, "problem-silent"),
            ConnectError::Lost | ConnectError::Wire(_) => {
                plain(Kind::NoServer, "problem-line-broken")
            }
        },
        StartError::NoOffice(path) => {
            named("problem-no-office", "folder", path.display().to_string())
        }
        StartError::NotYours(uid) => {
            let values = [("uid", uid.to_string().into())];
            Problem::with(texts, Kind::NotPermitted, "problem-not-yours", &values)
        }
        StartError::Failed { office, why } => match failure(why, office, texts) {
            // whatever it is, this client reaches no server
            Problem { kind: Kind::Failed, what, saved, hint } => {
                Problem { kind: Kind::NoServer, what, saved, hint }
            }
            problem => problem,
        },
        StartError::File { file, source } => not_opened(Kind::NoServer, file, source, texts),
        StartError::Died { log } => named("problem-server-died", "file", log.display().to_string()),
        StartError::Io(error) => {
            let reason = Problem::reason(texts, error);
            named("problem-cannot-start", "reason", reason)
        }
    }
}

/// Why the office in a directory is not served. Damage names the numbers of changes, never content.
pub fn failure(why: &Failure, office: &Path, texts: &Texts) -> Problem {
    let folder = || ("folder", office.display().to_string().into());
    let plain = |kind, key| Problem::with(texts, kind, key, &[folder()]);
    match why {
        Failure::NoOffice => plain(Kind::Failed, "problem-no-office"),
        Failure::Newer => plain(Kind::Failed, "problem-newer-data"),
        Failure::HalfRestored => plain(Kind::Damaged, "problem-half-restored"),
        Failure::Damaged { safe, last } => {
            let number = |name, seq: u64| (name, seq.to_string().into());
            let details = match (*safe, *last) {
                (None, _) => texts.get("problem-damage-all"),
                (Some(safe), None) => texts.with("problem-damage-behind", &[number("safe", safe)]),
                (Some(safe), Some(last)) => {
                    let values = [number("safe", safe), number("last", last)];
                    texts.with("problem-damage-between", &values)
                }
            };
            let values = [folder(), ("details", details.into())];
            Problem::with(texts, Kind::Damaged, "problem-damaged", &values)
        }
        Failure::Unreadable => plain(Kind::Damaged, "problem-unreadable"),
        Failure::File { path, error } => {
            let error = error.map_or_else(|| io::Error::other(""), io::Error::from_raw_os_error);
            not_opened(Kind::Failed, path, &error, texts)
        }
        Failure::Other => plain(Kind::Failed, "problem-not-served"),
    }
}

/// What a check of the files found, as a sentence.
pub fn finding(finding: &Finding, texts: &Texts) -> String {
    let named = |key, file: &String| texts.with(key, &[("file", file.clone().into())]);
    match finding {
        Finding::Records => texts.get("finding-records"),
        Finding::Journal(file) => named("finding-journal", file),
        Finding::Gap => texts.get("finding-gap"),
        Finding::Snapshot(file) => named("finding-snapshot", file),
        Finding::Log(no) => texts.with("finding-log", &[("no", no.to_string().into())]),
        Finding::Cut { file, bytes } => {
            let values = [("file", file.as_str().into()), ("bytes", (*bytes).into())];
            texts.with("finding-cut", &values)
        }
        Finding::SetAside(file) => named("finding-set-aside", file),
        Finding::Foreign(file) => named("finding-foreign", file),
        Finding::Draft(file) => named("finding-draft", file),
    }
    .into_owned()
}

/// The system refused a file that an office needs to be opened.
fn not_opened(kind: Kind, file: &Path, error: &io::Error, texts: &Texts) -> Problem {
    let reason = Problem::reason(texts, error);
    let values = [("file", file.display().to_string().into()), ("reason", reason.into())];
    Problem::with(texts, kind, "problem-not-opened", &values)
}

/// What a field of any form is called.
pub fn any_field(field: AnyField, texts: &Texts) -> String {
    match field {
        AnyField::Person(field) => texts.person_field(field),
        AnyField::Household(field) => texts.household_field(field),
        AnyField::Place => texts.get("field-place"),
        AnyField::From => texts.get("field-from"),
        AnyField::What => texts.get("field-what"),
        AnyField::When => texts.get("field-when"),
        AnyField::Name => texts.get("field-name"),
        AnyField::Member => texts.get("field-household"),
        AnyField::Fact(_, key) => texts.question(key),
        AnyField::Paper(field) => texts.paper_field(field),
        AnyField::Colleague => texts.get("field-colleague"),
        AnyField::Note(_) => texts.get("note-text"),
        AnyField::Protocol(_) => texts.get("label-form-protocol"),
        AnyField::Need(field) => texts.need_field(field),
        AnyField::Letter(_) => texts.get("label-form-letter"),
        AnyField::Assessment(_) => texts.get("assessment-list"),
        AnyField::Topic(_) => texts.get("topic-title"),
    }
    .into_owned()
}

fn of_sheet(FactClash { subject, clash }: &FactClash) -> Clash<AnyField> {
    let (theirs, mine) = (clash.theirs.clone(), clash.mine.clone());
    Clash { field: AnyField::Fact(*subject, clash.field), theirs, mine }
}

/// Fields that others changed in the meantime, with their values.
fn clash<F>(clashes: &[Clash<F>], field: fn(&F) -> AnyField, texts: &Texts) -> Problem {
    let theirs = |c: &Clash<F>| format!("{}: {}", any_field(field(&c.field), texts), c.theirs);
    let theirs: Vec<String> = clashes.iter().map(theirs).collect();
    Problem::with(texts, Kind::Conflict, "problem-clash", &[("theirs", theirs.join(" · ").into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::FieldRefusal;
    use crate::domain::field::FieldError;
    use crate::domain::person::PersonField;
    use crate::domain::visit::EntryError;
    use crate::text::Lang;

    fn all() -> Vec<Refusal> {
        let field = FieldRefusal { field: AnyField::Place, error: FieldError::TooLong(80) };
        let clash = Clash {
            field: PersonField::Phone,
            theirs: "0151 2".to_owned(),
            mine: "0151 1".to_owned(),
        };
        vec![
            Refusal::NotPermitted,
            Refusal::NotFound,
            Refusal::HandOver,
            Refusal::Field(field),
            Refusal::Entry(EntryError::Empty),
            Refusal::PersonClash(vec![clash]),
            Refusal::ChangedSince("Anna Weber".to_owned()),
            Refusal::TooOld,
            Refusal::TooManyDrafts,
            Refusal::SavedElsewhere,
            Refusal::NoBackupKeys,
            Refusal::ForeignBackupKey,
            Refusal::DiskFull,
            Refusal::DiskFailed,
            Refusal::Closing,
            Refusal::Malformed,
            Refusal::TooLarge,
            Refusal::Taken("anna".to_owned()),
            Refusal::Internal(7),
        ]
    }

    #[test]
    fn every_refusal_has_words_in_both_languages() {
        for texts in Lang::ALL.map(Texts::new) {
            for refused in all() {
                let words = refusal(&refused, &texts).to_string();
                assert!(!words.contains('⟨') && !words.contains("{$"), "{refused:?}: {words}");
            }
        }
    }

    #[test]
    fn the_kind_tells_conflicts_and_missing_rights_apart() {
        let texts = Texts::new(Lang::De);
        let kinds: Vec<Kind> = all().iter().map(|r| refusal(r, &texts).kind).collect();
        assert_eq!(kinds.iter().filter(|k| **k == Kind::Conflict).count(), 2);
        assert_eq!(kinds.iter().filter(|k| **k == Kind::NotPermitted).count(), 4);
    }

    #[test]
    fn every_way_not_to_reach_a_server_has_words_in_both_languages() {
        let connect = |error| StartError::Connect(error);
        let failed = |why| StartError::Failed { office: "office".into(), why };
        let full = || io::Error::from_raw_os_error(28);
        let errors = [
            connect(ConnectError::NoServer),
            connect(ConnectError::NotPermitted),
            connect(ConnectError::OtherVersion(PROTOCOL + 1)),
            connect(ConnectError::OtherVersion(0)),
            connect(ConnectError::Refused(Refused::NoStaffYet)),
            connect(ConnectError::Refused(Refused::TooMany)),
            connect(ConnectError::Lost),
            connect(ConnectError::Silent),
            StartError::NoOffice("office".into()),
            StartError::NotYours(1000),
            failed(Failure::NoOffice),
            failed(Failure::Newer),
            failed(Failure::HalfRestored),
            failed(Failure::Damaged { safe: None, last: None }),
            failed(Failure::Damaged { safe: Some(3), last: None }),
            failed(Failure::Damaged { safe: Some(3), last: Some(9) }),
            failed(Failure::Unreadable),
            failed(Failure::File { path: "journal".into(), error: Some(28) }),
            failed(Failure::File { path: "journal".into(), error: None }),
            failed(Failure::Other),
            StartError::File { file: "start.lock".into(), source: full() },
            StartError::Died { log: "serve.log".into() },
            StartError::Io(full()),
        ];
        for texts in Lang::ALL.map(Texts::new) {
            for error in &errors {
                let words = start(error, &texts).to_string();
                assert!(!words.contains('⟨') && !words.contains("{$"), "{error:?}: {words}");
            }
        }
    }

    #[test]
    fn every_finding_has_a_sentence_in_both_languages() {
        let file = || "journal/1.jnl".to_owned();
        let found = [
            Finding::Records,
            Finding::Journal(file()),
            Finding::Gap,
            Finding::Snapshot(file()),
            Finding::Log(7),
            Finding::Cut { file: file(), bytes: 90 },
            Finding::SetAside(file()),
            Finding::Foreign(file()),
            Finding::Draft(file()),
        ];
        for texts in Lang::ALL.map(Texts::new) {
            for finding in &found {
                let words = super::finding(finding, &texts);
                assert!(!words.contains('⟨') && !words.contains("{$"), "{finding:?}: {words}");
            }
        }
    }

    #[test]
    fn who_is_not_on_the_list_learns_whom_to_ask() {
        let texts = Texts::new(Lang::De);
        let who = Refused::NotStaff { user: "ben".into(), ask: vec!["Anna Weber".into()] };
        let problem = refused(&who, &texts);
        assert_eq!(problem.kind, Kind::NotPermitted);
        assert!(problem.to_string().contains("Anna Weber"), "{problem}");
    }
}
