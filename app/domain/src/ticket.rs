//! Tickets: the code one shows at the door, how it is written and typed, and what the door says to it.
//!
//! Written in Crockford's base 32 (<https://www.crockford.com/base32.html>): no letter looks like a digit, and whoever
//! types one for the other is understood.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{attendance::DoorRefusal, id::SessionId, registration::RegistrationState};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many bytes a code has: 80 bits, which nobody guesses.
pub const BYTES: usize = 10;

/// How many letters a code has.
pub const LETTERS: usize = 16;

/// So many letters stand together.
const GROUP: usize = 4;

/// How many letters the id of a session has.
const SESSION_LETTERS: usize = 26;

/// What one shows at the door: good for one person in one session.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TicketCode(pub [u8; BYTES]);

impl TicketCode {
    /// A code as it was typed: small letters, blanks and hyphens do no harm, nor does `O` for `0` or `I` for `1`.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        read(typed, LETTERS)?.try_into().ok().map(Self)
    }

    /// Its letters, without anything between them.
    #[must_use]
    pub fn letters(self) -> String {
        write(&self.0, LETTERS)
    }
}

/// In groups, to be read out and typed: `7K3M-Q8ZD-0RT5-XH2A`.
impl fmt::Display for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = self.letters();
        for (at, letter) in letters.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

/// Whoever holds a code gets in: it is not for the log.
impl fmt::Debug for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TicketCode(…)")
    }
}

/// What a QR code on a ticket leads to: a code, and the session it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketAddress {
    /// The session.
    pub session: SessionId,
    /// The code.
    pub code: TicketCode,
}

impl TicketAddress {
    /// The last part of an address.
    #[must_use]
    pub fn read(part: &str) -> Option<Self> {
        let letters: String = letters(part).collect();
        if letters.len() != SESSION_LETTERS + LETTERS {
            return None;
        }
        // As many bytes, but perhaps not as many letters.
        let (session, code) = letters.split_at_checked(SESSION_LETTERS)?;
        let session = read(session, SESSION_LETTERS)?.try_into().ok().map(Uuid::from_bytes)?;
        Some(Self { session: SessionId(session), code: TicketCode::read(code)? })
    }
}

/// As a part of an address.
impl fmt::Display for TicketAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write(self.session.0.as_bytes(), SESSION_LETTERS))?;
        f.write_str(&self.code.letters())
    }
}

/// What came in at the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The code.
    pub code: TicketCode,
    /// The session its ticket is for, where that was said.
    pub session: Option<SessionId>,
}

impl Shown {
    /// A code that was typed, or what a scanner read: the address of a ticket.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let address = typed.trim();
        let address = address.split(['?', '#']).next().unwrap_or(address).trim_end_matches('/');
        let part = address.rsplit('/').next().unwrap_or(address);
        match TicketAddress::read(part) {
            Some(TicketAddress { session, code }) => Some(Self { code, session: Some(session) }),
            None => TicketCode::read(part).map(|code| Self { code, session: None }),
        }
    }
}

/// What counts of a text: letters and digits, the ones that are mistaken for others as those others.
fn letters(text: &str) -> impl Iterator<Item = char> {
    let counts = |letter: &char| !letter.is_whitespace() && !matches!(letter, '-' | '‐' | '‑' | '–' | '—' | '.' | '_');
    text.chars().filter(counts).map(|letter| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    })
}

/// The bytes so many letters stand for; bits that are over must be zero.
fn read(text: &str, length: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count, mut seen) = (0u32, 0u32, 0);
    for letter in letters(text) {
        let value = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
        bits = (bits << 5) | u32::try_from(value).ok()?;
        count += 5;
        seen += 1;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    (seen == length && bits == 0).then_some(bytes)
}

/// Bytes in letters; bits that are lacking are zero.
fn write(bytes: &[u8], length: usize) -> String {
    let (mut bits, mut count) = (0u32, 0u32);
    let mut text = String::with_capacity(length);
    let mut push = |value: u32| text.push(ALPHABET.get(value as usize & 31).copied().map_or('0', char::from));
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            push(bits >> count);
            bits &= (1 << count) - 1;
        }
    }
    if count > 0 {
        push(bits << (5 - count));
    }
    text
}

