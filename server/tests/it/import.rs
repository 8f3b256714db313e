//! Real tables and programmes of others go in; what collides is named, and a second run changes nothing.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "tests; a skipped one says so")]

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{NaiveDate, TimeZone, Utc, Weekday};
use clap::Parser;
use domain::{
    access::{Actor, Person},
    desk::{
        CalendarDesk, CatalogueDesk, ClosureDesk as _, EventDesk, KeeperDesk as _, NewClosure, NewRules, Scope,
        SpaceQuery,
    },
    id::RequestId,
    opening::OpeningHours,
    rulebook::{AdmissionRule, How, RuleBook, Who},
    slot::LocalSpan,
};
use migrations::Migrator;
use sea_orm_migration::{
    MigratorTrait,
    sea_orm::{ConnectionTrait as _, Statement},
};
use server::import::{self, Report};
use store::{OpenOptions, Store, intake::NewPerson};
use tempfile::TempDir;

/// The command as the program knows it.
#[derive(Parser)]
struct Command {
    #[command(flatten)]
    import: import::Args,
}

struct House {
    store: Store,
    folder: TempDir,
}

async fn house() -> House {
    house_in(2024).await
}

/// A house at the beginning of a year, before anything of it was imported.
async fn house_in(year: i32) -> House {
    let folder = TempDir::new().unwrap();
    let options = OpenOptions {
        url: format!("sqlite://{}?mode=rwc", folder.path().join("house.sqlite").display()),
        secret: [7; 32],
        zone: chrono_tz::Europe::Berlin,
        clock: Arc::new(move || Utc.with_ymd_and_hms(year, 1, 1, 7, 0, 0).unwrap()),
        max_connections: None,
    };
    let store = Store::open(&options).await.unwrap();
    Migrator::up(store.connection(), None).await.unwrap();
    House { store, folder }
}

impl House {
    /// Runs `spielraum import …`; answers the report and everything it said.
    async fn import(&self, words: &str, file: &Path) -> (Report, String) {
        let mut line: Vec<String> = vec!["import".into()];
        line.extend(words.split('|').map(str::to_owned));
        line.insert(2, file.display().to_string());
        let command = Command::try_parse_from(line).unwrap();
        let mut said = Vec::new();
        let report = import::run(&self.store, &command.import, &mut said).await.unwrap();
        (report, String::from_utf8(said).unwrap())
    }

    /// Kim, who keeps a site, by its slug.
    async fn keeper(&self, site: &str) -> Actor {
        let new = NewPerson {
            email: "kim@example.org".into(),
            name: "Kim".into(),
            roles: vec![],
            keeps: vec![site.into()],
            platform_admin: false,
            proofs: vec![],
        };
        let mut intake = self.store.intake("test").await.unwrap();
        let id = intake.person(new).await.unwrap().id();
        intake.commit().await.unwrap();
        let sites = self.store.sites().await.unwrap();
        Actor::Account(Person {
            id,
            name: "Kim".into(),
            email: "kim@example.org".into(),
            language: "de".into(),
            memberships: vec![],
            acting_for: None,
            keeps: sites.iter().filter(|known| known.slug == site).map(|known| known.id).collect(),
            keeps_spaces: vec![],
            platform_admin: false,
            auditor: false,
            recent: true,
        })
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

/// A file of the shared collection, which is not part of the project. Where it is missing the test says so and passes;
/// the continuous integration demands the collection before it begins.
fn shared(name: &str) -> Option<PathBuf> {
    let folder =
        std::env::var("SPIELRAUM_SHARED").unwrap_or_else(|_| format!("{}/../../shared", env!("CARGO_MANIFEST_DIR")));
    let path = Path::new(&folder).join("data").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not here", path.display());
    None
}

fn counts(report: &Report) -> (u64, u64, u64, usize) {
    (report.new, report.known, report.excluded, report.refused.len())
}

const TEAMUP: &str = "--source|haus|--preset|teamup";

#[tokio::test]
async fn a_year_of_real_bookings_goes_in_but_for_its_three_overlaps() {
    let (Some(rooms), Some(bookings)) =
        (shared("rooms/haus_des_engagements_rooms.csv"), shared("rooms/haus_des_engagements_bookings_teamup.csv"))
    else {
        return;
    };
    let house = house().await;
    let (report, _) =
        house.import(&format!("spaces|{TEAMUP}|--site|Haus des Engagements|--town|Freiburg"), &rooms).await;
    assert_eq!(counts(&report), (7, 0, 0, 0));

    let (report, said) = house.import(&format!("bookings|{TEAMUP}"), &bookings).await;
    assert_eq!(counts(&report), (2714, 0, 0, 3), "{said}");
    let name = "haus_des_engagements_bookings_teamup.csv";
    assert_eq!(
        report.refused,
        [
            format!("{name}:565: collides with 2024-02-15 09:45–11:45"),
            format!("{name}:700: collides with 2024-02-26 09:00–18:00"),
            format!("{name}:786: collides with 2024-03-01 15:00–20:00"),
        ]
    );
    assert!(said.contains("2500 of 2717 rows"), "progress is shown");

    let (again, _) = house.import(&format!("bookings|{TEAMUP}"), &bookings).await;
    assert_eq!(counts(&again), (0, 2714, 0, 3), "a second run changes nothing");

    // Wöchentlich am Montag, row 1: the first of January, 9 to 18 by the clock in Freiburg.
    let day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let scope = Scope::Space("co-working-space".into());
    let table = house.store.timetable(&Actor::Visitor, &scope, day, 1).await.unwrap().unwrap();
    let busy = &table.rows[0].days[0].busy[0];
    assert_eq!((busy.range.from, busy.range.until), (540, 1080));
}

#[tokio::test]
async fn rooms_of_a_university_go_in_with_their_seats_and_corridors_stay_out() {
    let Some(rooms) = shared("rooms/tum_rooms_tumonline_excerpt.csv") else { return };
    let house = house().await;
    let (report, _) = house.import("spaces|--source|tum|--preset|tumonline", &rooms).await;
    assert_eq!(counts(&report), (56, 0, 72, 0));
    let large = SpaceQuery { people: Some(45), ..SpaceQuery::default() };
    let found = house.store.spaces(&large).await.unwrap();
    let names: Vec<_> = found.iter().map(|card| card.space.space.name.get("de")).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&"N1135, Seminarraum") && names.contains(&"N1160, Zeichensaal mit Arbeitsplätzen"));
}

