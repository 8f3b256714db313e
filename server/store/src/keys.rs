//! The secret of the installation, and the links made with it.
//!
//! A link carries the id of what it opens and a tag only the secret can make: nothing secret is stored, and a stolen
//! copy of the database opens nothing.

use std::{fmt, net::IpAddr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::ticket::{self, TicketCode};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a link is good for. A link for one purpose opens nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Signing in, once.
    SignIn,
    /// Signing in by a code: held by the browser that asked for it.
    SignInAsked,
    /// Coming back from a provider: goes there, and back, in the address.
    ProviderState,
    /// The same: stays with the browser that was sent there.
    ProviderBrowser,
    /// Linking an identity that was nobody's: held by the browser that came back with it.
    ProviderArrival,
    /// One registration: seeing, confirming, cancelling it.
    Registration,
    /// One invitation: seeing and answering it.
    Invitation,
    /// Registering for one event with a group.
    Access,
    /// One file that waits for the rest of its form.
    File,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::SignIn => b"sign-in",
            Self::SignInAsked => b"sign-in-asked",
            Self::ProviderState => b"provider-state",
            Self::ProviderBrowser => b"provider-browser",
            Self::ProviderArrival => b"provider-arrival",
            Self::Registration => b"registration",
            Self::Invitation => b"invitation",
            Self::Access => b"access",
            Self::File => b"file",
        }
    }
}

/// Makes and opens links.
pub(crate) struct Keys([u8; 32]);

impl Keys {
    /// The keys that follow from the installation's secret.
    pub(crate) const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// What tells one secret from another without giving it away.
    pub(crate) fn fingerprint(&self) -> String {
        let digest = Sha256::new().chain_update(b"spielraum secret fingerprint").chain_update(self.0).finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The secret part of a link that opens `id`: 43 letters.
    pub(crate) fn token(&self, purpose: Purpose, id: Uuid) -> String {
        let mut token = [0; 32];
        token[..16].copy_from_slice(id.as_bytes());
        if let Some(mac) = self.mac(purpose, id) {
            token[16..].copy_from_slice(&mac.finalize().into_bytes()[..16]);
        }
        URL_SAFE_NO_PAD.encode(token)
    }

    /// What a link opens, when it was made here for this purpose. Takes the same time whatever is wrong with it.
    pub(crate) fn open(&self, purpose: Purpose, token: &str) -> Option<Uuid> {
        let token: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let id = Uuid::from_slice(&token[..16]).ok()?;
        self.mac(purpose, id)?.verify_truncated_left(&token[16..]).ok().map(|()| id)
    }

    /// A secret of 256 bits that follows from an id, for others to see once: 43 letters.
    pub(crate) fn secret(&self, label: &[u8], id: Uuid) -> Option<String> {
        let mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).ok()?;
        let mac = mac.chain_update(label).chain_update([0]).chain_update(id.as_bytes());
        Some(URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    /// The code that stands beside a sign-in link, to be typed on another device: a number of eight digits.
    pub(crate) fn code(&self, link: Uuid) -> Option<u32> {
        let mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).ok()?;
        let mac = mac.chain_update(b"sign-in-code").chain_update([0]).chain_update(link.as_bytes());
        let number = mac.finalize().into_bytes().first_chunk::<8>().map(|first| u64::from_be_bytes(*first))?;
        u32::try_from(number % 100_000_000).ok()
    }

    /// The code of an attendee's ticket, which was made anew so many times.
    pub(crate) fn ticket(&self, attendee: Uuid, anew: i32) -> Option<TicketCode> {
        let made = self.ticket_mac(attendee, anew)?.finalize().into_bytes();
        made.first_chunk::<{ ticket::BYTES }>().map(|code| TicketCode(*code))
    }

    /// True when a code is that of an attendee's ticket. Takes the same time whatever is wrong with it.
    pub(crate) fn is_ticket(&self, code: TicketCode, attendee: Uuid, anew: i32) -> bool {
        self.ticket_mac(attendee, anew).is_some_and(|mac| mac.verify_truncated_left(&code.0).is_ok())
    }

    /// What is remembered of a ticket that was given back: says nothing of its code.
    pub(crate) fn returned(&self, code: TicketCode) -> Option<Vec<u8>> {
        let mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).ok()?;
        Some(
            mac.chain_update(b"ticket-returned")
                .chain_update([0])
                .chain_update(code.0)
                .finalize()
                .into_bytes()
                .to_vec(),
        )
    }

