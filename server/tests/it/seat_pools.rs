//! Seats that sessions share, made and changed in a browser without a script; what everybody reads of them.

use axum::http::StatusCode;
use domain::{access::Actor, desk::SessionFields, text::Localised};

use crate::common::{
    Site,
    house::programme::{online, registration},
    site,
};

/// Two workshops, Olga, and her login.
async fn workshops() -> (Site, Actor, String) {
    let site = site().await;
    let olga = site.house.olga().await;
    let login = site.login("olga@example.org").await;
    let titled = |title: &str, fields| SessionFields { title: Localised::of("de", title), ..fields };
    let sessions = [
        titled("Löten", online(9, "10:00", "12:00")),
        SessionFields { capacity: Some(8), ..titled("Drucken", online(9, "13:00", "15:00")) },
    ];
    site.house.published(&olga, "Tag", &sessions).await;
    (site, olga, login)
}

const PATH: &str = "/manage/events/tag/pools";

#[tokio::test]
async fn an_organiser_makes_resizes_and_dissolves_a_pool_and_nothing_typed_is_lost() {
    let (site, olga, login) = workshops().await;
    let event = site.house.event(&olga, "tag").await;
    let ids: Vec<String> = event.sessions.iter().map(|session| session.id.to_string()).collect();
    let overview = site.get_as(&login, "/manage/events/tag").await.body;
    assert!(overview.contains(PATH) && site.get_as(&login, PATH).await.body.contains("Es gibt noch kein Kontingent."));

    let new = format!("{PATH}/new");
    let form = site.get_as(&login, &new).await;
    let (request, version) = (form.form_id(), event.version.to_string());
    let sessions = [("session", ids[0].as_str()), ("session", ids[1].as_str())];
    let wrong = [("request", request.as_str()), ("version", &version), ("name_en", "Devices"), ("capacity", "0")];
    let wrong = site.post_as(&login, &new, &[&wrong[..], &sessions[..1]].concat()).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"Devices\"") && wrong.body.contains("zwischen 1 und 65.000"), "{}", wrong.body);
    assert_eq!(wrong.body.matches("checked").count(), 1, "what was ticked is ticked");

    let typed = [("request", request.as_str()), ("version", &version), ("name_de", "Geräte"), ("capacity", "6")];
    let typed = [&typed[..], &sessions].concat();
    assert_eq!(site.post_as(&login, &new, &typed).await.header("location"), format!("{PATH}?done=made"));
    assert_eq!(site.post_as(&login, &new, &typed).await.status, StatusCode::SEE_OTHER, "a double click makes one");
    assert_eq!(site.house.count("SELECT count(*) FROM seat_pool").await, 1);

    // What everybody reads.
    let public = site.get("/events/tag").await.body;
    assert!(public.contains("Teilt sich 6 Plätze mit „Drucken“") && public.contains("noch 6 Plätze"), "{public}");
    assert!(public.contains("\"maximumAttendeeCapacity\":6"), "what search engines are told");
    assert!(site.get("/en/events/tag").await.body.contains("Shares 6 places with “Löten”"));
    let form = site.get(&format!("/events/tag/register?session={}", ids[0])).await.body;
    assert!(form.contains("Teilt sich 6 Plätze mit „Drucken“"), "{form}");

    // What her organisers read.
    for (session, email) in [(0, "a@example.org"), (1, "b@example.org")] {
        let people = registration(event.sessions[session].id, email, &["A", "B"]);
        domain::desk::RegistrationDesk::register(&site.house.store, people).await.unwrap();
    }
    let overview = site.get_as(&login, "/manage/events/tag").await.body;
    assert_eq!(overview.matches("4 von 6 im Kontingent „Geräte“").count(), 2, "{overview}");
    assert!(overview.contains("2 vergeben") && overview.contains("2 von 8 vergeben"));
    let list = site.get_as(&login, PATH).await.body;
    assert!(list.contains("4 von 6 Plätzen vergeben") && list.contains("Löten (") && list.contains("Drucken ("));

    // Fewer than are taken is refused with the numbers; what was typed stays.
    let event = site.house.event(&olga, "tag").await;
    let (one, version) = (format!("{PATH}/{}", event.pools[0].id), event.version.to_string());
    let smaller = [("version", version.as_str()), ("name_de", "Neue Geräte"), ("capacity", "3")];
    let refused = site.post_as(&login, &one, &[&smaller[..], &sessions].concat()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = "zusammen 4 Plätze vergeben. Das Kontingent hätte nur 3.";
    assert!(refused.body.contains(said) && refused.body.contains("value=\"Neue Geräte\""), "{}", refused.body);
    let stale = [("version", "1"), ("name_de", "Neue Geräte"), ("capacity", "9")];
    let stale = site.post_as(&login, &one, &[&stale[..], &sessions].concat()).await;
    assert!(stale.body.contains("inzwischen geändert") && stale.body.contains("value=\"Neue Geräte\""));
    assert!(stale.body.contains(&format!("name=\"version\" value=\"{version}\"")), "she saw it: the next time counts");

    // Dissolving asks first, and says what has no limit afterwards.
    let asked = site.post_as(&login, &one, &[("version", &version), ("do", "drop")]).await.body;
    assert!(asked.contains("2 Programmteile") && asked.contains("Danach ohne Grenze: Löten"), "{asked}");
    let dropped = site.post_as(&login, &one, &[("version", &version), ("do", "drop-sure")]).await;
    assert_eq!(dropped.header("location"), format!("{PATH}?done=dropped"));
    assert_eq!(site.house.event(&olga, "tag").await.pools, []);
}

