//! The form of an event that is copied.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::{
    id::{QuestionId, SessionId},
    question::{Condition, Question},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{read::questions, write::insert};
use crate::{chance, entity::event};

/// Asks the same of whoever registers for the copy. `sessions`: which became which. What was asked about sessions that
/// were left out, or depends on such a question, is left out too; so is what is not asked any more.
pub(crate) async fn copy(
    tx: &impl ConnectionTrait,
    of: Uuid,
    to: Uuid,
    sessions: &BTreeMap<SessionId, SessionId>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let all = questions(tx, of).await?;
    let mut became: HashMap<QuestionId, QuestionId> = HashMap::new();
    let mut left: Vec<_> = (0i32..).zip(all.into_iter().filter(|one| !one.retired)).collect();
    // A question comes after the one it depends on, which may stand below it.
    loop {
        let waiting = left.len();
        let mut next = Vec::new();
        for (place, question) in left {
            let condition = match &question.condition {
                None => None,
                Some(condition) => match became.get(&condition.question) {
                    Some(id) => Some(Condition { question: *id, ..condition.clone() }),
                    None => {
                        next.push((place, question));
                        continue;
                    }
                },
            };
            let of_some = !question.sessions.is_empty();
            let hers: Vec<SessionId> = question.sessions.iter().filter_map(|id| sessions.get(id)).copied().collect();
            if of_some && hers.is_empty() {
                continue;
            }
            let old = question.id;
            let copied = Question { id: QuestionId(chance::id(now)), sessions: hers, condition, ..question };
            insert(tx, &copied, to, None, place).await?;
            became.insert(old, copied.id);
        }
        if next.is_empty() || next.len() == waiting {
            break;
        }
        left = next;
    }
    if became.is_empty() {
        return Ok(());
    }
    event::Entity::update_many()
        .col_expr(event::Column::FormVersion, Expr::value(1))
        .filter(event::Column::Id.eq(to))
        .exec(tx)
        .await
        .map(drop)
}
