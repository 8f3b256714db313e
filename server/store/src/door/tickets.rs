//! Tickets at the door. A code says nothing of whose it is: it is compared with those there are.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    attendance::Presence,
    desk::{Admitted, TicketSeen},
    id::{AttendeeId, OrganisationId, SessionId},
    registration::RegistrationState,
    ticket::{Seat, Shown, TicketAddress, TicketCode, TicketRefusal},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait,
    QueryFilter, QuerySelect,
    sea_query::{ExprTrait as _, OnConflict},
};
use uuid::Uuid;

use super::{
    arrive::{Coming, open},
    own,
};
use crate::{
    Store,
    entity::{Code, attendee, event, registration, session, ticket_returned},
    error::{Stop, refuse},
    events::read::{NetAddress, announced},
    zone,
};

/// Somebody on a list.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    registration_id: Uuid,
    session_id: Uuid,
    position: i32,
    name: String,
    holds_seat: bool,
    arrived_at: Option<DateTime<Utc>>,
    ticket: i32,
    state: Code<RegistrationState>,
}

impl Row {
    /// `hers`: the ticket that was shown is the one that was made last.
    fn seat(&self, hers: bool) -> Seat {
        Seat {
            session: SessionId(self.session_id),
            state: self.state.0,
            held: self.holds_seat,
            hers,
            arrived_at: self.arrived_at,
        }
    }
}

