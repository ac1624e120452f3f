//! Letters as the roster knows them: the deadlines that somebody has to keep, so that the board asks no
//! record.

use chrono::NaiveDate;

use super::Roster;
use super::apply::Touched;
use crate::codec::CodecError;
use crate::domain::ids::{CaseId, LetterId};
use crate::domain::letters::Letter;
use crate::domain::today::Matter;
use crate::store::records::{Record, read_case_key};

impl Roster {
    pub(super) fn apply_letter(
        &mut self,
        key: &[u8],
        value: Option<&[u8]>,
        touched: &mut Touched,
    ) -> Result<(), CodecError> {
        let (case, id) = read_case_key(key)?;
        touched.cases.extend(self.cases.find(case));
        let due = value.map(|value| Letter::open(key, value)).transpose()?;
        let known = (CaseId(case), LetterId(id));
        match due.and_then(|letter| letter.due()) {
            Some(day) => drop(self.letters.insert(known, day)),
            None => drop(self.letters.remove(&known)),
        }
        Ok(())
    }

    /// The deadlines of a case.
    pub(super) fn deadlines(&self, case: CaseId) -> impl Iterator<Item = Matter> {
        let of_case = (case, LetterId(0))..=(case, LetterId(u64::MAX));
        let matter =
            |(&(_, id), &day): (&(CaseId, LetterId), &NaiveDate)| Matter::Letter { id, day };
        self.letters.range(of_case).map(matter)
    }
}
