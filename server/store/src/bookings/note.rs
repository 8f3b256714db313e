//! What the keepers should know of a booking, written after it was made.

use domain::{
    access::Actor,
    booking::{BookingRefusal, BookingState},
    id::BookingId,
};
use serde_json::json;

use super::{Known, Outcome, book::shortened, cancel::premises, known, requests, rows::Change, still_the_same};
use crate::{
    Store,
    audit::{self, Thing},
    entity::occurrence,
    error::refuse,
    rooms::{self, Which},
};

impl Store {
    pub(super) async fn change_note(&self, by: &Actor, id: BookingId, version: i32, note: &str) -> Outcome<()> {
        let (now, note) = (self.now(), shortened(note));
        let tx = self.begin_write().await?;
        let Known { row, dates } = known(&*tx, by, id).await?;
        if row.note == note && (version..=version.saturating_add(1)).contains(&row.version) {
            // The button was clicked twice, or with nothing changed.
            return Ok(());
        }
        still_the_same(&row, version)?;
        if !matches!(row.state.0, BookingState::Confirmed | BookingState::Requested) {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        let to_come: Vec<&occurrence::Model> =
            dates.iter().filter(|date| date.state.0.occupies() && date.starts_at > now).collect();
        if to_come.is_empty() {
            return refuse(BookingRefusal::NotNow(BookingState::Finished));
        }
        Change::new(&row, now).note(&note).write(&*tx).await?;
        audit::write(&*tx, by, "noted", Thing::Booking, row.id, json!({}), now).await?;
        // Of a request they read it where they answer.
        let stand: Vec<&occurrence::Model> =
            to_come.into_iter().filter(|date| date.state.0 == BookingState::Confirmed).collect();
        if !stand.is_empty() && !note.is_empty() {
            let places: Vec<_> = stand.iter().map(|date| date.space_id).collect();
            let houses = rooms::load(&*tx, Which::SitesOf(&places)).await?;
            let premises: Vec<_> = premises(&stand, &houses).collect();
            requests::tell_noted(&*tx, by, &premises, id, now).await?;
        }
        Ok(tx.commit().await?)
    }
}
