//! What taking part in a session proves: settled by those who keep its space.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, Premises, may},
    attendance::{Grant, GrantRefusal, MOST_MONTHS},
    desk::KeptSession,
    event::EventState,
    id::{SiteId, SpaceId},
    rulebook::Qualification,
    rules::{BrokenRule, Lesson},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, Json, event, session, small, space},
    error::{Stop, refuse},
    events::read::{NetAddress, announced},
    keeping, pools,
    proofs::Books,
    rooms::Room,
};

/// So many sessions are offered to somebody who lacks a proof.
const MOST_LESSONS: usize = 3;

/// What taking part in a session proves.
pub(crate) fn grant_of(session: &session::Model) -> Option<Grant> {
    grant(session.grants_key.clone(), session.grants_name.clone(), session.grants_months)
}

/// The same from its columns.
pub(crate) fn grant(
    key: Option<String>,
    name: Option<Json<domain::text::Localised>>,
    months: Option<i32>,
) -> Option<Grant> {
    let of = Qualification { key: key?, name: name.map(|name| name.0).unwrap_or_default() };
    Some(Grant { of, months: months.map(small) })
}

impl Store {
    pub(super) async fn sessions_kept(&self, by: &Actor) -> Result<Option<Vec<KeptSession>>, DbErr> {
        let Some(person) = by.person().filter(|person| person.is_keeper()) else { return Ok(None) };
        let here = space::Entity::find()
            .select_only()
            .column(space::Column::Id)
            .filter(keeping::spaces_of(person))
            .into_query();
        let to_come = session::Entity::find()
            .filter(session::Column::SpaceId.in_subquery(here))
            .filter(session::Column::StartsAt.gt(self.now()))
            .filter(session::Column::Cancelled.eq(false))
            .order_by_asc(session::Column::StartsAt)
            .all(&self.db)
            .await?;
        let events: Vec<Uuid> = to_come.iter().map(|session| session.event_id).collect();
        let found = announced(&self.db, &events, NetAddress::Hidden, self.now()).await?;
        let places =
            found.values().flat_map(|event| &event.sessions).filter_map(|session| session.place.space.as_ref());
        let sites: BTreeSet<Uuid> = places.map(|space| space.site.id.0).collect();
        let books = Books::of(&self.db, &sites.into_iter().collect::<Vec<_>>()).await?;
        let mut kept = Vec::new();
        for row in to_come {
            let Some(event) = found.get(&row.event_id).filter(|event| event.card.state == EventState::Published) else {
                continue;
            };
            let Some(session) = event.sessions.iter().find(|session| session.id.0 == row.id).cloned() else { continue };
            let Some(space) = &session.place.space else { continue };
            let asked = books.asked_at(space.site.id);
            if asked.is_empty() && session.grants.is_none() {
                continue;
            }
            kept.push(KeptSession { event: (event.card.slug.clone(), event.card.title.clone()), session, asked });
        }
        Ok(Some(kept))
    }

    pub(super) async fn write_grant(
        &self,
        by: &Actor,
        id: domain::id::SessionId,
        wanted: Option<&(String, Option<u16>)>,
    ) -> Result<Option<Grant>, Stop<GrantRefusal>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let found = session::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        let Some(row) = found.filter(|row| !row.cancelled && row.starts_at > now) else {
            return refuse(GrantRefusal::NotFound);
        };
        let event = event::Entity::find_by_id(row.event_id).one(&*tx).await?;
        if event.is_none_or(|event| event.state.0 != EventState::Published) {
            return refuse(GrantRefusal::NotFound);
        }
        let place = match row.space_id {
            Some(space) => space::Entity::find_by_id(space).one(&*tx).await?,
            None => None,
        };
        let kept = |space: &space::Model| {
            may(by, Act::Keep(Premises::space(SiteId(space.site_id), SpaceId(space.id)))).is_ok()
        };
        let Some(site) = place.filter(kept).map(|space| space.site_id) else {
            return refuse(GrantRefusal::NotFound);
        };
        let grant = match wanted {
            None => None,
            Some((_, months)) if months.is_some_and(|months| !(1..=MOST_MONTHS).contains(&months)) => {
                return refuse(GrantRefusal::Months);
            }
            Some((key, months)) => {
                let asked = Books::of(&*tx, &[site]).await?.asked_at(SiteId(site));
                let Some(of) = asked.into_iter().find(|asked| asked.key == *key) else {
                    return refuse(GrantRefusal::NotAsked);
                };
                Some(Grant { of, months: *months })
            }
        };
        if grant_of(&row) == grant {
            return Ok(grant);
        }
        write(&*tx, id.0, grant.as_ref()).await?;
        let detail = json!({ "before": grant_of(&row), "after": grant });
        audit::write(&*tx, by, "grant-settled", Thing::Session, id.0, detail, now).await?;
        tx.commit().await?;
        Ok(grant)
    }
}

