//! A session in several rooms, from the form to what everybody reads of it.

use domain::{
    desk::{BookingDesk as _, SessionFields},
    slot::Margins,
    text::Localised,
};

use crate::common::{
    house::{booking, programme::on_site, wish},
    site,
};

#[tokio::test]
async fn further_rooms_are_chosen_without_javascript_and_a_refusal_names_the_room_and_keeps_what_was_typed() {
    let site = site().await;
    site.house.furnished().await;
    let (olga, anna) = (site.house.olga().await, site.house.anna().await);
    let draft = site.house.drafted(&olga, "Tagung", &[]).await;
    site.house.store.book(&anna, booking(wish("labor", 2, "11:00", "13:00"))).await.unwrap();
    let login = site.login("olga@example.org").await;
    let path = "/manage/events/tagung/sessions/new";
    let form = site.get_as(&login, path).await;
    let (request, version) = (form.form_id(), draft.version.to_string());
    assert!(form.body.contains("name=\"further_0\"") && !form.body.contains("name=\"further_1\""));
    let typed = [
        ("request", request.as_str()),
        ("version", &version),
        ("date", "2027-03-02"),
        ("from", "10:00"),
        ("until", "12:00"),
        ("space", "saal-a"),
        ("further_0", ""),
        ("further_1", "labor"),
        ("setup", "30"),
        ("title_de", "Begrüßung"),
    ];
    let more = site.post_as(&login, path, &[&typed[..], &[("do", "room")]].concat()).await;
    assert_eq!(more.status, 200, "nothing is saved yet");
    assert!(more.body.contains("name=\"further_3\"") && more.body.contains("value=\"Begrüßung\""), "{}", more.body);

    let refused = site.post_as(&login, path, &typed).await;
    assert_eq!(refused.status, 422);
    for part in [
        "href=\"#f-further_0\"",
        "Labor: ",
        "Saal A: frei",
        "value=\"further_0|saal-b\"",
        "statt Labor: Saal B",
        "alle Räume: ",
        "value=\"Begrüßung\"",
        "<option value=\"labor\" selected",
        "value=\"30\"",
    ] {
        assert!(refused.body.contains(part), "{part} in {}", refused.body);
    }
    assert_eq!(site.house.count("SELECT count(*) FROM session").await, 0);

    let instead = [&typed[..6], &[("further_0", "labor"), ("setup", "30"), ("take", "further_0|saal-b")]].concat();
    let filled = site.post_as(&login, path, &instead).await;
    assert_eq!(filled.status, 200);
    assert!(filled.body.contains("<option value=\"saal-b\" selected"), "{}", filled.body);

    let wrong = [&typed[..6], &[("further_0", "saal-b"), ("setup", "7")]].concat();
    let wrong = site.post_as(&login, path, &wrong).await;
    assert!(wrong.status == 422 && wrong.body.contains("href=\"#f-setup\""), "{}", wrong.body);
    let nowhere = [&typed[..5], &[("further_0", "saal-b")]].concat();
    let nowhere = site.post_as(&login, path, &nowhere).await;
    assert!(nowhere.status == 422 && nowhere.body.contains("href=\"#f-space\""), "{}", nowhere.body);

    let saved = [&typed[..6], &[("further_0", "saal-b"), ("setup", "30")]].concat();
    assert_eq!(site.post_as(&login, path, &saved).await.status, 303);
    let session = site.house.event(&olga, "tagung").await.sessions[0].clone();
    let slugs: Vec<&str> = session.place.spaces().map(|space| space.slug.as_str()).collect();
    assert_eq!((slugs, session.margins), (vec!["saal-a", "saal-b"], Margins { before: 30, after: 0 }));
    let again = site.get_as(&login, &format!("/manage/events/tagung/sessions/{}", session.id)).await.body;
    assert!(again.contains("<option value=\"saal-b\" selected") && again.contains("name=\"further_1\""), "{again}");
}

#[tokio::test]
async fn everybody_reads_where_all_of_it_is_and_each_room_shows_it() {
    let site = site().await;
    site.house.furnished().await;
    let far = site.house.site("Hof", "Detmold").await;
    site.house.space(far, "Aula").await;
    let olga = site.house.olga().await;
    let titled = |title: &str, fields| SessionFields { title: Localised::of("de", title), ..fields };
    let further = vec!["saal-b".to_owned(), "aula".to_owned()];
    let sessions = [
        titled("Markt", SessionFields { further, ..on_site("saal-a", 9, "10:00", "12:00") }),
        titled("Fragen", on_site("labor", 9, "11:00", "12:00")),
    ];
    let event = site.house.published(&olga, "Messe", &sessions).await;

    let page = site.get("/events/messe").await.body;
    for part in [
        "<a href=\"/spaces/saal-a\">Saal A</a>",
        "<a href=\"/spaces/saal-b\">Saal B</a>",
        "<a href=\"/spaces/aula\">Aula</a>",
        "\"name\":\"Haus, Saal B\"",
        "\"name\":\"Hof, Aula\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let grid = site.get("/events/messe?view=grid").await.body;
    let table = grid.split_once("<table class=\"day-grid\"").unwrap().1.split_once("</table>").unwrap().0;
    for column in ["Saal A", "Saal B", "Aula", "Labor"] {
        assert!(table.contains(&format!("<th scope=\"col\">{column}</th>")), "{column} in {table}");
    }
    assert_eq!(table.matches("#session-").count(), 4, "in each of its rooms: {table}");
    assert!(table.contains("auch in: Saal A und Aula"), "{table}");

    let calendar = site.get(&format!("/events/messe/{}.ics", event.sessions[0].id)).await.body;
    let unfolded = calendar.replace("\r\n ", "");
    let location =
        "LOCATION:Saal A und Saal B\\, Haus\\, Musterweg 1\\, 32657 Lemgo\\; Aula\\, Hof\\, Musterweg 1\\, 32657";
    assert!(unfolded.contains(location), "{unfolded}");
    for (space, there) in [("saal-a", true), ("saal-b", true), ("aula", true), ("werkbank", false)] {
        let its = site.get(&format!("/spaces/{space}.ics")).await.body;
        assert_eq!(its.contains("Markt"), there, "{space}: {its}");
    }
    for address in ["/sites/hof.ics", "/sites/haus.ics"] {
        assert!(site.get(address).await.body.contains("Markt"), "{address}");
    }
}
