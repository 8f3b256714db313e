//! Groups of a house: who keeps them, who is in them, and that every way to a room asks for them.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use crate::common::{House, all, booking, house, march, request, time, waiting, wish};
use chrono::{Weekday, WeekdaySet};
use domain::{
    access::{Actor, Person},
    booking::{BookingRefusal, BookingState},
    desk::{
        AccountDesk, Answer, BookingDesk, CatalogueDesk, Change, GroupChange, GroupDesk, InGroup, KeeperDesk, NewGroup,
        NewRules, PrivacyDesk, RulesRefusal, Series, WaitingDesk,
    },
    group::GroupRefusal,
    id::{GroupId, GroupMemberId, SiteId},
    organisation::Role,
    recurrence::{End, Every, Repeat},
    rulebook::{AdmissionRule, FaultCause, How, RuleBook, Who},
    rules::{Admission, BrokenRule},
    search::SpaceSearch,
    waiting::{Pattern, WaitState},
};
use uuid::Uuid;

/// A house with a room "Studio", its keeper Rosa, and a group "Laser" in it.
struct Grouped {
    house: House,
    site: SiteId,
    rosa: Actor,
    laser: GroupId,
}

async fn grouped() -> Grouped {
    let house = house().await;
    let site = house.furnished().await;
    house.space(site, "Studio").await;
    let town = house.organisation("Stadt").await;
    let Actor::Account(person) = house.person("Rosa", &town, Role::Booker).await else { unreachable!() };
    let rosa = Actor::Account(Person { keeps: vec![site], ..person });
    let laser = house.store.make_group(&rosa, new(site, "Laser")).await.unwrap();
    Grouped { house, site, rosa, laser }
}

fn new(site: SiteId, name: &str) -> NewGroup {
    NewGroup { request: request(), site, name: name.into(), note: String::new() }
}

impl Grouped {
    /// Lets the group at the studio like this, and nobody else.
    async fn admit(&self, how: How) {
        let version = self.house.store.rules(&self.rosa, "haus", Some("studio")).await.unwrap().unwrap().version;
        let rules = studio(version, &[(Who::Group(self.laser), how), (Who::Everybody, How::Never)]);
        self.house.store.change_rules(&self.rosa, rules).await.unwrap();
    }

    async fn put(&self, who: &str, last_day: Option<u32>) {
        self.house.store.put_in_group(&self.rosa, self.laser, who, last_day.map(march)).await.unwrap();
    }

    /// Takes everybody out.
    async fn empty(&self) {
        let group = self.house.store.group(&self.rosa, self.laser).await.unwrap().unwrap();
        for member in group.members {
            self.house.store.take_out_of_group(&self.rosa, self.laser, member.id).await.unwrap();
        }
    }

    async fn broken(&self, by: &Actor, day: u32) -> Vec<BrokenRule> {
        self.house.store.check(by, &wish("studio", day, "10:00", "12:00"), None).await.unwrap().broken
    }
}

fn studio(version: i32, list: &[(Who, How)]) -> NewRules {
    let entry = |(who, how): &(Who, How)| AdmissionRule { who: who.clone(), how: *how };
    let book = RuleBook { admission: Some(list.iter().map(entry).collect()), ..RuleBook::default() };
    NewRules { site: "haus".into(), space: Some("studio".into()), version, book, school_calendar: None }
}

/// What somebody reads who is not in the group, by the name it has now.
fn not_in(name: &str) -> Vec<BrokenRule> {
    vec![BrokenRule::NotAdmitted { barred: None, open_to: vec![name.into()] }]
}

#[tokio::test]
async fn who_is_in_a_group_herself_or_with_her_organisation_gets_in() {
    let grouped = grouped().await;
    grouped.admit(How::AtOnce).await;
    let (anna, berta) = (grouped.house.anna().await, grouped.house.berta().await);
    assert_eq!(grouped.broken(&anna, 2).await, not_in("Laser"));

    grouped.put(" Anna@example.org ", None).await;
    assert_eq!((grouped.broken(&anna, 2).await, grouped.broken(&berta, 2).await), (vec![], not_in("Laser")));
    grouped.put("Beispiel", None).await;
    assert_eq!(grouped.broken(&berta, 2).await, []);
    grouped.empty().await;
    assert_eq!((grouped.broken(&anna, 2).await, grouped.broken(&berta, 2).await), (not_in("Laser"), not_in("Laser")));

    let change = GroupChange { version: 1, name: "Strahlschutz".into(), note: String::new() };
    grouped.house.store.change_group(&grouped.rosa, grouped.laser, change).await.unwrap();
    assert_eq!(grouped.broken(&anna, 2).await, not_in("Strahlschutz"), "its rules follow when it is renamed");
}

