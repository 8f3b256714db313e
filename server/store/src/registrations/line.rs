//! Who waits for seats of an event, in the order of the list: those an organiser put first, then as they asked.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    id::{AccessId, RegistrationId, SeatPoolId, SessionId},
    registration::{Queued, RegistrationState, Stock, Supply},
    waiting::is_worth_offering,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::read::living_states;
use crate::{
    entity::{Code, Json, attendee, registration, seat_pool, seat_reserve, seat_wish, session, small},
    pools, zone,
};

/// One of them, or somebody to whom seats are offered.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Waiter {
    pub(super) registration_id: Uuid,
    pub(super) session_id: Uuid,
    pub(super) email: String,
    pub(super) state: Code<RegistrationState>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) held_until: DateTime<Utc>,
    pub(super) anywhere: bool,
    pub(super) passed: Json<Vec<SessionId>>,
    pub(super) put_first: bool,
    pub(super) told: bool,
    /// The link she came by.
    pub(super) access_id: Option<Uuid>,
}

/// Everybody who waits for seats of an event, and its sessions.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// In the order of the list; those to whom seats are offered keep their place.
    pub(super) waiters: Vec<Waiter>,
    /// Who they are, by registration.
    pub(super) names: HashMap<Uuid, Vec<String>>,
    /// By start.
    pub(super) sessions: Vec<session::Model>,
    /// The pools some of them share.
    pub(super) pools: Vec<seat_pool::Model>,
    /// What is kept of them for those among the waiters who came by a link.
    kept: BTreeMap<(AccessId, SessionId), u16>,
    /// Addresses that are registered for a session already.
    elsewhere: HashSet<(Uuid, String)>,
}

impl Line {
    /// The list of the event of a session. Nobody waits for a session without a limit.
    pub(crate) async fn of(db: &impl ConnectionTrait, session: &session::Model) -> Result<Self, DbErr> {
        if session.capacity.is_none() && session.pool_id.is_none() {
            Ok(Self::default())
        } else {
            Self::read(db, session.event_id).await
        }
    }

    /// The list of an event.
    pub(crate) async fn read(db: &impl ConnectionTrait, event: Uuid) -> Result<Self, DbErr> {
        let waiters = waiters(db, event).await?;
        if waiters.is_empty() {
            return Ok(Self::default());
        }
        let sessions = session::Entity::find()
            .filter(session::Column::EventId.eq(event))
            .order_by_asc(session::Column::StartsAt)
            .order_by_asc(session::Column::Id)
            .all(db)
            .await?;
        let elsewhere =
            if waiters.iter().any(|waiter| waiter.anywhere) { elsewhere(db, &sessions).await? } else { HashSet::new() };
        let kept = kept(db, &waiters).await?;
        let share = sessions.iter().any(|session| session.pool_id.is_some());
        let pools = if share { pools::of_event(db, event).await? } else { Vec::new() };
        Ok(Self { names: names(db, event).await?, waiters, sessions, pools, kept, elsewhere })
    }

    /// Those who wait, with the sessions to come that would do for them.
    pub(super) fn queue(&self, now: DateTime<Utc>) -> Vec<Queued> {
        let waiting = self.waiters.iter().filter(|waiter| waiter.state.0 == RegistrationState::Waiting);
        waiting
            .map(|waiter| Queued {
                id: RegistrationId(waiter.registration_id),
                seats: self.seats_of(waiter),
                sessions: self.wanted(waiter, now),
                access: waiter.access_id.map(AccessId),
            })
            .collect()
    }

    /// The seats nobody holds, of sessions to come.
    pub(super) fn supply(&self, now: DateTime<Utc>) -> Supply {
        let to_come = self.sessions.iter().filter(|session| is_to_come(session, now));
        Supply {
            free: to_come.map(|session| (SessionId(session.id), pools::left(session, None))).collect(),
            kept: self.kept.clone(),
            shared: self.shared(),
            pools: self.pools.iter().map(|pool| (SeatPoolId(pool.id), pools::view(pool).left())).collect(),
        }
    }

