//! What the house keeps of people: what for, on what ground, and how long (I10). One table, which is documentation too.
//!
//! What the phone of whoever is at the door of a session keeps of those who come (see [`DEVICE_HOURS`]) lies in no table of
//! ours, and is part of [`Holding::Registrations`]: names, who brought whom, who came when, and what tells a ticket.
//!
//! Grounds are those of the General Data Protection Regulation (EU) 2016/679, Article 6(1).

use std::ops::RangeInclusive;

use chrono::{DateTime, Duration, Utc};

use crate::{codes, survey::OPEN_DAYS};

codes! {
    /// One kind of thing that is kept of people.
    Holding {
        /// Who can sign in: address, name, language.
        Accounts = "accounts",
        /// Who acts for which organisation.
        Memberships = "memberships",
        /// Who keeps which site, and in whose stead.
        Keepers = "keepers",
        /// What somebody has shown that she knows.
        Proofs = "proofs",
        /// Who gets an organisation's bills.
        Bills = "bills",
        /// Which group of a site somebody is in.
        Groups = "groups",
        /// Browsers somebody is signed in with.
        Logins = "logins",
        /// Passkeys to sign in with.
        Passkeys = "passkeys",
        /// Identities at providers to sign in with.
        Identities = "identities",
        /// Links mailed to sign in with.
        SignInLinks = "sign-in-links",
        /// Who booked, and what she noted.
        Bookings = "bookings",
        /// Times somebody holds while her form is open.
        Holds = "holds",
        /// Who was invited to a booking, and what she answered.
        Invitations = "invitations",
        /// Who waits for a time that is taken.
        Wishes = "wishes",
        /// Who comes to an event.
        Registrations = "registrations",
        /// What was answered to the questions of an event.
        Answers = "answers",
        /// Who was asked how an event was.
        SurveyLinks = "survey-links",
        /// What those said who were asked.
        SurveyAnswers = "survey-answers",
        /// Contacts, speakers with what is said of them, and pictures with who made them, shown in public.
        Announcements = "announcements",
        /// What people reported that hinders them.
        Barriers = "barriers",
        /// Mail written or waiting.
        Mails = "mails",
        /// Who did what.
        Trail = "trail",
    }
}

codes! {
    /// On what ground something may be kept: the letter of Article 6(1).
    Ground {
        /// She agreed.
        Consent = "a",
        /// What she booked could not be had without it.
        Contract = "b",
        /// Somebody's interest in order, which outweighs hers.
        Interest = "f",
    }
}

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Until she erases it, or nobody signed in for so many days and she did not answer when told.
    Unused(u16),
    /// Until the account is erased, or whoever may takes it away.
    Account,
    /// So many days after it was last of use: signed out, ended, sent, over.
    Days(u16),
    /// As many days after the event as the installation says: see [`ATTENDEE_DAYS`].
    AfterEvent,
    /// As each question says: see [`Keeping`](crate::question::Keeping).
    ByQuestion,
    /// As long as what it is said of.
    Announcement,
    /// Until those who said it say something else.
    UntilChanged,
}

/// Days for which it is kept who came to an event, until the installation says otherwise.
pub const ATTENDEE_DAYS: u16 = 60;
/// What an installation may say: somebody must be able to ask the day after, and two years are enough for any proof.
pub const ATTENDEE_DAYS_ALLOWED: RangeInclusive<u16> = 1..=730;
/// Days for which a login is kept that nobody uses: then it is over.
pub const LOGIN_IDLE_DAYS: u16 = 7;
/// Days for which is kept what came to an end: mail, registrations called off or never confirmed, wishes, time in a
/// group, and whoever was invited.
pub const SHORT_DAYS: u16 = 30;
/// Days after its last date for which it is kept who made a booking and what she noted: claims come to an end after
/// three years (§ 195 BGB).
pub const BOOKING_DAYS: u16 = 1_096;
/// Days for which is kept what people said of an event, after they could no longer say it. The counts stay.
pub const SURVEY_DAYS: u16 = 180;
/// Days for which the trail says who.
pub const TRAIL_DAYS: u16 = 730;
/// Days after the last sign-in after which an account is of no use to anybody: two years.
pub const UNUSED_DAYS: u16 = 730;
/// Days before it ends for which she who has it is told.
pub const WARNING_DAYS: u16 = 30;
/// Hours after a session for which a phone that was at its door keeps the list.
pub const DEVICE_HOURS: u16 = 12;
/// Whoever erases her account, changes what opens it, or gives somebody a right signed in at most so many minutes ago
/// (OWASP ASVS 7.5.1).
pub const RECENT_MINUTES: u8 = 15;

/// How an account stands that nobody may be using.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Somebody signed in not too long ago.
    Used,
    /// Nobody did; she is to be told that it ends.
    Unused,
    /// She was told, and has time yet.
    Warned,
    /// She was told, and did not come.
    Over,
}

impl Usage {
    /// Of an account somebody last signed in to, or had made, at `last`, and was told that it ends at `warned`.
    #[must_use]
    pub fn of(last: DateTime<Utc>, warned: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        if last > now - Duration::days(UNUSED_DAYS.into()) {
            return Self::Used;
        }
        match warned {
            None => Self::Unused,
            Some(at) if at > now - Duration::days(WARNING_DAYS.into()) => Self::Warned,
            Some(_) => Self::Over,
        }
    }
}