#[tokio::test]
async fn a_congress_becomes_one_event_with_its_halls_and_talks() {
    let Some(schedule) = shared("conference/31c3_schedule.xml") else { return };
    let house = house().await;
    let (report, said) = house.import("schedule|--town|Hamburg", &schedule).await;
    assert_eq!(report.new + u64::try_from(report.refused.len()).unwrap(), 138, "{said}");
    assert!(report.refused.iter().all(|line| line.contains("collides")), "{said}");
    let event = house.store.event(&Actor::Visitor, "31-chaos-communication-congress").await.unwrap().unwrap();
    assert_eq!(event.sessions.len() as u64, report.new);
    let opening = &event.sessions[0];
    assert_eq!(opening.title.get("en"), "31C3 Opening Event");
    assert_eq!(domain::speaker::names(&opening.speakers), ["erdgeist", "Geraldine de Bastion"]);
    assert_eq!(opening.when.local.from.to_string(), "2014-12-27 11:00:00");

    let (again, _) = house.import("schedule|--town|Hamburg", &schedule).await;
    assert_eq!((again.new, again.known), (0, report.new));
}

#[tokio::test]
async fn a_congress_goes_in_against_the_rules_of_its_halls_and_each_is_named() {
    let Some(schedule) = shared("conference/31c3_schedule.xml") else { return };
    let house = house_in(2014).await;
    let halls = house.file("halls.csv", "key,name\nSaal 1,Saal 1\nSaal 2,Saal 2\nSaal G,Saal G\nSaal 6,Saal 6\n");
    house.import("spaces|--source|31c3|--site|CCH|--town|Hamburg", &halls).await;
    let keeper = house.keeper("cch").await;
    let rules = async |space: Option<&str>, differ: fn(&mut RuleBook)| {
        let view = house.store.rules(&keeper, "cch", space).await.unwrap().unwrap();
        let (version, mut book) = (view.version, view.own);
        differ(&mut book);
        let space = space.map(str::to_owned);
        let new = NewRules { site: "cch".into(), space, version, book, school_calendar: None };
        house.store.change_rules(&keeper, new).await.unwrap();
    };
    rules(None, |book| {
        let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
        book.opening = Some(OpeningHours::on(&week, 600, 1440));
    })
    .await;
    rules(Some("saal-6"), |book| {
        book.admission = Some(vec![AdmissionRule { who: Who::Everybody, how: How::Ask }]);
    })
    .await;
    let clock = |hour| NaiveDate::from_ymd_opt(2014, 12, 29).unwrap().and_hms_opt(hour, 0, 0).unwrap();
    let shut = NewClosure {
        request: RequestId(uuid::Uuid::from_u128(1)),
        site: "cch".into(),
        spaces: vec![],
        reason: "Brandprobe".into(),
        first: LocalSpan { from: clock(11), until: clock(13) },
        repeat: None,
        fates: vec![],
        offers: vec![],
        message: String::new(),
    };
    house.store.close(&keeper, shut).await.unwrap();

    let (report, said) = house.import("schedule|--town|Hamburg", &schedule).await;
    assert_eq!(counts(&report), (138, 0, 0, 0), "{said}");
    let told = |words: &str| report.notes.iter().filter(|line| line.contains(words)).count();
    assert_eq!(told("The keepers agree to every use of this space first."), 30, "Saal 6: {said}");
    assert_eq!(told("The site is closed then."), 4, "after midnight: {said}");
    assert_eq!(told("Brandprobe"), CLOSED_OVER, "{said}");
    assert_eq!(told("quarter hours"), 1, "{said}");
    assert!(report.notes.iter().all(|line| line.starts_with("31c3_schedule.xml:")), "{said}");
    let taken = "SELECT COUNT(*) AS n FROM allocation";
    let db = house.store.connection();
    let asked = Statement::from_string(db.get_database_backend(), taken);
    let taken: i64 = db.query_one_raw(asked).await.unwrap().unwrap().try_get("", "n").unwrap();
    assert_eq!(taken, 138, "each has its hall");
}

