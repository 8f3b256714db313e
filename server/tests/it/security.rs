//! What a stranger tries, and does not get.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    io::Write,
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::common::{Site, house::programme::online, site, site_with};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use domain::{desk::SessionFields, organisation::Role};
use server::http::Patience;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};
use tracing_subscriber::{fmt::MakeWriter, util::SubscriberInitExt as _};

const PRODUCTION: &[(&str, &str)] = &[("SPIELRAUM_HOST", "0.0.0.0"), ("SPIELRAUM_BASE_URL", "https://raum.example")];

fn form(path: &str) -> axum::http::request::Builder {
    Request::builder().method(Method::POST).uri(path).header("content-type", "application/x-www-form-urlencoded")
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_strangers_out() {
    let site = site_with(PRODUCTION).await;
    let cross = form("/sign-in").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    let answers = [
        site.get("/events").await,
        site.get("/gibt-es-nicht").await,
        site.get("/health").await,
        site.get("/events.ics").await,
        site.get("/bookings/new").await,
        site.get("/assets/nichts.css").await,
        site.post("/events", &[]).await,
        site.send(cross).await,
    ];
    for answer in answers {
        let policy = answer.header("content-security-policy");
        for word in
            ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval';", "frame-ancestors 'none'", "base-uri 'none'"]
        {
            assert!(policy.contains(word), "{word}");
        }
        assert!(!policy.contains("unsafe-inline"));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ] {
            assert_eq!(answer.header(name), value, "{}", answer.status);
        }
        assert_eq!(answer.header("x-request-id").len(), 32);
    }
}

