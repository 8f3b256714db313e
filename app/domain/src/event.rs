//! What is announced, and the life it leads.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    booking::BookingRefusal,
    codes,
    desk::RefusedDate,
    id::SessionId,
    picture::{CaptionFault, PictureFault},
    registration::PoolFault,
    slot::LocalSpan,
    speaker::SpeakerFault,
};

codes! {
    /// The dimensions of the region's strategy an event serves.
    Dimension {
        /// Doing more of what works.
        Intensification = "intensification",
        /// Bringing it to more people.
        Dissemination = "dissemination",
        /// Going deeper.
        Deepening = "deepening",
        /// Creating and using new spaces.
        Expansion = "expansion",
    }
}

codes! {
    /// Whom an event is for, as far as one can look for it; what a sentence says better is said in a sentence besides.
    AudienceType {
        /// Whoever wants to come.
        Everyone = "everyone",
        /// Companies and those who work there.
        Companies = "companies",
        /// Those who found a company, or just did.
        StartUps = "start-ups",
        /// Those who do research.
        Scientists = "scientists",
        /// Students of universities.
        Students = "students",
        /// Pupils, and their schools.
        Pupils = "pupils",
        /// Politics, towns and offices.
        Administration = "administration",
    }
}

codes! {
    /// Where an event takes place.
    Format {
        /// In a room.
        OnSite = "on-site",
        /// On the net.
        Online = "online",
        /// Both.
        Hybrid = "hybrid",
    }
}

codes! {
    /// Where an event is in its life.
    EventState {
        /// Only its organisers see it, and the region while it looks at it.
        Draft = "draft",
        /// Public.
        Published = "published",
        /// Called off; its page stays.
        Cancelled = "cancelled",
    }
}

impl EventState {
    /// True when an event may go from here to `next`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Draft, Self::Published | Self::Cancelled) | (Self::Published, Self::Cancelled))
    }

    /// True when everybody may see it.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Published | Self::Cancelled)
    }

    /// True when a session of it took place, or will: calling off an event calls off what is not over yet, each session of
    /// its own, and what took place took place.
    #[must_use]
    pub const fn holds(self, session_cancelled: bool) -> bool {
        self.is_public() && !session_cancelled
    }
}

codes! {
    /// Why the clock did not publish a draft.
    Unpublished {
        /// Everything it announces is over or called off.
        NoSession = "no-session",
        /// A session is nowhere.
        NoPlace = "no-place",
        /// A session has lost its room.
        RoomGone = "room-gone",
        /// The region has taken back that it knows the organisation.
        Unconfirmed = "unconfirmed",
        /// The region has not said yes to it.
        Unreviewed = "unreviewed",
    }
}

/// How a draft becomes public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Review {
    /// As its organisers say: the region trusts them, or has said yes to it.
    Free,
    /// After the region has looked at it.
    Needed,
    /// The region has it, since then.
    Waits(NaiveDateTime),
}

impl Review {
    /// For an organisation the region trusts or not, a draft the region has said yes to or not, and since when it has it
    /// to look at.
    #[must_use]
    pub fn of(trusted: bool, cleared: bool, submitted: Option<NaiveDateTime>) -> Self {
        match submitted {
            _ if trusted || cleared => Self::Free,
            Some(since) => Self::Waits(since),
            None => Self::Needed,
        }
    }
}

/// What is kept of those who are registered for a session that was postponed is kept so many days longer than it would
/// be after the time it had.
pub const MOST_POSTPONED_DAYS: i64 = 365;

/// So many spaces a session may have besides its main one.
pub const MOST_FURTHER: usize = 8;

/// True when a draft can become public at `at`: it is still to come, and before the first of its sessions begins.
#[must_use]
pub fn can_be_planned(at: DateTime<Utc>, now: DateTime<Utc>, starts: &[DateTime<Utc>]) -> bool {
    now < at && starts.iter().all(|start| at < *start)
}

/// The same sessions on other days: the earliest begins on `first`, the others as many days after it as before, all of
/// them at the same time of the wall clock (I5). In the order they were given.
#[must_use]
pub fn shift(sessions: &[LocalSpan], first: NaiveDate) -> Vec<LocalSpan> {
    let Some(before) = sessions.iter().map(|span| span.from.date()).min() else { return Vec::new() };
    let days = first - before;
    let moved = |span: &LocalSpan| {
        let date = span.from.date().checked_add_signed(days)?;
        span.starting_on(date)
    };
    // Beyond the end of all calendars it stays where it is, and the room says no.
    sessions.iter().map(|span| moved(span).unwrap_or(*span)).collect()
}

/// Where an event takes place, from where its sessions do.
#[must_use]
pub fn format(on_site: usize, online: usize) -> Format {
    match (on_site, online) {
        (_, 0) => Format::OnSite,
        (0, _) => Format::Online,
        _ => Format::Hybrid,
    }
}

