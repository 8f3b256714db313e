//! `/manage/events/{slug}/form/new?kind=…` and `/manage/events/{slug}/form/{id}`: one question.

use domain::{
    desk::{EventView, FormRefusal, OwnForm},
    id::QuestionId,
    question::{Kind, Question},
};
use leptos::prelude::*;

use super::{
    own_form,
    question_fields::{fill, problems as faults, read},
    question_view::QuestionForm,
    whole,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    manage::access::Gone,
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// An empty question of a kind.
pub async fn show_new(ask: Ask) -> Answered {
    let (event, form) = own_form(&ask).await?;
    let Some(kind) = Kind::from_code(ask.query.get("kind")) else { return Ok(back(&event, "")) };
    draw(&ask, Shown { event, form, kind, question: None, fields: ask.query.clone(), problems: Problems::default() })
        .await
}

/// Asks it.
pub async fn send_new(ask: Ask) -> Answered {
    let (event, _) = own_form(&ask).await?;
    let Some(kind) = Kind::from_code(ask.query.get("kind")) else { return Ok(back(&event, "")) };
    let fields = ask.form.clone();
    let version = fields.parse("version").unwrap_or_default();
    let problems = match read(ask.locale, kind, &fields) {
        Err(problems) => problems,
        Ok(new) => match ask.house.forms.add_question(&ask.actor, ask.request(), event.id, version, kind, new).await {
            Ok(()) => return Ok(back(&event, "added")),
            Err(refusal) => refused(&ask, &refusal)?,
        },
    };
    let (event, form) = own_form(&ask).await?;
    draw(&ask, Shown { event, form, kind, question: None, fields, problems }).await
}

/// A question as it is.
pub async fn show(ask: Ask) -> Answered {
    let (event, form) = own_form(&ask).await?;
    let Some(question) = chosen(&ask, &form) else { return Ok(Answer::NotFound) };
    let (kind, fields) = (question.kind, fill(&question));
    draw(&ask, Shown { event, form, kind, question: Some(question), fields, problems: Problems::default() }).await
}

/// Changes it.
pub async fn send(ask: Ask) -> Answered {
    let (event, form) = own_form(&ask).await?;
    let Some(question) = chosen(&ask, &form) else { return Ok(Answer::NotFound) };
    let (kind, fields) = (question.kind, ask.form.clone());
    let version = fields.parse("version").unwrap_or_default();
    let problems = match read(ask.locale, kind, &fields) {
        Err(problems) => problems,
        Ok(new) => match ask.house.forms.change_question(&ask.actor, question.id, version, new).await {
            Ok(true) => return Ok(back(&event, "replaced")),
            Ok(false) => return Ok(back(&event, "changed")),
            Err(refusal) => refused(&ask, &refusal)?,
        },
    };
    let (event, form) = own_form(&ask).await?;
    draw(&ask, Shown { event, form, kind, question: Some(question), fields, problems }).await
}

fn refused(ask: &Ask, refusal: &FormRefusal) -> Result<Problems, Gone> {
    match refusal {
        FormRefusal::Faults(found) => Ok(faults(ask.locale, &ask.form, found)),
        other => whole(ask.locale, other),
    }
}

fn back(event: &EventView, done: &str) -> Answer {
    let path = format!("/manage/events/{}/form", event.card.slug);
    Answer::Goto(if done.is_empty() { path } else { format!("{path}?done={done}") })
}

fn chosen(ask: &Ask, form: &OwnForm) -> Option<Question> {
    let id: QuestionId = ask.param("id").parse().ok()?;
    form.form.questions.iter().find(|question| question.id == id).cloned()
}

struct Shown {
    event: EventView,
    form: OwnForm,
    kind: Kind,
    /// `None`: a new one.
    question: Option<Question>,
    fields: Fields,
    problems: Problems,
}

async fn draw(ask: &Ask, shown: Shown) -> Answered {
    let l = ask.locale;
    let Shown { event, form, kind, question, fields, problems } = shown;
    let title = if question.is_some() { t!(l, questions.edit_title) } else { t!(l, questions.new_title) };
    let days = ask.house.privacy.attendee_days().await?;
    let request = ask.request().to_string();
    let typed = Form::refused(l, fields, problems);
    let (page_title, status) = (typed.title(title), typed.status());
    let page = Page::new("manage", page_title, move || {
        view! { <QuestionForm event form kind question typed title request days l/> }.into_any()
    });
    Ok(page.with_status(status).into())
}
