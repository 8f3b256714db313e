//! Writing the rows of a booking: one place that knows what a new one, a moved one and a cancelled one look like.

use chrono::{DateTime, Utc};
use domain::{
    booking::BookingState,
    id::{AccountId, OrganisationId, RequestId, SessionId},
    rules::Wish,
    slot::Slot,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    allocation, chance,
    entity::{Code, booking, occurrence},
    rooms::Room,
};

/// A booking about to be written, judged already.
pub(crate) struct NewRow<'a> {
    pub(crate) request: Option<RequestId>,
    pub(crate) organisation: OrganisationId,
    pub(crate) account: Option<AccountId>,
    pub(crate) session: Option<SessionId>,
    pub(crate) title: &'a str,
    pub(crate) note: &'a str,
    pub(crate) language: &'a str,
    pub(crate) wish: &'a Wish,
    pub(crate) room: &'a Room,
}

impl NewRow<'_> {
    /// Writes the booking and its one occurrence, and answers the ids of both.
    pub(crate) async fn insert(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(Uuid, Uuid), DbErr> {
        let (id, occurrence) = (chance::id(now), chance::id(now));
        let slot = self.wish.when.slot;
        let row = booking::ActiveModel {
            id: Set(id),
            request_id: Set(self.request.map(|request| request.0)),
            // A UUID of its own, without a host: RFC 7986, 5.3.
            uid: Set(chance::id(now).to_string()),
            organisation_id: Set(self.organisation.0),
            account_id: Set(self.account.map(|account| account.0)),
            session_id: Set(self.session.map(|session| session.0)),
            title: Set(self.title.to_owned()),
            note: Set(self.note.to_owned()),
            language: Set(self.language.to_owned()),
            people: Set(self.wish.people.into()),
            layout: Set(self.wish.layout.map(Code)),
            units: Set(self.wish.units.into()),
            state: Set(Code(BookingState::Confirmed)),
            version: Set(1),
            sequence: Set(0),
            created_at: Set(now),
            changed_at: Set(now),
        };
        booking::Entity::insert(row).exec_without_returning(db).await?;
        let dated = occurrence::ActiveModel {
            id: Set(occurrence),
            booking_id: Set(id),
            space_id: Set(self.room.id()),
            starts_at: Set(slot.from()),
            ends_at: Set(slot.until()),
            state: Set(Code(BookingState::Confirmed)),
        };
        occurrence::Entity::insert(dated).exec_without_returning(db).await?;
        Ok((id, occurrence))
    }
}

/// A change of a booking's row. Every change is a new version.
pub(crate) struct Change(booking::ActiveModel);

impl Change {
    /// Begins a change of a row that was read, and locked, in this transaction.
    pub(crate) fn new(row: &booking::Model, now: DateTime<Utc>) -> Self {
        let mut change = row.clone().into_active_model();
        change.version = Set(row.version + 1);
        change.changed_at = Set(now);
        Self(change)
    }

    /// Its purpose.
    pub(crate) fn title(mut self, title: &str) -> Self {
        self.0.title = Set(title.to_owned());
        self
    }

    /// How many people come.
    pub(crate) fn people(mut self, people: u16) -> Self {
        self.0.people = Set(people.into());
        self
    }

    /// How many units it takes.
    pub(crate) fn units(mut self, units: u16) -> Self {
        self.0.units = Set(units.into());
        self
    }

    /// Everything else a wish says.
    pub(crate) fn wish(mut self, wish: &Wish) -> Self {
        self.0.layout = Set(wish.layout.map(Code));
        self.people(wish.people).units(wish.units)
    }

    /// Time, place or state changed: calendars are told by a higher SEQUENCE (RFC 5545, 3.8.7.4; I6).
    pub(crate) fn moved(mut self) -> Self {
        if let Some(sequence) = self.0.sequence.clone().take() {
            self.0.sequence = Set(sequence + 1);
        }
        self
    }

    /// Where it is in its life.
    pub(crate) fn state(mut self, state: BookingState) -> Self {
        self.0.state = Set(Code(state));
        self
    }

    /// Writes it.
    pub(crate) async fn write(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        self.0.update(db).await.map(drop)
    }
}

/// The occurrences of some bookings, by start.
pub(crate) async fn occurrences(db: &impl ConnectionTrait, bookings: &[Uuid]) -> Result<Vec<occurrence::Model>, DbErr> {
    occurrence::Entity::find()
        .filter(occurrence::Column::BookingId.is_in(bookings.iter().copied()))
        .order_by_asc(occurrence::Column::StartsAt)
        .all(db)
        .await
}

/// Writes another time and space of an occurrence. Its allocations are the caller's.
pub(crate) async fn place(
    db: &impl ConnectionTrait,
    dated: &occurrence::Model,
    room: &Room,
    slot: Slot,
) -> Result<(), DbErr> {
    let mut row = dated.clone().into_active_model();
    row.space_id = Set(room.id());
    row.starts_at = Set(slot.from());
    row.ends_at = Set(slot.until());
    row.update(db).await.map(drop)
}

/// Calls a booking off with all its dates, and frees what it holds.
pub(crate) async fn call_off(db: &impl ConnectionTrait, row: &booking::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    let dates: Vec<Uuid> = occurrences(db, &[row.id]).await?.iter().map(|dated| dated.id).collect();
    allocation::free(db, &dates).await?;
    occurrence::Entity::update_many()
        .col_expr(occurrence::Column::State, Expr::value(Code(BookingState::Cancelled)))
        .filter(occurrence::Column::BookingId.eq(row.id))
        .exec(db)
        .await?;
    Change::new(row, now).state(BookingState::Cancelled).moved().write(db).await
}
