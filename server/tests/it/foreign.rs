//! What we write, judged by programs others wrote; what we send, taken by a mail server with moods.
//!
//! Needs Python and Node. Their packages are installed once, into the target folder. Without them the tests say so and
//! pass; with `CI=true` they fail.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests that show what the judges said")]

mod bookings;
mod holidays;
mod papers;
mod series;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{OnceLock, atomic::AtomicBool},
};

use crate::common::{
    Site,
    house::{
        booking,
        programme::{on_site, online},
        wish,
    },
    site, site_with,
};
use crate::letters;
use app::texts::Locale;
use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{AccountDesk as _, BookingDesk as _, CatalogueDesk as _, EventDesk as _, EventQuery},
};
use serde_json::{Value, json};
use server::{
    jobs::Worker,
    mail::{Office, Stamp, compose, write},
};
use sha2::{Digest as _, Sha256};

/// Python with its packages, and Node's.
struct Judges {
    python: PathBuf,
    modules: PathBuf,
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/foreign")
}

/// The judges, installed where they were not. `None`: they cannot be had, and that is said.
fn judges() -> Option<&'static Judges> {
    static JUDGES: OnceLock<Option<Judges>> = OnceLock::new();
    let judges = JUDGES.get_or_init(|| match install() {
        Ok(judges) => Some(judges),
        Err(why) => {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "the judges must be there: {why}");
            println!("skipped: {why}");
            None
        }
    });
    judges.as_ref()
}

fn install() -> Result<Judges, String> {
    let files = ["requirements.txt", "package.json"].map(|name| fs::read(scripts().join(name)).unwrap());
    let version: String = Sha256::digest(files.concat())[..6].iter().map(|byte| format!("{byte:02x}")).collect();
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("judges-{version}"));
    fs::create_dir_all(&home).map_err(|err| err.to_string())?;
    // Tests run in processes of their own: one of them installs, the others wait.
    let lock = fs::File::create(home.join("lock")).map_err(|err| err.to_string())?;
    lock.lock().map_err(|err| err.to_string())?;
    let judges = Judges { python: home.join("venv/bin/python"), modules: home.clone() };
    let done = home.join("done");
    if !done.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(home.join("venv")))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        run(Command::new(&judges.python).args(pip).arg(scripts().join("requirements.txt")))?;
        fs::copy(scripts().join("package.json"), home.join("package.json")).map_err(|err| err.to_string())?;
        run(Command::new("npm").args(["install", "--silent", "--no-audit", "--no-fund"]).current_dir(&home))?;
        fs::write(done, "").map_err(|err| err.to_string())?;
    }
    Ok(judges)
}

fn run(command: &mut Command) -> Result<(), String> {
    let done = command.output().map_err(|err| format!("{command:?}: {err}"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&done.stderr)))
}

/// Files to be judged, and what must be in them.
struct Folder {
    folder: tempfile::TempDir,
    expected: BTreeMap<String, Value>,
}

impl Folder {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), expected: BTreeMap::new() }
    }

    fn add(&self, name: &str, content: &[u8]) {
        fs::write(self.folder.path().join(name), content).unwrap();
    }

    async fn fetch(&self, site: &Site, path: &str) -> String {
        let answer = site.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8", "{path}");
        self.add(
            &format!("{}.ics", path.trim_start_matches('/').trim_end_matches(".ics").replace('/', "_")),
            answer.body.as_bytes(),
        );
        answer.body
    }

    /// One calendar, that may be broken.
    fn of(calendar: &str) -> Self {
        let folder = Self::new();
        folder.add("broken.ics", calendar.as_bytes());
        folder
    }

    /// What the judges mind, one line each.
    fn complaints(&self, judges: &Judges) -> Vec<String> {
        let folder = self.folder.path();
        fs::write(folder.join("expected.json"), serde_json::to_vec(&self.expected).unwrap()).unwrap();
        let judged = Command::new(&judges.python)
            .arg(scripts().join("judge.py"))
            .args([folder, Path::new("node"), &scripts().join("ical.mjs"), &judges.modules])
            .output()
            .unwrap();
        let said = String::from_utf8(judged.stdout).unwrap();
        println!("{}", said.lines().next().unwrap_or_default());
        let complaints: Vec<String> = said.lines().skip(1).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        let fell_asleep = complaints.is_empty() && !judged.status.success();
        assert!(!fell_asleep, "{}", String::from_utf8_lossy(&judged.stderr));
        complaints
    }

    fn judge(&self, judges: &Judges) {
        assert_eq!(self.complaints(judges), [""; 0]);
    }
}

