//! What is kept of people is known by the column, forgotten in time, and erased without a trace when they ask.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use crate::common::{House, booking, house, programme::on_site, wish};
use chrono::TimeDelta;
use domain::{
    access::{Actor, Person},
    billing::Particulars,
    booking::BookingState,
    desk::{
        AccountDesk, BookingDesk, ErasureRefusal, Hindrance, KeeperDesk, Kept, NewProof, OrganisationDesk, PeopleDesk,
        PrivacyDesk, RegistrationDesk, RetentionRefusal, SessionFields,
    },
    invitation::Invitee,
    organisation::Role,
    privacy::{ATTENDEE_DAYS, Holding},
    rulebook::{Qualification, RuleBook},
    rules::BrokenRule,
    text::Localised,
};
use sea_orm::ConnectionTrait as _;
use store::{AccountMail, MailFacts};

/// Columns about no person: ids, times, states, and what is said in public.
const IMPERSONAL: &str = include_str!("privacy/impersonal.txt");

async fn columns(house: &House) -> BTreeSet<String> {
    let of_ours = "NOT LIKE 'seaql%'";
    let sql = if house.is_postgres() {
        format!(
            "SELECT table_name || '.' || column_name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name {of_ours}"
        )
    } else {
        format!(
            "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name {of_ours}"
        )
    };
    house.words(&sql).await.into_iter().collect()
}

/// Every table, as text.
async fn everything(house: &House) -> String {
    let all = columns(house).await;
    let tables: BTreeSet<&str> = all.iter().filter_map(|column| column.split('.').next()).collect();
    house.contents(&tables.into_iter().collect::<Vec<_>>()).await.join("\n").to_lowercase()
}

#[tokio::test]
async fn every_column_is_known_to_be_about_somebody_or_about_nobody() {
    let house = house().await;
    let about_somebody = Holding::ALL
        .iter()
        .flat_map(|holding| holding.columns())
        .flat_map(|(table, columns)| columns.iter().map(move |column| format!("{table}.{column}")));
    let about_nobody = IMPERSONAL.lines().flat_map(|line| {
        let (table, columns) = line.split_once(": ").unwrap();
        columns.split(' ').map(move |column| format!("{table}.{column}"))
    });
    let mut known = BTreeSet::new();
    for column in about_somebody.chain(about_nobody) {
        assert!(known.insert(column.clone()), "{column} is both");
    }
    let there = columns(&house).await;
    let new: Vec<_> = there.difference(&known).collect();
    assert!(
        new.is_empty(),
        "say in domain::privacy what these are kept for, or here that they are about nobody: {new:#?}"
    );
    let gone: Vec<_> = known.difference(&there).collect();
    assert!(gone.is_empty(), "these are no more: {gone:#?}");
}

#[tokio::test]
async fn sixty_days_after_an_event_nobody_knows_who_came_only_how_many() {
    let house = house().await;
    house.furnished().await;
    let olga = house.olga().await;
    let fields = SessionFields { capacity: Some(10), ..on_site("labor", 2, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[fields]).await;
    let session = event.sessions[0].id;
    for (email, names) in [("carla@example.net", vec!["Carla", "Clemens"]), ("dora@example.net", vec!["Dora"])] {
        let token = house.registered(session, email, &names).await;
        house.store.confirm(&token).await.unwrap();
    }
    house.deliver().await;

    house.set_clock("2027-05-01T09:00:00Z");
    house.store.forget().await.unwrap();
    assert!(everything(&house).await.contains("carla@example.net"), "59 days after");
    house.set_clock("2027-05-01T11:00:01Z");
    assert!(house.store.forget().await.unwrap() >= 3);
    let left = everything(&house).await;
    for trace in ["carla", "clemens", "dora"] {
        assert!(!left.contains(trace), "{trace}");
    }
    assert_eq!(house.count("SELECT CAST(SUM(seats_taken) AS BIGINT) FROM session").await, 3);
    let lines = house.store.registrations(&olga, event.id).await.unwrap().unwrap();
    let mut sizes: Vec<usize> = lines.iter().map(|line| line.attendees.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2]);
    assert_eq!(house.store.forget().await.unwrap(), 0, "done twice, nothing more is forgotten");
}

