//! A login ends while somebody types, or is too old for what she does: nothing she typed is lost (I9).

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

#[tokio::test]
async fn who_signed_in_long_ago_shows_who_she_is_before_she_locks_somebody_out() {
    let site = site().await;
    site.house.anna().await;
    site.house.store.create_account("region@example.org", "Region", "de", true).await.unwrap();
    let anna = site.house.store.account_with("anna@example.org").await.unwrap();
    let (path, lock) = (format!("/admin/people/{anna}"), [("do", "lock"), ("reason", "Sperrt \"alle\" aus")]);
    let login = site.login("region@example.org").await;
    let fresh = site.get_as(&login, "/account/again").await.body;
    assert!(fresh.contains("Das sind Sie") && !fresh.contains("Ausloggen und neu einloggen"), "{fresh}");
    site.house.pass(TimeDelta::minutes(16));
    assert!(site.get_as(&login, &path).await.body.contains("value=\"lock\""), "she sees the button all the same");
    let kept = site.post_as(&login, &path, &lock).await;
    assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
    for part in [
        "name=\"reason\" value=\"Sperrt &quot;alle&quot; aus\"",
        "name=\"do\" value=\"lock\"",
        "href=\"/account/again\"",
    ] {
        assert!(kept.body.contains(part), "{part} in {}", kept.body);
    }
    assert!(site.get_as(&login, "/account/again").await.body.contains("Ausloggen und neu einloggen"));
    let login = site.login("region@example.org").await;
    let done = site.post_as(&login, &path, &lock).await;
    assert_eq!(done.header("location"), format!("{path}?done=locked"));
}

#[tokio::test]
async fn an_address_typed_too_long_after_signing_in_is_still_there() {
    let site = site().await;
    site.house.anna().await;
    let login = site.login("anna@example.org").await;
    site.house.pass(TimeDelta::minutes(16));
    let kept = site.post_as(&login, "/account/address", &[("do", "ask"), ("email", "neu@example.org")]).await;
    assert_eq!(kept.status, StatusCode::UNAUTHORIZED);
    assert!(kept.body.contains("name=\"email\" value=\"neu@example.org\""), "{}", kept.body);
}
