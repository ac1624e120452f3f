//! Which forms go on with one draft, so that it is not saved twice without a word.
//!
//! Known as long as the server runs, for that is how long two terminals are likely to have the same
//! draft open: what is missing here costs a question, never a word.
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::ids::RequestId;

/// Forms remembered of one user: the latest.
const FORMS: usize = 64;

/// The forms of everybody.
#[derive(Default)]
pub struct Kin(Mutex<HashMap<u32, VecDeque<Form>>>);

/// A form that goes on with a draft, or the one in which that was begun.
#[derive(Clone, Copy)]
struct Form {
    id: RequestId,
    /// The draft it goes on with; its own where it was begun.
    before: RequestId,
    /// The form in which it was begun.
    root: RequestId,
    /// She was told that it was saved elsewhere.
    told: bool,
}

impl Kin {
    /// A form of `uid` goes on with the draft `before`.
    pub fn note(&self, uid: u32, id: RequestId, before: RequestId) {
        let mut all = self.all();
        let forms = all.entry(uid).or_default();
        if id == before || forms.iter().any(|form| form.id == id) {
            return;
        }
        let known = forms.iter().find(|form| form.id == before).map(|form| form.root);
        let root = known.unwrap_or(before);
        if known.is_none() {
            forms.push_back(Form { id: before, before, root, told: false });
        }
        forms.push_back(Form { id, before, root, told: false });
        while forms.len() > FORMS {
            forms.pop_front();
        }
    }

    /// Whether another form has gone on with the same draft.
    pub fn is_shared(&self, uid: u32, id: RequestId, before: RequestId) -> bool {
        let others = |form: &&Form| form.before == before && form.id != before && form.id != id;
        self.all().get(&uid).is_some_and(|forms| forms.iter().any(|form| others(&form)))
    }

    /// The other forms that began as the same one. None once she was told of them.
    pub fn others(&self, uid: u32, id: RequestId) -> Vec<RequestId> {
        let all = self.all();
        let Some(forms) = all.get(&uid) else { return vec![] };
        let Some(own) = forms.iter().find(|form| form.id == id && !form.told) else {
            return vec![];
        };
        let same = |form: &&Form| form.root == own.root && form.id != id;
        forms.iter().filter(same).map(|form| form.id).collect()
    }

    /// She was told that one of the others was saved: what she saves now is meant.
    pub fn told(&self, uid: u32, id: RequestId) {
        let mut all = self.all();
        let forms = all.get_mut(&uid).into_iter().flatten();
        forms.filter(|form| form.id == id).for_each(|form| form.told = true);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<u32, VecDeque<Form>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
