//! Everybody who waits at a site, read together: who they are, what they have shown, and what their organisations use.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    access::{Actor, Person},
    id::OrganisationId,
    opening::instant,
    rules::Facts,
    slot::Slot,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    bookings::{
        dated::Dated,
        facts::{Known, Shown, Wisher, shown},
        quota::USING,
        why,
    },
    entity::{Code, ROWS_AT_ONCE, account, booking, occurrence, organisation, waiting},
    groups::{Belongings, belongings},
    rooms::Room,
    zone,
};

/// Those who wait, by account. Who cannot sign in any more is none of them.
#[derive(Default)]
pub(super) struct People {
    people: HashMap<Uuid, Person>,
    organisations: HashMap<Uuid, organisation::Model>,
    shown: HashMap<Uuid, Vec<Shown>>,
    groups: Belongings,
}

/// One of them, acting for whom she waits.
pub(super) struct Waiter {
    pub(super) actor: Actor,
    member: Option<Known>,
}

impl People {
    /// Reads them with as many queries for one as for a thousand.
    pub(super) async fn read(
        db: &impl ConnectionTrait,
        rows: &[waiting::Model],
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let ids: HashSet<Uuid> = rows.iter().map(|row| row.account_id).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut all = Self::default();
        for some in ids.chunks(ROWS_AT_ONCE) {
            let living = account::Entity::find()
                .filter(account::Column::Id.is_in(some.iter().copied()))
                .filter(account::Column::Disabled.eq(false))
                .all(db)
                .await?;
            let (people, organisations) = why::people(db, living, now).await?;
            let of = organisations.iter().map(|of| of.id);
            all.groups.extend(belongings(db, some.iter().copied(), of).await?);
            all.people.extend(people.into_iter().map(|her| (her.id.0, her)));
            all.organisations.extend(organisations.into_iter().map(|of| (of.id, of)));
            all.shown.extend(shown(db, some).await?);
        }
        Ok(all)
    }

    /// Whoever waits, acting for whom she asked.
    pub(super) fn waiter(&self, row: &waiting::Model) -> Option<Waiter> {
        let acting_for = Some(OrganisationId(row.organisation_id));
        let her = Person { acting_for, ..self.people.get(&row.account_id)?.clone() };
        let of = self.organisations.get(&row.organisation_id);
        let proofs = self.shown.get(&row.account_id).cloned().unwrap_or_default();
        let groups = self.groups.of(Some(row.account_id), row.organisation_id);
        let member = her.acting().zip(of).map(|(acting, of)| Known::of(of, acting.role, proofs, groups));
        Some(Waiter { actor: Actor::Account(her), member })
    }
}

impl Waiter {
    /// As the rules see her.
    pub(super) fn wisher(&self) -> Wisher<'_> {
        Wisher::known(&self.actor, self.member.clone())
    }
}

/// What organisations have of spaces that ration their time.
#[derive(Default)]
pub(super) struct Quotas(HashMap<(Uuid, Uuid), Vec<Use>>);

/// When one of their dates begins, and how many minutes it counts, every unit of a pool by itself.
type Use = (DateTime<Utc>, i64);

impl Quotas {
    /// Reads it for some organisations, in the periods around some time.
    pub(super) async fn read(
        db: &impl ConnectionTrait,
        organisations: impl Iterator<Item = Uuid>,
        rooms: &[&Room],
        window: Slot,
    ) -> Result<Self, DbErr> {
        let rationed = || rooms.iter().filter(|room| room.view.rules.quota.minutes.is_some());
        let of: HashSet<Uuid> = organisations.collect();
        let mut quotas = Self::default();
        if rationed().next().is_none() || of.is_empty() {
            return Ok(quotas);
        }
        let around = rationed().flat_map(|room| {
            let period = |at| room.view.rules.quota.per.around(zone::to_local(room.zone, at).date());
            let ((first, _), (_, next)) = (period(window.from()), period(window.until()));
            [first, next].map(|date| zone::to_utc(room.zone, instant(date, 0)))
        });
        let around: Vec<DateTime<Utc>> = around.collect();
        let (Some(from), Some(until)) = (around.iter().min(), around.iter().max()) else { return Ok(quotas) };
        let of: Vec<Uuid> = of.into_iter().collect();
        for some in of.chunks(ROWS_AT_ONCE) {
            let found = occurrence::Entity::find()
                .filter(occurrence::Column::OrganisationId.is_in(some.iter().copied()))
                .filter(occurrence::Column::SpaceId.is_in(rationed().map(|room| room.id())))
                .filter(occurrence::Column::StartsAt.gte(*from))
                .filter(occurrence::Column::StartsAt.lt(*until))
                .filter(occurrence::Column::State.is_in(USING.map(Code)))
                .all(db)
                .await?;
            let bookings: HashSet<Uuid> = found.iter().map(|row| row.booking_id).collect();
            let units: Vec<(Uuid, i32)> = booking::Entity::find()
                .select_only()
                .columns([booking::Column::Id, booking::Column::Units])
                .filter(booking::Column::Id.is_in(bookings))
                .into_tuple()
                .all(db)
                .await?;
            let units: HashMap<Uuid, i32> = units.into_iter().collect();
            for row in found {
                let units = row.units.or_else(|| units.get(&row.booking_id).copied()).unwrap_or(1);
                let minutes = (row.ends_at - row.starts_at).num_minutes() * i64::from(units);
                let its = quotas.0.entry((row.organisation_id, row.space_id)).or_default();
                its.push((row.starts_at, minutes));
            }
        }
        Ok(quotas)
    }

    /// What is known of somebody for one date.
    pub(super) fn facts(&self, wisher: &Wisher<'_>, dated: &Dated<'_>) -> Facts {
        let (first, next) = dated.room.view.rules.quota.per.around(dated.wish.when.local.from.date());
        let at = |date| zone::to_utc(dated.room.zone, instant(date, 0));
        let (from, until) = (at(first), at(next));
        let of = wisher.organisation().and_then(|of| self.0.get(&(of.0, dated.room.id())));
        let inside = of.into_iter().flatten().filter(|(at, _)| from <= *at && *at < until);
        wisher.using(dated, inside.map(|(_, minutes)| minutes).sum())
    }
}
