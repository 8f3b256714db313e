//! `/manage/events/{slug}/messages`: write to participants, look at it, send it; and what was sent.

use domain::{
    desk::{EventView, Messages, NewMessage},
    message::{Audience, Group, MOST_A_DAY, MOST_SUBJECT, MOST_TEXT, MessageRefusal, Words},
};
use leptos::prelude::*;

use super::{
    preview_view::{Preview, Shown},
    view::Write,
};
use crate::{
    ask::Ask,
    form::Problems,
    manage::access::{Gone, own_event},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::Form,
};

/// The form, and what was sent.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    write(&ask, event, Problems::default()).await
}

/// Shows what was typed as it will be, or sends it.
pub async fn send(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    if ask.form.get("do") == "edit" {
        return write(&ask, event, Problems::default()).await;
    }
    let (to, words) = match read(&ask) {
        Ok(typed) => typed,
        Err(problems) => return write(&ask, event, problems).await,
    };
    if ask.form.get("do") != "send" {
        return look(&ask, event, to, words, false).await;
    }
    let people = ask.form.parse("people").unwrap_or_default();
    let new = NewMessage { request: ask.request(), event: event.id, to, words: words.clone(), people };
    match ask.house.messages.send_message(&ask.actor, new).await {
        Ok(people) => Ok(Answer::Goto(format!("/manage/events/{}/messages?sent={people}", event.card.slug))),
        Err(MessageRefusal::AudienceChanged { .. }) => look(&ask, event, to, words, true).await,
        Err(refusal) => {
            let problems = refused(ask.locale, &refusal)?;
            write(&ask, event, problems).await
        }
    }
}

/// Reads the form; everything wrong is said at once.
fn read(ask: &Ask) -> Result<(Audience, Words), Problems> {
    let (l, form) = (ask.locale, &ask.form);
    let mut problems = Problems::default();
    let to = form.parse::<Audience>("to");
    if to.is_none() {
        problems.add("to", t!(l, letters.to_missing));
    }
    // Each by itself, beside something that is right.
    let typed = [("subject", form.get("subject"), "x"), ("text", "x", form.get("text"))];
    for (field, subject, text) in typed {
        if let Err(refusal) = Words::tidied(subject, text) {
            problems.add(field, said(l, &refusal));
        }
    }
    match (to, Words::tidied(form.get("subject"), form.get("text"))) {
        (Some(to), Ok(words)) => Ok((to, words)),
        _ => Err(problems),
    }
}

fn said(l: Locale, refusal: &MessageRefusal) -> String {
    match refusal {
        MessageRefusal::Subject => t!(l, letters.subject_wrong, most = MOST_SUBJECT),
        MessageRefusal::Text => t!(l, letters.text_wrong, most = MOST_TEXT),
        MessageRefusal::TooMany => t!(l, letters.enough, most = MOST_A_DAY),
        MessageRefusal::Nobody | MessageRefusal::AudienceChanged { .. } => t!(l, letters.nobody).to_owned(),
        MessageRefusal::NotFound | MessageRefusal::Unavailable => String::new(),
    }
}

/// What a refusal means for the form.
fn refused(l: Locale, refusal: &MessageRefusal) -> Result<Problems, Gone> {
    let text = said(l, refusal);
    Ok(match refusal {
        MessageRefusal::NotFound => return Err(Gone::NotFound),
        MessageRefusal::Unavailable => return Err(Gone::Unavailable),
        MessageRefusal::Subject => Problems::of("subject", text),
        MessageRefusal::Text => Problems::of("text", text),
        MessageRefusal::Nobody | MessageRefusal::AudienceChanged { .. } => Problems::of("to", text),
        MessageRefusal::TooMany => Problems::whole(text),
    })
}

async fn messages(ask: &Ask, event: &EventView) -> Result<Messages, Answer> {
    ask.house.messages.messages(&ask.actor, event.id).await?.ok_or(Answer::NotFound)
}

/// The preview; or the form again where there is nothing to look at. `changed`: another number was shown before.
async fn look(ask: &Ask, event: EventView, to: Audience, words: Words, changed: bool) -> Answered {
    let l = ask.locale;
    let messages = messages(ask, &event).await?;
    let people = messages.people(to);
    let refusal = match people {
        _ if messages.enough => Some(MessageRefusal::TooMany),
        0 => Some(MessageRefusal::Nobody),
        _ => None,
    };
    if let Some(refusal) = refusal {
        let problems = refused(l, &refusal)?;
        return write(ask, event, problems).await;
    }
    // Each preview is a form of its own: sent twice it acts once, changed and looked at again it is another message.
    let shown = Shown { to, words, people, changed, request: ask.fresh.to_string() };
    let status = if changed { 422 } else { 200 };
    let title = t!(l, letters.preview_title);
    let page = Page::new("manage", title, move || view! { <Preview event shown l/> }.into_any());
    Ok(page.with_status(status).into())
}

async fn write(ask: &Ask, event: EventView, problems: Problems) -> Answered {
    let l = ask.locale;
    let messages = messages(ask, &event).await?;
    let typed = match ask.form.text("to") {
        Some(_) => ask.form.clone(),
        // A link may say to whom.
        None => {
            let wanted = ask.query.parse::<Audience>("to").unwrap_or(Audience::All(Group::Confirmed));
            ask.form.with("to", &wanted.to_string())
        }
    };
    let sent = ask.query.parse::<u32>("sent").map(|people| t!(l, letters.sent, count = people));
    let form = Form::refused(l, typed, problems);
    let (title, status) = (form.title(t!(l, letters.title)), form.status());
    let page = Page::new("manage", title, move || view! { <Write event messages form sent l/> }.into_any());
    Ok(page.with_status(status).into())
}
