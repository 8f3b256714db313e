//! What is on: the programme, searched and paged.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{EventCard, EventQuery, EventView, Page, Topic},
    event::{AudienceType, EventState, Format, Review},
    id::{EventId, OrganisationId},
    picture::PictureRef,
    prose,
    slot::Slot,
    speaker::Speaker,
    text::Localised,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::{
    read::{NetAddress, announced},
    spaces,
};
use crate::{
    Store,
    entity::{
        Code, Json, event, event_audience, event_dimension, event_series, event_topic, organisation, session, site,
        space, topic,
    },
    pictures, pools,
    registrations::line::nobody_waits,
    words::Words,
    zone,
};

const PER_PAGE: u32 = 20;
/// A calendar asks for a year at most; more days than that are a mistake.
const MOST_DAYS: u16 = 750;

impl Store {
    /// Published events with a session in the window, by the first of those sessions; that one is on the card.
    pub(super) async fn list_events(&self, query: &EventQuery, page: u32) -> Result<Page<EventCard>, DbErr> {
        let now = self.now();
        let mut seen = HashSet::new();
        let found: Vec<(Uuid, Uuid)> =
            self.meant(query, now).await?.into_iter().filter(|(event, _)| seen.insert(*event)).collect();

        let page = Ord::max(page, 1);
        let here: Vec<(Uuid, Uuid)> = found
            .iter()
            .copied()
            .skip((page as usize - 1).saturating_mul(PER_PAGE as usize))
            .take(PER_PAGE as usize)
            .collect();
        let ids: Vec<Uuid> = here.iter().map(|(event, _)| *event).collect();
        let events = announced(&self.db, &ids, NetAddress::Hidden, now).await?;
        let items = here.iter().filter_map(|(id, on)| Some(events.get(id)?.card_on(*on))).collect();
        Ok(Page { items, page, total: found.len() as u64, per_page: PER_PAGE })
    }

    /// The sessions a query means on these days.
    pub(super) async fn list_dates(
        &self,
        query: &EventQuery,
        first: NaiveDate,
        days: u16,
    ) -> Result<Vec<EventCard>, DbErr> {
        let now = self.now();
        let query = EventQuery { from: Some(first), until: last_of(first, days), ..query.clone() };
        let found = self.meant(&query, now).await?;
        self.session_cards(&found, now).await
    }

