//! Copying an event with all its sessions: every room is taken in the one transaction, or nothing is copied (I3, I4).

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    booking::BookingRefusal,
    desk::{CopiedSession, EventCopy, EventFields, SessionFields},
    event::EventRefusal,
    id::{EventId, OrganisationId, RequestId, SessionId},
    registration::RegistrationRules,
    slot::Margins,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{
    Answer,
    rules::{rules, written},
    series,
    sessions::{About, Plan, insert_session, refuse_past, take_room},
    spaces,
    write::{new_event, own, refuse_stale, sessions_of},
};
use crate::{
    Store, access, allocation,
    audit::{self, Thing},
    chance,
    entity::{event, event_audience, event_dimension, event_topic, session, small},
    error::{Stop, refuse},
    forms, pools,
    rooms::{self, Houses, Room, Which},
    surveys, zone,
};

/// For so many sessions alternatives are looked for: whoever has more to mend mends these first.
const MOST_MENDED: usize = 8;

/// An event that is copied, as it stands.
pub(super) struct Source {
    pub(super) event: event::Model,
    pub(super) fields: EventFields,
    /// Its sessions, locked, by id.
    pub(super) sessions: HashMap<Uuid, session::Model>,
    /// The further spaces of each, by slug.
    pub(super) further: HashMap<Uuid, Vec<String>>,
}

impl Source {
    pub(super) async fn read(tx: &impl ConnectionTrait, event: event::Model) -> Result<Self, DbErr> {
        let sessions = sessions_of(tx, EventId(event.id)).await?;
        let sessions = sessions.into_iter().map(|session| (session.id, session)).collect();
        let further = further_slugs(tx, EventId(event.id)).await?;
        Ok(Self { fields: words(tx, &event).await?, event, sessions, further })
    }
}

/// A session as it will be, its room not yet taken.
pub(super) struct Planned {
    of: SessionId,
    plan: Plan,
    fields: SessionFields,
}

/// What a copy asked of the rooms of its sessions, and was refused.
pub(super) type Refused = Vec<(SessionId, BookingRefusal)>;

impl Store {
    /// Everything that is in the way is named at once, session by session.
    pub(super) async fn try_copy_event(&self, by: &Actor, copy: &EventCopy) -> Answer<String> {
        let tx = self.begin_write().await?;
        series::held(&*tx, copy.of).await?;
        let source = own(&*tx, by, copy.of).await?;
        let known = event::Entity::find().filter(event::Column::RequestId.eq(copy.request.0)).one(&*tx).await?;
        if let Some(known) = known {
            let ours = known.organisation_id == source.organisation_id;
            return if ours { Ok(known.slug) } else { refuse(EventRefusal::Forbidden) };
        }
        refuse_stale(&source, copy.version)?;
        let source = Source::read(&*tx, source).await?;
        let further = source.further.values().flatten().map(String::as_str);
        let named = copy.sessions.iter().filter_map(|wish| wish.space.as_deref()).map(str::trim);
        let named: Vec<&str> = named.chain(further).collect();
        let houses = rooms::load(&*tx, Which::SitesNamed(&named)).await?;
        let mut refused = Refused::new();
        let planned = self.planned(&houses, &source, &copy.sessions, &mut refused)?;
        lock_rooms(&*tx, &rooms_of(&planned)).await?;
        let slug = self.write_copy(&*tx, by, &source, Some(copy.request), &planned, &mut refused).await?.1;
        if !refused.is_empty() {
            return refuse(EventRefusal::Sessions(refused));
        }
        tx.commit().await?;
        Ok(slug)
    }

    /// The sessions of a copy; those that cannot be are added to what is refused.
    pub(super) fn planned(
        &self,
        houses: &Houses,
        source: &Source,
        wishes: &[CopiedSession],
        refused: &mut Refused,
    ) -> Answer<Vec<Planned>> {
        let mut wanted: Vec<&CopiedSession> = wishes.iter().collect();
        wanted.sort_by_key(|wish| wish.when.from);
        if wanted.is_empty() {
            return refuse(EventRefusal::NoSession);
        }
        let mut planned = Vec::with_capacity(wanted.len());
        for wish in wanted {
            let Some(model) = source.sessions.get(&wish.of.0).filter(|session| !session.cancelled) else {
                return refuse(EventRefusal::ChangedMeanwhile);
            };
            let fields = as_wished(model, wish, source.further.get(&model.id));
            if fields.space.is_none() && fields.online_url.is_none() {
                return refuse(EventRefusal::NoPlace);
            }
            // A room's rules look at the past themselves; the net has none.
            let plan = self.plan_in(houses, &fields).and_then(|plan| match plan.room {
                Some(_) => Ok(plan),
                None => refuse_past(&plan, self.now()).map(|()| plan),
            });
            match plan {
                Ok(plan) => planned.push(Planned { of: wish.of, plan, fields }),
                Err(Stop::Refused(EventRefusal::Room(refusal))) => refused.push((wish.of, refusal)),
                Err(stop) => return Err(stop),
            }
        }
        Ok(planned)
    }

