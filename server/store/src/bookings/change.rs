//! Changing dates of a booking: all that are meant, or none. And the same without doing it, date by date.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    booking::{BookingRefusal, BookingState},
    desk::{Change as Wanted, Dates, PlannedDate},
    id::BookingId,
    slot::Slot,
};
use sea_orm::{ActiveModelTrait, ConnectionTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    Known, Outcome,
    alternatives::others,
    book::{all_free, asks, purpose},
    cancel::{late, premises, too_late_for},
    dated::{self, Dated, judged, known_use},
    difference::Difference,
    exception::{Exception, keeps},
    facts::Wisher,
    known, looked_at, owner, requests,
    rows::Change,
    still_the_same,
};
use crate::{
    Store, allocation,
    audit::{self, Thing},
    entity::{booking, occurrence},
    error::refuse,
    outbox::{self, Mail},
    rooms::{self, Houses, Which},
    tx::retried,
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
        let first = wished(&houses, wanted)?;
        let reason = wanted.override_reason.as_deref();
        match retried(|| self.change_once(by, id, version, wanted.dates, &first, title.as_deref(), reason)).await {
            Err(refusal) => {
                let wisher = Wisher::moving(&self.db, id, Some(wanted.dates), self.now());
                Err(self.with_alternatives(refusal, &first, wisher).await)
            }
            done => done,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what a change says, taken apart once for all attempts")]
    async fn change_once(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        which: Dates,
        wished: &Dated<'_>,
        title: Option<&str>,
        reason: Option<&str>,
    ) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, dates } = known(&*tx, by, id).await?;
        let meant = meant(&row, &dates, which, now)?;
        let Some(first) = meant.first() else { return refuse(BookingRefusal::NotNow(BookingState::Finished)) };
        let houses = of_both(&*tx, &meant, wished).await?;
        let whole = which == Dates::All || dates.len() == 1;
        let difference = Difference::between(&row, first, &houses, wished, title)?;
        // The button was clicked twice, or with nothing changed.
        if difference.is_nothing() && (version..=version.saturating_add(1)).contains(&row.version) {
            return Ok(());
        }
        still_the_same(&row, version)?;
        let moved = difference.applied_to(&row, &meant, &houses)?;
        let (organisation, booker) = owner(&row);
        if moved.iter().any(|dated| may(by, Act::ChangeBooking(dated.room.premises(), organisation, booker)).is_err()) {
            return refuse(BookingRefusal::Forbidden);
        }
        let mut lateness = Exception::at(by, premises(&meant, &houses), reason);
        if difference.moves() {
            // Else whoever is too late to call off would move it far away, and call it off there.
            let broken = lateness.lift(late(&meant, &houses, now));
            if !broken.is_empty() {
                return too_late_for(broken);
            }
        }
        let ids = ids(&meant);
        let mut change = Change::new(&row, now).moved();
        if whole {
            let staying: Vec<Uuid> = dates.iter().map(|dated| dated.id).filter(|id| !ids.contains(id)).collect();
            difference.keep(&*tx, &row, &staying).await?;
            change = difference.on_booking(change);
        }
        // A date no keeper has agreed to stays asked for, until it is where nobody is to be asked.
        let mut becomes = None;
        let next = |becomes: Option<BookingState>, date: &occurrence::Model| becomes.unwrap_or(date.state.0);
        let waited = meant.iter().any(|date| date.state.0 == BookingState::Requested);
        let looked = difference.needs_another_look();
        let mut exception = Exception::by(by, &moved, reason);
        if looked {
            allocation::free(&*tx, &ids).await?;
            let wisher = Wisher::of_booking(&*tx, &row, &ids).await?;
            let busy = dated::look(&*tx, &moved, true, wisher.eyes(now)).await?;
            let facts = wisher.facts(&*tx, &moved).await?;
            let verdicts = exception.verdicts(&moved, facts.clone(), &busy, now);
            all_free(&verdicts, dates.len() > 1)?;
            let matters = difference.is_asked_for(&row, &meant);
            let again = matters && asks(&verdicts) && !keeps(by, &moved);
            if again {
                // What would have to be agreed to again while it is closed could not be: it stays as it was kept.
                all_free(&dated::verdicts(&anew(&moved), facts, &busy, now), dates.len() > 1)?;
            }
            let at_once = matters && !asks(&verdicts);
            becomes = match () {
                () if again => Some(BookingState::Requested),
                () if at_once => Some(BookingState::Confirmed),
                () => None,
            };
            for state in [BookingState::Confirmed, BookingState::Requested] {
                let of_it = meant.iter().zip(&moved).filter(|(date, _)| next(becomes, date) == state);
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
            if at_once && !requests::waits_beside(&dates, &ids) {
                change = change.state(BookingState::Confirmed).answer_by(None);
            }
        }
        change.write(&*tx).await?;
        for (dated, moved) in meant.iter().zip(&moved) {
            let state = looked.then(|| next(becomes, dated));
            difference.on_date(dated, moved, whole, state).update(&*tx).await?;
        }
        let detail = json!({
            "dates": meant.len(),
            "from": { "space": first.space_id, "slot": Slot::new(first.starts_at, first.ends_at).ok() },
            "to": { "space": wished.room.id(), "slot": wished.wish.when.slot },
        });
        let act = if difference.matters() { "moved" } else { "changed" };
        audit::write(&*tx, by, act, Thing::Booking, row.id, detail, now).await?;
        exception.and(lateness).write(&*tx, by, row.id, now).await?;
        let mail = if waited && becomes == Some(BookingState::Confirmed) {
            requests::stand_at_once(&*tx, by, &row, &moved, &ids, now).await?
        } else {
            Mail::BookingMoved { booking: id }
        };
        outbox::write(&*tx, mail, now).await?;
        Ok(tx.commit().await?)
    }

    /// How each date would stand after a change. The verdicts are without alternatives.
    pub(super) async fn plan_of_change(&self, by: &Actor, id: BookingId, wanted: &Wanted) -> Outcome<Vec<PlannedDate>> {
        let now = self.now();
        let houses = rooms::load(&self.db, Which::SiteOf(&wanted.wish.space)).await?;
        let wished = wished(&houses, wanted)?;
        let Known { row, dates } = looked_at(&self.db, by, id).await?;
        let meant = meant(&row, &dates, wanted.dates, now)?;
        let Some(first) = meant.first() else { return refuse(BookingRefusal::NotNow(BookingState::Finished)) };
        let houses = of_both(&self.db, &meant, &wished).await?;
        let difference = Difference::between(&row, first, &houses, &wished, None)?;
        let moved = difference.applied_to(&row, &meant, &houses)?;
        let stands = Difference::none().applied_to(&row, &meant, &houses)?;
        let ids = ids(&meant);
        let wisher = Wisher::of_booking(&self.db, &row, &ids).await?;
        let busy = others(dated::look(&self.db, &moved, false, wisher.eyes(now)).await?, &ids);
        let facts = wisher.facts(&self.db, &moved).await?;
        let mut verdicts = dated::verdicts(&moved, facts.clone(), &busy, now);
        if difference.is_asked_for(&row, &meant) && asks(&verdicts) && !keeps(by, &moved) {
            verdicts = dated::verdicts(&anew(&moved), facts, &busy, now);
        }
        let planned = stands.iter().zip(moved.iter().zip(verdicts)).map(|(was, (moved, verdict))| PlannedDate {
            original: was.wish.when.local,
            pick: None,
            space: moved.room.view.space.clone(),
            local: moved.wish.when.local,
            verdict,
        });
        Ok(planned.collect())
    }
}

