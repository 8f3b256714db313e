//! What a mail to somebody invited says, read when it is sent.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    booking::BookingState,
    desk::BookingView,
    id::{BookingId, InvitationId},
    invitation::Reply,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::read::outdated;
use crate::{
    Store,
    audit::Thing,
    entity::{audit, booking, invitation},
    keys::Purpose,
};

/// What happened to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationMail {
    /// She is invited.
    New,
    /// The booking has another time, place or purpose, or some of its dates are off.
    Changed,
    /// The booking is off.
    CalledOff,
    /// She is not invited any more.
    Ended,
}

/// What a mail to somebody invited says. Nothing in it is about anybody who did not agree.
#[derive(Clone, Debug, PartialEq)]
pub struct InvitationFacts {
    /// Her address.
    pub to: String,
    /// Her name; may be empty.
    pub name: String,
    /// The language it is written in.
    pub language: String,
    /// What happened.
    pub act: InvitationMail,
    /// The booking as it is now, without what is for its keepers, with the SEQUENCE her calendar is told.
    pub booking: BookingView,
    /// What she answered, unless the booking was changed since.
    pub reply: Option<Reply>,
    /// The names of the others who come and agreed to be named.
    pub others: Vec<String>,
    /// The secret part of her link.
    pub token: String,
}

/// True when even what was called off lies in the past.
fn is_over(booking: &BookingView, now: DateTime<Utc>) -> bool {
    booking.occurrences.iter().all(|date| date.when.slot.until() <= now)
}

impl Store {
    /// `sequence`: of the change it tells of. `None`: nothing is to be said any more, or a later mail says it.
    pub(crate) async fn invitation_facts(
        &self,
        id: InvitationId,
        act: InvitationMail,
        sequence: Option<i32>,
    ) -> Result<Option<InvitationFacts>, DbErr> {
        let Some(invited) = invitation::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let Some(row) = booking::Entity::find_by_id(invited.booking_id).one(&self.db).await? else { return Ok(None) };
        let Some(booking) = self.booking_view(&Actor::System, BookingId(row.id)).await? else { return Ok(None) };
        let overtaken = sequence.is_some_and(|sequence| row.sequence > sequence);
        let ended = invited.removed_at.is_some();
        // What never stood is nobody's date: she hears of it when a keeper says yes.
        let Some(stands_since) = self.first_stood(row.id).await? else { return Ok(None) };
        if overtaken || ended != (act == InvitationMail::Ended) {
            return Ok(None);
        }
        let now = self.now();
        let to_come = |state: BookingState| {
            booking.occurrences.iter().any(|date| date.state == state && date.when.slot.until() > now)
        };
        let told_before = stands_since.at <= invited.invited_at;
        let first = (!told_before).then_some(InvitationMail::New);
        let act = match act {
            InvitationMail::Ended => act,
            _ if to_come(BookingState::Confirmed) || to_come(BookingState::Requested) => first.unwrap_or(act),
            InvitationMail::Changed if told_before && !is_over(&booking, now) => InvitationMail::CalledOff,
            _ => return Ok(None),
        };
        let others = self.others(&invited).await?;
        let reply = invited.reply.map(|reply| reply.0).filter(|_| !outdated(&invited, &row));
        Ok(Some(InvitationFacts {
            act,
            booking: BookingView {
                note: String::new(),
                history: Vec::new(),
                sequence: booking.sequence + invited.sequence,
                ..booking
            },
            reply,
            others,
            token: self.keys.token(Purpose::Invitation, invited.id),
            to: invited.email,
            name: invited.name,
            language: invited.language,
        }))
    }

    /// The entry of the audit trail since which a booking stands; `None`: it never did.
    async fn first_stood(&self, id: Uuid) -> Result<Option<audit::Model>, DbErr> {
        audit::Entity::find()
            .filter(audit::Column::Kind.eq(Thing::Booking.code()))
            .filter(audit::Column::OnId.eq(id))
            .filter(audit::Column::Act.is_in(["booked", "approved", "imported"]))
            .order_by_asc(audit::Column::Id)
            .one(&self.db)
            .await
    }
}
