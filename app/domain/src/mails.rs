//! The mails in the life of a registration, and what an organiser adds to some of them.

use chrono::NaiveDateTime;

use crate::{
    codes,
    desk::{RegistrationView, Standing},
    message,
    registration::RegistrationState,
    text::Localised,
};

codes! {
    /// What happened to a registration.
    RegistrationMail {
        /// Seats are held; asks to confirm.
        Pending = "pending",
        /// Somebody registered again with the same address.
        Known = "known",
        /// She asked for seats.
        Requested = "requested",
        /// An organiser said yes.
        Approved = "approved",
        /// An organiser said no.
        Declined = "declined",
        /// No organiser answered in time.
        Unanswered = "unanswered",
        /// Seats are taken.
        Confirmed = "confirmed",
        /// She changed who comes.
        Changed = "changed",
        /// She wants to wait for seats; asks to confirm.
        WaitAsked = "wait-asked",
        /// She is on the waiting list.
        Waits = "waits",
        /// Seats are held for her.
        Offered = "offered",
        /// She let them pass.
        Lapsed = "lapsed",
        /// No seat became free.
        WaitOver = "wait-over",
        /// Her group was too large for the seats that became free, and others got them.
        PassedOver = "passed-over",
        /// The person called it off.
        Cancelled = "cancelled",
        /// Its session has another time or place.
        SessionChanged = "session-changed",
        /// Its session is off.
        SessionCancelled = "session-cancelled",
        /// Its session shall be at another time.
        SessionPostponed = "session-postponed",
        /// Its session begins soon.
        Reminder = "reminder",
    }
}

impl RegistrationMail {
    /// True where the organiser's note stands: in what those read who come. Before somebody said that an address is
    /// hers nothing is sent there that anybody could have typed.
    #[must_use]
    pub const fn carries_note(self) -> bool {
        matches!(self, Self::Confirmed | Self::Approved | Self::Changed | Self::SessionChanged | Self::Reminder)
    }

    /// How a registration stands that is told so.
    #[must_use]
    pub const fn state(self) -> RegistrationState {
        match self {
            Self::Pending => RegistrationState::Pending,
            Self::Requested => RegistrationState::Requested,
            Self::Declined | Self::Unanswered => RegistrationState::Declined,
            Self::Known
            | Self::Approved
            | Self::Confirmed
            | Self::Changed
            | Self::SessionChanged
            | Self::SessionCancelled
            | Self::SessionPostponed
            | Self::Reminder => RegistrationState::Confirmed,
            Self::WaitAsked => RegistrationState::Joining,
            Self::Waits | Self::PassedOver => RegistrationState::Waiting,
            Self::Offered => RegistrationState::Offered,
            Self::Lapsed => RegistrationState::Lapsed,
            Self::WaitOver => RegistrationState::Expired,
            Self::Cancelled => RegistrationState::Cancelled,
        }
    }
}

/// Longest note, in letters.
pub const MOST_NOTE: usize = 1_000;

/// A note as it is stored: line breaks of one kind, nothing that no keyboard types, no language without words. `None`: it
/// is too long.
#[must_use]
pub fn note(typed: &Localised) -> Option<Localised> {
    let line =
        |line: &str| line.chars().filter(|letter| !letter.is_control()).collect::<String>().trim_end().to_owned();
    let tidy = |text: &String| text.lines().map(line).collect::<Vec<_>>().join("\n").trim().to_owned();
    let note = typed.0.iter().map(|(language, text)| (language.clone(), tidy(text)));
    let note = Localised(note.filter(|(_, text)| !text.is_empty()).collect());
    note.0.values().all(|text| text.chars().count() <= MOST_NOTE).then_some(note)
}

/// The paragraphs of a note in a language.
#[must_use]
pub fn paragraphs(note: &Localised, language: &str) -> Vec<String> {
    message::paragraphs(note.get(language))
}

/// A registration as it would be if it were told this: for looking at a mail that was not sent. `until`: for how long
/// something is held for her, where something is.
#[must_use]
pub fn as_told(mut view: RegistrationView, mail: RegistrationMail, until: NaiveDateTime) -> RegistrationView {
    let state = mail.state();
    let held = state.is_unheard() || matches!(state, RegistrationState::Offered | RegistrationState::Requested);
    let answered = matches!(mail, RegistrationMail::Approved | RegistrationMail::Declined);
    let waits = matches!(
        state,
        RegistrationState::Joining
            | RegistrationState::Waiting
            | RegistrationState::Offered
            | RegistrationState::Lapsed
            | RegistrationState::Expired
    );
    view.state = state;
    view.held_until = held.then_some(until);
    let position = (state == RegistrationState::Waiting).then_some(1);
    view.wait = waits.then_some(Standing { anywhere: false, position });
    view.asks |= answered || matches!(mail, RegistrationMail::Requested | RegistrationMail::Unanswered);
    view.unanswered = mail == RegistrationMail::Unanswered;
    view.was_confirmed = matches!(state, RegistrationState::Confirmed | RegistrationState::Cancelled);
    view.session.postponed = mail == RegistrationMail::SessionPostponed;
    view.session.cancelled = view.session.postponed || mail == RegistrationMail::SessionCancelled;
    if !answered {
        view.answer.clear();
    }
    view
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_goes_to_nobody_who_has_not_said_that_the_address_is_hers() {
        for mail in RegistrationMail::ALL.iter().filter(|mail| mail.carries_note()) {
            assert_eq!(mail.state(), RegistrationState::Confirmed, "{mail:?}");
        }
        let without = RegistrationMail::ALL.iter().filter(|mail| mail.state().is_unheard());
        assert!(without.clone().count() == 2 && without.clone().all(|mail| !mail.carries_note()));
    }

    #[test]
    fn a_note_is_tidied_and_a_long_one_is_none() {
        let typed = Localised::of("de", "  Bitte\u{7} mitbringen:\r\nLaptop  \r\n\r\nBis bald ").and("en", " \n ");
        let tidy = note(&typed).unwrap();
        assert_eq!(tidy, Localised::of("de", "Bitte mitbringen:\nLaptop\n\nBis bald"));
        assert_eq!(paragraphs(&tidy, "en"), ["Bitte mitbringen:\nLaptop", "Bis bald"], "better than nothing");
        assert_eq!(note(&Localised::of("de", "ä".repeat(MOST_NOTE + 1))), None);
        assert!(note(&Localised::of("de", "ä".repeat(MOST_NOTE))).is_some());
    }
}