#[tokio::test]
async fn a_group_one_was_in_until_a_day_counts_to_its_end_and_no_longer() {
    let grouped = grouped().await;
    grouped.admit(How::AtOnce).await;
    let anna = grouped.house.anna().await;
    grouped.put("Muster", Some(3)).await;
    assert_eq!((grouped.broken(&anna, 3).await, grouped.broken(&anna, 4).await), (vec![], not_in("Laser")));
    grouped.put("Muster", Some(4)).await;
    assert_eq!(grouped.broken(&anna, 4).await, [], "once more means: until another day");
    grouped.put("anna@example.org", Some(2)).await;
    assert_eq!(grouped.broken(&anna, 4).await, [], "what counts longer counts");
    let group = grouped.house.store.group(&grouped.rosa, grouped.laser).await.unwrap().unwrap();
    let shown: Vec<_> = group.members.iter().map(|member| (member.last_day, member.over)).collect();
    assert_eq!(shown, [(Some(march(4)), false), (Some(march(2)), false)]);

    grouped.house.set_clock("2027-03-04T23:00:01Z");
    let over = grouped.house.store.put_in_group(&grouped.rosa, grouped.laser, "Muster", Some(march(4))).await;
    assert_eq!(over, Err(GroupRefusal::LastDay));
    let lines = grouped.house.store.groups(&grouped.rosa).await.unwrap().unwrap();
    let sizes: Vec<_> = lines[0].groups.iter().map(|line| (line.people, line.organisations)).collect();
    assert_eq!(sizes, [(0, 0)], "in the list only those who are in it today count");
}

#[tokio::test]
async fn every_way_to_a_room_asks_for_the_group() {
    let grouped = grouped().await;
    let (house, rosa) = (&grouped.house, &grouped.rosa);
    grouped.admit(How::Ask).await;
    let anna = house.anna().await;
    grouped.put("Muster", None).await;

    let wished = |day| wish("studio", day, "10:00", "12:00");
    let search = SpaceSearch {
        people: 4,
        layout: None,
        equipment: vec![],
        step_free: false,
        kinds: vec![],
        town: None,
        use_kind: None,
        minutes: 120,
        first: march(2),
        last: march(4),
        from: time("08:00"),
        until: time("18:00"),
    };
    let found = async || {
        let found = house.store.find(&anna, &search).await.unwrap();
        let offer = found.exact.into_iter().find(|offer| offer.space.space.slug == "studio");
        offer.map(|offer| offer.admission)
    };
    let every = Every::Weeks { interval: 1, on: WeekdaySet::single(Weekday::Tue) };
    let repeat = Repeat { every, end: End::Count(2), extra: BTreeSet::new(), except: BTreeSet::new() };
    let series = Series { repeat, choices: vec![] };
    let planned = async || {
        let dates = house.store.plan(&anna, &wished(9), &series, None, false).await.unwrap();
        dates.into_iter().map(|date| date.verdict.broken).collect::<Vec<_>>()
    };
    let why = async || {
        let of = house.store.why(rosa, &wished(11), "anna@example.org", None).await.unwrap().remove(0);
        let whole = house.store.why(rosa, &wished(11), "Muster", None).await.unwrap().remove(0);
        assert_eq!(of.verdict.broken, whole.verdict.broken);
        of.verdict
    };
    assert_eq!(found().await, Some(Admission::Ask));
    assert_eq!(planned().await, [vec![], vec![]]);
    assert_eq!((why().await.admission, why().await.is_free()), (Admission::Ask, true));
    let first = house.store.book(&anna, booking(wished(2))).await.unwrap();
    let second = house.store.book(&anna, booking(wished(3))).await.unwrap();
    assert_eq!(house.store.booking(&anna, first).await.unwrap().unwrap().state, BookingState::Requested);
    house.store.answer(rosa, first, 1, Answer::Approve(None)).await.unwrap();

    grouped.empty().await;
    assert_eq!(found().await, None);
    assert_eq!(planned().await, [not_in("Laser"), not_in("Laser")]);
    assert_eq!(why().await.broken, not_in("Laser"));
    let refused = house.store.book(&anna, booking(wished(4))).await.unwrap_err();
    assert!(matches!(refused, BookingRefusal::Rules(verdict) if verdict.broken == not_in("Laser")));
    let refused = house.store.change(&anna, first, 2, Change { title: None, ..all(wished(4)) }).await.unwrap_err();
    assert!(matches!(&refused, BookingRefusal::Rules(verdict) if verdict.broken == not_in("Laser")), "{refused:?}");
    let card = house.store.requests(rosa).await.unwrap().unwrap().remove(0);
    assert_eq!(card.against.iter().map(|one| one.rule.clone()).collect::<Vec<_>>(), not_in("Laser"));
    assert_eq!(card.against[0].on, [march(3)]);
    assert_eq!(house.store.answer(rosa, second, 1, Answer::Approve(None)).await, Err(BookingRefusal::Reason));
}

