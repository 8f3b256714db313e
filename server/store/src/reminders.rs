//! Reminding participants of sessions that begin soon, once for each time a session was given.
//!
//! The note that a session was reminded names when it begins, and is written with the mails. So whoever comes second,
//! or comes back after a crash, finds it; and a session that was moved has none for its new time.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::{
    desk::Unavailable,
    event::EventState,
    id::{RegistrationId, SessionId},
    registration::RegistrationState,
    reminder::{Distance, Reminders},
    slot::When,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, Select, sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{
    Store,
    entity::{Code, event, registration, session, session_reminder},
    error::{Stop, unavailable},
    outbox::{self, Mail},
    tx::retried,
    zone,
};

/// Sessions that begin within so many days may be due. One more than the longest distance: days have 23 to 25 hours.
const AHEAD_DAYS: i64 = 8;

/// A session that stands, of a public event, and how its participants are reminded.
#[derive(Clone, Debug, FromQueryResult)]
struct Soon {
    id: Uuid,
    starts_at: DateTime<Utc>,
    zone: Code<Tz>,
    remind_week: bool,
    remind_day: bool,
}

impl Soon {
    fn due(&self, now: DateTime<Utc>) -> Option<Distance> {
        let reminders = Reminders { week: self.remind_week, day: self.remind_day };
        let local = |at| zone::to_local(self.zone.0, at);
        reminders.due(local(self.starts_at), local(now))
    }

    /// Whoever confirmed after this instant needs no reminder.
    fn since(&self, distance: Distance) -> DateTime<Utc> {
        zone::to_utc(self.zone.0, distance.since(zone::to_local(self.zone.0, self.starts_at)))
    }
}

impl Store {
    /// Reminds participants of sessions that begin in a week, or a day. Any number of workers may call it at once, and
    /// as often as they like. Answers how many mails were written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remind_participants(&self) -> Result<u64, Unavailable> {
        let mut written = 0;
        for (id, distance) in self.to_remind().await.map_err(unavailable)? {
            written += retried(|| self.remind(id, distance)).await?;
        }
        Ok(written)
    }

    /// The sessions that are due and were not reminded yet, as far as one can tell without writing.
    async fn to_remind(&self) -> Result<Vec<(Uuid, Distance)>, DbErr> {
        let now = self.now();
        let soon = soon(now).into_model::<Soon>().all(&self.db).await?;
        let due: Vec<_> = soon.iter().filter_map(|soon| Some((soon, soon.due(now)?))).collect();
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let noted = session_reminder::Entity::find()
            .filter(session_reminder::Column::SessionId.is_in(due.iter().map(|(soon, _)| soon.id)))
            .all(&self.db)
            .await?;
        let is_noted = |soon: &Soon, distance| {
            let same = |note: &session_reminder::Model| note.session_id == soon.id && note.starts_at == soon.starts_at;
            noted.iter().any(|note| same(note) && note.distance.0 == distance)
        };
        let open = due.into_iter().filter(|(soon, distance)| !is_noted(soon, *distance));
        Ok(open.map(|(soon, distance)| (soon.id, distance)).collect())
    }

    async fn remind(&self, id: Uuid, distance: Distance) -> Result<u64, Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        // As everybody does who takes a seat or moves a session: nobody confirms, and nothing moves, meanwhile.
        let locked = session::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?;
        let found = soon(now).filter(session::Column::Id.eq(id)).into_model::<Soon>().one(&*tx).await?;
        let still = |soon: &Soon| soon.due(now) == Some(distance);
        let (Some(_), Some(soon)) = (locked, found.filter(still)) else { return Ok(0) };
        if !note(&*tx, id, distance, soon.starts_at).await? {
            return Ok(0);
        }
        let registered: Vec<Uuid> = registration::Entity::find()
            .select_only()
            .column(registration::Column::Id)
            .filter(registration::Column::SessionId.eq(id))
            .filter(registration::Column::State.eq(Code(RegistrationState::Confirmed)))
            .filter(registration::Column::ConfirmedAt.lte(soon.since(distance)))
            .filter(registration::Column::Email.ne(""))
            .order_by_asc(registration::Column::Id)
            .into_tuple()
            .all(&*tx)
            .await?;
        let mails: Vec<Mail> = registered
            .into_iter()
            .map(|id| Mail::SessionReminder { registration: RegistrationId(id), starts_at: soon.starts_at })
            .collect();
        outbox::write_all(&*tx, &mails, now).await?;
        tx.commit().await?;
        Ok(mails.len() as u64)
    }

    /// True while the session of a registration begins when its reminder was written for. If not, the mail about the
    /// change tells, and another reminder follows in its time.
    pub(crate) async fn still_begins(&self, id: RegistrationId, starts_at: DateTime<Utc>) -> Result<bool, DbErr> {
        let of = registration::Entity::belongs_to(session::Entity)
            .from(registration::Column::SessionId)
            .to(session::Column::Id);
        let begins: Option<DateTime<Utc>> = registration::Entity::find_by_id(id.0)
            .select_only()
            .column(session::Column::StartsAt)
            .join(JoinType::InnerJoin, of.into())
            .into_tuple()
            .one(&self.db)
            .await?;
        Ok(begins == Some(starts_at))
    }
}

