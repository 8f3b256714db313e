//! What a form holds, in words: for the page, and for the browser whose clock runs.

use std::str::FromStr as _;

use domain::{
    access::Actor,
    booking::BookingRefusal,
    desk::{Dates, Held, LocalWish, Moving},
    id::RequestId,
};
use leptos::prelude::use_context;

use super::{
    look::Wanted,
    series,
    standing::{self, as_wished, takes_the_same},
    tell::refusal_text,
};
use crate::{
    ask::{Ask, House, Unanswered},
    form::Fields,
    islands::{HoldWords, Holding, Kept},
    page::Answer,
    t,
    texts::Locale,
    ui::{dates, rules},
};

/// A form of this id, that can hold its time. `except`: the booking it changes, as [`word`](super::standing::word) says.
#[must_use]
pub fn holding(l: Locale, request: String, except: String) -> Holding {
    let words = HoldWords {
        left: t!(l, bookings.hold_left, time = "{}"),
        soon: t!(l, bookings.hold_soon).to_owned(),
        over: t!(l, bookings.hold_over).to_owned(),
        again: t!(l, bookings.hold_again).to_owned(),
    };
    Holding { request, except, words }
}

/// Nothing is held yet.
fn offered(l: Locale) -> Kept {
    Kept { ask: Some(t!(l, bookings.hold_ask).to_owned()), ..Kept::default() }
}

fn until(l: Locale, held: &Held) -> Kept {
    if held.promised {
        let said = t!(l, bookings.hold_promised, time = dates::moment(l, held.until));
        return Kept { said, seconds: held.seconds, ask: None };
    }
    let time = dates::time(l, held.until.time());
    let (said, ask) = if held.longer {
        (t!(l, bookings.hold_until, time = time), Some(t!(l, bookings.hold_longer).to_owned()))
    } else {
        (t!(l, bookings.hold_until_last, time = time), None)
    };
    Kept { said, seconds: held.seconds, ask }
}

/// What a form holds, once what its button asks for is done. Nothing, where it asks for no time.
///
/// # Errors
/// When the house cannot answer now.
pub async fn of_form(ask: &Ask, wanted: &Wanted, holds: bool) -> Result<Option<Kept>, Answer> {
    let l = ask.locale;
    let Some(wish) = wanted.asked.wish.as_ref() else { return Ok(None) };
    let incomplete = series::repeats(&wanted.fields) && wanted.series.is_none();
    if holds && !incomplete {
        let answer = ask.house.bookings.hold(&ask.actor, ask.request(), wish, wanted.series.as_ref(), None).await;
        return said(l, answer).map(Some).ok_or(Answer::Unavailable);
    }
    let held = ask.house.bookings.held(&ask.actor, ask.request(), wish).await?;
    Ok(Some(held.map_or_else(|| offered(l), |held| until(l, &held))))
}

/// The same of a form that moves a date of a booking, or adds one. `stands`: where the date is now; there is nothing to
/// hold while it stays there.
///
/// # Errors
/// When the house cannot answer now.
pub async fn of_change(
    ask: &Ask,
    wish: &LocalWish,
    moving: Moving,
    stands: Option<&LocalWish>,
    holds: bool,
) -> Result<Option<Kept>, Answer> {
    let l = ask.locale;
    if stands.is_some_and(|stands| takes_the_same(stands, wish)) {
        return let_go(ask, holds).await;
    }
    if holds {
        let answer = ask.house.bookings.hold(&ask.actor, ask.request(), wish, None, Some(moving)).await;
        return said(l, answer).map(Some).ok_or(Answer::Unavailable);
    }
    let held = ask.house.bookings.held(&ask.actor, ask.request(), wish).await?;
    Ok(Some(held.map_or_else(|| offered(l), |held| until(l, &held))))
}

