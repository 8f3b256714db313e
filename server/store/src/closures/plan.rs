//! The plan of a closure: what lies under it, as a keeper reads it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    desk::{ClosurePlan, Conflict, NewClosure, OfferUnder},
    id::{BookingId, OccurrenceId, WaitingId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Outcome,
    elsewhere::proposals,
    under::{Meant, Under, UnderDate},
};
use crate::{
    Store,
    bookings::{dated::Dated, requests::as_dated},
    entity::{account, event, organisation, session, waiting},
    people,
    waiting::offered,
    zone,
};

impl Store {
    pub(super) async fn planned_closure(&self, by: &Actor, new: &NewClosure) -> Outcome<ClosurePlan> {
        let now = self.now();
        let meant = Meant::read(&self.db, by, new, now).await?;
        let under = meant.under(&self.db, now).await?;
        Ok(self.closure_plan(&meant, under, now).await?)
    }

    /// The plan as a keeper reads it, each date with a space it could move to.
    pub(super) async fn closure_plan(
        &self,
        meant: &Meant,
        under: Under,
        now: DateTime<Utc>,
    ) -> Result<ClosurePlan, DbErr> {
        let organisations = self.organisations_under(&under).await?;
        let named = |id: Uuid| organisations.get(&id).cloned().unwrap_or_default();
        let events = events_of(&self.db, under.dates.iter().filter_map(|one| one.booking.session_id)).await?;
        let invited = people::counted(&self.db, under.dates.iter().map(|one| one.booking.id)).await?;
        let mut dates: Vec<(&UnderDate, Dated<'_>)> = Vec::with_capacity(under.dates.len());
        for one in &under.dates {
            dates.extend(as_dated(&one.booking, &[&one.date], &meant.houses)?.pop().map(|dated| (one, dated)));
        }
        let moves = |(one, dated): &&(&UnderDate, Dated<'_>)| {
            one.booking.session_id.is_none() && dated.wish.when.slot.from() > now
        };
        let movable: Vec<_> = dates.iter().filter(moves).cloned().collect();
        let mut proposed = proposals(&self.db, meant, &movable, now).await?;
        let mut conflicts = Vec::with_capacity(dates.len());
        for (one, dated) in dates {
            let UnderDate { date, booking } = one;
            let when = dated.wish.when;
            conflicts.push(Conflict {
                occurrence: OccurrenceId(date.id),
                booking: BookingId(booking.id),
                title: date.title.clone().unwrap_or_else(|| booking.title.clone()),
                organisation: named(booking.organisation_id),
                space: dated.room.view.space.clone(),
                when,
                people: dated.wish.people,
                asked: one.asked(),
                told: usize::from(booking.account_id.is_some()) + invited.get(&booking.id).copied().unwrap_or_default(),
                reached: booking.account_id.is_some(),
                event: booking.session_id.and_then(|session| events.get(&session).cloned()),
                elsewhere: proposed.remove(&date.id),
            });
        }
        let offers = self.offers_under(meant, &under.offers, named).await?;
        Ok(ClosurePlan { dates: meant.dates.clone(), conflicts, offers })
    }

    /// The offers as the keepers of the site see them on its waiting list.
    async fn offers_under(
        &self,
        meant: &Meant,
        offers: &[waiting::Model],
        named: impl Fn(Uuid) -> String,
    ) -> Result<Vec<OfferUnder>, DbErr> {
        let people = account::Entity::find()
            .filter(account::Column::Id.is_in(offers.iter().map(|row| row.account_id)))
            .all(&self.db)
            .await?;
        let mut found = Vec::with_capacity(offers.len());
        for row in offers {
            let room = row.offer_space_id.and_then(|space| meant.houses.room_of(space));
            let Some((room, slot)) = room.zip(offered(row)?) else { continue };
            let her = people.iter().find(|her| her.id == row.account_id);
            found.push(OfferUnder {
                waiting: WaitingId(row.id),
                person: her.map(|her| (her.name.clone(), her.email.clone())).unwrap_or_default(),
                organisation: named(row.organisation_id),
                space: room.view.space.clone(),
                when: zone::when(room.zone, slot),
            });
        }
        Ok(found)
    }

    /// The names of the organisations under a closure.
    async fn organisations_under(&self, under: &Under) -> Result<HashMap<Uuid, String>, DbErr> {
        let ids = under.dates.iter().map(|one| one.booking.organisation_id);
        let ids = ids.chain(under.offers.iter().map(|row| row.organisation_id));
        let found = organisation::Entity::find().filter(organisation::Column::Id.is_in(ids)).all(&self.db).await?;
        Ok(found.into_iter().map(|of| (of.id, of.name)).collect())
    }
}

/// The slugs of the events some sessions belong to.
pub(crate) async fn events_of(
    db: &impl ConnectionTrait,
    sessions: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let sessions = session::Entity::find().filter(session::Column::Id.is_in(sessions)).all(db).await?;
    let ids = sessions.iter().map(|session| session.event_id);
    let events = event::Entity::find().filter(event::Column::Id.is_in(ids)).all(db).await?;
    let slug = |session: &session::Model| {
        events.iter().find(|event| event.id == session.event_id).map(|event| event.slug.clone())
    };
    Ok(sessions.iter().filter_map(|session| Some((session.id, slug(session)?))).collect())
}
