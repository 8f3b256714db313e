//! Pictures of events: drawn anew in several sizes, shown with what is said of them, copied, and gone with the last who
//! shows them.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;

use crate::common::{
    House, bare_house, house, march,
    programme::{on_site, online},
    request,
};
use domain::{
    access::Actor,
    desk::{CopiedSession, EventCopy, EventDesk, EventQuery, EventView, PictureDesk},
    event::EventRefusal,
    picture::{Caption, CaptionFault, PictureFault, PictureRef, Purpose},
    text::Localised,
};
use image::{ImageFormat, Rgb, RgbImage};
use migrations::Migrator;
use sea_orm::ConnectionTrait as _;
use sea_orm_migration::MigratorTrait as _;

/// A file in one colour.
fn file(red: u8, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, Rgb([red, 90, 70])).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn said(alt: &str) -> Caption {
    Caption { alt: Localised::of("de", alt), adorns: false, credit: "Anna Beispiel".into() }
}

async fn pictures(house: &House) -> i64 {
    house.count("SELECT count(*) FROM picture").await
}

impl House {
    /// Gives an event a picture in one colour.
    async fn pictured(&self, by: &Actor, event: &EventView, red: u8) -> EventView {
        let caption = said("Eine Werkbank");
        self.store.set_picture(by, event.id, event.version, Some(file(red, 1_200, 800)), caption).await.unwrap();
        self.event(by, &event.card.slug).await
    }
}

#[tokio::test]
async fn a_picture_is_drawn_anew_shown_with_what_is_said_of_it_replaced_and_taken_away() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let store = &house.store;
    let event = house.published(&olga, "Vortrag", &[on_site("labor", 2, "10:00", "12:00")]).await;
    assert_eq!(event.card.picture, None);

    let first = house.pictured(&olga, &event, 1).await;
    assert_eq!(first.version, event.version + 1);
    let shown = store.event(&Actor::Visitor, &event.card.slug).await.unwrap().unwrap().card.picture.unwrap();
    assert_eq!(shown.caption, said("Eine Werkbank"));
    let sides = |of: &PictureRef| (of.width, of.height);
    assert_eq!(shown.photo.sizes().map(sides).collect::<Vec<_>>(), [(1_200, 800), (960, 640), (480, 320)]);
    for size in shown.photo.sizes() {
        let kept = store.picture(&size.name).await.unwrap().unwrap();
        assert_eq!((kept.media.as_str(), &kept.bytes[..2]), ("image/jpeg", &[0xff, 0xd8][..]));
    }
    let listed = store.events(&EventQuery::default(), 1).await.unwrap();
    assert_eq!(listed.items[0].picture.as_ref(), Some(&shown), "in lists too");

    // Other words for the same picture; then it only adorns.
    let change = async |version, file, caption| store.set_picture(&olga, event.id, version, file, caption).await;
    change(first.version, None, said("  Zwei Werkbänke ")).await.unwrap();
    let other = house.event(&olga, &event.card.slug).await;
    let picture = other.card.picture.clone().unwrap();
    assert_eq!((&picture.photo, picture.caption), (&shown.photo, said("Zwei Werkbänke")));
    change(other.version, Some(file(2, 300, 200)), Caption { adorns: true, ..said("Zwei Werkbänke") }).await.unwrap();
    let second = house.event(&olga, &event.card.slug).await;
    let picture = second.card.picture.clone().unwrap();
    assert!(picture.caption.adorns && picture.caption.alt.is_empty() && picture.photo.smaller.is_empty());
    assert_eq!(pictures(&house).await, 1, "the one before is forgotten in every size");
    assert_eq!(store.picture(&shown.photo.largest.name).await.unwrap(), None);

    let stale = store.remove_picture(&olga, event.id, second.version - 1).await;
    assert_eq!(stale, Err(EventRefusal::ChangedMeanwhile));
    for _ in 0..2 {
        store.remove_picture(&olga, event.id, second.version).await.unwrap();
    }
    assert_eq!(house.event(&olga, &event.card.slug).await.card.picture, None);
    assert_eq!(pictures(&house).await, 0);
    let trail = "SELECT count(*) FROM audit WHERE act IN ('picture-set', 'picture-removed')";
    assert_eq!(house.count(trail).await, 4);
}

