//! Signing in, and acting for an organisation.

use async_trait::async_trait;
use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::{Actor, NotNow},
    device::Device,
    id::{AccountId, LoginId, OrganisationId, RequestId},
    organisation::{OrganisationKind, Role, Sector},
};

/// Why somebody was not signed in, or an organisation not founded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum AccountRefusal {
    /// The e-mail address cannot be one.
    #[error("this is no e-mail address")]
    Email,
    /// The link is unknown, used or too old.
    #[error("the link is used or too old")]
    Link,
    /// The code is not the one that was mailed. It can be typed again, a few times.
    #[error("the code is wrong")]
    Code,
    /// The name is missing or too long.
    #[error("the name must have 1 to 120 letters")]
    Name,
    /// An organisation of this name exists.
    #[error("there is an organisation of this name")]
    NameTaken,
    /// The town is missing or too long.
    #[error("the town must have 1 to 80 letters")]
    Town,
    /// The reason is missing or too long.
    #[error("the reason must have 1 to 500 letters")]
    Reason,
    /// The account is locked out, for this reason; empty: none was said.
    #[error("the account is locked")]
    Locked(String),
    /// There is no such organisation, account or member.
    #[error("there is no such organisation or account")]
    NotFound,
    /// She is a member already, with another role.
    #[error("she is a member already, with another role")]
    KnownMember,
    /// Nobody would be left to look after the organisation.
    #[error("somebody must look after the organisation")]
    LastAdmin,
    /// The actor signed in too long ago for this.
    #[error("she has to sign in again")]
    SignInAgain,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

impl From<NotNow> for AccountRefusal {
    fn from(not: NotNow) -> Self {
        match not {
            NotNow::Forbidden => Self::Forbidden,
            NotNow::SignInAgain => Self::SignInAgain,
        }
    }
}

/// The browser somebody signs in with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct With<'a> {
    /// The secret of the login it has; `None`: none.
    pub here: Option<&'a str>,
    /// What it calls itself.
    pub user_agent: &'a str,
}

impl<'a> From<&'a str> for With<'a> {
    /// One that calls itself so, and nobody is signed in with.
    fn from(user_agent: &'a str) -> Self {
        Self { here: None, user_agent }
    }
}

/// What a browser gets when somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLogin {
    /// Whose it is.
    pub account: AccountId,
    /// The secret for the cookie.
    pub token: String,
    /// Where to go now: a path of this site.
    pub goto: String,
}

/// By what somebody signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedInBy {
    /// The mailed link, or its code.
    Mail,
    /// A passkey.
    Passkey,
    /// An identity at the provider with this issuer.
    Provider(String),
}

/// A browser somebody is signed in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginView {
    /// Its id.
    pub id: LoginId,
    /// What it calls itself.
    pub device: Device,
    /// By what; `None`: before that was noted.
    pub by: Option<SignedInBy>,
    /// Since when, by the region's clock.
    pub since: NaiveDateTime,
    /// When it was last used, give or take an hour, by the region's clock.
    pub seen: NaiveDateTime,
    /// It is the one that asks.
    pub here: bool,
}

/// Which of her own logins somebody ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logins {
    /// One.
    One(LoginId),
    /// All but the one she asks with.
    Others,
    /// All.
    All,
}

/// An organisation somebody wants to act for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrganisation {
    /// The form it came from.
    pub request: RequestId,
    /// Its name, 1 to 120 letters, unique.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// What it stands for.
    pub sector: Sector,
    /// Its town, 1 to 80 letters.
    pub town: String,
}

/// Somebody who acts for an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Her account.
    pub account: AccountId,
    /// Her name; empty until she gave one.
    pub name: String,
    /// Her address.
    pub email: String,
    /// What she may do.
    pub role: Role,
    /// How many bookings to come she made for the organisation: who acts for it no longer cannot change them.
    pub to_come: usize,
}

/// A colleague who shall act for an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMember {
    /// For whom.
    pub organisation: OrganisationId,
    /// Her address. Nobody needs to have signed in with it before.
    pub email: String,
    /// What she may do.
    pub role: Role,
    /// The language she is written to in, when she is new here.
    pub language: String,
}

