//! Seats: who gets one, and until when it is kept (I2).

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{codes, privacy::SHORT_DAYS, question::Fault, reminder::Reminders};

pub mod list;
mod pool;
mod queue;
mod reserve;

pub use pool::{MOST_POOL_NAME, MOST_POOLS, PoolFault, SeatPool};
pub use queue::{Queued, Served, Supply, position, serve};
pub use reserve::{MOST_GROUP, MOST_LINKS, ReserveFault, Share, Stock, opens_by_link};

codes! {
    /// Where a registration is in its life.
    RegistrationState {
        /// Seats are held, the mail is not yet answered.
        Pending = "pending",
        /// Asked to be put on the waiting list, the mail is not yet answered. Holds no seat.
        Joining = "joining",
        /// On the waiting list.
        Waiting = "waiting",
        /// Seats became free and are held for a time.
        Offered = "offered",
        /// The mail is answered, and seats are held until an organiser says yes or no.
        Requested = "requested",
        /// Seats are taken.
        Confirmed = "confirmed",
        /// Called off by the person.
        Cancelled = "cancelled",
        /// The mail was not answered in time, or no seat became free.
        Expired = "expired",
        /// An offer was let pass.
        Lapsed = "lapsed",
        /// An organiser said no, or nothing in time.
        Declined = "declined",
    }
}

impl RegistrationState {
    /// True when it keeps seats.
    #[must_use]
    pub const fn holds_seats(self) -> bool {
        matches!(self, Self::Pending | Self::Offered | Self::Requested | Self::Confirmed)
    }

    /// True while something may still come of it: an address has one such registration for a session.
    #[must_use]
    pub const fn is_living(self) -> bool {
        self.holds_seats() || matches!(self, Self::Joining | Self::Waiting)
    }

    /// True while nobody has said that the address is hers.
    #[must_use]
    pub const fn is_unheard(self) -> bool {
        matches!(self, Self::Pending | Self::Joining)
    }

    /// True when a registration may go from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Pending, Self::Requested | Self::Confirmed | Self::Cancelled | Self::Expired)
                // A late click still counts while there is a seat: asking somebody to type it all again helps nobody.
                // Who asked to wait goes to the end of the list.
                | (Self::Expired, Self::Requested | Self::Confirmed | Self::Waiting)
                | (Self::Joining, Self::Waiting | Self::Cancelled | Self::Expired)
                | (Self::Waiting, Self::Offered | Self::Cancelled | Self::Expired)
                | (
                    Self::Offered,
                    Self::Requested | Self::Confirmed | Self::Waiting | Self::Cancelled | Self::Lapsed
                )
                | (Self::Requested, Self::Confirmed | Self::Declined | Self::Cancelled)
                | (Self::Confirmed, Self::Cancelled)
        )
    }
}

/// How long a seat is held for somebody who has not answered the mail yet.
pub const PENDING_MINUTES: i64 = 60;

/// Most people one registration may bring.
pub const MOST_ATTENDEES: usize = 10;

/// Most seats one network holds in one session without having confirmed them; of a large one a quarter, since a whole
/// campus may sit behind one address.
const MOST_PENDING: u16 = 10;

/// So many, a family, one network always may hold.
const FAMILY: u16 = 4;

/// How many unconfirmed seats of a session of so many one network may hold, when `left` seats are left besides the
/// `pending` ones it holds already: half of them, a family at least. Else three forms would shut a small session for an
/// hour.
#[must_use]
pub fn most_pending(capacity: u16, left: u16, pending: u16) -> u16 {
    (left.saturating_add(pending) / 2).clamp(FAMILY, MOST_PENDING.max(capacity / 4))
}

/// Until when the seats of a registration made at `now` are held.
#[must_use]
pub fn held_until(now: DateTime<Utc>) -> DateTime<Utc> {
    now + Duration::minutes(PENDING_MINUTES)
}

