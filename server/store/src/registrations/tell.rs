//! Telling an organiser that somebody asks for seats: twice a day at most, and nobody is forgotten.

use chrono::{DateTime, Utc};
use domain::id::EventId;
use sea_orm::{ConnectionTrait, DbErr};

use super::write::same_for;
use crate::outbox::{self, Mail};

/// One mail in so long, however many ask: twice a day.
const PERIOD_SECONDS: i64 = 43_200;
/// So many times one half day may be told ahead; who asks at the last minute may make it more than one.
const MOST_AHEAD: i64 = 20;

/// Tells of a request that is to be answered until then. Where the mail of this half day has left, the one of the next
/// tells it; or an earlier one, when half of her time would be over by then. It is read when it leaves: what was answered
/// meanwhile is in none.
pub(super) async fn organiser(
    tx: &impl ConnectionTrait,
    event: EventId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let period = now.timestamp() / PERIOD_SECONDS;
    let half = now + (until - now) / 2;
    for period in period..=period + MOST_AHEAD {
        let begins = DateTime::from_timestamp(period * PERIOD_SECONDS, 0).unwrap_or(now);
        let at = begins.clamp(now, half.max(now));
        if outbox::write_for(tx, Mail::SeatRequests { event }, same_for(event.0, period), at, now).await? {
            return Ok(());
        }
    }
    Ok(())
}
