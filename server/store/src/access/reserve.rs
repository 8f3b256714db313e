//! Keeping seats of sessions for a link.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    desk::{AccessRefusal, Reserve},
    id::SessionId,
    registration::ReserveFault,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::Answer;
use crate::{
    Store,
    entity::{attendee, seat_reserve, session, small},
    error::refuse,
    pools,
    registrations::line::Line,
    zone,
};

impl Store {
    /// Makes what is kept for a link what `wishes` say, for all sessions of its event or for none. They are locked.
    pub(super) async fn keep_seats(
        &self,
        tx: &impl ConnectionTrait,
        link: Uuid,
        sessions: &[session::Model],
        wishes: &[Reserve],
        now: DateTime<Utc>,
    ) -> Answer<()> {
        let before: HashMap<Uuid, seat_reserve::Model> = seat_reserve::Entity::find()
            .filter(seat_reserve::Column::AccessId.eq(link))
            .all(tx)
            .await?
            .into_iter()
            .map(|row| (row.session_id, row))
            .collect();
        let taken = taken_from(tx, &[link]).await?;
        let mut line: Option<Line> = None;
        let mut faults = Vec::new();
        for session in sessions {
            let old = before.get(&session.id);
            let wish = wishes.iter().find(|wish| wish.session.0 == session.id);
            // What was released is anybody's: a new link keeps new seats.
            if old.is_some_and(|old| old.released_at.is_some()) {
                continue;
            }
            let taken = taken.get(&(link, session.id)).copied().unwrap_or_default();
            let Some(wish) = wish else {
                match old {
                    Some(_) if taken > 0 => faults.push((SessionId(session.id), ReserveFault::Taken { taken })),
                    Some(_) => {
                        seat_reserve::Entity::delete_by_id((link, session.id)).exec(tx).await?;
                    }
                    None => {}
                }
                continue;
            };
            let until = zone::to_utc(self.zone, wish.until);
            if old.is_some_and(|old| old.seats == i32::from(wish.seats) && old.until == until) {
                continue;
            }
            if line.is_none() {
                line = Some(Line::read(tx, session.event_id).await?);
            }
            let Some(line) = &line else { continue };
            // What is kept of the session before is kept of the pool already.
            let pool = pools::of(tx, session).await?;
            let shared = pool.as_ref().map(|pool| pools::view(pool).left().saturating_sub(line.owed(pool.id, now)));
            let wanted = Wanted { seats: wish.seats, taken, until, shared, waited_for: line.wants(session.id, now) };
            match wanted.judged(session, old, now) {
                Ok(kept) => write(tx, link, session.id, old.is_some(), (wish.seats, kept), until).await?,
                Err(fault) => faults.push((SessionId(session.id), fault)),
            }
        }
        if faults.is_empty() { Ok(()) } else { refuse(AccessRefusal::Reserves(faults)) }
    }
}

/// What is to be kept of a session, and what is in the way.
struct Wanted {
    seats: u16,
    /// So many of them are taken.
    taken: u16,
    until: DateTime<Utc>,
    /// What its pool has left beside those who wait.
    shared: Option<u16>,
    /// Somebody waits for this session.
    waited_for: bool,
}

impl Wanted {
    /// How many of the seats are still to be kept.
    fn judged(
        &self,
        session: &session::Model,
        old: Option<&seat_reserve::Model>,
        now: DateTime<Utc>,
    ) -> Result<u16, ReserveFault> {
        // Of what was postponed nobody knows the time.
        if !session.postponed && (session.cancelled || session.starts_at <= now) {
            return Err(ReserveFault::Over);
        }
        let moved = old.is_none_or(|old| old.until != self.until);
        if moved && (self.until <= now || !session.postponed && self.until > session.starts_at) {
            return Err(ReserveFault::Until);
        }
        let own = old.map_or(0, |old| small(old.kept));
        pools::stock(session, None, own).within(self.shared).keep(self.seats, self.taken, self.waited_for)
    }
}

async fn write(
    tx: &impl ConnectionTrait,
    link: Uuid,
    session: Uuid,
    known: bool,
    (seats, kept): (u16, u16),
    until: DateTime<Utc>,
) -> Result<(), DbErr> {
    if known {
        return seat_reserve::Entity::update_many()
            .col_expr(seat_reserve::Column::Seats, Expr::value(i32::from(seats)))
            .col_expr(seat_reserve::Column::Kept, Expr::value(i32::from(kept)))
            .col_expr(seat_reserve::Column::Until, Expr::value(until))
            .filter(seat_reserve::Column::AccessId.eq(link))
            .filter(seat_reserve::Column::SessionId.eq(session))
            .exec(tx)
            .await
            .map(drop);
    }
    let row = seat_reserve::ActiveModel {
        access_id: Set(link),
        session_id: Set(session),
        seats: Set(seats.into()),
        kept: Set(kept.into()),
        until: Set(until),
        released_at: Set(None),
    };
    seat_reserve::Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

#[derive(FromQueryResult)]
struct Taken {
    reserve_id: Uuid,
    session_id: Uuid,
    seats: i64,
}

/// How many of the seats that were kept for links are taken, by link and session.
pub(super) async fn taken_from(db: &impl ConnectionTrait, links: &[Uuid]) -> Result<HashMap<(Uuid, Uuid), u16>, DbErr> {
    let rows: Vec<Taken> = attendee::Entity::find()
        .select_only()
        .columns([attendee::Column::ReserveId, attendee::Column::SessionId])
        .column_as(attendee::Column::Id.count(), "seats")
        .filter(attendee::Column::ReserveId.is_in(links.iter().copied()))
        .filter(attendee::Column::HoldsSeat.eq(true))
        .group_by(attendee::Column::ReserveId)
        .group_by(attendee::Column::SessionId)
        .into_model()
        .all(db)
        .await?;
    let count = |row: &Taken| u16::try_from(row.seats).unwrap_or(u16::MAX);
    Ok(rows.iter().map(|row| ((row.reserve_id, row.session_id), count(row))).collect())
}

/// Until when seats of these sessions are kept for some group, the last of them.
pub(crate) async fn kept_until(
    db: &impl ConnectionTrait,
    sessions: Vec<Uuid>,
) -> Result<HashMap<Uuid, DateTime<Utc>>, DbErr> {
    if sessions.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = seat_reserve::Entity::find()
        .filter(seat_reserve::Column::SessionId.is_in(sessions))
        .filter(seat_reserve::Column::Kept.gt(0))
        .all(db)
        .await?;
    let mut until: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for row in rows {
        until.entry(row.session_id).and_modify(|last| *last = (*last).max(row.until)).or_insert(row.until);
    }
    Ok(until)
}

/// A session begins at another time: what is kept of it is released before that.
pub(crate) async fn released_before(
    tx: &impl ConnectionTrait,
    session: SessionId,
    starts_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    seat_reserve::Entity::update_many()
        .col_expr(seat_reserve::Column::Until, Expr::value(starts_at))
        .filter(seat_reserve::Column::SessionId.eq(session.0))
        .filter(seat_reserve::Column::ReleasedAt.is_null())
        .filter(seat_reserve::Column::Until.gt(starts_at))
        .exec(tx)
        .await
        .map(drop)
}
