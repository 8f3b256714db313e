//! Files as answers, as whoever registers sends them and those who asked fetch them.

#![expect(clippy::unwrap_used, reason = "tests")]

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    access::Actor,
    desk::{EventView, FormDesk as _, QuestionFields, RegistrationDesk as _},
    id::QuestionId,
    organisation::Role,
    question::{FileKind, Keeping, Kind, Whose, file::MOST_OF_NETWORK},
    text::Localised,
};
use sea_orm::ConnectionTrait as _;

use crate::common::{
    Answer, Site,
    house::{
        programme::{on_site, online},
        request,
    },
    site,
};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

fn file() -> QuestionFields {
    QuestionFields {
        whose: Whose::Registration,
        label: Localised::of("de", "Ihr Lebenslauf"),
        help: Localised::default(),
        options: vec![],
        least: None,
        most: Some(1),
        files: FileKind::ALL.to_vec(),
        required: true,
        sessions: vec![],
        condition: None,
        purpose: Localised::of("de", "Auswahl"),
        keeping: Keeping::List,
    }
}

/// Olga's public event that asks for a file.
struct Scene {
    site: Site,
    olga: Actor,
    event: EventView,
    question: QuestionId,
    path: String,
}

impl Scene {
    async fn new(fields: QuestionFields) -> Self {
        let site = site().await;
        site.house.furnished().await;
        let olga = site.house.olga().await;
        let event = site.house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
        let store = &site.house.store;
        store.add_question(&olga, request(), event.id, 0, Kind::File, fields).await.unwrap();
        let question = store.form(&olga, event.id).await.unwrap().unwrap().questions[0].id;
        let path = format!("/events/{}/register", event.card.slug);
        Self { site, olga, event, question, path }
    }

    fn field(&self) -> String {
        format!("q-{}", self.question.0.simple())
    }

    /// What somebody fills in, without the file.
    fn typed<'a>(&self, form: &'a str, session: &'a str, email: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("request", form),
            ("questions", "1"),
            ("session", session),
            ("person1", "Anna Müller"),
            ("email", email),
            ("consent", "yes"),
            ("do", "send"),
        ]
    }

    /// Sends the form with a file.
    async fn send(&self, email: &str, more: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        let (form, session) = (request().to_string(), self.event.sessions[0].id.to_string());
        let mut typed = self.typed(&form, &session, email);
        typed.extend(more);
        self.site.post_file(None, &self.path, &typed, (&self.field(), name, bytes)).await
    }

    /// The secret of the link that was mailed last.
    async fn token(&self) -> String {
        let mails = self.site.house.deliver().await;
        let token = mails.into_iter().rev().find_map(|mail| match mail {
            store::MailFacts::Registration { token, .. } => Some(token),
            _ => None,
        });
        token.unwrap()
    }

    /// Registers with a file, confirms, and answers the secret of the link and where the file is fetched.
    async fn registered(&self, name: &str, bytes: &[u8]) -> (String, String) {
        let sent = self.send("anna@example.org", &[], name, bytes).await;
        assert_eq!(sent.header("location"), "/registrations/sent", "{}", sent.body);
        let token = self.token().await;
        self.site.house.store.confirm(&token).await.unwrap();
        let page = self.site.get(&format!("/registrations/{token}")).await.body;
        let path = link(&page, &format!("/registrations/{token}/files/"));
        (token, path)
    }

    async fn count(&self, what: &str) -> i64 {
        self.site.house.count(&format!("SELECT COUNT(*) FROM {what}")).await
    }
}

