//! The lines of the command table, in the order of [`CommandId`].
use super::CommandId as Id;
use super::Context::{
    self, Card, Checklist, Choice, Date, Dialog, Form, Global, List, Palette, Text,
};
use super::Group::{self, Checklist as Items, Dialog as Ask, Editing, General, Move, Records};
use super::Need::{
    self, Due, Earlier, Followup, Household, OpenCase, Redo, Row, Server, Sweep, Undo,
};
use super::Place::{self, Case, Caseload, Facts, Needs, Papers, Recent, Status, Today, Visit};
use super::{Command, Group::Form as Fill};

const EVERYWHERE: &[Context] = &[Global];
const LIST: &[Context] = &[List];
const FORM: &[Context] = &[Form];
const ITEM: &[Context] = &[Checklist];
const TYPING: &[Context] = &[Text];
/// Wherever letters are keys.
const NO_TYPING: &[Context] = &[List, Form];

const ANY: &[Place] = &[];
const CASES: &[Place] = &[Caseload, Case];
/// Forms, and the list of what was left unfinished.
const DRAFTS: &[Place] = &[
    Today,
    Caseload,
    Visit,
    Place::Contact,
    Place::Record,
    Place::Followup,
    Facts,
    Place::Paper,
    Place::Note,
    Place::Letter,
    Place::Topic,
    Status,
    Place::Need,
];
/// Lists of one household.
const OF_CASE: &[Place] = &[Caseload, Case, Papers, Needs];
const NEW: &[Place] = &[Caseload, Case, Papers, Needs, Place::Letters, Place::Topics];
/// Where information given is entered.
const TELLS: &[Place] = &[Today, Caseload, Case, Recent, Place::Topics];
const EDITS: &[Place] =
    &[Caseload, Case, Papers, Needs, Place::Protocols, Place::ProtocolPage, Place::Letters];
/// Where a protocol can be signed off.
const SIGNS: &[Place] = &[Place::Protocols, Place::ProtocolPage];
const SHEETS: &[Place] = &[Today, Caseload, Case, Papers];
const PAPERS: &[Place] = &[Today, Caseload, Case];
const LISTS: &[Place] = &[Today, Caseload, Case, Recent];
const OPENS: &[Place] = &[
    Today,
    Caseload,
    Case,
    Recent,
    Papers,
    Needs,
    Place::Protocols,
    Place::Letters,
    Place::Assessments,
    Place::Topics,
];
/// Lists with parts to go to.
const PARTED: &[Place] = &[Case, Papers, Needs];
/// Where a checklist of its own is begun.
const CHECKLISTS: &[Place] = &[Today, Caseload, Case, Recent, Place::Assessments];
/// Where follow-ups stand.
const DUTIES: &[Place] = &[Today, Case, Needs];
const DONE: &[Place] = &[Today, Case, Needs, Place::Letters];

/// The first line by itself: the fallback of [`Id::command`].
pub(super) const HELP: Command = row(Id::Help, "help", General, 100, EVERYWHERE, ANY, &[]);

