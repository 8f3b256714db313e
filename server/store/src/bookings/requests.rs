//! Requests: bookings that wait for a keeper. Of two for one time the first approved stands (DESIGN 5).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Premises, may},
    answering::{answered_by, is_working_day},
    booking::{BookingRefusal, BookingState},
    id::{AccountId, BookingId, OccurrenceId},
    rules::{Alternative, Lifter, Verdict, Wish},
    slot::Slot,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Outcome,
    alternatives::{Terms, others},
    book::{premises, shortened},
    dated::{self, Dated},
    exception::Exception,
    facts::Wisher,
    rows::{Change, end, end_dates, margins, occurrences},
};
use crate::{
    Store,
    allocation::{self, Eyes},
    audit::{self, Thing},
    calendar::LONGEST_BUFFER,
    entity::{Code, audit as trail, booking, keeper, occurrence, small, space},
    error::refuse,
    keeping,
    outbox::{self, Mail},
    rooms::{self, Houses, Room, Which},
    zone,
};

/// A request that is not answered by its first date is of no use to anybody.
pub(super) fn answer_by(dates: &[Dated<'_>], now: DateTime<Utc>) -> DateTime<Utc> {
    let within = |dated: &Dated<'_>| {
        let (rules, zone) = (dated.rules(), dated.room.zone);
        let works = |date| is_working_day(rules.holidays.land, date);
        let by = answered_by(zone::to_local(zone, now), rules.request.answer_within_hours, works);
        zone::to_utc(zone, by)
    };
    let first = dates.iter().map(|dated| dated.wish.when.slot.from()).min();
    dates.iter().map(within).min().into_iter().chain(first).min().unwrap_or(now)
}

