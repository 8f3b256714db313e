//! The npm package `oidc-provider`, which is certified by the OpenID Foundation, as somebody's university.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Lines, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::OnceLock,
};

use super::{Jar, house_with};
use crate::common::{Answer, Site};
use axum::http::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Where browsers of these tests believe the house to be.
const HOUSE: &str = "http://127.0.0.1:3000";

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/oidc")
}

/// Where the provider's packages are. `None`: they cannot be had, and that is said.
fn modules() -> Option<&'static Path> {
    static MODULES: OnceLock<Option<PathBuf>> = OnceLock::new();
    let modules = MODULES.get_or_init(|| match install() {
        Ok(modules) => Some(modules),
        Err(why) => {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "the provider must be there: {why}");
            println!("skipped: {why}");
            None
        }
    });
    modules.as_deref()
}

fn install() -> Result<PathBuf, String> {
    let package = fs::read(scripts().join("package.json")).unwrap();
    let version: String = Sha256::digest(&package)[..6].iter().map(|byte| format!("{byte:02x}")).collect();
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("provider-{version}"));
    fs::create_dir_all(&home).map_err(|err| err.to_string())?;
    // Tests run in processes of their own: one of them installs, the others wait.
    let lock = fs::File::create(home.join("lock")).map_err(|err| err.to_string())?;
    lock.lock().map_err(|err| err.to_string())?;
    let done = home.join("done");
    if !done.exists() {
        fs::write(home.join("package.json"), &package).map_err(|err| err.to_string())?;
        let mut npm = Command::new("npm");
        let installed = npm.args(["install", "--silent", "--no-audit", "--no-fund"]).current_dir(&home).output();
        let installed = installed.map_err(|err| format!("npm: {err}"))?;
        if !installed.status.success() {
            return Err(format!("npm: {}", String::from_utf8_lossy(&installed.stderr)));
        }
        fs::write(done, "").map_err(|err| err.to_string())?;
    }
    Ok(home)
}

/// The university, open.
struct University {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    issuer: String,
}

