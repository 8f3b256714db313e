//! The topics events can have: added, renamed, retired, merged.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    access::{Act, Actor, may},
    desk::{KeptTopic, Topic, TopicDesk, Unavailable},
    text::Localised,
    topic::{TopicRefusal, named},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{Json, ROWS_AT_ONCE, event_topic, topic},
    error::{Stop, refuse, unavailable},
    rooms::natural,
    tx::{WriteTx, retried},
    words::RESERVED,
};

type Outcome<T> = Result<T, Stop<TopicRefusal>>;

#[async_trait]
impl TopicDesk for Store {
    async fn kept_topics(&self, by: &Actor) -> Result<Option<Vec<KeptTopic>>, Unavailable> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        self.topics_with_counts().await.map(Some).map_err(unavailable)
    }

    async fn add_topic(&self, by: &Actor, name: Localised) -> Result<String, TopicRefusal> {
        retried(|| self.add_topic_once(by, &name)).await
    }

    async fn rename_topic(&self, by: &Actor, slug: &str, version: i32, name: Localised) -> Result<(), TopicRefusal> {
        retried(|| self.rename_topic_once(by, slug, version, &name)).await
    }

    async fn retire_topic(&self, by: &Actor, slug: &str, retired: bool) -> Result<(), TopicRefusal> {
        retried(|| self.retire_topic_once(by, slug, retired)).await
    }

    async fn merge_topic(&self, by: &Actor, slug: &str, into: &str) -> Result<u64, TopicRefusal> {
        retried(|| self.merge_topic_once(by, slug, into)).await
    }
}

impl Store {
    async fn topics_with_counts(&self) -> Result<Vec<KeptTopic>, DbErr> {
        let counts: Vec<(String, i64)> = event_topic::Entity::find()
            .select_only()
            .column(event_topic::Column::Topic)
            .column_as(event_topic::Column::EventId.count(), "events")
            .group_by(event_topic::Column::Topic)
            .into_tuple()
            .all(&self.db)
            .await?;
        let counts: HashMap<String, i64> = counts.into_iter().collect();
        let mut rows = topic::Entity::find().all(&self.db).await?;
        rows.sort_by_cached_key(|row| (row.retired, natural(row.name.0.get("de"))));
        let kept = |row: topic::Model| KeptTopic {
            events: counts.get(&row.slug).and_then(|count| u64::try_from(*count).ok()).unwrap_or_default(),
            topic: Topic { slug: row.slug, name: row.name.0 },
            retired: row.retired,
            version: row.version,
        };
        Ok(rows.into_iter().map(kept).collect())
    }

    async fn add_topic_once(&self, by: &Actor, name: &Localised) -> Outcome<String> {
        let (tx, all) = self.all_locked(by).await?;
        let (slug, name) = settled(name)?;
        if let Some(same) = all.iter().find(|row| row.slug == slug && row.name.0 == name) {
            return Ok(same.slug.clone());
        }
        if RESERVED.contains(&slug.as_str()) || all.iter().any(|row| row.slug == slug || is_called(row, &name)) {
            return refuse(TopicRefusal::NameTaken);
        }
        let row = topic::ActiveModel {
            slug: Set(slug.clone()),
            name: Set(Json(name.clone())),
            retired: Set(false),
            version: Set(1),
        };
        topic::Entity::insert(row).exec_without_returning(&*tx).await?;
        self.ended(tx, by, "topic-added", json!({ "topic": slug, "name": name })).await?;
        Ok(slug)
    }

