//! The requests that wait for a keeper, and what stands against each: as many questions for one as for a hundred.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Actor,
    booking::BookingState,
    desk::{Against, LocalWish, RequestCard},
    id::{BookingId, ClosureId, OrganisationId},
    organisation::OrganisationRef,
    rules::{BrokenRule, Facts},
    slot::Slot,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{
    add::local_wish,
    alternatives::others,
    dated::{self, Dated},
    quota::Quotas,
    read::people,
    requests::{as_dated, keeps_place},
    rows::occurrences,
    wishers::Wishers,
};
use crate::{
    Store,
    allocation::{Busy, Eyes, Taker},
    entity::{Code, booking, occurrence, organisation, small, space},
    equipment, keeping,
    rooms::{self, Which},
    zone,
};

/// A request, and the dates of it that wait for one keeper.
struct Asked<'h> {
    row: booking::Model,
    /// The first of them as it was wished.
    wish: Option<LocalWish>,
    ids: Vec<Uuid>,
    dates: Vec<Dated<'h>>,
    /// How many more wait for others.
    others: usize,
}

impl Store {
    /// Every request for a space the actor keeps, with its dates there, the oldest first.
    pub(super) async fn waiting_requests(&self, by: &Actor) -> Result<Option<Vec<RequestCard>>, DbErr> {
        let Some(keeper) = by.person().filter(|person| person.is_keeper()) else { return Ok(None) };
        let now = self.now();
        let here = space::Entity::find()
            .select_only()
            .column(space::Column::Id)
            .filter(keeping::spaces_of(keeper))
            .into_query();
        let asked = occurrence::Entity::find()
            .select_only()
            .column(occurrence::Column::BookingId)
            .filter(occurrence::Column::State.eq(Code(BookingState::Requested)))
            .filter(occurrence::Column::SpaceId.in_subquery(here))
            .into_query();
        let rows = booking::Entity::find()
            .filter(booking::Column::Id.in_subquery(asked))
            .order_by_asc(booking::Column::AskedAt)
            .order_by_asc(booking::Column::Id)
            .all(&self.db)
            .await?;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let all = occurrences(&self.db, &ids).await?;
        let places: Vec<Uuid> = all.iter().map(|date| date.space_id).collect();
        let houses = rooms::load(&self.db, Which::SitesOf(&places)).await?;
        let people = people(&self.db, rows.iter().filter_map(|row| row.account_id)).await?;
        let organisations = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(rows.iter().map(|row| row.organisation_id)))
            .all(&self.db)
            .await?;
        let wishers = Wishers::read(&self.db, rows.iter()).await?;
        let mut asked = Vec::with_capacity(rows.len());
        for row in rows {
            let waits =
                |date: &&occurrence::Model| date.booking_id == row.id && date.state.0 == BookingState::Requested;
            let (hers, others): (Vec<_>, Vec<_>) =
                all.iter().filter(waits).partition(|date| keeps_place(by, &houses, date));
            let dates = as_dated(&row, &hers, &houses)?;
            let first = hers.first().zip(dates.first());
            let wish = first.map(|(date, dated)| local_wish(&row, date, dated.room));
            asked.push(Asked {
                wish,
                ids: hers.iter().map(|date| date.id).collect(),
                dates,
                row,
                others: others.len(),
            });
        }
        let dates: Vec<Dated<'_>> = asked.iter().flat_map(|one| one.dates.iter().cloned()).collect();
        let busy = dated::look(&self.db, &dates, false, Eyes::of(by, now)).await?;
        let times: Vec<Slot> = dates.iter().map(|dated| dated.wish.when.slot).collect();
        let quotas = match Slot::around(&times) {
            Some(window) => {
                let of = asked.iter().map(|one| one.row.organisation_id);
                Quotas::read(&self.db, of, dates.iter().map(|dated| dated.room), window).await?
            }
            None => Quotas::default(),
        };
        let mut cards = Vec::with_capacity(asked.len());
        for Asked { row, wish, ids, dates, others: beside } in asked {
            let of = organisations.iter().find(|of| of.id == row.organisation_id);
            let (Some(first), Some(wish), Some(of)) = (dates.first(), wish, of) else { continue };
            let facts = wishers.of(&row, &ids).facts_by_all(&dates, &quotas);
            let against = against(&dates, facts, &others(near(&dates, &busy), &ids), now);
            cards.push(RequestCard {
                id: BookingId(row.id),
                version: row.version,
                space: first.room.view.space.clone(),
                when: first.wish.when,
                dates: u32::try_from(dates.len()).unwrap_or(u32::MAX),
                others: u32::try_from(beside).unwrap_or(u32::MAX),
                people: small(row.people),
                along: equipment::named(first.room, &first.along),
                organisation: OrganisationRef {
                    id: OrganisationId(of.id),
                    name: of.name.clone(),
                    kind: of.kind.0,
                    sector: of.sector.0,
                },
                booker: row.account_id.and_then(|id| people.get(&id)).cloned().unwrap_or_default(),
                asked_at: zone::to_local(first.room.zone, row.asked_at.unwrap_or(row.created_at)),
                answer_by: row.answer_by.map(|at| zone::to_local(first.room.zone, at)),
                title: row.title,
                note: row.note,
                against,
                wish,
            });
        }
        Ok(Some(cards))
    }
}

/// What is taken around some dates, of what is taken around all: as a look at them alone would see it.
fn near(dates: &[Dated<'_>], busy: &[Busy]) -> Vec<Busy> {
    let units: HashSet<Uuid> = dates.iter().flat_map(Dated::units).collect();
    let around = TimeDelta::days(1);
    let held: Vec<Slot> = dates.iter().map(Dated::held).collect();
    let Some(Ok(window)) = Slot::around(&held).map(|all| Slot::new(all.from() - around, all.until() + around)) else {
        return Vec::new();
    };
    let near = |busy: &&Busy| units.contains(&busy.unit) && busy.held.overlaps(window);
    busy.iter().filter(near).cloned().collect()
}

/// What stands against some dates, each rule once with the days of the dates that break it.
fn against(dates: &[Dated<'_>], facts: Vec<Facts>, busy: &[Busy], now: DateTime<Utc>) -> Vec<Against> {
    let mut against: Vec<Against> = Vec::new();
    for (dated, verdict) in dates.iter().zip(dated::verdicts(dates, facts, busy, now)) {
        let day = dated.wish.when.local.from.date();
        for rule in verdict.broken {
            let lifter = verdict.firm.lifter(&rule);
            match against.iter_mut().find(|one| one.rule == rule && one.lifter == lifter) {
                Some(known) => known.on.push(day),
                None => against.push(Against { closure: closure(dated, &rule, busy), rule, lifter, on: vec![day] }),
            }
        }
    }
    against
}

/// The closure a rule tells of.
fn closure(dated: &Dated<'_>, rule: &BrokenRule, busy: &[Busy]) -> Option<(String, ClosureId)> {
    let BrokenRule::Closure { reason: told, when } = rule else { return None };
    let id = busy.iter().find_map(|busy| match &busy.by {
        Taker::Closure { id, reason } if reason == told && busy.held == when.slot => Some(*id),
        _ => None,
    })?;
    Some((dated.room.view.space.site.slug.clone(), ClosureId(id)))
}
