//! What people are told must be complete: every reason, who can lift it, and ways that lead to a filled-in form.

use chrono::{NaiveDate, NaiveTime, TimeZone, Utc};
use domain::{
    desk::Dates,
    equipment::Along,
    id::{AccountId, BookingId, SiteId, SpaceId},
    slot::{LocalSpan, Slot, When},
    space::{AccessFacts, Contact, SiteRef, SpaceKind, SpaceRef, SpaceRules},
    text::Localised,
};
use uuid::Uuid;

use super::*;

fn one_of(booking: BookingId) -> Moving {
    Moving { booking, dates: Some(Dates::All) }
}

fn wish() -> LocalWish {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    LocalWish {
        space: "werkstatt".into(),
        date: NaiveDate::from_ymd_opt(2027, 3, 9).unwrap(),
        from: time(10),
        until: time(12),
        last: None,
        people: 14,
        layout: None,
        units: 1,
        use_kind: None,
        along: Along::new(),
        behalf: None,
    }
}

fn way(slug: &str, day: u32, hour: u32) -> Alternative {
    let from = Utc.with_ymd_and_hms(2027, 3, day, hour - 1, 0, 0).unwrap();
    let slot = Slot::new(from, from + chrono::Duration::hours(2)).unwrap();
    let date = NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let local = LocalSpan::on(date, time(hour), time(hour + 2));
    Alternative { space: space(slug), when: When { slot, local, offset_minutes: 60 } }
}

fn space(slug: &str) -> SpaceRef {
    let site =
        SiteRef { id: SiteId(Uuid::nil()), slug: "haus".into(), name: "Haus der Ideen".into(), town: "Detmold".into() };
    let (id, name) = (SpaceId(Uuid::nil()), Localised::of("de", "Labor"));
    SpaceRef { id, slug: slug.into(), name, kind: SpaceKind::Lab, site }
}

/// Somebody who looks at the workshop of which Mara is to be asked; she keeps it, or not.
fn looking(keeps: bool) -> Teller {
    let person = Person {
        id: AccountId(Uuid::nil()),
        name: String::new(),
        email: "ich@example.org".into(),
        language: "de".into(),
        memberships: vec![],
        acting_for: None,
        keeps: if keeps { vec![SiteId(Uuid::nil())] } else { vec![] },
        keeps_spaces: vec![],
        platform_admin: false,
        auditor: false,
        recent: true,
    };
    let contact = Contact { name: "Mara Musterfeld".into(), email: "mara@example.org".into(), phone: String::new() };
    let workshop = SpaceView {
        space: space("werkstatt"),
        summary: Localised::default(),
        description: Localised::default(),
        layouts: vec![],
        equipment: vec![],
        along: vec![],
        access: AccessFacts::default(),
        contact,
        rules: SpaceRules::default(),
        units: 1,
        pool: false,
        shares_with: vec![],
        plan: None,
        area: None,
        hidden: false,
    };
    Teller { actor: Actor::Account(person), space: Some(workshop), ..teller(Locale::De) }
}

fn teller(l: Locale) -> Teller {
    Teller { l, actor: Actor::Visitor, moves: None, space: None }
}

#[test]
fn a_free_wish_of_a_visitor_leads_to_signing_in_and_back_to_the_wish() {
    let told = teller(Locale::En).verdict(&wish(), &Verdict::default());
    assert_eq!(told.mood, Mood::Free);
    let next = told.next.unwrap();
    assert!(next.href.starts_with("/en/sign-in?goto=%2Fbookings%2Fnew%3Fspace%3Dwerkstatt"), "{}", next.href);
}

#[test]
fn a_refusal_names_every_rule_who_can_lift_it_and_ways_with_the_wish_filled_in() {
    let broken = vec![BrokenRule::Taken { by: vec![], free_units: 0 }, BrokenRule::TooLong { longest_minutes: 60 }];
    let alternatives = vec![way("werkstatt", 10, 14), way("labor", 9, 10), way("labor", 10, 14)];
    let verdict = Verdict { broken, alternatives, ..Verdict::default() };
    let told = teller(Locale::De).verdict(&wish(), &verdict);
    assert_eq!(told.headline, "Belegt");
    assert_eq!(told.reasons.iter().map(|reason| reason.lifter.is_some()).collect::<Vec<_>>(), [false, true]);
    let texts: Vec<_> = told.ways.iter().map(|way| way.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Mi., 10. März 2027, 14:00–16:00 Uhr",
            "Labor, Haus der Ideen",
            "Labor, Haus der Ideen: Mi., 10. März 2027, 14:00–16:00 Uhr"
        ]
    );
    assert_eq!(told.ways[0].href, "/bookings/new?people=14&space=werkstatt&date=2027-03-10&from=14%3A00&until=16%3A00");
    assert_eq!(told.ways[1].take, "labor 2027-03-09 10:00 12:00");
}

