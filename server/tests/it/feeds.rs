//! Calendars and feeds as other programs fetch them: right for everybody, private for one, cheap to ask again.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    Answer, Site,
    house::{
        booking,
        programme::{on_site, online},
        wish,
    },
    site,
};
use axum::{
    body::Body,
    http::{Request, header},
};
use chrono::TimeDelta;
use domain::desk::{BookingDesk as _, EventDesk as _, NewBooking, RegistrationDesk as _};
use quick_xml::{Reader, events::Event};

/// The values of a property, unfolded, in order; those of the zones left out.
fn values(calendar: &str, name: &str) -> Vec<String> {
    let unfolded = calendar.replace("\r\n ", "");
    let (head, rest) = unfolded.split_once("BEGIN:VTIMEZONE").unwrap_or((&unfolded, ""));
    let rest = rest.rsplit_once("END:VTIMEZONE").map_or("", |(_, rest)| rest);
    let lines = head.lines().chain(rest.lines()).filter_map(|line| line.split_once(':'));
    lines.filter(|(key, _)| key.split(';').next() == Some(name)).map(|(_, value)| value.to_owned()).collect()
}

async fn if_none_match(site: &Site, path: &str, etag: &str) -> Answer {
    site.send(Request::get(path).header(header::IF_NONE_MATCH, etag).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_programme_can_be_subscribed_to_before_there_is_one() {
    let site = site().await;
    let calendar = site.get("/events.ics").await;
    assert_eq!((calendar.status.as_u16(), calendar.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert!(calendar.body.contains("TZID:Europe/Berlin"), "a calendar without a component is none (RFC 5545 3.6)");
    assert_eq!(values(&calendar.body, "NAME"), ["Veranstaltungen – Spielraum OWL"]);
    assert_eq!(values(&site.get("/en/events.ics").await.body, "NAME"), ["Events – Spielraum OWL"]);
}

#[tokio::test]
async fn what_is_announced_is_in_the_programme_and_a_draft_is_nowhere() {
    let site = site().await;
    site.house.furnished().await;
    let olga = site.house.olga().await;
    let public = site
        .house
        .published(&olga, "Gründerabend", &[on_site("labor", 9, "10:00", "12:00"), online(10, "18:00", "19:00")])
        .await;
    let draft = site.house.drafted(&olga, "Geheim", &[online(11, "10:00", "11:00")]).await;
    let (public_slug, draft_slug) = (&public.card.slug, &draft.card.slug);
    let calendar = site.get("/events.ics").await.body;
    let uids: Vec<_> = public.sessions.iter().map(|session| session.uid.clone()).collect();
    assert_eq!(values(&calendar, "UID"), uids, "the same everywhere (I6)");
    assert_eq!(values(&calendar, "SUMMARY"), ["Gründerabend", "Gründerabend"]);
    assert_eq!(values(&calendar, "DTSTART"), ["20270309T100000", "20270310T180000"]);
    assert_eq!(values(&calendar, "LOCATION"), ["Labor\\, Haus\\, Musterweg 1\\, 32657 Lemgo", "Online"]);
    assert!(!calendar.contains("meet.example.org"), "the address on the net is for participants");
    assert_eq!(values(&site.get("/sites/haus.ics").await.body, "UID"), uids[..1]);
    assert_eq!(values(&site.get(&format!("/events/{public_slug}.ics")).await.body, "UID"), uids);
    for missing in [
        format!("/events/{draft_slug}.ics"),
        format!("/events/{draft_slug}/{}.ics", draft.sessions[0].id),
        format!("/events/{public_slug}/{}.ics", draft.sessions[0].id),
        "/events/nichts.ics".into(),
        "/sites/nichts.ics".into(),
        "/spaces/nichts.ics".into(),
    ] {
        let answer = site.get(&missing).await;
        assert_eq!(answer.status, 404, "{missing}");
        assert!(answer.body.contains("<h1"), "{missing}: said in words");
    }
}

#[tokio::test]
async fn the_page_and_its_calendar_stand_side_by_side() {
    let site = site().await;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Abend", &[online(10, "18:00", "19:00")]).await;
    let page = site.get(&format!("/events/{}", event.card.slug)).await;
    assert!(page.header("content-type").starts_with("text/html"));
    let one = site.get(&format!("/events/{}/{}.ics", event.card.slug, event.sessions[0].id)).await;
    assert_eq!(one.header("content-disposition"), format!("attachment; filename=\"{}.ics\"", event.card.slug));
    assert_eq!(values(&one.body, "METHOD"), ["PUBLISH"]);
    assert_eq!(values(&one.body, "ORGANIZER").len(), 1, "RFC 5546 3.2.1");
    assert_eq!(values(&one.body, "ATTENDEE").len(), 0, "RFC 5546 3.2.1");
}

#[tokio::test]
async fn a_calendar_that_is_asked_for_again_is_sent_only_when_it_changed() {
    let site = site().await;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Abend", &[online(10, "18:00", "19:00")]).await;
    let path = format!("/events/{}.ics", event.card.slug);
    for path in ["/events.ics", "/events.atom", &path] {
        let first = site.get(path).await;
        assert_eq!(first.header("cache-control"), "public, max-age=300", "{path}");
        assert_eq!(first.header("last-modified"), "Mon, 01 Mar 2027 07:00:00 GMT", "{path}");
        // Time alone changes nothing.
        site.house.pass(TimeDelta::minutes(1));
        let again = if_none_match(&site, path, first.header("etag")).await;
        assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""), "{path}");
        site.house.set_clock("2027-03-01T07:00:00Z");
    }
    let before = site.get(&path).await;
    site.house.pass(TimeDelta::minutes(5));
    let later = online(10, "19:00", "20:00");
    site.house.store.change_session(&olga, event.sessions[0].id, event.version, later).await.unwrap();
    let after = if_none_match(&site, &path, before.header("etag")).await;
    assert_eq!(after.status, 200);
    assert_eq!(values(&after.body, "UID"), values(&before.body, "UID"), "UID never changes");
    let number = |answer: &Answer| values(&answer.body, "SEQUENCE")[0].parse::<u32>().unwrap();
    assert!(number(&after) > number(&before), "SEQUENCE grows");
    assert_eq!(values(&after.body, "DTSTAMP"), ["20270301T070500Z"], "the change, not now");
}

#[tokio::test]
async fn a_cancelled_session_says_so_where_it_was() {
    let site = site().await;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Abend", &[online(10, "18:00", "19:00")]).await;
    site.house.store.cancel_event(&olga, event.id, event.version, "krank").await.unwrap();
    let calendar = site.get(&format!("/events/{}.ics", event.card.slug)).await.body;
    assert_eq!(values(&calendar, "STATUS"), ["CANCELLED"]);
    assert_eq!(values(&calendar, "TRANSP"), ["TRANSPARENT"]);
}

#[tokio::test]
async fn a_session_that_took_place_before_its_event_was_called_off_stays_what_it_was() {
    let site = site().await;
    let olga = site.house.olga().await;
    let parts = [online(2, "10:00", "12:00"), online(10, "18:00", "19:00")];
    let event = site.house.published(&olga, "Reihe", &parts).await;
    let token = site.house.registered(event.sessions[0].id, "anna@example.org", &["Anna"]).await;
    site.house.store.confirm(&token).await.unwrap();
    site.house.set_clock("2027-03-02T13:00:00Z");
    site.house.store.cancel_event(&olga, event.id, event.version, "krank").await.unwrap();
    let calendar = site.get(&format!("/events/{}.ics", event.card.slug)).await.body;
    assert_eq!(values(&calendar, "STATUS"), ["CONFIRMED", "CANCELLED"]);
    let page = site.get(&format!("/registrations/{token}")).await.body;
    assert!(!page.contains("Die Veranstaltung ist abgesagt"), "{page}");
    let told = site.get(&format!("/events/{}", event.card.slug)).await.body;
    assert_eq!(told.matches("session--cancelled").count(), 1);
}

#[tokio::test]
async fn a_space_shows_public_events_by_name_and_everything_else_as_taken() {
    let site = site().await;
    site.house.furnished().await;
    let (anna, olga) = (site.house.anna().await, site.house.olga().await);
    let secret = NewBooking {
        title: "Geheimsache".into(),
        note: "Codewort".into(),
        ..booking(wish("labor", 3, "10:00", "12:00"))
    };
    site.house.store.book(&anna, secret).await.unwrap();
    let mut benches = wish("werkbank", 3, "10:00", "12:00");
    (benches.units, benches.people) = (3, 3);
    site.house.store.book(&anna, booking(benches)).await.unwrap();
    let event = site.house.published(&olga, "Vortrag", &[on_site("labor", 4, "10:00", "12:00")]).await;
    let calendar = site.get("/spaces/labor.ics").await.body;
    assert_eq!(values(&calendar, "SUMMARY"), ["Belegt", "Vortrag"]);
    assert_eq!(values(&calendar, "DTSTART"), ["20270303T100000", "20270304T100000"]);
    assert_eq!(values(&calendar, "UID")[1], event.sessions[0].uid);
    for private in ["Geheimsache", "Codewort", "Anna", "anna@", "Muster GmbH", "ATTENDEE", "ORGANIZER"] {
        assert!(!calendar.contains(private), "{private} (I10)");
    }
    assert_eq!(calendar, site.get("/spaces/labor.ics").await.body, "the same facts, the same UIDs");
    assert_eq!(values(&site.get("/spaces/werkbank.ics").await.body, "SUMMARY"), ["Belegt: 3 von 12 Plätzen"]);
}

#[tokio::test]
async fn a_booking_is_for_those_who_may_see_it_and_for_nobody_else() {
    let site = site().await;
    site.house.furnished().await;
    let (anna, _berta) = (site.house.anna().await, site.house.berta().await);
    let id = site.house.store.book(&anna, booking(wish("labor", 9, "10:00", "12:00"))).await.unwrap();
    let path = format!("/bookings/{id}.ics");
    assert_eq!(site.get(&path).await.status, 404);
    let stranger = site.login("berta@example.org").await;
    assert_eq!(site.get_as(&stranger, &path).await.status, 404, "not even that it exists (I8)");
    let owner = site.login("anna@example.org").await;
    let file = site.get_as(&owner, &path).await;
    assert_eq!(values(&file.body, "SUMMARY"), ["Workshop"]);
    assert_eq!(file.header("cache-control"), "private, no-cache");
    assert_eq!(file.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn a_registration_is_for_whoever_holds_its_link() {
    let site = site().await;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Abend", &[online(10, "18:00", "19:00")]).await;
    let token = site.house.registered(event.sessions[0].id, "carl@example.org", &["Carl"]).await;
    let path = format!("/registrations/{token}.ics");
    let pending = site.get(&path).await;
    assert_eq!(values(&pending.body, "STATUS"), ["TENTATIVE"]);
    assert!(!pending.body.contains("meet.example.org"), "not before she confirmed");
    site.house.store.confirm(&token).await.unwrap();
    let confirmed = site.get(&path).await;
    assert_eq!(values(&confirmed.body, "STATUS"), ["CONFIRMED"]);
    assert_eq!(values(&confirmed.body, "CONFERENCE"), ["https://meet.example.org/x"]);
    assert_eq!(
        (confirmed.header("cache-control"), confirmed.header("referrer-policy")),
        ("private, no-cache", "no-referrer")
    );
    assert_eq!(values(&confirmed.body, "UID"), [event.sessions[0].uid.as_str()]);
    let broken = format!("/registrations/{}x.ics", &token[..token.len() - 1]);
    assert_eq!(site.get(&broken).await.status, 404);
}

#[tokio::test]
async fn the_news_feed_says_what_is_off_and_shows_the_part_that_is_next() {
    let site = site().await;
    let olga = site.house.olga().await;
    let parts = [online(2, "10:00", "12:00"), online(3, "10:00", "12:00"), online(10, "18:00", "19:00")];
    let event = site.house.published(&olga, "Reihe", &parts).await;
    site.house.store.drop_session(&olga, event.sessions[1].id, event.version, "").await.unwrap();
    site.house.set_clock("2027-03-02T12:00:00Z");
    let feed = site.get("/events.atom").await.body;
    assert!(feed.contains("10. März") && !feed.contains("2. März") && !feed.contains("3. März"), "{feed}");
    assert!(feed.contains("<title>Reihe</title>"));
    let version = site.house.event(&olga, "reihe").await.version;
    let last = event.sessions[2].id;
    site.house.store.postpone(&olga, event.id, version, Some(last), "").await.unwrap();
    site.house.pass(TimeDelta::seconds(5));
    let feed = site.get("/events.atom").await.body;
    assert!(feed.contains("<title>Verschoben: Reihe</title>"), "{feed}");
    site.house.store.cancel_event(&olga, event.id, version + 1, "krank").await.unwrap();
    let feed = site.get("/events.atom").await.body;
    assert!(feed.contains("<title>Abgesagt: Reihe</title>") && feed.contains("<summary>Abgesagt: Reihe"), "{feed}");
    assert!(site.get("/en/events.atom").await.body.contains("<title>Cancelled: Reihe</title>"));
}

#[tokio::test]
async fn the_news_feed_is_well_formed_and_shows_each_event_once() {
    let site = site().await;
    let olga = site.house.olga().await;
    let title = "Ton & Technik <live> \"jetzt\" ]]>";
    site.house.published(&olga, title, &[online(10, "18:00", "19:00"), online(11, "18:00", "19:00")]).await;
    let feed = site.get("/events.atom").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    let mut reader = Reader::from_str(&feed.body);
    let (mut open, mut titles, mut ids) = (vec![], vec![], vec![]);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => open.push(String::from_utf8(tag.name().as_ref().to_vec()).unwrap()),
            Event::End(_) => drop(open.pop()),
            Event::Text(text) if open.last().is_some_and(|tag| tag == "id") => {
                ids.push(text.decode().unwrap().into_owned());
            }
            Event::Text(text) if open.last().is_some_and(|tag| tag == "title") => {
                titles.push(text.decode().unwrap().into_owned());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, [""; 0]);
    assert_eq!(ids.len(), 2, "the feed's and the event's: {ids:?}");
    assert!(feed.body.contains("<title>Ton &amp; Technik &lt;live&gt; &quot;jetzt&quot; ]]&gt;</title>"), "{titles:?}");
    assert!(feed.body.contains("<updated>2027-03-01T07:00:00Z</updated>"));
}
