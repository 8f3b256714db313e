//! A question between form and desk.

use domain::{
    desk::QuestionFields,
    question::{Condition, FileKind, Keeping, Kind, Question, QuestionFault, Whose},
    text::Localised,
};

use super::said;
use crate::{
    form::{Fields, Problems},
    manage::word_fields::{localised, spread},
    t,
    texts::Locale,
};

/// The language that must be filled in: the page's, unless only the other one has a question.
#[must_use]
pub fn first(l: Locale, fields: &Fields) -> Locale {
    let label = localised(fields, "label");
    let has = |locale: Locale| label.0.contains_key(locale.code());
    Locale::ALL.into_iter().find(|locale| has(*locale)).filter(|_| !has(l)).unwrap_or(l)
}

/// Reads the form. What the desk will find is not looked for here.
///
/// # Errors
/// What cannot be read, by field.
pub fn read(l: Locale, kind: Kind, fields: &Fields) -> Result<QuestionFields, Problems> {
    let mut problems = Problems::default();
    let options = if kind.has_options() { options(l, fields, &mut problems) } else { Vec::new() };
    let mut number = |name: &'static str| {
        let takes = kind == Kind::Number || kind == Kind::File && name == "most";
        let typed = fields.text(name).filter(|_| takes)?;
        let number = typed.parse::<i32>().ok();
        if number.is_none() {
            problems.add(name, t!(l, questions.fault_whole));
        }
        number
    };
    let (least, most) = (number("least"), number("most"));
    let condition = match fields.text("condition") {
        None => None,
        Some(typed) => {
            let read = condition(typed);
            if read.is_none() {
                problems.add("condition", t!(l, questions.fault_condition));
            }
            read
        }
    };
    let takes = |file: &&FileKind| kind == Kind::File && fields.all("files").any(|code| code == file.code());
    let files = FileKind::ALL.iter().filter(takes).copied().collect();
    let sessions = fields.all("session").filter_map(|id| id.parse().ok()).collect();
    let read = QuestionFields {
        whose: Whose::from_code(fields.get("whose")).unwrap_or(Whose::Registration),
        label: localised(fields, "label"),
        help: localised(fields, "help"),
        options,
        least,
        most,
        files,
        required: fields.ticked("required"),
        sessions,
        condition,
        purpose: localised(fields, "purpose"),
        // The shortest, where nothing was chosen.
        keeping: Keeping::from_code(fields.get("keeping")).unwrap_or(Keeping::Day),
    };
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// One option a line, in the same order in both languages.
fn options(l: Locale, fields: &Fields, problems: &mut Problems) -> Vec<Localised> {
    let lines = |locale: Locale| -> Vec<String> {
        let typed = fields.get(&format!("options_{}", locale.code()));
        typed.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let first = first(l, fields);
    let second = other(first);
    let (ours, theirs) = (lines(first), lines(second));
    if !theirs.is_empty() && theirs.len() != ours.len() {
        problems.add(format!("options_{}", second.code()), t!(l, questions.fault_lines));
    }
    let option = |(index, line): (usize, String)| {
        let text = Localised::of(first.code(), line);
        theirs.get(index).map_or(text.clone(), |other| text.and(second.code(), other))
    };
    ours.into_iter().enumerate().map(option).collect()
}

/// The other language.
#[must_use]
pub const fn other(locale: Locale) -> Locale {
    match locale {
        Locale::De => Locale::En,
        Locale::En => Locale::De,
    }
}

/// How the list of conditions names one.
#[must_use]
pub fn named(condition: &Condition) -> String {
    format!("{}:{}", condition.question, condition.option)
}

fn condition(typed: &str) -> Option<Condition> {
    let (question, option) = typed.split_once(':')?;
    Some(Condition { question: question.parse().ok()?, option: option.to_owned() })
}

/// The form filled with a question.
#[must_use]
pub fn fill(question: &Question) -> Fields {
    let mut fields = Fields::default();
    spread(&mut fields, "label", &question.label);
    spread(&mut fields, "help", &question.help);
    spread(&mut fields, "purpose", &question.purpose);
    for locale in Locale::ALL {
        let lines = question.options.iter().map(|one| one.label.0.get(locale.code()).cloned().unwrap_or_default());
        let lines: Vec<String> = lines.collect();
        if lines.iter().any(|line| !line.is_empty()) {
            fields.0.push((format!("options_{}", locale.code()), lines.join("\n")));
        }
    }
    let mut add = |name: &str, value: String| fields.0.push((name.to_owned(), value));
    question.least.iter().for_each(|least| add("least", least.to_string()));
    question.most.iter().for_each(|most| add("most", most.to_string()));
    question.files.iter().for_each(|file| add("files", file.code().to_owned()));
    question.condition.iter().for_each(|condition| add("condition", named(condition)));
    question.sessions.iter().for_each(|session| add("session", session.to_string()));
    add("whose", question.whose.code().to_owned());
    add("keeping", question.keeping.code().to_owned());
    if question.required {
        add("required", "yes".to_owned());
    }
    fields
}

/// What the desk found, each at its field.
#[must_use]
pub fn problems(l: Locale, fields: &Fields, faults: &[QuestionFault]) -> Problems {
    let code = first(l, fields).code();
    let mut problems = Problems::default();
    for fault in faults {
        let text = said(l, *fault);
        match fault {
            QuestionFault::TooMany => problems.0.push((None, text.to_owned())),
            QuestionFault::Label => problems.add(format!("label_{code}"), text),
            QuestionFault::Help => problems.add(format!("help_{code}"), text),
            QuestionFault::Purpose => problems.add(format!("purpose_{code}"), text),
            QuestionFault::Options | QuestionFault::Option => problems.add(format!("options_{code}"), text),
            QuestionFault::Range | QuestionFault::Megabytes => problems.add("most", text),
            QuestionFault::Files => problems.add("files", text),
            QuestionFault::Keeping => problems.add("keeping", text),
            QuestionFault::Condition => problems.add("condition", text),
            QuestionFault::Dependants => problems.add("whose", text),
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use domain::{
        id::{QuestionId, SessionId},
        question::{Choice, keyed},
    };
    use uuid::Uuid;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn both(german: &str, english: &str) -> Localised {
        Localised::of("de", german).and("en", english)
    }

    #[test]
    fn what_is_stored_comes_back_unchanged_through_the_form() {
        let question = Question {
            id: QuestionId(Uuid::from_u128(1)),
            kind: Kind::Several,
            whose: Whose::Attendee,
            label: both("Was essen Sie?", "What do you eat?"),
            help: both("Es gibt Suppe.", "There is soup."),
            options: vec![
                Choice { key: "o1".into(), label: both("Gemüse", "Vegetables") },
                Choice { key: "o2".into(), label: both("Fisch", "Fish") },
            ],
            least: None,
            most: None,
            files: vec![],
            required: true,
            sessions: vec![SessionId(Uuid::from_u128(2))],
            condition: Some(Condition { question: QuestionId(Uuid::from_u128(3)), option: "o2".into() }),
            purpose: both("Einkauf", "Shopping"),
            keeping: Keeping::List,
            retired: false,
        };
        for l in Locale::ALL {
            let read = read(l, question.kind, &fill(&question)).unwrap();
            assert_eq!(keyed(read.options.clone(), &question.options), question.options);
            let again = QuestionFields {
                whose: question.whose,
                label: question.label.clone(),
                help: question.help.clone(),
                options: read.options.clone(),
                least: None,
                most: None,
                files: vec![],
                required: true,
                sessions: question.sessions.clone(),
                condition: question.condition.clone(),
                purpose: question.purpose.clone(),
                keeping: question.keeping,
            };
            assert_eq!(read, again);
        }
        let number = Question { kind: Kind::Number, least: Some(-1), most: Some(4), options: vec![], ..question };
        let read = read(Locale::De, Kind::Number, &fill(&number)).unwrap();
        assert_eq!((read.least, read.most), (Some(-1), Some(4)));
        let files = vec![FileKind::Pdf, FileKind::Text];
        let file = Question { kind: Kind::File, least: None, most: Some(2), files: files.clone(), ..number };
        let read = super::read(Locale::De, Kind::File, &fill(&file)).unwrap();
        assert_eq!((read.least, read.most, read.files), (None, Some(2), files));
    }

    #[test]
    fn everything_that_cannot_be_read_is_said_at_once() {
        let wrong = [("label_de", "Was?"), ("options_de", "eins\nzwei"), ("options_en", "one"), ("condition", "dann")];
        let named = |kind, pairs: &[(&str, &str)]| {
            let problems = read(Locale::De, kind, &typed(pairs)).unwrap_err();
            problems.0.into_iter().map(|(field, _)| field.unwrap().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(named(Kind::Choice, &wrong), ["options_en", "condition"]);
        assert_eq!(named(Kind::Number, &[("least", "wenig"), ("most", "9999999999")]), ["least", "most"]);
    }

    #[test]
    fn one_language_is_enough_whichever_it_is() {
        let english = typed(&[("label_en", "What?"), ("options_en", "one\ntwo")]);
        assert_eq!(first(Locale::De, &english), Locale::En);
        let read = read(Locale::De, Kind::Choice, &english).unwrap();
        assert_eq!(read.options, [Localised::of("en", "one"), Localised::of("en", "two")]);
        let problems = problems(Locale::De, &english, &[QuestionFault::Purpose]);
        assert!(problems.at("purpose_en").is_some(), "where she writes");
    }
}
