//! Writing the rows of a booking: one place that knows what a new one, a moved one and a cancelled one look like.

use chrono::{DateTime, Utc};
use domain::{
    booking::BookingState,
    equipment::Along,
    id::{AccountId, OrganisationId, RequestId, SessionId},
    recurrence::Repeat,
    rules::Wish,
    slot::{Margins, Slot},
    space::Layout,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use super::dated::Dated;
use crate::{
    allocation, chance,
    entity::{Code, Json, ROWS_AT_ONCE, account, booking, occurrence, small},
    people,
    rooms::Room,
};

/// What a session has a booking for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionHold {
    pub(crate) session: SessionId,
    /// Which of its spaces.
    pub(crate) space: Uuid,
    pub(crate) margins: Margins,
}

/// A booking about to be written, judged already.
pub(crate) struct NewRow<'a> {
    pub(crate) request: Option<RequestId>,
    pub(crate) organisation: OrganisationId,
    pub(crate) account: Option<AccountId>,
    pub(crate) session: Option<SessionHold>,
    pub(crate) title: &'a str,
    pub(crate) note: &'a str,
    pub(crate) language: &'a str,
    /// What all of its dates have in common: the wish for the first.
    pub(crate) wish: &'a Wish,
    pub(crate) state: BookingState,
    pub(crate) repeat: Option<&'a Repeat>,
    pub(crate) answer_by: Option<DateTime<Utc>>,
    pub(crate) use_kind: Option<&'a str>,
    pub(crate) along: &'a Along,
    /// One of its organisation's own.
    pub(crate) cost_centre: Option<Uuid>,
}

impl NewRow<'_> {
    /// Writes the booking, without its dates, and answers its id.
    pub(crate) async fn insert(&self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Uuid, DbErr> {
        let id = chance::id(now);
        let row = booking::ActiveModel {
            id: Set(id),
            request_id: Set(self.request.map(|request| request.0)),
            // A UUID of its own, without a host: RFC 7986, 5.3.
            uid: Set(chance::id(now).to_string()),
            organisation_id: Set(self.organisation.0),
            account_id: Set(self.account.map(|account| account.0)),
            session_id: Set(self.session.map(|hold| hold.session.0)),
            session_space_id: Set(self.session.map(|hold| hold.space)),
            setup_minutes: Set(self.session.map_or(0, |hold| hold.margins.before.into())),
            clear_minutes: Set(self.session.map_or(0, |hold| hold.margins.after.into())),
            title: Set(self.title.to_owned()),
            note: Set(self.note.to_owned()),
            language: Set(self.language.to_owned()),
            people: Set(self.wish.people.into()),
            layout: Set(self.wish.layout.map(Code)),
            units: Set(self.wish.units.into()),
            state: Set(Code(self.state)),
            version: Set(1),
            sequence: Set(0),
            created_at: Set(now),
            changed_at: Set(now),
            series: Set(self.repeat.cloned().map(Json)),
            answer_by: Set(self.answer_by),
            asked_at: Set(self.answer_by.map(|_| now)),
            reminded_at: Set(None),
            use_kind: Set(self.use_kind.map(str::to_owned)),
            along: Set(Json(self.along.clone())),
            cost_centre_id: Set(self.cost_centre),
        };
        booking::Entity::insert(row).exec_without_returning(db).await?;
        Ok(id)
    }
}

