//! Judges what stands in a form: for the page, and for the browser that asks while somebody is still choosing.

use std::str::FromStr;

use domain::{access::Actor, booking::BookingRefusal, desk::LocalWish, id::BookingId};
use leptos::prelude::{provide_context, use_context};

use super::{tell::Teller, wish};
use crate::{ask::House, form::Fields, islands::Told, texts::Locale};

/// What server functions ask for by [`use_context`]: the house, and who acts in this request.
pub fn server_functions_context(house: House, actor: Actor) {
    provide_context(house);
    provide_context(actor);
}

/// Asks the house about a wish. `None`: it cannot answer now.
pub(super) async fn judged(house: &House, teller: &Teller, wish: Option<&LocalWish>) -> Option<Told> {
    let Some(wish) = wish else { return Some(teller.nothing_yet()) };
    match house.bookings.check(&teller.actor, wish, teller.moves).await {
        Ok(verdict) => Some(teller.verdict(wish, &verdict)),
        Err(BookingRefusal::Unavailable) => None,
        Err(refusal) => Some(teller.refusal(wish, &refusal)),
    }
}

/// The body of the server function `bookings/check`.
///
/// # Errors
/// A word for the log when the house cannot answer now.
pub async fn check_now(fields: Vec<(String, String)>, except: &str, lang: &str) -> Result<Told, &'static str> {
    let (house, actor) = use_context::<House>().zip(use_context::<Actor>()).ok_or("no house")?;
    let l = Locale::from_code(lang);
    let wish = wish::read(l, &Fields(fields), false).wish;
    let space = match &wish {
        Some(wish) => house.catalogue.space(&wish.space).await.map_err(|_| "unavailable")?,
        None => None,
    };
    let teller = Teller { l, actor, moves: BookingId::from_str(except).ok(), space };
    judged(&house, &teller, wish.as_ref()).await.ok_or("unavailable")
}
