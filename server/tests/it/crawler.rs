//! Everybody asks for everything: each role requests every page, file and call with what is another organisation's in
//! it, and sends every form as its owner would. Nothing private appears, nothing changes, nothing breaks (I8).

#![expect(clippy::unwrap_used, reason = "tests")]

mod forms;
mod map;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use crate::common::Answer;
use axum::{
    body::Body,
    http::{Request, header},
};
use forms::Sent;
use leptos::server_fn::axum::server_fn_paths;
use map::{Address, ELSEWHERE, addresses, guide, may_write, mounted};
use world::{ALPHAS, KEEPERS, MARKS, OMEGAS, OTHERS, Who, World, plain, world};

/// Every address of the product.
fn all(world: &World) -> Vec<Address> {
    let pages = app::routes::routes().into_iter().map(|route| route.path);
    pages.chain(ELSEWHERE).flat_map(|route| addresses(world, route)).collect()
}

/// Every page with a form.
fn with_form() -> Vec<&'static str> {
    app::routes::routes().into_iter().filter(|route| route.post.is_some()).map(|route| route.path).collect()
}

/// As a browser asks: a calendar by its ending.
fn asked(path: &str) -> String {
    path.strip_prefix("/.ics").map_or_else(|| path.to_owned(), |page| format!("{page}.ics"))
}

/// What is looked for where one can look.
const SEARCHES: [&str; 10] = [
    "/search?q=alpha",
    "/en/search?q=alphabuch",
    "/events?q=alpha",
    "/calendar?date=2027-03-02",
    "/calendar?view=list&date=2027-03-02",
    "/spaces/labor?date=2027-03-02",
    "/find?people=4&date=2027-03-02&from=10:00&until=12:00",
    "/bookings/new?space=labor&date=2027-03-02&from=10:00&until=12:00&people=4",
    "/admin/people?q=alphamen",
    "/keeper?date=2027-03-02",
];

impl World {
    async fn get(&self, who: Who, path: &str) -> Answer {
        match self.login(who) {
            Some(login) => self.site.get_as(login, path).await,
            None => self.site.get(path).await,
        }
    }

    async fn post(&self, who: Who, sent: &Sent) -> Answer {
        let fields: Vec<_> = sent.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        match self.login(who) {
            Some(login) => self.site.post_as(login, &sent.path, &fields).await,
            None => self.site.post(&sent.path, &fields).await,
        }
    }

    /// The forms of an address, as whoever may use them sees them.
    async fn forms(&self, address: &Address) -> Vec<Sent> {
        let page = self.get(guide(address), &address.path).await;
        forms::of(&page.body, &address.path).into_iter().filter(|sent| !ends_logins(sent)).collect()
    }
}

/// True when whoever sends it is signed out, and would go on as a visitor.
fn ends_logins(sent: &Sent) -> bool {
    let does = |what: &str| sent.fields.iter().any(|(name, value)| name == "do" && value == what);
    sent.path.contains("/sign-out") || (sent.path.contains("/account/logins") && (does("all") || does("others")))
}

/// What is wrong with an answer: it broke, or says what `who` may not read.
fn wrong(who: Who, what: &str, answer: &Answer, seen: &mut BTreeSet<&'static str>) -> Vec<String> {
    let mut wrong = Vec::new();
    if answer.status.is_server_error() {
        wrong.push(format!("{who:?}: {what} breaks: {}", answer.status));
    }
    let headers = answer.headers.values().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join("\n");
    let mut text = format!("{}\n{headers}", answer.body).to_lowercase();
    // An address that was asked for is repeated, in links to its other language and to the sign-in.
    for (mark, _) in MARKS {
        for area in ["events", "series"] {
            for slash in ["/", "%2f"] {
                let slug = format!("{area}{slash}{mark}");
                if what.to_lowercase().contains(&format!("{area}/{mark}")) {
                    text = text.replace(&slug, "");
                }
            }
        }
    }
    for (mark, readers) in MARKS {
        if !text.contains(mark) {
            continue;
        }
        if readers.contains(&who) {
            seen.insert(mark);
        } else {
            wrong.push(format!("{who:?}: {what} says {mark}"));
        }
    }
    wrong
}

/// The same form with other words in it: who sends a form reads her own words again.
fn in_other_words(mut sent: Sent) -> Sent {
    for (_, value) in &mut sent.fields {
        for (mark, _) in MARKS {
            if !value.contains('@') && value.to_lowercase().contains(mark) {
                *value = "Anders".to_owned();
            }
        }
    }
    sent
}

