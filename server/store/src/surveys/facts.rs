//! What a mail says that asks somebody how it was.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    desk::{EventCard, Unavailable},
    id::SurveyLinkId,
    registration::RegistrationState,
    space::Contact,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::label;
use crate::{
    Store,
    entity::{registration, survey, survey_link},
    error::unavailable,
    outbox::Mail,
};

/// Somebody who came is asked how it was.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyFacts {
    /// The contact person's address.
    pub to: String,
    /// The language it is written in.
    pub language: String,
    /// The event.
    pub event: EventCard,
    /// Whom to ask about it.
    pub contact: Contact,
    /// The last day on which she can answer.
    pub last_day: NaiveDate,
    /// The secret part of the link.
    pub token: String,
}

impl Store {
    /// `None`: it was sent already, or there is nothing to ask any more: switched off, called off, forgotten, erased.
    pub(crate) async fn survey_facts(
        &self,
        id: SurveyLinkId,
        now: DateTime<Utc>,
    ) -> Result<Option<SurveyFacts>, DbErr> {
        let Some(link) = survey_link::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let Some(token) = link.seed.and_then(|seed| self.keys.secret(label::TOKEN, seed)) else { return Ok(None) };
        let survey = survey::Entity::find_by_id(link.event_id).one(&self.db).await?;
        let open = survey.filter(|survey| survey.switched_on).and_then(|survey| survey.closes_at);
        let Some(closes_at) = open.filter(|closes| now < *closes) else { return Ok(None) };
        let row = registration::Entity::find_by_id(link.registration_id).one(&self.db).await?;
        let comes = |row: &registration::Model| row.state.0 == RegistrationState::Confirmed && !row.email.is_empty();
        let Some(row) = row.filter(comes) else { return Ok(None) };
        let found = self.registration_view(&row).await?;
        Ok(found.filter(|found| found.event.state.holds(found.session.cancelled)).map(|found| SurveyFacts {
            to: row.email,
            language: row.language,
            event: found.event,
            contact: found.contact,
            last_day: self.last_day_of(closes_at),
            token,
        }))
    }

    /// Forgets what the link in a mail was made from, now that the mail has left: from then on only she knows it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_seed(&self, mail: &Mail) -> Result<(), Unavailable> {
        let Mail::SurveyAsked { link } = mail else { return Ok(()) };
        survey_link::Entity::update_many()
            .col_expr(survey_link::Column::Seed, Expr::value(None::<Uuid>))
            .filter(survey_link::Column::Id.eq(link.0))
            .exec(&self.db)
            .await
            .map(drop)
            .map_err(unavailable)
    }
}
