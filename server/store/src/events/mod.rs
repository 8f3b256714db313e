//! Events and their sessions: drafted, announced, changed, called off.

use std::collections::{BTreeMap, HashSet};

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use domain::{
    access::Actor,
    desk::{
        EventCard, EventCopy, EventDesk, EventFields, EventQuery, EventView, Page, SessionFields, Topic, Unavailable,
    },
    event::EventRefusal,
    id::{EventId, RequestId, SessionId},
    picture::Caption,
    registration::RegistrationRules,
    text::Localised,
};
use sea_orm::{ColumnTrait, QueryFilter, QueryTrait, sea_query::SelectStatement};
use uuid::Uuid;

use self::sessions::About;
use crate::{
    Store,
    entity::event,
    error::{Stop, unavailable},
    tx::retried,
};

mod copy;
mod fields;
mod list;
mod note;
mod picture;
pub(crate) mod read;
mod repeat;
mod review;
pub(crate) mod rules;
mod schedule;
mod series;
mod sessions;
pub(crate) mod spaces;
mod write;

pub(crate) use fields::words;
pub(crate) use write::{next_version, sessions_of};

type Answer<T> = Result<T, Stop<EventRefusal>>;

/// True when everybody may see an event. One called off before it was ever announced stays its organisers' own.
pub(crate) fn is_public(event: &event::Model) -> bool {
    event.state.0.is_public() && event.published_at.is_some()
}

/// Of these series, those with something public in them.
pub(crate) fn public_series(among: HashSet<Uuid>) -> SelectStatement {
    series::public().filter(event::Column::SeriesId.is_in(among)).into_query()
}

#[async_trait]
impl EventDesk for Store {
    async fn events(&self, query: &EventQuery, page: u32) -> Result<Page<EventCard>, Unavailable> {
        self.list_events(query, page).await.map_err(unavailable)
    }

    async fn dates(&self, query: &EventQuery, first: NaiveDate, days: u16) -> Result<Vec<EventCard>, Unavailable> {
        self.list_dates(query, first, days).await.map_err(unavailable)
    }

    async fn programme(&self, first: NaiveDate, days: u16, site: Option<&str>) -> Result<Vec<EventCard>, Unavailable> {
        self.list_programme(first, days, site).await.map_err(unavailable)
    }

    async fn event(&self, by: &Actor, slug: &str) -> Result<Option<EventView>, Unavailable> {
        self.one_event(by, slug).await.map_err(unavailable)
    }

    async fn own_events(&self, by: &Actor, page: u32) -> Result<Page<EventCard>, Unavailable> {
        self.list_own_events(by, page).await.map_err(unavailable)
    }

    async fn descriptions(&self, slugs: &[String]) -> Result<BTreeMap<String, Localised>, Unavailable> {
        self.list_descriptions(slugs).await.map_err(unavailable)
    }

    async fn topics(&self) -> Result<Vec<Topic>, Unavailable> {
        self.list_topics().await.map_err(unavailable)
    }

    async fn draft(&self, by: &Actor, request: RequestId, fields: EventFields) -> Result<String, EventRefusal> {
        let fields = fields::event(fields, by)?;
        retried(|| self.try_draft(by, request, &fields)).await
    }

    async fn rewrite(&self, by: &Actor, id: EventId, version: i32, fields: EventFields) -> Result<(), EventRefusal> {
        let fields = fields::event(fields, by)?;
        retried(|| self.try_rewrite(by, id, version, &fields)).await
    }

    async fn choose_rules(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        rules: RegistrationRules,
    ) -> Result<(), EventRefusal> {
        retried(|| self.try_choose_rules(by, id, version, rules)).await
    }

    async fn set_picture(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        file: Option<Vec<u8>>,
        caption: Caption,
    ) -> Result<(), EventRefusal> {
        let caption = caption.tidy();
        if let [fault, ..] = caption.faults()[..] {
            return Err(EventRefusal::Caption(fault));
        }
        let drawn = self.drawn_picture(by, id, version, file).await?;
        retried(|| self.give_picture(by, id, version, drawn.as_ref(), &caption)).await
    }

    async fn remove_picture(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal> {
        retried(|| self.take_picture(by, id, version)).await
    }

    async fn add_session(
        &self,
        by: &Actor,
        request: RequestId,
        id: EventId,
        version: i32,
        fields: SessionFields,
    ) -> Result<SessionId, EventRefusal> {
        let fields = fields::session(fields)?;
        let added = retried(|| self.try_add_session(by, request, id, version, &fields)).await;
        self.with_other_rooms(by, About::NewOf(id), &fields, added).await
    }

    async fn change_session(
        &self,
        by: &Actor,
        id: SessionId,
        version: i32,
        fields: SessionFields,
    ) -> Result<(), EventRefusal> {
        let fields = fields::session(fields)?;
        let changed = retried(|| self.try_change_session(by, id, version, &fields)).await;
        self.with_other_rooms(by, About::Session(id), &fields, changed).await
    }

    async fn drop_session(&self, by: &Actor, id: SessionId, version: i32, reason: &str) -> Result<(), EventRefusal> {
        retried(|| self.try_drop_session(by, id, version, reason)).await
    }

    async fn copy_event(&self, by: &Actor, copy: EventCopy) -> Result<String, EventRefusal> {
        let copied = retried(|| self.try_copy_event(by, &copy)).await;
        self.with_other_rooms_each(by, &copy, copied).await
    }

    async fn plan_publishing(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        at: Option<NaiveDateTime>,
    ) -> Result<(), EventRefusal> {
        retried(|| self.try_plan_publishing(by, id, version, at)).await
    }

    async fn publish(&self, by: &Actor, id: EventId, version: i32) -> Result<(), EventRefusal> {
        retried(|| self.try_publish(by, id, version)).await
    }

    async fn postpone(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        session: Option<SessionId>,
        reason: &str,
    ) -> Result<(), EventRefusal> {
        retried(|| self.try_postpone(by, id, version, session, reason)).await
    }

    async fn cancel_event(&self, by: &Actor, id: EventId, version: i32, reason: &str) -> Result<(), EventRefusal> {
        retried(|| self.try_cancel_event(by, id, version, reason)).await
    }
}
