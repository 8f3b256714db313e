//! Signing in by a mailed link, and what a login is good for.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Actor, Membership, Person},
    desk::{AccountRefusal, NewLogin},
    id::{AccountId, OrganisationId, SiteId},
    organisation::{OrganisationKind, OrganisationRef, Role, Sector},
    text,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, sea_query::{Expr, OnConflict},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Answer;
use crate::{
    Store, chance,
    entity::{Code, account, keeper, login, membership, organisation, setting, sign_in_link},
    error::{Stop, refuse},
    keys::Purpose,
    outbox::{self, Mail},
};

/// How long a link can be used, in minutes.
pub(crate) const LINK_MINUTES: u16 = 10;
/// So many links go to one address within [`LINK_WINDOW_MINUTES`]: nobody's mailbox can be flooded through us.
const MOST_LINKS: u64 = 5;
const LINK_WINDOW_MINUTES: i64 = 15;
const LOGIN_DAYS: i64 = 30;
pub(crate) const LOGIN_IDLE_DAYS: i64 = 7;
/// A login's last use is written down at most this often: reading a page is no write.
const SEEN_MINUTES: i64 = 60;

impl Store {
    /// Writes the mail with the link, unless the address got too many already: the answer never tells.
    pub(super) async fn mail_sign_in_link(&self, email: &str, goto: &str, language: &str) -> Answer<()> {
        let email = text::email(email).ok_or(Stop::Refused(AccountRefusal::Email))?;
        let now = self.now();
        let tx = self.begin_write().await?;
        // Two askers at once must not both count four: they queue at a row that is always there.
        setting::Entity::find().lock_exclusive().all(&*tx).await?;
        let recent = sign_in_link::Entity::find()
            .filter(sign_in_link::Column::Email.eq(&email))
            .filter(sign_in_link::Column::CreatedAt.gt(now - Duration::minutes(LINK_WINDOW_MINUTES)))
            .count(&*tx)
            .await?;
        if recent >= MOST_LINKS {
            tracing::warn!("an address got {recent} sign-in links already, no further one is mailed");
            return Ok(());
        }
        let link = new_link(&*tx, &email, goto, language, now).await?;
        outbox::write(&*tx, Mail::SignIn { link }, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A link that is printed rather than mailed.
    pub(super) async fn print_sign_in_link(&self, email: &str) -> Answer<String> {
        let email = text::email(email).ok_or(Stop::Refused(AccountRefusal::Email))?;
        let now = self.now();
        let tx = self.begin_write().await?;
        let link = new_link(&*tx, &email, "/", "de", now).await?;
        tx.commit().await?;
        Ok(self.keys.token(Purpose::SignIn, link))
    }

    /// Uses up a link.
    pub(super) async fn use_sign_in_link(&self, token: &str, user_agent: &str) -> Answer<NewLogin> {
        let Some(id) = self.keys.open(Purpose::SignIn, token) else { return refuse(AccountRefusal::Link) };
        let now = self.now();
        let tx = self.begin_write().await?;
        // The row decides who is first, however many press the button at once.
        let used = sign_in_link::Entity::update_many()
            .col_expr(sign_in_link::Column::UsedAt, Expr::value(Some(now)))
            .filter(sign_in_link::Column::Id.eq(id))
            .filter(sign_in_link::Column::UsedAt.is_null())
            .filter(sign_in_link::Column::ExpiresAt.gt(now))
            .exec(&*tx)
            .await?;
        if used.rows_affected != 1 {
            return refuse(AccountRefusal::Link);
        }
        let Some(link) = sign_in_link::Entity::find_by_id(id).one(&*tx).await? else { return refuse(AccountRefusal::Link) };
        let account = account_of(&*tx, &link.email, "", &link.language, now).await?;
        if account.disabled {
            return refuse(AccountRefusal::Link);
        }
        let token = BASE64_URL_SAFE_NO_PAD.encode(chance::bytes::<32>());
        login::Entity::insert(login::ActiveModel {
            hash: Set(hash(&token)),
            account_id: Set(account.id),
            // Whom she acts for is decided by her memberships until she chooses.
            acting_for: Set(None),
            user_agent: Set(user_agent.chars().filter(|c| !c.is_control()).take(200).collect()),
            created_at: Set(now),
            seen_at: Set(now),
            expires_at: Set(now + Duration::days(LOGIN_DAYS)),
        })
        .exec_without_returning(&*tx)
        .await?;
        tx.commit().await?;
        Ok(NewLogin { token, goto: link.goto })
    }

    pub(super) async fn link_is_good(&self, token: &str) -> Result<bool, DbErr> {
        let Some(id) = self.keys.open(Purpose::SignIn, token) else { return Ok(false) };
        let now = self.now();
        let link = sign_in_link::Entity::find_by_id(id).one(&self.db).await?;
        Ok(link.is_some_and(|link| link.used_at.is_none() && link.expires_at > now))
    }

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
        Ok(Actor::Account(person(&rows)))
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

    pub(super) async fn give_name(&self, by: &Actor, name: &str) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(AccountRefusal::Forbidden) };
        let Some(name) = super::named(name, 120) else { return refuse(AccountRefusal::Name) };
        let tx = self.begin_write().await?;
        account::Entity::update_many()
            .col_expr(account::Column::Name, Expr::value(name))
            .filter(account::Column::Id.eq(person.id.0))
            .exec(&*tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The account with this address, made when there is none.
pub(super) async fn account_of(
    tx: &impl ConnectionTrait,
    email: &str,
    name: &str,
    language: &str,
    now: DateTime<Utc>,
) -> Result<account::Model, DbErr> {
    account::Entity::insert(account::ActiveModel {
        id: Set(chance::id(now)),
        email: Set(email.to_owned()),
        name: Set(name.to_owned()),
        language: Set(language.to_owned()),
        platform_admin: Set(false),
        disabled: Set(false),
        created_at: Set(now),
    })
    .on_conflict(OnConflict::new().do_nothing().to_owned())
    .exec_without_returning(tx)
    .await?;
    account::Entity::find()
        .filter(account::Column::Email.eq(email))
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("account".to_owned()))
}

async fn new_link(
    tx: &impl ConnectionTrait,
    email: &str,
    goto: &str,
    language: &str,
    now: DateTime<Utc>,
) -> Result<Uuid, DbErr> {
    let id = chance::id(now);
    sign_in_link::Entity::insert(sign_in_link::ActiveModel {
        id: Set(id),
        email: Set(email.to_owned()),
        goto: Set(same_site(goto).to_owned()),
        language: Set(super::language(language).to_owned()),
        created_at: Set(now),
        expires_at: Set(now + Duration::minutes(LINK_MINUTES.into())),
        used_at: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(id)
}

fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The path when it stays on this site, else the start page. Browsers read `//` and `/\` as another host, and
/// strip control characters before they look.
fn same_site(path: &str) -> &str {
    let stays = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 1_000
        && !path.chars().any(|c| c == '\\' || c.is_control());
    if stays { path } else { "/" }
}

/// One row per membership and kept site.
#[derive(FromQueryResult)]
struct ActorRow {
    account_id: Uuid,
    acting_for: Option<Uuid>,
    seen_at: DateTime<Utc>,
    email: String,
    name: String,
    platform_admin: bool,
    role: Option<Code<Role>>,
    organisation_id: Option<Uuid>,
    organisation: Option<String>,
    kind: Option<Code<OrganisationKind>>,
    sector: Option<Code<Sector>>,
    confirmed: Option<bool>,
    site_id: Option<Uuid>,
}

async fn actor_rows(db: &impl ConnectionTrait, hash: &[u8], now: DateTime<Utc>) -> Result<Vec<ActorRow>, DbErr> {
    let account = login::Entity::belongs_to(account::Entity).from(login::Column::AccountId).to(account::Column::Id);
    let member =
        login::Entity::belongs_to(membership::Entity).from(login::Column::AccountId).to(membership::Column::AccountId);
    let of = membership::Entity::belongs_to(organisation::Entity)
        .from(membership::Column::OrganisationId)
        .to(organisation::Column::Id);
    let keeps = login::Entity::belongs_to(keeper::Entity).from(login::Column::AccountId).to(keeper::Column::AccountId);
    login::Entity::find()
        .select_only()
        .columns([login::Column::AccountId, login::Column::ActingFor, login::Column::SeenAt])
        .columns([account::Column::Email, account::Column::Name, account::Column::PlatformAdmin])
        .columns([membership::Column::Role, membership::Column::OrganisationId])
        .column_as(organisation::Column::Name, "organisation")
        .columns([organisation::Column::Kind, organisation::Column::Sector, organisation::Column::Confirmed])
        .column(keeper::Column::SiteId)
        .join(JoinType::InnerJoin, account.into())
        .join(JoinType::LeftJoin, member.into())
        .join(JoinType::LeftJoin, of.into())
        .join(JoinType::LeftJoin, keeps.into())
        .filter(login::Column::Hash.eq(hash))
        .filter(login::Column::ExpiresAt.gt(now))
        .filter(login::Column::SeenAt.gt(now - Duration::days(LOGIN_IDLE_DAYS)))
        .filter(account::Column::Disabled.eq(false))
        .order_by_asc(organisation::Column::Name)
        .into_model::<ActorRow>()
        .all(db)
        .await
}

fn person(rows: &[ActorRow]) -> Person {
    let mut memberships: Vec<Membership> = Vec::new();
    let mut keeps = BTreeMap::new();
    for row in rows {
        if let Some(membership) = membership_of(row)
            && memberships.iter().all(|m| m.organisation.id != membership.organisation.id)
        {
            memberships.push(membership);
        }
        keeps.extend(row.site_id.map(|id| (SiteId(id), ())));
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
        memberships,
        acting_for,
        keeps: keeps.into_keys().collect(),
        platform_admin: rows.first().is_some_and(|row| row.platform_admin),
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

#[cfg(test)]
mod tests {
    use super::same_site;

    #[test]
    fn a_link_never_leads_to_another_site() {
        assert_eq!(same_site("/bookings?past=1"), "/bookings?past=1");
        for away in ["", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil", "/\t/evil.example", "bookings"] {
            assert_eq!(same_site(away), "/", "{away:?}");
        }
    }
}
