//! One booking: what it is, its dates, what happened to it, and what one can do about it.

use std::str::FromStr;

use chrono::NaiveDate;
use domain::{
    access::{Act, may},
    booking::BookingState,
    desk::{BookingView, Changed, HistoryEntry, OccurrenceView},
    id::BookingId,
    recurrence::{End, Repeat},
    space::Layout,
};
use leptos::prelude::*;

use super::{
    detail_dates::Dates,
    on_the_day::OnTheDay,
    say,
    standing::{somebody_else, to_come, way_back},
    tell,
};
use crate::{
    ask::Ask,
    form::Fields,
    page::{Answer, Answered, Page},
    people, t,
    texts::Locale,
    ui::{
        dates::{self, Moment},
        form::{ErrorSummary, Form},
        rules::broken_rule,
        say::{from_to, things},
        words::Word,
    },
};

/// Shows a booking to those who may see it.
///
/// # Errors
/// When the house cannot answer now.
pub async fn detail(ask: Ask) -> Answered {
    let form = Form::new(ask.locale, Fields::default());
    shown(&ask, form).await
}

/// The page with the form of its day.
///
/// # Errors
/// When the house cannot answer now.
pub(super) async fn shown(ask: &Ask, form: Form) -> Answered {
    if ask.person().is_none() {
        return Ok(Answer::SignIn);
    }
    let l = ask.locale;
    let Ok(id) = BookingId::from_str(ask.param("id")) else { return Ok(Answer::NotFound) };
    let Some(booking) = ask.house.bookings.booking(&ask.actor, id).await? else { return Ok(Answer::NotFound) };
    let today = ask.house.calendar.today();
    let people = people::overview(ask, &booking).await?;
    let shown = Shown {
        changeable: to_come(&booking, today).iter().map(|date| date.id).collect(),
        back: way_back(l, ask.person(), &booking),
        writes: somebody_else(ask.person(), &booking),
        done: ask.query.get("done").to_owned(),
        keeps: may(&ask.actor, Act::Keep(booking.space.space.premises())).is_ok(),
        people,
        form,
        booking,
    };
    let (title, status) = (shown.form.title(&shown.booking.title), shown.form.status());
    let body = move || view! { <Detail l=l shown=shown /> }.into_any();
    Ok(Page::new("bookings", title, body).with_status(status).into())
}