/// Notes that whoever takes part hears of a new time so late that the news is the reminder.
pub(crate) async fn told_by_the_change(
    tx: &impl ConnectionTrait,
    id: SessionId,
    zone: Tz,
    when: &When,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    for distance in Distance::ALL.iter().copied() {
        if zone::to_utc(zone, distance.since(when.local.from)) <= now {
            note(tx, id.0, distance, when.slot.from()).await?;
        }
    }
    Ok(())
}

/// Writes down that a session needs no reminder of its time at this distance any more. False: it was known.
async fn note(
    tx: &impl ConnectionTrait,
    session: Uuid,
    distance: Distance,
    starts_at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let row = session_reminder::ActiveModel {
        session_id: Set(session),
        distance: Set(Code(distance)),
        starts_at: Set(starts_at),
    };
    let once = OnConflict::new().do_nothing().to_owned();
    let written = session_reminder::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    Ok(written == 1)
}

/// Sessions that may be due.
fn soon(now: DateTime<Utc>) -> Select<session::Entity> {
    let of = session::Entity::belongs_to(event::Entity).from(session::Column::EventId).to(event::Column::Id);
    let reminded = Condition::any().add(event::Column::RemindWeek.eq(true)).add(event::Column::RemindDay.eq(true));
    session::Entity::find()
        .select_only()
        .columns([session::Column::Id, session::Column::StartsAt, session::Column::Zone])
        .columns([event::Column::RemindWeek, event::Column::RemindDay])
        .join(JoinType::InnerJoin, of.into())
        .filter(session::Column::StartsAt.gt(now))
        .filter(session::Column::StartsAt.lt(now + Duration::days(AHEAD_DAYS)))
        .filter(session::Column::Cancelled.eq(false))
        .filter(event::Column::State.eq(Code(EventState::Published)))
        .filter(reminded)
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::New_York, Europe::Berlin};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_before_is_the_same_hour_on_the_wall_also_when_the_clocks_change() {
        for (zone, starts, first) in [
            // The clocks go forward in the night: 23 hours before.
            (Berlin, "2027-03-28T08:00:00Z", "2027-03-27T09:00:00Z"),
            // They go back: 25 hours before.
            (Berlin, "2027-10-31T09:00:00Z", "2027-10-30T08:00:00Z"),
            // Half past two in the night did not exist; by day nobody notices.
            (Berlin, "2027-03-29T00:30:00Z", "2027-03-28T06:00:00Z"),
            // Evening there is night here.
            (New_York, "2027-03-10T23:00:00Z", "2027-03-09T23:00:00Z"),
        ] {
            let soon =
                Soon { id: Uuid::nil(), starts_at: at(starts), zone: Code(zone), remind_week: false, remind_day: true };
            assert_eq!(soon.due(at(first)), Some(Distance::Day), "{starts}");
            assert_eq!(soon.due(at(first) - Duration::seconds(1)), None, "{starts}");
        }
    }
}
