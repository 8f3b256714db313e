//! Mail to be sent: written in the transaction of the act (I3), handed out to workers afterwards (I11).
//!
//! A row carries ids, not data: what a mail says is read when it is sent, by
//! [`mail_facts`](crate::Store::mail_facts).

use chrono::{DateTime, Utc};
use domain::id::{
    AccountId, BarrierId, BookingId, ClosureId, EventId, InvitationId, MessageId, OccurrenceId, OrganisationId,
    RegistrationId, SessionId, SurveyLinkId, WaitingId,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    accounts::AccountChange,
    chance,
    entity::{Json, ROWS_AT_ONCE, outbox},
};

/// One mail, or one job that becomes several.
///
/// The codes are stored: a kind is renamed by adding the new one and keeping the old until no row has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Mail {
    /// A link to sign in with.
    SignIn {
        /// The row of the link.
        link: Uuid,
    },
    /// Something changed of the ways into an account.
    AccountChanged {
        /// Which one.
        account: AccountId,
        /// What.
        change: AccountChange,
    },
    /// Nobody signed in to an account for long: says that it ends.
    AccountUnused {
        /// Which one.
        account: AccountId,
    },
    /// The code for another address of an account, to that address.
    AddressAsked {
        /// The row of the change.
        change: Uuid,
    },
    /// An account has another address: told to the old one.
    AddressChanged {
        /// The row of the change.
        change: Uuid,
    },
    /// A booking stands.
    BookingConfirmed {
        /// Which one.
        booking: BookingId,
    },
    /// A booking has another time or space.
    BookingMoved {
        /// Which one.
        booking: BookingId,
    },
    /// A booking is off.
    BookingCancelled {
        /// Which one.
        booking: BookingId,
    },
    /// Some dates of a booking are off.
    BookingDatesCancelled {
        /// Which one.
        booking: BookingId,
        /// The iCalendar SEQUENCE of the change.
        sequence: i32,
    },
    /// A booking waits for a keeper: tells who asked.
    BookingRequested {
        /// Which one.
        booking: BookingId,
    },
    /// A keeper said no.
    BookingDeclined {
        /// Which one.
        booking: BookingId,
        /// The version she answered; `None`: nobody was asked at that moment, and the last no is told.
        #[serde(default)]
        version: Option<i32>,
    },
    /// No keeper answered in time.
    BookingExpired {
        /// Which one.
        booking: BookingId,
    },
    /// A closure lies over dates of a booking, which stay: tells the booker, or the contact person of the event.
    BookingKept {
        /// Which one.
        booking: BookingId,
        /// The closure.
        closure: ClosureId,
    },
    /// Nobody came to a date of a booking, and its space was given up.
    BookingNoShow {
        /// Which one.
        booking: BookingId,
        /// Which date.
        date: OccurrenceId,
    },
    /// Somebody else got what is asked for.
    RequestOvertaken {
        /// Which one.
        booking: BookingId,
    },
    /// A booking was handed on: tells whom it belongs to now.
    BookingTransferred {
        /// Which one.
        booking: BookingId,
        /// Who is told.
        account: AccountId,
    },
    /// A booking was handed on: tells whose it was.
    BookingHandedOn {
        /// Which one.
        booking: BookingId,
        /// Who is told.
        account: AccountId,
    },
    /// A booking waits for a keeper; one mail per keeper.
    RequestWaiting {
        /// Which one.
        booking: BookingId,
        /// Who is told.
        account: AccountId,
    },
    /// Somebody left a note with a booking that stands already; one mail per keeper.
    KeeperNoted {
        /// Which one.
        booking: BookingId,
        /// Who is told.
        account: AccountId,
    },
    /// Somebody said why a booking, or some of its dates, are off; one mail per keeper.
    KeeperCalledOff {
        /// Which one.
        booking: BookingId,
        /// Who is told.
        account: AccountId,
    },
    /// Somebody is invited to a booking.
    Invitation {
        /// Which invitation.
        invitation: InvitationId,
    },
    /// A booking was changed: becomes a [`Mail::InvitationChanged`] for everybody invited before.
    InvitationsChanged {
        /// Which booking.
        booking: BookingId,
        /// The iCalendar SEQUENCE of the change.
        sequence: i32,
    },
    /// A booking somebody is invited to has another time, place or state.
    InvitationChanged {
        /// Whom it concerns.
        invitation: InvitationId,
        /// The iCalendar SEQUENCE of the change.
        sequence: i32,
    },
    /// Somebody is not invited any more.
    InvitationEnded {
        /// Which invitation.
        invitation: InvitationId,
    },
    /// What somebody waits for is held for her.
    WaitingOffered {
        /// Which wish.
        waiting: WaitingId,
    },
    /// Somebody let an offer pass.
    WaitingLapsed {
        /// Which wish.
        waiting: WaitingId,
    },
    /// What was held for somebody who waits cannot be had any more; she waits on.
    WaitingWithdrawn {
        /// Which wish.
        waiting: WaitingId,
    },
    /// Nothing can come of a wish any more.
    WaitingOver {
        /// Which wish.
        waiting: WaitingId,
    },
    /// Seats are held; asks to confirm.
    RegistrationPending {
        /// Which one.
        registration: RegistrationId,
    },
    /// Somebody registered again with the address of this one.
    RegistrationKnown {
        /// Which one.
        registration: RegistrationId,
    },
    /// Seats are taken.
    RegistrationConfirmed {
        /// Which one.
        registration: RegistrationId,
    },
    /// Names, or the size of a group, were changed.
    RegistrationChanged {
        /// Which one.
        registration: RegistrationId,
    },
    /// Seats are asked for: tells who asked.
    RegistrationRequested {
        /// Which one.
        registration: RegistrationId,
    },
    /// An organiser said yes.
    RegistrationApproved {
        /// Which one.
        registration: RegistrationId,
    },
    /// An organiser said no.
    RegistrationDeclined {
        /// Which one.
        registration: RegistrationId,
    },
    /// No organiser answered in time.
    RegistrationUnanswered {
        /// Which one.
        registration: RegistrationId,
    },
    /// Somebody asks for seats: tells the contact person of the event.
    SeatRequests {
        /// Which event.
        event: EventId,
    },
    /// Fewer people are registered for a session than there should be: tells the contact person of the event.
    TooFew {
        /// Which session.
        session: SessionId,
    },
    /// Somebody wants to wait for seats; asks to confirm.
    SeatsAsked {
        /// Which one.
        registration: RegistrationId,
    },
    /// Somebody is on the waiting list for seats.
    SeatsWaiting {
        /// Which one.
        registration: RegistrationId,
    },
    /// Seats are held for somebody who waits.
    SeatsOffered {
        /// Which one.
        registration: RegistrationId,
    },
    /// Somebody let seats pass.
    SeatsLapsed {
        /// Which one.
        registration: RegistrationId,
    },
    /// No seat became free.
    SeatsOver {
        /// Which one.
        registration: RegistrationId,
    },
    /// A group was too large for the seats that became free, and others got them.
    SeatsPassedOver {
        /// Which one.
        registration: RegistrationId,
    },
    /// Seats were given back.
    RegistrationCancelled {
        /// Which one.
        registration: RegistrationId,
    },
    /// A session has another time or place: becomes a [`Mail::SessionChangedFor`] per living registration.
    SessionChanged {
        /// Which one.
        session: SessionId,
        /// The iCalendar SEQUENCE of the change.
        sequence: i32,
    },
    /// A session has another time or place.
    SessionChangedFor {
        /// Whom it concerns.
        registration: RegistrationId,
        /// The iCalendar SEQUENCE of the change.
        sequence: i32,
    },
    /// A session is off: becomes a [`Mail::SessionCancelledFor`] per living registration.
    SessionCancelled {
        /// Which one.
        session: SessionId,
        /// The iCalendar SEQUENCE of the change.
        sequence: i32,
    },
    /// A session is off.
    SessionCancelledFor {
        /// Whom it concerns.
        registration: RegistrationId,
        /// The iCalendar SEQUENCE of the change.
        sequence: i32,
    },
    /// A session shall be at another time: becomes a [`Mail::SessionPostponedFor`] per living registration.
    SessionPostponed {
        /// Which one.
        session: SessionId,
        /// The iCalendar SEQUENCE of the change.
        sequence: i32,
    },
    /// A session shall be at another time.
    SessionPostponedFor {
        /// Whom it concerns.
        registration: RegistrationId,
        /// The iCalendar SEQUENCE of the change.
        sequence: i32,
    },
    /// A session somebody is registered for begins soon.
    SessionReminder {
        /// Whom it concerns.
        registration: RegistrationId,
        /// When it begins, as far as was known then.
        starts_at: DateTime<Utc>,
    },
    /// Somebody who came is asked how it was.
    SurveyAsked {
        /// By which link she answers.
        link: SurveyLinkId,
    },
    /// An organiser wrote to somebody who registered.
    EventMessage {
        /// What she wrote.
        message: MessageId,
        /// Who gets it.
        registration: RegistrationId,
    },
    /// A draft did not become public by the clock: tells its contact person.
    EventNotPublished {
        /// Which event.
        event: EventId,
    },
    /// A draft waits for the region; one mail per platform administrator.
    EventSubmitted {
        /// Which event.
        event: EventId,
        /// Who is told.
        account: AccountId,
    },
    /// The region said yes to a draft: tells who gave it to the region.
    EventCleared {
        /// Which event.
        event: EventId,
    },
    /// The region gave a draft back: tells who gave it to the region.
    EventReturned {
        /// Which event.
        event: EventId,
    },
    /// An organisation waits for the region; one mail per platform administrator.
    OrganisationWaiting {
        /// Which one.
        organisation: OrganisationId,
        /// Who is told.
        account: AccountId,
    },
    /// Somebody may act for an organisation from now on.
    MemberAdded {
        /// Which one.
        organisation: OrganisationId,
        /// Who is told.
        account: AccountId,
    },
    /// Somebody said what hinders her: tells who runs the installation.
    BarrierReported {
        /// Which report.
        barrier: BarrierId,
    },
    /// The region said no to an organisation, which is gone; one mail per member.
    OrganisationDeclined {
        /// Which one.
        organisation: OrganisationId,
        /// Who is told.
        account: AccountId,
    },
    /// Somebody joined an organisation by her mail domain; one mail per administrator.
    MemberJoined {
        /// Which one.
        organisation: OrganisationId,
        /// Who is told.
        account: AccountId,
        /// Who joined.
        who: AccountId,
    },
    /// An organisation asks for mail domains; one mail per platform administrator.
    DomainsWaiting {
        /// Which one.
        organisation: OrganisationId,
        /// Who is told.
        account: AccountId,
    },
    /// The region said whose a mail domain is, or took one away; one mail per administrator of the organisation.
    DomainsAnswered {
        /// Which one.
        organisation: OrganisationId,
        /// Who is told.
        account: AccountId,
    },
    /// Somebody keeps sites in a keeper's stead from now on.
    DeputyNamed {
        /// Who is told.
        account: AccountId,
        /// In whose stead.
        of: AccountId,
    },
    /// The region confirmed an organisation.
    OrganisationConfirmed {
        /// Which one.
        organisation: OrganisationId,
        /// Who is told.
        account: AccountId,
    },
}

