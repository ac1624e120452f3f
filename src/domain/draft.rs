//! Drafts: a form as it stands, before it is saved.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::checklist::TemplateId;
use super::facts::{FactKey, Question};
use super::ids::{CaseId, FollowUpId, NeedId, PersonId, RequestId};
use super::visit::{Entry, VisitKind};

/// A form as it stands. Two forms never share a draft: the id is made up when a
/// form is opened, also when it goes on with a draft that may be open elsewhere; then it is that
/// one's kin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Its id; also the request id under which the form will be saved.
    pub id: RequestId,
    /// The draft that this form goes on with: it goes once this one is kept, unless somebody has
    /// gone on with it as well. Not kept itself.
    pub from: Option<Was>,
    /// Which form.
    pub form: Form,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// Name of the household, for the list of drafts; filled in by the server.
    pub name: String,
    /// When it was kept last; filled in by the server.
    pub kept: DateTime<Utc>,
    /// Counts how often the form was sent to be kept: what comes late over a line of before never
    /// goes over what is newer.
    pub no: u32,
    /// What was entered.
    pub body: Body,
}

/// A draft in a list: what its row needs, and nothing of what is typed into it but whom it enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Which, as it is seen here.
    pub was: Was,
    /// Which form.
    pub form: Form,
    /// Of a visit or contact, which.
    pub kind: Option<VisitKind>,
    /// The case it is about.
    pub case: Option<CaseId>,
    /// Name of the household; filled in by the server.
    pub name: String,
    /// Who is being entered, as far as the name is typed, cut to [`ENTERING_MAX`].
    pub entering: String,
    /// The number of what it changes or adds to; `None` where that is new.
    pub of: Option<u64>,
    /// When it was kept last.
    pub kept: DateTime<Utc>,
    /// Its case is out of her sight: it can only be thrown away, and nothing but the form and the
    /// time is told of it.
    pub hidden: bool,
}

/// Characters of the name of who is being entered that a row may need.
pub const ENTERING_MAX: usize = 80;

/// In the draft of a fact sheet: comes before a question's field, with the answer that there was when
/// it was opened.
pub const WAS: &str = "was:";

/// Name of the field that says of a draft how many answers were held back when it was opened.
pub const WITHHELD: &str = "withheld";

/// The question that a line in the draft of a fact sheet is about: `q46=…`, `q46?=…`, `was:q46=…`.
pub fn question_of(line: &str) -> Option<&'static Question> {
    let name = line.strip_prefix(WAS).unwrap_or(line).strip_prefix('q')?;
    let number = name.split(|c: char| !c.is_ascii_digit()).next()?;
    FactKey(number.parse().ok()?).question()
}

/// What a draft is about that may be restricted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// A need that is changed or that something is agreed on for.
    pub need: Option<NeedId>,
    /// A follow-up that is moved, handed over or was not possible.
    pub follow_up: Option<FollowUpId>,
    /// A need that says itself that it is restricted.
    pub restricted: bool,
}

impl Draft {
    /// What it is about that may be restricted.
    pub fn about(&self) -> About {
        let Body::Fields { fields, .. } = &self.body else { return About::default() };
        let text = |name: &str| {
            fields.iter().find(|(of, _)| of == name).map_or("", |(_, text)| text.as_str())
        };
        let marked = |name: &str| matches!(text(name), "x" | "psychosocial");
        let marks = ["restricted", "field", "was:restricted", "was:field"];
        About {
            need: text("need").parse().ok().map(NeedId),
            follow_up: text("moved").parse().ok().map(FollowUpId),
            restricted: self.form == Form::Need && marks.into_iter().any(marked),
        }
    }

    /// What a list shows of it.
    pub fn head(&self) -> Head {
        let (kind, entering) = match &self.body {
            // of a checklist of its own the form says which it is
            Body::Entry { .. } if matches!(self.form, Form::Assessment(_)) => (None, String::new()),
            Body::Entry { entry, .. } => (Some(entry.kind), String::new()),
            Body::Fields { fields, .. } => (None, self.form.entering(fields)),
        };
        Head {
            was: Was { id: self.id, no: self.no },
            form: self.form,
            kind,
            case: self.case,
            name: self.name.clone(),
            entering,
            of: self.body.of(),
            kept: self.kept,
            hidden: false,
        }
    }
}

