//! The one time zone of an office. Moments are kept in UTC; days, windows and clock times are those of
//! the wall clock in the office, wherever the server stands.

use std::str::FromStr;

use chrono::{DateTime, Days, Duration, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime};
use chrono::{Offset, TimeZone, Utc};
use chrono_tz::Tz;

/// The zone of the office, Europe/Berlin unless configured otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficeZone(Tz);

impl Default for OfficeZone {
    fn default() -> OfficeZone {
        OfficeZone(Tz::Europe__Berlin)
    }
}

/// The name is not in the time zone database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownZone;

impl FromStr for OfficeZone {
    type Err = UnknownZone;

    /// Reads a name of the time zone database, as `Europe/Berlin`.
    fn from_str(name: &str) -> Result<OfficeZone, UnknownZone> {
        name.parse().map(OfficeZone).map_err(|_| UnknownZone)
    }
}

impl OfficeZone {
    /// The name in the time zone database.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What the wall clock of the office shows at a moment.
    pub fn local(self, moment: DateTime<Utc>) -> NaiveDateTime {
        let utc = moment.naive_utc();
        let offset = self.0.offset_from_utc_datetime(&utc).fix();
        utc.checked_add_offset(offset).unwrap_or(utc)
    }

    /// The day it is in the office at a moment.
    pub fn day(self, moment: DateTime<Utc>) -> NaiveDate {
        self.local(moment).date()
    }

    /// The moment at which the wall clock shows `local`. In the hour that comes twice in autumn it is
    /// the first one; a time that the clock skips in spring is read on the clock before the change,
    /// so 02:30 becomes 03:30.
    pub fn utc(self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.0.from_local_datetime(&local) {
            MappedLocalTime::Single(moment) => moment.to_utc(),
            MappedLocalTime::Ambiguous(first, _) => first.to_utc(),
            MappedLocalTime::None => {
                let day_before = local.checked_sub_signed(Duration::days(1)).unwrap_or(local);
                let offset = self.0.offset_from_utc_datetime(&day_before).fix();
                local.checked_sub_offset(offset).unwrap_or(local).and_utc()
            }
        }
    }

    /// The moment at which a day begins in the office.
    pub fn start_of(self, day: NaiveDate) -> DateTime<Utc> {
        self.utc(day.and_time(NaiveTime::MIN))
    }

    /// The moment at which the day of `moment` ends: when lists have to be looked at anew.
    pub fn next_midnight(self, moment: DateTime<Utc>) -> DateTime<Utc> {
        let day = self.day(moment);
        self.start_of(day.checked_add_days(Days::new(1)).unwrap_or(day))
    }
}
