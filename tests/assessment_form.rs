//! The form of a checklist of its own, the list of those filled, and the certificate: what keys make
//! of them, what is sent, what is drawn.
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "common/counter.rs"]
mod counter;
#[path = "common/screen.rs"]
mod screen;

use std::time::Duration;

use aid::api::assessments::{Brief, Record, Shown};
use aid::api::drafts::Form;
use aid::api::{Refusal, Request};
use aid::domain::assessment::{Assessment, Earlier, Entry, Level, Readiness};
use aid::domain::checklist::{Answer, ItemCode, Origin, Rating, TemplateId, TemplateRef};
use aid::domain::ids::{AssessmentId, PersonId, StaffId};
use aid::domain::visit::{LastAnswer, Noted};
use counter::{CASE, Counter, day};
use insta::assert_snapshot;

fn answer(code: &str, rating: Rating, origin: Origin) -> Answer {
    Answer { item: ItemCode::new(code).unwrap(), rating, origin }
}

fn earlier(person: Option<u64>, latest: u64) -> Earlier {
    let last = [("MF1", Rating::Ok), ("MF2", Rating::Watch), ("MF4", Rating::Attention)];
    let last = last.map(|(code, rating)| LastAnswer {
        answer: answer(code, rating, Origin::Asked),
        on: day(11, 4),
    });
    let level = Level::Practising;
    let readiness = Readiness { level, tested: None, confirmed: String::new() };
    Earlier {
        person: person.map(PersonId),
        latest: AssessmentId(latest),
        last: last.to_vec(),
        readiness: Some((readiness, day(11, 4))),
    }
}

fn shown(id: u64, person: Option<u64>, level: Option<Level>) -> Shown {
    let noted = |code: &str, rating, note: &str| Noted {
        answer: answer(code, rating, Origin::Asked),
        note: note.into(),
        agreed: None,
    };
    let entry = Entry {
        template: TemplateRef::current(TemplateId::TenancyReadiness),
        day: day(11, 20),
        person: person.map(PersonId),
        answers: vec![
            noted("MF1", Rating::Ok, ""),
            noted("MF2", Rating::Attention, "Bioabfall im Restmüll"),
        ],
        note: "Übt mit der Hausmeisterin.".into(),
        follow_ups: vec![],
        readiness: level.map(|level| Readiness {
            level,
            tested: Some(day(11, 20)),
            confirmed: "A. Weber, Auszugsmanagement".into(),
        }),
    };
    let at = "2026-11-20T09:00:00Z".parse().unwrap();
    let assessment = Assessment { id: AssessmentId(id), case: CASE, by: StaffId(1), at, entry };
    Shown { assessment, by: "Anna Weber".into() }
}

fn brief(shown: &Shown) -> Brief {
    let Assessment { id, at, entry, .. } = &shown.assessment;
    Brief {
        id: *id,
        template: entry.template.id,
        day: entry.day,
        at: *at,
        person: entry.person,
        level: entry.readiness.as_ref().map(|readiness| readiness.level),
        concerns: entry.concerns(),
        by: shown.by.clone(),
    }
}

/// What was sent of checklists.
fn sent(counter: &Counter) -> Vec<&Record> {
    let sent = counter.changes().into_iter().map(|change| match change {
        Request::RecordAssessment(record) => &**record,
        other => panic!("{other:?}"),
    });
    sent.collect()
}

#[test]
fn readiness_to_rent_is_three_keys_the_answers_and_the_level() {
    let mut counter = Counter::german();
    // fourteen digits; 'm' in the head takes the level
    let screen = counter.press("N c m 1 1 1 1 1 1 1 1 1 1 1 1 1 0 f2").screen();
    assert!(screen.contains("Vorschlag: mietfähig") && counter.changes().is_empty(), "{screen}");
    counter.press("e 'm' tab 'h' tab 'A. Weber' f2");
    let sent = sent(&counter);
    let [Record { case: CASE, seen: None, entry }] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((entry.template.id, entry.answers.len()), (TemplateId::TenancyReadiness, 14));
    let confirmed = "A. Weber".to_owned();
    let ready = Readiness { level: Level::Ready, tested: Some(day(11, 22)), confirmed };
    assert_eq!(
        (entry.readiness.as_ref(), entry.person, entry.day),
        (Some(&ready), None, day(11, 22))
    );
    assert!(counter.screen().contains("Checkliste gespeichert"), "{}", counter.screen());
}

