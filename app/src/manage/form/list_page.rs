//! `/manage/events/{slug}/form`: the questions in their order.

use domain::{
    desk::{EventView, FormRefusal, OwnForm},
    id::QuestionId,
};
use leptos::prelude::*;

use super::{
    list_view::{DropSure, List},
    own_form, whole,
};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// Shows them.
pub async fn show(ask: Ask) -> Answered {
    let (event, form) = own_form(&ask).await?;
    draw(&ask, event, form, Problems::default()).await
}

/// Moves a question, or takes it out in two steps.
pub async fn send(ask: Ask) -> Answered {
    let (event, form) = own_form(&ask).await?;
    let path = format!("/manage/events/{}/form", event.card.slug);
    let Some(id) = ask.form.parse::<QuestionId>("question") else { return Ok(Answer::Goto(path)) };
    let version = ask.form.parse("version").unwrap_or_default();
    let (desk, by) = (&ask.house.forms, &ask.actor);
    let done = match ask.form.get("do") {
        up @ ("up" | "down") => {
            desk.move_question(by, id, version, up == "up").await.map(|()| format!("{path}?done=moved#q-{id}"))
        }
        "drop" => {
            return match sure(&ask, event, &form, id) {
                Some(page) => Ok(page.into()),
                None => Ok(Answer::NotFound),
            };
        }
        "drop-sure" => desk.drop_question(by, id, version).await.map(|retired| {
            let done = if retired { "retired" } else { "dropped" };
            format!("{path}?done={done}")
        }),
        _ => Ok(path),
    };
    match done {
        Ok(path) => Ok(Answer::Goto(path)),
        // Somebody else took it out meanwhile: the list as it is says so.
        Err(FormRefusal::NotFound) => {
            draw(&ask, event, form, Problems::whole(t!(ask.locale, questions.changed_meanwhile))).await
        }
        Err(refusal) => {
            let problems = whole(ask.locale, &refusal)?;
            let (event, form) = own_form(&ask).await?;
            draw(&ask, event, form, problems).await
        }
    }
}

fn sure(ask: &Ask, event: EventView, form: &OwnForm, id: QuestionId) -> Option<Page> {
    let l = ask.locale;
    let question = form.form.questions.iter().find(|question| question.id == id).cloned()?;
    let (version, answers) = (form.form.version, form.answers.get(&id).copied().unwrap_or_default());
    let title = t!(l, questions.drop_title);
    Some(Page::new("manage", title, move || {
        view! { <DropSure slug=event.card.slug question version answers l/> }.into_any()
    }))
}

async fn draw(ask: &Ask, event: EventView, form: OwnForm, problems: Problems) -> Answered {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        _ if !problems.is_empty() => None,
        "added" => Some(t!(l, questions.done_added)),
        "changed" => Some(t!(l, questions.done_changed)),
        "replaced" => Some(t!(l, questions.done_replaced)),
        "moved" => Some(t!(l, questions.done_moved)),
        "dropped" => Some(t!(l, questions.done_dropped)),
        "retired" => Some(t!(l, questions.done_retired)),
        _ => None,
    };
    let days = ask.house.privacy.attendee_days().await?;
    let shown = Form::refused(l, ask.form.clone(), problems);
    let (title, status) = (shown.title(t!(l, questions.title)), shown.status());
    let page = Page::new("manage", title, move || view! { <List event form shown done days l/> }.into_any());
    Ok(page.with_status(status).into())
}
