//! What lies under a closure beside bookings: requests, offers to those who wait, and what open forms hold.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{
    House, booking,
    closing::{clock, closure, there, undecided},
    house, march,
    programme::{event, on_site},
    request, time, waiting, wish,
};
use chrono::{TimeDelta, Weekday, WeekdaySet};
use domain::{
    access::{Actor, Person},
    booking::{BookingRefusal, BookingState},
    closing::ForAll,
    desk::{
        Answer, BookingDesk, Change, ClosureDesk, ClosurePlan, ClosureRefusal, Conflict, Dates, EventDesk as _,
        EventFields, Fate, KeeperDesk as _, NewBooking, NewClosure, PeopleDesk as _, Series, WaitingDesk as _,
        WaitingView,
    },
    id::{BookingId, WaitingId},
    invitation::Invitee,
    organisation::Role,
    recurrence::{End, Every, Repeat},
    rulebook::{AdmissionRule, How, RequestTerms, RuleBook, Who},
    rules::BrokenRule,
    slot::LocalSpan,
    space::Contact,
    waiting::{Pattern, WaitState},
};
use store::{BookingMail, Mail, MailFacts, WaitingMail};

/// "Haus" with "Studio", which is asked for and kept for nobody, and "Atelier", which is kept for whoever asks; Rosa,
/// who keeps it, and Anna.
struct Asked {
    house: House,
    rosa: Actor,
    anna: Actor,
}

async fn asked() -> Asked {
    let house = house().await;
    let site = house.furnished().await;
    for (name, blocks) in [("Studio", false), ("Atelier", true)] {
        let admission = Some(vec![AdmissionRule { who: Who::Everybody, how: How::Ask }]);
        let request = Some(RequestTerms { blocks, answer_within_hours: 48 });
        let rules = RuleBook { admission, request, buffer_before_minutes: Some(30), ..RuleBook::default() };
        house.space_with(site, name, |space| space.rules = rules).await;
    }
    let (rosa, anna) = (house.rosa(site).await, house.anna().await);
    Asked { house, rosa, anna }
}

impl Asked {
    async fn asks(&self, space: &str, from: &str, until: &str) -> BookingId {
        self.house.store.book(&self.anna, booking(wish(space, 2, from, until))).await.unwrap()
    }

    async fn close(&self, plan: &ClosurePlan, shut: NewClosure, fate: impl Fn(&Conflict) -> Fate) {
        let fates = plan.conflicts.iter().map(|one| (one.occurrence, fate(one))).collect();
        let offers = plan.offers.iter().map(|offer| offer.waiting).collect();
        self.house.store.close(&self.rosa, NewClosure { fates, offers, ..shut }).await.unwrap();
    }

    /// What the mails say that were not sent yet: to whom, what happened, why, and of how many dates.
    async fn sent(&self) -> Vec<(String, BookingMail, String, usize)> {
        let mut sent: Vec<_> = self
            .house
            .deliver()
            .await
            .into_iter()
            .filter_map(|mail| match mail {
                MailFacts::Booking { to, act, reason, off, .. } => Some((to, act, reason, off.len())),
                _ => None,
            })
            .collect();
        sent.sort_by(|a, b| a.0.cmp(&b.0));
        sent
    }

    /// What the mail about a booking says: what happened, and why.
    async fn told(&self, mail: Mail) -> (BookingMail, String) {
        let facts = self.house.store.mail_facts(&mail).await.unwrap().unwrap();
        let MailFacts::Booking { act, reason, .. } = facts else { panic!("{facts:?}") };
        (act, reason)
    }
}

/// Tuesday from 8 to 20.
fn tuesday() -> NewClosure {
    closure(clock(2, "08:00"), clock(2, "20:00"))
}

