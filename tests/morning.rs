//! A morning in an office of 600 persons, at a real server: what is urgent stands on one screen of
//! 80×24, every line of it leads on, and each can be done, moved or handed over from there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "helpers of tests")]

#[path = "common/live.rs"]
mod live;
#[path = "common/screen.rs"]
mod screen;
#[path = "common/server.rs"]
mod server;

use aid::api::followups::Move;
use aid::api::today::{Ask, Board, Urgency, What};
use aid::api::{Reply, Request};
use aid::cli::demo::build::{Plan, build};
use aid::domain::dates::Window;
use aid::domain::followup::{FollowUp, Purpose};
use aid::domain::ids::CaseId;
use aid::server::peer::Peer;
use aid::store::{Options, Store};
use live::Desk;
use server::{Client, TestServer, clock};

/// Rows of the list on a screen of 24.
const ROWS: usize = 19;

/// A practice office with two years behind it.
fn office() -> TestServer {
    let dir = tempfile::tempdir().unwrap();
    let me = Peer::own();
    let plan = Plan {
        persons: 600,
        years: 2,
        seed: 1,
        now: clock(),
        uid: me.uid,
        user: me.user,
        name: "Anna Weber".into(),
    };
    let options = Options::at(clock().timestamp_millis());
    let store = Store::open(dir.path(), options, &mut |_| ()).unwrap().store;
    build(&store, &plan, &mut |_| ()).unwrap();
    store.close().unwrap();
    drop(store); // holds the lock
    TestServer::over(dir)
}

/// The application, beside a second connection of the same user.
struct Morning {
    desk: Desk,
    client: Client,
    _server: TestServer,
}

impl Morning {
    fn begin() -> Self {
        let server = office();
        let client = server.connect_own();
        let mut morning = Self { desk: Desk::at(&server), client, _server: server };
        morning.desk.wait_for("Unterkunft");
        morning.press("1", "Wann");
        morning.desk.settle();
        morning
    }

    fn board(&mut self) -> Board {
        match self.client.ask(Request::Today(Ask { by_home: false, limit: 500 })) {
            Ok(Reply::Today(board)) => board,
            other => panic!("{other:?}"),
        }
    }

    /// The lines of the list.
    fn lines(&mut self) -> Vec<String> {
        let screen = self.desk.screen();
        let lines = screen.lines().skip(3).take(ROWS).filter(|line| !line.trim().is_empty());
        lines.map(|line| line.replace(['⟦', '⟧'], "")).collect()
    }

    /// Moves the selection to a line.
    fn select(&mut self, at: usize) {
        self.desk.press("home");
        (0..at).for_each(|_| self.desk.press("down"));
        assert!(self.lines()[at].starts_with(" ▸"), "{}", self.desk.screen());
    }

    /// Selects the line of a row, by its name and how its words begin.
    fn select_row(&mut self, name: &str, words: &str) {
        let begins = |text: &str| text.chars().take(12).collect::<String>();
        let (name, words) = (begins(name), begins(words));
        let lines = self.lines();
        let at = lines.iter().position(|line| line.contains(&name) && line.contains(&words));
        let at = at.unwrap_or_else(|| panic!("{name}: {words} is not in {lines:#?}"));
        self.select(at);
    }

    fn press(&mut self, keys: &str, shows: &str) {
        self.desk.press(keys);
        self.desk.wait_for(shows);
        self.desk.settle();
    }

    fn follow_ups(&mut self, case: CaseId) -> Vec<FollowUp> {
        self.client.sheet(case).follow_ups.into_iter().map(|row| row.follow_up).collect()
    }
}

/// How many things a line stands for.
fn things(line: &str) -> usize {
    let text = line.trim_start_matches([' ', '▸']);
    let count = text.split(' ').next().and_then(|word| word.parse().ok());
    count.filter(|_| text.ends_with('…')).unwrap_or(1)
}

#[test]
fn what_is_urgent_stands_on_one_screen_and_can_be_dealt_with_from_there() {
    let mut morning = Morning::begin();
    let board = morning.board();
    let lines = morning.lines();
    assert!(lines.len() <= ROWS && board.more == 0);
    let shown: usize = lines.iter().map(|line| things(line)).sum();
    assert_eq!(shown, board.rows.len(), "nothing stands below the edge: {lines:#?}");
    let counts = board.counts;
    assert!(counts.danger > 0 && counts.overdue > 0 && counts.today > 0, "{counts:?}");
    let title = format!("{} dringend · {} überfällig", counts.danger, counts.overdue);
    assert!(morning.desk.screen().contains(&title), "{}", morning.desk.screen());
    let dangers = board.rows.iter().take_while(|row| row.urgency == Urgency::Danger).count();
    assert!(lines[..dangers].iter().all(|line| things(line) == 1), "each for itself");

    // each line leads to its case and back, or opens its group
    for at in 0..lines.len() {
        morning.select(at);
        let before = morning.lines();
        if things(&before[at]) > 1 {
            morning.desk.press("enter");
            assert_eq!(morning.lines()[at], before[at].trim_end_matches(" …"));
            morning.desk.press("enter");
        } else {
            let leads = |word: &str| before[at].contains(word);
            let to = match () {
                () if leads("papier ") => " Papiere · ",
                () if leads("Protokoll") => " wird abgezeichnet von ",
                () => "AiD-20",
            };
            morning.press("enter", to);
            if leads("Protokoll") {
                morning.press("backspace", " Protokolle"); // it is opened out of their list
            }
            morning.press("backspace", "Wann");
        }
        assert_eq!(morning.lines(), before);
    }

    done_and_taken_back(&mut morning, &board);
    a_visit_is_put_off(&mut morning);
    papers_are_handed_over(&mut morning, &board);
    a_visit_settles_what_was_noted(&mut morning, &board);
}

