//! From a key in a form to a file of an answer.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{
    id::FileId,
    question::{Answer, Answers, Given, Kind, SentFile},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::keep::{Row, rows};
use crate::{
    entity::{Code, answer, question, sent_file},
    keys::{Keys, Purpose},
};

/// What is looked up in.
struct Search<'a> {
    keys: &'a Keys,
    /// The files of the registration as it is, by question and person.
    own: Vec<(Uuid, Option<Uuid>, SentFile)>,
    /// Each file is one answer.
    used: HashSet<FileId>,
    now: DateTime<Utc>,
}

/// The same answers with the files their keys open: one that waits, or one the registration has already at this place.
/// What opens nothing stays words. `of`: the registration, and everybody in it, in the order of the answers.
pub(crate) async fn found(
    tx: &impl ConnectionTrait,
    keys: &Keys,
    event: Uuid,
    given: &Given,
    of: Option<(Uuid, &[Uuid])>,
    now: DateTime<Utc>,
) -> Result<Given, DbErr> {
    let asked: HashSet<Uuid> = question::Entity::find()
        .select_only()
        .column(question::Column::Id)
        .filter(question::Column::EventId.eq(event))
        .filter(question::Column::Kind.eq(Code(Kind::File)))
        .into_tuple::<Uuid>()
        .all(tx)
        .await?
        .into_iter()
        .collect();
    let mut given = given.clone();
    if asked.is_empty() {
        return Ok(given);
    }
    let own = match of {
        Some((registration, _)) => own(tx, registration).await?,
        None => Vec::new(),
    };
    let mut search = Search { keys, own, used: HashSet::new(), now };
    let people = of.map_or(&[][..], |(_, people)| people);
    for (place, answers) in given.each.iter_mut().enumerate() {
        // Of a registration that is new nobody has a file yet.
        search.all(tx, &asked, answers, people.get(place).copied()).await?;
    }
    search.all(tx, &asked, &mut given.once, None).await?;
    Ok(given)
}

impl Search<'_> {
    async fn all(
        &mut self,
        tx: &impl ConnectionTrait,
        asked: &HashSet<Uuid>,
        answers: &mut Answers,
        person: Option<Uuid>,
    ) -> Result<(), DbErr> {
        for (question, answer) in answers.iter_mut().filter(|(question, _)| asked.contains(&question.0)) {
            // Whoever asks for a file by what is known of it asks like everybody else.
            let key = match &*answer {
                Answer::Text(key) => key.clone(),
                Answer::File(file) => file.id.to_string(),
                _ => continue,
            };
            let file = self.one(tx, question.0, person, &key).await?;
            *answer = match file.filter(|file| self.used.insert(file.id)) {
                Some(file) => Answer::File(file),
                None => Answer::Text(key),
            };
        }
        Ok(())
    }

    async fn one(
        &self,
        tx: &impl ConnectionTrait,
        question: Uuid,
        person: Option<Uuid>,
        key: &str,
    ) -> Result<Option<SentFile>, DbErr> {
        if let Some(id) = self.keys.open(Purpose::File, key) {
            let waits: Option<Row> = rows()
                .filter(sent_file::Column::Id.eq(id))
                .filter(sent_file::Column::QuestionId.eq(question))
                .filter(sent_file::Column::UntilAt.gt(self.now))
                .lock_exclusive()
                .into_model()
                .one(tx)
                .await?;
            return Ok(waits.map(Row::into));
        }
        let hers = |(of, whose, file): &&(Uuid, Option<Uuid>, SentFile)| {
            (*of, *whose) == (question, person) && file.id.to_string() == key
        };
        Ok(self.own.iter().find(hers).map(|(.., file)| file.clone()))
    }
}

/// The files among the answers of a registration.
async fn own(tx: &impl ConnectionTrait, registration: Uuid) -> Result<Vec<(Uuid, Option<Uuid>, SentFile)>, DbErr> {
    let rows = answer::Entity::find().filter(answer::Column::RegistrationId.eq(registration)).all(tx).await?;
    let file = |row: answer::Model| match row.value.0 {
        Answer::File(file) => Some((row.question_id, row.attendee_id, file)),
        _ => None,
    };
    Ok(rows.into_iter().filter_map(file).collect())
}

/// Makes a file that waits part of an answer, in place of the one it had.
pub(crate) async fn attach(tx: &impl ConnectionTrait, answer: Uuid, file: FileId) -> Result<(), DbErr> {
    sent_file::Entity::delete_many()
        .filter(sent_file::Column::AnswerId.eq(answer))
        .filter(sent_file::Column::Id.ne(file.0))
        .exec(tx)
        .await?;
    sent_file::Entity::update_many()
        .col_expr(sent_file::Column::AnswerId, Expr::value(Some(answer)))
        .col_expr(sent_file::Column::UntilAt, Expr::value(None::<DateTime<Utc>>))
        .filter(sent_file::Column::Id.eq(file.0))
        .filter(sent_file::Column::AnswerId.is_null())
        .exec(tx)
        .await
        .map(drop)
}

/// Whoever sent the files of a registration is somebody: where she did it from is forgotten, and no longer counted.
pub(crate) async fn known(tx: &impl ConnectionTrait, registration: Uuid) -> Result<(), DbErr> {
    let hers = answer::Entity::find()
        .select_only()
        .column(answer::Column::Id)
        .filter(answer::Column::RegistrationId.eq(registration))
        .into_query();
    sent_file::Entity::update_many()
        .col_expr(sent_file::Column::Network, Expr::value(None::<Vec<u8>>))
        .filter(sent_file::Column::AnswerId.in_subquery(hers))
        .filter(sent_file::Column::Network.is_not_null())
        .exec(tx)
        .await
        .map(drop)
}
