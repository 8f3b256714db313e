//! Handing a booking on to somebody of the same organisation.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor},
    booking::BookingRefusal,
    desk::Colleague,
    id::{AccountId, BookingId},
    organisation::Role,
    rules::{BrokenRule, Verdict},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::read::open;
use crate::{
    Store,
    audit::{self, Thing},
    bookings::{Known, allowed, facts::Wisher, requests::as_dated, rows::Change, still_the_same},
    entity::{account, booking, invitation, membership, occurrence},
    error::{Stop, refuse},
    outbox::{self, Mail},
    rooms::{self, Which},
};

impl Store {
    /// Who may take a booking over; `None` for whoever may not hand it on.
    pub(super) async fn heirs_of(&self, by: &Actor, id: BookingId) -> Result<Option<Vec<Colleague>>, DbErr> {
        let row = booking::Entity::find_by_id(id.0).one(&self.db).await?;
        let Known { row, .. } = match allowed(&self.db, by, row, Act::TransferBooking).await {
            Ok(known) => known,
            Err(Stop::Refused(_)) => return Ok(None),
            Err(Stop::Failed(err)) => return Err(err),
        };
        let mut heirs: Vec<Colleague> = heirs(&self.db, row.organisation_id)
            .await?
            .into_iter()
            .filter(|heir| Some(heir.id) != row.account_id)
            .map(|heir| Colleague { account: AccountId(heir.id), name: heir.name, email: heir.email })
            .collect();
        heirs.sort_by_cached_key(|heir| if heir.name.is_empty() { &heir.email } else { &heir.name }.to_lowercase());
        Ok(Some(heirs))
    }

    /// Hands a booking on, and tells both.
    pub(super) async fn hand_on(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        to: AccountId,
    ) -> Result<(), Stop<BookingRefusal>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let row = booking::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        if row.as_ref().is_some_and(|row| row.account_id == Some(to.0) && row.version == version + 1) {
            // The button was clicked twice.
            return Ok(());
        }
        let Known { row, dates } = allowed(&*tx, by, row, Act::TransferBooking).await?;
        still_the_same(&row, version)?;
        if !open(&row, &dates, now) {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        let heirs = heirs(&*tx, row.organisation_id).await?;
        let Some(heir) = heirs.iter().find(|heir| heir.id == to.0) else { return refuse(BookingRefusal::Forbidden) };
        if row.account_id == Some(heir.id) {
            return Ok(());
        }
        let broken = against(&*tx, &row, &dates, heir, now).await?;
        if !broken.is_empty() {
            return refuse(BookingRefusal::Rules(Verdict { broken, ..Verdict::default() }));
        }
        Change::new(&row, now).passed_to(heir).write(&*tx).await?;
        // Who was invited and now invites has the date as her own.
        invitation::Entity::delete_many()
            .filter(invitation::Column::BookingId.eq(row.id))
            .filter(invitation::Column::Email.eq(&heir.email))
            .exec(&*tx)
            .await?;
        let detail = json!({ "from": row.account_id, "to": to });
        audit::write(&*tx, by, "transferred", Thing::Booking, row.id, detail, now).await?;
        outbox::write(&*tx, Mail::BookingTransferred { booking: id, account: to }, now).await?;
        if let Some(before) = row.account_id {
            outbox::write(&*tx, Mail::BookingHandedOn { booking: id, account: AccountId(before) }, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// What the rules about people have against somebody who takes over what is to come: times and spaces stand already.
async fn against(
    db: &impl ConnectionTrait,
    row: &booking::Model,
    dates: &[occurrence::Model],
    heir: &account::Model,
    now: DateTime<Utc>,
) -> Result<Vec<BrokenRule>, DbErr> {
    let to_come: Vec<&occurrence::Model> =
        dates.iter().filter(|date| date.state.0.occupies() && date.ends_at > now).collect();
    let places: Vec<Uuid> = to_come.iter().map(|date| date.space_id).collect();
    let houses = rooms::load(db, Which::SitesOf(&places)).await?;
    let dated = as_dated(row, &to_come, &houses)?;
    let hers = booking::Model { account_id: Some(heir.id), ..row.clone() };
    let ids: Vec<Uuid> = to_come.iter().map(|date| date.id).collect();
    let facts = Wisher::of_booking(db, &hers, &ids).await?.facts(db, &dated).await?;
    let mut broken = Vec::new();
    for (dated, facts) in dated.iter().zip(facts) {
        for rule in dated.allowed(facts, now).broken {
            let about_her = matches!(rule, BrokenRule::NotAdmitted { .. } | BrokenRule::QualificationMissing { .. });
            if about_her && !broken.contains(&rule) {
                broken.push(rule);
            }
        }
    }
    Ok(broken)
}

/// Everybody who books for an organisation.
async fn heirs(db: &impl ConnectionTrait, organisation: Uuid) -> Result<Vec<account::Model>, DbErr> {
    let members =
        membership::Entity::find().filter(membership::Column::OrganisationId.eq(organisation)).all(db).await?;
    let book = members.into_iter().filter(|member| member.role.0 >= Role::Booker).map(|member| member.account_id);
    account::Entity::find()
        .filter(account::Column::Id.is_in(book))
        .filter(account::Column::Disabled.eq(false))
        .all(db)
        .await
}
