//! Passkeys: made, shown once, refused, removed.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::device::Device;
use crate::common::{House, house};
use chrono::TimeDelta;
use domain::{
    access::Actor,
    desk::{
        AccountDesk as _, Challenge, NewLogin, OwnPasskeys, PasskeyAnswer, PasskeyDesk as _, PasskeyRefusal,
        PrivacyDesk as _,
    },
    id::PasskeyId,
    organisation::Role,
    passkey::MOST,
};
use store::Passkeys;
use uuid::Uuid;

const ORIGIN: &str = "https://raum.example";

/// A house on the net, and Anna, who just signed in by mail.
struct Scene {
    house: House,
    desk: Passkeys,
    anna: Actor,
    login: String,
}

async fn scene() -> Scene {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    house.person("Anna", &muster, Role::Booker).await;
    house.person("Berta", &muster, Role::Booker).await;
    let desk = Passkeys::new(&house.store, ORIGIN, "Spielraum");
    let login = by_mail(&house, "anna@example.org").await;
    let anna = house.store.actor(&login).await.unwrap();
    Scene { house, desk, anna, login }
}

async fn by_mail(house: &House, email: &str) -> String {
    let link = house.store.sign_in_token_for(email).await.unwrap();
    house.store.sign_in(&link, "Firefox".into()).await.unwrap().token
}

fn device(number: u8) -> Device {
    Device::new(number, "raum.example", ORIGIN)
}

fn answer(asked: &Challenge, credential: String) -> PasskeyAnswer {
    PasskeyAnswer { secret: asked.secret.clone(), credential }
}

impl Scene {
    /// Makes a passkey for Anna.
    async fn made(&self, device: &mut Device, name: &str) -> Result<(), PasskeyRefusal> {
        let asked = self.desk.ask_for_new(&self.anna, &self.login).await?;
        let made = device.make(&asked.options);
        self.desk.add_passkey(&self.anna, &self.login, name, answer(&asked, made)).await
    }

    /// Signs in as a visitor does.
    async fn shown(&self, device: &mut Device) -> Result<NewLogin, PasskeyRefusal> {
        let asked = self.desk.ask_to_show(&Actor::Visitor).await?;
        let shown = device.show(&asked.options);
        self.desk.sign_in_by_passkey(None, answer(&asked, shown), "/bookings", "Firefox").await
    }

    async fn own(&self) -> OwnPasskeys {
        self.desk.passkeys(&self.anna, &self.login).await.unwrap().unwrap()
    }

    async fn names(&self) -> Vec<String> {
        self.own().await.passkeys.into_iter().map(|one| one.name).collect()
    }
}

#[tokio::test]
async fn whoever_made_a_passkey_signs_in_with_it_and_is_herself() {
    let s = scene().await;
    assert_eq!(s.desk.host(), Some("raum.example"));
    let (mut phone, mut key) = (device(1), device(2));
    s.made(&mut phone, " Mein  Telefon ").await.unwrap();
    s.made(&mut key, "Amt").await.unwrap();
    assert_eq!(s.names().await, ["Amt", "Mein Telefon"]);
    s.house.pass(TimeDelta::days(2));
    let login = s.shown(&mut phone).await.unwrap();
    assert_eq!(login.goto, "/bookings");
    let Actor::Account(person) = s.house.store.actor(&login.token).await.unwrap() else { panic!("nobody") };
    assert_eq!(Some(person.id), s.anna.person().map(|anna| anna.id));
    let used: Vec<bool> = s.own().await.passkeys.iter().map(|one| one.used.is_some()).collect();
    assert_eq!(used, [false, true]);
    s.shown(&mut key).await.unwrap();
    let deeds = s.house.words("SELECT act FROM audit ORDER BY id").await;
    assert_eq!(deeds.iter().filter(|deed| *deed == "passkey-added").count(), 2);
}

#[tokio::test]
async fn a_challenge_is_answered_once_and_soon() {
    let s = scene().await;
    let mut phone = device(1);
    let asked = s.desk.ask_for_new(&s.anna, &s.login).await.unwrap();
    let made = answer(&asked, phone.make(&asked.options));
    s.desk.add_passkey(&s.anna, &s.login, "Telefon", made.clone()).await.unwrap();
    let again = s.desk.add_passkey(&s.anna, &s.login, "Telefon", made).await;
    assert_eq!(again, Err(PasskeyRefusal::Challenge));

    let asked = s.desk.ask_to_show(&Actor::Visitor).await.unwrap();
    let shown = answer(&asked, phone.show(&asked.options));
    s.desk.sign_in_by_passkey(None, shown.clone(), "/", "").await.unwrap();
    let again = s.desk.sign_in_by_passkey(None, shown, "/", "").await;
    assert_eq!(again, Err(PasskeyRefusal::Challenge));

    let asked = s.desk.ask_to_show(&Actor::Visitor).await.unwrap();
    let late = answer(&asked, phone.show(&asked.options));
    s.house.pass(TimeDelta::minutes(5));
    assert_eq!(s.desk.sign_in_by_passkey(None, late, "/", "").await, Err(PasskeyRefusal::Challenge));
    assert_eq!(s.house.count("SELECT COUNT(*) FROM passkey_challenge").await, 1);
    s.house.store.forget().await.unwrap();
    assert_eq!(s.house.count("SELECT COUNT(*) FROM passkey_challenge").await, 0, "forgotten, too");
}