    /// Which sessions share seats of which pool.
    pub(super) fn shared(&self) -> BTreeMap<SessionId, SeatPoolId> {
        let shares = |session: &session::Model| Some((SessionId(session.id), SeatPoolId(session.pool_id?)));
        self.sessions.iter().filter_map(shares).collect()
    }

    /// So many of what a pool had left when the list was read are for those who wait.
    pub(crate) fn owed(&self, pool: Uuid, now: DateTime<Utc>) -> u16 {
        let had = self.pools.iter().find(|row| row.id == pool).map_or(0, |row| pools::view(row).left());
        self.beside(pool, now).map_or(0, |beside| had.saturating_sub(beside))
    }

    /// What a pool has left for somebody who does not wait; `None`: nobody waits, and it has what it has.
    pub(crate) fn beside(&self, pool: Uuid, now: DateTime<Utc>) -> Option<u16> {
        let queue = self.queue(now);
        if queue.is_empty() {
            return None;
        }
        self.supply(now).beside(&queue).get(&SeatPoolId(pool)).copied()
    }

    /// What somebody finds of a session who does not wait, when `own` of its seats are kept for the link she came by: what
    /// is free is theirs who wait for it, in the session and in its pool, and of what is kept for her group so is what
    /// somebody of the group waits for.
    pub(crate) fn stock(
        &self,
        session: &session::Model,
        pool: Option<&seat_pool::Model>,
        link: Option<Uuid>,
        own: u16,
        now: DateTime<Utc>,
    ) -> Stock {
        let stock = pools::stock(session, pool, own).within(session.pool_id.and_then(|pool| self.beside(pool, now)));
        let queue = self.queue(now);
        let wanted = |group: &&Queued| group.sessions.contains(&SessionId(session.id));
        let of_hers = |group: &Queued| link.is_some() && group.access == link.map(AccessId);
        let free = if queue.iter().any(|group| wanted(&group)) { stock.free.map(|_| 0) } else { stock.free };
        let own = if queue.iter().filter(wanted).any(of_hers) { 0 } else { stock.own };
        Stock { free, own }
    }

    /// True when somebody waits for this session: what becomes free in it is hers.
    pub(crate) fn wants(&self, session: Uuid, now: DateTime<Utc>) -> bool {
        self.queue(now).iter().any(|group| group.sessions.contains(&SessionId(session)))
    }

    /// Those for whom nothing can become free any more. Where everything was called off they are told that instead.
    pub(super) fn over(&self, now: DateTime<Utc>) -> Vec<&Waiter> {
        let over = |waiter: &&Waiter| {
            let mut hers = self
                .sessions
                .iter()
                .filter(|session| session.id == waiter.session_id || waiter.anywhere)
                .filter(|session| !session.cancelled || session.postponed)
                .peekable();
            waiter.state.0 == RegistrationState::Waiting
                && hers.peek().is_some()
                && hers.all(|session| {
                    let hope = is_to_come(session, now) && self.is_large_enough(session, self.seats_of(waiter));
                    !session.postponed && !hope
                })
        };
        self.waiters.iter().filter(over).collect()
    }

    /// The people of a registration.
    pub(super) fn names_of(&self, waiter: &Waiter) -> &[String] {
        self.names.get(&waiter.registration_id).map(Vec::as_slice).unwrap_or_default()
    }

    /// True when so many people can be in it together.
    pub(super) fn is_large_enough(&self, session: &session::Model, seats: u16) -> bool {
        let pool = self.pools.iter().find(|pool| session.pool_id == Some(pool.id));
        seats_in(session, pool).is_none_or(|most| seats <= most)
    }

    fn seats_of(&self, waiter: &Waiter) -> u16 {
        u16::try_from(self.names_of(waiter).len()).unwrap_or(u16::MAX)
    }

    /// True when another session would do for somebody as well.
    pub(super) fn has_another(&self, registration: Uuid, session: Uuid, now: DateTime<Utc>) -> bool {
        let hers = self.waiters.iter().filter(|waiter| waiter.registration_id == registration);
        hers.flat_map(|waiter| self.wanted(waiter, now)).any(|wanted| wanted.0 != session)
    }

