//! Closing, with everything that was decided about what lies under it, in one transaction (I3).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use domain::{
    access::{Actor, Premises},
    booking::BookingState,
    desk::{ClosurePlan, ClosureRefusal, Fate, NewClosure},
    id::{BookingId, ClosureId, OccurrenceId, SiteId, SpaceId, WaitingId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Outcome,
    under::{Meant, Under, UnderDate},
    units_of,
};
use crate::{
    Store,
    allocation::{self, Eyes},
    audit::{self, Thing},
    bookings::{
        alternatives::Terms,
        book::shortened,
        change::stands,
        dated::{self, Dated},
        requests::{as_dated, keepers},
        rows::{Change, end, end_dates, occurrences, place},
    },
    chance,
    entity::{ROWS_AT_ONCE, booking, closure, closure_date, closure_space},
    error::refuse,
    holds,
    outbox::{self, Mail},
    rooms::{self, Houses, Room, Which},
    waiting,
};

/// What happens to the dates of one booking.
#[derive(Default)]
struct Turn<'a> {
    off: Vec<&'a UnderDate>,
    kept: Vec<&'a UnderDate>,
    /// Each with the slug of the space it moves to.
    moved: Vec<(&'a UnderDate, &'a str)>,
}

/// What is closed by whom, why, and where what lies under it may move to.
struct Closing<'a> {
    id: Uuid,
    by: &'a Actor,
    site: SiteId,
    reason: &'a str,
    there: &'a Houses,
    now: DateTime<Utc>,
}

