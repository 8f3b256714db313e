use proptest::prelude::*;
use uuid::Uuid;

use super::{
    samples::{after, id, question},
    *,
};
use crate::id::FileId;

const SESSION: SessionId = SessionId(Uuid::from_u128(1));
const OTHER: SessionId = SessionId(Uuid::from_u128(2));

fn form(questions: Vec<Question>) -> Form {
    Form { version: 7, questions }
}

fn text(words: &str) -> Answer {
    Answer::Text(words.into())
}

fn chosen(keys: &[&str]) -> Answer {
    Answer::Chosen(keys.iter().map(|key| (*key).to_owned()).collect())
}

fn once(answers: &[(u128, Answer)]) -> Given {
    let once = answers.iter().map(|(number, answer)| (id(*number), answer.clone())).collect();
    Given { once, ..Given::default() }
}

fn order(questions: &[Question]) -> Vec<(usize, QuestionId)> {
    arranged(questions, Whose::Registration).into_iter().map(|(depth, question)| (depth, question.id)).collect()
}

#[test]
fn a_question_stands_below_the_one_it_depends_on_wherever_it_was_written_down() {
    let mut questions = vec![
        after(1, Kind::Text, 3, "o1"),
        question(2, Kind::Text),
        question(3, Kind::Choice),
        after(4, Kind::Consent, 3, "o2"),
        after(5, Kind::Text, 4, AGREED),
    ];
    let expected = vec![(0, id(2)), (0, id(3)), (1, id(1)), (1, id(4)), (2, id(5))];
    assert_eq!(order(&questions), expected);
    questions[3].whose = Whose::Attendee;
    assert_eq!(order(&questions).len(), 4);
}

#[test]
fn a_question_changes_places_with_the_next_one_beside_it() {
    let questions = [
        question(1, Kind::Choice),
        after(2, Kind::Text, 1, "o1"),
        after(3, Kind::Text, 1, "o2"),
        question(4, Kind::Text),
    ];
    assert_eq!(neighbour(&questions, id(4), true), Some(id(1)), "with all that stands below it");
    assert_eq!(neighbour(&questions, id(3), true), Some(id(2)));
    assert_eq!(neighbour(&questions, id(2), true), None, "never above what it depends on");
    assert_eq!(neighbour(&questions, id(3), false), None);
    assert_eq!(neighbour(&questions, id(1), true), None);
}

#[test]
fn what_is_wrong_with_a_question_is_named_thing_by_thing() {
    let long = |letters: usize| Localised::of("de", "x".repeat(letters));
    let choice = question(9, Kind::Choice);
    let others = [question(1, Kind::Choice), after(2, Kind::Consent, 1, "o1"), question(3, Kind::Text)];
    let each = Question { whose: Whose::Attendee, ..after(9, Kind::Text, 1, "o1") };
    let mut twice = choice.clone();
    twice.options[1].label = twice.options[0].label.clone();
    for (question, expected) in [
        (choice.clone(), vec![]),
        (Question { label: Localised::default(), ..choice.clone() }, vec![QuestionFault::Label]),
        (Question { label: long(MOST_LABEL + 1), ..choice.clone() }, vec![QuestionFault::Label]),
        (Question { help: long(MOST_HELP + 1), ..choice.clone() }, vec![QuestionFault::Help]),
        (Question { purpose: Localised::default(), ..choice.clone() }, vec![QuestionFault::Purpose]),
        (Question { options: choice.options[..1].to_vec(), ..choice.clone() }, vec![QuestionFault::Options]),
        (Question { options: choice.options.clone(), ..question(9, Kind::Text) }, vec![QuestionFault::Options]),
        (twice, vec![QuestionFault::Option]),
        (Question { least: Some(2), most: Some(1), ..question(9, Kind::Number) }, vec![QuestionFault::Range]),
        (Question { least: Some(2), ..question(9, Kind::Text) }, vec![QuestionFault::Range]),
        (question(9, Kind::File), vec![]),
        (Question { most: Some(10), ..question(9, Kind::File) }, vec![]),
        (Question { most: Some(11), ..question(9, Kind::File) }, vec![QuestionFault::Megabytes]),
        (Question { most: Some(0), ..question(9, Kind::File) }, vec![QuestionFault::Megabytes]),
        (Question { least: Some(1), ..question(9, Kind::File) }, vec![QuestionFault::Range]),
        (Question { files: vec![], ..question(9, Kind::File) }, vec![QuestionFault::Files]),
        (Question { files: vec![FileKind::Pdf], ..question(9, Kind::Text) }, vec![QuestionFault::Files]),
        (Question { keeping: Keeping::Proof, ..question(9, Kind::File) }, vec![QuestionFault::Keeping]),
        (Question { keeping: Keeping::Proof, ..choice }, vec![QuestionFault::Keeping]),
        (Question { keeping: Keeping::Proof, ..question(9, Kind::Consent) }, vec![]),
        (after(9, Kind::Text, 1, "o1"), vec![]),
        (after(9, Kind::Text, 1, "o9"), vec![QuestionFault::Condition]),
        (after(9, Kind::Text, 2, AGREED), vec![]),
        (after(9, Kind::Text, 2, "o1"), vec![QuestionFault::Condition]),
        (after(9, Kind::Text, 3, "o1"), vec![QuestionFault::Condition]),
        (after(9, Kind::Text, 8, "o1"), vec![QuestionFault::Condition]),
        (each, vec![QuestionFault::Condition]),
        (after(1, Kind::Choice, 2, AGREED), vec![QuestionFault::Condition]),
        (after(1, Kind::Choice, 1, "o1"), vec![QuestionFault::Condition]),
        (Question { whose: Whose::Attendee, ..question(1, Kind::Choice) }, vec![QuestionFault::Dependants]),
        (
            Question { options: question(1, Kind::Choice).options[1..].to_vec(), ..question(1, Kind::Choice) },
            vec![QuestionFault::Dependants],
        ),
        (
            Question { label: Localised::default(), purpose: Localised::default(), ..question(9, Kind::Text) },
            vec![QuestionFault::Label, QuestionFault::Purpose],
        ),
    ] {
        assert_eq!(faults(&question, &others), expected, "{question:?}");
    }
    let many: Vec<_> = (10..).map(|number| question(number, Kind::Text)).take(MOST_QUESTIONS).collect();
    assert_eq!(faults(&question(1, Kind::Text), &many), [QuestionFault::TooMany]);
    assert_eq!(faults(&many[0], &many), [], "one that is there already can be changed");
}

