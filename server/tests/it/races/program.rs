//! The program in a process of its own, and what clients send it.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use domain::{desk::AccountDesk as _, organisation::Role};
use sea_orm_migration::sea_orm::ConnectionTrait as _;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::common::house::{self, House};

/// A form as it is sent.
pub type Form = Vec<(&'static str, String)>;

/// The program, running.
pub struct Program {
    process: Child,
    /// Where it listens.
    pub address: String,
    log: PathBuf,
}

impl Program {
    /// Starts it on a database.
    pub fn start(folder: &Path, database: &str) -> Self {
        Self::with(folder, database, 0, &[])
    }

    /// The same behind a proxy, so that clients have networks of their own. Without a mail server mail is written to files.
    pub fn behind_a_proxy(folder: &Path, database: &str) -> Self {
        // It tells its public address alone, so it is told where to listen.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let public = [("SPIELRAUM_BASE_URL", "https://spielraum.example"), ("SPIELRAUM_TRUSTED_PROXY", "1")];
        let mut program = Self::with(folder, database, port, &public);
        program.address = format!("127.0.0.1:{port}");
        program
    }

    fn with(folder: &Path, database: &str, port: u16, settings: &[(&str, &str)]) -> Self {
        let log = folder.join("log");
        let mut process = Command::new(env!("CARGO_BIN_EXE_spielraum"))
            .arg("serve")
            .env_clear()
            .envs(settings.iter().copied())
            .current_dir(folder)
            .env("SPIELRAUM_DATA", folder.join("data"))
            .env("PORT", port.to_string())
            .env("DATABASE_URL", database)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let line = lines.find(|line| line.contains(" is open at ")).unwrap();
        let address = line.split_once("://").unwrap().1.split([' ', '/']).next().unwrap().to_owned();
        // Who stops reading makes the program wait.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address, log }
    }

    /// Nothing failed of what it did: nobody waited for a database until it gave up.
    pub fn is_well(&self) {
        let log = fs::read_to_string(&self.log).unwrap();
        for trouble in ["the database failed", "locked", "panicked"] {
            assert!(!log.contains(trouble), "{log}");
        }
    }

    /// As when the plug is pulled: SIGKILL, no farewell.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A form in the body or the address.
pub fn encoded(form: &[(&str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

/// What comes back; `None`: the line went dead before an answer came.
pub async fn ask(address: &str, login: &str, start: &str, more: &str) -> Option<String> {
    let request =
        format!("{start} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncookie: login={login}\r\n{more}");
    let mut line = TcpStream::connect(address).await.ok()?;
    line.write_all(request.as_bytes()).await.ok()?;
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

/// A status and where it leads; `None`: the line went dead before an answer came.
pub async fn post(address: &str, login: &str, path: &str, form: &[(&str, String)]) -> Option<(u16, String)> {
    let answer = send(address, login, path, form).await?;
    let status = answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default().to_owned();
    Some((status, location))
}

/// What comes back when somebody nobody knows sends a form, with these headers; `None`: the line went dead.
pub async fn send_from(address: &str, headers: &str, path: &str, form: &[(&str, String)]) -> Option<String> {
    let body = encoded(form);
    let kind = "content-type: application/x-www-form-urlencoded";
    let more = format!("{headers}{kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    ask(address, "", &format!("POST {path}"), &more).await
}

/// What comes back when a form is sent; `None`: the line went dead before an answer came.
pub async fn send(address: &str, login: &str, path: &str, form: &[(&str, String)]) -> Option<String> {
    let body = encoded(form);
    let kind = "content-type: application/x-www-form-urlencoded";
    let more = format!("{kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    ask(address, login, &format!("POST {path}"), &more).await
}

/// A Tuesday far enough ahead for every rule, by the clock of the machine: the program knows no other.
pub fn tuesday() -> NaiveDate {
    let mut date = server::clock::system()().date_naive() + Days::new(14);
    while date.weekday() != Weekday::Tue {
        date = date + Days::new(1);
    }
    date
}

/// A booking form, filled in by somebody who comes alone.
pub fn form(space: &str, date: NaiveDate, from: &str, until: &str) -> Form {
    vec![
        ("request", house::request().to_string()),
        ("space", space.to_owned()),
        ("date", date.to_string()),
        ("from", from.to_owned()),
        ("until", until.to_owned()),
        ("people", "1".to_owned()),
        ("title", "Wettlauf".to_owned()),
        ("do", "book".to_owned()),
    ]
}

/// The same five weeks in a row, as the page showed them: what is booked is what was seen. `None`: the line went dead.
pub async fn series(address: &str, login: &str, mut form: Form) -> Option<Form> {
    form.extend([("repeat", "weeks".to_owned()), ("count", "5".to_owned())]);
    let page = format!("GET /bookings/new?{}", encoded(&form));
    let page = ask(address, login, &page, "\r\n").await?;
    let seen = page.split_once("name=\"seen\" value=\"")?.1.split_once('"')?.0;
    form.push(("seen", seen.replace("&amp;", "&")));
    Some(form)
}

/// A furnished house on a database the program can be started on, a folder for it, and the login of Anna of *Muster*.
pub async fn opened() -> (House, TempDir, String) {
    let house = house::house().await;
    house.furnished().await;
    let muster = house.organisation("Muster").await;
    let anna = house.person("Anna", &muster, Role::Booker).await;
    let login = login(&house, &anna.person().unwrap().email).await;
    // The program makes a secret of its own.
    house.store.connection().execute_unprepared("DELETE FROM setting").await.unwrap();
    (house, TempDir::new().unwrap(), login)
}

/// Signs somebody in.
pub async fn login(house: &House, email: &str) -> String {
    let link = house.store.sign_in_token_for(email).await.unwrap();
    house.store.sign_in(&link, "test".into()).await.unwrap().token
}

/// Sends all of these at once, each on a line of its own, and answers the status each got. Whoever gets none is missed.
pub async fn at_once(program: &Program, sent: Vec<(String, String, Form)>) -> Vec<u16> {
    let clients: Vec<_> = sent
        .into_iter()
        .map(|(login, path, form)| {
            let address = program.address.clone();
            tokio::spawn(async move { post(&address, &login, &path, &form).await.unwrap().0 })
        })
        .collect();
    let mut statuses = Vec::with_capacity(clients.len());
    for client in clients {
        statuses.push(client.await.unwrap());
    }
    statuses
}
