//! What is asked of whoever registers for an event that was taken in.

use domain::{
    desk::QuestionFields,
    id::EventId,
    question::{Kind, keyed},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{Intake, IntakeError, Taken};
use crate::entity::{Code, Json, event, question};

impl Intake {
    /// Asks these questions, in this order, of whoever registers for an event that is new. None depends on another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn form(&self, event: Taken<EventId>, asked: Vec<(Kind, QuestionFields)>) -> Result<(), IntakeError> {
        let Taken::New(EventId(event)) = event else { return Ok(()) };
        let count = i32::try_from(asked.len()).unwrap_or(i32::MAX);
        let rows = (1..).zip(asked).map(|(position, (kind, fields))| question::ActiveModel {
            id: Set(self.new_id()),
            request_id: Set(None),
            event_id: Set(event),
            position: Set(position),
            kind: Set(Code(kind)),
            whose: Set(Code(fields.whose)),
            label: Set(Json(fields.label)),
            help: Set(Json(fields.help)),
            options: Set(Json(keyed(fields.options, &[]))),
            least: Set(fields.least),
            most: Set(fields.most),
            files: Set(Json(fields.files)),
            required: Set(fields.required),
            sessions: Set(Json(fields.sessions)),
            depends_on: Set(None),
            depends_option: Set(None),
            purpose: Set(Json(fields.purpose)),
            keeping: Set(Code(fields.keeping)),
            retired_at: Set(None),
        });
        question::Entity::insert_many(rows).exec_without_returning(&*self.tx).await?;
        event::Entity::update_many()
            .col_expr(event::Column::FormVersion, Expr::value(count))
            .filter(event::Column::Id.eq(event))
            .exec(&*self.tx)
            .await?;
        Ok(())
    }
}
