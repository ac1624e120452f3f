//! A form as texts by name, for its draft, and back.

use super::{Field, Form, Input, Word};
use crate::domain::ids::PersonId;
use crate::text::Texts;

/// What is typed into a choice and not taken yet is kept under its name with this behind it.
pub const TYPED: char = '?';

/// On which day a date was typed is kept under its name with this behind it.
pub const TYPED_ON: char = '@';

/// What comes before the id of a person in the name of a box. Alone it is the line that stands there
/// where nobody is to be ticked.
pub const MET: &str = "met:";

/// The choice of whom a form is about.
const PERSON: &str = "person";

/// Who belonged to the household before, for a draft that names them.
#[derive(Clone, Debug)]
pub(super) struct Former {
    /// Their ids, and what to call them.
    called: Vec<(String, String)>,
    /// What to call somebody who cannot be named any more, and what becomes of that.
    other: [String; 2],
}

impl Form {
    /// Takes who belonged to the household before and may be named. From then on whoever a draft names
    /// stays named in it: nobody may go from it unsaid.
    pub fn know_former(&mut self, former: &[(PersonId, String)], texts: &Texts) {
        let called = former.iter().map(|(id, name)| {
            let words = texts.with("form-former", &[("name", name.as_str().into())]);
            (id.0.to_string(), words.into_owned())
        });
        let other = ["form-former-unnamed", "form-former-left-out"];
        let other = other.map(|key| texts.get(key).into_owned());
        self.former = Some(Former { called: called.collect(), other });
        if let Some(field) = self.field_mut(MET) {
            field.input = Input::Elsewhere(texts.get("form-nobody").into_owned());
            field.shown = true;
        }
    }

    /// Offers whom a draft names, though she does not belong to the household any more. Who cannot be
    /// named any more stands there as a line that says so, and stays in the draft.
    fn keep_named(&mut self, name: &str, text: &str) {
        let Some(Former { called, other: [unnamed, left_out] }) = &self.former else { return };
        let words = |id: &str| called.iter().find(|(of, _)| of == id).map(|(_, words)| words);
        if let Some(id) =
            name.strip_prefix(MET).filter(|_| text == "x" && self.field(name).is_none())
        {
            let label = Word::Said(String::new());
            let field = match words(id) {
                Some(words) => Field::tick(name, label, words, true),
                None => Field {
                    below: vec![left_out.clone()],
                    kept: text.to_owned(),
                    ..Field::elsewhere(name, unnamed.clone())
                },
            };
            self.add_person(field);
        } else if name == PERSON && text.parse::<u64>().is_ok() {
            let words = words(text).unwrap_or(unnamed).clone();
            if let Some(field) = self.field_mut(name) {
                field.offer(text, words);
            }
        }
    }

    /// Puts somebody below the others.
    fn add_person(&mut self, mut field: Field) {
        let last = self.fields.iter().rposition(|field| field.name.starts_with(MET));
        let Some(last) = last else { return };
        if let Some(nobody) = self.fields.get_mut(last).filter(|field| field.name == MET) {
            field.label = nobody.label.clone();
            nobody.shown = false;
        }
        self.fields.insert(last + 1, field);
        self.at += usize::from(self.at > last);
    }

    /// Every field by name, as it stands.
    pub fn kept(&self) -> Vec<(String, String)> {
        let mut kept = Vec::new();
        for field in &self.fields {
            kept.push((field.name.clone(), field.answer()));
            let typed = match &field.input {
                Input::Choice(choice, _) => choice.typed(),
                Input::Several(several, ..) => several.typed(),
                _ => "",
            };
            if !typed.is_empty() {
                kept.push((format!("{}{TYPED}", field.name), typed.to_owned()));
            }
            if let (Input::Date(..), Some(day)) = (&field.input, field.typed_on)
                && !field.is_empty()
            {
                kept.push((format!("{}{TYPED_ON}", field.name), day.to_string()));
            }
        }
        kept
    }

    /// The field that has the focus, and the characters before the cursor in it.
    pub fn place(&self) -> (String, u32) {
        let Some(field) = self.focused() else { return (String::new(), 0) };
        let cursor = field.editor().map_or(0, crate::tui::widgets::editor::Editor::cursor);
        (field.name.clone(), cursor)
    }

    /// Puts back what was kept. Names that the form does not have are left out, but for persons.
    pub fn restore(&mut self, kept: &[(String, String)]) {
        for (name, text) in kept {
            self.keep_named(name, text);
            if let Some(field) = name.strip_suffix(TYPED_ON).and_then(|name| self.field_mut(name)) {
                field.typed_on = text.parse().ok();
                continue;
            }
            let typed = name.strip_suffix(TYPED).filter(|name| self.field(name).is_some());
            match typed.and_then(|name| self.field_mut(name)) {
                Some(field) => drop(field.insert(text)),
                None => self.set(name, text),
            }
        }
    }

    /// Puts the cursor back.
    pub fn go(&mut self, at: &str, cursor: u32) {
        self.focus(at);
        let Some(field) = self.field_mut(at) else { return };
        field.whole = false; // she was in the middle of it
        if let Some(editor) = field.editor_mut() {
            editor.set_cursor(cursor);
        }
    }
}

impl Field {
    /// Offers one more value, where it is a choice that does not have it.
    fn offer(&mut self, code: &str, words: String) {
        if let Input::Choice(choice, options) = &mut self.input
            && options.iter().all(|(known, _)| known != code)
        {
            choice.offer(words.clone());
            options.push((code.to_owned(), Word::Said(words)));
        }
    }

    /// Made anew with the same answer, it is as it was: opened, with its list and what is selected in it.
    pub fn stay(&mut self, was: &Field) {
        let opened = was.known.is_none() && !was.open;
        if self.known.is_some() && !opened || self.answer() != was.answer() {
            return;
        }
        if matches!(self.input, Input::Elsewhere(_)) == matches!(was.input, Input::Elsewhere(_)) {
            self.known = None;
            self.input = was.input.clone();
        }
    }
}