impl Mail {
    /// The code of the kind, as it is stored.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::SignIn { .. } => "sign-in",
            Self::AccountChanged { .. } => "account-changed",
            Self::AccountUnused { .. } => "account-unused",
            Self::AddressAsked { .. } => "address-asked",
            Self::AddressChanged { .. } => "address-changed",
            Self::BookingConfirmed { .. } => "booking-confirmed",
            Self::BookingMoved { .. } => "booking-moved",
            Self::BookingCancelled { .. } => "booking-cancelled",
            Self::BookingDatesCancelled { .. } => "booking-dates-cancelled",
            Self::BookingRequested { .. } => "booking-requested",
            Self::BookingDeclined { .. } => "booking-declined",
            Self::BookingExpired { .. } => "booking-expired",
            Self::BookingKept { .. } => "booking-kept",
            Self::BookingNoShow { .. } => "booking-no-show",
            Self::RequestOvertaken { .. } => "request-overtaken",
            Self::BookingTransferred { .. } => "booking-transferred",
            Self::BookingHandedOn { .. } => "booking-handed-on",
            Self::RequestWaiting { .. } => "request-waiting",
            Self::KeeperNoted { .. } => "keeper-noted",
            Self::KeeperCalledOff { .. } => "keeper-called-off",
            Self::Invitation { .. } => "invitation",
            Self::InvitationsChanged { .. } => "invitations-changed",
            Self::InvitationChanged { .. } => "invitation-changed",
            Self::InvitationEnded { .. } => "invitation-ended",
            Self::WaitingOffered { .. } => "waiting-offered",
            Self::WaitingLapsed { .. } => "waiting-lapsed",
            Self::WaitingWithdrawn { .. } => "waiting-withdrawn",
            Self::WaitingOver { .. } => "waiting-over",
            Self::RegistrationPending { .. } => "registration-pending",
            Self::RegistrationKnown { .. } => "registration-known",
            Self::RegistrationConfirmed { .. } => "registration-confirmed",
            Self::RegistrationChanged { .. } => "registration-changed",
            Self::RegistrationRequested { .. } => "registration-requested",
            Self::RegistrationApproved { .. } => "registration-approved",
            Self::RegistrationDeclined { .. } => "registration-declined",
            Self::RegistrationUnanswered { .. } => "registration-unanswered",
            Self::SeatRequests { .. } => "seat-requests",
            Self::TooFew { .. } => "too-few",
            Self::SeatsAsked { .. } => "seats-asked",
            Self::SeatsWaiting { .. } => "seats-waiting",
            Self::SeatsOffered { .. } => "seats-offered",
            Self::SeatsLapsed { .. } => "seats-lapsed",
            Self::SeatsOver { .. } => "seats-over",
            Self::SeatsPassedOver { .. } => "seats-passed-over",
            Self::RegistrationCancelled { .. } => "registration-cancelled",
            Self::SessionChanged { .. } => "session-changed",
            Self::SessionChangedFor { .. } => "session-changed-for",
            Self::SessionCancelled { .. } => "session-cancelled",
            Self::SessionCancelledFor { .. } => "session-cancelled-for",
            Self::SessionPostponed { .. } => "session-postponed",
            Self::SessionPostponedFor { .. } => "session-postponed-for",
            Self::SessionReminder { .. } => "session-reminder",
            Self::SurveyAsked { .. } => "survey-asked",
            Self::EventMessage { .. } => "event-message",
            Self::EventNotPublished { .. } => "event-not-published",
            Self::EventSubmitted { .. } => "event-submitted",
            Self::EventCleared { .. } => "event-cleared",
            Self::EventReturned { .. } => "event-returned",
            Self::OrganisationWaiting { .. } => "organisation-waiting",
            Self::MemberAdded { .. } => "member-added",
            Self::BarrierReported { .. } => "barrier-reported",
            Self::MemberJoined { .. } => "member-joined",
            Self::OrganisationDeclined { .. } => "organisation-declined",
            Self::DomainsWaiting { .. } => "domains-waiting",
            Self::DomainsAnswered { .. } => "domains-answered",
            Self::DeputyNamed { .. } => "deputy-named",
            Self::OrganisationConfirmed { .. } => "organisation-confirmed",
        }
    }

    /// True when [`fan_out`](crate::Store::fan_out) turns it into several; such a job is no mail itself.
    #[must_use]
    pub const fn fans_out(self) -> bool {
        matches!(
            self,
            Self::SessionChanged { .. }
                | Self::SessionCancelled { .. }
                | Self::SessionPostponed { .. }
                | Self::InvitationsChanged { .. }
        )
    }
}

