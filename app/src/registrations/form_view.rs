//! The registration form, and what stands in its place when there is no seat.

use chrono::NaiveDate;
use domain::{
    desk::{EventView, SessionView},
    event::EventState,
    registration::{MOST_ATTENDEES, Window},
};
use leptos::prelude::*;

use super::{
    by_link::{Along, ByLink, Link, register},
    fields::{PEOPLE, TRAP, people},
};
use crate::{
    events::say::{Seats, closed, place, reserved_words, shared_words},
    questions::{
        ask::{Questions, Scene},
        fields::VERSION,
    },
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Checkbox, Choices, ErrorSummary, Field, Form, Hidden, Submit},
        say::said,
    },
};

/// Names, an address, consent. `session`: the one that is chosen; `open`: those one can choose; `list`: where whoever
/// acts for an organisation sends a list.
#[component]
pub fn RegistrationForm(
    event: EventView,
    session: Option<SessionView>,
    open: Vec<SessionView>,
    link: Option<Link>,
    list: Option<String>,
    form: Form,
    request: String,
    version: String,
    scene: Scene,
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let fixed = session.filter(|session| open.is_empty() || open.iter().any(|other| other.id == session.id));
    let again = (fixed.is_some() && open.len() > 1).then(|| register(l, &event.card.slug, None, link.as_ref()));
    let options: Vec<_> =
        open.into_iter().map(|session| (session.id.to_string(), choice(l, &session, &event, today))).collect();
    let organiser = event.card.organiser.name.clone();
    let days = event.rules.answer_days;
    let asks = days.map(|days| t!(l, approval.form_lead, count = days, organiser = organiser));
    let (title, send) = if asks.is_some() {
        (t!(l, approval.title), t!(l, approval.send))
    } else {
        (t!(l, registrations.title), t!(l, registrations.send))
    };
    let enctype = scene.enctype();
    view! {
        <div class="registration measure stack">
            <BackToEvent slug=event.card.slug.clone() l/>
            <ErrorSummary form=&form/>
            <h1>{title}</h1>
            <p class="lead">{said(l, &event.card.title)}</p>
            {asks.map(|text| view! { <p>{text}</p> })}
            <ByLink link=link.clone() session=fixed.clone() l/>
            {fixed.clone().map(|session| view! { <Chosen event=event.clone() session again today l/> })}
            {list.map(|href| view! { <p><a href=href>{t!(l, lists.link)}</a></p> })}
            <form method="post" class="form" enctype=enctype>
                <Hidden name="request" value=request/>
                <Hidden name=VERSION value=version/>
                <Along link/>
                // The first button is the one the Enter key presses: it must be the one that sends.
                <button class="visually-hidden" type="submit" name="do" value="send" tabindex="-1" aria-hidden="true">
                    {send}
                </button>
                {match fixed {
                    Some(session) => view! { <Hidden name="session" value=session.id.to_string()/> }.into_any(),
                    None => view! {
                        <div class="registration__sessions">
                            <Choices form=&form name="session" legend=t!(l, registrations.session) options/>
                        </div>
                    }
                    .into_any(),
                }}
                <People form=form.clone() email=event.contact.email.clone() scene=scene.clone() l/>
                <Questions form=form.clone() scene place=None/>
                <Rest form organiser=event.card.organiser.name wait=false send l/>
            </form>
        </div>
    }
    .into_any()
}

/// A session among several: `Vormittag, Di., 9. März, 10:00–12:00 Uhr (noch 4 Plätze)`.
pub(super) fn choice(l: Locale, session: &SessionView, event: &EventView, today: NaiveDate) -> String {
    let seats = Seats::of(session, event.takes_registrations, today).words(l);
    let (date, times) = (dates::date_short(l, session.when.local.from.date()), dates::times(l, session.when.local));
    format!("{}, {date}, {times} ({seats})", session.title.get(l.code()))
}

/// What one registers for, and how many seats are left.
#[component]
pub(super) fn Chosen(
    event: EventView,
    session: SessionView,
    again: Option<String>,
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let named = event.sessions.len() > 1;
    let (reserved, shared) = (reserved_words(l, &session), shared_words(l, &event, &session));
    let seats = match Seats::of(&session, event.takes_registrations, today) {
        Seats::Left(left) => t!(l, registrations.seats_left, count = left),
        Seats::Unlimited => t!(l, registrations.seats_unlimited).to_owned(),
        _ => t!(l, registrations.full).to_owned(),
    };
    view! {
        <div class="registration__for">
            {named.then(|| view! { <p><strong>{said(l, &session.title)}</strong></p> })}
            <p><dates::WhenTime l when=session.when/><br/>{place(l, &session.place)}</p>
            <p>{seats}</p>
            {reserved.map(|text| view! { <p class="quiet small">{text}</p> })}
            {shared.map(|text| view! { <p class="quiet small">{text}</p> })}
            {again.map(|href| view! { <p><a href=href>{t!(l, registrations.other_session)}</a></p> })}
        </div>
    }
    .into_any()
}

