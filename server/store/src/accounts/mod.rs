//! Accounts and organisations: signing in, founding, confirming, and mail that went wrong.

use async_trait::async_trait;
use domain::{
    access::Actor,
    desk::{
        AccountDesk, AccountRefusal, LoginView, Logins, MailQueue, Member, NewLogin, NewMember, NewOrganisation,
        Unavailable, With,
    },
    id::{AccountId, OrganisationId},
    organisation::Role,
};

use crate::{
    Store,
    error::{Stop, unavailable},
    tx::retried,
};

mod address;
mod letters;
mod listing;
mod login;
mod logins;
mod mail_queue;
mod members;
mod operators;
mod organisations;
mod sign_in;

pub(crate) use address::is_taken;
pub use letters::{AccountChange, AccountFacts, AccountMail};
pub use listing::ListedAccount;
pub(crate) use login::{hash, signed_in_just_now};
pub(crate) use members::give_role;
pub use operators::Counts;
pub(crate) use organisations::platform_admins;
pub(crate) use sign_in::{By, LINK_MINUTES, account_of, new_account, new_login, same_site};

type Answer<T> = Result<T, Stop<AccountRefusal>>;

/// A language code of a plausible form, else German.
pub(crate) fn language(typed: &str) -> &str {
    let plausible = (2..=12).contains(&typed.len()) && typed.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if plausible { typed } else { "de" }
}

/// Trimmed, when it has 1 to `most` letters and no control characters.
pub(crate) fn named(typed: &str, most: usize) -> Option<&str> {
    let name = typed.trim();
    ((1..=most).contains(&name.chars().count()) && !name.chars().any(char::is_control)).then_some(name)
}

#[async_trait]
impl AccountDesk for Store {
    async fn ask_sign_in(&self, email: &str, goto: &str, language: &str) -> Result<String, AccountRefusal> {
        retried(|| self.mail_sign_in_link(email, goto, language)).await
    }

    async fn sign_in(&self, token: &str, with: With<'_>) -> Result<NewLogin, AccountRefusal> {
        logged("mail", retried(|| self.use_sign_in_link(token, with)).await)
    }

    async fn sign_in_by_code(&self, ask: &str, code: &str, with: With<'_>) -> Result<NewLogin, AccountRefusal> {
        logged("code", retried(|| self.use_sign_in_code(ask, code, with)).await)
    }

    async fn link_works(&self, token: &str) -> Result<bool, Unavailable> {
        self.link_is_good(token).await.map_err(unavailable)
    }

    async fn actor(&self, login: &str) -> Result<Actor, Unavailable> {
        self.actor_of(login).await.map_err(unavailable)
    }

    async fn sign_out(&self, login: &str) -> Result<(), Unavailable> {
        self.end_login(login).await.map_err(unavailable)
    }

    async fn logins(&self, by: &Actor, here: &str) -> Result<Option<Vec<LoginView>>, Unavailable> {
        self.logins_of(by, here).await.map_err(unavailable)
    }

    async fn end_logins(&self, by: &Actor, here: &str, which: Logins) -> Result<(), AccountRefusal> {
        retried(|| self.end_logins_of(by, here, which)).await
    }

    async fn rename(&self, by: &Actor, name: &str, language: &str) -> Result<(), AccountRefusal> {
        retried(|| self.give_name(by, name, language)).await
    }

    async fn act_for(&self, by: &Actor, login: &str, organisation: OrganisationId) -> Result<(), AccountRefusal> {
        retried(|| self.note_acting_for(by, login, organisation)).await
    }

    async fn found(&self, by: &Actor, new: NewOrganisation) -> Result<OrganisationId, AccountRefusal> {
        retried(|| self.found_organisation(by, &new)).await
    }

    async fn confirm_organisation(&self, by: &Actor, id: OrganisationId) -> Result<(), AccountRefusal> {
        retried(|| self.welcome_organisation(by, id)).await
    }

    async fn members(&self, by: &Actor, organisation: OrganisationId) -> Result<Option<Vec<Member>>, Unavailable> {
        self.members_of(by, organisation).await.map_err(unavailable)
    }

    async fn add_member(&self, by: &Actor, new: NewMember) -> Result<(), AccountRefusal> {
        retried(|| self.welcome_member(by, &new)).await
    }

    async fn change_member(
        &self,
        by: &Actor,
        organisation: OrganisationId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), AccountRefusal> {
        retried(|| self.give_member_role(by, organisation, account, role)).await
    }

    async fn leave(&self, by: &Actor, organisation: OrganisationId) -> Result<(), AccountRefusal> {
        retried(|| self.leave_organisation(by, organisation)).await
    }

    async fn mail_queue(&self, by: &Actor) -> Result<Option<MailQueue>, Unavailable> {
        self.mail_that_waits(by).await.map_err(unavailable)
    }

    async fn resend(&self, by: &Actor, id: Option<i64>) -> Result<(), AccountRefusal> {
        retried(|| self.send_again(by, id)).await
    }
}

/// Says in the log who came in by which way, and that somebody did not (OWASP ASVS 16.3.1): neither names nor addresses.
pub(crate) fn logged<R: std::fmt::Display>(way: &str, outcome: Result<NewLogin, R>) -> Result<NewLogin, R> {
    match &outcome {
        Ok(login) => tracing::info!(account = %login.account, way, "somebody signed in"),
        Err(refusal) => tracing::warn!(why = %refusal, way, "somebody did not sign in"),
    }
    outcome
}
