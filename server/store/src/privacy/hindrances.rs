//! What stands in the way of erasing an account: nobody may be left behind without somebody to ask.

use chrono::{DateTime, Utc};
use domain::{
    access::Person,
    booking::BookingState,
    desk::{Hindrance, Kept},
    event::EventState,
    id::{BookingId, OrganisationId},
    organisation::Role,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::ExprTrait as _,
};
use uuid::Uuid;

use crate::{
    entity::{Code, account, booking, event, keeper, occurrence, session},
    keeping::{Names, covers, place},
    people::heirs::{colleagues, share_out},
};

/// Bookings of somebody that are not over.
pub(super) async fn to_come(
    db: &impl ConnectionTrait,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<Vec<booking::Model>, DbErr> {
    let stands = BookingState::ALL.iter().copied().filter(|state| state.occupies()).map(Code);
    let dates = occurrence::Entity::find()
        .select_only()
        .column(occurrence::Column::BookingId)
        .filter(occurrence::Column::EndsAt.gt(now))
        .filter(occurrence::Column::State.is_in(stands))
        .into_query();
    booking::Entity::find()
        .filter(booking::Column::AccountId.eq(person.id.0))
        .filter(booking::Column::Id.in_subquery(dates))
        .order_by_asc(booking::Column::Id)
        .all(db)
        .await
}

/// Everybody else of an organisation, those who look after it first.
pub(super) async fn others(
    db: &impl ConnectionTrait,
    person: &Person,
    organisation: Uuid,
) -> Result<Vec<(Role, account::Model)>, DbErr> {
    let mut others = colleagues(db, organisation).await?;
    others.retain(|(_, other)| other.id != person.id.0);
    Ok(others)
}

/// What has to be settled before somebody's account can be erased.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<Vec<Hindrance>, DbErr> {
    let mut found = Vec::new();
    let mut bookings = to_come(db, person, now).await?;
    for membership in &person.memberships {
        let organisation = &membership.organisation;
        let others = others(db, person, organisation.id.0).await?;
        let named = || (organisation.id, organisation.name.clone());
        let admins = others.iter().any(|(role, _)| *role == Role::Admin);
        if membership.role == Role::Admin && !admins && !others.is_empty() {
            let (id, name) = named();
            found.push(Hindrance::OnlyAdmin(id, name));
            continue;
        }
        let booked: Vec<booking::Model> =
            bookings.extract_if(.., |row| row.organisation_id == organisation.id.0).collect();
        let books = others.iter().any(|(role, _)| *role >= Role::Booker);
        let runs = others.iter().any(|(role, _)| *role >= Role::Organiser);
        if (!booked.is_empty() && !books) || (!runs && announces(db, organisation.id, now).await?) {
            let (id, name) = named();
            found.push(Hindrance::NobodyElse(id, name));
            continue;
        }
        let left = share_out(db, booked, &others, now).await?.left;
        found.extend(left.into_iter().map(|(row, broken)| Hindrance::NobodyMayHave {
            booking: BookingId(row.id),
            title: row.title,
            broken,
        }));
    }
    for site in alone_at(db, person).await? {
        found.push(Hindrance::OnlyKeeper(site));
    }
    if person.platform_admin {
        let others = account::Entity::find()
            .filter(account::Column::PlatformAdmin.eq(true))
            .filter(account::Column::Disabled.eq(false))
            .filter(account::Column::Id.ne(person.id.0));
        if others.count(db).await? == 0 {
            found.push(Hindrance::OnlyPlatformAdmin);
        }
    }
    Ok(found)
}

/// True when an organisation has an event to come.
async fn announces(db: &impl ConnectionTrait, organisation: OrganisationId, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let of = session::Entity::belongs_to(event::Entity).from(session::Column::EventId).to(event::Column::Id);
    let sessions = session::Entity::find()
        .join(JoinType::InnerJoin, of.into())
        .filter(event::Column::OrganisationId.eq(organisation.0))
        .filter(event::Column::State.eq(Code(EventState::Published)))
        .filter(
            Condition::any()
                .add(session::Column::Postponed.eq(true))
                .add(session::Column::Cancelled.eq(false).and(session::Column::EndsAt.gt(now))),
        );
    Ok(sessions.count(db).await? > 0)
}

/// What nobody else keeps for good: a site, or a space of a site nobody keeps.
async fn alone_at(db: &impl ConnectionTrait, person: &Person) -> Result<Vec<Kept>, DbErr> {
    let rows = keeper::Entity::find().filter(keeper::Column::UntilAt.is_null()).all(db).await?;
    let (hers, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.account_id == person.id.0);
    let places = || hers.iter().map(place).filter(|at| !others.iter().any(|other| covers(other, *at)));
    Ok(Names::of(db, places()).await?.all(places()))
}
