//! Changing what is asked. What was answered keeps what was asked.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{FormRefusal, QuestionFields},
    event::EventState,
    id::{EventId, OrganisationId, QuestionId, RequestId},
    question::{Form, Kind, Question, QuestionFault, dependants, faults, keyed, neighbour},
    text::Localised,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, asked};
use crate::{
    Store,
    audit::{self, Thing},
    chance,
    entity::{Code, Json, answer, answer_count, event, question},
    error::refuse,
    events::is_public,
};

impl Store {
    pub(super) async fn try_add_question(
        &self,
        by: &Actor,
        request: RequestId,
        id: EventId,
        version: i32,
        kind: Kind,
        fields: &QuestionFields,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let open = own(&*tx, by, id.0).await?;
        let known = question::Entity::find().filter(question::Column::RequestId.eq(request.0)).one(&*tx).await?;
        if let Some(known) = known {
            return if known.event_id == id.0 { Ok(()) } else { refuse(FormRefusal::NotFound) };
        }
        let Open { form, last } = open.at(version)?;
        let new = written(fields, kind, QuestionId(chance::id(now)), &[]);
        sound(&new, &form)?;
        insert(&*tx, &new, id.0, Some(request.0), last + 1).await?;
        done(&*tx, by, id.0, &form, "question-added", json!({ "question": new.id }), now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn try_change_question(
        &self,
        by: &Actor,
        id: QuestionId,
        version: i32,
        fields: &QuestionFields,
    ) -> Answer<bool> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, Open { form, .. }, old) = opened(&*tx, by, id, version).await?;
        let new = written(fields, old.kind, old.id, &old.options);
        sound(&new, &form)?;
        if new == old {
            return Ok(false);
        }
        let replaced = old.asks_else(&new) && answered(&*tx, id).await?;
        let mut detail = json!({ "question": id });
        if replaced {
            let new = Question { id: QuestionId(chance::id(now)), ..new };
            let place = retire(&*tx, id, now).await?;
            insert(&*tx, &new, event, None, place).await?;
            // What depended on the old one depends on the new one: the options have kept their keys.
            question::Entity::update_many()
                .col_expr(question::Column::DependsOn, Expr::value(Some(new.id.0)))
                .filter(question::Column::DependsOn.eq(id.0))
                .filter(question::Column::RetiredAt.is_null())
                .exec(&*tx)
                .await?;
            detail = json!({ "question": id, "replaced_by": new.id });
        } else {
            update(&*tx, &new).await?;
        }
        done(&*tx, by, event, &form, "question-changed", detail, now).await?;
        tx.commit().await?;
        Ok(replaced)
    }

    pub(super) async fn try_move_question(&self, by: &Actor, id: QuestionId, version: i32, up: bool) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, Open { form, .. }, _) = opened(&*tx, by, id, version).await?;
        let Some(other) = neighbour(&form.questions, id, up) else { return Ok(()) };
        let (one, two) = (position(&*tx, id).await?, position(&*tx, other).await?);
        put(&*tx, id, two).await?;
        put(&*tx, other, one).await?;
        done(&*tx, by, event, &form, "question-moved", json!({ "question": id }), now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn try_drop_question(&self, by: &Actor, id: QuestionId, version: i32) -> Answer<bool> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (event, Open { form, .. }, _) = opened(&*tx, by, id, version).await?;
        if dependants(&form.questions, id).next().is_some() {
            return refuse(FormRefusal::Faults(vec![QuestionFault::Dependants]));
        }
        // What was retired before may still say that it was asked after this one.
        let named = question::Entity::find().filter(question::Column::DependsOn.eq(id.0)).count(&*tx).await? > 0;
        let answered = answered(&*tx, id).await?;
        if answered || named {
            retire(&*tx, id, now).await?;
        } else {
            question::Entity::delete_by_id(id.0).exec(&*tx).await?;
        }
        let detail = json!({ "question": id, "retired": answered });
        done(&*tx, by, event, &form, "question-dropped", detail, now).await?;
        tx.commit().await?;
        Ok(answered)
    }
}

/// A form whose event is locked.
struct Open {
    form: Form,
    /// The last place any question has.
    last: i32,
}

impl Open {
    /// The form, if this is its version.
    fn at(self, version: i32) -> Answer<Self> {
        if self.form.version == version { Ok(self) } else { refuse(FormRefusal::ChangedMeanwhile) }
    }
}

/// The form of an event, locked, if the actor may change it.
async fn own(tx: &impl ConnectionTrait, by: &Actor, id: Uuid) -> Answer<Open> {
    let Some(event) = event::Entity::find_by_id(id).lock_exclusive().one(tx).await? else {
        return refuse(FormRefusal::NotFound);
    };
    if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
        return refuse(if is_public(&event) { FormRefusal::Forbidden } else { FormRefusal::NotFound });
    }
    if event.state.0 == EventState::Cancelled {
        return refuse(FormRefusal::NotNow(event.state.0));
    }
    let rows = question::Entity::find()
        .filter(question::Column::EventId.eq(id))
        .order_by_asc(question::Column::Position)
        .order_by_asc(question::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let last = rows.iter().map(|row| row.position).max().unwrap_or_default();
    let questions = rows.into_iter().filter(|row| row.retired_at.is_none()).map(asked).collect();
    Ok(Open { form: Form { version: event.form_version, questions }, last })
}

