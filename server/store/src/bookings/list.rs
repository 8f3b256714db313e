//! The bookings of an organisation: each once, at the date that matters.
//!
//! A list walks the dates of the organisation along their index and stops when the page is full: a booking stands where
//! its next date does, or, when all are over, where its last did.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Actor,
    booking::BookingState,
    desk::{BookingCard, Page},
    id::{BookingId, OrganisationId},
};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::{Asterisk, Condition, Expr, ExprTrait, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::{
    read::{called, people, when},
    rows::occurrences,
};
use crate::{
    Store,
    entity::{Code, booking, occurrence},
    rooms::{self, Which, rows},
};

/// How many bookings fit on one page of a list.
const PER_PAGE: u32 = 20;

/// No date is longer, so what still runs began at most so many days ago: the walk may begin there.
const LONGEST_DAYS: i64 = 46;

impl Store {
    /// The bookings of the organisation the actor acts for: what is to come by start, or the rest, latest first.
    pub(super) async fn booking_cards(&self, by: &Actor, past: bool, page: u32) -> Result<Page<BookingCard>, DbErr> {
        let page = Ord::max(page, 1);
        let none = Page { items: Vec::new(), page, total: 0, per_page: PER_PAGE };
        let Some(acting) = by.person().and_then(|person| person.acting()) else { return Ok(none) };
        let now = self.now();
        let mut listed = if past { over(acting.organisation.id, now) } else { to_come(acting.organisation.id, now) };
        let counted = listed.clone().expr_as(Expr::col(Asterisk).count(), "total").to_owned();
        let total = rows::<Total>(&self.db, &counted).await?.first().map_or(0, |row| row.total);
        let total = u64::try_from(total).unwrap_or_default();
        listed
            .column(("date", occurrence::Column::BookingId))
            .order_by(("date", occurrence::Column::StartsAt), if past { Order::Desc } else { Order::Asc })
            .order_by(("date", occurrence::Column::BookingId), Order::Asc)
            .limit(PER_PAGE.into())
            .offset(u64::from(page - 1) * u64::from(PER_PAGE));
        let ids: Vec<Uuid> = rows::<Listed>(&self.db, &listed).await?.into_iter().map(|row| row.booking_id).collect();
        if ids.is_empty() {
            return Ok(Page { total, ..none });
        }
        let found =
            booking::Entity::find().filter(booking::Column::Id.is_in(ids.iter().copied())).all(&self.db).await?;
        let dates = occurrences(&self.db, &ids).await?;
        let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
        let houses = rooms::load(&self.db, Which::SitesOf(&places)).await?;
        let people = people(&self.db, found.iter().filter_map(|row| row.account_id)).await?;
        let card = |id: &Uuid| {
            let row = found.iter().find(|row| row.id == *id)?;
            let its: Vec<_> = dates.iter().filter(|dated| dated.booking_id == *id).collect();
            let stands = |dated: &&&occurrence::Model| dated.ends_at > now && dated.state.0.occupies();
            let shown = its.iter().find(stands).or(its.last())?;
            let room = houses.room_of(shown.space_id)?;
            Some(when(room.zone, shown).map(|when| BookingCard {
                id: BookingId(*id),
                title: shown.title.clone().unwrap_or_else(|| row.title.clone()),
                space: room.view.space.clone(),
                when,
                dates: u32::try_from(its.iter().filter(|dated| dated.state.0.occupies()).count()).unwrap_or(u32::MAX),
                state: row.state.0,
                booker: row.account_id.and_then(|id| people.get(&id)).map(|p| called(p).to_owned()).unwrap_or_default(),
            }))
        };
        let items = ids.iter().filter_map(card).collect::<Result<_, DbErr>>()?;
        Ok(Page { items, page, total, per_page: PER_PAGE })
    }
}

#[derive(FromQueryResult)]
struct Total {
    total: i64,
}

#[derive(FromQueryResult)]
struct Listed {
    booking_id: Uuid,
}

/// States in which a date is off.
const OFF: [BookingState; 3] = [BookingState::Declined, BookingState::Cancelled, BookingState::Expired];

fn of(table: &'static str, column: occurrence::Column) -> Expr {
    Expr::col((table, column))
}

/// Dates that stand and are not over.
fn standing(table: &'static str, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(of(table, occurrence::Column::StartsAt).gt(now - TimeDelta::days(LONGEST_DAYS)))
        .add(of(table, occurrence::Column::EndsAt).gt(now))
        .add(of(table, occurrence::Column::State).is_not_in(OFF.map(Code)))
}

/// Another date of the booking of `date`.
fn another() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from_as(occurrence::Entity, "other")
        .and_where(of("other", occurrence::Column::BookingId).equals(("date", occurrence::Column::BookingId)))
        .to_owned()
}

fn dates(organisation: OrganisationId) -> SelectStatement {
    Query::select()
        .from_as(occurrence::Entity, "date")
        .and_where(of("date", occurrence::Column::OrganisationId).eq(organisation.0))
        .to_owned()
}

/// The next date of each booking that has one.
fn to_come(organisation: OrganisationId, now: DateTime<Utc>) -> SelectStatement {
    let earlier = of("other", occurrence::Column::StartsAt).lt(of("date", occurrence::Column::StartsAt));
    let before = another().cond_where(standing("other", now)).and_where(earlier).to_owned();
    dates(organisation).cond_where(standing("date", now)).and_where(Expr::exists(before).not()).to_owned()
}

/// The last date of each booking that has none to come.
fn over(organisation: OrganisationId, now: DateTime<Utc>) -> SelectStatement {
    let later = of("other", occurrence::Column::StartsAt).gt(of("date", occurrence::Column::StartsAt));
    let after = another().and_where(later).to_owned();
    let next = another().cond_where(standing("other", now)).to_owned();
    dates(organisation).and_where(Expr::exists(after).not()).and_where(Expr::exists(next).not()).to_owned()
}