impl Store {
    pub(super) async fn admit_ticket(
        &self,
        by: &Actor,
        door: SessionId,
        shown: Shown,
    ) -> Result<Admitted, Stop<TicketRefusal>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (session, event) = own(&*tx, by, door.0).await?;
        open(&session, &event, now)?;
        // Most tickets are for the door they are shown at.
        let here = attendee::Column::SessionId.eq(session.id);
        let found = match self.holder(&*tx, here.clone().into(), shown.code).await? {
            Some(found) => Some(found),
            None => {
                let elsewhere = Condition::all().add(session::Column::EventId.eq(event.id)).add(here.not());
                self.holder(&*tx, elsewhere, shown.code).await?
            }
        };
        let Some((her, hers)) = found else { return refuse(self.stranger(&*tx, event.id, shown).await?) };
        her.seat(hers).at_door(door).or_else(refuse)?;
        let coming = Coming { registration: her.registration_id, attendee: her.id, at: now, now, act: None };
        self.arrive(&*tx, by, &session, coming).await?;
        let with = brought_by(&*tx, &her).await?;
        tx.commit().await?;
        let since = her.arrived_at.map(|at| zone::to_local(session.zone.0, at));
        Ok(Admitted { id: AttendeeId(her.id), name: her.name, with, since })
    }

    pub(super) async fn ticket_seen(&self, by: &Actor, ticket: TicketAddress) -> Result<Option<TicketSeen>, DbErr> {
        let now = self.now();
        let TicketAddress { session: id, code } = ticket;
        let of = attendee::Column::SessionId.eq(id.0);
        let found = self.holder(&self.db, of.into(), code).await?;
        if found.is_none() && !self.was_returned(&self.db, session::Column::Id.eq(id.0).into(), code).await? {
            return Ok(None);
        }
        let Some(row) = session::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let Some(event) = event::Entity::find_by_id(row.event_id).one(&self.db).await? else { return Ok(None) };
        let runs = may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_ok();
        let Some(known) = announced(&self.db, &[event.id], NetAddress::Hidden, now).await?.remove(&event.id) else {
            return Ok(None);
        };
        let card = known.card_on(id.0);
        let Some(session) = known.sessions.into_iter().find(|session| session.id == id) else { return Ok(None) };
        let over = session.when.slot.until() <= now;
        let refusal = match &found {
            Some((her, hers)) => her.seat(*hers).at_door(id).err(),
            None => Some(TicketRefusal::Cancelled),
        };
        let hers = found.filter(|(_, hers)| runs && *hers).map(|(her, _)| {
            let presence = Presence::of(her.state.0, her.holds_seat, her.arrived_at.is_some(), over);
            (her.name, presence)
        });
        Ok(Some(TicketSeen { event: card, session, refusal, hers }))
    }

    /// Whose a ticket is among some people, and whether it is the one that was made for her last.
    async fn holder(
        &self,
        db: &impl ConnectionTrait,
        among: Condition,
        code: TicketCode,
    ) -> Result<Option<(Row, bool)>, DbErr> {
        let of = attendee::Entity::belongs_to(registration::Entity)
            .from(attendee::Column::RegistrationId)
            .to(registration::Column::Id);
        let to =
            attendee::Entity::belongs_to(session::Entity).from(attendee::Column::SessionId).to(session::Column::Id);
        let rows: Vec<Row> = attendee::Entity::find()
            .select_only()
            .columns([
                attendee::Column::Id,
                attendee::Column::RegistrationId,
                attendee::Column::SessionId,
                attendee::Column::Position,
                attendee::Column::Name,
                attendee::Column::HoldsSeat,
                attendee::Column::ArrivedAt,
                attendee::Column::Ticket,
            ])
            .column(registration::Column::State)
            .join(JoinType::InnerJoin, of.into())
            .join(JoinType::InnerJoin, to.into())
            .filter(among)
            .into_model()
            .all(db)
            .await?;
        let made = |row: &Row| (0..=row.ticket).rev().find(|anew| self.keys.is_ticket(code, row.id, *anew));
        Ok(rows
            .into_iter()
            .find_map(|row| made(&row).map(|anew| (anew == row.ticket, row)).map(|(hers, row)| (row, hers))))
    }

    /// Why a ticket that is nobody's in this event is not good.
    async fn stranger(&self, tx: &impl ConnectionTrait, event: Uuid, shown: Shown) -> Result<TicketRefusal, DbErr> {
        if self.was_returned(tx, session::Column::EventId.eq(event).into(), shown.code).await? {
            return Ok(TicketRefusal::Cancelled);
        }
        let Some(session) = shown.session else { return Ok(TicketRefusal::Unknown) };
        let ours = session::Entity::find_by_id(session.0).filter(session::Column::EventId.eq(event));
        Ok(if ours.count(tx).await? > 0 { TicketRefusal::Unknown } else { TicketRefusal::OtherEvent })
    }

    /// True when a ticket is of a seat in some sessions that was given back.
    async fn was_returned(&self, db: &impl ConnectionTrait, among: Condition, code: TicketCode) -> Result<bool, DbErr> {
        let Some(fingerprint) = self.keys.returned(code) else { return Ok(false) };
        let of = ticket_returned::Entity::belongs_to(registration::Entity)
            .from(ticket_returned::Column::RegistrationId)
            .to(registration::Column::Id);
        let to = registration::Entity::belongs_to(session::Entity)
            .from(registration::Column::SessionId)
            .to(session::Column::Id);
        let known = ticket_returned::Entity::find_by_id(fingerprint)
            .join(JoinType::InnerJoin, of.into())
            .join(JoinType::InnerJoin, to.into())
            .filter(among);
        Ok(known.count(db).await? > 0)
    }
}

/// The contact person who registered her, when she did not herself.
async fn brought_by(tx: &impl ConnectionTrait, her: &Row) -> Result<Option<String>, DbErr> {
    if her.position == 0 {
        return Ok(None);
    }
    let contact = attendee::Entity::find()
        .filter(attendee::Column::RegistrationId.eq(her.registration_id))
        .filter(attendee::Column::Position.eq(0))
        .one(tx)
        .await?;
    Ok(contact.map(|contact| contact.name))
}

/// Remembers the tickets of somebody whose seat is given back.
pub(crate) async fn give_back(store: &Store, tx: &impl ConnectionTrait, her: &attendee::Model) -> Result<(), DbErr> {
    let codes = (0..=her.ticket).filter_map(|anew| store.keys.ticket(her.id, anew));
    let rows = codes.filter_map(|code| store.keys.returned(code)).map(|fingerprint| ticket_returned::ActiveModel {
        fingerprint: Set(fingerprint),
        registration_id: Set(her.registration_id),
    });
    ticket_returned::Entity::insert_many(rows)
        .on_conflict(OnConflict::column(ticket_returned::Column::Fingerprint).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}