impl Store {
    pub(super) async fn close_once(&self, by: &Actor, new: &NewClosure) -> Outcome<ClosureId> {
        let now = self.now();
        let meant = Meant::read(&self.db, by, new, now).await?;
        let known = closure::Entity::find().filter(closure::Column::RequestId.eq(new.request.0));
        if let Some(made) = known.clone().one(&self.db).await? {
            return same(&made, &meant);
        }
        let under = meant.under(&self.db, now).await?;
        let plan = self.closure_plan(&meant, under, now).await?;
        let targets: Vec<&str> =
            plan.conflicts.iter().filter_map(|one| Some(one.elsewhere.as_ref()?.slug.as_str())).collect();

        let tx = self.begin_write().await?;
        // Bookings before units, as everybody does.
        let ids = plan.conflicts.iter().map(|conflict| conflict.booking.0);
        booking::Entity::find()
            .filter(booking::Column::Id.is_in(ids))
            .order_by_asc(booking::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        let there = rooms::load(&*tx, Which::SitesNamed(&targets)).await?;
        let mut units = units_of(targets.iter().filter_map(|slug| there.room(slug)));
        units.extend(&meant.units);
        // What they take along is looked for where they move to.
        let pools = targets.iter().filter_map(|slug| there.room(slug)).flat_map(|room| room.pools.iter());
        units.extend(pools.flat_map(|pool| &pool.units));
        allocation::lock(&*tx, &units).await?;
        if let Some(made) = known.one(&*tx).await? {
            return same(&made, &meant);
        }
        let under = meant.under(&*tx, now).await?;
        let Some(turns) = decided(new, &plan, &under) else {
            drop(tx);
            return refuse(ClosureRefusal::Undecided(self.closure_plan(&meant, under, now).await?));
        };
        let id = insert(&*tx, by, new, &meant, now).await?;
        let message = shortened(&new.message);
        let reason = if message.is_empty() { meant.reason.clone() } else { format!("{}: {message}", meant.reason) };
        let closing = Closing { id, by, site: meant.site.id, reason: &reason, there: &there, now };
        for (booking, turn) in &turns {
            if !closing.carry_out(&*tx, *booking, turn).await? {
                drop(tx);
                return refuse(ClosureRefusal::Undecided(self.closure_plan(&meant, under, now).await?));
            }
        }
        for offer in &under.offers {
            waiting::withdraw(&*tx, by, WaitingId(offer.id), &reason, now).await?;
        }
        holds::let_go(&*tx, under.holds.clone(), now).await?;
        let count = |is: fn(&Fate) -> bool| new.fates.iter().filter(|(_, fate)| is(fate)).count();
        let detail = json!({
            "closure": id, "reason": meant.reason, "dates": meant.dates.len(), "under": under.dates.len(),
            "off": count(|fate| *fate == Fate::Cancel), "declined": count(|fate| *fate == Fate::Decline),
            "moved": count(|fate| matches!(fate, Fate::Move(_))), "withdrawn": under.offers.len(),
        });
        audit::write(&*tx, by, "closed", Thing::Site, meant.site.id.0, detail, now).await?;
        tx.commit().await?;
        Ok(ClosureId(id))
    }
}

/// The same form, sent twice. One of another site is somebody else's.
fn same(made: &closure::Model, meant: &Meant) -> Outcome<ClosureId> {
    if made.site_id == meant.site.id.0 { Ok(ClosureId(made.id)) } else { refuse(ClosureRefusal::NotFound) }
}

/// What happens to each booking; `None`: something was not decided, or cannot be done.
fn decided<'a>(new: &NewClosure, plan: &'a ClosurePlan, under: &'a Under) -> Option<BTreeMap<Uuid, Turn<'a>>> {
    if under.offers.iter().any(|offer| !new.offers.contains(&WaitingId(offer.id))) {
        return None;
    }
    let mut turns: BTreeMap<Uuid, Turn<'a>> = BTreeMap::new();
    for one in &under.dates {
        let id = OccurrenceId(one.date.id);
        let (_, fate) = new.fates.iter().find(|(other, _)| *other == id)?;
        let conflict = plan.conflicts.iter().find(|conflict| conflict.occurrence == id)?;
        // It may have been approved since it was planned.
        if conflict.asked != one.asked() || !conflict.allows(*fate) {
            return None;
        }
        match fate {
            Fate::Keep => turns.entry(one.booking.id).or_default().kept.push(one),
            Fate::Cancel | Fate::Decline => turns.entry(one.booking.id).or_default().off.push(one),
            Fate::Move(_) => {
                let there = conflict.elsewhere.as_ref()?.slug.as_str();
                turns.entry(one.booking.id).or_default().moved.push((one, there));
            }
        }
    }
    Some(turns)
}

async fn insert(
    db: &impl ConnectionTrait,
    by: &Actor,
    new: &NewClosure,
    meant: &Meant,
    now: DateTime<Utc>,
) -> Outcome<Uuid> {
    let Some(person) = by.person() else { return refuse(ClosureRefusal::NotFound) };
    let id = chance::id(now);
    let row = closure::ActiveModel {
        id: Set(id),
        request_id: Set(new.request.0),
        site_id: Set(meant.site.id.0),
        whole: Set(meant.spaces.is_empty()),
        reason: Set(meant.reason.clone()),
        account_id: Set(person.id.0),
        created_at: Set(now),
    };
    closure::Entity::insert(row).exec_without_returning(db).await?;
    let spaces: BTreeSet<Uuid> = meant.spaces.iter().copied().collect();
    let spaces =
        spaces.into_iter().map(|space| closure_space::ActiveModel { closure_id: Set(id), space_id: Set(space) });
    let spaces: Vec<_> = spaces.collect();
    if !spaces.is_empty() {
        closure_space::Entity::insert_many(spaces).exec_without_returning(db).await?;
    }
    let date = |when: &domain::slot::When| closure_date::ActiveModel {
        closure_id: Set(id),
        from_at: Set(when.slot.from()),
        until_at: Set(when.slot.until()),
    };
    let dates: Vec<_> = meant.dates.iter().map(date).collect();
    for some in dates.chunks(ROWS_AT_ONCE) {
        closure_date::Entity::insert_many(some.iter().cloned()).exec_without_returning(db).await?;
    }
    Ok(id)
}

impl Closing<'_> {
    /// Calls off, moves and leaves what was decided of one booking, with one mail. False: a space it should move to is taken.
    async fn carry_out(&self, db: &impl ConnectionTrait, id: Uuid, turn: &Turn<'_>) -> Result<bool, DbErr> {
        let (by, reason, now) = (self.by, self.reason, self.now);
        let Some(row) = booking::Entity::find_by_id(id).one(db).await? else { return Ok(true) };
        let booking = BookingId(id);
        if !turn.kept.is_empty() {
            // Where and when each stood: the mail is about what still does.
            let kept: serde_json::Map<_, _> =
                turn.kept.iter().map(|one| (one.date.id.to_string(), stands(&one.date))).collect();
            let detail = json!({ "reason": reason, "closure": self.id, "kept": kept });
            audit::write(db, by, "kept", Thing::Booking, id, detail, now).await?;
        }
        if turn.off.is_empty() && turn.moved.is_empty() {
            if turn.kept.iter().any(|one| !one.asked()) {
                outbox::write(db, Mail::BookingKept { booking, closure: ClosureId(self.id) }, now).await?;
            }
            return Ok(true);
        }
        let off: Vec<Uuid> = turn.off.iter().map(|one| one.date.id).collect();
        // What is asked for is declined. Where dates that stood go with it all of them are called off, by one mail.
        let declined = turn.off.iter().all(|one| one.asked());
        let state = if declined { BookingState::Declined } else { BookingState::Cancelled };
        let standing = occurrences(db, &[id]).await?;
        let left: Vec<_> = standing.iter().filter(|date| date.state.0.occupies() && !off.contains(&date.id)).collect();
        if left.is_empty() {
            end(db, &row, state, now).await?;
            let act = if declined { "declined" } else { "cancelled" };
            audit::write(db, by, act, Thing::Booking, id, json!({ "reason": reason }), now).await?;
            let mail = if declined {
                Mail::BookingDeclined { booking, version: None }
            } else {
                Mail::BookingCancelled { booking }
            };
            outbox::write(db, mail, now).await?;
            return Ok(true);
        }
        if !off.is_empty() {
            end_dates(db, &off, state).await?;
            let act = if declined { "declined" } else { "dates-cancelled" };
            let detail = json!({ "reason": reason, "dates": &off });
            audit::write(db, by, act, Thing::Booking, id, detail, now).await?;
        }
        for (one, slug) in &turn.moved {
            if !self.move_there(db, &row, one, slug, &off).await? {
                return Ok(false);
            }
        }
        let mut change = Change::new(&row, now).moved();
        if row.state.0 == BookingState::Requested && left.iter().all(|date| date.state.0 != BookingState::Requested) {
            // Nothing of it waits any more: what stands, stands.
            change = change.state(BookingState::Confirmed).answer_by(None);
        }
        change.write(db).await?;
        let mail = match () {
            () if !turn.moved.is_empty() => Mail::BookingMoved { booking },
            () if declined => Mail::BookingDeclined { booking, version: None },
            () => Mail::BookingDatesCancelled { booking, sequence: row.sequence + 1 },
        };
        outbox::write(db, mail, now).await?;
        Ok(true)
    }

