//! `/registrations/{token}/change`: other names, fewer people.

use domain::{
    desk::RegistrationView,
    registration::{RegistrationRefusal, RegistrationState},
};
use leptos::prelude::*;

use super::{
    fields::{PEOPLE, problems as said_of},
    link_page::unknown,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Field, Form, Hidden, Submit},
};

/// The names as they are.
pub async fn show(ask: Ask) -> Answered {
    let Some(found) = ask.house.registrations.registration(ask.param("token")).await? else {
        return Ok(unknown(ask.locale).into());
    };
    let names = PEOPLE.iter().zip(&found.attendees).map(|(field, name)| ((*field).to_owned(), name.clone()));
    let fields = Fields(names.collect());
    Ok(draw(&ask, found, fields, Problems::default()))
}

/// Changes them.
pub async fn send(ask: Ask) -> Answered {
    let l = ask.locale;
    let token = ask.param("token");
    let desk = &ask.house.registrations;
    let Some(found) = desk.registration(token).await? else { return Ok(unknown(l).into()) };
    // As many as the form had: whoever else was there when it was opened is compared by the version.
    let shown = ask.form.parse("people").unwrap_or(found.attendees.len());
    let names = PEOPLE.iter().take(shown).map(|field| ask.form.get(field).to_owned()).collect();
    let version = ask.form.parse("version").unwrap_or_default();
    let problems = match desk.change_registration(token, version, names).await {
        Ok(()) => return Ok(Answer::Goto(format!("/registrations/{token}?done=changed"))),
        Err(RegistrationRefusal::Unavailable) => return Ok(Answer::Unavailable),
        Err(RegistrationRefusal::Attendees) => Problems::of(PEOPLE[0], t!(l, registrations.nobody)),
        Err(refusal) => said_of(l, &refusal).unwrap_or_default(),
    };
    match desk.registration(token).await? {
        Some(found) => Ok(draw(&ask, found, ask.form.clone(), problems)),
        None => Ok(unknown(l).into()),
    }
}

fn draw(ask: &Ask, found: RegistrationView, fields: Fields, problems: Problems) -> Answer {
    let l = ask.locale;
    let back = format!("/registrations/{}", ask.param("token"));
    if !found.changeable {
        return Answer::Goto(back);
    }
    let back = l.href(&back);
    let form = Form::refused(l, fields, problems);
    let title = t!(l, registrations.page_change);
    let (page_title, status) = (form.title(title), form.status());
    Page::new("events", page_title, move || view! { <ChangeForm found form back l/> }.into_any())
        .with_status(status)
        .into()
}

#[component]
fn ChangeForm(found: RegistrationView, form: Form, back: String, l: Locale) -> impl IntoView {
    let count = found.attendees.len();
    let fewer = if matches!(found.state, RegistrationState::Waiting) {
        t!(l, registrations.change_waiting)
    } else {
        t!(l, registrations.change_fewer)
    };
    let fields = PEOPLE.into_iter().zip(1u8..).take(count).map(|(name, number)| {
        let label = if number == 1 {
            t!(l, registrations.name).to_owned()
        } else {
            t!(l, registrations.person, number = number)
        };
        view! { <Field form=&form name label maxlength=120u16 either=true required=count == 1/> }
    });
    let fields = fields.collect_view();
    view! {
        <div class="registration measure stack">
            <p class="crumb"><a href=back>{t!(l, registrations.change_back)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{t!(l, registrations.page_change)}</h1>
            <p class="lead">{t!(l, registrations.change_lead)}</p>
            {(count > 1).then(|| view! { <p>{fewer}</p> })}
            <form method="post" class="form">
                <Hidden name="version" value=found.version.to_string()/>
                <Hidden name="people" value=count.to_string()/>
                {fields}
                <Submit label=t!(l, registrations.change_send)/>
            </form>
        </div>
    }
    .into_any()
}
