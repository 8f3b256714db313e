//! What a mail says, read when it is sent: the outbox carries ids only.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::{
    access::Actor,
    barrier::Barrier,
    booking::BookingState,
    desk::{BookingView, Kept, OccurrenceView, RegistrationView, TicketView, Unavailable},
    event::Unpublished,
    id::{AccountId, BookingId, InvitationId, OccurrenceId, OrganisationId, RegistrationId, WaitingId},
    registration::RegistrationState,
    rules::Alternative,
    slot::When,
    text::Localised,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    Store,
    accounts::{AccountFacts, LINK_MINUTES},
    audit::Thing,
    entity::{
        account, audit, booking, event, keeper, membership, occurrence, organisation, registration, session,
        sign_in_link,
    },
    error::unavailable,
    keeping::{self, Keeps},
    keys::Purpose,
    messages::MessageFacts,
    outbox::Mail,
    people::{InvitationFacts, InvitationMail},
    registrations::living,
    surveys::SurveyFacts,
    waiting::{WaitingFacts, WaitingMail},
};

/// Everything the text of one mail needs.
#[derive(Clone, Debug, PartialEq)]
pub enum MailFacts {
    /// A link to sign in with.
    SignIn {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// The secret part of the link.
        token: String,
        /// The number to type on another device, of eight digits.
        code: u32,
        /// The path the link leads to in the end.
        goto: String,
        /// How long the link lives, in minutes.
        minutes: u16,
    },
    /// Something happened to an account.
    Account(AccountFacts),
    /// Something happened to a booking.
    Booking {
        /// The booker's address.
        to: String,
        /// The booker's name; empty until she gave one.
        name: String,
        /// The language it is written in.
        language: String,
        /// What happened.
        act: BookingMail,
        /// The booking as it is now.
        booking: Box<BookingView>,
        /// Why it was called off; may be empty.
        reason: String,
        /// True when a keeper did it, and nobody of the organisation whose booking it is.
        by_keeper: bool,
        /// What would work instead, when somebody else got it, or nobody said yes: of several dates, for the first of
        /// these.
        ways: Vec<Alternative>,
        /// The dates that ended with the same act: when others were moved, or wait on. Or those somebody else got.
        off: Vec<OccurrenceId>,
    },
    /// Something happened to an invitation to a booking.
    Invitation(Box<InvitationFacts>),
    /// Something happened to a wish on the waiting list.
    Waiting(Box<WaitingFacts>),
    /// Something happened to a registration or its session.
    Registration {
        /// The contact person's address.
        to: String,
        /// The language it is written in.
        language: String,
        /// What happened.
        act: RegistrationMail,
        /// The registration as it is now, its session's net address filled in once confirmed.
        registration: Box<RegistrationView>,
        /// The secret part of the registration's link.
        token: String,
        /// The tickets of everybody who comes, once seats are hers for good.
        tickets: Vec<TicketView>,
        /// iCalendar UID of the session (I6).
        uid: String,
        /// iCalendar SEQUENCE: grows with every change of the session and of this registration (I6).
        sequence: i32,
        /// Why the event or its session was called off, or postponed; may be empty.
        reason: String,
    },
    /// Somebody who came is asked how it was.
    Survey(Box<SurveyFacts>),
    /// An organiser wrote to somebody who registered.
    Message(Box<MessageFacts>),
    /// Somebody asks for seats of an event: told to its contact person.
    SeatRequests {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// What the event is called.
        event: Localised,
        /// Its part of an address.
        slug: String,
        /// How many requests wait.
        count: usize,
        /// Until when the first of them is to be answered, by the region's clock.
        until: NaiveDateTime,
    },
    /// Fewer people are registered for a session than there should be: told to the contact person of the event.
    TooFew {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// What the event is called.
        event: Localised,
        /// What the session is called; the event's title when it has none of its own.
        session: Localised,
        /// Its part of an address.
        slug: String,
        /// When the session is.
        when: When,
        /// How many are registered.
        count: usize,
        /// How many there should be.
        minimum: u16,
    },
    /// A draft did not become public by the clock: told to its contact person.
    NotPublished {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// What the event is called.
        event: Localised,
        /// Its part of an address.
        slug: String,
        /// What was in the way.
        why: Unpublished,
    },
    /// The region looks at a draft before it becomes public.
    Review {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// What happened.
        act: ReviewMail,
        /// What the event is called.
        event: Localised,
        /// Its part of an address.
        slug: String,
        /// Who announces it.
        organiser: String,
        /// When it becomes public by itself; `None`: it is, or waits for somebody.
        publish_at: Option<NaiveDateTime>,
        /// What is to be changed.
        reason: String,
    },
    /// Somebody said what hinders her: told to who runs the installation.
    Barrier {
        /// The language it is written in; empty: the one of the region.
        language: String,
        /// What she said.
        found: Barrier,
    },
    /// Somebody keeps sites or spaces in a keeper's stead.
    Deputy {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// In whose stead: name and address.
        of: (String, String),
        /// What she keeps, by name.
        keeps: Vec<Kept>,
        /// The last day, by the region's clock.
        last_day: NaiveDate,
    },
    /// Somebody joined an organisation by her mail domain: told to its administrators.
    MemberJoined {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// Who joined: name and address.
        who: (String, String),
        /// The organisation.
        organisation: OrganisationId,
        /// Its name.
        name: String,
    },
    /// An organisation asks for mail domains: told to those of the platform.
    DomainsWaiting {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// The domains that wait, by name.
        domains: Vec<String>,
        /// The organisation.
        organisation: OrganisationId,
        /// Its name.
        name: String,
        /// Its town.
        town: String,
    },
    /// The region said whose a mail domain is, or took one away: told to the organisation's administrators.
    DomainsAnswered {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// The domains that are the organisation's, by name.
        confirmed: Vec<String>,
        /// The domains that wait still, by name.
        waiting: Vec<String>,
        /// The organisation.
        organisation: OrganisationId,
        /// Its name.
        name: String,
    },
    /// The region said no to an organisation.
    Declined {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// What the organisation was called.
        name: String,
        /// Why.
        reason: String,
    },
    /// Something happened to an organisation.
    Organisation {
        /// The address it goes to.
        to: String,
        /// The language it is written in.
        language: String,
        /// What happened.
        act: OrganisationMail,
        /// The organisation's name.
        name: String,
        /// The organisation's town.
        town: String,
    },
}

