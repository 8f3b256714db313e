//! What a phone at a door and the house tell each other, and what a browser keeps of it.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    Answer, Site,
    house::{programme::on_site, request},
    site,
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    desk::{AccountDesk as _, RegistrationDesk as _},
    id::{AccountId, SessionId},
};
use serde_json::{Value, json};

/// A session on Tuesday from 10 to 12 with two seats, one of them Anna's. It is a quarter to ten.
struct Cellar {
    site: Site,
    session: SessionId,
    /// Olga's login.
    olga: String,
    /// Her account.
    who: AccountId,
}

async fn cellar() -> Cellar {
    let site = site().await;
    let house = &site.house;
    let id = house.site("Haus", "Lemgo").await;
    house.space(id, "Keller").await;
    let olga = house.olga().await;
    let fields = domain::desk::SessionFields { capacity: Some(2), ..on_site("keller", 2, "10:00", "12:00") };
    let event = house.published(&olga, "Kellerfest", &[fields]).await;
    let session = event.sessions[0].id;
    let token = house.registered(session, "anna@example.org", &["Anna Müller"]).await;
    house.store.confirm(&token).await.unwrap();
    house.set_clock("2027-03-02T08:45:00Z");
    let olga = site.login("olga@example.org").await;
    let who = account(&site, &olga).await;
    Cellar { session, who, olga, site }
}

async fn account(site: &Site, login: &str) -> AccountId {
    site.house.store.actor(login).await.unwrap().person().unwrap().id
}

impl Cellar {
    async fn sent_as(&self, login: Option<&str>, body: Value) -> Answer {
        let mut request = Request::post("/api/door/sync")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::REFERER, format!("http://127.0.0.1:3000/en{}", self.path()));
        if let Some(login) = login {
            request = request.header(header::COOKIE, format!("login={login}"));
        }
        self.site.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    async fn sent(&self, acts: &[Value]) -> Value {
        let answer = self.sent_as(Some(&self.olga), self.body(acts)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.header("cache-control"), "private, no-store");
        serde_json::from_str(&answer.body).unwrap()
    }

    fn body(&self, acts: &[Value]) -> Value {
        let (session, who) = (self.session, self.who);
        json!({ "session": session, "who": who, "sent_at": "2027-03-02T08:45:00Z", "acts": acts, "list": true })
    }

    fn path(&self) -> String {
        format!("/manage/events/kellerfest/sessions/{}/door", self.session)
    }
}

fn act(deed: Value) -> Value {
    json!({ "id": request(), "at": "2027-03-02T08:30:00.000Z", "deed": deed })
}

#[tokio::test]
async fn a_phone_takes_the_list_along_sends_what_was_done_and_hears_what_became_of_it() {
    let c = cellar().await;
    let list = c.sent(&[]).await["list"].clone();
    assert_eq!(
        (&list["at"], &list["offset"], &list["left"]),
        (&json!(1_803_977_100_000_u64), &json!(3_600_000), &json!(1))
    );
    assert_eq!(list["people"][0]["name"], "Anna Müller");
    assert_eq!(list["people"][0]["stands"], "expected");
    assert_eq!(list["people"][0]["mark"].as_array().unwrap().len(), 1);
    assert_eq!(list["words"]["done_here"], "{name} is here.", "in the language of its page");
    assert_eq!(list["words"]["since"], "here since {time}");
    assert_eq!(list["words"]["found_other"], "{count} people match “{name}”.");

    let anna = &list["people"][0]["id"];
    let acts = [json!({ "came": anna }), json!({ "walked-in": "Carla" }), json!({ "walked-in": "Doris" })].map(act);
    let answer = c.sent(&acts).await;
    let fates: Vec<_> = answer["fates"].as_array().unwrap().iter().map(|fate| (&fate["says"], &fate["look"])).collect();
    let full = json!("{name} is entered as here, but without a place: every place was taken already.");
    let (nothing, yes, no) = (json!(""), json!(true), json!(false));
    assert_eq!(fates, [(&nothing, &no), (&nothing, &no), (&full, &yes)]);
    let people = answer["list"]["people"].as_array().unwrap();
    assert_eq!(people.len(), 3);
    assert!(people.iter().all(|person| person["stands"] == "came" && person["since"] == 1_803_976_200_000_u64));
    // Sent again, for the answer was lost: nothing is different, and who has no seat is told of again.
    let again = c.sent(&acts).await;
    assert_eq!(again["fates"][0]["says"], "");
    assert_eq!((&again["fates"][2]["says"], &again["fates"][2]["look"]), (&full, &yes), "{again}");
    assert_eq!(again["list"]["people"], answer["list"]["people"]);
    assert!(c.site.get_as(&c.olga, &c.path()).await.body.contains("da seit 9:30"));
}

