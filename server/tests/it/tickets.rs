//! Tickets as pages and papers, without a script: who may have them, what the door says to them.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    Site,
    house::programme::{on_site, online},
    site,
};
use axum::http::StatusCode;
use domain::{
    desk::{RegistrationDesk as _, TicketView},
    id::SessionId,
};

/// A session on Tuesday from 10 to 12, one on Wednesday, and Anna and Ben, who come to the first. It is a quarter to ten.
struct Fair {
    site: Site,
    /// The secret of Anna's link.
    token: String,
    door: String,
    session: SessionId,
    tickets: Vec<TicketView>,
    olga: String,
}

async fn fair() -> Fair {
    let site = site().await;
    let house = &site.house;
    let id = house.site("Haus", "Lemgo").await;
    house.space(id, "Labor").await;
    let olga = house.olga().await;
    let sessions = [on_site("labor", 2, "10:00", "12:00"), online(3, "10:00", "12:00")];
    let event = house.published(&olga, "Messe", &sessions).await;
    let session = event.sessions[0].id;
    let token = house.registered(session, "anna@example.org", &["Anna Müller", "Ben"]).await;
    house.store.confirm(&token).await.unwrap();
    house.set_clock("2027-03-02T08:45:00Z");
    let tickets = house.store.tickets(&token).await.unwrap();
    let olga = site.login("olga@example.org").await;
    let door = format!("/manage/events/messe/sessions/{session}/door");
    Fair { token, door, session, tickets, olga, site }
}

impl Fair {
    async fn show(&self, code: &str) -> crate::common::Answer {
        self.site.post_as(&self.olga, &self.door, &[("code", code)]).await
    }
}

#[tokio::test]
async fn the_link_shows_a_ticket_for_each_person_to_be_scanned_and_in_letters() {
    let f = fair().await;
    let page = f.site.get(&format!("/registrations/{}", f.token)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.body.matches("class=\"ticket\"").count(), 2);
    assert_eq!(page.body.matches("class=\"qr\"").count(), 2);
    for ticket in &f.tickets {
        let code = ticket.address.code.to_string();
        assert!(page.body.contains(&format!("<code>{code}</code>")));
        let label =
            format!("QR-Code des Tickets für {}. Er enthält dasselbe wie der Code in Buchstaben: {code}", ticket.name);
        assert!(page.body.contains(&format!("aria-label=\"{label}\"")), "{label}");
    }
    assert!(page.body.contains(&format!("href=\"/registrations/{}/tickets.pdf\"", f.token)));
    assert!(!page.body.contains("certificate.pdf"), "it is not over");
    assert_eq!(page.header("cache-control"), "private, no-store");
}

#[tokio::test]
async fn papers_are_for_whoever_holds_the_link_and_kept_by_nobody() {
    let f = fair().await;
    let address = format!("/registrations/{}/tickets.pdf", f.token);
    let paper = f.site.get(&address).await;
    assert_eq!(paper.status, StatusCode::OK);
    assert_eq!(paper.header("content-type"), "application/pdf");
    assert_eq!(paper.header("content-disposition"), "inline; filename=\"tickets.pdf\"");
    assert_eq!(paper.header("cache-control"), "private, no-store");
    assert_eq!(paper.header("x-robots-tag"), "noindex");
    assert!(paper.body.starts_with("%PDF-1."));
    assert_eq!(f.site.get(&address).await.body, paper.body, "the same each time");
    assert_ne!(f.site.get(&format!("/en{address}")).await.body, paper.body);
    let last = if f.token.ends_with('A') { 'B' } else { 'A' };
    let forged = format!("/registrations/{}{last}/tickets.pdf", &f.token[..f.token.len() - 1]);
    for gone in [forged.as_str(), "/registrations/x/tickets.pdf", "/registrations/x/certificate.pdf"] {
        assert_eq!(f.site.get(gone).await.status, StatusCode::NOT_FOUND, "{gone}");
    }
    let certificate = format!("/registrations/{}/certificate.pdf", f.token);
    assert_eq!(f.site.get(&certificate).await.status, StatusCode::NOT_FOUND, "it is not over");
    f.site.house.store.cancel_registration(&f.token).await.unwrap();
    assert_eq!(f.site.get(&address).await.status, StatusCode::NOT_FOUND, "called off");
}

