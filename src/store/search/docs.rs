//! Sets of persons.

/// Persons by their numbers, one bit for each: read one after the other, which is far quicker than
/// what is known of scattered persons.
#[derive(Default)]
pub struct Docs(Vec<u64>);

impl Docs {
    /// Whether a person is among them.
    pub fn contains(&self, doc: u32) -> bool {
        self.0.get(doc as usize / 64).is_some_and(|word| word & (1 << (doc % 64)) != 0)
    }
}

impl Extend<u32> for Docs {
    fn extend<T: IntoIterator<Item = u32>>(&mut self, docs: T) {
        for doc in docs {
            let place = doc as usize / 64;
            if self.0.len() <= place {
                self.0.resize(place + 1, 0);
            }
            if let Some(word) = self.0.get_mut(place) {
                *word |= 1 << (doc % 64);
            }
        }
    }
}
