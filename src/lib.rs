//! AiD ("Ankommen in Düren"): the daily tool of the social workers who look after refugees in a
//! German city. One binary, two kinds of process, no async runtime:
//!
//! ```text
//! SSH session ─ aid (terminal) ─┐                          ┌─ journal/   synced changes: the truth
//! SSH session ─ aid (terminal) ─┼─ Unix socket ─ aid serve ┤
//! cron, admin ─ aid list, …    ─┘   (uid of peer)          └─ records/   sled, rebuilt from it
//! ```
//!
//! The store is open in one process only; so `aid serve` owns an office and everything else is its
//! client. On a machine of one's own the first client starts the server, on a shared one systemd does.
//!
//! # The parts, and what each may use
//!
//! - [`domain`]: nouns and rules of the work. Pure: time and ids come in as arguments.
//! - [`text`]: every visible string, German and English. Uses the domain.
//! - [`codec`]: values to bytes and back; the one file that names bincode.
//! - [`api`]: what client and server say to each other, and its frames. Uses domain, codec.
//! - [`journal`]: synced change-sets and snapshots; knows bytes, no nouns. Uses codec.
//! - [`store`]: records, lists in memory, search, log, drafts, backups; the only user of sled. Uses
//!   domain, codec, journal.
//! - [`server`]: who is it, may she, then one operation of the store, and pushes. Uses api, store,
//!   domain, problem, text.
//! - [`client`]: finds, starts and keeps a server. Uses api, domain, problem, text.
//! - [`tui`]: the application. Uses client, api, domain, text, problem, config; never the store.
//! - [`exchange`]: spreadsheets in, tables and documents out. Uses domain, text.
//! - [`problem`], [`config`]: what went wrong, in words; what is configured. Use text.
//! - [`cli`]: one file a subcommand. The only part that may use all others.
//!
//! A noun has the same file name in every part (`visits.rs` in api, server, store; `visit.rs` in the
//! domain and among the screens), so one feature is read in one direction.
//!
//! # The way of a visit
//!
//! 1. `v` stands in `keymaps/default.toml`; `tui/keymap` finds the command of `tui/command/table.rs`,
//!    and `tui/app` puts the screen of `tui/screens/visit.rs` on its stack.
//! 2. The screen asks `PrepareVisit`; what is typed meanwhile is typed again when the answer is there.
//!    Keys change its state by the rules of `domain/visit.rs` and `domain/checklist.rs`.
//! 3. At every pause `tui/app/drafts.rs` sends `SaveDraft`; `store/drafts.rs` has it on disk.
//! 4. `F2`: `visit/act.rs` checks the entry and wishes an `Effect::Write(RecordVisit)` under the id of
//!    the form. `client/link.rs` sends it, and sends it again, until it is answered.
//! 5. `server/session.rs` reads the frame, `server/access.rs` says whether she may,
//!    `server/handle/visits.rs` what the table cannot know of that.
//! 6. `store/visits.rs` checks the entry once more and writes the visit, the follow-ups that it makes
//!    and those that it settles and, by `store/mod.rs`, the log entry into one change;
//!    `store/engine/writer.rs` appends it with `journal/log.rs`: one `fdatasync` for all that wait.
//!    Only now it is acknowledged.
//! 7. `store/roster` brings the lists up to date, `server/push.rs` tells those who see the case, the
//!    draft goes, the form closes, and one line of `text/de/visit.ftl` says so.
//!
//! Scripts go the same way from step 4: `cli/entry` fills in the form that `PrepareVisit` gives.
//!
//! # What always holds, and the tests that hold it
//!
//! - The uses above, the size of files and functions, words in `text` only, widths measured in
//!   `tui/cells.rs` only, nothing that can panic: `tests/architecture.rs`. Keys stand in `keymaps/`
//!   only, every command has one that every terminal sends: `tests/keys.rs`.
//! - The domain reads no clock (`tests/architecture.rs`); below the sessions of the server nobody does.
//! - Acknowledged means on disk, once: `tests/journal.rs` (torn ends), `tests/repair.rs` (flipped bits,
//!   lost files, full disks), `tests/kill.rs` and `tests/kill_server.rs` (kills and resent requests),
//!   `tests/power_cut.rs`; `deploy/README.md` has the others. Colleagues who change the same record
//!   write over nothing that they have not seen: `tests/meeting_edits.rs`.
//! - A change is one change-set with its inverse and its log entry; the log is a chain that undo leaves
//!   alone: `tests/store_upkeep.rs`. Readings of a case and refusals are in it too: `tests/server.rs`.
//! - Identity comes from the socket, never from a message: `tests/uids.rs`. A request that the access
//!   table does not have does not compile; what it lets through is pinned by `tests/access.rs`.
//! - Nothing restricted and no protected person reaches anybody but the responsible worker and her
//!   deputy, not in lists, boards, counts, pushes, exports or drafts: `tests/access.rs`,
//!   `tests/roster.rs`, `tests/today.rs`, `tests/fact_sheet.rs`.
//! - Whatever a case goes through, what was acknowledged is still there: `tests/case_keeps.rs`. After a
//!   household parted for protection nothing of the old case leads to who fled:
//!   `tests/case_people.rs`.
//! - A signed protocol is changed by nothing, undo neither, and read by its author, her deputy of the
//!   day and the second professional alone: `tests/protocols.rs`; restricted notes: `tests/notes.rs`.
//! - Of two records that are made one nothing goes, neither of what was written about the one nor about
//!   the other, and taken back both are as they were: `tests/merge.rs`.
//! - Only a deadline that somebody confirmed reminds of itself, until something is done:
//!   `tests/letters.rs`.
//! - Frames are capped before memory is taken, no input stops the server (`tests/server.rs`), and one
//!   user takes no more of it than her share (`tests/intruders.rs`).
//! - What is stored has an explicit version that is read for ever: `tests/records.rs`, `tests/golden/`.
//!   Who changes a message raises the protocol: `tests/wire.rs`.
//! - A form is kept until it is saved or thrown away: `tests/forms.rs`, `tests/visit_form.rs`,
//!   `tests/facts_form.rs`; also
//!   when the server goes (`tests/server_goes.rs`), the line drops (`tests/line_drops.rs`) or another
//!   session goes on with it. Every draft has a row, and a form that began as one which was saved is
//!   saved as a second one only by who says so: `tests/drafts.rs`. The terminal is given back and a
//!   lost line noticed: `tests/session.rs`, `tests/hangup.rs`.
//! - Nothing personal in logs, arguments, environment, titles or names of files:
//!   `tests/cli_office.rs`, `tests/store_upkeep.rs`.
//!
//! # What is absent on purpose
//!
//! Passwords (the SSH login is the identity), an async runtime, plug-ins, a second writer, fields for
//! what `docs/domain.md` says is never recorded, and any computing of benefits.
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
