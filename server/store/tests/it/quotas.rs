//! Quotas: what an organisation may have of a space, or of all spaces of a site together.

use crate::common::{House, all, booking, house, march, wish};
use domain::{
    booking::BookingRefusal,
    desk::{BookingDesk, Change, Dates, KeeperDesk as _, LocalWish, Moving, Series},
    id::SiteId,
    recurrence::{End, Every, Repeat},
    rulebook::{AdmissionRule, Counted, How, Period, Quota, RuleBook, Who},
    rules::{BrokenRule, Verdict},
};
use store::intake::Units;

/// A house with a room "Saal" that has this quota, and one "Labor" without any.
async fn rationed(quota: Quota) -> (House, SiteId) {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Saal", |hall| hall.rules.quota = Some(quota)).await;
    house.space(site, "Labor").await;
    (house, site)
}

/// What counts against a quota that is exceeded.
fn exceeded(verdict: &Verdict) -> Option<u32> {
    verdict.broken.iter().find_map(|rule| match rule {
        BrokenRule::QuotaExceeded { used, .. } => Some(*used),
        _ => None,
    })
}

#[tokio::test]
async fn a_quota_leads_to_its_next_period_and_counts_what_is_added() {
    let quota = Quota { minutes: Some(180), per: Period::Week, counted: Counted::Space };
    let (house, _) = rationed(quota).await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, booking(wish("saal", 4, "12:00", "14:00"))).await.unwrap();

    let refused = house.store.add_date(&anna, id, 1, wish("saal", 5, "12:00", "14:00"), None).await.unwrap_err();
    let BookingRefusal::Rules(verdict) = refused else { panic!("{refused:?}") };
    assert!(matches!(verdict.broken[..], [BrokenRule::QuotaExceeded { used: 120, .. }]), "{:?}", verdict.broken);
    let days: Vec<_> = verdict.alternatives.iter().filter(|way| way.space.slug == "saal").collect();
    assert!(!days.is_empty() && days.iter().all(|way| way.when.local.from.date() >= march(8)), "{days:?}");

    let moved = Change { title: None, ..all(wish("saal", 5, "12:00", "15:00")) };
    assert_eq!(house.store.change(&anna, id, 1, moved).await, Ok(()), "what moves does not count twice");
}

#[tokio::test]
async fn a_quota_of_the_whole_site_counts_what_is_booked_in_each_of_its_rooms_that_has_it() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let own = |minutes, counted| Some(Quota { minutes, per: Period::Week, counted });
    for (name, quota) in [
        ("Saal", own(Some(180), Counted::Site)),
        ("Labor", own(Some(240), Counted::Site)),
        ("Werk", own(Some(180), Counted::Space)),
        ("Halle", own(None, Counted::Site)),
    ] {
        let rules = RuleBook { quota, ..RuleBook::default() };
        house.space_with(site, name, |space| space.rules = rules).await;
    }
    let anna = house.anna().await;
    for (space, day) in [("saal", 1), ("werk", 1), ("halle", 1)] {
        house.store.book(&anna, booking(wish(space, day, "12:00", "14:00"))).await.unwrap();
    }
    let used = async |space| {
        let looked = house.store.check(&anna, &wish(space, 3, "12:00", "14:00"), None).await.unwrap();
        exceeded(&looked)
    };
    assert_eq!(used("saal").await, Some(120));
    assert_eq!(used("labor").await, None, "it allows an hour more, and the two in the other rooms do not count");
    assert_eq!(used("werk").await, Some(120), "it counts by itself");
    house.store.book(&anna, booking(wish("labor", 2, "12:00", "14:00"))).await.unwrap();
    assert_eq!(used("labor").await, Some(240), "what she has of the hall next to it counts");
}

