//! Who waits: one's own wishes, and for keepers those of everybody at their sites.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    desk::{Behalf, HeldOffer, Waiter, WaitingAt, WaitingView},
    id::{AccountId, WaitingId},
    slot::Slot,
    waiting::WaitState,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::look::{rooms, units};
use crate::{
    Store,
    entity::{Code, account, organisation, waiting},
    equipment,
    rooms::{self as houses, Houses, Which},
    zone,
};

/// So many of one's own wishes are listed: all that live, and the last that ended.
const LISTED: u64 = 50;

impl Store {
    pub(super) async fn own_wishes(&self, by: &Actor) -> Result<Vec<WaitingView>, DbErr> {
        let Some(person) = by.person() else { return Ok(Vec::new()) };
        let mut rows = waiting::Entity::find()
            .filter(
                Condition::any()
                    .add(waiting::Column::AccountId.eq(person.id.0))
                    .add(waiting::Column::AskedBy.eq(person.id.0)),
            )
            .order_by_desc(waiting::Column::Place)
            .limit(LISTED)
            .all(&self.db)
            .await?;
        let order = |row: &waiting::Model| match row.state.0 {
            WaitState::Offered => (0, row.place),
            WaitState::Waiting => (1, row.place),
            _ => (2, -row.ended_at.unwrap_or(row.asked_at).timestamp()),
        };
        rows.sort_by_key(order);
        views(&self.db, &rows, person.id, self.now()).await
    }

    /// Everybody who waits for what the actor keeps, in the order of asking.
    pub(super) async fn who_waits(&self, by: &Actor) -> Result<Option<Vec<WaitingAt>>, DbErr> {
        let Some(keeper) = by.person().filter(|person| person.is_keeper()) else { return Ok(None) };
        let rows = waiting::Entity::find()
            .filter(
                Condition::any()
                    .add(waiting::Column::SiteId.is_in(keeper.keeps.iter().map(|site| site.0)))
                    .add(waiting::Column::SpaceId.is_in(keeper.keeps_spaces.iter().map(|(_, space)| space.0))),
            )
            .filter(living())
            .order_by_asc(waiting::Column::Place)
            .all(&self.db)
            .await?;
        let people = account::Entity::find()
            .filter(account::Column::Id.is_in(rows.iter().map(|row| row.account_id)))
            .all(&self.db)
            .await?;
        let organisations = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(rows.iter().map(|row| row.organisation_id)))
            .all(&self.db)
            .await?;
        let mut sites: Vec<WaitingAt> = Vec::new();
        for (wish, row) in views(&self.db, &rows, keeper.id, self.now()).await?.into_iter().zip(&rows) {
            let person = people.iter().find(|person| person.id == row.account_id);
            let organisation = organisations.iter().find(|of| of.id == row.organisation_id);
            let (site, waiter) = (
                wish.space.site.clone(),
                Waiter {
                    wish,
                    person: person.map(|person| (person.name.clone(), person.email.clone())).unwrap_or_default(),
                    organisation: organisation.map(|of| of.name.clone()).unwrap_or_default(),
                },
            );
            match sites.iter_mut().find(|at| at.site.id == site.id) {
                Some(at) => at.waiters.push(waiter),
                None => sites.push(WaitingAt { site, waiters: vec![waiter] }),
            }
        }
        sites.sort_by_cached_key(|at| houses::natural(&at.site.name));
        Ok(Some(sites))
    }
}

fn living() -> Condition {
    Condition::all().add(waiting::Column::State.is_in([WaitState::Waiting, WaitState::Offered].map(Code)))
}

/// True when somebody waits herself, or asked for whoever waits.
pub(super) fn is_of(row: &waiting::Model, account: AccountId) -> bool {
    row.account_id == account.0 || row.asked_by == Some(account.0)
}

