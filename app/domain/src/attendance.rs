//! Who came: when the door is open, how somebody on the list stands, and what coming proves.

use chrono::{DateTime, Duration, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{registration::RegistrationState, rulebook::Qualification, slot::Slot, text};

/// So long before the start the door opens, in minutes.
pub const OPENS_MINUTES: i64 = 180;

/// So long after the end arrivals can still be written down, from a list on paper, in days.
pub const SHUTS_DAYS: i64 = 14;

/// Longest time a proof holds, in months; longer is for ever.
pub const MOST_MONTHS: u16 = 120;

/// Whether arrivals are written down now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DoorState {
    /// Not yet.
    Early,
    /// Yes.
    Open,
    /// Not any more.
    Shut,
}

/// Whether the door of a session is open.
#[must_use]
pub fn door_state(session: Slot, now: DateTime<Utc>) -> DoorState {
    match now {
        now if now < session.from() - Duration::minutes(OPENS_MINUTES) => DoorState::Early,
        now if now < session.until() + Duration::days(SHUTS_DAYS) => DoorState::Open,
        _ => DoorState::Shut,
    }
}

/// How somebody on the list of a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Presence {
    /// Has a seat, and is not here yet.
    Expected,
    /// Is here.
    Came,
    /// Had a seat, and did not come.
    Missed,
    /// Has no seat: called off, or never confirmed in time.
    NoSeat,
}

impl Presence {
    /// How somebody stands who registered, and holds a seat or does not.
    #[must_use]
    pub const fn of(state: RegistrationState, holds_seat: bool, arrived: bool, over: bool) -> Self {
        match (arrived, holds_seat, over) {
            (true, _, _) => Self::Came,
            (false, true, false) => Self::Expected,
            (false, true, true) if matches!(state, RegistrationState::Confirmed) => Self::Missed,
            (false, _, _) => Self::NoSeat,
        }
    }
}

/// What taking part in a session proves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What.
    pub of: Qualification,
    /// For how many months, counted from the day of the session; `None`: for ever.
    pub months: Option<u16>,
}

impl Grant {
    /// The last day a proof earned on `day` holds: the day of the same number, or the last of a shorter month
    /// (§ 188 II, III BGB). `None`: for ever.
    #[must_use]
    pub fn expires_on(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.checked_add_months(Months::new(self.months?.into()))
    }
}

/// True when it is known whose address an attendee has: hers is that of the contact person, who comes first, once it
/// was confirmed. Of those she brings along nobody knows it.
#[must_use]
pub const fn known_by_address(position: i32, confirmed: bool) -> bool {
    position == 0 && confirmed
}

/// True when every word that was typed occurs in a name, whatever the case, and however umlauts and accents are typed:
/// `muller` and `mueller` find *Müller*.
#[must_use]
pub fn is_called(name: &str, typed: &str) -> bool {
    let (spelt, bare) = (text::slug(name), bare(name));
    let spelt_so =
        |word| Some(text::slug(word)).filter(|slug| !slug.is_empty()).is_some_and(|slug| spelt.contains(&slug));
    typed.split_whitespace().all(|word| spelt_so(word) || bare.contains(&self::bare(word)))
}

/// Lower case, letters without what stands above or below them.
fn bare(text: &str) -> String {
    let letter = |letter: char| match letter {
        'ä' | 'á' | 'à' | 'â' | 'å' | 'ã' => 'a',
        'ö' | 'ó' | 'ò' | 'ô' | 'õ' | 'ø' => 'o',
        'ü' | 'ú' | 'ù' | 'û' => 'u',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
        'ç' | 'ć' | 'č' => 'c',
        'ğ' => 'g',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ş' | 'š' | 'ś' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ý' => 'y',
        other => other,
    };
    text.to_lowercase().replace('ß', "ss").chars().map(letter).collect()
}

