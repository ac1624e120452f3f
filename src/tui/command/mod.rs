//! The command table: every command once.
//!
//! Keymap, footer, which-key box, help, palette, the table of `aid keys` and the tests read this
//! table and nothing else, so that they cannot tell different stories. Three things are named
//! apart:
//!
//! - a [`Context`] is what the keys go to: a list, a text field, a dialog. A context looks for a
//!   key in its own table first and then in those of its [chain](Context::chain);
//! - a [`Place`] is the screen on which a command means something;
//! - a [`Need`] is what has to be there so that it can be done now. A command whose need is not
//!   met is shown, disabled, with the reason: it is never hidden.
//!
//! Label (at most 14 cells), help (one sentence) and synonyms (for the palette) are texts:
//! `command-visit-new`, its `.help` and its `.also`.
mod situation;
mod table;

use std::borrow::Cow;

pub use situation::{Need, Present, Situation};
pub use table::TABLE;

use crate::text::Texts;

/// What a person can tell the program to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)] // the table and `command.ftl` say what each one does
pub enum CommandId {
    Help,
    Palette,
    Find,
    Urgent,
    Hide,
    Back,
    Quit,
    Undo,
    Redo,
    Reload,
    Language,
    GoToday,
    GoCaseload,
    GoRecent,
    GoProtocols,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    PaneNext,
    PanePrev,
    Open,
    New,
    Edit,
    HouseholdEdit,
    CaseStatus,
    PersonMerge,
    VisitNew,
    ContactNew,
    FollowupNew,
    FollowupDone,
    FollowupMove,
    FollowupHand,
    FollowupFail,
    NoteNew,
    LetterNew,
    TopicNew,
    ProtocolNew,
    ProtocolSign,
    RentNew,
    DailyNew,
    SharedNew,
    MoveOutNew,
    Assessments,
    Certificate,
    Reading,
    Facts,
    Papers,
    Letters,
    Topics,
    TopicBack,
    PaperEnd,
    Needs,
    NeedStep,
    Preview,
    RecordNext,
    RecordPrev,
    Search,
    Filter,
    Sort,
    GroupHome,
    Save,
    FieldNext,
    FieldPrev,
    Accept,
    Values,
    LikeLast,
    PersonNext,
    Missing,
    LetterTake,
    History,
    Toggle,
    ToggleAll,
    Unknown,
    NoAnswer,
    Discard,
    SimilarOpen,
    AnswerOk,
    AnswerWatch,
    AnswerAttention,
    AnswerUrgent,
    AnswerNotApplicable,
    AnswerClear,
    RestOk,
    Note,
    SectionNext,
    SectionPrev,
    AllItems,
    VisitHead,
    Yes,
    No,
    TextLeft,
    TextRight,
    TextWordLeft,
    TextWordRight,
    TextHome,
    TextEnd,
    EraseLeft,
    EraseRight,
    EraseWord,
    EraseToStart,
    EraseToEnd,
    NewLine,
}

impl CommandId {
    /// Its line in the table.
    pub fn command(self) -> &'static Command {
        // the table stands in the order of the enum (a test holds it), so the fallback is never met
        TABLE.get(self as usize).unwrap_or(&table::HELP)
    }
}

/// What the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Everywhere.
    Global,
    /// A list of records, or a page to read.
    List,
    /// A form, while no field that takes letters has the focus.
    Form,
    /// A field that takes letters.
    Text,
    /// An item of a checklist.
    Checklist,
    /// A question with two answers.
    Dialog,
    /// A field that takes one of several values, filtered as one types.
    Choice,
    /// A field that takes a date.
    Date,
    /// A line to type into with a list below that it narrows: palette, search, filter of the help.
    Palette,
    /// The urgent card: a page to read over a field in which one may be typing.
    Card,
}

impl Context {
    /// Every context, in the order in which tables show them.
    pub const ALL: [Self; 10] = [
        Self::Global,
        Self::List,
        Self::Form,
        Self::Text,
        Self::Checklist,
        Self::Dialog,
        Self::Choice,
        Self::Date,
        Self::Palette,
        Self::Card,
    ];

    /// The name of its table in a keymap file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::List => "list",
            Self::Form => "form",
            Self::Text => "text",
            Self::Checklist => "checklist",
            Self::Dialog => "dialog",
            Self::Choice => "choice",
            Self::Date => "date",
            Self::Palette => "palette",
            Self::Card => "card",
        }
    }

    /// The context with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|context| context.name() == name)
    }

    /// The contexts whose keys work here, the innermost first.
    pub fn chain(self) -> &'static [Self] {
        use Context::{Card, Checklist, Choice, Date, Dialog, Form, Global, List, Palette, Text};
        match self {
            Global => &[Global],
            List => &[List, Global],
            Form => &[Form, Global],
            Text => &[Text, Form, Global],
            Checklist => &[Checklist, Form, Global],
            Dialog => &[Dialog, Global],
            Choice => &[Choice, Text, Form, Global],
            Date => &[Date, Text, Form, Global],
            Palette => &[Palette, Text, Global],
            Card => &[Card, Global],
        }
    }

    /// Whether it is a part of a form.
    pub fn is_of_form(self) -> bool {
        self.chain().contains(&Self::Form)
    }

    /// Whether letters are typed into it, so that they are no keys of commands. The card hands them
    /// on to what it covers.
    pub fn typing(self) -> bool {
        self == Self::Card || self.chain().contains(&Self::Text)
    }
}

