//! Dates as people type them, windows, and the time zone of the office.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use aid::domain::dates::{
    AgeRange, DateError, OfficeZone, PartialDate, Precision, TimeError, Typed, Window, WindowState,
    parse, parse_past, parse_time,
};
use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc, Weekday,
};
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A Sunday.
fn today() -> NaiveDate {
    date("2026-11-22")
}

mod partial {
    use super::*;

    fn read(text: &str) -> Result<String, DateError> {
        PartialDate::parse(text, today()).map(|d| d.to_string())
    }

    #[test]
    fn every_written_form_is_read() {
        for (typed, meant) in [
            ("24.12.1990", "1990-12-24"),
            (" 24. 12. 1990 ", "1990-12-24"),
            ("4.2.1990", "1990-02-04"),
            ("24.12.90", "1990-12-24"),
            ("24/12/1990", "1990-12-24"),
            ("24-12-1990", "1990-12-24"),
            ("1990-12-24", "1990-12-24"),
            ("24121990", "1990-12-24"),
            ("241290", "1990-12-24"),
            ("12.1990", "1990-12"),
            ("12/1990", "1990-12"),
            ("1990-12", "1990-12"),
            ("1990", "1990"),
            ("1990?", "1990?"),
            ("01.01.1990 ?", "1990?"),
            ("01.01.1990", "1990-01-01"),
            ("29.02.2024", "2024-02-29"),
        ] {
            assert_eq!(read(typed), Ok(meant.to_owned()), "{typed}");
        }
    }

    #[test]
    fn two_digit_years_lie_in_the_past() {
        assert_eq!(read("22.11.26"), Ok("2026-11-22".into()));
        assert_eq!(read("23.11.26"), Ok("1926-11-23".into()));
        assert_eq!(read("01.05.27"), Ok("1927-05-01".into()));
        assert_eq!(read("01.05.00"), Ok("2000-05-01".into()));
    }

