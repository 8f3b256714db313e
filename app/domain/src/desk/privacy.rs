//! What the house keeps of people: what one may see, take along and erase of oneself, and what is still there at all.

use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::{Kept, Unavailable};
use crate::{
    access::Actor,
    booking::BookingState,
    id::{BookingId, OrganisationId},
    invitation::Reply,
    organisation::Role,
    privacy::Holding,
    question::{Answer, Keeping},
    registration::RegistrationState,
    rules::BrokenRule,
    text::Localised,
    waiting::WaitState,
};

/// Everything that is kept of somebody, times by the region's clock (GDPR, Articles 15 and 20).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnData {
    /// When it was looked up.
    pub at: NaiveDateTime,
    /// Her address.
    pub email: String,
    /// Her name; empty until she gave one.
    pub name: String,
    /// The language she is written to in.
    pub language: String,
    /// Since when she has an account.
    pub since: NaiveDateTime,
    /// For whom she acts, by name.
    pub organisations: Vec<OwnRole>,
    /// The organisations somebody took her out of, by name: she does not join them by herself.
    pub taken_out_of: Vec<String>,
    /// The organisations whose bills are mailed to her, by name.
    pub bills: Vec<String>,
    /// What she keeps.
    pub keeps: Vec<OwnSite>,
    /// What she has shown that she knows.
    pub proofs: Vec<OwnProof>,
    /// The groups she is in, herself or with an organisation, by site.
    pub groups: Vec<OwnGroup>,
    /// Where she is signed in.
    pub logins: Vec<OwnLogin>,
    /// What she signs in with beside the mailed link, by name.
    pub passkeys: Vec<OwnPasskey>,
    /// Who she is at providers she signs in with.
    pub identities: Vec<OwnIdentity>,
    /// What she booked, the latest first.
    pub bookings: Vec<OwnBooking>,
    /// What she was invited to.
    pub invitations: Vec<OwnInvitation>,
    /// What she waits for.
    pub wishes: Vec<OwnWish>,
    /// What her address is registered for, the latest first.
    pub registrations: Vec<OwnRegistration>,
    /// What she did, the latest first.
    pub trail: Vec<OwnAct>,
}

/// A role in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRole {
    /// The organisation.
    pub organisation: String,
    /// What she may do.
    pub role: Role,
}

/// A site somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSite {
    /// What it is called.
    pub kept: Kept,
    /// The last day, for a deputy.
    pub last_day: Option<NaiveDate>,
}

/// Something somebody has shown that she knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnProof {
    /// Its key in the rules.
    pub key: String,
    /// The last day it holds; `None`: for ever.
    pub expires_on: Option<NaiveDate>,
}

/// A group somebody is in: who may book there knows it by its rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnGroup {
    /// Its name.
    pub group: String,
    /// The site whose group it is.
    pub site: String,
    /// The organisation that is in it, when it is not she herself.
    pub organisation: Option<String>,
    /// The last day on which she is; `None`: until she is taken out.
    pub last_day: Option<NaiveDate>,
}

/// A passkey somebody made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPasskey {
    /// What she called it.
    pub name: String,
    /// Since when.
    pub since: NaiveDateTime,
    /// When it was last used; `None`: never.
    pub used: Option<NaiveDateTime>,
}

/// Who somebody is at a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnIdentity {
    /// The provider.
    pub issuer: String,
    /// What it calls her.
    pub subject: String,
    /// Since when it is hers.
    pub since: NaiveDateTime,
    /// When she last signed in with it; `None`: never.
    pub used: Option<NaiveDateTime>,
}

/// A browser somebody is signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLogin {
    /// What it calls itself.
    pub user_agent: String,
    /// The provider she came from, if she did.
    pub issuer: Option<String>,
    /// Since when.
    pub since: NaiveDateTime,
    /// When it was last used, give or take an hour.
    pub seen: NaiveDateTime,
}

/// A booking somebody made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnBooking {
    /// Its id.
    pub id: BookingId,
    /// Its title.
    pub title: String,
    /// What she noted.
    pub note: String,
    /// For whom.
    pub organisation: String,
    /// Its first date.
    pub from: Option<NaiveDateTime>,
    /// How many dates it has.
    pub dates: usize,
    /// Its state.
    pub state: BookingState,
}

/// An invitation to somebody's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnInvitation {
    /// To what.
    pub booking: String,
    /// The name she was invited by.
    pub name: String,
    /// What she answered.
    pub reply: Option<Reply>,
    /// When she was invited.
    pub at: NaiveDateTime,
}

/// A time somebody waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnWish {
    /// Of which space.
    pub space: Localised,
    /// Where it is in its life.
    pub state: WaitState,
    /// When she asked.
    pub at: NaiveDateTime,
}

/// A registration with somebody's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRegistration {
    /// For which event.
    pub event: Localised,
    /// When the session begins.
    pub from: NaiveDateTime,
    /// Who comes.
    pub names: Vec<String>,
    /// Where it is in its life.
    pub state: RegistrationState,
    /// When it was made.
    pub at: NaiveDateTime,
    /// The organisation that registered her by a list; `None`: she did herself.
    pub listed_by: Option<String>,
    /// The version of the notice she agreed to; empty: none was shown, at a door.
    pub consent: String,
    /// When she confirmed that she agrees.
    pub confirmed: Option<NaiveDateTime>,
    /// What an organiser wrote with her yes or no; may be empty.
    pub answer: String,
    /// What was answered to the questions of the event.
    pub answers: Vec<OwnAnswer>,
}

