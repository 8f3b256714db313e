//! Who is invited, for those who invite; and an invitation, for whoever holds its link.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    booking::BookingState,
    desk::{BookingView, InvitationLink, InvitationView, Invited, People},
    id::{BookingId, InvitationId},
    invitation::Reply,
};
use sea_orm::{DbErr, EntityTrait};

use super::{living, write::theirs};
use crate::{
    Store,
    bookings::Known,
    entity::{booking, invitation, occurrence},
    error::Stop,
    keys::Purpose,
};

impl Store {
    /// Everybody invited to a booking, by name; `None` for whoever may not invite.
    pub(super) async fn people_of(&self, by: &Actor, id: BookingId) -> Result<Option<People>, DbErr> {
        let Known { row, dates } =
            match theirs(&self.db, by, booking::Entity::find_by_id(id.0).one(&self.db).await?).await {
                Ok(known) => known,
                Err(Stop::Refused(_)) => return Ok(None),
                Err(Stop::Failed(err)) => return Err(err),
            };
        let mut invited: Vec<Invited> = living(row.id)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|one| Invited {
                id: InvitationId(one.id),
                reply: one.reply.map(|reply| reply.0),
                outdated: outdated(&one, &row),
                name: one.name,
                email: one.email,
            })
            .collect();
        invited.sort_by_cached_key(|one| if one.name.is_empty() { &one.email } else { &one.name }.to_lowercase());
        Ok(Some(People { invited, open: open(&row, &dates, self.now()) }))
    }

    pub(super) async fn invitation_behind(&self, token: &str) -> Result<Option<InvitationLink>, DbErr> {
        let Some(id) = self.keys.open(Purpose::Invitation, token) else { return Ok(None) };
        let Some(invited) = invitation::Entity::find_by_id(id).one(&self.db).await? else { return Ok(None) };
        if invited.removed_at.is_some() {
            return Ok(Some(InvitationLink::TakenOff));
        }
        let Some(row) = booking::Entity::find_by_id(invited.booking_id).one(&self.db).await? else { return Ok(None) };
        let Some(booking) = self.booking_view(&Actor::System, BookingId(row.id)).await? else { return Ok(None) };
        let now = self.now();
        let to_come = booking.occurrences.iter().any(|date| date.state.occupies() && date.when.slot.until() > now);
        let others = self.others(&invited).await?;
        let BookingView { title, occurrences, state, booker, organisation, space, .. } = booking;
        Ok(Some(InvitationLink::Invited(Box::new(InvitationView {
            reply: invited.reply.map(|reply| reply.0),
            outdated: outdated(&invited, &row),
            shown: invited.shown,
            open: living_state(state) && to_come,
            state,
            name: invited.name,
            title,
            occurrences,
            by: booker,
            organisation: organisation.name,
            others,
            contact: space.contact,
        }))))
    }

    /// The names of the others who may come, and agreed to be named.
    pub(super) async fn others(&self, invited: &invitation::Model) -> Result<Vec<String>, DbErr> {
        let named = |one: &invitation::Model| {
            one.id != invited.id
                && one.shown
                && !one.name.is_empty()
                && one.reply.is_some_and(|reply| reply.0 != Reply::Declined)
        };
        let living = living(invited.booking_id).all(&self.db).await?;
        let mut names: Vec<String> = living.into_iter().filter(named).map(|one| one.name).collect();
        names.sort_by_cached_key(|name| name.to_lowercase());
        Ok(names)
    }
}

/// True while people can be invited and answer: the booking stands, or is asked for, and has a date to come.
pub(super) fn open(row: &booking::Model, dates: &[occurrence::Model], now: DateTime<Utc>) -> bool {
    living_state(row.state.0) && dates.iter().any(|dated| dated.state.0.occupies() && dated.ends_at > now)
}

const fn living_state(state: BookingState) -> bool {
    matches!(state, BookingState::Requested | BookingState::Confirmed)
}

/// True when the booking was changed since she answered.
pub(super) fn outdated(invited: &invitation::Model, row: &booking::Model) -> bool {
    invited.replied_to.is_some_and(|sequence| sequence < row.sequence)
}
