//! Two organisations that have nothing to do with each other, and everybody who can stand to them in some way.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    access::{Actor, Premises},
    billing::Particulars,
    desk::{
        AccessDesk as _, AccessFields, AccountDesk as _, BookingDesk as _, CatalogueDesk as _, EventDesk as _,
        EventFields, EventView, FileDesk as _, FormDesk as _, GroupDesk as _, KeeperDesk as _, MessageDesk as _,
        NewBooking, NewDeputy, NewFile, NewGroup, NewMessage, NewOrganisation, NewRegistration, OrganisationDesk as _,
        PeopleDesk as _, QuestionFields, RegistrationDesk, Reserve, ReviewDesk as _, SeatPoolDesk as _, SeatPoolFields,
        SeriesDesk as _, SeriesFields, SessionFields, WaitingDesk as _,
    },
    id::{BookingId, EventId, GroupId, OrganisationId, RequestId, SessionId},
    invitation::Invitee,
    message::{Audience, Group, Words},
    organisation::{OrganisationKind, OrganisationRef, Role, Sector},
    picture::Caption,
    question::{Answer, FileKind, Given, Keeping, Kind, Whose},
    rulebook::{AdmissionRule, How, Qualification, RuleBook, Who as Admitted},
    slot::LocalSpan,
    space::Contact,
    text::Localised,
    waiting::Pattern,
};
use store::MailFacts;

use crate::common::{
    Site,
    house::{
        booking, march,
        programme::{event, on_site, online, registration},
        request, time, waiting, wish,
    },
    site,
};

/// Who asks. The first four belong to Alpha, whose things are sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    AlphaMember,
    AlphaBooker,
    AlphaOrganiser,
    AlphaAdmin,
    OmegaMember,
    OmegaBooker,
    OmegaOrganiser,
    OmegaAdmin,
    /// Keeps all of "Haus".
    Keeper,
    /// Keeps "Labor" of "Haus", and nothing next to it.
    SpaceKeeper,
    /// Keeps "Turm".
    OtherKeeper,
    Region,
    Auditor,
    /// Has an account and belongs to nobody.
    NoOnes,
    Visitor,
}

use Who::*;

impl Who {
    pub const ALL: [Self; 15] = [
        AlphaMember,
        AlphaBooker,
        AlphaOrganiser,
        AlphaAdmin,
        OmegaMember,
        OmegaBooker,
        OmegaOrganiser,
        OmegaAdmin,
        Keeper,
        SpaceKeeper,
        OtherKeeper,
        Region,
        Auditor,
        NoOnes,
        Visitor,
    ];

    /// The part of her address before the `@`; it is her name as well. Alpha's people carry a mark.
    pub fn name(self) -> &'static str {
        match self {
            AlphaMember => "alphamensch-m",
            AlphaBooker => "alphamensch-b",
            AlphaOrganiser => "alphamensch-o",
            AlphaAdmin => "alphamensch-a",
            OmegaMember => "omega-m",
            OmegaBooker => "omega-b",
            OmegaOrganiser => "omega-o",
            OmegaAdmin => "omega-a",
            Keeper => "hauswart",
            SpaceKeeper => "laborwart",
            OtherKeeper => "turmwart",
            Region => "region",
            Auditor => "revision",
            NoOnes => "jemand",
            Visitor => "",
        }
    }
}

pub const ALPHAS: [Who; 4] = [AlphaMember, AlphaBooker, AlphaOrganiser, AlphaAdmin];
pub const OMEGAS: [Who; 4] = [OmegaMember, OmegaBooker, OmegaOrganiser, OmegaAdmin];
pub const KEEPERS: [Who; 3] = [Keeper, SpaceKeeper, OtherKeeper];
pub const OTHERS: [Who; 4] = [Region, Auditor, NoOnes, Visitor];
const RUNS_EVENTS: &[Who] = &[AlphaOrganiser, AlphaAdmin];
const IN_THE_LABOR: &[Who] = &[AlphaMember, AlphaBooker, AlphaOrganiser, AlphaAdmin, Keeper, SpaceKeeper];

