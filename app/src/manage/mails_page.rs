//! `/manage/events/{slug}/mails`: what the organiser adds to mails, and each mail as whoever gets it reads it.

use domain::{
    desk::EventView,
    event::{EventRefusal, EventState},
    mails::{MOST_NOTE, RegistrationMail, note},
    text::Localised,
};
use leptos::prelude::*;

use super::{
    access::{own_event, whole},
    mails_view::Mails,
    word_fields::{localised, spread},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::Form,
};

/// The note as it is, all mails, and the one the address names.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let Some(note) = ask.house.mails.mail_note(&ask.actor, event.id).await? else { return Ok(Answer::NotFound) };
    let mut fields = Fields::default();
    spread(&mut fields, "note", &note);
    draw(&ask, event, fields, Problems::default()).await
}

/// Writes the note down.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let event = own_event(&ask).await?;
    let (version, typed) = (ask.form.parse("version").unwrap_or_default(), localised(&ask.form, "note"));
    let problems = problems(l, &typed);
    if !problems.is_empty() {
        return draw(&ask, event, ask.form.clone(), problems).await;
    }
    let problems = match ask.house.mails.write_mail_note(&ask.actor, event.id, version, typed).await {
        Ok(()) => {
            return Ok(Answer::Goto(format!("/manage/events/{}/mails?saved=1&mail=confirmed", event.card.slug)));
        }
        Err(EventRefusal::ChangedMeanwhile) => Problems::whole(t!(l, manage.changed_act)),
        Err(refusal) => whole(l, &refusal)?,
    };
    let event = own_event(&ask).await?;
    draw(&ask, event, ask.form.clone(), problems).await
}

/// Each language that is too long, at its field.
fn problems(l: Locale, typed: &Localised) -> Problems {
    let mut problems = Problems::default();
    for (language, field) in [("de", "note_de"), ("en", "note_en")] {
        let text = typed.0.get(language).cloned().unwrap_or_default();
        if note(&Localised::of(language, text)).is_none() {
            problems.add(field, t!(l, mails.note_long, most = MOST_NOTE));
        }
    }
    problems
}

async fn draw(ask: &Ask, event: EventView, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let wanted = RegistrationMail::from_code(ask.query.get("mail"));
    let drawing = match wanted {
        Some(mail) => ask.house.mails.draw_mail(&ask.actor, event.id, mail).await?,
        None => None,
    };
    let saved = ask.query.ticked("saved") && problems.is_empty();
    let form = Form::refused(l, fields, problems).open();
    let (title, status) = (form.title(t!(l, mails.title)), form.status());
    let alive = event.card.state != EventState::Cancelled;
    let page =
        Page::new("manage", title, move || view! { <Mails event form wanted drawing saved alive l/> }.into_any());
    Ok(page.with_status(status).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_is_too_long_is_named_in_its_language() {
        let typed = Localised::of("de", "kurz").and("en", "x".repeat(MOST_NOTE + 1));
        let problems = problems(Locale::De, &typed);
        assert!(problems.at("note_de").is_none() && problems.at("note_en").is_some());
    }
}
