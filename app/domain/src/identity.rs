//! Identities: who somebody is at a provider (OpenID Connect), and what follows from it here.
//!
//! An identity is an issuer and a subject (OpenID Connect Core 1.0, 5.7). An address is none: it is given to the next
//! person, and a provider may say what it likes. So an address opens no account that is there already; only a mail does.

use chrono::{DateTime, Utc};

use crate::{id::AccountId, mail_domain, privacy::RECENT_MINUTES, text};

/// How long somebody may be away at a provider, in minutes.
pub const ATTEMPT_MINUTES: u8 = 10;
/// How long somebody who came back unknown may take to prove an address by mail, in minutes: a mailed link ends before.
pub const ARRIVAL_MINUTES: u8 = 20;
/// The longest subject (OpenID Connect Core 1.0, 2), in bytes.
pub const LONGEST_SUBJECT: usize = 255;

/// Who somebody is at a provider. Nobody else ever is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// What it calls her, as it is written.
    pub subject: String,
}

/// What a provider proved of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proved {
    /// Who she is there.
    pub identity: Identity,
    /// Her address, where the provider vouches for it.
    pub email: Option<String>,
    /// Her name; empty: it did not say.
    pub name: String,
    /// When she showed the provider who she is; `None`: it did not say.
    pub at: Option<DateTime<Utc>>,
}

/// To whom an identity belongs here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// To nobody yet.
    Nobody,
    /// To an account.
    Account(AccountId),
    /// To an account that is locked out.
    Locked(AccountId),
}

/// The address a provider vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// There is none.
    Unproved,
    /// No account has it.
    Free,
    /// An account has it.
    Taken,
}

/// What becomes of somebody who comes back from a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// She is signed in.
    SignIn(AccountId),
    /// She gets an account, and is signed in.
    Create,
    /// She reads mail at the address first.
    ProveAddress,
    /// She says which address is hers, and reads mail there.
    AskAddress,
    /// The identity becomes hers.
    Link,
    /// It is hers already.
    Linked,
    /// Her account is locked out.
    Locked,
    /// The identity is somebody else's.
    Foreign,
}

/// Decides. `links`: who asked, signed in, for the identity to become hers.
#[must_use]
pub fn way(links: Option<AccountId>, owner: Owner, address: Address) -> Way {
    match (links, owner) {
        (None, Owner::Account(id)) => Way::SignIn(id),
        (None, Owner::Locked(_)) => Way::Locked,
        (None, Owner::Nobody) => match address {
            Address::Free => Way::Create,
            Address::Taken => Way::ProveAddress,
            Address::Unproved => Way::AskAddress,
        },
        (Some(_), Owner::Nobody) => Way::Link,
        (Some(her), Owner::Account(id) | Owner::Locked(id)) if her == id => Way::Linked,
        (Some(_), Owner::Account(_) | Owner::Locked(_)) => Way::Foreign,
    }
}

/// True when every other way into an account ends as somebody signs in who reads mail at its address: nobody had read mail
/// there before, so a provider's word opened it, maybe for whoever had the address in former times. She who comes with a
/// browser that is signed in there already is the same.
#[must_use]
pub const fn ends_other_ways(read_before: bool, signed_in_here: bool) -> bool {
    !read_before && !signed_in_here
}

/// The address a provider vouches for: one it says it verified, at one of its domains. `*`: at any. Without domains it
/// vouches for none, and the mail decides. Letters beyond ASCII are nobody's: lowered they may be somebody else's.
#[must_use]
pub fn vouched(email: &str, verified: bool, domains: &[String]) -> Option<String> {
    let email = text::email(email).filter(|_| verified && email.is_ascii())?;
    let its = domains.iter().any(|domain| domain == "*" || mail_domain::of(&email) == Some(domain.as_str()));
    its.then_some(email)
}

/// A name as the provider has it, when it can be one here; else empty.
#[must_use]
pub fn name(said: &str) -> String {
    let name = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() <= 120 && !name.chars().any(char::is_control) { name } else { String::new() }
}