#[tokio::test]
async fn a_request_is_told_what_its_organisation_has_of_the_whole_site_since() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let quota = |minutes| Some(Quota { minutes: Some(minutes), per: Period::Week, counted: Counted::Site });
    let admission = Some(vec![AdmissionRule { who: Who::Everybody, how: How::Ask }]);
    let asks = RuleBook { quota: quota(180), admission, ..RuleBook::default() };
    house.space_with(site, "Atelier", |space| space.rules = asks).await;
    house.space_with(site, "Saal", |space| space.rules = RuleBook { quota: quota(600), ..RuleBook::default() }).await;
    let (anna, rosa) = (house.anna().await, house.rosa(site).await);
    house.store.book(&anna, booking(wish("atelier", 2, "12:00", "13:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("saal", 3, "12:00", "15:00"))).await.unwrap();
    let card = house.store.requests(&rosa).await.unwrap().unwrap().remove(0);
    let rules: Vec<_> = card.against.iter().map(|one| &one.rule).collect();
    assert!(matches!(rules[..], [BrokenRule::QuotaExceeded { used: 180, counted: Counted::Site, .. }]), "{rules:?}");
}

#[tokio::test]
async fn the_date_a_series_is_made_of_counts_once_against_the_quota() {
    let quota = Quota { minutes: Some(300), per: Period::Week, counted: Counted::Space };
    let (house, _) = rationed(quota).await;
    let (anna, stands) = (house.anna().await, wish("saal", 1, "12:00", "14:00"));
    let id = house.store.book(&anna, booking(stands.clone())).await.unwrap();
    let series = |count| {
        let (extra, except) = Default::default();
        let repeat = Repeat { every: Every::Days { interval: 1 }, end: End::Count(count), extra, except };
        Series { repeat, choices: Vec::new() }
    };
    let planned = async |count| {
        let dates = house.store.plan(&anna, &stands, &series(count), Some(id), false).await.unwrap();
        dates.iter().map(|date| exceeded(&date.verdict)).collect::<Vec<_>>()
    };
    assert_eq!(planned(3).await, [None, None, Some(240)], "as booking them says");
    let refused = house.store.repeat(&anna, id, 1, series(3), None).await;
    assert_eq!(refused, Err(BookingRefusal::Dates));
    assert_eq!(house.store.repeat(&anna, id, 1, series(2), None).await, Ok(()));
}

#[tokio::test]
async fn every_unit_of_a_pool_counts_towards_the_quota() {
    let house = house().await;
    house.furnished().await;
    let site = house.site("Werk", "Lemgo").await;
    house
        .space_with(site, "Platz", |pool| {
            pool.units = Units::Pool(4);
            pool.rules.quota = Some(Quota { minutes: Some(300), per: Period::Week, counted: Counted::Space });
        })
        .await;
    let anna = house.anna().await;
    let two = |day| LocalWish { units: 2, ..wish("platz", day, "12:00", "14:00") };
    house.store.book(&anna, booking(two(2))).await.unwrap();
    let verdict = house.store.check(&anna, &two(3), None).await.unwrap();
    assert!(matches!(verdict.broken[..], [BrokenRule::QuotaExceeded { used: 240, .. }]), "{:?}", verdict.broken);
}

#[tokio::test]
async fn a_quota_is_not_passed_by_lengthening_one_date_after_the_other() {
    let quota = Quota { minutes: Some(300), per: Period::Week, counted: Counted::Space };
    let (house, site) = rationed(quota).await;
    let (anna, rosa) = (house.anna().await, house.rosa(site).await);
    let id = house.store.book(&anna, booking(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    house.store.add_date(&anna, id, 1, wish("saal", 3, "12:00", "14:00"), None).await.unwrap();
    let second = house.store.booking(&anna, id).await.unwrap().unwrap().occurrences[1].id;

    let (this, longer) = (Dates::This(second), wish("saal", 3, "12:00", "16:00"));
    let about = |dates| Some(Moving { booking: id, dates });
    let verdict = house.store.check(&anna, &longer, about(Some(this))).await.unwrap();
    assert_eq!(exceeded(&verdict), Some(120), "the first date counts");
    let third = house.store.check(&anna, &wish("saal", 4, "12:00", "14:00"), about(None)).await.unwrap();
    assert_eq!(exceeded(&third), Some(240), "for one more both do");
    let change = |dates, wish| Change { dates, ..all(wish) };
    let refused = house.store.change(&anna, id, 2, change(this, longer.clone())).await;
    assert_eq!(refused, Err(BookingRefusal::Dates));
    let planned =
        house.store.plan_change(&anna, id, &change(Dates::All, wish("saal", 2, "12:00", "15:00")), false).await;
    let used: Vec<_> = planned.unwrap().iter().map(|date| exceeded(&date.verdict)).collect();
    assert_eq!(used, [None, Some(180)], "both lengthened at once");
    let slightly = change(this, wish("saal", 3, "12:00", "15:00"));
    assert_eq!(house.store.change(&anna, id, 2, slightly).await, Ok(()), "what it was does not count twice");
    let because = Change { override_reason: Some("Abnahme".into()), ..change(this, longer) };
    assert_eq!(house.store.change(&anna, id, 3, because.clone()).await, Err(BookingRefusal::Dates));
    assert_eq!(house.store.change(&rosa, id, 3, because).await, Ok(()));
}
