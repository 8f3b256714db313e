//! A booking on its day: saying that one is here, and giving back the rest.

use std::str::FromStr as _;

use chrono::NaiveDateTime;
use domain::{
    desk::{BookingView, OccurrenceView},
    id::{BookingId, OccurrenceId},
    presence::{PresenceRefusal, Stage},
};
use leptos::prelude::*;

use super::detail_page::shown;
use crate::{
    ask::Ask,
    form::Problems,
    keeper::day::why,
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::{
        dates,
        form::{Form, Hidden, Select, Submit},
    },
};

/// Says that somebody is here, or gives back the rest of a date.
///
/// # Errors
/// When the house cannot answer now.
pub async fn on_the_day(ask: Ask) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let (l, days) = (ask.locale, &ask.house.days);
    let Ok(id) = BookingId::from_str(ask.param("id")) else { return Ok(Answer::NotFound) };
    let Ok(date) = OccurrenceId::from_str(ask.form.get("date")) else {
        return Ok(Answer::Goto(format!("/bookings/{id}")));
    };
    let (done, outcome) = if ask.form.get("do") == "give-back" {
        let until = NaiveDateTime::parse_from_str(ask.form.get("until"), "%Y-%m-%dT%H:%M");
        let outcome = match (until, ask.form.parse("version")) {
            (Ok(until), Some(version)) => days.give_back(&ask.actor, date, version, until).await,
            _ => Err(PresenceRefusal::NoSuchTime),
        };
        ("given-back", outcome)
    } else {
        ("here", days.check_in(&ask.actor, date).await)
    };
    match outcome {
        Ok(()) => Ok(Answer::Goto(format!("/bookings/{id}?done={done}"))),
        Err(PresenceRefusal::NotFound) => Ok(Answer::NotFound),
        Err(PresenceRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(refusal) => {
            let form = Form::refused(l, ask.form.clone(), Problems::whole(why(l, refusal)));
            shown(&ask, form).await
        }
    }
}

/// The date that is on now or begins soon, and what can be done about it. Nothing on any other day.
#[component]
pub fn OnTheDay(l: Locale, booking: BookingView, form: Form) -> impl IntoView {
    let version = booking.version;
    let dates = booking.occurrences.into_iter().filter(|date| {
        let presence = &date.presence;
        let now = matches!(presence.stage, Stage::Expected | Stage::Late | Stage::Running | Stage::Here);
        now || presence.check_in && presence.stage == Stage::NoShow
    });
    let several = dates.clone().count() > 1;
    dates
        .map(|date| view! { <OneDate l=l date=date version=version form=form.clone() several=several /> })
        .collect_view()
}

#[component]
fn OneDate(l: Locale, date: OccurrenceView, version: i32, form: Form, several: bool) -> impl IntoView {
    let presence = date.presence;
    let id = date.id.to_string();
    let heading = format!("day-{id}");
    let labelled = heading.clone();
    let clock = |at: Option<NaiveDateTime>| at.map(|at| dates::at(l, at.time())).unwrap_or_default();
    let title = if several { dates::when(l, &date.when) } else { t!(l, day.now).to_owned() };
    let about = match presence.stage {
        Stage::Here => Some(t!(l, doorsign.you_are_here, since = clock(presence.came_at))),
        Stage::NoShow => Some(t!(l, day.refused_given_up).to_owned()),
        _ if presence.given_up_at.is_some() => Some(t!(l, doorsign.given_up_at, time = clock(presence.given_up_at))),
        _ => None,
    };
    let here = presence.check_in.then(|| {
        view! {
            <form method="post">
                <Hidden name="date" value=id.clone() />
                <Submit label=t!(l, doorsign.i_am_here) intent="here" />
            </form>
        }
    });
    let ends: Vec<_> = presence.earlier_ends.iter().map(|at| (dates::iso(*at), dates::at(l, at.time()))).collect();
    let rest = (!ends.is_empty()).then(|| {
        view! {
            <form class="form on-the-day__rest" method="post">
                <Hidden name="date" value=id.clone() />
                <Hidden name="version" value=version.to_string() />
                <Select form=&form name="until" label=t!(l, day.give_back) hint=t!(l, day.give_back_hint) options=ends />
                <Submit label=t!(l, day.give_back_now) intent="give-back" look="quiet" />
            </form>
        }
    });
    view! {
        <section class="on-the-day stack" aria-labelledby=labelled>
            <h2 id=heading>{title}</h2>
            {about.map(|text| view! { <p>{text}</p> })}
            {here}
            {rest}
        </section>
    }
    .into_any()
}
