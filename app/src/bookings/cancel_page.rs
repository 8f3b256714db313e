//! Calling a booking off: first what will happen, then the button.

use std::str::FromStr;

use domain::{booking::BookingRefusal, desk::BookingView, id::BookingId};
use leptos::prelude::*;

use super::tell::refusal_text;
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::WhenTime,
        form::{ErrorSummary, Form, Hidden, Submit, TextArea},
    },
};

/// Says what will happen, and asks why.
///
/// # Errors
/// When there is nothing to call off for this person, or the house cannot answer now.
pub async fn ask_cancel(ask: Ask) -> Answered {
    let booking = cancellable(&ask).await?;
    let l = ask.locale;
    Ok(page(l, booking, Form::new(l, Fields::default())).into())
}

/// Calls it off.
///
/// # Errors
/// When there is nothing to call off for this person, or the house cannot answer now.
pub async fn cancel(ask: Ask) -> Answered {
    let booking = cancellable(&ask).await?;
    let l = ask.locale;
    let version = ask.form.parse("version").unwrap_or(booking.version);
    let reason = ask.form.text("reason").unwrap_or_default();
    match ask.house.bookings.cancel(&ask.actor, booking.id, version, reason).await {
        Ok(()) => Ok(Answer::Goto(format!("/bookings/{}?done=cancelled", booking.id))),
        Err(BookingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => Ok(Answer::NotFound),
        Err(refusal) => {
            let problems = Problems(vec![(None, refusal_text(l, &refusal).to_owned())]);
            Ok(page(l, booking, Form::refused(l, ask.form, problems)).into())
        }
    }
}

/// The booking of this address, if the person may call it off; else back to where it says why not.
async fn cancellable(ask: &Ask) -> Result<BookingView, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let id = BookingId::from_str(ask.param("id")).map_err(|_| Answer::NotFound)?;
    let booking = ask.house.bookings.booking(&ask.actor, id).await?.ok_or(Answer::NotFound)?;
    if booking.event.is_some() || !booking.changeable {
        return Err(Answer::Goto(format!("/bookings/{id}")));
    }
    Ok(booking)
}

fn page(l: Locale, booking: BookingView, form: Form) -> Page {
    let title = form.title(t!(l, bookings.cancel_title));
    let status = form.status();
    Page::new("bookings", title, move || view! { <CancelForm l=l booking=booking form=form /> }.into_any())
        .with_status(status)
}

#[component]
fn CancelForm(l: Locale, booking: BookingView, form: Form) -> impl IntoView {
    let path = l.href(&format!("/bookings/{}", booking.id));
    let space = booking.space.space.name.get(l.code()).to_owned();
    let when = booking.occurrences.first().map(|occurrence| view! { ", " <WhenTime l=l when=occurrence.when /> });
    view! {
        <div class="stack">
            <p class="crumb"><a href=path.clone()>{booking.title.clone()}</a></p>
            <h1>{t!(l, bookings.cancel_title)}</h1>
            <ErrorSummary form=&form />
            <p class="lead">{space}{when}</p>
            <p>{t!(l, bookings.cancel_happens)}</p>
            <form class="form booking-cancel" method="post">
                // What was just shown is what is called off.
                <Hidden name="version" value=booking.version.to_string() />
                <TextArea form=&form name="reason" label=t!(l, bookings.reason) hint=t!(l, bookings.reason_hint) rows=2 maxlength=1000u16 />
                <p class="buttons">
                    <Submit label=t!(l, bookings.do_cancel) look="danger" />
                    <a class="button button--quiet" href=path>{t!(l, bookings.keep)}</a>
                </p>
            </form>
        </div>
    }
    .into_any()
}
