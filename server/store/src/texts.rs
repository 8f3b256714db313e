//! The pages the law asks for, as the region writes them. What one said before is in the trail.

use async_trait::async_trait;
use domain::{
    about::{self, AboutRefusal, AboutText},
    access::{Act, Actor, may},
    desk::{NewText, TextDesk, Unavailable, WrittenText},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, about_text},
    error::{Stop, refuse, unavailable},
    tx::retried,
    zone,
};

/// The languages texts are in.
const LANGUAGES: [&str; 2] = ["de", "en"];

#[async_trait]
impl TextDesk for Store {
    async fn about_text(&self, text: AboutText) -> Result<Vec<WrittenText>, Unavailable> {
        let rows = about_text::Entity::find()
            .filter(about_text::Column::Text.eq(Code(text)))
            .order_by_asc(about_text::Column::Language)
            .all(&self.db)
            .await;
        Ok(rows.map_err(unavailable)?.into_iter().map(written).collect())
    }

    async fn about_texts(&self, by: &Actor) -> Result<Option<Vec<WrittenText>>, Unavailable> {
        if may(by, Act::ReadPlatform).is_err() {
            return Ok(None);
        }
        let rows = about_text::Entity::find().all(&self.db).await.map_err(unavailable)?;
        Ok(Some(rows.into_iter().map(written).collect()))
    }

    async fn write_about_text(&self, by: &Actor, new: NewText) -> Result<(), AboutRefusal> {
        retried(|| self.write_text_once(by, &new)).await
    }
}

impl Store {
    async fn write_text_once(&self, by: &Actor, new: &NewText) -> Result<(), Stop<AboutRefusal>> {
        let Some(language) = LANGUAGES.into_iter().find(|language| *language == new.language) else {
            return refuse(AboutRefusal::NotFound);
        };
        if may(by, Act::AdministerPlatform).is_err() {
            return refuse(AboutRefusal::NotFound);
        }
        let Some(body) = about::settled(&new.body) else { return refuse(AboutRefusal::Body) };
        let now = self.now();
        let reviewed = new.reviewed.then(|| zone::to_local(self.zone, now).date());
        let tx = self.begin_write().await?;
        let key = (Code(new.text), language.to_owned());
        let row = about_text::Entity::find_by_id(key).lock_exclusive().one(&*tx).await?;
        let (same, seen) = match &row {
            Some(row) => (row.body == body && (reviewed.is_none() || row.reviewed_on == reviewed), row.version),
            None => (false, 0),
        };
        if same {
            // The same form sent twice, or nothing to write.
            return Ok(());
        }
        if seen != new.version {
            return refuse(AboutRefusal::ChangedMeanwhile);
        }
        let act = if row.as_ref().is_some_and(|row| row.body == body) { "text-reviewed" } else { "text-written" };
        let mut detail = json!({ "text": new.text.code(), "language": language, "version": seen + 1 });
        if act == "text-written" {
            detail["body"] = json!(body);
        }
        match row {
            Some(row) => {
                let before = row.reviewed_on;
                let mut row = row.into_active_model();
                row.body = Set(body);
                row.reviewed_on = Set(reviewed.or(before));
                row.version = Set(seen + 1);
                row.changed_at = Set(now);
                row.update(&*tx).await?;
            }
            None => {
                let row = about_text::ActiveModel {
                    text: Set(Code(new.text)),
                    language: Set(language.to_owned()),
                    body: Set(body),
                    reviewed_on: Set(reviewed),
                    version: Set(1),
                    changed_at: Set(now),
                };
                about_text::Entity::insert(row).exec_without_returning(&*tx).await?;
            }
        }
        audit::write(&*tx, by, act, Thing::Platform, Uuid::nil(), detail, now).await?;
        Ok(tx.commit().await?)
    }
}

fn written(row: about_text::Model) -> WrittenText {
    WrittenText {
        text: row.text.0,
        language: row.language,
        body: row.body,
        reviewed_on: row.reviewed_on,
        version: row.version,
    }
}