/// Dates that somebody has to agree to, whether or not they were kept under a closure.
fn anew<'a>(dates: &[Dated<'a>]) -> Vec<Dated<'a>> {
    dates.iter().cloned().map(Dated::anew).collect()
}

/// How the first of the dates shall be.
fn wished<'h>(houses: &'h Houses, wanted: &Wanted) -> Result<Dated<'h>, BookingRefusal> {
    let room = houses.room(&wanted.wish.space).ok_or(BookingRefusal::NotFound)?;
    known_use(room, &wanted.wish)?;
    let wish = judged(room, &wanted.wish, wanted.wish.span())?;
    Ok(Dated::new(room, wish).used_for(wanted.wish.use_kind.as_deref()).taking(&wanted.wish.along))
}

/// Where dates are, and where they shall be.
async fn of_both(db: &impl ConnectionTrait, meant: &[&occurrence::Model], wished: &Dated<'_>) -> Outcome<Houses> {
    let places: Vec<Uuid> = meant.iter().map(|dated| dated.space_id).collect();
    Ok(rooms::load(db, Which::SitesOfAnd(&places, &wished.room.view.space.slug)).await?)
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
    if let Dates::Following(id) = which
        && !dates.iter().any(|dated| dated.id == id.0)
    {
        return refuse(BookingRefusal::NotFound);
    }
    Ok(to_change(dates, which, now))
}

/// The same of a booking that may be changed.
pub(super) fn to_change(dates: &[occurrence::Model], which: Dates, now: DateTime<Utc>) -> Vec<&occurrence::Model> {
    let to_come = dates.iter().filter(|dated| dated.state.0.occupies() && dated.starts_at > now);
    match which {
        Dates::All => to_come.collect(),
        Dates::This(id) => to_come.filter(|dated| dated.id == id.0).collect(),
        Dates::Following(id) => {
            let from = dates.iter().find(|dated| dated.id == id.0).map(|from| from.starts_at);
            to_come.filter(|dated| from.is_some_and(|from| dated.starts_at >= from)).collect()
        }
    }
}

/// The ids of some dates.
pub(super) fn ids(dates: &[&occurrence::Model]) -> Vec<Uuid> {
    dates.iter().map(|dated| dated.id).collect()
}