#[test]
fn the_list_of_levels_opens_at_what_the_answers_speak_for_and_the_test_is_said_to_be_needed() {
    let mut counter = Counter::german();
    let head = counter.press("N c m 1 1 1 1 1 1 1 1 1 1 1 1 1 0 e").screen();
    assert!(head.contains("nötig, wenn mietfähig"), "{head}");
    counter.press("f4 enter h tab 'A. Weber' f2");
    let sent = sent(&counter);
    let level = sent[0].entry.readiness.as_ref().map(|readiness| readiness.level);
    assert_eq!(level, Some(Level::Ready), "{}", counter.screen());
}

#[test]
fn the_last_answers_stand_beside_and_one_key_takes_them_over() {
    let mut counter = Counter::german();
    counter.earlier = vec![earlier(None, 3), earlier(Some(2), 4)];
    let screen = counter.press("N c m a").screen();
    assert!(screen.contains("jede Frage für sich"), "{screen}");
    assert!(screen.contains("mit Hilfe 04.11.") && screen.contains("in Übung 04.11."), "{screen}");
    // a concern taken over brings no measure, and no level is decided: she is told once
    counter.press("f8 f2");
    assert!(counter.changes().is_empty(), "{}", counter.screen());
    counter.press("f2");
    let sent = sent(&counter);
    let [record] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((record.seen, record.entry.readiness.as_ref()), (Some(AssessmentId(3)), None));
    let origins = record.entry.answers.iter().map(|noted| noted.answer.origin);
    assert_eq!(origins.collect::<Vec<_>>(), [Origin::AsLastTime; 3]);
}

#[test]
fn about_somebody_else_nothing_taken_over_stays() {
    let mut counter = Counter::german();
    counter.earlier = vec![earlier(Some(2), 4)];
    counter.press("N c m 1 e tab tab tab 'ami' enter esc f8 f2 f2");
    let sent = sent(&counter);
    let [record] = sent.as_slice() else { panic!("{sent:?}\n") };
    assert_eq!((record.seen, record.entry.person), (Some(AssessmentId(4)), Some(PersonId(2))));
    assert_eq!(record.entry.answers.len(), 3);
    // what she answered herself stays, what was only taken over from another goes
    let mut counter = Counter::german();
    counter.earlier = vec![earlier(Some(2), 4)];
    counter.press("N c m e tab tab tab 'ami' enter esc f8 1 e tab tab tab 'sam' enter esc f2 f2");
    let sent = self::sent(&counter);
    let [record] = sent.as_slice() else { panic!("{sent:?}\n") };
    assert_eq!((record.seen, record.entry.person), (None, Some(PersonId(3))));
    let kept: Vec<_> = record.entry.answers.iter().map(|n| n.answer.item.to_string()).collect();
    assert_eq!(kept, ["MF1"]);
}

#[test]
fn saved_out_of_the_head_it_is_about_whom_the_head_says() {
    let mut counter = Counter::german();
    counter.earlier = vec![earlier(Some(2), 4)];
    counter.press("N c m 1 1 e 'm' tab 'h' tab 'A. Weber' tab 'ami' enter");
    assert!(counter.screen().contains("Amira"), "{}", counter.screen());
    counter.press("f2 f2");
    let sent = sent(&counter);
    let [record] = sent.as_slice() else { panic!("{sent:?}") };
    assert_eq!((record.seen, record.entry.person), (Some(AssessmentId(4)), Some(PersonId(2))));
}