/// The screen that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// What is to be done today.
    Today,
    /// The caseload.
    Caseload,
    /// One case: household, persons, follow-ups, reading view.
    Case,
    /// The recent visits.
    Recent,
    /// The checklist of a visit.
    Visit,
    /// The form of a brief contact.
    Contact,
    /// The form of a household or a person.
    Record,
    /// The form of a follow-up.
    Followup,
    /// The fact sheet.
    Facts,
    /// The papers of a household.
    Papers,
    /// The form of a paper.
    Paper,
    /// The form of a note.
    Note,
    /// The letters of a household.
    Letters,
    /// The form of a letter.
    Letter,
    /// The form of the next step of a case.
    Status,
    /// The form of a protocol.
    Protocol,
    /// The protocols one may read.
    Protocols,
    /// One of them, as a page.
    ProtocolPage,
    /// The needs of a household.
    Needs,
    /// The form of a need.
    Need,
    /// The filled checklists of a case.
    Assessments,
    /// What the members of a household were told.
    Topics,
    /// The form of information given.
    Topic,
}

/// Under which heading help and key table show a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Works everywhere.
    General,
    /// Moving about.
    Move,
    /// Working with records.
    Records,
    /// Filling in forms.
    Form,
    /// Answering a checklist.
    Checklist,
    /// Answering a question.
    Dialog,
    /// Editing text.
    Editing,
}

impl Group {
    /// Every group in the order shown.
    pub const ALL: [Self; 7] = [
        Self::General,
        Self::Records,
        Self::Checklist,
        Self::Form,
        Self::Move,
        Self::Dialog,
        Self::Editing,
    ];

    /// Its heading.
    pub fn label(self, texts: &Texts) -> Cow<'_, str> {
        texts.get(match self {
            Self::General => "keymap-group-general",
            Self::Move => "keymap-group-move",
            Self::Records => "keymap-group-records",
            Self::Form => "keymap-group-form",
            Self::Checklist => "keymap-group-checklist",
            Self::Dialog => "keymap-group-dialog",
            Self::Editing => "keymap-group-editing",
        })
    }
}

/// Rank in the footer of what adds to a list of one kind.
const ADDS: u8 = 75;
/// The same of the way to a question.
const JUMPS: u8 = 50;

/// One line of the table.
#[derive(Debug)]
pub struct Command {
    /// Which command.
    pub id: CommandId,
    /// Its name in keymap files, which never changes: `visit.new`.
    pub name: &'static str,
    /// Heading in help and key table.
    pub group: Group,
    /// Rank in the footer: the higher the earlier; 0 is never shown there.
    pub hint: u8,
    /// Where it works; each of them has a key for it.
    pub contexts: &'static [Context],
    /// The screens on which it means something; empty: all.
    pub places: &'static [Place],
    /// What has to be there.
    pub needs: &'static [Need],
}

impl Command {
    /// The command with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLE.iter().find(|command| command.name == name)
    }

    /// Whether it belongs here at all, be it enabled or not.
    pub fn applies(&self, situation: Situation) -> bool {
        let chain = situation.context.chain();
        let here = self.contexts.iter().any(|context| chain.contains(context));
        here && (self.places.is_empty() || self.places.contains(&situation.place))
    }

    /// Its rank in the footer there: in a list of one kind comes what adds to it before what one adds
    /// elsewhere or ends; in a checklist one goes to a question mostly by answering the one before.
    pub fn rank(&self, place: Place) -> u8 {
        match (self.id, place) {
            (CommandId::New, Place::Papers | Place::Letters | Place::Topics) => ADDS,
            (CommandId::Search, Place::Visit) => JUMPS,
            _ => self.hint,
        }
    }

    /// Whether it can be done now; if not, what is missing.
    pub fn enabled(&self, situation: Situation) -> Result<(), Need> {
        let missing = |need: &Need| !situation.present.has(*need);
        // new persons, needs and information given belong to the case, a new household to none yet
        let enters = matches!(situation.place, Place::Case | Place::Needs | Place::Topics);
        let of_case = (self.id == CommandId::New && enters).then_some(Need::OpenCase);
        self.needs.iter().copied().chain(of_case).find(missing).map_or(Ok(()), Err)
    }

    /// The label: at most 14 cells.
    pub fn label<'t>(&self, texts: &'t Texts) -> Cow<'t, str> {
        texts.get(&self.text_key())
    }

    /// One sentence that says what it does.
    pub fn help<'t>(&self, texts: &'t Texts) -> Cow<'t, str> {
        texts.attribute(&self.text_key(), "help").unwrap_or_default()
    }

    /// Other words for it, for the palette; empty if there are none.
    pub fn synonyms<'t>(&self, texts: &'t Texts) -> Cow<'t, str> {
        texts.attribute(&self.text_key(), "also").unwrap_or_default()
    }

    /// The key of its label: `command-visit-new`.
    pub fn text_key(&self) -> String {
        format!("command-{}", self.name.replace('.', "-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        for (position, command) in TABLE.iter().enumerate() {
            assert_eq!(command.id as usize, position, "{}", command.name);
        }
        assert_eq!(TABLE.len(), CommandId::NewLine as usize + 1);
    }

    #[test]
    fn a_command_without_its_need_says_what_is_missing() {
        let mut situation = Situation::new(Place::Caseload, Context::List);
        let visit = CommandId::VisitNew.command();
        assert!(visit.applies(situation));
        assert_eq!(visit.enabled(situation), Err(Need::Household));
        situation.present.add(Need::Household);
        assert_eq!(visit.enabled(situation), Err(Need::OpenCase));
        situation.present.add(Need::OpenCase);
        assert_eq!(visit.enabled(situation), Ok(()));
        situation.place = Place::Visit;
        assert!(!visit.applies(situation), "no visit out of a visit");
    }
}
