//! The form of a change.

use domain::desk::{BookingView, OccurrenceView};
use leptos::prelude::*;

use super::{
    holding::holding,
    new_view::{Binding, OverrideReason},
    plan::Plan,
    standing,
    wish_form::{Choice, Verdict, WishFields},
    workshop::{Bench, Workshop, opened},
};
use crate::{
    islands::{Kept, Mood, Told},
    t,
    texts::Locale,
    ui::{
        dates::WhenTime,
        form::{Choices, ErrorSummary, Field, Form, Hidden, Submit},
    },
};

/// For which way of changing them dates that stand apart were settled.
pub const LISTED: &str = "listed";

/// The dates that change together, when there are several.
#[derive(Default)]
pub struct Listed {
    /// How each would stand.
    pub plan: Option<Plan>,
    /// Every space by site, when one of them is open.
    pub spaces: Vec<(String, Vec<(String, String)>)>,
}

/// The page with everything it shows.
pub struct Shown {
    /// The booking as it stands.
    pub booking: BookingView,
    /// The date the form is filled with.
    pub date: Option<OccurrenceView>,
    /// There are more that could be changed alike.
    pub several: bool,
    /// What stands in the form.
    pub form: Form,
    /// The spaces to choose from.
    pub choice: Choice,
    /// What the house says to it.
    pub told: Told,
    /// The id of the form.
    pub request: String,
    /// What it holds, or could.
    pub kept: Option<Kept>,
    /// The dates that change together.
    pub listed: Listed,
    /// The version the change is about.
    pub version: i32,
    /// Who is written to, when it is somebody else.
    pub writes: Option<String>,
}

/// The whole page.
#[component]
pub fn MoveForm(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { booking, date, several, form, choice, told, request, kept, listed, version, writes } = shown;
    let path = l.href(&format!("/bookings/{}", booking.id));
    let except = standing::word(booking.id, date.as_ref().map(|date| date.id));
    let holding = Some(holding(l, request.clone(), except.clone()));
    let (lifts, lift_form) = (told.mood == Mood::Lift, form.clone());
    let space = date.as_ref().map_or(&booking.space.space, |date| &date.space).name.get(l.code()).to_owned();
    let scope = [("this", t!(l, series.this)), ("following", t!(l, series.following)), ("all", t!(l, series.all))];
    let scope = scope.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    let happens = match writes {
        None => t!(l, bookings.move_happens).to_owned(),
        Some(name) => t!(l, bookings.move_happens_for, name = name),
    };
    let Listed { plan, spaces } = listed;
    let series = plan.is_some();
    let way = form.fields().get(LISTED).to_owned();
    let decided = form.fields().all("pick").map(|pick| view! { <Hidden name="pick" value=pick.to_owned() /> });
    let decided = decided.collect_view();
    let here = form.fields().get("space").to_owned();
    let action = date.as_ref().map_or_else(|| format!("{path}/move"), |date| format!("{path}/move?date={}", date.id));
    let dates = plan.map(|plan| {
        let bench = Bench { l, form: opened(form.clone(), l, &plan), path: action, spaces, space: here, changes: true };
        view! { <Workshop bench=bench plan=plan /> }
    });
    let now = date.map(|date| view! { <WhenTime l=l when=date.when /> });
    view! {
        <div class="stack">
            <p class="crumb"><a href=path>{booking.title}</a></p>
            <h1>{t!(l, bookings.move_title)}</h1>
            <p class="lead">{t!(l, bookings.stands_now)} " " {space} ", " {now}</p>
            <ErrorSummary form=&form />
            <form class="booking" class:booking--series=series id="wish" method="post">
                <div class="booking__wish form">
                    <h2 class="visually-hidden">{t!(l, bookings.wish)}</h2>
                    <Hidden name="request" value=request />
                    <Hidden name="version" value=version.to_string() />
                    {(!way.is_empty()).then(|| view! { <Hidden name=LISTED value=way /> })}
                    {decided}
                    {several.then(|| view! { <Choices form=&form name="dates" legend=t!(l, series.which) options=scope /> })}
                    <WishFields l=l form=form.clone() choice=choice />
                    <Submit label=t!(l, bookings.check_again) look="quiet" intent="check" loose=true />
                </div>
                <Verdict l=l told=told except=except buttons=true holding=holding kept=kept />
                {dates}
                <div class="booking__purpose form">
                    <Field form=&form name="title" label=t!(l, bookings.title) required=true maxlength=120u16 />
                    <OverrideReason l=l form=lift_form lifts=lifts />
                    <Binding l=l>
                        <p class="quiet">{happens}</p>
                        <Submit label=t!(l, bookings.save_change) intent="move" />
                    </Binding>
                </div>
            </form>
        </div>
    }
    .into_any()
}
