//! Number and digest of a set of records, kept up to date change by change.
//!
//! The digest is the wrapping sum of one hash a record, so order does not matter and a record can
//! be taken out again. It finds bytes that a disk changed or a store brought back from an earlier
//! state; it does not protect against somebody who computes collisions on purpose.

/// How many records there are and the sum of their hashes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digest {
    /// Number of records.
    pub count: u64,
    /// Wrapping sum of [`hash`] over them.
    pub sum: u64,
}

impl Digest {
    /// Takes a record in.
    pub fn add(&mut self, key: &[u8], value: &[u8]) {
        self.add_hash(hash(key, value));
    }

    /// Takes a record in of which only the hash is at hand.
    pub fn add_hash(&mut self, hash: u64) {
        self.count = self.count.wrapping_add(1);
        self.sum = self.sum.wrapping_add(hash);
    }

    /// Takes a record out.
    pub fn remove(&mut self, key: &[u8], value: &[u8]) {
        self.count = self.count.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(hash(key, value));
    }
}

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;

/// 64-bit hash of a record. Stored in snapshots and undo data, so frozen for ever.
pub fn hash(key: &[u8], value: &[u8]) -> u64 {
    let state = absorb(SEED, key);
    finish(absorb(state, value))
}

/// Mixes the length in front of the bytes: `ab` + `c` and `a` + `bc` differ.
fn absorb(state: u64, bytes: &[u8]) -> u64 {
    let mut state = mix(state ^ bytes.len() as u64);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        state = mix(state ^ u64::from_le_bytes(*word));
    }
    let rest = rest.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte));
    mix(state ^ rest)
}

/// One round: invertible, so no two words end in the same state.
fn mix(word: u64) -> u64 {
    let word = word.wrapping_mul(FACTOR);
    word ^ (word >> 32)
}

fn finish(state: u64) -> u64 {
    mix(mix(state))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_hash_is_frozen() {
        assert_eq!(hash(b"", b""), 0x21a1_1112_11b5_c2fe);
        assert_eq!(hash(b"\x01case", b"0123456789abcdef!"), 0x677a_5cfe_2a4f_407f);
        assert_ne!(hash(b"ab", b"c"), hash(b"a", b"bc"));
    }

    proptest! {
        #[test]
        fn order_and_detours_do_not_matter(
            records: Vec<(Vec<u8>, Vec<u8>)>, gone_key: Vec<u8>, gone: Vec<u8>,
        ) {
            let mut forward = Digest::default();
            forward.add(&gone_key, &gone);
            for (k, v) in &records { forward.add(k, v); }
            forward.remove(&gone_key, &gone);
            let mut backward = Digest::default();
            for (k, v) in records.iter().rev() { backward.add(k, v); }
            prop_assert_eq!(forward, backward);
        }

        #[test]
        fn a_flipped_bit_changes_the_hash(key: Vec<u8>, mut value in prop::collection::vec(any::<u8>(), 1..200), at: usize, bit in 0..8u32) {
            let before = hash(&key, &value);
            let index = at % value.len();
            value[index] ^= 1 << bit;
            prop_assert_ne!(before, hash(&key, &value));
        }
    }
}
