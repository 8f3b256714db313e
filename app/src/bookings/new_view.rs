//! The form of a new booking: the wish and how it repeats, the verdict, the dates of a series, the purpose.

use leptos::prelude::*;

use super::{
    behalf::{Contact, CostCentres, ForWhom, Whom},
    holding::holding,
    plan::Plan,
    series_form::RepeatFields,
    wish_form::{Choice, Verdict, WishFields},
    workshop::{Bench, Workshop, opened},
};
use crate::{
    form::Fields,
    islands::{Kept, Mood, Told},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Field, Form, Hidden, Submit, TextArea},
};

/// The page with everything it shows.
pub struct Shown {
    /// What stands in the form.
    pub form: Form,
    /// The space, or those to choose from.
    pub choice: Choice,
    /// What the house says to it.
    pub told: Told,
    /// The dates of a series.
    pub plan: Option<Plan>,
    /// The id of the form, when it asks for the purpose too.
    pub request: Option<String>,
    /// What the form holds, or could.
    pub kept: Option<Kept>,
    /// The dates of a series, in one word.
    pub seen: Option<String>,
    /// For whom else she may book.
    pub whom: Whom,
    /// Every space by site, when a date of the series is open.
    pub spaces: Vec<(String, Vec<(String, String)>)>,
}

/// The whole page.
#[component]
pub fn NewBookingForm(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { form, choice, told, plan, request, kept, spaces, seen, whom } = shown;
    let method = if request.is_some() { "post" } else { "get" };
    let path = l.href("/bookings/new");
    // What can be looked at can be shared; what is about to be booked is nobody's business.
    let action = request.is_none().then(|| path.clone());
    let mood = told.mood;
    let holding = request.clone().map(|request| holding(l, request, String::new()));
    let bench = |plan: &Plan| {
        let space = form.fields().get("space").to_owned();
        Bench {
            l,
            form: opened(form.clone(), l, plan),
            path: path.clone(),
            spaces: spaces.clone(),
            space,
            changes: false,
        }
    };
    let series = plan.is_some();
    let dates = plan.map(|plan| view! { <Workshop bench=bench(&plan) plan=plan /> });
    view! {
        <div class="stack">
            <h1>{t!(l, bookings.new_title)}</h1>
            <ErrorSummary form=&form />
            <form class="booking" class:booking--series=series id="wish" method=method action=action>
                <div class="booking__wish form">
                    <h2 class="visually-hidden">{t!(l, bookings.wish)}</h2>
                    <WishFields l=l form=form.clone() choice=choice />
                    <ForWhom l=l form=form.clone() whom=whom.clone() />
                    <RepeatFields l=l form=form.clone() />
                    {if request.is_some() {
                        view! { <Submit label=t!(l, bookings.check_again) look="quiet" intent="check" loose=true /> }
                    } else {
                        view! { <Submit label=t!(l, bookings.check) /> }
                    }}
                </div>
                <Verdict l=l told=told except=String::new() buttons=request.is_some() holding=holding kept=kept />
                {dates}
                {request.map(|request| view! { <Purpose l=l form=form whom=whom request=request mood=mood seen=seen /> })}
            </form>
        </div>
    }
    .into_any()
}

/// What the booking is for, and the button that binds. `seen`: the dates of a series as they were shown.
#[component]
fn Purpose(l: Locale, form: Form, whom: Whom, request: String, mood: Mood, seen: Option<String>) -> impl IntoView {
    let ask = mood == Mood::Ask;
    let label = match (ask, seen.is_some()) {
        (true, _) => t!(l, bookings.request),
        (false, true) => t!(l, series.book),
        (false, false) => t!(l, bookings.book),
    };
    view! {
        <div class="booking__purpose form">
            <Hidden name="request" value=request />
            <Contact l=l form=form.clone() whom=whom.clone() />
            {seen.map(|seen| view! { <Hidden name="seen" value=seen /> })}
            <Field
                form=&form
                name="title"
                label=t!(l, bookings.title)
                hint=t!(l, bookings.title_hint)
                required=true
                maxlength=120u16
            />
            <CostCentres l=l form=form.clone() whom=whom />
            <OverrideReason l=l form=form.clone() lifts=mood == Mood::Lift />
            <TextArea form=&form name="note" label=t!(l, bookings.note) hint=t!(l, bookings.note_hint) maxlength=1000u16 />
            <Binding l=l>
                {if ask {
                    view! { <p><strong>{t!(l, bookings.keeper_agrees)}</strong> " " {t!(l, bookings.what_happens_asked)}</p> }.into_any()
                } else {
                    view! { <p class="quiet">{t!(l, bookings.what_happens)}</p> }.into_any()
                }}
                <Submit label=label intent="book" />
            </Binding>
        </div>
    }
    .into_any()
}

/// Why a keeper makes an exception, asked only where there is one to make.
#[component]
pub fn OverrideReason(l: Locale, form: Form, lifts: bool) -> impl IntoView {
    lifts.then(|| {
        view! {
            <TextArea
                form=&form
                name="override_reason"
                label=t!(l, bookings.override_reason)
                hint=t!(l, bookings.override_hint)
                rows=2
                required=true
                maxlength=1000u16
            />
        }
    })
}

/// What was typed there.
#[must_use]
pub fn override_reason(fields: &Fields) -> Option<String> {
    fields.text("override_reason").map(|reason| reason.trim().to_owned())
}

/// What binds, for as long as the verdict allows it: style sheets put the reason in its place when it does not.
#[component]
pub fn Binding(l: Locale, children: Children) -> impl IntoView {
    view! {
        <div class="booking__bind">{children()}</div>
        <p class="booking__unbound">{t!(l, bookings.unbound)}</p>
    }
    .into_any()
}
