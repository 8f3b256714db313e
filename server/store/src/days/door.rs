//! What somebody at the door of a space has to do with it: her own, and nothing else (I10).

use chrono::TimeDelta;
use domain::{
    access::{Act, Actor, may},
    booking::BookingState,
    desk::DoorDate,
    id::{BookingId, OccurrenceId, OrganisationId},
    presence::EARLY_MINUTES,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::presence_view;
use crate::{
    Store,
    bookings::read::when,
    entity::{Code, booking, occurrence},
    rooms::{self, Which},
};

impl Store {
    pub(super) async fn dates_at_door(&self, by: &Actor, space: &str) -> Result<Option<Vec<DoorDate>>, DbErr> {
        let houses = rooms::load(&self.db, Which::SiteOf(space)).await?;
        let Some(door) = houses.room(space) else { return Ok(None) };
        let Some(person) = by.person() else { return Ok(Some(Vec::new())) };
        let now = self.now();
        // Behind the door of a part is the hall as well, and behind that of the hall its parts.
        let behind: Vec<Uuid> = door.view.shares_with.iter().map(|space| space.id.0).chain([door.id()]).collect();
        let hers = person.memberships.iter().map(|membership| membership.organisation.id.0);
        let found = occurrence::Entity::find()
            .filter(occurrence::Column::SpaceId.is_in(behind))
            .filter(occurrence::Column::OrganisationId.is_in(hers))
            .filter(occurrence::Column::StartsAt.lte(now + TimeDelta::minutes(EARLY_MINUTES.into())))
            .filter(occurrence::Column::EndsAt.gt(now))
            .filter(occurrence::Column::State.is_in([BookingState::Confirmed, BookingState::NoShow].map(Code)))
            .order_by_asc(occurrence::Column::StartsAt)
            .all(&self.db)
            .await?;
        let bookings = booking::Entity::find()
            .filter(booking::Column::Id.is_in(found.iter().map(|date| date.booking_id)))
            .all(&self.db)
            .await?;
        let mut dates = Vec::with_capacity(found.len());
        for date in found {
            let row = bookings.iter().find(|row| row.id == date.booking_id);
            let (Some(row), Some(room)) = (row, houses.room_of(date.space_id)) else { continue };
            if may(by, Act::CheckIn(room.premises(), OrganisationId(row.organisation_id))).is_err() {
                continue;
            }
            dates.push(DoorDate {
                id: OccurrenceId(date.id),
                booking: BookingId(row.id),
                title: date.title.clone().unwrap_or_else(|| row.title.clone()),
                space: room.view.space.clone(),
                when: when(room.zone, &date)?,
                presence: presence_view(by, row, &date, room, false, now)?,
            });
        }
        Ok(Some(dates))
    }
}