fn done_and_taken_back(morning: &mut Morning, board: &Board) {
    let row = board.rows.iter().find(|row| matches!(row.what, What::FollowUp { .. })).unwrap();
    let What::FollowUp { id, what, .. } = &row.what else { unreachable!() };
    morning.select_row(&row.name, what);
    morning.press("x", "Wiedervorlage erledigt");
    assert!(morning.follow_ups(row.case).iter().all(|open| open.id != *id));
    morning.press("u", "zurückgenommen");
    assert!(morning.follow_ups(row.case).iter().any(|open| open.id == *id));
}

fn a_visit_is_put_off(morning: &mut Morning) {
    let lines = morning.lines();
    let group = lines.iter().position(|line| line.contains("Besuche überfällig")).unwrap();
    morning.select(group);
    morning.press("enter down m", "Tag festlegen · Besuch");
    morning.desk.text("+3");
    morning.press("f2", "eingetragen");
    let visits = |board: &Board| {
        let visit = |what: &What| matches!(what, What::Visit { .. });
        board.rows.iter().filter(|row| visit(&row.what)).map(|row| row.case).collect::<Vec<_>>()
    };
    let after = morning.board();
    let noted: Vec<_> = after
        .rows
        .iter()
        .filter(|row| matches!(&row.what, What::FollowUp { what, .. } if what == "Besuch"))
        .collect();
    assert_eq!(noted.len(), 1, "it has a day now");
    assert!(!visits(&after).contains(&noted[0].case), "and stands there once");
    let open = morning.follow_ups(noted[0].case);
    assert!(open.iter().any(|open| open.purpose == Some(Purpose::Visit)));
    morning.press("u", "zurückgenommen");
    assert_eq!(visits(&morning.board()).len(), visits(&after).len() + 1);
    // the group closes again
    morning.select(group);
    morning.desk.press("enter");
}

fn papers_are_handed_over(morning: &mut Morning, board: &Board) {
    let row = board.rows.iter().find(|row| matches!(row.what, What::Expiry { .. })).unwrap();
    let What::Expiry { kind, last, .. } = row.what else { unreachable!() };
    morning.select_row(&row.name, "Aufenthaltspapier");
    morning.press("t", "Wiedervorlage übergeben · Aufenthaltspapier klären");
    morning.press("down enter f2", "übergeben · u");
    let open = morning.follow_ups(row.case);
    let handed = open.iter().find(|f| f.purpose == Some(Purpose::Papers { kind, last })).unwrap();
    assert_ne!(handed.owner, morning.client.staff());
    let after = morning.board();
    let same = |what: &What| matches!(what, What::Expiry { last: on, .. } if *on == last);
    assert!(!after.rows.iter().any(|other| other.case == row.case && same(&other.what)));
}

fn a_visit_settles_what_was_noted(morning: &mut Morning, board: &Board) {
    let row = &board.rows[0];
    for (what, when) in [("Besuch heute", "h"), ("Besuch bald", "+5")] {
        morning.select(0);
        morning.press("w", "Wiedervorlage · ");
        morning.desk.text(what);
        morning.desk.press("tab");
        morning.desk.text(when);
        morning.press("tab space f2", "eingetragen");
    }
    // its window begins today as well; one of a day does not
    let soon = morning.follow_ups(row.case).into_iter().find(|f| f.what == "Besuch bald").unwrap();
    let window = Window::on(soon.window.due());
    let moved = Move { case: row.case, follow_up: soon.id, seen: soon.seen(), window };
    morning.client.save(Request::MoveFollowUp(moved));
    morning.select(0);
    morning.press("v", "beantwortet");
    morning.press("a f2", "1 Wiedervorlage damit erledigt");
    let open = morning.follow_ups(row.case);
    assert!(!open.iter().any(|open| open.what == "Besuch heute"), "{open:?}");
    assert!(open.iter().any(|open| open.what == "Besuch bald"), "{open:?}");
}
