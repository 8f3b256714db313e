//! Tickets and certificates, read by programs others wrote: the words, the tags, and what a camera sees.

use domain::desk::{EventDesk as _, RegistrationDesk as _};
use serde_json::{Value, json};

use super::{Command, fs, judges, scripts};
use crate::common::{
    Site,
    house::programme::{on_site, online},
    site,
};

/// What the judges say of a paper.
fn judged(paper: &[u8]) -> Option<Value> {
    let judges = judges()?;
    let file = tempfile::Builder::new().suffix(".pdf").tempfile().unwrap();
    fs::write(file.path(), paper).unwrap();
    let said = Command::new(&judges.python).arg(scripts().join("papers.py")).arg(file.path()).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    if let Some(folder) = std::env::var_os("PAPERS") {
        let number = fs::read_dir(&folder).unwrap().count();
        fs::write(std::path::Path::new(&folder).join(format!("{number}.pdf")), paper).unwrap();
    }
    Some(serde_json::from_slice(&said.stdout).unwrap())
}

/// Names that are hard to write, registered for a talk in a room.
async fn talk(names: &[&str]) -> (Site, String, String) {
    let site = site().await;
    let house = &site.house;
    let id = house.site("Haus", "Lemgo").await;
    house.space(id, "Labor").await;
    let olga = house.olga().await;
    let title = "Wie große Sprachmodelle in kleinen Betrieben helfen, und was sie kosten: ein Abend für Neugierige";
    let event =
        house.published(&olga, title, &[on_site("labor", 2, "10:00", "12:00"), online(3, "10:00", "12:00")]).await;
    let session = event.sessions[0].id;
    let token = house.registered(session, "anna@example.org", names).await;
    house.store.confirm(&token).await.unwrap();
    house.set_clock("2027-03-02T08:45:00Z");
    let event = house.store.event(&olga, &event.card.slug).await.unwrap().unwrap();
    let door = format!("/manage/events/{}/sessions/{session}", event.card.slug);
    (site, token, door)
}

const NAMES: [&str; 3] = ["Anna Müller-Lüdenscheidt", "Олена Шевченко", "Şule Yıldız 小林"];

#[tokio::test]
async fn a_ticket_on_paper_is_read_aloud_in_order_and_its_code_by_a_camera() {
    let (site, token, _) = talk(&NAMES).await;
    let tickets = site.house.store.tickets(&token).await.unwrap();
    let paper = site.bytes(None, &format!("/registrations/{token}/tickets.pdf")).await;
    assert!(paper.len() < 120_000, "{} bytes go with a mail", paper.len());
    let Some(said) = judged(&paper) else { return };
    assert_eq!((&said["language"], &said["marked"], &said["shows_title"]), (&json!("de"), &json!(true), &json!(true)));
    assert_eq!(said["universal"], json!(true), "PDF/UA-1");
    assert!(said["title"].as_str().unwrap().starts_with("Ihre Tickets: Wie große"));
    assert_eq!(said["outline"], json!(NAMES));
    for (number, ticket) in tickets.iter().enumerate() {
        let page = &said["pages"][number];
        let address = format!("{}/tickets/{}", site.config.base_url, ticket.address);
        assert_eq!(page["codes"], json!([address]), "what a camera reads");
        let text = page["text"].as_str().unwrap().replace('\n', " ");
        for words in [
            "Di., 2. März 2027, 10:00–12:00 Uhr",
            "Labor",
            "Musterweg 1, 32657 Lemgo",
            &ticket.address.code.to_string(),
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
    assert!(said["pages"][1]["text"].as_str().unwrap().contains("Олена Шевченко"));
    let kinds: Vec<&str> = said["tags"].as_array().unwrap().iter().map(|tag| tag[0].as_str().unwrap()).collect();
    let headings = kinds.iter().filter(|kind| **kind == "/H1").count();
    assert_eq!((headings, kinds.iter().filter(|kind| **kind == "/Figure").count()), (3, 3));
    let spoken = said["tags"].as_array().unwrap().iter().find(|tag| tag[0] == "/Figure").unwrap()[1].as_str().unwrap();
    assert!(spoken.contains(NAMES[0]) && spoken.contains(&tickets[0].address.code.to_string()), "{spoken}");
}

#[tokio::test]
async fn a_certificate_says_who_took_part_in_what_and_nothing_of_those_who_did_not() {
    let (site, token, session) = talk(&NAMES).await;
    let olga = site.login("olga@example.org").await;
    for ticket in &site.house.store.tickets(&token).await.unwrap()[..2] {
        let code = ticket.address.code.to_string();
        site.post_as(&olga, &format!("{session}/door"), &[("code", &code)]).await;
    }
    site.house.set_clock("2027-03-02T11:00:00Z");
    let own = site.bytes(None, &format!("/en/registrations/{token}/certificate.pdf")).await;
    let all = site.bytes(Some(&olga), &format!("{session}/certificates.pdf")).await;
    for (paper, language, title) in [(own, "en", "Certificate of attendance"), (all, "de", "Teilnahmebestätigung")] {
        let Some(said) = judged(&paper) else { return };
        assert_eq!((&said["language"], &said["universal"]), (&json!(language), &json!(true)));
        let pages: Vec<_> =
            said["pages"].as_array().unwrap().iter().map(|page| page["text"].as_str().unwrap()).collect();
        assert_eq!(pages.len(), 2);
        for (page, name) in pages.iter().zip(NAMES) {
            assert!(page.contains(title) && page.contains(name) && page.contains("Hochschule"), "{page}");
            assert!(!page.contains("Şule"), "she did not come");
        }
    }
}