    /// Nobody waits for a session that became too small for all she brings: she would wait in vain, and others behind her.
    fn wanted(&self, waiter: &Waiter, now: DateTime<Utc>) -> Vec<SessionId> {
        let own = self.sessions.iter().filter(|session| session.id == waiter.session_id);
        let others = self.sessions.iter().filter(|session| {
            let known = || self.elsewhere.contains(&(session.id, waiter.email.clone()));
            waiter.anywhere && session.id != waiter.session_id && !known()
        });
        let hers: Vec<&session::Model> = own
            .chain(others)
            .filter(|session| is_to_come(session, now) && self.is_large_enough(session, self.seats_of(waiter)))
            .filter(|session| !waiter.passed.0.contains(&SessionId(session.id)))
            .collect();
        // What is about to begin is offered only where nothing else would do.
        let worth = |session: &session::Model| {
            let local = |at| zone::to_local(session.zone.0, at);
            is_worth_offering(local(now), local(session.starts_at), hers.len() == 1)
        };
        let any = hers.iter().any(|session| worth(session));
        let these = hers.iter().filter(|session| !any || worth(session));
        these.map(|session| SessionId(session.id)).collect()
    }
}

fn is_to_come(session: &session::Model, now: DateTime<Utc>) -> bool {
    !session.cancelled && session.starts_at > now
}

/// The seats there are in a session and the pool it shares; `None`: no limit.
pub(super) fn seats_in(session: &session::Model, pool: Option<&seat_pool::Model>) -> Option<u16> {
    session.capacity.into_iter().chain(pool.map(|pool| pool.capacity)).min().map(small)
}

async fn kept(db: &impl ConnectionTrait, waiters: &[Waiter]) -> Result<BTreeMap<(AccessId, SessionId), u16>, DbErr> {
    let links: HashSet<Uuid> = waiters.iter().filter_map(|waiter| waiter.access_id).collect();
    if links.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = seat_reserve::Entity::find()
        .filter(seat_reserve::Column::AccessId.is_in(links))
        .filter(seat_reserve::Column::Kept.gt(0))
        .all(db)
        .await?;
    Ok(rows.iter().map(|row| ((AccessId(row.access_id), SessionId(row.session_id)), small(row.kept))).collect())
}

async fn waiters(db: &impl ConnectionTrait, event: Uuid) -> Result<Vec<Waiter>, DbErr> {
    let hers = seat_wish::Entity::belongs_to(registration::Entity)
        .from(seat_wish::Column::RegistrationId)
        .to(registration::Column::Id);
    seat_wish::Entity::find()
        .select_only()
        .columns([
            seat_wish::Column::RegistrationId,
            seat_wish::Column::Anywhere,
            seat_wish::Column::Passed,
            seat_wish::Column::PutFirst,
            seat_wish::Column::Told,
        ])
        .columns([
            registration::Column::SessionId,
            registration::Column::Email,
            registration::Column::State,
            registration::Column::CreatedAt,
            registration::Column::HeldUntil,
            registration::Column::AccessId,
        ])
        .join(JoinType::InnerJoin, hers.into())
        .filter(seat_wish::Column::EventId.eq(event))
        .filter(registration::Column::State.is_in([RegistrationState::Waiting, RegistrationState::Offered].map(Code)))
        .order_by_desc(seat_wish::Column::PutFirst)
        .order_by_asc(seat_wish::Column::Place)
        .into_model()
        .all(db)
        .await
}

async fn names(db: &impl ConnectionTrait, event: Uuid) -> Result<HashMap<Uuid, Vec<String>>, DbErr> {
    let hers = attendee::Entity::belongs_to(seat_wish::Entity)
        .from(attendee::Column::RegistrationId)
        .to(seat_wish::Column::RegistrationId);
    let rows: Vec<(Uuid, String)> = attendee::Entity::find()
        .select_only()
        .columns([attendee::Column::RegistrationId, attendee::Column::Name])
        .join(JoinType::InnerJoin, hers.into())
        .filter(seat_wish::Column::EventId.eq(event))
        .order_by_asc(attendee::Column::Position)
        .into_tuple()
        .all(db)
        .await?;
    let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (registration, name) in rows {
        names.entry(registration).or_default().push(name);
    }
    Ok(names)
}

