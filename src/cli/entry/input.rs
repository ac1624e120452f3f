//! An entry as a script gives it: the JSON document, and options put over it. Nothing is checked
//! against the office here.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::error::Category;

use crate::domain::checklist::ItemCode;
use crate::domain::ids::RequestId;
use crate::problem::{Kind, Problem};
use crate::text::Texts;

/// The document. A key that does not exist is an error, so that a slip is never silent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Input {
    /// Made up by the script, 32 hexadecimal digits: sent twice, the entry is recorded once.
    pub id: Option<String>,
    pub case: Option<String>,
    pub find: Option<String>,
    pub kind: Option<String>,
    pub date: Option<String>,
    pub time: Option<String>,
    pub place: Option<String>,
    pub met: Option<Met>,
    pub outcome: Option<String>,
    pub interpreter: Option<String>,
    pub field: Option<String>,
    /// By item code.
    pub answers: BTreeMap<String, Given>,
    pub rest_ok: bool,
    pub note: String,
    pub follow_ups: Vec<FollowUp>,
}

/// Who was met: `"all"`, one name or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Met {
    One(String),
    Names(Vec<String>),
}

/// An answer: the rating alone, or with a note and what was agreed.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Given {
    Rating(String),
    Full(Answer),
}

/// An answer with all that belongs to it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Answer {
    pub rating: String,
    pub note: String,
    /// What was agreed; the measure of the item when only `when` is given.
    pub what: Option<String>,
    /// When it comes up again; as the item proposes when only `what` is given.
    pub when: Option<String>,
}

/// A follow-up that belongs to no item.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowUp {
    pub what: String,
    pub when: String,
}

impl From<String> for Met {
    fn from(names: String) -> Self {
        Self::Names(names.split(',').map(str::to_owned).collect())
    }
}

impl Met {
    /// The names; `None` for everybody.
    pub fn names(self) -> Option<Vec<String>> {
        let names = match self {
            Self::One(name) => vec![name],
            Self::Names(names) => names,
        };
        let names: Vec<String> = names.into_iter().map(|name| name.trim().to_owned()).collect();
        if let [all] = names.as_slice()
            && all.eq_ignore_ascii_case("all")
        {
            return None;
        }
        Some(names.into_iter().filter(|name| !name.is_empty()).collect())
    }
}

impl Given {
    /// With everything.
    pub fn full(self) -> Answer {
        match self {
            Self::Rating(rating) => Answer { rating, ..Answer::default() },
            Self::Full(answer) => answer,
        }
    }
}

impl Input {
    /// Reads a document.
    pub fn read(text: &str, texts: &Texts) -> Result<Self, Problem> {
        if text.trim().is_empty() {
            return Err(Problem::new(texts, Kind::Usage, "cli-entry-empty"));
        }
        serde_json::from_str(text).map_err(|error| {
            let key = match error.classify() {
                Category::Eof => "cli-entry-torn",
                Category::Data => "cli-entry-data",
                Category::Syntax | Category::Io => "cli-entry-json",
            };
            let values = [("line", error.line().into()), ("column", error.column().into())];
            Problem::with(texts, Kind::Usage, key, &values)
        })
    }

    /// The id of the wish to record it, where the script names one.
    pub fn request_id(&self, texts: &Texts) -> Result<Option<RequestId>, Problem> {
        let parse = |text: &String| match (text.len(), u128::from_str_radix(text, 16)) {
            (32, Ok(number)) => Ok(RequestId(number)),
            _ => Err(Problem::new(texts, Kind::Usage, "cli-entry-id")),
        };
        self.id.as_ref().map(parse).transpose()
    }

    /// Options like `SP4=attention`.
    pub fn add_answers(&mut self, options: &[String], texts: &Texts) -> Result<(), Problem> {
        for option in options {
            let Some((code, rating)) = option.split_once('=') else {
                return Err(wrong(option, "cli-entry-answer", texts));
            };
            let mut answer = self.answers.remove(code).map(Given::full).unwrap_or_default();
            rating.trim().clone_into(&mut answer.rating);
            self.answers.insert(code.trim().to_owned(), Given::Full(answer));
        }
        Ok(())
    }

