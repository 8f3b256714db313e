//! Sending a message.

use domain::{
    access::{Act, Actor, may},
    desk::NewMessage,
    id::{MessageId, OrganisationId},
    message::{MOST_A_DAY, MessageRefusal},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{Answer, Reach};
use crate::{
    Store,
    audit::{self, Thing},
    chance,
    entity::{event, message},
    error::refuse,
    outbox::{self, Mail},
};

impl Store {
    pub(super) async fn try_send_message(&self, by: &Actor, new: &NewMessage) -> Answer<u32> {
        let now = self.now();
        let tx = self.begin_write().await?;
        // Locked, so that two organisers at once do not send more than a day may have.
        let found = event::Entity::find_by_id(new.event.0).lock_exclusive().one(&*tx).await?;
        let may_run = |event: &event::Model| may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_ok();
        let Some(event) = found.filter(may_run) else { return refuse(MessageRefusal::NotFound) };
        let known = message::Entity::find().filter(message::Column::RequestId.eq(new.request.0)).one(&*tx).await?;
        if let Some(known) = known {
            let ours = known.event_id == event.id;
            return if ours { Ok(known.people.unsigned_abs()) } else { refuse(MessageRefusal::NotFound) };
        }
        if self.sent_today(&*tx, new.event, now).await? >= MOST_A_DAY.into() {
            return refuse(MessageRefusal::TooMany);
        }
        let reached = Reach::read(&*tx, event.id, now).await?.of(new.to);
        let people = u32::try_from(reached.len()).unwrap_or(u32::MAX);
        if people == 0 {
            return refuse(MessageRefusal::Nobody);
        }
        if people != new.people {
            return refuse(MessageRefusal::AudienceChanged { people });
        }
        let id = MessageId(chance::id(now));
        message::Entity::insert(message::ActiveModel {
            id: Set(id.0),
            request_id: Set(new.request.0),
            event_id: Set(event.id),
            account_id: Set(by.person().map(|person| person.id.0)),
            audience: Set(new.to.to_string()),
            subject: Set(new.words.subject.clone()),
            body: Set(new.words.text.clone()),
            people: Set(i32::try_from(people).unwrap_or(i32::MAX)),
            sent_at: Set(now),
        })
        .exec_without_returning(&*tx)
        .await?;
        let mails: Vec<Mail> =
            reached.into_iter().map(|registration| Mail::EventMessage { message: id, registration }).collect();
        outbox::write_all(&*tx, &mails, now).await?;
        let detail = json!({ "message": id, "to": new.to.to_string(), "people": people });
        audit::write(&*tx, by, "wrote", Thing::Event, event.id, detail, now).await?;
        tx.commit().await?;
        Ok(people)
    }
}