/// Takes away what a session proves when it moves to another house: the keepers there have not agreed to it.
pub(crate) async fn left_behind(
    tx: &impl ConnectionTrait,
    session: &session::Model,
    room: Option<&Room>,
) -> Result<(), DbErr> {
    if session.grants_key.is_none() {
        return Ok(());
    }
    if site_of(tx, session).await? == room.map(|room| room.site().0) {
        return Ok(());
    }
    write(tx, session.id, None).await
}

/// The house a session takes place in.
pub(super) async fn site_of(db: &impl ConnectionTrait, session: &session::Model) -> Result<Option<Uuid>, DbErr> {
    let Some(space) = session.space_id else { return Ok(None) };
    Ok(space::Entity::find_by_id(space).one(db).await?.map(|space| space.site_id))
}

async fn write(tx: &impl ConnectionTrait, session: Uuid, grant: Option<&Grant>) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::GrantsKey, Expr::value(grant.map(|grant| grant.of.key.clone())))
        .col_expr(session::Column::GrantsName, Expr::value(grant.map(|grant| Json(grant.of.name.clone()))))
        .col_expr(session::Column::GrantsMonths, Expr::value(grant.and_then(|grant| grant.months).map(i32::from)))
        .filter(session::Column::Id.eq(session))
        .exec(tx)
        .await
        .map(drop)
}

/// Public sessions to come, with seats left, that prove in this house what a wish lacks; of each rule soonest first.
pub(crate) async fn lessons(
    db: &impl ConnectionTrait,
    broken: &[BrokenRule],
    site: SiteId,
    now: DateTime<Utc>,
) -> Result<Vec<Lesson>, DbErr> {
    let lacking = broken.iter().filter_map(|rule| match rule {
        BrokenRule::QualificationMissing { key, .. } => Some((site, key.as_str())),
        _ => None,
    });
    let lacking: Vec<(SiteId, &str)> = lacking.collect();
    let mut found = lessons_in(db, &lacking, now).await?;
    Ok(lacking.iter().filter_map(|(site, key)| found.remove(&(*site, (*key).to_owned()))).flatten().collect())
}

/// The same for what is lacking in some houses, by house and key: one look, however many they are.
pub(crate) async fn lessons_in(
    db: &impl ConnectionTrait,
    lacking: &[(SiteId, &str)],
    now: DateTime<Utc>,
) -> Result<HashMap<(SiteId, String), Vec<Lesson>>, DbErr> {
    let mut lessons: HashMap<(SiteId, String), Vec<Lesson>> = HashMap::new();
    if lacking.is_empty() {
        return Ok(lessons);
    }
    let of = session::Entity::belongs_to(event::Entity).from(session::Column::EventId).to(event::Column::Id);
    let at = session::Entity::belongs_to(space::Entity).from(session::Column::SpaceId).to(space::Column::Id);
    let found: Vec<(Uuid, Uuid, Uuid, String)> = session::Entity::find()
        .select_only()
        .columns([session::Column::Id, session::Column::EventId])
        .column(space::Column::SiteId)
        .column(session::Column::GrantsKey)
        .join(JoinType::InnerJoin, of.into())
        .join(JoinType::InnerJoin, at.into())
        .filter(space::Column::SiteId.is_in(lacking.iter().map(|(site, _)| site.0)))
        .filter(session::Column::GrantsKey.is_in(lacking.iter().map(|(_, key)| *key)))
        .filter(session::Column::StartsAt.gt(now))
        .filter(session::Column::Cancelled.eq(false))
        .filter(event::Column::State.eq(Code(EventState::Published)))
        .filter(pools::has_seats())
        .order_by_asc(session::Column::StartsAt)
        .into_tuple()
        .all(db)
        .await?;
    let mut soonest: HashMap<(SiteId, &str), usize> = HashMap::new();
    let mut shown: Vec<&(Uuid, Uuid, Uuid, String)> = Vec::new();
    for one in &found {
        let count = soonest.entry((SiteId(one.2), &one.3)).or_default();
        if *count < MOST_LESSONS {
            *count += 1;
            shown.push(one);
        }
    }
    let events: Vec<Uuid> = shown.iter().map(|(_, event, ..)| *event).collect();
    let events = announced(db, &events, NetAddress::Hidden, now).await?;
    for (id, event, site, key) in shown {
        let Some(event) = events.get(event) else { continue };
        let Some(session) = event.sessions.iter().find(|session| session.id.0 == *id) else { continue };
        let (title, when) = (session.title.clone(), session.when);
        let lesson = Lesson { key: key.clone(), event: event.card.slug.clone(), title, when };
        lessons.entry((SiteId(*site), key.clone())).or_default().push(lesson);
    }
    Ok(lessons)
}
