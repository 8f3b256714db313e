//! More dates of a booking: one that is free of its rule, or a rule for a single one.

use domain::{
    access::{Act, Actor, may},
    booking::{BookingRefusal, BookingState},
    desk::{LocalWish, Series},
    id::BookingId,
    recurrence::Repeat,
    slot::LocalSpan,
};
use serde_json::json;

use super::{
    Known, Outcome,
    book::{all_free, asks},
    dated::{self, Dated, expand, named},
    exception::{Exception, keeps},
    facts::Wisher,
    known, looked_at, owner, requests,
    rows::{Change, insert_dates, is_at},
    still_the_same,
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{booking, occurrence, small},
    error::refuse,
    outbox::{self, Mail},
    rooms::{self, Room, Which},
    tx::retried,
    zone,
};

impl Store {
    /// Adds dates: one that is free of the rule, or those of a new rule whose first date is there already.
    pub(super) async fn add_dates(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        wish: &LocalWish,
        series: Option<&Series>,
        reason: Option<&str>,
    ) -> Result<(), BookingRefusal> {
        let houses = self.houses_named(&named(wish, series.iter().flat_map(|series| &series.choices))).await?;
        let planned = expand(&houses, wish, series)?;
        let mut dates: Vec<Dated<'_>> = planned.into_iter().filter_map(|planned| planned.dated).collect();
        if series.is_some() {
            // The first date is the booking's own.
            dates.retain(|dated| dated.wish.when.local.from != wish.date.and_time(wish.from));
        }
        let Some(first) = dates.first() else { return Err(BookingRefusal::Dates) };
        let repeat = series.map(|series| &series.repeat);
        match retried(|| self.add_once(by, id, version, &dates, repeat, reason)).await {
            Err(refusal) => {
                let wisher = Wisher::moved_by(by, &self.db, id, None, self.now());
                Err(self.with_alternatives(refusal, first, wisher).await)
            }
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
        reason: Option<&str>,
    ) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, dates } = known(&*tx, by, id).await?;
        let there = |dated: &Dated<'_>| {
            dates.iter().any(|old| old.state.0.occupies() && is_at(old, dated.room, dated.wish.when.slot))
        };
        if row.version == version + 1 && new.iter().all(there) {
            // The button was clicked twice.
            return Ok(());
        }
        still_the_same(&row, version)?;
        if !matches!(row.state.0, BookingState::Confirmed | BookingState::Requested) {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        let (organisation, booker) = owner(&row);
        if new.iter().any(|dated| may(by, Act::ChangeBooking(dated.room.premises(), organisation, booker)).is_err()) {
            return refuse(BookingRefusal::Forbidden);
        }
        // More dates of a booking are for the same use.
        let new: Vec<Dated<'_>> = new.iter().map(|dated| dated.clone().used_for(row.use_kind.as_deref())).collect();
        let new = new.as_slice();
        let wisher = Wisher::of_booking(&*tx, &row, &[]).await?.changed_by(by);
        let busy = dated::look(&*tx, new, true, wisher.eyes(now)).await?;
        let facts = wisher.facts(&*tx, new).await?;
        let mut exception = Exception::by(by, new, reason);
        let verdicts = exception.verdicts(new, facts, &busy, now);
        all_free(&verdicts, repeat.is_some())?;
        let asks = asks(&verdicts);
        let again = asks && !keeps(by, new);
        // Where nobody is to be asked it stands at once, whatever its booking waits for. What a keeper adds to a request
        // waits with it: she has not said yes.
        let waits = again || asks && row.state.0 == BookingState::Requested;
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
        exception.write(&*tx, by, row.id, now).await?;
        let mail = if row.state.0 == BookingState::Requested && !waits {
            requests::stand_at_once(&*tx, by, &row, new, &ids, now).await?
        } else {
            Mail::BookingMoved { booking: id }
        };
        outbox::write(&*tx, mail, now).await?;
        Ok(tx.commit().await?)
    }

    /// Makes a series of a booking of one date.
    pub(super) async fn repeat_booking(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        series: &Series,
        reason: Option<&str>,
    ) -> Result<(), BookingRefusal> {
        let wish = retried(|| async {
            let Known { row, dates } = looked_at(&self.db, by, id).await?;
            let [only] = dates.as_slice() else { return refuse(BookingRefusal::Dates) };
            let houses = rooms::load(&self.db, Which::SitesOf(&[only.space_id])).await?;
            let Some(room) = houses.room_of(only.space_id) else { return refuse(BookingRefusal::NotFound) };
            Ok(local_wish(&row, only, room))
        })
        .await?;
        self.add_dates(by, id, version, &wish, Some(series), reason).await
    }
}

/// A booking's date as the wish it was booked with.
pub(super) fn local_wish(row: &booking::Model, dated: &occurrence::Model, room: &Room) -> LocalWish {
    let local =
        LocalSpan { from: zone::to_local(room.zone, dated.starts_at), until: zone::to_local(room.zone, dated.ends_at) };
    LocalWish {
        space: room.view.space.slug.clone(),
        date: local.from.date(),
        from: local.from.time(),
        until: local.until.time(),
        last: local.last(),
        people: small(dated.people.unwrap_or(row.people)),
        layout: dated.layout(row),
        units: small(dated.units.unwrap_or(row.units)),
        use_kind: dated.use_kind(row).filter(|key| room.view.rules.use_kind(key).is_some()).map(str::to_owned),
        along: dated.along(row),
        behalf: None,
    }
}