#[test]
fn an_answer_counts_only_while_its_condition_holds() {
    let form = form(vec![
        question(1, Kind::Choice),
        after(2, Kind::Consent, 1, "o1"),
        Question { required: true, ..after(3, Kind::Text, 2, AGREED) },
    ]);
    let all = [(1, chosen(&["o1"])), (2, Answer::Agreed), (3, text("ja"))];
    assert_eq!(settle(&form, SESSION, &once(&all), &[]), Ok(Given { version: 7, ..once(&all) }));
    let otherwise = [(1, chosen(&["o2"])), (2, Answer::Agreed), (3, text("ja"))];
    assert_eq!(settle(&form, SESSION, &once(&otherwise), &[]).unwrap().once, once(&otherwise[..1]).once);
    let missing = settle(&form, SESSION, &once(&all[..2]), &[]).unwrap_err();
    assert_eq!(missing, [Fault { person: None, question: id(3), wrong: Wrong::Missing }]);
    assert!(settle(&form, SESSION, &once(&[]), &[]).is_ok(), "nobody must answer what she is not asked");
}

/// A text of so many bytes.
fn sent(number: u128, size: u64) -> Answer {
    let size = u32::try_from(size).unwrap();
    Answer::File(SentFile { id: FileId(Uuid::from_u128(number)), name: "a.txt".into(), kind: FileKind::Text, size })
}

#[test]
fn a_file_keeps_to_what_its_question_takes() {
    let asks = Question { required: true, most: Some(2), files: vec![FileKind::Text], ..question(1, Kind::File) };
    let pdfs = Question { files: vec![FileKind::Pdf], ..asks.clone() };
    for (question, answer, wrong) in [
        (&asks, Some(sent(1, file::bytes(2))), None),
        (&asks, Some(sent(1, file::bytes(2) + 1)), Some(Wrong::FileTooLarge(2))),
        (&pdfs, Some(sent(1, 1)), Some(Wrong::FileKind)),
        (&asks, Some(text("a key that opens nothing")), Some(Wrong::FileGone)),
        (&asks, None, Some(Wrong::Missing)),
        (&asks, Some(text("")), Some(Wrong::Missing)),
    ] {
        let given = answer.clone().map(|answer| once(&[(1, answer)])).unwrap_or_default();
        let faults = settle(&form(vec![question.clone()]), SESSION, &given, &[]).err().unwrap_or_default();
        assert_eq!(faults.first().map(|fault| fault.wrong), wrong, "{answer:?}");
    }
}

