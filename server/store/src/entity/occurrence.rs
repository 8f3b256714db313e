//! One dated part of a booking, without buffers.

use domain::{booking::BookingState, equipment::Along, space::Layout};
use sea_orm::entity::prelude::*;

use super::column::{Code, Json};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "occurrence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub booking_id: Uuid,
    /// The booking's: what is an organisation's by date is one walk along an index.
    pub organisation_id: Uuid,
    pub space_id: Uuid,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    /// When its series had it first: RECURRENCE-ID, RFC 5545 3.8.4.4. Never changes.
    pub original_at: DateTimeUtc,
    #[sea_orm(column_type = "Text")]
    pub state: Code<BookingState>,
    /// What differs from the booking on this date; `None`: nothing.
    pub title: Option<String>,
    pub people: Option<i32>,
    #[sea_orm(column_type = "Text")]
    pub layout: Option<Code<Layout>>,
    /// `layout` is this date's own, also where it says that none matters.
    pub own_layout: bool,
    pub units: Option<i32>,
    #[sea_orm(column_type = "JsonBinary")]
    pub along: Option<Json<Along>>,
    /// Its kind of use, where it is not the booking's; empty: an ordinary one.
    pub use_kind: Option<String>,
    /// When somebody said that somebody is here.
    pub checked_in_at: Option<DateTimeUtc>,
}

impl Model {
    /// What is taken along on this date of a booking.
    pub(crate) fn along(&self, row: &super::booking::Model) -> Along {
        self.along.as_ref().unwrap_or(&row.along).0.clone()
    }

    /// How the furniture stands on this date of a booking.
    pub(crate) fn layout(&self, row: &super::booking::Model) -> Option<Layout> {
        let layout = if self.own_layout { self.layout } else { row.layout };
        layout.map(|layout| layout.0)
    }

    /// What this date of a booking is used for, by its key; `None`: nothing out of the ordinary.
    pub(crate) fn use_kind<'a>(&'a self, row: &'a super::booking::Model) -> Option<&'a str> {
        self.use_kind.as_deref().or(row.use_kind.as_deref()).filter(|key| !key.is_empty())
    }
}

impl ActiveModelBehavior for ActiveModel {}
