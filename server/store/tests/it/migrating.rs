//! A database of an earlier version goes on to the newest with everything in it.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, bare_house};
use domain::{
    desk::CatalogueDesk,
    opening::{DayRange, OpeningHours},
    rulebook::SpaceRules,
    speaker::Speaker,
};
use migrations::Migrator;
use sea_orm_migration::{MigratorTrait as _, sea_orm::ConnectionTrait};

/// A site with two spaces, as they were before rules had a book: one has everything of its own, one nothing.
async fn furnish_of_old(house: &House) {
    let id = |number: u8| {
        let hex = format!("{number:032x}");
        if house.is_postgres() { format!("'{hex}'") } else { format!("X'{hex}'") }
    };
    let no = if house.is_postgres() { "false" } else { "0" };
    let week = r#"[[{"from":480,"until":1200}],[],[],[],[],[],[]]"#;
    let own = r#"[[],[{"from":600,"until":720}],[],[],[],[],[]]"#;
    let space = |number, slug, rules| {
        format!(
            "INSERT INTO space (id, site_id, slug, name, kind, summary, description, layouts, equipment, pool, opening,
                grid_minutes, shortest_minutes, longest_minutes, notice_minutes, horizon_days, buffer_before_minutes,
                buffer_after_minutes)
             VALUES ({}, {}, '{slug}', '{{}}', 'lab', '{{}}', '{{}}', '[]', '{{}}', {no}, {rules});",
            id(number),
            id(1),
        )
    };
    let rows = format!(
        "INSERT INTO site (id, slug, name, street, postcode, town, zone, summary, access, contact, opening)
         VALUES ({}, 'haus', 'Haus', 'Weg 1', '32657', 'Lemgo', 'Europe/Berlin', '{{}}',
            '{{\"step_free\":true,\"accessible_toilet\":false,\"induction_loop\":false,\"tactile_guidance\":false,\"accessible_parking\":false,\"note\":{{}}}}',
            '{{\"name\":\"Mara\",\"email\":\"mara@example.org\",\"phone\":\"\"}}', '{week}');{}{}",
        id(1),
        space(2, "labor", format!("'{own}', 30, 60, 240, 1440, 90, 10, 20")),
        space(3, "saal", "NULL, 15, 30, 720, 0, 183, 0, 0".to_owned()),
    );
    house.store.connection().execute_unprepared(&rows).await.unwrap();
}

#[tokio::test]
async fn rules_of_old_hold_on_in_their_books() {
    const STEPS_BEFORE_RULE_BOOKS: u32 = 7;
    let house = bare_house().await;
    house.migrate(Some(STEPS_BEFORE_RULE_BOOKS)).await;
    furnish_of_old(&house).await;

    house.migrate(None).await;

    let mut week = OpeningHours::default();
    week.0[0].push(DayRange { from: 480, until: 1200 });
    let site = house.store.site("haus").await.unwrap().unwrap();
    assert_eq!(site.opening, week);
    let rules = |slug: &str| site.spaces.iter().find(|space| space.space.slug == slug).unwrap().rules.clone();
    assert_eq!(rules("saal"), SpaceRules { opening: week, ..SpaceRules::default() });
    let mut own = OpeningHours::default();
    own.0[1].push(DayRange { from: 600, until: 720 });
    let expected = SpaceRules {
        opening: own,
        grid_minutes: 30,
        shortest_minutes: 60,
        longest_minutes: 240,
        notice_minutes: 1440,
        horizon_days: 90,
        buffer_before_minutes: 10,
        buffer_after_minutes: 20,
        ..SpaceRules::default()
    };
    assert_eq!(rules("labor"), expected);
    let books = "SELECT count(*) FROM space WHERE CAST(rules AS text) = '{}'";
    assert_eq!(house.count(books).await, 1, "what every house has is left to the site");
}

