//! Changing dates of a booking: all that are meant, or none. And the same without doing it, date by date.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    booking::{BookingRefusal, BookingState},
    desk::{Change as Wanted, Choice, Dates, PlannedDate},
    id::BookingId,
    rules::Admission,
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
    dated::{self, Dated, judged, known_use, named},
    difference::{Difference, chosen, local},
    exception::{Exception, keeps},
    facts::Wisher,
    known, looked_at, owner,
    plan::bare,
    requests,
    rows::{Change, is_at},
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
        match retried(|| self.change_once(by, id, version, wanted, &first, title.as_deref())).await {
            Err(refusal) => {
                let wisher = Wisher::moved_by(by, &self.db, id, Some(wanted.dates), self.now());
                Err(self.with_alternatives(refusal, &first, wisher).await)
            }
            done => done,
        }
    }

    async fn change_once(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        wanted: &Wanted,
        wished: &Dated<'_>,
        title: Option<&str>,
    ) -> Outcome<()> {
        let now = self.now();
        let reason = wanted.override_reason.as_deref();
        let tx = self.begin_write().await?;
        let Known { row, dates } = known(&*tx, by, id).await?;
        let meant = meant(&row, &dates, wanted.dates, now)?;
        let Some(first) = meant.first() else { return refuse(BookingRefusal::NotNow(BookingState::Finished)) };
        let houses = of_both(&*tx, &meant, wanted).await?;
        let whole = wanted.dates == Dates::All || dates.len() == 1;
        let difference = Difference::between(&row, first, &houses, wished, title)?.choosing(&wanted.choices);
        // The button was clicked twice, or with nothing changed.
        if difference.is_nothing() && (version..=version.saturating_add(1)).contains(&row.version) {
            return Ok(());
        }
        still_the_same(&row, version)?;
        let all = meant.len();
        let (meant, moved) = parted(&meant, difference.applied_to(&row, &meant, &houses)?);
        let stayed = all - meant.len();
        let (Some(first), Some(becomes_first)) = (meant.first(), moved.first()) else {
            return refuse(BookingRefusal::Dates);
        };
        let (organisation, booker) = owner(&row);
        if moved.iter().any(|dated| may(by, Act::ChangeBooking(dated.room.premises(), organisation, booker)).is_err()) {
            return refuse(BookingRefusal::Forbidden);
        }
        let mut lateness = Exception::at(by, premises(&meant, &houses), reason);
        // Else whoever is too late to call off would move it far away, and call it off there.
        let leaving =
            |(date, moved): &(&&occurrence::Model, &Dated<'_>)| !is_at(date, moved.room, moved.wish.when.slot);
        let leaving: Vec<&occurrence::Model> =
            meant.iter().zip(&moved).filter(leaving).map(|(date, _)| *date).collect();
        let broken = lateness.lift(late(&leaving, &houses, now));
        if !broken.is_empty() {
            return too_late_for(broken);
        }
        let ids = ids(&meant);
        let mut change = Change::new(&row, now).moved();
        if whole {
            let staying: Vec<Uuid> = dates.iter().map(|dated| dated.id).filter(|id| !ids.contains(id)).collect();
            difference.keep(&*tx, &row, &staying).await?;
            change = difference.on_booking(change);
        }
        // A date no keeper has agreed to stays asked for, until it is where nobody is to be asked.
        let asked = difference.asked_for(&row, &meant, &moved);
        let mut becomes = None;
        let next = |becomes: Option<BookingState>, date: &occurrence::Model| {
            becomes.filter(|_| asked.contains(&date.id)).unwrap_or(date.state.0)
        };
        let looked = difference.needs_another_look();
        let mut exception = Exception::by(by, &moved, reason);
        if looked {
            allocation::free(&*tx, &ids).await?;
            let wisher = Wisher::of_booking(&*tx, &row, &ids).await?.changed_by(by);
            let busy = dated::look(&*tx, &moved, true, wisher.eyes(now)).await?;
            let facts = wisher.facts(&*tx, &moved).await?;
            let verdicts = exception.verdicts(&moved, facts.clone(), &busy, now);
            all_free(&verdicts, dates.len() > 1)?;
            let asks = asks(verdicts.iter().zip(&ids).filter(|(_, id)| asked.contains(id)).map(|(verdict, _)| verdict));
            let again = asks && !keeps(by, &moved);
            if again {
                // What would have to be agreed to again while it is closed could not be: it stays as it was kept.
                all_free(&dated::verdicts(&anew(&moved, &ids, &asked), facts, &busy, now), dates.len() > 1)?;
            }
            let at_once = !asked.is_empty() && !asks;
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
                let every = whole && asked.len() == all;
                change = if every { change.state(BookingState::Requested) } else { change };
                requests::tell_keepers(&*tx, &moved, id, now).await?;
            }
            if at_once && !requests::waits_beside(&dates, &asked) {
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
            "stayed": stayed,
            "changed": difference.changed(&row, first),
            "from": stands(first),
            "to": becomes_first.place(),
            "others": otherwise(&meant, &moved, &houses, &wanted.choices),
        });
        let act = if difference.matters() { "moved" } else { "changed" };
        audit::write(&*tx, by, act, Thing::Booking, row.id, detail, now).await?;
        exception.and(lateness).write(&*tx, by, row.id, now).await?;
        let waited = |date: &&&occurrence::Model| {
            date.state.0 == BookingState::Requested && next(becomes, date) == BookingState::Confirmed
        };
        let mail = if looked && meant.iter().any(|date| waited(&date)) {
            requests::stand_at_once(&*tx, by, &row, &moved, &ids, now).await?
        } else {
            Mail::BookingMoved { booking: id }
        };
        outbox::write(&*tx, mail, now).await?;
        Ok(tx.commit().await?)
    }

    /// How each date would stand after a change.
    pub(super) async fn plan_of_change(
        &self,
        by: &Actor,
        id: BookingId,
        wanted: &Wanted,
        substitute: bool,
    ) -> Outcome<Vec<PlannedDate>> {
        let now = self.now();
        let houses = rooms::load(&self.db, Which::SiteOf(&wanted.wish.space)).await?;
        let wished = wished(&houses, wanted)?;
        let Known { row, dates } = looked_at(&self.db, by, id).await?;
        let meant = meant(&row, &dates, wanted.dates, now)?;
        let Some(first) = meant.first() else { return refuse(BookingRefusal::NotNow(BookingState::Finished)) };
        let houses = of_both(&self.db, &meant, wanted).await?;
        let difference = Difference::between(&row, first, &houses, &wished, None)?.choosing(&wanted.choices);
        let becomes = difference.applied_to(&row, &meant, &houses)?;
        let all = meant.clone();
        let (meant, moved) = parted(&meant, becomes);
        let ids = ids(&meant);
        let wisher = Wisher::of_booking(&self.db, &row, &ids).await?.changed_by(by);
        let busy = others(dated::look(&self.db, &moved, false, wisher.eyes(now)).await?, &ids);
        let facts = wisher.facts(&self.db, &moved).await?;
        let mut verdicts = dated::verdicts(&moved, facts.clone(), &busy, now);
        let asked = difference.asked_for(&row, &meant, &moved);
        let asks = asks(verdicts.iter().zip(&ids).filter(|(_, id)| asked.contains(id)).map(|(verdict, _)| verdict));
        if asks && !keeps(by, &moved) {
            verdicts = dated::verdicts(&anew(&moved, &ids, &asked), facts, &busy, now);
        }
        for (verdict, id) in verdicts.iter_mut().zip(&ids) {
            if !asked.contains(id) || keeps(by, &moved) {
                // What stands there, or is moved by who is asked, asks nobody.
                verdict.admission = Admission::AtOnce;
            }
        }
        let mut judged = moved.iter().zip(verdicts);
        let mut look = self.look_at(by, &wisher, &busy, substitute).await?;
        let mut shown = Vec::with_capacity(all.len());
        for date in all {
            let Some(here) = houses.room_of(date.space_id) else { return refuse(BookingRefusal::NotFound) };
            let original = local(date, here);
            let pick = chosen(&wanted.choices, original).cloned();
            let next = if ids.contains(&date.id) { judged.next() } else { None };
            let Some((dated, verdict)) = next else {
                shown.push(bare(original, pick, &here.view.space, original));
                continue;
            };
            let bare = bare(original, pick, &dated.room.view.space, dated.wish.when.local);
            shown.push(self.shown(&mut look, bare, dated, verdict).await?);
        }
        Ok(shown)
    }
}