async fn elsewhere(db: &impl ConnectionTrait, sessions: &[session::Model]) -> Result<HashSet<(Uuid, String)>, DbErr> {
    let rows: Vec<(Uuid, String)> = registration::Entity::find()
        .select_only()
        .columns([registration::Column::SessionId, registration::Column::Email])
        .filter(registration::Column::SessionId.is_in(sessions.iter().map(|session| session.id)))
        .filter(registration::Column::State.is_in(living_states()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Writes down that somebody wants to wait. Who comes again comes last.
pub(super) async fn put_down(
    tx: &impl ConnectionTrait,
    registration: Uuid,
    event: Uuid,
    anywhere: bool,
) -> Result<(), DbErr> {
    seat_wish::Entity::delete_many().filter(seat_wish::Column::RegistrationId.eq(registration)).exec(tx).await?;
    seat_wish::Entity::insert(seat_wish::ActiveModel {
        registration_id: Set(registration),
        event_id: Set(event),
        anywhere: Set(anywhere),
        passed: Set(Json(Vec::new())),
        put_first: Set(false),
        told: Set(false),
        ..Default::default()
    })
    .exec_without_returning(tx)
    .await
    .map(drop)
}

/// What a registration waits for, or waited for.
pub(super) async fn wish_of(db: &impl ConnectionTrait, registration: Uuid) -> Result<Option<seat_wish::Model>, DbErr> {
    seat_wish::Entity::find().filter(seat_wish::Column::RegistrationId.eq(registration)).one(db).await
}

/// A condition on a session: nobody asked to wait for this very one, or for any of its event.
pub(crate) fn nobody_waits() -> Expr {
    let waited_for = registration::Entity::find()
        .select_only()
        .column(registration::Column::SessionId)
        .filter(registration::Column::State.eq(Code(RegistrationState::Waiting)))
        .into_query();
    let hers = seat_wish::Entity::belongs_to(registration::Entity)
        .from(seat_wish::Column::RegistrationId)
        .to(registration::Column::Id);
    let anywhere = seat_wish::Entity::find()
        .select_only()
        .column(seat_wish::Column::EventId)
        .join(JoinType::InnerJoin, hers.into())
        .filter(seat_wish::Column::Anywhere.eq(true))
        .filter(registration::Column::State.eq(Code(RegistrationState::Waiting)))
        .into_query();
    session::Column::Id.not_in_subquery(waited_for).and(session::Column::EventId.not_in_subquery(anywhere))
}

/// What somebody waits for, as far as a page shows that somebody waits.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Wanted {
    event_id: Uuid,
    session_id: Uuid,
    anywhere: bool,
    passed: Json<Vec<SessionId>>,
}

impl Wanted {
    /// True when it is a session of this event.
    pub(crate) fn is_of(&self, event: Uuid) -> bool {
        self.event_id == event
    }

    /// True when this session would do.
    pub(crate) fn is_for(&self, event: Uuid, session: Uuid) -> bool {
        let wanted = self.session_id == session || self.anywhere && self.event_id == event;
        wanted && !self.passed.0.contains(&SessionId(session))
    }
}

/// What those wait for who wait for sessions of these events.
pub(crate) async fn waited_for(db: &impl ConnectionTrait, events: &[Uuid]) -> Result<Vec<Wanted>, DbErr> {
    let hers = seat_wish::Entity::belongs_to(registration::Entity)
        .from(seat_wish::Column::RegistrationId)
        .to(registration::Column::Id);
    seat_wish::Entity::find()
        .select_only()
        .columns([seat_wish::Column::EventId, seat_wish::Column::Anywhere, seat_wish::Column::Passed])
        .column(registration::Column::SessionId)
        .join(JoinType::InnerJoin, hers.into())
        .filter(seat_wish::Column::EventId.is_in(events.iter().copied()))
        .filter(registration::Column::State.eq(Code(RegistrationState::Waiting)))
        .into_model()
        .all(db)
        .await
}
