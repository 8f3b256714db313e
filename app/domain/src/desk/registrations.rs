//! Registering for sessions, without an account.

use std::{collections::BTreeMap, net::IpAddr};

use async_trait::async_trait;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::{Answered, EventCard, SessionView, TicketView, Unavailable};
use crate::{
    access::Actor,
    codes,
    figures::{DayEnd, Tally},
    id::{EventId, RegistrationId, RequestId, SessionId},
    question::{Given, Question},
    registration::{RegistrationRefusal, RegistrationState},
    space::Contact,
    text::Localised,
};

/// A registration as the form has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRegistration {
    /// The form it came from.
    pub request: RequestId,
    /// For which session.
    pub session: SessionId,
    /// Where the mail goes.
    pub email: String,
    /// Everybody who comes, the contact person first; 1 to 10 names.
    pub attendees: Vec<String>,
    /// The privacy notice was agreed to, in this version of its text.
    pub consent: Option<String>,
    /// The language the person is written to in.
    pub language: String,
    /// The session is full, and she wants to wait for seats. `None`: she wants seats now.
    pub wait: Option<Wait>,
    /// The secret part of the link she came by. `None`: she came as anybody.
    pub access: Option<String>,
    /// What was answered to the questions of the event; `each` is of `attendees`, in order.
    pub answers: Given,
    /// Where the form was sent from; kept as a fingerprint only, and until it is confirmed. `None`: from inside.
    pub network: Option<IpAddr>,
}

/// What somebody who waits wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Any other session of the event would do as well.
    pub anywhere: bool,
}

/// Where somebody stands on the waiting list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Any session of the event would do.
    pub anywhere: bool,
    /// Her place among those who want the same, from 1; `None`: she does not wait now.
    pub position: Option<usize>,
}

/// A registration, for whoever holds its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationView {
    /// Its id.
    pub id: RegistrationId,
    /// The event.
    pub event: EventCard,
    /// The session. Its net address is filled in once confirmed; its SEQUENCE grows with this registration's state too. Of
    /// one that expired it is open while a late click counts.
    pub session: SessionView,
    /// Where the mail goes.
    pub email: String,
    /// Everybody who comes.
    pub attendees: Vec<String>,
    /// Where it is in its life.
    pub state: RegistrationState,
    /// Until when the seats of a pending or offered one are held, and a wish to wait can be confirmed, by the wall clock.
    pub held_until: Option<NaiveDateTime>,
    /// Where she stands on the waiting list, if she was ever on it.
    pub wait: Option<Standing>,
    /// Until when she can change or call off by herself, by the wall clock.
    pub changes_until: NaiveDateTime,
    /// True while she can.
    pub changeable: bool,
    /// The version a change must carry.
    pub version: i32,
    /// True when an organiser answers each request: confirming asks her.
    pub asks: bool,
    /// What an organiser wrote with her yes or no; may be empty.
    pub answer: String,
    /// True when nobody answered her request in time.
    pub unanswered: bool,
    /// True once seats were hers for good.
    pub was_confirmed: bool,
    /// The organisation that registered her by a list; `None`: she did herself.
    pub listed_by: Option<String>,
    /// What the organiser says in mails to whoever comes; may be empty.
    pub note: Localised,
    /// Whom to ask.
    pub contact: Contact,
    /// What is asked of whoever registers, and what was answered.
    pub asked: Asked,
}

/// The questions of an event with the answers of one registration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The version of the form.
    pub version: i32,
    /// What is asked now, and what was asked and answered before, in order.
    pub questions: Vec<Question>,
    /// What was answered.
    pub answers: Vec<Answered>,
    /// Under which path the files among the answers are fetched; empty: they are not, here.
    pub files_under: String,
}

codes! {
    /// What happened to a registration, as the audit trail has it.
    TrailAct {
        /// The form was sent.
        Registered = "registered",
        /// The form of a full session was sent.
        AskedToWait = "asked-to-wait",
        /// The mail was answered: on the waiting list.
        Waits = "waits",
        /// The mail was answered, or an offer accepted: an organiser is asked.
        Requested = "requested",
        /// An organiser said yes.
        Approved = "approved",
        /// An organiser said no.
        Declined = "declined",
        /// No organiser answered in time.
        Unanswered = "unanswered",
        /// The mail was answered, or an offer accepted: seats are taken.
        Confirmed = "confirmed",
        /// Nobody answered the mail in time.
        Expired = "expired",
        /// Seats were offered.
        Offered = "offered",
        /// They were declined.
        OfferDeclined = "offer-declined",
        /// The session they were in was called off.
        OfferVoid = "offer-void",
        /// They were let pass.
        Lapsed = "lapsed",
        /// Others got seats that were too few for the group.
        PassedOver = "passed-over",
        /// An organiser put her first.
        PutFirst = "put-first",
        /// No seat became free.
        Over = "over",
        /// Names or the size of the group were changed.
        Changed = "changed",
        /// Answers to the questions of the event were changed.
        AnswersChanged = "answers-changed",
        /// An organiser took a file along that was an answer.
        FileTaken = "file-taken",
        /// Called off, or left the waiting list.
        Cancelled = "cancelled",
        /// Somebody came.
        Arrived = "arrived",
        /// Somebody had not come after all.
        ArrivalUndone = "arrival-undone",
        /// Somebody came without being on the list.
        WalkedIn = "walked-in",
    }
}

/// One entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailLine {
    /// When, by the wall clock.
    pub at: NaiveDateTime,
    /// What.
    pub act: TrailAct,
    /// Who, where it was somebody who was signed in.
    pub by: Option<String>,
    /// Why, where a reason was given.
    pub reason: String,
}

