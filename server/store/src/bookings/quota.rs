//! What counts against a quota: what an organisation has of a space, or of all spaces of a site that count together, in
//! its week, month or year.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    ops::Range,
};

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    booking::BookingState,
    id::OrganisationId,
    opening::instant,
    rulebook::Period,
    slot::{LocalSpan, Slot},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    QueryTrait, Select, Statement,
};
use uuid::Uuid;

use super::dated::Dated;
use crate::{
    entity::{Code, ROWS_AT_ONCE, booking, occurrence},
    rooms::Room,
    zone,
};

/// The states in which a date counts.
const USING: [BookingState; 3] = [BookingState::Requested, BookingState::Confirmed, BookingState::NoShow];

/// What an organisation has of spaces in the periods of their quotas, in minutes, as far as it was looked up.
#[derive(Default)]
pub(crate) struct Used(HashMap<Key, i64>);

impl Used {
    /// Of every one of some rooms that has a quota, in every period that touches a stretch of time: one look, however
    /// many they are.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        organisation: OrganisationId,
        rooms: impl Iterator<Item = &Room>,
        around: Range<DateTime<Utc>>,
        except: &[Uuid],
    ) -> Result<Self, DbErr> {
        let mut used = Self::default();
        let Some((limited, periods)) = limited(rooms, around) else { return Ok(used) };
        for one in uses(db, &[organisation.0], &limited.spaces(), periods, except).await? {
            for room in limited.counting(one.space_id) {
                let date = zone::to_local(room.zone, one.starts_at).date();
                *used.0.entry(key(room, date)).or_default() += one.minutes();
            }
        }
        Ok(used)
    }

    /// What is known of the period a time in a room lies in.
    pub(super) fn at(&self, room: &Room, local: LocalSpan) -> Option<i64> {
        self.0.get(&key(room, local.from.date())).copied()
    }

    /// The same, looked up where it is not known yet.
    pub(super) async fn look(
        &mut self,
        db: &impl ConnectionTrait,
        organisation: OrganisationId,
        dated: &Dated<'_>,
        except: &[Uuid],
    ) -> Result<i64, DbErr> {
        let (room, local) = (dated.room, dated.wish.when.local);
        if let Some(minutes) = self.at(room, local) {
            return Ok(minutes);
        }
        let found = uses(db, &[organisation.0], &counted(room), period(room, local.from.date()), except).await?;
        let minutes = found.iter().map(Use::minutes).sum();
        self.0.insert(key(room, local.from.date()), minutes);
        Ok(minutes)
    }

    /// The same by what was read of many organisations together.
    pub(super) fn among(
        &mut self,
        quotas: &Quotas,
        organisation: OrganisationId,
        dated: &Dated<'_>,
        except: &[Uuid],
    ) -> i64 {
        if dated.room.view.rules.quota.minutes.is_none() {
            return 0;
        }
        let key = key(dated.room, dated.wish.when.local.from.date());
        *self.0.entry(key).or_insert_with(|| quotas.minutes(organisation, dated, except))
    }

    /// Counts a date with what was looked up.
    pub(super) fn add(&mut self, dated: &Dated<'_>) {
        if let Some(minutes) = self.0.get_mut(&key(dated.room, dated.wish.when.local.from.date())) {
            *minutes += dated.wish.when.slot.minutes() * i64::from(dated.wish.units.max(1));
        }
    }
}

/// What counts together: a space, or a site; and the first day of the period of the quota.
type Key = (Uuid, Period, NaiveDate);

/// What a date in a room counts with.
fn key(room: &Room, date: NaiveDate) -> Key {
    let per = room.view.rules.quota.per;
    let (first, _) = per.around(date);
    (scope(room), per, first)
}

/// What a room's quota is about: the room, or its site.
fn scope(room: &Room) -> Uuid {
    if room.counts_with_others() { room.site().0 } else { room.id() }
}

/// The spaces whose use counts against a room's quota.
fn counted(room: &Room) -> Cow<'_, [Uuid]> {
    if room.counts_with_others() { Cow::Borrowed(&room.counted) } else { Cow::Owned(vec![room.id()]) }
}

/// The period of a room's quota that a date lies in.
fn period(room: &Room, date: NaiveDate) -> Range<DateTime<Utc>> {
    let (first, next) = room.view.rules.quota.per.around(date);
    let at = |date| zone::to_utc(room.zone, instant(date, 0));
    at(first)..at(next)
}

/// What some organisations have of spaces that ration their time, read together.
#[derive(Default)]
pub(crate) struct Quotas(HashMap<(Uuid, Uuid), Vec<Use>>);

impl Quotas {
    /// Reads it in the periods around some time.
    pub(crate) async fn read(
        db: &impl ConnectionTrait,
        organisations: impl Iterator<Item = Uuid>,
        rooms: impl Iterator<Item = &Room>,
        window: Slot,
    ) -> Result<Self, DbErr> {
        let mut quotas = Self::default();
        let Some((limited, periods)) = limited(rooms, window.from()..window.until()) else { return Ok(quotas) };
        let spaces = limited.spaces();
        let of: HashSet<Uuid> = organisations.collect();
        let of: Vec<Uuid> = of.into_iter().collect();
        for some in of.chunks(ROWS_AT_ONCE) {
            for one in uses(db, some, &spaces, periods.clone(), &[]).await? {
                quotas.0.entry((one.organisation_id, one.space_id)).or_default().push(one);
            }
        }
        Ok(quotas)
    }

