//! The words of a series between form and desk.

use domain::{
    desk::{SeriesFields, SeriesView},
    text::Localised,
};

use super::super::word_fields::{LONGEST_DESCRIPTION, LONGEST_SUMMARY, LONGEST_TITLE, localised, musts, spread};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
};

/// Reads the form.
#[must_use]
pub fn read(fields: &Fields) -> SeriesFields {
    SeriesFields {
        title: localised(fields, "title"),
        summary: localised(fields, "summary"),
        description: localised(fields, "description"),
    }
}

/// The form as it is filled from what is stored.
#[must_use]
pub fn fill(series: &SeriesView) -> Fields {
    let mut fields = Fields::default();
    spread(&mut fields, "title", &series.series.title);
    spread(&mut fields, "summary", &series.summary);
    spread(&mut fields, "description", &series.description);
    fields
}

/// What is wrong with what was typed, all at once; the desk would name only the first.
#[must_use]
pub fn problems(l: Locale, typed: &SeriesFields) -> Problems {
    let must = musts(l, &typed.title);
    let longer = |text: &Localised, most: usize| text.0.values().any(|words| words.chars().count() > most);
    let mut problems = Problems::default();
    if typed.title.is_empty() || longer(&typed.title, LONGEST_TITLE) {
        problems.add(must.title, t!(l, manage.title_wrong));
    }
    if typed.summary.is_empty() || longer(&typed.summary, LONGEST_SUMMARY) {
        problems.add(must.summary, t!(l, manage.summary_wrong));
    }
    if longer(&typed.description, LONGEST_DESCRIPTION) {
        problems.add(must.description, t!(l, manage.description_wrong));
    }
    problems
}

/// Names and labels, in the order of the form.
#[must_use]
pub fn labels(l: Locale) -> Vec<(&'static str, &'static str)> {
    vec![
        ("title_de", t!(l, manage.field_title)),
        ("summary_de", t!(l, manage.field_summary)),
        ("description_de", t!(l, manage.field_description)),
        ("title_en", t!(l, manage.english_title)),
        ("summary_en", t!(l, manage.english_summary)),
        ("description_en", t!(l, manage.english_description)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_language_is_enough_and_everything_wrong_is_said_at_once() {
        let typed = Fields(vec![("title_en".into(), "Sound".into()), ("summary_en".into(), "Every week.".into())]);
        assert!(problems(Locale::De, &read(&typed)).is_empty());
        let empty = problems(Locale::De, &read(&Fields::default()));
        let fields: Vec<_> = empty.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
        assert_eq!(fields, ["title_de", "summary_de"]);
    }
}
