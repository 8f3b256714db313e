//! Holding a wish while its form is filled in: judged as if it were booked, then held instead of taken.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    booking::BookingRefusal,
    desk::{Held, LocalWish, Moving, Series},
    hold::{MOST_HELD_DATES, MOST_HOLDS, forgotten_before, held_until, may_hold_longer},
    id::RequestId,
    rules::Verdict,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Outcome, alternatives,
    book::{all_free, premises},
    change::{ids, to_change},
    dated::{self, Dated, expand, judged, named},
    facts::Wisher,
    looked_at, owner,
    party::Party,
};
use crate::{
    Store,
    entity::{booking, hold},
    error::{Stop, refuse},
    holds::{self, Holding},
    rooms::{self, Room, Which},
    tx::retried,
    zone,
};

impl Store {
    pub(super) async fn hold_space(
        &self,
        by: &Actor,
        request: RequestId,
        wish: &LocalWish,
        series: Option<&Series>,
        moving: Option<Moving>,
    ) -> Result<Held, BookingRefusal> {
        let houses = self.houses_named(&named(wish, series.iter().flat_map(|series| &series.choices))).await?;
        let planned = expand(&houses, wish, series)?;
        let dates: Vec<Dated<'_>> = planned.into_iter().filter_map(|planned| planned.dated).collect();
        let Some(first) = dates.first() else { return Err(BookingRefusal::Dates) };
        match retried(|| self.hold_once(by, request, wish, &dates, series.is_some(), moving)).await {
            Err(refusal @ BookingRefusal::Rules(_)) => {
                if let Some(moving) = moving {
                    let wisher = Wisher::moved_by(by, &self.db, moving.booking, moving.dates, self.now());
                    return Err(self.with_alternatives(refusal, first, wisher).await);
                }
                let premises = premises(&dates);
                let party = retried(|| Party::read(&self.db, by, wish.behalf.as_ref(), &premises, self.now())).await?;
                Err(self.with_alternatives(refusal, first, party.wisher(&self.db, by)).await)
            }
            done => done,
        }
    }

    async fn hold_once(
        &self,
        by: &Actor,
        request: RequestId,
        wish: &LocalWish,
        dates: &[Dated<'_>],
        series: bool,
        moving: Option<Moving>,
    ) -> Outcome<Held> {
        let Some(person) = by.person() else { return refuse(BookingRefusal::Forbidden) };
        let now = self.now();
        let tx = self.begin_write().await?;
        holds::lock(&*tx, person.id.0).await?;
        let stands = match moving {
            Some(moving) => Some((moving.dates, looked_at(&*tx, by, moving.booking).await?)),
            None => None,
        };
        let party = Party::read(&*tx, by, wish.behalf.as_ref(), &premises(dates), now).await?;
        let wisher = match &stands {
            Some((which, known)) => {
                let meant = which.map_or_else(Vec::new, |which| ids(&to_change(&known.dates, which, now)));
                Wisher::of_booking(&*tx, &known.row, &meant).await?.changed_by(by)
            }
            None => party.wisher(&*tx, by).await?,
        };
        // A date more is for the same use as the others.
        let own_use = stands.as_ref().filter(|(which, _)| which.is_none()).map(|(_, known)| known.row.use_kind.clone());
        let same_use: Vec<Dated<'_>> = match own_use {
            Some(own) => dates.iter().map(|dated| dated.clone().used_for(own.as_deref())).collect(),
            None => dates.to_vec(),
        };
        let dates = same_use.as_slice();
        // What is moved does not stand in its own way.
        let busy = alternatives::others(dated::look(&*tx, dates, true, wisher.eyes(now)).await?, &wisher.except);
        // A form that was sent while it asked for this holds nothing any more.
        let made = booking::Entity::find().filter(booking::Column::RequestId.eq(request.0)).one(&*tx).await?;
        if let Some(made) = made {
            return refuse(BookingRefusal::NotNow(made.state.0));
        }
        let facts = wisher.facts(&*tx, dates).await?;
        let keeps = dates.iter().all(|dated| may(by, Act::Keep(dated.room.premises())).is_ok());
        let verdicts: Vec<Verdict> = if keeps {
            dated::lifted_verdicts(dates, facts, &busy, now).0
        } else {
            dated::verdicts(dates, facts, &busy, now)
        };
        let free: Vec<Dated<'_>> = dates
            .iter()
            .zip(&verdicts)
            .filter(|(_, verdict)| verdict.is_free())
            .map(|(dated, _)| dated.clone())
            .take(MOST_HELD_DATES)
            .collect();
        let Some(first) = free.first() else { return all_free(&verdicts, series).and(refuse(BookingRefusal::Dates)) };
        let allowed = match &stands {
            None => party.organisation.is_some_and(|organisation| {
                free.iter().all(|dated| may(by, party.act(dated.room.premises(), organisation)).is_ok())
            }),
            Some((_, known)) => {
                let (organisation, booker) = owner(&known.row);
                let act = |dated: &Dated<'_>| Act::ChangeBooking(dated.room.premises(), organisation, booker);
                free.iter().all(|dated| may(by, act(dated)).is_ok())
            }
        };
        if !allowed {
            return refuse(BookingRefusal::Forbidden);
        }
        let hers = holds::of_account(&*tx, person.id.0, forgotten_before(now)).await?;
        // An offer lasts longer than any form: beside it there is nothing to hold.
        if let [only] = dates
            && let Some(until) = holds::promised(&hers, only, now)?
        {
            holds::release(&*tx, person.id.0, request.0, now).await?;
            tx.commit().await?;
            return Ok(promised(only.room, until, now));
        }
        if others(&hers, request, now) >= MOST_HOLDS {
            return refuse(BookingRefusal::HoldsElsewhere { most: MOST_HOLDS });
        }
        let since = began(&hers, &free)?.unwrap_or(now);
        let Some(expires_at) = held_until(since, now) else { return refuse(BookingRefusal::HeldLongEnough) };
        let holding = Holding { request: request.0, account: person.id.0, since, expires_at, promised: false };
        holds::release(&*tx, holding.account, holding.request, now).await?;
        holds::forget_earlier(&*tx, holding, now).await?;
        holds::keep(&*tx, holding, &free, busy, now).await?;
        let held = held(first.room, since, expires_at, now);
        tx.commit().await?;
        Ok(held)
    }

