//! People invited to bookings: each has an invitation of her own, and reads of the others only what they agreed to.
//!
//! Whatever changes a booking's time, place or state raises its SEQUENCE; whoever raises it calls [`tell`], so that
//! everybody invited gets one mail about it, however it came to be.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::{
    access::Actor,
    booking::BookingRefusal,
    desk::{Colleague, InvitationLink, People, PeopleDesk, Unavailable},
    id::{AccountId, BookingId, InvitationId},
    invitation::{InvitationRefusal, Invitee, Reply},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::{
    Store,
    entity::{booking, invitation},
    error::{Stop, unavailable},
    outbox::{self, Mail},
    tx::retried,
};

mod facts;
pub(crate) mod heirs;
mod read;
mod transfer;
mod write;

pub use facts::{InvitationFacts, InvitationMail};

type Answer<T> = Result<T, Stop<InvitationRefusal>>;

#[async_trait]
impl PeopleDesk for Store {
    async fn people(&self, by: &Actor, id: BookingId) -> Result<Option<People>, Unavailable> {
        self.people_of(by, id).await.map_err(unavailable)
    }

    async fn invite(
        &self,
        by: &Actor,
        id: BookingId,
        people: &[Invitee],
        language: &str,
    ) -> Result<usize, InvitationRefusal> {
        retried(|| self.invite_people(by, id, people, language)).await
    }

    async fn uninvite(&self, by: &Actor, id: BookingId, who: InvitationId) -> Result<(), InvitationRefusal> {
        retried(|| self.take_off(by, id, who)).await
    }

    async fn heirs(&self, by: &Actor, id: BookingId) -> Result<Option<Vec<Colleague>>, Unavailable> {
        self.heirs_of(by, id).await.map_err(unavailable)
    }

    async fn transfer(&self, by: &Actor, id: BookingId, version: i32, to: AccountId) -> Result<(), BookingRefusal> {
        retried(|| self.hand_on(by, id, version, to)).await
    }

    async fn invitation(&self, token: &str) -> Result<Option<InvitationLink>, Unavailable> {
        self.invitation_behind(token).await.map_err(unavailable)
    }

    async fn reply(&self, token: &str, reply: Reply, name: &str, shown: bool) -> Result<(), InvitationRefusal> {
        retried(|| self.note_reply(token, reply, name, shown)).await
    }
}

/// Writes down that everybody invited is to hear of a change, in its transaction. `row`: the booking after it.
pub(crate) async fn tell(db: &impl ConnectionTrait, row: &booking::Model) -> Result<(), DbErr> {
    if living(row.id).count(db).await? == 0 {
        return Ok(());
    }
    let mail = Mail::InvitationsChanged { booking: BookingId(row.id), sequence: row.sequence };
    outbox::write(db, mail, row.changed_at).await
}

/// Whom a change of a booking concerns: who was invited before it. Nobody when a later change has overtaken it, and
/// tells them.
pub(crate) async fn concerned(
    db: &impl ConnectionTrait,
    id: BookingId,
    sequence: i32,
) -> Result<Vec<InvitationId>, DbErr> {
    let row = booking::Entity::find_by_id(id.0).one(db).await?;
    if row.is_none_or(|row| row.sequence > sequence) {
        return Ok(Vec::new());
    }
    let found = living(id.0).filter(invitation::Column::Since.lt(sequence)).all(db).await?;
    Ok(found.into_iter().map(|row| InvitationId(row.id)).collect())
}

/// How many are invited to some bookings; one nobody is invited to is left out.
pub(crate) async fn counted(
    db: &impl ConnectionTrait,
    bookings: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, usize>, DbErr> {
    let ids: Vec<Uuid> = invitation::Entity::find()
        .select_only()
        .column(invitation::Column::BookingId)
        .filter(invitation::Column::BookingId.is_in(bookings))
        .filter(invitation::Column::RemovedAt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut counted = HashMap::new();
    for id in ids {
        *counted.entry(id).or_default() += 1;
    }
    Ok(counted)
}

/// Everybody who is invited to a booking, in the order they were.
fn living(booking: Uuid) -> Select<invitation::Entity> {
    invitation::Entity::find()
        .filter(invitation::Column::BookingId.eq(booking))
        .filter(invitation::Column::RemovedAt.is_null())
        .order_by_asc(invitation::Column::Id)
}