/// A question that is asked now, its form and its event.
async fn opened(tx: &impl ConnectionTrait, by: &Actor, id: QuestionId, version: i32) -> Answer<(Uuid, Open, Question)> {
    let Some(row) = question::Entity::find_by_id(id.0).one(tx).await? else { return refuse(FormRefusal::NotFound) };
    let open = own(tx, by, row.event_id).await?.at(version)?;
    let found = open.form.questions.iter().find(|question| question.id == id).cloned();
    match found {
        Some(question) => Ok((row.event_id, open, question)),
        None => refuse(FormRefusal::NotFound),
    }
}

/// What was written, tidied.
fn written(fields: &QuestionFields, kind: Kind, id: QuestionId, before: &[domain::question::Choice]) -> Question {
    let fields = fields.clone();
    Question {
        id,
        kind,
        whose: fields.whose,
        label: tidy(fields.label),
        help: tidy(fields.help),
        options: keyed(fields.options.into_iter().map(tidy).collect(), before),
        least: fields.least,
        most: fields.most,
        files: fields.files,
        required: fields.required,
        sessions: fields.sessions,
        condition: fields.condition,
        purpose: tidy(fields.purpose),
        keeping: fields.keeping,
        retired: false,
    }
}

fn tidy(text: Localised) -> Localised {
    let words = text.0.into_iter().map(|(language, text)| (language, text.trim().to_owned()));
    Localised(words.filter(|(_, text)| !text.is_empty()).collect())
}

fn sound(question: &Question, form: &Form) -> Answer<()> {
    let faults = faults(question, &form.questions);
    if faults.is_empty() { Ok(()) } else { refuse(FormRefusal::Faults(faults)) }
}

async fn answered(tx: &impl ConnectionTrait, id: QuestionId) -> Result<bool, DbErr> {
    // Also when it is only known how many there were.
    let counted = answer_count::Entity::find().filter(answer_count::Column::QuestionId.eq(id.0)).count(tx).await?;
    Ok(counted > 0 || answer::Entity::find().filter(answer::Column::QuestionId.eq(id.0)).count(tx).await? > 0)
}

async fn position(tx: &impl ConnectionTrait, id: QuestionId) -> Result<i32, DbErr> {
    let place: Option<i32> = question::Entity::find_by_id(id.0)
        .select_only()
        .column(question::Column::Position)
        .into_tuple()
        .one(tx)
        .await?;
    Ok(place.unwrap_or_default())
}

async fn put(tx: &impl ConnectionTrait, id: QuestionId, place: i32) -> Result<(), DbErr> {
    question::Entity::update_many()
        .col_expr(question::Column::Position, Expr::value(place))
        .filter(question::Column::Id.eq(id.0))
        .exec(tx)
        .await
        .map(drop)
}

/// Asks it no more. Answers the place it had.
async fn retire(tx: &impl ConnectionTrait, id: QuestionId, now: DateTime<Utc>) -> Result<i32, DbErr> {
    question::Entity::update_many()
        .col_expr(question::Column::RetiredAt, Expr::value(Some(now)))
        .filter(question::Column::Id.eq(id.0))
        .exec(tx)
        .await?;
    position(tx, id).await
}

pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    new: &Question,
    event: Uuid,
    request: Option<Uuid>,
    place: i32,
) -> Result<(), DbErr> {
    let new = new.clone();
    let row = question::ActiveModel {
        id: Set(new.id.0),
        request_id: Set(request),
        event_id: Set(event),
        position: Set(place),
        kind: Set(Code(new.kind)),
        whose: Set(Code(new.whose)),
        label: Set(Json(new.label)),
        help: Set(Json(new.help)),
        options: Set(Json(new.options)),
        least: Set(new.least),
        most: Set(new.most),
        files: Set(Json(new.files)),
        required: Set(new.required),
        sessions: Set(Json(new.sessions)),
        depends_on: Set(new.condition.as_ref().map(|condition| condition.question.0)),
        depends_option: Set(new.condition.map(|condition| condition.option)),
        purpose: Set(Json(new.purpose)),
        keeping: Set(Code(new.keeping)),
        retired_at: Set(None),
    };
    question::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

async fn update(tx: &impl ConnectionTrait, new: &Question) -> Result<(), DbErr> {
    use question::Column as Q;
    let new = new.clone();
    question::Entity::update_many()
        .col_expr(Q::Whose, Expr::value(Code(new.whose)))
        .col_expr(Q::Label, Expr::value(Json(new.label)))
        .col_expr(Q::Help, Expr::value(Json(new.help)))
        .col_expr(Q::Options, Expr::value(Json(new.options)))
        .col_expr(Q::Least, Expr::value(new.least))
        .col_expr(Q::Most, Expr::value(new.most))
        .col_expr(Q::Files, Expr::value(Json(new.files)))
        .col_expr(Q::Required, Expr::value(new.required))
        .col_expr(Q::Sessions, Expr::value(Json(new.sessions)))
        .col_expr(Q::DependsOn, Expr::value(new.condition.as_ref().map(|condition| condition.question.0)))
        .col_expr(Q::DependsOption, Expr::value(new.condition.map(|condition| condition.option)))
        .col_expr(Q::Purpose, Expr::value(Json(new.purpose)))
        .col_expr(Q::Keeping, Expr::value(Code(new.keeping)))
        .filter(Q::Id.eq(new.id.0))
        .exec(tx)
        .await
        .map(drop)
}

/// Makes the form one version newer, and writes down what was done to it.
async fn done(
    tx: &impl ConnectionTrait,
    by: &Actor,
    event: Uuid,
    form: &Form,
    act: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    event::Entity::update_many()
        .col_expr(event::Column::FormVersion, Expr::value(form.version + 1))
        .filter(event::Column::Id.eq(event))
        .exec(tx)
        .await?;
    audit::write(tx, by, act, Thing::Event, event, detail, now).await
}