/// What the iCalendar SEQUENCE of a new registration is at least (I6), when its event was written down so long ago: what
/// ended is forgotten after some time, with the number an address was told last, and a calendar takes a smaller one for
/// old news. Nobody acts more often than once a minute, so the minutes are ahead of every number there was.
#[must_use]
pub fn sequence_floor(age: Duration) -> i32 {
    let minutes = if age < Duration::days(SHORT_DAYS.into()) { 0 } else { age.num_minutes() };
    i32::try_from(minutes).unwrap_or(i32::MAX / 2)
}

/// Longest time an organiser takes to answer a request, in days.
pub const MOST_ANSWER_DAYS: u16 = 60;

/// Longest message with a yes or a no.
pub const MOST_ANSWER: usize = 1_000;

/// Most hours before the beginning after which one cannot change or call off by oneself: a month.
pub const MOST_CHANGE_HOURS: u16 = 720;

/// What an organiser chose for the registration to an event. Times are by the clock of the region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationRules {
    /// From then on one can register; `None`: once the event is public.
    pub opens: Option<NaiveDateTime>,
    /// Until then one can register; `None`: until a session begins.
    pub closes: Option<NaiveDateTime>,
    /// So many hours before a session begins one can change or call off for the last time; `None`: until it begins.
    pub change_hours: Option<u16>,
    /// So many people should come to a session. Only the organiser is told when it are fewer.
    pub minimum: Option<u16>,
    /// A group on the waiting list that is too large for what is free does not keep those behind it waiting.
    pub passes_over: bool,
    /// When participants are reminded.
    pub reminders: Reminders,
    /// Whoever registers asks for her seats, and an organiser answers within so many days. `None`: seats are hers once
    /// she confirmed.
    pub answer_days: Option<u16>,
}

/// Whether one can register now, as far as the organiser chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Window {
    /// Not before then.
    Before(NaiveDateTime),
    /// Yes.
    #[default]
    Open,
    /// Not since then.
    After(NaiveDateTime),
}

impl RegistrationRules {
    /// Whether one can register now.
    #[must_use]
    pub fn window(&self, now: NaiveDateTime) -> Window {
        match (self.opens, self.closes) {
            (Some(opens), _) if now < opens => Window::Before(opens),
            (_, Some(closes)) if now >= closes => Window::After(closes),
            _ => Window::Open,
        }
    }

    /// The same for whoever comes by a link that opens then; `None`: as soon as the event is public.
    #[must_use]
    pub fn by_link(self, opens: Option<NaiveDateTime>) -> Self {
        Self { opens: opens_by_link(self.opens, opens), ..self }
    }

    /// Until when whoever is registered can change or call off by herself.
    #[must_use]
    pub fn changes_until(&self, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        starts_at - Duration::hours(self.change_hours.unwrap_or_default().into())
    }

    /// Until when a request of `now` is to be answered: before the session begins. `None`: nobody is asked.
    #[must_use]
    pub fn answered_until(&self, now: DateTime<Utc>, starts_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.answer_days.map(|days| (now + Duration::days(days.into())).min(starts_at))
    }

    /// When an organiser is told that too few are registered for a session: when one cannot register any more; else a week
    /// before it begins, or half way there where it was announced later.
    #[must_use]
    pub fn few_told_at(
        closes_at: Option<DateTime<Utc>>,
        published_at: DateTime<Utc>,
        starts_at: DateTime<Utc>,
    ) -> DateTime<Utc> {
        closes_at
            .filter(|closes| *closes < starts_at)
            .unwrap_or_else(|| (starts_at - Duration::days(7)).max(published_at + (starts_at - published_at) / 2))
    }

    /// The same for an event so many days later, by the wall clock.
    #[must_use]
    pub fn days_later(self, days: i64) -> Self {
        let later = |at: Option<NaiveDateTime>| {
            at.map(|at| Duration::try_days(days).and_then(|days| at.checked_add_signed(days)).unwrap_or(at))
        };
        Self { opens: later(self.opens), closes: later(self.closes), ..self }
    }

