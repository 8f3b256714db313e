//! `/registrations/{token}`: what a mailed link is good for. GET changes nothing, since mail scanners follow links.

use domain::{
    desk::RegistrationView,
    event::EventState,
    registration::{RegistrationRefusal, RegistrationState},
};
use leptos::prelude::*;

use super::{
    link_view::{CancelSure, Confirmed, Over, Pending, Postponed},
    request_view::{Declined, Requested},
    wait_view::{Joining, LeaveSure, Offered, OnTheList, WaitOver, may_wait_again},
};
use crate::{
    ask::Ask,
    form::Problems,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    tickets::Tickets,
    ui::form::Form,
};

/// Shows the registration.
pub async fn show(ask: Ask) -> Answered {
    draw(&ask, Problems::default(), false).await
}

/// Confirms, or calls off in two steps.
pub async fn send(ask: Ask) -> Answered {
    let token = ask.param("token");
    let done = match ask.form.get("do") {
        "confirm" => ask.house.registrations.confirm(token).await,
        "cancel-sure" => ask.house.registrations.cancel_registration(token).await,
        "decline" => ask.house.registrations.decline_seats(token).await,
        "cancel" => return draw(&ask, Problems::default(), true).await,
        _ => return draw(&ask, Problems::default(), false).await,
    };
    match done {
        Ok(()) => Ok(Answer::Goto(format!("/registrations/{token}"))),
        Err(RegistrationRefusal::Unavailable) => Ok(Answer::Unavailable),
        Err(refusal) => draw(&ask, Problems::whole(why(ask.locale, &refusal)), false).await,
    }
}

/// Why a link did not do what its button said.
fn why(l: Locale, refusal: &RegistrationRefusal) -> String {
    match refusal {
        RegistrationRefusal::Full { left: 0 } => t!(l, registrations.expired_full).to_owned(),
        RegistrationRefusal::Full { left } => t!(l, registrations.too_few, count = *left),
        RegistrationRefusal::Begun => t!(l, registrations.begun).to_owned(),
        RegistrationRefusal::Arrived => t!(l, registrations.arrived_stays).to_owned(),
        RegistrationRefusal::TooLate => t!(l, registrations.too_late).to_owned(),
        _ => t!(l, registrations.not_open).to_owned(),
    }
}

async fn draw(ask: &Ask, problems: Problems, asks: bool) -> Answered {
    let l = ask.locale;
    let token = ask.param("token");
    let calendar = l.href(&format!("/registrations/{token}.ics"));
    let Some(mut found) = ask.house.registrations.registration(token).await? else { return Ok(unknown(l).into()) };
    found.asked.files_under = l.href(&format!("/registrations/{token}/files"));
    let tickets = match found.state {
        RegistrationState::Confirmed if !asks => ask.house.registrations.tickets(token).await?,
        _ => vec![],
    };
    let tickets = Tickets::of(ask, token, &found, tickets);
    let done = ask.query.text("done").filter(|_| found.state.is_living() && problems.is_empty() && !asks);
    let done = done.map(|_| match found.state {
        RegistrationState::Confirmed => t!(l, registrations.changed),
        _ => t!(l, registrations.changed_waiting),
    });
    let change = l.href(&format!("/registrations/{token}/change"));
    let form = Form::refused(l, ask.form.clone(), problems);
    let asks = asks && found.state.is_living() && !found.state.is_unheard();
    let title = title(l, &found, asks);
    let status = form.status();
    // Called off before she had seats: what ended was the waiting.
    let waited = found.wait.is_some() && !found.was_confirmed;
    let page = Page::new("events", form.title(&title), move || match found.state {
        RegistrationState::Confirmed if asks => view! { <CancelSure found title l/> }.into_any(),
        _ if asks => view! { <LeaveSure found title l/> }.into_any(),
        _ if postponed(&found) => view! { <Postponed found form title l/> }.into_any(),
        _ if off(&found) => view! { <Over found form title l/> }.into_any(),
        RegistrationState::Pending => view! { <Pending found form title l/> }.into_any(),
        RegistrationState::Joining => view! { <Joining found form title l/> }.into_any(),
        RegistrationState::Waiting => view! { <OnTheList found form title done change l/> }.into_any(),
        RegistrationState::Offered => view! { <Offered found form title done change l/> }.into_any(),
        RegistrationState::Confirmed => {
            view! { <Confirmed found form calendar title done change tickets l/> }.into_any()
        }
        RegistrationState::Requested => view! { <Requested found form title done change l/> }.into_any(),
        RegistrationState::Declined => view! { <Declined found form title l/> }.into_any(),
        RegistrationState::Cancelled | RegistrationState::Expired | RegistrationState::Lapsed if waited => {
            view! { <WaitOver found form title l/> }.into_any()
        }
        RegistrationState::Cancelled | RegistrationState::Expired | RegistrationState::Lapsed => {
            view! { <Over found form title l/> }.into_any()
        }
    });
    Ok(page.with_status(status).into())
}

/// It does not take place at all. What took place before its event was called off did.
pub(super) fn off(found: &RegistrationView) -> bool {
    found.session.cancelled && !found.session.postponed
}

/// It shall take place at another time, and she waits for it.
fn postponed(found: &RegistrationView) -> bool {
    let waits = found.state.is_living() || found.state == RegistrationState::Expired;
    found.session.postponed && found.event.state == EventState::Published && waits
}

fn title(l: Locale, found: &RegistrationView, asks: bool) -> String {
    let waited = found.wait.is_some() && !found.was_confirmed;
    let to_come = may_wait_again(found);
    let title = match found.state {
        RegistrationState::Offered if asks => t!(l, seats.page_decline),
        RegistrationState::Waiting if asks => t!(l, seats.page_leave),
        RegistrationState::Requested if asks => t!(l, approval.page_withdraw),
        _ if asks => t!(l, registrations.page_cancel),
        _ if postponed(found) => t!(l, postponing.page),
        _ if off(found) => t!(l, registrations.event_off),
        RegistrationState::Pending if found.asks => t!(l, approval.page_pending),
        RegistrationState::Pending => t!(l, registrations.page_pending),
        RegistrationState::Joining => t!(l, seats.page_joining),
        RegistrationState::Waiting => t!(l, seats.page_waiting),
        RegistrationState::Offered => return t!(l, seats.page_offered, count = found.attendees.len()),
        RegistrationState::Requested => t!(l, approval.page_requested),
        RegistrationState::Declined if found.unanswered => t!(l, approval.page_unanswered),
        RegistrationState::Declined => t!(l, approval.page_declined),
        RegistrationState::Confirmed => t!(l, registrations.page_confirmed),
        RegistrationState::Lapsed => t!(l, seats.page_lapsed),
        RegistrationState::Cancelled if waited => t!(l, seats.page_left),
        RegistrationState::Expired if waited && to_come => t!(l, seats.page_joining),
        RegistrationState::Expired if waited => t!(l, seats.page_over),
        RegistrationState::Cancelled => t!(l, registrations.page_cancelled),
        RegistrationState::Expired => t!(l, registrations.page_expired),
    };
    title.to_owned()
}

/// No registration: a shortened link most of the time.
pub(super) fn unknown(l: Locale) -> Page {
    Page::new("events", t!(l, registrations.page_unknown), move || {
        view! {
            <div class="registration measure stack">
                <h1>{t!(l, registrations.page_unknown)}</h1>
                <p class="lead">{t!(l, registrations.unknown_lead)}</p>
                <p><a href=l.href("/events")>{t!(l, registrations.sent_programme)}</a></p>
            </div>
        }
        .into_any()
    })
    .with_status(404)
}
