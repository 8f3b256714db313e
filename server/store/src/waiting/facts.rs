//! What a mail to somebody who waits says, read when it is sent.

use domain::{
    desk::WaitingView,
    id::{AccountId, WaitingId},
    slot::{Slot, When},
    space::{Contact, SpaceRef},
    waiting::WaitState,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{end::WITHDRAWN, list::views};
use crate::{
    Store,
    audit::Thing,
    entity::{account, waiting},
    rooms::{self, Houses, Which},
    zone,
};

/// What happened to a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingMail {
    /// It can be had, and is held for her.
    Offered,
    /// She let it pass.
    Lapsed,
    /// It was taken back.
    Withdrawn,
    /// Nothing can come of it any more.
    Over,
}

/// What a mail to somebody who waits says.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingFacts {
    /// Her address.
    pub to: String,
    /// Her name; empty until she gave one.
    pub name: String,
    /// The language it is written in.
    pub language: String,
    /// What happened.
    pub act: WaitingMail,
    /// The wish as it is now.
    pub wish: WaitingView,
    /// What was taken back.
    pub withdrawn: Option<Withdrawn>,
    /// Whom to ask about the space.
    pub contact: Contact,
}

/// An offer that was taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Withdrawn {
    /// Where.
    pub space: SpaceRef,
    /// When.
    pub when: When,
    /// Why.
    pub reason: String,
}

impl Store {
    /// What is to be said of a wish, if it still holds.
    pub(crate) async fn waiting_facts(&self, id: WaitingId, act: WaitingMail) -> Result<Option<WaitingFacts>, DbErr> {
        let row = waiting::Entity::find().filter(waiting::Column::Id.eq(id.0)).one(&self.db).await?;
        let Some(row) = row else { return Ok(None) };
        let still_true = match act {
            WaitingMail::Offered => {
                row.state.0 == WaitState::Offered && row.offer_ends_at.is_some_and(|at| at > self.now())
            }
            // Who stays on the list may have another offer by now, and is told of that.
            WaitingMail::Lapsed => matches!(row.state.0, WaitState::Lapsed | WaitState::Waiting),
            WaitingMail::Withdrawn => row.state.0.is_living(),
            WaitingMail::Over => row.state.0 == WaitState::Over,
        };
        let her = account::Entity::find_by_id(row.account_id).one(&self.db).await?;
        let Some(her) = her.filter(|her| still_true && !her.disabled) else { return Ok(None) };
        let Some(wish) =
            views(&self.db, std::slice::from_ref(&row), AccountId(row.account_id), self.now()).await?.pop()
        else {
            return Ok(None);
        };
        let houses = rooms::load(&self.db, Which::SitesOf(&[row.space_id])).await?;
        let withdrawn = match act {
            WaitingMail::Withdrawn => self.withdrawn(&row, &houses).await?,
            WaitingMail::Offered | WaitingMail::Lapsed | WaitingMail::Over => None,
        };
        let space = withdrawn.as_ref().map(|gone| gone.space.id.0).or(row.offer_space_id).unwrap_or(row.space_id);
        let contact = houses.room_of(space).map(|room| room.view.contact.clone()).unwrap_or_default();
        Ok(Some(WaitingFacts { to: her.email, name: her.name, language: row.language, act, wish, withdrawn, contact }))
    }

    /// What was taken back last, as the audit trail has it.
    async fn withdrawn(&self, row: &waiting::Model, houses: &Houses) -> Result<Option<Withdrawn>, DbErr> {
        let Some(entry) = self.audited(Thing::Waiting, row.id, &[WITHDRAWN]).await? else { return Ok(None) };
        let detail = &entry.detail.0;
        let space = serde_json::from_value::<Uuid>(detail["space"].clone()).ok();
        let slot = serde_json::from_value::<Slot>(detail["slot"].clone()).ok();
        let room = space.and_then(|space| houses.room_of(space));
        Ok(room.zip(slot).map(|(room, slot)| Withdrawn {
            space: room.view.space.clone(),
            when: zone::when(room.zone, slot),
            reason: detail["reason"].as_str().unwrap_or_default().to_owned(),
        }))
    }
}
