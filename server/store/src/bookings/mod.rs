//! Booking spaces: judging a wish, booking, changing and cancelling, answering requests, and looking bookings up.

use async_trait::async_trait;
use domain::{
    access::{Act, Actor, Premises, may},
    booking::BookingRefusal,
    deputy::DeputyRefusal,
    desk::{
        Answer, BookingCard, BookingDesk, BookingView, Change, Deputies, Held, KeeperDesk, LayoutsRefusal, LocalWish,
        LostProof, Moving, NewBooking, NewDeputy, NewLayouts, NewProof, NewRules, Page, PlannedDate, ProofRefusal,
        ProofUse, Proofs, RequestCard, RulesRefusal, RulesView, Series, Unavailable, Why,
    },
    id::{AccountId, BookingId, CostCentreId, OccurrenceId, OrganisationId, RequestId, SiteId},
    rules::Verdict,
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::{
    Store,
    entity::{booking, occurrence},
    error::{Stop, refuse, unavailable},
    rooms::{self, Which},
    tx::retried,
};

mod add;
pub(crate) mod alternatives;
pub(crate) mod book;
pub(crate) mod cancel;
mod cards;
pub(crate) mod change;
mod cost_centre;
pub(crate) mod dated;
mod difference;
pub(crate) mod exception;
pub(crate) mod facts;
mod hold;
mod list;
pub(crate) mod near;
mod note;
pub(crate) mod party;
mod plan;
pub(crate) mod quota;
pub(crate) mod read;
pub(crate) mod requests;
pub(crate) mod rows;
pub(crate) mod session;
mod times;
pub(crate) mod why;
pub(crate) mod wishers;

type Outcome<T> = Result<T, Stop<BookingRefusal>>;

#[async_trait]
impl BookingDesk for Store {
    async fn check(&self, by: &Actor, wish: &LocalWish, moving: Option<Moving>) -> Result<Verdict, BookingRefusal> {
        retried(|| self.judge(by, wish, moving)).await
    }

    async fn plan(
        &self,
        by: &Actor,
        wish: &LocalWish,
        series: &Series,
        own: Option<BookingId>,
        substitute: bool,
    ) -> Result<Vec<PlannedDate>, BookingRefusal> {
        retried(|| self.plan_series(by, wish, series, own, substitute)).await
    }

    async fn hold(
        &self,
        by: &Actor,
        request: RequestId,
        wish: &LocalWish,
        series: Option<&Series>,
        moving: Option<Moving>,
    ) -> Result<Held, BookingRefusal> {
        self.hold_space(by, request, wish, series, moving).await
    }

    async fn held(&self, by: &Actor, request: RequestId, wish: &LocalWish) -> Result<Option<Held>, Unavailable> {
        self.held_for(by, request, wish).await.map_err(unavailable)
    }

    async fn release(&self, by: &Actor, request: RequestId) -> Result<(), Unavailable> {
        retried(|| self.release_hold(by, request)).await.map_err(|_: BookingRefusal| Unavailable)
    }

    async fn book(&self, by: &Actor, new: NewBooking) -> Result<BookingId, BookingRefusal> {
        self.book_space(by, &new).await
    }

    async fn change(&self, by: &Actor, id: BookingId, version: i32, change: Change) -> Result<(), BookingRefusal> {
        self.change_booking(by, id, version, &change).await
    }

    async fn plan_change(
        &self,
        by: &Actor,
        id: BookingId,
        change: &Change,
        substitute: bool,
    ) -> Result<Vec<PlannedDate>, BookingRefusal> {
        retried(|| self.plan_of_change(by, id, change, substitute)).await
    }

    async fn add_date(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        wish: LocalWish,
        override_reason: Option<String>,
    ) -> Result<(), BookingRefusal> {
        self.add_dates(by, id, version, &wish, None, override_reason.as_deref()).await
    }

    async fn repeat(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        series: Series,
        override_reason: Option<String>,
    ) -> Result<(), BookingRefusal> {
        self.repeat_booking(by, id, version, &series, override_reason.as_deref()).await
    }

    async fn cancel(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        dates: &[OccurrenceId],
        reason: &str,
    ) -> Result<(), BookingRefusal> {
        retried(|| self.cancel_dates(by, id, version, dates, reason)).await
    }

    async fn write_note(&self, by: &Actor, id: BookingId, version: i32, note: &str) -> Result<(), BookingRefusal> {
        retried(|| self.change_note(by, id, version, note)).await
    }

    async fn put_on(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        centre: Option<CostCentreId>,
    ) -> Result<(), BookingRefusal> {
        retried(|| self.put_on_centre(by, id, version, centre)).await
    }

    async fn booking(&self, by: &Actor, id: BookingId) -> Result<Option<BookingView>, Unavailable> {
        self.booking_view(by, id).await.map_err(unavailable)
    }

    async fn bookings(&self, by: &Actor, past: bool, page: u32) -> Result<Page<BookingCard>, Unavailable> {
        self.booking_cards(by, past, page).await.map_err(unavailable)
    }
}

#[async_trait]
impl KeeperDesk for Store {
    async fn requests(&self, by: &Actor) -> Result<Option<Vec<RequestCard>>, Unavailable> {
        self.waiting_requests(by).await.map_err(unavailable)
    }

    async fn answer(&self, by: &Actor, id: BookingId, version: i32, answer: Answer) -> Result<(), BookingRefusal> {
        match answer {
            Answer::Approve(reason) => retried(|| self.approve(by, id, version, reason.as_deref())).await,
            Answer::Decline(reason) => retried(|| self.decline(by, id, version, &reason)).await,
        }
    }

    async fn rules(&self, by: &Actor, site: &str, space: Option<&str>) -> Result<Option<RulesView>, Unavailable> {
        self.rules_view(by, site, space).await.map_err(unavailable)
    }

    async fn change_rules(&self, by: &Actor, new: NewRules) -> Result<(), RulesRefusal> {
        retried(|| self.write_rules(by, &new)).await
    }

    async fn change_layouts(&self, by: &Actor, new: NewLayouts) -> Result<(), LayoutsRefusal> {
        retried(|| self.write_layouts(by, &new)).await
    }

    async fn why(
        &self,
        by: &Actor,
        wish: &LocalWish,
        who: &str,
        request: Option<BookingId>,
    ) -> Result<Vec<Why>, BookingRefusal> {
        retried(|| self.explain(by, wish, who, request)).await
    }

    async fn holders(&self, by: &Actor) -> Result<Vec<String>, Unavailable> {
        self.organisations_to_book_for(by).await.map_err(unavailable)
    }

    async fn proofs(&self, by: &Actor) -> Result<Option<Proofs>, Unavailable> {
        self.proofs_shown(by).await.map_err(unavailable)
    }

    async fn grant(&self, by: &Actor, new: NewProof) -> Result<(), ProofRefusal> {
        retried(|| self.grant_proof(by, &new)).await
    }

    async fn take_back(&self, by: &Actor, proof: LostProof) -> Result<(), ProofRefusal> {
        retried(|| self.take_proof_back(by, &proof)).await
    }

    async fn proof_uses(&self, by: &Actor, email: &str, site: SiteId, key: &str) -> Result<Vec<ProofUse>, Unavailable> {
        self.uses_of_proof(by, email, site, key).await.map_err(unavailable)
    }

    async fn deputies(&self, by: &Actor) -> Result<Option<Deputies>, Unavailable> {
        self.deputies_here(by).await.map_err(unavailable)
    }

    async fn name_deputy(&self, by: &Actor, new: NewDeputy) -> Result<(), DeputyRefusal> {
        retried(|| self.deputise(by, &new)).await
    }

    async fn end_deputy(&self, by: &Actor, deputy: AccountId) -> Result<(), DeputyRefusal> {
        retried(|| self.dismiss(by, deputy)).await
    }
}

/// A booking the actor may change, its row locked, with its dates by start.
pub(crate) struct Known {
    pub(crate) row: booking::Model,
    pub(crate) dates: Vec<occurrence::Model>,
}

/// A booking the actor may change. One of another organisation does not exist for her (I8), one of a session is moved
/// with its session only (I4).
async fn known(db: &impl ConnectionTrait, by: &Actor, id: BookingId) -> Outcome<Known> {
    let row = booking::Entity::find_by_id(id.0).lock_exclusive().one(db).await?;
    allowed(db, by, row, Act::ChangeBooking).await
}

/// The same for whoever only looks: nobody waits for her, and she for nobody.
async fn looked_at(db: &impl ConnectionTrait, by: &Actor, id: BookingId) -> Outcome<Known> {
    let row = booking::Entity::find_by_id(id.0).one(db).await?;
    allowed(db, by, row, Act::ChangeBooking).await
}

/// A booking as it was read, if the actor may do something about it.
pub(crate) async fn allowed(
    db: &impl ConnectionTrait,
    by: &Actor,
    row: Option<booking::Model>,
    act: fn(Premises, OrganisationId, AccountId) -> Act,
) -> Outcome<Known> {
    let Some(row) = row else { return refuse(BookingRefusal::NotFound) };
    let dates = rows::occurrences(db, &[row.id]).await?;
    let places: Vec<Uuid> = dates.iter().map(|dated| dated.space_id).collect();
    let houses = rooms::load(db, Which::SitesOf(&places)).await?;
    let premises = || places.iter().filter_map(|place| houses.room_of(*place)).map(rooms::Room::premises);
    let (organisation, booker) = owner(&row);
    if !premises().any(|here| may(by, Act::SeeBooking(here, organisation)).is_ok()) {
        return refuse(BookingRefusal::NotFound);
    }
    if row.session_id.is_some() || !premises().all(|here| may(by, act(here, organisation, booker)).is_ok()) {
        return refuse(BookingRefusal::Forbidden);
    }
    Ok(Known { row, dates })
}

/// Whose booking it is, and who made it. An import has nobody.
fn owner(row: &booking::Model) -> (OrganisationId, AccountId) {
    (OrganisationId(row.organisation_id), AccountId(row.account_id.unwrap_or_default()))
}

pub(crate) fn still_the_same(row: &booking::Model, version: i32) -> Outcome<()> {
    if row.version == version { Ok(()) } else { refuse(BookingRefusal::ChangedMeanwhile) }
}
