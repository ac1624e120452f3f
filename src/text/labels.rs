//! What kinds, phases, ratings and languages are called.
//!
//! One word for one thing all over the program: lists, forms, reading view and command line use
//! these.
use std::borrow::Cow;

use super::{Lang, Texts};
use crate::domain::case::CloseReason;
use crate::domain::caseload::PhaseMark;
use crate::domain::checklist::{ActionField, Item, Rating, Scale, Wording};
use crate::domain::draft::Form;
use crate::domain::household::{Interpreter, Left, Relation};
use crate::domain::person::Sex;
use crate::domain::site::SiteKind;
use crate::domain::visit::{Outcome, VisitKind};

impl Texts {
    /// What kind of visit or contact.
    pub fn visit_kind(&self, kind: VisitKind) -> Cow<'_, str> {
        self.get(match kind {
            VisitKind::First => "label-visit-first",
            VisitKind::Regular => "label-visit-regular",
            VisitKind::Aftercare => "label-visit-aftercare",
            VisitKind::Consultation => "label-visit-consultation",
            VisitKind::Phone => "label-visit-phone",
            VisitKind::Message => "label-visit-message",
            VisitKind::Accompaniment => "label-visit-accompaniment",
            VisitKind::Brief => "label-visit-brief",
        })
    }

    /// What came of a visit.
    pub fn outcome(&self, outcome: Outcome) -> Cow<'_, str> {
        self.get(match outcome {
            Outcome::Met => "label-outcome-met",
            Outcome::NotMet => "label-outcome-not-met",
            Outcome::Refused => "label-outcome-refused",
            Outcome::Moved => "label-outcome-moved",
        })
    }

    /// A question or measure of a checklist in the language of these strings.
    pub fn wording(&self, wording: &Wording) -> &'static str {
        match self.lang() {
            Lang::De => wording.de,
            Lang::En => wording.en,
        }
    }

    /// Where a case stands.
    pub fn phase(&self, phase: PhaseMark) -> Cow<'_, str> {
        self.get(match phase {
            PhaseMark::New => "label-phase-new",
            PhaseMark::Active => "label-phase-active",
            PhaseMark::Aftercare => "label-phase-aftercare",
            PhaseMark::Dormant => "label-phase-dormant",
            PhaseMark::Closed => "label-phase-closed",
        })
    }

    /// Why a case ended.
    pub fn close_reason(&self, reason: CloseReason) -> Cow<'_, str> {
        self.get(match reason {
            CloseReason::RegimeChange => "label-close-regime",
            CloseReason::MovedAway => "label-close-moved",
            CloseReason::LeftCountry => "label-close-left",
            CloseReason::WhereaboutsUnknown => "label-close-unknown",
            CloseReason::NoNeed => "label-close-no-need",
            CloseReason::GoalReached => "label-close-goal",
            CloseReason::Transfer => "label-close-transfer",
            CloseReason::Died => "label-close-died",
            CloseReason::Duplicate => "label-close-duplicate",
        })
    }

    /// Why somebody belongs to a household no more.
    pub fn left(&self, left: Left) -> Cow<'_, str> {
        self.get(match left {
            Left::MovedOut => "label-left-moved-out",
            Left::OtherHousehold => "label-left-other",
            Left::OwnCase => "label-left-own",
            Left::LeftCountry => "label-left-country",
            Left::WhereaboutsUnknown => "label-left-unknown",
            Left::Died => "label-left-died",
        })
    }

    /// Relation to the reference person.
    pub fn relation(&self, relation: Relation) -> Cow<'_, str> {
        self.get(match relation {
            Relation::Reference => "label-relation-reference",
            Relation::Partner => "label-relation-partner",
            Relation::Child => "label-relation-child",
            Relation::Parent => "label-relation-parent",
            Relation::Sibling => "label-relation-sibling",
            Relation::Relative => "label-relation-relative",
            Relation::Unrelated => "label-relation-unrelated",
            Relation::Unknown => "label-relation-unknown",
        })
    }

    /// How people are talked with.
    pub fn interpreter(&self, interpreter: Interpreter) -> Cow<'_, str> {
        self.get(match interpreter {
            Interpreter::None => "label-interpreter-none",
            Interpreter::Lay => "label-interpreter-lay",
            Interpreter::Professional => "label-interpreter-professional",
            Interpreter::Remote => "label-interpreter-remote",
            Interpreter::Family => "label-interpreter-family",
        })
    }

    /// Sex as in the papers.
    pub fn sex(&self, sex: Sex) -> Cow<'_, str> {
        self.get(match sex {
            Sex::Female => "label-sex-female",
            Sex::Male => "label-sex-male",
            Sex::Diverse => "label-sex-diverse",
            Sex::Unknown => "label-sex-unknown",
        })
    }

    /// What kind of home.
    pub fn site_kind(&self, kind: SiteKind) -> Cow<'_, str> {
        self.get(match kind {
            SiteKind::Shelter => "label-site-shelter",
            SiteKind::MunicipalFlat => "label-site-municipal",
            SiteKind::OwnFlat => "label-site-own",
        })
    }

    /// How a situation is rated.
    fn situation(&self, rating: Rating) -> Cow<'_, str> {
        self.get(match rating {
            Rating::Ok => "label-rating-ok",
            Rating::Watch => "label-rating-watch",
            Rating::Attention => "label-rating-attention",
            Rating::Urgent => "label-rating-urgent",
            Rating::NotApplicable => "label-rating-na",
        })
    }

    /// How an ability is rated ([`Scale::Ability`](crate::domain::checklist::Scale)).
    fn ability(&self, rating: Rating) -> Cow<'_, str> {
        self.get(match rating {
            Rating::Ok => "label-ability-ok",
            Rating::Watch => "label-ability-watch",
            Rating::Attention | Rating::Urgent => "label-ability-attention",
            Rating::NotApplicable => "label-ability-na",
        })
    }

    /// What an item, a measure or a contact is about.
    pub fn action_field(&self, field: ActionField) -> Cow<'_, str> {
        self.get(match field {
            ActionField::Language => "label-area-language",
            ActionField::Housing => "label-area-housing",
            ActionField::Health => "label-area-health",
            ActionField::Education => "label-area-education",
            ActionField::Participation => "label-area-participation",
            ActionField::Authorities => "label-area-authorities",
            ActionField::Psychosocial => "label-area-psychosocial",
            ActionField::TenancyReadiness => "label-area-tenancy",
            ActionField::DailyStructure => "label-area-daily",
            ActionField::SharedResponsibility => "label-area-shared",
            ActionField::Aftercare => "label-area-aftercare",
            ActionField::MoveOut => "label-area-move-out",
        })
    }

    /// What a form is called.
    pub fn form(&self, form: Form) -> Cow<'_, str> {
        self.get(match form {
            Form::Visit => "label-form-visit",
            Form::Contact => "label-form-contact",
            Form::FollowUp => "label-form-follow-up",
            Form::NewHousehold => "label-form-household-new",
            Form::NewPerson => "label-form-person-new",
            Form::EditPerson(_) => "label-form-person",
            Form::EditHousehold => "label-form-household",
            Form::Note => "label-form-note",
            Form::Status => "label-form-status",
            Form::Protocol => "label-form-protocol",
            Form::Need => "needs-form",
            Form::Letter => "label-form-letter",
            Form::Unreadable => "label-form-unreadable",
            Form::Facts => "sheet-title",
            Form::Paper => "paper-form",
            Form::Topics => "topic-title",
            Form::Assessment(id) => return self.checklist(id),
        })
    }

    /// How a situation or, for such an item, an ability is rated.
    pub fn rating(&self, rating: Rating, item: Option<&Item>) -> Cow<'_, str> {
        match item.map(|item| item.scale) {
            Some(Scale::Ability) => self.ability(rating),
            _ => self.situation(rating),
        }
    }

    /// The name of a language by its ISO 639 code; the code itself where there is no name for it.
    pub fn language<'t>(&'t self, code: &'t str) -> Cow<'t, str> {
        let known = LANGUAGES.iter().find(|(known, _)| *known == code);
        known.map_or(Cow::Borrowed(code), |(_, key)| self.get(key))
    }
}

