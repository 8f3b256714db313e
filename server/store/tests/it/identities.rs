//! Identities at providers: who is known signs in, who is new gets an account, and an address opens none.

#![expect(clippy::unwrap_used, reason = "tests")]

use crate::common::{House, at, house};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Actor, Person},
    desk::{
        AccountDesk as _, Arrival, Arrived, Browser, IdentityRefusal, NewLogin, OwnIdentities, PrivacyDesk as _,
        SignedInBy, With,
    },
    id::IdentityId,
    identity::{ATTEMPT_MINUTES, Identity, Proved},
    organisation::Role,
};
use store::{AccountChange, AccountFacts, AccountMail, Attempt, Errand, MailFacts};
use tokio::task::JoinSet;
use uuid::Uuid;

const UNI: &str = "https://login.uni.example";
const FIRMA: &str = "https://login.firma.example";

/// Proved just now.
fn proved(subject: &str, email: Option<&str>) -> Proved {
    Proved {
        identity: Identity { issuer: UNI.into(), subject: subject.into() },
        email: email.map(str::to_owned),
        name: "Anna Muster".into(),
        at: Some(at("2027-03-01T07:00:00Z")),
    }
}

/// A browser with nothing in it.
fn nobody(begun: &str) -> Browser<'_> {
    Browser { actor: &Actor::Visitor, here: None, begun, user_agent: "Firefox", language: "de" }
}

fn hers<'a>(actor: &'a Actor, here: &'a str, begun: &'a str) -> Browser<'a> {
    Browser { actor, here: Some(here), begun, user_agent: "Firefox", language: "de" }
}

struct Scene {
    house: House,
}

async fn scene() -> Scene {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    for name in ["Anna", "Berta"] {
        house.person(name, &muster, Role::Booker).await;
    }
    Scene { house }
}

impl Scene {
    /// There and back again.
    async fn attempt(&self, goto: &str, links: Option<(&Actor, &str)>) -> Result<Attempt, IdentityRefusal> {
        let errand = self.house.store.depart(UNI, goto, links).await?;
        self.house.store.returned(UNI, &errand.state, &errand.begun).await
    }

    async fn arrives(&self, proved: &Proved) -> Result<Arrival, IdentityRefusal> {
        let attempt = self.attempt("/bookings?past=1", None).await?;
        self.house.store.arrived_with(proved, &attempt, nobody("")).await
    }

    async fn signs_in(&self, proved: &Proved) -> NewLogin {
        match self.arrives(proved).await.unwrap() {
            Arrival::SignedIn(login) => login,
            other => panic!("{other:?}"),
        }
    }

    async fn by_mail(&self, email: &str) -> (Actor, String) {
        let link = self.house.store.sign_in_token_for(email).await.unwrap();
        let login = self.house.store.sign_in(&link, "Firefox".into()).await.unwrap().token;
        (self.house.store.actor(&login).await.unwrap(), login)
    }

    async fn who(&self, login: &str) -> Person {
        self.house.store.actor(login).await.unwrap().person().unwrap().clone()
    }

    async fn own(&self, browser: Browser<'_>) -> OwnIdentities {
        self.house.store.identities(browser).await.unwrap().unwrap()
    }

    async fn accounts(&self) -> i64 {
        self.house.count("SELECT COUNT(*) FROM account").await
    }
}

#[tokio::test]
async fn who_is_new_gets_an_account_and_is_herself_the_next_time_whatever_her_address_is_then() {
    let s = scene().await;
    let login = s.signs_in(&proved("a1", Some("anna.muster@uni.example"))).await;
    assert_eq!(login.goto, "/bookings?past=1");
    let anna = s.who(&login.token).await;
    assert_eq!((anna.name.as_str(), anna.email.as_str()), ("Anna Muster", "anna.muster@uni.example"));
    assert_eq!(s.accounts().await, 3);

    s.house.pass(TimeDelta::days(1));
    for email in [None, Some("anna.neu@uni.example"), Some("berta@example.org")] {
        let again = s.who(&s.signs_in(&proved("a1", email)).await.token).await;
        assert_eq!((again.id, again.email.as_str()), (anna.id, "anna.muster@uni.example"), "{email:?}");
    }
    // Subjects are compared by the letter, and are nobody's elsewhere.
    assert!(matches!(s.arrives(&proved("A1", None)).await, Ok(Arrival::Unknown { .. })));
    let mut elsewhere = proved("a1", None);
    elsewhere.identity.issuer = FIRMA.into();
    assert!(matches!(s.arrives(&elsewhere).await, Ok(Arrival::Unknown { .. })));
    assert_eq!(s.accounts().await, 3);
    let deeds = s.house.words("SELECT act FROM audit ORDER BY id").await;
    assert_eq!(deeds.iter().filter(|deed| *deed == "identity-linked").count(), 1);
}