/// What happened to a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookingMail {
    /// It stands.
    Confirmed,
    /// It has another time or space.
    Moved,
    /// It is off.
    Cancelled,
    /// Some of its dates are off.
    DatesCancelled,
    /// It waits for a keeper.
    Requested,
    /// A keeper said no.
    Declined,
    /// No keeper answered in time.
    Expired,
    /// A closure lies over some of its dates, which stay.
    Kept,
    /// Nobody came to one of its dates.
    NoShow,
    /// Somebody else got what it asks for.
    Overtaken,
    /// It belongs to the one who is written to from now on.
    Transferred,
    /// It belonged to the one who is written to.
    HandedOn,
    /// It waits for the one who is written to.
    Waiting,
    /// It stands, and the keeper who is written to should know something.
    Noted,
    /// It is off, or some of its dates are: told to a keeper.
    CalledOff,
}

impl BookingMail {
    /// True when it may still be said of a booking in this state.
    const fn fits(self, state: BookingState) -> bool {
        match self {
            // Of a request of several keepers one part may stand while another waits.
            Self::Confirmed | Self::Noted => matches!(state, BookingState::Confirmed | BookingState::Requested),
            // Whatever became of it, it is not hers.
            Self::HandedOn => true,
            Self::Moved | Self::DatesCancelled | Self::Transferred | Self::Kept => {
                matches!(state, BookingState::Confirmed | BookingState::Requested)
            }
            Self::Cancelled => matches!(state, BookingState::Cancelled),
            Self::Requested | Self::Overtaken | Self::Waiting => {
                matches!(state, BookingState::Requested | BookingState::Confirmed)
            }
            // What else it asks for may wait on, or have ended by itself.
            Self::Declined => matches!(
                state,
                BookingState::Declined | BookingState::Requested | BookingState::Confirmed | BookingState::Expired
            ),
            Self::NoShow => matches!(state, BookingState::NoShow | BookingState::Confirmed),
            Self::Expired => matches!(state, BookingState::Expired | BookingState::Confirmed),
            Self::CalledOff => {
                matches!(state, BookingState::Requested | BookingState::Confirmed | BookingState::Cancelled)
            }
        }
    }