/// Words that stand in private texts, and in no other, with who may read them. Written small: pages may shout.
pub const MARKS: [(&str, &[Who]); 20] = [
    ("alphabuchung", IN_THE_LABOR),
    ("alphanotiz", IN_THE_LABOR),
    ("alphaanfrage", IN_THE_LABOR),
    ("alphaturm", &[AlphaMember, AlphaBooker, AlphaOrganiser, AlphaAdmin, OtherKeeper]),
    ("alphagast", &[AlphaBooker, AlphaAdmin, Keeper, SpaceKeeper]),
    ("alphaentwurf", RUNS_EVENTS),
    // A draft holds its room: who keeps that sees for what.
    ("alphasaalplan", IN_THE_LABOR),
    // Given to the region to look at.
    ("vereinsentwurf", &[Region, Auditor]),
    // A series nothing of which is public.
    ("alphareihenplan", RUNS_EVENTS),
    ("alphateilnehmer", RUNS_EVENTS),
    ("alphaantwort", RUNS_EVENTS),
    ("alpharundbrief", RUNS_EVENTS),
    ("alphapartner", RUNS_EVENTS),
    (
        "alphamensch",
        &[AlphaMember, AlphaBooker, AlphaOrganiser, AlphaAdmin, Keeper, SpaceKeeper, OtherKeeper, Region, Auditor],
    ),
    ("alpharechnung", &[AlphaAdmin, Region]),
    ("alphakostenstelle", &[AlphaBooker, AlphaOrganiser, AlphaAdmin, Region]),
    ("alphagruendung", &[AlphaMember, Region, Auditor]),
    // Whoever is in it reads what it is called in her own data; what it is for is the house's.
    ("hausgruppe", &[AlphaMember, AlphaBooker, AlphaOrganiser, AlphaAdmin, Keeper, SpaceKeeper]),
    ("hausvermerk", &[Keeper]),
    ("hausvertretung", &[Keeper, Region, Auditor]),
];

/// The world.
pub struct World {
    pub site: Site,
    logins: BTreeMap<Who, String>,
    pub alpha: OrganisationId,
    pub accounts: BTreeMap<Who, String>,
    pub labor: BookingId,
    pub turm: BookingId,
    pub asked: BookingId,
    pub public: EventView,
    pub draft: EventView,
    pub with_room: EventView,
    /// The room of the draft that holds one.
    pub room: BookingId,
    pub registration: String,
    pub invitation: String,
    pub ticket: String,
    pub record: String,
    pub question: String,
    /// A file of Alpha's registration.
    pub file: String,
    pub access: String,
    pub pool: String,
    /// One with something public in it, one with drafts only.
    pub series: [String; 2],
    pub group: GroupId,
    pub logo: String,
    /// A form of Alpha's that holds a time.
    pub hold: RequestId,
    everything: String,
}

