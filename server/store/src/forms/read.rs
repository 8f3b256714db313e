//! Forms as views.

use std::collections::{HashMap, HashSet};

use domain::{
    access::{Act, Actor, may},
    desk::{Answered, Asked, EventAnswers, OwnForm},
    id::{EventId, OrganisationId, QuestionId, RegistrationId},
    question::{Condition, Form, Question},
    registration::RegistrationState,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::ExprTrait,
};
use uuid::Uuid;

use super::{
    answers::{Row, rows_where},
    count,
};
use crate::{
    Store,
    entity::{Code, answer, event, question, registration, session},
    events::is_public,
};

impl Store {
    pub(super) async fn form_of(&self, by: &Actor, id: EventId) -> Result<Option<Form>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if !is_public(&event) && !runs(by, &event) {
            return Ok(None);
        }
        let questions = questions(&self.db, id.0).await?.into_iter().filter(|one| !one.retired).collect();
        Ok(Some(Form { version: event.form_version, questions }))
    }

    pub(super) async fn whole_form(&self, by: &Actor, id: EventId) -> Result<Option<OwnForm>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if !runs(by, &event) {
            return Ok(None);
        }
        let all = questions(&self.db, id.0).await?;
        let counted: Vec<(Uuid, i64)> = answer::Entity::find()
            .select_only()
            .column(answer::Column::QuestionId)
            .column_as(answer::Column::Id.count(), "answers")
            .filter(answer::Column::QuestionId.is_in(all.iter().map(|one| one.id.0)))
            .group_by(answer::Column::QuestionId)
            .into_tuple()
            .all(&self.db)
            .await?;
        let counted = counted.into_iter().map(|(id, count)| (QuestionId(id), u64::try_from(count).unwrap_or_default()));
        let answers: HashMap<QuestionId, u64> = counted.collect();
        let (retired, now): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.retired);
        // What nobody answers any more is of no use to anybody.
        let retired = retired.into_iter().filter(|one| answers.contains_key(&one.id)).collect();
        Ok(Some(OwnForm { form: Form { version: event.form_version, questions: now }, retired, answers }))
    }

    /// Answers of those who are on no list are on none here.
    pub(super) async fn answers_to(&self, by: &Actor, id: EventId) -> Result<Option<EventAnswers>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if !runs(by, &event) {
            return Ok(None);
        }
        let nobody_knows = [RegistrationState::Expired, RegistrationState::Joining].map(Code);
        let listed = session::Column::EventId.eq(id.0).and(registration::Column::State.is_not_in(nobody_knows));
        let mut of: HashMap<RegistrationId, Vec<Answered>> = HashMap::new();
        for row in rows_where(&self.db, listed).await? {
            of.entry(RegistrationId(row.registration_id)).or_default().push(row.into());
        }
        let answered: HashSet<QuestionId> = of.values().flatten().map(|one| one.question).collect();
        let mut all = questions(&self.db, id.0).await?;
        let counted = count::of(&self.db, all.iter().map(|one| one.id.0).collect()).await?;
        let was_counted = |one: &Question| counted.iter().any(|count| count.question == one.id);
        all.retain(|one| !one.retired || answered.contains(&one.id) || was_counted(one));
        Ok(Some(EventAnswers { questions: all, of, counted }))
    }
}

/// What is asked at an event, and what one registration answered.
pub(crate) async fn asked_of(db: &impl ConnectionTrait, event: &event::Model, id: Uuid) -> Result<Asked, DbErr> {
    let rows = rows_where(db, registration::Column::Id.eq(id)).await?;
    let answers: Vec<Answered> = rows.into_iter().map(Row::into).collect();
    let was_asked = |one: &Question| !one.retired || answers.iter().any(|answer| answer.question == one.id);
    let questions = questions(db, event.id).await?.into_iter().filter(was_asked).collect();
    Ok(Asked { version: event.form_version, questions, answers, files_under: String::new() })
}

/// Every question of an event, in order.
pub(super) async fn questions(db: &impl ConnectionTrait, event: Uuid) -> Result<Vec<Question>, DbErr> {
    let rows = question::Entity::find()
        .filter(question::Column::EventId.eq(event))
        .order_by_asc(question::Column::Position)
        .order_by_asc(question::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(asked).collect())
}

/// A question as it is stored.
pub(crate) fn asked(row: question::Model) -> Question {
    let condition = row.depends_on.zip(row.depends_option);
    Question {
        id: QuestionId(row.id),
        kind: row.kind.0,
        whose: row.whose.0,
        label: row.label.0,
        help: row.help.0,
        options: row.options.0,
        least: row.least,
        most: row.most,
        files: row.files.0,
        required: row.required,
        sessions: row.sessions.0,
        condition: condition.map(|(question, option)| Condition { question: QuestionId(question), option }),
        purpose: row.purpose.0,
        keeping: row.keeping.0,
        retired: row.retired_at.is_some(),
    }
}

fn runs(by: &Actor, event: &event::Model) -> bool {
    may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_ok()
}
