//! What a login is good for: who acts, and for whom.

use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Actor, Membership, Person},
    desk::AccountRefusal,
    id::{AccountId, OrganisationId},
    organisation::{OrganisationKind, OrganisationRef, Role, Sector},
    privacy::{LOGIN_IDLE_DAYS, RECENT_MINUTES},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Answer, sign_in::PROVIDER};
use crate::{
    Store,
    entity::{Code, account, keeper, login, membership, organisation},
    error::refuse,
    keeping::{self, Keeps},
};

/// A login's last use is written down at most this often: reading a page is no write.
const SEEN_MINUTES: i64 = 60;

impl Store {
    /// Who a login is: one query, for it runs with every request that carries the cookie.
    pub(super) async fn actor_of(&self, token: &str) -> Result<Actor, DbErr> {
        let now = self.now();
        let hash = hash(token);
        let rows = actor_rows(&self.db, &hash, now).await?;
        let Some(first) = rows.first() else { return Ok(Actor::Visitor) };
        if first.seen_at <= now - Duration::minutes(SEEN_MINUTES) {
            login::Entity::update_many()
                .col_expr(login::Column::SeenAt, Expr::value(now))
                .filter(login::Column::Hash.eq(hash))
                .exec(&self.db)
                .await?;
        }
        Ok(Actor::Account(person(&rows, now)))
    }

    pub(super) async fn end_login(&self, token: &str) -> Result<(), DbErr> {
        login::Entity::delete_by_id(hash(token)).exec(&self.db).await.map(drop)
    }

