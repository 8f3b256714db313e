//! Passkeys (W3C Web Authentication): where they can be used, and what they are called.

/// So many passkeys belong to one account: more than anybody has devices.
pub const MOST: usize = 20;
/// The longest name, in letters.
pub const LONGEST_NAME: usize = 60;
/// How long a challenge is good for, in minutes: time to fetch a phone, and no longer.
pub const CHALLENGE_MINUTES: u8 = 5;

/// The house as browsers know it when they make or show a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The relying party's id: a host name, without port. A passkey works there and nowhere else.
    pub id: String,
    /// The one origin a passkey may be shown from.
    pub origin: String,
}

impl Party {
    /// The party of a public address. `None`: browsers make no passkeys there, for it has no name, or is not encrypted
    /// (Web Authentication Level 3, 5.1.3 and 13.4.9). On a developer's machine the house is called `localhost`.
    #[must_use]
    pub fn of(base_url: &str) -> Option<Self> {
        let (scheme, rest) = base_url.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, format!(":{port}")),
            _ => (authority, String::new()),
        };
        let host = host.to_ascii_lowercase();
        let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
        let id = if here { "localhost".to_owned() } else { host };
        let numbers = id.starts_with('[') || id.split('.').next_back().is_some_and(|last| last.parse::<u32>().is_ok());
        let safe = scheme == "https" || (scheme == "http" && here);
        (safe && !numbers && !id.is_empty()).then(|| Self { origin: format!("{scheme}://{id}{port}"), id })
    }
}

/// What a passkey is called, tidied. `None`: nothing is left, or it is too long.
#[must_use]
pub fn name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let letters = name.chars().count();
    ((1..=LONGEST_NAME).contains(&letters) && !name.chars().any(char::is_control)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passkey_is_good_for_a_name_that_is_reached_safely() {
        for (address, party) in [
            ("https://raum.example", Some(("raum.example", "https://raum.example"))),
            ("https://Raum.Example/", Some(("raum.example", "https://raum.example"))),
            ("https://raum.example:8443/x", Some(("raum.example", "https://raum.example:8443"))),
            ("http://localhost:3000", Some(("localhost", "http://localhost:3000"))),
            ("http://127.0.0.1:3000", Some(("localhost", "http://localhost:3000"))),
            ("http://[::1]:3000", Some(("localhost", "http://localhost:3000"))),
            ("http://raum.example", None),
            ("https://192.0.2.7", None),
            ("https://192.0.2.7:8443", None),
            ("https://[2001:db8::1]", None),
            ("https://", None),
            ("raum.example", None),
        ] {
            let found = Party::of(address);
            let found = found.as_ref().map(|party| (party.id.as_str(), party.origin.as_str()));
            assert_eq!(found, party, "{address}");
        }
    }

    #[test]
    fn a_name_is_tidied_and_has_letters() {
        assert_eq!(name("  Mein \t Telefon\n").as_deref(), Some("Mein Telefon"));
        assert_eq!(name(&"ä".repeat(60)).map(|name| name.chars().count()), Some(60));
        for typed in ["", " \n ", &"x".repeat(61), "a\u{7}b"] {
            assert_eq!(name(typed), None, "{typed:?}");
        }
    }
}