    /// Writes a copy down and takes its rooms, which are locked; a room that says no is added to what is refused, and
    /// then nothing of it may stay. Answers its id and its slug.
    pub(super) async fn write_copy(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        source: &Source,
        request: Option<RequestId>,
        planned: &[Planned],
        refused: &mut Refused,
    ) -> Answer<(Uuid, String)> {
        let now = self.now();
        let organisation = OrganisationId(source.event.organisation_id);
        let Some((id, slug)) = new_event(tx, organisation, request, &source.fields, now).await? else {
            return refuse(EventRefusal::ChangedMeanwhile);
        };
        let Some(draft) = event::Entity::find_by_id(id).one(tx).await? else {
            return refuse(EventRefusal::Unavailable);
        };
        let mut became: BTreeMap<SessionId, SessionId> = BTreeMap::new();
        for Planned { of, plan, fields } in planned {
            let session = SessionId(chance::id(now));
            insert_session(tx, &draft, session, None, plan, fields).await?;
            match take_room(tx, by, &draft, session, plan, fields, now).await {
                Ok(()) => drop(became.insert(*of, session)),
                Err(Stop::Refused(EventRefusal::Room(refusal))) => refused.push((*of, refusal)),
                Err(stop) => return Err(stop),
            }
        }
        if refused.is_empty() {
            let first = planned.iter().map(|one| one.plan.when.local.from).min();
            let old = became.keys().filter_map(|of| source.sessions.get(&of.0));
            let old = old.map(|one| zone::to_local(one.zone.0, one.starts_at)).min();
            let days = old.zip(first).map_or(0, |(old, new)| (new.date() - old.date()).num_days());
            self.take_along(tx, source, id, &became, days).await?;
            let detail = json!({ "slug": slug, "of": source.event.id });
            audit::write(tx, by, "copied", Thing::Event, id, detail, now).await?;
        }
        Ok((id, slug))
    }

    /// What a copy has of its event besides words and sessions, so many days later.
    async fn take_along(
        &self,
        tx: &impl ConnectionTrait,
        source: &Source,
        id: Uuid,
        became: &BTreeMap<SessionId, SessionId>,
        days: i64,
    ) -> Result<(), DbErr> {
        let (of, now): (_, DateTime<Utc>) = (&source.event, self.now());
        self.copy_choices(tx, of, id, rules(of, self.zone).days_later(days)).await?;
        forms::copy(tx, of.id, id, became, now).await?;
        surveys::copy(tx, of.id, id).await?;
        let seen: Vec<session::Model> = source.sessions.values().cloned().collect();
        pools::copy(tx, (of.id, id), &seen, became, now).await?;
        access::copy(tx, (of.id, id), became, days, self.zone, now).await
    }

    /// What the organiser chose for the registration, the series, what she adds to mails, and the picture, which is there once for both.
    async fn copy_choices(
        &self,
        tx: &impl ConnectionTrait,
        of: &event::Model,
        id: Uuid,
        chosen: RegistrationRules,
    ) -> Result<(), DbErr> {
        written(event::Entity::update_many(), chosen, self.zone)
            .col_expr(event::Column::SeriesId, Expr::value(of.series_id))
            .col_expr(event::Column::Picture, Expr::value(of.picture.clone()))
            .col_expr(event::Column::PictureAlt, Expr::value(of.picture_alt.clone()))
            .col_expr(event::Column::PictureCredit, Expr::value(&of.picture_credit))
            .col_expr(event::Column::MailNote, Expr::value(of.mail_note.clone()))
            .filter(event::Column::Id.eq(id))
            .exec(tx)
            .await
            .map(drop)
    }

