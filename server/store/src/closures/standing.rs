//! What is closed at a site, what takes place there all the same, and opening it again.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Premises, may},
    booking::BookingState,
    desk::{ClosureRefusal, ClosureView, Closures, KeptDate},
    id::{BookingId, ClosureId, OccurrenceId, SiteId, SpaceId},
    slot::Slot,
    space::{SiteRef, SpaceRef},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait as _, QueryFilter, QueryOrder, QuerySelect as _};
use serde_json::json;
use uuid::Uuid;

use super::{Outcome, under::zone_of, units_of};
use crate::{
    Store,
    allocation::{self, Busy, Taker},
    audit::{self, Thing},
    entity::{closure, closure_date, closure_space, occurrence},
    error::refuse,
    rooms::{self, Houses, Room, Which},
    zone,
};

/// A closure, its units, and its stretches of time that are not over.
struct Standing<'a> {
    row: &'a closure::Model,
    rooms: Vec<&'a Room>,
    units: Vec<Uuid>,
    slots: Vec<Slot>,
}

impl Standing<'_> {
    /// True when it takes place under it. Buffers may reach into a closure: the keepers are there.
    fn covers(&self, busy: &Busy) -> bool {
        self.units.binary_search(&busy.unit).is_ok() && self.slots.iter().any(|slot| slot.overlaps(busy.used))
    }
}

impl Store {
    pub(super) async fn closures_of(&self, by: &Actor, site: &str) -> Result<Option<Closures>, DbErr> {
        let houses = rooms::load(&self.db, Which::Site(site)).await?;
        let keeps = |premises: Premises| may(by, Act::Keep(premises)).is_ok();
        let hers: Vec<SpaceRef> =
            houses.rooms.iter().map(|room| &room.view.space).filter(|space| keeps(space.premises())).cloned().collect();
        let Some(house) = houses.sites.first() else { return Ok(None) };
        let whole = keeps(house.id.into());
        if !whole && hers.is_empty() {
            return Ok(None);
        }
        let is_hers = |space: &SpaceRef| hers.iter().any(|her| her.id == space.id);
        let here = zone_of(house);
        let known = closure::Entity::find().filter(closure::Column::SiteId.eq(house.id.0)).all(&self.db).await?;
        let mut standing = self.still_closed(&houses, &known).await?;
        standing.retain(|one| whole || one.row.whole || one.rooms.iter().any(|room| is_hers(&room.view.space)));
        let mut kept = self.kept(&houses, &standing).await?;
        let mut closures: Vec<ClosureView> = Vec::with_capacity(standing.len());
        for one in standing {
            let spaces: Vec<SpaceRef> = match one.row.whole {
                true => Vec::new(),
                false => one.rooms.iter().map(|room| room.view.space.clone()).collect(),
            };
            let mut kept = kept.remove(0);
            kept.retain(|date| whole || is_hers(&date.space));
            closures.push(ClosureView {
                id: ClosureId(one.row.id),
                reason: one.row.reason.clone(),
                may_reopen: whole || (!one.row.whole && spaces.iter().all(is_hers)),
                spaces,
                dates: one.slots.into_iter().map(|slot| zone::when(here, slot)).collect(),
                kept,
            });
        }
        closures.sort_by_key(|closure| closure.dates.first().map(|when| when.slot));
        let site =
            SiteRef { id: house.id, slug: house.slug.clone(), name: house.name.clone(), town: house.town.clone() };
        Ok(Some(Closures { site, whole, spaces: hers, closures }))
    }

