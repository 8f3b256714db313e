//! Looking bookings up, for those who may see them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    booking::BookingState,
    desk::{BookingCard, BookingView, HistoryEntry, OccurrenceView, Page},
    id::{AccountId, BookingId, OccurrenceId, OrganisationId},
    organisation::OrganisationRef,
    slot::{Slot, When},
    text::Localised,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    sea_query::{Asterisk, Expr, ExprTrait, Func, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::rows::occurrences;
use crate::{
    Store,
    audit::Thing,
    entity::{Code, account, audit, booking, event, occurrence, organisation, session, small},
    rooms::{self, Which, rows},
    zone,
};

/// How many bookings fit on one page of a list.
const PER_PAGE: u32 = 20;

impl Store {
    /// One booking, if the actor may see it. Mail is written with the eyes of [`Actor::System`].
    pub(crate) async fn booking_view(&self, by: &Actor, id: BookingId) -> Result<Option<BookingView>, DbErr> {
        let Some(row) = booking::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let dates = occurrences(&self.db, &[row.id]).await?;
        let Some(place) = dates.first().map(|dated| dated.space_id) else { return Ok(None) };
        let houses = rooms::load(&self.db, Which::SitesOf(&[place])).await?;
        let Some(room) = houses.room_of(place) else { return Ok(None) };
        let organisation_id = OrganisationId(row.organisation_id);
        if may(by, Act::SeeBooking(room.site(), organisation_id)).is_err() {
            return Ok(None);
        }
        let Some(of) = organisation::Entity::find_by_id(row.organisation_id).one(&self.db).await? else {
            return Ok(None);
        };
        let entries = audit::Entity::find()
            .filter(audit::Column::Kind.eq(Thing::Booking.code()))
            .filter(audit::Column::OnId.eq(row.id))
            .order_by_asc(audit::Column::Id)
            .all(&self.db)
            .await?;
        let people =
            people(&self.db, entries.iter().filter_map(|entry| entry.account_id).chain(row.account_id)).await?;
        let named = |id: Option<Uuid>| id.and_then(|id| people.get(&id));
        let event = match row.session_id {
            Some(session) => event_of(&self.db, session).await?,
            None => None,
        };
        let booker = AccountId(row.account_id.unwrap_or_default());
        let over = dates.iter().all(|dated| dated.starts_at <= self.now());
        let changeable = row.session_id.is_none()
            && !over
            && row.state.0.may_become(BookingState::Cancelled)
            && may(by, Act::ChangeBooking(room.site(), organisation_id, booker)).is_ok();
        let occurrences = dates.iter().map(|dated| {
            let when = when(room.zone, dated)?;
            Ok(OccurrenceView { id: OccurrenceId(dated.id), when, state: dated.state.0 })
        });
        Ok(Some(BookingView {
            id,
            title: row.title,
            note: row.note,
            organisation: OrganisationRef { id: organisation_id, name: of.name, kind: of.kind.0, sector: of.sector.0 },
            booker: named(row.account_id).cloned().unwrap_or_default(),
            people: small(row.people),
            layout: row.layout.map(|layout| layout.0),
            units: small(row.units),
            state: row.state.0,
            occurrences: occurrences.collect::<Result<_, DbErr>>()?,
            version: row.version,
            changeable,
            event,
            history: entries
                .into_iter()
                .map(|entry| HistoryEntry {
                    at: zone::to_local(room.zone, entry.at),
                    by: named(entry.account_id).map(|person| called(person).to_owned()).unwrap_or_default(),
                    act: entry.act,
                })
                .collect(),
            uid: row.uid,
            sequence: row.sequence,
            changed_at: row.changed_at,
            space: room.view.clone(),
        }))
    }

    /// The bookings of the organisation the actor acts for: what is to come by start, or the rest, latest first.
    pub(super) async fn booking_cards(&self, by: &Actor, past: bool, page: u32) -> Result<Page<BookingCard>, DbErr> {
        let page = Ord::max(page, 1);
        let none = Page { items: Vec::new(), page, total: 0, per_page: PER_PAGE };
        let Some(acting) = by.person().and_then(|person| person.acting()) else { return Ok(none) };
        let now = self.now();
        let mut listed = listed(acting.organisation.id, past, now);
        let counted = Query::select()
            .expr_as(Expr::col(Asterisk).count(), "total")
            .from_subquery(listed.clone(), "listed")
            .to_owned();
        let total =
            rows::<Total>(&self.db, &counted).await?.first().map_or(0, |row| u64::try_from(row.total).unwrap_or(0));
        let (sorted, order) = if past { ("last", Order::Desc) } else { ("next", Order::Asc) };
        listed
            .order_by(sorted, order)
            .order_by((booking::Entity, booking::Column::Id), Order::Asc)
            .limit(PER_PAGE.into())
            .offset(u64::from(page - 1) * u64::from(PER_PAGE));
        let ids: Vec<Uuid> = rows::<Listed>(&self.db, &listed).await?.into_iter().map(|row| row.id).collect();
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
            let shown = its.iter().find(|dated| dated.ends_at > now).or(its.last())?;
            let room = houses.room_of(shown.space_id)?;
            Some(when(room.zone, shown).map(|when| BookingCard {
                id: BookingId(*id),
                title: row.title.clone(),
                space: room.view.space.clone(),
                when,
                dates: u32::try_from(its.len()).unwrap_or(u32::MAX),
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
    id: Uuid,
}

/// The bookings of an organisation that still stand and are not over; or, `past`, all the others.
fn listed(organisation: OrganisationId, past: bool, now: DateTime<Utc>) -> SelectStatement {
    let ends = || Expr::col((occurrence::Entity, occurrence::Column::EndsAt));
    let starts = || Expr::col((occurrence::Entity, occurrence::Column::StartsAt));
    let state = Expr::col((booking::Entity, booking::Column::State));
    let called_off = [BookingState::Declined, BookingState::Cancelled, BookingState::Expired].map(Code);
    let to_come = Expr::from(Func::max(ends())).gt(now).and(state.is_not_in(called_off));
    Query::select()
        .column((booking::Entity, booking::Column::Id))
        .expr_as(Func::min(Expr::case(ends().gt(now), starts())), "next")
        .expr_as(Func::max(starts()), "last")
        .from(booking::Entity)
        .inner_join(
            occurrence::Entity,
            Expr::col((occurrence::Entity, occurrence::Column::BookingId))
                .equals((booking::Entity, booking::Column::Id)),
        )
        .and_where(Expr::col((booking::Entity, booking::Column::OrganisationId)).eq(organisation.0))
        .group_by_col((booking::Entity, booking::Column::Id))
        .and_having(if past { to_come.not() } else { to_come })
        .to_owned()
}

/// Names and addresses of accounts.
async fn people(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, (String, String)>, DbErr> {
    let found = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|row| (row.id, (row.name, row.email))).collect())
}

/// How a person is called: her name, else her address.
fn called((name, email): &(String, String)) -> &str {
    if name.is_empty() { email } else { name }
}

async fn event_of(db: &impl ConnectionTrait, session: Uuid) -> Result<Option<(String, Localised)>, DbErr> {
    let Some(session) = session::Entity::find_by_id(session).one(db).await? else { return Ok(None) };
    let event = event::Entity::find_by_id(session.event_id).one(db).await?;
    Ok(event.map(|event| (event.slug, event.title.0)))
}

fn when(zone: chrono_tz::Tz, dated: &occurrence::Model) -> Result<When, DbErr> {
    let slot =
        Slot::new(dated.starts_at, dated.ends_at).map_err(|e| DbErr::Type(format!("occurrence {}: {e}", dated.id)))?;
    Ok(zone::when(zone, slot))
}
