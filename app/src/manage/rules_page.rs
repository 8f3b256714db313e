//! `/manage/events/{slug}/rules`: what the organiser chooses for the registration.

use domain::{desk::EventView, event::EventRefusal, registration::RegistrationRules};
use leptos::prelude::*;

use super::access::{own_event, whole};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{Checkbox, ErrorSummary, Form, Hidden, Submit},
};

/// The form filled with what is stored.
pub async fn show(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let fields = fill(event.rules);
    Ok(draw(&ask, event, fields, Problems::default()))
}

/// Writes it down.
pub async fn send(ask: Ask) -> Answered {
    let event = own_event(&ask).await?;
    let version = ask.form.parse("version").unwrap_or_default();
    match ask.house.events.choose_rules(&ask.actor, event.id, version, read(&ask.form)).await {
        Ok(()) => Ok(Answer::Goto(format!("/manage/events/{}?saved=1", event.card.slug))),
        Err(EventRefusal::ChangedMeanwhile) => {
            let problems = Problems::whole(t!(ask.locale, manage.changed_act));
            let event = own_event(&ask).await?;
            Ok(draw(&ask, event, ask.form.clone(), problems))
        }
        Err(refusal) => {
            let problems = whole(ask.locale, &refusal)?;
            Ok(draw(&ask, event, ask.form.clone(), problems))
        }
    }
}

fn read(fields: &Fields) -> RegistrationRules {
    RegistrationRules { passes_over: fields.ticked("passes_over") }
}

fn fill(rules: RegistrationRules) -> Fields {
    let ticked = [("passes_over", rules.passes_over)];
    Fields(ticked.into_iter().filter(|(_, on)| *on).map(|(name, _)| (name.to_owned(), "yes".to_owned())).collect())
}

fn draw(ask: &Ask, event: EventView, fields: Fields, problems: Problems) -> Answer {
    let l = ask.locale;
    let form = Form::refused(l, fields, problems);
    let (title, status) = (form.title(t!(l, seats.rules_title)), form.status());
    Page::new("manage", title, move || view! { <Rules event form l/> }.into_any()).with_status(status).into()
}

#[component]
fn Rules(event: EventView, form: Form, l: Locale) -> impl IntoView {
    view! {
        <div class="manage measure stack">
            <p class="crumb"><a href=l.href(&format!("/manage/events/{}", event.card.slug))>{t!(l, manage.back)}</a></p>
            <ErrorSummary form=&form/>
            <h1>{t!(l, seats.rules_title)}</h1>
            <form method="post" class="form manage__form">
                <Hidden name="version" value=event.version.to_string()/>
                <fieldset class="manage__group">
                    <legend>{t!(l, seats.rules_group)}</legend>
                    <Checkbox form=&form name="passes_over" label=t!(l, seats.passes_over) hint=t!(l, seats.passes_over_hint)/>
                </fieldset>
                <Submit label=t!(l, manage.save)/>
            </form>
        </div>
    }
    .into_any()
}
