//! Putting somebody on the list.

use domain::{
    access::{Act, Actor, may},
    desk::NewWaiting,
    id::WaitingId,
    rules::Alternative,
    waiting::{MOST_WAITING, PatternFault, WaitState, WaitingRefusal},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, sea_query::LockType,
};
use serde_json::json;

use super::{
    Outcome,
    look::{Looked, Waited, hope, rooms},
};
use crate::{
    Store,
    audit::{self, Thing},
    bookings::facts::Wisher,
    chance,
    entity::{Code, Json, account, waiting},
    error::refuse,
    rooms::{self as houses, Which},
    zone,
};

impl Store {
    pub(super) async fn put_on_the_list(&self, by: &Actor, new: &NewWaiting) -> Outcome<WaitingId> {
        let Some(person) = by.person() else { return refuse(WaitingRefusal::Forbidden) };
        let houses = houses::load(&self.db, Which::SiteOf(&new.space)).await?;
        let Some(room) = houses.room(&new.space) else { return refuse(WaitingRefusal::NotFound) };
        let (now, wanted) = (self.now(), &new.wanted);
        if wanted.pattern.is_over(zone::to_local(room.zone, now)) {
            return refuse(WaitingRefusal::Pattern(PatternFault::Over));
        }
        let found = waiting::Entity::find().filter(waiting::Column::RequestId.eq(new.request.0)).one(&self.db).await?;
        if let Some(known) = found {
            // The same form once more: it acts once.
            return if known.account_id == person.id.0 {
                Ok(WaitingId(known.id))
            } else {
                refuse(WaitingRefusal::Forbidden)
            };
        }
        let rooms = rooms(&houses, room.id(), new.elsewhere, wanted);
        let wisher = Wisher::acting(&self.db, by).await?;
        match hope(&self.db, &rooms, wanted, &wisher, now).await? {
            Ok(()) => {}
            Err(Some(verdict)) => return refuse(WaitingRefusal::Rules(verdict)),
            Err(None) => return refuse(WaitingRefusal::Pattern(PatternFault::NoFit)),
        }
        let Some(organisation) = person.acting_for.filter(|of| may(by, Act::Book(room.site(), *of)).is_ok()) else {
            return refuse(WaitingRefusal::Forbidden);
        };
        let looked = Looked::read(&self.db, &rooms, std::iter::once(&wanted.pattern), now).await?;
        let waited = Waited { wanted, passed: &[] };
        if let Some(free) = looked.first_free(&self.db, &rooms, waited, &wisher).await? {
            let (space, when) = (free.dated.room.view.space.clone(), free.dated.wish.when);
            return refuse(WaitingRefusal::Free(Box::new(Alternative { space, when })));
        }

        let tx = self.begin_write().await?;
        // Two forms at once would each find one place left.
        account::Entity::find_by_id(person.id.0).lock(LockType::NoKeyUpdate).one(&*tx).await?;
        let living = waiting::Entity::find()
            .filter(waiting::Column::AccountId.eq(person.id.0))
            .filter(waiting::Column::State.is_in([WaitState::Waiting, WaitState::Offered].map(Code)))
            .count(&*tx)
            .await?;
        if living >= MOST_WAITING as u64 {
            return refuse(WaitingRefusal::TooMany);
        }
        let id = chance::id(now);
        let row = waiting::ActiveModel {
            id: Set(id),
            request_id: Set(new.request.0),
            account_id: Set(person.id.0),
            organisation_id: Set(organisation.0),
            site_id: Set(room.site().0),
            space_id: Set(room.id()),
            elsewhere: Set(new.elsewhere),
            wanted: Set(Json(wanted.clone())),
            last_on: Set(wanted.pattern.last()),
            passed: Set(Json(Vec::new())),
            language: Set(new.language.clone()),
            state: Set(Code(WaitState::Waiting)),
            asked_at: Set(now),
            ..Default::default()
        };
        waiting::Entity::insert(row).exec_without_returning(&*tx).await?;
        let detail = json!({ "space": new.space, "elsewhere": new.elsewhere, "pattern": wanted.pattern });
        audit::write(&*tx, by, "waits", Thing::Waiting, id, detail, now).await?;
        tx.commit().await?;
        Ok(WaitingId(id))
    }
}
