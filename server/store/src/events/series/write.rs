//! A series' words, and what belongs to it.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::SeriesFields,
    event::{EventRefusal, EventState},
    id::{EventId, OrganisationId, RequestId, SeriesId},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, UpdateMany,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::super::{
    Answer,
    repeat::gone,
    write::{first_free, next_version, open_for_change, refuse_unless, slug_of},
};
use crate::{
    Store,
    audit::{self, Thing},
    chance,
    entity::{Json, event, event_series},
    error::refuse,
};

impl Store {
    pub(super) async fn try_make_series(
        &self,
        by: &Actor,
        request: RequestId,
        fields: &SeriesFields,
    ) -> Answer<String> {
        let organisation = by.person().and_then(|person| person.acting_for);
        let Some(organisation) = organisation.filter(|id| may(by, Act::RunEvents(*id)).is_ok()) else {
            return refuse(EventRefusal::Forbidden);
        };
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(made) = new_series(&*tx, by, organisation, Some(request), fields, now).await? else {
            let known = event_series::Entity::find().filter(event_series::Column::RequestId.eq(request.0));
            let ours = known.one(&*tx).await?.filter(|known| known.organisation_id == organisation.0);
            return ours.map_or_else(|| refuse(EventRefusal::Forbidden), |known| Ok(known.slug));
        };
        tx.commit().await?;
        Ok(made.slug)
    }

    pub(super) async fn try_rewrite_series(
        &self,
        by: &Actor,
        id: SeriesId,
        version: i32,
        fields: &SeriesFields,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let series = seen(&*tx, by, id, version).await?;
        newer(&series, now)
            .col_expr(event_series::Column::Title, Expr::value(Json(fields.title.clone())))
            .col_expr(event_series::Column::Summary, Expr::value(Json(fields.summary.clone())))
            .col_expr(event_series::Column::Description, Expr::value(Json(fields.description.clone())))
            .exec(&*tx)
            .await?;
        audit::write(&*tx, by, "rewritten", Thing::Series, id.0, json!({}), now).await?;
        Ok(tx.commit().await?)
    }

    /// Nobody's version grows: what an open form says of an event is as true as before.
    pub(super) async fn try_dissolve_series(&self, by: &Actor, id: SeriesId, version: i32) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let series = seen(&*tx, by, id, version).await?;
        let freed = event::Entity::update_many()
            .col_expr(event::Column::SeriesId, Expr::value(None::<Uuid>))
            .col_expr(event::Column::ChangedAt, Expr::value(now))
            .filter(event::Column::SeriesId.eq(id.0))
            .exec(&*tx)
            .await?;
        event_series::Entity::delete_by_id(id.0).exec(&*tx).await?;
        let detail = json!({ "slug": series.slug, "events": freed.rows_affected });
        audit::write(&*tx, by, "series-dissolved", Thing::Series, id.0, detail, now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn try_put_in_series(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        series: Option<SeriesId>,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        // The series before the event, as everybody does who locks both.
        let given = match series {
            Some(series) => Some(locked(&*tx, by, series).await.map_err(gone)?),
            None => None,
        };
        let event = open_for_change(&*tx, by, id, version).await?;
        if given.as_ref().is_some_and(|series| series.organisation_id != event.organisation_id) {
            return refuse(EventRefusal::NoSeries);
        }
        let series = series.map(|series| series.0);
        if event.series_id == series {
            return Ok(());
        }
        refuse_unless(series.is_none() || event.state.0 != EventState::Cancelled, event.state.0)?;
        next_version(&event, now).col_expr(event::Column::SeriesId, Expr::value(series)).exec(&*tx).await?;
        let (act, which) = if series.is_some() { ("series-joined", series) } else { ("series-left", event.series_id) };
        audit::write(&*tx, by, act, Thing::Event, id.0, json!({ "series": which }), now).await?;
        Ok(tx.commit().await?)
    }
}

/// A series, locked, if the actor may change it and saw its newest version.
async fn seen(tx: &impl ConnectionTrait, by: &Actor, id: SeriesId, version: i32) -> Answer<event_series::Model> {
    let series = locked(tx, by, id).await?;
    if series.version == version { Ok(series) } else { refuse(EventRefusal::ChangedMeanwhile) }
}

/// A series, locked, if the actor may change it.
pub(in crate::events) async fn locked(
    tx: &impl ConnectionTrait,
    by: &Actor,
    id: SeriesId,
) -> Answer<event_series::Model> {
    let found = event_series::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    let hers = |row: &event_series::Model| may(by, Act::RunEvents(OrganisationId(row.organisation_id))).is_ok();
    found.filter(hers).map_or_else(|| refuse(EventRefusal::NotFound), Ok)
}

/// Keeps the series an event is in from being dissolved until the transaction ends. Before the event is locked, as
/// everybody does who locks both.
pub(in crate::events) async fn held(tx: &impl ConnectionTrait, event: EventId) -> Result<(), DbErr> {
    let series: Option<Option<Uuid>> =
        event::Entity::find_by_id(event.0).select_only().column(event::Column::SeriesId).into_tuple().one(tx).await?;
    if let Some(series) = series.flatten() {
        event_series::Entity::find_by_id(series).lock_shared().one(tx).await?;
    }
    Ok(())
}

fn newer(series: &event_series::Model, now: DateTime<Utc>) -> UpdateMany<event_series::Entity> {
    event_series::Entity::update_many()
        .col_expr(event_series::Column::Version, Expr::value(series.version + 1))
        .col_expr(event_series::Column::ChangedAt, Expr::value(now))
        .filter(event_series::Column::Id.eq(series.id))
}

/// A series with its words. `None`: this form made one already.
pub(in crate::events) async fn new_series(
    tx: &impl ConnectionTrait,
    by: &Actor,
    organisation: OrganisationId,
    request: Option<RequestId>,
    fields: &SeriesFields,
    now: DateTime<Utc>,
) -> Result<Option<event_series::Model>, DbErr> {
    let id = chance::id(now);
    // Another series may take the same address between our look and our insert: then the next one is tried.
    loop {
        if let Some(request) = request
            && event_series::Entity::find()
                .filter(event_series::Column::RequestId.eq(request.0))
                .one(tx)
                .await?
                .is_some()
        {
            return Ok(None);
        }
        let title = slug_of(fields.title.get("de"), "series");
        let taken: Vec<String> = event_series::Entity::find()
            .select_only()
            .column(event_series::Column::Slug)
            .filter(event_series::Column::Slug.starts_with(&title))
            .into_tuple()
            .all(tx)
            .await?;
        let row = event_series::ActiveModel {
            id: Set(id),
            request_id: Set(request.map(|request| request.0)),
            slug: Set(first_free(&title, &taken)),
            organisation_id: Set(organisation.0),
            title: Set(Json(fields.title.clone())),
            summary: Set(Json(fields.summary.clone())),
            description: Set(Json(fields.description.clone())),
            version: Set(1),
            created_at: Set(now),
            changed_at: Set(now),
        };
        let insert = event_series::Entity::insert(row).on_conflict(OnConflict::new().do_nothing().to_owned());
        if insert.exec_without_returning(tx).await? == 1 {
            break;
        }
    }
    audit::write(tx, by, "series-made", Thing::Series, id, json!({}), now).await?;
    event_series::Entity::find_by_id(id).one(tx).await
}
