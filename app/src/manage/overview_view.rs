//! An event as its organisers see it.

use chrono::NaiveDate;
use domain::{
    desk::{EventView, SeriesCard, SessionView},
    event::{EventState, Review},
};
use leptos::prelude::*;

use super::{
    list_page::{in_pool, seats},
    planning::Planning,
    series_part::InSeries,
};
use crate::{
    events::say::place,
    t,
    texts::Locale,
    ui::{
        dates,
        form::{ErrorSummary, Form, Hidden, Submit, TextArea},
        say::{other_language, said},
    },
};

/// How many registrations there are.
#[derive(Clone, Copy)]
pub struct Counted {
    /// Those that live.
    pub told: usize,
    /// Of them, those who wait for seats.
    pub waiting: usize,
    /// Of them, those the organiser is to answer.
    pub requests: usize,
}

/// State, what is missing, programme, registrations, and what one can do.
#[component]
pub fn Overview(
    event: EventView,
    form: Form,
    counted: Counted,
    few: Vec<String>,
    series: Vec<SeriesCard>,
    saved: Option<&'static str>,
    today: NaiveDate,
    l: Locale,
) -> impl IntoView {
    let base = l.href(&format!("/manage/events/{}", event.card.slug));
    let page = l.href(&format!("/events/{}", event.card.slug));
    let (state, link) = match event.card.state {
        EventState::Draft if event.review != Review::Free => (t!(l, review.state), t!(l, manage.preview)),
        EventState::Draft => (t!(l, manage.state_draft), t!(l, manage.preview)),
        EventState::Published if event.is_postponed(today) => (t!(l, postponing.state), t!(l, manage.public_page)),
        EventState::Published => (t!(l, manage.state_published), t!(l, manage.public_page)),
        EventState::Cancelled => (t!(l, manage.state_cancelled), t!(l, manage.public_page)),
    };
    let alive = event.card.state != EventState::Cancelled;
    let Counted { told, waiting, requests } = counted;
    view! {
        <div class="manage stack">
            <p class="crumb"><a href=l.href("/manage/events")>{t!(l, manage.back_all)}</a></p>
            <ErrorSummary form=&form/>
            {saved.map(|text| view! { <p class="notice notice--good" role="status">{text}</p> })}
            <h1>{said(l, &event.card.title)}</h1>
            <p class="lead">{state}</p>
            <p class="buttons">
                <a class="button button--quiet" href=page>{link}</a>
                {alive.then(|| view! { <a class="button button--quiet" href=format!("{base}/edit")>{t!(l, manage.edit)}</a> })}
                {alive.then(|| view! {
                    <a class="button button--quiet" href=format!("{base}/picture")>{t!(l, pictures.link)}</a>
                })}
                <a class="button button--quiet" href=format!("{base}/copy")>{t!(l, copying.link)}</a>
                <a class="button button--quiet" href=format!("{base}/repeat")>{t!(l, eventseries.repeat)}</a>
            </p>
            <Before event=event.clone() form l/>
            <Sessions event=event.clone() l/>
            <Few few l/>
            <InSeries event=event.clone() all=series l/>
            {event.takes_registrations.then(|| view! {
                <People base told=told - waiting waiting requests state=event.card.state l/>
            })}
            {alive.then(|| view! { <Cancel event l/> })}
        </div>
    }
    .into_any()
}

