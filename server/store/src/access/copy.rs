//! The links of a copied event: for the same groups, each with an address of its own, and nothing taken yet.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::id::SessionId;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    chance,
    entity::{access_link, seat_reserve, session},
    pools, zone,
};

/// Copies the links of an event that were not ended to one whose sessions `became` others. Everything is as many days
/// later, by the clock of the region: the link opens with the event, seats are released before their session. What
/// would be released in the past, or does not fit any more, is not kept.
pub(crate) async fn copy(
    tx: &impl ConnectionTrait,
    (of, to): (Uuid, Uuid),
    became: &BTreeMap<SessionId, SessionId>,
    days: i64,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let links = access_link::Entity::find()
        .filter(access_link::Column::EventId.eq(of))
        .filter(access_link::Column::EndedAt.is_null())
        .order_by_asc(access_link::Column::CreatedAt)
        .order_by_asc(access_link::Column::Id)
        .all(tx)
        .await?;
    if links.is_empty() {
        return Ok(());
    }
    let either = became.iter().flat_map(|(old, new)| [old.0, new.0]);
    let sessions: HashMap<Uuid, session::Model> = session::Entity::find()
        .filter(session::Column::Id.is_in(either))
        .all(tx)
        .await?
        .into_iter()
        .map(|session| (session.id, session))
        .collect();
    // Of the sessions, and of the pools they share: nothing of either is taken yet.
    let mut left: HashMap<Uuid, i32> =
        sessions.values().filter_map(|session| Some((session.id, session.capacity?))).collect();
    left.extend(pools::of_event(tx, to).await?.into_iter().map(|pool| (pool.id, pool.capacity)));
    for link in links {
        let id = chance::id(now);
        access_link::Entity::insert(access_link::ActiveModel {
            id: Set(id),
            request_id: Set(None),
            event_id: Set(to),
            name: Set(link.name),
            key_id: Set(chance::id(now)),
            opens_at: Set(link.opens_at.map(|at| days_later(zone, at, days))),
            ended_at: Set(None),
            version: Set(1),
            created_at: Set(now),
        })
        .exec_without_returning(tx)
        .await?;
        let reserves = seat_reserve::Entity::find().filter(seat_reserve::Column::AccessId.eq(link.id)).all(tx).await?;
        for reserve in reserves {
            let new = became.get(&SessionId(reserve.session_id)).and_then(|new| sessions.get(&new.0));
            let (Some(old), Some(new)) = (sessions.get(&reserve.session_id), new) else { continue };
            let date = |session: &session::Model| zone::to_local(zone, session.starts_at).date();
            let own_days = (date(new) - date(old)).num_days();
            let until = days_later(zone, reserve.until, own_days).min(new.starts_at);
            let limits = [Some(new.id), new.pool_id];
            let there = limits.iter().flatten().filter_map(|limit| left.get(limit)).min();
            let Some(seats) = there.map(|there| reserve.seats.min(*there)) else { continue };
            if seats < 1 || until <= now {
                continue;
            }
            for limit in limits.iter().flatten() {
                left.entry(*limit).and_modify(|left| *left -= seats);
            }
            seat_reserve::Entity::insert(seat_reserve::ActiveModel {
                access_id: Set(id),
                session_id: Set(new.id),
                seats: Set(seats),
                kept: Set(seats),
                until: Set(until),
                released_at: Set(None),
            })
            .exec_without_returning(tx)
            .await?;
        }
    }
    Ok(())
}

/// At the same time of day, by the wall clock.
fn days_later(zone: Tz, at: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    let local: NaiveDateTime = zone::to_local(zone, at);
    let later = Duration::try_days(days).and_then(|days| local.checked_add_signed(days)).unwrap_or(local);
    zone::to_utc(zone, later)
}
