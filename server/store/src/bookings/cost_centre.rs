//! What a booking's organisation books its costs on, chosen after it was made.

use domain::{
    access::{Act, Actor, may},
    booking::BookingRefusal,
    id::{BookingId, CostCentreId},
};
use serde_json::json;

use super::{Known, Outcome, known, owner, rows::Change, still_the_same};
use crate::{
    Store,
    audit::{self, Thing},
    error::refuse,
    organisations::cost_centres,
};

impl Store {
    pub(super) async fn put_on_centre(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        centre: Option<CostCentreId>,
    ) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, .. } = known(&*tx, by, id).await?;
        let (organisation, _) = owner(&row);
        // A keeper may change the booking, and has no business in its organisation's books.
        if may(by, Act::SeeCostCentres(organisation)).is_err() {
            return refuse(BookingRefusal::NotFound);
        }
        if row.cost_centre_id == centre.map(|centre| centre.0) {
            // The button was clicked twice, or with nothing changed; what is retired by now stays where it is.
            return Ok(());
        }
        still_the_same(&row, version)?;
        let on = cost_centres::of_booking(&*tx, organisation, centre).await?;
        Change::new(&row, now).cost_centre(on).write(&*tx).await?;
        audit::write(&*tx, by, "put-on-cost-centre", Thing::Booking, row.id, json!({ "centre": on }), now).await?;
        Ok(tx.commit().await?)
    }
}
