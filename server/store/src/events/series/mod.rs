//! Series of events: named, filled, shown, published together.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::{
    access::Actor,
    desk::{
        Became, EventRepeat, InSeries, RepeatedDate, SeriesCard, SeriesDesk, SeriesFields, SeriesView, Unavailable,
    },
    event::EventRefusal,
    id::{EventId, OrganisationId, RequestId, SeriesId},
};

use super::fields;
use crate::{Store, error::unavailable, tx::retried};

mod announce;
mod read;
mod write;

pub(super) use read::{public, reference};
pub(super) use write::{held, locked, new_series};

#[async_trait]
impl SeriesDesk for Store {
    async fn series(&self, by: &Actor, slug: &str) -> Result<Option<SeriesView>, Unavailable> {
        self.one_series(by, slug).await.map_err(unavailable)
    }

    async fn public_series(&self) -> Result<Vec<String>, Unavailable> {
        self.list_public_series().await.map_err(unavailable)
    }

    async fn series_of(&self, by: &Actor, organisation: OrganisationId) -> Result<Vec<SeriesCard>, Unavailable> {
        self.list_series_of(by, organisation).await.map_err(unavailable)
    }

    async fn make_series(&self, by: &Actor, request: RequestId, fields: SeriesFields) -> Result<String, EventRefusal> {
        let fields = fields::series(fields)?;
        retried(|| self.try_make_series(by, request, &fields)).await
    }

    async fn rewrite_series(
        &self,
        by: &Actor,
        id: SeriesId,
        version: i32,
        fields: SeriesFields,
    ) -> Result<(), EventRefusal> {
        let fields = fields::series(fields)?;
        retried(|| self.try_rewrite_series(by, id, version, &fields)).await
    }

    async fn dissolve_series(&self, by: &Actor, id: SeriesId, version: i32) -> Result<(), EventRefusal> {
        retried(|| self.try_dissolve_series(by, id, version)).await
    }

    async fn put_in_series(
        &self,
        by: &Actor,
        event: EventId,
        version: i32,
        series: Option<SeriesId>,
    ) -> Result<(), EventRefusal> {
        retried(|| self.try_put_in_series(by, event, version, series)).await
    }

    async fn plan_repeat(
        &self,
        by: &Actor,
        of: EventId,
        dates: &[NaiveDate],
    ) -> Result<Vec<RepeatedDate>, EventRefusal> {
        retried(|| self.try_plan_repeat(by, of, dates)).await
    }

    async fn repeat_event(&self, by: &Actor, repeat: EventRepeat) -> Result<String, EventRefusal> {
        let series = match repeat.series {
            InSeries::New(fields) => InSeries::New(fields::series(fields)?),
            known @ InSeries::Known(_) => known,
        };
        let repeat = EventRepeat { series, ..repeat };
        retried(|| self.try_repeat_event(by, &repeat)).await
    }

    async fn announce_series(
        &self,
        by: &Actor,
        id: SeriesId,
        drafts: &[(EventId, i32)],
    ) -> Result<Vec<(EventId, Became)>, EventRefusal> {
        retried(|| self.try_announce_series(by, id, drafts)).await
    }
}
