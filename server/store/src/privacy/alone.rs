//! Organisations nobody but one person acts for: what is known of them is known of her.

use domain::{access::Person, organisation::OrganisationKind};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use crate::entity::{booking, cost_centre, mail_domain, membership, organisation};

/// Those she alone is a member of, by name.
pub(super) async fn hers(db: &impl ConnectionTrait, person: &Person) -> Result<Vec<organisation::Model>, DbErr> {
    let of = |mine: bool| {
        let who = membership::Column::AccountId;
        membership::Entity::find()
            .select_only()
            .column(membership::Column::OrganisationId)
            .filter(if mine { who.eq(person.id.0) } else { who.ne(person.id.0) })
            .into_query()
    };
    let mut all = organisation::Entity::find()
        .filter(organisation::Column::Id.in_subquery(of(true)))
        .filter(organisation::Column::Id.not_in_subquery(of(false)))
        .all(db)
        .await?;
    all.sort_by_cached_key(|one| one.name.to_lowercase());
    Ok(all)
}

/// Forgets where they sit, what stands on their bills, their logo, mail domains, and cost centres nothing is booked on. A
/// person who is an organisation loses her name; that of any other stays with what it booked and announced.
pub(super) async fn forget(db: &impl ConnectionTrait, person: &Person) -> Result<(), DbErr> {
    for one in hers(db, person).await? {
        let mut nameless = organisation::Entity::update_many()
            .col_expr(organisation::Column::Confirmed, Expr::value(false))
            .col_expr(organisation::Column::Trusted, Expr::value(false))
            .col_expr(organisation::Column::Logo, Expr::value(None::<String>));
        for said in [
            organisation::Column::Street,
            organisation::Column::Postcode,
            organisation::Column::BillTo,
            organisation::Column::BillStreet,
            organisation::Column::BillPostcode,
            organisation::Column::BillTown,
            organisation::Column::BillEmail,
            organisation::Column::VatId,
            organisation::Column::LeitwegId,
        ] {
            nameless = nameless.col_expr(said, Expr::value(""));
        }
        if one.kind.0 == OrganisationKind::Individual || !one.confirmed {
            let called = format!("erased-{}", one.id.simple());
            nameless = nameless
                .col_expr(organisation::Column::Name, Expr::value(called.clone()))
                .col_expr(organisation::Column::Slug, Expr::value(called))
                .col_expr(organisation::Column::Town, Expr::value(""));
        }
        nameless.filter(organisation::Column::Id.eq(one.id)).exec(db).await?;
        mail_domain::Entity::delete_many().filter(mail_domain::Column::OrganisationId.eq(one.id)).exec(db).await?;
        drop_unused_centres(db, one.id).await?;
    }
    Ok(())
}

async fn drop_unused_centres(db: &impl ConnectionTrait, organisation: Uuid) -> Result<(), DbErr> {
    let used = booking::Entity::find()
        .select_only()
        .column(booking::Column::CostCentreId)
        .filter(booking::Column::OrganisationId.eq(organisation))
        .filter(booking::Column::CostCentreId.is_not_null())
        .into_query();
    cost_centre::Entity::delete_many()
        .filter(cost_centre::Column::OrganisationId.eq(organisation))
        .filter(cost_centre::Column::Id.not_in_subquery(used))
        .exec(db)
        .await
        .map(drop)
}