#[tokio::test]
async fn a_request_under_a_closure_is_named_whether_or_not_it_holds_a_unit() {
    let asked = asked().await;
    let loose = asked.asks("studio", "10:00", "12:00").await;
    let kept = asked.asks("atelier", "14:00", "16:00").await;
    assert_eq!(asked.house.count("SELECT COUNT(*) FROM allocation").await, 1, "one of them takes nothing");
    let plan = undecided(asked.house.store.close(&asked.rosa, tuesday()).await.unwrap_err());
    let named: Vec<_> = plan.conflicts.iter().map(|one| (one.booking, one.asked, one.told)).collect();
    assert_eq!(named, [(loose, true, 1), (kept, true, 1)]);

    let other = NewClosure { spaces: vec!["labor".into()], ..tuesday() };
    assert!(asked.house.store.plan_closure(&asked.rosa, &other).await.unwrap().is_clear(), "that is another space");
    let evening = closure(clock(2, "16:00"), clock(2, "20:00"));
    assert!(asked.house.store.plan_closure(&asked.rosa, &evening).await.unwrap().is_clear(), "that is another time");
    // It could not be approved any more: setting up would fall into it.
    let morning = closure(clock(2, "08:00"), clock(2, "09:45"));
    assert_eq!(asked.house.store.plan_closure(&asked.rosa, &morning).await.unwrap().conflicts[0].booking, loose);
}

#[tokio::test]
async fn a_request_is_declined_with_the_reason_of_the_closure_and_never_cancelled() {
    let asked = asked().await;
    let (loose, kept) = (asked.asks("studio", "10:00", "12:00").await, asked.asks("atelier", "14:00", "16:00").await);
    let shut = NewClosure { message: "Es tut uns leid.".into(), ..tuesday() };
    let plan = asked.house.store.plan_closure(&asked.rosa, &shut).await.unwrap();
    let fates = plan.conflicts.iter().map(|one| (one.occurrence, Fate::Cancel)).collect();
    undecided(asked.house.store.close(&asked.rosa, NewClosure { fates, ..shut.clone() }).await.unwrap_err());

    asked.close(&plan, shut, Conflict::end).await;
    for booking in [loose, kept] {
        assert_eq!(asked.house.state(&asked.anna, booking).await, BookingState::Declined);
        let told = asked.told(Mail::BookingDeclined { booking, version: None }).await;
        assert_eq!(told, (BookingMail::Declined, "Neuer Boden: Es tut uns leid.".to_owned()));
    }
    let mails = [asked.house.mails("booking-declined").await, asked.house.mails("booking-cancelled").await];
    assert_eq!(mails, [2, 0]);
    assert_eq!(asked.house.count("SELECT COUNT(*) FROM allocation").await, 0);
}

#[tokio::test]
async fn a_request_that_is_kept_waits_on_and_can_be_approved_when_it_is_open_again() {
    let asked = asked().await;
    let id = asked.asks("studio", "10:00", "12:00").await;
    let plan = asked.house.store.plan_closure(&asked.rosa, &tuesday()).await.unwrap();
    asked.close(&plan, tuesday(), |_| Fate::Keep).await;
    assert_eq!(asked.house.state(&asked.anna, id).await, BookingState::Requested);
    let approve = || asked.house.store.answer(&asked.rosa, id, 1, Answer::Approve(None));
    let BookingRefusal::Rules(verdict) = approve().await.unwrap_err() else { panic!() };
    assert!(matches!(verdict.broken[..], [BrokenRule::Closure { .. }]), "{verdict:?}");
    let shut = asked.house.store.closures(&asked.rosa, "haus").await.unwrap().unwrap().closures[0].id;
    let card = asked.house.store.requests(&asked.rosa).await.unwrap().unwrap().remove(0);
    let [against] = card.against.as_slice() else { panic!("{:?}", card.against) };
    assert_eq!(against.rule, verdict.broken[0]);
    assert_eq!(against.closure, Some(("haus".to_owned(), shut)), "which, and where it can be lifted");
    asked.house.store.reopen(&asked.rosa, shut, None).await.unwrap();
    approve().await.unwrap();
}