impl University {
    fn open(modules: &Path) -> Self {
        let keys = ["public", "basic", "post"];
        let mut child = Command::new("node")
            .arg(scripts().join("provider.mjs"))
            .arg(modules)
            .args(keys.map(|key| format!("{HOUSE}/sign-in/oidc/{key}/callback")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.next().unwrap().unwrap();
        let port = ready.strip_prefix("ready ").unwrap();
        Self { child, lines, issuer: format!("http://127.0.0.1:{port}") }
    }

    fn shall(&mut self, what: &Value) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{what}").unwrap();
        assert_eq!(self.lines.next().unwrap().unwrap(), "ok");
    }

    fn setting(&self, client: &str) -> Value {
        let mut setting =
            json!({ "key": client, "name": "Uni", "issuer": self.issuer, "client_id": client, "domains": ["*"] });
        if client != "public" {
            setting["client_secret"] = "geheim & lang:%".into();
        }
        setting
    }

    /// Follows a browser through it, with its cookies, until it is sent back: to this path.
    fn visited(&self, to: &str) -> String {
        let (mut to, mut cookies) = (to.to_owned(), BTreeMap::new());
        for _ in 0..10 {
            let path = to.strip_prefix(&self.issuer).unwrap_or(&to).to_owned();
            assert!(path.starts_with('/'), "{path}");
            to = self.asked(&path, &mut cookies);
            if let Some(back) = to.strip_prefix(HOUSE) {
                return back.to_owned();
            }
        }
        panic!("it goes round in circles")
    }

    /// One GET. Answers where it leads.
    fn asked(&self, path: &str, cookies: &mut BTreeMap<String, String>) -> String {
        let host = self.issuer.trim_start_matches("http://");
        let jar = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {jar}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut place = None;
        for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
            match name.to_ascii_lowercase().as_str() {
                "location" => place = Some(value.to_owned()),
                "set-cookie" => {
                    let (name, value) = value.split(';').next().unwrap().split_once('=').unwrap();
                    cookies.insert(name.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        place.unwrap_or_else(|| panic!("{path} leads nowhere: {head}\n{body}"))
    }
}

impl Drop for University {
    fn drop(&mut self) {
        // Its input ends, and so does it.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// A house that is known there as this client, and whose clock is right: the provider's is.
async fn house(university: &University, client: &str) -> Site {
    let site = house_with(&[university.setting(client)]).await;
    site.house.set_clock(&(server::clock::system())().format("%Y-%m-%dT%H:%M:%SZ").to_string());
    site
}

async fn signs_in(site: &Site, university: &University, jar: &mut Jar, key: &str) -> Answer {
    let (to, _) = jar.signs_in(site, key, "/account").await;
    let back = university.visited(&to);
    jar.get(site, &back).await
}

#[tokio::test]
async fn a_real_provider_signs_people_in_however_it_wants_to_know_us() {
    let Some(modules) = modules() else { return };
    let mut university = University::open(modules);
    for client in ["public", "basic", "post"] {
        let site = house(&university, client).await;
        for who in ["anna", "berta", "anna"] {
            university.shall(&json!({ "who": who }));
            let mut jar = Jar::default();
            let answer = signs_in(&site, &university, &mut jar, client).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (StatusCode::SEE_OTHER, "/account"),
                "{}",
                answer.body
            );
            let account = jar.get(&site, "/account").await.body;
            assert!(account.contains(&format!("{who}@uni.example")) && account.contains(&format!("{who} Muster")));
        }
        assert_eq!(site.house.count("SELECT COUNT(*) FROM account").await, 2);
        assert_eq!(site.house.count("SELECT COUNT(*) FROM account_identity").await, 2);
    }
}

#[tokio::test]
async fn a_real_provider_is_asked_again_before_what_is_dangerous() {
    let Some(modules) = modules() else { return };
    let university = University::open(modules);
    let site = house(&university, "basic").await;
    let mut jar = Jar::default();
    let (to, sent) = jar.signs_in(&site, "basic", "/account/erase").await;
    assert_eq!(sent["max_age"], "900");
    let back = university.visited(&to);
    assert_eq!(jar.get(&site, &back).await.header("location"), "/account/erase");
    assert!(!jar.get(&site, "/account/erase").await.body.contains("Ausloggen und neu einloggen"), "it says when");
}

#[tokio::test]
async fn a_real_provider_may_change_its_keys_between_two_sign_ins() {
    let Some(modules) = modules() else { return };
    let mut university = University::open(modules);
    let site = house(&university, "basic").await;
    for _ in 0..2 {
        let answer = signs_in(&site, &university, &mut Jar::default(), "basic").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        university.shall(&json!({ "keys": "new" }));
    }
    let refused = signs_in(&site, &university, &mut Jar::default(), "basic").await;
    assert_eq!(refused.status, StatusCode::BAD_GATEWAY, "twice within a minute nobody asks");
    site.house.pass(chrono::TimeDelta::seconds(61));
    assert_eq!(signs_in(&site, &university, &mut Jar::default(), "basic").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_says_no_at_a_real_provider_or_is_a_guest_there_is_told_what_to_do() {
    let Some(modules) = modules() else { return };
    let mut university = University::open(modules);
    let site = house(&university, "public").await;
    university.shall(&json!({ "who": null }));
    let mut jar = Jar::default();
    let answer = signs_in(&site, &university, &mut jar, "public").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("Sie haben dort abgebrochen") && jar.login.is_empty());
    university.shall(&json!({ "who": "gast" }));
    let answer = signs_in(&site, &university, &mut jar, "public").await;
    assert_eq!(answer.header("location"), "/sign-in/oidc/public/address", "it did not verify that address");
}

#[tokio::test]
async fn what_a_real_provider_sent_once_it_sends_for_one_request_alone() {
    let Some(modules) = modules() else { return };
    let university = University::open(modules);
    let site = house(&university, "basic").await;
    let (mut mine, mut other) = (Jar::default(), Jar::default());
    let (to, _) = mine.signs_in(&site, "basic", "/").await;
    let (_, sent) = other.signs_in(&site, "basic", "/").await;
    let back = university.visited(&to);
    let code = form_urlencoded::parse(back.split_once('?').unwrap().1.as_bytes())
        .find_map(|(name, value)| (name == "code").then(|| value.into_owned()))
        .unwrap();
    // A stolen code in a thief's own request: the verifier is another (RFC 7636).
    let fields = [("state", sent["state"].as_str()), ("code", &code), ("iss", &university.issuer)];
    let answer = other.back(&site, "basic", &fields).await;
    assert_eq!((answer.status, other.login.is_empty()), (StatusCode::BAD_GATEWAY, true));
}
