//! Changing what was booked: moving, adding and calling off dates. All of it or nothing.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    booking::{BookingRefusal, BookingState},
    desk::{Change as Wanted, Dates, LocalWish, Series},
    id::{BookingId, OccurrenceId},
    recurrence::Repeat,
    rules::{Standing, Verdict, too_late_to_cancel},
    slot::LocalSpan,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    Known, Outcome,
    book::{all_free, asks, purpose, shortened},
    dated::{self, Dated, expand, judged, known_use, named},
    difference::Difference,
    facts::Wisher,
    known, owner, requests,
    rows::{Change, end, end_dates, insert_dates},
    still_the_same,
};
use crate::{
    Store, allocation,
    audit::{self, Thing},
    entity::{booking, occurrence},
    error::refuse,
    outbox::{self, Mail},
    rooms::{self, Room, Which},
    tx::retried,
    zone,
};

impl Store {
    pub(super) async fn change_booking(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        wanted: &Wanted,
    ) -> Result<(), BookingRefusal> {
        let title = wanted.title.as_deref().map(purpose).transpose()?;
        let houses = self.houses_named(&[&wanted.wish.space]).await?;
        let Some(room) = houses.room(&wanted.wish.space) else { return Err(BookingRefusal::NotFound) };
        let span = wanted.wish.span();
        known_use(room, &wanted.wish)?;
        let wish = judged(room, &wanted.wish, span)?;
        let first = Dated::new(room, wish).used_for(wanted.wish.use_kind.as_deref()).taking(&wanted.wish.along);
        match retried(|| self.change_once(by, id, version, wanted.dates, &first, title.as_deref())).await {
            Err(refusal) => Err(self.with_alternatives(refusal, &first, Wisher::of(&self.db, id)).await),
            done => done,
        }
    }

