//! Somebody at the door who is not on the list.
//!
//! Who leaves an address gets a registration of her own, confirmed at the door, her address not. Who leaves none is
//! written down on the one registration of the session without an address, which is the house's own list.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor, attendance::DoorRefusal, desk::WalkIn, id::RequestId, registration::RegistrationState, text,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Answer,
    arrive::{open, told},
    own,
};
use crate::{
    Store,
    audit::{self, Thing},
    chance,
    entity::{Code, attendee, event, registration, session},
    error::{Stop, is_oversold, refuse},
    pools,
    registrations::living,
};

const MOST_NAME: usize = 120;

/// Tidies what was typed.
pub(super) fn checked(new: WalkIn) -> Result<WalkIn, DoorRefusal> {
    let name = named(&new.name).ok_or(DoorRefusal::Name)?;
    let email = match new.email.trim() {
        "" => String::new(),
        typed => text::email(typed).ok_or(DoorRefusal::Email)?,
    };
    Ok(WalkIn { name, email, ..new })
}

/// A name without blanks around it, if it is one.
pub(super) fn named(typed: &str) -> Option<String> {
    let name = typed.trim();
    let fits = (1..=MOST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
}

/// Somebody who walks in.
pub(super) struct Newcomer<'a> {
    /// Her id, which is that of the form or act she comes by.
    pub id: RequestId,
    /// The registration she is put on.
    pub registration: Uuid,
    /// Her name.
    pub name: &'a str,
    /// Whether a seat is hers.
    pub seat: bool,
    /// Since when she is here.
    pub at: DateTime<Utc>,
}

/// Puts her on the list of a session, which is locked.
pub(super) async fn put(tx: &impl ConnectionTrait, session: &session::Model, new: Newcomer<'_>) -> Result<(), DbErr> {
    let before = attendee::Entity::find().filter(attendee::Column::RegistrationId.eq(new.registration));
    let position = i32::try_from(before.count(tx).await?).unwrap_or(i32::MAX);
    attendee::Entity::insert(attendee::ActiveModel {
        id: Set(new.id.0),
        registration_id: Set(new.registration),
        session_id: Set(session.id),
        position: Set(position),
        name: Set(new.name.to_owned()),
        holds_seat: Set(new.seat),
        arrived_at: Set(Some(new.at)),
        ticket: Set(0),
        reserve_id: Set(None),
    })
    .exec_without_returning(tx)
    .await
    .map(drop)
}

/// The registration without an address of a session, which is the house's own list; made when there is none.
pub(super) async fn own_list(
    tx: &impl ConnectionTrait,
    session: &session::Model,
    event: &event::Model,
    now: DateTime<Utc>,
) -> Result<Uuid, DbErr> {
    match living(tx, session.id, "").await? {
        Some(known) => Ok(known.id),
        None => register(tx, session, event, "", now).await,
    }
}

impl Store {
    pub(super) async fn seat_walk_in(&self, by: &Actor, new: &WalkIn) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (session, event) = own(&*tx, by, new.session.0).await?;
        open(&session, &event, now)?;
        // The form names the row: sent twice it seats once.
        if let Some(known) = attendee::Entity::find_by_id(new.request.0).one(&*tx).await? {
            return if known.session_id == session.id { Ok(()) } else { refuse(DoorRefusal::NotFound) };
        }
        // What is kept for a group is kept until it is released: the organiser can do that at the door as well.
        if pools::left(&session, pools::of(&*tx, &session).await?.as_ref()) == 0 {
            return refuse(DoorRefusal::Full);
        }
        let registration = match new.email.as_str() {
            "" => own_list(&*tx, &session, &event, now).await?,
            email if living(&*tx, session.id, email).await?.is_some() => return refuse(DoorRefusal::Known),
            email => register(&*tx, &session, &event, email, now).await?,
        };
        let her = Newcomer { id: new.request, registration, name: &new.name, seat: true, at: now };
        let seated = put(&*tx, &session, her).await;
        match seated {
            Err(err) if is_oversold(&err) => return refuse(DoorRefusal::Full),
            seated => seated.map_err(Stop::Failed)?,
        }
        let detail = told(session.id, new.request.0, None, now);
        audit::write(&*tx, by, "walked-in", Thing::Registration, registration, detail, now).await?;
        Ok(tx.commit().await?)
    }
}

/// A registration that was made and confirmed at the door.
async fn register(
    tx: &impl ConnectionTrait,
    session: &session::Model,
    event: &event::Model,
    email: &str,
    now: DateTime<Utc>,
) -> Result<Uuid, DbErr> {
    let id = chance::id(now);
    registration::Entity::insert(registration::ActiveModel {
        id: Set(id),
        request_id: Set(id),
        session_id: Set(session.id),
        email: Set(email.to_owned()),
        language: Set(event.language.clone()),
        // Nobody was shown a notice.
        consent: Set(String::new()),
        state: Set(Code(RegistrationState::Confirmed)),
        created_at: Set(now),
        held_until: Set(now),
        confirmed_at: Set(None),
        ended_at: Set(None),
        sequence: Set(0),
        network: Set(None),
        answer: Set(String::new()),
        access_id: Set(None),
        listed_by: Set(None),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(id)
}