#[tokio::test]
async fn a_registration_that_was_called_off_is_gone_after_thirty_days_and_its_link_opens_nothing() {
    let house = house().await;
    let olga = house.olga().await;
    let session = house.session(&olga, None).await;
    let token = house.registered(session, "carla@example.net", &["Carla"]).await;
    house.store.confirm(&token).await.unwrap();
    house.store.cancel_registration(&token).await.unwrap();
    house.deliver().await;
    house.pass(TimeDelta::days(30));
    house.store.forget().await.unwrap();
    assert!(house.store.registration(&token).await.unwrap().is_some(), "a minute too early");
    house.pass(TimeDelta::minutes(1));
    house.store.forget().await.unwrap();
    assert_eq!(house.store.registration(&token).await.unwrap(), None);
    assert!(!everything(&house).await.contains("carla"));
}

#[tokio::test]
async fn the_region_says_for_how_long_it_is_kept_who_came_and_nobody_else_does() {
    let house = house().await;
    let admin = house.region().await;
    let anna = house.anna().await;
    assert_eq!(house.store.attendee_days().await.unwrap(), ATTENDEE_DAYS);
    assert_eq!(house.store.keep_attendees(&anna, 7, 0).await, Err(RetentionRefusal::Forbidden));
    for days in [0, 731] {
        assert_eq!(house.store.keep_attendees(&admin, days, 0).await, Err(RetentionRefusal::Days));
    }
    house.store.keep_attendees(&admin, 7, 0).await.unwrap();
    assert_eq!(house.store.attendee_days().await.unwrap(), 7);
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'retention-set'").await, 1);

    let olga = house.olga().await;
    let session = house.session(&olga, None).await;
    let token = house.registered(session, "carla@example.net", &["Carla"]).await;
    house.store.confirm(&token).await.unwrap();
    house.set_clock("2027-03-09T11:00:01Z");
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM attendee WHERE name = ''").await, 1);
    let retention = house.store.retention(&admin).await.unwrap().unwrap();
    let people = retention.here.iter().find(|still| still.holding == Holding::Registrations).unwrap();
    assert_eq!((people.rows, people.oldest, people.forgotten), (0, None, 1));
    assert!(retention.looked.is_some());
    assert_eq!(house.store.retention(&anna).await.unwrap(), None);
}

#[tokio::test]
async fn three_years_later_a_booking_says_no_more_who_made_it() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    let mut new = booking(wish("labor", 2, "10:00", "12:00"));
    new.note = "Anna bringt den Schlüssel".into();
    let id = house.store.book(&anna, new).await.unwrap();
    house.set_clock("2030-03-01T12:00:00Z");
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM booking WHERE account_id IS NOT NULL AND note <> ''").await, 1);
    house.set_clock("2030-03-02T12:00:00Z");
    house.store.forget().await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM booking WHERE account_id IS NULL AND note = ''").await, 1);
    let seen = house.store.booking(&anna, id).await.unwrap().unwrap();
    assert_eq!((seen.title.as_str(), seen.booker.0.as_str()), ("Workshop", ""));
}

#[tokio::test]
async fn the_trail_forgets_who_after_two_years_and_cannot_be_changed_otherwise() {
    let house = house().await;
    house.furnished().await;
    let anna = house.anna().await;
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let db = house.store.connection();
    for change in [
        "UPDATE audit SET act = 'cancelled'",
        "UPDATE audit SET account_id = NULL",
        "UPDATE audit SET account_id = NULL, detail = '{}', act = 'x'",
        "DELETE FROM audit",
    ] {
        assert!(db.execute_unprepared(change).await.is_err(), "{change}");
    }
    let named = "SELECT COUNT(*) FROM audit WHERE account_id IS NOT NULL";
    house.pass(TimeDelta::days(730));
    house.store.forget().await.unwrap();
    assert_eq!(house.count(named).await, 1);
    house.pass(TimeDelta::minutes(1));
    house.store.forget().await.unwrap();
    assert_eq!(house.count(named).await, 0);
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'booked'").await, 1);
}