/// True when a form that changes a booking shall hold its time: its button was pressed, or what it holds moves along when
/// another wish is looked at. `binding`: the button that changes it.
#[must_use]
pub fn wanted(form: &Fields, binding: &str) -> bool {
    form.get("do") == "hold" || form.get("do") != binding && form.text("held").is_some()
}

/// Lets go of what a form held once it did what it was held for. If this fails the clock does it.
pub async fn done(ask: &Ask) {
    let _ = ask.house.bookings.release(&ask.actor, ask.request()).await;
}

/// Where there is nothing to hold any more: what the form held is let go of.
///
/// # Errors
/// When the house cannot answer now.
pub async fn let_go(ask: &Ask, held: bool) -> Result<Option<Kept>, Answer> {
    if held {
        ask.house.bookings.release(&ask.actor, ask.request()).await?;
    }
    Ok(None)
}

/// `None`: the house cannot answer now.
fn said(l: Locale, answer: Result<Held, BookingRefusal>) -> Option<Kept> {
    match answer {
        Ok(held) => Some(until(l, &held)),
        Err(BookingRefusal::Unavailable) => None,
        Err(BookingRefusal::Rules(verdict)) => {
            let why: Vec<String> = verdict.broken.iter().map(|rule| rules::broken_rule(l, rule)).collect();
            Some(Kept { said: why.join(" "), ..Kept::default() })
        }
        Err(refusal) => Some(Kept { said: refusal_text(l, &refusal).to_owned(), ..Kept::default() }),
    }
}

/// The body of the server function `bookings/hold`.
///
/// # Errors
/// When the house cannot answer now, or there is no such thing for whoever asks.
pub async fn hold_now(fields: Vec<(String, String)>, request: &str, except: &str) -> Result<Kept, Unanswered> {
    let (house, actor) = use_context::<House>().zip(use_context::<Actor>()).ok_or(Unanswered::Unavailable)?;
    let l = use_context::<Locale>().unwrap_or_default();
    let request = RequestId::from_str(request).map_err(|_| Unanswered::NotThere)?;
    let wanted = Wanted::read(l, &Fields(fields), false);
    let incomplete = series::repeats(&wanted.fields) && wanted.series.is_none();
    // What the form kept before is let go of, where it asks for nothing that could be kept now.
    let nothing = async || {
        house.bookings.release(&actor, request).await?;
        Ok(Kept::default())
    };
    let Some(wish) = wanted.asked.wish.as_ref().filter(|_| !incomplete) else { return nothing().await };
    let moving = standing::moving(except, wanted.fields.get("dates"));
    if let Some(moving) = moving
        && !goes_elsewhere(&house, &actor, moving, wish).await?
    {
        return nothing().await;
    }
    let answer = house.bookings.hold(&actor, request, wish, wanted.series.as_ref(), moving).await;
    said(l, answer).ok_or(Unanswered::Unavailable)
}

/// True when one date is moved to another place or time, or added. Several are seen first, each by itself.
async fn goes_elsewhere(house: &House, actor: &Actor, moving: Moving, wish: &LocalWish) -> Result<bool, Unanswered> {
    let date = match moving.dates {
        None => return Ok(true),
        Some(Dates::This(date)) => date,
        Some(Dates::All | Dates::Following(_)) => return Ok(false),
    };
    let booking = house.bookings.booking(actor, moving.booking).await?.ok_or(Unanswered::NotThere)?;
    let stands = booking.occurrences.iter().find(|one| one.id == date).map(as_wished);
    Ok(stands.is_some_and(|stands| !takes_the_same(&stands, wish)))
}

/// The body of the server function `bookings/release`.
///
/// # Errors
/// When the house cannot answer now, or there is no such thing for whoever asks.
pub async fn release_now(request: &str) -> Result<(), Unanswered> {
    let (house, actor) = use_context::<House>().zip(use_context::<Actor>()).ok_or(Unanswered::Unavailable)?;
    let request = RequestId::from_str(request).map_err(|_| Unanswered::NotThere)?;
    house.bookings.release(&actor, request).await.map_err(Into::into)
}
