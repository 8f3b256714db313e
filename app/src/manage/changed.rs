//! What is stored now beside what was typed, when somebody else was faster (I9).

use leptos::prelude::*;

use crate::{form::Fields, t, texts::Locale};

/// One field both versions have: its label, what is stored, what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    label: String,
    stored: String,
    typed: String,
}

/// The fields that differ. `labels`: names and labels in the order of the form; `words`: what values are called.
#[must_use]
pub fn differences(
    labels: &[(&'static str, &'static str)],
    words: &[(String, String)],
    stored: &Fields,
    typed: &Fields,
) -> Vec<Difference> {
    let said = |fields: &Fields, name: &str| {
        let mut values: Vec<String> = fields.all(name).map(|value| said(value, words)).collect();
        values.sort();
        values.join(", ")
    };
    labels
        .iter()
        .map(|(name, label)| Difference {
            label: (*label).to_owned(),
            stored: said(stored, name),
            typed: said(typed, name),
        })
        .filter(|difference| difference.stored != difference.typed)
        .collect()
}

fn said(value: &str, words: &[(String, String)]) -> String {
    let value = value.trim().replace("\r\n", "\n");
    words.iter().find(|(code, _)| *code == value).map_or(value, |(_, word)| word.clone())
}

/// Both versions side by side.
#[component]
pub fn Changed(differences: Vec<Difference>, l: Locale) -> impl IntoView {
    if differences.is_empty() {
        return view! { <p>{t!(l, manage.changed_same)}</p> }.into_any();
    }
    let shown = move |text: String| match text.as_str() {
        "" => view! { <span class="quiet">{t!(l, manage.empty)}</span> }.into_any(),
        _ => text.into_any(),
    };
    let rows = differences.into_iter().map(|difference| {
        view! {
            <tr>
                <th scope="row">{difference.label}</th>
                <td class="manage__text">{shown(difference.stored)}</td>
                <td class="manage__text">{shown(difference.typed)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-scroll" role="region" tabindex="0" aria-label=t!(l, manage.changed_table)>
            <table class="table">
                <caption>{t!(l, manage.changed_table)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t!(l, manage.changed_field)}</th>
                        <th scope="col">{t!(l, manage.changed_stored)}</th>
                        <th scope="col">{t!(l, manage.changed_typed)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn only_what_differs_is_shown_and_values_have_their_words() {
        let labels = [("title_de", "Titel"), ("price_de", "Kosten"), ("dimension", "Dimension")];
        let words = [("expansion".to_owned(), "Ausdehnung".to_owned())];
        let stored = fields(&[("title_de", "Ton\nund Bild"), ("dimension", "expansion")]);
        let typed = fields(&[("title_de", "Ton\r\nund Bild "), ("price_de", "5 €")]);
        let found = differences(&labels, &words, &stored, &typed);
        let found: Vec<_> = found.iter().map(|d| (d.label.as_str(), d.stored.as_str(), d.typed.as_str())).collect();
        assert_eq!(found, [("Kosten", "", "5 €"), ("Dimension", "Ausdehnung", "")]);
    }
}