    /// Adds to each refused session what would work instead, once the transaction that met it is gone.
    pub(super) async fn with_other_rooms_each<T>(
        &self,
        by: &Actor,
        copy: &EventCopy,
        answer: Result<T, EventRefusal>,
    ) -> Result<T, EventRefusal> {
        let Err(EventRefusal::Sessions(refused)) = answer else { return answer };
        let further = further_slugs(&self.db, copy.of).await.unwrap_or_default();
        let mut mended = Vec::with_capacity(refused.len());
        for (place, (of, refusal)) in refused.into_iter().enumerate() {
            let wish = copy.sessions.iter().find(|wish| wish.of == of).filter(|_| place < MOST_MENDED);
            let model = session::Entity::find_by_id(of.0).one(&self.db).await;
            let (Some(wish), Ok(Some(model))) = (wish, model) else {
                mended.push((of, refusal));
                continue;
            };
            let asked: Result<(), _> = Err(EventRefusal::Room(refusal.clone()));
            let fields = as_wished(&model, wish, further.get(&model.id));
            let refusal = match self.with_other_rooms(by, About::NewOf(copy.of), &fields, asked).await {
                Err(EventRefusal::Room(refusal)) => refusal,
                _ => refusal,
            };
            mended.push((of, refusal));
        }
        Err(EventRefusal::Sessions(mended))
    }
}

impl Planned {
    /// Every room it wants, the main one first.
    pub(super) fn rooms(&self) -> impl Iterator<Item = &Room> {
        self.plan.room.iter().chain(&self.plan.further)
    }
}

/// The further spaces of the sessions of an event, by session.
async fn further_slugs(db: &impl ConnectionTrait, event: EventId) -> Result<HashMap<Uuid, Vec<String>>, DbErr> {
    let further = spaces::of_events(db, &[event.0]).await?;
    Ok(further.into_iter().map(|(id, spaces)| (id, spaces.into_iter().map(|space| space.slug).collect())).collect())
}

/// What a form would say of the copy of a session. `further`: its further spaces, which come along to a main one.
fn as_wished(of: &session::Model, wish: &CopiedSession, further: Option<&Vec<String>>) -> SessionFields {
    let space = wish.space.as_deref().map(str::trim).filter(|slug| !slug.is_empty()).map(str::to_owned);
    let further = further.filter(|_| space.is_some()).into_iter().flatten();
    SessionFields {
        further: further.filter(|slug| space.as_ref() != Some(slug)).cloned().collect(),
        margins: Margins { before: small(of.setup_minutes), after: small(of.clear_minutes) },
        title: of.title.0.clone(),
        summary: of.summary.0.clone(),
        track: of.track.0.clone(),
        date: wish.when.from.date(),
        from: wish.when.from.time(),
        until: wish.when.until.time(),
        last: wish.when.last(),
        space,
        online_url: of.online_url.clone(),
        speakers: of.speakers.0.clone(),
        capacity: of.capacity.map(small),
        // The copy has pools of its own.
        pool: None,
        override_reason: None,
    }
}

async fn words(tx: &impl ConnectionTrait, of: &event::Model) -> Result<EventFields, DbErr> {
    let dimensions = event_dimension::Entity::find().filter(event_dimension::Column::EventId.eq(of.id)).all(tx).await?;
    let audiences = event_audience::Entity::find().filter(event_audience::Column::EventId.eq(of.id)).all(tx).await?;
    let topics = event_topic::Entity::find().filter(event_topic::Column::EventId.eq(of.id)).all(tx).await?;
    Ok(EventFields {
        title: of.title.0.clone(),
        summary: of.summary.0.clone(),
        description: of.description.0.clone(),
        audiences: audiences.into_iter().map(|row| row.audience.0).collect(),
        audience: of.audience.0.clone(),
        price: of.price.0.clone(),
        language: of.language.clone(),
        contact: of.contact.0.clone(),
        dimensions: dimensions.into_iter().map(|row| row.dimension.0).collect(),
        topics: topics.into_iter().map(|row| row.topic).collect(),
        takes_registrations: of.takes_registrations,
    })
}

/// Every room of some sessions.
pub(super) fn rooms_of(planned: &[Planned]) -> Vec<&Room> {
    planned.iter().flat_map(Planned::rooms).collect()
}

/// All of them at once and in order, as a series does: no two copies wait for each other.
pub(super) async fn lock_rooms(tx: &impl ConnectionTrait, rooms: &[&Room]) -> Result<(), DbErr> {
    rooms::lock_quotas(tx, rooms.iter().copied()).await?;
    let mut units: Vec<Uuid> = rooms.iter().flat_map(|room| room.units.iter().copied()).collect();
    units.sort_unstable();
    units.dedup();
    allocation::lock(tx, &units).await
}
