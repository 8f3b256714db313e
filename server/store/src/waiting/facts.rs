//! What a mail to somebody who waits says, read when it is sent.

use domain::{
    desk::WaitingView,
    id::{AccountId, WaitingId},
    space::Contact,
    waiting::WaitState,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::list::views;
use crate::{
    Store,
    entity::{account, waiting},
    rooms::{self, Which},
};

/// What happened to a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitingMail {
    /// It can be had, and is held for her.
    Offered,
    /// She let it pass.
    Lapsed,
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
    /// Whom to ask about the space.
    pub contact: Contact,
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
            WaitingMail::Over => row.state.0 == WaitState::Over,
        };
        let her = account::Entity::find_by_id(row.account_id).one(&self.db).await?;
        let Some(her) = her.filter(|her| still_true && !her.disabled) else { return Ok(None) };
        let Some(wish) =
            views(&self.db, std::slice::from_ref(&row), AccountId(row.account_id), self.now()).await?.pop()
        else {
            return Ok(None);
        };
        let space = row.offer_space_id.unwrap_or(row.space_id);
        let houses = rooms::load(&self.db, Which::SitesOf(&[space])).await?;
        let contact = houses.room_of(space).map(|room| room.view.contact.clone()).unwrap_or_default();
        Ok(Some(WaitingFacts { to: her.email, name: her.name, language: row.language, act, wish, contact }))
    }
}
