//! What is asked and what can be answered, in words.

use domain::{
    survey::{Again, Asked, BEST, Kind, Ready},
    text::Localised,
};

use crate::{
    t,
    texts::Locale,
    ui::{say::other_language, words::Word},
};

impl Word for Ready {
    fn word(self, l: Locale) -> &'static str {
        match self {
            Self::Overall => t!(l, survey.ask_overall),
            Self::Good => t!(l, survey.ask_good),
            Self::Better => t!(l, survey.ask_better),
            Self::Again => t!(l, survey.ask_again),
        }
    }
}

impl Word for Again {
    fn word(self, l: Locale) -> &'static str {
        match self {
            Self::Yes => t!(l, survey.again_yes),
            Self::Maybe => t!(l, survey.again_maybe),
            Self::No => t!(l, survey.again_no),
        }
    }
}

impl Word for Kind {
    fn word(self, l: Locale) -> &'static str {
        match self {
            Self::Scale => t!(l, survey.kind_scale),
            Self::Choice => t!(l, survey.kind_choice),
            Self::Text => t!(l, survey.kind_text),
        }
    }
}

/// The question.
#[must_use]
pub fn label(l: Locale, asked: Asked<'_>) -> String {
    match asked {
        Asked::Ready(ready) => ready.word(l).to_owned(),
        Asked::Own(_, own) => own.label.get(l.code()).to_owned(),
    }
}

/// The language it is asked in, where that is not the page's.
#[must_use]
pub fn language(l: Locale, asked: Asked<'_>) -> Option<String> {
    match asked {
        Asked::Ready(_) => None,
        Asked::Own(_, own) => other_language(l, &own.label),
    }
}

/// What one can choose from: keys and words.
#[must_use]
pub fn options(l: Locale, asked: Asked<'_>) -> Vec<(String, String)> {
    asked.options().into_iter().map(|key| (key.clone(), option(l, asked, &key))).collect()
}

/// What an option is called.
#[must_use]
pub fn option(l: Locale, asked: Asked<'_>, key: &str) -> String {
    match (asked, asked.kind()) {
        (_, Kind::Text) => String::new(),
        (_, Kind::Scale) => mark(l, key),
        (Asked::Ready(_), Kind::Choice) => {
            Again::from_code(key).map(|again| again.word(l).to_owned()).unwrap_or_default()
        }
        (Asked::Own(_, own), Kind::Choice) => {
            let label = own.options.iter().find(|option| option.key == key).map(|option| &option.label);
            label.map(|label: &Localised| label.get(l.code()).to_owned()).unwrap_or_default()
        }
    }
}

/// `5 – sehr gut`: a number alone says nothing of which end is the good one.
fn mark(l: Locale, key: &str) -> String {
    let word = match key.parse::<u8>() {
        Ok(1) => t!(l, survey.mark_1),
        Ok(2) => t!(l, survey.mark_2),
        Ok(3) => t!(l, survey.mark_3),
        Ok(4) => t!(l, survey.mark_4),
        Ok(BEST) => t!(l, survey.mark_5),
        _ => return String::new(),
    };
    t!(l, survey.mark, number = key, word = word)
}

/// A mean in tenths as it is written: `4,2`.
#[must_use]
pub fn tenths(l: Locale, tenths: u32) -> String {
    let point = match l {
        Locale::De => ',',
        Locale::En => '.',
    };
    format!("{}{point}{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::survey::Questions;

    use super::*;

    #[test]
    fn every_ready_question_and_each_of_its_options_has_words_of_its_own_in_every_language() {
        for l in Locale::ALL {
            let questions = Questions::default();
            let labels: BTreeSet<String> = questions.asked().map(|asked| label(l, asked)).collect();
            assert_eq!(labels.len(), Ready::ALL.len(), "{labels:?}");
            for asked in questions.asked() {
                let words: BTreeSet<String> = options(l, asked).into_iter().map(|(_, word)| word).collect();
                assert_eq!(words.len(), asked.options().len(), "{words:?}");
                assert!(!words.contains(""), "{words:?}");
            }
        }
    }

    #[test]
    fn a_mean_is_written_as_the_language_writes_numbers() {
        assert_eq!((tenths(Locale::De, 42), tenths(Locale::En, 50)), ("4,2".to_owned(), "5.0".to_owned()));
    }
}
