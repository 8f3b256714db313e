//! Booking spaces: judging a wish, booking, moving and cancelling, and looking bookings up.

use async_trait::async_trait;
use domain::{
    access::Actor,
    booking::BookingRefusal,
    desk::{BookingCard, BookingDesk, BookingView, LocalWish, NewBooking, Page, Unavailable},
    id::BookingId,
    rules::Verdict,
};

use crate::{Store, error::unavailable, tx::retried};

pub(crate) mod alternatives;
mod read;
pub(crate) mod rows;
pub(crate) mod session;
mod write;

#[async_trait]
impl BookingDesk for Store {
    async fn check(&self, by: &Actor, wish: &LocalWish, except: Option<BookingId>) -> Result<Verdict, BookingRefusal> {
        retried(|| self.judge(by, wish, except)).await
    }

    async fn book(&self, by: &Actor, new: NewBooking) -> Result<BookingId, BookingRefusal> {
        self.book_space(by, &new).await
    }

    async fn reschedule(&self, by: &Actor, id: BookingId, version: i32, wish: LocalWish) -> Result<(), BookingRefusal> {
        self.move_booking(by, id, version, &wish).await
    }

    async fn cancel(&self, by: &Actor, id: BookingId, version: i32, reason: &str) -> Result<(), BookingRefusal> {
        retried(|| self.cancel_booking(by, id, version, reason)).await
    }

    async fn booking(&self, by: &Actor, id: BookingId) -> Result<Option<BookingView>, Unavailable> {
        self.booking_view(by, id).await.map_err(unavailable)
    }

    async fn bookings(&self, by: &Actor, past: bool, page: u32) -> Result<Page<BookingCard>, Unavailable> {
        self.booking_cards(by, past, page).await.map_err(unavailable)
    }
}
