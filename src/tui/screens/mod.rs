//! The screens. Each is a plain state with three functions: `update` takes a message and says what
//! it wants done, `view` draws, `situation` says which commands make sense.

pub mod assessments;
pub mod case;
pub mod caseload;
pub mod contact;
pub mod facts;
pub mod first;
pub mod followup;
pub mod form;
pub mod letters;
pub mod needs;
pub mod note;
pub mod papers;
pub mod protocol;
pub mod protocols;
pub mod recent;
pub mod record;
pub mod status;
pub mod today;
pub mod topics;
pub mod unfinished;
pub mod visit;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::api::drafts::{Draft, Form, Head};
use crate::api::{Refusal, Reply};
use crate::domain::checklist::TemplateId;
use crate::domain::escalation::Sign;
use crate::domain::ids::{CaseId, PersonId};
use crate::text::Texts;
use crate::tui::command::{CommandId, Need, Place, Situation};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Notice, Topic};
use crate::tui::theme::DOT;
use form::life;

/// What happens to a screen.
#[derive(Debug)]
pub enum Msg {
    /// It was put in front: for the first time, or again, with the case that the screen before it
    /// was about. Time to ask for what it shows.
    Shown(Option<CaseId>),
    /// A command, from a key or from the palette; it is enabled.
    Command(CommandId),
    /// A character typed while the screen's context takes letters.
    Type(char),
    /// Text pasted: cleaned, line breaks kept. Only sent while the context takes letters.
    Paste(String),
    /// The server answered what this screen asked.
    Reply(Topic, Result<Reply, Refusal>),
    /// These cases were changed, here or by a colleague; `None`: any may have been. Only told to
    /// the screen in front; one that comes to the front is told [`Msg::Shown`].
    Changed(Option<Vec<CaseId>>),
    /// The answer to [`Effect::Confirm`].
    Confirmed(Topic, bool),
    /// Midnight in the office: what counts days has to be asked again.
    NewDay,
}

/// The screens.
#[derive(Debug)]
pub enum Screen {
    /// The caseload.
    Caseload(Box<caseload::State>),
    /// One case.
    Case(Box<case::State>),
    /// What is to be done today.
    Today(Box<today::State>),
    /// The recent visits.
    Recent(Box<recent::State>),
    /// A visit with its checklist.
    Visit(Box<visit::State>),
    /// A brief contact.
    Contact(Box<contact::State>),
    /// A follow-up.
    FollowUp(Box<followup::State>),
    /// The letters of a household.
    Letters(Box<letters::State>),
    /// A letter.
    Letter(Box<letters::form::State>),
    /// What the members of a household were told.
    Topics(Box<topics::State>),
    /// Information given.
    Topic(Box<topics::form::State>),
    /// A note.
    Note(Box<note::State>),
    /// A protocol.
    Protocol(Box<protocol::State>),
    /// The protocols one may read.
    Protocols(Box<protocols::State>),
    /// The filled checklists of a case.
    Assessments(Box<assessments::State>),
    /// A household or a person.
    Record(Box<record::State>),
    /// A fact sheet.
    Facts(Box<facts::State>),
    /// The papers of a household.
    Papers(Box<papers::State>),
    /// A paper.
    Paper(Box<papers::form::State>),
    /// The next step of a case.
    Status(Box<status::State>),
    /// The needs of a household.
    Needs(Box<needs::State>),
    /// A need.
    Need(Box<needs::form::State>),
}

/// What a form that is to be opened is about.
#[derive(Clone, Debug, Default)]
pub struct About<'a> {
    /// The case.
    pub case: Option<CaseId>,
    /// Name of the household.
    pub name: &'a str,
    /// The selected person.
    pub person: Option<PersonId>,
    /// What is selected that is due.
    pub due: Option<followup::Subject>,
}