/// How many talks of that congress are on between 11 and 13 o'clock on its third day.
const CLOSED_OVER: usize = 8;

#[tokio::test]
async fn programmes_in_json_go_in_too() {
    for name in ["conference/pretalx_democon.json", "conference/cccamp2019_frab_schedule.json"] {
        let Some(schedule) = shared(name) else { return };
        let house = house().await;
        let (report, said) = house.import("schedule|--town|Hamburg", &schedule).await;
        assert!(report.new > 20, "{said}");
        assert!(report.refused.iter().all(|line| line.contains("collides")), "{said}");
    }
}

#[tokio::test]
async fn a_row_the_database_refuses_is_named_and_the_rest_goes_in() {
    let house = house().await;
    let rule = "CREATE UNIQUE INDEX one_of_each_name ON unit (site_id, name)";
    house.store.connection().execute_unprepared(rule).await.unwrap();
    let rooms = house.file("rooms.csv", "key,name\n1,Blauer Raum\n2,Blauer Raum\n3,Roter Raum\n");
    let (report, said) = house.import("spaces|--source|x|--site|Haus", &rooms).await;
    assert_eq!(counts(&report), (2, 0, 0, 1), "{said}");
    assert!(report.refused[0].starts_with("rooms.csv:3: the database refuses it: "), "{said}");
    let spaces = house.store.spaces(&SpaceQuery::default()).await.unwrap();
    assert_eq!(spaces.len(), 2, "nothing of the refused row stays behind");
}

#[tokio::test]
async fn a_wrong_row_is_named_by_file_line_and_reason_and_the_rest_goes_in() {
    let house = house().await;
    let rooms = house.file("rooms.csv", "Nr,Raumname,Plätze\n1,Blauer Raum,12\n2,Roter Raum,viele\n,Ohne,3\n");
    let (report, _) =
        house.import("spaces|--source|x|--site|Haus|--map|key=Nr,name=Raumname,seats=Plätze", &rooms).await;
    assert_eq!(
        report.refused,
        ["rooms.csv:3: seats \"viele\" is no number", "rooms.csv:4: a room needs a key and a name"]
    );
    assert_eq!(report.new, 1);

    let bookings = house.file(
        "bookings.csv",
        "key,space,start,end,title\n\
         a,1,2024-03-31 02:30,2024-03-31 03:30,Zeitumstellung\n\
         b,1,2024-05-06 10:00,2024-05-06 09:00,Rückwärts\n\
         c,7,2024-05-06 10:00,2024-05-06 11:00,Anderswo\n\
         d,1,06.05.2024 10:00,06.05.2024 11:00,Gut\n\
         e,1,06.05.2024 12:07,06.05.2024 12:20,Schief\n",
    );
    let (report, said) = house.import("bookings|--source|x", &bookings).await;
    let [note] = &report.notes[..] else { panic!("{said}") };
    assert!(note.starts_with("bookings.csv:6: taken in, but: ") && note.contains("30 minutes"), "{note}");
    assert!(said.contains(note));
    assert_eq!(
        report.refused,
        [
            "bookings.csv:3: it ends (2024-05-06 09:00:00) before it starts (2024-05-06 10:00:00)",
            "bookings.csv:4: there is no room \"7\" of this source",
        ]
    );
    assert_eq!(report.new, 3);
}

#[tokio::test]
async fn topics_come_from_a_table_and_are_renamed_by_a_second_run() {
    let house = house().await;
    let first = house.file("topics.csv", "slug,de,en\nbauen,Bauen,Building\nKein Slug,X,Y\nenergie,Energie,\n");
    let (report, said) = house.import("topics", &first).await;
    assert_eq!((report.new, report.known, report.refused.len()), (2, 0, 1), "{said}");
    assert!(said.contains("topics.csv:3: a topic needs a slug"), "{said}");
    let second = house.file("topics.csv", "slug,de,en\nbauen,Bauen und Wohnen,Building\n");
    assert_eq!(house.import("topics", &second).await.0.known, 1);
    let topics = house.store.topics().await.unwrap();
    let names: Vec<&str> = topics.iter().map(|topic| topic.name.get("de")).collect();
    assert_eq!(names, ["Bauen und Wohnen", "Energie"]);
}
