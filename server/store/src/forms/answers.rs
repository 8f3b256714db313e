//! What was answered: held against the form as it is now, and written in the transaction of the registration (I3).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    desk::Answered,
    id::{QuestionId, SessionId},
    question::{self as asks, Answers, Form, Given, Kind, Question, settle},
    registration::RegistrationRefusal,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, IntoCondition},
};
use uuid::Uuid;

use super::asked;
use crate::{
    chance,
    entity::{Code, Json, ROWS_AT_ONCE, answer, attendee, event, question, registration, session},
    error::{Stop, refuse},
    files, zone,
};

/// The answers that count, and the form they were held against. Nobody changes it until this is over.
pub(crate) async fn counted(
    tx: &impl ConnectionTrait,
    event: Uuid,
    session: Uuid,
    given: &Given,
    present: &[bool],
) -> Result<(Form, Given), Stop<RegistrationRefusal>> {
    let rows = question::Entity::find()
        .filter(question::Column::EventId.eq(event))
        .filter(question::Column::RetiredAt.is_null())
        .order_by_asc(question::Column::Position)
        .order_by_asc(question::Column::Id)
        .lock_shared()
        .all(tx)
        .await?;
    // Read after the lock: whoever changed them before us is seen, whoever comes after us waits.
    let version: Option<i32> =
        event::Entity::find_by_id(event).select_only().column(event::Column::FormVersion).into_tuple().one(tx).await?;
    let form = Form { version: version.unwrap_or_default(), questions: rows.into_iter().map(asked).collect() };
    let silent = given.once.is_empty() && given.each.iter().all(Answers::is_empty);
    if form.version != given.version && !(silent && form.questions.is_empty()) {
        return refuse(RegistrationRefusal::OtherQuestions);
    }
    match settle(&form, SessionId(session), given, present) {
        Ok(settled) => Ok((form, settled)),
        Err(faults) => refuse(RegistrationRefusal::Answers(faults)),
    }
}

/// Makes what is stored of a registration equal to `given`, and answers how many answers that changed. What was answered
/// to questions that are asked no more stays. `people`: everybody who comes, in the order of `given.each`.
pub(crate) async fn write(
    tx: &impl ConnectionTrait,
    registration: Uuid,
    people: &[(Uuid, &str)],
    (form, given): &(Form, Given),
    now: DateTime<Utc>,
) -> Result<usize, DbErr> {
    let stored =
        answer::Entity::find().filter(answer::Column::RegistrationId.eq(registration)).lock_exclusive().all(tx).await?;
    let mut stored: HashMap<(Option<Uuid>, Uuid), answer::Model> =
        stored.into_iter().map(|row| ((row.attendee_id, row.question_id), row)).collect();
    let (mut changed, mut new, mut sent) = (0, Vec::new(), Vec::new());
    let contact = people.first().map_or("", |(_, name)| name);
    let everybody = people.iter().zip(&given.each).map(|((id, name), answers)| (Some(*id), *name, answers));
    for (person, name, answers) in everybody.chain([(None, contact, &given.once)]) {
        for (question, answer) in answers {
            let said_by = if agrees(form, *question) { name } else { "" };
            let known = stored.remove(&(person, question.0));
            let of = known.as_ref().map_or_else(|| chance::id(now), |row| row.id);
            match known {
                // It is still she who agreed.
                Some(row) if row.value.0 == *answer && row.said_by == said_by => continue,
                Some(row) => {
                    answer::Entity::update_many()
                        .col_expr(answer::Column::Value, Expr::value(Json(answer.clone())))
                        .col_expr(answer::Column::SaidBy, Expr::value(said_by))
                        .col_expr(answer::Column::At, Expr::value(now))
                        .filter(answer::Column::Id.eq(row.id))
                        .exec(tx)
                        .await?;
                }
                None => new.push(answer::ActiveModel {
                    id: Set(of),
                    question_id: Set(question.0),
                    registration_id: Set(registration),
                    attendee_id: Set(person),
                    value: Set(Json(answer.clone())),
                    said_by: Set(said_by.to_owned()),
                    at: Set(now),
                }),
            }
            if let asks::Answer::File(file) = answer {
                sent.push((of, file.id));
            }
            changed += 1;
        }
    }
    let asked_now = |id| form.questions.iter().any(|question| question.id.0 == id);
    let gone: Vec<Uuid> = stored.into_values().filter(|row| asked_now(row.question_id)).map(|row| row.id).collect();
    changed += gone.len();
    if !gone.is_empty() {
        answer::Entity::delete_many().filter(answer::Column::Id.is_in(gone)).exec(tx).await?;
    }
    for rows in new.chunks(ROWS_AT_ONCE) {
        answer::Entity::insert_many(rows.iter().cloned()).exec_without_returning(tx).await?;
    }
    for (answer, file) in sent {
        files::attach(tx, answer, file).await?;
    }
    Ok(changed)
}

fn agrees(form: &Form, id: QuestionId) -> bool {
    form.questions.iter().any(|question: &Question| question.id == id && question.kind == Kind::Consent)
}

/// An answer with whose it is.
#[derive(FromQueryResult)]
pub(crate) struct Row {
    pub(crate) registration_id: Uuid,
    pub(crate) question_id: Uuid,
    pub(crate) position: Option<i32>,
    pub(crate) value: Json<asks::Answer>,
    pub(crate) said_by: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) zone: Code<chrono_tz::Tz>,
}

impl From<Row> for Answered {
    fn from(row: Row) -> Self {
        Self {
            question: QuestionId(row.question_id),
            person: row.position.and_then(|position| usize::try_from(position).ok()),
            answer: row.value.0,
            at: zone::to_local(row.zone.0, row.at),
            said_by: row.said_by,
        }
    }
}

/// Answers of the registrations of which this holds, by registration and person.
pub(crate) async fn rows_where(db: &impl ConnectionTrait, holds: impl IntoCondition) -> Result<Vec<Row>, DbErr> {
    let of = answer::Entity::belongs_to(registration::Entity)
        .from(answer::Column::RegistrationId)
        .to(registration::Column::Id);
    let to =
        registration::Entity::belongs_to(session::Entity).from(registration::Column::SessionId).to(session::Column::Id);
    let by = answer::Entity::belongs_to(attendee::Entity).from(answer::Column::AttendeeId).to(attendee::Column::Id);
    answer::Entity::find()
        .select_only()
        .columns([
            answer::Column::RegistrationId,
            answer::Column::QuestionId,
            answer::Column::Value,
            answer::Column::SaidBy,
            answer::Column::At,
        ])
        .column(attendee::Column::Position)
        .column(session::Column::Zone)
        .join(JoinType::InnerJoin, of.into())
        .join(JoinType::InnerJoin, to.into())
        .join(JoinType::LeftJoin, by.into())
        .filter(holds.into_condition())
        .order_by_asc(answer::Column::RegistrationId)
        .order_by_asc(attendee::Column::Position)
        .order_by_asc(answer::Column::Id)
        .into_model()
        .all(db)
        .await
}
