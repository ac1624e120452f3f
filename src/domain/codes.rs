//! Code lists: what can be chosen, as data with words in both languages and the days between which
//! it is offered.
//!
//! What the program does hangs on the class of a code, never on the code itself; so a list can grow.
//! A code that a list does not have, because another release had it, is shown as it is.

use std::sync::OnceLock;

use chrono::NaiveDate;

use super::checklist::Wording;

/// One line a code; the first line names the columns, `-` stands for "none".
const TABLES: [&str; 5] = [
    include_str!("codes/residence.tsv"),
    include_str!("codes/benefits.tsv"),
    include_str!("codes/sheet.tsv"),
    include_str!("codes/letters.tsv"),
    include_str!("codes/topics.tsv"),
];

/// A list of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// Residence statuses; the class is how an end is reminded of.
    Residence,
    /// Steps of the asylum procedure; class `recognised` ends benefits under the AsylbLG.
    Procedure,
    /// Benefits; the class says whether they are those of the AsylbLG.
    Regime,
    /// Passport and other proofs of identity.
    Identity,
    /// How the doctor is paid; class `quarter` is given for a quarter.
    HealthCover,
    /// What somebody may consent to.
    Consent,
    /// What became of a consent.
    ConsentState,
    /// Levels of a language (GER).
    Level,
    /// How a level is known.
    LevelSource,
    /// Reading and writing.
    Literacy,
    /// Where a language course stands.
    Course,
    /// On what ground somebody may attend an integration course.
    Access,
    /// Kita.
    Kita,
    /// School.
    School,
    /// Years of school.
    SchoolYears,
    /// Highest certificate of school or training.
    Degree,
    /// Recognition of a foreign certificate.
    Recognition,
    /// Permission to work.
    WorkPermit,
    /// Work.
    Employment,
    /// Help that an impairment makes necessary.
    Impairment,
    /// Proof of protection against measles.
    Measles,
    /// Who decides for a child.
    Custody,
    /// Groups with special needs.
    Vulnerability,
    /// How far a special need is known.
    NeedState,
    /// Ways to reach somebody besides the telephone.
    Messenger,
    /// Others who work in the case.
    Helper,
    /// Letters; the class is what can be done against them ([`crate::domain::letters::Remedy`]).
    LetterKind,
    /// Who writes letters.
    LetterSender,
    /// How a letter came; class `posted` counts as known some days after it was posted.
    LetterWay,
    /// What people are told about.
    Topic,
    /// How they are told.
    TopicWay,
}

impl List {
    /// Name in the tables and value.
    pub const CODES: [(&str, Self); 31] = [
        ("residence", Self::Residence),
        ("procedure", Self::Procedure),
        ("regime", Self::Regime),
        ("identity", Self::Identity),
        ("health-cover", Self::HealthCover),
        ("consent", Self::Consent),
        ("consent-state", Self::ConsentState),
        ("level", Self::Level),
        ("level-source", Self::LevelSource),
        ("literacy", Self::Literacy),
        ("course", Self::Course),
        ("access", Self::Access),
        ("kita", Self::Kita),
        ("school", Self::School),
        ("school-years", Self::SchoolYears),
        ("degree", Self::Degree),
        ("recognition", Self::Recognition),
        ("work-permit", Self::WorkPermit),
        ("employment", Self::Employment),
        ("impairment", Self::Impairment),
        ("measles", Self::Measles),
        ("custody", Self::Custody),
        ("vulnerability", Self::Vulnerability),
        ("need-state", Self::NeedState),
        ("messenger", Self::Messenger),
        ("helper", Self::Helper),
        ("letter-kind", Self::LetterKind),
        ("letter-sender", Self::LetterSender),
        ("letter-way", Self::LetterWay),
        ("topic", Self::Topic),
        ("topic-way", Self::TopicWay),
    ];

    /// Its codes in the order shown, those that are offered no more too.
    pub fn codes(self) -> impl Iterator<Item = &'static Code> {
        codes().iter().filter(move |code| code.list == self)
    }

    /// What is offered on a day.
    pub fn on(self, day: NaiveDate) -> impl Iterator<Item = &'static Code> {
        self.codes().filter(move |code| code.is_offered(day))
    }

    /// A code of the list, whatever its case.
    pub fn find(self, code: &str) -> Option<&'static Code> {
        self.codes().find(|known| known.code.eq_ignore_ascii_case(code))
    }
}

/// One code of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The list.
    pub list: List,
    /// The code itself.
    pub code: &'static str,
    /// What it is called.
    pub label: Wording,
    /// What the program does with it, words with a space between ([`Code::is`]); empty where it
    /// makes no difference.
    pub class: &'static str,
    /// What mostly goes with it, a code of another list; a hint only.
    pub hint: Option<&'static str>,
    /// First day it is offered, where that is not always.
    pub from: Option<NaiveDate>,
    /// Last day it is offered.
    pub until: Option<NaiveDate>,
}

impl Code {
    /// Whether it is of this class.
    pub fn is(&self, class: &str) -> bool {
        self.class.split(' ').any(|word| word == class)
    }

    /// Whether it is offered on a day.
    pub fn is_offered(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Every code of every list.
pub fn codes() -> &'static [Code] {
    static CODES: OnceLock<Vec<Code>> = OnceLock::new();
    // a bad line would be left out; tests/codes.rs holds the tables to be complete
    CODES.get_or_init(|| {
        let lines = TABLES.iter().flat_map(|table| table.lines().skip(1));
        lines.filter_map(read_line).collect()
    })
}

fn read_line(line: &'static str) -> Option<Code> {
    let columns: Vec<&'static str> = line.split('\t').collect();
    let &[list, code, de, en, class, hint, from, until] = columns.as_slice() else { return None };
    let some = |text: &'static str| Some(text).filter(|text| *text != "-");
    let day = |text| some(text).map(|text| text.parse::<NaiveDate>().ok());
    Some(Code {
        list: List::CODES.iter().find(|(name, _)| *name == list)?.1,
        code,
        label: Wording { de, en },
        class: some(class).unwrap_or_default(),
        hint: some(hint),
        from: match day(from) {
            Some(day) => Some(day?),
            None => None,
        },
        until: match day(until) {
            Some(day) => Some(day?),
            None => None,
        },
    })
}
