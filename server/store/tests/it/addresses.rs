//! The address of an account: proved by the code mailed there, and by nothing else.

#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        AccountDesk as _, AddressDesk as _, AddressRefusal, BookingDesk as _, PeopleDesk as _, RegistrationDesk as _,
    },
    invitation::Invitee,
};
use store::{AccountFacts, AccountMail, MailFacts};
use tokio::task::JoinSet;

use crate::common::{House, booking, house, programme::on_site, wish};

const ANNA: &str = "anna@example.org";
const NEW: &str = "anna@neu.example";

async fn email_of(house: &House, login: &str) -> Option<String> {
    house.store.actor(login).await.unwrap().person().map(|person| person.email.clone())
}

/// What was mailed to whom about accounts since the last time.
async fn letters(house: &House) -> Vec<(String, AccountMail)> {
    let mails = house.deliver().await.into_iter();
    let about = |mail| if let MailFacts::Account(AccountFacts { to, act, .. }) = mail { Some((to, act)) } else { None };
    mails.filter_map(about).collect()
}

/// Asks, and reads the code.
async fn code_for(house: &House, actor: &Actor, login: &str, email: &str) -> String {
    house.store.ask_address(actor, login, email).await.unwrap();
    match &letters(house).await[..] {
        [(to, AccountMail::AddressAsked { code, .. })] if to == email => format!("{code:08}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_code_mailed_to_the_new_address_makes_it_hers_and_signs_her_out_elsewhere() {
    let house = house().await;
    let (anna, here) = house.login(ANNA).await;
    let (_, elsewhere) = house.login(ANNA).await;
    let code = code_for(&house, &anna, &here, NEW).await;
    let own = house.store.address(&anna, &here).await.unwrap().unwrap();
    assert_eq!((own.email.as_str(), own.asked.as_deref(), own.recent), (ANNA, Some(NEW), true));
    assert_eq!(email_of(&house, &here).await.as_deref(), Some(ANNA), "nothing changes before the code");

    house.store.change_address(&anna, &here, &format!("{} {}", &code[..4], &code[4..])).await.unwrap();
    assert_eq!(email_of(&house, &here).await.as_deref(), Some(NEW));
    assert_eq!(email_of(&house, &elsewhere).await, None, "signed out");
    assert_eq!(letters(&house).await, [(ANNA.to_owned(), AccountMail::AddressChanged)]);
    assert_eq!(house.store.change_address(&anna, &here, &code).await, Err(AddressRefusal::Over), "once");
    let deeds = house.words("SELECT act FROM audit").await;
    assert!(deeds.contains(&"address-changed".to_owned()), "{deeds:?}");

    // The same account by the new address; an empty one by the old.
    let (again, _) = house.login(NEW).await;
    assert_eq!(again.person().unwrap().id, anna.person().unwrap().id);
    let (other, _) = house.login(ANNA).await;
    assert_ne!(other.person().unwrap().id, anna.person().unwrap().id);
}

#[tokio::test]
async fn a_code_is_guessed_five_times_and_no_more_however_many_guess_at_once() {
    let house = house().await;
    let (anna, here) = house.login(ANNA).await;
    let code = code_for(&house, &anna, &here, NEW).await;
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    let mut guesses = JoinSet::new();
    for _ in 0..20 {
        let (store, anna, here) = (house.store.clone(), anna.clone(), here.clone());
        guesses.spawn(async move { store.change_address(&anna, &here, wrong).await });
    }
    let guesses = guesses.join_all().await;
    assert_eq!(guesses.iter().filter(|guess| **guess == Err(AddressRefusal::Code)).count(), 5);
    assert_eq!(guesses.iter().filter(|guess| **guess == Err(AddressRefusal::Over)).count(), 15);
    assert_eq!(house.store.change_address(&anna, &here, &code).await, Err(AddressRefusal::Over));
    assert_eq!(email_of(&house, &here).await.as_deref(), Some(ANNA));
}

#[tokio::test]
async fn a_code_is_good_for_half_an_hour_for_her_and_for_what_she_asked_last() {
    let house = house().await;
    let (anna, here) = house.login(ANNA).await;
    let (berta, hers) = house.login("berta@example.org").await;
    let first = code_for(&house, &anna, &here, "falsch@neu.example").await;
    let second = code_for(&house, &anna, &here, NEW).await;
    assert_eq!(house.store.change_address(&berta, &hers, &second).await, Err(AddressRefusal::Over), "not hers");
    assert_eq!(house.store.change_address(&anna, &here, &first).await, Err(AddressRefusal::Code), "asked for another");
    house.pass(TimeDelta::minutes(30));
    assert_eq!(house.store.change_address(&anna, &here, &second).await, Err(AddressRefusal::Over));
    assert_eq!(house.store.address(&anna, &here).await.unwrap().unwrap().asked, None);
    assert_eq!(house.store.change_address(&Actor::Visitor, &here, &second).await, Err(AddressRefusal::Forbidden));
}

#[tokio::test]
async fn whoever_finds_an_open_browser_asks_for_no_other_address() {
    let house = house().await;
    let (anna, here) = house.login(ANNA).await;
    let refused = async |email: &str| house.store.ask_address(&anna, &here, email).await.unwrap_err();
    assert_eq!(refused(ANNA).await, AddressRefusal::Same);
    for wrong in ["", "anna", "anna@", "anna@neu", "a b@neu.example"] {
        assert_eq!(refused(wrong).await, AddressRefusal::Email, "{wrong:?}");
    }
    house.pass(TimeDelta::minutes(16));
    assert_eq!(refused(NEW).await, AddressRefusal::SignInAgain);
    assert_eq!(letters(&house).await, []);
}

#[tokio::test]
async fn nobody_learns_whether_an_address_has_an_account_but_who_reads_its_mail() {
    let house = house().await;
    let (anna, here) = house.login(ANNA).await;
    house.login("berta@example.org").await;
    house.store.ask_address(&anna, &here, "berta@example.org").await.unwrap();
    let own = house.store.address(&anna, &here).await.unwrap().unwrap();
    assert_eq!(own.asked.as_deref(), Some("berta@example.org"), "the page is the same");
    assert_eq!(letters(&house).await, [("berta@example.org".to_owned(), AccountMail::AddressTaken)]);
}

#[tokio::test]
async fn of_two_who_want_one_address_at_once_one_gets_it() {
    let house = house().await;
    let mut asked = Vec::new();
    for email in [ANNA, "berta@example.org"] {
        let (actor, login) = house.login(email).await;
        let code = code_for(&house, &actor, &login, NEW).await;
        asked.push((actor, login, code));
    }
    let mut takers = JoinSet::new();
    for (actor, login, code) in asked {
        let store = house.store.clone();
        takers.spawn(async move { store.change_address(&actor, &login, &code).await });
    }
    let mut outcomes = takers.join_all().await;
    outcomes.sort_by_key(Result::is_err);
    assert_eq!(outcomes, [Ok(()), Err(AddressRefusal::Taken)]);
    assert_eq!(house.count("SELECT COUNT(*) FROM account WHERE email = 'anna@neu.example'").await, 1);
}

#[tokio::test]
async fn no_mailbox_is_flooded_with_codes() {
    let house = house().await;
    let (anna, here) = house.login(ANNA).await;
    for _ in 0..8 {
        house.store.ask_address(&anna, &here, NEW).await.unwrap();
    }
    // Of those asked for before the last one nothing is said: their codes are over.
    assert_eq!(house.count("SELECT COUNT(*) FROM outbox WHERE kind = 'address-asked'").await, 5);
    assert!(letters(&house).await.len() <= 1);
}

#[tokio::test]
async fn registrations_and_invitations_go_along_but_for_what_the_new_address_has_of_its_own() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let event = house
        .published(&olga, "Tagung", &[on_site("labor", 2, "10:00", "12:00"), on_site("labor", 3, "10:00", "12:00")])
        .await;
    let [first, second] = [event.sessions[0].id, event.sessions[1].id];
    for (session, email) in [(first, ANNA), (second, ANNA), (second, NEW)] {
        let token = house.registered(session, email, &["Anna"]).await;
        house.store.confirm(&token).await.unwrap();
    }
    let berta = house.berta().await;
    let booked = house.store.book(&berta, booking(wish("labor", 9, "10:00", "12:00"))).await.unwrap();
    let invitee = Invitee { name: "Anna".into(), email: ANNA.into() };
    house.store.invite(&berta, booked, &[invitee], "de").await.unwrap();
    house.deliver().await;

    let (anna, here) = house.login(ANNA).await;
    let code = code_for(&house, &anna, &here, NEW).await;
    house.store.change_address(&anna, &here, &code).await.unwrap();
    assert_eq!(
        house.words("SELECT email FROM registration ORDER BY email").await,
        [ANNA, NEW, NEW],
        "one stays with the old address: the new one comes already",
    );
    assert_eq!(house.words("SELECT email FROM invitation").await, [NEW]);
}

#[tokio::test]
async fn an_operator_gives_another_address_to_whoever_lost_her_mailbox() {
    let house = house().await;
    let (anna, here) = house.login(ANNA).await;
    house.login("berta@example.org").await;
    let set = async |email: &str, new: &str| house.store.set_address(email, new).await;
    assert_eq!(set(ANNA, "berta@example.org").await, Err(AddressRefusal::Taken));
    assert_eq!(set("nobody@example.org", NEW).await, Err(AddressRefusal::Forbidden));
    assert_eq!(set(ANNA, "anna").await, Err(AddressRefusal::Email));
    set(ANNA, NEW).await.unwrap();
    assert_eq!(email_of(&house, &here).await, None, "signed out everywhere");
    assert_eq!(letters(&house).await, [(ANNA.to_owned(), AccountMail::AddressChanged)]);
    let (again, _) = house.login(NEW).await;
    assert_eq!(again.person().unwrap().id, anna.person().unwrap().id);
}