/// Why an arrival was not written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum DoorRefusal {
    /// There is no such session or attendee, or the actor does not run the event.
    #[error("there is no such session")]
    NotFound,
    /// The session is off, or was never announced.
    #[error("the session does not take place")]
    Off,
    /// It is too early, or too late.
    #[error("the door is not open")]
    NotOpen(DoorState),
    /// Whoever is meant has no seat.
    #[error("there is no seat for this person")]
    NoSeat,
    /// Every seat is taken (I2).
    #[error("every seat is taken")]
    Full,
    /// The name is missing or too long.
    #[error("a person needs a name of at most 120 letters")]
    Name,
    /// The e-mail address cannot be one.
    #[error("this is no e-mail address")]
    Email,
    /// Somebody with this address is on the list already.
    #[error("somebody with this address is on the list")]
    Known,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

/// Why it was not settled what a session proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum GrantRefusal {
    /// There is no such session to come in a space of the actor.
    #[error("there is no such session")]
    NotFound,
    /// No book of the site asks for it.
    #[error("nothing there asks for it")]
    NotAsked,
    /// Less than a month, or longer than [`MOST_MONTHS`].
    #[error("a proof holds 1 to {MOST_MONTHS} months, or for ever")]
    Months,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Localised;

    fn at(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        NaiveDate::from_ymd_opt(2027, 3, day).unwrap().and_hms_opt(hour, minute, 0).unwrap().and_utc()
    }

    #[test]
    fn the_door_opens_three_hours_before_and_a_list_on_paper_has_two_weeks() {
        let session = Slot::new(at(9, 9, 0), at(9, 11, 0)).unwrap();
        for (now, expected) in [
            (at(9, 5, 59), DoorState::Early),
            (at(9, 6, 0), DoorState::Open),
            (at(9, 10, 0), DoorState::Open),
            (at(23, 10, 59), DoorState::Open),
            (at(23, 11, 0), DoorState::Shut),
        ] {
            assert_eq!(door_state(session, now), expected, "{now}");
        }
    }

    #[test]
    fn who_had_a_seat_and_did_not_come_is_missed_only_once_it_is_over() {
        use RegistrationState::{Cancelled, Confirmed, Pending};
        for (state, seat, arrived, over, expected) in [
            (Confirmed, true, false, false, Presence::Expected),
            (Pending, true, false, false, Presence::Expected),
            (Confirmed, true, true, false, Presence::Came),
            (Confirmed, true, true, true, Presence::Came),
            (Confirmed, true, false, true, Presence::Missed),
            (Pending, true, false, true, Presence::NoSeat),
            (Cancelled, false, false, false, Presence::NoSeat),
            (Cancelled, false, false, true, Presence::NoSeat),
            (Cancelled, false, true, true, Presence::Came),
        ] {
            assert_eq!(Presence::of(state, seat, arrived, over), expected, "{state:?} {seat} {arrived} {over}");
        }
    }

    #[test]
    fn a_proof_holds_to_the_day_of_the_same_number_or_the_last_of_a_shorter_month() {
        let of = Qualification { key: "laser".into(), name: Localised::of("de", "Laserschein") };
        let expires = |months, day: &str| Grant { of: of.clone(), months }.expires_on(day.parse().unwrap());
        let date = |day: &str| Some(day.parse::<NaiveDate>().unwrap());
        assert_eq!(expires(Some(12), "2027-03-09"), date("2028-03-09"));
        assert_eq!(expires(Some(1), "2027-01-31"), date("2027-02-28"));
        assert_eq!(expires(Some(12), "2028-02-29"), date("2029-02-28"));
        assert_eq!(expires(None, "2027-03-09"), None);
    }

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        assert!(is_called("Jörg Müßig", "mussig") && is_called("Jörg Müßig", "joerg müssig"));
        for typed in ["Müller", "muller", "MUELLER", "ann mül", "müller anna", ""] {
            assert!(is_called("Anna Müller", typed), "{typed}");
        }
        assert!(is_called("Şule Yıldız", "sule yildiz"));
        assert!(is_called("小林", "小林"));
        for typed in ["Meier", "anna meier", "小"] {
            assert!(!is_called("Anna Müller", typed), "{typed}");
        }
    }

    #[test]
    fn only_the_contact_person_with_a_confirmed_address_is_known_by_it() {
        assert!(known_by_address(0, true));
        assert!(!known_by_address(0, false));
        assert!(!known_by_address(1, true));
    }
}