/// Everything there is of Alpha.
pub async fn world() -> World {
    let site = site().await;
    let house = &site.house;
    let haus = house.furnished().await;
    let ask = vec![AdmissionRule { who: Admitted::Everybody, how: How::Ask }];
    house
        .space_with(haus, "Atelier", |space| {
            space.rules = RuleBook { admission: Some(ask), ..RuleBook::default() };
        })
        .await;
    let briefing = Qualification { key: "briefing".into(), name: Localised::of("de", "Unterweisung") };
    house
        .space_with(haus, "Werkstatt", |space| {
            space.rules = RuleBook { qualifications: Some(vec![briefing]), ..RuleBook::default() };
        })
        .await;
    let mut intake = house.store.intake("test").await.unwrap();
    intake.topic("energie", Localised::of("de", "Energie")).await.unwrap();
    intake.commit().await.unwrap();
    let turm = house.site("Turm", "Höxter").await;
    house.space(turm, "Kuppel").await;
    let [alpha, omega, town] =
        [house.trusted("Alpha GmbH").await, house.trusted("Omega AG").await, house.trusted("Stadt").await];
    people(&site, &alpha, &omega, &town).await;
    let store = &house.store;
    let mut logins = BTreeMap::new();
    let mut accounts = BTreeMap::new();
    for who in Who::ALL.into_iter().filter(|who| *who != Visitor) {
        let address = format!("{}@example.org", who.name());
        let id = store.account_with(&address).await.unwrap();
        accounts.insert(who, id.to_string());
        match who {
            Keeper => store.add_keeper(id, haus).await.unwrap(),
            SpaceKeeper => {
                let here = store.space("labor").await.unwrap().unwrap().space.id;
                let atelier = store.space("atelier").await.unwrap().unwrap().space.id;
                store.add_keeper(id, Premises::space(haus, here)).await.unwrap();
                store.add_keeper(id, Premises::space(haus, atelier)).await.unwrap();
            }
            OtherKeeper => store.add_keeper(id, turm).await.unwrap(),
            _ => {}
        }
        // Everybody is signed in twice: one of them can be ended from the other.
        site.login(&address).await;
        logins.insert(who, site.login(&address).await);
    }
    let by = async |who: Who| store.actor(&logins[&who]).await.unwrap();
    let booker = by(AlphaBooker).await;
    let titled = |wish, title: &str| NewBooking { title: title.into(), ..booking(wish) };
    let noted = NewBooking { note: "Alphanotiz".into(), ..titled(wish("labor", 2, "10:00", "12:00"), "Alphabuchung") };
    let labor = store.book(&booker, noted).await.unwrap();
    let turm = store.book(&booker, titled(wish("kuppel", 2, "10:00", "12:00"), "Alphaturm")).await.unwrap();
    let asked = store.book(&booker, titled(wish("atelier", 3, "10:00", "12:00"), "Alphaanfrage")).await.unwrap();
    let guest = Invitee { name: "Alphagast".into(), email: "alphagast@example.org".into() };
    store.invite(&booker, labor, &[guest], "de").await.unwrap();
    let invitation = invited(&site).await;
    // Omega has the time Alpha waits for, and things of its own.
    let omegas = by(OmegaBooker).await;
    store.book(&omegas, titled(wish("labor", 4, "10:00", "12:00"), "Omegabuchung")).await.unwrap();
    let taken = LocalSpan::on(march(4), time("10:00"), time("12:00"));
    store.wait_for(&booker, waiting("labor", Pattern::exactly(taken).unwrap())).await.unwrap();
    let hold = request();
    store.hold(&booker, hold, &wish("labor", 8, "10:00", "12:00"), None, None).await.unwrap();
    let organiser = by(AlphaOrganiser).await;
    let run = events(&site, &organiser).await;
    let club = house.organisation("Verein").await;
    let vera = house.person("Vera", &club, Role::Organiser).await;
    let given = drafted(&site, &vera, "Vereinsentwurf", on_site("saal-a", 5, "10:00", "12:00")).await;
    store.submit(&vera, given.id, given.version).await.unwrap();
    let member = by(AlphaMember).await;
    let founded = NewOrganisation {
        request: request(),
        name: "Alphagruendung".into(),
        kind: OrganisationKind::Company,
        sector: Sector::Business,
        town: "Lemgo".into(),
    };
    store.found(&member, founded).await.unwrap();
    let admin = by(AlphaAdmin).await;
    let view = store.organisation(&admin, alpha.id).await.unwrap().unwrap();
    let said = Particulars { bill_to: "Alpharechnung".into(), ..view.particulars };
    store.write_particulars(&admin, alpha.id, view.version, said).await.unwrap();
    store.add_cost_centre(&admin, request(), alpha.id, "4711", "Alphakostenstelle").await.unwrap();
    store.add_domain(&admin, alpha.id, "alpha.example").await.unwrap();
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(20, 10).write_to(&mut file, image::ImageFormat::Png).unwrap();
    store.set_logo(&admin, alpha.id, file.into_inner()).await.unwrap();
    let logo = store.organisation(&admin, alpha.id).await.unwrap().unwrap().logo.unwrap().name;
    let keeper = by(Keeper).await;
    let new = NewGroup { request: request(), site: haus, name: "Hausgruppe".into(), note: "Hausvermerk".into() };
    let group = store.make_group(&keeper, new).await.unwrap();
    store.put_in_group(&keeper, group, "Alpha GmbH", None).await.unwrap();
    let deputy = NewDeputy { email: "hausvertretung@example.org".into(), last_day: march(31), language: "de".into() };
    store.name_deputy(&keeper, deputy).await.unwrap();
    let id = if house.is_postgres() { "id::text" } else { "lower(hex(id))" };
    let rooms = house.words(&format!("SELECT {id} FROM booking WHERE title LIKE '%lphasaalplan%'")).await;
    let room = uuid::Uuid::parse_str(&rooms[0]).unwrap();
    let alpha = alpha.id;
    World {
        logins,
        alpha,
        accounts,
        labor,
        turm,
        asked,
        room: BookingId(room),
        public: run.public,
        draft: run.draft,
        with_room: run.with_room,
        registration: run.registration,
        ticket: run.ticket,
        record: run.record,
        question: run.question,
        file: run.file,
        access: run.access,
        pool: run.pool,
        series: run.series,
        invitation,
        group,
        logo,
        hold,
        everything: everything(&site).await,
        site,
    }
}

