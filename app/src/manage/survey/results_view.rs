//! What people said, question by question: nobody's answers stand together.

use domain::survey::{Asked, BEST, Counts, Kind, LEAST, Questions, Results, WRITTEN};
use leptos::prelude::*;

use crate::{survey::say, t, texts::Locale, ui::say::paragraphs};

/// Every question with its answers.
#[component]
pub fn ResultList(questions: Questions, results: Results, l: Locale) -> impl IntoView {
    let one = |asked: Asked<'_>| {
        let (key, label, language) = (asked.key(), say::label(l, asked), say::language(l, asked));
        let answers = match asked.kind() {
            _ if !results.counts.shows(&key) => view! { <p>{t!(l, survey.few, least = LEAST)}</p> }.into_any(),
            Kind::Text => {
                let texts = results.texts.get(&key).cloned().unwrap_or_default();
                let written = results.counts.count(&key, WRITTEN);
                view! { <Texts texts written l/> }.into_any()
            }
            Kind::Scale | Kind::Choice => {
                view! { <Bars bars=bars(l, asked, &results.counts) label=label.clone() l/> }.into_any()
            }
        };
        let mean = (asked.kind() == Kind::Scale).then(|| results.counts.mean(&key)).flatten();
        let mean = mean.map(|mean| {
            view! { <p>{t!(l, survey.mean, mean = say::tenths(l, mean), best = BEST)}</p> }
        });
        view! { <section class="stack plot__part"><h3 lang=language>{label}</h3>{mean}{answers}</section> }
    };
    questions.asked().map(one).collect_view().into_any()
}

/// An option, how often it was chosen, and of a hundred who answered how many that are.
type Bar = (String, u32, u32);

fn bars(l: Locale, asked: Asked<'_>, counts: &Counts) -> Vec<Bar> {
    let key = asked.key();
    let all = counts.answers(&key);
    let options = say::options(l, asked).into_iter();
    let bar = |(option, word): (String, String)| {
        let count = counts.count(&key, &option);
        (word, count, (count * 100 + all / 2).checked_div(all).unwrap_or_default())
    };
    options.map(bar).collect()
}

/// The table is the picture: each row has its bar.
#[component]
fn Bars(bars: Vec<Bar>, label: String, l: Locale) -> impl IntoView {
    let most = bars.iter().map(|(_, count, _)| *count).max().unwrap_or_default().max(1);
    let rows = bars.into_iter().map(|(option, count, share)| {
        view! {
            <tr>
                <th scope="row">{option}</th>
                <td>{count}</td>
                <td>{t!(l, survey.percent, share = share)}</td>
                <td class="plot__cell"><meter min="0" max=most.to_string() value=count.to_string() aria-hidden="true"></meter></td>
            </tr>
        }
    });
    let (rows, caption) = (rows.collect_view(), label.clone());
    view! {
        <div class="table-scroll plot__table" role="region" tabindex="0" aria-label=label>
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, survey.column_answer)}</th>
                        <th scope="col">{t!(l, survey.column_count)}</th>
                        <th scope="col">{t!(l, survey.column_share)}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Texts(texts: Vec<String>, written: u32, l: Locale) -> impl IntoView {
    if texts.is_empty() {
        return view! { <p>{t!(l, survey.written, count = written)}</p> }.into_any();
    }
    let one = |text: String| {
        let said = paragraphs(l, &domain::text::Localised::of(l.code(), text));
        view! { <li class="rows__item"><div class="stack">{said}</div></li> }
    };
    view! { <ul class="rows">{texts.into_iter().map(one).collect_view()}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use domain::survey::{Answer, Answers, Ready};

    use super::*;

    #[test]
    fn every_option_has_its_count_and_share_also_where_nobody_chose_it() {
        let mut counts = Counts::default();
        for mark in ["5", "5", "4"] {
            counts.add(&Answers::from([("overall".to_owned(), Answer::Chosen(mark.into()))]));
        }
        let shown = bars(Locale::De, Asked::Ready(Ready::Overall), &counts);
        let numbers: Vec<(u32, u32)> = shown.iter().map(|(_, count, share)| (*count, *share)).collect();
        assert_eq!(numbers, [(2, 67), (1, 33), (0, 0), (0, 0), (0, 0)]);
        assert_eq!(bars(Locale::De, Asked::Ready(Ready::Again), &counts)[0].2, 0, "nobody answered");
    }
}