/// The page with everything it shows.
struct Shown {
    booking: BookingView,
    /// The dates that can still be changed.
    changeable: Vec<domain::id::OccurrenceId>,
    /// Where one came from.
    back: (String, &'static str),
    /// Who is written to, when it is somebody else.
    writes: Option<String>,
    /// What was just done.
    done: String,
    /// Who is invited, for those who invite.
    people: Option<people::Overview>,
    /// For somebody who keeps its space.
    keeps: bool,
    /// The form of its day.
    form: Form,
}

#[component]
fn Detail(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { booking, changeable, back, writes, done, people, keeps, form } = shown;
    view! {
        <div class="stack">
            <p class="crumb"><a href=back.0>{back.1}</a></p>
            <h1>{booking.title.clone()}</h1>
            <ErrorSummary form=&form />
            <Done l=l booking=booking.clone() done=done writes=writes />
            <State l=l booking=booking.clone() keeps=keeps />
            <Facts l=l booking=booking.clone() keeps=keeps />
            <OnTheDay l=l booking=booking.clone() form=form />
            <Ways l=l booking=booking.clone() />
            {(booking.occurrences.len() > 1).then(|| view! { <Dates l=l booking=booking.clone() changeable=changeable /> })}
            {people.map(|people| view! { <people::Answers l=l shown=people /> })}
            <History l=l entries=booking.history />
        </div>
    }
    .into_any()
}

/// What was just done, and what happens next.
#[component]
fn Done(l: Locale, booking: BookingView, done: String, writes: Option<String>) -> impl IntoView {
    use BookingState::{Cancelled, Confirmed, Requested};
    // The address could be kept or made up: only what is so is said.
    let (title, text) = match (done.as_str(), booking.state) {
        ("booked", Confirmed) => (t!(l, bookings.done_booked), t!(l, bookings.done_booked_next)),
        ("booked", Requested) => (t!(l, bookings.done_requested), t!(l, bookings.done_requested_next)),
        ("moved", Confirmed | Requested) => (t!(l, bookings.done_moved), t!(l, bookings.done_moved_next)),
        ("extended", Confirmed | Requested) => (t!(l, series.done_extended), t!(l, bookings.done_moved_next)),
        ("transferred", Confirmed | Requested) => (t!(l, people.done_transferred), t!(l, bookings.done_moved_next)),
        ("noted", Confirmed | Requested) => (t!(l, bookings.done_noted), t!(l, bookings.note_happens)),
        // Of one that is over as well.
        ("put-on", _) => (t!(l, bookings.done_put_on), t!(l, bookings.done_put_on_next)),
        ("here", Confirmed) => (t!(l, day.done_you), t!(l, day.done_you_next)),
        ("given-back", Confirmed) => (t!(l, day.done_given_back), t!(l, day.done_given_back_next)),
        ("cancelled", Cancelled) => (t!(l, bookings.done_cancelled), t!(l, bookings.done_cancelled_next)),
        ("cancelled", Confirmed | Requested) => (t!(l, series.done_cancelled), t!(l, bookings.done_moved_next)),
        _ => return ().into_any(),
    };
    let writes = writes.filter(|_| !matches!(done.as_str(), "here" | "noted" | "put-on"));
    let text = writes.map_or_else(|| text.to_owned(), |name| t!(l, bookings.done_for, name = name));
    view! {
        <div class="notice notice--good" role="status">
            <p class="notice__title">{title}</p>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

/// What stands needs no word; what does not stand does.
#[component]
fn State(l: Locale, booking: BookingView, keeps: bool) -> impl IntoView {
    let answer = booking.answer_by.filter(|_| booking.state == BookingState::Requested);
    let waits = booking.occurrences.iter().any(|date| date.state == BookingState::Requested);
    let by = if keeps { t!(l, keeper.answer_by) } else { t!(l, bookings.answer_by) };
    let ends = if keeps { None } else { answer.map(|_| t!(l, bookings.answer_else)) };
    let answers = (keeps && waits).then(|| {
        let href = l.href(&format!("/keeper/requests#r-{}", booking.id));
        view! { " " <a href=href>{t!(l, bookings.to_request)}</a> }
    });
    let stands = booking.state == BookingState::Confirmed;
    (!stands || waits).then(|| {
        let state = if stands {
            t!(l, bookings.some_wait).to_owned()
        } else {
            t!(l, bookings.state_is, state = booking.state.word(l))
        };
        view! {
            <p class="booking-state">
                {state}
                {answer.map(|at| view! { " " {by} " " <Moment l=l at=at /> "." })}
                {ends.map(|ends| view! { " " {ends} })}
                {answers}
            </p>
        }
    })
}

#[component]
fn Facts(l: Locale, booking: BookingView, keeps: bool) -> impl IntoView {
    let writes = booking.changeable && booking.event.is_none();
    let path = l.href(&format!("/bookings/{}/note", booking.id));
    let put_on_path = l.href(&format!("/bookings/{}/cost-centre", booking.id));
    let changeable = booking.changeable;
    let BookingView {
        space,
        occurrences,
        organisation,
        cost_centre,
        cost_centres,
        booker,
        people,
        layout,
        units,
        along,
        note,
        repeat,
        ..
    } = booking;
    let use_kind = occurrences.first().and_then(|first| space.rules.use_kind(first.use_kind.as_deref()?)).map(|kind| {
        let name = kind.name.get(l.code()).to_owned();
        view! { <div><dt>{t!(l, bookings.use_kind)}</dt><dd>{name}</dd></div> }
    });
    let site = &space.space.site;
    let place = tell::place(l, &site.name, &site.town);
    let site_href = l.href(&format!("/sites/{}", site.slug));
    let first = occurrences.first().map(|first| first.when);
    let when = match (occurrences.as_slice(), repeat, first) {
        ([_], _, Some(when)) => view! { <dates::WhenTime l=l when=when /> }.into_any(),
        (all, Some(repeat), Some(when)) if as_made(&repeat, all) => {
            say::repeat(l, &repeat, when.local.from.date()).into_any()
        }
        (all, Some(_), _) => standing(l, all).into_any(),
        (several, _, _) => t!(l, series.dates, count = several.len()).into_any(),
    };
    let layout = layout.map(|layout| view! { <div><dt>{t!(l, bookings.layout)}</dt><dd>{layout.word(l)}</dd></div> });
    let along = (!along.is_empty())
        .then(|| view! { <div><dt>{t!(l, bookings.fact_along)}</dt><dd>{things(l, &along)}</dd></div> });
    let units = (units > 1).then(|| view! { <div><dt>{t!(l, bookings.units)}</dt><dd>{units}</dd></div> });
    let write = if note.is_empty() { t!(l, bookings.note_write) } else { t!(l, bookings.note_change) };
    let write = writes.then(|| view! { <p><a href=path>{write}</a></p> });
    let note = (write.is_some() || !note.is_empty()).then(|| {
        let said = (!note.is_empty()).then(|| view! { <p class="booking-note">{note}</p> });
        view! { <div><dt>{t!(l, bookings.note)}</dt><dd>{said} {write}</dd></div> }
    });
    let address = Some(booker.1.clone()).filter(|address| keeps && !address.is_empty() && !booker.0.is_empty());
    let write_to = address.map(|address| view! { ", " <a href=format!("mailto:{address}")>{address.clone()}</a> });
    let booker = if booker.0.is_empty() { booker.1 } else { booker.0 };
    let terms = say::cancel_until(l, &space.rules).filter(|_| changeable);
    let terms = terms.map(|until| view! { <div><dt>{t!(l, bookings.fact_cancel)}</dt><dd>{until}</dd></div> });
    let put_on = (!cost_centres.is_empty()).then(|| {
        let label = match cost_centre {
            Some(_) => t!(l, bookings.cost_centre_change),
            None => t!(l, bookings.cost_centre_choose),
        };
        view! { <p><a href=put_on_path>{label}</a></p> }
    });
    let cost_centre = (cost_centre.is_some() || put_on.is_some()).then(|| {
        let on = cost_centre.map(|on| format!("{} {}", on.code, on.name));
        view! { <div><dt>{t!(l, bookings.cost_centre)}</dt><dd>{on} {put_on}</dd></div> }
    });
    let contact = space.contact;
    view! {
        <dl class="facts">
            <div><dt>{t!(l, bookings.fact_when)}</dt><dd>{when}</dd></div>
            <div>
                <dt>{t!(l, bookings.fact_what)}</dt>
                <dd><a href=l.href(&format!("/spaces/{}", space.space.slug))>{space.space.name.get(l.code()).to_owned()}</a></dd>
            </div>
            <div><dt>{t!(l, bookings.fact_where)}</dt><dd><a href=site_href>{place}</a></dd></div>
            <div><dt>{t!(l, bookings.people_short)}</dt><dd>{people}</dd></div>
            {layout}
            {use_kind}
            {units}
            {along}
            <div><dt>{t!(l, bookings.fact_for)}</dt><dd>{organisation.name}</dd></div>
            {cost_centre}
            <div><dt>{t!(l, bookings.booker)}</dt><dd>{booker} {write_to}</dd></div>
            {note}
            {terms}
            <div>
                <dt>{t!(l, bookings.contact)}</dt>
                <dd>{contact.name} ", " <a href=format!("mailto:{}", contact.email)>{contact.email.clone()}</a></dd>
            </div>
        </dl>
    }
    .into_any()
}

/// True while no date was moved or called off: then the rule says it all.
fn as_made(repeat: &Repeat, dates: &[OccurrenceView]) -> bool {
    let whole = !matches!(repeat.end, End::Count(count) if usize::from(count) != dates.len());
    whole && dates.iter().all(|date| date.state.occupies() && date.original_at == date.when.slot.from())
}

/// `3 Termine, Di., 8. Dez. 2026 bis Di., 12. Jan. 2027`: what is left of a series.
fn standing(l: Locale, dates: &[OccurrenceView]) -> String {
    let days: Vec<NaiveDate> =
        dates.iter().filter(|date| date.state.occupies()).map(|date| date.when.local.from.date()).collect();
    let count = t!(l, series.dates, count = days.len());
    match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) if first != last => {
            let (first, last) = (dates::date(l, *first), dates::date(l, *last));
            t!(l, series.left, dates = count, first = first, last = last)
        }
        _ => count,
    }
}

/// What one can do about it. A booking of an event says where it is moved instead (I4).
#[component]
fn Ways(l: Locale, booking: BookingView) -> impl IntoView {
    let path = l.href(&format!("/bookings/{}", booking.id));
    let event = booking.event.map(|(slug, title)| {
        let href = l.href(&format!("/events/{slug}"));
        let lang = title.language(l.code()).map(str::to_owned);
        view! {
            <p class="notice">
                {t!(l, bookings.belongs_to_event)} " " <a href=href lang=lang>{title.get(l.code()).to_owned()}</a>
            </p>
        }
    });
    let free = event.is_none() && booking.changeable;
    let single = booking.occurrences.len() == 1;
    let calendar = (booking.state == BookingState::Confirmed)
        .then(|| view! { <a class="button button--quiet" href=format!("/bookings/{}.ics", booking.id)>{t!(l, bookings.ics)}</a> });
    let way = |to: &str, text: &str| view! { <a class="button button--quiet" href=format!("{path}/{to}")>{text.to_owned()}</a> };
    view! {
        {event}
        <p class="buttons booking-ways">
            {calendar}
            {free.then(|| {
                view! {
                    {way("move", t!(l, bookings.do_move))}
                    {if single { way("repeat", t!(l, series.repeat_it)) } else { way("add", t!(l, series.add)) }}
                    {way("transfer", t!(l, people.transfer))}
                    <a class="button button--danger" href=format!("{path}/cancel")>{t!(l, bookings.do_cancel)}</a>
                }
            })}
        </p>
    }
    .into_any()
}

#[component]
fn History(l: Locale, entries: Vec<HistoryEntry>) -> impl IntoView {
    let entry = |entry: HistoryEntry| {
        let by = if entry.by.is_empty() { t!(l, bookings.by_the_house).to_owned() } else { entry.by };
        let said = act(l, &entry.act);
        let said =
            if entry.for_whom.is_empty() { said } else { t!(l, bookings.act_for, act = said, name = entry.for_whom) };
        let why = (!entry.reason.is_empty())
            .then(|| view! { <p class="quiet">{t!(l, bookings.act_why, reason = entry.reason)}</p> });
        let moved = entry.moved.iter().map(|moved| view! { <p class="quiet">{from_to(l, moved)}</p> }).collect_view();
        let changed: Vec<String> = entry.changed.iter().map(|what| changed(l, what)).collect();
        let changed = (!changed.is_empty()).then(|| view! { <p class="quiet">{changed.join("; ")}</p> });
        let stayed = (entry.stayed > 0)
            .then(|| view! { <p class="quiet">{t!(l, bookings.act_stayed, count = entry.stayed)}</p> });
        let lifted: Vec<String> = entry.lifted.iter().map(|rule| broken_rule(l, rule)).collect();
        let lifted = (!lifted.is_empty()).then(|| view! { <p class="quiet">{lifted.join(" ")}</p> });
        view! { <li><Moment l=l at=entry.at /> ": " {said} ", " {by} {moved} {changed} {stayed} {lifted} {why}</li> }
    };
    (!entries.is_empty()).then(|| {
        view! {
            <section class="booking-history">
                <h2>{t!(l, bookings.history)}</h2>
                <ol class="plain">{entries.into_iter().map(entry).collect_view()}</ol>
            </section>
        }
    })
}

/// What was made otherwise, from what to what.
fn changed(l: Locale, what: &Changed) -> String {
    let from_to = |of: &str, from: String, to: String| t!(l, bookings.changed_from_to, of = of, from = from, to = to);
    let stands = |layout: &Option<Layout>| {
        layout.map_or_else(|| t!(l, bookings.any_layout).to_owned(), |layout| layout.word(l).to_owned())
    };
    match what {
        Changed::Title => t!(l, bookings.title_short).to_owned(),
        Changed::People(from, to) => from_to(t!(l, bookings.people_short), from.to_string(), to.to_string()),
        Changed::Layout(from, to) => from_to(t!(l, bookings.layout), stands(from), stands(to)),
        Changed::Units(from, to) => from_to(t!(l, bookings.units), from.to_string(), to.to_string()),
        Changed::UseKind => t!(l, bookings.use_kind).to_owned(),
        Changed::Along => t!(l, bookings.fact_along).to_owned(),
    }
}

/// A word of the audit trail as a person reads it; one that is new is shown as it is written.
fn act(l: Locale, act: &str) -> String {
    let said = match act {
        "booked" => t!(l, bookings.act_booked),
        "requested" => t!(l, bookings.act_requested),
        "approved" => t!(l, bookings.act_approved),
        "declined" => t!(l, bookings.act_declined),
        "expired" => t!(l, bookings.act_expired),
        "moved" => t!(l, bookings.act_moved),
        "extended" => t!(l, bookings.act_extended),
        "cancelled" => t!(l, bookings.act_cancelled),
        "dates-cancelled" => t!(l, bookings.act_dates_cancelled),
        "kept" => t!(l, bookings.act_kept),
        "overrode" => t!(l, bookings.act_overrode),
        "noted" => t!(l, bookings.act_noted),
        "put-on-cost-centre" => t!(l, bookings.act_put_on),
        "became-session" => t!(l, bookings.act_became_session),
        "imported" => t!(l, bookings.act_imported),
        "transferred" => t!(l, people.act_transferred),
        "invited" => t!(l, people.act_invited),
        "uninvited" => t!(l, people.act_uninvited),
        "checked-in" => t!(l, day.act_checked_in),
        "check-in-undone" => t!(l, day.act_undone),
        "no-show" => t!(l, day.act_no_show),
        "restored" => t!(l, day.act_restored),
        "given-back" => t!(l, day.act_given_back),
        "changed" | "rewritten" => t!(l, bookings.act_changed),
        other => other,
    };
    said.to_owned()
}
