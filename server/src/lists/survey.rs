//! What people said of an event, counted: the same as the page shows, and nobody's answers in one line.

use app::{survey::say, t, texts::Locale};
use axum::{
    extract::{Extension, Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use domain::{
    desk::Unavailable,
    survey::{Kind, Questions, Results},
};

use super::{Cell, csv, separator, taken_along};
use crate::http::{self, AppState};

/// `/manage/events/{slug}/feedback.csv`: one line for each option and each text. Not there while people can answer, nor
/// where too few did.
pub(super) async fn as_text(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    locale: Option<Extension<Locale>>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let unavailable = |_: Unavailable| StatusCode::SERVICE_UNAVAILABLE;
    let l = locale.map(|Extension(locale)| locale).unwrap_or_default();
    let by = http::actor(&state, &headers).await.map_err(unavailable)?;
    let event = state.house.events.event(&by, &slug).await.map_err(unavailable)?;
    let event = event.filter(|event| event.mine).ok_or(StatusCode::NOT_FOUND)?;
    let survey = state.house.surveys.take_survey(&by, event.id).await.map_err(unavailable)?;
    let survey = survey.ok_or(StatusCode::NOT_FOUND)?;
    let results = survey.results.ok_or(StatusCode::NOT_FOUND)?;
    let table = table(l, &survey.questions, &results);
    Ok(taken_along(csv::written(&table, separator(l)), "text/csv; charset=utf-8", &format!("{slug}-feedback.csv")))
}

fn table(l: Locale, questions: &Questions, results: &Results) -> Vec<Vec<Cell>> {
    let row = |cells: [String; 3]| cells.into_iter().map(Cell::Text).collect::<Vec<_>>();
    let head = [t!(l, survey.column_question), t!(l, survey.column_answer), t!(l, survey.column_count)];
    let mut table = vec![row(head.map(str::to_owned))];
    for asked in questions.asked().filter(|asked| results.counts.shows(&asked.key())) {
        let (key, label) = (asked.key(), say::label(l, asked));
        if asked.kind() == Kind::Text {
            let texts = results.texts.get(&key).into_iter().flatten();
            table.extend(texts.map(|text| row([label.clone(), text.clone(), 1.to_string()])));
        } else {
            let options = say::options(l, asked).into_iter();
            let count = |option: &str| results.counts.count(&key, option).to_string();
            table.extend(options.map(|(option, word)| row([label.clone(), word, count(&option)])));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use domain::survey::{Answer, Answers, Counts};

    use super::*;

    #[test]
    fn each_option_and_each_text_has_a_line_and_a_formula_stays_text() {
        let answers = |text: &str| {
            Answers::from([
                ("overall".to_owned(), Answer::Chosen("4".into())),
                ("good".to_owned(), Answer::Text(text.into())),
            ])
        };
        let mut all = ["=1+1", "Licht; Luft", "a", "b", "c"].map(answers);
        all[0].insert("better".to_owned(), Answer::Text("Nur ich".into()));
        let results = Results::of(Counts::default(), all);
        let file = csv::written(&table(Locale::De, &Questions::default(), &results), ';');
        for line in [
            "\"Frage\";\"Antwort\";\"Anzahl\"",
            "\"Wie war es insgesamt?\";\"4 – gut\";\"5\"",
            "\"Was war gut?\";\"'=1+1\";\"1\"",
            "\"Was war gut?\";\"Licht; Luft\";\"1\"",
            "\"Wie war es insgesamt?\";\"1 – schlecht\";\"0\"",
        ] {
            assert!(file.contains(line), "{line} in {file}");
        }
        for question in ["Was sollte besser werden?", "Würden Sie wiederkommen?"] {
            assert!(!file.contains(question), "too few answered it: {file}");
        }
    }
}