    fn ticket_mac(&self, attendee: Uuid, anew: i32) -> Option<Hmac<Sha256>> {
        let mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).ok()?;
        let mac = mac.chain_update(b"ticket").chain_update([0]).chain_update(attendee.as_bytes());
        Some(mac.chain_update(anew.to_be_bytes()))
    }

    /// What tells the networks apart that a session is asked for from: an IPv4 address, or the /64 an IPv6 address is
    /// of. Says nothing to whoever has not the secret, and nothing across sessions.
    pub(crate) fn network(&self, session: Uuid, ip: IpAddr) -> Option<Vec<u8>> {
        let network = match ip.to_canonical() {
            IpAddr::V4(ip) => ip.octets().to_vec(),
            IpAddr::V6(ip) => ip.octets()[..8].to_vec(),
        };
        let mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).ok()?;
        let mac = mac.chain_update(b"network").chain_update([0]).chain_update(session.as_bytes()).chain_update(network);
        Some(mac.finalize().into_bytes()[..16].to_vec())
    }

    /// What tells one e-mail address from another without saying which it is, to whoever has not the secret.
    pub(crate) fn address(&self, email: &str) -> Option<Vec<u8>> {
        let mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).ok()?;
        let mac = mac.chain_update(b"address").chain_update([0]).chain_update(email.as_bytes());
        Some(mac.finalize().into_bytes().to_vec())
    }

    /// What tells one text from another without saying which it is, to whoever has not the secret. A mark made under one
    /// label says nothing of a mark made under another.
    pub(crate) fn mark(&self, label: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        let mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).ok()?;
        Some(mac.chain_update(label).chain_update([0]).chain_update(text).finalize().into_bytes().to_vec())
    }

    fn mac(&self, purpose: Purpose, id: Uuid) -> Option<Hmac<Sha256>> {
        // HMAC takes keys of any length, so this is always `Some`.
        let mac = <Hmac<Sha256> as Mac>::new_from_slice(&self.0).ok()?;
        Some(mac.chain_update(purpose.label()).chain_update([0]).chain_update(id.as_bytes()))
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0001);

    #[test]
    fn a_link_opens_what_it_was_made_for_and_nothing_else() {
        let keys = Keys::new([7; 32]);
        let token = keys.token(Purpose::Registration, ID);
        assert_eq!(token.len(), 43);
        assert_eq!(keys.open(Purpose::Registration, &token), Some(ID));
        assert_eq!(keys.open(Purpose::SignIn, &token), None);
        assert_eq!(Keys::new([8; 32]).open(Purpose::Registration, &token), None);
    }

    #[test]
    fn a_link_with_any_letter_changed_opens_nothing() {
        let keys = Keys::new([7; 32]);
        let token = keys.token(Purpose::SignIn, ID);
        for place in 0..token.len() {
            let mut letters: Vec<u8> = token.bytes().collect();
            letters[place] = if letters[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(letters).unwrap();
            assert_eq!(keys.open(Purpose::SignIn, &changed), None, "{place}");
        }
        for odd in ["", "A", "ä", &token[1..]] {
            assert_eq!(keys.open(Purpose::SignIn, odd), None, "{odd:?}");
        }
    }

    #[test]
    fn a_ticket_is_one_persons_and_another_one_each_time_it_is_made_anew() {
        let keys = Keys::new([7; 32]);
        let code = keys.ticket(ID, 0).unwrap();
        assert!(keys.is_ticket(code, ID, 0));
        assert!(!keys.is_ticket(code, ID, 1) && !keys.is_ticket(code, Uuid::from_u128(1), 0));
        assert!(!Keys::new([8; 32]).is_ticket(code, ID, 0));
        assert!(!keys.returned(code).unwrap().windows(4).any(|part| code.0.starts_with(part)));
    }

    #[test]
    fn a_fingerprint_tells_secrets_apart_without_containing_them() {
        assert_ne!(Keys::new([7; 32]).fingerprint(), Keys::new([8; 32]).fingerprint());
        assert_eq!(Keys::new([7; 32]).fingerprint().len(), 64);
    }
}
