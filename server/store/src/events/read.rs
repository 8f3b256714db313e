//! Events and their sessions as views: six queries, however many events, three more where they have pictures, one
//! where seats are kept for groups, and one where sessions share seats; if somebody waits for those, the list of each event.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::{
    desk::{EventCard, EventPicture, Place, SessionView, Topic},
    event::{Dimension, EventState, MOST_POSTPONED_DAYS, format},
    id::{OrganisationId, SeatPoolId, SessionId, SiteId, SpaceId},
    organisation::{OrganisationKind, OrganisationRef, Sector},
    picture::{Caption, Photo},
    registration::Stock,
    slot::{Margins, Slot},
    space::{SiteRef, SpaceKind, SpaceRef},
    speaker::Speaker,
    text::Localised,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::SelectStatement,
};
use uuid::Uuid;

use super::{rules::is_open, spaces};
use crate::{
    access,
    door::grant,
    entity::{Code, Json, event, event_dimension, event_topic, organisation, session, site, small, space, topic},
    pictures,
    pools::{self, Shared},
    registrations::line::{Wanted, waited_for},
    zone,
};

/// An event as a list shows it, and all of its sessions.
#[derive(Clone, Debug)]
pub(crate) struct Announced {
    pub(crate) card: EventCard,
    /// By start.
    pub(crate) sessions: Vec<SessionView>,
}

impl Announced {
    /// The card with this session on it instead of the next one.
    pub(crate) fn card_on(&self, session: Uuid) -> EventCard {
        let on = self.sessions.iter().find(|s| s.id.0 == session);
        EventCard { next: on.cloned().or_else(|| self.card.next.clone()), ..self.card.clone() }
    }
}

/// Whether addresses on the net are filled in: only for those who run the event or take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NetAddress {
    Shown,
    Hidden,
}

