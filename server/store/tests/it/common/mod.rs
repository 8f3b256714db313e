//! A house for each test: its own database of the kind `TEST_DATABASE_URL` names, its own clock, some furniture.
//!
//! Unset: a SQLite file. `postgres://…`: a database made on that server, and dropped again.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;
use domain::{
    access::{Actor, Membership, Person},
    desk::{
        AccountDesk as _, Change, Dates, HeldOffer, LocalWish, NewBooking, NewWaiting, SeenOffer, WaitingDesk as _,
    },
    equipment::Along,
    id::{AccountId, OrganisationId, RequestId, SiteId, SpaceId, WaitingId},
    opening::OpeningHours,
    organisation::{OrganisationKind, OrganisationRef, Role, Sector},
    rulebook::RuleBook,
    slot::Slot,
    space::{AccessFacts, Contact, Layout, LayoutSeats, SpaceKind},
    text::Localised,
    waiting::{Pattern, WaitingRefusal, Wanted},
};
use migrations::Migrator;
use sea_orm_migration::{
    MigratorTrait,
    sea_orm::{ConnectionTrait, Database, Statement},
};
use store::{
    OpenOptions, Store,
    intake::{NewHolder, NewPerson, NewSite, NewSpace, Units},
};
use tempfile::TempDir;
use uuid::Uuid;

pub mod closing;
pub mod device;
mod model;
pub mod programme;

/// A store of its own.
pub struct House {
    /// The store.
    pub store: Store,
    /// How it was opened.
    pub options: OpenOptions,
    clock: Arc<AtomicI64>,
    _database: TestDatabase,
}

/// Where the test's database lies, until it is dropped.
pub enum TestDatabase {
    File { _folder: TempDir },
    Server { address: String, name: String },
}

/// A house at 8:00 on Monday, 1 March 2027, in Germany.
pub async fn house() -> House {
    let house = House::in_a(TestDatabase::built().await).await;
    house.store.check_secret().await.unwrap();
    house
}

/// The same before anything was built in it.
pub async fn bare_house() -> House {
    House::in_a(TestDatabase::new().await).await
}

impl House {
    async fn in_a((database, url): (TestDatabase, String)) -> Self {
        let clock = Arc::new(AtomicI64::new(at("2027-03-01T07:00:00Z").timestamp()));
        let options = OpenOptions {
            url,
            secret: [7; 32],
            zone: Berlin,
            clock: {
                let clock = Arc::clone(&clock);
                Arc::new(move || DateTime::from_timestamp(clock.load(Ordering::Relaxed), 0).unwrap())
            },
            max_connections: None,
        };
        let store = Store::open(&options).await.unwrap();
        Self { store, options, clock, _database: database }
    }

    /// Goes so many steps on, or to the newest.
    pub async fn migrate(&self, steps: Option<u32>) {
        Migrator::up(self.store.connection(), steps).await.unwrap();
    }

    /// Sets the clock.
    pub fn set_clock(&self, now: &str) {
        self.clock.store(at(now).timestamp(), Ordering::Relaxed);
    }

    /// Lets time pass.
    pub fn pass(&self, time: TimeDelta) {
        self.clock.fetch_add(time.num_seconds(), Ordering::Relaxed);
    }

    /// A site in this town, open on workdays from 8 to 20, step-free. Its slug is its name in lower case.
    pub async fn site(&self, name: &str, town: &str) -> SiteId {
        let mut intake = self.store.intake("test").await.unwrap();
        let hours = OpeningHours::on(
            &[
                chrono::Weekday::Mon,
                chrono::Weekday::Tue,
                chrono::Weekday::Wed,
                chrono::Weekday::Thu,
                chrono::Weekday::Fri,
            ],
            8 * 60,
            20 * 60,
        );
        let site = NewSite {
            slug: String::new(),
            name: name.into(),
            street: "Musterweg 1".into(),
            postcode: "32657".into(),
            town: town.into(),
            zone: None,
            position: None,
            summary: Localised::default(),
            access: AccessFacts { step_free: true, ..AccessFacts::default() },
            contact: Contact::default(),
            rules: RuleBook { opening: Some(hours), ..RuleBook::default() },
            school_calendar: Vec::new(),
        };
        let id = intake.site(name, site).await.unwrap().id();
        intake.commit().await.unwrap();
        id
    }

