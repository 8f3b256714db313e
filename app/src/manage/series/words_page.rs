//! `/manage/series/new` and `/manage/series/{slug}/edit`: the words of a series.

use domain::{desk::SeriesView, event::EventRefusal};
use leptos::prelude::*;

use super::{
    super::{
        access::{organiser, whole},
        changed::{Changed, Difference, differences},
        word_fields::{localised, musts},
    },
    fields as words_of, own_series,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Field, Form, Hidden, Submit, TextArea},
};

/// An empty form.
pub async fn show_new(ask: Ask) -> Answered {
    organiser(&ask)?;
    Ok(draw(&ask, Shown::default()))
}

/// Makes a series.
pub async fn send_new(ask: Ask) -> Answered {
    organiser(&ask)?;
    let typed = words_of::read(&ask.form);
    let mut problems = words_of::problems(ask.locale, &typed);
    if problems.is_empty() {
        match ask.house.series.make_series(&ask.actor, ask.request(), typed).await {
            Ok(slug) => return Ok(Answer::Goto(format!("/manage/series/{slug}?saved=1"))),
            Err(refusal) => problems = whole(ask.locale, &refusal)?,
        }
    }
    Ok(draw(&ask, Shown { fields: ask.form.clone(), problems, ..Shown::default() }))
}

/// The form filled with what is stored.
pub async fn show(ask: Ask) -> Answered {
    let series = own_series(&ask).await?;
    Ok(draw(&ask, Shown { fields: words_of::fill(&series), series: Some(series), ..Shown::default() }))
}

/// Changes the words.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let series = own_series(&ask).await?;
    let (typed, fields) = (words_of::read(&ask.form), ask.form.clone());
    let version = ask.form.parse("version").unwrap_or_default();
    let problems = words_of::problems(l, &typed);
    if !problems.is_empty() {
        // The version stays the one the form was opened with: what is wrong is mended first, then compared.
        let series = Some(SeriesView { version, ..series });
        return Ok(draw(&ask, Shown { fields, problems, series, changed: None }));
    }
    match ask.house.series.rewrite_series(&ask.actor, series.series.id, version, typed).await {
        Ok(()) => Ok(Answer::Goto(format!("/manage/series/{}?saved=1", series.series.slug))),
        Err(refusal) => {
            let problems = whole(l, &refusal)?;
            let series = own_series(&ask).await?;
            let stale = refusal == EventRefusal::ChangedMeanwhile;
            let changed = stale.then(|| differences(&words_of::labels(l), &[], &words_of::fill(&series), &fields));
            Ok(draw(&ask, Shown { fields, problems, series: Some(series), changed }))
        }
    }
}

/// The form as it stands.
#[derive(Default)]
struct Shown {
    fields: Fields,
    problems: Problems,
    /// What is stored; `None`: a new series.
    series: Option<SeriesView>,
    changed: Option<Vec<Difference>>,
}

fn draw(ask: &Ask, shown: Shown) -> Answer {
    let l = ask.locale;
    let request = ask.request().to_string();
    let Shown { fields, problems, series, changed } = shown;
    let form = Form::refused(l, fields, problems);
    let title = if series.is_some() { t!(l, eventseries.edit_title) } else { t!(l, eventseries.new_title) };
    let (page_title, status) = (form.title(title), form.status());
    let page = Page::new("manage", page_title, move || {
        let (back, back_text) = match &series {
            Some(series) => (l.href(&format!("/manage/series/{}", series.series.slug)), t!(l, eventseries.back)),
            None => (l.href("/manage/series"), t!(l, eventseries.back_all)),
        };
        let version = series.map(|series| series.version);
        view! {
            <div class="manage stack">
                <p class="crumb"><a href=back>{back_text}</a></p>
                <ErrorSummary form=&form/>
                <h1>{title}</h1>
                {changed.map(|changed| view! { <Changed differences=changed l/> })}
                <WordForm form version request l/>
            </div>
        }
        .into_any()
    });
    page.with_status(status).into()
}

#[component]
fn WordForm(form: Form, version: Option<i32>, request: String, l: Locale) -> impl IntoView {
    let first = musts(l, &localised(form.fields(), "title")).language;
    let second = if first == Locale::De { Locale::En } else { Locale::De };
    let written = ["title", "summary", "description"]
        .iter()
        .any(|name| form.fields().text(&format!("{name}_{}", second.code())).is_some());
    let legend = |language: Locale| match language {
        Locale::De => t!(l, manage.group_de),
        Locale::En => t!(l, manage.group_en),
    };
    view! {
        <form method="post" class="form manage__form">
            <Hidden name="request" value=request/>
            {version.map(|version| view! { <Hidden name="version" value=version.to_string()/> })}
            <fieldset class="manage__group">
                <legend>{legend(first)}</legend>
                <Texts form=form.clone() language=first must=true l/>
            </fieldset>
            <details class="manage__group" open=written>
                <summary>{legend(second)}</summary>
                <p class="quiet">{t!(l, manage.group_other_hint)}</p>
                <Texts form language=second must=false l/>
            </details>
            <Submit label=t!(l, manage.save)/>
        </form>
    }
    .into_any()
}

#[component]
fn Texts(form: Form, language: Locale, must: bool, l: Locale) -> impl IntoView {
    let code = language.code();
    let name = |field: &str| format!("{field}_{code}");
    view! {
        <Field form=&form name=name("title") label=t!(l, manage.field_title) maxlength=160u16 required=must/>
        <TextArea
            form=&form
            name=name("summary")
            label=t!(l, manage.field_summary)
            hint=t!(l, eventseries.summary_hint)
            rows=3
            maxlength=400u16
            lang=code
            required=must
        />
        <TextArea
            form=&form
            name=name("description")
            label=t!(l, manage.field_description)
            hint=t!(l, manage.field_description_hint)
            rows=10
            maxlength=20_000u16
            lang=code
        />
    }
    .into_any()
}
