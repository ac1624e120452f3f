//! A form as texts by name, for its draft, and back.

use super::{Field, Form, Input};

/// What is typed into a choice and not taken yet is kept under its name with this behind it.
pub const TYPED: char = '?';

/// On which day a date was typed is kept under its name with this behind it.
pub const TYPED_ON: char = '@';

impl Form {
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

    /// Puts back what was kept. Names that the form does not have are left out.
    pub fn restore(&mut self, kept: &[(String, String)]) {
        for (name, text) in kept {
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