/// Minutes since she showed the provider who she is, at most, where `goto` asks for more than a running session there.
#[must_use]
pub fn longest_ago(goto: &str) -> Option<u8> {
    goto.starts_with("/account/").then_some(RECENT_MINUTES)
}

/// What is sent along and comes back. It says its language, for a provider has one address to send everybody back to.
#[must_use]
pub fn state(token: &str, language: &str) -> String {
    format!("{token}.{language}")
}

/// What came back: the token, and the language; empty: it says none.
#[must_use]
pub fn read_state(state: &str) -> (&str, &str) {
    state.split_once('.').unwrap_or((state, ""))
}

/// The word a provider has in addresses: small letters, digits, hyphens.
#[must_use]
pub fn is_key(word: &str) -> bool {
    (1..=40).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn an_identity_opens_its_own_account_and_an_address_opens_none() {
        use Address::{Free, Taken, Unproved};
        let (anna, berta) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let (hers, others) = (Owner::Account(anna), Owner::Account(berta));
        for address in [Unproved, Free, Taken] {
            // Who is known is herself, whatever the provider says of her address today.
            assert_eq!(way(None, hers, address), Way::SignIn(anna));
            assert_eq!(way(None, Owner::Locked(anna), address), Way::Locked);
            // Who is signed in makes nobody else's identity hers, and needs no address.
            assert_eq!(way(Some(anna), Owner::Nobody, address), Way::Link);
            assert_eq!(way(Some(anna), hers, address), Way::Linked);
            assert_eq!(way(Some(anna), others, address), Way::Foreign);
            assert_eq!(way(Some(anna), Owner::Locked(berta), address), Way::Foreign);
        }
        for (address, expected) in [(Free, Way::Create), (Taken, Way::ProveAddress), (Unproved, Way::AskAddress)] {
            assert_eq!(way(None, Owner::Nobody, address), expected, "{address:?}");
        }
    }

    #[test]
    fn a_provider_vouches_for_what_it_verified_at_its_own_domains() {
        let (its, any) = (["uni.example".to_owned()], ["*".to_owned()]);
        for (email, verified, domains, expected) in [
            ("Anna@Uni.Example", true, &its[..], Some("anna@uni.example")),
            ("anna@uni.example", false, &its, None),
            ("anna@cs.uni.example", true, &its, None),
            ("anna@firma.example", true, &its, None),
            ("anna@uni.example", true, &[], None),
            ("anna@firma.example", true, &any, Some("anna@firma.example")),
            ("anna@firma.example", false, &any, None),
            ("\u{212a}im@firma.example", true, &any, None),
            ("anna", true, &any, None),
            ("", true, &any, None),
        ] {
            assert_eq!(vouched(email, verified, domains).as_deref(), expected, "{email} {verified} {domains:?}");
        }
    }

    #[test]
    fn a_name_is_taken_when_it_can_be_one() {
        assert_eq!(name("  Anna \n Muster "), "Anna Muster");
        for no_name in ["", "a\u{7}b", &"x".repeat(121)] {
            assert_eq!(name(no_name), "", "{no_name:?}");
        }
    }

    #[test]
    fn what_is_dangerous_asks_for_more_than_a_running_session() {
        for (goto, minutes) in [
            ("/account/erase", Some(RECENT_MINUTES)),
            ("/account/passkeys", Some(RECENT_MINUTES)),
            ("/", None),
            ("/bookings", None),
        ] {
            assert_eq!(longest_ago(goto), minutes, "{goto}");
        }
    }

    #[test]
    fn what_comes_back_says_its_language() {
        assert_eq!(read_state(&state("abc", "en")), ("abc", "en"));
        assert_eq!(read_state("abc"), ("abc", ""));
        assert_eq!(read_state(""), ("", ""));
    }

    #[test]
    fn a_key_is_a_plain_word() {
        for key in ["uni", "th-owl", "x1"] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", "Uni", "a/b", "ü", "a b", &"x".repeat(41)] {
            assert!(!is_key(key), "{key}");
        }
    }
}