    /// What an organisation has in the period of the quota a date lies in, in minutes, some dates aside.
    pub(super) fn minutes(&self, organisation: OrganisationId, dated: &Dated<'_>, except: &[Uuid]) -> i64 {
        let period = period(dated.room, dated.wish.when.local.from.date());
        let spaces = counted(dated.room);
        let its = spaces.iter().filter_map(|space| self.0.get(&(organisation.0, *space))).flatten();
        its.filter(|one| period.contains(&one.starts_at) && !except.contains(&one.id)).map(Use::minutes).sum()
    }
}

/// A date that counts.
#[derive(FromQueryResult)]
struct Use {
    id: Uuid,
    organisation_id: Uuid,
    space_id: Uuid,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    units: Option<i32>,
    of_all: i32,
}

impl Use {
    /// Every unit of a pool by itself.
    fn minutes(&self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes() * i64::from(self.units.unwrap_or(self.of_all))
    }
}

/// Of each space whose use counts the rooms whose quotas it counts against: of those that count together one for each
/// period.
struct Limited<'a>(HashMap<Uuid, Vec<&'a Room>>);

impl<'a> Limited<'a> {
    /// Every space whose use counts.
    fn spaces(&self) -> Vec<Uuid> {
        self.0.keys().copied().collect()
    }

    /// Those whose quota the use of a space counts against.
    fn counting(&self, space: Uuid) -> impl Iterator<Item = &'a Room> {
        self.0.get(&space).into_iter().flatten().copied()
    }
}

/// The rooms with a quota, and the periods of them all that touch a stretch of time; `None`: no room has any.
fn limited<'a>(
    rooms: impl Iterator<Item = &'a Room>,
    around: Range<DateTime<Utc>>,
) -> Option<(Limited<'a>, Range<DateTime<Utc>>)> {
    let rooms: HashMap<(Uuid, Period), &'a Room> = rooms
        .filter(|room| room.view.rules.quota.minutes.is_some())
        .map(|room| ((scope(room), room.view.rules.quota.per), room))
        .collect();
    let period = |room: &&Room, at| period(room, zone::to_local(room.zone, at).date());
    let from = rooms.values().map(|room| period(room, around.start).start).min()?;
    let until = rooms.values().map(|room| period(room, around.end).end).max()?;
    let mut limited: HashMap<Uuid, Vec<&'a Room>> = HashMap::with_capacity(rooms.len());
    for room in rooms.into_values() {
        for space in counted(room).iter() {
            limited.entry(*space).or_default().push(room);
        }
    }
    Some((Limited(limited), from..until))
}

/// What the database is asked for the quotas of some rooms, for those who want to see how it answers.
pub(crate) fn statement<'a>(
    db: DbBackend,
    organisation: OrganisationId,
    rooms: impl Iterator<Item = &'a Room>,
    around: Range<DateTime<Utc>>,
) -> Option<Statement> {
    let (limited, periods) = limited(rooms, around)?;
    Some(dates(&[organisation.0], &limited.spaces(), periods).build(db))
}

/// What some organisations have of some spaces from one instant until another.
async fn uses(
    db: &impl ConnectionTrait,
    organisations: &[Uuid],
    spaces: &[Uuid],
    between: Range<DateTime<Utc>>,
    except: &[Uuid],
) -> Result<Vec<Use>, DbErr> {
    let mut found: Vec<Use> = dates(organisations, spaces, between).into_model().all(db).await?;
    found.retain(|one| !except.contains(&one.id));
    Ok(found)
}

/// Selects the dates of some organisations that count in some spaces.
fn dates(organisations: &[Uuid], spaces: &[Uuid], between: Range<DateTime<Utc>>) -> Select<occurrence::Entity> {
    let of =
        occurrence::Entity::belongs_to(booking::Entity).from(occurrence::Column::BookingId).to(booking::Column::Id);
    occurrence::Entity::find()
        .select_only()
        .columns([
            occurrence::Column::Id,
            occurrence::Column::OrganisationId,
            occurrence::Column::SpaceId,
            occurrence::Column::StartsAt,
            occurrence::Column::EndsAt,
            occurrence::Column::Units,
        ])
        .column_as(booking::Column::Units, "of_all")
        .join(JoinType::InnerJoin, of.into())
        .filter(occurrence::Column::OrganisationId.is_in(organisations.iter().copied()))
        .filter(occurrence::Column::StartsAt.gte(between.start))
        .filter(occurrence::Column::StartsAt.lt(between.end))
        .filter(occurrence::Column::SpaceId.is_in(spaces.iter().copied()))
        .filter(occurrence::Column::State.is_in(USING.map(Code)))
}
