//! Logos of organisations: drawn anew, kept once, shown with their events, and gone with the last who shows them.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;

use crate::common::{House, house, programme::on_site};
use domain::{
    access::Actor,
    desk::{EventDesk, OrganisationDesk, OrganisationRefusal, PictureDesk},
    id::OrganisationId,
    organisation::Role,
    picture::{PictureFault, PictureRef, Purpose},
};
use image::{ImageFormat, Rgb, RgbImage};

/// A file in one colour.
fn file(red: u8, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([red, 90, 70])).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn logo(house: &House, by: &Actor, id: OrganisationId) -> Option<PictureRef> {
    house.store.organisation(by, id).await.unwrap().unwrap().logo
}

#[tokio::test]
async fn a_logo_is_drawn_anew_shown_with_its_events_and_taken_away() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    let of = event.card.organiser.id;
    let chief = house.person("Clara", &event.card.organiser, Role::Admin).await;
    let stranger = house.berta().await;
    let store = &house.store;
    assert_eq!(event.logo, None);
    for by in [&olga, &stranger, &Actor::Visitor] {
        let refused = store.set_logo(by, of, file(1, 20, 10)).await;
        assert_eq!(refused, Err(OrganisationRefusal::NotFound));
        assert_eq!(store.remove_logo(by, of).await, Err(OrganisationRefusal::NotFound));
    }
    for (sent, fault) in [
        (vec![], PictureFault::Missing),
        (b"<svg/>".to_vec(), PictureFault::Kind),
        (vec![0; Purpose::Logo.most_bytes() + 1], PictureFault::TooLong),
    ] {
        assert_eq!(store.set_logo(&chief, of, sent).await, Err(OrganisationRefusal::Picture(fault)));
    }
    for _ in 0..2 {
        store.set_logo(&chief, of, file(1, 1_024, 512)).await.unwrap();
    }
    let first = logo(&house, &chief, of).await.unwrap();
    assert_eq!((first.width, first.height), (512, 256));
    let shown = store.event(&Actor::Visitor, &event.card.slug).await.unwrap().unwrap();
    assert_eq!(shown.logo, Some(first.clone()));
    let kept = store.picture(&first.name).await.unwrap().unwrap();
    assert_eq!((kept.media.as_str(), &kept.bytes[8..12]), ("image/webp", &b"WEBP"[..]));

    store.set_logo(&chief, of, file(2, 20, 10)).await.unwrap();
    assert_eq!(store.picture(&first.name).await.unwrap(), None, "the one before is forgotten");
    for _ in 0..2 {
        store.remove_logo(&chief, of).await.unwrap();
    }
    assert_eq!(logo(&house, &chief, of).await, None);
    assert_eq!(house.count("SELECT COUNT(*) FROM picture").await, 0);
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act LIKE 'logo-%'").await, 3);
}

#[tokio::test]
async fn the_same_logo_of_two_is_there_once_and_stays_until_both_are_without() {
    let house = house().await;
    let mut chiefs = Vec::new();
    for (name, who) in [("Muster", "Clara"), ("Beispiel", "Dora")] {
        let of = house.organisation(name).await;
        let chief = house.person(who, &of, Role::Admin).await;
        house.store.set_logo(&chief, of.id, file(1, 30, 30)).await.unwrap();
        chiefs.push((chief, of.id));
    }
    let pictures = async || house.count("SELECT COUNT(*) FROM picture").await;
    assert_eq!(pictures().await, 1);
    let [(clara, muster), (dora, beispiel)] = &chiefs[..] else { unreachable!() };
    house.store.remove_logo(clara, *muster).await.unwrap();
    assert_eq!(pictures().await, 1);
    assert!(logo(&house, dora, *beispiel).await.is_some());
    house.store.remove_logo(dora, *beispiel).await.unwrap();
    assert_eq!(pictures().await, 0);
}
