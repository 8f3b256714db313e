//! What the list of people of a booking looks like.

use domain::{
    booking::BookingState,
    desk::{BookingView, Invited, People},
    privacy::SHORT_DAYS,
};
use leptos::prelude::*;

use super::answers::{TooMany, called, coming, counted, said};
use crate::{
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Form, Submit, TextArea},
        notice::{Notice, Tone},
    },
};

/// The page with everything it shows.
pub(super) struct Shown {
    pub booking: BookingView,
    pub people: People,
    pub form: Form,
    /// What was just done.
    pub done: Option<String>,
}

/// Who is invited, and the form for more.
#[component]
pub(super) fn List(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { booking, people, form, done } = shown;
    let People { invited, open } = people;
    let warning =
        open.then(|| view! { <TooMany l=l coming=coming(&invited) booked_for=booking.people id=booking.id /> });
    let list = (!invited.is_empty()).then(|| {
        let counts = counted(l, &invited);
        let rows = invited.into_iter().map(|one| view! { <Row l=l one=one /> }).collect_view();
        view! { <p>{counts}</p> <ul class="rows">{rows}</ul> }
    });
    let invite = if open {
        view! { <Invite l=l form=form.clone() waits=booking.state == BookingState::Requested /> }.into_any()
    } else {
        view! { <Notice tone=Tone::Plain><p>{t!(l, people.closed)}</p></Notice> }.into_any()
    };
    view! {
        <div class="stack">
            <p class="crumb"><a href=l.href(&format!("/bookings/{}", booking.id))>{booking.title.clone()}</a></p>
            <h1>{t!(l, people.title)}</h1>
            <ErrorSummary form=&form />
            {done.map(|done| view! { <Notice tone=Tone::Good><p>{done}</p></Notice> })}
            {warning}
            {list}
            {invite}
        </div>
    }
    .into_any()
}

#[component]
fn Row(l: Locale, one: Invited) -> impl IntoView {
    let (name, reply) = (called(&one).to_owned(), said(l, &one));
    let email = (name != one.email).then(|| view! { <p class="quiet">{one.email.clone()}</p> });
    view! {
        <li class="rows__item">
            <div>
                <h2 class="rows__title">{name.clone()}</h2>
                {email}
                <p>{reply}</p>
            </div>
            <form class="rows__side" method="post">
                <button class="button button--quiet button--small" type="submit" name="remove" value=one.id.to_string()>
                    {t!(l, people.remove)}
                    <span class="visually-hidden">" " {name}</span>
                </button>
            </form>
        </li>
    }
    .into_any()
}

/// `waits`: a keeper has not said yes.
#[component]
fn Invite(l: Locale, form: Form, waits: bool) -> impl IntoView {
    view! {
        <form class="form" method="post">
            <TextArea
                form=&form
                name="people"
                label=t!(l, people.people)
                hint=t!(l, people.people_hint)
                rows=5
                required=true
            />
            {waits.then(|| view! { <p>{t!(l, people.happens_request)}</p> })}
            <p class="quiet">{t!(l, people.happens)} " " {t!(l, people.kept, count = SHORT_DAYS)}</p>
            <Submit label=t!(l, people.send) />
        </form>
    }
    .into_any()
}
