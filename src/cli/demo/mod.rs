//! `aid demo`: a practice office full of invented people.
pub mod build;
mod homes;
mod life;
mod people;
mod table;

/// Names of areas, homes and colleagues.
const OFFICE: &str = include_str!("office.tsv");