    /// A seminar room for 12. Its slug is its name in lower case.
    pub async fn space(&self, site: SiteId, name: &str) {
        self.space_with(site, name, |_| ()).await;
    }

    /// A space that differs from the usual one.
    pub async fn space_with(&self, site: SiteId, name: &str, differ: impl FnOnce(&mut NewSpace)) {
        let mut space = NewSpace {
            site,
            slug: String::new(),
            name: Localised::of("de", name),
            kind: SpaceKind::Seminar,
            summary: Localised::default(),
            description: Localised::default(),
            layouts: vec![LayoutSeats { layout: Layout::Groups, seats: 12 }],
            equipment: std::collections::BTreeMap::new(),
            access: None,
            rules: RuleBook::default(),
            units: Units::Own,
            plan: None,
            area: None,
        };
        differ(&mut space);
        let mut intake = self.store.intake("test").await.unwrap();
        intake.space(name, space).await.unwrap();
        intake.commit().await.unwrap();
    }

    /// A site "Haus" in Lemgo with a room "Labor", a hall "Saal" that consists of "Saal A" and "Saal B", and a pool
    /// "Werkbank" of 12 benches for one person each.
    pub async fn furnished(&self) -> SiteId {
        let site = self.site("Haus", "Lemgo").await;
        for name in ["Labor", "Saal A", "Saal B"] {
            self.space(site, name).await;
        }
        self.space_with(site, "Saal", |hall| {
            hall.kind = SpaceKind::Hall;
            hall.layouts = vec![LayoutSeats { layout: Layout::Rows, seats: 80 }];
            hall.units = Units::Parts(vec!["Saal A".into(), "Saal B".into()]);
        })
        .await;
        self.space_with(site, "Werkbank", |pool| {
            pool.kind = SpaceKind::Workbench;
            pool.layouts = vec![LayoutSeats { layout: Layout::Fixed, seats: 1 }];
            pool.units = Units::Pool(12);
        })
        .await;
        site
    }

    /// Somebody who has an account, signed in with a mailed link.
    pub async fn signed_in(&self, email: &str) -> Actor {
        self.login(email).await.0
    }

    /// The same, and the secret of her login, which is new.
    pub async fn login(&self, email: &str) -> (Actor, String) {
        let link = self.store.sign_in_token_for(email).await.unwrap();
        let login = self.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
        (self.store.actor(&login).await.unwrap(), login)
    }

    /// Somebody who looks after the installation.
    pub async fn region(&self) -> Actor {
        self.store.create_account("region@example.org", "Region", "de", true).await.unwrap();
        self.signed_in("region@example.org").await
    }

    /// A company, confirmed.
    pub async fn organisation(&self, name: &str) -> OrganisationRef {
        self.holder(name, false).await
    }

    /// One the region trusts.
    pub async fn trusted(&self, name: &str) -> OrganisationRef {
        self.holder(name, true).await
    }

    async fn holder(&self, name: &str, trusted: bool) -> OrganisationRef {
        let (kind, sector) = (OrganisationKind::Company, Sector::Business);
        let mut intake = self.store.intake("test").await.unwrap();
        let new = NewHolder { name: name.into(), kind, sector, town: "Lemgo".into(), trusted };
        let id = intake.organisation(name, new).await.unwrap().id();
        intake.commit().await.unwrap();
        OrganisationRef { id, name: name.into(), kind, sector }
    }

