//! Finding a space when the date is still open.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{booking, house, march, programme::on_site, time, wish};
use chrono::NaiveDate;
use domain::{
    access::Actor,
    desk::{BookingDesk, CatalogueDesk, DoorDesk, KeeperDesk, LocalWish, NewProof},
    opening::OpeningHours,
    organisation::Role,
    rulebook::{AdmissionRule, Counted, How, Period, Qualification, Quota, UseKind, Who},
    rules::BrokenRule,
    search::{Differs, Findings, Hurdle, Offer, Refused, SpaceSearch},
    space::{AccessFacts, Layout, LayoutSeats, SpaceKind},
    text::Localised,
};

/// Ten people for two hours between Tuesday and Thursday, by day.
fn search() -> SpaceSearch {
    SpaceSearch {
        people: 10,
        layout: None,
        equipment: Vec::new(),
        step_free: false,
        kinds: Vec::new(),
        town: None,
        use_kind: None,
        minutes: 120,
        first: march(2),
        last: march(4),
        from: time("08:00"),
        until: time("18:00"),
    }
}

fn said(offers: &[Offer]) -> Vec<(&str, usize)> {
    offers.iter().map(|offer| (offer.space.space.slug.as_str(), offer.times.len())).collect()
}

fn near<'a>(found: &'a Findings, slug: &str) -> &'a Offer {
    found.near.iter().find(|offer| offer.space.space.slug == slug).unwrap()
}

#[tokio::test]
async fn what_fits_best_comes_first_and_pools_and_halls_answer_too() {
    let house = house().await;
    house.furnished().await;
    let found = house.store.find(&Actor::Visitor, &search()).await.unwrap();
    assert_eq!(said(&found.exact), [("labor", 3), ("saal-a", 3), ("saal-b", 3), ("werkbank", 3), ("saal", 3)]);
    let benches = &found.exact[3];
    assert_eq!(benches.units, 10, "one bench each");
    let first = found.exact[0].times[0].local;
    assert_eq!((first.from, first.until), (march(2).and_time(time("08:00")), march(2).and_time(time("10:00"))));
}

#[tokio::test]
async fn of_more_spaces_than_a_list_holds_those_that_fit_best_and_are_free_soonest_are_shown() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    for number in 1..=34 {
        let seats = if number > 32 { 80 } else { 12 };
        let layouts = vec![LayoutSeats { layout: Layout::Groups, seats }];
        house.space_with(site, &format!("Raum {number}"), |space| space.layouts = layouts).await;
    }
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("raum-1", 2, "08:00", "18:00"))).await.unwrap();
    let found = house.store.find(&Actor::Visitor, &search()).await.unwrap();
    let shown: Vec<_> = found.exact.iter().map(|offer| offer.space.space.slug.clone()).collect();
    let best: Vec<_> = (2..=31).map(|number| format!("raum-{number}")).collect();
    assert_eq!(shown, best, "the first is free a day later, the last two are too large");
    assert_eq!((found.more, found.near.len()), (true, 0), "nobody needs a near miss");
}

#[tokio::test]
async fn a_day_that_is_taken_is_left_out_and_a_time_goes_around_what_is_taken() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 2, "08:00", "19:00"))).await.unwrap();
    house.store.book(&anna, booking(wish("labor", 3, "09:00", "12:00"))).await.unwrap();
    let found = house.store.find(&Actor::Visitor, &search()).await.unwrap();
    let labor = found.exact.iter().find(|offer| offer.space.space.slug == "labor").unwrap();
    let starts: Vec<_> = labor.times.iter().map(|when| when.local.from).collect();
    assert_eq!(starts, [march(3).and_time(time("12:00")), march(4).and_time(time("08:00"))]);
}

#[tokio::test]
async fn of_a_pool_as_many_units_are_free_together_as_the_group_takes() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let mut benches = wish("werkbank", 2, "08:00", "12:00");
    (benches.units, benches.people) = (3, 3);
    house.store.book(&anna, booking(benches)).await.unwrap();
    let found = house.store.find(&Actor::Visitor, &search()).await.unwrap();
    let pool = found.exact.iter().find(|offer| offer.space.pool).unwrap();
    assert_eq!(pool.times[0].local.from, march(2).and_time(time("12:00")), "until then nine are free, not ten");
}