#[tokio::test]
async fn a_request_that_moves_is_asked_for_there_and_those_who_answer_it_are_told() {
    let asked = asked().await;
    let turm = asked.house.site("Turm", "Lemgo").await;
    asked.house.space(turm, "Kuppel").await;
    asked.house.keeper("Kurt", "turm").await;
    let id = asked.asks("studio", "10:00", "12:00").await;
    let plan = asked.house.store.plan_closure(&asked.rosa, &tuesday()).await.unwrap();
    assert_eq!(plan.conflicts[0].elsewhere.as_ref().unwrap().slug, "kuppel");
    asked.close(&plan, tuesday(), there).await;
    let view = asked.house.store.booking(&asked.anna, id).await.unwrap().unwrap();
    let date = &view.occurrences[0];
    assert_eq!((view.state, date.state), (BookingState::Requested, BookingState::Requested));
    assert_eq!(date.space.slug, "kuppel");
    assert_eq!(asked.told(Mail::BookingMoved { booking: id }).await.0, BookingMail::Moved);
    assert_eq!(asked.house.mails("request-waiting").await, 1, "Kurt's alone: nobody kept the first house by name");
}

#[tokio::test]
async fn of_a_series_some_dates_are_declined_and_the_others_wait_on() {
    let asked = asked().await;
    let on = WeekdaySet::single(Weekday::Tue);
    let every = Every::Weeks { interval: 1, on };
    let repeat = Repeat { every, end: End::Count(3), extra: [].into(), except: [].into() };
    let series = Some(Series { repeat, choices: vec![] });
    let id = asked
        .house
        .store
        .book(&asked.anna, NewBooking { series, ..booking(wish("studio", 2, "10:00", "12:00")) })
        .await
        .unwrap();
    let plan = asked.house.store.plan_closure(&asked.rosa, &tuesday()).await.unwrap();
    assert_eq!(plan.conflicts.len(), 1);
    asked.close(&plan, tuesday(), Conflict::end).await;
    let view = asked.house.store.booking(&asked.anna, id).await.unwrap().unwrap();
    let states: Vec<_> = view.occurrences.iter().map(|date| date.state).collect();
    assert_eq!(states, [BookingState::Declined, BookingState::Requested, BookingState::Requested]);
    assert_eq!((view.state, view.answer_by.is_some()), (BookingState::Requested, true));
    assert_eq!(asked.told(Mail::BookingDeclined { booking: id, version: None }).await.1, "Neuer Boden");
}

#[tokio::test]
async fn one_mail_names_what_moved_and_what_was_called_off_by_the_same_closure() {
    let asked = asked().await;
    let every = Every::Days { interval: 1 };
    let repeat = Repeat { every, end: End::Count(3), extra: [].into(), except: [].into() };
    let series = Some(Series { repeat, choices: vec![] });
    let id = asked
        .house
        .store
        .book(&asked.anna, NewBooking { series, ..booking(wish("labor", 2, "10:00", "12:00")) })
        .await
        .unwrap();
    // The third was called off before: that is no news.
    let third = asked.house.store.booking(&asked.anna, id).await.unwrap().unwrap().occurrences[2].id;
    asked.house.store.cancel(&asked.anna, id, 1, &[third], "").await.unwrap();
    let both = NewClosure { spaces: vec!["labor".into()], ..closure(clock(2, "08:00"), clock(3, "20:00")) };
    let plan = asked.house.store.plan_closure(&asked.rosa, &both).await.unwrap();
    let second = plan.conflicts[1].occurrence;
    asked.close(&plan, both, |one| if one.occurrence == second { Fate::Cancel } else { there(one) }).await;
    assert_eq!([asked.house.mails("booking-moved").await, asked.house.mails("booking-dates-cancelled").await], [1, 1]);
    let facts = asked.house.store.mail_facts(&Mail::BookingMoved { booking: id }).await.unwrap().unwrap();
    let MailFacts::Booking { act, off, reason, by_keeper, .. } = facts else { panic!("{facts:?}") };
    assert_eq!((act, off, reason.as_str(), by_keeper), (BookingMail::Moved, vec![second], "Neuer Boden", true));
}