#[tokio::test]
async fn an_address_that_has_an_account_opens_it_only_to_whoever_reads_its_mail_in_the_same_browser() {
    let s = scene().await;
    let came = proved("a1", Some("anna@example.org"));
    let Ok(Arrival::Mailed { ask, begun }) = s.arrives(&came).await else { panic!("no mail") };
    assert_eq!(s.house.count("SELECT COUNT(*) FROM account_identity").await, 0, "an address proves nobody");
    assert_eq!(s.house.count("SELECT COUNT(*) FROM login").await, 0);
    let mails = s.house.deliver().await;
    let [MailFacts::SignIn { to, token, .. }] = &mails[..] else { panic!("{mails:?}") };
    assert_eq!(to, "anna@example.org");
    assert!(s.house.store.sign_in_by_code(&ask, "00000000", "Firefox".into()).await.is_err());
    let NewLogin { token: login, goto, .. } = s.house.store.sign_in(token, "Firefox".into()).await.unwrap();
    assert_eq!(goto, "/account/identities");
    let anna = s.house.store.actor(&login).await.unwrap();

    // The mail was read elsewhere, or another browser has something else: nothing is offered, nothing is linked.
    for other in ["", "x", ask.as_str()] {
        assert_eq!(s.own(hers(&anna, &login, other)).await.arrived, None);
        assert_eq!(s.house.store.link_identity(hers(&anna, &login, other)).await, Err(IdentityRefusal::Over));
    }
    let arrived = s.own(hers(&anna, &login, &begun)).await.arrived;
    assert_eq!(arrived, Some(Arrived { issuer: UNI.into(), name: "Anna Muster".into() }), "whose it is");
    let linked = s.house.store.link_identity(hers(&anna, &login, &begun)).await;
    assert_eq!(linked.as_deref(), Ok("/bookings?past=1"), "where she wanted to go");
    assert_eq!(s.house.store.link_identity(hers(&anna, &login, &begun)).await, Err(IdentityRefusal::Over), "once");
    assert_eq!(s.who(&s.signs_in(&came).await.token).await.email, "anna@example.org");
    assert_eq!(s.accounts().await, 2);
}

#[tokio::test]
async fn whom_nobody_vouches_for_reads_mail_first_and_keeps_the_name_she_came_with() {
    let s = scene().await;
    let Ok(Arrival::Unknown { begun }) = s.arrives(&proved("n1", None)).await else { panic!("known") };
    assert!(s.house.waiting_mail().await.is_empty(), "nobody said to whom");
    let (nina, login) = s.by_mail("nina@example.net").await;
    assert_eq!(nina.person().unwrap().name, "");
    s.house.store.link_identity(hers(&nina, &login, &begun)).await.unwrap();
    assert_eq!(s.who(&login).await.name, "Anna Muster");
    // Who had a name keeps it.
    let Ok(Arrival::Unknown { begun }) = s.arrives(&proved("b1", None)).await else { panic!("known") };
    let (berta, login) = s.by_mail("berta@example.org").await;
    s.house.store.link_identity(hers(&berta, &login, &begun)).await.unwrap();
    assert_eq!(s.who(&login).await.name, "Berta");

    let Ok(Arrival::Unknown { begun }) = s.arrives(&proved("n2", None)).await else { panic!("known") };
    s.house.pass(TimeDelta::minutes(20));
    let (nina, login) = s.by_mail("nina@example.net").await;
    assert_eq!(s.house.store.link_identity(hers(&nina, &login, &begun)).await, Err(IdentityRefusal::Over), "too late");
    s.house.store.forget().await.unwrap();
    assert_eq!(s.house.count("SELECT COUNT(*) FROM identity_arrival").await, 0);
}