#[test]
fn the_files_of_a_registration_are_together_no_larger_than_they_may_be() {
    let asks = Question { whose: Whose::Attendee, most: Some(10), ..question(1, Kind::File) };
    let given = |sizes: &[u64]| {
        let each = (1u128..).zip(sizes).map(|(number, size)| [(id(1), sent(number, file::bytes(*size)))].into());
        Given { version: 7, each: each.collect(), ..Given::default() }
    };
    let form = form(vec![asks]);
    let faults = |sizes: &[u64]| settle(&form, SESSION, &given(sizes), &vec![true; sizes.len()]).err();
    assert_eq!(faults(&[10, 10]), None);
    let fault = Fault { person: Some(2), question: id(1), wrong: Wrong::FilesTogether };
    assert_eq!(faults(&[10, 10, 1]), Some(vec![fault]), "said where it is too much");
}

#[test]
fn a_question_for_some_sessions_is_asked_of_those_who_chose_them() {
    let form = form(vec![Question { required: true, sessions: vec![SESSION], ..question(1, Kind::Text) }]);
    let given = once(&[(1, text("ja"))]);
    assert_eq!(settle(&form, SESSION, &given, &[]).unwrap().once, given.once);
    assert!(settle(&form, SESSION, &once(&[]), &[]).is_err());
    assert_eq!(settle(&form, OTHER, &given, &[]).unwrap().once, Answers::new());
}

#[test]
fn everything_wrong_is_named_for_everybody_who_comes_and_for_nobody_else() {
    let must = |number, whose| Question { required: true, whose, ..question(number, Kind::Text) };
    let form = form(vec![must(1, Whose::Registration), must(2, Whose::Attendee), question(3, Kind::Number)]);
    let given = Given {
        once: [(id(3), text("viele"))].into(),
        each: vec![[(id(2), text("Anna"))].into(), Answers::new(), [(id(2), text(""))].into()],
        ..Given::default()
    };
    let fault = |person, number, wrong| Fault { person, question: id(number), wrong };
    assert_eq!(
        settle(&form, SESSION, &given, &[true, false, true, true]).unwrap_err(),
        [
            fault(Some(2), 2, Wrong::Missing),
            fault(Some(3), 2, Wrong::Missing),
            fault(None, 1, Wrong::Missing),
            fault(None, 3, Wrong::NoNumber),
        ]
    );
}

#[test]
fn an_option_keeps_its_key_while_it_can_be_told_apart() {
    let labels = |words: &[&str]| words.iter().map(|word| Localised::of("de", *word)).collect::<Vec<_>>();
    let keys = |words: &[&str], before: &[Choice]| {
        keyed(labels(words), before).into_iter().map(|choice| choice.key).collect::<Vec<_>>()
    };
    let before = keyed(labels(&["Fleisch", "Gemüse", "Nichts"]), &[]);
    assert_eq!(keys(&["Fleisch", "Gemüse", "Nichts"], &[]), ["o1", "o2", "o3"]);
    assert_eq!(keys(&["Gemüse", "Nichts"], &before), ["o2", "o3"], "one was taken away");
    assert_eq!(keys(&["Fleisch", "Gemüse", "Nichts", "Fisch"], &before), ["o1", "o2", "o3", "o4"]);
    assert_eq!(keys(&["Fleisch", "Vegan", "Nichts"], &before), ["o1", "o2", "o3"], "one was renamed");
    assert_eq!(keys(&["Nichts", "Fleisch", "Gemüse"], &before), ["o3", "o1", "o2"], "the order was changed");
    assert_eq!(keys(&["Fisch", "Nichts"], &before), ["o4", "o3"], "nobody knows what became of what");
}

#[test]
fn other_words_ask_something_else_and_one_more_option_does_not() {
    let before = question(1, Kind::Choice);
    let more = keyed(
        before.options.iter().map(|choice| choice.label.clone()).chain([Localised::of("de", "Neu")]).collect(),
        &before.options,
    );
    let mut renamed = before.options.clone();
    renamed[0].label = Localised::of("de", "Anders");
    for (new, differs) in [
        (Question { options: more, ..before.clone() }, false),
        (
            Question { required: true, help: Localised::of("de", "Hilfe"), sessions: vec![SESSION], ..before.clone() },
            false,
        ),
        (after(1, Kind::Choice, 2, "o1"), false),
        (Question { options: renamed, ..before.clone() }, true),
        (Question { options: before.options[..2].to_vec(), ..before.clone() }, true),
        (Question { label: Localised::of("de", "Anders?"), ..before.clone() }, true),
        (Question { purpose: Localised::of("de", "Werbung"), ..before.clone() }, true),
        (Question { keeping: Keeping::Day, ..before.clone() }, true),
        (Question { whose: Whose::Attendee, ..before.clone() }, true),
    ] {
        assert_eq!(before.asks_else(&new), differs, "{new:?}");
    }
}