/// What somebody left behind that she may not touch: a row of another that is gone, or one more about Alpha.
fn traces(world: &World, who: Who, before: &BTreeMap<String, usize>, after: &BTreeMap<String, usize>) -> Vec<String> {
    let herself = world.accounts.get(&who).map_or("-".to_owned(), |id| plain(id));
    let fewer = |a: &BTreeMap<String, usize>, b: &BTreeMap<String, usize>| -> Vec<String> {
        a.iter().filter(|(row, n)| b.get(*row).is_none_or(|there| there < n)).map(|(row, _)| row.clone()).collect()
    };
    let gone = fewer(before, after).into_iter().filter(|row| !row.contains(&herself)).map(|row| format!("- {row}"));
    let ids = world.ids();
    let about = |row: &String| ids.iter().any(|id| *id != herself && row.contains(id));
    let come = fewer(after, before).into_iter().filter(about).map(|row| format!("+ {row}"));
    gone.chain(come).collect()
}

#[test]
fn the_crawler_knows_everything_that_is_mounted() {
    assert_eq!(mounted(), ELSEWHERE, "server/src mounts something the crawler does not ask for, or no longer");
}

/// Each of these asks for everything.
async fn reads(people: &[Who]) {
    let world = world().await;
    let before = world.rows().await;
    let (mut faults, mut seen) = (Vec::new(), BTreeSet::new());
    let all = all(&world);
    for who in people.iter().copied() {
        let paths = all.iter().filter(|address| !address.capability).map(|address| asked(&address.path));
        for path in paths.chain(SEARCHES.map(str::to_owned)) {
            let answer = world.get(who, &path).await;
            faults.extend(wrong(who, &path, &answer, &mut seen));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let readable = MARKS.iter().filter(|(_, readers)| readers.iter().any(|who| people.contains(who)));
    let unseen: Vec<_> = readable.filter(|(mark, _)| !seen.contains(mark)).collect();
    assert!(unseen.is_empty(), "who may read these did not find them, so nothing is proved of the others: {unseen:?}");
    // To take a list of people along is written down: that, and nothing else, may be more now.
    let after = world.rows().await;
    let more = after.keys().filter(|row| !before.contains_key(*row) && !row.starts_with("audit:"));
    assert_eq!(more.collect::<Vec<_>>(), Vec::<&String>::new(), "looking changes nothing");
}

#[tokio::test]
async fn colleagues_read_no_more_than_their_role_allows() {
    reads(&ALPHAS).await;
}

#[tokio::test]
async fn another_organisation_reads_nothing_that_is_private() {
    reads(&OMEGAS).await;
}

#[tokio::test]
async fn keepers_read_what_is_booked_with_them_and_nothing_else() {
    reads(&KEEPERS).await;
}

#[tokio::test]
async fn the_region_and_the_public_read_nothing_that_is_private_to_an_organisation() {
    reads(&OTHERS).await;
}

#[tokio::test]
async fn what_a_link_opens_says_nothing_of_anything_else() {
    let world = world().await;
    for address in all(&world).iter().filter(|address| address.capability) {
        let answer = world.get(Who::OmegaAdmin, &asked(&address.path)).await;
        assert!(!answer.status.is_server_error(), "{}", address.path);
        let own = |mark: &str| match address.route {
            "/invitations/{token}" => ["alphagast", "alphabuchung", "alphamensch"].contains(&mark),
            _ => ["alphateilnehmer", "alphaantwort"].contains(&mark),
        };
        let text = answer.body.to_lowercase();
        for (mark, _) in MARKS.into_iter().filter(|(mark, _)| !own(mark)) {
            assert!(!text.contains(mark), "{} says {mark}", address.path);
        }
    }
}

/// Each of these sends every form of those who may.
async fn changes(people: &[Who]) {
    let world = world().await.on_the_day().await;
    let mut faults = Vec::new();
    let with_form = with_form();
    let mut attacks = Vec::new();
    for address in all(&world).into_iter().filter(|address| with_form.contains(&address.route)) {
        // These two are about whoever asks and carry nothing of anybody else.
        if !["/account/erase", "/sign-out"].contains(&address.route) {
            let mut forms: Vec<_> = world.forms(&address).await.into_iter().map(in_other_words).collect();
            forms.push(Sent { path: address.path.clone(), fields: vec![("do".into(), "x".into())] });
            attacks.push((address, forms));
        }
    }
    let mut before = world.rows().await;
    for who in people.iter().copied() {
        for (address, forms) in attacks.iter().filter(|(address, _)| !may_write(&world, address, who)) {
            for sent in forms {
                let answer = world.post(who, sent).await;
                let says = wrong(who, &format!("POST {}", sent.path), &answer, &mut BTreeSet::new());
                faults.extend(says.into_iter().map(|says| format!("{says} to {:?}", sent.fields)));
            }
            let after = world.rows().await;
            let traces = traces(&world, who, &before, &after);
            if !traces.is_empty() {
                faults.push(format!("{who:?}: one of {forms:?} in {} leaves\n{}", address.route, traces.join("\n")));
            }
            before = after;
        }
    }
    for who in people.iter().filter(|who| **who != Who::Visitor) {
        assert_eq!(world.get(*who, "/account").await.status, 200, "{who:?} was signed out on the way");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn colleagues_change_no_more_than_their_role_allows() {
    changes(&ALPHAS).await;
}

#[tokio::test]
async fn another_organisation_changes_nothing() {
    changes(&OMEGAS).await;
}

#[tokio::test]
async fn keepers_change_what_they_keep_and_nothing_else() {
    changes(&KEEPERS).await;
}

#[tokio::test]
async fn the_region_and_the_public_change_nothing_of_an_organisation() {
    changes(&OTHERS).await;
}

/// Forms that are sent by their owners in [`what_the_crawler_sends_would_be_taken_from_its_owner`] and refused, and why.
const NOT_TAKEN: [(&str, &str); 18] = [
    ("/accessibility/report", "nobody runs this house who would read it"),
    ("/sign-in", "its answer is to look for a mail"),
    ("/sign-in/sent", "nobody asked for a code"),
    ("/sign-in/passkey", "only a device can answer"),
    ("/sign-in/oidc/{provider}", "there is no provider"),
    ("/sign-in/oidc/{provider}/address", "there is no provider"),
    ("/sign-in/{token}", "no secret of these signs anybody in"),
    ("/sign-out", "left out: whoever sent it would go on as a visitor"),
    ("/account/passkeys", "only a device can answer"),
    ("/account/identities", "there is no provider"),
    ("/admin/mail", "every mail was delivered"),
    ("/keeper/off", "the day sends its own form there"),
    ("/keeper/why", "it answers and changes nothing"),
    ("/events/{slug}/register/list", "a list is looked at first, and nobody stands in an empty one"),
    ("/manage/events/{slug}/waiting", "nobody waits"),
    ("/manage/events/{slug}/requests", "nobody asks"),
    ("/manage/events/{slug}/form/preview", "it shows and changes nothing"),
    ("/survey/{token}", "nobody was asked: the events are to come"),
];

#[tokio::test]
async fn what_the_crawler_sends_would_be_taken_from_its_owner() {
    // What a form may say does not depend on the database, and so many worlds take long to make.
    if std::env::var("TEST_DATABASE_URL").is_ok() {
        return;
    }
    let mut refused = Vec::new();
    for route in with_form() {
        // What one form ends another cannot use: each route has a world of its own.
        let world = world().await.on_the_day().await;
        let mut taken = false;
        for address in addresses(&world, route) {
            let count = world.forms(&address).await.len();
            for number in 0..count {
                let Some(sent) = world.forms(&address).await.get(number).cloned() else { continue };
                let mut answer = world.post(guide(&address), &sent).await;
                // Some things are shown once more before they are done.
                let again = if answer.status == 200 { forms::of(&answer.body, &address.path) } else { Vec::new() };
                for again in again.into_iter().filter(|sent| !ends_logins(sent)) {
                    answer = world.post(guide(&address), &again).await;
                    taken |= taken_from_her(&answer);
                }
                taken |= taken_from_her(&answer);
            }
        }
        if !taken {
            refused.push(route);
        }
    }
    assert_eq!(refused, NOT_TAKEN.map(|(route, _)| route));
}

/// After what was done one looks at something else than the sign-in.
fn taken_from_her(answer: &Answer) -> bool {
    assert!(!answer.status.is_server_error(), "{}", answer.status);
    answer.status == 303 && !answer.header("location").contains("/sign-in")
}

#[tokio::test]
async fn no_call_of_an_island_tells_or_changes_what_is_another_organisations() {
    let world = world().await;
    let fields = |space: &str, extra: &[(&str, &str)]| -> Vec<(String, String)> {
        let date = [("date", "2027-03-02"), ("from", "10:00"), ("until", "12:00"), ("people", "4"), ("title", "x")];
        let all = [("space", space)].into_iter().chain(date).chain(extra.iter().copied());
        all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    let behalf = [("organisation", "Alpha GmbH"), ("contact", "empfang@example.org")];
    let (labor, hold) = (world.labor.to_string(), world.hold.to_string());
    let mut calls = Vec::new();
    for (path, _) in server_fn_paths() {
        let json = |body: serde_json::Value| ("application/json", body.to_string());
        let bodies = match path.trim_start_matches("/api/") {
            "bookings/hold" => vec![
                json(serde_json::json!({ "fields": fields("atelier", &behalf), "request": hold, "except": "" })),
                json(serde_json::json!({ "fields": fields("labor", &behalf), "request": hold, "except": "" })),
                json(serde_json::json!({ "fields": fields("atelier", &[]), "request": hold, "except": labor })),
            ],
            "bookings/release" => vec![("application/x-www-form-urlencoded", format!("request={hold}"))],
            "bookings/check" => vec![
                json(serde_json::json!({ "fields": fields("labor", &[]), "except": "" })),
                json(serde_json::json!({ "fields": fields("labor", &behalf), "except": labor })),
                json(serde_json::json!({ "fields": fields("la\0bor", &[]), "except": "" })),
            ],
            "door/admit" => vec![json(serde_json::json!({ "session": world.session(), "code": world.ticket }))],
            "door/sync" => {
                let act = |deed: serde_json::Value| {
                    let id = uuid::Uuid::from_u128(1);
                    let (session, at) = (world.session(), "2027-03-01T07:00:00Z");
                    let acts = [serde_json::json!({ "id": id, "at": at, "deed": deed })];
                    json(
                        serde_json::json!({ "session": session, "who": "WHO", "sent_at": at, "acts": acts, "list": true }),
                    )
                };
                vec![act(serde_json::json!({ "walked-in": "x" })), act(serde_json::json!({ "came": world.hold }))]
            }
            "passkeys/make" | "passkeys/show" => vec![json(serde_json::json!({}))],
            unknown => panic!("the crawler knows nothing to say to {unknown}"),
        };
        calls.extend(bodies.into_iter().map(|(kind, body)| (path, kind, body)));
    }
    assert!(calls.len() >= 6, "{calls:?}");
    let nonsense = ["", "{}", "{\"session\":7}", "request=x&request=y", "\u{0}"];
    let paths: BTreeSet<_> = server_fn_paths().map(|(path, _)| path).collect();
    for (path, body) in paths.iter().flat_map(|path| nonsense.map(|body| (path, body.to_owned()))) {
        calls.push((path, "application/json", body.clone()));
        calls.push((path, "application/x-www-form-urlencoded", body));
    }
    let (mut faults, mut before) = (Vec::new(), world.rows().await);
    for who in Who::ALL.into_iter().filter(|who| !ALPHAS.contains(who)) {
        for (path, kind, body) in &calls {
            // Whoever keeps a room books it for others.
            if matches!(who, Who::Keeper | Who::SpaceKeeper) && path.ends_with("/hold") {
                continue;
            }
            let mut request = Request::post(*path).header(header::CONTENT_TYPE, *kind);
            if let Some(login) = world.login(who) {
                request = request.header(header::COOKIE, format!("login={login}"));
            }
            let body = body.replace("WHO", world.accounts.get(&who).map_or("", String::as_str));
            let answer = world.site.send(request.body(Body::from(body.clone())).unwrap()).await;
            let what = format!("{path} {body}");
            faults.extend(wrong(who, &what, &answer, &mut BTreeSet::new()));
            let after = world.rows().await;
            faults.extend(traces(&world, who, &before, &after).iter().map(|trace| format!("{who:?}: {what}: {trace}")));
            before = after;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn nothing_that_is_typed_into_an_address_breaks_it() {
    let world = world().await;
    let junk = ["x", "0", "00000000-0000-0000-0000-000000000000", "%27%22%3Cb%3E", "%00", "%FF", "..%2F..", "-1"];
    let mut routes: Vec<_> = app::routes::routes().into_iter().map(|route| route.path).collect();
    routes.extend(ELSEWHERE);
    for route in routes.into_iter().filter(|route| route.contains('{')) {
        for word in junk.into_iter().map(str::to_owned).chain(["a".repeat(3000)]) {
            let mut path = String::new();
            for part in route.split('/').skip(1) {
                path += "/";
                path += if part.starts_with('{') { &word } else { part };
            }
            for who in [Who::AlphaAdmin, Who::Keeper, Who::Region, Who::Visitor] {
                let answer = world.get(who, &asked(&path)).await;
                assert!(!answer.status.is_server_error(), "{who:?}: {path}: {}", answer.status);
            }
        }
    }
}
