//! Saying how an event was, as a browser meets it: the organiser's page, the mailed link, and what comes of both.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{Answer, Site, house::programme::online, site, site_with};
use axum::http::StatusCode;
use domain::{
    desk::{AccountDesk as _, RegistrationDesk as _, SurveyDesk as _},
    organisation::Role,
};
use sea_orm::ConnectionTrait as _;
use store::MailFacts;

const PATH: &str = "/manage/events/vortrag/feedback";
const AFTER: &str = "2027-03-02T12:30:00Z";
const CLOSED: &str = "2027-04-01T22:00:00Z";

/// A session on Tuesday from 10 to 12 with so many people who come. Olga's login.
async fn lecture(people: u8) -> (Site, String) {
    let site = site().await;
    let house = &site.house;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(2, "10:00", "12:00")]).await;
    for number in 0..people {
        let token = house.registered(event.sessions[0].id, &format!("gast{number}@example.org"), &["Gast"]).await;
        house.store.confirm(&token).await.unwrap();
    }
    house.deliver().await;
    let login = site.login("olga@example.org").await;
    (site, login)
}

async fn switched_on(site: &Site, login: &str) {
    let ready = [("do", "on"), ("version", "0"), ("ready", "overall"), ("ready", "good"), ("ready", "again")];
    let answer = site.post_as(login, PATH, &ready).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, &*format!("{PATH}?done=on")));
}