#[tokio::test]
async fn proofs_of_old_count_where_their_keeper_keeps_a_house_and_otherwise_go_on_counting() {
    const STEPS_BEFORE_PROOFS_OF_A_HOUSE: u32 = 19;
    let house = bare_house().await;
    house.migrate(Some(STEPS_BEFORE_PROOFS_OF_A_HOUSE)).await;
    let id = |number: u8| {
        let hex = format!("{number:032x}");
        if house.is_postgres() { format!("'{hex}'") } else { format!("X'{hex}'") }
    };
    let no = if house.is_postgres() { "false" } else { "0" };
    let site = |number| {
        format!(
            "INSERT INTO site (id, slug, name, street, postcode, town, zone, summary, access, contact)
             VALUES ({}, 's{number}', 'Haus', 'Weg 1', '32657', 'Lemgo', 'Europe/Berlin', '{{}}', '{{}}', '{{}}');",
            id(number)
        )
    };
    let account = |number| {
        format!(
            "INSERT INTO account (id, email, name, language, platform_admin, disabled, created_at)
             VALUES ({}, 'a{number}@example.org', '', 'de', {no}, {no}, '2026-01-01T00:00:00+00:00');",
            id(number)
        )
    };
    let proof = |key: &str, by: Option<u8>| {
        let by = by.map_or("NULL".to_owned(), id);
        format!(
            "INSERT INTO proof (account_id, key, granted_by, granted_at)
             VALUES ({}, '{key}', {by}, '2026-01-01T00:00:00+00:00');",
            id(10)
        )
    };
    let keeps = format!("INSERT INTO keeper (account_id, site_id) VALUES ({}, {});", id(11), id(1));
    let rows = [site(1), site(2), account(10), account(11), account(12), keeps].concat()
        + &[proof("laser", Some(11)), proof("saw", Some(12)), proof("kiln", None)].concat();
    house.store.connection().execute_unprepared(&rows).await.unwrap();

    house.migrate(None).await;

    let counts = house
        .words("SELECT key || ' ' || slug FROM proof JOIN site ON site.id = proof.site_id ORDER BY key, slug")
        .await;
    assert_eq!(counts, ["kiln s1", "kiln s2", "laser s1", "saw s1", "saw s2"]);
}

