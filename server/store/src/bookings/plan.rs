//! Every date of a series with what the house says to it, and what would work instead: before it is booked, and before
//! it is changed.

use domain::{
    access::Actor,
    booking::BookingRefusal,
    desk::{BusyWhat, Dates, LocalWish, Pick, PlannedDate, Series},
    id::BookingId,
    rules::{Alternative, Verdict},
    slot::LocalSpan,
    space::SpaceRef,
};
use sea_orm::DbErr;

use super::{
    Outcome,
    alternatives::Elsewhere,
    book::premises,
    change::{ids, to_change},
    dated::{self, Dated, Planned, expand, named},
    facts::Wisher,
    looked_at,
    party::Party,
    times::Reach,
};
use crate::{
    Store,
    allocation::Busy,
    calendar::{Published, what},
    entity::occurrence,
    error::refuse,
    rooms::{self, Which},
};

/// What takes a date's time, as far as the actor may know it, each once.
pub(super) fn in_the_way(by: &Actor, dated: &Dated<'_>, busy: &[Busy], published: &Published) -> Box<[BusyWhat]> {
    let held = dated.held();
    let mut known = Vec::new();
    for busy in busy.iter().filter(|busy| dated.room.units.contains(&busy.unit) && busy.held.overlaps(held)) {
        let what = what(by, dated.room, busy, published);
        if !known.contains(&what) {
            known.push(what);
        }
    }
    known.into()
}

/// Of so many dates of a series that cannot be had it is looked up what would work instead: each costs a look at every
/// space, and whoever has decided about these sees those of the next.
const MOST_COMPLETED: usize = 60;

/// What is looked at for all dates together.
pub(super) struct Look<'a> {
    pub(super) by: &'a Actor,
    pub(super) wisher: &'a Wisher<'a>,
    pub(super) busy: &'a [Busy],
    /// Where a space is taken, the next free one like it is picked.
    pub(super) substitute: bool,
    published: Published,
    elsewhere: Elsewhere,
    /// How many dates were looked at for what would work instead.
    completed: usize,
}

impl Store {
    /// What a look at some dates needs to know.
    pub(super) async fn look_at<'a>(
        &self,
        by: &'a Actor,
        wisher: &'a Wisher<'a>,
        busy: &'a [Busy],
        substitute: bool,
    ) -> Result<Look<'a>, DbErr> {
        let published = self.published(busy.iter().filter_map(|busy| busy.by.session())).await?;
        Ok(Look { by, wisher, busy, substitute, published, elsewhere: Elsewhere::default(), completed: 0 })
    }

    /// A date as it is shown: one that cannot be had with what would work instead, or with that picked.
    pub(super) async fn shown(
        &self,
        look: &mut Look<'_>,
        bare: PlannedDate,
        dated: &Dated<'_>,
        verdict: Verdict,
    ) -> Result<PlannedDate, DbErr> {
        if verdict.is_free() {
            return Ok(PlannedDate { verdict, ..bare });
        }
        look.completed += 1;
        let verdict = if look.completed > MOST_COMPLETED {
            verdict
        } else {
            self.completed(verdict, dated, look.wisher, &mut look.elsewhere, Reach::Near).await?
        };
        // Nobody is sent to another town without being asked.
        let like_it = |way: &&Alternative| {
            way.space.slug != bare.space.slug
                && way.space.site.town == bare.space.site.town
                && way.when.local == bare.local
        };
        if let Some(way) = verdict.alternatives.iter().find(like_it).filter(|_| look.substitute) {
            return Ok(PlannedDate {
                pick: Some(Pick::Instead {
                    space: way.space.slug.clone(),
                    date: bare.local.from.date(),
                    from: bare.local.from.time(),
                    until: bare.local.until.time(),
                }),
                space: way.space.clone(),
                ..bare
            });
        }
        let in_the_way = in_the_way(look.by, dated, look.busy, &look.published);
        Ok(PlannedDate { verdict: Verdict { in_the_way, ..verdict }, ..bare })
    }

    /// What the house says to some dates, each seeing those before it as taken, with what is in the way as far as the
    /// actor may know it. What would work instead is not looked for.
    pub(crate) async fn seen_in_turn(
        &self,
        by: &Actor,
        wisher: &Wisher<'_>,
        dates: &[Dated<'_>],
    ) -> Result<Vec<Verdict>, DbErr> {
        let busy = self.around(dates, wisher).await?;
        let facts = wisher.facts(&self.db, dates).await?;
        let published = self.published(busy.iter().filter_map(|busy| busy.by.session())).await?;
        let verdicts = dated::verdicts(dates, facts, &busy, self.now());
        let with_names = |(dated, verdict): (&Dated<'_>, Verdict)| match verdict.is_free() {
            true => verdict,
            false => Verdict { in_the_way: in_the_way(by, dated, &busy, &published), ..verdict },
        };
        Ok(dates.iter().zip(verdicts).map(with_names).collect())
    }

    /// Judges every date of a series.
    pub(super) async fn plan_series(
        &self,
        by: &Actor,
        wish: &LocalWish,
        series: &Series,
        own: Option<BookingId>,
        substitute: bool,
    ) -> Outcome<Vec<PlannedDate>> {
        let houses = rooms::load(&self.db, Which::SitesNamed(&named(wish, &series.choices))).await?;
        let Some(wished) = houses.room(&wish.space) else { return refuse(BookingRefusal::NotFound) };
        let planned = expand(&houses, wish, Some(series))?;
        let dates: Vec<Dated<'_>> = planned.iter().filter_map(|planned| planned.dated.clone()).collect();
        let party = Party::read(&self.db, by, wish.behalf.as_ref(), &premises(&dates), self.now()).await?;
        let own = match own {
            Some(id) => looked_at(&self.db, by, id).await.ok(),
            None => None,
        };
        let wisher = match &own {
            Some(own) => {
                let again = ids(&to_change(&own.dates, Dates::All, self.now()));
                Wisher::of_booking(&self.db, &own.row, &again).await?.changed_by(by)
            }
            None => party.wisher(&self.db, by).await?,
        };
        let stands = own.map(|own| own.dates).unwrap_or_default();
        let busy = self.around(&dates, &wisher).await?;
        let facts = wisher.facts(&self.db, &dates).await?;
        let verdicts = dated::verdicts(&dates, facts, &busy, self.now());
        let verdicts = verdicts.into_iter().map(|verdict| party.answered(verdict));
        let mut judged = dates.iter().zip(verdicts);
        let mut look = self.look_at(by, &wisher, &busy, substitute).await?;
        let mut shown = Vec::with_capacity(planned.len());
        for Planned { original, pick, dated } in planned {
            let bare = |space: &SpaceRef, local| bare(original, pick.clone(), space, local);
            let Some((dated, verdict)) = dated.and_then(|_| judged.next()) else {
                shown.push(bare(&wished.view.space, original));
                continue;
            };
            let bare = bare(&dated.room.view.space, dated.wish.when.local);
            let there = |date: &occurrence::Model| {
                date.space_id == dated.room.id() && date.starts_at == dated.wish.when.slot.from()
            };
            if stands.iter().any(there) {
                shown.push(bare);
                continue;
            }
            shown.push(self.shown(&mut look, bare, dated, verdict).await?);
        }
        Ok(shown)
    }
}

/// A date nothing is said to yet.
pub(super) fn bare(original: LocalSpan, pick: Option<Pick>, space: &SpaceRef, local: LocalSpan) -> PlannedDate {
    PlannedDate { original, pick, space: space.clone(), local, verdict: Verdict::default() }
}
