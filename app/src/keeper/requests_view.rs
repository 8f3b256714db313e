//! The requests as a stack to work through: who, what, when, what stands against it, and the two answers.

use chrono::NaiveDate;
use domain::{desk::RequestCard, rules::Lifter};
use leptos::prelude::*;

use super::desk::DeskNav;
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::{
        dates::{Moment, WhenTime},
        form::{ErrorSummary, Form, Hidden, Submit, TextArea, control_id},
        rules,
        say::things,
    },
};

/// The page with everything it shows.
pub struct Shown {
    /// The requests, the oldest first.
    pub cards: Vec<RequestCard>,
    /// The form of the one that was answered last.
    pub form: Form,
    /// What was just done.
    pub done: Option<&'static str>,
    /// What became of each of several.
    pub became: Vec<Became>,
    /// Today's date.
    pub today: NaiveDate,
}

/// What became of one of several requests that were answered together.
pub struct Became {
    /// It was answered.
    pub done: bool,
    /// In words.
    pub text: String,
}

impl Became {
    /// It was answered.
    #[must_use]
    pub const fn done(text: String) -> Self {
        Self { done: true, text }
    }

    /// It was not.
    #[must_use]
    pub const fn refused(text: String) -> Self {
        Self { done: false, text }
    }
}

/// The whole page.
#[component]
pub fn Requests(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { cards, form, done, became, today } = shown;
    let count = cards.len();
    let card = |(place, card): (usize, RequestCard)| {
        let pick = (count > 1).then_some(place);
        view! { <Request l=l card=card form=form.clone() today=today pick=pick /> }
    };
    let lifts = cards.iter().any(|card| !card.broken.is_empty() && liftable(card));
    let cards = cards.into_iter().enumerate().map(card).collect_view();
    view! {
        <div class="stack">
            <h1>{t!(l, keeper.requests)}</h1>
            <DeskNav l=l here="/keeper/requests" />
            <ErrorSummary form=&form />
            {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
            <Outcomes became=became />
            {if count == 0 {
                view! { <p>{t!(l, keeper.none)}</p> }.into_any()
            } else {
                view! { <p class="lead">{t!(l, keeper.waiting, count = count)}</p> <ol class="requests">{cards}</ol> }.into_any()
            }}
            {(count > 1).then(|| view! { <Several l=l form=form.clone() lifts=lifts /> })}
        </div>
    }
    .into_any()
}

/// What became of each of several.
#[component]
fn Outcomes(became: Vec<Became>) -> impl IntoView {
    let all_done = became.iter().all(|one| one.done);
    let class = if all_done { "notice notice--good" } else { "notice notice--attention" };
    let items = became.iter().map(|one| view! { <li>{one.text.clone()}</li> }).collect_view();
    (!became.is_empty()).then(|| view! { <div class=class role="status"><ul>{items}</ul></div> })
}

/// One answer for all that are ticked.
#[component]
fn Several(l: Locale, form: Form, lifts: bool) -> impl IntoView {
    let lift = lifts.then(|| {
        let (label, hint) = (t!(l, bookings.override_reason), t!(l, keeper.lift_several_hint));
        view! { <TextArea form=&form name="lift_several" label=label hint=hint rows=2 maxlength=1000u16 /> }
    });
    view! {
        <form class="form requests__several" id="several" method="post">
            <h2>{t!(l, keeper.several)}</h2>
            <p>{t!(l, keeper.several_intro)}</p>
            {lift}
            <p class="buttons">
                <Submit label=t!(l, keeper.approve_several) intent="approve-several" loose=true />
            </p>
            <TextArea form=&form name="reason_several" label=t!(l, keeper.reason) hint=t!(l, keeper.reason_hint) rows=2 required=true maxlength=1000u16 />
            <p class="buttons"><Submit label=t!(l, keeper.decline_several) intent="decline-several" look="danger" /></p>
        </form>
    }
    .into_any()
}

/// Ticked, it is answered together with others. The first one carries the id the summary of what is wrong leads to.
#[component]
fn Pick(l: Locale, card: RequestCard, form: Form, place: usize) -> impl IntoView {
    let value = format!("{} {}", card.id, card.version);
    let ticked = form.fields().all("pick").any(|one| one == value);
    let id = if place == 0 { control_id("pick") } else { format!("{}-{place}", control_id("pick")) };
    view! {
        <p class="choice">
            <input class="choice__control" type="checkbox" form="several" name="pick" id=id.clone() value=value checked=ticked />
            <label class="choice__label" for=id>
                {t!(l, day.pick)} <span class="visually-hidden">": " {card.title}</span>
            </label>
        </p>
    }
    .into_any()
}

#[component]
fn Request(l: Locale, card: RequestCard, form: Form, today: NaiveDate, pick: Option<usize>) -> impl IntoView {
    let heading = format!("r-{}", card.id);
    let labelled = heading.clone();
    let href = l.href(&format!("/bookings/{}", card.id));
    let place = t!(l, bookings.space_at, space = card.space.name.get(l.code()), site = card.space.site.name);
    let more = (card.dates > 1)
        .then(|| view! { " " <a href=href.clone()>{t!(l, bookings.more_dates, count = card.dates - 1)}</a> });
    let (name, email) = card.booker.clone();
    let who = if name.is_empty() { email.clone() } else { name };
    let deadline =
        card.answer_by.map(|at| view! { <div><dt>{t!(l, keeper.answer_by)}</dt><dd><Moment l=l at=at /></dd></div> });
    let note = (!card.note.is_empty())
        .then(|| view! { <div><dt>{t!(l, bookings.note)}</dt><dd class="booking-note">{card.note.clone()}</dd></div> });
    let along = (!card.along.is_empty())
        .then(|| view! { <div><dt>{t!(l, bookings.fact_along)}</dt><dd>{things(l, &card.along)}</dd></div> });
    let liftable = liftable(&card);
    let against: Vec<String> = card.broken.iter().map(|rule| rules::broken_rule(l, rule)).collect();
    view! {
        <li class="request">
            <article aria-labelledby=labelled>
                <h2 class="request__title" id=heading><a href=href>{card.title.clone()}</a></h2>
                <p class="quiet">{age(l, card.asked_at.date(), today)}</p>
                <dl class="facts">
                    <div><dt>{t!(l, bookings.fact_when)}</dt><dd><WhenTime l=l when=card.when />{more}</dd></div>
                    <div><dt>{t!(l, bookings.fact_what)}</dt><dd>{place}</dd></div>
                    <div><dt>{t!(l, bookings.people_short)}</dt><dd>{card.people}</dd></div>
                    {along}
                    <div>
                        <dt>{t!(l, keeper.who)}</dt>
                        <dd>{card.organisation.name.clone()} ", " {who} ", " <a href=format!("mailto:{email}")>{email.clone()}</a></dd>
                    </div>
                    {note}
                    {deadline}
                </dl>
                {(!against.is_empty()).then(|| {
                    let rules = against.into_iter().map(|text| view! { <li>{text}</li> }).collect_view();
                    view! {
                        <div class="notice notice--refusal">
                            <p class="notice__title">{if liftable { t!(l, keeper.against_liftable) } else { t!(l, keeper.against) }}</p>
                            <ul>{rules}</ul>
                        </div>
                    }
                })}
                {pick.map(|place| view! { <Pick l=l card=card.clone() form=form.clone() place=place /> })}
                <Answers l=l card=card form=form />
            </article>
        </li>
    }
    .into_any()
}

/// True when a keeper may say yes, whatever stands against it.
fn liftable(card: &RequestCard) -> bool {
    card.broken.iter().all(|rule| rule.lifted_by() == Lifter::Keeper)
}

/// Yes and no. A no has a reason, which the one who asked reads.
#[component]
fn Answers(l: Locale, card: RequestCard, form: Form) -> impl IntoView {
    let id = card.id.to_string();
    // One page, many forms: only that of the request which was answered keeps what was typed.
    let answered = form.fields().get("id") == id;
    let form = if answered { form } else { Form::refused(l, Fields::default(), Problems::default()) };
    let open = form.problems().at("reason").is_some();
    let about = card.title.clone();
    let against = !card.broken.is_empty();
    let number = card.id.to_string();
    let lift = {
        let form = form.clone();
        let number = number.clone();
        let about = About { name: "lift", label: t!(l, bookings.override_reason), hint: t!(l, keeper.lift_hint) };
        against.then(|| view! { <Reason about=about form=form answered=answered number=number /> })
    };
    let refusal = About { name: "reason", label: t!(l, keeper.reason), hint: t!(l, keeper.reason_hint) };
    let spoken = move || view! { <span class="visually-hidden">": " {about.clone()}</span> };
    let hidden = move || {
        view! { <Hidden name="id" value=id.clone() /> <Hidden name="version" value=card.version.to_string() /> }
    };
    view! {
        <div class="request__answers">
            {liftable(&card).then(|| {
                view! {
                    <form class="form" method="post">
                        {hidden()}
                        {lift}
                        <button class="button" type="submit" name="do" value="approve">{t!(l, keeper.approve)} {spoken()}</button>
                    </form>
                }
            })}
            <details class="request__no" open=open>
                <summary>{t!(l, keeper.decline)} {spoken()}</summary>
                <form class="form" method="post">
                    {hidden()}
                    <Reason about=refusal form=form answered=answered number=number />
                    <Submit label=t!(l, keeper.decline_now) intent="decline" look="danger" />
                </form>
            </details>
        </div>
    }
    .into_any()
}

/// What a reason is for.
struct About {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
}

/// Why, or why not. Each has an id of its own; the summary of what is wrong leads to the one that was sent.
#[component]
fn Reason(about: About, form: Form, answered: bool, number: String) -> impl IntoView {
    let About { name, label, hint } = about;
    if answered {
        return view! { <TextArea form=form name=name label=label hint=hint rows=2 required=true maxlength=1000u16 /> }
            .into_any();
    }
    let id = format!("f-{name}-{number}");
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label}</label>
            <p class="field__hint" id=hint_id.clone()>{hint}</p>
            <textarea class="field__control field__control--full" id=id name=name rows="2" required maxlength="1000" aria-describedby=hint_id></textarea>
        </div>
    }
    .into_any()
}

/// How long it waits: `heute angefragt`.
#[must_use]
pub fn age(l: Locale, asked: NaiveDate, today: NaiveDate) -> String {
    match (today - asked).num_days() {
        ..=0 => t!(l, keeper.asked_today).to_owned(),
        1 => t!(l, keeper.asked_yesterday).to_owned(),
        days => t!(l, keeper.asked_days, count = days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_says_how_long_it_waits() {
        let day = |day| NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
        assert_eq!(age(Locale::De, day(9), day(9)), "Heute angefragt");
        assert_eq!(age(Locale::De, day(8), day(9)), "Gestern angefragt");
        assert_eq!(age(Locale::De, day(5), day(9)), "Vor 4 Tagen angefragt");
        assert_eq!(age(Locale::De, day(10), day(9)), "Heute angefragt", "in a zone ahead of the region's");
    }
}
