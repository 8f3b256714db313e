//! One of each mail, with everything in it that is hard to write: quotation marks, umlauts, commas, line breaks.

#![expect(clippy::unwrap_used, reason = "tests")]

use app::{ask::Region, texts::Locale};
use chrono::{DateTime, Duration, NaiveDateTime, Utc, Weekday, WeekdaySet};
use chrono_tz::Europe::Berlin;
use domain::{
    apart::Apart,
    barrier::Barrier,
    booking::BookingState,
    desk::{
        BookingView, EventCard, HeldOffer, HistoryEntry, Kept, OccurrenceView, Place, PresenceView, RegistrationView,
        SessionView, SiteView, SpaceView, Standing, TicketView, Topic, WaitingView,
    },
    event::{Dimension, EventState, Format, Unpublished},
    id::{BookingId, OccurrenceId, OrganisationId, RegistrationId, SessionId, SiteId, SpaceId, WaitingId},
    message::Words,
    opening::OpeningHours,
    organisation::{OrganisationKind, OrganisationRef, Sector},
    recurrence::{End, Every, Repeat},
    registration::RegistrationState,
    rules::Alternative,
    slot::{LocalSpan, Margins, Slot, When},
    space::{AccessFacts, Contact, SiteRef, SpaceKind, SpaceRef, SpaceRules},
    speaker::Speaker,
    text::Localised,
    ticket::{TicketAddress, TicketCode},
    waiting::{Pattern, WaitState, Wanted},
};
use lettre::message::Mailbox;
use server::ics::Places;
use store::{
    AccountChange, AccountFacts, AccountMail, BookingMail, InvitationFacts, InvitationMail, MailFacts, MessageFacts,
    OrganisationMail, RegistrationMail, ReviewMail, SurveyFacts, WaitingFacts, WaitingMail, Withdrawn, to_utc,
};
use uuid::Uuid;

pub mod questions;

use questions::asked;

/// Where every mail comes from, in these tests.
pub const MAILBOX: &str = "noreply@spielraum.example";
/// To whom it goes.
pub const RECIPIENT: &str = "anna.beispiel@example.org";
/// What no mail may carry: an address of somebody else, a line of a forger.
pub const FORGED: &str = "X-Forged: yes";

pub fn region() -> Region {
    Region {
        name: "Spielraum OWL".into(),
        base_url: "https://spielraum.example".into(),
        operator_email: RECIPIENT.into(),
        ..Region::default()
    }
}

pub fn sender() -> Mailbox {
    format!("\"Spielraum OWL\" <{MAILBOX}>").parse().unwrap()
}

pub fn at() -> DateTime<Utc> {
    "2027-03-01T07:00:00Z".parse().unwrap()
}

