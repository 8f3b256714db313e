//! Asking those who came how it was. A link knows whom it was mailed to, an answer knows nothing, and nothing leads from
//! one to the other ([why](../../../../docs/decisions/0034-an-answer-knows-nobody.md)).

use std::collections::{BTreeMap, HashMap, HashSet};

use async_trait::async_trait;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::{
    access::Actor,
    desk::{OwnSurvey, SurveyChange, SurveyDesk, SurveyForm, Unavailable},
    id::EventId,
    survey::{self as rules, SurveyRefusal},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    Store,
    entity::{Code, session},
    error::{Stop, unavailable},
    tx::retried,
    zone,
};

mod answers;
mod ask;
mod facts;
mod forget;
mod own;

pub use facts::SurveyFacts;
pub(crate) use forget::addresses as forget_addresses;
pub(crate) use own::copy;

type Answer<T> = Result<T, Stop<SurveyRefusal>>;

/// Under these labels marks are made of the secret part of a link. What is known under one says nothing of another.
mod label {
    /// What the secret part is made of.
    pub(super) const TOKEN: &[u8] = b"survey";
    /// How a link is found by its secret part.
    pub(super) const LINK: &[u8] = b"survey-link";
    /// How an answer is found by the secret part of its link.
    pub(super) const ANSWER: &[u8] = b"survey-answer";
    /// One address at one event.
    pub(super) const PERSON: &[u8] = b"survey-person";
}

#[async_trait]
impl SurveyDesk for Store {
    async fn survey(&self, by: &Actor, event: EventId) -> Result<Option<OwnSurvey>, Unavailable> {
        self.own_survey(by, event).await.map_err(unavailable)
    }

    async fn change_survey(
        &self,
        by: &Actor,
        event: EventId,
        version: i32,
        change: SurveyChange,
    ) -> Result<(), SurveyRefusal> {
        retried(|| self.try_change_survey(by, event, version, &change)).await
    }

    async fn take_survey(&self, by: &Actor, event: EventId) -> Result<Option<OwnSurvey>, Unavailable> {
        retried(|| async { self.try_take_survey(by, event).await.map_err(Stop::Failed) }).await
    }

    async fn survey_form(&self, token: &str) -> Result<Option<SurveyForm>, Unavailable> {
        self.survey_form_of(token).await.map_err(unavailable)
    }

    async fn withdraw_answers(&self, token: &str) -> Result<(), SurveyRefusal> {
        retried(|| self.try_withdraw_answers(token)).await
    }

    async fn answer_survey(&self, token: &str, typed: &BTreeMap<String, String>) -> Result<(), SurveyRefusal> {
        retried(|| self.try_answer_survey(token, typed)).await
    }
}

impl Store {
    /// The last whole day before a survey closes, by the clock of the region.
    fn last_day_of(&self, closes_at: DateTime<Utc>) -> NaiveDate {
        zone::to_local(self.zone, closes_at - Duration::seconds(1)).date()
    }
}

/// The last end of an event, and the clock there.
struct End(DateTime<Utc>, Tz);

impl End {
    fn local(&self, at: DateTime<Utc>) -> chrono::NaiveDateTime {
        zone::to_local(self.1, at)
    }

    fn is_due(&self, now: DateTime<Utc>) -> bool {
        rules::is_due(self.local(self.0), self.local(now))
    }
}

/// When the last part of an event that takes place ends. `None`: nothing does, or some of it shall at a time nobody knows
/// yet.
async fn end_of(db: &impl ConnectionTrait, event: Uuid) -> Result<Option<End>, DbErr> {
    Ok(ends_of(db, &[event]).await?.remove(&event))
}

/// The same of several events; of which one does not know it they are left out.
async fn ends_of(db: &impl ConnectionTrait, events: &[Uuid]) -> Result<HashMap<Uuid, End>, DbErr> {
    if events.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, DateTime<Utc>, Code<Tz>, bool)> = session::Entity::find()
        .select_only()
        .columns([session::Column::EventId, session::Column::EndsAt, session::Column::Zone, session::Column::Postponed])
        .filter(session::Column::EventId.is_in(events.iter().copied()))
        .filter(Condition::any().add(session::Column::Cancelled.eq(false)).add(session::Column::Postponed.eq(true)))
        .into_tuple()
        .all(db)
        .await?;
    let unknown: HashSet<Uuid> = rows.iter().filter(|row| row.3).map(|row| row.0).collect();
    let mut last = HashMap::new();
    for (event, ends_at, zone, _) in rows.into_iter().filter(|row| !unknown.contains(&row.0)) {
        let end = last.entry(event).or_insert(End(ends_at, zone.0));
        if end.0 < ends_at {
            *end = End(ends_at, zone.0);
        }
    }
    Ok(last)
}
