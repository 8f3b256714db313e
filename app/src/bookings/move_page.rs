//! Moving a booking of one date: the wish form, filled with what stands, judged without the booking in its own way.

use std::str::FromStr;

use domain::{
    booking::BookingRefusal,
    desk::{BookingView, LocalWish},
    id::BookingId,
};
use leptos::prelude::*;

use super::{
    check::judged,
    tell::{Teller, refusal_text},
    wish::{self, Asked},
    wish_form::{Choice, Verdict, WishFields},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    islands::Told,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        dates::WhenTime,
        form::{ErrorSummary, Form, Hidden, Submit},
    },
};

/// The page with everything it shows.
struct Shown {
    booking: BookingView,
    form: Form,
    choice: Choice,
    told: Told,
    version: i32,
}

/// Asks where to.
///
/// # Errors
/// When there is nothing to move for this person, or the house cannot answer now.
pub async fn ask_move(ask: Ask) -> Answered {
    let booking = movable(&ask).await?;
    let l = ask.locale;
    let fields = if wish::sent(&ask.query) { wish::part(&ask.query) } else { standing(&booking) };
    let Asked { wish, problems } = wish::read(l, &fields, true);
    let choice = Choice::load(&ask.house, l, fields.get("space"), true).await?;
    let told = told(&ask, &booking, &choice, wish.as_ref()).await?;
    let version = booking.version;
    Ok(page(l, Shown { form: Form::refused(l, fields, problems), booking, choice, told, version }).into())
}

/// Moves it, or says why not and keeps what was chosen.
///
/// # Errors
/// When there is nothing to move for this person, or the house cannot answer now.
pub async fn reschedule(ask: Ask) -> Answered {
    let booking = movable(&ask).await?;
    let l = ask.locale;
    let binding = ask.form.get("do") == "move";
    let fields = wish::taken(&ask.form);
    let Asked { wish, mut problems } = wish::read(l, &fields, true);
    let mut version = fields.parse("version").unwrap_or(booking.version);
    let choice = Choice::load(&ask.house, l, fields.get("space"), true).await?;
    let mut answer = told(&ask, &booking, &choice, wish.as_ref()).await?;
    if let Some(wish) = wish.filter(|_| binding) {
        match ask.house.bookings.reschedule(&ask.actor, booking.id, version, wish.clone()).await {
            Ok(()) => return Ok(Answer::Goto(format!("/bookings/{}?done=moved", booking.id))),
            Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
            Err(BookingRefusal::NotFound | BookingRefusal::Forbidden) => return Ok(Answer::NotFound),
            Err(refusal) => {
                if refusal == BookingRefusal::ChangedMeanwhile {
                    // She sees now how it stands: what she sends next is about that.
                    version = booking.version;
                }
                let text = match refusal {
                    BookingRefusal::Rules(_) => t!(l, bookings.refused_at_last),
                    ref other => refusal_text(l, other),
                };
                problems.0.push((None, text.to_owned()));
                answer = teller(&ask, &booking, &choice).refusal(&wish, &refusal);
            }
        }
    }
    let form = Form::refused(l, fields, if binding { problems } else { Problems::default() });
    Ok(page(l, Shown { form, booking, choice, told: answer, version }).into())
}

/// The booking of this address, if the person may move it. One of an event moves with its event only.
async fn movable(ask: &Ask) -> Result<BookingView, Answer> {
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

fn teller(ask: &Ask, booking: &BookingView, choice: &Choice) -> Teller {
    Teller { l: ask.locale, actor: ask.actor.clone(), moves: Some(booking.id), space: choice.space.clone() }
}

async fn told(ask: &Ask, booking: &BookingView, choice: &Choice, wish: Option<&LocalWish>) -> Result<Told, Answer> {
    judged(&ask.house, &teller(ask, booking, choice), wish).await.ok_or(Answer::Unavailable)
}

/// The form as the booking stands.
fn standing(booking: &BookingView) -> Fields {
    let Some(occurrence) = booking.occurrences.first() else { return Fields::default() };
    let local = occurrence.when.local;
    wish::fields(&LocalWish {
        space: booking.space.space.slug.clone(),
        date: local.from.date(),
        from: local.from.time(),
        until: local.until.time(),
        people: booking.people,
        layout: booking.layout,
        units: booking.units,
    })
}

fn page(l: Locale, shown: Shown) -> Page {
    let title = shown.form.title(t!(l, bookings.move_title));
    let status = shown.form.status();
    Page::new("bookings", title, move || view! { <MoveForm l=l shown=shown /> }.into_any()).with_status(status)
}

#[component]
fn MoveForm(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { booking, form, choice, told, version } = shown;
    let except = booking.id.to_string();
    let now = booking.occurrences.first().map(|occurrence| view! { <WhenTime l=l when=occurrence.when /> });
    let space = booking.space.space.name.get(l.code()).to_owned();
    view! {
        <div class="stack">
            <p class="crumb"><a href=l.href(&format!("/bookings/{except}"))>{booking.title}</a></p>
            <h1>{t!(l, bookings.move_title)}</h1>
            <p class="lead">{t!(l, bookings.stands_now)} " " {space} ", " {now}</p>
            <ErrorSummary form=&form />
            <form class="booking" id="wish" method="post">
                <div class="booking__wish form">
                    <h2 class="visually-hidden">{t!(l, bookings.wish)}</h2>
                    <Hidden name="version" value=version.to_string() />
                    <WishFields l=l form=form choice=choice />
                    <Submit label=t!(l, bookings.check_again) look="quiet" intent="check" loose=true />
                </div>
                <Verdict l=l told=told except=except buttons=true />
                <div class="booking__purpose form">
                    <p class="quiet">{t!(l, bookings.move_happens)}</p>
                    <Submit label=t!(l, bookings.do_move) intent="move" />
                </div>
            </form>
        </div>
    }
    .into_any()
}
