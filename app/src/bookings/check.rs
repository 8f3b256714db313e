//! Judges what stands in a form: for the page, and for the browser that asks while somebody is still choosing.

use std::str::FromStr;

use domain::{access::Actor, booking::BookingRefusal, desk::LocalWish, id::BookingId};
use leptos::prelude::use_context;

use super::{tell::Teller, wish};
use crate::{ask::House, form::Fields, islands::Told, texts::Locale};

/// Asks the house about a wish. `None`: it cannot answer now.
pub(super) async fn judged(house: &House, teller: &Teller, wish: Option<&LocalWish>) -> Option<Told> {
    let Some(wish) = wish else { return Some(teller.nothing_yet()) };
    match house.bookings.check(&teller.actor, wish, teller.moves).await {
        Ok(verdict) => Some(teller.verdict(wish, &verdict)),
        Err(BookingRefusal::Unavailable) => None,
        Err(refusal) => Some(teller.refusal(wish, &refusal)),
    }
}

/// The body of the server function `bookings/check`. The server puts the house, who asks and the language of the page
/// into the context.
///
/// # Errors
/// A word for the log when the house cannot answer now.
pub async fn check_now(fields: Vec<(String, String)>, except: &str) -> Result<Told, &'static str> {
    let (house, actor) = use_context::<House>().zip(use_context::<Actor>()).ok_or("no house")?;
    let l = use_context::<Locale>().unwrap_or_default();
    let wish = wish::read(l, &Fields(fields), false).wish;
    let space = match &wish {
        Some(wish) => house.catalogue.space(&wish.space).await.map_err(|_| "unavailable")?,
        None => None,
    };
    let teller = Teller { l, actor, moves: BookingId::from_str(except).ok(), space };
    judged(&house, &teller, wish.as_ref()).await.ok_or("unavailable")
}