#[test]
fn whoever_may_know_what_takes_the_time_is_told_its_name_and_led_to_it() {
    let id = BookingId(Uuid::nil());
    let taken = Verdict { broken: vec![BrokenRule::Taken { by: vec![], free_units: 0 }], ..Verdict::default() };
    let hers = BusyWhat::Booking { id, title: "Kurs".into() };
    let told = teller(Locale::De).verdict(&wish(), &Verdict { in_the_way: Box::new([hers]), ..taken.clone() });
    let [_, known] = &told.reasons[..] else { panic!("{:?}", told.reasons) };
    assert_eq!(known.text, "Dort steht schon: „Kurs“.");
    assert_eq!(known.link.as_ref().map(|link| link.href.as_str()), Some(&*format!("/bookings/{id}")));
    let told = teller(Locale::De).verdict(&wish(), &Verdict { in_the_way: Box::new([BusyWhat::Taken]), ..taken });
    assert_eq!(told.reasons.len(), 1, "whose it is remains hers");
}

#[test]
fn a_booking_that_is_moved_stays_on_its_own_page() {
    let id = BookingId(Uuid::nil());
    let (broken, alternatives) = (vec![BrokenRule::InThePast], vec![way("werkstatt", 10, 14)]);
    let verdict = Verdict { broken, alternatives, ..Verdict::default() };
    let told = Teller { moves: Some(one_of(id)), ..teller(Locale::De) }.verdict(&wish(), &verdict);
    assert!(told.ways[0].href.starts_with(&format!("/bookings/{id}/move?")), "{}", told.ways[0].href);
}

#[test]
fn a_town_is_named_once() {
    assert_eq!(place(Locale::De, "Haus der Ideen", "Detmold"), "Haus der Ideen, Detmold");
    assert_eq!(place(Locale::De, "Residenzwerk Detmold", "Detmold"), "Residenzwerk Detmold");
}

#[test]
fn who_can_make_an_exception_is_named_with_her_address() {
    let verdict = Verdict { broken: vec![BrokenRule::TooLong { longest_minutes: 60 }], ..Verdict::default() };
    let told = looking(false).verdict(&wish(), &verdict);
    assert_eq!(told.mood, Mood::Refused);
    let link = told.reasons[0].link.clone().unwrap();
    assert_eq!((link.href.as_str(), link.text.as_str()), ("mailto:mara@example.org", "Mara Musterfeld"));
}

#[test]
fn a_keeper_may_make_an_exception_herself_but_not_of_a_taken_time() {
    let long = BrokenRule::TooLong { longest_minutes: 60 };
    let verdict = Verdict { broken: vec![long.clone()], ..Verdict::default() };
    let told = looking(true).verdict(&wish(), &verdict);
    assert_eq!((told.mood, told.reasons[0].lifter.as_ref()), (Mood::Lift, None));
    let moved = Teller { moves: Some(one_of(BookingId(Uuid::nil()))), ..looking(true) };
    assert_eq!(moved.verdict(&wish(), &verdict).mood, Mood::Lift);

    let taken = BrokenRule::Taken { by: vec![], free_units: 0 };
    let verdict = Verdict { broken: vec![long, taken], ..Verdict::default() };
    assert_eq!(looking(true).verdict(&wish(), &verdict).mood, Mood::Refused);
}

#[test]
fn the_waiting_list_is_offered_where_nothing_but_the_time_is_in_the_way() {
    let taken = BrokenRule::Taken { by: vec![], free_units: 0 };
    let verdict = |broken: &[BrokenRule]| Verdict { broken: broken.to_vec(), ..Verdict::default() };
    let next = teller(Locale::De).verdict(&wish(), &verdict(std::slice::from_ref(&taken))).next.unwrap();
    assert!(next.href.starts_with("/bookings/waiting?space=werkstatt&date=2027-03-09&from=10%3A00"), "{}", next.href);
    let vain = verdict(&[taken.clone(), BrokenRule::TooManyPeople { seats: 12 }]);
    assert_eq!(teller(Locale::De).verdict(&wish(), &vain).next, None);
    let moved = Teller { moves: Some(one_of(BookingId(Uuid::nil()))), ..teller(Locale::De) };
    assert_eq!(moved.verdict(&wish(), &verdict(&[taken])).next, None);
}
