//! What the organisation of a booking books its costs on: chosen afterwards, or changed.

use domain::{booking::BookingRefusal, desk::BookingView, id::BookingId};
use leptos::prelude::*;

use super::tell::refusal_text;
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Form, Hidden, Select, Submit},
};

/// Shows what it is on.
///
/// # Errors
/// When there is nothing to choose for this person, or the house cannot answer now.
pub async fn ask_cost_centre(ask: Ask) -> Answered {
    let booking = known(&ask).await?;
    let on = booking.cost_centre.as_ref().map(|on| on.id.to_string()).unwrap_or_default();
    let form = Form::new(ask.locale, Fields(vec![("cost_centre".to_owned(), on)]));
    Ok(page(&ask, booking, form).into())
}

/// Puts it on another, or says why not and keeps what was chosen.
///
/// # Errors
/// When there is nothing to choose for this person, or the house cannot answer now.
pub async fn put_on_cost_centre(ask: Ask) -> Answered {
    let booking = known(&ask).await?;
    let l = ask.locale;
    let version = ask.form.parse("version").unwrap_or(booking.version);
    match ask.house.bookings.put_on(&ask.actor, booking.id, version, ask.form.parse("cost_centre")).await {
        Ok(()) => Ok(Answer::Goto(format!("/bookings/{}?done=put-on", booking.id))),
        Err(BookingRefusal::Unavailable) => Err(Answer::Unavailable),
        Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => Ok(Answer::NotFound),
        Err(refusal) => {
            let text = refusal_text(l, &refusal);
            let problems = match refusal {
                BookingRefusal::CostCentre => Problems::of("cost_centre", text),
                _ => Problems::whole(text),
            };
            Ok(page(&ask, booking, Form::refused(l, ask.form.clone(), problems)).into())
        }
    }
}

/// The booking of this address, if the person can put it on something.
async fn known(ask: &Ask) -> Result<BookingView, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let id: BookingId = ask.param("id").parse().map_err(|_| Answer::NotFound)?;
    let booking = ask.house.bookings.booking(&ask.actor, id).await?.ok_or(Answer::NotFound)?;
    if booking.cost_centres.is_empty() { Err(Answer::NotFound) } else { Ok(booking) }
}

fn page(ask: &Ask, booking: BookingView, form: Form) -> Page {
    let l = ask.locale;
    let (title, status) = (form.title(t!(l, bookings.cost_centre)), form.status());
    let body = move || view! { <CostCentreForm l=l booking=booking form=form /> }.into_any();
    Page::new("bookings", title, body).with_status(status)
}

#[component]
fn CostCentreForm(l: Locale, booking: BookingView, form: Form) -> impl IntoView {
    let path = l.href(&format!("/bookings/{}", booking.id));
    let centres: Vec<_> =
        booking.cost_centres.iter().map(|one| (one.id.to_string(), format!("{} {}", one.code, one.name))).collect();
    view! {
        <div class="stack">
            <p class="crumb"><a href=path.clone()>{booking.title.clone()}</a></p>
            <h1>{t!(l, bookings.cost_centre)}</h1>
            <ErrorSummary form=&form />
            <form class="form" method="post">
                <Hidden name="version" value=booking.version.to_string() />
                <Select
                    form=&form
                    name="cost_centre"
                    label=t!(l, bookings.cost_centre)
                    none=t!(l, bookings.no_cost_centre)
                    options=centres
                />
                <p class="quiet">{t!(l, bookings.cost_centre_text, name = booking.organisation.name)}</p>
                <p class="buttons">
                    <Submit label=t!(l, bookings.cost_centre_save) />
                    <a class="button button--quiet" href=path>{t!(l, bookings.note_leave)}</a>
                </p>
            </form>
        </div>
    }
    .into_any()
}
