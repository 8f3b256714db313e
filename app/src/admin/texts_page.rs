//! The pages the law asks for, as the region writes them: every text in every language, and a form for each.

use domain::{
    about::{AboutRefusal, AboutText, DAYS_MARK, LONGEST_ABOUT, is_stale, open_places},
    desk::{NewText, WrittenText},
    prose,
};
use leptos::prelude::*;

use super::frame::{self, Framed};
use crate::{
    about,
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Checkbox, Form, Hidden, Submit, TextArea},
        notice::{Notice, Tone},
    },
};

/// Lists them, with what is still to be done.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn texts(ask: Ask) -> Answered {
    let l = ask.locale;
    let written = ask.house.texts.about_texts(&ask.actor).await?.ok_or_else(|| frame::nothing(&ask))?;
    let (today, changes) = (ask.house.calendar.today(), frame::changes(&ask));
    Ok(Framed::new(l, t!(l, texts.title)).around(l, move |_| {
        let row = |text: AboutText| {
            let of = |language: Locale| {
                let one = written.iter().find(|one| one.text == text && one.language == language.code());
                view! { <li>{language_of(l, language)} ": " {state(l, text, one, today)} {way(l, text, language, changes)}</li> }
            };
            view! {
                <li class="rows__item">
                    <div>
                        <h2 class="rows__title"><a href=l.href(text.path())>{about::title(l, text)}</a></h2>
                        <ul>{Locale::ALL.map(of).collect_view()}</ul>
                    </div>
                </li>
            }
        };
        view! {
            <p class="lead">{t!(l, texts.lead)}</p>
            <ul class="rows">{AboutText::ALL.iter().copied().map(row).collect_view()}</ul>
        }
        .into_any()
    }))
}

/// What stands there, and whether somebody looked at it.
fn state(l: Locale, text: AboutText, one: Option<&WrittenText>, today: chrono::NaiveDate) -> String {
    let Some(one) = one else {
        return if text == AboutText::Easy { t!(l, texts.given) } else { t!(l, texts.template) }.to_owned();
    };
    let open = open_places(&one.body).len();
    let mut says = match one.reviewed_on {
        Some(day) => t!(l, about.reviewed, date = dates::date(l, day)),
        None => t!(l, texts.never_reviewed).to_owned(),
    };
    says.push('.');
    if open > 0 {
        says.push(' ');
        says.push_str(&t!(l, texts.open, count = open));
    } else if one.reviewed_on.is_some() && is_stale(one.reviewed_on, today) {
        says.push(' ');
        says.push_str(t!(l, texts.stale));
    }
    says
}

fn way(l: Locale, text: AboutText, language: Locale, changes: bool) -> Option<impl IntoView> {
    let href = l.href(&path(text, language));
    changes.then(|| {
        view! {
            " "
            <a href=href>
                {t!(l, texts.write)}
                <span class="visually-hidden">
                    ": " {about::title(l, text)} ", " {language_of(l, language)}
                </span>
            </a>
        }
    })
}

fn language_of(l: Locale, language: Locale) -> &'static str {
    match language {
        Locale::De => t!(l, texts.german),
        Locale::En => t!(l, texts.english),
    }
}

fn path(text: AboutText, language: Locale) -> String {
    format!("/admin/texts/{}/{}", text.code(), language.code())
}

/// The text a page is about, and what stands there now.
async fn wanted(ask: &Ask) -> Result<(AboutText, Locale, Option<WrittenText>), Answer> {
    let text = AboutText::from_code(ask.param("text"));
    let language = Locale::ALL.into_iter().find(|language| language.code() == ask.param("language"));
    let (Some(text), Some(language), true) = (text, language, frame::changes(ask)) else {
        return Err(frame::nothing(ask));
    };
    let all = ask.house.texts.about_text(text).await?;
    Ok((text, language, all.into_iter().find(|one| one.language == language.code())))
}

/// Shows the form.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn text(ask: Ask) -> Answered {
    let (text, language, now) = wanted(&ask).await?;
    let (body, version) = match &now {
        Some(one) => (one.body.clone(), one.version),
        None => (about::template(language, text, &ask.house.region.name), 0),
    };
    let fields = Fields(vec![("body".into(), body), ("version".into(), version.to_string())]);
    draw(&ask, (text, language, now), fields, Problems::default(), false)
}