/// Who comes: the contact person first, one field more on request. Each with what is asked of her.
#[component]
pub(super) fn People(form: Form, email: String, scene: Scene, l: Locale) -> impl IntoView {
    let count = people(form.fields());
    let asks = scene.asks_each();
    let everybody = (0..count).map(|slot| {
        let name = view! { <Name form=form.clone() place=slot l/> };
        if asks {
            let legend = called(l, form.fields().text(PEOPLE[slot]), slot);
            view! {
                <fieldset class="registration__person">
                    <legend>{legend}</legend>
                    {name}
                    <Questions form=form.clone() scene=scene.clone() place=Some(slot)/>
                </fieldset>
            }
            .into_any()
        } else {
            name.into_any()
        }
    });
    let everybody = everybody.collect_view();
    let more = if count < MOST_ATTENDEES {
        let there = format!("#f-{}", PEOPLE[count]);
        view! {
            <button class="button button--quiet" type="submit" name="do" value="more" formnovalidate=true formaction=there>
                {t!(l, registrations.more)}
            </button>
        }
        .into_any()
    } else {
        view! { <p class="quiet">{t!(l, registrations.most, count = MOST_ATTENDEES, email = email)}</p> }.into_any()
    };
    view! {
        {everybody}
        {more}
    }
    .into_any()
}

#[component]
fn Name(form: Form, place: usize, l: Locale) -> impl IntoView {
    let name = PEOPLE[place];
    if place > 0 {
        let label = t!(l, registrations.person, number = place + 1);
        return view! { <Field form name label maxlength=120u16/> }.into_any();
    }
    view! {
        <Field
            form
            name
            label=t!(l, registrations.name)
            hint=t!(l, registrations.name_hint)
            autocomplete="name"
            maxlength=120u16
            required=true
        />
    }
    .into_any()
}

/// Somebody among several: by her name, once it was typed.
pub(super) fn called(l: Locale, name: Option<&str>, slot: usize) -> String {
    name.map_or_else(|| t!(l, questions.person, number = slot + 1), str::to_owned)
}

/// Address, consent, and the button.
#[component]
pub(super) fn Rest(form: Form, organiser: String, wait: bool, send: &'static str, l: Locale) -> impl IntoView {
    let (hint, intent) =
        if wait { (t!(l, seats.email_hint), "wait") } else { (t!(l, registrations.email_hint), "send") };
    view! {
        <Field
            form=&form
            name="email"
            kind="email"
            label=t!(l, registrations.email)
            hint=hint
            autocomplete="email"
            maxlength=254u16
            required=true
        />
        <div class="visually-hidden" aria-hidden="true">
            <label for="f-website">{t!(l, registrations.trap)}</label>
            <input type="text" id="f-website" name=TRAP value="" tabindex="-1" autocomplete="off"/>
        </div>
        <Checkbox
            form=&form
            name="consent"
            label=t!(l, registrations.consent)
            hint=t!(l, registrations.consent_hint, organiser = organiser)
            required=true
        />
        <p class="quiet"><a href=l.href("/privacy")>{t!(l, registrations.privacy)}</a></p>
        <Submit label=send intent/>
    }
    .into_any()
}

/// No form: why, and what else there is.
#[component]
pub fn Closed(
    event: EventView,
    session: Option<SessionView>,
    open: Vec<SessionView>,
    link: Option<Link>,
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let seen = |session: &SessionView| Seats::of(session, event.takes_registrations, today);
    let full = match &session {
        Some(session) => seen(session) == Seats::Full,
        None => event.sessions.iter().any(|session| seen(session) == Seats::Full),
    };
    let why = match event.card.state {
        EventState::Cancelled => t!(l, registrations.cancelled_event),
        EventState::Published if !event.takes_registrations => t!(l, registrations.not_needed),
        EventState::Published if full => t!(l, registrations.full),
        EventState::Published => match (&link, event.window) {
            (Some(_), Window::Before(opens)) => &t!(l, access.opens_by_link, time = dates::moment(l, opens)),
            _ => &closed(l, event.window),
        },
        EventState::Draft => t!(l, registrations.not_open),
    };
    let why = why.to_owned();
    let others = open.into_iter().map(|other| {
        let href = register(l, &event.card.slug, Some(other.id), link.as_ref());
        view! { <li><a href=href>{choice(l, &other, &event, today)}</a></li> }
    });
    let others = others.collect_view();
    view! {
        <div class="registration measure stack">
            <BackToEvent slug=event.card.slug l/>
            <h1>{t!(l, registrations.title)}</h1>
            <p class="lead">{said(l, &event.card.title)}</p>
            <ByLink link session=session.clone() l/>
            {session.map(|session| view! { <p><dates::WhenTime l when=session.when/></p> })}
            <p class="notice">{why}</p>
            {(!others.is_empty()).then(|| view! { <p>{t!(l, registrations.full_others)}</p><ul>{others}</ul> })}
        </div>
    }
    .into_any()
}

#[component]
pub(super) fn BackToEvent(slug: String, l: Locale) -> impl IntoView {
    view! { <p class="crumb"><a href=l.href(&format!("/events/{slug}"))>{t!(l, registrations.back)}</a></p> }
}