#[tokio::test]
async fn a_wrong_answer_uses_the_challenge_up() {
    let s = scene().await;
    let mut phone = device(1);
    s.made(&mut phone, "Telefon").await.unwrap();
    let asked = s.desk.ask_to_show(&Actor::Visitor).await.unwrap();
    for refusal in [PasskeyRefusal::Passkey, PasskeyRefusal::Challenge] {
        let nonsense = answer(&asked, "{}".to_owned());
        assert_eq!(s.desk.sign_in_by_passkey(None, nonsense, "/", "").await, Err(refusal));
    }
    let asked = s.desk.ask_for_new(&s.anna, &s.login).await.unwrap();
    for refusal in [PasskeyRefusal::Passkey, PasskeyRefusal::Challenge] {
        let nonsense = answer(&asked, "{}".to_owned());
        assert_eq!(s.desk.add_passkey(&s.anna, &s.login, "x", nonsense).await, Err(refusal));
    }
}

#[tokio::test]
async fn what_does_not_prove_it_is_refused() {
    let s = scene().await;
    let mut phone = device(1);
    s.made(&mut phone, "Telefon").await.unwrap();
    let refused = Err(PasskeyRefusal::Passkey);
    // Another site, another port, another house.
    for origin in ["https://evil.example", "https://raum.example:8443", "http://raum.example"] {
        phone.origin = origin.to_owned();
        assert_eq!(s.shown(&mut phone).await, refused, "{origin}");
    }
    phone.origin = ORIGIN.to_owned();
    phone.party = "evil.example".to_owned();
    assert_eq!(s.shown(&mut phone).await, refused);
    phone.party = "raum.example".to_owned();
    // Nobody showed the device who she is.
    phone.verified = false;
    assert_eq!(s.shown(&mut phone).await, refused);
    assert_eq!(s.made(&mut Device { verified: false, ..device(3) }, "x").await, Err(PasskeyRefusal::Passkey));
    phone.verified = true;
    // Another key under the same name, and one nobody made here.
    let mut forged = Device { id: phone.id.clone(), user: phone.user.clone(), counter: 50, ..device(9) };
    assert_eq!(s.shown(&mut forged).await, refused);
    let mut unknown = Device { user: phone.user.clone(), ..device(8) };
    assert_eq!(s.shown(&mut unknown).await, refused);
    // Somebody else's handle.
    let user = std::mem::replace(&mut phone.user, Uuid::from_u128(7).as_bytes().to_vec());
    assert_eq!(s.shown(&mut phone).await, refused);
    phone.user = user;
    s.shown(&mut phone).await.unwrap();
}

#[tokio::test]
async fn a_counter_that_goes_back_betrays_a_copy() {
    let s = scene().await;
    let mut phone = device(1);
    s.made(&mut phone, "Telefon").await.unwrap();
    phone.counter = 41;
    s.shown(&mut phone).await.unwrap();
    phone.counter = 40;
    assert_eq!(s.shown(&mut phone).await, Err(PasskeyRefusal::Passkey), "42 was used already, 41 is less");
    phone.counter = 42;
    s.shown(&mut phone).await.unwrap();
}

#[tokio::test]
async fn who_signed_in_long_ago_changes_nothing_until_she_shows_a_passkey() {
    let s = scene().await;
    let mut phone = device(1);
    s.made(&mut phone, "Telefon").await.unwrap();
    s.house.pass(TimeDelta::minutes(16));
    assert!(!s.own().await.recent);
    assert_eq!(s.made(&mut device(2), "x").await, Err(PasskeyRefusal::SignInAgain));
    let id = s.own().await.passkeys[0].id;
    assert_eq!(s.desk.remove_passkey(&s.anna, &s.login, id).await, Err(PasskeyRefusal::SignInAgain));

    let asked = s.desk.ask_to_show(&s.anna).await.unwrap();
    let shown = answer(&asked, phone.show(&asked.options));
    let NewLogin { token, .. } =
        s.desk.sign_in_by_passkey(Some(&s.login), shown, "/account/passkeys", "Firefox").await.unwrap();
    assert_eq!(s.house.store.actor(&s.login).await.unwrap(), Actor::Visitor, "the old login is over");
    assert!(s.house.store.erasure(&s.anna, &token).await.unwrap().unwrap().recent, "it counts everywhere");
    s.desk.remove_passkey(&s.anna, &token, id).await.unwrap();
    assert!(s.desk.passkeys(&s.anna, &token).await.unwrap().unwrap().passkeys.is_empty());
    assert_eq!(s.shown(&mut phone).await, Err(PasskeyRefusal::Passkey), "removed, it opens nothing");
}

