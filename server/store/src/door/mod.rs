//! The door of a session: the list, arrivals, people who were not on it, and what coming proves.
//!
//! Whoever writes here locks the session first, as everybody does who takes or frees a seat.

use async_trait::async_trait;
use domain::{
    access::{Act, Actor, may},
    attendance::{DoorRefusal, Grant, GrantRefusal, Presence},
    desk::{Admitted, Door, DoorDesk, DoorKit, DoorNotes, KeptSession, ListLine, TicketSeen, Unavailable, WalkIn},
    id::{AttendeeId, EventId, OrganisationId, SessionId},
    reconcile::Fate,
    ticket::{Shown, TicketAddress, TicketRefusal},
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::{
    Store,
    entity::{event, session},
    error::{Stop, refuse, unavailable},
    pools,
    tx::retried,
};

mod arrive;
mod earned;
mod export;
mod grants;
mod kit;
mod read;
mod reconcile;
mod tickets;
mod walk_in;

use export::Taken;

pub(crate) use earned::{earned_by, handed_over};
pub(crate) use grants::{grant, grant_of, left_behind, lessons, lessons_in};
pub(crate) use tickets::give_back;

type Answer<T> = Result<T, Stop<DoorRefusal>>;

#[async_trait]
impl DoorDesk for Store {
    async fn door(&self, by: &Actor, session: SessionId) -> Result<Option<Door>, Unavailable> {
        self.door_of(by, session).await.map_err(unavailable)
    }

    async fn came(&self, by: &Actor, attendee: AttendeeId) -> Result<(), DoorRefusal> {
        retried(|| self.note_arrival(by, attendee)).await
    }

    async fn admit(&self, by: &Actor, session: SessionId, shown: Shown) -> Result<Admitted, TicketRefusal> {
        retried(|| self.admit_ticket(by, session, shown)).await
    }

    async fn ticket(&self, by: &Actor, ticket: TicketAddress) -> Result<Option<TicketSeen>, Unavailable> {
        self.ticket_seen(by, ticket).await.map_err(unavailable)
    }

    async fn did_not_come(&self, by: &Actor, attendee: AttendeeId) -> Result<(), DoorRefusal> {
        retried(|| self.undo_arrival(by, attendee)).await
    }

    async fn walk_in(&self, by: &Actor, new: WalkIn) -> Result<(), DoorRefusal> {
        let new = walk_in::checked(new)?;
        retried(|| self.seat_walk_in(by, &new)).await
    }

    async fn kit(&self, by: &Actor, session: SessionId) -> Result<Option<DoorKit>, Unavailable> {
        let Some(kit) = self.kit_of(by, session).await.map_err(unavailable)? else { return Ok(None) };
        let taken = Taken { session, way: "door", people: kit.door.people.len() };
        // A phone fetches it anew whenever something changed.
        if !self.has_taken(by, &taken).await.map_err(unavailable)? {
            retried(|| self.note_taken(by, &taken)).await?;
        }
        Ok(Some(kit))
    }

    async fn certificates(&self, by: &Actor, session: SessionId) -> Result<Option<Door>, Unavailable> {
        let door = self.door_of(by, session).await.map_err(unavailable)?;
        let came = |door: &Door| door.count(Presence::Came);
        let Some(door) = door.filter(|door| door.certified && came(door) > 0) else { return Ok(None) };
        let taken = Taken { session, way: "certificates", people: came(&door) };
        retried(|| self.note_taken(by, &taken)).await?;
        Ok(Some(door))
    }

    async fn reconcile(&self, by: &Actor, notes: DoorNotes) -> Result<Vec<Fate>, DoorRefusal> {
        retried(|| self.hear_of(by, &notes)).await
    }

    async fn list(&self, by: &Actor, event: EventId) -> Result<Option<Vec<ListLine>>, Unavailable> {
        retried(|| self.take_list(by, event)).await
    }

    async fn kept_sessions(&self, by: &Actor) -> Result<Option<Vec<KeptSession>>, Unavailable> {
        self.sessions_kept(by).await.map_err(unavailable)
    }

    async fn settle_grant(
        &self,
        by: &Actor,
        session: SessionId,
        grant: Option<(String, Option<u16>)>,
    ) -> Result<Option<Grant>, GrantRefusal> {
        retried(|| self.write_grant(by, session, grant.as_ref())).await
    }
}

/// A session, locked with the pool it shares, and its event, if the actor runs it.
async fn own(tx: &impl ConnectionTrait, by: &Actor, id: Uuid) -> Answer<(session::Model, event::Model)> {
    let Some(session) = session::Entity::find_by_id(id).lock_exclusive().one(tx).await? else {
        return refuse(DoorRefusal::NotFound);
    };
    match event::Entity::find_by_id(session.event_id).one(tx).await? {
        Some(event) if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_ok() => {
            pools::locked(tx, &session).await?;
            Ok((session, event))
        }
        _ => refuse(DoorRefusal::NotFound),
    }
}
