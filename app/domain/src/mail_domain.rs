//! Mail domains of organisations: what may be one, and whose address is at it.
//!
//! Whoever reads mail at a domain proved it by signing in. That the domain is the organisation's the region says.

use serde::{Deserialize, Serialize};

/// So many mail domains belong to one organisation.
pub const MOST_DOMAINS: usize = 20;

/// Why something is no mail domain of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum DomainFault {
    /// It is no domain name.
    #[error("this is no domain name")]
    Form,
    /// Anybody gets an address there.
    #[error("anybody gets an address there")]
    Freemail,
    /// Anybody gets a domain below it: `co.uk`, `github.io`.
    #[error("anybody gets a domain below it")]
    PublicSuffix,
}

/// A domain as it is compared and stored: trimmed, lower case, without the `@` people type before it. Letters, digits and
/// hyphens (RFC 5321 4.1.2, RFC 1123 2.1); other scripts as they stand in addresses, by their `xn--` name (RFC 5891 4.4).
///
/// # Errors
/// What is against it.
pub fn mail_domain(typed: &str) -> Result<String, DomainFault> {
    let domain = typed.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase();
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    let numbers = last.bytes().all(|c| c.is_ascii_digit());
    if domain.len() > 253 || !domain.split('.').all(label) || numbers {
        return Err(DomainFault::Form);
    }
    if !domain.contains('.') || psl::suffix_str(&domain) == Some(domain.as_str()) {
        return Err(DomainFault::PublicSuffix);
    }
    let at = |provider: &&str| domain == **provider || domain.ends_with(&format!(".{provider}"));
    if FREEMAIL.iter().any(at) {
        return Err(DomainFault::Freemail);
    }
    Ok(domain)
}

/// The domain of an address as [`text::email`](crate::text::email) has it.
#[must_use]
pub fn of(email: &str) -> Option<&str> {
    email.rsplit_once('@').map(|(_, domain)| domain)
}

/// Where anybody gets an address: the providers people here use, and some for mail nobody keeps. The list can never be
/// complete; the region's look at each domain is what decides.
const FREEMAIL: [&str; 62] = [
    "1und1.de",
    "aol.com",
    "aol.de",
    "arcor.de",
    "bluewin.ch",
    "email.de",
    "fastmail.com",
    "freemail.de",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.eu",
    "gmx.info",
    "gmx.net",
    "gmx.org",
    "googlemail.com",
    "guerrillamail.com",
    "hey.com",
    "hotmail.com",
    "hotmail.de",
    "icloud.com",
    "kabelmail.de",
    "live.com",
    "live.de",
    "mac.com",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "mailinator.com",
    "me.com",
    "msn.com",
    "netcologne.de",
    "o2mail.de",
    "o2online.de",
    "online.de",
    "osnanet.de",
    "outlook.com",
    "outlook.de",
    "pm.me",
    "posteo.de",
    "posteo.net",
    "proton.me",
    "protonmail.com",
    "rocketmail.com",
    "t-online.de",
    "teleos-web.de",
    "trashmail.com",
    "tuta.com",
    "tutanota.com",
    "tutanota.de",
    "unitybox.de",
    "versanet.de",
    "vodafone.de",
    "web.de",
    "yahoo.com",
    "yahoo.de",
    "yandex.com",
    "ymail.com",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisations_own_domain_is_taken_and_what_anybody_can_have_is_not() {
        use DomainFault::{Form, Freemail, PublicSuffix};
        for (typed, taken) in [
            (" @TH-OWL.de. ", Ok("th-owl.de")),
            ("cs.uni-paderborn.de", Ok("cs.uni-paderborn.de")),
            ("xn--mller-kva.de", Ok("xn--mller-kva.de")),
            ("example.co.uk", Ok("example.co.uk")),
            ("verein.example", Ok("verein.example")),
            ("", Err(Form)),
            ("müller.de", Err(Form)),
            ("a b.de", Err(Form)),
            ("anna@th-owl.de", Err(Form)),
            ("-x.de", Err(Form)),
            ("x..de", Err(Form)),
            ("192.0.2.7", Err(Form)),
            ("de", Err(PublicSuffix)),
            ("localhost", Err(PublicSuffix)),
            ("co.uk", Err(PublicSuffix)),
            ("github.io", Err(PublicSuffix)),
            ("gmail.com", Err(Freemail)),
            ("GMX.de", Err(Freemail)),
            ("mail.web.de", Err(Freemail)),
            ("notgmx.de", Ok("notgmx.de")),
        ] {
            assert_eq!(mail_domain(typed), taken.map(str::to_owned), "{typed:?}");
        }
        assert_eq!(mail_domain(&format!("{}.de", "x".repeat(64))), Err(Form));
    }

    #[test]
    fn an_address_is_at_what_follows_its_last_sign() {
        for (email, domain) in [("anna@th-owl.de", Some("th-owl.de")), ("th-owl.de", None)] {
            assert_eq!(of(email), domain);
        }
    }

    #[test]
    fn the_list_is_in_order_and_has_nothing_twice() {
        assert!(FREEMAIL.is_sorted_by(|one, next| one < next));
    }
}
