//! The questions of a repetition. Style sheets show those that belong to the answer given, without a script; the
//! others are not in the way.

use leptos::prelude::*;

use super::series::{NAMES, WEEKDAYS, repeats};
use crate::{
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Checkboxes, Choices, Field, Form, Hidden, Select, control_id},
    },
};

/// Empty lines for more dates, beyond those that are filled in.
const MORE_DATES: usize = 3;

/// How a wish repeats: closed unless it does, or something about it is wrong.
#[component]
pub fn RepeatFields(
    /// The language.
    l: Locale,
    /// The form it stands in.
    form: Form,
    /// In sight from the start.
    #[prop(optional)]
    open: bool,
) -> impl IntoView {
    let wrong = form.problems().0.iter().any(|(field, _)| field.as_deref().is_some_and(|field| NAMES.contains(&field)));
    let open = open || wrong || repeats(form.fields());
    let kinds = [
        ("", t!(l, series.not)),
        ("days", t!(l, series.days)),
        ("weeks", t!(l, series.weeks)),
        ("months", t!(l, series.months)),
        ("years", t!(l, series.years)),
        ("dates", t!(l, series.free_dates)),
    ];
    let monthly = [
        ("day", t!(l, series.monthly_day)),
        ("weekday", t!(l, series.monthly_weekday)),
        ("last-weekday", t!(l, series.monthly_last_weekday)),
        ("last-day", t!(l, series.monthly_last_day)),
    ];
    let weekdays = WEEKDAYS.map(|(day, code)| (code.to_owned(), dates::weekday(l, day).to_owned())).to_vec();
    view! {
        <details class="repeat" open=open>
            <summary>{t!(l, series.repeat)}</summary>
            <div class="repeat__fields">
                <Select form=&form name="repeat" label=t!(l, series.how) options=owned(&kinds) />
                <div class="repeat__every">
                    <Field form=&form name="every" label=t!(l, series.every) hint=t!(l, series.every_hint) kind="number" min="1" max="99" width="short" either=true />
                </div>
                <div class="repeat__weeks">
                    <Checkboxes form=&form name="on" legend=t!(l, series.on) hint=t!(l, series.on_hint) options=weekdays />
                </div>
                <div class="repeat__months">
                    <Select form=&form name="monthly" label=t!(l, series.monthly) options=owned(&monthly) />
                </div>
                <div class="repeat__end">
                    <Choices
                        form=ending(l, &form)
                        name="ends"
                        legend=t!(l, series.ends)
                        options=owned(&[("count", t!(l, series.ends_count)), ("last", t!(l, series.ends_last))])
                    />
                    <div class="repeat__count">
                        <Field form=&form name="count" label=t!(l, series.count) kind="number" min="1" max="400" width="short" either=true />
                    </div>
                    <div class="repeat__last">
                        <Field form=&form name="last" label=t!(l, series.last) kind="date" width="medium" either=true />
                    </div>
                </div>
                <ExtraDates l=l form=form.clone() />
            </div>
            {form.fields().all("pick").map(|pick| view! { <Hidden name="pick" value=pick.to_owned() /> }).collect_view()}
        </details>
    }
    .into_any()
}

/// A series ends after a number of dates unless somebody says otherwise.
fn ending(l: Locale, form: &Form) -> Form {
    if form.fields().text("ends").is_some() {
        return form.clone();
    }
    Form::refused(l, form.fields().with("ends", "count"), form.problems().clone())
}

/// Dates beside the rule.
#[component]
fn ExtraDates(l: Locale, form: Form) -> impl IntoView {
    let typed: Vec<String> = form.fields().all("extra").map(str::to_owned).collect();
    let lines = typed.into_iter().chain(std::iter::repeat_n(String::new(), MORE_DATES));
    let problem = form.problems().at("extra").map(str::to_owned);
    let wrong = problem.is_some();
    let line = |(index, value): (usize, String)| {
        let id = if index == 0 { control_id("extra") } else { format!("{}-{index}", control_id("extra")) };
        view! {
            <input
                class="field__control field__control--medium"
                type="date"
                name="extra"
                id=id
                value=value
                aria-label=t!(l, series.extra_nth, number = index + 1)
                aria-invalid=wrong.then_some("true")
            />
        }
    };
    view! {
        <fieldset class="field field--group repeat__extra" class:field--wrong=wrong>
            <legend class="field__label">{t!(l, series.extra)}</legend>
            <p class="field__hint">{t!(l, series.extra_hint)}</p>
            {problem.map(|text| view! { <p class="field__error"><span class="visually-hidden">{t!(l, words.error)}</span>{text}</p> })}
            <div class="repeat__lines">{lines.enumerate().map(line).collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

fn owned(options: &[(&str, &str)]) -> Vec<(String, String)> {
    options.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect()
}
