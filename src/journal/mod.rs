//! The journal: fsynced change-sets, the truth of an office. It knows bytes, no nouns.
