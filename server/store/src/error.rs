//! The only reader of what the databases say when they refuse.

use domain::{
    booking::BookingRefusal,
    desk::{AccountRefusal, Unavailable},
    event::EventRefusal,
    registration::RegistrationRefusal,
};
use sea_orm::{DbErr, RuntimeErr, sqlx::error::DatabaseError};

/// Why a use case stopped: the house said no, or the database failed. `?` takes either.
#[derive(Debug)]
pub(crate) enum Stop<R> {
    /// The house said no.
    Refused(R),
    /// The database failed, or lost a race that is worth another try.
    Failed(DbErr),
}

impl<R> From<DbErr> for Stop<R> {
    fn from(err: DbErr) -> Self {
        Self::Failed(err)
    }
}

/// Stops a use case because the house says no.
pub(crate) fn refuse<T, R>(refusal: R) -> Result<T, Stop<R>> {
    Err(Stop::Refused(refusal))
}

/// A refusal that can also say that the house cannot answer.
pub(crate) trait Refusal {
    /// The house cannot answer now.
    const UNAVAILABLE: Self;
}

impl Refusal for AccountRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for BookingRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for EventRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for RegistrationRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for Unavailable {
    const UNAVAILABLE: Self = Self;
}

/// Logs what the public must not read, and answers what it may.
#[expect(clippy::needless_pass_by_value, reason = "made for `map_err`")]
pub(crate) fn unavailable(err: DbErr) -> Unavailable {
    tracing::error!(error = %err, "the database failed");
    Unavailable
}

/// A unique constraint, by the names the databases give it.
pub(crate) struct Unique {
    postgres: &'static str,
    sqlite: &'static str,
}

impl Unique {
    pub(crate) const ACCOUNT_EMAIL: Self = Self { postgres: "account_email_key", sqlite: "account.email" };
    pub(crate) const BOOKING_REQUEST: Self = Self { postgres: "booking_request_id_key", sqlite: "booking.request_id" };
    pub(crate) const EVENT_REQUEST: Self = Self { postgres: "event_request_id_key", sqlite: "event.request_id" };
    pub(crate) const EVENT_SLUG: Self = Self { postgres: "event_slug_key", sqlite: "event.slug" };
    pub(crate) const ORGANISATION_REQUEST: Self =
        Self { postgres: "organisation_request_id_key", sqlite: "organisation.request_id" };
    pub(crate) const ORGANISATION_SLUG: Self = Self { postgres: "organisation_slug_key", sqlite: "organisation.slug" };
    pub(crate) const REGISTRATION_ONCE: Self =
        Self { postgres: "registration_once", sqlite: "registration.session_id, registration.email" };
    pub(crate) const REGISTRATION_REQUEST: Self =
        Self { postgres: "registration_request_id_key", sqlite: "registration.request_id" };
}

/// True when the row exists already.
pub(crate) fn is_unique(err: &DbErr, unique: &Unique) -> bool {
    database(err).is_some_and(|db| {
        db.is_unique_violation()
            && (db.constraint() == Some(unique.postgres)
                || db.message().ends_with(&format!("constraint failed: {}", unique.sqlite)))
    })
}

/// True when the database refused a row because a unit is taken already (I1).
pub(crate) fn is_overlap(err: &DbErr) -> bool {
    // 23P01: exclusion_violation. Else our trigger's own message.
    database(err).is_some_and(|db| db.code().as_deref() == Some("23P01") || db.message().contains("allocation_no_overlap"))
}

/// True when the database refused a row because a session has no seat left (I2).
pub(crate) fn is_oversold(err: &DbErr) -> bool {
    database(err).is_some_and(|db| {
        db.constraint() == Some("session_never_oversold") || db.message().contains("session_never_oversold")
    })
}

/// True when the same transaction may well succeed if it is tried again: it lost a race, or was chosen to end a
/// deadlock, and nothing of it remains.
pub(crate) fn is_worth_retrying(err: &DbErr) -> bool {
    // 40001: serialization_failure, 40P01: deadlock_detected; 5 and its relatives: SQLITE_BUSY.
    database(err).is_some_and(|db| {
        db.code().is_some_and(|code| match code.as_ref() {
            "40001" | "40P01" => true,
            code => code.parse().is_ok_and(|code: i32| code & 0xff == 5),
        }) && !db.is_unique_violation()
    }) || is_overlap(err)
        || is_unique(err, &Unique::BOOKING_REQUEST)
        || is_unique(err, &Unique::EVENT_REQUEST)
        || is_unique(err, &Unique::ORGANISATION_REQUEST)
        || is_unique(err, &Unique::REGISTRATION_REQUEST)
        || is_unique(err, &Unique::REGISTRATION_ONCE)
}

fn database(err: &DbErr) -> Option<&dyn DatabaseError> {
    match err {
        DbErr::Exec(RuntimeErr::SqlxError(e)) | DbErr::Query(RuntimeErr::SqlxError(e)) | DbErr::Conn(RuntimeErr::SqlxError(e)) => {
            e.as_database_error()
        }
        _ => None,
    }
}