#[tokio::test]
async fn an_attempt_is_taken_once_soon_by_its_browser_and_from_its_provider() {
    let s = scene().await;
    let store = &s.house.store;
    let (mine, other) = (store.depart(UNI, "/", None).await.unwrap(), store.depart(UNI, "/", None).await.unwrap());
    let secrets = |errand: &Errand| [&errand.state, &errand.nonce, &errand.verifier, &errand.begun].map(Clone::clone);
    let all: std::collections::BTreeSet<_> = secrets(&mine).into_iter().chain(secrets(&other)).collect();
    assert_eq!(all.len(), 8, "nothing is used twice");
    assert!(all.iter().all(|secret| secret.len() == 43));
    let stored = s.house.contents(&["identity_attempt"]).await.join("\n");
    assert!(all.iter().all(|secret| !stored.contains(secret.as_str())), "nothing secret is stored");

    for (state, begun) in
        [(mine.state.as_str(), other.begun.as_str()), (&mine.state, ""), (&mine.begun, &mine.begun), ("", &mine.begun)]
    {
        assert_eq!(store.returned(UNI, state, begun).await, Err(IdentityRefusal::Over));
    }
    let attempt = store.returned(UNI, &mine.state, &mine.begun).await.unwrap();
    assert_eq!((attempt.nonce, attempt.verifier), (mine.nonce, mine.verifier), "in spite of all those");
    assert_eq!(store.returned(UNI, &mine.state, &mine.begun).await, Err(IdentityRefusal::Over));

    // At another provider's door it is used up: nothing is left to be tried at the right one.
    assert_eq!(store.returned(FIRMA, &other.state, &other.begun).await, Err(IdentityRefusal::Over));
    assert_eq!(store.returned(UNI, &other.state, &other.begun).await, Err(IdentityRefusal::Over));

    let late = store.depart(UNI, "https://evil.example", None).await.unwrap();
    s.house.pass(TimeDelta::minutes(ATTEMPT_MINUTES.into()));
    assert_eq!(store.returned(UNI, &late.state, &late.begun).await, Err(IdentityRefusal::Over));
    let away = s.attempt("//evil.example", None).await.unwrap();
    assert_eq!(away.goto, "/", "nobody is sent to another site");
    store.depart(UNI, "/", None).await.unwrap();
    s.house.pass(TimeDelta::minutes(ATTEMPT_MINUTES.into()));
    store.forget().await.unwrap();
    assert_eq!(s.house.count("SELECT COUNT(*) FROM identity_attempt").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_callback_sent_many_times_at_once_signs_in_once() {
    let s = scene().await;
    s.signs_in(&proved("a1", Some("anna.muster@uni.example"))).await;
    let errand = s.house.store.depart(UNI, "/", None).await.unwrap();
    let before = s.house.count("SELECT COUNT(*) FROM login").await;
    let mut tries = JoinSet::new();
    for _ in 0..8 {
        let (store, errand) = (s.house.store.clone(), errand.clone());
        tries.spawn(async move {
            let Ok(attempt) = store.returned(UNI, &errand.state, &errand.begun).await else { return false };
            store.arrived_with(&proved("a1", None), &attempt, nobody("")).await.is_ok()
        });
    }
    assert_eq!(tries.join_all().await.into_iter().filter(|ok| *ok).count(), 1);
    assert_eq!(s.house.count("SELECT COUNT(*) FROM login").await, before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_first_times_at_once_make_one_account() {
    let s = scene().await;
    let mut tries = JoinSet::new();
    for _ in 0..6 {
        let attempt = s.attempt("/", None).await.unwrap();
        let store = s.house.store.clone();
        tries.spawn(async move {
            let came = proved("new", Some("neu@uni.example"));
            matches!(store.arrived_with(&came, &attempt, nobody("")).await, Ok(Arrival::SignedIn(_)))
        });
    }
    assert!(tries.join_all().await.into_iter().all(|ok| ok));
    assert_eq!(s.accounts().await, 3);
    assert_eq!(s.house.count("SELECT COUNT(*) FROM account_identity").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_strangers_with_one_new_address_at_once_one_has_it() {
    let s = scene().await;
    let mut tries = JoinSet::new();
    for subject in ["x1", "x2", "x3", "x4"] {
        let attempt = s.attempt("/", None).await.unwrap();
        let store = s.house.store.clone();
        tries.spawn(async move {
            store.arrived_with(&proved(subject, Some("neu@uni.example")), &attempt, nobody("")).await.unwrap()
        });
    }
    let arrivals = tries.join_all().await;
    let signed_in = arrivals.iter().filter(|arrival| matches!(arrival, Arrival::SignedIn(_))).count();
    let mailed = arrivals.iter().filter(|arrival| matches!(arrival, Arrival::Mailed { .. })).count();
    assert_eq!((signed_in, mailed), (1, 3));
    assert_eq!(s.house.count("SELECT COUNT(*) FROM account_identity").await, 1);
}

#[tokio::test]
async fn who_is_signed_in_adds_and_removes_her_own_and_nobody_elses() {
    let s = scene().await;
    let store = &s.house.store;
    let (anna, login) = s.by_mail("anna@example.org").await;
    let (berta, other) = s.by_mail("berta@example.org").await;
    let links = |attempt: Attempt, who: Actor, here: String| async move {
        store.arrived_with(&proved("a1", None), &attempt, hers(&who, &here, "")).await
    };
    // She became somebody else on the way, or nobody.
    let attempt = s.attempt("/", Some((&anna, &login))).await.unwrap();
    assert_eq!(links(attempt.clone(), berta.clone(), other.clone()).await, Err(IdentityRefusal::Over));
    assert_eq!(links(attempt.clone(), Actor::Visitor, String::new()).await, Err(IdentityRefusal::Over));
    assert_eq!(links(attempt, anna.clone(), login.clone()).await, Ok(Arrival::Linked));
    let again = s.attempt("/", Some((&anna, &login))).await.unwrap();
    assert_eq!(links(again, anna.clone(), login.clone()).await, Ok(Arrival::Linked), "hers already");
    let foreign = s.attempt("/", Some((&berta, &other))).await.unwrap();
    assert_eq!(links(foreign, berta.clone(), other.clone()).await, Err(IdentityRefusal::Foreign));

    let own = s.own(hers(&anna, &login, "")).await;
    let [one] = &own.identities[..] else { panic!("{own:?}") };
    assert_eq!((one.issuer.as_str(), one.used, own.recent), (UNI, None, true));
    assert!(s.own(hers(&berta, &other, "")).await.identities.is_empty());
    assert_eq!(store.identities(nobody("")).await.unwrap(), None);
    for (who, here, id) in
        [(&berta, &other, one.id), (&Actor::Visitor, &String::new(), one.id), (&anna, &login, IdentityId(Uuid::nil()))]
    {
        assert_eq!(store.unlink_identity(who, here, id).await, Err(IdentityRefusal::Forbidden));
    }
    s.house.pass(TimeDelta::minutes(16));
    assert!(!s.own(hers(&anna, &login, "")).await.recent);
    let again = Err(IdentityRefusal::SignInAgain);
    assert_eq!(store.unlink_identity(&anna, &login, one.id).await, again);
    assert_eq!(store.depart(UNI, "/", Some((&anna, &login))).await.map(drop), again);
    let Ok(Arrival::Unknown { begun }) = s.arrives(&proved("a2", None)).await else { panic!("known") };
    assert_eq!(store.link_identity(hers(&anna, &login, &begun)).await.map(drop), again);

    let (anna, login) = s.by_mail("anna@example.org").await;
    store.unlink_identity(&anna, &login, one.id).await.unwrap();
    assert!(matches!(s.arrives(&proved("a1", None)).await, Ok(Arrival::Unknown { .. })), "removed, it opens nothing");
    let deeds = s.house.words("SELECT act FROM audit ORDER BY id").await;
    assert_eq!(
        deeds.iter().filter(|deed| deed.starts_with("identity-")).collect::<Vec<_>>(),
        ["identity-linked", "identity-removed"]
    );
}

/// A login by a provider that says when she showed it who she is.
async fn recent(s: &Scene, at: Option<DateTime<Utc>>) -> bool {
    let came = Proved { at, ..proved("a1", Some("anna.muster@uni.example")) };
    let login = s.signs_in(&came).await.token;
    let actor = s.house.store.actor(&login).await.unwrap();
    let own = s.own(hers(&actor, &login, "")).await;
    assert_eq!(s.house.store.erasure(&actor, &login).await.unwrap().unwrap().recent, own.recent);
    own.recent
}

#[tokio::test]
async fn a_session_that_runs_at_a_provider_is_no_proof_of_who_sits_there_now() {
    let s = scene().await;
    let now = at("2027-03-01T07:00:00Z");
    assert!(recent(&s, Some(now)).await);
    assert!(recent(&s, Some(now - TimeDelta::minutes(15))).await);
    assert!(!recent(&s, Some(now - TimeDelta::minutes(16))).await);
    assert!(!recent(&s, None).await, "what it does not say is not so");
    assert!(recent(&s, Some(now + TimeDelta::days(1))).await, "its clock is ahead");
    s.house.pass(TimeDelta::minutes(16));
    assert!(!recent(&s, Some(now)).await);
}

#[tokio::test]
async fn a_login_says_by_which_way_it_came_and_ends_the_one_before() {
    let s = scene().await;
    let (anna, first) = s.by_mail("anna@example.org").await;
    let attempt = s.attempt("/", Some((&anna, &first))).await.unwrap();
    s.house.store.arrived_with(&proved("a1", None), &attempt, hers(&anna, &first, "")).await.unwrap();
    let attempt = s.attempt("/", None).await.unwrap();
    let Ok(Arrival::SignedIn(second)) =
        s.house.store.arrived_with(&proved("a1", None), &attempt, hers(&anna, &first, "")).await
    else {
        panic!("not signed in")
    };
    assert_eq!(s.house.store.actor(&first).await.unwrap(), Actor::Visitor);
    s.by_mail("anna@example.org").await;
    let logins = s.house.store.logins(&anna, &second.token).await.unwrap().unwrap();
    let mut by: Vec<_> = logins.into_iter().map(|login| login.by.unwrap()).collect();
    by.sort_by_key(|by| *by == SignedInBy::Mail);
    assert_eq!(by, [SignedInBy::Provider(UNI.into()), SignedInBy::Mail]);
}

#[tokio::test]
async fn who_is_locked_out_comes_in_by_no_provider_and_who_is_gone_leaves_no_trace() {
    let s = scene().await;
    let came = proved("sub-ject-1", Some("anna.muster@uni.example"));
    let token = s.signs_in(&came).await.token;
    s.house.store.set_locked("anna.muster@uni.example", Some("Schlüssel verliehen")).await.unwrap();
    assert_eq!(s.arrives(&came).await, Err(IdentityRefusal::Locked("Schlüssel verliehen".into())));
    s.house.store.set_locked("anna.muster@uni.example", None).await.unwrap();

    let anna = s.house.store.actor(&token).await;
    assert_eq!(anna.unwrap(), Actor::Visitor, "locked out, her logins are over");
    let token = s.signs_in(&came).await.token;
    let anna = s.house.store.actor(&token).await.unwrap();
    s.house.store.depart(UNI, "/", Some((&anna, &token))).await.unwrap();
    let data = s.house.store.take_own_data(&anna).await.unwrap().unwrap();
    let known: Vec<_> = data.identities.iter().map(|one| (one.issuer.as_str(), one.subject.as_str())).collect();
    assert_eq!(known, [(UNI, "sub-ject-1")]);
    assert_eq!(data.logins[0].issuer.as_deref(), Some(UNI));
    s.house.store.erase(&anna, &token).await.unwrap();
    let left =
        s.house.contents(&["account", "account_identity", "identity_attempt", "identity_arrival", "login"]).await;
    let left = left.join("\n");
    assert!(!left.contains("sub-ject-1") && !left.contains("anna.muster") && !left.contains("uni.example"), "{left}");
    // Who comes back is somebody new.
    let person = s.who(&s.signs_in(&came).await.token).await;
    assert_ne!(Some(person.id), anna.person().map(|anna| anna.id));
}

/// What was mailed about accounts, and to whom.
async fn told(s: &Scene) -> Vec<(String, AccountMail)> {
    let mails = s.house.deliver().await.into_iter();
    let about = |mail| if let MailFacts::Account(AccountFacts { to, act, .. }) = mail { Some((to, act)) } else { None };
    mails.filter_map(about).collect()
}

#[tokio::test]
async fn an_account_a_providers_word_opened_is_open_to_it_no_more_once_somebody_else_reads_its_mail() {
    let s = scene().await;
    let came = proved("a1", Some("anna@uni.example"));
    let before = s.signs_in(&came).await.token;
    let opened = AccountMail::Changed(AccountChange::Opened);
    assert_eq!(told(&s).await, [("anna@uni.example".to_owned(), opened)], "the address hears of it at once");

    // The address was given to somebody else, who comes by mail with her own browser.
    let (next, login) = s.by_mail("anna@uni.example").await;
    assert!(s.house.store.actor(&before).await.unwrap().person().is_none(), "the other is signed out");
    assert_eq!(s.house.count("SELECT COUNT(*) FROM account_identity").await, 0);
    assert_eq!(told(&s).await, [("anna@uni.example".to_owned(), AccountMail::Changed(AccountChange::WaysEnded))]);
    assert!(matches!(s.arrives(&came).await, Ok(Arrival::Mailed { .. })), "the mail decides from now on");

    // Later sign-ins by mail end nothing she has made since.
    let attempt = s.attempt("/account/identities", Some((&next, &login))).await.unwrap();
    let linked = s.house.store.arrived_with(&came, &attempt, hers(&next, &login, "")).await;
    assert_eq!(linked, Ok(Arrival::Linked));
    s.by_mail("anna@uni.example").await;
    assert_eq!(s.house.count("SELECT COUNT(*) FROM account_identity").await, 1);
}

#[tokio::test]
async fn whoever_reads_the_mail_in_the_browser_the_provider_signed_in_keeps_everything() {
    let s = scene().await;
    let came = proved("a1", Some("anna@uni.example"));
    let here = s.signs_in(&came).await.token;
    let link = s.house.store.sign_in_token_for("anna@uni.example").await.unwrap();
    let with = With { here: Some(&here), user_agent: "Firefox" };
    let now = s.house.store.sign_in(&link, with).await.unwrap().token;
    assert!(s.house.store.actor(&here).await.unwrap().person().is_none(), "a new login ends the one before");
    assert_eq!(s.who(&now).await.email, "anna@uni.example");
    assert_eq!(s.house.count("SELECT COUNT(*) FROM account_identity").await, 1);
    // From then on it is known who reads there, with whatever browser.
    s.by_mail("anna@uni.example").await;
    assert_eq!(s.house.count("SELECT COUNT(*) FROM account_identity").await, 1);
}

#[tokio::test]
async fn a_login_of_somebody_else_in_the_browser_proves_nothing() {
    let s = scene().await;
    s.signs_in(&proved("a1", Some("anna@uni.example"))).await;
    let (_, bertas) = s.by_mail("berta@example.org").await;
    let link = s.house.store.sign_in_token_for("anna@uni.example").await.unwrap();
    s.house.store.sign_in(&link, With { here: Some(&bertas), user_agent: "Firefox" }).await.unwrap();
    assert_eq!(s.house.count("SELECT COUNT(*) FROM account_identity").await, 0);
    assert!(s.house.store.actor(&bertas).await.unwrap().person().is_none(), "one browser, one login");
}

#[tokio::test]
async fn her_address_hears_of_every_identity_that_is_connected_or_removed() {
    let s = scene().await;
    let (anna, login) = s.by_mail("anna@example.org").await;
    let attempt = s.attempt("/account/identities", Some((&anna, &login))).await.unwrap();
    s.house.store.arrived_with(&proved("a1", None), &attempt, hers(&anna, &login, "")).await.unwrap();
    let id = s.own(hers(&anna, &login, "")).await.identities[0].id;
    s.house.store.unlink_identity(&anna, &login, id).await.unwrap();
    let anna = |change| ("anna@example.org".to_owned(), AccountMail::Changed(change));
    assert_eq!(told(&s).await, [anna(AccountChange::IdentityLinked), anna(AccountChange::IdentityRemoved)]);
}