impl Head {
    /// The same of a case out of sight.
    #[must_use]
    pub fn out_of_sight(self) -> Self {
        let form = match self.form {
            Form::EditPerson(_) => Form::EditPerson(PersonId(0)),
            form => form,
        };
        let (name, entering) = (String::new(), String::new());
        Self { form, kind: None, case: None, name, entering, of: None, hidden: true, ..self }
    }
}

impl Form {
    /// Who is being entered, in forms that enter somebody.
    fn entering(self, fields: &[(String, String)]) -> String {
        if !matches!(self, Self::NewHousehold | Self::NewPerson) {
            return String::new();
        }
        let typed = |wanted: &str| fields.iter().find(|(name, _)| name == wanted);
        let typed = ["given", "surname"].into_iter().filter_map(typed);
        let typed: Vec<&str> = typed.map(|(_, text)| text.trim()).collect();
        typed.join(" ").trim().chars().take(ENTERING_MAX).collect()
    }
}

/// A draft as it was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Was {
    /// Which.
    pub id: RequestId,
    /// Its count then.
    pub no: u32,
}

/// What became of the draft that a form goes on with, now that the form is kept itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Before {
    /// It is gone.
    Gone,
    /// It was saved as a form meanwhile, or another form that went on with it was: this one is a
    /// second one beside it.
    Saved,
    /// It, or another form that went on with it, is kept as well.
    Elsewhere,
}

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Form {
    /// Visit checklist.
    Visit,
    /// Brief contact.
    Contact,
    /// A follow-up.
    FollowUp,
    /// A new household.
    NewHousehold,
    /// A new person.
    NewPerson,
    /// Fields of a person.
    EditPerson(PersonId),
    /// Fields of a household.
    EditHousehold,
    /// A note.
    Note,
    /// A protocol, or an addition to one.
    Protocol,
    /// One that this release cannot read: of a newer one, or damaged. It stays on disk.
    Unreadable,
    /// The fact sheet of a household.
    Facts,
    /// A paper: a new one, or one that is corrected or ended.
    Paper,
    /// The next step of a case.
    Status,
    /// A need: a new one, a change or a step.
    Need,
    /// A letter.
    Letter,
    /// A checklist of its own: which.
    Assessment(TemplateId),
    /// Information given.
    Topics,
}

/// What was entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// A visit or brief contact.
    Entry {
        /// The entry as far as it is filled in.
        entry: Box<Entry>,
        /// Texts in fields that do not hold yet: name of the field, text.
        raw: Vec<(String, String)>,
        /// Name of the field or item the cursor is in.
        at: String,
        /// Character of that field the cursor is before.
        cursor: u32,
    },
    /// Any other form: name of the field, text.
    Fields {
        /// The fields.
        fields: Vec<(String, String)>,
        /// Name of the field the cursor is in.
        at: String,
        /// Character of that field the cursor is before.
        cursor: u32,
    },
}

/// Names of fields that say what a form changes or adds to: a note, a need, a follow-up.
const OF: [&str; 3] = ["of", "need", "moved"];

impl Body {
    /// The number of what the form changes or adds to, where that is not new.
    pub fn of(&self) -> Option<u64> {
        let Self::Fields { fields, .. } = self else { return None };
        let found = fields.iter().find(|(name, _)| OF.contains(&name.as_str()));
        found.and_then(|(_, id)| id.parse().ok())
    }
}

/// Largest draft, in bytes of its body: a visit with every text as long as its field takes, more
/// than can be saved, for it is not to be lost before it is shortened. With all that goes along it
/// fits one message.
pub const DRAFT_MAX: usize = 704 * 1024;

/// Most fields of a form; the longest one, a visit with a text beside each item, has fewer than 200.
pub const FIELDS_MAX: usize = 512;

/// Most drafts of one user, those she cannot see any more among them: with the largest ones 22 MiB.
pub const DRAFTS_MAX: usize = 32;