    /// Moves one date into another space. What is only asked for is asked for there. `off`: what of the booking ends with
    /// it, for the one mail that tells of both. False: it is taken.
    async fn move_there(
        &self,
        db: &impl ConnectionTrait,
        row: &booking::Model,
        one: &UnderDate,
        slug: &str,
        off: &[Uuid],
    ) -> Result<bool, DbErr> {
        let Some(room) = self.there.room(slug) else { return Ok(false) };
        let Some(dated) = self.elsewhere(row, one, room)? else { return Ok(false) };
        allocation::free(db, &[one.date.id]).await?;
        let busy = dated::look(db, std::slice::from_ref(&dated), true, Eyes::nobodys(self.now)).await?;
        if !dated.in_the_way(&busy).is_empty() {
            return Ok(false);
        }
        place(db, &one.date, &dated).await?;
        let to = dated.place();
        let dated = [dated];
        dated::occupy(db, &dated, &[one.date.id], one.date.state.0, busy, self.now).await?;
        let detail = json!({ "reason": self.reason, "from": stands(&one.date), "to": to, "off": off });
        audit::write(db, self.by, "moved", Thing::Booking, row.id, detail, self.now).await?;
        if one.asked() {
            // Whoever keeps that space and did not keep the other answers it now.
            let knew = keepers(db, &[Premises::space(self.site, SpaceId(one.date.space_id))], self.now).await?;
            for account in keepers(db, &[room.premises()], self.now).await? {
                if !knew.contains(&account) {
                    outbox::write(db, Mail::RequestWaiting { booking: BookingId(row.id), account }, self.now).await?;
                }
            }
        }
        Ok(true)
    }

    /// A date as it will be in another space, at the same time.
    fn elsewhere(&self, row: &booking::Model, one: &UnderDate, room: &Room) -> Result<Option<Dated<'_>>, DbErr> {
        let mut date = one.date.clone();
        date.space_id = room.id();
        let dated = as_dated(row, &[&date], self.there)?.pop();
        Ok(dated.map(|dated| Dated { terms: Terms::Standing, ..dated }))
    }
}