#[tokio::test]
async fn whoever_asks_sees_all_that_is_hers_and_nothing_of_anybody_else() {
    let house = house().await;
    house.furnished().await;
    house.anna().await;
    let berta = house.berta().await;
    let olga = house.olga().await;
    let session = house.session(&olga, None).await;
    let (anna, _) = house.login("anna@example.org").await;
    house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let hers = house.store.book(&berta, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    let anna_too = Invitee { name: "Anna A.".into(), email: "anna@example.org".into() };
    let berta_too = Invitee { name: "Emil".into(), email: "emil@example.net".into() };
    house.store.invite(&berta, hers, &[anna_too, berta_too], "de").await.unwrap();
    house.registered(session, "anna@example.org", &["Anna", "Kind"]).await;
    house.registered(session, "fremd@example.net", &["Fremde"]).await;

    let data = house.store.take_own_data(&anna).await.unwrap().unwrap();
    assert_eq!((data.email.as_str(), data.name.as_str()), ("anna@example.org", "Anna"));
    assert_eq!(
        data.organisations.iter().map(|of| (of.organisation.as_str(), of.role)).collect::<Vec<_>>(),
        [("Muster", Role::Booker)]
    );
    assert_eq!(data.bookings.iter().map(|one| (one.title.as_str(), one.dates)).collect::<Vec<_>>(), [("Workshop", 1)]);
    assert_eq!(data.invitations.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Anna A."]);
    assert_eq!(data.registrations.iter().map(|one| one.names.join(" ")).collect::<Vec<_>>(), ["Anna Kind"]);
    assert_eq!(data.registrations[0].consent, "2026-11");
    assert_eq!(data.logins.len(), 1);
    assert_eq!(data.trail.iter().map(|one| one.act.as_str()).collect::<Vec<_>>(), ["booked"]);
    let file = serde_json::to_string(&data).unwrap().to_lowercase();
    for other in ["berta", "emil", "fremd", "olga"] {
        assert!(!file.contains(other), "{other}");
    }
    assert_eq!(house.count("SELECT COUNT(*) FROM audit WHERE act = 'data-taken'").await, 1);
    assert_eq!(house.store.own_data(&Actor::Visitor).await.unwrap(), None);
}

#[tokio::test]
async fn who_erases_her_account_leaves_no_trace_but_what_she_did_for_others() {
    let house = house().await;
    house.furnished().await;
    let muster = house.organisation("Muster").await;
    house.person("Anna", &muster, Role::Booker).await;
    let chef = house.person("Chef", &muster, Role::Admin).await;
    house.person("Gerda", &muster, Role::Booker).await;
    let berta = house.berta().await;
    let olga = house.olga().await;
    let session = house.session(&olga, Some(5)).await;
    let (anna, login) = house.login("anna@example.org").await;
    let id = house.store.book(&anna, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let hers = house.store.book(&berta, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap();
    let invited = Invitee { name: "Anna A.".into(), email: "anna@example.org".into() };
    house.store.invite(&berta, hers, &[invited], "de").await.unwrap();
    let token = house.registered(session, "anna@example.org", &["Anna"]).await;
    house.store.confirm(&token).await.unwrap();
    house.deliver().await;

    let before = house.store.erasure(&anna, &login).await.unwrap().unwrap();
    assert_eq!((before.hindrances.len(), before.handed_on, before.called_off, before.recent), (0, 1, 1, true));
    house.store.erase(&anna, &login).await.unwrap();

    assert_eq!(house.store.actor(&login).await.unwrap(), Actor::Visitor);
    let kept = house.store.booking(&chef, id).await.unwrap().unwrap();
    assert_eq!(
        (kept.state, kept.booker.0.as_str()),
        (BookingState::Confirmed, "Chef"),
        "who looks after it comes first"
    );
    assert_eq!(house.count("SELECT CAST(SUM(seats_taken) AS BIGINT) FROM session").await, 0);
    let mut told: Vec<String> = house
        .deliver()
        .await
        .into_iter()
        .map(|mail| match mail {
            MailFacts::Registration { to, .. } | MailFacts::Booking { to, .. } => to,
            other => panic!("{other:?}"),
        })
        .collect();
    told.sort_unstable();
    assert_eq!(told, ["anna@example.org", "chef@example.org"]);

    let left = everything(&house).await;
    let traces: Vec<&str> = left.lines().filter(|row| row.contains("anna")).collect();
    assert!(traces.iter().all(|row| row.starts_with("registration:") || row.starts_with("attendee:")), "{traces:#?}");
    house.pass(TimeDelta::days(31));
    house.store.forget().await.unwrap();
    assert!(!everything(&house).await.contains("anna"));
    // Whoever comes back with the address begins anew.
    let (again, _) = house.login("anna@example.org").await;
    assert_eq!(again.person().map(|person| (person.name.as_str(), person.memberships.len())), Some(("", 0)));
}

#[tokio::test]
async fn nobody_is_left_without_somebody_to_ask() {
    let house = house().await;
    let site = house.furnished().await;
    let muster = house.organisation("Muster").await;
    let chef = house.person("Chef", &muster, Role::Admin).await;
    house.person("Anna", &muster, Role::Booker).await;
    let (chef_now, login) = house.login("chef@example.org").await;
    let hindered = |refused| match refused {
        Err(ErasureRefusal::Hindered(why)) => why,
        other => panic!("{other:?}"),
    };
    let why = hindered(house.store.erase(&chef_now, &login).await);
    assert_eq!(why, [Hindrance::OnlyAdmin(muster.id, "Muster".into())]);

    let allein = house.organisation("Allein").await;
    let solo = house.person("Solo", &allein, Role::Admin).await;
    let id = house.store.book(&solo, booking(wish("labor", 2, "10:00", "12:00"))).await.unwrap();
    let (solo_now, login) = house.login("solo@example.org").await;
    let why = hindered(house.store.erase(&solo_now, &login).await);
    assert_eq!(why, [Hindrance::NobodyElse(allein.id, "Allein".into())]);
    let version = house.store.booking(&solo, id).await.unwrap().unwrap().version;
    house.store.cancel(&solo, id, version, &[], "").await.unwrap();
    house.store.erase(&solo_now, &login).await.unwrap();

    let Some(Person { id: chef, .. }) = chef.person() else { panic!("no person") };
    house.store.add_keeper(*chef, site).await.unwrap();
    house.store.set_platform_admin("chef@example.org", true).await.unwrap();
    let (chef_now, login) = house.login("chef@example.org").await;
    let why = hindered(house.store.erase(&chef_now, &login).await);
    assert_eq!(
        why[1..],
        [Hindrance::OnlyKeeper(Kept { site: "Haus".into(), space: None }), Hindrance::OnlyPlatformAdmin]
    );
}

#[tokio::test]
async fn a_booking_goes_to_the_first_colleague_who_may_have_it_and_where_nobody_may_the_account_stays() {
    let house = house().await;
    let site = house.furnished().await;
    let laser = Qualification { key: "laser".into(), name: Localised::of("de", "Laserschein") };
    let rules = RuleBook { qualifications: Some(vec![laser.clone()]), ..RuleBook::default() };
    house.space_with(site, "Laserraum", |space| space.rules = rules).await;
    let muster = house.organisation("Muster").await;
    let chef = house.person("Chef", &muster, Role::Admin).await;
    house.person("Clara", &muster, Role::Booker).await;
    house.person("Anna", &muster, Role::Booker).await;
    let Actor::Account(person) = house.person("Rosa", &muster, Role::Booker).await else { unreachable!() };
    let rosa = Actor::Account(Person { keeps: vec![site], ..person });
    let shows = async |who: &str| {
        let new = NewProof { email: who.into(), site, key: "laser".into(), expires_on: None };
        house.store.grant(&rosa, new).await.unwrap();
    };
    shows("anna@example.org").await;
    let (anna, login) = house.login("anna@example.org").await;
    let cut = house.store.book(&anna, booking(wish("laserraum", 2, "10:00", "12:00"))).await.unwrap();
    let plain = house.store.book(&anna, booking(wish("labor", 3, "10:00", "12:00"))).await.unwrap();

    let Err(ErasureRefusal::Hindered(why)) = house.store.erase(&anna, &login).await else { panic!("erased") };
    let [Hindrance::NobodyMayHave { booking, broken, .. }] = &why[..] else { panic!("{why:?}") };
    assert_eq!(*booking, cut);
    assert!(matches!(&broken[..], [BrokenRule::QualificationMissing { key, .. }] if *key == laser.key), "{broken:?}");

    shows("clara@example.org").await;
    house.store.erase(&anna, &login).await.unwrap();
    let booker = async |id| house.store.booking(&chef, id).await.unwrap().unwrap().booker.0;
    assert_eq!((booker(cut).await.as_str(), booker(plain).await.as_str()), ("Clara", "Chef"));
}

#[tokio::test]
async fn an_open_browser_erases_nothing_a_quarter_of_an_hour_later() {
    let house = house().await;
    let (anna, login) = house.login("anna@example.org").await;
    let (_, other) = house.login("berta@example.org").await;
    house.pass(TimeDelta::minutes(16));
    assert_eq!(house.store.erase(&anna, &login).await, Err(ErasureRefusal::SignInAgain));
    assert_eq!(house.store.erase(&anna, &other).await, Err(ErasureRefusal::SignInAgain), "somebody else's login");
    assert_eq!(house.store.erase(&Actor::Visitor, &login).await, Err(ErasureRefusal::Forbidden));
    let (anna, login) = house.login("anna@example.org").await;
    house.store.erase(&anna, &login).await.unwrap();
    assert_eq!(house.count("SELECT COUNT(*) FROM account WHERE disabled").await, 1);
}

#[tokio::test]
async fn whoever_gets_the_bills_of_an_organisation_sees_that_and_erased_gets_them_no_more() {
    let house = house().await;
    let muster = house.organisation("Muster").await;
    let chef = house.person("Chef", &muster, Role::Admin).await;
    let view = house.store.organisation(&chef, muster.id).await.unwrap().unwrap();
    let said = Particulars { bill_email: "anna@example.org".into(), ..view.particulars };
    house.store.write_particulars(&chef, muster.id, view.version, said).await.unwrap();
    let (anna, login) = house.login("anna@example.org").await;
    assert_eq!(house.store.own_data(&anna).await.unwrap().unwrap().bills, ["Muster"]);
    assert_eq!(house.store.own_data(&chef).await.unwrap().unwrap().bills, Vec::<String>::new());
    let admin = house.region().await;
    let here = house.store.retention(&admin).await.unwrap().unwrap().here;
    assert_eq!(here.iter().find(|still| still.holding == Holding::Bills).unwrap().rows, 1);
    house.store.erase(&anna, &login).await.unwrap();
    assert!(!everything(&house).await.contains("anna@example.org"));
}

/// Nights pass, and what is to be forgotten is.
async fn nights(house: &House, days: i64) -> u64 {
    house.pass(TimeDelta::days(days));
    house.store.forget().await.unwrap()
}

async fn warned(house: &House) -> Vec<String> {
    let mails = house.deliver().await.into_iter();
    let unused = |mail| match mail {
        MailFacts::Account(facts) if matches!(facts.act, AccountMail::Unused { .. }) => Some(facts.to),
        _ => None,
    };
    mails.filter_map(unused).collect()
}

#[tokio::test]
async fn an_account_nobody_uses_for_two_years_ends_thirty_days_after_a_mail_said_so() {
    let house = house().await;
    for email in ["anna@example.net", "berta@example.net"] {
        house.login(email).await;
    }
    nights(&house, 729).await;
    assert_eq!(warned(&house).await, Vec::<String>::new());
    nights(&house, 1).await;
    let mut told = warned(&house).await;
    told.sort();
    assert_eq!(told, ["anna@example.net", "berta@example.net"]);
    nights(&house, 29).await;
    assert_eq!(warned(&house).await, Vec::<String>::new(), "once");
    house.login("berta@example.net").await;
    assert!(nights(&house, 1).await >= 1);
    let left = everything(&house).await;
    assert!(!left.contains("anna@example.net") && left.contains("berta@example.net"));
    assert!(house.words("SELECT act FROM audit").await.contains(&"ended-unused".to_owned()));
    // She who came back has two years again, and is told anew then.
    nights(&house, 728).await;
    assert_eq!(warned(&house).await, Vec::<String>::new());
    nights(&house, 1).await;
    assert_eq!(warned(&house).await, ["berta@example.net"]);
}

#[tokio::test]
async fn an_account_others_count_on_stays_however_long_nobody_uses_it() {
    let house = house().await;
    house.furnished().await;
    let muster = house.organisation("Muster").await;
    house.person("Anna", &muster, Role::Admin).await;
    house.person("Berta", &muster, Role::Booker).await;
    house.region().await;
    nights(&house, 731).await;
    let told = warned(&house).await;
    assert!(told.contains(&"berta@example.org".to_owned()), "nothing hangs on her: {told:?}");
    assert!(!told.contains(&"anna@example.org".to_owned()), "she alone looks after it: {told:?}");
    nights(&house, 31).await;
    let left = everything(&house).await;
    assert!(left.contains("anna@example.org") && !left.contains("berta@example.org"));
    assert_eq!(house.count("SELECT COUNT(*) FROM account WHERE platform_admin").await, 1);
}

#[tokio::test]
async fn who_shortens_what_is_kept_is_told_first_how_many_people_go_at_once() {
    let house = house().await;
    let admin = house.region().await;
    let olga = house.olga().await;
    let session = house.session(&olga, None).await;
    for name in ["Carla", "Cem"] {
        let token = house.registered(session, &format!("{}@example.net", name.to_lowercase()), &[name]).await;
        house.store.confirm(&token).await.unwrap();
    }
    house.set_clock("2027-03-20T11:00:00Z");
    let set = async |days, told| house.store.keep_attendees(&admin, days, told).await;
    assert_eq!(set(7, 0).await, Err(RetentionRefusal::Forgets(2)));
    assert_eq!(set(7, 1).await, Err(RetentionRefusal::Forgets(2)), "somebody more since she was told");
    assert_eq!(house.store.attendee_days().await.unwrap(), ATTENDEE_DAYS);
    set(100, 0).await.unwrap();
    set(7, 2).await.unwrap();
    assert_eq!(house.store.attendee_days().await.unwrap(), 7);
}

#[tokio::test]
async fn why_the_command_line_locked_somebody_is_forgotten_with_the_rest_of_the_trail() {
    let house = house().await;
    house.anna().await;
    house.store.set_locked("anna@example.org", Some("War unhöflich")).await.unwrap();
    let says = "SELECT COUNT(*) FROM audit WHERE act = 'disabled' AND CAST(detail AS TEXT) LIKE '%unh%'";
    assert_eq!(house.count(says).await, 1);
    house.set_clock("2029-03-02T08:00:00Z");
    house.store.forget().await.unwrap();
    assert_eq!(house.count(says).await, 0);
}

#[tokio::test]
async fn who_is_an_organisation_by_herself_takes_along_what_is_known_of_it() {
    let house = house().await;
    let (solo, muster) = (house.organisation("Solo").await, house.organisation("Muster").await);
    house.person("Anna", &solo, Role::Admin).await;
    house.person("Chef", &muster, Role::Admin).await;
    let anna_of_muster = house.store.account_with("anna@example.org").await.unwrap();
    house.store.add_membership(anna_of_muster, muster.id, Role::Booker).await.unwrap();
    let known = "UPDATE organisation SET kind = 'individual', street = 'Weg 1', postcode = '32756', bill_to = 'Anna', vat_id = 'DE1'";
    house.store.connection().execute_unprepared(known).await.unwrap();
    let (anna, login) = house.login("anna@example.org").await;
    assert_eq!(house.store.erasure(&anna, &login).await.unwrap().unwrap().alone, ["Solo"]);
    house.store.erase(&anna, &login).await.unwrap();
    let said = "SELECT COUNT(*) FROM organisation WHERE street = '' AND postcode = '' AND bill_to = '' AND vat_id = ''";
    assert_eq!(house.count(said).await, 1, "of the other there is somebody left");
    assert_eq!(house.count("SELECT COUNT(*) FROM organisation WHERE name = 'Solo' OR slug = 'solo'").await, 0);
    assert_eq!(house.count("SELECT COUNT(*) FROM organisation WHERE name = 'Muster' AND confirmed").await, 1);
}
