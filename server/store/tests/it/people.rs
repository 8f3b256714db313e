//! Inviting people to a booking: each hears of it once, answers by her own link, and reads of the others only what they
//! agreed to.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, all, booking, house, wish};
use chrono::TimeDelta;
use domain::{
    access::{Actor, Person},
    booking::{BookingRefusal, BookingState},
    desk::{BookingDesk, InvitationLink, InvitationView, Invited, KeeperDesk, NewProof, PeopleDesk},
    id::BookingId,
    invitation::{InvitationRefusal, Invitee, MOST_INVITED, Reply},
    organisation::Role,
    rulebook::{AdmissionRule, How, Qualification, RuleBook, Who},
    rules::BrokenRule,
    text::Localised,
};
use store::{BookingMail, InvitationFacts, InvitationMail, MailFacts};

fn person(name: &str) -> Invitee {
    Invitee { name: name.into(), email: format!("{}@example.net", name.to_lowercase()) }
}

async fn booked(house: &House, by: &Actor) -> BookingId {
    house.store.book(by, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap()
}

async fn invited(house: &House, by: &Actor, id: BookingId, names: &[&str]) {
    let people: Vec<Invitee> = names.iter().map(|name| person(name)).collect();
    assert_eq!(house.store.invite(by, id, &people, "de").await.unwrap(), names.len());
}

/// Everything that is to be said to people invited, by name.
async fn post(house: &House) -> Vec<InvitationFacts> {
    let mut letters = Vec::new();
    loop {
        let jobs = house.store.claim(50, 60).await.unwrap();
        if jobs.is_empty() {
            letters.sort_by_key(|facts: &InvitationFacts| facts.name.clone());
            return letters;
        }
        for job in jobs {
            if job.mail.fans_out() {
                house.store.fan_out(&job).await.unwrap();
                continue;
            }
            if let Some(MailFacts::Invitation(facts)) = house.store.mail_facts(&job.mail).await.unwrap() {
                letters.push(*facts);
            }
            house.store.done(job.id).await.unwrap();
        }
    }
}

/// To whom, and what about.
fn told(letters: &[InvitationFacts]) -> Vec<(&str, InvitationMail)> {
    letters.iter().map(|facts| (facts.name.as_str(), facts.act)).collect()
}

async fn list(house: &House, by: &Actor, id: BookingId) -> Vec<Invited> {
    house.store.people(by, id).await.unwrap().unwrap().invited
}

async fn invitation(house: &House, token: &str) -> InvitationView {
    let Some(InvitationLink::Invited(view)) = house.store.invitation(token).await.unwrap() else { panic!("{token}") };
    *view
}

#[tokio::test]
async fn everybody_gets_an_invitation_of_her_own_and_nobody_two() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna).await;

    invited(&house, &anna, id, &["Zoe", "Carl"]).await;
    let again = [person("Carl"), Invitee { name: "Anna".into(), email: "anna@example.org".into() }];
    assert_eq!(house.store.invite(&anna, id, &again, "de").await.unwrap(), 0, "known, and the booker herself");

    let letters = post(&house).await;
    assert_eq!(told(&letters), [("Carl", InvitationMail::New), ("Zoe", InvitationMail::New)]);
    assert_ne!(letters[0].token, letters[1].token);
    let view = house.store.booking(&anna, id).await.unwrap().unwrap();
    for facts in &letters {
        assert_eq!((&facts.booking.uid, facts.booking.sequence), (&view.uid, 0), "the date she may have already");
        assert_eq!((facts.booking.note.as_str(), facts.booking.history.len(), facts.others.len()), ("", 0, 0));
    }
    let names: Vec<String> = list(&house, &anna, id).await.into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Carl", "Zoe"]);
    assert_eq!(view.history.last().unwrap().act, "invited");
}

#[tokio::test]
async fn an_answer_by_the_link_is_seen_by_who_invites() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna).await;
    invited(&house, &anna, id, &["Carl"]).await;
    let token = post(&house).await.remove(0).token;

    let view = invitation(&house, &token).await;
    assert_eq!((view.title.as_str(), view.by.0.as_str(), view.reply, view.open), ("Workshop", "Anna", None, true));
    house.store.reply(&token, Reply::Tentative, "Carl Groß", false).await.unwrap();
    house.store.reply(&token, Reply::Accepted, "Carl Groß", false).await.unwrap();

    let [carl] = &list(&house, &anna, id).await[..] else { panic!("one") };
    assert_eq!((carl.name.as_str(), carl.reply, carl.outdated), ("Carl Groß", Some(Reply::Accepted), false));
    let wrong = format!("x{}", &token[1..]);
    for wrong in [wrong.as_str(), "", "x"] {
        assert_eq!(house.store.invitation(wrong).await.unwrap(), None);
        let refused = house.store.reply(wrong, Reply::Accepted, "", false).await;
        assert_eq!(refused, Err(InvitationRefusal::NotFound));
    }
}

