//! The program as it is called.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{
    io::{BufRead as _, BufReader, Read as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

/// The program in a folder of its own, with nothing of the caller's environment.
fn spielraum(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spielraum"));
    command
        .args(arguments)
        .env_clear()
        .current_dir(folder)
        .env("SPIELRAUM_DATA", folder.join("data"))
        .env("PORT", "0")
        .envs(settings.iter().copied());
    command
}

fn run(folder: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    spielraum(folder, arguments, settings).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Ends the program whatever the test says.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_wrong_setting_stops_the_start_with_one_sentence() {
    let folder = TempDir::new().unwrap();
    for verb in ["serve", "work", "doctor", "migrate"] {
        let output = run(folder.path(), &[verb], &[("SPIELRAUM_ZONE", "Bielefeld")]);
        assert_eq!(output.status.code(), Some(1), "{verb}");
        assert_eq!(
            text(&output.stderr),
            "spielraum: SPIELRAUM_ZONE must be the IANA name of a time zone such as Europe/Berlin, not \"Bielefeld\".\n"
        );
    }
}

#[test]
fn a_database_that_is_not_there_is_said_in_a_sentence_without_its_password() {
    let folder = TempDir::new().unwrap();
    let output = run(folder.path(), &["serve"], &[("DATABASE_URL", "postgres://ich:geheim@127.0.0.1:1/x")]);
    assert_eq!(output.status.code(), Some(1));
    let sentence = text(&output.stderr);
    assert!(sentence.starts_with("spielraum: the database cannot be reached"), "{sentence}");
    assert!(!sentence.contains("geheim"), "{sentence}");
}

#[test]
fn the_doctor_finds_a_new_installation_sound() {
    let folder = TempDir::new().unwrap();
    let before = run(folder.path(), &["doctor"], &[]);
    assert_eq!(before.status.code(), Some(1), "{}", text(&before.stdout));
    assert!(text(&before.stdout).contains("run: spielraum migrate"));
    assert!(run(folder.path(), &["migrate"], &[]).status.success());
    let after = run(folder.path(), &["doctor"], &[]);
    assert!(after.status.success(), "{}", text(&after.stdout));
    for well in ["the database itself refuses double bookings", "the secret fits the database", "Europe/Berlin"] {
        assert!(text(&after.stdout).contains(well), "{well}");
    }
}

#[test]
fn an_operator_writes_the_texts_and_the_doctor_says_what_is_missing() {
    let folder = TempDir::new().unwrap();
    assert!(run(folder.path(), &["migrate"], &[]).status.success());
    let template = run(folder.path(), &["text", "show", "imprint"], &[]);
    assert!(text(&template.stdout).contains("## Vertreten durch"), "{}", text(&template.stderr));
    let doctor = text(&run(folder.path(), &["doctor"], &[]).stdout);
    assert!(doctor.contains("note  /imprint is still a template") && doctor.contains("note  /privacy is still"));

    let file = folder.path().join("imprint.md");
    std::fs::write(&file, "Kreis Lippe, [Amt]\n").unwrap();
    let file = file.to_str().unwrap();
    let written = run(folder.path(), &["text", "set", "imprint", file, "--reviewed"], &[]);
    assert_eq!(text(&written.stdout), "/imprint (de) is written.\nIt still says [Amt].\n", "{}", text(&written.stderr));
    let shown = run(folder.path(), &["text", "show", "imprint"], &[]);
    assert_eq!(text(&shown.stdout), "Kreis Lippe, [Amt]\n");
    let list = text(&run(folder.path(), &["text", "list"], &[]).stdout);
    assert!(list.contains("imprint        de  written, looked over on"), "{list}");
    assert!(list.contains("imprint        en  template"), "{list}");
    let doctor = text(&run(folder.path(), &["doctor"], &[]).stdout);
    assert!(doctor.contains("/imprint (de) still says [Amt]") && !doctor.contains("/imprint is still a template"));
    assert!(!run(folder.path(), &["text", "show", "agb"], &[]).status.success());
}

#[test]
fn another_secret_is_noticed() {
    let folder = TempDir::new().unwrap();
    assert!(run(folder.path(), &["migrate"], &[]).status.success());
    let output = run(folder.path(), &["doctor"], &[("SPIELRAUM_SECRET", "ein anderes Geheimnis mit genug Buchstaben")]);
    assert!(!output.status.success());
    assert!(text(&output.stdout).contains("WRONG the secret does not fit this database"));
}

#[test]
fn the_settings_are_shown_but_not_their_secrets() {
    let folder = TempDir::new().unwrap();
    let secret = "0123456789abcdef0123456789abcdef";
    let output = run(folder.path(), &["config"], &[("SPIELRAUM_SECRET", secret)]);
    let shown = text(&output.stdout);
    assert!(output.status.success());
    assert!(shown.contains("SPIELRAUM_SECRET = (set)") && !shown.contains(secret));
    for setting in server::config::SETTINGS {
        assert!(shown.contains(setting.name), "{}", setting.name);
    }
}

#[test]
fn the_readme_says_of_every_setting_what_the_program_says() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).unwrap();
    for line in server::config::markdown().lines() {
        assert!(readme.contains(line), "not in the README: {line}\n`spielraum config --markdown` prints the table");
    }
}