async fn people(site: &Site, alpha: &OrganisationRef, omega: &OrganisationRef, town: &OrganisationRef) {
    let house = &site.house;
    for (who, of, role) in [
        (AlphaMember, alpha, Role::Member),
        (AlphaBooker, alpha, Role::Booker),
        (AlphaOrganiser, alpha, Role::Organiser),
        (AlphaAdmin, alpha, Role::Admin),
        (OmegaMember, omega, Role::Member),
        (OmegaBooker, omega, Role::Booker),
        (OmegaOrganiser, omega, Role::Organiser),
        (OmegaAdmin, omega, Role::Admin),
        (Keeper, town, Role::Booker),
        (SpaceKeeper, town, Role::Booker),
        (OtherKeeper, town, Role::Booker),
    ] {
        house.person(who.name(), of, role).await;
    }
    for who in [Region, Auditor, NoOnes] {
        let address = format!("{}@example.org", who.name());
        house.store.create_account(&address, who.name(), "de", who == Region).await.unwrap();
    }
    house.store.set_auditor("revision@example.org", true).await.unwrap();
}

/// What Alpha announces.
struct Run {
    public: EventView,
    draft: EventView,
    with_room: EventView,
    registration: String,
    ticket: String,
    record: String,
    question: String,
    file: String,
    access: String,
    pool: String,
    series: [String; 2],
}