#[tokio::test]
async fn a_name_is_read_by_the_others_only_with_consent_and_while_she_may_come() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna).await;
    invited(&house, &anna, id, &["Carl", "Dora", "Emil"]).await;
    let tokens: Vec<String> = post(&house).await.into_iter().map(|facts| facts.token).collect();
    let [carl, dora, emil] = &tokens[..] else { panic!("three") };

    house.store.reply(carl, Reply::Accepted, "Carl", true).await.unwrap();
    house.store.reply(dora, Reply::Accepted, "Dora", false).await.unwrap();
    let others = async |token: &str| invitation(&house, token).await.others;
    assert_eq!(others(emil).await, ["Carl"], "Dora did not agree");
    assert_eq!(others(carl).await, [""; 0], "nobody reads of herself");
    house.store.reply(carl, Reply::Declined, "Carl", true).await.unwrap();
    assert_eq!(others(emil).await, [""; 0]);
}

#[tokio::test]
async fn a_change_is_told_once_to_each_with_the_same_uid_and_a_higher_sequence() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna).await;
    invited(&house, &anna, id, &["Carl", "Dora"]).await;
    let before = post(&house).await;
    house.store.reply(&before[0].token, Reply::Accepted, "Carl", false).await.unwrap();

    house.store.change(&anna, id, 1, all(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    house.store.change(&anna, id, 2, all(wish("labor", 3, "10:00", "11:00"))).await.unwrap();

    let after = post(&house).await;
    assert_eq!(told(&after), [("Carl", InvitationMail::Changed), ("Dora", InvitationMail::Changed)], "one for both");
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(after.booking.uid, before.booking.uid);
        assert_eq!((after.booking.sequence, after.reply), (2, None), "it is asked anew");
    }
    let outdated: Vec<_> = list(&house, &anna, id).await.into_iter().map(|one| (one.reply, one.outdated)).collect();
    assert_eq!(outdated, [(Some(Reply::Accepted), true), (None, false)]);
}

#[tokio::test]
async fn calling_off_is_told_and_answers_count_no_more() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna).await;
    invited(&house, &anna, id, &["Carl"]).await;
    let token = post(&house).await.remove(0).token;

    house.store.cancel(&anna, id, 1, &[], "").await.unwrap();

    let letters = post(&house).await;
    assert_eq!(told(&letters), [("Carl", InvitationMail::CalledOff)]);
    assert_eq!(letters[0].booking.state, BookingState::Cancelled);
    assert!(!invitation(&house, &token).await.open);
    let refused = house.store.reply(&token, Reply::Accepted, "Carl", false).await;
    assert_eq!(refused, Err(InvitationRefusal::NotNow(BookingState::Cancelled)));
    let refused = house.store.invite(&anna, id, &[person("Emil")], "de").await;
    assert_eq!(refused, Err(InvitationRefusal::NotNow(BookingState::Cancelled)));
}