#[tokio::test]
async fn a_session_chooses_its_pool_in_its_own_form_and_reads_why_it_cannot() {
    let (site, olga, login) = workshops().await;
    let event = site.house.event(&olga, "tag").await;
    let session = format!("/manage/events/tag/sessions/{}", event.sessions[1].id);
    assert!(!site.get_as(&login, &session).await.body.contains("name=\"pool\""), "there is none to choose");
    let version = event.version.to_string();
    let pool = [("version", version.as_str()), ("name_de", "Geräte"), ("capacity", "1")];
    assert_eq!(site.post_as(&login, &format!("{PATH}/new"), &pool).await.status, StatusCode::SEE_OTHER);
    let people = registration(event.sessions[1].id, "a@example.org", &["A", "B"]);
    domain::desk::RegistrationDesk::register(&site.house.store, people).await.unwrap();

    let event = site.house.event(&olga, "tag").await;
    let (id, version) = (event.pools[0].id.to_string(), event.version.to_string());
    let form = site.get_as(&login, &session).await.body;
    assert!(form.contains("name=\"pool\"") && form.contains(&format!("<option value=\"{id}\"")), "{form}");
    let typed = [
        ("version", version.as_str()),
        ("date", "2027-03-09"),
        ("from", "13:00"),
        ("until", "15:00"),
        ("online", "https://meet.example.org/x"),
        ("title_de", "Drucken"),
        ("capacity", "8"),
        ("pool", &id),
    ];
    let refused = site.post_as(&login, &session, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("zusammen 2 Plätze vergeben. Das Kontingent hätte nur 1."), "{}", refused.body);
    assert!(refused.body.contains(&format!("<option value=\"{id}\" selected")), "what was chosen is chosen");

    let larger = [("version", version.as_str()), ("name_de", "Geräte"), ("capacity", "5")];
    site.post_as(&login, &format!("{PATH}/{id}"), &larger).await;
    let version = site.house.event(&olga, "tag").await.version.to_string();
    let typed = [&[("version", version.as_str())][..], &typed[1..]].concat();
    assert_eq!(site.post_as(&login, &session, &typed).await.status, StatusCode::SEE_OTHER);
    let event = site.house.event(&olga, "tag").await;
    assert_eq!((event.sessions[1].pool, event.pools[0].taken), (Some(event.pools[0].id), 2));
}