#[tokio::test]
async fn that_somebody_took_part_is_certified_once_it_is_over_and_only_of_those_who_came() {
    let f = fair().await;
    let all = f.door.replace("/door", "/certificates.pdf");
    let hers = format!("/registrations/{}/certificate.pdf", f.token);
    f.site.house.set_clock("2027-03-02T11:30:00Z");
    assert_eq!(f.site.get(&hers).await.status, StatusCode::NOT_FOUND, "nobody came");
    assert_eq!(f.site.get_as(&f.olga, &all).await.status, StatusCode::NOT_FOUND, "nobody came");
    assert_eq!(f.show(&f.tickets[0].address.code.to_string()).await.status, StatusCode::SEE_OTHER);
    for paper in [f.site.get(&hers).await, f.site.get_as(&f.olga, &all).await] {
        assert_eq!((paper.status, paper.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert_eq!(paper.header("cache-control"), "private, no-store");
        assert_eq!(paper.body.matches("/Type /Page\n").count().max(paper.body.matches("/Type/Page/").count()), 1);
    }
    assert!(f.site.get(&format!("/registrations/{}", f.token)).await.body.contains(&hers));
    assert!(f.site.get_as(&f.olga, &f.door).await.body.contains(&all));
    f.site.house.berta().await;
    let berta = f.site.login("berta@example.org").await;
    assert_eq!(f.site.get_as(&berta, &all).await.status, StatusCode::NOT_FOUND);
    assert_eq!(f.site.get(&all).await.status, StatusCode::NOT_FOUND);
    let wrong = all.replace("/messe/", "/vortrag/");
    assert_eq!(f.site.get_as(&f.olga, &wrong).await.status, StatusCode::NOT_FOUND);
    let taken = "SELECT count(*) FROM audit WHERE act = 'list-exported' AND kind = 'event'";
    assert_eq!(f.site.house.count(taken).await, 1, "who took the names along is written down, and nothing else");
}

#[tokio::test]
async fn a_code_that_is_typed_or_scanned_opens_the_door_once() {
    let f = fair().await;
    let [anna, ben] = &f.tickets[..] else { panic!() };
    let typed = anna.address.code.to_string().to_lowercase().replace('-', " ");
    let scanned = format!("http://127.0.0.1:3000/tickets/{}", ben.address);
    for (code, name) in [(typed.as_str(), "Anna Müller"), (scanned.as_str(), "Ben")] {
        let answer = f.show(code).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{code}");
        let page = f.site.get_as(&f.olga, answer.header("location")).await;
        assert!(page.body.contains("scan__answer--good"));
        assert!(page.body.contains(&format!("{name} ist da.")));
        assert!(page.body.contains(&format!("<title>{name} ist da.")));
    }
    f.site.house.set_clock("2027-03-02T09:03:00Z");
    let answer = f.show(&typed).await;
    let page = f.site.get_as(&f.olga, answer.header("location")).await;
    assert!(page.body.contains("scan__answer--again"));
    assert!(page.body.contains("Anna Müller ist schon da"));
    assert!(page.body.contains("um 9:45 Uhr herein"));
    assert!(page.body.contains("data-count=\"came\">2<"));
}

#[tokio::test]
async fn the_door_says_what_is_wrong_with_a_ticket_and_keeps_what_can_be_mended() {
    let f = fair().await;
    let good = f.tickets[0].address.code.to_string();
    let wrong = if good.ends_with('0') { "1" } else { "0" };
    let unknown = format!("{}{wrong}", &good[..good.len() - 1]);
    for (code, said, kept) in [
        ("7KKM-Q8F", "Das ist kein Code eines Tickets", true),
        ("<script>", "Das ist kein Code eines Tickets", true),
        (unknown.as_str(), "Dieses Ticket gibt es nicht", false),
        ("", "Geben Sie den Code ein", false),
    ] {
        let page = f.show(code).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        assert!(page.body.contains(said), "{code}");
        assert_eq!(page.body.contains("scan__answer--bad"), !code.is_empty(), "{code}");
        let value = code.replace('<', "&lt;").replace('>', "&gt;");
        let stands = !code.is_empty() && page.body.contains(&format!("value=\"{value}\""));
        assert_eq!(stands, kept, "{code}");
        assert_eq!(page.body.contains("href=\"#f-code\""), kept || code.is_empty(), "{code}");
        assert!(!page.body.contains("<script>\""), "{code}");
    }
    let other = f.door.replace(&f.session.to_string(), "01930000-0000-7000-8000-000000000001");
    let gone = f.site.post_as(&f.olga, &other, &[("code", &good)]).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert_eq!(f.site.post(&f.door, &[("code", &good)]).await.status, StatusCode::UNAUTHORIZED);
    assert!(f.site.get_as(&f.olga, &f.door).await.body.contains("data-count=\"came\">0<"));
}

#[tokio::test]
async fn the_camera_may_be_opened_at_the_door_and_nowhere_else() {
    let f = fair().await;
    let door = f.site.get_as(&f.olga, &f.door).await;
    assert!(door.header("permissions-policy").starts_with("camera=(self), microphone=()"));
    let registration = format!("/registrations/{}", f.token);
    for path in ["/", "/manage/events/messe", "/manage/events/messe/registrations", registration.as_str()] {
        let page = f.site.get_as(&f.olga, path).await;
        assert!(page.header("permissions-policy").starts_with("camera=()"), "{path}");
    }
}

#[tokio::test]
async fn the_camera_app_of_a_phone_leads_to_the_ticket_and_from_there_through_the_door() {
    let f = fair().await;
    let ticket = format!("/tickets/{}", f.tickets[1].address);
    let found = f.site.get(&ticket).await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.body.contains("Messe") && !found.body.contains("Ben") && !found.body.contains("Anna"));
    assert!(!found.body.contains("name=\"code\""));
    assert_eq!((found.header("cache-control"), found.header("x-robots-tag")), ("private, no-store", "noindex"));
    let hers = f.site.get_as(&f.olga, &ticket).await;
    assert!(hers.body.contains("Ticket von Ben"));
    assert!(hers.body.contains(&format!("action=\"{}\"", f.door)));
    assert!(hers.body.contains(&format!("name=\"code\" value=\"{}\"", f.tickets[1].address.code)));
    assert_eq!(f.site.get("/tickets/7KKMQ8FD0RT5XH2A").await.status, StatusCode::NOT_FOUND);
}
