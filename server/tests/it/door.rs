//! The door of a session as pages, without a script: who may open it, who is here, and what that proves.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    Site,
    house::{
        booking,
        programme::{on_site, registration},
        request, wish,
    },
    site,
};
use axum::http::StatusCode;
use domain::{
    desk::{
        AccountDesk as _, BookingDesk as _, FormDesk as _, NewRegistration, QuestionFields, RegistrationDesk as _,
        SessionFields,
    },
    organisation::Role,
    question::{Answer, Given, Keeping, Kind, Whose},
    rulebook::{Qualification, RuleBook},
    text::Localised,
};
use store::intake::NewPerson;

/// A session on Tuesday from 10 to 12 with two seats, one of them Anna's: the house, and the address of its door. It is
/// a quarter to ten.
async fn door() -> (Site, String) {
    let site = site().await;
    let house = &site.house;
    let id = house.site("Haus", "Lemgo").await;
    let briefing = Qualification { key: "briefing".into(), name: Localised::of("de", "Unterweisung") };
    house.space(id, "Labor").await;
    house
        .space_with(id, "Werkstatt", |space| {
            space.rules = RuleBook { qualifications: Some(vec![briefing]), ..RuleBook::default() };
        })
        .await;
    let olga = house.olga().await;
    let session = SessionFields { capacity: Some(2), ..on_site("labor", 2, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[session]).await;
    let session = event.sessions[0].id;
    let token = house.registered(session, "anna@example.org", &["Anna Müller"]).await;
    house.store.confirm(&token).await.unwrap();
    let mut intake = house.store.intake("test").await.unwrap();
    let rosa = NewPerson {
        email: "rosa@example.org".into(),
        name: "Rosa".into(),
        roles: vec![("Hochschule".into(), Role::Member)],
        keeps: vec!["haus".into()],
        platform_admin: false,
        proofs: vec![],
    };
    intake.person(rosa).await.unwrap();
    intake.commit().await.unwrap();
    house.set_clock("2027-03-02T08:45:00Z");
    let path = format!("/manage/events/vortrag/sessions/{session}/door");
    (site, path)
}

/// The value of the button of this name.
fn button(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn the_list_is_for_those_who_run_the_event() {
    let (site, path) = door().await;
    site.house.berta().await;
    for (email, status) in [
        ("olga@example.org", StatusCode::OK),
        ("rosa@example.org", StatusCode::NOT_FOUND),
        ("berta@example.org", StatusCode::NOT_FOUND),
    ] {
        let login = site.login(email).await;
        assert_eq!(site.get_as(&login, &path).await.status, status, "{email}");
        for kind in ["csv", "xlsx"] {
            let list = format!("/manage/events/vortrag/registrations.{kind}");
            assert_eq!(site.get_as(&login, &list).await.status, status, "{email} {kind}");
        }
    }
    assert_eq!(site.get(&path).await.status, StatusCode::SEE_OTHER, "to the sign-in");
    for kind in ["csv", "xlsx"] {
        let list = format!("/manage/events/vortrag/registrations.{kind}");
        assert_eq!(site.get(&list).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn somebody_is_found_by_name_and_written_down_with_one_button() {
    let (site, path) = door().await;
    let olga = site.login("olga@example.org").await;
    assert!(site.get_as(&olga, &format!("{path}?q=meier")).await.body.contains("heißt wie „meier“"));
    let found = site.get_as(&olga, &format!("{path}?q=muller")).await;
    let answer = site.post_as(&olga, &path, &[("here", &button(&found.body, "here"))]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = site.get_as(&olga, answer.header("location")).await;
    assert!(page.body.contains("Anna Müller ist da."));
    assert!(page.body.contains("da seit 9:45"));
    let answer = site.post_as(&olga, &path, &[("undo", &button(&page.body, "undo"))]).await;
    let page = site.get_as(&olga, answer.header("location")).await;
    assert!(page.body.contains("Anna Müller ist doch nicht da."));
    assert!(!page.body.contains("da seit"));
}

#[tokio::test]
async fn a_refused_form_keeps_the_name_and_the_last_seat_goes_once() {
    let (site, path) = door().await;
    let olga = site.login("olga@example.org").await;
    let form = site.get_as(&olga, &path).await.form_id();
    let typed = [("request", form.as_str()), ("name", "Carla"), ("email", "carla")];
    let refused = site.post_as(&olga, &path, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"Carla\"") && refused.body.contains("href=\"#f-email\""));
    let typed = [("request", form.as_str()), ("name", "Carla"), ("email", "")];
    for _ in 0..2 {
        assert_eq!(site.post_as(&olga, &path, &typed).await.status, StatusCode::SEE_OTHER);
    }
    assert!(site.get_as(&olga, &path).await.body.contains("Es ist kein Platz frei."));
}

#[tokio::test]
async fn a_keeper_settles_what_is_proved_and_those_who_lack_it_are_led_there() {
    let (site, path) = door().await;
    let house = &site.house;
    house.set_clock("2027-03-01T08:00:00Z");
    house.anna().await;
    let (rosa, olga, anna) = (
        site.login("rosa@example.org").await,
        site.login("olga@example.org").await,
        site.login("anna@example.org").await,
    );
    let settle = path.replace("/manage/events/vortrag/sessions/", "/keeper/proofs/events/").replace("/door", "");
    for page in ["/keeper/proofs/events", settle.as_str()] {
        assert_eq!(site.get_as(&rosa, page).await.status, StatusCode::OK, "{page}");
        assert_eq!(site.get_as(&olga, page).await.status, StatusCode::NOT_FOUND, "{page}");
        assert_eq!(site.get(page).await.status, StatusCode::SEE_OTHER, "{page}");
    }
    let refused = site.post_as(&rosa, &settle, &[("of", "briefing"), ("months", "ein Jahr")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"ein Jahr\""));
    let settled = site.post_as(&rosa, &settle, &[("of", "briefing"), ("months", "12")]).await;
    assert_eq!(settled.status, StatusCode::SEE_OTHER);
    let sentence = "Mit der Teilnahme weisen Sie nach: Unterweisung (gilt 12 Monate).";
    assert!(site.get("/events/vortrag").await.body.contains(sentence));
    let edit = path.replace("/door", "");
    assert!(site.get_as(&olga, &edit).await.body.contains(sentence));
    let wish = "/bookings/new?space=werkstatt&date=2027-03-09&from=10:00&until=12:00&people=2";
    let refused = site.get_as(&anna, wish).await;
    assert!(refused.body.contains("href=\"/events/vortrag\""), "where she can prove it");
}

#[tokio::test]
async fn the_exported_list_is_read_back_cell_by_cell_and_no_cell_is_a_formula() {
    let (site, path) = door().await;
    let house = &site.house;
    let olga = site.login("olga@example.org").await;
    let session: domain::id::SessionId = path.split('/').nth(5).unwrap().parse().unwrap();
    let evil = "=HYPERLINK(\"http://evil.example\";\"x\")";
    house.set_clock("2027-03-01T08:00:00Z");
    let form = registration(session, "eva@example.org", &[evil]);
    house.store.register(form).await.unwrap();
    let answer = site.get_as(&olga, "/manage/events/vortrag/registrations.csv").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert!(answer.header("content-disposition").contains("vortrag"));
    let rows = read_back(&answer.body, ";");
    assert_eq!(rows[0][..3], ["Programmteil", "Beginn", "Name"]);
    assert_eq!(rows[1][2], "Anna Müller");
    assert_eq!(rows[2][2], format!("'{evil}"));
    assert_eq!(rows.len(), 3);
    let english = site.get_as(&olga, "/en/manage/events/vortrag/registrations.csv").await;
    assert_eq!(read_back(&english.body, ",")[1][2], "Anna Müller");
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'list-exported'").await, 2);

    // The same as a workbook: what looks like a formula is marked as text, and a moment is one.
    let path = "/manage/events/vortrag/registrations.xlsx";
    let answer = site.get_as(&olga, path).await;
    assert_eq!(answer.header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert!(answer.header("content-disposition").contains("vortrag.xlsx"));
    assert_eq!(
        house.count("SELECT count(*) FROM audit WHERE act = 'list-exported'").await,
        3,
        "and it is written down"
    );
    let file = site.bytes(Some(&olga), path).await;
    let read = unpacked(&file);
    assert_eq!(read.formulas, 0);
    assert_eq!(read.rows[0][..3], ["Programmteil", "Beginn", "Name"].map(Some).map(|name| name.map(str::to_owned)));
    let names: Vec<_> = read.rows[1..].iter().map(|row| row[2].clone().unwrap()).collect();
    assert_eq!(names, ["Anna Müller", evil]);
    assert_eq!(read.marked, [evil], "stays text when somebody presses Enter in it");
    // 2 March 2027 at ten, in days since the end of 1899.
    assert_eq!(read.rows[1][1].as_deref(), Some("46448.4166666667"));
    assert_eq!(site.bytes(Some(&olga), path).await, file, "the same list is the same file");
}

#[tokio::test]
async fn the_list_has_a_column_for_each_question_and_an_answer_is_never_a_formula() {
    let (site, _) = door().await;
    let house = &site.house;
    let olga = house.store.sign_in_token_for("olga@example.org").await.unwrap();
    let olga = house.store.sign_in(&olga, "Firefox".into()).await.unwrap().token;
    let by = house.store.actor(&olga).await.unwrap();
    let event = house.event(&by, "vortrag").await;
    for (version, label) in [(0, "Woher?"), (1, "Wohin?")] {
        let fields = QuestionFields {
            whose: Whose::Registration,
            label: Localised::of("de", label),
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
        house.store.add_question(&by, request(), event.id, version, Kind::Text, fields).await.unwrap();
    }
    let form = house.store.form(&by, event.id).await.unwrap().unwrap();
    let once = [(form.questions[0].id, Answer::Text("=1+1".into()))].into();
    let answers = Given { version: form.version, once, ..Given::default() };
    house.set_clock("2027-03-01T07:00:00Z");
    let new = NewRegistration { answers, ..registration(event.sessions[0].id, "ben@example.org", &["Ben"]) };
    house.store.register(new).await.unwrap();
    let answer = site.get_as(&site.login("olga@example.org").await, "/manage/events/vortrag/registrations.csv").await;
    let rows = read_back(&answer.body, ";");
    assert_eq!(rows[0][8..], ["Woher?", "Wohin?"]);
    let of = |name: &str| rows.iter().find(|row| row[2] == name).unwrap()[8..].to_vec();
    assert_eq!((of("Ben"), of("Anna Müller")), (vec!["'=1+1".into(), String::new()], vec![String::new(); 2]));
}

/// A workbook, as its parts say.
#[derive(serde::Deserialize)]
struct Unpacked {
    rows: Vec<Vec<Option<String>>>,
    /// What is marked as text.
    marked: Vec<String>,
    formulas: usize,
}

/// What Python's archive and XML readers find in a workbook.
fn unpacked(file: &[u8]) -> Unpacked {
    use std::{io::Write as _, process};
    let script = "import io, json, re, sys, zipfile, xml.etree.ElementTree as E\n\
        n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'\n\
        z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\n\
        assert z.testzip() is None\n\
        part = lambda name: E.fromstring(z.read('xl/' + name))\n\
        words = [''.join(t.text or '' for t in si.iter(n + 't')) for si in part('sharedStrings.xml')]\n\
        marks = [x.get('quotePrefix') == '1' for x in part('styles.xml').find(n + 'cellXfs')]\n\
        rows, marked, formulas = [], [], 0\n\
        for row in part('worksheets/sheet1.xml').iter(n + 'row'):\n\
        \x20   line = [None] * 8\n\
        \x20   for c in row:\n\
        \x20       formulas += c.find(n + 'f') is not None\n\
        \x20       v = c.find(n + 'v').text\n\
        \x20       v = words[int(v)] if c.get('t') == 's' else '%.10f' % float(v)\n\
        \x20       line[ord(c.get('r')[0]) - 65] = v\n\
        \x20       if marks[int(c.get('s') or 0)]: marked.append(v)\n\
        \x20   rows.append(line)\n\
        print(json.dumps({'rows': rows, 'marked': marked, 'formulas': formulas}))";
    let mut python = process::Command::new("python3")
        .args(["-c", script])
        .stdin(process::Stdio::piped())
        .stdout(process::Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(file).unwrap();
    serde_json::from_slice(&python.wait_with_output().unwrap().stdout).unwrap()
}

/// What Python's reader makes of it.
fn read_back(csv: &str, delimiter: &str) -> Vec<Vec<String>> {
    use std::{io::Write as _, process};
    assert!(csv.starts_with('\u{feff}'));
    let script = "import csv, io, json, sys\n\
        text = sys.stdin.buffer.read().decode('utf-8-sig')\n\
        print(json.dumps(list(csv.reader(io.StringIO(text, newline=''), delimiter=sys.argv[1], strict=True))))";
    let mut python = process::Command::new("python3")
        .args(["-c", script, delimiter])
        .stdin(process::Stdio::piped())
        .stdout(process::Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(csv.as_bytes()).unwrap();
    serde_json::from_slice(&python.wait_with_output().unwrap().stdout).unwrap()
}

#[tokio::test]
async fn coming_makes_a_booking_possible() {
    let (site, path) = door().await;
    let house = &site.house;
    let anna = house.anna().await;
    let session: domain::id::SessionId = path.split('/').nth(5).unwrap().parse().unwrap();
    house.set_clock("2027-03-01T08:00:00Z");
    let rosa = site.login("rosa@example.org").await;
    let settle = format!("/keeper/proofs/events/{session}");
    site.post_as(&rosa, &settle, &[("of", "briefing"), ("months", "")]).await;
    let wanted = booking(wish("werkstatt", 9, "10:00", "12:00"));
    assert!(house.store.book(&anna, wanted.clone()).await.is_err());
    house.set_clock("2027-03-02T08:45:00Z");
    let olga = site.login("olga@example.org").await;
    let page = site.get_as(&olga, &path).await;
    site.post_as(&olga, &path, &[("here", &button(&page.body, "here"))]).await;
    house.store.book(&anna, wanted).await.unwrap();
}
