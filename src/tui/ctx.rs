//! What every screen and widget may look at while it draws and decides.
use chrono::{DateTime, NaiveDate, Utc};

use super::keymap::Keymap;
use super::theme::Theme;
use crate::domain::dates::OfficeZone;
use crate::text::Texts;

/// Language, keys, looks and time. Read-only: what changes is in the states of the screens.
#[derive(Debug)]
pub struct Ctx {
    /// The strings.
    pub texts: Texts,
    /// The keys.
    pub keymap: Keymap,
    /// The looks.
    pub theme: Theme,
    /// The time zone of the office.
    pub zone: OfficeZone,
    /// The moment of the event that is being handled; the loop reads the clock.
    pub now: DateTime<Utc>,
}

impl Ctx {
    /// Today in the office.
    pub fn today(&self) -> NaiveDate {
        self.zone.day(self.now)
    }
}
