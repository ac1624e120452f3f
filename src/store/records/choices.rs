//! The number of every choice that is kept. A number is never given to anything else, and none is
//! taken from the order in which a choice is declared.

use super::Code;
use crate::codec::CodecError;
use crate::domain::assessment::Level;
use crate::domain::case::CloseReason;
use crate::domain::checklist::{ActionField, Origin, Rating, TemplateId};
use crate::domain::facts::Source;
use crate::domain::household::{Interpreter, Left, Relation};
use crate::domain::letters::Status;
use crate::domain::needs;
use crate::domain::office::OfficeKind;
use crate::domain::papers::PaperKind;
use crate::domain::person::{NameKind, Sex};
use crate::domain::protocol::Finding;
use crate::domain::site::SiteKind;
use crate::domain::staff::Role;
use crate::domain::visit::{Outcome, VisitKind};

/// Both directions from one list; the compiler finds a choice that has no number.
macro_rules! numbered {
    ($($choice:path { $($variant:ident = $code:literal),+ $(,)? })+) => {$(
        impl Code for $choice {
            fn code(self) -> u8 {
                match self { $(Self::$variant => $code),+ }
            }

            fn of(code: u8) -> Result<Self, CodecError> {
                match code { $($code => Ok(Self::$variant),)+ _ => Err(CodecError::Malformed) }
            }
        }
    )+};
}

numbered! {
    NameKind { Official = 1, Variant = 2, OriginalScript = 3, Former = 4, CallName = 5 }
    Sex { Female = 1, Male = 2, Diverse = 3, Unknown = 4 }
    Relation {
        Reference = 1, Partner = 2, Child = 3, Parent = 4,
        Sibling = 5, Relative = 6, Unrelated = 7, Unknown = 8,
    }
    Interpreter { None = 1, Lay = 2, Professional = 3, Remote = 4, Family = 5 }
    Left {
        MovedOut = 1, OtherHousehold = 2, OwnCase = 3, LeftCountry = 4, WhereaboutsUnknown = 5,
        Died = 6,
    }
    SiteKind { Shelter = 1, MunicipalFlat = 2, OwnFlat = 3 }
    CloseReason {
        RegimeChange = 1, MovedAway = 2, LeftCountry = 3, WhereaboutsUnknown = 4, NoNeed = 5,
        GoalReached = 6, Transfer = 7, Died = 8, Duplicate = 9,
    }
    Role { Worker = 1, Coordinator = 2, DataProtection = 3, Admin = 4 }
    OfficeKind { Personal = 1, Demo = 2, Shared = 3 }
    VisitKind {
        First = 1, Regular = 2, Aftercare = 3, Consultation = 4,
        Phone = 5, Message = 6, Accompaniment = 7, Brief = 8,
    }
    Outcome { Met = 1, NotMet = 2, Refused = 3, Moved = 4 }
    ActionField {
        Language = 1, Housing = 2, Health = 3, Education = 4, Participation = 5, Authorities = 6,
        Psychosocial = 7, TenancyReadiness = 8, DailyStructure = 9, SharedResponsibility = 10,
        Aftercare = 11, MoveOut = 12,
    }
    Rating { Ok = 1, Watch = 2, Attention = 3, Urgent = 4, NotApplicable = 5 }
    Source { Document = 1, Word = 2, Authority = 3, Unnoted = 4 }
    PaperKind { Residence = 1, Procedure = 2, Benefit = 3, Identity = 4, HealthCover = 5 }
    Status { Open = 1, Answered = 2, NoAction = 3 }
    Level { NotBegun = 1, Practising = 2, Partly = 3, Ready = 4 }
    Finding { None = 1, Latent = 2, Acute = 3 }
    needs::Kind { Need = 1, Goal = 2, Strength = 3 }
    needs::Status { Open = 1, UnderWay = 2, Met = 3, Dropped = 4 }
    Origin { Asked = 1, Summary = 2, AsLastTime = 3 }
    TemplateId {
        Visit = 1, Aftercare = 2, TenancyReadiness = 3, DailyStructure = 4,
        SharedResponsibility = 5, MoveOut = 6,
    }
}
