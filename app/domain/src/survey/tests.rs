//! Whom, when and what; and that nobody is shown alone.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn own(kind: Kind, options: &[&str]) -> Own {
    let option = |label: &&str| Choice { key: format!("k-{label}"), label: Localised::of("de", *label) };
    Own { kind, label: Localised::of("de", "Wie war der Kuchen?"), options: options.iter().map(option).collect() }
}

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn people_are_asked_when_they_are_home_and_awake_and_not_a_week_later() {
    for (ended, now, due) in [
        ("2027-03-09 12:00", "2027-03-09 11:59", false),
        ("2027-03-09 12:00", "2027-03-09 12:59", false),
        ("2027-03-09 12:00", "2027-03-09 13:00", true),
        ("2027-03-09 12:00", "2027-03-09 19:59", true),
        ("2027-03-09 12:00", "2027-03-09 20:00", false),
        ("2027-03-09 19:00", "2027-03-09 20:00", false),
        ("2027-03-09 19:00", "2027-03-10 07:59", false),
        ("2027-03-09 19:00", "2027-03-10 08:00", true),
        ("2027-03-09 12:00", "2027-03-16 11:59", true),
        ("2027-03-09 12:00", "2027-03-16 12:00", false),
        // The night the clocks go forward.
        ("2027-03-27 23:30", "2027-03-28 08:00", true),
    ] {
        assert_eq!(is_due(at(ended), at(now)), due, "{ended}, seen at {now}");
    }
}

#[test]
fn where_it_is_follows_from_its_end_and_from_whether_people_were_asked() {
    let (ended, closes) = (at("2027-03-09 12:00"), at("2027-04-08 13:00"));
    for (asked, now, stage) in [
        (false, "2027-03-09 11:59", Stage::ToCome),
        (false, "2027-03-09 12:00", Stage::Asking),
        (false, "2027-03-16 12:00", Stage::TooLate),
        (true, "2027-03-16 12:00", Stage::Open(closes)),
        (true, "2027-04-08 13:00", Stage::Over(closes)),
    ] {
        assert_eq!(stage.shows(), stage == Stage::Over(closes), "{now}");
        assert_eq!(Stage::of(Some(ended), asked.then_some(closes), at(now)), stage, "{now}");
    }
    assert_eq!(Stage::of(None, None, at("2027-03-09 12:00")), Stage::ToCome, "nobody knows when it ends");
}