/// What is missing before it can be published, and what would make it better.
#[component]
fn Before(event: EventView, form: Form, l: Locale) -> impl IntoView {
    let advice = advice(l, &event).into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    let advised = !advice.is_empty() && event.card.state != EventState::Cancelled;
    let missing = missing(l, &event);
    let publish = match event.card.state {
        EventState::Draft if missing.is_empty() || matches!(event.review, Review::Waits(_)) => view! {
            <Ready event=event.clone() l/>
            <Planning event=event.clone() form l/>
        }
        .into_any(),
        EventState::Draft => view! {
            <div class="notice notice--attention">
                <p class="notice__title">{t!(l, manage.missing)}</p>
                <ul>{missing.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            </div>
        }
        .into_any(),
        _ => ().into_any(),
    };
    view! {
        {publish}
        {advised.then(|| view! { <div class="quiet"><p>{t!(l, manage.advice)}</p><ul>{advice}</ul></div> })}
    }
    .into_any()
}

/// The button that publishes it, or gives it to the region first.
#[component]
fn Ready(event: EventView, l: Locale) -> impl IntoView {
    let (text, label, intent, look) = match event.review {
        Review::Free => (t!(l, manage.ready).to_owned(), t!(l, manage.publish), "publish", ""),
        Review::Needed => (t!(l, review.needed).to_owned(), t!(l, review.submit), "submit", ""),
        Review::Waits(since) => {
            let text = t!(l, review.waits, time = dates::moment(l, since));
            (text, t!(l, review.take_back), "take-back", "quiet")
        }
    };
    view! {
        <p class="measure">{text}</p>
        <form method="post">
            <Hidden name="version" value=event.version.to_string()/>
            <Submit label intent look/>
        </form>
    }
    .into_any()
}

/// What the desk would refuse to publish for.
fn missing(l: Locale, event: &EventView) -> Vec<String> {
    let mut missing = Vec::new();
    if event.sessions.iter().all(|session| session.cancelled) {
        missing.push(t!(l, manage.missing_session).to_owned());
    }
    for session in event.sessions.iter().filter(|s| !s.cancelled && s.place.space.is_none() && !s.place.online) {
        missing.push(t!(l, manage.missing_place, title = session.title.get(l.code())));
    }
    missing
}

/// What an editor would say.
fn advice(l: Locale, event: &EventView) -> Vec<String> {
    let mut advice = Vec::new();
    if event.description.is_empty() {
        advice.push(t!(l, manage.advice_description).to_owned());
    }
    if event.price.is_empty() {
        advice.push(t!(l, manage.advice_price).to_owned());
    }
    if event.card.picture.is_none() {
        advice.push(t!(l, pictures.advice).to_owned());
    }
    if other_language(Locale::En, &event.card.title).is_some() {
        advice.push(t!(l, manage.advice_english).to_owned());
    }
    if event.takes_registrations {
        let open = event
            .sessions
            .iter()
            .filter(|session| event.limit(session).is_none() && !session.cancelled && session.place.space.is_some());
        advice.extend(open.map(|session| t!(l, manage.advice_seats, title = session.title.get(l.code()))));
    }
    advice
}

#[component]
fn Sessions(event: EventView, l: Locale) -> impl IntoView {
    let base = l.href(&format!("/manage/events/{}/sessions", event.card.slug));
    let alive = event.card.state != EventState::Cancelled;
    let rows = event
        .sessions
        .iter()
        .map(|session| {
            let pool = event.pool_of(session).map(|pool| in_pool(l, pool));
            view! { <SessionRow session=session.clone() pool base=base.clone() alive l/> }
        })
        .collect_view();
    let table = (!event.sessions.is_empty()).then(|| {
        view! {
            <div class="table-scroll" role="region" tabindex="0" aria-label=t!(l, manage.sessions_table)>
                <table class="table">
                    <caption class="visually-hidden">{t!(l, manage.sessions_table)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t!(l, manage.session_when)}</th>
                            <th scope="col">{t!(l, manage.session_what)}</th>
                            <th scope="col">{t!(l, manage.session_where)}</th>
                            <th scope="col">{t!(l, manage.column_seats)}</th>
                            <th scope="col"><span class="visually-hidden">{t!(l, manage.session_edit)}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <h2>{t!(l, manage.sessions)}</h2>
        {table}
        {alive.then(|| view! { <p><a class="button" href=format!("{base}/new")>{t!(l, manage.session_new)}</a></p> })}
    }
    .into_any()
}

#[component]
fn SessionRow(
    session: SessionView,
    /// How much is taken of the seats it shares.
    pool: Option<String>,
    base: String,
    alive: bool,
    l: Locale,
) -> impl IntoView {
    let title = session.title.get(l.code()).to_owned();
    let name = t!(l, manage.session_edit_for, title = title, date = dates::date(l, session.when.local.from.date()));
    let href = format!("{base}/{}", session.id);
    let act = if session.postponed && alive {
        let name = session.title.get(l.code());
        let date = dates::date(l, session.when.local.from.date());
        let name = t!(l, postponing.give_time_for, title = name, date = date);
        view! {
            <span class="tag tag--attention">{t!(l, postponing.word)}</span>" "
            <a href=href aria-label=name>{t!(l, postponing.give_time)}</a>
        }
        .into_any()
    } else if session.cancelled {
        view! { <span class="tag tag--refusal">{t!(l, manage.session_off)}</span> }.into_any()
    } else if alive {
        view! { <a href=href aria-label=name>{t!(l, manage.session_edit)}</a> }.into_any()
    } else {
        ().into_any()
    };
    view! {
        <tr>
            <th scope="row"><dates::WhenTime l when=session.when/></th>
            <td>{said(l, &session.title)}</td>
            <td>{place(l, &session.place)}</td>
            <td>{seats(l, &session)}{pool.map(|text| view! { <br/><span class="quiet small">{text}</span> })}</td>
            <td>{act}</td>
        </tr>
    }
    .into_any()
}

/// Sessions with fewer people than there should be.
#[component]
fn Few(few: Vec<String>, l: Locale) -> impl IntoView {
    let lines = few.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
    (!lines.is_empty()).then(|| {
        view! {
            <div class="notice notice--attention">
                <p class="notice__title">{t!(l, seats.few_title)}</p>
                <ul>{lines}</ul>
            </div>
        }
    })
}

#[component]
fn People(base: String, told: usize, waiting: usize, requests: usize, state: EventState, l: Locale) -> impl IntoView {
    let ask = format!("{base}/requests");
    let (list, rules, form) = (format!("{base}/waiting"), format!("{base}/rules"), format!("{base}/form"));
    let (figures, links) = (format!("{base}/figures"), format!("{base}/access"));
    let (write, alive) = (format!("{base}/messages"), state != EventState::Cancelled);
    view! {
        <h2>{t!(l, manage.registrations)}</h2>
        <p>
            {t!(l, manage.registrations_count, count = told)}" "
            <a href=format!("{base}/registrations")>{t!(l, manage.registrations_link)}</a>
        </p>
        {(requests > 0).then(|| view! {
            <p class="notice notice--attention">
                {t!(l, approval.list_count, count = requests)}" "<a href=ask>{t!(l, approval.list_link)}</a>
            </p>
        })}
        {(waiting > 0).then(|| view! {
            <p>{t!(l, seats.list_count, count = waiting)}" "<a href=list>{t!(l, seats.list_link)}</a></p>
        })}
        {(state != EventState::Draft).then(|| view! { <p><a href=write>{t!(l, letters.link)}</a></p> })}
        <p><a href=format!("{base}/mails")>{t!(l, mails.link)}</a></p>
        {(state != EventState::Draft).then(|| view! { <p><a href=figures>{t!(l, figures.title)}</a></p> })}
        <p><a href=format!("{base}/feedback")>{t!(l, survey.title)}</a></p>
        <p><a href=form>{t!(l, questions.link)}</a></p>
        {alive.then(|| view! { <p><a href=rules>{t!(l, seats.rules_link)}</a></p> })}
        <p><a href=links>{t!(l, access.manage_link)}</a></p>
        <p><a href=format!("{base}/pools")>{t!(l, pools.link)}</a></p>
    }
    .into_any()
}

#[component]
fn Cancel(event: EventView, l: Locale) -> impl IntoView {
    let draft = event.card.state == EventState::Draft;
    let label = if draft { t!(l, manage.cancel_draft) } else { t!(l, manage.cancel) };
    let stands = !draft && event.sessions.iter().any(|session| !session.cancelled);
    view! {
        <form method="post" class="manage__end buttons">
            <Hidden name="version" value=event.version.to_string()/>
            {stands.then(|| view! { <Submit label=t!(l, postponing.later) intent="postpone" look="quiet"/> })}
            <Submit label intent="cancel" look="danger"/>
        </form>
    }
    .into_any()
}

/// Asks before an event is called off: how many people are told, and what they read.
#[component]
pub fn CancelSure(event: EventView, form: Form, told: usize, l: Locale) -> impl IntoView {
    let EventView { card, version, .. } = event;
    let title = card.title.get(l.code()).to_owned();
    let draft = card.state == EventState::Draft;
    let (heading, sure) = if draft {
        (t!(l, manage.cancel_draft_title, title = title), t!(l, manage.cancel_draft_sure))
    } else {
        (t!(l, manage.cancel_title, title = title), t!(l, manage.cancel_sure))
    };
    let people =
        if told == 0 { t!(l, manage.cancel_nobody).to_owned() } else { t!(l, manage.cancel_people, count = told) };
    view! {
        <div class="manage stack">
            <ErrorSummary form=&form/>
            <h1>{heading}</h1>
            {(!draft).then(|| view! { <p class="lead">{people}</p> })}
            <p>{t!(l, manage.cancel_rooms)}</p>
            <form method="post" class="form">
                <Hidden name="version" value=version.to_string()/>
                {(!draft).then(|| view! {
                    <TextArea form name="reason" label=t!(l, manage.cancel_reason) hint=t!(l, manage.cancel_reason_hint) maxlength=500u16/>
                })}
                <div class="buttons">
                    <Submit label=sure intent="cancel-sure" look="danger"/>
                    <Submit label=t!(l, manage.cancel_keep) intent="keep" look="quiet"/>
                </div>
            </form>
        </div>
    }
    .into_any()
}

/// The class of a state's tag.
#[must_use]
pub const fn state_class(state: EventState) -> &'static str {
    match state {
        EventState::Draft => "tag tag--attention",
        EventState::Published => "tag tag--good",
        EventState::Cancelled => "tag tag--refusal",
    }
}
