//! Copying an event with all its sessions: every room is taken in the one transaction, or nothing is copied (I3, I4).

use std::collections::{BTreeMap, HashMap};

use domain::{
    access::Actor,
    booking::BookingRefusal,
    desk::{CopiedSession, EventCopy, EventFields, SessionFields},
    event::EventRefusal,
    id::{EventId, OrganisationId, SessionId},
    registration::RegistrationRules,
    slot::Margins,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{
    Answer,
    rules::{rules, written},
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
    forms,
    rooms::{self, Room},
    surveys, zone,
};

/// For so many sessions alternatives are looked for: whoever has more to mend mends these first.
const MOST_MENDED: usize = 8;

impl Store {
    /// Everything that is in the way is named at once, session by session.
    pub(super) async fn try_copy_event(&self, by: &Actor, copy: &EventCopy) -> Answer<String> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let source = own(&*tx, by, copy.of).await?;
        let known = event::Entity::find().filter(event::Column::RequestId.eq(copy.request.0)).one(&*tx).await?;
        if let Some(known) = known {
            let ours = known.organisation_id == source.organisation_id;
            return if ours { Ok(known.slug) } else { refuse(EventRefusal::Forbidden) };
        }
        refuse_stale(&source, copy.version)?;
        let fields = words(&*tx, &source).await?;
        let organisation = OrganisationId(source.organisation_id);
        let Some((id, slug)) = new_event(&*tx, organisation, copy.request, &fields, now).await? else {
            return refuse(EventRefusal::ChangedMeanwhile);
        };
        let Some(draft) = event::Entity::find_by_id(id).one(&*tx).await? else {
            return refuse(EventRefusal::Unavailable);
        };
        let old: HashMap<Uuid, session::Model> =
            sessions_of(&*tx, copy.of).await?.into_iter().map(|session| (session.id, session)).collect();
        let mut wanted: Vec<&CopiedSession> = copy.sessions.iter().collect();
        wanted.sort_by_key(|wish| wish.when.from);
        if wanted.is_empty() {
            return refuse(EventRefusal::NoSession);
        }
        let further = further_slugs(&*tx, copy.of).await?;
        let mut plans = Vec::with_capacity(wanted.len());
        let mut refused: Vec<(SessionId, BookingRefusal)> = Vec::new();
        for wish in &wanted {
            let Some(model) = old.get(&wish.of.0).filter(|session| !session.cancelled) else {
                return refuse(EventRefusal::ChangedMeanwhile);
            };
            let fields = as_wished(model, wish, further.get(&model.id));
            if fields.space.is_none() && fields.online_url.is_none() {
                return refuse(EventRefusal::NoPlace);
            }
            match self.plan(&*tx, &fields).await {
                Ok(plan) if plan.room.is_some() => plans.push((wish.of, plan, fields)),
                // A room's rules look at the past themselves; the net has none.
                Ok(plan) => match refuse_past(&plan, now) {
                    Ok(()) => plans.push((wish.of, plan, fields)),
                    Err(Stop::Refused(EventRefusal::Room(refusal))) => refused.push((wish.of, refusal)),
                    Err(stop) => return Err(stop),
                },
                Err(Stop::Refused(EventRefusal::Room(refusal))) => refused.push((wish.of, refusal)),
                Err(stop) => return Err(stop),
            }
        }
        lock_rooms(&*tx, &rooms_of(&plans)).await?;
        let mut became: BTreeMap<SessionId, SessionId> = BTreeMap::new();
        for (of, plan, fields) in &plans {
            let session = SessionId(chance::id(now));
            insert_session(&*tx, &draft, session, None, plan, fields).await?;
            match take_room(&*tx, by, &draft, session, plan, fields, now).await {
                Ok(()) => drop(became.insert(*of, session)),
                Err(Stop::Refused(EventRefusal::Room(refusal))) => refused.push((*of, refusal)),
                Err(stop) => return Err(stop),
            }
        }
        if !refused.is_empty() {
            return refuse(EventRefusal::Sessions(refused));
        }
        let before = became.keys().filter_map(|of| old.get(&of.0)).map(|one| zone::to_local(one.zone.0, one.starts_at));
        let later = before.min().zip(wanted.first()).map(|(old, new)| new.when.from.date() - old.date());
        let days = later.map_or(0, |later| later.num_days());
        let chosen = rules(&source, self.zone).days_later(days);
        self.copy_choices(&*tx, &source, id, chosen).await?;
        forms::copy(&*tx, source.id, id, &became, now).await?;
        surveys::copy(&*tx, source.id, id).await?;
        access::copy(&*tx, (source.id, id), &became, days, self.zone, now).await?;
        audit::write(&*tx, by, "copied", Thing::Event, id, json!({ "slug": slug, "of": source.id }), now).await?;
        tx.commit().await?;
        Ok(slug)
    }

    /// What the organiser chose for the registration, and the picture, which is there once for both.
    async fn copy_choices(
        &self,
        tx: &impl ConnectionTrait,
        of: &event::Model,
        id: Uuid,
        chosen: RegistrationRules,
    ) -> Result<(), DbErr> {
        written(event::Entity::update_many(), chosen, self.zone)
            .col_expr(event::Column::Picture, Expr::value(of.picture.clone()))
            .col_expr(event::Column::PictureAlt, Expr::value(of.picture_alt.clone()))
            .col_expr(event::Column::PictureCredit, Expr::value(&of.picture_credit))
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
fn rooms_of(plans: &[(SessionId, Plan, SessionFields)]) -> Vec<&Room> {
    plans.iter().flat_map(|(_, plan, _)| plan.room.iter().chain(&plan.further)).collect()
}

/// All of them at once and in order, as a series does: no two copies wait for each other.
async fn lock_rooms(tx: &impl ConnectionTrait, rooms: &[&Room]) -> Result<(), DbErr> {
    rooms::lock_quotas(tx, rooms.iter().copied()).await?;
    let mut units: Vec<Uuid> = rooms.iter().flat_map(|room| room.units.iter().copied()).collect();
    units.sort_unstable();
    units.dedup();
    allocation::lock(tx, &units).await
}
