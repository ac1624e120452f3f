//! AiD ("Ankommen in Düren"): the daily tool of the social workers who look after refugees in a
//! German city.
pub mod api;
pub mod cli;
pub mod client;
pub mod codec;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod journal;
pub mod problem;
pub mod server;
pub mod store;
pub mod text;
pub mod tui;