/// An answer of a registration with somebody's address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAnswer {
    /// What was asked.
    pub question: Localised,
    /// What for.
    pub purpose: Localised,
    /// For whom of those who come; `None`: for all of them.
    pub name: Option<String>,
    /// What was answered, as it is stored.
    pub answer: Answer,
    /// Where she fetches it, if it is a file.
    pub file: Option<String>,
    /// What was chosen, in words.
    pub chosen: Vec<Localised>,
    /// When.
    pub at: NaiveDateTime,
    /// How long it is kept.
    pub keeping: Keeping,
}

/// Something somebody did, as the trail says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAct {
    /// When.
    pub at: NaiveDateTime,
    /// What: `booked`, `moved`, …
    pub act: String,
    /// On what kind of thing: `booking`, `event`, …
    pub on: String,
}

/// Why an account cannot be erased yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hindrance {
    /// She is the only one who looks after an organisation with other members.
    OnlyAdmin(OrganisationId, String),
    /// Nobody else books for an organisation that has something to come.
    NobodyElse(OrganisationId, String),
    /// A booking to come that none of her colleagues may have.
    NobodyMayHave {
        /// Which.
        booking: BookingId,
        /// What it is called.
        title: String,
        /// What the rules have against the first of them.
        broken: Vec<BrokenRule>,
    },
    /// She is the only one who keeps this.
    OnlyKeeper(Kept),
    /// Nobody else looks after the installation.
    OnlyPlatformAdmin,
}

/// What would be done if somebody erased her account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Why it cannot be done yet.
    pub hindrances: Vec<Hindrance>,
    /// Bookings to come that others of her organisations would take over.
    pub handed_on: usize,
    /// Registrations to come that would be called off.
    pub called_off: usize,
    /// Wishes that would be taken off the waiting list.
    pub wishes: usize,
    /// The organisations nobody else acts for: what is known of them goes with her.
    pub alone: Vec<String>,
    /// She signed in a moment ago.
    pub recent: bool,
}

/// Why an account was not erased.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ErasureRefusal {
    /// She is not signed in.
    #[error("not allowed")]
    Forbidden,
    /// She signed in too long ago for that.
    #[error("sign in again first")]
    SignInAgain,
    /// Something has to be settled first.
    #[error("something has to be settled first")]
    Hindered(Vec<Hindrance>),
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Why the time for which attendees are kept was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RetentionRefusal {
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// Not one of [`ATTENDEE_DAYS_ALLOWED`](crate::privacy::ATTENDEE_DAYS_ALLOWED).
    #[error("between 1 and 730 days")]
    Days,
    /// So many people who came to an event would lose their names at once, more than the actor was told.
    #[error("{0} people would be forgotten at once")]
    Forgets(u64),
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// How much of one kind is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillHere {
    /// Of which kind.
    pub holding: Holding,
    /// How many rows say something about somebody.
    pub rows: u64,
    /// Since when, by the region's clock; `None`: nothing is there, or it has no date.
    pub oldest: Option<NaiveDate>,
    /// How many were forgotten in the last thirty days.
    pub forgotten: u64,
}

/// What is still there, and what was forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retention {
    /// Every kind.
    pub here: Vec<StillHere>,
    /// Days for which it is kept who came to an event.
    pub attendee_days: u16,
    /// When the house last looked for what can be forgotten, by the region's clock.
    pub looked: Option<NaiveDateTime>,
}

/// Lets people see, take along and erase what is kept of them.
#[async_trait]
pub trait PrivacyDesk: Send + Sync {
    /// Everything that is kept of the actor. `None`: she is not signed in.
    async fn own_data(&self, by: &Actor) -> Result<Option<OwnData>, Unavailable>;
    /// The same, to be taken along: that it was is written down.
    async fn take_own_data(&self, by: &Actor) -> Result<Option<OwnData>, Unavailable>;
    /// What would be done if the actor erased her account. `here`: the secret of the login she asks with.
    async fn erasure(&self, by: &Actor, here: &str) -> Result<Option<Erasure>, Unavailable>;
    /// Erases the actor's account: everything that says who she was. What she booked is handed on, what she registered
    /// for called off.
    async fn erase(&self, by: &Actor, here: &str) -> Result<(), ErasureRefusal>;
    /// What is still there. Platform administrators only.
    async fn retention(&self, by: &Actor) -> Result<Option<Retention>, Unavailable>;
    /// Days for which it is kept who came to an event.
    async fn attendee_days(&self) -> Result<u16, Unavailable>;
    /// Says for how many days it is kept who came to an event. Platform administrators only. `told`: of how many people
    /// she knows that their names go at once, and for good.
    async fn keep_attendees(&self, by: &Actor, days: u16, told: u64) -> Result<(), RetentionRefusal>;
}
