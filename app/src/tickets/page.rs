//! `/tickets/{token}`: where the QR code of a ticket leads. With the camera app of any phone those at the door write
//! down from here who is here; everybody else learns what the ticket is for, and not whose it is.

use domain::{attendance::Presence, desk::TicketSeen, ticket::TicketAddress};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    events::say::place,
    page::{Answered, Page},
    t,
    texts::Locale,
    ui::{dates, facts::Facts, form::Hidden, say::said},
};

/// Shows what a ticket is for. Changes nothing: whoever finds it may look.
pub async fn show(ask: Ask) -> Answered {
    let l = ask.locale;
    let Some(ticket) = TicketAddress::read(ask.param("token")) else { return Ok(unknown(l).into()) };
    let Some(seen) = ask.house.door.ticket(&ask.actor, ticket).await? else { return Ok(unknown(l).into()) };
    let door = l.href(&format!("/manage/events/{}/sessions/{}/door", seen.event.slug, seen.session.id));
    let signed_in = ask.person().is_some();
    let code = ticket.code.to_string();
    let title = title(l, &seen);
    Ok(Page::new("events", title.clone(), move || view! { <Ticket seen title door code signed_in l/> }.into_any())
        .into())
}

fn title(l: Locale, seen: &TicketSeen) -> String {
    match (&seen.hers, &seen.refusal) {
        (_, Some(_)) => t!(l, tickets.page_bad).to_owned(),
        (Some((name, _)), None) => t!(l, tickets.page_of, name = name),
        (None, None) => t!(l, tickets.page_visitor).to_owned(),
    }
}

#[component]
fn Ticket(
    seen: TicketSeen,
    title: String,
    door: String,
    code: String,
    /// Somebody is signed in who does not run the event, or does.
    signed_in: bool,
    l: Locale,
) -> impl IntoView {
    let TicketSeen { event, session, refusal, hers } = seen;
    let good = refusal.is_none();
    let part = (session.title != event.title).then(|| view! { <br/>{said(l, &session.title)} });
    let href = l.href(&format!("/events/{}", event.slug));
    let facts = vec![
        (t!(l, registrations.event), view! { <a href=href>{said(l, &event.title)}</a>{part} }.into_any()),
        (t!(l, registrations.when), view! { <dates::WhenTime l when=session.when/> }.into_any()),
        (t!(l, registrations.place), place(l, &session.place).into_any()),
    ];
    let lead = (good && hers.is_none()).then(|| view! { <p class="lead">{t!(l, tickets.page_visitor_lead)}</p> });
    let at_door = hers.map(|(name, presence)| {
        let came = presence == Presence::Came;
        let here = (good && !came).then(|| {
            view! {
                <form method="post" action=door.clone()>
                    <Hidden name="code" value=code/>
                    <button class="button" type="submit">{t!(l, tickets.page_here)}</button>
                </form>
            }
        });
        let state =
            came.then(|| view! { <p class="notice notice--attention">{t!(l, door.done_here, name = name)}</p> });
        view! { {state}{here}<p><a href=door>{t!(l, tickets.page_door)}</a></p> }
    });
    let stranger = (!signed_in).then(|| view! { <p class="quiet small">{t!(l, tickets.page_sign_in)}</p> });
    view! {
        <div class="registration measure stack">
            <h1>{title}</h1>
            {lead}
            {at_door}
            <Facts facts/>
            {stranger}
        </div>
    }
    .into_any()
}

fn unknown(l: Locale) -> Page {
    Page::new("events", t!(l, tickets.page_unknown), move || {
        view! {
            <div class="registration measure stack">
                <h1>{t!(l, tickets.page_unknown)}</h1>
                <p class="lead">{t!(l, tickets.page_unknown_lead)}</p>
            </div>
        }
        .into_any()
    })
    .with_status(404)
}