    /// The sessions a query means, by start, each with its event before it.
    async fn meant(&self, query: &EventQuery, now: DateTime<Utc>) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let sessions = self.wanted(query, now);
        let mut found = by_start(&self.db, sessions.clone()).await?;
        let words = Words::of(&query.words);
        if !words.is_empty() {
            let speaking = self.speaking_of(&words, sessions).await?;
            found.retain(|(event, _)| speaking.contains(event));
        }
        Ok(found)
    }

    /// A card for each of these sessions, each with its event before it.
    async fn session_cards(&self, sessions: &[(Uuid, Uuid)], now: DateTime<Utc>) -> Result<Vec<EventCard>, DbErr> {
        let ids: HashSet<Uuid> = sessions.iter().map(|(event, _)| *event).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut events = HashMap::new();
        for some in ids.chunks(1_000) {
            events.extend(announced(&self.db, some, NetAddress::Hidden, now).await?);
        }
        Ok(sessions.iter().filter_map(|(id, on)| Some(events.get(id)?.card_on(*on))).collect())
    }

    /// One card per session, called off ones included: a calendar that has them must learn that they are off.
    pub(super) async fn list_programme(
        &self,
        first: NaiveDate,
        days: u16,
        site: Option<&str>,
    ) -> Result<Vec<EventCard>, DbErr> {
        let now = self.now();
        let last = last_of(first, days).and_then(|last| zone::day(self.zone, last));
        let (Some(first), Some(last)) = (zone::day(self.zone, first), last) else { return Ok(Vec::new()) };
        let mut sessions = placed()
            .filter(event::Column::PublishedAt.is_not_null())
            .filter(session::Column::EndsAt.gt(first.from()))
            .filter(session::Column::StartsAt.lt(last.until()));
        if let Some(slug) = site {
            sessions = sessions.filter(somewhere(site::Column::Slug.eq(slug)));
        }
        let found = by_start(&self.db, sessions).await?;
        self.session_cards(&found, now).await
    }

    pub(super) async fn list_own_events(&self, by: &Actor, page: u32) -> Result<Page<EventCard>, DbErr> {
        let page = Ord::max(page, 1);
        let nothing = Page { items: Vec::new(), page, total: 0, per_page: PER_PAGE };
        let Some(organisation) = by.person().and_then(|person| person.acting_for) else { return Ok(nothing) };
        if may(by, Act::RunEvents(organisation)).is_err() {
            return Ok(nothing);
        }
        let own = event::Entity::find().filter(event::Column::OrganisationId.eq(organisation.0));
        let total = own.clone().count(&self.db).await?;
        let draft: Expr = Expr::case(event::Column::State.eq(Code(EventState::Draft)), 0).finally(1).into();
        let ids: Vec<Uuid> = own
            .select_only()
            .column(event::Column::Id)
            .order_by(draft, Order::Asc)
            .order_by_desc(event::Column::ChangedAt)
            .order_by_desc(event::Column::Id)
            .offset(u64::from(page - 1) * u64::from(PER_PAGE))
            .limit(u64::from(PER_PAGE))
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut events = announced(&self.db, &ids, NetAddress::Hidden, self.now()).await?;
        let items = ids.iter().filter_map(|id| Some(events.remove(id)?.card)).collect();
        Ok(Page { items, page, total, per_page: PER_PAGE })
    }

    pub(super) async fn one_event(&self, by: &Actor, slug: &str) -> Result<Option<EventView>, DbErr> {
        let Some(row) = event::Entity::find().filter(event::Column::Slug.eq(slug)).one(&self.db).await? else {
            return Ok(None);
        };
        let mine = may(by, Act::RunEvents(OrganisationId(row.organisation_id))).is_ok();
        let waits = row.submitted_at.is_some() && row.state.0 == EventState::Draft;
        let reviews = waits && may(by, Act::ReadPlatform).is_ok();
        if !mine && !reviews && !super::is_public(&row) {
            return Ok(None);
        }
        let review = match mine || reviews {
            true => super::review::of(&self.db, &row, self.zone).await?,
            false => Review::Free,
        };
        let net = if mine { NetAddress::Shown } else { NetAddress::Hidden };
        let found = announced(&self.db, &[row.id], net, self.now()).await?.remove(&row.id);
        let rules = super::rules::rules(&row, self.zone);
        let window = rules.window(zone::to_local(self.zone, self.now()));
        let audiences = event_audience::Entity::find().filter(event_audience::Column::EventId.eq(row.id)).all(&self.db);
        let mut audiences: Vec<AudienceType> = audiences.await?.into_iter().map(|row| row.audience.0).collect();
        audiences.sort_unstable();
        let logo = self.logo_of(row.organisation_id).await?;
        let pools = pools::of_event(&self.db, row.id).await?;
        let series = super::series::reference(&self.db, row.series_id).await?;
        Ok(found.map(|event| EventView {
            id: EventId(row.id),
            rules,
            window,
            card: event.card,
            description: row.description.0,
            audiences,
            audience: row.audience.0,
            price: row.price.0,
            language: row.language,
            contact: row.contact.0,
            series,
            logo,
            sessions: event.sessions,
            pools: pools.iter().map(pools::view).collect(),
            takes_registrations: row.takes_registrations,
            review,
            publish_at: row.publish_at.filter(|_| mine || reviews).map(|at| zone::to_local(self.zone, at)),
            version: row.version,
            mine,
        }))
    }

    async fn logo_of(&self, organisation: Uuid) -> Result<Option<PictureRef>, DbErr> {
        let name: Option<Option<String>> = organisation::Entity::find_by_id(organisation)
            .select_only()
            .column(organisation::Column::Logo)
            .into_tuple()
            .one(&self.db)
            .await?;
        pictures::reference(&self.db, name.flatten().as_deref()).await
    }

    pub(super) async fn list_descriptions(&self, slugs: &[String]) -> Result<BTreeMap<String, Localised>, DbErr> {
        let rows: Vec<(String, Json<Localised>)> = event::Entity::find()
            .select_only()
            .columns([event::Column::Slug, event::Column::Description])
            .filter(event::Column::Slug.is_in(slugs))
            .filter(event::Column::PublishedAt.is_not_null())
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(|(slug, text)| (slug, text.0)).collect())
    }

    pub(super) async fn list_topics(&self) -> Result<Vec<Topic>, DbErr> {
        let mut topics: Vec<Topic> = topic::Entity::find()
            .filter(topic::Column::Retired.eq(false))
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| Topic { slug: row.slug, name: row.name.0 })
            .collect();
        topics.sort_by_cached_key(|topic| topic.name.get("de").to_lowercase());
        Ok(topics)
    }

    /// The sessions a query means, all but its words.
    fn wanted(&self, query: &EventQuery, now: DateTime<Utc>) -> Select<session::Entity> {
        // From today on means: not over yet.
        let from = query.from.and_then(|date| zone::day(self.zone, date)).map_or(now, Slot::from);
        let mut sessions = placed()
            .filter(event::Column::State.eq(Code(EventState::Published)))
            .filter(session::Column::Cancelled.eq(false))
            .filter(session::Column::EndsAt.gt(from));
        if let Some(day) = query.until.and_then(|date| zone::day(self.zone, date)) {
            sessions = sessions.filter(session::Column::StartsAt.lt(day.until()));
        }
        if let Some(town) = &query.town {
            sessions = sessions.filter(somewhere(site::Column::Town.eq(town)));
        }
        if let Some(slug) = &query.topic {
            let about = event_topic::Entity::find().select_only().column(event_topic::Column::EventId);
            let about = about.filter(event_topic::Column::Topic.eq(slug)).into_query();
            sessions = sessions.filter(session::Column::EventId.in_subquery(about));
        }
        if let Some(audience) = query.audience {
            let meant = event_audience::Entity::find().select_only().column(event_audience::Column::EventId);
            let meant = meant.filter(event_audience::Column::Audience.eq(Code(audience))).into_query();
            sessions = sessions.filter(session::Column::EventId.in_subquery(meant));
        }
        if let Some(dimension) = query.dimension {
            let serving = event_dimension::Entity::find().select_only().column(event_dimension::Column::EventId);
            let serving = serving.filter(event_dimension::Column::Dimension.eq(Code(dimension))).into_query();
            sessions = sessions.filter(session::Column::EventId.in_subquery(serving));
        }
        if let Some(organiser) = query.organiser {
            sessions = sessions.filter(event::Column::OrganisationId.eq(organiser.0));
        }
        if let Some(slug) = &query.series {
            let named = event_series::Entity::find().select_only().column(event_series::Column::Id);
            let named = named.filter(event_series::Column::Slug.eq(slug)).into_query();
            sessions = sessions.filter(event::Column::SeriesId.in_subquery(named));
        }
        if let Some(format) = query.format {
            sessions = sessions.filter(takes_place(format));
        }
        if query.with_seats {
            let opened = Condition::any().add(event::Column::OpensAt.is_null()).add(event::Column::OpensAt.lte(now));
            let unclosed = Condition::any().add(event::Column::ClosesAt.is_null()).add(event::Column::ClosesAt.gt(now));
            let unlimited = session::Column::Capacity.is_null().and(session::Column::PoolId.is_null());
            sessions = sessions
                .filter(event::Column::TakesRegistrations.eq(true))
                .filter(opened)
                .filter(unclosed)
                .filter(session::Column::StartsAt.gt(now))
                .filter(pools::has_seats())
                .filter(Condition::any().add(unlimited).add(nobody_waits()));
        }
        sessions
    }

    /// Of the events of `sessions` those that speak of all `words`.
    async fn speaking_of(&self, words: &Words, sessions: Select<session::Entity>) -> Result<HashSet<Uuid>, DbErr> {
        let events: SelectStatement = sessions.select_only().column(session::Column::EventId).into_query();
        let organiser = event::Entity::belongs_to(organisation::Entity)
            .from(event::Column::OrganisationId)
            .to(organisation::Column::Id);
        let texts: Vec<Texts> = event::Entity::find()
            .select_only()
            .columns([event::Column::Id, event::Column::Title, event::Column::Summary, event::Column::Description])
            .column_as(organisation::Column::Name, "organiser")
            .join(JoinType::InnerJoin, organiser.into())
            .filter(event::Column::Id.in_subquery(events.clone()))
            .into_model()
            .all(&self.db)
            .await?;
        let places: Vec<SessionTexts> = placed()
            .select_only()
            .columns([
                session::Column::EventId,
                session::Column::Title,
                session::Column::Track,
                session::Column::Speakers,
            ])
            .column_as(space::Column::Name, "space")
            .column_as(site::Column::Name, "site")
            .column_as(site::Column::Town, "town")
            .filter(session::Column::EventId.in_subquery(events))
            .into_model()
            .all(&self.db)
            .await?;
        let ids: Vec<Uuid> = texts.iter().map(|event| event.id).collect();
        let further = spaces::by_event(&self.db, &ids).await?;
        let mut by_event: HashMap<Uuid, Vec<&SessionTexts>> = HashMap::new();
        for place in &places {
            by_event.entry(place.event_id).or_default().push(place);
        }
        let speaks = |event: &&Texts| {
            let own = [&event.title, &event.summary].into_iter().flat_map(|text| text.0.0.values());
            let more: Vec<String> = event.description.0.0.values().map(|text| prose::plain(text)).collect();
            let sessions = by_event.get(&event.id).into_iter().flatten().flat_map(|session| session.texts());
            let further = further.get(&event.id).into_iter().flatten().flat_map(|space| {
                space.name.0.values().chain([&space.site.name, &space.site.town]).map(String::as_str)
            });
            let own = own.chain(&more).map(String::as_str).chain([event.organiser.as_str()]);
            words.all_in(own.chain(sessions).chain(further))
        };
        Ok(texts.iter().filter(speaks).map(|event| event.id).collect())
    }
}