/// Every command.
#[rustfmt::skip] // one command a line reads as the table it is
pub const TABLE: &[Command] = &[
    HELP,
    row(Id::Palette, "palette", General, 30, EVERYWHERE, ANY, &[]),
    row(Id::Find, "find", General, 45, EVERYWHERE, ANY, &[]),
    row(Id::Urgent, "urgent", General, 20, EVERYWHERE, ANY, &[]),
    row(Id::Hide, "hide", General, 10, EVERYWHERE, ANY, &[]),
    row(Id::Back, "back", General, 40, EVERYWHERE, ANY, &[]),
    row(Id::Quit, "quit", General, 15, EVERYWHERE, ANY, &[]),
    row(Id::Undo, "undo", General, 14, NO_TYPING, ANY, &[Undo, Server]),
    row(Id::Redo, "redo", General, 4, NO_TYPING, ANY, &[Redo, Server]),
    row(Id::Reload, "reload", General, 3, EVERYWHERE, ANY, &[Server]),
    row(Id::Language, "language", General, 1, NO_TYPING, ANY, &[]),
    row(Id::GoToday, "go.today", General, 8, NO_TYPING, ANY, &[]),
    row(Id::GoCaseload, "go.caseload", General, 8, NO_TYPING, ANY, &[]),
    row(Id::GoRecent, "go.recent", General, 8, NO_TYPING, ANY, &[]),
    row(Id::GoProtocols, "go.protocols", General, 7, NO_TYPING, ANY, &[]),

    row(Id::Up, "move.up", Move, 0, EVERYWHERE, ANY, &[]),
    row(Id::Down, "move.down", Move, 0, EVERYWHERE, ANY, &[]),
    row(Id::PageUp, "move.page-up", Move, 0, EVERYWHERE, ANY, &[]),
    row(Id::PageDown, "move.page-down", Move, 0, EVERYWHERE, ANY, &[]),
    row(Id::First, "move.first", Move, 0, NO_TYPING, ANY, &[]),
    row(Id::Last, "move.last", Move, 0, NO_TYPING, ANY, &[]),
    row(Id::PaneNext, "pane.next", Move, 16, LIST, PARTED, &[]),
    row(Id::PanePrev, "pane.prev", Move, 0, LIST, PARTED, &[]),

    row(Id::Open, "open", Records, 95, LIST, OPENS, &[Row]),
    row(Id::New, "new", Records, 50, LIST, NEW, &[]),
    row(Id::Edit, "edit", Records, 48, LIST, EDITS, &[Row]),
    row(Id::HouseholdEdit, "household.edit", Records, 47, LIST, CASES, &[Household]),
    row(Id::CaseStatus, "case.status", Records, 46, LIST, OF_CASE, &[Household]),
    row(Id::PersonMerge, "person.merge", Records, 12, LIST, &[Case], &[Household, OpenCase]),
    row(Id::VisitNew, "visit.new", Records, 90, LIST, LISTS, &[Household, OpenCase]),
    row(Id::ContactNew, "contact.new", Records, 85, LIST, LISTS, &[Household, OpenCase]),
    row(Id::FollowupNew, "followup.new", Records, 70, &[List, Checklist], ANY, &[Household, OpenCase]),
    row(Id::FollowupDone, "followup.done", Records, 89, LIST, DONE, &[Followup]),
    row(Id::FollowupMove, "followup.move", Records, 88, LIST, DUTIES, &[Due]),
    row(Id::FollowupHand, "followup.hand", Records, 86, LIST, DUTIES, &[Due]),
    row(Id::FollowupFail, "followup.fail", Records, 33, LIST, DUTIES, &[Followup]),
    row(Id::NoteNew, "note.new", Records, 43, LIST, LISTS, &[Household]),
    row(Id::LetterNew, "letter.new", Records, 44, LIST, LISTS, &[Household]),
    row(Id::TopicNew, "topic.new", Records, 38, LIST, TELLS, &[Household, OpenCase]),
    row(Id::ProtocolNew, "protocol.new", Records, 41, &[List, Card], ANY, &[Household]),
    row(Id::ProtocolSign, "protocol.sign", Records, 84, LIST, SIGNS, &[Row]),
    row(Id::RentNew, "checklist.rent", Records, 39, LIST, CHECKLISTS, &[Household, OpenCase]),
    row(Id::DailyNew, "checklist.daily", Records, 0, LIST, CHECKLISTS, &[Household, OpenCase]),
    row(Id::SharedNew, "checklist.shared", Records, 0, LIST, CHECKLISTS, &[Household, OpenCase]),
    row(Id::MoveOutNew, "checklist.move-out", Records, 0, LIST, CHECKLISTS, &[Household, OpenCase]),
    row(Id::Assessments, "checklists", Records, 40, LIST, LISTS, &[Household]),
    row(Id::Certificate, "certificate", Records, 71, LIST, &[Case, Place::Assessments], &[Need::Answer]),
    row(Id::Reading, "reading", Records, 52, LIST, LISTS, &[Household]),
    row(Id::Facts, "facts", Records, 53, LIST, SHEETS, &[Household]),
    row(Id::Papers, "papers", Records, 49, LIST, PAPERS, &[Household]),
    row(Id::Letters, "letters", Records, 47, LIST, PAPERS, &[Household]),
    row(Id::Topics, "topics", Records, 37, LIST, PAPERS, &[Household]),
    row(Id::TopicBack, "topic.back", Records, 83, LIST, &[Place::Topics], &[Need::Answer]),
    row(Id::PaperEnd, "paper.end", Records, 56, LIST, &[Papers], &[Need::Paper]),
    row(Id::Needs, "needs", Records, 54, LIST, PAPERS, &[Household]),
    row(Id::NeedStep, "need.step", Records, 87, LIST, &[Needs], &[Row]),
    row(Id::Preview, "preview", Records, 11, LIST, &[Caseload], &[]),
    row(Id::RecordNext, "record.next", Records, 13, LIST, &[Case], &[]),
    row(Id::RecordPrev, "record.prev", Records, 0, LIST, &[Case], &[]),
    row(Id::Search, "search", Records, 80, &[List, Checklist], &[Today, Caseload, Recent, Visit], &[]),
    row(Id::Filter, "filter", Records, 75, LIST, &[Caseload, Recent], &[]),
    row(Id::Sort, "sort", Records, 42, LIST, &[Caseload], &[]),
    row(Id::GroupHome, "group.home", Records, 72, LIST, &[Today], &[]),

    row(Id::Save, "save", Fill, 92, FORM, ANY, &[]),
    row(Id::FieldNext, "field.next", Fill, 44, FORM, ANY, &[]),
    row(Id::FieldPrev, "field.prev", Fill, 0, FORM, ANY, &[]),
    row(Id::Accept, "accept", Fill, 46, &[Form, Dialog, Palette, Card], ANY, &[]),
    row(Id::Values, "values", Fill, 62, FORM, ANY, &[Need::Values]),
    row(Id::LikeLast, "like-last", Fill, 60, ITEM, &[Visit], &[Earlier]),
    row(Id::PersonNext, "person.next", Fill, 64, FORM, &[Place::Record, Facts], &[Need::Person]),
    row(Id::Missing, "missing", Fill, 66, FORM, &[Facts], &[]),
    row(Id::LetterTake, "letter.take", Fill, 65, &[Date], &[Place::Letter, Place::Paper], &[Need::Suggested]),
    row(Id::History, "history", Fill, 63, FORM, &[Facts], &[Need::Answer]),
    row(Id::Toggle, "toggle", Fill, 68, FORM, ANY, &[Need::Box]),
    row(Id::ToggleAll, "toggle.all", Fill, 0, FORM, ANY, &[]),
    row(Id::Unknown, "value.unknown", Fill, 28, &[Choice, Date], ANY, &[]),
    row(Id::NoAnswer, "value.none", Fill, 26, &[Choice, Date], ANY, &[]),
    row(Id::Discard, "draft.discard", Fill, 6, &[Form, List], DRAFTS, &[Need::Draft]),
    row(Id::SimilarOpen, "similar.open", Fill, 91, FORM, &[Place::Record], &[Need::Similar]),

    row(Id::AnswerOk, "answer.ok", Items, 0, ITEM, &[Visit], &[]),
    row(Id::AnswerWatch, "answer.watch", Items, 0, ITEM, &[Visit], &[]),
    row(Id::AnswerAttention, "answer.attention", Items, 0, ITEM, &[Visit], &[]),
    row(Id::AnswerUrgent, "answer.urgent", Items, 0, ITEM, &[Visit], &[]),
    row(Id::AnswerNotApplicable, "answer.na", Items, 0, ITEM, &[Visit], &[]),
    row(Id::AnswerClear, "answer.clear", Items, 0, ITEM, &[Visit], &[]),
    row(Id::RestOk, "rest.ok", Items, 98, ITEM, &[Visit], &[Sweep]),
    row(Id::Note, "note", Items, 88, ITEM, &[Visit], &[]),
    row(Id::SectionNext, "section.next", Items, 58, ITEM, &[Visit], &[]),
    row(Id::SectionPrev, "section.prev", Items, 0, ITEM, &[Visit], &[]),
    row(Id::AllItems, "items.all", Items, 56, ITEM, &[Visit], &[Need::Further]),
    row(Id::VisitHead, "visit.head", Items, 72, ITEM, &[Visit], &[]),

    row(Id::Yes, "dialog.yes", Ask, 90, &[Dialog], ANY, &[]),
    row(Id::No, "dialog.no", Ask, 89, &[Dialog], ANY, &[]),

    row(Id::TextLeft, "text.left", Editing, 0, TYPING, ANY, &[]),
    row(Id::TextRight, "text.right", Editing, 0, TYPING, ANY, &[]),
    row(Id::TextWordLeft, "text.word-left", Editing, 0, TYPING, ANY, &[]),
    row(Id::TextWordRight, "text.word-right", Editing, 0, TYPING, ANY, &[]),
    row(Id::TextHome, "text.home", Editing, 0, TYPING, ANY, &[]),
    row(Id::TextEnd, "text.end", Editing, 0, TYPING, ANY, &[]),
    row(Id::EraseLeft, "erase.left", Editing, 0, TYPING, ANY, &[]),
    row(Id::EraseRight, "erase.right", Editing, 0, TYPING, ANY, &[]),
    row(Id::EraseWord, "erase.word", Editing, 0, TYPING, ANY, &[]),
    row(Id::EraseToStart, "erase.to-start", Editing, 0, TYPING, ANY, &[]),
    row(Id::EraseToEnd, "erase.to-end", Editing, 0, TYPING, ANY, &[]),
    row(Id::NewLine, "text.new-line", Editing, 0, TYPING, ANY, &[]),
];

/// A line of the table, short enough to stand on one.
const fn row(
    id: Id,
    name: &'static str,
    group: Group,
    hint: u8,
    contexts: &'static [Context],
    places: &'static [Place],
    needs: &'static [Need],
) -> Command {
    Command { id, name, group, hint, contexts, places, needs }
}
