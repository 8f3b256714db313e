//! Looking after the members of an organisation, as an administrator meets it.

use crate::common::{
    house::{booking, wish},
    site,
};
use axum::http::StatusCode;
use domain::{desk::BookingDesk as _, organisation::Role};

#[tokio::test]
async fn an_administrator_adds_a_colleague_and_everybody_else_finds_no_such_page() {
    let site = site().await;
    let muster = site.house.organisation("Muster").await;
    let chief = site.house.person("Clara", &muster, Role::Admin).await;
    site.house.person("Berta", &muster, Role::Booker).await;
    let (clara, berta) = (site.login("clara@example.org").await, site.login("berta@example.org").await);
    let path = format!("/account/organisation/{}", muster.id);
    assert!(site.get_as(&clara, "/account").await.body.contains(&path));
    assert!(!site.get_as(&berta, "/account").await.body.contains(&path));
    assert_eq!(site.get_as(&berta, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post_as(&berta, &path, &[("do", "remove")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get(&path).await.status, StatusCode::SEE_OTHER, "to the sign-in");

    let refused = site.post_as(&clara, &path, &[("do", "add"), ("email", "dora@"), ("role", "booker")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"dora@\""), "what was typed is kept");
    let added = site.post_as(&clara, &path, &[("do", "add"), ("email", "dora@example.org"), ("role", "booker")]).await;
    assert_eq!(added.header("location"), format!("{path}?done=added"));
    assert!(site.get_as(&clara, &path).await.body.contains("dora@example.org"));

    let me = chief.person().unwrap().id.to_string();
    let last = site.post_as(&clara, &path, &[("do", "remove-sure"), ("account", &me)]).await;
    assert_eq!(last.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(last.body.contains("Jemand muss die Organisation verwalten"));
}

#[tokio::test]
async fn before_a_member_is_taken_out_one_reads_what_becomes_of_her_bookings() {
    let site = site().await;
    site.house.furnished().await;
    let muster = site.house.organisation("Muster").await;
    site.house.person("Clara", &muster, Role::Admin).await;
    let berta = site.house.person("Berta", &muster, Role::Booker).await;
    site.house.store.book(&berta, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let clara = site.login("clara@example.org").await;
    let path = format!("/account/organisation/{}", muster.id);
    let her = berta.person().unwrap().id.to_string();
    let asked = site.post_as(&clara, &path, &[("do", "remove"), ("account", &her)]).await;
    assert_eq!(asked.status, StatusCode::OK);
    for part in ["<h1>Berta entfernen?</h1>", "Eine Buchung, die noch kommt, bleibt bestehen.", "value=\"remove-sure\""]
    {
        assert!(asked.body.contains(part), "{part} in {}", asked.body);
    }
    assert!(site.get_as(&clara, &path).await.body.contains("berta@example.org"), "nothing was done yet");
    let done = site.post_as(&clara, &path, &[("do", "remove-sure"), ("account", &her)]).await;
    assert_eq!(done.header("location"), format!("{path}?done=removed"));
}