#[tokio::test]
async fn a_near_miss_may_be_shorter_or_of_another_kind_or_set_up_otherwise() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    // Nothing of it can be booked from Friday on, and an hour and a half is left on each day before.
    house.space_with(site, "Enge", |space| space.rules.horizon_days = Some(4)).await;
    house
        .space_with(site, "Kreis", |space| space.layouts = vec![LayoutSeats { layout: Layout::Circle, seats: 12 }])
        .await;
    house.space_with(site, "Werk", |space| space.kind = SpaceKind::Workshop).await;
    let anna = house.anna().await;
    for day in [2, 3, 4] {
        house.store.book(&anna, booking(wish("enge", day, "09:30", "20:00"))).await.unwrap();
    }
    house.store.book(&anna, booking(wish("enge", 5, "08:00", "20:00"))).await.unwrap();
    let wanted = SpaceSearch { layout: Some(Layout::Groups), kinds: vec![SpaceKind::Seminar], ..search() };
    let found = house.store.find(&Actor::Visitor, &wanted).await.unwrap();
    assert!(found.exact.is_empty(), "{:?}", said(&found.exact));
    let differs: Vec<_> =
        found.near.iter().map(|offer| (said(std::slice::from_ref(offer))[0].0, &offer.differs)).collect();
    let (shorter, layout, kind) = (Some(Differs::Shorter(90)), Some(Differs::Layout), Some(Differs::Kind));
    assert_eq!(differs[0], ("enge", &shorter), "the time gives way before anything else does");
    let mut others = differs[1..].to_vec();
    others.sort_unstable_by_key(|(slug, _)| *slug);
    assert_eq!(others, [("kreis", &layout), ("werk", &kind)]);
}

#[tokio::test]
async fn a_search_reads_what_is_taken_from_an_index_and_nothing_else() {
    let house = house().await;
    house.furnished().await;
    if house.is_postgres() {
        println!("skipped: PostgreSQL reads a table this small as a whole");
        return;
    }
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 2, "08:00", "18:00"))).await.unwrap();
    let statements = house.store.statements_of_search(&anna, &search()).await.unwrap();
    let (name, statement) = statements.first().unwrap();
    assert_eq!(*name, "what is taken");
    let plan = house.plan_of(statement).await;
    let about: Vec<_> = plan.iter().filter(|line| line.contains("allocation")).collect();
    assert_eq!(about.len(), 2, "{plan:?}");
    assert!(about.iter().all(|line| line.starts_with("SEARCH allocation USING COVERING INDEX")), "{plan:?}");
}

#[tokio::test]
async fn a_near_miss_says_the_one_thing_that_differs() {
    let house = house().await;
    let site = house.furnished().await;
    let far = house.site("Weit", "Minden").await;
    house.space(far, "Fern").await;
    house
        .space_with(site, "Stufe", |space| {
            space.access = Some(AccessFacts::default());
            space.layouts = vec![LayoutSeats { layout: Layout::UShape, seats: 12 }];
        })
        .await;
    house
        .space_with(site, "Klein", |space| space.layouts = vec![LayoutSeats { layout: Layout::Groups, seats: 8 }])
        .await;
    let anna = house.anna().await;
    for day in [2, 3, 4] {
        house.store.book(&anna, booking(wish("labor", day, "08:00", "18:00"))).await.unwrap();
        house.store.book(&anna, booking(wish("saal-a", day, "09:30", "20:00"))).await.unwrap();
    }
    let wanted = SpaceSearch { layout: Some(Layout::Groups), town: Some("Lemgo".into()), step_free: true, ..search() };
    let found = house.store.find(&Actor::Visitor, &wanted).await.unwrap();
    assert_eq!(said(&found.exact), [("saal-b", 3)]);
    assert_eq!(near(&found, "labor").differs, Some(Differs::Hours), "free in the evening");
    assert_eq!(near(&found, "saal-a").differs, Some(Differs::Later), "an hour and a half is free, next week more");
    assert_eq!(near(&found, "fern").differs, Some(Differs::Town(None)));
    assert_eq!(near(&found, "klein").differs, Some(Differs::Seats(8)));
    assert!(!found.near.iter().any(|offer| offer.space.space.slug == "stufe"), "steps and no groups: two misses");
}