    async fn change_once(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        which: Dates,
        wished: &Dated<'_>,
        title: Option<&str>,
    ) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, dates } = known(&*tx, by, id).await?;
        let meant = meant(&row, &dates, which, now)?;
        let Some(first) = meant.first() else { return refuse(BookingRefusal::NotNow(BookingState::Finished)) };
        let places: Vec<Uuid> = meant.iter().map(|dated| dated.space_id).collect();
        let houses = rooms::load(&*tx, Which::SitesOfAnd(&places, &wished.room.view.space.slug)).await?;
        let (Some(here), Some(there)) = (houses.room_of(first.space_id), houses.room_of(wished.room.id())) else {
            return refuse(BookingRefusal::NotFound);
        };
        let whole = which == Dates::All || dates.len() == 1;
        let mut difference = Difference::between(&row, first, here, there, wished, title);
        difference.use_kind = whole
            .then_some(wished.use_kind.map(|kind| kind.key.as_str()))
            .filter(|key| *key != row.use_kind.as_deref());
        if difference.is_nothing() && row.version == version + 1 {
            // The button was clicked twice.
            return Ok(());
        }
        still_the_same(&row, version)?;
        let moved = meant
            .iter()
            .map(|dated| difference.applied(&row, dated, &houses))
            .collect::<Result<Vec<Dated<'_>>, BookingRefusal>>()?;
        let (organisation, booker) = owner(&row);
        if moved.iter().any(|dated| may(by, Act::ChangeBooking(dated.room.site(), organisation, booker)).is_err()) {
            return refuse(BookingRefusal::Forbidden);
        }
        if difference.moves() {
            // Else whoever is too late to call off would move it far away, and call it off there.
            in_time(&*tx, by, &meant, now).await?;
        }
        let mut change = Change::new(&row, now).moved();
        if whole {
            change = difference.on_booking(change);
        }
        // A date no keeper has agreed to stays asked for, whatever is changed about it.
        let mut asked_for = row.state.0 == BookingState::Requested;
        let next =
            |asked_for: bool, date: &occurrence::Model| if asked_for { BookingState::Requested } else { date.state.0 };
        let looked = difference.needs_another_look();
        if looked {
            let ids: Vec<Uuid> = meant.iter().map(|dated| dated.id).collect();
            allocation::free(&*tx, &ids).await?;
            let wisher = Wisher::of_booking(&*tx, &row).await?;
            let busy = dated::look(&*tx, &moved, true, wisher.eyes(now)).await?;
            let facts = wisher.facts(&*tx, &moved).await?;
            let verdicts = dated::verdicts(&moved, facts, &busy, now);
            all_free(&verdicts, dates.len() > 1)?;
            let again = difference.matters() && asks(&verdicts);
            asked_for |= again;
            for state in [BookingState::Confirmed, BookingState::Requested] {
                let of_it = meant.iter().zip(&moved).filter(|(date, _)| next(asked_for, date) == state);
                let (ids, these): (Vec<Uuid>, Vec<Dated<'_>>) =
                    of_it.map(|(date, moved)| (date.id, moved.clone())).unzip();
                // The units are locked already; what the others of them took is seen.
                let busy = dated::look(&*tx, &these, false, wisher.eyes(now)).await?;
                dated::occupy(&*tx, &these, &ids, state, busy, now).await?;
            }
            if again {
                change = change.answer_by(Some(requests::answer_by(&moved, now)));
                change = if whole { change.state(BookingState::Requested) } else { change };
                requests::tell_keepers(&*tx, &moved, id, now).await?;
            }
        }
        change.write(&*tx).await?;
        for (dated, moved) in meant.iter().zip(&moved) {
            let state = looked.then(|| next(asked_for, dated));
            difference.on_date(dated, moved, whole, state).update(&*tx).await?;
        }
        let detail = json!({
            "dates": meant.len(),
            "from": { "space": first.space_id, "slot": [first.starts_at, first.ends_at] },
            "to": { "space": there.id(), "slot": wished.wish.when.slot },
        });
        let act = if difference.matters() { "moved" } else { "changed" };
        audit::write(&*tx, by, act, Thing::Booking, row.id, detail, now).await?;
        outbox::write(&*tx, Mail::BookingMoved { booking: id }, now).await?;
        Ok(tx.commit().await?)
    }

    /// Adds dates: one that is free of the rule, or those of a new rule whose first date is there already.
    pub(super) async fn add_dates(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        wish: &LocalWish,
        series: Option<&Series>,
    ) -> Result<(), BookingRefusal> {
        let houses = self.houses_named(&named(wish, series)).await?;
        let planned = expand(&houses, wish, series)?;
        let mut dates: Vec<Dated<'_>> = planned.into_iter().filter_map(|planned| planned.dated).collect();
        if series.is_some() {
            // The first date is the booking's own.
            dates.retain(|dated| dated.wish.when.local.from != wish.date.and_time(wish.from));
        }
        let Some(first) = dates.first() else { return Err(BookingRefusal::Dates) };
        let repeat = series.map(|series| &series.repeat);
        match retried(|| self.add_once(by, id, version, &dates, repeat)).await {
            Err(refusal) => Err(self
                .with_alternatives(refusal, first, async { Wisher::of(&self.db, id).await.map(Wisher::adding) })
                .await),
            done => done,
        }
    }

    async fn add_once(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        new: &[Dated<'_>],
        repeat: Option<&Repeat>,
    ) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, dates } = known(&*tx, by, id).await?;
        let there = |dated: &Dated<'_>| dates.iter().any(|old| old.original_at == dated.original_at);
        if row.version == version + 1 && new.iter().all(there) {
            // The button was clicked twice.
            return Ok(());
        }
        still_the_same(&row, version)?;
        if !matches!(row.state.0, BookingState::Confirmed | BookingState::Requested) {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        let (organisation, booker) = owner(&row);
        if new.iter().any(|dated| may(by, Act::ChangeBooking(dated.room.site(), organisation, booker)).is_err()) {
            return refuse(BookingRefusal::Forbidden);
        }
        // More dates of a booking are for the same use.
        let new: Vec<Dated<'_>> = new.iter().map(|dated| dated.clone().used_for(row.use_kind.as_deref())).collect();
        let new = new.as_slice();
        let wisher = Wisher::of_booking(&*tx, &row).await?.adding();
        let busy = dated::look(&*tx, new, true, wisher.eyes(now)).await?;
        let facts = wisher.facts(&*tx, new).await?;
        let verdicts = dated::verdicts(new, facts, &busy, now);
        all_free(&verdicts, repeat.is_some())?;
        let again = asks(&verdicts);
        let waits = again || row.state.0 == BookingState::Requested;
        let state = if waits { BookingState::Requested } else { BookingState::Confirmed };
        let ids = insert_dates(&*tx, row.id, organisation, Some(&row), new, state, now).await?;
        dated::occupy(&*tx, new, &ids, state, busy, now).await?;
        let mut change = Change::new(&row, now).moved();
        if let Some(repeat) = repeat {
            change = change.repeat(repeat.clone());
        }
        if again {
            change = change.answer_by(Some(requests::answer_by(new, now)));
            requests::tell_keepers(&*tx, new, id, now).await?;
        }
        change.write(&*tx).await?;
        let slots: Vec<_> = new.iter().map(|dated| dated.wish.when.slot).collect();
        audit::write(&*tx, by, "extended", Thing::Booking, row.id, json!({ "slots": slots }), now).await?;
        outbox::write(&*tx, Mail::BookingMoved { booking: id }, now).await?;
        Ok(tx.commit().await?)
    }

    /// Makes a series of a booking of one date.
    pub(super) async fn repeat_booking(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        series: &Series,
    ) -> Result<(), BookingRefusal> {
        let wish = retried(|| async {
            let Known { row, dates } = known(&self.db, by, id).await?;
            let [only] = dates.as_slice() else { return refuse(BookingRefusal::Dates) };
            let houses = rooms::load(&self.db, Which::SitesOf(&[only.space_id])).await?;
            let Some(room) = houses.room_of(only.space_id) else { return refuse(BookingRefusal::NotFound) };
            Ok(local_wish(&row, only, room))
        })
        .await?;
        self.add_dates(by, id, version, &wish, Some(series)).await
    }

    /// Calls dates off; an empty list: all that are still to come.
    pub(super) async fn cancel_dates(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        which: &[OccurrenceId],
        reason: &str,
    ) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, dates } = known(&*tx, by, id).await?;
        let named = |dated: &occurrence::Model| which.is_empty() || which.iter().any(|id| id.0 == dated.id);
        let standing: Vec<&occurrence::Model> = dates.iter().filter(|dated| dated.state.0.occupies()).collect();
        if row.state.0 == BookingState::Cancelled || !which.is_empty() && !standing.iter().any(|dated| named(dated)) {
            // What she wanted is done; who clicked first does not matter to her.
            return Ok(());
        }
        still_the_same(&row, version)?;
        if !row.state.0.may_become(BookingState::Cancelled) {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        let off: Vec<Uuid> =
            standing.iter().filter(|dated| named(dated) && dated.starts_at > now).map(|dated| dated.id).collect();
        if off.is_empty() {
            return refuse(BookingRefusal::NotNow(BookingState::Finished));
        }
        let late: Vec<&occurrence::Model> = standing
            .iter()
            .filter(|dated| off.contains(&dated.id) && dated.state.0 == BookingState::Confirmed)
            .copied()
            .collect();
        in_time(&*tx, by, &late, now).await?;
        let whole = off.len() == standing.len();
        let reason = shortened(reason);
        let booking = BookingId(row.id);
        if whole {
            end(&*tx, &row, BookingState::Cancelled, now).await?;
            audit::write(&*tx, by, "cancelled", Thing::Booking, row.id, json!({ "reason": &reason }), now).await?;
            outbox::write(&*tx, Mail::BookingCancelled { booking }, now).await?;
        } else {
            end_dates(&*tx, &off, BookingState::Cancelled).await?;
            Change::new(&row, now).moved().write(&*tx).await?;
            let detail = json!({ "reason": &reason, "dates": &off });
            audit::write(&*tx, by, "dates-cancelled", Thing::Booking, row.id, detail, now).await?;
            outbox::write(&*tx, Mail::BookingDatesCancelled { booking, sequence: row.sequence + 1 }, now).await?;
        }
        if !reason.is_empty() {
            let places: Vec<Uuid> =
                dates.iter().filter(|dated| off.contains(&dated.id)).map(|dated| dated.space_id).collect();
            let sites = rooms::load(&*tx, Which::SitesOf(&places)).await?;
            let sites = places.iter().filter_map(|place| sites.room_of(*place)).map(|room| room.site().0);
            let keepers = requests::keepers(&*tx, sites).await?.into_iter();
            let others = keepers.filter(|account| by.person().is_none_or(|person| person.id != *account));
            let mails: Vec<Mail> = others.map(|account| Mail::KeeperCalledOff { booking, account }).collect();
            outbox::write_all(&*tx, &mails, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Refuses to call off, or to move, dates so late that only a keeper of their space may.
async fn in_time(
    db: &impl ConnectionTrait,
    by: &Actor,
    dates: &[&occurrence::Model],
    now: DateTime<Utc>,
) -> Outcome<()> {
    let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
    let houses = rooms::load(db, Which::SitesOf(&places)).await?;
    let mut broken = Vec::new();
    for (dated, room) in dates.iter().filter_map(|dated| Some((dated, houses.room_of(dated.space_id)?))) {
        let keeps = may(by, Act::Keep(room.site())).is_ok();
        let standing = if keeps { Standing::Keeper } else { Standing::Booker };
        let late = too_late_to_cancel(dated.starts_at, &room.view.rules, standing, now);
        broken.extend(late.filter(|rule| !broken.contains(rule)));
    }
    if broken.is_empty() { Ok(()) } else { refuse(BookingRefusal::Rules(Verdict { broken, ..Verdict::default() })) }
}

/// The dates a change is meant for, by start: those that stand and have not begun.
fn meant<'a>(
    row: &booking::Model,
    dates: &'a [occurrence::Model],
    which: Dates,
    now: DateTime<Utc>,
) -> Outcome<Vec<&'a occurrence::Model>> {
    if !matches!(row.state.0, BookingState::Confirmed | BookingState::Requested) {
        return refuse(BookingRefusal::NotNow(row.state.0));
    }
    let to_come = dates.iter().filter(|dated| dated.state.0.occupies() && dated.starts_at > now);
    let from = match which {
        Dates::All => return Ok(to_come.collect()),
        Dates::This(id) => return Ok(to_come.filter(|dated| dated.id == id.0).collect()),
        Dates::Following(id) => dates.iter().find(|dated| dated.id == id.0),
    };
    let Some(from) = from else { return refuse(BookingRefusal::NotFound) };
    Ok(to_come.filter(|dated| dated.starts_at >= from.starts_at).collect())
}

/// A booking's date as the wish it was booked with.
fn local_wish(row: &booking::Model, dated: &occurrence::Model, room: &Room) -> LocalWish {
    let local =
        LocalSpan { from: zone::to_local(room.zone, dated.starts_at), until: zone::to_local(room.zone, dated.ends_at) };
    LocalWish {
        space: room.view.space.slug.clone(),
        date: local.from.date(),
        from: local.from.time(),
        until: local.until.time(),
        last: local.last(),
        people: crate::entity::small(row.people),
        layout: row.layout.map(|layout| layout.0),
        units: crate::entity::small(row.units),
        use_kind: row.use_kind.clone().filter(|key| room.view.rules.use_kind(key).is_some()),
        along: dated.along(row),
        behalf: None,
    }
}