/// The first link of the page that begins like this.
fn link(page: &str, begins: &str) -> String {
    let (_, rest) = page.split_once(&format!("href=\"{begins}")).unwrap_or_else(|| panic!("no {begins} in {page}"));
    format!("{begins}{}", rest.split_once('"').unwrap().0)
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(width, height, image::Rgb([11, 93, 75]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_form_carries_files_only_where_one_is_asked_for() {
    let scene = Scene::new(file()).await;
    let page = scene.site.get(&scene.path).await.body;
    assert!(page.contains("enctype=\"multipart/form-data\""));
    assert!(page.contains("accept=\"application/pdf,.pdf,image/jpeg,image/png,image/webp,text/plain,.txt\""));
    assert!(page.contains("Möglich: PDF, Bild (JPEG, PNG, WebP), reiner Text (.txt), höchstens 1 MB."), "{page}");
    let other = scene.site.house.published(&scene.olga, "Anderes", &[online(3, "10:00", "12:00")]).await;
    let page = scene.site.get(&format!("/events/{}/register", other.card.slug)).await.body;
    assert!(page.contains("name=\"person1\"") && !page.contains("multipart"));
}

#[tokio::test]
async fn what_a_file_is_called_and_said_to_be_is_not_believed() {
    let scene = Scene::new(file()).await;
    let html = b"<!doctype html><script>alert(1)</script>".as_slice();
    let broken = &picture(60, 40)[..60];
    let large = vec![b'x'; 1_024 * 1_024 + 1];
    for (name, bytes, says) in [
        ("foto.png", html, "Diese Datei nehmen wir hier nicht."),
        ("foto.svg", b"<svg onload=alert(1)>".as_slice(), "Diese Datei nehmen wir hier nicht."),
        ("lauf.pdf", b"MZ\x90\0\x03".as_slice(), "Diese Datei nehmen wir hier nicht."),
        ("brief.txt", b"Gr\xfc\xdfe".as_slice(), "Diese Datei nehmen wir hier nicht."),
        ("foto.png", broken, "lässt sich nicht lesen"),
        ("lauf.pdf", &PDF[..30], "lässt sich nicht lesen"),
        ("lang.txt", large.as_slice(), "Die Datei ist größer als 1 MB."),
        ("film.txt", vec![b'x'; 12 * 1_024 * 1_024].as_slice(), "Die Datei ist größer als 1 MB."),
        ("leer.pdf", b"".as_slice(), "Hier fehlt eine Datei"),
        ("", b"".as_slice(), "Hier fehlt eine Datei"),
    ] {
        let refused = scene.send("anna@example.org", &[], name, bytes).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {says}");
        assert!(refused.body.contains(says), "{name}: {says}");
        assert!(refused.body.contains(&format!("href=\"#f-{}\"", scene.field())), "{name}");
        assert!(refused.body.contains("value=\"Anna Müller\"") && refused.body.contains("anna@example.org"), "{name}");
    }
    let endless = scene.send("anna@example.org", &[], "film.txt", &vec![b'x'; 33 * 1_024 * 1_024]).await;
    assert_eq!(endless.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(endless.body.contains("höchstens 10 MB jede, 20 MB alle zusammen"), "{}", endless.body);
    assert_eq!((scene.count("sent_file").await, scene.count("registration").await), (0, 0));
}

#[tokio::test]
async fn a_file_is_handed_out_to_be_kept_and_never_to_be_shown() {
    let scene = Scene::new(file()).await;
    let (token, path) = scene.registered("..\\Lebens\u{202e}lauf Müller.PDF", PDF).await;
    let got = scene.site.get(&path).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.body.as_bytes(), PDF);
    assert_eq!(got.header("content-type"), "application/pdf");
    assert_eq!(
        got.header("content-disposition"),
        "attachment; filename=\"Lebens lauf M_ller.pdf\"; filename*=UTF-8''Lebens%20lauf%20M%C3%BCller.pdf"
    );
    assert_eq!(got.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    assert_eq!(got.header("cache-control"), "private, no-store");
    let id = path.rsplit('/').next().unwrap();
    for elsewhere in [
        format!("/registrations/{}/files/{id}", "x".repeat(43)),
        format!("/registrations/{token}/files/{}", request()),
        format!("/registrations/{token}/files/x"),
        format!("/account/files/{id}"),
    ] {
        assert_eq!(scene.site.get(&elsewhere).await.status, StatusCode::NOT_FOUND, "{elsewhere}");
    }
    let anna = scene.site.login("anna@example.org").await;
    assert_eq!(scene.site.bytes(Some(&anna), &format!("/account/files/{id}")).await, PDF);
    let data = scene.site.get_as(&anna, "/account/data.json").await.body;
    assert!(data.contains(&format!("/account/files/{id}")) && data.contains("Lebens lauf Müller.pdf"), "{data}");
}

#[tokio::test]
async fn of_a_picture_with_more_in_it_only_the_picture_is_kept() {
    let scene = Scene::new(file()).await;
    let both = [picture(60, 40), b"<html><script>alert(1)</script>".to_vec()].concat();
    let (_, path) = scene.registered("foto.png.html", &both).await;
    let kept = scene.site.bytes(None, &path).await;
    assert!(kept.starts_with(b"\xff\xd8\xff") && !kept.windows(7).any(|piece| piece == b"<script"));
    let got = scene.site.get(&path).await;
    assert_eq!(got.header("content-type"), "image/jpeg");
    assert!(got.header("content-disposition").contains("filename=\"foto.png.html.jpg\""));
}

#[tokio::test]
async fn when_something_else_is_wrong_the_file_is_there_already() {
    let scene = Scene::new(file()).await;
    let refused = scene.send("keine adresse", &[], "Lebenslauf.pdf", PDF).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Lebenslauf.pdf, 1 kB, ist schon da."), "{}", refused.body);
    let (kept, away) = (format!("{}-kept", scene.field()), format!("{}-away", scene.field()));
    let key = hidden(&refused.body, &kept);
    assert_eq!(key.len(), 43, "nobody guesses it");
    assert!(refused.header("set-cookie").is_empty(), "and nobody is marked");
    assert!(!refused.body.contains(&format!("/registrations/{key}")));
    let mut input = refused.body.split("type=\"file\"");
    assert!(!input.nth(1).unwrap().split('>').next().unwrap().contains("required"), "a browser does not ask again");

    let without = scene.send("anna@example.org", &[(&kept, &key), (&away, "yes")], "", b"").await;
    assert!(without.body.contains("Hier fehlt eine Datei") && !without.body.contains("ist schon da"));
    let other = scene.send("noch keine", &[(&kept, &key)], "Anderer.pdf", PDF).await;
    assert!(other.body.contains("Anderer.pdf, 1 kB, ist schon da."), "another one replaces it");
    let wrong = scene.send("anna@example.org", &[(&kept, &key)], "x.html", b"<html>").await;
    assert!(wrong.body.contains("Diese Datei nehmen wir hier nicht.") && wrong.body.contains("Lebenslauf.pdf, 1 kB"));
    let sent = scene.send("anna@example.org", &[(&kept, &key)], "", b"").await;
    assert_eq!(sent.header("location"), "/registrations/sent");
    assert_eq!(scene.count("sent_file WHERE answer_id IS NOT NULL").await, 1);

    scene.site.house.pass(chrono::TimeDelta::hours(3));
    let late = scene.send("ben@example.org", &[(&kept, &hidden(&other.body, &kept))], "", b"").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("Ihre Datei ist nicht mehr da") && late.body.contains("value=\"Anna Müller\""));
}

#[tokio::test]
async fn a_form_with_a_file_that_is_sent_twice_registers_once() {
    let scene = Scene::new(file()).await;
    let (form, session) = (request().to_string(), scene.event.sessions[0].id.to_string());
    let typed = scene.typed(&form, &session, "anna@example.org");
    for _ in 0..2 {
        let sent = scene.site.post_file(None, &scene.path, &typed, (&scene.field(), "a.pdf", PDF)).await;
        assert_eq!(sent.header("location"), "/registrations/sent");
    }
    let refused = scene.send("keine adresse", &[], "b.pdf", PDF).await;
    let kept = format!("{}-kept", scene.field());
    let key = hidden(&refused.body, &kept);
    let form = request().to_string();
    let mut typed = scene.typed(&form, &session, "ben@example.org");
    typed.push((&kept, &key));
    for _ in 0..2 {
        assert_eq!(scene.site.post(&scene.path, &typed).await.header("location"), "/registrations/sent");
    }
    assert_eq!(scene.count("registration").await, 2);
    assert_eq!(scene.count("sent_file WHERE answer_id IS NOT NULL").await, 2);
}

#[tokio::test]
async fn each_person_has_a_file_of_her_own() {
    let scene = Scene::new(QuestionFields { whose: Whose::Attendee, required: false, ..file() }).await;
    let field = |place: u8| format!("q{place}-{}", scene.question.0.simple());
    let (form, session) = (request().to_string(), scene.event.sessions[0].id.to_string());
    let mut typed = scene.typed(&form, &session, "anna@example.org");
    typed.push(("person2", "Ben"));
    typed.retain(|(name, _)| *name != "do");
    let more: Vec<_> = typed.iter().copied().chain([("do", "more")]).collect();
    let page = scene.site.post_file(None, &scene.path, &more, (&field(2), "ben.pdf", PDF)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("ben.pdf, 1 kB, ist schon da.") && page.body.contains("name=\"person3\""));
    let kept = format!("{}-kept", field(2));
    let key = hidden(&page.body, &kept);
    typed.extend([(kept.as_str(), key.as_str()), ("do", "send")]);
    let sent = scene.site.post_file(None, &scene.path, &typed, (&field(1), "anna.pdf", PDF)).await;
    assert_eq!(sent.header("location"), "/registrations/sent");
    let token = scene.token().await;
    scene.site.house.store.confirm(&token).await.unwrap();
    let page = scene.site.get(&format!("/registrations/{token}")).await.body;
    assert!(page.contains("Anna Müller: <") && page.contains("anna.pdf (1 kB)") && page.contains("ben.pdf (1 kB)"));
}

#[tokio::test]
async fn she_replaces_and_takes_away_her_file_by_her_link() {
    let scene = Scene::new(QuestionFields { required: false, ..file() }).await;
    let (token, path) = scene.registered("alt.pdf", PDF).await;
    let change = format!("/registrations/{token}/change");
    let page = scene.site.get(&change).await.body;
    assert!(page.contains("multipart/form-data") && page.contains("alt.pdf, 1 kB, ist schon da."));
    assert!(page.contains(&format!("href=\"{path}\"")), "and can be fetched there");
    let (kept, away) = (format!("{}-kept", scene.field()), format!("{}-away", scene.field()));
    let typed = |page: &str| {
        let version = hidden(page, "version");
        vec![("version", version), ("questions", "1".into()), ("people", "1".into()), ("person1", "Anna Müller".into())]
    };
    let send = async |more: &[(&str, &str)], name: &str, bytes: &[u8]| {
        let page = scene.site.get(&change).await.body;
        let fields = typed(&page);
        let mut fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        fields.extend(more);
        scene.site.post_file(None, &change, &fields, (&scene.field(), name, bytes)).await
    };
    let done = format!("/registrations/{token}?done=changed");
    let refused = send(&[(&kept, &hidden(&page, &kept))], "neu.html", b"<html>").await;
    assert!(refused.body.contains("Diese Datei nehmen wir hier nicht.") && refused.body.contains("alt.pdf, 1 kB"));
    let stays = send(&[(&kept, &hidden(&page, &kept))], "", b"").await;
    assert_eq!(stays.header("location"), done);
    assert_eq!(scene.site.get(&path).await.status, StatusCode::OK);
    let replaced = send(&[(&kept, &hidden(&page, &kept))], "neu.txt", b"Anna").await;
    assert_eq!(replaced.header("location"), done, "{}", replaced.body);
    assert_eq!(scene.site.get(&path).await.status, StatusCode::NOT_FOUND, "the old one is gone");
    let page = scene.site.get(&change).await.body;
    assert!(page.contains("neu.txt, 1 kB, ist schon da."));
    let removed = send(&[(&kept, &hidden(&page, &kept)), (&away, "yes")], "", b"").await;
    assert_eq!(removed.header("location"), done);
    assert_eq!(scene.count("sent_file").await, 0);
    let nobody = format!("/registrations/{}/change", "x".repeat(43));
    let file = (scene.field(), "a.pdf", PDF);
    scene.site.post_file(None, &nobody, &[], (&file.0, file.1, file.2)).await;
    assert_eq!(scene.count("sent_file").await, 0, "without a link nothing is left");
}

#[tokio::test]
async fn those_who_run_the_event_fetch_files_and_lists_only_name_them() {
    let scene = Scene::new(file()).await;
    scene.registered("Lebenslauf.pdf", PDF).await;
    let house = &scene.site.house;
    let muster = house.organisation("Muster").await;
    house.person("Clara", &muster, Role::Admin).await;
    let (olga, clara) = (scene.site.login("olga@example.org").await, scene.site.login("clara@example.org").await);
    let all = house.store.registrations(&scene.olga, scene.event.id).await.unwrap().unwrap();
    let record = format!("/manage/events/{}/registrations/{}", scene.event.card.slug, all[0].id);
    let page = scene.site.get_as(&olga, &record).await.body;
    assert!(page.contains("Lebenslauf.pdf (1 kB)"));
    let path = link(&page, &format!("{record}/files/"));
    assert_eq!(scene.site.get_as(&clara, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.site.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(scene.count("audit WHERE act = 'file-taken'").await, 0);
    assert_eq!(scene.site.bytes(Some(&olga), &path).await, PDF);
    assert_eq!(scene.count("audit WHERE act = 'file-taken'").await, 1);
    assert!(scene.site.get_as(&olga, &record).await.body.contains("Datei mitgenommen"));

    let people = format!("/manage/events/{}/registrations", scene.event.card.slug);
    assert!(scene.site.get_as(&olga, &people).await.body.contains("Ihr Lebenslauf: Lebenslauf.pdf (1 kB)"));
    let csv = scene.site.get_as(&olga, &format!("{people}.csv")).await.body;
    assert!(csv.contains("Lebenslauf.pdf (1 kB)") && !csv.contains("%PDF"));
}

#[tokio::test]
async fn a_program_leaves_nothing_and_too_much_from_one_place_waits() {
    let scene = Scene::new(file()).await;
    let sent = scene.send("anna@example.org", &[("website", "http://spam")], "a.pdf", PDF).await;
    assert_eq!(sent.header("location"), "/registrations/sent", "it learns nothing");
    assert_eq!(scene.count("sent_file").await, 0);
    scene.send("keine adresse", &[], "a.pdf", PDF).await;
    let full = format!("UPDATE sent_file SET size = {}", MOST_OF_NETWORK * 1_024 * 1_024);
    scene.site.house.store.connection().execute_unprepared(&full).await.unwrap();
    let refused = scene.send("anna@example.org", &[], "a.pdf", PDF).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("nehmen wir von hier keine Dateien mehr an"));
    assert!(refused.body.contains("value=\"Anna Müller\""));
}

#[tokio::test]
async fn mail_to_one_address_is_limited_whether_or_not_there_are_files() {
    let scene = Scene::new(file()).await;
    let mut last = StatusCode::OK;
    // Twenty times as many as elsewhere: here everybody is one network.
    // And while they are sent there are more again.
    for _ in 0..=12 * 20 * 4 {
        last = scene.send("anna@example.org", &[("website", "x")], "a.pdf", PDF).await.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_organiser_asks_for_a_file_and_sees_how_it_looks() {
    let scene = Scene::new(file()).await;
    let olga = scene.site.login("olga@example.org").await;
    let base = format!("/manage/events/{}/form", scene.event.card.slug);
    let new = format!("{base}/new?kind=file");
    let page = scene.site.get_as(&olga, &new).await.body;
    assert!(page.contains("name=\"files\"") && page.contains("value=\"5\"") && page.contains("Höchstens so viele MB"));
    let mut fields = vec![
        ("request", page.split_once("name=\"request\" value=\"").unwrap().1.split_once('"').unwrap().0),
        ("version", "1"),
        ("label_de", "Foto"),
        ("purpose_de", "Aushang"),
        ("keeping", "day"),
        ("whose", "registration"),
        ("most", "11"),
    ];
    let refused = scene.site.post_as(&olga, &new, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-files\"") && refused.body.contains("href=\"#f-most\""));
    fields.retain(|(name, _)| *name != "most");
    fields.extend([("most", "2"), ("files", "picture")]);
    let added = scene.site.post_as(&olga, &new, &fields).await;
    assert_eq!(added.header("location"), format!("{base}?done=added"), "{}", added.body);
    let form = scene.site.house.store.form(&scene.olga, scene.event.id).await.unwrap().unwrap();
    let asked = form.questions.last().unwrap();
    assert_eq!((asked.files.as_slice(), asked.most), (&[FileKind::Picture][..], Some(2)));

    let preview = format!("{base}/preview");
    let shown = scene.site.get_as(&olga, &preview).await.body;
    assert!(
        shown.contains("multipart/form-data") && shown.contains("Möglich: Bild (JPEG, PNG, WebP), höchstens 2 MB.")
    );
    let (form, session) = (request().to_string(), scene.event.sessions[0].id.to_string());
    let mut typed = scene.typed(&form, &session, "keine adresse");
    typed[1].1 = "2";
    let tried = scene.site.post_file(Some(&olga), &preview, &typed, (&scene.field(), "a.pdf", PDF)).await;
    assert!(tried.body.contains("a.pdf, 1 kB, ist schon da."), "{}", tried.body);
    let kept = format!("{}-kept", scene.field());
    let key = hidden(&tried.body, &kept);
    typed[4].1 = "anna@example.org";
    typed.push((&kept, &key));
    let whole = scene.site.post_file(Some(&olga), &preview, &typed, (&scene.field(), "", b"")).await;
    assert!(whole.body.contains("Es fehlt nichts."), "{}", whole.body);
    assert_eq!(scene.count("sent_file").await, 0, "nothing was kept");
}

#[tokio::test]
async fn what_is_no_form_of_ours_is_not_read() {
    let scene = Scene::new(file()).await;
    let endless = Request::post("/feedback")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::CONTENT_LENGTH, 40 * 1_024 * 1_024)
        .body(Body::empty())
        .unwrap();
    assert_eq!(scene.site.send(endless).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let odd = Request::post(&scene.path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1"))
        .unwrap();
    assert_eq!(scene.site.send(odd).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}
