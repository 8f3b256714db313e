//! Every organisation, and whether the region trusts it.

use std::collections::HashMap;

use domain::{
    access::{Act, Actor, may},
    desk::{AccountRefusal, ListedOrganisation, OrganisationSearch, Page},
    id::OrganisationId,
    organisation::{OrganisationRef, Role},
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::on_page;
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, account, membership, organisation},
    error::{Stop, fit, refuse},
    rooms::natural,
    words::Words,
    zone,
};

impl Store {
    pub(super) async fn organisations_found(
        &self,
        by: &Actor,
        search: &OrganisationSearch,
        page: u32,
    ) -> Result<Option<Page<ListedOrganisation>>, DbErr> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        let mut wanted = organisation::Entity::find();
        if let Some(confirmed) = search.confirmed {
            wanted = wanted.filter(organisation::Column::Confirmed.eq(confirmed));
        }
        if let Some(kind) = search.kind {
            wanted = wanted.filter(organisation::Column::Kind.eq(Code(kind)));
        }
        let words = Words::of_names(&search.words);
        let mut found = wanted.all(&self.db).await?;
        found.retain(|of| words.all_in([of.name.as_str(), of.town.as_str()]));
        found.sort_by_cached_key(|of| (of.confirmed, natural(&of.name), of.id));
        let Page { items, page, total, per_page } = on_page(found, page);

        let members = membership::Entity::find()
            .filter(membership::Column::OrganisationId.is_in(items.iter().map(|of| of.id)))
            .all(&self.db)
            .await?;
        let looks_after = members.iter().filter(|member| member.role.0 == Role::Admin).map(|member| member.account_id);
        let contacts = account::Entity::find()
            .filter(account::Column::Id.is_in(looks_after))
            .order_by_asc(account::Column::CreatedAt)
            .order_by_asc(account::Column::Id)
            .all(&self.db)
            .await?;
        let mut counts: HashMap<Uuid, usize> = HashMap::new();
        for member in &members {
            *counts.entry(member.organisation_id).or_default() += 1;
        }
        let contact = |of: Uuid| {
            let is_hers = |her: &&account::Model| {
                let hers = |member: &&membership::Model| member.account_id == her.id && member.role.0 == Role::Admin;
                members.iter().filter(hers).any(|member| member.organisation_id == of)
            };
            contacts.iter().find(is_hers).map(|her| (her.name.clone(), her.email.clone()))
        };
        let view = |of: organisation::Model| ListedOrganisation {
            members: counts.get(&of.id).copied().unwrap_or_default(),
            contact: contact(of.id),
            since: zone::to_local(self.zone, of.created_at),
            town: of.town,
            confirmed: of.confirmed,
            trusted: of.trusted,
            organisation: OrganisationRef {
                id: OrganisationId(of.id),
                name: of.name,
                kind: of.kind.0,
                sector: of.sector.0,
            },
        };
        Ok(Some(Page { items: items.into_iter().map(view).collect(), page, total, per_page }))
    }

    /// Said twice it is written once.
    pub(super) async fn set_trusted(
        &self,
        by: &Actor,
        id: OrganisationId,
        trusted: bool,
    ) -> Result<(), Stop<AccountRefusal>> {
        fit(by, Act::AdministerPlatform)?;
        let tx = self.begin_write().await?;
        let changed = organisation::Entity::update_many()
            .col_expr(organisation::Column::Trusted, Expr::value(trusted))
            .filter(organisation::Column::Id.eq(id.0))
            .filter(organisation::Column::Trusted.eq(!trusted))
            .exec(&*tx)
            .await?;
        if changed.rows_affected == 0 {
            let known = organisation::Entity::find_by_id(id.0).one(&*tx).await?;
            return if known.is_some() { Ok(()) } else { refuse(AccountRefusal::NotFound) };
        }
        let act = if trusted { "trusted" } else { "no-longer-trusted" };
        audit::write(&*tx, by, act, Thing::Organisation, id.0, json!({}), self.now()).await?;
        Ok(tx.commit().await?)
    }
}
