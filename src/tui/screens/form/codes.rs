//! Languages and countries as people type them: by code or by name, several with commas.

use crate::domain::names::fold;
use crate::domain::person::{language_code, language_like, nationality_code};
use crate::text::countries::COUNTRIES;
use crate::text::labels::LANGUAGES;
use crate::text::{Lang, Texts};
use crate::tui::fuzzy::{Words, rank};
use crate::tui::widgets::editor::Editor;
use crate::tui::widgets::list::List;

/// Which codes a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codes {
    /// Languages, best first.
    Languages,
    /// One language.
    Language,
    /// Nationalities.
    Nationalities,
}

/// What was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The canonical text: codes with ", ".
    pub codes: String,
    /// Their names with ", ".
    pub names: String,
}

impl Codes {
    /// Reads what was typed; the part that is neither a code nor a name on an error.
    pub fn read(self, text: &str, texts: &Texts) -> Result<Read, String> {
        let parts = text.split([',', ';', '/']).map(str::trim).filter(|part| !part.is_empty());
        let mut codes = Vec::new();
        for part in parts {
            match self.code(part, texts) {
                Some(code) => codes.push(code),
                // names may hold blanks, codes may be set apart by them
                None => {
                    for word in part.split_whitespace() {
                        codes.push(self.code(word, texts).ok_or(word)?);
                    }
                }
            }
        }
        if self == Self::Language && codes.len() > 1 {
            return Err(text.trim().to_owned());
        }
        let codes = codes.join(", ");
        Ok(Read { names: self.in_words(&codes, texts), codes })
    }

    /// The same; on an error also a language that nobody knows, unless it is in what was `kept`.
    pub fn read_known(self, text: &str, kept: &str, texts: &Texts) -> Result<Read, String> {
        let read = self.read(text, texts)?;
        if self != Self::Nationalities {
            let kept = self.read(kept, texts).map(|read| read.codes).unwrap_or_default();
            let kept: Vec<String> = kept.split(", ").map(str::to_owned).collect();
            let mut codes = read.codes.split(", ");
            let unknown = codes.find(|code| language_code(code, &kept).is_err());
            unknown.map_or(Ok(()), |code| Err(code.to_owned()))?;
        }
        Ok(read)
    }

    /// Codes with ", " by their names, which [are read](Codes::read) as these codes again.
    pub fn in_words(self, codes: &str, texts: &Texts) -> String {
        let codes = codes.split(", ").filter(|code| !code.is_empty());
        codes.map(|code| self.name(code, texts)).collect::<Vec<_>>().join(", ")
    }

    /// The names that fit the part at the end of the text, best first; all of them, in the order
    /// of the alphabet, where nothing is typed in it or it is such a name already.
    pub fn fitting(self, editor: &Editor, texts: &Texts) -> Vec<String> {
        let named = |(code, key): &(&'static str, &'static str)| (*code, texts.get(key));
        let mut values: Vec<_> = self.table().iter().map(named).collect();
        values.sort_by_cached_key(|(_, name)| fold(name));
        let (_, part) = self.last_part(editor);
        let query = if values.iter().any(|(_, name)| name == part) { "" } else { part };
        let words = values.iter().map(|(code, name)| Words { label: name, also: code });
        let fitting = rank(query, words).into_iter().filter_map(|at| values.get(at));
        fitting.map(|(_, name)| name.clone().into_owned()).collect()
    }

    /// The list as it opens: on the name that stands at the end of the text.
    pub fn open(self, editor: &Editor, texts: &Texts) -> List {
        let (_, part) = self.last_part(editor);
        let selected = self.fitting(editor, texts).iter().position(|name| name == part);
        List { selected: selected.unwrap_or(0), first: 0 }
    }

    /// Puts a name in the place of the part at the end of the text.
    pub fn take(self, editor: &mut Editor, name: &str) {
        let (before, _) = self.last_part(editor);
        let gap = if before.is_empty() || before.ends_with(' ') { "" } else { " " };
        editor.set(&format!("{before}{gap}{name}"));
    }

    /// Takes what was typed or gone to in the open list when the field is left. A list that was
    /// only looked at changes nothing, nor does it where a code of it or a name is typed.
    pub fn settle(self, editor: &mut Editor, list: List, texts: &Texts) {
        let (_, part) = self.last_part(editor);
        let is_typed = |(code, key): &(&str, &'static str)| {
            code.eq_ignore_ascii_case(part) || texts.get(key) == part
        };
        let stands = part.is_empty() || self.table().iter().any(is_typed);
        if stands && list.selected == self.open(editor, texts).selected {
            return;
        }
        if let Some(name) = self.fitting(editor, texts).get(list.selected) {
            self.take(editor, name);
        }
    }