/// What is known of the seat a ticket was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// In which session it is now.
    pub session: SessionId,
    /// Where its registration is in its life.
    pub state: RegistrationState,
    /// It is still somebody's.
    pub held: bool,
    /// It is still hers for whom the ticket was made.
    pub hers: bool,
    /// When she came.
    pub arrived_at: Option<DateTime<Utc>>,
}

/// What the door of a session says to a ticket that may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Welcome {
    /// Come in.
    First,
    /// Somebody came in with it before.
    Again(DateTime<Utc>),
}

impl Seat {
    /// What the door of a session says. Whoever is here stays here, whatever became of her seat.
    ///
    /// # Errors
    /// Why the ticket is not good.
    pub fn at_door(self, door: SessionId) -> Result<Welcome, TicketRefusal> {
        if !self.hers {
            return Err(TicketRefusal::Replaced);
        }
        if self.session != door {
            return Err(if self.held { TicketRefusal::OtherSession(self.session) } else { TicketRefusal::Cancelled });
        }
        match self.arrived_at {
            Some(at) => Ok(Welcome::Again(at)),
            None if self.held => Ok(Welcome::First),
            None if self.state == RegistrationState::Cancelled => Err(TicketRefusal::Cancelled),
            None => Err(TicketRefusal::NoSeat),
        }
    }
}

/// True when it can be certified that somebody took part: she came, and it is over.
#[must_use]
pub const fn certified(arrived: bool, over: bool) -> bool {
    arrived && over
}

