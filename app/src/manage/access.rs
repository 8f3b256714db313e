//! Whose events these are, and what is said to those who have none to manage. The desks decide; this explains.

use domain::{access::Membership, desk::EventView, event::EventRefusal, organisation::Role};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Page},
    t,
    texts::Locale,
    ui::words::Word,
};

/// The organisation the actor announces events for.
///
/// # Errors
/// To the sign-in page, or a page that says what is missing.
pub fn organiser(ask: &Ask) -> Result<Membership, Answer> {
    let Some(person) = ask.person() else { return Err(Answer::SignIn) };
    match person.acting() {
        Some(acting) if acting.confirmed && acting.role >= Role::Organiser => Ok(acting.clone()),
        acting => Err(explained(ask.locale, acting.cloned()).into()),
    }
}

/// The event the address names, if the actor runs it.
///
/// # Errors
/// To the sign-in page, or "there is no such page".
pub async fn own_event(ask: &Ask) -> Result<EventView, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let event = ask.house.events.event(&ask.actor, ask.param("slug")).await?;
    event.filter(|event| event.mine).ok_or(Answer::NotFound)
}

/// Why somebody cannot announce events, and what she can do about it.
fn explained(l: Locale, acting: Option<Membership>) -> Page {
    Page::new("manage", t!(l, manage.title), move || {
        let why = match acting {
            None => view! {
                <p class="lead">{t!(l, manage.no_organisation)}</p>
                <p><a class="button" href=l.href("/account")>{t!(l, manage.no_organisation_do)}</a></p>
            }
            .into_any(),
            Some(acting) => {
                let name = acting.organisation.name;
                let text = if acting.confirmed {
                    t!(l, manage.role, organisation = name)
                } else {
                    t!(l, manage.unconfirmed, organisation = name)
                };
                view! { <p class="lead">{text}</p> }.into_any()
            }
        };
        view! { <div class="measure stack"><h1>{t!(l, manage.title)}</h1>{why}</div> }.into_any()
    })
    .with_status(403)
}

/// What a refusal means for a form as a whole.
///
/// # Errors
/// When there is nothing left to show the form for.
pub fn whole(l: Locale, refusal: &EventRefusal) -> Result<Problems, Answer> {
    Ok(Problems::whole(match refusal {
        EventRefusal::NotFound => return Err(Answer::NotFound),
        EventRefusal::Unavailable => return Err(Answer::Unavailable),
        EventRefusal::Forbidden => t!(l, manage.forbidden).to_owned(),
        EventRefusal::ChangedMeanwhile => t!(l, manage.changed).to_owned(),
        EventRefusal::NoSession => t!(l, manage.no_session).to_owned(),
        EventRefusal::NoPlace => t!(l, manage.no_place).to_owned(),
        EventRefusal::NotNow(state) => t!(l, manage.cannot_now, state = state.word(l)),
        EventRefusal::Title => t!(l, manage.title_wrong).to_owned(),
        EventRefusal::Summary => t!(l, manage.summary_wrong).to_owned(),
        EventRefusal::Description => t!(l, manage.description_wrong).to_owned(),
        EventRefusal::NoDimension => t!(l, manage.dimension_missing).to_owned(),
        EventRefusal::OnlineAddress => t!(l, manage.online_wrong).to_owned(),
        EventRefusal::FewerSeatsThanTaken { taken } => t!(l, manage.seats_taken, count = *taken),
        EventRefusal::Room(_) => t!(l, manage.room_refused).to_owned(),
    }))
}
