//! What a registration looks like to whoever holds its link.

use domain::{desk::RegistrationView, registration::RegistrationState};
use leptos::prelude::*;

use super::{link_page::off, request_view::Message};
use crate::{
    events::{about::ContactLines, say::place},
    questions::view::{AnswerList, lacks},
    t,
    texts::Locale,
    tickets::{TicketList, Tickets},
    ui::{
        dates,
        facts::Facts,
        form::{ErrorSummary, Form, Submit},
        say::said,
    },
};

/// One button confirms.
#[component]
pub fn Pending(found: RegistrationView, form: Form, title: String, l: Locale) -> impl IntoView {
    let confirm = if found.asks { t!(l, approval.confirm) } else { t!(l, registrations.confirm) };
    let lead = match found.attendees.len() {
        _ if found.asks => t!(l, approval.pending_lead, organiser = found.event.organiser.name),
        1 => t!(l, registrations.pending_lead).to_owned(),
        _ => t!(l, registrations.pending_lead_many).to_owned(),
    };
    view! {
        <div class="registration measure stack">
            <ErrorSummary form/>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <ListedBy found=found.clone() l/>
            <form method="post"><Submit label=confirm intent="confirm"/></form>
            {found.held_until.map(|until| view! {
                <p class="quiet">{t!(l, registrations.held_until, time = dates::moment(l, until))}</p>
            })}
            <Particulars found l/>
        </div>
    }
    .into_any()
}

/// Who registered her, when she did not herself, and what she agrees to by confirming.
#[component]
pub(super) fn ListedBy(found: RegistrationView, l: Locale) -> impl IntoView {
    let organiser = found.event.organiser.name;
    found.listed_by.map(|organisation| {
        view! {
            <p>
                {t!(l, lists.listed_by, organisation = organisation)}" "
                {t!(l, lists.listed_agree, organiser = organiser)}" "
                <a href=l.href("/privacy")>{t!(l, registrations.privacy)}</a>
            </p>
        }
    })
}

/// Everything one needs on the day, how to change it, and the way out.
#[component]
pub fn Confirmed(
    found: RegistrationView,
    form: Form,
    calendar: String,
    title: String,
    done: Option<&'static str>,
    change: String,
    tickets: Tickets,
    l: Locale,
) -> impl IntoView {
    let cancel = if found.attendees.len() > 1 { t!(l, registrations.cancel_many) } else { t!(l, registrations.cancel) };
    let until = dates::moment(l, found.changes_until);
    let way_out = if found.changeable {
        view! {
            <form method="post" class="registration__cancel">
                <p>{t!(l, registrations.cancel_why)}</p>
                <p class="quiet">{t!(l, registrations.until, time = until)}</p>
                <Submit label=cancel intent="cancel" look="quiet"/>
            </form>
        }
        .into_any()
    } else {
        let email = found.contact.email.clone();
        view! { <p class="registration__cancel">{t!(l, registrations.until_past, time = until, email = email)}</p> }
            .into_any()
    };
    view! {
        <div class="registration measure stack">
            <ErrorSummary form/>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{title}</h1>
            {done.is_none().then(|| view! { <p class="lead">{t!(l, registrations.confirmed_lead)}</p> })}
            <Message found=found.clone() l/>
            <Particulars found=found.clone() l/>
            <ChangeLink found change l/>
            <p><a class="button" href=calendar>{t!(l, registrations.calendar)}</a></p>
            <TicketList tickets l/>
            {way_out}
        </div>
    }
    .into_any()
}

/// Where one changes who comes, while one can.
#[component]
pub(super) fn ChangeLink(found: RegistrationView, change: String, l: Locale) -> impl IntoView {
    let label = match found.attendees.len() {
        _ if !found.asked.questions.is_empty() => t!(l, questions.change),
        1 => t!(l, registrations.change_one),
        _ => t!(l, registrations.change),
    };
    let open = found.changeable && lacks(&found);
    let open = open.then(|| view! { <p class="notice notice--attention">{t!(l, questions.lacks)}</p> });
    found.changeable.then(|| view! { {open}<p><a href=change>{label}</a></p> })
}

/// Asks once more before seats are given away.
#[component]
pub fn CancelSure(found: RegistrationView, title: String, l: Locale) -> impl IntoView {
    let seats = found.attendees.len();
    view! {
        <div class="registration measure stack">
            <h1>{title}</h1>
            <p class="lead">{t!(l, registrations.cancel_lead, count = seats)}</p>
            <form method="post" class="buttons">
                <Submit label=t!(l, registrations.cancel_sure) intent="cancel-sure" look="danger"/>
                <Submit label=t!(l, registrations.keep) intent="keep" look="quiet"/>
            </form>
            <Particulars found l/>
        </div>
    }
    .into_any()
}