#[tokio::test]
async fn a_door_is_for_those_who_run_the_event() {
    let c = cellar().await;
    c.site.house.berta().await;
    let body = c.body(&[act(json!({ "walked-in": "Carla" }))]);
    let berta = c.site.login("berta@example.org").await;
    let mut hers = body.clone();
    hers["who"] = json!(account(&c.site, &berta).await);
    let answer = c.sent_as(Some(&berta), hers).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "another organisation");
    assert_eq!(answer.body, "ServerError|there is no such thing", "a phone knows it by its words");
    for (who, login, status) in [
        ("a page that is open since before somebody else signed in", Some(berta.as_str()), StatusCode::UNAUTHORIZED),
        ("a visitor", None, StatusCode::UNAUTHORIZED),
        ("a login that is over", Some("erfunden"), StatusCode::UNAUTHORIZED),
    ] {
        let answer = c.sent_as(login, body.clone()).await;
        assert_eq!(answer.status, status, "{who}");
        assert!(!answer.body.contains("Anna"), "{who}: {}", answer.body);
    }
    let nowhere =
        json!({ "session": request(), "who": c.who, "sent_at": "2027-03-02T08:45:00Z", "acts": [], "list": true });
    assert_eq!(c.sent_as(Some(&c.olga), nowhere).await.status, StatusCode::NOT_FOUND);
    assert_eq!(c.site.house.count("SELECT count(*) FROM attendee").await, 1);
    c.site.house.store.sign_out(&c.olga).await.unwrap();
    assert_eq!(c.sent_as(Some(&c.olga), body).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_no_phone_of_ours_sends_is_refused_by_its_name() {
    let c = cellar().await;
    let many: Vec<_> = (0..51).map(|n| act(json!({ "walked-in": format!("P{n}") }))).collect();
    let answer = c.sent_as(Some(&c.olga), c.body(&many)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("at most 50 acts are sent at once"), "{}", answer.body);
    let odd = json!({ "id": request(), "at": "gestern", "deed": { "walked-in": "Carla" } });
    for (body, named) in [
        (c.body(&[odd]), ""),
        (c.body(&[act(json!({ "stolen": "Carla" }))]), "stolen"),
        (json!({ "session": c.session, "who": c.who, "acts": [], "list": true }), "sent_at"),
        (json!({ "session": c.session, "sent_at": "2027-03-02T08:45:00Z", "acts": [], "list": true }), "who"),
    ] {
        let answer = c.sent_as(Some(&c.olga), body.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert!(answer.body.contains(named), "{named}: {}", answer.body);
    }
    let long = c.body(&[act(json!({ "walked-in": "x".repeat(70_000) }))]);
    assert_eq!(c.sent_as(Some(&c.olga), long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(c.site.house.count("SELECT count(*) FROM attendee").await, 1);
}

#[tokio::test]
async fn the_page_a_browser_keeps_of_a_door_says_nothing_of_anybody() {
    let c = cellar().await;
    for path in ["/offline/door", "/en/offline/door"] {
        let page = c.site.get_as(&c.olga, path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.body, c.site.get(path).await.body, "the same for everybody");
        assert!(page.header("permissions-policy").contains("camera=(self)"), "it reads tickets as the door does");
        assert!(page.body.contains("data-door=\"\"") && page.body.contains("leptos-island"));
    }
    let door = c.site.get_as(&c.olga, &c.path()).await;
    assert_eq!(door.header("cache-control"), "private, no-store");
    assert!(door.body.contains(&format!("data-door=\"{}\"", c.session)));
    assert!(door.body.contains(&format!("data-who=\"{}\"", c.who)));
    assert!(!c.site.get("/events").await.body.contains("data-who"), "a visitor is nobody");
}

#[tokio::test]
async fn signing_out_leaves_nothing_of_ours_in_the_browser() {
    let c = cellar().await;
    let page = c.site.get_as(&c.olga, "/account").await;
    assert_eq!(page.header("clear-site-data"), "");
    let answer = c.site.post_as(&c.olga, "/sign-out", &[]).await;
    assert_eq!((answer.status, answer.header("clear-site-data")), (StatusCode::SEE_OTHER, "\"storage\""));
}