#[test]
fn the_house_opens_says_where_it_is_and_closes_when_asked() {
    let folder = TempDir::new().unwrap();
    let mut command = spielraum(folder.path(), &["serve"], &[]);
    let mut running = Running(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    let address = first.strip_prefix("Spielraum OWL is open at http://").unwrap().to_owned();
    assert!(lines.any(|line| line.unwrap().contains("/dev/mail")));
    // Whoever connects and says nothing does not keep the house open.
    let _silent = TcpStream::connect(&address).unwrap();
    let mut asking = TcpStream::connect(&address).unwrap();
    std::io::Write::write_all(&mut asking, b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    asking.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    let asked = Command::new("kill").arg(running.0.id().to_string()).status().unwrap();
    assert!(asked.success());
    assert!(running.0.wait().unwrap().success());
}

#[test]
fn everybody_who_can_sign_in_is_listed_with_what_she_may_do() {
    let folder = TempDir::new().unwrap();
    assert!(run(folder.path(), &["demo"], &[]).status.success());
    for arguments in [&["user", "create", "neu@example.org"][..], &["user", "lock", "verein@example.org"]] {
        assert!(run(folder.path(), arguments, &[]).status.success());
    }
    let listed = text(&run(folder.path(), &["user", "list"], &[]).stdout);
    let lines: Vec<Vec<&str>> =
        listed.lines().map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()).collect();
    let keeps = "Kreiselhaus Bielefeld, Werkhaus Paderquelle";
    for line in [
        ["ADDRESS", "NAME", "ORGANISATIONS", "KEEPS", "NOTES"],
        ["hochschule@example.org", "Hanno Hochschule", "Hochschule Musterland (organiser)", "-", "-"],
        ["neu@example.org", "-", "-", "-", "-"],
        ["raum@example.org", "Rosa Raum", "Stadt Beispielstadt (booker)", keeps, "-"],
        ["region@example.org", "Rainer Region", "-", "-", "platform admin"],
        ["verein@example.org", "Vera Verein", "Nachbarschaft Musterviertel e. V. (admin)", "-", "locked out"],
    ] {
        assert!(lines.contains(&line.to_vec()), "{line:?} in\n{listed}");
    }
    let column = |word: &str| listed.lines().find_map(|line| Some(line[..line.find(word)?].chars().count())).unwrap();
    assert_eq!(column("Rosa Raum"), column("NAME"), "columns are aligned\n{listed}");
}

#[test]
fn the_first_administrator_signs_in_by_a_printed_link() {
    let folder = TempDir::new().unwrap();
    let made = run(folder.path(), &["user", "admin", "region@example.org"], &[]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let link =
        run(folder.path(), &["user", "link", "region@example.org"], &[("SPIELRAUM_BASE_URL", "https://raum.example")]);
    let link = text(&link.stdout);
    assert!(link.starts_with("https://raum.example/sign-in/"), "{link}");
    let unknown = run(folder.path(), &["user", "lock", "niemand@example.org"], &[]);
    assert_eq!(
        text(&unknown.stderr),
        "spielraum: nobody has the address niemand@example.org; make her an account first\n"
    );
}

#[test]
fn an_organisation_is_confirmed_trusted_and_declined_by_the_command_line_and_mails_are_looked_at() {
    let folder = TempDir::new().unwrap();
    assert!(run(folder.path(), &["demo"], &[]).status.success());
    let said = |arguments: &[&str]| {
        let output = run(folder.path(), arguments, &[]);
        format!("{}{}", text(&output.stdout), text(&output.stderr))
    };
    let listed = said(&["organisation", "list"]);
    let of = |state: &str| listed.lines().find(|line| line.contains(state)).map(|line| line[..36].to_owned()).unwrap();
    let trusted = of("  trusted  ");
    assert_eq!(said(&["organisation", "trust", &trusted, "--revoke"]), format!("{trusted} is no longer trusted.\n"));
    assert_eq!(said(&["organisation", "trust", &trusted]), format!("{trusted} is trusted.\n"));
    assert_eq!(
        said(&["organisation", "decline", &trusted, "--reason", "Nein"]),
        "spielraum: there is no such organisation, or it was confirmed already\n"
    );
    assert!(said(&["mail", "list"]).contains(" to be sent, "), "{}", said(&["mail", "list"]));
    assert_eq!(said(&["mail", "resend", "999999"]), "spielraum: there is no such mail that was not sent\n");
    assert!(said(&["forget"]).ends_with(" rows are forgotten.\n"));
}

#[test]
fn the_first_start_prints_a_link_for_whoever_runs_the_house() {
    let folder = TempDir::new().unwrap();
    let operator = [("SPIELRAUM_OPERATOR_EMAIL", "amt@example.org")];
    let mut command = spielraum(folder.path(), &["serve"], &operator);
    let mut running = Running(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let link = lines.find(|line| line.as_ref().unwrap().contains("/sign-in/")).unwrap().unwrap();
    assert!(link.trim().starts_with("http://"), "{link}");
    drop(running);
    let listed = text(&run(folder.path(), &["user", "list"], &[]).stdout);
    assert!(listed.contains("amt@example.org"), "{listed}");
}

#[test]
fn members_and_keepers_are_made_by_the_command_line_which_names_what_there_is() {
    let folder = TempDir::new().unwrap();
    assert!(run(folder.path(), &["demo"], &[]).status.success());
    let said = |arguments: &[&str]| {
        let output = run(folder.path(), &[&["user"], arguments].concat(), &[]);
        format!("{}{}", text(&output.stdout), text(&output.stderr))
    };
    let unknown = said(&["member", "neu@example.org", "gibt-es-nicht", "booker"]);
    let (sentence, known) = unknown.trim().split_once("; there is: ").unwrap();
    assert_eq!(sentence, "spielraum: there is no organisation gibt-es-nicht");
    let slug = known.split(", ").next().unwrap();
    assert_eq!(
        said(&["member", "neu@example.org", slug, "booker"]),
        format!("neu@example.org acts for {slug} as booker.\n")
    );
    assert_eq!(
        said(&["member", "neu@example.org", slug, "--remove"]),
        format!("neu@example.org no longer acts for {slug}.\n")
    );
    assert_eq!(
        said(&["member", "neu@example.org", slug, "--remove"]),
        format!("spielraum: neu@example.org is no member of {slug}\n")
    );
    assert!(
        said(&["member", "neu@example.org", slug, "chef"])
            .contains("there are these roles: member, booker, organiser, admin")
    );

    let unknown = said(&["keeper", "neu@example.org", "gibt-es-nicht"]);
    let slug = unknown.trim().split_once("; there is: ").unwrap().1.split(", ").next().unwrap().to_owned();
    assert_eq!(said(&["keeper", "neu@example.org", &slug]), format!("neu@example.org keeps {slug}.\n"));
    assert_eq!(
        said(&["keeper", "neu@example.org", &slug, "--remove"]),
        format!("neu@example.org no longer keeps {slug}.\n")
    );
}