/// The secrets of the links that were mailed.
async fn asked(site: &Site) -> Vec<String> {
    site.house.set_clock(AFTER);
    site.house.store.ask_participants().await.unwrap();
    let mails = site.house.deliver().await.into_iter();
    let sent = "UPDATE survey_link SET seed = NULL";
    site.house.store.connection().execute_unprepared(sent).await.unwrap();
    mails
        .filter_map(|mail| match mail {
            MailFacts::Survey(facts) => Some(facts.token),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn an_organiser_writes_questions_and_nothing_typed_is_lost_when_one_is_wrong() {
    let (site, login) = lecture(0).await;
    let page = site.get_as(&login, PATH).await.body;
    assert!(page.contains("Ausgeschaltet") && page.contains("Was war gut?"));
    let mut typed = vec![
        ("do", "on"),
        ("version", "0"),
        ("ready", "overall"),
        ("own2_kind", "choice"),
        ("own2_label_de", "Wie lang war es?"),
        ("own2_options_de", "zu lang"),
    ];
    let refused = site.post_as(&login, PATH, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Geben Sie 2 bis 10 Möglichkeiten an"), "{}", refused.body);
    assert!(refused.body.contains(r##"href="#f-own2_options_de""##) && refused.body.contains("Wie lang war es?"));
    typed[5] = ("own2_options_de", "zu lang\r\ngerade richtig");
    assert_eq!(site.post_as(&login, PATH, &typed).await.status, StatusCode::SEE_OTHER);
    let stale = site.post_as(&login, PATH, &typed).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody else changed it");
    let preview = site.get_as(&login, &format!("{PATH}/preview")).await.body;
    for part in ["Wie war „Vortrag“?", "gerade richtig", "5 – sehr gut"] {
        assert!(preview.contains(part), "{part}");
    }
    assert!(!preview.contains("Was war gut?"), "she did not choose it");
    let mut scale = typed.clone();
    (scale[1], scale[3]) = (("version", "1"), ("own2_kind", "scale"));
    let refused = site.post_as(&login, PATH, &scale).await;
    assert!(refused.body.contains(r##"href="#f-own2_options_de""##) && refused.body.contains("gerade richtig"));
    (typed[0], typed[1], typed[4]) = (("do", "off"), ("version", "1"), ("own2_label_de", "War es lang?"));
    assert_eq!(site.post_as(&login, PATH, &typed).await.header("location"), format!("{PATH}?done=off"));
    let page = site.get_as(&login, PATH).await.body;
    assert!(page.contains("War es lang?") && page.contains("Niemand wird gefragt"), "off saves as well: {page}");
    assert!(page.contains(r#"value="on""#) && page.contains(r#"value="save""#), "one can try before: {page}");
    (typed[0], typed[1], typed[4]) = (("do", "save"), ("version", "2"), ("own2_label_de", "War es kurz?"));
    assert_eq!(site.post_as(&login, PATH, &typed).await.header("location"), format!("{PATH}?done=saved"));
    assert!(site.get_as(&login, &format!("{PATH}/preview")).await.body.contains("War es kurz?"));
    assert_eq!(site.house.count("SELECT COUNT(*) FROM survey WHERE switched_on").await, 0);
    let none = [("do", "save"), ("version", "3")];
    let refused = site.post_as(&login, PATH, &none).await;
    assert!(refused.body.contains(r##"href="#f-ready""##), "the summary leads to the first box");
}

#[tokio::test]
async fn another_organisation_and_a_colleague_find_no_such_page() {
    let (site, login) = lecture(5).await;
    switched_on(&site, &login).await;
    let other = site.house.trusted("Andere").await;
    site.house.person("Otto", &other, Role::Admin).await;
    let olga = site.house.store.actor(&login).await.unwrap();
    let university = olga.person().unwrap().acting().unwrap().organisation.clone();
    site.house.person("Mia", &university, Role::Member).await;
    // So that there is something to take along.
    for token in asked(&site).await {
        let said = [("overall".to_owned(), "4".to_owned())];
        site.house.store.answer_survey(&token, &said.into()).await.unwrap();
    }
    site.house.set_clock(CLOSED);
    let paths = [PATH.to_owned(), format!("{PATH}/preview"), format!("{PATH}.csv")];
    for who in ["otto@example.org", "mia@example.org"] {
        let who = site.login(who).await;
        for path in &paths {
            assert_eq!(site.get_as(&who, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for intent in ["off", "close"] {
            let off = [("do", intent), ("version", "1")];
            assert_eq!(site.post_as(&who, PATH, &off).await.status, StatusCode::NOT_FOUND);
        }
    }
    let login = site.login("olga@example.org").await;
    for path in &paths {
        assert_eq!(site.get_as(&login, path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(site.get(PATH).await.status, StatusCode::SEE_OTHER, "to the sign-in");
    assert_eq!(site.house.count("SELECT COUNT(*) FROM survey WHERE switched_on").await, 1);
}

#[tokio::test]
async fn whoever_holds_the_link_answers_without_an_account_and_changes_it_later() {
    let (site, login) = lecture(5).await;
    switched_on(&site, &login).await;
    let token = asked(&site).await.remove(0);
    let path = format!("/survey/{token}");
    let page = site.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.cookie().is_none() && page.header("cache-control").contains("no-store"));
    assert!(page.body.contains("noindex") && page.body.matches("<legend").count() == 2, "{}", page.body);
    assert!(!page.body.contains("gast0"), "it does not say who she is");

    let long = "x".repeat(2_001);
    for (typed, field, said) in [
        (vec![("a-good", " ")], "f-a-overall", "Beantworten Sie mindestens eine Frage."),
        (vec![("a-overall", "9"), ("a-good", "Licht")], "f-a-overall", "Wählen Sie eine der Möglichkeiten."),
        (vec![("a-overall", "4"), ("a-good", long.as_str())], "f-a-good", "höchstens 2000 Zeichen"),
    ] {
        let refused = site.post(&path, &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(refused.body.contains(&format!(r##"href="#{field}""##)) && refused.body.contains(said), "{said}");
        let kept = |(name, value): &(&str, &str)| match (*name, *value) {
            // Nothing on the page can show it.
            ("a-overall", "9") => true,
            ("a-overall", mark) => refused.body.contains(&format!(r#"value="{mark}" checked"#)),
            (_, text) => refused.body.contains(&format!("{text}</textarea>")),
        };
        assert!(typed.iter().all(kept), "nothing is lost: {}", refused.body);
    }
    assert_eq!(site.house.count("SELECT COUNT(*) FROM survey_answer").await, 0);

    let answer = site.post(&path, &[("a-overall", "4"), ("a-good", "Licht & Luft"), ("a-again", "")]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, &*format!("{path}?done=1")));
    assert!(site.get(&format!("{path}?done=1")).await.body.contains("Danke für Ihre Rückmeldung"));
    let german = site.get(&path).await.body;
    assert!(german.contains("Antworten löschen"), "{german}");
    let again = site.get(&format!("/en{path}")).await.body;
    assert!(again.contains("You have answered already") && again.contains("Licht &amp; Luft"), "{again}");
    assert!(again.contains(r#"value="4" checked"#), "{again}");

    let counted = "SELECT COUNT(*) FROM survey_answer";
    for withdrawn in [vec![("do", "withdraw"), ("a-overall", "4")], vec![("a-overall", ""), ("a-good", " ")]] {
        let gone = site.post(&path, &withdrawn).await;
        assert_eq!(gone.header("location"), format!("{path}?done=withdrawn"), "{withdrawn:?}");
        assert_eq!(site.house.count(counted).await, 0, "{withdrawn:?}");
        let page = site.get(&format!("{path}?done=withdrawn")).await.body;
        assert!(page.contains("Von Ihnen ist keine Antwort gespeichert."), "{page}");
        let page = site.get(&format!("{path}?done=1")).await.body;
        assert!(!page.contains("Danke für Ihre Rückmeldung") && page.contains("<textarea"), "{page}");
        site.post(&path, &[("a-overall", "4")]).await;
        assert_eq!(site.house.count(counted).await, 1);
    }
}

#[tokio::test]
async fn answering_while_signed_in_writes_one_row_and_nothing_of_whoever_is_signed_in() {
    let (site, login) = lecture(5).await;
    switched_on(&site, &login).await;
    let path = format!("/survey/{}", asked(&site).await.remove(0));
    // Long enough that a use of the login would be written down.
    let guest = site.login("gast0@example.org").await;
    site.house.set_clock("2027-03-02T14:30:00Z");
    let tables = if site.house.is_postgres() {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    };
    let tables = site.house.words(tables).await;
    // How much her network sent is counted of every form.
    let expected = ["survey_answer", "rate_limit"];
    let others: Vec<&str> = tables.iter().map(String::as_str).filter(|table| !expected.contains(table)).collect();
    assert!(others.contains(&"login") && others.contains(&"account") && others.len() > 40, "{others:?}");
    let before = site.house.contents(&others).await;
    for (form, left) in [(vec![("a-overall", "4")], 1), (vec![("a-overall", "5")], 1), (vec![("do", "withdraw")], 0)] {
        let answer = site.post_as(&guest, &path, &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{form:?}");
        assert!(answer.cookie().is_none());
        let page = site.get_as(&guest, &path).await;
        assert_eq!((page.status, page.cookie()), (StatusCode::OK, None));
        assert!(!page.body.contains("gast0"), "{}", page.body);
        assert_eq!(site.house.count("SELECT COUNT(*) FROM survey_answer").await, left);
        assert!(site.house.contents(&others).await == before, "{form:?} changed another table");
    }
    site.get_as(&guest, "/account").await;
    assert!(site.house.contents(&others).await != before, "elsewhere the use of a login is written down");
}

#[tokio::test]
async fn a_link_that_ended_says_so_and_a_guessed_one_is_no_page() {
    let (site, login) = lecture(5).await;
    switched_on(&site, &login).await;
    let path = format!("/survey/{}", asked(&site).await.remove(0));
    site.house.set_clock("2027-04-01T22:00:00Z");
    let over = site.get(&path).await;
    assert_eq!(over.status, StatusCode::GONE);
    assert!(over.body.contains("Antworten sind nicht mehr möglich") && !over.body.contains("<textarea"));
    assert_eq!(site.post(&path, &[("a-overall", "4")]).await.status, StatusCode::GONE);
    for guess in ["geraten", "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE"] {
        let path = format!("/survey/{guess}");
        says_unknown(&site.get(&path).await);
        says_unknown(&site.post(&path, &[("a-overall", "4")]).await);
    }
    site.house.store.forget().await.unwrap();
    says_unknown(&site.get(&path).await);
    says_unknown(&site.post(&path, &[("a-overall", "4")]).await);
    // Her login of a month ago has ended.
    let login = site.login("olga@example.org").await;
    let page = site.get_as(&login, PATH).await.body;
    assert!(page.contains("Antworten waren bis Do., 1. April 2027 möglich."), "{page}");
    assert!(page.contains("Es haben weniger als 5 Personen geantwortet."), "{page}");
}

fn says_unknown(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("Dieser Link gilt nicht oder nicht mehr"), "{}", answer.body);
}

#[tokio::test]
async fn where_fewer_than_five_were_there_the_page_says_why_nobody_is_asked() {
    let (site, login) = lecture(4).await;
    switched_on(&site, &login).await;
    assert!(asked(&site).await.is_empty());
    let page = site.get_as(&login, PATH).await.body;
    assert!(page.contains("Niemand wurde gefragt: Es waren weniger als 5 Personen"), "{page}");
}

#[tokio::test]
async fn a_flood_of_guesses_from_one_network_has_to_wait() {
    // On a developer's machine there is more room.
    let site = site_with(&[("SPIELRAUM_BASE_URL", "https://raum.example"), ("SPIELRAUM_HOST", "0.0.0.0")]).await;
    for _ in 0..600 {
        // Every second one more is let through.
        if site.post("/survey/geraten", &[("a-overall", "4")]).await.status == StatusCode::TOO_MANY_REQUESTS {
            return;
        }
    }
    panic!("six hundred guesses were let through");
}

#[tokio::test]
async fn results_are_shown_and_taken_along_once_enough_have_answered_and_nobody_can_any_more() {
    let (site, login) = lecture(5).await;
    switched_on(&site, &login).await;
    let tokens = asked(&site).await;
    let csv = format!("{PATH}.csv");
    for (number, token) in tokens.iter().enumerate() {
        let page = site.get_as(&login, PATH).await.body;
        assert!(page.contains("erst, wenn die Frist zum Antworten vorbei ist") && !page.contains("Licht"), "{number}");
        assert_eq!(site.get_as(&login, &csv).await.status, StatusCode::NOT_FOUND);
        let words = if number == 0 { "=1+1" } else { "Licht <b>" };
        site.house
            .store
            .answer_survey(
                token,
                &[("overall", "4"), ("good", words)].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
            )
            .await
            .unwrap();
    }
    let page = site.get_as(&login, PATH).await.body;
    assert!(page.contains("erst, wenn die Frist zum Antworten vorbei ist") && !page.contains("Licht"), "{page}");
    assert_eq!(site.get_as(&login, &csv).await.status, StatusCode::NOT_FOUND, "others can still answer");
    site.house.set_clock(CLOSED);
    // Her login of a month ago has ended.
    let login = site.login("olga@example.org").await;
    let page = site.get_as(&login, PATH).await.body;
    for part in [
        "Im Mittel 4,0 von 5.",
        "4 – gut",
        "100 %",
        "Licht &lt;b",
        "Als Datei mitnehmen",
        "Weniger als 5 Personen haben diese Frage beantwortet.",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let file = site.get_as(&login, &csv).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-type").starts_with("text/csv"), "{}", file.header("content-type"));
    assert!(file.header("content-disposition").contains("vortrag-feedback.csv"));
    assert!(!file.body.contains("wiederkommen"), "nobody answered it: {}", file.body);
    assert!(file.body.contains("\"'=1+1\"") && file.body.contains("\"4 – gut\";\"5\""), "{}", file.body);
    assert_eq!(site.house.count("SELECT COUNT(*) FROM audit WHERE act = 'survey-exported'").await, 1);
}