    /// True when they can be: it opens before it closes, and numbers are in range.
    #[must_use]
    pub fn make_sense(&self) -> bool {
        let in_order = self.opens.zip(self.closes).is_none_or(|(opens, closes)| opens < closes);
        let hours = self.change_hours.is_none_or(|hours| (1..=MOST_CHANGE_HOURS).contains(&hours));
        let answer = self.answer_days.is_none_or(|days| (1..=MOST_ANSWER_DAYS).contains(&days));
        in_order && hours && answer && self.minimum != Some(0)
    }
}

/// Longest reason for putting somebody first.
pub const MOST_REASON: usize = 500;

/// Why a registration was not made, confirmed or called off.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RegistrationRefusal {
    /// There is no such session or registration.
    #[error("there is no such registration")]
    NotFound,
    /// The event is not open for registration: draft, cancelled, or without registration.
    #[error("registration is not open")]
    NotOpen,
    /// The link she came by is none of this event, or was ended.
    #[error("this link is good for nothing")]
    Access,
    /// The session has begun.
    #[error("the session has begun")]
    Begun,
    /// Not enough seats.
    #[error("{left} seats are left")]
    Full {
        /// Seats left; 0: full.
        left: u16,
    },
    /// There is nothing to wait for: seats are free, and nobody waits for them.
    #[error("seats are free")]
    SeatsFree,
    /// More people than the session has seats: waiting would be in vain.
    #[error("there are only {capacity} seats")]
    TooLarge {
        /// The seats there are.
        capacity: u16,
    },
    /// Until when one could change or call off by oneself is past.
    #[error("the time for changes is over")]
    TooLate,
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// Somebody who is here already is not somebody else.
    #[error("whoever is here already cannot be replaced")]
    Arrived,
    /// The message with an answer is too long.
    #[error("the message must not have more than {MOST_ANSWER} letters")]
    Message,
    /// The reason is missing or too long.
    #[error("the reason must have 1 to {MOST_REASON} letters")]
    Reason,
    /// This network holds as many unconfirmed seats of the session as one may.
    #[error("one network can hold {most} unconfirmed seats")]
    Unconfirmed {
        /// How many it may hold.
        most: u16,
    },
    /// The e-mail address cannot be one.
    #[error("this is no e-mail address")]
    Email,
    /// A name is missing or too long.
    #[error("each person needs a name of at most 120 letters")]
    Name,
    /// Nobody, or more than [`MOST_ATTENDEES`].
    #[error("between 1 and {MOST_ATTENDEES} people can be registered at once")]
    Attendees,
    /// The privacy notice was not agreed to.
    #[error("the consent is missing")]
    Consent,
    /// The organiser changed the questions since the form was opened.
    #[error("other questions are asked now")]
    OtherQuestions,
    /// Something is wrong with the answers.
    #[error("something is wrong with the answers")]
    Answers(Vec<Fault>),
    /// The state does not allow this.
    #[error("a {} registration cannot do this", .0.code())]
    NotNow(RegistrationState),
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_holds_half_of_what_is_free_a_family_at_least_and_ten_at_most() {
        assert_eq!([0, 6, 10, 16, 20].map(|left| most_pending(20, left, 0)), [4, 4, 5, 8, 10]);
        assert_eq!(most_pending(20, 6, 6), 6);
        assert_eq!([300, 100, 6].map(|left| most_pending(300, left, 0)), [75, 50, 4], "a lecture hall, and its rest");
    }

    #[test]
    fn one_registers_from_the_opening_on_and_not_at_the_closing_any_more() {
        let at = |hour| chrono::NaiveDate::from_ymd_opt(2027, 3, 1).unwrap().and_hms_opt(hour, 0, 0).unwrap();
        let rules = RegistrationRules { opens: Some(at(9)), closes: Some(at(12)), ..RegistrationRules::default() };
        let windows = [8, 9, 11, 12].map(|hour| rules.window(at(hour)));
        assert_eq!(windows, [Window::Before(at(9)), Window::Open, Window::Open, Window::After(at(12))]);
        assert_eq!(RegistrationRules::default().window(at(8)), Window::Open);
        assert!(rules.make_sense());
        assert!(!RegistrationRules { closes: Some(at(9)), ..rules }.make_sense(), "it never opens");
        assert!(!RegistrationRules { change_hours: Some(0), ..rules }.make_sense());
        assert!(!RegistrationRules { change_hours: Some(721), ..rules }.make_sense());
        assert!(!RegistrationRules { minimum: Some(0), ..rules }.make_sense());
        let answered_in = |days| RegistrationRules { answer_days: Some(days), ..rules }.make_sense();
        assert_eq!([0, 1, 60, 61].map(answered_in), [false, true, true, false]);
    }

    #[test]
    fn that_too_few_come_is_told_at_the_closing_or_a_week_before() {
        let day = |day| DateTime::from_timestamp(1_800_000_000, 0).unwrap() + Duration::days(day);
        let told = |closes, published| RegistrationRules::few_told_at(closes, day(published), day(30));
        assert_eq!(told(Some(day(20)), 0), day(20));
        assert_eq!(told(None, 0), day(23));
        assert_eq!(told(Some(day(40)), 0), day(23), "it closes after it began");
        assert_eq!(told(None, 26), day(28), "announced four days before");
    }

    #[test]
    fn a_number_that_may_have_been_forgotten_is_passed_by_the_minutes() {
        let floor = |days| sequence_floor(Duration::days(days));
        assert_eq!([floor(0), floor(29)], [0, 0], "nothing was forgotten yet");
        assert_eq!([floor(30), floor(31)], [43_200, 44_640]);
        assert_eq!(sequence_floor(Duration::MAX), i32::MAX / 2);
    }

    #[test]
    fn one_changes_until_so_many_hours_before_it_begins() {
        let begins = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let until =
            |change_hours| RegistrationRules { change_hours, ..RegistrationRules::default() }.changes_until(begins);
        assert_eq!([until(None), until(Some(24))], [begins, begins - Duration::hours(24)]);
    }

    #[test]
    fn the_rules_of_a_copy_open_and_close_as_many_days_later() {
        let at = |day| chrono::NaiveDate::from_ymd_opt(2027, 3, day).unwrap().and_hms_opt(8, 0, 0);
        let rules = RegistrationRules { opens: at(1), closes: None, change_hours: Some(3), ..Default::default() };
        assert_eq!(rules.days_later(7), RegistrationRules { opens: at(8), ..rules });
        assert_eq!(rules.days_later(i64::MAX), rules);
    }

    #[test]
    fn a_request_is_answered_within_some_days_and_before_it_begins() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let rules = RegistrationRules { answer_days: Some(3), ..RegistrationRules::default() };
        let until = |rules: RegistrationRules, days| rules.answered_until(now, now + Duration::days(days));
        assert_eq!(until(rules, 10), Some(now + Duration::days(3)));
        assert_eq!(until(rules, 2), Some(now + Duration::days(2)));
        assert_eq!(until(RegistrationRules::default(), 2), None);
    }

    #[test]
    fn a_request_holds_seats_and_ends_with_a_yes_a_no_or_a_goodbye() {
        use RegistrationState::{Cancelled, Confirmed, Declined, Requested};
        assert!(Requested.holds_seats() && !Requested.is_unheard());
        let ways: Vec<_> = RegistrationState::ALL.iter().filter(|next| Requested.may_become(**next)).collect();
        assert_eq!(ways, [&Confirmed, &Cancelled, &Declined]);
        assert!(RegistrationState::ALL.iter().all(|next| !Declined.may_become(*next)), "a no is final");
    }

    #[test]
    fn called_off_is_final_and_a_late_click_still_counts() {
        assert!(RegistrationState::Expired.may_become(RegistrationState::Confirmed));
        for next in RegistrationState::ALL {
            assert!(!RegistrationState::Cancelled.may_become(*next));
        }
    }
}
