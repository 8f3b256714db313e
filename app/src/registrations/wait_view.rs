//! Waiting for seats: the form of a full session, and what its mailed link shows.

use chrono::NaiveDate;
use domain::{
    desk::{EventView, RegistrationView, SessionView},
    registration::RegistrationState,
};
use leptos::prelude::*;

use super::{
    by_link::{Along, ByLink, Link, register},
    form_view::{BackToEvent, Chosen, People, Rest, choice},
    link_view::{ChangeLink, ListedBy, Particulars},
};
use crate::{
    questions::{
        ask::{Questions, Scene},
        fields::VERSION,
    },
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Checkbox, Choices, ErrorSummary, Form, Hidden, Submit},
        say::said,
    },
};

/// Names, an address, consent, and whether another session would do. `full`: the sessions one can wait for.
#[component]
pub fn WaitForm(
    event: EventView,
    session: Option<SessionView>,
    full: Vec<SessionView>,
    open: Vec<SessionView>,
    link: Option<Link>,
    form: Form,
    request: String,
    version: String,
    scene: Scene,
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let others = full.len() + open.len() > 1;
    let options: Vec<_> =
        full.iter().map(|session| (session.id.to_string(), choice(l, session, &event, today))).collect();
    let fixed = session.or_else(|| full.first().filter(|_| full.len() == 1).cloned());
    let free = open.into_iter().map(|other| {
        let href = register(l, &event.card.slug, Some(other.id), link.as_ref());
        view! { <li><a href=href>{choice(l, &other, &event, today)}</a></li> }
    });
    let free = free.collect_view();
    let enctype = scene.enctype();
    view! {
        <div class="registration measure stack">
            <BackToEvent slug=event.card.slug.clone() l/>
            <ErrorSummary form=&form/>
            <h1>{t!(l, seats.form_title)}</h1>
            <p class="lead">{said(l, &event.card.title)}</p>
            <ByLink link=link.clone() session=None l/>
            {fixed.clone().map(|session| view! { <Chosen event=event.clone() session again=None today l/> })}
            <p>{t!(l, seats.form_lead)}</p>
            <p>{t!(l, seats.form_whole)}</p>
            {(!free.is_empty()).then(|| view! { <p>{t!(l, registrations.full_others)}</p><ul>{free}</ul> })}
            <form method="post" class="form" enctype=enctype>
                <Hidden name="request" value=request/>
                <Hidden name=VERSION value=version/>
                <Along link/>
                // The first button is the one the Enter key presses: it must be the one that sends.
                <button class="visually-hidden" type="submit" name="do" value="wait" tabindex="-1" aria-hidden="true">
                    {t!(l, seats.send)}
                </button>
                {match fixed {
                    Some(session) => view! { <Hidden name="session" value=session.id.to_string()/> }.into_any(),
                    None => view! {
                        <div class="registration__sessions">
                            <Choices form=&form name="session" legend=t!(l, seats.session) options/>
                        </div>
                    }
                    .into_any(),
                }}
                {others.then(|| view! {
                    <Checkbox form=&form name="anywhere" label=t!(l, seats.anywhere) hint=t!(l, seats.anywhere_hint)/>
                })}
                <People form=form.clone() email=event.contact.email.clone() scene=scene.clone() l/>
                <Questions form=form.clone() scene place=None/>
                <Rest form organiser=event.card.organiser.name wait=true send=t!(l, seats.send) l/>
            </form>
        </div>
    }
    .into_any()
}

/// One button puts her on the list.
#[component]
pub fn Joining(found: RegistrationView, form: Form, title: String, l: Locale) -> impl IntoView {
    let until = found.held_until.map(|until| t!(l, seats.joining_until, time = dates::moment(l, until)));
    view! {
        <div class="registration measure stack">
            <ErrorSummary form/>
            <h1>{title}</h1>
            <p class="lead">{t!(l, seats.joining_lead)}</p>
            <ListedBy found=found.clone() l/>
            <form method="post"><Submit label=t!(l, seats.confirm) intent="confirm"/></form>
            {until.map(|until| view! { <p class="quiet">{until}</p> })}
            <Particulars found l/>
        </div>
    }
    .into_any()
}

/// Where she stands, and the way out.
#[component]
pub fn OnTheList(
    found: RegistrationView,
    form: Form,
    title: String,
    done: Option<&'static str>,
    change: String,
    l: Locale,
) -> impl IntoView {
    let place = match found.wait.and_then(|wait| wait.position) {
        Some(1) => t!(l, seats.first_in_line).to_owned(),
        Some(position) => t!(l, seats.position, position = position),
        None => t!(l, seats.position_none).to_owned(),
    };
    let whole = t!(l, seats.waiting_whole, count = found.attendees.len());
    view! {
        <div class="registration measure stack">
            <ErrorSummary form/>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{title}</h1>
            <p class="lead">{place}</p>
            <p>{t!(l, seats.waiting_how)}" "{whole}</p>
            <Particulars found=found.clone() l/>
            <ChangeLink found change l/>
            <form method="post" class="registration__cancel">
                <p>{t!(l, seats.leave_why)}</p>
                <Submit label=t!(l, seats.leave) intent="cancel" look="quiet"/>
            </form>
        </div>
    }
    .into_any()
}