/// The form that a command opens.
pub fn form(command: CommandId, about: About<'_>, ctx: &Ctx) -> Option<Screen> {
    let (name, case) = (about.name, about.case);
    Some(match command {
        CommandId::VisitNew => Screen::Visit(Box::new(visit::State::new(case?, name, ctx))),
        CommandId::RentNew | CommandId::DailyNew | CommandId::SharedNew | CommandId::MoveOutNew => {
            let template = match command {
                CommandId::RentNew => TemplateId::TenancyReadiness,
                CommandId::DailyNew => TemplateId::DailyStructure,
                CommandId::SharedNew => TemplateId::SharedResponsibility,
                _ => TemplateId::MoveOut,
            };
            let state = visit::State::checklist_of(template, case?, name, about.person, ctx);
            Screen::Visit(Box::new(state))
        }
        CommandId::Assessments => {
            Screen::Assessments(Box::new(assessments::State::new(case?, name)))
        }
        CommandId::ContactNew => Screen::Contact(Box::new(contact::State::new(case?, name, ctx))),
        CommandId::ProtocolNew => {
            Screen::Protocol(Box::new(protocol::State::new(case?, name, None, ctx)))
        }
        CommandId::Letters => Screen::Letters(Box::new(letters::State::new(case?, name))),
        CommandId::LetterNew => {
            Screen::Letter(Box::new(letters::form::State::new(case?, name, ctx)))
        }
        CommandId::Topics => Screen::Topics(Box::new(topics::State::new(case?, name))),
        CommandId::TopicNew => {
            Screen::Topic(Box::new(topics::form::State::new(case?, name, None, ctx)))
        }
        CommandId::NoteNew => Screen::Note(Box::new(note::State::new(case?, name, ctx))),
        CommandId::FollowupNew => {
            Screen::FollowUp(Box::new(followup::State::new(case?, name, ctx)))
        }
        CommandId::FollowupMove | CommandId::FollowupHand | CommandId::FollowupFail => {
            let deed = match command {
                CommandId::FollowupHand => followup::Deed::Hand,
                CommandId::FollowupFail => followup::Deed::Fail,
                _ => followup::Deed::Move,
            };
            let state = followup::State::doing(deed, case?, name, about.due?, ctx);
            Screen::FollowUp(Box::new(state))
        }
        CommandId::PersonMerge => {
            let state = status::State::merging(case?, name, about.person, None, ctx);
            Screen::Status(Box::new(state))
        }
        CommandId::CaseStatus => Screen::Status(Box::new(status::State::new(case?, name, ctx))),
        CommandId::New | CommandId::Edit | CommandId::HouseholdEdit => {
            let state = match (command, case, about.person) {
                (CommandId::HouseholdEdit, ..) => record::State::household(case?, name, ctx),
                (CommandId::New, Some(case), _) => record::State::new_person(case, name, ctx),
                (CommandId::New, None, _) => record::State::new_household(ctx),
                (_, case, Some(person)) => record::State::person(case?, name, person, ctx),
                (_, case, None) => record::State::household(case?, name, ctx),
            };
            Screen::Record(Box::new(state))
        }
        CommandId::Facts => Screen::Facts(Box::new(facts::State::new(case?, name, ctx))),
        CommandId::Needs => Screen::Needs(Box::new(needs::State::new(case?, name))),
        CommandId::Papers => {
            let papers = papers::State::new(case?, name).at(about.person);
            Screen::Papers(Box::new(papers))
        }
        _ => return None,
    })
}

/// Says why nothing new is begun about a closed case, and what opens it again.
fn say_closed(place: Place, ctx: &Ctx) -> Effect {
    Effect::Say(Notice::hint(Need::OpenCase.reason(place, &ctx.texts)))
}

/// The form that a draft was kept of, as it was left; `None` where this release cannot read it.
pub fn resume(draft: &Draft, ctx: &Ctx) -> Option<Screen> {
    Some(match draft.form {
        Form::Visit | Form::Assessment(_) => {
            Screen::Visit(Box::new(visit::State::resume(draft, ctx)))
        }
        Form::Contact => Screen::Contact(Box::new(contact::State::resume(draft, ctx))),
        Form::FollowUp => Screen::FollowUp(Box::new(followup::State::resume(draft, ctx))),
        Form::Facts => Screen::Facts(Box::new(facts::State::resume(draft, ctx))),
        Form::Paper => Screen::Paper(Box::new(papers::form::State::resume(draft, ctx)?)),
        Form::Protocol => Screen::Protocol(Box::new(protocol::State::resume(draft, ctx))),
        Form::Need => Screen::Need(Box::new(needs::form::State::resume(draft, ctx))),
        Form::Letter => Screen::Letter(Box::new(letters::form::State::resume(draft, ctx))),
        Form::Topics => Screen::Topic(Box::new(topics::form::State::resume(draft, ctx))),
        Form::Note => Screen::Note(Box::new(note::State::resume(draft, ctx))),
        Form::Status => Screen::Status(Box::new(status::State::resume(draft, ctx))),
        Form::Unreadable => return None,
        _ => Screen::Record(Box::new(record::State::resume(draft, ctx)?)),
    })
}

/// `Kurzkontakt Al-Hamadi, Fatima`; who is being entered is named too.
pub fn draft_in_words(head: &Head, texts: &Texts) -> String {
    let form = match head.kind {
        Some(kind) => texts.visit_kind(kind),
        None => texts.form(head.form),
    };
    let mut named = vec![head.name.as_str(), head.entering.as_str()];
    named.retain(|name| !name.is_empty());
    if head.hidden {
        return texts.with("caseload-draft-hidden-row", &[("form", form.into())]).into_owned();
    }
    [&*form, &named.join(DOT)].join(" ").trim_end().to_owned()
}

