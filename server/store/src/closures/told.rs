//! Telling who booked what stays under a closure that it takes place.

use domain::{
    access::Actor,
    booking::BookingState,
    id::{BookingId, ClosureId, OccurrenceId},
    slot::Slot,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    Store,
    audit::Thing,
    bookings::{change::stands, rows::occurrences},
    entity::{audit, booking, closure_date, event, session},
    mail_facts::{BookingMail, MailFacts, reason_of},
};

impl Store {
    /// What is said of the dates of a booking that were kept under a closure: those that stand where and when they did
    /// then, as far as it is closed still. `None`: there is none, or nobody to tell.
    pub(crate) async fn kept_facts(&self, id: BookingId, under: ClosureId) -> Result<Option<MailFacts>, DbErr> {
        let Some(row) = booking::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let entries = audit::Entity::find()
            .filter(audit::Column::Kind.eq(Thing::Booking.code()))
            .filter(audit::Column::OnId.eq(id.0))
            .filter(audit::Column::Act.eq("kept"))
            .all(&self.db)
            .await?;
        let of_this = |entry: &audit::Model| entry.detail.0["closure"] == serde_json::json!(under);
        let Some(entry) = entries.into_iter().find(of_this) else { return Ok(None) };
        let closed = closure_date::Entity::find().filter(closure_date::Column::ClosureId.eq(under.0));
        let closed: Vec<Slot> = closed
            .all(&self.db)
            .await?
            .into_iter()
            .filter_map(|date| Slot::new(date.from_at, date.until_at).ok())
            .collect();
        let kept = &entry.detail.0["kept"];
        let stays = occurrences(&self.db, &[id.0]).await?.into_iter().filter(|date| {
            let then = &kept[date.id.to_string()];
            date.state.0 == BookingState::Confirmed
                && *then == stands(date)
                && closed.iter().any(|slot| slot.from() < date.ends_at && date.starts_at < slot.until())
        });
        let stays: Vec<OccurrenceId> = stays.map(|date| OccurrenceId(date.id)).collect();
        let Some(booking) = self.booking_view(&Actor::System, id).await?.filter(|_| !stays.is_empty()) else {
            return Ok(None);
        };
        let ((name, to), language) = match self.organiser_of(row.session_id).await? {
            Some(event) => ((event.contact.0.name, event.contact.0.email), event.language),
            None => (booking.booker.clone(), row.language),
        };
        // An import: nobody is waiting for a mail.
        Ok((!to.is_empty()).then(|| MailFacts::Booking {
            to,
            name,
            language,
            act: BookingMail::Kept,
            booking: Box::new(booking),
            reason: reason_of(&entry),
            by_keeper: true,
            ways: Vec::new(),
            off: stays,
        }))
    }

    /// The event a session belongs to, where it names a contact person who can be written to.
    async fn organiser_of(&self, session: Option<Uuid>) -> Result<Option<event::Model>, DbErr> {
        let Some(session) = session else { return Ok(None) };
        let Some(session) = session::Entity::find_by_id(session).one(&self.db).await? else { return Ok(None) };
        let event = event::Entity::find_by_id(session.event_id).one(&self.db).await?;
        Ok(event.filter(|event| !event.contact.0.email.is_empty()))
    }
}
