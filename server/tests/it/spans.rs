//! A booking that takes days, as a form has it.

use crate::common::site;
use axum::http::StatusCode;
use domain::{opening::OpeningHours, rulebook::RuleBook};

#[tokio::test]
async fn a_booking_of_days_keeps_them_in_the_form_that_moves_it() {
    let site = site().await;
    let house = &site.house;
    let place = house.site("Haus", "Lemgo").await;
    house
        .space_with(place, "Werft", |space| {
            let (opening, longest_minutes) = (Some(OpeningHours::always()), Some(7200));
            space.rules = RuleBook { opening, longest_minutes, ..RuleBook::default() };
        })
        .await;
    house.space(place, "Labor").await;
    house.anna().await;
    let anna = site.login("anna@example.org").await;
    let asked = "/bookings/new?space=werft&date=2027-03-02&from=10:00&until=12:00&people=3";
    assert!(!site.get_as(&anna, &asked.replace("werft", "labor")).await.body.contains("until_date"), "hours only");
    let page = site.get_as(&anna, &format!("{asked}&until_date=2027-03-04")).await;
    let request = page.form_id();
    let mut form = vec![
        ("request", request.as_str()),
        ("space", "werft"),
        ("date", "2027-03-02"),
        ("from", "10:00"),
        ("until", "12:00"),
        ("until_date", "2027-03-01"),
        ("people", "3"),
        ("title", "Bootsbau"),
        ("do", "book"),
    ];
    let refused = site.post_as(&anna, "/bookings/new", &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("href=\"#f-until_date\""));
    form[5].1 = "2027-03-04";
    let booked = site.post_as(&anna, "/bookings/new", &form).await;
    let booking = booked.header("location").split('?').next().unwrap().to_owned();
    let moving = format!("{booking}/move");
    assert!(site.get_as(&anna, &moving).await.body.contains("value=\"2027-03-04\""));

    let mut form = form[1..8].to_vec();
    form[1].1 = "2027-03-03";
    form.extend([("version", "1"), ("dates", "this"), ("do", "move")]);
    let moved = site.post_as(&anna, &moving, &form).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.body);
    let until = if house.is_postgres() { "'2027-03-04T11:00:00Z'" } else { "'2027-03-04T11:00:00+00:00'" };
    let ends = format!("SELECT COUNT(*) FROM occurrence WHERE ends_at = {until}");
    assert_eq!(house.count(&ends).await, 1);
}
