//! One's own data as a page and as a file, the way to erase it, and what the region sees of what is still there.

use crate::common::{house::booking, house::wish, site};
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::{desk::BookingDesk as _, organisation::Role};

#[tokio::test]
async fn ones_own_data_is_a_page_and_a_file_for_oneself_alone() {
    let site = site().await;
    site.house.furnished().await;
    let anna = site.house.anna().await;
    site.house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let berta = site.house.berta().await;
    site.house.store.book(&berta, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    assert_eq!(site.get("/account/data").await.status, StatusCode::SEE_OTHER, "to the sign-in");
    assert_eq!(site.get("/account/data.json").await.status, StatusCode::NOT_FOUND);

    let login = site.login("anna@example.org").await;
    let page = site.get_as(&login, "/account/data").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Muster") && page.body.contains("Workshop") && !page.body.contains("Beispiel"));

    let file = site.get_as(&login, "/account/data.json").await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "application/json");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"spielraum.json\"");
    assert_eq!(file.header("cache-control"), "private, no-store");
    let data: serde_json::Value = serde_json::from_str(&file.body).unwrap();
    assert_eq!(data["email"], "anna@example.org");
    assert_eq!(data["bookings"].as_array().unwrap().len(), 1);
    assert_eq!(site.get_as(&login, "/en/account/data.json").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_account_is_erased_after_it_was_asked_twice_and_the_sign_in_is_new() {
    let site = site().await;
    let muster = site.house.organisation("Muster").await;
    site.house.person("Anna", &muster, Role::Booker).await;
    let path = "/account/erase";
    assert_eq!(site.get(path).await.status, StatusCode::SEE_OTHER, "to the sign-in");

    let login = site.login("anna@example.org").await;
    site.house.pass(TimeDelta::minutes(16));
    let old = site.get_as(&login, path).await;
    assert!(old.body.contains("name=\"goto\" value=\"/account/erase\"") && !old.body.contains("name=\"sure\""));
    let again = site.post_as(&login, "/sign-out", &[("goto", path)]).await;
    assert_eq!(again.header("location"), "/sign-in?goto=%2Faccount%2Ferase");
    assert!(again.cookie().unwrap().contains("Max-Age=0"));
    let elsewhere = site.post_as(&login, "/sign-out", &[("goto", "//evil.example")]).await;
    assert_eq!(elsewhere.header("location"), "/");

    let login = site.login("anna@example.org").await;
    let unsure = site.post_as(&login, path, &[]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsure.body.contains("href=\"#f-sure\""));
    let erased = site.post_as(&login, path, &[("sure", "yes")]).await;
    assert_eq!((erased.status, erased.header("location")), (StatusCode::SEE_OTHER, "/"));
    assert!(erased.cookie().unwrap().contains("Max-Age=0"));
    assert_eq!(site.get_as(&login, "/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_region_sees_what_is_still_there_and_what_is_typed_wrong_stays() {
    let site = site().await;
    site.house.anna().await;
    site.house.store.create_account("region@example.org", "Region", "de", true).await.unwrap();
    let path = "/admin/retention";
    let (anna, region) = (site.login("anna@example.org").await, site.login("region@example.org").await);
    assert_eq!(site.get(path).await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get_as(&anna, path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.post_as(&anna, path, &[("days", "7")]).await.status, StatusCode::NOT_FOUND);
    let page = site.get_as(&region, path).await;
    assert!(page.body.contains("60 Tage nach der Veranstaltung"));

    let refused = site.post_as(&region, path, &[("days", "ewig")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"ewig\"") && refused.body.contains("href=\"#f-days\""));
    assert_eq!(site.post_as(&region, path, &[("days", "7")]).await.status, StatusCode::SEE_OTHER);
    assert!(site.get_as(&region, path).await.body.contains("7 Tage nach der Veranstaltung"));
    assert!(
        site.get("/privacy").await.body.contains("7 Tage nach der Veranstaltung"),
        "what is promised is what is done"
    );
}