#[tokio::test]
async fn who_is_taken_off_the_list_is_told_and_hears_no_more_until_she_is_invited_again() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna).await;
    invited(&house, &anna, id, &["Carl"]).await;
    let first = post(&house).await.remove(0);
    let carl = list(&house, &anna, id).await[0].id;

    house.store.uninvite(&anna, id, carl).await.unwrap();
    house.store.uninvite(&anna, id, carl).await.unwrap();
    let ended = post(&house).await;
    assert_eq!(told(&ended), [("Carl", InvitationMail::Ended)], "a second click says nothing");
    assert!(ended[0].booking.sequence > first.booking.sequence);
    house.store.change(&anna, id, 1, all(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    assert_eq!(told(&post(&house).await), []);
    let link = house.store.invitation(&first.token).await.unwrap();
    assert_eq!(link, Some(InvitationLink::TakenOff), "neither the new time nor who comes");

    invited(&house, &anna, id, &["Carl"]).await;
    let again = post(&house).await;
    assert_eq!(told(&again), [("Carl", InvitationMail::New)]);
    assert!(again[0].booking.sequence > ended[0].booking.sequence, "her calendar takes it again");
}

#[tokio::test]
async fn people_invited_to_a_request_hear_of_it_when_a_keeper_says_yes() {
    let house = house().await;
    let site = house.furnished().await;
    let admission = vec![AdmissionRule { who: Who::Everybody, how: How::Ask }];
    let asks = RuleBook { admission: Some(admission), ..RuleBook::default() };
    house.space_with(site, "Studio", |studio| studio.rules = asks).await;
    let anna = house.anna().await;
    let id = house.store.book(&anna, booking(wish("studio", 2, "10:00", "12:00"))).await.unwrap();
    invited(&house, &anna, id, &["Carl"]).await;
    assert_eq!(told(&post(&house).await), []);

    house.pass(TimeDelta::minutes(5));
    let keeper = keeper(&house, site).await;
    house.store.answer(&keeper, id, 1, domain::desk::Answer::Approve(None)).await.unwrap();

    assert_eq!(told(&post(&house).await), [("Carl", InvitationMail::New)]);
}

#[tokio::test]
async fn nobody_but_the_booker_her_administrators_and_keepers_sees_who_is_invited() {
    let house = house().await;
    let site = house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let muster = anna.person().unwrap().memberships[0].organisation.clone();
    let colleague = house.person("Clara", &muster, Role::Booker).await;
    let admin = house.person("Doro", &muster, Role::Admin).await;
    let keeper = keeper(&house, site).await;
    let id = booked(&house, &anna).await;
    invited(&house, &anna, id, &["Carl"]).await;

    for (who, sees) in [(&anna, true), (&admin, true), (&keeper, true), (&colleague, false), (&berta, false)] {
        assert_eq!(house.store.people(who, id).await.unwrap().is_some(), sees, "{who:?}");
    }
    let refused = house.store.invite(&berta, id, &[person("Emil")], "de").await;
    assert_eq!(refused, Err(InvitationRefusal::NotFound), "of another organisation: it does not exist");
    let refused = house.store.invite(&colleague, id, &[person("Emil")], "de").await;
    assert_eq!(refused, Err(InvitationRefusal::Forbidden));
}

#[tokio::test]
async fn there_is_an_end_to_inviting() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let id = booked(&house, &anna).await;
    let many: Vec<Invitee> = (0..=MOST_INVITED).map(|n| person(&format!("P{n}"))).collect();
    assert_eq!(house.store.invite(&anna, id, &many, "de").await, Err(InvitationRefusal::TooMany));
    assert_eq!(house.count("SELECT COUNT(*) FROM invitation").await, 0, "all or nobody");
}

#[tokio::test]
async fn names_and_addresses_are_forgotten_a_month_after_the_last_date() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let (id, off) = (booked(&house, &anna).await, booked_late(&house, &anna).await);
    invited(&house, &anna, id, &["Carl", "Dora"]).await;
    invited(&house, &anna, off, &["Emil"]).await;
    let carl = list(&house, &anna, id).await[0].id;
    house.store.uninvite(&anna, id, carl).await.unwrap();
    house.store.cancel(&anna, off, 1, &[], "").await.unwrap();

    for (now, left) in [
        ("2027-03-31T07:00:00Z", 3),
        // A month after one was taken off the list, and the other's booking called off.
        ("2027-03-31T07:00:01Z", 1),
        ("2027-04-01T11:00:00Z", 1),
    ] {
        house.set_clock(now);
        house.store.forget().await.unwrap();
        assert_eq!(house.count("SELECT COUNT(*) FROM invitation").await, left, "{now}");
    }
    house.set_clock("2027-04-01T11:00:01Z");
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM invitation").await, 0);
}

async fn booked_late(house: &House, by: &Actor) -> BookingId {
    house.store.book(by, booking(wish("labor", 30, "10:00", "12:00"))).await.unwrap()
}

async fn keeper(house: &House, site: domain::id::SiteId) -> Actor {
    let own = house.organisation("Betrieb").await;
    let actor = house.person("Klara", &own, Role::Booker).await;
    Actor::Account(Person { keeps: vec![site], ..actor.person().unwrap().clone() })
}

#[tokio::test]
async fn a_refused_change_says_nothing_to_anybody() {
    let house = house().await;
    house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let id = booked(&house, &anna).await;
    house.store.book(&berta, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    invited(&house, &anna, id, &["Carl"]).await;
    post(&house).await;
    let refused = house.store.change(&anna, id, 1, all(wish("labor", 3, "10:00", "12:00"))).await;
    assert!(matches!(refused, Err(BookingRefusal::Rules(_))), "{refused:?}");
    assert_eq!(told(&post(&house).await), []);
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'invitations-changed'").await, 0);
}

#[tokio::test]
async fn a_booking_is_handed_on_within_its_organisation_and_both_are_told() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let muster = anna.person().unwrap().memberships[0].organisation.clone();
    let clara = house.person("Clara", &muster, Role::Booker).await;
    house.person("Mia", &muster, Role::Member).await;
    let id = booked(&house, &anna).await;
    invited(&house, &anna, id, &["Carl"]).await;
    post(&house).await;
    let heirs = house.store.heirs(&anna, id).await.unwrap().unwrap();
    assert_eq!(heirs.iter().map(|heir| heir.name.as_str()).collect::<Vec<_>>(), ["Clara"], "who may book, not herself");

    house.store.transfer(&anna, id, 1, heirs[0].account).await.unwrap();
    house.store.transfer(&anna, id, 1, heirs[0].account).await.unwrap();

    let view = house.store.booking(&clara, id).await.unwrap().unwrap();
    assert_eq!((view.booker.0.as_str(), view.version, view.sequence, view.changeable), ("Clara", 2, 1, true));
    assert_eq!(view.history.last().unwrap().act, "transferred");
    assert!(!house.store.booking(&anna, id).await.unwrap().unwrap().changeable, "it is not hers any more");
    let mut told = Vec::new();
    for job in house.store.claim(50, 60).await.unwrap() {
        if let Some(MailFacts::Booking { name, act, .. }) = house.store.mail_facts(&job.mail).await.unwrap() {
            told.push((name, act));
        }
    }
    assert_eq!(told, [("Clara".into(), BookingMail::Transferred), ("Anna".into(), BookingMail::HandedOn)]);
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'invitations-changed'").await, 0);
}