#[tokio::test]
async fn who_is_signed_in_is_asked_for_her_own_passkey() {
    let s = scene().await;
    let mut phone = device(1);
    s.made(&mut phone, "Telefon").await.unwrap();
    let login = by_mail(&s.house, "berta@example.org").await;
    let berta = s.house.store.actor(&login).await.unwrap();
    let asked = s.desk.ask_to_show(&berta).await.unwrap();
    let shown = answer(&asked, phone.show(&asked.options));
    let refused = s.desk.sign_in_by_passkey(Some(&login), shown, "/", "").await;
    assert_eq!(refused, Err(PasskeyRefusal::Passkey));
    assert_eq!(s.house.store.actor(&login).await.unwrap(), berta, "and stays signed in");
}

#[tokio::test]
async fn a_passkey_is_nobodys_but_its_owners() {
    let s = scene().await;
    let mut phone = device(1);
    s.made(&mut phone, "Telefon").await.unwrap();
    let id = s.own().await.passkeys[0].id;
    let login = by_mail(&s.house, "berta@example.org").await;
    let berta = s.house.store.actor(&login).await.unwrap();
    let forbidden = Err(PasskeyRefusal::Forbidden);
    assert_eq!(s.desk.remove_passkey(&berta, &login, id).await, forbidden);
    assert_eq!(s.desk.remove_passkey(&Actor::Visitor, "", id).await, forbidden);
    assert_eq!(s.desk.remove_passkey(&s.anna, &s.login, PasskeyId(Uuid::nil())).await, forbidden);
    assert_eq!(s.desk.passkeys(&Actor::Visitor, "").await.unwrap(), None);
    assert!(s.desk.passkeys(&berta, &login).await.unwrap().unwrap().passkeys.is_empty());
    // Her challenge is not Anna's, and Anna's device is known to be hers.
    let asked = s.desk.ask_for_new(&s.anna, &s.login).await.unwrap();
    let made = answer(&asked, device(2).make(&asked.options));
    assert_eq!(s.desk.add_passkey(&berta, &login, "x", made).await, Err(PasskeyRefusal::Passkey));
    let asked = s.desk.ask_for_new(&berta, &login).await.unwrap();
    let made = answer(&asked, phone.make(&asked.options));
    assert_eq!(s.desk.add_passkey(&berta, &login, "x", made).await, Err(PasskeyRefusal::Passkey));
    assert_eq!(s.names().await, ["Telefon"]);
}

#[tokio::test]
async fn who_is_locked_out_comes_in_by_no_passkey_and_who_is_gone_leaves_none() {
    let s = scene().await;
    let mut phone = device(1);
    s.made(&mut phone, "Telefon").await.unwrap();
    s.house.store.set_locked("anna@example.org", Some("Schlüssel verliehen")).await.unwrap();
    assert_eq!(s.shown(&mut phone).await, Err(PasskeyRefusal::Locked("Schlüssel verliehen".into())));
    s.house.store.set_locked("anna@example.org", None).await.unwrap();
    let NewLogin { token, .. } = s.shown(&mut phone).await.unwrap();
    let data = s.house.store.take_own_data(&s.anna).await.unwrap().unwrap();
    assert_eq!(data.passkeys.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Telefon"]);
    s.house.store.erase(&s.anna, &token).await.unwrap();
    assert_eq!(s.house.count("SELECT COUNT(*) FROM passkey").await, 0);
    assert_eq!(s.shown(&mut phone).await, Err(PasskeyRefusal::Passkey));
}

#[tokio::test]
async fn there_is_an_end_to_how_many_and_how_long() {
    let s = scene().await;
    for name in ["", "  ", &"x".repeat(61)] {
        let asked = s.desk.ask_for_new(&s.anna, &s.login).await.unwrap();
        let made = answer(&asked, device(1).make(&asked.options));
        assert_eq!(s.desk.add_passkey(&s.anna, &s.login, name, made).await, Err(PasskeyRefusal::Name), "{name:?}");
    }
    for number in 1..=u8::try_from(MOST).unwrap() {
        s.made(&mut device(number), "Schlüssel").await.unwrap();
    }
    assert_eq!(s.made(&mut device(200), "noch einer").await, Err(PasskeyRefusal::TooMany));
}

#[tokio::test]
async fn a_house_without_a_name_has_no_passkeys() {
    let s = scene().await;
    let desk = Passkeys::new(&s.house.store, "http://192.0.2.7:3000", "Spielraum");
    assert_eq!(desk.host(), None);
    assert_eq!(desk.ask_to_show(&Actor::Visitor).await, Err(PasskeyRefusal::Nowhere));
    assert_eq!(desk.ask_for_new(&s.anna, &s.login).await, Err(PasskeyRefusal::Nowhere));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_answer_sent_many_times_at_once_signs_in_once() {
    let s = scene().await;
    let mut phone = device(1);
    s.made(&mut phone, "Telefon").await.unwrap();
    let asked = s.desk.ask_to_show(&Actor::Visitor).await.unwrap();
    let shown = answer(&asked, phone.show(&asked.options));
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (desk, shown) = (s.desk.clone(), shown.clone());
        tries.spawn(async move { desk.sign_in_by_passkey(None, shown, "/", "").await.is_ok() });
    }
    let signed_in = tries.join_all().await.into_iter().filter(|ok| *ok).count();
    assert_eq!(signed_in, 1);
}