#[tokio::test]
async fn what_is_closed_is_not_offered_but_the_next_open_day_is() {
    let house = house().await;
    house.furnished().await;
    let weekend = SpaceSearch { first: march(6), last: march(7), ..search() };
    let found = house.store.find(&Actor::Visitor, &weekend).await.unwrap();
    assert_eq!(found.exact, []);
    let labor = near(&found, "labor");
    assert_eq!((labor.differs.clone(), labor.times[0].local.from.date()), (Some(Differs::Later), march(8)));
}

#[tokio::test]
async fn what_an_organisation_has_used_up_is_offered_in_its_next_period() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house
        .space_with(site, "Labor", |space| {
            space.rules.quota = Some(Quota { minutes: Some(240), per: Period::Week, counted: Counted::Space });
        })
        .await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    house.store.book(&anna, booking(wish("labor", 2, "08:00", "11:00"))).await.unwrap();
    let two_weeks = SpaceSearch { last: march(12), ..search() };
    let first = async |by: &Actor, search: &SpaceSearch| {
        let found = house.store.find(by, search).await.unwrap();
        found.exact.first().map(|offer| offer.times[0].local.from.date())
    };
    assert_eq!(first(&anna, &two_weeks).await, Some(march(8)), "two hours more are too many this week");
    assert_eq!(first(&anna, &SpaceSearch { minutes: 60, ..two_weeks.clone() }).await, Some(march(2)));
    assert_eq!(first(&berta, &two_weeks).await, Some(march(2)), "others have theirs");
    let found = house.store.find(&anna, &search()).await.unwrap();
    assert_eq!(near(&found, "labor").differs, Some(Differs::Later), "{found:?}");
}

#[tokio::test]
async fn every_time_that_is_shown_can_be_had_also_where_only_the_first_days_are_near_enough() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Labor", |space| space.rules.horizon_days = Some(2)).await;
    let anna = house.anna().await;
    let found = house.store.find(&anna, &search()).await.unwrap();
    let offer = &found.exact[0];
    assert!((1..3).contains(&offer.times.len()), "not all three days: {offer:?}");
    for when in &offer.times {
        let (from, until) = (when.local.from, when.local.until);
        let wished = LocalWish {
            date: from.date(),
            from: from.time(),
            until: until.time(),
            people: 10,
            ..wish("labor", 2, "08:00", "10:00")
        };
        let verdict = house.store.check(&anna, &wished, None).await.unwrap();
        assert!(verdict.is_free(), "{when:?}: {verdict:?}");
    }
}

#[tokio::test]
async fn a_kind_of_use_is_found_where_it_is_known_and_with_the_time_it_needs_around_it() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let catering = UseKind {
        key: "catering".into(),
        name: Localised::of("de", "Bewirtung"),
        buffer_before_minutes: 120,
        buffer_after_minutes: 60,
        task: Localised::default(),
    };
    house.space_with(site, "Saal", |space| space.rules.uses = Some(vec![catering])).await;
    house.space(site, "Labor").await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("saal", 2, "08:00", "09:00"))).await.unwrap();
    let catered = SpaceSearch { use_kind: Some("catering".into()), ..search() };
    let found = house.store.find(&anna, &catered).await.unwrap();
    let [hall] = &found.exact[..] else { panic!("{found:?}") };
    let from = hall.times[0].local.from;
    assert_eq!((hall.space.space.slug.as_str(), from), ("saal", march(2).and_time(time("11:00"))));
    let same = LocalWish { use_kind: catered.use_kind.clone(), ..wish("saal", 2, "11:00", "13:00") };
    assert!(house.store.check(&anna, &same, None).await.unwrap().is_free(), "the form says the same");
    let differs = Differs::Use("catering".into(), Localised::of("de", "Bewirtung"));
    assert_eq!(near(&found, "labor").differs, Some(differs));
    let ordinary = house.store.find(&anna, &search()).await.unwrap();
    let hall = ordinary.exact.iter().find(|offer| offer.space.space.slug == "saal").unwrap();
    assert_eq!(hall.times[0].local.from, march(2).and_time(time("09:00")));
}

fn briefing() -> Vec<Qualification> {
    vec![Qualification { key: "safety".into(), name: Localised::of("de", "Unterweisung") }]
}

fn slugs(offers: &[Offer]) -> Vec<&str> {
    offers.iter().map(|offer| offer.space.space.slug.as_str()).collect()
}

