//! The rules of a space where they are used: buffers by kind of use, late cancelling, exceptions, and what would help.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, all, booking, house, march, wish};
use domain::{
    access::{Actor, Person},
    booking::BookingRefusal,
    desk::{
        Answer, BookingDesk, CalendarDesk, Change, Dates, KeeperDesk, LocalWish, Moving, NewBooking, NewProof,
        NewRules, ProofRefusal, RulesRefusal, Scope,
    },
    id::SiteId,
    opening::OpeningHours,
    organisation::Role,
    rulebook::{AdmissionRule, Cancellation, How, Qualification, RuleBook, UseKind, Who},
    rules::{BrokenRule, Lifter, RuleKind, Verdict},
    text::Localised,
};

fn catering() -> UseKind {
    UseKind {
        key: "catering".into(),
        name: Localised::of("de", "Bewirtung"),
        buffer_before_minutes: 60,
        buffer_after_minutes: 90,
        task: Localised::default(),
    }
}

/// A house with a room "Saal" of these rules, and one "Labor" without any.
async fn house_with(rules: RuleBook) -> (House, SiteId) {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space_with(site, "Saal", |hall| hall.rules = rules).await;
    house.space(site, "Labor").await;
    (house, site)
}

fn catered(wish: LocalWish) -> LocalWish {
    LocalWish { use_kind: Some("catering".into()), ..wish }
}

async fn keeper(house: &House, site: SiteId) -> Actor {
    let town = house.organisation("Stadt").await;
    let Actor::Account(person) = house.person("Rosa", &town, Role::Booker).await else { unreachable!() };
    Actor::Account(Person { keeps: vec![site], ..person })
}

fn broken(refused: BookingRefusal) -> Vec<BrokenRule> {
    let BookingRefusal::Rules(Verdict { broken, .. }) = refused else { panic!("{refused:?}") };
    broken
}

async fn buffers(house: &House, by: &Actor) -> (u16, u16) {
    let table = house.store.timetable(by, &Scope::Space("saal".into()), march(2), 1).await.unwrap().unwrap();
    let busy = &table.rows[0].days[0].busy[0];
    (busy.buffer_before, busy.buffer_after)
}