/// Why an event was not drafted, changed or published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum EventRefusal {
    /// There is no such event, or none the actor may see.
    #[error("there is no such event")]
    NotFound,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// The title is missing or too long.
    #[error("the title must have 1 to 160 letters")]
    Title,
    /// The summary is missing or too long.
    #[error("the summary must have 1 to 400 letters")]
    Summary,
    /// The description is too long.
    #[error("the description must not have more than 20000 letters")]
    Description,
    /// It serves no dimension.
    #[error("an event serves at least one dimension")]
    NoDimension,
    /// A session is neither in a space nor online.
    #[error("a session needs a space or an address on the net")]
    NoPlace,
    /// A session is in more spaces than it may be.
    #[error("a session is in at most {MOST_FURTHER} further spaces")]
    FurtherSpaces,
    /// It is set up or cleared for longer than it may be, or not on the grid.
    #[error("a session is set up and cleared in steps of 5 minutes, each for at most 4 hours")]
    Margins,
    /// The name of its track is too long.
    #[error("a track has at most 60 letters")]
    Track,
    /// What is said of one of its speakers does not fit; which one, from 0.
    #[error("speaker {0}: {1}")]
    Speaker(usize, SpeakerFault),
    /// An online session's address is no `https://` address.
    #[error("the address must start with https://")]
    OnlineAddress,
    /// There is nothing to publish.
    #[error("an event needs a session before it is published")]
    NoSession,
    /// Something is in the way of its becoming public.
    #[error("it cannot become public: {}", .0.code())]
    NotReady(Unpublished),
    /// The region looks at it first.
    #[error("the region looks at it first")]
    Review,
    /// It was given back without a word of why.
    #[error("say what is to be changed")]
    Why,
    /// There is nothing to postpone: all of it is over or off.
    #[error("nothing of it is still to come")]
    NothingToCome,
    /// Fewer seats than are taken and kept for groups.
    #[error("{taken} seats are taken and {reserved} are kept")]
    FewerSeatsThanKept {
        /// So many are taken.
        taken: u16,
        /// So many more are kept for groups.
        reserved: u16,
    },
    /// Fewer seats than are taken.
    #[error("{taken} seats are taken")]
    FewerSeatsThanTaken {
        /// Seats already taken.
        taken: u16,
    },
    /// The pool it is to share has fewer seats than its sessions have promised.
    #[error(transparent)]
    Pool(PoolFault),
    /// What was chosen for the registration makes no sense.
    #[error("the rules of registration make no sense")]
    Rules,
    /// What it is now does not allow this.
    #[error("a {} event cannot do this", .0.code())]
    NotNow(EventState),
    /// A session's room said no (I4): nothing was changed.
    #[error(transparent)]
    Room(BookingRefusal),
    /// What a copy asked of the rooms of its sessions was refused (I4): nothing was copied.
    #[error("{} sessions cannot have their rooms", .0.len())]
    Sessions(Vec<(SessionId, BookingRefusal)>),
    /// What repeated events asked of rooms was refused (I4): nothing was made.
    #[error("{} sessions cannot have their rooms", .0.len())]
    Dates(Vec<RefusedDate>),
    /// An event is repeated on no day, or on too many at once.
    #[error("an event is repeated on 1 to {} days", crate::series::MOST_EVENTS)]
    Repeated,
    /// The series is gone.
    #[error("there is no such series")]
    NoSeries,
    /// It cannot become public at this hour: past, or after a session begins.
    #[error("it cannot become public then")]
    PublishingTime,
    /// Its picture is not taken.
    #[error(transparent)]
    Picture(PictureFault),
    /// What is said of its picture is not enough, or too much.
    #[error(transparent)]
    Caption(CaptionFault),
    /// The note for mails is too long.
    #[error("the note must not have more than {} letters", crate::mails::MOST_NOTE)]
    Note,
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_draft_becomes_public_in_the_future_and_before_it_begins() {
        let at = |hour: i64| DateTime::from_timestamp(1_800_000_000 + hour * 3_600, 0).unwrap();
        assert!(can_be_planned(at(2), at(1), &[at(3), at(4)]));
        assert!(!can_be_planned(at(1), at(1), &[]), "now is a button");
        assert!(!can_be_planned(at(3), at(1), &[at(4), at(3)]), "too late for the first");
    }

    proptest! {
        #[test]
        fn a_copy_keeps_times_lengths_and_the_days_between(
            starts in prop::collection::vec((0i64..400, 0u32..24, 1i64..60), 1..6), target in 0i64..2_000,
        ) {
            let day = |days| NaiveDate::from_ymd_opt(2027, 1, 1).unwrap() + chrono::Duration::days(days);
            let spans: Vec<LocalSpan> = starts
                .iter()
                .map(|(days, hour, hours)| {
                    let from = day(*days).and_hms_opt(*hour, 30, 0).unwrap();
                    LocalSpan { from, until: from + chrono::Duration::hours(*hours) }
                })
                .collect();
            let moved = shift(&spans, day(target));
            prop_assert_eq!(moved.iter().map(|span| span.from.date()).min(), Some(day(target)));
            for (old, new) in spans.iter().zip(&moved) {
                prop_assert_eq!(old.from.time(), new.from.time());
                prop_assert_eq!(old.until - old.from, new.until - new.from);
                prop_assert_eq!(old.from - spans[0].from, new.from - moved[0].from);
            }
        }
    }

    #[test]
    fn a_published_event_never_becomes_a_draft_again() {
        assert!(EventState::Draft.may_become(EventState::Published));
        assert!(!EventState::Published.may_become(EventState::Draft));
        assert!(!EventState::Cancelled.may_become(EventState::Published));
    }

    #[test]
    fn one_session_on_the_net_among_rooms_makes_it_hybrid() {
        assert_eq!(format(2, 0), Format::OnSite);
        assert_eq!(format(0, 1), Format::Online);
        assert_eq!(format(2, 1), Format::Hybrid);
        assert_eq!(format(0, 0), Format::OnSite);
    }
}
