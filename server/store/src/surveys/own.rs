//! A survey as those who run the event see and change it.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{OwnSurvey, SurveyChange},
    event::EventState,
    id::{EventId, OrganisationId, SurveyLinkId},
    survey::{Questions, Results, Stage, SurveyRefusal},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, end_of};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Json, event, survey, survey_answer, survey_link},
    error::refuse,
    events::is_public,
    outbox::{self, Mail},
    zone,
};

impl Store {
    pub(super) async fn own_survey(&self, by: &Actor, id: EventId) -> Result<Option<OwnSurvey>, DbErr> {
        let event = event::Entity::find_by_id(id.0).one(&self.db).await?;
        if event.is_none_or(|event| !runs(by, &event)) {
            return Ok(None);
        }
        let row = survey::Entity::find_by_id(id.0).one(&self.db).await?;
        let closes = row.as_ref().and_then(|row| row.closes_at).map(|at| zone::to_local(self.zone, at));
        let now = self.now();
        let end = end_of(&self.db, id.0).await?;
        // Where people were asked the clock of the region says until when.
        let local_now = match &end {
            Some(end) if closes.is_none() => end.local(now),
            _ => zone::to_local(self.zone, now),
        };
        let stage = Stage::of(end.map(|end| end.local(end.0)), closes, local_now);
        let Some(row) = row else {
            return Ok(Some(OwnSurvey {
                version: 0,
                on: false,
                questions: Questions::default(),
                stage,
                asked: 0,
                answered: 0,
                results: None,
                forgotten: false,
            }));
        };
        let forgotten = row.counts.is_some();
        let given = answers_to(&self.db, id.0).await?;
        let results = Results::of(row.counts.map(|counts| counts.0).unwrap_or_default(), given);
        Ok(Some(OwnSurvey {
            version: row.version,
            on: row.switched_on,
            questions: row.questions.0,
            stage,
            asked: row.asked.unsigned_abs(),
            answered: results.counts.answered,
            results: results.shown().filter(|_| stage.shows()),
            forgotten,
        }))
    }

    pub(super) async fn try_take_survey(&self, by: &Actor, id: EventId) -> Result<Option<OwnSurvey>, DbErr> {
        let survey = self.own_survey(by, id).await?;
        let Some(survey) = survey.filter(|survey| survey.results.is_some()) else { return Ok(None) };
        let tx = self.begin_write().await?;
        let detail = json!({ "answered": survey.answered });
        audit::write(&*tx, by, "survey-exported", Thing::Event, id.0, detail, self.now()).await?;
        tx.commit().await?;
        Ok(Some(survey))
    }

    pub(super) async fn try_change_survey(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        change: &SurveyChange,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Some(event) = event::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await? else {
            return refuse(SurveyRefusal::NotFound);
        };
        if !runs(by, &event) {
            return refuse(if is_public(&event) { SurveyRefusal::Forbidden } else { SurveyRefusal::NotFound });
        }
        // What is called off can be left alone, and switched off.
        if event.state.0 == EventState::Cancelled && change.on {
            return refuse(SurveyRefusal::NotNow(event.state.0));
        }
        let row = survey::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        if row.as_ref().map_or(0, |row| row.version) != version {
            return refuse(SurveyRefusal::ChangedMeanwhile);
        }
        let (was_on, before) = row.as_ref().map_or((false, None), |row| (row.switched_on, Some(&row.questions.0)));
        let questions = change.questions.clone().or_else(|| before.cloned()).unwrap_or_default();
        let asks_else = before.is_none_or(|before| *before != questions);
        if asks_else && row.as_ref().is_some_and(|row| row.asked_at.is_some()) {
            return refuse(SurveyRefusal::Asked);
        }
        let faults = questions.faults();
        if !faults.is_empty() {
            return refuse(SurveyRefusal::Questions(faults));
        }
        if before.is_some() {
            let mut changed = survey::Entity::update_many()
                .col_expr(survey::Column::Version, Expr::value(version + 1))
                .col_expr(survey::Column::SwitchedOn, Expr::value(change.on));
            if asks_else {
                changed = changed.col_expr(survey::Column::Questions, Expr::value(Json(questions)));
            }
            changed.filter(survey::Column::EventId.eq(id.0)).exec(&*tx).await?;
            if change.on && !was_on {
                write_again(&*tx, id.0, now).await?;
            }
        } else {
            survey::Entity::insert(new_row(id.0, change.on, questions)).exec_without_returning(&*tx).await?;
        }
        let act = match (was_on, change.on) {
            (false, true) => Some("survey-opened"),
            (true, false) => Some("survey-closed"),
            _ => asks_else.then_some("survey-changed"),
        };
        if let Some(act) = act {
            audit::write(&*tx, by, act, Thing::Event, id.0, json!({}), now).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// While it was off no mail left: whoever was not written to is written to now. A mail that lies in the outbox still gives
/// way: a worker may be leaving it out at this moment.
async fn write_again(tx: &impl ConnectionTrait, event: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
    let links: Vec<Uuid> = survey_link::Entity::find()
        .select_only()
        .column(survey_link::Column::Id)
        .filter(survey_link::Column::EventId.eq(event))
        .filter(survey_link::Column::Seed.is_not_null())
        .into_tuple()
        .all(tx)
        .await?;
    let mails: Vec<Mail> = links.into_iter().map(|link| Mail::SurveyAsked { link: SurveyLinkId(link) }).collect();
    outbox::write_anew(tx, &mails, now).await
}

/// The same can be asked after a copy of an event: whether it is, somebody says anew.
pub(crate) async fn copy(tx: &impl ConnectionTrait, of: Uuid, event: Uuid) -> Result<(), DbErr> {
    let Some(row) = survey::Entity::find_by_id(of).one(tx).await? else { return Ok(()) };
    let new = new_row(event, false, row.questions.0);
    survey::Entity::insert(new).exec_without_returning(tx).await.map(drop)
}

fn new_row(event: Uuid, on: bool, questions: Questions) -> survey::ActiveModel {
    survey::ActiveModel {
        event_id: Set(event),
        version: Set(1),
        switched_on: Set(on),
        questions: Set(Json(questions)),
        asked_at: Set(None),
        closes_at: Set(None),
        asked: Set(0),
        counts: Set(None),
    }
}

/// Everything that was answered, in an order that says nothing.
pub(super) async fn answers_to(db: &impl ConnectionTrait, event: Uuid) -> Result<Vec<domain::survey::Answers>, DbErr> {
    let rows = survey_answer::Entity::find().filter(survey_answer::Column::EventId.eq(event)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.answers.0).collect())
}

fn runs(by: &Actor, event: &event::Model) -> bool {
    may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_ok()
}