    /// Options like `Kursplatz suchen=+14`, or `SP4=+14` for the measure that the item proposes.
    pub fn add_follow_ups(&mut self, options: &[String], texts: &Texts) -> Result<(), Problem> {
        for option in options {
            let Some((what, when)) = option.rsplit_once('=') else {
                return Err(wrong(option, "cli-entry-follow-up", texts));
            };
            let (what, when) = (what.trim().to_owned(), when.trim().to_owned());
            self.follow_ups.push(FollowUp { what, when });
        }
        Ok(())
    }

    /// A note from standard input. A line that begins with an item code and a colon is the note on
    /// that item, so that nothing said has to stand on the command line.
    pub fn add_note(&mut self, text: &str) {
        let mut general: Vec<&str> = Vec::new();
        for line in text.lines() {
            let of_item = line.split_once(':').filter(|(code, _)| self.item_key(code).is_some());
            match of_item {
                Some((code, note)) => self.note_on(code, note.trim()),
                None => general.push(line),
            }
        }
        general.join("\n").trim().clone_into(&mut self.note);
    }

    /// The key under which an item with this code is answered.
    fn item_key(&self, code: &str) -> Option<String> {
        let wanted = ItemCode::new(code.trim())?;
        let same = |key: &&String| ItemCode::new(key.trim()) == Some(wanted);
        let answered = self.answers.keys().find(same).cloned();
        answered.or_else(|| crate::domain::checklist::item(wanted).map(|_| wanted.to_string()))
    }

    fn note_on(&mut self, code: &str, note: &str) {
        let Some(key) = self.item_key(code) else { return };
        let mut answer = self.answers.remove(&key).map(Given::full).unwrap_or_default();
        if !answer.note.is_empty() {
            answer.note.push('\n');
        }
        answer.note.push_str(note);
        self.answers.insert(key, Given::Full(answer));
    }
}

/// An option that does not have the shape it needs.
fn wrong(option: &str, key: &str, texts: &Texts) -> Problem {
    super::super::log::wrong_value(option, texts.get(key).into_owned(), texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn texts() -> Texts {
        Texts::new(Lang::De)
    }

    #[test]
    fn a_document_is_read_and_a_slip_is_named_with_its_place() {
        let input = Input::read(
            r#"{"case": "AiD-2026-0143", "met": "all", "rest_ok": true,
               "answers": {"SP4": "attention", "WO1": {"rating": "watch", "note": "feucht"}}}"#,
            &texts(),
        );
        let input = input.unwrap();
        assert!(input.rest_ok && input.met.unwrap().names().is_none());
        assert_eq!(input.answers.len(), 2);
        let problem = Input::read("{\n\"notes\": 1}", &texts()).unwrap_err();
        assert_eq!(problem.kind, Kind::Usage);
        assert!(problem.what.contains('2'), "{problem}");
        let words = [("", "leer"), ("[", "Zeile 1"), ("{\"case\": ", "mittendrin"), ("{a", "JSON")];
        for (wrong, word) in words {
            let problem = Input::read(wrong, &texts()).unwrap_err();
            assert!(problem.kind == Kind::Usage && problem.what.contains(word), "{problem}");
            assert!(problem.hint.is_some(), "{problem}");
        }
    }

    #[test]
    fn notes_on_items_come_with_the_note() {
        let mut input = Input::default();
        input.add_answers(&["SP4=attention".into()], &texts()).unwrap();
        input.add_note("Erste Zeile\nSP4: Warteliste\nsp4: seit sechs Wochen\nUhrzeit: spät\n");
        assert_eq!(input.note, "Erste Zeile\nUhrzeit: spät");
        let answer = input.answers.remove("SP4").unwrap().full();
        assert_eq!(answer.rating, "attention");
        assert_eq!(answer.note, "Warteliste\nseit sechs Wochen");
    }

    #[test]
    fn an_id_is_32_hexadecimal_digits() {
        let with = |id: &str| Input { id: Some(id.into()), ..Input::default() };
        let id = with("0000000000000000000000000000002a").request_id(&texts()).unwrap();
        assert_eq!(id, Some(RequestId(42)));
        assert!(with("2a").request_id(&texts()).is_err());
        assert_eq!(Input::default().request_id(&texts()), Ok(None));
    }
}
