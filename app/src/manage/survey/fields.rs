//! What is asked after an event, between form and desk.

use domain::{
    question::{MOST_OPTION, keyed},
    survey::{Kind, MOST_LABEL, MOST_OWN, OPTIONS, Own, Questions, QuestionsFault, Ready},
    text::Localised,
};

use crate::{
    form::{Fields, Problems},
    manage::word_fields::{localised, spread},
    t,
    texts::Locale,
};

/// The name of the boxes of the ready questions.
pub const READY: &str = "ready";

/// The name of a field of an own question: `own1_label`, to which a language may be added.
#[must_use]
pub fn name(slot: usize, field: &str) -> String {
    format!("own{}_{field}", slot + 1)
}

/// What was typed: the questions, and the place in the form of each of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// What is to be asked.
    pub questions: Questions,
    /// Where each own question stands.
    pub slots: Vec<usize>,
}

/// Reads the form. `before`: what was asked, whose options keep their keys.
///
/// # Errors
/// What cannot be read, by field.
pub fn read(l: Locale, fields: &Fields, before: &Questions) -> Result<Typed, Problems> {
    let mut problems = Problems::default();
    let chosen: Vec<Ready> = fields.all(READY).filter_map(Ready::from_code).collect();
    let ready = Ready::ALL.iter().copied().filter(|ready| chosen.contains(ready)).collect();
    let (mut own, mut slots) = (Vec::new(), Vec::new());
    for slot in 0..MOST_OWN {
        let kind = Kind::from_code(fields.get(&name(slot, "kind"))).unwrap_or(Kind::Scale);
        let label = localised(fields, &name(slot, "label"));
        let labels = if kind == Kind::Choice {
            options(l, fields, slot, &mut problems)
        } else {
            no_options(l, fields, slot, &mut problems);
            Vec::new()
        };
        if label.is_empty() && labels.is_empty() {
            continue;
        }
        let known = before.own.get(own.len()).map(|own| own.options.as_slice()).unwrap_or_default();
        own.push(Own { kind, label, options: keyed(labels, known) });
        slots.push(slot);
    }
    let typed = Typed { questions: Questions { ready, own }, slots };
    if problems.is_empty() { Ok(typed) } else { Err(problems) }
}

/// The language that must be filled in: the page's, unless only the other one has a question.
fn first(l: Locale, fields: &Fields, slot: usize) -> Locale {
    let label = localised(fields, &name(slot, "label"));
    let has = |locale: Locale| label.0.contains_key(locale.code());
    Locale::ALL.into_iter().find(|locale| has(*locale)).filter(|_| !has(l)).unwrap_or(l)
}

/// Where nothing can be chosen what was typed to choose from is not thrown away: she says what she means.
fn no_options(l: Locale, fields: &Fields, slot: usize, problems: &mut Problems) {
    for locale in Locale::ALL {
        let field = name(slot, &format!("options_{}", locale.code()));
        if fields.text(&field).is_some() {
            problems.add(field, t!(l, survey.fault_no_options));
        }
    }
}

