//! Papers: residence, procedure, benefits, identity and health cover of a person, each with the days
//! from which and to which it holds.
//!
//! What stands here was read from a paper or told; nothing is computed. A paper that follows another
//! does not replace it: both stay, and the later one counts. A correction keeps what stood there
//! before ([`Paper::versions`]).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::codes::List;
use super::dates::PartialDate;
use super::facts::{FactKey, Source, Subject};
use super::ids::{PaperId, PersonId, StaffId};
use super::site::SiteKind;

mod advice;
mod current;
mod fields;

pub use advice::{Household, Member, advise, after_moving};
pub use current::{Glimpse, benefits, counting, current};
pub use fields::{Filled, LINE_MAX, PAPERS_MAX, VERSIONS_MAX};

/// What kind of paper. The code of each is from a list of its own ([`PaperKind::list`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PaperKind {
    /// Residence status: title, certificate, toleration.
    Residence,
    /// Where the asylum procedure stands.
    Procedure,
    /// Which benefits are drawn.
    Benefit,
    /// Passport and other proofs of identity.
    Identity,
    /// How the doctor is paid.
    HealthCover,
}

impl PaperKind {
    /// Code and value, in the order shown.
    pub const CODES: [(&str, Self); 5] = [
        ("residence", Self::Residence),
        ("procedure", Self::Procedure),
        ("benefit", Self::Benefit),
        ("identity", Self::Identity),
        ("health-cover", Self::HealthCover),
    ];
}

impl PaperKind {
    /// The list its codes are from.
    pub fn list(self) -> List {
        match self {
            Self::Residence => List::Residence,
            Self::Procedure => List::Procedure,
            Self::Benefit => List::Regime,
            Self::Identity => List::Identity,
            Self::HealthCover => List::HealthCover,
        }
    }
}

/// A paper of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its id.
    pub id: PaperId,
    /// Whose it is.
    pub person: PersonId,
    /// What kind.
    pub kind: PaperKind,
    /// What it says, oldest version first; never empty. The last one counts, the others were
    /// corrected.
    pub versions: Vec<Version>,
}

/// What a paper says, as it was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What it says.
    pub content: Content,
    /// Who wrote that down.
    pub by: StaffId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What a paper says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Code of the list of its kind.
    pub code: String,
    /// Since when it holds, as exactly as it is known. Of a step of the procedure: when it was.
    pub from: Option<PartialDate>,
    /// Last day as printed.
    pub until: Option<NaiveDate>,
    /// Last day in fact, where that is another one.
    pub effective: Option<NaiveDate>,
    /// Why it is another one.
    pub reason: String,
    /// Day of issue.
    pub issued: Option<NaiveDate>,
    /// Paragraph, file number, who is in charge there.
    pub reference: String,
    /// What it says about work, as printed.
    pub work: String,
    /// What it says about the place to live, as printed.
    pub condition: String,
    /// One line besides.
    pub note: String,
    /// Where all this comes from.
    pub source: Source,
}

/// The fields of a paper that a form edits one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PaperField {
    /// [`Content::code`].
    Code,
    /// [`Content::from`], canonical [`PartialDate`] text.
    From,
    /// [`Content::until`].
    Until,
    /// [`Content::effective`].
    Effective,
    /// [`Content::reason`].
    Reason,
    /// [`Content::issued`].
    Issued,
    /// [`Content::reference`].
    Reference,
    /// [`Content::work`].
    Work,
    /// [`Content::condition`].
    Condition,
    /// [`Content::note`].
    Note,
    /// [`Content::source`], by code.
    Source,
}

impl Content {
    /// The last day it holds in fact: the effective one where there is one, else the printed one.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.effective.or(self.until)
    }
}

impl PaperField {
    /// Every field, in the order of the form.
    pub const ALL: [Self; 11] = [
        Self::Code,
        Self::From,
        Self::Until,
        Self::Effective,
        Self::Reason,
        Self::Issued,
        Self::Reference,
        Self::Work,
        Self::Condition,
        Self::Note,
        Self::Source,
    ];
}

/// Something the program suggests. Nothing changes by itself: the worker does it or does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Whom it is about.
    pub about: Subject,
    /// What is suggested.
    pub what: Advice,
    /// The rule it follows from.
    pub why: Rule,
    /// What it was derived from.
    pub used: Vec<Used>,
}

/// What is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Advice {
    /// A paper runs out: have it renewed.
    Renew {
        /// Which.
        paper: PaperId,
        /// Its last day in fact.
        last: NaiveDate,
        /// How near that is.
        stage: Stage,
    },
    /// The date printed on a paper may be out of date: enter the day to which it holds in fact.
    Effective {
        /// Which.
        paper: PaperId,
        /// The day to which it probably holds.
        until: NaiveDate,
    },
    /// Benefits end: enter their last day.
    EndBenefit {
        /// Which.
        paper: PaperId,
        /// Their last day.
        last: NaiveDate,
    },
    /// Have the change to analogous benefits checked.
    CheckAnalogous {
        /// From when on it is worth asking.
        from: NaiveDate,
        /// When the months are full. A hint, not law.
        full: NaiveDate,
    },
    /// A child comes of age.
    ComesOfAge {
        /// The first day it can be.
        first: NaiveDate,
        /// The last day it can be; the same when the birth date is exact.
        last: NaiveDate,
    },
    /// Where the case should stand.
    Phase(PhaseAdvice),
}

/// Where a case should stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PhaseAdvice {
    /// In care; benefits under the AsylbLG, or a shelter whatever the benefits.
    Care,
    /// In care, and free to move out of the shelter.
    CareMoveOut,
    /// In aftercare as long as benefits under the AsylbLG last.
    Aftercare,
    /// Aftercare goes on, with a reason, to this day at the latest.
    AftercareExtended {
        /// The default end.
        until: NaiveDate,
        /// The last day it can be extended to.
        most: NaiveDate,
    },
    /// To be closed after the last day of the benefits.
    Close {
        /// That day, where it is known.
        after: Option<NaiveDate>,
    },
}

/// How near the end of a paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// The first reminder.
    Early,
    /// The second one.
    Soon,
    /// The last one.
    Urgent,
    /// It has run out, until somebody confirms.
    Expired,
}

/// The rules that suggestions follow from. `text/` has their words and sources, `docs/domain.md`
/// explains them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// An application before the end keeps a title alive (§ 81 Abs. 4 AufenthG).
    TitleEnds,
    /// Certificates and tolerations are renewed in person, in time.
    CertificateEnds,
    /// Health cover of the social office is given for a quarter.
    CoverEnds,
    /// Passports and other papers.
    PaperEnds,
    /// Titles under § 24 AufenthG hold on without a new card.
    ProtectionProlonged,
    /// Benefits end with the month of the recognition (§ 1 Abs. 3 AsylbLG).
    MonthOfRecognition,
    /// Analogous benefits after 36 months of stay (§ 2 Abs. 1 AsylbLG).
    MonthsOfStay,
    /// Coming of age (§ 2 BGB).
    OfAge,
    /// Phase from home and benefits.
    PhaseOfCare,
}

/// What a suggestion was derived from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Used {
    /// A paper.
    Paper(PaperId),
    /// An answer of the sheet.
    Fact(FactKey),
    /// The birth date.
    Birth,
    /// The home of today.
    Home(SiteKind),
}