/// Tells everybody who keeps a space of these dates that a request waits.
pub(crate) async fn tell_keepers(
    db: &impl ConnectionTrait,
    dates: &[Dated<'_>],
    booking: BookingId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for account in keepers(db, &premises(dates), now).await? {
        outbox::write(db, Mail::RequestWaiting { booking, account }, now).await?;
    }
    Ok(())
}

/// Writes down that dates of a request stand now, where nobody is to be asked, and tells their keepers what they should
/// know. Answers how whoever asked is told.
pub(super) async fn stand_at_once(
    db: &impl ConnectionTrait,
    by: &Actor,
    row: &booking::Model,
    dates: &[Dated<'_>],
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Mail, DbErr> {
    let booking = BookingId(row.id);
    let first = dates.first().map(|first| (&first.room.view.space.slug, first.wish.when.slot)).unzip();
    let detail = json!({ "space": first.0, "slot": first.1, "dates": ids });
    audit::write(db, by, "booked", Thing::Booking, row.id, detail, now).await?;
    if !row.note.is_empty() {
        tell_noted(db, by, &premises(dates), booking, now).await?;
    }
    let hers = by.person().is_some_and(|person| row.account_id == Some(person.id.0));
    Ok(if hers { Mail::BookingConfirmed { booking } } else { Mail::BookingMoved { booking } })
}

/// Tells everybody else who keeps any of some spaces what whoever booked wants them to know.
pub(super) async fn tell_noted(
    db: &impl ConnectionTrait,
    by: &Actor,
    premises: &[Premises],
    booking: BookingId,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    tell_others(db, by, premises, |account| Mail::KeeperNoted { booking, account }, now).await
}

/// Writes to everybody else who keeps any of some spaces.
pub(super) async fn tell_others(
    db: &impl ConnectionTrait,
    by: &Actor,
    premises: &[Premises],
    mail: impl Fn(AccountId) -> Mail,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let keepers = keepers(db, premises, now).await?.into_iter();
    let others = keepers.filter(|account| by.person().is_none_or(|person| person.id != *account));
    let mails: Vec<Mail> = others.map(mail).collect();
    outbox::write_all(db, &mails, now).await
}

/// Who keeps any of some spaces now. Who was a deputy once is none of them.
pub(crate) async fn keepers(
    db: &impl ConnectionTrait,
    premises: &[Premises],
    now: DateTime<Utc>,
) -> Result<Vec<AccountId>, DbErr> {
    let found: BTreeSet<Uuid> = keeper::Entity::find()
        .filter(keeping::of(premises))
        .filter(keeping::now(now))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.account_id)
        .collect();
    Ok(found.into_iter().map(AccountId).collect())
}

impl Store {
    /// Says yes to what waits in the premises the actor keeps. Everything is judged again: what was free when it was
    /// asked for may be taken, and nobody books what is over. What a keeper may lift she lifts for a reason.
    pub(super) async fn approve(&self, by: &Actor, id: BookingId, version: i32, reason: Option<&str>) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let request = Request::locked(&*tx, by, id).await?;
        if !request.answers(&*tx, version, BookingState::Confirmed).await? {
            return Ok(());
        }
        let (row, asked) = (&request.row, request.asked());
        let places: Vec<Uuid> = asked.iter().map(|dated| dated.space_id).collect();
        let houses = rooms::load(&*tx, Which::SitesOf(&places)).await?;
        let dated = as_dated(row, &asked, &houses)?;
        let ids: Vec<Uuid> = asked.iter().map(|dated| dated.id).collect();
        allocation::free(&*tx, &ids).await?;
        let wisher = Wisher::of_booking(&*tx, row, &ids).await?;
        let busy = dated::look(&*tx, &dated, true, wisher.eyes(now)).await?;
        let facts = wisher.facts(&*tx, &dated).await?;
        let mut exception = Exception::by(by, &dated, reason);
        let verdicts = exception.verdicts(&dated, facts, &busy, now);
        if needs_reason(&verdicts) {
            return refuse(BookingRefusal::Reason);
        }
        super::book::all_free(&verdicts, dated.len() > 1)?;
        dated::occupy(&*tx, &dated, &ids, BookingState::Confirmed, busy, now).await?;
        occurrence::Entity::update_many()
            .col_expr(occurrence::Column::State, Expr::value(Code(BookingState::Confirmed)))
            .filter(occurrence::Column::Id.is_in(ids.iter().copied()))
            .exec(&*tx)
            .await?;
        let mut change = Change::new(row, now).moved();
        if !waits_beside(&request.dates, &ids) {
            change = change.state(BookingState::Confirmed).answer_by(None);
        }
        change.write(&*tx).await?;
        let detail = json!({ "dates": ids, "version": row.version });
        audit::write(&*tx, by, "approved", Thing::Booking, row.id, detail, now).await?;
        exception.write(&*tx, by, row.id, now).await?;
        outbox::write(&*tx, Mail::BookingConfirmed { booking: id }, now).await?;
        Ok(tx.commit().await?)
    }

    /// Says no to what waits in the premises the actor keeps, and why.
    pub(super) async fn decline(&self, by: &Actor, id: BookingId, version: i32, reason: &str) -> Outcome<()> {
        let reason = shortened(reason);
        if reason.is_empty() {
            return refuse(BookingRefusal::Reason);
        }
        let now = self.now();
        let tx = self.begin_write().await?;
        let request = Request::locked(&*tx, by, id).await?;
        let row = &request.row;
        if row.state.0 == BookingState::Declined || !request.answers(&*tx, version, BookingState::Declined).await? {
            return Ok(());
        }
        let ids: Vec<Uuid> = request.asked().iter().map(|dated| dated.id).collect();
        end_request(&*tx, row, &request.dates, &ids, BookingState::Declined, now).await?;
        let detail = json!({ "reason": reason, "dates": ids, "version": row.version });
        audit::write(&*tx, by, "declined", Thing::Booking, row.id, detail, now).await?;
        outbox::write(&*tx, Mail::BookingDeclined { booking: id, version: Some(row.version) }, now).await?;
        Ok(tx.commit().await?)
    }

    /// What of a request was given to somebody else, and cannot be granted any more; `None`: nothing of it.
    pub(crate) async fn overtaken(&self, row: &booking::Model) -> Result<Option<Overtaken>, DbErr> {
        let (dates, now) = (occurrences(&self.db, &[row.id]).await?, self.now());
        let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
        let houses = rooms::load(&self.db, Which::SitesOf(&places)).await?;
        let waits = |dated: &&occurrence::Model| dated.state.0 == BookingState::Requested && dated.starts_at > now;
        let known = |dated: &&occurrence::Model| houses.room_of(dated.space_id).is_some();
        let asked: Vec<&occurrence::Model> = dates.iter().filter(waits).filter(known).collect();
        let dated = as_dated(row, &asked, &houses)?;
        let eyes = Eyes::nobodys(now);
        let own: Vec<Uuid> = dates.iter().map(|dated| dated.id).collect();
        let mut busy = others(dated::look(&self.db, &dated, false, eyes).await?, &own);
        // What is closed or held for a while was given to nobody.
        busy.retain(|busy| busy.by.is_given());
        let ids: Vec<Uuid> = asked.iter().map(|dated| dated.id).collect();
        let (gone, dated): (Vec<OccurrenceId>, Vec<Dated<'_>>) = (ids.iter().zip(dated))
            .filter(|(_, dated)| !dated.in_the_way(&busy).is_empty())
            .map(|(id, dated)| (OccurrenceId(*id), dated))
            .unzip();
        let Some(first) = dated.into_iter().next() else { return Ok(None) };
        let wisher = Wisher::of_booking(&self.db, row, &ids).await?;
        let ways = self.verdict_for(first, &wisher).await?.alternatives;
        Ok(Some(Overtaken { gone, ways }))
    }

    /// Ends a request nobody answered in time. False: there was nothing to end.
    pub(crate) async fn expire_request(&self, id: Uuid) -> Outcome<bool> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(row) = booking::Entity::find_by_id(id).lock_exclusive().one(&*tx).await? else { return Ok(false) };
        let dates = occurrences(&*tx, &[row.id]).await?;
        let waits = dates.iter().filter(|dated| dated.state.0 == BookingState::Requested);
        let ids: Vec<Uuid> = waits.map(|dated| dated.id).collect();
        if ids.is_empty() || row.answer_by.is_none_or(|at| at > now) {
            return Ok(false);
        }
        end_request(&*tx, &row, &dates, &ids, BookingState::Expired, now).await?;
        audit::write(&*tx, &Actor::System, "expired", Thing::Booking, row.id, json!({}), now).await?;
        outbox::write(&*tx, Mail::BookingExpired { booking: BookingId(id) }, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Reminds the keepers of a request whose time is half over.
    pub(crate) async fn remind_of_request(&self, id: Uuid) -> Outcome<bool> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(row) = booking::Entity::find_by_id(id).lock_exclusive().one(&*tx).await? else { return Ok(false) };
        if row.answer_by.is_none() || row.reminded_at.is_some() {
            return Ok(false);
        }
        let dates = occurrences(&*tx, &[row.id]).await?;
        let waits = dates.iter().filter(|dated| dated.state.0 == BookingState::Requested);
        let places: Vec<Uuid> = waits.map(|dated| dated.space_id).collect();
        let houses = rooms::load(&*tx, Which::SitesOf(&places)).await?;
        let premises: Vec<Premises> =
            places.iter().filter_map(|place| houses.room_of(*place)).map(Room::premises).collect();
        for account in keepers(&*tx, &premises, now).await? {
            outbox::write(&*tx, Mail::RequestWaiting { booking: BookingId(id), account }, now).await?;
        }
        booking::Entity::update_many()
            .col_expr(booking::Column::RemindedAt, Expr::value(Some(now)))
            .filter(booking::Column::Id.eq(id))
            .exec(&*tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// True when something stands against it, and a keeper may lift all of that.
fn needs_reason(verdicts: &[Verdict]) -> bool {
    verdicts.iter().any(|verdict| !verdict.is_free())
        && verdicts.iter().all(|verdict| verdict.liftable_by(Lifter::Keeper))
}

/// What of a request was given to somebody else.
pub(crate) struct Overtaken {
    /// The dates, by start.
    pub(crate) gone: Vec<OccurrenceId>,
    /// What would work instead of the first.
    pub(crate) ways: Vec<Alternative>,
}

/// A request as somebody answers it, its row locked: for the dates in the premises she keeps. Others answer for theirs.
struct Request {
    row: booking::Model,
    dates: Vec<occurrence::Model>,
    /// Which of the dates are hers.
    hers: Vec<Uuid>,
}

impl Request {
    /// For whoever keeps none of its spaces it does not exist.
    async fn locked(db: &impl ConnectionTrait, by: &Actor, id: BookingId) -> Outcome<Self> {
        let Some(row) = booking::Entity::find_by_id(id.0).lock_exclusive().one(db).await? else {
            return refuse(BookingRefusal::NotFound);
        };
        let dates = occurrences(db, &[row.id]).await?;
        let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
        let houses = rooms::load(db, Which::SitesOf(&places)).await?;
        let hers: Vec<Uuid> =
            dates.iter().filter(|dated| keeps_place(by, &houses, dated)).map(|dated| dated.id).collect();
        if hers.is_empty() { refuse(BookingRefusal::NotFound) } else { Ok(Self { row, dates, hers }) }
    }

    /// What waits for her.
    fn asked(&self) -> Vec<&occurrence::Model> {
        let asked =
            |dated: &&occurrence::Model| dated.state.0 == BookingState::Requested && self.hers.contains(&dated.id);
        self.dates.iter().filter(asked).collect()
    }

    /// True when there is something for her to answer as it was shown to her; false when it was answered so already, as
    /// when a button is clicked twice. That others answered for dates of theirs meanwhile changes nothing about hers.
    async fn answers(&self, db: &impl ConnectionTrait, version: i32, so: BookingState) -> Outcome<bool> {
        let answered = self.answered_since(db, version).await?;
        let waits = !self.asked().is_empty();
        let mut hers = answered.iter().flatten().filter(|id| self.hers.contains(id)).peekable();
        if !waits && hers.any(|id| self.dates.iter().any(|dated| dated.id == *id && dated.state.0 == so)) {
            return Ok(false);
        }
        if answered.is_none() || hers.peek().is_some() {
            return refuse(BookingRefusal::ChangedMeanwhile);
        }
        if waits { Ok(true) } else { refuse(BookingRefusal::NotNow(self.row.state.0)) }
    }

    /// The dates that were answered since it had some version; `None`: more than that happened to it.
    async fn answered_since(&self, db: &impl ConnectionTrait, version: i32) -> Outcome<Option<Vec<Uuid>>> {
        if version == self.row.version {
            return Ok(Some(vec![]));
        }
        let entries = trail::Entity::find()
            .filter(trail::Column::Kind.eq(Thing::Booking.code()))
            .filter(trail::Column::OnId.eq(self.row.id))
            .filter(trail::Column::Act.is_in(["approved", "declined"]))
            .all(db)
            .await?;
        let mut answered = Vec::new();
        for version in version..self.row.version {
            let Some(entry) = entries.iter().find(|entry| entry.detail.0["version"] == version) else {
                return Ok(None);
            };
            let dates: Option<Vec<Uuid>> = serde_json::from_value(entry.detail.0["dates"].clone()).ok();
            answered.extend(dates.unwrap_or_default());
        }
        Ok(Some(answered).filter(|_| version < self.row.version))
    }
}

/// True for whoever keeps the space of a date.
pub(super) fn keeps_place(by: &Actor, houses: &Houses, dated: &occurrence::Model) -> bool {
    houses.room_of(dated.space_id).is_some_and(|room| may(by, Act::Keep(room.premises())).is_ok())
}

/// True when more of these dates wait than those that are answered.
pub(super) fn waits_beside(dates: &[occurrence::Model], answered: &[Uuid]) -> bool {
    dates.iter().any(|dated| dated.state.0 == BookingState::Requested && !answered.contains(&dated.id))
}

/// Ends some of what was asked for; dates of the same booking that stand already, stood, or wait for others, stay.
async fn end_request(
    db: &impl ConnectionTrait,
    row: &booking::Model,
    dates: &[occurrence::Model],
    ending: &[Uuid],
    state: BookingState,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    if !dates.iter().any(|dated| dated.state.0.occupies() && !ending.contains(&dated.id)) {
        return end(db, row, state, now).await;
    }
    end_dates(db, ending, state).await?;
    let mut change = Change::new(row, now).moved();
    if !waits_beside(dates, ending) {
        // What stands, be it over, stands as before: also when all that was to come had been asked for.
        change = change.state(BookingState::Confirmed).answer_by(None);
    }
    change.write(db).await
}

/// Dates of a booking that stand, as somebody would wish for them.
pub(crate) fn as_dated<'h>(
    row: &booking::Model,
    dates: &[&occurrence::Model],
    houses: &'h Houses,
) -> Result<Vec<Dated<'h>>, DbErr> {
    let mut all = Vec::with_capacity(dates.len());
    for dated in dates {
        let Some(room) = houses.room_of(dated.space_id) else { continue };
        let slot = Slot::new(dated.starts_at, dated.ends_at)
            .map_err(|e| DbErr::Type(format!("occurrence {}: {e}", dated.id)))?;
        let wish = Wish {
            when: zone::when(room.zone, slot),
            people: small(dated.people.unwrap_or(row.people)),
            layout: dated.layout(row),
            units: room.wished_units(small(dated.units.unwrap_or(row.units))),
        };
        let (along, key) = (dated.along(row), dated.use_kind(row).map(str::to_owned));
        let terms = if dated.state.0 == BookingState::Requested { Terms::Asked } else { Terms::Guest };
        let dated = Dated { original_at: dated.original_at, terms, margins: margins(row), ..Dated::new(room, wish) };
        all.push(dated.used_for(key.as_deref()).taking(&along));
    }
    Ok(all)
}

/// Tells whoever asked for what was just given to a booking, on whatever way it was given. `ids`: its dates.
pub(super) async fn tell_overtaken(
    db: &impl ConnectionTrait,
    given: &[Dated<'_>],
    ids: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let (from, until) = (given.iter().map(|d| d.held().from()).min(), given.iter().map(|d| d.held().until()).max());
    let window = from.zip(until).and_then(|(from, until)| Slot::new(from, until).ok());
    let Some(window) = window.map(|slot| slot.with_buffers(LONGEST_BUFFER, LONGEST_BUFFER)) else { return Ok(()) };
    let here = space::Entity::find()
        .select_only()
        .column(space::Column::Id)
        .filter(space::Column::SiteId.is_in(given.iter().map(|dated| dated.room.site().0)))
        .into_query();
    let rows = occurrence::Entity::find()
        .filter(occurrence::Column::State.eq(Code(BookingState::Requested)))
        .filter(occurrence::Column::SpaceId.in_subquery(here))
        .filter(occurrence::Column::StartsAt.lt(window.until()).and(occurrence::Column::EndsAt.gt(window.from())))
        .filter(occurrence::Column::StartsAt.gt(now))
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let own = match ids.first() {
        Some(id) => occurrence::Entity::find_by_id(*id).one(db).await?.map(|row| row.booking_id),
        None => None,
    };
    let asked: BTreeSet<Uuid> = rows.iter().map(|row| row.booking_id).filter(|id| Some(*id) != own).collect();
    let bookings = booking::Entity::find().filter(booking::Column::Id.is_in(asked)).all(db).await?;
    let places: Vec<Uuid> = rows.iter().map(|row| row.space_id).collect();
    let houses = rooms::load(db, Which::SitesOf(&places)).await?;
    let mut mails = Vec::new();
    for row in &bookings {
        let its: Vec<&occurrence::Model> = rows.iter().filter(|dated| dated.booking_id == row.id).collect();
        let wanted = as_dated(row, &its, &houses)?;
        let meets = |wanted: &Dated<'_>, given: &Dated<'_>| {
            wanted.held().overlaps(given.held()) && wanted.units().any(|unit| given.units().any(|other| other == unit))
        };
        if wanted.iter().any(|wanted| given.iter().any(|given| meets(wanted, given))) {
            mails.push(Mail::RequestOvertaken { booking: BookingId(row.id) });
        }
    }
    outbox::write_all(db, &mails, now).await
}
