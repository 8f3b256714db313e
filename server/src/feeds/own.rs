//! What is one person's alone, as a calendar file: her booking by her login, her registration by its link.

use axum::{extract::Path, http::StatusCode, response::Response};
use domain::{access::Actor, id::BookingId, registration::RegistrationState};

use super::{
    Asked,
    answer::{CALENDAR, File, answer},
    events::once,
    not_found, unavailable,
};
use crate::{
    http,
    ics::{self, Calendar, Method, Status},
};

/// `/bookings/{id}.ics`: for those who may see it; for everybody else it is not there (I8).
pub(super) async fn booking(asked: Asked, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let id: BookingId = id.parse().map_err(|_| not_found())?;
    let by = http::actor(&asked.state, &asked.parts.headers).await.map_err(unavailable)?;
    let booking = asked.state.house.bookings.booking(&by, id).await.map_err(unavailable)?.ok_or_else(not_found)?;
    let entries = ics::booking(&asked.frame(), &booking, booking.changed_at);
    let zone = asked.places.zone(Some(&booking.space.space));
    let body = Calendar { method: Some(Method::Publish), feed: None, zone, entries }.write();
    let name = Some(format!("{}.ics", booking.space.space.slug));
    let file = File { kind: CALENDAR, body, changed_at: Some(booking.changed_at), name, public: false };
    Ok(answer(file, &asked.parts.headers))
}

/// `/registrations/{token}.ics`: for whoever holds the link.
pub(super) async fn registration(asked: Asked, Path(token): Path<String>) -> Result<Response, StatusCode> {
    let house = &asked.state.house;
    let known = house.registrations.registration(&token).await.map_err(unavailable)?.ok_or_else(not_found)?;
    // The whole event, for its place; what is for participants only comes from the registration.
    let event = house.events.event(&Actor::Visitor, &known.event.slug).await.map_err(unavailable)?;
    let card = event.map_or(known.event, |event| event.card);
    let mut entry = ics::session(&asked.frame(), &card, &known.session, Some(&known.contact));
    entry.page = asked.url(&format!("/registrations/{token}"));
    entry.status = match known.state {
        _ if entry.status == Status::Cancelled => Status::Cancelled,
        RegistrationState::Confirmed => Status::Confirmed,
        RegistrationState::Pending | RegistrationState::Offered if !known.asks => Status::Tentative,
        // Who waits has nothing to go to, nor who asks: nothing is promised to her.
        RegistrationState::Pending
        | RegistrationState::Offered
        | RegistrationState::Joining
        | RegistrationState::Waiting
        | RegistrationState::Requested
        | RegistrationState::Declined => return Err(not_found()),
        RegistrationState::Cancelled | RegistrationState::Expired | RegistrationState::Lapsed => Status::Cancelled,
    };
    Ok(once(&asked, entry, &card.slug, false))
}