/// Seats are held for her: yes, no, or not these.
#[component]
pub fn Offered(
    found: RegistrationView,
    form: Form,
    title: String,
    done: Option<&'static str>,
    change: String,
    l: Locale,
) -> impl IntoView {
    let accept = if found.attendees.len() > 1 { t!(l, seats.accept_many) } else { t!(l, seats.accept) };
    let until = found.held_until.map(|until| t!(l, seats.offered_lead, time = dates::moment(l, until)));
    let keeps = found.wait.is_some_and(|wait| wait.anywhere);
    let note = found.asks.then(|| t!(l, approval.offered_note, organiser = found.event.organiser.name));
    view! {
        <div class="registration measure stack">
            <ErrorSummary form/>
            {done.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{title}</h1>
            {until.map(|until| view! { <p class="lead">{until}</p> })}
            {note.map(|note| view! { <p>{note}</p> })}
            <Particulars found=found.clone() l/>
            <ChangeLink found change l/>
            <form method="post" class="buttons">
                <Submit label=accept intent="confirm"/>
                {keeps.then(|| view! { <Submit label=t!(l, seats.decline_keep) intent="decline" look="quiet"/> })}
                <Submit label=t!(l, seats.decline) intent="cancel" look="quiet"/>
            </form>
        </div>
    }
    .into_any()
}

/// Asks once more before a place on the list, or what was offered, is given away.
#[component]
pub fn LeaveSure(found: RegistrationView, title: String, l: Locale) -> impl IntoView {
    let (lead, sure, stay) = match found.state {
        RegistrationState::Offered => (t!(l, seats.decline_lead), t!(l, seats.decline_sure), t!(l, seats.decline_back)),
        RegistrationState::Requested => {
            (t!(l, approval.withdraw_lead), t!(l, approval.withdraw_sure), t!(l, approval.withdraw_stay))
        }
        _ => (t!(l, seats.leave_lead), t!(l, seats.leave_sure), t!(l, seats.stay)),
    };
    view! {
        <div class="registration measure stack">
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            <form method="post" class="buttons">
                <Submit label=sure intent="cancel-sure" look="danger"/>
                <Submit label=stay intent="keep" look="quiet"/>
            </form>
            <Particulars found l/>
        </div>
    }
    .into_any()
}

/// True when there is something to wait for, and room for all of them in it.
pub(super) fn may_wait_again(found: &RegistrationView) -> bool {
    let room = found.session.capacity.is_none_or(|seats| usize::from(seats) >= found.attendees.len());
    let anywhere = found.wait.is_some_and(|wait| wait.anywhere);
    (found.session.waitable || found.session.open) && (room || anywhere)
}

/// The waiting came to an end: what one can do now.
#[component]
pub fn WaitOver(found: RegistrationView, form: Form, title: String, l: Locale) -> impl IntoView {
    let slug = &found.event.slug;
    let register = l.href(&format!("/events/{slug}/register?session={}", found.session.id));
    let again = if found.session.waitable {
        view! { <p><a class="button" href=register>{t!(l, seats.again)}</a></p> }.into_any()
    } else if found.session.open {
        view! { <p><a class="button" href=register>{t!(l, registrations.again)}</a></p> }.into_any()
    } else {
        view! { <p><a href=l.href(&format!("/events/{slug}"))>{t!(l, registrations.full_event)}</a></p> }.into_any()
    };
    let to_come = may_wait_again(&found);
    let too_small = found.session.capacity.is_some_and(|seats| usize::from(seats) < found.attendees.len());
    let over = if too_small { t!(l, seats.mail_over_small) } else { t!(l, seats.over_lead) };
    let next = match found.state {
        RegistrationState::Expired if to_come => view! {
            <p class="lead">{t!(l, seats.unconfirmed_lead)}</p>
            <form method="post"><Submit label=t!(l, seats.confirm) intent="confirm"/></form>
        }
        .into_any(),
        RegistrationState::Lapsed => view! { <p class="lead">{t!(l, seats.lapsed_lead)}</p>{again} }.into_any(),
        RegistrationState::Cancelled => view! { <p class="lead">{t!(l, seats.left_lead)}</p>{again} }.into_any(),
        _ => view! { <p class="lead">{over}</p>{again} }.into_any(),
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
