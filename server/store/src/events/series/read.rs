//! Series as views.

use std::collections::HashMap;

use domain::{
    access::{Act, Actor, may},
    desk::{SeriesCard, SeriesEvent, SeriesRef, SeriesView},
    event::{EventState, Review},
    id::{EventId, OrganisationId, SeriesId},
    organisation::OrganisationRef,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::super::{
    is_public,
    read::{Announced, NetAddress, announced},
    review,
};
use crate::{
    Store,
    entity::{Code, event, event_series, organisation},
};

/// The series of events that are public: one with none of them is nobody's business but its organisers'.
pub(in crate::events) fn public() -> Select<event::Entity> {
    event::Entity::find()
        .select_only()
        .column(event::Column::SeriesId)
        .filter(event::Column::State.is_in([EventState::Published, EventState::Cancelled].map(Code)))
        .filter(event::Column::PublishedAt.is_not_null())
        .filter(event::Column::SeriesId.is_not_null())
}

/// The series of an event, if it belongs to one.
pub(in crate::events) async fn reference(
    db: &impl ConnectionTrait,
    id: Option<Uuid>,
) -> Result<Option<SeriesRef>, DbErr> {
    let Some(id) = id else { return Ok(None) };
    Ok(event_series::Entity::find_by_id(id).one(db).await?.map(named))
}

fn named(row: event_series::Model) -> SeriesRef {
    SeriesRef { id: SeriesId(row.id), slug: row.slug, title: row.title.0 }
}

impl Store {
    pub(super) async fn one_series(&self, by: &Actor, slug: &str) -> Result<Option<SeriesView>, DbErr> {
        let found = event_series::Entity::find().filter(event_series::Column::Slug.eq(slug)).one(&self.db).await?;
        let Some(row) = found else { return Ok(None) };
        let mine = may(by, Act::RunEvents(OrganisationId(row.organisation_id))).is_ok();
        let events = event::Entity::find().filter(event::Column::SeriesId.eq(row.id));
        let mut events = events.order_by_asc(event::Column::Id).all(&self.db).await?;
        if !mine {
            events.retain(is_public);
        }
        if events.is_empty() && !mine {
            return Ok(None);
        }
        let Some(organiser) = organisation::Entity::find_by_id(row.organisation_id).one(&self.db).await? else {
            return Ok(None);
        };
        let ids: Vec<Uuid> = events.iter().map(|event| event.id).collect();
        let mut views = announced(&self.db, &ids, NetAddress::Hidden, self.now()).await?;
        let mut shown = Vec::with_capacity(events.len());
        for event in events {
            let Some(Announced { card, sessions }) = views.remove(&event.id) else { continue };
            let review = match event.state.0 {
                EventState::Draft => review::of(&self.db, &event, self.zone).await?,
                _ => Review::Free,
            };
            shown.push(SeriesEvent {
                id: EventId(event.id),
                version: event.version,
                card,
                sessions,
                takes_registrations: event.takes_registrations,
                public: is_public(&event),
                review,
            });
        }
        Ok(Some(SeriesView {
            summary: row.summary.0.clone(),
            description: row.description.0.clone(),
            organiser: OrganisationRef {
                id: OrganisationId(organiser.id),
                name: organiser.name,
                kind: organiser.kind.0,
                sector: organiser.sector.0,
            },
            events: shown,
            changed_at: row.changed_at,
            version: row.version,
            mine,
            series: named(row),
        }))
    }

    pub(super) async fn list_public_series(&self) -> Result<Vec<String>, DbErr> {
        event_series::Entity::find()
            .select_only()
            .column(event_series::Column::Slug)
            .filter(event_series::Column::Id.in_subquery(public().into_query()))
            .order_by_asc(event_series::Column::Slug)
            .into_tuple()
            .all(&self.db)
            .await
    }

    pub(super) async fn list_series_of(
        &self,
        by: &Actor,
        organisation: OrganisationId,
    ) -> Result<Vec<SeriesCard>, DbErr> {
        if may(by, Act::RunEvents(organisation)).is_err() {
            return Ok(Vec::new());
        }
        let rows = event_series::Entity::find()
            .filter(event_series::Column::OrganisationId.eq(organisation.0))
            .order_by_desc(event_series::Column::ChangedAt)
            .order_by_desc(event_series::Column::Id)
            .all(&self.db)
            .await?;
        let events: Vec<(Option<Uuid>, Code<EventState>)> = event::Entity::find()
            .select_only()
            .columns([event::Column::SeriesId, event::Column::State])
            .filter(event::Column::OrganisationId.eq(organisation.0))
            .filter(event::Column::SeriesId.is_not_null())
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut counts: HashMap<Uuid, (u32, u32)> = HashMap::new();
        for (series, state) in events {
            let (all, drafts) = counts.entry(series.unwrap_or_default()).or_default();
            *all += 1;
            *drafts += u32::from(state.0 == EventState::Draft);
        }
        let card = |row: event_series::Model| {
            let (events, drafts) = counts.get(&row.id).copied().unwrap_or_default();
            SeriesCard { series: named(row), events, drafts }
        };
        Ok(rows.into_iter().map(card).collect())
    }
}
