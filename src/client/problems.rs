//! What a server refuses, and why none is reached, in words: the same for the screen and for the
//! command line.

use super::start::StartError;
use super::{CallError, ConnectError};
use crate::api::wire::{PROTOCOL, Refused};
use crate::api::{AnyField, Refusal};
use crate::domain::field::Clash;
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
        Refusal::Field(refused) => {
            let values = [
                ("field", any_field(refused.field, texts).into()),
                ("reason", texts.field_error(&refused.error).into()),
            ];
            Problem::with(texts, Kind::Failed, "problem-field", &values)
        }
        Refusal::Entry(error) => {
            let reason = texts.entry_error(*error).into();
            worded(Kind::Failed, "problem-entry", "reason", reason)
        }
        Refusal::PersonClash(clashes) => clash(clashes, |f| AnyField::Person(*f), texts),
        Refusal::HouseholdClash(clashes) => clash(clashes, |f| AnyField::Household(*f), texts),
        Refusal::ChangedSince(by) => {
            worded(Kind::Conflict, "problem-changed-since", "name", by.as_str().into())
        }
        Refusal::TooOld => plain(Kind::Failed, "problem-too-old"),
        Refusal::DiskFull => plain(Kind::Failed, "problem-disk-full"),
        Refusal::DiskFailed => plain(Kind::Failed, "problem-disk-failed"),
        Refusal::Closing => plain(Kind::NoServer, "problem-closing"),
        Refusal::Malformed => plain(Kind::Failed, "problem-malformed"),
        Refusal::Taken(name) => worded(Kind::Failed, "problem-taken", "name", name.as_str().into()),
        Refusal::Internal(number) => {
            worded(Kind::Failed, "problem-internal", "number", number.to_string().into())
        }
    }
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
        StartError::Died { log } => named("problem-server-died", "file", log.display().to_string()),
        StartError::Io(error) => {
            let reason = Problem::reason(texts, error);
            named("problem-cannot-start", "reason", reason)
        }
    }
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
    }
    .into_owned()
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
            Refusal::Field(field),
            Refusal::Entry(EntryError::Empty),
            Refusal::PersonClash(vec![clash]),
            Refusal::ChangedSince("Anna Weber".to_owned()),
            Refusal::TooOld,
            Refusal::DiskFull,
            Refusal::DiskFailed,
            Refusal::Closing,
            Refusal::Malformed,
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
        assert_eq!(kinds.iter().filter(|k| **k == Kind::NotPermitted).count(), 1);
    }

    #[test]
    fn every_way_not_to_reach_a_server_has_words_in_both_languages() {
        let connect = |error| StartError::Connect(error);
        let errors = [
            connect(ConnectError::NoServer),
            connect(ConnectError::NotPermitted),
            connect(ConnectError::OtherVersion(PROTOCOL + 1)),
            connect(ConnectError::OtherVersion(0)),
            connect(ConnectError::Refused(Refused::NoStaffYet)),
            connect(ConnectError::Refused(Refused::TooMany)),
            connect(ConnectError::Lost),
            StartError::NoOffice("office".into()),
            StartError::NotYours(1000),
            StartError::Died { log: "serve.log".into() },
            StartError::Io(std::io::Error::from_raw_os_error(28)),
        ];
        for texts in Lang::ALL.map(Texts::new) {
            for error in &errors {
                let words = start(error, &texts).to_string();
                assert!(!words.contains('⟨') && !words.contains("{$"), "{error:?}: {words}");
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
