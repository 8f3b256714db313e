//! `/survey/{token}`: how an event was, said by whoever holds a mailed link. GET changes nothing, since mail scanners
//! follow links; and nothing on it says who she is.

use domain::{
    desk::SurveyForm,
    privacy::SURVEY_DAYS,
    survey::{LEAST, OPEN_DAYS, SurveyRefusal},
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
    let Some(found) = found(&ask).await? else { return Ok(unknown(ask.locale)) };
    if !found.open {
        return Ok(over(ask.locale, found));
    }
    if ask.query.text("done").is_some() && found.given.is_some() {
        return Ok(thanks(&ask, found));
    }
    let fields = found.given.as_ref().map(fill).unwrap_or_default();
    Ok(draw(&ask, found, Form::new(ask.locale, fields)))
}

/// Takes the answers, or says what is wrong and keeps what was typed. Who answered before and leaves everything empty
/// takes her answers back.
pub async fn send(ask: Ask) -> Answered {
    let Some(found) = found(&ask).await? else { return Ok(unknown(ask.locale)) };
    let refused = |problems: Problems| Form::refused(ask.locale, ask.form.clone(), problems);
    let (token, answers) = (ask.param("token"), typed(&found.questions, &ask.form));
    let emptied = found.given.is_some() && answers.values().all(|answer| answer.trim().is_empty());
    let (taken, done) = if emptied || ask.form.get("do") == "withdraw" {
        (ask.house.surveys.withdraw_answers(token).await, "withdrawn")
    } else {
        (ask.house.surveys.answer_survey(token, &answers).await, "1")
    };
    match taken {
        Ok(()) => Ok(Answer::Goto(format!("{}?done={done}", ask.path))),
        Err(SurveyRefusal::Answers(faults)) => {
            let form = refused(problems(ask.locale, &faults));
            Ok(draw(&ask, found, form))
        }
        Err(SurveyRefusal::Over) => Ok(over(ask.locale, found)),
        Err(SurveyRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(_) => Ok(unknown(ask.locale)),
    }
}

async fn found(ask: &Ask) -> Result<Option<SurveyForm>, Answer> {
    Ok(ask.house.surveys.survey_form(ask.param("token")).await?)
}

fn draw(ask: &Ask, found: SurveyForm, form: Form) -> Answer {
    let l = ask.locale;
    let form = form.open();
    let title = t!(l, survey.form_title, event = found.event.get(l.code()));
    let (title, status) = (form.title(&title), form.status());
    let withdrawn = found.given.is_none() && ask.query.get("done") == "withdrawn";
    Page::new("events", title, move || view! { <Asks found form withdrawn l/> }.into_any()).with_status(status).into()
}

#[component]
fn Asks(found: SurveyForm, form: Form, withdrawn: bool, l: Locale) -> impl IntoView {
    let date = dates::date(l, found.last_day);
    let again = found.given.is_some();
    let label = if again { t!(l, survey.send_again) } else { t!(l, survey.send) };
    view! {
        <div class="measure stack">
            <ErrorSummary form=&form/>
            {withdrawn.then(|| view! { <p class="notice notice--good" role="status">{t!(l, survey.withdrawn)}</p> })}
            <h1>{t!(l, survey.form_title, event = found.event.get(l.code()))}</h1>
            <p class="lead">{t!(l, survey.form_lead, organiser = found.organiser.clone())}</p>
            {again.then(|| view! { <p class="notice">{t!(l, survey.given)}</p> })}
            <p>{t!(l, survey.form_anonymous, least = LEAST, organiser = found.organiser, date = date.clone())}</p>
            <p>{t!(l, survey.form_change, date = date)}</p>
            <form class="form" method="post">
                <QuestionList form=form.clone() questions=found.questions l/>
                <p class="quiet small">{t!(l, survey.form_kept, days = SURVEY_DAYS)}</p>
                <div class="buttons">
                    <Submit label/>
                    {again.then(|| view! { <Submit label=t!(l, survey.withdraw) intent="withdraw" look="quiet"/> })}
                </div>
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

/// 404: nobody was mailed this link, or it is forgotten. Which of the two nobody here knows.
fn unknown(l: Locale) -> Answer {
    let events = l.href("/events");
    let page = Page::new("events", t!(l, survey.unknown_title), move || {
        view! {
            <div class="measure stack">
                <h1>{t!(l, survey.unknown_title)}</h1>
                <p>{t!(l, survey.unknown_text, days = OPEN_DAYS)}</p>
                <p><a href=events>{t!(l, survey.unknown_events)}</a></p>
            </div>
        }
        .into_any()
    });
    page.with_status(404).into()
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
