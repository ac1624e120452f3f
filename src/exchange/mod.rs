//! Files in and out: csv and json.