impl Holding {
    /// How long it is kept.
    #[must_use]
    pub const fn kept(self) -> Kept {
        match self {
            Self::Accounts => Kept::Unused(UNUSED_DAYS),
            Self::Memberships | Self::Keepers | Self::Proofs | Self::Passkeys | Self::Identities => Kept::Account,
            Self::SignInLinks | Self::Holds => Kept::Days(1),
            Self::Logins => Kept::Days(LOGIN_IDLE_DAYS),
            Self::Groups | Self::Invitations | Self::Wishes | Self::Barriers | Self::Mails => Kept::Days(SHORT_DAYS),
            Self::SurveyLinks => Kept::Days(OPEN_DAYS),
            Self::SurveyAnswers => Kept::Days(SURVEY_DAYS),
            Self::Bookings => Kept::Days(BOOKING_DAYS),
            Self::Registrations => Kept::AfterEvent,
            Self::Answers => Kept::ByQuestion,
            Self::Announcements => Kept::Announcement,
            Self::Bills => Kept::UntilChanged,
            Self::Trail => Kept::Days(TRAIL_DAYS),
        }
    }

    /// On what ground.
    #[must_use]
    pub const fn ground(self) -> Ground {
        match self {
            Self::Registrations
            | Self::Answers
            | Self::SurveyAnswers
            | Self::Invitations
            | Self::Announcements
            | Self::Barriers => Ground::Consent,
            Self::Keepers | Self::Groups | Self::SurveyLinks | Self::Trail => Ground::Interest,
            Self::Accounts
            | Self::Memberships
            | Self::Bills
            | Self::Proofs
            | Self::Logins
            | Self::Passkeys
            | Self::Identities
            | Self::SignInLinks
            | Self::Bookings
            | Self::Holds
            | Self::Wishes
            | Self::Mails => Ground::Contract,
        }
    }

    /// Where it lies: tables, and the columns in them that are about somebody.
    #[must_use]
    pub const fn columns(self) -> &'static [(&'static str, &'static [&'static str])] {
        match self {
            Self::Accounts => &[("account", &["email", "name", "language", "locked_because"]), ("imported", &["key"])],
            Self::Memberships => &[("membership", &["account_id"]), ("membership_ended", &["account_id"])],
            Self::Keepers => &[("keeper", &["account_id", "deputy_of"]), ("closure", &["account_id"])],
            Self::Proofs => {
                &[("proof", &["account_id", "granted_by"]), ("earned_proof", &["attendee_id", "account_id", "address"])]
            }
            Self::Bills => &[("organisation", &["bill_to", "bill_email"])],
            Self::Groups => &[("group_member", &["account_id"])],
            Self::Logins => &[("login", &["account_id", "issuer", "user_agent"])],
            Self::Passkeys => &[
                ("passkey", &["account_id", "credential", "name", "public_key"]),
                ("passkey_challenge", &["account_id"]),
            ],
            Self::Identities => &[
                ("account_identity", &["account_id", "issuer", "subject"]),
                ("identity_attempt", &["account_id"]),
                ("identity_arrival", &["issuer", "name", "subject"]),
            ],
            Self::SignInLinks => &[
                ("sign_in_link", &["email"]),
                ("address_change", &["account_id", "new_email", "old_email"]),
                ("rate_limit", &["key"]),
            ],
            Self::Bookings => &[("booking", &["account_id", "note"])],
            Self::Holds => &[("hold", &["account_id"])],
            Self::Invitations => &[("invitation", &["email", "name"])],
            Self::Wishes => &[("waiting", &["account_id", "asked_by"])],
            Self::Registrations => &[("registration", &["email", "network", "answer"]), ("attendee", &["name"])],
            Self::Answers => &[("answer", &["value", "said_by"]), ("sent_file", &["name", "hash", "bytes", "network"])],
            Self::SurveyLinks => &[("survey_link", &["registration_id", "person", "seed", "token"])],
            Self::SurveyAnswers => &[("survey_answer", &["answers"])],
            Self::Announcements => &[
                ("event", &["contact", "picture_alt", "picture_credit"]),
                ("session", &["speakers"]),
                ("picture", &["bytes"]),
                ("site", &["contact"]),
                ("space", &["contact"]),
                ("about_text", &["body"]),
            ],
            Self::Barriers => &[("barrier", &["page", "words", "reply_to"])],
            Self::Mails => &[("outbox", &["payload", "last_error"])],
            Self::Trail => &[("audit", &["account_id", "detail"]), ("message", &["account_id"])],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_installation_may_say_contains_what_is_said_for_it() {
        assert!(ATTENDEE_DAYS_ALLOWED.contains(&ATTENDEE_DAYS));
    }

    #[test]
    fn an_account_ends_only_after_she_was_told_and_had_time() {
        let now: DateTime<Utc> = "2030-01-31T03:00:00Z".parse().unwrap();
        let ago = |days: u16| now - Duration::days(days.into());
        for (last, warned, is) in [
            (ago(0), None, Usage::Used),
            (ago(UNUSED_DAYS - 1), None, Usage::Used),
            (ago(UNUSED_DAYS), None, Usage::Unused),
            (ago(UNUSED_DAYS + 1), Some(ago(0)), Usage::Warned),
            (ago(UNUSED_DAYS + 29), Some(ago(WARNING_DAYS - 1)), Usage::Warned),
            (ago(UNUSED_DAYS + 30), Some(ago(WARNING_DAYS)), Usage::Over),
            // She came back, whatever was said before.
            (ago(1), Some(ago(WARNING_DAYS + 1)), Usage::Used),
        ] {
            assert_eq!(Usage::of(last, warned, now), is, "last {last}, warned {warned:?}");
        }
    }

    #[test]
    fn no_column_is_named_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for holding in Holding::ALL {
            for (table, columns) in holding.columns() {
                for column in *columns {
                    assert!(seen.insert((table, column)), "{table}.{column}");
                }
            }
        }
    }
}