/// Why a ticket did not open the door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum TicketRefusal {
    /// What was typed or scanned is no code of a ticket.
    #[error("this is no code of a ticket")]
    Unreadable,
    /// There is no such ticket to this event.
    #[error("there is no such ticket")]
    Unknown,
    /// It is for another event.
    #[error("the ticket is for another event")]
    OtherEvent,
    /// It is for another part of this event.
    #[error("the ticket is for another session")]
    OtherSession(SessionId),
    /// The seat was called off, or given back.
    #[error("the seat was called off")]
    Cancelled,
    /// Somebody else comes instead, with a ticket of her own.
    #[error("somebody else has this seat")]
    Replaced,
    /// The seat was never hers for good, or is not any more.
    #[error("there is no seat for this ticket")]
    NoSeat,
    /// Nobody can come in now.
    #[error(transparent)]
    Door(#[from] DoorRefusal),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CODE: TicketCode = TicketCode([0x3c, 0xe7, 0x4b, 0xa1, 0xed, 0x06, 0x34, 0x5e, 0xc4, 0x4a]);

    fn session(number: u128) -> SessionId {
        SessionId(Uuid::from_u128(number))
    }

    #[test]
    fn a_code_is_written_in_groups_and_says_nothing_to_the_log() {
        assert_eq!(CODE.to_string(), "7KKM-Q8FD-0RT5-XH2A");
        assert_eq!(format!("{CODE:?}"), "TicketCode(…)");
    }

    #[test]
    fn whoever_mistypes_a_letter_for_a_digit_is_understood() {
        for typed in [
            "7KKM-Q8FD-0RT5-XH2A",
            "7kkmq8fd0rt5xh2a",
            " 7kkm q8fd Ort5 xh2a\n",
            "7KKM–Q8FD–oRT5–XH2A",
            "7KKM.Q8FD_0RT5 - XH2A",
        ] {
            assert_eq!(TicketCode::read(typed), Some(CODE), "{typed:?}");
        }
        let ones = TicketCode::read("1111-1111-1111-1111");
        assert!(ones.is_some());
        for typed in ["IIII-iiii-LLLL-llll", "i1l1 I1L1 1111 1111"] {
            assert_eq!(TicketCode::read(typed), ones, "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for typed in
            ["", "7KKM", "7KKM-Q8FD-0RT5-XH2", "7KKM-Q8FD-0RT5-XH2AB", "7KKM-Q8FD-0RT5-XH2U", "Anna Müller, 12"]
        {
            assert_eq!(TicketCode::read(typed), None, "{typed:?}");
            assert_eq!(Shown::read(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn the_address_of_a_ticket_is_read_wherever_it_was_scanned() {
        let address = TicketAddress { session: session(7), code: CODE };
        let part = address.to_string();
        assert_eq!(part, "0000000000000000000000000W7KKMQ8FD0RT5XH2A");
        let expected = Some(Shown { code: CODE, session: Some(session(7)) });
        for scanned in [
            format!("https://spielraum.example/tickets/{part}"),
            format!("https://spielraum.example/en/tickets/{part}/"),
            format!(" HTTPS://SPIELRAUM.EXAMPLE/TICKETS/{part}?x=1#y\n"),
            format!("/tickets/{}", part.to_lowercase()),
            part,
        ] {
            assert_eq!(Shown::read(&scanned), expected, "{scanned:?}");
        }
        let typed = Some(Shown { code: CODE, session: None });
        assert_eq!(Shown::read("7KKM-Q8FD-0RT5-XH2A"), typed);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(bytes in prop::array::uniform10(any::<u8>()), id in any::<u128>()) {
            let code = TicketCode(bytes);
            prop_assert_eq!(TicketCode::read(&code.to_string()), Some(code));
            prop_assert_eq!(TicketCode::read(&code.to_string().to_lowercase().replace('0', "o").replace('1', "l")), Some(code));
            let address = TicketAddress { session: session(id), code };
            prop_assert_eq!(TicketAddress::read(&address.to_string()), Some(address));
        }

        #[test]
        fn one_wrong_letter_is_another_code_or_none(bytes in prop::array::uniform10(any::<u8>()), at in 0..LETTERS, by in 1usize..32) {
            let code = TicketCode(bytes);
            let mut letters = code.letters().into_bytes();
            let place = ALPHABET.iter().position(|known| *known == letters[at]).unwrap();
            letters[at] = ALPHABET[(place + by) % 32];
            let read = TicketCode::read(std::str::from_utf8(&letters).unwrap());
            prop_assert_ne!(read, Some(code));
        }

        #[test]
        fn nothing_that_is_typed_makes_it_stumble(typed in ".{0,80}") {
            let _ = Shown::read(&typed);
        }
    }

    #[test]
    fn letters_of_several_bytes_are_no_ticket() {
        let typed = format!("{}ä{}", "A".repeat(SESSION_LETTERS - 1), "A".repeat(LETTERS - 1));
        assert_eq!(typed.len(), SESSION_LETTERS + LETTERS);
        assert_eq!(Shown::read(&typed), None);
    }

    #[test]
    fn the_door_says_why_a_ticket_is_not_good() {
        use RegistrationState::{Cancelled, Confirmed, Expired, Lapsed};
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let good = Seat { session: session(1), state: Confirmed, held: true, hers: true, arrived_at: None };
        let here = Some(at);
        let given_up = |state| Seat { state, held: false, ..good };
        for (seat, expected) in [
            (good, Ok(Welcome::First)),
            (Seat { arrived_at: here, ..good }, Ok(Welcome::Again(at))),
            (Seat { arrived_at: here, ..given_up(Cancelled) }, Ok(Welcome::Again(at))),
            (Seat { hers: false, ..good }, Err(TicketRefusal::Replaced)),
            (Seat { hers: false, arrived_at: here, ..good }, Err(TicketRefusal::Replaced)),
            (Seat { session: session(2), ..good }, Err(TicketRefusal::OtherSession(session(2)))),
            (Seat { session: session(2), ..given_up(Cancelled) }, Err(TicketRefusal::Cancelled)),
            (given_up(Cancelled), Err(TicketRefusal::Cancelled)),
            (given_up(Expired), Err(TicketRefusal::NoSeat)),
            (given_up(Lapsed), Err(TicketRefusal::NoSeat)),
        ] {
            assert_eq!(seat.at_door(session(1)), expected, "{seat:?}");
        }
    }
}