#[tokio::test]
async fn who_waits_is_offered_nothing_once_she_is_out_of_the_group() {
    for stays in [true, false] {
        let grouped = grouped().await;
        grouped.admit(How::AtOnce).await;
        let (anna, berta) = (grouped.house.anna().await, grouped.house.berta().await);
        grouped.put("Muster", None).await;
        grouped.put("berta@example.org", None).await;
        let wished = wish("studio", 9, "10:00", "12:00");
        let id = grouped.house.store.book(&anna, booking(wished.clone())).await.unwrap();
        let pattern = Pattern::exactly(wished.span()).unwrap();
        grouped.house.store.wait_for(&berta, waiting("studio", pattern)).await.unwrap();
        if !stays {
            grouped.empty().await;
        }
        grouped.house.store.cancel(&anna, id, 1, &[], "").await.unwrap();
        grouped.house.store.serve_waiting().await.unwrap();
        let state = grouped.house.store.waiting(&berta).await.unwrap().remove(0).state;
        assert_eq!(state, if stays { WaitState::Offered } else { WaitState::Waiting });
    }
}

#[tokio::test]
async fn another_houses_keeper_neither_sees_nor_touches_a_group() {
    let grouped = grouped().await;
    let (house, id) = (&grouped.house, grouped.laser);
    grouped.put("Stadt", None).await;
    let member = house.store.group(&grouped.rosa, id).await.unwrap().unwrap().members[0].id;
    let far = house.site("Weit", "Detmold").await;
    let Actor::Account(person) = house.anna().await else { unreachable!() };
    let stranger = Actor::Account(Person { keeps: vec![far], ..person.clone() });
    for by in [Actor::Visitor, Actor::Account(person), stranger.clone()] {
        assert_eq!(house.store.group(&by, id).await, Ok(None));
        let change = GroupChange { version: 1, name: "Meine".into(), note: String::new() };
        let refused = Err(GroupRefusal::NotFound);
        assert_eq!(house.store.change_group(&by, id, change).await, refused);
        assert_eq!(house.store.dissolve_group(&by, id).await, refused);
        assert_eq!(house.store.put_in_group(&by, id, "Muster", None).await, refused);
        assert_eq!(house.store.take_out_of_group(&by, id, member).await, refused);
        assert_eq!(house.store.make_group(&by, new(grouped.site, "Meine")).await, Err(GroupRefusal::NotFound));
    }
    let seen = house.store.groups(&stranger).await.unwrap().unwrap();
    assert_eq!(seen.iter().map(|site| site.groups.len()).collect::<Vec<_>>(), [0]);
    assert_eq!(house.store.groups(&house.berta().await).await, Ok(None));
    // Nor does she get it into rules of her own.
    let theirs = NewRules {
        site: "weit".into(),
        space: None,
        ..studio(1, &[(Who::Everybody, How::Ask), (Who::Group(id), How::AtOnce)])
    };
    let book = RuleBook {
        admission: Some(vec![AdmissionRule { who: Who::Group(id), how: How::AtOnce }]),
        ..theirs.book.clone()
    };
    let refused = house.store.change_rules(&stranger, NewRules { book, ..theirs }).await.unwrap_err();
    assert!(matches!(&refused, RulesRefusal::Faults(faults) if faults[0].cause == FaultCause::Nobody), "{refused:?}");
    let group = house.store.group(&grouped.rosa, id).await.unwrap().unwrap();
    assert_eq!((group.group.name.as_str(), group.members.len()), ("Laser", 1));
}

