//! Groups of sites: what the rules ask of them, each in one query however many people and groups there are.

use std::collections::HashMap;

use domain::{group::GroupRef, id::GroupId, rulebook::RuleBook, rules::Belonging};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::{group_member, site_group};

mod desk;

/// Which groups some people and organisations are in.
#[derive(Default)]
pub(crate) struct Belongings(HashMap<Uuid, Vec<Belonging>>);

impl Belongings {
    /// What was looked up of others as well.
    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Those of somebody who acts for an organisation, hers and its.
    pub(crate) fn of(&self, account: Option<Uuid>, organisation: Uuid) -> Vec<Belonging> {
        let both = account.into_iter().chain([organisation]);
        both.filter_map(|id| self.0.get(&id)).flatten().copied().collect()
    }
}

/// Looks up the groups of some people and organisations.
pub(crate) async fn belongings(
    db: &impl ConnectionTrait,
    accounts: impl Iterator<Item = Uuid>,
    organisations: impl Iterator<Item = Uuid>,
) -> Result<Belongings, DbErr> {
    let theirs = Condition::any()
        .add(group_member::Column::AccountId.is_in(accounts))
        .add(group_member::Column::OrganisationId.is_in(organisations));
    let mut all = Belongings::default();
    for row in group_member::Entity::find().filter(theirs).all(db).await? {
        let Some(holder) = row.account_id.or(row.organisation_id) else { continue };
        all.0.entry(holder).or_default().push(Belonging { group: GroupId(row.group_id), last_day: row.last_day });
    }
    Ok(all)
}

/// What the groups some books are about are called. Books about none ask nothing.
pub(crate) async fn named(
    db: &impl ConnectionTrait,
    books: impl Iterator<Item = &RuleBook>,
) -> Result<HashMap<GroupId, GroupRef>, DbErr> {
    let ids: Vec<Uuid> = books.flat_map(RuleBook::groups).map(|group| group.0).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = site_group::Entity::find().filter(site_group::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (GroupId(row.id), reference(row))).collect())
}

/// The groups of a site.
pub(crate) async fn of_site(db: &impl ConnectionTrait, site: Uuid) -> Result<Vec<GroupRef>, DbErr> {
    let rows = site_group::Entity::find().filter(site_group::Column::SiteId.eq(site)).all(db).await?;
    let mut groups: Vec<GroupRef> = rows.into_iter().map(reference).collect();
    groups.sort_by_cached_key(|group| crate::rooms::natural(&group.name));
    Ok(groups)
}

fn reference(row: site_group::Model) -> GroupRef {
    GroupRef { id: GroupId(row.id), name: row.name }
}
