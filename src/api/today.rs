//! What is to be done today: one list by urgency.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::case::CaseNo;
use crate::domain::dates::Window;
use crate::domain::ids::{CaseId, FollowUpId, LetterId, PersonId, ProtocolId, StaffId};
use crate::domain::papers::PaperKind;
use crate::domain::site::SiteKind;
pub use crate::domain::today::{Counts, Urgency};

/// Asks for what is to be done by this user and by those she stands in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// In the order of homes and rooms instead of that of urgency.
    pub by_home: bool,
    /// Most rows wanted; the most pressing ones are given.
    pub limit: u16,
}

/// What is to be done today.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Board {
    /// How much there is of what, beyond the rows too.
    pub counts: Counts,
    /// The rows, in the order that was asked for.
    pub rows: Vec<Row>,
    /// How many there are besides.
    pub more: u32,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The case it is about.
    pub case: CaseId,
    /// Its number.
    pub no: CaseNo,
    /// Name of the household.
    pub name: String,
    /// Home: name of the site, or the address of a flat of one's own.
    pub home: String,
    /// What kind of home.
    pub home_kind: Option<SiteKind>,
    /// Room, where there is one.
    pub room: String,
    /// How pressing it is.
    pub urgency: Urgency,
    /// What it is.
    pub what: What,
    /// Whose it is.
    pub whose: Whose,
    /// The case is closed: nothing new is entered.
    pub closed: bool,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// A follow-up.
    FollowUp {
        /// Which.
        id: FollowUpId,
        /// What it says.
        what: String,
        /// When.
        window: Window,
        /// Who is to do it.
        owner: StaffId,
        /// For the responsible worker and her deputy only.
        restricted: bool,
    },
    /// A visit.
    Visit {
        /// When it should take place at the latest.
        due: NaiveDate,
        /// Nobody has been met at home yet.
        first: bool,
        /// Times in a row nobody was met.
        missed: u8,
        /// Day of the last visit at which somebody was met.
        last: Option<NaiveDate>,
    },
    /// Papers of one kind that run out on one day, or have.
    Expiry {
        /// What kind.
        kind: PaperKind,
        /// Their last day in fact.
        last: NaiveDate,
        /// Whose the most pressing one is.
        person: PersonId,
        /// How many of them there are.
        papers: u16,
    },
    /// Nothing but to know that the case came.
    HandOver {
        /// The first day.
        on: NaiveDate,
        /// Name of who had it before.
        from: String,
    },
    /// A protocol of an emergency, for who may read it.
    Protocol {
        /// Which.
        id: ProtocolId,
        /// It is to be signed; otherwise feedback is to be asked for.
        signs: bool,
        /// Since when, or on which day.
        day: NaiveDate,
    },
    /// A letter with a deadline that was confirmed.
    Letter {
        /// Which.
        id: LetterId,
        /// Its last day.
        day: NaiveDate,
        /// Code of its kind.
        kind: String,
        /// What it is about.
        what: String,
    },
}

/// Whose something is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// Her own.
    Mine,
    /// Of the colleague of this name, for whom she stands in.
    For(String),
    /// The case is her own or nobody's, and the colleague of this name was to do it.
    With(String),
    /// Nobody is responsible for the case: whoever sees it may take it.
    Nobody,
}