impl Screen {
    /// The caseload, the screen one starts with.
    pub fn caseload() -> Self {
        Self::Caseload(Box::default())
    }

    /// Which commands make sense, and what the keys go to.
    pub fn situation(&self, ctx: &Ctx) -> Situation {
        match self {
            Self::Caseload(state) => caseload::situation(state, ctx),
            Self::Case(state) => case::situation(state, ctx),
            Self::Today(state) => today::situation(state),
            Self::Recent(state) => recent::situation(state),
            Self::Visit(state) => visit::situation(state, ctx),
            Self::Contact(state) => contact::situation(state),
            Self::FollowUp(state) => followup::situation(state),
            Self::Letters(state) => letters::situation(state),
            Self::Letter(state) => letters::form::situation(state),
            Self::Topics(state) => topics::situation(state),
            Self::Topic(state) => topics::form::situation(state),
            Self::Note(state) => note::situation(state),
            Self::Protocol(state) => protocol::situation(state),
            Self::Protocols(state) => protocols::situation(state),
            Self::Assessments(state) => assessments::situation(state),
            Self::Record(state) => record::situation(state),
            Self::Facts(state) => facts::situation(state),
            Self::Papers(state) => papers::situation(state, ctx),
            Self::Paper(state) => papers::form::situation(state),
            Self::Status(state) => status::situation(state),
            Self::Needs(state) => needs::situation(state),
            Self::Need(state) => needs::form::situation(state),
        }
    }

    /// Takes a message.
    pub fn update(&mut self, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
        match self {
            Self::Caseload(state) => caseload::update(state, msg, ctx),
            Self::Case(state) => case::update(state, msg, ctx),
            Self::Today(state) => today::update(state, msg, ctx),
            Self::Recent(state) => recent::update(state, msg, ctx),
            Self::Visit(state) => life::update(&mut **state, msg, ctx),
            Self::Contact(state) => life::update(&mut **state, msg, ctx),
            Self::FollowUp(state) => life::update(&mut **state, msg, ctx),
            Self::Letters(state) => letters::update(state, msg, ctx),
            Self::Letter(state) => life::update(&mut **state, msg, ctx),
            Self::Topics(state) => topics::update(state, msg, ctx),
            Self::Topic(state) => life::update(&mut **state, msg, ctx),
            Self::Note(state) => life::update(&mut **state, msg, ctx),
            Self::Protocol(state) => life::update(&mut **state, msg, ctx),
            Self::Protocols(state) => protocols::update(state, msg, ctx),
            Self::Assessments(state) => assessments::update(state, msg, ctx),
            Self::Record(state) => life::update(&mut **state, msg, ctx),
            Self::Facts(state) => facts::update(state, msg, ctx),
            Self::Papers(state) => papers::update(state, msg, ctx),
            Self::Paper(state) => life::update(&mut **state, msg, ctx),
            Self::Status(state) => status::update(state, msg, ctx),
            Self::Needs(state) => needs::update(state, msg, ctx),
            Self::Need(state) => life::update(&mut **state, msg, ctx),
        }
    }

    /// Draws title and body, that is everything between header and message line; returns where
    /// the cursor stands. It may note sizes and scroll positions in the state, nothing else.
    pub fn view(&mut self, ctx: &Ctx, area: Rect, buf: &mut Buffer) -> Position {
        match self {
            Self::Caseload(state) => caseload::view(state, ctx, area, buf),
            Self::Case(state) => case::view(state, ctx, area, buf),
            Self::Today(state) => today::view(state, ctx, area, buf),
            Self::Recent(state) => recent::view(state, ctx, area, buf),
            Self::Visit(state) => visit::view(state, ctx, area, buf),
            Self::Contact(state) => contact::view(state, ctx, area, buf),
            Self::FollowUp(state) => followup::view(state, ctx, area, buf),
            Self::Letters(state) => letters::view(state, ctx, area, buf),
            Self::Letter(state) => letters::form::view(state, ctx, area, buf),
            Self::Topics(state) => topics::view(state, ctx, area, buf),
            Self::Topic(state) => topics::form::view(state, ctx, area, buf),
            Self::Note(state) => note::view(state, ctx, area, buf),
            Self::Protocol(state) => protocol::view(state, ctx, area, buf),
            Self::Protocols(state) => protocols::view(state, ctx, area, buf),
            Self::Assessments(state) => assessments::view(state, ctx, area, buf),
            Self::Record(state) => record::view(state, ctx, area, buf),
            Self::Facts(state) => facts::view(state, ctx, area, buf),
            Self::Papers(state) => papers::view(state, ctx, area, buf),
            Self::Paper(state) => papers::form::view(state, ctx, area, buf),
            Self::Status(state) => status::view(state, ctx, area, buf),
            Self::Needs(state) => needs::view(state, ctx, area, buf),
            Self::Need(state) => needs::form::view(state, ctx, area, buf),
        }
    }

