//! Pure nouns and rules. No clock, no input or output, no terminal, no database: time and ids
//! come in as arguments.
pub mod area;
pub mod case;
pub mod caseload;
pub mod checklist;
pub mod clean;
pub mod codes;
pub mod dates;
pub mod distinct;
pub mod draft;
pub mod escalation;
mod escapes;
pub mod facts;
pub mod field;
pub mod followup;
pub mod household;
pub mod ids;
pub mod import;
pub mod names;
pub mod note;
pub mod office;
pub mod papers;
pub mod person;
pub mod similar;
pub mod site;
pub mod staff;
pub mod today;
pub mod visit;