    /// Somebody with this role in an organisation, who acts for it.
    pub async fn person(&self, name: &str, of: &OrganisationRef, role: Role) -> Actor {
        let email = format!("{}@example.org", name.to_lowercase());
        let new = NewPerson {
            email: email.clone(),
            name: name.into(),
            roles: vec![(of.name.clone(), role)],
            keeps: vec![],
            platform_admin: false,
            proofs: vec![],
        };
        let mut intake = self.store.intake("test").await.unwrap();
        let id: AccountId = intake.person(new).await.unwrap().id();
        intake.commit().await.unwrap();
        Actor::Account(Person {
            id,
            name: name.into(),
            email,
            language: "de".into(),
            memberships: vec![Membership { organisation: of.clone(), role, confirmed: true }],
            acting_for: Some(of.id),
            keeps: vec![],
            keeps_spaces: vec![],
            platform_admin: false,
            auditor: false,
            recent: true,
        })
    }

    /// A booker called Anna, of the company "Muster".
    pub async fn anna(&self) -> Actor {
        let muster = self.organisation("Muster").await;
        self.person("Anna", &muster, Role::Booker).await
    }

    /// A booker called Berta, of the company "Beispiel".
    pub async fn berta(&self) -> Actor {
        let other = self.organisation("Beispiel").await;
        self.person("Berta", &other, Role::Booker).await
    }

    /// Declines what is offered to somebody now.
    pub async fn decline(&self, by: &Actor, id: WaitingId) -> Result<(), WaitingRefusal> {
        let wishes = self.store.waiting(by).await.unwrap();
        let offer = wishes.iter().find(|wish| wish.id == id).and_then(|wish| wish.offer.as_ref());
        let nothing = || SeenOffer {
            space: SpaceId(Uuid::nil()),
            slot: Slot::new(at("2027-03-01T07:00:00Z"), at("2027-03-01T08:00:00Z")).unwrap(),
        };
        self.store.decline(by, id, offer.map_or_else(nothing, HeldOffer::seen)).await
    }

    /// One number, asked by SQL.
    pub async fn count(&self, sql: &str) -> i64 {
        let db = self.store.connection();
        let asked = Statement::from_string(db.get_database_backend(), sql);
        db.query_one_raw(asked).await.unwrap().unwrap().try_get_by_index(0).unwrap()
    }

    /// How SQLite would answer a question, line by line.
    pub async fn plan_of(&self, statement: &Statement) -> Vec<String> {
        let db = self.store.connection();
        let mut asked = statement.clone();
        asked.sql = format!("EXPLAIN QUERY PLAN {}", asked.sql);
        let rows = db.query_all_raw(asked).await.unwrap();
        rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect()
    }

    /// How many pairs of allocations of one unit overlap (I1). Who asks that hears as well of rooms that are not what
    /// their sessions say (I4).
    pub async fn overlaps(&self) -> i64 {
        assert_eq!(self.rooms_that_disagree().await, 0, "rooms and sessions are one");
        self.count(
            "SELECT COUNT(*) FROM allocation a JOIN allocation b
             ON a.unit_id = b.unit_id AND a.id < b.id AND a.from_at < b.until_at AND b.from_at < a.until_at",
        )
        .await
    }

    /// How many rooms of sessions are not what their sessions say (I4): not booked for just their time, booked though no
    /// session has them, or named twice.
    pub async fn rooms_that_disagree(&self) -> i64 {
        let said = "
            SELECT id, space_id, starts_at, ends_at FROM session WHERE NOT cancelled AND space_id IS NOT NULL
            UNION ALL
            SELECT s.id, also.space_id, s.starts_at, s.ends_at
            FROM session s JOIN session_space also ON also.session_id = s.id WHERE NOT s.cancelled";
        let held = "
            SELECT b.session_id, o.space_id, o.starts_at, o.ends_at
            FROM booking b JOIN occurrence o ON o.booking_id = b.id AND o.space_id = b.session_space_id
            WHERE b.session_id IS NOT NULL AND b.state = 'confirmed' AND o.state = 'confirmed'";
        let lone = "
            SELECT id FROM booking b WHERE session_id IS NOT NULL AND state = 'confirmed' AND 1 <>
                (SELECT count(*) FROM occurrence o WHERE o.booking_id = b.id AND o.space_id = b.session_space_id)";
        let twice = "
            SELECT s.id FROM session s JOIN session_space also ON also.session_id = s.id
            WHERE s.space_id IS NULL OR s.space_id = also.space_id";
        let mut wrong = 0;
        for sql in [
            format!("SELECT count(*) FROM (SELECT * FROM ({said}) AS said EXCEPT {held}) AS missing"),
            format!("SELECT count(*) FROM ({held} EXCEPT SELECT * FROM ({said}) AS said) AS unsaid"),
            format!("SELECT count(*) FROM ({lone}) AS lone"),
            format!("SELECT count(*) FROM ({twice}) AS twice"),
        ] {
            wrong += self.count(&sql).await;
        }
        wrong
    }