    async fn rename_topic_once(&self, by: &Actor, slug: &str, version: i32, name: &Localised) -> Outcome<()> {
        let (tx, all) = self.all_locked(by).await?;
        let (_, name) = settled(name)?;
        let Some(row) = all.iter().find(|row| row.slug == slug) else { return refuse(TopicRefusal::NotFound) };
        if row.name.0 == name {
            return Ok(());
        }
        if row.version != version {
            return refuse(TopicRefusal::ChangedMeanwhile);
        }
        if all.iter().any(|other| other.slug != slug && is_called(other, &name)) {
            return refuse(TopicRefusal::NameTaken);
        }
        let detail = json!({ "topic": slug, "before": row.name.0, "after": name });
        let mut row = row.clone().into_active_model();
        row.name = Set(Json(name));
        row.version = Set(version + 1);
        row.update(&*tx).await?;
        self.ended(tx, by, "topic-renamed", detail).await
    }

    async fn retire_topic_once(&self, by: &Actor, slug: &str, retired: bool) -> Outcome<()> {
        let (tx, all) = self.all_locked(by).await?;
        let Some(row) = all.iter().find(|row| row.slug == slug) else { return refuse(TopicRefusal::NotFound) };
        if row.retired == retired {
            return Ok(());
        }
        let mut row = row.clone().into_active_model();
        row.retired = Set(retired);
        row.update(&*tx).await?;
        let act = if retired { "topic-retired" } else { "topic-restored" };
        self.ended(tx, by, act, json!({ "topic": slug })).await
    }

    async fn merge_topic_once(&self, by: &Actor, slug: &str, into: &str) -> Outcome<u64> {
        let (tx, all) = self.all_locked(by).await?;
        if slug == into {
            return refuse(TopicRefusal::Same);
        }
        let there = |slug: &str| all.iter().find(|row| row.slug == slug);
        let (Some(from), Some(_)) = (there(slug), there(into)) else { return refuse(TopicRefusal::NotFound) };
        let moved = with_topic(&*tx, slug).await?;
        let there = with_topic(&*tx, into).await?;
        let rows: Vec<_> = moved
            .iter()
            .filter(|event| !there.contains(event))
            .map(|event| event_topic::ActiveModel { event_id: Set(*event), topic: Set(into.to_owned()) })
            .collect();
        for some in rows.chunks(ROWS_AT_ONCE) {
            event_topic::Entity::insert_many(some.to_vec()).exec_without_returning(&*tx).await?;
        }
        event_topic::Entity::delete_many().filter(event_topic::Column::Topic.eq(slug)).exec(&*tx).await?;
        topic::Entity::delete_by_id(slug.to_owned()).exec(&*tx).await?;
        let detail = json!({ "topic": slug, "name": from.name.0, "into": into, "events": moved.len() });
        self.ended(tx, by, "topic-merged", detail).await?;
        Ok(moved.len() as u64)
    }

    /// Every topic, for somebody who looks after them: whoever else does waits.
    async fn all_locked(&self, by: &Actor) -> Outcome<(WriteTx, Vec<topic::Model>)> {
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(TopicRefusal::NotFound);
        }
        let tx = self.begin_write().await?;
        let all = topic::Entity::find().order_by_asc(topic::Column::Slug).lock_exclusive().all(&*tx).await?;
        Ok((tx, all))
    }

    async fn ended(&self, tx: WriteTx, by: &Actor, act: &str, detail: serde_json::Value) -> Outcome<()> {
        audit::write(&*tx, by, act, Thing::Platform, Uuid::nil(), detail, self.now()).await?;
        Ok(tx.commit().await?)
    }
}

fn settled(name: &Localised) -> Outcome<(String, Localised)> {
    named(name).map_err(Stop::Refused)
}

/// True when a topic has this name in some language, however it is written.
fn is_called(row: &topic::Model, name: &Localised) -> bool {
    name.0.iter().any(|(language, text)| {
        row.name.0.0.get(language).is_some_and(|other| other.to_lowercase() == text.to_lowercase())
    })
}

/// The events that have a topic.
async fn with_topic(db: &impl ConnectionTrait, slug: &str) -> Result<Vec<Uuid>, DbErr> {
    event_topic::Entity::find()
        .select_only()
        .column(event_topic::Column::EventId)
        .filter(event_topic::Column::Topic.eq(slug))
        .into_tuple()
        .all(db)
        .await
}