#[test]
fn what_is_forgotten_the_day_after_is_not_written_in_mails() {
    for keeping in Keeping::ALL {
        assert_eq!(keeping.is_mailed(), keeping.kept() != Kept::Days(1));
    }
}

/// A question as it was drawn: its kind, whether it is asked of each, must be answered, after what, and of some only.
type Drawn = (usize, bool, bool, Option<(u128, usize)>, bool);

/// Up to eight questions, each after an answer to any of them or none: circles and what is not there included.
fn anything() -> impl Strategy<Value = Vec<Question>> {
    let condition = prop::option::of((0u128..10, 0usize..4));
    let one = (0..Kind::ALL.len(), any::<bool>(), any::<bool>(), condition, any::<bool>());
    prop::collection::vec(one, 0..8).prop_map(|drawn| (0u128..).zip(drawn).map(made).collect())
}

fn made((number, (kind, each, required, condition, some)): (u128, Drawn)) -> Question {
    let option = |index: usize| ["o1", "o2", "o3", AGREED][index].to_owned();
    Question {
        whose: if each { Whose::Attendee } else { Whose::Registration },
        required,
        sessions: if some { vec![OTHER] } else { Vec::new() },
        condition: condition.map(|(on, index)| Condition { question: id(on), option: option(index) }),
        ..question(number, Kind::ALL[kind])
    }
}

fn some_answers() -> impl Strategy<Value = Answers> {
    let answer = prop_oneof![
        Just(text("ja")),
        Just(text("")),
        Just(Answer::Agreed),
        Just(Answer::Number(Number::whole(3))),
        Just(Answer::Date(chrono::NaiveDate::MIN)),
        prop::sample::subsequence(vec!["o1", "o2", "o3", "o9"], 0..4).prop_map(|keys| chosen(&keys)),
    ];
    prop::collection::btree_map((0u128..10).prop_map(id), answer, 0..10)
}

proptest! {
    #[test]
    fn what_counts_counts_again_and_every_condition_holds(
        questions in anything(), answers in some_answers(), each in some_answers(), comes in any::<bool>(),
    ) {
        let form = form(questions);
        let given = Given { once: answers, each: vec![each], ..Given::default() };
        if let Ok(settled) = settle(&form, SESSION, &given, &[comes]) {
            prop_assert_eq!(settle(&form, SESSION, &settled, &[comes]), Ok(settled.clone()));
            prop_assert!(comes || settled.each[0].is_empty());
            for (answers, whose) in [(&settled.once, Whose::Registration), (&settled.each[0], Whose::Attendee)] {
                for question in answers.keys().map(|id| form.questions.iter().find(|one| one.id == *id).unwrap()) {
                    prop_assert_eq!(question.whose, whose);
                    prop_assert!(question.is_for(SESSION));
                    if let Some(condition) = &question.condition {
                        prop_assert!(answers[&condition.question].is(&condition.option));
                    }
                }
            }
        }
    }

    #[test]
    fn every_question_that_can_be_stored_is_asked_once_and_after_what_it_depends_on(questions in anything()) {
        let mut stored: Vec<Question> = Vec::new();
        for question in questions {
            if faults(&question, &stored).is_empty() {
                stored.push(question);
            }
        }
        let all: Vec<_> = Whose::ALL.iter().flat_map(|whose| arranged(&stored, *whose)).map(|(_, one)| one.id).collect();
        prop_assert_eq!(all.len(), stored.len());
        for (index, id) in all.iter().enumerate() {
            let question = stored.iter().find(|one| one.id == *id).unwrap();
            if let Some(condition) = &question.condition {
                prop_assert!(all[..index].contains(&condition.question));
            }
        }
    }

    #[test]
    fn moving_up_and_down_again_changes_nothing(questions in anything(), number in 0u128..8) {
        let mut moved = questions.clone();
        if let Some(other) = neighbour(&questions, id(number), true) {
            let at = |id| questions.iter().position(|one| one.id == id).unwrap();
            moved.swap(at(id(number)), at(other));
            prop_assert_eq!(neighbour(&moved, id(number), false), Some(other));
        }
    }
}