/// Called off or expired: what one can do now.
#[component]
pub fn Over(found: RegistrationView, form: Form, title: String, l: Locale) -> impl IntoView {
    let event = l.href(&format!("/events/{}", found.event.slug));
    let register = l.href(&format!("/events/{}/register?session={}", found.event.slug, found.session.id));
    let room =
        !found.session.waitable && found.session.left.is_none_or(|left| usize::from(left) >= found.attendees.len());
    let again = (found.session.open && room)
        .then(|| view! { <p><a class="button" href=register.clone()>{t!(l, registrations.again)}</a></p> });
    let confirm = if found.asks { t!(l, approval.confirm) } else { t!(l, registrations.confirm) };
    let next = match found.state {
        _ if off(&found) => view! {
            <p class="lead">{t!(l, registrations.event_off_lead)}</p>
            <p><a href=l.href("/events")>{t!(l, registrations.sent_programme)}</a></p>
        }
        .into_any(),
        // Its session says of it whether a late click still counts.
        RegistrationState::Expired if found.session.open => view! {
            <p class="lead">{t!(l, registrations.expired_lead)}</p>
            <p>{t!(l, registrations.expired_confirm)}</p>
            <form method="post"><Submit label=confirm intent="confirm"/></form>
        }
        .into_any(),
        RegistrationState::Expired => view! {
            <p class="lead">{t!(l, registrations.expired_lead)}</p>
            <p>{if room { t!(l, registrations.not_open) } else { t!(l, registrations.expired_full) }}</p>
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
            <ErrorSummary form/>
            <h1>{title}</h1>
            {next}
            <Particulars found l/>
        </div>
    }
    .into_any()
}

/// Nobody knows yet when it is: what happens next, and how to stay away.
#[component]
pub fn Postponed(found: RegistrationView, form: Form, title: String, l: Locale) -> impl IntoView {
    let (lead, leave) = match found.state {
        RegistrationState::Pending | RegistrationState::Joining | RegistrationState::Expired => {
            (t!(l, postponing.page_unheard), None)
        }
        RegistrationState::Waiting | RegistrationState::Offered => {
            (t!(l, postponing.page_waiting), Some(t!(l, seats.leave)))
        }
        RegistrationState::Requested => (t!(l, postponing.page_requested), Some(t!(l, approval.withdraw))),
        _ if found.attendees.len() > 1 => (t!(l, postponing.page_lead), Some(t!(l, registrations.cancel_many))),
        _ => (t!(l, postponing.page_lead), Some(t!(l, registrations.cancel))),
    };
    view! {
        <div class="registration measure stack">
            <ErrorSummary form/>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <Particulars found l/>
            {leave.map(|label| view! { <form method="post"><Submit label intent="cancel" look="quiet"/></form> })}
        </div>
    }
    .into_any()
}

/// What, when, where, who.
#[component]
pub(super) fn Particulars(found: RegistrationView, l: Locale) -> impl IntoView {
    let href = l.href(&format!("/events/{}", found.event.slug));
    let part = (found.session.title != found.event.title).then(|| view! { <br/>{said(l, &found.session.title)} });
    let answers = (!found.asked.answers.is_empty()).then(|| {
        let (asked, names) = (found.asked.clone(), found.attendees.clone());
        view! { <h2>{t!(l, questions.yours)}</h2><AnswerList asked names proofs=false l/> }
    });
    let who = found.attendees.into_iter().map(|name| view! { <li>{name}</li> }).collect_view();
    let waits = matches!(found.state, RegistrationState::Joining | RegistrationState::Waiting);
    let any = (waits && found.wait.is_some_and(|wait| wait.anywhere))
        .then(|| view! { <br/><span class="quiet">{t!(l, seats.any_session)}</span> });
    let when = if found.session.postponed { t!(l, postponing.fact_when) } else { t!(l, registrations.when) };
    let mut facts = vec![
        (t!(l, registrations.event), view! { <a href=href>{said(l, &found.event.title)}</a>{part} }.into_any()),
        (when, view! { <dates::WhenTime l when=found.session.when/>{any} }.into_any()),
        (t!(l, registrations.place), place(l, &found.session.place).into_any()),
    ];
    if let Some(url) = found.session.place.online_url {
        let link = view! { <a href=url.clone() rel="noopener">{url.clone()}</a> };
        facts.push((t!(l, registrations.online_link), link.into_any()));
    }
    facts.push((t!(l, registrations.who), view! { <ul>{who}</ul> }.into_any()));
    facts.push((t!(l, registrations.contact), view! { <ContactLines contact=found.contact/> }.into_any()));
    view! { <Facts facts/>{answers} }.into_any()
}