    /// True on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.options.url.starts_with("postgres")
    }
}

/// The organisation an actor acts for.
pub fn organisation_of(actor: &Actor) -> OrganisationId {
    actor.person().unwrap().acting_for.unwrap()
}

/// An instant.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A day of March 2027. The 1st is a Monday.
pub fn march(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, 3, day).unwrap()
}

/// A full or broken hour: `time("10:30")`.
pub fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

/// A wish for four people, one unit, in March 2027.
pub fn wish(space: &str, day: u32, from: &str, until: &str) -> LocalWish {
    LocalWish {
        space: space.into(),
        date: march(day),
        from: time(from),
        until: time(until),
        last: None,
        people: if space == "werkbank" { 1 } else { 4 },
        layout: None,
        units: 1,
        use_kind: None,
        along: Along::new(),
        behalf: None,
    }
}

/// A form nobody filled in before.
pub fn request() -> RequestId {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    RequestId(Uuid::from_u128(NEXT.fetch_add(1, Ordering::Relaxed).into()))
}

/// A booking about to be made, from a form of its own.
pub fn booking(wish: LocalWish) -> NewBooking {
    let (title, note, language) = ("Workshop".into(), String::new(), "de".into());
    let cost_centre = None;
    NewBooking { request: request(), wish, series: None, title, note, cost_centre, language, override_reason: None }
}

/// A wish for a time that is taken, for four people, from a form of its own.
pub fn waiting(space: &str, pattern: Pattern) -> NewWaiting {
    let wanted = Wanted {
        pattern,
        people: 4,
        layout: None,
        units: 1,
        equipment: vec![],
        step_free: false,
        use_kind: None,
        along: Along::new(),
    };
    NewWaiting {
        request: request(),
        space: space.into(),
        elsewhere: false,
        wanted,
        behalf: None,
        language: "de".into(),
    }
}

impl TestDatabase {
    /// An empty one, and its address.
    pub async fn new() -> (Self, String) {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => Self::copied(server, "template0 ENCODING 'UTF8'").await,
            Err(_) => Self::file(None),
        }
    }

    /// One in which every migration ran, and its address: a copy of the one this run of the tests built first.
    pub async fn built() -> (Self, String) {
        match std::env::var("TEST_DATABASE_URL") {
            Ok(server) => {
                let model = model::on_server(&server).await;
                Self::copied(server, &model).await
            }
            Err(_) => Self::file(Some(&model::in_file().await)),
        }
    }

    fn file(model: Option<&Path>) -> (Self, String) {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("house.db");
        if let Some(model) = model {
            fs::copy(model, &file).unwrap();
        }
        (Self::File { _folder: folder }, format!("sqlite://{}?mode=rwc", file.display()))
    }

    async fn copied(server: String, model: &str) -> (Self, String) {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("spielraum_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let db = Database::connect(&server).await.unwrap();
        db.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        db.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {model}")).await.unwrap();
        let url = beside(&server, &name);
        (Self::Server { address: server, name }, url)
    }
}

/// The address of another database on this server.
fn beside(server: &str, name: &str) -> String {
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Self::Server { address, name } = self else { return };
        let (address, drop) = (address.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        // Dropping is no place to await in; a thread of its own waits instead.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let db = Database::connect(address).await.unwrap();
                db.execute_unprepared(&drop).await.unwrap();
            });
        });
        thread.join().unwrap();
    }
}

/// A change of all dates of a booking.
pub fn all(wish: LocalWish) -> Change {
    Change { dates: Dates::All, wish, choices: vec![], title: None, override_reason: None }
}
