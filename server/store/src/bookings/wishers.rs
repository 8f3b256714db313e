//! Whoever made some bookings, read together: as many questions for one as for a hundred.

use std::collections::{HashMap, HashSet};

use domain::organisation::Role;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::facts::{Known, Shown, Wisher, shown};
use crate::{
    entity::{booking, membership, organisation},
    groups::{Belongings, belongings},
};

/// Whoever made some bookings, as the rules see them.
pub(crate) struct Wishers {
    organisations: HashMap<Uuid, organisation::Model>,
    /// By account and organisation.
    roles: HashMap<(Uuid, Uuid), Role>,
    shown: HashMap<Uuid, Vec<Shown>>,
    groups: Belongings,
}

impl Wishers {
    /// Reads them.
    pub(crate) async fn read<'r>(
        db: &impl ConnectionTrait,
        rows: impl Iterator<Item = &'r booking::Model> + Clone,
    ) -> Result<Self, DbErr> {
        let accounts: HashSet<Uuid> = rows.clone().filter_map(|row| row.account_id).collect();
        let accounts: Vec<Uuid> = accounts.into_iter().collect();
        let of: HashSet<Uuid> = rows.map(|row| row.organisation_id).collect();
        let organisations =
            organisation::Entity::find().filter(organisation::Column::Id.is_in(of.iter().copied())).all(db).await?;
        let memberships = membership::Entity::find()
            .filter(membership::Column::AccountId.is_in(accounts.iter().copied()))
            .filter(membership::Column::OrganisationId.is_in(of.iter().copied()))
            .all(db)
            .await?;
        let roles = memberships.into_iter().map(|row| ((row.account_id, row.organisation_id), row.role.0));
        Ok(Self {
            organisations: organisations.into_iter().map(|of| (of.id, of)).collect(),
            roles: roles.collect(),
            shown: shown(db, &accounts).await?,
            groups: belongings(db, accounts.iter().copied(), of.into_iter()).await?,
        })
    }

    /// Whoever made a booking of these, when some of its dates are judged again. Who has left her organisation may book
    /// at least.
    pub(crate) fn of(&self, row: &booking::Model, again: &[Uuid]) -> Wisher<'static> {
        let role = row.account_id.and_then(|account| self.roles.get(&(account, row.organisation_id))).copied();
        let proofs = row.account_id.and_then(|account| self.shown.get(&account)).cloned().unwrap_or_default();
        let groups = self.groups.of(row.account_id, row.organisation_id);
        let known = |of| Known::of(of, role.unwrap_or(Role::Booker), proofs, groups);
        Wisher::behind(row, self.organisations.get(&row.organisation_id).map(known), again)
    }
}
