//! A large region: 1,000 spaces, each with a quota, and a million allocations, which the database makes up itself.
//!
//! Of six stretches of two hours a day about four are taken in every space, on 250 days, so that a fortnight holds some
//! 56,000 allocations, and each space is free for half a day on some days and not on others. Every hundredth series is of
//! the organisation that searches: some ten thousand dates.

use std::collections::BTreeMap;

use chrono::Weekday;
use domain::{
    desk::AccountDesk as _,
    opening::OpeningHours,
    organisation::{OrganisationKind, Sector},
    rulebook::{Counted, Period, Quota, RuleBook},
    space::{AccessFacts, Contact, Layout, LayoutSeats, SpaceKind},
    text::Localised,
};
use sea_orm_migration::sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use store::{
    Store,
    intake::{Intake, NewHolder, NewSite, NewSpace, Units},
};

use crate::seed::{both, people};

const SITES: u16 = 50;
const SPACES: u16 = 1000;
const TOWNS: [&str; 7] = ["Lemgo", "Detmold", "Bielefeld", "Paderborn", "Herford", "Minden", "Gütersloh"];
const KINDS: [SpaceKind; 4] = [SpaceKind::Seminar, SpaceKind::CoCreation, SpaceKind::Lab, SpaceKind::Hall];

/// Fills an empty database, and answers how many allocations there are, and the secret of a login.
pub async fn seed(store: &Store) -> anyhow::Result<(i64, String)> {
    let mut intake = store.intake("bench").await?;
    people(&mut intake).await?;
    let others = NewHolder {
        name: "Alle anderen".into(),
        kind: OrganisationKind::Company,
        sector: Sector::Business,
        town: "Lemgo".into(),
        trusted: false,
    };
    intake.organisation("others", others).await?;
    spaces(&mut intake).await?;
    intake.commit().await?;
    let today = store.now().with_timezone(&store.zone()).date_naive();
    let db = store.connection();
    let own = match db.get_database_backend() {
        DbBackend::Postgres => POSTGRES,
        _ => SQLITE,
    };
    for sql in FILL {
        let sql = own.iter().fold((*sql).to_owned(), |sql, (word, native)| sql.replace(word, native));
        db.execute_unprepared(&sql.replace("{today}", &today.to_string())).await?;
    }
    let counted = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) FROM allocation");
    let count = db.query_one_raw(counted).await?.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    let link = store.sign_in_token_for("bench@example.org").await?;
    Ok((count, store.sign_in(&link, "bench".into()).await?.token))
}

async fn spaces(intake: &mut Intake) -> anyhow::Result<()> {
    let mut sites = Vec::new();
    for number in 0..SITES {
        let site = NewSite {
            slug: String::new(),
            name: format!("Haus {number}"),
            street: format!("Musterweg {number}"),
            postcode: "32657".into(),
            town: TOWNS[usize::from(number) % TOWNS.len()].into(),
            zone: None,
            position: Some((51.7 + f64::from(number) / 100.0, 8.9)),
            summary: both("Ein Haus zum Ausprobieren"),
            access: AccessFacts { step_free: number % 5 > 0, ..AccessFacts::default() },
            contact: Contact::default(),
            rules: RuleBook {
                opening: Some(OpeningHours::on(&EVERY_DAY, 8 * 60, 20 * 60)),
                quota: Some(Quota { minutes: Some(6000), per: Period::Month, counted: Counted::Space }),
                ..RuleBook::default()
            },
            school_calendar: Vec::new(),
        };
        sites.push(intake.site(&format!("haus-{number}"), site).await?.id());
    }
    for number in 0..SPACES {
        let seats = 6 + number % 60;
        let space = NewSpace {
            site: sites[usize::from(number % SITES)],
            slug: String::new(),
            name: Localised::of("de", format!("Raum {number}")),
            kind: KINDS[usize::from(number) % KINDS.len()],
            summary: both("Hell, mit Fenstern zum Hof"),
            description: both("Tische auf Rollen, eine Wand zum Beschreiben, Platz zum Denken."),
            layouts: vec![
                LayoutSeats { layout: Layout::Groups, seats },
                LayoutSeats { layout: Layout::Rows, seats: seats * 2 },
            ],
            equipment: BTreeMap::new(),
            access: None,
            rules: RuleBook::default(),
            units: Units::Own,
            plan: None,
            area: Some(60),
        };
        intake.space(&format!("raum-{number}"), space).await?;
    }
    Ok(())
}