/// Languages met in the work, by ISO 639-1 code (639-3 where there is none), and their texts.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("ar", "label-language-ar"),
    ("az", "label-language-az"),
    ("bn", "label-language-bn"),
    ("bs", "label-language-bs"),
    ("bg", "label-language-bg"),
    ("ckb", "label-language-ckb"),
    ("de", "label-language-de"),
    ("el", "label-language-el"),
    ("en", "label-language-en"),
    ("es", "label-language-es"),
    ("fa", "label-language-fa"),
    ("ff", "label-language-ff"),
    ("fr", "label-language-fr"),
    ("ha", "label-language-ha"),
    ("hi", "label-language-hi"),
    ("hr", "label-language-hr"),
    ("hy", "label-language-hy"),
    ("ka", "label-language-ka"),
    ("kmr", "label-language-kmr"),
    ("ku", "label-language-ku"),
    ("ln", "label-language-ln"),
    ("mk", "label-language-mk"),
    ("nl", "label-language-nl"),
    ("pa", "label-language-pa"),
    ("pl", "label-language-pl"),
    ("prs", "label-language-prs"),
    ("ps", "label-language-ps"),
    ("pt", "label-language-pt"),
    ("ro", "label-language-ro"),
    ("rom", "label-language-rom"),
    ("ru", "label-language-ru"),
    ("so", "label-language-so"),
    ("sq", "label-language-sq"),
    ("sr", "label-language-sr"),
    ("sw", "label-language-sw"),
    ("ta", "label-language-ta"),
    ("ti", "label-language-ti"),
    ("tr", "label-language-tr"),
    ("uk", "label-language-uk"),
    ("ur", "label-language-ur"),
    ("uz", "label-language-uz"),
    ("vi", "label-language-vi"),
    ("zh", "label-language-zh"),
];