#[tokio::test]
async fn who_has_not_shown_what_a_room_asks_for_takes_no_booking_of_it_over() {
    let house = house().await;
    let site = house.furnished().await;
    let laser = Qualification { key: "laser".into(), name: Localised::of("de", "Laserschein") };
    let rules = RuleBook { qualifications: Some(vec![laser.clone()]), ..RuleBook::default() };
    house.space_with(site, "Laserraum", |space| space.rules = rules).await;
    let anna = house.anna().await;
    let muster = anna.person().unwrap().memberships[0].organisation.clone();
    let clara = house.person("Clara", &muster, Role::Booker).await;
    let Actor::Account(person) = house.person("Rosa", &muster, Role::Booker).await else { unreachable!() };
    let rosa = Actor::Account(Person { keeps: vec![site], ..person });
    let shows = async |who: &str| {
        let new = NewProof { email: who.into(), site, key: "laser".into(), expires_on: None };
        house.store.grant(&rosa, new).await.unwrap();
    };
    shows("anna@example.org").await;
    let id = house.store.book(&anna, booking(wish("laserraum", 2, "10:00", "12:00"))).await.unwrap();
    let to = clara.person().unwrap().id;
    let refused = house.store.transfer(&anna, id, 1, to).await.unwrap_err();
    let BookingRefusal::Rules(verdict) = refused else { panic!("{refused:?}") };
    assert!(matches!(&verdict.broken[..], [BrokenRule::QualificationMissing { key, .. }] if *key == laser.key));
    shows("clara@example.org").await;
    assert_eq!(house.store.transfer(&anna, id, 1, to).await, Ok(()));
}

#[tokio::test]
async fn nobody_hands_a_booking_to_strangers_or_without_having_seen_it_as_it_is() {
    let house = house().await;
    let site = house.furnished().await;
    let (anna, berta) = (house.anna().await, house.berta().await);
    let muster = anna.person().unwrap().memberships[0].organisation.clone();
    let clara = house.person("Clara", &muster, Role::Booker).await;
    let mia = house.person("Mia", &muster, Role::Member).await;
    let id = booked(&house, &anna).await;
    let to = |actor: &Actor| actor.person().unwrap().id;
    for (by, heir, refused) in [
        (&anna, &berta, BookingRefusal::Forbidden),
        (&anna, &mia, BookingRefusal::Forbidden),
        (&clara, &clara, BookingRefusal::Forbidden),
        (&berta, &berta, BookingRefusal::NotFound),
    ] {
        assert_eq!(house.store.transfer(by, id, 1, to(heir)).await, Err(refused));
    }
    assert_eq!(house.store.heirs(&clara, id).await.unwrap(), None);
    house.store.change(&anna, id, 1, all(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    assert_eq!(house.store.transfer(&anna, id, 1, to(&clara)).await, Err(BookingRefusal::ChangedMeanwhile));
    let keeper = keeper(&house, site).await;
    house.store.transfer(&keeper, id, 2, to(&clara)).await.unwrap();
    house.store.cancel(&clara, id, 3, &[], "").await.unwrap();
    let refused = house.store.transfer(&clara, id, 4, to(&anna)).await;
    assert_eq!(refused, Err(BookingRefusal::NotNow(BookingState::Cancelled)));
}

#[tokio::test]
async fn who_was_invited_and_takes_the_booking_over_is_invited_no_more() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let muster = anna.person().unwrap().memberships[0].organisation.clone();
    let clara = house.person("Clara", &muster, Role::Booker).await;
    let id = booked(&house, &anna).await;
    let guest = Invitee { name: "Clara".into(), email: "clara@example.org".into() };
    house.store.invite(&anna, id, &[guest], "de").await.unwrap();
    house.store.transfer(&anna, id, 1, clara.person().unwrap().id).await.unwrap();
    assert_eq!(list(&house, &clara, id).await, []);
}
