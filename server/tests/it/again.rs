//! A login ends while somebody types: nothing she typed is lost (I9).

use crate::common::site;
use axum::http::StatusCode;
use chrono::TimeDelta;

#[tokio::test]
async fn a_form_sent_after_the_login_ended_is_kept_and_can_be_sent_again() {
    let site = site().await;
    site.house.olga().await;
    let login = site.login("olga@example.org").await;
    let form = site.get_as(&login, "/manage/events/new").await.form_id();
    let typed = [
        ("request", form.as_str()),
        ("title_de", "Tag der \"offenen\" Labore"),
        ("summary_de", "Alle\nkommen"),
        ("dimension", "expansion"),
        ("language", "de"),
    ];
    site.house.pass(TimeDelta::days(31));
    let kept = site.post_as(&login, "/manage/events/new", &typed).await;
    assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
    for part in [
        "name=\"title_de\" value=\"Tag der &quot;offenen&quot; Labore\"",
        "Alle\nkommen",
        &form,
        "href=\"/sign-in\" target=\"_blank\"",
    ] {
        assert!(kept.body.contains(part), "{part} in {}", kept.body);
    }
    let login = site.login("olga@example.org").await;
    let sent = site.post_as(&login, "/manage/events/new", &typed).await;
    assert_eq!(sent.header("location"), "/manage/events/tag-der-offenen-labore");
}