#[tokio::test]
async fn whoever_approves_a_request_meanwhile_is_not_overruled() {
    let asked = asked().await;
    let id = asked.asks("studio", "10:00", "12:00").await;
    let plan = asked.house.store.plan_closure(&asked.rosa, &tuesday()).await.unwrap();
    asked.house.store.answer(&asked.rosa, id, 1, Answer::Approve(None)).await.unwrap();
    let fates = plan.conflicts.iter().map(|one| (one.occurrence, one.end())).collect();
    let plan = undecided(asked.house.store.close(&asked.rosa, NewClosure { fates, ..tuesday() }).await.unwrap_err());
    assert!(!plan.conflicts[0].asked, "it stands now");
    assert_eq!(asked.house.state(&asked.anna, id).await, BookingState::Confirmed);
    assert_eq!(asked.house.count("SELECT COUNT(*) FROM closure").await, 0);
}

#[tokio::test]
async fn one_fate_for_all_settles_bookings_and_requests_at_once_and_everybody_invited_is_counted() {
    let asked = asked().await;
    let request = asked.asks("studio", "10:00", "12:00").await;
    let stands = asked.asks("labor", "10:00", "12:00").await;
    let guest = |email: &str| Invitee { name: String::new(), email: email.into() };
    let guests = [guest("eva@example.org"), guest("ben@example.org")];
    asked.house.store.invite(&asked.anna, stands, &guests, "de").await.unwrap();
    let plan = asked.house.store.plan_closure(&asked.rosa, &tuesday()).await.unwrap();
    let fates = plan.fates(Some(ForAll::Cancel), &[]);
    assert_eq!(plan.tally(&fates).mails, 1 + 3);
    asked.house.store.close(&asked.rosa, NewClosure { fates, ..tuesday() }).await.unwrap();
    let states = [asked.house.state(&asked.anna, request).await, asked.house.state(&asked.anna, stands).await];
    assert_eq!(states, [BookingState::Declined, BookingState::Cancelled]);
}

#[tokio::test]
async fn a_space_in_the_same_house_is_proposed_before_one_in_the_same_town_and_that_before_another() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space(site, "Labor").await;
    let rosa = house.rosa(site).await;
    let far = house.site("Ferne", "Detmold").await;
    house.space(far, "Aula").await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let shut = NewClosure { spaces: vec!["labor".into()], ..tuesday() };
    let proposed = async || {
        let plan = house.store.plan_closure(&rosa, &shut).await.unwrap();
        let there = plan.conflicts[0].elsewhere.clone().unwrap();
        (there.slug, there.site.town)
    };
    assert_eq!(proposed().await, ("aula".to_owned(), "Detmold".to_owned()));
    let near = house.site("Nebenan", "Lemgo").await;
    house.space(near, "Zimmer").await;
    assert_eq!(proposed().await, ("zimmer".to_owned(), "Lemgo".to_owned()));
    house.space(site, "Studio").await;
    assert_eq!(proposed().await.0, "studio");
}

#[tokio::test]
async fn what_stands_is_not_moved_to_where_other_keepers_would_be_asked() {
    let house = house().await;
    let site = house.site("Haus", "Lemgo").await;
    house.space(site, "Labor").await;
    let rosa = house.rosa(site).await;
    let turm = house.site("Turm", "Lemgo").await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    let rules = RuleBook { admission: Some(admission), ..RuleBook::default() };
    house.space_with(turm, "Kuppel", |space| space.rules = rules).await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let proposed = async |by: &Actor| {
        let plan = house.store.plan_closure(by, &tuesday()).await.unwrap();
        plan.conflicts[0].elsewhere.clone().map(|there| there.slug)
    };
    assert_eq!(proposed(&rosa).await, None);
    let Actor::Account(person) = rosa else { unreachable!() };
    let of_both = Actor::Account(Person { keeps: vec![site, turm], ..person });
    assert_eq!(proposed(&of_both).await.as_deref(), Some("kuppel"));
}