async fn events(site: &Site, organiser: &Actor) -> Run {
    let (house, store) = (&site.house, &site.house.store);
    let capacity = Some(3);
    let session = SessionFields { capacity, ..on_site("saal-a", 2, "10:00", "12:00") };
    let public = drafted(site, organiser, "Offener Tag", session).await;
    store.publish(organiser, public.id, public.version).await.unwrap();
    let public = house.event(organiser, &public.card.slug).await;
    let fields = QuestionFields {
        whose: Whose::Registration,
        label: Localised::of("de", "Woher?"),
        help: Localised::default(),
        options: vec![],
        least: None,
        most: None,
        files: vec![],
        required: false,
        sessions: vec![],
        condition: None,
        purpose: Localised::of("de", "Zum Planen"),
        keeping: Keeping::List,
    };
    store.add_question(organiser, request(), public.id, 0, Kind::Text, fields.clone()).await.unwrap();
    let label = Localised::of("de", "Lebenslauf");
    let file = QuestionFields { label, files: vec![FileKind::Text], ..fields.clone() };
    store.add_question(organiser, request(), public.id, 1, Kind::File, file).await.unwrap();
    let form = store.form(organiser, public.id).await.unwrap().unwrap();
    let [question, sent] = [form.questions[0].id, form.questions[1].id];
    let bytes = b"Alphaantwort".to_vec();
    let network = std::net::Ipv4Addr::LOCALHOST.into();
    let key = store.keep_file(NewFile { question: sent, name: "Leben.txt".into(), bytes, network }).await.unwrap();
    let file = store.sent_file(sent, &key).await.unwrap().unwrap().id.to_string();
    let once = [(question, Answer::Text("Alphaantwort".into())), (sent, Answer::Text(key))].into();
    let answers = Given { version: form.version, once, ..Given::default() };
    let session = public.sessions[0].id;
    let comes = registration(session, "alphateilnehmer@example.org", &["Alphateilnehmer"]);
    let registration = registered(site, NewRegistration { answers, ..comes }).await;
    let ticket = store.tickets(&registration).await.unwrap()[0].address.to_string();
    let words = Words { subject: "Alpharundbrief".into(), text: "Alpharundbrief".into() };
    let to = Audience::All(Group::Confirmed);
    let message = NewMessage { request: request(), event: public.id, to, words, people: 1 };
    store.send_message(organiser, message).await.unwrap();
    let record = store.registrations(organiser, public.id).await.unwrap().unwrap()[0].id.to_string();
    let mut drawn = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(30, 20).write_to(&mut drawn, image::ImageFormat::Png).unwrap();
    let caption = Caption { adorns: true, ..Caption::default() };
    store.set_picture(organiser, public.id, public.version, Some(drawn.into_inner()), caption).await.unwrap();
    let draft = drafted(site, organiser, "Alphaentwurf", online(10, "10:00", "12:00")).await;
    let asked = QuestionFields { label: Localised::of("de", "Alphaentwurf?"), ..fields };
    store.add_question(organiser, request(), draft.id, 0, Kind::Text, asked).await.unwrap();
    let with_room = drafted(site, organiser, "Alphasaalplan", on_site("labor", 11, "10:00", "12:00")).await;
    let question = question.to_string();
    let reserve = Reserve { session, seats: 1, until: march(2).and_time(time("09:55")) };
    let link = AccessFields { name: "Alphapartner".into(), opens: None, reserves: vec![reserve] };
    let access = store.make_access_link(organiser, request(), public.id, link).await.unwrap().to_string();
    let shared = SeatPoolFields { name: Localised::of("de", "Alphakontingent"), capacity: 9, sessions: vec![session] };
    let version = house.event(organiser, &public.card.slug).await.version;
    let pool = store.make_seat_pool(organiser, request(), public.id, version, shared).await.unwrap().to_string();
    let public = house.event(organiser, &public.card.slug).await;
    let series = [
        in_series(site, organiser, "Offene Reihe", &public).await,
        in_series(site, organiser, "Alphareihenplan", &draft).await,
    ];
    let [public, draft] =
        [house.event(organiser, &public.card.slug).await, house.event(organiser, &draft.card.slug).await];
    Run { public, draft, with_room, registration, ticket, record, question, file, access, pool, series }
}

/// A series with this event in it.
async fn in_series(site: &Site, by: &Actor, title: &str, event: &EventView) -> String {
    let store = &site.house.store;
    let words = SeriesFields {
        title: Localised::of("de", title),
        summary: Localised::of("de", title),
        description: Localised::default(),
    };
    let slug = store.make_series(by, request(), words).await.unwrap();
    let series = store.series(by, &slug).await.unwrap().unwrap();
    let now = site.house.event(by, &event.card.slug).await;
    store.put_in_series(by, now.id, now.version, Some(series.series.id)).await.unwrap();
    slug
}

