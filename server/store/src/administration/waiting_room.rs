//! What the region does with an organisation besides saying yes: it says no, or puts right what it is.

use domain::{
    access::{Act, Actor, may},
    desk::AccountRefusal,
    id::{AccountId, OrganisationId},
    organisation::{OrganisationKind, Sector},
    text,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    accounts::named,
    audit::{self, Thing},
    entity::{
        Code, booking, cost_centre, event, group_member, login, mail_domain, membership, membership_ended, organisation,
    },
    error::{Stop, refuse},
    outbox::{self, Mail},
};

/// Longest reason.
const MOST_OF_A_REASON: usize = 500;

type Outcome<T> = Result<T, Stop<AccountRefusal>>;

impl Store {
    pub(super) async fn turn_away(&self, by: &Actor, id: OrganisationId, reason: &str) -> Outcome<()> {
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(AccountRefusal::Forbidden);
        }
        let reason = reason.trim();
        if !(1..=MOST_OF_A_REASON).contains(&reason.chars().count()) {
            return refuse(AccountRefusal::Reason);
        }
        let now = self.now();
        let tx = self.begin_write().await?;
        let of = organisation::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        // What the region said yes to has bookings and events: it is no more turned away.
        let Some(of) = of.filter(|of| !of.confirmed) else { return refuse(AccountRefusal::NotFound) };
        if is_used(&*tx, of.id).await? {
            return refuse(AccountRefusal::NotFound);
        }
        let members = membership::Entity::find().filter(membership::Column::OrganisationId.eq(of.id)).all(&*tx).await?;
        // What the mail says is read from the trail: of the organisation nothing is left.
        let detail = json!({ "name": of.name, "town": of.town, "reason": reason });
        delete(&*tx, of.id).await?;
        audit::write(&*tx, by, "turned-away", Thing::Organisation, of.id, detail, now).await?;
        for member in members {
            let account = AccountId(member.account_id);
            outbox::write(&*tx, Mail::OrganisationDeclined { organisation: id, account }, now).await?;
        }
        Ok(tx.commit().await?)
    }

    pub(super) async fn put_right(
        &self,
        by: &Actor,
        id: OrganisationId,
        name: &str,
        kind: OrganisationKind,
        sector: Sector,
    ) -> Outcome<()> {
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(AccountRefusal::Forbidden);
        }
        let Some(name) = named(name, 120) else { return refuse(AccountRefusal::Name) };
        let tx = self.begin_write().await?;
        let of = organisation::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        let Some(of) = of else { return refuse(AccountRefusal::NotFound) };
        if (of.name.as_str(), of.kind.0, of.sector.0) == (name, kind, sector) {
            return Ok(());
        }
        let slug = Some(text::slug(name)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| of.id.simple().to_string());
        let taken = organisation::Entity::find()
            .filter(organisation::Column::Slug.eq(&slug))
            .filter(organisation::Column::Id.ne(of.id))
            .count(&*tx)
            .await?;
        if taken > 0 {
            return refuse(AccountRefusal::NameTaken);
        }
        organisation::Entity::update_many()
            .col_expr(organisation::Column::Name, Expr::value(name))
            .col_expr(organisation::Column::Slug, Expr::value(slug))
            .col_expr(organisation::Column::Kind, Expr::value(Code(kind)))
            .col_expr(organisation::Column::Sector, Expr::value(Code(sector)))
            .filter(organisation::Column::Id.eq(of.id))
            .exec(&*tx)
            .await?;
        let detail = json!({ "name": name, "before": of.name, "kind": kind.code(), "sector": sector.code() });
        audit::write(&*tx, by, "put-right", Thing::Organisation, of.id, detail, self.now()).await?;
        Ok(tx.commit().await?)
    }
}

/// True when something was booked or announced for it.
async fn is_used(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, DbErr> {
    let booked = booking::Entity::find().filter(booking::Column::OrganisationId.eq(id)).count(db).await?;
    let announced = event::Entity::find().filter(event::Column::OrganisationId.eq(id)).count(db).await?;
    Ok(booked + announced > 0)
}

/// Takes it out of everything that names it, and away.
async fn delete(db: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    login::Entity::update_many()
        .col_expr(login::Column::ActingFor, Expr::value(None::<Uuid>))
        .filter(login::Column::ActingFor.eq(id))
        .exec(db)
        .await?;
    group_member::Entity::delete_many().filter(group_member::Column::OrganisationId.eq(id)).exec(db).await?;
    mail_domain::Entity::delete_many().filter(mail_domain::Column::OrganisationId.eq(id)).exec(db).await?;
    cost_centre::Entity::delete_many().filter(cost_centre::Column::OrganisationId.eq(id)).exec(db).await?;
    membership::Entity::delete_many().filter(membership::Column::OrganisationId.eq(id)).exec(db).await?;
    membership_ended::Entity::delete_many().filter(membership_ended::Column::OrganisationId.eq(id)).exec(db).await?;
    organisation::Entity::delete_by_id(id).exec(db).await.map(drop)
}