#[test]
fn where_the_door_was_kept_those_who_came_are_asked_and_each_address_once() {
    let (kept, open) = (SessionId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
    let one = |number: u128, session, address: &str, came| Participant {
        registration: RegistrationId(Uuid::from_u128(number)),
        session,
        address: address.into(),
        came,
    };
    let all = [
        one(1, kept, "anna@example.org", true),
        one(2, kept, "ben@example.org", false),
        one(3, open, "Anna@example.org", false),
        one(4, open, "carla@example.org", false),
        one(5, kept, "dora@example.org", false),
        one(6, open, "dora@example.org", false),
        one(7, open, "emil@example.org", false),
        one(8, open, "frida@example.org", false),
    ];
    let asked_of = |all: &[Participant], kept: &[SessionId]| -> Vec<u128> {
        people(all, &kept.iter().copied().collect()).into_iter().map(|id| id.0.as_u128()).collect()
    };
    let asked = |kept: &[SessionId]| asked_of(&all, kept);
    assert_eq!(asked(&[kept]), [1, 4, 6, 7, 8], "who missed one part and took part in another is asked for that");
    assert_eq!(asked(&[]), [1, 2, 4, 5, 7, 8], "nobody kept the door: everybody");
    assert_eq!(asked_of(&all[..7], &[]), [1, 2, 4, 5, 7]);
    assert!(asked_of(&all[..7], &[kept]).is_empty(), "of four one could guess who said what");
}

#[test]
fn whatever_is_wrong_with_the_questions_is_named() {
    let of = |ready: &[Ready], own: Vec<Own>| Questions { ready: ready.to_vec(), own }.faults();
    let long = Own { label: Localised::of("de", "x".repeat(MOST_LABEL + 1)), ..own(Kind::Text, &[]) };
    for (faults, expected) in [
        (Questions::default().faults(), vec![]),
        (of(&[], vec![]), vec![QuestionsFault::Nothing]),
        (of(&[], vec![own(Kind::Scale, &[])]), vec![]),
        (of(&[], vec![own(Kind::Text, &[]); MOST_OWN + 1]), vec![QuestionsFault::TooMany]),
        (of(&[], vec![Own { label: Localised::default(), ..own(Kind::Text, &[]) }]), vec![QuestionsFault::Label(0)]),
        (of(&[], vec![own(Kind::Text, &[]), long]), vec![QuestionsFault::Label(1)]),
        (of(&[], vec![own(Kind::Choice, &["eins"])]), vec![QuestionsFault::Options(0)]),
        (of(&[], vec![own(Kind::Choice, &["eins", "eins"])]), vec![QuestionsFault::Option(0)]),
        (of(&[], vec![own(Kind::Choice, &["eins", "zwei"])]), vec![]),
    ] {
        assert_eq!(faults, expected);
    }
}

#[test]
fn answers_are_read_by_what_was_asked_and_nothing_needs_an_answer_but_something() {
    let questions = Questions { own: vec![own(Kind::Choice, &["eins", "zwei"])], ..Questions::default() };
    let keys: Vec<String> = questions.asked().map(Asked::key).collect();
    assert_eq!(keys, ["overall", "good", "better", "again", "own-1"]);
    let chosen = |key: &str| Answer::Chosen(key.to_owned());
    let given = [("overall", "4"), ("good", " viel\r\nPlatz "), ("better", "  "), ("own-1", "k-zwei"), ("own-2", "x")];
    let expected = [
        ("overall".to_owned(), chosen("4")),
        ("good".to_owned(), Answer::Text("viel\nPlatz".into())),
        ("own-1".to_owned(), chosen("k-zwei")),
    ];
    assert_eq!(settle(&questions, &typed(&given)), Ok(expected.into()));
    let long = "x".repeat(MOST_TEXT + 1);
    for (given, question, wrong) in [
        (("overall", "0"), "overall", Wrong::NoSuchOption),
        (("overall", "6"), "overall", Wrong::NoSuchOption),
        (("again", "sure"), "again", Wrong::NoSuchOption),
        (("own-1", "eins"), "own-1", Wrong::NoSuchOption),
        (("good", long.as_str()), "good", Wrong::TooLong),
        (("good", " \n "), "overall", Wrong::Nothing),
    ] {
        let fault = Fault { question: question.into(), wrong };
        assert_eq!(settle(&questions, &typed(&[given])), Err(vec![fault]));
    }
}

#[test]
fn fewer_answers_than_the_least_are_not_shown_and_the_mean_is_rounded() {
    let marks = ["5", "4", "4", "2", "5"];
    let answers = |mark: &&str| Answers::from([("overall".to_owned(), Answer::Chosen((*mark).to_owned()))]);
    let some = |count: usize| Results::of(Counts::default(), marks.iter().take(count).map(answers));
    assert_eq!(some(4).shown(), None);
    let mut wordy: Vec<Answers> = marks.iter().map(answers).collect();
    for (number, said) in wordy.iter_mut().enumerate() {
        said.insert("good".into(), Answer::Text(format!("Text {number}")));
        if number > 0 {
            said.insert("better".into(), Answer::Text(format!("Text {number}")));
            said.insert("again".into(), Answer::Chosen("yes".into()));
        }
    }
    let shown = Results::of(Counts::default(), wordy).shown().unwrap();
    let texts: Vec<(&str, usize)> = shown.texts.iter().map(|(key, texts)| (key.as_str(), texts.len())).collect();
    assert_eq!(texts, [("good", 5)], "four answered the other one");
    assert_eq!(shown.counts.of.keys().collect::<Vec<_>>(), ["good", "overall"]);
    let five = some(5).shown().unwrap();
    assert_eq!((five.counts.answered, five.counts.mean("overall"), five.counts.mean("again")), (5, Some(40), None));
    assert_eq!(Results::of(Counts::default(), marks[..3].iter().map(answers)).counts.mean("overall"), Some(43));
}

proptest! {
    #[test]
    fn counting_in_two_steps_is_counting_in_one_and_the_order_says_nothing(
        marks in prop::collection::vec((1u8..=5, "[a-c]{0,2}"), 0..20), cut in 0usize..20, turned in any::<bool>(),
    ) {
        let answers = |(mark, text): &(u8, String)| -> Answers {
            let mut answers = Answers::from([("overall".to_owned(), Answer::Chosen(mark.to_string()))]);
            if !text.is_empty() {
                answers.insert("good".to_owned(), Answer::Text(text.clone()));
            }
            answers
        };
        let all: Vec<Answers> = marks.iter().map(answers).collect();
        let whole = Results::of(Counts::default(), all.clone());
        let cut = cut.min(all.len());
        let first = Results::of(Counts::default(), all[..cut].iter().cloned());
        let mut rest = all[cut..].to_vec();
        if turned {
            rest.reverse();
        }
        let second = Results::of(first.counts.clone(), rest);
        prop_assert_eq!(&second.counts, &whole.counts);
        prop_assert_eq!(whole.counts.answered as usize, all.len());
        prop_assert_eq!(whole.counts.answers("overall") as usize, all.len());
        let written = whole.texts.get("good").map(Vec::len).unwrap_or_default();
        prop_assert_eq!(whole.counts.count("good", WRITTEN) as usize, written);
        let mut backwards = all;
        backwards.reverse();
        prop_assert_eq!(Results::of(Counts::default(), backwards), whole);
    }

    #[test]
    fn nobody_is_asked_twice_and_nobody_who_is_known_to_have_stayed_away(
        people_of in prop::collection::vec((0u8..9, 0u8..3, any::<bool>()), 0..30),
    ) {
        let participants: Vec<Participant> = (0u128..)
            .zip(&people_of)
            .map(|(number, (person, session, came))| Participant {
                registration: RegistrationId(Uuid::from_u128(number)),
                session: SessionId(Uuid::from_u128((*session).into())),
                address: format!("{person}@example.org"),
                came: *came,
            })
            .collect();
        let kept: BTreeSet<SessionId> = participants.iter().filter(|one| one.came).map(|one| one.session).collect();
        let asked = people(&participants, &kept);
        let of = |id: &RegistrationId| participants.iter().find(|one| one.registration == *id).unwrap();
        let addresses: HashSet<&str> = asked.iter().map(|id| of(id).address.as_str()).collect();
        prop_assert_eq!(addresses.len(), asked.len());
        let belong = participants.iter().filter(|one| one.came || !kept.contains(&one.session));
        let belong: HashSet<&str> = belong.map(|one| one.address.as_str()).collect();
        if belong.len() < LEAST as usize {
            prop_assert!(asked.is_empty());
        } else {
            prop_assert_eq!(addresses, belong);
        }
        for id in &asked {
            prop_assert!(of(id).came || !kept.contains(&of(id).session));
        }
    }
}