/// Reads events by their ids. One that is not there is left out.
pub(crate) async fn announced(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    net: NetAddress,
    now: DateTime<Utc>,
) -> Result<HashMap<Uuid, Announced>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let events = event_rows(db, ids).await?;
    let mut topics = grouped(topic_rows(db, ids).await?, |row| row.event_id);
    let dimensions = event_dimension::Entity::find()
        .filter(event_dimension::Column::EventId.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    let mut dimensions = grouped(dimensions, |row| row.event_id);
    let mut sessions = grouped(session_rows(db, ids).await?, |row| row.event_id);
    let mut further = spaces::of_events(db, ids).await?;
    let photos = pictures::photos(db, events.iter().filter_map(|row| row.picture.clone()).collect()).await?;
    let waited_for = waited_for(db, ids).await?;
    let with_kept = sessions.values().flatten().filter(|row| row.seats_reserved > 0).map(|row| row.id).collect();
    let reserved = access::kept_until(db, with_kept).await?;
    let pools = sessions.values().flatten().filter_map(|row| row.pool_id).collect();
    let pools = pools::shared(db, pools, &waited_for, now).await?;
    events
        .into_iter()
        .map(|row| {
            let mut its: Vec<Dimension> =
                dimensions.remove(&row.id).unwrap_or_default().into_iter().map(|d| d.dimension.0).collect();
            its.sort_unstable();
            let topics = topics.remove(&row.id).unwrap_or_default();
            let topics = topics.into_iter().map(|t| Topic { slug: t.slug, name: t.name.0 }).collect();
            let sessions = sessions.remove(&row.id).unwrap_or_default();
            let sessions = sessions
                .into_iter()
                .map(|s| {
                    let reserved = reserved.get(&s.id).copied();
                    let shared = s.pool_id.and_then(|pool| pools.get(&pool)).copied();
                    let further = further.remove(&s.id).unwrap_or_default();
                    let view = s.into_view(&row, &waited_for, reserved, shared, net, now)?;
                    Ok(SessionView { place: Place { further, ..view.place }, ..view })
                })
                .collect::<Result<Vec<_>, DbErr>>()?;
            let photo = row.picture.as_ref().and_then(|name| photos.get(name)).cloned();
            Ok((row.id, row.into_announced(its, topics, sessions, photo, now)))
        })
        .collect()
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut groups: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

#[derive(FromQueryResult)]
struct EventRow {
    id: Uuid,
    slug: String,
    title: Json<Localised>,
    summary: Json<Localised>,
    state: Code<EventState>,
    takes_registrations: bool,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    organisation_id: Uuid,
    organisation: String,
    kind: Code<OrganisationKind>,
    sector: Code<Sector>,
    changed_at: DateTime<Utc>,
    picture: Option<String>,
    picture_alt: Json<Localised>,
    picture_credit: String,
}

impl EventRow {
    fn into_announced(
        self,
        dimensions: Vec<Dimension>,
        topics: Vec<Topic>,
        sessions: Vec<SessionView>,
        photo: Option<Photo>,
        now: DateTime<Utc>,
    ) -> Announced {
        let stands = |s: &&SessionView| !s.cancelled;
        let ahead = |s: &&SessionView| s.when.slot.until() > now;
        // What is called off counts only where there is nothing else.
        let next = sessions
            .iter()
            .find(|s| stands(s) && ahead(s))
            .or_else(|| sessions.iter().find(|s| s.postponed))
            .or_else(|| sessions.iter().rfind(stands))
            .or_else(|| sessions.iter().find(ahead))
            .or_else(|| sessions.last())
            .cloned();
        let all_off = sessions.iter().all(|s| s.cancelled);
        let counted = || sessions.iter().filter(|s| all_off || !s.cancelled);
        let in_space = counted().find_map(|s| s.place.space.as_ref());
        let (alt, credit) = (self.picture_alt.0, self.picture_credit);
        let caption = Caption { adorns: alt.is_empty(), alt, credit };
        let card = EventCard {
            picture: photo.map(|photo| EventPicture { photo, caption }),
            slug: self.slug,
            title: self.title.0,
            summary: self.summary.0,
            organiser: OrganisationRef {
                id: OrganisationId(self.organisation_id),
                name: self.organisation,
                kind: self.kind.0,
                sector: self.sector.0,
            },
            dimensions,
            topics,
            format: format(
                counted().filter(|s| s.place.space.is_some()).count(),
                counted().filter(|s| s.place.online).count(),
            ),
            town: in_space.map(|space| space.site.town.clone()),
            state: self.state.0,
            next,
            sessions: u32::try_from(sessions.len()).unwrap_or(u32::MAX),
            changed_at: self.changed_at,
        };
        Announced { card, sessions }
    }
}

async fn event_rows(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<EventRow>, DbErr> {
    let organiser = event::Entity::belongs_to(organisation::Entity)
        .from(event::Column::OrganisationId)
        .to(organisation::Column::Id);
    event::Entity::find()
        .select_only()
        .columns([
            event::Column::Id,
            event::Column::Slug,
            event::Column::Title,
            event::Column::Summary,
            event::Column::State,
            event::Column::TakesRegistrations,
            event::Column::OpensAt,
            event::Column::ClosesAt,
            event::Column::OrganisationId,
            event::Column::ChangedAt,
            event::Column::Picture,
            event::Column::PictureAlt,
            event::Column::PictureCredit,
        ])
        .column_as(organisation::Column::Name, "organisation")
        .columns([organisation::Column::Kind, organisation::Column::Sector])
        .join(JoinType::InnerJoin, organiser.into())
        .filter(event::Column::Id.is_in(ids.iter().copied()))
        .into_model()
        .all(db)
        .await
}

#[derive(FromQueryResult)]
struct TopicRow {
    event_id: Uuid,
    slug: String,
    name: Json<Localised>,
}

async fn topic_rows(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<TopicRow>, DbErr> {
    let named = event_topic::Entity::belongs_to(topic::Entity).from(event_topic::Column::Topic).to(topic::Column::Slug);
    event_topic::Entity::find()
        .select_only()
        .column(event_topic::Column::EventId)
        .columns([topic::Column::Slug, topic::Column::Name])
        .join(JoinType::InnerJoin, named.into())
        .filter(event_topic::Column::EventId.is_in(ids.iter().copied()))
        .order_by_asc(topic::Column::Slug)
        .into_model()
        .all(db)
        .await
}

/// A session with where it is.
#[derive(FromQueryResult)]
struct SessionRow {
    id: Uuid,
    event_id: Uuid,
    uid: String,
    title: Json<Localised>,
    summary: Json<Localised>,
    track: Json<Localised>,
    speakers: Json<Vec<Speaker>>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    zone: Code<Tz>,
    online_url: Option<String>,
    capacity: Option<i32>,
    seats_taken: i32,
    seats_reserved: i32,
    pool_id: Option<Uuid>,
    cancelled: bool,
    postponed: bool,
    sequence: i32,
    grants_key: Option<String>,
    grants_name: Option<Json<Localised>>,
    grants_months: Option<i32>,
    setup_minutes: i32,
    clear_minutes: i32,
    space_id: Option<Uuid>,
    space_slug: Option<String>,
    space_name: Option<Json<Localised>>,
    space_kind: Option<Code<SpaceKind>>,
    site_id: Option<Uuid>,
    site_slug: Option<String>,
    site_name: Option<String>,
    site_town: Option<String>,
}

impl SessionRow {
    fn into_view(
        self,
        event: &EventRow,
        wanted: &[Wanted],
        reserved: Option<DateTime<Utc>>,
        shared: Option<Shared>,
        net: NetAddress,
        now: DateTime<Utc>,
    ) -> Result<SessionView, DbErr> {
        let slot = Slot::new(self.starts_at, self.ends_at)
            .map_err(|e| DbErr::Type(format!("starts_at, ends_at of session {}: {e}", self.id)))?;
        let capacity = self.capacity.map(small);
        let (taken, kept) = (small(self.seats_taken), small(self.seats_reserved));
        let stock = Stock::of(capacity, taken, kept, 0);
        let left = stock.within(shared.map(|shared| shared.free)).left();
        let to_come = event.state.0 == EventState::Published
            && event.takes_registrations
            && is_open(event.opens_at, event.closes_at, now)
            && !self.cancelled
            && now < slot.from();
        // What is free is hers who waits for it.
        let waited_for = wanted.iter().any(|wanted| wanted.is_for(self.event_id, self.id));
        let beside = stock.within(shared.map(|shared| shared.beside)).left();
        let full = beside.is_some_and(|left| left == 0 || waited_for);
        let left = if full { left } else { beside };
        let space = self.space();
        Ok(SessionView {
            id: SessionId(self.id),
            title: if self.title.0.is_empty() { event.title.0.clone() } else { self.title.0 },
            summary: self.summary.0,
            track: self.track.0,
            when: zone::when(self.zone.0, slot),
            place: Place {
                space,
                further: Vec::new(),
                online: self.online_url.is_some(),
                online_url: self.online_url.filter(|_| net == NetAddress::Shown),
            },
            margins: Margins { before: small(self.setup_minutes), after: small(self.clear_minutes) },
            speakers: self.speakers.0,
            capacity,
            taken,
            pool: self.pool_id.filter(|_| self.postponed || !self.cancelled).map(SeatPoolId),
            left,
            reserved: reserved.filter(|_| kept > 0).map(|until| (kept, zone::to_local(self.zone.0, until))),
            cancelled: self.cancelled,
            postponed: self.postponed,
            open: to_come && !full,
            waitable: to_come && full,
            grants: grant(self.grants_key, self.grants_name, self.grants_months),
            uid: self.uid,
            sequence: self.sequence,
        })
    }

    fn space(&self) -> Option<SpaceRef> {
        Some(SpaceRef {
            id: SpaceId(self.space_id?),
            slug: self.space_slug.clone()?,
            name: self.space_name.clone()?.0,
            kind: self.space_kind?.0,
            site: SiteRef {
                id: SiteId(self.site_id?),
                slug: self.site_slug.clone()?,
                name: self.site_name.clone()?,
                town: self.site_town.clone()?,
            },
        })
    }
}

/// Sessions that ended before `cutoff`; who is registered for one that was postponed waits for its new time, but not for
/// ever.
pub(crate) fn over_since(cutoff: DateTime<Utc>) -> SelectStatement {
    session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::EndsAt.lt(cutoff))
        .filter(
            Condition::any()
                .add(session::Column::Postponed.eq(false))
                .add(session::Column::EndsAt.lt(cutoff - Duration::days(MOST_POSTPONED_DAYS))),
        )
        .into_query()
}

async fn session_rows(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<SessionRow>, DbErr> {
    use session::Column as S;
    let there = session::Entity::belongs_to(space::Entity).from(S::SpaceId).to(space::Column::Id);
    let at = space::Entity::belongs_to(site::Entity).from(space::Column::SiteId).to(site::Column::Id);
    session::Entity::find()
        .select_only()
        .columns([
            S::Id,
            S::EventId,
            S::Uid,
            S::Title,
            S::Summary,
            S::Track,
            S::Speakers,
            S::StartsAt,
            S::EndsAt,
            S::Zone,
        ])
        .columns([
            S::OnlineUrl,
            S::Capacity,
            S::SeatsTaken,
            S::SeatsReserved,
            S::PoolId,
            S::Cancelled,
            S::Postponed,
            S::Sequence,
            S::SpaceId,
        ])
        .columns([S::GrantsKey, S::GrantsName, S::GrantsMonths, S::SetupMinutes, S::ClearMinutes])
        .column_as(space::Column::Slug, "space_slug")
        .column_as(space::Column::Name, "space_name")
        .column_as(space::Column::Kind, "space_kind")
        .column_as(site::Column::Id, "site_id")
        .column_as(site::Column::Slug, "site_slug")
        .column_as(site::Column::Name, "site_name")
        .column_as(site::Column::Town, "site_town")
        .join(JoinType::LeftJoin, there.into())
        .join(JoinType::LeftJoin, at.into())
        .filter(S::EventId.is_in(ids.iter().copied()))
        .order_by_asc(S::StartsAt)
        .order_by_asc(S::Id)
        .into_model()
        .all(db)
        .await
}
