//! Handing a booking on to somebody of the same organisation.

use domain::{
    access::{Act, Actor},
    booking::BookingRefusal,
    desk::Colleague,
    id::{AccountId, BookingId},
    organisation::Role,
    rules::Verdict,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{
    heirs::{ToCome, as_heir, colleagues},
    read::open,
};
use crate::{
    Store,
    audit::{self, Thing},
    bookings::{Known, allowed, rows::Change, still_the_same},
    entity::{account, booking, invitation},
    error::{Stop, refuse},
    outbox::{self, Mail},
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
        let mut heirs: Vec<Colleague> = heirs(&self.db, &row)
            .await?
            .into_iter()
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
        if row.account_id == Some(to.0) {
            return Ok(());
        }
        let heirs = heirs(&*tx, &row).await?;
        let Some(heir) = heirs.iter().find(|heir| heir.id == to.0) else { return refuse(BookingRefusal::Forbidden) };
        let to_come = ToCome::of(&*tx, std::slice::from_ref(&row), now).await?;
        let broken = to_come.against(&row, &as_heir(&*tx, &row, heir).await?, now)?;
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

/// Everybody else who books for its organisation.
async fn heirs(db: &impl ConnectionTrait, row: &booking::Model) -> Result<Vec<account::Model>, DbErr> {
    let books = colleagues(db, row.organisation_id).await?.into_iter().filter(|(role, _)| *role >= Role::Booker);
    Ok(books.map(|(_, heir)| heir).filter(|heir| Some(heir.id) != row.account_id).collect())
}
