//! What an organiser writes to those who registered for an event.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{codes, id::SessionId, registration::RegistrationState};

/// Longest subject, in letters.
pub const MOST_SUBJECT: u16 = 120;
/// Longest text, in letters.
pub const MOST_TEXT: u16 = 4_000;
/// Most messages of one event on one day: whoever gets more stops reading them.
pub const MOST_A_DAY: u8 = 5;

codes! {
    /// How far somebody's registration came.
    Group {
        /// She comes.
        Confirmed = "confirmed",
        /// She has not said yet that the address is hers.
        Unconfirmed = "unconfirmed",
        /// She asked for seats, and an organiser is to answer.
        Requested = "requested",
        /// She waits for a seat, or one is offered to her.
        Waiting = "waiting",
    }
}

impl Group {
    /// The group of a registration in this state; `None`: nothing comes of it any more.
    #[must_use]
    pub const fn of(state: RegistrationState) -> Option<Self> {
        match state {
            RegistrationState::Confirmed => Some(Self::Confirmed),
            RegistrationState::Pending | RegistrationState::Joining => Some(Self::Unconfirmed),
            RegistrationState::Requested => Some(Self::Requested),
            RegistrationState::Waiting | RegistrationState::Offered => Some(Self::Waiting),
            RegistrationState::Cancelled
            | RegistrationState::Expired
            | RegistrationState::Lapsed
            | RegistrationState::Declined => None,
        }
    }
}

/// To whom a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// A group, in all sessions that stand.
    All(Group),
    /// Whoever comes to one session, also when it was called off.
    Session(SessionId),
}

impl Audience {
    /// True when a registration of this `group` for this `session` belongs to it. `off`: the session was called off.
    #[must_use]
    pub fn includes(self, group: Group, session: SessionId, off: bool) -> bool {
        match self {
            Self::All(wanted) => group == wanted && !off,
            Self::Session(wanted) => group == Group::Confirmed && session == wanted,
        }
    }
}

/// As it is stored and travels in forms: `confirmed`, or the id of a session.
impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(group) => f.write_str(group.code()),
            Self::Session(session) => session.fmt(f),
        }
    }
}

/// The text is none of an audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such audience")]
pub struct NoAudience;

impl FromStr for Audience {
    type Err = NoAudience;

    fn from_str(text: &str) -> Result<Self, NoAudience> {
        let session = || text.parse().map(Self::Session).ok();
        Group::from_code(text).map(Self::All).or_else(session).ok_or(NoAudience)
    }
}

/// What a message says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Its subject: one line.
    pub subject: String,
    /// Its text: paragraphs separated by empty lines. Plain.
    pub text: String,
}

impl Words {
    /// Tidies what was typed: blanks around it, line breaks of all systems, and what no keyboard types go.
    ///
    /// # Errors
    /// When something is missing or too long.
    pub fn tidied(subject: &str, text: &str) -> Result<Self, MessageRefusal> {
        let line = |line: &str| line.chars().filter(|c| !c.is_control() || *c == '\t').collect::<String>();
        let subject = subject.split_whitespace().map(line).collect::<Vec<_>>().join(" ");
        let text = text.lines().map(|typed| line(typed).trim_end().to_owned()).collect::<Vec<_>>().join("\n");
        let text = text.trim().to_owned();
        if !(1..=MOST_SUBJECT.into()).contains(&subject.chars().count()) {
            return Err(MessageRefusal::Subject);
        }
        if !(1..=MOST_TEXT.into()).contains(&text.chars().count()) {
            return Err(MessageRefusal::Text);
        }
        Ok(Self { subject, text })
    }

    /// Its paragraphs; a single line break stays one.
    #[must_use]
    pub fn paragraphs(&self) -> Vec<String> {
        paragraphs(&self.text)
    }
}

/// The paragraphs of a text that has empty lines between them; a single line break stays one.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).map(|lines| lines.join("\n")).collect()
}

/// Why a message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum MessageRefusal {
    /// There is no such event, or none the actor runs.
    #[error("there is no such event")]
    NotFound,
    /// The subject is missing or too long.
    #[error("the subject must have 1 to {MOST_SUBJECT} letters")]
    Subject,
    /// The text is missing or too long.
    #[error("the text must have 1 to {MOST_TEXT} letters")]
    Text,
    /// There is nobody to send it to.
    #[error("nobody would get it")]
    Nobody,
    /// As many messages as one day may have were sent.
    #[error("{MOST_A_DAY} messages were sent today")]
    TooMany,
    /// Another number of people would get it than the form showed.
    #[error("{people} people would get it now")]
    AudienceChanged {
        /// How many.
        people: u32,
    },
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const HERE: SessionId = SessionId(Uuid::from_u128(1));
    const THERE: SessionId = SessionId(Uuid::from_u128(2));

    #[test]
    fn a_message_reaches_its_group_and_a_session_those_who_come_to_it() {
        let all = Audience::All(Group::Confirmed);
        for (audience, group, session, off, reached) in [
            (all, Group::Confirmed, HERE, false, true),
            (all, Group::Confirmed, HERE, true, false),
            (all, Group::Waiting, HERE, false, false),
            (Audience::All(Group::Waiting), Group::Waiting, HERE, false, true),
            (Audience::Session(HERE), Group::Confirmed, HERE, false, true),
            // Whoever was told that it is off may hear more.
            (Audience::Session(HERE), Group::Confirmed, HERE, true, true),
            (Audience::Session(HERE), Group::Confirmed, THERE, false, false),
            (Audience::Session(HERE), Group::Waiting, HERE, false, false),
        ] {
            assert_eq!(audience.includes(group, session, off), reached, "{audience} {group:?} {session} {off}");
        }
    }

    #[test]
    fn an_audience_comes_back_from_a_form_as_it_went() {
        let groups = Group::ALL.iter().copied().map(Audience::All);
        for audience in groups.chain([Audience::Session(HERE)]) {
            assert_eq!(audience.to_string().parse(), Ok(audience));
        }
        assert_eq!("everybody".parse::<Audience>(), Err(NoAudience));
    }

    #[test]
    fn what_was_typed_is_tidied_and_measured_in_letters() {
        let words =
            Words::tidied(" Bitte\r\nmitbringen ", "\r\nGuten Tag,\r\n\r\n \r\nLaptop \r\nund Kabel.\u{7}\n").unwrap();
        assert_eq!(words.subject, "Bitte mitbringen");
        assert_eq!(words.text, "Guten Tag,\n\n\nLaptop\nund Kabel.");
        assert_eq!(words.paragraphs(), ["Guten Tag,", "Laptop\nund Kabel."]);
        let long = |letters: u16| "ä".repeat(letters.into());
        assert!(Words::tidied(&long(MOST_SUBJECT), &long(MOST_TEXT)).is_ok());
        assert_eq!(Words::tidied(&long(MOST_SUBJECT + 1), "x"), Err(MessageRefusal::Subject));
        assert_eq!(Words::tidied(" \n ", "x"), Err(MessageRefusal::Subject));
        assert_eq!(Words::tidied("x", &long(MOST_TEXT + 1)), Err(MessageRefusal::Text));
        assert_eq!(Words::tidied("x", "\n\u{7} \n"), Err(MessageRefusal::Text));
    }
}