    #[test]
    fn errors_say_what_is_wrong() {
        for (typed, error) in [
            ("", DateError::Empty),
            ("  ", DateError::Empty),
            ("abc", DateError::NotADate),
            ("24.12.199", DateError::NotADate),
            ("1.2.3.4", DateError::NotADate),
            ("+1.12.1990", DateError::NotADate),
            ("24.12.1990?", DateError::NotADate),
            ("24.12.", DateError::YearMissing),
            ("31.11.1990", DateError::NoSuchDay { day: 31, month: 11 }),
            ("29.02.2023", DateError::NoSuchDay { day: 29, month: 2 }),
            ("12/24/1990", DateError::NoSuchMonth(24)),
            ("13.1990", DateError::NoSuchMonth(13)),
            ("23.11.2026", DateError::InFuture(date("2026-11-23"))),
            ("2027", DateError::InFuture(date("2027-01-01"))),
            ("01.01.1090", DateError::TooLongAgo(1090)),
            ("1900", DateError::TooLongAgo(1900)),
        ] {
            assert_eq!(read(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn a_year_stays_a_year() {
        let year = PartialDate::year(1990).unwrap();
        assert_eq!(year.exact(), None);
        assert_eq!((year.earliest(), year.latest()), (date("1990-01-01"), date("1990-12-31")));
        let month = PartialDate::month(2024, 2).unwrap();
        assert_eq!((month.earliest(), month.latest()), (date("2024-02-01"), date("2024-02-29")));
        let fictive = PartialDate::fictive(1990).unwrap();
        assert_eq!(fictive.precision(), Precision::Fictive);
        assert_eq!(fictive.latest(), date("1990-12-31"));
        assert!(PartialDate::day(date("1990-01-01")).looks_fictive());
        assert!(!fictive.looks_fictive() && !year.looks_fictive());
        assert_eq!(PartialDate::month(1990, 13), None);
        assert_eq!(PartialDate::year(0), None);
    }

    #[test]
    fn order_is_by_first_day_then_exactness() {
        let mut dates = ["1991", "1990?", "1990", "1990-01", "1990-01-01", "1989-12-31"]
            .map(|text| text.parse::<PartialDate>().unwrap());
        dates.sort();
        assert_eq!(
            dates.map(|d| d.to_string()),
            ["1989-12-31", "1990-01-01", "1990-01", "1990", "1990?", "1991"]
        );
    }

    #[test]
    fn age_is_a_range_where_the_day_is_unknown() {
        let on = |birth: &str, day: &str| {
            let birth: PartialDate = birth.parse().unwrap();
            birth.age_on(date(day)).map(|AgeRange { min, max }| (min, max))
        };
        assert_eq!(on("2008-11-22", "2026-11-21"), Some((17, 17)));
        assert_eq!(on("2008-11-22", "2026-11-22"), Some((18, 18)));
        assert_eq!(on("2008", "2026-11-22"), Some((17, 18)));
        assert_eq!(on("2008?", "2026-12-31"), Some((18, 18)));
        assert_eq!(on("2026", "2026-11-22"), Some((0, 0)));
        assert_eq!(on("2026-11-23", "2026-11-22"), None);
        // §§ 187, 188 BGB
        assert_eq!(on("2008-02-29", "2026-02-28"), Some((17, 17)));
        assert_eq!(on("2008-02-29", "2026-03-01"), Some((18, 18)));
        assert_eq!(AgeRange { min: 17, max: 18 }.exact(), None);
        assert_eq!(AgeRange { min: 17, max: 17 }.exact(), Some(17));
    }

    #[test]
    fn only_canonical_text_is_read_back() {
        for text in
            ["1990-1-2", "+1990", "990", "1990-00", "1990-12-32", "1990??", "", "24.12.1990"]
        {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
            assert!(serde_json::from_value::<PartialDate>(text.into()).is_err(), "{text}");
        }
    }

    fn any_partial() -> impl Strategy<Value = PartialDate> {
        (1i32..=9999, 1u32..=12, 1u32..=31, 0..4).prop_map(|(year, month, day, kind)| match kind {
            0 => NaiveDate::from_ymd_opt(year, month, day)
                .map_or_else(|| PartialDate::year(year).unwrap(), PartialDate::day),
            1 => PartialDate::month(year, month).unwrap(),
            2 => PartialDate::year(year).unwrap(),
            _ => PartialDate::fictive(year).unwrap(),
        })
    }

    proptest! {
        #[test]
        fn canonical_text_and_json_round_trip(date in any_partial()) {
            prop_assert_eq!(date.to_string().parse::<PartialDate>(), Ok(date));
            let json = serde_json::to_string(&date).unwrap();
            prop_assert_eq!(serde_json::from_str::<PartialDate>(&json).unwrap(), date);
        }

        #[test]
        fn canonical_text_can_be_typed(date in any_partial()) {
            let late = NaiveDate::from_ymd_opt(date.earliest().year() + 100, 12, 31).unwrap();
            prop_assert_eq!(PartialDate::parse(&date.to_string(), late), Ok(date));
        }

        #[test]
        fn the_span_is_in_order_and_ages_too(date in any_partial(), later in 0u64..40_000) {
            prop_assert!(date.earliest() <= date.latest());
            let age = date.age_on(date.earliest() + Days::new(later)).unwrap();
            prop_assert!(age.min <= age.max && age.max - age.min <= 1);
        }
    }
}

mod shorthand {
    use super::*;

    fn day(text: &str) -> String {
        match parse(text, today()) {
            Ok(Typed::Day(day)) => day.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn distances_and_words_ahead() {
        for (typed, meant) in [
            ("h", "2026-11-22"),
            ("H", "2026-11-22"),
            ("heute", "2026-11-22"),
            ("today", "2026-11-22"),
            ("morgen", "2026-11-23"),
            ("mor", "2026-11-23"),
            ("Tomorrow", "2026-11-23"),
            ("übermorgen", "2026-11-24"),
            ("ÜBERMORGEN", "2026-11-24"),
            ("gestern", "2026-11-21"),
            ("+14", "2026-12-06"),
            (" + 14 ", "2026-12-06"),
            ("+14t", "2026-12-06"),
            ("+14d", "2026-12-06"),
            ("+2w", "2026-12-06"),
            ("+2 W", "2026-12-06"),
            ("+3m", "2027-02-22"),
            ("-1", "2026-11-21"),
            ("+0", "2026-11-22"),
        ] {
            assert_eq!(day(typed), meant, "{typed}");
        }
    }

    #[test]
    fn days_of_the_week_and_of_the_calendar_ahead() {
        for (typed, meant) in [
            ("mo", "2026-11-23"),
            ("Mo.", "2026-11-23"),
            ("mon", "2026-11-23"),
            ("di", "2026-11-24"),
            ("tue", "2026-11-24"),
            ("mi", "2026-11-25"),
            ("wed", "2026-11-25"),
            ("do", "2026-11-26"),
            ("thu", "2026-11-26"),
            ("fr", "2026-11-27"),
            ("sa", "2026-11-28"),
            ("so", "2026-11-29"),
            ("sun", "2026-11-29"),
            ("24.12.", "2026-12-24"),
            ("24.12", "2026-12-24"),
            ("22.11.", "2026-11-22"),
            ("21.11.", "2027-11-21"),
            ("29.2.", "2028-02-29"),
            ("24.12.26", "2026-12-24"),
            ("24.12.2026", "2026-12-24"),
            ("2026-12-24", "2026-12-24"),
            ("241226", "2026-12-24"),
        ] {
            assert_eq!(day(typed), meant, "{typed}");
        }
    }

    #[test]
    fn what_people_type_for_a_day_gone_by() {
        for (typed, meant) in [
            ("h", "2026-11-22"),
            ("-1", "2026-11-21"),
            ("gest", "2026-11-21"),
            ("mo", "2026-11-16"),
            ("so", "2026-11-15"),
            ("24.12.", "2025-12-24"),
            ("22.11.", "2026-11-22"),
            ("29.2.", "2024-02-29"),
            ("19.10.26", "2026-10-19"),
        ] {
            assert_eq!(parse_past(typed, today()), Ok(date(meant)), "{typed}");
        }
        assert_eq!(parse_past("+1", today()), Err(DateError::InFuture(date("2026-11-23"))));
        assert_eq!(parse_past("10.2026", today()), Err(DateError::NotADate));
    }

    #[test]
    fn a_month_is_a_window() {
        let month = Typed::Window(Window::month(2026, 12).unwrap());
        assert_eq!(parse("12.2026", today()), Ok(month));
        assert_eq!(parse("2026-12", today()), Ok(month));
        assert_eq!(month.day(), None);
        assert!(month.window(today()).is_month());
    }

    #[test]
    fn unclear_and_impossible_input_is_refused() {
        for (typed, error) in [
            ("", DateError::Empty),
            // Montag, Mittwoch or morgen; today or tomorrow
            ("m", DateError::NotADate),
            ("to", DateError::NotADate),
            ("+", DateError::NotADate),
            ("+x", DateError::NotADate),
            ("++1", DateError::NotADate),
            ("+2y", DateError::NotADate),
            ("2026", DateError::NotADate),
            ("٢٤.١٢.", DateError::NotADate),
            ("31.11.", DateError::NoSuchDay { day: 31, month: 11 }),
            ("1.13.", DateError::NoSuchMonth(13)),
            ("13.2026", DateError::NoSuchMonth(13)),
            ("29.2.2027", DateError::NoSuchDay { day: 29, month: 2 }),
            ("+99999999999", DateError::OutOfRange),
            ("+4000000000w", DateError::OutOfRange),
            ("-100000", DateError::TooLongAgo(1753)),
            ("24.12.1726", DateError::TooLongAgo(1726)),
            ("24.12.2226", DateError::TooFarAhead(date("2036-11-22"))),
        ] {
            assert_eq!(parse(typed, today()), Err(error), "{typed}");
        }
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0u64..60_000).prop_map(|n| date("1950-01-01") + Days::new(n))
    }

    /// Strings of the characters that dates are made of reach deeper than random ones.
    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[-+.:/?0-9 hmodiwfrsatu]{0,14}",
            "[0-9]{0,4}[./-][0-9]{0,4}[./-]?[0-9]{0,4}",
        ]
    }

    proptest! {
        #[test]
        fn no_text_makes_any_parser_panic(text in any_text(), now in any_day()) {
            let _ = (parse_time(&text), text.parse::<PartialDate>(), text.parse::<OfficeZone>());
            for now in [now, NaiveDate::MIN, NaiveDate::MAX] {
                let _ = (parse(&text, now), parse_past(&text, now));
                let _ = PartialDate::parse(&text, now);
            }
        }

        #[test]
        fn plus_n_is_n_days_ahead(now in any_day(), n in 0u64..3_650, weeks in 0u64..520) {
            let ahead = |text: String| parse(&text, now);
            prop_assert_eq!(ahead(format!("+{n}")), Ok(Typed::Day(now + Days::new(n))));
            prop_assert_eq!(ahead(format!("+{weeks}w")), Ok(Typed::Day(now + Days::new(7 * weeks))));
        }

        #[test]
        fn minus_undoes_plus(now in any_day(), n in 0u64..15_000) {
            prop_assert_eq!(parse_past(&format!("-{n}"), now + Days::new(n)), Ok(now));
        }

        #[test]
        fn weekdays_lie_one_to_seven_days_away(now in any_day(), which in 0usize..7) {
            let name = ["mo", "di", "mi", "do", "fr", "sa", "so"][which];
            let ahead = parse(name, now).unwrap().day().unwrap();
            let back = parse_past(name, now).unwrap();
            prop_assert_eq!(ahead.weekday() as usize, which);
            prop_assert_eq!(ahead.weekday(), back.weekday());
            prop_assert!((1..=7).contains(&(ahead - now).num_days()));
            prop_assert!((1..=7).contains(&(now - back).num_days()));
        }

        #[test]
        fn written_days_are_read_as_written(day in any_day(), ago in -3_600i64..40_000) {
            let now = day + chrono::Duration::days(ago);
            prop_assert_eq!(parse(&day.format("%d.%m.%Y").to_string(), now), Ok(Typed::Day(day)));
            prop_assert_eq!(parse(&day.to_string(), now), Ok(Typed::Day(day)));
            let next = parse(&day.format("%d.%m.").to_string(), now).unwrap().day().unwrap();
            prop_assert!(next >= now && (next - now).num_days() <= 366 * 8);
            prop_assert_eq!((next.day(), next.month()), (day.day(), day.month()));
        }
    }
}

mod time {
    use super::*;

    #[test]
    fn times_are_read() {
        for (typed, hour, minute) in [
            ("14:10", 14, 10),
            ("14.10", 14, 10),
            ("1410", 14, 10),
            ("930", 9, 30),
            ("9", 9, 0),
            ("14 Uhr", 14, 0),
            ("9h", 9, 0),
            ("0:05", 0, 5),
        ] {
            let meant = NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
            assert_eq!(parse_time(typed), Ok(meant), "{typed}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for (typed, error) in [
            ("", TimeError::Empty),
            ("x", TimeError::NotATime),
            ("9:5", TimeError::NotATime),
            ("14101", TimeError::NotATime),
            ("1é", TimeError::NotATime),
            ("25", TimeError::NoSuchTime),
            ("24:00", TimeError::NoSuchTime),
            ("9:75", TimeError::NoSuchTime),
        ] {
            assert_eq!(parse_time(typed), Err(error), "{typed}");
        }
    }
}

mod window {
    use super::*;

    #[test]
    fn a_follow_up_in_two_weeks_is_that_week() {
        for due in ["2026-12-06", "2026-12-02", "2026-11-30"] {
            let window = Window::for_due(date(due), today());
            assert_eq!(window.due(), date(due));
            assert_eq!((window.from(), window.until()), (date("2026-11-30"), date("2026-12-06")));
        }
    }

    #[test]
    fn a_follow_up_within_days_is_that_day() {
        let tuesday = date("2026-11-24");
        assert_eq!(Some(Window::for_due(tuesday, today())), Window::new(today(), tuesday, tuesday));
        assert_eq!(Window::for_due(today(), today()), Window::on(today()));
        assert_eq!(Window::for_due(date("2026-11-01"), today()), Window::on(date("2026-11-01")));
    }

    #[test]
    fn states_follow_the_days() {
        let window = Window::week_of(date("2026-12-02"));
        for (day, state) in [
            ("2026-11-22", WindowState::NotYet(8)),
            ("2026-11-29", WindowState::NotYet(1)),
            ("2026-11-30", WindowState::Open),
            ("2026-12-01", WindowState::Open),
            ("2026-12-02", WindowState::Due),
            ("2026-12-06", WindowState::Due),
            ("2026-12-07", WindowState::Overdue(1)),
            ("2027-01-05", WindowState::Overdue(30)),
        ] {
            assert_eq!(window.state_on(date(day)), state, "{day}");
        }
    }

    #[test]
    fn bounds_are_held_when_read() {
        let (a, b) = (date("2026-12-01"), date("2026-12-02"));
        assert_eq!(Window::new(b, a, b), None);
        assert_eq!(Window::new(a, b, a), None);
        let json = r#"{"from":"2026-12-02","due":"2026-12-01","until":"2026-12-02"}"#;
        assert!(serde_json::from_str::<Window>(json).is_err());
        assert_eq!(Window::month(2026, 13), None);
    }

    #[test]
    fn what_is_due_first_comes_first() {
        let month = Window::month(2026, 12).unwrap();
        let mut windows = [month, Window::week_of(date("2026-12-02")), Window::on(today())];
        windows.sort();
        assert_eq!(
            windows.map(|w| w.due().to_string()),
            ["2026-11-22", "2026-12-02", "2026-12-31"]
        );
    }

    proptest! {
        #[test]
        fn the_due_day_lies_inside(made in 0u64..60_000, ahead in -100i64..1_000) {
            let made = date("1950-01-01") + Days::new(made);
            let due = made + chrono::Duration::days(ahead);
            let window = Window::for_due(due, made);
            prop_assert_eq!(window.state_on(due), WindowState::Due);
            prop_assert!(Window::new(window.from(), window.due(), window.until()).is_some());
            if ahead >= 7 {
                prop_assert_eq!(window.from().weekday(), Weekday::Mon);
                prop_assert_eq!((window.until() - window.from()).num_days(), 6);
            } else {
                prop_assert!(!matches!(window.state_on(made), WindowState::NotYet(_)));
            }
            let json = serde_json::to_string(&window).unwrap();
            prop_assert_eq!(serde_json::from_str::<Window>(&json).unwrap(), window);
        }
    }
}

mod zone {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("a moment")
    }

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("a local time")
    }

    #[test]
    fn the_office_day_is_not_the_utc_day() {
        let berlin = OfficeZone::default();
        assert_eq!(berlin.name(), "Europe/Berlin");
        assert_eq!(berlin.day(utc("2026-11-22T23:30:00Z")), date("2026-11-23"));
        assert_eq!(berlin.local(utc("2026-07-01T12:00:00Z")), local("2026-07-01T14:00:00"));
        assert_eq!(berlin.utc(local("2026-11-22T14:10:00")), utc("2026-11-22T13:10:00Z"));
        assert!("Europe/Dueren".parse::<OfficeZone>().is_err());
    }

    #[test]
    fn changes_of_the_clock_have_an_answer() {
        let berlin = OfficeZone::default();
        // 25 October 2026 has 02:30 twice: the first
        assert_eq!(berlin.utc(local("2026-10-25T02:30:00")), utc("2026-10-25T00:30:00Z"));
        // 29 March 2026 has no 02:30
        let moved = berlin.utc(local("2026-03-29T02:30:00"));
        assert_eq!(berlin.local(moved), local("2026-03-29T03:30:00"));
        // days of 23 and 25 hours
        let day = |from: &str, to: &str| berlin.start_of(date(to)) - berlin.start_of(date(from));
        assert_eq!(day("2026-03-29", "2026-03-30").num_hours(), 23);
        assert_eq!(day("2026-10-25", "2026-10-26").num_hours(), 25);
    }

    #[test]
    fn midnight_is_that_of_the_office_even_where_it_is_skipped() {
        let berlin = OfficeZone::default();
        assert_eq!(berlin.next_midnight(utc("2026-11-22T22:59:59Z")), utc("2026-11-22T23:00:00Z"));
        assert_eq!(berlin.next_midnight(utc("2026-11-22T23:00:00Z")), utc("2026-11-23T23:00:00Z"));
        // Beirut puts its clock forward at midnight
        let beirut: OfficeZone = "Asia/Beirut".parse().unwrap();
        let start = beirut.start_of(date("2024-03-31"));
        assert_eq!(beirut.local(start), local("2024-03-31T01:00:00"));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        let berlin = OfficeZone::default();
        for moment in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            let _ = (berlin.day(moment), berlin.next_midnight(moment));
            let _ = berlin.utc(moment.naive_utc());
        }
    }

    proptest! {
        #[test]
        fn moments_come_back_except_in_the_doubled_hour(seconds in 0i64..4_000_000_000) {
            let moment = DateTime::from_timestamp(seconds, 0).unwrap();
            let berlin = OfficeZone::default();
            let back = berlin.utc(berlin.local(moment));
            prop_assert!([0, 3600].contains(&(moment - back).num_seconds()));
            prop_assert_eq!(berlin.local(back), berlin.local(moment));
            let midnight = berlin.next_midnight(moment);
            prop_assert!(midnight > moment && berlin.local(midnight).hour() == 0);
        }
    }
}