/// The dates that change with how they will be, without those that stay as they are.
fn parted<'o, 'h>(
    dates: &[&'o occurrence::Model],
    becomes: Vec<Option<Dated<'h>>>,
) -> (Vec<&'o occurrence::Model>, Vec<Dated<'h>>) {
    dates.iter().zip(becomes).filter_map(|(date, dated)| Some((*date, dated?))).unzip()
}

/// Where and when a date is, as the trail has it.
pub(crate) fn stands(date: &occurrence::Model) -> serde_json::Value {
    json!({ "space": date.space_id, "slot": Slot::new(date.starts_at, date.ends_at).ok() })
}

/// The dates after the first that went where they were sent one by one, as the trail has them.
fn otherwise(
    meant: &[&occurrence::Model],
    moved: &[Dated<'_>],
    houses: &Houses,
    choices: &[Choice],
) -> Vec<serde_json::Value> {
    let by_itself = |date: &occurrence::Model| {
        houses.room_of(date.space_id).is_some_and(|here| chosen(choices, local(date, here)).is_some())
    };
    let others = meant.iter().zip(moved).skip(1).filter(|(date, _)| by_itself(date));
    others.map(|(date, moved)| json!({ "from": stands(date), "to": moved.place() })).collect()
}

/// Dates of which somebody has to agree to some, whether or not they were kept under a closure.
fn anew<'a>(dates: &[Dated<'a>], ids: &[Uuid], asked: &[Uuid]) -> Vec<Dated<'a>> {
    let date = |(dated, id): (&Dated<'a>, &Uuid)| {
        if asked.contains(id) { dated.clone().anew() } else { dated.clone() }
    };
    dates.iter().zip(ids).map(date).collect()
}

/// How the first of the dates shall be.
fn wished<'h>(houses: &'h Houses, wanted: &Wanted) -> Result<Dated<'h>, BookingRefusal> {
    let room = houses.room(&wanted.wish.space).ok_or(BookingRefusal::NotFound)?;
    known_use(room, &wanted.wish)?;
    let wish = judged(room, &wanted.wish, wanted.wish.span())?;
    Ok(Dated::new(room, wish).used_for(wanted.wish.use_kind.as_deref()).taking(&wanted.wish.along))
}

/// Where dates are, and where they shall be.
async fn of_both(db: &impl ConnectionTrait, meant: &[&occurrence::Model], wanted: &Wanted) -> Outcome<Houses> {
    let places: Vec<Uuid> = meant.iter().map(|dated| dated.space_id).collect();
    let named = named(&wanted.wish, &wanted.choices);
    let houses = rooms::load(db, Which::SitesOfAnd(&places, &named)).await?;
    for slug in named {
        known_use(houses.room(slug).ok_or(BookingRefusal::NotFound)?, &wanted.wish)?;
    }
    Ok(houses)
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