/// Writes dates of a booking, and answers their ids in the same order. Their allocations are the caller's. `common`:
/// the booking they are added to, where they may differ from it.
pub(crate) async fn insert_dates(
    db: &impl ConnectionTrait,
    booking: Uuid,
    organisation: OrganisationId,
    common: Option<&booking::Model>,
    dates: &[Dated<'_>],
    state: BookingState,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, DbErr> {
    fn differs<T: PartialEq>(common: Option<&booking::Model>, of: fn(&booking::Model) -> T, own: T) -> Option<T> {
        common.filter(|row| of(row) != own).map(|_| own)
    }
    let ids: Vec<Uuid> = dates.iter().map(|_| chance::id(now)).collect();
    let rows: Vec<occurrence::ActiveModel> = dates
        .iter()
        .zip(&ids)
        .map(|(dated, id)| occurrence::ActiveModel {
            id: Set(*id),
            booking_id: Set(booking),
            organisation_id: Set(organisation.0),
            space_id: Set(dated.room.id()),
            starts_at: Set(dated.wish.when.slot.from()),
            ends_at: Set(dated.wish.when.slot.until()),
            original_at: Set(dated.original_at),
            state: Set(Code(state)),
            title: Set(None),
            people: Set(differs(common, |row| row.people, dated.wish.people.into())),
            layout: Set(differs(common, |row| row.layout, dated.wish.layout.map(Code)).flatten()),
            own_layout: Set(common.is_some_and(|row| row.layout != dated.wish.layout.map(Code))),
            use_kind: Set(None),
            units: Set(differs(common, |row| row.units, dated.wish.units.into())),
            along: Set(differs(common, |row| row.along.clone(), Json(dated.along.clone()))),
            checked_in_at: Set(None),
        })
        .collect();
    for some in rows.chunks(ROWS_AT_ONCE) {
        occurrence::Entity::insert_many(some.iter().cloned()).exec_without_returning(db).await?;
    }
    Ok(ids)
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

    /// What its keepers should know.
    pub(crate) fn note(mut self, note: &str) -> Self {
        self.0.note = Set(note.to_owned());
        self
    }

    /// What its organisation books its costs on.
    pub(crate) fn cost_centre(mut self, on: Option<Uuid>) -> Self {
        self.0.cost_centre_id = Set(on);
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

    /// How the furniture stands.
    pub(crate) fn layout(mut self, layout: Option<Layout>) -> Self {
        self.0.layout = Set(layout.map(Code));
        self
    }

    /// What it takes along.
    pub(crate) fn along(mut self, along: &Along) -> Self {
        self.0.along = Set(Json(along.clone()));
        self
    }

    /// Its kind of use.
    pub(crate) fn use_kind(mut self, key: Option<&str>) -> Self {
        self.0.use_kind = Set(key.map(str::to_owned));
        self
    }

    /// The rule of its dates.
    pub(crate) fn repeat(mut self, repeat: Repeat) -> Self {
        self.0.series = Set(Some(Json(repeat)));
        self
    }

    /// Until when a keeper answers what is asked now; `None`: nothing is.
    pub(crate) fn answer_by(mut self, at: Option<DateTime<Utc>>) -> Self {
        self.0.answer_by = Set(at);
        self.0.asked_at = Set(at.and(self.0.changed_at.clone().take()));
        self.0.reminded_at = Set(None);
        self
    }

    /// Time, place or state changed: calendars are told by a higher SEQUENCE (RFC 5545, 3.8.7.4; I6).
    pub(crate) fn moved(mut self) -> Self {
        if let Some(sequence) = self.0.sequence.clone().take() {
            self.0.sequence = Set(sequence + 1);
        }
        self
    }

    /// Whose it is: somebody else's calendar has it from now on.
    pub(crate) fn passed_to(mut self, heir: &account::Model) -> Self {
        self.0.account_id = Set(Some(heir.id));
        self.0.language = Set(heir.language.clone());
        self.moved()
    }

    /// The session that owns it from now on, and for what.
    pub(crate) fn session(mut self, hold: SessionHold) -> Self {
        self.0.session_id = Set(Some(hold.session.0));
        self.0.session_space_id = Set(Some(hold.space));
        self.0.setup_minutes = Set(hold.margins.before.into());
        self.0.clear_minutes = Set(hold.margins.after.into());
        self
    }

    /// Where it is in its life.
    pub(crate) fn state(mut self, state: BookingState) -> Self {
        self.0.state = Set(Code(state));
        self
    }

    /// Writes it, and sees to it that whoever is invited hears of another time, place or state.
    pub(crate) async fn write(self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        // Whose it is does not concern them.
        let moved = self.0.sequence.is_set() && !self.0.account_id.is_set();
        let row = self.0.update(db).await?;
        if moved { people::tell(db, &row).await } else { Ok(()) }
    }
}

/// The dates of some bookings, by start.
pub(crate) async fn occurrences(db: &impl ConnectionTrait, bookings: &[Uuid]) -> Result<Vec<occurrence::Model>, DbErr> {
    occurrence::Entity::find()
        .filter(occurrence::Column::BookingId.is_in(bookings.iter().copied()))
        .order_by_asc(occurrence::Column::StartsAt)
        .all(db)
        .await
}

/// How long a booking is set up and cleared for its session.
pub(crate) fn margins(row: &booking::Model) -> Margins {
    Margins { before: small(row.setup_minutes), after: small(row.clear_minutes) }
}

/// True for a date that is at this place and time already.
pub(super) fn is_at(dated: &occurrence::Model, room: &Room, slot: Slot) -> bool {
    (dated.space_id, dated.starts_at, dated.ends_at) == (room.id(), slot.from(), slot.until())
}

/// Writes another time and space of a date. Its allocations are the caller's.
pub(crate) async fn place(db: &impl ConnectionTrait, row: &occurrence::Model, dated: &Dated<'_>) -> Result<(), DbErr> {
    let mut row = row.clone().into_active_model();
    row.space_id = Set(dated.room.id());
    row.starts_at = Set(dated.wish.when.slot.from());
    row.ends_at = Set(dated.wish.when.slot.until());
    row.update(db).await.map(drop)
}

/// Calls dates off, or ends them otherwise, and frees what they hold.
pub(crate) async fn end_dates(db: &impl ConnectionTrait, dates: &[Uuid], state: BookingState) -> Result<(), DbErr> {
    allocation::free(db, dates).await?;
    occurrence::Entity::update_many()
        .col_expr(occurrence::Column::State, Expr::value(Code(state)))
        .filter(occurrence::Column::Id.is_in(dates.iter().copied()))
        .exec(db)
        .await
        .map(drop)
}

/// Ends a booking with all of its dates that still stand.
pub(crate) async fn end(
    db: &impl ConnectionTrait,
    row: &booking::Model,
    state: BookingState,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let standing = occurrences(db, &[row.id]).await?;
    let standing: Vec<Uuid> = standing.iter().filter(|dated| dated.state.0.occupies()).map(|dated| dated.id).collect();
    end_dates(db, &standing, state).await?;
    Change::new(row, now).state(state).answer_by(None).moved().write(db).await
}