    pub(super) async fn held_for(
        &self,
        by: &Actor,
        request: RequestId,
        wish: &LocalWish,
    ) -> Result<Option<Held>, DbErr> {
        let Some(person) = by.person() else { return Ok(None) };
        let houses = rooms::load(&self.db, Which::SiteOf(&wish.space)).await?;
        let Some(room) = houses.room(&wish.space) else { return Ok(None) };
        let Ok(meant) = judged(room, wish, wish.span()) else { return Ok(None) };
        let dated = Dated::new(room, meant).used_for(wish.use_kind.as_deref()).taking(&wish.along);
        let now = self.now();
        let hers = holds::of_account(&self.db, person.id.0, now).await?;
        if let Some(until) = holds::promised(&hers, &dated, now)? {
            return Ok(Some(promised(room, until, now)));
        }
        for row in hers {
            let slot = holds::slot(&row)?;
            let wished = dated.wish.when.slot;
            let around = slot.from() <= wished.from() && wished.until() <= slot.until();
            if row.request_id == request.0 && room.units.contains(&row.unit_id) && around {
                return Ok(Some(held(room, row.since, row.expires_at, now)));
            }
        }
        Ok(None)
    }

    pub(super) async fn release_hold(&self, by: &Actor, request: RequestId) -> Outcome<()> {
        let Some(person) = by.person() else { return Ok(()) };
        let now = self.now();
        let tx = self.begin_write().await?;
        holds::release(&*tx, person.id.0, request.0, now).await?;
        Ok(tx.commit().await?)
    }
}

/// How many other forms of hers hold something.
fn others(hers: &[hold::Model], request: RequestId, now: DateTime<Utc>) -> usize {
    let mut forms: Vec<Uuid> = hers
        .iter()
        .filter(|row| row.expires_at > now && row.request_id != request.0 && !row.promised)
        .map(|row| row.request_id)
        .collect();
    forms.sort_unstable();
    forms.dedup();
    forms.len()
}

/// When she began to hold any of these times, with whatever form; `None`: she did not lately.
fn began(hers: &[hold::Model], dates: &[Dated<'_>]) -> Result<Option<DateTime<Utc>>, Stop<BookingRefusal>> {
    let mut began = None;
    for row in hers.iter().filter(|row| !row.promised) {
        let slot = holds::slot(row)?;
        if dates.iter().any(|dated| dated.room.units.contains(&row.unit_id) && dated.held().overlaps(slot)) {
            began = Some(began.map_or(row.since, |earlier| Ord::min(earlier, row.since)));
        }
    }
    Ok(began)
}

fn held(room: &Room, since: DateTime<Utc>, until: DateTime<Utc>, now: DateTime<Utc>) -> Held {
    Held {
        until: zone::to_local(room.zone, until),
        seconds: u32::try_from((until - now).num_seconds()).unwrap_or_default(),
        longer: may_hold_longer(since, until),
        promised: false,
    }
}

/// What an offer keeps: as long as the offer says, however often somebody looks.
fn promised(room: &Room, until: DateTime<Utc>, now: DateTime<Utc>) -> Held {
    Held { longer: false, promised: true, ..held(room, now, until, now) }
}