/// Berta, to whom "Labor" on Tuesday the 2nd from 10 to 12 is offered, and Carla, who waits behind her.
struct Offered {
    asked: Asked,
    berta: Actor,
    wish: WaitingId,
    carla: Actor,
}

async fn offered(exactly: bool) -> Offered {
    let asked = asked().await;
    let taken = asked.asks("labor", "10:00", "12:00").await;
    let on = WeekdaySet::single(Weekday::Tue);
    let pattern = if exactly {
        Pattern::exactly(LocalSpan::on(march(2), time("10:00"), time("12:00"))).unwrap()
    } else {
        Pattern::new((march(2), march(9)), on, (time("10:00"), time("12:00")), 120).unwrap()
    };
    // On the other Tuesday it is not free either.
    if !exactly {
        asked.house.store.book(&asked.anna, booking(wish("labor", 9, "10:00", "12:00"))).await.unwrap();
    }
    let somebody = async |name: &str| {
        let of = asked.house.organisation(&format!("{name} GmbH")).await;
        asked.house.person(name, &of, Role::Booker).await
    };
    let (berta, carla) = (somebody("Berta").await, somebody("Carla").await);
    let wish = asked.house.store.wait_for(&berta, waiting("labor", pattern.clone())).await.unwrap();
    asked.house.store.wait_for(&carla, waiting("labor", pattern)).await.unwrap();
    asked.house.store.cancel(&asked.anna, taken, 1, &[], "").await.unwrap();
    assert_eq!(asked.house.store.serve_waiting().await.unwrap(), 1);
    Offered { asked, berta, wish, carla }
}

impl Offered {
    async fn view(&self, who: &Actor) -> WaitingView {
        self.asked.house.store.waiting(who).await.unwrap().remove(0)
    }
}

#[tokio::test]
async fn an_offer_under_a_closure_is_named_and_taken_back_and_whoever_had_it_keeps_her_place() {
    for exactly in [true, false] {
        let offered = offered(exactly).await;
        let (house, rosa) = (&offered.asked.house, &offered.asked.rosa);
        let shut = NewClosure { message: "Es tut uns leid.".into(), ..tuesday() };
        let plan = undecided(house.store.close(rosa, shut.clone()).await.unwrap_err());
        let [offer] = plan.offers.as_slice() else { panic!("{plan:?}") };
        assert_eq!(
            (offer.waiting, offer.person.0.as_str(), offer.organisation.as_str()),
            (offered.wish, "Berta", "Berta GmbH")
        );
        assert_eq!((offer.space.slug.as_str(), offer.when.local.from), ("labor", clock(2, "10:00")));
        assert_eq!(plan.tally(&[]).mails, 1);

        offered.asked.close(&plan, shut, |_| Fate::Keep).await;
        let view = offered.view(&offered.berta).await;
        assert_eq!((view.state, view.place, view.offer), (WaitState::Waiting, Some(1), None));
        assert_eq!(offered.view(&offered.carla).await.place, Some(2));
        let facts = house.store.mail_facts(&Mail::WaitingWithdrawn { waiting: offered.wish }).await.unwrap();
        let Some(MailFacts::Waiting(facts)) = facts else { panic!("{facts:?}") };
        let gone = facts.withdrawn.unwrap();
        assert_eq!((facts.act, facts.to.as_str()), (WaitingMail::Withdrawn, "berta@example.org"));
        assert_eq!((gone.when.local.from, gone.reason.as_str()), (clock(2, "10:00"), "Neuer Boden: Es tut uns leid."));
        assert_eq!(house.mails("waiting-withdrawn").await, 1);
        assert_eq!(house.store.serve_waiting().await.unwrap(), 0, "nothing is offered while it is closed");

        // Opened again it is hers first, as before.
        let shut = house.store.closures(rosa, "haus").await.unwrap().unwrap().closures[0].id;
        house.store.reopen(rosa, shut, None).await.unwrap();
        assert_eq!(house.store.serve_waiting().await.unwrap(), 1);
        assert_eq!(offered.view(&offered.berta).await.state, WaitState::Offered, "exactly: {exactly}");
    }
}

