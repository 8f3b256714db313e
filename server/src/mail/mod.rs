//! Mail: what it says in either language, how it is put together, and how it leaves the house.
//!
//! Nothing here decides when a mail is sent; [`jobs`](crate::jobs) does.

use app::{ask::Region, t, texts::Locale};
use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
use store::MailFacts;

mod accounts;
mod approval;
mod bookings;
mod drawn;
mod feedback;
mod few;
mod html;
mod invitations;
mod letter;
mod messages;
mod mime;
mod post;
mod publishing;
mod registrations;
mod reminders;
mod seats;
mod survey;
mod waiting;

use crate::ics::{Frame, Places};
pub use drawn::Sketches;
pub(crate) use drawn::routes;
pub(crate) use html::escape;
pub use letter::{Fact, Letter};
pub use mime::{Stamp, compose};
pub use post::{NotSent, PATIENCE, Post, forget};

/// What every mail of the installation has in common.
#[derive(Clone, Copy, Debug)]
pub struct Office<'a> {
    /// The installation.
    pub region: &'a Region,
    /// Where things are.
    pub places: &'a Places,
    /// Who writes.
    pub sender: &'a Mailbox,
}

/// Puts facts into words. `at` is when the mail was written down: the age of its calendar entry.
#[must_use]
pub fn write(facts: &MailFacts, office: &Office<'_>, at: DateTime<Utc>) -> Letter {
    match facts {
        MailFacts::SignIn { to, language, token, code, minutes, .. } => {
            accounts::sign_in(&office.draft(to, language), token, *code, *minutes)
        }
        MailFacts::Account(facts) => accounts::account(&office.draft(&facts.to, &facts.language), &facts.act),
        MailFacts::Booking { to, name, language, act, booking, reason, by_keeper, ways, off } => {
            let known = bookings::Known { act: *act, booking, reason, by_keeper: *by_keeper, ways, off, at };
            bookings::letter(&office.draft(to, language), name, &known)
        }
        MailFacts::Invitation(facts) => invitations::letter(&office.draft(&facts.to, &facts.language), facts, at),
        MailFacts::Waiting(facts) => waiting::letter(&office.draft(&facts.to, &facts.language), facts),
        MailFacts::Message(facts) => messages::letter(&office.draft(&facts.to, &facts.language), facts),
        MailFacts::Survey(facts) => survey::letter(&office.draft(&facts.to, &facts.language), facts),
        MailFacts::Registration { to, language, act, registration, token, tickets, uid, sequence, reason } => {
            let known = registrations::Known { registration, token, tickets, uid, sequence: *sequence, reason };
            registrations::letter(&office.draft(to, language), *act, &known, at)
        }
        MailFacts::SeatRequests { to, language, event, slug, count, until } => {
            approval::requests(&office.draft(to, language), event, slug, *count, *until)
        }
        MailFacts::TooFew { to, language, event, session, slug, when, count, minimum } => {
            let few = few::Few { event, session, slug, when, count: *count, minimum: *minimum };
            few::letter(&office.draft(to, language), &few)
        }
        MailFacts::NotPublished { to, language, event, slug, why } => {
            publishing::not_published(&office.draft(to, language), event, slug, *why)
        }
        MailFacts::Review { to, language, act, event, slug, organiser, publish_at, reason } => {
            let known = publishing::Reviewed { event, slug, organiser, publish_at: *publish_at, reason };
            publishing::review(&office.draft(to, language), *act, &known)
        }
        MailFacts::Barrier { language, found } => {
            feedback::barrier(&office.draft(&office.region.operator_email, language), found)
        }
        MailFacts::Deputy { to, language, of, keeps, last_day } => {
            accounts::deputy(&office.draft(to, language), of, keeps, *last_day)
        }
        MailFacts::MemberJoined { to, language, who, organisation, name } => {
            accounts::member_joined(&office.draft(to, language), who, *organisation, name)
        }
        MailFacts::DomainsWaiting { to, language, domains, organisation, name, town } => {
            accounts::domains_waiting(&office.draft(to, language), domains, *organisation, (name, town))
        }
        MailFacts::DomainsAnswered { to, language, confirmed, waiting, organisation, name } => {
            accounts::domains_answered(&office.draft(to, language), (confirmed, waiting), *organisation, name)
        }
        MailFacts::Declined { to, language, name, reason } => {
            accounts::declined(&office.draft(to, language), name, reason)
        }
        MailFacts::Organisation { to, language, act, name, town } => {
            accounts::organisation(&office.draft(to, language), *act, name, town)
        }
    }
}

/// A sheet of paper: to whom, in which language.
struct Draft<'a> {
    office: &'a Office<'a>,
    to: &'a str,
    locale: Locale,
}

impl<'a> Office<'a> {
    fn draft(&'a self, to: &'a str, language: &str) -> Draft<'a> {
        Draft { office: self, to, locale: Locale::from_code(language) }
    }
}

impl Draft<'_> {
    /// A letter with its subject, its first line and its button; the rest is to be filled in.
    fn letter(&self, subject: String, heading: impl Into<String>, label: &str, path: &str) -> Letter {
        let (l, region) = (self.locale, self.office.region);
        Letter {
            to: self.to.to_owned(),
            name: String::new(),
            locale: l,
            subject,
            heading: heading.into(),
            intro: vec![],
            facts: vec![],
            action: (label.to_owned(), region.url(l, path)),
            after: vec![],
            reply_to: None,
            calendar: None,
            papers: vec![],
            foot: vec![region.name.clone(), region.url(l, "/"), t!(l, mail.automatic).to_owned()],
        }
    }

    fn frame(&self) -> Frame<'_> {
        Frame {
            locale: self.locale,
            region: self.office.region,
            places: self.office.places,
            mailbox: self.office.sender.email.as_ref(),
        }
    }
}