/// Keeps what was written, or shows how it will look.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn write_text(ask: Ask) -> Answered {
    let l = ask.locale;
    let (text, language, now) = wanted(&ask).await?;
    let mut fields = ask.form.clone();
    if fields.get("do") == "look" {
        return draw(&ask, (text, language, now), fields, Problems::default(), true);
    }
    let new = NewText {
        text,
        language: language.code().to_owned(),
        version: fields.parse("version").unwrap_or_default(),
        body: fields.get("body").to_owned(),
        reviewed: fields.ticked("reviewed"),
    };
    let problems = match ask.house.texts.write_about_text(&ask.actor, new).await {
        Ok(()) => return Ok(Answer::Goto(format!("{}?done=written", path(text, language)))),
        Err(AboutRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(AboutRefusal::NotFound) => return Err(frame::nothing(&ask)),
        Err(AboutRefusal::Body) => Problems::of("body", t!(l, texts.problem_body, most = LONGEST_ABOUT)),
        Err(AboutRefusal::ChangedMeanwhile) => {
            // She reads below what stands there now; what she sends next is meant to replace it.
            let version = now.as_ref().map_or(0, |one| one.version);
            fields = fields.with("version", &version.to_string());
            Problems::whole(t!(l, texts.problem_changed))
        }
    };
    draw(&ask, (text, language, now), fields, problems, false)
}

fn draw(
    ask: &Ask,
    (text, language, now): (AboutText, Locale, Option<WrittenText>),
    fields: Fields,
    problems: Problems,
    looks: bool,
) -> Answered {
    let l = ask.locale;
    let done = (ask.query.get("done") == "written").then_some(t!(l, texts.done));
    let heading = t!(l, texts.of, title = about::title(l, text), language = language_of(l, language));
    let template = about::template(language, text, &ask.house.region.name);
    let up = ("/admin/texts", t!(l, texts.title));
    let framed = Framed { up, done: done.filter(|_| !looks), problems, fields, ..Framed::new(l, &heading) };
    Ok(framed.around(l, move |form| {
        let typed = form.fields().get("body").to_owned();
        let open = open_places(&typed);
        let meanwhile = now.as_ref().filter(|one| one.body != domain::about::settled(&typed).unwrap_or_default());
        let meanwhile = meanwhile.map(|one| behind(t!(l, texts.now), &one.body, language));
        let reviewed = match now.as_ref().map(|one| one.reviewed_on) {
            None => t!(l, texts.template).to_owned(),
            Some(None) => t!(l, texts.never_reviewed).to_owned(),
            Some(Some(day)) => t!(l, about.reviewed, date = dates::date(l, day)),
        };
        view! {
            <p><a href=l.href(text.path())>{t!(l, texts.to_page)}</a> ". " {reviewed}</p>
            {looks.then(|| look(l, language, &typed))}
            {(!open.is_empty()).then(|| places(l, &open))}
            <Sheet l=l form=form text=text language=language />
            {meanwhile}
            {behind(t!(l, texts.template_of), &template, language)}
        }
        .into_any()
    }))
}

/// What is still to be filled in.
fn places(l: Locale, open: &[String]) -> AnyView {
    let count = open.len();
    let items = open.iter().map(|place| view! { <li>{place.clone()}</li> }).collect_view();
    view! {
        <Notice tone=Tone::Attention>
            <p>{t!(l, texts.open, count = count)}</p>
            <ul>{items}</ul>
        </Notice>
    }
    .into_any()
}

/// How it will look.
fn look(l: Locale, language: Locale, typed: &str) -> AnyView {
    let html = prose::html(typed, 3, t!(l, words.table));
    view! {
        <section class="notice" id="look" aria-labelledby="look-title">
            <h2 class="notice__title" id="look-title">{t!(l, texts.look_title)}</h2>
            <p class="quiet" role="status">{t!(l, texts.look_unsaved)}</p>
            <div class="prose" lang=language.code() inner_html=html></div>
        </section>
    }
    .into_any()
}

/// Another text, for whoever wants to compare.
fn behind(summary: &'static str, text: &str, language: Locale) -> AnyView {
    view! {
        <details>
            <summary>{summary}</summary>
            <pre class="admin-text" lang=language.code()>{text.to_owned()}</pre>
        </details>
    }
    .into_any()
}

#[component]
fn Sheet(l: Locale, form: Form, text: AboutText, language: Locale) -> impl IntoView {
    let version = form.fields().get("version").to_owned();
    let mut hint = t!(l, texts.body_hint).to_owned();
    if text == AboutText::Privacy {
        hint.push(' ');
        hint.push_str(&t!(l, texts.days_hint, days = DAYS_MARK));
    }
    let most = u16::try_from(LONGEST_ABOUT).unwrap_or(u16::MAX);
    view! {
        <form class="form" method="post">
            <Hidden name="version" value=version />
            <TextArea
                form=&form
                name="body"
                label=t!(l, texts.body)
                hint=hint
                rows=24
                required=true
                maxlength=most
                lang=language.code()
            />
            <Checkbox form=&form name="reviewed" label=t!(l, texts.reviewed) hint=t!(l, texts.reviewed_hint) />
            <div class="buttons">
                <Submit label=t!(l, texts.save) intent="save" />
                <Submit label=t!(l, texts.look) intent="look" look="quiet" loose=true />
            </div>
        </form>
    }
    .into_any()
}