#[tokio::test]
async fn what_is_refused_changes_nothing_and_makes_nobody_work() {
    let house = house().await;
    let olga = house.olga().await;
    let stranger = house.berta().await;
    let store = &house.store;
    let draft = house.drafted(&olga, "Entwurf", &[online(2, "10:00", "12:00")]).await;
    let public = house.published(&olga, "Vortrag", &[online(3, "10:00", "12:00")]).await;
    let before = house.contents(&["event", "picture", "audit"]).await;
    // What is no picture at all tells whether it was looked at before it was asked who sends it.
    for by in [&stranger, &Actor::Visitor] {
        for (event, refusal) in [(&draft, EventRefusal::NotFound), (&public, EventRefusal::Forbidden)] {
            for sent in [file(1, 30, 20), b"<svg/>".to_vec()] {
                let refused = store.set_picture(by, event.id, event.version, Some(sent), said("Etwas")).await;
                assert_eq!(refused, Err(refusal.clone()), "{}", event.card.slug);
            }
            // There is none, but that is not hers to know.
            assert_eq!(store.remove_picture(by, event.id, event.version).await, Err(refusal));
        }
    }
    let set = async |version, file, caption| store.set_picture(&olga, public.id, version, file, caption).await;
    for (sent, fault) in [
        (None, PictureFault::Missing),
        (Some(vec![]), PictureFault::Missing),
        (Some(b"GIF89a".to_vec()), PictureFault::Kind),
        (Some(vec![0; Purpose::Photograph.most_bytes() + 1]), PictureFault::TooLong),
    ] {
        assert_eq!(set(public.version, sent, said("Etwas")).await, Err(EventRefusal::Picture(fault)));
    }
    let silent = set(public.version, Some(file(1, 30, 20)), said(" ")).await;
    assert_eq!(silent, Err(EventRefusal::Caption(CaptionFault::NoAlt)));
    let stale = set(public.version - 1, Some(file(1, 30, 20)), said("Etwas")).await;
    assert_eq!(stale, Err(EventRefusal::ChangedMeanwhile));
    assert_eq!(house.contents(&["event", "picture", "audit"]).await, before);

    store.cancel_event(&olga, public.id, public.version, "").await.unwrap();
    let off = house.event(&olga, &public.card.slug).await;
    let refused = set(off.version, Some(file(1, 30, 20)), said("Etwas")).await;
    assert_eq!(refused, Err(EventRefusal::NotNow(off.card.state)));
    assert_eq!(pictures(&house).await, 0);
}

#[tokio::test]
async fn a_copy_has_the_same_picture_and_it_stays_until_neither_shows_it() {
    let house = house().await;
    let olga = house.olga().await;
    let event = house.published(&olga, "Vortrag", &[online(2, "10:00", "12:00")]).await;
    let event = house.pictured(&olga, &event, 1).await;
    let session = &event.sessions[0];
    let when = session.when.local.starting_on(march(9)).unwrap();
    let sessions = vec![CopiedSession { of: session.id, when, space: None }];
    let copy = EventCopy { request: request(), of: event.id, version: event.version, sessions };
    let slug = house.store.copy_event(&olga, copy).await.unwrap();
    let copy = house.event(&olga, &slug).await;
    assert_eq!(copy.card.picture, event.card.picture);
    assert_eq!(pictures(&house).await, 3, "three sizes of one picture");

    house.store.remove_picture(&olga, event.id, event.version).await.unwrap();
    assert_eq!(pictures(&house).await, 3);
    assert_eq!(house.event(&olga, &slug).await.card.picture, event.card.picture);
    let other = house.pictured(&olga, &copy, 2).await;
    assert_ne!(other.card.picture, event.card.picture);
    assert_eq!(pictures(&house).await, 3);
    house.store.remove_picture(&olga, copy.id, other.version).await.unwrap();
    assert_eq!(pictures(&house).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_all_let_go_of_a_picture_at_once_nothing_of_it_is_left() {
    let house = house().await;
    let olga = house.olga().await;
    let mut events = Vec::new();
    for number in 0..8 {
        let event = house.drafted(&olga, &format!("Vortrag {number}"), &[]).await;
        events.push(house.pictured(&olga, &event, 1).await);
    }
    assert_eq!(pictures(&house).await, 3);
    let tasks: Vec<_> = events
        .into_iter()
        .map(|event| {
            let (store, olga) = (house.store.clone(), olga.clone());
            tokio::spawn(async move { store.remove_picture(&olga, event.id, event.version).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(pictures(&house).await, 0);
}

#[tokio::test]
async fn logos_of_old_are_there_when_photographs_come() {
    let before = Migrator::migrations().iter().position(|step| step.name().contains("photographs")).unwrap();
    let house = bare_house().await;
    house.migrate(Some(u32::try_from(before).unwrap())).await;
    let id = if house.is_postgres() { format!("'{:032x}'", 1) } else { format!("X'{:032x}'", 1) };
    let bytes = if house.is_postgres() { "'\\x01'" } else { "X'01'" };
    let (name, no) = ("a".repeat(64), if house.is_postgres() { "false" } else { "0" });
    let rows = format!(
        "INSERT INTO picture (name, media, bytes, width, height) VALUES ('{name}', 'image/webp', {bytes}, 4, 2);
         INSERT INTO organisation (id, name, slug, kind, sector, town, confirmed, created_at, logo)
         VALUES ({id}, 'Muster', 'muster', 'company', 'business', '', {no}, '2026-01-01T00:00:00+00:00', '{name}');"
    );
    house.store.connection().execute_unprepared(&rows).await.unwrap();

    house.migrate(None).await;

    assert_eq!(house.words("SELECT logo FROM organisation").await, std::slice::from_ref(&name));
    assert_eq!(house.store.picture(&name).await.unwrap().unwrap().bytes, [1]);
    let gone = "DELETE FROM picture WHERE name LIKE 'aaaa%'";
    assert!(house.store.connection().execute_unprepared(gone).await.is_err(), "what is shown cannot go");
}
