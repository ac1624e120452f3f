//! The terminal and the environment of this call, read in one place.

use std::env;

use super::shell::Shell;
use crate::config::What;
use crate::problem::{Kind, Problem};
use crate::tui::theme::{Palette, Surroundings, Theme};

/// What the environment says.
pub struct Around {
    /// `TERM`, empty when it is not set.
    pub term: String,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// The locale that names the character set; empty when none does.
    pub locale: String,
}

impl Around {
    /// Reads the environment.
    pub fn read() -> Self {
        let set = |name| env::var(name).ok().filter(|value: &String| !value.is_empty());
        Self {
            term: set("TERM").unwrap_or_default(),
            no_color: env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()),
            locale: ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default(),
        }
    }

    /// The character set is UTF-8.
    pub fn utf8(&self) -> bool {
        let locale = self.locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }

    /// The theme of this call: option, configuration, or what suits the terminal.
    pub fn theme(&self, shell: &Shell) -> Result<Theme, Problem> {
        let palette = match (&shell.global.theme, &shell.config.theme) {
            (Some(name), _) => Some(palette(name, shell)?),
            (None, Some(set)) => {
                let slip = |_| shell.slip(set, What::Theme(set.text.clone(), themes()));
                Some(set.text.parse().map_err(slip)?)
            }
            (None, None) => None,
        };
        let ascii = shell.global.ascii || shell.config.ascii == Some(true);
        let surroundings =
            Surroundings { term: Some(&self.term), no_color: self.no_color, utf8: self.utf8() };
        Ok(Theme::choose(palette, ascii, surroundings))
    }
}

/// The names of all themes.
fn themes() -> String {
    Palette::NAMES.map(|(name, _)| name).join(", ")
}

fn palette(name: &str, shell: &Shell) -> Result<Palette, Problem> {
    name.parse().map_err(|_| {
        let values = [("name", name.to_owned().into())];
        let mut problem = Problem::with(&shell.texts, Kind::Usage, "cli-unknown-theme", &values);
        let values = [("values", themes().into())];
        problem.hint = Some(shell.texts.with("usage-possible", &values).into_owned());
        problem
    })
}