#[tokio::test]
async fn who_was_only_a_name_is_a_speaker_of_that_name() {
    let before = Migrator::migrations().iter().position(|step| step.name().contains("speakers")).unwrap();
    let house = bare_house().await;
    house.migrate(Some(u32::try_from(before).unwrap())).await;
    let id = |number: u8| {
        let hex = format!("{number:032x}");
        if house.is_postgres() { format!("'{hex}'") } else { format!("X'{hex}'") }
    };
    let (yes, no) = if house.is_postgres() { ("true", "false") } else { ("1", "0") };
    let at = "'2027-03-01T09:00:00+00:00'";
    let session = |number: u8, speakers: &str| {
        format!(
            "INSERT INTO session (id, event_id, uid, title, summary, speakers, starts_at, ends_at, zone, cancelled,
                sequence)
             VALUES ({s}, {e}, 'uid{number}', '{{}}', '{{}}', '{speakers}', {at}, '2027-03-01T10:00:00+00:00',
                'Europe/Berlin', {no}, 0);",
            s = id(number),
            e = id(2),
        )
    };
    let rows = format!(
        "INSERT INTO organisation (id, slug, name, kind, sector, town, confirmed, created_at)
         VALUES ({o}, 'hochschule', 'Hochschule', 'university', 'science', 'Lemgo', {yes}, {at});
         INSERT INTO event (id, slug, organisation_id, title, summary, description, audience, price, language, contact,
            takes_registrations, state, version, created_at, changed_at)
         VALUES ({e}, 'vortrag', {o}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', 'de', '{{}}', {yes}, 'draft', 1, {at}, {at});",
        o = id(1),
        e = id(2),
    ) + &session(3, r#"["Zoë O\u0022Neil", "Anna"]"#)
        + &session(4, "[]");
    house.store.connection().execute_unprepared(&rows).await.unwrap();

    house.migrate(None).await;

    let text = if house.is_postgres() { "speakers::text" } else { "speakers" };
    let stored = house.words(&format!("SELECT {text} FROM session ORDER BY uid")).await;
    let read: Vec<Vec<Speaker>> = stored.iter().map(|json| serde_json::from_str(json).unwrap()).collect();
    assert_eq!(read, [vec![Speaker::named("Zoë O\"Neil"), Speaker::named("Anna")], vec![]]);
}

#[tokio::test]
async fn those_who_are_registered_keep_their_seats_when_waiting_for_seats_comes() {
    let before = Migrator::migrations().iter().position(|step| step.name().contains("seat_queue")).unwrap();
    let house = bare_house().await;
    house.migrate(Some(u32::try_from(before).unwrap())).await;
    let id = |number: u8| {
        let hex = format!("{number:032x}");
        if house.is_postgres() { format!("'{hex}'") } else { format!("X'{hex}'") }
    };
    let (yes, no) = if house.is_postgres() { ("true", "false") } else { ("1", "0") };
    let at = "'2027-03-01T09:00:00+00:00'";
    let rows = format!(
        "INSERT INTO organisation (id, slug, name, kind, sector, town, confirmed, created_at)
         VALUES ({o}, 'hochschule', 'Hochschule', 'university', 'science', 'Lemgo', {yes}, {at});
         INSERT INTO event (id, slug, organisation_id, title, summary, description, audience, price, language, contact,
            takes_registrations, state, version, created_at, changed_at)
         VALUES ({e}, 'vortrag', {o}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', 'de', '{{}}', {yes}, 'published', 1, {at}, {at});
         INSERT INTO session (id, event_id, uid, title, summary, speakers, starts_at, ends_at, zone, capacity, cancelled,
            sequence)
         VALUES ({s}, {e}, 'uid', '{{}}', '{{}}', '[]', {at}, '2027-03-01T10:00:00+00:00', 'Europe/Berlin', 2, {no}, 0);
         INSERT INTO registration (id, request_id, session_id, email, language, consent, state, created_at, held_until)
         VALUES ({r}, {r}, {s}, 'anna@example.org', 'de', '1', 'confirmed', {at}, {at});
         INSERT INTO attendee (id, registration_id, session_id, position, name, holds_seat)
         VALUES ({a}, {r}, {s}, 0, 'Anna', {yes});",
        o = id(1),
        e = id(2),
        s = id(3),
        r = id(4),
        a = id(5),
    );
    house.store.connection().execute_unprepared(&rows).await.unwrap();

    house.migrate(None).await;

    let seats = "SELECT CAST(seats_taken AS bigint) FROM session";
    assert_eq!((house.count(seats).await, house.count("SELECT count(*) FROM attendee WHERE holds_seat").await), (1, 1));
    let another = format!(
        "INSERT INTO attendee (id, registration_id, session_id, position, name, holds_seat)
         VALUES ({}, {}, {}, 1, 'Ben', {yes})",
        id(6),
        id(4),
        id(3),
    );
    house.store.connection().execute_unprepared(&another).await.unwrap();
    assert_eq!(house.count(seats).await, 2, "the seats are counted still");
    let gone = "DELETE FROM registration";
    house.store.connection().execute_unprepared(gone).await.unwrap();
    assert_eq!(house.count("SELECT count(*) FROM attendee").await, 0, "and go with their registration");
    assert_eq!(house.count(seats).await, 0);
}

#[tokio::test]
async fn what_was_asked_and_answered_stays_when_files_can_be_asked_for() {
    let before = Migrator::migrations().iter().position(|step| step.name().contains("file_questions")).unwrap();
    let house = bare_house().await;
    house.migrate(Some(u32::try_from(before).unwrap())).await;
    let id = |number: u8| {
        let hex = format!("{number:032x}");
        if house.is_postgres() { format!("'{hex}'") } else { format!("X'{hex}'") }
    };
    let (yes, no) = if house.is_postgres() { ("true", "false") } else { ("1", "0") };
    let at = "'2027-03-01T09:00:00+00:00'";
    let question = |number: u8, kind: &str, options: &str, on: &str| {
        format!(
            "INSERT INTO question (id, event_id, position, kind, whose, label, help, options, required, sessions,
                depends_on, depends_option, purpose, keeping)
             VALUES ({}, {}, {number}, '{kind}', 'attendee', '{{\"de\":\"Was?\"}}', '{{}}', '{options}', {no}, '[]', {on},
                '{{\"de\":\"Darum\"}}', 'list');",
            id(number),
            id(2),
        )
    };
    let rows = format!(
        "INSERT INTO organisation (id, slug, name, kind, sector, town, confirmed, created_at)
         VALUES ({o}, 'hochschule', 'Hochschule', 'university', 'science', 'Lemgo', {yes}, {at});
         INSERT INTO event (id, slug, organisation_id, title, summary, description, audience, price, language, contact,
            takes_registrations, state, version, created_at, changed_at)
         VALUES ({e}, 'vortrag', {o}, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', 'de', '{{}}', {yes}, 'published', 1, {at}, {at});
         INSERT INTO session (id, event_id, uid, title, summary, speakers, starts_at, ends_at, zone, capacity, cancelled,
            sequence)
         VALUES ({s}, {e}, 'uid', '{{}}', '{{}}', '[]', {at}, '2027-03-01T10:00:00+00:00', 'Europe/Berlin', 2, {no}, 0);
         INSERT INTO registration (id, request_id, session_id, email, language, consent, state, created_at, held_until)
         VALUES ({r}, {r}, {s}, 'anna@example.org', 'de', '1', 'confirmed', {at}, {at});
         INSERT INTO attendee (id, registration_id, session_id, position, name, holds_seat)
         VALUES ({a}, {r}, {s}, 0, 'Anna', {yes});",
        o = id(1),
        e = id(2),
        s = id(3),
        r = id(4),
        a = id(5),
    ) + &question(6, "choice", r#"[{"key":"o1","label":{"de":"Ja"}}]"#, "NULL, NULL")
        + &question(7, "text", "[]", &format!("{}, 'o1'", id(6)))
        + &format!(
            "INSERT INTO answer (id, question_id, registration_id, attendee_id, value, said_by, at)
             VALUES ({}, {}, {}, {}, '{{\"kind\":\"chosen\",\"is\":[\"o1\"]}}', '', {at});",
            id(8),
            id(6),
            id(4),
            id(5),
        );
    house.store.connection().execute_unprepared(&rows).await.unwrap();
    let counted = format!(
        "INSERT INTO answer_count (session_id, question_id, said, people) VALUES ({}, {}, 'o1', 7)",
        id(3),
        id(6)
    );
    house.store.connection().execute_unprepared(&counted).await.unwrap();

    house.migrate(None).await;

    assert_eq!(house.count("SELECT COUNT(*) FROM answer_count c JOIN question q ON q.id = c.question_id").await, 1);
    assert_eq!(house.count("SELECT COUNT(*) FROM question WHERE depends_option = 'o1'").await, 1);
    assert_eq!(house.count("SELECT COUNT(*) FROM answer a JOIN question q ON q.id = a.question_id").await, 1);
    let db = house.store.connection();
    for wrong in [
        "UPDATE question SET whose = 'registration' WHERE kind = 'choice'".to_owned(),
        "DELETE FROM question WHERE kind = 'choice'".to_owned(),
        format!("UPDATE answer SET question_id = {}", id(9)),
    ] {
        assert!(db.execute_unprepared(&wrong).await.is_err(), "what was answered keeps what was asked: {wrong}");
    }
    db.execute_unprepared("DELETE FROM registration").await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM answer").await, 0, "and goes with its registration");
}

#[tokio::test]
async fn what_a_session_had_booked_is_for_its_space_when_it_may_have_several() {
    let before = Migrator::migrations().iter().position(|step| step.name().contains("further_spaces")).unwrap();
    let house = bare_house().await;
    house.migrate(Some(u32::try_from(before).unwrap())).await;
    let id = |number: u8| {
        let hex = format!("{number:032x}");
        if house.is_postgres() { format!("'{hex}'") } else { format!("X'{hex}'") }
    };
    let (yes, no) = if house.is_postgres() { ("true", "false") } else { ("1", "0") };
    let (at, until) = ("'2027-03-01T09:00:00+00:00'", "'2027-03-01T10:00:00+00:00'");
    let booked = |number: u8, session: String| {
        format!(
            "INSERT INTO booking (id, uid, organisation_id, session_id, title, note, language, people, units, state,
                version, sequence, created_at, changed_at)
             VALUES ({b}, 'b{number}', {o}, {session}, 'Vortrag', '', 'de', 0, 1, 'confirmed', 1, 0, {at}, {at});
             INSERT INTO occurrence (id, booking_id, organisation_id, space_id, starts_at, ends_at, original_at, state)
             VALUES ({b}, {b}, {o}, {s}, {at}, {until}, {at}, 'confirmed');",
            b = id(number),
            o = id(1),
            s = id(3),
        )
    };
    let rows = format!(
        "INSERT INTO organisation (id, slug, name, kind, sector, town, confirmed, created_at)
         VALUES ({o}, 'hochschule', 'Hochschule', 'university', 'science', 'Lemgo', {yes}, {at});
         INSERT INTO site (id, slug, name, street, postcode, town, zone, summary, access, contact)
         VALUES ({h}, 'haus', 'Haus', 'Weg 1', '32657', 'Lemgo', 'Europe/Berlin', '{{}}', '{{}}', '{{}}');
         INSERT INTO space (id, site_id, slug, name, kind, summary, description, layouts, equipment, pool)
         VALUES ({s}, {h}, 'saal', '{{}}', 'hall', '{{}}', '{{}}', '[]', '{{}}', {no});",
        o = id(1),
        h = id(2),
        s = id(3),
    ) + &booked(4, id(9))
        + &booked(5, "NULL".to_owned());
    house.store.connection().execute_unprepared(&rows).await.unwrap();

    house.migrate(None).await;

    let its = "SELECT count(*) FROM booking b JOIN space s ON s.id = b.session_space_id WHERE session_id IS NOT NULL";
    assert_eq!(house.count(its).await, 1);
    assert_eq!(house.count("SELECT count(*) FROM booking WHERE session_space_id IS NULL").await, 1, "nobody else's");
    let again = booked(6, id(9)).replace("session_id, title", "session_id, session_space_id, title");
    let again = again.replace(&format!("{}, 'Vortrag'", id(9)), &format!("{}, {}, 'Vortrag'", id(9), id(3)));
    assert!(house.store.connection().execute_unprepared(&again).await.is_err(), "one living booking of a space");
}
