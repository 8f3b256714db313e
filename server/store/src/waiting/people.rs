//! Everybody who waits at a site, read together: who they are, and what they have shown.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    access::{Actor, Person},
    id::OrganisationId,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    bookings::{
        facts::{Known, Shown, Wisher, shown},
        why,
    },
    entity::{ROWS_AT_ONCE, account, organisation, waiting},
    groups::{Belongings, belongings},
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