/// A mail that could not be delivered so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckMail {
    /// Its number.
    pub id: i64,
    /// What kind of mail.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i32,
    /// What the mail server said last.
    pub error: String,
    /// True when it is not tried again by itself.
    pub given_up: bool,
    /// When it was written, by the region's clock.
    pub at: NaiveDateTime,
}

/// How the mails stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailQueue {
    /// How many are to be sent, given up ones not counted.
    pub waiting: u64,
    /// When the oldest of these was written, by the region's clock.
    pub oldest: Option<NaiveDateTime>,
    /// How many were sent in the last day.
    pub sent: u64,
    /// How many failed so far, given up or not.
    pub failed: u64,
    /// Those, the oldest first; of very many the first.
    pub stuck: Vec<StuckMail>,
}

/// Signs people in and out, founds and confirms organisations.
#[async_trait]
pub trait AccountDesk: Send + Sync {
    /// Writes the mail with the sign-in link and its code: single use, ten minutes. The answer is alike for every
    /// address: a token with which the browser that asked, and no other, can use the code. `goto`: a path of this site.
    async fn ask_sign_in(&self, email: &str, goto: &str, language: &str) -> Result<String, AccountRefusal>;
    /// Uses up a link. Makes the account at the first sign-in, and ends the ways into it that were there before anybody
    /// read mail at its address. The login this browser has ends.
    async fn sign_in(&self, token: &str, with: With<'_>) -> Result<NewLogin, AccountRefusal>;
    /// Uses up a link by the code in its mail, which was read on another device. `ask`: what
    /// [`ask_sign_in`](Self::ask_sign_in) answered. Five wrong codes use the link up as well.
    async fn sign_in_by_code(&self, ask: &str, code: &str, with: With<'_>) -> Result<NewLogin, AccountRefusal>;
    /// True while a link can still be used.
    async fn link_works(&self, token: &str) -> Result<bool, Unavailable>;
    /// Who a login is. A visitor when it is unknown, over, or its account disabled.
    async fn actor(&self, login: &str) -> Result<Actor, Unavailable>;
    /// Ends a login.
    async fn sign_out(&self, login: &str) -> Result<(), Unavailable>;
    /// Where the actor is signed in, the last used first. `here`: the secret of the login she asks with. `None`: she is
    /// not signed in.
    async fn logins(&self, by: &Actor, here: &str) -> Result<Option<Vec<LoginView>>, Unavailable>;
    /// Ends logins of the actor, at once. Those that are over already are no trouble.
    async fn end_logins(&self, by: &Actor, here: &str, which: Logins) -> Result<(), AccountRefusal>;
    /// Sets the actor's name, and the language she is written to in.
    async fn rename(&self, by: &Actor, name: &str, language: &str) -> Result<(), AccountRefusal>;
    /// Chooses the organisation this login acts for.
    async fn act_for(&self, by: &Actor, login: &str, organisation: OrganisationId) -> Result<(), AccountRefusal>;
    /// Founds an organisation; the actor becomes its administrator. It books once the region confirmed it.
    async fn found(&self, by: &Actor, new: NewOrganisation) -> Result<OrganisationId, AccountRefusal>;
    /// Confirms an organisation and tells its founder.
    async fn confirm_organisation(&self, by: &Actor, id: OrganisationId) -> Result<(), AccountRefusal>;
    /// Everybody who acts for an organisation, by name. Its administrators only.
    async fn members(&self, by: &Actor, organisation: OrganisationId) -> Result<Option<Vec<Member>>, Unavailable>;
    /// Lets a colleague act for an organisation, and tells her.
    async fn add_member(&self, by: &Actor, new: NewMember) -> Result<(), AccountRefusal>;
    /// Gives a member another role; `None`: she is no member any more. The last administrator stays one.
    async fn change_member(
        &self,
        by: &Actor,
        organisation: OrganisationId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), AccountRefusal>;
    /// Acts for an organisation no longer. What she booked there stays the organisation's; its last administrator stays.
    async fn leave(&self, by: &Actor, organisation: OrganisationId) -> Result<(), AccountRefusal>;
    /// How the mails stand, and which failed so far. For those who read for the region.
    async fn mail_queue(&self, by: &Actor) -> Result<Option<MailQueue>, Unavailable>;
    /// Tries a mail again now; `None`: every one that was given up. Platform administrators only.
    async fn resend(&self, by: &Actor, id: Option<i64>) -> Result<(), AccountRefusal>;
}