/// A mail handed out to one worker until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What is to be sent.
    pub mail: Mail,
    /// The left side of its Message-ID: the same on every try (I3).
    pub message_id: String,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// Writes a mail in the transaction of the act it tells of.
pub(crate) async fn write(tx: &impl ConnectionTrait, mail: Mail, now: DateTime<Utc>) -> Result<(), DbErr> {
    outbox::Entity::insert(row(mail, chance::id(now), now)).exec_without_returning(tx).await.map(drop)
}

/// Writes a mail unless one with this id was ever written: for what must not be said too often. Answers whether it was
/// written now.
pub(crate) async fn write_once(
    tx: &impl ConnectionTrait,
    mail: Mail,
    message: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let written = outbox::Entity::insert(row(mail, message, now))
        .on_conflict(OnConflict::column(outbox::Column::MessageId).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    Ok(written == 1)
}

/// Writes a mail that leaves at `at`; one with this id that waits already leaves then at the latest. Answers whether one
/// waits now: what was sent, or is on its way, was read before and tells nothing of what is written now.
pub(crate) async fn write_for(
    tx: &impl ConnectionTrait,
    mail: Mail,
    message: Uuid,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let later = Condition::all().add(outbox::Column::Attempts.eq(0)).add(outbox::Column::RunAfter.gt(at));
    let soonest: Expr = Expr::case(later, Expr::value(at)).finally(Expr::col(outbox::Column::RunAfter)).into();
    let at_rest = Condition::any().add(outbox::Column::LockedUntil.is_null()).add(outbox::Column::LockedUntil.lte(now));
    let waits = outbox::Entity::update_many()
        .col_expr(outbox::Column::RunAfter, soonest)
        .filter(outbox::Column::MessageId.eq(message.to_string()))
        .filter(outbox::Column::DoneAt.is_null())
        .filter(outbox::Column::GivenUpAt.is_null())
        .filter(at_rest)
        .exec(tx)
        .await?;
    if waits.rows_affected > 0 {
        return Ok(true);
    }
    write_once(tx, mail, message, at).await
}

/// Writes many mails.
pub(crate) async fn write_all(tx: &impl ConnectionTrait, mails: &[Mail], now: DateTime<Utc>) -> Result<(), DbErr> {
    for some in mails.chunks(ROWS_AT_ONCE) {
        let rows = some.iter().map(|mail| row(*mail, chance::id(now), now));
        outbox::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Writes mails of one kind in place of those of them that wait.
pub(crate) async fn write_anew(tx: &impl ConnectionTrait, mails: &[Mail], now: DateTime<Utc>) -> Result<(), DbErr> {
    let Some(first) = mails.first() else { return Ok(()) };
    let waiting = outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(first.kind()))
        .filter(outbox::Column::DoneAt.is_null())
        .filter(outbox::Column::GivenUpAt.is_null())
        .all(tx)
        .await?;
    let ids: Vec<_> = waiting.iter().filter(|row| mails.contains(&row.payload.0)).map(|row| row.id).collect();
    for some in ids.chunks(ROWS_AT_ONCE) {
        outbox::Entity::delete_many().filter(outbox::Column::Id.is_in(some.iter().copied())).exec(tx).await?;
    }
    write_all(tx, mails, now).await
}

fn row(mail: Mail, message: Uuid, now: DateTime<Utc>) -> outbox::ActiveModel {
    outbox::ActiveModel {
        kind: Set(mail.kind().to_owned()),
        payload: Set(Json(mail)),
        message_id: Set(message.to_string()),
        run_after: Set(now),
        attempts: Set(0),
        locked_until: Set(None),
        done_at: Set(None),
        given_up_at: Set(None),
        last_error: Set(None),
        created_at: Set(now),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_kind_is_the_one_in_its_payload() {
        let (link, booking) = (Uuid::nil(), BookingId(Uuid::nil()));
        let (registration, session) = (RegistrationId(Uuid::nil()), SessionId(Uuid::nil()));
        let (organisation, account, sequence) = (OrganisationId(Uuid::nil()), AccountId(Uuid::nil()), 1);
        let (invitation, waiting) = (InvitationId(Uuid::nil()), WaitingId(Uuid::nil()));
        for mail in [
            Mail::SignIn { link },
            Mail::AccountChanged { account, change: AccountChange::PasskeyAdded },
            Mail::AccountUnused { account },
            Mail::AddressAsked { change: Uuid::nil() },
            Mail::AddressChanged { change: Uuid::nil() },
            Mail::BookingConfirmed { booking },
            Mail::BookingMoved { booking },
            Mail::BookingCancelled { booking },
            Mail::BookingDatesCancelled { booking, sequence },
            Mail::BookingRequested { booking },
            Mail::BookingDeclined { booking, version: Some(1) },
            Mail::BookingExpired { booking },
            Mail::BookingKept { booking, closure: ClosureId(Uuid::nil()) },
            Mail::BookingNoShow { booking, date: OccurrenceId(Uuid::nil()) },
            Mail::RequestOvertaken { booking },
            Mail::BookingTransferred { booking, account },
            Mail::BookingHandedOn { booking, account },
            Mail::RequestWaiting { booking, account },
            Mail::KeeperNoted { booking, account },
            Mail::KeeperCalledOff { booking, account },
            Mail::Invitation { invitation },
            Mail::InvitationsChanged { booking, sequence },
            Mail::InvitationChanged { invitation, sequence },
            Mail::InvitationEnded { invitation },
            Mail::WaitingOffered { waiting },
            Mail::WaitingLapsed { waiting },
            Mail::WaitingWithdrawn { waiting },
            Mail::WaitingOver { waiting },
            Mail::RegistrationPending { registration },
            Mail::RegistrationKnown { registration },
            Mail::RegistrationConfirmed { registration },
            Mail::RegistrationChanged { registration },
            Mail::RegistrationRequested { registration },
            Mail::RegistrationApproved { registration },
            Mail::RegistrationDeclined { registration },
            Mail::RegistrationUnanswered { registration },
            Mail::SeatRequests { event: EventId(Uuid::nil()) },
            Mail::TooFew { session },
            Mail::SeatsAsked { registration },
            Mail::SeatsWaiting { registration },
            Mail::SeatsOffered { registration },
            Mail::SeatsLapsed { registration },
            Mail::SeatsOver { registration },
            Mail::SeatsPassedOver { registration },
            Mail::RegistrationCancelled { registration },
            Mail::SessionChanged { session, sequence },
            Mail::SessionChangedFor { registration, sequence },
            Mail::SessionCancelled { session, sequence },
            Mail::SessionCancelledFor { registration, sequence },
            Mail::SessionPostponed { session, sequence },
            Mail::SessionPostponedFor { registration, sequence },
            Mail::SessionReminder { registration, starts_at: DateTime::UNIX_EPOCH },
            Mail::SurveyAsked { link: SurveyLinkId(Uuid::nil()) },
            Mail::EventMessage { message: MessageId(Uuid::nil()), registration },
            Mail::EventNotPublished { event: EventId(Uuid::nil()) },
            Mail::EventSubmitted { event: EventId(Uuid::nil()), account },
            Mail::EventCleared { event: EventId(Uuid::nil()) },
            Mail::EventReturned { event: EventId(Uuid::nil()) },
            Mail::OrganisationWaiting { organisation, account },
            Mail::OrganisationConfirmed { organisation, account },
            Mail::MemberAdded { organisation, account },
            Mail::BarrierReported { barrier: BarrierId(Uuid::nil()) },
            Mail::MemberJoined { organisation, account, who: account },
            Mail::OrganisationDeclined { organisation, account },
            Mail::DomainsWaiting { organisation, account },
            Mail::DomainsAnswered { organisation, account },
            Mail::DeputyNamed { account, of: account },
        ] {
            let stored = serde_json::to_value(mail).unwrap();
            assert_eq!(stored["kind"], mail.kind());
            assert_eq!(serde_json::from_value::<Mail>(stored).unwrap(), mail);
        }
    }
}