#[tokio::test]
async fn a_space_for_which_only_a_proof_is_lacking_is_a_near_miss_that_leads_to_where_it_is_had() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space(site, "Labor").await;
    for name in ["Werkstatt", "Esse"] {
        house.space_with(site, name, |space| space.rules.qualifications = Some(briefing())).await;
    }
    let far = house.site("Weit", "Minden").await;
    house.space_with(far, "Fern", |space| space.rules.qualifications = Some(briefing())).await;
    let (anna, rosa) = (house.anna().await, house.rosa(site).await);
    let found = house.store.find(&anna, &search()).await.unwrap();
    assert_eq!((slugs(&found.exact), slugs(&found.near)), (vec!["labor"], vec!["esse", "fern", "werkstatt"]));
    assert!(found.near[0].lessons.is_empty());

    let olga = house.olga().await;
    let event = house.published(&olga, "Unterweisung", &[on_site("labor", 2, "10:00", "12:00")]).await;
    let proves = Some(("safety".to_owned(), None));
    house.store.settle_grant(&rosa, event.sessions[0].id, proves).await.unwrap();
    let found = house.store.find(&anna, &search()).await.unwrap();
    for (slug, lessons, days) in [("werkstatt", 1, 2), ("esse", 1, 2), ("fern", 0, 3)] {
        let offer = near(&found, slug);
        let lacking = Differs::Proof(vec![("safety".into(), Localised::of("de", "Unterweisung"))]);
        assert_eq!(offer.differs, Some(lacking));
        assert_eq!((offer.lessons.len(), offer.times.len()), (lessons, days), "{slug}: not before it can be proved");
    }

    let proof = NewProof { email: "anna@example.org".into(), site, key: "safety".into(), expires_on: Some(march(3)) };
    house.store.grant(&rosa, proof).await.unwrap();
    let found = house.store.find(&anna, &search()).await.unwrap();
    assert_eq!(slugs(&found.near), ["fern"]);
    let workshop = found.exact.iter().find(|offer| offer.space.space.slug == "werkstatt").unwrap();
    assert_eq!((workshop.times.len(), &workshop.differs), (2, &None), "as long as it holds");
    let visitor = house.store.find(&Actor::Visitor, &search()).await.unwrap();
    assert_eq!(slugs(&visitor.exact), ["esse", "fern", "labor", "werkstatt"], "of her nothing is known");
}

#[tokio::test]
async fn what_would_fit_and_is_not_open_to_her_is_named_with_its_rule() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let bosses = [(Who::RoleAtLeast(Role::Admin), How::AtOnce), (Who::Everybody, How::Never)];
    let admission = bosses.map(|(who, how)| AdmissionRule { who, how });
    for number in 1..=7 {
        let name = format!("Raum {number}");
        house.space_with(site, &name, |space| space.rules.admission = Some(admission.to_vec())).await;
    }
    let muster = house.organisation("Muster").await;
    let anna = house.person("Anna", &muster, Role::Booker).await;
    let boss = house.person("Boss", &muster, Role::Admin).await;
    for day in [2, 3, 4] {
        house.store.book(&boss, booking(wish("raum-1", day, "08:00", "18:00"))).await.unwrap();
    }
    let found = house.store.find(&anna, &search()).await.unwrap();
    assert_eq!((slugs(&found.exact), slugs(&found.near)), (vec![], vec![]), "no times are offered");
    let [Refused { hurdle: Hurdle::Admission, count: 6, named }] = &found.refused[..] else { panic!("{found:?}") };
    let spaces: Vec<_> = named.iter().map(|(space, _)| space.slug.as_str()).collect();
    assert_eq!(spaces, ["raum-2", "raum-3", "raum-4", "raum-5", "raum-6"], "the first is taken all the time");
    assert!(named.iter().all(|(_, rule)| matches!(rule, BrokenRule::NotAdmitted { .. })), "{named:?}");
    let found = house.store.find(&boss, &search()).await.unwrap();
    assert_eq!((found.exact.len(), found.refused), (6, vec![]));
}