#[test]
fn the_judges_are_awake() {
    let Some(judges) = judges() else { return };
    let calendar = |line: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270301T090000Z\r\n\
             LAST-MODIFIED:20270301T090000Z\r\nSEQUENCE:0\r\nSTATUS:CONFIRMED\r\nDTSTART:20270309T090000Z\r\n\
             DTEND:20270309T100000Z\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    assert_eq!(Folder::of(&calendar("SUMMARY:Abend")).complaints(judges), [""; 0]);
    for (broken, complaint) in [
        ("SUMMARY:Abend\nmehr", "a bare CR or LF"),
        ("SUMMARY:Abend\r\nATTENDEE;CN=\"a\"b\":mailto:a@example.org", "broken.ics"),
        (&format!("SUMMARY:{}", "x".repeat(90)), "a line of 98 octets"),
        ("SUMMARY:Abend\r\nSUMMARY:zwei", "SUMMARY must occur once"),
        ("DESCRIPTION:ohne Titel", "broken.ics"),
    ] {
        let complaints = Folder::of(&calendar(broken)).complaints(judges);
        assert!(complaints.iter().any(|said| said.contains(complaint)), "{broken}: {complaints:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_calendar_of_a_whole_region_is_read_alike_by_four_programs() {
    let Some(judges) = judges() else { return };
    let folder = Folder::new();
    let site = site().await;
    folder.fetch(&site, "/events.ics").await;
    fs::rename(folder.folder.path().join("events.ics"), folder.folder.path().join("empty.ics")).unwrap();
    let today = domain::desk::CalendarDesk::today(&site.house.store);
    server::demo::load(&site.house.store, today).await.unwrap();
    for path in ["/events.ics", "/en/events.ics"] {
        assert!(folder.fetch(&site, path).await.matches("BEGIN:VEVENT").count() > 5, "{path}");
    }
    for place in site.house.store.sites().await.unwrap() {
        folder.fetch(&site, &format!("/sites/{}.ics", place.slug)).await;
        for space in place.spaces.into_iter().take(2) {
            folder.fetch(&site, &format!("/spaces/{}.ics", space.space.slug)).await;
        }
    }
    for card in site.house.store.events(&EventQuery::default(), 1).await.unwrap().items.into_iter().take(6) {
        folder.fetch(&site, &format!("/events/{}.ics", card.slug)).await;
        let event = site.house.store.event(&Actor::Visitor, &card.slug).await.unwrap().unwrap();
        for session in event.sessions.iter().take(2) {
            folder.fetch(&site, &format!("/en/events/{}/{}.ics", card.slug, session.id)).await;
        }
    }
    folder.judge(judges);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_have_for_themselves_is_read_alike_too() {
    let Some(judges) = judges() else { return };
    let mut folder = Folder::new();
    let site = site().await;
    site.house.furnished().await;
    let anna = site.house.anna().await;
    let id = site.house.store.book(&anna, booking(wish("labor", 9, "10:00", "12:00"))).await.unwrap();
    let login = site.login("anna@example.org").await;
    let file = site.get_as(&login, &format!("/bookings/{id}.ics")).await;
    let uid = site.house.store.booking(&anna, id).await.unwrap().unwrap().uid;
    let event = |summary: &str| json!({ "uid": uid, "summary": summary, "start": "2027-03-09T09:00:00Z", "end": "2027-03-09T11:00:00Z" });
    folder.add("booking.ics", file.body.as_bytes());
    folder.expected.insert("booking.ics".into(), json!([event("Workshop")]));
    let olga = site.house.olga().await;
    let title = "Ton, Licht; \"Bühne\" \\ 🎭";
    let announced = site
        .house
        .published(&olga, title, &[online(28, "01:00", "04:00"), on_site("labor", 30, "10:00", "11:00")])
        .await;
    let token = site.house.registered(announced.sessions[1].id, "carl@example.org", &["Carl \"C\" Muster"]).await;
    folder.fetch(&site, &format!("/registrations/{token}.ics")).await;
    folder.fetch(&site, &format!("/events/{}.ics", announced.card.slug)).await;
    folder.fetch(&site, "/spaces/labor.ics").await;
    // The night in which the clocks go forward: three hours on the wall are two.
    let expected = announced.sessions.iter().map(|session| {
        let [start, end] =
            [session.when.slot.from(), session.when.slot.until()].map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        json!({ "uid": session.uid, "summary": title, "start": start, "end": end })
    });
    folder.expected.insert(format!("events_{}.ics", announced.card.slug), expected.collect());
    folder.judge(judges);
}

#[tokio::test]
async fn every_mail_is_read_by_a_foreign_mail_program_and_its_invitation_by_four() {
    let Some(judges) = judges() else { return };
    let mut folder = Folder::new();
    let (region, places, sender) = (letters::region(), letters::places(), letters::sender());
    let office = Office { region: &region, places: &places, sender: &sender };
    for (name, facts) in Locale::ALL.into_iter().flat_map(letters::every_mail) {
        let letter = write(&facts, &office, letters::at());
        let stamp = Stamp { message_id: &name, host: "spielraum.example", at: letters::at() };
        folder.add(&format!("{name}.eml"), &compose(&letter, &sender, &stamp).unwrap().formatted());
    }
    let session = json!([{
        "uid": letters::session().uid,
        "summary": "Founders' evening: \"Sound\", part 1: Opening",
        "start": "2027-03-09T09:00:00Z",
        "end": "2027-03-09T11:00:00Z",
    }]);
    folder.expected.insert("registration-confirmed.en.eml.ics".into(), session);
    folder.judge(judges);
}

/// A mail server with moods.
struct Moody {
    child: Child,
    taken: std::sync::mpsc::Receiver<Value>,
}

impl Moody {
    fn start(judges: &Judges, port: u16) -> Self {
        let mut child = Command::new(&judges.python)
            .arg(scripts().join("smtp.py"))
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.next().unwrap().unwrap(), "ready");
        let (tell, taken) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = tell.send(serde_json::from_str(&line).unwrap());
            }
        });
        Self { child, taken }
    }

    /// Sends it home and answers what it took: to whom, and which mail.
    fn stop(mut self) -> Vec<(String, String)> {
        drop(self.child.stdin.take());
        self.child.wait().unwrap();
        self.taken
            .iter()
            .map(|mail| {
                assert_eq!(mail["defects"], json!([]), "{mail}");
                assert_eq!(mail["from"], "noreply@spielraum.example");
                (mail["to"].as_str().unwrap().to_owned(), mail["id"].as_str().unwrap().to_owned())
            })
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_mail_server_does_no_mail_is_lost_and_none_comes_twice() {
    let Some(judges) = judges() else { return };
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let smtp = format!("smtp://127.0.0.1:{port}");
    let settings = [("SMTP_URL", smtp.as_str()), ("SPIELRAUM_MAIL_FROM", "Spielraum <noreply@spielraum.example>")];
    let site = site_with(&settings).await;
    let store = &site.house.store;
    let worker = Worker::new(store.clone(), server::cli::house(store, &site.config, vec![]), &site.config).unwrap();
    let go = AtomicBool::new(false);
    for who in ["anna", "grey", "refused", "relay", "lost"] {
        store.ask_sign_in(&format!("{who}@example.org"), "/", "de").await.unwrap();
    }
    let waiting =
        async || site.house.count("SELECT count(*) FROM outbox WHERE done_at IS NULL AND given_up_at IS NULL").await;

    // The server is away: everything waits, and is not tried again at once.
    assert_eq!(worker.work_off(&go).await, 5);
    assert_eq!(worker.work_off(&go).await, 0);
    assert_eq!(waiting().await, 5);

    // It is back, and takes what it likes.
    let server = Moody::start(judges, port);
    site.house.pass(TimeDelta::seconds(61));
    assert_eq!(worker.work_off(&go).await, 5);
    assert_eq!(waiting().await, 3, "grey, relay and lost wait; refused was given up");

    // Five minutes later it takes the rest, but what it will not relay.
    site.house.pass(TimeDelta::seconds(301));
    worker.work_off(&go).await;
    assert_eq!(waiting().await, 1, "somebody may still allow us to relay");
    assert_eq!(worker.work_off(&go).await, 0);

    let taken = server.stop();
    let to =
        |who: &str| taken.iter().filter(|(to, _)| to.starts_with(who)).map(|(_, id)| id.clone()).collect::<Vec<_>>();
    assert_eq!((to("anna").len(), to("grey").len(), to("refused").len(), to("relay").len()), (1, 1, 0, 0));
    let lost = to("lost");
    assert_eq!(lost.len(), 2, "its first answer got lost: nobody can know that it was taken");
    assert_eq!(lost[0], lost[1], "so it says itself that it is the same");
    let given_up = site.house.words("SELECT last_error FROM outbox WHERE given_up_at IS NOT NULL").await;
    assert!(given_up.len() == 1 && given_up[0].contains("no such person"), "{given_up:?}");
}
