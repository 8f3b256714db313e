//! The form behind a link, and what is answered in it.

use std::collections::BTreeMap;

use domain::{
    desk::SurveyForm,
    survey::{SurveyRefusal, settle},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::OnConflict};

use super::{Answer, label};
use crate::{
    Store,
    entity::{Json, event, organisation, survey, survey_answer, survey_link},
    error::refuse,
};

impl Store {
    pub(super) async fn survey_form_of(&self, token: &str) -> Result<Option<SurveyForm>, DbErr> {
        let Some(survey) = self.survey_behind(&self.db, token).await? else { return Ok(None) };
        let Some(closes_at) = survey.closes_at else { return Ok(None) };
        let Some(event) = event::Entity::find_by_id(survey.event_id).one(&self.db).await? else { return Ok(None) };
        let organiser = organisation::Entity::find_by_id(event.organisation_id).one(&self.db).await?;
        let Some(id) = self.keys.mark(label::ANSWER, token.as_bytes()) else { return Ok(None) };
        let given = survey_answer::Entity::find_by_id(id).one(&self.db).await?;
        Ok(Some(SurveyForm {
            event: event.title.0,
            slug: event.slug,
            organiser: organiser.map(|organiser| organiser.name).unwrap_or_default(),
            contact: event.contact.0,
            open: self.takes_answers(&survey),
            questions: survey.questions.0,
            last_day: self.last_day_of(closes_at),
            given: given.map(|row| row.answers.0),
        }))
    }

    /// One row is written, and no other is touched: nothing in the database says by whose link, or when.
    pub(super) async fn try_answer_survey(&self, token: &str, typed: &BTreeMap<String, String>) -> Answer<()> {
        let tx = self.begin_write().await?;
        let Some(survey) = self.survey_behind(&*tx, token).await? else { return refuse(SurveyRefusal::NotFound) };
        if !self.takes_answers(&survey) {
            return refuse(SurveyRefusal::Over);
        }
        let answers = match settle(&survey.questions.0, typed) {
            Ok(answers) => answers,
            Err(faults) => return refuse(SurveyRefusal::Answers(faults)),
        };
        let Some(id) = self.keys.mark(label::ANSWER, token.as_bytes()) else {
            return refuse(SurveyRefusal::NotFound);
        };
        let row =
            survey_answer::ActiveModel { id: Set(id), event_id: Set(survey.event_id), answers: Set(Json(answers)) };
        let newest =
            OnConflict::column(survey_answer::Column::Id).update_column(survey_answer::Column::Answers).to_owned();
        survey_answer::Entity::insert(row).on_conflict(newest).exec_without_returning(&*tx).await?;
        Ok(tx.commit().await?)
    }

    /// One row goes, and no other is touched.
    pub(super) async fn try_withdraw_answers(&self, token: &str) -> Answer<()> {
        let tx = self.begin_write().await?;
        let Some(survey) = self.survey_behind(&*tx, token).await? else { return refuse(SurveyRefusal::NotFound) };
        if !self.takes_answers(&survey) {
            return refuse(SurveyRefusal::Over);
        }
        let Some(id) = self.keys.mark(label::ANSWER, token.as_bytes()) else {
            return refuse(SurveyRefusal::NotFound);
        };
        survey_answer::Entity::delete_by_id(id).exec(&*tx).await?;
        Ok(tx.commit().await?)
    }

    fn takes_answers(&self, survey: &survey::Model) -> bool {
        survey.switched_on && survey.closes_at.is_some_and(|closes| self.now() < closes)
    }

    async fn survey_behind(&self, db: &impl ConnectionTrait, token: &str) -> Result<Option<survey::Model>, DbErr> {
        let Some(mark) = self.keys.mark(label::LINK, token.as_bytes()) else { return Ok(None) };
        let link = survey_link::Entity::find().filter(survey_link::Column::Token.eq(mark)).one(db).await?;
        match link {
            Some(link) => survey::Entity::find_by_id(link.event_id).one(db).await,
            None => Ok(None),
        }
    }
}