#[tokio::test]
async fn a_quota_that_is_full_is_said_at_later_times_or_where_there_are_none() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    for (name, per) in [("Woche", Period::Week), ("Monat", Period::Month)] {
        house
            .space_with(site, name, |space| {
                space.rules.quota = Some(Quota { minutes: Some(180), per, counted: Counted::Space });
            })
            .await;
    }
    let anna = house.anna().await;
    for space in ["woche", "monat"] {
        house.store.book(&anna, booking(wish(space, 5, "08:00", "11:00"))).await.unwrap();
    }
    let found = house.store.find(&anna, &search()).await.unwrap();
    assert_eq!((slugs(&found.exact), slugs(&found.near)), (vec![], vec!["woche"]));
    let week = near(&found, "woche");
    assert_eq!(week.differs, Some(Differs::Later));
    assert!(matches!(week.quota, Some(BrokenRule::QuotaExceeded { used: 180, per: Period::Week, .. })), "{week:?}");
    let [Refused { hurdle: Hurdle::Quota, count: 1, named }] = &found.refused[..] else { panic!("{found:?}") };
    let (space, rule) = &named[0];
    assert_eq!(space.slug, "monat");
    assert!(matches!(rule, BrokenRule::QuotaExceeded { used: 180, per: Period::Month, .. }), "{rule:?}");
}

#[tokio::test]
async fn a_quota_of_the_whole_site_is_full_in_each_of_its_rooms() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    let quota = Some(Quota { minutes: Some(180), per: Period::Month, counted: Counted::Site });
    for name in ["Eins", "Zwei", "Drei"] {
        house.space_with(site, name, |space| space.rules.quota = quota).await;
    }
    let anna = house.anna().await;
    for (space, from, until) in [("eins", "08:00", "10:00"), ("zwei", "08:00", "09:00")] {
        house.store.book(&anna, booking(wish(space, 5, from, until))).await.unwrap();
    }
    let found = house.store.find(&anna, &search()).await.unwrap();
    assert_eq!((slugs(&found.exact), slugs(&found.near)), (vec![], vec![]));
    let [Refused { hurdle: Hurdle::Quota, count: 3, named }] = &found.refused[..] else { panic!("{found:?}") };
    assert!(named.iter().all(|(_, rule)| matches!(rule, BrokenRule::QuotaExceeded { used: 180, .. })), "{named:?}");
}

#[tokio::test]
async fn of_many_spaces_that_lack_a_proof_half_the_list_is_left_to_other_near_misses() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    for number in 1..=8 {
        let name = format!("Werkstatt {number}");
        house.space_with(site, &name, |space| space.rules.qualifications = Some(briefing())).await;
    }
    house.space_with(site, "Stufe", |space| space.access = Some(AccessFacts::default())).await;
    let anna = house.anna().await;
    let found = house.store.find(&anna, &SpaceSearch { step_free: true, ..search() }).await.unwrap();
    assert_eq!((found.near.len(), near(&found, "stufe").differs.clone()), (7, Some(Differs::Steps)));
    let [Refused { hurdle: Hurdle::Proof, count: 2, .. }] = &found.refused[..] else { panic!("{found:?}") };
}

#[tokio::test]
async fn in_the_hour_that_occurs_twice_only_times_are_shown_that_can_be_told_and_had() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house
        .space_with(site, "Labor", |space| {
            space.rules.opening = Some(OpeningHours::always());
            space.rules.buffer_after_minutes = Some(60);
        })
        .await;
    house.set_clock("2027-10-29T07:00:00Z");
    let night = NaiveDate::from_ymd_opt(2027, 10, 31).unwrap();
    let at = |from, until| LocalWish {
        date: night,
        from: time(from),
        until: time(until),
        people: 10,
        ..wish("labor", 1, "00:00", "00:00")
    };
    let anna = house.anna().await;
    house.store.book(&anna, booking(at("01:00", "02:30"))).await.unwrap();
    let nightly =
        SpaceSearch { first: night, last: night, minutes: 30, from: time("02:00"), until: time("05:00"), ..search() };
    let found = house.store.find(&anna, &nightly).await.unwrap();
    let [first] = found.exact[0].times[..] else { panic!("{found:?}") };
    assert_eq!((first.local.from.time(), first.local.until.time()), (time("03:00"), time("03:30")));
    assert_eq!(first.slot.minutes(), 30);
    assert!(house.store.check(&anna, &at("03:00", "03:30"), None).await.unwrap().is_free());
}