/// Everything those who run the event know of a registration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationRecord {
    /// The event it is for.
    pub event: EventId,
    /// The registration.
    pub registration: RegistrationView,
    /// What happened to it, oldest first.
    pub trail: Vec<TrailLine>,
}

/// A line of the organiser's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationLine {
    /// Which registration.
    pub id: RegistrationId,
    /// For which session.
    pub session: SessionId,
    /// Everybody who comes.
    pub attendees: Vec<String>,
    /// Where the mail goes.
    pub email: String,
    /// Where it is in its life.
    pub state: RegistrationState,
    /// When it was made, by the wall clock.
    pub at: NaiveDateTime,
}

/// A line of the waiting list, for those who run the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitLine {
    /// Which registration.
    pub id: RegistrationId,
    /// The session she wants, or was offered.
    pub session: SessionId,
    /// Any session of the event would do.
    pub anywhere: bool,
    /// Her place among those who want the same, from 1; `None`: seats are offered to her.
    pub position: Option<usize>,
    /// Until when seats are held for her, by the wall clock.
    pub offered_until: Option<NaiveDateTime>,
    /// True when an organiser put her first.
    pub first: bool,
    /// Everybody who would come.
    pub attendees: Vec<String>,
    /// Where the mail goes.
    pub email: String,
    /// When she asked, by the wall clock.
    pub at: NaiveDateTime,
}

/// Somebody who asks for seats, for those who run the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    /// Which registration.
    pub id: RegistrationId,
    /// For which session.
    pub session: SessionId,
    /// Everybody who would come.
    pub attendees: Vec<String>,
    /// Where the mail goes.
    pub email: String,
    /// When she filled in the form, by the wall clock.
    pub at: NaiveDateTime,
    /// Until when she is to be answered, by the wall clock.
    pub until: NaiveDateTime,
    /// The version an answer must carry: nobody says yes to what she did not see.
    pub version: i32,
}

/// What an organiser answers to some requests at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestAnswer {
    /// Which ones, each in the version she saw.
    pub to: Vec<(RegistrationId, i32)>,
    /// Yes or no.
    pub yes: bool,
    /// What she writes with it, to all of them; may be empty.
    pub message: String,
}

/// What is counted of the registrations for an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// How many seats stood at the end of each day on which that changed, by the clock of the region.
    pub standing: Vec<DayEnd>,
    /// What became of them, for each session.
    pub sessions: BTreeMap<SessionId, Tally>,
}

/// Registers, confirms and cancels.
///
/// `token` is the secret part of a mailed link: a capability, good for one registration.
#[async_trait]
pub trait RegistrationDesk: Send + Sync {
    /// Holds seats, or asks to be put on the waiting list, and writes the mail that asks for confirmation.
    ///
    /// An address that is registered already gets a mail that says so; the answer here is the same, so that nobody
    /// learns who is registered.
    async fn register(&self, new: NewRegistration) -> Result<(), RegistrationRefusal>;
    /// What a link is good for.
    async fn registration(&self, token: &str) -> Result<Option<RegistrationView>, Unavailable>;
    /// The tickets of everybody who comes by it; none while seats are not hers for good, or not any more.
    async fn tickets(&self, token: &str) -> Result<Vec<TicketView>, Unavailable>;
    /// Confirms: takes the seats that are held, asks for them, or goes on the waiting list. Writes the mail that says so. A second time
    /// changes nothing.
    async fn confirm(&self, token: &str) -> Result<(), RegistrationRefusal>;
    /// Calls off and frees the seats, or leaves the waiting list. A second time changes nothing.
    async fn cancel_registration(&self, token: &str) -> Result<(), RegistrationRefusal>;
    /// Changes who comes: one name for each who is registered now, in order; an empty one gives the seat back. And what
    /// was answered, `each` by the same order; `None`: that stays as it is.
    async fn change_registration(
        &self,
        token: &str,
        version: i32,
        names: Vec<String>,
        answers: Option<Given>,
    ) -> Result<(), RegistrationRefusal>;
    /// Declines the seats that were offered, and goes on waiting for another session.
    async fn decline_seats(&self, token: &str) -> Result<(), RegistrationRefusal>;
    /// What is counted of the registrations for an event the actor runs. It names nobody.
    async fn figures(&self, by: &Actor, event: EventId) -> Result<Option<Figures>, Unavailable>;
    /// Everybody registered for an event the actor runs, by session and time.
    async fn registrations(&self, by: &Actor, event: EventId) -> Result<Option<Vec<RegistrationLine>>, Unavailable>;
    /// One registration of an event the actor runs, with its audit trail.
    async fn registration_record(
        &self,
        by: &Actor,
        id: RegistrationId,
    ) -> Result<Option<RegistrationRecord>, Unavailable>;
    /// Who waits for seats of an event the actor runs, and to whom some are offered, in the order of the list.
    async fn waiting_for_seats(&self, by: &Actor, event: EventId) -> Result<Option<Vec<WaitLine>>, Unavailable>;
    /// Puts somebody who waits first. The reason stands in the audit trail.
    async fn put_first(&self, by: &Actor, id: RegistrationId, reason: &str) -> Result<(), RegistrationRefusal>;
    /// Who asks for seats of an event the actor runs, by session, first come first.
    async fn seat_requests(&self, by: &Actor, event: EventId) -> Result<Option<Vec<RequestLine>>, Unavailable>;
    /// Says yes or no to some of them, all or none, and writes one mail each. A second time changes nothing. Answers how
    /// many were answered now.
    async fn answer_seat_requests(
        &self,
        by: &Actor,
        event: EventId,
        answer: RequestAnswer,
    ) -> Result<usize, RegistrationRefusal>;
}