#[tokio::test]
async fn only_the_list_made_for_other_pages_may_be_framed_and_it_knows_nobody() {
    let site = site_with(PRODUCTION).await;
    let olga = site.house.olga().await;
    let place = SessionFields { capacity: Some(5), ..online(2, "10:00", "12:00") };
    site.house.published(&olga, "Vortrag", &[place]).await;
    let login = site.login("olga@example.org").await;
    let path = "/embed/events?q=Vortrag";
    // The second visitor gets what was kept of the first.
    for answer in [site.get(path).await, site.get(path).await, site.get_as(&login, path).await] {
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{policy}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(answer.header("cross-origin-embedder-policy"), "require-corp");
        assert_eq!(answer.cookie(), None);
        assert!(answer.body.contains(r#"<base target="_top">"#), "its links leave the frame");
        assert!(answer.body.contains("noindex") && answer.body.contains("/events/vortrag"));
        for word in ["Olga", "olga@", "<form", "canonical"] {
            assert!(!answer.body.contains(word), "{word}");
        }
    }
    let own = site.get_as(&login, "/events?q=Vortrag").await;
    assert!(own.header("content-security-policy").contains("frame-ancestors 'none'"));
    assert!(own.body.contains("https://raum.example/embed/events?q=Vortrag"), "how to show it elsewhere");
}

#[tokio::test]
async fn a_visitor_gets_no_cookie() {
    let site = site().await;
    site.house.furnished().await;
    for path in [
        "/",
        "/events",
        "/spaces",
        "/spaces/labor",
        "/calendar",
        "/sign-in",
        "/gibt-es-nicht",
        "/events.ics",
        "/health",
    ] {
        assert_eq!(site.get(path).await.cookie(), None, "{path}");
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_and_does_nothing() {
    let site = site().await;
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
    {
        let request = form("/sign-in").header("host", "127.0.0.1:3000").header(name, value);
        let answer = site.send(request.body(Body::from("email=mia@example.org")).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(answer.body.contains("<h1>Das dürfen Sie hier nicht</h1>"));
    }
    assert!(site.house.waiting_mail().await.is_empty());
}

#[tokio::test]
async fn our_own_form_is_taken() {
    let site = site().await;
    for (name, value) in [("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:3000")] {
        let request = form("/sign-in").header("host", "127.0.0.1:3000").header(name, value);
        let answer = site.send(request.body(Body::from("email=mia@example.org")).unwrap()).await;
        assert_ne!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
}

#[tokio::test]
async fn more_than_any_form_has_is_not_read() {
    let site = site().await;
    let long = "x".repeat(64 * 1024 + 1);
    for length in [true, false] {
        let mut request = form("/sign-in");
        if length {
            request = request.header("content-length", long.len());
        }
        let answer = site.send(request.body(Body::from(long.clone())).unwrap()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(answer.body.contains("zu groß"));
    }
}

#[tokio::test]
async fn only_forms_are_taken_as_forms() {
    let site = site().await;
    for kind in ["application/json", "multipart/form-data; boundary=x", "text/plain"] {
        let request =
            Request::post("/sign-in").header("content-type", kind).body(Body::from("email=mia@example.org")).unwrap();
        assert_eq!(site.send(request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    let request = Request::post("/sign-in").body(Body::from("email=mia@example.org")).unwrap();
    assert_eq!(site.send(request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn whoever_asks_for_too_many_sign_in_links_waits() {
    let site = site_with(PRODUCTION).await;
    let mut last = None;
    for n in 0..11 {
        last = Some(site.post("/sign-in", &[("email", &format!("mia{n}@example.org"))]).await);
    }
    let last = last.unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.header("retry-after").parse::<u64>().unwrap() > 0);
    assert!(last.body.contains("<h1>Das ging zu schnell</h1>"));
    assert!(last.body.contains("name=\"email\" value=\"mia10@example.org\""), "what she typed is still there");
}

#[tokio::test]
async fn another_network_does_not_wait_for_it() {
    let site = site_with(PRODUCTION).await;
    for n in 0..30 {
        let request = form("/sign-in").header("x-forwarded-for", format!("203.0.113.7, 192.0.2.{n}"));
        let answer = site.send(request.body(Body::from(format!("email=mia{n}@example.org"))).unwrap()).await;
        assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    }
}

/// Signs in as a browser does, and answers what the cookie line says.
async fn cookie_of_a_sign_in(site: &Site) -> (String, String) {
    let link = site.house.store.sign_in_token_for("mia@example.org").await.unwrap();
    let answer = site.post(&format!("/sign-in/{link}"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    (answer.cookie().unwrap().to_owned(), answer.header("location").to_owned())
}

#[tokio::test]
async fn a_login_is_a_cookie_no_script_and_no_other_host_can_touch() {
    let (cookie, goto) = cookie_of_a_sign_in(&site_with(PRODUCTION).await).await;
    let (name, rest) = cookie.split_once('=').unwrap();
    let (token, rest) = rest.split_once(';').unwrap();
    assert_eq!(name, "__Host-login");
    assert_eq!(token.len(), 43);
    assert_eq!(rest, " Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
    assert_eq!(goto, "/account");
    let (cookie, _) = cookie_of_a_sign_in(&site().await).await;
    assert!(cookie.starts_with("login=") && !cookie.contains("Secure"));
}

#[tokio::test]
async fn whoever_tries_too_many_links_waits_and_is_told_how_long() {
    let site = site_with(PRODUCTION).await;
    for _ in 0..10 {
        assert_eq!(site.post("/sign-in/geraten", &[]).await.status, StatusCode::GONE);
    }
    let answer = site.post("/sign-in/sent", &[("ask", "geraten"), ("code", "12345678")]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=21).contains(&seconds), "{seconds}");
}

#[tokio::test]
async fn a_developers_mails_are_out_of_reach_for_other_sites_and_in_production() {
    let here = site().await;
    let asked = |host: &str| Request::get("/dev/mail").header("host", host).body(Body::empty()).unwrap();
    assert_eq!(here.send(asked("localhost:3000")).await.status, StatusCode::OK);
    assert_eq!(here.send(asked("[::1]:3000")).await.status, StatusCode::OK);
    assert_eq!(here.send(asked("evil.example")).await.status, StatusCode::MISDIRECTED_REQUEST);
    for proxied in ["x-forwarded-for", "forwarded", "via"] {
        let mut request = asked("localhost:3000");
        request.headers_mut().insert(proxied, "203.0.113.9".parse().unwrap());
        assert_eq!(here.send(request).await.status, StatusCode::MISDIRECTED_REQUEST, "{proxied}");
    }
    assert_eq!(site_with(PRODUCTION).await.get("/dev/mail").await.status, StatusCode::NOT_FOUND);
}

/// Everything that was logged.
#[derive(Clone, Default)]
pub(crate) struct Log(pub(crate) Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_and_nothing_personal_is_logged() {
    let log = Log::default();
    let _guard = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish()
        .set_default();
    let site = site().await;
    let olga = site.house.olga().await;
    let session = site.house.session(&olga, Some(5)).await;
    let token = site.house.registered(session, "mia@example.org", &["Mia Muster"]).await;
    let link = site.house.store.sign_in_token_for("mia@example.org").await.unwrap();
    let login = site.login("olga@example.org").await;
    site.get(&format!("/registrations/{token}")).await;
    site.get(&format!("/registrations/{token}.ics")).await;
    site.get(&format!("/sign-in/{link}")).await;
    site.get(&format!("/nirgends/{token}?email=mia@example.org")).await;
    site.post("/sign-in", &[("email", "mia@example.org")]).await;
    site.get_as(&login, "/bookings").await;
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("/registrations/{token}"), "{logged}");
    for secret in [token.as_str(), &link, &login, "mia", "Mia", "nirgends"] {
        assert!(!logged.contains(secret), "{secret} is in {logged}");
    }
}

#[tokio::test]
async fn the_log_says_which_account_signed_in_by_which_way_and_that_somebody_did_not() {
    let log = Log::default();
    let _guard = tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish().set_default();
    let site = site().await;
    site.house.anna().await;
    let anna = site.house.store.account_with("anna@example.org").await.unwrap();
    let link = site.house.store.sign_in_token_for("anna@example.org").await.unwrap();
    site.post(&format!("/sign-in/{link}"), &[]).await;
    site.post(&format!("/sign-in/{link}"), &[]).await;
    site.post("/sign-in/sent", &[("ask", "geraten"), ("code", "12345678")]).await;
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines = |part: &str| logged.lines().filter(|line| line.contains(part)).collect::<Vec<_>>();
    assert_eq!(lines("somebody signed in").len(), 1, "{logged}");
    assert!(lines("somebody signed in")[0].contains(&format!("account={anna} way=\"mail\"")), "{logged}");
    assert_eq!(lines("somebody did not sign in").len(), 2, "{logged}");
    assert!(!logged.contains("anna@") && !logged.contains(&link), "{logged}");
}

#[tokio::test]
async fn a_login_opens_only_what_is_its_own() {
    let site = site().await;
    let muster = site.house.organisation("Muster").await;
    site.house.person("Anna", &muster, Role::Booker).await;
    let login = site.login("anna@example.org").await;
    assert_eq!(site.get_as(&login, "/bookings").await.status, StatusCode::OK);
    for path in ["/bookings/00000000-0000-0000-0000-000000000001", "/manage/events/nichts", "/admin"] {
        assert_eq!(site.get_as(&login, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn who_says_nothing_and_who_reads_nothing_is_let_go() {
    // Enough that no socket takes all of it at once.
    let large = axum::Router::new().route("/", axum::routing::get(|| async { vec![b'x'; 64 << 20] }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (open, shutdown) = watch::channel(false);
    let patience = Patience { head: Duration::from_millis(200), write: Duration::from_millis(200) };
    let house = tokio::spawn(server::http::listen(listener, large, patience, shutdown));

    let mut silent = TcpStream::connect(address).await.unwrap();
    silent.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let mut said = Vec::new();
    // Either an answer that says so, or nothing at all: what counts is that the connection ends.
    let _ = silent.read_to_end(&mut said).await;
    assert!(said.is_empty() || said.starts_with(b"HTTP/1.1 408"), "{said:?}");

    let mut deaf = TcpStream::connect(address).await.unwrap();
    deaf.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut first = [0; 16];
    deaf.read_exact(&mut first).await.unwrap();
    assert!(first.starts_with(b"HTTP/1.1 200"), "{first:?}");
    // The house closes without waiting for it to the last (ten seconds): it was let go before.
    open.send_replace(true);
    timeout(Duration::from_secs(8), house).await.unwrap().unwrap();
    let mut rest = Vec::new();
    let _ = deaf.read_to_end(&mut rest).await;
    assert!(rest.len() < 64 << 20, "{}", rest.len());
}