    /// Those that are not over.
    async fn still_closed<'a>(
        &self,
        houses: &'a Houses,
        known: &'a [closure::Model],
    ) -> Result<Vec<Standing<'a>>, DbErr> {
        let ids = || known.iter().map(|row| row.id);
        let dates = closure_date::Entity::find()
            .filter(closure_date::Column::ClosureId.is_in(ids()))
            .filter(closure_date::Column::UntilAt.gt(self.now()))
            .order_by_asc(closure_date::Column::FromAt)
            .all(&self.db)
            .await?;
        let spaces = closure_space::Entity::find().filter(closure_space::Column::ClosureId.is_in(ids())).all(&self.db);
        let spaces = spaces.await?;
        let standing = known.iter().map(|row| {
            let slots = dates.iter().filter(|date| date.closure_id == row.id);
            let slots: Vec<Slot> = slots.filter_map(|date| Slot::new(date.from_at, date.until_at).ok()).collect();
            let named = spaces.iter().filter(|space| space.closure_id == row.id);
            let rooms: Vec<&Room> = match row.whole {
                true => houses.rooms.iter().collect(),
                false => named.filter_map(|space| houses.room_of(space.space_id)).collect(),
            };
            let units = units_of(rooms.iter().copied());
            Standing { row, rooms, units, slots }
        });
        Ok(standing.filter(|one| !one.slots.is_empty()).collect())
    }

    /// What takes place under each, in the same order: read once for all of them.
    async fn kept(&self, houses: &Houses, standing: &[Standing<'_>]) -> Result<Vec<Vec<KeptDate>>, DbErr> {
        let mut kept = vec![Vec::new(); standing.len()];
        let now = self.now();
        let slots: Vec<Slot> = standing.iter().flat_map(|one| one.slots.iter().copied()).collect();
        let Some(window) = Slot::around(&slots) else { return Ok(kept) };
        let mut units: Vec<Uuid> = standing.iter().flat_map(|one| one.units.iter().copied()).collect();
        units.sort_unstable();
        units.dedup();
        if units.is_empty() {
            return Ok(kept);
        }
        let mut busy = allocation::given(&self.db, &units, window).await?;
        busy.retain(|busy| busy.used.until() > now && standing.iter().any(|one| one.covers(busy)));
        let ids: BTreeSet<Uuid> = busy.iter().map(|busy| busy.by.id()).collect();
        let dates = occurrence::Entity::find().filter(occurrence::Column::Id.is_in(ids)).all(&self.db).await?;
        for (one, kept) in standing.iter().zip(&mut kept) {
            for busy in busy.iter().filter(|busy| one.covers(busy)) {
                let Taker::Booking { occurrence, booking, title, .. } = &busy.by else { continue };
                // What is only asked for does not take place yet.
                let stands = |date: &&occurrence::Model| date.state.0 == BookingState::Confirmed;
                let date = dates.iter().find(|date| date.id == *occurrence).filter(stands);
                let Some(room) = date.and_then(|date| houses.room_of(date.space_id)) else {
                    continue;
                };
                kept.push(KeptDate {
                    occurrence: OccurrenceId(*occurrence),
                    booking: BookingId(*booking),
                    title: title.clone(),
                    space: room.view.space.clone(),
                    when: zone::when(room.zone, busy.used),
                });
            }
            kept.sort_by_key(|date| (date.when.slot.from(), date.occurrence));
            kept.dedup_by_key(|date| date.occurrence);
        }
        Ok(kept)
    }

    pub(super) async fn reopen_once(&self, by: &Actor, id: ClosureId, from: Option<DateTime<Utc>>) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        // Of two who open the last two dates one sees that there is none left.
        let row = closure::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        let Some(row) = row else { return refuse(ClosureRefusal::NotFound) };
        let site = SiteId(row.site_id);
        let spaces =
            closure_space::Entity::find().filter(closure_space::Column::ClosureId.eq(row.id)).all(&*tx).await?;
        let keeps = |premises: Premises| may(by, Act::Keep(premises)).is_ok();
        let all = |spaces: &[closure_space::Model]| {
            spaces.iter().all(|row| keeps(Premises::space(site, SpaceId(row.space_id))))
        };
        if !keeps(site.into()) && (row.whole || !all(&spaces)) {
            return refuse(ClosureRefusal::NotFound);
        }
        let its = closure_date::Entity::find().filter(closure_date::Column::ClosureId.eq(row.id));
        if let Some(from) = from {
            let gone = closure_date::Entity::delete_by_id((row.id, from)).exec(&*tx).await?;
            if gone.rows_affected == 0 {
                return refuse(ClosureRefusal::NotFound);
            }
        }
        // Without any time it closes nothing.
        if from.is_none() || its.count(&*tx).await? == 0 {
            closure::Entity::delete_by_id(row.id).exec(&*tx).await?;
        }
        let detail = json!({ "closure": row.id, "reason": row.reason, "from": from });
        audit::write(&*tx, by, "reopened", Thing::Site, row.site_id, detail, now).await?;
        Ok(tx.commit().await?)
    }
}
