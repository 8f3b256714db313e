//! Putting somebody on the list.

use domain::{
    access::{Act, Actor, Premises, may},
    booking::BookingRefusal,
    desk::NewWaiting,
    id::{OrganisationId, WaitingId},
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
    bookings::{facts::Wisher, party::Party},
    chance,
    entity::{Code, Json, account, waiting},
    error::{Stop, refuse},
    rooms::{self as houses, Which},
    zone,
};

impl Store {
    pub(super) async fn put_on_the_list(&self, by: &Actor, new: &NewWaiting) -> Outcome<WaitingId> {
        let Some(asker) = by.person() else { return refuse(WaitingRefusal::Forbidden) };
        let houses = houses::load(&self.db, Which::SiteOf(&new.space)).await?;
        let Some(room) = houses.room(&new.space) else { return refuse(WaitingRefusal::NotFound) };
        let (now, wanted) = (self.now(), &new.wanted);
        if wanted.pattern.is_over(zone::to_local(room.zone, now)) {
            return refuse(WaitingRefusal::Pattern(PatternFault::Over));
        }
        let found = waiting::Entity::find().filter(waiting::Column::RequestId.eq(new.request.0)).one(&self.db).await?;
        if let Some(known) = found {
            // The same form once more: it acts once.
            return if [Some(known.account_id), known.asked_by].contains(&Some(asker.id.0)) {
                Ok(WaitingId(known.id))
            } else {
                refuse(WaitingRefusal::Forbidden)
            };
        }
        let rooms = rooms(&houses, room.id(), new.elsewhere, wanted);
        let (party, her) = self.who_waits_for(by, new, room.premises()).await?;
        let Some(person) = her.person() else { return refuse(WaitingRefusal::Forbidden) };
        let wisher = Wisher::acting(&self.db, &her).await?;
        match hope(&self.db, &rooms, wanted, &wisher, now).await? {
            Ok(()) => {}
            Err(Some(verdict)) => return refuse(WaitingRefusal::Rules(verdict)),
            Err(None) => return refuse(WaitingRefusal::Pattern(PatternFault::NoFit)),
        }
        let may_ask = |of: &OrganisationId| {
            may(by, party.act(room.premises(), *of)).is_ok() && may(&her, Act::Book(room.premises(), *of)).is_ok()
        };
        let Some(organisation) = party.organisation.filter(may_ask) else {
            return refuse(WaitingRefusal::Forbidden);
        };
        let of = std::iter::once(organisation.0);
        let looked = Looked::read(&self.db, &rooms, std::iter::once(wanted), of, now).await?;
        let waited = Waited { wanted, passed: &[], early: true };
        if let Some(free) = looked.first_free(&rooms, waited, &wisher) {
            let (space, when) = (free.room.view.space.clone(), free.wish.when);
            return refuse(WaitingRefusal::Free(Box::new(Alternative { space, when })));
        }

        let tx = self.begin_write().await?;
        // Two forms at once would each find one place left.
        let locked = account::Entity::find_by_id(person.id.0).lock(LockType::NoKeyUpdate).one(&*tx).await?;
        let living = waiting::Entity::find()
            .filter(waiting::Column::AccountId.eq(person.id.0))
            .filter(waiting::Column::State.is_in([WaitState::Waiting, WaitState::Offered].map(Code)))
            .count(&*tx)
            .await?;
        if living >= MOST_WAITING as u64 {
            return refuse(WaitingRefusal::TooMany);
        }
        let hers = party.behalf.then_some(locked).flatten().map(|her| her.language);
        let language = hers.unwrap_or_else(|| new.language.clone());
        let id = chance::id(now);
        let row = waiting::ActiveModel {
            id: Set(id),
            request_id: Set(new.request.0),
            account_id: Set(person.id.0),
            asked_by: Set((asker.id != person.id).then_some(asker.id.0)),
            organisation_id: Set(organisation.0),
            site_id: Set(room.site().0),
            space_id: Set(room.id()),
            elsewhere: Set(new.elsewhere),
            wanted: Set(Json(wanted.clone())),
            last_on: Set(wanted.pattern.last()),
            passed: Set(Json(Vec::new())),
            language: Set(language),
            state: Set(Code(WaitState::Waiting)),
            asked_at: Set(now),
            ..Default::default()
        };
        waiting::Entity::insert(row).exec_without_returning(&*tx).await?;
        let mut detail = json!({ "space": new.space, "elsewhere": new.elsewhere, "pattern": wanted.pattern });
        if party.behalf {
            detail["for"] = json!({ "account": person.id, "organisation": organisation });
        }
        audit::write(&*tx, by, "waits", Thing::Waiting, id, detail, now).await?;
        tx.commit().await?;
        Ok(WaitingId(id))
    }

    /// For whom it is asked: the actor, or somebody she may book for. Who is only named by her organisation cannot wait:
    /// nobody could be written to.
    async fn who_waits_for(&self, by: &Actor, new: &NewWaiting, here: Premises) -> Outcome<(Party, Actor)> {
        let party = Party::read(&self.db, by, new.behalf.as_ref(), &[here], self.now()).await;
        let party = party.map_err(|stop| match stop {
            Stop::Failed(err) => Stop::Failed(err),
            Stop::Refused(BookingRefusal::Contact) => Stop::Refused(WaitingRefusal::Contact),
            Stop::Refused(_) => Stop::Refused(WaitingRefusal::Organisation),
        })?;
        match party.acting().cloned() {
            Some(her) => Ok((party, her)),
            None => refuse(WaitingRefusal::Contact),
        }
    }
}
