//! The region's desk: every organisation, everybody who can sign in, and what was done.

use async_trait::async_trait;
use domain::{
    access::{Actor, Premises},
    desk::{
        AccountRefusal, AdministrationDesk, KeeperRefusal, ListedOrganisation, ListedPerson, LockRefusal,
        OrganisationSearch, Page, PersonView, Trail, TrailKey, TrailSearch, Unavailable,
    },
    id::{AccountId, OrganisationId},
    organisation::{OrganisationKind, Sector},
};

use crate::{Store, error::unavailable, tx::retried};

mod keepers;
mod organisations;
pub(crate) mod people;
mod trail;
mod waiting_room;

/// So many rows are one page.
const PER_PAGE: u32 = 50;

#[async_trait]
impl AdministrationDesk for Store {
    async fn list_organisations(
        &self,
        by: &Actor,
        search: &OrganisationSearch,
        page: u32,
    ) -> Result<Option<Page<ListedOrganisation>>, Unavailable> {
        self.organisations_found(by, search, page).await.map_err(unavailable)
    }

    async fn trust(&self, by: &Actor, id: OrganisationId, trusted: bool) -> Result<(), AccountRefusal> {
        retried(|| self.set_trusted(by, id, trusted)).await
    }

    async fn decline(&self, by: &Actor, id: OrganisationId, reason: &str) -> Result<(), AccountRefusal> {
        retried(|| self.turn_away(by, id, reason)).await
    }

    async fn describe(
        &self,
        by: &Actor,
        id: OrganisationId,
        name: &str,
        kind: OrganisationKind,
        sector: Sector,
    ) -> Result<(), AccountRefusal> {
        retried(|| self.put_right(by, id, name, kind, sector)).await
    }

    async fn list_people(&self, by: &Actor, words: &str, page: u32) -> Result<Option<Page<ListedPerson>>, Unavailable> {
        self.people_found(by, words, page).await.map_err(unavailable)
    }

    async fn see_person(&self, by: &Actor, id: AccountId) -> Result<Option<PersonView>, Unavailable> {
        self.person_seen(by, id).await.map_err(unavailable)
    }

    async fn lock(&self, by: &Actor, id: AccountId, reason: &str) -> Result<(), LockRefusal> {
        retried(|| self.lock_account(by, id, reason)).await
    }

    async fn unlock(&self, by: &Actor, id: AccountId) -> Result<(), LockRefusal> {
        retried(|| self.unlock_account(by, id)).await
    }

    async fn sign_out_everywhere(&self, by: &Actor, id: AccountId) -> Result<(), LockRefusal> {
        retried(|| self.end_logins_by_region(by, id)).await
    }

    async fn name_keeper(&self, by: &Actor, id: AccountId, of: Premises) -> Result<(), KeeperRefusal> {
        retried(|| self.let_keep(by, id, of)).await
    }

    async fn end_keeper(&self, by: &Actor, id: AccountId, of: Premises) -> Result<(), KeeperRefusal> {
        retried(|| self.keep_no_longer(by, id, of)).await
    }

    async fn read_trail(
        &self,
        by: &Actor,
        search: &TrailSearch,
        before: Option<TrailKey>,
    ) -> Result<Option<Trail>, Unavailable> {
        self.trail_found(by, search, before).await.map_err(unavailable)
    }
}

/// The part of a list that is on a page, and the page: a number beyond the last is the last.
fn on_page<T>(all: Vec<T>, page: u32) -> Page<T> {
    let total = all.len() as u64;
    let whole = Page { items: all, page, total, per_page: PER_PAGE };
    let page = page.clamp(1, whole.pages());
    let first = (page as usize - 1) * PER_PAGE as usize;
    Page {
        items: whole.items.into_iter().skip(first).take(PER_PAGE as usize).collect(),
        page,
        total,
        per_page: PER_PAGE,
    }
}
