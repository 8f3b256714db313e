//! Looking after an organisation, as its administrators and the region meet it.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{Site, house::programme::on_site, site};
use axum::http::{Request, StatusCode, header};
use domain::organisation::{OrganisationRef, Role};

/// Muster, its administrator and a booker, another administrator, and the region: the logins of the four.
async fn four(site: &Site) -> (OrganisationRef, [String; 4]) {
    let muster = site.house.organisation("Muster").await;
    let other = site.house.organisation("Beispiel").await;
    site.house.person("Clara", &muster, Role::Admin).await;
    site.house.person("Berta", &muster, Role::Booker).await;
    site.house.person("Olga", &other, Role::Admin).await;
    site.house.store.create_account("region@example.org", "Regina", "de", true).await.unwrap();
    let login = async |name: &str| site.login(&format!("{name}@example.org")).await;
    (muster, [login("clara").await, login("berta").await, login("olga").await, login("region").await])
}

/// What the browser sends with it unseen.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\"")).unwrap();
    rest.split_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn its_pages_are_there_for_its_administrators_and_the_region_alone() {
    let site = site().await;
    let (muster, [clara, berta, olga, region]) = four(&site).await;
    let path = format!("/account/organisation/{}", muster.id);
    for page in ["", "/particulars", "/cost-centres"].map(|part| format!("{path}{part}")) {
        assert_eq!(site.get(&page).await.status, StatusCode::SEE_OTHER, "{page}: to the sign-in");
        for login in [&berta, &olga] {
            assert_eq!(site.get_as(login, &page).await.status, StatusCode::NOT_FOUND, "{page}");
            assert_eq!(site.post_as(login, &page, &[("do", "add")]).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        for login in [&clara, &region] {
            assert_eq!(site.get_as(login, &page).await.status, StatusCode::OK, "{page}");
        }
    }
    let list = site.get_as(&region, "/admin/organisations").await.body;
    assert!(list.contains(&format!("href=\"{path}\"")));
    // Who acts for it is its own business.
    let seen = site.get_as(&region, &path).await.body;
    assert!(!seen.contains("berta@example.org") && !seen.contains("value=\"remove\""));
}

#[tokio::test]
async fn what_stands_on_its_bills_is_written_and_a_wrong_field_keeps_what_was_typed() {
    let site = site().await;
    let (muster, [clara, .., region]) = four(&site).await;
    let path = format!("/account/organisation/{}/particulars", muster.id);
    let version = hidden(&site.get_as(&clara, &path).await.body, "version");
    let typed = [
        ("version", version.as_str()),
        ("street", "Weg 1"),
        ("postcode", "32657"),
        ("town", "Lemgo"),
        ("bill_to", "Finanzen & Co"),
        ("bill_email", "rechnung@"),
        ("vat_id", "DE136695977"),
        ("leitweg_id", "992-90009-97"),
        ("bill_street", "Postfach 7"),
    ];
    let refused = site.post_as(&clara, &path, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["bill_email", "vat_id", "leitweg_id", "bill_postcode", "bill_town"] {
        assert!(refused.body.contains(&format!("href=\"#f-{field}\"")), "{field}");
    }
    for (name, value) in [("bill_to", "Finanzen &amp; Co"), ("vat_id", "DE136695977"), ("bill_street", "Postfach 7")] {
        assert!(refused.body.contains(&format!("value=\"{value}\"")), "{name} is kept");
    }
    let mut mended = typed.to_vec();
    mended.retain(|(name, _)| !["bill_email", "vat_id", "leitweg_id", "bill_street"].contains(name));
    mended.push(("vat_id", "de 136695976"));
    let written = site.post_as(&clara, &path, &mended).await;
    assert_eq!(written.header("location"), format!("/account/organisation/{}?done=written", muster.id));
    let seen = site.get_as(&region, &format!("/account/organisation/{}", muster.id)).await.body;
    assert!(seen.contains("Weg 1, 32657 Lemgo") && seen.contains("Finanzen &amp; Co") && seen.contains("DE136695976"));

    // Somebody else was faster: nothing is lost, and sent again it holds.
    let late = site.post_as(&clara, &path, &[typed[0], ("town", "Detmold")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("value=\"Detmold\""));
    let again = site.post_as(&clara, &path, &[("version", &hidden(&late.body, "version")), ("town", "Detmold")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_cost_centre_is_added_retired_and_used_again() {
    let site = site().await;
    let (muster, [clara, ..]) = four(&site).await;
    let path = format!("/account/organisation/{}/cost-centres", muster.id);
    let request = site.get_as(&clara, &path).await.form_id();
    let add = [("do", "add"), ("request", request.as_str()), ("code", "47<11"), ("name", "")];
    let refused = site.post_as(&clara, &path, &add).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"47&lt;11\"") && refused.body.contains("href=\"#f-name\""));
    for _ in 0..2 {
        let added = site.post_as(&clara, &path, &[add[0], add[1], add[2], ("name", "Lehre")]).await;
        assert_eq!(added.header("location"), format!("{path}?done=added"));
    }
    let page = site.get_as(&clara, &path).await.body;
    assert_eq!(page.matches("47&lt;11 Lehre").count(), 1, "{page}");
    let centre = hidden(&page, "centre");
    let retired = site.post_as(&clara, &path, &[("do", "retire"), ("centre", &centre)]).await;
    assert_eq!(retired.header("location"), format!("{path}?done=retired"));
    assert!(site.get_as(&clara, &path).await.body.contains("stillgelegt"));
    let restored = site.post_as(&clara, &path, &[("do", "restore"), ("centre", &centre)]).await;
    assert_eq!(restored.header("location"), format!("{path}?done=restored"));
}

#[tokio::test]
async fn whoever_signs_in_with_an_address_of_the_organisation_joins_with_one_click() {
    let site = site().await;
    let (muster, [clara, _, olga, region]) = four(&site).await;
    let path = format!("/account/organisation/{}/domains", muster.id);
    for (typed, says) in [
        ("gmx.de", "bekommt jeder eine Adresse"),
        ("co.uk", "kann jeder eine Domain haben"),
        ("<th-owl>", "zum Beispiel th-owl.de"),
    ] {
        let refused = site.post_as(&clara, &path, &[("do", "add"), ("domain", typed)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains(says) && refused.body.contains("href=\"#f-domain\""), "{typed}");
        assert!(refused.body.contains(&format!("value=\"{}\"", typed.replace('<', "&lt;").replace('>', "&gt;"))));
    }
    let asked = site.post_as(&clara, &path, &[("do", "add"), ("domain", "muster.example")]).await;
    assert_eq!(asked.header("location"), format!("{path}?done=asked"));
    let confirm = [("do", "confirm"), ("which", "muster.example")];
    for login in [&clara, &olga] {
        assert_eq!(site.post_as(login, &path, &confirm).await.status, StatusCode::NOT_FOUND);
    }
    assert!(!site.get_as(&clara, &path).await.body.contains("value=\"confirm\""));
    let anna = site.login("anna@muster.example").await;
    assert!(!site.get_as(&anna, "/account").await.body.contains("value=\"join\""), "not confirmed yet");

    assert!(site.get_as(&region, "/admin").await.body.contains("1 Mail-Domain wartet."));
    assert!(site.get_as(&region, "/admin/organisations").await.body.contains(&format!("href=\"{path}\"")));
    let confirmed = site.post_as(&region, &path, &confirm).await;
    assert_eq!(confirmed.header("location"), format!("{path}?done=confirmed"));

    assert!(!site.get_as(&olga, "/account").await.body.contains("value=\"join\""));
    assert!(site.get_as(&anna, "/account").await.body.contains("value=\"join\""));
    let organisation = muster.id.to_string();
    let join = [("do", "join"), ("organisation", organisation.as_str())];
    assert_eq!(site.post_as(&olga, "/account", &join).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let joined = site.post_as(&anna, "/account", &join).await;
    assert_eq!(joined.header("location"), "/account?done=joined");
    let page = site.get_as(&anna, "/account?done=joined").await.body;
    assert!(page.contains("Sie sind jetzt Mitglied") && !page.contains("value=\"join\""));
    assert!(
        site.get_as(&clara, &format!("/account/organisation/{}", muster.id)).await.body.contains("anna@muster.example")
    );
}

/// A picture in one colour.
fn picture(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([11, 93, 75])).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

impl Site {
    /// Sends a logo.
    async fn upload(&self, login: Option<&str>, path: &str, name: &str, file: &[u8]) -> crate::common::Answer {
        self.post_file(login, path, &[], ("logo", name, file)).await
    }
}

#[tokio::test]
async fn a_logo_is_known_by_its_content_drawn_anew_and_kept_by_browsers_for_good() {
    let site = site().await;
    let (muster, [clara, berta, olga, _]) = four(&site).await;
    let path = format!("/account/organisation/{}/logo", muster.id);
    let good = picture(1_200, 600, image::ImageFormat::Jpeg);
    assert!(site.upload(None, &path, "logo.png", &good).await.header("location").starts_with("/sign-in"));
    for login in [&berta, &olga] {
        assert_eq!(site.upload(Some(login), &path, "logo.png", &good).await.status, StatusCode::NOT_FOUND);
    }
    for (name, file, says) in [
        ("", b"".as_slice(), "Bitte wählen Sie eine Datei."),
        ("logo.png", b"<svg onload=alert(1)>".as_slice(), "können wir nicht als Bild lesen"),
        ("logo.png", vec![0; 3 * 1024 * 1024].as_slice(), "größer als 2 MB"),
    ] {
        let refused = site.upload(Some(&clara), &path, name, file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(refused.body.contains(says) && refused.body.contains("href=\"#f-logo\""), "{says}");
    }
    let elsewhere = format!("/account/organisation/{}/particulars", muster.id);
    let refused = site.upload(Some(&clara), &elsewhere, "logo.png", &good).await;
    assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "no other form takes a file");
    let huge = site.upload(Some(&clara), &path, "logo.png", &vec![0; 17 * 1024 * 1024]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);

    let taken = site.upload(Some(&clara), &path, "rechnung.html", &good).await;
    assert_eq!(taken.header("location"), format!("{path}?done=set"));
    let page = site.get_as(&clara, &path).await.body;
    let (_, rest) = page.split_once("src=\"/pictures/").unwrap();
    let address = format!("/pictures/{}", &rest[..64]);
    assert!(page.contains("alt=\"Muster\"") && page.contains("width=\"512\"") && page.contains("height=\"256\""));
    assert!(site.get_as(&clara, &format!("/account/organisation/{}", muster.id)).await.body.contains(&address));

    let shown = site.get(&address).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(shown.header("content-type"), "image/webp");
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert_eq!(shown.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(shown.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(&site.bytes(None, &address).await[8..12], b"WEBP");
    let etag = Request::get(&address).header(header::IF_NONE_MATCH, shown.header("etag"));
    let known = site.send(etag.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let unknown = format!("/pictures/{}", "0".repeat(64));
    for wrong in [unknown.as_str(), "/pictures/x", "/pictures/..%2Fdata"] {
        assert_eq!(site.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }

    let removed = site.post_as(&clara, &path, &[("do", "remove")]).await;
    assert_eq!(removed.header("location"), format!("{path}?done=removed"));
    assert_eq!(site.get(&address).await.status, StatusCode::NOT_FOUND);
    assert!(!site.get_as(&clara, &path).await.body.contains("/pictures/"));
}

#[tokio::test]
async fn a_logo_stands_with_the_events_of_its_organisation() {
    let site = site().await;
    site.house.furnished().await;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    site.house.person("Clara", &event.card.organiser, Role::Admin).await;
    let clara = site.login("clara@example.org").await;
    let public = format!("/events/{}", event.card.slug);
    assert!(!site.get(&public).await.body.contains("/pictures/"));
    let path = format!("/account/organisation/{}/logo", event.card.organiser.id);
    site.upload(Some(&clara), &path, "l.png", &picture(40, 40, image::ImageFormat::Png)).await;
    let page = site.get(&public).await.body;
    let name = &event.card.organiser.name;
    assert!(page.contains("src=\"/pictures/") && page.contains(&format!("alt=\"{name}\"")), "at once");
    assert!(page.contains("\"logo\":\"http://127.0.0.1:3000/pictures/"), "and for search engines");
}

#[tokio::test]
async fn whoever_books_picks_a_cost_centre_where_her_organisation_has_any() {
    let site = site().await;
    let haus = site.house.furnished().await;
    let (muster, [clara, berta, ..]) = four(&site).await;
    let form = "/bookings/new?space=labor&date=2027-03-09&from=10:00&until=12:00&people=4";
    assert!(!site.get_as(&berta, form).await.body.contains("cost_centre"), "there is none");
    let path = format!("/account/organisation/{}/cost-centres", muster.id);
    for (code, name) in [("4711", "Lehre"), ("815", "Forschung")] {
        let request = site.get_as(&clara, &path).await.form_id();
        site.post_as(&clara, &path, &[("do", "add"), ("request", &request), ("code", code), ("name", name)]).await;
    }
    let page = site.get_as(&berta, form).await;
    assert!(page.body.contains("815 Forschung"));
    let (before, _) = page.body.split_once(">4711 Lehre<").unwrap();
    let centre = before.rsplit_once("value=\"").unwrap().1[..36].to_owned();
    let request = page.form_id();
    let mut typed = vec![
        ("space", "labor"),
        ("date", "2027-03-09"),
        ("from", "10:00"),
        ("until", "12:00"),
        ("people", "4"),
        ("request", request.as_str()),
        ("cost_centre", centre.as_str()),
        ("do", "book"),
    ];
    let refused = site.post_as(&berta, "/bookings/new", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "without a purpose");
    let kept = format!("value=\"{centre}\" selected");
    assert!(refused.body.contains(&kept), "what was chosen is kept");
    typed.push(("title", "Workshop"));
    let wrong: Vec<_> = typed
        .iter()
        .map(|(name, value)| (*name, if *name == "cost_centre" { request.as_str() } else { value }))
        .collect();
    let refused = site.post_as(&berta, "/bookings/new", &wrong).await;
    assert!(refused.body.contains("href=\"#f-cost_centre\""), "{}", refused.status);
    let booked = site.post_as(&berta, "/bookings/new", &typed).await;
    let booking = booked.header("location").split('?').next().unwrap().to_owned();
    assert!(booking.starts_with("/bookings/"), "{}", booked.status);
    assert!(site.get_as(&berta, &booking).await.body.contains("4711 Lehre"));
    let rita = site.house.store.create_account("rita@example.org", "Rita", "de", false).await.unwrap();
    site.house.store.add_keeper(rita, haus).await.unwrap();
    let rita = site.login("rita@example.org").await;
    let seen = site.get_as(&rita, &booking).await;
    assert!(seen.status == StatusCode::OK && !seen.body.contains("Lehre"), "a keeper does not see it");
}