/// Whom to ask about an event is public, and the organiser herself unless she says somebody else.
async fn drafted(site: &Site, by: &Actor, title: &str, session: SessionFields) -> EventView {
    let store = &site.house.store;
    let contact = Contact { name: "Empfang".into(), email: "empfang@example.org".into(), phone: String::new() };
    let slug = store.draft(by, request(), EventFields { contact, ..event(title) }).await.unwrap();
    let draft = site.house.event(by, &slug).await;
    store.add_session(by, request(), draft.id, draft.version, session).await.unwrap();
    site.house.event(by, &slug).await
}

/// The secret of the only invitation.
async fn invited(site: &Site) -> String {
    let mails = site.house.deliver().await;
    let mut tokens = mails.into_iter().filter_map(|mail| match mail {
        MailFacts::Invitation(facts) => Some(facts.token),
        _ => None,
    });
    tokens.next_back().unwrap()
}

/// Registers, confirms, and answers the secret of the link.
async fn registered(site: &Site, new: NewRegistration) -> String {
    site.house.store.register(new).await.unwrap();
    let mails = site.house.deliver().await;
    let token = mails.into_iter().find_map(|mail| match mail {
        MailFacts::Registration { token, .. } => Some(token),
        _ => None,
    });
    let token = token.unwrap();
    site.house.store.confirm(&token).await.unwrap();
    token
}

/// Ten minutes before Alpha's booking begins: what can be done on the day can be done now.
const TEN_TO_TEN: &str = "2027-03-02T08:50:00Z";

impl World {
    /// The same world when Alpha's booking is about to begin. Everybody has just signed in: nobody is refused for having
    /// done so too long ago, who would have to be refused anyway.
    pub async fn on_the_day(mut self) -> Self {
        self.site.house.set_clock(TEN_TO_TEN);
        for (who, login) in &mut self.logins {
            *login = self.site.login(&format!("{}@example.org", who.name())).await;
        }
        self
    }

    pub fn login(&self, who: Who) -> Option<&str> {
        self.logins.get(&who).map(String::as_str)
    }

    pub fn session(&self) -> SessionId {
        self.public.sessions[0].id
    }

    pub fn events(&self) -> [&EventView; 3] {
        [&self.public, &self.draft, &self.with_room]
    }

    /// What may be named by nothing that a stranger writes, in the letters of [`rows`](Self::rows).
    pub fn ids(&self) -> BTreeSet<String> {
        let events: [EventId; 3] = self.events().map(|event| event.id);
        let hers = ALPHAS.map(|who| self.accounts[&who].clone());
        let bookings = [self.labor, self.turm, self.asked, self.room].map(|id| id.to_string());
        let others = [self.alpha.to_string(), self.record.clone(), self.question.clone(), self.group.to_string()];
        let all = hers.into_iter().chain(bookings).chain(others).chain(events.map(|id| id.to_string()));
        let all = all.chain([self.access.clone(), self.pool.clone()]);
        all.chain([self.session().to_string(), self.hold.to_string()]).map(|id| plain(&id)).collect()
    }

    /// Every row of every table, in plain letters, and how often it is there.
    pub async fn rows(&self) -> BTreeMap<String, usize> {
        let mut rows = BTreeMap::new();
        for row in self.site.house.words(&self.everything).await {
            *rows.entry(plain(&row)).or_default() += 1;
        }
        rows
    }
}

/// One query for all there is.
async fn everything(site: &Site) -> String {
    let house = &site.house;
    let tables = if house.is_postgres() {
        "SELECT table_name::text FROM information_schema.tables
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    let mut parts = Vec::new();
    // How much somebody asked for is counted, whatever she is answered.
    for table in house.words(tables).await.into_iter().filter(|table| table != "rate_limit") {
        let row = if house.is_postgres() {
            "t::text".to_owned()
        } else {
            let columns = house.words(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
            columns.iter().map(|name| format!("quote({name})")).collect::<Vec<_>>().join(" || ',' || ")
        };
        parts.push(format!("SELECT '{table}: ' || {row} FROM {table} t"));
    }
    parts.join(" UNION ALL ")
}

/// Both databases write ids and bytes in letters of their own.
pub fn plain(text: &str) -> String {
    text.to_lowercase().replace('-', "")
}