/// Rows as they are shown to somebody, in the same order. All of them have a space: it goes with its rows.
pub(super) async fn views(
    db: &impl ConnectionTrait,
    rows: &[waiting::Model],
    viewer: AccountId,
    now: DateTime<Utc>,
) -> Result<Vec<WaitingView>, DbErr> {
    let spaces: Vec<Uuid> = rows.iter().map(|row| row.space_id).collect();
    let houses = houses::load(db, Which::SitesOf(&spaces)).await?;
    let sites: HashSet<Uuid> =
        rows.iter().filter(|row| row.state.0 == WaitState::Waiting).map(|row| row.site_id).collect();
    let queue = waiting::Entity::find()
        .filter(waiting::Column::SiteId.is_in(sites))
        .filter(waiting::Column::State.eq(Code(WaitState::Waiting)))
        .order_by_asc(waiting::Column::Place)
        .all(db)
        .await?;
    let covered: HashMap<Uuid, HashSet<Uuid>> = queue.iter().map(|row| (row.id, covers(row, &houses))).collect();
    let names = Names::read(db, rows, viewer).await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let before = |other: &&waiting::Model| {
            let apart = || covered.get(&row.id).zip(covered.get(&other.id)).is_none_or(|(a, b)| a.is_disjoint(b));
            other.site_id == row.site_id
                && other.place < row.place
                && other.wanted.0.pattern.meets(&row.wanted.0.pattern)
                && !apart()
        };
        let place = (row.state.0 == WaitState::Waiting).then(|| 1 + queue.iter().filter(before).count());
        let Some(room) = houses.room_of(row.space_id) else {
            return Err(DbErr::Type(format!("waiting {}: no space {}", row.id, row.space_id)));
        };
        views.push(WaitingView {
            id: WaitingId(row.id),
            space: room.view.space.clone(),
            elsewhere: row.elsewhere,
            wanted: row.wanted.0.clone(),
            along: equipment::named(room, &row.wanted.0.along),
            behalf: names.behalf(row, viewer),
            asked_by: row.asked_by.map(|id| names.called(id)).filter(|name| !name.is_empty()),
            state: row.state.0,
            place: place.and_then(|place| u32::try_from(place).ok()),
            offer: offer(row, &houses, now)?,
            asked_at: zone::to_local(room.zone, row.asked_at),
        });
    }
    Ok(views)
}

/// Whose wishes they are, as far as that is not plain to whoever looks.
struct Names {
    people: HashMap<Uuid, account::Model>,
    organisations: HashMap<Uuid, organisation::Model>,
}

impl Names {
    async fn read(db: &impl ConnectionTrait, rows: &[waiting::Model], viewer: AccountId) -> Result<Self, DbErr> {
        let of_others = || rows.iter().filter(|row| row.account_id != viewer.0);
        let people = of_others().map(|row| row.account_id).chain(rows.iter().filter_map(|row| row.asked_by));
        let people: HashSet<Uuid> = people.collect();
        let organisations: HashSet<Uuid> = of_others().map(|row| row.organisation_id).collect();
        let mut names = Self { people: HashMap::new(), organisations: HashMap::new() };
        if !people.is_empty() {
            let found = account::Entity::find().filter(account::Column::Id.is_in(people)).all(db).await?;
            names.people = found.into_iter().map(|row| (row.id, row)).collect();
        }
        if !organisations.is_empty() {
            let found = organisation::Entity::find().filter(organisation::Column::Id.is_in(organisations));
            names.organisations = found.all(db).await?.into_iter().map(|row| (row.id, row)).collect();
        }
        Ok(names)
    }

    fn behalf(&self, row: &waiting::Model, viewer: AccountId) -> Option<Behalf> {
        let her = self.people.get(&row.account_id).filter(|_| row.account_id != viewer.0)?;
        let of = self.organisations.get(&row.organisation_id)?;
        Some(Behalf { organisation: of.name.clone(), contact: her.email.clone() })
    }

    fn called(&self, id: Uuid) -> String {
        let her = self.people.get(&id).map(|her| if her.name.is_empty() { &her.email } else { &her.name });
        her.cloned().unwrap_or_default()
    }
}

/// The units of everything a wish could be served with.
fn covers(row: &waiting::Model, houses: &Houses) -> HashSet<Uuid> {
    units(&rooms(houses, row.space_id, row.elsewhere, &row.wanted.0)).into_iter().collect()
}

/// The times of what is, or was, offered.
pub(crate) fn offered(row: &waiting::Model) -> Result<Option<Slot>, DbErr> {
    let Some((from, until)) = row.offer_from.zip(row.offer_until) else { return Ok(None) };
    Slot::new(from, until).map(Some).map_err(|e| DbErr::Type(format!("offer of waiting {}: {e}", row.id)))
}

fn offer(row: &waiting::Model, houses: &Houses, now: DateTime<Utc>) -> Result<Option<HeldOffer>, DbErr> {
    let room = row.offer_space_id.and_then(|space| houses.room_of(space));
    let (Some(room), Some(slot), Some(ends_at)) = (room, offered(row)?, row.offer_ends_at) else { return Ok(None) };
    Ok(Some(HeldOffer {
        space: room.view.space.clone(),
        when: zone::when(room.zone, slot),
        until: zone::to_local(room.zone, ends_at),
        minutes_left: u32::try_from((ends_at - now).num_minutes()).unwrap_or_default(),
    }))
}
