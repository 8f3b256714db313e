//! What a registration looks like to whoever holds its link.

use domain::{desk::RegistrationView, registration::RegistrationState};
use leptos::prelude::*;

use super::link_page::off;
use crate::{
    events::{
        about::ContactLines,
        say::{place, said},
    },
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Form, Submit},
    },
};

/// One button confirms.
#[component]
pub fn Pending(found: RegistrationView, form: Form, title: &'static str, l: Locale) -> impl IntoView {
    let lead = if found.attendees.len() > 1 {
        t!(l, registrations.pending_lead_many)
    } else {
        t!(l, registrations.pending_lead)
    };
    view! {
        <div class="registration measure stack">
            <ErrorSummary form=&form/>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <form method="post"><Submit label=t!(l, registrations.confirm) intent="confirm"/></form>
            {found.held_until.map(|until| view! {
                <p class="quiet">{t!(l, registrations.held_until, time = dates::moment(l, until))}</p>
            })}
            <Facts found l/>
        </div>
    }
    .into_any()
}

/// Everything one needs on the day, and the way out.
#[component]
pub fn Confirmed(found: RegistrationView, form: Form, token: String, title: &'static str, l: Locale) -> impl IntoView {
    let cancel =
        if found.attendees.len() > 1 { t!(l, registrations.cancel_many) } else { t!(l, registrations.cancel) };
    view! {
        <div class="registration measure stack">
            <ErrorSummary form=&form/>
            <h1>{title}</h1>
            <p class="lead">{t!(l, registrations.confirmed_lead)}</p>
            <Facts found l/>
            <p><a class="button" href=l.href(&format!("/registrations/{token}.ics"))>{t!(l, registrations.calendar)}</a></p>
            <form method="post" class="registration-cancel stack-tight">
                <p>{t!(l, registrations.cancel_why)}</p>
                <Submit label=cancel intent="cancel" look="quiet"/>
            </form>
        </div>
    }
    .into_any()
}

/// Asks once more before seats are given away.
#[component]
pub fn CancelSure(found: RegistrationView, title: &'static str, l: Locale) -> impl IntoView {
    let seats = found.attendees.len();
    view! {
        <div class="registration measure stack">
            <h1>{title}</h1>
            <p class="lead">{t!(l, registrations.cancel_lead, count = seats)}</p>
            <form method="post" class="button-row">
                <Submit label=t!(l, registrations.cancel_sure) intent="cancel-sure" look="danger"/>
                <Submit label=t!(l, registrations.keep) intent="keep" look="quiet"/>
            </form>
            <Facts found l/>
        </div>
    }
    .into_any()
}

/// Called off or expired: what one can do now.
#[component]
pub fn Over(found: RegistrationView, form: Form, title: &'static str, l: Locale) -> impl IntoView {
    let event = l.href(&format!("/events/{}", found.event.slug));
    let register = l.href(&format!("/events/{}/register?session={}", found.event.slug, found.session.id));
    let room = found.session.left.is_none_or(|left| usize::from(left) >= found.attendees.len());
    let again = (found.session.open && room)
        .then(|| view! { <p><a class="button" href=register.clone()>{t!(l, registrations.again)}</a></p> });
    let next = match found.state {
        _ if off(&found) => view! {
            <p class="lead">{t!(l, registrations.event_off_lead)}</p>
            <p><a href=l.href("/events")>{t!(l, registrations.sent_programme)}</a></p>
        }
        .into_any(),
        RegistrationState::Expired if room => view! {
            <p class="lead">{t!(l, registrations.expired_lead)}</p>
            <p>{t!(l, registrations.expired_confirm)}</p>
            <form method="post"><Submit label=t!(l, registrations.confirm) intent="confirm"/></form>
        }
        .into_any(),
        RegistrationState::Expired => view! {
            <p class="lead">{t!(l, registrations.expired_lead)}</p>
            <p>{t!(l, registrations.expired_full)}</p>
            <p><a href=event>{t!(l, registrations.full_event)}</a></p>
        }
        .into_any(),
        _ => view! {
            <p class="lead">{t!(l, registrations.cancelled_lead)}</p>
            <p>{t!(l, registrations.cancelled_again)}</p>
            {again}
        }
        .into_any(),
    };
    view! {
        <div class="registration measure stack">
            <ErrorSummary form=&form/>
            <h1>{title}</h1>
            {next}
            <Facts found l/>
        </div>
    }
    .into_any()
}

/// What, when, where, who.
#[component]
fn Facts(found: RegistrationView, l: Locale) -> impl IntoView {
    let href = l.href(&format!("/events/{}", found.event.slug));
    let part = (found.session.title != found.event.title).then(|| view! { <br/>{said(l, &found.session.title)} });
    let link = found.session.place.online_url.clone().map(|url| {
        view! { <dt>{t!(l, registrations.online_link)}</dt><dd><a href=url.clone() rel="noopener">{url.clone()}</a></dd> }
    });
    let who = found.attendees.into_iter().map(|name| view! { <li>{name}</li> }).collect_view();
    view! {
        <dl class="event-facts">
            <dt>{t!(l, registrations.event)}</dt>
            <dd><a href=href>{said(l, &found.event.title)}</a>{part}</dd>
            <dt>{t!(l, registrations.when)}</dt>
            <dd><dates::WhenTime l when=found.session.when/></dd>
            <dt>{t!(l, registrations.place)}</dt>
            <dd>{place(l, &found.session.place)}</dd>
            {link}
            <dt>{t!(l, registrations.who)}</dt>
            <dd><ul class="plain">{who}</ul></dd>
            <dt>{t!(l, registrations.contact)}</dt>
            <dd><ContactLines contact=found.contact/></dd>
        </dl>
    }
    .into_any()
}