#[test]
fn a_draft_about_who_has_left_the_household_stays_about_her() {
    for kept_anew in [false, true] {
        let mut counter = Counter::german();
        let minute = Duration::from_secs(60);
        counter.press("N c t e 'ami' enter esc 1 1").wait(minute).press("esc");
        assert_eq!(counter.drafts.len(), 1);
        counter.prepared.persons.retain(|(id, _)| *id != PersonId(2));
        let screen = counter.press("N c t enter").screen();
        assert!(screen.contains("nicht mehr im Haushalt"), "{screen}");
        if kept_anew {
            // what is typed on and kept anew names her too, and so does what that goes on as
            counter.press("1").wait(minute).press("esc");
            let kept = format!("{:?}", counter.drafts);
            assert!(kept.contains(r#"("head:person", "2")"#), "{kept}");
            counter.press("N c t enter");
        }
        counter.press("f2");
        assert_eq!(sent(&counter)[0].entry.person, Some(PersonId(2)));
    }
    // that she means the household by now, she says herself
    let mut counter = Counter::german();
    let minute = Duration::from_secs(60);
    counter.press("N c t e 'ami' enter esc 1 1").wait(minute).press("esc");
    counter.prepared.persons.retain(|(id, _)| *id != PersonId(2));
    counter.press("N c t enter e backspace f2");
    assert_eq!(sent(&counter)[0].entry.person, None);
}

#[test]
fn who_lives_alone_is_the_household_from_whichever_list_it_is_opened() {
    let mut counter = Counter::german();
    counter.prepared.persons.truncate(1);
    counter.filled = vec![shown(5, Some(counter.prepared.persons[0].0.0), None)];
    counter.earlier = vec![earlier(None, 3)];
    counter.press("C N c m f8 f2 f2");
    let sent = sent(&counter);
    assert_eq!((sent[0].seen, sent[0].entry.person), (Some(AssessmentId(3)), None));
}

#[test]
fn every_checklist_has_its_letter_and_its_scale() {
    for (letter, template, first, urgent) in [
        ("m", TemplateId::TenancyReadiness, "MF1", false),
        ("t", TemplateId::DailyStructure, "TS1", true),
        ("v", TemplateId::SharedResponsibility, "MV1", true),
        ("a", TemplateId::MoveOut, "AU1", true),
    ] {
        let mut counter = Counter::german();
        let screen = counter.press(&format!("N c {letter}")).screen();
        assert!(screen.contains(first) && screen.contains("dringend") == urgent, "{screen}");
        counter.press("1 f2 f2");
        assert_eq!(sent(&counter)[0].entry.template.id, template);
    }
}

#[test]
fn nothing_is_lost_and_a_colleague_is_met() {
    let mut counter = Counter::german();
    counter.earlier = vec![earlier(None, 3)];
    counter.press("N c m f8 down down down 3 'putzt nicht' esc esc").wait(Duration::from_secs(3));
    let form = Form::Assessment(TemplateId::TenancyReadiness);
    let draft = counter.drafts.iter().find(|draft| draft.form == form);
    assert!(format!("{draft:?}").contains("putzt nicht"), "{draft:?}");
    let screen = counter.screen();
    assert!(screen.contains("Mietfähigkeit"), "the list names it: {screen}");

    // taken up again while a colleague fills one: hers is shown, and counts where nothing was looked at
    let mut counter = Counter::german();
    counter.earlier = vec![earlier(None, 3)];
    counter.press("N c m f8 down down down 3 'putzt nicht' esc f2");
    counter.refuse = Some(Refusal::AssessedMeanwhile(Box::new(shown(9, None, None))));
    let screen = counter.press("f2").screen();
    assert!(screen.contains("Anna Weber hat diese Checkliste"), "{screen}");
    counter.press("f2 f2");
    let sent = sent(&counter);
    let record = sent.last().unwrap();
    assert_eq!(record.seen, Some(AssessmentId(9)));
    let rated = |code: &str| {
        let noted = record.entry.answers.iter().find(|n| n.answer.item.to_string() == code);
        noted.map(|noted| (noted.answer.rating, noted.note.as_str()))
    };
    assert_eq!(rated("MF2"), Some((Rating::Attention, "")), "hers of today, not the older one");
    assert_eq!(rated("MF4"), Some((Rating::Attention, "putzt nicht")));
}

#[test]
fn what_was_only_opened_leaves_no_draft_and_what_was_left_is_one() {
    let mut counter = Counter::german();
    let minute = Duration::from_secs(60);
    counter.press("N c t").wait(minute).press("esc");
    assert!(counter.drafts.is_empty(), "the clock alone types nothing: {:?}", counter.drafts);
    counter.press("N c t 1 2").wait(minute).press("esc");
    assert_eq!(counter.drafts.len(), 1);
    // opened again, looked at and left: it is still the one
    counter.press("N c t enter").wait(minute).press("esc");
    assert_eq!(counter.drafts.len(), 1, "{:?}", counter.drafts);
    counter.press("N c t enter 1 f2");
    assert_eq!((sent(&counter)[0].entry.answers.len(), counter.drafts.len()), (3, 0));
}

#[test]
fn nothing_answered_is_said_of_no_visit_and_the_rest_is_swept_only_where_that_is_meant() {
    let mut counter = Counter::german();
    let screen = counter.press("N c m").screen();
    assert!(!screen.contains("Rest ok"), "{screen}");
    let screen = counter.press("e 'in' tab f2").screen();
    assert!(screen.contains("speichert so") && !screen.contains("Besuch"), "{screen}");
    let mut counter = Counter::german();
    assert!(counter.press("N c t").screen().contains("a Rest ok"), "{}", counter.screen());
    let screen = counter.press("a").screen();
    assert!(screen.contains("8 Fragen") && !screen.contains("Warnzeichen"), "{screen}");
    counter.press("f2");
    assert_eq!(sent(&counter)[0].entry.answers.len(), 8);
}

#[test]
fn who_is_ready_needs_a_test_and_somebody_who_confirms_it() {
    let mut counter = Counter::german();
    let screen = counter.press("N c m 1 e 'm' tab f2").screen();
    assert!(counter.changes().is_empty() && screen.contains("! Bitte"), "{screen}");
    let screen = counter.press("N c t f2").screen();
    assert!(counter.changes().is_empty(), "{screen}");
}

#[test]
fn the_list_leads_to_the_page_and_to_the_certificate() {
    let mut counter = Counter::german();
    counter.filled = vec![shown(5, Some(2), Some(Level::Ready)), shown(6, None, None)];
    let screen = counter.press("C").screen();
    assert!(screen.contains("mietfähig") && screen.contains("1 offen"), "{screen}");
    let screen = counter.press("p").screen();
    assert!(screen.contains("Al-Hamadi, Amira") && !screen.contains("Bioabfall"), "{screen}");
    let screen = counter.press("esc").screen();
    assert!(screen.contains("Bioabfall im Restmüll") && screen.contains("MF14"), "{screen}");
    assert!(screen.contains("p Bescheinigung") && !screen.contains("Eingabe Öffnen"), "{screen}");
    let screen = counter.press("esc down p").screen();
    assert!(screen.contains("erst mit dem Ergebnis"), "{screen}");
    // goes on about the same person
    counter.press("up N c m 1 f2 f2");
    assert_eq!(sent(&counter)[0].entry.person, Some(PersonId(2)));
}

#[test]
fn the_case_leads_to_the_last_certificate_and_says_where_there_is_none() {
    let mut counter = Counter::german();
    let none = counter.press("enter p").screen();
    assert!(none.contains("erst mit dem Ergebnis"), "{none}");
    let mut counter = Counter::german();
    counter.filled = vec![shown(6, None, None), shown(5, Some(2), Some(Level::Ready))];
    counter.sheet.assessments = counter.filled.iter().map(brief).collect();
    let screen = counter.press("enter p").screen();
    assert!(screen.contains("Al-Hamadi, Amira") && !screen.contains("Bioabfall"), "{screen}");
    let screen = counter.press("esc esc esc").screen();
    assert!(screen.contains("Verlauf"), "{screen}");
}

#[test]
fn a_closed_case_takes_no_new_checklist_and_says_so_before_one_is_begun() {
    for (list, keys) in [
        ("C", &["N c m", "N c t", "N c v", "N c a", "v", "k", "w"][..]),
        ("e", &["n", "v", "k", "w"]),
        ("I", &["n", "N i", "v", "k", "w"]),
        ("D", &["v", "k", "w"]),
        ("P", &["v", "k", "w"]),
    ] {
        let mut counter = Counter::german();
        (counter.needs.closed, counter.facts.closed) = (true, true);
        let before = counter.press(list).screen();
        for keys in keys {
            let screen = counter.press(keys).screen();
            assert!(screen.contains("Fall ist beendet"), "{list} {keys}: {screen}");
            assert_eq!(counter.press("down up").screen(), before, "{list} {keys}");
        }
        assert!(counter.changes().is_empty(), "{list}");
    }
}

#[test]
fn it_is_drawn_everywhere() {
    for (ending, setting) in screen::SETTINGS {
        let mut counter = Counter::new(setting);
        counter.earlier = vec![earlier(None, 3)];
        assert_snapshot!(format!("assessment_{ending}"), counter.press("N c m f8 1").screen());
        assert_snapshot!(format!("assessment_head_{ending}"), counter.press("e").screen());
        let mut counter = Counter::new(setting);
        assert_snapshot!(format!("assessment_menu_{ending}"), counter.press("N").screen());
        let mut counter = Counter::new(setting);
        counter.filled = vec![shown(5, Some(2), Some(Level::Ready)), shown(6, None, None)];
        counter.sheet.assessments = counter.filled.iter().map(brief).collect();
        assert_snapshot!(format!("assessment_history_{ending}"), counter.press("enter h").screen());
        assert_snapshot!(format!("assessment_list_{ending}"), counter.press("C").screen());
        assert_snapshot!(format!("assessment_page_{ending}"), counter.press("enter").screen());
        let certificate = counter.press("p").screen();
        assert_snapshot!(format!("assessment_certificate_{ending}"), certificate);
    }
}
