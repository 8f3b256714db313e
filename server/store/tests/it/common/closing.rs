//! Closing "Haus" in March 2027.

use chrono::NaiveDateTime;
use domain::{
    access::{Actor, Person},
    booking::BookingState,
    desk::{BookingDesk as _, ClosurePlan, ClosureRefusal, Conflict, Fate, NewClosure},
    id::{BookingId, SiteId},
    organisation::Role,
    slot::LocalSpan,
};

use store::intake::NewPerson;

use super::{House, march, request, time};

/// A day of March, at some clock.
pub fn clock(day: u32, at: &str) -> NaiveDateTime {
    march(day).and_time(time(at))
}

/// The whole site "Haus" from one clock to another.
pub fn closure(from: NaiveDateTime, until: NaiveDateTime) -> NewClosure {
    NewClosure {
        request: request(),
        site: "haus".into(),
        spaces: Vec::new(),
        reason: "Neuer Boden".into(),
        first: LocalSpan { from, until },
        repeat: None,
        fates: Vec::new(),
        offers: Vec::new(),
        message: String::new(),
    }
}

/// Where a date would move to.
pub fn there(conflict: &Conflict) -> Fate {
    Fate::Move(conflict.elsewhere.as_ref().unwrap().id)
}

/// The plan of a closure that needs decisions.
pub fn undecided(refusal: ClosureRefusal) -> ClosurePlan {
    let ClosureRefusal::Undecided(plan) = refusal else { panic!("{refusal:?}") };
    plan
}

impl House {
    /// Rosa, who keeps a site.
    pub async fn rosa(&self, site: SiteId) -> Actor {
        let town = self.organisation("Stadt").await;
        let Actor::Account(person) = self.person("Rosa", &town, Role::Booker).await else { unreachable!() };
        Actor::Account(Person { keeps: vec![site], ..person })
    }

    /// Somebody who keeps a site, by its slug.
    pub async fn keeper(&self, name: &str, site: &str) {
        let new = NewPerson {
            email: format!("{}@example.org", name.to_lowercase()),
            name: name.into(),
            roles: vec![],
            keeps: vec![site.into()],
            platform_admin: false,
            proofs: vec![],
        };
        let mut intake = self.store.intake("test").await.unwrap();
        intake.person(new).await.unwrap();
        intake.commit().await.unwrap();
    }

    /// Where a booking is in its life.
    pub async fn state(&self, by: &Actor, id: BookingId) -> BookingState {
        self.store.booking(by, id).await.unwrap().unwrap().state
    }

    /// How many mails of a kind were written.
    pub async fn mails(&self, kind: &str) -> i64 {
        self.count(&format!("SELECT COUNT(*) FROM outbox WHERE kind = '{kind}'")).await
    }
}