#[tokio::test]
async fn a_kind_of_use_brings_buffers_of_its_own() {
    let (house, _) = house_with(RuleBook { uses: Some(vec![catering()]), ..RuleBook::default() }).await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, booking(catered(wish("saal", 2, "12:00", "14:00")))).await.unwrap();
    assert_eq!(buffers(&house, &anna).await, (60, 90));
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!(view.occurrences[0].use_kind.as_deref(), Some("catering"));

    let verdict = house.store.check(&anna, &wish("saal", 2, "14:30", "15:30"), None).await.unwrap();
    assert!(matches!(verdict.broken[..], [BrokenRule::Taken { .. }]), "{:?}", verdict.broken);

    house.store.change(&anna, id, 1, all(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    assert_eq!(buffers(&house, &anna).await, (0, 0), "the same time for an ordinary use");
}

#[tokio::test]
async fn a_space_refuses_a_kind_of_use_it_does_not_know() {
    let (house, _) = house_with(RuleBook { uses: Some(vec![catering()]), ..RuleBook::default() }).await;
    let anna = house.anna().await;
    let wished = catered(wish("labor", 2, "12:00", "14:00"));
    assert_eq!(house.store.check(&anna, &wished, None).await, Err(BookingRefusal::UseKind));
    assert_eq!(house.store.book(&anna, booking(wished)).await, Err(BookingRefusal::UseKind));

    house.store.book(&anna, booking(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    let taken = house.store.check(&anna, &catered(wish("saal", 2, "12:00", "14:00")), None).await.unwrap();
    assert!(!taken.alternatives.is_empty());
    assert!(taken.alternatives.iter().all(|way| way.space.slug == "saal"), "nobody caters in the lab");
}

#[tokio::test]
async fn whoever_calls_off_too_late_needs_a_keeper() {
    let rules = RuleBook { cancellation: Some(Cancellation { free_until_hours: 48 }), ..RuleBook::default() };
    let (house, site) = house_with(rules).await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    // It is Monday, 8:00.
    let late = house.store.book(&anna, booking(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    let early = house.store.book(&anna, booking(wish("saal", 3, "12:00", "14:00"))).await.unwrap();

    let refused = house.store.cancel(&anna, late, 1, &[], "krank").await.unwrap_err();
    assert_eq!(broken(refused), [BrokenRule::TooLateToCancel { hours: 48 }]);
    assert_eq!(house.store.cancel(&anna, early, 1, &[], "").await, Ok(()));
    let moved = house.store.change(&anna, late, 1, all(wish("saal", 9, "12:00", "14:00"))).await.unwrap_err();
    assert_eq!(broken(moved), [BrokenRule::TooLateToCancel { hours: 48 }], "else she would call it off there");
    assert_eq!(house.store.cancel(&rosa, late, 1, &[], " ").await, Err(BookingRefusal::Reason), "she says why");
    assert_eq!(house.store.cancel(&rosa, late, 1, &[], "krank").await, Ok(()));
    let last = house.store.booking(&anna, late).await.unwrap().unwrap().history.pop().unwrap();
    assert_eq!((last.act.as_str(), last.reason.as_str(), last.lifted), ("overrode", "krank", vec![LATE]));
}

#[tokio::test]
async fn a_keeper_moves_what_is_too_late_to_move_for_a_reason_the_owner_reads() {
    let rules = RuleBook {
        cancellation: Some(Cancellation { free_until_hours: 48 }),
        longest_minutes: Some(120),
        ..RuleBook::default()
    };
    let (house, site) = house_with(rules).await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    let id = house.store.book(&anna, booking(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    let early = house.store.book(&anna, booking(wish("saal", 5, "12:00", "14:00"))).await.unwrap();
    let next_week = wish("saal", 9, "12:00", "15:00");
    let about = Some(Moving { booking: id, dates: Some(Dates::All) });
    let looked = house.store.check(&rosa, &next_week, about).await.unwrap();
    assert!(looked.liftable_by(Lifter::Keeper) && looked.broken.contains(&LATE), "{:?}", looked.broken);
    let change = |wish: &LocalWish, reason: &str| Change { override_reason: Some(reason.into()), ..all(wish.clone()) };
    for (by, reason) in [(&rosa, " "), (&anna, "Ich bin wichtig")] {
        let refused = house.store.change(by, id, 1, change(&next_week, reason)).await.unwrap_err();
        assert_eq!(broken(refused), [LATE]);
    }
    house.store.change(&rosa, id, 1, change(&next_week, "Rohrbruch")).await.unwrap();
    let history = house.store.booking(&anna, id).await.unwrap().unwrap().history;
    let overrode: Vec<_> = history.iter().filter(|entry| entry.act == "overrode").collect();
    assert_eq!((overrode.len(), overrode[0].reason.as_str()), (1, "Rohrbruch"));
    assert!(matches!(overrode[0].lifted[..], [BrokenRule::TooLong { .. }, LATE]), "{:?}", overrode[0].lifted);

    house.store.change(&rosa, early, 1, change(&wish("saal", 10, "12:00", "14:00"), "")).await.unwrap();
    house.store.cancel(&rosa, early, 2, &[], "").await.unwrap();
    let history = house.store.booking(&anna, early).await.unwrap().unwrap().history;
    assert!(!history.iter().any(|entry| entry.act == "overrode"), "in time nothing is lifted");
}

#[tokio::test]
async fn to_look_at_a_move_says_what_making_it_says() {
    let rules = RuleBook {
        cancellation: Some(Cancellation { free_until_hours: 48 }),
        notice_minutes: Some(24 * 60),
        ..RuleBook::default()
    };
    let (house, _) = house_with(rules).await;
    let (anna, stands) = (house.anna().await, wish("saal", 4, "12:00", "14:00"));
    let id = house.store.book(&anna, booking(stands.clone())).await.unwrap();
    house.set_clock("2027-03-03T14:00:00Z");
    let about = Some(Moving { booking: id, dates: Some(Dates::All) });

    let next_week = wish("saal", 11, "12:00", "14:00");
    let looked = house.store.check(&anna, &next_week, about).await.unwrap();
    let made = broken(house.store.change(&anna, id, 1, all(next_week)).await.unwrap_err());
    assert_eq!((looked.broken, made), (vec![LATE], vec![LATE]));

    let fewer = LocalWish { people: stands.people - 1, ..stands };
    let looked = house.store.check(&anna, &fewer, about).await.unwrap();
    assert_eq!(looked.broken, [], "who stays where she is gives no notice again");
    assert_eq!(house.store.change(&anna, id, 1, all(fewer)).await, Ok(()));
}

const LATE: BrokenRule = BrokenRule::TooLateToCancel { hours: 48 };

#[tokio::test]
async fn who_may_book_by_her_role_may_move_and_add_to_what_she_booked() {
    let admission = vec![
        AdmissionRule { who: Who::RoleAtLeast(Role::Organiser), how: How::AtOnce },
        AdmissionRule { who: Who::Everybody, how: How::Never },
    ];
    let (house, _) = house_with(RuleBook { admission: Some(admission), ..RuleBook::default() }).await;
    let of = house.organisation("Hochschule").await;
    let (olga, bert) =
        (house.person("Olga", &of, Role::Organiser).await, house.person("Bert", &of, Role::Booker).await);
    let refused = house.store.book(&bert, booking(wish("saal", 2, "10:00", "11:00"))).await.unwrap_err();
    assert!(matches!(broken(refused)[..], [BrokenRule::NotAdmitted { .. }]));
    let id = house.store.book(&olga, booking(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    let moved = all(wish("saal", 3, "12:00", "14:00"));
    assert_eq!(house.store.change(&olga, id, 1, moved).await, Ok(()));
    assert_eq!(house.store.add_date(&olga, id, 2, wish("saal", 4, "12:00", "14:00"), None).await, Ok(()));
}

#[tokio::test]
async fn a_keeper_makes_an_exception_for_a_reason_that_is_written_down() {
    let (house, site) = house_with(RuleBook { longest_minutes: Some(60), ..RuleBook::default() }).await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    let new = |reason: &str| NewBooking {
        override_reason: Some(reason.into()),
        ..booking(wish("saal", 2, "06:00", "09:00"))
    };
    for (by, reason) in [(&rosa, " "), (&anna, "Ich bin wichtig")] {
        let rules = broken(house.store.book(by, new(reason)).await.unwrap_err());
        assert!(matches!(rules[..], [BrokenRule::TooLong { .. }, BrokenRule::Closed { .. }]), "{rules:?}");
    }
    let id = house.store.book(&rosa, new("Ratssitzung")).await.unwrap();
    let acts: Vec<_> = house.store.booking(&rosa, id).await.unwrap().unwrap().history;
    assert_eq!(acts.iter().map(|entry| entry.act.as_str()).collect::<Vec<_>>(), ["booked", "overrode"]);
    let told = &acts[1].lifted;
    assert!(matches!(told[..], [BrokenRule::TooLong { .. }, BrokenRule::Closed { .. }]), "{told:?}");
    let written = "SELECT count(*) FROM audit WHERE act = 'overrode'
        AND CAST(detail AS text) LIKE '%Ratssitzung%' AND CAST(detail AS text) LIKE '%TooLong%'";
    assert_eq!(house.count(written).await, 1);

    let rules = broken(house.store.book(&rosa, new("Noch eine")).await.unwrap_err());
    assert!(matches!(rules[..], [BrokenRule::Taken { .. }]), "a taken time is taken: {rules:?}");
}

#[tokio::test]
async fn what_is_missing_in_the_person_is_answered_with_other_spaces_and_no_other_times() {
    let briefing = Qualification { key: "briefing".into(), name: Localised::of("de", "Unterweisung") };
    let (house, _) = house_with(RuleBook { qualifications: Some(vec![briefing]), ..RuleBook::default() }).await;
    let anna = house.anna().await;
    let verdict = house.store.check(&anna, &wish("saal", 2, "12:00", "14:00"), None).await.unwrap();
    assert!(matches!(verdict.broken[..], [BrokenRule::QualificationMissing { .. }]), "{:?}", verdict.broken);
    let spaces: Vec<_> = verdict.alternatives.iter().map(|way| way.space.slug.as_str()).collect();
    assert_eq!(spaces, ["labor"]);

    let verdict = house.store.check(&anna, &wish("labor", 6, "12:00", "14:00"), None).await.unwrap();
    assert!(verdict.alternatives.iter().all(|way| way.space.slug == "labor"), "{:?}", verdict.alternatives);
}

fn noon_only() -> RuleBook {
    use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};
    RuleBook { opening: Some(OpeningHours::on(&[Mon, Tue, Wed, Thu, Fri], 660, 840)), ..RuleBook::default() }
}

fn of(space: Option<&str>, version: i32, book: RuleBook) -> NewRules {
    NewRules { site: "haus".into(), space: space.map(str::to_owned), version, book, school_calendar: None }
}

#[tokio::test]
async fn a_keeper_changes_rules_and_reads_which_bookings_they_no_longer_fit() {
    let (house, site) = house_with(RuleBook::default()).await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    for (space, day) in [("saal", 2), ("labor", 3)] {
        house.store.book(&anna, booking(wish(space, day, "15:00", "16:00"))).await.unwrap();
    }
    assert_eq!(house.store.change_rules(&rosa, of(None, 1, noon_only())).await, Ok(()));

    let rules = house.store.rules(&rosa, "haus", None).await.unwrap().unwrap();
    assert_eq!((rules.own, rules.version), (noon_only(), 2));
    let unfit: Vec<_> = rules.unfit.iter().map(|date| date.space.slug.as_str()).collect();
    assert_eq!(unfit, ["saal", "labor"]);
    assert!(matches!(rules.unfit[0].broken[..], [BrokenRule::Closed { .. }]));
    let hall = house.store.rules(&rosa, "haus", Some("saal")).await.unwrap().unwrap();
    assert_eq!((hall.own, hall.inherited.opening), (RuleBook::default(), noon_only().opening.unwrap()));
    assert_eq!(hall.unfit.len(), 1);
    assert_eq!(house.count("SELECT count(*) FROM occurrence WHERE state = 'confirmed'").await, 2, "they stand");
    assert_eq!(house.count("SELECT count(*) FROM audit WHERE act = 'rules-changed'").await, 1);

    let verdict = house.store.check(&anna, &wish("saal", 9, "15:00", "16:00"), None).await.unwrap();
    assert!(matches!(verdict.broken[..], [BrokenRule::Closed { .. }]), "the site's hours hold at once");
}

#[tokio::test]
async fn rules_that_cannot_be_meant_or_were_changed_meanwhile_are_refused() {
    let (house, site) = house_with(RuleBook { shortest_minutes: Some(120), ..RuleBook::default() }).await;
    let rosa = keeper(&house, site).await;
    let short = |minutes| RuleBook { longest_minutes: Some(minutes), ..RuleBook::default() };

    let refused = house.store.change_rules(&rosa, of(None, 1, short(60))).await.unwrap_err();
    assert!(matches!(&refused, RulesRefusal::Space(space, _) if space.slug == "saal"), "{refused:?}");
    let refused = house.store.change_rules(&rosa, of(Some("labor"), 1, short(0))).await.unwrap_err();
    assert!(matches!(&refused, RulesRefusal::Faults(faults) if faults.len() == 2), "{refused:?}");

    assert_eq!(house.store.change_rules(&rosa, of(Some("labor"), 1, short(60))).await, Ok(()));
    assert_eq!(house.store.change_rules(&rosa, of(Some("labor"), 1, short(60))).await, Ok(()), "clicked twice");
    let stale = house.store.change_rules(&rosa, of(Some("labor"), 1, short(90))).await;
    assert_eq!(stale, Err(RulesRefusal::ChangedMeanwhile));
}

#[tokio::test]
async fn nobody_reads_or_writes_the_rules_of_a_house_she_does_not_keep() {
    let (house, _) = house_with(RuleBook::default()).await;
    for by in [Actor::Visitor, house.anna().await] {
        assert_eq!(house.store.rules(&by, "haus", None).await, Ok(None));
        let refused = house.store.change_rules(&by, of(None, 1, noon_only())).await;
        assert_eq!(refused, Err(RulesRefusal::NotFound));
    }
}

#[tokio::test]
async fn a_keeper_asks_why_somebody_cannot_book_and_grants_what_is_missing() {
    let briefing = Qualification { key: "briefing".into(), name: Localised::of("de", "Unterweisung") };
    let (house, site) = house_with(RuleBook { qualifications: Some(vec![briefing]), ..RuleBook::default() }).await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    let wished = wish("saal", 2, "12:00", "14:00");

    let why = house.store.why(&rosa, &wished, " Anna@example.org ", None).await.unwrap();
    assert_eq!(why[0].organisation.as_ref().map(|of| of.name.as_str()), Some("Muster"));
    assert!(matches!(why[0].verdict.broken[..], [BrokenRule::QualificationMissing { .. }]), "{why:?}");
    assert_eq!(house.store.why(&rosa, &wished, "Muster", None).await.unwrap().len(), 1);
    assert_eq!(house.store.why(&rosa, &wished, "niemand@example.org", None).await, Ok(vec![]));
    assert_eq!(house.store.why(&anna, &wished, "anna@example.org", None).await, Err(BookingRefusal::NotFound));

    let proof = |email: &str, key: &str, day| NewProof { email: email.into(), site, key: key.into(), expires_on: day };
    let grant = async |by: &Actor, new| house.store.grant(by, new).await;
    let last = Some(march(2));
    assert_eq!(grant(&anna, proof("anna@example.org", "briefing", last)).await, Err(ProofRefusal::NotFound));
    assert_eq!(grant(&rosa, proof("anna@example.org", "flying", last)).await, Err(ProofRefusal::NotFound));
    assert_eq!(grant(&rosa, proof("niemand@example.org", "briefing", last)).await, Err(ProofRefusal::Nobody));
    let yesterday = Some(march(1).pred_opt().unwrap());
    assert_eq!(grant(&rosa, proof("anna@example.org", "briefing", yesterday)).await, Err(ProofRefusal::Expired));
    for expires_on in [Some(march(1)), last] {
        assert_eq!(grant(&rosa, proof("Anna@example.org", "briefing", expires_on)).await, Ok(()));
    }
    let shown = house.store.proofs(&rosa).await.unwrap().unwrap().shown;
    assert_eq!(
        shown.iter().map(|line| (line.person.0.as_str(), line.expires_on)).collect::<Vec<_>>(),
        [("Anna", last)]
    );
    assert_eq!(house.store.proofs(&anna).await, Ok(None));
    assert!(house.store.why(&rosa, &wished, "anna@example.org", None).await.unwrap()[0].verdict.is_free());
}

async fn reasons(house: &House, by: &Actor, id: domain::id::BookingId) -> Vec<(String, String)> {
    let history = house.store.booking(by, id).await.unwrap().unwrap().history;
    history.into_iter().map(|entry| (entry.act, entry.reason)).collect()
}

#[tokio::test]
async fn a_keeper_moves_and_adds_dates_against_the_rules_for_a_reason_the_owner_reads() {
    let (house, site) = house_with(RuleBook { longest_minutes: Some(120), ..RuleBook::default() }).await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    let id = house.store.book(&anna, booking(wish("saal", 2, "12:00", "14:00"))).await.unwrap();
    let long = |reason: Option<&str>| Change {
        override_reason: reason.map(str::to_owned),
        ..all(wish("saal", 2, "12:00", "16:00"))
    };
    for (by, reason) in [(&rosa, None), (&rosa, Some("  ")), (&anna, Some("Ich bin wichtig"))] {
        let rules = broken(house.store.change(by, id, 1, long(reason)).await.unwrap_err());
        assert!(matches!(rules[..], [BrokenRule::TooLong { .. }]), "{rules:?}");
    }
    house.store.change(&rosa, id, 1, long(Some("Abnahme"))).await.unwrap();

    let more = wish("saal", 3, "06:00", "07:00");
    let because = || Some("Früher Zug".to_owned());
    let rules = broken(house.store.add_date(&anna, id, 2, more.clone(), because()).await.unwrap_err());
    assert!(matches!(rules[..], [BrokenRule::Closed { .. }]), "{rules:?}");
    house.store.add_date(&rosa, id, 2, more, because()).await.unwrap();
    let written = reasons(&house, &anna, id).await;
    let written: Vec<_> = written.iter().map(|(act, reason)| (act.as_str(), reason.as_str())).collect();
    assert_eq!(
        written,
        [("booked", ""), ("moved", ""), ("overrode", "Abnahme"), ("extended", ""), ("overrode", "Früher Zug")]
    );

    let onto = wish("saal", 2, "15:00", "16:00");
    let other = house.store.book(&anna, booking(wish("labor", 2, "15:00", "16:00"))).await.unwrap();
    let taken = Change { override_reason: because(), ..all(onto) };
    let rules = broken(house.store.change(&rosa, other, 1, taken).await.unwrap_err());
    assert!(matches!(rules[..], [BrokenRule::Taken { .. }]), "a taken time is taken: {rules:?}");
}

#[tokio::test]
async fn a_keeper_who_approves_against_the_rules_says_why() {
    let everybody = AdmissionRule { who: Who::Everybody, how: How::Ask };
    let (house, site) = house_with(RuleBook { admission: Some(vec![everybody]), ..RuleBook::default() }).await;
    let (anna, rosa) = (house.anna().await, keeper(&house, site).await);
    let fine = house.store.book(&anna, booking(wish("saal", 2, "12:00", "13:00"))).await.unwrap();
    let long = house.store.book(&anna, booking(wish("saal", 3, "12:00", "15:00"))).await.unwrap();
    let shorter = RuleBook { longest_minutes: Some(60), ..RuleBook::default() };
    house.store.change_rules(&rosa, of(None, 1, shorter)).await.unwrap();

    let approve = async |id, reason: Option<&str>| {
        house.store.answer(&rosa, id, 1, Answer::Approve(reason.map(str::to_owned))).await
    };
    assert_eq!(approve(fine, None).await, Ok(()));
    assert_eq!(approve(long, None).await, Err(BookingRefusal::Reason));
    assert_eq!(approve(long, Some(" ")).await, Err(BookingRefusal::Reason));
    assert_eq!(approve(long, Some("Vorher besprochen")).await, Ok(()));
    let last = reasons(&house, &anna, long).await.pop().unwrap();
    assert_eq!((last.0.as_str(), last.1.as_str()), ("overrode", "Vorher besprochen"));
    assert!(!reasons(&house, &anna, fine).await.iter().any(|(act, _)| act == "overrode"));
}

#[tokio::test]
async fn nobody_makes_an_exception_of_a_rule_the_book_calls_firm() {
    let firm = vec![RuleKind::Length];
    let rules = RuleBook { longest_minutes: Some(120), firm: Some(firm), ..RuleBook::default() };
    let (house, site) = house_with(rules).await;
    let rosa = keeper(&house, site).await;
    let because = |wish: LocalWish| NewBooking { override_reason: Some("Abnahme".into()), ..booking(wish) };
    let early = wish("saal", 2, "06:00", "07:00");
    house.store.book(&rosa, because(early)).await.unwrap();

    let long = wish("saal", 3, "12:00", "16:00");
    let looked = house.store.check(&rosa, &long, None).await.unwrap();
    assert!(!looked.liftable_by(Lifter::Keeper), "{looked:?}");
    let refused = broken(house.store.book(&rosa, because(long)).await.unwrap_err());
    assert!(matches!(refused[..], [BrokenRule::TooLong { .. }]), "{refused:?}");
}