#[tokio::test]
async fn a_group_is_made_once_named_once_and_dissolved_when_no_rule_is_about_it() {
    let grouped = grouped().await;
    let (store, rosa, site) = (&grouped.house.store, &grouped.rosa, grouped.site);
    let form = new(site, "Schlosserei");
    let id = store.make_group(rosa, form.clone()).await.unwrap();
    assert_eq!(store.make_group(rosa, form).await, Ok(id), "clicked twice");
    assert_eq!(store.make_group(rosa, new(site, " laser ")).await, Err(GroupRefusal::NameTaken));
    assert_eq!(store.make_group(rosa, new(site, " ")).await, Err(GroupRefusal::Name));
    let change = |version, name: &str| GroupChange { version, name: name.into(), note: "Donnerstags".into() };
    assert_eq!(store.change_group(rosa, id, change(1, "LASER")).await, Err(GroupRefusal::NameTaken));
    assert_eq!(store.change_group(rosa, id, change(1, "Schmiede")).await, Ok(()));
    assert_eq!(store.change_group(rosa, id, change(1, "Schmiede")).await, Ok(()), "clicked twice");
    assert_eq!(store.change_group(rosa, id, change(1, "Esse")).await, Err(GroupRefusal::ChangedMeanwhile));
    assert_eq!(store.put_in_group(rosa, id, "niemand@example.org", None).await, Err(GroupRefusal::Nobody));

    grouped.admit(How::Ask).await;
    let places = store.dissolve_group(rosa, grouped.laser).await.unwrap_err();
    assert!(matches!(&places, GroupRefusal::InUse(places) if places[0].get("de") == "Studio"), "{places:?}");
    store.change_rules(rosa, studio(2, &[(Who::Everybody, How::AtOnce)])).await.unwrap();
    grouped.put("Stadt", None).await;
    assert_eq!(store.dissolve_group(rosa, grouped.laser).await, Ok(()));
    assert_eq!(store.dissolve_group(rosa, grouped.laser).await, Err(GroupRefusal::NotFound));
    assert_eq!(grouped.house.count("SELECT COUNT(*) FROM group_member").await, 0);
    assert_eq!(store.take_out_of_group(rosa, id, GroupMemberId(Uuid::nil())).await, Ok(()), "out is out");
    let acts = grouped.house.words("SELECT act FROM audit WHERE act LIKE '%group%' ORDER BY id").await;
    assert_eq!(acts, ["group-made", "group-made", "group-changed", "put-in-group", "group-dissolved"]);
}

#[tokio::test]
async fn somebody_sees_the_groups_she_is_in_and_they_are_forgotten_with_her_or_in_time() {
    let grouped = grouped().await;
    let house = &grouped.house;
    house.anna().await;
    let berta = house.berta().await;
    grouped.put("anna@example.org", Some(3)).await;
    grouped.put("Muster", None).await;
    grouped.put("berta@example.org", None).await;
    let link = house.store.sign_in_token_for("anna@example.org").await.unwrap();
    let login = house.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
    let anna = house.store.actor(&login).await.unwrap();
    let data = house.store.own_data(&anna).await.unwrap().unwrap();
    let mut seen: Vec<_> = data
        .groups
        .iter()
        .map(|group| (group.group.as_str(), group.site.as_str(), group.organisation.as_deref(), group.last_day))
        .collect();
    seen.sort_unstable();
    assert_eq!(seen, [("Laser", "Haus", None, Some(march(3))), ("Laser", "Haus", Some("Muster"), None)]);

    house.set_clock("2027-04-02T12:00:00Z");
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM group_member").await, 3, "thirty days after its last day");
    house.set_clock("2027-04-03T12:00:00Z");
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM group_member").await, 2);

    let link = house.store.sign_in_token_for("berta@example.org").await.unwrap();
    let login = house.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
    house.store.erase(&berta, &login).await.unwrap();
    let group = house.store.group(&grouped.rosa, grouped.laser).await.unwrap().unwrap();
    let left: Vec<_> = group.members.into_iter().map(|member| member.who).collect();
    assert_eq!(left, [InGroup::Organisation("Muster".into())]);
}