/// One option a line, in the same order in both languages.
fn options(l: Locale, fields: &Fields, slot: usize, problems: &mut Problems) -> Vec<Localised> {
    let field = |locale: Locale| name(slot, &format!("options_{}", locale.code()));
    let lines = |locale: Locale| -> Vec<String> {
        let typed = fields.get(&field(locale)).lines();
        typed.map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let first = first(l, fields, slot);
    let second = if first == Locale::De { Locale::En } else { Locale::De };
    let (ours, theirs) = (lines(first), lines(second));
    if !theirs.is_empty() && theirs.len() != ours.len() {
        problems.add(field(second), t!(l, questions.fault_lines));
    }
    let option = |(index, line): (usize, String)| {
        let text = Localised::of(first.code(), line);
        theirs.get(index).map_or(text.clone(), |other| text.and(second.code(), other))
    };
    ours.into_iter().enumerate().map(option).collect()
}

/// The form filled with what is asked.
#[must_use]
pub fn fill(questions: &Questions) -> Fields {
    let mut fields = Fields(questions.ready.iter().map(|one| (READY.to_owned(), one.code().to_owned())).collect());
    for (slot, own) in questions.own.iter().enumerate() {
        fields.0.push((name(slot, "kind"), own.kind.code().to_owned()));
        spread(&mut fields, &name(slot, "label"), &own.label);
        for locale in Locale::ALL {
            let lines = own.options.iter().map(|one| one.label.0.get(locale.code()).cloned().unwrap_or_default());
            let lines: Vec<String> = lines.collect();
            if lines.iter().any(|line| !line.is_empty()) {
                fields.0.push((name(slot, &format!("options_{}", locale.code())), lines.join("\n")));
            }
        }
    }
    fields
}

/// What the desk found, each at its field.
#[must_use]
pub fn problems(l: Locale, fields: &Fields, slots: &[usize], faults: &[QuestionsFault]) -> Problems {
    let mut problems = Problems::default();
    let mut at = |place: usize, field: &str, text: String| {
        let slot = slots.get(place).copied().unwrap_or(place);
        problems.add(name(slot, &format!("{field}_{}", first(l, fields, slot).code())), text);
    };
    let mut whole = Vec::new();
    for fault in faults {
        match fault {
            QuestionsFault::Nothing => whole.push(t!(l, survey.fault_nothing).to_owned()),
            QuestionsFault::TooMany => whole.push(t!(l, survey.fault_many, most = MOST_OWN)),
            QuestionsFault::Label(place) => at(*place, "label", t!(l, survey.fault_label, most = MOST_LABEL)),
            QuestionsFault::Options(place) => {
                let (least, most) = (OPTIONS.start(), OPTIONS.end());
                at(*place, "options", t!(l, survey.fault_options, least = least, most = most));
            }
            QuestionsFault::Option(place) => at(*place, "options", t!(l, survey.fault_option, most = MOST_OPTION)),
        }
    }
    for text in whole {
        problems.add(READY, text);
    }
    problems
}

#[cfg(test)]
mod tests {
    use domain::question::Choice;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_stored_comes_back_unchanged_through_the_form() {
        let both = |german: &str, english: &str| Localised::of("de", german).and("en", english);
        let option = |key: &str, label| Choice { key: key.into(), label };
        let questions = Questions {
            ready: vec![Ready::Overall, Ready::Again],
            own: vec![
                Own { kind: Kind::Scale, label: both("Wie war das Essen?", "How was the food?"), options: vec![] },
                Own {
                    kind: Kind::Choice,
                    label: Localised::of("en", "How long?"),
                    options: vec![
                        option("o1", Localised::of("en", "Too short")),
                        option("o2", Localised::of("en", "Long enough")),
                    ],
                },
            ],
        };
        for l in Locale::ALL {
            let read = read(l, &fill(&questions), &questions).unwrap();
            assert_eq!(read, Typed { questions: questions.clone(), slots: vec![0, 1] });
        }
        let none = Questions { ready: vec![], own: vec![] };
        assert_eq!(read(Locale::De, &Fields::default(), &none).unwrap().questions, none);
    }

    #[test]
    fn an_empty_place_is_no_question_and_what_is_wrong_is_said_where_it_stands() {
        let fields = typed(&[("own3_kind", "choice"), ("own3_label_en", "How long?"), ("own3_options_en", "one")]);
        let read_now = read(Locale::De, &fields, &Questions::default()).unwrap();
        assert_eq!(read_now.slots, [2]);
        let faults = [QuestionsFault::Options(0), QuestionsFault::Nothing];
        let problems = problems(Locale::De, &fields, &read_now.slots, &faults);
        assert!(problems.at("own3_options_en").is_some() && problems.at(READY).is_some(), "{problems:?}");
        let scale = typed(&[("own1_label_de", "Was?"), ("own1_options_de", "a\nb")]);
        let problems = read(Locale::De, &scale, &Questions::default()).unwrap_err();
        assert!(problems.at("own1_options_de").is_some(), "{problems:?}");
        let uneven = typed(&[
            ("own1_kind", "choice"),
            ("own1_label_de", "Was?"),
            ("own1_options_de", "a\nb"),
            ("own1_options_en", "a"),
        ]);
        let problems = read(Locale::De, &uneven, &Questions::default()).unwrap_err();
        assert!(problems.at("own1_options_en").is_some(), "{problems:?}");
    }
}
