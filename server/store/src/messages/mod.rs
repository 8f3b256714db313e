//! Messages from organisers to participants: one mail for each contact person, written with the message (I3).

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{MessageDesk, Messages, NewMessage, SentMessage, Unavailable},
    id::{EventId, OrganisationId},
    message::{Audience, MOST_A_DAY, MessageRefusal, Words},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    Store,
    entity::{account, event, message},
    error::{Stop, unavailable},
    tx::retried,
    zone,
};

mod facts;
mod reach;
mod send;

pub use facts::MessageFacts;
use reach::Reach;

type Answer<T> = Result<T, Stop<MessageRefusal>>;

#[async_trait]
impl MessageDesk for Store {
    async fn messages(&self, by: &Actor, event: EventId) -> Result<Option<Messages>, Unavailable> {
        self.messages_of(by, event).await.map_err(unavailable)
    }

    async fn send_message(&self, by: &Actor, new: NewMessage) -> Result<u32, MessageRefusal> {
        let words = Words::tidied(&new.words.subject, &new.words.text)?;
        let new = NewMessage { words, ..new };
        retried(|| self.try_send_message(by, &new)).await
    }
}

impl Store {
    async fn messages_of(&self, by: &Actor, id: EventId) -> Result<Option<Messages>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let now = self.now();
        let rows = message::Entity::find()
            .filter(message::Column::EventId.eq(id.0))
            .order_by_desc(message::Column::SentAt)
            .order_by_desc(message::Column::Id)
            .all(&self.db)
            .await?;
        let authors = account::Entity::find()
            .filter(account::Column::Id.is_in(rows.iter().filter_map(|row| row.account_id)))
            .all(&self.db)
            .await?;
        let named = |id: Option<Uuid>| {
            let author = authors.iter().find(|author| Some(author.id) == id)?;
            Some(if author.name.is_empty() { author.email.clone() } else { author.name.clone() })
        };
        let sent = rows.into_iter().map(|row| {
            Ok(SentMessage {
                at: zone::to_local(self.zone, row.sent_at),
                by: named(row.account_id),
                to: audience(&row)?,
                people: row.people.unsigned_abs(),
                words: Words { subject: row.subject, text: row.body },
            })
        });
        Ok(Some(Messages {
            sent: sent.collect::<Result<_, DbErr>>()?,
            reached: Reach::read(&self.db, id.0, now).await?.counts(),
            enough: self.sent_today(&self.db, id, now).await? >= MOST_A_DAY.into(),
        }))
    }

    /// How many messages of an event were sent since midnight, by the clock of the region.
    async fn sent_today(&self, db: &impl ConnectionTrait, id: EventId, now: DateTime<Utc>) -> Result<u64, DbErr> {
        let midnight = zone::to_local(self.zone, now).date().and_time(chrono::NaiveTime::MIN);
        message::Entity::find()
            .filter(message::Column::EventId.eq(id.0))
            .filter(message::Column::SentAt.gte(zone::to_utc(self.zone, midnight)))
            .count(db)
            .await
    }
}

fn audience(row: &message::Model) -> Result<Audience, DbErr> {
    row.audience.parse().map_err(|err| DbErr::Type(format!("audience of message {}: {err}", row.id)))
}
