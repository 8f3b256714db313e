//! Telling what hinders: a form for everybody, beside the statement on accessibility.

use domain::barrier::{Barrier, BarrierRefusal, MOST_PAGE, MOST_WORDS};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Field, Form, Hidden, Submit, TextArea},
};

/// Where the form is.
const PATH: &str = "/accessibility/report";

/// Asks what hinders. There is no trap for programs in it: whoever fills in forms by the help of another would step into
/// it. Limits for each network and day hold.
///
/// # Errors
/// Where nobody would read it.
pub async fn ask_barrier(ask: Ask) -> Answered {
    if ask.query.text("done").is_some() {
        return Ok(thanks(ask.locale).into());
    }
    let email = ask.person().map(|person| person.email.clone()).unwrap_or_default();
    let fields = Fields(vec![("request".to_owned(), ask.request().to_string()), ("reply_to".to_owned(), email)]);
    shown(&ask, Form::new(ask.locale, fields)).await
}

/// Takes the report, or says what is wrong with it and keeps what was typed.
///
/// # Errors
/// Where nobody would read it, or when the house cannot answer now.
pub async fn report_barrier(ask: Ask) -> Answered {
    let l = ask.locale;
    let typed = |name| ask.form.get(name);
    let read = Barrier::read(typed("page"), typed("words"), typed("reply_to"));
    let answer = match read {
        Ok(barrier) if ask.house.region.reads() => ask.house.feedback.report_barrier(ask.request(), barrier).await,
        Ok(_) => return Ok(Answer::NotFound),
        Err(refusal) => Err(refusal),
    };
    let (field, text) = match answer {
        Ok(()) => return Ok(Answer::Goto(format!("{PATH}?done=1"))),
        Err(BarrierRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(BarrierRefusal::Words) => (Some("words"), t!(l, about.problem_words, most = MOST_WORDS)),
        Err(BarrierRefusal::Page) => (Some("page"), t!(l, about.problem_page, most = MOST_PAGE)),
        Err(BarrierRefusal::Email) => (Some("reply_to"), t!(l, about.problem_email).to_owned()),
        Err(BarrierRefusal::Enough) => (None, t!(l, about.problem_enough, email = ask.house.region.operator_email)),
    };
    let problems = match field {
        Some(field) => Problems::of(field, text),
        None => Problems::whole(text),
    };
    let fields = ask.form.with("request", &ask.request().to_string());
    shown(&ask, Form::refused(l, fields, problems)).await
}

async fn shown(ask: &Ask, form: Form) -> Answered {
    if !ask.house.region.reads() {
        return Ok(Answer::NotFound);
    }
    let l = ask.locale;
    let (title, status) = (form.title(t!(l, about.report)), form.status());
    Ok(Page::new("about", title, move || view! { <BarrierForm l=l form=form/> }.into_any()).with_status(status).into())
}

fn thanks(l: Locale) -> Page {
    let title = t!(l, about.reported);
    Page::new("about", title, move || {
        view! {
            <div class="measure stack">
                <h1>{title}</h1>
                <p class="notice notice--good" role="status">{t!(l, about.reported_text)}</p>
                <p><a href=l.href("/accessibility")>{t!(l, about.accessibility)}</a></p>
            </div>
        }
        .into_any()
    })
}

#[component]
fn BarrierForm(l: Locale, form: Form) -> impl IntoView {
    let request = form.fields().get("request").to_owned();
    view! {
        <div class="measure stack">
            <p class="crumb"><a href=l.href("/accessibility")>{t!(l, about.accessibility)}</a></p>
            <h1>{t!(l, about.report)}</h1>
            <p class="lead">{t!(l, about.report_lead)}</p>
            <ErrorSummary form=&form/>
            <form class="form" method="post">
                <Hidden name="request" value=request/>
                <TextArea form=&form name="words" label=t!(l, about.report_words) hint=t!(l, about.report_words_hint) rows=6 maxlength=4000u16 required=true/>
                <Field form=&form name="page" label=t!(l, about.report_page) hint=t!(l, about.report_page_hint) maxlength=400u16/>
                <Field form=&form name="reply_to" label=t!(l, about.report_reply_to) kind="email" hint=t!(l, about.report_reply_to_hint) autocomplete="email"/>
                <p class="quiet small">{t!(l, about.report_kept)}</p>
                <Submit label=t!(l, about.report_send)/>
            </form>
        </div>
    }
    .into_any()
}
