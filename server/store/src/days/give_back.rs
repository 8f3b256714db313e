//! Giving back the rest of a date that runs: it and what it holds end earlier, clearing time included.

use chrono::{NaiveDateTime, TimeDelta};
use domain::{
    access::{Act, Actor, may},
    id::{AccountId, BookingId, OccurrenceId, OrganisationId},
    presence::PresenceRefusal,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, Known};
use crate::{
    Store, allocation,
    audit::{self, Thing},
    bookings::rows::Change,
    entity::allocation as rows,
    error::refuse,
    outbox::{self, Mail},
    zone,
};

impl Store {
    pub(super) async fn give_back_rest(
        &self,
        by: &Actor,
        id: OccurrenceId,
        version: i32,
        until: NaiveDateTime,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let known = Known::of(&*tx, by, id).await?;
        let (Some(room), Some(presence)) = (known.room(), known.presence()?) else {
            return refuse(PresenceRefusal::NotFound);
        };
        let owner = (OrganisationId(known.row.organisation_id), AccountId(known.row.account_id.unwrap_or_default()));
        if may(by, Act::ChangeBooking(room.premises(), owner.0, owner.1)).is_err() {
            return refuse(PresenceRefusal::Forbidden);
        }
        if presence.of_event {
            return refuse(PresenceRefusal::OfEvent);
        }
        let until = zone::to_utc(room.zone, until);
        if known.date.ends_at == until && known.row.version == version + 1 {
            // The button was clicked twice.
            return Ok(());
        }
        if known.row.version != version {
            return refuse(PresenceRefusal::ChangedMeanwhile);
        }
        let when = zone::when(room.zone, presence.slot);
        if !presence.earlier_ends(&when, room.view.rules.grid_minutes, now).contains(&until) {
            return refuse(if now < known.date.ends_at { PresenceRefusal::NoSuchTime } else { PresenceRefusal::Over });
        }
        end_earlier(&*tx, known.date.id, known.date.ends_at - until).await?;
        let mut date = known.date.clone().into_active_model();
        date.ends_at = Set(until);
        date.update(&*tx).await?;
        Change::new(&known.row, now).moved().write(&*tx).await?;
        let detail = json!({ "date": id, "from": until, "until": known.date.ends_at });
        audit::write(&*tx, by, "given-back", Thing::Booking, known.row.id, detail, now).await?;
        outbox::write(&*tx, Mail::BookingMoved { booking: BookingId(known.row.id) }, now).await?;
        Ok(tx.commit().await?)
    }
}

/// Lets what an occurrence holds end earlier. The time for clearing stays as long as it was.
async fn end_earlier(db: &impl ConnectionTrait, occurrence: Uuid, by: TimeDelta) -> Result<(), DbErr> {
    let held = rows::Entity::find().filter(rows::Column::OccurrenceId.eq(occurrence)).all(db).await?;
    if let Some(until) = held.iter().map(|held| held.until_at).max() {
        allocation::cut(db, occurrence, until - by).await?;
    }
    Ok(())
}
