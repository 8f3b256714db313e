//! What is counted of the registrations for an event.

use domain::{
    access::Actor,
    desk::{DoorDesk as _, Figures, RegistrationDesk as _, SessionFields},
    figures::Tally,
};

use crate::common::{house, march, programme::online};

#[tokio::test]
async fn what_stands_is_counted_day_by_day_and_nobody_is_named() {
    let house = house().await;
    let olga = house.olga().await;
    let session = SessionFields { capacity: Some(9), ..online(9, "10:00", "12:00") };
    let event = house.published(&olga, "Vortrag", &[session]).await;
    let (id, session) = (event.id, event.sessions[0].id);
    let counted = async || house.store.figures(&olga, id).await.unwrap().unwrap();
    assert_eq!(counted().await, Figures::default());

    let anna = house.registered(session, "anna@example.org", &["Anna", "Amir"]).await;
    house.store.confirm(&anna).await.unwrap();
    house.registered(session, "dora@example.org", &["Dora"]).await;
    // Late in the evening by UTC it is the next day here.
    house.set_clock("2027-03-02T23:30:00Z");
    let ben = house.registered(session, "ben@example.org", &["Ben"]).await;
    house.store.confirm(&ben).await.unwrap();
    house.set_clock("2027-03-05T08:00:00Z");
    house.store.cancel_registration(&anna).await.unwrap();

    let found = counted().await;
    assert_eq!(found.standing, [(march(1), 2), (march(3), 3), (march(5), 1)]);
    assert_eq!(found.sessions[&session], Tally { confirmed: 1, given_back: 2, ..Tally::default() });

    house.set_clock("2027-03-09T09:30:00Z");
    let list = house.store.door(&olga, session).await.unwrap().unwrap();
    house.store.came(&olga, list.people[0].id).await.unwrap();
    assert_eq!(counted().await.sessions[&session].came, 1);
    house.set_clock("2027-12-01T08:00:00Z");
    let before = counted().await;
    house.store.forget().await.unwrap();
    let after = counted().await;
    assert_eq!(after.sessions[&session].confirmed, before.sessions[&session].confirmed);
    assert_eq!(after.sessions[&session].given_back, 0, "what was called off is forgotten, and with it its count");

    let other = house.organisation("Verein").await;
    let otto = house.person("Otto", &other, domain::organisation::Role::Organiser).await;
    for by in [&otto, &Actor::Visitor] {
        assert_eq!(house.store.figures(by, id).await.unwrap(), None);
    }
}