#[tokio::test]
async fn an_offer_made_or_used_since_it_was_planned_is_never_closed_over() {
    let offered = offered(true).await;
    let (house, rosa) = (&offered.asked.house, &offered.asked.rosa);
    let plan = house.store.plan_closure(rosa, &tuesday()).await.unwrap();
    house.decline(&offered.berta, offered.wish).await.unwrap();
    house.store.serve_waiting().await.unwrap();
    let offers: Vec<_> = plan.offers.iter().map(|offer| offer.waiting).collect();
    let shut = NewClosure { offers, ..tuesday() };
    let plan = undecided(house.store.close(rosa, shut.clone()).await.unwrap_err());
    assert_eq!(plan.offers[0].person.0, "Carla", "it is hers now");

    let offers = plan.offers.iter().map(|offer| offer.waiting).collect();
    house.store.book(&offered.carla, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let plan = undecided(house.store.close(rosa, NewClosure { offers, ..shut }).await.unwrap_err());
    assert_eq!((plan.conflicts.len(), plan.offers.len()), (1, 0), "she booked it");
}

#[tokio::test]
async fn what_a_form_holds_is_let_go_and_the_form_says_that_it_is_closed() {
    let asked = asked().await;
    let (form, wanted) = (request(), wish("labor", 2, "10:00", "12:00"));
    asked.house.store.hold(&asked.anna, form, &wanted, None, None).await.unwrap();
    let later = request();
    let elsewhen = wish("labor", 3, "10:00", "12:00");
    asked.house.store.hold(&asked.anna, later, &elsewhen, None, None).await.unwrap();
    assert!(asked.house.store.plan_closure(&asked.rosa, &tuesday()).await.unwrap().is_clear());
    asked.house.store.close(&asked.rosa, tuesday()).await.unwrap();
    assert_eq!(asked.house.store.held(&asked.anna, form, &wanted).await.unwrap(), None);
    assert!(asked.house.store.held(&asked.anna, later, &elsewhen).await.unwrap().is_some(), "that is another day");
    let closed = |broken: &[BrokenRule]| matches!(broken, [BrokenRule::Closure { .. }]);
    assert!(closed(&asked.house.store.check(&asked.anna, &wanted, None).await.unwrap().broken));
    let BookingRefusal::Rules(verdict) =
        asked.house.store.hold(&asked.anna, form, &wanted, None, None).await.unwrap_err()
    else {
        panic!()
    };
    assert!(closed(&verdict.broken), "{verdict:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_asks_for_or_is_offered_anything_under_a_closure_while_it_is_made() {
    let asked = asked().await;
    for day in [2, 3, 4, 5, 8, 9, 10, 11] {
        let shut = closure(clock(day, "00:00"), clock(day, "23:00"));
        let wished = booking(wish("studio", day, "10:00", "12:00"));
        let (closed, booked) =
            tokio::join!(asked.house.store.close(&asked.rosa, shut), asked.house.store.book(&asked.anna, wished));
        match (closed, booked) {
            (Ok(_), Err(BookingRefusal::Rules(_))) | (Err(ClosureRefusal::Undecided(_)), Ok(_)) => {}
            both => panic!("{both:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_that_is_booked_while_it_is_closed_over_is_either_booked_or_taken_back() {
    for _ in 0..4 {
        let offered = offered(true).await;
        let house = &offered.asked.house;
        let plan = house.store.plan_closure(&offered.asked.rosa, &tuesday()).await.unwrap();
        let offers = plan.offers.iter().map(|offer| offer.waiting).collect();
        let shut = NewClosure { offers, ..tuesday() };
        let wanted = booking(wish("labor", 2, "10:00", "12:00"));
        let (closed, booked) =
            tokio::join!(house.store.close(&offered.asked.rosa, shut), house.store.book(&offered.berta, wanted));
        let state = offered.view(&offered.berta).await.state;
        match (closed, booked) {
            (Ok(_), Err(BookingRefusal::Rules(_))) => assert_eq!(state, WaitState::Waiting),
            (Err(ClosureRefusal::Undecided(_)), Ok(_)) => assert_eq!(state, WaitState::Booked),
            both => panic!("{both:?}"),
        }
    }
}

#[tokio::test]
async fn an_offer_that_ran_out_is_no_offer_any_more() {
    let offered = offered(true).await;
    offered.asked.house.pass(TimeDelta::hours(25));
    let late = closure(clock(2, "09:45"), clock(2, "20:00"));
    assert!(offered.asked.house.store.plan_closure(&offered.asked.rosa, &late).await.unwrap().is_clear());
}

#[tokio::test]
async fn who_booked_what_stays_under_a_closure_is_told_once_and_the_contact_person_of_an_event_as_well() {
    let asked = asked().await;
    let (house, berta) = (&asked.house, asked.house.berta().await);
    let on = WeekdaySet::single(Weekday::Tue);
    let repeat =
        Repeat { every: Every::Weeks { interval: 1, on }, end: End::Count(3), extra: [].into(), except: [].into() };
    let series = |space| NewBooking {
        series: Some(Series { repeat: repeat.clone(), choices: vec![] }),
        ..booking(wish(space, 2, "10:00", "12:00"))
    };
    let stays = house.store.book(&asked.anna, series("labor")).await.unwrap();
    house.store.book(&berta, series("saal-a")).await.unwrap();
    asked.asks("studio", "10:00", "12:00").await;
    let olga = house.olga().await;
    let contact = Contact { name: "Frau Ohm".into(), email: "ohm@example.org".into(), phone: String::new() };
    let slug = house.store.draft(&olga, request(), EventFields { contact, ..event("Vortrag") }).await.unwrap();
    let draft = house.event(&olga, &slug).await;
    let session = on_site("saal-b", 2, "10:00", "12:00");
    house.store.add_session(&olga, request(), draft.id, draft.version, session).await.unwrap();
    house.deliver().await;

    let shut = NewClosure { message: "Bitte klingeln.".into(), ..closure(clock(2, "08:00"), clock(10, "08:00")) };
    let plan = house.store.plan_closure(&asked.rosa, &shut).await.unwrap();
    let fate = |one: &Conflict| {
        let goes = one.space.slug == "saal-a" && one.when.local.from == clock(9, "10:00");
        if goes { Fate::Cancel } else { Fate::Keep }
    };
    let fates: Vec<_> = plan.conflicts.iter().map(|one| (one.occurrence, fate(one))).collect();
    let tally = plan.tally(&fates);
    asked.close(&plan, shut, fate).await;

    let why = "Neuer Boden: Bitte klingeln.";
    let told = |to: &str, act, dates| (to.to_owned(), act, why.to_owned(), dates);
    let expected = [
        told("anna@example.org", BookingMail::Kept, 2),
        told("berta@example.org", BookingMail::DatesCancelled, 0),
        told("ohm@example.org", BookingMail::Kept, 1),
    ];
    assert_eq!(asked.sent().await, expected);
    assert_eq!((tally.kept, tally.mails), (5, expected.len()), "it was said before how many mails it would be");
    let trail = house.store.booking(&asked.anna, stays).await.unwrap().unwrap().history;
    let last = trail.last().unwrap();
    assert_eq!((last.act.as_str(), last.by.as_str(), last.reason.as_str()), ("kept", "Rosa", why));
}

#[tokio::test]
async fn of_a_closure_that_was_lifted_or_a_date_that_was_called_off_since_nobody_is_told_that_it_stays() {
    for lifted in [true, false] {
        let asked = asked().await;
        let id = asked.house.store.book(&asked.anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
        asked.house.deliver().await;
        let plan = asked.house.store.plan_closure(&asked.rosa, &tuesday()).await.unwrap();
        asked.close(&plan, tuesday(), |_| Fate::Keep).await;
        if lifted {
            let closures = asked.house.store.closures(&asked.rosa, "haus").await.unwrap().unwrap();
            asked.house.store.reopen(&asked.rosa, closures.closures[0].id, None).await.unwrap();
        } else {
            asked.house.store.cancel(&asked.anna, id, 1, &[], "").await.unwrap();
        }
        let acts: Vec<_> = asked.sent().await.into_iter().map(|(_, act, ..)| act).collect();
        assert!(!acts.contains(&BookingMail::Kept), "{acts:?}");
    }
}

#[tokio::test]
async fn each_closure_tells_of_its_own_dates_and_of_those_only_that_stand_under_it_still() {
    let asked = asked().await;
    let on = WeekdaySet::single(Weekday::Tue);
    let every = Every::Weeks { interval: 1, on };
    let repeat = Repeat { every, end: End::Count(4), extra: [].into(), except: [].into() };
    let series =
        NewBooking { series: Some(Series { repeat, choices: vec![] }), ..booking(wish("labor", 2, "10:00", "12:00")) };
    let id = asked.house.store.book(&asked.anna, series).await.unwrap();
    asked.house.deliver().await;
    // Two closures before the post goes: each mail is about its own.
    for (day, message) in [(2, "Streik."), (9, "Umbau.")] {
        let shut = closure(clock(day, "08:00"), clock(day, "20:00"));
        let shut = NewClosure { message: message.into(), ..shut };
        let plan = asked.house.store.plan_closure(&asked.rosa, &shut).await.unwrap();
        asked.close(&plan, shut, |_| Fate::Keep).await;
    }
    let whys: Vec<_> = asked.sent().await.into_iter().map(|(_, _, why, dates)| (why, dates)).collect();
    assert_eq!(whys, [("Neuer Boden: Streik.".to_owned(), 1), ("Neuer Boden: Umbau.".to_owned(), 1)]);

    // Of one that repeats a date is opened again, and another one moved away, before the post goes.
    let first = closure(clock(16, "08:00"), clock(16, "20:00"));
    let every = Every::Weeks { interval: 1, on };
    let repeat = Some(Repeat { every, end: End::Count(2), extra: [].into(), except: [].into() });
    let shut = NewClosure { repeat, ..first };
    let plan = asked.house.store.plan_closure(&asked.rosa, &shut).await.unwrap();
    assert_eq!(plan.conflicts.len(), 2);
    asked.close(&plan, shut, |_| Fate::Keep).await;
    let closures = asked.house.store.closures(&asked.rosa, "haus").await.unwrap().unwrap().closures;
    let shut = closures.iter().find(|one| one.dates.len() == 2).unwrap();
    asked.house.store.reopen(&asked.rosa, shut.id, Some(shut.dates[0].slot.from())).await.unwrap();
    let view = asked.house.store.booking(&asked.anna, id).await.unwrap().unwrap();
    let last = view.occurrences.last().unwrap();
    let change = Change {
        dates: Dates::This(last.id),
        wish: wish("saal-a", 24, "10:00", "12:00"),
        choices: vec![],
        title: None,
        override_reason: None,
    };
    asked.house.store.change(&asked.anna, id, view.version, change).await.unwrap();
    let acts: Vec<_> = asked.sent().await.into_iter().map(|(_, act, ..)| act).collect();
    assert_eq!(acts, [BookingMail::Moved]);
}
