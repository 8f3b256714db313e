//! One booking, for those who may see it.

use std::collections::HashMap;

use domain::{
    access::{Act, Actor, may},
    apart::{Apart, apart},
    booking::BookingState,
    desk::{BookingView, Changed, HistoryEntry, OccurrenceView},
    id::{AccountId, BookingId, OccurrenceId, OrganisationId},
    organisation::OrganisationRef,
    rules::BrokenRule,
    slot::{LocalSpan, Slot, When},
    space::SpaceRef,
    text::Localised,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::{difference::local, rows::occurrences};
use crate::{
    Store,
    audit::Thing,
    days::presence_view,
    entity::{account, audit, booking, event, occurrence, organisation, session, small},
    equipment,
    rooms::{self, Houses, Room, Which},
    zone,
};

impl Store {
    /// One booking, if the actor may see it. Mail is written with the eyes of [`Actor::System`].
    pub(crate) async fn booking_view(&self, by: &Actor, id: BookingId) -> Result<Option<BookingView>, DbErr> {
        let Some(row) = booking::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let dates = occurrences(&self.db, &[row.id]).await?;
        let Some(place) = dates.first().map(|dated| dated.space_id) else { return Ok(None) };
        let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
        let houses = rooms::load(&self.db, Which::SitesOf(&places)).await?;
        let Some(room) = houses.room_of(place) else { return Ok(None) };
        let organisation_id = OrganisationId(row.organisation_id);
        let premises = || places.iter().filter_map(|place| houses.room_of(*place)).map(Room::premises);
        if !premises().any(|here| may(by, Act::SeeBooking(here, organisation_id)).is_ok()) {
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
        let doers = entries.iter().flat_map(|entry| entry.account_id.into_iter().chain(for_whom(entry)));
        let people = people(&self.db, doers.chain(row.account_id)).await?;
        let named = |id: Option<Uuid>| id.and_then(|id| people.get(&id));
        let event = match row.session_id {
            Some(session) => event_of(&self.db, session).await?,
            None => None,
        };
        let booker = AccountId(row.account_id.unwrap_or_default());
        let may_change = || premises().all(|here| may(by, Act::ChangeBooking(here, organisation_id, booker)).is_ok());
        let over = dates.iter().all(|dated| dated.starts_at <= self.now());
        let changeable =
            row.session_id.is_none() && !over && row.state.0.may_become(BookingState::Cancelled) && may_change();
        let (cost_centre, cost_centres) =
            self.centres_seen(by, organisation_id, row.cost_centre_id, may_change()).await?;
        let apart = apart_of(&dates, &houses);
        let occurrences = dates.iter().filter_map(|dated| {
            let room = houses.room_of(dated.space_id)?;
            let both = when(room.zone, dated)
                .and_then(|when| Ok((when, presence_view(by, &row, dated, room, may_change(), self.now())?)));
            Some(both.map(|(when, presence)| OccurrenceView {
                id: OccurrenceId(dated.id),
                when,
                original_at: dated.original_at,
                apart: apart.get(&dated.id).copied().unwrap_or_default(),
                space: room.view.space.clone(),
                title: dated.title.clone().unwrap_or_else(|| row.title.clone()),
                people: small(dated.people.unwrap_or(row.people)),
                layout: dated.layout(&row),
                units: small(dated.units.unwrap_or(row.units)),
                use_kind: dated.use_kind(&row).filter(|key| room.view.rules.use_kind(key).is_some()).map(str::to_owned),
                along: equipment::named(room, &dated.along(&row)),
                state: dated.state.0,
                presence,
            }))
        });
        let occurrences = occurrences.collect::<Result<_, DbErr>>()?;
        Ok(Some(BookingView {
            id,
            title: row.title,
            note: row.note,
            repeat: row.series.map(|series| series.0),
            answer_by: row.answer_by.map(|at| zone::to_local(room.zone, at)),
            organisation: OrganisationRef { id: organisation_id, name: of.name, kind: of.kind.0, sector: of.sector.0 },
            cost_centre,
            cost_centres,
            booker: named(row.account_id).cloned().unwrap_or_default(),
            people: small(row.people),
            layout: row.layout.map(|layout| layout.0),
            units: small(row.units),
            along: equipment::named(room, &row.along.0),
            state: row.state.0,
            occurrences,
            version: row.version,
            changeable,
            event,
            history: entries
                .into_iter()
                .map(|entry| HistoryEntry {
                    at: zone::to_local(room.zone, entry.at),
                    by: named(entry.account_id).map(|person| called(person).to_owned()).unwrap_or_default(),
                    for_whom: named(for_whom(&entry)).map(|person| called(person).to_owned()).unwrap_or_default(),
                    reason: why(&entry).to_owned(),
                    lifted: lifted(&entry),
                    moved: moved(&entry, &houses),
                    stayed: stayed(&entry),
                    changed: changed(&entry),
                    act: entry.act,
                })
                .collect(),
            uid: row.uid,
            sequence: row.sequence,
            changed_at: row.changed_at,
            space: room.view.clone(),
        }))
    }
}

/// In what each date that stands, of those in houses we know, stands apart from the others.
fn apart_of(dates: &[occurrence::Model], houses: &Houses) -> HashMap<Uuid, Apart> {
    let standing = dates.iter().filter(|dated| dated.state.0.occupies());
    let stand = |dated: &occurrence::Model| {
        let room = houses.room_of(dated.space_id)?;
        Some((dated.id, (zone::to_local(room.zone, dated.original_at), local(dated, room), dated.space_id)))
    };
    let (ids, stands): (Vec<Uuid>, Vec<_>) = standing.filter_map(stand).unzip();
    ids.into_iter().zip(apart(&stands)).collect()
}

/// For whom somebody else did it.
fn for_whom(entry: &audit::Model) -> Option<Uuid> {
    entry.detail.0.pointer("/for/account")?.as_str()?.parse().ok()
}

/// Why it was done, where somebody said so.
fn why(entry: &audit::Model) -> &str {
    entry.detail.0.get("reason").and_then(Value::as_str).unwrap_or_default()
}

/// The rules it was an exception to. What an earlier version wrote another way is not told.
fn lifted(entry: &audit::Model) -> Vec<BrokenRule> {
    let rules = entry.detail.0.get("rules").cloned().unwrap_or_default();
    serde_json::from_value(rules).unwrap_or_default()
}

/// From where and when to where and when: the first date, and those that were sent elsewhere one by one.
fn moved(entry: &audit::Model, houses: &Houses) -> Vec<[(SpaceRef, LocalSpan); 2]> {
    let place = |side: &Value| {
        let space: Uuid = side.get("space")?.as_str()?.parse().ok()?;
        let room = houses.room_of(space)?;
        let slot: Slot = serde_json::from_value(side.get("slot")?.clone()).ok()?;
        Some((room.view.space.clone(), zone::when(room.zone, slot).local))
    };
    let way = |date: &Value| {
        let (from, to) = (place(date.get("from")?)?, place(date.get("to")?)?);
        (from != to).then_some([from, to])
    };
    let detail = &entry.detail.0;
    let others = detail.get("others").and_then(Value::as_array).into_iter().flatten();
    std::iter::once(detail).chain(others).filter_map(way).collect()
}

/// How many dates stayed as they were.
fn stayed(entry: &audit::Model) -> u32 {
    let stayed = entry.detail.0.get("stayed").and_then(Value::as_u64).unwrap_or_default();
    u32::try_from(stayed).unwrap_or(u32::MAX)
}

/// What else was made otherwise. What an earlier version wrote another way is not told.
fn changed(entry: &audit::Model) -> Vec<Changed> {
    serde_json::from_value(entry.detail.0.get("changed").cloned().unwrap_or_default()).unwrap_or_default()
}

/// Names and addresses of accounts.
pub(crate) async fn people(
    db: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, (String, String)>, DbErr> {
    let found = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|row| (row.id, (row.name, row.email))).collect())
}

/// How a person is called: her name, else her address.
pub(super) fn called((name, email): &(String, String)) -> &str {
    if name.is_empty() { email } else { name }
}

async fn event_of(db: &impl ConnectionTrait, session: Uuid) -> Result<Option<(String, Localised)>, DbErr> {
    let Some(session) = session::Entity::find_by_id(session).one(db).await? else { return Ok(None) };
    let event = event::Entity::find_by_id(session.event_id).one(db).await?;
    Ok(event.map(|event| (event.slug, event.title.0)))
}

pub(crate) fn when(zone: chrono_tz::Tz, dated: &occurrence::Model) -> Result<When, DbErr> {
    let slot =
        Slot::new(dated.starts_at, dated.ends_at).map_err(|e| DbErr::Type(format!("occurrence {}: {e}", dated.id)))?;
    Ok(zone::when(zone, slot))
}