    /// The form as it stands, when there is anything in it that must not be lost; `None` for
    /// screens that are no forms, and once it is saved or thrown away. The application keeps it
    /// when it differs from what was kept last.
    pub fn draft(&self, ctx: &Ctx) -> Option<Draft> {
        match self {
            Self::Caseload(_)
            | Self::Case(_)
            | Self::Today(_)
            | Self::Recent(_)
            | Self::Letters(_)
            | Self::Topics(_)
            | Self::Papers(_)
            | Self::Protocols(_)
            | Self::Needs(_)
            | Self::Assessments(_) => None,
            Self::Need(state) => life::draft(&**state, ctx),
            Self::Facts(state) => life::draft(&**state, ctx),
            Self::Paper(state) => life::draft(&**state, ctx),
            Self::Visit(state) => life::draft(&**state, ctx),
            Self::Contact(state) => life::draft(&**state, ctx),
            Self::FollowUp(state) => life::draft(&**state, ctx),
            Self::Letter(state) => life::draft(&**state, ctx),
            Self::Topic(state) => life::draft(&**state, ctx),
            Self::Note(state) => life::draft(&**state, ctx),
            Self::Protocol(state) => life::draft(&**state, ctx),
            Self::Record(state) => life::draft(&**state, ctx),
            Self::Status(state) => life::draft(&**state, ctx).filter(|_| state.is_kept()),
        }
    }

    /// Whether the field that has the focus is still empty, so that `?` and `-` are commands.
    pub fn field_is_empty(&self) -> bool {
        match self {
            Self::Caseload(_)
            | Self::Case(_)
            | Self::Today(_)
            | Self::Recent(_)
            | Self::Letters(_)
            | Self::Topics(_)
            | Self::Papers(_)
            | Self::Protocols(_)
            | Self::Needs(_)
            | Self::Assessments(_) => true,
            Self::Need(state) => needs::form::field_is_empty(state),
            Self::Facts(state) => facts::field_is_empty(state),
            Self::Paper(state) => papers::form::field_is_empty(state),
            Self::Visit(state) => visit::field_is_empty(state),
            Self::Contact(state) => contact::field_is_empty(state),
            Self::FollowUp(state) => followup::field_is_empty(state),
            Self::Letter(state) => letters::form::field_is_empty(state),
            Self::Topic(state) => topics::form::field_is_empty(state),
            Self::Note(state) => note::field_is_empty(state),
            Self::Protocol(state) => protocol::field_is_empty(state),
            Self::Record(state) => record::field_is_empty(state),
            Self::Status(state) => status::field_is_empty(state),
        }
    }

    /// What cannot wait where the focus is, if it is there.
    pub fn sign(&self) -> Option<&'static Sign> {
        match self {
            Self::Visit(state) => state.sign(),
            _ => None,
        }
    }

    /// Whether a command does the same before what the screen has asked for is here.
    pub fn takes(&self, command: CommandId) -> bool {
        match self {
            Self::Case(state) => case::takes(state, command),
            Self::Caseload(_) => command == CommandId::New,
            _ => false,
        }
    }

    /// The case it is about.
    pub fn case(&self) -> Option<CaseId> {
        match self {
            Self::Case(state) => Some(state.case()),
            Self::Caseload(_) | Self::Today(_) | Self::Recent(_) | Self::Protocols(_) => None,
            Self::Visit(state) => state.case(),
            Self::Assessments(state) => Some(state.case()),
            Self::Contact(state) => state.case(),
            Self::FollowUp(state) => state.case(),
            Self::Letters(state) => Some(state.case()),
            Self::Letter(state) => state.case(),
            Self::Topics(state) => Some(state.case()),
            Self::Topic(state) => state.case(),
            Self::Note(state) => state.case(),
            Self::Protocol(state) => state.case(),
            Self::Record(state) => state.case(),
            Self::Facts(state) => state.case(),
            Self::Papers(state) => Some(state.case()),
            Self::Paper(state) => state.case(),
            Self::Status(state) => state.case(),
            Self::Needs(state) => Some(state.case()),
            Self::Need(state) => state.case(),
        }
    }
}