const EVERY_DAY: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// Ten series in each space, one after the other; which stretches they take is as good as chance.
const FILL: &[&str] = &[
    "
CREATE TABLE bench_series AS
WITH RECURSIVE part (part) AS (SELECT 0 UNION ALL SELECT part + 1 FROM part WHERE part < 9)
SELECT {id} AS id, space_id, unit_id, number, part,
    (SELECT id FROM organisation WHERE (name = 'Muster GmbH') = ((number * 7 + part) % 100 = 0)) AS organisation_id
FROM (SELECT space_id, unit_id, row_number() OVER (ORDER BY unit_id) AS number FROM space_unit) AS place
CROSS JOIN part;
INSERT INTO booking (id, uid, organisation_id, title, note, language, people, units, state, version, sequence,
    created_at, changed_at)
SELECT id, {uid}, organisation_id, 'Kurs', '', 'de', 6, 1, 'confirmed', 1, 0, {start}, {start}
FROM bench_series;
CREATE TABLE bench_date AS
WITH RECURSIVE day (day) AS (SELECT 0 UNION ALL SELECT day + 1 FROM day WHERE day < 249),
    turn (turn) AS (SELECT 0 UNION ALL SELECT turn + 1 FROM turn WHERE turn < 5)
SELECT {id} AS id, series.id AS booking_id, organisation_id, space_id, unit_id, {from} AS from_at, {until} AS until_at
FROM bench_series AS series JOIN day ON day / 25 = part CROSS JOIN turn
WHERE ((number * 31 + day) * (day * 17 + turn * 131 + 7) + turn * turn * number) % 97 % 3 > 0;
INSERT INTO occurrence (id, booking_id, organisation_id, space_id, starts_at, ends_at, original_at, state)
SELECT id, booking_id, organisation_id, space_id, from_at, until_at, from_at, 'confirmed'
FROM bench_date;
INSERT INTO allocation (id, unit_id, occurrence_id, from_at, until_at)
SELECT {id}, unit_id, id, from_at, until_at FROM bench_date;
DROP TABLE bench_date;
DROP TABLE bench_series;
",
    "{tidy}",
];

const SQLITE: &[(&str, &str)] = &[
    ("{id}", "randomblob(16)"),
    ("{uid}", "hex(id)"),
    ("{start}", "'{today}T00:00:00+00:00'"),
    ("{from}", "strftime('%Y-%m-%dT%H:%M:00+00:00', '{today}', (day - 100) || ' days', (7 + turn * 2) || ' hours')"),
    ("{until}", "strftime('%Y-%m-%dT%H:%M:00+00:00', '{today}', (day - 100) || ' days', (9 + turn * 2) || ' hours')"),
    // What the program does by itself whenever it ends.
    ("{tidy}", "PRAGMA optimize"),
];

const POSTGRES: &[(&str, &str)] = &[
    ("{id}", "gen_random_uuid()"),
    ("{uid}", "id::text"),
    ("{start}", "timestamptz '{today}T00:00:00Z'"),
    ("{from}", "timestamptz '{today}T00:00:00Z' + make_interval(days => day - 100, hours => 7 + turn * 2)"),
    ("{until}", "timestamptz '{today}T00:00:00Z' + make_interval(days => day - 100, hours => 9 + turn * 2)"),
    // What the server does by itself within minutes.
    ("{tidy}", "VACUUM ANALYZE"),
];
