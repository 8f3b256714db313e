//! `/registrations/sent`: the form was taken, the mail is on its way.

use domain::registration::PENDING_MINUTES;
use leptos::prelude::*;

use crate::{
    ask::Ask,
    page::{Answered, Page},
    t,
};

/// Says what happens next. The same for everybody, so that nobody learns who was registered already.
pub async fn show(ask: Ask) -> Answered {
    let l = ask.locale;
    let development = ask.house.region.development;
    let lead = if ask.query.ticked("wait") {
        t!(l, seats.sent_lead, minutes = PENDING_MINUTES)
    } else if ask.query.ticked("ask") {
        t!(l, approval.sent_lead, minutes = PENDING_MINUTES)
    } else {
        t!(l, registrations.sent_lead, minutes = PENDING_MINUTES)
    };
    let page = Page::new("events", t!(l, registrations.sent), move || {
        view! {
            <div class="registration measure stack">
                <h1>{t!(l, registrations.sent)}</h1>
                <p class="lead">{lead}</p>
                {development.then(|| view! { <p><a href="/dev/mail">{t!(l, registrations.sent_dev)}</a></p> })}
                <h2>{t!(l, registrations.sent_nothing)}</h2>
                <p>{t!(l, registrations.sent_spam)}</p>
                <p>{t!(l, registrations.sent_again)}</p>
                <p><a href=l.href("/events")>{t!(l, registrations.sent_programme)}</a></p>
            </div>
        }
        .into_any()
    });
    Ok(page.into())
}
