//! Events, registrations and their mail, as tests need them.

use domain::{
    access::Actor,
    desk::{EventDesk, EventFields, EventView, NewRegistration, RegistrationDesk, SessionFields},
    event::Dimension,
    id::SessionId,
    organisation::Role,
    question::Given,
    slot::Margins,
    space::Contact,
    text::Localised,
};
use sea_orm::{ConnectionTrait, Statement};
use store::MailFacts;

use super::{House, march, request, time};

impl House {
    /// An organiser called Olga, of a university the region trusts.
    pub async fn olga(&self) -> Actor {
        let university = self.trusted("Hochschule").await;
        self.person("Olga", &university, Role::Organiser).await
    }

    /// A draft with these sessions.
    pub async fn drafted(&self, by: &Actor, title: &str, sessions: &[SessionFields]) -> EventView {
        let slug = self.store.draft(by, request(), event(title)).await.unwrap();
        for session in sessions {
            let draft = self.event(by, &slug).await;
            self.store.add_session(by, request(), draft.id, draft.version, session.clone()).await.unwrap();
        }
        self.event(by, &slug).await
    }

    /// A public event with these sessions.
    pub async fn published(&self, by: &Actor, title: &str, sessions: &[SessionFields]) -> EventView {
        let draft = self.drafted(by, title, sessions).await;
        self.store.publish(by, draft.id, draft.version).await.unwrap();
        self.event(by, &draft.card.slug).await
    }

    /// An event that must be there.
    pub async fn event(&self, by: &Actor, slug: &str) -> EventView {
        self.store.event(by, slug).await.unwrap().unwrap()
    }

    /// A public session with so many seats, Tuesday from 10 to 12.
    pub async fn session(&self, by: &Actor, capacity: Option<u16>) -> SessionId {
        let event = self.published(by, "Vortrag", &[SessionFields { capacity, ..online(2, "10:00", "12:00") }]).await;
        event.sessions[0].id
    }

    /// Registers and answers the secret of the mailed link.
    pub async fn registered(&self, session: SessionId, email: &str, names: &[&str]) -> String {
        self.store.register(registration(session, email, names)).await.unwrap();
        let mut tokens = self.deliver().await.into_iter().filter_map(|mail| match mail {
            MailFacts::Registration { to, token, .. } if to == email => Some(token),
            _ => None,
        });
        tokens.next_back().unwrap()
    }

    /// Works off the whole outbox as a worker does, and answers what it would have sent.
    pub async fn deliver(&self) -> Vec<MailFacts> {
        let mut sent = Vec::new();
        loop {
            let jobs = self.store.claim(50, 60).await.unwrap();
            if jobs.is_empty() {
                return sent;
            }
            for job in jobs {
                if job.mail.fans_out() {
                    self.store.fan_out(&job).await.unwrap();
                    continue;
                }
                sent.extend(self.store.mail_facts(&job.mail).await.unwrap());
                self.store.done(job.id).await.unwrap();
            }
        }
    }

    /// The kinds of mail not yet sent, oldest first.
    pub async fn waiting_mail(&self) -> Vec<String> {
        self.words("SELECT kind FROM outbox WHERE done_at IS NULL ORDER BY id").await
    }

    /// The first column of a query, as text.
    pub async fn words(&self, sql: &str) -> Vec<String> {
        let db = self.store.connection();
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// Every row of some tables, as text: equal before and after means that nothing changed.
    pub async fn contents(&self, tables: &[&str]) -> Vec<String> {
        let mut all = Vec::new();
        for table in tables {
            let columns = if self.is_postgres() {
                format!("SELECT t::text FROM {table} t ORDER BY 1")
            } else {
                let names = self.words(&format!("SELECT name FROM pragma_table_info('{table}')")).await;
                let quoted: Vec<String> = names.iter().map(|name| format!("quote({name})")).collect();
                format!("SELECT {} FROM {table} ORDER BY 1", quoted.join(" || ',' || "))
            };
            all.extend(self.words(&columns).await.into_iter().map(|row| format!("{table}: {row}")));
        }
        all
    }
}

/// The words of an event.
pub fn event(title: &str) -> EventFields {
    EventFields {
        title: Localised::of("de", title),
        summary: Localised::of("de", "Worum es geht"),
        language: "de".into(),
        contact: Contact::default(),
        dimensions: vec![Dimension::Expansion],
        takes_registrations: true,
        ..EventFields::default()
    }
}

/// A session in a space, in March 2027.
pub fn on_site(space: &str, day: u32, from: &str, until: &str) -> SessionFields {
    SessionFields {
        title: Localised::default(),
        summary: Localised::default(),
        date: march(day),
        from: time(from),
        until: time(until),
        last: None,
        space: Some(space.into()),
        further: vec![],
        margins: Margins::default(),
        online_url: None,
        track: Localised::default(),
        speakers: vec![],
        capacity: None,
        pool: None,
        override_reason: None,
    }
}

/// A session on the net, in March 2027.
pub fn online(day: u32, from: &str, until: &str) -> SessionFields {
    SessionFields {
        space: None,
        online_url: Some("https://meet.example.org/x".into()),
        ..on_site("", day, from, until)
    }
}

/// A registration from a form of its own.
pub fn registration(session: SessionId, email: &str, names: &[&str]) -> NewRegistration {
    NewRegistration {
        request: request(),
        session,
        email: email.into(),
        attendees: names.iter().map(|name| (*name).to_owned()).collect(),
        consent: Some("2026-11".into()),
        language: "de".into(),
        wait: None,
        answers: Given::default(),
        network: None,
        access: None,
    }
}