/// The last of so many days, at most [`MOST_DAYS`].
fn last_of(first: NaiveDate, days: u16) -> Option<NaiveDate> {
    first.checked_add_signed(Duration::days(i64::from(days.clamp(1, MOST_DAYS)) - 1))
}

/// The ids of sessions by start, each with its event's before it.
async fn by_start(db: &impl ConnectionTrait, sessions: Select<session::Entity>) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    sessions
        .select_only()
        .columns([session::Column::EventId, session::Column::Id])
        .order_by_asc(session::Column::StartsAt)
        .order_by_asc(session::Column::Id)
        .into_tuple()
        .all(db)
        .await
}

/// Sessions with their event, space and site.
fn placed() -> Select<session::Entity> {
    let of = session::Entity::belongs_to(event::Entity).from(session::Column::EventId).to(event::Column::Id);
    let there = session::Entity::belongs_to(space::Entity).from(session::Column::SpaceId).to(space::Column::Id);
    let at = space::Entity::belongs_to(site::Entity).from(space::Column::SiteId).to(site::Column::Id);
    session::Entity::find()
        .join(JoinType::InnerJoin, of.into())
        .join(JoinType::LeftJoin, there.into())
        .join(JoinType::LeftJoin, at.into())
}

/// In its main space, or one of the further ones, at a site of which this is true.
fn somewhere(at: SimpleExpr) -> Condition {
    Condition::any().add(at.clone()).add(session::Column::Id.in_subquery(spaces::at_sites(at)))
}