    /// The acts it may tell of, as the audit trail has them: whose reason is told, and who did it.
    const fn acts(self) -> &'static [&'static str] {
        match self {
            Self::Moved => &["moved", "changed", "extended", "given-back"],
            Self::NoShow => &["no-show"],
            Self::Cancelled => &["cancelled"],
            Self::DatesCancelled => &["dates-cancelled"],
            Self::CalledOff => &["cancelled", "dates-cancelled"],
            Self::Declined => &["declined"],
            Self::Transferred | Self::HandedOn => &["transferred"],
            Self::Confirmed
            | Self::Requested
            | Self::Expired
            | Self::Overtaken
            | Self::Waiting
            | Self::Noted
            | Self::Kept => &[],
        }
    }
}

pub use domain::mails::RegistrationMail;

/// How a draft stands that the region looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewMail {
    /// It waits for the region.
    Waits,
    /// The region said yes.
    Cleared,
    /// The region gave it back.
    Returned,
}

/// What happened to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganisationMail {
    /// It waits for the region.
    Waiting,
    /// The region confirmed it.
    Confirmed,
    /// The one it goes to may act for it.
    MemberAdded,
}

impl Store {
    /// What a mail says now. `None`: nothing any more; what it tells of is gone, or a later mail tells it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mail_facts(&self, mail: &Mail) -> Result<Option<MailFacts>, Unavailable> {
        self.read_facts(*mail).await.map_err(unavailable)
    }

    async fn read_facts(&self, mail: Mail) -> Result<Option<MailFacts>, DbErr> {
        let now = self.now();
        match mail {
            Mail::SignIn { link } => self.sign_in_facts(link, now).await,
            Mail::AccountChanged { account, change } => {
                Ok(self.account_change_facts(account, change).await?.map(MailFacts::Account))
            }
            Mail::AccountUnused { account } => Ok(self.unused_facts(account).await?.map(MailFacts::Account)),
            Mail::AddressAsked { change } => Ok(self.address_asked_facts(change, now).await?.map(MailFacts::Account)),
            Mail::AddressChanged { change } => Ok(self.address_changed_facts(change).await?.map(MailFacts::Account)),
            Mail::BookingConfirmed { booking } => self.booking_facts(booking, BookingMail::Confirmed, None).await,
            Mail::BookingMoved { booking } => self.booking_facts(booking, BookingMail::Moved, None).await,
            Mail::BookingCancelled { booking } => self.booking_facts(booking, BookingMail::Cancelled, None).await,
            Mail::BookingDatesCancelled { booking, .. } => {
                self.booking_facts(booking, BookingMail::DatesCancelled, None).await
            }
            Mail::BookingRequested { booking } => self.booking_facts(booking, BookingMail::Requested, None).await,
            Mail::BookingDeclined { booking, version } => {
                self.booking_facts_of(booking, BookingMail::Declined, None, version).await
            }
            Mail::BookingExpired { booking } => self.booking_facts(booking, BookingMail::Expired, None).await,
            Mail::BookingKept { booking, closure } => self.kept_facts(booking, closure).await,
            Mail::BookingNoShow { booking, date } => {
                // Somebody may have come after all.
                let date = occurrence::Entity::find_by_id(date.0).one(&self.db).await?;
                match date.is_some_and(|date| date.state.0 == BookingState::NoShow) {
                    true => self.booking_facts(booking, BookingMail::NoShow, None).await,
                    false => Ok(None),
                }
            }
            Mail::RequestOvertaken { booking } => self.booking_facts(booking, BookingMail::Overtaken, None).await,
            Mail::BookingTransferred { booking, account } => {
                self.booking_facts(booking, BookingMail::Transferred, Some(account)).await
            }
            Mail::BookingHandedOn { booking, account } => {
                self.booking_facts(booking, BookingMail::HandedOn, Some(account)).await
            }
            Mail::RequestWaiting { booking, account } => {
                self.booking_facts(booking, BookingMail::Waiting, Some(account)).await
            }
            Mail::KeeperNoted { booking, account } => {
                self.booking_facts(booking, BookingMail::Noted, Some(account)).await
            }
            Mail::KeeperCalledOff { booking, account } => {
                self.booking_facts(booking, BookingMail::CalledOff, Some(account)).await
            }
            Mail::Invitation { invitation } => self.invited(invitation, InvitationMail::New, None).await,
            Mail::InvitationChanged { invitation, sequence } => {
                self.invited(invitation, InvitationMail::Changed, Some(sequence)).await
            }
            Mail::InvitationEnded { invitation } => self.invited(invitation, InvitationMail::Ended, None).await,
            Mail::WaitingOffered { waiting } => self.waiting_mail(waiting, WaitingMail::Offered).await,
            Mail::WaitingLapsed { waiting } => self.waiting_mail(waiting, WaitingMail::Lapsed).await,
            Mail::WaitingWithdrawn { waiting } => self.waiting_mail(waiting, WaitingMail::Withdrawn).await,
            Mail::WaitingOver { waiting } => self.waiting_mail(waiting, WaitingMail::Over).await,
            Mail::RegistrationPending { registration } => {
                self.registration_facts(registration, RegistrationMail::Pending, None, now).await
            }
            Mail::RegistrationKnown { registration } => {
                self.registration_facts(registration, RegistrationMail::Known, None, now).await
            }
            Mail::RegistrationConfirmed { registration } => {
                self.registration_facts(registration, RegistrationMail::Confirmed, None, now).await
            }
            Mail::RegistrationRequested { registration } => {
                self.registration_facts(registration, RegistrationMail::Requested, None, now).await
            }
            Mail::RegistrationApproved { registration } => {
                self.registration_facts(registration, RegistrationMail::Approved, None, now).await
            }
            Mail::RegistrationDeclined { registration } => {
                self.registration_facts(registration, RegistrationMail::Declined, None, now).await
            }
            Mail::RegistrationUnanswered { registration } => {
                self.registration_facts(registration, RegistrationMail::Unanswered, None, now).await
            }
            Mail::EventNotPublished { event } => self.not_published_facts(event).await,
            Mail::EventSubmitted { event, account } => self.submitted_facts(event, account).await,
            Mail::EventCleared { event } => self.reviewed_facts(event, ReviewMail::Cleared).await,
            Mail::EventReturned { event } => self.reviewed_facts(event, ReviewMail::Returned).await,
            Mail::SeatRequests { event } => self.seat_requests_facts(event, now).await,
            Mail::TooFew { session } => self.too_few_facts(session, now).await,
            Mail::RegistrationChanged { registration } => {
                self.registration_facts(registration, RegistrationMail::Changed, None, now).await
            }
            Mail::SeatsAsked { registration } => {
                self.registration_facts(registration, RegistrationMail::WaitAsked, None, now).await
            }
            Mail::SeatsWaiting { registration } => {
                self.registration_facts(registration, RegistrationMail::Waits, None, now).await
            }
            Mail::SeatsOffered { registration } => {
                self.registration_facts(registration, RegistrationMail::Offered, None, now).await
            }
            Mail::SeatsLapsed { registration } => {
                self.registration_facts(registration, RegistrationMail::Lapsed, None, now).await
            }
            Mail::SeatsOver { registration } => {
                self.registration_facts(registration, RegistrationMail::WaitOver, None, now).await
            }
            Mail::SeatsPassedOver { registration } => {
                self.registration_facts(registration, RegistrationMail::PassedOver, None, now).await
            }
            Mail::RegistrationCancelled { registration } => {
                self.registration_facts(registration, RegistrationMail::Cancelled, None, now).await
            }
            Mail::SessionChangedFor { registration, sequence } => {
                self.registration_facts(registration, RegistrationMail::SessionChanged, Some(sequence), now).await
            }
            Mail::SessionCancelledFor { registration, sequence } => {
                self.registration_facts(registration, RegistrationMail::SessionCancelled, Some(sequence), now).await
            }
            Mail::SessionReminder { registration, starts_at } => {
                match self.still_begins(registration, starts_at).await? {
                    true => self.registration_facts(registration, RegistrationMail::Reminder, None, now).await,
                    false => Ok(None),
                }
            }
            Mail::EventMessage { message, registration } => {
                let facts = self.message_facts(message, registration).await?;
                Ok(facts.map(|facts| MailFacts::Message(Box::new(facts))))
            }
            Mail::SurveyAsked { link } => {
                let facts = self.survey_facts(link, now).await?;
                Ok(facts.map(|facts| MailFacts::Survey(Box::new(facts))))
            }
            Mail::OrganisationWaiting { organisation, account } => {
                self.organisation_facts(organisation, account, OrganisationMail::Waiting).await
            }
            Mail::MemberAdded { organisation, account } => {
                self.organisation_facts(organisation, account, OrganisationMail::MemberAdded).await
            }
            Mail::BarrierReported { barrier } => self.barrier_facts(barrier).await,
            Mail::OrganisationDeclined { organisation, account } => self.declined_facts(organisation, account).await,
            Mail::MemberJoined { organisation, account, who } => self.joined_facts(organisation, account, who).await,
            Mail::DomainsWaiting { organisation, account } => self.domains_facts(organisation, account).await,
            Mail::DomainsAnswered { organisation, account } => self.answered_facts(organisation, account).await,
            Mail::DeputyNamed { account, of } => self.deputy_facts(account, of, now).await,
            Mail::OrganisationConfirmed { organisation, account } => {
                self.organisation_facts(organisation, account, OrganisationMail::Confirmed).await
            }
            Mail::SessionPostponedFor { registration, sequence } => {
                self.registration_facts(registration, RegistrationMail::SessionPostponed, Some(sequence), now).await
            }
            Mail::SessionChanged { .. }
            | Mail::SessionCancelled { .. }
            | Mail::SessionPostponed { .. }
            | Mail::InvitationsChanged { .. } => Ok(None),
        }
    }

    async fn sign_in_facts(&self, link: Uuid, now: DateTime<Utc>) -> Result<Option<MailFacts>, DbErr> {
        let link = sign_in_link::Entity::find_by_id(link).one(&self.db).await?;
        let usable = link.filter(|link| link.used_at.is_none() && link.expires_at > now);
        Ok(usable.and_then(|link| Some((self.keys.code(link.id)?, link))).map(|(code, link)| MailFacts::SignIn {
            token: self.keys.token(Purpose::SignIn, link.id),
            code,
            to: link.email,
            language: link.language,
            goto: link.goto,
            minutes: LINK_MINUTES,
        }))
    }

    async fn booking_facts(
        &self,
        id: BookingId,
        act: BookingMail,
        to: Option<AccountId>,
    ) -> Result<Option<MailFacts>, DbErr> {
        self.booking_facts_of(id, act, to, None).await
    }

    /// `to`: who is written to instead of the booker: a keeper, or whose it was, or is now. `version`: the one the act
    /// it tells of was about; `None`: the last there was.
    async fn booking_facts_of(
        &self,
        id: BookingId,
        act: BookingMail,
        to: Option<AccountId>,
        version: Option<i32>,
    ) -> Result<Option<MailFacts>, DbErr> {
        let Some(row) = booking::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if !act.fits(row.state.0) {
            return Ok(None);
        }
        let Some(mut booking) = self.booking_view(&Actor::System, id).await? else { return Ok(None) };
        if let (BookingMail::Waiting, Some(keeper)) = (act, to) {
            // What she is not asked about is for others to answer.
            let keeps = self.keeps(keeper).await?;
            let hers = |date: &OccurrenceView| keeps.contain(date.space.site.id, date.space.id);
            booking.occurrences.retain(|date| date.state != BookingState::Requested || hers(date));
        }
        let stands = booking.occurrences.iter().any(|dated| dated.state == BookingState::Confirmed);
        if matches!(act, BookingMail::Confirmed | BookingMail::Noted) && !stands {
            return Ok(None);
        }
        let waits = booking.occurrences.iter().any(|dated| dated.state == BookingState::Requested);
        let asks = matches!(act, BookingMail::Requested | BookingMail::Overtaken | BookingMail::Waiting);
        if asks && !waits {
            return Ok(None);
        }
        let (mut ways, mut gone) = (Vec::new(), Vec::new());
        if act == BookingMail::Overtaken {
            let Some(found) = self.overtaken(&row).await? else { return Ok(None) };
            (ways, gone) = (found.ways, found.gone);
        }
        let hers = to.is_some_and(|to| row.account_id == Some(to.0));
        if act == BookingMail::Transferred && !hers || act == BookingMail::HandedOn && hers {
            // It was handed on again, or back: another mail tells that.
            return Ok(None);
        }
        let ((name, email), language) = match to {
            None => (booking.booker.clone(), row.language.clone()),
            Some(keeper) => match account::Entity::find_by_id(keeper.0).one(&self.db).await? {
                Some(keeper) if !keeper.disabled => ((keeper.name, keeper.email), keeper.language),
                _ => return Ok(None),
            },
        };
        if email.is_empty() {
            // An import: nobody is waiting for a mail.
            return Ok(None);
        }
        let done = match version {
            Some(version) => self.answered(id.0, act.acts(), version).await?,
            None => self.audited(Thing::Booking, id.0, act.acts()).await?,
        };
        let by_keeper = match done.as_ref().and_then(|entry| entry.account_id) {
            // Only keepers change what is not their organisation's.
            Some(who) => !self.belongs(who, booking.organisation.id).await?,
            None => false,
        };
        let reason = done.as_ref().map(reason_of).unwrap_or_default();
        let off = done.map_or(gone, |entry| off_of(act, &entry));
        let ended = match act {
            BookingMail::Declined => Some(BookingState::Declined),
            BookingMail::Expired => Some(BookingState::Expired),
            _ => None,
        };
        if let Some(ended) = ended {
            ways = self.instead_of_ended(&row, ended, &off).await?;
        }
        let booking = Box::new(booking);
        Ok(Some(MailFacts::Booking { to: email, name, language, act, booking, reason, by_keeper, ways, off }))
    }

    async fn invited(
        &self,
        id: InvitationId,
        act: InvitationMail,
        sequence: Option<i32>,
    ) -> Result<Option<MailFacts>, DbErr> {
        let facts = self.invitation_facts(id, act, sequence).await?;
        Ok(facts.map(|facts| MailFacts::Invitation(Box::new(facts))))
    }

    async fn waiting_mail(&self, id: WaitingId, act: WaitingMail) -> Result<Option<MailFacts>, DbErr> {
        let facts = self.waiting_facts(id, act).await?;
        Ok(facts.map(|facts| MailFacts::Waiting(Box::new(facts))))
    }

    async fn belongs(&self, account: Uuid, organisation: OrganisationId) -> Result<bool, DbErr> {
        let found = membership::Entity::find_by_id((account, organisation.0)).one(&self.db).await?;
        Ok(found.is_some())
    }

    async fn registration_facts(
        &self,
        id: RegistrationId,
        act: RegistrationMail,
        sequence: Option<i32>,
        now: DateTime<Utc>,
    ) -> Result<Option<MailFacts>, DbErr> {
        let Some(row) = registration::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if row.email.is_empty() {
            // The house's own list of those who came without an address.
            return Ok(None);
        }
        let Some(session) = session::Entity::find_by_id(row.session_id).one(&self.db).await? else { return Ok(None) };
        let Some(act) = still_true(act, &row, &session, sequence, now) else { return Ok(None) };
        let late = row.state.0 == RegistrationState::Expired
            && matches!(act, RegistrationMail::Pending | RegistrationMail::WaitAsked);
        if late && living(&self.db, session.id, &row.email).await?.is_some() {
            // She registered again meanwhile, and is asked about that one.
            return Ok(None);
        }
        let Some(registration) = self.registration_view(&row).await? else { return Ok(None) };
        let off = matches!(act, RegistrationMail::SessionCancelled | RegistrationMail::SessionPostponed);
        let anywhere =
            registration.wait.is_some_and(|wait| wait.anywhere) && row.state.0 != RegistrationState::Confirmed;
        if off && anywhere && self.goes_on(session.event_id, now).await? {
            // Another session would do as well.
            return Ok(None);
        }
        let reason = match act {
            RegistrationMail::SessionCancelled => match self.reason(Thing::Session, session.id, "cancelled").await? {
                none if none.is_empty() => self.reason_of_event(session.event_id).await?,
                reason => reason,
            },
            RegistrationMail::SessionPostponed => self.reason(Thing::Session, session.id, "postponed").await?,
            _ => String::new(),
        };
        let tickets = self.tickets_of(&row).await?;
        Ok(Some(MailFacts::Registration {
            to: row.email,
            language: row.language,
            act,
            sequence: registration.session.sequence,
            registration: Box::new(registration),
            token: self.keys.token(Purpose::Registration, id.0),
            tickets,
            uid: session.uid,
            reason,
        }))
    }

    async fn organisation_facts(
        &self,
        id: OrganisationId,
        account: AccountId,
        act: OrganisationMail,
    ) -> Result<Option<MailFacts>, DbErr> {
        let Some(organisation) = organisation::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let Some(account) = account::Entity::find_by_id(account.0).one(&self.db).await? else { return Ok(None) };
        let still_true = match act {
            OrganisationMail::Waiting => !organisation.confirmed,
            OrganisationMail::Confirmed => organisation.confirmed,
            OrganisationMail::MemberAdded => {
                membership::Entity::find_by_id((account.id, organisation.id)).one(&self.db).await?.is_some()
            }
        };
        if account.disabled || !still_true {
            return Ok(None);
        }
        Ok(Some(MailFacts::Organisation {
            to: account.email,
            language: account.language,
            act,
            name: organisation.name,
            town: organisation.town,
        }))
    }

    /// True when some of an event is still to begin.
    async fn goes_on(&self, event: Uuid, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let to_come = session::Entity::find()
            .filter(session::Column::EventId.eq(event))
            .filter(session::Column::Cancelled.eq(false))
            .filter(session::Column::StartsAt.gt(now));
        Ok(to_come.count(&self.db).await? > 0)
    }

    async fn reason_of_event(&self, id: Uuid) -> Result<String, DbErr> {
        match event::Entity::find_by_id(id).one(&self.db).await? {
            Some(event) if event.state.0 == domain::event::EventState::Cancelled => {
                self.reason(Thing::Event, id, "cancelled").await
            }
            _ => Ok(String::new()),
        }
    }

    /// Why something was called off, as the audit trail has it.
    async fn reason(&self, thing: Thing, id: Uuid, act: &str) -> Result<String, DbErr> {
        let entry = self.audited(thing, id, &[act]).await?;
        Ok(entry.map(|entry| reason_of(&entry)).unwrap_or_default())
    }

    /// The answer a version of a request got, as the audit trail has it.
    async fn answered(&self, id: Uuid, acts: &[&str], version: i32) -> Result<Option<audit::Model>, DbErr> {
        let entries = audit::Entity::find()
            .filter(audit::Column::Kind.eq(Thing::Booking.code()))
            .filter(audit::Column::OnId.eq(id))
            .filter(audit::Column::Act.is_in(acts.iter().copied()))
            .all(&self.db)
            .await?;
        Ok(entries.into_iter().find(|entry| entry.detail.0["version"] == version))
    }

    /// What somebody keeps now.
    async fn keeps(&self, account: AccountId) -> Result<Keeps, DbErr> {
        let rows = keeper::Entity::find()
            .filter(keeper::Column::AccountId.eq(account.0))
            .filter(keeping::now(self.now()))
            .all(&self.db)
            .await?;
        Ok(rows.iter().collect())
    }

    /// The last of some acts, as the audit trail has it.
    pub(crate) async fn audited(&self, thing: Thing, id: Uuid, acts: &[&str]) -> Result<Option<audit::Model>, DbErr> {
        if acts.is_empty() {
            return Ok(None);
        }
        audit::Entity::find()
            .filter(audit::Column::Kind.eq(thing.code()))
            .filter(audit::Column::OnId.eq(id))
            .filter(audit::Column::Act.is_in(acts.iter().copied()))
            .order_by_desc(audit::Column::Id)
            .one(&self.db)
            .await
    }
}

