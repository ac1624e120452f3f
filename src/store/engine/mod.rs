//! A durable key-value store: journal in front, sled behind.