/// An event's format follows from all of its sessions, so it is asked of the event.
fn takes_place(format: Format) -> Condition {
    let having = |fact: session::Column| {
        session::Entity::find()
            .select_only()
            .column(session::Column::EventId)
            .filter(session::Column::Cancelled.eq(false))
            .filter(fact.is_not_null())
            .into_query()
    };
    let in_space = || having(session::Column::SpaceId);
    let online = || having(session::Column::OnlineUrl);
    let event = session::Column::EventId;
    match format {
        Format::OnSite => Condition::all().add(event.not_in_subquery(online())),
        Format::Online => Condition::all().add(event.in_subquery(online())).add(event.not_in_subquery(in_space())),
        Format::Hybrid => Condition::all().add(event.in_subquery(online())).add(event.in_subquery(in_space())),
    }
}

#[derive(FromQueryResult)]
struct Texts {
    id: Uuid,
    title: Json<Localised>,
    summary: Json<Localised>,
    description: Json<Localised>,
    organiser: String,
}

#[derive(FromQueryResult)]
struct SessionTexts {
    event_id: Uuid,
    title: Json<Localised>,
    track: Json<Localised>,
    speakers: Json<Vec<Speaker>>,
    space: Option<Json<Localised>>,
    site: Option<String>,
    town: Option<String>,
}

impl SessionTexts {
    fn texts(&self) -> impl Iterator<Item = &str> {
        let space = self.space.iter().flat_map(|name| name.0.0.values());
        let speakers = self.speakers.0.iter().flat_map(|speaker| [&speaker.name, &speaker.affiliation]);
        let words = self.title.0.0.values().chain(self.track.0.0.values()).chain(speakers).chain(space);
        words.chain(self.site.iter()).chain(self.town.iter()).map(String::as_str)
    }
}
