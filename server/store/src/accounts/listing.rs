//! Every account with what it may do, for whoever runs the installation.

use std::collections::HashMap;

use domain::{
    desk::{Kept, Unavailable},
    organisation::Role,
};
use sea_orm::{DbErr, EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::{
    Store,
    entity::{account, keeper, membership, organisation},
    error::unavailable,
    keeping::{Names, place},
};

/// An account and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedAccount {
    /// Her address.
    pub email: String,
    /// Her name; empty until she gave one.
    pub name: String,
    /// What she may do for whom: organisations by name, her role in each.
    pub roles: Vec<(String, Role)>,
    /// The sites and spaces she keeps, by name.
    pub keeps: Vec<Kept>,
    /// Looks after the installation.
    pub platform_admin: bool,
    /// Reads what those who look after it read.
    pub auditor: bool,
    /// Locked out.
    pub disabled: bool,
}

impl Store {
    /// Every account, by address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accounts(&self) -> Result<Vec<ListedAccount>, Unavailable> {
        self.list_accounts().await.map_err(unavailable)
    }

    async fn list_accounts(&self) -> Result<Vec<ListedAccount>, DbErr> {
        let db = &self.db;
        let organisations = organisation::Entity::find().order_by_asc(organisation::Column::Name).all(db).await?;
        let memberships = membership::Entity::find().all(db).await?;
        let keepers = keeper::Entity::find().all(db).await?;
        let mut roles = by_account(memberships.iter().map(|row| (row.account_id, row.organisation_id, row.role.0)));
        let names = Names::of(db, keepers.iter().map(place)).await?;
        let accounts = account::Entity::find().order_by_asc(account::Column::Email).all(db).await?;
        let listed = accounts.into_iter().map(|row| {
            let roles = roles.remove(&row.id).unwrap_or_default();
            let hers = keepers.iter().filter(|kept| kept.account_id == row.id);
            ListedAccount {
                roles: organisations.iter().filter_map(|of| Some((of.name.clone(), *roles.get(&of.id)?))).collect(),
                keeps: names.all(hers.map(place)),
                email: row.email,
                name: row.name,
                platform_admin: row.platform_admin,
                auditor: row.auditor,
                disabled: row.disabled,
            }
        });
        Ok(listed.collect())
    }
}

/// What each account has, by what it has it of.
fn by_account<T>(rows: impl Iterator<Item = (Uuid, Uuid, T)>) -> HashMap<Uuid, HashMap<Uuid, T>> {
    let mut all: HashMap<Uuid, HashMap<Uuid, T>> = HashMap::new();
    for (account, of, what) in rows {
        all.entry(account).or_default().insert(of, what);
    }
    all
}