fn local(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

/// Tuesday, 9 March 2027, 10 to 12 in Berlin.
pub fn when() -> When {
    at_local(local("2027-03-09T10:00:00"))
}

/// Two hours by the clock on a wall in Berlin.
fn at_local(from: NaiveDateTime) -> When {
    let span = LocalSpan { from, until: from + Duration::hours(2) };
    let slot = Slot::new(to_utc(Berlin, span.from), to_utc(Berlin, span.until)).unwrap();
    let offset_minutes = (from.and_utc() - slot.from()).num_minutes().try_into().unwrap();
    When { slot, local: span, offset_minutes }
}

pub fn site_ref() -> SiteRef {
    SiteRef { id: SiteId(Uuid::from_u128(1)), slug: "haus".into(), name: "Haus der Ideen".into(), town: "Lemgo".into() }
}

pub fn space_ref() -> SpaceRef {
    SpaceRef {
        id: SpaceId(Uuid::from_u128(2)),
        slug: "labor".into(),
        name: Localised::of("de", "Labor \"Größe; Maß\", 1. OG").and("en", "Lab \"Size; Measure\", 1st floor"),
        kind: SpaceKind::Lab,
        site: site_ref(),
    }
}

pub fn places() -> Places {
    let site = SiteView {
        id: SiteId(Uuid::from_u128(1)),
        slug: "haus".into(),
        name: "Haus der Ideen".into(),
        street: "Langenbruch 6".into(),
        postcode: "32657".into(),
        town: "Lemgo".into(),
        zone: "Europe/Berlin".into(),
        position: Some((52.016_2, 8.903_5)),
        summary: Localised::default(),
        access: AccessFacts::default(),
        contact: contact(),
        opening: OpeningHours::always(),
        spaces: vec![],
    };
    Places::new(vec![site], Berlin)
}

pub fn contact() -> Contact {
    Contact { name: "Böhm, Käthe".into(), email: "kaethe@example.org".into(), phone: "05261 123-45".into() }
}

pub fn organisation() -> OrganisationRef {
    OrganisationRef {
        id: OrganisationId(Uuid::from_u128(3)),
        name: "Hochschule \"Muster\": Lemgo; Höxter".into(),
        kind: OrganisationKind::University,
        sector: Sector::Science,
    }
}

pub fn event() -> EventCard {
    EventCard {
        slug: "gruenderabend".into(),
        title: Localised::of("de", "Gründerabend: \"Ton & Technik\", Teil 1")
            .and("en", "Founders' evening: \"Sound\", part 1"),
        summary: Localised::of(
            "de",
            format!("Ein Abend im Studio 🎧.\r\n\r\nMit Häppchen; Eintritt frei.\r\n{FORGED}\\n"),
        ),
        organiser: organisation(),
        dimensions: vec![Dimension::Expansion],
        topics: vec![Topic {
            slug: "bauen".into(),
            name: Localised::of("de", "Bauen, Wohnen").and("en", "Building, housing"),
        }],
        format: Format::Hybrid,
        town: Some("Lemgo".into()),
        state: EventState::Published,
        next: Some(session()),
        sessions: 1,
        picture: None,
        changed_at: at(),
    }
}

pub fn session() -> SessionView {
    SessionView {
        id: SessionId(Uuid::from_u128(4)),
        title: Localised::of("de", "Eröffnung").and("en", "Opening"),
        summary: Localised::default(),
        when: when(),
        place: Place {
            space: Some(space_ref()),
            further: vec![],
            online_url: Some("https://meet.example.org/räume?a=1&b=\"2\"".into()),
            online: true,
        },
        margins: Margins::default(),
        track: Localised::default(),
        speakers: vec![Speaker::named("Dr. Jo \"Null\" O'Neil"), Speaker::named("小林")],
        capacity: Some(20),
        taken: 17,
        pool: None,
        left: Some(3),
        reserved: None,
        cancelled: false,
        postponed: false,
        open: true,
        waitable: false,
        grants: None,
        uid: "01930000-0000-7000-8000-000000000004".into(),
        sequence: 2,
    }
}

/// What an organiser adds, with everything in it that is not for a mail.
fn note() -> Localised {
    Localised::of("de", format!("Bitte <script>alert(1)</script> mitbringen: Laptop\r\n{FORGED}\n\nBis bald!"))
}

pub fn registration(state: RegistrationState) -> RegistrationView {
    let waits = matches!(
        state,
        RegistrationState::Joining
            | RegistrationState::Waiting
            | RegistrationState::Offered
            | RegistrationState::Lapsed
    );
    let answered = matches!(state, RegistrationState::Declined);
    RegistrationView {
        id: RegistrationId(Uuid::from_u128(5)),
        event: event(),
        session: session(),
        email: RECIPIENT.into(),
        attendees: vec![format!("Anna \"die\" Beispiel\r\n{FORGED}"), "Böse <script>alert(1)</script>".into()],
        state,
        held_until: (state.is_unheard() || matches!(state, RegistrationState::Offered | RegistrationState::Requested))
            .then(|| local("2027-03-01T09:00:00")),
        wait: waits.then_some(Standing { anywhere: false, position: Some(3) }),
        changes_until: local("2027-03-09T10:00:00"),
        changeable: true,
        version: 0,
        asks: matches!(state, RegistrationState::Requested | RegistrationState::Declined),
        answer: if answered { format!("Leider <ist> alles vergeben.\n\nBis bald!\n{FORGED}") } else { String::new() },
        unanswered: false,
        was_confirmed: state == RegistrationState::Confirmed,
        listed_by: None,
        note: note(),
        contact: contact(),
        asked: asked(),
    }
}

/// One for each attendee of the registration above.
pub fn tickets() -> Vec<TicketView> {
    let ticket = |(number, name)| TicketView {
        address: TicketAddress { session: session().id, code: TicketCode([number; 10]) },
        name,
        came_at: None,
        certified: false,
    };
    (1..).zip(registration(RegistrationState::Confirmed).attendees).map(ticket).collect()
}

pub fn booking(state: BookingState) -> BookingView {
    BookingView {
        id: BookingId(Uuid::from_u128(6)),
        title: "Klausur; \"Strategie\"".into(),
        note: format!("Bitte Flipchart.\r\n{FORGED}"),
        space: SpaceView {
            space: space_ref(),
            summary: Localised::default(),
            description: Localised::default(),
            layouts: vec![],
            equipment: vec![],
            along: vec![],
            access: AccessFacts::default(),
            contact: contact(),
            rules: SpaceRules::default(),
            units: 1,
            pool: false,
            shares_with: vec![],
            plan: None,
            area: None,
            hidden: false,
        },
        organisation: organisation(),
        cost_centre: None,
        cost_centres: vec![],
        booker: ("Anna Beispiel".into(), RECIPIENT.into()),
        people: 8,
        layout: None,
        units: 1,
        along: vec![],
        state,
        occurrences: vec![date(0, state)],
        repeat: None,
        answer_by: (state == BookingState::Requested).then(|| local("2027-03-03T08:00:00")),
        version: 1,
        changeable: true,
        event: None,
        history: history(match state {
            BookingState::Confirmed | BookingState::Cancelled => "booked",
            _ => "requested",
        }),
        uid: "01930000-0000-7000-8000-000000000006".into(),
        sequence: 1,
        changed_at: at(),
    }
}

fn history(act: &str) -> Vec<HistoryEntry> {
    vec![HistoryEntry {
        at: local("2027-03-01T08:00:00"),
        by: "Anna Beispiel".into(),
        act: act.into(),
        for_whom: String::new(),
        reason: String::new(),
        lifted: Vec::new(),
        moved: Vec::new(),
        stayed: 0,
        changed: Vec::new(),
    }]
}

/// A booking that was handed on last.
fn handed_on(booking: BookingView) -> BookingView {
    let history = booking.history.iter().cloned().chain(history("transferred")).collect();
    BookingView { history, ..booking }
}

/// A date of the booking, some weeks after the first.
fn date(week: u8, state: BookingState) -> OccurrenceView {
    let when = at_local(local("2027-03-09T10:00:00") + Duration::weeks(week.into()));
    OccurrenceView {
        id: OccurrenceId(Uuid::from_u128(0x700 + u128::from(week))),
        when,
        original_at: when.slot.from(),
        apart: Apart::default(),
        space: space_ref(),
        title: "Klausur; \"Strategie\"".into(),
        people: 8,
        layout: None,
        units: 1,
        use_kind: None,
        along: vec![],
        state,
        presence: PresenceView::default(),
    }
}

/// Twenty Tuesdays from 9 March 2027 on: the third is off, the fourth a day later, the fifth in another space, the
/// sixth for another purpose.
pub fn series() -> BookingView {
    let mut dates: Vec<_> = (0..20).map(|week| date(week, BookingState::Confirmed)).collect();
    dates[2].state = BookingState::Cancelled;
    dates[3].when = at_local(local("2027-03-31T14:00:00"));
    dates[4].space = SpaceRef {
        id: SpaceId(Uuid::from_u128(20)),
        slug: "saal".into(),
        name: Localised::of("de", "Saal").and("en", "Hall"),
        ..space_ref()
    };
    dates[5].title = "Abschluss".into();
    let every = Every::Weeks { interval: 1, on: WeekdaySet::single(Weekday::Tue) };
    let repeat = Repeat { every, end: End::Count(20), extra: [].into(), except: [].into() };
    BookingView { occurrences: dates, repeat: Some(repeat), ..booking(BookingState::Confirmed) }
}

/// Five of them: the fourth is off as well.
fn some_off() -> BookingView {
    let mut booking = series();
    booking.occurrences.truncate(5);
    booking.occurrences[3] = date(3, BookingState::Cancelled);
    booking
}

/// A session has it.
fn of_event() -> BookingView {
    let event = event();
    BookingView { event: Some((event.slug, event.title)), ..booking(BookingState::Confirmed) }
}

/// Four Tuesdays that several keepers answer for: the first stands, the second and the third were declined one after the
/// other, the fourth waits.
fn in_part() -> BookingView {
    use BookingState::{Confirmed, Declined, Requested};
    let states = [Confirmed, Declined, Declined, Requested];
    let occurrences = (0..).zip(states).map(|(week, state)| date(week, state)).collect();
    BookingView { occurrences, ..booking(Requested) }
}

/// Six Tuesdays somebody asks for.
fn asked_series() -> BookingView {
    let occurrences = (0..6).map(|week| date(week, BookingState::Requested)).collect();
    BookingView { occurrences, ..booking(BookingState::Requested) }
}

/// Somebody is invited by Ms Böhm; of the others one agreed to be named.
pub fn invitation(act: InvitationMail, booking: BookingView, l: Locale) -> InvitationFacts {
    let booker = ("Böhm, Käthe".to_owned(), "kaethe@example.org".to_owned());
    InvitationFacts {
        to: RECIPIENT.into(),
        name: format!("Anna \"die\" Beispiel\r\n{FORGED}"),
        language: l.code().into(),
        act,
        booking: BookingView { booker, note: String::new(), history: vec![], ..booking },
        reply: None,
        others: vec![format!("Böse <script>alert(1)</script>\r\n{FORGED}")],
        token: "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE".into(),
    }
}

/// Somebody waits for any Tuesday afternoon in March, and is offered the 9th.
pub fn waiting(act: WaitingMail, l: Locale) -> WaitingFacts {
    let day = |text: &str| local(&format!("{text}T00:00:00")).date();
    let clock = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let on = WeekdaySet::single(Weekday::Tue);
    let pattern = Pattern::new((day("2027-03-02"), day("2027-03-30")), on, (clock(9), clock(18)), 120).unwrap();
    let wanted = Wanted {
        pattern,
        people: 8,
        layout: None,
        units: 1,
        equipment: vec![],
        step_free: false,
        use_kind: None,
        along: domain::equipment::Along::new(),
    };
    let (state, offered) = match act {
        WaitingMail::Offered => (WaitState::Offered, true),
        WaitingMail::Lapsed => (WaitState::Lapsed, true),
        WaitingMail::Withdrawn => (WaitState::Waiting, false),
        WaitingMail::Over => (WaitState::Over, false),
    };
    let held =
        || HeldOffer { space: space_ref(), when: when(), until: local("2027-03-02T09:00:00"), minutes_left: 1440 };
    WaitingFacts {
        to: RECIPIENT.into(),
        name: format!("Anna \"die\" Beispiel\r\n{FORGED}"),
        language: l.code().into(),
        act,
        wish: WaitingView {
            id: WaitingId(Uuid::from_u128(0x900)),
            space: space_ref(),
            elsewhere: true,
            wanted,
            along: Vec::new(),
            behalf: None,
            asked_by: None,
            state,
            place: None,
            offer: offered.then(held),
            asked_at: local("2027-02-20T08:00:00"),
        },
        withdrawn: (act == WaitingMail::Withdrawn).then(|| Withdrawn {
            space: space_ref(),
            when: when(),
            reason: format!("Wasserschaden\r\n{FORGED}"),
        }),
        contact: contact(),
    }
}

/// The same space at the same time: what would work instead, when that is asked for.
fn way() -> Alternative {
    Alternative { space: space_ref(), when: when() }
}

/// A registration as it is when this is told of it.
fn as_told(act: RegistrationMail, mut registration: RegistrationView) -> RegistrationView {
    let session = &mut registration.session;
    session.postponed = act == RegistrationMail::SessionPostponed;
    session.cancelled = session.postponed || act == RegistrationMail::SessionCancelled;
    registration
}

/// Every mail there is, in a language, each with a name of its own.
pub fn every_mail(l: Locale) -> Vec<(String, MailFacts)> {
    let language = || l.code().to_owned();
    let mut mails = vec![(
        "sign-in",
        MailFacts::SignIn {
            to: RECIPIENT.into(),
            language: language(),
            token: "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE".into(),
            code: 1_234_567,
            goto: "/bookings".into(),
            minutes: 10,
        },
    )];
    let one = |name: &'static str, act, state| (name, act, booking(state));
    for (name, act, booking) in [
        one("booking-confirmed", BookingMail::Confirmed, BookingState::Confirmed),
        one("booking-moved", BookingMail::Moved, BookingState::Confirmed),
        one("request-moved", BookingMail::Moved, BookingState::Requested),
        ("booking-moved-some-off", BookingMail::Moved, some_off()),
        one("booking-cancelled", BookingMail::Cancelled, BookingState::Cancelled),
        ("booking-some-dates-off", BookingMail::DatesCancelled, series()),
        one("booking-requested", BookingMail::Requested, BookingState::Requested),
        one("booking-declined", BookingMail::Declined, BookingState::Declined),
        ("booking-confirmed-in-part", BookingMail::Confirmed, in_part()),
        ("booking-declined-in-part", BookingMail::Declined, in_part()),
        one("booking-expired", BookingMail::Expired, BookingState::Expired),
        one("booking-no-show", BookingMail::NoShow, BookingState::NoShow),
        one("booking-kept", BookingMail::Kept, BookingState::Confirmed),
        ("series-kept", BookingMail::Kept, series()),
        ("kept-event", BookingMail::Kept, of_event()),
        one("booking-overtaken", BookingMail::Overtaken, BookingState::Requested),
        ("series-overtaken", BookingMail::Overtaken, asked_series()),
        ("booking-transferred", BookingMail::Transferred, handed_on(series())),
        ("booking-handed-on-cancelled", BookingMail::HandedOn, handed_on(booking(BookingState::Confirmed))),
        one("keeper-waiting", BookingMail::Waiting, BookingState::Requested),
        one("keeper-noted", BookingMail::Noted, BookingState::Confirmed),
        one("keeper-off", BookingMail::CalledOff, BookingState::Cancelled),
        ("keeper-some-dates-off", BookingMail::CalledOff, series()),
    ] {
        let says_why =
            name.contains("cancelled") || name.contains("off") || name.contains("declined") || name.contains("kept");
        mails.push((
            name,
            MailFacts::Booking {
                to: RECIPIENT.into(),
                name: format!("Anna Beispiel\r\n{FORGED}"),
                language: language(),
                act,
                booking: Box::new(booking),
                reason: if says_why { format!("Wasserschaden\r\n{FORGED}") } else { String::new() },
                by_keeper: name.contains("cancelled") || name.contains("-moved-") || name == "request-moved",
                ways: match act {
                    BookingMail::Overtaken | BookingMail::Declined | BookingMail::Expired => vec![way()],
                    _ => Vec::new(),
                },
                off: match name {
                    "booking-moved-some-off" => vec![date(3, BookingState::Cancelled).id],
                    "booking-kept" | "kept-event" => vec![date(0, BookingState::Confirmed).id],
                    "series-kept" => [1, 3].map(|week| date(week, BookingState::Confirmed).id).to_vec(),
                    "series-overtaken" => [1, 3].map(|week| date(week, BookingState::Requested).id).to_vec(),
                    "booking-declined-in-part" => vec![date(1, BookingState::Declined).id],
                    _ => vec![],
                },
            },
        ));
    }
    for (name, act, booking) in [
        ("invitation-new", InvitationMail::New, series()),
        ("invitation-changed", InvitationMail::Changed, booking(BookingState::Confirmed)),
        ("invitation-waits", InvitationMail::Changed, booking(BookingState::Requested)),
        ("invitation-cancelled", InvitationMail::CalledOff, booking(BookingState::Cancelled)),
        ("invitation-ended-cancelled", InvitationMail::Ended, series()),
    ] {
        mails.push((name, MailFacts::Invitation(Box::new(invitation(act, booking, l)))));
    }
    for (name, act) in [
        ("waiting-offered", WaitingMail::Offered),
        ("waiting-lapsed", WaitingMail::Lapsed),
        ("waiting-withdrawn", WaitingMail::Withdrawn),
        ("waiting-over", WaitingMail::Over),
    ] {
        mails.push((name, MailFacts::Waiting(Box::new(waiting(act, l)))));
    }
    for (name, act, state) in [
        ("registration-pending", RegistrationMail::Pending, RegistrationState::Pending),
        ("registration-pending-late", RegistrationMail::Pending, RegistrationState::Expired),
        ("registration-known", RegistrationMail::Known, RegistrationState::Confirmed),
        ("registration-confirmed", RegistrationMail::Confirmed, RegistrationState::Confirmed),
        ("registration-cancelled", RegistrationMail::Cancelled, RegistrationState::Cancelled),
        ("registration-changed", RegistrationMail::Changed, RegistrationState::Confirmed),
        ("registration-requested", RegistrationMail::Requested, RegistrationState::Requested),
        ("registration-approved", RegistrationMail::Approved, RegistrationState::Confirmed),
        ("registration-declined", RegistrationMail::Declined, RegistrationState::Declined),
        ("registration-unanswered", RegistrationMail::Unanswered, RegistrationState::Declined),
        ("session-changed-while-requested", RegistrationMail::SessionChanged, RegistrationState::Requested),
        ("seats-asked", RegistrationMail::WaitAsked, RegistrationState::Joining),
        ("seats-asked-late", RegistrationMail::WaitAsked, RegistrationState::Expired),
        ("seats-waiting", RegistrationMail::Waits, RegistrationState::Waiting),
        ("seats-offered", RegistrationMail::Offered, RegistrationState::Offered),
        ("seats-lapsed", RegistrationMail::Lapsed, RegistrationState::Lapsed),
        ("seats-lapsed-waits-on", RegistrationMail::Lapsed, RegistrationState::Waiting),
        ("seats-over", RegistrationMail::WaitOver, RegistrationState::Expired),
        ("seats-passed-over", RegistrationMail::PassedOver, RegistrationState::Waiting),
        ("session-changed-while-waiting", RegistrationMail::SessionChanged, RegistrationState::Waiting),
        ("session-cancelled-while-waiting", RegistrationMail::SessionCancelled, RegistrationState::Waiting),
        ("session-changed", RegistrationMail::SessionChanged, RegistrationState::Confirmed),
        ("session-cancelled", RegistrationMail::SessionCancelled, RegistrationState::Confirmed),
        ("session-postponed", RegistrationMail::SessionPostponed, RegistrationState::Confirmed),
        ("session-postponed-while-waiting", RegistrationMail::SessionPostponed, RegistrationState::Waiting),
        ("session-postponed-while-requested", RegistrationMail::SessionPostponed, RegistrationState::Requested),
        ("session-postponed-while-pending", RegistrationMail::SessionPostponed, RegistrationState::Pending),
        ("reminder", RegistrationMail::Reminder, RegistrationState::Confirmed),
        ("session-changed-while-pending", RegistrationMail::SessionChanged, RegistrationState::Pending),
        ("session-cancelled-while-pending", RegistrationMail::SessionCancelled, RegistrationState::Pending),
    ] {
        mails.push((
            name,
            MailFacts::Registration {
                to: RECIPIENT.into(),
                language: language(),
                act,
                registration: Box::new(as_told(act, registration(state))),
                token: "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE".into(),
                tickets: match (state, act) {
                    // There is nothing to go to any more.
                    (_, RegistrationMail::SessionCancelled | RegistrationMail::SessionPostponed) => vec![],
                    (RegistrationState::Confirmed, _) => tickets(),
                    _ => vec![],
                },
                uid: session().uid,
                sequence: 3,
                reason: String::new(),
            },
        ));
    }
    for (name, about_session, state) in [
        ("message-to-all", false, RegistrationState::Confirmed),
        ("message-to-session", true, RegistrationState::Confirmed),
        ("message-while-waiting", false, RegistrationState::Waiting),
        ("message-while-pending", false, RegistrationState::Pending),
    ] {
        let text = format!("Guten Tag,\n\nbringen Sie <mit>:\n- Kabel & \"Strom\"\n{FORGED}");
        mails.push((
            name,
            MailFacts::Message(Box::new(MessageFacts {
                to: RECIPIENT.into(),
                language: language(),
                words: Words { subject: "Was Sie <mitbringen>; \"Strom\"".into(), text },
                about_session,
                registration: registration(state),
                token: "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE".into(),
            })),
        ));
    }
    mails.push((
        "survey",
        MailFacts::Survey(Box::new(SurveyFacts {
            to: RECIPIENT.into(),
            language: language(),
            event: event(),
            contact: contact(),
            last_day: "2027-04-08".parse().unwrap(),
            token: "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE".into(),
        })),
    ));
    mails.push((
        "seat-requests",
        MailFacts::SeatRequests {
            to: RECIPIENT.into(),
            language: language(),
            event: event().title,
            slug: event().slug,
            count: 3,
            until: local("2027-03-05T18:00:00"),
        },
    ));
    mails.push((
        "too-few",
        MailFacts::TooFew {
            to: RECIPIENT.into(),
            language: language(),
            event: event().title,
            session: session().title,
            slug: event().slug,
            when: session().when,
            count: 3,
            minimum: 5,
        },
    ));
    mails.push((
        "event-not-published",
        MailFacts::NotPublished {
            to: RECIPIENT.into(),
            language: language(),
            event: event().title,
            slug: event().slug,
            why: Unpublished::RoomGone,
        },
    ));
    let later = Some(local("2027-03-08T08:00:00"));
    for (name, act, publish_at, reason) in [
        ("review-waits", ReviewMail::Waits, None, String::new()),
        ("review-cleared", ReviewMail::Cleared, None, String::new()),
        ("review-cleared-for-later", ReviewMail::Cleared, later, String::new()),
        ("review-returned", ReviewMail::Returned, None, format!("Die Beschreibung fehlt.\r\n{FORGED}")),
    ] {
        mails.push((
            name,
            MailFacts::Review {
                to: RECIPIENT.into(),
                language: language(),
                act,
                event: event().title,
                slug: event().slug,
                organiser: format!("Verein „Größe“\r\n{FORGED}"),
                publish_at,
                reason,
            },
        ));
    }
    mails.push((
        "barrier",
        MailFacts::Barrier {
            language: language(),
            found: Barrier {
                page: format!("/events\r\n{FORGED}"),
                words: format!("Der Knopf „Größe“ hat keinen Namen.\r\n{FORGED}"),
                reply_to: Some("kaethe@example.org".into()),
            },
        },
    ));
    mails.push((
        "deputy",
        MailFacts::Deputy {
            to: RECIPIENT.into(),
            language: language(),
            of: (format!("Käthe\r\n{FORGED}"), "kaethe@example.org".into()),
            keeps: vec![
                Kept { site: "Kreiselhaus".into(), space: None },
                Kept { site: "Alte Mühle".into(), space: Some(Localised::of("de", "Labor")) },
            ],
            last_day: "2027-04-02".parse().unwrap(),
        },
    ));
    for (name, act) in [
        ("account-opened", AccountMail::Changed(AccountChange::Opened)),
        ("account-passkey-added", AccountMail::Changed(AccountChange::PasskeyAdded)),
        ("account-passkey-removed", AccountMail::Changed(AccountChange::PasskeyRemoved)),
        ("account-identity-linked", AccountMail::Changed(AccountChange::IdentityLinked)),
        ("account-identity-removed", AccountMail::Changed(AccountChange::IdentityRemoved)),
        ("account-ways-ended", AccountMail::Changed(AccountChange::WaysEnded)),
        ("account-address-asked", AccountMail::AddressAsked { code: 123_456, minutes: 30 }),
        ("account-address-taken", AccountMail::AddressTaken),
        ("account-address-changed", AccountMail::AddressChanged),
        ("account-unused", AccountMail::Unused { last_day: "2027-04-02".parse().unwrap() }),
    ] {
        mails.push((name, MailFacts::Account(AccountFacts { to: RECIPIENT.into(), language: language(), act })));
    }
    mails.push((
        "member-joined",
        MailFacts::MemberJoined {
            to: RECIPIENT.into(),
            language: language(),
            who: (format!("Käthe\r\n{FORGED}"), "kaethe@example.org".into()),
            organisation: organisation().id,
            name: format!("Muster & Söhne\r\n{FORGED}"),
        },
    ));
    mails.push((
        "organisation-domains",
        MailFacts::DomainsWaiting {
            to: RECIPIENT.into(),
            language: language(),
            domains: vec!["beispiel.example".into(), "muster.example".into()],
            organisation: organisation().id,
            name: format!("Muster & Söhne\r\n{FORGED}"),
            town: "Bad Driburg".into(),
        },
    ));
    for (name, confirmed) in
        [("organisation-domains-yes", vec!["muster.example".into()]), ("organisation-domains-no", vec![])]
    {
        mails.push((
            name,
            MailFacts::DomainsAnswered {
                to: RECIPIENT.into(),
                language: language(),
                confirmed,
                waiting: vec!["beispiel.example".into()],
                organisation: organisation().id,
                name: format!("Muster & Söhne\r\n{FORGED}"),
            },
        ));
    }
    mails.push((
        "organisation-declined",
        MailFacts::Declined {
            to: RECIPIENT.into(),
            language: language(),
            name: format!("Muster & Söhne\r\n{FORGED}"),
            reason: format!("Es gibt sie schon.\r\n{FORGED}"),
        },
    ));
    for (name, act) in [
        ("organisation-waiting", OrganisationMail::Waiting),
        ("organisation-confirmed", OrganisationMail::Confirmed),
        ("organisation-member", OrganisationMail::MemberAdded),
    ] {
        mails.push((
            name,
            MailFacts::Organisation {
                to: RECIPIENT.into(),
                language: language(),
                act,
                name: format!("Muster & Söhne\r\n{FORGED}"),
                town: "Bad Driburg".into(),
            },
        ));
    }
    mails.into_iter().map(|(name, facts)| (format!("{name}.{}", l.code()), facts)).collect()
}
