//! The only reader of what the databases say when they refuse.

use domain::{
    about::AboutRefusal,
    access::{Act, Actor, NotNow, may_now},
    attendance::{DoorRefusal, GrantRefusal},
    barrier::BarrierRefusal,
    booking::BookingRefusal,
    deputy::DeputyRefusal,
    desk::{
        AccessRefusal, AccountRefusal, AddressRefusal, ClosureRefusal, ErasureRefusal, FileRefusal, FormRefusal,
        IdentityRefusal, KeeperRefusal, LayoutsRefusal, LockRefusal, OffRefusal, OrganisationRefusal, PasskeyRefusal,
        PoolRefusal, ProofRefusal, RetentionRefusal, RulesRefusal, SeatPoolRefusal, Unavailable,
    },
    event::EventRefusal,
    group::GroupRefusal,
    invitation::InvitationRefusal,
    message::MessageRefusal,
    place::PlaceRefusal,
    presence::PresenceRefusal,
    registration::RegistrationRefusal,
    survey::SurveyRefusal,
    ticket::TicketRefusal,
    topic::TopicRefusal,
    waiting::WaitingRefusal,
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

impl From<BookingRefusal> for Stop<BookingRefusal> {
    fn from(refusal: BookingRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<PoolRefusal> for Stop<PoolRefusal> {
    fn from(refusal: PoolRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Stop<DoorRefusal>> for Stop<TicketRefusal> {
    fn from(stop: Stop<DoorRefusal>) -> Self {
        match stop {
            Stop::Refused(refusal) => Self::Refused(TicketRefusal::Door(refusal)),
            Stop::Failed(err) => Self::Failed(err),
        }
    }
}

/// Stops a use case because the house says no.
pub(crate) fn refuse<T, R>(refusal: R) -> Result<T, Stop<R>> {
    Err(Stop::Refused(refusal))
}

/// Stops a use case of somebody who may not do this, or signed in too long ago for it.
pub(crate) fn fit<R: From<NotNow>>(by: &Actor, act: Act) -> Result<(), Stop<R>> {
    may_now(by, act).map_err(|not| Stop::Refused(not.into()))
}

/// A refusal that can also say that the house cannot answer.
pub(crate) trait Refusal {
    /// The house cannot answer now.
    const UNAVAILABLE: Self;
}

impl Refusal for AboutRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for AccessRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for AccountRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for BarrierRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for AddressRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for BookingRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for ClosureRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for DeputyRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for DoorRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for ErasureRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for EventRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for FormRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for GrantRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for GroupRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for InvitationRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for IdentityRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for KeeperRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for LayoutsRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for LockRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for MessageRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for OffRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for OrganisationRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for PasskeyRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for PlaceRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for PoolRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for PresenceRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for ProofRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for RetentionRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for RulesRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for FileRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for RegistrationRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for SeatPoolRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for SurveyRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for TicketRefusal {
    const UNAVAILABLE: Self = Self::Door(DoorRefusal::Unavailable);
}
impl Refusal for TopicRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for WaitingRefusal {
    const UNAVAILABLE: Self = Self::Unavailable;
}
impl Refusal for Unavailable {
    const UNAVAILABLE: Self = Self;
}

/// Logs what the public must not read, and answers what it may.
pub(crate) fn unavailable(err: DbErr) -> Unavailable {
    tracing::error!(error = %err, "the database failed");
    Unavailable
}

/// True when the database refused a row because a unit is taken already (I1).
pub(crate) fn is_overlap(err: &DbErr) -> bool {
    // 23P01: exclusion_violation. Else our trigger's own message.
    database(err)
        .is_some_and(|db| db.code().as_deref() == Some("23P01") || db.message().contains("allocation_no_overlap"))
}

/// True when the database refused a row because a session, or the pool it shares, has no seat left (I2).
pub(crate) fn is_oversold(err: &DbErr) -> bool {
    let checks = ["session_never_oversold", "pool_never_oversold"];
    database(err)
        .is_some_and(|db| checks.iter().any(|check| db.constraint() == Some(*check) || db.message().contains(check)))
}

/// What was locked is not what it is about any more: nothing was written, and the use case begins anew, in order.
pub(crate) const fn overtaken() -> DbErr {
    DbErr::RecordNotUpdated
}

/// True when the same transaction may well succeed, or refuse kindly, if it is tried again: it lost a race, or was
/// chosen to end a deadlock, and nothing of it remains.
///
/// A row that exists already lost a race too: what is unique here are forms, addresses and slugs, and every use case
/// looks for them first. The second time it finds what the winner wrote.
pub(crate) fn is_worth_retrying(err: &DbErr) -> bool {
    is_overlap(err)
        || matches!(err, DbErr::RecordNotUpdated)
        || database(err).is_some_and(|db| {
            // PostgreSQL: serialization_failure, deadlock_detected. SQLite: BUSY and its three relatives.
            let lost = |code: &str| matches!(code, "40001" | "40P01" | "5" | "261" | "517" | "773");
            db.is_unique_violation() || db.code().is_some_and(|code| lost(&code))
        })
}

/// What the database says against a row for what is in it; `None`: it failed in another way.
pub(crate) fn refused_row(err: &DbErr) -> Option<String> {
    let db = database(err)?;
    let code = db.code()?;
    let refused = match code.parse::<u32>() {
        // SQLite, the lower byte: CONSTRAINT, MISMATCH.
        Ok(number) if code.len() < 5 => matches!(number % 256, 19 | 20),
        // PostgreSQL, the class: data_exception, integrity_constraint_violation.
        _ => code.starts_with("22") || code.starts_with("23"),
    };
    refused.then(|| db.message().to_owned())
}

fn database(err: &DbErr) -> Option<&dyn DatabaseError> {
    match err {
        DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e))
        | DbErr::Conn(RuntimeErr::SqlxError(e)) => e.as_database_error(),
        _ => None,
    }
}
