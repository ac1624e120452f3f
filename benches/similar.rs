//! Who may be the person that is being entered: one question over 1,000 and 100,000 invented
//! persons, and beside it one key of the search over the same persons.
//!
//! `cargo bench --bench similar` prints one line a size. A question is asked for everybody of a
//! sample as they stand and with day and month of birth swapped, best of three. `-- NUMBER` takes
//! other sizes.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark prints, and may stop where it is wrong itself"
)]
use aid::cli::demo::build::{Plan, build};
use aid::domain::dates::PartialDate;
use aid::domain::ids::StaffId;
use aid::domain::person::Person;
use aid::domain::similar::Looks;
use aid::store::roster::{Entered, Viewer};
use aid::store::{Options, Store, cases, households, persons};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::time::{Duration, Instant};

/// Persons asked for.
const SAMPLE: usize = 500;

fn main() {
    let sizes: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 100_000] } else { sizes };
    for persons in sizes {
        measure(persons);
    }
}

fn measure(count: u32) {
    let dir = tempfile::tempdir().expect("a directory");
    let now: DateTime<Utc> = "2026-11-20T08:00:00Z".parse().expect("a time");
    let (user, name) = ("weber".to_owned(), "Anna Weber".to_owned());
    let plan = Plan { persons: count, years: 0, seed: 1, now, uid: 1000, user, name };
    let store = Store::open(dir.path(), Options::at(0), &mut |_| ()).expect("an office").store;
    build(&store, &plan, &mut |_| ()).expect("people");
    let sample = sample(&store);
    let viewer =
        Viewer { staff: StaffId(1), everything: true, areas: vec![], owners: vec![StaffId(1)] };
    let day = now.date_naive();
    let roster = store.roster();
    let (mut asked, mut found) = (Vec::new(), 0);
    for person in &sample {
        for birth in [person.birth, swapped(person.birth)] {
            let entered = entered(&Person { birth, ..person.clone() });
            found += usize::from(!roster.similar(&viewer, &entered, 16, day).is_empty());
            asked.push(best(|| roster.similar(&viewer, &entered, 16, day).len()));
        }
    }
    let keys = sample.iter().map(|person| {
        let listed = person.listed();
        best(|| roster.find(&viewer, &listed, 100, day).len())
    });
    let mut keys: Vec<Duration> = keys.collect();
    asked.sort();
    keys.sort();
    println!(
        "{count} persons: question {}; {found} of {} found somebody; key of the search with the \
         whole name {}",
        summary(&asked),
        asked.len(),
        summary(&keys),
    );
}

/// Persons spread over the whole office.
fn sample(store: &Store) -> Vec<Person> {
    store.read(|view| {
        let cases = cases::all(view).expect("cases");
        let step = (cases.len() / SAMPLE).max(1);
        let one = |case: &aid::domain::case::Case| {
            let household = households::of_case(view, case).expect("a household");
            persons::of(view, &household).expect("persons").remove(0)
        };
        cases.iter().step_by(step).map(one).collect()
    })
}

/// Somebody as she would be typed in once more: without a record of her own.
fn entered(person: &Person) -> Entered {
    let looks = Looks::of(person);
    Entered { looks, birth: person.birth, file_ref: person.file_ref.clone(), person: None }
}

fn swapped(birth: Option<PartialDate>) -> Option<PartialDate> {
    let day = birth?.exact()?;
    let swapped = NaiveDate::from_ymd_opt(day.year(), day.day(), day.month());
    swapped.map(PartialDate::day).or(birth)
}

fn best(run: impl Fn() -> usize) -> Duration {
    let time = || {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed()
    };
    (0..3).map(|_| time()).min().expect("three runs")
}

fn summary(times: &[Duration]) -> String {
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    format!("median {:.2}, p95 {:.2}, worst {:.2} ms", at(50), at(95), at(100))
}