    /// Notes whom a login acts for, if it is hers and she is a member.
    pub(super) async fn note_acting_for(&self, by: &Actor, token: &str, organisation: OrganisationId) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(AccountRefusal::Forbidden) };
        if person.memberships.iter().all(|m| m.organisation.id != organisation) {
            return refuse(AccountRefusal::NotFound);
        }
        let noted = login::Entity::update_many()
            .col_expr(login::Column::ActingFor, Expr::value(Some(organisation.0)))
            .filter(login::Column::Hash.eq(hash(token)))
            .filter(login::Column::AccountId.eq(person.id.0))
            .exec(&self.db)
            .await?;
        if noted.rows_affected == 1 { Ok(()) } else { refuse(AccountRefusal::Forbidden) }
    }

    pub(super) async fn give_name(&self, by: &Actor, name: &str, language: &str) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(AccountRefusal::Forbidden) };
        let Some(name) = super::named(name, 120) else { return refuse(AccountRefusal::Name) };
        let tx = self.begin_write().await?;
        account::Entity::update_many()
            .col_expr(account::Column::Name, Expr::value(name))
            .col_expr(account::Column::Language, Expr::value(super::language(language)))
            .filter(account::Column::Id.eq(person.id.0))
            .exec(&*tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What is stored of a login's secret.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// True when the login is hers and new: whoever finds an open browser erases nothing and makes no key to it.
pub(crate) async fn signed_in_just_now(
    db: &impl ConnectionTrait,
    person: &Person,
    here: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let found = login::Entity::find_by_id(hash(here)).one(db).await?;
    let just_now = |login: &login::Model| is_recent(login.way.as_deref(), login.created_at, login.proved_at, now);
    Ok(found.is_some_and(|login| login.account_id == person.id.0 && just_now(&login)))
}

/// True when whoever has the login showed who she is a short time ago.
fn is_recent(
    way: Option<&str>,
    created_at: DateTime<Utc>,
    proved_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> bool {
    // A provider lets in whoever sits at a browser that is signed in there: what counts is when she showed it who she is.
    let shown = if way == Some(PROVIDER) { proved_at } else { Some(created_at) };
    shown.is_some_and(|at| at >= now - Duration::minutes(RECENT_MINUTES.into()))
}

/// One row per membership and kept site.
#[derive(FromQueryResult)]
struct ActorRow {
    account_id: Uuid,
    acting_for: Option<Uuid>,
    seen_at: DateTime<Utc>,
    way: Option<String>,
    created_at: DateTime<Utc>,
    proved_at: Option<DateTime<Utc>>,
    email: String,
    name: String,
    language: String,
    platform_admin: bool,
    auditor: bool,
    role: Option<Code<Role>>,
    organisation_id: Option<Uuid>,
    organisation: Option<String>,
    kind: Option<Code<OrganisationKind>>,
    sector: Option<Code<Sector>>,
    confirmed: Option<bool>,
    site_id: Option<Uuid>,
    space_id: Option<Uuid>,
}

async fn actor_rows(db: &impl ConnectionTrait, hash: &[u8], now: DateTime<Utc>) -> Result<Vec<ActorRow>, DbErr> {
    let account = login::Entity::belongs_to(account::Entity).from(login::Column::AccountId).to(account::Column::Id);
    let member =
        login::Entity::belongs_to(membership::Entity).from(login::Column::AccountId).to(membership::Column::AccountId);
    let of = membership::Entity::belongs_to(organisation::Entity)
        .from(membership::Column::OrganisationId)
        .to(organisation::Column::Id);
    let keeps = login::Entity::belongs_to(keeper::Entity)
        .from(login::Column::AccountId)
        .to(keeper::Column::AccountId)
        .on_condition(move |_, _| keeping::now(now));
    login::Entity::find()
        .select_only()
        .columns([login::Column::AccountId, login::Column::ActingFor, login::Column::SeenAt])
        .columns([login::Column::Way, login::Column::CreatedAt, login::Column::ProvedAt])
        .columns([account::Column::Email, account::Column::Name, account::Column::Language])
        .columns([account::Column::PlatformAdmin, account::Column::Auditor])
        .columns([membership::Column::Role, membership::Column::OrganisationId])
        .column_as(organisation::Column::Name, "organisation")
        .columns([organisation::Column::Kind, organisation::Column::Sector, organisation::Column::Confirmed])
        .columns([keeper::Column::SiteId, keeper::Column::SpaceId])
        .join(JoinType::InnerJoin, account.into())
        .join(JoinType::LeftJoin, member.into())
        .join(JoinType::LeftJoin, of.into())
        .join(JoinType::LeftJoin, keeps.into())
        .filter(login::Column::Hash.eq(hash))
        .filter(login::Column::ExpiresAt.gt(now))
        .filter(login::Column::SeenAt.gt(now - Duration::days(LOGIN_IDLE_DAYS.into())))
        .filter(account::Column::Disabled.eq(false))
        .order_by_asc(organisation::Column::Name)
        .into_model::<ActorRow>()
        .all(db)
        .await
}

fn person(rows: &[ActorRow], now: DateTime<Utc>) -> Person {
    let mut memberships: Vec<Membership> = Vec::new();
    let mut keeps = Keeps::default();
    for row in rows {
        if let Some(membership) = membership_of(row)
            && memberships.iter().all(|m| m.organisation.id != membership.organisation.id)
        {
            memberships.push(membership);
        }
        if let Some(site) = row.site_id {
            keeps.add(site, row.space_id);
        }
    }
    // Who chose nobody acts for the first that can act.
    let acting_for = rows
        .first()
        .and_then(|row| row.acting_for)
        .map(OrganisationId)
        .filter(|id| memberships.iter().any(|m| m.organisation.id == *id))
        .or_else(|| {
            let first = memberships.iter().find(|m| m.confirmed).or_else(|| memberships.first());
            first.map(|m| m.organisation.id)
        });
    let own = |read: fn(&ActorRow) -> &str| rows.first().map_or_else(String::new, |row| read(row).to_owned());
    Person {
        id: AccountId(rows.first().map_or(Uuid::nil(), |row| row.account_id)),
        name: own(|row| &row.name),
        email: own(|row| &row.email),
        language: own(|row| &row.language),
        memberships,
        acting_for,
        keeps: keeps.sites(),
        keeps_spaces: keeps.spaces(),
        platform_admin: rows.first().is_some_and(|row| row.platform_admin),
        auditor: rows.first().is_some_and(|row| row.auditor),
        recent: rows.first().is_some_and(|row| is_recent(row.way.as_deref(), row.created_at, row.proved_at, now)),
    }
}

fn membership_of(row: &ActorRow) -> Option<Membership> {
    Some(Membership {
        organisation: OrganisationRef {
            id: OrganisationId(row.organisation_id?),
            name: row.organisation.clone()?,
            kind: row.kind?.0,
            sector: row.sector?.0,
        },
        role: row.role?.0,
        confirmed: row.confirmed?,
    })
}
