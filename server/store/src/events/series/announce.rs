//! All drafts of a series at once: each judged as it would be alone.

use domain::{
    access::Actor,
    desk::Became,
    event::{EventRefusal, EventState, Review},
    id::{EventId, SeriesId},
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};

use super::{super::Answer, locked};
use crate::{
    Store,
    entity::event,
    error::{Stop, refuse},
    events::{
        review::{self, give_to_region},
        write::{complete, publish, refuse_stale, refuse_unless},
    },
};

impl Store {
    /// One act: those that can become public do together, the others are named.
    pub(super) async fn try_announce_series(
        &self,
        by: &Actor,
        id: SeriesId,
        drafts: &[(EventId, i32)],
    ) -> Answer<Vec<(EventId, Became)>> {
        let tx = self.begin_write().await?;
        locked(&*tx, by, id).await?;
        let mut drafts = drafts.to_vec();
        drafts.sort_unstable();
        drafts.dedup_by_key(|(event, _)| *event);
        let mut all = Vec::with_capacity(drafts.len());
        for (event, version) in drafts {
            let became = match self.announce(&*tx, by, id, event, version).await {
                Ok(became) => became,
                Err(Stop::Refused(refusal)) => Became::Refused(refusal),
                Err(stop) => return Err(stop),
            };
            all.push((event, became));
        }
        tx.commit().await?;
        Ok(all)
    }

    /// What is refused was refused before anything was written.
    async fn announce(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        series: SeriesId,
        id: EventId,
        version: i32,
    ) -> Answer<Became> {
        let now = self.now();
        let found = event::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
        let Some(event) = found.filter(|event| event.series_id == Some(series.0)) else {
            return refuse(EventRefusal::NotFound);
        };
        if event.state.0 == EventState::Published {
            return Ok(Became::Published);
        }
        let review = review::of(tx, &event, self.zone).await?;
        if matches!(review, Review::Waits(_)) {
            return Ok(Became::Submitted);
        }
        refuse_stale(&event, version)?;
        refuse_unless(event.state.0.may_become(EventState::Published), event.state.0)?;
        complete(tx, id).await?;
        if review == Review::Free {
            publish(tx, by, &event, now).await?;
            return Ok(Became::Published);
        }
        give_to_region(tx, by, &event, now).await?;
        Ok(Became::Submitted)
    }
}
