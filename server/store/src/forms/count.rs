//! How many answered what is known for longer than who did.

use std::collections::{BTreeMap, HashMap};

use domain::{
    desk::Counted,
    id::{QuestionId, SessionId},
    question::{Answer, counts},
    registration::RegistrationState,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict, SelectStatement},
};
use uuid::Uuid;

use crate::entity::{Code, answer, answer_count, question, registration};

/// Counts the answers to some questions of those who came to some sessions, before they are forgotten in the same
/// transaction. Two who do so at once count them once.
pub(super) async fn keep(
    tx: &impl ConnectionTrait,
    questions: &SelectStatement,
    sessions: SelectStatement,
) -> Result<(), DbErr> {
    let hers = registration::Entity::find()
        .filter(registration::Column::State.eq(Code(RegistrationState::Confirmed)))
        .filter(registration::Column::SessionId.in_subquery(sessions));
    let rows = answer::Entity::find()
        .filter(answer::Column::QuestionId.in_subquery(questions.clone()))
        .filter(
            answer::Column::RegistrationId
                .in_subquery(hers.clone().select_only().column(registration::Column::Id).into_query()),
        )
        .order_by_asc(answer::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    if rows.is_empty() {
        return Ok(());
    }
    let of: Vec<(Uuid, Uuid)> = hers
        .select_only()
        .columns([registration::Column::Id, registration::Column::SessionId])
        .into_tuple()
        .all(tx)
        .await?;
    let of: HashMap<Uuid, Uuid> = of.into_iter().collect();
    let kinds = question::Entity::find().filter(question::Column::Id.in_subquery(questions.clone())).all(tx).await?;
    let kinds: HashMap<Uuid, _> = kinds.into_iter().map(|row| (row.id, row.kind.0)).collect();
    let mut said: BTreeMap<(Uuid, Uuid), Vec<&Answer>> = BTreeMap::new();
    for row in &rows {
        let Some(session) = of.get(&row.registration_id) else { continue };
        said.entry((*session, row.question_id)).or_default().push(&row.value.0);
    }
    for ((session, question), answers) in said {
        let Some(kind) = kinds.get(&question) else { continue };
        for (said, people) in counts(*kind, answers).into_iter().filter(|(_, people)| *people > 0) {
            add(tx, session, question, said, people).await?;
        }
    }
    Ok(())
}

async fn add(
    tx: &impl ConnectionTrait,
    session: Uuid,
    question: Uuid,
    said: String,
    people: usize,
) -> Result<(), DbErr> {
    let row = answer_count::ActiveModel {
        session_id: Set(session),
        question_id: Set(question),
        said: Set(said),
        people: Set(i32::try_from(people).unwrap_or(i32::MAX)),
    };
    let key = [answer_count::Column::SessionId, answer_count::Column::QuestionId, answer_count::Column::Said];
    let more = Expr::cust("answer_count.people + excluded.people");
    let again = OnConflict::columns(key).value(answer_count::Column::People, more).to_owned();
    answer_count::Entity::insert(row).on_conflict(again).exec_without_returning(tx).await.map(drop)
}

/// What was counted of some questions.
pub(super) async fn of(db: &impl ConnectionTrait, questions: Vec<Uuid>) -> Result<Vec<Counted>, DbErr> {
    let rows = answer_count::Entity::find()
        .filter(answer_count::Column::QuestionId.is_in(questions))
        .order_by_desc(answer_count::Column::People)
        .order_by_asc(answer_count::Column::Said)
        .all(db)
        .await?;
    let counted = rows.into_iter().map(|row| Counted {
        session: SessionId(row.session_id),
        question: QuestionId(row.question_id),
        said: row.said,
        people: usize::try_from(row.people).unwrap_or_default(),
    });
    Ok(counted.collect())
}
