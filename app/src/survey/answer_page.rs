//! `/survey/{token}`: how an event was, said by whoever holds a mailed link. GET changes nothing, since mail scanners
//! follow links; and nothing on it says who she is.

use domain::{
    desk::SurveyForm,
    privacy::SURVEY_DAYS,
    survey::{LEAST, SurveyRefusal},
};
use leptos::prelude::*;

use super::fields::{QuestionList, fill, problems, typed};
use crate::{
    ask::Ask,
    events::about::ContactLines,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Form, Submit},
        say::said,
    },
};

/// Asks, or says that it is over, or thanks.
pub async fn show(ask: Ask) -> Answered {
    let found = found(&ask).await?;
    if !found.open {
        return Ok(over(ask.locale, found));
    }
    if ask.query.text("done").is_some() {
        return Ok(thanks(&ask, found));
    }
    let fields = found.given.as_ref().map(fill).unwrap_or_default();
    Ok(draw(&ask, found, Form::new(ask.locale, fields)))
}

/// Takes the answers, or says what is wrong and keeps what was typed.
pub async fn send(ask: Ask) -> Answered {
    let found = found(&ask).await?;
    let refused = |problems: Problems| Form::refused(ask.locale, ask.form.clone(), problems);
    let answers = typed(&found.questions, &ask.form);
    match ask.house.surveys.answer_survey(ask.param("token"), &answers).await {
        Ok(()) => Ok(Answer::Goto(format!("{}?done=1", ask.path))),
        Err(SurveyRefusal::Answers(faults)) => {
            let form = refused(problems(ask.locale, &faults));
            Ok(draw(&ask, found, form))
        }
        Err(SurveyRefusal::Over) => Ok(over(ask.locale, found)),
        Err(SurveyRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(_) => Ok(Answer::NotFound),
    }
}

async fn found(ask: &Ask) -> Result<SurveyForm, Answer> {
    ask.house.surveys.survey_form(ask.param("token")).await?.ok_or(Answer::NotFound)
}

fn draw(ask: &Ask, found: SurveyForm, form: Form) -> Answer {
    let l = ask.locale;
    let form = form.open();
    let title = t!(l, survey.form_title, event = found.event.get(l.code()));
    let (title, status) = (form.title(&title), form.status());
    Page::new("events", title, move || view! { <Asks found form l/> }.into_any()).with_status(status).into()
}

#[component]
fn Asks(found: SurveyForm, form: Form, l: Locale) -> impl IntoView {
    let date = dates::date(l, found.last_day);
    let again = found.given.is_some();
    let label = if again { t!(l, survey.send_again) } else { t!(l, survey.send) };
    view! {
        <div class="measure stack">
            <ErrorSummary form=&form/>
            <h1>{t!(l, survey.form_title, event = found.event.get(l.code()))}</h1>
            <p class="lead">{t!(l, survey.form_lead, organiser = found.organiser)}</p>
            {again.then(|| view! { <p class="notice">{t!(l, survey.given)}</p> })}
            <p>{t!(l, survey.form_anonymous, least = LEAST)}</p>
            <p>{t!(l, survey.form_change, date = date)}</p>
            <form class="form" method="post">
                <QuestionList form=form.clone() questions=found.questions l/>
                <p class="quiet small">{t!(l, survey.form_kept, days = SURVEY_DAYS)}</p>
                <Submit label/>
            </form>
        </div>
    }
    .into_any()
}

fn thanks(ask: &Ask, found: SurveyForm) -> Answer {
    let l = ask.locale;
    let (change, event) = (ask.href(&ask.path), l.href(&format!("/events/{}", found.slug)));
    let date = dates::date(l, found.last_day);
    let page = Page::new("events", t!(l, survey.thanks), move || {
        view! {
            <div class="measure stack">
                <h1>{t!(l, survey.thanks)}</h1>
                <p class="notice notice--good" role="status">{t!(l, survey.thanks_text, date = date)}</p>
                <p class="buttons">
                    <a class="button button--quiet" href=change>{t!(l, survey.thanks_change)}</a>
                    <a class="button button--quiet" href=event>{t!(l, survey.to_event)}</a>
                </p>
            </div>
        }
        .into_any()
    });
    page.into()
}

/// 410: there was a form here.
fn over(l: Locale, found: SurveyForm) -> Answer {
    let page = Page::new("events", t!(l, survey.over_title), move || {
        view! {
            <div class="measure stack">
                <h1>{t!(l, survey.over_title)}</h1>
                <p class="lead">{said(l, &found.event)}</p>
                <p>{t!(l, survey.over_text, organiser = found.organiser)}</p>
                <p><ContactLines contact=found.contact/></p>
            </div>
        }
        .into_any()
    });
    page.with_status(410).into()
}