    /// What stands before the part at the end of the text, and that part.
    fn last_part(self, editor: &Editor) -> (&str, &str) {
        let text = editor.text();
        let sets_apart = |c| self != Self::Language && matches!(c, ',' | ';' | '/');
        let start = text.rfind(sets_apart).map_or(0, |at| at + 1);
        let rest = text.get(start..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start().len();
        let (before, part) = text.split_at_checked(start + blanks).unwrap_or_default();
        (before, part.trim_end())
    }

    fn table(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Languages | Self::Language => LANGUAGES,
            Self::Nationalities => COUNTRIES,
        }
    }

    /// The code of one part: a code of the table, a name or the only one that begins so, any code.
    fn code(self, part: &str, texts: &Texts) -> Option<String> {
        let table = self.table();
        if let Some((code, _)) = table.iter().find(|(code, _)| code.eq_ignore_ascii_case(part)) {
            return Some((*code).to_owned());
        }
        let wanted = fold(part);
        let names = || table.iter().map(|(code, key)| (*code, fold(&texts.get(key))));
        if let Some((code, _)) = names().find(|(_, name)| *name == wanted) {
            return Some(code.to_owned());
        }
        // the language of the screen may have been another one when it was typed
        let others = Lang::ALL.into_iter().filter(|lang| *lang != texts.lang()).map(Texts::new);
        let mut other = others.filter_map(|texts| {
            let found = table.iter().find(|(_, key)| fold(&texts.get(key)) == wanted);
            found.map(|(code, _)| (*code).to_owned())
        });
        if let Some(code) = other.next() {
            return Some(code);
        }
        if wanted.chars().count() >= 3 {
            let mut begin = names().filter(|(_, name)| name.starts_with(&wanted));
            if let (Some((code, _)), None) = (begin.next(), begin.next()) {
                return Some(code.to_owned());
            }
        }
        let code = match self {
            Self::Languages | Self::Language => language_like(part),
            Self::Nationalities => nationality_code(part),
        };
        code.ok().filter(|code| !code.is_empty())
    }

    fn name(self, code: &str, texts: &Texts) -> String {
        let known = self.table().iter().find(|(known, _)| *known == code);
        known.map_or(code.to_owned(), |(_, key)| texts.get(key).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(codes: Codes, text: &str) -> Result<(String, String), String> {
        let read = codes.read(text, &Texts::new(Lang::De))?;
        Ok((read.codes, read.names))
    }

    #[test]
    fn codes_and_names_are_both_understood() {
        let both = ("ar, kmr".to_owned(), "Arabisch, Kurmandschi".to_owned());
        for typed in ["ar, kmr", "AR kmr", "Arabisch; kurmandschi", "arab/Kurm"] {
            assert_eq!(read(Codes::Languages, typed), Ok(both.clone()), "{typed}");
        }
        assert_eq!(read(Codes::Nationalities, "syrien").unwrap().0, "SY");
        assert_eq!(read(Codes::Nationalities, "xx").unwrap().0, "XX");
        assert_eq!(read(Codes::Nationalities, "??").unwrap().0, "??");
        assert_eq!(read(Codes::Languages, "").unwrap().0, "");
    }

    #[test]
    fn every_name_is_read_as_its_code_in_either_language() {
        for (shown, read) in [(Lang::De, Lang::De), (Lang::En, Lang::En), (Lang::De, Lang::En)] {
            let (shown, reads) = (Texts::new(shown), Texts::new(read));
            for codes in [Codes::Languages, Codes::Nationalities] {
                for (code, _) in codes.table() {
                    let name = codes.in_words(code, &shown);
                    assert_eq!(codes.read(&name, &reads).unwrap().codes, *code, "{name}");
                }
            }
        }
    }

    #[test]
    fn what_is_neither_is_named() {
        assert_eq!(read(Codes::Languages, "ar, Quenya"), Err("Quenya".to_owned()));
        let texts = Texts::new(Lang::De);
        let known = |text, kept| Codes::Languages.read_known(text, kept, &texts);
        assert_eq!(known("ar, xyz", ""), Err("xyz".to_owned()));
        assert_eq!(known("Amharisch, afg", "de"), Err("Amharisch".to_owned()));
        assert_eq!(known("am, xyz", "Arabisch, xyz").unwrap().codes, "am, xyz");
        for (code, _) in LANGUAGES {
            assert_eq!(known(code, "").unwrap().codes, *code);
        }
        assert_eq!(read(Codes::Language, "ar, de"), Err("ar, de".to_owned()));
        assert_eq!(read(Codes::Nationalities, "Bosnien und Herzegowina").unwrap().0, "BA");
    }
}
