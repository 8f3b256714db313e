//! What the keepers should know of a booking that stands: written afterwards, or changed.

use domain::{booking::BookingRefusal, desk::BookingView};
use leptos::prelude::*;

use super::{standing::changeable, tell::refusal_text};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Form, Hidden, Submit, TextArea},
};

/// Shows what is written there.
///
/// # Errors
/// When there is nothing to change for this person, or the house cannot answer now.
pub async fn ask_note(ask: Ask) -> Answered {
    let booking = changeable(&ask).await?;
    let form = Form::new(ask.locale, Fields(vec![("note".to_owned(), booking.note.clone())]));
    Ok(page(&ask, booking, form).into())
}

/// Writes it, or says why not and keeps what was typed.
///
/// # Errors
/// When there is nothing to change for this person, or the house cannot answer now.
pub async fn write_note(ask: Ask) -> Answered {
    let booking = changeable(&ask).await?;
    let l = ask.locale;
    let version = ask.form.parse("version").unwrap_or(booking.version);
    match ask.house.bookings.write_note(&ask.actor, booking.id, version, ask.form.get("note")).await {
        Ok(()) => Ok(Answer::Goto(format!("/bookings/{}?done=noted", booking.id))),
        Err(BookingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => Ok(Answer::NotFound),
        Err(refusal) => {
            let problems = Problems::whole(refusal_text(l, &refusal));
            Ok(page(&ask, booking, Form::refused(l, ask.form.clone(), problems)).into())
        }
    }
}

fn page(ask: &Ask, booking: BookingView, form: Form) -> Page {
    let l = ask.locale;
    let (title, status) = (form.title(t!(l, bookings.note)), form.status());
    let body = move || view! { <NoteForm l=l booking=booking form=form /> }.into_any();
    Page::new("bookings", title, body).with_status(status)
}

#[component]
fn NoteForm(l: Locale, booking: BookingView, form: Form) -> impl IntoView {
    let path = l.href(&format!("/bookings/{}", booking.id));
    // Somebody else wrote meanwhile: she sees both before she sends hers again.
    let other = (form.fields().get("note") != booking.note && !booking.note.is_empty()).then(|| {
        view! {
            <p class="quiet">{t!(l, bookings.note_now)}</p>
            <p class="booking-note">{booking.note.clone()}</p>
        }
    });
    view! {
        <div class="stack">
            <p class="crumb"><a href=path.clone()>{booking.title.clone()}</a></p>
            <h1>{t!(l, bookings.note)}</h1>
            <ErrorSummary form=&form />
            {other}
            <form class="form" method="post">
                // What was just shown is what is changed.
                <Hidden name="version" value=booking.version.to_string() />
                <TextArea form=&form name="note" label=t!(l, bookings.note) hint=t!(l, bookings.note_hint) maxlength=1000u16 />
                <p class="quiet">{t!(l, bookings.note_happens)}</p>
                <p class="buttons">
                    <Submit label=t!(l, bookings.note_save) />
                    <a class="button button--quiet" href=path>{t!(l, bookings.note_leave)}</a>
                </p>
            </form>
        </div>
    }
    .into_any()
}