pub(crate) fn reason_of(entry: &audit::Model) -> String {
    entry.detail.0["reason"].as_str().unwrap_or_default().to_owned()
}

/// The dates that ended with an act.
fn off_of(act: BookingMail, entry: &audit::Model) -> Vec<OccurrenceId> {
    let name = match act {
        BookingMail::Moved => "off",
        BookingMail::Declined => "dates",
        _ => return vec![],
    };
    entry.detail.0.get(name).cloned().and_then(|off| serde_json::from_value(off).ok()).unwrap_or_default()
}

/// What is to be said to a registration, if what the mail was written for still holds.
fn still_true(
    act: RegistrationMail,
    row: &registration::Model,
    session: &session::Model,
    sequence: Option<i32>,
    now: DateTime<Utc>,
) -> Option<RegistrationMail> {
    let state = row.state.0;
    // Seated at the door, nobody ever said that the address is hers.
    let heard = state != RegistrationState::Confirmed || row.confirmed_at.is_some();
    let overtaken = sequence.is_some_and(|sequence| session.sequence > sequence);
    let is = |wanted: RegistrationState| (state == wanted).then_some(act);
    // The mail may have waited for longer than the seats were held: she was told to look for it, and a late click counts.
    let late = || {
        let unheard = state == RegistrationState::Expired && row.confirmed_at.is_none();
        (unheard && !session.cancelled && session.starts_at > now).then_some(act)
    };
    match act {
        RegistrationMail::Pending => is(RegistrationState::Pending).or_else(late),
        RegistrationMail::WaitAsked => is(RegistrationState::Joining).or_else(late),
        RegistrationMail::Waits | RegistrationMail::PassedOver => is(RegistrationState::Waiting),
        RegistrationMail::Offered => is(RegistrationState::Offered).filter(|_| row.held_until > now),
        // Where another session would do she waits on.
        RegistrationMail::Lapsed => is(RegistrationState::Lapsed).or_else(|| is(RegistrationState::Waiting)),
        RegistrationMail::WaitOver => is(RegistrationState::Expired),
        RegistrationMail::Requested => is(RegistrationState::Requested),
        RegistrationMail::Declined | RegistrationMail::Unanswered => is(RegistrationState::Declined),
        // Off meanwhile: what tells her that came before, or comes after, and is the last word.
        RegistrationMail::Confirmed | RegistrationMail::Approved | RegistrationMail::Changed => {
            is(RegistrationState::Confirmed).filter(|_| !session.cancelled)
        }
        RegistrationMail::Cancelled => is(RegistrationState::Cancelled),
        // Who registers again may have lost the mail that told her where she stands.
        RegistrationMail::Known => match state {
            RegistrationState::Pending => Some(RegistrationMail::Pending),
            RegistrationState::Joining => Some(RegistrationMail::WaitAsked),
            RegistrationState::Waiting => Some(RegistrationMail::Waits),
            RegistrationState::Offered => Some(RegistrationMail::Offered),
            RegistrationState::Requested => Some(RegistrationMail::Requested),
            RegistrationState::Confirmed => Some(act),
            RegistrationState::Cancelled
            | RegistrationState::Expired
            | RegistrationState::Lapsed
            | RegistrationState::Declined => None,
        },
        RegistrationMail::SessionChanged => {
            if session.cancelled || overtaken || !heard || session.ends_at <= now {
                return None;
            }
            match state {
                RegistrationState::Confirmed
                | RegistrationState::Requested
                | RegistrationState::Waiting
                | RegistrationState::Offered => Some(act),
                // Asked again, with the new time: who has not confirmed has nothing that could have changed.
                RegistrationState::Pending => Some(RegistrationMail::Pending),
                RegistrationState::Joining => Some(RegistrationMail::WaitAsked),
                RegistrationState::Cancelled
                | RegistrationState::Expired
                | RegistrationState::Lapsed
                | RegistrationState::Declined => None,
            }
        }
        RegistrationMail::Reminder => {
            is(RegistrationState::Confirmed).filter(|_| !session.cancelled && session.starts_at > now)
        }
        RegistrationMail::SessionCancelled => {
            (state.is_living() && session.cancelled && !session.postponed && heard).then_some(act)
        }
        RegistrationMail::SessionPostponed => {
            (state.is_living() && session.postponed && !overtaken && heard).then_some(act)
        }
    }
}
