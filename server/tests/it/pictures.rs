//! The picture of an event, as organisers give it, visitors see it and previews show it.

#![expect(clippy::unwrap_used, reason = "tests")]

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    access::Actor,
    desk::{EventDesk as _, EventView},
    organisation::Role,
    picture::Caption,
};

use crate::common::{
    Answer, Site,
    house::programme::{event as words_of, on_site, online},
    site,
};

/// A picture in one colour.
fn picture(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(width, height, image::Rgb([11, 93, 75])).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Olga's public event, and her login.
async fn announced(site: &Site) -> (Actor, EventView, String) {
    site.house.furnished().await;
    let olga = site.house.olga().await;
    let event = site.house.published(&olga, "Tonabend für Anfänger", &[on_site("labor", 2, "10:00", "12:00")]).await;
    let login = site.login("olga@example.org").await;
    (olga, event, login)
}

/// What the head of a page says of something.
fn meta<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("\"{name}\" content=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn version(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"version\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test]
async fn what_is_wrong_with_a_picture_is_said_and_what_was_typed_is_kept() {
    let site = site().await;
    let (actor, event, olga) = announced(&site).await;
    let path = format!("/manage/events/{}/picture", event.card.slug);
    let version = version(&site.get_as(&olga, &path).await.body);
    let good = picture(1_200, 800, image::ImageFormat::Jpeg);
    let words = [
        ("version", version.as_str()),
        ("alt_de", "Ein Mischpult & zwei Hände"),
        ("alt_en", "A mixing desk"),
        ("credit", "Anna \"A\" Beispiel"),
        ("do", "set"),
    ];
    for (name, file, says) in [
        ("", b"".as_slice(), "Bitte wählen Sie eine Datei."),
        ("foto.jpg", b"<svg onload=alert(1)>".as_slice(), "können wir nicht als Bild lesen"),
        ("foto.jpg", &picture(60, 40, image::ImageFormat::Png)[..60], "lässt sich nicht lesen"),
        ("foto.jpg", vec![0; 13 * 1024 * 1024].as_slice(), "größer als 12 MB"),
    ] {
        let refused = site.post_file(Some(&olga), &path, &words, ("picture", name, file)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(refused.body.contains(says) && refused.body.contains("href=\"#f-picture\""), "{says}");
        for kept in ["Ein Mischpult &amp; zwei Hände</textarea>", "A mixing desk</textarea>", "Anna &quot;A&quot; Bei"]
        {
            assert!(refused.body.contains(kept), "{says}: {kept} is lost");
        }
    }
    let silent = [words[0], ("alt_de", "  "), words[3], words[4]];
    let refused = site.post_file(Some(&olga), &path, &silent, ("picture", "foto.jpg", &good)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Bitte sagen Sie auf Deutsch, was zu sehen ist."));
    assert!(refused.body.contains("href=\"#f-alt_de\"") && refused.body.contains("Anna &quot;A&quot; Bei"));
    assert!(refused.body.contains("Bitte wählen Sie die Datei noch einmal."), "a browser gives it only once");

    site.house.store.rewrite(&actor, event.id, event.version, words_of("Tonabend")).await.unwrap();
    let late = site.post_file(Some(&olga), &path, &words, ("picture", "foto.jpg", &good)).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Jemand hat das inzwischen geändert.") && late.body.contains("A mixing desk"));
    assert_eq!(self::version(&late.body), (event.version + 1).to_string(), "sent again it holds");
}

#[tokio::test]
async fn a_picture_is_given_by_those_who_run_the_event_and_shown_wherever_the_event_is() {
    let site = site().await;
    let (_, event, olga) = announced(&site).await;
    let muster = site.house.organisation("Muster").await;
    site.house.person("Clara", &muster, Role::Admin).await;
    let clara = site.login("clara@example.org").await;
    let (public, manage) = (format!("/events/{}", event.card.slug), format!("/manage/events/{}", event.card.slug));
    let path = format!("{manage}/picture");
    let overview = site.get_as(&olga, &manage).await.body;
    assert!(overview.contains(&format!("href=\"{path}\"")) && overview.contains("Es gibt noch kein Bild."));
    let version = version(&site.get_as(&olga, &path).await.body);
    let words = [
        ("version", version.as_str()),
        ("alt_de", "Ein Mischpult & zwei Hände"),
        ("alt_en", "A mixing desk"),
        ("credit", "Anna Beispiel"),
        ("do", "set"),
    ];
    let good = picture(2_000, 1_000, image::ImageFormat::Jpeg);
    let file = ("picture", "rechnung.html", good.as_slice());
    assert!(site.post_file(None, &path, &words, file).await.header("location").starts_with("/sign-in"));
    assert_eq!(site.post_file(Some(&clara), &path, &words, file).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get_as(&clara, &path).await.status, StatusCode::NOT_FOUND);
    let set = site.post_file(Some(&olga), &path, &words, file).await;
    assert_eq!(set.header("location"), format!("{path}?done=set"));
    let form = site.get_as(&olga, &format!("{path}?done=set")).await.body;
    assert!(form.contains("Das Bild ist gespeichert.") && form.contains("A mixing desk</textarea>"));

    let page = site.get(&public).await.body;
    assert!(page.contains("alt=\"Ein Mischpult &amp; zwei Hände\"") && page.contains("Bild: Anna Beispiel"));
    assert!(page.contains("width=\"1600\"") && page.contains("height=\"800\""), "nothing jumps");
    assert!(page.contains(" 1600w, /pictures/") && page.contains(" 480w\""), "the browser chooses");
    let english = site.get(&format!("/en{public}")).await.body;
    assert!(english.contains("alt=\"A mixing desk\""));
    let image = meta(&page, "og:image").unwrap();
    assert!(image.starts_with("http://127.0.0.1:3000/pictures/"), "{image}");
    let size = (meta(&page, "og:image:width"), meta(&page, "og:image:height"));
    assert_eq!(size, (Some("1600"), Some("800")));
    assert_eq!(meta(&page, "og:image:alt"), Some("Ein Mischpult &amp; zwei Hände"));
    assert_eq!(meta(&page, "twitter:card"), Some("summary_large_image"));
    assert!(page.contains(&format!("\"image\":[\"{image}\",")), "and for search engines");
    let address = image.trim_start_matches("http://127.0.0.1:3000");
    let shown = site.get(address).await;
    assert_eq!((shown.status, shown.header("content-type")), (StatusCode::OK, "image/jpeg"));
    assert_eq!(shown.header("cross-origin-resource-policy"), "cross-origin");
    assert!(
        site.get("/events.atom")
            .await
            .body
            .contains(&format!("rel=\"enclosure\" type=\"image/jpeg\" href=\"{image}\""))
    );
    for list in ["/events", "/embed/events"] {
        let page = site.get(list).await.body;
        let (_, rest) = page.split_once("<img").unwrap();
        let img = rest.split_once('>').unwrap().0;
        assert!(
            img.contains("alt=\"\"") && img.contains("loading=\"lazy\"") && img.contains("srcset"),
            "{list}: {img}"
        );
    }

    // Only the words are sent again, as a browser sends a field without a file.
    let again = [("version", &*self::version(&form)), ("adorns", "yes"), ("alt_de", ""), ("do", "set")];
    let set = site.post_file(Some(&olga), &path, &again, ("picture", "", b"")).await;
    assert_eq!(set.status, StatusCode::SEE_OTHER);
    let page = site.get(&public).await.body;
    assert!(page.contains("alt=\"\"") && !page.contains("Anna Beispiel") && meta(&page, "og:image:alt").is_none());
    assert_eq!(meta(&page, "og:image"), Some(image));

    let form = site.get_as(&olga, &path).await.body;
    let removed = site.post_as(&olga, &path, &[("do", "remove"), ("version", &self::version(&form))]).await;
    assert_eq!(removed.header("location"), format!("{path}?done=removed"));
    assert_eq!(site.get(address).await.status, StatusCode::NOT_FOUND);
    assert!(!site.get(&public).await.body.contains("<img"));
}

/// GET with what the browser has.
async fn known(site: &Site, path: &str, etag: &str) -> Answer {
    site.send(Request::get(path).header(header::IF_NONE_MATCH, etag).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_link_to_an_event_without_a_picture_is_shown_with_one_the_house_draws() {
    let site = site().await;
    let (olga, event, _) = announced(&site).await;
    let public = format!("/events/{}", event.card.slug);
    let page = site.get(&public).await.body;
    let path = format!("{public}/preview.png");
    assert_eq!(meta(&page, "og:image"), Some(&*format!("http://127.0.0.1:3000{path}")));
    assert_eq!((meta(&page, "og:image:width"), meta(&page, "og:image:height")), (Some("1200"), Some("630")));
    let alt = "Tonabend für Anfänger, Di., 2. März 2027, 10:00–12:00 Uhr";
    assert_eq!(meta(&page, "og:image:alt"), Some(alt));
    let english = site.get(&format!("/en{public}")).await.body;
    assert_eq!(meta(&english, "og:image"), Some(&*format!("http://127.0.0.1:3000/en{path}")));

    let file = site.bytes(None, &path).await;
    let drawn = image::load_from_memory_with_format(&file, image::ImageFormat::Png).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (1_200, 630));
    assert_ne!(site.bytes(None, &format!("/en{path}")).await, file, "its day in English");
    let shown = site.get(&path).await;
    assert_eq!(shown.header("content-type"), "image/png");
    assert_eq!(shown.header("cache-control"), "public, max-age=300");
    assert_eq!(shown.header("cross-origin-resource-policy"), "cross-origin");
    let etag = shown.header("etag");
    let again = known(&site, &path, etag).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));

    let store = &site.house.store;
    let event = site.house.event(&olga, &event.card.slug).await;
    store.cancel_event(&olga, event.id, event.version, "").await.unwrap();
    assert_eq!(known(&site, &path, etag).await.status, StatusCode::OK, "called off it says so");

    let draft = site.house.drafted(&olga, "Entwurf", &[online(3, "10:00", "12:00")]).await;
    let hidden = format!("/events/{}/preview.png", draft.card.slug);
    for (login, path) in [(None, hidden.as_str()), (Some("olga@example.org"), &hidden), (None, "/events/x/preview.png")]
    {
        let answer = match login {
            Some(email) => site.get_as(&site.login(email).await, path).await,
            None => site.get(path).await,
        };
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_list_of_pictures_stays_light_and_a_preview_that_was_handed_out_is_still_there() {
    let site = site().await;
    let (olga, event, _) = announced(&site).await;
    let caption = Caption { adorns: true, ..Caption::default() };
    let file = picture(600, 400, image::ImageFormat::Png);
    site.house.store.set_picture(&olga, event.id, event.version, Some(file), caption).await.unwrap();
    let list = site.get("/events").await.body;
    let (_, img) = list.split_once("<img").unwrap();
    let (src, name) = (img.split_once("src=\"").unwrap().1, img.split_once("srcset=\"").unwrap().1);
    assert!(name.split_once('"').unwrap().0.ends_with(" 480w"), "the smallest is among them");
    let smallest = src.split_once('"').unwrap().0;
    assert!(site.bytes(None, smallest).await.len() < 20_000);
    // It has a picture of its own now, and whoever has the address of the drawn one still gets it.
    let drawn = format!("/events/{}/preview.png", event.card.slug);
    assert_eq!(site.get(&drawn).await.status, StatusCode::OK);
}
