//! Records by small numbers: ids are sparse and wide, slots are dense and never given twice.

use std::collections::BTreeMap;

/// Nothing.
pub const NONE: u32 = u32::MAX;

/// Values in the order in which their ids came, which is nearly always the order of the ids: so a
/// search in a sorted list replaces a map. A deleted value leaves its slot empty.
pub struct Slots<T> {
    /// Never descending. An id that came late stands here as the one before it, again.
    ids: Vec<u64>,
    values: Vec<Option<T>>,
    late: BTreeMap<u64, u32>,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { ids: Vec::new(), values: Vec::new(), late: BTreeMap::new() }
    }
}

impl<T> Slots<T> {
    /// The slot of an id that was ever put.
    pub fn find(&self, id: u64) -> Option<u32> {
        let place = self.ids.partition_point(|known| *known < id);
        if self.ids.get(place) == Some(&id) {
            return u32::try_from(place).ok();
        }
        self.late.get(&id).copied()
    }

    /// Puts a value in place of the one before; its slot and that value.
    pub fn put(&mut self, id: u64, value: T) -> (u32, Option<T>) {
        if let Some(slot) = self.find(id) {
            let before = self.values.get_mut(slot as usize).and_then(|v| v.replace(value));
            return (slot, before);
        }
        let slot = u32::try_from(self.values.len()).unwrap_or(NONE);
        match self.ids.last() {
            Some(last) if id < *last => {
                self.late.insert(id, slot);
                self.ids.push(*last);
            }
            _ => self.ids.push(id),
        }
        self.values.push(Some(value));
        (slot, None)
    }

    /// Takes a value out: its slot and what it was.
    pub fn take(&mut self, id: u64) -> Option<(u32, T)> {
        let slot = self.find(id)?;
        let value = self.values.get_mut(slot as usize)?.take()?;
        Some((slot, value))
    }

    pub fn get(&self, slot: u32) -> Option<&T> {
        self.values.get(slot as usize)?.as_ref()
    }

    pub fn get_mut(&mut self, slot: u32) -> Option<&mut T> {
        self.values.get_mut(slot as usize)?.as_mut()
    }

    /// Every value there is, with its slot.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (0..).zip(&self.values).filter_map(|(slot, value)| Some((slot, value.as_ref()?)))
    }

    /// Slots given, empty ones too.
    pub fn len(&self) -> u32 {
        u32::try_from(self.values.len()).unwrap_or(NONE)
    }

    /// Gives back memory that growing left unused.
    pub fn shrink(&mut self) {
        self.ids.shrink_to_fit();
        self.values.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn it_is_a_map(ops in prop::collection::vec((0..20_u64, any::<Option<u8>>()), 0..80)) {
            let (mut slots, mut map) = (Slots::default(), HashMap::new());
            for (id, op) in ops {
                let (before, known) = match op {
                    Some(value) => (slots.put(id, value).1, map.insert(id, value)),
                    None => (slots.take(id).map(|(_, value)| value), map.remove(&id)),
                };
                prop_assert_eq!(before, known);
                for id in 0..20 {
                    let found = slots.find(id).and_then(|slot| slots.get(slot));
                    prop_assert_eq!(found, map.get(&id));
                }
                prop_assert_eq!(slots.iter().count(), map.len());
            }
        }
    }
}
