//! Drafts: a form as it stands, before it is saved.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{CaseId, PersonId, RequestId};
use super::visit::Entry;

/// A form as it stands. Two forms never share a draft: the id is made up when a
/// form is opened, also when it goes on with a draft that may be open elsewhere.
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
    /// It is gone, unless somebody has gone on with it as well.
    Gone,
    /// It was saved as a form meanwhile, so that this one is a second one beside it.
    Saved,
    /// Another form went on with it as well.
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
    /// One that this release cannot read: of a newer one, or damaged. It stays on disk.
    Unreadable,
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

/// Largest draft, in bytes of its body: a visit with every text as long as its field takes, more
/// than can be saved, for it is not to be lost before it is shortened. With all that goes along it
/// fits one message.
pub const DRAFT_MAX: usize = 704 * 1024;

/// Most fields of a form; the longest one, a visit with a text beside each item, has fewer than 200.
pub const FIELDS_MAX: usize = 512;

/// Most drafts of one user: with the largest ones 22 MiB.
pub const DRAFTS_MAX: usize = 32;
