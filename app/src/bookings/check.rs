//! Judges what stands in a form: for the page, and for the browser that asks while somebody is still choosing.

use domain::{
    access::Actor,
    booking::BookingRefusal,
    desk::{Dates, Moving},
};
use leptos::prelude::use_context;

use super::{
    series, standing,
    tell::Teller,
    wish::{self, Asked},
};
use crate::{
    ask::{House, Unanswered},
    form::Fields,
    islands::Told,
    texts::Locale,
};

/// Asks the house about a wish, as it was typed and read. `None`: it cannot answer now.
pub(super) async fn judged(house: &House, teller: &Teller, typed: &Fields, asked: &Asked) -> Option<Told> {
    let Some(wish) = &asked.wish else { return Some(teller.nothing_yet(typed, &asked.problems)) };
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
/// When the house cannot answer now, or there is no such thing for whoever asks.
pub async fn check_now(fields: Vec<(String, String)>, except: &str) -> Result<Told, Unanswered> {
    let (house, actor) = use_context::<House>().zip(use_context::<Actor>()).ok_or(Unanswered::Unavailable)?;
    let l = use_context::<Locale>().unwrap_or_default();
    let fields = Fields(fields);
    let asked = wish::read(l, &fields, false);
    let space = match &asked.wish {
        Some(wish) => house.catalogue.space(&wish.space).await?,
        None => None,
    };
    let teller = Teller { l, actor, moves: standing::moving(except, fields.get("dates")), space };
    // Of several dates that are changed alike it would see one.
    let several = matches!(teller.moves, Some(Moving { dates: Some(Dates::All | Dates::Following(_)), .. }));
    if asked.wish.is_some() && (several || series::repeats(&fields)) {
        return Ok(teller.see_the_dates());
    }
    judged(&house, &teller, &fields, &asked).await.ok_or(Unanswered::Unavailable)
}
