//! The form of a change.

use domain::desk::{BookingView, OccurrenceView};
use leptos::prelude::*;

use super::{
    new_view::{Binding, OverrideReason},
    standing,
    wish_form::{Choice, Verdict, WishFields},
};
use crate::{
    islands::{Mood, Told},
    t,
    texts::Locale,
    ui::{
        dates::WhenTime,
        form::{Choices, ErrorSummary, Field, Form, Hidden, Submit},
    },
};

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
    /// The version the change is about.
    pub version: i32,
    /// Who is written to, when it is somebody else.
    pub writes: Option<String>,
}

/// The whole page.
#[component]
pub fn MoveForm(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { booking, date, several, form, choice, told, version, writes } = shown;
    let path = l.href(&format!("/bookings/{}", booking.id));
    let except = standing::word(booking.id, date.as_ref().map(|date| date.id));
    let (lifts, lift_form) = (told.mood == Mood::Lift, form.clone());
    let space = date.as_ref().map_or(&booking.space.space, |date| &date.space).name.get(l.code()).to_owned();
    let now = date.map(|date| view! { <WhenTime l=l when=date.when /> });
    let scope = [("this", t!(l, series.this)), ("following", t!(l, series.following)), ("all", t!(l, series.all))];
    let scope = scope.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
    let happens = match writes {
        None => t!(l, bookings.move_happens).to_owned(),
        Some(name) => t!(l, bookings.move_happens_for, name = name),
    };
    view! {
        <div class="stack">
            <p class="crumb"><a href=path>{booking.title}</a></p>
            <h1>{t!(l, bookings.move_title)}</h1>
            <p class="lead">{t!(l, bookings.stands_now)} " " {space} ", " {now}</p>
            <ErrorSummary form=&form />
            <form class="booking" id="wish" method="post">
                <div class="booking__wish form">
                    <h2 class="visually-hidden">{t!(l, bookings.wish)}</h2>
                    <Hidden name="version" value=version.to_string() />
                    {several.then(|| view! { <Choices form=&form name="dates" legend=t!(l, series.which) options=scope /> })}
                    <WishFields l=l form=form.clone() choice=choice />
                    <Submit label=t!(l, bookings.check_again) look="quiet" intent="check" loose=true />
                </div>
                <Verdict l=l told=told except=except buttons=true />
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
